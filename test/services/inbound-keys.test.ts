import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { InboundHead } from '../../escalation/inbound.ts';
import { envelopeOnly } from '../../services/inbound-email.ts';
import { inboundKeys } from '../../services/inbound-keys.ts';
import type { Table } from '../../services/table.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { envelope } from '../fixtures/mail/fixture.ts';

function table(now = '2026-12-21T09:15:02Z') {
  const clock = { at: Temporal.Instant.from(now), now: () => clock.at };
  return { table: sqliteTable(openSqlite(':memory:'), clock), clock };
}
const head = (
  changes: { messageId?: string; from?: string; receivedAt?: string; rfcMessageId?: string; subject?: string } = {},
): InboundHead => {
  const { rfcMessageId = 'a@b.example', subject = 'A disagreement', ...rest } = changes;
  return { ...envelopeOnly(envelope(rest)), rfcMessageId, subject };
};
/** Ids in order: `d1`, `d2`… */
function ids() {
  let n = 0;
  return () => `d${++n}`;
}

describe('F1: the same message delivered twice', () => {
  it('becomes the same thing when the event is delivered again, whatever was read the second time', async () => {
    const keys = inboundKeys(table().table);
    const newId = ids();
    const first = await keys.claim(head(), 'words', newId);

    const second = await keys.claim(
      head({ receivedAt: '2026-12-21T11:00:00Z' }),
      'words, read by a newer release',
      newId,
    );

    expect(first).toEqual({ becomesId: 'd1', receivedAt: '2026-12-21T09:15:02Z', isFirst: true });
    expect(second).toEqual({ becomesId: 'd1', receivedAt: '2026-12-21T09:15:02Z', isFirst: false });
  });

  it('becomes the same thing when the sender’s server tries again under a new id of ours, its clock from the first time', async () => {
    const keys = inboundKeys(table().table);
    const newId = ids();
    await keys.claim(head({ messageId: 'session-1' }), 'words', newId);

    const again = await keys.claim(
      head({ messageId: 'session-2', receivedAt: '2026-12-21T11:00:00Z' }),
      'words',
      newId,
    );

    expect(again).toEqual({ becomesId: 'd1', receivedAt: '2026-12-21T09:15:02Z', isFirst: false });
  });

  it.each([
    [
      'other words: a Message-ID is chosen by whoever writes, and must not suppress another’s report',
      {},
      'other words',
    ],
    ['another envelope sender', { from: 'forger@elsewhere.example' }, 'words'],
    ['another Message-ID', { rfcMessageId: 'c@d.example' }, 'words'],
    ['another subject', { subject: 'Another disagreement' }, 'words'],
  ])('is another message with %s', async (_, changes, words) => {
    const keys = inboundKeys(table().table);
    const newId = ids();
    await keys.claim(head(), 'words', newId);

    const other = await keys.claim(head({ messageId: 'session-2', ...changes }), words, newId);

    expect(other).toMatchObject({ becomesId: 'd2', isFirst: true });
  });

  it('recognises an unreadable message by its bytes', async () => {
    const keys = inboundKeys(table().table);
    const newId = ids();
    await keys.claim(head(), new Uint8Array([255, 0, 1]), newId);

    const again = await keys.claim(head({ messageId: 'session-2' }), new Uint8Array([255, 0, 1]), newId);

    expect(again.becomesId).toBe('d1');
  });

  it('is recognised for 90 days and no longer', async () => {
    const { table: kept, clock } = table();
    const keys = inboundKeys(kept);
    const newId = ids();
    await keys.claim(head(), 'words', newId);

    clock.at = Temporal.Instant.from('2027-03-21T09:15:01Z');
    expect((await keys.claim(head(), 'words', newId)).becomesId).toBe('d1');
    clock.at = Temporal.Instant.from('2027-03-21T09:15:02Z');
    expect((await keys.claim(head(), 'words', newId)).becomesId).not.toBe('d1');
  });

  it('becomes one thing however many deliveries race', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 2, max: 5 }),
        fc.boolean(),
        async (scheduler, deliveries, sameEvent) => {
          const kept = table().table;
          const turn = () => scheduler.schedule(Promise.resolve());
          const slow: Table = {
            ...kept,
            get: (key) => turn().then(() => kept.get(key)),
            put: (item, condition) => turn().then(() => kept.put(item, condition)),
          };
          const newId = ids();
          const claims = Promise.all(
            Array.from({ length: deliveries }, (_, n) =>
              inboundKeys(slow).claim(head({ messageId: sameEvent ? 'session-1' : `session-${n}` }), 'words', newId),
            ),
          );
          await scheduler.waitFor(claims);

          expect(new Set((await claims).map(({ becomesId }) => becomesId)).size).toBe(1);
          expect((await claims).filter(({ isFirst }) => isFirst).length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it.each([1, 2, 3])(
    'becomes the same thing when it died after write %i: the retry finishes the work on the same id',
    async (diesAt) => {
      const kept = table().table;
      let calls = 0;
      const dying: Table = {
        ...kept,
        put: async (item, condition) => {
          const version = await kept.put(item, condition);
          if (++calls === diesAt) throw new Error('the function died here');
          return version;
        },
      };
      const newId = ids();
      const died = await inboundKeys(dying)
        .claim(head(), 'words', newId)
        .then(
          ({ becomesId }) => becomesId,
          () => undefined,
        );

      const retried = await inboundKeys(kept).claim(head(), 'words', newId);
      const thirdTime = await inboundKeys(kept).claim(head({ messageId: 'session-9' }), 'words', newId);

      expect(died ?? 'd1').toBe('d1');
      expect([retried.becomesId, thirdTime.becomesId]).toEqual(['d1', 'd1']);
    },
  );
});
