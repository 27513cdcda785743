import { PolicyRefused } from '../escalation/policy.ts';
import { FileRefused } from '../services/table-sqlite.ts';
import { ConfigRefused, readConfig } from './config.ts';
import { requirePoliciesCompiled } from './policies-compiled.ts';
import { PortRefused } from './port-refused.ts';
import type { Running } from './start.ts';

const LOOK_FOR_PARENT_MS = 500;
/** Who started us, known before anything else: they may be gone before the doors are open. */
const parent = process.ppid;

/** `npm start`: the one-machine edition, until it is stopped. What was acknowledged survives any end of this process. */
try {
  const config = readConfig(process.env);
  requirePoliciesCompiled(new URL('..', import.meta.url));
  // Only now: this imports the compiled files, and a damaged one would end here as a stack.
  const { startService } = await import('./start.ts');
  const running = await startService(config);
  console.log((await sayWhere(running, config.folder)).join('\n'));
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    void running.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (process.env['npm_lifecycle_event'] === 'start') stopWithParent(stop);
} catch (reason) {
  const isForPeople = [ConfigRefused, PortRefused, FileRefused, PolicyRefused, RangeError].some(
    (kind) => reason instanceof kind,
  );
  console.error(isForPeople ? `Common Ground did not start.\n${(reason as Error).message}` : reason);
  process.exit(1);
}

/** npm hands a SIGTERM on to its shell and no further: without this the service would go on, and hold its ports, when npm is gone. */
function stopWithParent(stop: () => void): void {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, LOOK_FOR_PARENT_MS);
  watch.unref();
}

async function sayWhere({ origin, smtpPort, mailDomain, services }: Running, folder: string): Promise<string[]> {
  const { trial } = services.settings;
  const partnerships = await services.rules.partnerships();
  const byEmail = partnerships.map(({ id, name }) => `  to raise+${id}@${mailDomain} (${name})`);
  if (!trial) {
    return [
      `Common Ground is running at ${origin}`,
      ...(smtpPort === undefined
        ? ['Incoming email is not taken: set MAIL_AUTHSERV_ID and MAIL_RELAYS.']
        : [`Raise by email, through the mail server in front of port ${smtpPort}:`, ...byEmail]),
    ];
  }
  return [
    '',
    'Common Ground, trial mode: nothing in it is real, and only this machine can reach it.',
    '',
    `  The form      ${origin}/`,
    `  The mailbox   ${origin}/mailbox   every email it sends`,
    `  The clock     ${origin}/clock     move time on and see what happens by itself`,
    '',
    `Raise by email, by SMTP to 127.0.0.1:${smtpPort}, from anybody in the sample directories (partnerships/*/directory.csv):`,
    ...byEmail,
    '',
    `  curl --url smtp://127.0.0.1:${smtpPort} --mail-from bashir.brambleby@dunmerevalleyhealth.example \\`,
    `       --mail-rcpt raise+brackenshire@${mailDomain} --upload-file docs/examples/raise-by-email.eml`,
    '',
    `Everything is kept in ${folder}. Stop with Ctrl+C; start again and every disagreement goes on.`,
    '',
  ];
}
