import * as z from 'zod';
import type { Amendment, Setting } from '../amendment.ts';
import { askInstead, askNoMoreBySubject } from '../asking.ts';
import { contactFor } from '../contact-for.ts';
import { correctPolicy } from '../correcting-policy.ts';
import { BOARD, reasonToVouch } from '../directory.ts';
import { dayField } from '../field-problems.ts';
import { tellNewSideOfHarm } from '../flagging-harm.ts';
import { actingLead, enterLead } from '../leading.ts';
import { reasonNotToMerge } from '../merging.ts';
import { askThoseNotYetAsked, introduceLate, isForTheOtherSide } from '../opening.ts';
import { ROUTE_NAMES } from '../partnership.ts';
import { reasonNotAbout, requireStage, SUBJECTS } from '../policy.ts';
import { type Asked, type Disagreement, openHarm, openVisit, type Person } from '../record.ts';
import { isSiteOf, isStillAChoice, siteInDirectory, siteSaid } from '../sites.ts';
import {
  everybodyAsked,
  hasPart,
  isOfSide,
  keepNamed,
  practitionersWithAPlace,
  siteOf,
  type Who,
} from '../taking-part.ts';
import { setDeadline } from '../visit-deadline.ts';
import { isRaisersManager, isVouchedFor, stillToVouchFor } from '../vouching.ts';
import { londonDate } from '../working-days.ts';
import {
  addressField,
  anAct,
  isAfter,
  NOT_OPEN,
  now,
  ONLY_LEADS,
  optionalText,
  reasonNotAsLead,
  required,
  tellNow,
} from './act.ts';
import { endPlaceOf, tellOfNotMine } from './saying-whose.ts';
import { end, HARM_FIRST } from './settling.ts';
import { askToApprove } from './talking.ts';

// What the partnership's lead can do (REQUIREMENTS §3). They cannot lengthen, pause, move down, confirm for a side, or read below the
// board's line: nothing here does any of it. To shorten, move up and add an agency are acts that others have too.

const forLeads = ({ lead }: Who) => (lead ? reasonNotAsLead(lead) : ONLY_LEADS);

const ENTER_THE_OTHER = 'Enter the reference of the disagreement it goes on in, like AB-7Q4K';

const CONTACT_ROLES = [
  'practitioner',
  'line-manager',
  'senior-manager',
  'safeguarding-lead',
  'head-of-service',
  'board-representative',
] as const;

/**
 * Somebody has left or is not to be found: who holds that post of that agency from now on. On a reference alone it works below the
 * board's line too, and says nothing of what it found there (NOT-5).
 */
export const replaceContact = anAct({
  fields: z.object({
    agency: required('Choose the agency'),
    role: z.enum(CONTACT_ROLES, 'Choose which post it is'),
    name: required('Enter the full name of the new contact'),
    email: addressField('Enter the work email address of the new contact, like name@agency.example'),
    job: optionalText,
    /** Where two people of one agency hold that post at the open stage, which of them. */
    instead: z
      .union([z.literal(''), addressField("Enter the earlier contact's address, or leave it empty")])
      .optional(),
  }),
  reasonNot: ({ open, lead }) => {
    if (!lead) return ONLY_LEADS;
    return open ? reasonNotAsLead(lead, 'below the line too') : NOT_OPEN;
  },
  perform(a, by, act) {
    const { d, setting } = a;
    if (act.agency === BOARD || !setting.directory.agencies.some(({ id }) => id === act.agency))
      return 'Choose the agency from the list.';
    if (act.email === d.raiser.email) return 'That person cannot answer here. Name somebody else.';
    const vouch = reasonToVouch(setting.directory, act.agency, act.email);
    if (vouch && !isVouchedFor(d, act.email)) return `First vouch for the address: ${vouch}.`;
    const person: Person = {
      name: act.name,
      email: act.email,
      agency: act.agency,
      ...(act.job ? { job: act.job } : {}),
    };
    const visit = openVisit(d)!;
    const entry = a.enter({
      by: by.id,
      what: 'contact replaced',
      stageId: visit.stageId,
      facts: { role: act.role, agency: act.agency },
    });
    const earlier = visit.asked.find(
      (asked) =>
        asked.agency === act.agency &&
        asked.role === act.role &&
        !asked.notMineAt &&
        asked.person.email !== d.raiser.email &&
        (!act.instead || asked.person.email === act.instead),
    );
    if (act.role === 'practitioner') {
      const other = d.raisedWith.find(({ agency }) => agency === act.agency);
      if (!other) return undefined;
      const before = other.practitioner;
      other.practitioner = person;
      if (before) endPartOf(d, before.email);
      if (isForTheOtherSide(requireStage(setting.policy, visit.stageId))) a.place(person, 'counterpart');
    } else keepNamed(d, { agency: act.agency, role: act.role, side: earlier?.side ?? 'responding' }, person);
    if (earlier) {
      earlier.notMineAt = now(a);
      askInstead(a, visit, earlier, person, entry);
      endPartOf(d, earlier.person.email);
    } else if (act.role === 'practitioner') {
      askThoseNotYetAsked(a, visit, entry, { agency: act.agency, role: 'practitioner' });
      introduceLate(a, visit, person, entry);
    } else askThoseNotYetAsked(a, visit, entry, { agency: act.agency, role: act.role });
    return undefined;
  },
});

/** Whoever is replaced everywhere they were asked has no more part in it: they read nothing more and are told nothing more. */
function endPartOf(d: Disagreement, email: string): void {
  const isAskedElsewhere = d.stages.some(({ asked }) =>
    asked.some((one) => one.person.email === email && !one.notMineAt),
  );
  const known = d.people[email];
  if (known && !isAskedElsewhere && d.raiser.email !== email) known.mine = 'not mine';
}

/** "Until that agency's safeguarding lead or the lead vouches" — PRV-2. Says that the address is that person's; it names nobody. */
export const vouch = anAct({
  fields: z.object({ email: addressField('Enter the address to vouch for') }),
  reasonNot: ({ d, open, lead, email }) => {
    if (!open) return NOT_OPEN;
    const agency = d.people[email]?.person.agency;
    const isTheirSafeguardingLead = d.stages.some(({ asked }) =>
      asked.some((one) => one.role === 'safeguarding-lead' && one.person.email === email && !one.notMineAt),
    );
    if (agency && (isTheirSafeguardingLead || d.people[email]?.places.includes('safeguarding lead'))) return undefined;
    if (stillToVouchFor(d, email).length > 0) return undefined;
    return lead
      ? reasonNotAsLead(lead, 'below the line too')
      : "Only the agency's safeguarding lead, or the partnership's lead, can do this.";
  },
  perform(a, by, act) {
    const { d } = a;
    if (act.email === by.email) return 'Somebody else must vouch for your own address.';
    const known = d.people[act.email];
    const isLead = d.leads?.some(({ id }) => id === by.id) ?? false;
    const isAsked = stillToVouchFor(d, by.email).some(({ person }) => person.email === act.email);
    if (!isLead && !isAsked && known?.person.agency !== by.person.agency)
      return 'You can vouch for addresses of people of your own agency.';
    if (isVouchedFor(d, act.email)) return undefined;
    d.vouchedFor = [...(d.vouchedFor ?? []), { email: act.email, by: by.id, at: now(a) }];
    const visit = openVisit(d)!;
    const entry = a.enter({
      by: by.id,
      what: 'address vouched for',
      stageId: visit.stageId,
      ...(known ? { facts: { agency: known.person.agency } } : {}),
    });
    if (known) tellNow(a, known.person, 'vouched', entry);
    // Somebody named with that address may have been passed over: whoever is missing at the open stage is asked now.
    askThoseNotYetAsked(a, visit, entry);
    return undefined;
  },
});

/**
 * Whoever was asked to vouch says that nobody of theirs has that address: it is as if its holder had said "not mine", and somebody else is
 * found at once (PRV-2).
 */
export const notOurs = anAct({
  fields: z.object({ email: required('Choose the address') }),
  reasonNot: ({ d, open, email }) => {
    if (!open) return NOT_OPEN;
    return stillToVouchFor(d, email).length > 0 ? undefined : 'No address waits for you to say whose it is.';
  },
  perform(a, by, act) {
    const { d } = a;
    const asked = stillToVouchFor(d, by.email).find(({ person }) => person.email === act.email);
    if (!asked) return 'Choose the address from the list.';
    const visit = openVisit(d)!;
    const { email, agency } = asked.person;
    const entry = a.enter({ by: by.id, what: 'said not to be theirs', stageId: visit.stageId, facts: { agency } });
    if (isRaisersManager(d, email)) delete d.raisersManager;
    if (d.people[email]) endPlaceOf(a, d.people[email].person, entry, { notOurs: true });
    else tellOfNotMine(a, email, entry, { agency, notOurs: true });
    askThoseNotYetAsked(a, visit, entry);
    return undefined;
  },
});

/** Puts right what it was raised as: an agency, whom it is about, or which policy governs. Those wrongly asked are asked no more; the right ones at once. */
export const correct = anAct({
  fields: z.object({
    what: z.enum(['agency', 'subject', 'policy'], 'Choose what is to be corrected'),
    agency: z.string().optional(),
    rightAgency: z.string().optional(),
    /** Where the right agency has several sites: one of them, or that it is not known (ROU-2). */
    rightSite: z.string().optional(),
    subject: z.enum(SUBJECTS).or(z.literal('both')).or(z.literal('')).optional(),
    /** The version that governs from now on (SCP-6). */
    policy: z.string().optional(),
    text: required('Enter why it is corrected'),
  }),
  reasonNot: (who) => (who.open ? forLeads(who) : NOT_OPEN),
  perform(a, by, act) {
    const { d, setting } = a;
    const visit = openVisit(d)!;
    const textId = a.keep(act.text);
    if (act.what === 'policy') {
      const why = correctPolicy(a, act.policy, { id: by.id, textId });
      if (why) return why;
      const entry = d.earlierPolicies!.at(-1)!.until;
      const askedAnew = openVisit(d)!.asked.map(({ person }) => person.email);
      for (const person of [...everybodyAsked(d), ...practitionersWithAPlace(d)])
        if (!askedAnew.includes(person.email)) tellNow(a, person, 'corrected', entry);
      return undefined;
    }
    const enter = (facts: Record<string, string>) =>
      a.enter({ by: by.id, what: 'corrected', stageId: visit.stageId, textId, facts });
    let entry: number;
    if (act.what === 'subject') {
      if (!act.subject) return 'Choose whom it is about.';
      if (act.subject === d.subject) return 'That is what it says already.';
      const notAbout = reasonNotAbout(setting.policy, act.subject);
      if (notAbout) return `${notAbout}.`;
      d.subject = act.subject;
      entry = enter({ what: 'subject' });
      askNoMoreBySubject(a, visit);
    } else {
      const wrong = reasonNotToCorrect(a, act.agency, act.rightAgency, act.rightSite);
      if (wrong) return wrong;
      entry = enter({ what: 'agency', was: act.agency!, is: act.rightAgency! });
      const isSiteAlone = act.agency === act.rightAgency;
      const side = d.raiser.agency === act.agency ? 'raising' : 'responding';
      const ofWrongAgency = isSiteAlone ? [] : peopleOfSide(d, act.agency!, side);
      moveAgency(a, act.agency!, act.rightAgency!, act.rightSite);
      for (const person of ofWrongAgency) if (person.agency === act.agency) endAllPartsOf(a, person.email);
      if (!isSiteAlone)
        for (const proposal of d.proposals)
          if (proposal.side === side && proposal.by.agency === act.agency) proposal.supersededAt ??= now(a);
      for (const asked of isSiteAlone ? visit.asked : []) {
        if (asked.agency !== act.agency || asked.person.email === d.raiser.email) continue;
        // Whoever answers for all of the agency was asked rightly.
        if (!isAtAnotherSite(setting, asked, act.rightSite)) continue;
        asked.notMineAt ??= now(a);
        endPartOf(d, asked.person.email);
      }
      if (isSiteAlone) askThoseNotYetAsked(a, visit, entry, { agency: act.agency!, atItsSite: side });
    }
    askThoseNotYetAsked(a, visit, entry);
    if (act.what === 'agency') tellNewSideOfHarm(a, act.rightAgency!, entry);
    const people = [d.raiser, ...visit.asked.filter(({ notMineAt }) => !notMineAt).map(({ person }) => person)];
    for (const person of people) tellNow(a, person, 'corrected', entry);
    return undefined;
  },
});

/** Everybody of that side of an agency, whatever their place; as objects of the record, so that whoever moves with it is seen to have moved. */
function peopleOfSide(d: Disagreement, agency: string, side: 'raising' | 'responding'): Person[] {
  const people = Object.values(d.people).map(({ person }) => person);
  return people.filter((person) => person.agency === agency && isOfSide(d, agency, person.email, side));
}

/** It was never with their agency: what they were asked, at whatever stage, was not theirs, and they read and hear nothing more. */
function endAllPartsOf(a: Amendment, email: string): void {
  const { d } = a;
  for (const { asked } of d.stages) for (const one of asked) if (one.person.email === email) one.notMineAt ??= now(a);
  d.people[email]!.mine = 'not mine';
}

function isAtAnotherSite({ directory }: Setting, { agency, role, person }: Asked, site: string | undefined): boolean {
  const theirs = siteInDirectory(directory, { agency, email: person.email });
  return role !== 'practitioner' && theirs !== undefined && theirs !== site;
}

function reasonNotToCorrect(
  { d, setting }: Amendment,
  was: string | undefined,
  is: string | undefined,
  site: string | undefined,
): string | undefined {
  const isSide = d.raiser.agency === was || d.raisedWith.some(({ agency }) => agency === was);
  if (!was || !isSide) return 'Choose which of its agencies is wrong.';
  if (!is || is === BOARD || !setting.directory.agencies.some(({ id }) => id === is))
    return 'Choose the right agency from the list.';
  const isOtherSite = isSiteOf(setting.directory, is, site) && site !== siteSaid(d, { agency: is });
  if (was === is && !isOtherSite) return 'That is the agency it names already.';
  if (isStillAChoice(setting.directory, is, site))
    return 'Choose which site of the right agency it is, or that nobody knows.';
  const sides = [d.raiser.agency, ...d.raisedWith.map(({ agency }) => agency)].map((id) => (id === was ? is : id));
  const [raising, ...responding] = sides;
  if (new Set(responding).size < responding.length) return 'It is raised with that agency already.';
  return responding.includes(raising!) && !setting.policy.withinOneAgency
    ? "This partnership's policy is about disagreements between two agencies. Choose another agency."
    : undefined;
}

/** The raiser stays who they are, at the right agency; a practitioner of the wrong agency has no more part in it. */
function moveAgency(a: Amendment, was: string, is: string, answer: string | undefined): void {
  const { d } = a;
  const site = isSiteOf(a.setting.directory, is, answer) ? answer : undefined;
  if (d.raiser.agency === was) {
    d.raiser.agency = is;
    if (site) d.raisersSite = site;
    else delete d.raisersSite;
    moveWithIt(d, d.raiser.email, is);
    return;
  }
  for (const other of d.raisedWith) {
    if (other.agency !== was) continue;
    other.agency = is;
    if (site) other.site = site;
    else delete other.site;
    const { practitioner } = other;
    // Somebody whose address is of the right agency was right, and only filed under the wrong one.
    const isTheirs =
      practitioner && (was === is || reasonToVouch(a.setting.directory, is, practitioner.email) === undefined);
    if (isTheirs) {
      practitioner.agency = is;
      moveWithIt(d, practitioner.email, is);
    } else delete other.practitioner;
  }
}

/** Somebody who was right and filed under the wrong agency: what they were asked was asked of the right one. */
function moveWithIt(d: Disagreement, email: string, agency: string): void {
  const known = d.people[email];
  if (known) known.person.agency = agency;
  for (const { asked } of d.stages)
    for (const one of asked) {
      if (one.person.email !== email) continue;
      one.person.agency = agency;
      one.agency = agency;
    }
}

/** What somebody who cannot reach the page said, by telephone for instance: written down for them, and marked so. It answers nothing. */
export const recordFor = anAct({
  fields: z.object({
    for: addressField('Enter the work email address of whoever you write this down for'),
    heldOn: dayField('Enter the day they said it'),
    with: required('Enter who was spoken with'),
    text: required('Enter what they said'),
  }),
  reasonNot: (who) => (who.open ? forLeads(who) : NOT_OPEN),
  perform(a, by, act) {
    const { d } = a;
    if (isAfter(act.heldOn, a)) return 'The day they said it must be today or in the past.';
    const known = d.people[act.for];
    if (!known || known.mine === 'not mine' || !hasPart(known.places))
      return 'Enter the address of somebody who takes part in it.';
    const { stageId } = openVisit(d)!;
    const textId = a.keep(act.text);
    const entry = a.enter({
      by: by.id,
      what: 'recorded for somebody',
      stageId,
      textId,
      facts: { for: known.id, held: act.heldOn },
    });
    d.discussions.push({
      id: `d${entry}`,
      by: known.person,
      at: now(a),
      heldOn: act.heldOn,
      with: act.with,
      textId,
      stageId,
      recordedBy: by.person,
    });
    tellNow(a, known.person, 'recorded-for', entry);
    askToApprove(a, entry);
    return undefined;
  },
});

/** It is not for this procedure: closed with the way onward, and the record kept (SCP-1, SCP-2). */
export const closeOutOfScope = anAct({
  fields: z.object({
    route: z.enum(ROUTE_NAMES, 'Choose where it goes instead'),
    text: required('Enter why it is out of scope'),
  }),
  reasonNot: (who) => {
    if (!who.open) return NOT_OPEN;
    return forLeads(who) ?? (openHarm(who.d) ? HARM_FIRST : undefined);
  },
  perform(a, by, act) {
    const { stageId } = openVisit(a.d)!;
    const textId = a.keep(act.text);
    end(a, { outcome: 'out of scope', by: by.person, textId, confirmedBy: [], actions: [], route: act.route });
    a.enter({ by: by.id, what: 'closed as out of scope', stageId, textId, facts: { route: act.route } });
    return undefined;
  },
});

/** A lead leaves it to another: their own agency is a side, or they are too near to it for another reason. */
export const standAside = anAct({
  fields: z.object({ text: required('Enter why you stand aside') }),
  reasonNot: ({ lead, d }) => {
    if (!lead) return ONLY_LEADS;
    if (d.closedAt) return 'It is closed.';
    return lead.sees === 'count'
      ? 'The policy does not show this disagreement to the partnership yet: there is nothing to stand aside from.'
      : undefined;
  },
  perform(a, by, act) {
    const { d, setting } = a;
    const textId = a.keep(act.text);
    enterLead(a, by.person).stoodAside = { at: now(a), textId };
    const stageId = openVisit(d)?.stageId ?? d.outcome!.stageId;
    const next = actingLead(d, setting);
    if (!next)
      return 'No other lead is free to take it. First ask the partnership to name another lead in its settings.';
    const entry = a.enter({ by: by.id, what: 'lead stood aside', stageId, textId });
    enterLead(a, next);
    tellNow(a, next, 'stood-aside', entry);
    return undefined;
  },
});

/** "Agency safeguarding lead becomes acting raiser" when the raiser leaves — REQUIREMENTS A15. */
export const nameActingRaiser = anAct({
  fields: z.object({ text: required('Enter why the person who raised it no longer can') }),
  reasonNot: (who) => (who.d.closedAt ? 'It is closed.' : forLeads(who)),
  perform(a, by, act) {
    const { d, setting } = a;
    const left = d.raiser;
    const { contact } = contactFor(setting.directory, {
      agency: left.agency,
      ...siteOf(d, setting.directory, { agency: left.agency, side: 'raising' }),
      role: 'safeguarding-lead',
      on: londonDate(setting.now),
      notThese: [
        { email: left.email, why: 'is the raiser now' },
        ...d.raisedWith.flatMap(({ practitioner }) =>
          practitioner ? [{ email: practitioner.email, why: 'is on the other side' }] : [],
        ),
        ...Object.values(d.people)
          .filter(({ mine }) => mine === 'not mine')
          .map(({ person }) => ({ email: person.email, why: 'said that it is not theirs' })),
      ],
      boardMayBeAsked: false,
    });
    if (contact?.role !== 'safeguarding-lead')
      return "The directory has no safeguarding lead of the raiser's agency. Add one first.";
    const acting: Person = { name: contact.name, email: contact.email, agency: left.agency };
    const textId = a.keep(act.text);
    const visit = openVisit(d);
    const stageId = visit?.stageId ?? d.outcome!.stageId;
    const entry = a.enter({ by: by.id, what: 'acting raiser named', stageId, textId });
    d.earlierRaisers = [...(d.earlierRaisers ?? []), { person: left, untilAt: now(a) }];
    d.raiser = acting;
    a.place(acting, 'raiser');
    const known = d.people[left.email];
    if (known) known.mine = 'not mine';
    const own = visit?.asked.find((one) => one.person.email === left.email && !one.notMineAt);
    if (visit && own) {
      own.notMineAt = now(a);
      askInstead(a, visit, own, acting, entry);
    }
    tellNow(a, acting, 'acting-raiser', entry);
    for (const { practitioner } of d.raisedWith)
      if (practitioner && d.people[practitioner.email]) tellNow(a, practitioner, 'acting-raiser', entry);
    if (visit) setDeadline(a, visit);
    return undefined;
  },
});

/**
 * The same disagreement was raised twice: this record closes, and goes on in the one that was raised first. That one first takes over all
 * that this one has; until it has, this one runs on (ADR 016).
 */
export const merge = anAct({
  fields: z.object({
    into: z
      .string({ error: ENTER_THE_OTHER })
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{2}-?[A-Z0-9]{4}$/, ENTER_THE_OTHER),
    text: required('Enter how you know that they are the same disagreement'),
  }),
  reasonNot: (who) => {
    if (!who.open) return NOT_OPEN;
    if (who.d.merging) return `It is being merged into ${who.d.merging.reference}.`;
    const why = forLeads(who);
    if (why) return why;
    return who.lead!.sees === 'record' ? undefined : 'The policy does not show you the record of this disagreement.';
  },
  perform(a, by, act) {
    const { d, setting } = a;
    const why = reasonNotToMerge(d, by.email, setting);
    if (why) return why;
    const { id, reference } = setting.other!.d;
    const textId = a.keep(act.text);
    d.merging = { id, reference, at: now(a), by: by.person, textId };
    a.enter({ by: by.id, what: 'found to be the same', stageId: openVisit(d)!.stageId, textId, facts: { reference } });
    d.owed.push({ kind: 'merge' });
    return undefined;
  },
});
