import { describe, expect, it } from 'vitest';
import { type Policy, policyVersionId, requirePolicy, requireStage } from '../../escalation/policy.ts';
import {
  afterwardsInWords,
  boardInWords,
  harmInWords,
  type Said,
  stageInWords,
  startInWords,
} from '../../pages/policy/sentences.ts';
import { policyVersions } from '../../policies/all.ts';
import { notPlainIn } from '../plain-english.ts';

const [london, bcssp, adults, windsor, worcestershire] = [
  'london-pa4-v2021',
  'bcssp-v5',
  'safeguarding-adults-board-v1',
  'windsor-and-maidenhead-v1',
  'worcestershire-v1',
].map((id) => requirePolicy(policyVersions[id], id)) as [Policy, Policy, Policy, Policy, Policy];

const EVERY: [string, Policy][] = [london, bcssp, adults, windsor, worcestershire].map((policy) => [
  policyVersionId(policy),
  policy,
]);

/** As it is read: "2 working days after the day it arose. (L66) [ours]". */
const read = ({ says, clause, ourChoice, choice }: Said) =>
  [says, clause && `(${clause})`, ourChoice && '[ours]', choice !== undefined && `[ours${choice ? ` ${choice}` : ''}]`]
    .filter(Boolean)
    .join(' ');

const under = (policy: Policy, stageId: string, heading: string): string[] =>
  stageInWords(policy, requireStage(policy, stageId))
    .find((one) => one.heading === heading)
    ?.said.map(read) ?? [];

const everySentence = (policy: Policy): Said[] => [
  ...[...startInWords(policy), ...policy.stages.flatMap((stage) => stageInWords(policy, stage))].flatMap(
    ({ said }) => said,
  ),
  ...harmInWords(policy),
  ...boardInWords(policy),
  ...afterwardsInWords(policy),
];

it.each(EVERY)('%s says all of itself in plain English, our choices and their reasons too', (_, policy) => {
  const choices = (policy.ourChoices ?? []).flatMap(({ choice, because }) => [choice, because]);

  expect([...everySentence(policy).map(read), ...choices].flatMap(notPlainIn)).toEqual([]);
});

describe('who is asked, by the policy', () => {
  it.each<[string, Policy, string, string[]]>([
    ['both sides alike', bcssp, '2', ['The line manager on each side, to settle it with the other side. (L67)']],
    [
      'ROU-7: whom it is about decides which officer',
      bcssp,
      '4a',
      [
        'The board representative on each side, to settle it with the other side. (L71) [ours]',
        "The officer for children (about a child) or the officer for adults (about an adult) for the partnership's board, to chair it and record how it ends. (L71)",
      ],
    ],
    [
      'one side alone',
      adults,
      '2-review',
      [
        'The line manager in the agency that raised it, to review it: is it justified, and does it go forward? (L15)',
        'The safeguarding supervisor will do just as well. (L15)',
      ],
    ],
    [
      'ROU-3: by kind of agency, those with one name for it together',
      adults,
      '3',
      [
        'The safeguarding lead in the agency that raised it, to chair it and record how it ends. (L21) [ours]',
        'The named doctor or nurse or the senior manager will do just as well. (L21)',
        'Community health, mental health trust and hospital trust: named nurse. (L21)',
        'Police: detective chief inspector. (L21)',
        'Probation: senior probation officer. (L21)',
        'Housing association: housing manager. (L21)',
        'The safeguarding lead in the agency it was raised with, to settle it with the other side. [ours]',
        'The named doctor or nurse or the senior manager will do just as well.',
      ],
    ],
    [
      'ROU-4: whom each side may choose instead',
      london,
      '3',
      [
        'The senior manager on each side, to settle it with the other side. (§1.7) [ours]',
        'The designated doctor or nurse or the named doctor or nurse will do just as well. (§1.7)',
        'While the stage before is open, each side can choose its designated or named safeguarding children doctor or nurse instead of line management. (§1.8)',
        "Children's social care: service manager. (§1.7)",
        'Police: detective inspector. (§1.7)',
        'School: head teacher. (§1.7)',
      ],
    ],
  ])('%s', (_, policy, stageId, sentences) => {
    expect(under(policy, stageId, 'Who is asked')).toEqual(sentences);
  });
});

describe('by when, and what happens when nobody answers', () => {
  it.each<[string, Policy, string, string[], string[]]>([
    [
      'CLK-5: its own number, and the cap that comes before it',
      bcssp,
      '1',
      [
        '2 working days after the day it arose. (L66) [ours]',
        'At the latest 10 working days from the day it arose. Then it goes straight to Stage 4. (L54)',
      ],
      ['When the time has passed it moves by itself to Stage 2: Manager to manager. Nobody is blamed for that. (L66)'],
    ],
    [
      'CLK-10: no number is said to be none, in the policy’s own words',
      london,
      '3',
      [
        'The policy gives this stage no number of days: it says “without delay”, so it never moves on by itself. (§1.7)',
        'We remind those who have not answered on every second working day. [ours CLK-10]',
      ],
      [
        'It stays here until people move it. After the third reminder the safeguarding leads of both sides are told. [ours CLK-10]',
      ],
    ],
    [
      'BEY-8: our own number is said to be ours',
      adults,
      '2-review',
      ['1 working day after the day this stage opens. The number is ours: the policy gives none. (L15) [ours]'],
      [
        'When the time has passed it moves by itself to Step 2: Manager to manager, marked as not reviewed in time. Nobody is blamed for that. [ours]',
      ],
    ],
    [
      'CLK-2: a week from the outset covers the stage before it',
      windsor,
      '1',
      [
        '1 working day after the day this stage opens. The number is ours: the policy gives none. (§2.1) [ours]',
        'The 5 working days of Stage Two count from the day it arose, and cover this stage too. (§2.1) [ours]',
      ],
      ['When the time has passed it moves by itself to Stage Two: Worker to worker. Nobody is blamed for that. [ours]'],
    ],
    [
      'ESC-8: the last stage has none after it',
      worcestershire,
      '4',
      [
        'The policy gives this stage no number of days, so it never moves on by itself. (L89)',
        'We remind those who have not answered on every second working day. [ours CLK-10]',
      ],
      ['There is no later stage. We go on reminding until somebody records how it ended. [ours CLK-10]'],
    ],
  ])('%s', (_, policy, stageId, byWhen, silence) => {
    expect(under(policy, stageId, 'By when')).toEqual(byWhen);
    expect(under(policy, stageId, 'If nobody answers')).toEqual(silence);
  });
});

describe('what else a stage says', () => {
  it.each<[string, Policy, string, string, string[]]>([
    [
      'NOT-2: who is told, and when',
      bcssp,
      '2',
      'Who is told',
      [
        "When it opens: the business manager for the partnership's board, which registers that the procedure is used, with the policy's form. (L131)",
        "When it opens: the designated nurse for the partnership's board, where a side is a health commissioned service, which registers that the procedure is used, with the policy's form. (L138)",
        "When it is settled here: the business manager for the partnership's board, with the policy's form. (L67)",
      ],
    ],
    [
      'MTG-6: who is told in an agency that has nobody in the post',
      adults,
      '4',
      'Who is told',
      [
        'When it is settled here: the safeguarding lead in the agency that raised it (where there is none, the senior manager). (L17)',
      ],
    ],
    [
      'CLK-3: a time that protects somebody',
      worcestershire,
      '2',
      'A shorter time',
      ['A shorter time that protects the child or adult can be set. Whichever is less counts. (L56)'],
    ],
    [
      'INT-11: advice that the policy expects',
      london,
      '2',
      'Advice',
      [
        "The policy expects those asked to seek advice from their own agency's safeguarding lead. It stops no clock. (§1.6)",
      ],
    ],
    [
      'MTG-5: who chairs, and that they may decline',
      adults,
      '4',
      'Meeting',
      ['The chair is the officer. (L17) [ours]', 'They may decide not to convene one, with a reason. (L17)'],
    ],
    [
      'MTG-3: a panel',
      bcssp,
      '4b',
      'Meeting',
      ['The chair is somebody who belongs to neither agency. (L71) [ours]', 'A panel has members of 3 agencies. (L71)'],
    ],
    [
      'ESC-5: final and binding',
      bcssp,
      '4b',
      'Is it final?',
      ['A decision here is final and binds every agency. (L71)'],
    ],
    [
      'ESC-6: the word binding is used for no policy that does not say it',
      worcestershire,
      '4',
      'Is it final?',
      ['The policy does not say that a decision here is final or binding.'],
    ],
    [
      'SCP-4: a review ends it or takes it forward',
      adults,
      '2-review',
      'What ends it',
      [
        'It is taken forward to Step 2: Manager to manager, or not taken forward, with a reason. (L15)',
        'Whoever raised it may withdraw it at any time. [ours OUT-11]',
      ],
    ],
    [
      'a policy without a list of choices has none to point to',
      { ...windsor, ourChoices: undefined },
      '1',
      'What ends it',
      [
        'When it has been talked over it goes on to Stage Two: Worker to worker. (§2.2)',
        'Whoever raised it may withdraw it at any time. [ours]',
      ],
    ],
  ])('%s', (_, policy, stageId, heading, sentences) => {
    expect(under(policy, stageId, heading)).toEqual(sentences);
  });
});

describe('what holds for the whole policy', () => {
  it('CLK-14: immediate harm, with its time, who hears at once and where it opens', () => {
    expect(harmInWords(bcssp).map(read).slice(1)).toEqual([
      'Action to protect is taken within 24 hours. Nights, weekends and bank holidays count. (L56)',
      'Told at once: the safeguarding lead on each side. [ours]',
      'Whoever flags it chooses the stage: Stage 2, Stage 3 or Stage 4. (L56) [ours]',
      'Where nobody chooses, it opens at Stage 3: Senior manager to senior manager. (L56) [ours]',
      'If that time passes and nobody has recorded what was done, it moves to Stage 4: Board representatives and the responsible director, once. (L56) [ours]',
    ]);
    expect(harmInWords(windsor).map(read)).toContain('At once: the policy gives no number of hours. (L24)');
    expect(harmInWords({ ...windsor, harm: undefined }), 'a policy that says nothing of it').toEqual([]);
  });

  it('NOT-5: what the board sees and from when', () => {
    expect(boardInWords(windsor).map(read)).toEqual([
      'Before that: one number, with nothing about any disagreement.',
      'When harm is flagged: which agencies, which stage and the dates, and nobody’s words. (L24)',
      'From Stage Four on: which agencies, which stage and the dates, and nobody’s words. (§2.5)',
      'From Stage Five on: the record. (§2.6)',
    ]);
  });

  it('OUT-4, LRN-1: what follows when it is settled', () => {
    expect(afterwardsInWords(worcestershire).map(read)).toContain(
      'Soon after it is settled at Stage 1 and Stage 2, both sides are asked whether they understood the same. (L49, L64)',
    );
    expect(afterwardsInWords(bcssp).map(read)).toContain(
      'Something to learn from: the learning list is told. (L46-49)',
    );
  });

  it('ESC-3: where it starts, and what goes past the ladder', () => {
    expect(
      startInWords(london)
        .find(({ heading }) => heading === 'Where it starts')
        ?.said.map(read),
    ).toEqual([
      'At Stage 1: Professional to professional. (§1.4)',
      'Where both sides have already talked: at Stage 2: First-line manager to first-line manager. (§1.6)',
      'A significant policy issue goes straight to Stage 5: The safeguarding partnership. (§3.2)',
    ]);
  });
});

describe.each(EVERY)('%s, from its data alone', (_, policy) => {
  it('says of every stage who is asked, by when, and what ends it', () => {
    for (const stage of policy.stages) {
      const headings = stageInWords(policy, stage).map(({ heading }) => heading);
      expect(headings).toEqual(
        expect.arrayContaining(['Who is asked', 'By when', 'If nobody answers', 'A shorter time', 'What ends it']),
      );
    }
  });

  it('leaves no hole and no word of the software in a sentence', () => {
    for (const { says } of everySentence(policy)) {
      expect(says).toMatch(/^[A-Z0-9“].*[.?]$/s);
      expect(says).not.toMatch(/undefined|null|NaN|\[object|\.\.|\(\)|[a-z]-lead\b|case\b|ticket/);
    }
  });
});
