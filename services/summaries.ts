import * as z from 'zod';
import { type LearningPoint, learningOf, learningPointSchema } from '../escalation/learning.ts';
import { type Summary, summaryOf, summarySchema } from '../escalation/summary.ts';
import type { Kept } from './disagreements.ts';
import { ConditionFailed, everyItem, type Item, type Key, type Range, type Table } from './table.ts';

/**
 * A small item beside each record, with what lists say of it. It is owed by every change (`conduct/settle.ts`), so it is true within
 * seconds and after a crash within a sweep. Nothing is decided from it: whoever acts reads the record again.
 */

/** As of which version of the record: an older one that is written late never takes the place of a newer one. */
const keptSchema = z.object({ asOf: z.int(), summary: summarySchema });

/** Keeps the summary of a record as read, unless that of the same or a later version is kept. Running twice is safe. */
export async function keepSummary(table: Table, { d, version }: Kept): Promise<void> {
  const key = summaryKey(d.id);
  const item: Omit<Item, 'version'> = {
    ...key,
    body: keptSchema.parse({ asOf: version, summary: summaryOf(d) }),
    indexes: {
      listed: {
        pk: listOf(d.partnershipId),
        sk: d.closedAt ? `closed#${d.closedAt}#${d.id}` : `open#${d.raisedAt}#${d.id}`,
      },
    },
  };
  await putNewer(table, item, version);
  for (const point of learningOf(d)) {
    const isWaiting = point.became === undefined;
    await putNewer(
      table,
      {
        pk: key.pk,
        sk: `learning#${point.which}`,
        body: { asOf: version, point: learningPointSchema.parse(point) },
        indexes: {
          listed: {
            pk: learningIn(d.partnershipId),
            sk: `${isWaiting ? WAITING : FOLLOWED_UP}#${point.at}#${d.id}#${point.which}`,
          },
        },
      },
      version,
    );
  }
}

/** Puts what was made from a version of a record, unless what is there was made from the same or a later one. */
async function putNewer(table: Table, item: Omit<Item, 'version'>, version: number): Promise<void> {
  for (;;) {
    const before = await table.get(item);
    if (before && keptSchema.shape.asOf.parse((before.body as { asOf: unknown }).asOf) >= version) return;
    try {
      await table.put(item, before ? { ifVersion: before.version } : { ifAbsent: true });
      return;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

/** The summary beside one record, read with strong consistency: as of the record's last change but the one being carried out. */
export async function readSummary(table: Table, id: string): Promise<Summary | undefined> {
  const item = await table.get(summaryKey(id));
  return item && kept(item);
}

/** Every disagreement of a partnership that is not closed, the longest raised first. From an index: a moment old. */
export async function openSummaries(table: Table, partnershipId: string): Promise<Summary[]> {
  const range = { pk: listOf(partnershipId), prefix: 'open#', limit: MOST_AT_ONCE };
  return (await everyItem((next) => table.queryIndex('listed', { ...range, ...next }))).map(kept);
}

/** Those closed from one instant on and before another, the latest first. From an index: a moment old. */
export async function closedSummaries(
  table: Table,
  partnershipId: string,
  { from, before }: { from: string; before: string },
): Promise<Summary[]> {
  const range: Range = {
    pk: listOf(partnershipId),
    between: [`closed#${from}`, `closed#${before}`],
    descending: true,
    limit: MOST_AT_ONCE,
  };
  return (await everyItem((next) => table.queryIndex('listed', { ...range, ...next }))).map(kept);
}

/** What there is to learn in a partnership: everything that nobody has followed up yet, or what was, by when it was recorded; the latest first. From an index: a moment old. */
export async function learningListed(
  table: Table,
  partnershipId: string,
  which: 'waiting' | { from: string; before: string },
): Promise<LearningPoint[]> {
  const range =
    which === 'waiting'
      ? { prefix: `${WAITING}#` }
      : { between: [`${FOLLOWED_UP}#${which.from}`, `${FOLLOWED_UP}#${which.before}`] as [string, string] };
  const { items } = await table.queryIndex('listed', {
    pk: learningIn(partnershipId),
    ...range,
    descending: true,
    limit: MOST_AT_ONCE,
  });
  return items.map((item) => learningPointSchema.parse((item.body as { point: unknown }).point));
}

const WAITING = 'waiting';
const FOLLOWED_UP = 'followed-up';
const learningIn = (partnershipId: string) => `learning#${partnershipId}`;

/** As many as a page of the table can hold: 150 summaries are some 100 KB. */
const MOST_AT_ONCE = 1000;

const summaryKey = (id: string): Key => ({ pk: `summary#${id}`, sk: 'summary' });
const listOf = (partnershipId: string) => `summaries#${partnershipId}`;

function kept(item: Item): Summary {
  return keptSchema.parse(item.body).summary;
}
