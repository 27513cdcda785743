import { Temporal } from 'temporal-polyfill';
import { type Policy, policyVersionId } from './policy.ts';

/** Before the day: long enough for a board's meeting to take it, and once more when it is near. Our choice. Days. */
const TOLD_DAYS_BEFORE = [60, 14] as const;

/** That a policy's own review date comes near, or has passed. */
export interface PolicyReview {
  policyVersionId: string;
  /** The policy's title. */
  policy: string;
  version: string;
  /** The day that the policy names for its review. */
  on: string;
  hasPassed: boolean;
}

type Reviewed = Pick<Policy, 'id' | 'title' | 'version' | 'reviewOn'>;

const reviewOf = (policy: Reviewed, on: string, hasPassed: boolean): PolicyReview => ({
  policyVersionId: policyVersionId(policy),
  policy: policy.title,
  version: policy.version,
  on,
  hasPassed,
});

/**
 * What a lead is told of the policy's review between two days, `after` not included (ADM-1, BEY-18): sixty and fourteen days before,
 * on the day after it has passed, and then once a month until a version with a later date is in force. Undefined when nothing
 * falls between them, or the policy names no day: most mornings.
 */
export function policyReviewBetween(
  policy: Reviewed,
  after: Temporal.PlainDate,
  today: Temporal.PlainDate,
): PolicyReview | undefined {
  if (policy.reviewOn === undefined) return undefined;
  const on = Temporal.PlainDate.from(policy.reviewOn);
  const isBetween = (day: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(after, day) < 0 && Temporal.PlainDate.compare(day, today) <= 0;
  // Months are counted from the day itself, so that one at a month's end is not moved by a February between.
  const monthsPassed = on.until(today, { largestUnit: 'months' }).months;
  const days = [
    ...TOLD_DAYS_BEFORE.map((before) => on.subtract({ days: before })),
    on.add({ days: 1 }),
    // The next one too: the last day of a short month comes before the month since is full.
    ...[monthsPassed, monthsPassed + 1].filter((months) => months > 0).map((months) => on.add({ months })),
  ];
  if (!days.some(isBetween)) return undefined;
  const hasPassed = Temporal.PlainDate.compare(on, today) < 0;
  return reviewOf(policy, policy.reviewOn, hasPassed);
}

/** A policy's review that has passed or comes within sixty days; what a page shows on every day, where email reminds on some. */
export function policyReviewNear(policy: Reviewed, today: Temporal.PlainDate): PolicyReview | undefined {
  if (policy.reviewOn === undefined) return undefined;
  const toldFrom = Temporal.PlainDate.from(policy.reviewOn).subtract({ days: TOLD_DAYS_BEFORE[0] });
  if (Temporal.PlainDate.compare(today, toldFrom) < 0) return undefined;
  const hasPassed = policy.reviewOn < today.toString();
  return reviewOf(policy, policy.reviewOn, hasPassed);
}
