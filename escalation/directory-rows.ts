import * as z from 'zod';
import { addressSchema, domainOf, domainSchema, ONE_ADDRESS } from './address.ts';
import {
  AGENCY_TYPES,
  type Agency,
  agenciesOfAddress,
  BOARD,
  BOARD_ROLES,
  type Directory,
  type Post,
  slug,
  type Vacancy,
} from './directory.ts';
import { ROLES, type Role } from './policy.ts';

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
export const directoryRowSchema = z.strictObject({
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

/** A cell that cannot be used. `row` is the spreadsheet's: the header is row 1. */
export interface DirectoryProblem {
  readonly row: number;
  readonly column: string;
  readonly why: string;
}

/**
 * Reads a directory from the lines of its table, as records by column name.
 * A line with a problem is left out and every problem is told; whoever calls decides whether to use the rest.
 */
export function directoryFrom(rows: readonly Readonly<Record<string, string>>[]): {
  directory: Directory;
  problems: DirectoryProblem[];
} {
  const problems: DirectoryProblem[] = [];
  const report = (row: number, found: readonly ColumnProblem[]) => {
    for (const problem of found) problems.push({ row, ...problem });
    return found.length === 0;
  };

  const lines = rows.flatMap((source, index) => {
    const row = index + 2;
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
  const usable = lines.filter(({ row, cells }) => report(row, addAgency(agencies, cells)));
  const directory: Directory = { agencies: [...agencies.values()], posts: [], vacancies: [] };
  for (const { row, cells } of usable) {
    if (report(row, problemsOfPost(directory, cells)) && cells.role !== '') addPost(directory, cells);
  }

  report(1, problemsOfWhole(directory));
  return { directory, problems: problems.sort((a, b) => a.row - b.row) };
}

type ColumnProblem = Omit<DirectoryProblem, 'row'>;

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

function agencyIdOf(agencies: ReadonlyMap<string, Agency>, cells: Row): string {
  return agencies.get(BOARD)?.name === cells.agency ? BOARD : slug(cells.agency);
}

function addAgency(agencies: Map<string, Agency>, cells: Row): ColumnProblem[] {
  const known = agencies.get(agencyIdOf(agencies, cells));
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
  const id = isBoard ? BOARD : slug(cells.agency);
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

function problemsOfPost(directory: Directory, cells: Row): ColumnProblem[] {
  const problems: ColumnProblem[] = [];
  const refuse = (column: string, why: string) => problems.push({ column, why });
  if (cells.role === '') {
    if (cells.name || cells.email || cells.deputy_email || cells.delegated_to) {
      refuse('role', `say which post this is; it ${oneOf(ROLES)}`);
    }
    return problems;
  }
  const agency = agencyNamed(directory, cells.agency)!;

  const belongsToBoard = BOARD_ROLES.includes(cells.role);
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
  if (cells.deputy_email && agenciesOfAddress(directory, cells.deputy_email).length === 0) {
    refuse('deputy_email', `no agency here has the domain ${domainOf(cells.deputy_email)}`);
  }
  if (cells.absent_to && !cells.absent_from) refuse('absent_from', 'give the first day away too');
  if (cells.absent_to && cells.absent_to < cells.absent_from) refuse('absent_to', 'is before the first day away');
  if (cells.absent_from && !cells.email) refuse('absent_from', 'nobody is named who could be away');
  if (cells.delegated_to && !delegationOf(directory, cells)) {
    refuse(
      'delegated_to',
      'write an agency of this directory, a colon and a role of it, like "County ICB: safeguarding-lead"',
    );
  }

  const twin = directory.posts.find((post) => post.email === cells.email);
  if (cells.email && twin && twin.name !== cells.name) refuse('name', `above, this address is ${twin.name}'s`);
  const isRepeated = (post: Post) =>
    post.email === cells.email &&
    post.agency === agency.id &&
    post.role === cells.role &&
    (post.site ?? '') === cells.site;
  if (directory.posts.some(isRepeated)) refuse('email', 'this person has this post already, above');
  return problems;
}

function addPost(directory: Directory, cells: Row): void {
  const delegatedTo = cells.delegated_to ? delegationOf(directory, cells) : undefined;
  const position = {
    agency: agencyNamed(directory, cells.agency)!.id,
    ...(cells.site && { site: cells.site }),
    role: cells.role as Role,
    ...(cells.deputy_email && { deputyEmail: cells.deputy_email }),
    ...(delegatedTo && { delegatedTo }),
  };
  if (cells.email === '') {
    directory.vacancies.push(position);
    return;
  }
  directory.posts.push({
    ...position,
    name: cells.name,
    email: cells.email,
    ...(cells.absent_from && { absentFrom: cells.absent_from }),
    ...(cells.absent_to && { absentTo: cells.absent_to }),
    ...(cells.verified_on && { verifiedOn: cells.verified_on }),
  });
}

function delegationOf(directory: Directory, cells: Row): Vacancy['delegatedTo'] {
  const [, name = '', written = ''] = /^(.*):\s*([a-z-]+)$/.exec(cells.delegated_to) ?? [];
  const agency = agencyNamed(directory, name.trim());
  const role = ROLES.find((known) => known === written);
  if (!agency || !role || BOARD_ROLES.includes(role) !== (agency.id === BOARD)) return undefined;
  if (agency.name === cells.agency && role === cells.role) return undefined;
  return { agency: agency.id, role };
}

const agencyNamed = (directory: Directory, name: string) => directory.agencies.find((agency) => agency.name === name);
