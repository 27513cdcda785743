import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { understandingDueAt } from '../alarm.ts';
import type { Amendment } from '../amendment.ts';
import { dayField } from '../field-problems.ts';
import { askToWithdraw } from '../flagging-harm.ts';
import { ENDING_IT, isInTheChair } from '../meetings.ts';
import { moveTo } from '../opening.ts';
import { requireStage, stageAfter } from '../policy.ts';
import { type AgreedAction, type Asked, type Disagreement, openHarm, openVisit, type Proposal } from '../record.ts';
import {
  askedNow,
  hasConfirmed,
  isToBeConfirmedBy,
  openProposal,
  speaksForASide,
  stillToConfirm,
} from '../taking-part.ts';
import { londonDate } from '../working-days.ts';
import { anAct, answered, NOT_ASKED, NOT_OPEN, now, reasonNotOn, required, tellNow } from './act.ts';

/**
 * Our choice: while somebody is at risk nothing ends before one of those asked has recorded what was done to protect them, which is
 * one step and needs nobody's agreement (CLK-14). An outcome must not bury it.
 */
export const HARM_FIRST =
  'Somebody is flagged as at risk of immediate harm. First record what was done to protect them, or that nothing is needed and why.';

const LIST_OR_NONE = 'List what was agreed to be done, or say that nothing is outstanding.';
/** What is agreed to be done, by whom and by when. */
const actions = z
  .array(
    z.object({
      text: required('Enter what will be done'),
      ownerAgency: required('Choose the agency that will do it'),
      dueOn: dayField('Enter the day it will be done by'),
    }),
  )
  .max(20, 'List 20 actions or fewer');

/** The fields of an agreement that say what follows from it: listed, or said out loud rather than left empty, "explicit none" (OUT-2). */
export const WHAT_FOLLOWS = { actions, noActions: z.boolean(LIST_OR_NONE) };

/** Says how it is settled; ends nothing until the other side confirms (OUT-1, OUT-2). */
export const propose = anAct({
  fields: z.object({
    text: required('Enter what has been agreed, and how anything outstanding will be pursued'),
    how: z.enum(['agreed', 'compromise'], 'Choose whether this was agreed or a compromise'),
    ...WHAT_FOLLOWS,
    reviewOn: dayField('Enter the day to review it').optional(),
  }),
  reasonNot: ({ asked, open, d }) => {
    if (!open) return NOT_OPEN;
    if (!asked || !speaksForASide(asked)) return NOT_ASKED;
    if (openHarm(d)) return HARM_FIRST;
    return openProposal(d) ? 'An outcome is already proposed: confirm or dispute it first.' : undefined;
  },
  saying: 'an outcome was proposed',
  perform(a, by, act) {
    const asked = askedNow(a.d, by.email)!;
    const side = asked.side === 'raising' ? 'raising' : 'responding';
    const wrong = reasonNotToFollow(a, act) ?? (act.reviewOn ? reasonNotOn(a, act.reviewOn) : undefined);
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
      side,
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
      if (speaksForASide(other) && !other.notMineAt && isOtherSide) tellNow(a, other.person, 'proposal', entry);
    }
    return undefined;
  },
});

const CHANGED_BEFORE_CONFIRMING =
  'The proposal has changed since you opened the page. Read it again before you confirm it.';

/** The other side agrees. When every other agency has, it is resolved. */
export const confirm = anAct({
  fields: z.object({ proposalId: z.string(CHANGED_BEFORE_CONFIRMING) }),
  reasonNot: ({ asked, open, d }) => {
    return open ? (reasonNotToAnswer(d, asked) ?? (openHarm(d) ? HARM_FIRST : undefined)) : NOT_OPEN;
  },
  saying: 'the outcome was confirmed',
  perform(a, by, act) {
    const proposal = openProposal(a.d)!;
    if (proposal.id !== act.proposalId) return CHANGED_BEFORE_CONFIRMING;
    const { stageId } = openVisit(a.d)!;
    proposal.confirmedBy.push({ by: by.person, at: now(a) });
    const entry = a.enter({ by: by.id, what: 'outcome confirmed', stageId });
    answered(a, by);
    if (stillToConfirm(a.d, proposal)) return undefined;
    resolveWith(a, proposal, by.id, entry);
    return undefined;
  },
});

/** Everybody who is awaited has confirmed: it ends as proposed (OUT-1, A16). `entry`: the line that was the last word. */
export function resolveWith(a: Amendment, proposal: Proposal, by: string, entry: number): void {
  const { stageId } = proposal;
  end(a, {
    outcome: 'resolved',
    by: proposal.by,
    textId: proposal.textId,
    how: proposal.how,
    confirmedBy: proposal.confirmedBy,
    actions: proposal.actions,
    ...(proposal.reviewOn ? { reviewOn: proposal.reviewOn } : {}),
    ...(proposal.agreedOn ? { agreedOn: proposal.agreedOn } : {}),
  });
  if (proposal.agreedOn) retractAutomaticMoves(a, proposal.agreedOn, by);
  a.enter({ by, what: 'resolved', stageId, facts: { entry } });
}

/** Why somebody does not confirm or dispute what is proposed; undefined when they may. */
function reasonNotToAnswer(d: Disagreement, asked: Asked | undefined): string | undefined {
  if (!asked || asked.does === 'review' || asked.does === 'prepare') return NOT_ASKED;
  const proposal = openProposal(d);
  if (!proposal) return speaksForASide(asked) ? 'No outcome is proposed at this stage.' : NOT_ASKED;
  if (!isToBeConfirmedBy(d, proposal, asked))
    return speaksForASide(asked) ? 'The other side confirms or disputes what your side proposed.' : NOT_ASKED;
  return hasConfirmed(d, proposal, asked) ? 'Your agency has confirmed it already.' : undefined;
}

/**
 * It had been agreed before the clock moved it on: each move that was nobody's decision is taken back as of that day, and stays in
 * the history (A11). Our choice: an agreement of the very day comes before a move at the end of it. What a person took further stays, and
 * so does a move by the harm clock, which waited for protection and not for agreement (CLK-14).
 */
function retractAutomaticMoves(a: Amendment, agreedOn: string, by: string): void {
  for (const visit of a.d.stages.slice(1)) {
    const isByClock = (['deadline', 'cap', 'protective timescale', 'local target'] as const).some(
      (clock) => clock === visit.cause,
    );
    const openedOn = londonDate(Temporal.Instant.from(visit.openedAt)).toString();
    if (!isByClock || openedOn < agreedOn) continue;
    visit.retracted = { at: now(a), agreedOn };
    // No text takes a move back: that is our choice, and no clause is cited for it.
    a.enter({ by, what: 'automatic move retracted', stageId: visit.stageId, facts: { agreed: agreedOn } });
  }
}

/** The other side does not agree: the clock runs on. */
export const dispute = anAct({
  fields: z.object({
    proposalId: z.string('The proposal has changed since you opened the page. Read it again before you dispute it.'),
    text: required('Enter what you do not agree with'),
  }),
  reasonNot: ({ asked, open, d }) => {
    return open ? reasonNotToAnswer(d, asked) : NOT_OPEN;
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
    // "While harm is open it needs that lead" (OUT-11): the raiser's own, who is asked and agrees on the page.
    if (openHarm(a.d)) return askToWithdraw(a, by.person, by.id, textId);
    end(a, { outcome: 'withdrawn', by: by.person, textId, confirmedBy: [], actions: [] });
    a.enter({ by: by.id, what: 'withdrawn', stageId, textId });
    return undefined;
  },
});

/** For those a policy asks to convene, chair or decide: ends it for both sides (ESC-8). */
export const decide = anAct({
  fields: z.object({
    outcome: z.enum(['resolved', 'decided', 'ended without agreement'], 'Choose how it ended'),
    text: required('Enter what was decided and why'),
    actions,
    /** "Explicit none", as of a proposal (OUT-2); nothing is agreed where it ends without agreement. */
    noActions: z.boolean().default(false),
    /** "With reason, actions and where the record is held" (ESC-8), whether there was a meeting or not. */
    recordHeld: required('Enter where the record is held'),
  }),
  reasonNot: ({ asked, open, email, d }) => {
    if (!open) return NOT_OPEN;
    if (openHarm(d)) return HARM_FIRST;
    return (asked && ENDING_IT.includes(asked.does)) || isInTheChair(open, email)
      ? undefined
      : 'Only those whom the policy asks to convene, chair or decide can record how it ends.';
  },
  saying: 'a decision was recorded',
  perform(a, by, act) {
    const isAgreed = act.outcome !== 'ended without agreement';
    const wrong = isAgreed ? reasonNotToFollow(a, act) : reasonNotToAgree(a, act.actions);
    if (wrong) return wrong;
    const visit = openVisit(a.d)!;
    const next = stageAfter(a.setting.policy, visit.stageId);
    if (act.outcome === 'ended without agreement' && next) {
      // Below the last stage "not agreed" is no outcome: it goes further (STYLE, outcome; B's officer may decide not to convene).
      const { clause } = requireStage(a.setting.policy, visit.stageId);
      a.enter({ by: by.id, what: 'no agreement', stageId: visit.stageId, clause, textId: a.keep(act.text) });
      visit.recordHeldTextId = a.keep(act.recordHeld);
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
      recordHeldTextId: a.keep(act.recordHeld),
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
  const { understandingCheck } = a.setting.policy.closing;
  const isCheckedOn = outcome.outcome === 'resolved' && understandingCheck?.stages.includes(visit.stageId);
  a.d.outcome = {
    ...outcome,
    at: now(a),
    stageId: visit.stageId,
    ...(isCheckedOn
      ? { understanding: { dueAt: understandingDueAt(a.setting.now, a.setting.calendar).toString(), answers: [] } }
      : {}),
  };
}

/** Actions as the record keeps them, each under an id that later answers name and its words as a text of their own. */
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

/** Why what is said to follow from an agreement cannot stand: nothing is said of it, or an action is wrong. */
export function reasonNotToFollow(
  a: Amendment,
  act: { actions: { ownerAgency: string; dueOn: string }[]; noActions: boolean },
): string | undefined {
  return act.actions.length === 0 && !act.noActions ? LIST_OR_NONE : reasonNotToAgree(a, act.actions);
}

/** Why these actions cannot stand as they were entered, naming the first that is wrong; undefined when they can. */
function reasonNotToAgree(a: Amendment, actions: { ownerAgency: string; dueOn: string }[]): string | undefined {
  for (const [index, action] of actions.entries()) {
    if (!a.setting.directory.agencies.some((agency) => agency.id === action.ownerAgency))
      return `Choose the agency that will do action ${index + 1} from the list.`;
    const wrong = reasonNotOn(a, action.dueOn);
    if (wrong) return `Action ${index + 1}: ${wrong}`;
  }
  return undefined;
}
