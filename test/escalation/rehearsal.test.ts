import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { calculate } from '../../escalation/calculator.ts';
import { type Policy, requirePolicy } from '../../escalation/policy.ts';
import type { StageVisit } from '../../escalation/record.ts';
import { daysOf, type PastDisagreement, readTriedDays, rehearse, withDays } from '../../escalation/rehearsal.ts';
import { B, inLondon, L, london, W } from './building.ts';
import { day, englandAndWales } from './calendars.ts';

/** What B did when nobody answered until somebody settled it. */
function pastUnder(
  policy: Policy,
  facts: { arose: string; raised: string; endedAt: string; movedUp?: Record<string, string> },
): PastDisagreement {
  const aroseOn = day(facts.arose);
  const raisedAt = london(facts.raised);
  const endedAt = london(facts.endedAt).toString();
  const { stages } = calculate({ policy, calendar: englandAndWales, aroseOn, raisedAt });
  const visits = stages
    .filter((stage) => stage.kind === 'opens')
    .filter(({ openedAt }) => Temporal.Instant.compare(openedAt, endedAt) < 0)
    .map(({ stageId, openedAt, cause, clause, deadline }): StageVisit => {
      const isOver = deadline !== null && Temporal.Instant.compare(deadline.at, endedAt) < 0;
      return {
        stageId,
        openedAt,
        cause: cause === 'stage' ? 'deadline' : cause,
        clause: clause ?? '',
        deadline,
        deadlineSetAt: openedAt,
        asked: [],
        closedAt: isOver ? deadline.at : endedAt,
        closedBy: isOver ? (deadline.which === 'stage' ? 'deadline' : deadline.which) : 'outcome',
      };
    });
  return { reference: 'AB-7Q4K', aroseOn: aroseOn.toString(), raisedAt: raisedAt.toString(), stages: visits };
}

const settledAtStage3 = pastUnder(B, {
  arose: 'Mon 2 Mar 2026',
  raised: 'Mon 2 Mar 2026 09:30',
  endedAt: 'Wed 11 Mar 2026 12:00',
});

describe('BEY-15: a policy change rehearsed on past disagreements', () => {
  it('finds no difference under the policy that they were run by', () => {
    const [rehearsal] = rehearse(B, [settledAtStage3], englandAndWales);

    expect(rehearsal!.after).toEqual(rehearsal!.before);
    expect(rehearsal!.before.map(({ stageId }) => stageId)).toEqual(['1', '2', '3']);
    expect(rehearsal!.differences).toEqual([]);
  });

  it('says which stage would have ended later, that another would not have been reached, and why', () => {
    const [rehearsal] = rehearse(withDays(B, { '2': 6 }), [settledAtStage3], englandAndWales);

    expect(rehearsal!.differences.map(({ stageId, what, why }) => ({ stageId, what, why }))).toEqual([
      {
        stageId: '3',
        what: 'not reached',
        why: 'it ended at noon on Wednesday 11 March 2026, and until then it would have been at Stage 1, Stage 2, with 6 working days from Wednesday 4 March 2026 (L67), until 5pm on Thursday 12 March 2026 at Stage 2',
      },
      {
        stageId: '2',
        what: 'deadline',
        why: 'it would have had 6 working days from Wednesday 4 March 2026 (L67), until 5pm on Thursday 12 March 2026; it had 3 working days from Wednesday 4 March 2026 (L67), until 5pm on Monday 9 March 2026',
      },
    ]);
  });

  it('says which stage would have been reached before it was settled', () => {
    const [rehearsal] = rehearse(withDays(B, { '3': 1 }), [settledAtStage3], englandAndWales);

    const reached = rehearsal!.differences.find(({ what }) => what === 'reached')!;
    expect(reached.stageId).toBe('4a');
    expect(inLondon(reached.after!.openedAt)).toBe('Tue 10 Mar 2026 17:00');
    expect(reached.why).toBe(
      'Stage 3 would have had 1 working day from Monday 9 March 2026 (L68), until 5pm on Tuesday 10 March 2026, and that was over before anybody settled it',
    );
  });

  it('shows a cap that would have jumped over a stage', () => {
    const capped = requirePolicy({ ...B, version: 'v6', cap: { ...B.cap, workingDays: 4 } }, 'B as proposed');

    const [rehearsal] = rehearse(capped, [settledAtStage3], englandAndWales);

    expect(rehearsal!.after.map(({ stageId, deadline }) => [stageId, deadline?.which])).toEqual([
      ['1', 'stage'],
      ['2', 'cap'],
      ['4a', 'stage'],
    ]);
    expect(rehearsal!.differences.map(({ stageId, what }) => `${stageId} ${what}`)).toEqual([
      '3 not reached',
      '2 deadline',
      '4a reached',
    ]);
  });

  it('lets a person move it up when that person did, whatever the clocks say', () => {
    const [one, two] = settledAtStage3.stages;
    const movedUpAt = london('Thu 5 Mar 2026 11:00').toString();
    const past: PastDisagreement = {
      ...settledAtStage3,
      stages: [one!, { ...two!, closedAt: movedUpAt, closedBy: 'a person' }, settledAtStage3.stages[2]!],
    };

    const [rehearsal] = rehearse(withDays(B, { '2': 6 }), [past], englandAndWales);

    expect(rehearsal!.after.map(({ stageId, openedAt }) => `${stageId} ${inLondon(openedAt)}`)).toEqual([
      '1 Mon 2 Mar 2026 09:30',
      '2 Wed 4 Mar 2026 17:00',
      '3 Thu 5 Mar 2026 11:00',
    ]);
  });

  it('leaves out a record that goes on in another, where it is rehearsed', () => {
    const last = settledAtStage3.stages.at(-1)!;
    const stages = [...settledAtStage3.stages.slice(0, -1), { ...last, closedBy: 'merged' as const }];

    expect(rehearse(B, [{ ...settledAtStage3, stages }], englandAndWales)).toEqual([]);
  });

  it('keeps a time that somebody set to protect, and begins where a talk had begun it', () => {
    const [, two] = settledAtStage3.stages;
    const openedAt = london('Mon 2 Mar 2026 09:30').toString();
    const noon = london('Tue 3 Mar 2026 12:00').toString();
    const deadline = { ...two!.deadline!, at: noon, on: '2026-03-03', which: 'protective timescale' as const };
    const talked = { ...two!, openedAt, cause: 'already talked' as const, deadline, closedAt: noon };
    const past = { ...settledAtStage3, stages: [{ ...talked, closedBy: 'outcome' as const }] };

    const [rehearsal] = rehearse(withDays(B, { '2': 6 }), [past], englandAndWales);
    expect(rehearsal!.after.map(({ stageId, deadline: is }) => [stageId, is?.which, inLondon(is?.at)])).toEqual([
      ['2', 'protective timescale', 'Tue 3 Mar 2026 12:00'],
      ['3', 'stage', 'Mon 9 Mar 2026 17:00'],
    ]);
  });

  it('lets a policy issue go to its stage on the day on which somebody said that it is one', () => {
    const lived = pastUnder(L, {
      arose: 'Mon 2 Mar 2026',
      raised: 'Mon 2 Mar 2026 09:30',
      endedAt: 'Thu 12 Mar 2026 12:00',
    });
    const saidAt = london('Wed 4 Mar 2026 11:00').toString();
    const [one, two] = lived.stages;
    const past: PastDisagreement = {
      ...lived,
      stages: [
        { ...one!, closedAt: saidAt, closedBy: 'policy issue' },
        { ...two!, stageId: '5', openedAt: saidAt, cause: 'policy issue', deadline: null },
      ],
    };

    const [rehearsal] = rehearse(L, [past], englandAndWales);

    expect(rehearsal!.after.map(({ stageId, openedAt }) => `${stageId} ${inLondon(openedAt)}`)).toEqual([
      '1 Mon 2 Mar 2026 09:30',
      '5 Wed 4 Mar 2026 11:00',
    ]);
  });

  it('rehearses what came before a reopening, because there the clocks begin again', () => {
    const reopened = { ...settledAtStage3.stages[2]!, cause: 'not done' as const };
    const past = { ...settledAtStage3, stages: [...settledAtStage3.stages, reopened] };

    expect(rehearse(B, [past], englandAndWales)).toEqual(rehearse(B, [settledAtStage3], englandAndWales));
  });

  it('leaves out a disagreement that is still open: what people will do is not known', () => {
    const { closedAt: _open, closedBy: _by, ...open } = settledAtStage3.stages[2]!;
    const past = { ...settledAtStage3, stages: [...settledAtStage3.stages.slice(0, 2), open] };

    expect(rehearse(B, [past, settledAtStage3], englandAndWales).map(({ reference }) => reference)).toEqual([
      'AB-7Q4K',
    ]);
  });

  it('leaves out one in which immediate harm was flagged: its people acted by the hour, not by the policy’s days', () => {
    const [one, two, three] = settledAtStage3.stages;
    const flagged = { ...three!, cause: 'immediate harm' } as unknown as StageVisit;

    expect(rehearse(B, [{ ...settledAtStage3, stages: [one!, two!, flagged] }], englandAndWales)).toEqual([]);
  });

  it('starts where the new policy would have started one that was raised late', () => {
    const late = pastUnder(B, {
      arose: 'Mon 2 Mar 2026',
      raised: 'Thu 5 Mar 2026 09:00',
      endedAt: 'Fri 6 Mar 2026 12:00',
    });

    const [rehearsal] = rehearse(withDays(B, { '1': 5 }), [late], englandAndWales);

    expect(late.stages.map(({ stageId }) => stageId)).toEqual(['2']);
    expect(rehearsal!.after.map(({ stageId }) => stageId)).toEqual(['1']);
    expect(rehearsal!.differences.map(({ stageId, what }) => `${stageId} ${what}`)).toEqual([
      '2 not reached',
      '1 reached',
    ]);
  });
});

describe('the numbers that a lead tries', () => {
  it('are those of every stage but the last, which has no stage to move to, and the cap', () => {
    expect(daysOf(B)).toEqual({ '1': 2, '2': 3, '3': 4, '4a': 5, cap: 10 });
  });

  it.each<[string, Record<string, string>, ReturnType<typeof readTriedDays>]>([
    ['what is as it was changes nothing', { 'days-1': '2', 'days-2': '' }, { days: {} }],
    ['another number', { 'days-2': ' 6 ', 'days-cap': '12' }, { days: { '2': 6, cap: 12 } }],
    [
      'what is no number of days is asked for again',
      { 'days-1': '0', 'days-2': '1.5' },
      {
        problems: [
          { field: 'days-1', message: 'Enter a whole number of working days from 1 to 99' },
          { field: 'days-2', message: 'Enter a whole number of working days from 1 to 99' },
        ],
      },
    ],
    ['the last stage has none', { 'days-4b': '3' }, { days: {} }],
  ])('%s', (_, typed, read) => {
    expect(readTriedDays(B, typed)).toEqual(read);
  });

  it('stand in the policy that is tried, and a stage that had none counts from the day it opens', () => {
    const tried = withDays(W, { '2': 6, '3': 5 });

    expect(tried.stages.map(({ deadline }) => deadline && [deadline.workingDays, deadline.from])).toEqual([
      W.stages[0]!.deadline && [W.stages[0]!.deadline.workingDays, W.stages[0]!.deadline.from],
      [6, 'opened'],
      [5, 'opened'],
      undefined,
    ]);
    expect(withDays(B, { cap: 12 }).cap?.workingDays).toBe(12);
  });
});
