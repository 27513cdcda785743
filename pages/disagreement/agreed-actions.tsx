import { Button, Checkboxes, DateInput, Fieldset, Input, Select } from '../components/index.ts';
import { dateOf, type FormState, fieldOf } from '../frame.ts';
import type { ActFormProps } from './act-form.ts';

/** What follows from an agreement: rows for who does what by when, and the box that says nothing does (OUT-2). */
export const WhatFollows = (props: ActFormProps) => (
  <>
    <AgreedActions {...props} />
    <NothingLeft form={props.form} />
  </>
);

const AgreedActions = ({ facts, form, rows }: ActFormProps) => {
  const agencies = [facts.d.raiser.agency, ...facts.d.raisedWith.map(({ agency }) => agency)];
  const items = [
    { value: '', text: 'Choose an agency' },
    ...[...new Set(agencies)].map((id) => ({ value: id, text: facts.agencyName(id) })),
  ];
  return (
    <>
      <h2 class="govuk-heading-m">Agreed actions</h2>
      <p class="govuk-body">Leave empty what you do not need. On each action's day we ask whether it was done.</p>
      {Array.from({ length: rows }, (_, at) => (
        <Fieldset legend={`Action ${at + 1}`} legendSize="s">
          <Input {...fieldOf(form, `actions.${at}.text`)} label="What will be done?" />
          <Select {...fieldOf(form, `actions.${at}.ownerAgency`)} label="Who will do it?" items={items} />
          <DateInput {...dateOf(form, `actions.${at}.dueOn`)} label="By when?" />
        </Fieldset>
      ))}
      {rows < 20 ? (
        <Button name="more" value="rows" look="secondary">
          Add another action
        </Button>
      ) : null}
    </>
  );
};

/** "Explicit none": that nothing is outstanding is said and not left to be read out of an empty list (OUT-2). */
const NothingLeft = ({ form }: { form: FormState }) => (
  <Checkboxes
    name="noActions"
    items={[{ value: 'yes', label: 'Nothing is left to be done' }]}
    value={[form.typed['noActions'] ?? '']}
    errors={form.errors}
  />
);
