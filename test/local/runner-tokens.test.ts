import { expect, it } from 'vitest';
import { RunnerRefused } from '../../local/runner/refused.ts';
import { aRunner, detailsOf, machine, task, tokenTask, told, WEDNESDAY } from './runner-support.ts';

const awaiting = (more: Record<string, unknown> = { End: true }) =>
  machine('Await', { Await: tokenTask('await', more) });

/** A runner whose one execution waits for a token, and that token. */
async function waiting(definition: unknown = awaiting()) {
  const tokens: string[] = [];
  const given = aRunner({
    definition,
    invoke: async (_name, payload) => {
      tokens.push((payload as { token: string }).token);
      return {};
    },
  });
  await given.runner.start({ machine: 'tested', name: 'one', input: {} });
  await given.clock.settled();
  return { ...given, token: tokens[0]!, tokens };
}

it('goes on with what the token was sent', async () => {
  const { runner, clock, token } = await waiting();

  await runner.sendTaskSuccess(token, { answer: 'yes' });

  expect(await runner.describe('one')).toMatchObject({ status: 'SUCCEEDED', output: '{"answer":"yes"}' });
  expect(told(await runner.history('one')).slice(2)).toEqual([
    '3←2 TaskScheduled',
    '4←3 TaskStarted',
    '5←4 TaskSubmitted',
    '6←5 TaskSucceeded',
    '7←6 TaskStateExited Await',
    '8←7 ExecutionSucceeded',
  ]);
  await clock.settled();
});

it('fails with what the token was sent, each part only if it was given', async () => {
  const { runner, token } = await waiting();

  await runner.sendTaskFailure(token, 'Declined');

  const events = await runner.history('one');
  expect(detailsOf(events, 'TaskFailed')).toEqual({
    resource: 'invoke.waitForTaskToken',
    resourceType: 'lambda',
    error: 'Declined',
  });
  expect(detailsOf(events, 'ExecutionFailed')).toEqual({ error: 'Declined' });
});

it('shows an absent error and cause as null to a catcher', async () => {
  const { runner, token } = await waiting(
    machine('Await', {
      Await: tokenTask('await', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], End: true }),
      Caught: { Type: 'Pass', End: true },
    }),
  );

  await runner.sendTaskFailure(token);

  expect((await runner.describe('one')).output).toBe('{"Error":null,"Cause":null}');
});

it('takes a token used before the function that got it has answered', async () => {
  let runner: ReturnType<typeof aRunner>['runner'];
  const given = aRunner({
    definition: awaiting(),
    invoke: async (_name, payload) => {
      await runner.sendTaskSuccess((payload as { token: string }).token, 'woken itself');
      return 'too late to matter';
    },
  });
  runner = given.runner;

  await runner.start({ machine: 'tested', name: 'one', input: {} });
  await given.clock.settled();

  expect(await runner.describe('one')).toMatchObject({ status: 'SUCCEEDED', output: '"woken itself"' });
  expect(told(await runner.history('one')).slice(3)).toEqual([
    '4←3 TaskStarted',
    '5←4 TaskSucceeded',
    '6←5 TaskStateExited Await',
    '7←6 ExecutionSucceeded',
  ]);
});

it('names what is wrong with a token as the service does', async () => {
  const { runner, clock, token } = await waiting(timesOutAndRests());
  const other = (await waiting()).token;
  const unknown = Buffer.from(Buffer.from(other, 'base64url').toString().replace(':one:', ':other:')).toString(
    'base64url',
  );

  await expect(runner.sendTaskSuccess('nonsense', {})).rejects.toMatchObject({ name: 'InvalidToken' });
  await expect(runner.sendTaskSuccess(unknown, {})).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  await clock.moveTo(WEDNESDAY.add({ seconds: 60 }));
  await expect(runner.sendTaskSuccess(token, {})).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await clock.moveTo(WEDNESDAY.add({ hours: 24 }));
  expect((await runner.describe('one')).status).toBe('SUCCEEDED');
  await expect(runner.sendTaskFailure(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
});

/** Its token task times out after a minute and the execution goes on for an hour. */
function timesOutAndRests() {
  return machine('Await', {
    Await: tokenTask('await', {
      TimeoutSeconds: 60,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Rest' }],
      End: true,
    }),
    Rest: { Type: 'Wait', Seconds: 3600, End: true },
  });
}

it('takes a token once', async () => {
  const { runner, token } = await waiting(
    machine('Await', { Await: tokenTask('await', { Next: 'Rest' }), Rest: { Type: 'Wait', Seconds: 60, End: true } }),
  );

  const sent = await Promise.allSettled([runner.sendTaskSuccess(token, 1), runner.sendTaskSuccess(token, 2)]);

  expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect((sent[1] as PromiseRejectedResult).reason).toMatchObject({ name: 'TaskTimedOut' });
});

it('waits from the last heartbeat', async () => {
  const { runner, clock, token } = await waiting(awaiting({ HeartbeatSeconds: 60, End: true }));

  await clock.moveTo(WEDNESDAY.add({ seconds: 50 }));
  await runner.sendTaskHeartbeat(token);
  await clock.moveTo(WEDNESDAY.add({ seconds: 109 }));

  expect((await runner.describe('one')).status).toBe('RUNNING');
  await clock.moveTo(WEDNESDAY.add({ seconds: 110 }));
  expect((await runner.describe('one')).error).toBe('States.Timeout');
});

it('gives a retried task a token of its own', async () => {
  const { runner, clock, tokens } = await waiting(
    awaiting({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 5 }], End: true }),
  );

  await runner.sendTaskFailure(tokens[0]!, 'Again');
  await clock.moveToNextDue();

  expect(tokens).toHaveLength(2);
  expect(tokens[1]).not.toBe(tokens[0]);
  await expect(runner.sendTaskSuccess(tokens[0]!, {})).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await runner.sendTaskSuccess(tokens[1]!, 'second');
  expect((await runner.describe('one')).output).toBe('"second"');
});

it('starts a name once while it is open, and never again with other input or once it is closed', async () => {
  const { runner, token } = await waiting();

  const first = await runner.start({ machine: 'tested', name: 'one', input: {} });
  const second = await runner.start({ machine: 'tested', name: 'one', input: {} });

  expect(second).toEqual(first);
  const otherInput = runner.start({ machine: 'tested', name: 'one', input: { other: true } });
  await expect(otherInput).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await runner.sendTaskSuccess(token, {});
  const closed = runner.start({ machine: 'tested', name: 'one', input: {} });
  await expect(closed).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await expect(closed).rejects.toBeInstanceOf(RunnerRefused);
});

it('starts a name once when it is asked twice at the same moment', async () => {
  const asked: string[] = [];
  const { runner, clock } = aRunner({
    definition: awaiting(),
    invoke: async (name) => {
      asked.push(name);
      return {};
    },
  });
  const request = { machine: 'tested', name: 'one', input: {} };

  const started = await Promise.all([runner.start(request), runner.start(request)]);
  await clock.settled();

  expect(started[1]).toEqual(started[0]);
  expect(asked).toEqual(['await']);
});

it.each([['two words'], ['a/b'], [''], ['x'.repeat(81)], ['bell\u0007']])('refuses %j as a name', async (name) => {
  const { runner } = aRunner({ definition: awaiting() });

  await expect(runner.start({ machine: 'tested', name, input: {} })).rejects.toMatchObject({ name: 'InvalidName' });
});

it('stops an execution, as the service records it, and leaves a closed one as it is', async () => {
  const { runner, token, clock } = await waiting();

  await runner.stop('one', 'Superseded', 'run 2 owns it');

  expect(await runner.describe('one')).toMatchObject({
    status: 'ABORTED',
    error: 'Superseded',
    cause: 'run 2 owns it',
  });
  expect(told(await runner.history('one')).at(-1)).toBe('6←0 ExecutionAborted');
  await expect(runner.sendTaskSuccess(token, {})).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await runner.stop('one');
  expect((await runner.describe('one')).cause).toBe('run 2 owns it');
  await expect(runner.stop('nobody')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  expect(clock.nextDueAt()).toBeUndefined();
});

it('lists by how executions stand, and describes what was asked for', async () => {
  const { runner, token } = await waiting();
  await runner.start({ machine: 'tested', name: 'two', input: { n: 2 } });
  await runner.sendTaskSuccess(token, {});

  expect((await runner.list({ status: 'RUNNING' })).map(({ name }) => name)).toEqual(['two']);
  expect((await runner.list()).map(({ name }) => name).sort()).toEqual(['one', 'two']);
  expect(await runner.describe('two')).toEqual({
    name: 'two',
    executionArn: 'arn:aws:states:eu-west-2:000000000000:execution:tested:two',
    machine: 'tested',
    status: 'RUNNING',
    startedAt: '2026-04-08T08:00:00.000Z',
    input: '{"n":2}',
  });
  await expect(runner.describe('nobody')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  await expect(runner.history('nobody')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
});

it('ends an execution at the TimeoutSeconds of its machine', async () => {
  const { runner, clock } = aRunner({
    definition: {
      ...(machine('Ask', {
        Ask: task('ask', { Next: 'Rest' }),
        Rest: { Type: 'Wait', Seconds: 90, End: true },
      }) as object),
      TimeoutSeconds: 60,
    },
  });
  await runner.start({ machine: 'tested', name: 'one', input: {} });

  await clock.moveTo(WEDNESDAY.add({ seconds: 60 }));

  expect((await runner.describe('one')).status).toBe('TIMED_OUT');
  expect(clock.nextDueAt()).toBeUndefined();
});
