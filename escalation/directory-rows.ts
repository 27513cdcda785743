import * as z from 'zod';
import { addressSchema, domainOf, domainSchema, ONE_ADDRESS } from './address.ts';
import { AGENCY_TYPES, type Agency, BOARD, type Directory, grouped, type Post, type Vacancy } from './directory.ts';
import { isBoardRole, ROLES, type Role } from './policy.ts';
import { slug } from './typed-name.ts';

const A_DAY = 'write the day as 2026-04-08';
const blank = z.literal('');
const cell = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'remove the line breaks and invisible characters from this cell');
const yesOrNo = cell.toLowerCase().pipe(z.union([blank, z.enum(['yes', 'no'])], 'write yes or no'));
const address = cell.pipe(z.union([blank, addressSchema], ONE_ADDRESS));
const day = cell.pipe(z.union([blank, z.iso.date(A_DAY)], A_DAY));
const oneOf = (allowed: readonly string[]) => `must be one of: ${allowed.join(', ')}`;

/**
 * One line of `directory.csv`, as ADM-3 names its columns. What is true of the agency (type, member, health_commissioned, domains)
 * stands on the agency's first line and may be left empty on the others. Domains are separated by spaces. A line without a role only declares its agency.
 */
const directoryRowSchema = z.strictObject({
  agency: cell.min(1, 'name the agency'),
  agency_type: cell.pipe(z.union([blank, z.enum(AGENCY_TYPES)], oneOf(AGENCY_TYPES))),
  site: cell,
  member: yesOrNo,
  health_commissioned: yesOrNo,
  domains: cell
    .toLowerCase()
    .transform((text) => text.split(/[\s;]+/).filter((part) => part !== ''))
    .pipe(z.array(domainSchema)),
  role: cell.pipe(z.union([blank, z.enum(ROLES)], oneOf(ROLES))),
  name: cell,
  email: address,
  deputy_email: address,
  absent_from: day,
  absent_to: day,
  delegated_to: cell,
  verified_on: day,
});
type Row = z.infer<typeof directoryRowSchema>;

/** The table's columns, in the order in which they stand. */
export const DIRECTORY_COLUMNS = directoryRowSchema.keyof().options;
/** One of them. */
export type DirectoryColumn = (typeof DIRECTORY_COLUMNS)[number];
/** One line of the table, every cell as text and none left out. */
export const directoryLineSchema = z.record(directoryRowSchema.keyof(), z.string()).readonly();
/** The same as a type. */
export type DirectoryLine = Readonly<Record<DirectoryColumn, string>>;

/** A cell that cannot be used. `row` is the spreadsheet's: the header is row 1. */
export interface DirectoryProblem {
  readonly row: number;
  readonly column: string;
  readonly why: string;
}

/** What is known beside the lines. */
export interface LinesGiven {
  /** The spreadsheet's number of each line, where lines were left out. Without it the first is row 2. */
  rowNumbers?: readonly number[];
  /** Ids of agencies by their name, for those that records already name by one: an agency may be renamed and stay who it is. */
  agencyIds?: ReadonlyMap<string, string>;
}

/**
 * Reads a directory from the lines of its table, as records by column name.
 * A line with a problem is left out and every problem is told; whoever calls decides whether to use the rest.
 */
export function directoryFrom(
  rows: readonly Readonly<Record<string, string>>[],
  { rowNumbers, agencyIds = new Map() }: LinesGiven = {},
): { directory: Directory; problems: DirectoryProblem[] } {
  const problems: DirectoryProblem[] = [];
  const report = (row: number, found: readonly ColumnProblem[]) => {
    for (const problem of found) problems.push({ row, ...problem });
    return found.length === 0;
  };

  const lines = rows.flatMap((source, index) => {
    const row = rowNumbers?.[index] ?? index + 2;
    const parsed = directoryRowSchema.safeParse(source);
    if (parsed.success) return [{ row, cells: parsed.data }];
    report(
      row,
      parsed.error.issues.map((issue) => unreadable(issue, source)),
    );
    return [];
  });

  // Every agency first: a post may name a deputy, or a body it is delegated to, that only a later line declares.
  const agencies = new Map<string, Agency>();
  const idOf = (name: string) => agencyIds.get(name) ?? slug(name);
  const usable = lines.filter(({ row, cells }) => report(row, addAgency(agencies, cells, idOf)));
  const directory: Directory = { agencies: [...agencies.values()], posts: [], vacancies: [] };
  const known: Known = {
    byName: new Map(directory.agencies.map((agency) => [agency.name, agency])),
    byDomain: new Set(directory.agencies.flatMap(({ domains }) => domains)),
    byAddress: new Map(),
  };
  for (const { row, cells } of usable) {
    if (report(row, problemsOfPost(known, cells)) && cells.role !== '') addPost(directory, known, cells);
  }

  report(1, problemsOfWhole(directory));
  return { directory, problems: problems.sort((a, b) => a.row - b.row) };
}

type ColumnProblem = Omit<DirectoryProblem, 'row'>;

/** What the lines so far have told, to be looked up: a real directory has thousands of them. */
interface Known {
  readonly byName: ReadonlyMap<string, Agency>;
  readonly byDomain: ReadonlySet<string>;
  readonly byAddress: Map<string, Post[]>;
}

function unreadable(issue: z.core.$ZodIssue, source: Readonly<Record<string, string>>): ColumnProblem {
  if (issue.code === 'unrecognized_keys') {
    const columns = Object.keys(directoryRowSchema.shape).join(', ');
    return { column: issue.keys.join(', '), why: `there is no such column; the columns are ${columns}` };
  }
  const column = String(issue.path[0]);
  return { column, why: source[column] === undefined ? 'this column is missing' : issue.message };
}

/** What no single line is to blame for: without the board's business unit, some question would end with nobody (BEY-5). */
function problemsOfWhole(directory: Directory): ColumnProblem[] {
  if (!directory.agencies.some(({ id }) => id === BOARD)) {
    return [{ column: 'agency_type', why: "no line has the type board: the board's business unit is asked last" }];
  }
  if (!directory.posts.some((post) => post.role === 'business-manager')) {
    return [{ column: 'role', why: 'the board has no business-manager, who is asked when nobody else is there' }];
  }
  return [];
}

function addAgency(agencies: Map<string, Agency>, cells: Row, idOf: (name: string) => string): ColumnProblem[] {
  const known = agencies.get(agencies.get(BOARD)?.name === cells.agency ? BOARD : idOf(cells.agency));
  const problems: ColumnProblem[] = [];
  const refuse = (column: string, why: string) => problems.push({ column, why });

  if (known) {
    if (known.name !== cells.agency)
      refuse('agency', `this agency is written "${known.name}" above: write it the same`);
    const given = { type: cells.agency_type, member: cells.member, health: cells.health_commissioned };
    if (given.type && given.type !== known.type) refuse('agency_type', `above, this agency is ${known.type}`);
    if (given.member && (given.member === 'yes') !== known.member)
      refuse('member', 'above, this agency says otherwise');
    if (given.health && (given.health === 'yes') !== known.healthCommissioned) {
      refuse('health_commissioned', 'above, this agency says otherwise');
    }
    if (problems.length > 0) return problems;
    for (const added of cells.domains) if (!known.domains.includes(added)) known.domains.push(added);
    if (cells.site && !known.sites.includes(cells.site)) known.sites.push(cells.site);
    return problems;
  }

  if (!cells.agency_type) refuse('agency_type', `the agency's first line must say its type; it ${oneOf(AGENCY_TYPES)}`);
  if (!cells.member) refuse('member', "the agency's first line must say yes or no");
  if (!cells.health_commissioned) refuse('health_commissioned', "the agency's first line must say yes or no");
  if (cells.domains.length === 0)
    refuse('domains', "the agency's first line must give the domains of its email addresses");
  const isBoard = cells.agency_type === 'board';
  if (isBoard && agencies.has(BOARD))
    refuse('agency_type', `"${agencies.get(BOARD)?.name}" is the board already: there is one`);
  const id = isBoard ? BOARD : idOf(cells.agency);
  if (!isBoard && (id === BOARD || id === '')) refuse('agency', 'give the agency a name of its own');
  if (!cells.agency_type || problems.length > 0) return problems;
  agencies.set(id, {
    id,
    name: cells.agency,
    type: cells.agency_type,
    sites: cells.site ? [cells.site] : [],
    member: cells.member === 'yes',
    healthCommissioned: cells.health_commissioned === 'yes',
    domains: cells.domains,
  });
  return problems;
}

function problemsOfPost(known: Known, cells: Row): ColumnProblem[] {
  const problems: ColumnProblem[] = [];
  const refuse = (column: string, why: string) => problems.push({ column, why });
  if (cells.role === '') {
    if (cells.name || cells.email || cells.deputy_email || cells.delegated_to) {
      refuse('role', `say which post this is; it ${oneOf(ROLES)}`);
    }
    return problems;
  }
  const agency = known.byName.get(cells.agency)!;

  const belongsToBoard = isBoardRole(cells.role);
  if (belongsToBoard !== (agency.id === BOARD)) {
    refuse('role', belongsToBoard ? `${cells.role} is a post of the board` : `the board has no ${cells.role}`);
  }
  if (cells.name && !cells.email) refuse('email', 'somebody is named here: give their address');
  if (cells.email && !cells.name) refuse('name', 'an address is given here: name the person');
  if (cells.email && !agency.domains.includes(domainOf(cells.email))) {
    refuse(
      'email',
      `${domainOf(cells.email)} is not a domain of ${agency.name} (${agency.domains.join(', ')}): correct one or the other`,
    );
  }
  if (cells.email && cells.email === cells.deputy_email) refuse('deputy_email', 'nobody is their own deputy');
  if (cells.deputy_email && !known.byDomain.has(domainOf(cells.deputy_email))) {
    refuse('deputy_email', `no agency here has the domain ${domainOf(cells.deputy_email)}`);
  }
  if (cells.absent_to && !cells.absent_from) refuse('absent_from', 'give the first day away too');
  if (cells.absent_to && cells.absent_to < cells.absent_from)
    refuse('absent_to', 'the last day away is before the first day away');
  if (cells.absent_from && !cells.email) refuse('absent_from', 'nobody is named who could be away');
  if (cells.delegated_to && !delegationOf(known, cells)) {
    refuse(
      'delegated_to',
      'write an agency of this directory, a colon and a role of it, like "County ICB: safeguarding-lead"',
    );
  }

  const theirs = known.byAddress.get(cells.email) ?? [];
  const [twin] = theirs;
  if (cells.email && twin && twin.name !== cells.name)
    refuse('name', `on another line this address is ${twin.name}'s: correct one or the other`);
  const isRepeated = (post: Post) =>
    post.agency === agency.id && post.role === cells.role && (post.site ?? '') === cells.site;
  if (cells.email && theirs.some(isRepeated)) refuse('email', 'this person has this post already');
  return problems;
}

function addPost(directory: Directory, known: Known, cells: Row): void {
  const delegatedTo = cells.delegated_to ? delegationOf(known, cells) : undefined;
  const position = {
    agency: known.byName.get(cells.agency)!.id,
    ...(cells.site && { site: cells.site }),
    role: cells.role as Role,
    ...(cells.deputy_email && { deputyEmail: cells.deputy_email }),
    ...(delegatedTo && { delegatedTo }),
  };
  if (cells.email === '') {
    directory.vacancies.push(position);
    return;
  }
  const post: Post = {
    ...position,
    name: cells.name,
    email: cells.email,
    ...(cells.absent_from && { absentFrom: cells.absent_from }),
    ...(cells.absent_to && { absentTo: cells.absent_to }),
    ...(cells.verified_on && { verifiedOn: cells.verified_on }),
  };
  directory.posts.push(post);
  known.byAddress.set(post.email, [...(known.byAddress.get(post.email) ?? []), post]);
}

function delegationOf(known: Known, cells: Row): Vacancy['delegatedTo'] {
  const [, name = '', written = ''] = /^(.*):\s*([a-z-]+)$/.exec(cells.delegated_to) ?? [];
  const agency = known.byName.get(name.trim());
  const role = ROLES.find((known) => known === written);
  if (!agency || !role || isBoardRole(role) !== (agency.id === BOARD)) return undefined;
  if (agency.name === cells.agency && role === cells.role) return undefined;
  return { agency: agency.id, role };
}

/** A line with these cells and the others empty. */
export const lineWith = (cells: Partial<DirectoryLine>): DirectoryLine => ({ ...BLANK_LINE, ...cells });

const BLANK_LINE = Object.fromEntries(DIRECTORY_COLUMNS.map((column) => [column, ''])) as DirectoryLine;

/**
 * The lines of a directory, from which `directoryFrom` makes the same one again: for each agency a line that says what is true of
 * it, a line for each site that no post names, then its posts in the order in which they are asked, and its empty posts.
 */
export function linesOf(directory: Directory): DirectoryLine[] {
  const byAgency = grouped<Post | Vacancy>([...directory.posts, ...directory.vacancies], ({ agency }) => agency);
  return directory.agencies.flatMap((agency) => {
    const positions = byAgency.get(agency.id) ?? [];
    const named = new Set(positions.map(({ site }) => site));
    const unnamed = agency.sites.filter((site) => !named.has(site));
    return [
      agencyLine(agency),
      ...unnamed.map((site) => lineWith({ agency: agency.name, site })),
      ...positions.map((position) => positionLine(directory, position)),
    ];
  });
}

/** What is true of the agency as a whole, as its first line. */
export function agencyLine(agency: Agency): DirectoryLine {
  return lineWith({
    agency: agency.name,
    agency_type: agency.type,
    member: agency.member ? 'yes' : 'no',
    health_commissioned: agency.healthCommissioned ? 'yes' : 'no',
    domains: agency.domains.join(' '),
  });
}

/** One position as a line. */
export function positionLine({ agencies }: Directory, position: Post | Vacancy): DirectoryLine {
  const nameOf = (id: string) => agencies.find((agency) => agency.id === id)?.name ?? id;
  const { site = '', role, deputyEmail = '', delegatedTo } = position;
  const held = 'email' in position ? position : undefined;
  return lineWith({
    agency: nameOf(position.agency),
    site,
    role,
    name: held?.name ?? '',
    email: held?.email ?? '',
    deputy_email: deputyEmail,
    absent_from: held?.absentFrom ?? '',
    absent_to: held?.absentTo ?? '',
    delegated_to: delegatedTo ? `${nameOf(delegatedTo.agency)}: ${delegatedTo.role}` : '',
    verified_on: held?.verifiedOn ?? '',
  });
}
