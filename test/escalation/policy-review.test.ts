import { describe, expect, it } from 'vitest';
import { digestFor, hasNothingToReport } from '../../escalation/digest.ts';
import { policyReviewBetween } from '../../escalation/policy-review.ts';
import { digestMessage } from '../../messages/digest.ts';
import { day } from './calendars.ts';
import { factsFor, london, partnership, policies } from './digest-facts.ts';

/** A made-up policy that names this day for its review. */
const reviewedOn = (reviewOn: string) => ({ id: 'p', title: 'Escalation Policy', version: 'v5', reviewOn });
const toldBetween = (reviewOn: string, after: string, today: string) =>
  policyReviewBetween(reviewedOn(day(reviewOn).toString()), day(after), day(today));

describe('BEY-18, ADM-1: the lead is told before a policy’s review date, when it has passed, and monthly then', () => {
  it.each([
    ['61 days before', 'Thu 30 Jul 2026', 'Fri 31 Jul 2026', 'not told'],
    ['60 days before', 'Fri 31 Jul 2026', 'Sat 1 Aug 2026', 'ahead'],
    ['60 days before, a Saturday: in Monday’s digest', 'Fri 31 Jul 2026', 'Mon 3 Aug 2026', 'ahead'],
    ['the morning after: not again', 'Mon 3 Aug 2026', 'Tue 4 Aug 2026', 'not told'],
    ['14 days before', 'Tue 15 Sep 2026', 'Wed 16 Sep 2026', 'ahead'],
    ['on the day itself it has not passed', 'Tue 29 Sep 2026', 'Wed 30 Sep 2026', 'not told'],
    ['the day after', 'Wed 30 Sep 2026', 'Thu 1 Oct 2026', 'passed'],
    ['the morning after that: not again', 'Thu 1 Oct 2026', 'Fri 2 Oct 2026', 'not told'],
    ['a month after', 'Thu 29 Oct 2026', 'Fri 30 Oct 2026', 'passed'],
    ['two months after', 'Fri 27 Nov 2026', 'Mon 30 Nov 2026', 'passed'],
    ['in a February too short for it', 'Sat 27 Feb 2027', 'Sun 28 Feb 2027', 'passed'],
    ['and on the 30th again, not the 28th', 'Sun 28 Mar 2027', 'Tue 30 Mar 2027', 'passed'],
    ['after a week without a digest', 'Mon 26 Oct 2026', 'Mon 2 Nov 2026', 'passed'],
  ])('%s: after %s, on %s → %s', (_when, after, today, told) => {
    const review = toldBetween('Wed 30 Sep 2026', after, today);
    expect(review === undefined ? 'not told' : review.hasPassed ? 'passed' : 'ahead').toBe(told);
  });

  it('tells twelve times in a year that is long after it', () => {
    let today = day('Fri 1 Jan 2027');
    let times = 0;
    while (today.year === 2027) {
      const next = today.add({ days: 1 });
      if (policyReviewBetween(reviewedOn('2024-09-30'), today, next)) times += 1;
      today = next;
    }
    expect(times).toBe(12);
  });

  it('says nothing of a policy that names no day', () => {
    const { reviewOn: _, ...noDay } = reviewedOn('2026-09-30');
    expect(policyReviewBetween(noDay, day('Wed 30 Sep 2026'), day('Thu 1 Oct 2026'))).toBeUndefined();
  });

  it('is in the digest of B’s leads, whose policy was to be reviewed by 30 September 2024, under what needs them today', () => {
    const facts = factsFor([], {
      since: london('Wed 29 Apr 2026', '08:00'),
      now: london('Thu 30 Apr 2026', '08:00'),
    });
    expect(policies('bcssp-v5').reviewOn).toBe('2024-09-30');

    const digest = digestFor(facts);

    expect(hasNothingToReport(digest)).toBe(false);
    const { subject, text } = digestMessage(digest, { origin: 'https://common-ground.example', trial: false });
    expect(subject).toBe('Digest for Thursday 30 April 2026: 1 needs you');
    const words = text.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(/needs you today.*was to be reviewed by Monday 30 September 2024\. That day has passed\./i);
    expect(words).toContain('What is open stays under the version it began under.');
  });

  it('says sixty days before that it is to be reviewed, and not that the day has passed', () => {
    const sixtyBefore = { since: london('Wed 31 Jul 2024', '08:00'), now: london('Thu 1 Aug 2024', '08:00') };
    const { text } = digestMessage(digestFor(factsFor([], sixtyBefore)), { origin: 'https://x.example', trial: false });

    expect(text.replaceAll(/\s+/g, ' ')).toContain('(version 5), is to be reviewed by Monday 30 September 2024. Once');
  });

  it('is not in the digest of the day after, nor where the policy names no day', () => {
    const next = { since: london('Thu 30 Apr 2026', '08:00'), now: london('Fri 1 May 2026', '08:00') };
    expect(digestFor(factsFor([], next)).needsYou.policyReview).toBeUndefined();

    const undated = { ...partnership, policy: { id: 'worcestershire', version: 'v1' } };
    const atMonthsEnd = { since: london('Wed 29 Apr 2026', '08:00'), now: london('Thu 30 Apr 2026', '08:00') };
    expect(policies('worcestershire-v1').reviewOn).toBeUndefined();
    expect(digestFor(factsFor([], { ...atMonthsEnd, partnership: undated })).needsYou.policyReview).toBeUndefined();
  });
});
