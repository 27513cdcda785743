import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { leavesAt } from '../../escalation/quiet-hours.ts';
import { BeyondCalendar } from '../../escalation/working-days.ts';
import { day, englandAndWales } from './calendars.ts';

const london = (on: string, time: string) =>
  day(on).toZonedDateTime({ timeZone: 'Europe/London', plainTime: time }).toInstant();

describe('Quiet hours: working mail leaves from 08:00 to 17:00 inclusive on a working day', () => {
  it.each([
    ['in the middle of a working day, at once', 'Wed 1 Apr 2026', '11:30', 'Wed 1 Apr 2026', '11:30'],
    ['at 08:00 exactly, at once', 'Wed 1 Apr 2026', '08:00', 'Wed 1 Apr 2026', '08:00'],
    ['a second before 08:00, at 08:00', 'Wed 1 Apr 2026', '07:59:59', 'Wed 1 Apr 2026', '08:00'],
    ['at 17:00 exactly, at once', 'Wed 1 Apr 2026', '17:00', 'Wed 1 Apr 2026', '17:00'],
    ['moments after a deadline at 17:00, at once', 'Wed 1 Apr 2026', '17:00:20', 'Wed 1 Apr 2026', '17:00:20'],
    ['at 17:01, the next working day', 'Wed 1 Apr 2026', '17:01', 'Thu 2 Apr 2026', '08:00'],
    ['on the evening before Easter, after it', 'Thu 2 Apr 2026', '18:00', 'Tue 7 Apr 2026', '08:00'],
    ['on Good Friday, after Easter', 'Fri 3 Apr 2026', '10:00', 'Tue 7 Apr 2026', '08:00'],
    ['on a Saturday, on Monday', 'Sat 18 Apr 2026', '10:00', 'Mon 20 Apr 2026', '08:00'],
    [
      'on the Sunday the clocks go forward, by Monday’s London time',
      'Sun 29 Mar 2026',
      '12:00',
      'Mon 30 Mar 2026',
      '08:00',
    ],
    [
      'on the Friday before the clocks go back, by Monday’s London time',
      'Fri 23 Oct 2026',
      '20:00',
      'Mon 26 Oct 2026',
      '08:00',
    ],
  ])('%s', (_, on, time, leavesOn, leavesTime) => {
    expect(leavesAt(london(on, time), false, englandAndWales).toString()).toBe(london(leavesOn, leavesTime).toString());
  });

  it('sends harm, and answers to somebody’s own act, at any hour', () => {
    const night = london('Sun 5 Apr 2026', '03:00');

    expect(leavesAt(night, true, englandAndWales).toString()).toBe(night.toString());
  });

  it('does not guess beyond the calendar', () => {
    expect(() => leavesAt(Temporal.Instant.from('2099-01-01T10:00:00Z'), false, englandAndWales)).toThrow(
      BeyondCalendar,
    );
  });
});
