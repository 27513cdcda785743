import { Temporal } from 'temporal-polyfill';
import { enter, leave, leaveBy } from './entering-and-leaving.ts';
import { evaluate, evaluateSeconds, evaluateText, failEvaluation, failForType, failRuntime } from './evaluation.ts';
import type { Template } from './expressions.ts';
import { StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { Line } from './line.ts';
import type { ChoiceState, FailState, ParallelState, TaskState, WaitState } from './machine.ts';
import { fixedWidth } from './turn.ts';

/** The service waits at most 2^31 - 1 seconds (68 years). */
const LONGEST_WAIT_SECONDS = 2 ** 31 - 1;

/** Does what the line's state does when it is entered, or tried again: it leaves it, or waits in it, or throws `StateFailure`. */
export async function perform(line: Line): Promise<void> {
  const { state } = line;
  switch (state.type) {
    case 'Pass':
    case 'Succeed':
      return await leave(line, state);
    case 'Choice':
      return await choose(line, state);
    case 'Wait':
      return await wait(line, state);
    case 'Task':
      return await schedule(line, state);
    case 'Parallel':
      return await fork(line, state);
    case 'Fail':
      return await fail(line, state);
  }
}

async function choose(line: Line, state: ChoiceState): Promise<void> {
  for (const rule of state.rules) {
    const holds = await evaluate(line, rule.condition);
    if (typeof holds !== 'boolean') failForType(line, rule.condition, 'boolean', holds);
    if (holds) return await leaveBy(line, rule, {}, line.branch.input);
  }
  if (state.otherwise) return await leaveBy(line, state.otherwise, {}, line.branch.input);
  // Recorded: States.Runtime, not the States.NoChoiceMatched of the language's specification.
  failRuntime(line, 'Failed to transition out of the state. The state does not point to a next state.');
}

async function wait(line: Line, state: WaitState): Promise<void> {
  const until = state.seconds ? await inSeconds(line, state.seconds) : await atTimestamp(line, state.timestamp!);
  // A wait for an instant already past ends at once.
  if (Temporal.Instant.compare(until, line.turn.now) <= 0) await leave(line, state);
  else line.branch.doing = { kind: 'waiting', until: fixedWidth(until) };
}

async function inSeconds(line: Line, field: NonNullable<WaitState['seconds']>): Promise<Temporal.Instant> {
  const seconds = await evaluate(line, field);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
    failForType(line, field, 'non-negative integer', seconds);
  }
  if (seconds > LONGEST_WAIT_SECONDS) failRuntime(line, 'Wait state delay is too long.');
  return line.turn.now.add({ seconds });
}

async function atTimestamp(line: Line, field: NonNullable<WaitState['timestamp']>): Promise<Temporal.Instant> {
  const value = await evaluate(line, field);
  const instant = typeof value === 'string' ? instantFrom(value) : undefined;
  if (!instant) {
    const given = typeof value === 'string' ? value : JSON.stringify(value);
    failEvaluation(
      line,
      'Timestamp',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${given}`,
    );
  }
  if (instant.epochMilliseconds - line.turn.now.epochMilliseconds > LONGEST_WAIT_SECONDS * 1000) {
    failRuntime(line, 'Wait state delay is too long.');
  }
  return instant;
}

/** An extended ISO 8601 date and time with its offset, the only form a Wait takes. */
function instantFrom(text: string): Temporal.Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}

const NO_ARGUMENTS: Template = { evaluate: () => ({}) };

/** Has a Task's function asked for: whoever saves the execution puts it to the function. */
async function schedule(line: Line, state: TaskState): Promise<void> {
  const { turn, branch } = line;
  const { execution, settings } = turn;
  const scheduledEventId = execution.lastEventId + 1;
  const token = state.waitsForToken ? settings.newToken(execution, scheduledEventId) : undefined;
  const given = await evaluate(line, state.arguments ?? NO_ARGUMENTS, token ? { token } : {});
  const { FunctionName: functionName, Payload: payload } = given as { [argument: string]: Json };
  if (typeof functionName !== 'string') failRuntime(line, 'The function name is missing from the Arguments.');
  const timeoutSeconds = await evaluateSeconds(line, state.timeoutSeconds);
  const heartbeatSeconds = await evaluateSeconds(line, state.heartbeatSeconds);
  line.next('TaskScheduled', {
    taskScheduledEventDetails: {
      ...state.integration,
      region: settings.names.region,
      parameters: JSON.stringify(given),
      ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
      ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
    },
  });
  line.next('TaskStarted', { taskStartedEventDetails: { ...state.integration } });
  branch.doing = {
    kind: 'task',
    scheduledEventId,
    attempt: line.retryCount,
    functionName,
    payload: payload ?? {},
    isSubmitted: false,
    ...(token === undefined ? {} : { token }),
    ...(timeoutSeconds === undefined ? {} : { timeoutAt: turn.after(timeoutSeconds) }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds, heartbeatAt: turn.after(heartbeatSeconds) }),
  };
}

/** Enters every branch of a Parallel. They are carried on by whoever carries the line on. */
async function fork(line: Line, state: ParallelState): Promise<void> {
  const { turn, branch } = line;
  const input = state.arguments ? await evaluate(line, state.arguments) : branch.input;
  line.next('ParallelStateStarted');
  const { previousEventId } = branch;
  const branches = state.branches.map((scope) =>
    enter(turn, scope, scope.startAt, { input, previousEventId, variables: {} }),
  );
  branch.doing = { kind: 'parallel', branches };
}

async function fail(line: Line, state: FailState): Promise<never> {
  const error = state.error && (await evaluateText(line, state.error));
  const cause = state.cause && (await evaluateText(line, state.cause));
  throw new StateFailure('fail state', error, cause);
}
