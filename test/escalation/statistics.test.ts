import { describe, expect, test } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import { escalateIfOverdue } from '../../escalation/clockwork.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { disclosed } from '../../escalation/small-numbers.ts';
import { type AnnualReturnFacts, annualReturn } from '../../escalation/statistics.ts';
import { addWorkingDays } from '../../escalation/working-days.ts';
import {
  asWritten,
  at,
  B,
  CARE,
  did,
  HEALTH,
  LEAD,
  propose,
  RAISER,
  raised,
  SCHOOL,
  settingAt,
  tarnshire,
  W,
} from './building.ts';
import { day, englandAndWales } from './calendars.ts';

const YEAR = { from: day('Tue 1 Apr 2025'), until: day('Tue 31 Mar 2026') };
const YEAR_BEFORE = { from: day('Mon 1 Apr 2024'), until: day('Mon 31 Mar 2025') };

function returnOf(disagreements: Disagreement[], changes: Partial<AnnualReturnFacts> = {}) {
  return annualReturn({
    partnership: { id: 'tarnshire', name: 'Tarnshire Safeguarding Partnership' },
    policies: { 'bcssp-v5': B, 'worcestershire-v1': W },
    agencies: tarnshire.agencies,
    disagreements,
    calendar: englandAndWales,
    audience: 'partnership',
    ...YEAR,
    ...changes,
  });
}

/** A section as `measure: value`, without the lines of nought. */
const linesOf = (made: ReturnType<typeof returnOf>, section: string) =>
  made.rows
    .filter((row) => row.section === section && row.value !== 0 && row.value !== 'none')
    .map(({ measure, value }) => `${measure}: ${value}`);

const times = <T>(count: number, thing: T): T[] => Array.from({ length: count }, () => thing);

const open = raised(settingAt('Mon 2 Mar 2026 09:30'));
const overdue = escalateIfOverdue(
  asWritten({ disagreement: open, entries: [], texts: [] }),
  settingAt('Wed 4 Mar 2026 17:00'),
);
const movedByClock = 'change' in overdue ? asWritten(overdue.change) : open;
const manager = at('care', 'line-manager');
const manager3 = at('care', 'senior-manager');
const agreed = (() => {
  const proposal = propose({ actions: [{ text: 'Visit', ownerAgency: CARE, dueOn: '2026-03-09' }], noActions: false });
  const proposed = did(movedByClock, manager, proposal, settingAt('Thu 5 Mar 2026 10:00'));
  const proposalId = proposed.proposals[0]!.id;
  return did(
    proposed,
    at('health', 'line-manager'),
    { kind: 'confirm', proposalId },
    settingAt('Fri 6 Mar 2026 10:00'),
  );
})();
const withdrawn = did(open, RAISER, { kind: 'withdraw', text: 'It was settled.' }, settingAt('Tue 3 Mar 2026 10:00'));
const urgent = did(open, RAISER, { kind: 'escalate-now', text: 'At home alone.' }, settingAt('Tue 3 Mar 2026 10:00'));
const late = raised(settingAt('Mon 2 Mar 2026 09:30'), { aroseOn: '2026-02-02', subject: 'adult' });
const answered = (d: Disagreement, ...said: ('yes' | 'late' | 'no')[]): Disagreement => ({
  ...d,
  outcome: {
    ...d.outcome!,
    actions: d.outcome!.actions.map((action) => ({
      ...action,
      answers: said.map((one) => ({
        by: manager,
        at: '2026-03-12T10:00:00Z',
        done: one !== 'no',
        ...(one === 'late' ? { late: true as const } : {}),
      })),
    })),
  },
});

describe('STA-1: the annual return counts the disagreements raised in a period', () => {
  test.each([
    ['on its first day', '2025-04-01T08:00:00Z', 1],
    ['on its last day, in the last hour of London’s day', '2026-03-31T22:30:00Z', 1],
    ['half an hour after midnight in London, when it is still the last day in UTC', '2026-03-31T23:30:00Z', 0],
    ['the day before', '2025-03-31T08:00:00Z', 0],
  ])('%s', (_, raisedAt, count) => {
    expect(returnOf([{ ...open, raisedAt }]).rows[0]).toMatchObject({ measure: 'Disagreements raised', value: count });
  });

  test('passes over those of another partnership', () => {
    expect(returnOf([{ ...open, partnershipId: 'elsewhere' }]).rows[0]?.value).toBe(0);
  });

  test('counts each stage reached, and each disagreement once at the furthest', () => {
    const made = returnOf([open, movedByClock, movedByClock, late]);

    expect(linesOf(made, 'Reached')).toEqual([
      'Escalation Procedure, Stage 1: Worker to worker: 3',
      'Escalation Procedure, Stage 2: Manager to manager: 2',
      'Escalation Procedure, Stage 4: Board representatives and the responsible director: 1',
    ]);
    expect(linesOf(made, 'Furthest stage reached')).toEqual([
      'Escalation Procedure, Stage 1: Worker to worker: 1',
      'Escalation Procedure, Stage 2: Manager to manager: 2',
      'Escalation Procedure, Stage 4: Board representatives and the responsible director: 1',
    ]);
  });

  test('counts each agency as it raised and as it was raised with, and whom and what it was about', () => {
    const toSchool = { ...late, raisedWith: [{ agency: SCHOOL }, { agency: 'closed-last-year' }] };
    const made = returnOf([open, toSchool, { ...open, category: undefined, subject: 'both' } as never]);

    expect(linesOf(made, 'Raising agency')).toEqual(['Tarnshire Health: 3']);
    expect(linesOf(made, 'Responding agency')).toEqual([
      'Tarnshire Care: 2',
      'Tarn School: 1',
      'An agency that is no longer in the directory: 1',
    ]);
    expect(linesOf(made, 'About')).toEqual(['A child: 1', 'An adult: 1', 'A child and an adult: 1']);
    // The board is in the directory, and no side of anything.
    expect(made.rows.map(({ measure }) => measure)).not.toContain('Tarnshire Safeguarding Partnership');
    expect(linesOf(made, 'Kind of disagreement')).toEqual(['A decision about a referral: 2', 'Not said: 1']);
  });

  test('says how stages ended: before the deadline, by the clock, by the cap, by a person', () => {
    const byCap = {
      ...movedByClock,
      stages: movedByClock.stages.map((visit) => (visit.closedBy ? { ...visit, closedBy: 'cap' as const } : visit)),
    };
    const made = returnOf([agreed, withdrawn, urgent, byCap]);

    expect(linesOf(made, 'How stages ended')).toEqual([
      'Ended before its deadline: 2',
      'Moved by the clock: 1',
      'Moved by the cap: 1',
      'Moved by a person: 1',
      'Still open: 2',
    ]);
    expect(linesOf(made, 'How disagreements ended')).toEqual(['Resolved: 1', 'Withdrawn: 1', 'Not ended yet: 2']);
  });

  test.each([
    ['deadline', 'Moved by the clock'],
    ['protective timescale', 'Moved by the clock'],
    ['local target', 'Moved by the clock'],
    ['harm clock', 'Moved by the clock'],
    ['cap', 'Moved by the cap'],
    ['a person', 'Moved by a person'],
    ['policy issue', 'Moved for another reason'],
    ['immediate harm', 'Moved for another reason'],
  ] as const)('STA-1: a stage that closed by "%s" is counted as %s', (closedBy, measure) => {
    const visit = { ...movedByClock.stages[0]!, closedBy };

    expect(linesOf(returnOf([{ ...movedByClock, stages: [visit] }]), 'How stages ended')).toEqual([`${measure}: 1`]);
  });

  test('STA-1: a stage without a number that people ended had no deadline to keep, and one that is open has no length yet', () => {
    const numberless = { ...withdrawn, stages: [{ ...withdrawn.stages[0]!, deadline: null }] };

    expect(linesOf(returnOf([numberless]), 'How stages ended')).toEqual(['Ended, with no deadline: 1']);
    const lengths = returnOf([open]).rows.filter(({ section }) => section === 'Working days at a stage');
    expect(new Set(lengths.map(({ value }) => value))).toEqual(new Set(['none']));
  });

  test.each([
    ['a second before its deadline', '2026-03-04T16:59:59Z', 'Ended before its deadline'],
    ['on the stroke of it, which is still in time', '2026-03-04T17:00:00Z', 'Ended before its deadline'],
    ['a second after it, when the clock came second', '2026-03-04T17:00:01Z', 'Ended after its deadline'],
  ])('STA-1: counts a stage that people ended %s', (_, closedAt, measure) => {
    const visit = { ...withdrawn.stages[0]!, closedAt };

    expect(linesOf(returnOf([{ ...withdrawn, stages: [visit] }]), 'How stages ended')).toEqual([`${measure}: 1`]);
  });

  test.each([
    ['the middle one of an odd number, whatever order they came in', [9, 1, 2], 2],
    ['halfway between the middle two of an even number', [9, 1, 2, 5], 3.5],
    ['the one there is', [4], 4],
  ])('STA-1: the median is %s', (_, days, median) => {
    // Monday 2 March opens each; so many working days later it ends.
    const ended = days.map((count) => ({
      ...withdrawn,
      stages: [
        {
          ...withdrawn.stages[0]!,
          closedAt: `${addWorkingDays(englandAndWales, day('Mon 2 Mar 2026'), count)}T12:00:00Z`,
        },
      ],
    }));

    expect(linesOf(returnOf(ended), 'Working days at a stage')[0]).toMatch(new RegExp(`median: ${median}$`));
  });

  test.each([
    ['resolved', 'Resolved'],
    ['decided', 'Decided'],
    ['withdrawn', 'Withdrawn'],
    ['out of scope', 'Out of scope'],
    ['not taken forward', 'Not taken forward'],
    ['ended without agreement', 'Ended without agreement'],
  ] as const)('counts a disagreement that ended as %s under that', (outcome, measure) => {
    const ended = { ...agreed, outcome: { ...agreed.outcome!, outcome } };

    expect(linesOf(returnOf([ended, open]), 'How disagreements ended')).toEqual([`${measure}: 1`, 'Not ended yet: 1']);
  });

  test('gives the median and the longest working days of the stages that ended', () => {
    // Stage 1: Monday to Wednesday is 2 working days, Monday to Tuesday 1, and 1.
    const made = returnOf([movedByClock, withdrawn, urgent]);

    expect(linesOf(made, 'Working days at a stage')).toEqual([
      'Escalation Procedure, Stage 1: Worker to worker, median: 1',
      'Escalation Procedure, Stage 1: Worker to worker, longest: 2',
    ]);
  });

  // Due on Monday 9 March, asked that morning and answered on Thursday.
  test.each([
    ['done by its day, though that was said days after it', ['yes'], 'Done'],
    ['done after its day, as somebody says', ['late'], 'Done late'],
    ['done after its day, as one of those asked says', ['late', 'yes'], 'Done late'],
    ['done after somebody had said that it was not', ['no', 'yes'], 'Done late'],
    ['not done', ['no'], 'Not done'],
    ['not done after all', ['late', 'no'], 'Not done'],
    ['not answered yet', [], 'No answer yet'],
  ] as const)('STA-1: an action is counted as %s', (_, said, measure) => {
    const lines = linesOf(returnOf([answered(agreed, ...said)]), 'Agreed actions');

    expect(lines.map((line) => line.replace(/, after.*:/, ':'))).toEqual([`${measure}: 1`]);
  });

  test('still counts the actions of an outcome that was opened again', () => {
    const reopened: Disagreement = { ...movedByClock, earlierOutcomes: [answered(agreed, 'no').outcome!] };

    expect(linesOf(returnOf([reopened]), 'Agreed actions')).toEqual(['Not done: 1']);
  });

  test('tells a reason from "none given" when it may read the texts, and has no such section when it may not', () => {
    const withReason = (textId: string): Disagreement => ({ ...open, texts: { reasonGiven: textId } });
    const texts = {
      a: 'The threshold was not met.',
      b: 'none given',
      c: '"None given".',
      d: 'Nonetheless they refused.',
    };
    const disagreements = ['a', 'b', 'c', 'd', 'erased'].map(withReason);

    expect(linesOf(returnOf(disagreements, { texts }), 'Reason the other side gave')).toEqual([
      'A reason was given: 2',
      'No reason was given: 2',
      'Not said: 1',
    ]);
    expect(returnOf(disagreements).rows.map(({ section }) => section)).not.toContain('Reason the other side gave');
  });

  test('stands the year before beside it', () => {
    const before = { ...open, raisedAt: '2024-06-03T09:00:00Z' };
    const made = returnOf([open, open, before], { previous: YEAR_BEFORE });

    expect(made.previousPeriod).toBe('Monday 1 April 2024 to Monday 31 March 2025');
    expect(made.rows[0]).toEqual({ section: 'Raised', measure: 'Disagreements raised', value: 2, before: 1 });
    expect(made.rows.every((row) => row.before !== undefined)).toBe(true);
  });

  test.each(['N/A', 'n/a', 'Na.'])(
    'STA-1: %j says in the box that must be filled in that no reason was given',
    (words) => {
      const made = returnOf([{ ...open, texts: { reasonGiven: 'a' } }], { texts: { a: words } });

      expect(linesOf(made, 'Reason the other side gave')).toEqual(['No reason was given: 1']);
    },
  );

  test('says where each started: at the first stage, or further on and why', () => {
    const byCap = raised(settingAt('Tue 17 Mar 2026 09:30'), { aroseOn: '2026-03-02' });
    const talked = raised(settingAt('Mon 2 Mar 2026 09:30'), { talkedAlready: 'yes', talkedOn: '2026-03-02' });

    expect(linesOf(returnOf([open, urgent, byCap, talked]), 'Where it started')).toEqual([
      'At the first stage: 2',
      'Further on: both sides had talked already: 1',
      'Further on: the time from the outset was over (the cap): 1',
    ]);

    // Under the policy that it was raised under, whichever governs since.
    const { stages, raisedAt: at } = byCap;
    const earlierPolicies = [{ policyVersionId: 'bcssp-v5', stages, notUsed: [], until: 3, at }];
    const corrected = { ...byCap, earlierPolicies, stages: [{ ...stages[0]!, cause: 'policy corrected' as const }] };
    expect(linesOf(returnOf([corrected]), 'Where it started')).toEqual([
      'Further on: the time from the outset was over (the cap): 1',
    ]);
  });

  test('STA-1: one raised when the time at immediate harm was over already started further on for the harm, not at the first stage', () => {
    const since = { harmSinceOn: '2026-03-01', harmSinceTime: '09:00' };
    const atRisk = { immediateHarm: 'yes' as const, harmWhy: 'He is at home with them tonight.', ...since };
    const spent = raised(settingAt('Mon 2 Mar 2026 09:30'), { aroseOn: '2026-03-02', ...atRisk });

    expect(spent.stages[0]!.cause).toBe('harm clock');
    expect(linesOf(returnOf([spent]), 'Where it started')).toEqual(['Further on: immediate harm: 1']);
  });

  test('counts immediate harm: disagreements in which it was flagged, and what came of each flag', () => {
    const at = settingAt('Mon 2 Mar 2026 10:00');
    const flagged = did(open, RAISER, { kind: 'flag-harm', text: 'At home.' } as Act, at);
    const ended = did(flagged, manager3, { kind: 'end-harm', took: 'action taken', text: 'Seen.' } as Act, at);
    const again = did(ended, RAISER, { kind: 'flag-harm', text: 'Again.' } as Act, at);
    const noneNeeded = did(flagged, manager3, { kind: 'end-harm', took: 'none needed', text: 'A slip.' } as Act, at);
    // Their lead agreed to the withdrawal, and nobody recorded what was done.
    const unrecorded = { ...flagged, outcome: { ...agreed.outcome!, outcome: 'withdrawn' as const } };
    const made = returnOf([open, flagged, again, noneNeeded, unrecorded]);

    expect(linesOf(made, 'Immediate harm')).toEqual(['Flagged at some time: 4', 'Never flagged: 1']);
    expect(linesOf(made, 'What came of each flag of immediate harm')).toEqual([
      'Protective action recorded: 1',
      'Recorded that nothing was needed: 1',
      'Still open: 2',
      'Not recorded before the disagreement ended: 1',
    ]);
  });

  test('counts meetings and panels once for each stage, those not convened, and panels that cannot be made up', () => {
    const meeting = {
      kind: 'panel' as const,
      chair: open.raiser,
      at: '2026-03-20T10:00:00Z',
      whereTextId: 't',
      attendees: [],
      convenedBy: open.raiser,
      convenedAt: '2026-03-10T10:00:00Z',
    };
    const visit = open.stages[0]!;
    const arrangedTwice = { ...open, stages: [{ ...visit, meetings: [meeting, meeting] }] };
    const none = { ...open, stages: [{ ...visit, noPanel: 'four in dispute' }] };
    const declined = { ...agreed, outcome: { ...agreed.outcome!, notConvened: true } };
    const mediated = { ...open, stages: [{ ...visit, meetings: [{ ...meeting, kind: 'mediation' as const }] }] };
    const met = { ...open, stages: [{ ...visit, meetings: [{ ...meeting, kind: 'meeting' as const }] }] };

    expect(linesOf(returnOf([arrangedTwice, none, declined, mediated, met, open]), 'Meetings and panels')).toEqual([
      'A meeting was arranged: 1',
      'Mediation was arranged: 1',
      'A panel was arranged: 1',
      'It was decided not to convene: 1',
      'No panel could be made up of these agencies: 1',
    ]);

    // What was before it was opened again, and before its policy was corrected, happened all the same.
    const reopened = { ...open, earlierOutcomes: [declined.outcome] };
    const under = (stages: Disagreement['stages']) => ({
      ...open,
      earlierPolicies: [{ policyVersionId: 'worcestershire-v1', stages, notUsed: [], until: 3, at: open.raisedAt }],
    });
    const before = [reopened, under(met.stages), under([{ ...visit, cause: 'not convened' }])];
    expect(linesOf(returnOf(before), 'Meetings and panels')).toEqual([
      'A meeting was arranged: 1',
      'It was decided not to convene: 2',
    ]);
    expect(linesOf(returnOf(before), 'Put right')).toEqual(['The policy that governs was corrected: 2']);
  });

  test('STA-1: counts a stage as not convened where the disagreement went on from it, as where it ended there', () => {
    const [first, second] = movedByClock.stages;
    const wentOn = { ...movedByClock, stages: [first!, { ...second!, cause: 'not convened' as const }] };

    expect(linesOf(returnOf([wentOn, open]), 'Meetings and panels')).toEqual(['It was decided not to convene: 1']);
  });

  test('counts what was learnt, and whether the policy names who receives it', () => {
    const learnt = did(
      agreed,
      RAISER,
      { kind: 'record-learning', about: 'learning', text: 'Ring first.' },
      settingAt('Fri 6 Mar 2026 11:00'),
    );
    const gap = did(
      learnt,
      RAISER,
      { kind: 'record-learning', about: 'gap', text: 'No rule.' },
      settingAt('Fri 6 Mar 2026 11:00'),
    );

    // B sends learning on (L46-49) and says nothing of gaps.
    expect(linesOf(returnOf([gap]), 'Learning, gaps and reports')).toEqual([
      'Learning points sent on as the policy asks: 1',
      'Gaps kept with the record: 1',
    ]);
  });

  test('says what became of each, as it was said last, and of which nothing is said yet', () => {
    const at = (time: string) => settingAt(`Fri 6 Mar 2026 ${time}`);
    const record = (d: Disagreement, about: 'learning' | 'gap') =>
      did(d, RAISER, { kind: 'record-learning', about, text: 'Ring first.' }, at('11:00'));
    const became = (d: Disagreement, which: number, what: 'taken to the board' | 'policy changed' | 'no action') =>
      did(d, LEAD, { kind: 'say-what-became', which, became: what, on: '2026-03-06', text: 'As agreed.' }, at('12:00'));
    const learnt = record(record(record(agreed, 'learning'), 'gap'), 'learning');
    const said = became(became(became(learnt, 1, 'no action'), 1, 'taken to the board'), 2, 'policy changed');

    expect(linesOf(returnOf([said, learnt]), 'What became of learning, gaps and reports')).toEqual([
      'Learning points: taken to the board: 1',
      'Learning points: nothing said yet of what came of it: 3',
      'Gaps in policy or procedure: a policy or procedure was changed: 1',
      'Gaps in policy or procedure: nothing said yet of what came of it: 1',
    ]);
  });

  test('counts what was reviewed before it went forward, a refusal among it', () => {
    const visit = open.stages[0]!;
    const reviewed = (verdict: 'taken forward' | 'not taken forward') => ({
      ...open,
      stages: [{ ...visit, review: { verdict, at: open.raisedAt } }],
    });

    expect(
      linesOf(returnOf([reviewed('taken forward'), reviewed('not taken forward')]), 'Reviewed before it went forward'),
    ).toEqual(['Taken forward: 1', 'Not taken forward: 1']);
  });

  test('STA-1: a refusal that the safeguarding lead sent forward after all counts as both, so that no refusal is hidden', () => {
    const refused = { ...open.stages[0]!, review: { verdict: 'not taken forward' as const, at: open.raisedAt } };
    const sent = { ...movedByClock, stages: [refused, { ...movedByClock.stages[1]!, cause: 'sent forward' as const }] };

    expect(linesOf(returnOf([sent]), 'Reviewed before it went forward')).toEqual([
      'Not taken forward: 1',
      'Sent forward after a refusal, by the safeguarding lead: 1',
    ]);
  });

  test('counts a disagreement that was raised twice once, where it goes on, and says how many there were', () => {
    const into = { id: 'd-1', reference: 'AB-7Q4K', at: open.raisedAt, by: open.raiser, textId: 't' };
    const made = returnOf([movedByClock, { ...open, id: 'd-2', mergedInto: into, closedAt: open.raisedAt }]);

    expect(linesOf(made, 'Raised')).toEqual(['Disagreements raised: 1']);
    expect(linesOf(made, 'How disagreements ended')).toEqual(['Not ended yet: 1']);
    expect(linesOf(made, 'Put right')).toEqual(['Raised twice and merged, counted once: 1']);
  });

  test('names nobody and no disagreement', () => {
    const said = JSON.stringify(returnOf([agreed, withdrawn, late], { previous: YEAR_BEFORE, texts: {} }));

    for (const secret of ['AB-7Q4K', 'd-1', 'Raiser', 'Counterpart', '@', HEALTH]) expect(said).not.toContain(secret);
  });

  test('refuses to leave out a disagreement whose policy it was not given', () => {
    expect(() => returnOf([open], { policies: {} })).toThrow('AB-7Q4K is pinned to bcssp-v5');
  });
});

describe('STA-1: outside the partnership small numbers are not shown', () => {
  const outside = (disagreements: Disagreement[]) => returnOf(disagreements, { audience: 'outside' });

  test('one to four read "fewer than 5", and so does the total when it is as small', () => {
    const made = outside([open, late]);

    expect(linesOf(made, 'Raised')).toEqual(['Disagreements raised: fewer than 5']);
    expect(linesOf(made, 'About')).toEqual(['A child: fewer than 5', 'An adult: fewer than 5']);
  });

  test('STA-1: nor are those of the year before that stand beside them, by which somebody could be known as well', () => {
    const before = { ...open, raisedAt: '2024-06-03T09:00:00Z' };
    const made = returnOf([...times(12, open), before], { audience: 'outside', previous: YEAR_BEFORE });

    expect(made.rows[0]).toMatchObject({ measure: 'Disagreements raised', value: 12, before: 'fewer than 5' });
  });

  test('one small number beside a total is not a subtraction away: another is held back with it', () => {
    const made = outside([...times(12, open), late]);

    expect(linesOf(made, 'Raised')).toEqual(['Disagreements raised: 13']);
    expect(linesOf(made, 'About')).toEqual(['A child: not shown', 'An adult: fewer than 5']);
  });

  test('how long fewer than five stages took is not shown, since "fewer than 5" would be read as days', () => {
    expect(linesOf(outside([withdrawn]), 'Working days at a stage')).toEqual([
      'Escalation Procedure, Stage 1: Worker to worker, median: not shown',
      'Escalation Procedure, Stage 1: Worker to worker, longest: not shown',
    ]);
    expect(linesOf(outside(times(5, withdrawn)), 'Working days at a stage')[0]).toMatch(/median: 1$/);
  });

  test('does not show how many reached each stage, because the difference of two stages is a small number', () => {
    expect(outside([open]).rows.map(({ section }) => section)).not.toContain('Reached');
  });

  test.each([
    [2, 30],
    [3, 24],
    [4, 17],
    [5, 13],
  ])(
    'of %i lines that add up to at most %i no small number can be worked out, by somebody who knows the rules',
    (lines, most) => {
      // Every table there is, by what is published of it: a small number that is the same in all of them is found out.
      const alike = new Map<string, number[][]>();
      for (const table of tablesOf(lines, most)) {
        const total = table.reduce((sum, size) => sum + size, 0);
        const shown = disclosed(
          table.map((value, line) => ({ measure: `${line}`, value })),
          { isWhole: true },
        );
        const published = [total < 5 ? 'few' : total, ...shown].join(' ');
        alike.set(published, [...(alike.get(published) ?? []), table]);
      }

      const foundOut = [...alike].filter(([, tables]) =>
        Array.from({ length: lines }, (_, line) => new Set(tables.map((table) => table[line]!))).some(
          (possible) => possible.size === 1 && [1, 2, 3, 4].includes([...possible][0]!),
        ),
      );
      expect(foundOut).toEqual([]);
    },
  );
});

function tablesOf(lines: number, most: number): number[][] {
  if (lines === 0) return [[]];
  return Array.from({ length: most + 1 }, (_, first) =>
    tablesOf(lines - 1, most - first).map((rest) => [first, ...rest]),
  ).flat();
}
