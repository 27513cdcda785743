import type { Story } from './check-story.ts';

/*
 * What the policies say must happen to the two disagreements of the demonstration. Written down by hand from the policies' clauses
 * and a calendar, and computed by nothing: Thursday 2 April 2026 is followed by Good Friday, a weekend and Easter Monday, so its first
 * working day is Tuesday 7 April. Who is asked stands in each partnership's `directory.csv`.
 */

const bashir = 'bashir.brambleby@dunmerevalleyhealth.example';
const bashirsManager = 'farah.kilnhurst-rao@dunmerevalleyhealth.example';
const jorah = 'jorah.vexley@brackenshire.example';
const jorahsManager = 'esme.quillfeather@brackenshire.example';
const healthSenior = 'mairi.coverdale@dunmerevalleyhealth.example';
const careSenior = 'theo.uppershaw@brackenshire.example';
const healthOnTheBoard = 'osian.kettlewright@dunmerevalleyhealth.example';
const careOnTheBoard = 'priya.orrinsmith@brackenshire.example';
const officerForChildren = 'fergus.nethercote@partnership.brackenshire.example';
const independentChair = 'yusuf.abernook@partnership.brackenshire.example';
const businessManager = 'keziah.stanthorne@partnership.brackenshire.example';
const designatedNurse = 'callum.inchmarlow@partnership.brackenshire.example';

/**
 * B: 2 working days (L66), 3 (L67), 4 (L68), 5 (L71), each from the end of the one before. The cap of 10 working days (L54) would be
 * Monday 20 April: stage 4 is reached on Friday 17 April, so it moves nothing. Stage 4b has no number (L71).
 */
export const THROUGH_EVERY_TIER: Story = {
  moves: [
    {
      stage: 'Stage 1',
      at: '9:30am on Thursday 2 April 2026',
      because: 'raised',
      clause: 'L66',
      until: '5pm on Wednesday 8 April 2026',
      asked: [bashir, jorah],
    },
    {
      stage: 'Stage 2',
      at: '5pm on Wednesday 8 April 2026',
      because: 'deadline',
      clause: 'L66',
      until: '5pm on Monday 13 April 2026',
      asked: [bashirsManager, jorahsManager],
    },
    {
      stage: 'Stage 3',
      at: '5pm on Monday 13 April 2026',
      because: 'deadline',
      clause: 'L67',
      until: '5pm on Friday 17 April 2026',
      asked: [healthSenior, careSenior],
    },
    {
      stage: 'Stage 4',
      at: '5pm on Friday 17 April 2026',
      because: 'deadline',
      clause: 'L68',
      until: '5pm on Friday 24 April 2026',
      asked: [healthOnTheBoard, careOnTheBoard, officerForChildren],
    },
    {
      stage: 'Stage 4, Independent Chair',
      at: '5pm on Friday 24 April 2026',
      because: 'deadline',
      clause: 'L71',
      until: 'no number in the policy',
      asked: [independentChair],
    },
  ],
  letters: [
    { at: '9:30am on Thursday 2 April 2026', subject: 'Your professional disagreement is open', to: [bashir] },
    {
      at: '9:30am on Thursday 2 April 2026',
      subject: 'A professional disagreement: please answer by 5pm on Wednesday 8 April 2026',
      to: [jorah],
    },
    // Two working days: on the day itself (CLK-15).
    {
      at: '10am on Wednesday 8 April 2026',
      subject: 'Reminder: please answer by 5pm on Wednesday 8 April 2026',
      to: [bashir, jorah],
    },
    { at: '5pm on Wednesday 8 April 2026', subject: 'This is now at Stage 2', to: [bashir, jorah] },
    {
      at: '5pm on Wednesday 8 April 2026',
      subject: 'A professional disagreement: please answer by 5pm on Monday 13 April 2026',
      to: [bashirsManager, jorahsManager],
    },
    // L131; and L138, because the raiser's agency is commissioned by health.
    {
      at: '5pm on Wednesday 8 April 2026',
      subject: 'Use of the policy is registered',
      to: [businessManager, designatedNurse],
    },
    // Longer than two working days: on the working day before.
    {
      at: '10am on Friday 10 April 2026',
      subject: 'Reminder: please answer by 5pm on Monday 13 April 2026',
      to: [bashirsManager, jorahsManager],
    },
    {
      at: '5pm on Monday 13 April 2026',
      subject: 'This is now at Stage 3',
      to: [bashir, jorah, bashirsManager, jorahsManager],
    },
    {
      at: '5pm on Monday 13 April 2026',
      subject: 'A professional disagreement: please answer by 5pm on Friday 17 April 2026',
      to: [healthSenior, careSenior],
    },
    {
      at: '10am on Thursday 16 April 2026',
      subject: 'Reminder: please answer by 5pm on Friday 17 April 2026',
      to: [healthSenior, careSenior],
    },
    {
      at: '5pm on Friday 17 April 2026',
      subject: 'This is now at Stage 4',
      to: [bashir, jorah, bashirsManager, jorahsManager, healthSenior, careSenior],
    },
    {
      at: '5pm on Friday 17 April 2026',
      subject: 'A professional disagreement: please answer by 5pm on Friday 24 April 2026',
      to: [healthOnTheBoard, careOnTheBoard, officerForChildren],
    },
    {
      at: '10am on Thursday 23 April 2026',
      subject: 'Reminder: please answer by 5pm on Friday 24 April 2026',
      to: [healthOnTheBoard, careOnTheBoard, officerForChildren],
    },
    {
      at: '5pm on Friday 24 April 2026',
      subject: 'This is now at Stage 4, Independent Chair',
      to: [
        bashir,
        jorah,
        bashirsManager,
        jorahsManager,
        healthSenior,
        careSenior,
        healthOnTheBoard,
        careOnTheBoard,
        officerForChildren,
      ],
    },
    {
      at: '5pm on Friday 24 April 2026',
      subject: 'A professional disagreement: please answer',
      to: [independentChair],
    },
  ],
  ending: [
    'open at stage 4b, with no outcome',
    'its execution goes on waiting',
    'every line of its history verifies',
    'nothing is owed',
  ],
};

const umar = 'umar.elverstone@saltmarchhealth.example';
const umarsManager = 'petra.wolvesley@saltmarchhealth.example';
const verity = 'verity.birchall-oke@police.wyrefold.example';
const veritysManager = 'jemima.dovershaw@police.wyrefold.example';

/** W: 1 working day (L41), then 2 (L56). The managers settle it with a day to spare; on the action's day they are asked (L52, L69). */
export const SETTLED_AT_STAGE_TWO: Story = {
  moves: [
    {
      stage: 'Stage 1',
      at: '10am on Thursday 2 April 2026',
      because: 'raised',
      clause: 'L41',
      until: '5pm on Tuesday 7 April 2026',
      asked: [umar, verity],
    },
    {
      stage: 'Stage 2',
      at: '5pm on Tuesday 7 April 2026',
      because: 'deadline',
      clause: 'L41',
      until: '5pm on Thursday 9 April 2026',
      asked: [umarsManager, veritysManager],
    },
  ],
  letters: [
    { at: '10am on Thursday 2 April 2026', subject: 'Your professional disagreement is open', to: [umar] },
    {
      at: '10am on Thursday 2 April 2026',
      subject: 'A professional disagreement: please answer by 5pm on Tuesday 7 April 2026',
      to: [verity],
    },
    {
      at: '10am on Tuesday 7 April 2026',
      subject: 'Reminder: please answer by 5pm on Tuesday 7 April 2026',
      to: [umar, verity],
    },
    { at: '5pm on Tuesday 7 April 2026', subject: 'This is now at Stage 2', to: [umar, verity] },
    {
      at: '5pm on Tuesday 7 April 2026',
      subject: 'A professional disagreement: please answer by 5pm on Thursday 9 April 2026',
      to: [umarsManager, veritysManager],
    },
    { at: '10am on Wednesday 8 April 2026', subject: 'Please confirm whether this is settled', to: [veritysManager] },
    {
      at: '3pm on Wednesday 8 April 2026',
      subject: 'This is settled',
      to: [umar, verity, umarsManager, veritysManager],
    },
    // "Check back to ensure there is shared understanding of the agreed actions" (L64): the next working day.
    {
      at: '10am on Thursday 9 April 2026',
      subject: 'Is what was agreed as you understood it?',
      to: [umar, verity, umarsManager, veritysManager],
    },
    {
      at: '10am on Wednesday 22 April 2026',
      subject: 'Was what was agreed done?',
      to: [umar, veritysManager],
    },
  ],
  ending: [
    `resolved at stage 2, proposed by ${umarsManager}, confirmed by ${veritysManager}`,
    'confirmed in writing at 3pm on Wednesday 8 April 2026',
    `action due on 2026-04-22: asked at 10am on Wednesday 22 April 2026, answered yes by ${veritysManager}, yes by ${umar}`,
    // Not at 11am, when the side that owed the action answers: the side that raised it is heard first.
    'closed at 2pm on Wednesday 22 April 2026',
    'its execution has ended: SUCCEEDED',
    'every line of its history verifies',
    'nothing is owed',
  ],
};

/** Each partnership's leads, and what its digest has to tell on each working day: nothing, a count alone, or the one by its reference. */
export const LEADS = {
  B: [businessManager, 'jorah.larkmoor@icb.brackenshire.example'],
  W: ['dilys.thackeringham@board.wyrefold.example', 'callum.lanyonbury@icb.wyrefold.example'],
} as const;

/** Whether somebody leads one of the two partnerships that the demonstration is about. */
export const isLead = (email: string) => [...LEADS.B, ...LEADS.W].some((lead) => lead === email);

/**
 * Every working day of the run: none on Good Friday 3, Easter Monday 6 or at a weekend. B's board sees a count at stage 1 and the record
 * from stage 2 on, which opens on Wednesday 8 at 5pm; W's sees a count until stage 4, which this one never reaches (NOT-5).
 */
export const DIGESTS: readonly (readonly [day: string, B: DigestSays, W: DigestSays])[] = [
  ['Thursday 2 April 2026', 'nothing', 'nothing'],
  ['Tuesday 7 April 2026', 'a count', 'a count'],
  ['Wednesday 8 April 2026', 'a count', 'a count'],
  ['Thursday 9 April 2026', 'its reference', 'a count'],
  ['Friday 10 April 2026', 'its reference', 'a count'],
  ['Monday 13 April 2026', 'its reference', 'a count'],
  ['Tuesday 14 April 2026', 'its reference', 'a count'],
  ['Wednesday 15 April 2026', 'its reference', 'a count'],
  ['Thursday 16 April 2026', 'its reference', 'a count'],
  ['Friday 17 April 2026', 'its reference', 'a count'],
  ['Monday 20 April 2026', 'its reference', 'a count'],
  ['Tuesday 21 April 2026', 'its reference', 'a count'],
  ['Wednesday 22 April 2026', 'its reference', 'a count'],
  // Closed the day before at 2pm.
  ['Thursday 23 April 2026', 'its reference', 'nothing'],
  ['Friday 24 April 2026', 'its reference', 'nothing'],
  ['Monday 27 April 2026', 'its reference', 'nothing'],
];

/** What the digest of one morning says of the disagreement. */
export type DigestSays = 'nothing' | 'a count' | 'its reference';
