import * as z from 'zod';
import { personHash } from './reply-address.ts';
import { ConditionFailed, type Item, type Key, type Table } from './table.ts';

const receiptSchema = z.object({
  /** The London day the digest is of. */
  on: z.iso.date(),
  /** It tells what happened after `sinceAt` and up to `untilAt`: the next goes on from there. */
  sinceAt: z.iso.datetime(),
  untilAt: z.iso.datetime(),
});
/** That a lead's digest of one day is being made: what it tells of, the same however often it is made. */
export type DigestReceipt = z.infer<typeof receiptSchema>;

/** Whose digest: a lead of a partnership. Leads of one partnership have a receipt each. */
export interface DigestOf {
  partnershipId: string;
  /** The lead's address. Only its hash is kept. */
  lead: string;
}

/**
 * The receipt of that day, kept if there was none yet. Of two at once one is kept, and both are answered that one: so both make
 * the same digest (F16).
 */
export async function keepReceipt(table: Table, of: DigestOf, receipt: DigestReceipt): Promise<DigestReceipt> {
  const key: Key = { pk: partitionOf(of), sk: receipt.on };
  try {
    await table.put(
      {
        ...key,
        body: receiptSchema.parse(receipt),
        // For the partnership's page of digests that went out; the parts of the key in the other order.
        indexes: { listed: { pk: `digests#${of.partnershipId}`, sk: `${receipt.on}#${personHash(of.lead)}` } },
      },
      { ifAbsent: true },
    );
    return receipt;
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
    return kept((await table.get(key))!);
  }
}

/** The latest receipts of a lead, newest first. Read with strong consistency. */
export async function latestReceipts(table: Table, of: DigestOf, limit: number): Promise<DigestReceipt[]> {
  const { items } = await table.query({ pk: partitionOf(of), descending: true, limit });
  return items.map(kept);
}

function partitionOf({ partnershipId, lead }: DigestOf): string {
  return `digest#${partnershipId}#${personHash(lead)}`;
}

function kept(item: Item): DigestReceipt {
  return receiptSchema.parse(item.body);
}
