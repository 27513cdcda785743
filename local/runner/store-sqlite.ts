import type { DatabaseSync } from 'node:sqlite';
import type { Execution } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { DEFAULT_LIST_LIMIT, type RunnerStore } from './store.ts';

/**
 * Keeps executions in an open SQLite file, beside whatever else is in it (tables `runner_executions`, `runner_events`).
 * Whoever opens the handle sets WAL and `synchronous=FULL`; `save` is one transaction, or a part of the one already open.
 */
export function sqliteRunnerStore(database: DatabaseSync): RunnerStore {
  // Ordinary rowid tables: a text of a kilobyte or more makes a poor b-tree key, and costs twice as much to write as one.
  database.exec(`
    CREATE TABLE IF NOT EXISTS runner_executions (
      name TEXT PRIMARY KEY,
      machine TEXT NOT NULL,
      status TEXT NOT NULL,
      started_at TEXT NOT NULL,
      execution TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS runner_executions_by_status ON runner_executions (status, started_at);
    CREATE INDEX IF NOT EXISTS runner_executions_by_start ON runner_executions (started_at);
    CREATE TABLE IF NOT EXISTS runner_events (
      name TEXT NOT NULL,
      first_id INTEGER NOT NULL,
      events TEXT NOT NULL,
      PRIMARY KEY (name, first_id)
    );
  `);
  const put = database.prepare(
    `INSERT INTO runner_executions (name, machine, status, started_at, execution) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET status = excluded.status, execution = excluded.execution`,
  );
  const append = database.prepare('INSERT INTO runner_events (name, first_id, events) VALUES (?, ?, ?)');
  const one = database.prepare('SELECT execution FROM runner_executions WHERE name = ?');
  const running = database.prepare(
    "SELECT execution FROM runner_executions WHERE status = 'RUNNING' ORDER BY started_at",
  );
  const listed = database.prepare(
    `SELECT execution FROM runner_executions
     WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR machine = ?2) ORDER BY started_at DESC LIMIT ?3`,
  );
  const history = database.prepare('SELECT events FROM runner_events WHERE name = ? ORDER BY first_id');

  const executionIn = (row: unknown) => JSON.parse((row as { execution: string }).execution) as Execution;

  return {
    save(changes) {
      const isWithin = database.isTransaction;
      database.exec(isWithin ? 'SAVEPOINT runner' : 'BEGIN IMMEDIATE');
      try {
        for (const { execution, events } of changes) {
          const { name, machine, status, startedAt } = execution;
          put.run(name, machine, status, startedAt, JSON.stringify(execution));
          // One row a turn, not one an event: rows are what a write costs.
          if (events[0]) append.run(name, events[0].id, JSON.stringify(events));
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
    events: (name) =>
      history.all(name).flatMap((row) => JSON.parse((row as { events: string }).events) as HistoryEvent[]),
  };
}
