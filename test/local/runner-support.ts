import { Temporal } from 'temporal-polyfill';
import { movableClock } from '../../local/movable-clock.ts';
import type { HistoryEvent } from '../../local/runner/history.ts';
import type { Json } from '../../local/runner/json.ts';
import { createRunner } from '../../local/runner/runner.ts';
import { memoryRunnerStore, type RunnerStore } from '../../local/runner/store.ts';

export const WEDNESDAY = Temporal.Instant.from('2026-04-08T08:00:00Z');

export type Invoke = (functionName: string, payload: Json) => Promise<Json | undefined>;

/** A machine whose states speak JSONata. */
export function machine(startAt: string, states: Record<string, unknown>): unknown {
  return { QueryLanguage: 'JSONata', StartAt: startAt, States: states };
}

/** A Task that calls a function named like the state. */
export function task(functionName: string, more: Record<string, unknown> = { End: true }): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    ...more,
  };
}

/** A Task that hands out its token. */
export function tokenTask(
  functionName: string,
  more: Record<string, unknown> = { End: true },
): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: functionName, Payload: { token: '{% $states.context.Task.Token %}' } },
    ...more,
  };
}

/** A runner on a frozen clock, with its functions passed in. */
export function aRunner({
  definition,
  invoke = async () => ({}),
  store = memoryRunnerStore(),
  clock = movableClock({ startAt: WEDNESDAY, flows: false }),
}: {
  definition: unknown;
  invoke?: Invoke;
  store?: RunnerStore;
  clock?: ReturnType<typeof movableClock>;
}) {
  const runner = createRunner({ machines: () => definition, invoke, alarms: clock, store, random: 1 });
  return { runner, clock, store };
}

/** Starts one execution, moves the clock until nothing is due, and answers how it ended. */
export async function ran(definition: unknown, input: Json = {}, invoke: Invoke = async () => ({})) {
  const { runner, clock } = aRunner({ definition, invoke });
  await runner.start({ machine: 'tested', name: 'one', input });
  await clock.settled();
  while (await clock.moveToNextDue());
  const execution = await runner.describe('one');
  return { ...execution, events: await runner.history('one'), took: WEDNESDAY.until(clock.now()).total('seconds') };
}

/** `Type name←cause` for each event, numbered from 1 by its place. */
export function told(events: HistoryEvent[]): string[] {
  return events.map(({ id, previousEventId, type, ...details }) => {
    const { name } = (details['stateEnteredEventDetails'] ?? details['stateExitedEventDetails'] ?? {}) as {
      name?: string;
    };
    return `${id}←${previousEventId} ${type}${name ? ` ${name}` : ''}`;
  });
}

/** The details of the first event of a type. */
export function detailsOf(events: HistoryEvent[], type: string, name?: string): Record<string, unknown> {
  for (const event of events) {
    if (event.type !== type) continue;
    const details = Object.entries(event).find(([member]) => member.endsWith('EventDetails'))?.[1] as Record<
      string,
      unknown
    >;
    if (name === undefined || details['name'] === name) return details;
  }
  throw new Error(`No ${type} ${name ?? ''} in the history`);
}
