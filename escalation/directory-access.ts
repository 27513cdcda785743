import { agenciesOfAddress, type Directory, findPerson } from './directory.ts';
import { leadsOf } from './leading.ts';
import type { Partnership } from './partnership.ts';

/** What somebody may do with a partnership's directory. */
export type DirectoryStanding = 'administrator' | 'reader';

/**
 * Where somebody stands with a partnership's directory, by the address their code was sent to; undefined when they may not see it.
 * It is read by whoever holds a post in it, or writes from a domain of an agency of it. Our choice: its administrators, who may
 * change it, are the partnership's leads and the board's business manager. It gives them nothing on a disagreement (LADDERS, third table).
 */
export function directoryStandingOf(
  known: { partnership: Partnership; directory: Directory },
  email: string,
): DirectoryStanding | undefined {
  if (leadsOf(known).some((lead) => lead.email === email)) return 'administrator';
  const isKnown = findPerson(known.directory, email) !== undefined;
  return isKnown || agenciesOfAddress(known.directory, email).length > 0 ? 'reader' : undefined;
}
