import * as z from 'zod';
import { closeIfNothingOutstanding, once, peopleToCheckBackWith } from '../clockwork.ts';
import { BOARD } from '../directory.ts';
import { toldPeople } from '../finding-people.ts';
import { currentMeeting } from '../meetings.ts';
import { openStage } from '../opening.ts';
import { cited, requireStage } from '../policy.ts';
import { everybodyAsked, practitionersOf, wasAsked } from '../taking-part.ts';
import { anAct, NOT_ASKED, now, required, tellNow } from './act.ts';

/** Whether an agreed action was done, and by the day agreed (OUT-5: "fully implemented within agreed timescale", W L52). */
export const answerCheckBack = anAct({
  fields: z.object({
    actionId: required('Choose which action it is'),
    done: z.enum(['yes', 'late', 'no'], 'Choose whether it was done'),
  }),
  reasonNot: ({ isRaiser, isCounterpart, d, email }) => {
    if (d.closedAt || !d.outcome) return 'Nothing is being checked back on.';
    if (!d.outcome.actions.some((action) => action.askedAt && !action.answers.some((answer) => answer.by === email)))
      return 'Nothing is waiting for your answer.';
    return isRaiser || isCounterpart || wasAsked(d, email) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    const outcome = a.d.outcome!;
    const action = outcome.actions.find((one) => one.id === act.actionId);
    if (!action?.askedAt) return 'That action is not being checked back on.';
    const isDone = act.done !== 'no';
    const isLate = act.done === 'late';
    action.answers.push({ by: by.email, at: now(a), done: isDone, ...(isLate ? { late: true } : {}) });
    const rests = cited(a.setting.policy.closing.checkBack);
    const entry = a.enter({
      by: by.id,
      what: isLate ? 'action done late' : isDone ? 'action done' : 'action not done',
      stageId: outcome.stageId,
      ...rests,
      facts: { action: action.id },
    });
    if (!isDone) {
      const unit = { role: 'business-manager', of: 'board', ifHealthCommissioned: false, registers: false } as const;
      const board = everybodyAsked(a.d).filter(({ agency }) => agency === BOARD);
      // Whoever decided: the officer or the board's chair, and whoever was named to chair or mediate, of whatever agency.
      const chair = currentMeeting(a.d.stages.at(-1))?.chair;
      const deciders = [...board, ...(chair ? [chair] : []), ...toldPeople(a, unit)];
      for (const person of outcome.binding ? once(deciders) : peopleToCheckBackWith(a.d, a.d.raiser.agency)) {
        a.place(person, 'told');
        tellNow(a, person, 'not-done', entry, {
          actionId: action.id,
          dueOn: action.dueOn,
          mayReopen: !outcome.binding,
        });
      }
    }
    closeIfNothingOutstanding(a);
    return undefined;
  },
});

/** After "not done": the raising side opens the stage again, with its full number (OUT-5). */
export const reopen = anAct({
  fields: z.object({ text: required('Enter what was not done') }),
  reasonNot: ({ side, d }) => {
    if (d.closedAt || !d.outcome) return 'There is nothing to reopen.';
    if (d.outcome.binding)
      return 'A final and binding decision is not reopened. The chair has been told that an action was not done.';
    if (!d.outcome.actions.some((action) => action.answers.some(({ done }) => !done)))
      return 'It can be reopened when an agreed action was not done.';
    return side === 'raising' ? undefined : 'Only the side that raised it can reopen it.';
  },
  perform(a, by, act) {
    const { stageId } = a.d.outcome!;
    const { policy } = a.setting;
    const rests = cited(policy.closing.checkBack);
    const textId = a.keep(act.text);
    a.enter({ by: by.id, what: 'reopened', stageId, ...rests, textId });
    a.d.earlierOutcomes = [...(a.d.earlierOutcomes ?? []), a.d.outcome!];
    a.d.outcome = null;
    a.d.confirmedInWritingAt = null;
    a.d.protectiveTimescale = null;
    for (const proposal of a.d.proposals) proposal.supersededAt ??= now(a);
    const earlier = everybodyAsked(a.d);
    // A policy that says nothing of it still says what the stage is that opens again.
    const clause = rests.clause ?? requireStage(policy, stageId).clause;
    const visit = openStage(a, stageId, 'not done', clause, by.id);
    const entry = a.enter({ by: by.id, what: 'told of reopening', stageId });
    for (const person of [...earlier, ...practitionersOf(a.d)]) {
      if (!visit.asked.some((asked) => asked.person.email === person.email)) tellNow(a, person, 'reopened', entry);
    }
    return undefined;
  },
});
