import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers';

interface Waiting {
  work: () => unknown;
  answer: (value: unknown) => void;
  refuse: (reason: unknown) => void;
}

/** Runs `work` in this event-loop turn's one transaction; settles once that is on the disk. */
export type WriteTogether = <T>(work: () => T) => Promise<T>;

const turns = new WeakMap<DatabaseSync, WriteTogether>();

/**
 * The shared transaction of a database: everything given to it in one turn of the event loop is one BEGIN … COMMIT, so that
 * a thousand people's answers cost one flush of the disk and each still hears only of its own.
 *
 * - `work` is synchronous; when it throws, only its own writes are undone and only its caller is refused.
 * - When BEGIN or COMMIT fails (a full disk), everyone in the turn is refused and nothing of it is seen by any reader.
 * - Nobody is answered before the COMMIT has returned: what was acknowledged survives a kill.
 *
 * One per database, whoever asks: the table, the runner and the outbox share the flush.
 */
export function writeTogether(db: DatabaseSync): WriteTogether {
  const existing = turns.get(db);
  if (existing) return existing;
  const steps = stepsOf(db);
  let waiting: Waiting[] = [];

  const takeTurn = () => {
    const batch = waiting;
    waiting = [];
    const settle: Array<() => void> = [];
    try {
      steps.begin.run();
      for (const one of batch) settle.push(runOne(db, steps, one));
      steps.commit.run();
    } catch (reason) {
      try {
        if (db.isOpen && db.isTransaction) db.exec('ROLLBACK');
      } finally {
        for (const { refuse } of batch) refuse(reason);
      }
      return;
    }
    for (const tell of settle) tell();
  };

  const together: WriteTogether = <T>(work: () => T) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, answer: resolve as (value: unknown) => void, refuse: reject });
      // Not a microtask: after this turn's sockets have all been read, so that requests that arrived together are together.
      if (waiting.length === 1) setImmediate(takeTurn);
    });
  turns.set(db, together);
  return together;
}

/** What every turn says, compiled once. */
function stepsOf(db: DatabaseSync) {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    save: db.prepare('SAVEPOINT one'),
    release: db.prepare('RELEASE one'),
  };
}

/** Does one piece of work inside the open transaction and answers how to tell its caller. Throws when the whole transaction is lost. */
function runOne(db: DatabaseSync, steps: ReturnType<typeof stepsOf>, { work, answer, refuse }: Waiting): () => void {
  steps.save.run();
  try {
    const value = work();
    steps.release.run();
    return () => answer(value);
  } catch (reason) {
    // A full disk or a read error ends the transaction by itself: then everybody is refused, not only this caller.
    if (!db.isTransaction) throw reason;
    db.exec('ROLLBACK TO one; RELEASE one');
    return () => refuse(reason);
  }
}
