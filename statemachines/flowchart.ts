import type { State, StateMachine } from './escalation.ts';

/**
 * What a compiled machine does, as a reader of the policy would draw it: its places and its moves, without the states that only carry
 * them out. Read from the machine and from nothing else, so that a drawing of it cannot say what the machine does not do.
 */
export interface Flowchart {
  /** Where the record may say that a disagreement stands, in the machine's order, and the state that stands for it. */
  places: { place: string; state: string }[];
  /** Moves that the machine makes by itself when a Wait ends. */
  byTime: { from: string; to: string }[];
}

type Choice = { Condition: string; Next: string };
type Catcher = { ErrorEquals: string[]; Next: string };

/** The state that asks the record where it stands: whoever wakes a race comes through here, so it leads to every place. */
const WHERE = 'Where?';
/** How the machine stops waiting for another reason than time: a change of the record, or something unexpected. */
const NOT_TIME = ['Woken', 'States.ALL'];

/** Reads the flowchart out of a machine. Throws when the machine has no "Where?", which no compiled one lacks. */
export function flowchartOf(machine: StateMachine): Flowchart {
  const places = choicesOf(requireState(machine, WHERE)).map(({ Condition, Next }) => ({
    place: /'(.+)'/.exec(Condition)?.[1] ?? Condition,
    state: Next,
  }));
  const isPlace = (state: string) => places.some((known) => known.state === state);

  const byTime = Object.entries(machine.States)
    .filter(([, state]) => state.Type === 'Parallel')
    .flatMap(([from, state]) =>
      catchersOf(state)
        .filter(({ ErrorEquals }) => !ErrorEquals.some((error) => NOT_TIME.includes(error)))
        .map(({ Next }) => ({ from, to: firstPlace(machine, Next, isPlace) ?? Next })),
    );
  return { places, byTime };
}

/** The first place on the way from a state; undefined when the way leads back to the record, which then says where it goes. */
function firstPlace(machine: StateMachine, from: string, isPlace: (state: string) => boolean): string | undefined {
  if (isPlace(from)) return from;
  if (from === WHERE || from === machine.StartAt) return undefined;
  const state = requireState(machine, from);
  const next = state.Type === 'Choice' ? choicesOf(state)[0]?.Next : (state['Next'] as string | undefined);
  return next && firstPlace(machine, next, isPlace);
}

function requireState(machine: StateMachine, name: string): State {
  const state = machine.States[name];
  if (!state) throw new Error(`The machine has no state "${name}"`);
  return state;
}

const choicesOf = (state: State) => (state['Choices'] ?? []) as Choice[];
const catchersOf = (state: State) => (state['Catch'] ?? []) as Catcher[];
