import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, theFacts, whoRaisedIt } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/** To the raiser's own safeguarding lead: it was not taken forward, and the raiser asks them to look at it again (SCP-4). */
export function lookAgain(s: Sayable): Draft {
  return {
    subject: 'Please look again at something that was not taken forward',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'It was reviewed in your agency and not taken forward. The person who raised it has brought that to you as safeguarding lead. Please read the reasons on the page; you can send it forward, or leave it as it is.',
        'Five working days from now it closes if nobody sends it forward.',
      ),
      theFacts(s, { withDeadline: false }),
      dutyToAct,
    ],
  };
}
