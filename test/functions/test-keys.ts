import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keys } from '../../services/services.ts';

/** Real HMACs under made-up keys, and "random" bytes that are the same in every run. */
export function testKeys(): Keys {
  let drawn = 0;
  const sign: Keys['sign'] = async (purpose, text) =>
    Uint8Array.from(createHmac('sha256', `test key for ${purpose}`).update(text).digest());
  return {
    sign,
    signEach: async (purpose, text) => [await sign(purpose, text)],
    verify: async (purpose, text, signature) => {
      const expected = await sign(purpose, text);
      return signature.byteLength >= 8 && timingSafeEqual(expected.subarray(0, signature.byteLength), signature);
    },
    random: (bytes) =>
      Uint8Array.from(createHmac('sha512', 'test randomness').update(String(drawn++)).digest().subarray(0, bytes)),
  };
}
