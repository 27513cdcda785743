import { leave } from './entering-and-leaving.ts';
import type { Path } from './execution.ts';
import { StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { Line } from './line.ts';
import type { ParallelState } from './machine.ts';
import { recover } from './recovery.ts';
import { perform } from './states.ts';

/** Walks down to the line something happened to, does it there, and carries every line above on from it. */
export async function reach(line: Line, path: Path, deed: (line: Line) => Promise<void>): Promise<void> {
  await attempt(line, async () => {
    const [index, ...rest] = path;
    if (index === undefined) return await deed(line);
    const one = line.inner[index];
    if (!one) return;
    await reach(one, rest, deed);
    await join(line);
  });
  await carryOn(line);
}

/** Runs a line until it waits or ends. Throws `StateFailure` when a state fails and nothing in the line handles it. */
export async function carryOn(line: Line): Promise<void> {
  while (line.branch.doing.kind === 'running') {
    await attempt(line, async () => {
      await perform(line);
      for (const one of line.inner) await carryOn(one);
      await join(line);
    });
  }
}

/** Does some of a line's work. What fails its state is handled there, or thrown on. */
async function attempt(line: Line, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (failure) {
    if (!(failure instanceof StateFailure)) throw failure;
    const isTask = line.state.type === 'Task';
    try {
      await recover(line, failure);
    } catch (unhandled) {
      if (unhandled instanceof StateFailure) {
        unhandled.failedLine = { branch: line.branch, isTask: isTask && unhandled.origin === 'task' };
      }
      throw unhandled;
    }
  }
}

/** Leaves the Parallel that the line is at, once all its branches have ended. */
async function join(line: Line): Promise<void> {
  const { turn, branch } = line;
  if (branch.doing.kind !== 'parallel') return;
  const outputs: Json[] = [];
  for (const { doing } of branch.doing.branches) {
    if (doing.kind !== 'ended') return;
    outputs.push(doing.output);
  }
  // Recorded: the exit is caused, like ParallelStateSucceeded, by the last event of the last branch to end.
  branch.previousEventId = Math.max(...branch.doing.branches.map((child) => child.previousEventId));
  turn.emit(branch.previousEventId, 'ParallelStateSucceeded');
  branch.doing = { kind: 'running' };
  await leave(line, line.state as ParallelState, outputs);
}
