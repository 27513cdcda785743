import type { Because } from './contact-for.ts';
import type { Directory } from './directory.ts';
import type { AskedRule, Role } from './policy.ts';
import type { Asked, Disagreement } from './record.ts';

/** "senior manager". The officers' posts name whom a disagreement is about, which not everybody who hears of it may know (PRV-3). */
export function roleInWords(role: Role): string {
  return role.startsWith('officer-') ? 'officer' : role.replaceAll('-', ' ');
}

/**
 * As what somebody is asked, in the policy's own words for their kind of agency, with the post in general in brackets where it is called
 * otherwise: "detective inspector (senior manager)" (ROU-3). Undefined for the practitioners, who are asked as themselves.
 */
export function askedAs(
  rule: Pick<AskedRule, 'equivalents' | 'alternative'>,
  role: Role,
  agencyType: string | undefined,
  found: { because: Because; role: Role; byChoice: boolean },
): string | undefined {
  if (role === 'practitioner') return undefined;
  if (found.byChoice && rule.alternative)
    return `${rule.alternative.called}, chosen instead of line management (${rule.alternative.clause})`;
  const equivalent = agencyType === undefined ? undefined : rule.equivalents[agencyType];
  const [called, postCalledSo] =
    typeof equivalent === 'object' ? [equivalent.called, equivalent.role] : [equivalent, role];
  const inGeneral = roleInWords(role);
  const asked = called ?? inGeneral;
  if (found.because === "agency's safeguarding lead") return `safeguarding lead, as nobody else could be: ${asked}`;
  if (found.because === "board's business unit") return `business unit of the board, as nobody else could be: ${asked}`;
  const held = called !== undefined && found.role === postCalledSo ? called : roleInWords(found.role);
  const words = held === inGeneral ? held : `${held} (${inGeneral})`;
  return found.because === 'deputy' ? `deputy for the ${words}` : words;
}

/** Whether an agency's last word is that the policy's alternative is asked for it at a stage, instead of line management (ROU-4). */
export function alternativeChosen(
  d: Pick<Disagreement, 'chosen'>,
  of: { stageId: string; agency: string; side: Asked['side'] },
): boolean {
  const last = d.chosen?.findLast(
    ({ stageId, agency, side }) => stageId === of.stageId && agency === of.agency && side === of.side,
  );
  return last?.who === 'alternative';
}

/** Whether the directory has anybody of an agency, or another body for it, in one of the posts that may be chosen. */
export function holdsAlternative(
  directory: Directory,
  agency: string,
  { roles }: NonNullable<AskedRule['alternative']>,
): boolean {
  const isIt = (post: { agency: string; role: Role }) => post.agency === agency && roles.includes(post.role);
  return directory.posts.some(isIt) || directory.vacancies.some((post) => isIt(post) && post.delegatedTo !== undefined);
}
