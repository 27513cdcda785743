import type { Alarms } from '../../services/clock.ts';
import { LARGEST_PAYLOAD_BYTES } from './entering-and-leaving.ts';
import { type Execution, type ExecutionStatus, type Path, type TaskInFlight, taskWaitingFor } from './execution.ts';
import { seededRandom, serviceFunctions } from './expressions.ts';
import { groupedSaves } from './grouped-saves.ts';
import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';
import { LiveExecution, type Surroundings } from './live-execution.ts';
import { loadMachine, type Machine } from './machine.ts';
import { RunnerRefused } from './refused.ts';
import type { Listing, RunnerStore } from './store.ts';
import { invocationResult, TaskFailed, type TaskRequest } from './task.ts';
import { readToken, tokenFor } from './token.ts';
import type { Names, Turn } from './turn.ts';
import { abort, heartbeat, start, taskEnded } from './ways-in.ts';

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

const ACCOUNT = '000000000000';
const REGION = 'eu-west-2';
const DEFAULT_NAMES: Names = {
  region: REGION,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/common-ground`,
  machineArn: (machine) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${machine}`,
  executionArn: ({ machine, name }) => `arn:aws:states:${REGION}:${ACCOUNT}:execution:${machine}:${name}`,
};

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
  const names: Names = { ...DEFAULT_NAMES, ...givenNames };
  const loaded = new Map<string, Machine>();
  const live = new Map<string, LiveExecution>();
  const surroundings: Surroundings = {
    names,
    functions: serviceFunctions(() => Number(alarms.now().epochMilliseconds), random),
    random,
    newToken: (execution, scheduledEventId) => tokenFor(execution.name, scheduledEventId, random),
    alarms,
    store,
    save: groupedSaves(store, (work) => alarms.track(work)),
    perform,
    tasksTakeTime,
    failed,
    closed: (name) => live.delete(name),
  };

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

  function open(execution: Execution, machine: Machine): LiveExecution {
    const one = new LiveExecution(execution, machine, surroundings);
    live.set(execution.name, one);
    return one;
  }

  /** An open execution, taken up from the store if `resume` has not reached it. */
  function liveNamed(name: string): LiveExecution | undefined {
    const known = live.get(name);
    if (known) return known;
    const kept = store.read(name);
    if (kept?.status !== 'RUNNING') return undefined;
    const one = open(kept, machineNamed(kept.machine));
    one.follow();
    return one;
  }

  /** Finds who waits for a token, and does it to them. */
  async function byToken(
    token: string,
    deed: (turn: Turn, path: Path, task: TaskInFlight) => Promise<void>,
  ): Promise<void> {
    const parts = readToken(token);
    if (!parts) throw new RunnerRefused('InvalidToken', 'The token is not one of this runner.');
    const one = liveNamed(parts.execution);
    if (!one) {
      throw store.read(parts.execution)
        ? new RunnerRefused('TaskTimedOut', 'The execution this token belongs to has ended.')
        : new RunnerRefused('TaskDoesNotExist', 'There is no task with this token.');
    }
    await one.takeTurn((turn) => {
      const waiting = taskWaitingFor(turn.execution, token);
      if (!waiting) throw new RunnerRefused('TaskTimedOut', 'The task this token belongs to waits no more.');
      return deed(turn, waiting.path, waiting.task);
    });
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
        await opened.settled();
        if (live.get(name) !== opened) return await runner.start({ machine: machineName, name, input });
        const { execution } = opened;
        if (execution.input !== text || execution.machine !== machineName) throw alreadyExists(name);
        return { executionArn: names.executionArn(execution), startedAt: execution.startedAt };
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
      await open(execution, machine).takeTurn(start);
      return { executionArn: names.executionArn(execution), startedAt: execution.startedAt };
    },

    sendTaskSuccess: (token, output) =>
      byToken(token, (turn, path) => taskEnded(turn, path, { kind: 'succeeded', output })),

    sendTaskFailure: (token, error, cause) =>
      byToken(token, (turn, path) => taskEnded(turn, path, { kind: 'failed', error, cause })),

    sendTaskHeartbeat: (token) => byToken(token, async (turn, _path, task) => heartbeat(turn, task)),

    async stop(name, error, cause) {
      const one = liveNamed(name);
      if (!one) {
        requireExecution(name);
        return;
      }
      await one.takeTurn((turn) => {
        if (turn.execution.status !== 'RUNNING') return false;
        abort(turn, error, cause);
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
          open(execution, machineNamed(execution.machine)).follow();
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
