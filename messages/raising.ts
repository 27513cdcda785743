import { inAList } from '../escalation/in-a-list.ts';
import { whyThisDeadline } from './deadline-in-words.ts';
import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, itIsOpen, NOT_A_COMPLAINT, theFacts, whoRaisedIt } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/** To the raiser: it is open, what it is not for, and what happens next by when (SCP-1, CLK-11). */
export function acknowledgement(s: Sayable): Draft {
  const passedOver =
    s.notUsed.length > 0
      ? `Not used: ${inAList(s.notUsed.map(({ stage, clause }) => `${stage.label} (${clause})`))}. The page says why.`
      : '';
  return {
    subject: 'Your professional disagreement is open',
    asksToAnswer: false,
    inCalendar: true,
    blocks: [
      ...paragraphs(`${whoRaisedIt(s)} ${itIsOpen(s)}`),
      theFacts(s),
      ...paragraphs(howToSendSafely(s)),
      ...paragraphs(
        whatHappensNext(s),
        whyThisDeadline(s),
        passedOver,
        'This is not the way to make a referral, and it is not for emergencies. If somebody is in danger now, call 999. If a referral is needed, make it to the service that takes it, today.',
      ),
      dutyToAct,
      ...paragraphs('You can settle it earlier at any time, and you are told when it moves and how it ends.'),
    ],
  };
}

/** What those asked are asked: at a step of the raiser's own agency nobody of the other side yet, and at harm to act before they agree (CLK-14). */
function whatHappensNext({ stage, deadline, harm }: Sayable): string {
  if (!stage) return '';
  const does = new Set(stage.rule.asks.map((rule) => rule.does));
  if (does.has('prepare'))
    return 'What happens next: you talk it over with your own manager, and one of you records on the page that you did. Nobody in the other agency is asked before that.';
  if (does.has('review'))
    return 'What happens next: your own manager or supervisor is asked to say whether it goes forward.';
  const by = deadline ? ', by the time above' : '';
  return harm?.isOpen
    ? `What happens next: the people asked at ${stage.label} are asked to say at once that they have seen it, and to record what is done to protect${by}.`
    : `What happens next: the people asked at ${stage.label} are asked to settle it with each other${by}.`;
}

/**
 * It is accepted all the same: nobody is turned away for their agency's mail system.
 *
 * > "… send securely … password protect if not from a secure email address" — B, L133-136
 */
function howToSendSafely(s: Sayable): string {
  return s.cameFromUnlistedAddress
    ? 'Your email was accepted. It came from an address that is not on this partnership’s list of secure addresses, so others may be able to read email from it on its way. Please send nothing confidential from it by email: add what is needed on the page, which opens with a code sent to you. Next time use the form instead.'
    : '';
}

/** To whoever raised it by email: only what was left out, while the time runs from when the email came (BEY-17). */
export function moreNeeded(s: Sayable): Draft {
  return {
    subject: 'Please add what was left out',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        `Your email opened a professional disagreement. ${s.deadline ? 'Its time is running from' : 'It counts as raised'} when your email came; it does not wait for what is asked here.`,
      ),
      theFacts(s),
      s.missing.length > 0
        ? { lead: 'Please add these on the page:', bullets: s.missing }
        : { paragraph: 'Please open the page: it shows what is still needed.' },
      ...paragraphs(
        s.isAgencyUnknown
          ? 'The agency that you named is not in this partnership’s directory under that name, so nobody there has been asked. Please choose it from the list on the page.'
          : '',
        s.isSiteUnknown
          ? 'The site that you named is not in this partnership’s directory under that name. Please choose it from the list on the page, or say there that you do not know it, so that the right people are asked.'
          : '',
      ),
      dutyToAct,
    ],
  };
}

/** To somebody who should know that it was raised, and is asked nothing. */
export function toldRaised(s: Sayable): Draft {
  return {
    subject: 'A professional disagreement has been raised',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(whoRaisedIt(s), 'You are told so that you know. Nothing is asked of you now.'),
      theFacts(s),
      ...paragraphs(whyItIsHere(s), ...firstWordToCounterpart(s)),
      dutyToAct,
    ],
  };
}

/**
 * Where the practitioners' own stage is over or not used, this is the first that the other one hears of it: no complaint about them either, and who
 * knows better who is next (PRV-3, ROU-11)?
 */
function firstWordToCounterpart(s: Sayable): string[] {
  if (!s.isCounterpart) return [];
  const isLast = s.stage?.number === s.stage?.of;
  return [
    NOT_A_COMPLAINT,
    isLast
      ? ''
      : 'If you know who would take the next stage in your agency, please say so on the page, so that nobody has to look for them.',
  ];
}

/** A stage that was passed over is said with its clause: its people are told, not asked (CLK-6). */
function whyItIsHere(s: Sayable): string {
  if (!s.stage || s.notUsed.length === 0) return '';
  return `It opened at ${s.stage.label}. Not used: ${inAList(s.notUsed.map(({ stage, clause }) => `${stage.label} (${clause})`))}.`;
}
