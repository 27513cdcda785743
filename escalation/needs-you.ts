import type { Digest } from './digest.ts';
import type { PolicyReview } from './policy-review.ts';

/**
 * What a lead cannot leave to the clock this morning, the most pressing kind first. Every line comes from the digest: what it decides
 * (`digest.ts`) is decided once, and the desk and the email say the same.
 */
export type Need =
  | ({ why: 'harm not seen' } & Digest['harm'][number])
  | ({ why: 'nobody to ask' | 'not delivered' } & Digest['faults'][number])
  | ({ why: 'due' } & Digest['due'][number])
  | ({ why: 'you are asked' } & Digest['needsYou']['asked'][number])
  | { why: 'held' | 'corrections'; count: number }
  | ({ why: 'not done' } & Digest['notDone'][number])
  | ({ why: 'address' } & Digest['needsYou']['addresses'][number])
  | ({ why: 'policy review' } & PolicyReview)
  /** `on`: the last day of the bank holidays that are known, as `YYYY-MM-DD`. */
  | { why: 'calendar ends'; on: string };

/**
 * The needs in a digest, with what stands on the desk beside it: the policy's review, which the digest says only on the mornings that remind of
 * it, and the day on which the known bank holidays end, where that is soon.
 *
 * A harm that each agency asked has seen is theirs to act on, and an open disagreement with time left is nobody's need: both are in the
 * digest, neither is here.
 */
export function needsIn(
  digest: Digest,
  standing: { review?: PolicyReview | undefined; calendarEndsOn?: string | undefined } = {
    review: digest.needsYou.policyReview,
  },
): Need[] {
  const { review, calendarEndsOn } = standing;
  const { needsYou, harm, faults, due, notDone } = digest;
  const dueOn = (isToday: boolean) =>
    due.filter((line) => line.isToday === isToday).map((line): Need => ({ why: 'due', ...line }));
  return [
    ...harm.filter(({ notSeenBy }) => notSeenBy.length > 0).map((line): Need => ({ why: 'harm not seen', ...line })),
    ...faults.map((fault): Need => ({ why: fault.what, ...fault })),
    ...dueOn(true),
    ...needsYou.asked.map((line): Need => ({ why: 'you are asked', ...line })),
    ...(needsYou.held > 0 ? [{ why: 'held' as const, count: needsYou.held }] : []),
    ...notDone.map((line): Need => ({ why: 'not done', ...line })),
    ...needsYou.addresses.map((line): Need => ({ why: 'address', ...line })),
    ...dueOn(false),
    ...(needsYou.corrections > 0 ? [{ why: 'corrections' as const, count: needsYou.corrections }] : []),
    ...(review ? [{ why: 'policy review' as const, ...review }] : []),
    ...(calendarEndsOn ? [{ why: 'calendar ends' as const, on: calendarEndsOn }] : []),
  ];
}

/** The references that some need is about: of these the list can show only them. */
export function referencesIn(needs: readonly Need[]): Set<string> {
  return new Set(needs.flatMap((need) => ('reference' in need ? [need.reference] : [])));
}
