import type { Asked } from '../escalation/record.ts';
import { whyItMoved, whyThisDeadline } from './deadline-in-words.ts';
import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, NOT_A_COMPLAINT, silenceIsNotAgreement, theFacts, whoRaisedIt } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/** What each kind of asking means, for the person asked. */
const WHAT_IS_ASKED: Record<Asked['does'], string> = {
  answer: 'You are asked to talk with the other side, settle it if you can, and record on the page what you agree.',
  review:
    'You are asked to say whether it is justified and meets the purpose of the policy, so that it can go forward.',
  prepare: 'You are asked to talk it over inside your agency first, and to record on the page that you did.',
  convene: 'You are asked to arrange a meeting of those concerned, or to record why not, and to record how it ends.',
  chair: 'You are asked to chair the meeting of those concerned, and to record how it ends.',
  decide: 'You are asked to decide, and to record the decision with its reason.',
};

/** In one sentence; where the policy has mediation or a panel decide, whoever is asked arranges that first (B L71). */
function whatIsAsked({ asked, stage }: Sayable): string {
  const does = asked?.does ?? 'answer';
  return does === 'decide' && stage?.rule.meeting?.panelSize
    ? 'You are asked to arrange mediation or a panel, and to record the decision with its reason.'
    : WHAT_IS_ASKED[does];
}

/**
 * To somebody asked at a stage. For the counterpart it is the first they hear of it, so it says what PRV-3 lists and
 * nothing more: who has raised it, under which policy, which stage of how many, what is asked by when and why, that it is no
 * complaint, that protection does not wait, where to answer, that it may not be theirs, whom to telephone.
 */
export function asked(s: Sayable): Draft {
  const isPractitioner = s.isCounterpart || s.isRaiser;
  return {
    // Read in a list of a hundred: that it cannot wait for the next working day has to stand there (CLK-14).
    subject: s.harm?.isOpen
      ? 'Somebody may be at risk now: please act'
      : s.deadline
        ? `A professional disagreement: please answer by ${s.deadline.said}`
        : 'A professional disagreement: please answer',
    asksToAnswer: true,
    inCalendar: true,
    blocks: [
      ...paragraphs(whoRaisedIt(s), whyItMoved(s)),
      theFacts(s, { asked: true }),
      ...paragraphs(
        whatIsAsked(s),
        whyThisDeadline(s),
        adviceFirst(s),
        s.isFreshTimescaleAsked
          ? 'The shorter time that was set before is spent. If this must be settled sooner to protect somebody, set a fresh time on the page.'
          : '',
        isPractitioner
          ? 'Please also say on the page who would take the next stage in your agency, so that nobody has to look for them.'
          : '',
        s.side === 'board' ? '' : NOT_A_COMPLAINT,
        silenceIsNotAgreement(s),
      ),
      dutyToAct,
    ],
  };
}

/** "First-line managers should seek advice": said where the policy expects it (INT-11). */
function adviceFirst(s: Sayable): string {
  const advice = s.side === 'board' ? undefined : s.stage?.rule.advice;
  return advice?.prompted
    ? `The policy expects you to seek advice from your own agency's ${advice.role.replaceAll('-', ' ')} (${advice.clause}). You can ask them on the page; it stops no clock.`
    : '';
}

/** To somebody asked who has not answered yet, or to a safeguarding lead about that (CLK-10, CLK-15). */
export function reminder(s: Sayable): Draft {
  if (s.isToldAsLead) {
    return {
      subject: s.isUnrecorded
        ? 'Reminded three times, and how it ended is not recorded yet'
        : 'Reminded three times, and no answer yet',
      asksToAnswer: false,
      blocks: [
        ...paragraphs(
          whoRaisedIt(s),
          s.isUnrecorded
            ? 'Whoever is to end it at this stage has been reminded three times and how it ended is not recorded yet. You are told as safeguarding lead, so that you can see to it that somebody records it.'
            : 'Somebody who is asked at this stage has been reminded three times and no answer from them is recorded yet. You are told as safeguarding lead, so that you can see to it that somebody answers.',
        ),
        theFacts(s),
        ...paragraphs(whyThisDeadline(s)),
        dutyToAct,
      ],
    };
  }
  if (s.isUnrecorded) {
    return {
      subject: 'Reminder: please record how it ended',
      asksToAnswer: true,
      blocks: [
        ...paragraphs(
          whoRaisedIt(s),
          s.meeting
            ? `The time of the ${s.meeting} that was arranged has passed, and how it ended is not recorded yet. Please record it on the page, also if it was not settled, or arrange it anew.`
            : 'How it ended is not recorded yet, and at this stage nothing ends it but your record. Please record it on the page, also if it was not settled.',
        ),
        theFacts(s),
        dutyToAct,
      ],
    };
  }
  return {
    subject: s.deadline ? `Reminder: please answer by ${s.deadline.said}` : 'Reminder: please answer',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `You were asked about it and no answer from you is recorded yet. ${whatIsAsked(s)}`,
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s), alsoToApprove(s), silenceIsNotAgreement(s)),
      dutyToAct,
    ],
  };
}

/** A record of a discussion is chased with the stage it belongs to, and not by itself (REC-2). */
function alsoToApprove({ toApprove }: Sayable): string {
  if (toApprove === 0) return '';
  return toApprove === 1
    ? 'The record of a discussion also waits for you to approve it on the page, or to add a correction.'
    : `The records of ${toApprove} discussions also wait for you to approve them on the page, or to add corrections.`;
}

/** To whoever can approve the record of a discussion: that it waits, and never its words (REC-2). */
export function discussionWaits(s: Sayable): Draft {
  return {
    subject: 'The record of a discussion waits for you to approve it',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'Somebody has recorded a discussion about it. Please read on the page whether it was recorded as it was said, and approve it; if something is wrong, add a correction instead.',
        'Approving settles nothing and stops no clock.',
      ),
      theFacts(s),
    ],
  };
}

/** To somebody who can say who takes a stage in their agency; the escalation does not wait for the answer (ROU-6, BEY-4). */
export function nameNext(s: Sayable): Draft {
  const where = s.agencies ? ` at ${s.agencies.addressees}` : '';
  const stage = s.factStage ? ` for ${s.factStage.name}` : '';
  return {
    subject: 'Please say who should be asked in your agency',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `Please say who the ${s.role ?? 'next person'}${where} is${stage}, with their work email address.`,
      ),
      theFacts(s),
      ...paragraphs('It does not wait for your answer: until somebody is named, we ask whom we can find.'),
    ],
  };
}
