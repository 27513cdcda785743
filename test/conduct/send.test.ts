import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, it } from 'vitest';
import { sendDue } from '../../conduct/send.ts';
import { messageFor } from '../../messages/message.ts';
import {
  GIVE_UP_AFTER_HOURS,
  keysDue,
  type OutboxRow,
  outboxKey,
  readRow,
  rowsTo,
  sentAs,
  type ToSend,
  writeDown,
} from '../../services/outbox.ts';
import { personHash } from '../../services/reply-address.ts';
import type { Services } from '../../services/services.ts';
import type { Table } from '../../services/table.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { fakeLog } from '../fakes/log.ts';
import { fakeMailer } from '../fakes/mailer.ts';
import { testKeys } from '../functions/test-keys.ts';
import { CANARY, withCanaries } from '../messages/canary.ts';
import { EXAMPLES } from '../messages/facts.ts';
import { settings, toSend } from '../services/outgoing.ts';

const START = Temporal.Instant.from('2026-04-02T09:00:00Z');
const TOM = 'tom.okafor@care.example';
const RUTH = 'ruth.bell@care.example';

let now: Temporal.Instant;
const later = (duration: Temporal.DurationLike) => {
  now = now.add(duration);
};

function world(options: Parameters<typeof sqliteTable>[2] = {}) {
  const clock = { now: () => now };
  const mailer = fakeMailer();
  const log = fakeLog();
  const services = {
    clock,
    table: sqliteTable(openSqlite(':memory:'), clock, options),
    mailer,
    keys: testKeys(),
    settings,
    log,
  };
  const subjects = async () => (await mailer.read()).map(({ subject }) => subject);
  return { services, mailer, log, subjects };
}

const numbered = (entry: number, over: Partial<ToSend> = {}): ToSend =>
  toSend({ entry, notBefore: now, message: { ...toSend().message, subject: `[AB-7Q4K] ${entry}` }, ...over });
const rowOf = async (table: Table, what: ToSend): Promise<OutboxRow> => (await readRow(table, outboxKey(what)))!.row;

/** The same schedule both editions keep: look at what is due, every so often. */
async function sweep(
  services: Pick<Services, 'clock' | 'table' | 'mailer' | 'keys' | 'settings' | 'log'>,
  every: Temporal.DurationLike,
  times: number,
) {
  for (let n = 0; n < times; n += 1) {
    await sendDue(services);
    later(every);
  }
}

beforeEach(() => {
  now = START;
});

describe('sending what is due', () => {
  it('sends a row once, however often it is asked to', async () => {
    const { services, mailer } = world();
    await writeDown(services, numbered(1));

    expect(await sendDue(services)).toEqual({ sent: 1, putBack: 0, gaveUp: 0 });
    expect(await sendDue(services)).toEqual({ sent: 0, putBack: 0, gaveUp: 0 });
    expect(await sendDue(services, { rowKeys: [outboxKey(numbered(1))] })).toEqual({ sent: 0, putBack: 0, gaveUp: 0 });
    expect(mailer.accepted).toHaveLength(1);
  });

  it('writes the same cause down once: the first words stand, and a sent row is not sent again', async () => {
    const { services, subjects } = world();
    const first = await writeDown(services, numbered(1));
    await sendDue(services);
    const again = await writeDown(services, numbered(1, { message: { ...toSend().message, subject: 'Other words' } }));
    await sendDue(services);

    expect(again).toEqual(first);
    expect(await subjects()).toEqual(['[AB-7Q4K] 1']);
  });

  it('I7: marks it sent with the provider’s id, keeps the words and drops the HTML that says the same', async () => {
    const { services } = world();
    await writeDown(services, numbered(1));
    await sendDue(services);

    const row = await rowOf(services.table, numbered(1));
    expect(row).toMatchObject({
      status: 'sent',
      attempts: 1,
      sentId: '<0001@provider.example>',
      endedAt: START.toString(),
      said: { subject: '[AB-7Q4K] 1' },
    });
    expect(row.message).toBeUndefined();
    expect(await keysDue(services.table, now.add({ hours: 9999 }), 10)).toEqual([]);
  });

  it('finds whom it went to by the provider’s id, for a reply’s References', async () => {
    const { services } = world();
    await writeDown(services, numbered(1));
    await sendDue(services);

    expect(await sentAs(services.table, '<0001@provider.example>')).toEqual({
      disagreementId: toSend().disagreementId,
      personHash: personHash(TOM),
    });
    expect(await sentAs(services.table, '<never@provider.example>')).toBeUndefined();
  });

  it('names the earlier messages to the same person, by the provider’s ids', async () => {
    const { services, mailer } = world();
    for (const entry of [1, 2]) await writeDown(services, numbered(entry));
    await writeDown(services, numbered(1, { to: RUTH }));
    await sendDue(services);
    await writeDown(services, numbered(3));
    await sendDue(services);

    const toTom = (await mailer.read()).filter(({ to }) => to?.[0]?.address === TOM);
    const ids = mailer.accepted.filter(({ to }) => to === TOM).map(({ messageId }) => messageId);
    expect(toTom.map(({ references }) => references)).toEqual([undefined, ids[0], `${ids[0]} ${ids[1]}`]);
  });

  it('forgets a sign-in code’s words as soon as it is sent', async () => {
    const { services } = world();
    const { disagreementId: _, ...code } = numbered(0, { about: 'sign-in-1', kind: 'sign-in code', forgetWords: true });
    await writeDown(services, code);
    await sendDue(services);

    const row = await rowOf(services.table, code);
    expect(row.status).toBe('sent');
    expect(row.message ?? row.said).toBeUndefined();
  });

  it('keeps working mail until its hour, and lets what may go at once go before it', async () => {
    const { services, subjects } = world();
    await writeDown(services, numbered(1, { notBefore: now.add({ hours: 14 }) }));
    await writeDown(services, numbered(2));

    await sendDue(services);
    expect(await subjects()).toEqual(['[AB-7Q4K] 2']);

    later({ hours: 14 });
    await sendDue(services);
    expect(await subjects()).toEqual(['[AB-7Q4K] 2', '[AB-7Q4K] 1']);
  });

  it('looks at no more than it is asked to, the longest waiting first', async () => {
    const { services, mailer } = world();
    for (const [n, to] of ['a', 'b', 'c'].entries()) {
      await writeDown(services, numbered(1, { to: `${to}@care.example`, notBefore: START.subtract({ minutes: n }) }));
    }

    await sendDue(services, { limit: 2 });

    expect(new Set(mailer.accepted.map(({ to }) => to))).toEqual(new Set(['b@care.example', 'c@care.example']));
  });

  it('sends each once when ten senders start at the same moment', async () => {
    const { services, mailer } = world();
    for (let entry = 1; entry <= 5; entry += 1) await writeDown(services, numbered(entry));
    await writeDown(services, numbered(1, { to: RUTH }));

    await Promise.all(Array.from({ length: 10 }, () => sendDue(services)));

    expect(mailer.accepted).toHaveLength(6);
  });

  it('leaves nothing behind that was written while another sender was at it', async () => {
    const { services, mailer, subjects } = world();
    await writeDown(services, numbered(1));
    let written = false;
    const send = mailer.send.bind(mailer);
    mailer.send = async (message) => {
      if (!written) {
        written = true;
        const key = await writeDown(services, numbered(2));
        await sendDue(services, { rowKeys: [key] });
      }
      return send(message);
    };

    await sendDue(services);

    expect(await subjects()).toEqual(['[AB-7Q4K] 1', '[AB-7Q4K] 2']);
  });

  it('is not misled by an index that is behind', async () => {
    const { services, mailer } = world({ indexLag: 1 });
    await writeDown(services, numbered(1));
    await writeDown(services, numbered(1, { to: RUTH }));

    await sweep(services, { seconds: 10 }, 4);

    expect(mailer.accepted.map(({ to }) => to)).toContain(TOM);
    expect(mailer.accepted.length).toBe(new Set(mailer.accepted.map(({ to }) => to)).size);
  });

  it('one row that cannot be read keeps nobody else’s email back', async () => {
    const { services, mailer } = world();
    await services.table.put(
      {
        pk: 'outbox#broken',
        sk: '000001#asked',
        body: { nonsense: true },
        indexes: { outbox: { pk: 'unsent', sk: '2026-01-01T00:00:00.000Z#x' } },
      },
      { ifAbsent: true },
    );
    await writeDown(services, numbered(1));

    await expect(sendDue(services)).rejects.toThrow();
    expect(mailer.accepted).toHaveLength(1);
  });

  it('I10: logs no address, no name and no subject, whatever goes wrong', async () => {
    const { services, mailer, log } = world();
    mailer.refuse = ({ to }) => new Error(`550 ${to} does not exist`);
    await writeDown(services, numbered(1));
    await writeDown(services, numbered(2, { to: 'not an address' }));
    await sweep(services, { hours: 12 }, 8);

    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.lines.join()).not.toMatch(/@|Okafor|7Q4K|does not exist/);
  });
});

describe('S13: minimal mail', () => {
  it.each(Object.entries(EXAMPLES))(
    'whatever PRV-3 does not allow is in no raw message and no log line: %s',
    async (_, facts) => {
      const { services, mailer, log } = world();
      await writeDown(services, numbered(1, { kind: facts.kind, message: messageFor(withCanaries(facts)) }));
      mailer.refuse = () => new Error('refused once');
      await sendDue(services);
      mailer.refuse = () => undefined;
      later({ minutes: 1 });
      await sendDue(services);

      const [email] = await mailer.read();
      const attached = email!.attachments.map(({ content }) =>
        new TextDecoder().decode(content as Uint8Array).replace(/\r\n /g, ''),
      );
      const said = [
        Buffer.from(mailer.accepted[0]!.raw).toString(),
        JSON.stringify(email!.headers),
        email!.text,
        email!.html,
        ...attached,
        ...log.lines,
      ];
      expect(email!.text).toContain('AB-7Q4K');
      expect(said.join('\n')).not.toContain(CANARY);
    },
  );
});

describe('F2: a crash', () => {
  class Crash extends Error {}

  /** Services that stop dead at the n-th thing they do: before it is done, or after it is done and before anybody hears. */
  function crashing(services: ReturnType<typeof world>['services'], point: number, when: 'before' | 'after') {
    let done = 0;
    let isDead = false;
    const wrap = <T extends object>(port: T): T =>
      new Proxy(port, {
        get(target, name) {
          const member = Reflect.get(target, name) as unknown;
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            done += 1;
            if (isDead || (done === point && when === 'before')) {
              isDead = true;
              throw new Crash();
            }
            const result = await (member as (...args: unknown[]) => unknown).apply(target, args);
            if (done >= point) {
              isDead = true;
              throw new Crash();
            }
            return result;
          };
        },
      });
    return {
      crashed: () => isDead,
      services: { ...services, table: wrap(services.table), mailer: wrap(services.mailer) },
    };
  }

  const writeAll = async (services: ReturnType<typeof world>['services']) => {
    for (const [entry, to] of [
      [1, TOM],
      [2, TOM],
      [1, RUTH],
    ] as const)
      await writeDown(services, numbered(entry, { to }));
  };
  const ends = async (table: Table) =>
    (await Promise.all([TOM, RUTH].map((to) => rowsTo(table, toSend().about, to))))
      .flat()
      .map(({ key, row }) => [key.sk, row.to, row.status, row.said?.subject]);

  it.each(['before', 'after'] as const)(
    '%s any step leaves every email to be sent, in order, and a second copy visibly the same',
    async (when) => {
      now = START;
      const whole = world();
      await writeAll(whole.services);
      await sendDue(whole.services);
      const expected = await ends(whole.services.table);
      expect(expected.map(([, , status]) => status)).toEqual(['sent', 'sent', 'sent']);

      let points = 0;
      for (let point = 1; ; point += 1) {
        now = START;
        const { services, mailer } = world();
        const doomed = crashing(services, point, when);
        const everything = async () => {
          await writeAll(doomed.services);
          await sendDue(doomed.services);
        };
        await everything().catch((reason: unknown) => {
          if (!doomed.crashed()) throw reason;
        });
        if (!doomed.crashed()) break;
        points = point;

        // What caused the emails is settled again, and the sweep finds what stopped on its way.
        await writeAll(services);
        await sweep(services, { minutes: 1 }, 4);

        expect(await ends(services.table)).toEqual(expected);
        const emails = await mailer.read();
        const ids = emails.map(({ messageId }) => messageId);
        expect(new Set(ids).size).toBe(3);
        // One email for each person may have been on its way when it stopped; no more than that goes twice.
        for (const [person, emailsForThem] of [
          [TOM, 2],
          [RUTH, 1],
        ] as const) {
          expect(mailer.accepted.filter(({ to }) => to === person).length).toBeLessThanOrEqual(emailsForThem + 1);
        }
        const toTom = emails.filter(({ to }) => to?.[0]?.address === TOM).map(({ subject }) => subject);
        expect([...toTom].sort()).toEqual(toTom);
      }
      expect(points).toBeGreaterThan(12);
    },
  );

  it('after sending, before marking, is put right after two minutes and not before', async () => {
    const { services, mailer, log } = world();
    await writeDown(services, numbered(1));
    // Steps of a send: find what is due, read the lane, mark sending, send.
    await sendDue(crashing(services, 4, 'after').services).catch(() => undefined);
    expect(mailer.accepted).toHaveLength(1);
    expect((await rowOf(services.table, numbered(1))).status).toBe('sending');

    later({ seconds: 119 });
    await sendDue(services);
    expect(mailer.accepted).toHaveLength(1);

    later({ seconds: 1 });
    await sendDue(services);
    const [first, second] = await mailer.read();
    expect(second!.messageId).toBe(first!.messageId);
    expect(second!.date).toBe(first!.date);
    expect(log.counts.OutboxResent).toBe(1);
    expect((await rowOf(services.table, numbered(1))).status).toBe('sent');
  });
});

describe('F4: a provider that refuses', () => {
  it('for 30 minutes loses nothing, sends nothing twice and keeps the order', async () => {
    const { services, mailer, subjects } = world();
    mailer.refuse = () =>
      Temporal.Instant.compare(now, START.add({ minutes: 30 })) < 0 ? new Error('Throttling') : undefined;
    const expected: string[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      if (minute < 40) {
        await writeDown(services, numbered(minute + 1));
        expected.push(`[AB-7Q4K] ${minute + 1}`);
      }
      await sendDue(services);
      later({ minutes: 1 });
    }

    expect(await subjects()).toEqual(expected);
    expect((await rowsTo(services.table, toSend().about, TOM)).every(({ row }) => row.status === 'sent')).toBe(true);
  });

  it('is asked less and less often: not once a second, and never more than ten minutes apart', async () => {
    const { services, mailer } = world();
    const tries: number[] = [];
    mailer.refuse = () => {
      tries.push(now.epochMilliseconds);
      return new Error('Throttling');
    };
    await writeDown(services, numbered(1));
    await sweep(services, { seconds: 1 }, 3600);

    const gaps = tries.slice(1).map((at, n) => (at - tries[n]!) / 1000);
    expect(gaps[0]).toBeGreaterThanOrEqual(7);
    expect(gaps[0]).toBeLessThanOrEqual(16);
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(601);
    expect(tries.length).toBeLessThan(20);
  });

  it('is not asked for one person’s later email while the earlier one waits, and others go on', async () => {
    const { services, mailer } = world();
    mailer.refuse = ({ to }) => (to === TOM ? new Error('mailbox full') : undefined);
    for (const entry of [1, 2, 3]) await writeDown(services, numbered(entry));
    await writeDown(services, numbered(1, { to: RUTH }));

    expect(await sendDue(services)).toEqual({ sent: 1, putBack: 1, gaveUp: 0 });
    expect(await sendDue(services)).toEqual({ sent: 0, putBack: 0, gaveUp: 0 });
    expect(mailer.accepted.map(({ to }) => to)).toEqual([RUTH]);
  });

  it('I7: in the end is given up, counted, and the later email to that person goes on', async () => {
    const { services, mailer, log, subjects } = world();
    mailer.refuse = () =>
      Temporal.Instant.compare(now, START.add({ hours: GIVE_UP_AFTER_HOURS })) < 0 ? new Error('down') : undefined;
    await writeDown(services, numbered(1));
    later({ hours: 1 });
    await writeDown(services, numbered(2));
    await sweep(services, { minutes: 5 }, (GIVE_UP_AFTER_HOURS + 2) * 12);

    expect(await rowOf(services.table, numbered(1))).toMatchObject({
      status: 'gave up',
      said: { subject: '[AB-7Q4K] 1' },
    });
    expect(log.counts.OutboxGaveUp).toBe(1);
    expect(await subjects()).toEqual(['[AB-7Q4K] 2']);
  });

  it('is not asked for a sign-in code that no longer works', async () => {
    const { services, mailer } = world();
    mailer.refuse = () => new Error('down');
    const code = numbered(0, {
      about: 'sign-in-1',
      kind: 'sign-in code',
      giveUpAt: now.add({ minutes: 10 }),
      forgetWords: true,
    });
    await writeDown(services, code);
    await sendDue(services);
    mailer.refuse = () => undefined;
    later({ minutes: 10 });
    await sendDue(services);

    expect(mailer.accepted).toEqual([]);
    expect(await rowOf(services.table, code)).toMatchObject({ status: 'gave up' });
  });

  it('S9: an address that is none is given up at once, because trying again cannot help', async () => {
    const { services, mailer, log } = world();
    const bad = numbered(1, { to: 'tom@care.example\r\nBcc: x@evil.example' });
    await writeDown(services, bad);

    expect(await sendDue(services)).toEqual({ sent: 0, putBack: 0, gaveUp: 1 });
    expect(mailer.accepted).toEqual([]);
    expect(log.counts.OutboxGaveUp).toBe(1);
  });
});

describe('CLK-14: harm that nobody answers for weeks is chased every hour', () => {
  const WEEKS_OF_CHASES = 24 * 21;
  const chase = (round: number) =>
    numbered(12, { kind: 'harm-chase', round, message: { ...toSend().message, subject: `[AB-7Q4K] chase ${round}` } });
  /** The same services, and how many rows a query of the table has answered. */
  const counted = ({ services, ...more }: ReturnType<typeof world>) => {
    const read = { rows: 0 };
    const query: Table['query'] = async (range) => {
      const page = await services.table.query(range);
      read.rows += page.items.length;
      return page;
    };
    return { ...more, read, services: { ...services, table: { ...services.table, query } } };
  };

  it('and the five-hundredth chase reads no more rows than the tenth, with an email before it and after it in its lane', async () => {
    now = START;
    const { services, read, subjects } = counted(world());
    await writeDown(services, numbered(3));
    await writeDown(services, numbered(20));
    await sendDue(services);
    const rowsRead: number[] = [];
    for (let round = 1; round <= WEEKS_OF_CHASES; round += 1) {
      const key = await writeDown(services, chase(round));
      read.rows = 0;
      await sendDue(services, { rowKeys: [key] });
      rowsRead.push(read.rows);
      later({ hours: 1 });
    }

    expect(await subjects()).toHaveLength(WEEKS_OF_CHASES + 2);
    expect(rowsRead.at(-1)).toBe(rowsRead[60]);
    expect(Math.max(...rowsRead)).toBeLessThan(150);
  });

  it('after two days in which nothing could be sent one chase goes, the newest, and no older one ever does', async () => {
    now = START;
    const { services, mailer, subjects } = world();
    mailer.refuse = () => new Error('The provider is away');
    for (let round = 1; round <= 48; round += 1) {
      await sendDue(services, { rowKeys: [await writeDown(services, chase(round))] });
      later({ hours: 1 });
    }
    mailer.refuse = () => undefined;
    await sweep(services, { minutes: 5 }, 12);

    expect(await subjects()).toEqual(['[AB-7Q4K] chase 48']);
    const rows = await rowsTo(services.table, toSend().about, TOM);
    expect(rows.map(({ row }) => row.status)).toEqual([...Array(47).fill('superseded'), 'sent']);
    expect(await keysDue(services.table, now.add({ hours: 100 }), 100)).toEqual([]);
  });
});
