import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from '../../services/clock.ts';
import { AnswersRefused, readAnswers } from './answers.ts';
import type { Json } from './json.ts';
import { MachineRefused } from './machine.ts';
import { RunnerRefused } from './refused.ts';
import { RunRefused, runOnce } from './run-once.ts';

/**
 * `npm run -s asl -- machine.json input.json [answers.json]`: runs a state machine to its end, at once.
 *
 * Standard output is `{"events":[…]}` as `GetExecutionHistory` returns it and nothing else. Ends with 0 when the execution
 * succeeded, 1 when it failed, 2 when it was refused; the reason is on standard error.
 */
const USAGE = 'Usage: npm run -s asl -- machine.json input.json [answers.json]';

class FileRefused extends Error {}

function readJson(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch (error) {
    throw new FileRefused(`${path}: ${(error as Error).message}`);
  }
}

async function main(paths: string[]): Promise<number> {
  const [machine, input, answers, ...more] = paths;
  if (machine === undefined || input === undefined || more.length > 0) throw new FileRefused(USAGE);
  const { status, events } = await runOnce({
    machineName: basename(machine).replace(/(\.asl)?\.json$/, ''),
    definition: readJson(machine),
    input: readJson(input),
    answers: readAnswers(answers === undefined ? {} : readJson(answers)),
    startAt: systemClock.now(),
  });
  process.stdout.write(`${JSON.stringify({ events })}\n`);
  return status === 'SUCCEEDED' ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isRefusal = [FileRefused, AnswersRefused, MachineRefused, RunRefused, RunnerRefused].some(
    (kind) => error instanceof kind,
  );
  process.stderr.write(`${isRefusal ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 2;
}
