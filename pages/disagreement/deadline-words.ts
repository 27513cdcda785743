import { Temporal } from 'temporal-polyfill';
import { type Policy, requireStage } from '../../escalation/policy.ts';
import type { Deadline, StageVisit } from '../../escalation/record.ts';
import { spokenDate, spokenInstant } from '../../escalation/spoken-time.ts';
import * as words from '../../escalation/why-this-deadline.ts';

/** Why the deadline of a stage is when it is, a sentence each (BEY-1). */
export function whyThisDeadline(policy: Policy, { deadline, stageId }: Pick<StageVisit, 'deadline' | 'stageId'>) {
  const next = deadline?.movesTo === undefined ? undefined : requireStage(policy, deadline.movesTo);
  return words.whyThisDeadline({
    deadline,
    stage: requireStage(policy, stageId),
    next: next && `${next.label}: ${next.name}`,
    harmWords: policy.harm?.words,
  });
}

/** When the first deadline is, for people: "5pm on Wednesday 8 April 2026". */
export const deadlineInWords = (deadline: Pick<Deadline, 'at'>) => spokenInstant(Temporal.Instant.from(deadline.at));

/** A day as people read it, from an ISO day. */
export const dayInWords = (on: string) => spokenDate(Temporal.PlainDate.from(on));

/** An instant as people read it, from ISO. */
export const momentInWords = (at: string) => spokenInstant(Temporal.Instant.from(at));
