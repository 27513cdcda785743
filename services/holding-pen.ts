import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { CLASSES } from '../escalation/inbound.ts';
import { ConditionFailed, type Item, type Json, type Key, type Table } from './table.ts';

/**
 * Where a message waits for a person: held (nothing proves who sent it, nobody knows where it belongs, or it could not be read) or
 * quarantined (probably forged or harmful). A safeguarding concern is never dropped: what is let in later keeps the time it was received.
 */

const instant = z.iso.datetime();
const heldSchema = z.object({
  id: z.string(),
  kind: z.enum(['held', 'quarantined']),
  /** For the person who looks at it. */
  why: z.string().min(1),
  /** Absent when it was sent to no partnership we know. */
  partnershipId: z.string().optional(),
  /** The clock of what it opens counts from here. */
  receivedAt: instant,
  class: z.enum(CLASSES).optional(),
  /** As the message claims: unproved. */
  from: z.string().optional(),
  envelopeFrom: z.string(),
  subject: z.string().optional(),
  /** What it says, so that it outlives the raw message. Never there for a virus. */
  text: z.string().optional(),
  /** Under which id the raw message is kept (`raw-mail.ts`), for as long as those are. */
  rawMailId: z.string(),
  /** Each person who opened it to read it, and the reason they gave first (NOT-5). */
  opened: z.array(z.object({ at: instant, by: z.string(), reason: z.string().min(1) })).optional(),
  settled: z
    .object({
      at: instant,
      /** Address of the person who settled it. */
      by: z.string(),
      became: z.enum(['disagreement', 'note', 'discarded']),
      /** The disagreement that it became, or is a note on. */
      disagreementId: z.string().optional(),
      /** Why it was refused. */
      reason: z.string().optional(),
    })
    .optional(),
});
/** A message that waits for a person, or what they made of it. */
export type HeldMessage = z.infer<typeof heldSchema>;

/** A settled message is kept as long as the keys that recognise its copies. Days. */
export const SETTLED_KEPT_DAYS = 90;

/** Partition of the list for messages that belong to no partnership we know. */
const NO_PARTNERSHIP = 'none';

/** Held messages, the oldest first, and where to go on. */
export interface HeldPage {
  messages: HeldMessage[];
  cursor?: string;
}

/** Email that waits for a person to say where it belongs. */
export interface HoldingPen {
  /** Holds a message. Holding it again (a second delivery) changes nothing; answers whether it is new here. */
  hold(message: Omit<HeldMessage, 'settled'>): Promise<'held' | 'already held'>;
  get(id: string): Promise<HeldMessage | undefined>;
  /** What waits in a partnership (or in none: undefined), longest waiting first. May be a moment behind. */
  waiting(partnershipId: string | undefined, page?: { limit?: number; cursor?: string }): Promise<HeldPage>;
  /** Keeps who opened it and why, before they read it. Opening it twice keeps the first. Throws `RangeError` when there is none. */
  open(id: string, opening: { at: string; by: string; reason: string }): Promise<HeldMessage>;
  /**
   * Says what became of it; it waits no longer. Settling it twice the same way is no error; throws `AlreadySettled` when
   * somebody else did otherwise first, and `RangeError` when there is no such message.
   */
  settle(id: string, settled: NonNullable<HeldMessage['settled']>): Promise<void>;
}

/** Somebody else settled this message first, otherwise. Show them what became of it. */
export class AlreadySettled extends Error {
  override name = 'AlreadySettled';
}

/** The holding pen, kept in the table and listed on its `listed` index. */
export function holdingPen(table: Table): HoldingPen {
  const get = async (id: string) => {
    const item = await table.get(keyFor(id));
    return item && { item, message: heldSchema.parse(item.body) };
  };
  return {
    async hold(message) {
      const key = keyFor(message.id);
      const listed = { pk: listOf(message.partnershipId), sk: `${message.receivedAt}#${message.id}` };
      try {
        await table.put(
          { ...key, body: heldSchema.parse(message) satisfies Json, indexes: { listed } },
          { ifAbsent: true },
        );
        return 'held';
      } catch (reason) {
        if (reason instanceof ConditionFailed) return 'already held';
        throw reason;
      }
    },

    async get(id) {
      return (await get(id))?.message;
    },

    async waiting(partnershipId, page = {}) {
      const { items, cursor } = await table.queryIndex('listed', { pk: listOf(partnershipId), ...page });
      // The index may be behind: what was settled meanwhile says so in the item it shows.
      const messages = items.map((item: Item) => heldSchema.parse(item.body)).filter((message) => !message.settled);
      return cursor === undefined ? { messages } : { messages, cursor };
    },

    async open(id, opening) {
      for (;;) {
        const found = await get(id);
        if (!found) throw new RangeError(`There is no held message ${id}`);
        const { item, message } = found;
        if (message.opened?.some(({ by }) => by === opening.by)) return message;
        const body = heldSchema.parse({ ...message, opened: [...(message.opened ?? []), opening] });
        const { version, ...kept } = item;
        try {
          await table.put({ ...kept, body: body satisfies Json }, { ifVersion: version });
          return body;
        } catch (reason) {
          if (!(reason instanceof ConditionFailed)) throw reason;
        }
      }
    },

    async settle(id, settled) {
      for (;;) {
        const found = await get(id);
        if (!found) throw new RangeError(`There is no held message ${id}`);
        const earlier = found.message.settled;
        if (earlier?.became === settled.became && earlier.disagreementId === settled.disagreementId) return;
        if (earlier) throw new AlreadySettled(`Held message ${id} was already settled as ${earlier.became}`);
        const expiresAt =
          Math.ceil(Temporal.Instant.from(settled.at).epochMilliseconds / 1000) + SETTLED_KEPT_DAYS * 24 * 60 * 60;
        const body = heldSchema.parse({ ...found.message, settled }) satisfies Json;
        try {
          await table.put({ ...keyFor(id), body, expiresAt }, { ifVersion: found.item.version });
          return;
        } catch (reason) {
          if (!(reason instanceof ConditionFailed)) throw reason;
        }
      }
    },
  };
}

/** Everything that waits in a partnership, or for no partnership we know (undefined), longest waiting first. */
export async function allWaiting(pen: HoldingPen, partnershipId: string | undefined): Promise<HeldMessage[]> {
  const waiting: HeldMessage[] = [];
  let cursor: string | undefined;
  do {
    const page = await pen.waiting(partnershipId, { limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    waiting.push(...page.messages);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return waiting;
}

function keyFor(id: string): Key {
  return { pk: `held#${id}`, sk: 'message' };
}

function listOf(partnershipId: string | undefined): string {
  return `held#${partnershipId ?? NO_PARTNERSHIP}`;
}
