import { carryOn, reach } from './carrying-on.ts';
import { enter, isTooLarge, leave } from './entering-and-leaving.ts';
import type { Execution, Path, TaskInFlight } from './execution.ts';
import { RuntimeFailure, StateFailure } from './failure.ts';
import { errorAndCause, executionStarted, executionSucceeded, taskOutput } from './history.ts';
import type { Json } from './json.ts';
import { type Line, outermost } from './line.ts';
import type { TaskState, WaitState } from './machine.ts';
import type { Turn } from './turn.ts';

/** How a task ended. */
export type TaskEnd =
  | { kind: 'succeeded'; output: Json }
  | { kind: 'failed'; error?: string | undefined; cause?: string | undefined };

/** The execution begins. */
export function start(turn: Turn): Promise<void> {
  const { execution, machine } = turn;
  const input = JSON.parse(execution.input) as Json;
  turn.emit(0, 'ExecutionStarted', executionStarted(execution.input, turn.settings.names.roleArn));
  if (machine.timeoutSeconds !== undefined) execution.timeoutAt = turn.after(machine.timeoutSeconds);
  return untilEnd(turn, async () => {
    execution.root = enter(turn, machine, machine.startAt, { input, previousEventId: 0, variables: {} });
    await carryOn(outermost(turn));
  });
}

/** The branch at `path` has something due by now; without a path the execution's own time is over. */
export function due(turn: Turn, path: Path | undefined): Promise<void> {
  if (path === undefined) {
    end(turn, 'TIMED_OUT', 'States.Timeout', undefined);
    turn.emit(0, 'ExecutionTimedOut', { executionTimedOutEventDetails: {} });
    return Promise.resolve();
  }
  return at(turn, path, async (line) => {
    const { doing } = line.branch;
    if (doing.kind === 'waiting') await leave(line, line.state as WaitState);
    else if (doing.kind === 'retrying') line.branch.doing = { kind: 'running' };
    else if (doing.kind === 'task') {
      const { integration } = line.state as TaskState;
      line.next('TaskTimedOut', { taskTimedOutEventDetails: { ...integration, error: 'States.Timeout' } });
      throw new StateFailure('task', 'States.Timeout', undefined);
    }
  });
}

/** The function of a token task has answered: from here only its token counts. */
export function submitted(turn: Turn, path: Path, output: Json): Promise<void> {
  return at(turn, path, async (line) => {
    const { integration } = line.state as TaskState;
    line.next('TaskSubmitted', taskOutput('taskSubmitted', integration, output));
    (line.branch.doing as TaskInFlight).isSubmitted = true;
  });
}

/** A task has its result, or has failed. */
export function taskEnded(turn: Turn, path: Path, how: TaskEnd): Promise<void> {
  return at(turn, path, async (line) => {
    const state = line.state as TaskState;
    const { integration } = state;
    if (how.kind === 'succeeded' && !isTooLarge(how.output)) {
      line.next('TaskSucceeded', taskOutput('taskSucceeded', integration, how.output));
      await leave(line, state, how.output);
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
    line.next('TaskFailed', { taskFailedEventDetails: { ...integration, ...errorAndCause(error, cause) } });
    throw new StateFailure('task', error, cause);
  });
}

/** Whoever has a task says that it is alive: its HeartbeatSeconds begin again. No event says so. */
export function heartbeat(turn: Turn, task: TaskInFlight): void {
  if (task.heartbeatSeconds !== undefined) task.heartbeatAt = turn.after(task.heartbeatSeconds);
}

/** Somebody stops the execution. */
export function abort(turn: Turn, error: string | undefined, cause: string | undefined): void {
  // Recorded: one event, caused by none, and no state is said to be aborted.
  turn.emit(0, 'ExecutionAborted', { executionAbortedEventDetails: errorAndCause(error, cause) });
  end(turn, 'ABORTED', error, cause);
}

function at(turn: Turn, path: Path, deed: (line: Line) => Promise<void>): Promise<void> {
  return untilEnd(turn, () => reach(outermost(turn), path, deed));
}

/** Does the work, then ends the execution if it brought the outermost line to its end or failed it. */
async function untilEnd(turn: Turn, work: () => Promise<void>): Promise<void> {
  const { execution } = turn;
  try {
    await work();
  } catch (failure) {
    if (failure instanceof RuntimeFailure) {
      turn.emit(failure.previousEventId, 'ExecutionFailed', {
        executionFailedEventDetails: { error: 'States.Runtime', cause: failure.cause },
      });
      end(turn, 'FAILED', 'States.Runtime', failure.cause);
    } else if (failure instanceof StateFailure) {
      turn.emit(outermost(turn).branch.previousEventId, 'ExecutionFailed', {
        executionFailedEventDetails: errorAndCause(failure.error, failure.cause),
      });
      end(turn, 'FAILED', failure.error, failure.cause);
    } else throw failure;
    return;
  }
  const { doing, previousEventId } = outermost(turn).branch;
  if (doing.kind !== 'ended') return;
  execution.output = JSON.stringify(doing.output);
  turn.emit(previousEventId, 'ExecutionSucceeded', executionSucceeded(execution.output));
  end(turn, 'SUCCEEDED', undefined, undefined);
}

function end(
  { execution, timestamp }: Turn,
  status: Exclude<Execution['status'], 'RUNNING'>,
  error: string | undefined,
  cause: string | undefined,
): void {
  execution.status = status;
  execution.stoppedAt = timestamp;
  if (error !== undefined) execution.error = error;
  if (cause !== undefined) execution.cause = cause;
  delete execution.root;
  delete execution.timeoutAt;
}
