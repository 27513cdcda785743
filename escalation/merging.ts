import { Temporal } from 'temporal-polyfill';
import { MOST_RESPONDING_AGENCIES } from './acts/agencies.ts';
import { type Amendment, amend, type Change, type Setting } from './amendment.ts';
import { endChase, flagFacts, tellNewSideOfHarm } from './flagging-harm.ts';
import { enterLead, leadStandingOf } from './leading.ts';
import { askThoseNotYetAsked, moveTo } from './opening.ts';
import { isBefore, requireStage } from './policy.ts';
import {
  type Disagreement,
  FORM_TEXTS,
  type Harm,
  openHarm,
  openVisit,
  type Person,
  type StageVisit,
} from './record.ts';
import { concerned, practitionersOf, practitionersWithAPlace } from './taking-part.ts';
import { deadlineFacts, setDeadline } from './visit-deadline.ts';
import { londonDate } from './working-days.ts';

/*
 * One disagreement that was raised twice (ADR 016): by form and by email, or by two people of one agency. The record raised first goes on,
 * and takes over everything of the other that binds: whatever is earlier or shorter of the two. The other runs on until that is written.
 */

/** S5: the same words whether there is none, it is another partnership's, or the policy does not show it to this lead. */
const NO_SUCH =
  'There is no open disagreement with that reference that the policy shows you as lead of this partnership. Check the reference.';

/** Why a lead cannot merge this disagreement into the one they named, in words for them; undefined when they can. */
export function reasonNotToMerge(d: Disagreement, email: string, setting: Setting): string | undefined {
  const { other } = setting;
  if (!other || other.d.partnershipId !== d.partnershipId) return NO_SUCH;
  if (other.d.id === d.id) return 'That is this disagreement. Enter the reference of the other one.';
  const lead = leadStandingOf(other.d, email, { ...setting, policy: other.policy });
  if (lead?.sees !== 'record') return NO_SUCH;
  if (lead.isInConflict)
    return `Your own agency is a side of ${other.d.reference}, or you take part in it: another of the partnership's leads must do this.`;
  return reasonNotOne(other.d, d);
}

/** Why two records of one partnership cannot become one. Judged again when it is carried out: either may have changed meanwhile. */
function reasonNotOne(goesOn: Disagreement, closing: Disagreement): string | undefined {
  const { reference } = goesOn;
  if (!openVisit(goesOn) || goesOn.outcome) return NO_SUCH;
  if (goesOn.merging) return `${reference} is being merged into ${goesOn.merging.reference}. Enter that reference.`;
  // One order for all pairs: two leads who merge at once, each the other way round, can never close both.
  if (!cameFirst(goesOn, closing))
    return `${reference} was raised after this one, so this one goes on. Open ${reference} and merge it into ${closing.reference}.`;
  if (goesOn.policyVersionId !== closing.policyVersionId)
    return 'The two run under different policies, so their times cannot be compared. First correct the policy of one of them.';
  if ([goesOn, closing].some((one) => one.stages.some(({ cause }) => cause === 'not done')))
    return 'One of the two was settled and opened again because an action was not done. It stays as it is.';
  const sides = [goesOn.raiser.agency, ...goesOn.raisedWith.map(({ agency }) => agency)];
  if (!sides.includes(closing.raiser.agency))
    return `The agency that raised this one does not take part in ${reference}. First add it there, or check that they are the same.`;
  const responding = new Set([...concerned(goesOn), ...concerned(closing)].map(({ agency }) => agency));
  responding.delete(goesOn.raiser.agency);
  if (responding.size > MOST_RESPONDING_AGENCIES)
    return `Together they would be with more than ${MOST_RESPONDING_AGENCIES} agencies, which is the most.`;
  const there = openHarm(closing);
  const here = openHarm(goesOn);
  return there && here && here.id !== idHere(closing, there.id)
    ? 'Somebody is flagged as at risk of immediate harm in both. Each flag must be answered where it was made: merge them when one of them has ended.'
    : undefined;
}

/** The one raised first goes on; of two in the same instant, always the same one. */
function cameFirst(one: Disagreement, other: Disagreement): boolean {
  const order = Temporal.Instant.compare(one.raisedAt, other.raisedAt);
  return order === 0 ? one.id < other.id : order < 0;
}

/** The words that go on: of what was raised, of discussions, meetings and harm. Those of advice and support stay where they were given. */
export function textsToTakeOver(closing: Disagreement): string[] {
  const visit = openVisit(closing);
  return [
    ...Object.values(closing.texts),
    ...closing.discussions.flatMap(({ textId, corrections = [] }) => [textId, ...corrections.map((one) => one.textId)]),
    ...(visit?.meetings ?? []).map(({ whereTextId }) => whereTextId),
    ...(visit?.representations ?? []).map(({ textId }) => textId),
    ...(closing.harms ?? []).flatMap(({ textId, ended }) => [textId, ended?.textId]),
    closing.protectiveTimescale?.textId,
    closing.merging?.textId,
  ].filter((id) => id !== undefined);
}

/** Whether the disagreement that goes on has everything that the other has by now. */
export function hasAllOf(goesOn: Disagreement, closing: Disagreement): boolean {
  return goesOn.mergedFrom?.some(({ id, through }) => id === closing.id && through >= closing.history.length) ?? false;
}

/**
 * Takes over what the other record has, so that nothing of it is lost and no time gets longer: its people and agencies, what it fills
 * in, the earlier outset, the stage further on and the day from which its number counts, a protective time, harm that is open. `texts`: the
 * other's words by their ids. Once more for a record that changed meanwhile takes over only what is new.
 */
export function takeOver(
  goesOn: Disagreement,
  closing: Disagreement,
  texts: Readonly<Record<string, string>>,
  setting: Setting,
): { change: Change } | { nothing: string } {
  const why = reasonNotOne(goesOn, closing);
  if (why) return { nothing: why };
  const a = amend(goesOn, setting);
  const { d } = a;
  // A text that was erased stays erased: its id leads nowhere here either.
  const copied = (textId: string) => (texts[textId] === undefined ? textId : a.keep(texts[textId]));
  const taken: Taking = { a, closing, copied, by: enterLead(a, closing.merging!.by).id };
  const known = d.mergedFrom?.find(({ id }) => id === closing.id);
  const entry = a.enter({
    by: taken.by,
    what: known ? 'more taken over' : 'merged from',
    stageId: openVisit(d)!.stageId,
    facts: { reference: closing.reference },
    textId: copied(closing.merging!.textId),
  });
  takeOverSides(taken);
  takeOverWords(taken, known === undefined);
  takeOverPeople(taken);
  takeOverTime(taken, entry);
  const merged = d.mergedFrom!.find(({ id }) => id === closing.id)!;
  merged.through = closing.history.length;
  const visit = d.stages.length - 1;
  if (!known)
    for (const { person } of Object.values(d.people))
      a.tell(person, 'merged', entry, { visit, facts: { reference: closing.reference } });
  return { change: a.done({ wake: true }) };
}

interface Taking {
  a: Amendment;
  closing: Disagreement;
  copied: (textId: string) => string;
  /** The lead's id in the record that goes on. */
  by: string;
}

/** Agencies that only the other was with are with this one too from now on; a practitioner or site nobody had named is named now. */
function takeOverSides({ a: { d }, closing }: Taking): void {
  for (const { agency, site, practitioner, notConcerned } of closing.raisedWith) {
    if (agency === d.raiser.agency && closing.raiser.agency !== agency) continue;
    const known = d.raisedWith.find((one) => one.agency === agency);
    if (!known) {
      if (!notConcerned)
        d.raisedWith.push({ agency, ...(site ? { site } : {}), ...(practitioner ? { practitioner } : {}) });
      continue;
    }
    if (!notConcerned) delete known.notConcerned;
    if (site) known.site ??= site;
    if (practitioner) known.practitioner ??= practitioner;
  }
  if (closing.raisersSite && closing.raiser.agency === d.raiser.agency) d.raisersSite ??= closing.raisersSite;
}

/** Fills in what this record lacks where the same agency raised both, and keeps the other's own words beside it. */
function takeOverWords({ a: { d, setting }, closing, copied }: Taking, isFirst: boolean): void {
  const isSameSide = closing.raiser.agency === d.raiser.agency;
  const texts: NonNullable<Disagreement['mergedFrom']>[number]['texts'] = {};
  for (const name of isFirst ? FORM_TEXTS : []) {
    const textId = closing.texts[name];
    if (textId === undefined) continue;
    if (isSameSide && d.texts[name] === undefined && name !== 'wholeMessage') d.texts[name] = copied(textId);
    else texts[name] = copied(textId);
  }
  if (isSameSide) {
    d.category ??= closing.category;
    d.about ??= closing.about;
    d.raisersManager ??= closing.raisersManager;
    if (d.missing.includes('Child or adult') && !closing.missing.includes('Child or adult'))
      d.subject = closing.subject;
    d.missing = d.missing.filter((label) => closing.missing.includes(label));
  }
  for (const field of ['category', 'about', 'raisersManager'] as const) if (d[field] === undefined) delete d[field];
  d.named = { ...closing.named, ...d.named };
  for (const one of closing.discussions) {
    const id = idHere(closing, one.id);
    if (d.discussions.some((known) => known.id === id)) continue;
    const { corrections } = one;
    d.discussions.push({
      ...one,
      id,
      textId: copied(one.textId),
      ...(corrections ? { corrections: corrections.map((each) => ({ ...each, textId: copied(each.textId) })) } : {}),
    });
  }
  if (!isFirst) return;
  const { id, reference } = closing;
  d.mergedFrom = [
    ...(d.mergedFrom ?? []),
    { id, reference, at: setting.now.toString(), through: 0, people: [], texts },
  ];
}

/** What came from the other record has an id that nothing of this one can have, and always the same one. */
const idHere = ({ reference }: Disagreement, id: string) => `${reference}-${id}`;

/**
 * Everybody of the other record has a place here and says for themselves whether it is theirs. Only whoever gives advice there stays there:
 * that they are asked is not for everybody to see (INT-10).
 */
function takeOverPeople({ a, closing, by }: Taking): void {
  const { d } = a;
  const merged = d.mergedFrom!.find(({ id }) => id === closing.id)!;
  const isOut = (email: string) => closing.people[email]?.mine === 'not mine' || d.people[email]?.mine === 'not mine';
  const own = practitionersOf({ ...d, mergedFrom: d.mergedFrom!.filter(({ id }) => id !== closing.id) });
  merged.people = practitionersOf(closing)
    .filter(({ email }) => !own.some((one) => one.email === email) && closing.people[email] && !isOut(email))
    .map((person) => ({ person, side: sideHere(d, closing, person) }));
  for (const [email, { person, places, readsForm }] of Object.entries(closing.people)) {
    if (isOut(email)) continue;
    for (const place of places) {
      if (place === 'adviser' || place === 'supporter') continue;
      if (place !== 'raiser') a.place(person, place);
      else if (email !== d.raiser.email) a.place(person, 'counterpart');
    }
    if (readsForm) a.sendForm(person);
  }
  for (const { person, side, ...one } of closing.supporters ?? []) {
    if (isOut(person.email) || d.supporters?.some((known) => known.person.email === person.email)) continue;
    const isSameSide = closing.raiser.agency === d.raiser.agency;
    const here = isSameSide ? side : side === 'raising' ? 'responding' : 'raising';
    d.supporters = [...(d.supporters ?? []), { person, side: here, ...one }];
    a.place(person, 'supporter');
  }
  for (const { email, at } of closing.vouchedFor ?? [])
    if (!d.vouchedFor?.some((one) => one.email === email)) d.vouchedFor = [...(d.vouchedFor ?? []), { email, by, at }];
}

function sideHere(d: Disagreement, closing: Disagreement, { agency, email }: Person): 'raising' | 'responding' {
  if (agency !== d.raiser.agency) return 'responding';
  // Within one agency both sides have its name: there it is whoever raised it.
  const isWithinOne = d.raisedWith.some((one) => one.agency === agency);
  return !isWithinOne || email === closing.raiser.email ? 'raising' : 'responding';
}

/**
 * "Deadlines only shorten" — BEY-8. The earlier outset; the stage further on; the day on which either was at that stage; the
 * earlier of the times that protect, also where the move alone would have spent it; and harm, told at once to whoever had not heard of it.
 */
function takeOverTime({ a, closing, copied, by }: Taking, entry: number): void {
  const { d, setting } = a;
  const { policy } = setting;
  if (closing.aroseOn < d.aroseOn) d.aroseOn = closing.aroseOn;
  const theirs = openVisit(closing)!;
  const before = openVisit(d)!;
  const index = d.stages.length - 1;
  const further = isBefore(policy, before.stageId, theirs.stageId) ? theirs.stageId : before.stageId;
  const protective = earliestProtective([d, closing], { further, now: setting.now }, copied);
  const harmHere = openHarm(d);
  const bindsHere = harmHere?.visit === index;
  const harmFromThere = takeOverHarm({ a, closing, copied, by }, entry);
  if (isBefore(policy, before.stageId, theirs.stageId))
    moveTo(a, theirs.stageId, {
      cause: 'a person',
      closedBy: 'a person',
      clause: requireStage(policy, before.stageId).clause,
      by,
      why: 'another record of the same disagreement stood further on',
    });
  const visit = openVisit(d)!;
  const now = d.stages.length - 1;
  if (protective) d.protectiveTimescale = { ...protective, visit: now };
  if (harmHere && bindsHere) harmHere.visit = now;
  if (harmFromThere) bindHarm(harmFromThere, now);
  if (visit.stageId === theirs.stageId) takeOverVisit(visit, theirs, copied, dayZero(closing, theirs, setting));
  setDeadline(a, visit);
  askThoseNotYetAsked(a, visit, entry);
  if (harmFromThere) tellWhoHasNotHeard(a, closing, harmFromThere, entry);
}

/** Day zero of the other's count at its open stage. */
const dayZero = (closing: Disagreement, theirs: StageVisit, setting: Setting) =>
  deadlineFacts(closing, setting, theirs).openedOn.toString();

/** What the open stage has to show beside its people: a meeting that was arranged, and what each side wants whoever decides to know. */
function takeOverVisit(visit: StageVisit, theirs: StageVisit, copied: Taking['copied'], from: string): void {
  if (from < londonDate(Temporal.Instant.from(visit.openedAt)).toString() && from < (visit.countsFrom ?? '9'))
    visit.countsFrom = from;
  if (theirs.meetings && !visit.meetings)
    visit.meetings = theirs.meetings.map((one) => ({ ...one, whereTextId: copied(one.whereTextId) }));
  const isNew = ({ by, at }: { by: Person; at: string }) =>
    !visit.representations?.some((known) => known.by.email === by.email && known.at === at);
  const heard = (theirs.representations ?? []).filter(isNew);
  if (heard.length > 0)
    visit.representations = [
      ...(visit.representations ?? []),
      ...heard.map((one) => ({ ...one, textId: copied(one.textId) })),
    ];
}

type Protective = NonNullable<Disagreement['protectiveTimescale']>;

/**
 * The earlier of the two times that protect; whoever set it may correct it no further than the other. One that is over and has not moved its
 * record yet still does, at the stage it was set for and no other.
 */
function earliestProtective(
  [d, closing]: [Disagreement, Disagreement],
  { further, now }: { further: string; now: Temporal.Instant },
  copied: Taking['copied'],
): Protective | undefined {
  const binding = (one: Disagreement): Protective[] => {
    const { protectiveTimescale: set, stages } = one;
    if (set?.visit !== stages.length - 1) return [];
    const isToCome = Temporal.Instant.compare(set.at, now) > 0;
    return isToCome || stages.at(-1)!.stageId === further ? [set] : [];
  };
  const theirs = binding(closing).map(({ textId, ...set }) => ({
    ...set,
    ...(textId ? { textId: copied(textId) } : {}),
  }));
  const [first, second] = [...binding(d), ...theirs].sort((one, other) => Temporal.Instant.compare(one.at, other.at));
  if (!first || !second) return first;
  const limits = [first.notAfter, second.at].filter((at) => at !== undefined);
  return { ...first, notAfter: limits.reduce((one, at) => (Temporal.Instant.compare(at, one) < 0 ? at : one)) };
}

/** Each flag of the other record: one that ended, to be counted and read; one that is open last, to be chased here. Answers that one. */
function takeOverHarm({ a, closing, copied, by }: Taking, entry: number): Harm | undefined {
  const { d } = a;
  const open = openHarm(closing);
  const brought = (closing.harms ?? [])
    .filter(({ id }) => !d.harms?.some((known) => known.id === idHere(closing, id)))
    .map((harm): Harm => {
      const { chase: _, withdrawalAsked: __, textId, ended, ...flag } = harm;
      return {
        ...flag,
        id: idHere(closing, harm.id),
        ...(textId ? { textId: copied(textId) } : {}),
        ...(ended ? { ended: { ...ended, textId: copied(ended.textId) } } : {}),
      };
    });
  if (brought.length === 0) return undefined;
  const stillOpen = open && brought.find(({ id }) => id === idHere(closing, open.id));
  d.harms = [...brought.filter((harm) => harm !== stillOpen), ...(d.harms ?? []), ...(stillOpen ? [stillOpen] : [])];
  for (const harm of stillOpen ? [stillOpen] : [])
    a.enter({
      by,
      what: 'harm flagged',
      stageId: openVisit(d)!.stageId,
      clause: a.setting.policy.harm!.clause,
      facts: { ...flagFacts({ sinceAt: Temporal.Instant.from(harm.sinceAt), receivedAt: a.setting.now }), entry },
      ...(harm.textId ? { textId: harm.textId } : {}),
    });
  return stillOpen;
}

/** Its clock binds the visit that is open here, and what people said there that they have seen holds here. */
function bindHarm(harm: Harm, visit: number): void {
  const was = harm.visit;
  harm.visit = visit;
  for (const one of [...harm.alsoAsked, ...harm.seenBy]) if (one.visit >= was) one.visit = visit;
}

/** Whoever is asked here and had no part in the other record has not heard that somebody is at risk (CLK-14). */
function tellWhoHasNotHeard(a: Amendment, closing: Disagreement, harm: Harm, entry: number): void {
  const { d } = a;
  const heard = [closing.raiser, ...closing.raisedWith].map(({ agency }) => agency);
  const sides = [d.raiser, ...d.raisedWith].map(({ agency }) => agency);
  for (const agency of new Set(sides)) if (!heard.includes(agency)) tellNewSideOfHarm(a, agency, entry);
  const people = [
    ...openVisit(d)!
      .asked.filter(({ notMineAt }) => !notMineAt)
      .map(({ person }) => person),
    ...practitionersWithAPlace(d),
  ];
  for (const person of people)
    if (!closing.people[person.email])
      a.tell(person, 'harm-flagged', entry, {
        visit: d.stages.length - 1,
        atAnyHour: true,
        facts: { harmId: harm.id },
      });
}

/** Closes the other record once everything of it stands where it goes on: no outcome, and its words stay readable to its people. */
export function closeMerged(closing: Disagreement, setting: Setting): Change {
  const a = amend(closing, setting);
  const { d } = a;
  const at = setting.now.toString();
  const { by, reference } = d.merging!;
  const visit = openVisit(d)!;
  const harm = openHarm(d);
  if (harm) endChase(a, harm);
  visit.closedAt = at;
  visit.closedBy = 'merged';
  for (const proposal of d.proposals) proposal.supersededAt ??= at;
  d.mergedInto = { ...d.merging!, at };
  delete d.merging;
  d.closedAt = at;
  a.enter({ by: enterLead(a, by).id, what: 'merged into', stageId: visit.stageId, facts: { reference } });
  return a.done({ wake: true });
}

/** The two could not become one after all, because one of them ended or changed between the lead's press and the carrying out. */
export function giveUpMerging(closing: Disagreement, setting: Setting): Change {
  const a = amend(closing, setting);
  const { by, reference } = a.d.merging!;
  delete a.d.merging;
  a.enter({ by: enterLead(a, by).id, what: 'not merged after all', facts: { reference } });
  return a.done({ wake: false });
}
