import * as z from 'zod';
import { askForNext, canBeChased } from '../next-person.ts';
import { requireStage, rolesFor, stageAfter } from '../policy.ts';
import { type Disagreement, openVisit, type Person } from '../record.ts';
import { concerned, isOfSide, namedBySide, sideOf } from '../taking-part.ts';
import { anAct, NOT_ASKED, NOT_OPEN, required } from './act.ts';

/** "I don't know who": asks the other side's current counterpart who takes the next stage there (ROU-6). */
export const askWhoIsNext = anAct({
  fields: z.object({ agency: required('Choose the agency to ask') }),
  reasonNot: ({ open, isRaiser, isCounterpart, asked, d, email }, { policy }) => {
    if (!open) return NOT_OPEN;
    const next = stageAfter(policy, open.stageId);
    if (!next) return 'This is the last stage of the policy: nobody is next.';
    if (!isRaiser && !isCounterpart && (!asked || asked.side === 'board')) return NOT_ASKED;
    const other = sideOf(d, email) === 'raising' ? 'responding' : 'raising';
    const isOfTheirs = next.asks.some(({ of, role }) => (of === 'both' || of === other) && role !== 'practitioner');
    return isOfTheirs ? undefined : 'At the next stage nobody of the other side is asked.';
  },
  perform(a, by, act) {
    const { d, setting } = a;
    const visit = openVisit(d)!;
    const next = stageAfter(setting.policy, visit.stageId)!;
    const side = sideOf(d, by.email) === 'raising' ? 'responding' : 'raising';
    const others = side === 'responding' ? concerned(d).map(({ agency }) => agency) : [d.raiser.agency];
    if (!others.includes(act.agency)) return 'Choose one of the agencies of the other side.';
    if (!canBeChased(setting.calendar, setting.now)) return 'The list of bank holidays ends too soon to ask this.';
    const of = counterpartAt(d, act.agency, side);
    if (!of)
      return 'Nobody of that agency is known yet. They are being looked for; the next stage does not wait for it.';
    const rule = requireStage(setting.policy, next.id).asks.find(({ of: whose }) => whose !== 'board')!;
    const [role] = rolesFor(rule, d.subject);
    if (namedBySide(d, { agency: act.agency, role: role!, side }))
      return 'They have said already who takes the next stage.';
    const isAsked = d.nextAsked?.some(
      (one) =>
        one.agency === act.agency && one.role === role && !one.namedAt && isOfSide(d, act.agency, one.of.email, side),
    );
    if (isAsked) return 'They have been asked already. The next stage does not wait for the answer.';
    const entry = a.enter({
      by: by.id,
      what: 'next person asked for',
      stageId: visit.stageId,
      facts: { role: role!, agency: act.agency },
    });
    askForNext(a, { agency: act.agency, role: role!, stageId: next.id, of, by: by.person }, entry);
    return undefined;
  },
});

/** Whoever answers for the agency at the open stage; else its practitioner. */
function counterpartAt(d: Disagreement, agency: string, side: 'raising' | 'responding'): Person | undefined {
  const asked = openVisit(d)!.asked.find((one) => one.agency === agency && one.side === side && !one.notMineAt);
  if (asked) return asked.person;
  if (side === 'raising') return d.raiser;
  return d.raisedWith.find((one) => one.agency === agency)?.practitioner;
}
