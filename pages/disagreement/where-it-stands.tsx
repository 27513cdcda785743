import { inAList } from '../../escalation/in-a-list.ts';
import { isForTheAgencies } from '../../escalation/meetings.ts';
import { requireStage } from '../../escalation/policy.ts';
import { type Asked, type Disagreement, type Outcome, openVisit } from '../../escalation/record.ts';
import { agenciesAwaited, isNotConcerned, isToBeConfirmedBy } from '../../escalation/taking-part.ts';
import { InsetText, SummaryList, type SummaryRow } from '../components/index.ts';
import { ROUTE_TITLES, type RouteName } from '../route-titles.ts';
import { deadlineInWords, momentInWords, whyThisDeadline } from './deadline-words.ts';
import { type DisagreementFacts, nameOrYou } from './facts.ts';

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
        stage.advice?.prompted === true &&
          facts.may.includes('ask-for-advice') && {
            key: 'Advice first',
            value: `The policy expects you to seek advice from your own agency's ${stage.advice.role.replaceAll('-', ' ')} (${stage.advice.clause}). You can ask below; it stops no clock.`,
          },
        facts.d.raisedWith.some(({ notConcerned }) => notConcerned) && {
          key: 'Not concerned',
          value: inAList(
            facts.d.raisedWith
              .filter(({ notConcerned }) => notConcerned)
              .map(
                ({ agency, notConcerned }) =>
                  `${facts.agencyName(agency)} (${nameOrYou(facts, notConcerned!.by)} said so)`,
              ),
          ),
        },
        facts.may.includes('stand-aside') &&
          !facts.may.includes('close-out-of-scope') && {
            key: 'As lead',
            value:
              'Your own agency is a side, or you take part for one. Please stand aside below: another lead takes it.',
          },
        ...facilitiesOf(facts).map(({ agency, protocol }) => ({
          key: 'Regional facility',
          value: `${facts.agencyName(agency)}: ${protocol}`,
        })),
        facts.d.missing.length > 0 && {
          key: 'Still missing',
          value: `${inAList(facts.d.missing)}. The clock runs meanwhile.`,
        },
      ]}
    />
  );
};

/** Those of its agencies that need a protocol of their own: said, so that somebody can see which one goes first (SCP-6). */
const facilitiesOf = ({ d, regionalFacilities = [] }: DisagreementFacts) =>
  regionalFacilities.filter(({ agency }) => [d.raiser, ...d.raisedWith].some((side) => side.agency === agency));

const OUTCOME_WORDS = {
  resolved: 'Resolved: both sides agreed',
  decided: 'Decided',
  withdrawn: 'Withdrawn by the person who raised it',
  'out of scope': 'Closed as out of scope',
  'not taken forward': 'Not taken forward',
  'ended without agreement': 'Ended without agreement',
} as const;

/** The same disagreement was raised twice: this record is closed, and the other one is where to read and answer. */
const GoesOn = ({ facts, into }: { facts: DisagreementFacts; into: NonNullable<Disagreement['mergedInto']> }) => (
  <SummaryList
    rows={[
      {
        key: 'Where it goes on',
        value: (
          <a class="govuk-link" href={`/d/${into.reference}`}>
            <strong>{into.reference}</strong>
          </a>
        ),
      },
      {
        key: 'Why there',
        value: `The same disagreement had been raised before. The two were merged at ${momentInWords(into.at)}, by ${nameOrYou(facts, into.by)}, as the partnership's lead.`,
      },
      {
        key: 'What happens next',
        value: `Nothing here: it was closed, and you can still read it. Answer under ${into.reference} from now on.`,
      },
    ]}
  />
);

const Ended = ({ facts }: { facts: DisagreementFacts }) => {
  const { outcome, closedAt, mergedInto } = facts.d;
  if (mergedInto) return <GoesOn facts={facts} into={mergedInto} />;
  if (!outcome) return <InsetText>No stage is open.</InsetText>;
  const stage = requireStage(facts.policy, outcome.stageId);
  const waiting = outcome.actions.filter(({ answers }) => answers.length === 0);
  const agenciesDecided =
    isForTheAgencies(stage) && ['decided', 'resolved'].includes(outcome.outcome) && outcome.confirmedBy.length === 0;
  const rows: (SummaryRow | false)[] = [
    { key: 'Where it stands', value: <strong>{outcomeInWords(outcome)}</strong> },
    { key: 'When', value: `${momentInWords(outcome.at)}, at ${stage.label}: ${stage.name}` },
    outcome.route !== undefined && { key: 'Where it goes instead', value: routeInWords(facts, outcome.route) },
    agenciesDecided && {
      key: 'Whose decision',
      value: `It is the decision of the agencies involved; ${nameOrYou(facts, outcome.by)} reported how the meeting ended.`,
    },
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
          : outcome.outcome === 'not taken forward'
            ? refusalNext(outcome)
            : 'The outcome is confirmed in writing to everybody who took part.',
    },
  ];
  return <SummaryList rows={rows} />;
};

function outcomeInWords(outcome: Outcome): string {
  return outcome.notConvened
    ? 'Decided not to convene a meeting; ended without agreement'
    : OUTCOME_WORDS[outcome.outcome];
}

/** The route's own words, so that whoever raised it need not look for them. */
function routeInWords(facts: DisagreementFacts, name: string): string {
  const title = ROUTE_TITLES[name as RouteName] ?? name;
  const route = facts.routes?.[name as RouteName];
  return [
    `${title}.`,
    route?.say,
    route?.telephone && `Telephone ${route.telephone}.`,
    route?.email && `Email ${route.email}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function refusalNext(outcome: Outcome): string {
  return outcome.referredTo
    ? `${outcome.referredTo.person.name}, safeguarding lead, has been asked to look at it again and may send it forward. If not, it closes after five working days.`
    : 'Whoever raised it may take it to their own safeguarding lead, who may send it forward. If not, it closes after five working days.';
}

/** Who is awaited, by name: those who have not answered, or the side that has a proposal to judge. */
function whoseMove(facts: DisagreementFacts): string {
  const visit = openVisit(facts.d)!;
  const asked = visit.asked.filter((one) => !one.notMineAt && !isNotConcerned(facts.d, one));
  const proposal = facts.d.proposals.find(
    (one) => one.stageId === visit.stageId && !one.disputedBy && !one.supersededAt,
  );
  if (proposal) {
    // An agency with nobody to answer for it is awaited by its own name (A16).
    const awaited = agenciesAwaited(facts.d, proposal);
    const whose = awaited.map((agency) => {
      const people = asked.filter((one) => isToBeConfirmedBy(facts.d, proposal, one) && one.agency === agency);
      return people.length > 0 ? named(facts, people) : facts.agencyName(agency);
    });
    if (whose.length > 0) return `${inAList(whose)}, to confirm or dispute the proposed outcome`;
  }
  const silent = asked.filter((one) => !one.answeredAt);
  if (asked.length === 0) return 'Nobody could be asked. The partnership has been told.';
  if (silent.length === 0) return `${named(facts, asked)}. Everybody asked has answered; it is not settled yet`;
  return named(facts, silent);
}

const named = (facts: DisagreementFacts, people: readonly Asked[]) =>
  capital(inAList(people.map(({ person, agency }) => `${nameOrYou(facts, person)} (${facts.agencyName(agency)})`)));

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
