import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { AlreadySettled, type HeldMessage, holdingPen } from '../../services/holding-pen.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';

const clock = { now: () => Temporal.Instant.from('2026-12-21T09:15:02Z') };
const pen = () => holdingPen(sqliteTable(openSqlite(':memory:'), clock));
const message = (changes: Partial<HeldMessage> = {}): HeldMessage => ({
  id: 'h1',
  kind: 'held',
  why: 'Its sender is at no agency in the directory',
  partnershipId: 'bathnes',
  receivedAt: '2026-12-21T09:15:02Z',
  class: 'new',
  from: 'lee@charity.example',
  envelopeFrom: 'lee@charity.example',
  subject: 'A concern',
  text: 'Nobody has seen the child.',
  rawMailId: 'session-1',
  ...changes,
});
const byLead = {
  at: '2026-12-22T10:00:00Z',
  by: 'lead@board.example',
  became: 'disagreement',
  disagreementId: 'd1',
} as const;

describe('the holding pen', () => {
  it('keeps why a message waits and when it was received, from which its clock counts', async () => {
    const kept = pen();

    expect(await kept.hold(message())).toBe('held');
    expect(await kept.get('h1')).toEqual(message());
  });

  it('holds a message once, however often it is delivered', async () => {
    const kept = pen();
    await kept.hold(message());

    expect(await kept.hold(message({ why: 'another reason' }))).toBe('already held');
    expect((await kept.get('h1'))?.why).toBe('Its sender is at no agency in the directory');
  });

  it('lists what waits in one partnership, longest waiting first, and what belongs to none apart', async () => {
    const kept = pen();
    await kept.hold(message({ id: 'later', receivedAt: '2026-12-21T12:00:00Z' }));
    await kept.hold(message({ id: 'earlier', receivedAt: '2026-12-21T08:00:00Z', kind: 'quarantined' }));
    await kept.hold(message({ id: 'elsewhere', partnershipId: 'worcs' }));
    await kept.hold(message({ id: 'nowhere', partnershipId: undefined }));

    const waitsIn = async (partnershipId: string | undefined) =>
      (await kept.waiting(partnershipId)).messages.map(({ id }) => id);
    expect(await waitsIn('bathnes')).toEqual(['earlier', 'later']);
    expect(await waitsIn('worcs')).toEqual(['elsewhere']);
    expect(await waitsIn(undefined)).toEqual(['nowhere']);
  });

  it('pages through many', async () => {
    const kept = pen();
    for (const n of [1, 2, 3]) await kept.hold(message({ id: `h${n}` }));
    const first = await kept.waiting('bathnes', { limit: 2 });
    const rest = await kept.waiting('bathnes', { limit: 2, cursor: first.cursor! });

    expect([...first.messages, ...rest.messages].map(({ id }) => id)).toEqual(['h1', 'h2', 'h3']);
    expect(rest.cursor).toBeUndefined();
  });

  it('takes a settled message off the list and keeps what became of it', async () => {
    const kept = pen();
    await kept.hold(message());
    await kept.settle('h1', byLead);

    expect((await kept.waiting('bathnes')).messages).toEqual([]);
    expect((await kept.get('h1'))?.settled).toEqual(byLead);
  });

  it('is settled once: the same again is no error, something else is refused, and so is a message that is not there', async () => {
    const kept = pen();
    await kept.hold(message());
    await kept.settle('h1', byLead);

    await kept.settle('h1', { ...byLead, at: '2026-12-22T10:00:09Z' });
    await expect(kept.settle('h1', { at: byLead.at, by: 'other@board.example', became: 'discarded' })).rejects.toThrow(
      AlreadySettled,
    );
    await expect(kept.settle('h2', byLead)).rejects.toThrow(RangeError);
    expect((await kept.get('h1'))?.settled).toEqual(byLead);
  });

  it('lets only one of two people settle it at once', async () => {
    const kept = pen();
    await kept.hold(message());

    const answers = await Promise.allSettled([
      kept.settle('h1', byLead),
      kept.settle('h1', { at: byLead.at, by: 'other@board.example', became: 'discarded' }),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
