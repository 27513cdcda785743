import { reasonNotToApprove } from '../../escalation/acts/talking.ts';
import { alternativeAt, stageAfter } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { dayInWords } from '../../escalation/spoken-time.ts';
import { DateInput, Details, Input, Radios, Textarea } from '../components/index.ts';
import { type ActForm, date, field } from './act-form.ts';
import { WhatFollows } from './agreed-actions.tsx';
import { type DisagreementFacts, nameOrYou } from './facts.ts';
import { HowSettled } from './how-settled.tsx';
import { Words } from './record.tsx';

/** The forms of a discussion and what is said about it afterwards, of an agreement nobody wrote down, and of advice and support. */
export const TALKING_FORMS = {
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
  'approve-discussion': {
    title: 'Approve the record of a discussion',
    button: 'Approve it',
    Fields: ({ facts, form }) => {
      const person = facts.d.people[facts.readBy]?.person;
      const waiting = facts.d.discussions.filter((one) => person && !reasonNotToApprove(facts.d, one, person));
      return (
        <>
          {waiting.map((one) => (
            <Details summary={titleOf(facts, one)} isOpen>
              <Words text={facts.texts[one.textId]} />
            </Details>
          ))}
          <WhichDiscussion facts={facts} form={form} discussions={waiting} />
        </>
      );
    },
  },
  'correct-discussion': {
    title: 'Add a correction to the record of a discussion',
    button: 'Add the correction',
    Fields: ({ facts, form }) => (
      <>
        <WhichDiscussion facts={facts} form={form} discussions={facts.d.discussions} />
        <Textarea {...field(form, 'text')} label="What should be corrected?" rows={5} />
      </>
    ),
  },
  'say-we-agreed': {
    title: 'Say that it was agreed before, and nobody wrote it down',
    button: 'Ask both sides to confirm it',
    Fields: ({ facts, form, rows }) => (
      <>
        <DateInput {...date(form, 'agreedOn')} label="We agreed on" />
        <HowSettled form={form} label="What did you agree?" />
        <WhatFollows facts={facts} form={form} rows={rows} />
      </>
    ),
  },
  'choose-alternative': {
    title: 'Choose who is asked for your agency at the next stage',
    button: 'Choose',
    Fields: ({ facts, form }) => {
      const stage = stageAfter(facts.policy, openVisit(facts.d)?.stageId ?? '');
      const alternative = alternativeAt(stage);
      return (
        <>
          <p class="govuk-body">
            If it goes to {stage?.label}, the policy lets your side ask your {alternative?.called} instead of line
            management ({alternative?.clause}). The other side chooses for itself. You can change it until then.
          </p>
          <Radios
            {...field(form, 'who')}
            label={`Who should be asked at ${stage?.label}?`}
            items={[
              { value: 'alternative', label: `Our ${alternative?.called}` },
              { value: 'line management', label: 'Line management' },
            ]}
          />
        </>
      );
    },
  },
  'ask-for-advice': {
    title: 'Ask for advice in your own agency',
    button: 'Ask for advice',
    Fields: ({ form }) => (
      <Textarea {...field(form, 'text')} label="What would you like advice on? (optional)" rows={4} />
    ),
  },
  'advice-given': {
    title: 'Say that advice was given',
    button: 'Record that it was given',
    Fields: ({ facts, form }) => {
      const waiting = (facts.d.advice ?? []).filter(
        (one) => !one.given && (one.by.email === facts.readBy || one.of.email === facts.readBy),
      );
      return (
        <>
          <Radios
            {...field(form, 'adviceId')}
            value={form.typed['adviceId'] ?? (waiting.length === 1 ? waiting[0]!.id : '')}
            label="Which advice?"
            items={waiting.map((one) => ({
              value: one.id,
              label: `Asked for by ${nameOrYou(facts, one.by)} on ${dayInWords(one.at.slice(0, 10))}`,
            }))}
          />
          <Textarea
            {...field(form, 'text')}
            label="What was the advice? (optional)"
            hint="For your own agency alone: the other agency is not shown these words."
            rows={4}
          />
        </>
      );
    },
  },
  'appoint-supporter': {
    title: 'Name somebody to stand by your side',
    button: 'Name this person',
    Fields: ({ form }) => (
      <>
        <Input {...field(form, 'name')} label="Their full name" spellcheck={false} />
        <Input {...field(form, 'email')} label="Their work email address" type="email" spellcheck={false} />
        <Input {...field(form, 'job')} label="Their job title (optional)" />
      </>
    ),
  },
} satisfies Record<string, ActForm>;

type Discussion = Disagreement['discussions'][number];

const titleOf = (facts: DisagreementFacts, one: Discussion) =>
  `Held on ${dayInWords(one.heldOn)}, recorded by ${nameOrYou(facts, one.by)}`;

const WhichDiscussion = ({
  facts,
  form,
  discussions,
}: {
  facts: DisagreementFacts;
  form: Parameters<ActForm['Fields']>[0]['form'];
  discussions: readonly Discussion[];
}) => (
  <Radios
    {...field(form, 'discussionId')}
    value={form.typed['discussionId'] ?? (discussions.length === 1 ? discussions[0]!.id : '')}
    label="Which discussion?"
    items={discussions.map((one) => ({ value: one.id, label: titleOf(facts, one) }))}
  />
);
