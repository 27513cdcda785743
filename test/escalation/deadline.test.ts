import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { escalateIfOverdue, remindIfDue } from '../../escalation/clockwork.ts';
import { deadlineOf, entryStage, nextReminderAt } from '../../escalation/deadline.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import { isBefore, type Policy, stageAfter } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { deadlineFacts } from '../../escalation/visit-deadline.ts';
import { addWorkingDays, closeOfBusiness, isWorkingDay, londonDate } from '../../escalation/working-days.ts';
import { asWritten, B, did, inLondon, L, london, owedTo, R, raised, S, settingAt, W } from './building.ts';
import { day, englandAndWales, written } from './calendars.ts';

interface Ladder {
  policy?: Policy;
  arose?: string;
  raisedAt: string;
  form?: Partial<RaiseForm>;
  localTargets?: Record<string, number>;
}

/** Everything the clock alone does: each stage, what opened it, and until when it is open. */
function ladder({ policy = B, arose, raisedAt, form = {}, localTargets = {} }: Ladder): string[] {
  const setting = settingAt(raisedAt, { policy, localTargets });
  let d = raised(setting, { ...(arose ? { aroseOn: day(arose).toString() } : {}), ...form });
  for (;;) {
    const { deadline } = openVisit(d)!;
    if (!deadline) break;
    const moved = escalateIfOverdue(d, { ...setting, now: Temporal.Instant.from(deadline.at) });
    if ('nothing' in moved) throw new Error(moved.nothing);
    d = asWritten(moved.change);
  }
  return d.stages.map(({ stageId, cause, deadline }) =>
    deadline ? `${stageId} (${cause}) to ${inLondon(deadline.at)} by ${deadline.which}` : `${stageId} (${cause})`,
  );
}

const openingOf = ({ policy = B, arose, raisedAt, form = {} }: Ladder): Disagreement =>
  raised(settingAt(raisedAt, { policy }), { ...(arose ? { aroseOn: day(arose).toString() } : {}), ...form });
const basisOf = (d: Disagreement) => openVisit(d)!.deadline!;

describe('CLK-1, CLK-2, CLK-4, A3, A4: each policy runs its own numbers, each stage from the end of the one before', () => {
  test.each<[string, Ladder, string[]]>([
    [
      'B over a quiet fortnight',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 2 Mar 2026 11:00' },
      [
        '1 (raised) to Wed 4 Mar 2026 17:00 by stage',
        '2 (deadline) to Mon 9 Mar 2026 17:00 by stage',
        '3 (deadline) to Fri 13 Mar 2026 17:00 by stage',
        '4a (deadline) to Fri 20 Mar 2026 17:00 by stage',
        '4b (deadline)',
      ],
    ],
    [
      'W over Easter: a working day, two, then none',
      { policy: W, arose: 'Thu 2 Apr 2026', raisedAt: 'Thu 2 Apr 2026 11:00' },
      ['1 (raised) to Tue 7 Apr 2026 17:00 by stage', '2 (deadline) to Thu 9 Apr 2026 17:00 by stage', '3 (deadline)'],
    ],
    [
      'L over Easter: a working week and a further working week',
      { policy: L, arose: 'Thu 2 Apr 2026', raisedAt: 'Thu 2 Apr 2026 11:00' },
      [
        '1 (raised) to Mon 13 Apr 2026 17:00 by stage',
        '2 (deadline) to Mon 20 Apr 2026 17:00 by stage',
        '3 (deadline)',
      ],
    ],
    [
      'L over a May bank holiday',
      { policy: L, arose: 'Fri 1 May 2026', raisedAt: 'Fri 1 May 2026 11:00' },
      [
        '1 (raised) to Mon 11 May 2026 17:00 by stage',
        '2 (deadline) to Mon 18 May 2026 17:00 by stage',
        '3 (deadline)',
      ],
    ],
    [
      'S: no number anywhere at first',
      { policy: S, arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 2 Mar 2026 11:00' },
      ['1 (raised)'],
    ],
    [
      'A5: R has one week for its first two stages together',
      { policy: R, arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 2 Mar 2026 11:00' },
      ['1 (raised) to Tue 3 Mar 2026 17:00 by stage', '2 (deadline) to Mon 9 Mar 2026 17:00 by stage', '3 (deadline)'],
    ],
    [
      'A5: R raised on the last day but one: the week ends with the time to prepare, so stage three opens and two never does',
      { policy: R, arose: 'Mon 2 Mar 2026', raisedAt: 'Fri 6 Mar 2026 11:00' },
      ['1 (raised) to Mon 9 Mar 2026 17:00 by stage', '3 (deadline)'],
    ],
    [
      'A5: R raised on the last day of the week: it ends before the time to prepare would',
      { policy: R, arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 9 Mar 2026 11:00' },
      ['1 (raised) to Mon 9 Mar 2026 17:00 by stage', '3 (deadline)'],
    ],
  ])('%s', (_name, given, stages) => {
    expect(ladder(given)).toEqual(stages);
  });

  const rows = readFileSync(new URL('deadline-vectors.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const stageIds: Record<string, string> = { '4': '4a' };

  test.each(rows.filter(([, , stage]) => stage !== 'cap'))(
    '%s arose on %s: stage %s ends on %s, at %s',
    (policyName, aroseOn, stage, _on, at) => {
      const policy = { B, W, L }[policyName!]!;
      const arose = written(Temporal.PlainDate.from(aroseOn!));

      const until = ladder({ policy, arose, raisedAt: `${arose} 00:00` });

      expect(until.find((one) => one.startsWith(`${stageIds[stage!] ?? stage} `))).toContain(`to ${inLondon(at)} `);
    },
  );

  test.each(rows.filter(([, , stage]) => stage === 'cap'))('%s arose on %s: %s ends on %s, at %s', (...row) => {
    const [, aroseOn, , on, at] = row;

    const deadline = deadlineOf({
      policy: { ...B, stages: B.stages.map((one) => (one.id === '3' ? { ...one, deadline: undefined } : one)) },
      calendar: englandAndWales,
      stageId: '3',
      openedOn: Temporal.PlainDate.from(aroseOn!),
      aroseOn: Temporal.PlainDate.from(aroseOn!),
      outsetCounts: true,
    });

    expect([deadline?.which, deadline?.on, inLondon(deadline?.at)]).toEqual(['cap', on, inLondon(at)]);
  });
});

describe('CLK-3, CLK-5, BEY-1: the earliest of all clocks binds, and the record says which, from what and what was skipped', () => {
  it('CLK-5: the cap binds where a stage would over-run it, and goes straight to stage 4', () => {
    expect(ladder({ arose: 'Wed 25 Feb 2026', raisedAt: 'Tue 3 Mar 2026 11:00' })).toEqual([
      '2 (time already over) to Fri 6 Mar 2026 17:00 by stage',
      '3 (deadline) to Wed 11 Mar 2026 17:00 by cap',
      '4a (cap) to Wed 18 Mar 2026 17:00 by stage',
      '4b (deadline)',
    ]);
  });

  it('CLK-5: after a standstill the cap, if it has passed too, is gone to at once and opens no stage on the way', () => {
    const setting = settingAt('Mon 2 Mar 2026 11:00');

    const late = escalateIfOverdue(raised(setting), { ...setting, now: london('Fri 20 Mar 2026 09:00') });
    const inTime = escalateIfOverdue(raised(setting), { ...setting, now: london('Mon 16 Mar 2026 16:59') });

    expect('change' in late && openVisit(late.change.disagreement)).toMatchObject({
      stageId: '4a',
      cause: 'cap',
      clause: 'L54',
    });
    expect('change' in inTime && openVisit(inTime.change.disagreement)).toMatchObject({
      stageId: '2',
      cause: 'deadline',
    });
  });

  it('shows from which day the cap counts and each day that did not count', () => {
    const d = openingOf({ arose: 'Thu 2 Apr 2026', raisedAt: 'Thu 16 Apr 2026 11:00' });

    expect(basisOf(d)).toEqual({
      at: '2026-04-20T16:00:00Z',
      on: '2026-04-20',
      which: 'cap',
      workingDays: 10,
      countedFrom: '2026-04-02',
      clause: 'L54',
      movesTo: '4a',
      skipped: [
        { on: '2026-04-03', why: 'Good Friday' },
        { on: '2026-04-04', why: 'weekend' },
        { on: '2026-04-05', why: 'weekend' },
        { on: '2026-04-06', why: 'Easter Monday' },
        { on: '2026-04-11', why: 'weekend' },
        { on: '2026-04-12', why: 'weekend' },
        { on: '2026-04-18', why: 'weekend' },
        { on: '2026-04-19', why: 'weekend' },
      ],
    });
  });

  it('of a stage and the cap that end together the cap binds, because two stages never open in one instant', () => {
    const d = openingOf({ arose: 'Mon 14 Dec 2026', raisedAt: 'Wed 23 Dec 2026 11:00' });

    expect([basisOf(d).which, inLondon(basisOf(d).at), basisOf(d).movesTo]).toEqual([
      'cap',
      'Wed 30 Dec 2026 17:00',
      '4a',
    ]);
  });

  test.each<[string, string, string]>([
    ['earlier than the stage binds', 'Tue 3 Mar 2026 12:00', 'protective timescale to Tue 3 Mar 2026 12:00'],
    ['later than the stage is not later than the policy', 'Fri 6 Mar 2026 12:00', 'stage to Wed 4 Mar 2026 17:00'],
    ['at the very end of the stage leaves the stage to bind', 'Wed 4 Mar 2026 17:00', 'stage to Wed 4 Mar 2026 17:00'],
    [
      'on a Sunday stays on the Sunday: a child is not safe by working days',
      'Sun 1 Mar 2026 12:00',
      'protective timescale to Sun 1 Mar 2026 12:00',
    ],
  ])('CLK-3: a protective time %s', (_name, until, expected) => {
    const deadline = deadlineOf({
      policy: B,
      calendar: englandAndWales,
      stageId: '1',
      openedOn: day('Mon 2 Mar 2026'),
      aroseOn: day('Mon 2 Mar 2026'),
      protectiveAt: london(until),
      outsetCounts: true,
    })!;

    expect(`${deadline.which} to ${inLondon(deadline.at)}`).toBe(expected);
  });

  it.each([
    ['that it opened with', { '3': 5 }, 'Thu 16 Apr 2026 17:00'],
    ['none, where there was none', {}, 'never'],
  ])(
    'CLK-10: an open stage keeps the local target %s, whatever the partnership sets since',
    (_, localTargets, until) => {
      const opened = { policy: W, localTargets: localTargets as Record<string, number> };
      let d = raised(settingAt('Thu 2 Apr 2026 11:00', opened), { aroseOn: '2026-04-02' });
      for (let stage = 1; stage < 3; stage++) {
        const moved = escalateIfOverdue(d, settingAt(Temporal.Instant.from(basisOf(d).at), opened));
        if ('nothing' in moved) throw new Error(moved.nothing);
        d = asWritten(moved.change);
      }

      const since = settingAt('Fri 10 Apr 2026 11:00', { policy: W, localTargets: { '3': 2 } });
      const visit = openVisit(d)!;
      expect(visit.stageId).toBe('3');
      expect(inLondon(deadlineOf(deadlineFacts(d, since, visit))?.at)).toBe(until);
    },
  );

  it('CLK-10: a local target is called so, counts from the opening and gives way to a protective time', () => {
    const facts = {
      policy: W,
      calendar: englandAndWales,
      stageId: '3',
      openedOn: day('Thu 9 Apr 2026'),
      aroseOn: day('Thu 2 Apr 2026'),
      localTarget: 5,
      outsetCounts: true,
    };

    const own = deadlineOf(facts)!;
    const sooner = deadlineOf({ ...facts, protectiveAt: london('Fri 10 Apr 2026 12:00') })!;

    expect([own.which, inLondon(own.at), own.workingDays, own.movesTo]).toEqual([
      'local target',
      'Thu 16 Apr 2026 17:00',
      5,
      '4',
    ]);
    expect(sooner.which).toBe('protective timescale');
    expect(deadlineOf({ ...facts, localTarget: undefined })).toBeNull();
    expect(deadlineOf({ ...facts, stageId: '2' })?.which, 'a number of the policy needs no target').toBe('stage');
  });

  test.each([
    ['B', B, '4b'],
    ['W', W, '4'],
    ['L', L, '5'],
    ['S', S, '4'],
    ['R', R, '5'],
  ])('ESC-8: the last stage of %s never moves, whatever is set', (_name, policy, stageId) => {
    const deadline = deadlineOf({
      policy,
      calendar: englandAndWales,
      stageId,
      openedOn: day('Mon 2 Mar 2026'),
      aroseOn: day('Mon 2 Mar 2026'),
      protectiveAt: london('Tue 3 Mar 2026 12:00'),
      localTarget: 2,
      outsetCounts: true,
    });

    expect(deadline).toBeNull();
  });
});

describe('CLK-6: the clock runs from the day it arose; a tier is never skipped because somebody was late', () => {
  it('B arose Mon 14 Dec 2026, raised Mon 21 Dec: stage 2 now with its own number, and the cap to stage 4', () => {
    expect(ladder({ arose: 'Mon 14 Dec 2026', raisedAt: 'Mon 21 Dec 2026 10:00' })).toEqual([
      '2 (time already over) to Thu 24 Dec 2026 17:00 by stage',
      '3 (deadline) to Wed 30 Dec 2026 17:00 by cap',
      '4a (cap) to Thu 7 Jan 2027 17:00 by stage',
      '4b (deadline)',
    ]);
  });

  it('… of which stage 3 alone would have lasted to Mon 4 Jan', () => {
    const alone = deadlineOf({
      policy: B,
      calendar: englandAndWales,
      stageId: '3',
      openedOn: day('Thu 24 Dec 2026'),
      aroseOn: day('Mon 14 Dec 2026'),
      outsetCounts: false,
    });

    expect(inLondon(alone?.at)).toBe('Mon 4 Jan 2027 17:00');
  });

  it('B arose Fri 4 Dec 2026, raised Mon 21 Dec: the cap is over, so stage 4 at once, to Wed 30 Dec', () => {
    expect(ladder({ arose: 'Fri 4 Dec 2026', raisedAt: 'Mon 21 Dec 2026 10:00' })).toEqual([
      '4a (cap) to Wed 30 Dec 2026 17:00 by stage',
      '4b (deadline)',
    ]);
  });

  it('W arose Fri 9 Apr 2027, raised Fri 30 Apr: stage 2, to Wed 5 May', () => {
    expect(ladder({ policy: W, arose: 'Fri 9 Apr 2027', raisedAt: 'Fri 30 Apr 2027 10:00' })).toEqual([
      '2 (time already over) to Wed 5 May 2027 17:00 by stage',
      '3 (deadline)',
    ]);
  });

  test.each<[string, Ladder, string]>([
    [
      'the last minute of stage 1',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Wed 4 Mar 2026 16:59' },
      '1 (raised) to Wed 4 Mar 2026 17:00 by stage',
    ],
    [
      'the moment it is over',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Wed 4 Mar 2026 17:00' },
      '2 (time already over) to Mon 9 Mar 2026 17:00 by stage',
    ],
    [
      'arose on a Sunday: Monday is the first working day after it',
      { arose: 'Sun 1 Mar 2026', raisedAt: 'Mon 2 Mar 2026 09:00' },
      '1 (raised) to Tue 3 Mar 2026 17:00 by stage',
    ],
    [
      'raised on a Saturday, out of hours',
      { arose: 'Sat 4 Apr 2026', raisedAt: 'Sat 4 Apr 2026 22:00' },
      '1 (raised) to Wed 8 Apr 2026 17:00 by stage',
    ],
    [
      'over a clock change: 5pm stays 5pm',
      { arose: 'Fri 27 Mar 2026', raisedAt: 'Fri 27 Mar 2026 09:00' },
      '1 (raised) to Tue 31 Mar 2026 17:00 by stage',
    ],
    [
      'R: the week is over, so its third stage opens',
      { policy: R, arose: 'Mon 2 Mar 2026', raisedAt: 'Tue 10 Mar 2026 09:00' },
      '3 (time already over)',
    ],
    [
      'L: the week is over',
      { policy: L, arose: 'Mon 2 Mar 2026', raisedAt: 'Tue 10 Mar 2026 09:00' },
      '2 (time already over) to Tue 17 Mar 2026 17:00 by stage',
    ],
    [
      'S has no number to be over',
      { policy: S, arose: 'Mon 2 Mar 2026', raisedAt: 'Tue 10 Nov 2026 09:00' },
      '1 (raised)',
    ],
    [
      'they talked already: stage 2',
      {
        arose: 'Mon 2 Mar 2026',
        raisedAt: 'Tue 3 Mar 2026 09:00',
        form: { talkedAlready: 'yes', talkedOn: '2026-03-02' },
      },
      '2 (already talked) to Fri 6 Mar 2026 17:00 by stage',
    ],
    [
      'R: they talked already: stage three',
      {
        policy: R,
        arose: 'Mon 2 Mar 2026',
        raisedAt: 'Tue 3 Mar 2026 09:00',
        form: { talkedAlready: 'yes', talkedOn: '2026-03-02' },
      },
      '3 (already talked)',
    ],
    [
      'they talked long ago, and the cap is over',
      {
        arose: 'Mon 2 Mar 2026',
        raisedAt: 'Tue 3 Mar 2026 09:00',
        form: { talkedAlready: 'yes', talkedOn: '2026-02-10' },
      },
      '4a (cap) to Tue 10 Mar 2026 17:00 by stage',
    ],
    [
      'the talk with their own manager is the earliest day on the form',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 2 Mar 2026 09:00', form: { discussedWithManagerOn: '2026-02-27' } },
      '1 (raised) to Tue 3 Mar 2026 17:00 by stage',
    ],
    [
      'no day was given: it arose when it was raised',
      { raisedAt: 'Mon 2 Mar 2026 09:00' },
      '1 (raised) to Wed 4 Mar 2026 17:00 by stage',
    ],
    [
      'an empty day is no day',
      { raisedAt: 'Mon 2 Mar 2026 09:00', form: { aroseOn: '' } },
      '1 (raised) to Wed 4 Mar 2026 17:00 by stage',
    ],
    [
      'a day still to come is a slip: it arose by the time it was raised',
      { arose: 'Thu 12 Mar 2026', raisedAt: 'Mon 2 Mar 2026 09:00' },
      '1 (raised) to Wed 4 Mar 2026 17:00 by stage',
    ],
  ])('%s', (_name, given, first) => {
    expect(ladder(given)[0]).toBe(first);
  });

  it('the record names each stage not used and why', () => {
    const capped = openingOf({ arose: 'Fri 4 Dec 2026', raisedAt: 'Mon 21 Dec 2026 10:00' });
    const late = openingOf({ arose: 'Mon 14 Dec 2026', raisedAt: 'Mon 21 Dec 2026 10:00' });

    expect(capped.notUsed.map(({ stageId, clause }) => `${stageId} ${clause}`)).toEqual(['1 L54', '2 L54', '3 L54']);
    expect(capped.notUsed[0]!.why).toBe('the 10 working days from the outset were over when it was raised');
    expect(late.notUsed).toEqual([
      { stageId: '1', why: 'its 2 working days from the day it arose were over when it was raised', clause: 'L66' },
    ]);
  });

  it('the clock counts from submission, however late the code is entered', () => {
    const late = settingAt('Wed 4 Mar 2026 09:00');

    const d = raised(late, {}, { raisedAt: 'Mon 2 Mar 2026 16:58' });
    const talked = raised(late, { talkedAlready: 'yes', talkedOn: '2026-03-02' }, { raisedAt: 'Mon 2 Mar 2026 16:58' });

    expect([d.aroseOn, inLondon(basisOf(d).at)]).toEqual(['2026-03-02', 'Wed 4 Mar 2026 17:00']);
    expect(basisOf(talked)).toMatchObject({ countedFrom: '2026-03-02', on: '2026-03-05' });
  });

  it('… but a stage that would already be over when it opens has its own number from then', () => {
    const d = raised(
      settingAt('Mon 9 Mar 2026 09:00'),
      { talkedAlready: 'yes', talkedOn: '2026-03-02' },
      { raisedAt: 'Mon 2 Mar 2026 16:58' },
    );

    expect(basisOf(d)).toMatchObject({ countedFrom: '2026-03-09', on: '2026-03-12' });
  });
});

describe('CLK-13: a date is spent once', () => {
  it('L raised Mon 22 Mar 2027, protective Thu 25 Mar noon: stage 2 opens then and ends Mon 5 Apr 5pm', () => {
    const form = { mustBeSettledOn: '2027-03-25', mustBeSettledTime: '12:00' };

    expect(ladder({ policy: L, arose: 'Mon 22 Mar 2027', raisedAt: 'Mon 22 Mar 2027 09:00', form })).toEqual([
      '1 (raised) to Thu 25 Mar 2027 12:00 by protective timescale',
      '2 (protective timescale) to Mon 5 Apr 2027 17:00 by stage',
      '3 (deadline)',
    ]);
  });

  it('both safeguarding leads are told that it passed, and the next people are asked for a fresh one', () => {
    const setting = settingAt('Mon 22 Mar 2027 09:00', { policy: L });
    const d = asWritten({
      disagreement: raised(setting, { mustBeSettledOn: '2027-03-25', mustBeSettledTime: '12:00' }),
      entries: [],
      texts: [],
    });

    const moved = escalateIfOverdue(d, { ...setting, now: london('Thu 25 Mar 2027 12:00') });

    const after = 'change' in moved ? moved.change.disagreement : undefined;
    expect(owedTo(after!, 'protective-timescale-passed')).toEqual([
      'safeguarding-lead@health.tarn.example',
      'safeguarding-lead@care.tarn.example',
    ]);
    const asked = after!.owed.flatMap((owed) => (owed.kind === 'message' && owed.message === 'asked' ? [owed] : []));
    expect(asked.map(({ facts }) => facts?.['freshTimescale'])).toEqual([true, true]);
    expect(after!.protectiveTimescale).toBeNull();
  });

  it('a protective time that the stage outran binds nothing later', () => {
    const form = { mustBeSettledOn: '2026-03-06', mustBeSettledTime: '12:00' };

    expect(ladder({ arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 2 Mar 2026 09:00', form }).slice(0, 2)).toEqual([
      '1 (raised) to Wed 4 Mar 2026 17:00 by stage',
      '2 (deadline) to Mon 9 Mar 2026 17:00 by stage',
    ]);
  });
});

describe('CLK-15: when the reminder of a stage with a deadline goes', () => {
  const reminderOf = (d: Disagreement) => inLondon(d.alarm.remindAt);

  test.each<[string, Ladder, string]>([
    [
      'two working days: 10:00 on the last',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 2 Mar 2026 11:00' },
      'Wed 4 Mar 2026 10:00',
    ],
    [
      'one working day: 10:00 on it',
      { policy: W, arose: 'Mon 2 Mar 2026', raisedAt: 'Mon 2 Mar 2026 11:00' },
      'Tue 3 Mar 2026 10:00',
    ],
    [
      'one working day, over a weekend',
      { policy: W, arose: 'Fri 6 Mar 2026', raisedAt: 'Fri 6 Mar 2026 11:00' },
      'Mon 9 Mar 2026 10:00',
    ],
    [
      'three working days: the working day before',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Wed 4 Mar 2026 17:00' },
      'Fri 6 Mar 2026 10:00',
    ],
    [
      'a week: the working day before, over Easter',
      { policy: L, arose: 'Mon 30 Mar 2026', raisedAt: 'Mon 30 Mar 2026 11:00' },
      'Tue 7 Apr 2026 10:00',
    ],
    [
      'the cap: the working day before',
      { arose: 'Thu 2 Apr 2026', raisedAt: 'Thu 16 Apr 2026 11:00' },
      'Fri 17 Apr 2026 10:00',
    ],
    [
      'already past 10:00 on the last day: half of what is left',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Wed 4 Mar 2026 13:00' },
      'Wed 4 Mar 2026 15:00',
    ],
    [
      'two hours left: half of them',
      { arose: 'Mon 2 Mar 2026', raisedAt: 'Wed 4 Mar 2026 15:00' },
      'Wed 4 Mar 2026 16:00',
    ],
    ['less than two hours left: none', { arose: 'Mon 2 Mar 2026', raisedAt: 'Wed 4 Mar 2026 15:01' }, 'never'],
    [
      'a protective time on the same day: half of the time left',
      {
        arose: 'Mon 2 Mar 2026',
        raisedAt: 'Mon 2 Mar 2026 09:00',
        form: { mustBeSettledOn: '2026-03-02', mustBeSettledTime: '15:00' },
      },
      'Mon 2 Mar 2026 12:00',
    ],
    [
      'a protective time within two hours: none',
      {
        arose: 'Mon 2 Mar 2026',
        raisedAt: 'Mon 2 Mar 2026 09:00',
        form: { mustBeSettledOn: '2026-03-02', mustBeSettledTime: '10:59' },
      },
      'never',
    ],
    [
      'a protective time on another day: the working day before',
      {
        policy: L,
        arose: 'Mon 22 Mar 2027',
        raisedAt: 'Mon 22 Mar 2027 09:00',
        form: { mustBeSettledOn: '2027-03-25', mustBeSettledTime: '12:00' },
      },
      'Wed 24 Mar 2027 10:00',
    ],
    [
      'a protective time on a Sunday: the Friday before',
      {
        policy: L,
        arose: 'Wed 4 Mar 2026',
        raisedAt: 'Wed 4 Mar 2026 09:00',
        form: { mustBeSettledOn: '2026-03-08', mustBeSettledTime: '12:00' },
      },
      'Fri 6 Mar 2026 10:00',
    ],
    [
      'a protective time tomorrow, set after 10:00: half of the time left',
      {
        arose: 'Mon 2 Mar 2026',
        raisedAt: 'Mon 2 Mar 2026 12:00',
        form: { mustBeSettledOn: '2026-03-03', mustBeSettledTime: '12:00' },
      },
      'Tue 3 Mar 2026 00:00',
    ],
  ])('%s', (_name, given, reminder) => {
    expect(reminderOf(openingOf(given))).toBe(reminder);
  });

  it('goes once: after it nothing but the deadline is waited for', () => {
    const setting = settingAt('Mon 2 Mar 2026 11:00');
    const d = raised(setting);

    const reminded = remindIfDue(d, { ...setting, now: london('Wed 4 Mar 2026 10:00') });
    const again =
      'change' in reminded &&
      remindIfDue(reminded.change.disagreement, { ...setting, now: london('Wed 4 Mar 2026 10:00') });

    expect('change' in reminded && inLondon(reminded.change.disagreement.alarm.remindAt)).toBe('never');
    expect(again).toEqual({ nothing: 'no reminder is due' });
  });

  it('is not sent before its time', () => {
    const setting = settingAt('Mon 2 Mar 2026 11:00');

    expect(remindIfDue(raised(setting), { ...setting, now: london('Wed 4 Mar 2026 09:59') })).toEqual({
      nothing: 'no reminder is due',
    });
  });

  it.each([
    ['two hours before the deadline it still goes', 'Wed 4 Mar 2026 15:00', 1],
    ['with less than two hours left it is too late', 'Wed 4 Mar 2026 15:01', 0],
    ['at the deadline', 'Wed 4 Mar 2026 17:00', 0],
    ['the morning after the deadline', 'Thu 5 Mar 2026 09:03', 0],
  ])('after an outage, %s: nobody is asked for what can no longer be done in time', (_, when, lines) => {
    const setting = settingAt('Mon 2 Mar 2026 11:00');

    const reminded = remindIfDue(raised(setting), { ...setting, now: london(when) });

    if (!('change' in reminded)) throw new Error(reminded.nothing);
    const { disagreement, entries } = reminded.change;
    expect(entries.map(({ what }) => what)).toEqual(lines === 1 ? ['reminded'] : []);
    expect(owedTo(disagreement, 'reminder')).toHaveLength(lines * 2);
    expect(openVisit(disagreement)!.asked.map(({ remindersSent }) => remindersSent)).toEqual([lines, lines]);
    expect(inLondon(disagreement.alarm.remindAt)).toBe('never');
  });

  it('goes at half of a protective time of three hours, in time, though that leaves less than two hours', () => {
    const setting = settingAt('Mon 2 Mar 2026 11:00');
    const d = raised(setting, { mustBeSettledOn: '2026-03-02', mustBeSettledTime: '14:00' });

    const reminded = remindIfDue(d, { ...setting, now: london('Mon 2 Mar 2026 12:30') });

    expect('change' in reminded && reminded.change.entries.map(({ what }) => what)).toEqual(['reminded']);
  });

  it('goes only to those who have not answered', () => {
    const setting = settingAt('Mon 2 Mar 2026 11:00');
    const d = did(
      raised(setting),
      'raiser@health.tarn.example',
      { kind: 'record-discussion', heldOn: '2026-03-02', with: 'Cas', text: 'We talked.' },
      setting,
    );

    const reminded = remindIfDue(d, { ...setting, now: london('Wed 4 Mar 2026 10:00') });

    expect('change' in reminded && owedTo(reminded.change.disagreement, 'reminder')).toEqual([
      'counterpart@care.tarn.example',
    ]);
  });
});

describe('CLK-10: a stage with no number reminds on every second working day and never moves by itself', () => {
  /** W at stage 3, opened Fri 1 May 2026; Mon 4 May is a bank holiday. */
  const opened = () => {
    const setting = settingAt('Fri 1 May 2026 11:00', { policy: W });
    let d = raised(setting, { talkedAlready: 'yes', talkedOn: '2026-05-01' });
    d = did(d, 'line-manager@health.tarn.example', { kind: 'escalate-now', text: 'It cannot wait.' }, setting);
    return { setting, d };
  };

  it('at 10:00, over a weekend and a bank holiday; the third also tells both safeguarding leads', () => {
    const { setting, d: first } = opened();
    let d = first;
    const went: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const now = Temporal.Instant.from(d.alarm.remindAt!);
      const reminded = remindIfDue(d, { ...setting, now });
      if ('nothing' in reminded) throw new Error(reminded.nothing);
      went.push(`${inLondon(now)}: ${owedTo(reminded.change.disagreement, 'reminder').length}`);
      d = asWritten(reminded.change);
    }

    expect(d.alarm.dueAt).toBeNull();
    expect(went).toEqual([
      'Wed 6 May 2026 10:00: 2',
      'Fri 8 May 2026 10:00: 2',
      'Tue 12 May 2026 10:00: 4',
      'Thu 14 May 2026 10:00: 2',
    ]);
  });

  it('after an outage one reminder goes and the rhythm goes on', () => {
    const { setting, d } = opened();

    const reminded = remindIfDue(d, { ...setting, now: london('Tue 12 May 2026 12:00') });

    expect('change' in reminded && inLondon(reminded.change.disagreement.alarm.remindAt)).toBe('Thu 14 May 2026 10:00');
  });

  it('with everybody heard it wakes nobody and writes no line', () => {
    const { setting, d } = opened();
    let heard = d;
    for (const who of ['health', 'care'])
      heard = did(
        heard,
        `senior-manager@${who}.tarn.example`,
        { kind: 'record-discussion', heldOn: '2026-05-01', with: 'x', text: 'x' },
        setting,
      );

    const reminded = remindIfDue(heard, { ...setting, now: london('Wed 6 May 2026 10:00') });

    expect('change' in reminded && [reminded.change.entries, reminded.change.disagreement.owed]).toEqual([[], []]);
    expect('change' in reminded && inLondon(reminded.change.disagreement.alarm.remindAt)).toBe('Fri 8 May 2026 10:00');
  });

  it('never moves without a local target, and with one moves like a deadline', () => {
    const { setting, d } = opened();

    expect(escalateIfOverdue(d, { ...setting, now: london('Fri 30 Oct 2026 10:00') })).toEqual({
      nothing: 'this stage has no deadline',
    });
    expect(
      ladder({ policy: W, arose: 'Thu 2 Apr 2026', raisedAt: 'Thu 2 Apr 2026 11:00', localTargets: { '3': 5 } }).slice(
        2,
      ),
    ).toEqual(['3 (deadline) to Thu 16 Apr 2026 17:00 by local target', '4 (local target)']);
  });
});

describe('laws of every deadline', () => {
  const policies = fc.constantFrom(B, W, L, S, R);
  const anyDay = fc.integer({ min: 0, max: 700 }).map((days) => day('Mon 5 Jan 2026').add({ days }));
  const facts = fc
    .record({
      policy: policies,
      stage: fc.nat(),
      aroseOn: anyDay,
      later: fc.integer({ min: 0, max: 20 }),
      protectiveHours: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
      localTarget: fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined }),
      outsetCounts: fc.boolean(),
    })
    .map(({ policy, stage, aroseOn, later, protectiveHours, ...rest }) => {
      const openedOn = aroseOn.add({ days: later });
      return {
        ...rest,
        policy,
        calendar: englandAndWales,
        stageId: policy.stages[stage % policy.stages.length]!.id,
        aroseOn,
        openedOn,
        protectiveAt:
          protectiveHours === undefined
            ? undefined
            : closeOfBusiness(englandAndWales, openedOn).add({ hours: protectiveHours }),
      };
    });

  it('is never later than any of its clocks, and is one of them', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const deadline = deadlineOf(given);
        const stage = given.policy.stages.find(({ id }) => id === given.stageId)!;
        if (!stageAfter(given.policy, stage.id)) return deadline === null;
        const ends = [
          ...(stage.deadline
            ? [
                closeOfBusiness(
                  englandAndWales,
                  addWorkingDays(
                    englandAndWales,
                    stage.deadline.from === 'outset' && given.outsetCounts ? given.aroseOn : given.openedOn,
                    stage.deadline.workingDays,
                  ),
                ),
              ]
            : []),
          ...(given.policy.cap && given.outsetCounts && isBefore(given.policy, stage.id, given.policy.cap.to)
            ? [
                closeOfBusiness(
                  englandAndWales,
                  addWorkingDays(englandAndWales, given.aroseOn, given.policy.cap.workingDays),
                ),
              ]
            : []),
          ...(given.protectiveAt ? [given.protectiveAt] : []),
          ...(!stage.deadline && given.localTarget
            ? [closeOfBusiness(englandAndWales, addWorkingDays(englandAndWales, given.openedOn, given.localTarget))]
            : []),
        ];
        if (!deadline) return ends.length === 0;
        return ends.every((end) => Temporal.Instant.compare(deadline.at, end) <= 0);
      }),
    );
  });

  it('moves on in the policy’s own order, on the day it names, by close of business on a working day unless somebody named a moment', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const deadline = deadlineOf(given);
        if (!deadline) return true;
        const on = Temporal.PlainDate.from(deadline.on);
        const isAtClose =
          deadline.which === 'protective timescale' ||
          (isWorkingDay(englandAndWales, on) && closeOfBusiness(englandAndWales, on).toString() === deadline.at);
        return (
          isAtClose &&
          londonDate(Temporal.Instant.from(deadline.at)).equals(on) &&
          isBefore(given.policy, given.stageId, deadline.movesTo!)
        );
      }),
    );
  });

  it('never ends before the stage opened, from the entry stage on', () => {
    fc.assert(
      fc.property(
        policies,
        anyDay,
        fc.integer({ min: 0, max: 30 * 24 * 60 }),
        fc.boolean(),
        (policy, aroseOn, minutes, hasTalked) => {
          const raisedAt = closeOfBusiness(englandAndWales, aroseOn).subtract({ hours: 16 }).add({ minutes });
          const setting = settingAt(raisedAt, { policy });
          const entry = entryStage({ policy, calendar: englandAndWales, aroseOn, raisedAt, hasTalked });
          let d = raised(setting, { aroseOn: aroseOn.toString(), talkedAlready: hasTalked ? 'yes' : 'no' });
          expect(openVisit(d)!.stageId).toBe(entry.stageId);
          let previous: string | undefined;
          for (;;) {
            const visit = openVisit(d)!;
            expect(visit.openedAt).not.toBe(previous);
            if (!visit.deadline) return;
            expect(Temporal.Instant.compare(visit.openedAt, visit.deadline.at)).toBe(-1);
            previous = visit.openedAt;
            const moved = escalateIfOverdue(d, { ...setting, now: Temporal.Instant.from(visit.deadline.at) });
            if ('nothing' in moved) throw new Error(moved.nothing);
            d = asWritten(moved.change);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('CLK-5: B is at stage 4 or beyond when ten working days from the outset are over, whenever it was raised', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 30 * 24 * 60 }), (aroseOn, minutes) => {
        const capAt = closeOfBusiness(englandAndWales, addWorkingDays(englandAndWales, aroseOn, 10));
        const raisedAt = closeOfBusiness(englandAndWales, aroseOn).subtract({ hours: 16 }).add({ minutes });
        const stages = ladder({ arose: written(aroseOn), raisedAt: inLondon(raisedAt) });
        const board = stages.findIndex((stage) => stage.startsWith('4a'));
        if (board === 0) return true;
        const until = london(/ to (.*) by /.exec(stages[board - 1]!)![1]!);
        return Temporal.Instant.compare(until, capAt) <= 0;
      }),
      { numRuns: 60 },
    );
  });

  it('a reminder is always between the setting of the deadline and its end', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 72 }), (given, hours) => {
        const deadline = deadlineOf(given);
        if (!deadline) return true;
        const setAt = Temporal.Instant.from(deadline.at).subtract({ hours });
        const reminder = nextReminderAt(
          { openedAt: setAt.toString(), deadlineSetAt: setAt.toString(), deadline },
          englandAndWales,
        );
        if (reminder === null) return hours < 2;
        return Temporal.Instant.compare(reminder, setAt) > 0 && Temporal.Instant.compare(reminder, deadline.at) < 0;
      }),
    );
  });
});
