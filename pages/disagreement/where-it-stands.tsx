import type { Child } from 'hono/jsx';
import { restsOn } from '../../escalation/checklist.ts';
import { notYetSeen } from '../../escalation/harm.ts';
import { inAList } from '../../escalation/in-a-list.ts';
import { currentMeeting, isForTheAgencies } from '../../escalation/meetings.ts';
import { requireStage } from '../../escalation/policy.ts';
import {
  type Asked,
  type Disagreement,
  type Outcome,
  openHarm,
  openVisit,
  type Person,
} from '../../escalation/record.ts';
import { ROUTE_TITLES, type RouteName } from '../../escalation/route-titles.ts';
import { dayInWords, momentInWords } from '../../escalation/spoken-time.ts';
import {
  agenciesAwaited,
  isNotConcerned,
  isToBeConfirmedBy,
  openProposal,
  sideOf,
} from '../../escalation/taking-part.ts';
import { latestMoment, whyDeadlineOfVisit } from '../../escalation/why-this-deadline.ts';
import { InsetText, SummaryList, type SummaryRow } from '../components/index.ts';
import { type DisagreementFacts, nameOrYou, sideInWords } from './facts.ts';

/**
 * The first thing on the page: where it stands, whose move it is, by when and why, short enough for the first screen of a narrow
 * telephone. What else bears on the open stage follows below it.
 */
export const WhereItStands = ({ facts }: { facts: DisagreementFacts }) => {
  const isOpen = isStageOpen(facts);
  const stand = standOf(facts);
  if (!stand) return <InsetText>No stage is open.</InsetText>;
  const rest = isOpen ? besideOpen(facts) : besideEnded(facts);
  return (
    <>
      <SummaryList
        class="app-standing"
        rows={[
          {
            key: (
              <>
                Where<span class="app-standing__more"> it stands</span>
              </>
            ),
            value: <strong>{stand.where}</strong>,
          },
          { key: 'Whose move', value: <WhoseMove move={stand.move} /> },
          { key: 'By when', value: <strong>{stand.byWhen}</strong> },
          { key: 'Why', value: stand.why.map((sentence) => <p class="app-standing__why">{sentence}</p>) },
        ]}
      />
      {isOpen && openVisit(facts.d)?.deadline ? (
        <p class="govuk-body app-not-printed">
          <a class="govuk-link" href={`/d/${facts.d.reference}/deadline.ics`}>
            Add the deadline to your calendar
          </a>
        </p>
      ) : null}
      {rest.some(Boolean) ? <SummaryList rows={rest} /> : null}
    </>
  );
};

/** What its four answers are made from. */
type StandFacts = Pick<DisagreementFacts, 'd' | 'policy' | 'agencyName' | 'may' | 'readBy'>;

const isStageOpen = ({ d }: StandFacts) => !d.outcome && openVisit(d) !== undefined;
const standOf = (facts: StandFacts) => (isStageOpen(facts) ? openStand(facts) : endedStand(facts));

/** Whether it is the reader's move, as the first screen has it: what their list says of it is the same. */
export const isReadersMove = (facts: StandFacts): boolean => standOf(facts)?.move.isYours ?? false;

/** Who is awaited, and for what; `isYours` when the reader is among them. */
interface Move {
  isYours: boolean;
  said: string;
}

interface Stand {
  where: Child;
  move: Move;
  byWhen: string;
  why: readonly string[];
}

const WhoseMove = ({ move }: { move: Move }) =>
  move.isYours ? (
    <>
      <strong>Yours</strong>, {move.said}
    </>
  ) : (
    <span>{move.said}</span>
  );

function openStand(facts: StandFacts): Stand {
  const visit = openVisit(facts.d)!;
  const { stages } = facts.policy;
  const stage = requireStage(facts.policy, visit.stageId);
  const meeting = currentMeeting(visit);
  return {
    where: `${stage.label}: ${stage.name} (${stages.indexOf(stage) + 1} of ${stages.length})`,
    move: moveAt(facts),
    byWhen: visit.deadline
      ? latestMoment(visit.deadline)
      : meeting
        ? `The ${meeting.kind} is arranged for ${momentInWords(meeting.at)}`
        : `As soon as you can: ${stage.urgency ? `the policy says “${stage.urgency}”` : 'the policy gives no number of days'}`,
    why: whyDeadlineOfVisit(facts.policy, visit),
  };
}

/** What each kind of asking waits for, after "Yours," or a name. */
const WAITS_FOR: Record<Asked['does'], string> = {
  answer: 'to say how it can be settled',
  review: 'to say whether it goes forward',
  prepare: 'to talk it over inside the agency first',
  convene: 'to arrange the meeting, or to say why not',
  chair: 'to hold the meeting, and to record how it ended',
  decide: 'to decide, and to record the decision',
};

/** Where the policy has mediation or a panel decide, that is arranged first (B L71). */
const waitsFor = ({ policy, d }: StandFacts, does: Asked['does']): string =>
  does === 'decide' && requireStage(policy, openVisit(d)!.stageId).meeting?.panelSize
    ? 'to arrange mediation or a panel, and to record the decision'
    : WAITS_FOR[does];

/** Who is awaited, by name: who has not seen that somebody is at risk, who has a proposal to judge, else who has not answered. */
function moveAt(facts: StandFacts): Move {
  const { d } = facts;
  const visit = openVisit(d)!;
  const asked = visit.asked.filter((one) => !one.notMineAt && !isNotConcerned(d, one));
  if (openHarm(d)) {
    const unseen = notYetSeen(d).map(({ agency }) => agency);
    return moveOf(facts, [
      {
        awaited: peopleOrAgencies(facts, asked, unseen),
        to: ({ isYours }) => `to say that ${isYours ? 'you' : 'they'} have seen that somebody is at risk`,
      },
      // Whoever has seen it has not done with it: its end is a record of what was done (CLK-14).
      {
        awaited: asked.filter(({ agency }) => !unseen.includes(agency)),
        to: () => 'to record what is done to protect',
      },
    ]);
  }

  const proposal = openProposal(d);
  if (proposal) {
    const toConfirm = asked.filter((one) => isToBeConfirmedBy(d, proposal, one));
    // An agency with nobody to answer for it is awaited by its own name (A16).
    const awaited = peopleOrAgencies(facts, toConfirm, agenciesAwaited(d, proposal));
    if (awaited.length > 0) return moveOf(facts, [{ awaited, to: () => 'to confirm or dispute the proposed outcome' }]);
  }
  const meeting = currentMeeting(visit);
  const toSayWho = [...agencyLeftOut(facts), ...askedWhoItIs(facts, asked)];
  if (asked.length === 0 && toSayWho.length === 0 && !meeting)
    return { isYours: false, said: 'Nobody could be asked. The partnership has been told.' };
  const isAnswered = asked.every(({ answeredAt }) => answeredAt) && !meeting && toSayWho.length === 0;
  const silent = isAnswered ? asked : asked.filter((one) => !one.answeredAt);
  const elsewhere = [meeting?.chair.email, ...(d.raisedWith.length === 0 ? [d.raiser.email] : [])];
  const all = moveOf(facts, [
    ...(meeting
      ? [
          {
            awaited: [{ person: meeting.chair, agency: meeting.chair.agency }],
            to: () => `to hold the ${meeting.kind}, and to record how it ended`,
          },
        ]
      : []),
    // Each kind of asking in its own words: whoever arranges a meeting is asked something else than whoever attends it.
    ...Object.entries(
      Object.groupBy(
        silent.filter(({ person }) => !elsewhere.includes(person.email)),
        ({ does }) => does,
      ),
    ).map(([does, awaited]) => ({ awaited, to: () => waitsFor(facts, does as Asked['does']) })),
    ...toSayWho,
  ]);
  return isAnswered ? { ...all, said: `${all.said}. Everybody asked has answered; it is not settled yet` } : all;
}

/** An email may leave out with which agency it is: until the raiser says so, nobody there can be asked (BEY-17). */
const agencyLeftOut = ({ d }: StandFacts): Group[] =>
  d.raisedWith.length > 0
    ? []
    : [
        {
          awaited: [{ person: d.raiser, agency: d.raiser.agency, side: 'raising' }],
          to: () => 'to say with which agency it is',
        },
      ];

/** The safeguarding leads who are to say who answers for their agency, where nobody there is asked at the open stage yet (ADM-4). */
function askedWhoItIs(facts: StandFacts, asked: readonly Asked[]): Group[] {
  const { d, policy } = facts;
  const isTheirTurn = requireStage(policy, openVisit(d)!.stageId).asks.some(
    ({ of }) => of === 'both' || of === 'responding',
  );
  const silent = d.raisedWith.filter(
    (side) =>
      isTheirTurn &&
      !side.practitioner &&
      !asked.some(({ agency, side: of }) => of === 'responding' && agency === side.agency),
  );
  return silent.flatMap(({ agency }) => {
    const leads = Object.values(d.people).filter(
      (one) => one.person.agency === agency && one.places.includes('safeguarding lead') && one.mine !== 'not mine',
    );
    return leads.length === 0
      ? []
      : [
          {
            awaited: leads.map(({ person }) => ({ person, agency })),
            to: () => `to say who answers for ${facts.agencyName(agency)}`,
          },
        ];
  });
}

/** Somebody by name, or an agency that has nobody to name. */
type Awaited = (Parameters<typeof sideInWords>[1] & { person: Person }) | string;

/** Those of whom the same is awaited. */
interface Group {
  awaited: readonly Awaited[];
  to: (reader: { isYours: boolean }) => string;
}

function peopleOrAgencies(facts: StandFacts, asked: readonly Asked[], agencies: readonly string[]): Awaited[] {
  return agencies.flatMap((agency): Awaited[] => {
    const people = asked.filter((one) => one.agency === agency);
    return people.length > 0 ? people : [sideInWords(facts, { agency })];
  });
}

/** The reader's own group first, then each other one with what is awaited of it. */
function moveOf(facts: StandFacts, groups: readonly Group[]): Move {
  const isReader = (one: Awaited) => typeof one !== 'string' && one.person.email === facts.readBy;
  const [yours, ...rest] = groups
    .filter(({ awaited }) => awaited.length > 0)
    .toSorted((a, b) => Number(b.awaited.some(isReader)) - Number(a.awaited.some(isReader)));
  if (!yours) return { isYours: false, said: 'Nobody is awaited' };
  const isYours = yours.awaited.some(isReader);
  const named = ({ awaited }: Group) =>
    inAList(
      awaited
        .filter((one) => !isReader(one))
        .map((one) => (typeof one === 'string' ? one : `${one.person.name} (${sideInWords(facts, one)})`)),
    );
  const others = [
    ...(isYours && named(yours) ? [named(yours)] : []),
    ...rest.map((group) => `${named(group)}, ${group.to({ isYours: false })}`),
  ];
  const first = yours.to({ isYours });
  return {
    isYours,
    said: `${isYours ? first : `${named(yours)}, ${first}`}${others.map((one) => `. Also asked: ${one}`).join('')}`,
  };
}

function besideOpen(facts: DisagreementFacts): (SummaryRow | false)[] {
  const { d } = facts;
  const { advice } = requireStage(facts.policy, openVisit(d)!.stageId);
  const notConcerned = d.raisedWith.flatMap(({ agency, notConcerned: said }) =>
    said ? [{ agency, by: said.by }] : [],
  );
  return [
    advice?.prompted === true &&
      facts.may.includes('ask-for-advice') && {
        key: 'Advice first',
        value: `The policy expects you to seek advice from your own agency's ${advice.role.replaceAll('-', ' ')} (${advice.clause}). You can ask below; it stops no clock.`,
      },
    notConcerned.length > 0 && {
      key: 'Not concerned',
      value: inAList(
        notConcerned.map(({ agency, by }) => `${facts.agencyName(agency)} (${nameOrYou(facts, by)} said so)`),
      ),
    },
    facts.may.includes('stand-aside') &&
      !facts.may.includes('close-out-of-scope') && {
        key: 'As lead',
        value: 'Your own agency is a side, or you take part for one. Please stand aside below: another lead takes it.',
      },
    ...facilitiesOf(facts).map(({ agency, protocol }) => ({
      key: 'Regional facility',
      value: `${facts.agencyName(agency)}: ${protocol}`,
    })),
    d.missing.length > 0 && {
      key: 'Still missing',
      value: `${inAList(d.missing)}. The clock runs meanwhile.`,
    },
  ];
}

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
function mergedStand(facts: StandFacts, into: NonNullable<Disagreement['mergedInto']>): Stand {
  return {
    where: (
      <>
        It goes on as{' '}
        <a class="govuk-link" href={`/d/${into.reference}`}>
          {into.reference}
        </a>
      </>
    ),
    move: { isYours: false, said: `Nobody’s here. Answer under ${into.reference} from now on` },
    byWhen: `Nothing is due here. It was closed at ${momentInWords(into.at)}`,
    why: [
      `The same disagreement had been raised before. The two were merged by ${nameOrYou(facts, into.by)}, as the partnership's lead.`,
    ],
  };
}

function endedStand(facts: StandFacts): Stand | undefined {
  const { outcome, mergedInto } = facts.d;
  if (mergedInto) return mergedStand(facts, mergedInto);
  if (!outcome) return undefined;
  const stage = requireStage(facts.policy, outcome.stageId);
  return {
    where: `${outcomeInWords(outcome)}, at ${stage.label}: ${stage.name}, at ${momentInWords(outcome.at)}`,
    ...whatFollows(facts, outcome),
  };
}

/** What is still awaited after an outcome, from whom, by when and why. Nothing, once it is closed. */
function whatFollows(facts: StandFacts, outcome: Outcome): Omit<Stand, 'where'> {
  const { d, policy } = facts;
  const { closing } = policy;
  if (d.closedAt)
    return {
      move: { isYours: false, said: 'Nobody’s. It is closed' },
      byWhen: `Nothing is due. It was closed at ${momentInWords(d.closedAt)}`,
      why: ['Everything that was agreed has been asked about. The record is kept, and you can read it here.'],
    };
  const waitsUntil = d.alarm.dueAt === null ? undefined : momentInWords(d.alarm.dueAt);
  const orSoon = waitsUntil ?? 'Within five working days';
  if (outcome.outcome === 'not taken forward') {
    const { referredTo } = outcome;
    return {
      move: referredTo
        ? {
            isYours: referredTo.person.email === facts.readBy,
            said:
              referredTo.person.email === facts.readBy
                ? 'to look at it again; you may send it forward'
                : `${referredTo.person.name}, safeguarding lead, to look at it again; they may send it forward`,
          }
        : {
            isYours: facts.may.includes('look-again'),
            said: facts.may.includes('look-again')
              ? 'if you want your safeguarding lead to look at it again'
              : 'Whoever raised it may take it to their own safeguarding lead',
          },
      byWhen: orSoon,
      why: ['If nobody takes it further, it closes after five working days.'],
    };
  }
  const silentSides = sidesToUnderstand(d);
  if (silentSides.length > 0) {
    const isYours =
      facts.may.includes('confirm-understanding') && silentSides.some((side) => side === sideOf(d, facts.readBy));
    const who = silentSides.length > 1 ? 'Both sides' : SIDES[silentSides[0]!];
    return {
      move: {
        isYours,
        said: isYours
          ? 'to say whether it is what you understood'
          : `${who}, to say whether it is what they understood`,
      },
      byWhen: orSoon,
      why: [`The policy checks that both sides understood the same (${closing.understandingCheck?.clause}).`],
    };
  }
  const why = [`What was agreed is checked back on (${restsOn(closing.checkBack)}).`];
  const isNotDone = outcome.actions.some(({ answers }) => answers.some(({ done }) => !done));
  if (isNotDone) return afterNotDone(facts, outcome, why);
  // Those who owe an action do not end it by saying that they did it: the side that raised it is heard too (OUT-5).
  const asked = outcome.actions.filter(
    ({ askedAt, answers }) => askedAt && !answers.some(({ by }) => sideOf(d, by) === 'raising'),
  );
  if (asked.length > 0) {
    const unheard = asked.filter(({ answers }) => answers.length === 0);
    const isOfRaisers = sideOf(d, facts.readBy) === 'raising';
    const isYours = facts.may.includes('answer-check-back') && (isOfRaisers || unheard.length > 0);
    const owners = [...new Set(unheard.map(({ ownerAgency }) => facts.agencyName(ownerAgency)))];
    const who = owners.length > 0 ? `${inAList(owners)} and the side that raised it` : SIDES.raising;
    return {
      move: { isYours, said: `${isYours ? '' : `${who}, `}to say whether it was done` },
      byWhen: orSoon,
      why,
    };
  }
  const next = outcome.actions
    .filter(({ askedAt }) => !askedAt)
    .map(({ dueOn }) => dueOn)
    .sort()[0];
  if (next)
    return {
      move: { isYours: false, said: 'Nobody’s yet' },
      byWhen: `On ${dayInWords(next)} we ask whether the agreed action was done`,
      why,
    };
  return {
    move: { isYours: false, said: 'Nobody’s' },
    byWhen: waitsUntil ? `It is looked at again at ${waitsUntil}` : 'Nothing is due',
    why: [`The outcome is confirmed in writing to everybody who took part (${restsOn(closing.writtenConfirmation)}).`],
  };
}

const SIDES = { raising: 'The side that raised it', responding: 'The side it was raised with' } as const;

/** Which sides are still to say whether it is what they understood. None, once somebody has said that it is not (OUT-4). */
function sidesToUnderstand(d: Disagreement): (keyof typeof SIDES)[] {
  const check = d.outcome?.understanding;
  if (!check?.askedAt || check.answers.some(({ isSame }) => !isSame)) return [];
  return (['raising', 'responding'] as const).filter((side) => !check.answers.some(({ by }) => sideOf(d, by) === side));
}

/** Something agreed was not done: the side that raised it may open it again, unless the decision was final (OUT-5). */
function afterNotDone(facts: StandFacts, outcome: Outcome, why: readonly string[]): Omit<Stand, 'where'> {
  const { d } = facts;
  const isAllAsked = outcome.actions.every(({ askedAt }) => askedAt);
  const until = d.alarm.dueAt === null || !isAllAsked ? undefined : momentInWords(d.alarm.dueAt);
  const saidSo = 'It was said that something agreed was not done.';
  if (outcome.binding)
    return {
      move: { isYours: false, said: 'Nobody’s here. Those who decided have been told that something is not done' },
      byWhen: until ? `It closes at ${until}` : 'Nothing is due',
      why: [...why, `${saidSo} A final and binding decision is not opened again.`],
    };
  const isYours = facts.may.includes('reopen');
  return {
    move: { isYours, said: isYours ? 'if you want to open it again' : `${SIDES.raising} may open it again` },
    byWhen: until ?? 'Until everything that was agreed has been asked about',
    why: [...why, `${saidSo} If it is not opened again by then, it closes.`],
  };
}

function besideEnded(facts: DisagreementFacts): (SummaryRow | false)[] {
  const { outcome } = facts.d;
  if (!outcome) return [];
  const stage = requireStage(facts.policy, outcome.stageId);
  const agenciesDecided =
    isForTheAgencies(stage) && ['decided', 'resolved'].includes(outcome.outcome) && outcome.confirmedBy.length === 0;
  return [
    outcome.route !== undefined && { key: 'Where it goes instead', value: routeInWords(facts, outcome.route) },
    agenciesDecided && {
      key: 'Whose decision',
      value: `It is the decision of the agencies involved; ${nameOrYou(facts, outcome.by)} reported how the meeting ended.`,
    },
    outcome.binding !== undefined && {
      key: 'Final and binding',
      value: `The policy makes this decision final and binding on all organisations (${outcome.binding}).`,
    },
  ];
}

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
