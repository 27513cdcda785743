import { moveOn, outcomeOf } from './entering-and-leaving.ts';
import type { TaskInFlight } from './execution.ts';
import { errorOutput, matches, StateFailure } from './failure.ts';
import type { Line } from './line.ts';
import type { Catcher, ParallelState, Retrier, TaskState } from './machine.ts';

/** Retries or catches what failed the line's state, or throws it on to whatever the line is in. */
export async function recover(line: Line, failure: StateFailure): Promise<void> {
  const { branch, state } = line;
  if (state.type !== 'Task' && state.type !== 'Parallel') throw failure;
  const isHeartbeat =
    branch.doing.kind === 'task' && failure.error === 'States.Timeout' && isHeartbeatDue(branch.doing);
  const speaksOfIt = ({ errorEquals }: Retrier | Catcher) => matches(errorEquals, failure, isHeartbeat);
  abandonInner(line, failure);

  if (retry(line, state, state.retry.findIndex(speaksOfIt))) return;
  const before = branch.previousEventId;
  if (state.type === 'Parallel') line.next('ParallelStateFailed');
  const catcher = state.catch.find(speaksOfIt);
  if (!catcher) throw failure;
  await leaveByCatcher(line, state, catcher, failure, before);
}

/** Tries the state again by one of its retriers, at once or after its delay. False when there is none, or it is used up. */
function retry({ turn, branch }: Line, state: TaskState | ParallelState, index: number): boolean {
  const retrier = state.retry[index];
  const used = branch.retries[index] ?? 0;
  if (!retrier || used >= retrier.maxAttempts) return false;
  branch.retries = state.retry.map((_, other) => (branch.retries[other] ?? 0) + (other === index ? 1 : 0));
  const { intervalSeconds, backoffRate, maxDelaySeconds, hasFullJitter } = retrier;
  const full = Math.min(intervalSeconds * backoffRate ** used, maxDelaySeconds ?? Number.POSITIVE_INFINITY);
  const delay = hasFullJitter ? full * turn.settings.random() : full;
  branch.doing = delay > 0 ? { kind: 'retrying', until: turn.after(delay) } : { kind: 'running' };
  return true;
}

/** `before`: the line's last event before the failure was said of it. */
async function leaveByCatcher(
  line: Line,
  state: TaskState | ParallelState,
  catcher: Catcher,
  failure: StateFailure,
  before: number,
): Promise<void> {
  const { branch } = line;
  const failed = branch.previousEventId;
  try {
    const caught = errorOutput(failure);
    branch.doing = { kind: 'running' };
    // Recorded: a catcher that cannot be evaluated fails the state from where it stood before it first failed.
    branch.previousEventId = before;
    const { assigned, output } = await outcomeOf(line, catcher, { errorOutput: caught }, caught);
    branch.previousEventId = failed;
    moveOn(line, catcher, output, assigned);
  } catch (second) {
    if (second instanceof StateFailure && state.type === 'Parallel') line.next('ParallelStateFailed');
    throw second;
  }
}

/** A Parallel has failed by one of its branches: the others are stopped where they are. */
function abandonInner(line: Line, failure: StateFailure) {
  const { branch, inner } = line;
  if (branch.doing.kind !== 'parallel') return;
  const { failedLine: failed } = failure;
  branch.doing = { kind: 'running' };
  if (failed) {
    branch.previousEventId = failed.branch.previousEventId;
    // Recorded: only a Task that failed by its task is said to be aborted, and what follows is caused by the task's event.
    if (failed.isTask) line.turn.emit(failed.branch.previousEventId, 'TaskStateAborted');
  }
  for (const one of inner) if (one.branch !== failed?.branch) abandon(one);
}

function abandon(line: Line) {
  const { turn, branch, state, inner } = line;
  if (branch.doing.kind === 'ended') return;
  for (const one of inner) abandon(one);
  turn.emit(branch.previousEventId, `${state.type}StateAborted`);
}

function isHeartbeatDue({ timeoutAt, heartbeatAt }: TaskInFlight): boolean {
  return heartbeatAt !== undefined && (timeoutAt === undefined || heartbeatAt < timeoutAt);
}
