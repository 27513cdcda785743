import { expect, it } from 'vitest';
import { reaim } from '../../escalation/reaiming.ts';
import { openVisit } from '../../escalation/record.ts';
import { calendarFrom } from '../../escalation/working-days.ts';
import { asWritten, did, inLondon, RAISER, raised, settingAt, takenTo } from './building.ts';
import { bankHolidays } from './calendars.ts';

/** The calendar in which Friday 6 March 2026 is a bank holiday too. */
const withFridayOff = () => {
  const list = structuredClone(bankHolidays);
  list['england-and-wales'].events.push({ title: 'A day taken back later', date: '2026-03-06', notes: '' });
  return calendarFrom(list, { division: 'england-and-wales', closeOfDay: '17:00' });
};

it('BEY-19: names no weekend as a bank holiday, although the deadline that people were told was a Saturday', () => {
  const tuesday = settingAt('Tue 3 Mar 2026 10:00');
  const before = { ...tuesday, calendar: withFridayOff() };
  const saturday = { kind: 'shorten', on: '2026-03-07', time: '12:00', text: 'She goes home at noon.' } as const;
  const d = did(takenTo('2', raised(before), before), RAISER, saturday, before);
  expect(openVisit(d)!.deadline).toMatchObject({ which: 'protective timescale', on: '2026-03-07' });

  const decided = reaim({ ...d, owed: [] }, tuesday, { wake: true });

  if (!('change' in decided)) throw new Error(decided.nothing);
  expect(inLondon(openVisit(asWritten(decided.change))!.deadline!.at)).toBe('Fri 6 Mar 2026 17:00');
  expect(decided.change.entries.map(({ what, facts }) => [what, Object.keys(facts ?? {})])).toEqual([
    ['bank holidays corrected', ['was', 'until']],
  ]);
});
