import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Services } from './services.ts';
import { ConditionFailed, type Json, type Key } from './table.ts';

/**
 * Who somebody is, with no account: a six-digit code to a work address, then a session. What somebody wrote and has not sent
 * is in `drafts.ts`; a code may be what opens or saves it.
 *
 * A code is bound to the request that asked for it: the browser that asked holds the request's id in a cookie, and a code
 * read over a shoulder, or sent on by somebody tricked into it, opens nothing in any other browser (ASVS 6.6.3).
 */

/** ASVS 6.5.5: ten minutes at most for a code that arrives by email. */
export const CODE_LASTS_MINUTES = 10;
/** ASVS 6.6.2. Five tries at a million codes: 1 in 200,000 for each code sent. */
const TRIES = 5;
/** Our choice: enough for somebody whose mail is slow, and no more than 25 guesses at one address in an hour. */
export const CODES_FOR_AN_ADDRESS_IN_AN_HOUR = 5;
/**
 * Our choice: one source cannot use us to post codes to the world. A whole council or hospital trust may stand behind
 * one network address, so it is far above what people do.
 */
export const CODES_FOR_A_SOURCE_IN_AN_HOUR = 300;
/** A browser that asked for a code may ask for another one this long: as long as what was sent waits for it (`drafts.ts`). */
export const REQUEST_LASTS_HOURS = 24;
/** People read these pages at shared desks. */
export const SESSION_IDLE_MINUTES = 30;
/** However busy it is: a working day and a late evening. */
export const SESSION_LASTS_HOURS = 12;
/** How often "last seen" is written: a page read twice in a minute is one write. */
const SEEN_AGAIN_SECONDS = 60;

type Needs = Pick<Services, 'table' | 'clock' | 'keys'>;

const instant = z.iso.datetime();
const requestSchema = z.object({
  email: z.string(),
  /** The draft that the code opens; absent for a plain sign-in. */
  draftId: z.string().optional(),
  /** The code does not open the draft, and saves it for this address. */
  saves: z.boolean().optional(),
  /** The page to go to afterwards, kept here and not in a URL. */
  goingTo: z.string().optional(),
  code: z.object({ mac: z.string(), sentAt: instant, tries: z.int(), usedAt: instant.optional() }),
});
const sessionSchema = z.object({ email: z.string(), startedAt: instant, seenAt: instant });
/** What became of a request for a code. `sendIt` is absent when too many were asked for; the page says the same either way (S15). */
export interface CodeRequest {
  /** For the browser's cookie; never in a URL, never in a log. */
  requestId: string;
  sendIt?: { to: string; code: string; expiresAt: Temporal.Instant };
}

/** Why a code was not accepted, for the words on the page. */
export type CodeRefusal =
  | { refused: 'wrong'; triesLeft: number }
  /** Tried too often, used already, or ten minutes old: a new one must be asked for. */
  | { refused: 'tried too often' | 'used' | 'too old' | 'not this browser' };

/** Who a code is for, and what it does: the person is who they say once it is entered. */
export interface Accepted {
  email: string;
  draftId?: string;
  saves?: boolean;
  goingTo?: string;
}

/** Starts a request for a code. `source` is the network address it came from, and is kept only as a hash for an hour. */
export async function askForCode(services: Needs, asked: Accepted & { source: string }): Promise<CodeRequest> {
  const requestId = randomId(services);
  const { sendIt, code } = await newCode(services, requestId, asked);
  await services.table.put(
    {
      ...requestKey(requestId),
      body: withoutUndefined({ ...acceptedOf(asked), code }),
      expiresAt: secondsFrom(services.clock.now(), { hours: REQUEST_LASTS_HOURS }),
    },
    { ifAbsent: true },
  );
  return { requestId, sendIt };
}

/** Another code for the same request, in place of the last one. Undefined when this browser has no request. */
export async function askForAnotherCode(
  services: Needs,
  requestId: string,
  source: string,
): Promise<CodeRequest | undefined> {
  const found = await readRequest(services, requestId);
  if (!found) return undefined;
  const { sendIt, code } = await newCode(services, requestId, { email: found.request.email, source });
  // Over the limit nothing is sent, and the code they may still have in their inbox goes on working.
  if (!sendIt) return { requestId };
  try {
    await services.table.put(
      {
        ...requestKey(requestId),
        body: withoutUndefined({ ...found.request, code }),
        expiresAt: secondsFrom(services.clock.now(), { hours: REQUEST_LASTS_HOURS }),
      },
      { ifVersion: found.version },
    );
  } catch (reason) {
    // Somebody pressed twice: the other press sends its code.
    if (reason instanceof ConditionFailed) return { requestId };
    throw reason;
  }
  return { requestId, sendIt };
}

/** What this browser asked for, to show it the right page: whose code, and for what. Changes nothing. */
export async function openRequest(services: Needs, requestId: string): Promise<Accepted | undefined> {
  const found = await readRequest(services, requestId);
  return found && acceptedOf(found.request);
}

/**
 * Judges a code. The try is written down before the answer is given, under a condition, so that a thousand guesses at once
 * are still five tries, and a right code is accepted once.
 */
export async function enterCode(services: Needs, requestId: string, code: string): Promise<Accepted | CodeRefusal> {
  for (;;) {
    const found = await readRequest(services, requestId);
    if (!found) return { refused: 'not this browser' };
    const { request, version, expiresAt } = found;
    const sent = request.code;
    if (sent.usedAt) return { refused: 'used' };
    if (sent.tries >= TRIES) return { refused: 'tried too often' };
    if (Temporal.Instant.compare(services.clock.now(), codeExpiresAt(sent.sentAt)) >= 0) return { refused: 'too old' };

    const isRight = await services.keys.verify(
      'sign-in code',
      codeText(requestId, sent.sentAt, code),
      fromBase64(sent.mac),
    );
    const tried = { ...sent, tries: sent.tries + 1, ...(isRight ? { usedAt: services.clock.now().toString() } : {}) };
    try {
      await services.table.put(
        { ...requestKey(requestId), body: withoutUndefined({ ...request, code: tried }), expiresAt },
        { ifVersion: version },
      );
    } catch (reason) {
      // Another try was written first: look again. Each time round somebody has used one of the five, so this ends.
      if (reason instanceof ConditionFailed) continue;
      throw reason;
    }
    if (isRight) return acceptedOf(request);
    return tried.tries >= TRIES ? { refused: 'tried too often' } : { refused: 'wrong', triesLeft: TRIES - tried.tries };
  }
}

/** Starts a session and returns its id, for the browser's cookie. Only its hash is stored: who reads the table cannot sign in. */
export async function startSession(services: Needs, email: string): Promise<string> {
  const sessionId = randomId(services);
  const at = services.clock.now().toString();
  await services.table.put(
    { ...sessionKey(sessionId), body: { email, startedAt: at, seenAt: at }, expiresAt: sessionEnds(at, at) },
    { ifAbsent: true },
  );
  return sessionId;
}

/** Whose session this is, or undefined when it is over: half an hour unused, twelve hours old, signed out, or never was. */
export async function signedIn(services: Needs, sessionId: string): Promise<{ email: string } | undefined> {
  const item = await services.table.get(sessionKey(sessionId));
  if (!item) return undefined;
  const session = sessionSchema.parse(item.body);
  const now = services.clock.now();
  if (now.epochMilliseconds >= sessionEnds(session.startedAt, session.seenAt) * 1000) return undefined;
  if (now.epochMilliseconds - Temporal.Instant.from(session.seenAt).epochMilliseconds >= SEEN_AGAIN_SECONDS * 1000) {
    const seenAt = now.toString();
    try {
      await services.table.put(
        { ...sessionKey(sessionId), body: { ...session, seenAt }, expiresAt: sessionEnds(session.startedAt, seenAt) },
        { ifVersion: item.version },
      );
    } catch (reason) {
      // Another page of theirs said so first, or they have just signed out: then the next page asks them to sign in.
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
  return { email: session.email };
}

/** Signs a browser out. A session that is gone already is no fault. */
export async function endSession(services: Needs, sessionId: string): Promise<void> {
  await services.table.delete(sessionKey(sessionId));
}

/** An unguessable id of 128 bits, fit for a cookie or a hidden field. */
export function randomId(services: Pick<Services, 'keys'>): string {
  return Buffer.from(services.keys.random(16)).toString('base64url');
}

/** A code for the request, and whether it may be sent: over a limit it is made and never leaves. */
async function newCode(services: Needs, requestId: string, asked: { email: string; source: string }) {
  const sentAt = services.clock.now();
  const digits = sixDigits(services);
  const mac = await services.keys.sign('sign-in code', codeText(requestId, sentAt.toString(), digits));
  const maySend =
    (await countedWithin(services, `source\n${asked.source}`, CODES_FOR_A_SOURCE_IN_AN_HOUR)) &&
    (await countedWithin(services, `address\n${asked.email}`, CODES_FOR_AN_ADDRESS_IN_AN_HOUR));
  return {
    code: { mac: Buffer.from(mac).toString('base64'), sentAt: sentAt.toString(), tries: 0 },
    sendIt: maySend ? { to: asked.email, code: digits, expiresAt: codeExpiresAt(sentAt.toString()) } : undefined,
  };
}

/** Counts one more for this hour, unless the limit is reached. Any sixty minutes, not the hour on the clock. */
async function countedWithin(services: Needs, who: string, limit: number): Promise<boolean> {
  const key = { pk: `codes-sent#${hashed('codes sent', who)}`, sk: 'hour' };
  for (;;) {
    const now = Math.floor(services.clock.now().epochMilliseconds / 1000);
    const item = await services.table.get(key);
    const sent = item ? z.array(z.int()).parse(item.body) : [];
    const withinTheHour = sent.filter((second) => now - second < 3600);
    if (withinTheHour.length >= limit) return false;
    try {
      await services.table.put(
        { ...key, body: [...withinTheHour, now], expiresAt: now + 3600 },
        item ? { ifVersion: item.version } : { ifAbsent: true },
      );
      return true;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

/** Every code as likely as any other: the few numbers that would favour low codes are drawn again. */
function sixDigits(services: Needs): string {
  const evenly = Math.floor(2 ** 32 / 1_000_000) * 1_000_000;
  for (;;) {
    const drawn = Buffer.from(services.keys.random(4)).readUInt32BE(0);
    if (drawn < evenly) return String(drawn % 1_000_000).padStart(6, '0');
  }
}

async function readRequest(services: Needs, requestId: string) {
  const item = await services.table.get(requestKey(requestId));
  return item && { request: requestSchema.parse(item.body), version: item.version, expiresAt: item.expiresAt };
}

const acceptedOf = ({ email, draftId, saves, goingTo }: Omit<z.infer<typeof requestSchema>, 'code'>): Accepted => ({
  email,
  ...(draftId ? { draftId } : {}),
  ...(saves ? { saves } : {}),
  ...(goingTo ? { goingTo } : {}),
});

const requestKey = (requestId: string): Key => ({ pk: `request#${hashed('request', requestId)}`, sk: 'request' });
const sessionKey = (sessionId: string): Key => ({ pk: `session#${hashed('session', sessionId)}`, sk: 'session' });

/** What the code's HMAC covers: this request, this sending, these digits. */
const codeText = (requestId: string, sentAt: string, code: string) =>
  `${hashed('request', requestId)}\n${sentAt}\n${code.replaceAll(/[\s-]/g, '')}`;

/** SHA-256 is enough here: what is hashed is 128 random bits, or stands for an hour only to be counted. */
const hashed = (what: string, text: string) => createHash('sha256').update(`${what}\n${text}`).digest('base64url');

const codeExpiresAt = (sentAt: string) => Temporal.Instant.from(sentAt).add({ minutes: CODE_LASTS_MINUTES });

/** The earlier of half an hour unused and twelve hours in all, in epoch seconds. */
const sessionEnds = (startedAt: string, seenAt: string) =>
  Math.min(
    secondsFrom(Temporal.Instant.from(seenAt), { minutes: SESSION_IDLE_MINUTES }),
    secondsFrom(Temporal.Instant.from(startedAt), { hours: SESSION_LASTS_HOURS }),
  );

const secondsFrom = (at: Temporal.Instant, later: { hours?: number; minutes?: number }) =>
  Math.floor(at.add(later).epochMilliseconds / 1000);

const fromBase64 = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

/** The table's bodies are JSON: a member that says nothing is left out. */
const withoutUndefined = (body: object): Json => JSON.parse(JSON.stringify(body)) as Json;
