import { Temporal } from 'temporal-polyfill';
import { isBefore, type Policy, requireStage } from './policy.ts';
import type { Deadline } from './record.ts';
import { type Calendar, closeOfBusiness, isWorkingDay, londonDate, nextWorkingDay } from './working-days.ts';

/** When the time that the policy gives at immediate harm ends, or null where it gives none. Counts from the risk, not from the form (CLK-14). */
export function harmClock(
  policy: Pick<Policy, 'harm'>,
  from: Temporal.Instant,
  calendar: Calendar,
): Pick<Deadline, 'at' | 'on' | 'which' | 'elapsedHours' | 'countedFromAt'> | null {
  const clock = policy.harm?.clock;
  switch (clock?.kind) {
    case 'elapsed hours': {
      // Elapsed, over nights, weekends, holidays and a change of the clocks: > "the required action is taken within 24 hours" — B L56
      const at = from.add({ hours: clock.hours });
      return {
        at: at.toString(),
        on: londonDate(at).toString(),
        which: 'harm clock',
        elapsedHours: clock.hours,
        countedFromAt: from.toString(),
      };
    }
    case 'same working day': {
      // > "the escalation must be made on the same working day" — S L27. When nobody is at work any more: the end of the next (A7).
      const day = londonDate(from);
      const on = isOutOfHours(from, calendar) ? nextWorkingDay(calendar, day) : day;
      return {
        at: closeOfBusiness(calendar, on).toString(),
        on: on.toString(),
        which: 'harm clock',
        countedFromAt: from.toString(),
      };
    }
    default:
      return null;
  }
}

/** Whether nobody is at work: a day that is no working day, or after close of business. The early morning of a working day is its start. */
export function isOutOfHours(at: Temporal.Instant, calendar: Calendar): boolean {
  const day = londonDate(at);
  return !isWorkingDay(calendar, day) || Temporal.Instant.compare(at, closeOfBusiness(calendar, day)) >= 0;
}

/**
 * The stage that opens when the harm clock ends at this one; undefined where the clock has no further to go, and there it moves nothing
 * (CLK-13: it is spent once).
 */
export function harmMovesTo(policy: Policy, stageId: string): string | undefined {
  const endsAt = policy.harm?.endsAt;
  return endsAt !== undefined && isBefore(policy, stageId, endsAt) ? endsAt : undefined;
}

/**
 * The stage at which harm is first looked at: what the flagger chose, where the policy lets them, else the policy's own; never a stage
 * before the one it has reached. Undefined: it stays where it is (ESC-4).
 */
export function harmEntersAt(policy: Policy, reached: string, chosen?: string): string | undefined {
  const { mayEnterAt = [], entersAt } = policy.harm ?? {};
  const wanted = chosen !== undefined && mayEnterAt.includes(chosen) ? chosen : entersAt;
  return wanted !== undefined && isBefore(policy, reached, wanted) ? wanted : undefined;
}

/** The stages a flagger may choose from, in the policy's order; empty where the policy leaves no choice. */
export function harmLevels(policy: Policy): { id: string; label: string; name: string; isDefault: boolean }[] {
  return (policy.harm?.mayEnterAt ?? []).map((id) => {
    const { label, name } = requireStage(policy, id);
    return { id, label, name, isDefault: id === policy.harm?.entersAt };
  });
}

/** From when the clock runs: the risk itself, unless its time was over before it was flagged and the policy lets nobody go further for that. */
export function harmClockFrom(
  policy: Policy,
  since: Temporal.Instant,
  flaggedAt: Temporal.Instant,
  calendar: Calendar,
): { from: Temporal.Instant; isOver: boolean } {
  const time = harmClock(policy, since, calendar);
  const isOver = time !== null && Temporal.Instant.compare(time.at, flaggedAt) <= 0;
  if (!isOver) return { from: since, isOver: false };
  // > "A tier is never skipped because somebody was late. Only B's cap, immediate harm where entry may be higher … skip a tier" — CLK-6
  const { endsAt, mayEnterAt = [] } = policy.harm!;
  if (endsAt !== undefined && mayEnterAt.includes(endsAt)) return { from: since, isOver: true };
  return { from: flaggedAt, isOver: false };
}
