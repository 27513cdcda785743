import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

/** The three lists that GOV.UK keeps: which nation's bank holidays count. */
export const divisions = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
/** One of them. */
export type Division = (typeof divisions)[number];

const divisionListSchema = z.object({
  division: z.string(),
  events: z.array(z.object({ title: z.string().min(1), date: z.iso.date(), notes: z.string() })),
});

/** Bank holidays as https://www.gov.uk/bank-holidays.json publishes them; what else it says of a day is dropped. */
export const bankHolidaysSchema = z.object({
  'england-and-wales': divisionListSchema,
  scotland: divisionListSchema,
  'northern-ireland': divisionListSchema,
});
/** The three lists. */
export type BankHolidays = z.infer<typeof bankHolidaysSchema>;

/**
 * Which days are worked in one nation, and when such a day ends. Plain JSON, so that it can be stored and compared.
 *
 * It answers only for the whole years that its list holds, `firstOn` (1 January) to `lastOn` (31 December), both included.
 */
export interface Calendar {
  readonly division: Division;
  /** Close of business in London, `HH:MM`. The policies do not say when a working day ends; 17:00 is our choice (REQUIREMENTS A2). */
  readonly closeOfDay: string;
  readonly firstOn: string;
  readonly lastOn: string;
  /** ISO date to the holiday's name, e.g. `'2026-12-28': 'Boxing Day (substitute day)'`. */
  readonly holidays: Readonly<Record<string, string>>;
}

/** A day was asked about that the list of bank holidays does not reach: nobody can say whether it is worked. */
export class BeyondCalendar extends Error {
  override readonly name = 'BeyondCalendar';

  constructor(calendar: Calendar, on: string) {
    super(
      `${on} is outside the bank holidays we hold for ${calendar.division}, which run from ${calendar.firstOn} to ${calendar.lastOn}. ` +
        'Choose a date between them, or load a newer list from https://www.gov.uk/bank-holidays.json.',
    );
  }
}

const closeOfDayPattern = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * The calendar of one nation.
 *
 * A year counts as whole when the list has a holiday in its January and one in its December: GOV.UK adds years at the end and may
 * publish the next one in part. Years after the first gap are not used.
 * @throws RangeError if the list has no whole year for the division, or `closeOfDay` is not a time such as 17:00.
 */
export function calendarFrom(
  list: BankHolidays,
  { division, closeOfDay }: { division: Division; closeOfDay: string },
): Calendar {
  if (!closeOfDayPattern.test(closeOfDay)) {
    throw new RangeError(`closeOfDay is "${closeOfDay}": write a time of day as HH:MM, for example 17:00.`);
  }
  const { events } = list[division];

  const years = wholeYears(events.map(({ date }) => date));
  const [firstYear, lastYear] = [years[0], years.at(-1)];
  if (firstYear === undefined || lastYear === undefined) {
    throw new RangeError(
      `The list of bank holidays holds no whole year for ${division}. Load it again from https://www.gov.uk/bank-holidays.json.`,
    );
  }

  const holidays: Record<string, string> = {};
  for (const { date, title, notes } of events) {
    holidays[date] = notes === 'Substitute day' ? `${title} (substitute day)` : title;
  }
  return { division, closeOfDay, firstOn: `${firstYear}-01-01`, lastOn: `${lastYear}-12-31`, holidays };
}

function wholeYears(dates: readonly string[]): number[] {
  const months = new Set(dates.map((date) => date.slice(0, 7)));
  const isWhole = (year: number) => months.has(`${year}-01`) && months.has(`${year}-12`);
  const years = [...new Set(dates.map((date) => Number(date.slice(0, 4))))].filter(isWhole).sort((a, b) => a - b);
  return years.filter((year, index) => year === years[0]! + index);
}

/** Fewer than six months of calendar remain: GOV.UK publishes far ahead of that, so somebody must load its newer list now. */
export function calendarEndsSoon(calendar: Calendar, now: Temporal.Instant): boolean {
  const warnFrom = Temporal.PlainDate.from(calendar.lastOn).subtract({ months: 6 });
  return Temporal.PlainDate.compare(londonDate(now), warnFrom) > 0;
}

/**
 * Why nobody is expected at work that day, or undefined on a working day: 'weekend', else the holiday's name.
 * @throws BeyondCalendar
 */
function reasonNotWorked(calendar: Calendar, on: Temporal.PlainDate): string | undefined {
  const iso = on.toString();
  if (iso < calendar.firstOn || iso > calendar.lastOn) throw new BeyondCalendar(calendar, iso);
  // A holiday that falls on a weekend (Scotland and Northern Ireland list some) is no working day either way: the weekend comes first.
  return on.dayOfWeek > 5 ? 'weekend' : calendar.holidays[iso];
}

/**
 * Not a Saturday, a Sunday or a bank holiday of the calendar's nation.
 * @throws BeyondCalendar
 */
export function isWorkingDay(calendar: Calendar, on: Temporal.PlainDate): boolean {
  return reasonNotWorked(calendar, on) === undefined;
}

/** @throws BeyondCalendar */
export function nextWorkingDay(calendar: Calendar, on: Temporal.PlainDate): Temporal.PlainDate {
  let day = on.add({ days: 1 });
  while (!isWorkingDay(calendar, day)) day = day.add({ days: 1 });
  return day;
}

/** @throws BeyondCalendar */
export function previousWorkingDay(calendar: Calendar, on: Temporal.PlainDate): Temporal.PlainDate {
  let day = on.subtract({ days: 1 });
  while (!isWorkingDay(calendar, day)) day = day.subtract({ days: 1 });
  return day;
}

/**
 * The n-th working day after `from`. The day of the event is day zero, whatever its hour and whether or not it is worked, so
 * "within 2 working days" of Thursday 2 April 2026 (Easter follows) is Wednesday 8 April, and of Good Friday the same.
 *
 * None of the policies says how to count; this is our choice (REQUIREMENTS A1), the reading kindest to the people who must answer.
 * @throws RangeError unless `n` is a whole number, 1 or more.
 * @throws BeyondCalendar
 */
export function addWorkingDays(calendar: Calendar, from: Temporal.PlainDate, n: number): Temporal.PlainDate {
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`Cannot count ${n} working days: give a whole number, 1 or more.`);
  }
  let day = from;
  for (let counted = 0; counted < n; counted += 1) day = nextWorkingDay(calendar, day);
  return day;
}

/**
 * How many working days have come after `from` up to and including `to`: the inverse of `addWorkingDays`, and the age of a
 * stage in working days. Negative if `to` is the earlier day.
 * @throws BeyondCalendar
 */
export function workingDaysBetween(calendar: Calendar, from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  if (Temporal.PlainDate.compare(from, to) > 0) return 0 - workingDaysBetween(calendar, to, from);
  return daysAfter(from, to).filter((day) => isWorkingDay(calendar, day)).length;
}

/** A day that a count of working days passed over, and why: 'weekend' or the holiday's name. */
export interface SkippedDay {
  readonly on: Temporal.PlainDate;
  readonly why: string;
}

/**
 * The days after `from`, up to and including `to`, that do not count as working days: what a deadline's basis shows (BEY-1).
 * Day zero is not among them, worked or not, since it is never counted.
 * @throws BeyondCalendar
 */
export function daysSkipped(calendar: Calendar, from: Temporal.PlainDate, to: Temporal.PlainDate): SkippedDay[] {
  return daysAfter(from, to).flatMap((on) => {
    const why = reasonNotWorked(calendar, on);
    return why === undefined ? [] : [{ on, why }];
  });
}

function daysAfter(from: Temporal.PlainDate, to: Temporal.PlainDate): Temporal.PlainDate[] {
  const count = Math.max(0, from.until(to).days);
  return Array.from({ length: count }, (_, index) => from.add({ days: index + 1 }));
}

/** The zone that every date a person reads or a policy counts is in; the UK has no other. */
const LONDON = 'Europe/London';

/** The day it is in London at that instant: half past midnight British Summer Time on the 2nd is still the 1st in UTC. */
export function londonDate(at: Temporal.Instant): Temporal.PlainDate {
  return at.toZonedDateTimeISO(LONDON).toPlainDate();
}

/**
 * That time of day (`HH:MM`) in London on that day, e.g. the 10:00 at which reminders go (CLK-15).
 * A time that the clocks skip in March is taken an hour later; one that comes twice in October is its first.
 */
export function londonTime(on: Temporal.PlainDate, time: string): Temporal.Instant {
  return on.toZonedDateTime({ timeZone: LONDON, plainTime: Temporal.PlainTime.from(time) }).toInstant();
}

/**
 * The instant at which a deadline on that day falls: the calendar's close of business, London time.
 * @throws BeyondCalendar
 */
export function closeOfBusiness(calendar: Calendar, on: Temporal.PlainDate): Temporal.Instant {
  reasonNotWorked(calendar, on);
  return londonTime(on, calendar.closeOfDay);
}

/**
 * When the working day ends that something happening now still belongs to: today's close of business if today is worked and
 * not yet closed, else the next working day's.
 *
 * > "escalation … on the same working day" — S, L27. What holds after hours or on a Sunday it does not say; the next working day is
 * our choice (REQUIREMENTS A7), with everybody told at once meanwhile.
 * @throws BeyondCalendar
 */
export function endOfWorkingDayAt(calendar: Calendar, at: Temporal.Instant): Temporal.Instant {
  const today = londonDate(at);
  if (isWorkingDay(calendar, today)) {
    const close = closeOfBusiness(calendar, today);
    if (Temporal.Instant.compare(at, close) < 0) return close;
  }
  return closeOfBusiness(calendar, nextWorkingDay(calendar, today));
}
