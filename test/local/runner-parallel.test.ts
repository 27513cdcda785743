import { expect, it } from 'vitest';
import type { HistoryEvent } from '../../local/runner/history.ts';
import { detailsOf, machine, ran, task, tokenTask, told } from './runner-support.ts';

const branch = (startAt: string, states: Record<string, unknown>) => ({ StartAt: startAt, States: states });
const DAY = 86_400;

/** The race every stage is: a deadline against an answer. */
function race(answer: Record<string, unknown>) {
  return machine('Race', {
    Race: {
      Type: 'Parallel',
      Branches: [
        branch('Until the deadline', {
          'Until the deadline': { Type: 'Wait', Seconds: 26 * DAY, Next: 'Passed' },
          Passed: { Type: 'Fail', Error: 'DeadlinePassed' },
        }),
        branch('Await', { Await: answer, Woken: { Type: 'Fail', Error: 'Woken' } }),
      ],
      Catch: [
        { ErrorEquals: ['DeadlinePassed'], Next: 'Escalate' },
        { ErrorEquals: ['Woken'], Next: 'Look' },
      ],
      End: true,
    },
    Escalate: { Type: 'Pass', Output: 'escalated', End: true },
    Look: { Type: 'Pass', Output: 'woken', End: true },
  });
}

it('ends a race at the deadline, stopping the branch that still waits for its token', async () => {
  const { events, output, took } = await ran(race(tokenTask('await', { Next: 'Woken' })));

  expect(output).toBe('"escalated"');
  expect(took).toBe(26 * DAY);
  expect(told(events)).toEqual([
    '1←0 ExecutionStarted',
    '2←0 ParallelStateEntered Race',
    '3←2 ParallelStateStarted',
    '4←3 WaitStateEntered Until the deadline',
    '5←3 TaskStateEntered Await',
    '6←5 TaskScheduled',
    '7←6 TaskStarted',
    '8←7 TaskSubmitted',
    '9←4 WaitStateExited Until the deadline',
    '10←9 FailStateEntered Passed',
    '11←8 TaskStateAborted',
    '12←10 ParallelStateFailed',
    '13←12 ParallelStateExited Race',
    '14←13 PassStateEntered Escalate',
    '15←14 PassStateExited Escalate',
    '16←15 ExecutionSucceeded',
  ]);
});

it('ends a race by the answer, stopping the wait', async () => {
  const { events, output, took } = await ran(race(task('answer at once', { Next: 'Woken' })));

  expect([output, took]).toEqual(['"woken"', 0]);
  expect(told(events).slice(7, 13)).toEqual([
    '8←7 TaskSucceeded',
    '9←8 TaskStateExited Await',
    '10←9 FailStateEntered Woken',
    '11←4 WaitStateAborted',
    '12←10 ParallelStateFailed',
    '13←12 ParallelStateExited Race',
  ]);
});

it('fails a Parallel by its task: the task state is aborted, and the failure is caused by the task', async () => {
  const { events, error } = await ran(
    machine('All', { All: { Type: 'Parallel', Branches: [branch('Ask', { Ask: task('ask') })], End: true } }),
    {},
    async () => {
      throw Object.assign(new Error('no'), { name: 'Refused' });
    },
  );

  expect(error).toBe('Refused');
  expect(told(events).slice(3)).toEqual([
    '4←3 TaskStateEntered Ask',
    '5←4 TaskScheduled',
    '6←5 TaskStarted',
    '7←6 TaskFailed',
    '8←7 TaskStateAborted',
    '9←7 ParallelStateFailed',
    '10←9 ExecutionFailed',
  ]);
});

it('joins in the order of the branches, caused by the last event of the last branch to end', async () => {
  const { events, output } = await ran(
    machine('All', {
      All: {
        Type: 'Parallel',
        Arguments: { base: '{% $states.input.base %}' },
        Branches: [
          branch('Slow', { Slow: { Type: 'Wait', Seconds: 60, Output: '{% $states.input.base + 1 %}', End: true } }),
          branch('Quick', { Quick: { Type: 'Pass', Output: '{% $states.input.base + 2 %}', End: true } }),
        ],
        Output: { sums: '{% $states.result %}', kept: '{% $states.input.other %}' },
        End: true,
      },
    }),
    { base: 10, other: 'kept' },
  );

  expect(output).toBe('{"sums":[11,12],"kept":"kept"}');
  expect(told(events)).toEqual([
    '1←0 ExecutionStarted',
    '2←0 ParallelStateEntered All',
    '3←2 ParallelStateStarted',
    '4←3 WaitStateEntered Slow',
    '5←3 PassStateEntered Quick',
    '6←5 PassStateExited Quick',
    '7←4 WaitStateExited Slow',
    '8←7 ParallelStateSucceeded',
    '9←7 ParallelStateExited All',
    '10←9 ExecutionSucceeded',
  ]);
});

it('starts a retried Parallel again without saying that it failed, until its retries are used up', async () => {
  const { events, took } = await ran(
    machine('All', {
      All: {
        Type: 'Parallel',
        Branches: [branch('Stop', { Stop: { Type: 'Fail', Error: 'Mine', Cause: 'because' } })],
        Retry: [{ ErrorEquals: ['Mine'], IntervalSeconds: 10, MaxAttempts: 2 }],
        End: true,
      },
    }),
  );

  expect(took).toBe(30);
  expect(told(events).slice(2)).toEqual([
    '3←2 ParallelStateStarted',
    '4←3 FailStateEntered Stop',
    '5←4 ParallelStateStarted',
    '6←5 FailStateEntered Stop',
    '7←6 ParallelStateStarted',
    '8←7 FailStateEntered Stop',
    '9←8 ParallelStateFailed',
    '10←9 ExecutionFailed',
  ]);
  expect(detailsOf(events, 'ExecutionFailed')).toEqual({ error: 'Mine', cause: 'because' });
});

it('fails the state a second time when its catcher cannot be evaluated, from where it stood before', async () => {
  const { events } = await ran(
    machine('All', {
      All: {
        Type: 'Parallel',
        Branches: [branch('Stop', { Stop: { Type: 'Fail', Error: 'Mine' } })],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Done' },
          { ErrorEquals: ['States.ALL'], Output: { v: '{% $states.input.missing %}' }, Next: 'Done' },
        ],
        End: true,
      },
      Done: { Type: 'Pass', End: true },
    }),
  );

  expect(told(events).slice(3)).toEqual([
    '4←3 FailStateEntered Stop',
    '5←4 ParallelStateFailed',
    '6←4 EvaluationFailed',
    '7←6 ParallelStateFailed',
    '8←7 ExecutionFailed',
  ]);
  expect(detailsOf(events, 'EvaluationFailed')['location']).toBe('Catch[1]/Output/v');
});

it('keeps what a branch assigns inside it, and lets it read what is outside', async () => {
  const { output } = await ran(
    machine('Before', {
      Before: { Type: 'Pass', Assign: { shared: 'outer' }, Next: 'All' },
      All: {
        Type: 'Parallel',
        Branches: [
          branch('Set', {
            Set: { Type: 'Pass', Assign: { own: 'left' }, Next: 'Inner' },
            Inner: {
              Type: 'Parallel',
              Branches: [
                branch('Deep', {
                  Deep: { Type: 'Pass', Output: '{% $shared & " " & $own %}', End: true },
                }),
              ],
              End: true,
            },
          }),
          branch('Look', { Look: { Type: 'Pass', Output: '{% $exists($own) %}', End: true } }),
        ],
        Assign: { joined: '{% $states.result[1] %}' },
        Next: 'After',
      },
      After: {
        Type: 'Pass',
        Output: {
          left: '{% $states.input[0] %}',
          leaked: '{% $exists($own) %}',
          joined: '{% $joined %}',
          shared: '{% $shared %}',
        },
        End: true,
      },
    }),
  );

  expect(JSON.parse(output!)).toEqual({ left: ['outer left'], leaked: false, joined: false, shared: 'outer' });
});

it('stops every line inside a branch that lost, the innermost first', async () => {
  const { events } = await ran(
    machine('Race', {
      Race: {
        Type: 'Parallel',
        Branches: [
          branch('Nested', {
            Nested: {
              Type: 'Parallel',
              Branches: [
                branch('One', { One: { Type: 'Wait', Seconds: 100, End: true } }),
                branch('Ended', { Ended: { Type: 'Pass', End: true } }),
              ],
              End: true,
            },
          }),
          branch('Soon', { Soon: { Type: 'Wait', Seconds: 1, Next: 'Stop' }, Stop: { Type: 'Fail', Error: 'Soon' } }),
        ],
        End: true,
      },
    }),
  );

  const types = events.map(({ type }) => type);
  expect(types.slice(types.indexOf('FailStateEntered'))).toEqual([
    'FailStateEntered',
    'WaitStateAborted',
    'ParallelStateAborted',
    'ParallelStateFailed',
    'ExecutionFailed',
  ]);
});

it('passes an inner failure outward, one ParallelStateFailed for each level', async () => {
  const { events } = await ran(
    machine('Outer', {
      Outer: {
        Type: 'Parallel',
        Branches: [
          branch('Inner', {
            Inner: { Type: 'Parallel', Branches: [branch('Ask', { Ask: task('ask') })], End: true },
          }),
        ],
        End: true,
      },
    }),
    {},
    async () => {
      throw new Error('no');
    },
  );

  expect(told(events).slice(8)).toEqual([
    '9←8 TaskFailed',
    '10←9 TaskStateAborted',
    '11←9 ParallelStateFailed',
    '12←11 ParallelStateFailed',
    '13←12 ExecutionFailed',
  ]);
});

it('causes every event by an earlier one of its own branch', async () => {
  const { events } = await ran(
    machine('All', {
      All: {
        Type: 'Parallel',
        Branches: ['a', 'b', 'c'].map((name) =>
          branch(`${name}1`, {
            [`${name}1`]: { Type: 'Wait', Seconds: 5, Next: `${name}2` },
            [`${name}2`]: task(name, { Next: `${name}3` }),
            [`${name}3`]: { Type: 'Pass', End: true },
          }),
        ),
        End: true,
      },
    }),
  );

  const byId = new Map(events.map((event) => [event.id, event]));
  const nameOf = (event: HistoryEvent | undefined): string => {
    const details = (event?.['stateEnteredEventDetails'] ?? event?.['stateExitedEventDetails']) as
      | { name: string }
      | undefined;
    return details?.name ?? nameOf(byId.get(event!.previousEventId));
  };
  const chains = events
    .filter(({ type }) => type.startsWith('PassStateExited'))
    .map((event) => {
      const names: string[] = [];
      for (
        let at: HistoryEvent | undefined = event;
        at && at.type !== 'ParallelStateStarted';
        at = byId.get(at.previousEventId)
      ) {
        if (names[0] !== nameOf(at)) names.unshift(nameOf(at));
      }
      return names.join(' ');
    });
  expect(chains.toSorted((one, other) => one.localeCompare(other))).toEqual(['a1 a2 a3', 'b1 b2 b3', 'c1 c2 c3']);
});
