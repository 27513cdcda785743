import type { Json } from './json.ts';

/** A Task as it is put to whoever answers it. */
export interface TaskRequest {
  execution: string;
  state: string;
  /** Starts at 0, rises with every retry. */
  attempt: number;
  functionName: string;
  payload: Json;
  /** Only with `.waitForTaskToken`. */
  token?: string;
}

/** A task's failure with its own error and cause, for an integration that is not a function that throws. */
export class TaskFailed extends Error {
  readonly error: string | undefined;
  readonly reason: string | undefined;
  constructor(error: string | undefined, reason: string | undefined) {
    super(`${error}: ${reason}`);
    this.error = error;
    this.reason = reason;
  }
}

/** What `lambda:invoke` answers around a function's own answer. */
export function invocationResult(payload: Json): Json {
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    StatusCode: 200,
  };
}
