import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { stageAccount } from '../../documents/stage-account.ts';
import { calculate } from '../../escalation/calculator.ts';
import { escalateIfOverdue } from '../../escalation/clockwork.ts';
import { isBefore, type Policy } from '../../escalation/policy.ts';
import { reaim } from '../../escalation/reaiming.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { rehearse } from '../../escalation/rehearsal.ts';
import { latestMoment } from '../../escalation/why-this-deadline.ts';
import { deadlineEntries } from '../../messages/calendar-entry.ts';
import { calculatedInWords } from '../../pages/calculator/sentences.ts';
import { LatestHistory } from '../../pages/disagreement/history.tsx';
import { Stages } from '../../pages/disagreement/record.tsx';
import { WhereItStands } from '../../pages/disagreement/where-it-stands.tsx';
import {
  arrange,
  asWritten,
  at,
  B,
  did,
  L,
  R,
  RAISER,
  raised,
  refusalOf,
  S,
  settingAt,
  takenTo,
  W,
} from '../escalation/building.ts';
import { wordsOf } from '../messages/elements.ts';
import { factsOf } from './deeds.ts';

/* A time that the policy does not give is never passed off as the policy's, wherever it is read: the email's words are in test/messages. */

const AT = 'Mon 2 Mar 2026 09:30';
const OWN = /partnership['’]s own target/;
const read = (html: unknown) => wordsOf(String(html)).replaceAll(/\s+/g, ' ');

/** A stage without a number, with the partnership's own target of five working days, and the record once that has moved it. */
function withTarget(policy: Policy, stageId: string) {
  const localTargets = { [stageId]: 5 };
  const setting = settingAt(AT, { policy, localTargets });
  const open = takenTo(stageId, raised(setting, { subject: policy.subjects[0]! }), setting);
  const moved = escalateIfOverdue(open, settingAt('Mon 9 Mar 2026 17:00', { policy, localTargets }));
  if ('nothing' in moved) throw new Error(moved.nothing);
  return { setting, open, moved: asWritten(moved.change) };
}

describe.each<[string, Policy, string]>([
  ['W', W, '3'],
  ['L', L, '3'],
  ['L', L, '4'],
  ['S', S, '1'],
  ['S', S, '2'],
  ['S', S, '3'],
  ['R', R, '3'],
  ['R', R, '4'],
])(
  'CLK-10, BEY-8: %s %#: a local target is called the partnership’s own, and no clause is given for it',
  (_letter, policy, stageId) => {
    const { setting, open, moved } = withTarget(policy, stageId);
    const { clause } = policy.stages.find(({ id }) => id === stageId)!;
    const page = (Part: typeof Stages, d: Disagreement) => read(<Part facts={factsOf(d, policy, RAISER)} />);
    const account = (d: Disagreement) => stageAccount({ disagreement: d, policy, texts: {} }, stageId).outcome.at(-1)!;
    const past = { ...moved, stages: moved.stages.map((visit) => ({ closedAt: '2026-03-10T09:00:00Z', ...visit })) };

    test.each<[where: string, says: () => string]>([
      ['the page', () => page(WhereItStands, open)],
      ['the stages, of the one that is open and of the one that opens next', () => page(Stages, open)],
      ['a list and the digest', () => latestMoment(openVisit(open)!.deadline!)],
      ['the history, once it has moved', () => page(LatestHistory, moved)],
      ['the policy’s record, while it is open', () => account(open)],
      ['the policy’s record, once it has moved', () => account(moved)],
      [
        'the calendar',
        () =>
          deadlineEntries(open, policy, { now: setting.now, link: '', trial: false })
            .map(({ title, description }) => `${title}: ${description}`)
            .join(),
      ],
    ])('%s', (_where, says) => {
      expect(says()).toMatch(OWN);
      expect(says()).not.toMatch(new RegExp(`target[^.]*\\(${clause}\\)`));
      expect(says()).not.toContain(`own target, not the policy's, had passed. Nobody is blamed. The policy says so`);
    });

    it('the rehearsal of another policy', () => {
      const longer = {
        ...policy,
        stages: policy.stages.map((stage) =>
          stage.id === stageId
            ? { ...stage, deadline: { workingDays: 7, from: 'opened' as const, clause, isOurNumber: false } }
            : stage,
        ),
      };
      const [rehearsed] = rehearse(longer, [past], setting.calendar);

      expect(rehearsed!.differences.map(({ why }) => why).join()).toContain(
        'it had 5 working days of the partnership’s own from Monday 2 March 2026, until',
      );
    });
  },
);

it('CLK-10, BEY-15: the calculator says the same of what opens because of a local target, and of one that ends later', () => {
  const localTargets = { '3': 5 };
  const arose = { policy: W, calendar: settingAt(AT).calendar, aroseOn: Temporal.PlainDate.from('2026-03-02') };
  const { stages } = calculate({ ...arose, localTargets });
  const opens = calculatedInWords(W, stages.find(({ stageId }) => stageId === '4')!).opens!;

  expect(opens).toMatch(/because your partnership's own target for the stage before it, not the policy's, has passed$/);
});

it('MTG-5: a meeting is arranged before it goes further, by whosever time', () => {
  const localTargets = { '3': 5 };
  const setting = settingAt(AT, { policy: S, localTargets });
  const d = takenTo('3', raised(setting, { subject: 'adult' }), setting);
  const meeting = arrange({ on: '2026-03-10', chairName: '', chairEmail: '', chairAgency: '' });

  expect(refusalOf(d, at('health', 'safeguarding-lead'), meeting, setting)).toContain(
    'At 5pm on Monday 9 March 2026 (your partnership’s own target, not the policy’s) it goes to Step 4: Safeguarding Adults Board Manager by itself. Arrange it before then.',
  );
});

const everywhere = Object.entries({ W, L, S, R, B }).flatMap(([letter, policy]) =>
  policy.stages
    .slice(0, -1)
    .map((stage): [string, Policy, string, string | undefined] => [
      `${letter} ${stage.label}`,
      policy,
      stage.id,
      stage.protectiveTimescale.clause,
    ]),
);

describe('CLK-3, BEY-6: of a time that was set to protect, a clause is cited where the policy has one, and else that it is our choice', () => {
  it('is the policy’s at L’s first two stages, at W’s second and in R', () => {
    expect(everywhere.flatMap(([name, , , clause]) => (clause ? [`${name} ${clause}`] : []))).toEqual([
      'W Stage 2 L56',
      'L Stage 1 §1.4',
      'L Stage 2 §1.7',
      'R Stage One §2.1',
      'R Stage Two §2.1',
      'R Stage Three §1.3',
      'R Stage Four §1.3',
    ]);
  });

  test.each(everywhere)('%s', (_name, policy, stageId, clause) => {
    const setting = settingAt(AT, { policy });
    const before = takenTo(stageId, raised(setting, { subject: policy.subjects[0]! }), setting);
    const who = openVisit(before)!.asked.find(({ side }) => side !== 'board')!.person.email;
    const open = did(before, who, { kind: 'shorten', on: '2026-03-03', time: '12:00', text: 'x' }, setting);
    const noon = escalateIfOverdue(open, settingAt('Tue 3 Mar 2026 12:00', { policy }));
    const moved = 'change' in noon ? asWritten(noon.change) : open;
    const lastLines = moved.history.slice(-2).map(({ what }) => what);

    expect(read(<WhereItStands facts={factsOf(open, policy, RAISER)} />)).toContain(
      `whichever is less counts${clause ? ` (${clause})` : ': our choice, not the policy’s'}. If it is not settled by then, ${clause ? 'under the policy it' : 'it'} moves by itself`,
    );
    expect(lastLines).toEqual(['stage left', 'stage opened']);
    const history = read(
      <LatestHistory facts={factsOf({ ...moved, history: moved.history.slice(-2, -1) }, policy, RAISER)} />,
    );
    expect(history).toContain(
      clause ? `The policy says so at ${clause}.` : ', which is our choice and not the policy’s',
    );
    if (!clause) expect(history).not.toContain('The policy says so');
    const account = stageAccount({ disagreement: moved, policy, texts: {} }, stageId).outcome.at(-1);
    expect(account).toContain(clause ? `(${clause})` : ", which is our choice and not the policy's");
    expect(isBefore(policy, stageId, openVisit(moved)!.stageId)).toBe(true);
  });
});

it('SCP-4, A12: a review that nobody made was late by our time, and no clause gives it', () => {
  const setting = settingAt(AT, { policy: S });
  const d = takenTo('2-review', raised(setting, { subject: 'adult' }), setting);
  const late = escalateIfOverdue(d, settingAt('Tue 3 Mar 2026 17:00', { policy: S }));
  const moved = 'change' in late ? asWritten(late.change) : d;
  const lines = moved.history.filter(({ what }) => what === 'not reviewed in time');
  const history = read(<LatestHistory facts={factsOf({ ...moved, history: lines }, S, RAISER)} />);

  expect(history).toContain('It was not reviewed in time, so it goes forward');
  expect(history).toContain('The time for it is our choice, not the policy’s.');
  expect(history).not.toContain('The policy says so');
});

it('SCP-4: the stages say of S’s review to come that its one day is our choice', () => {
  const d = raised(settingAt(AT, { policy: S }), { subject: 'adult' });
  const stages = read(<Stages facts={factsOf(d, S, RAISER)} />);

  expect(stages).toContain('1 working day: our choice, not the policy’s.');
  expect(stages).not.toContain('1 working day (L15)');
});

it('BEY-19: a corrected deadline says in the history which day changed, what it was and is, and cites no clause for that', () => {
  const setting = settingAt(AT);
  const holidays = { ...setting.calendar.holidays, '2026-03-04': 'A day of mourning' };
  const before = raised(setting);
  const there = reaim(before, { ...setting, calendar: { ...setting.calendar, holidays } }, { wake: true });
  const added = 'change' in there ? asWritten(there.change) : before;
  const back = reaim(added, setting, { wake: true });
  const removed = 'change' in back ? asWritten(back.change) : added;
  const last = (d: Disagreement) =>
    read(<LatestHistory facts={factsOf({ ...d, history: d.history.slice(-1) }, B, RAISER)} />);

  expect(last(added)).toContain(
    'Now a bank holiday: Wednesday 4 March 2026. The deadline was 5pm on Wednesday 4 March 2026 and is now 5pm on Thursday 5 March 2026.',
  );
  expect(last(removed)).toContain('No longer a bank holiday: Wednesday 4 March 2026. The deadline was 5pm on Thursday');
  for (const d of [added, removed]) expect(last(d)).not.toContain('The policy says so');
});
