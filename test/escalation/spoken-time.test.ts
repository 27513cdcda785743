import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { spokenDate, spokenInstant } from '../../escalation/spoken-time.ts';
import { day } from './calendars.ts';

it.each([
  ['2026-04-08T16:00:00Z', '5pm on Wednesday 8 April 2026', 'summer time'],
  ['2026-12-29T17:00:00Z', '5pm on Tuesday 29 December 2026', 'winter time'],
  ['2026-04-08T09:30:00Z', '10:30am on Wednesday 8 April 2026', 'minutes are said when there are any'],
  ['2026-11-09T09:05:59Z', '9:05am on Monday 9 November 2026', 'with both figures; seconds are not'],
  ['2027-03-25T12:00:00Z', 'noon on Thursday 25 March 2027', 'noon is neither 12am nor 12pm'],
  ['2027-03-25T12:01:00Z', '12:01pm on Thursday 25 March 2027', 'a minute past it is'],
  [
    '2026-06-30T23:00:00Z',
    'midnight at the start of Wednesday 1 July 2026',
    'which midnight is said, and the day is London’s',
  ],
  ['2026-06-30T23:15:00Z', '12:15am on Wednesday 1 July 2026', 'past midnight'],
])('says %s as "%s": %s', (at, spoken) => {
  expect(spokenInstant(Temporal.Instant.from(at))).toBe(spoken);
});

it.each([
  ['Thu 1 Jan 2026', 'Thursday 1 January 2026'],
  ['Sun 29 Feb 2032', 'Sunday 29 February 2032'],
])('says the day %s in full, with its year', (on, spoken) => {
  expect(spokenDate(day(on))).toBe(spoken);
});
