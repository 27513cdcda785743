import { Temporal } from 'temporal-polyfill';
import { type Digest, digestFor, tellsWhoNeverRaises, type Undelivered } from '../escalation/digest.ts';
import {
  DIGEST_TIME,
  type DigestSetting,
  digestsMissed,
  isDigestTime,
  mayBeDueOn,
  sinceWithoutDigest,
} from '../escalation/digest-rhythm.ts';
import { BOARD, type Directory } from '../escalation/directory.ts';
import { needsIn } from '../escalation/needs-you.ts';
import type { Partnership } from '../escalation/partnership.ts';
import type { Disagreement } from '../escalation/record.ts';
import { type Summary, summaryOf } from '../escalation/summary.ts';
import { type Calendar, londonDate, londonTime } from '../escalation/working-days.ts';
import { digestMessage } from '../messages/digest.ts';
import { type DigestReceipt, keepReceipt, latestReceipts } from '../services/digest-receipts.ts';
import { readDigestSetting } from '../services/digest-settings.ts';
import { isNotReached, type OutboxRow, outboxKey, readRow, writeDown } from '../services/outbox.ts';
import type { Services } from '../services/services.ts';
import { closedSummaries } from '../services/summaries.ts';
import type { Key } from '../services/table.ts';
import { countCorrections } from './corrections.ts';
import { listed } from './disagreements.ts';
import { countHeld } from './holding.ts';
import { sendDue } from './send.ts';

/** Somebody who leads a partnership, as its file names them. */
type Lead = Partnership['leads'][number];

/** "alarm if absent by +30 min" — F16. London time. */
const MISSING_FROM = '08:30';
/**
 * A digest tells what happened up to a minute before it is made. A change is stamped just before it is written, and an index may be
 * a moment behind: what happens in between is the next digest's, so nothing is lost and nothing told twice. Minutes.
 */
const SETTLES_WITHIN_MINUTES = 1;

/** How many digests one firing wrote, and how many were written before. */
export interface DigestsWritten {
  written: number;
  before: number;
}

/**
 * Writes and sends the morning's digest of every lead of every partnership, where it is a working day there and 08:00 has come.
 *
 * Each lead gets exactly one for each London day, however often, how late or at what hour this is called (F16): what it tells of
 * is kept first, in a receipt for the lead and the day, and its email has a key of its own for the same. A day on which nothing
 * called this, or whose email was never accepted, is made up for by the next digest. One partnership's trouble does not keep the
 * others' digests back; it is thrown at the end, so that the schedule tries again.
 */
export async function sendDigests(services: Services): Promise<DigestsWritten> {
  const done: DigestsWritten = { written: 0, before: 0 };
  const rowKeys: Key[] = [];
  const failures: unknown[] = [];
  for (const { id } of await services.rules.partnerships()) {
    try {
      rowKeys.push(...(await writeDigests(services, id, done)));
    } catch (reason) {
      services.log.error('digests failed', {
        partnership: id,
        kind: reason instanceof Error ? reason.name : 'unknown',
      });
      failures.push(reason);
    }
  }
  if (rowKeys.length > 0) await sendDue(services, { rowKeys });
  services.log.info('digests', { ...done });
  if (failures.length > 0) throw failures[0];
  return done;
}

/** What the digests of one partnership have in common, read once. */
interface Morning {
  partnership: Partnership;
  directory: Directory;
  calendar: Calendar;
  now: Temporal.Instant;
  today: Temporal.PlainDate;
}

async function writeDigests(services: Services, partnershipId: string, done: DigestsWritten): Promise<Key[]> {
  const { rules, clock } = services;
  const known = await rules.partnership(partnershipId);
  if (!known) throw new Error(`Partnership ${partnershipId} is listed and not known: restore its file`);
  const calendar = await rules.calendarFor(known.partnership);
  const now = clock.now();
  if (!isDigestTime(now, calendar)) return [];

  const morning: Morning = { ...known, calendar, now, today: londonDate(now) };
  let facts: Facts | undefined;
  let raisers: Set<string> | undefined;
  const keys: Key[] = [];
  // Somebody named twice has one key, and so one digest.
  for (const lead of known.partnership.leads) {
    const { receipts, isWritten } = await standingOf(services, lead, morning);
    const key = keyOf(morning.partnership.id, morning.today.toString(), lead);
    keys.push(key);
    if (isWritten) {
      done.before += 1;
      continue;
    }
    const setting = await readDigestSetting(services.table, digestOf(partnershipId, lead));
    const isBegun = receipts[0]?.on === morning.today.toString();
    if (!isBegun && !mayBeDueOn(setting, morning.today, calendar)) continue;
    const last = receipts.find(({ on }) => on < morning.today.toString());
    const planned = await planFor(services, lead, morning, last, setting);
    facts ??= await factsOf(services, morning);
    const isTold = tellsWhoNeverRaises(Temporal.Instant.from(planned.sinceAt), morning.today);
    if (isTold) raisers ??= await agenciesThatRaised(services, morning, facts.disagreements);
    const own: Facts = isTold && raisers ? { ...facts, raisedWithinAYear: raisers } : facts;
    if (!isBegun && setting.rhythm === 'when needed') {
      // No receipt: the next digest goes on from the one before, and so tells of today too.
      if (needsIn(digestMade(services, lead, morning, planned, [], own)).length === 0) continue;
    }
    const receipt = await keepReceipt(services.table, digestOf(partnershipId, lead), planned);
    const reachedOn = londonDate(Temporal.Instant.from(receipt.sinceAt));
    const missedOn = last ? digestsMissed(reachedOn, morning.today, calendar, setting) : [];
    if (missedOn.length > 0 || isLate(morning)) services.log.count('DigestMissing');
    const digest = digestMade(services, lead, morning, receipt, missedOn, own);
    await writeOne(services, lead, morning, digest, setting);
    done.written += 1;
  }
  return keys;
}

/** Where a lead stands today: the latest receipts up to today's, and whether today's email is written down. */
async function standingOf({ table }: Services, lead: Lead, { partnership, today }: Morning) {
  const on = today.toString();
  const receipts = (await latestReceipts(table, digestOf(partnership.id, lead), 2)).filter(
    (receipt) => receipt.on <= on,
  );
  const isWritten = receipts[0]?.on === on && (await readRow(table, keyOf(partnership.id, on, lead))) !== undefined;
  return { receipts, isWritten };
}

/**
 * What a digest made now tells of, if none was begun today: all since the last digest that was accepted, which is where one that
 * was not accepted began.
 */
async function planFor(
  { table }: Services,
  lead: Lead,
  { partnership, calendar, now, today }: Morning,
  last: DigestReceipt | undefined,
  setting: DigestSetting,
): Promise<DigestReceipt> {
  return {
    on: today.toString(),
    sinceAt: last
      ? await reachedUntil(table, lead, partnership, last)
      : firstSince(setting, today, calendar).toString(),
    untilAt: now.subtract({ minutes: SETTLES_WITHIN_MINUTES }).toString(),
  };
}

/** The first digest of all tells from when the one before would have been; of a lead who chose to get it less often, from when they chose. */
function firstSince({ chosenOn }: DigestSetting, today: Temporal.PlainDate, calendar: Calendar): Temporal.Instant {
  const usual = sinceWithoutDigest(today, calendar);
  const chosen = chosenOn === undefined ? usual : londonTime(Temporal.PlainDate.from(chosenOn), DIGEST_TIME);
  return Temporal.Instant.compare(chosen, usual) < 0 ? chosen : usual;
}

async function reachedUntil(
  table: Services['table'],
  lead: Lead,
  partnership: Partnership,
  last: DigestReceipt,
): Promise<string> {
  const kept = await readRow(table, keyOf(partnership.id, last.on, lead));
  return kept?.row.status === 'sent' ? last.untilAt : last.sinceAt;
}

/** What a digest that tells of so much says. */
function digestMade(
  { rules }: Services,
  lead: Lead,
  { partnership, directory, calendar }: Morning,
  { sinceAt, untilAt }: DigestReceipt,
  missedOn: readonly Temporal.PlainDate[],
  facts: Facts,
): Digest {
  return digestFor({
    partnership,
    lead,
    policies: (policyVersionId) => rules.requirePolicy(policyVersionId),
    directory,
    calendar,
    since: Temporal.Instant.from(sinceAt),
    now: Temporal.Instant.from(untilAt),
    missedOn,
    ...withoutThoseLeftToAnother(facts, lead),
  });
}

async function writeOne(
  services: Services,
  lead: Lead,
  { partnership, now, today }: Morning,
  digest: Digest,
  { rhythm }: DigestSetting,
): Promise<void> {
  await writeDown(services, {
    ...rowOf(partnership.id, today.toString(), lead),
    fromName: partnership.name,
    message: digestMessage(digest, { ...services.settings, rhythm }),
    notBefore: now,
    // Not tomorrow, when there is another that tells the same: one a day.
    giveUpAt: londonTime(today.add({ days: 1 }), '00:00'),
  });
}

/** Up to when the digests that reached a lead have told: what a preview goes on from. Undefined before the first. */
export async function toldUntil(
  { table }: Services,
  partnership: Partnership,
  lead: Lead,
): Promise<Temporal.Instant | undefined> {
  const [last] = await latestReceipts(table, digestOf(partnership.id, lead), 1);
  return last && Temporal.Instant.from(await reachedUntil(table, lead, partnership, last));
}

/** A lead who stood aside from one hears no more of it as lead (S29). */
function withoutThoseLeftToAnother(facts: Facts, { email }: Lead) {
  const left = facts.disagreements.filter(({ stoodAside }) => stoodAside.includes(email)).map(({ id }) => id);
  if (left.length === 0) return facts;
  return {
    ...facts,
    disagreements: facts.disagreements.filter(({ id }) => !left.includes(id)),
    undelivered: facts.undelivered.filter(({ disagreementId }) => !left.includes(disagreementId)),
  };
}

/** The agencies that have raised something within a year, of what is open and what was closed since. */
async function agenciesThatRaised(
  { table }: Services,
  { partnership, now, today }: Morning,
  open: readonly Summary[],
): Promise<Set<string>> {
  const from = londonTime(today.subtract({ years: 1 }), '00:00').toString();
  const closed = await closedSummaries(table, partnership.id, { from, before: now.toString() });
  const within = [...open, ...closed].filter(({ raisedAt }) => Temporal.Instant.compare(raisedAt, from) >= 0);
  return new Set(within.flatMap(({ agencies }) => agencies.slice(0, 1)));
}

interface Facts {
  disagreements: Summary[];
  held: number;
  corrections: number;
  undelivered: Undelivered[];
  /** Read only for a digest that tells of it. */
  raisedWithinAYear?: Set<string>;
}

async function factsOf(services: Services, { partnership }: Morning): Promise<Facts> {
  const [disagreements, held, corrections] = await Promise.all([
    listed(services, partnership.id),
    countHeld(services, partnership.id),
    countCorrections(services, partnership.id),
  ]);
  const undelivered: Undelivered[] = [];
  for (const d of disagreements) {
    if (!d.closedAt) undelivered.push(...(await undeliveredOf(services, d, partnership.leads)));
  }
  return { disagreements: disagreements.map(summaryOf), held, corrections, undelivered };
}

/** The agencies of those whose latest email about a disagreement was given up or came back: a later one that was accepted says that it is well again. */
async function undeliveredOf({ table }: Services, d: Disagreement, leads: readonly Lead[]): Promise<Undelivered[]> {
  const agencies = new Map([
    ...leads.map(({ email, agency }) => [email, agency ?? BOARD] as const),
    ...Object.entries(d.people).map(([email, { person }]) => [email, person.agency] as const),
  ]);
  const found = await Promise.all(
    [...agencies].map(async ([email, agency]) => {
      return (await isNotReached(table, d.id, email)) ? [{ disagreementId: d.id, agency }] : [];
    }),
  );
  return found.flat();
}

function isLate({ now, today }: Morning): boolean {
  return Temporal.Instant.compare(now, londonTime(today, MISSING_FROM)) >= 0;
}

function digestOf(partnershipId: string, { email }: Lead) {
  return { partnershipId, lead: email };
}

function rowOf(partnershipId: string, on: string, { email }: Lead): Pick<OutboxRow, 'about' | 'entry' | 'kind' | 'to'> {
  return { about: `digest#${partnershipId}#${on}`, entry: 0, kind: 'digest', to: email.toLowerCase() };
}

function keyOf(partnershipId: string, on: string, lead: Lead): Key {
  return outboxKey(rowOf(partnershipId, on, lead));
}
