import type { AGENCY_TYPES } from './directory.ts';
import type { Role } from './policy.ts';

/** What a post is called where the whole world may read it: a drawing, a policy's page. Not for an email about a disagreement: an officer's post says whom it is about (PRV-3). */
export const POST_NAMES: Record<Role, string> = {
  practitioner: 'practitioner',
  'safeguarding-supervisor': 'safeguarding supervisor',
  'line-manager': 'line manager',
  'senior-manager': 'senior manager',
  'safeguarding-lead': 'safeguarding lead',
  'named-doctor-or-nurse': 'named doctor or nurse',
  'designated-doctor-or-nurse': 'designated doctor or nurse',
  'head-of-service': 'head of service',
  'board-representative': 'board representative',
  'business-manager': 'business manager',
  'board-chair': 'board chair',
  'independent-chair': 'independent chair',
  'officer-children': 'officer for children',
  'officer-adults': 'officer for adults',
  'head-of-early-help': 'head of early help',
  'designated-nurse': 'designated nurse',
  'review-subgroup': 'review subgroup',
  'learning-list': 'learning list',
  'out-of-hours': 'out-of-hours contact',
};

/** Kinds of agency as a sentence begins with them; `*` is any kind. */
const AGENCY_KINDS: Record<(typeof AGENCY_TYPES)[number] | '*', string> = {
  '*': 'Any agency',
  'childrens-social-care': "Children's social care",
  'adults-social-care': "Adults' social care",
  'early-help': 'Early help',
  'youth-justice': 'Youth justice',
  police: 'Police',
  probation: 'Probation',
  'community-health': 'Community health',
  'mental-health-trust': 'Mental health trust',
  'hospital-trust': 'Hospital trust',
  ambulance: 'Ambulance',
  'gp-practice': 'GP practice',
  icb: 'Integrated care board',
  school: 'School',
  college: 'College',
  nursery: 'Nursery',
  'housing-association': 'Housing association',
  'fire-and-rescue': 'Fire and rescue',
  cafcass: 'Cafcass',
  charity: 'Charity',
  'regional-facility': 'Regional facility',
  board: "The partnership's board",
};

/** "Police". A kind that only a policy file knows is written as the file writes it. */
export const agencyKind = (type: string): string =>
  Object.hasOwn(AGENCY_KINDS, type) ? AGENCY_KINDS[type as keyof typeof AGENCY_KINDS] : type.replaceAll('-', ' ');
