import * as z from 'zod';
import { openVisit } from '../record.ts';
import { wasAsked } from '../taking-part.ts';
import { anAct, answered, dateField, isAfter, NOT_ASKED, NOT_OPEN, now, required } from './act.ts';

/** Keeps what was said, when and with whom. Moves nothing (REC-2). */
export const recordDiscussion = anAct({
  fields: z.object({
    heldOn: dateField('Enter the day you talked'),
    with: required('Enter who you talked with'),
    text: required('Enter what was said'),
  }),
  reasonNot: ({ isRaiser, isCounterpart, open, d, email }) => {
    if (!open) return NOT_OPEN;
    return isRaiser || isCounterpart || wasAsked(d, email) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    if (isAfter(act.heldOn, a))
      return 'A discussion cannot be recorded before it was held. Enter today or an earlier day.';
    const { stageId } = openVisit(a.d)!;
    const textId = a.keep(act.text);
    const entry = a.enter({ by: by.id, what: 'discussion recorded', stageId, textId, facts: { held: act.heldOn } });
    a.d.discussions.push({
      id: `d${entry}`,
      by: by.person,
      at: now(a),
      heldOn: act.heldOn,
      with: act.with,
      textId,
      stageId,
    });
    answered(a, by);
    return undefined;
  },
});
