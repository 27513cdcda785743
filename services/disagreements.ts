import type { Change } from '../escalation/amendment.ts';
import { type Disagreement, disagreementSchema } from '../escalation/record.ts';
import { chain, type KeptText } from './history.ts';
import { personHash } from './reply-address.ts';
import type { Services } from './services.ts';
import { ConditionFailed, everyItem, type Item, type Json, type Key, type Table } from './table.ts';

/** A record as read, with its version: what the next conditional write needs. */
export interface Kept {
  d: Disagreement;
  version: number;
}

type Needs = Pick<Services, 'table' | 'keys'>;

/** The record by its id, read with strong consistency; undefined when there is none. */
export async function readDisagreement(table: Table, id: string): Promise<Kept | undefined> {
  const item = await table.get(recordKey(id));
  return item && kept(item);
}

/** The id behind a reference such as `AB-7Q4K`, in any case and with or without its hyphen. */
export async function idOfReference(table: Table, reference: string): Promise<string | undefined> {
  const item = await table.get(referenceKey(reference));
  return item ? (item.body as { id: string }).id : undefined;
}

/** Takes a reference for an id, for good. False when another disagreement has it. */
export async function takeReference(table: Table, reference: string, id: string): Promise<boolean> {
  try {
    await table.put({ ...referenceKey(reference), body: { id } }, { ifAbsent: true });
    return true;
  } catch (reason) {
    if (reason instanceof ConditionFailed) return (await idOfReference(table, reference)) === id;
    throw reason;
  }
}

/**
 * Writes a change: its texts first, then the record in one conditional write with the history chained and everything owed.
 * `version` 0 means that it must not exist yet. Throws `ConditionFailed` when somebody else wrote first: re-read and decide again.
 * A crash in between leaves texts that nothing speaks of, which harms nobody.
 */
export async function writeChange({ table, keys }: Needs, change: Change, version: number): Promise<Kept> {
  const texts = new Map<string, KeptText>();
  for (const { id, content } of change.texts) {
    texts.set(id, { content, salt: Buffer.from(keys.random(16)).toString('base64url') });
  }
  await Promise.all(
    [...texts].map(([textId, text]) =>
      table.put({ ...textKey(change.disagreement.id, textId), body: { ...text } }, { ifAbsent: true }),
    ),
  );
  const history = await chain(keys, change.disagreement.history, change.entries, texts);
  const owed: Disagreement['owed'] = [...change.disagreement.owed, { kind: 'summary', version: version + 1 }];
  return writeRecord(table, { ...change.disagreement, history, owed }, version);
}

/** Writes the record as it is, without adding to its history: to strike off what was owed, or to raise its run. */
export async function writeRecord(table: Table, d: Disagreement, version: number): Promise<Kept> {
  const at = lastChangeOf(d);
  const newVersion = await table.put(
    {
      ...recordKey(d.id),
      body: d as unknown as Json,
      indexes: {
        ...(d.owed.length > 0 ? { owed: { pk: OWED, sk: `${at}#${d.id}` } } : {}),
        ...(d.closedAt ? {} : { alarm: { pk: ALARM, sk: `${nextAlarmOf(d) ?? NEVER}#${d.id}` } }),
        listed: { pk: `partnership#${d.partnershipId}`, sk: `${d.closedAt ? 'closed' : 'open'}#${d.raisedAt}#${d.id}` },
      },
    },
    version === 0 ? { ifAbsent: true } : { ifVersion: version },
  );
  return { d, version: newVersion };
}

/** Somebody's words. Undefined when they were erased. */
export async function readText(table: Table, id: string, textId: string): Promise<string | undefined> {
  const item = await table.get(textKey(id, textId));
  return item ? (item.body as { content: string }).content : undefined;
}

/** Makes the disagreement findable by everybody who has a place in it. Running twice is safe. */
export async function indexPeople(table: Table, d: Disagreement): Promise<void> {
  await Promise.all(
    Object.keys(d.people).map(async (email) => {
      try {
        await table.put({ ...personKey(email, d), body: {} }, { ifAbsent: true });
      } catch (reason) {
        if (!(reason instanceof ConditionFailed)) throw reason;
      }
    }),
  );
}

/** Ids of every disagreement in which this address ever had a place, the latest raised first. */
export async function idsWithPlaceFor(table: Table, email: string): Promise<string[]> {
  const items = await everyItem((next) =>
    table.query({ pk: `person#${personHash(email)}`, descending: true, ...next }),
  );
  return items.map(idInPlace);
}

/**
 * The same, so many at a time. `from` is what the page before answered as `next`: the moment of raising and the id of the first that it
 * did not show, so it may stand in an address.
 */
export async function someIdsWithPlaceFor(
  table: Table,
  email: string,
  { from, limit }: { from?: string; limit: number },
): Promise<{ ids: string[]; next?: string }> {
  const { items } = await table.query({
    pk: `person#${personHash(email)}`,
    descending: true,
    limit: limit + 1,
    ...(from === undefined ? {} : { between: [FIRST_MOMENT, from] as [string, string] }),
  });
  const next = items[limit]?.sk;
  return { ids: items.slice(0, limit).map(idInPlace), ...(next === undefined ? {} : { next }) };
}

/** Sorts before every instant. */
const FIRST_MOMENT = '0';
const idInPlace = ({ sk }: Item): string => sk.slice(sk.indexOf('#') + 1);

/** A partnership's disagreements, the open ones or all. From an index: a moment old, never to be acted on. */
export async function listedIn(table: Table, partnershipId: string, which: 'open' | 'all'): Promise<Disagreement[]> {
  const prefix = which === 'open' ? { prefix: 'open#' } : {};
  const items = await everyItem((next) =>
    table.queryIndex('listed', { pk: `partnership#${partnershipId}`, ...prefix, ...next }),
  );
  return items.filter(({ sk }) => sk === RECORD).map((item) => kept(item).d);
}

/** Every record of a partnership that was raised from one instant on and before another, whatever became of it. From an index: a moment old. */
export async function recordsRaisedBetween(
  table: Table,
  partnershipId: string,
  { from, before }: { from: string; before: string },
): Promise<Disagreement[]> {
  const found = await Promise.all(
    ['open', 'closed'].map((state) =>
      everyItem((next) =>
        table.queryIndex('listed', {
          pk: `partnership#${partnershipId}`,
          between: [`${state}#${from}`, `${state}#${before}`],
          ...next,
        }),
      ),
    ),
  );
  return found
    .flat()
    .filter(({ sk }) => sk === RECORD)
    .map((item) => kept(item).d);
}

/** Ids of records that owe something since before this moment: what a crash left behind. Read again by id before acting. */
export async function owingSince(table: Table, before: string): Promise<string[]> {
  const items = await everyItem((next) => table.queryIndex('owed', { pk: OWED, between: ['', before], ...next }));
  return items.map(idOf);
}

/** Ids of records whose alarm passed before this moment: nobody answered it. */
export async function alarmsPassed(table: Table, before: string): Promise<string[]> {
  const items = await everyItem((next) => table.queryIndex('alarm', { pk: ALARM, between: ['', before], ...next }));
  return items.map(idOf);
}

/** Keeps the token by which a run's race can be woken, in place of any earlier one. */
export async function keepToken(table: Table, id: string, run: number, token: string): Promise<void> {
  const key = tokenKey(id, run);
  for (;;) {
    const before = await table.get(key);
    try {
      await table.put({ ...key, body: { token } }, before ? { ifVersion: before.version } : { ifAbsent: true });
      return;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

/** The token to wake this run by, if its race has stored one. */
export async function readToken(table: Table, id: string, run: number): Promise<string | undefined> {
  const item = await table.get(tokenKey(id, run));
  return item ? (item.body as { token: string }).token : undefined;
}

/** Whether the last sweep already found this run waiting on this alarm, past its moment. */
export async function isStillUnmoved(table: Table, d: Disagreement): Promise<boolean> {
  const item = await table.get(unmovedKey(d.id));
  return item !== undefined && (item.body as { seen: string }).seen === seenAs(d);
}

/** Notes what a sweep found, for the next one. Two sweeps at once note the same. */
export async function noteUnmoved(table: Table, d: Disagreement): Promise<void> {
  const key = unmovedKey(d.id);
  const before = await table.get(key);
  try {
    await table.put({ ...key, body: { seen: seenAs(d) } }, before ? { ifVersion: before.version } : { ifAbsent: true });
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
  }
}

/** The earliest moment at which its execution should do something, or undefined while it waits for a person only. */
export function nextAlarmOf(d: Disagreement): string | undefined {
  const { place, remindAt, dueAt } = d.alarm;
  if (place === 'confirm-in-writing') return d.outcome?.at;
  const times = [remindAt, dueAt].flatMap((at) => at ?? []);
  return times.length === 0 ? undefined : times.sort((a, b) => a.localeCompare(b))[0];
}

const RECORD = 'record';
const OWED = 'owed';
const ALARM = 'alarm';
/** Sorts after every instant. */
const NEVER = 'never';

const recordKey = (id: string): Key => ({ pk: `disagreement#${id}`, sk: RECORD });
const textKey = (id: string, textId: string): Key => ({ pk: `disagreement#${id}`, sk: `text#${textId}` });
const tokenKey = (id: string, run: number): Key => ({ pk: `disagreement#${id}`, sk: `token#${run}` });
const unmovedKey = (id: string): Key => ({ pk: `disagreement#${id}`, sk: 'unmoved' });
const seenAs = (d: Disagreement): string => `${d.run} ${d.alarm.place} ${nextAlarmOf(d) ?? ''}`;
const personKey = (email: string, { id, raisedAt }: Pick<Disagreement, 'id' | 'raisedAt'>): Key => ({
  pk: `person#${personHash(email)}`,
  sk: `${raisedAt}#${id}`,
});
const referenceKey = (reference: string): Key => ({
  pk: `reference#${reference.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`,
  sk: 'reference',
});

function lastChangeOf(d: Disagreement): string {
  return d.history.at(-1)?.at ?? d.raisedAt;
}

function idOf(item: Item): string {
  return item.pk.slice('disagreement#'.length);
}

function kept(item: Item): Kept {
  return { d: disagreementSchema.parse(item.body), version: item.version };
}
