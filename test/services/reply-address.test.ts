import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personHash, readReplyAddress, replyAddressFor } from '../../services/reply-address.ts';
import { testKeys } from '../functions/test-keys.ts';

const keys = testKeys();
const disagreementId = '0b8f6f6e-6f0e-4a56-9a57-5a3b1f6f2d10';
const email = 'tom.okafor@care.example';
const mailDomain = 'mail.common-ground.example';
const addressOf = (over: { disagreementId?: string; email?: string } = {}) =>
  replyAddressFor(keys, { disagreementId, email, mailDomain, ...over });

describe('S2: a reply address', () => {
  it('says which disagreement and which person, and fits the local part of any mail server', async () => {
    const address = await addressOf();

    expect(address).toMatch(/^reply\+[a-z2-7]+@mail\.common-ground\.example$/);
    expect(address.split('@')[0]!.length).toBeLessThanOrEqual(64);
    expect(await readReplyAddress(keys, address)).toEqual({ disagreementId, personHash: personHash(email) });
  });

  it('is read whatever a mail server did to its case', async () => {
    expect(await readReplyAddress(keys, (await addressOf()).toUpperCase())).toEqual({
      disagreementId,
      personHash: personHash(email),
    });
  });

  it('stands for the same person whatever the case of their address', () => {
    expect(personHash(' Tom.Okafor@CARE.example ')).toBe(personHash(email));
  });

  it('names nobody', async () => {
    expect(await addressOf()).not.toMatch(/tom|okafor|care/);
  });

  it('carries any id that fits, and gives it back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uuid(), fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })),
        async (id) => {
          const address = await addressOf({ disagreementId: id });

          expect(address.split('@')[0]!.length).toBeLessThanOrEqual(64);
          expect(await readReplyAddress(keys, address)).toEqual({ disagreementId: id, personHash: personHash(email) });
        },
      ),
    );
  });

  it('is not made for an id too long to fit', async () => {
    await expect(addressOf({ disagreementId: 'x'.repeat(40) })).rejects.toThrow(RangeError);
  });

  it('is refused when any letter of it was changed', async () => {
    const [local] = (await addressOf()).split('@') as [string];
    for (let at = 'reply+'.length; at < local.length; at += 1) {
      const letter = local[at] === 'a' ? 'b' : 'a';

      expect(
        await readReplyAddress(keys, `${local.slice(0, at)}${letter}${local.slice(at + 1)}@${mailDomain}`),
      ).toBeUndefined();
    }
  });

  it('is refused when the signature of one person stands on another’s, or of one disagreement on another', async () => {
    const body = (address: string) => address.split('@')[0]!.slice('reply+'.length);
    const [mine, theirs] = [body(await addressOf()), body(await addressOf({ email: 'ruth.bell@care.example' }))];
    const other = body(await addressOf({ disagreementId: '11111111-6f0e-4a56-9a57-5a3b1f6f2d10' }));

    // Eight letters are the person, sixteen the signature, the rest the disagreement.
    for (const forged of [theirs.slice(0, 8) + mine.slice(8), mine.slice(0, 24) + other.slice(24)]) {
      expect(await readReplyAddress(keys, `reply+${forged}@${mailDomain}`)).toBeUndefined();
    }
  });

  it('is refused, and never throws, for anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `reply+${rest}`),
          fc.stringMatching(/^reply\+[a-z2-7]{0,70}@x$/),
        ),
        async (text) => {
          expect(await readReplyAddress(keys, text)).toBeUndefined();
        },
      ),
    );
  });

  it('has a signature of 64 bits at least: sixteen letters of it change with the key', async () => {
    const otherKeys = { sign: async () => new Uint8Array(32).fill(7), verify: async () => false };
    const [one, other] = [await addressOf(), await replyAddressFor(otherKeys, { disagreementId, email, mailDomain })];

    const from = 'reply+'.length + 8;
    expect(one.slice(from, from + 13)).not.toBe(other.slice(from, from + 13));
    expect(one.slice(from + 16)).toBe(other.slice(from + 16));
    expect(await readReplyAddress(otherKeys, one)).toBeUndefined();
  });
});
