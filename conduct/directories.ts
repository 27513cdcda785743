import { createHash } from 'node:crypto';
import { type Agency, BOARD, type Directory, findPerson } from '../escalation/directory.ts';
import { type DirectoryStanding, directoryStandingOf } from '../escalation/directory-access.ts';
import { type DirectoryDifference, differenceBetween, isNoDifference } from '../escalation/directory-difference.ts';
import {
  agencyLine,
  type DirectoryColumn,
  type DirectoryLine,
  type DirectoryProblem,
  directoryFrom,
  type LinesGiven,
  linesOf,
  lineWith,
} from '../escalation/directory-rows.ts';
import type { Partnership } from '../escalation/partnership.ts';
import type { Role } from '../escalation/policy.ts';
import { POST_NAMES } from '../escalation/post-names.ts';
import { slug } from '../escalation/typed-name.ts';
import { londonDate } from '../escalation/working-days.ts';
import {
  type DirectoryDeed,
  type KeptDirectory,
  keepPreview,
  readDirectory,
  readPreview,
  replaceDirectory,
} from '../services/directories.ts';
import type { Services } from '../services/services.ts';

/** A partnership's directory, to somebody who may read it. */
export interface DirectoryFor {
  readonly partnership: Partnership;
  readonly directory: Directory;
  readonly standing: DirectoryStanding;
}

/** The directories that somebody may read, in the order of the partnerships. */
export async function directoriesFor(services: Services, email: string): Promise<DirectoryFor[]> {
  const ids = (await services.rules.partnerships()).map(({ id }) => id);
  const all = await Promise.all(ids.map((id) => directoryFor(services, id, email)));
  return all.filter((one) => one !== undefined);
}

/** One of them; undefined when there is none of that name or it is not for them, which nobody learns apart (S5). */
export async function directoryFor(
  services: Services,
  partnershipId: string,
  email: string,
): Promise<DirectoryFor | undefined> {
  const known = await services.rules.partnership(partnershipId);
  const standing = known && directoryStandingOf(known, email);
  return standing && { ...known, standing };
}

/** Names a line by what stands on it: once it reads otherwise, it has another name, and nobody changes a line that they have not seen. */
export function lineIdOf(line: DirectoryLine): string {
  return createHash('sha256').update(JSON.stringify(line)).digest('base64url').slice(0, 16);
}

/** What is wrong with a change. `column` is absent when it is the directory as a whole that would be wrong. */
export interface AmendmentProblem {
  readonly column?: DirectoryColumn;
  readonly why: string;
}

/** What became of a change: `gone` when what it was to change no longer stands there as it was shown. */
export type Amended =
  | { readonly done: DirectoryDifference }
  | { readonly problems: readonly AmendmentProblem[] }
  | { readonly gone: true };

/** Who changes which partnership's directory. That they may is for the caller to have asked (`directoryFor`). */
export interface Administrator {
  readonly partnershipId: string;
  readonly by: string;
}

/** Changes the post on a line, or whoever holds it. Where only the name or only the address changed, it is the same person: it changes wherever they stand. */
export function changePost(
  services: Services,
  who: Administrator,
  { lineId, cells }: { lineId: string; cells: Partial<DirectoryLine> },
  what: DirectoryDeed = 'changed a post',
): Promise<Amended> {
  return amend(services, who, what, (directory) => {
    const lines = linesOf(directory);
    const at = lines.findIndex((line) => line.role !== '' && lineIdOf(line) === lineId);
    const old = lines[at];
    if (!old) return { gone: true };
    const line = { ...old, ...cells };
    const others = lines.toSpliced(at, 1);
    const isSamePerson = old.email !== '' && line.email !== '' && (line.email === old.email || line.name === old.name);
    return { others: isSamePerson ? others.map((other) => asCalledNow(other, old, line)) : others, line, at };
  });
}

function asCalledNow(other: DirectoryLine, old: DirectoryLine, now: DirectoryLine): DirectoryLine {
  return {
    ...other,
    ...(other.email === old.email ? { name: now.name, email: now.email } : {}),
    ...(other.deputy_email === old.email ? { deputy_email: now.email } : {}),
  };
}

/** Adds a post to an agency, after those who hold the same one. */
export function addPost(
  services: Services,
  who: Administrator,
  { agencyId, cells }: { agencyId: string; cells: Partial<DirectoryLine> },
  what: DirectoryDeed = 'added a post',
): Promise<Amended> {
  return amend(services, who, what, (directory) => {
    const agency = directory.agencies.find(({ id }) => id === agencyId);
    if (!agency) return { gone: true };
    const others = linesOf(directory);
    const at = others.findLastIndex((line) => line.agency === agency.name) + 1;
    return { others, line: lineWith({ ...cells, agency: agency.name }), at };
  });
}

/**
 * Takes somebody out of a post, and leaves it empty or takes it away. Whoever holds no other post then is nobody's deputy any more:
 * somebody who has left must not be asked in another's place.
 */
export function removePost(
  services: Services,
  who: Administrator,
  { lineId, leaveEmpty }: { lineId: string; leaveEmpty: boolean },
  what: DirectoryDeed = 'removed a post',
): Promise<Amended> {
  return amend(services, who, what, (directory) => {
    const lines = linesOf(directory);
    const at = lines.findIndex((line) => line.role !== '' && lineIdOf(line) === lineId);
    const old = lines[at];
    if (!old) return { gone: true };
    const others = lines.toSpliced(at, 1);
    const isStillHere = others.some(({ email }) => email === old.email);
    const left = isStillHere
      ? others
      : others.map((line) => (line.deputy_email === old.email ? { ...line, deputy_email: '' } : line));
    const keepsDeputy = old.deputy_email !== old.email;
    const empty = lineWith({
      agency: old.agency,
      site: old.site,
      role: old.role,
      deputy_email: keepsDeputy ? old.deputy_email : '',
      delegated_to: old.delegated_to,
    });
    return leaveEmpty ? { others: left, line: empty, at } : { others: left };
  });
}

/** What an administrator says of an agency as a whole. */
export interface AgencyFacts {
  readonly line: DirectoryLine;
  /** All its sites; one that a post names must be among them. */
  readonly sites: readonly string[];
}

/** Adds an agency, which has no posts yet. */
export function addAgency(services: Services, who: Administrator, { line, sites }: AgencyFacts): Promise<Amended> {
  return amend(services, who, 'added an agency', (directory) => {
    const isThere = directory.agencies.some(({ id, name }) => name === line.agency || id === slug(line.agency));
    if (isThere) return { problems: [{ column: 'agency', why: 'this agency is in the directory already' }] };
    const others = [...linesOf(directory), ...sites.map((site) => lineWith({ agency: line.agency, site }))];
    return { others, line, at: linesOf(directory).length, isFirst: true };
  });
}

/** Changes what is true of an agency. It keeps its id under another name, so records that name it still do. */
export function changeAgency(
  services: Services,
  who: Administrator,
  { agencyId, shown, line, sites }: AgencyFacts & { agencyId: string; shown: string },
): Promise<Amended> {
  return amend(services, who, 'changed an agency', (directory) => {
    const agency = directory.agencies.find(({ id }) => id === agencyId);
    if (!agency || agencyIdentity(agency) !== shown) return { gone: true };
    const twin = directory.agencies.find(({ id, name }) => id !== agencyId && name === line.agency);
    if (twin) return { problems: [{ column: 'agency', why: 'another agency has this name' }] };
    const isItsSite = ({ role, site }: DirectoryLine) => role === '' && site !== '';
    const renamed = linesOf(directory).flatMap((other) => {
      const delegated = other.delegated_to.startsWith(`${agency.name}: `)
        ? { delegated_to: other.delegated_to.replace(agency.name, () => line.agency) }
        : {};
      if (other.agency !== agency.name) return [{ ...other, ...delegated }];
      return isItsSite(other) ? [] : [{ ...other, ...delegated, agency: line.agency }];
    });
    const at = renamed.findIndex((other) => other.agency === line.agency);
    const named = new Set(renamed.filter((other) => other.agency === line.agency).map(({ site }) => site));
    const lost = [...named].find((site) => site !== '' && !sites.includes(site));
    if (lost !== undefined)
      return { problems: [{ column: 'site', why: `${lost} is still the site of a post: change the post first` }] };
    const bare = sites.filter((site) => !named.has(site)).map((site) => lineWith({ agency: line.agency, site }));
    const others = [...renamed.toSpliced(at, 1).toSpliced(at, 0, ...bare)];
    return { others, line, at, isFirst: true, agencyId };
  });
}

/** Names an agency by what stands on its page, as `lineIdOf` does a line. */
export function agencyIdentity(agency: Agency): string {
  return lineIdOf({ ...agencyLine(agency), site: agency.sites.join('\n') });
}

/** Removes an agency with all its posts. */
export function removeAgency(
  services: Services,
  who: Administrator,
  { agencyId, shown }: { agencyId: string; shown: string },
): Promise<Amended> {
  return amend(services, who, 'removed an agency', (directory) => {
    const agency = directory.agencies.find(({ id }) => id === agencyId);
    if (!agency || agencyIdentity(agency) !== shown) return { gone: true };
    return { others: linesOf(directory).filter((line) => line.agency !== agency.name) };
  });
}

/** Somebody says that every post they hold is right today. Answers how many those are. */
export async function confirmOwnPosts(services: Services, partnershipId: string, email: string): Promise<number> {
  const today = londonDate(services.clock.now()).toString();
  for (;;) {
    const inForce = await directoryInForce(services, partnershipId);
    const own = inForce.directory.posts.filter((post) => post.email === email);
    const posts = inForce.directory.posts.map((post) => (post.email === email ? { ...post, verifiedOn: today } : post));
    const directory = { ...inForce.directory, posts };
    const difference = differenceBetween(inForce.directory, directory);
    if (isNoDifference(difference)) return own.length;
    const after = { directory, difference, by: email, what: 'confirmed their own posts' } as const;
    if (await replaceDirectory(services, partnershipId, inForce.kept, after)) return own.length;
  }
}

/** A file, read into lines (`readDirectoryFile`). */
export interface FileRead extends Required<Pick<LinesGiven, 'rowNumbers'>> {
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly readAs: string;
}

/** Judges a file and keeps it for a day, or answers every problem it has, row by row. Changes nothing. */
export async function previewImport(
  services: Services,
  { partnershipId, by }: Administrator,
  { rows, rowNumbers, readAs }: FileRead,
): Promise<{ problems: DirectoryProblem[] } | { name: string }> {
  const { partnership, directory: before, kept } = await directoryInForce(services, partnershipId);
  const { directory, problems } = directoryFrom(rows, { rowNumbers, agencyIds: idsOf(before) });
  const missing = agenciesNeeded(partnership, directory).map((why) => ({ row: 1, column: 'agency', why }));
  if (problems.length + missing.length > 0) return { problems: [...problems, ...missing] };
  const preview = { by, readAs, directory, ...(kept ? { comparedWith: kept.snapshot } : {}) };
  return { name: await keepPreview(services, partnershipId, preview) };
}

/** What a preview would change, to whoever made it; undefined when there is none any more. `isStale`: the directory changed since. */
export async function readImport(
  services: Services,
  { partnershipId, by }: Administrator,
  name: string,
): Promise<{ difference: DirectoryDifference; readAs: string; isStale: boolean } | undefined> {
  const preview = await readPreview(services.table, partnershipId, name);
  if (preview?.by !== by) return undefined;
  const { directory, kept } = await directoryInForce(services, partnershipId);
  return {
    difference: differenceBetween(directory, preview.directory),
    readAs: preview.readAs,
    isStale: kept?.snapshot !== preview.comparedWith,
  };
}

/** Applies exactly what the preview showed, or changes nothing because the directory is no longer the one it was compared with. */
export async function applyImport(
  services: Services,
  { partnershipId, by }: Administrator,
  name: string,
): Promise<'applied' | 'changed meanwhile' | 'gone'> {
  const preview = await readPreview(services.table, partnershipId, name);
  if (preview?.by !== by) return 'gone';
  const { directory: before, kept } = await directoryInForce(services, partnershipId);
  if (kept?.snapshot !== preview.comparedWith) return 'changed meanwhile';
  const difference = differenceBetween(before, preview.directory);
  if (isNoDifference(difference)) return 'applied';
  const after = { directory: preview.directory, difference, by, what: 'imported a file' } as const;
  const isApplied = await replaceDirectory(services, partnershipId, kept, after);
  if (isApplied) services.log.info('directory changed', { partnership: partnershipId, what: after.what });
  return isApplied ? 'applied' : 'changed meanwhile';
}

/** The lines as they would stand: `line` is the one that somebody wrote, at its place among the others. */
type Edit =
  | { others: DirectoryLine[]; line?: undefined }
  | { others: DirectoryLine[]; line: DirectoryLine; at: number; isFirst?: boolean; agencyId?: string }
  | { problems: AmendmentProblem[] }
  | { gone: true };

/** Reads, changes, judges and writes, again from the start when another change came first: the lines that both did not touch are kept. */
async function amend(
  services: Services,
  { partnershipId, by }: Administrator,
  what: DirectoryDeed,
  edit: (directory: Directory) => Edit,
): Promise<Amended> {
  for (;;) {
    const { partnership, directory: before, kept } = await directoryInForce(services, partnershipId);
    const edited = edit(before);
    if ('gone' in edited || 'problems' in edited) return edited;
    const { directory, problems } = judged(before, edited);
    const missing = agenciesNeeded(partnership, directory).map((why) => ({ why }));
    if (problems.length + missing.length > 0) return { problems: [...problems, ...missing] };
    const difference = differenceBetween(before, directory);
    if (isNoDifference(difference)) return { done: difference };
    if (!(await replaceDirectory(services, partnershipId, kept, { directory, difference, by, what }))) continue;
    services.log.info('directory changed', { partnership: partnershipId, what });
    return { done: difference };
  }
}

/**
 * What the lines make, and everything wrong with them. What two lines contradict each other in is said of the later one, so the line
 * somebody wrote is judged after all others; an agency's own line stands before its posts and is not.
 */
function judged(
  before: Directory,
  edited: Extract<Edit, { others: DirectoryLine[] }>,
): { directory: Directory; problems: AmendmentProblem[] } {
  const { others, line } = edited;
  const agencyIds = new Map(idsOf(before));
  if (!line) return withProblems(others, directoryFrom(others, { agencyIds }));
  if (edited.agencyId) agencyIds.set(line.agency, edited.agencyId);
  const inPlace = others.toSpliced(edited.at, 0, line);
  if (edited.isFirst) return withProblems(inPlace, directoryFrom(inPlace, { agencyIds }), edited.at);
  const last = [...others, line];
  const found = withProblems(last, directoryFrom(last, { agencyIds }), others.length);
  return found.problems.length > 0 ? found : withProblems(inPlace, directoryFrom(inPlace, { agencyIds }));
}

function withProblems(
  lines: readonly DirectoryLine[],
  read: ReturnType<typeof directoryFrom>,
  own?: number,
): { directory: Directory; problems: AmendmentProblem[] } {
  const problems = read.problems.map(({ row, column, why }): AmendmentProblem => {
    const index = row - 2;
    const line = lines[index];
    if (index === own || !line) return { ...(index === own ? { column: column as DirectoryColumn } : {}), why };
    return {
      why: `${[line.name, POST_NAMES[line.role as Role] ?? '', line.agency].filter(Boolean).join(', ')}: ${why}`,
    };
  });
  // What is wrong with the line itself comes first; what follows from it elsewhere is told once that is put right.
  const itsOwn = problems.filter(({ column }) => column !== undefined);
  return { directory: read.directory, problems: itsOwn.length > 0 ? itsOwn : problems };
}

/** A lead or a regional facility is named by its agency's id in the partnership's own file: without the agency it would be nobody's. */
function agenciesNeeded({ leads, regionalFacilities }: Partnership, { agencies }: Directory): string[] {
  const needed = [
    ...leads.flatMap(({ agency }) =>
      agency && agency !== BOARD ? [[agency, 'a lead of the partnership is of it'] as const] : [],
    ),
    ...regionalFacilities.map(
      ({ agency }) => [agency, 'it is a regional facility with a protocol of its own'] as const,
    ),
  ];
  return needed
    .filter(([id]) => !agencies.some((agency) => agency.id === id))
    .map(([id, why]) => `the agency ${id} must stay in the directory under its name: ${why}`);
}

const idsOf = ({ agencies }: Directory) => new Map(agencies.map(({ id, name }) => [name, id]));

async function directoryInForce(
  services: Services,
  partnershipId: string,
): Promise<{ partnership: Partnership; directory: Directory; kept: KeptDirectory | undefined }> {
  const { rules, table } = services;
  const released = await rules.partnership(partnershipId);
  if (released === undefined) throw new Error(`Partnership ${partnershipId} is not known here: restore its file`);
  const kept = await readDirectory(table, partnershipId);
  return { partnership: released.partnership, directory: kept?.directory ?? released.directory, kept };
}

/** What somebody is called in a directory, or their address where it does not know them. */
export function calledInDirectory(directory: Directory, { leads }: Partnership, email: string): string {
  return findPerson(directory, email)?.name ?? leads.find((lead) => lead.email === email)?.name ?? email;
}
