import { Temporal } from 'temporal-polyfill';
import { harmClock, harmMovesTo } from './harm-clock.ts';
import { isBefore, type Policy, type PolicyStage, requireStage, stageAfter } from './policy.ts';
import type { Deadline, StageVisit } from './record.ts';
import {
  addWorkingDays,
  type Calendar,
  closeOfBusiness,
  daysSkipped,
  isWorkingDay,
  londonDate,
  londonTime,
  previousWorkingDay,
} from './working-days.ts';

/** What a deadline is worked out from. Everything is a fact of the record, the policy or the partnership; nothing is remembered. */
export interface DeadlineFacts {
  policy: Policy;
  calendar: Calendar;
  stageId: string;
  /** London date the stage opened: day zero of its own number (A1). */
  openedOn: Temporal.PlainDate;
  /** The outset (CLK-6). */
  aroseOn: Temporal.PlainDate;
  /** A moment that protects the child or adult, set while this stage was open (CLK-3, CLK-13). */
  protectiveAt?: Temporal.Instant | undefined;
  /** Whence an immediate-harm clock runs that binds this visit: flagged, not ended and not spent (CLK-13, CLK-14). */
  harmFrom?: Temporal.Instant | undefined;
  /** What was left of the time under the policy that governed before (ADR 016). */
  noLaterThan?: StageVisit['noLaterThan'];
  /** The partnership's own number of working days for a stage to which the policy gives none (CLK-10). */
  localTarget?: number | undefined;
  /**
   * Whether clocks that count from the outset still run. After "not done" they do not: the cap is spent, and a stage has its full
   * number from the day it was reopened (OUT-5).
   */
  outsetCounts: boolean;
}

/**
 * When a stage's time runs out: the earliest of its own number, the cap, the protective timescale, the harm clock and a local target
 * (BEY-1).
 * `null` when nothing limits it, and always at the last stage: there is no further stage to move to, so it reminds and ages (ESC-8).
 *
 * Of two clocks that end at the same moment the one that goes further binds, the cap first: two stages never open in one instant
 * (CLK-13).
 * Throws `BeyondCalendar`.
 */
export function deadlineOf(facts: DeadlineFacts): Deadline | null {
  return clocksOf(facts)[0] ?? null;
}

/**
 * Every clock that limits a stage, the one that binds first and the others in the order they end: the page may show what comes after.
 * Throws `BeyondCalendar`.
 */
export function clocksOf(facts: DeadlineFacts): Deadline[] {
  const { policy, calendar, stageId } = facts;
  const stage = requireStage(policy, stageId);
  const next = stageAfter(policy, stageId);
  if (!next) return [];

  const counted = (
    which: Deadline['which'],
    from: Temporal.PlainDate,
    workingDays: number,
    clause: string,
    movesTo: string,
  ): Deadline => {
    const on = addWorkingDays(calendar, from, workingDays);
    return {
      at: closeOfBusiness(calendar, on).toString(),
      on: on.toString(),
      which,
      workingDays,
      countedFrom: from.toString(),
      clause,
      skipped: daysSkipped(calendar, from, on).map((day) => ({ on: day.on.toString(), why: day.why })),
      movesTo,
    };
  };

  const clocks: Deadline[] = [];
  const { cap } = policy;
  if (cap && facts.outsetCounts && isBefore(policy, stageId, cap.to)) {
    clocks.push(counted('cap', facts.aroseOn, cap.workingDays, cap.clause, cap.to));
  }
  const harmTo = facts.harmFrom && harmMovesTo(policy, stageId);
  if (facts.harmFrom && harmTo) {
    const time = harmClock(policy, facts.harmFrom, calendar);
    if (time) clocks.push({ ...time, clause: policy.harm!.clause, skipped: [], movesTo: harmTo });
  }
  for (const later of facts.outsetCounts ? coveredFromOutset(policy, stageId) : []) {
    const after = stageAfter(policy, later.id)!;
    clocks.push(counted('stage', facts.aroseOn, later.deadline!.workingDays, later.deadline!.clause, after.id));
  }
  if (stage.deadline) {
    const from = stage.deadline.from === 'outset' && facts.outsetCounts ? facts.aroseOn : facts.openedOn;
    const own = counted('stage', from, stage.deadline.workingDays, stage.deadline.clause, next.id);
    clocks.push(stage.deadline.isOurNumber ? { ...own, isOurNumber: true } : own);
  } else if (facts.localTarget) {
    clocks.push(counted('local target', facts.openedOn, facts.localTarget, stage.clause, next.id));
  }
  if (facts.noLaterThan) {
    const { clause } = stage.deadline ?? stage;
    clocks.push({ ...facts.noLaterThan, which: 'stage', isKept: true, clause, skipped: [], movesTo: next.id });
  }
  if (facts.protectiveAt) {
    clocks.push({
      at: facts.protectiveAt.toString(),
      on: londonDate(facts.protectiveAt).toString(),
      which: 'protective timescale',
      clause: stage.protectiveTimescale.clause ?? stage.clause,
      ...(stage.protectiveTimescale.clause ? {} : { isOurNumber: true }),
      skipped: [],
      movesTo: next.id,
    });
  }
  // Sorting keeps the order of those that end together, so the one that goes further stays first.
  return clocks.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
}

/**
 * The clock that moves a stage now: of all that have passed, the one that goes furthest. Usually only one has; after a standstill, or
 * when an earlier outset came to light, the cap may have passed as well, and then it is "at once" to its stage (CLK-5) rather
 * than through a stage that would open and end in one instant (CLK-13). `null` when none has passed.
 */
export function clockPassed(facts: DeadlineFacts, now: Temporal.Instant): Deadline | null {
  const passed = clocksOf(facts).filter(({ at }) => Temporal.Instant.compare(at, now) <= 0);
  // They stand in the order they ended: of those that go equally far, the first stays.
  return passed.reduce<Deadline | null>(
    (chosen, clock) => (!chosen || isBefore(facts.policy, chosen.movesTo!, clock.movesTo!) ? clock : chosen),
    null,
  );
}

/**
 * Later stages whose number counts from the outset run already while this one is open: R's one week covers its first two stages.
 * When it ends, it has ended for both, so it goes further than this stage's own number does.
 */
function coveredFromOutset(policy: Policy, stageId: string): PolicyStage[] {
  return policy.stages
    .filter((later) => isBefore(policy, stageId, later.id) && later.deadline?.from === 'outset')
    .reverse();
}

/** Where a disagreement stands on the day it is raised, and why (CLK-6, INT-12). */
export interface Entry {
  stageId: string;
  cause: 'raised' | 'already talked' | 'time already over' | 'cap';
  clause: string;
  notUsed: { stageId: string; why: string; clause: string }[];
}

/**
 * The stage that opens first. A tier is never skipped because somebody was late: a first stage whose time is already over
 * gives way to the next with its own full number from today. Only the cap goes further (CLK-5, CLK-6).
 */
export function entryStage(facts: {
  policy: Policy;
  calendar: Calendar;
  aroseOn: Temporal.PlainDate;
  raisedAt: Temporal.Instant;
  hasTalked: boolean;
}): Entry {
  const { policy, calendar, aroseOn, raisedAt } = facts;
  const isOver = (workingDays: number) =>
    Temporal.Instant.compare(closeOfBusiness(calendar, addWorkingDays(calendar, aroseOn, workingDays)), raisedAt) <= 0;
  const before = (stageId: string, why: string, clause: string) =>
    policy.stages
      .filter((stage) => isBefore(policy, stage.id, stageId))
      .map((stage) => ({ stageId: stage.id, why, clause }));

  const { cap } = policy;
  if (cap && isOver(cap.workingDays)) {
    const why = `the ${cap.workingDays} working days from the outset were over when it was raised`;
    return { stageId: cap.to, cause: 'cap', clause: cap.clause, notUsed: before(cap.to, why, cap.clause) };
  }
  if (facts.hasTalked) {
    const stage = requireStage(policy, facts.policy.startsAfterTalking);
    return { stageId: stage.id, cause: 'already talked', clause: stage.clause, notUsed: [] };
  }
  const first = policy.stages[0]!;
  // R's one week covers its first two stages: the last stage counted from the outset says when that time is over.
  const fromOutset = policy.stages.findLast((stage) => stage.deadline?.from === 'outset');
  if (fromOutset?.deadline && isOver(fromOutset.deadline.workingDays)) {
    const next = stageAfter(policy, fromOutset.id)!;
    const { workingDays, clause } = fromOutset.deadline;
    const why = `its ${workingDays} working day${workingDays === 1 ? '' : 's'} from the day it arose were over when it was raised`;
    return { stageId: next.id, cause: 'time already over', clause, notUsed: before(next.id, why, clause) };
  }
  return { stageId: first.id, cause: 'raised', clause: first.clause, notUsed: [] };
}

/** A reminder later than this before the deadline would be no help. Hours. */
export const LEAST_NOTICE_HOURS = 2;
const REMINDER_TIME = '10:00';
/** A stage without a number reminds on every second working day (CLK-10). */
const NUMBERLESS_CADENCE_WORKING_DAYS = 2;

/**
 * When the next reminder of an open stage goes, or `null` when none is due any more.
 *
 * > 10:00 on the deadline's day for a stage of one or two working days, on the working day before it otherwise; at half of
 * > the time left for a protective time on the same day; none if less than two hours remain. — CLK-15
 *
 * A stage with no deadline: 10:00 on every second working day after it opened (CLK-10).
 * Our choice: where that moment was already past when the deadline was set (a cap that ends tomorrow), half of the time left then.
 */
export function nextReminderAt(
  visit: Pick<StageVisit, 'openedAt' | 'deadline' | 'deadlineSetAt' | 'remindedThroughAt'>,
  calendar: Calendar,
): Temporal.Instant | null {
  const remindedThrough = visit.remindedThroughAt ? Temporal.Instant.from(visit.remindedThroughAt) : undefined;
  if (!visit.deadline) {
    const openedOn = londonDate(Temporal.Instant.from(visit.openedAt));
    let on = addWorkingDays(calendar, openedOn, NUMBERLESS_CADENCE_WORKING_DAYS);
    while (remindedThrough && Temporal.Instant.compare(londonTime(on, REMINDER_TIME), remindedThrough) <= 0) {
      on = addWorkingDays(calendar, on, NUMBERLESS_CADENCE_WORKING_DAYS);
    }
    return londonTime(on, REMINDER_TIME);
  }
  const at = reminderBefore(visit.deadline, Temporal.Instant.from(visit.deadlineSetAt), calendar);
  return at && remindedThrough && Temporal.Instant.compare(at, remindedThrough) <= 0 ? null : at;
}

function reminderBefore(deadline: Deadline, setAt: Temporal.Instant, calendar: Calendar): Temporal.Instant | null {
  const at = Temporal.Instant.from(deadline.at);
  const left = setAt.until(at);
  if (Temporal.Duration.compare(left, { hours: LEAST_NOTICE_HOURS }) < 0) return null;
  const half = setAt.add({ seconds: Math.floor(left.total('seconds') / 2) });
  const on = Temporal.PlainDate.from(deadline.on);
  // In hours, not in days: half of what is left, whatever the day (our choice).
  if (deadline.which === 'harm clock') return half;

  const isShort = deadline.workingDays !== undefined && deadline.workingDays <= 2;
  const day = isShort && isWorkingDay(calendar, on) ? on : previousWorkingDay(calendar, on);
  const planned = londonTime(day, REMINDER_TIME);
  // So it is of a protective time on the day it was set, too.
  return Temporal.Instant.compare(planned, setAt) > 0 ? planned : half;
}
