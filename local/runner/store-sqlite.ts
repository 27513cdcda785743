import type { DatabaseSync } from 'node:sqlite';
import type { Execution } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { DEFAULT_LIST_LIMIT, type RunnerStore } from './store.ts';

/**
 * Keeps executions in an open SQLite file, beside whatever else is in it (tables `runner_executions`, `runner_events`).
 * Whoever opens the handle sets WAL and `synchronous=FULL`; `save` is one transaction, or a part of the one already open.
 */
export function sqliteRunnerStore(database: DatabaseSync): RunnerStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS runner_executions (
      name TEXT PRIMARY KEY,
      machine TEXT NOT NULL,
      status TEXT NOT NULL,
      started_at TEXT NOT NULL,
      execution TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS runner_executions_by_status ON runner_executions (status, started_at);
    CREATE INDEX IF NOT EXISTS runner_executions_by_start ON runner_executions (started_at);
    CREATE TABLE IF NOT EXISTS runner_events (
      name TEXT NOT NULL,
      id INTEGER NOT NULL,
      event TEXT NOT NULL,
      PRIMARY KEY (name, id)
    ) WITHOUT ROWID;
  `);
  const put = database.prepare(
    `INSERT INTO runner_executions (name, machine, status, started_at, execution) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET status = excluded.status, execution = excluded.execution`,
  );
  const append = database.prepare('INSERT INTO runner_events (name, id, event) VALUES (?, ?, ?)');
  const one = database.prepare('SELECT execution FROM runner_executions WHERE name = ?');
  const running = database.prepare(
    "SELECT execution FROM runner_executions WHERE status = 'RUNNING' ORDER BY started_at",
  );
  const listed = database.prepare(
    `SELECT execution FROM runner_executions
     WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR machine = ?2) ORDER BY started_at DESC LIMIT ?3`,
  );
  const history = database.prepare('SELECT event FROM runner_events WHERE name = ? ORDER BY id');

  const executionIn = (row: unknown) => JSON.parse((row as { execution: string }).execution) as Execution;

  return {
    save(changes) {
      const isWithin = database.isTransaction;
      database.exec(isWithin ? 'SAVEPOINT runner' : 'BEGIN IMMEDIATE');
      try {
        for (const { execution, events } of changes) {
          const { name, machine, status, startedAt } = execution;
          put.run(name, machine, status, startedAt, JSON.stringify(execution));
          for (const event of events) append.run(name, event.id, JSON.stringify(event));
        }
        database.exec(isWithin ? 'RELEASE runner' : 'COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec(isWithin ? 'ROLLBACK TO runner; RELEASE runner' : 'ROLLBACK');
        throw error;
      }
    },
    read(name) {
      const row = one.get(name);
      return row && executionIn(row);
    },
    running: () => running.all().map(executionIn),
    list: ({ status, machine, limit = DEFAULT_LIST_LIMIT }) =>
      listed.all(status ?? null, machine ?? null, limit).map(executionIn),
    events: (name) => history.all(name).map((row) => JSON.parse((row as { event: string }).event) as HistoryEvent),
  };
}
