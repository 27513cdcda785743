import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { EntryDraft } from '../escalation/amendment.ts';
import type { HistoryEntry } from '../escalation/record.ts';
import type { Keys } from './services.ts';

/** A line of history is short: facts, never words. Bytes of canonical JSON (RFC 8785), its MAC included. */
const MAX_ENTRY_BYTES = 400;

/** What a history's first line is chained to. */
const BEFORE_THE_FIRST = 'common-ground';

/** A text and the salt that keeps its hash from being guessed. Erasing both leaves the chain whole. */
export interface KeptText {
  content: string;
  salt: string;
}

/** The salted hash that a history line holds in place of the words. */
function textHash(text: KeptText): string {
  return createHash('sha256').update(text.salt).update('\n').update(text.content).digest('base64url').slice(0, 32);
}

/**
 * Chains new lines to a history: each carries an HMAC over itself and the line before. Answers the whole history.
 * Throws when a line is over `MAX_ENTRY_BYTES`: it holds something that belongs in a text.
 */
export async function chain(
  keys: Keys,
  history: readonly HistoryEntry[],
  drafts: readonly EntryDraft[],
  texts: ReadonlyMap<string, KeptText>,
): Promise<HistoryEntry[]> {
  const whole = [...history];
  for (const draft of drafts) {
    const text = draft.textId === undefined ? undefined : texts.get(draft.textId);
    const line = { ...draft, ...(text ? { textHash: textHash(text) } : {}) };
    const mac = await macOf(keys, whole.at(-1)?.mac, line);
    const entry: HistoryEntry = { ...line, mac };
    const bytes = Buffer.byteLength(canonicalize(entry)!);
    if (bytes > MAX_ENTRY_BYTES) {
      throw new Error(
        `History line "${draft.what}" has ${bytes} bytes; at most ${MAX_ENTRY_BYTES} are allowed: keep words as a text`,
      );
    }
    whole.push(entry);
  }
  return whole;
}

/** Checks a history from its first line. Answers the number of the first line that was altered, moved or removed; `undefined`: all is well. */
export async function firstAltered(keys: Keys, history: readonly HistoryEntry[]): Promise<number | undefined> {
  let before: string | undefined;
  for (const [index, { mac, ...line }] of history.entries()) {
    const isWhole =
      line.n === index + 1 && (await keys.verify('history', signed(before, line), Buffer.from(mac, 'base64url')));
    if (!isWhole) return index + 1;
    before = mac;
  }
  return undefined;
}

async function macOf(keys: Keys, before: string | undefined, line: object): Promise<string> {
  return Buffer.from(await keys.sign('history', signed(before, line))).toString('base64url');
}

function signed(before: string | undefined, line: object): string {
  return `${before ?? BEFORE_THE_FIRST}\n${canonicalize(line)}`;
}
