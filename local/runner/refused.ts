/**
 * A refusal, named as the service names it: `ExecutionAlreadyExists`, `ExecutionDoesNotExist`, `StateMachineDoesNotExist`,
 * `InvalidName`, `InvalidExecutionInput`, and for tokens `InvalidToken`, `TaskDoesNotExist`, `TaskTimedOut`.
 */
export class RunnerRefused extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
