import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { movableClock } from '../../local/movable-clock.ts';
import type { Change } from '../../local/runner/execution.ts';
import type { Json } from '../../local/runner/json.ts';
import { createRunner } from '../../local/runner/runner.ts';
import { memoryRunnerStore } from '../../local/runner/store.ts';
import { sqliteRunnerStore } from '../../local/runner/store-sqlite.ts';
import { systemClock } from '../../services/clock.ts';
import { machine, task, tokenTask, told, WEDNESDAY } from './runner-support.ts';

/** A stage as a policy's machine has it: remind, then the deadline, against an answer. */
const stages = machine('Stage', {
  Stage: {
    Type: 'Parallel',
    Branches: [
      {
        StartAt: 'Until the reminder',
        States: {
          'Until the reminder': { Type: 'Wait', Seconds: 3 * 86_400, Next: 'Remind' },
          Remind: task('remind', {
            Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }],
            Output: '{% $states.input %}',
            Next: 'Until the deadline',
          }),
          'Until the deadline': { Type: 'Wait', Seconds: 2 * 86_400, Next: 'Passed' },
          Passed: { Type: 'Fail', Error: 'DeadlinePassed' },
        },
      },
      {
        StartAt: 'Await',
        States: { Await: tokenTask('await', { Next: 'Woken' }), Woken: { Type: 'Fail', Error: 'Woken' } },
      },
    ],
    Catch: [
      {
        ErrorEquals: ['DeadlinePassed'],
        Assign: { times: '{% $exists($times) ? $times + 1 : 1 %}' },
        Next: 'Escalate',
      },
    ],
    End: true,
  },
  Escalate: task('escalate', { Next: 'Again?' }),
  'Again?': { Type: 'Choice', Choices: [{ Condition: '{% $times < 3 %}', Next: 'Stage' }], Default: 'Done' },
  Done: { Type: 'Pass', Output: '{% $times %}', End: true },
});

/** Runs to the end, in a process that dies right after its `deaths`-th write (never, when absent) and is started again. */
async function runDying(diesAfter: number | undefined) {
  const store = memoryRunnerStore();
  let saves = 0;
  let isDead = false;
  const dying = {
    ...store,
    save(changes: Change[]) {
      isDead ||= diesAfter !== undefined && saves >= diesAfter;
      if (isDead) throw new Error('killed');
      saves++;
      store.save(changes);
    },
  };
  const life = (at: typeof WEDNESDAY, kept: typeof store) => {
    const clock = movableClock({ startAt: at, flows: false, failed: () => undefined });
    let reminders = 0;
    const runner = createRunner({
      machines: () => stages,
      alarms: clock,
      store: kept,
      failed: () => undefined,
      async invoke(name): Promise<Json> {
        if (name === 'remind' && reminders++ === 0) throw Object.assign(new Error('later'), { name: 'Busy' });
        return {};
      },
    });
    return { clock, runner };
  };
  const toTheEnd = async ({ clock, runner }: ReturnType<typeof life>, isAlive = () => true) => {
    while (isAlive() && (await runner.describe('one')).status === 'RUNNING' && (await clock.moveToNextDue()));
  };

  const first = life(WEDNESDAY, dying);
  await first.runner.start({ machine: 'tested', name: 'one', input: {} });
  await toTheEnd(first, () => !isDead).catch(() => undefined);
  if (diesAfter !== undefined) {
    const second = life(first.clock.now(), store);
    await second.runner.resume();
    await second.clock.settled();
    await toTheEnd(second);
    return { ...(await second.runner.describe('one')), events: await second.runner.history('one'), saves };
  }
  return { ...(await first.runner.describe('one')), events: await first.runner.history('one'), saves };
}

it('comes to the same end from every write it can be killed after', async () => {
  const whole = await runDying(undefined);
  expect(whole).toMatchObject({ status: 'SUCCEEDED', output: '3' });
  expect(whole.saves).toBeGreaterThan(15);

  for (let diesAfter = 1; diesAfter < whole.saves; diesAfter++) {
    const { status, output, events } = await runDying(diesAfter);

    expect([diesAfter, status, output]).toEqual([diesAfter, 'SUCCEEDED', '3']);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'ParallelStateFailed')).toHaveLength(3);
    // The second life's function is busy once more, so a retry may be there twice; nothing else may differ.
    const escalations = told(events).filter((event) => event.includes('TaskStateExited Escalate'));
    expect(escalations).toHaveLength(3);
  }
});

it('has every execution it acknowledged after kill -9, whole and able to go on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const file = join(folder, 'data.sqlite');
  const definition = machine('Rest', { Rest: { Type: 'Wait', Seconds: 60, Next: 'Ask' }, Ask: task('ask') });
  const child = spawn(process.execPath, [
    '--import',
    'tsx',
    'test/local/killed-process.ts',
    file,
    JSON.stringify(definition),
  ]);

  let said = '';
  await new Promise<void>((closed) => {
    child.stdout.on('data', (text) => {
      said += text;
      if (said.split('\n').length > 40) child.kill('SIGKILL');
    });
    child.on('close', () => closed());
  });
  const acknowledged = said.split('\n').slice(0, -1);
  const database = new DatabaseSync(file);
  const clock = movableClock({ startAt: systemClock.now().add({ seconds: 120 }), flows: false });
  const runner = createRunner({
    machines: () => definition,
    invoke: async () => ({}),
    alarms: clock,
    store: sqliteRunnerStore(database),
  });
  await runner.resume();
  await clock.settled();

  const succeeded = new Set((await runner.list({ status: 'SUCCEEDED' })).map(({ name }) => name));
  expect(acknowledged.length).toBeGreaterThanOrEqual(40);
  expect(acknowledged.filter((name) => !succeeded.has(name))).toEqual([]);
  expect(await runner.list({ status: 'RUNNING' })).toEqual([]);
  database.close();
  rmSync(folder, { recursive: true });
});
