import * as z from 'zod';
import {
  type IndexName,
  ItemTooLarge,
  type Json,
  type Key,
  MAX_BODY_BYTES,
  type Range,
  UnknownCursor,
} from './table.ts';

/*
 * What both answers to the table refuse, before either touches its store: so that a store tried on one machine is not
 * surprised in the cloud.
 */

/** DynamoDB's limits on key attributes, in bytes of UTF-8. They hold for index keys too. */
const MAX_PK_BYTES = 2048;
const MAX_SK_BYTES = 1024;

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** The last item of a page: its sort key in what was queried and, in an index, the item's own key. */
interface Position {
  sk: string;
  item?: Key;
}

/** A range found sound, its defaults filled in. `between` has two real keys, the first not after the second. */
export interface SoundRange {
  pk: string;
  prefix: string | undefined;
  between: [from: string, to: string] | undefined;
  descending: boolean;
  limit: number;
  after: Position | undefined;
}

/** The body as the bytes that are stored: JSON without undefined. Throws `ItemTooLarge`. */
export function bodyText(body: Json): string {
  const text = JSON.stringify(body);
  if (isOver(MAX_BODY_BYTES, text)) {
    throw new ItemTooLarge(
      `An item of ${Buffer.byteLength(text)} bytes was refused: the most is ${MAX_BODY_BYTES}. Nothing was written.`,
    );
  }
  return text;
}

/** Whether a text has more bytes of UTF-8 than that. Most are so short that no letters, three bytes each at most, could make it so many. */
function isOver(most: number, text: string): boolean {
  return text.length * 3 > most && Buffer.byteLength(text) > most;
}

/** Throws `RangeError` for a key that one of the two stores could not hold or would sort differently. Never quotes the key: it may name a person. */
export function requireSoundKey({ pk, sk }: Key): void {
  requireKeyPart('pk', pk, MAX_PK_BYTES);
  requireKeyPart('sk', sk, MAX_SK_BYTES);
}

function requireKeyPart(name: string, part: string, most: number): void {
  if (part === '' || isOver(most, part) || !part.isWellFormed()) {
    throw new RangeError(
      `A key's ${name} must be well-formed text of 1 to ${most} bytes; this one has ${Buffer.byteLength(part)}.`,
    );
  }
}

/** Throws `RangeError` unless `expiresAt` is absent or whole seconds: milliseconds by mistake would keep an item for millennia. */
export function requireSoundExpiry(expiresAt: number | undefined): void {
  const YEAR_5138 = 100_000_000_000;
  if (expiresAt !== undefined && !(Number.isInteger(expiresAt) && expiresAt >= 0 && expiresAt < YEAR_5138)) {
    throw new RangeError('expiresAt must be whole seconds since 1970.');
  }
}

/** The range with its defaults and cursor read, or undefined when nothing can be in it. Throws `RangeError`, `UnknownCursor`. */
export function soundRange(range: Range, index?: IndexName): SoundRange | undefined {
  const { pk, prefix = '', between, descending = false, limit = DEFAULT_LIMIT, cursor } = range;
  requireKeyPart('pk', pk, MAX_PK_BYTES);
  if (prefix !== '') requireKeyPart('prefix', prefix, MAX_SK_BYTES);
  if (between && prefix !== '') throw new RangeError('A range has a prefix or a between, not both.');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new RangeError(`A page's limit must be 1 to ${MAX_LIMIT}; this one is ${limit}.`);
  }
  // DynamoDB takes neither an empty key nor bounds in the wrong order. No key is empty, so U+0000 is before every other.
  const [from, to] = between ?? ['', ''];
  const bounds: [string, string] | undefined = between && [from === '' ? '\u0000' : from, to];
  if (bounds) {
    if (compareUtf8(bounds[0], bounds[1]) > 0) return undefined;
    for (const bound of bounds) requireKeyPart('bound', bound, MAX_SK_BYTES);
  }
  const sound = { pk, prefix: prefix === '' ? undefined : prefix, between: bounds, descending, limit };
  return { ...sound, after: cursor === undefined ? undefined : readCursor(cursor, sound, index) };
}

const cursorShape = z.union([
  z.tuple([z.literal(''), z.boolean(), z.string(), z.string()]),
  z.tuple([z.string(), z.boolean(), z.string(), z.string(), z.string(), z.string()]),
]);

/** Where to go on after `position` in this range. */
export function cursorAfter(position: Position, range: SoundRange, index?: IndexName): string {
  const item = position.item ? [position.item.pk, position.item.sk] : [];
  const parts = [index ?? '', range.descending, range.pk, position.sk, ...item];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function readCursor(cursor: string, range: Omit<SoundRange, 'after'>, index?: IndexName): Position {
  const refused = new UnknownCursor('This cursor does not belong to this range. Start again from the first page.');
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw refused;
  }
  const parsed = cursorShape.safeParse(json);
  if (!parsed.success) throw refused;
  const [name, descending, pk, sk, itemPk, itemSk] = parsed.data;
  const isOurs = name === (index ?? '') && descending === range.descending && pk === range.pk;
  const item = itemPk === undefined || itemSk === undefined ? undefined : { pk: itemPk, sk: itemSk };
  if (!isOurs || (index !== undefined) !== (item !== undefined) || !isWithin(sk, range)) throw refused;
  try {
    requireSoundKey({ pk, sk });
    if (item) requireSoundKey(item);
  } catch {
    throw refused;
  }
  return item ? { sk, item } : { sk };
}

function isWithin(sk: string, { prefix, between }: Pick<SoundRange, 'prefix' | 'between'>): boolean {
  if (prefix !== undefined) return sk.startsWith(prefix);
  return !between || (compareUtf8(between[0], sk) <= 0 && compareUtf8(sk, between[1]) <= 0);
}

/** The order of keys: by UTF-8 bytes, which is by code point. JavaScript's own `<` differs for letters of two units only: it puts emoji before U+FF5E. */
function compareUtf8(one: string, other: string): number {
  if (TWO_UNITS.test(one) || TWO_UNITS.test(other)) return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return one < other ? -1 : Number(one > other);
}

const TWO_UNITS = /[\ud800-\udfff]/;
