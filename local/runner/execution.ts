import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';

/** How an execution stands, as `DescribeExecution` names it. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution as it is kept between two turns, all of it JSON: enough to continue after a kill. Instants are ISO texts. */
export interface Execution {
  name: string;
  machine: string;
  status: ExecutionStatus;
  /** JSON text, as it was given. */
  input: string;
  startedAt: string;
  stoppedAt?: string;
  /** JSON text, once succeeded. */
  output?: string;
  error?: string;
  cause?: string;
  /** When the machine's own TimeoutSeconds end it. */
  timeoutAt?: string;
  lastEventId: number;
  /** Where it is; absent once it has ended. */
  root?: Branch;
}

/** One line of states: the execution itself, or a branch of a Parallel it is in. */
export interface Branch {
  state: string;
  input: Json;
  /** Assigned in this scope. Outer scopes are read through, never written. */
  variables: { [name: string]: Json };
  /** The last event of this line: what causes its next one. */
  previousEventId: number;
  enteredEventId: number;
  enteredAt: string;
  /** How often each retrier of the state has been used since it was entered. */
  retries: number[];
  doing: Doing;
}

/** What a branch is at. Between two turns it is never `running`. */
export type Doing =
  | { kind: 'running' }
  | { kind: 'waiting'; until: string }
  | { kind: 'retrying'; until: string }
  | TaskInFlight
  | { kind: 'parallel'; branches: Branch[] }
  | { kind: 'ended'; output: Json };

/** A Task whose function was asked, or whose token is out. */
export interface TaskInFlight {
  kind: 'task';
  /** Tells this attempt from an earlier one: a late answer to that is ignored. */
  scheduledEventId: number;
  /** Starts at 0. */
  attempt: number;
  functionName: string;
  payload: Json;
  token?: string;
  /** The function has answered; only the token is awaited. */
  isSubmitted: boolean;
  timeoutAt?: string;
  heartbeatSeconds?: number;
  heartbeatAt?: string;
}

/** What one turn of an execution changed. Saved in one write. */
export interface Change {
  execution: Execution;
  /** New events, in order. */
  events: HistoryEvent[];
}

/** Which branch: the index taken at each Parallel on the way from the root. */
export type Path = number[];

/** Visits every branch that is at something, outermost first. */
export function eachBranch(execution: Execution, visit: (branch: Branch, path: Path) => void): void {
  const walk = (branch: Branch, path: Path) => {
    visit(branch, path);
    if (branch.doing.kind === 'parallel') {
      for (const [index, child] of branch.doing.branches.entries()) walk(child, [...path, index]);
    }
  };
  if (execution.root) walk(execution.root, []);
}

/** The task that the branch at `path` is at, if it is at one. */
export function taskAt(execution: Execution, path: Path): TaskInFlight | undefined {
  let found: TaskInFlight | undefined;
  const wanted = path.join();
  eachBranch(execution, ({ doing }, at) => {
    if (doing.kind === 'task' && at.join() === wanted) found = doing;
  });
  return found;
}

/** The task that waits for this token, and where. */
export function taskWaitingFor(execution: Execution, token: string): { path: Path; task: TaskInFlight } | undefined {
  let found: { path: Path; task: TaskInFlight } | undefined;
  eachBranch(execution, ({ doing }, path) => {
    if (doing.kind === 'task' && doing.token === token) found = { path, task: doing };
  });
  return found;
}

/** When a branch must be looked at again, if only time decides: the earliest of its wait, timeout and heartbeat. */
function dueAt({ doing }: Branch): string | undefined {
  if (doing.kind === 'waiting' || doing.kind === 'retrying') return doing.until;
  if (doing.kind !== 'task') return undefined;
  const { timeoutAt, heartbeatAt } = doing;
  return timeoutAt !== undefined && heartbeatAt !== undefined && heartbeatAt < timeoutAt
    ? heartbeatAt
    : (timeoutAt ?? heartbeatAt);
}

/** The next thing due in an execution: a branch's, or (no path) the execution's own timeout. */
export function nextDue(execution: Execution): { at: string; path: Path | undefined } | undefined {
  let next: { at: string; path: Path | undefined } | undefined;
  if (execution.timeoutAt !== undefined) next = { at: execution.timeoutAt, path: undefined };
  eachBranch(execution, (branch, path) => {
    const at = dueAt(branch);
    if (at !== undefined && (next === undefined || at < next.at)) next = { at, path };
  });
  return next;
}
