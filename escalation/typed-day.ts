import { Temporal } from 'temporal-polyfill';

/**
 * A day as people type it into three boxes, and what is wrong when it is none.
 *
 * > "Make sure that any error messages ... tell the user how to fix the problem" — GOV.UK Design System, date input
 */

/** The three boxes, each as it was typed. */
export interface TypedDay {
  day: string;
  month: string;
  year: string;
}
type Part = keyof TypedDay;

const NOT_A_DAY = 'not a day: ';

/**
 * An ISO day out of the three boxes; '' when all are empty; else a text that no rule takes for a day and that `problemWithDay` can read. It
 * understands month names, "2nd", years of two digits (of this century), and a whole date typed into one box.
 */
export function readTypedDay(typed: TypedDay): string {
  const { day, month, year } = partsOf(typed);
  if (!day && !month && !year) return '';
  const parts = { day: Number(day), month: monthNumber(month), year: yearNumber(year) };
  try {
    if (!/^\d+$/.test(day) || Number.isNaN(parts.year)) throw new RangeError('not in figures');
    return Temporal.PlainDate.from(parts, { overflow: 'reject' }).toString();
  } catch {
    return NOT_A_DAY + JSON.stringify([day, month, year]);
  }
}

/**
 * What to put right in a day that `readTypedDay` answered, and in which box; undefined for a day. Without a box it is the whole date. `whatToDo` is
 * said of an empty one.
 */
export function problemWithDay(text: string, whatToDo: string): { part?: Part; message: string } | undefined {
  if (!text.startsWith(NOT_A_DAY)) return isDay(text) ? undefined : { message: whatToDo };
  const [day, month, year] = JSON.parse(text.slice(NOT_A_DAY.length)) as [string, string, string];
  const missing = (Object.entries({ day, month, year }) as [Part, string][]).flatMap(([part, typed]) =>
    typed === '' ? [part] : [],
  );
  if ([day, month, year].every((box) => box === '' || !/\d/.test(box)))
    return { part: 'day', message: 'Enter the date in figures, like 27 3 2026' };
  const [first] = missing;
  if (first) return { part: first, message: `Enter the ${missing.join(' and the ')} as well` };
  const inYear = monthNumber(month);
  if (!(inYear >= 1 && inYear <= 12)) return { part: 'month', message: 'Enter a month from 1 to 12, or its name' };
  const yearTyped = yearNumber(year);
  if (Number.isNaN(yearTyped)) return { part: 'year', message: 'Enter the year in full, like 2026' };
  const { daysInMonth } = Temporal.PlainYearMonth.from({ year: yearTyped, month: inYear });
  return { part: 'day', message: `That month has ${daysInMonth} days. Enter a day from 1 to ${daysInMonth}` };
}

/** The boxes without what people add to a number; a whole date in one box, as "2/4/2026" or "2026-04-02", spread over the three. */
function partsOf(typed: TypedDay): TypedDay {
  const [day, month, year] = [typed.day, typed.month, typed.year].map((text) => text.trim().replace(/[.,]$/, '')) as [
    string,
    string,
    string,
  ];
  const filled = [day, month, year].filter((text) => text !== '');
  const whole = filled.length === 1 ? filled[0]! : '';
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(whole) ?? [];
  if (isoDay) return { day: isoDay, month: isoMonth!, year: isoYear! };
  const [, oneDay, oneMonth, oneYear] =
    /^(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[a-z]+)[\s./,-]+('?\d{2}|\d{4})$/i.exec(whole) ?? [];
  if (oneDay) return { day: oneDay, month: oneMonth!, year: oneYear! };
  return { day: day.replace(/^(\d{1,2})(?:st|nd|rd|th)$/i, '$1'), month, year };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 1 to 12 out of a number or a name of at least three letters; another number, or NaN, for what is none. */
function monthNumber(typed: string): number {
  const named = /^[a-z]{3,}$/i.test(typed) ? MONTHS.indexOf(typed.slice(0, 3).toLowerCase()) + 1 : 0;
  return named || (/^\d+$/.test(typed) ? Number(typed) : Number.NaN);
}

/** "26" is 2026: no disagreement of another century is raised. */
function yearNumber(typed: string): number {
  if (/^\d{4}$/.test(typed)) return Number(typed);
  const [, short] = /^'?(\d{2})$/.exec(typed) ?? [];
  return short ? 2000 + Number(short) : Number.NaN;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}
