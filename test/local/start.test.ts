import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PolicyRefused } from '../../escalation/policy.ts';
import { type Config, readConfig } from '../../local/config.ts';
import { movableClock } from '../../local/movable-clock.ts';
import { openOneMachine } from '../../local/one-machine.ts';
import { PortRefused } from '../../local/port-refused.ts';
import { dailyFromOutside, type Running, startService } from '../../local/start.ts';
import { keysFrom } from '../../services/keys.ts';
import { rulesOf } from '../../services/rules.ts';
import { FileRefused } from '../../services/table-sqlite.ts';
import { fakeLog } from '../fakes/log.ts';
import { fakeMailer } from '../fakes/mailer.ts';

let folder: string;
let running: Running[];
let occupied: Server[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-test-'));
  running = [];
  occupied = [];
});

afterEach(async () => {
  for (const service of running) await service.stop();
  for (const server of occupied) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const trial = (changes: Partial<Config> = {}): Config => ({
  ...readConfig({ DATA_FOLDER: folder, PORT: '0', SMTP_PORT: '0' }),
  ...changes,
});

/** Frozen on a Sunday, when no digest is due: nothing happens but what a test does. */
const onASunday = () => movableClock({ startAt: Temporal.Instant.from('2026-03-01T10:00:00Z'), flows: false });

async function start(config = trial(), given: Parameters<typeof startService>[1] = { clock: onASunday() }) {
  const service = await startService(config, { log: fakeLog(), ...given });
  running.push(service);
  return service;
}

async function stop(service: Running) {
  running = running.filter((one) => one !== service);
  await service.stop();
}

/** A port that somebody else listens on. */
async function portInUse(): Promise<number> {
  const server = createServer();
  occupied.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago, so that a test can see whether it is free again. */
async function freePort(): Promise<number> {
  const port = await portInUse();
  await new Promise((resolve) => occupied.pop()!.close(resolve));
  return port;
}

const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe('starting', () => {
  it('says that the port is in use before it touches any data, so that the service already running keeps its own', async () => {
    const port = await portInUse();

    const reason = await reasonOf(start(trial({ port })));

    expect(reason).toBeInstanceOf(PortRefused);
    expect((reason as Error).message).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that email’s port is in use, and leaves neither the page’s port nor the data file held', async () => {
    const [port, smtpPort] = [await freePort(), await portInUse()];

    const reason = await reasonOf(start(trial({ port, smtpPort })));

    expect(reason).toBeInstanceOf(PortRefused);
    expect((reason as Error).message).toContain(`Port ${smtpPort} on 127.0.0.1 is in use`);
    const second = await start(trial({ port }));
    expect((await fetch(second.origin)).status).toBe(200);
  });

  it('refuses a data file of a newer version, leaves it as it was and lets its port go', async () => {
    const file = join(folder, 'common-ground.sqlite');
    await stop(await start());
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 999');
    db.close();
    const before = readFileSync(file);
    const port = await freePort();

    const reason = await reasonOf(start(trial({ port })));

    expect(reason).toBeInstanceOf(FileRefused);
    expect((reason as Error).message).toContain('written by a newer version of Common Ground (format 999');
    expect(readFileSync(file).equals(before)).toBe(true);
    const elsewhere = mkdtempSync(join(folder, 'other-'));
    expect((await fetch((await start(trial({ port, folder: elsewhere }))).origin)).status).toBe(200);
  });

  it('lets go of whoever asked while it could not be started, instead of waiting with them for ever', async () => {
    const port = await freePort();
    const clock = movableClock({ startAt: Temporal.Instant.from('2026-03-02T10:00:00Z'), flows: false });
    let asked: Promise<unknown> | undefined;
    const fails = (event: string) => {
      if (event === 'digests' || event.endsWith('failed')) throw new Error('The log cannot be written');
    };
    // The port is open by then and the data are not: the first digests are being written.
    const asking = {
      ...clock,
      now() {
        asked ??= reasonOf(fetch(`http://127.0.0.1:${port}/`));
        return clock.now();
      },
    };

    const reason = await reasonOf(
      start(trial({ port }), { clock: asking, log: { ...fakeLog(), info: fails, error: fails } }),
    );

    expect((reason as Error).message).toBe('The log cannot be written');
    expect(await asked).toBeInstanceOf(TypeError);
    expect((await fetch((await start(trial({ port }))).origin)).status).toBe(200);
  });

  it('S28: keeps a trial’s secret for its owner alone, and the same one over restarts', async () => {
    await stop(await start());
    const path = join(folder, 'secret');
    const secret = readFileSync(path, 'utf8');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(secret.length).toBeGreaterThanOrEqual(32);

    await stop(await start());

    expect(readFileSync(path, 'utf8')).toBe(secret);
  });

  it('S28: makes its folder and every file in it for its owner alone', async () => {
    const inner = join(folder, 'data');
    const service = await start(trial({ folder: inner }));
    await fetch(`${service.origin}/sign-in`, {
      method: 'POST',
      headers: { origin: service.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=jorah.vexley%40brackenshire.example',
    });

    expect(statSync(inner).mode & 0o777).toBe(0o700);
    const files = readdirSync(inner, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['secret', 'common-ground.sqlite']));
    expect(files.some(({ name }) => name.endsWith('.eml'))).toBe(true);
    for (const { name, parentPath } of files) {
      expect(statSync(join(parentPath, name)).mode & 0o777, name).toBe(0o600);
    }
  });

  it('S28: uses the secret it is given and writes none down', async () => {
    await start(trial({ secret: 'a secret that came from the configuration' }));

    expect(readdirSync(folder)).not.toContain('secret');
  });

  it('goes on from the time a trial’s clock was moved to', async () => {
    const first = await start(trial(), {});
    const ahead = first.clock!.now().add({ hours: 24 * 40 });
    await first.clock!.moveTo(ahead);
    await stop(first);

    const second = await start(trial(), {});

    expect(Temporal.Instant.compare(second.clock!.now(), ahead)).toBeGreaterThanOrEqual(0);
    expect(second.clock!.now().since(ahead).total('minutes')).toBeLessThan(5);
  });
});

describe('the files of a trial beside its data', () => {
  it('have the clock’s new time before it moves, so that a kill in the middle never sets time back', async () => {
    const service = await start(trial(), {});
    const { clock } = service;
    const ahead = clock!.now().add({ hours: 24 * 3 });
    let keptOnTheWay = 0;
    clock!.wakeAt(clock!.now().add({ hours: 24 }), () => {
      keptOnTheWay = (JSON.parse(readFileSync(join(folder, 'clock.json'), 'utf8')) as { offsetMs: number }).offsetMs;
    });

    await clock!.moveTo(ahead);

    expect(keptOnTheWay / 3_600_000).toBeCloseTo(72, 1);
  });

  it('keep the clock where it is when it is asked to go back', async () => {
    const service = await start(trial(), {});
    await service.clock!.moveTo(service.clock!.now().add({ hours: 24 }));

    await expect(service.clock!.moveTo(service.clock!.now().subtract({ hours: 1 }))).rejects.toThrow(RangeError);

    const kept = JSON.parse(readFileSync(join(folder, 'clock.json'), 'utf8')) as { offsetMs: number };
    expect(kept.offsetMs / 3_600_000).toBeCloseTo(24, 1);
  });

  it.each([
    ['secret', '', 'holds no secret'],
    ['secret', 'cut sh', 'holds no secret'],
    ['clock.json', '{"offs', 'does not say how far the clock was moved'],
    ['clock.json', '{"offsetMs":"3"}', 'does not say how far the clock was moved'],
  ])('are refused when %s is %j, with what to do, and left as they are', async (name, content, said) => {
    const path = join(folder, name);
    writeFileSync(path, content);

    const reason = await reasonOf(start(trial(), {}));

    expect(reason).toBeInstanceOf(FileRefused);
    expect((reason as Error).message).toContain(`${path} ${said}`);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('are whole or not there: nothing half written is left beside them', async () => {
    const service = await start(trial(), {});
    await service.clock!.moveTo(service.clock!.now().add({ hours: 1 }));

    expect(readdirSync(folder).filter((file) => file.endsWith('.part'))).toEqual([]);
    expect(statSync(join(folder, 'clock.json')).mode & 0o777).toBe(0o600);
  });
});

describe('the machine behind the doors', () => {
  it('lets its data file go when the rules it is released with are refused', async () => {
    const parts = {
      folder,
      alarms: onASunday(),
      keys: keysFrom(async () => ({ newest: 'a secret of the test, long enough for one', older: [] })),
      mailer: fakeMailer(),
      settings: { origin: 'http://127.0.0.1:3000', mailDomain: 'inbound.commonground.example', trial: true },
      log: fakeLog(),
    };

    const reason = await reasonOf(
      openOneMachine({ ...parts, rules: (table) => rulesOf(table, { 'bcssp-v5': { id: 'bcssp' } }, []) }),
    );

    expect(reason).toBeInstanceOf(PolicyRefused);
    (await openOneMachine(parts)).close();
  });
});

describe('the doors that only a trial has', () => {
  const live = (changes: Record<string, string> = {}) =>
    readConfig({
      MODE: 'live',
      DATA_FOLDER: folder,
      PORT: '0',
      SMTP_PORT: '0',
      SECRET: 'a secret that nobody can guess, long enough',
      ORIGIN: 'https://escalate.example',
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_DOMAIN: 'inbound.escalate.example',
      ...changes,
    });
  /** Where a live service listens, behind the proxy that its people's address belongs to. */
  async function startLive(changes: Record<string, string> = {}) {
    const port = await freePort();
    const service = await start(live({ PORT: String(port), ...changes }));
    return { service, at: `http://127.0.0.1:${port}` };
  }

  it('are open in a trial', async () => {
    const { origin } = await start();

    expect((await fetch(`${origin}/mailbox`)).status).toBe(200);
    expect((await fetch(`${origin}/clock`)).status).toBe(200);
  });

  it.each([
    [
      'the day after the last one that bank holidays are known for',
      '2027-12-01T10:00:00Z',
      { 'on-day': '1', 'on-month': '1', 'on-year': '2029', time: '09:00' },
      'Bank holidays are known only up to Sunday 31 December 2028. Choose a day no later than that',
    ],
    [
      'more than 400 days on at once, since everything due on the way happens meanwhile',
      '2026-03-01T10:00:00Z',
      { 'on-day': '6', 'on-month': '4', 'on-year': '2027', time: '10:01' },
      'Move no more than 400 days at once: choose a day no later than Monday 5 April 2027, then move on from there',
    ],
  ])('refuse to move the clock to %s', async (_what, startsAt, moment, words) => {
    const clock = movableClock({ startAt: Temporal.Instant.from(startsAt), flows: false });
    const { origin } = await start(trial(), { clock });

    const answer = await fetch(`${origin}/clock`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ to: 'moment', ...moment }).toString(),
      redirect: 'manual',
    });

    expect(answer.status).toBe(400);
    expect((await answer.text()).replaceAll(/\s+/g, ' ')).toContain(words);
    expect(clock.now().toString()).toBe(startsAt);
  });

  it('move the clock to the last day that bank holidays are known for', async () => {
    const clock = movableClock({ startAt: Temporal.Instant.from('2028-12-30T10:00:00Z'), flows: false });
    const { origin } = await start(trial(), { clock });

    const answer = await fetch(`${origin}/clock`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'to=moment&on-day=31&on-month=12&on-year=2028&time=10%3A00',
      redirect: 'manual',
    });

    expect(answer.status).toBe(303);
    expect(clock.now().toString()).toBe('2028-12-31T10:00:00Z');
  });

  it.each(['/mailbox', '/mailbox/1', '/mailbox/1/html', '/clock'])('%s is no page in live mode', async (path) => {
    const { at } = await startLive();

    expect((await fetch(`${at}/`)).status).toBe(200);
    expect((await fetch(`${at}${path}`)).status).toBe(404);
  });

  it('BEY-19: looks daily for GOV.UK’s bank holidays in live mode, and a trial asks nothing of anybody', () => {
    expect(dailyFromOutside({ mode: 'live' }).map(({ name }) => name)).toEqual(['refresh-holidays']);
    expect(dailyFromOutside({ mode: 'trial' })).toEqual([]);
  });

  it('cannot move the time in live mode, not even from its own origin', async () => {
    const { service, at } = await startLive();
    const before = service.services.clock.now();

    const answer = await fetch(`${at}/clock`, {
      method: 'POST',
      headers: { origin: 'https://escalate.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'to=next',
    });

    expect(answer.status).toBe(404);
    expect(service.services.clock.now()).toEqual(before);
  });

  it('takes no email in live mode unless a mail server in front vouches for senders', async () => {
    expect((await startLive()).service.smtpPort).toBeUndefined();
    const elsewhere = join(folder, 'vouched');
    mkdirSync(elsewhere);
    const vouched = await startLive({
      DATA_FOLDER: elsewhere,
      MAIL_AUTHSERV_ID: 'mx.escalate.example',
      MAIL_RELAYS: '192.0.2.1',
    });
    expect(vouched.service.smtpPort).toBeGreaterThan(0);
  });
});
