import { capital } from '../../escalation/capital.ts';
import { inAList } from '../../escalation/in-a-list.ts';
import { isBefore, stageAfter } from '../../escalation/policy.ts';
import {
  type ABOUT,
  type AgreedAction,
  CATEGORIES,
  type FormText,
  openVisit,
  type StageVisit,
} from '../../escalation/record.ts';
import { dayInWords, momentInWords } from '../../escalation/spoken-time.ts';
import { latestMoment, OUR_CHOICE, workingDays } from '../../escalation/why-this-deadline.ts';
import { InsetText, Ladder, type Rung, SummaryList } from '../components/index.ts';
import { type DisagreementFacts, nameOrYou, personInWords } from './facts.ts';

/** The policy's stages in order, the open one marked; a stage not used says why. */
export const Stages = ({ facts }: { facts: DisagreementFacts }) => (
  <Ladder stages={facts.policy.stages.map((stage) => rungOf(facts, stage))} />
);

/** The stages it went through under a policy that was corrected since, as that policy has them (SCP-6). */
export const StagesBefore = ({ facts }: { facts: DisagreementFacts }) => (
  <>
    {(facts.policiesBefore ?? []).map((policy, index) => {
      const { at, stages, notUsed } = facts.d.earlierPolicies![index]!;
      return (
        <>
          <h3 class="govuk-heading-s">Before the policy was corrected</h3>
          <p class="govuk-body">
            {policy.title} of {policy.board}, until {momentInWords(at)}
          </p>
          <Stages facts={{ ...facts, policy, d: { ...facts.d, stages, notUsed } }} />
        </>
      );
    })}
  </>
);

function rungOf(facts: DisagreementFacts, stage: DisagreementFacts['policy']['stages'][number]): Rung {
  const { d, policy } = facts;
  const name = `${stage.label}: ${stage.name}`;
  const last = d.stages.findLast(({ stageId }) => stageId === stage.id);
  const notUsed = d.notUsed.find(({ stageId }) => stageId === stage.id);
  if (last) {
    const isNow = !last.closedAt && !d.outcome;
    return { name, state: isNow ? 'now' : 'done', detail: <StageDetail facts={facts} visit={last} /> };
  }
  if (notUsed) return { name, state: 'not used', detail: `${capital(notUsed.why)} (${notUsed.clause}).` };
  const open = d.outcome ? undefined : openVisit(d);
  const isBehind = d.stages.some(({ stageId }) => isBefore(policy, stage.id, stageId));
  if (!open || isBehind) return { name, state: isBehind ? 'not used' : 'not needed' };
  const isNext = (open.deadline?.movesTo ?? stageAfter(policy, open.stageId)?.id) === stage.id;
  return {
    name,
    state: isNext ? 'next' : 'later',
    ...(isNext && open.deadline?.movesTo === stage.id
      ? { detail: `Opens by itself at ${latestMoment(open.deadline)}, unless it is settled.` }
      : stage.deadline
        ? {
            detail: `${workingDays(stage.deadline.workingDays)}${stage.deadline.isOurNumber ? `: ${OUR_CHOICE}` : ` (${stage.deadline.clause})`}.`,
          }
        : {}),
  };
}

/** From when to when, what ended it, and what was found there. Who was asked stands with the people. */
const StageDetail = ({ facts, visit }: { facts: DisagreementFacts; visit: StageVisit }) => {
  const times = facts.d.stages.filter(({ stageId }) => stageId === visit.stageId).length;
  return (
    <>
      <p class="govuk-body govuk-!-margin-bottom-1">
        {times > 1 ? 'Reopened' : 'Opened'} at {momentInWords(visit.openedAt)}
        {visit.closedAt ? `, ended at ${momentInWords(visit.closedAt)}` : ''}
        {!visit.closedAt && visit.deadline ? `, until ${latestMoment(visit.deadline)}` : ''}.
      </p>
      {visit.retracted ? (
        <p class="govuk-body govuk-!-margin-bottom-1">
          Taken back at {momentInWords(visit.retracted.at)}: it opened by itself, and both sides have confirmed that it
          had been agreed on {dayInWords(visit.retracted.agreedOn)}.
        </p>
      ) : null}
      {visit.review ? (
        <p class="govuk-body govuk-!-margin-bottom-1">
          <strong>{capital(visit.review.verdict)}</strong>
          {visit.review.by ? `, by ${nameOrYou(facts, visit.review.by)}` : ''} at {momentInWords(visit.review.at)}.
        </p>
      ) : null}
    </>
  );
};

const TEXT_TITLES: Record<FormText, string> = {
  problem: 'The problem',
  disagreement: 'What is disagreed about',
  desiredOutcome: 'The outcome wanted',
  reasonGiven: 'The reason they gave',
  talkedAlready: 'What came of talking already',
  mustBeSettledWhy: 'Why it must be settled by then',
  policyIssue: 'Why it is a significant policy issue',
  subjectDetails: 'The child or adult',
  actionsNeeded: 'What needs to be done',
  basis: 'The basis of the concern',
  discussedWithManager: 'Talk with own manager or safeguarding lead',
  subjectsView: 'What the child or adult says or wants',
  wholeMessage: 'The email as it came',
};

const ABOUT_WORDS: Record<(typeof ABOUT)[number], string> = {
  decision: 'A decision',
  action: 'An action',
  inaction: 'A lack of action',
};

/** What was raised, in the raiser's own words. */
export const WhatWasRaised = ({ facts }: { facts: DisagreementFacts }) => {
  const { d, texts } = facts;
  const words = (Object.entries(TEXT_TITLES) as [FormText, string][]).flatMap(([field, title]) => {
    const textId = d.texts[field];
    return textId ? [{ key: title, value: <Words text={texts[textId]} /> }] : [];
  });
  return (
    <SummaryList
      rows={[
        {
          key: 'About',
          value: d.subject === 'both' ? 'A child and an adult' : d.subject === 'child' ? 'A child' : 'An adult',
        },
        d.category && { key: 'Kind', value: CATEGORIES[d.category] },
        d.about && { key: 'Disagrees with', value: ABOUT_WORDS[d.about] },
        { key: 'Arose on', value: dayInWords(d.aroseOn) },
        { key: 'Raised', value: `${momentInWords(d.raisedAt)}, by ${d.raisedBy}` },
        ...words,
      ]}
    />
  );
};

/** What was raised under another reference and goes on here, in its raiser's own words. */
export const AlsoRaisedAs = ({ facts }: { facts: DisagreementFacts }) => (
  <>
    {(facts.d.mergedFrom ?? []).map(({ reference, at, people, texts }) => (
      <>
        <h3 class="govuk-heading-s">Raised again as {reference}</h3>
        <p class="govuk-body">
          It goes on here since {momentInWords(at)}.
          {people.length > 0
            ? ` ${inAList(people.map(({ person }) => personInWords(facts, person)))} came with it.`
            : ''}
        </p>
        <SummaryList
          rows={(Object.entries(TEXT_TITLES) as [FormText, string][]).map(([field, title]) => {
            const textId = texts[field];
            return textId !== undefined && { key: title, value: <Words text={facts.texts[textId]} /> };
          })}
        />
      </>
    ))}
  </>
);

/** How many of the latest discussions the disagreement's own page shows in full. */
const LATEST_DISCUSSIONS = 5;

/** The latest conversations that were recorded, with their words; the others are a page away. */
export const LatestDiscussions = ({ facts }: { facts: DisagreementFacts }) => {
  const { discussions, reference } = facts.d;
  return (
    <>
      <Discussions facts={facts} discussions={discussions.slice(-LATEST_DISCUSSIONS).toReversed()} headingLevel={3} />
      {discussions.length > LATEST_DISCUSSIONS ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/d/${reference}/discussions`}>
            All {discussions.length} discussions
          </a>
        </p>
      ) : null}
    </>
  );
};

/** Each conversation that was recorded, with its words. */
export const Discussions = ({
  facts,
  discussions,
  headingLevel,
}: {
  facts: DisagreementFacts;
  discussions: DisagreementFacts['d']['discussions'];
  /** One below the heading that they stand under. */
  headingLevel: 2 | 3;
}) => (
  <>
    {discussions.length === 0 ? <p class="govuk-body">No discussion has been recorded.</p> : null}
    {discussions.map((discussion) => (
      <SummaryList
        card={{ title: `Held on ${dayInWords(discussion.heldOn)}`, headingLevel }}
        rows={[
          { key: 'With', value: discussion.with },
          { key: 'What was said', value: <Words text={facts.texts[discussion.textId]} /> },
          { key: 'Recorded', value: recordedInWords(facts, discussion) },
          {
            key: 'Approved',
            value: discussion.approved
              ? `by ${nameOrYou(facts, discussion.approved.by)} at ${momentInWords(discussion.approved.at)}`
              : 'Not yet, by the other side or whoever it was with',
          },
          ...(discussion.corrections ?? []).map((correction) => ({
            key: 'Correction',
            value: (
              <>
                <p class="govuk-body govuk-!-margin-bottom-1">
                  {nameOrYou(facts, correction.by)} at {momentInWords(correction.at)}:
                </p>
                <Words text={facts.texts[correction.textId]} />
              </>
            ),
          })),
        ]}
      />
    ))}
  </>
);

function recordedInWords(
  facts: DisagreementFacts,
  { by, at, recordedBy }: DisagreementFacts['d']['discussions'][number],
) {
  const when = momentInWords(at);
  return recordedBy
    ? `for ${nameOrYou(facts, by)}, written down by ${nameOrYou(facts, recordedBy)}, the partnership's lead, at ${when}`
    : `by ${nameOrYou(facts, by)} at ${when}`;
}

/** Each proposed outcome and what became of it. */
export const Proposals = ({ facts }: { facts: DisagreementFacts }) => (
  <>
    {facts.d.proposals.map((proposal, index) => (
      <SummaryList
        card={{ title: `Proposal ${index + 1}`, headingLevel: 3 }}
        rows={[
          { key: 'Proposed', value: `by ${nameOrYou(facts, proposal.by)} at ${momentInWords(proposal.at)}` },
          {
            key: proposal.how === 'compromise' ? 'Proposed as a compromise' : 'Proposed as agreed',
            value: <Words text={facts.texts[proposal.textId]} />,
          },
          proposal.agreedOn !== undefined && { key: 'Agreed on', value: dayInWords(proposal.agreedOn) },
          { key: 'Actions', value: <Actions facts={facts} actions={proposal.actions} /> },
          proposal.reviewOn !== undefined && { key: 'Review on', value: dayInWords(proposal.reviewOn) },
          {
            key: 'Now',
            value: proposal.disputedBy ? (
              <>
                <p class="govuk-body">
                  Disputed by {nameOrYou(facts, proposal.disputedBy.by)} at {momentInWords(proposal.disputedBy.at)}:
                </p>
                <Words text={facts.texts[proposal.disputedBy.textId]} />
              </>
            ) : proposal.confirmedBy.length > 0 ? (
              `Confirmed by ${inAList(proposal.confirmedBy.map(({ by }) => nameOrYou(facts, by)))}`
            ) : proposal.supersededAt ? (
              'No longer open'
            ) : (
              'Waits for the other side. Silence is not agreement: the clock runs until it is confirmed.'
            ),
          },
        ]}
      />
    ))}
  </>
);

/** How it ended, with its agreed actions and what became of each. */
export const OutcomeRecord = ({ facts }: { facts: DisagreementFacts }) => {
  const { outcome } = facts.d;
  if (!outcome) return null;
  return (
    <SummaryList
      rows={[
        { key: 'Recorded', value: `by ${nameOrYou(facts, outcome.by)} at ${momentInWords(outcome.at)}` },
        outcome.confirmedBy.length > 0 && {
          key: 'Confirmed',
          value: `by ${inAList(outcome.confirmedBy.map(({ by }) => nameOrYou(facts, by)))}`,
        },
        outcome.agreedOn !== undefined && { key: 'Agreed on', value: dayInWords(outcome.agreedOn) },
        { key: 'In words', value: <Words text={facts.texts[outcome.textId]} /> },
        { key: 'Agreed actions', value: <Actions facts={facts} actions={outcome.actions} /> },
        outcome.recordHeldTextId !== undefined && {
          key: 'Where the record is held',
          value: <Words text={facts.texts[outcome.recordHeldTextId]} />,
        },
        outcome.reviewOn !== undefined && { key: 'Review on', value: dayInWords(outcome.reviewOn) },
      ]}
    />
  );
};

/** What came second when two people recorded outcomes at once, kept and never lost (F12). */
export const Dissents = ({ facts }: { facts: DisagreementFacts }) => (
  <>
    {facts.d.dissents.map((dissent) => (
      <InsetText>
        <p class="govuk-body">
          {nameOrYou(facts, dissent.by)} at {momentInWords(dissent.at)}: {dissent.saying}
        </p>
        <Words text={facts.texts[dissent.textId]} />
      </InsetText>
    ))}
  </>
);

export const Actions = ({ facts, actions }: { facts: DisagreementFacts; actions: readonly AgreedAction[] }) =>
  actions.length === 0 ? (
    <>None: nothing is outstanding</>
  ) : (
    <ol class="govuk-list govuk-list--number">
      {actions.map((action) => (
        <li>
          <Words text={facts.texts[action.textId]} />
          <p class="govuk-body govuk-!-margin-bottom-1">
            {facts.agencyName(action.ownerAgency)}, by {dayInWords(action.dueOn)}. {whatBecameOf(action)}
          </p>
        </li>
      ))}
    </ol>
  );

function whatBecameOf(action: AgreedAction): string {
  const last = action.answers.at(-1);
  if (last)
    return last.done
      ? `Done${last.late ? ', later than agreed' : ''}, it was said at ${momentInWords(last.at)}.`
      : `Not done, it was said at ${momentInWords(last.at)}.`;
  return action.askedAt ? `Asked at ${momentInWords(action.askedAt)} whether it was done; not answered yet.` : '';
}

/** What somebody wrote, with its line breaks. Erased words say so. */
export const Words = ({ text }: { text: string | undefined }) =>
  text === undefined ? (
    <p class="govuk-body">These words have been erased.</p>
  ) : (
    <p class="govuk-body govuk-!-text-break-word">
      {text.split('\n').map((line, index) => (
        <>
          {index > 0 ? <br /> : null}
          {line}
        </>
      ))}
    </p>
  );
