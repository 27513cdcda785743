import type { CalculatedStage, OpeningStage } from '../../escalation/calculator.ts';
import { type Policy, requireStage } from '../../escalation/policy.ts';
import type { Deadline } from '../../escalation/record.ts';
import { dayInWords, momentInWords } from '../../escalation/spoken-time.ts';
import { clauseThatGives, OUR_CHOICE, whyDeadlineOfVisit, workingDays } from '../../escalation/why-this-deadline.ts';
import type { Division } from '../../escalation/working-days.ts';

/** Whose bank holidays count. */
export const DIVISION_NAMES: Record<Division, string> = {
  'england-and-wales': 'England and Wales',
  scotland: 'Scotland',
  'northern-ireland': 'Northern Ireland',
};

/** One stage of a calculation in plain words, as the page and `npm run calculate` print it. */
export interface SaidStage {
  /** "Stage 2: Manager to manager". */
  name: string;
  clause: string;
  /** Why it does not open on a day that can be known; empty where it does. */
  notOpened: string[];
  /** "5pm on Tuesday 29 December 2026, because the time of the stage before it has passed (L66)". */
  opens?: string;
  /** Absent where nothing limits the stage. */
  deadline?: string;
  /** Why then, a sentence each. */
  why: string[];
  /** The reason of a number that rests on our choice: it is never passed off as the policy's (BEY-8). */
  ourChoice?: string;
  /** Day by day to the deadline: the day, and its number or why it has none. */
  days: { on: string; counts: string }[];
  /** The clocks that run too and end later. */
  later: string[];
}

/** What becomes of a stage if nobody answers, and why. */
export function calculatedInWords(policy: Policy, stage: CalculatedStage): SaidStage {
  const { label, name, clause } = requireStage(policy, stage.stageId);
  const said: SaidStage = { name: `${label}: ${name}`, clause, notOpened: [], why: [], days: [], later: [] };
  if (stage.kind !== 'opens') return { ...said, notOpened: whyNotOpened(policy, stage) };
  const ourChoice = ourChoiceIn(policy, stage);
  return {
    ...said,
    opens: `${momentInWords(stage.openedAt)}, because ${WHY_IT_OPENS[stage.cause]}${whoseTime(stage)}`,
    ...(stage.deadline ? { deadline: momentInWords(stage.deadline.at) } : {}),
    why: whyDeadlineOfVisit(policy, stage),
    ...(ourChoice ? { ourChoice } : {}),
    days: stage.days.map((day) => ({
      on: dayInWords(day.on),
      counts: 'skipped' in day ? `not counted (${day.skipped})` : `day ${day.day}`,
    })),
    later: stage.later.map(clockInWords),
  };
}

function whyNotOpened(policy: Policy, stage: Exclude<CalculatedStage, OpeningStage>): string[] {
  switch (stage.kind) {
    case 'not used':
      return [`Not used: ${stage.why} (${stage.clause}). Its people are told, not asked.`];
    case 'already used':
      return [`Used already: the two sides have talked (${stage.clause}).`];
    case 'opened by a person': {
      const { deadline } = requireStage(policy, stage.stageId);
      const before = requireStage(policy, stage.after).label;
      return [
        `No date: ${before} has no number, so what comes after it opens only when people move it on.`,
        deadline
          ? `From then it has ${workingDays(deadline.workingDays)}${deadline.isOurNumber ? `: ${OUR_CHOICE}` : ` (${deadline.clause})`}, counted from the day it ${deadline.from === 'opened' ? 'opens' : 'arose'}.`
          : 'The policy gives it no number either: it reminds and never moves by itself.',
      ];
    }
  }
}

function ourChoiceIn(policy: Policy, { stageId, deadline }: OpeningStage): string | undefined {
  const rule = requireStage(policy, stageId).deadline;
  // Another stage's number may bind here: R's one week covers its first two stages.
  const isItsOwn = deadline?.which === 'stage' && deadline.workingDays === rule?.workingDays;
  return isItsOwn ? rule?.ourChoice : undefined;
}

const WHY_IT_OPENS: Record<OpeningStage['cause'], string> = {
  raised: 'that is where it starts',
  'already talked': 'the two sides have already talked',
  'time already over': 'the time for what comes before was over when it was raised',
  stage: 'the time of the stage before it has passed',
  cap: 'the time from the outset has passed',
  'protective timescale': 'the protective time has passed',
  'harm clock': 'the time for immediate harm has passed',
  'local target': "your partnership's own target for the stage before it, not the policy's, has passed",
};

const whoseTime = ({ cause, clause }: OpeningStage) =>
  clause ? ` (${clause})` : cause === 'local target' ? '' : `: ${OUR_CHOICE}`;

function clockInWords(clock: Deadline): string {
  const clause = clauseThatGives(clock);
  const until = `${momentInWords(clock.at)}${clause ? ` (${clause})` : ''}`;
  if (clock.workingDays === undefined) return `the protective time, to ${until}`;
  const from = dayInWords(clock.countedFrom!);
  const whose = { stage: "the stage's", cap: 'the cap,', 'local target': "the partnership's own" } as const;
  return `${whose[clock.which as keyof typeof whose]} ${workingDays(clock.workingDays)} from ${from}, to ${until}`;
}
