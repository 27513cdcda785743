import { Temporal } from 'temporal-polyfill';
import type { Branch, Execution, Path, TaskInFlight } from './execution.ts';
import { type Bindings, ExpressionFailed, type Template, unexpectedType } from './expressions.ts';
import { errorOutput, matches, QUERY_EVALUATION_ERROR, RuntimeFailure, StateFailure } from './failure.ts';
import {
  type EventDetails,
  entered,
  errorAndCause,
  executionStarted,
  executionSucceeded,
  exited,
  type HistoryEvent,
  taskOutput,
} from './history.ts';
import type { Json } from './json.ts';
import type {
  ChoiceState,
  Field,
  Machine,
  Outcome,
  ParallelState,
  Scope,
  State,
  TaskState,
  Transition,
  WaitState,
} from './machine.ts';

/** The service's limit on an input, an output and a task's result: bytes of UTF-8 JSON. */
export const LARGEST_PAYLOAD_BYTES = 256 * 1024;
/** The service ends an execution at its 25,000th event: what stops a loop that never waits. */
const MOST_EVENTS = 25_000;
/** The service waits at most 2^31 - 1 seconds (68 years). */
const LONGEST_WAIT_SECONDS = 2 ** 31 - 1;

/** The integration every Task uses. A twin of `machine.ts`'s RESOURCE: change one and you have to change the other. */
const kindOf = (task: { waitsForToken: boolean }) => ({
  resource: task.waitsForToken ? 'invoke.waitForTaskToken' : 'invoke',
  resourceType: 'lambda',
});

/** Names that stand for the account a machine would run in. */
export interface Names {
  region: string;
  roleArn: string;
  machineArn(machine: string): string;
  executionArn(execution: Execution): string;
}

/** What a turn is given of the world. */
export interface TurnSettings {
  names: Names;
  functions: Bindings;
  random(): number;
  newToken(execution: Execution, scheduledEventId: number): string;
}

/** How a task ended. `isHeartbeat`: for want of a heartbeat. */
export type TaskEnd =
  | { kind: 'succeeded'; output: Json }
  | { kind: 'failed'; error?: string | undefined; cause?: string | undefined };

/** What an expression may know beside the state's input. */
interface Known {
  result?: Json;
  errorOutput?: Json;
  token?: string;
}

/** Everything a turn does to the branch it was called for. */
type Deed = (branch: Branch, scope: Scope) => Promise<void>;

/** One turn: ask one of its deeds of it, once, then save the execution with the events. */
export type Turn = ReturnType<ReturnType<typeof turnsOf>>;

/**
 * The turns of one execution, which follow each other; ask for the next when the last has ended. A turn takes one thing that
 * happened (it was started, something fell due, a task ended) and carries every line of states on until it waits again. It
 * changes the execution in place, collects the events, and touches nothing outside: functions are called, and anything
 * acknowledged, only after the change is saved.
 */
export function turnsOf(machine: Machine, settings: TurnSettings) {
  const { names, functions } = settings;
  // Of the turn under way. What follows is made once an execution, because to make it costs as much as many a turn.
  let execution: Execution;
  let now: Temporal.Instant;
  let timestamp: string;
  let events: HistoryEvent[];
  /** The line a failure has just left, for the Parallel around it. */
  const failedLine = new WeakMap<StateFailure, { branch: Branch; isTask: boolean }>();
  const root = () => execution.root!;

  function emit(previousEventId: number, type: string, details?: EventDetails): number {
    if (execution.lastEventId >= MOST_EVENTS - 1 && !type.startsWith('Execution')) {
      throw new RuntimeFailure(
        `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
        previousEventId,
      );
    }
    const id = ++execution.lastEventId;
    events.push({ timestamp, type, id, previousEventId, ...details });
    return id;
  }

  /** Emits an event of this line, caused by its last one. */
  function next(branch: Branch, type: string, details?: EventDetails) {
    branch.previousEventId = emit(branch.previousEventId, type, details);
  }

  // Ways in

  function start(): Promise<void> {
    const input = JSON.parse(execution.input) as Json;
    emit(0, 'ExecutionStarted', executionStarted(execution.input, names.roleArn));
    if (machine.timeoutSeconds !== undefined) execution.timeoutAt = after(machine.timeoutSeconds);
    return untilEnd(async () => {
      execution.root = enter(machine, machine.startAt, input, 0);
      await carryOn(root(), machine, []);
    });
  }

  /** The branch at `path` has something due by now. */
  function due(path: Path | undefined): Promise<void> {
    if (path === undefined) {
      end('TIMED_OUT', 'States.Timeout', undefined);
      emit(0, 'ExecutionTimedOut', { executionTimedOutEventDetails: {} });
      return Promise.resolve();
    }
    return at(path, async (branch, scope) => {
      const { doing } = branch;
      if (doing.kind === 'waiting') await leave(branch, stateOf(branch, scope) as WaitState, undefined, path);
      else if (doing.kind === 'retrying') branch.doing = { kind: 'running' };
      else if (doing.kind === 'task') {
        const state = stateOf(branch, scope) as TaskState;
        next(branch, 'TaskTimedOut', { taskTimedOutEventDetails: { ...kindOf(state), error: 'States.Timeout' } });
        throw new StateFailure('task', 'States.Timeout', undefined);
      }
    });
  }

  /** The function of a token task has answered: from here only its token counts. */
  function submitted(path: Path, output: Json): Promise<void> {
    return at(path, async (branch, scope) => {
      next(branch, 'TaskSubmitted', taskOutput('taskSubmitted', kindOf(stateOf(branch, scope) as TaskState), output));
      (branch.doing as TaskInFlight).isSubmitted = true;
    });
  }

  function taskEnded(path: Path, how: TaskEnd): Promise<void> {
    return at(path, async (branch, scope) => {
      const state = stateOf(branch, scope) as TaskState;
      if (how.kind === 'succeeded' && !isTooLarge(how.output)) {
        next(branch, 'TaskSucceeded', taskOutput('taskSucceeded', kindOf(state), how.output));
        await leave(branch, state, how.output, path);
        return;
      }
      const { error, cause } =
        how.kind === 'failed'
          ? how
          : {
              error: 'States.DataLimitExceeded',
              cause:
                "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
            };
      next(branch, 'TaskFailed', { taskFailedEventDetails: { ...kindOf(state), ...errorAndCause(error, cause) } });
      throw new StateFailure('task', error, cause);
    });
  }

  function abort(error: string | undefined, cause: string | undefined) {
    // Recorded: one event, caused by none, and no state is said to be aborted.
    emit(0, 'ExecutionAborted', { executionAbortedEventDetails: errorAndCause(error, cause) });
    end('ABORTED', error, cause);
  }

  // The whole execution

  function at(path: Path, deed: Deed): Promise<void> {
    return untilEnd(() => reach(root(), machine, path, [], deed));
  }

  /** Does the work, then ends the execution if it brought the outermost line to its end or failed it. */
  async function untilEnd(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (failure) {
      if (failure instanceof RuntimeFailure) {
        emit(failure.previousEventId, 'ExecutionFailed', {
          executionFailedEventDetails: { error: 'States.Runtime', cause: failure.cause },
        });
        end('FAILED', 'States.Runtime', failure.cause);
      } else if (failure instanceof StateFailure) {
        emit(root().previousEventId, 'ExecutionFailed', {
          executionFailedEventDetails: errorAndCause(failure.error, failure.cause),
        });
        end('FAILED', failure.error, failure.cause);
      } else throw failure;
      return;
    }
    const { doing, previousEventId } = root();
    if (doing.kind !== 'ended') return;
    execution.output = JSON.stringify(doing.output);
    emit(previousEventId, 'ExecutionSucceeded', executionSucceeded(execution.output));
    end('SUCCEEDED', undefined, undefined);
  }

  function end(status: Exclude<Execution['status'], 'RUNNING'>, error: string | undefined, cause: string | undefined) {
    execution.status = status;
    execution.stoppedAt = timestamp;
    if (error !== undefined) execution.error = error;
    if (cause !== undefined) execution.cause = cause;
    delete execution.root;
    delete execution.timeoutAt;
  }

  // Lines of states

  /** Walks down to the branch something happened to, does it there, and carries every line above on from it. */
  async function reach(branch: Branch, scope: Scope, path: Path, walked: Path, deed: Deed): Promise<void> {
    await attempt(branch, scope, walked, async () => {
      const [index, ...rest] = path;
      if (index === undefined) return await deed(branch, scope);
      const state = stateOf(branch, scope) as ParallelState;
      if (branch.doing.kind !== 'parallel') return;
      await reach(branch.doing.branches[index]!, state.branches[index]!, rest, [...walked, index], deed);
      await join(branch, state, walked);
    });
    await carryOn(branch, scope, walked);
  }

  /** Runs a line until it waits or ends. Throws `StateFailure` when a state fails and nothing in the line handles it. */
  async function carryOn(branch: Branch, scope: Scope, path: Path): Promise<void> {
    while (branch.doing.kind === 'running') {
      await attempt(branch, scope, path, () => perform(branch, stateOf(branch, scope), path));
    }
  }

  async function attempt(branch: Branch, scope: Scope, path: Path, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      const state = stateOf(branch, scope);
      try {
        await recover(branch, state, path, failure);
      } catch (unhandled) {
        if (unhandled instanceof StateFailure) {
          failedLine.set(unhandled, { branch, isTask: state.type === 'Task' && unhandled.origin === 'task' });
        }
        throw unhandled;
      }
    }
  }

  function enter(scope: Scope, name: string, input: Json, previousEventId: number, from?: Branch): Branch {
    const state = scope.states.get(name)!;
    const id = emit(previousEventId, `${state.type}StateEntered`, entered(name, input));
    return {
      state: name,
      input,
      variables: from?.variables ?? {},
      previousEventId: id,
      enteredEventId: id,
      enteredAt: timestamp,
      retries: [],
      doing: { kind: 'running' },
    };
  }

  async function perform(branch: Branch, state: State, path: Path): Promise<void> {
    switch (state.type) {
      case 'Pass':
      case 'Succeed':
        return await leave(branch, state, undefined, path);
      case 'Choice':
        return await choose(branch, state, path);
      case 'Wait':
        return await wait(branch, state, path);
      case 'Task':
        return await schedule(branch, state, path);
      case 'Parallel':
        return await fork(branch, state, path);
      case 'Fail':
        throw new StateFailure(
          'fail state',
          state.error && (await text(branch, state.error, path)),
          state.cause && (await text(branch, state.cause, path)),
        );
    }
  }

  async function choose(branch: Branch, state: ChoiceState, path: Path): Promise<void> {
    for (const rule of state.rules) {
      const holds = await evaluate(branch, rule.condition, path);
      if (typeof holds !== 'boolean') evaluationFailed(branch, rule.condition, 'boolean', holds);
      if (holds) return await leaveBy(branch, state, rule, {}, branch.input, path);
    }
    if (state.otherwise) return await leaveBy(branch, state, state.otherwise, {}, branch.input, path);
    // Recorded: States.Runtime, not the States.NoChoiceMatched of the language's specification.
    runtimeFailed(branch, 'Failed to transition out of the state. The state does not point to a next state.');
  }

  async function wait(branch: Branch, state: WaitState, path: Path): Promise<void> {
    let until: Temporal.Instant;
    if (state.seconds) {
      const seconds = await evaluate(branch, state.seconds, path);
      if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
        evaluationFailed(branch, state.seconds, 'non-negative integer', seconds);
      }
      if (seconds > LONGEST_WAIT_SECONDS) runtimeFailed(branch, 'Wait state delay is too long.');
      until = now.add({ seconds });
    } else {
      const value = await evaluate(branch, state.timestamp!, path);
      const instant = typeof value === 'string' ? instantFrom(value) : undefined;
      if (!instant) {
        const given = typeof value === 'string' ? value : JSON.stringify(value);
        failEvaluation(
          branch,
          'Timestamp',
          `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${given}`,
        );
      }
      if (instant.epochMilliseconds - now.epochMilliseconds > LONGEST_WAIT_SECONDS * 1000)
        runtimeFailed(branch, 'Wait state delay is too long.');
      until = instant;
    }
    // A wait for an instant already past ends at once.
    if (Temporal.Instant.compare(until, now) <= 0) await leave(branch, state, undefined, path);
    else branch.doing = { kind: 'waiting', until: fixedWidth(until) };
  }

  async function schedule(branch: Branch, state: TaskState, path: Path): Promise<void> {
    const { waitsForToken } = state;
    const scheduledEventId = execution.lastEventId + 1;
    const token = waitsForToken ? settings.newToken(execution, scheduledEventId) : undefined;
    const given = await evaluate(branch, state.arguments ?? literally({}), path, token ? { token } : {});
    const { FunctionName: functionName, Payload: payload } = given as { [argument: string]: Json };
    if (typeof functionName !== 'string') runtimeFailed(branch, 'The function name is missing from the Arguments.');
    const timeoutSeconds = await seconds(branch, state.timeoutSeconds, path);
    const heartbeatSeconds = await seconds(branch, state.heartbeatSeconds, path);
    const kind = kindOf(state);
    next(branch, 'TaskScheduled', {
      taskScheduledEventDetails: {
        ...kind,
        region: names.region,
        parameters: JSON.stringify(given),
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
      },
    });
    next(branch, 'TaskStarted', { taskStartedEventDetails: kind });
    branch.doing = {
      kind: 'task',
      scheduledEventId,
      attempt: retryCount(branch),
      functionName,
      payload: payload ?? {},
      isSubmitted: false,
      ...(token === undefined ? {} : { token }),
      ...(timeoutSeconds === undefined ? {} : { timeoutAt: after(timeoutSeconds) }),
      ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds, heartbeatAt: after(heartbeatSeconds) }),
    };
  }

  async function fork(branch: Branch, state: ParallelState, path: Path): Promise<void> {
    const input = state.arguments ? await evaluate(branch, state.arguments, path) : branch.input;
    next(branch, 'ParallelStateStarted');
    const branches = state.branches.map((scope) => enter(scope, scope.startAt, input, branch.previousEventId));
    branch.doing = { kind: 'parallel', branches };
    for (const [index, child] of branches.entries()) {
      await carryOn(child, state.branches[index]!, [...path, index]);
    }
    await join(branch, state, path);
  }

  async function join(branch: Branch, state: ParallelState, path: Path): Promise<void> {
    if (branch.doing.kind !== 'parallel') return;
    const outputs: Json[] = [];
    for (const { doing } of branch.doing.branches) {
      if (doing.kind !== 'ended') return;
      outputs.push(doing.output);
    }
    // Recorded: the exit is caused, like ParallelStateSucceeded, by the last event of the last branch to end.
    branch.previousEventId = Math.max(...branch.doing.branches.map((child) => child.previousEventId));
    emit(branch.previousEventId, 'ParallelStateSucceeded');
    branch.doing = { kind: 'running' };
    await leave(branch, state, outputs, path);
  }

  /** Leaves by the state's own Output, Assign and Next. */
  async function leave(
    branch: Branch,
    state: Exclude<State, ChoiceState | { type: 'Fail' }>,
    result: Json | undefined,
    path: Path,
  ) {
    await leaveBy(branch, state, state, result === undefined ? {} : { result }, result ?? branch.input, path);
  }

  async function leaveBy(
    branch: Branch,
    state: State,
    outcome: Outcome,
    known: Known,
    otherwise: Json,
    path: Path,
  ): Promise<void> {
    const assigned = outcome.assign && (await assignedBy(branch, outcome.assign, path, known));
    const output = outcome.output ? await evaluate(branch, outcome.output, path, known) : otherwise;
    if (isTooLarge(output)) {
      throw new StateFailure(
        'output',
        'States.DataLimitExceeded',
        `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      );
    }
    next(branch, `${state.type}StateExited`, exited(state.name, output, assigned));
    if (assigned) Object.assign(branch.variables, assigned);
    moveOn(branch, outcome.next, output, path);
  }

  /** Every value is taken from the variables as they were: an Assign's own entries do not see each other. */
  async function assignedBy(
    branch: Branch,
    assign: [string, Template][],
    path: Path,
    known: Known,
  ): Promise<{ [name: string]: Json }> {
    const assigned: { [name: string]: Json } = {};
    for (const [variable, value] of assign) assigned[variable] = await evaluate(branch, value, path, known);
    return assigned;
  }

  function moveOn(branch: Branch, to: Transition, output: Json, path: Path) {
    if (to === undefined) {
      branch.doing = { kind: 'ended', output };
      return;
    }
    Object.assign(branch, enter(scopeAt(path), to, output, branch.previousEventId, branch));
  }

  // Failing

  /** Retries, catches, or throws the failure on to whatever the state is in. */
  async function recover(branch: Branch, state: State, path: Path, failure: StateFailure): Promise<void> {
    if (state.type !== 'Task' && state.type !== 'Parallel') throw failure;
    const isHeartbeat =
      branch.doing.kind === 'task' && failure.error === 'States.Timeout' && isHeartbeatDue(branch.doing);
    if (state.type === 'Parallel') abandonBranches(branch, state, failure);

    const retrier = state.retry.findIndex(({ errorEquals }) => matches(errorEquals, failure, isHeartbeat));
    const used = branch.retries[retrier] ?? 0;
    if (retrier >= 0 && used < state.retry[retrier]!.maxAttempts) {
      const { intervalSeconds, backoffRate, maxDelaySeconds, hasFullJitter } = state.retry[retrier]!;
      branch.retries = state.retry.map((_, index) => (branch.retries[index] ?? 0) + (index === retrier ? 1 : 0));
      const full = Math.min(intervalSeconds * backoffRate ** used, maxDelaySeconds ?? Number.POSITIVE_INFINITY);
      const delay = hasFullJitter ? full * settings.random() : full;
      branch.doing = delay > 0 ? { kind: 'retrying', until: after(delay) } : { kind: 'running' };
      return;
    }

    const before = branch.previousEventId;
    if (state.type === 'Parallel') next(branch, 'ParallelStateFailed');
    for (const catcher of state.catch) {
      if (!matches(catcher.errorEquals, failure, isHeartbeat)) continue;
      const failed = branch.previousEventId;
      try {
        const output = errorOutput(failure);
        branch.doing = { kind: 'running' };
        // Recorded: a catcher that cannot be evaluated fails the state from where it stood before it first failed.
        branch.previousEventId = before;
        const known = { errorOutput: output };
        const assigned = catcher.assign && (await assignedBy(branch, catcher.assign, path, known));
        const given = catcher.output ? await evaluate(branch, catcher.output, path, known) : output;
        branch.previousEventId = failed;
        next(branch, `${state.type}StateExited`, exited(state.name, given, assigned));
        if (assigned) Object.assign(branch.variables, assigned);
        moveOn(branch, catcher.next, given, path);
        return;
      } catch (second) {
        if (second instanceof StateFailure && state.type === 'Parallel') next(branch, 'ParallelStateFailed');
        throw second;
      }
    }
    throw failure;
  }

  /** The Parallel has failed by one of its branches: the others are stopped where they are. */
  function abandonBranches(branch: Branch, state: ParallelState, failure: StateFailure) {
    if (branch.doing.kind !== 'parallel') return;
    const { branches } = branch.doing;
    const failed = failedLine.get(failure);
    branch.doing = { kind: 'running' };
    if (failed) {
      branch.previousEventId = failed.branch.previousEventId;
      // Recorded: only a Task that failed by its task is said to be aborted, and what follows is caused by the task's event.
      if (failed.isTask) emit(failed.branch.previousEventId, 'TaskStateAborted');
    }
    for (const [index, child] of branches.entries()) {
      if (child !== failed?.branch) abandon(child, state.branches[index]!);
    }
  }

  function abandon(branch: Branch, scope: Scope) {
    if (branch.doing.kind === 'ended') return;
    const state = stateOf(branch, scope);
    if (branch.doing.kind === 'parallel') {
      for (const [index, child] of branch.doing.branches.entries()) {
        abandon(child, (state as ParallelState).branches[index]!);
      }
    }
    emit(branch.previousEventId, `${state.type}StateAborted`);
  }

  // Expressions

  async function evaluate(branch: Branch, template: Template, path: Path, known: Known = {}): Promise<Json> {
    try {
      return await template.evaluate({ variables: variablesOf(branch, path, known), functions });
    } catch (failure) {
      if (!(failure instanceof ExpressionFailed)) throw failure;
      return failEvaluation(branch, failure.location, failure.message);
    }
  }

  /** What an expression of this state can read beside the service's functions: every variable in scope, `$states`. */
  function variablesOf(branch: Branch, path: Path, { token, ...known }: Known): Bindings {
    const variables: Bindings = {};
    let line = root();
    for (const index of path) {
      Object.assign(variables, line.variables);
      if (line.doing.kind !== 'parallel') break;
      line = line.doing.branches[index]!;
    }
    Object.assign(variables, branch.variables);
    let context: Json | undefined;
    variables['states'] = {
      input: branch.input,
      ...known,
      get context() {
        context ??= contextOf(branch, path, token);
        return context;
      },
    };
    return variables;
  }

  function contextOf(branch: Branch, path: Path, token: string | undefined): Json {
    const state = scopeAt(path).states.get(branch.state)!;
    const out = token ?? (branch.doing.kind === 'task' ? branch.doing.token : undefined);
    return {
      Execution: {
        Id: names.executionArn(execution),
        Input: JSON.parse(execution.input) as Json,
        Name: execution.name,
        RedriveCount: 0,
        RoleArn: names.roleArn,
        StartTime: execution.startedAt,
      },
      State: {
        EnteredTime: branch.enteredAt,
        Name: branch.state,
        ...(state.type === 'Task' || state.type === 'Parallel' ? { RetryCount: retryCount(branch) } : {}),
      },
      StateMachine: { Id: names.machineArn(execution.machine), Name: execution.machine },
      ...(out === undefined ? {} : { Task: { Token: out } }),
    };
  }

  async function text(branch: Branch, field: Field, path: Path): Promise<string> {
    const value = await evaluate(branch, field, path);
    return typeof value === 'string' ? value : evaluationFailed(branch, field, 'string', value);
  }

  async function seconds(branch: Branch, field: Field | undefined, path: Path): Promise<number | undefined> {
    if (!field) return undefined;
    const value = await evaluate(branch, field, path);
    const isPositive = typeof value === 'number' && Number.isInteger(value) && value > 0;
    return isPositive ? value : evaluationFailed(branch, field, 'positive integer', value);
  }

  function evaluationFailed(branch: Branch, { source, location }: Field, expected: string, value: Json): never {
    failEvaluation(branch, location, unexpectedType(source, location, expected, value));
  }

  function failEvaluation(branch: Branch, location: string, message: string): never {
    const cause = `${whileExecuting(branch)} ${message}`;
    next(branch, 'EvaluationFailed', {
      evaluationFailedEventDetails: { cause, error: QUERY_EVALUATION_ERROR, location, state: branch.state },
    });
    throw new StateFailure('evaluation', QUERY_EVALUATION_ERROR, cause);
  }

  function runtimeFailed(branch: Branch, message: string): never {
    throw new RuntimeFailure(`${whileExecuting(branch)} ${message}`, branch.previousEventId);
  }

  // Places and times

  function scopeAt(path: Path): Scope {
    let scope: Scope = machine;
    let line = root();
    for (const index of path) {
      scope = (stateOf(line, scope) as ParallelState).branches[index]!;
      if (line.doing.kind === 'parallel') line = line.doing.branches[index]!;
    }
    return scope;
  }

  function after(delaySeconds: number): string {
    // Without a Temporal.Duration, which costs several times the sum.
    const delay = BigInt(Math.ceil(delaySeconds * 1000)) * 1_000_000n;
    return fixedWidth(new Temporal.Instant(now.epochNanoseconds + delay));
  }

  return (of: Execution, at: Temporal.Instant) => {
    execution = of;
    now = at;
    timestamp = at.toString({ fractionalSecondDigits: 3 });
    events = [];
    return { start, due, submitted, taskEnded, abort, timestamp, events };
  };
}

function stateOf(branch: Branch, scope: Scope): State {
  return scope.states.get(branch.state)!;
}

function whileExecuting(branch: Branch): string {
  return `An error occurred while executing the state '${branch.state}' (entered at the event id #${branch.enteredEventId}).`;
}

function retryCount(branch: Branch): number {
  return branch.retries.reduce((sum, used) => sum + used, 0);
}

function isHeartbeatDue({ timeoutAt, heartbeatAt }: TaskInFlight): boolean {
  return heartbeatAt !== undefined && (timeoutAt === undefined || heartbeatAt < timeoutAt);
}

function isTooLarge(value: Json): boolean {
  return Buffer.byteLength(JSON.stringify(value)) > LARGEST_PAYLOAD_BYTES;
}

function literally(value: Json): Template {
  return { evaluate: () => value };
}

/** Instants are kept as texts of one width, so that they compare as texts; rounded up, because nothing may be early. */
function fixedWidth(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3, roundingMode: 'ceil' });
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
