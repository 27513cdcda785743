import { Temporal } from 'temporal-polyfill';
import builtIn from '../../escalation/bank-holidays.json' with { type: 'json' };
import { bankHolidaysSchema, calendarFrom, type Division } from '../../escalation/working-days.ts';

/** The built-in list, closing at 17:00: the calendar most tests need. */
export const bankHolidays = bankHolidaysSchema.parse(builtIn);
export const calendarOf = (division: Division) => calendarFrom(bankHolidays, { division, closeOfDay: '17:00' });
export const englandAndWales = calendarOf('england-and-wales');

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Reads a day written with its weekday, 'Wed 8 Apr 2026', and refuses a weekday that is wrong, so that a table of cases cannot
 * quietly be about another day than its author thought.
 */
export function day(text: string): Temporal.PlainDate {
  const match = /^(\w{3}) (\d{1,2}) (\w{3}) (\d{4})$/.exec(text);
  const month = months.indexOf(match?.[3] ?? '') + 1;
  if (!match || month === 0) throw new Error(`Not a day: ${text}`);
  const on = Temporal.PlainDate.from({ year: Number(match[4]), month, day: Number(match[2]) });
  if (written(on) !== text) throw new Error(`${text} is wrong: that day is ${written(on)}`);
  return on;
}

/**
 * The day as tables write it, 'Wed 8 Apr 2026'. Compare days by this: Temporal's own objects have no properties that `toEqual` could
 * see, so it finds any two of them equal.
 */
export function written(on: Temporal.PlainDate): string {
  return `${weekdays[on.dayOfWeek - 1]} ${on.day} ${months[on.month - 1]} ${on.year}`;
}
