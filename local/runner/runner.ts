import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Alarms } from '../../services/clock.ts';
import {
  type Branch,
  type Change,
  type Execution,
  type ExecutionStatus,
  eachBranch,
  nextDue,
  type Path,
  type TaskInFlight,
} from './execution.ts';
import { seededRandom, serviceFunctions } from './expressions.ts';
import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';
import { loadMachine, type Machine } from './machine.ts';
import type { Listing, RunnerStore } from './store.ts';
import { LARGEST_PAYLOAD_BYTES, type Names, type TaskEnd, type Turn, turnsOf } from './turn.ts';

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

/** An execution as `DescribeExecution` gives it; input and output as JSON texts, instants as ISO texts. */
export interface ExecutionDescription {
  name: string;
  executionArn: string;
  machine: string;
  status: ExecutionStatus;
  startedAt: string;
  stoppedAt?: string;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** An execution as `ListExecutions` gives it. */
export type ExecutionSummary = Pick<
  ExecutionDescription,
  'name' | 'executionArn' | 'machine' | 'status' | 'startedAt' | 'stoppedAt'
>;

/** Runs state machines on one machine, as Step Functions' standard workflows do, durably. */
export interface Runner {
  /**
   * Starts an execution. Asked again with the same name and input while it is open, it answers the same execution; with
   * another input, or once it is closed, it throws `ExecutionAlreadyExists`. Resolves when the start is kept.
   */
  start(request: { machine: string; name: string; input: Json }): Promise<{ executionArn: string; startedAt: string }>;
  /** Ends the task that waits for this token. Throws `InvalidToken`, `TaskDoesNotExist` or `TaskTimedOut` (it waits no more). */
  sendTaskSuccess(token: string, output: Json): Promise<void>;
  /** Fails the task that waits for this token; errors as `sendTaskSuccess`. */
  sendTaskFailure(token: string, error?: string, cause?: string): Promise<void>;
  /** Says that the task is alive, so that its HeartbeatSeconds begin again; errors as `sendTaskSuccess`. */
  sendTaskHeartbeat(token: string): Promise<void>;
  /** Aborts a running execution; one that has ended stays as it is. Throws `ExecutionDoesNotExist`. */
  stop(name: string, error?: string, cause?: string): Promise<void>;
  /** Throws `ExecutionDoesNotExist`. */
  describe(name: string): Promise<ExecutionDescription>;
  /** Newest first. */
  list(listing?: Listing): Promise<ExecutionSummary[]>;
  /** What has happened, as `GetExecutionHistory` gives it. Throws `ExecutionDoesNotExist`. */
  history(name: string): Promise<HistoryEvent[]>;
  /**
   * Continues every execution that was running when the last process ended: what fell due meanwhile happens at once, once;
   * a function that was in flight is called again; a task whose token is out goes on waiting. Call it once, before anything is started.
   * An execution whose machine cannot be had is left as it is and named in the answer.
   */
  resume(): Promise<{ continued: number; refused: { name: string; reason: string }[] }>;
}

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

interface RunnerSettings {
  /** The definition of a machine by its name, as parsed JSON; `undefined` when there is none. Asked once a name. */
  machines(name: string): unknown;
  alarms: Alarms;
  store: RunnerStore;
  /** Seeds chance (`$random`, `$uuid`, jitter, tokens); without it they are truly random. */
  random?: number;
  /** Hears of what no caller waits for: a turn that broke after its wake. Default: thrown, which ends the process. */
  failed?(error: unknown, execution: string): void;
  names?: Partial<Names>;
}

/** Our choice: long enough not to press on a full disk, short beside any deadline. */
const PAUSE_AFTER_BROKEN_TURN_SECONDS = 60;

const DEFAULT_ACCOUNT = '000000000000';
const DEFAULT_REGION = 'eu-west-2';

/** The service's rule for names: at most 80 characters, no spaces, brackets, wildcards or special characters. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/**
 * A runner whose Tasks call functions. `invoke` gets the function's name as the machine gives it (a name, an ARN, a
 * placeholder) and answers its result; what it throws becomes the task's error, named by the error's `name`.
 */
export function createRunner({
  invoke,
  ...settings
}: RunnerSettings & { invoke(functionName: string, payload: Json): Promise<Json | undefined> }): Runner {
  return createTaskRunner({
    ...settings,
    async perform({ functionName, payload }) {
      try {
        return invocationResult((await invoke(functionName, payload)) ?? null);
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        // As the service reports a Node function: the cause is the function's error as JSON. Its stack stays in the log.
        throw new TaskFailed(name, JSON.stringify({ errorType: name, errorMessage: message, trace: [] }));
      }
    },
  });
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

/**
 * A runner whose Tasks are put to `perform`, which answers the whole integration result or throws `TaskFailed`.
 * `tasksTakeTime`: a task may itself wait for the clock, so the clock may move while one is in flight.
 */
export function createTaskRunner({
  machines,
  perform,
  alarms,
  store,
  random: seed,
  failed,
  names: givenNames,
  tasksTakeTime = false,
}: RunnerSettings & { perform(task: TaskRequest): Promise<Json>; tasksTakeTime?: boolean }): Runner {
  const random = seed === undefined ? Math.random : seededRandom(seed);
  const functions = serviceFunctions(() => Number(alarms.now().epochMilliseconds), random);
  const names: Names = {
    region: DEFAULT_REGION,
    roleArn: `arn:aws:iam::${DEFAULT_ACCOUNT}:role/common-ground`,
    machineArn: (machine) => `arn:aws:states:${DEFAULT_REGION}:${DEFAULT_ACCOUNT}:stateMachine:${machine}`,
    executionArn: ({ machine, name }) =>
      `arn:aws:states:${DEFAULT_REGION}:${DEFAULT_ACCOUNT}:execution:${machine}:${name}`,
    ...givenNames,
  };
  const loaded = new Map<string, Machine>();
  const live = new Map<string, Live>();
  const saves = groupedSaves(store, (work) => alarms.track(work));
  const newToken = (execution: Execution, scheduledEventId: number) =>
    tokenFor(execution.name, scheduledEventId, random);

  /** An execution that is open in this process. */
  interface Live {
    execution: Execution;
    turnAt: ReturnType<typeof turnsOf>;
    /** Ends when its last turn has: turns of one execution follow each other. */
    turns: Promise<unknown>;
    alarm?: { at: string; cancel(): void };
    /** Tasks put to `perform` by this process, by the number of their scheduled event. */
    performed: Set<number>;
  }

  function machineNamed(name: string): Machine {
    const known = loaded.get(name);
    if (known) return known;
    const definition = machines(name);
    if (definition === undefined)
      throw new RunnerRefused('StateMachineDoesNotExist', `There is no state machine ${name}.`);
    const machine = loadMachine(definition);
    loaded.set(name, machine);
    return machine;
  }

  /**
   * Does one thing to an execution after all that was asked before it, saves it, and only then lets anything outside
   * know: functions are called, the alarm is set, the caller is answered. `deed` answers false when there is nothing to do.
   */
  function takeTurn(one: Live, deed: (turn: Turn) => Promise<void> | false): Promise<void> {
    const taken = one.turns.then(async () => {
      const turn = one.turnAt(one.execution, alarms.now());
      try {
        const doing = deed(turn);
        if (doing === false) return;
        await doing;
        await saves.save({ execution: one.execution, events: turn.events });
      } catch (error) {
        if (!(error instanceof RunnerRefused)) restore(one);
        throw error;
      }
      follow(one);
    });
    one.turns = taken.catch(() => undefined);
    return alarms.track(taken);
  }

  /** A turn broke half-way (the disk is full): what is kept is the truth, and is tried again after a pause. */
  function restore(one: Live) {
    one.alarm?.cancel();
    delete one.alarm;
    const kept = store.read(one.execution.name);
    if (!kept) {
      live.delete(one.execution.name);
      return;
    }
    one.execution = kept;
    const again = alarms.now().add({ seconds: PAUSE_AFTER_BROKEN_TURN_SECONDS });
    one.alarm = {
      at: again.toString(),
      cancel: alarms.wakeAt(again, () => {
        delete one.alarm;
        follow(one);
      }),
    };
  }

  /** Brings the world in line with a saved execution: tasks put to whoever answers them, the alarm set. */
  function follow(one: Live) {
    const { execution } = one;
    if (execution.status !== 'RUNNING') {
      one.alarm?.cancel();
      live.delete(execution.name);
      return;
    }
    eachBranch(execution, (branch, path) => {
      const { doing } = branch;
      if (doing.kind !== 'task' || doing.isSubmitted || one.performed.has(doing.scheduledEventId)) return;
      one.performed.add(doing.scheduledEventId);
      put(one, branch.state, doing, path);
    });
    const next = nextDue(execution);
    if (next?.at === one.alarm?.at) return;
    one.alarm?.cancel();
    delete one.alarm;
    if (next) {
      const cancel = alarms.wakeAt(Temporal.Instant.from(next.at), () => wake(one));
      one.alarm = { at: next.at, cancel };
    }
  }

  function put(one: Live, state: string, task: TaskInFlight, path: Path) {
    const { functionName, payload, attempt, token, scheduledEventId } = task;
    const request: TaskRequest = {
      execution: one.execution.name,
      state,
      attempt,
      functionName,
      payload,
      ...(token === undefined ? {} : { token }),
    };
    const answered = (async (): Promise<TaskEnd> => {
      try {
        return { kind: 'succeeded', output: await perform(request) };
      } catch (error) {
        if (!(error instanceof TaskFailed)) throw error;
        return { kind: 'failed', error: error.error, cause: error.reason };
      }
    })();
    if (!tasksTakeTime) void alarms.track(answered.catch(() => undefined));
    const settled = answered.then((how) =>
      takeTurn(one, (turn) => {
        one.performed.delete(scheduledEventId);
        // Timed out, aborted, or its token was used before the function answered: this answer is for nobody.
        if (taskAt(one.execution, path)?.scheduledEventId !== scheduledEventId) return false;
        return token !== undefined && how.kind === 'succeeded'
          ? turn.submitted(path, how.output)
          : turn.taskEnded(path, how);
      }),
    );
    report(settled, one.execution.name);
  }

  async function wake(one: Live): Promise<void> {
    delete one.alarm;
    await takeTurn(one, (turn) => {
      const next = nextDue(one.execution);
      if (!next || next.at > turn.timestamp) return false;
      return turn.due(next.path);
    });
    // Whatever is due next, at once or later, has its own alarm: `follow` has set it, unless there was nothing to do.
    if (live.get(one.execution.name) === one && !one.alarm) follow(one);
  }

  function report(work: Promise<unknown>, execution: string) {
    if (failed) work.catch((error: unknown) => failed(error, execution));
  }

  /** Finds who waits for a token, and does it to them. */
  function byToken(token: string, deed: (turn: Turn, path: Path, task: TaskInFlight) => Promise<void>): Promise<void> {
    const parts = readToken(token);
    if (!parts) return refused('InvalidToken', 'The token is not one of this runner.');
    let one: Live | undefined;
    try {
      one = liveNamed(parts.execution);
    } catch (error) {
      return Promise.reject(error);
    }
    if (!one) {
      return store.read(parts.execution)
        ? refused('TaskTimedOut', 'The execution this token belongs to has ended.')
        : refused('TaskDoesNotExist', 'There is no task with this token.');
    }
    return takeTurn(one, (turn) => {
      let found: { path: Path; task: TaskInFlight } | undefined;
      eachBranch(one.execution, ({ doing }, path) => {
        if (doing.kind === 'task' && doing.token === token) found = { path, task: doing };
      });
      if (!found) throw new RunnerRefused('TaskTimedOut', 'The task this token belongs to waits no more.');
      return deed(turn, found.path, found.task);
    });
  }

  function open(execution: Execution, machine: Machine): Live {
    const turnAt = turnsOf(machine, { names, functions, random, newToken });
    const one: Live = { execution, turnAt, turns: Promise.resolve(), performed: new Set() };
    live.set(execution.name, one);
    return one;
  }

  /** An open execution, taken up from the store if `resume` has not reached it. */
  function liveNamed(name: string): Live | undefined {
    const known = live.get(name);
    if (known) return known;
    const kept = store.read(name);
    if (kept?.status !== 'RUNNING') return undefined;
    const one = open(kept, machineNamed(kept.machine));
    follow(one);
    return one;
  }

  function summary(execution: Execution): ExecutionSummary {
    const { name, machine, status, startedAt, stoppedAt } = execution;
    return {
      name,
      executionArn: names.executionArn(execution),
      machine,
      status,
      startedAt,
      ...(stoppedAt === undefined ? {} : { stoppedAt }),
    };
  }

  function requireExecution(name: string): Execution {
    const execution = store.read(name);
    if (!execution) throw new RunnerRefused('ExecutionDoesNotExist', `There is no execution ${name}.`);
    return execution;
  }

  const runner: Runner = {
    async start({ machine: machineName, name, input }) {
      if (!NAME.test(name)) throw new RunnerRefused('InvalidName', `${JSON.stringify(name)} cannot name an execution.`);
      const text = JSON.stringify(input);
      if (Buffer.byteLength(text) > LARGEST_PAYLOAD_BYTES) {
        throw new RunnerRefused('InvalidExecutionInput', `The input is over ${LARGEST_PAYLOAD_BYTES} bytes.`);
      }
      const machine = machineNamed(machineName);
      const opened = liveNamed(name);
      if (opened) {
        // Its turns under way decide whether it exists and is open; the answer waits for them.
        await opened.turns;
        if (live.get(name) !== opened) return await runner.start({ machine: machineName, name, input });
        if (opened.execution.input !== text || opened.execution.machine !== machineName) throw alreadyExists(name);
        return { executionArn: names.executionArn(opened.execution), startedAt: opened.execution.startedAt };
      }
      if (store.read(name)) throw alreadyExists(name);
      const execution: Execution = {
        name,
        machine: machineName,
        status: 'RUNNING',
        input: text,
        startedAt: alarms.now().toString({ fractionalSecondDigits: 3 }),
        lastEventId: 0,
      };
      await takeTurn(open(execution, machine), (turn) => turn.start());
      return { executionArn: names.executionArn(execution), startedAt: execution.startedAt };
    },

    sendTaskSuccess: (token, output) =>
      byToken(token, (turn, path) => turn.taskEnded(path, { kind: 'succeeded', output })),

    sendTaskFailure: (token, error, cause) =>
      byToken(token, (turn, path) => turn.taskEnded(path, { kind: 'failed', error, cause })),

    sendTaskHeartbeat: (token) =>
      byToken(token, async (_turn, _path, task) => {
        if (task.heartbeatSeconds === undefined) return;
        const due = alarms.now().add({ seconds: task.heartbeatSeconds });
        task.heartbeatAt = due.toString({ fractionalSecondDigits: 3, roundingMode: 'ceil' });
      }),

    async stop(name, error, cause) {
      const one = liveNamed(name);
      if (!one) {
        requireExecution(name);
        return;
      }
      await takeTurn(one, (turn) => {
        if (one.execution.status !== 'RUNNING') return false;
        turn.abort(error, cause);
        return Promise.resolve();
      });
    },

    async describe(name) {
      const execution = requireExecution(name);
      const { input, output, error, cause } = execution;
      return {
        ...summary(execution),
        input,
        ...(output === undefined ? {} : { output }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    },

    async list(listing = {}) {
      return store.list(listing).map(summary);
    },

    async history(name) {
      requireExecution(name);
      return store.events(name);
    },

    async resume() {
      const refused: { name: string; reason: string }[] = [];
      let continued = 0;
      for (const execution of store.running()) {
        if (live.has(execution.name)) continue;
        try {
          follow(open(execution, machineNamed(execution.machine)));
          continued++;
        } catch (error) {
          live.delete(execution.name);
          refused.push({ name: execution.name, reason: (error as Error).message });
        }
      }
      return { continued, refused };
    },
  };
  return runner;
}

function alreadyExists(name: string): RunnerRefused {
  return new RunnerRefused('ExecutionAlreadyExists', `The execution ${name} already exists.`);
}

function refused(name: string, message: string): Promise<never> {
  return Promise.reject(new RunnerRefused(name, message));
}

function taskAt(execution: Execution, path: Path): TaskInFlight | undefined {
  let found: Branch | undefined;
  const wanted = path.join();
  eachBranch(execution, (branch, at) => {
    if (at.join() === wanted) found = branch;
  });
  return found?.doing.kind === 'task' ? found.doing : undefined;
}

/** Marks a token as this runner's, and its form. */
const TOKEN_FORM = 'cg1';

/** A token says whose it is, so that finding who waits for it needs no index; its chance part is what makes it hard to guess. */
function tokenFor(execution: string, scheduledEventId: number, random: () => number): string {
  const chance =
    random === Math.random
      ? randomUUID()
      : Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return Buffer.from(`${TOKEN_FORM}:${execution}:${scheduledEventId}:${chance}`).toString('base64url');
}

function readToken(token: string): { execution: string } | undefined {
  const [form, execution, scheduledEventId, chance] = Buffer.from(token, 'base64url').toString().split(':');
  return form === TOKEN_FORM && execution && scheduledEventId && chance ? { execution } : undefined;
}

/**
 * Saves what arrives in one turn of the event loop in one write, so that a thousand deadlines at one instant cost a few
 * writes to disk and not a thousand. Each save resolves when its change is kept, or rejects with all of its group.
 */
function groupedSaves(store: RunnerStore, track: <T>(work: Promise<T>) => Promise<T>) {
  let group: { change: Change; kept(): void; lost(error: unknown): void }[] = [];

  function write() {
    const writing = group;
    group = [];
    try {
      store.save(writing.map(({ change }) => change));
    } catch (error) {
      for (const { lost } of writing) lost(error);
      return;
    }
    for (const { kept } of writing) kept();
  }

  return {
    save: (change: Change): Promise<void> =>
      track(
        new Promise((kept, lost) => {
          if (group.length === 0) setImmediate(write);
          group.push({ change, kept, lost });
        }),
      ),
  };
}
