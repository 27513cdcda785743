import { Temporal } from 'temporal-polyfill';
import { compose, HeaderRefused } from '../services/compose.ts';
import { readDisagreement } from '../services/disagreements.ts';
import {
  type CannotBeSent,
  giveUp,
  hasEnded,
  isDue,
  type KeptRow,
  keysDue,
  markSending,
  markSent,
  putBack,
  rowsThatMatter,
  seriesOf,
  supersede,
  waitUntil,
} from '../services/outbox.ts';
import type { Services } from '../services/services.ts';
import { ConditionFailed, type Key } from '../services/table.ts';
import { passwordFor } from './copy-password.ts';

type Needs = Pick<Services, 'clock' | 'table' | 'mailer' | 'keys' | 'settings' | 'log' | 'copies'>;

/** What became of the emails looked at. */
export interface Sent {
  sent: number;
  /** Refused for now, and to be tried again. */
  putBack: number;
  /** Never sent. Somebody must be told by other means: an alarm stands on the count. */
  gaveUp: number;
}

/** Our choice: a provider answers in tens of milliseconds and allows some fourteen messages a second. */
const LANES_AT_ONCE = 8;
const MOST_AT_ONCE = 100;
/** SES takes 10 MB a message by `SendRawEmail` unless it is asked for more, attachments as they travel. A record of every word there can be is a quarter of it. */
const LARGEST_EMAIL_BYTES = 10_000_000;

/**
 * Sends the email that is due: the rows with these keys, or the longest waiting. Each row is marked first, then sent, then marked
 * again with the provider's id, so a crash anywhere leaves a row that is sent again, and one that has ended never is.
 *
 * Running it twice, or twice at once, is safe: marking is a conditional write that one of them wins. Email about one thing to
 * one person leaves in the order of what caused it; one kept for working hours does not hold up one that may go at once, nor does one
 * that carries a copy of the record, which a sender that sets no type leaves to the sweep (ADR 017).
 */
export async function sendDue(
  services: Needs,
  { rowKeys, limit = MOST_AT_ONCE }: { rowKeys?: readonly Key[]; limit?: number } = {},
): Promise<Sent> {
  const keys = rowKeys ?? (await keysDue(services.table, services.clock.now(), limit));
  const lanes = [...new Set(keys.map(({ pk }) => pk))];
  const done: Sent = { sent: 0, putBack: 0, gaveUp: 0 };
  const failures: unknown[] = [];
  for (let at = 0; at < lanes.length; at += LANES_AT_ONCE) {
    const results = await Promise.allSettled(
      lanes.slice(at, at + LANES_AT_ONCE).map((lane) => sendLane(services, lane, done)),
    );
    failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
  }
  // Only now: what went wrong with one person's email must not keep everybody else's back.
  if (failures.length > 0) throw failures[0];
  return done;
}

/**
 * Everything due about one thing to one person. Looks again after sending: an email written meanwhile was left to us by its
 * own sender, who saw ours on its way.
 */
async function sendLane(services: Needs, lane: string, done: Sent): Promise<void> {
  let sentSome: boolean;
  do {
    const before = done.sent;
    await sendLaneOnce(services, lane, done);
    sentSome = done.sent > before;
  } while (sentSome);
}

/** In order, until one has to wait. */
async function sendLaneOnce(services: Needs, lane: string, done: Sent): Promise<void> {
  const rows = await rowsThatMatter(services.table, { pk: lane });
  const references = rows.flatMap(({ row }) => (row.sentId === undefined ? [] : [row.sentId]));
  let waitsFor: Temporal.Instant | undefined;
  for (const kept of rows) {
    const now = services.clock.now();
    if (hasEnded(kept.row) || isKeptForLater(kept, now)) continue;
    if (kept.row.copy && !services.copies) continue;
    if (kept.row.status === 'unsent' && isSuperseded(kept, rows, now)) {
      await unlessTaken(supersede(services.table, kept, now));
      continue;
    }
    if (!isDue(kept.row, now)) {
      if (kept.row.status === 'sending') return;
      waitsFor ??= nextAttempt(kept);
    } else if (waitsFor) {
      await unlessTaken(waitUntil(services.table, kept, waitsFor));
    } else {
      const after = await sendOne(services, kept, references, done);
      if (!after) return;
      if (after.row.sentId !== undefined) references.push(after.row.sentId);
      if (!hasEnded(after.row)) waitsFor = nextAttempt(after);
    }
  }
}

/** One row, marked, sent and marked. Undefined when another sender has it: the rest of its lane is theirs as well. */
async function sendOne(
  services: Needs,
  kept: KeptRow,
  references: readonly string[],
  done: Sent,
): Promise<KeptRow | undefined> {
  const { clock, table, mailer, keys, log } = services;
  const ids = {
    kind: kept.row.kind,
    entry: kept.row.entry,
    ...(kept.row.disagreementId ? { disagreementId: kept.row.disagreementId } : {}),
  };
  if (isTooLate(kept, clock.now())) {
    return ending(services, kept, ids, done);
  }
  if (kept.row.status === 'sending') log.count('OutboxResent');
  const sending = await unlessTaken(markSending(table, kept, clock.now()));
  if (!sending) return undefined;

  let sentId: string;
  try {
    const copy = await copyIn(services, sending);
    const { raw, from, to } = await compose(services, sending.key, sending.row, references, copy);
    if (raw.byteLength > LARGEST_EMAIL_BYTES) throw new NeverToBeSent('too large');
    sentId = (await mailer.send({ raw, from, to })).messageId;
  } catch (reason) {
    if (reason instanceof HeaderRefused) return ending(services, sending, ids, done);
    if (reason instanceof NeverToBeSent) return ending(services, sending, ids, done, reason.because);
    log.warn('OutboxRefused', {
      ...ids,
      attempts: sending.row.attempts,
      why: reason instanceof Error ? reason.name : 'unknown',
    });
    log.count('OutboxRefused');
    const back = await unlessTaken(putBack(table, sending, clock.now(), keys.random(1)[0] ?? 0));
    if (!back) return undefined;
    if (hasEnded(back.row)) return reportGivenUp(services, back, ids, done);
    done.putBack += 1;
    return back;
  }
  const sent = await unlessTaken(markSent(table, sending, sentId, clock.now()));
  if (sent) done.sent += 1;
  return sent;
}

/** Trying again cannot help: the row ends, and says why. */
class NeverToBeSent extends Error {
  override name = 'NeverToBeSent';
  readonly because: CannotBeSent;
  constructor(because: CannotBeSent) {
    super(because);
    this.because = because;
  }
}

/**
 * The copy of the record that goes along, made from the record as it is now and for what its addressee may read of it now. A second
 * attempt locks it with the same password: somebody may have been told it.
 */
async function copyIn({ table, keys, copies }: Needs, { key, row }: KeptRow): Promise<Uint8Array | undefined> {
  if (!row.copy) return undefined;
  const { lock } = row.copy;
  const password = lock === undefined ? undefined : await passwordFor(keys, key, lock);
  // Tried again: another instance may hold a secret that this one will have read within the hour (S26).
  if (lock !== undefined && password === undefined) throw new Error('The secret of a locked copy is not held here.');
  const record = row.disagreementId === undefined ? undefined : await readDisagreement(table, row.disagreementId);
  const made = record && (await copies!.make(record.d, { email: row.to, ...(password ? { password } : {}) }));
  if (!made) throw new NeverToBeSent('not theirs to read');
  return made;
}

async function ending(
  services: Needs,
  kept: KeptRow,
  ids: Record<string, string | number>,
  done: Sent,
  because?: CannotBeSent,
): Promise<KeptRow | undefined> {
  const ended = await unlessTaken(giveUp(services.table, kept, services.clock.now(), because));
  return ended && reportGivenUp(services, ended, ids, done);
}

function reportGivenUp({ log }: Needs, ended: KeptRow, ids: Record<string, string | number>, done: Sent): KeptRow {
  log.error('OutboxGaveUp', { ...ids, attempts: ended.row.attempts });
  log.count('OutboxGaveUp');
  done.gaveUp += 1;
  return ended;
}

/** Quiet hours: its time has not come, and it holds up nothing that may go before it. */
function isKeptForLater({ row }: KeptRow, now: Temporal.Instant): boolean {
  return row.attempts === 0 && Temporal.Instant.compare(row.notBefore, now) > 0;
}

/** A newer round of the same chase is there to go in its place. */
function isSuperseded({ key }: KeptRow, rows: readonly KeptRow[], now: Temporal.Instant): boolean {
  const series = seriesOf(key);
  return (
    series !== undefined &&
    rows.some((other) => seriesOf(other.key) === series && other.key.sk > key.sk && !isKeptForLater(other, now))
  );
}

function isTooLate({ row }: KeptRow, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(row.giveUpAt, now) <= 0;
}

function nextAttempt({ row }: KeptRow): Temporal.Instant {
  return Temporal.Instant.from(row.nextAttemptAt);
}

/** Undefined when somebody else wrote the row first: it is theirs now. */
async function unlessTaken(write: Promise<KeptRow>): Promise<KeptRow | undefined> {
  try {
    return await write;
  } catch (reason) {
    if (reason instanceof ConditionFailed) return undefined;
    throw reason;
  }
}
