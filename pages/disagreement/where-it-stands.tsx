import { requireStage } from '../../escalation/policy.ts';
import { type Asked, openVisit } from '../../escalation/record.ts';
import { InsetText, SummaryList, type SummaryRow } from '../components/index.ts';
import { deadlineInWords, momentInWords, whyThisDeadline } from './deadline-words.ts';
import { type DisagreementFacts, inAList, nameOrYou } from './facts.ts';

/** The first thing on the page: where it stands, whose move it is, by when and why. */
export const WhereItStands = ({ facts }: { facts: DisagreementFacts }) => {
  const visit = openVisit(facts.d);
  return facts.d.outcome || !visit ? <Ended facts={facts} /> : <Open facts={facts} />;
};

const Open = ({ facts }: { facts: DisagreementFacts }) => {
  const visit = openVisit(facts.d)!;
  const stage = requireStage(facts.policy, visit.stageId);
  return (
    <SummaryList
      rows={[
        { key: 'Where it stands', value: <strong>{`${stage.label}: ${stage.name}`}</strong> },
        { key: 'Whose move', value: whoseMove(facts) },
        {
          key: 'By when',
          value: visit.deadline ? (
            <strong>{deadlineInWords(visit.deadline)}</strong>
          ) : (
            (stage.urgency ?? 'No deadline in the policy')
          ),
        },
        {
          key: 'Why then',
          value: whyThisDeadline(facts.policy, visit).map((sentence) => <p class="govuk-body">{sentence}</p>),
        },
        facts.d.missing.length > 0 && {
          key: 'Still missing',
          value: `${inAList(facts.d.missing)}. The clock runs meanwhile.`,
        },
      ]}
    />
  );
};

const OUTCOME_WORDS = {
  resolved: 'Resolved: both sides agreed',
  decided: 'Decided',
  withdrawn: 'Withdrawn by the person who raised it',
  'out of scope': 'Closed as out of scope',
  'not taken forward': 'Not taken forward',
  'ended without agreement': 'Ended without agreement',
} as const;

const Ended = ({ facts }: { facts: DisagreementFacts }) => {
  const { outcome, closedAt } = facts.d;
  if (!outcome) return <InsetText>No stage is open.</InsetText>;
  const stage = requireStage(facts.policy, outcome.stageId);
  const waiting = outcome.actions.filter(({ answers }) => answers.length === 0);
  const rows: (SummaryRow | false)[] = [
    { key: 'Where it stands', value: <strong>{OUTCOME_WORDS[outcome.outcome]}</strong> },
    { key: 'When', value: `${momentInWords(outcome.at)}, at ${stage.label}: ${stage.name}` },
    outcome.binding !== undefined && {
      key: 'Final and binding',
      value: `The policy makes this decision final and binding on all organisations (${outcome.binding}).`,
    },
    {
      key: 'What happens next',
      value: closedAt
        ? `Nothing. It was closed at ${momentInWords(closedAt)}.`
        : waiting.length > 0
          ? 'On the date of each agreed action we ask whether it was done.'
          : 'The outcome is confirmed in writing to everybody who took part.',
    },
  ];
  return <SummaryList rows={rows} />;
};

/** Who is awaited, by name: those who have not answered, or the side that has a proposal to judge. */
function whoseMove(facts: DisagreementFacts): string {
  const visit = openVisit(facts.d)!;
  const asked = visit.asked.filter((one) => !one.notMineAt);
  const proposal = facts.d.proposals.find(
    (one) => one.stageId === visit.stageId && !one.disputedBy && !one.supersededAt,
  );
  if (proposal) {
    const toConfirm = asked.filter(
      (one) =>
        one.does === 'answer' &&
        one.agency !== proposal.by.agency &&
        !proposal.confirmedBy.some(({ by }) => by.agency === one.agency),
    );
    if (toConfirm.length > 0) return `${named(facts, toConfirm)}, to confirm or dispute the proposed outcome`;
  }
  const silent = asked.filter((one) => !one.answeredAt);
  if (asked.length === 0) return 'Nobody could be asked. The partnership has been told.';
  if (silent.length === 0) return `${named(facts, asked)}. Everybody asked has answered; it is not settled yet`;
  return named(facts, silent);
}

const named = (facts: DisagreementFacts, people: readonly Asked[]) =>
  capital(inAList(people.map(({ person, agency }) => `${nameOrYou(facts, person)} (${facts.agencyName(agency)})`)));

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
