import type { Change, Execution, ExecutionStatus } from './execution.ts';
import type { HistoryEvent } from './history.ts';

/** Which executions to list: newest first. */
export interface Listing {
  status?: ExecutionStatus | undefined;
  machine?: string | undefined;
  /** Default 1,000. */
  limit?: number | undefined;
}

/** Where the runner keeps its executions: `sqliteRunnerStore` beside the table, `memoryRunnerStore` for the command line and tests. */
export interface RunnerStore {
  /** Keeps every change, in one write: all of them or, throwing, none. On return they survive a kill. */
  save(changes: Change[]): void;
  read(name: string): Execution | undefined;
  /** Every execution still running: what a restart continues. */
  running(): Execution[];
  list(listing: Listing): Execution[];
  /** The history, in order. */
  events(name: string): HistoryEvent[];
}

/** Most executions one listing answers. */
export const DEFAULT_LIST_LIMIT = 1000;

/** Keeps executions as long as the process lives. As texts, so that nobody shares an object with it. */
export function memoryRunnerStore(): RunnerStore {
  const executions = new Map<string, string>();
  const histories = new Map<string, string[]>();
  const all = () => [...executions.values()].map((text) => JSON.parse(text) as Execution);
  return {
    save(changes) {
      for (const { execution, events } of changes) {
        executions.set(execution.name, JSON.stringify(execution));
        const history = histories.get(execution.name) ?? [];
        histories.set(execution.name, history);
        for (const event of events) history.push(JSON.stringify(event));
      }
    },
    read(name) {
      const text = executions.get(name);
      return text === undefined ? undefined : (JSON.parse(text) as Execution);
    },
    running: () => all().filter(({ status }) => status === 'RUNNING'),
    list: ({ status, machine, limit = DEFAULT_LIST_LIMIT }) =>
      all()
        .filter((execution) => status === undefined || execution.status === status)
        .filter((execution) => machine === undefined || execution.machine === machine)
        .sort((one, other) => (one.startedAt < other.startedAt ? 1 : one.startedAt > other.startedAt ? -1 : 0))
        .slice(0, limit),
    events: (name) => (histories.get(name) ?? []).map((text) => JSON.parse(text) as HistoryEvent),
  };
}
