import { Temporal } from 'temporal-polyfill';
import { inAList } from '../escalation/in-a-list.ts';
import { requireStage, stageAfter } from '../escalation/policy.ts';
import type { Deadline, Disagreement, Meeting, StageVisit } from '../escalation/record.ts';
import { dayInWords, momentInWords } from '../escalation/spoken-time.ts';
import { londonDate } from '../escalation/working-days.ts';
import { ERASED, type RecordFacts } from './record-facts.ts';

/** What became of a disagreement at one stage, as a form asks it. Days are London dates. */
export interface StageAccount {
  /** The days on which somebody tried to settle it, in order, once each. */
  attemptedOn: string[];
  /** What was said, proposed and disputed, and how the stage ended: a paragraph each. */
  outcome: string[];
  /** The label of the stage after it; absent at the last. */
  next?: string;
  /** The days it went there. */
  referredOn: string[];
  /** Why it never went there although it went further; empty otherwise. */
  notReferred: string;
}

type Facts = Pick<RecordFacts, 'disagreement' | 'policy' | 'texts'>;

/** Reads one stage out of the record: a stage opened twice has both, one passed over says why. */
export function stageAccount(facts: Facts, stageId: string): StageAccount {
  const { disagreement: d, policy } = facts;
  const next = stageAfter(policy, stageId);
  const visits = d.stages.filter((visit) => visit.stageId === stageId);
  const talked = talkBeforeRaising(facts, stageId);
  const discussions = d.discussions.filter((one) => one.stageId === stageId);
  const proposals = d.proposals.filter((one) => one.stageId === stageId);
  const attemptedOn = [
    ...(talked?.on ? [talked.on] : []),
    ...discussions.map(({ heldOn }) => heldOn),
    ...proposals.flatMap((one) => [onDay(one.at), ...(one.disputedBy ? [onDay(one.disputedBy.at)] : [])]),
  ];
  const referredOn = next
    ? d.stages.filter((visit) => visit.stageId === next.id).map(({ openedAt }) => onDay(openedAt))
    : [];

  return {
    attemptedOn: [...new Set(attemptedOn)].sort(),
    outcome: [
      ...(talked ? [`Before it was raised: ${talked.words}`] : []),
      ...whatWasSaid(facts, stageId),
      ...visits.map((visit) => howItEnded(facts, visit)),
      ...visits.flatMap(({ retracted }) =>
        retracted
          ? [
              `It came to this stage by itself. That is retracted: both sides confirmed that it had been agreed on ${dayInWords(retracted.agreedOn)}.`,
            ]
          : [],
      ),
      ...(visits.length === 0 && !talked ? [whyNotUsed(d, stageId)] : []),
    ],
    ...(next ? { next: next.label } : {}),
    referredOn: [...new Set(referredOn)],
    notReferred: next && referredOn.length === 0 ? whyNotReferred(facts, stageId, next.id) : '',
  };
}

/** A talk before raising counts as the attempt of the stage it stood in for, or else of the policy's first (INT-12). */
function talkBeforeRaising(
  { disagreement: d, policy, texts }: Facts,
  stageId: string,
): { on?: string; words: string } | undefined {
  const textId = d.texts.talkedAlready;
  if (!textId && !d.startedAfterTalkingOn) return undefined;
  const entered = policy.stages.findIndex(({ id }) => id === d.stages[0]!.stageId);
  const stoodInFor = policy.stages[d.startedAfterTalkingOn ? Math.max(0, entered - 1) : 0]!;
  if (stoodInFor.id !== stageId) return undefined;
  return {
    ...(d.startedAfterTalkingOn ? { on: d.startedAfterTalkingOn } : {}),
    words: textId ? (texts[textId] ?? ERASED) : 'they talked',
  };
}

/**
 * What was done at a stage of which the policy's form asks nothing, so that the copy leaves out no talk, meeting or decision of it (REC-3). How it
 * ended there as a whole stands beside it.
 */
export function accountBeside(facts: Facts, stageId: string): string[] {
  const left = facts.disagreement.stages.filter(
    (visit) => visit.stageId === stageId && visit.closedAt && visit.closedBy !== 'outcome',
  );
  return [...whatWasSaid(facts, stageId), ...left.map((visit) => howItEnded(facts, visit))];
}

/** Each talk, proposal, meeting and what one side wanted heard at a stage, by its day. */
function whatWasSaid({ disagreement: d, texts }: Facts, stageId: string): string[] {
  const discussions = d.discussions.filter((one) => one.stageId === stageId);
  const proposals = d.proposals.filter((one) => one.stageId === stageId);
  const visits = d.stages.filter((visit) => visit.stageId === stageId);
  const words = (textId: string) => texts[textId] ?? ERASED;
  const said = [
    ...visits.flatMap(({ meetings = [] }) => meetings.map(arranged)),
    ...visits.flatMap(({ representations = [] }) =>
      representations.map(({ by, at, textId }) => ({
        on: onDay(at),
        says: `${dayInWords(onDay(at))}, ${by.name} wanted heard: ${words(textId)}`,
      })),
    ),
    ...discussions.flatMap((one) => [
      {
        on: one.heldOn,
        says: `${dayInWords(one.heldOn)}, ${one.by.name} with ${one.with}: ${words(one.textId)}${
          one.approved ? ` (approved by ${one.approved.by.name}, ${dayInWords(onDay(one.approved.at))})` : ''
        }`,
      },
      ...(one.corrections ?? []).map((correction) => ({
        on: onDay(correction.at),
        says: `${dayInWords(onDay(correction.at))}, corrected by ${correction.by.name}: ${words(correction.textId)}`,
      })),
    ]),
    ...proposals.flatMap((one) => [
      { on: onDay(one.at), says: `${dayInWords(onDay(one.at))}, proposed by ${one.by.name}: ${words(one.textId)}` },
      ...(one.disputedBy
        ? [
            {
              on: onDay(one.disputedBy.at),
              says: `${dayInWords(onDay(one.disputedBy.at))}, disputed by ${one.disputedBy.by.name}: ${words(one.disputedBy.textId)}`,
            },
          ]
        : []),
    ]),
  ];
  return said.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)).map(({ says }) => says);
}

const WHAT = { meeting: 'a meeting', mediation: 'mediation', panel: 'a panel' } as const;

function arranged({ kind, chair, at, attendees, panel = [], convenedBy, convenedAt }: Meeting) {
  const others = [...panel.map(({ person }) => person), ...attendees].map(({ name }) => name);
  const does = kind === 'mediation' ? 'mediated' : 'chaired';
  const withWhom = others.length > 0 ? `, with ${inAList(others)}` : '';
  return {
    on: onDay(convenedAt),
    says: `${dayInWords(onDay(convenedAt))}, ${convenedBy.name} arranged ${WHAT[kind]} for ${momentInWords(at)}, ${does} by ${chair.name}${withWhom}.`,
  };
}

function howItEnded(facts: Facts, visit: StageVisit): string {
  const { disagreement: d, policy, texts } = facts;
  if (!visit.closedAt || !visit.closedBy) {
    return visit.deadline
      ? `Open: the time runs out at ${momentInWords(visit.deadline.at)}${whoseTime(visit.deadline)}.`
      : 'Open: no time is set for it to end.';
  }
  const on = dayInWords(onDay(visit.closedAt));
  if (visit.closedBy === 'merged')
    return `Merged on ${on}: the same disagreement had been raised before, and goes on as ${d.mergedInto?.reference ?? 'another'}.`;
  const isLast = d.stages.at(-1) === visit;
  if (visit.closedBy === 'outcome') {
    return isLast && d.outcome
      ? `Ended here on ${on}: ${d.outcome.outcome}.`
      : `An outcome was recorded on ${on}; it was opened again because an agreed action was not done.`;
  }
  const following = d.stages[d.stages.indexOf(visit) + 1];
  const to = following ? ` and it went to ${requireStage(policy, following.stageId).label}` : '';
  const isOurs =
    (visit.closedBy === 'deadline' || visit.closedBy === 'protective timescale') && visit.deadline?.isOurNumber;
  const given = following && visit.closedBy !== 'local target' ? ` (${following.clause})` : '';
  const clause = isOurs ? OUR_CHOICE : given;
  if (visit.closedBy === 'a person') {
    const moved = d.history.find(
      ({ what, at, stageId }) => what in MOVED_BY_A_PERSON && at === visit.closedAt && stageId === visit.stageId,
    );
    const words = (label: string, textId: string | undefined) =>
      textId ? ` ${label}: ${texts[textId] ?? ERASED}` : '';
    const said = moved?.what === 'talked over' ? '' : words('Their reason', moved?.textId);
    const held = words('Where the record is held', visit.recordHeldTextId);
    return `${moved ? MOVED_BY_A_PERSON[moved.what]!(on) : `Not resolved by ${on}`}${to}.${said}${held}`;
  }
  return `Not resolved: ${WHAT_ENDED_IT[visit.closedBy] ?? visit.closedBy} on ${on}${clause}${to}.`;
}

/** What a person did that took it further, by the line of the history that says so. What was said in a talk is listed as one. */
const MOVED_BY_A_PERSON: Record<string, (on: string) => string> = {
  escalated: (on) => `Not resolved by ${on}: a person decided that it could not wait`,
  'no agreement': (on) => `Not resolved by ${on}: it is recorded that there was no agreement`,
  'decided not to convene': (on) => `Not resolved by ${on}: it was decided not to convene a meeting`,
  'talked over': (on) => `It was talked over by ${on}`,
  'taken forward': (on) => `It was reviewed and taken forward on ${on}`,
};

/** Of a time that the policy does not give: no clause may stand there (BEY-6). */
const OUR_CHOICE = ", which is our choice and not the policy's";

function whoseTime(deadline: Deadline): string {
  if (deadline.which === 'local target') return ", which is the partnership's own target and not the policy's";
  return deadline.isOurNumber ? OUR_CHOICE : ` (${deadline.clause})`;
}

const WHAT_ENDED_IT: Partial<Record<NonNullable<StageVisit['closedBy']>, string>> = {
  deadline: 'the time for the stage ran out',
  cap: 'the time allowed from the outset ran out',
  'protective timescale': 'the time that protects the child or adult ran out',
  'local target': "the partnership's own target, not the policy's, passed",
  'policy issue': 'a significant policy issue was taken further',
  'immediate harm': 'somebody was at risk of immediate harm',
  'harm clock': 'the time allowed at immediate harm ran out',
};

function whyNotUsed(d: Disagreement, stageId: string): string {
  const passedOver = d.notUsed.find((one) => one.stageId === stageId);
  return passedOver ? `Not used: ${passedOver.why} (${passedOver.clause}).` : 'This stage was not reached.';
}

function whyNotReferred({ disagreement: d, policy }: Facts, stageId: string, nextId: string): string {
  const passedOver = d.notUsed.find((one) => one.stageId === nextId);
  const order = policy.stages.map(({ id }) => id);
  const further = d.stages.find((visit) => order.indexOf(visit.stageId) > order.indexOf(nextId));
  if (!passedOver || !further || order.indexOf(stageId) > order.indexOf(further.stageId)) return '';
  const { label } = requireStage(policy, further.stageId);
  return `Not referred there: it went to ${label} on ${dayInWords(onDay(further.openedAt))}, because ${passedOver.why} (${passedOver.clause}).`;
}

const onDay = (at: string) => londonDate(Temporal.Instant.from(at)).toString();
