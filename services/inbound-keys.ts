import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { InboundHead } from '../escalation/inbound.ts';
import { ConditionFailed, type Json, type Key, type Table } from './table.ts';

/**
 * So that one message opens one disagreement, however often it is delivered (F1). Two keys stand for it: our own message id
 * (a redelivered event) and its content (the sender's server tried again, under a new id of ours). Never its Message-ID alone:
 * anybody may choose that one, and could so suppress somebody else's report.
 */

/** F1: "Keep >= 90 days, not 1 h". */
const INBOUND_KEYS_KEPT_DAYS = 90;

const claimSchema = z.object({ becomesId: z.string().min(1), receivedAt: z.iso.datetime() });

/** What a message becomes, the same at every delivery. */
export interface Claim {
  /** Id of the disagreement (or of the held message) that it becomes. Chosen and written down before that is. */
  becomesId: string;
  /** When it first reached us: the clock counts from then, not from a later delivery. */
  receivedAt: string;
  /**
   * Whether this is the first delivery anybody saw. Never a reason to stop: the first may have died half way, so a later
   * one does the same work on the same id, where "already there" means done.
   */
  isFirst: boolean;
}

/** Which incoming message becomes what: the same email delivered twice comes to one thing. */
export interface InboundKeys {
  /**
   * The claim on this message: made now, or the one made before. Safe to call again after a crash at any point, and at the same
   * moment from two deliveries. `words` is the text as it was read, or the raw bytes of a message that could not be.
   */
  claim(head: InboundHead, words: string | Uint8Array, newId: () => string): Promise<Claim>;
}

/** The keys, kept in the table. */
export function inboundKeys(table: Table): InboundKeys {
  const read = async (key: Key) => {
    const item = await table.get(key);
    return item && claimSchema.parse(item.body);
  };
  /** Writes the claim, or answers the one that was there first. */
  const putOrRead = async (key: Key, claim: z.infer<typeof claimSchema>) => {
    const received = Temporal.Instant.from(claim.receivedAt);
    const expiresAt = Math.ceil(received.epochMilliseconds / 1000) + INBOUND_KEYS_KEPT_DAYS * 24 * 60 * 60;
    try {
      await table.put({ ...key, body: claim satisfies Json, expiresAt }, { ifAbsent: true });
      return { claim, isFirst: true };
    } catch (reason) {
      const earlier = reason instanceof ConditionFailed ? await read(key) : undefined;
      if (!earlier) throw reason;
      return { claim: earlier, isFirst: false };
    }
  };

  return {
    async claim(head, words, newId) {
      const byId = keyFor('id', head.envelope.messageId);
      // Before the content: a release in between may read the same bytes as slightly other words.
      const seen = await read(byId);
      if (seen) return { ...seen, isFirst: false };

      const byContent = keyFor('content', contentHash(head, words));
      const fresh = { becomesId: newId(), receivedAt: head.envelope.receivedAt };
      const content = await putOrRead(byContent, fresh);
      const id = await putOrRead(byId, content.claim);
      return { ...id.claim, isFirst: content.isFirst && id.isFirst };
    },
  };
}

function keyFor(kind: 'id' | 'content', name: string): Key {
  return { pk: `inbound-${kind}#${name}`, sk: 'claim' };
}

/** JSON marks where one part ends, so that no two messages are joined to the same words. */
function contentHash(head: InboundHead, words: string | Uint8Array): string {
  const facts = JSON.stringify([head.envelope.from.toLowerCase(), head.rfcMessageId ?? null, head.subject]);
  return createHash('sha256').update(facts).update('\0').update(words).digest('hex');
}
