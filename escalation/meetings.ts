import { agencyOfAddress, BOARD, type Directory, findPerson } from './directory.ts';
import type { AskedRule, PolicyStage } from './policy.ts';
import type { Asked, Disagreement, Meeting, Person, StageVisit } from './record.ts';
import { concerned } from './taking-part.ts';

/** How the policies say who chairs and who sits: `policy.stages[].meeting`. */
export type MeetingRule = NonNullable<PolicyStage['meeting']>;

/** Whoever chairs and belongs to no agency of the partnership. */
export const INDEPENDENT = 'independent';

/** Those whom a policy asks to see to it that it ends: they convene, and they or the chair record how it ended (ESC-8). */
export const ENDING_IT: readonly AskedRule['does'][] = ['convene', 'chair', 'decide'];

/** The meeting that holds: the one arranged last at this stage. */
export function currentMeeting(visit: Pick<StageVisit, 'meetings'> | undefined): Meeting | undefined {
  return visit?.meetings?.at(-1);
}

/** Whether somebody chairs or mediates the meeting that was arranged at the open stage. */
export function isInTheChair(visit: StageVisit | undefined, email: string): boolean {
  return currentMeeting(visit)?.chair.email === email;
}

/**
 * Whether what is decided at a stage is the agencies' own decision, which whoever chairs only reports: its people are asked to settle
 * it, and the policy makes nothing binding there (ESC-6, ESC-7: operational issues must be resolved by the agencies involved).
 */
export function isForTheAgencies(stage: Pick<PolicyStage, 'asks' | 'decisionIsBinding' | 'meeting'>): boolean {
  return stage.meeting !== undefined && !stage.decisionIsBinding && stage.asks.some(({ does }) => does === 'answer');
}

/** The agencies in dispute, each once: those whose people must be heard, and who may not judge themselves. */
export function agenciesInDispute(d: Pick<Disagreement, 'raiser' | 'raisedWith'>): string[] {
  return [...new Set([d.raiser.agency, ...concerned(d).map(({ agency }) => agency)])];
}

/** Who may be chosen from where the policy names the chair itself; undefined where somebody from outside is looked for. */
export function chairsAmongThoseAsked(rule: MeetingRule, asked: readonly Asked[]): Person[] | undefined {
  const present = asked.filter(({ notMineAt }) => !notMineAt);
  switch (rule.chair) {
    case "raising agency's lead":
      return present.filter(({ side, does }) => side === 'raising' && does === 'chair').map(({ person }) => person);
    case 'officer':
      return present
        .filter(({ side, role }) => side === 'board' && role.startsWith('officer-'))
        .map(({ person }) => person);
    default:
      return undefined;
  }
}

/** Why somebody may not chair, in plain words for whoever proposes them; undefined when they may (MTG-1 to MTG-3, BEY-7). */
export function reasonNotToChair(
  rule: MeetingRule,
  chair: Person,
  d: Pick<Disagreement, 'raiser' | 'raisedWith'>,
  visit: Pick<StageVisit, 'asked'>,
  directory: Directory,
): string | undefined {
  const named = chairsAmongThoseAsked(rule, visit.asked);
  if (named) {
    if (named.some(({ email }) => email === chair.email)) return undefined;
    const who = rule.chair === 'officer' ? 'the officer whom it asks' : "the raising agency's own lead whom it asks";
    const names = named.length > 0 ? `: ${named.map(({ name }) => name).join(' or ')}` : ', and nobody holds that post';
    return `The policy has this chaired by ${who} (${rule.clause})${names}.`;
  }
  const involved = agenciesInDispute(d);
  // What is typed about them does not outweigh what the directory knows of their address.
  const agencies = [
    chair.agency,
    findPerson(directory, chair.email)?.agency,
    agencyOfAddress(directory, chair.email)?.id,
  ];
  const own = agencies.find((agency) => agency !== undefined && involved.includes(agency));
  if (own)
    return `${chair.name} is from ${nameIn(directory, own)}, which is in dispute. The policy wants a chair ${
      rule.chair === 'from neither agency' ? 'from neither agency' : 'from an agency that is not involved'
    } (${rule.clause}).`;
  if (rule.chair === 'from neither agency') return undefined;
  const posts = findPerson(directory, chair.email)?.posts ?? [];
  const isBoardMember = posts.some(({ role, agency }) => role === 'board-representative' && agency !== BOARD);
  return isBoardMember
    ? undefined
    : `${chair.name} is not recorded as a Board member of any agency. The policy wants a Board member of an agency that is not involved (${rule.clause}).`;
}

/** Why somebody may not attend for their side: where a Board member is to chair, only those whom the policy asks at this stage, the most senior. */
export function reasonNotToAttend(
  rule: MeetingRule,
  attendee: Person,
  visit: Pick<StageVisit, 'asked'>,
): string | undefined {
  if (rule.chair !== 'board member of an uninvolved agency') return undefined;
  const isAsked = visit.asked.some(({ person, notMineAt }) => person.email === attendee.email && !notMineAt);
  return isAsked
    ? undefined
    : `The policy has the most senior managers with operational responsibility attend (${rule.clause}), and ${attendee.name} is not one of those asked here.`;
}

/**
 * Why no panel that the policy allows can be made up of these agencies; undefined when one can.
 *
 * > three member agencies, including those in dispute — B L71. Two in dispute leave room for exactly one other; four cannot sit.
 */
export function reasonNoPanel(
  rule: MeetingRule,
  d: Pick<Disagreement, 'raiser' | 'raisedWith'>,
  directory: Directory,
): string | undefined {
  const size = rule.panelSize;
  if (size === undefined) return 'This policy has no panel at this stage.';
  const involved = agenciesInDispute(d);
  const made = `A panel is made up of ${size} member agencies, with every agency in dispute among them (${rule.clause})`;
  const outside = involved.filter((id) => !isMember(directory, id));
  if (outside.length > 0)
    return `${made}. ${outside.map((id) => nameIn(directory, id)).join(' and ')} ${outside.length === 1 ? 'is not a member agency' : 'are not member agencies'}, so no panel can be made up.`;
  if (involved.length > size) return `${made}. ${involved.length} agencies are in dispute, so no panel can be made up.`;
  return undefined;
}

/** Why these agencies are no panel; undefined when they are (MTG-4). */
export function reasonNotThisPanel(
  rule: MeetingRule,
  agencies: readonly string[],
  d: Pick<Disagreement, 'raiser' | 'raisedWith'>,
  directory: Directory,
): string | undefined {
  const none = reasonNoPanel(rule, d, directory);
  if (none) return none;
  const size = rule.panelSize!;
  const chosen = [...new Set(agencies)];
  if (chosen.length !== agencies.length) return 'An agency sits on the panel once. Choose another.';
  const involved = agenciesInDispute(d);
  const left = involved.filter((id) => !chosen.includes(id));
  if (left.length > 0)
    return `Every agency in dispute sits on the panel (${rule.clause}): add ${left.map((id) => nameIn(directory, id)).join(' and ')}.`;
  const outside = chosen.find((id) => !isMember(directory, id));
  if (outside !== undefined)
    return `${nameIn(directory, outside)} is not a member agency and cannot sit on the panel (${rule.clause}).`;
  if (chosen.length !== size) {
    const others = size - involved.length;
    const and = others === 0 ? 'no other' : others === 1 ? 'exactly one other' : `exactly ${others} others`;
    return `The panel has exactly ${size} agencies (${rule.clause}): those in dispute and ${and}.`;
  }
  return undefined;
}

const isMember = (directory: Directory, agencyId: string) =>
  directory.agencies.some(({ id, member }) => id === agencyId && member);

const nameIn = (directory: Directory, agencyId: string) =>
  directory.agencies.find(({ id }) => id === agencyId)?.name ?? agencyId;
