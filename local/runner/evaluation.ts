import { type Bindings, ExpressionFailed, type Template, unexpectedType } from './expressions.ts';
import { QUERY_EVALUATION_ERROR, RuntimeFailure, StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { Line } from './line.ts';
import type { Field } from './machine.ts';

/** What an expression may know beside the state's input. */
export interface Known {
  result?: Json;
  errorOutput?: Json;
  token?: string;
}

/** What a field of the line's state comes to. Throws `StateFailure` when its expression fails. */
export async function evaluate(line: Line, template: Template, known: Known = {}): Promise<Json> {
  try {
    return await template.evaluate({
      variables: variablesOf(line, known),
      functions: line.turn.settings.functions,
    });
  } catch (failure) {
    if (!(failure instanceof ExpressionFailed)) throw failure;
    return failEvaluation(line, failure.location, failure.message);
  }
}

/** A field that must come to a text. */
export async function evaluateText(line: Line, field: Field): Promise<string> {
  const value = await evaluate(line, field);
  return typeof value === 'string' ? value : failForType(line, field, 'string', value);
}

/** A field that must come to a positive number of seconds; undefined where the state has none. */
export async function evaluateSeconds(line: Line, field: Field | undefined): Promise<number | undefined> {
  if (!field) return undefined;
  const value = await evaluate(line, field);
  const isPositive = typeof value === 'number' && Number.isInteger(value) && value > 0;
  return isPositive ? value : failForType(line, field, 'positive integer', value);
}

/** Fails the state because a field came to a value of another type. */
export function failForType(line: Line, { source, location }: Field, expected: string, value: Json): never {
  failEvaluation(line, location, unexpectedType(source, location, expected, value));
}

/** Fails the state because a field could not be evaluated, with the event that says so. */
export function failEvaluation(line: Line, location: string, message: string): never {
  const cause = `${whileExecuting(line)} ${message}`;
  line.next('EvaluationFailed', {
    evaluationFailedEventDetails: { cause, error: QUERY_EVALUATION_ERROR, location, state: line.branch.state },
  });
  throw new StateFailure('evaluation', QUERY_EVALUATION_ERROR, cause);
}

/** Ends the execution with `States.Runtime`, which nothing handles. */
export function failRuntime(line: Line, message: string): never {
  throw new RuntimeFailure(`${whileExecuting(line)} ${message}`, line.branch.previousEventId);
}

function whileExecuting({ branch }: Line): string {
  return `An error occurred while executing the state '${branch.state}' (entered at the event id #${branch.enteredEventId}).`;
}

/** What an expression of this state can read beside the service's functions: every variable in scope, `$states`. */
function variablesOf(line: Line, { token, ...known }: Known): Bindings {
  const variables = assignedAround(line);
  let context: Json | undefined;
  variables['states'] = {
    input: line.branch.input,
    ...known,
    get context() {
      context ??= contextOf(line, token);
      return context;
    },
  };
  return variables;
}

/** The variables of the lines around it and its own, which hide theirs. */
function assignedAround({ branch, around }: Line): Bindings {
  return around ? Object.assign(assignedAround(around), branch.variables) : { ...branch.variables };
}

function contextOf(line: Line, token: string | undefined): Json {
  const { turn, branch, state, retryCount } = line;
  const { execution } = turn;
  const { names } = turn.settings;
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
      ...(state.type === 'Task' || state.type === 'Parallel' ? { RetryCount: retryCount } : {}),
    },
    StateMachine: { Id: names.machineArn(execution.machine), Name: execution.machine },
    ...(out === undefined ? {} : { Task: { Token: out } }),
  };
}
