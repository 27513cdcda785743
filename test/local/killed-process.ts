import { DatabaseSync } from 'node:sqlite';
import { movableClock } from '../../local/movable-clock.ts';
import { createRunner } from '../../local/runner/runner.ts';
import { sqliteRunnerStore } from '../../local/runner/store-sqlite.ts';
import { systemClock } from '../../services/clock.ts';

/**
 * Starts executions for ever in the file it is given, saying the name of each once it is acknowledged, until it is killed.
 * `runner-kill.test.ts` kills it and looks at what is left.
 */
const [file, machine] = process.argv.slice(2) as [string, string];
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
const runner = createRunner({
  machines: () => JSON.parse(machine),
  invoke: async () => ({}),
  alarms: movableClock({ startAt: systemClock.now(), flows: false }),
  store: sqliteRunnerStore(database),
});
for (let index = 0; ; index++) {
  await runner.start({ machine: 'tested', name: `n${index}`, input: { index } });
  process.stdout.write(`n${index}\n`);
}
