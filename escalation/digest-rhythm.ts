import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { isDigestDay, nextDigestDay } from './digest.ts';
import type { Calendar } from './working-days.ts';

/**
 * How often a lead gets the digest. `once a week`: on Monday, or on the week's first working day where Monday is none, and it tells the
 * whole week. `when needed`: only on a working day on which something needs them; the next one tells of the days between too.
 */
export const DIGEST_RHYTHMS = ['every working day', 'once a week', 'when needed'] as const;

export const digestSettingSchema = z.object({
  rhythm: z.enum(DIGEST_RHYTHMS),
  /** The London day on which it was chosen: no digest before it is missing. Absent for whoever never chose. */
  chosenOn: z.iso.date().optional(),
});
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
