import { Temporal } from 'temporal-polyfill';
import { type Calendar, isWorkingDay, londonDate, londonTime, nextWorkingDay } from './working-days.ts';

/** When working mail may leave in London. Our choice (REQUIREMENTS §3): people get it at work, and not in the evening at home. */
const FIRST_MAIL = '08:00';
/** 17:00 inclusive: the whole of that minute, so that what a deadline at 17:00 causes still leaves that day. */
const LAST_MAIL_BEFORE = '17:01';

/**
 * When a message written now may leave: at once for harm and for answers to somebody's own act (`atAnyHour`), otherwise from
 * 08:00 to 17:00 inclusive on a working day, London time. Never earlier than `now`.
 * @throws BeyondCalendar
 */
export function leavesAt(now: Temporal.Instant, atAnyHour: boolean, calendar: Calendar): Temporal.Instant {
  if (atAnyHour) return now;
  const today = londonDate(now);
  if (isWorkingDay(calendar, today)) {
    const opens = londonTime(today, FIRST_MAIL);
    if (Temporal.Instant.compare(now, opens) < 0) return opens;
    if (Temporal.Instant.compare(now, londonTime(today, LAST_MAIL_BEFORE)) < 0) return now;
  }
  return londonTime(nextWorkingDay(calendar, today), FIRST_MAIL);
}
