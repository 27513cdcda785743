import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { lambdaFrom, stateTask, type TaskInput } from '../../functions/state-task.ts';
import type { Services } from '../../services/services.ts';
import { fakeLog } from '../fakes/log.ts';

const INPUT = { disagreementId: 'c0ffee', run: 1, enteredAt: '2026-04-08T16:00:00.123Z' };
const ALARM = { place: 'stage-1', remindAt: null, dueAt: '2026-04-08T16:00:00Z' };

function task(handle: (input: TaskInput) => Promise<unknown> = async (input) => input) {
  const log = fakeLog();
  // A door reaches for nothing but the log by itself: anything else it took would fail here.
  const services = { log } as unknown as Services;
  return { log, door: stateTask((_services, input) => handle(input))(services) };
}

describe('a state’s Task', () => {
  it.each<[what: string, input: object]>([
    ['an id, a run and a time', INPUT],
    ['the alarm it waited on', { ...INPUT, waitedOn: ALARM }],
    ['an alarm and a token', { ...INPUT, alarm: ALARM, token: 'a-token' }],
    ['a time with an offset, as Step Functions may write one', { ...INPUT, enteredAt: '2026-04-08T17:00:00+01:00' }],
  ])('takes %s', async (_what, input) => {
    expect(await task().door(input)).toEqual(input);
  });

  it('F10: does not read what a later machine’s definition adds, so that an older function is no obstacle', async () => {
    expect(await task().door({ ...INPUT, waitedOn: { ...ALARM, more: 1 }, added: 'later' })).toEqual({
      ...INPUT,
      waitedOn: ALARM,
    });
  });

  it.each<[what: string, input: unknown, path: string]>([
    ['nothing', undefined, ''],
    ['a list', [INPUT], ''],
    ['no id', { run: 1, enteredAt: INPUT.enteredAt }, 'disagreementId'],
    ['an empty id', { ...INPUT, disagreementId: '' }, 'disagreementId'],
    ['an id that is no text', { ...INPUT, disagreementId: 7 }, 'disagreementId'],
    ['no run', { disagreementId: 'c0ffee', enteredAt: INPUT.enteredAt }, 'run'],
    ['half a run', { ...INPUT, run: 1.5 }, 'run'],
    ['a run in words', { ...INPUT, run: '1' }, 'run'],
    ['no time', { disagreementId: 'c0ffee', run: 1 }, 'enteredAt'],
    ['a day for a time', { ...INPUT, enteredAt: '2026-04-08' }, 'enteredAt'],
    ['an alarm without its place', { ...INPUT, alarm: { remindAt: null, dueAt: null } }, 'alarm'],
    ['a token that is no text', { ...INPUT, token: {} }, 'token'],
  ])('refuses %s before anything is done, naming the member', async (_what, input, path) => {
    let isCalled = false;
    const { door } = task(async () => {
      isCalled = true;
    });

    const reason = (await door(input).then(
      () => undefined,
      (refused: unknown) => refused,
    )) as { issues: { path: string[] }[] };

    expect(reason.issues.map(({ path: [first = ''] }) => first)).toContain(path);
    expect(isCalled).toBe(false);
  });

  it('lets an error out as it is, so that the machine pauses and asks again', async () => {
    const { door, log } = task(() => Promise.reject(new TypeError('the table cannot be reached')));

    await expect(door(INPUT)).rejects.toThrow(new TypeError('the table cannot be reached'));
    expect(log.lines).toEqual([]);
  });

  it('S22: logs which disagreement and which run, and nothing else of what it was given', async () => {
    const { door, log } = task();

    await door({ ...INPUT, token: 'a-token-that-would-wake-it' });

    expect(log.lines).toEqual(['["turn",{"disagreementId":"c0ffee","run":1}]']);
  });
});

describe('the Lambda handler of a door', () => {
  const context = {} as Context;

  it('builds its services on the first call and then never again: importing it needs no environment', async () => {
    let built = 0;
    const handler = lambdaFrom(() => {
      built += 1;
      return async (input: string) => `opened by ${input}`;
    });
    expect(built).toBe(0);

    expect(await handler('one', context)).toBe('opened by one');
    expect(await handler('two', context)).toBe('opened by two');

    expect(built).toBe(1);
  });

  it('says what was missing on every call until it can be built', async () => {
    const environment: Record<string, string> = {};
    const handler = lambdaFrom(() => {
      if (!environment['TABLE_NAME']) throw new Error('TABLE_NAME is not set');
      return async () => 'done';
    });

    await expect(async () => handler('one', context)).rejects.toThrow('TABLE_NAME is not set');
    environment['TABLE_NAME'] = 'record';

    expect(await handler('two', context)).toBe('done');
  });
});
