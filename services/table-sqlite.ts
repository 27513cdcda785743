import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { Clock } from './clock.ts';
import { writeTogether } from './sqlite-turn.ts';
import {
  ConditionFailed,
  INDEX_NAMES,
  type IndexName,
  type Item,
  type Key,
  type Page,
  type Range,
  type Table,
} from './table.ts';
import {
  bodyText,
  cursorAfter,
  requireSoundExpiry,
  requireSoundKey,
  type SoundRange,
  soundRange,
} from './table-limits.ts';

/** The format of the data file this version writes. A change to `SCHEMA` raises it and brings the step that gets there. */
const FORMAT = 1;

/** "CoGr": how SQLite's own tools, and we, tell our file from somebody else's. */
const APPLICATION_ID = 0x436f4772;

/*
 * TEXT compares by the bytes of its UTF-8 (collation BINARY), which is how DynamoDB orders string keys.
 * An ordinary rowid table, because bodies of up to 300 KB would make a poor b-tree key.
 */
const SCHEMA = `
  CREATE TABLE items (
    pk TEXT NOT NULL,
    sk TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    expires_at INTEGER,
    ${INDEX_NAMES.map((index) => `${index}_pk TEXT, ${index}_sk TEXT,`).join('\n    ')}
    PRIMARY KEY (pk, sk)
  ) STRICT;
  ${INDEX_NAMES.map((index) => `CREATE INDEX ${index} ON items (${index}_pk, ${index}_sk, pk, sk) WHERE ${index}_pk IS NOT NULL;`).join('\n  ')}
  CREATE INDEX expiring ON items (expires_at) WHERE expires_at IS NOT NULL;
`;

/** The data file cannot be used as it is; the message says why and what to do. Nothing in it was changed. */
export class FileRefused extends Error {
  override name = 'FileRefused';
}

/**
 * The data file, made ready and held by this process alone until `close()` or its end, however sudden. `:memory:` is a file
 * that lasts as long as the process.
 *
 * A commit is on the disk when it returns (WAL, `synchronous=FULL`). What is deleted is overwritten (`secure_delete`), because
 * an erased text must be gone. The file is readable by its owner only and its folder is created.
 *
 * Throws `FileRefused` when another process holds the file, when a newer version wrote it, or when it is not ours. The hold is
 * SQLite's own lock, which the kernel lets go when the process dies: no stale lock is ever left. It is also lost if this
 * process opens and closes the file by other means (POSIX), so back up with `backup` from `node:sqlite`, never by reading the file.
 */
export function openSqlite(path: string): DatabaseSync {
  const isFile = path !== ':memory:';
  if (isFile) createForOwnerOnly(path);
  const db = new DatabaseSync(path);
  try {
    // Before the first read: then WAL needs no shared memory and the lock is taken for good at once.
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    const format = pragma(db, 'user_version');
    requireOurs(db, path, format);
    // Before WAL, whose files take their mode from this one.
    if (isFile) chmodSync(path, 0o600);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    db.exec('BEGIN EXCLUSIVE');
    if (format === 0) {
      db.exec(SCHEMA);
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}`);
    }
    db.exec('COMMIT');
  } catch (reason) {
    db.close();
    throw explained(reason, path);
  }
  return db;
}

function createForOwnerOnly(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Only when it is new: opening and closing a file this process already holds would drop SQLite's lock on it.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

function requireOurs(db: DatabaseSync, path: string, format: number): void {
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (pragma(db, 'application_id') !== APPLICATION_ID && !(isEmpty && format === 0)) {
    throw new FileRefused(`${path} is not a Common Ground data file. Name another file; this one was left as it is.`);
  }
  if (format > FORMAT) {
    throw new FileRefused(
      `${path} was written by a newer version of Common Ground (format ${format}; this version knows up to ${FORMAT}). ` +
        'Start that version again, or restore a copy made before it was first started. The file was left as it is.',
    );
  }
}

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

function explained(reason: unknown, path: string): unknown {
  // The low byte is the error; the rest says which kind of it.
  const code = reason instanceof Error && 'errcode' in reason ? Number(reason.errcode) & 0xff : undefined;
  if (code === SQLITE_BUSY) {
    return new FileRefused(
      `${path} is in use by another process. Two services must never share a data file: stop the other one, or name another file.`,
      { cause: reason },
    );
  }
  if (code === SQLITE_NOTADB) {
    return new FileRefused(`${path} is not a Common Ground data file. Name another file; this one was left as it is.`, {
      cause: reason,
    });
  }
  return reason;
}

/** How far index reads are behind: so many of the last writes are left out, however many or few that is at each read. */
type IndexLag = number | (() => number);

/**
 * The table on one machine, in a database opened by `openSqlite`.
 *
 * Writes that arrive in one turn of the event loop share one commit (`writeTogether`), each judged on its own condition in the
 * order of arrival. An expired item counts as absent, so what is put in its place is version 1 again, as on DynamoDB.
 *
 * `indexLag` is for tests: index reads leave out the last so many writes, as DynamoDB's may. Give a function to let them catch
 * up at a moment of the test's choosing; what was once seen is never unseen.
 */
export function sqliteTable(db: DatabaseSync, clock: Clock, { indexLag }: { indexLag?: IndexLag } = {}): Table {
  const together = writeTogether(db);
  const statement = statementsOf(db);
  const nowSeconds = () => Math.floor(clock.now().epochMilliseconds / 1000);
  const replica = indexLag === undefined ? undefined : laggingCopy(db, indexLag);

  return {
    async get(key) {
      requireSoundKey(key);
      const row = statement(GET).get(key.pk, key.sk, nowSeconds());
      return row && itemFrom(row);
    },

    async put(item, condition) {
      requireSoundKey(item);
      requireSoundExpiry(item.expiresAt);
      for (const key of Object.values(item.indexes ?? {})) if (key) requireSoundKey(key);
      const { pk, sk } = item;
      const values = [bodyText(item.body), item.expiresAt ?? null, ...indexValues(item)];
      const version = await together(() => {
        const { changes } =
          'ifAbsent' in condition
            ? statement(PUT_IF_ABSENT).run(pk, sk, ...values, nowSeconds())
            : statement(PUT_IF_VERSION).run(...values, pk, sk, condition.ifVersion, nowSeconds());
        if (changes === 0) throw conditionFailed(condition);
        return 'ifAbsent' in condition ? 1 : condition.ifVersion + 1;
      });
      replica?.noteChange(item);
      return version;
    },

    async delete(key, condition) {
      requireSoundKey(key);
      const { pk, sk } = key;
      await together(() => {
        if (!condition) statement('DELETE FROM items WHERE pk = ? AND sk = ?').run(pk, sk);
        else if (statement(DELETE_IF_VERSION).run(pk, sk, condition.ifVersion, nowSeconds()).changes === 0) {
          throw conditionFailed(condition);
        }
      });
      replica?.noteChange(key);
    },

    async query(range) {
      return page(statement, nowSeconds(), range);
    },

    async queryIndex(index, range) {
      return page(replica ? replica.caughtUp() : statement, nowSeconds(), range, index);
    },
  };
}

/**
 * Removes what expired, as DynamoDB's time-to-live does by itself; answers how many items went. At most `limit` at a time, so
 * that a long backlog never holds up the people waiting: call again while it answers `limit`.
 */
export function removeExpired(db: DatabaseSync, clock: Clock, limit = 500): Promise<number> {
  const now = Math.floor(clock.now().epochMilliseconds / 1000);
  const removal =
    'DELETE FROM items WHERE rowid IN (SELECT rowid FROM items WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)';
  return writeTogether(db)(() => Number(statementsOf(db)(removal).run(now, limit).changes));
}

const VISIBLE = '(expires_at IS NULL OR expires_at > ?)';
const VALUE_COLUMNS = ['body', 'expires_at', ...INDEX_NAMES.flatMap((index) => [`${index}_pk`, `${index}_sk`])];

const GET = `SELECT * FROM items WHERE pk = ? AND sk = ? AND ${VISIBLE}`;
const PUT_IF_ABSENT = `
  INSERT INTO items (pk, sk, version, ${VALUE_COLUMNS.join(', ')})
  VALUES (?, ?, 1, ${VALUE_COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (pk, sk) DO UPDATE SET version = 1, ${VALUE_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}
  WHERE items.expires_at <= ?`;
const PUT_IF_VERSION = `
  UPDATE items SET version = version + 1, ${VALUE_COLUMNS.map((column) => `${column} = ?`).join(', ')}
  WHERE pk = ? AND sk = ? AND version = ? AND ${VISIBLE}`;
const DELETE_IF_VERSION = `DELETE FROM items WHERE pk = ? AND sk = ? AND version = ? AND ${VISIBLE}`;

function conditionFailed(condition: { ifAbsent: true } | { ifVersion: number }): ConditionFailed {
  return new ConditionFailed(
    'ifAbsent' in condition ? 'The item is already there.' : `The item is no longer at version ${condition.ifVersion}.`,
  );
}

function indexValues({ indexes = {} }: Pick<Item, 'indexes'>): SQLInputValue[] {
  return INDEX_NAMES.flatMap((index) => [indexes[index]?.pk ?? null, indexes[index]?.sk ?? null]);
}

/** The names of an index's two columns, made once: every row read asks for all of them. */
const INDEX_COLUMNS = INDEX_NAMES.map((index) => [index, `${index}_pk`, `${index}_sk`] as const);

type Row = Record<string, SQLOutputValue>;

function itemFrom(row: Row): Item {
  const item: Item = {
    pk: String(row['pk']),
    sk: String(row['sk']),
    version: Number(row['version']),
    body: JSON.parse(String(row['body'])),
  };
  for (const [index, pkColumn, skColumn] of INDEX_COLUMNS) {
    const [pk, sk] = [row[pkColumn], row[skColumn]];
    if (typeof pk === 'string' && typeof sk === 'string') item.indexes = { ...item.indexes, [index]: { pk, sk } };
  }
  if (row['expires_at'] !== null) item.expiresAt = Number(row['expires_at']);
  return item;
}

type Statements = (sql: string) => StatementSync;

const statementsByDatabase = new WeakMap<DatabaseSync, Statements>();

/** Statements are compiled once a database: there are few, and compiling one costs more than running it. */
function statementsOf(db: DatabaseSync): Statements {
  const existing = statementsByDatabase.get(db);
  if (existing) return existing;
  const compiled = new Map<string, StatementSync>();
  const statements: Statements = (sql) => {
    const known = compiled.get(sql);
    if (known) return known;
    const fresh = db.prepare(sql);
    compiled.set(sql, fresh);
    return fresh;
  };
  statementsByDatabase.set(db, statements);
  return statements;
}

function page(statement: Statements, now: number, range: Range, index?: IndexName): Page {
  const sound = soundRange(range, index);
  if (!sound) return { items: [] };
  const { sql, values } = selection(sound, now, index);
  const rows = statement(sql).all(...values);
  const items = rows.slice(0, sound.limit).map(itemFrom);
  const last = items.at(-1);
  if (!last || rows.length <= sound.limit) return { items };
  const position = index ? { sk: last.indexes?.[index]?.sk ?? '', item: last } : { sk: last.sk };
  return { items, cursor: cursorAfter(position, sound, index) };
}

function selection(range: SoundRange, now: number, index?: IndexName): { sql: string; values: SQLInputValue[] } {
  const { pk, between, prefix, after, descending, limit } = range;
  const values: SQLInputValue[] = [pk, now];
  if (between) values.push(...between);
  const end = prefix === undefined ? undefined : firstAfterPrefix(prefix);
  if (prefix !== undefined) values.push(prefix, ...(end === undefined ? [] : [end]));
  if (after) values.push(after.sk, ...(after.item ? [after.item.pk, after.item.sk] : []));
  const is = (one: unknown) => (one === undefined ? '-' : '+');
  const shape = `${index}${is(between)}${is(prefix)}${is(end)}${is(after)}${is(after?.item)}${descending ? '<' : '>'}${limit}`;
  let sql = readsByShape.get(shape);
  if (sql === undefined) {
    sql = readOf(range, end, index);
    readsByShape.set(shape, sql);
  }
  return { sql, values };
}

/** The SQL of each shape of read, put together once: there are few, and an idle sweep spent a quarter of its reading on that. */
const readsByShape = new Map<string, string>();

/** Its parameters in the order of `selection`. */
function readOf({ between, prefix, after, descending, limit }: SoundRange, end?: string, index?: IndexName): string {
  const [pk, sk] = index ? [`${index}_pk`, `${index}_sk`] : ['pk', 'sk'];
  const order = index ? [sk, 'pk', 'sk'] : [sk];
  const where = [`${pk} = ?`, VISIBLE];
  if (between) where.push(`${sk} BETWEEN ? AND ?`);
  if (prefix !== undefined) where.push(`${sk} >= ?`);
  if (end !== undefined) where.push(`${sk} < ?`);
  if (after) where.push(`(${order.join(', ')}) ${descending ? '<' : '>'} (${order.map(() => '?').join(', ')})`);
  const orderBy = order.map((column) => column + (descending ? ' DESC' : '')).join(', ');
  // One more than asked for, which tells whether there is more. Not bound: SQLite plans by the number of a LIMIT, so a bound one
  // makes it compile the statement again at every call, ten times the cost of the query itself.
  return `SELECT * FROM items WHERE ${where.join(' AND ')} ORDER BY ${orderBy} LIMIT ${limit + 1}`;
}

/** The first text in UTF-8 order that comes after everything with this prefix; undefined when nothing does. */
function firstAfterPrefix(prefix: string): string | undefined {
  const LAST_CODE_POINT = 0x10ffff;
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // The surrogates between are not characters.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

/** A second copy of the table, in memory, that is brought up to date only so far: what a lagging index shows. For tests. */
function laggingCopy(db: DatabaseSync, lag: IndexLag) {
  const copy = openSqlite(':memory:');
  const statement = statementsOf(copy);
  const pending: Array<() => void> = [];
  const columns = ['pk', 'sk', 'version', ...VALUE_COLUMNS];
  const insert = `INSERT OR REPLACE INTO items (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  const store = (row: Row) => statement(insert).run(...columns.map((column) => row[column] ?? null));
  for (const row of db.prepare('SELECT * FROM items').iterate()) store(row);
  return {
    noteChange({ pk, sk }: Key): void {
      const row = db.prepare('SELECT * FROM items WHERE pk = ? AND sk = ?').get(pk, sk);
      pending.push(() => {
        if (row) store(row);
        else statement('DELETE FROM items WHERE pk = ? AND sk = ?').run(pk, sk);
      });
    },
    caughtUp(): Statements {
      const behind = typeof lag === 'number' ? lag : lag();
      for (const apply of pending.splice(0, Math.max(0, pending.length - behind))) apply();
      return statement;
    },
  };
}
