import type { Temporal } from 'temporal-polyfill';
import { movableClock } from '../movable-clock.ts';
import { type Answer, type Answers, answerTo } from './answers.ts';
import { type ExecutionStatus, eachBranch } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';
import { createTaskRunner } from './runner.ts';
import { memoryRunnerStore } from './store.ts';
import { invocationResult, TaskFailed, type TaskRequest } from './task.ts';

/** An execution cannot be carried to its end with these answers: why. */
export class RunRefused extends Error {
  override name = 'RunRefused';
}

/** Chance is the same at every run, so that a run can be compared with the last. */
const SEED = 1;

/**
 * Runs one execution from start to end at once: its Tasks get the given answers, its waits pass on a frozen clock that
 * begins at `startAt`. Throws `MachineRefused`, or `RunRefused` when a Task has no answer or a token would be awaited for ever.
 */
export async function runOnce({
  machineName,
  definition,
  input,
  answers,
  startAt,
}: {
  machineName: string;
  definition: unknown;
  input: Json;
  answers: Answers;
  startAt: Temporal.Instant;
}): Promise<{ status: ExecutionStatus; events: HistoryEvent[] }> {
  const clock = movableClock({ startAt, flows: false });
  const store = memoryRunnerStore();
  const attempts = new Map<string, number>();
  let broken: unknown;

  const runner = createTaskRunner({
    machines: () => definition,
    alarms: clock,
    store,
    random: SEED,
    tasksTakeTime: true,
    failed(error) {
      broken ??= error;
    },
    async perform(task) {
      const attempt = attempts.get(task.state) ?? 0;
      attempts.set(task.state, attempt + 1);
      const answer = answerTo(answers, task.state, attempt);
      if (task.token !== undefined) {
        if (answer) sendLater(task.token, answer);
        return invocationResult(null);
      }
      return await answered(task, attempt, answer);
    },
  });

  async function answered({ state }: TaskRequest, attempt: number, answer: Answer | undefined): Promise<Json> {
    if (!answer) throw new RunRefused(`${state}: the answers have none for attempt ${attempt} of this Task`);
    if (answer.afterSeconds > 0) await new Promise<void>((resume) => clock.wakeAt(later(answer), resume));
    if (answer.kind === 'throw') throw new TaskFailed(answer.error, answer.cause);
    return answer.result;
  }

  function sendLater(token: string, answer: Answer) {
    clock.wakeAt(later(answer), async () => {
      try {
        if (answer.kind === 'return') await runner.sendTaskSuccess(token, answer.result);
        else await runner.sendTaskFailure(token, answer.error, answer.cause);
      } catch (error) {
        // The answer came after its task had timed out or lost its race.
        if ((error as Error).name !== 'TaskTimedOut') throw error;
      }
    });
  }

  function later({ afterSeconds }: Answer): Temporal.Instant {
    return clock.now().add({ milliseconds: Math.ceil(afterSeconds * 1000) });
  }

  const name = 'once';
  await runner.start({ machine: machineName, name, input });
  await clock.settled();
  for (;;) {
    if (broken) throw broken;
    const { status } = await runner.describe(name);
    if (status !== 'RUNNING') return { status, events: await runner.history(name) };
    if (!(await clock.moveToNextDue())) throw new RunRefused(waitsForEver(name));
  }

  function waitsForEver(execution: string): string {
    const states: string[] = [];
    eachBranch(store.read(execution)!, (branch) => {
      if (branch.doing.kind === 'task') states.push(branch.state);
    });
    return `${states.join(', ')}: waits for its token for ever: the answers send none and it has no TimeoutSeconds`;
  }
}
