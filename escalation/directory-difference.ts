import { type Directory, grouped, type Post, type Vacancy } from './directory.ts';
import { agencyLine, type DirectoryColumn, type DirectoryLine, positionLine } from './directory-rows.ts';

/** One cell that reads otherwise. */
export interface CellChange {
  readonly column: DirectoryColumn;
  readonly before: string;
  readonly after: string;
}

/** A line that is on both sides, with the cells that differ. A line without a role is an agency's own; `site` is then all its sites. */
export interface ChangedLine {
  readonly before: DirectoryLine;
  readonly after: DirectoryLine;
  readonly cells: readonly CellChange[];
}

/** A post of which somebody else is asked first now, although its people are the same. */
export interface Reordered {
  readonly agency: string;
  readonly site: string;
  readonly role: string;
  readonly firstBefore: string;
  readonly firstAfter: string;
}

/** Exactly what changes between two directories. */
export interface DirectoryDifference {
  readonly added: readonly DirectoryLine[];
  readonly changed: readonly ChangedLine[];
  readonly removed: readonly DirectoryLine[];
  readonly reordered: readonly Reordered[];
  /** How many agencies and posts read the same. */
  readonly unchanged: number;
}

/** Whether nothing changes: not a cell, and nobody's turn. */
export function isNoDifference({ added, changed, removed, reordered }: DirectoryDifference): boolean {
  return added.length + changed.length + removed.length + reordered.length === 0;
}

/**
 * What changes from one directory to another. A post is the same post when agency, site, role and address are; else the person in
 * it changed; else the site or the role of that person did. Only what is left then was added or removed. The order of agencies,
 * sites and domains says nothing; the order of those who hold one post says who is asked first.
 */
export function differenceBetween(before: Directory, after: Directory): DirectoryDifference {
  const pairs = [
    ...paired(agenciesOf(before), agenciesOf(after), [({ id }) => id]),
    ...paired(positionsIn(before), positionsIn(after), [
      ({ id, line }) => [id, line.role, line.site, line.email].join('\n'),
      ({ id, line }) => [id, line.role, line.site].join('\n'),
      ({ id, line }) => [id, line.role, line.email].join('\n'),
      ({ id, line }) => [id, line.email].join('\n'),
    ]),
  ];
  const added: DirectoryLine[] = [];
  const changed: ChangedLine[] = [];
  const removed: DirectoryLine[] = [];
  let unchanged = 0;
  for (const { one, other } of pairs) {
    if (!one) added.push(other!.line);
    else if (!other) removed.push(one.line);
    else {
      const cells = cellsChanged(one.line, other.line);
      if (cells.length === 0) unchanged += 1;
      else changed.push({ before: one.line, after: other.line, cells });
    }
  }
  return { added, changed, removed, reordered: reordered(before, after), unchanged };
}

/** A line, and the id of the agency it is of: names may change. */
interface Entry {
  readonly id: string;
  readonly line: DirectoryLine;
}

function agenciesOf({ agencies }: Directory): Entry[] {
  return agencies.map((agency) => ({
    id: agency.id,
    line: {
      ...agencyLine({ ...agency, domains: [...agency.domains].sort() }),
      site: [...agency.sites].sort().join(', '),
    },
  }));
}

function positionsIn(directory: Directory): Entry[] {
  return [...directory.posts, ...directory.vacancies].map((position: Post | Vacancy) => ({
    id: position.agency,
    line: positionLine(directory, position),
  }));
}

/** Entries of both sides that share a key, by the first key that finds each its own; then those left alone on either side. */
function paired(
  before: readonly Entry[],
  after: readonly Entry[],
  keys: readonly ((entry: Entry) => string)[],
): { one?: Entry; other?: Entry }[] {
  const pairs: { one?: Entry; other?: Entry }[] = [];
  let left = [...before];
  let right = [...after];
  for (const keyOf of keys) {
    const waiting = grouped(right, keyOf);
    const taken = new Set<Entry>();
    left = left.filter((one) => {
      const other = waiting.get(keyOf(one))?.shift();
      if (!other) return true;
      taken.add(other);
      pairs.push({ one, other });
      return false;
    });
    right = right.filter((entry) => !taken.has(entry));
  }
  return [...pairs, ...left.map((one) => ({ one })), ...right.map((other) => ({ other }))];
}

/** An agency's name stands on every line of it: where it changed, its own line says so once. */
function cellsChanged(before: DirectoryLine, after: DirectoryLine): CellChange[] {
  const columns = (Object.keys(before) as DirectoryColumn[]).filter(
    (column) => column !== 'agency' || before.role === '',
  );
  return columns.flatMap((column) => {
    const [one, other] = [before[column], after[column]];
    return one === other ? [] : [{ column, before: one, after: other }];
  });
}

function reordered(before: Directory, after: Directory): Reordered[] {
  const [one, other] = [inTurn(before), inTurn(after)];
  const nameOf = (id: string) => after.agencies.find((agency) => agency.id === id)?.name ?? id;
  return [...one].flatMap(([key, posts]) => {
    const others = other.get(key) ?? [];
    const isInBoth = ({ email }: Post, those: readonly Post[]) => those.some((that) => that.email === email);
    const firstBefore = posts.filter((post) => isInBoth(post, others));
    const firstAfter = others.filter((post) => isInBoth(post, posts));
    if (firstBefore.every(({ email }, index) => email === firstAfter[index]?.email)) return [];
    const { agency, site = '', role } = posts[0]!;
    return [{ agency: nameOf(agency), site, role, firstBefore: firstBefore[0]!.name, firstAfter: firstAfter[0]!.name }];
  });
}

/** Those who hold one post together, in the order in which they are asked. */
function inTurn({ posts }: Directory): Map<string, Post[]> {
  return grouped(posts, ({ agency, role, site = '' }) => [agency, role, site].join('\n'));
}
