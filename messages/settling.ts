import { type Draft, paragraphs } from './draft.ts';
import { SILENCE_IS_NOT_AGREEMENT, theFacts, whoRaisedIt } from './house-sentences.ts';
import { onOneLine } from './plain-words.ts';
import type { Sayable } from './sayable.ts';

/** To the other side: one side says it is settled; please confirm or say that it is not (OUT-1). */
export function proposal(s: Sayable): Draft {
  return {
    subject: 'Please confirm whether this is settled',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `One side has recorded that it is settled. Please read what they wrote, and confirm it or say that you do not agree.`,
        SILENCE_IS_NOT_AGREEMENT,
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
        `The other side does not agree that it is settled, so it stays open and its time runs on. You can talk again and record something else.`,
      ),
      theFacts(s),
    ],
  };
}

function confirmedInWriting(s: Sayable): string {
  const because = s.clause ? ` (${s.clause})` : '';
  return `How it ended, and how anything outstanding will be followed up, is on the page in writing${because}. Please record it where your own agency keeps such records.`;
}

/** To everybody concerned: both sides have confirmed (OUT-2, OUT-6, OUT-7). */
export function resolved(s: Sayable): Draft {
  return {
    subject: 'This is settled',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(whoRaisedIt(s), 'Both sides have confirmed that it is settled.', confirmedInWriting(s), dissent(s)),
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
      ...paragraphs(whoRaisedIt(s), HOW_IT_ENDED[s.outcome ?? 'decided'], binding, confirmedInWriting(s), dissent(s)),
      theFacts(s, { withDeadline: false }),
    ],
  };
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
