import { Temporal } from 'temporal-polyfill';
import { nextReminderAt } from './deadline.ts';
import { nextChaseAt } from './harm.ts';
import { nextPersonChaseAt } from './next-person.ts';
import { type AgreedAction, type Alarm, type Disagreement, openVisit } from './record.ts';
import { sideOf } from './taking-part.ts';
import {
  addWorkingDays,
  type Calendar,
  closeOfBusiness,
  isWorkingDay,
  londonDate,
  londonTime,
  nextWorkingDay,
} from './working-days.ts';

/** How long an answer to a check-back is waited for, and an offer to reopen stands. Our choice: one working week. */
const CHECK_BACK_GRACE_WORKING_DAYS = 5;
const CHECK_BACK_TIME = '10:00';

/** What the execution should be waiting for: the record says it all, so a new execution started at any time waits for the same. */
export function alarmOf(d: Disagreement, calendar: Calendar): Alarm {
  if (d.closedAt) return { place: 'closed', remindAt: null, dueAt: null };
  if (d.outcome) {
    if (!d.confirmedInWritingAt) return { place: 'confirm-in-writing', remindAt: null, dueAt: null };
    return {
      place: 'check-back',
      remindAt: null,
      dueAt: (nextCheckBackAt(d, calendar) ?? Temporal.Instant.from(d.outcome.at)).toString(),
    };
  }
  const visit = openVisit(d);
  if (!visit) throw new Error(`${d.reference} is open at no stage: the record is damaged, verify its history`);
  const dueAt = visit.deadline?.at ?? null;
  const remindAt = earlierOf(earlierOf(nextReminderAt(visit, calendar), nextChaseAt(d)), nextPersonChaseAt(d));
  const isInTime = remindAt !== null && (dueAt === null || Temporal.Instant.compare(remindAt, dueAt) < 0);
  return { place: `stage-${visit.stageId}`, remindAt: isInTime ? remindAt.toString() : null, dueAt };
}

function earlierOf(a: Temporal.Instant | null, b: Temporal.Instant | null): Temporal.Instant | null {
  if (a === null || b === null) return a ?? b;
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

/**
 * When something is next due after an outcome: the date of an agreed action or of a review on which nobody was asked yet, else the
 * end of the time in which an answer, or an offer to reopen, is waited for. `null`: nothing is outstanding and it can close.
 */
function nextCheckBackAt(d: Disagreement, calendar: Calendar): Temporal.Instant | null {
  const outcome = d.outcome!;
  const unasked = [
    ...outcome.actions.filter((action) => !action.askedAt).map((action) => action.dueOn),
    ...(outcome.reviewOn && !outcome.reviewAskedAt ? [outcome.reviewOn] : []),
  ].map((on) => checkBackTime(on, calendar));
  const { understanding } = outcome;
  if (understanding && !understanding.askedAt) unasked.push(Temporal.Instant.from(understanding.dueAt));
  if (unasked.length > 0) return unasked.reduce((a, b) => (Temporal.Instant.compare(a, b) <= 0 ? a : b));
  const waits = outcome.actions.flatMap((action) => {
    const since = waitsSince(d, action);
    return since === undefined ? [] : [graceAfter(since, calendar)];
  });
  const understoodSince = understandingWaitsSince(d);
  if (understoodSince !== undefined) waits.push(graceAfter(understoodSince, calendar));
  // A refusal waits for the raiser, and then for their safeguarding lead, who may send it forward (SCP-4).
  if (outcome.outcome === 'not taken forward') waits.push(graceAfter(outcome.referredTo?.at ?? outcome.at, calendar));
  return waits.length === 0 ? null : waits.reduce((a, b) => (Temporal.Instant.compare(a, b) >= 0 ? a : b));
}

/**
 * Since when an asked action waits: for the offer to reopen after "not done", else for the side that raised it. Those who owe
 * an action cannot end it by saying that they did it: only the raising side may reopen, so it is heard or its time is over.
 */
function waitsSince(d: Disagreement, action: AgreedAction): string | undefined {
  const notDone = action.answers.findLast(({ done }) => !done);
  if (notDone) return notDone.at;
  return action.answers.some(({ by }) => sideOf(d, by) === 'raising') ? undefined : action.askedAt;
}

/** Since when an answer to "is this your understanding?" is waited for: both sides have said yes, or a "no" has had its time (OUT-4). */
function understandingWaitsSince(d: Disagreement): string | undefined {
  const check = d.outcome?.understanding;
  if (!check?.askedAt) return undefined;
  const otherwise = check.answers.findLast(({ isSame }) => !isSame);
  if (otherwise) return otherwise.at;
  const sides = check.answers.map(({ by }) => sideOf(d, by));
  return sides.includes('raising') && sides.includes('responding') ? undefined : check.askedAt;
}

/** The day after an outcome on which both sides are asked whether it is as they understood it: the next working day. Our choice of "shortly". */
export function understandingDueAt(outcomeAt: Temporal.Instant, calendar: Calendar): Temporal.Instant {
  return londonTime(nextWorkingDay(calendar, londonDate(outcomeAt)), CHECK_BACK_TIME);
}

/** Whether everything about an outcome was asked and its waiting time is over. */
export function nothingOutstanding(d: Disagreement, calendar: Calendar, now: Temporal.Instant): boolean {
  const outcome = d.outcome!;
  const next = nextCheckBackAt(d, calendar);
  const isAsked =
    outcome.actions.every((action) => action.askedAt) &&
    (!outcome.reviewOn || outcome.reviewAskedAt !== undefined) &&
    (!outcome.understanding || outcome.understanding.askedAt !== undefined);
  return next === null || (isAsked && Temporal.Instant.compare(next, now) <= 0);
}

/** 10:00 on the day, or on the next working day where nobody would be at work to read it. */
export function checkBackTime(on: string, calendar: Calendar): Temporal.Instant {
  const day = Temporal.PlainDate.from(on);
  return londonTime(isWorkingDay(calendar, day) ? day : nextWorkingDay(calendar, day), CHECK_BACK_TIME);
}

function graceAfter(at: string, calendar: Calendar): Temporal.Instant {
  return closeOfBusiness(
    calendar,
    addWorkingDays(calendar, londonDate(Temporal.Instant.from(at)), CHECK_BACK_GRACE_WORKING_DAYS),
  );
}
