import { Temporal } from 'temporal-polyfill';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A day as a person reads it, with its weekday and its year: "Wednesday 8 April 2026". */
export function spokenDate(on: Temporal.PlainDate): string {
  return `${weekdays[on.dayOfWeek - 1]} ${on.day} ${months[on.month - 1]} ${on.year}`;
}

/** The same from an ISO day, as a record and a form keep it. */
export function dayInWords(on: string): string {
  return spokenDate(Temporal.PlainDate.from(on));
}

/** A month of a year: "April 2026". */
export function monthInWords({ month, year }: Pick<Temporal.PlainYearMonth, 'month' | 'year'>): string {
  return `${months[month - 1]} ${year}`;
}

/**
 * An instant as a person in the UK reads it, to the minute: "5pm on Wednesday 8 April 2026", "10:30am on …", "noon on …".
 * Midnight says which side of the day it is on, because "midnight on Thursday" means either to different people.
 */
export function spokenInstant(at: Temporal.Instant): string {
  const london = at.toZonedDateTimeISO('Europe/London');
  const time = timeOfDay(london.hour, london.minute);
  return `${time} on ${spokenDate(london.toPlainDate())}`.replace('midnight on', 'midnight at the start of');
}

/** The same from an ISO instant, as a record keeps it. */
export function momentInWords(at: string): string {
  return spokenInstant(Temporal.Instant.from(at));
}

/** A time of day that is written `HH:MM`: "5pm" for `17:00`. */
export function spokenTimeOfDay(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return timeOfDay(hour, minute);
}

function timeOfDay(hour: number, minute: number): string {
  if (minute === 0 && hour === 0) return 'midnight';
  if (minute === 0 && hour === 12) return 'noon';
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}
