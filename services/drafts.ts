import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { personHash } from './reply-address.ts';
import type { Services } from './services.ts';
import { randomId } from './sign-ins.ts';
import { ConditionFailed, everyItem, type Json, type Key, type Table } from './table.ts';

/**
 * A disagreement that somebody is writing and has not sent: their answers, page by page. It is reached by the browser that began it, which holds
 * its unguessable id in a cookie; once it is saved, also by whoever signs in with the address it was saved for. One item of at most 300 KB, and one
 * more that lets that address find it.
 */

/** People write these pages at shared desks and between two visits: long enough for a visit, gone by the evening. */
export const UNSAVED_LASTS_HOURS = 4;
/** A form that waits for its code is kept until the raiser is next at their desk. */
export const SENT_LASTS_HOURS = 24;
/** One that its writer chose to keep: over a weekend and a few days away, and no longer than they remember it. */
export const SAVED_LASTS_DAYS = 7;

type Needs = Pick<Services, 'table' | 'clock' | 'keys'>;

const instant = z.iso.datetime();
const draftSchema = z.object({
  partnershipId: z.string(),
  /** As they were typed, by the name of each box. Null once it has become a disagreement, which holds the words from then on. */
  answers: z.record(z.string(), z.string()).nullable(),
  /** The page they were last led to, `check` after the last. */
  upTo: z.string(),
  /** When the answers as they stand were sent: the clock counts from here. Absent again once one is changed. */
  sentAt: instant.optional(),
  /** Whose it is, by the address that a code proved, and until when they were told that it is kept. */
  saved: z.object({ for: z.string(), until: instant }).optional(),
  /** The disagreement it became. */
  reference: z.string().optional(),
});
/** Answers that wait: to be gone on with, or for the code that opens them. */
export type Draft = z.infer<typeof draftSchema>;

/** Begins an empty one and answers its id: for a cookie of this browser, never for a URL or a log. */
export async function beginDraft(services: Needs, begun: Pick<Draft, 'partnershipId' | 'upTo'>): Promise<string> {
  const draftId = randomId(services);
  await services.table.put(itemOf(services, draftId, { ...begun, answers: {} }), { ifAbsent: true });
  return draftId;
}

/** The draft whose id a browser's cookie names; undefined when it has ended, or was never begun. */
export async function readDraft(services: Pick<Needs, 'table'>, draftId: string): Promise<Draft | undefined> {
  const item = await services.table.get(draftKey(draftId));
  return item && draftSchema.parse(item.body);
}

/**
 * Keeps a page's answers beside the others. What was sent is sent no longer once an answer changes: nobody's clock counts from before what they were
 * sent. Undefined when it is gone or has become a disagreement. Throws `ItemTooLarge` when all of it together is over 300 KB.
 */
export function keepAnswers(
  services: Needs,
  draftId: string,
  answers: Readonly<Record<string, string>>,
  upTo: (draft: Draft) => string,
): Promise<Draft | undefined> {
  return update(services, draftId, (draft) => {
    if (!draft.answers) return undefined;
    const isOther = Object.entries(answers).some(([name, typed]) => (draft.answers?.[name] ?? '') !== typed);
    const { sentAt, ...others } = draft;
    return {
      ...others,
      ...(sentAt && !isOther ? { sentAt } : {}),
      answers: { ...draft.answers, ...answers },
      upTo: upTo(draft),
    };
  });
}

/** Marks it as sent, from which moment the clock counts. Sent again unchanged within a day it keeps the first time. */
export function sendDraft(services: Needs, draftId: string): Promise<Draft | undefined> {
  return update(services, draftId, (draft) => {
    const now = services.clock.now();
    const tooOld = now.subtract({ hours: SENT_LASTS_HOURS });
    const isFresh = draft.sentAt !== undefined && Temporal.Instant.compare(draft.sentAt, tooOld) > 0;
    return { ...draft, sentAt: isFresh ? draft.sentAt! : now.toString() };
  });
}

/** Saves it for seven days for an address that a code has proved: whoever signs in with it finds it. Saving again begins the seven days again. */
export async function saveDraft(services: Needs, draftId: string, email: string): Promise<Draft | undefined> {
  const until = services.clock.now().add({ hours: 24 * SAVED_LASTS_DAYS });
  // First the way to it: a way to nothing is harmless, and one is never missing.
  await putOver(services.table, {
    ...wayKey(email, draftId),
    body: {},
    expiresAt: seconds(until.add({ hours: SENT_LASTS_HOURS })),
  });
  return update(services, draftId, (draft) =>
    draft.answers ? { ...draft, saved: { for: email, until: until.toString() } } : undefined,
  );
}

/** One that somebody may go on with, and the second in which it is deleted. */
export interface SavedDraft extends Draft {
  id: string;
  deletedAt: Temporal.Instant;
}

/** What this address has saved and not sent, the newest last. */
export async function draftsOf(services: Needs, email: string): Promise<SavedDraft[]> {
  const ways = await everyItem((next) => services.table.query({ pk: wayKey(email, '').pk, ...next }));
  const ids = ways.map(({ sk }) => sk.slice(WAY.length));
  const found = await Promise.all(ids.map((id) => savedDraft(services, id, email)));
  return found.flatMap((draft) => draft ?? []).sort((a, b) => Temporal.Instant.compare(a.deletedAt, b.deletedAt));
}

/** One of them; undefined when it is gone, is somebody else's, or has become a disagreement. */
export async function savedDraft(services: Needs, draftId: string, email: string): Promise<SavedDraft | undefined> {
  const item = await services.table.get(draftKey(draftId));
  if (!item?.expiresAt) return undefined;
  const draft = draftSchema.parse(item.body);
  const isTheirs = draft.saved?.for === email && draft.answers !== null;
  if (!isTheirs) return undefined;
  return { ...draft, id: draftId, deletedAt: Temporal.Instant.fromEpochMilliseconds(item.expiresAt * 1000) };
}

/** Forgets it at once. */
export async function deleteDraft(services: Pick<Needs, 'table'>, draftId: string): Promise<void> {
  const draft = await readDraft(services, draftId);
  await services.table.delete(draftKey(draftId));
  if (draft?.saved) await services.table.delete(wayKey(draft.saved.for, draftId));
}

/** Notes what it became and forgets its words: from here on the record holds them. Running twice is safe. */
export async function draftBecame(services: Needs, draftId: string, reference: string): Promise<void> {
  const became = await update(services, draftId, (draft) =>
    draft.reference ? undefined : { ...draft, answers: null, reference },
  );
  if (became?.saved) await services.table.delete(wayKey(became.saved.for, draftId));
}

/** Reads, changes and writes, again from the start when another page of theirs wrote first. Answers what was written. */
async function update(
  services: Needs,
  draftId: string,
  change: (draft: Draft) => Draft | undefined,
): Promise<Draft | undefined> {
  for (;;) {
    const item = await services.table.get(draftKey(draftId));
    const changed = item && change(draftSchema.parse(item.body));
    if (!changed) return undefined;
    try {
      await services.table.put(itemOf(services, draftId, changed), { ifVersion: item.version });
      return changed;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

function itemOf(services: Needs, draftId: string, draft: Draft) {
  const hours = draft.sentAt || draft.reference ? SENT_LASTS_HOURS : UNSAVED_LASTS_HOURS;
  const unsaved = seconds(services.clock.now().add({ hours }));
  const saved = draft.saved ? seconds(Temporal.Instant.from(draft.saved.until)) : 0;
  // JSON has no undefined: a member that says nothing is left out.
  return { ...draftKey(draftId), body: JSON.parse(JSON.stringify(draft)) as Json, expiresAt: Math.max(unsaved, saved) };
}

/** Writes whether or not there is one: its body says nothing, so it is the same whoever writes last. */
async function putOver(table: Table, item: Parameters<Table['put']>[0]): Promise<void> {
  for (;;) {
    const found = await table.get(item);
    try {
      await table.put(item, found ? { ifVersion: found.version } : { ifAbsent: true });
      return;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

const WAY = 'draft#';
const draftKey = (draftId: string): Key => ({ pk: `draft#${draftId}`, sk: 'draft' });
const wayKey = (email: string, draftId: string): Key => ({ pk: `drafts-of#${personHash(email)}`, sk: WAY + draftId });
const seconds = (at: Temporal.Instant) => Math.floor(at.epochMilliseconds / 1000);
