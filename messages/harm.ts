import type { Block } from './blocks.tsx';
import { whyItMoved, whyThisDeadline } from './deadline-in-words.ts';
import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, theFacts, whoRaisedIt, whoseTime } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/** Stands at the head of every email while harm is open: that it is, and that an email is not how to get help at once. */
export function notTheEmergencyRoute(s: Sayable): Block[] {
  if (!s.harm?.isOpen) return [];
  return paragraphs(
    `Somebody is thought to be ${s.harm.words}. This email is not the emergency route. ${s.harm.emergency}`,
    s.harm.isOutOfHours ? 'It was raised out of hours: please act now and do not wait for the next working day.' : '',
  );
}

/** To those asked at a stage that opens while harm is open, before anything else is asked of them (CLK-14). */
export function sayThatYouHaveSeenIt(s: Sayable): Block[] {
  return s.harm?.isOpen ? paragraphs(`${ONE_PRESS} ${HOW_IT_ENDS}`) : [];
}

const ONE_PRESS = 'Please open the page now and press “I have seen this”. It says only that; it agrees to nothing.';
const HOW_IT_ENDS =
  'Then record on the page what was done to protect them, or that nothing is needed and why. Nobody else has to agree to that.';

/** To those whom the policy names and to the people of the open stage: somebody is at risk, act now (CLK-7, CLK-8, CLK-9). */
export function flagged(s: Sayable): Draft {
  return {
    subject: 'Flagged: somebody may be at risk now, please act',
    asksToAnswer: s.side !== 'board',
    inCalendar: s.deadline?.which === 'harm clock' && s.asked !== undefined,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        s.harm
          ? `It was flagged at ${s.harm.flaggedAt} that somebody is thought to be ${s.harm.words} (${s.harm.clause}).`
          : '',
        whoElseKnows(s),
        s.side === 'board' ? 'You are told so that you know at once. Nothing is asked of you on the page.' : '',
        s.side === 'board' || s.harm?.mustAnswer ? '' : `${ONE_PRESS} ${HOW_IT_ENDS}`,
        noClock(s),
      ),
      theFacts(s),
      ...paragraphs(whyItMoved(s), whyThisDeadline(s)),
      dutyToAct,
    ],
  };
}

/** The policy has the lead tell others at once: we have written to them too, and the lead says in one press that they know (CLK-9). */
function whoElseKnows(s: Sayable): string {
  return s.harm?.mustAnswer
    ? 'The policy asks that those whom it names on the board’s side are told at once. We have written to them as well; please make sure that they know, then press “I have informed both” on the page.'
    : '';
}

function noClock(s: Sayable): string {
  return s.harm?.clock === 'none' && s.side !== 'board'
    ? 'The policy gives no number of hours for this. If it must be settled sooner to protect somebody, set a shorter time on the page.'
    : '';
}

/** Again, to those who have not said that they have seen it: day and night until somebody of their agency does (CLK-14). */
export function chase(s: Sayable): Draft {
  return {
    subject: 'Please say that you have seen this: somebody may be at risk now',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        s.isStandIn
          ? `Somebody is thought to be ${s.harm?.words ?? 'at risk of harm'}. Those asked at your agency were chased three times and nobody has said that they have seen it, so you are asked as well.`
          : `It was flagged${s.harm ? ` at ${s.harm.flaggedAt}` : ''} that somebody is thought to be ${s.harm?.words ?? 'at risk of harm'}, and nobody at your agency has said yet that they have seen it.`,
        whoElseKnows(s),
        s.harm?.mustAnswer ? '' : `${ONE_PRESS} ${HOW_IT_ENDS}`,
        s.chases > 3
          ? `If you cannot open the page, telephone ${s.telephone}, or the duty team when offices are closed.`
          : '',
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
      dutyToAct,
    ],
  };
}

/** To both safeguarding leads: the policy's time for acting has passed (CLK-13). */
export function clockPassed(s: Sayable): Draft {
  return {
    subject: 'The time the policy gives at immediate harm has passed',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        whyItMoved(s),
        `Nobody has recorded yet what was done to protect, so we go on asking. Please make sure that it is being done. The time is spent: it goes on at this stage, ${whoseTime(s)}, and both sides are asked for a fresh one if that is too long.`,
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
      dutyToAct,
    ],
  };
}

/** To everybody who was asked about it: somebody has recorded what was done, and it is calm again (CLK-14). */
export function ended(s: Sayable): Draft {
  return {
    subject: 'What was done about the risk of harm is recorded',
    asksToAnswer: false,
    inCalendar: s.asked !== undefined,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'Somebody asked has recorded what was done to protect, or that nothing is needed and why. It stands on the page. If you see it otherwise, it can be flagged again at any time.',
        `The disagreement goes on at its stage, ${whoseTime(s)}.`,
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To the raiser's own safeguarding lead: the raiser wants to withdraw while harm is open, and that needs them (OUT-11). */
export function withdrawal(s: Sayable): Draft {
  return {
    subject: 'You are asked whether this may be withdrawn',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'The person who raised it asks to withdraw it. While somebody is thought to be at risk that needs you, as their own safeguarding lead. Read their reason on the page, and agree there if you do. It stays open until then.',
      ),
      theFacts(s),
      dutyToAct,
    ],
  };
}
