import * as z from 'zod';
import { dayField } from '../field-problems.ts';
import { LEARNING_BECAME } from '../record.ts';
import { anAct, isAfter, now, ONLY_LEADS, optionalText, reasonNotAsLead } from './act.ts';

/**
 * What the partnership did with something to learn: taken to the board's learning list or a policy changed, each on a day, or no action and
 * why. Kept beside it with whoever said so; said again, the later stands and the earlier is kept.
 *
 * Our choice: no policy says how learning is followed up, only where it goes (LRN-1 to LRN-4); a list nobody closes is read by nobody.
 */
export const sayWhatBecame = anAct({
  fields: z.object({
    /** Which of them, counted from 1. */
    which: z.coerce.number('Choose which one it is').int().min(1, 'Choose which one it is'),
    became: z.enum(LEARNING_BECAME, 'Choose what became of it'),
    on: z.union([z.literal(''), dayField('Enter the day it was done')]).optional(),
    text: optionalText,
  }),
  reasonNot: ({ d, lead }) => {
    if (!lead) return ONLY_LEADS;
    return reasonNotAsLead(lead) ?? (d.learning?.length ? undefined : 'Nothing to learn from it is recorded.');
  },
  perform(a, by, act) {
    const learning = a.d.learning?.[act.which - 1];
    if (!learning) return 'Choose which one it is from the list.';
    if (act.became === 'no action' && !act.text) return 'Enter why there is no action.';
    if (act.became !== 'no action' && !act.on) return 'Enter the day it was done.';
    if (act.on && isAfter(act.on, a)) return 'Enter a day that is not in the future.';
    const on = act.became === 'no action' ? undefined : act.on;
    const textId = act.text ? a.keep(act.text) : undefined;
    learning.became = [
      ...(learning.became ?? []),
      { what: act.became, ...(on ? { on } : {}), by: by.person, at: now(a), ...(textId ? { textId } : {}) },
    ];
    a.enter({
      by: by.id,
      what: 'learning followed up',
      ...(textId ? { textId } : {}),
      facts: { which: act.which, became: act.became, ...(on ? { on } : {}) },
    });
    return undefined;
  },
});
