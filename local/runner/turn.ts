import { Temporal } from 'temporal-polyfill';
import type { Execution } from './execution.ts';
import type { Bindings } from './expressions.ts';
import { RuntimeFailure } from './failure.ts';
import type { EventDetails, HistoryEvent } from './history.ts';
import type { Machine } from './machine.ts';

/** The service ends an execution at its 25,000th event: what stops a loop that never waits. */
const MOST_EVENTS = 25_000;

/** Names that stand for the account a machine would run in. */
export interface Names {
  region: string;
  roleArn: string;
  machineArn(machine: string): string;
  executionArn(execution: Execution): string;
}

/** What a turn is given of the world. */
export interface TurnSettings {
  names: Names;
  functions: Bindings;
  random(): number;
  newToken(execution: Execution, scheduledEventId: number): string;
}

/**
 * One turn of an execution: it takes one thing that happened (`ways-in.ts`) and carries every line of states on until it waits
 * again. It changes the execution in place, collects the events, and touches nothing outside: functions are called, and anything
 * acknowledged, only after the change is saved. The turns of one execution follow each other.
 */
export class Turn {
  readonly settings: TurnSettings;
  readonly machine: Machine;
  readonly execution: Execution;
  readonly now: Temporal.Instant;
  readonly timestamp: string;
  /** New events, in order. */
  readonly events: HistoryEvent[] = [];

  constructor(settings: TurnSettings, machine: Machine, execution: Execution, now: Temporal.Instant) {
    this.settings = settings;
    this.machine = machine;
    this.execution = execution;
    this.now = now;
    this.timestamp = now.toString({ fractionalSecondDigits: 3 });
  }

  /** Adds an event, caused by another (0: by none), and answers its number. Throws `RuntimeFailure` when there are too many. */
  emit(previousEventId: number, type: string, details?: EventDetails): number {
    if (this.execution.lastEventId >= MOST_EVENTS - 1 && !type.startsWith('Execution')) {
      throw new RuntimeFailure(
        `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
        previousEventId,
      );
    }
    const id = ++this.execution.lastEventId;
    this.events.push({ timestamp: this.timestamp, type, id, previousEventId, ...details });
    return id;
  }

  /** The instant so many seconds from now, as it is kept. */
  after(seconds: number): string {
    // Without a Temporal.Duration, which costs several times the sum.
    const delay = BigInt(Math.ceil(seconds * 1000)) * 1_000_000n;
    return fixedWidth(new Temporal.Instant(this.now.epochNanoseconds + delay));
  }
}

/** Instants are kept as texts of one width, so that they compare as texts; rounded up, because nothing may be early. */
export function fixedWidth(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3, roundingMode: 'ceil' });
}
