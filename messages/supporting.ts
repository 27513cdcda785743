import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, theFacts, whoRaisedIt } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/** To somebody whom a colleague asks for advice. The time goes on meanwhile (INT-11). */
export function adviceAsked(s: Sayable): Draft {
  return {
    subject: 'A colleague asks for your advice',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'Somebody of your own agency who takes part in it asks for your advice. Please talk with them, and say on the page that you have. What is written there about it is for your agency alone.',
        'Asking for advice stops no clock: the time goes on meanwhile.',
      ),
      theFacts(s),
      dutyToAct,
    ],
  };
}

/** To whoever asked for advice: that it was given (INT-11). */
export function adviceGiven(s: Sayable): Draft {
  return {
    subject: 'The advice you asked for has been given',
    asksToAnswer: false,
    blocks: [...paragraphs(whoRaisedIt(s), 'Whom you asked for advice has recorded that it was given.'), theFacts(s)],
  };
}

/** To the raiser's own safeguarding lead and nobody else: the raiser would like support (INT-10). What they ticked is on the page. */
export function supportAsked(s: Sayable): Draft {
  return {
    subject: 'A colleague would like your support',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'They asked, when they raised it, that you be told. Please speak with them soon. On the page you can read what they asked for and name somebody to stand by them.',
        'Nobody of the other agency is told that they asked, and nothing shows them that you were told. Please keep it so.',
      ),
      theFacts(s),
    ],
  };
}

/** To whoever is named to stand by one side (INT-10). */
export function supporter(s: Sayable): Draft {
  return {
    subject: 'You are asked to stand by a colleague',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'Somebody who takes part in it has named you as the person who stands by their side. You can read what that side can read. Nothing is asked of you there, and the other side is not shown that you are named.',
      ),
      theFacts(s),
    ],
  };
}
