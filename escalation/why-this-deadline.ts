import { inAList } from './in-a-list.ts';
import { type Policy, requireStage, stageAfter } from './policy.ts';
import type { Deadline, StageVisit } from './record.ts';
import { dayInWords, momentInWords } from './spoken-time.ts';

/** What the reasons of a deadline are made from: a page takes it from the record, an email from what an email may say. */
export interface DeadlineToExplain {
  /** Absent where the stage has no number of days. */
  deadline?: Deadline | null | undefined;
  stage: { clause: string; urgency?: string | undefined };
  /** "Stage 2: Manager to manager": the stage that opens when it passes. Absent at the last. */
  next?: string | undefined;
  /** A stage without a number of days, and there is a later one that people can take it to. */
  canBeTakenOn?: boolean;
  /** The policy's own words for harm: "at risk of immediate harm". */
  harmWords?: string | undefined;
}

/**
 * The clause that gives a time; undefined where the policy gives none: at a partnership's own target, and at what is our choice. What moves
 * by such a time says so instead of citing the policy (BEY-6, BEY-8, CLK-10).
 */
export function clauseThatGives({
  which,
  isOurNumber,
  clause,
}: Pick<Deadline, 'which' | 'isOurNumber' | 'clause'>): string | undefined {
  return which === 'local target' || isOurNumber ? undefined : clause;
}

/** Said of a time that the policy does not give. */
export const OUR_CHOICE = 'our choice, not the policy’s';
/** Said of a target wherever its moment is shown (CLK-10). */
const OWN_TARGET = 'your partnership’s own target, not the policy’s';

/** "5pm on Thursday 16 April 2026", and whose time that is where it is a partnership's own. */
export function latestMoment({ at, which }: Pick<Deadline, 'at' | 'which'>): string {
  return `${momentInWords(at)}${which === 'local target' ? ` (${OWN_TARGET})` : ''}`;
}

/** The reasons of a stage's deadline, as pages say them of a record and of a calculation. */
export function whyDeadlineOfVisit(
  policy: Policy,
  { deadline, stageId }: Pick<StageVisit, 'deadline' | 'stageId'>,
): string[] {
  const next = deadline?.movesTo === undefined ? undefined : requireStage(policy, deadline.movesTo);
  return whyThisDeadline({
    deadline,
    stage: requireStage(policy, stageId),
    next: next && `${next.label}: ${next.name}`,
    canBeTakenOn: stageAfter(policy, stageId) !== undefined,
    harmWords: policy.harm?.words,
  });
}

/**
 * Why a deadline is when it is, one sentence each: which clock binds and from what it is counted, what happens when it passes, and which
 * days do not count (BEY-1). An empty sentence is left out. The page and every email say it in these words.
 */
export function whyThisDeadline(facts: DeadlineToExplain): string[] {
  const { deadline, stage } = facts;
  if (!deadline) {
    return [
      `The policy gives this stage no number of days${stage.urgency ? `: it says “${stage.urgency}”` : ''} (${stage.clause}), so it never moves on by itself.`,
      // Else people who are only reminded wait for one another (ESC-2).
      facts.canBeTakenOn
        ? 'Whoever raised it and whoever is asked can take it to the next stage at any time, saying why.'
        : '',
      'We remind those who have not answered on every second working day.',
    ].filter(Boolean);
  }
  return [whichClock(facts, deadline), whatThen(facts, deadline), daysNotCounted(deadline)].filter(Boolean);
}

function whichClock({ stage, harmWords }: DeadlineToExplain, deadline: Deadline): string {
  const days = deadline.workingDays === undefined ? '' : workingDays(deadline.workingDays);
  const from = deadline.countedFrom ? `, counted from ${dayInWords(deadline.countedFrom)}, which is day zero` : '';
  const { clause } = deadline;
  const harm = `Somebody is thought to be ${harmWords ?? 'at risk of harm'}, and the policy`;
  switch (deadline.which) {
    case 'stage':
      if (deadline.isKept)
        return `That is what was left of the time when the partnership’s lead corrected which policy governs: a correction never makes it longer (${clause}).`;
      return deadline.isOurNumber
        ? `The policy gives this step no number of days (${clause}). So that silence does not stop it, ${days}${from}: ${OUR_CHOICE}.`
        : `The policy gives this stage ${days} (${clause})${from}.`;
    case 'cap':
      return `The policy gives ${days} in all before it must be settled or moved up (${clause})${from}. That comes before this stage’s own time ends.`;
    case 'protective timescale':
      return `A shorter time has been set to keep somebody safe, and whichever is less counts${deadline.isOurNumber ? `: ${OUR_CHOICE}` : ` (${clause})`}.`;
    case 'harm clock': {
      if (deadline.elapsedHours === undefined) return `${harm} asks for this within the working day (${clause}).`;
      const since = deadline.countedFromAt ? ` from ${momentInWords(deadline.countedFromAt)}` : '';
      return `${harm} gives ${deadline.elapsedHours} hours (${clause})${since}. Nights, weekends and holidays count.`;
    }
    case 'local target':
      return `This is ${OWN_TARGET}: ${days}${from}. The policy gives this stage no number${stage.urgency ? `; it says “${stage.urgency}”` : ''}.`;
  }
}

function whatThen({ next }: DeadlineToExplain, deadline: Deadline): string {
  if (!next) return 'There is no later stage: after that time we go on reminding.';
  if (deadline.which === 'harm clock')
    return `If the action taken to protect is not recorded by then, it moves by itself to ${next}.`;
  // At a step of one's own agency nothing is settled: it is talked over, or reviewed.
  if (deadline.which === 'stage' && deadline.isOurNumber)
    return `If nobody has answered by then, it moves by itself to ${next}.`;
  const whose = clauseThatGives(deadline) ? 'under the policy it' : 'it';
  return `If it is not settled by then, ${whose} moves by itself to ${next}.`;
}

function daysNotCounted(deadline: Deadline): string {
  const isWeekend = ({ why }: Deadline['skipped'][number]) => why === 'weekend';
  const holidays = deadline.skipped.filter((one) => !isWeekend(one)).map(({ on, why }) => `${dayInWords(on)} (${why})`);
  const days = [...(deadline.skipped.some(isWeekend) ? ['weekends'] : []), ...holidays];
  return days.length === 0 ? '' : `Not counted: ${inAList(days)}.`;
}

/** "1 working day", "10 working days". */
export function workingDays(count: number): string {
  return `${count} working day${count === 1 ? '' : 's'}`;
}
