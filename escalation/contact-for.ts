import type { Temporal } from 'temporal-polyfill';
import {
  BOARD,
  type Directory,
  type Findable,
  findable,
  nameOfAgency,
  type Post,
  postsOf,
  reasonToVouch,
  tierKey,
  type Vacancy,
} from './directory.ts';
import type { Role } from './policy.ts';
import { dayInWords } from './spoken-time.ts';

/**
 * Whom to ask when a directory is not quite right, as none is: the answer is a person and how we came to them, or nobody and why; never
 * silence (F11, BEY-5).
 */

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
