import { Temporal } from 'temporal-polyfill';
import { BeyondCalendar, type Calendar, workingDaysBetween } from './working-days.ts';

/**
 * Ages on one day, in working days from the day something opened, which is day zero; undefined where the bank holidays between are not
 * known. Each day is counted once, however many opened on it.
 */
export function agesOn(today: Temporal.PlainDate, calendar: Calendar): (openedOn: string) => number | undefined {
  const known = new Map<string, number | undefined>();
  return (openedOn) => {
    if (!known.has(openedOn)) {
      const age = unlessBeyond(() => workingDaysBetween(calendar, Temporal.PlainDate.from(openedOn), today));
      known.set(openedOn, age);
    }
    return known.get(openedOn);
  };
}

/** An instant of a summary as a number, to compare hundreds by: it was checked when it was read, and Temporal's own way takes a tenth of a lead's page. */
export function millisecondsOf(at: string): number {
  return Date.parse(at);
}

/** What was counted, or undefined where the bank holidays to count with are not known. */
export function unlessBeyond<T>(count: () => T): T | undefined {
  try {
    return count();
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    return undefined;
  }
}
