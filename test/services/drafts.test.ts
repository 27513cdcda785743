import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  beginDraft,
  deleteDraft,
  draftBecame,
  draftsOf,
  keepAnswers,
  readDraft,
  saveDraft,
  savedDraft,
  sendDraft,
} from '../../services/drafts.ts';
import { ItemTooLarge } from '../../services/table.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { testKeys } from '../functions/test-keys.ts';

const EMAIL = 'priya.nair@schools.example';

let now: Temporal.Instant;
const later = (duration: Temporal.DurationLike) => {
  now = now.add(duration);
};

function world() {
  const db = openSqlite(':memory:');
  const clock = { now: () => now };
  const services = { clock, table: sqliteTable(db, clock), keys: testKeys() };
  return { services, everythingStored: () => JSON.stringify(db.prepare('SELECT * FROM items').all()) };
}

let services: ReturnType<typeof world>['services'];
let everythingStored: () => string;
beforeEach(() => {
  now = Temporal.Instant.from('2026-04-02T09:00:00Z');
  ({ services, everythingStored } = world());
});

const begins = () => beginDraft(services, { partnershipId: 'avonmere', upTo: 'your-agency' });
const answers = (draftId: string, typed: Record<string, string>, upTo = 'problem') =>
  keepAnswers(services, draftId, typed, () => upTo);

describe('a disagreement that is being written', () => {
  it('keeps each page beside the others, and where its writer has come to', async () => {
    const draftId = await begins();
    await answers(draftId, { raiserName: 'Priya Nair' }, 'you');
    await answers(draftId, { problem: 'as first written' });

    expect(await readDraft(services, draftId)).toMatchObject({
      answers: { raiserName: 'Priya Nair', problem: 'as first written' },
      upTo: 'problem',
    });
  });

  it('is gone four hours after the last answer, and a day after it was sent', async () => {
    const [kept, sent] = [await begins(), await begins()];
    later({ hours: 3 });
    await answers(kept, { problem: 'p' });
    await sendDraft(services, sent);
    later({ hours: 4 });

    expect(await readDraft(services, kept)).toBeUndefined();
    expect(await readDraft(services, sent)).toBeDefined();
    later({ hours: 20 });
    expect(await readDraft(services, sent)).toBeUndefined();
  });

  it('keeps the time it was sent, from which the clock counts, until an answer changes', async () => {
    const draftId = await begins();
    await answers(draftId, { problem: 'as first written' });
    await sendDraft(services, draftId);
    later({ minutes: 5 });

    await answers(draftId, { problem: 'as first written', basis: '' });
    expect((await sendDraft(services, draftId))?.sentAt).toBe('2026-04-02T09:00:00Z');
    await answers(draftId, { problem: 'as corrected' });
    expect((await readDraft(services, draftId))?.sentAt).toBeUndefined();
    expect((await sendDraft(services, draftId))?.sentAt).toBe('2026-04-02T09:05:00Z');
  });

  it('begins its clock anew when a saved one is sent again after more than a day', async () => {
    const draftId = await begins();
    await saveDraft(services, draftId, EMAIL);
    await sendDraft(services, draftId);
    later({ hours: 25 });

    expect((await sendDraft(services, draftId))?.sentAt).toBe('2026-04-03T10:00:00Z');
  });

  it('refuses more than one item can hold, and keeps what it had', async () => {
    const draftId = await begins();
    await answers(draftId, { problem: 'short' });

    await expect(answers(draftId, { problem: 'x'.repeat(301 * 1024) })).rejects.toThrow(ItemTooLarge);
    expect((await readDraft(services, draftId))?.answers).toEqual({ problem: 'short' });
  });

  it('forgets its words once it is a disagreement, and does not change any more', async () => {
    const draftId = await begins();
    await answers(draftId, { problem: 'as first written' });
    await saveDraft(services, draftId, EMAIL);

    await draftBecame(services, draftId, 'AB-7Q4K');
    await draftBecame(services, draftId, 'ZZ-ZZZZ');
    expect(await answers(draftId, { problem: 'posted once more' })).toBeUndefined();

    expect(await readDraft(services, draftId)).toMatchObject({ reference: 'AB-7Q4K', answers: null });
    expect(everythingStored()).not.toContain('as first written');
    expect(await draftsOf(services, EMAIL)).toEqual([]);
  });
});

describe('saved for an address', () => {
  it('is found by it for seven days, and not a second longer', async () => {
    const draftId = await begins();
    await answers(draftId, { problem: 'p' });
    await saveDraft(services, draftId, EMAIL);

    expect(await draftsOf(services, EMAIL)).toMatchObject([
      { id: draftId, deletedAt: Temporal.Instant.from('2026-04-09T09:00:00Z') },
    ]);
    later({ seconds: 7 * 86_400 - 1 });
    expect(await savedDraft(services, draftId, EMAIL)).toBeDefined();
    later({ seconds: 1 });
    expect(await draftsOf(services, EMAIL)).toEqual([]);
    expect(await savedDraft(services, draftId, EMAIL)).toBeUndefined();
  });

  it('begins the seven days again when it is saved again, and an answer on the last evening keeps it for its four hours', async () => {
    const draftId = await begins();
    await saveDraft(services, draftId, EMAIL);
    later({ hours: 24 * 6 });
    await saveDraft(services, draftId, EMAIL);
    later({ hours: 24 * 7 - 1 });
    await answers(draftId, { problem: 'p' });

    expect((await draftsOf(services, EMAIL)).map(({ deletedAt }) => deletedAt.toString())).toEqual([
      '2026-04-15T12:00:00Z',
    ]);
  });

  it('S5: is nobody else’s, and an unsaved one is nobody’s, whoever knows its id', async () => {
    const [saved, unsaved] = [await begins(), await begins()];
    await saveDraft(services, saved, EMAIL);

    expect(await savedDraft(services, saved, 'else@schools.example')).toBeUndefined();
    expect(await draftsOf(services, 'else@schools.example')).toEqual([]);
    expect(await savedDraft(services, unsaved, EMAIL)).toBeUndefined();
  });

  it('can be deleted at once, with every word and the way to it', async () => {
    const draftId = await begins();
    await answers(draftId, { problem: 'DELETEDWORDS' });
    await saveDraft(services, draftId, EMAIL);

    await deleteDraft(services, draftId);

    expect(await draftsOf(services, EMAIL)).toEqual([]);
    expect(everythingStored()).toBe('[]');
  });

  it('stands under no address that a reader of the table could read in its key', async () => {
    await saveDraft(services, await begins(), EMAIL);

    const keys = everythingStored().match(/"pk":"[^"]*"/g);
    expect(keys?.join()).not.toContain('priya');
  });
});
