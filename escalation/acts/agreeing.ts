import * as z from 'zod';
import { dayField } from '../field-problems.ts';
import { openVisit, type Proposal } from '../record.ts';
import { isToBeConfirmedBy, openProposal, sideOf, speaksForASide, wasAsked } from '../taking-part.ts';
import { anAct, isAfter, NOT_OPEN, now, required, tellNow } from './act.ts';
import { agreedActions, reasonNotToFollow, WHAT_FOLLOWS } from './settling.ts';

/**
 * "We agreed on …": a resolution that nobody wrote down, told afterwards by somebody who was asked earlier. It is a proposal to the
 * people asked now, on both sides; confirmed, it takes back each move that the clock made since (A11, OUT-11).
 */
export const sayWeAgreed = anAct({
  fields: z.object({
    agreedOn: dayField('Enter the day you agreed'),
    text: required('Enter what you agreed, and how anything outstanding will be pursued'),
    how: z.enum(['agreed', 'compromise'], 'Choose whether this was agreed or a compromise'),
    ...WHAT_FOLLOWS,
  }),
  reasonNot: ({ isRaiser, isCounterpart, asked, open, d, email }) => {
    if (!open) return NOT_OPEN;
    if (asked && speaksForASide(asked)) return 'You are asked at the open stage: propose how it is settled.';
    if (!isRaiser && !isCounterpart && !wasAsked(d, email)) return 'Only somebody who was asked earlier can say this.';
    if (sideOf(d, email) === 'board') return 'Only the two sides can say what they agreed.';
    return openProposal(d) ? 'An outcome is already proposed: it is confirmed or disputed first.' : undefined;
  },
  perform(a, by, act) {
    if (isAfter(act.agreedOn, a)) return 'Enter the day you agreed: today or an earlier day.';
    if (act.agreedOn < a.d.aroseOn) return 'Enter a day on or after the day the disagreement arose.';
    const wrong = reasonNotToFollow(a, act);
    if (wrong) return wrong;
    const visit = openVisit(a.d)!;
    const side = sideOf(a.d, by.email) === 'raising' ? 'raising' : 'responding';
    const textId = a.keep(act.text);
    const entry = a.enter({
      by: by.id,
      what: 'said it was agreed',
      stageId: visit.stageId,
      textId,
      facts: { agreed: act.agreedOn, actions: act.actions.length },
    });
    const proposal: Proposal = {
      id: `o${entry}`,
      by: by.person,
      side,
      at: now(a),
      stageId: visit.stageId,
      textId,
      how: act.how,
      actions: agreedActions(a, act.actions, entry),
      confirmedBy: [],
      agreedOn: act.agreedOn,
    };
    a.d.proposals.push(proposal);
    for (const asked of visit.asked)
      if (!asked.notMineAt && isToBeConfirmedBy(a.d, proposal, asked))
        tellNow(a, asked.person, 'proposal', entry, { agreedOn: act.agreedOn });
    return undefined;
  },
});
