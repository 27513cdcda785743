import { Temporal } from 'temporal-polyfill';
import { type Policy, requireStage } from '../../escalation/policy.ts';
import type { Deadline, StageVisit } from '../../escalation/record.ts';
import { spokenDate, spokenInstant } from '../../escalation/spoken-time.ts';
import { inAList } from './facts.ts';

/**
 * Why the deadline is when it is, one sentence a line: which clock binds, from what it is counted, which days did not
 * count, and what happens then (BEY-1). `messages/deadline-in-words.ts` says the same in email: change one and look at the other.
 */
export function whyThisDeadline(policy: Policy, visit: Pick<StageVisit, 'deadline' | 'stageId'>): string[] {
  const stage = requireStage(policy, visit.stageId);
  const { deadline } = visit;
  if (!deadline) {
    return [
      stage.urgency
        ? `The policy gives this stage no number of days: it says “${stage.urgency}” (${stage.clause}).`
        : `The policy gives this stage no number of days (${stage.clause}).`,
      'It never moves on by itself. We remind those who have not answered on every second working day.',
    ];
  }
  return [whichClock(policy, visit.stageId, deadline), daysNotCounted(deadline), whatThen(policy, deadline)].filter(
    Boolean,
  );
}

/** When the first deadline is, for people: "5pm on Wednesday 8 April 2026". */
export const deadlineInWords = (deadline: Pick<Deadline, 'at'>) => spokenInstant(Temporal.Instant.from(deadline.at));

/** A day as people read it, from an ISO day. */
export const dayInWords = (on: string) => spokenDate(Temporal.PlainDate.from(on));

/** An instant as people read it, from ISO. */
export const momentInWords = (at: string) => spokenInstant(Temporal.Instant.from(at));

function whichClock(policy: Policy, stageId: string, deadline: Deadline): string {
  const days = deadline.workingDays === undefined ? '' : workingDays(deadline.workingDays);
  const from = deadline.countedFrom ? `, counted from ${dayInWords(deadline.countedFrom)}, which is day zero` : '';
  switch (deadline.which) {
    case 'stage':
      if (deadline.isOurNumber)
        return `The policy gives this step no number of days (${deadline.clause}). So that silence does not stop it, it goes on by itself after ${days}${from}.`;
      return `The policy gives this stage ${days} (${deadline.clause})${from}.`;
    case 'cap':
      return `The policy gives ${days} in all before it must be settled or moved up (${deadline.clause})${from}. That comes before this stage's own time ends.`;
    case 'protective timescale':
      return `A shorter time has been set to keep somebody safe, and whichever is less counts (${deadline.clause}).`;
    case 'harm clock':
      return deadline.elapsedHours === undefined
        ? `Somebody is flagged as ${policy.harm?.words ?? 'at risk of harm'}: the policy asks for this within the working day (${deadline.clause}).`
        : `Somebody is flagged as ${policy.harm?.words ?? 'at risk of harm'}: the policy gives ${deadline.elapsedHours} hours (${deadline.clause})${deadline.countedFromAt ? `, counted from ${momentInWords(deadline.countedFromAt)}` : ''}. Nights, weekends and holidays count.`;
    case 'local target': {
      const { urgency } = requireStage(policy, stageId);
      return `This is your partnership's own target, not the policy's: ${days}${from}. The policy gives this stage no number${urgency ? `: it says “${urgency}”` : ''}.`;
    }
  }
}

function daysNotCounted(deadline: Deadline): string {
  if (deadline.skipped.length === 0) return '';
  const days = deadline.skipped.map(({ on, why }) =>
    why === 'weekend' ? dayInWords(on) : `${dayInWords(on)} (${why})`,
  );
  return `Days not counted: ${inAList(days)}.`;
}

function whatThen(policy: Policy, deadline: Deadline): string {
  if (!deadline.movesTo) return 'There is no later stage: after that we go on reminding.';
  const next = requireStage(policy, deadline.movesTo);
  if (deadline.which === 'harm clock')
    return `If what protects is not recorded by then, it moves by itself to ${next.label}: ${next.name}.`;
  return `If it is not settled by then, it moves by itself to ${next.label}: ${next.name}.`;
}

const workingDays = (count: number) => `${count} working day${count === 1 ? '' : 's'}`;
