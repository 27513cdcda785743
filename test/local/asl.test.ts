import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnswers } from '../../local/runner/answers.ts';
import { runOnce } from '../../local/runner/run-once.ts';
import { detailsOf, machine, task, tokenTask } from './runner-support.ts';

const answered = (payload: unknown) => ({ StatusCode: 200, Payload: payload });

function once(definition: unknown, answers: unknown = {}) {
  return runOnce({
    machineName: 'tested',
    definition,
    input: {},
    answers: readAnswers(answers),
    startAt: Temporal.Instant.from('2026-04-08T08:00:00Z'),
  });
}

describe('answers', () => {
  const retrying = machine('Ask', {
    Ask: task('ask', {
      Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 9 }],
      Output: '{% $states.result.Payload %}',
      End: true,
    }),
  });
  const busy = { Throw: { Error: 'Busy', Cause: 'later' } };

  it('are given by attempt, the last going on past its range', async () => {
    const { events } = await once(retrying, { Ask: { '0': busy, '1-3': busy, '4': { Return: answered('at last') } } });

    expect(events.filter(({ type }) => type === 'TaskFailed')).toHaveLength(4);
    expect(detailsOf(events, 'ExecutionSucceeded')['output']).toBe('"at last"');
    expect((await once(retrying, { Ask: { '0': busy } })).status).toBe('FAILED');
  });

  it('come after their seconds, too late when the task has timed out by then', async () => {
    const timed = machine('Ask', { Ask: task('ask', { TimeoutSeconds: 30, End: true }) });

    expect((await once(timed, { Ask: { '0': { Return: answered(1), AfterSeconds: 29 } } })).status).toBe('SUCCEEDED');
    expect((await once(timed, { Ask: { '0': { Return: answered(1), AfterSeconds: 31 } } })).status).toBe('FAILED');
  });

  it('of a token task are what its token is sent', async () => {
    const awaiting = machine('Await', { Await: tokenTask('await', { End: true }) });

    const sent = await once(awaiting, { Await: { '0': { Return: { yes: true }, AfterSeconds: 100 } } });
    const failed = await once(awaiting, { Await: { '0': { Throw: { Error: 'No' } } } });

    expect(detailsOf(sent.events, 'ExecutionSucceeded')['output']).toBe('{"yes":true}');
    expect(sent.events.map(({ type }) => type)).toContain('TaskSubmitted');
    expect(detailsOf(failed.events, 'ExecutionFailed')).toEqual({ error: 'No' });
  });

  it('may be absent for a token task that times out or loses its race', async () => {
    const timed = await once(machine('Await', { Await: tokenTask('await', { TimeoutSeconds: 60, End: true }) }));

    expect(timed.events.map(({ type }) => type)).toContain('TaskTimedOut');
  });

  it.each([
    ['a Task without any', machine('Ask', { Ask: task('ask') }), {}, 'Ask: the answers have none for attempt 0'],
    ['an attempt between two ranges', retrying, { Ask: { '0': busy, '2': busy } }, 'attempt 1'],
    [
      'a token awaited for ever',
      machine('Await', { Await: tokenTask('await') }),
      {},
      'Await: waits for its token for ever',
    ],
    ['two answers to one attempt', retrying, { Ask: { '0-2': busy, '2': busy } }, 'attempt 2 is answered twice'],
    ['neither Return nor Throw', retrying, { Ask: { '0': { Give: 1 } } }, 'Ask / 0'],
    ['an attempt that is no number', retrying, { Ask: { first: busy } }, 'Ask'],
  ])('are refused: %s', async (_name, definition, answers, reason) => {
    await expect((async () => once(definition, answers))()).rejects.toThrow(reason);
  });
});

describe('the command', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'asl-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function asl(...files: unknown[]): Promise<{ code: number; out: string; err: string }> {
    const paths = files.map((file, index) => {
      const path = join(folder, `${index}.json`);
      writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
      return path;
    });
    return new Promise((done) => {
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', 'local/runner/cli.ts', ...paths],
        (_error, out, err) => done({ code: child.exitCode ?? -1, out, err }),
      );
    });
  }

  it('prints only the history, and ends with 0 when the execution succeeded', async () => {
    const { code, out, err } = await asl(
      machine('Rest', { Rest: { Type: 'Wait', Seconds: 34_560_000, Next: 'Ask' }, Ask: task('ask') }),
      { id: 1 },
      { Ask: { '0': { Return: answered('yes') } } },
    );

    expect([code, err]).toEqual([0, '']);
    const { events, ...more } = JSON.parse(out);
    expect(more).toEqual({});
    expect(events[0]).toMatchObject({ id: 1, previousEventId: 0, type: 'ExecutionStarted' });
    expect(events.at(-1).type).toBe('ExecutionSucceeded');
    expect(Date.parse(events.at(-1).timestamp) - Date.parse(events[0].timestamp)).toBe(34_560_000_000);
  });

  it('ends with 1 when the execution failed, the history printed', async () => {
    const { code, out } = await asl(machine('Stop', { Stop: { Type: 'Fail', Error: 'No' } }), {});

    expect(code).toBe(1);
    expect(JSON.parse(out).events.at(-1).executionFailedEventDetails).toEqual({ error: 'No' });
  });

  it('ends with 2, nothing printed and the reason said, when it refuses', async () => {
    const { code, out, err } = await asl(machine('Many', { Many: { Type: 'Map', End: true } }), {});

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Many: Type "Map" is not one of');
  });
});
