import { reasonNotTo, standingOf } from './access.ts';
import type { ActRule } from './acts/act.ts';
import { tellNow } from './acts/act.ts';
import { ACT_RULES, type Act, LEAD_ACTS, LEADS_ONLY, VOUCHING_ACTS } from './acts.ts';
import { amend, type Change, type Setting } from './amendment.ts';
import { enterLead, leadStandingOf } from './leading.ts';
import { type Disagreement, everyVisit, openVisit, type Person } from './record.ts';
import {
  askedNow,
  hasConfirmed,
  hasPart,
  isToBeConfirmedBy,
  openProposal,
  practitionersOf,
  wasAsked,
} from './taking-part.ts';

/**
 * What came of an act: a change; a refusal in words for whoever tried; or, when somebody else's outcome came first, a change that
 * keeps what they recorded as a dissent, shown and never lost (F12).
 */
export type Performed = { change: Change; kept?: string } | { refused: string };

/** Judges one act of one person, by the address their code was sent to, and carries it into the record. */
export function perform(d: Disagreement, email: string, act: Act, setting: Setting): Performed {
  const known = d.people[email];
  if (isDoneAsLead(d, email, act, setting)) return performAsLead(d, email, act, setting);
  if (!known || known.mine === 'not mine') return { refused: 'You do not take part in this disagreement.' };
  const notYet = reasonNotYet(d, email, act, setting);
  if (notYet) return { refused: notYet };
  const asked = askedNow(d, email);
  // Whoever stands in from another body answers for the agency they were asked for, not for their own.
  const person = asked && asked.side !== 'board' ? { ...known.person, agency: asked.agency } : known.person;
  const stale = reasonStale(d, act);
  if (stale && isPostedTwice(d, known.id, act)) return { refused: stale };
  const reason = stale ?? reasonNotTo(act.kind, d, email, setting);
  if (reason || cameSecond(d, email, act)) {
    const kept = keptAsDissent(d, person, act, setting);
    if (kept) return kept;
    if (reason) return { refused: reason };
  }
  const a = amend(d, setting);
  const refused = (ACT_RULES[act.kind] as ActRule).perform(a, { person, id: known.id, email }, act);
  return refused === undefined ? { change: a.done({ wake: true }) } : { refused };
}

/** Whether a lead does this as lead: what only leads do, and all they do where they have no other place. */
function isDoneAsLead(d: Disagreement, email: string, act: Act, setting: Setting): boolean {
  if (!leadStandingOf(d, email, setting)) return false;
  if (LEADS_ONLY.includes(act.kind)) return true;
  const known = d.people[email];
  const takesPart = known && known.mine !== 'not mine' && hasPart(known.places);
  return !takesPart && LEAD_ACTS.includes(act.kind);
}

/** A lead has no place of their own in the record: what they do is marked as the lead's, under an id of its own. */
function performAsLead(d: Disagreement, email: string, act: Act, setting: Setting): Performed {
  const reason = reasonStale(d, act) ?? reasonNotTo(act.kind, d, email, setting);
  if (reason) return { refused: reason };
  const a = amend(d, setting);
  const { id, person } = enterLead(a, leadStandingOf(d, email, setting)!.person);
  const refused = (ACT_RULES[act.kind] as ActRule).perform(a, { person, id, email }, act);
  return refused === undefined ? { change: a.done({ wake: true }) } : { refused };
}

/** Why somebody who has a place may do nothing yet, or no more. That they first say it is theirs is the door's to see to (PRV-2). */
function reasonNotYet(d: Disagreement, email: string, act: Act, setting: Setting): string | undefined {
  if (act.kind === 'mine' || act.kind === 'not-mine') return undefined;
  const { sees, mustSay, places, may } = standingOf(d, email, setting);
  if (VOUCHING_ACTS.includes(act.kind) && may.includes(act.kind)) return undefined;
  if (places.every((place) => place !== 'lead' && !hasPart([place])))
    return 'You were told of this disagreement; nothing is asked of you.';
  if (!mustSay && sees === 'bare')
    return "Your address is outside your agency's domains: its safeguarding lead or the partnership's lead must vouch for it first.";
  if (places.every((place) => place === 'told' || place === 'lead'))
    return 'You were told of this disagreement; nothing is asked of you.';
  if (places.every((place) => place === 'told' || place === 'supporter'))
    return 'You stand by one side: you can read this, and nothing is asked of you.';
  return undefined;
}

/** Why a form drawn for a stage that was left since does not act on the next one. */
function reasonStale(d: Disagreement, act: Act): string | undefined {
  const isOfOneStage = act.kind === 'escalate-now' || act.kind === 'shorten';
  return isOfOneStage && act.visit !== undefined && act.visit !== everyVisit(d).length - 1
    ? 'It has moved to another stage since you opened the page. Read it again first.'
    : undefined;
}

/** The same form posted twice: this person moved it from that stage themselves, so their words are in the record already. */
function isPostedTwice(d: Disagreement, personId: string, act: Act): boolean {
  const left = act.visit === undefined ? undefined : everyVisit(d)[act.visit];
  return (
    act.kind === 'escalate-now' &&
    left?.closedAt !== undefined &&
    d.history.some(({ what, by, at }) => what === 'escalated' && by === personId && at === left.closedAt)
  );
}

/** Outcomes that came second: whoever was asked and is too late is heard, and nothing is overwritten. */
function keptAsDissent(d: Disagreement, person: Person, act: Act, setting: Setting): Performed | undefined {
  const { saying } = ACT_RULES[act.kind] as ActRule;
  if (!saying || !wasAsked(d, person.email)) return undefined;
  // Whoever ended it does not come second to themselves: the same form was posted twice.
  if (act.kind === 'confirm' && d.outcome?.confirmedBy.some(({ by }) => by.email === person.email)) return undefined;
  if (act.kind === 'decide' && d.outcome?.by.email === person.email && d.outcome.outcome === act.outcome)
    return undefined;
  // The two practitioners may take it further from any stage that allows it: refused at the one they see, they are not late.
  const isOfAnyStage = act.kind === 'escalate-now' && openVisit(d) !== undefined && !reasonStale(d, act);
  if (isOfAnyStage && practitionersOf(d).some(({ email }) => email === person.email)) return undefined;
  if (askedNow(d, person.email) && !cameSecond(d, person.email, act)) return undefined;
  // Somebody of an earlier stage is not late with a proposal of this one: it is not theirs to answer.
  const isOfOpenStage = 'proposalId' in act && openProposal(d)?.id === act.proposalId;
  if (isOfOpenStage && !askedNow(d, person.email)) return undefined;
  const a = amend(d, setting);
  const textId = a.keep('text' in act && typeof act.text === 'string' ? act.text : saying);
  a.d.dissents.push({ by: person, at: setting.now.toString(), textId, saying });
  const stageId = d.outcome?.stageId ?? openVisit(d)?.stageId;
  const entry = a.enter({
    by: d.people[person.email]!.id,
    what: 'came second, kept',
    textId,
    ...(stageId ? { stageId } : {}),
    facts: { saying },
  });
  const first = d.outcome?.by;
  for (const other of [d.raiser, ...(first ? [first] : [])])
    if (other.email !== person.email) tellNow(a, other, 'disputed', entry, { late: true });
  const why =
    d.outcome || askedNow(d, person.email)
      ? 'Somebody recorded how it ended before you. What you recorded is kept and shown beside it.'
      : 'It had already moved to another stage. What you recorded is kept and shown.';
  return { change: a.done({ wake: true }), kept: why };
}

/** Whether somebody asked at the open stage was overtaken by another there: their proposal, confirmation or dispute came second. */
function cameSecond(d: Disagreement, email: string, act: Act): boolean {
  if (act.kind === 'propose') {
    const open = openProposal(d);
    return open !== undefined && open.by.email !== email;
  }
  if (act.kind !== 'confirm' && act.kind !== 'dispute') return false;
  const asked = askedNow(d, email);
  const proposal = d.proposals.find(({ id }) => id === act.proposalId);
  if (!asked || !proposal) return false;
  const isOwnSide = !isToBeConfirmedBy(d, proposal, asked);
  const disputedByOther = proposal.disputedBy !== undefined && proposal.disputedBy.by.email !== email;
  const confirmedByColleague =
    hasConfirmed(d, proposal, asked) && !proposal.confirmedBy.some(({ by }) => by.email === email);
  return !isOwnSide && (disputedByOther || (act.kind === 'dispute' && confirmedByColleague));
}
