import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../services/clock.ts';
import { writeTogether } from '../../services/sqlite-turn.ts';
import { ConditionFailed, type Item, type Table } from '../../services/table.ts';
import { FileRefused, openSqlite, removeExpired, sqliteTable } from '../../services/table-sqlite.ts';

const START = Temporal.Instant.from('2026-04-08T16:00:00Z');
const START_SECONDS = START.epochMilliseconds / 1000;
const stopped: Clock = { now: () => START };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
  path = join(folder, 'table.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const create = (table: Table, sk: string, more: Partial<Item> = {}) =>
  table.put({ pk: 'a', sk, body: sk, ...more }, { ifAbsent: true });

describe('a data file', () => {
  test('is its owner’s alone, in a folder made for it, its journal too, because it holds what people said in confidence', async () => {
    path = join(folder, 'new', 'folder', 'table.sqlite');

    const db = openSqlite(path);
    await create(sqliteTable(db, stopped), '1');

    const modes = [path, `${path}-wal`, join(folder, 'new')].map((file) => statSync(file).mode & 0o777);
    db.close();
    expect(modes).toStrictEqual([0o600, 0o600, 0o700]);
  });

  test('that others could read is closed to them', () => {
    writeFileSync(path, '', { mode: 0o644 });

    openSqlite(path).close();

    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('flushes every commit to the disk and overwrites what is deleted', () => {
    const db = openSqlite(path);

    const settings = ['journal_mode', 'synchronous', 'secure_delete', 'locking_mode'].map(
      (name) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0],
    );

    db.close();
    const FULL = 2;
    expect(settings).toStrictEqual(['wal', FULL, 1, 'exclusive']);
  });

  test('keeps what was put when it is closed and opened again', async () => {
    const first = openSqlite(path);
    await create(sqliteTable(first, stopped), '1');
    first.close();

    const second = openSqlite(path);
    const item = await sqliteTable(second, stopped).get({ pk: 'a', sk: '1' });

    second.close();
    expect(item).toStrictEqual({ pk: 'a', sk: '1', body: '1', version: 1 });
  });

  test('no longer holds the words of an item that was deleted', async () => {
    const words = 'something said in confidence';
    const db = openSqlite(path);
    const table = sqliteTable(db, stopped);
    await create(table, '1', { body: words });
    await table.delete({ pk: 'a', sk: '1' });
    db.close();

    expect(readFileSync(path).includes(words)).toBe(false);
  });

  test('of a newer version is refused, untouched, and the message says what to do', () => {
    openSqlite(path).close();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const before = readFileSync(path);

    expect(() => openSqlite(path)).toThrow(FileRefused);
    expect(() => openSqlite(path)).toThrow(/newer version .*format 99.*Start that version again, or restore a copy/);
    expect(readFileSync(path)).toStrictEqual(before);
  });

  test.each([
    ['text', () => writeFileSync(path, 'Dear all, please see the attached minutes. '.repeat(100))],
    [
      'another program’s database',
      () => {
        const theirs = new DatabaseSync(path);
        theirs.exec('CREATE TABLE theirs (x)');
        theirs.close();
      },
    ],
  ])('that is %s is refused, untouched', (_, write) => {
    write();
    const before = [readFileSync(path), statSync(path).mode];

    expect(() => openSqlite(path)).toThrow(/is not a Common Ground data file/);
    expect([readFileSync(path), statSync(path).mode]).toStrictEqual(before);
  });

  test('is held by one opener at a time, and the first loses nothing when a second is refused', async () => {
    const first = openSqlite(path);

    expect(() => openSqlite(path)).toThrow(/in use by another process.*stop the other one/);
    const version = await create(sqliteTable(first, stopped), '1');
    expect(() => openSqlite(path)).toThrow(FileRefused);

    first.close();
    openSqlite(path).close();
    expect(version).toBe(1);
  });
});

test('a data file is held from its opening on, before anything is written or read', () => {
  openSqlite(path).close();
  const first = openSqlite(path);

  expect(() => openSqlite(path)).toThrow(FileRefused);

  first.close();
});

describe('a service killed in the middle of writing', () => {
  test.each([20, 150, 400])(
    'after %i acknowledged rounds has lost none of them, and has written no half of a round',
    async (rounds) => {
      const writer = spawn(process.execPath, [join(import.meta.dirname, 'sqlite-writer.ts'), path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(writer, 'close');
      let acknowledged = 0;
      let refusal: unknown;
      for await (const line of createInterface(writer.stdout)) {
        acknowledged = Number(line);
        if (acknowledged === 1) {
          try {
            openSqlite(path);
          } catch (reason) {
            refusal = reason;
          }
        }
        if (acknowledged === rounds) writer.kill('SIGKILL');
      }
      const [, signal] = await ended;

      const db = openSqlite(path);
      const table = sqliteTable(db, stopped);
      const count = (pk: string) => db.prepare('SELECT count(*) AS n FROM items WHERE pk = ?').get(pk)?.['n'];
      const written = Number((await table.get({ pk: 'counter', sk: 'rounds' }))?.body);
      const lost = [];
      for (let round = 1; round <= acknowledged; round++) {
        const sk = String(round).padStart(9, '0');
        const [left, right] = [await table.get({ pk: 'left', sk }), await table.get({ pk: 'right', sk })];
        if (JSON.stringify(left?.body) !== JSON.stringify(right?.body) || left?.indexes?.owed?.sk !== sk)
          lost.push(round);
      }
      const { integrity_check } = db.prepare('PRAGMA integrity_check').get() ?? {};
      const halves = [count('left'), count('right')];
      db.close();

      expect(refusal).toBeInstanceOf(FileRefused);
      expect(signal).toBe('SIGKILL');
      expect(acknowledged).toBeGreaterThanOrEqual(rounds);
      expect(lost).toStrictEqual([]);
      expect(written).toBeGreaterThanOrEqual(acknowledged);
      expect(halves).toStrictEqual([written, written]);
      expect(integrity_check).toBe('ok');
    },
  );
});

describe('one turn', () => {
  test('answers nobody until everything that arrived with it is committed, in the order it arrived', async () => {
    const db = openSqlite(':memory:');
    const table = sqliteTable(db, stopped);
    const seen: unknown[] = [];

    await Promise.all(
      ['1', '2', '3'].map(async (sk) => {
        await create(table, sk);
        seen.push([sk, db.isTransaction, (await table.query({ pk: 'a' })).items.length]);
      }),
    );

    expect(seen).toStrictEqual([
      ['1', false, 3],
      ['2', false, 3],
      ['3', false, 3],
    ]);
  });

  test('judges each write on what those before it left', async () => {
    const db = openSqlite(':memory:');
    const table = sqliteTable(db, stopped);

    const versions = await Promise.all([
      create(table, '1'),
      table.put({ pk: 'a', sk: '1', body: 'second' }, { ifVersion: 1 }),
      table.delete({ pk: 'a', sk: '1' }, { ifVersion: 2 }),
      create(table, '1', { body: 'anew' }),
    ]);

    expect(versions).toStrictEqual([1, 2, undefined, 1]);
    expect((await table.get({ pk: 'a', sk: '1' }))?.body).toBe('anew');
  });

  test('whose commit fails refuses everyone in it with the reason, writes nothing, and the next turn works', async () => {
    const db = openSqlite(':memory:');
    const table = sqliteTable(db, stopped);
    // A foreign key judged at COMMIT: the one way to make SQLite itself refuse there and not before.
    db.exec(`CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE children (id INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER poison AFTER INSERT ON items WHEN new.sk = 'poison' BEGIN INSERT INTO children VALUES (1); END`);

    const answers = await Promise.allSettled([create(table, '1'), create(table, 'poison'), create(table, '3')]);
    const after = await create(table, '1');

    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { message: 'FOREIGN KEY constraint failed' } });
    }
    expect(after).toBe(1);
    expect((await table.query({ pk: 'a' })).items.map(({ sk }) => sk)).toStrictEqual(['1']);
  });

  test('on a full disk refuses whom it must, acknowledges only what is kept, and works again when there is room', async () => {
    const db = openSqlite(path);
    const table = sqliteTable(db, stopped);
    const { page_count } = db.prepare('PRAGMA page_count').get() ?? {};
    db.exec(`PRAGMA max_page_count = ${Number(page_count) + 20}`);
    const names = Array.from({ length: 40 }, (_, n) => String(n).padStart(2, '0'));

    const answers = await Promise.allSettled(names.map((sk) => create(table, sk, { body: 'x'.repeat(8000) })));
    db.exec('PRAGMA max_page_count = 100000');
    const later = await create(table, 'later');

    const acknowledged = names.filter((_, n) => answers[n]?.status === 'fulfilled');
    const refused = answers.filter(({ status }) => status === 'rejected');
    const kept = (await table.query({ pk: 'a' })).items.map(({ sk }) => sk);
    db.close();
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expect(answer).toMatchObject({ reason: { errstr: 'database or disk is full' } });
    expect(kept).toStrictEqual([...acknowledged, 'later']);
    expect(later).toBe(1);
  });

  test('undoes all that one piece of work wrote when it throws, and nothing of the others', async () => {
    const db = openSqlite(':memory:');
    const together = writeTogether(db);
    const table = sqliteTable(db, stopped);
    db.exec('CREATE TABLE notes (words TEXT)');
    const note = (words: string) => db.prepare('INSERT INTO notes VALUES (?)').run(words);

    const answers = await Promise.allSettled([
      together(() => note('kept').changes),
      create(table, '1'),
      together(() => {
        note('undone');
        note('undone too');
        throw new Error('on second thoughts');
      }),
      create(table, '1'),
    ]);

    expect(answers).toMatchObject([
      { value: 1 },
      { value: 1 },
      { reason: { message: 'on second thoughts' } },
      { reason: expect.any(ConditionFailed) },
    ]);
    expect(db.prepare('SELECT words FROM notes').all()).toMatchObject([{ words: 'kept' }]);
  });

  test('after the database is closed refuses the write rather than leave its caller waiting', async () => {
    const db = openSqlite(':memory:');
    const table = sqliteTable(db, stopped);

    const putting = create(table, '1');
    db.close();

    await expect(putting).rejects.toThrow('finalized');
  });
});

describe('index reads that lag, as DynamoDB’s may', () => {
  const indexed = (sk: string) => ({ indexes: { owed: { pk: 'owed', sk } } });
  const owed = async (table: Table) => (await table.queryIndex('owed', { pk: 'owed' })).items.map(({ body }) => body);

  test('leave out the last so many writes while reads by key and partition show them', async () => {
    const db = openSqlite(':memory:');
    const table = sqliteTable(db, stopped, { indexLag: 2 });
    await create(table, '1', indexed('1'));
    await create(table, '2', indexed('2'));
    await table.put({ pk: 'a', sk: '1', body: 'changed' }, { ifVersion: 1 });

    const inIndex = await owed(table);
    const byKey = (await table.query({ pk: 'a' })).items.map(({ body }) => body);

    expect(inIndex).toStrictEqual(['1']);
    expect(byKey).toStrictEqual(['changed', '2']);
  });

  test('catch up when the test says so: items enter, change, leave and go', async () => {
    const db = openSqlite(':memory:');
    await create(sqliteTable(db, stopped), 'there from the start', indexed('0'));
    let behind = Number.POSITIVE_INFINITY;
    const table = sqliteTable(db, stopped, { indexLag: () => behind });
    await create(table, 'to go', indexed('1'));
    await create(table, 'to stay', indexed('2'));

    const before = await owed(table);
    behind = 0;
    const caughtUp = await owed(table);
    behind = Number.POSITIVE_INFINITY;
    await table.delete({ pk: 'a', sk: 'to go' });
    await table.put({ pk: 'a', sk: 'to stay', body: 'changed', ...indexed('2') }, { ifVersion: 1 });
    const behindAgain = await owed(table);
    behind = 0;
    const atLast = await owed(table);

    expect(before).toStrictEqual(['there from the start']);
    expect(caughtUp).toStrictEqual(['there from the start', 'to go', 'to stay']);
    expect(behindAgain).toStrictEqual(caughtUp);
    expect(atLast).toStrictEqual(['there from the start', 'changed']);
  });

  test('do not count a write that was refused', async () => {
    const table = sqliteTable(openSqlite(':memory:'), stopped, { indexLag: 1 });
    await create(table, '1', indexed('1'));

    await expect(create(table, '1', indexed('1'))).rejects.toThrow(ConditionFailed);

    expect(await owed(table)).toStrictEqual([]);
  });
});

describe('what expired', () => {
  test('is removed from the file, the longest expired first and so many at a time, and nothing else is', async () => {
    let now = START;
    const db = openSqlite(':memory:');
    const table = sqliteTable(db, { now: () => now });
    await create(table, 'for good');
    for (const [sk, seconds] of [
      ['third', 30],
      ['first', 10],
      ['second', 20],
      ['later', 999],
    ] as const) {
      await create(table, sk, { expiresAt: START_SECONDS + seconds });
    }
    const stored = () =>
      db
        .prepare('SELECT sk FROM items ORDER BY sk')
        .all()
        .map(({ sk }) => sk);

    now = START.add({ seconds: 30 });
    const counts = [await removeExpired(db, { now: () => now }, 2)];
    const afterOne = stored();
    counts.push(await removeExpired(db, { now: () => now }, 2));
    counts.push(await removeExpired(db, { now: () => now }, 2));

    expect(counts).toStrictEqual([2, 1, 0]);
    expect(afterOne).toStrictEqual(['for good', 'later', 'third']);
    expect(stored()).toStrictEqual(['for good', 'later']);
  });
});

test.each([
  ['a partition', 'SELECT * FROM items WHERE pk = ? AND sk >= ? ORDER BY sk LIMIT 1', 'sqlite_autoindex_items_1'],
  ['an index', 'SELECT * FROM items WHERE owed_pk = ? AND owed_sk >= ? ORDER BY owed_sk, pk, sk LIMIT 1', 'owed'],
  ['what expired', 'SELECT rowid FROM items WHERE expires_at <= ? ORDER BY expires_at LIMIT 1', 'expiring'],
])(
  'reading %s searches and never scans or sorts, so that it costs the same with a year of disagreements',
  (_, sql, index) => {
    const db = openSqlite(':memory:');

    const plan = db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail);

    expect(plan).toHaveLength(1);
    expect(plan[0]).toMatch(new RegExp(`^SEARCH items USING (COVERING )?INDEX ${index} `));
  },
);
