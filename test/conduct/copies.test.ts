import { describe, expect, it } from 'vitest';
import { newLock, passwordFor } from '../../conduct/copy-password.ts';
import { findByReference } from '../../conduct/disagreements.ts';
import { sendDue } from '../../conduct/send.ts';
import { sentCopies } from '../../conduct/sent-copies.ts';
import { keysFrom, type Secrets } from '../../services/keys.ts';
import { notDeliveredSince, rowsTo, writeDown } from '../../services/outbox.ts';
import type { Services } from '../../services/services.ts';
import { openPdf } from '../documents/open-pdf.ts';
import { SCHOOLS_MANAGER, withSchool } from '../functions/copies-world.ts';
import { LEAD } from '../functions/web-world.ts';
import { toSend } from '../services/outgoing.ts';

/** Written down and refused by the mail server, so that it waits for whoever tries next. */
async function waiting() {
  const school = await withSchool();
  const { world, reference } = school;
  world.mailer.refuse = ({ to }) => (to === SCHOOLS_MANAGER ? new Error('no server') : undefined);
  await school.sendCopy();
  world.mailer.refuse = () => undefined;
  world.later({ minutes: 1 });
  const d = (await findByReference(world.services, reference))!;
  const row = async () =>
    (await rowsTo(world.services.table, d.id, SCHOOLS_MANAGER)).findLast(({ row: { copy } }) => copy)!;
  const before = world.mailer.accepted.length;
  return { ...school, d, row, sentSince: () => world.mailer.accepted.length - before };
}

const withoutType = ({ copies: _, ...services }: Services): Services => services;
const making = (services: Services, made: Uint8Array): Services => ({
  ...services,
  copies: { make: async () => made },
});

describe('ADR 017: a copy is made when it is sent, by whoever sets type', () => {
  it('the row holds that there is one and how it is locked, and neither the copy nor the password', async () => {
    const { world, d, row } = await waiting();

    const [copy] = await sentCopies(world.services, d, LEAD);
    const kept = (await row()).row;
    expect(kept.copy).toEqual({ lock: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(copy!.password).toMatch(/^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/);
    for (const stored of [JSON.stringify(world.everythingStored()), JSON.stringify(world.log)]) {
      expect(stored).not.toContain(copy!.password);
      expect(stored).not.toContain('%PDF');
    }
  });

  it('a sender that sets none leaves it and sends the rest to that person; the next sweep sends it', async () => {
    const { world, d, row, sentSince, fileSent } = await waiting();
    const { services } = world;
    await writeDown(
      services,
      toSend({ about: d.id, disagreementId: d.id, entry: 900, to: SCHOOLS_MANAGER, notBefore: services.clock.now() }),
    );

    await sendDue(withoutType(services));
    expect([sentSince(), (await row()).row.status]).toEqual([1, 'unsent']);

    await sendDue(services);
    expect([sentSince(), (await row()).row.status]).toEqual([2, 'sent']);
    const [copy] = await sentCopies(services, d, LEAD);
    expect(openPdf((await fileSent())!, copy!.password)).toBeDefined();
  });

  it('one that cannot be made for now is tried again, as an email that is refused', async () => {
    const { world, row, sentSince } = await waiting();
    const broken = { make: async () => Promise.reject(new Error('The network failed')) };

    expect(await sendDue({ ...world.services, copies: broken })).toMatchObject({ putBack: 1 });
    world.later({ minutes: 5 });
    await sendDue(world.services);

    expect([sentSince(), (await row()).row.status]).toEqual([1, 'sent']);
  });

  it('one that is larger than any provider takes is given up, and the lead reads why', async () => {
    const { world, d, row, sentSince } = await waiting();

    await sendDue(making(world.services, new Uint8Array(7_500_000)));

    expect([sentSince(), (await row()).row]).toEqual([
      0,
      expect.objectContaining({ status: 'gave up', because: 'too large' }),
    ]);
    expect(await sentCopies(world.services, d, LEAD)).toMatchObject([{ because: 'too large' }]);
  });

  it('PRV-2: one that is not theirs to read any more when it is sent is not made', async () => {
    const { world, lead, reference, row, fileSent } = await waiting();
    world.mailer.refuse = ({ to }) => (to === SCHOOLS_MANAGER ? new Error('no server') : undefined);
    // Somebody else holds the post: whoever did has no more part in it.
    await lead.post(`/d/${reference}/replace-contact`, {
      agency: 'hollowbrook-school',
      role: 'line-manager',
      name: 'Nel New',
      email: 'nel.new@hollowbrook.example',
      instead: '',
    });
    world.mailer.refuse = () => undefined;
    world.later({ minutes: 30 });

    await sendDue(world.services);

    expect((await row()).row).toMatchObject({ status: 'gave up', because: 'not theirs to read' });
    expect(await fileSent()).toBeUndefined();
    // Nobody has to be told that it did not reach them.
    expect(await notDeliveredSince(world.services.table, 'brackenshire', '2026-01-01T00:00:00Z')).toEqual([]);
  });
});

describe('S26: the password that is told is the one it was locked with, also while the secret is changed', () => {
  const OLD = 'the first secret there ever was, long enough';
  const NEW = 'the secret that took its place, long enough too';
  const keysOf = (secrets: Secrets) => keysFrom(async () => secrets);
  const [before, during, after] = [
    keysOf({ newest: OLD, older: [] }),
    keysOf({ newest: NEW, older: [OLD] }),
    keysOf({ newest: NEW, older: [] }),
  ];
  const row = { pk: 'outbox#one#person', sk: '000012#record-copy' };
  const newer = { pk: 'outbox#one#person', sk: '000013#record-copy' };

  it('comes out the same before and while it is changed, and not at all once the secret is gone', async () => {
    const lock = await newLock(before, row);
    const password = await passwordFor(before, row, lock);

    expect(password).toMatch(/^([B-DF-HJ-NP-TV-Z2-9]{4}-){3}[B-DF-HJ-NP-TV-Z2-9]{4}$/);
    expect(await passwordFor(during, row, lock)).toBe(password);
    expect(await passwordFor(after, row, lock)).toBeUndefined();
  });

  it('a copy is not given up where its secret is not held yet: a function reads a new one within the hour', async () => {
    const { world, row } = await waiting();

    expect(await sendDue({ ...world.services, keys: after })).toMatchObject({ putBack: 1, gaveUp: 0 });
    expect((await row()).row.status).toBe('unsent');
  });

  it('is another for each copy and under each secret, and the lock of one opens no other', async () => {
    const made = await Promise.all([
      passwordFor(before, row, await newLock(before, row)),
      passwordFor(before, newer, await newLock(before, newer)),
      passwordFor(during, row, await newLock(during, row)),
    ]);

    expect(new Set(made).size).toBe(3);
    expect(await passwordFor(before, newer, await newLock(before, row))).toBeUndefined();
  });
});
