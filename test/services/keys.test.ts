import { describe, expect, it } from 'vitest';
import { keysFrom, type Secrets, secretsSchema } from '../../services/keys.ts';
import type { KeyPurpose } from '../../services/services.ts';

const OLD = 'the first secret there ever was, long enough';
const NEW = 'the secret that took its place, long enough too';
const keysOf = (secrets: Secrets) => keysFrom(async () => secrets);

const PURPOSES: KeyPurpose[] = ['history', 'reply address', 'sign-in code', 'session', 'text', 'copy password'];

describe('signing', () => {
  it('is the same for the same words and another for others', async () => {
    const keys = keysOf({ newest: NEW, older: [] });

    const signature = await keys.sign('history', 'line 1');

    expect(signature).toHaveLength(32);
    expect(await keys.sign('history', 'line 1')).toEqual(signature);
    expect(await keys.sign('history', 'line 2')).not.toEqual(signature);
  });

  it('differs for each purpose, so that what one page signs is worth nothing on another', async () => {
    const keys = keysOf({ newest: NEW, older: [] });

    const signatures = await Promise.all(PURPOSES.map((purpose) => keys.sign(purpose, 'same words')));

    expect(new Set(signatures.map((signature) => Buffer.from(signature).toString('hex'))).size).toBe(PURPOSES.length);
    for (const [index, purpose] of PURPOSES.entries()) {
      const verified = await Promise.all(signatures.map((signature) => keys.verify(purpose, 'same words', signature)));
      expect(verified, purpose).toEqual(PURPOSES.map((_, at) => at === index));
    }
  });
});

describe('S26: while a secret is being changed', () => {
  it('signs with the newest and still takes what an older one signed', async () => {
    const before = keysOf({ newest: OLD, older: [] });
    const during = keysOf({ newest: NEW, older: [OLD] });
    const after = keysOf({ newest: NEW, older: [] });
    const signedBefore = await before.sign('session', 'words');
    const signedDuring = await during.sign('session', 'words');

    expect(await during.verify('session', 'words', signedBefore)).toBe(true);
    expect(await during.verify('session', 'words', signedDuring)).toBe(true);
    expect(await after.verify('session', 'words', signedDuring)).toBe(true);
    expect(await after.verify('session', 'words', signedBefore)).toBe(false);
    expect(await during.signEach('session', 'words')).toEqual([signedDuring, signedBefore]);
  });
});

describe('verifying', () => {
  const keys = keysOf({ newest: NEW, older: [OLD] });

  it.each([
    [0, false],
    [1, false],
    [7, false],
    [8, true],
    [16, true],
    [32, true],
  ])('S2: takes the first %i bytes of a signature: %s', async (bytes, isTaken) => {
    const signature = (await keys.sign('reply address', 'words')).subarray(0, bytes);

    expect(await keys.verify('reply address', 'words', signature)).toBe(isTaken);
  });

  it.each([
    ['one bit in its first byte', 0],
    ['one bit in its last', 31],
  ])('refuses a signature that differs in %s', async (_where, at) => {
    const signature = Uint8Array.from(await keys.sign('history', 'words'));
    signature[at]! ^= 1;

    expect(await keys.verify('history', 'words', signature)).toBe(false);
  });

  it('refuses a signature with something behind it', async () => {
    const signature = await keys.sign('history', 'words');

    expect(await keys.verify('history', 'words', Uint8Array.from([...signature, 0]))).toBe(false);
  });
});

describe('reading the secrets', () => {
  it('asks once for many signatures', async () => {
    let reads = 0;
    const keys = keysFrom(async () => {
      reads += 1;
      return { newest: NEW, older: [] };
    });

    await Promise.all([keys.sign('text', 'a'), keys.sign('text', 'b'), keys.verify('text', 'a', new Uint8Array(8))]);

    expect(reads).toBe(1);
  });

  it('S26: asks again after an hour, so that a changed secret is in use everywhere without a deployment', async () => {
    const secrets = [
      { newest: OLD, older: [] },
      { newest: NEW, older: [OLD] },
    ];
    let uptimeMs = 5_000;
    let reads = 0;
    const keys = keysFrom(async () => secrets[Math.min(reads++, 1)]!, { uptimeMs: () => uptimeMs });
    const withOld = await keys.sign('text', 'words');

    uptimeMs += 60 * 60 * 1000;
    expect(await keys.sign('text', 'words')).toEqual(withOld);
    uptimeMs += 1;
    const withNew = await keys.sign('text', 'words');

    expect(reads).toBe(2);
    expect(withNew).toEqual(await keysOf({ newest: NEW, older: [] }).sign('text', 'words'));
    expect(await keys.verify('text', 'words', withOld)).toBe(true);
  });

  it('does not keep a failure: the next call asks again', async () => {
    let reads = 0;
    const keys = keysFrom(async () => {
      reads += 1;
      if (reads === 1) throw new Error('Secrets Manager is away');
      return { newest: NEW, older: [] };
    });

    await expect(keys.sign('text', 'words')).rejects.toThrow('Secrets Manager is away');

    expect(await keys.sign('text', 'words')).toHaveLength(32);
  });

  it.each([
    ['a secret that is too short', { newest: 'short', older: [] }],
    ['an older secret missing', { newest: NEW }],
    ['a secret that is no text', { newest: 7, older: [] }],
    ['nothing', undefined],
  ])('refuses %s', (_what, secrets) => {
    expect(secretsSchema.safeParse(secrets).success).toBe(false);
  });
});

it('draws unguessable bytes, never the same twice', () => {
  const keys = keysOf({ newest: NEW, older: [] });

  const drawn = Array.from({ length: 50 }, () => Buffer.from(keys.random(16)).toString('hex'));

  expect(new Set(drawn).size).toBe(50);
  expect(drawn.every((hex) => hex.length === 32)).toBe(true);
});
