import { evaluate, type Known } from './evaluation.ts';
import type { Branch } from './execution.ts';
import type { Template } from './expressions.ts';
import { StateFailure } from './failure.ts';
import { entered, exited } from './history.ts';
import type { Json } from './json.ts';
import type { Line } from './line.ts';
import type { ChoiceState, Outcome, Scope, State } from './machine.ts';
import type { Turn } from './turn.ts';

/** The service's limit on an input, an output and a task's result: bytes of UTF-8 JSON. */
export const LARGEST_PAYLOAD_BYTES = 256 * 1024;

/** Whether the service would refuse to carry it on. */
export function isTooLarge(value: Json): boolean {
  return Buffer.byteLength(JSON.stringify(value)) > LARGEST_PAYLOAD_BYTES;
}

/** A branch at the state it enters, about to run. */
export function enter(
  turn: Turn,
  scope: Scope,
  name: string,
  { input, previousEventId, variables }: Pick<Branch, 'input' | 'previousEventId' | 'variables'>,
): Branch {
  const id = turn.emit(previousEventId, `${scope.states.get(name)!.type}StateEntered`, entered(name, input));
  return {
    state: name,
    input,
    variables,
    previousEventId: id,
    enteredEventId: id,
    enteredAt: turn.timestamp,
    retries: [],
    doing: { kind: 'running' },
  };
}

/** Leaves by the state's own Output, Assign and Next. `result`: of a Task or a Parallel. */
export async function leave(line: Line, state: Exclude<State, ChoiceState | { type: 'Fail' }>, result?: Json) {
  await leaveBy(line, state, result === undefined ? {} : { result }, result ?? line.branch.input);
}

/** Leaves by an outcome: of the state, or of a rule of a Choice. `otherwise`: the output where the outcome says none. */
export async function leaveBy(line: Line, outcome: Outcome, known: Known, otherwise: Json): Promise<void> {
  const { name } = line.state;
  const { assigned, output } = await outcomeOf(line, outcome, known, otherwise);
  if (isTooLarge(output)) {
    throw new StateFailure(
      'output',
      'States.DataLimitExceeded',
      `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  }
  moveOn(line, outcome, output, assigned);
}

/** What an outcome assigns, where it assigns, and puts out. */
export async function outcomeOf(
  line: Line,
  { assign, output }: Outcome,
  known: Known,
  otherwise: Json,
): Promise<{ assigned: { [name: string]: Json } | undefined; output: Json }> {
  return {
    assigned: assign && (await assignedBy(line, assign, known)),
    output: output ? await evaluate(line, output, known) : otherwise,
  };
}

/** Every value is taken from the variables as they were: an Assign's own entries do not see each other. */
async function assignedBy(line: Line, assign: [string, Template][], known: Known): Promise<{ [name: string]: Json }> {
  const assigned: { [name: string]: Json } = {};
  for (const [variable, value] of assign) assigned[variable] = await evaluate(line, value, known);
  return assigned;
}

/** Exits the state and enters the next, or ends the line where there is none. */
export function moveOn(
  line: Line,
  { next }: Outcome,
  output: Json,
  assigned: { [name: string]: Json } | undefined,
): void {
  const { turn, branch, scope, state } = line;
  line.next(`${state.type}StateExited`, exited(state.name, output, assigned));
  if (assigned) Object.assign(branch.variables, assigned);
  if (next === undefined) branch.doing = { kind: 'ended', output };
  else Object.assign(branch, enter(turn, scope, next, { ...branch, input: output }));
}
