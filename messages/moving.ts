import { whyItMoved, whyThisDeadline } from './deadline-in-words.ts';
import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, formSent, theFacts, whoRaisedIt } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/** To those who were asked before and to the raiser: it is at another stage now, by which clause (BEY-6). */
export function toldMoved(s: Sayable): Draft {
  return {
    subject: s.stage ? `This is now at ${s.stage.label}` : 'This is now at another stage',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(whoRaisedIt(s), whyItMoved(s)),
      theFacts(s),
      ...paragraphs(
        whyThisDeadline(s),
        whatTheOtherSideDoes(s),
        isAskedForTheirWords(s)
          ? 'A move by the clock writes down only that the time had passed. Please add on the page what was discussed and decided until then, so that it is in writing for everybody concerned.'
          : '',
        s.side === 'board'
          ? 'Others are asked now. You can still read it and add what was discussed.'
          : 'Others are asked now. You can still read it and add what was discussed. If it had been agreed and nobody wrote it down, say on the page on which day: both sides are then asked to confirm that.',
      ),
      dutyToAct,
    ],
  };
}

/** "Each practitioner should discuss the issue with their line manager": the other side too, of which nothing else is asked yet (S, L15). */
function whatTheOtherSideDoes(s: Sayable): string {
  const meanwhile = s.side === 'responding' ? s.stage?.rule.meanwhile : undefined;
  return meanwhile ? `${meanwhile.ask} (${meanwhile.clause}).` : '';
}

/**
 * > "A move by the clock writes its own entry and asks for theirs" — REQUIREMENTS §3, REC-3
 *
 * Of whoever was asked at the stage that it left: nobody else could say.
 */
function isAskedForTheirWords(s: Sayable): boolean {
  return s.wasAskedBefore && s.visit !== undefined && BY_THE_CLOCK.includes(s.visit.cause);
}

const BY_THE_CLOCK: readonly string[] = ['deadline', 'cap', 'protective timescale', 'local target', 'harm clock'];

/** The board's notice: the policy asks that somebody is told when this stage opens (NOT-1, NOT-4). */
export function toldStageOpened(s: Sayable): Draft {
  const because = s.clause ? ` The policy asks for that (${s.clause}).` : '';
  return {
    subject: s.stage ? `${s.stage.label} has opened` : 'A stage has opened',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        whyItMoved(s),
        `You are told because this stage has opened.${because} Nothing is asked of you now.`,
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To the board's business manager, and the designated nurse for a health commissioned service: use of the policy is registered (NOT-2, ROU-9). */
export function registered(s: Sayable): Draft {
  const because = s.clause ? ` (${s.clause})` : '';
  return {
    subject: 'Use of the policy is registered',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `It has gone beyond the first stage, so its use of the policy is registered with you${because}. Nothing is asked of you now.`,
        formSent(s),
      ),
      theFacts(s),
      ...paragraphs(whyItMoved(s)),
    ],
  };
}

/** After "not done", the raising side opened the stage again with its full number (OUT-5). */
export function reopened(s: Sayable): Draft {
  return {
    subject: s.stage ? `${s.stage.label} is open again` : 'This is open again',
    asksToAnswer: s.asked !== undefined,
    inCalendar: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'It was settled, something agreed was not done, and the raising side has opened it again.',
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
      dutyToAct,
    ],
  };
}

const WHY_CHANGED = {
  calendar:
    'The bank holidays have been corrected, so the working days were counted again. Nobody asked for more or less time.',
  'protective timescale':
    'A shorter time has been set to protect somebody from harm. Whichever is less counts; a time is only ever shortened.',
  corrected: 'The shorter time that was set has been corrected by the person who set it, before it passed.',
} as const;

/** A deadline changed: from what, to what, why (BEY-8, BEY-19, CLK-3). */
export function deadlineChanged(s: Sayable): Draft {
  const because = s.because ?? (s.deadline?.which === 'protective timescale' ? 'protective timescale' : undefined);
  return {
    subject: s.deadline ? `The deadline is now ${s.deadline.said}` : 'The deadline has changed',
    asksToAnswer: s.asked !== undefined,
    inCalendar: true,
    blocks: [
      ...paragraphs(
        `The deadline of this professional disagreement has changed.${s.was ? ` It was ${s.was}.` : ''}`,
        because ? WHY_CHANGED[because] : '',
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To both safeguarding leads: the time somebody set to protect has passed (CLK-13). */
export function protectiveTimescalePassed(s: Sayable): Draft {
  return {
    subject: 'A time set to protect somebody has passed',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `A shorter time was set to protect somebody from harm${s.was ? `: ${s.was}` : ''}. It has passed and this is not settled.`,
        whyItMoved(s),
        'Please make sure that somebody is acting to protect meanwhile. The next stage has asked for a fresh time of that kind.',
      ),
      theFacts(s),
      dutyToAct,
    ],
  };
}
