import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { moveTo } from '../opening.ts';
import { requireStage, stageAfter } from '../policy.ts';
import { type AgreedAction, type Disagreement, openVisit } from '../record.ts';
import { askedNow, openProposal } from '../taking-part.ts';
import { anAct, answered, dateField, NOT_ASKED, NOT_OPEN, now, reasonNotOn, required, tellNow } from './act.ts';

/** Says how it is settled; ends nothing until the other side confirms (OUT-1, OUT-2). */
export const propose = anAct({
  fields: z.object({
    text: required('Enter what has been agreed, and how anything outstanding will be pursued'),
    how: z.enum(['agreed', 'compromise'], 'Choose whether this was agreed or a compromise'),
    actions: z
      .array(
        z.object({
          text: required('Enter what will be done'),
          ownerAgency: required('Choose the agency that will do it'),
          dueOn: dateField('Enter the day it will be done by'),
        }),
      )
      .max(20, 'List 20 actions or fewer'),
    /** Said out loud rather than left empty: "explicit none" (OUT-2). */
    noActions: z.boolean(),
    reviewOn: dateField('Enter the day to review it').optional(),
  }),
  reasonNot: ({ asked, open, d }) => {
    if (!open) return NOT_OPEN;
    if (asked?.does !== 'answer') return NOT_ASKED;
    return openProposal(d) ? 'An outcome is already proposed: confirm or dispute it first.' : undefined;
  },
  saying: 'an outcome was proposed',
  perform(a, by, act) {
    const asked = askedNow(a.d, by.email)!;
    if (asked.side === 'board') return 'Only the two sides propose how to settle it.';
    if (act.actions.length === 0 && !act.noActions)
      return 'List what was agreed to be done, or say that nothing is outstanding.';
    const wrong = reasonNotToAgree(a, act.actions) ?? (act.reviewOn ? reasonNotOn(a, act.reviewOn) : undefined);
    if (wrong) return wrong;
    const { stageId } = openVisit(a.d)!;
    const textId = a.keep(act.text);
    const entry = a.enter({
      by: by.id,
      what: 'outcome proposed',
      stageId,
      textId,
      facts: { how: act.how, actions: act.actions.length },
    });
    a.d.proposals.push({
      id: `o${entry}`,
      by: by.person,
      side: asked.side,
      at: now(a),
      stageId,
      textId,
      how: act.how,
      actions: agreedActions(a, act.actions, entry),
      ...(act.reviewOn ? { reviewOn: act.reviewOn } : {}),
      confirmedBy: [],
    });
    answered(a, by);
    for (const other of openVisit(a.d)!.asked) {
      const isOtherSide = other.agency !== asked.agency || other.side !== asked.side;
      if (other.does === 'answer' && !other.notMineAt && isOtherSide) tellNow(a, other.person, 'proposal', entry);
    }
    return undefined;
  },
});

/** The other side agrees. When every other agency has, it is resolved. */
export const confirm = anAct({
  fields: z.object({ proposalId: z.string() }),
  reasonNot: ({ asked, open, d }) => {
    if (!open) return NOT_OPEN;
    if (asked?.does !== 'answer') return NOT_ASKED;
    const proposal = openProposal(d);
    if (!proposal) return 'No outcome is proposed at this stage.';
    if (proposal.by.agency === asked.agency && proposal.side === asked.side)
      return 'The other side confirms or disputes what your side proposed.';
    return proposal.confirmedBy.some(({ by }) => by.agency === asked.agency)
      ? 'Your agency has confirmed it already.'
      : undefined;
  },
  saying: 'the outcome was confirmed',
  perform(a, by, act) {
    const proposal = openProposal(a.d)!;
    if (proposal.id !== act.proposalId)
      return 'The proposal has changed since you opened the page. Read it again before you confirm it.';
    const { stageId } = openVisit(a.d)!;
    proposal.confirmedBy.push({ by: by.person, at: now(a) });
    const entry = a.enter({ by: by.id, what: 'outcome confirmed', stageId });
    answered(a, by);
    // Each other agency confirms for itself; one that nobody answers for is awaited (OUT-1, A16).
    const agencies = [a.d.raiser.agency, ...a.d.raisedWith.map(({ agency }) => agency)];
    const awaited = agencies.filter(
      (agency) => agency !== proposal.by.agency && !proposal.confirmedBy.some((one) => one.by.agency === agency),
    );
    const isWithinOne = agencies.every((agency) => agency === proposal.by.agency);
    if (awaited.length > 0 && !isWithinOne) return undefined;
    end(a, {
      outcome: 'resolved',
      by: proposal.by,
      textId: proposal.textId,
      how: proposal.how,
      confirmedBy: proposal.confirmedBy,
      actions: proposal.actions,
      ...(proposal.reviewOn ? { reviewOn: proposal.reviewOn } : {}),
    });
    a.enter({ by: by.id, what: 'resolved', stageId, facts: { entry } });
    return undefined;
  },
});

/** The other side does not agree: the clock runs on. */
export const dispute = anAct({
  fields: z.object({ proposalId: z.string(), text: required('Enter what you do not agree with') }),
  reasonNot: ({ asked, open, d }) => {
    if (!open) return NOT_OPEN;
    if (asked?.does !== 'answer') return NOT_ASKED;
    const proposal = openProposal(d);
    if (!proposal) return 'No outcome is proposed at this stage.';
    if (proposal.by.agency === asked.agency && proposal.side === asked.side)
      return 'The other side confirms or disputes what your side proposed.';
    return proposal.confirmedBy.some(({ by }) => by.agency === asked.agency)
      ? 'Your agency has confirmed it already.'
      : undefined;
  },
  saying: 'the outcome was disputed',
  perform(a, by, act) {
    const proposal = openProposal(a.d)!;
    if (proposal.id !== act.proposalId)
      return 'The proposal has changed since you opened the page. Read it again before you dispute it.';
    const textId = a.keep(act.text);
    proposal.disputedBy = { by: by.person, at: now(a), textId };
    const entry = a.enter({ by: by.id, what: 'outcome disputed', stageId: proposal.stageId, textId });
    answered(a, by);
    for (const person of [proposal.by, a.d.raiser])
      if (person.email !== by.email) tellNow(a, person, 'disputed', entry);
    return undefined;
  },
});

/** The raiser's alone (OUT-11). */
export const withdraw = anAct({
  fields: z.object({ text: required('Enter why you are withdrawing it') }),
  reasonNot: ({ isRaiser, open }) => {
    if (!open) return NOT_OPEN;
    return isRaiser ? undefined : 'Only the person who raised it can withdraw it.';
  },
  perform(a, by, act) {
    const { stageId } = openVisit(a.d)!;
    const textId = a.keep(act.text);
    end(a, { outcome: 'withdrawn', by: by.person, textId, confirmedBy: [], actions: [] });
    a.enter({ by: by.id, what: 'withdrawn', stageId, textId });
    return undefined;
  },
});

/** For those a policy asks to convene, chair or decide: ends it for both sides (ESC-8). */
export const decide = anAct({
  fields: z.object({
    outcome: z.enum(['resolved', 'decided', 'ended without agreement'], 'Choose how it ended'),
    text: required('Enter what was decided and why, and where the record is held'),
    actions: z
      .array(
        z.object({
          text: required('Enter what will be done'),
          ownerAgency: required('Choose the agency that will do it'),
          dueOn: dateField('Enter the day it will be done by'),
        }),
      )
      .max(20),
  }),
  reasonNot: ({ asked, open }) => {
    if (!open) return NOT_OPEN;
    return asked && (asked.does === 'decide' || asked.does === 'chair' || asked.does === 'convene')
      ? undefined
      : 'Only those whom the policy asks to convene, chair or decide can record how it ends.';
  },
  saying: 'a decision was recorded',
  perform(a, by, act) {
    const wrong = reasonNotToAgree(a, act.actions);
    if (wrong) return wrong;
    const visit = openVisit(a.d)!;
    const next = stageAfter(a.setting.policy, visit.stageId);
    if (act.outcome === 'ended without agreement' && next) {
      // Below the last stage "not agreed" is no outcome: it goes further (STYLE, outcome; B's officer may decide not to convene).
      const { clause } = requireStage(a.setting.policy, visit.stageId);
      a.enter({ by: by.id, what: 'no agreement', stageId: visit.stageId, clause, textId: a.keep(act.text) });
      answered(a, by);
      moveTo(a, next.id, { cause: 'a person', closedBy: 'a person', clause, by: by.id });
      return undefined;
    }
    const binding =
      act.outcome === 'decided' ? requireStage(a.setting.policy, visit.stageId).decisionIsBinding?.clause : undefined;
    const textId = a.keep(act.text);
    const entry = a.enter({
      by: by.id,
      what: 'decision recorded',
      stageId: visit.stageId,
      textId,
      ...(binding ? { clause: binding } : {}),
      facts: { outcome: act.outcome },
    });
    answered(a, by);
    end(a, {
      outcome: act.outcome,
      by: by.person,
      textId,
      confirmedBy: [],
      actions: agreedActions(a, act.actions, entry),
      ...(binding ? { binding } : {}),
    });
    return undefined;
  },
});

/** Records how it ended. What follows (confirming in writing, checking back) is the clock's. */
export function end(a: Amendment, outcome: Omit<NonNullable<Disagreement['outcome']>, 'at' | 'stageId'>): void {
  const visit = openVisit(a.d)!;
  visit.closedAt = now(a);
  visit.closedBy = 'outcome';
  for (const proposal of a.d.proposals) if (proposal.textId !== outcome.textId) proposal.supersededAt ??= now(a);
  a.d.outcome = { ...outcome, at: now(a), stageId: visit.stageId };
}

export function agreedActions(
  a: Amendment,
  actions: { text: string; ownerAgency: string; dueOn: string }[],
  entry: number,
): AgreedAction[] {
  return actions.map((action, index) => ({
    id: `${entry}-${index + 1}`,
    textId: a.keep(action.text),
    ownerAgency: action.ownerAgency,
    dueOn: action.dueOn,
    answers: [],
  }));
}

export function reasonNotToAgree(a: Amendment, actions: { ownerAgency: string; dueOn: string }[]): string | undefined {
  for (const [index, action] of actions.entries()) {
    if (!a.setting.directory.agencies.some((agency) => agency.id === action.ownerAgency))
      return `Choose the agency that will do action ${index + 1} from the list.`;
    const wrong = reasonNotOn(a, action.dueOn);
    if (wrong) return `Action ${index + 1}: ${wrong}`;
  }
  return undefined;
}
