import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Variables of this machine that the service would read as its own. */
const OURS = ['MODE', 'HOST', 'PORT', 'SMTP_PORT', 'SECRET', 'OLDER_SECRETS', 'ORIGIN', 'SMTP_URL', 'MAIL_DOMAIN'];

const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.includes(name)));

let folder: string;
let child: ChildProcess | undefined;
let group: number | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'main-test-'));
});
afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGKILL');
  child = undefined;
  try {
    if (group) process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
  group = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** `npm start` after its install step. */
function npmStart(env: Record<string, string>) {
  const service = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts'], {
    env: { ...inherited, DATA_FOLDER: folder, PORT: '0', SMTP_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = service;
  const said = { out: '', err: '' };
  service.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString('utf8');
  });
  const isReady = new Promise<void>((resolve) => {
    service.stdout.on('data', (chunk: Buffer) => {
      said.out += chunk.toString('utf8');
      if (said.out.includes('Stop with Ctrl+C')) resolve();
    });
  });
  const ended = new Promise<number | null>((resolve) => {
    service.once('close', resolve);
  });
  return { service, said, isReady, ended };
}

describe('npm start', () => {
  it('says where the form, the mailbox, the clock and email are, and ends cleanly when it is told to', async () => {
    const { service, said, isReady, ended } = npmStart({});
    await isReady;
    const [form, mailbox, clock] = ['The form', 'The mailbox', 'The clock'].map(
      (what) => new RegExp(`${what} +(http://127\\.0\\.0\\.1:\\d+/\\S*)`).exec(said.out)?.[1],
    );
    const smtpPort = /by SMTP to 127\.0\.0\.1:(\d+)/.exec(said.out)?.[1];

    for (const address of [form, mailbox, clock]) expect((await fetch(address!)).status, address).toBe(200);
    expect(Number(smtpPort)).toBeGreaterThan(0);
    expect(said.out).toContain('to raise+brackenshire@inbound.commonground.example');
    expect(said.out).toContain('to raise+wyrefold@inbound.commonground.example');

    service.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(said.err).toBe('');
  });

  it('ends with the npm that started it, because npm hands a SIGTERM on to its shell and no further', async () => {
    const shell = spawn('sh', ['-c', '"$0" --import tsx local/main.ts & wait', process.execPath], {
      env: { ...inherited, DATA_FOLDER: folder, PORT: '0', SMTP_PORT: '0', npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'ignore'],
      // A group of its own, so that nothing is left behind if the service does not end by itself.
      detached: true,
    });
    group = shell.pid;
    let said = '';
    await new Promise<void>((resolve) => {
      shell.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        if (said.includes('Stop with Ctrl+C')) resolve();
      });
    });

    const serviceEnded = new Promise<void>((resolve) => {
      // Not the shell's end: the pipe closes when the last process that holds it has ended.
      shell.stdout.once('close', () => resolve());
    });
    shell.kill('SIGKILL');

    await serviceEnded;
  });

  it('says in words that its port is in use, without a stack, and leaves no data behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;

    const { said, ended } = npmStart({ PORT: String(port) });

    expect(await ended).toBe(1);
    expect(said.err).toBe(
      `Common Ground did not start.\nPort ${port} on 127.0.0.1 is in use: is the service running already? Stop what uses it, or choose another port.\n`,
    );
    expect(readdirSync(folder)).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it('says every variable that is wrong, before it opens anything', async () => {
    const { said, ended } = npmStart({ MODE: 'live', PORT: 'eighty' });

    expect(await ended).toBe(1);
    expect(said.err).toMatch(/^Common Ground did not start\.\n/);
    for (const name of ['SECRET', 'ORIGIN', 'SMTP_URL', 'MAIL_DOMAIN', 'PORT'])
      expect(said.err).toMatch(new RegExp(`^${name} must be`, 'm'));
    expect(said.err).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder)).toEqual([]);
  });
});
