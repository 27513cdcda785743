import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { londonTime } from '../escalation/working-days.ts';
import type { Log } from '../services/services.ts';
import { readConfig } from './config.ts';
import { checkDemonstration } from './demo/check-demonstration.ts';
import { liveThrough } from './demo/live-through.ts';
import { tell } from './demo/tell.ts';
import { type MovableClock, movableClock } from './movable-clock.ts';
import { startService } from './start.ts';

/*
 * `npm run demo`: two disagreements, raised as people raise them, through a freshly started service on a clock of its own. Tells each
 * story, compares it with what the policies say, and ends with 1 when anything differs. Leaves nothing behind.
 */

/** The Thursday before Easter, before anybody is at work: the next working day is Tuesday 7 April. */
const BEGINS = londonTime(Temporal.PlainDate.from('2026-04-02'), '07:00');

const folder = mkdtempSync(join(tmpdir(), 'common-ground-demo-'));
const removeFolder = () => rmSync(folder, { recursive: true, force: true });
// However it ends, an interrupt included.
process.once('exit', removeFolder);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** What went wrong inside is a difference too: a clean end with an error in the log is no clean end. */
const faults: string[] = [];
const log: Log = {
  info: () => {},
  count: () => {},
  warn: () => {},
  error: (event, ids) => faults.push(`the service logged an error: ${event} ${JSON.stringify(ids ?? {})}`),
};

const clock: MovableClock = movableClock({ startAt: BEGINS, flows: false });
const config = readConfig({ DATA_FOLDER: folder, PORT: '0', SMTP_PORT: '0' });
const running = await startService(config, { clock, log });
try {
  const lived = await liveThrough(running, clock, join(folder, 'mailbox'));
  console.log(tell(lived).join('\n'));
  const { checked, differences } = checkDemonstration(lived);
  const wrong = [...differences, ...faults];
  console.log(['', 'Compared with what the policies say', ...checked.map((one) => `  ${one}`)].join('\n'));
  if (wrong.length > 0) {
    console.error(['', 'It did not go as the policies say:', ...wrong.map((one) => `  ${one}`)].join('\n'));
    process.exitCode = 1;
  } else console.log('  Nothing differs.');
} finally {
  await running.stop();
}
