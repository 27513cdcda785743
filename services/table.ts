/**
 * The one place facts are kept, as both editions answer it: DynamoDB (`table-dynamodb.ts`) and SQLite (`table-sqlite.ts`).
 * One contract suite (`test/contract/table.contract.ts`) runs on both.
 *
 * `get` and `query` are strongly consistent; `queryIndex` is not: what it returns may be a moment old, so a reader
 * re-reads by key before it acts. Keys sort by their UTF-8 bytes. Nothing scans.
 */

/** Any JSON value. An `undefined` member is left out on the way in. */
export type Json = string | number | boolean | null | Json[] | { [member: string]: Json | undefined };

/**
 * Where an item lives: `pk` gathers what is read together, `sk` orders it. Neither is empty or holds half a surrogate pair;
 * `pk` is at most 2,048 bytes of UTF-8 and `sk` 1,024 (DynamoDB's limits). Anything else throws `RangeError`.
 */
export interface Key {
  pk: string;
  sk: string;
}

/**
 * The sparse indexes. An item is in one only while its `indexes` names it.
 *
 * - `owed`: a change is written and something must still follow it
 * - `alarm`: an execution should be waiting for an instant
 * - `outbox`: a message has not yet ended as sent or given up
 * - `listed`: what a partnership's lead may list (disagreements and what lists say of them, held mail, email that never arrived, digest receipts)
 */
export const INDEX_NAMES = ['owed', 'alarm', 'outbox', 'listed'] as const;
/** One of them. */
export type IndexName = (typeof INDEX_NAMES)[number];

/** One stored thing. `body` is JSON of at most 300 KB; `version` rises by one at every put. */
export interface Item extends Key {
  version: number;
  body: Json;
  indexes?: Partial<Record<IndexName, Key>>;
  /** Epoch seconds, whole: from this second on the item is invisible and may be removed at any moment. */
  expiresAt?: number;
}

/** What must be true of the stored item for a write to happen. */
export type Condition = { ifAbsent: true } | { ifVersion: number };

/**
 * A page of items in key order, and where to go on: there is a cursor exactly when there is more to read. A cursor is
 * opaque, belongs to its own range and direction, and holds the last key readably: where keys name people, keep it out of URLs.
 */
export interface Page {
  items: Item[];
  cursor?: string;
}

/**
 * Which items of one partition (of the table or of an index), in what order and how many (default 100, at most 1,000).
 * `prefix` or `between` (both ends included), not both: that, or another limit, throws `RangeError`. A cursor not got from
 * this range throws `UnknownCursor`. In an index, items with equal keys come in an order of the store's choosing.
 */
export interface Range {
  pk: string;
  prefix?: string;
  between?: [from: string, to: string];
  descending?: boolean;
  limit?: number;
  cursor?: string;
}

/** The one store there is: by key, or by a sparse index; nothing scans. `get` and a partition are read as last written, an index may lag. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /**
   * Writes the whole item and answers its new version: 1 when it was absent, else one more than before.
   * Throws `ConditionFailed` when the condition does not hold, `ItemTooLarge` over 300 KB. An expired item counts as absent:
   * `ifVersion` fails on it, and the one put in its place starts again at version 1, because whether the old one is still
   * there to count from is the store's affair. Where that could be mistaken for the old one, use a key never used before.
   */
  put(item: Omit<Item, 'version'>, condition: Condition): Promise<number>;
  /** Removes the item; an absent one is no error unless a version was asked for. Throws `ConditionFailed`. */
  delete(key: Key, condition?: { ifVersion: number }): Promise<void>;
  query(range: Range): Promise<Page>;
  queryIndex(index: IndexName, range: Range): Promise<Page>;
}

/** Somebody else wrote first, or the item is (or is not) already there. Normal: re-read and decide again. */
export class ConditionFailed extends Error {
  override name = 'ConditionFailed';
}

/** An item's body is over `MAX_BODY_BYTES`. Nothing was written. */
export class ItemTooLarge extends Error {
  override name = 'ItemTooLarge';
}

/** The cursor was not made by this range (or was altered on the way). Start again from the first page. */
export class UnknownCursor extends Error {
  override name = 'UnknownCursor';
}

/** DynamoDB refuses items over 400 KB, keys and index copies included: 300 KB leaves room for them. Bytes of UTF-8 JSON. */
export const MAX_BODY_BYTES = 300 * 1024;

/** Every item of a range, page after page, as in `everyItem((next) => table.query({ pk, ...next }))`. For what stays small enough to be read whole. */
export async function everyItem(read: (from: Pick<Range, 'cursor'>) => Promise<Page>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? {} : { cursor });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}
