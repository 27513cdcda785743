import type { Json } from './json.ts';

/** Whether a text in the history was cut short. The runner never cuts. */
const WHOLE = { truncated: false } as const;

/**
 * One event of an execution, as Step Functions' `GetExecutionHistory` gives it: `id` from 1, `previousEventId` the event
 * that caused it (0: none), the details under a member named for the type. `input`, `output`, `parameters` and the values
 * of `assignedVariables` are JSON texts.
 */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  type: string;
  timestamp: string;
  [details: `${string}EventDetails`]: Record<string, unknown>;
}

/** What an event carries beside its number, its cause and its time. */
export type EventDetails = Record<`${string}EventDetails`, Record<string, unknown>>;

/** Details of a state that was entered. */
export function entered(name: string, input: Json): EventDetails {
  return { stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: WHOLE } };
}

/** Details of a state that was left, and what it assigned. */
export function exited(name: string, output: Json, assigned: Record<string, Json> | undefined): EventDetails {
  const details: Record<string, unknown> = { name, output: JSON.stringify(output), outputDetails: WHOLE };
  if (assigned) {
    details['assignedVariables'] = Object.fromEntries(
      Object.entries(assigned).map(([variable, value]) => [variable, JSON.stringify(value)]),
    );
    details['assignedVariablesDetails'] = WHOLE;
  }
  return { stateExitedEventDetails: details };
}

/** Details of the beginning: the input as it was given. */
export function executionStarted(input: string, roleArn: string): EventDetails {
  return { executionStartedEventDetails: { input, inputDetails: WHOLE, roleArn } };
}

/** Details of a good end. */
export function executionSucceeded(output: string): EventDetails {
  return { executionSucceededEventDetails: { output, outputDetails: WHOLE } };
}

/** Details with an output, for `taskSubmitted` and `taskSucceeded`. */
export function taskOutput(member: 'taskSubmitted' | 'taskSucceeded', task: TaskKind, output: Json): EventDetails {
  return { [`${member}EventDetails`]: { ...task, output: JSON.stringify(output), outputDetails: WHOLE } };
}

/** Error and cause, each left out when absent, as the service does. */
export function errorAndCause(error: string | undefined, cause: string | undefined): Record<string, unknown> {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** Which integration a task event speaks of. */
export interface TaskKind {
  resource: string;
  resourceType: string;
}
