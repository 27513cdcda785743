import type { Temporal } from 'temporal-polyfill';
import { countCorrections } from '../../conduct/corrections.ts';
import { type DirectoryFor, directoriesFor, directoryFor, lineIdOf } from '../../conduct/directories.ts';
import type { Agency, Directory } from '../../escalation/directory.ts';
import { gapsIn, type TierToday, tiersOf } from '../../escalation/directory-gaps.ts';
import { positionLine } from '../../escalation/directory-rows.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import { londonDate } from '../../escalation/working-days.ts';
import { type DirectoryFacts, directoryPath, type NamedPosition } from '../../pages/directory/facts.ts';
import {
  AGENCIES_A_PAGE,
  AgencyPage,
  ChooseDirectoryPage,
  DirectoryPage,
  GapsPage,
} from '../../pages/directory/reading-pages.tsx';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** The directory as whoever is known to it reads it: its agencies, their people, whom we would ask today, and its gaps. */
export function directoryRoutes(services: Services) {
  return [
    route(services, 'GET', '/directory', (visit) => choose(services, visit)),
    route(services, 'GET', '/directory/{partnership}', reading(services, overview)),
    route(services, 'GET', '/directory/{partnership}/gaps', reading(services, gaps)),
    route(services, 'GET', '/directory/{partnership}/agencies/{agency}', reading(services, agency)),
  ];
}

/** A visit to a partnership's directory by somebody who may read it. */
export interface DirectoryVisit extends DirectoryFor {
  visit: Visit;
  by: string;
  /** What every page of it is made from. */
  facts: DirectoryFacts;
}

/** Who may not read it is refused in the same words as when there is no such partnership (S5). Who is not signed in may sign in there. */
export function reading(
  services: Services,
  page: (services: Services, here: DirectoryVisit) => Promise<Answer>,
  /** The page of the directory that signing in leads on to, where it is not the page itself. */
  onto?: readonly string[],
) {
  return async (visit: Visit): Promise<Answer> => {
    const partnershipId = visit.params['partnership'] ?? '';
    if (!visit.who) return signInAnswer(visit, onto && directoryPath(partnershipId, ...onto));
    const by = visit.who.email;
    const known = await directoryFor(services, partnershipId, by);
    if (!known) throw new Refused(403, 'not theirs');
    const { partnership, directory, standing } = known;
    const facts: DirectoryFacts = {
      frame: { ...visit.frame, partnershipName: partnership.name },
      partnership,
      directory,
      standing,
      policy: services.rules.requirePolicy(policyVersionId(partnership.policy)),
    };
    return page(services, { ...known, visit, by, facts });
  };
}

/** The same for an administrator: a reader is refused. */
export function administering(
  services: Services,
  page: (services: Services, here: DirectoryVisit) => Promise<Answer>,
  onto?: readonly string[],
) {
  const forAdministrators: typeof page = async (given, here) => {
    if (here.standing !== 'administrator') throw new Refused(403, 'not theirs');
    return page(given, here);
  };
  return reading(services, forAdministrators, onto);
}

/** The agency that the address names; refused when there is none. */
export function requireAgency({ visit, directory }: DirectoryVisit): Agency {
  const found = directory.agencies.find(({ id }) => id === visit.params['agency']);
  if (!found) throw new Refused(404, 'no such agency');
  return found;
}

/** An agency's posts and empty posts, each with the name of its line. */
export function namedPositions(directory: Directory, agencyId: string): NamedPosition[] {
  return [...directory.posts, ...directory.vacancies]
    .filter((position) => position.agency === agencyId)
    .map((position) => ({ position, lineId: lineIdOf(positionLine(directory, position)) }));
}

async function choose(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit);
  const known = await directoriesFor(services, visit.who.email);
  const [only] = known;
  if (only && known.length === 1) return goTo(directoryPath(only.partnership.id));
  return pageAnswer(
    ChooseDirectoryPage({
      frame: visit.frame,
      partnerships: known.map(({ partnership }) => ({ id: partnership.id, name: partnership.name })),
    }),
  );
}

/** What a directory's pages say after something was done. */
const DONE = {
  imported: 'The file is applied. Whoever is asked from now on is asked by it.',
  removed: 'The agency is removed.',
} as const;

async function overview(services: Services, { visit, facts, partnership, directory }: DirectoryVisit): Promise<Answer> {
  const counts = new Map<string, number>();
  for (const { agency: id } of gapsToday(services, facts)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const waiting = facts.standing === 'administrator' ? await countCorrections(services, partnership.id) : 0;
  const last = Math.max(1, Math.ceil(directory.agencies.length / AGENCIES_A_PAGE));
  const done = doneWords(DONE, visit.after);
  return pageAnswer(
    DirectoryPage({
      ...facts,
      gapsByAgency: counts,
      waitingCorrections: waiting,
      page: Math.min(pageAsked(visit), last),
      ...(done ? { done } : {}),
    }),
  );
}

/** One of the sentences that a page may say after a post, by the word in its address. */
export const doneWords = <Word extends string>(said: Readonly<Record<Word, string>>, word: string | undefined) =>
  word !== undefined && Object.hasOwn(said, word) ? said[word as Word] : undefined;

/** The page of a list that the address asks for, from 1; the first where it asks for none that could be. */
function pageAsked({ query }: Visit): number {
  const asked = Number(query['page']);
  return Number.isInteger(asked) ? Math.max(1, asked) : 1;
}

async function gaps(services: Services, { facts, visit }: DirectoryVisit): Promise<Answer> {
  const on = londonDate(services.clock.now()).toString();
  return pageAnswer(GapsPage({ ...facts, tiers: gapsToday(services, facts), on, page: pageAsked(visit) }));
}

/** A large directory is searched once a day and not for every page: it is another object once it has changed. */
const found = new WeakMap<Directory, { on: string; policy: string; tiers: TierToday[] }>();

function gapsToday(services: Services, { directory, policy }: DirectoryFacts): TierToday[] {
  const on = londonDate(services.clock.now());
  const known = found.get(directory);
  if (known?.on === on.toString() && known.policy === policyVersionId(policy)) return known.tiers;
  const tiers = gapsIn({ directory, policy, on });
  found.set(directory, { on: on.toString(), policy: policyVersionId(policy), tiers });
  return tiers;
}

const AGENCY_DONE = {
  saved: 'Saved. Whoever is asked from now on is asked by it.',
  removed: 'Removed.',
  proposed:
    'Thank you. The partnership’s administrators decide on it. You see what became of it under “Corrections you have proposed”.',
  otherwise:
    'Somebody else changed this since you opened the page, so nothing of yours was saved. Look at how it reads now, and change it again if you still want to.',
} as const;

async function agency(services: Services, here: DirectoryVisit): Promise<Answer> {
  const { facts, directory, visit } = here;
  const one = requireAgency(here);
  const on: Temporal.PlainDate = londonDate(services.clock.now());
  const done = doneWords(AGENCY_DONE, visit.after);
  return pageAnswer(
    AgencyPage({
      ...facts,
      agency: one,
      positions: namedPositions(directory, one.id),
      tiers: tiersOf({ directory, policy: facts.policy, on }, one.id),
      ...(done ? { done } : {}),
    }),
  );
}
