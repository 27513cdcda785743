import { mayAttend } from '../../escalation/acts/convening.ts';
import { agenciesInDispute, chairsAmongThoseAsked, INDEPENDENT, reasonNotToAttend } from '../../escalation/meetings.ts';
import { requireStage, stageAfter } from '../../escalation/policy.ts';
import { openVisit } from '../../escalation/record.ts';
import {
  Checkboxes,
  DateInput,
  Fieldset,
  Input,
  InsetText,
  Radios,
  Select,
  Textarea,
  WarningText,
} from '../components/index.ts';
import { type FormState, fieldOf } from '../frame.ts';
import { type ActForm, date, field } from './act-form.ts';
import { type DisagreementFacts, personInWords } from './facts.ts';

const KINDS = { meeting: 'A meeting', mediation: 'Mediation', panel: 'A panel' } as const;

/** Who the policy has in the chair, for whoever arranges it. */
const WHO_CHAIRS = {
  'from neither agency': 'The policy wants a chair from neither agency',
  'board member of an uninvolved agency': 'The policy wants a Board member of an agency that is not involved',
  "raising agency's lead": "The policy has the raising agency's own lead chair it",
  officer: 'The policy has the officer chair it',
} as const;

/** The forms of a stage that has a meeting, mediation or panel (MTG-1 to MTG-5). */
export const MEETING_FORMS = {
  convene: {
    title: 'Arrange the meeting',
    button: 'Arrange it and tell them',
    Fields: ({ facts, form }) => {
      const visit = openVisit(facts.d);
      const rule = visit && requireStage(facts.policy, visit.stageId).meeting;
      if (!visit || !rule) return <InsetText>The policy has no meeting at this stage.</InsetText>;
      const kinds = rule.panelSize === undefined ? (['meeting'] as const) : (['mediation', 'panel'] as const);
      const named = chairsAmongThoseAsked(rule, visit.asked);
      return (
        <>
          {visit.noPanel ? <WarningText>{visit.noPanel} Mediation can still be arranged.</WarningText> : null}
          {kinds.length === 1 ? (
            <input type="hidden" name="what" value="meeting" />
          ) : (
            <Radios
              {...field(form, 'what')}
              label="What is arranged?"
              items={kinds.map((value) => ({
                value,
                label: KINDS[value],
                disabled: value === 'panel' && visit.noPanel !== undefined,
              }))}
            />
          )}
          <Fieldset legend="Who chairs or mediates" legendSize="s">
            <p class="govuk-body">
              {WHO_CHAIRS[rule.chair]} ({rule.clause}).
            </p>
            {named ? (
              <Select
                {...fieldOf(form, 'chairEmail')}
                value={form.typed['chairEmail'] ?? (named.length === 1 ? named[0]!.email : '')}
                label="Chair"
                items={[
                  { value: '', text: 'Choose who chairs' },
                  ...named.map((one) => ({ value: one.email, text: personInWords(facts, one) })),
                ]}
              />
            ) : (
              <>
                <Input {...fieldOf(form, 'chairName')} label="Their full name" spellcheck={false} />
                <Input
                  {...fieldOf(form, 'chairEmail')}
                  label="Their work email address"
                  type="email"
                  spellcheck={false}
                />
                <Select
                  {...fieldOf(form, 'chairAgency')}
                  label="Their agency"
                  items={[
                    { value: '', text: 'Choose an agency' },
                    { value: INDEPENDENT, text: 'None: independent of every agency' },
                    { value: 'board', text: "The partnership's board" },
                    ...facts.agencies.map(({ id, name: text }) => ({ value: id, text })),
                  ]}
                />
              </>
            )}
          </Fieldset>
          {rule.panelSize === undefined || visit.noPanel !== undefined ? null : (
            <Fieldset legend="If it is a panel: the agencies that sit" legendSize="s">
              <p class="govuk-body">
                Exactly {rule.panelSize} member agencies, with every agency in dispute among them ({rule.clause}). Each
                is asked through its Board representative.
              </p>
              {Array.from({ length: rule.panelSize }, (_, at) => (
                <Select
                  {...fieldOf(form, `panel.${at}.agency`)}
                  value={form.typed[`panel.${at}.agency`] ?? agenciesInDispute(facts.d)[at] ?? ''}
                  label={`Agency ${at + 1}`}
                  items={[
                    { value: '', text: 'Choose an agency' },
                    ...facts.agencies.map(({ id, name: text }) => ({ value: id, text })),
                  ]}
                />
              ))}
            </Fieldset>
          )}
          <DateInput {...date(form, 'on')} label="The day" />
          <Input {...field(form, 'time')} label="The time" hint="For example, 2pm" width={5} />
          <Textarea {...field(form, 'where')} label="The place, or the link to join it" rows={2} />
          <Attendees facts={facts} form={form} />
        </>
      );
    },
  },
  'give-representations': {
    title: 'Say what should be heard before it is decided',
    button: 'Give these representations',
    Fields: ({ form }) => <Textarea {...field(form, 'text')} label="What do you want heard?" rows={8} />,
  },
  'decide-not-to-convene': {
    title: 'Decide not to convene a meeting',
    titleNow: ({ d, policy }) => {
      const visit = openVisit(d);
      const next = visit && stageAfter(policy, visit.stageId);
      return next && `Refer it on to ${next.label} without a meeting`;
    },
    button: 'Record that no meeting is convened',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <WarningText>You cannot undo this.</WarningText>
        <Textarea {...field(form, 'text')} label="Why is no meeting convened?" />
      </>
    ),
  },
} satisfies Record<string, ActForm>;

/** The people of both sides, those asked at this stage ticked to begin with. */
const Attendees = ({ facts, form }: { facts: DisagreementFacts; form: FormState }) => {
  const visit = openVisit(facts.d)!;
  const rule = requireStage(facts.policy, visit.stageId).meeting!;
  const people = mayAttend(facts.d).filter((person) => !reasonNotToAttend(rule, person, visit));
  const isBlank = Object.keys(form.typed).length === 0;
  const isAskedHere = (email: string) =>
    visit.asked.some(({ person, side, notMineAt }) => person.email === email && side !== 'board' && !notMineAt);
  return (
    <Fieldset legend="Who attends" legendSize="s">
      <p class="govuk-body">Each agency in dispute has somebody there.</p>
      {people.map((person, at) => {
        const name = `attendees.${at}.email`;
        const isTicked = isBlank ? isAskedHere(person.email) : form.typed[name] === person.email;
        return (
          <Checkboxes
            name={name}
            isSmall
            items={[{ value: person.email, label: personInWords(facts, person) }]}
            value={isTicked ? [person.email] : []}
            errors={form.errors}
          />
        );
      })}
    </Fieldset>
  );
};
