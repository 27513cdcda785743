import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { PLACES } from '../escalation/record.ts';
import { personHash } from './reply-address.ts';
import { ConditionFailed, type Item, type Key, type Table } from './table.ts';

/**
 * Who looked at a disagreement (S22): one small item for each person and London day, however often they opened it. Kept beside the record and not
 * in it: that somebody read it changes nothing, and a history line for each page would drown what happened.
 */

const instant = z.iso.datetime();
const lookSchema = z.object({
  /** The London day. */
  on: z.iso.date(),
  firstAt: instant,
  lastAt: instant,
  times: z.int().min(1),
  /** Absent where it was refused: then the log's id of them stands in its place. */
  email: z.string().optional(),
  places: z.array(z.enum([...PLACES, 'lead'])),
  refused: z.string().optional(),
});
/** That somebody looked at a disagreement on one day, how often, and as what. */
export type Look = z.infer<typeof lookSchema>;

/** Who it was: somebody who may open it, with their places, or somebody refused, by an id that is no address. */
export type Looker = { email: string; places: Look['places'] } | { refused: string };

/** Our choice, until the partnership's own schedule says otherwise: long enough for a review to ask who knew. Days. */
export const LOOKS_KEPT_DAYS = 2 * 365;

/** Notes that somebody opened it, or was refused. Running twice counts twice and harms nobody. */
export async function keepLook(
  table: Table,
  { disagreementId, looker, at }: { disagreementId: string; looker: Looker; at: Temporal.Instant },
): Promise<void> {
  const on = at.toZonedDateTimeISO('Europe/London').toPlainDate().toString();
  const who = 'refused' in looker ? `refused#${looker.refused}` : personHash(looker.email);
  const key: Key = { pk: partitionOf(disagreementId), sk: `${on}#${who}` };
  const expiresAt = Math.ceil(at.epochMilliseconds / 1000) + LOOKS_KEPT_DAYS * 24 * 60 * 60;
  for (;;) {
    const before = await table.get(key);
    const earlier = before && kept(before);
    const body = lookSchema.parse({
      on,
      firstAt: earlier?.firstAt ?? at.toString(),
      lastAt: at.toString(),
      times: (earlier?.times ?? 0) + 1,
      ...('refused' in looker ? { refused: looker.refused, places: [] } : looker),
    });
    try {
      await table.put({ ...key, body, expiresAt }, before ? { ifVersion: before.version } : { ifAbsent: true });
      return;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

/** The latest days first. Read with strong consistency; of a disagreement that was opened on more days by more people, the latest 500. */
export async function looksAt(table: Table, disagreementId: string): Promise<Look[]> {
  const { items } = await table.query({ pk: partitionOf(disagreementId), descending: true, limit: 500 });
  return items.map(kept);
}

const partitionOf = (disagreementId: string) => `looked#${disagreementId}`;

function kept(item: Item): Look {
  return lookSchema.parse(item.body);
}
