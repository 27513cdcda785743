import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type Calendar, isWorkingDay, londonDate, londonTime } from './working-days.ts';

/** When the digest leaves, London time: "every working day at 08:00 Europe/London". */
export const DIGEST_TIME = '08:00';

/**
 * How often a lead gets the digest. `once a week`: on Monday, or on the week's first working day where Monday is none, and it tells the
 * whole week. `when needed`: only on a working day on which something needs them; the next one tells of the days between too.
 */
export const DIGEST_RHYTHMS = ['every working day', 'once a week', 'when needed'] as const;

/** How often one lead gets it, and since when: what is kept, parsed each time it is read. */
export const digestSettingSchema = z.object({
  rhythm: z.enum(DIGEST_RHYTHMS),
  /** The London day on which it was chosen: no digest before it is missing. Absent for whoever never chose. */
  chosenOn: z.iso.date().optional(),
});
/** How often one lead gets it. */
export type DigestSetting = z.infer<typeof digestSettingSchema>;

/** "Every working day at 08:00" — DIG-1: what everybody gets who chose nothing else. */
export const USUAL_DIGEST: DigestSetting = { rhythm: 'every working day' };

/** Whether one may be due on that London day. What needs somebody is judged by whoever asks. */
export function mayBeDueOn({ rhythm }: DigestSetting, on: Temporal.PlainDate, calendar: Calendar): boolean {
  if (!isDigestDay(calendar, on)) return false;
  if (rhythm !== 'once a week') return true;
  const monday = on.subtract({ days: on.dayOfWeek - 1 });
  return nextDigestDay(calendar, monday.subtract({ days: 1 })).equals(on);
}

/**
 * The days after the last digest's and before today on which one was due and none went out. Of days before the lead chose how often, and of
 * a digest that comes only when needed, nobody can say that it was missed: what happened on them is told all the same.
 */
export function digestsMissed(
  lastOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
  calendar: Calendar,
  setting: DigestSetting = USUAL_DIGEST,
): Temporal.PlainDate[] {
  const missed: Temporal.PlainDate[] = [];
  if (setting.rhythm === 'when needed') return missed;
  let day = nextDigestDay(calendar, lastOn);
  while (day.toString() < today.toString()) {
    const isAfterChoice = setting.chosenOn === undefined || day.toString() > setting.chosenOn;
    if (isAfterChoice && mayBeDueOn(setting, day, calendar)) missed.push(day);
    day = nextDigestDay(calendar, day);
  }
  return missed;
}

/**
 * Whether a digest is owed on that moment's London day: on a working day of the partnership's calendar, from 08:00 on, however
 * late. Before 08:00 and on other days it waits for the next.
 */
export function isDigestTime(now: Temporal.Instant, calendar: Calendar): boolean {
  const today = londonDate(now);
  if (!isDigestDay(calendar, today)) return false;
  return Temporal.Instant.compare(londonTime(today, DIGEST_TIME), now) <= 0;
}

/** Whether the bank holidays are known as far as that day. */
export function isKnown(calendar: Calendar, on: Temporal.PlainDate): boolean {
  return on.toString() <= calendar.lastOn;
}

/** A working day; where bank holidays are not known any more, Monday to Friday: a digest too many is better than none (BEY-13). */
function isDigestDay(calendar: Calendar, on: Temporal.PlainDate): boolean {
  return isKnown(calendar, on) ? isWorkingDay(calendar, on) : on.dayOfWeek <= 5;
}

/** The next day on which digests are made. */
export function nextDigestDay(calendar: Calendar, after: Temporal.PlainDate): Temporal.PlainDate {
  let day = after.add({ days: 1 });
  while (!isDigestDay(calendar, day)) day = day.add({ days: 1 });
  return day;
}

/** From when the first digest of all tells: the time of the one before, had there been one. */
export function sinceWithoutDigest(today: Temporal.PlainDate, calendar: Calendar): Temporal.Instant {
  let day = today.subtract({ days: 1 });
  while (!isDigestDay(calendar, day)) day = day.subtract({ days: 1 });
  return londonTime(day, DIGEST_TIME);
}
