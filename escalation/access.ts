import type { ActKind } from './acts.ts';
import { BOARD, type Directory, findPerson, reasonToVouch } from './directory.ts';
import type { Partnership } from './partnership.ts';
import { boardMaySee, type Policy, requireStage, stageAfter } from './policy.ts';
import { type Asked, type Disagreement, openVisit, type Person, type Place, stagesReached } from './record.ts';

/** What somebody is to a disagreement, what they may see of it and what they may do. Follows from their places and nothing else. */
export interface Standing {
  person?: Person;
  places: Place[];
  /** `bare`: only reference, stage and deadline, until the address is vouched for (PRV-2). */
  sees: 'nothing' | 'count' | 'bare' | 'fact' | 'record';
  may: ActKind[];
  /** Before anything is shown they say whether this is theirs (PRV-2). */
  mustSay: boolean;
}

export interface AccessSetting {
  partnership: Partnership;
  policy: Policy;
  directory: Directory;
}

const NOTHING: Standing = { places: [], sees: 'nothing', may: [], mustSay: false };

/** Where somebody stands, by the address their code was sent to. */
export function standingOf(d: Disagreement, email: string, setting: AccessSetting): Standing {
  const known = d.people[email];
  if (known?.mine === 'not mine') return NOTHING;
  const isLead =
    setting.partnership.leads.some((lead) => lead.email === email) || holdsBoardUnit(setting.directory, email);
  const places: Place[] = [...(known?.places ?? []), ...(isLead ? (['lead'] as const) : [])];
  if (places.length === 0) return NOTHING;

  const takesPart = known?.places.some((place) => place !== 'told') ?? false;
  if (known && takesPart && known.mine === 'not said') {
    return { person: known.person, places, sees: 'nothing', may: ['mine', 'not-mine'], mustSay: true };
  }
  if (!takesPart || !known) {
    const sees = isLead ? boardMaySee(setting.policy, stagesReached(d)) : 'fact';
    return { ...(known ? { person: known.person } : {}), places, sees, may: [], mustSay: false };
  }
  const mustBeVouchedFor =
    !places.includes('raiser') && reasonToVouch(setting.directory, known.person.agency, email) !== undefined;
  if (mustBeVouchedFor) return { person: known.person, places, sees: 'bare', may: ['not-mine'], mustSay: false };
  const may = ALL_ACTS.filter((act) => reasonNotTo(act, d, email, setting) === undefined);
  return { person: known.person, places, sees: 'record', may, mustSay: false };
}

const ALL_ACTS: readonly ActKind[] = [
  'record-discussion',
  'propose',
  'confirm',
  'dispute',
  'decide',
  'escalate-now',
  'shorten',
  'name-next',
  'answer-check-back',
  'reopen',
  'complete',
  'withdraw',
  'not-mine',
];

/** Why somebody who takes part may not do this now, in words for them; undefined when they may. */
export function reasonNotTo(
  act: ActKind,
  d: Disagreement,
  email: string,
  setting: Pick<AccessSetting, 'policy'>,
): string | undefined {
  const visit = openVisit(d);
  const isRaiser = d.raiser.email === email;
  const isCounterpart = d.raisedWith.some(({ practitioner }) => practitioner?.email === email);
  const asked = askedNow(d, email);
  const side = sideOf(d, email);
  const open = visit && !d.outcome;
  const notOpen = 'This disagreement is no longer open at a stage.';
  const notAsked = 'Only the people asked at the open stage can do this.';

  switch (act) {
    case 'mine':
    case 'not-mine':
      return isRaiser ? 'You raised this disagreement.' : undefined;
    case 'record-discussion':
      if (!open) return notOpen;
      return isRaiser || isCounterpart || wasAsked(d, email) ? undefined : notAsked;
    case 'propose':
      if (!open) return notOpen;
      if (asked?.does !== 'answer') return notAsked;
      return openProposal(d) ? 'An outcome is already proposed: confirm or dispute it first.' : undefined;
    case 'confirm':
    case 'dispute': {
      if (!open) return notOpen;
      if (asked?.does !== 'answer') return notAsked;
      const proposal = openProposal(d);
      if (!proposal) return 'No outcome is proposed at this stage.';
      if (proposal.by.agency === asked.agency && proposal.side === asked.side)
        return 'The other side confirms or disputes what your side proposed.';
      return proposal.confirmedBy.some(({ by }) => by.agency === asked.agency)
        ? 'Your agency has confirmed it already.'
        : undefined;
    }
    case 'decide':
      if (!open) return notOpen;
      return asked && (asked.does === 'decide' || asked.does === 'chair' || asked.does === 'convene')
        ? undefined
        : 'Only those whom the policy asks to convene, chair or decide can record how it ends.';
    case 'escalate-now':
      if (!open) return notOpen;
      if (!stageAfter(setting.policy, visit.stageId)) return 'This is the last stage of the policy.';
      return isRaiser || isCounterpart || (asked && asked.side !== 'board') ? undefined : notAsked;
    case 'shorten':
      if (!open) return notOpen;
      if (!stageAfter(setting.policy, visit.stageId))
        return 'This is the last stage of the policy: there is no further stage to move to.';
      return isRaiser || isCounterpart || asked ? undefined : notAsked;
    case 'withdraw':
      if (!open) return notOpen;
      return isRaiser ? undefined : 'Only the person who raised it can withdraw it.';
    case 'name-next':
      if (!open) return notOpen;
      if (asked) return asked.side === 'board' ? notAsked : undefined;
      return isRaiser || isCounterpart || isAskedWhoItIs(d, email) ? undefined : notAsked;
    case 'complete':
      if (!open) return notOpen;
      if (!isRaiser) return 'Only the person who raised it can complete it.';
      return d.missing.length > 0 ? undefined : 'Nothing is missing.';
    case 'answer-check-back':
      if (d.closedAt || !d.outcome) return 'Nothing is being checked back on.';
      if (!d.outcome.actions.some((action) => action.askedAt && !action.answers.some((answer) => answer.by === email)))
        return 'Nothing is waiting for your answer.';
      return isRaiser || isCounterpart || wasAsked(d, email) ? undefined : notAsked;
    case 'reopen':
      if (d.closedAt || !d.outcome) return 'There is nothing to reopen.';
      if (d.outcome.binding)
        return 'A final and binding decision is not reopened. The chair has been told that an action was not done.';
      if (!d.outcome.actions.some((action) => action.answers.some(({ done }) => !done)))
        return 'It can be reopened when an agreed action was not done.';
      return side === 'raising' ? undefined : 'Only the side that raised it can reopen it.';
  }
}

/** A safeguarding lead who was asked who their agency's practitioner, or next person, is (ADM-4). */
function isAskedWhoItIs(d: Disagreement, email: string): boolean {
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

/** What the clause says the people asked at a stage do, for the page and the email. */
export function whatIsAsked(policy: Policy, stageId: string): string {
  return requireStage(policy, stageId).name;
}

function holdsBoardUnit(directory: Directory, email: string): boolean {
  return (
    findPerson(directory, email)?.posts.some((post) => post.agency === BOARD && post.role === 'business-manager') ??
    false
  );
}
