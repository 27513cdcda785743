import { Temporal } from 'temporal-polyfill';
import { clocksOf, type Entry, entryStage } from './deadline.ts';
import { isBefore, type Policy, policyVersionId, requireStage } from './policy.ts';
import type { Deadline } from './record.ts';
import { clauseThatGives } from './why-this-deadline.ts';
import { type Calendar, londonDate, londonTime } from './working-days.ts';

/**
 * The deadline calculator (BEY-15): a policy and a day in, every stage's deadline and the reason out. It holds no arithmetic of its own:
 * `entryStage` says where it would start and `clocksOf` says when each stage ends, as they do for a disagreement that is open.
 */

/** What a calculation starts from. */
export interface CalculationFacts {
  policy: Policy;
  calendar: Calendar;
  /** The outset: the first day on which any worker had the concern (CLK-6). */
  aroseOn: Temporal.PlainDate;
  /** When it is raised: a moment, or a day, which is taken from the start of work on it. Absent: on the day it arose. */
  raisedAt?: Temporal.Instant | Temporal.PlainDate | undefined;
  /** The two sides have already talked without agreeing (INT-12). */
  hasTalked?: boolean | undefined;
  /** A moment that protects the child or adult, named when it is raised: it binds the stage that opens first (CLK-3). */
  protectiveAt?: Temporal.Instant | undefined;
  /** The partnership's own working days for stages without a number, by stage id (CLK-10). */
  localTargets?: Readonly<Record<string, number>> | undefined;
}

/** One day of a count: the number it has, or why it has none. Day zero is the day that the count starts from. */
export type CountedDay = { on: string; day: number } | { on: string; skipped: string };

/** A stage that opens on a day that can be known, if nobody answers. */
export interface OpeningStage {
  kind: 'opens';
  stageId: string;
  openedAt: string;
  /** Why it opens: how it was raised, or which clock moved it there; with the clause. */
  cause: Entry['cause'] | Deadline['which'];
  /** Absent where what moved it here is no time that the policy gives. */
  clause: string | undefined;
  /** The clock that binds, or `null` where nothing limits the stage: then it reminds and never moves by itself. */
  deadline: Deadline | null;
  /** The clocks that run at this stage too and end later, earliest first. */
  later: Deadline[];
  /** Day by day to the deadline; empty without one, and for a protective time, which nobody counts. */
  days: CountedDay[];
}

/** What becomes of one stage of the policy when nobody answers. */
export type CalculatedStage =
  | OpeningStage
  /** It is passed over, and why: its time was over, or the cap went further. */
  | { kind: 'not used'; stageId: string; why: string; clause: string }
  /** The two sides have talked without agreeing before it is raised: it counts as used (INT-12). */
  | { kind: 'already used'; stageId: string; clause: string }
  /** A stage before it has no number, so a person moves it here, or nobody does: no date can be known (CLK-10). */
  | { kind: 'opened by a person'; stageId: string; after: string };

/** Every stage of the policy, in order. */
export interface Calculation {
  policyVersionId: string;
  aroseOn: string;
  raisedAt: string;
  entry: Entry;
  stages: CalculatedStage[];
}

/** People answer or do not; a raising with no hour given counts from the start of the working day. London time. */
const RAISED_AT_THE_START_OF = '09:00';

/**
 * Every stage's deadline if nobody answers, which clock binds, and why.
 * @throws BeyondCalendar
 */
export function calculate(facts: CalculationFacts): Calculation {
  const { policy, calendar, aroseOn } = facts;
  const raised = facts.raisedAt ?? aroseOn;
  const raisedAt = raised instanceof Temporal.Instant ? raised : londonTime(raised, RAISED_AT_THE_START_OF);
  const entry = entryStage({ policy, calendar, aroseOn, raisedAt, hasTalked: facts.hasTalked ?? false });

  const reached = new Map<string, CalculatedStage>(
    entry.notUsed.map((row) => [row.stageId, { kind: 'not used', ...row }]),
  );
  let open: Pick<OpeningStage, 'stageId' | 'openedAt' | 'cause' | 'clause'> | undefined = {
    stageId: entry.stageId,
    openedAt: raisedAt.toString(),
    cause: entry.cause,
    clause: entry.clause,
  };
  let last = open;
  while (open) {
    last = open;
    const clocks = clocksOf({
      policy,
      calendar,
      stageId: open.stageId,
      openedOn: londonDate(Temporal.Instant.from(open.openedAt)),
      aroseOn,
      protectiveAt: open.stageId === entry.stageId ? facts.protectiveAt : undefined,
      localTarget: facts.localTargets?.[open.stageId],
      outsetCounts: true,
    });
    const deadline = clocks[0] ?? null;
    reached.set(open.stageId, {
      kind: 'opens',
      ...open,
      deadline,
      later: clocks.slice(1),
      days: deadline ? dayByDay(deadline) : [],
    });
    if (deadline) for (const stage of jumped(policy, open.stageId, deadline)) reached.set(stage.stageId, stage);
    open = deadline?.movesTo ? nextOpening(open.openedAt, deadline, deadline.movesTo) : undefined;
  }

  return {
    policyVersionId: policyVersionId(policy),
    aroseOn: aroseOn.toString(),
    raisedAt: raisedAt.toString(),
    entry,
    stages: policy.stages.map(({ id }) => reached.get(id) ?? notReached(policy, id, last.stageId)),
  };
}

/** A stage that opens when its time is already over moves on at once: a stage is never open before the one it follows. */
function nextOpening(openedAt: string, deadline: Deadline, stageId: string) {
  const at = Temporal.Instant.compare(deadline.at, openedAt) < 0 ? openedAt : deadline.at;
  return { stageId, openedAt: at, cause: deadline.which, clause: clauseThatGives(deadline) };
}

/** The stages between here and where the deadline leads: a clock that counts from the outset may lead further than the next. */
function jumped(policy: Policy, fromId: string, { movesTo, workingDays, clause }: Deadline): CalculatedStage[] {
  if (!movesTo) return [];
  return policy.stages
    .filter((stage) => isBefore(policy, fromId, stage.id) && isBefore(policy, stage.id, movesTo))
    .map((stage) => ({
      kind: 'not used',
      stageId: stage.id,
      why: `the ${workingDays} working days from the outset end first, and lead straight to ${requireStage(policy, movesTo).label}`,
      clause,
    }));
}

/** A stage before where it starts was used by talking (INT-12); one after where the clocks stop waits for a person. */
function notReached(policy: Policy, stageId: string, stoppedAt: string): CalculatedStage {
  if (isBefore(policy, stageId, stoppedAt)) {
    const { clause } = requireStage(policy, policy.startsAfterTalking);
    return { kind: 'already used', stageId, clause };
  }
  return { kind: 'opened by a person', stageId, after: stoppedAt };
}

/** The days from day zero to the deadline, each with its number or why it has none. */
function dayByDay({ countedFrom, on, skipped }: Deadline): CountedDay[] {
  if (!countedFrom) return [];
  const whyNot = new Map(skipped.map((day) => [day.on, day.why]));
  const from = Temporal.PlainDate.from(countedFrom);
  let day = 0;
  return Array.from({ length: from.until(on, { largestUnit: 'day' }).days + 1 }, (_, index) => {
    const date = from.add({ days: index }).toString();
    if (index === 0) return { on: date, day };
    const why = whyNot.get(date);
    if (why) return { on: date, skipped: why };
    day += 1;
    return { on: date, day };
  });
}
