import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { DIRECTORY_COLUMNS, directoryLineSchema } from '../escalation/directory-rows.ts';
import { ConditionFailed, everyItem, type Json, type Key, type Table } from './table.ts';

const instant = z.iso.datetime();
const cellsSchema = z.partialRecord(z.enum(DIRECTORY_COLUMNS), z.string());

const correctionSchema = z.object({
  id: z.string(),
  at: instant,
  /** Address of whoever proposed it. */
  by: z.string(),
  /** Id of the agency it is about. */
  agency: z.string(),
  /** `left`: whoever stands on the line has left. `deputy`, `new person`: as `cells` say. `words`: only the text says it. */
  kind: z.enum(['left', 'deputy', 'new person', 'words']),
  /** The line it is about, as it stood then. */
  line: directoryLineSchema.optional(),
  /** The cells that would read otherwise, or those of a new line. */
  cells: cellsSchema.optional(),
  /** In their own words; may be empty but for `words`. */
  text: z.string(),
  settled: z
    .object({
      at: instant,
      /** Address of the administrator. */
      by: z.string(),
      became: z.enum(['accepted', 'declined']),
      /** Why it was declined: the proposer reads it. */
      reason: z.string().optional(),
    })
    .optional(),
});
/** What somebody says is wrong with a directory, and what became of it. */
export type Correction = z.infer<typeof correctionSchema>;

/** Long enough for whoever proposed it to have looked. Days. */
export const CORRECTION_KEPT_DAYS = 365;

/** Keeps a proposed correction until an administrator settles it. */
export async function keepCorrection(table: Table, partnershipId: string, correction: Correction): Promise<void> {
  await table.put(
    { ...keyOf(partnershipId, correction.id), body: correctionSchema.parse(correction) as unknown as Json },
    { ifAbsent: true },
  );
}

/** Every correction of a partnership's directory that waits, or was settled within the year, oldest first. */
export async function corrections(table: Table, partnershipId: string): Promise<Correction[]> {
  const items = await everyItem((next) => table.query({ pk: partitionOf(partnershipId), ...next }));
  return items.map(({ body }) => correctionSchema.parse(body)).sort((one, other) => one.at.localeCompare(other.at));
}

/** One of them by its id. */
export async function readCorrection(table: Table, partnershipId: string, id: string): Promise<Correction | undefined> {
  const item = await table.get(keyOf(partnershipId, id));
  return item && correctionSchema.parse(item.body);
}

/** Says what became of it. Of two who settle it at once the first stands; false tells the second so. */
export async function settleCorrection(
  table: Table,
  partnershipId: string,
  id: string,
  settled: NonNullable<Correction['settled']>,
): Promise<boolean> {
  const item = await table.get(keyOf(partnershipId, id));
  if (!item) return false;
  const correction = correctionSchema.parse(item.body);
  if (correction.settled) return false;
  const keptUntil = Temporal.Instant.from(settled.at).add({ hours: CORRECTION_KEPT_DAYS * 24 });
  try {
    await table.put(
      {
        ...keyOf(partnershipId, id),
        body: correctionSchema.parse({ ...correction, settled }) as unknown as Json,
        expiresAt: Math.ceil(keptUntil.epochMilliseconds / 1000),
      },
      { ifVersion: item.version },
    );
    return true;
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
    return false;
  }
}

const partitionOf = (partnershipId: string) => `corrections#${partnershipId}`;
const keyOf = (partnershipId: string, id: string): Key => ({ pk: partitionOf(partnershipId), sk: id });
