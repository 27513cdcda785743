import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

type Packages = Record<string, { version?: string; optional?: boolean }>;

/** What the project asks for: two packages, and a build for some other system. */
const WANTED: Packages = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/zod/node_modules/@scope/inner': { version: '1.0.0' },
  'node_modules/@esbuild/aix-ppc64': { version: '0.28.2', optional: true },
};
const INSTALLED: Packages = {
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/zod/node_modules/@scope/inner': { version: '1.0.0' },
};

/** An npm that installs what the project asks for, and writes down what it was told. */
const INSTALLING_NPM = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  writeFileSync('npm-was-told.json', JSON.stringify({ args: process.argv.slice(2), path: process.env.PATH }));
  console.log('added 3 packages');
  mkdirSync('node_modules/.bin', { recursive: true });
  writeFileSync('node_modules/.bin/node', '');
  writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify({ packages: INSTALLED }))});
`;
const failingNpm = (words: string) => `console.error(${JSON.stringify(words)}); process.exit(1);`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A project of its own with scripts/install.mjs in it, as far installed as `installed` says, and the npm given. */
function project({
  installed,
  npm = INSTALLING_NPM,
  lockedBy,
}: {
  installed?: Packages;
  npm?: string;
  lockedBy?: string;
}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'install-'));
  folders.push(folder);
  mkdirSync(path.join(folder, 'scripts'));
  cpSync(path.join(root, 'scripts/install.mjs'), path.join(folder, 'scripts/install.mjs'));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: WANTED }));
  writeFileSync(path.join(folder, 'npm-cli.js'), npm);
  if (lockedBy) writeFileSync(path.join(folder, '.installing'), lockedBy);
  if (installed) {
    mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules/.bin/node'), '');
    writeFileSync(path.join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  }

  const env = {
    PATH: [path.join(folder, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter),
    npm_execpath: path.join(folder, 'npm-cli.js'),
    npm_node_execpath: process.execPath,
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'scripts/install.mjs')], {
    env,
    encoding: 'utf8',
  });
  const told = path.join(folder, 'npm-was-told.json');
  const npmWasTold: { args: string[]; path: string } | undefined = existsSync(told)
    ? JSON.parse(readFileSync(told, 'utf8'))
    : undefined;
  return { status, stdout, stderr, npmWasTold, isLocked: existsSync(path.join(folder, '.installing')) };
}

describe('what npm start and npm test do first', () => {
  test('pass without a word when everything is there, builds for other systems left out', () => {
    const { status, stdout, stderr, npmWasTold } = project({ installed: INSTALLED });

    expect({ status, stdout, stderr, npmWasTold }).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
      npmWasTold: undefined,
    });
  });

  test.each([
    { why: 'on a fresh clone', installed: undefined, says: 'nothing is installed yet' },
    {
      why: 'when a package is missing',
      installed: { 'node_modules/zod': { version: '4.6.7' } },
      says: '@scope/inner 1.0.0 is missing',
    },
    {
      why: 'when the lockfile moved on',
      installed: { ...INSTALLED, 'node_modules/zod': { version: '4.0.0' } },
      says: 'zod is 4.0.0, not 4.6.7',
    },
  ])('install $why, in one line that says the reason', ({ installed, says }) => {
    const { status, stderr, npmWasTold } = project(installed ? { installed } : {});

    expect(status).toBe(0);
    expect(npmWasTold?.args[0]).toBe('ci');
    expect(stderr).toBe(`Installing packages (${says}): about a minute, once.\n`);
  });

  test('keep standard output clean while installing, because npm run -s asl promises JSON and nothing else', () => {
    const { stdout, npmWasTold } = project({});

    expect(npmWasTold).toBeDefined();
    expect(stdout).toBe('');
  });

  test('run npm without node_modules/.bin in the path, because npm ci deletes the Node in there', () => {
    const { npmWasTold } = project({});

    expect(npmWasTold?.path).not.toContain(`node_modules${path.sep}.bin`);
  });

  test('say what to do when the registry cannot be reached, after npm’s own words', () => {
    const { status, stdout, stderr } = project({
      npm: failingNpm('npm error code EAI_AGAIN\nnpm error request to the registry failed'),
    });

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('npm error code EAI_AGAIN');
    expect(stderr).toContain('The npm registry cannot be reached');
    expect(stderr).toContain('then run this again');
  });

  test('do not blame the network for another failure', () => {
    const { status, stderr } = project({ npm: failingNpm('npm error code EUSAGE\nnpm error lock file out of date') });

    expect(status).toBe(1);
    expect(stderr).toContain('lock file out of date');
    expect(stderr).toContain('npm ci failed');
    expect(stderr).not.toContain('cannot be reached');
  });

  test('refuse an install that ended well but left something out, as npm does when install scripts are switched off', () => {
    const { status, stderr } = project({ npm: 'process.exit(0);' });

    expect(status).toBe(1);
    expect(stderr).toContain('and yet nothing is installed yet');
  });

  test('does not wait for ever for an install whose process has died', () => {
    const { status, npmWasTold, isLocked } = project({ lockedBy: '999999999' });

    expect({ status, isLocked }).toEqual({ status: 0, isLocked: false });
    expect(npmWasTold?.args[0]).toBe('ci');
  });
});
