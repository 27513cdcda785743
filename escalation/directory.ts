import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { domainOf } from './address.ts';
import { ROLES, type Role } from './policy.ts';
import { dayInWords } from './spoken-time.ts';

/**
 * Who holds which post in which agency of a partnership, and whom to ask when nobody does.
 *
 * A directory is kept by hand as a table (ADM-3) and is never quite right: people leave, go on leave, hold two posts or none. So
 * the answer to "who is asked?" is a person and how we came to them, or nobody and why; never silence (F11, BEY-5).
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
export type Directory = z.infer<typeof directorySchema>;

/** Why this person and nobody else: shown to them, and kept in the record. */
export type Because =
  | 'named by their own side'
  | 'directory'
  | 'deputy'
  | 'delegated'
  | "agency's safeguarding lead"
  | "board's business unit";

/** The person to ask, and in which position. `agency` is theirs, which a delegated tier's is not the one asked about. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly agency: string;
  readonly because: Because;
}

/** Whom their own side named for a tier. `vouched`: their safeguarding lead or the partnership's lead knows the address to be theirs. */
export interface NamedPerson {
  readonly name: string;
  readonly email: string;
  readonly vouched?: boolean;
}

/** Somebody who must not be asked, with the reason if it is not that the stage before asked them: "mail to them came back". */
export type NotThisPerson = string | { readonly email: string; readonly why: string };

/** Whom to look for: a post of an agency on a day, and who must not be found. */
export interface ContactQuestion {
  /** Id of the agency; `board` for the board's own posts. */
  readonly agency: string;
  readonly site?: string;
  readonly role: Role;
  /** The role that takes its place in an agency of this type, tried before it (ROU-3). */
  readonly roleInstead?: Role;
  /** Roles that satisfy the stage as well, tried after `role` in this order (ROU-3 to ROU-5). */
  readonly roleEquivalents?: readonly Role[];
  readonly named?: NamedPerson;
  /** The day on which absences are judged. */
  readonly on: Temporal.PlainDate;
  readonly notThese?: readonly NotThisPerson[];
  /** Whether the board may learn of the disagreement at this stage (NOT-5): below its line it is never the last resort. */
  readonly boardMayBeAsked: boolean;
}

/** Somebody, or nobody and the reason; either way each hole that was passed and why, in order. */
export type ContactAnswer =
  | { readonly contact: Contact; readonly nobody?: undefined; readonly trail: string[] }
  | { readonly contact?: undefined; readonly nobody: string; readonly trail: string[] };

/**
 * Whom to ask. In this order (ROU-11): named by their own side, the directory (their site, then the agency), deputy, delegated tier,
 * the agency's safeguarding lead, the board's business unit. Resolve it when the email is sent, not when the matter is raised (F11).
 */
export function contactFor(directory: Directory, question: ContactQuestion): ContactAnswer {
  const search = new Search(directory, question);
  const contact = search.find();
  if (contact) return { contact, trail: search.trail };
  const agency = directory.agencies.find(({ id }) => id === question.agency)?.name ?? question.agency;
  return {
    nobody: `Nobody can be asked as ${question.role} of ${agency}: ${search.trail.join('; ')}`,
    trail: search.trail,
  };
}

/** Who stands in for this very person: their deputy, or their deputy's, who may be asked. Undefined where the directory names nobody. */
export function deputyOf(directory: Directory, email: string, question: ContactQuestion): ContactAnswer | undefined {
  const search = new Search(directory, question);
  const contact = search.standIn(email);
  return contact && { contact, trail: search.trail };
}

/** One search for a contact, and the holes it has passed. */
class Search {
  readonly trail: string[] = [];
  private readonly directory: Directory;
  private readonly found: Findable;
  private readonly question: ContactQuestion;
  private readonly refused: ReadonlyMap<string, string>;

  constructor(directory: Directory, question: ContactQuestion) {
    this.directory = directory;
    this.found = findable(directory);
    this.question = question;
    this.refused = new Map(
      (question.notThese ?? []).map((person) =>
        typeof person === 'string'
          ? [person.toLowerCase(), 'same person as the stage before']
          : [person.email.toLowerCase(), person.why],
      ),
    );
  }

  find(): Contact | undefined {
    const { agency, role, roleInstead, roleEquivalents = [] } = this.question;
    const roles = [...new Set([...(roleInstead ? [roleInstead] : []), role, ...roleEquivalents])];
    if (!this.directory.agencies.some(({ id }) => id === agency)) this.pass(`${agency}: not in the directory`);

    const own = this.named() ?? this.inTiers(agency, roles);
    if (own) return own;

    const delegated = this.delegated(agency, roles, new Set());
    if (delegated) return delegated;

    if (agency !== BOARD && !roles.includes('safeguarding-lead')) {
      const lead =
        this.inTiers(agency, ['safeguarding-lead'], 'every site') ??
        this.delegated(agency, ['safeguarding-lead'], new Set());
      if (lead) return { ...lead, because: "agency's safeguarding lead" };
    }
    if (agency !== BOARD && !this.question.boardMayBeAsked) {
      this.pass('the board may not learn of it at this stage');
      return undefined;
    }
    if (agency === BOARD && roles.includes('business-manager')) return undefined;
    const unit = this.inTiers(BOARD, ['business-manager']);
    return unit && { ...unit, because: "board's business unit" };
  }

  standIn(email: string): Contact | undefined {
    const { agency, role } = this.question;
    const seen = new Set([email.toLowerCase()]);
    for (const { deputyEmail, name } of this.postsOf(email)) {
      const deputy = deputyEmail && this.deputy(deputyEmail, name, seen);
      if (deputy) return { agency, ...deputy, role, because: 'deputy' };
    }
    return undefined;
  }

  private named(): Contact | undefined {
    const { named, agency, role } = this.question;
    if (!named) return undefined;
    const person = { name: named.name, email: named.email.toLowerCase() };
    const held = named.vouched ? undefined : reasonToVouch(this.directory, agency, person.email);
    if (held) {
      this.pass(`${person.name}: ${held}`);
      return undefined;
    }
    return this.isFree(person) ? { ...person, role, agency, because: 'named by their own side' } : undefined;
  }

  /** Each role's holders, then the deputies of those who could not be asked. */
  private inTiers(
    agency: string,
    roles: readonly Role[],
    where: 'their site' | 'every site' = 'their site',
  ): Contact | undefined {
    for (const role of roles) {
      const posts = this.at(this.found.posts, agency, role, where);
      const vacancies = this.at(this.found.vacancies, agency, role, where);
      if (posts.length === 0) this.pass(this.noneRecorded(agency, role));
      for (const { name, email } of posts) {
        if (this.isFree({ name, email })) return { name, email, role, agency, because: 'directory' };
      }

      // Whom their own side named for this role may hold a post of another: their deputy stands in for them first.
      const { named } = this.question;
      const ofNamed =
        named && agency === this.question.agency && role === this.question.role ? this.postsOf(named.email) : [];
      const passedOver = [...ofNamed, ...posts];
      const seen = new Set(passedOver.map((post) => post.email));
      const deputies = [
        ...passedOver.map(({ deputyEmail, name }) => ({ deputyEmail, whose: name })),
        ...vacancies.map(({ deputyEmail }) => ({ deputyEmail, whose: `the ${role}` })),
      ];
      for (const { deputyEmail, whose } of deputies) {
        const deputy = deputyEmail && this.deputy(deputyEmail, whose, seen);
        if (deputy) return { agency, ...deputy, role, because: 'deputy' };
      }
    }
    return undefined;
  }

  /** The deputy, or their deputy, and so on; each person is looked at once, so two who name each other end it. */
  private deputy(
    email: string,
    whose: string,
    seen: Set<string>,
  ): { name: string; email: string; agency?: string } | undefined {
    const posts = this.postsOf(email);
    const known = posts[0];
    if (seen.has(email)) {
      this.pass(`deputy of ${whose}: ${known?.name ?? 'the same person'}, already passed over`);
      return undefined;
    }
    seen.add(email);
    const person = { name: known?.name ?? `Deputy for ${whose}`, email, ...(known && { agency: known.agency }) };
    if (this.isFree(person)) return person;
    for (const { deputyEmail, name } of posts) {
      const next = deputyEmail && this.deputy(deputyEmail, name, seen);
      if (next) return next;
    }
    return undefined;
  }

  private delegated(agency: string, roles: readonly Role[], seen: Set<string>): Contact | undefined {
    for (const role of roles) {
      const where = `${agency} ${role}`;
      if (seen.has(where)) continue;
      seen.add(where);
      const positions = [
        ...this.at(this.found.posts, agency, role, 'their site'),
        ...this.at(this.found.vacancies, agency, role, 'their site'),
      ];
      for (const { delegatedTo } of positions) {
        if (!delegatedTo || seen.has(`${delegatedTo.agency} ${delegatedTo.role}`)) continue;
        if (delegatedTo.agency === BOARD && !this.question.boardMayBeAsked) {
          this.pass('delegated to the board, which may not learn of it at this stage');
          continue;
        }
        this.pass(`${role} is delegated to ${nameOfAgency(this.directory, delegatedTo.agency)}: ${delegatedTo.role}`);
        const contact =
          this.inTiers(delegatedTo.agency, [delegatedTo.role]) ??
          this.delegated(delegatedTo.agency, [delegatedTo.role], seen);
        if (contact) return { ...contact, because: 'delegated' };
      }
    }
    return undefined;
  }

  /** Positions at the site asked about, then the agency's own. Without a site, the only site there is, if there is one. */
  private at<Position extends Vacancy>(
    positions: ReadonlyMap<string, Position[]>,
    agency: string,
    role: Role,
    where: 'their site' | 'every site',
  ): Position[] {
    const here = positions.get(tierKey({ agency, role })) ?? [];
    const sites = this.directory.agencies.find(({ id }) => id === agency)?.sites ?? [];
    const asked = agency === this.question.agency ? this.question.site : undefined;
    const site = asked ?? (sites.length === 1 ? sites[0] : undefined);
    const atSite = here.filter((position) => position.site !== undefined && position.site === site);
    const atAgency = here.filter((position) => position.site === undefined);
    const elsewhere = here.filter((position) => position.site !== undefined && position.site !== site);
    return [...atSite, ...atAgency, ...(where === 'every site' ? elsewhere : [])];
  }

  private noneRecorded(agency: string, role: Role): string {
    const of = agency === this.question.agency ? '' : ` at ${nameOfAgency(this.directory, agency)}`;
    const isElsewhere = this.found.posts.has(tierKey({ agency, role }));
    const here =
      isElsewhere && this.question.site ? ` at ${this.question.site}` : isElsewhere ? ', the site not being known' : '';
    return `no ${role} recorded${of}${here}`;
  }

  /** May be asked that day; if not, says why in the trail. */
  private isFree(person: { name: string; email: string }): boolean {
    const why = this.refused.get(person.email) ?? this.reasonAbsent(person.email);
    if (why) this.pass(`${person.name}: ${why}`);
    return why === undefined;
  }

  private reasonAbsent(email: string): string | undefined {
    const today = this.question.on.toString();
    const away = this.postsOf(email).find(
      ({ absentFrom, absentTo }) => absentFrom !== undefined && absentFrom <= today && today <= (absentTo ?? today),
    );
    if (!away) return undefined;
    if (!away.absentTo) return 'absent until further notice';
    return `absent until ${dayInWords(away.absentTo)}`;
  }

  private postsOf(email: string): Post[] {
    return [...postsOf(this.directory, email)];
  }

  private pass(hole: string): void {
    if (!this.trail.includes(hole)) this.trail.push(hole);
  }
}

/** A directory's positions by agency and role, and its posts by address: thousands of posts are searched for every tier of every agency. */
interface Findable {
  readonly posts: ReadonlyMap<string, Post[]>;
  readonly vacancies: ReadonlyMap<string, Vacancy[]>;
  readonly byAddress: ReadonlyMap<string, Post[]>;
}

/** Made once for each directory: a directory is never changed in its place, a changed one is another. */
const made = new WeakMap<Directory, Findable>();

function findable(directory: Directory): Findable {
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

const tierKey = ({ agency, role }: Pick<Vacancy, 'agency' | 'role'>) => `${agency} ${role}`;

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
 * Why a person may not be named for a tier, or undefined if they may. Nobody names themselves, and the raiser's side does not supply
 * who answers for the other (ROU-11). Addresses may be in any case.
 */
export function reasonNotToName(choice: {
  readonly named: string;
  readonly namedBy: string;
  readonly forSide: 'raising' | 'responding';
  readonly raiser: string;
  readonly raisersManager?: string;
}): string | undefined {
  const named = choice.named.toLowerCase();
  if (named === choice.namedBy.toLowerCase())
    return 'You cannot name yourself. Name the person who would take the next stage.';
  if (named === choice.raiser.toLowerCase())
    return 'You cannot name the person who raised it. Name somebody who would take the next stage.';
  if (choice.forSide === 'responding' && named === choice.raisersManager?.toLowerCase()) {
    return "You cannot name the raiser's own line manager for the other side. Name somebody who answers for that side.";
  }
  return undefined;
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

/** Whether mail to the address is secure without a password (PRV-1): its exact domain is on the partnership's list. */
export function isSecureDomain(secureDomains: readonly string[], address: string): boolean {
  return secureDomains.some((secure) => secure.toLowerCase() === domainOf(address));
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

/** Shorter than this, "contains" would guess: half the alphabet is in only one name of a small directory. */
const FEWEST_LETTERS_TO_GUESS_FROM = 3;

/** The agencies somebody may choose from: the board itself raises nothing and is not disagreed with here. */
export function agenciesOf(directory: Directory): Pick<Agency, 'id' | 'name' | 'sites'>[] {
  return directory.agencies
    .filter(({ id }) => id !== BOARD)
    .map(({ id, name, sites }) => ({ id, name, sites }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/**
 * The agency that somebody meant by what they typed: its name but for case, spaces and punctuation, else the only name that begins
 * with it, else the only one that contains it. Undefined if none or several do: then list the names and let them choose.
 * The board is not among them: nobody disagrees with it through its own procedure.
 */
export function findAgency(directory: Directory, typedName: string): Agency | undefined {
  const agencies = directory.agencies.filter(({ id }) => id !== BOARD);
  return findNamed(agencies, ({ name }) => name, typedName);
}

/** The one of several that somebody meant by what they typed, by its name: found as `findAgency` says. */
export function findNamed<Named>(
  all: readonly Named[],
  nameOf: (one: Named) => string,
  typedName: string,
): Named | undefined {
  const typed = slug(typedName).replaceAll('-', '');
  if (typed === '') return undefined;
  const only = (matches: (name: string) => boolean): Named[] =>
    all.filter((one) => matches(slug(nameOf(one)).replaceAll('-', '')));
  const exact = only((name) => name === typed);
  const beginning = only((name) => name.startsWith(typed));
  const guessed = beginning.length > 0 ? beginning : only((name) => name.includes(typed));
  const matching = exact.length > 0 || typed.length < FEWEST_LETTERS_TO_GUESS_FROM ? exact : guessed;
  return matching.length === 1 ? matching[0] : undefined;
}

function nameOfAgency(directory: Directory, agencyId: string): string {
  return directory.agencies.find(({ id }) => id === agencyId)?.name ?? agencyId;
}

/** Lower-case letters and digits with hyphens between: `St Bride's & All Saints` is `st-brides-and-all-saints`. */
export function slug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/[\u0300-\u036f'’.]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
