import { isForTheAgencies } from '../../escalation/meetings.ts';
import { requireStage } from '../../escalation/policy.ts';
import { openVisit } from '../../escalation/record.ts';
import { DateInput, InsetText, Radios, Textarea } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { type ActForm, date, field } from './act-form.ts';
import { WhatFollows } from './agreed-actions.tsx';
import type { DisagreementFacts } from './facts.ts';
import { HowSettled } from './how-settled.tsx';
import { Actions, Words } from './record.tsx';

/** The forms of how it is settled, decided or withdrawn. */
export const SETTLING_FORMS = {
  propose: {
    title: 'Propose how it is settled',
    button: 'Propose this outcome',
    Fields: ({ facts, form, rows }) => (
      <>
        <DisputedBefore facts={facts} />
        <HowSettled form={form} label="What has been agreed?" />
        <WhatFollows facts={facts} form={form} rows={rows} />
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
          <Textarea {...field(form, 'text')} label="What was decided, and why?" rows={6} />
          <Textarea
            {...field(form, 'recordHeld')}
            label={visit?.meetings ? 'Where is the record of the meeting held?' : 'Where is the record held?'}
            rows={2}
          />
          <WhatFollows facts={facts} form={form} rows={rows} />
        </>
      );
    },
  },
  withdraw: {
    title: 'Withdraw the disagreement',
    button: 'Withdraw it',
    isGrave: true,
    Fields: ({ form }) => <Textarea {...field(form, 'text')} label="Why are you withdrawing it?" rows={3} />,
  },
} satisfies Record<string, ActForm>;

/** What was proposed last and why the other side did not agree: whoever proposes something else has both before them. */
const DisputedBefore = ({ facts }: { facts: DisagreementFacts }) => {
  const last = facts.d.proposals.at(-1);
  if (!last?.disputedBy) return null;
  const { by, textId, actions, disputedBy } = last;
  return (
    <InsetText>
      <p class="govuk-body">
        <strong>{by.name} proposed:</strong>
      </p>
      <Words text={facts.texts[textId]} />
      <Actions facts={facts} actions={actions} />
      <p class="govuk-body">
        <strong>{disputedBy.by.name} did not agree:</strong>
      </p>
      <Words text={facts.texts[disputedBy.textId]} />
    </InsetText>
  );
};

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
