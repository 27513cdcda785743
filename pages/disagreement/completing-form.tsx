import { EMAIL_LABELS } from '../../escalation/intake.ts';
import { CATEGORIES } from '../../escalation/record.ts';
import { DateInput, Fieldset, Input, Radios, Select, Textarea } from '../components/index.ts';
import { type FormState, fieldOf } from '../frame.ts';
import { type ActForm, date, field } from './act-form.ts';
import type { DisagreementFacts } from './facts.ts';
import { SiteChoice } from './site-choice.tsx';

/** The form of what an email left unsaid. */
export const COMPLETING_FORM = {
  complete: {
    title: 'Add what was missing',
    button: 'Add it',
    Fields: ({ facts, form }) => (
      <>
        {facts.d.missing.map((label) => {
          const known = EMAIL_LABELS.find((one) => one.label === label);
          return known ? <MissingField label={label} name={known.field} form={form} facts={facts} /> : null;
        })}
      </>
    ),
  },
} satisfies Record<string, ActForm>;

/** What is missing from an email, asked as the raise form asks it. */
const MissingField = ({
  label,
  name,
  form,
  facts,
}: {
  label: string;
  name: string;
  form: FormState;
  facts: DisagreementFacts;
}) => {
  switch (name) {
    case 'aroseOn':
    case 'mustBeSettledOn':
      return <DateInput {...date(form, name)} label={label} />;
    case 'subject':
      return (
        <Radios
          {...field(form, name)}
          label={label}
          items={[
            { value: 'child', label: 'A child' },
            { value: 'adult', label: 'An adult' },
            { value: 'both', label: 'Both' },
          ]}
        />
      );
    case 'about':
      return (
        <Radios
          {...field(form, name)}
          label={label}
          items={[
            { value: 'decision', label: 'A decision' },
            { value: 'action', label: 'An action' },
            { value: 'inaction', label: 'A lack of action' },
          ]}
        />
      );
    case 'category':
      return (
        <Select
          {...field(form, name)}
          label={label}
          items={[
            { value: '', text: 'Choose the closest' },
            ...Object.entries(CATEGORIES).map(([value, text]) => ({ value, text })),
          ]}
        />
      );
    case 'theirAgency':
      return (
        <>
          <Select
            {...field(form, name)}
            label={label}
            items={[
              { value: '', text: 'Choose an agency' },
              ...facts.agencies.map(({ id, name: text }) => ({ value: id, text })),
            ]}
          />
          {facts.d.missing.includes('Their site') ? null : (
            <SiteChoice {...{ facts, form }} name="theirSite" label="Their site" notKnown="I do not know which site" />
          )}
        </>
      );
    case 'raiserSite':
      return (
        <SiteChoice
          {...{ facts, form, name, label }}
          agencyId={facts.d.raiser.agency}
          notKnown="I work at more than one of them"
        />
      );
    case 'theirSite':
      return (
        <SiteChoice
          {...{ facts, form, name, label }}
          agencyId={facts.d.raisedWith[0]?.agency}
          notKnown="I do not know which site"
        />
      );
    case 'myManager':
      return <NameAndAddress form={form} legend={label} name="managerName" email="managerEmail" />;
    case 'theirPractitioner':
      return <NameAndAddress form={form} legend={label} name="theirName" email="theirEmail" />;
    case 'talkedAlready':
      return (
        <>
          <Radios
            {...field(form, name)}
            label={label}
            items={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
            ]}
          />
          <Textarea {...field(form, 'talkedWhatCame')} label="If yes, what came of it?" rows={3} />
        </>
      );
    case 'raiserJob':
      return <Input {...field(form, name)} label={label} />;
    // Named later by their own side, who knows better (ROU-11).
    case 'theirManager':
      return null;
    case 'immediateHarm':
      return (
        <Radios
          {...field(form, name)}
          label="Is somebody at risk of immediate harm?"
          items={[
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
        />
      );
    default:
      return <Textarea {...field(form, name)} label={label} rows={3} />;
  }
};

const NameAndAddress = (props: { form: FormState; legend: string; name: string; email: string }) => (
  <Fieldset legend={props.legend} legendSize="s">
    <Input {...fieldOf(props.form, props.name)} label="Full name" spellcheck={false} />
    <Input {...fieldOf(props.form, props.email)} label="Work email address" type="email" spellcheck={false} />
  </Fieldset>
);
