import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, digestFor, hasNothingToReport, tellsWhoNeverRaises } from '../../escalation/digest.ts';
import { digestsMissed, isDigestTime, sinceWithoutDigest } from '../../escalation/digest-rhythm.ts';
import type { Disagreement, HistoryEntry } from '../../escalation/record.ts';
import { digestMessage } from '../../messages/digest.ts';
import { calendarOf, day, englandAndWales, written } from './calendars.ts';
import {
  asked,
  at,
  counterpart,
  deadlineOn,
  disagreement,
  factsFor,
  london,
  outcome,
  policies,
  raiser,
  visit,
} from './digest-facts.ts';

const digestOf = (...disagreements: Disagreement[]) => digestFor(factsFor(disagreements));
const references = (lines: readonly { reference: string }[]) => lines.map(({ reference }) => reference);
const nobodyToAsk = (over: Partial<HistoryEntry> = {}): HistoryEntry => ({
  n: 3,
  at: at('Wed 1 Apr 2026', '09:00'),
  by: 'clock',
  what: 'nobody to ask',
  stageId: '2',
  facts: { role: 'line-manager', agency: 'care', holes: 2 },
  mac: '',
  ...over,
});
const manager = { name: 'Ruth Bell', email: 'ruth@care.example', agency: 'care' };

describe('NOT-5: the board’s line', () => {
  it('says of a fault below the line the reference, the stage and the one agency whose contact is wrong', () => {
    const d = disagreement({ stages: [visit('1')], history: [nobodyToAsk({ stageId: '1' })] });
    const digest = digestOf(d);

    expect(digest.faults).toEqual([
      {
        reference: 'AB-7Q4K',
        stage: { label: 'Stage 1', name: 'Worker to worker' },
        agency: 'Brackenshire Social Care',
        what: 'nobody to ask',
      },
    ]);
    expect(JSON.stringify(digest)).not.toContain('Hollin Bank School');
    expect(digest.belowTheLine).toBe(1);
  });

  it('BEY-17: says that nobody has said yet with which agency it is, until somebody has', () => {
    const history = [nobodyToAsk({ facts: { role: 'line-manager', holes: 0 } })];

    expect(digestOf(disagreement({ raisedWith: [], history })).faults).toMatchObject([
      { reference: 'AB-7Q4K', agency: undefined, what: 'nobody to ask' },
    ]);
    expect(digestOf(disagreement({ history })).faults).toEqual([]);
  });

  it('OUT-11: counts a withdrawal below the line once, and then no more', () => {
    const d = disagreement({
      stages: [visit('1', { closedAt: at('Wed 1 Apr 2026', '15:00'), closedBy: 'outcome' })],
      outcome: outcome({ outcome: 'withdrawn', stageId: '1' }),
      closedAt: at('Wed 1 Apr 2026', '15:00'),
    });

    expect(digestOf(d)).toMatchObject({ belowTheLine: 1, ended: [] });
    expect(
      digestFor(factsFor([d], { since: london('Thu 2 Apr 2026', '08:00'), now: london('Tue 7 Apr 2026', '08:00') })),
    ).toMatchObject({ belowTheLine: 0 });
  });

  it('SCP-4: counts what was not taken forward below the line, so that no refusal inside one agency goes unseen', () => {
    const refused = disagreement({
      policyVersionId: 'safeguarding-adults-board-v1',
      stages: [visit('2-review', { closedAt: at('Wed 1 Apr 2026', '15:00'), closedBy: 'outcome' })],
      outcome: outcome({ outcome: 'not taken forward', stageId: '2-review' }),
    });

    expect(digestOf(refused)).toMatchObject({ belowTheLine: 1, notTakenForward: 1, ended: [] });
    expect(digestOf(disagreement({ stages: [visit('1')] }))).toMatchObject({ belowTheLine: 1, notTakenForward: 0 });
    // Above the line it is one of those that ended, by its reference, and is counted nowhere else.
    const above = { ...refused, stages: [visit('1'), ...refused.stages, visit('4')] };
    expect(digestOf(above)).toMatchObject({
      belowTheLine: 0,
      notTakenForward: 0,
      ended: [{ outcome: 'not taken forward' }],
    });
  });

  it('tells the number alone of what stands below it, whichever section it would be in above', () => {
    const flaggedAt = at('Wed 1 Apr 2026', '16:00');
    const flag = { id: 'h1', flaggedBy: counterpart, flaggedAt, sinceAt: flaggedAt, clockFromAt: flaggedAt };
    const harm = { ...flag, visit: 0, outOfHours: false, alsoAsked: [], seenBy: [] };
    const answers = [{ by: counterpart.email, at: flaggedAt, done: false }];
    const action = { id: 'a1', textId: 't2', ownerAgency: 'care', dueOn: '2026-04-02', askedAt: flaggedAt, answers };
    const left = { closedAt: at('Wed 1 Apr 2026', '17:00'), closedBy: 'deadline' } as const;
    // Stage 3 and what is before it: W shows the board none of that, B the record.
    const under = (policyVersionId: string) => {
      const of = (over: Partial<Disagreement>) => disagreement({ policyVersionId, ...over });
      return digestOf(
        of({
          stages: [visit('2', { deadline: deadlineOn('Thu 2 Apr 2026'), asked: [asked(manager)] })],
          harms: [harm],
        }),
        of({
          reference: 'AB-2222',
          stages: [visit('1', left), visit('2', { openedAt: left.closedAt, cause: 'deadline' })],
        }),
        of({ reference: 'AB-3333', stages: [visit('3', { openedAt: at('Wed 25 Mar 2026', '09:00') })] }),
        of({ reference: 'AB-4444', outcome: outcome({ actions: [action] }) }),
      );
    };
    const sections = ({ harm, escalated, due, open, old, silent, ended, notDone, belowTheLine }: Digest) => [
      ...[harm, escalated, due, open, old, silent, ended, notDone].map(({ length }) => length),
      belowTheLine,
    ];

    expect(sections(under('bcssp-v5'))).toEqual([1, 1, 2, 2, 1, 1, 1, 1, 0]);
    expect(sections(under('worcestershire-v1'))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 4]);
  });

  it('shows a lead what they are asked themselves, because they take part in it', () => {
    const lead = { name: 'Jorah Larkmoor', email: 'jorah@health.example', agency: 'health' };
    const d = disagreement({ policyVersionId: 'worcestershire-v1', stages: [visit('2', { asked: [asked(lead)] })] });

    expect(references(digestFor(factsFor([d], { lead })).needsYou.asked)).toEqual(['AB-7Q4K']);
    expect(digestOf(d).needsYou.asked).toEqual([]);
  });
});

describe('DIG-1: the sections', () => {
  it('needs you today: asked in their own post and not answered, and held email', () => {
    const me = { name: 'Keziah Stanthorne', email: 'Keziah@board.example', agency: 'board' };
    const open = (reference: string, over: Parameters<typeof asked>[1]) =>
      disagreement({ reference, stages: [visit('4b', { asked: [asked(me, over)] })] });
    const digest = digestFor(
      factsFor(
        [
          open('AA-1111', {}),
          open('BB-2222', { answeredAt: at('Wed 1 Apr 2026', '12:00') }),
          open('CC-3333', { notMineAt: at('Wed 1 Apr 2026', '12:00') }),
        ],
        { held: 2 },
      ),
    );

    expect(references(digest.needsYou.asked)).toEqual(['AA-1111']);
    expect(digest.needsYou.held).toBe(2);
  });

  it.each<[string, string, string, boolean]>([
    ['just after the last digest', 'Wed 1 Apr 2026', '08:01', true],
    ['at the last digest’s own moment, which told it', 'Wed 1 Apr 2026', '08:00', false],
    ['by a deadline the evening before', 'Wed 1 Apr 2026', '17:00', true],
    ['before the last digest', 'Tue 31 Mar 2026', '17:00', false],
    ['at this digest’s own moment', 'Thu 2 Apr 2026', '08:00', true],
    ['after this digest’s moment: the next tells it', 'Thu 2 Apr 2026', '08:01', false],
  ])('escalated since: %s', (_, on, time, isTold) => {
    const d = disagreement({
      stages: [
        visit('1', { openedAt: at('Mon 30 Mar 2026', '09:00'), closedAt: at(on, time), closedBy: 'deadline' }),
        visit('2', { openedAt: at(on, time), cause: 'deadline' }),
      ],
    });

    expect(digestOf(d).escalated.map(({ from, stage, cause }) => [from.label, stage.label, cause])).toEqual(
      isTold ? [['Stage 1', 'Stage 2', 'deadline']] : [],
    );
  });

  it('does not call the stage it was raised at an escalation', () => {
    const d = disagreement({
      stages: [visit('2', { openedAt: at('Wed 1 Apr 2026', '10:00'), cause: 'already talked' })],
    });

    expect(digestOf(d).escalated).toEqual([]);
  });

  it.each<[string, string, 'today' | 'next' | 'not yet']>([
    ['today', 'Thu 2 Apr 2026', 'today'],
    ['passed and not acted on', 'Wed 1 Apr 2026', 'today'],
    ['a protective time on Easter Sunday, before the next working day', 'Sun 5 Apr 2026', 'next'],
    ['on the next working day, which is after Easter', 'Tue 7 Apr 2026', 'next'],
    ['the working day after that', 'Wed 8 Apr 2026', 'not yet'],
  ])('due today and on the next working day: %s', (_, on, due) => {
    const digest = digestOf(disagreement({ stages: [visit('2', { deadline: deadlineOn(on) })] }));

    expect(digest.due.map(({ isToday }) => isToday)).toEqual({ today: [true], next: [false], 'not yet': [] }[due]);
  });

  it.each<[string, string, boolean]>([
    ['08:00, this moment', '08:00', true],
    ['08:01', '08:01', false],
  ])('due: says whether a time today has passed, by %s', (_, time, hasPassed) => {
    const digest = digestOf(disagreement({ stages: [visit('2', { deadline: deadlineOn('Thu 2 Apr 2026', time) })] }));

    expect(digest.due).toMatchObject([{ hasPassed }]);
  });

  it.each<[string, string, boolean, string[]]>([
    ['an action of today', '2026-04-02', false, ['action']],
    ['an action of the next working day', '2026-04-07', false, ['action']],
    ['an action already done', '2026-04-02', true, []],
    ['an action of later', '2026-04-08', false, []],
  ])('due: %s', (_, dueOn, done, what) => {
    const action = {
      id: 'x1',
      textId: 't2',
      ownerAgency: 'care',
      dueOn,
      answers: done ? [{ by: counterpart.email, at: at('Wed 1 Apr 2026', '10:00'), done: true }] : [],
    };
    const d = disagreement({ outcome: outcome({ actions: [action] }) });

    expect(digestOf(d).due.map((line) => line.what)).toEqual(what);
  });

  it('due: the day set to review an outcome, and the soonest first', () => {
    const d = disagreement({ reference: 'BB-2222', outcome: outcome({ reviewOn: '2026-04-02' }) });
    const other = disagreement({
      reference: 'AA-1111',
      raisedAt: at('Tue 31 Mar 2026', '09:00'),
      stages: [visit('2', { deadline: deadlineOn('Thu 2 Apr 2026', '12:00') })],
    });

    expect(digestOf(d, other).due.map(({ reference, what }) => [reference, what])).toEqual([
      ['AA-1111', 'stage ends'],
      ['BB-2222', 'review'],
    ]);
  });

  it('open by stage, in the policy’s order, the oldest first, with the age in working days over Easter', () => {
    const open = (reference: string, stageId: string, on: string) =>
      disagreement({ reference, stages: [visit(stageId, { openedAt: at(on, '09:00') })] });
    const digest = digestFor(
      factsFor(
        [
          open('AA-1111', '3', 'Thu 2 Apr 2026'),
          open('BB-2222', '2', 'Wed 8 Apr 2026'),
          open('CC-3333', '2', 'Thu 2 Apr 2026'),
        ],
        { now: london('Thu 9 Apr 2026', '08:00') },
      ),
    );

    expect(
      digest.open.map(({ stage, lines }) => [stage.label, lines.map(({ reference, age }) => [reference, age])]),
    ).toEqual([
      [
        'Stage 2',
        [
          ['CC-3333', 3],
          ['BB-2222', 1],
        ],
      ],
      ['Stage 3', [['AA-1111', 3]]],
    ]);
  });

  it.each<[string, string, boolean, boolean]>([
    ['for 5 working days, which is not yet old', 'Thu 26 Mar 2026', false, false],
    ['for 6 working days', 'Wed 25 Mar 2026', false, true],
    ['for 6 working days, but the clock moves it on', 'Wed 25 Mar 2026', true, false],
  ])('no number: open %s', (_, on, hasDeadline, isOld) => {
    const deadline = hasDeadline ? deadlineOn('Wed 8 Apr 2026') : null;
    const d = disagreement({
      policyVersionId: 'worcestershire-v1',
      stages: [visit('4', { openedAt: at(on, '09:00'), deadline })],
    });

    expect(digestOf(d).old.map(({ age }) => age)).toEqual(isOld ? [6] : []);
  });

  it('silent: who is asked and has not answered, by agency and role and never by name', () => {
    const d = disagreement({
      stages: [
        visit('2', {
          asked: [
            asked(raiser, { answeredAt: at('Wed 1 Apr 2026', '12:00') }),
            asked(manager, { remindersSent: 2 }),
            asked(counterpart, { notMineAt: at('Wed 1 Apr 2026', '12:00') }),
          ],
        }),
      ],
    });
    const { silent } = digestOf(d);

    expect(silent.map(({ agency, role, remindersSent }) => [agency, role, remindersSent])).toEqual([
      ['Brackenshire Social Care', 'line-manager', 2],
    ]);
    expect(JSON.stringify(silent)).not.toMatch(/Ruth|@/);
  });

  it('silent: without the role where the board may see the fact only (R)', () => {
    const factOnly = { ...policies('bcssp-v5'), boardSees: [{ from: '2', what: 'fact' as const, clause: 'L24' }] };
    const d = disagreement({ stages: [visit('2', { asked: [asked(manager)] })] });
    const { silent } = digestFor(factsFor([d], { policies: () => factOnly }));

    expect(silent).toMatchObject([{ reference: 'AB-7Q4K', agency: 'Brackenshire Social Care' }]);
    expect(silent[0]).not.toHaveProperty('role');
  });

  it.each<[string, Partial<Disagreement>, boolean]>([
    ['nobody since this stage opened', { history: [nobodyToAsk()] }, true],
    ['somebody found since', { history: [nobodyToAsk()], stages: [visit('2', { asked: [asked(manager)] })] }, false],
    [
      'somebody found who said that it is not theirs',
      {
        history: [nobodyToAsk()],
        stages: [visit('2', { asked: [asked(manager, { notMineAt: at('Wed 1 Apr 2026', '10:00') })] })],
      },
      true,
    ],
    ['a stage left since', { history: [nobodyToAsk({ stageId: '1' })] }, false],
    [
      'an earlier visit of a stage since reopened',
      { history: [nobodyToAsk({ at: at('Mon 30 Mar 2026', '09:00') })] },
      false,
    ],
    ['it has ended', { history: [nobodyToAsk()], outcome: outcome() }, false],
  ])('nobody to ask: %s', (_, over, isFault) => {
    expect(digestOf(disagreement(over)).faults.map(({ what }) => what)).toEqual(isFault ? ['nobody to ask'] : []);
  });

  it('not delivered: once for each agency, until it is closed', () => {
    const undelivered = [
      { disagreementId: 'id-AB-7Q4K', agency: 'care' },
      { disagreementId: 'id-AB-7Q4K', agency: 'care' },
      { disagreementId: 'id-ZZ-9999', agency: 'school' },
    ];
    const faultsOf = (d: Disagreement) => digestFor(factsFor([d], { undelivered })).faults;

    expect(faultsOf(disagreement())).toMatchObject([{ agency: 'Brackenshire Social Care', what: 'not delivered' }]);
    expect(faultsOf(disagreement({ outcome: outcome(), closedAt: at('Wed 1 Apr 2026', '16:00') }))).toEqual([]);
  });

  it.each<[string, string, boolean]>([
    ['since the last digest', 'Wed 1 Apr 2026', true],
    ['before it', 'Tue 31 Mar 2026', false],
  ])('ended %s', (_, on, isTold) => {
    const digest = digestOf(disagreement({ outcome: outcome({ outcome: 'decided', at: at(on, '15:00') }) }));

    expect(digest.ended.map((line) => line.outcome)).toEqual(isTold ? ['decided'] : []);
    expect(digest.open).toEqual([]);
  });

  it.each<[string, { askedAt?: string; answers: boolean[] }, string[]]>([
    ['its day has not come', { answers: [] }, []],
    ['asked, and nobody says', { askedAt: at('Wed 1 Apr 2026', '10:00'), answers: [] }, ['no answer']],
    ['said not to be done', { askedAt: at('Wed 1 Apr 2026', '10:00'), answers: [false] }, ['not done']],
    ['said not to be done and later done', { askedAt: at('Wed 1 Apr 2026', '10:00'), answers: [false, true] }, []],
  ])('actions not done: %s', (_, { askedAt, answers }, told) => {
    const action = {
      id: 'x1',
      textId: 't2',
      ownerAgency: 'care',
      dueOn: '2026-04-01',
      ...(askedAt ? { askedAt } : {}),
      answers: answers.map((done) => ({ by: counterpart.email, at: at('Wed 1 Apr 2026', '11:00'), done })),
    };
    const d = disagreement({ outcome: outcome({ actions: [action] }) });

    expect(digestOf(d).notDone.map(({ answer }) => answer)).toEqual(told);
  });

  it('actions: of one that has closed nothing is due, and "not done" is told once more and then not', () => {
    const askedAt = at('Wed 1 Apr 2026', '10:00');
    const answers = [{ by: counterpart.email, at: askedAt, done: false }];
    const action = { id: 'a1', textId: 't2', ownerAgency: 'care', dueOn: '2026-04-02', askedAt, answers };
    const closed = (closedAt: string) => disagreement({ outcome: outcome({ actions: [action] }), closedAt });

    expect(digestOf(closed(at('Wed 1 Apr 2026', '16:00')))).toMatchObject({
      due: [],
      notDone: [{ answer: 'not done' }],
    });
    expect(digestOf(closed(at('Tue 31 Mar 2026', '16:00')))).toMatchObject({ due: [], notDone: [] });
  });

  it.each([
    ...['harm', 'escalated', 'due', 'open', 'old', 'silent', 'neverRaised', 'faults', 'ended', 'notDone'].map(
      (section): [string, object] => [section, { [section]: ['something'] }],
    ),
    ['the count below the line', { belowTheLine: 1 }],
    ['asked', { needsYou: { asked: ['something'] } }],
    ['an address that waits', { needsYou: { addresses: ['something'] } }],
    ['held email', { needsYou: { held: 1 } }],
    ['a correction', { needsYou: { corrections: 1 } }],
    ['the policy’s review', { needsYou: { policyReview: {} } }],
  ] as [string, Partial<Digest>][])('BEY-13: with %s there is something to report', (_, { needsYou, ...more }) => {
    const empty = digestOf();

    expect(hasNothingToReport(empty)).toBe(true);
    expect(hasNothingToReport({ ...empty, ...more, needsYou: { ...empty.needsYou, ...needsYou } })).toBe(false);
  });

  it('BEY-13: says so when there is nothing, and only then', () => {
    const isNothing = (digest: Digest) => hasNothingToReport(digest);

    expect(isNothing(digestOf())).toBe(true);
    expect(isNothing(digestFor(factsFor([], { held: 1 })))).toBe(false);
    expect(isNothing(digestFor(factsFor([], { corrections: 1 })))).toBe(false);
    expect(isNothing(digestOf(disagreement({ stages: [visit('1')] })))).toBe(false);
    expect(isNothing(digestOf(disagreement({ outcome: outcome({ at: at('Mon 30 Mar 2026', '15:00') }) })))).toBe(true);
  });

  it.each([
    ['a fortnight before', '2026-04-16', 'is to be reviewed by Thursday 16 April 2026.'],
    ['the morning after', '2026-04-01', 'was to be reviewed by Wednesday 1 April 2026. That day has passed.'],
    ['on any other morning nothing', '2026-04-20', undefined],
  ])('BEY-18, ADM-1: tells that the policy is to be reviewed, %s', (_, reviewOn, words) => {
    const facts = factsFor([], { policies: (id) => ({ ...policies(id), reviewOn }) });
    const { text } = digestMessage(digestFor(facts), { origin: 'https://commonground.example', trial: false });

    expect(/is to be reviewed by|was to be reviewed by/.test(text)).toBe(words !== undefined);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(words ?? 'There is nothing to report.');
  });

  it('BEY-13: names once a month the agencies that have raised nothing within a year, and no other', () => {
    const toldOf = (raised: string[]) => digestFor(factsFor([], { raisedWithinAYear: new Set(raised) })).neverRaised;

    expect(toldOf(['care'])).toEqual(['Hollin Bank School']);
    expect(toldOf(['care', 'school'])).toEqual([]);
    expect(digestOf().neverRaised, 'not in every digest').toEqual([]);
    const silent = digestFor(factsFor([], { raisedWithinAYear: new Set() }));
    expect(hasNothingToReport(silent)).toBe(false);
    const { text } = digestMessage(silent, { origin: 'https://common-ground.example', trial: false });
    expect(text).toMatch(/Silent\s+Nothing has been raised within a year by these agencies/);
    expect(text).toContain('Brackenshire Social Care');
  });

  it.each<[string, string, string, boolean]>([
    ['on the second working day of a month', 'Wed 1 Apr 2026', 'Thu 2 Apr 2026', false],
    ['on the first', 'Tue 31 Mar 2026', 'Wed 1 Apr 2026', true],
    ['on the first after a digest a week', 'Mon 30 Mar 2026', 'Tue 7 Apr 2026', true],
    ['over the turn of the year', 'Thu 31 Dec 2026', 'Mon 4 Jan 2027', true],
  ])('BEY-13: who never raises is told %s (%#)', (_, last, today, isTold) => {
    expect(tellsWhoNeverRaises(london(last, '08:00'), day(today))).toBe(isTold);
  });

  it('is the same whatever order the disagreements were read in', () => {
    const several = ['AA-1111', 'BB-2222', 'CC-3333', 'DD-4444'].map((reference, index) =>
      disagreement({
        reference,
        stages: [
          visit(index % 2 === 0 ? '2' : '3', { deadline: deadlineOn('Thu 2 Apr 2026'), asked: [asked(manager)] }),
        ],
      }),
    );
    const inOrder = digestOf(...several);

    fc.assert(
      fc.property(fc.shuffledSubarray(several, { minLength: 4 }), (shuffled) => {
        expect(digestOf(...shuffled)).toEqual(inOrder);
      }),
    );
  });
});

describe('when a digest is due', () => {
  it.each<[string, string, string, boolean]>([
    ['a working day at 08:00', 'Thu 2 Apr 2026', '08:00', true],
    ['a second before', 'Thu 2 Apr 2026', '07:59:59', false],
    ['late that evening', 'Thu 2 Apr 2026', '23:59', true],
    ['Good Friday', 'Fri 3 Apr 2026', '08:00', false],
    ['a Saturday', 'Sat 4 Apr 2026', '12:00', false],
    ['Easter Monday', 'Mon 6 Apr 2026', '08:00', false],
    ['the substitute for Boxing Day', 'Mon 28 Dec 2026', '08:00', false],
    ['01:30 on the night the clocks go forward, which is a Sunday', 'Sun 29 Mar 2026', '01:30', false],
    ['07:30 the Monday after, though it is 08:30 by the clocks of Friday', 'Mon 30 Mar 2026', '07:30', false],
    ['08:00 the Monday after', 'Mon 30 Mar 2026', '08:00', true],
    ['01:30 on the night the clocks go back', 'Sun 25 Oct 2026', '01:30', false],
    ['07:30 the Monday after that, which is 07:30 in UTC too', 'Mon 26 Oct 2026', '07:30', false],
    ['08:00 that Monday', 'Mon 26 Oct 2026', '08:00', true],
  ])('%s', (_, on, time, isDue) => {
    expect(isDigestTime(london(on, time), englandAndWales)).toBe(isDue);
  });

  it('goes by the partnership’s own nation', () => {
    expect(isDigestTime(london('Mon 6 Apr 2026', '08:00'), calendarOf('scotland'))).toBe(true);
  });

  it.each<[string, string, string, string[]]>([
    ['none between one working day and the next', 'Wed 1 Apr 2026', 'Thu 2 Apr 2026', []],
    ['none over Easter', 'Thu 2 Apr 2026', 'Tue 7 Apr 2026', []],
    ['the working days only', 'Wed 1 Apr 2026', 'Wed 8 Apr 2026', ['Thu 2 Apr 2026', 'Tue 7 Apr 2026']],
  ])('missed: %s', (_, lastOn, today, missed) => {
    expect(digestsMissed(day(lastOn), day(today), englandAndWales).map(written)).toEqual(missed);
  });

  it('tells, the first time, what one before it would have left to tell', () => {
    expect(sinceWithoutDigest(day('Tue 7 Apr 2026'), englandAndWales).toString()).toBe(at('Thu 2 Apr 2026', '08:00'));
  });
});
