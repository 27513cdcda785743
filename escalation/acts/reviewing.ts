import * as z from 'zod';
import { BOARD } from '../directory.ts';
import { dayField } from '../field-problems.ts';
import { ownLeadOf } from '../flagging-harm.ts';
import { moveTo, openStage } from '../opening.ts';
import { partnershipSchema } from '../partnership.ts';
import { requireStage, stageAfter } from '../policy.ts';
import { openVisit } from '../record.ts';
import { practitionersWithAPlace } from '../taking-part.ts';
import { anAct, answered, isAfter, NOT_OPEN, now, optionalText, required, tellNow } from './act.ts';
import { end } from './settling.ts';

/**
 * Whether it is justified and meets the purpose of the policy, said by whoever the policy asks to review it (SCP-4).
 * Taken forward, not taken forward with a reason, or re-routed to one of the partnership's onward routes.
 */
export const review = anAct({
  fields: z.object({
    verdict: z.enum(['taken forward', 'not taken forward', 're-routed'], 'Choose what becomes of it'),
    /** For "re-routed": where it goes instead. */
    route: z.union([z.literal(''), partnershipSchema.shape.routes.keyof()], 'Choose where it goes instead').optional(),
    text: optionalText,
  }),
  reasonNot: ({ open, asked }) => {
    if (!open) return NOT_OPEN;
    return asked?.does === 'review' ? undefined : 'Only whoever is asked to review it can say whether it goes forward.';
  },
  saying: 'it was reviewed after it had gone further',
  perform(a, by, act) {
    const visit = openVisit(a.d)!;
    const { stageId } = visit;
    const { clause } = requireStage(a.setting.policy, stageId);
    if (act.verdict !== 'taken forward' && !act.text) return 'Enter the reason: the person who raised it is told it.';
    if (act.verdict === 're-routed' && !act.route) return 'Choose where it goes instead.';
    const textId = act.text ? a.keep(act.text) : undefined;
    visit.review = { verdict: act.verdict, at: now(a), by: by.person, ...(textId ? { textId } : {}) };
    answered(a, by);
    a.enter({
      by: by.id,
      what: act.verdict,
      stageId,
      clause,
      ...(textId ? { textId } : {}),
      ...(act.route ? { facts: { route: act.route } } : {}),
    });
    if (act.verdict === 'taken forward') {
      const next = stageAfter(a.setting.policy, stageId)!;
      moveTo(a, next.id, { cause: 'taken forward', closedBy: 'a person', clause, by: by.id });
      return undefined;
    }
    const ended = { by: by.person, textId: textId!, confirmedBy: [], actions: [] };
    if (act.verdict === 're-routed' && act.route) end(a, { outcome: 'out of scope', route: act.route, ...ended });
    else end(a, { outcome: 'not taken forward', ...ended });
    return undefined;
  },
});

/** "Not taken forward" is not the raiser's manager's last word: they may take it to their own safeguarding lead (SCP-4, S L7). */
export const lookAgain = anAct({
  fields: z.object({ text: required('Enter why it should go forward') }),
  reasonNot: ({ isRaiser, d }) => {
    if (d.closedAt || d.outcome?.outcome !== 'not taken forward') return 'There is no refusal to take further.';
    if (!isRaiser) return "Only the person who raised it can take a refusal to their agency's safeguarding lead.";
    return d.outcome.referredTo ? 'Your safeguarding lead has been asked already.' : undefined;
  },
  perform(a, by, act) {
    const outcome = a.d.outcome!;
    // Never whoever refused it, nor whoever asks: a lead who did either has a deputy.
    const lead = ownLeadOf(a, [{ email: outcome.by.email, why: 'refused it' }]);
    if (!lead)
      return 'The directory has no other safeguarding lead for your agency. Telephone the business unit of the partnership.';
    const textId = a.keep(act.text);
    outcome.referredTo = { person: lead, at: now(a), textId };
    const entry = a.enter({
      by: by.id,
      what: 'refusal taken to the safeguarding lead',
      stageId: outcome.stageId,
      textId,
    });
    a.place(lead, 'safeguarding lead');
    tellNow(a, lead, 'look-again', entry);
    return undefined;
  },
});

/** The raiser's own safeguarding lead sends forward what was refused: the stage after the review opens (SCP-4). */
export const sendForward = anAct({
  fields: z.object({ text: required('Enter why it goes forward') }),
  reasonNot: ({ d, email }) => {
    if (d.closedAt || d.outcome?.outcome !== 'not taken forward') return 'There is no refusal to look at again.';
    return d.outcome.referredTo?.person.email === email
      ? undefined
      : 'Only the safeguarding lead to whom the refusal was taken can send it forward.';
  },
  perform(a, by, act) {
    const { d, setting } = a;
    const refused = d.outcome!;
    const { clause } = requireStage(setting.policy, refused.stageId);
    const textId = a.keep(act.text);
    const entry = a.enter({ by: by.id, what: 'sent forward', stageId: refused.stageId, clause, textId });
    d.earlierOutcomes = [...(d.earlierOutcomes ?? []), refused];
    d.outcome = null;
    d.confirmedInWritingAt = null;
    d.protectiveTimescale = null;
    const earlier = d.stages.flatMap(({ asked }) => asked.filter(({ notMineAt }) => !notMineAt));
    const practitioners = practitionersWithAPlace(d);
    const visit = openStage(a, stageAfter(setting.policy, refused.stageId)!.id, 'sent forward', clause, by.id);
    for (const person of [...earlier.map((asked) => asked.person), ...practitioners]) {
      if (person.agency === BOARD || visit.asked.some((asked) => asked.person.email === person.email)) continue;
      a.place(person, 'told');
      tellNow(a, person, 'told-moved', entry, { from: refused.stageId, cause: 'sent forward', clause });
    }
    return undefined;
  },
});

/**
 * The raiser has talked it over with their own manager, and it goes on to the other side (R §2.2). Either of the two records it.
 *
 * Nobody is emailed to approve that record, as L has it for each discussion (REC-2, L §1.9): R asks that actions and decisions are written
 * down and shared (L52), which going on does. Whoever reads it may still approve it or add a correction.
 */
export const talkedOver = anAct({
  fields: z.object({
    heldOn: dayField('Enter the day you talked'),
    text: required('Enter what came of the talk'),
  }),
  reasonNot: ({ open, isRaiser, asked }) => {
    if (!open) return NOT_OPEN;
    if (!open.asked.some(({ does }) => does === 'prepare')) return 'Nothing is being prepared at this stage.';
    return isRaiser || asked?.does === 'prepare'
      ? undefined
      : 'Only the person who raised it and their own manager can record that they talked.';
  },
  perform(a, by, act) {
    const { d } = a;
    if (isAfter(act.heldOn, a)) return 'A talk cannot be recorded before it was held. Enter today or an earlier day.';
    const visit = openVisit(d)!;
    const { clause } = requireStage(a.setting.policy, visit.stageId);
    const manager = visit.asked.find((asked) => asked.does === 'prepare' && !asked.notMineAt);
    const textId = a.keep(act.text);
    const entry = a.enter({
      by: by.id,
      what: 'talked over',
      stageId: visit.stageId,
      clause,
      textId,
      facts: { held: act.heldOn },
    });
    d.discussions.push({
      id: `d${entry}`,
      by: by.person,
      at: now(a),
      heldOn: act.heldOn,
      with: by.email === d.raiser.email ? (manager?.person.name ?? 'own manager') : d.raiser.name,
      textId,
      stageId: visit.stageId,
    });
    answered(a, by);
    const next = stageAfter(a.setting.policy, visit.stageId)!;
    moveTo(a, next.id, { cause: 'talked over', closedBy: 'a person', clause, by: by.id });
    return undefined;
  },
});
