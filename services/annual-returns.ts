import * as z from 'zod';
import { FEW, HELD_BACK } from '../escalation/small-numbers.ts';
import { ConditionFailed, type Key, type Table } from './table.ts';

const disclosedSchema = z.union([z.number(), z.literal('none'), z.literal(FEW), z.literal(HELD_BACK)]);
const keptSchema = z.object({
  madeAt: z.iso.datetime(),
  return: z.object({
    partnership: z.string(),
    period: z.string(),
    previousPeriod: z.string().optional(),
    rows: z.array(
      z.object({
        section: z.string(),
        measure: z.string(),
        value: disclosedSchema,
        before: disclosedSchema.optional(),
      }),
    ),
  }),
});
/** An annual return as it was worked out at a moment: what it counts is what was known then. */
export type KeptReturn = z.infer<typeof keptSchema>;

/** Which return: London days, both included, and for whom. */
export interface ReturnOf {
  partnershipId: string;
  from: string;
  until: string;
  audience: 'partnership' | 'outside';
}

/** The return as it was last worked out; undefined when nobody has asked for it yet. */
export async function readReturn(table: Table, of: ReturnOf): Promise<KeptReturn | undefined> {
  const item = await table.get(keyOf(of));
  return item && keptSchema.parse(item.body);
}

/** Keeps a return in place of the one worked out before. It holds counts and no more: nobody can be known by it inside the partnership. */
export async function keepReturn(table: Table, of: ReturnOf, kept: KeptReturn): Promise<void> {
  const key = keyOf(of);
  for (;;) {
    const before = await table.get(key);
    try {
      await table.put(
        { ...key, body: keptSchema.parse(kept) },
        before ? { ifVersion: before.version } : { ifAbsent: true },
      );
      return;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

function keyOf({ partnershipId, from, until, audience }: ReturnOf): Key {
  return { pk: `return#${partnershipId}`, sk: `${from}#${until}#${audience}` };
}
