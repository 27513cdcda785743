import * as z from 'zod';
import { type Directory, directorySchema } from '../escalation/directory.ts';
import type { DirectoryDifference, Reordered } from '../escalation/directory-difference.ts';
import { DIRECTORY_COLUMNS, directoryLineSchema } from '../escalation/directory-rows.ts';
import type { Services } from './services.ts';
import { ConditionFailed, everyItem, type Item, type Json, type Key, type Table } from './table.ts';

/**
 * A partnership's directory once somebody has changed it. Until then the released one is in force.
 *
 * The directory is kept whole, in parts under a name of its own that is used once (a snapshot); the partnership's head item names the
 * snapshot in force. So one conditional write on the head decides, a real directory of thousands of posts is no larger an item than
 * a sample's, and a reader who knows the snapshot already reads the head and nothing else.
 */

const instant = z.iso.datetime();

const headSchema = z.object({
  snapshot: z.string(),
  /** How often the directory was changed. */
  revision: z.int().min(1),
  /** How many parts the snapshot has. */
  parts: z.int().min(1),
});
type Head = z.infer<typeof headSchema>;

/** A kept directory, and which one it is: what a change of it must still find. */
export interface KeptDirectory {
  readonly snapshot: string;
  readonly directory: Directory;
}

/** What somebody did to a directory. */
export const DIRECTORY_DEEDS = [
  'imported a file',
  'added a post',
  'changed a post',
  'removed a post',
  'added an agency',
  'changed an agency',
  'removed an agency',
  'confirmed their own posts',
  'accepted a correction',
] as const;
/** One of them. */
export type DirectoryDeed = (typeof DIRECTORY_DEEDS)[number];

const cellsSchema = z.array(z.object({ column: z.enum(DIRECTORY_COLUMNS), before: z.string(), after: z.string() }));

const changeSchema = z.object({
  revision: z.int(),
  snapshot: z.string(),
  /** The snapshot that was in force before; absent when it was the released directory. */
  before: z.string().optional(),
  at: instant,
  /** Address of whoever changed it. */
  by: z.string(),
  what: z.enum(DIRECTORY_DEEDS),
  counts: z.object({ added: z.int(), changed: z.int(), removed: z.int(), reordered: z.int() }),
});
/** One change of a directory: who, when, what, and how many lines. */
export type DirectoryChange = z.infer<typeof changeSchema>;

const partSchema = z.object({
  added: z.array(directoryLineSchema),
  changed: z.array(z.object({ before: directoryLineSchema, after: directoryLineSchema, cells: cellsSchema })),
  removed: z.array(directoryLineSchema),
  reordered: z.array(
    z.object({
      agency: z.string(),
      site: z.string(),
      role: z.string(),
      firstBefore: z.string(),
      firstAfter: z.string(),
    }) satisfies z.ZodType<Reordered>,
  ),
});

/**
 * Our choice: long enough to answer who changed a contact while a disagreement ran and was looked at afterwards; names of people who left
 * are not kept for ever. Days.
 */
export const CHANGES_KEPT_DAYS = 3 * 365;

/** Well under the port's 300 KB an item, which is measured with the braces around it. Bytes of UTF-8 JSON. */
const PART_BYTES = 200 * 1024;

/** The directory in force if one was ever kept. Reads the head each time, and its snapshot only when it is not `known`. */
export async function readDirectory(
  table: Table,
  partnershipId: string,
  known?: KeptDirectory,
): Promise<KeptDirectory | undefined> {
  for (;;) {
    const item = await table.get(headKey(partnershipId));
    if (!item) return undefined;
    const head = headSchema.parse(item.body);
    if (known?.snapshot === head.snapshot) return known;
    const directory = await readParts(table, snapshotOf(partnershipId, head.snapshot), head.parts);
    // Replaced and cleared away between the two reads: there is a newer head.
    if (directory) return { snapshot: head.snapshot, directory };
  }
}

/** The same, each snapshot read once by whoever holds on to the answer. */
export function directoryReader(table: Table): (partnershipId: string) => Promise<Directory | undefined> {
  const known = new Map<string, KeptDirectory>();
  return async (partnershipId) => {
    const kept = await readDirectory(table, partnershipId, known.get(partnershipId));
    if (kept) known.set(partnershipId, kept);
    return kept?.directory;
  };
}

/**
 * Puts a directory in force in the place of the one that was read (`before`, undefined for the released one), and keeps who changed
 * what. False when another change came first: nothing was changed, read it again.
 */
export async function replaceDirectory(
  { table, clock, keys }: Pick<Services, 'table' | 'clock' | 'keys'>,
  partnershipId: string,
  before: KeptDirectory | undefined,
  after: { directory: Directory; difference: DirectoryDifference; by: string; what: DirectoryDeed },
): Promise<boolean> {
  const headItem = await table.get(headKey(partnershipId));
  const head = headItem && headSchema.parse(headItem.body);
  if (head?.snapshot !== before?.snapshot) return false;

  const snapshot = newName(keys);
  const now = clock.now();
  const { difference, by, what } = after;
  const change: DirectoryChange = {
    revision: (head?.revision ?? 0) + 1,
    snapshot,
    ...(before ? { before: before.snapshot } : {}),
    at: now.toString(),
    by,
    what,
    counts: {
      added: difference.added.length,
      changed: difference.changed.length,
      removed: difference.removed.length,
      reordered: difference.reordered.length,
    },
  };
  const expiresAt = Math.ceil(now.add({ hours: CHANGES_KEPT_DAYS * 24 }).epochMilliseconds / 1000);
  const written = [
    ...itemsOf(snapshotOf(partnershipId, snapshot), directoryParts(after.directory)),
    ...itemsOf(changeOf(partnershipId, snapshot), differenceParts(difference)).map((item) => ({ ...item, expiresAt })),
    { ...changeKey(partnershipId, change), body: change satisfies Json, expiresAt },
  ];
  await Promise.all(written.map((item) => table.put(item, { ifAbsent: true })));
  const parts = directoryParts(after.directory).length;
  try {
    await table.put(
      { ...headKey(partnershipId), body: { snapshot, revision: change.revision, parts } satisfies Head },
      headItem ? { ifVersion: headItem.version } : { ifAbsent: true },
    );
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
    await Promise.all(written.map(({ pk, sk }) => table.delete({ pk, sk })));
    return false;
  }
  // Nothing points at it any more, and a reader who is in the middle of it reads the head again.
  if (head && before) await clear(table, snapshotOf(partnershipId, before.snapshot));
  return true;
}

/** The latest changes, newest first. One that lost to another is not among them: each names the one before it, back from the head. */
export async function directoryChanges(table: Table, partnershipId: string, limit: number): Promise<DirectoryChange[]> {
  const item = await table.get(headKey(partnershipId));
  if (!item) return [];
  const page = await table.query({ pk: changesOf(partnershipId), descending: true, limit });
  let next: string | undefined = headSchema.parse(item.body).snapshot;
  return page.items
    .map(({ body }) => changeSchema.parse(body))
    .filter((change) => {
      if (change.snapshot !== next) return false;
      next = change.before;
      return true;
    });
}

/** What one change changed, line by line; undefined when there is no such change, or it is kept no longer. */
export async function readChange(
  table: Table,
  partnershipId: string,
  snapshot: string,
): Promise<Omit<DirectoryDifference, 'unchanged'> | undefined> {
  const items = await everything(table, changeOf(partnershipId, snapshot));
  if (items.length === 0) return undefined;
  const parts = items.map(({ body }) => partSchema.parse(body));
  return {
    added: parts.flatMap(({ added }) => added),
    changed: parts.flatMap(({ changed }) => changed),
    removed: parts.flatMap(({ removed }) => removed),
    reordered: parts.flatMap((part) => part.reordered),
  };
}

const previewSchema = z.object({
  /** Address of whoever uploaded it: nobody else may apply it. */
  by: z.string(),
  /** The snapshot it was compared with; absent for the released directory. */
  comparedWith: z.string().optional(),
  parts: z.int().min(1),
  /** How the file was read, for whoever wonders about an accent. */
  readAs: z.string(),
});
/** A file that was read and judged and waits to be applied, exactly as it was shown. */
export interface ImportPreview {
  readonly by: string;
  readonly comparedWith?: string;
  readonly readAs: string;
  readonly directory: Directory;
}

/** Our choice: an afternoon's interruption is survived, and a forgotten file is gone the next day. Hours. */
const PREVIEW_LASTS_HOURS = 24;

/** Keeps a preview for a day and answers its name: unguessable, and nothing about the file in it. */
export async function keepPreview(
  { table, clock, keys }: Pick<Services, 'table' | 'clock' | 'keys'>,
  partnershipId: string,
  { directory, ...preview }: ImportPreview,
): Promise<string> {
  const name = newName(keys);
  const expiresAt = Math.ceil(clock.now().add({ hours: PREVIEW_LASTS_HOURS }).epochMilliseconds / 1000);
  const parts = itemsOf(previewParts(partnershipId, name), directoryParts(directory));
  await Promise.all(parts.map((item) => table.put({ ...item, expiresAt }, { ifAbsent: true })));
  const body = previewSchema.parse({ ...preview, parts: parts.length }) satisfies Json;
  await table.put({ ...previewKey(partnershipId, name), body, expiresAt }, { ifAbsent: true });
  return name;
}

/** The preview by its name, or undefined when there is none or its day is over. */
export async function readPreview(
  table: Table,
  partnershipId: string,
  name: string,
): Promise<ImportPreview | undefined> {
  const item = await table.get(previewKey(partnershipId, name));
  if (!item) return undefined;
  const { by, comparedWith, parts, readAs } = previewSchema.parse(item.body);
  const directory = await readParts(table, previewParts(partnershipId, name), parts);
  return directory && { by, readAs, directory, ...(comparedWith === undefined ? {} : { comparedWith }) };
}

const headKey = (partnershipId: string): Key => ({ pk: `directory#${partnershipId}`, sk: 'head' });
const snapshotOf = (partnershipId: string, snapshot: string) => `directory#${partnershipId}#${snapshot}`;
const changesOf = (partnershipId: string) => `directory-changes#${partnershipId}`;
const changeOf = (partnershipId: string, snapshot: string) => `directory-change#${partnershipId}#${snapshot}`;
const changeKey = (partnershipId: string, { revision, snapshot }: DirectoryChange): Key => ({
  pk: changesOf(partnershipId),
  sk: `${String(revision).padStart(9, '0')}#${snapshot}`,
});
const previewKey = (partnershipId: string, name: string): Key => ({
  pk: `directory-preview#${partnershipId}#${name}`,
  sk: 'head',
});
const previewParts = (partnershipId: string, name: string) => `directory-preview-parts#${partnershipId}#${name}`;

/** Never used before, so that what is cleared away under it can never be another's. */
function newName(keys: Services['keys']): string {
  return Buffer.from(keys.random(12)).toString('base64url');
}

function itemsOf(pk: string, bodies: readonly Json[]): Omit<Item, 'version'>[] {
  return bodies.map((body, index) => ({ pk, sk: String(index).padStart(4, '0'), body }));
}

function directoryParts(directory: Directory): Json[] {
  return inParts(['agencies', 'posts', 'vacancies'], directory);
}

function differenceParts({ added, changed, removed, reordered }: DirectoryDifference): Json[] {
  return inParts(['added', 'changed', 'removed', 'reordered'], { added, changed, removed, reordered });
}

/** Lists as bodies that each fit in an item and hold all the lists' names; put together in order they are the lists again. */
function inParts<Name extends string>(
  names: readonly Name[],
  lists: Readonly<Record<Name, readonly unknown[]>>,
): Json[] {
  const blank = () => Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, unknown[]>;
  const parts = [blank()];
  let bytes = 0;
  for (const name of names) {
    for (const one of lists[name]) {
      const more = Buffer.byteLength(JSON.stringify(one)) + 1;
      if (bytes + more > PART_BYTES) {
        parts.push(blank());
        bytes = 0;
      }
      bytes += more;
      parts.at(-1)![name].push(one);
    }
  }
  return parts as unknown as Json[];
}

/** Undefined when not every part is there. */
async function readParts(table: Table, pk: string, count: number): Promise<Directory | undefined> {
  const items = await everything(table, pk);
  if (items.length < count) return undefined;
  const parts = items.map(({ body }) => directorySchema.parse(body));
  return {
    agencies: parts.flatMap(({ agencies }) => agencies),
    posts: parts.flatMap(({ posts }) => posts),
    vacancies: parts.flatMap(({ vacancies }) => vacancies),
  };
}

const everything = (table: Table, pk: string) => everyItem((next) => table.query({ pk, ...next }));

async function clear(table: Table, pk: string): Promise<void> {
  await Promise.all((await everything(table, pk)).map(({ sk }) => table.delete({ pk, sk })));
}
