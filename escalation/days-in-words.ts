import { Temporal } from 'temporal-polyfill';

/**
 * Days and times as people write them in an email, judged on the London day it was received: "yesterday", "14/12/2026",
 * "14 December", "Mon 14 Dec 2026", "last Friday", "noon". What can be read two ways is not guessed at: it is asked for again.
 */

/** A day somebody named, or why it cannot be taken, and where in the words it stands. */
export type DayInWords = { from: number; to: number } & (
  | { on: Temporal.PlainDate; problem?: undefined }
  | { on?: undefined; problem: string }
);

/** A day that is an answer stands near its beginning; anybody may send half a megabyte of dates. */
const MOST_LETTERS_READ = 2000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const WEEKDAY =
  '(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)';
/** A short name may be a word ("we sat down"): alone, only the whole name is a weekday. */
const WHOLE_WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
/** Not the hour that may follow a date: "14 Dec 10am", "25 March 12 noon". */
const WHOLE_YEAR = '(?:19|20)\\d\\d(?!\\s?(?:hrs|hours)\\b)';
const YEAR = `(?:${WHOLE_YEAR}|'?[2-9]\\d(?![\\d:.]|\\s?(?:am|pm|noon|o'clock|hrs|hours)\\b))`;
const BEFORE_DATE = `(?:\\b(?<WEEKDAY>${WEEKDAY})\\b[.,]?\\s{1,3}(?:the\\s)?)?`;

const SHAPES: readonly RegExp[] = [
  '\\b(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})\\b',
  `${BEFORE_DATE}\\b(?<day>\\d{1,2})(?<mark>[/.-])(?<month>\\d{1,2})\\k<mark>(?<year>\\d{4}|\\d{2})\\b`,
  `${BEFORE_DATE}\\b(?<day>\\d{1,2})/(?<month>\\d{1,2})\\b(?!/)`,
  `${BEFORE_DATE}\\b(?<day>\\d{1,2})(?:st|nd|rd|th)?\\s{0,3}(?:of\\s)?(?<name>${MONTH})\\b\\.?(?:,?\\s{1,3}(?<year>${YEAR})\\b)?`,
  `${BEFORE_DATE}\\b(?<name>${MONTH})\\.?\\s{1,3}(?<day>\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)(?:,?\\s{1,3}(?<year>${WHOLE_YEAR})\\b)?`,
  '\\b(?<relative>(?:the\\s)?day before yesterday|yesterday|today|this (?:morning|afternoon)|(?:the\\s)?day after tomorrow|tomorrow)\\b',
  '\\b(?<count>\\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten)\\s(?<unit>day|week)s?\\sago\\b',
  `\\b(?:(?<which>last|next|this)\\s)?(?<alone>${WHOLE_WEEKDAY})\\b`,
].map((shape) => new RegExp(shape, 'gi'));

/**
 * Every day named in the words, in order. `towards`: which way a day without its year lies, "14 December" received on 3 January
 * being last month's when it is past. Where the same day the other way is nearer, such as tomorrow's, the year is asked for: a slip would
 * else put a clock back by a year.
 */
export function daysIn(words: string, receivedOn: Temporal.PlainDate, towards: 'past' | 'future'): DayInWords[] {
  const found: DayInWords[] = [];
  for (const shape of SHAPES) {
    for (const match of words.slice(0, MOST_LETTERS_READ).matchAll(shape)) {
      const [from, to] = [match.index, match.index + match[0].length];
      // The shapes stand in order of how much they say: "Monday" within "Monday 14 December" is no second day.
      if (found.some((other) => from < other.to && other.from < to)) continue;
      const isOneOfSeveral = /\d(?:st|nd|rd|th)?\s?(?:-|–|to|and|or|&|,)\s?$/i.test(
        words.slice(Math.max(0, from - 8), from),
      );
      const day = isOneOfSeveral ? 'Say one day, not several' : readDay(match.groups ?? {}, receivedOn, towards);
      found.push(typeof day === 'string' ? { from, to, problem: day } : { from, to, on: day });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

type Parts = { readonly [part: string]: string | undefined };

function readDay(
  parts: Parts,
  receivedOn: Temporal.PlainDate,
  towards: 'past' | 'future',
): Temporal.PlainDate | string {
  if (parts['relative']) return receivedOn.add({ days: daysAway(parts['relative'].toLowerCase()) });
  if (parts['count'])
    return receivedOn.subtract({ [`${parts['unit']?.toLowerCase()}s`]: numberOf(parts['count'].toLowerCase()) });
  if (parts['alone']) return weekdayNear(parts, receivedOn, towards);

  const month = parts['name'] ? MONTHS.indexOf(parts['name'].slice(0, 3).toLowerCase()) + 1 : Number(parts['month']);
  const date = { month, day: Number(parts['day']), year: yearOf(parts['year']) };
  const on = dateFrom(date, receivedOn, towards);
  if (!on) return 'There is no such date. Write it like 14 December 2026';
  const weekday = parts['WEEKDAY']?.slice(0, 3).toLowerCase();
  if (weekday && weekday !== WEEKDAYS[on.dayOfWeek - 1]) return 'The weekday and the date do not agree';
  const otherWay = date.year === undefined && dateFrom(date, receivedOn, towards === 'past' ? 'future' : 'past');
  const isFurther = otherWay && daysBetween(receivedOn, otherWay) < daysBetween(receivedOn, on);
  return isFurther ? 'Write the year as well, like 14 December 2026' : on;
}

const daysBetween = (one: Temporal.PlainDate, other: Temporal.PlainDate) => Math.abs(one.until(other).days);

function daysAway(relative: string): number {
  if (relative.endsWith('before yesterday')) return -2;
  if (relative === 'yesterday') return -1;
  if (relative.endsWith('after tomorrow')) return 2;
  return relative === 'tomorrow' ? 1 : 0;
}

function numberOf(count: string): number {
  if (count === 'a' || count === 'an') return 1;
  return NUMBERS.includes(count) ? NUMBERS.indexOf(count) : Number(count);
}

function weekdayNear(
  { which, alone }: Parts,
  receivedOn: Temporal.PlainDate,
  towards: 'past' | 'future',
): Temporal.PlainDate | string {
  const ahead = (WEEKDAYS.indexOf(alone?.slice(0, 3).toLowerCase() ?? '') + 1 - receivedOn.dayOfWeek + 7) % 7;
  const direction = which?.toLowerCase() === 'last' ? 'past' : which?.toLowerCase() === 'next' ? 'future' : towards;
  // On a Monday, "Monday" may be today or a week away.
  if (ahead === 0 && !which) return 'Write the date as well as the weekday';
  if (direction === 'future') return receivedOn.add({ days: ahead || 7 });
  return receivedOn.subtract({ days: 7 - ahead });
}

function yearOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const year = Number(written.replace("'", ''));
  return year < 100 ? 2000 + year : year;
}

function dateFrom(
  { year, month, day }: { year: number | undefined; month: number; day: number },
  receivedOn: Temporal.PlainDate,
  towards: 'past' | 'future',
): Temporal.PlainDate | undefined {
  const inYear = (candidate: number) => {
    try {
      return Temporal.PlainDate.from({ year: candidate, month, day }, { overflow: 'reject' });
    } catch {
      return undefined;
    }
  };
  if (year !== undefined) return inYear(year);
  const years = towards === 'past' ? [receivedOn.year, receivedOn.year - 1] : [receivedOn.year, receivedOn.year + 1];
  const sign = towards === 'past' ? 1 : -1;
  return years.map(inYear).find((on) => on !== undefined && Temporal.PlainDate.compare(on, receivedOn) * sign <= 0);
}

/** A time of day somebody named, `HH:MM`, and where it stands; `several` when they named different ones, undefined when none. */
export function timeIn(words: string): { time: string; from: number; to: number } | 'several' | undefined {
  const shape =
    /\b(?:(?:12\s)?(?<noon>noon|midday)|(?<hour>\d{1,2})(?:[:.](?<minute>\d\d))?\s?(?<half>am|pm|a\.m\.|p\.m\.)(?![a-z])|(?<hour24>[01]?\d|2[0-3]):(?<minute24>[0-5]\d)|(?<military>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:hrs|hours)\b|(?<midnight>midnight))/gi;
  const times = [...words.slice(0, MOST_LETTERS_READ).matchAll(shape)].map((match) => ({
    time: clockTime(match.groups ?? {}),
    from: match.index,
    to: match.index + match[0].length,
  }));
  const [first] = times;
  if (!first) return undefined;
  // Midnight begins one day and ends another: whoever wrote it must say.
  if (first.time === undefined || times.some(({ time }) => time !== first.time)) return 'several';
  return { ...first, time: first.time };
}

function clockTime(parts: Parts): string | undefined {
  if (parts['midnight']) return undefined;
  if (parts['noon']) return '12:00';
  if (parts['military']) return `${parts['military'].slice(0, 2)}:${parts['military'].slice(2)}`;
  if (parts['hour24']) return `${parts['hour24'].padStart(2, '0')}:${parts['minute24']}`;
  const hour = Number(parts['hour']);
  const minute = Number(parts['minute'] ?? 0);
  if (hour < 1 || hour > 12 || minute > 59) return undefined;
  const hours = (hour % 12) + (/^p/i.test(parts['half'] ?? '') ? 12 : 0);
  return `${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
