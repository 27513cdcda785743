import type { Branch } from './execution.ts';
import type { EventDetails } from './history.ts';
import type { ParallelState, Scope, State } from './machine.ts';
import type { Turn } from './turn.ts';

/** A line of states in a turn: the execution's own, or a branch of a Parallel with the line that the Parallel stands in. */
export class Line {
  readonly turn: Turn;
  readonly branch: Branch;
  readonly scope: Scope;
  readonly around: Line | undefined;

  constructor(turn: Turn, branch: Branch, scope: Scope, around?: Line) {
    this.turn = turn;
    this.branch = branch;
    this.scope = scope;
    this.around = around;
  }

  /** The state it is at. */
  get state(): State {
    return this.scope.states.get(this.branch.state)!;
  }

  /** How often the state it is at has been tried again. */
  get retryCount(): number {
    return this.branch.retries.reduce((sum, used) => sum + used, 0);
  }

  /** The lines of the Parallel that it is at; none when it is at anything else. */
  get inner(): Line[] {
    const { doing } = this.branch;
    if (doing.kind !== 'parallel') return [];
    const { branches } = this.state as ParallelState;
    return doing.branches.map((branch, index) => new Line(this.turn, branch, branches[index]!, this));
  }

  /** Emits an event of this line, caused by its last one. */
  next(type: string, details?: EventDetails) {
    this.branch.previousEventId = this.turn.emit(this.branch.previousEventId, type, details);
  }
}

/** The outermost line of the turn's execution, which has begun and not ended. */
export function outermost(turn: Turn): Line {
  return new Line(turn, turn.execution.root!, turn.machine);
}
