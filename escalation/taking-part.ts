import type { Directory } from './directory.ts';
import type { LeadStanding } from './leading.ts';
import type { Role } from './policy.ts';
import {
  type Asked,
  type Disagreement,
  everyVisit,
  openVisit,
  type Person,
  type Place,
  type Proposal,
  type StageVisit,
} from './record.ts';
import { siteSaid } from './sites.ts';

/** Somebody as the acts see them: what they are to the disagreement now. */
export interface Who {
  d: Disagreement;
  email: string;
  visit: StageVisit | undefined;
  /** A stage is open and nobody has recorded how it ended. */
  open: StageVisit | undefined;
  isRaiser: boolean;
  /** The other practitioner, or a practitioner of a record that goes on in this one. */
  isCounterpart: boolean;
  /** What is asked of them at the open stage. */
  asked: Asked | undefined;
  side: Asked['side'] | undefined;
  /** As one of the partnership's leads; undefined for everybody else. */
  lead: LeadStanding | undefined;
}

/** What somebody is to the disagreement, by their address. */
export function whoIs(d: Disagreement, email: string, lead?: LeadStanding): Who {
  const visit = openVisit(d);
  return {
    d,
    email,
    visit,
    open: d.outcome ? undefined : visit,
    isRaiser: d.raiser.email === email,
    isCounterpart:
      d.raisedWith.some(({ practitioner }) => practitioner?.email === email) || mergedSideOf(d, email) !== undefined,
    asked: askedNow(d, email),
    side: sideOf(d, email),
    lead,
  };
}

/** Whether places give a part in it, and not only word of it or the question whose an address is. */
export function hasPart(places: readonly Place[]): boolean {
  return places.some((place) => place !== 'told' && place !== 'asked to vouch');
}

/** A safeguarding lead who was asked who their agency's practitioner, or next person, is (ADM-4). */
export function isAskedWhoItIs(d: Disagreement, email: string): boolean {
  return d.people[email]?.places.includes('safeguarding lead') ?? false;
}

/** The raiser's own safeguarding lead, whom the raiser asked for support (INT-10). */
export function isAskedForSupport(d: Disagreement, email: string): boolean {
  return d.support?.seenBy.includes(email) ?? false;
}

/** What is asked of somebody at the open stage, or undefined. */
export function askedNow(d: Disagreement, email: string): Asked | undefined {
  return openVisit(d)?.asked.find(
    (asked) => asked.person.email === email && !asked.notMineAt && !isNotConcerned(d, asked),
  );
}

/** Whether an agency has said, with a reason, that it is not concerned: its people read and are asked nothing more (A16). */
export function isNotConcerned(d: Pick<Disagreement, 'raisedWith'>, asked: Pick<Asked, 'agency' | 'side'>): boolean {
  return asked.side === 'responding' && d.raisedWith.some((one) => one.agency === asked.agency && one.notConcerned);
}

/**
 * The site to ask at, for `contactFor`: the one that was said for that agency on that side (on either, where none is given). Empty where nobody
 * said, or where the directory no longer gives the agency such a site: then the agency was corrected, or the site renamed (ROU-2).
 */
export function siteOf(
  d: Pick<Disagreement, 'raiser' | 'raisersSite' | 'raisedWith'>,
  directory: Pick<Directory, 'agencies'>,
  { agency, side }: { agency: string; side?: Asked['side'] | undefined },
): { site?: string } {
  const site = siteSaid(d, { agency, side });
  const sites = directory.agencies.find(({ id }) => id === agency)?.sites ?? [];
  return site !== undefined && sites.includes(site) ? { site } : {};
}

/** The responding agencies that are concerned, in the order in which they came to be. */
export function concerned(d: Pick<Disagreement, 'raisedWith'>): Disagreement['raisedWith'] {
  return d.raisedWith.filter(({ notConcerned }) => !notConcerned);
}

interface PostOfASide {
  agency: string;
  role: Role;
  side: Asked['side'];
}

/** Whether an agency is on both sides: then each side names its own people there (SCP-5). */
function isOnBothSides({ raiser, raisedWith }: Pick<Disagreement, 'raiser' | 'raisedWith'>, agency: string): boolean {
  return raiser.agency === agency && raisedWith.some((other) => other.agency === agency);
}

/** Whom a side said to take a post for it (ROU-11). What was said before its agency was on both sides was said by the raising one. */
export function namedBySide(d: Disagreement, { agency, role, side }: PostOfASide): Person | undefined {
  const named = d.named[`${agency} ${role}`];
  if (!isOnBothSides(d, agency)) return named;
  return d.named[`${agency} ${role} ${side}`] ?? (side === 'raising' ? named : undefined);
}

/** Keeps whom a side says to take a post for it. */
export function keepNamed(d: Disagreement, { agency, role, side }: PostOfASide, person: Person): void {
  d.named[isOnBothSides(d, agency) ? `${agency} ${role} ${side}` : `${agency} ${role}`] = person;
}

/** Whether somebody speaks for that side of an agency: of an agency on one side, everybody there does. */
export function isOfSide(d: Disagreement, agency: string, email: string, side: Asked['side'] | undefined): boolean {
  return !isOnBothSides(d, agency) || sideOf(d, email) === side;
}

/** Whether somebody was asked at any stage, now or earlier. */
export function wasAsked(d: Disagreement, email: string): boolean {
  return everyVisit(d).some((visit) => visit.asked.some((asked) => asked.person.email === email && !asked.notMineAt));
}

/**
 * Whether somebody asked speaks for one of the two sides, so that they propose, confirm and dispute: whoever answers there, and whoever
 * chairs for the agency that raised it, which has nobody else at that stage (S L21). The board's people speak for neither.
 */
export function speaksForASide({ side, does }: Pick<Asked, 'side' | 'does'>): boolean {
  return side !== 'board' && (does === 'answer' || does === 'chair');
}

/** The proposal that waits for the other side, at the open stage. */
export function openProposal(d: Disagreement): Disagreement['proposals'][number] | undefined {
  const stageId = openVisit(d)?.stageId;
  return d.proposals.find((proposal) => proposal.stageId === stageId && !proposal.disputedBy && !proposal.supersededAt);
}

/**
 * Whether it is for somebody asked now to confirm or dispute a proposal: the other side's, or, of what was agreed earlier and not
 * written down, each side's, because whoever told of it is not asked any more (A11). Where nobody speaks for the sides, whoever decides does.
 */
export function isToBeConfirmedBy(d: Disagreement, proposal: Proposal, asked: Asked): boolean {
  if (!speaksForASide(asked)) return proposal.agreedOn !== undefined && !someoneSpeaks(d);
  return proposal.agreedOn !== undefined || proposal.by.agency !== asked.agency || proposal.side !== asked.side;
}

function someoneSpeaks(d: Disagreement): boolean {
  return openVisit(d)?.asked.some((asked) => speaksForASide(asked) && !asked.notMineAt) ?? false;
}

/** Whether a proposal has its confirmation from this person's agency; of an earlier agreement, from their side of it. */
export function hasConfirmed(d: Disagreement, proposal: Proposal, asked: Asked): boolean {
  return proposal.confirmedBy.some(
    ({ by }) => by.agency === asked.agency && (!proposal.agreedOn || sideOf(d, by.email) === asked.side),
  );
}

/** Whether a proposal still waits for somebody. Each other agency confirms for itself; one that nobody answers for is awaited (OUT-1, A16). */
export function stillToConfirm(d: Disagreement, proposal: Proposal): boolean {
  return agenciesAwaited(d, proposal).length > 0;
}

/** The agencies that a proposal waits for, each once: the page names them (A16). One that is not concerned is not awaited. */
export function agenciesAwaited(d: Disagreement, proposal: Proposal): string[] {
  const responding = concerned(d).map(({ agency }) => ({ side: 'responding' as const, agency }));
  const sides = [{ side: 'raising' as const, agency: d.raiser.agency }, ...responding];
  const agenciesOf = (awaited: typeof sides) => [...new Set(awaited.map(({ agency }) => agency))];
  if (proposal.agreedOn !== undefined) {
    if (!someoneSpeaks(d)) return proposal.confirmedBy.length === 0 ? agenciesOf(sides) : [];
    return agenciesOf(
      sides.filter(
        ({ side, agency }) =>
          !proposal.confirmedBy.some(({ by }) => by.agency === agency && sideOf(d, by.email) === side),
      ),
    );
  }
  const isWithinOne = sides.every(({ agency }) => agency === proposal.by.agency);
  if (isWithinOne) return proposal.confirmedBy.length === 0 ? [proposal.by.agency] : [];
  return agenciesOf(
    sides.filter(
      ({ agency }) => agency !== proposal.by.agency && !proposal.confirmedBy.some(({ by }) => by.agency === agency),
    ),
  );
}

/** The side somebody is on: the latest stage they were asked at says, else whether they are one of the practitioners. */
export function sideOf(d: Disagreement, email: string): Asked['side'] | undefined {
  const asked = everyVisit(d)
    .flatMap((visit) => visit.asked)
    .findLast((one) => one.person.email === email && !one.notMineAt);
  if (asked) return asked.side;
  if (d.raiser.email === email) return 'raising';
  const merged = mergedSideOf(d, email);
  if (merged) return merged;
  return d.raisedWith.some(
    ({ agency, practitioner }) => practitioner?.email === email || d.people[email]?.person.agency === agency,
  )
    ? 'responding'
    : undefined;
}

/** The side of somebody who was a practitioner of a record that goes on in this one. */
function mergedSideOf(d: Disagreement, email: string): 'raising' | 'responding' | undefined {
  return d.mergedFrom?.flatMap(({ people }) => people).find(({ person }) => person.email === email)?.side;
}

/** Both practitioners, as far as they are known; with those of a record that goes on in this one. */
export function practitionersOf(d: Disagreement): Person[] {
  return [
    d.raiser,
    ...d.raisedWith.flatMap(({ practitioner }) => practitioner ?? []),
    ...(d.mergedFrom ?? []).flatMap(({ people }) => people.map(({ person }) => person)),
  ];
}

/**
 * The practitioners who have heard of it. The other one has no place as long as the raising side prepares or reviews it alone; who opens the
 * next stage tells them (ROU-1).
 */
export function practitionersWithAPlace(d: Disagreement): Person[] {
  return practitionersOf(d).filter(({ email }) => d.people[email]);
}

/** Everybody who was asked at any stage and did not say it was not theirs, once each. */
export function everybodyAsked(d: Disagreement): Person[] {
  const people = everyVisit(d).flatMap((visit) =>
    visit.asked.filter((asked) => !asked.notMineAt).map((asked) => asked.person),
  );
  return [...new Map(people.map((person) => [person.email, person])).values()];
}
