import { Temporal } from 'temporal-polyfill';
import { askedNow, openProposal, reasonNotTo, sideOf, standingOf, wasAsked } from './access.ts';
import type { Act } from './acts.ts';
import { type Amendment, amend, type Change, type Setting } from './amendment.ts';
import { closeIfNothingOutstanding, peopleToCheckBackWith } from './clockwork.ts';
import { BOARD, reasonNotToName, reasonToVouch } from './directory.ts';
import { EMAIL_LABELS, type RaiseFieldName, raiseFields } from './intake.ts';
import {
  askInstead,
  askThoseNotYetAsked,
  everybodyAsked,
  moveTo,
  openStage,
  practitionersOf,
  setDeadline,
  toldPeople,
} from './opening.ts';
import { requireStage, stageAfter } from './policy.ts';
import { type AgreedAction, type Disagreement, FORM_TEXTS, openVisit, type Person } from './record.ts';
import { spokenInstant } from './spoken-time.ts';
import { addWorkingDays, BeyondCalendar, londonDate, londonTime } from './working-days.ts';

/**
 * What came of an act: a change; a refusal in words for whoever tried; or, when somebody else's outcome came first, a change that
 * keeps what they recorded as a dissent, shown and never lost (F12).
 */
export type Performed = { change: Change; kept?: string } | { refused: string };

/** Judges one act of one person, by the address their code was sent to, and carries it into the record. */
export function perform(d: Disagreement, email: string, act: Act, setting: Setting): Performed {
  const known = d.people[email];
  if (!known || known.mine === 'not mine') return { refused: 'You do not take part in this disagreement.' };
  const notYet = reasonNotYet(d, email, act, setting);
  if (notYet) return { refused: notYet };
  const asked = askedNow(d, email);
  // Whoever stands in from another body answers for the agency they were asked for, not for their own.
  const person = asked && asked.side !== 'board' ? { ...known.person, agency: asked.agency } : known.person;
  const reason = reasonNotTo(act.kind, d, email, setting);
  if (reason || cameSecond(d, email, act)) {
    const kept = keptAsDissent(d, person, act, setting);
    if (kept) return kept;
    if (reason) return { refused: reason };
  }
  const a = amend(d, setting);
  const refused = DO[act.kind](a, { person, id: known.id, email }, act as never);
  return refused === undefined ? { change: a.done({ wake: true }) } : { refused };
}

/** Why somebody who has a place may do nothing yet, or no more. That they first say it is theirs is the door's to see to (PRV-2). */
function reasonNotYet(d: Disagreement, email: string, act: Act, setting: Setting): string | undefined {
  if (act.kind === 'mine' || act.kind === 'not-mine') return undefined;
  const { sees, mustSay, places } = standingOf(d, email, setting);
  if (!mustSay && sees === 'bare')
    return "Your address is outside your agency's domains: its safeguarding lead or the partnership's lead must vouch for it first.";
  if (places.every((place) => place === 'told' || place === 'lead'))
    return 'You were told of this disagreement; nothing is asked of you.';
  const isStale = act.visit !== undefined && act.visit !== d.stages.length - 1;
  if (isStale && (act.kind === 'escalate-now' || act.kind === 'shorten'))
    return 'It has moved to another stage since you opened the page. Read it again first.';
  return undefined;
}

interface Actor {
  person: Person;
  id: string;
  email: string;
}

type Doing<K extends Act['kind']> = (a: Amendment, by: Actor, act: Extract<Act, { kind: K }>) => string | undefined;

const DO: { [K in Act['kind']]: Doing<K> } = {
  mine(a, by) {
    const known = a.d.people[by.email]!;
    if (known.mine === 'mine') return undefined;
    known.mine = 'mine';
    a.enter({ by: by.id, what: 'said it is theirs' });
    return undefined;
  },

  'not-mine': sayNotMine,

  'record-discussion'(a, by, act) {
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

  propose(a, by, act) {
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

  confirm(a, by, act) {
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

  dispute(a, by, act) {
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

  'escalate-now'(a, by, act) {
    const visit = openVisit(a.d)!;
    const next = stageAfter(a.setting.policy, visit.stageId)!;
    const textId = a.keep(act.text);
    a.enter({ by: by.id, what: 'escalated', stageId: visit.stageId, textId });
    answered(a, by);
    moveTo(a, next.id, {
      cause: 'a person',
      closedBy: 'a person',
      clause: requireStage(a.setting.policy, visit.stageId).clause,
      by: by.id,
    });
    return undefined;
  },

  shorten(a, by, act) {
    const visit = openVisit(a.d)!;
    const at = londonTime(Temporal.PlainDate.from(act.on), act.time);
    if (Temporal.Instant.compare(at, a.setting.now) <= 0) return 'That time has passed. Enter a time from now on.';
    const beyond = reasonBeyondCalendar(a, act.on);
    if (beyond) return `Enter ${beyond}`;
    const index = a.d.stages.length - 1;
    const before = a.d.protectiveTimescale?.visit === index ? a.d.protectiveTimescale : undefined;
    const isOwn = before?.by === by.email;
    if (isOwn && Temporal.Instant.compare(before.at, a.setting.now) <= 0)
      return 'The time you set has passed: it can no longer be corrected.';
    // "Never lengthened": only whoever set a protective time may correct it, before it passes, and no further than what another
    // had set before them (REQUIREMENTS §3). The policy's own number limits it whatever is entered.
    const limit = isOwn ? before.notAfter : visit.deadline?.at;
    if (limit && Temporal.Instant.compare(at, limit) >= 0)
      return `The time can only be made shorter than ${spokenInstant(Temporal.Instant.from(limit))}.`;
    const notAfter = isOwn ? before.notAfter : before?.at;
    const textId = a.keep(act.text);
    a.d.protectiveTimescale = {
      at: at.toString(),
      visit: index,
      by: by.email,
      setAt: now(a),
      textId,
      ...(notAfter ? { notAfter } : {}),
    };
    setDeadline(a, visit);
    const entry = a.enter({
      by: by.id,
      what: 'timescale shortened',
      stageId: visit.stageId,
      textId,
      facts: { until: at.toString() },
    });
    for (const person of [
      ...practitionersOf(a.d),
      ...visit.asked.filter((one) => !one.notMineAt).map((one) => one.person),
    ]) {
      if (person.email !== by.email) tellNow(a, person, 'deadline-changed', entry);
    }
    return undefined;
  },

  withdraw(a, by, act) {
    const { stageId } = openVisit(a.d)!;
    const textId = a.keep(act.text);
    end(a, { outcome: 'withdrawn', by: by.person, textId, confirmedBy: [], actions: [] });
    a.enter({ by: by.id, what: 'withdrawn', stageId, textId });
    return undefined;
  },

  decide(a, by, act) {
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

  'name-next'(a, by, act) {
    const side = sideOf(a.d, by.email);
    const agency = by.person.agency;
    const why = reasonNotToName({
      named: act.email,
      namedBy: by.email,
      forSide: side === 'raising' ? 'raising' : 'responding',
      raiser: a.d.raiser.email,
      ...(a.d.raisersManager ? { raisersManager: a.d.raisersManager.email } : {}),
    });
    if (why) return why;
    const vouch = reasonToVouch(a.setting.directory, agency, act.email);
    if (vouch) return `Name somebody with an address of your own agency: ${vouch}.`;
    const person: Person = { name: act.name, email: act.email, agency, ...(act.job ? { job: act.job } : {}) };
    const entry = a.enter({ by: by.id, what: 'next person named', facts: { role: act.role, agency } });
    const visit = openVisit(a.d)!;
    const index = a.d.stages.length - 1;
    if (act.role !== 'practitioner') {
      a.d.named[`${agency} ${act.role}`] = person;
      // Named for a tier that is open and that nobody could be found for: they are asked at once (BEY-5).
      askThoseNotYetAsked(a, visit, entry, { role: act.role, agency });
      return undefined;
    }
    const other = a.d.raisedWith.find((one) => one.agency === agency);
    if (!other) return 'Only the other agency can say who its practitioner is.';
    if (other.practitioner && a.d.people[other.practitioner.email]?.mine !== 'not mine')
      return 'The other practitioner is already known.';
    other.practitioner = person;
    a.place(person, 'counterpart');
    const rule = requireStage(a.setting.policy, visit.stageId).asks.find(
      (one) => one.role === 'practitioner' && one.of !== 'raising',
    );
    if (rule) {
      askInstead(
        a,
        visit,
        {
          id: '',
          side: 'responding',
          agency,
          role: 'practitioner',
          does: rule.does,
          person,
          because: '',
          trail: [],
          askedAt: now(a),
          remindersSent: 0,
        },
        person,
        entry,
      );
    } else {
      a.tell(person, 'told-raised', entry, { visit: index });
    }
    return undefined;
  },

  'answer-check-back'(a, by, act) {
    const outcome = a.d.outcome!;
    const action = outcome.actions.find((one) => one.id === act.actionId);
    if (!action?.askedAt) return 'That action is not being checked back on.';
    const isDone = act.done === 'yes';
    action.answers.push({ by: by.email, at: now(a), done: isDone });
    const clause = a.setting.policy.closing.checkBackClause;
    const entry = a.enter({
      by: by.id,
      what: isDone ? 'action done' : 'action not done',
      stageId: outcome.stageId,
      clause,
      facts: { action: action.id },
    });
    if (!isDone) {
      const unit = { role: 'business-manager', of: 'board', ifHealthCommissioned: false, registers: false } as const;
      const board = everybodyAsked(a.d).filter(({ agency }) => agency === BOARD);
      const told = outcome.binding ? [...board, ...toldPeople(a, unit)] : peopleToCheckBackWith(a.d, a.d.raiser.agency);
      for (const person of told) {
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

  reopen(a, by, act) {
    const { stageId } = a.d.outcome!;
    const clause = a.setting.policy.closing.checkBackClause;
    const textId = a.keep(act.text);
    a.enter({ by: by.id, what: 'reopened', stageId, clause, textId });
    a.d.earlierOutcomes = [...(a.d.earlierOutcomes ?? []), a.d.outcome!];
    a.d.outcome = null;
    a.d.confirmedInWritingAt = null;
    a.d.protectiveTimescale = null;
    for (const proposal of a.d.proposals) proposal.supersededAt ??= now(a);
    const earlier = everybodyAsked(a.d);
    const visit = openStage(a, stageId, 'not done', clause, by.id);
    const entry = a.enter({ by: by.id, what: 'told of reopening', stageId });
    for (const person of [...earlier, ...practitionersOf(a.d)]) {
      if (!visit.asked.some((asked) => asked.person.email === person.email)) tellNow(a, person, 'reopened', entry);
    }
    return undefined;
  },

  complete,
};

/** "Not mine": their access ends, the raiser's side and the lead are told, the right person is found at once and the clock goes on (PRV-2). */
function sayNotMine(a: Amendment, by: Actor, act: Extract<Act, { kind: 'not-mine' }>): string | undefined {
  const { d, setting } = a;
  d.people[by.email]!.mine = 'not mine';
  const visit = openVisit(d);
  const entry = a.enter({ by: by.id, what: 'said it is not theirs', ...(visit ? { stageId: visit.stageId } : {}) });
  const named = isNameable(a, by, act) ? { name: act.name!, email: act.email!, agency: by.person.agency } : undefined;
  const asCounterpart = d.raisedWith.find(({ practitioner }) => practitioner?.email === by.email);
  if (asCounterpart) {
    if (named) {
      asCounterpart.practitioner = named;
      a.place(named, 'counterpart');
      if (!visit?.asked.some((one) => one.person.email === by.email)) tellNow(a, named, 'told-raised', entry);
    } else delete asCounterpart.practitioner;
  }
  const asked = visit?.asked.find((one) => one.person.email === by.email && !one.notMineAt);
  if (visit && asked) {
    asked.notMineAt = now(a);
    askInstead(a, visit, asked, named, entry);
  }
  tellNow(a, d.raiser, 'not-mine', entry, { agency: by.person.agency });
  for (const lead of setting.partnership.leads)
    tellNow(a, { name: lead.name, email: lead.email, agency: lead.agency ?? BOARD }, 'not-mine', entry, {
      agency: by.person.agency,
    });
  return undefined;
}

function isNameable(a: Amendment, by: Actor, act: Extract<Act, { kind: 'not-mine' }>): boolean {
  if (!act.email || !act.name) return false;
  const side = sideOf(a.d, by.email) === 'raising' ? 'raising' : 'responding';
  const choice = { named: act.email, namedBy: by.email, forSide: side, raiser: a.d.raiser.email } as const;
  return !reasonNotToName(choice) && !reasonToVouch(a.setting.directory, by.person.agency, act.email);
}

/** Fills in what an email left out. A day earlier than the one we counted from can only bring deadlines nearer (CLK-6, BEY-17). */
function complete(a: Amendment, by: Actor, act: Extract<Act, { kind: 'complete' }>): string | undefined {
  const { d } = a;
  const given: Partial<Record<RaiseFieldName, string>> = {};
  for (const [field, value] of Object.entries(act)) {
    if (!isRaiseField(field) || typeof value !== 'string' || value.trim() === '') continue;
    const parsed = raiseFields.shape[field].safeParse(value);
    if (!parsed.success) return `${parsed.error.issues[0]?.message}.`;
    given[field] = parsed.data;
  }
  if (Object.keys(given).length === 0) return 'Enter at least one of the things that are missing.';
  const wrong = reasonNotToComplete(a, given);
  if (wrong) return wrong;

  if (given.subject) d.subject = given.subject as Disagreement['subject'];
  if (given.category) d.category = given.category as NonNullable<Disagreement['category']>;
  if (given.about) d.about = given.about as NonNullable<Disagreement['about']>;
  // The earliest day anywhere on the form (CLK-6); a later one changes nothing.
  for (const field of DAYS_IN_THE_PAST) if (given[field] && given[field] < d.aroseOn) d.aroseOn = given[field];
  if (given.raiserJob) d.raiser.job = given.raiserJob;
  if (given.managerName && given.managerEmail) {
    d.raisersManager ??= { name: given.managerName, email: given.managerEmail, agency: d.raiser.agency };
  }
  for (const field of FORM_TEXTS) {
    const words =
      field === 'talkedAlready' ? given.talkedWhatCame : field === 'wholeMessage' ? undefined : given[field];
    if (words) d.texts[field] = a.keep(words);
  }
  const entry = a.enter({ by: by.id, what: 'completed', facts: { fields: Object.keys(given).length } });
  if (given.theirAgency && d.raisedWith.length === 0) d.raisedWith.push({ agency: given.theirAgency });
  const other = d.raisedWith[0];
  if (other && !other.practitioner && given.theirName && given.theirEmail) {
    other.practitioner = { name: given.theirName, email: given.theirEmail, agency: other.agency };
    a.place(other.practitioner, 'counterpart');
  }
  const answeredLabels = EMAIL_LABELS.filter(
    ({ field }) => FIELDS_OF[field]?.every((name) => given[name]) ?? given[field as RaiseFieldName],
  );
  d.missing = d.missing.filter((label) => !answeredLabels.some((one) => one.label === label));

  const visit = openVisit(d)!;
  const protectiveAt = given.mustBeSettledOn && protectiveFrom(a, given);
  if (protectiveAt && (!visit.deadline || Temporal.Instant.compare(protectiveAt, visit.deadline.at) < 0)) {
    const textId = d.texts.mustBeSettledWhy;
    d.protectiveTimescale = {
      at: protectiveAt.toString(),
      visit: d.stages.length - 1,
      by: by.email,
      setAt: now(a),
      ...(textId ? { textId } : {}),
    };
  }
  if (setDeadline(a, visit)) {
    for (const asked of visit.asked) {
      if (asked.person.email !== by.email && !asked.notMineAt) tellNow(a, asked.person, 'deadline-changed', entry);
    }
  }
  askThoseNotYetAsked(a, visit, entry);
  return undefined;
}

const DAYS_IN_THE_PAST = ['aroseOn', 'talkedOn', 'discussedWithManagerOn'] as const;
const DAY_IN_WORDS = {
  aroseOn: 'The day it arose',
  talkedOn: 'The day you talked',
  discussedWithManagerOn: 'The day you talked with your manager',
} as const;

function reasonNotToComplete(a: Amendment, given: Partial<Record<RaiseFieldName, string>>): string | undefined {
  const { d, setting } = a;
  const { calendar, directory, policy } = setting;
  for (const field of DAYS_IN_THE_PAST) {
    const on = given[field];
    if (on && isAfter(on, a)) return `${DAY_IN_WORDS[field]} must be today or in the past.`;
    if (on && on < calendar.firstOn)
      return `Enter a day from ${calendar.firstOn.slice(0, 4)} on: working days before then cannot be counted.`;
  }
  if (given.mustBeSettledOn) {
    if (Temporal.Instant.compare(protectiveFrom(a, given), setting.now) <= 0)
      return 'The time it must be settled by has passed. Enter a time from now on.';
    const beyond = reasonBeyondCalendar(a, given.mustBeSettledOn);
    if (beyond) return `Enter ${beyond}`;
  }
  if (given.theirAgency) {
    const isListed = given.theirAgency !== BOARD && directory.agencies.some(({ id }) => id === given.theirAgency);
    if (!isListed) return 'Choose the agency you disagree with from the list.';
    if (given.theirAgency === d.raiser.agency && !policy.withinOneAgency)
      return "This partnership's policy is about disagreements between two agencies. Choose another agency.";
  }
  if (given.theirEmail === d.raiser.email) return "Enter the other practitioner's address, not your own.";
  return undefined;
}

function protectiveFrom(a: Amendment, given: Partial<Record<RaiseFieldName, string>>): Temporal.Instant {
  const time = given.mustBeSettledTime || a.setting.calendar.closeOfDay;
  return londonTime(Temporal.PlainDate.from(given.mustBeSettledOn!), time);
}

/** Labels whose answer takes several fields of the form. */
const FIELDS_OF: Partial<Record<string, RaiseFieldName[]>> = {
  myManager: ['managerName', 'managerEmail'],
  theirPractitioner: ['theirName', 'theirEmail'],
};

function isRaiseField(field: string): field is RaiseFieldName {
  return field in raiseFields.shape;
}

/** Outcomes that came second: whoever was asked and is too late is heard, and nothing is overwritten. */
function keptAsDissent(d: Disagreement, person: Person, act: Act, setting: Setting): Performed | undefined {
  const saying = DISSENT[act.kind];
  if (!saying || !wasAsked(d, person.email)) return undefined;
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
  const isOwnSide = proposal.by.agency === asked.agency && proposal.side === asked.side;
  const disputedByOther = proposal.disputedBy !== undefined && proposal.disputedBy.by.email !== email;
  const confirmedByColleague = proposal.confirmedBy.some(({ by }) => by.agency === asked.agency && by.email !== email);
  return !isOwnSide && (disputedByOther || (act.kind === 'dispute' && confirmedByColleague));
}

const DISSENT: Partial<Record<Act['kind'], string>> = {
  propose: 'an outcome was proposed',
  confirm: 'the outcome was confirmed',
  dispute: 'the outcome was disputed',
  decide: 'a decision was recorded',
  'escalate-now': 'it should go further',
};

function end(a: Amendment, outcome: Omit<NonNullable<Disagreement['outcome']>, 'at' | 'stageId'>): void {
  const visit = openVisit(a.d)!;
  visit.closedAt = now(a);
  visit.closedBy = 'outcome';
  for (const proposal of a.d.proposals) if (proposal.textId !== outcome.textId) proposal.supersededAt ??= now(a);
  a.d.outcome = { ...outcome, at: now(a), stageId: visit.stageId };
}

function agreedActions(
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

function reasonNotToAgree(a: Amendment, actions: { ownerAgency: string; dueOn: string }[]): string | undefined {
  for (const [index, action] of actions.entries()) {
    if (!a.setting.directory.agencies.some((agency) => agency.id === action.ownerAgency))
      return `Choose the agency that will do action ${index + 1} from the list.`;
    const wrong = reasonNotOn(a, action.dueOn);
    if (wrong) return `Action ${index + 1}: ${wrong}`;
  }
  return undefined;
}

/** A date to check back on lies ahead and inside the calendar, with room for the answer. */
function reasonNotOn(a: Amendment, on: string): string | undefined {
  const { now } = a.setting;
  if (Temporal.PlainDate.compare(on, londonDate(now)) < 0) return 'enter today or a day ahead.';
  const beyond = reasonBeyondCalendar(a, on);
  return beyond && `enter ${beyond}`;
}

/** Working days can be counted only as far as bank holidays are known, with a week's room for what follows the day. */
function reasonBeyondCalendar(a: Amendment, on: string): string | undefined {
  const { calendar } = a.setting;
  try {
    addWorkingDays(calendar, Temporal.PlainDate.from(on), 6);
    return undefined;
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    return `a day before ${calendar.lastOn}, as far as bank holidays are known.`;
  }
}

function answered(a: Amendment, by: Actor): void {
  const asked = askedNow(a.d, by.email);
  if (asked) asked.answeredAt ??= now(a);
}

function isAfter(on: string, a: Amendment): boolean {
  return Temporal.PlainDate.compare(on, londonDate(a.setting.now)) > 0;
}

function now(a: Amendment): string {
  return a.setting.now.toString();
}

function tellNow(
  a: Amendment,
  person: Person,
  message: Parameters<Amendment['tell']>[1],
  entry: number,
  facts?: NonNullable<Parameters<Amendment['tell']>[3]>['facts'],
): void {
  a.tell(person, message, entry, { visit: a.d.stages.length - 1, ...(facts ? { facts } : {}) });
}
