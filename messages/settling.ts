import { inAList } from '../escalation/in-a-list.ts';
import { type Draft, paragraphs } from './draft.ts';
import { formSent, silenceIsNotAgreement, theFacts, whoRaisedIt } from './house-sentences.ts';
import { onOneLine } from './plain-words.ts';
import type { Sayable } from './sayable.ts';

/** To the other side: one side says it is settled; please confirm or say that it is not (OUT-1). */
export function proposal(s: Sayable): Draft {
  if (s.agreedOn) {
    return {
      subject: 'Was this agreed before? Please confirm or dispute it',
      asksToAnswer: true,
      blocks: [
        ...paragraphs(
          whoRaisedIt(s),
          `Somebody who was asked earlier has recorded that it was agreed on ${s.agreedOn}, and that nobody wrote it down then. Please ask your own side, read what they wrote, and confirm it or say that you do not agree. Each side confirms for itself.`,
          'If both sides confirm it, any move to a further stage that the clock made since that day is taken back, and the record shows that.',
          silenceIsNotAgreement(s),
        ),
        theFacts(s),
      ],
    };
  }
  return {
    subject: 'Please confirm whether this is settled',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `One side has recorded that it is settled. Please read what they wrote, and confirm it or say that you do not agree.`,
        silenceIsNotAgreement(s),
      ),
      theFacts(s),
    ],
  };
}

/** To the side that said it was settled: the other side does not agree, so it stays open. Or, when late, that somebody recorded something else afterwards (F12). */
export function disputed(s: Sayable): Draft {
  if (s.isLate) {
    return {
      subject: 'Something else was recorded afterwards',
      asksToAnswer: false,
      blocks: [
        ...paragraphs(
          whoRaisedIt(s),
          'Somebody recorded how it ended after another outcome, or a move to another stage, had been recorded first. The first stands; the later one is kept with it and can be read on the page.',
        ),
        theFacts(s, { withDeadline: false }),
      ],
    };
  }
  return {
    subject: 'The other side does not agree that this is settled',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `The other side does not agree that it is settled, so it stays open${s.deadline ? ' and its time runs on' : ''}. You can talk again and record something else.`,
      ),
      theFacts(s),
    ],
  };
}

function confirmedInWriting(s: Sayable): string {
  const because = s.clause ? ` (${s.clause})` : '';
  return `How it ended, and how anything outstanding will be followed up, is on the page in writing${because}. Please record it where your own agency keeps such records: whoever takes part can download their agency's copy there.`;
}

/** To everybody concerned: both sides have confirmed (OUT-2, OUT-6, OUT-7). */
export function resolved(s: Sayable): Draft {
  return {
    subject: 'This is settled',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'Both sides have confirmed that it is settled.',
        whenAgreed(s),
        confirmedInWriting(s),
        formSent(s),
        debrief(s),
        dissent(s),
      ),
      theFacts(s, { withDeadline: false }),
    ],
  };
}

const HOW_IT_ENDED: Record<NonNullable<Sayable['outcome']>, string> = {
  resolved: 'It has been recorded as resolved.',
  decided: 'It has been decided.',
  withdrawn: 'It has been withdrawn by the person who raised it.',
  'out of scope': 'It has been closed because the policy is not the way for it; the page says which way is.',
  'not taken forward': 'It has not been taken forward; the page says why, and who can be asked about that.',
  'ended without agreement': 'It has ended without agreement.',
};

function howItEnded(s: Sayable): string {
  if (s.isNotConvened)
    return 'It has been decided not to convene a meeting, and it has ended without agreement. The reason is on the page.';
  if (s.outcome === 'not taken forward' && s.isRaiser)
    return 'It has not been taken forward; the page says why. If you see it otherwise, you can bring it from the page to your own agency’s safeguarding lead, who may send it forward. Within five working days it closes otherwise.';
  return HOW_IT_ENDED[s.outcome ?? 'decided'];
}

/** To everybody concerned: somebody whom the policy asks to has ended it. "Final and binding" only where the policy says so (ESC-5, ESC-6). */
export function decided(s: Sayable): Draft {
  const binding = s.binding
    ? `Under the policy this is final and binding on all the agencies (${onOneLine(s.binding)}).`
    : '';
  return {
    subject:
      s.outcome === 'decided' || s.outcome === undefined
        ? 'A decision has been recorded'
        : 'An outcome has been recorded',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(whoRaisedIt(s), howItEnded(s), binding, confirmedInWriting(s), formSent(s), debrief(s), dissent(s)),
      theFacts(s, { withDeadline: false }),
    ],
  };
}

/** That it had been agreed before the clock moved it on, so that the move is taken back (A11). */
function whenAgreed(s: Sayable): string {
  if (!s.agreedOn) return '';
  const moves = s.retracted.map(({ label }) => label);
  const takenBack =
    moves.length > 0
      ? ` It went to ${inAList(moves)} by itself after that day: ${moves.length === 1 ? 'that move is' : 'those moves are'} retracted as of that day, and the history shows both.`
      : '';
  return `They have confirmed that it was agreed on ${s.agreedOn}, and was not written down then.${takenBack}`;
}

/** Offered to those who took part, and never asked of anybody (OUT-10). */
function debrief(s: Sayable): string {
  return s.debriefClause && s.side !== 'board'
    ? `The policy says that a reflective debrief may be useful (${onOneLine(s.debriefClause)}). You can record on the page that one was offered or held; what is said in it stays with you.`
    : '';
}

function dissent(s: Sayable): string {
  return s.isRaiser ? 'If you see it otherwise you can say so on the page; that is kept with it.' : '';
}

/** To both sides and the raiser's safeguarding lead: the raiser has withdrawn it (OUT-11). */
export function withdrawn(s: Sayable): Draft {
  return {
    subject: 'This has been withdrawn',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        s.isRaiser ? 'You have withdrawn it.' : 'The person who raised it has withdrawn it.',
        'Nothing more is asked of anybody here. The duty to act to protect is as it was.',
      ),
      theFacts(s, { withDeadline: false }),
    ],
  };
}
