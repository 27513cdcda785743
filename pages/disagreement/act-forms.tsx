import type { ActKind } from '../../escalation/acts.ts';
import { EMAIL_LABELS } from '../../escalation/intake.ts';
import { isForTheAgencies } from '../../escalation/meetings.ts';
import { requireStage } from '../../escalation/policy.ts';
import { CATEGORIES, openVisit } from '../../escalation/record.ts';
import { dayInWords } from '../../escalation/spoken-time.ts';
import {
  Button,
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
import type { FormState } from '../frame.ts';
import { type ActForm, type ActFormProps, date, dateInGroup, field, fieldInGroup } from './act-form.ts';
import { AFTER_FORMS } from './after-forms.tsx';
import type { DisagreementFacts } from './facts.ts';
import { HARM_FORMS } from './harm-forms.tsx';
import { HowSettled } from './how-settled.tsx';
import { LEAD_FORMS } from './lead-forms.tsx';
import { MEETING_FORMS } from './meeting-forms.tsx';
import { Actions, Words } from './record.tsx';
import { REVIEW_FORMS } from './review-forms.tsx';
import { SiteChoice } from './site-choice.tsx';
import { TALKING_FORMS } from './talking-forms.tsx';

/** An act that has a page of its own: `mine` is a button of the page that asks whose it is. */
export type PageAct = Exclude<ActKind, 'mine'>;

/** One form for each act a person can do. `mine` is a button of the page that asks whose it is. */
export const ACT_FORMS: Record<PageAct, ActForm> = {
  ...REVIEW_FORMS,
  ...MEETING_FORMS,
  ...HARM_FORMS,
  ...TALKING_FORMS,
  ...AFTER_FORMS,
  ...LEAD_FORMS,
  'record-discussion': {
    title: 'Record a discussion',
    button: 'Record the discussion',
    Fields: ({ form }) => (
      <>
        <DateInput {...date(form, 'heldOn')} label="When did you talk?" />
        <Input {...field(form, 'with')} label="Who did you talk with?" spellcheck={false} />
        <Textarea {...field(form, 'text')} label="What was said?" rows={8} />
      </>
    ),
  },
  propose: {
    title: 'Propose how it is settled',
    button: 'Propose this outcome',
    Fields: ({ facts, form, rows }) => (
      <>
        <HowSettled form={form} label="What has been agreed?" />
        <AgreedActions facts={facts} form={form} rows={rows} />
        <NothingLeft form={form} />
        <DateInput {...date(form, 'reviewOn')} label="A day to review it (optional)" />
      </>
    ),
  },
  confirm: {
    title: 'Confirm the proposed outcome',
    button: 'Confirm: this is settled',
    Fields: ({ facts, form }) => <Proposed facts={facts} form={form} />,
  },
  dispute: {
    title: 'Dispute the proposed outcome',
    button: 'Dispute it',
    Fields: ({ facts, form }) => (
      <>
        <Proposed facts={facts} form={form} />
        <Textarea {...field(form, 'text')} label="What do you not agree with?" />
      </>
    ),
  },
  'escalate-now': {
    title: 'Take it to the next stage now',
    button: 'Take it to the next stage',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <WarningText>You cannot undo this.</WarningText>
        <Textarea {...field(form, 'text')} label="Why can it not wait for the deadline?" />
      </>
    ),
  },
  shorten: {
    title: 'Shorten the time',
    button: 'Shorten the time',
    Fields: ({ form }) => (
      <>
        <DateInput {...date(form, 'on')} label="The day it must be settled by" />
        <Input {...field(form, 'time')} label="The time, on a 24-hour clock" hint="For example, 12:00" width={5} />
        <Textarea {...field(form, 'text')} label="Why it must be settled by then" rows={3} />
      </>
    ),
  },
  withdraw: {
    title: 'Withdraw the disagreement',
    button: 'Withdraw it',
    isGrave: true,
    Fields: ({ form }) => <Textarea {...field(form, 'text')} label="Why are you withdrawing it?" rows={3} />,
  },
  decide: {
    title: 'Record how it ended',
    button: 'Record it',
    isGrave: true,
    Fields: ({ facts, form, rows }) => {
      const visit = openVisit(facts.d);
      const stage = visit && requireStage(facts.policy, visit.stageId);
      const binding = stage?.decisionIsBinding;
      const agenciesDecide = stage !== undefined && isForTheAgencies(stage);
      return (
        <>
          <p class="govuk-body">
            It ends the disagreement for both sides.
            {agenciesDecide
              ? ' What is at issue is for the agencies involved to decide: record what they decided.'
              : ''}
          </p>
          <Radios
            {...field(form, 'outcome')}
            label="How did it end?"
            items={[
              { value: 'resolved', label: 'Resolved: both sides agree' },
              {
                value: 'decided',
                label: agenciesDecide ? 'Decided by the agencies involved' : 'Decided',
                ...(binding
                  ? { hint: `Final and binding on all organisations under this policy (${binding.clause})` }
                  : {}),
              },
              { value: 'ended without agreement', label: 'Ended without agreement' },
            ]}
          />
          <Textarea
            {...field(form, 'text')}
            label={
              visit?.meetings ? 'What was decided, and why?' : 'What was decided and why, and where is the record held?'
            }
            rows={6}
          />
          {visit?.meetings ? (
            <Textarea {...field(form, 'recordHeld')} label="Where is the record of the meeting held?" rows={2} />
          ) : null}
          <AgreedActions facts={facts} form={form} rows={rows} />
          <NothingLeft form={form} />
        </>
      );
    },
  },
  'name-next': {
    title: 'Say who takes a later stage for your agency',
    button: 'Name this person',
    Fields: ({ form }) => (
      <>
        <Radios
          {...field(form, 'role')}
          label="In which post?"
          items={[
            { value: 'practitioner', label: 'The practitioner it was raised with' },
            { value: 'line-manager', label: 'Line manager' },
            { value: 'senior-manager', label: 'Senior manager' },
            { value: 'head-of-service', label: 'Head of service' },
            { value: 'board-representative', label: 'Board representative' },
          ]}
        />
        <Input {...field(form, 'name')} label="Their full name" spellcheck={false} />
        <Input {...field(form, 'email')} label="Their work email address" type="email" spellcheck={false} />
        <Input {...field(form, 'job')} label="Their job title (optional)" />
        <Checkboxes
          name="directory"
          value={form.typed['directory'] ? ['yes'] : []}
          items={[
            {
              value: 'yes',
              label: 'Propose them for the partnership’s directory too',
              hint: 'Its administrators see their name and post and that you proposed them, and nothing of this disagreement.',
            },
          ]}
        />
      </>
    ),
  },
  'not-mine': {
    title: 'This is not mine',
    button: 'It is not mine',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <p class="govuk-body">If you know whose it is, say so. You can leave both empty.</p>
        <Input {...field(form, 'name')} label="Their full name (optional)" spellcheck={false} />
        <Input {...field(form, 'email')} label="Their work email address (optional)" type="email" spellcheck={false} />
      </>
    ),
  },
  'answer-check-back': {
    title: 'Say whether an agreed action was done',
    button: 'Send the answer',
    Fields: ({ facts, form }) => {
      const asked = facts.d.outcome?.actions.filter(({ askedAt }) => askedAt) ?? [];
      return (
        <>
          <Radios
            {...field(form, 'actionId')}
            value={form.typed['actionId'] ?? (asked.length === 1 ? asked[0]!.id : '')}
            label="Which action?"
            items={asked.map((action) => ({
              value: action.id,
              label: facts.texts[action.textId] ?? 'An action whose words have been erased',
              hint: `${facts.agencyName(action.ownerAgency)}, by ${dayInWords(action.dueOn)}`,
            }))}
          />
          <Radios
            {...field(form, 'done')}
            label="Was it done?"
            items={[
              { value: 'yes', label: 'Yes, it was done' },
              { value: 'no', label: 'No, it was not done' },
            ]}
          />
        </>
      );
    },
  },
  reopen: {
    title: 'Reopen it, because something agreed was not done',
    button: 'Reopen it',
    isGrave: true,
    Fields: ({ facts, form }) => {
      const { outcome } = facts.d;
      return (
        <>
          {outcome ? (
            <p class="govuk-body">
              {requireStage(facts.policy, outcome.stageId).label} opens again, with its full time from today.
            </p>
          ) : null}
          <Textarea {...field(form, 'text')} label="What was not done?" />
        </>
      );
    },
  },
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
};

/** What an act is called where it stands now: some are called by what they come to at the open stage. */
export function titleOf(act: PageAct, facts: DisagreementFacts): string {
  const { title, titleNow }: ActForm = ACT_FORMS[act];
  return titleNow?.(facts) ?? title;
}

/** The acts whose page somebody can open, in the order they are offered: what settles it first, what ends it without that last. */
export const ACTS_IN_ORDER = [
  'acknowledge-harm',
  'end-harm',
  'agree-to-withdraw',
  'review-beside',
  'confirm',
  'dispute',
  'complete',
  'review',
  'talked-over',
  'propose',
  'convene',
  'give-representations',
  'decide',
  'say-we-agreed',
  'record-discussion',
  'approve-discussion',
  'correct-discussion',
  'ask-for-advice',
  'advice-given',
  'confirm-understanding',
  'answer-check-back',
  'record-on-file',
  'tick-checklist',
  'record-learning',
  'report-meeting',
  'say-what-became',
  'record-debrief',
  'add-dissent',
  'appoint-supporter',
  'name-next',
  'choose-alternative',
  'ask-who-is-next',
  'add-agency',
  'mark-not-concerned',
  'replace-contact',
  'vouch',
  'not-ours',
  'record-for',
  'send-copy',
  'correct',
  'merge',
  'name-acting-raiser',
  'stand-aside',
  'flag-harm',
  'shorten',
  'escalate-now',
  'raise-policy-issue',
  'decide-not-to-convene',
  'look-again',
  'send-forward',
  'reopen',
  'close-out-of-scope',
  'withdraw',
  'not-mine',
] as const satisfies readonly PageAct[];

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
    <Input {...fieldInGroup(props.form, props.name)} label="Full name" spellcheck={false} />
    <Input {...fieldInGroup(props.form, props.email)} label="Work email address" type="email" spellcheck={false} />
  </Fieldset>
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
          <Input {...fieldInGroup(form, `actions.${at}.text`)} label="What will be done?" />
          <Select {...fieldInGroup(form, `actions.${at}.ownerAgency`)} label="Who will do it?" items={items} />
          <DateInput {...dateInGroup(form, `actions.${at}.dueOn`)} label="By when?" />
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

const Proposed = ({ facts, form }: { facts: DisagreementFacts; form: FormState }) => {
  const proposal = facts.d.proposals.findLast((one) => !one.disputedBy && !one.supersededAt);
  if (!proposal) return <InsetText>No outcome is proposed any more.</InsetText>;
  return (
    <>
      <input type="hidden" name="proposalId" value={form.typed['proposalId'] ?? proposal.id} />
      <InsetText>
        <p class="govuk-body">
          <strong>
            {proposal.by.name}, {facts.agencyName(proposal.by.agency)}, proposes{' '}
            {proposal.how === 'compromise' ? 'a compromise' : 'that this was agreed'}:
          </strong>
        </p>
        <Words text={facts.texts[proposal.textId]} />
        <p class="govuk-body">Actions:</p>
        <Actions facts={facts} actions={proposal.actions} />
      </InsetText>
    </>
  );
};
