import * as z from 'zod';
import { domainOf } from './address.ts';
import { ROLES } from './policy.ts';
import { findNamed } from './typed-name.ts';

/**
 * Who holds which post in which agency of a partnership. It is kept by hand as a table (ADM-3) and is never quite right: people leave,
 * go on leave, hold two posts or none. Whom to ask all the same is for `contact-for.ts`.
 */

/** What kinds of agency there are. A policy's equivalents are keyed by these (ROU-3); `board` is the partnership's own business unit. */
export const AGENCY_TYPES = [
  'childrens-social-care',
  'adults-social-care',
  'early-help',
  'youth-justice',
  'police',
  'probation',
  'community-health',
  'mental-health-trust',
  'hospital-trust',
  'ambulance',
  'gp-practice',
  'icb',
  'school',
  'college',
  'nursery',
  'housing-association',
  'fire-and-rescue',
  'cafcass',
  'charity',
  'regional-facility',
  'board',
] as const;

/** The id of the board's own people wherever an agency is named. */
export const BOARD = 'board';

/** Whoever is told for the board, whatever agency a lead or a deputy is of: an email to them says what the board may see, and no more (NOT-5). */
export const asOfTheBoard = ({ name, email }: { name: string; email: string }) => ({ name, email, agency: BOARD });

const delegationSchema = z.object({ agency: z.string(), role: z.enum(ROLES) });

/** An organisation of the partnership, or the board's own business unit (`board`). */
export const agencySchema = z.object({
  /** Made from the name, lower-case with hyphens; `board` for the board. What records and posts name the agency by. */
  id: z.string(),
  name: z.string(),
  type: z.enum(AGENCY_TYPES),
  sites: z.array(z.string()),
  /** Has a seat on the board: only these may sit on a panel (MTG-4). */
  member: z.boolean(),
  /** Commissioned health service: its disagreements are copied to the Designated Nurse (ROU-9). */
  healthCommissioned: z.boolean(),
  /** What its people's addresses end in. Two agencies may share one, such as a council's two services. */
  domains: z.array(z.string()),
});
/** One of them. Its people are in `posts`. */
export type Agency = z.infer<typeof agencySchema>;

const postSchema = z.object({
  agency: z.string(),
  site: z.string().optional(),
  role: z.enum(ROLES),
  name: z.string(),
  email: z.string(),
  deputyEmail: z.string().optional(),
  /** First and last day away, both included; without the last, away until further notice. */
  absentFrom: z.iso.date().optional(),
  absentTo: z.iso.date().optional(),
  delegatedTo: delegationSchema.optional(),
  verifiedOn: z.iso.date().optional(),
});
/** A position and the person who holds it. Addresses are lower-case. */
export type Post = z.infer<typeof postSchema>;

const vacancySchema = postSchema.pick({ agency: true, site: true, role: true, deputyEmail: true, delegatedTo: true });
/** A position that nobody holds: known to be empty, perhaps covered by a deputy or by another body (ROU-10). */
export type Vacancy = z.infer<typeof vacancySchema>;

/** Everything known of a partnership's agencies and posts. Plain JSON. */
export const directorySchema = z.object({
  agencies: z.array(agencySchema),
  posts: z.array(postSchema),
  vacancies: z.array(vacancySchema),
});
/** Never changed in its place: a changed one is another. */
export type Directory = z.infer<typeof directorySchema>;

/** A directory's positions by agency and role, and its posts by address: thousands of posts are searched for every tier of every agency. */
export interface Findable {
  readonly posts: ReadonlyMap<string, Post[]>;
  readonly vacancies: ReadonlyMap<string, Vacancy[]>;
  readonly byAddress: ReadonlyMap<string, Post[]>;
}

/** Made once for each directory: a directory is never changed in its place, a changed one is another. */
const made = new WeakMap<Directory, Findable>();

/** The same directory, to search. */
export function findable(directory: Directory): Findable {
  const known = made.get(directory);
  if (known) return known;
  const found = {
    posts: grouped(directory.posts, tierKey),
    vacancies: grouped(directory.vacancies, tierKey),
    byAddress: grouped(directory.posts, ({ email }) => email),
  };
  made.set(directory, found);
  return found;
}

/** Every post that the person with this address holds. */
export function postsOf(directory: Directory, address: string): readonly Post[] {
  return findable(directory).byAddress.get(address.toLowerCase()) ?? [];
}

/** What `Findable` keeps positions by. */
export const tierKey = ({ agency, role }: Pick<Vacancy, 'agency' | 'role'>) => `${agency} ${role}`;

/** Things by their key, in their order. */
export function grouped<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => string): Map<string, Thing[]> {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return groups;
}

/**
 * Why an address must be vouched for before it counts as this agency's, or undefined if it need not be: it ends in one of the
 * agency's domains, or the directory lists it there (ROU-11, PRV-2).
 */
export function reasonToVouch(directory: Directory, agencyId: string, address: string): string | undefined {
  const agency = directory.agencies.find(({ id }) => id === agencyId);
  if (agency?.domains.includes(domainOf(address))) return undefined;
  if (directory.posts.some((post) => post.agency === agencyId && post.email === address.toLowerCase()))
    return undefined;
  return `their address is outside the domains of ${nameOfAgency(directory, agencyId)} and waits for its safeguarding lead to vouch for it`;
}

/** Every agency whose domains the address ends in exactly: a sub-domain is another domain. */
export function agenciesOfAddress(directory: Directory, address: string): Agency[] {
  return directory.agencies.filter((agency) => agency.domains.includes(domainOf(address)));
}

/**
 * The agency that somebody writes from: where the directory lists them, else the only one with their domain. Undefined if none has
 * it, or several do (a council's two services): then ask them which.
 */
export function agencyOfAddress(directory: Directory, address: string): Agency | undefined {
  const listed = findPerson(directory, address)?.agency;
  if (listed) return directory.agencies.find(({ id }) => id === listed);
  const [first, ...others] = agenciesOfAddress(directory, address);
  return others.length === 0 ? first : undefined;
}

/** An agency's name by its id. */
export function agencyNamer(directory: Directory): (agencyId: string) => string {
  return (agencyId) =>
    directory.agencies.find(({ id }) => id === agencyId)?.name ??
    (agencyId === BOARD ? "the partnership's board" : agencyId);
}

/** Somebody the directory knows, with every post they hold. */
export interface DirectoryPerson {
  readonly name: string;
  readonly email: string;
  readonly agency: string;
  readonly posts: readonly Post[];
}

/** The person with that address, in any case, if they hold a post. */
export function findPerson(directory: Directory, address: string): DirectoryPerson | undefined {
  const posts = directory.posts.filter((post) => post.email === address.trim().toLowerCase());
  const [first] = posts;
  return first && { name: first.name, email: first.email, agency: first.agency, posts };
}

/** The agencies somebody may choose from: the board itself raises nothing and is not disagreed with here. */
export function agenciesOf(directory: Directory): Pick<Agency, 'id' | 'name' | 'sites'>[] {
  return directory.agencies
    .filter(({ id }) => id !== BOARD)
    .map(({ id, name, sites }) => ({ id, name, sites }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/**
 * The agency that somebody meant by what they typed, as `findNamed` finds it. Undefined if none or several match: then list the names and
 * let them choose. The board is not among them: nobody disagrees with it through its own procedure.
 */
export function findAgency(directory: Directory, typedName: string): Agency | undefined {
  const agencies = directory.agencies.filter(({ id }) => id !== BOARD);
  return findNamed(agencies, ({ name }) => name, typedName);
}

/** An agency's name by its id, or the id where the directory has none such. */
export function nameOfAgency(directory: Directory, agencyId: string): string {
  return directory.agencies.find(({ id }) => id === agencyId)?.name ?? agencyId;
}
