import { type Draft, paragraphs } from './draft.ts';
import { theFacts, whoRaisedIt } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/** Shortly after it was settled, to both sides: is this your understanding (OUT-4)? */
export function understanding(s: Sayable): Draft {
  const because = s.clause ? ` (${s.clause})` : '';
  return {
    subject: 'Is what was agreed as you understood it?',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `Both sides have confirmed that it is settled. So that everybody does what was agreed, the policy has each side asked whether they understood it in the same way${because}. Please read what was written down and say yes or no on the page.`,
      ),
      theFacts(s, { withDeadline: false }),
    ],
  };
}

/** To whoever settled it: somebody understood otherwise what was agreed. It stays settled; they are asked to talk (OUT-4). */
export function understoodOtherwise(s: Sayable): Draft {
  const because = s.clause ? ` (${s.clause})` : '';
  return {
    subject: 'Somebody understood otherwise what was agreed',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `Somebody who was asked whether what was agreed is as they understood it has answered no${because}, and has written how they understood it. You settled it, so please read that on the page and put it right together.`,
      ),
      theFacts(s, { withDeadline: false }),
    ],
  };
}

const WHAT_WAS_LEARNT: Record<NonNullable<Sayable['learning']>, string> = {
  learning: 'something that others can learn from it',
  gap: 'a gap in policies or procedures that it showed',
  meeting: 'what whoever held the meeting reports from it',
};

/** To whom the policy sends learning: that there is some, and never what it is (LRN-1 to LRN-4). */
export function learning(s: Sayable): Draft {
  const because = s.clause ? ` (${s.clause})` : '';
  return {
    subject: 'Something to learn has been recorded',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `It has ended, and somebody has recorded ${WHAT_WAS_LEARNT[s.learning ?? 'learning']}. ${
          s.isToldAsLead
            ? `The policy sends this to the ${s.role ?? 'person'} of the board${because}, and the directory has nobody in that post: please pass it on, and put the directory right.`
            : `The policy sends this to you${because}.`
        } The words are with the partnership's lead, on the list of what there is to learn.`,
      ),
      theFacts(s, { withDeadline: false }),
    ],
  };
}
