import { Temporal } from 'temporal-polyfill';
import { movableClock } from '../../local/movable-clock.ts';
import { startService } from '../../local/start.ts';

/**
 * The whole service with its doors open, on the data folder and from the instant it is given, until it is killed. Says its mail port.
 * `kill-nine.test.ts` writes to it, kills it and looks at what is left.
 */
const [folder, startsAt] = process.argv.slice(2) as [string, string];
const running = await startService(
  {
    mode: 'trial',
    folder,
    host: '127.0.0.1',
    port: 0,
    smtpPort: 0,
    mailDomain: 'inbound.commonground.example',
    origin: undefined,
    secret: undefined,
    olderSecrets: [],
    smtpUrl: undefined,
    vouching: { kind: 'trial' },
  },
  { clock: movableClock({ startAt: Temporal.Instant.from(startsAt), flows: true }) },
);
process.stdout.write(`${running.smtpPort}\n`);
