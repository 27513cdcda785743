import { createHash } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { londonDate } from '../escalation/working-days.ts';
import type { Services } from './services.ts';
import { ConditionFailed, type Key } from './table.ts';

/**
 * The address at which a person's own calendar program fetches their deadlines (ADR 014). It cannot sign in, so the address itself
 * is what lets it in: 256 bits that only we can make, one for each person, shown to them alone and theirs to make anew or take back.
 * It opens a list of references, stages and deadlines, and nothing else.
 */

/** An address that no program has fetched from for so long is over. Our choice: longer than anybody's leave. Days. */
export const UNUSED_LASTS_DAYS = 365;

type Needs = Pick<Services, 'table' | 'clock' | 'keys'>;

const ownerSchema = z.object({
  email: z.string(),
  /** Null once it is taken back. */
  address: z
    .object({ drawn: z.string(), keyHash: z.string(), madeAt: z.iso.datetime(), usedOn: z.iso.date().optional() })
    .nullable(),
});

/** Somebody's calendar address. */
export interface CalendarAddress {
  /** The secret of it. Absent where our own secrets have changed since: it still works, and only a new one can be shown. */
  key?: string;
  madeAt: string;
  /** The London day on which a program last fetched from it. */
  usedOn?: string;
}

/** What somebody has now; undefined when they have none. Changes nothing. */
export async function calendarAddressOf(services: Needs, email: string): Promise<CalendarAddress | undefined> {
  const { address } = (await ownerOf(services, email)) ?? { address: null };
  if (!address) return undefined;
  const { drawn, keyHash, madeAt, usedOn } = address;
  const key = await keyOf(services, email, drawn);
  return { madeAt, ...(hashOf(key) === keyHash ? { key } : {}), ...(usedOn ? { usedOn } : {}) };
}

/** Makes a first address, or another: the one before is over at once. Of two presses at the same moment one stands. */
export async function makeCalendarAddress(services: Needs, email: string): Promise<void> {
  const now = services.clock.now();
  const drawn = Buffer.from(services.keys.random(16)).toString('base64url');
  const keyHash = hashOf(await keyOf(services, email, drawn));
  // First the way from the key to its owner: until the owner names it, it leads nowhere.
  await services.table.put(
    { ...addressKey(keyHash), body: { email }, expiresAt: unusedUntil(now) },
    { ifAbsent: true },
  );
  await changeOwner(services, email, { drawn, keyHash, madeAt: now.toString() });
}

/** Takes the address back, at once. */
export async function revokeCalendarAddress(services: Needs, email: string): Promise<void> {
  if (await ownerOf(services, email)) await changeOwner(services, email, null);
}

/**
 * Whose address it is, or undefined: never made, taken back, made anew, or unused for a year. The key is looked up by its hash, so that
 * how long the answer takes says nothing of any key. Notes the day it was used, once a day, and nothing else.
 */
export async function calendarOwner(services: Needs, key: string): Promise<string | undefined> {
  const keyHash = hashOf(key);
  const found = await services.table.get(addressKey(keyHash));
  if (!found) return undefined;
  const { email } = z.object({ email: z.string() }).parse(found.body);
  const { address, version } = (await ownerOf(services, email)) ?? { address: null };
  if (address?.keyHash !== keyHash) return undefined;
  const now = services.clock.now();
  const usedOn = londonDate(now).toString();
  if (address.usedOn === usedOn) return email;
  const expiresAt = unusedUntil(now);
  try {
    await services.table.put({ ...addressKey(keyHash), body: { email }, expiresAt }, { ifVersion: found.version });
    const body = { email, address: { ...address, usedOn } };
    await services.table.put({ ...ownerKey(email), body, expiresAt }, { ifVersion: version! });
  } catch (reason) {
    // Another fetch noted it first, or it has just been taken back: then the next fetch finds that.
    if (!(reason instanceof ConditionFailed)) throw reason;
  }
  return email;
}

async function ownerOf({ table }: Needs, email: string) {
  const item = await table.get(ownerKey(email));
  return item && { ...ownerSchema.parse(item.body), version: item.version };
}

async function changeOwner(
  services: Needs,
  email: string,
  address: z.infer<typeof ownerSchema>['address'],
): Promise<void> {
  for (;;) {
    const known = await ownerOf(services, email);
    try {
      await services.table.put(
        { ...ownerKey(email), body: { email, address }, expiresAt: unusedUntil(services.clock.now()) },
        known ? { ifVersion: known.version } : { ifAbsent: true },
      );
      return;
    } catch (reason) {
      // A fetch noted its day meanwhile, or the other press was first: what was asked for here still holds.
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

/** Made from our own secret and never stored: whoever reads the table learns no address, and its owner can be shown theirs again. */
async function keyOf({ keys }: Needs, email: string, drawn: string): Promise<string> {
  return Buffer.from(await keys.sign('calendar address', `${email}\n${drawn}`)).toString('base64url');
}

const ownerKey = (email: string): Key => ({ pk: `calendar-owner#${hashOf(email)}`, sk: 'owner' });
const addressKey = (keyHash: string): Key => ({ pk: `calendar-address#${keyHash}`, sk: 'address' });

/** SHA-256 is enough for a key: 256 bits that nobody can guess need no slow hash. */
const hashOf = (text: string) => createHash('sha256').update(`calendar\n${text}`).digest('base64url');

const unusedUntil = (now: Temporal.Instant) =>
  Math.floor(now.add({ hours: UNUSED_LASTS_DAYS * 24 }).epochMilliseconds / 1000);
