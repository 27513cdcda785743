import { type Agency, BOARD, type Directory, findAgency } from './directory.ts';
import type { Disagreement } from './record.ts';
import { findNamed } from './typed-name.ts';

/**
 * Which hospital of a trust, which office of a service: asked wherever an agency is chosen that has several sites, because each has posts of
 * its own ("Director of Midwifery of the relevant hospital" — R, Appendix 1; ROU-2).
 */

/** What is chosen instead of a site by somebody who does not know it. */
export const SITE_NOT_KNOWN = 'not known';

/** The sites of an agency, to choose one from: none where there are fewer than two, because that is no choice. */
export function sitesToChoose({ agencies }: Pick<Directory, 'agencies'>, agencyId: string | undefined): string[] {
  const sites = agencies.find(({ id }) => id === agencyId)?.sites ?? [];
  return sites.length > 1 ? sites : [];
}

/** Whether an answer names one of the sites that an agency has to choose from: then it is kept, and asked at. */
export function isSiteOf(
  directory: Pick<Directory, 'agencies'>,
  agencyId: string,
  answer: string | undefined,
): answer is string {
  return answer !== undefined && sitesToChoose(directory, agencyId).includes(answer);
}

/** Whether an agency has sites to choose from, and the answer is neither one of them nor that it is not known. */
export function isStillAChoice(
  directory: Pick<Directory, 'agencies'>,
  agencyId: string | undefined,
  answer: string | undefined,
): boolean {
  const sites = sitesToChoose(directory, agencyId);
  return sites.length > 0 && answer !== SITE_NOT_KNOWN && !sites.includes(answer ?? '');
}

/** The one site that somebody meant by what they typed, as `findAgency` finds an agency: of one agency, or of any. */
export function findSite(
  { agencies }: Directory,
  typed: string,
  agencyId?: string,
): { agency: Agency; site: string } | undefined {
  const all = agencies
    .filter(({ id }) => id !== BOARD && (agencyId === undefined || id === agencyId))
    .flatMap((agency) => agency.sites.map((site) => ({ agency, site })));
  return findNamed(all, ({ site }) => site, typed);
}

/**
 * The agency that somebody meant, with the site where they named it: "Abbot Park Hospital" says which trust it is, and so does "Hospitals
 * Trust, Abbot Park". A site that is not its own is left out, and asked for.
 */
export function findAgencyAndSite(directory: Directory, typed: string): { agency: Agency; site?: string } | undefined {
  const whole = findAgency(directory, typed);
  if (whole) return { agency: whole };
  const alone = findSite(directory, typed);
  if (alone) return alone;
  const parts = typed
    .split(/[,;\n()]| [-–] /)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  for (const part of parts) {
    const agency = findAgency(directory, part);
    if (!agency || sitesToChoose(directory, agency.id).length === 0) continue;
    const [named] = parts.flatMap((other) => findSite(directory, other, agency.id) ?? []);
    return { agency, ...(named ? { site: named.site } : {}) };
  }
  return undefined;
}

/** The site that the directory has somebody of an agency at, where it is one and the same in all their posts. */
export function siteInDirectory({ posts }: Directory, { agency, email }: { agency: string; email: string }) {
  const theirs = posts.filter((post) => post.agency === agency && post.email === email);
  const [site, ...others] = new Set(theirs.map((post) => post.site));
  return others.length === 0 ? site : undefined;
}

/** The site that was said for an agency, on one side or on either; undefined where nobody has said. For people to read: `siteOf` is for asking. */
export function siteSaid(
  d: Pick<Disagreement, 'raiser' | 'raisersSite' | 'raisedWith'>,
  { agency, side }: { agency: string; side?: 'raising' | 'responding' | 'board' | undefined },
): string | undefined {
  const raising = side !== 'responding' && d.raiser.agency === agency ? d.raisersSite : undefined;
  const responding = side !== 'raising' ? d.raisedWith.find((one) => one.agency === agency)?.site : undefined;
  return raising ?? responding;
}
