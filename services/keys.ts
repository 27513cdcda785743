import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { KeyPurpose, Keys } from './services.ts';

/** The live secrets: the newest signs, every one of them verifies. `infra/record.ts` makes the first: change one and you have to change the other. */
export const secretsSchema = z.object({
  newest: z.string().min(32, 'a secret has at least 32 characters'),
  older: z.array(z.string()),
});
/** As they are stored. */
export type Secrets = z.infer<typeof secretsSchema>;

/** Keys made from the live secrets, a different one for each purpose. `read` is asked once and again an hour later, by the process's own uptime. */
export function keysFrom(
  read: () => Promise<Secrets>,
  { uptimeMs = () => performance.now() }: { uptimeMs?: () => number } = {},
): Keys {
  let secrets: Promise<Secrets> | undefined;
  let readAtMs = 0;
  const current = () => {
    const nowMs = uptimeMs();
    if (!secrets || nowMs - readAtMs > READ_AGAIN_AFTER_MS) {
      readAtMs = nowMs;
      secrets = read();
      // A failed read is not kept: the next call asks again.
      secrets.catch(() => {
        secrets = undefined;
      });
    }
    return secrets;
  };
  return {
    async sign(purpose, text) {
      return mac((await current()).newest, purpose, text);
    },
    async signEach(purpose, text) {
      const { newest, older } = await current();
      return [newest, ...older].map((secret) => mac(secret, purpose, text));
    },
    async verify(purpose, text, signature) {
      const { newest, older } = await current();
      return [newest, ...older].some((secret) => isSame(mac(secret, purpose, text), signature));
    },
    random: (bytes) => randomBytes(bytes),
  };
}

/** A rotated secret is in use everywhere within this time, without a deployment (S26). */
const READ_AGAIN_AFTER_MS = 60 * 60 * 1000;

const derived = new Map<string, KeyObject>();

function mac(secret: string, purpose: KeyPurpose, text: string): Uint8Array {
  const name = `${purpose}\n${secret}`;
  let key = derived.get(name);
  if (!key) {
    key = createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', `common-ground ${purpose}`, 32)));
    derived.set(name, key);
  }
  return createHmac('sha256', key).update(text).digest();
}

/** A reply address carries a shortened signature: it is compared over its own length, which its reader fixes. */
function isSame(whole: Uint8Array, given: Uint8Array): boolean {
  return (
    given.length >= SHORTEST_SIGNATURE_BYTES &&
    given.length <= whole.length &&
    timingSafeEqual(whole.subarray(0, given.length), given)
  );
}

/** 64 bits (S2). */
const SHORTEST_SIGNATURE_BYTES = 8;
