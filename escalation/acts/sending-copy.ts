import * as z from 'zod';
import { oweCopy, reasonNotToSendCopy } from '../copies.ts';
import { addressField, anAct, now, ONLY_LEADS, reasonNotAsLead, required } from './act.ts';

/**
 * Somebody who takes part cannot use links: their mail system strips them, for instance. Their copy of the record is sent to them by
 * email, now and when it has ended; done again, it sends a newer one.
 *
 * Nothing is shown to anybody who has not said that it is theirs (PRV-2), and they cannot say it on the page. So the lead speaks with
 * them first, and says that they did: it stands in the history as the lead's word.
 */
export const sendCopy = anAct({
  fields: z.object({
    to: addressField('Enter the work email address of whoever cannot use links'),
    text: required('Enter why they cannot use links'),
    spoken: z.literal('yes', 'Speak with them first. Then tick the box to say that you did'),
  }),
  reasonNot: ({ d, lead }) => {
    if (!lead) return ONLY_LEADS;
    const reason = reasonNotAsLead(lead);
    if (reason) return reason;
    return d.mergedInto ? `It goes on as ${d.mergedInto.reference}: send the copy from there.` : undefined;
  },
  perform(a, by, act) {
    const wrong = reasonNotToSendCopy(a, act.to);
    if (wrong) return wrong;
    const known = a.d.people[act.to]!;
    known.mine = 'mine';
    known.cannotUseLinks = { by: by.person, at: now(a) };
    oweCopy(a, known.person, { by: by.id, textId: a.keep(act.text) });
    return undefined;
  },
});
