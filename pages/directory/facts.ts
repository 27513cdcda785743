import type { Agency, Directory, Post, Vacancy } from '../../escalation/directory.ts';
import type { DirectoryStanding } from '../../escalation/directory-access.ts';
import type { TierToday } from '../../escalation/directory-gaps.ts';
import type { Policy } from '../../escalation/policy.ts';
import type { Frame } from '../frame.ts';

/** What every page of one partnership's directory is made from. */
export interface DirectoryFacts {
  frame: Frame;
  partnership: { id: string; name: string };
  directory: Directory;
  policy: Policy;
  standing: DirectoryStanding;
}

/** A position, with the name that its line has in addresses of pages. */
export interface NamedPosition {
  position: Post | Vacancy;
  lineId: string;
}

/** One agency as its page shows it. */
export interface AgencyFacts extends DirectoryFacts {
  agency: Agency;
  positions: readonly NamedPosition[];
  tiers: readonly TierToday[];
}

/** Where the pages of a partnership's directory are. */
export const directoryPath = (partnershipId: string, ...rest: string[]) =>
  ['/directory', partnershipId, ...rest].join('/');

/** Where an agency's page is. */
export const agencyPath = (partnershipId: string, agencyId: string, ...rest: string[]) =>
  directoryPath(partnershipId, 'agencies', agencyId, ...rest);
