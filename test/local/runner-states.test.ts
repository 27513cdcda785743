import { describe, expect, it } from 'vitest';
import type { Json } from '../../local/runner/json.ts';
import { detailsOf, machine, ran, task, tokenTask, told } from './runner-support.ts';

/** A function that throws an error of this name. */
function throwing(name: string, message = 'no') {
  return async (): Promise<Json> => {
    throw Object.assign(new Error(message), { name });
  };
}

describe('Pass, Choice, Succeed and Fail', () => {
  it('carries the input through, and keeps what is assigned', async () => {
    const { output, events } = await ran(
      machine('Note', {
        Note: { Type: 'Pass', Assign: { colour: '{% $states.input.colour %}', count: 2 }, Next: 'Say' },
        Say: { Type: 'Pass', Output: { said: '{% $colour & $string($count) %}' }, Next: 'Done' },
        Done: { Type: 'Succeed' },
      }),
      { colour: 'blue' },
    );

    expect(output).toBe('{"said":"blue2"}');
    expect(told(events)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 PassStateEntered Note',
      '3←2 PassStateExited Note',
      '4←3 PassStateEntered Say',
      '5←4 PassStateExited Say',
      '6←5 SucceedStateEntered Done',
      '7←6 SucceedStateExited Done',
      '8←7 ExecutionSucceeded',
    ]);
    expect(detailsOf(events, 'PassStateExited', 'Note')).toEqual({
      name: 'Note',
      output: '{"colour":"blue"}',
      outputDetails: { truncated: false },
      assignedVariables: { colour: '"blue"', count: '2' },
      assignedVariablesDetails: { truncated: false },
    });
  });

  const choosing = machine('Where?', {
    'Where?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: "{% $states.input.place = 'here' %}",
          Assign: { way: 'rule' },
          Output: { by: 'rule' },
          Next: 'End',
        },
        { Condition: "{% $states.input.place = 'there' %}", Next: 'End' },
      ],
      Default: 'End',
      Assign: { way: 'default' },
      Output: { by: 'default' },
    },
    End: {
      Type: 'Pass',
      Output: { way: "{% $exists($way) ? $way : 'none' %}", came: '{% $states.input %}' },
      End: true,
    },
  });

  it.each([
    ['here', '{"way":"rule","came":{"by":"rule"}}'],
    ['there', '{"way":"none","came":{"place":"there"}}'],
    ['elsewhere', '{"way":"default","came":{"by":"default"}}'],
  ])("leaves a Choice for %s by the rule's own Assign and Output, or the Default's", async (place, output) => {
    expect((await ran(choosing, { place })).output).toBe(output);
  });

  it('fails with States.Runtime, uncaught, when no rule holds and there is no Default', async () => {
    const { status, events } = await ran(
      machine('Around', {
        Around: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'Where?',
              States: {
                'Where?': { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }] },
                End: { Type: 'Pass', End: true },
              },
            },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      }),
    );

    expect(status).toBe('FAILED');
    expect(told(events).slice(-2)).toEqual(['4←3 ChoiceStateEntered Where?', '5←4 ExecutionFailed']);
    expect(detailsOf(events, 'ExecutionFailed')).toEqual({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Where?' (entered at the event id #4). Failed to transition out of the state. The state does not point to a next state.",
    });
  });

  it('ends a Fail with no exited event, its Error and Cause evaluated', async () => {
    const { status, error, cause, events } = await ran(
      machine('Stop', { Stop: { Type: 'Fail', Error: "{% 'Late' & $states.input.by %}", Cause: 'too late' } }),
      { by: 'Two' },
    );

    expect([status, error, cause]).toEqual(['FAILED', 'LateTwo', 'too late']);
    expect(told(events)).toEqual(['1←0 ExecutionStarted', '2←0 FailStateEntered Stop', '3←2 ExecutionFailed']);
  });

  it('assigns from the variables as they were: entries of one Assign do not see each other', async () => {
    const { output } = await ran(
      machine('One', {
        One: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
        Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% [$a, $b] %}', Next: 'Look' },
        Look: { Type: 'Pass', Output: { before: '{% $states.input %}', after: '{% [$a, $b] %}' }, End: true },
      }),
    );

    expect(output).toBe('{"before":[1,2],"after":[2,1]}');
  });

  it('stops a loop that never waits, at the 25,000th event', async () => {
    const { status, cause } = await ran(machine('Round', { Round: { Type: 'Pass', Next: 'Round' } }));

    expect(status).toBe('FAILED');
    expect(cause).toContain('maximum number of history events');
  });
});

describe('Wait', () => {
  const wait = (fields: object) => machine('Wait', { Wait: { Type: 'Wait', ...fields, End: true } });
  const DAY = 86_400;

  it.each([
    ['26 days, more than a 32-bit count of milliseconds', { Seconds: 26 * DAY }, 26 * DAY],
    ['400 days', { Seconds: '{% $states.input.days * 86400 %}' }, 400 * DAY],
    ['an instant', { Timestamp: '2026-04-09T17:00:00+01:00' }, 32 * 3600],
    ['an instant between two seconds: never early', { Timestamp: '2026-04-08T08:00:01.0004Z' }, 1.001],
    ['an instant already past', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
    ['no time', { Seconds: 0 }, 0],
  ])('waits for %s', async (_name, fields, seconds) => {
    const { status, took } = await ran(wait(fields), { days: 400 });

    expect(status).toBe('SUCCEEDED');
    expect(took).toBe(seconds);
  });

  it.each([['2016-12-05 21:29:29Z'], ['2016-12-05T21:29:29'], ['2016-13-05T21:29:29Z'], ['2016-12-05T25:29:29Z']])(
    'does not take %s for an instant',
    async (timestamp) => {
      const { events } = await ran(wait({ Timestamp: '{% $states.input %}' }), timestamp);

      expect(told(events).slice(1)).toEqual([
        '2←0 WaitStateEntered Wait',
        '3←2 EvaluationFailed',
        '4←3 ExecutionFailed',
      ]);
      expect(detailsOf(events, 'EvaluationFailed')).toEqual({
        state: 'Wait',
        location: 'Timestamp',
        error: 'States.QueryEvaluationError',
        cause: `An error occurred while executing the state 'Wait' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${timestamp}`,
      });
    },
  );

  it('refuses to wait longer than the service can', async () => {
    const { error, cause } = await ran(wait({ Seconds: 2 ** 31 }));

    expect(error).toBe('States.Runtime');
    expect(cause).toContain('Wait state delay is too long.');
  });
});

describe('Task', () => {
  it('gives the function its payload and the state what the integration answers', async () => {
    const asked: unknown[] = [];
    const { output, events } = await ran(
      machine('Ask', { Ask: task('ask-them') }),
      { id: 7 },
      async (name, payload) => {
        asked.push([name, payload]);
        return { fine: true };
      },
    );

    expect(asked).toEqual([['ask-them', { id: 7 }]]);
    expect(JSON.parse(output!)).toMatchObject({ ExecutedVersion: '$LATEST', Payload: { fine: true }, StatusCode: 200 });
    expect(told(events)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 TaskStateEntered Ask',
      '3←2 TaskScheduled',
      '4←3 TaskStarted',
      '5←4 TaskSucceeded',
      '6←5 TaskStateExited Ask',
      '7←6 ExecutionSucceeded',
    ]);
    expect(detailsOf(events, 'TaskScheduled')).toEqual({
      resource: 'invoke',
      resourceType: 'lambda',
      region: 'eu-west-2',
      parameters: '{"FunctionName":"ask-them","Payload":{"id":7}}',
    });
  });

  it('shows the context the service shows', async () => {
    const { output } = await ran(machine('Ask', { Ask: task('ask', { Output: '{% $states.context %}', End: true }) }), {
      id: 7,
    });

    expect(JSON.parse(output!)).toEqual({
      Execution: {
        Id: 'arn:aws:states:eu-west-2:000000000000:execution:tested:one',
        Input: { id: 7 },
        Name: 'one',
        RedriveCount: 0,
        RoleArn: 'arn:aws:iam::000000000000:role/common-ground',
        StartTime: '2026-04-08T08:00:00.000Z',
      },
      State: { EnteredTime: '2026-04-08T08:00:00.000Z', Name: 'Ask', RetryCount: 0 },
      StateMachine: { Id: 'arn:aws:states:eu-west-2:000000000000:stateMachine:tested', Name: 'tested' },
    });
  });

  it('names a failure by what the function threw', async () => {
    const { error, cause, events } = await ran(
      machine('Ask', { Ask: task('ask') }),
      {},
      throwing('NobodyThere', 'no one'),
    );

    expect(error).toBe('NobodyThere');
    expect(JSON.parse(cause!)).toEqual({ errorType: 'NobodyThere', errorMessage: 'no one', trace: [] });
    expect(told(events).slice(-2)).toEqual(['5←4 TaskFailed', '6←5 ExecutionFailed']);
  });

  it('retries with backoff up to the longest delay, counting, then catches with Assign and Output', async () => {
    const counts: Json[] = [];
    const { took, output, events } = await ran(
      machine('Ask', {
        Ask: {
          ...task('ask'),
          End: undefined,
          Next: 'End',
          Arguments: { FunctionName: 'ask', Payload: '{% $states.context.State.RetryCount %}' },
          Retry: [
            { ErrorEquals: ['Other'] },
            { ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 10, MaxAttempts: 3, MaxDelaySeconds: 100 },
          ],
          Catch: [
            {
              ErrorEquals: ['States.TaskFailed'],
              Assign: { why: '{% $states.errorOutput.Error %}' },
              Output: { was: '{% $states.input %}', error: '{% $states.errorOutput.Error %}' },
              Next: 'End',
            },
          ],
        },
        End: { Type: 'Pass', Output: { why: '{% $why %}', came: '{% $states.input %}' }, End: true },
      }),
      { id: 7 },
      async (_name, payload) => {
        counts.push(payload);
        throw Object.assign(new Error('later'), { name: 'Busy' });
      },
    );

    expect(counts).toEqual([0, 1, 2, 3]);
    expect(took).toBe(3 + 30 + 100);
    expect(output).toBe('{"why":"Busy","came":{"was":{"id":7},"error":"Busy"}}');
    expect(told(events).slice(4, 8)).toEqual([
      '5←4 TaskFailed',
      '6←5 TaskScheduled',
      '7←6 TaskStarted',
      '8←7 TaskFailed',
    ]);
    expect(told(events).slice(-5, -3)).toEqual(['14←13 TaskFailed', '15←14 TaskStateExited Ask']);
    expect(detailsOf(events, 'TaskStateExited')['assignedVariables']).toEqual({ why: '"Busy"' });
  });

  it('spreads retries by jitter, never past the full delay', async () => {
    const { took } = await ran(
      machine('Ask', {
        Ask: task('ask', {
          Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }],
          End: true,
        }),
      }),
      {},
      throwing('Busy'),
    );

    expect(took).toBeGreaterThan(0);
    expect(took).toBeLessThan(100);
  });

  it.each([
    ['States.ALL', true],
    ['States.TaskFailed', false],
    ['States.Timeout', true],
    ['Busy', false],
  ])('a timeout is caught by %s: %s', async (name, isCaught) => {
    const { status, events } = await ran(
      machine('Await', {
        Await: tokenTask('await', {
          TimeoutSeconds: 60,
          Catch: [{ ErrorEquals: [name], Output: '{% $states.errorOutput %}', Next: 'Caught' }],
          End: true,
        }),
        Caught: { Type: 'Pass', End: true },
      }),
    );

    expect(status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
    expect(told(events).slice(2, 6)).toEqual([
      '3←2 TaskScheduled',
      '4←3 TaskStarted',
      '5←4 TaskSubmitted',
      '6←5 TaskTimedOut',
    ]);
    expect(detailsOf(events, 'TaskTimedOut')).toEqual({
      resource: 'invoke.waitForTaskToken',
      resourceType: 'lambda',
      error: 'States.Timeout',
    });
    if (isCaught) expect(detailsOf(events, 'TaskStateExited')['output']).toBe('{"Error":"States.Timeout","Cause":""}');
  });

  it('tells a missing heartbeat from a timeout only when catching', async () => {
    const { status, took, events } = await ran(
      machine('Await', {
        Await: tokenTask('await', {
          TimeoutSeconds: 600,
          HeartbeatSeconds: 5,
          Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Caught' }],
          End: true,
        }),
        Caught: { Type: 'Pass', End: true },
      }),
    );

    expect([status, took]).toEqual(['SUCCEEDED', 5]);
    expect(detailsOf(events, 'TaskScheduled')).toMatchObject({ timeoutInSeconds: 600, heartbeatInSeconds: 5 });
    expect(detailsOf(events, 'TaskTimedOut')['error']).toBe('States.Timeout');
  });

  it('fails a result over the limit as the task, so that it can be caught', async () => {
    const { output } = await ran(
      machine('Ask', {
        Ask: task('ask', {
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Caught' }],
          End: true,
        }),
        Caught: { Type: 'Pass', End: true },
      }),
      {},
      async () => 'x'.repeat(256 * 1024),
    );

    expect(output).toBe('"States.DataLimitExceeded"');
  });
});

describe('JSONata', () => {
  const evaluated = async (expression: string, input: Json = {}) => {
    const { output, cause } = await ran(
      machine('Say', { Say: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }),
      input,
    );
    return output === undefined ? cause : JSON.parse(output);
  };

  it.each<[string, Json]>([
    ['$partition([1, 2, 3], 2)', [[1, 2], [3]]],
    ['$partition([0], 1)', [[0]]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 9, 9)', 1],
    ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    [`$parse('{"a":[1]}')`, { a: [1] }],
    ['$random(7) = $random(7)', true],
    ['$random() >= 0 and $random() < 1', true],
    ['$length($uuid())', 36],
    ['$now()', '2026-04-08T08:00:00.000Z'],
    ["$now('[D1] [MNn] [Y0001]')", '8 April 2026'],
    ['$millis()', 1775635200000],
    ['[1..3].($ * 2)', [2, 4, 6]],
    ['$states.input.list', ['one']],
  ])('evaluates %s', async (expression, value) => {
    expect(await evaluated(expression, { list: ['one'] })).toEqual(value);
  });

  it('fails what is undefined, saying which expression in which field', async () => {
    const { events, error } = await ran(
      machine('Say', {
        Say: { Type: 'Pass', Assign: { list: [1, { deep: '{% $states.input.missing %}' }] }, End: true },
      }),
    );

    expect(error).toBe('States.QueryEvaluationError');
    expect(told(events).slice(1)).toEqual(['2←0 PassStateEntered Say', '3←2 EvaluationFailed', '4←3 ExecutionFailed']);
    expect(detailsOf(events, 'EvaluationFailed')).toEqual({
      state: 'Say',
      location: 'Assign/list[1]/deep',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Say' (entered at the event id #2). The JSONata expression '$states.input.missing' specified for the field 'Assign/list[1]/deep' returned nothing (undefined).",
    });
  });

  it('reports what an expression threw', async () => {
    expect(await evaluated('$nothing(1)')).toContain(
      "The JSONata expression '$nothing(1)' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    );
  });

  it('reports a condition that is not a truth value', async () => {
    const { cause } = await ran(
      machine('Where?', {
        'Where?': { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'End' }], Default: 'End' },
        End: { Type: 'Pass', End: true },
      }),
    );

    expect(cause).toContain("returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1");
  });

  it('retries and catches an evaluation that fails in a task, one event each time', async () => {
    const { events, status } = await ran(
      machine('Ask', {
        Ask: {
          ...task('ask'),
          Arguments: { FunctionName: 'ask', Payload: '{% $states.input.missing %}' },
          Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        },
        Caught: { Type: 'Pass', End: true },
      }),
    );

    expect(status).toBe('SUCCEEDED');
    expect(told(events).slice(1, 5)).toEqual([
      '2←0 TaskStateEntered Ask',
      '3←2 EvaluationFailed',
      '4←3 EvaluationFailed',
      '5←4 TaskStateExited Ask',
    ]);
  });
});
