import { type Asked, type Disagreement, openVisit, type StageVisit } from './record.ts';

/** Somebody as the acts see them: what they are to the disagreement now. */
export interface Who {
  d: Disagreement;
  email: string;
  visit: StageVisit | undefined;
  /** A stage is open and nobody has recorded how it ended. */
  open: StageVisit | undefined;
  isRaiser: boolean;
  isCounterpart: boolean;
  /** What is asked of them at the open stage. */
  asked: Asked | undefined;
  side: Asked['side'] | undefined;
}

/** What somebody is to the disagreement, by their address. */
export function whoIs(d: Disagreement, email: string): Who {
  const visit = openVisit(d);
  return {
    d,
    email,
    visit,
    open: d.outcome ? undefined : visit,
    isRaiser: d.raiser.email === email,
    isCounterpart: d.raisedWith.some(({ practitioner }) => practitioner?.email === email),
    asked: askedNow(d, email),
    side: sideOf(d, email),
  };
}

/** A safeguarding lead who was asked who their agency's practitioner, or next person, is (ADM-4). */
export function isAskedWhoItIs(d: Disagreement, email: string): boolean {
  return d.people[email]?.places.includes('safeguarding lead') ?? false;
}

/** What is asked of somebody at the open stage, or undefined. */
export function askedNow(d: Disagreement, email: string): Asked | undefined {
  return openVisit(d)?.asked.find((asked) => asked.person.email === email && !asked.notMineAt);
}

/** Whether somebody was asked at any stage, now or earlier. */
export function wasAsked(d: Disagreement, email: string): boolean {
  return d.stages.some((visit) => visit.asked.some((asked) => asked.person.email === email && !asked.notMineAt));
}

/** The proposal that waits for the other side, at the open stage. */
export function openProposal(d: Disagreement): Disagreement['proposals'][number] | undefined {
  const stageId = openVisit(d)?.stageId;
  return d.proposals.find((proposal) => proposal.stageId === stageId && !proposal.disputedBy && !proposal.supersededAt);
}

/** The side somebody is on: the latest stage they were asked at says, else whether they are one of the practitioners. */
export function sideOf(d: Disagreement, email: string): Asked['side'] | undefined {
  const asked = d.stages
    .flatMap((visit) => visit.asked)
    .findLast((one) => one.person.email === email && !one.notMineAt);
  if (asked) return asked.side;
  if (d.raiser.email === email) return 'raising';
  return d.raisedWith.some(
    ({ agency, practitioner }) => practitioner?.email === email || d.people[email]?.person.agency === agency,
  )
    ? 'responding'
    : undefined;
}
