import { documentPassword } from '../documents/password.ts';
import type { Keys } from '../services/services.ts';
import type { Key } from '../services/table.ts';

/*
 * The password of a locked copy (ADR 017) is stored nowhere: it is made from the key of the row that sends the copy, under one of the live
 * secrets. So that it comes out the same after the secret was changed (S26), the row keeps which secret that is, as a signature that says
 * nothing of the password.
 */

/** 64 bits: enough to tell a few secrets apart. */
const LOCK_BYTES = 8;
/** A signature is 32 bytes, and a password takes 16 that are fair: a second or third is hardly ever looked at. */
const SIGNATURES = 4;

/** Which secret locks the copy that a row sends: the newest. */
export async function newLock(keys: Pick<Keys, 'sign'>, row: Key): Promise<string> {
  return asLock(await keys.sign('copy password', lockText(row)));
}

/** The password of the copy that a row sends; undefined when the secret it was made with is no longer held. */
export async function passwordFor(keys: Pick<Keys, 'signEach'>, row: Key, lock: string): Promise<string | undefined> {
  const locks = await keys.signEach('copy password', lockText(row));
  const which = locks.findIndex((signature) => asLock(signature) === lock);
  if (which === -1) return undefined;
  const parts = await Promise.all(
    Array.from({ length: SIGNATURES }, (_, part) => keys.signEach('copy password', `${part}\n${row.pk}\n${row.sk}`)),
  );
  const bytes = parts.flatMap((each) => [...each[which]!]);
  return documentPassword((count) => Uint8Array.from(bytes.splice(0, count)));
}

const lockText = ({ pk, sk }: Key) => `which secret\n${pk}\n${sk}`;

const asLock = (signature: Uint8Array) => Buffer.from(signature.subarray(0, LOCK_BYTES)).toString('hex');
