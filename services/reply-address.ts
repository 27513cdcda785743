import { hash } from 'node:crypto';
import type { Keys } from './services.ts';

/**
 * The address a reply comes back to: it says which disagreement and which person, signed, so that a reply is routed without
 * trusting its From and a forged address goes to the holding pen (S2). Lower-case base32 throughout, because a mail server on
 * the way may change the case of an address.
 *
 * Whether the disagreement is still open is not the address's to know: who reads it asks the record.
 */

const PREFIX = 'reply+';
/** 80 bits, where S2 asks for 64 at least: all that fits with a UUID in a local part of 64 letters. */
const SIGNATURE_BYTES = 10;
/** 40 bits tell the few people of one disagreement apart; the signature is what keeps a stranger out. */
const PERSON_BYTES = 5;
const LONGEST_LOCAL_PART = 64;

/** How the id is written: its text, or the sixteen bytes of a UUID, which as text would not fit. */
const AS_TEXT = 0;
const AS_UUID = 1;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whom an address stands for within a disagreement, without saying who: the hash of their email address, whatever its case. */
export function personHash(email: string): string {
  return base32(hash('sha256', email.trim().toLowerCase(), 'buffer').subarray(0, PERSON_BYTES));
}

/** Throws `RangeError` when the id is too long to fit: a UUID, or at most 20 bytes of text. */
export async function replyAddressFor(
  keys: Pick<Keys, 'sign'>,
  { disagreementId, email, mailDomain }: { disagreementId: string; email: string; mailDomain: string },
): Promise<string> {
  const person = personHash(email);
  const signature = await signatureOf(keys, disagreementId, person);
  const packed = Buffer.concat([unbase32(person)!, signature, packId(disagreementId)]);
  const local = `${PREFIX}${base32(packed)}`;
  if (local.length > LONGEST_LOCAL_PART)
    throw new RangeError('This disagreement’s id is too long for a reply address: a UUID, or at most 20 bytes.');
  return `${local}@${mailDomain}`;
}

/** Which disagreement and person a reply address stands for, or undefined when it is not one of ours: forged, cut short, swapped. */
export async function readReplyAddress(
  keys: Pick<Keys, 'verify'>,
  address: string,
): Promise<{ disagreementId: string; personHash: string } | undefined> {
  const local = address.trim().toLowerCase().split('@')[0] ?? '';
  if (!local.startsWith(PREFIX) || local.length > LONGEST_LOCAL_PART) return undefined;
  const packed = unbase32(local.slice(PREFIX.length));
  if (!packed || packed.length <= PERSON_BYTES + SIGNATURE_BYTES + 1) return undefined;
  const person = base32(packed.subarray(0, PERSON_BYTES));
  const disagreementId = unpackId(packed.subarray(PERSON_BYTES + SIGNATURE_BYTES));
  if (disagreementId === undefined) return undefined;
  const signature = packed.subarray(PERSON_BYTES, PERSON_BYTES + SIGNATURE_BYTES);
  const isOurs = await keys.verify('reply address', signedText(disagreementId, person), signature);
  return isOurs ? { disagreementId, personHash: person } : undefined;
}

/** An address has room for part of a signature only: `Keys.verify` compares what there is. */
async function signatureOf(keys: Pick<Keys, 'sign'>, disagreementId: string, person: string): Promise<Buffer> {
  return Buffer.from(await keys.sign('reply address', signedText(disagreementId, person))).subarray(0, SIGNATURE_BYTES);
}

function signedText(disagreementId: string, person: string): string {
  return `${disagreementId}
${person}`;
}

function packId(id: string): Buffer {
  if (UUID.test(id)) return Buffer.concat([Buffer.of(AS_UUID), Buffer.from(id.replaceAll('-', ''), 'hex')]);
  return Buffer.concat([Buffer.of(AS_TEXT), Buffer.from(id)]);
}

function unpackId(packed: Buffer): string | undefined {
  const rest = packed.subarray(1);
  if (packed[0] === AS_TEXT) return rest.toString();
  if (packed[0] !== AS_UUID || rest.length !== 16) return undefined;
  return rest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** RFC 4648, in lower case and without padding. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + LETTERS[(held << (5 - bits)) & 31];
}

/** Undefined unless the text is exactly what `base32` would have written: two addresses never mean the same. */
function unbase32(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bytes.push((held >> (bits - 8)) & 255);
      bits -= 8;
    }
    held &= (1 << bits) - 1;
  }
  return bits >= 5 || held !== 0 ? undefined : Buffer.from(bytes);
}
