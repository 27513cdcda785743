import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { movableClock } from '../../local/movable-clock.ts';
import type { Json } from '../../local/runner/json.ts';
import { sqliteRunnerStore } from '../../local/runner/store-sqlite.ts';
import { aRunner, type Invoke, machine, task, tokenTask, told, WEDNESDAY } from './runner-support.ts';

let folder: string;
let opened: DatabaseSync[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-'));
});
afterEach(() => {
  for (const database of opened) if (database.isOpen) database.close();
  opened = [];
  rmSync(folder, { recursive: true });
});

/** A process: its own handle on the file, its own clock and its own runner. What it had in memory is lost with it. */
function aProcess({
  definition,
  invoke,
  at = WEDNESDAY,
}: {
  definition: unknown;
  invoke?: Invoke;
  at?: Temporal.Instant;
}) {
  const database = new DatabaseSync(join(folder, 'data.sqlite'));
  opened.push(database);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const clock = movableClock({ startAt: at, flows: false });
  return {
    database,
    ...aRunner({ definition, clock, store: sqliteRunnerStore(database), ...(invoke ? { invoke } : {}) }),
  };
}

/** Never answers: what a kill finds in flight. */
const silent: Invoke = () => new Promise<Json>(() => undefined);

const waiting = machine('Rest', {
  Rest: { Type: 'Wait', Seconds: 400 * 86_400, Next: 'Tell' },
  Tell: task('tell'),
});

it('goes on with a wait of 400 days after a restart in the middle of it', async () => {
  const first = aProcess({ definition: waiting });
  await first.runner.start({ machine: 'tested', name: 'one', input: {} });
  await first.clock.moveTo(WEDNESDAY.add({ hours: 24 * 100 }));
  first.database.close();

  const second = aProcess({ definition: waiting, at: WEDNESDAY.add({ hours: 24 * 100 }) });
  await second.runner.resume();
  await second.clock.moveTo(WEDNESDAY.add({ hours: 24 * 400 }).subtract({ seconds: 1 }));
  expect((await second.runner.describe('one')).status).toBe('RUNNING');
  await second.clock.moveTo(WEDNESDAY.add({ hours: 24 * 400 }));

  expect((await second.runner.describe('one')).status).toBe('SUCCEEDED');
});

it('does at once, and once, what fell due while nothing ran', async () => {
  const first = aProcess({ definition: waiting });
  await first.runner.start({ machine: 'tested', name: 'one', input: {} });
  first.database.close();
  const told: string[] = [];

  const second = aProcess({
    definition: waiting,
    at: WEDNESDAY.add({ hours: 24 * 500 }),
    invoke: async (name) => void told.push(name),
  });
  expect(await second.runner.resume()).toEqual({ continued: 1, refused: [] });
  await second.clock.settled();

  expect(told).toEqual(['tell']);
  expect((await second.runner.describe('one')).status).toBe('SUCCEEDED');
});

it('calls again a function that was in flight, under the same scheduled event', async () => {
  const definition = machine('Tell', { Tell: task('tell') });
  const first = aProcess({ definition, invoke: silent });
  await first.runner.start({ machine: 'tested', name: 'one', input: { id: 7 } });
  first.database.close();
  const asked: Json[] = [];

  const second = aProcess({
    definition,
    invoke: async (_name, payload) => {
      asked.push(payload);
      return 'done';
    },
  });
  await second.runner.resume();
  await second.clock.settled();

  expect(asked).toEqual([{ id: 7 }]);
  expect(told(await second.runner.history('one'))).toEqual([
    '1←0 ExecutionStarted',
    '2←0 TaskStateEntered Tell',
    '3←2 TaskScheduled',
    '4←3 TaskStarted',
    '5←4 TaskSucceeded',
    '6←5 TaskStateExited Tell',
    '7←6 ExecutionSucceeded',
  ]);
});

it('goes on waiting for a token that was out, without calling the function again', async () => {
  const definition = machine('Await', { Await: tokenTask('await') });
  let token = '';
  const first = aProcess({
    definition,
    invoke: async (_name, payload) => {
      token = (payload as { token: string }).token;
      return {};
    },
  });
  await first.runner.start({ machine: 'tested', name: 'one', input: {} });
  await first.clock.settled();
  first.database.close();
  const askedAgain: string[] = [];

  const second = aProcess({ definition, invoke: async (name) => void askedAgain.push(name) });
  await second.runner.resume();
  await second.clock.settled();
  await second.runner.sendTaskSuccess(token, 'still here');

  expect(askedAgain).toEqual([]);
  expect((await second.runner.describe('one')).output).toBe('"still here"');
});

it('gives the function of a token task the same token when it had not answered', async () => {
  const definition = machine('Await', { Await: tokenTask('await') });
  const tokens: unknown[] = [];
  const noting: Invoke = (_name, payload) => {
    tokens.push((payload as { token: string }).token);
    return silent('', null);
  };
  const first = aProcess({ definition, invoke: noting });
  await first.runner.start({ machine: 'tested', name: 'one', input: {} });
  first.database.close();

  const second = aProcess({ definition, invoke: noting });
  await second.runner.resume();
  await second.runner.sendTaskSuccess(tokens[1] as string, 'woken');

  expect(tokens[1]).toBe(tokens[0]);
  expect((await second.runner.describe('one')).status).toBe('SUCCEEDED');
});

it('keeps counting retries and variables across a restart', async () => {
  const definition = machine('Note', {
    Note: { Type: 'Pass', Assign: { kept: 'yes' }, Next: 'Ask' },
    Ask: {
      ...task('ask', {
        Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60, MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['Busy'], Output: '{% $kept %}', Next: 'End' }],
        Next: 'End',
      }),
    },
    End: { Type: 'Succeed' },
  });
  const busy: Invoke = async () => {
    throw Object.assign(new Error('later'), { name: 'Busy' });
  };
  const first = aProcess({ definition, invoke: busy });
  await first.runner.start({ machine: 'tested', name: 'one', input: {} });
  await first.clock.moveToNextDue();
  first.database.close();

  const second = aProcess({ definition, invoke: busy, at: WEDNESDAY.add({ seconds: 60 }) });
  await second.runner.resume();
  while (await second.clock.moveToNextDue());

  expect(await second.runner.describe('one')).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
  const scheduled = (await second.runner.history('one')).filter(({ type }) => type === 'TaskScheduled');
  expect(scheduled.map(({ timestamp }) => timestamp.slice(11, 19))).toEqual(['08:00:00', '08:01:00', '08:03:00']);
});

it('knows an execution and its token before it has been told to resume', async () => {
  const definition = machine('Await', { Await: tokenTask('await') });
  let token = '';
  const noting: Invoke = async (_name, payload) => {
    token = (payload as { token: string }).token;
    return {};
  };
  const first = aProcess({ definition, invoke: noting });
  const request = { machine: 'tested', name: 'one', input: {} };
  const started = await first.runner.start(request);
  await first.clock.settled();
  first.database.close();

  const second = aProcess({ definition, at: WEDNESDAY.add({ hours: 1 }) });
  expect(await second.runner.start(request)).toEqual(started);
  await second.runner.sendTaskSuccess(token, 'woken');
  await second.runner.resume();

  expect((await second.runner.describe('one')).output).toBe('"woken"');
});

it('leaves an execution whose machine is gone as it is, and says so', async () => {
  const first = aProcess({ definition: waiting });
  await first.runner.start({ machine: 'tested', name: 'one', input: {} });
  first.database.close();

  const second = aProcess({ definition: undefined });
  const { continued, refused } = await second.runner.resume();

  expect(continued).toBe(0);
  expect(refused).toEqual([{ name: 'one', reason: 'There is no state machine tested.' }]);
  expect((await second.runner.describe('one')).status).toBe('RUNNING');
});

it('acknowledges nothing it could not keep, and tries again when it can', async () => {
  const definition = machine('Await', { Await: tokenTask('await') });
  let token = '';
  const given = aProcess({
    definition,
    invoke: async (_name, payload) => {
      token = (payload as { token: string }).token;
      return {};
    },
  });
  await given.runner.start({ machine: 'tested', name: 'one', input: {} });
  await given.clock.settled();
  given.database.exec('PRAGMA query_only = ON');

  await expect(given.runner.sendTaskSuccess(token, 'lost')).rejects.toThrow();
  await expect(given.runner.start({ machine: 'tested', name: 'two', input: {} })).rejects.toThrow();
  given.database.exec('PRAGMA query_only = OFF');

  expect((await given.runner.describe('one')).status).toBe('RUNNING');
  await given.runner.sendTaskSuccess(token, 'kept');
  await given.runner.start({ machine: 'tested', name: 'two', input: {} });
  await given.clock.settled();
  expect((await given.runner.describe('one')).output).toBe('"kept"');
});

it('saves what arrives together in one write', async () => {
  const given = aProcess({ definition: waiting });
  let writes = 0;
  const runner = aRunner({
    definition: waiting,
    store: {
      ...given.store,
      save(changes) {
        writes++;
        given.store.save(changes);
      },
    },
  }).runner;

  await Promise.all(
    Array.from({ length: 50 }, (_, index) => runner.start({ machine: 'tested', name: `n${index}`, input: {} })),
  );

  expect(writes).toBe(1);
  expect(await runner.list()).toHaveLength(50);
});
