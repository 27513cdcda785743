import { type Draft, paragraphs } from './draft.ts';
import { theFacts, whoRaisedIt } from './house-sentences.ts';
import { onOneLine } from './plain-words.ts';
import type { Sayable } from './sayable.ts';

/** What an officer or a panel decided, nobody has agreed. */
const settled = ({ outcome }: Sayable) => (outcome === 'decided' ? 'decided' : 'agreed');

/** On the day an agreed action was to be done by: was it (OUT-4, OUT-5)? Or the day agreed to review it (OUT-3). */
export function checkBack(s: Sayable): Draft {
  const because = s.clause ? ` (${s.clause})` : '';
  const asked = s.isReview
    ? `It ended with a day set to review it, and that day has come${because}. Please look together at whether what was ${settled(s)} still holds.`
    : `It ended with something ${settled(s)}, and the day to check has come${because}. Please say on the page whether it was done as you understood it.`;
  return {
    subject: s.isReview ? 'The day to review this has come' : `Was what was ${settled(s)} done?`,
    asksToAnswer: !s.isReview,
    blocks: [...paragraphs(whoRaisedIt(s), asked), theFacts(s, { withDeadline: false })],
  };
}

/** Something agreed or decided was not done. The raising side may open it again, except after a decision that is final and binding (OUT-5). */
export function notDone(s: Sayable): Draft {
  const next = s.binding
    ? `The decision was final and binding (${onOneLine(s.binding)}), so nothing opens again. You are told so that you can see to it.`
    : s.side === 'raising'
      ? 'You can open it again on the page, at the stage it left, with that stage’s full time.'
      : 'The raising side may open it again at the stage it left.';
  return {
    subject: `Something ${settled(s)} was not done`,
    asksToAnswer: !s.binding && s.side === 'raising',
    blocks: [
      ...paragraphs(whoRaisedIt(s), `Somebody has answered that an action ${settled(s)} there was not done. ${next}`),
      theFacts(s, { withDeadline: false }),
    ],
  };
}
