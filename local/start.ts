import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { receive } from '../conduct/receive.ts';
import type { WebHandler } from '../functions/front-doors.ts';
import { refreshHolidaysDaily } from '../functions/refresh-holidays.ts';
import { webDoor } from '../functions/web.ts';
import { type Alarms, millisecondsUntil, realAlarms, systemClock } from '../services/clock.ts';
import { keysFrom } from '../services/keys.ts';
import { jsonLog } from '../services/log.ts';
import { folderMailer } from '../services/mailer-folder.ts';
import { RAW_MAIL_KEPT_DAYS, type RawMail } from '../services/raw-mail.ts';
import { rawMailInFolder } from '../services/raw-mail-folder.ts';
import type { Log, Services, Settings } from '../services/services.ts';
import { FileRefused } from '../services/table-sqlite.ts';
import { type Config, LEAST_SECRET_LENGTH } from './config.ts';
import { listenHttp } from './http.ts';
import { type MovableClock, movableClock } from './movable-clock.ts';
import { type OneMachine, type OneMachineParts, openOneMachine } from './one-machine.ts';
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
        ...dailyFromOutside(config),
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
    partnershipIds: async () => (await services.rules.partnerships()).map(({ id }) => id),
    vouching,
    clock: services.clock,
    log,
    receive: async (raw, envelope) => {
      await rawMail.put(envelope.messageId, raw);
      await receive(services, raw, envelope);
    },
  });
}

/**
 * A clock that runs with the system's and can be moved ahead; how far is kept, so that a restart goes on from there. It is kept before
 * the move as well: what was done on the way bears its time, and a process killed in the middle must not wake up before it.
 */
function trialClock(folder: string): MovableClock {
  const path = join(folder, 'clock.json');
  const clock = movableClock({ flows: true, offsetMs: keptOffset(path), system: systemClock });
  const keep = (offsetMs: number) => writeWhole(path, JSON.stringify({ offsetMs }));
  const { moveTo, moveToNextDue } = clock;
  // Moves asked for meanwhile queue up: until the last has ended, the furthest of them stays kept.
  let moves = 0;
  let furthestMs = 0;
  const moving = async <T>(target: Temporal.Instant | undefined, move: () => Promise<T>): Promise<T> => {
    moves += 1;
    const targetMs = target ? millisecondsUntil(target, systemClock.now()) : 0;
    furthestMs = Math.max(furthestMs, clock.offsetMs, targetMs);
    keep(furthestMs);
    try {
      return await move();
    } finally {
      moves -= 1;
      if (moves === 0) {
        furthestMs = 0;
        keep(clock.offsetMs);
      }
    }
  };
  return Object.defineProperties(clock, {
    moveTo: { value: (instant: Temporal.Instant) => moving(instant, () => moveTo(instant)) },
    moveToNextDue: { value: () => moving(clock.nextDueAt(), moveToNextDue) },
  });
}

const keptClock = z.object({ offsetMs: z.number() });

function keptOffset(path: string): number {
  if (!existsSync(path)) return 0;
  try {
    return keptClock.parse(JSON.parse(readFileSync(path, 'utf8'))).offsetMs;
  } catch {
    throw new FileRefused(
      `${path} does not say how far the clock was moved. Restore it from a copy; or delete the whole data folder to begin a new trial.`,
    );
  }
}

/** A trial makes its own secret, once: histories are chained with it. */
function trialSecret(folder: string): string {
  const path = join(folder, 'secret');
  if (!existsSync(path)) writeWhole(path, randomBytes(48).toString('base64url'));
  chmodSync(path, 0o600);
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < LEAST_SECRET_LENGTH) {
    throw new FileRefused(
      `${path} holds no secret: it is too short. Restore it from a copy; or delete the whole data folder to begin a new trial.`,
    );
  }
  return secret;
}

/** Written beside, on the disk, and renamed: the file is whole or not there, whenever the process is killed. For its owner alone. */
function writeWhole(path: string, content: string): void {
  const written = `${path}.part`;
  writeFileSync(written, content, { mode: 0o600, flush: true });
  renameSync(written, path);
}

/** In a trial the terminal belongs to whoever tries it: only what went wrong is said there. */
function quietLog(alarms: Alarms, mode: Config['mode']): Log {
  const log = jsonLog(alarms, { write: (line) => console.error(line) });
  return mode === 'live' ? log : { ...log, info: () => {}, count: () => {} };
}

/** What is fetched once a day. A trial needs nothing from outside: it counts by the bank holidays it was released with. */
export function dailyFromOutside({ mode }: Pick<Config, 'mode'>): NonNullable<OneMachineParts['daily']> {
  return mode === 'live'
    ? [{ name: 'refresh-holidays', work: (services: Services) => refreshHolidaysDaily(services)() }]
    : [];
}
