import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { receive } from '../conduct/receive.ts';
import type { WebHandler } from '../functions/front-doors.ts';
import { refreshHolidaysDaily } from '../functions/refresh-holidays.ts';
import { webDoor } from '../functions/web.ts';
import { type Alarms, realAlarms, systemClock } from '../services/clock.ts';
import { keysFrom } from '../services/keys.ts';
import { jsonLog } from '../services/log.ts';
import { folderMailer } from '../services/mailer-folder.ts';
import { RAW_MAIL_KEPT_DAYS, type RawMail } from '../services/raw-mail.ts';
import { rawMailInFolder } from '../services/raw-mail-folder.ts';
import type { Log, Services, Settings } from '../services/services.ts';
import type { Config } from './config.ts';
import { listenHttp } from './http.ts';
import { type MovableClock, movableClock } from './movable-clock.ts';
import { type OneMachine, openOneMachine } from './one-machine.ts';
import { listenSmtp, type SmtpDoor } from './smtp.ts';
import { trialRoutes } from './trial-pages.ts';

/** The one-machine edition, with its doors open. */
export interface Running extends OneMachine {
  origin: string;
  /** Absent in live mode without a mail server that vouches for senders: then it is raised by form only. */
  smtpPort: number | undefined;
  mailDomain: string;
  /** In trial mode and in tests: the clock that can be moved. */
  clock: MovableClock | undefined;
  stop(): Promise<void>;
}

/**
 * Opens the doors: HTTP first, so that a port in use is said before anything else happens, then the data, then email.
 * Throws `PortRefused`, `FileRefused` or `PolicyRefused`, each with what to do.
 */
export async function startService(config: Config, given: { clock?: MovableClock; log?: Log } = {}): Promise<Running> {
  mkdirSync(config.folder, { recursive: true, mode: 0o700 });
  const movable = given.clock ?? (config.mode === 'trial' ? trialClock(config.folder) : undefined);
  const alarms: Alarms = movable ?? realAlarms();
  const log = given.log ?? quietLog(alarms, config.mode);
  const settings: Settings = {
    origin: config.origin ?? '',
    mailDomain: config.mailDomain,
    trial: config.mode === 'trial',
  };

  const { promise: handler, resolve: opened, reject: refused } = Promise.withResolvers<WebHandler>();
  // Nobody may be waiting for it; who is, hears of it by their own connection.
  handler.catch(() => {});
  const http = await listenHttp({
    port: config.port,
    host: config.host,
    trustProxy: config.mode === 'live',
    handlerFor: (port) => {
      if (config.origin === undefined) settings.origin = `http://${config.host}:${port}`;
      return async (event, context) => (await handler)(event, context);
    },
  });
  let machine: OneMachine | undefined;
  try {
    const mailbox = join(config.folder, 'mailbox');
    const rawMail = rawMailInFolder(join(config.folder, 'inbound'), alarms);
    const secret = config.secret ?? trialSecret(config.folder);
    machine = await openOneMachine({
      folder: config.folder,
      alarms,
      keys: keysFrom(async () => ({ newest: secret, older: config.olderSecrets })),
      mailer: folderMailer({ folder: mailbox, clock: alarms, smtpUrl: config.smtpUrl }),
      settings,
      log,
      daily: [
        {
          name: 'remove-raw-mail',
          work: () => rawMail.removeBefore(alarms.now().subtract({ hours: RAW_MAIL_KEPT_DAYS * 24 })),
        },
        // A trial needs nothing from outside: it counts by the list it was released with.
        ...(config.mode === 'live'
          ? [{ name: 'refresh-holidays', work: (services: Services) => refreshHolidaysDaily(services)() }]
          : []),
      ],
    });
    const { services } = machine;
    opened(webDoor(services, movable && settings.trial ? trialRoutes({ clock: movable, mailbox }) : undefined));
    const smtp = await openSmtp(config, machine, rawMail, log);
    const { close } = machine;
    return {
      ...machine,
      origin: settings.origin,
      smtpPort: smtp?.port,
      mailDomain: config.mailDomain,
      clock: movable,
      async stop() {
        await smtp?.close();
        await http.close();
        movable?.stop();
        close();
      },
    };
  } catch (reason) {
    // Whoever asked meanwhile is let go first: the port closes only when nobody waits for an answer.
    refused(reason);
    await http.close();
    movable?.stop();
    machine?.close();
    throw reason;
  }
}

/** Email's door. In live mode it opens only with a mail server in front that vouches for senders: without one every message would be held. */
async function openSmtp(
  config: Config,
  { services }: OneMachine,
  rawMail: RawMail,
  log: Log,
): Promise<SmtpDoor | undefined> {
  const { vouching } = config;
  if (!vouching) return undefined;
  return listenSmtp({
    port: config.smtpPort,
    host: config.host,
    mailDomain: config.mailDomain,
    vouching,
    clock: services.clock,
    log,
    receive: async (raw, envelope) => {
      await rawMail.put(envelope.messageId, raw);
      await receive(services, raw, envelope);
    },
  });
}

/** A clock that runs with the system's and can be moved ahead; how far is kept, so that a restart goes on from there. */
function trialClock(folder: string): MovableClock {
  const path = join(folder, 'clock.json');
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { offsetMs: number }) : { offsetMs: 0 };
  const clock = movableClock({ flows: true, offsetMs: kept.offsetMs, system: systemClock });
  const keep = () => writeFileSync(path, JSON.stringify({ offsetMs: clock.offsetMs }), { mode: 0o600 });
  const { moveTo, moveToNextDue } = clock;
  return Object.defineProperties(clock, {
    moveTo: {
      value: async (instant: Parameters<typeof moveTo>[0]) => {
        await moveTo(instant);
        keep();
      },
    },
    moveToNextDue: {
      value: async () => {
        const at = await moveToNextDue();
        keep();
        return at;
      },
    },
  });
}

/** A trial makes its own secret, once: histories are chained with it. */
function trialSecret(folder: string): string {
  const path = join(folder, 'secret');
  if (!existsSync(path)) writeFileSync(path, randomBytes(48).toString('base64url'), { mode: 0o600 });
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}

/** In a trial the terminal belongs to whoever tries it: only what went wrong is said there. */
function quietLog(alarms: Alarms, mode: Config['mode']): Log {
  const log = jsonLog(alarms, { write: (line) => console.error(line) });
  return mode === 'live' ? log : { ...log, info: () => {}, count: () => {} };
}
