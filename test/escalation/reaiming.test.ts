import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import type { Policy } from '../../escalation/policy.ts';
import { reaim } from '../../escalation/reaiming.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { calendarFrom, nextWorkingDay } from '../../escalation/working-days.ts';
import {
  asWritten,
  B,
  COUNTERPART,
  did,
  inLondon,
  L,
  owedTo,
  R,
  RAISER,
  raised,
  S,
  settingAt,
  takenTo,
  W,
} from './building.ts';
import { bankHolidays, englandAndWales } from './calendars.ts';

/** The calendar in which one more day is a bank holiday. */
const withOff = (date: string) => {
  const list = structuredClone(bankHolidays);
  list['england-and-wales'].events.push({ title: 'A day taken back later', date, notes: '' });
  return calendarFrom(list, { division: 'england-and-wales', closeOfDay: '17:00' });
};
const withFridayOff = () => withOff('2026-03-06');

describe('BEY-19: a holiday on the last day, announced and then taken back, at every stage to which a policy gives a time', () => {
  const AT = 'Mon 2 Mar 2026 09:30';
  const AN_HOUR_ON = settingAt('Mon 2 Mar 2026 10:30').now;
  const localTargets = { '3': 5 };
  const timed: [string, Policy, string][] = [
    ...[W, L, S, R, B].flatMap((policy) =>
      policy.stages.flatMap(({ id, label, deadline }): [string, Policy, string][] =>
        deadline ? [[`${policy.id}, ${label}`, policy, id]] : [],
      ),
    ),
    ...[W, L, R, S].map((policy): [string, Policy, string] => [`${policy.id}, its own target`, policy, '3']),
  ];

  test.each(timed)('%s', (_name, policy, stageId) => {
    const setting = settingAt(AT, { policy, localTargets });
    const d = takenTo(stageId, raised(setting, { subject: policy.subjects[0]! }), setting);
    const { deadline: first, asked } = openVisit(d)!;
    const later = nextWorkingDay(englandAndWales, Temporal.PlainDate.from(first!.on)).toString();
    const counted = (record: Disagreement, calendar: typeof englandAndWales) => {
      const decided = reaim(record, { ...setting, now: AN_HOUR_ON, calendar }, { wake: true });
      if (!('change' in decided)) throw new Error(decided.nothing);
      return decided.change;
    };

    const added = counted({ ...d, owed: [] }, withOff(first!.on));
    // While R is prepared nobody in the other agency knows of it.
    const practitioners = policy === R && stageId === '1' ? [RAISER] : [RAISER, COUNTERPART];
    const binds = new Set([...practitioners, ...asked.map(({ person }) => person.email)]);
    expect(openVisit(added.disagreement)!.deadline).toMatchObject({ on: later, which: first!.which });
    expect(openVisit(added.disagreement)!.deadlineSetAt, 'its reminder is reckoned from then').toBe(
      AN_HOUR_ON.toString(),
    );
    expect(added.entries).toMatchObject([
      {
        by: 'clock',
        what: 'bank holidays corrected',
        stageId,
        clause: first!.clause,
        facts: { was: first!.at, until: openVisit(added.disagreement)!.deadline!.at, added: first!.on },
      },
    ]);
    expect(new Set(owedTo(added.disagreement, 'deadline-changed'))).toEqual(binds);

    const removed = counted(asWritten(added), englandAndWales);
    expect(openVisit(removed.disagreement)!.deadline).toEqual(first);
    expect(removed.entries.map(({ facts }) => facts?.['removed'])).toEqual([first!.on]);
    expect(new Set(owedTo(removed.disagreement, 'deadline-changed'))).toEqual(binds);

    // Taken back when that day is over already: what people were told stands.
    const tooLate = { ...setting, now: Temporal.Instant.from(first!.at) };
    const stands = reaim(asWritten(added), tooLate, { wake: true });
    expect('change' in stands ? stands.change.entries : []).toEqual([]);
  });

  it('S: the working day in which action is due after hours', () => {
    const friday = settingAt('Fri 6 Mar 2026 18:00', { policy: S });
    const harm = { immediateHarm: 'yes', harmWhy: 'He is there tonight.' } as const;
    const d = raised(friday, { subject: 'adult', aroseOn: '2026-03-06', ...harm });
    const decided = reaim({ ...d, owed: [] }, { ...friday, calendar: withOff('2026-03-09') }, { wake: true });

    expect(inLondon(openVisit(d)!.deadline!.at)).toBe('Mon 9 Mar 2026 17:00');
    expect('change' in decided && inLondon(openVisit(decided.change.disagreement)!.deadline!.at)).toBe(
      'Tue 10 Mar 2026 17:00',
    );
  });

  it('moves no moment that was set to protect, and no elapsed hour', () => {
    const setting = settingAt(AT);
    const noon = { kind: 'shorten', on: '2026-03-03', time: '12:00', text: 'x' } as const;
    const protectedTo = did(raised(setting), RAISER, noon, setting);
    const atRisk = raised(setting, { aroseOn: '2026-03-02', immediateHarm: 'yes', harmWhy: 'x' });

    for (const d of [protectedTo, atRisk]) {
      const decided = reaim(d, { ...setting, calendar: withOff('2026-03-03') }, { wake: true });
      expect('change' in decided ? decided.change.entries : []).toEqual([]);
    }
  });
});

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
