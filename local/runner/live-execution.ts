import { Temporal } from 'temporal-polyfill';
import type { Alarms } from '../../services/clock.ts';
import { type Change, type Execution, eachBranch, nextDue, type Path, type TaskInFlight, taskAt } from './execution.ts';
import type { Json } from './json.ts';
import type { Machine } from './machine.ts';
import { RunnerRefused } from './refused.ts';
import type { RunnerStore } from './store.ts';
import { TaskFailed, type TaskRequest } from './task.ts';
import { Turn, type TurnSettings } from './turn.ts';
import { due, submitted, type TaskEnd, taskEnded } from './ways-in.ts';

/** Our choice: long enough not to press on a full disk, short beside any deadline. */
const PAUSE_AFTER_BROKEN_TURN_SECONDS = 60;

/** What the open executions of a runner share. */
export interface Surroundings extends TurnSettings {
  alarms: Alarms;
  store: Pick<RunnerStore, 'read'>;
  /** Resolves when the change is kept; rejects when it could not be. */
  save(change: Change): Promise<void>;
  /** Answers a Task's whole integration result, or throws `TaskFailed`. */
  perform(task: TaskRequest): Promise<Json>;
  /** A task may itself wait for the clock, so the clock may move while one is in flight. */
  tasksTakeTime: boolean;
  /** Hears of what no caller waits for. */
  failed: ((error: unknown, execution: string) => void) | undefined;
  /** Hears that an execution is open no more. */
  closed(name: string): void;
}

/**
 * An execution that is open in this process. Its turns follow each other. Once a turn is saved, and only then, the world is
 * brought in line with it: tasks are put to whoever answers them, and the alarm is set to what is due next.
 */
export class LiveExecution {
  readonly #machine: Machine;
  readonly #around: Surroundings;
  #execution: Execution;
  #isClosed = false;
  /** Ends when its last turn has. */
  #turns: Promise<unknown> = Promise.resolve();
  #alarm: { at: string; cancel(): void } | undefined;
  /** Tasks put to `perform` by this process, by the number of their scheduled event. */
  readonly #performed = new Set<number>();

  constructor(execution: Execution, machine: Machine, around: Surroundings) {
    this.#execution = execution;
    this.#machine = machine;
    this.#around = around;
  }

  get execution(): Execution {
    return this.#execution;
  }

  /** Resolves when every turn asked for so far has ended, however it ended. */
  async settled(): Promise<void> {
    await this.#turns;
  }

  /**
   * Does one thing to the execution after all that was asked before it, saves it, and only then lets anything outside
   * know: functions are called, the alarm is set, the caller is answered. `deed` answers false when there is nothing to do.
   */
  takeTurn(deed: (turn: Turn) => Promise<void> | false): Promise<void> {
    const { alarms, save } = this.#around;
    const taken = this.#turns.then(async () => {
      const turn = new Turn(this.#around, this.#machine, this.#execution, alarms.now());
      try {
        const doing = deed(turn);
        if (doing === false) return;
        await doing;
        await save({ execution: this.#execution, events: turn.events });
      } catch (error) {
        if (!(error instanceof RunnerRefused)) this.#restore();
        throw error;
      }
      this.follow();
    });
    this.#turns = taken.catch(() => undefined);
    return alarms.track(taken);
  }

  /** Brings the world in line with the saved execution. */
  follow(): void {
    if (this.#execution.status !== 'RUNNING') {
      this.#close();
      return;
    }
    eachBranch(this.#execution, ({ state, doing }, path) => {
      if (doing.kind !== 'task' || doing.isSubmitted || this.#performed.has(doing.scheduledEventId)) return;
      this.#performed.add(doing.scheduledEventId);
      this.#put(state, doing, path);
    });
    const next = nextDue(this.#execution);
    if (next?.at === this.#alarm?.at) return;
    this.#clearAlarm();
    if (next) this.#setAlarm(Temporal.Instant.from(next.at), next.at, () => this.#wake());
  }

  /** A turn broke half-way (the disk is full): what is kept is the truth, and is tried again after a pause. */
  #restore(): void {
    this.#clearAlarm();
    const kept = this.#around.store.read(this.#execution.name);
    if (!kept) {
      this.#close();
      return;
    }
    this.#execution = kept;
    const again = this.#around.alarms.now().add({ seconds: PAUSE_AFTER_BROKEN_TURN_SECONDS });
    this.#setAlarm(again, again.toString(), () => {
      this.#alarm = undefined;
      this.follow();
    });
  }

  #put(state: string, task: TaskInFlight, path: Path): void {
    const { alarms, tasksTakeTime } = this.#around;
    const { functionName, payload, attempt, token, scheduledEventId } = task;
    const answered = this.#answer({
      execution: this.#execution.name,
      state,
      attempt,
      functionName,
      payload,
      ...(token === undefined ? {} : { token }),
    });
    if (!tasksTakeTime) void alarms.track(answered.catch(() => undefined));
    const settled = answered.then((how) =>
      this.takeTurn((turn) => {
        this.#performed.delete(scheduledEventId);
        // Timed out, aborted, or its token was used before the function answered: this answer is for nobody.
        if (taskAt(this.#execution, path)?.scheduledEventId !== scheduledEventId) return false;
        return token !== undefined && how.kind === 'succeeded'
          ? submitted(turn, path, how.output)
          : taskEnded(turn, path, how);
      }),
    );
    const { failed } = this.#around;
    if (failed) settled.catch((error: unknown) => failed(error, this.#execution.name));
  }

  async #answer(request: TaskRequest): Promise<TaskEnd> {
    try {
      return { kind: 'succeeded', output: await this.#around.perform(request) };
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      return { kind: 'failed', error: error.error, cause: error.reason };
    }
  }

  async #wake(): Promise<void> {
    this.#alarm = undefined;
    await this.takeTurn((turn) => {
      const next = nextDue(this.#execution);
      if (!next || next.at > turn.timestamp) return false;
      return due(turn, next.path);
    });
    // Whatever is due next, at once or later, has its own alarm: `follow` has set it, unless there was nothing to do.
    if (!this.#isClosed && !this.#alarm) this.follow();
  }

  #close(): void {
    this.#clearAlarm();
    this.#isClosed = true;
    this.#around.closed(this.#execution.name);
  }

  #setAlarm(instant: Temporal.Instant, at: string, ring: () => void | Promise<void>): void {
    this.#alarm = { at, cancel: this.#around.alarms.wakeAt(instant, ring) };
  }

  #clearAlarm(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }
}
