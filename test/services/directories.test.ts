import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Directory } from '../../escalation/directory.ts';
import { differenceBetween } from '../../escalation/directory-difference.ts';
import {
  type DirectoryDeed,
  directoryChanges,
  directoryReader,
  type KeptDirectory,
  keepPreview,
  readChange,
  readDirectory,
  readPreview,
  replaceDirectory,
} from '../../services/directories.ts';
import type { Services } from '../../services/services.ts';
import type { Table } from '../../services/table.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { agencyRow, boardRows, directoryOf, postRow } from '../escalation/directories.ts';
import { testKeys } from '../functions/test-keys.ts';

const P = 'tarnshire';
const BY = 'unit@board.tarn.example';
const small = directoryOf(boardRows);
const withName = (name: string): Directory => ({
  ...small,
  posts: small.posts.map((post) => ({ ...post, name })),
});
/** A real partnership: 300 schools and surgeries with ten people each, some 700 KB. */
const large = directoryOf([
  ...boardRows,
  ...Array.from({ length: 300 }, (_, n) => [
    agencyRow(`School ${n} of Long Tarnshire`, 'school', `school${n}.tarnshire.example`),
    ...Array.from({ length: 10 }, (_unused, at) =>
      postRow(
        `School ${n} of Long Tarnshire`,
        'practitioner',
        `Somebody ${n} ${at}`,
        `somebody.${at}@school${n}.tarnshire.example`,
        {
          verified_on: '2026-04-01',
          deputy_email: `deputy.of.somebody@school${n}.tarnshire.example`,
        },
      ),
    ),
  ]).flat(),
]);

let now = Temporal.Instant.from('2026-04-02T09:00:00Z');
const clock = { now: () => now };
let services: Pick<Services, 'table' | 'clock' | 'keys'>;
let table: Table;
let reads: string[];
let db: ReturnType<typeof openSqlite>;
beforeEach(() => {
  now = Temporal.Instant.from('2026-04-02T09:00:00Z');
  db = openSqlite(':memory:');
  const sqlite = sqliteTable(db, clock);
  reads = [];
  table = {
    ...sqlite,
    get: (key) => {
      reads.push(`get ${key.sk}`);
      return sqlite.get(key);
    },
    query: (range) => {
      reads.push('query');
      return sqlite.query(range);
    },
  };
  services = { table, clock, keys: testKeys() };
});

function put(before: KeptDirectory | undefined, directory: Directory, what: DirectoryDeed = 'changed a post') {
  const difference = differenceBetween(before?.directory ?? small, directory);
  return replaceDirectory(services, P, before, { directory, difference, by: BY, what });
}
const snapshotsStored = () => db.prepare("SELECT DISTINCT pk FROM items WHERE pk LIKE 'directory#%#%'").all().length;

describe('a kept directory', () => {
  it('is none until somebody has changed it', async () => {
    expect(await readDirectory(table, P)).toBeUndefined();
    expect(await directoryChanges(table, P, 10)).toEqual([]);
  });

  it('of thousands of posts is kept whole, in items that each fit, and read again as it was', async () => {
    expect(await put(undefined, large, 'imported a file')).toBe(true);

    expect((await readDirectory(table, P))?.directory).toEqual(large);
    const bytes = db.prepare('SELECT max(length(body)) AS most FROM items').get()!['most'];
    expect(bytes).toBeLessThan(300 * 1024);
    expect((await readChange(table, P, (await readDirectory(table, P))!.snapshot))?.added).toHaveLength(3300);
  });

  it('costs one small read where it is known already', async () => {
    await put(undefined, large);
    const read = directoryReader(table);
    await read(P);
    reads = [];

    expect(await read(P)).toBe(await read(P));
    expect(reads).toEqual(['get head', 'get head']);
  });

  it('is seen as changed by whoever knew the old one', async () => {
    await put(undefined, withName('Ann One'));
    const read = directoryReader(table);
    await read(P);

    await put(await readDirectory(table, P), withName('Ann Two'));

    expect((await read(P))?.posts[0]?.name).toBe('Ann Two');
  });

  it('two changes at once: one is kept whole, the other is told, and nothing of it is left behind', async () => {
    await put(undefined, withName('Ann One'));
    const before = await readDirectory(table, P);

    const kept = await Promise.all([put(before, withName('Ann Two')), put(before, withName('Ann Three'))]);

    expect(kept.filter(Boolean)).toHaveLength(1);
    const name = kept[0] ? 'Ann Two' : 'Ann Three';
    expect((await readDirectory(table, P))?.directory.posts[0]?.name).toBe(name);
    expect(snapshotsStored()).toBe(1);
    expect(await directoryChanges(table, P, 10)).toHaveLength(2);
  });

  it('the first change twice at once is one', async () => {
    const kept = await Promise.all([put(undefined, withName('Ann Two')), put(undefined, withName('Ann Three'))]);

    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(snapshotsStored()).toBe(1);
  });

  it('a change of what is no longer in force changes nothing', async () => {
    await put(undefined, withName('Ann One'));
    const old = await readDirectory(table, P);
    await put(old, withName('Ann Two'));

    expect(await put(old, withName('Ann Three'))).toBe(false);
    expect(await put(undefined, withName('Ann Three'))).toBe(false);
    expect((await readDirectory(table, P))?.directory.posts[0]?.name).toBe('Ann Two');
  });

  it('a reader whose parts are cleared away between two reads reads the new ones', async () => {
    await put(undefined, withName('Ann One'));
    const old = (await readDirectory(table, P))!;
    let isFirst = true;
    const slow: Table = {
      ...table,
      async query(range) {
        if (isFirst) {
          isFirst = false;
          await put(old, withName('Ann Two'));
        }
        return table.query(range);
      },
    };

    expect((await readDirectory(slow, P))?.directory.posts[0]?.name).toBe('Ann Two');
  });

  it('a crash before the head is written changes nothing, and what it left is told to nobody', async () => {
    await put(undefined, withName('Ann One'));
    const before = await readDirectory(table, P);
    const failing: Table = {
      ...table,
      put: (item, condition) =>
        item.sk === 'head' ? Promise.reject(new Error('crashed')) : table.put(item, condition),
    };
    const after = {
      directory: withName('Ann Two'),
      difference: differenceBetween(before!.directory, withName('Ann Two')),
      by: BY,
      what: 'changed a post' as const,
    };

    await expect(replaceDirectory({ ...services, table: failing }, P, before, after)).rejects.toThrow('crashed');

    expect((await readDirectory(table, P))?.directory.posts[0]?.name).toBe('Ann One');
    expect(await directoryChanges(table, P, 10)).toHaveLength(1);
    expect(await put(before, withName('Ann Three'))).toBe(true);
    expect((await directoryChanges(table, P, 10)).map(({ revision }) => revision)).toEqual([2, 1]);
  });

  it('S23: what was changed, and by whom, is told for three years and then gone', async () => {
    await put(undefined, withName('Ann One'));
    const { snapshot } = (await readDirectory(table, P))!;
    expect(await directoryChanges(table, P, 10)).toMatchObject([
      { by: BY, what: 'changed a post', at: '2026-04-02T09:00:00Z', counts: { added: 0, changed: 1, removed: 0 } },
    ]);

    now = now.add({ hours: 24 * (3 * 365 + 1) });

    expect(await directoryChanges(table, P, 10)).toEqual([]);
    expect(await readChange(table, P, snapshot)).toBeUndefined();
    expect((await readDirectory(table, P))?.directory.posts[0]?.name).toBe('Ann One');
  });
});

it('a preview is kept for a day, whole however large, and is another thing than the directory', async () => {
  const name = await keepPreview(services, P, { by: BY, readAs: 'UTF-8', directory: large });

  expect(await readPreview(table, P, name)).toEqual({ by: BY, readAs: 'UTF-8', directory: large });
  expect(await readPreview(table, 'elsewhere', name)).toBeUndefined();
  expect(await readDirectory(table, P)).toBeUndefined();
  now = now.add({ hours: 24, minutes: 1 });
  expect(await readPreview(table, P, name)).toBeUndefined();
});
