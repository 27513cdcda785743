import type { Branch } from './execution.ts';
import type { Json } from './json.ts';

/** The error name of a JSONata failure. */
export const QUERY_EVALUATION_ERROR = 'States.QueryEvaluationError';

/** Where a failure came from; it decides which events follow. */
export type FailureOrigin = 'task' | 'evaluation' | 'fail state' | 'output' | 'parallel';

/** A state has failed: its Retry and Catch may handle it, else it fails what the state is in. */
export class StateFailure extends Error {
  readonly origin: FailureOrigin;
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  /** The line it has just left, and whether it failed by its task: for the Parallel around it. */
  failedLine?: { branch: Branch; isTask: boolean };
  constructor(origin: FailureOrigin, error: string | undefined, cause: string | undefined) {
    super(`${error}: ${cause}`);
    this.origin = origin;
    this.error = error;
    this.cause = cause;
  }
}

/** `States.Runtime`: nothing retries or catches it, and it ends the execution from wherever it happened. */
export class RuntimeFailure extends Error {
  override readonly cause: string;
  readonly previousEventId: number;
  constructor(cause: string, previousEventId: number) {
    super(cause);
    this.cause = cause;
    this.previousEventId = previousEventId;
  }
}

/** What `$states.errorOutput` holds. A timeout's cause is an empty text, any other absent one null, as recorded. */
export function errorOutput({ error, cause }: StateFailure): Json {
  return { Error: error ?? null, Cause: cause ?? (error === 'States.Timeout' ? '' : null) };
}

/**
 * Whether a Retry or Catch entry speaks of this failure.
 * `States.TaskFailed` stands for everything but timeouts. A result too large for a state's output is matched by its own
 * name only; one too large for a Task arrives as that Task's failure and is matched like any other, as recorded.
 */
export function matches(errorEquals: string[], failure: StateFailure, isHeartbeat: boolean): boolean {
  return errorEquals.some((name) => {
    if (name === failure.error) return true;
    if (name === 'States.HeartbeatTimeout') return isHeartbeat;
    if (failure.origin === 'output') return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && failure.error !== 'States.Timeout');
  });
}
