import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { personHash } from './reply-address.ts';
import type { Services } from './services.ts';
import { ConditionFailed, everyItem, type Item, type Key, type Range, type Table } from './table.ts';

/**
 * Every email we send is a row here first, under a key that follows from what caused it. So the same cause, carried out twice,
 * is one email (F2), and every email has an end status (I7): sent, given up, or superseded by a newer one that says the same.
 *
 * `unsent` → `sending` → `sent`, or back to `unsent` when it was refused, or `gave up`. A row left in `sending` by a crash is
 * sent again after `STUCK_AFTER_MINUTES` with the same Message-ID: at least once, and a second copy is visibly the same.
 */

const instant = z.iso.datetime();

const outgoingSchema = z.object({
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  calendar: z
    .object({
      uid: z.string(),
      sequence: z.int(),
      /** A meeting begins then; a deadline ends then. */
      begins: z.boolean().optional(),
      at: instant,
      title: z.string(),
      description: z.string(),
      link: z.string(),
    })
    .optional(),
});
/** What `messages/` makes: the same shape as its `Message`. Change one and you have to change the other. */
export type Outgoing = z.infer<typeof outgoingSchema>;

/** Larger than any provider takes; or a copy of a record that is no longer its addressee's to read. */
const CANNOT_BE_SENT = ['too large', 'not theirs to read'] as const;
/** What is wrong with an email that no second attempt puts right. */
export type CannotBeSent = (typeof CANNOT_BE_SENT)[number];

const rowSchema = z.object({
  /** What the email is about: a disagreement's id, or another cause's own stable id (a sign-in request, a digest's lead and day). */
  about: z.string().min(1),
  /** The disagreement it is about, if any: it gets a reply address, and References to earlier email. */
  disagreementId: z.string().optional(),
  /** Whose disagreement that is: where its leads look for email that never arrived. */
  partnershipId: z.string().optional(),
  /** The history entry that caused it; 0 where there is no history. */
  entry: z.int().min(0),
  kind: z.string().min(1),
  to: z.string().min(3),
  /** Whom it comes from, for people: the partnership's name. */
  fromName: z.string().optional(),
  /** Absent once it has ended: then `said` keeps the words, and the HTML that says the same is dropped. */
  message: outgoingSchema.optional(),
  said: z.object({ subject: z.string(), text: z.string() }).optional(),
  /**
   * Its addressee's copy of the record goes along, made when it is sent: only that it does stands here (ADR 017). `lock` says which of the live
   * secrets its password is made with, and is absent where it is not locked. Neither the copy nor the password is ever stored.
   */
  copy: z.object({ lock: z.string().optional() }).optional(),
  /** A sign-in code: its words are not kept once it has ended. */
  forgetWords: z.boolean(),
  writtenAt: instant,
  notBefore: instant,
  /** After this it is no longer tried. */
  giveUpAt: instant,
  status: z.enum(['unsent', 'sending', 'sent', 'gave up', 'superseded']),
  attempts: z.int(),
  /** When it is looked at next: for a row in `sending`, when it counts as stuck. */
  nextAttemptAt: instant,
  /** The provider's id of the message as accepted: what a reply's References will name. */
  sentId: z.string().optional(),
  endedAt: instant.optional(),
  /** Accepted by the provider, and returned by the receiving server later. */
  cameBackAt: instant.optional(),
  /** Given up, and its disagreement was told, so that somebody else is asked. */
  heardAt: instant.optional(),
  /** Why it could never be sent, where that is known: what trying again would not have helped. */
  because: z.enum(CANNOT_BE_SENT).optional(),
});
/** One email and what became of it. */
export type OutboxRow = z.infer<typeof rowSchema>;

/** A row as read, with where it stands and its version: what a conditional write needs. */
export interface KeptRow {
  key: Key;
  version: number;
  row: OutboxRow;
}

/** What is written down to be sent. */
export interface ToSend {
  about: string;
  disagreementId?: string;
  partnershipId?: string;
  entry: number;
  kind: string;
  /** Which of the emails that one history entry causes again and again: chases have one entry for all of them (ADR 002). */
  round?: number;
  to: string;
  fromName?: string;
  message: Outgoing;
  /** Its addressee's copy of the record goes along; under which lock, where it is locked. */
  copy?: { lock?: string };
  /** From `leavesAt`: quiet hours are the caller's to know. */
  notBefore: Temporal.Instant;
  /** A sign-in code is no use after ten minutes; other mail is tried for three days. */
  giveUpAt?: Temporal.Instant;
  forgetWords?: boolean;
}

/** Our choice: longer than the worst provider outage we know of, and shorter than the time in which a lead must be told. */
export const GIVE_UP_AFTER_HOURS = 72;
/** A send takes seconds; a row that has been in `sending` for this long was left there by a crash. */
const STUCK_AFTER_MINUTES = 2;
/** The first wait after a refusal, in seconds; it doubles with each attempt up to the longest. */
const FIRST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 600;

const UNSENT = 'unsent';
const NOT_HEARD = 'gave up, not heard';
const AFTER_EVERY_INSTANT = '~';
const notDeliveredIn = (partnershipId: string) => `not-delivered#${partnershipId}`;

/** Where the row stands: the same cause, kind and recipient always have the same key. Holds no address, only its hash. */
export function outboxKey(row: Pick<ToSend, 'about' | 'entry' | 'kind' | 'to' | 'round'>): Key {
  const round = row.round === undefined ? '' : `#${String(row.round).padStart(6, '0')}`;
  return { pk: lane(row.about, row.to), sk: `${String(row.entry).padStart(6, '0')}#${row.kind}${round}` };
}

/** Where the emails about one thing to one person stand, in the order of what caused them: the order they leave in. */
function lane(about: string, to: string): string {
  return `outbox#${about}#${personHash(to)}`;
}

/** Writes the row if it is not there yet, and answers its key either way. Running twice is safe: the first words stand. */
export async function writeDown({ table, clock }: Pick<Services, 'table' | 'clock'>, toSend: ToSend): Promise<Key> {
  const now = clock.now();
  const key = outboxKey(toSend);
  const row: OutboxRow = rowSchema.parse({
    ...toSend,
    forgetWords: toSend.forgetWords ?? false,
    writtenAt: now.toString(),
    notBefore: toSend.notBefore.toString(),
    giveUpAt: (toSend.giveUpAt ?? later(now, toSend.notBefore).add({ hours: GIVE_UP_AFTER_HOURS })).toString(),
    status: 'unsent',
    attempts: 0,
    nextAttemptAt: toSend.notBefore.toString(),
  });
  try {
    await table.put(itemFor(key, row), { ifAbsent: true });
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
  }
  return key;
}

/** The row, or undefined when nothing was ever written under this key. */
export async function readRow(table: Table, key: Key): Promise<KeptRow | undefined> {
  const item = await table.get(key);
  return item && kept(item);
}

/** Every email about this to this person, in the order of what caused them. */
export async function rowsTo(table: Table, about: string, to: string): Promise<KeptRow[]> {
  const pk = lane(about, to);
  return (await everyItem((next) => table.query({ pk, ...next }))).map(kept);
}

/** Our choice: more than most people are ever sent about one disagreement, so that most lanes are read at once. */
const ROWS_A_READ = 25;

/**
 * The rows beside a key that matter for sending, in the order of what caused them: all but the rounds of a series before the last that was
 * sent or given up. A round ends only after those before it, so those are over; a flag of harm that nobody answers for weeks is chased
 * every hour, and reading all of that for each next chase would make the last cost hundreds of times the first.
 */
export async function rowsThatMatter(table: Table, { pk }: Pick<Key, 'pk'>): Promise<KeptRow[]> {
  const latestFirst: KeptRow[] = [];
  let upTo = AFTER_EVERY_INSTANT;
  let cursor: string | undefined;
  for (;;) {
    const range = { pk, between: ['', upTo] as [string, string], descending: true, limit: ROWS_A_READ };
    const page = await table.query({ ...range, ...(cursor === undefined ? {} : { cursor }) });
    const rows = page.items.map(kept);
    const over = rows.findIndex(({ key, row }) => seriesOf(key) && hasEnded(row) && row.status !== 'superseded');
    latestFirst.push(...(over === -1 ? rows : rows.slice(0, over + 1)));
    cursor = page.cursor;
    if (over !== -1) {
      upTo = seriesOf(rows[over]!.key)!;
      cursor = undefined;
    } else if (cursor === undefined) return latestFirst.reverse();
  }
}

/** The email of a partnership's disagreements of which we found out, from an instant on, that it never arrived. An index may be a moment old, and later email to the same person may have arrived: see `isNotReached`. */
export async function notDeliveredSince(table: Table, partnershipId: string, from: string): Promise<OutboxRow[]> {
  const range: Range = { pk: notDeliveredIn(partnershipId), between: [from, AFTER_EVERY_INSTANT] };
  const items = await everyItem((next) => table.queryIndex('listed', { ...range, ...next }));
  return items.map((item) => kept(item).row);
}

/** Whether the latest email about this to this person that has ended never arrived: one that was accepted later says that it is well again. */
export async function isNotReached(table: Table, about: string, to: string): Promise<boolean> {
  const rows = await rowsThatMatter(table, { pk: lane(about, to) });
  const last = rows.findLast(({ row }) => hasEnded(row) && row.status !== 'superseded');
  return last !== undefined && wasNotDelivered(last.row);
}

/** Keys of rows that may be due, the longest waiting first. An index may be a moment old: re-read each by its key. */
export async function keysDue(table: Table, now: Temporal.Instant, limit: number): Promise<Key[]> {
  const page = await table.queryIndex('outbox', { pk: UNSENT, between: ['', `${sortable(now)}$`], limit });
  return page.items.map(({ pk, sk }) => ({ pk, sk }));
}

/**
 * Email about disagreements that was given up and of which the disagreement has not been told yet, the longest waiting first. What is told is
 * marked with `markHeard` afterwards: so a crash between the two tells it again, and it knows what it has heard (F2).
 */
export async function givenUp(table: Table, limit: number): Promise<KeptRow[]> {
  const { items } = await table.queryIndex('outbox', { pk: NOT_HEARD, limit });
  const rows = await Promise.all(items.map(({ pk, sk }) => readRow(table, { pk, sk })));
  return rows.filter((kept) => kept !== undefined && isToBeHeard(kept.row)) as KeptRow[];
}

/** Marks that its disagreement was told. Whoever was there first has done the same. */
export async function markHeard(table: Table, { key, version, row }: KeptRow, now: Temporal.Instant): Promise<void> {
  try {
    await write(table, key, version, { ...row, heardAt: now.toString() });
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
  }
}

/** What could not be sent whatever the address is says nothing of whoever has it. */
function isToBeHeard({ status, disagreementId, heardAt, because }: OutboxRow): boolean {
  return status === 'gave up' && disagreementId !== undefined && heardAt === undefined && because === undefined;
}

/** Whether it is to be sent now: not ended, its time has come, and nobody is sending it. */
export function isDue(row: OutboxRow, now: Temporal.Instant): boolean {
  return !hasEnded(row) && Temporal.Instant.compare(row.nextAttemptAt, now) <= 0;
}

/** Sent, given up or superseded: it leaves the index and is never tried again. */
export function hasEnded(row: OutboxRow): boolean {
  return row.status === 'sent' || row.status === 'gave up' || row.status === 'superseded';
}

/** Ends a chase that a newer one to the same person takes the place of: nobody is sent two days of them at once after an outage. */
export function supersede(table: Table, { key, version, row }: KeptRow, now: Temporal.Instant): Promise<KeptRow> {
  return write(table, key, version, ended({ ...row, status: 'superseded' }, now));
}

/** What the rounds of one history line share, such as `000012#harm-chase#`; undefined for an email that is sent once. */
export function seriesOf({ sk }: Pick<Key, 'sk'>): string | undefined {
  return /^(.*#)\d+$/.exec(sk)?.[1];
}

/** The row of somebody who is about to send it. Throws `ConditionFailed` when another got there first. */
export function markSending(table: Table, { key, version, row }: KeptRow, now: Temporal.Instant): Promise<KeptRow> {
  return write(table, key, version, {
    ...row,
    status: 'sending',
    attempts: row.attempts + 1,
    nextAttemptAt: now.add({ minutes: STUCK_AFTER_MINUTES }).toString(),
  });
}

/**
 * Keeps the provider's id, first where a reply's References can be looked up and then in the row. Throws `ConditionFailed`
 * when another sender has marked it: the mail went out twice, visibly the same.
 */
export async function markSent(
  table: Table,
  sending: KeptRow,
  sentId: string,
  now: Temporal.Instant,
): Promise<KeptRow> {
  const { key, version, row } = sending;
  if (row.disagreementId) await rememberSentId(table, sentId, row.disagreementId, row.to);
  return write(table, key, version, ended({ ...row, status: 'sent', sentId }, now));
}

/** Puts a refused row back, to be tried again later, the later the more often it was refused; or gives up when its time is over. `random` is one byte of jitter. */
export function putBack(
  table: Table,
  { key, version, row }: KeptRow,
  now: Temporal.Instant,
  random: number,
): Promise<KeptRow> {
  const next = now.add({ milliseconds: waitAfter(row.attempts, random) });
  if (Temporal.Instant.compare(next, row.giveUpAt) > 0) return giveUp(table, { key, version, row }, now);
  return write(table, key, version, { ...row, status: 'unsent', nextAttemptAt: next.toString() });
}

/** Ends a row that cannot be sent. Somebody must then be told: the caller counts it, and an alarm stands on the count. */
export function giveUp(
  table: Table,
  { key, version, row }: KeptRow,
  now: Temporal.Instant,
  because?: CannotBeSent,
): Promise<KeptRow> {
  return write(table, key, version, ended({ ...row, status: 'gave up', ...(because ? { because } : {}) }, now));
}

/**
 * Marks the latest email about this to this person that was sent: it came back. The latest, because a report need not name the email it
 * returns, and a server that refuses an address refuses them all. Running twice keeps the first time.
 */
export async function cameBack(table: Table, about: string, to: string, now: Temporal.Instant): Promise<void> {
  for (;;) {
    const rows = await rowsThatMatter(table, { pk: lane(about, to) });
    const last = rows.findLast(({ row }) => row.status === 'sent');
    if (!last || last.row.cameBackAt) return;
    try {
      await write(table, last.key, last.version, { ...last.row, cameBackAt: now.toString() });
      return;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

/** Whether it never reached them: we gave up, or it came back. What was no longer theirs to read was not to reach them. */
export function wasNotDelivered(row: OutboxRow): boolean {
  return (row.status === 'gave up' && row.because !== 'not theirs to read') || row.cameBackAt !== undefined;
}

/** Lets a row wait for an earlier one to the same person, so that it does not crowd out others that can go. */
export function waitUntil(table: Table, { key, version, row }: KeptRow, at: Temporal.Instant): Promise<KeptRow> {
  return write(table, key, version, { ...row, nextAttemptAt: at.toString() });
}

/** Milliseconds until the next attempt: between half and all of a wait that doubles, so that refused mail does not return all at once. */
function waitAfter(attempts: number, random: number): number {
  const whole = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.max(0, attempts - 1)) * 1000;
  return Math.round(whole / 2 + ((whole / 2) * random) / 255);
}

function ended(row: OutboxRow, now: Temporal.Instant): OutboxRow {
  const { message, ...rest } = row;
  const said = row.forgetWords || !message ? {} : { said: { subject: message.subject, text: message.text } };
  return { ...rest, ...said, endedAt: now.toString() };
}

async function write(table: Table, key: Key, version: number, row: OutboxRow): Promise<KeptRow> {
  return { key, row, version: await table.put(itemFor(key, row), { ifVersion: version }) };
}

function itemFor(key: Key, row: OutboxRow): Omit<Item, 'version'> {
  const foundOutAt = row.cameBackAt ?? row.endedAt;
  const isListed = wasNotDelivered(row) && row.partnershipId !== undefined && foundOutAt !== undefined;
  const at = (instant: string) => `${sortable(Temporal.Instant.from(instant))}#${key.sk}#${key.pk}`;
  const indexes = {
    ...(isListed
      ? { listed: { pk: notDeliveredIn(row.partnershipId!), sk: `${foundOutAt}#${key.sk}#${key.pk}` } }
      : {}),
    ...(isToBeHeard(row) && row.endedAt ? { outbox: { pk: NOT_HEARD, sk: at(row.endedAt) } } : {}),
    ...(hasEnded(row) ? {} : { outbox: { pk: UNSENT, sk: at(row.nextAttemptAt) } }),
  };
  return { ...key, body: row, ...(Object.keys(indexes).length > 0 ? { indexes } : {}) };
}

function kept(item: Item): KeptRow {
  return { key: { pk: item.pk, sk: item.sk }, version: item.version, row: rowSchema.parse(item.body) };
}

/** ISO text always with milliseconds, so that it sorts as time does. */
function sortable(at: Temporal.Instant): string {
  return new Date(at.epochMilliseconds).toISOString();
}

function later(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) < 0 ? other : one;
}

const sentIdSchema = z.object({ disagreementId: z.string(), personHash: z.string() });

/** Which disagreement and which person (by the hash of the address) an email with this id went to, from a reply's References; undefined when we never sent it. */
export async function sentAs(table: Table, sentId: string): Promise<z.infer<typeof sentIdSchema> | undefined> {
  const item = await table.get(sentIdKey(sentId));
  return item && sentIdSchema.parse(item.body);
}

async function rememberSentId(table: Table, sentId: string, disagreementId: string, to: string): Promise<void> {
  try {
    await table.put({ ...sentIdKey(sentId), body: { disagreementId, personHash: personHash(to) } }, { ifAbsent: true });
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
  }
}

function sentIdKey(sentId: string): Key {
  return { pk: `sent#${sentId.replace(/^<|>$/g, '')}`, sk: '-' };
}
