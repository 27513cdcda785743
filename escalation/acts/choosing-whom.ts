import * as z from 'zod';
import { alternativeChosen, holdsAlternative } from '../asked-as.ts';
import { alternativeAt, stageAfter } from '../policy.ts';
import { openVisit, WHO_IS_CHOSEN } from '../record.ts';
import { sideOf } from '../taking-part.ts';
import { anAct, NOT_ASKED, NOT_OPEN, now } from './act.ts';

/**
 * "Alternatively (e.g. in health services), input may be sought directly from the designated or named safeguarding children doctor or
 * nurse in preference to the use of line management" — L §1.8
 *
 * Our choice: each side chooses for its own agency, while the stage before is open, because that is when it is referred on; whoever is
 * asked by then is asked once and not asked away again. It can be chosen back until then, and the last choice holds (ROU-4).
 */
export const chooseAlternative = anAct({
  fields: z.object({ who: z.enum(WHO_IS_CHOSEN, 'Choose who is asked for your agency at the next stage') }),
  reasonNot: ({ open, isRaiser, isCounterpart, asked, d, email }, { policy, directory }) => {
    if (!open) return NOT_OPEN;
    const alternative = alternativeAt(stageAfter(policy, open.stageId));
    if (!alternative) return 'The policy gives no choice of who is asked at the next stage.';
    if (asked ? asked.side === 'board' : !isRaiser && !isCounterpart) return NOT_ASKED;
    const agency = asked?.agency ?? d.people[email]!.person.agency;
    return holdsAlternative(directory, agency, alternative)
      ? undefined
      : `Your agency has no ${alternative.called} in the directory.`;
  },
  perform(a, by, act) {
    const { d, setting } = a;
    const stage = stageAfter(setting.policy, openVisit(d)!.stageId)!;
    const alternative = alternativeAt(stage)!;
    const side = sideOf(d, by.email) === 'raising' ? ('raising' as const) : ('responding' as const);
    const { agency } = by.person;
    const before = alternativeChosen(d, { stageId: stage.id, agency, side }) ? 'alternative' : 'line management';
    if (act.who === before) return 'That is who would be asked already.';
    d.chosen = [...(d.chosen ?? []), { stageId: stage.id, agency, side, who: act.who, by: by.person, at: now(a) }];
    a.enter({
      by: by.id,
      what: act.who === 'alternative' ? 'alternative chosen' : 'line management chosen again',
      stageId: stage.id,
      clause: alternative.clause,
      facts: { agency },
    });
    return undefined;
  },
});
