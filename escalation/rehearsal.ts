import { Temporal } from 'temporal-polyfill';
import { clocksOf, entryStage } from './deadline.ts';
import type { FieldProblem } from './field-problems.ts';
import { type Policy, requireStage, stageAfter } from './policy.ts';
import type { Deadline, Disagreement, StageVisit } from './record.ts';
import { dayInWords, momentInWords } from './spoken-time.ts';
import { clauseThatGives } from './why-this-deadline.ts';
import { type Calendar, londonDate } from './working-days.ts';

/**
 * The dry run of a policy change (BEY-15): what a policy would have done with disagreements that are over. People are taken to have
 * done what they did, when they did it: settled it, moved it up, named a protective time. Only the clocks are the new policy's.
 */

/** As much of a past disagreement as a rehearsal reads: no text and nobody's name. */
export type PastDisagreement = Pick<
  Disagreement,
  'reference' | 'aroseOn' | 'raisedAt' | 'stages' | 'startedAfterTalkingOn'
>;

/** One stage as it was, or as it would have been. */
export interface RehearsedStage {
  stageId: string;
  openedAt: string;
  deadline: Deadline | null;
}

/** One thing that would have been otherwise at a stage, and why, in a sentence. */
export interface Difference {
  stageId: string;
  what: 'not reached' | 'reached' | 'opened' | 'deadline';
  before?: RehearsedStage;
  after?: RehearsedStage;
  why: string;
}

/** What would have been otherwise for one disagreement; no differences when the policy change would have changed nothing. */
export interface Rehearsal {
  reference: string;
  before: RehearsedStage[];
  after: RehearsedStage[];
  differences: Difference[];
}

/**
 * Runs past disagreements through another policy, one answer for each that is over, in the order given. One that is still open is
 * left out: what people will do is not known. So is a record that goes on in another, where it is rehearsed. So is one in which immediate harm was flagged: then people act by the hour, and what
 * they did says nothing of another policy's days. Of one that was reopened, what came before is rehearsed: there the clocks begin again.
 * @throws BeyondCalendar
 */
export function rehearse(
  policyNew: Policy,
  disagreements: readonly PastDisagreement[],
  calendar: Calendar,
): Rehearsal[] {
  return disagreements.flatMap((past) => {
    const visits = untilReopened(past.stages);
    const endedAt = visits.at(-1)?.closedAt;
    if (!endedAt || visits.at(-1)?.closedBy === 'merged' || visits.some(wasHarmFlagged)) return [];
    const before = visits.map(({ stageId, openedAt, deadline }) => ({ stageId, openedAt, deadline }));
    const after = livedAgain(policyNew, calendar, past, visits, endedAt);
    return [{ reference: past.reference, before, after, differences: differences(policyNew, before, after, endedAt) }];
  });
}

const BY_HARM: readonly string[] = ['immediate harm', 'harm clock'];
const wasHarmFlagged = ({ cause, closedBy, deadline }: StageVisit) =>
  [cause, closedBy, deadline?.which].some((by) => by !== undefined && BY_HARM.includes(by));

function untilReopened(stages: readonly StageVisit[]): StageVisit[] {
  const reopened = stages.findIndex(({ cause }) => cause === 'not done');
  return stages.slice(0, reopened === -1 ? undefined : reopened);
}

function livedAgain(
  policy: Policy,
  calendar: Calendar,
  past: PastDisagreement,
  visits: readonly StageVisit[],
  endedAt: string,
): RehearsedStage[] {
  const aroseOn = Temporal.PlainDate.from(past.aroseOn);
  const hasTalked = past.startedAfterTalkingOn !== undefined || visits[0]!.cause === 'already talked';
  const raisedAt = Temporal.Instant.from(past.raisedAt);
  const after: RehearsedStage[] = [];
  let stageId: string | undefined = entryStage({ policy, calendar, aroseOn, raisedAt, hasTalked }).stageId;
  let openedAt = past.raisedAt;
  while (stageId) {
    const then = visits.find((visit) => visit.stageId === stageId);
    const deadline = deadlineThen(policy, calendar, { stageId, openedAt, aroseOn, then });
    after.push({ stageId, openedAt, deadline });
    const next = whatEndsIt(policy, { stageId, openedAt, deadline, then, endedAt });
    if (next) openedAt = next.at;
    stageId = next?.stageId;
  }
  return after;
}

function deadlineThen(
  policy: Policy,
  calendar: Calendar,
  open: { stageId: string; openedAt: string; aroseOn: Temporal.PlainDate; then: StageVisit | undefined },
): Deadline | null {
  const was = open.then?.deadline;
  const [binding] = clocksOf({
    policy,
    calendar,
    stageId: open.stageId,
    openedOn: londonDate(Temporal.Instant.from(open.openedAt)),
    aroseOn: open.aroseOn,
    protectiveAt: was?.which === 'protective timescale' ? Temporal.Instant.from(was.at) : undefined,
    localTarget: was?.which === 'local target' ? was.workingDays : undefined,
    outsetCounts: true,
  });
  return binding ?? null;
}

/** Whatever came first: the deadline, the person who moved it up from this very stage, or the end, which answers undefined. */
function whatEndsIt(
  policy: Policy,
  open: RehearsedStage & { then: StageVisit | undefined; endedAt: string },
): { at: string; stageId: string } | undefined {
  const { deadline, then, endedAt } = open;
  const movedUp = then?.closedBy === 'a person' || then?.closedBy === 'policy issue' ? then.closedAt : undefined;
  const isFirst = (at: string, other: string | undefined) =>
    other === undefined || Temporal.Instant.compare(at, other) <= 0;

  if (deadline?.movesTo && isFirst(deadline.at, endedAt) && isFirst(deadline.at, movedUp)) {
    // A stage whose time is over before it opens moves on at once: time never runs backwards.
    return { at: later(deadline.at, open.openedAt), stageId: deadline.movesTo };
  }
  if (movedUp === undefined || !isFirst(movedUp, endedAt)) return undefined;
  const to = then?.closedBy === 'policy issue' ? policy.policyIssueGoesTo?.stage : stageAfter(policy, open.stageId)?.id;
  return to === undefined ? undefined : { at: later(movedUp, open.openedAt), stageId: to };
}

const later = (at: string, other: string) => (Temporal.Instant.compare(at, other) >= 0 ? at : other);

function differences(
  policy: Policy,
  before: readonly RehearsedStage[],
  after: readonly RehearsedStage[],
  endedAt: string,
): Difference[] {
  const found: Difference[] = [];
  const known = new Map(policy.stages.map((stage) => [stage.id, stage.label]));
  const ended = momentInWords(endedAt);
  for (const stage of before) {
    if (after.some(({ stageId }) => stageId === stage.stageId)) continue;
    const lastOne = after.at(-1)!;
    const why = known.has(stage.stageId)
      ? `it ended at ${ended}, and until then it would have been at ${namesOf(policy, after)}, with ${reasonFor(lastOne.deadline)} at ${known.get(lastOne.stageId)}`
      : 'the policy has no such stage';
    found.push({ stageId: stage.stageId, what: 'not reached', before: stage, why });
  }
  for (const [index, stage] of after.entries()) {
    const was = before.find(({ stageId }) => stageId === stage.stageId);
    const from = after[index - 1];
    if (!was) {
      const why = from
        ? `${known.get(from.stageId)} would have had ${reasonFor(from.deadline)}, and that was over before anybody settled it`
        : 'it would have started here';
      found.push({ stageId: stage.stageId, what: 'reached', after: stage, why });
    } else if (was.deadline?.at !== stage.deadline?.at) {
      const why = `it would have had ${reasonFor(stage.deadline)}; it had ${reasonFor(was.deadline)}`;
      found.push({ stageId: stage.stageId, what: 'deadline', before: was, after: stage, why });
    } else if (was.openedAt !== stage.openedAt) {
      const why = `it would have opened at ${momentInWords(stage.openedAt)}${from ? `, because ${known.get(from.stageId)} would have had ${reasonFor(from.deadline)}` : ''}`;
      found.push({ stageId: stage.stageId, what: 'opened', before: was, after: stage, why });
    }
  }
  return found;
}

const namesOf = (policy: Policy, stages: readonly RehearsedStage[]) =>
  stages.map(({ stageId }) => requireStage(policy, stageId).label).join(', ');

const WHOSE: Partial<Record<Deadline['which'], string>> = {
  cap: ' in all',
  'local target': ' of the partnership’s own',
};

/** "3 working days from Wednesday 4 March 2026 (L67), until 5pm on Monday 9 March 2026". */
function reasonFor(deadline: Deadline | null): string {
  if (!deadline) return 'no number, so it never moves by itself';
  const until = `until ${momentInWords(deadline.at)}`;
  const clause = clauseThatGives(deadline);
  const given = clause ? ` (${clause})` : '';
  if (deadline.workingDays === undefined || !deadline.countedFrom) {
    return `a protective time${given}, ${until}`;
  }
  const days = `${deadline.workingDays} working day${deadline.workingDays === 1 ? '' : 's'}`;
  const whose = WHOSE[deadline.which] ?? '';
  const from = dayInWords(deadline.countedFrom);
  return `${days}${whose} from ${from}${given}, ${until}`;
}

/** The number of working days that a rehearsal may try. Nobody writes a policy that waits longer. */
const MOST_WORKING_DAYS = 99;

/** The working days of a policy as a lead tries others: by stage id, and `cap`. */
export type TriedDays = Readonly<Partial<Record<string, number>>>;

/** What a policy counts now, by stage id and `cap`; a stage without a number is `undefined`, and the last is not there: it has none. */
export function daysOf(policy: Policy): Record<string, number | undefined> {
  const stages = policy.stages.slice(0, -1).map(({ id, deadline }) => [id, deadline?.workingDays] as const);
  return Object.fromEntries([...stages, ...(policy.cap ? [['cap', policy.cap.workingDays] as const] : [])]);
}

/** Reads numbers as somebody typed them, by the names of `daysOf`; an empty one leaves the policy's. */
export function readTriedDays(
  policy: Policy,
  typed: Readonly<Record<string, string | undefined>>,
): { days: TriedDays } | { problems: FieldProblem[] } {
  const days: Record<string, number> = {};
  const problems: FieldProblem[] = [];
  for (const [name, now] of Object.entries(daysOf(policy))) {
    const field = `days-${name}`;
    const text = (typed[field] ?? '').trim();
    if (text === '') continue;
    const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
    if (count < 1 || count > MOST_WORKING_DAYS)
      problems.push({ field, message: `Enter a whole number of working days from 1 to ${MOST_WORKING_DAYS}` });
    else if (count !== now) days[name] = count;
  }
  return problems.length > 0 ? { problems } : { days };
}

/** The policy with other numbers. A stage that had none counts from the day it opens. */
export function withDays(policy: Policy, days: TriedDays): Policy {
  return {
    ...policy,
    ...(policy.cap && days['cap'] !== undefined ? { cap: { ...policy.cap, workingDays: days['cap'] } } : {}),
    stages: policy.stages.map((stage) => {
      const workingDays = days[stage.id];
      if (workingDays === undefined) return stage;
      const { deadline = { from: 'opened' as const, clause: stage.clause, isOurNumber: false } } = stage;
      return { ...stage, deadline: { ...deadline, workingDays } };
    }),
  };
}
