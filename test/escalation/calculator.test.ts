import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { type Calculation, calculate, type OpeningStage } from '../../escalation/calculator.ts';
import { type Policy, requireStage } from '../../escalation/policy.ts';
import { BeyondCalendar } from '../../escalation/working-days.ts';
import { B, inLondon, L, london, R, S, W } from './building.ts';
import { calendarOf, day, englandAndWales, written } from './calendars.ts';

const date = (iso: string) => Temporal.PlainDate.from(iso);

/** One word or line for each stage: when it ends and by which clock, or what becomes of it. */
const told = ({ stages }: Calculation) =>
  stages.map((stage) => {
    if (stage.kind !== 'opens') return `${stage.stageId} ${stage.kind}`;
    const { deadline } = stage;
    return deadline
      ? `${stage.stageId} to ${written(date(deadline.on))} by ${deadline.which}`
      : `${stage.stageId} ages from ${inLondon(stage.openedAt)}`;
  });

const opening = ({ stages }: Calculation, stageId: string): OpeningStage => {
  const stage = stages.find((candidate) => candidate.stageId === stageId);
  if (stage?.kind !== 'opens') throw new Error(`Stage ${stageId} does not open`);
  return stage;
};

describe('CLK-1, CLK-2, CLK-4, CLK-5, BEY-15: the calculator gives every vector of deadline-vectors.csv', () => {
  const policies: Record<string, Policy> = { B, W, L };
  const stageIds: Record<string, string> = { 4: '4a' };
  const [, ...rows] = readFileSync(new URL('deadline-vectors.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n');

  test.each(rows.map((row) => row.split(',')))('%s from %s: %s ends on %s at %s', (policy, arose, stage, on, at) => {
    const result = calculate({ policy: policies[policy!]!, calendar: englandAndWales, aroseOn: date(arose!) });

    const clocks =
      stage === 'cap'
        ? opening(result, '1').later.filter(({ which }) => which === 'cap')
        : [opening(result, (policy === 'B' && stageIds[stage!]) || stage!).deadline!];
    expect(clocks.map((clock) => [clock.on, clock.at])).toEqual([[on, at]]);
  });

  it('is the whole file', () => expect(rows).toHaveLength(51));
});

describe('CLK-6: a start that is back-dated', () => {
  test.each<[string, Policy, string, string, string[]]>([
    [
      'stage 1 is over, and the cap ends stage 3 early',
      B,
      'Mon 14 Dec 2026',
      'Mon 21 Dec 2026 09:00',
      [
        '1 not used',
        '2 to Thu 24 Dec 2026 by stage',
        '3 to Wed 30 Dec 2026 by cap',
        '4a to Thu 7 Jan 2027 by stage',
        '4b ages from Thu 7 Jan 2027 17:00',
      ],
    ],
    [
      'the cap is over: stage 4 at once',
      B,
      'Fri 4 Dec 2026',
      'Mon 21 Dec 2026 09:00',
      [
        '1 not used',
        '2 not used',
        '3 not used',
        '4a to Wed 30 Dec 2026 by stage',
        '4b ages from Wed 30 Dec 2026 17:00',
      ],
    ],
    [
      'W has no cap, so no tier is skipped however late it is',
      W,
      'Fri 9 Apr 2027',
      'Fri 30 Apr 2027 09:00',
      ['1 not used', '2 to Wed 5 May 2027 by stage', '3 ages from Wed 5 May 2027 17:00', '4 opened by a person'],
    ],
    [
      'the cap jumps from stage 2 over stage 3',
      B,
      'Thu 10 Dec 2026',
      'Wed 23 Dec 2026 09:00',
      [
        '1 not used',
        '2 to Thu 24 Dec 2026 by cap',
        '3 not used',
        '4a to Tue 5 Jan 2027 by stage',
        '4b ages from Tue 5 Jan 2027 17:00',
      ],
    ],
    [
      'a week that ends with its preparation still open ends for both stages',
      R,
      'Mon 2 Mar 2026',
      'Mon 9 Mar 2026 09:00',
      [
        '1 to Mon 9 Mar 2026 by stage',
        '2 not used',
        '3 ages from Mon 9 Mar 2026 17:00',
        '4 opened by a person',
        '5 opened by a person',
      ],
    ],
  ])('%s', (_why, policy, arose, raised, expected) => {
    const facts = { policy, calendar: englandAndWales, aroseOn: day(arose), raisedAt: london(raised) };

    expect(told(calculate(facts))).toEqual(expected);
  });

  it('says why each stage that was not used was not, with its clause', () => {
    const { stages } = calculate({
      policy: B,
      calendar: englandAndWales,
      aroseOn: day('Thu 10 Dec 2026'),
      raisedAt: london('Wed 23 Dec 2026 09:00'),
    });

    expect(stages.filter(({ kind }) => kind === 'not used')).toEqual([
      {
        kind: 'not used',
        stageId: '1',
        why: 'its 2 working days from the day it arose were over when it was raised',
        clause: 'L66',
      },
      {
        kind: 'not used',
        stageId: '3',
        why: 'the 10 working days from the outset end first, and lead straight to Stage 4',
        clause: 'L54',
      },
    ]);
  });
});

describe('BEY-1: the reason for a deadline', () => {
  it('counts day by day and names each day that is not counted', () => {
    const result = calculate({ policy: B, calendar: englandAndWales, aroseOn: day('Thu 2 Apr 2026') });

    expect(opening(result, '1').days).toEqual([
      { on: '2026-04-02', day: 0 },
      { on: '2026-04-03', skipped: 'Good Friday' },
      { on: '2026-04-04', skipped: 'weekend' },
      { on: '2026-04-05', skipped: 'weekend' },
      { on: '2026-04-06', skipped: 'Easter Monday' },
      { on: '2026-04-07', day: 1 },
      { on: '2026-04-08', day: 2 },
    ]);
  });

  test.each([B, W, L, R])(
    '$id: the last day counted is the number of the clock and the day of the deadline',
    (policy) => {
      for (let index = 0; index < 400; index += 1) {
        const { stages } = calculate({
          policy,
          calendar: englandAndWales,
          aroseOn: day('Thu 1 Jan 2026').add({ days: index }),
        });
        for (const stage of stages) {
          if (stage.kind !== 'opens' || !stage.deadline) continue;
          expect(stage.days.at(-1)).toEqual({ on: stage.deadline.on, day: stage.deadline.workingDays });
        }
      }
    },
  );

  it('names the clocks that run too and end later, in order', () => {
    const result = calculate({
      policy: B,
      calendar: englandAndWales,
      aroseOn: day('Mon 2 Mar 2026'),
      protectiveAt: london('Tue 3 Mar 2026 12:00'),
    });

    const { deadline, later, days } = opening(result, '1');
    expect([deadline, ...later].map((clock) => [clock!.which, clock!.on])).toEqual([
      ['protective timescale', '2026-03-03'],
      ['stage', '2026-03-04'],
      ['cap', '2026-03-16'],
    ]);
    expect(days).toEqual([]);
    expect(opening(result, '2').openedAt).toBe(deadline!.at);
    expect(opening(result, '2').cause).toBe('protective timescale');
  });

  it('takes the holidays of the division: Easter Monday is worked in Scotland', () => {
    const facts = { policy: B, aroseOn: day('Thu 2 Apr 2026') };

    expect(opening(calculate({ ...facts, calendar: calendarOf('scotland') }), '1').deadline!.on).toBe('2026-04-07');
    expect(opening(calculate({ ...facts, calendar: englandAndWales }), '1').deadline!.on).toBe('2026-04-08');
  });
});

describe('CLK-10: a stage without a number', () => {
  it('has no deadline, and what comes after it opens when a person moves it on', () => {
    expect(told(calculate({ policy: S, calendar: englandAndWales, aroseOn: day('Mon 2 Mar 2026') }))).toEqual([
      '1 ages from Mon 2 Mar 2026 09:00',
      '2-review opened by a person',
      '2 opened by a person',
      '3 opened by a person',
      '4 opened by a person',
    ]);
  });

  it("has a partnership's own target, which is named as its own and never as the policy's", () => {
    const localTargets = { '3': 5 };
    const result = calculate({ policy: W, calendar: englandAndWales, aroseOn: day('Mon 2 Mar 2026'), localTargets });

    expect(told(result)).toEqual([
      '1 to Tue 3 Mar 2026 by stage',
      '2 to Thu 5 Mar 2026 by stage',
      '3 to Thu 12 Mar 2026 by local target',
      '4 ages from Thu 12 Mar 2026 17:00',
    ]);
  });
});

it('CLK-13: a time that protects binds the stage that opens first, and is spent', () => {
  const protectiveAt = london('Thu 25 Mar 2027 12:00');
  const facts = { policy: L, calendar: englandAndWales, aroseOn: day('Mon 22 Mar 2027'), protectiveAt };

  expect(told(calculate(facts)).slice(0, 3)).toEqual([
    '1 to Thu 25 Mar 2027 by protective timescale',
    '2 to Mon 5 Apr 2027 by stage',
    '3 ages from Mon 5 Apr 2027 17:00',
  ]);
});

it('INT-12: who has talked already starts later, and the stages before count as used', () => {
  const facts = { calendar: englandAndWales, aroseOn: day('Mon 2 Mar 2026'), hasTalked: true };

  expect(told(calculate({ ...facts, policy: B }))[0]).toBe('1 already used');
  expect(told(calculate({ ...facts, policy: R })).slice(0, 3)).toEqual([
    '1 already used',
    '2 already used',
    '3 ages from Mon 2 Mar 2026 09:00',
  ]);
});

test.each([B, W, L, S, R])('$id: every stage of the policy is told of, in order', (policy) => {
  const { stages } = calculate({ policy, calendar: englandAndWales, aroseOn: day('Mon 2 Mar 2026') });

  expect(stages.map(({ stageId }) => requireStage(policy, stageId))).toEqual(policy.stages);
});

it('refuses a day beyond the bank holidays that are known', () => {
  expect(() => calculate({ policy: B, calendar: englandAndWales, aroseOn: date('2028-12-29') })).toThrow(
    BeyondCalendar,
  );
});
