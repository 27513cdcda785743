// Installs what is missing, so that `npm start` and `npm test` each work on a fresh clone. Every script of package.json that
// needs a package begins with it. Plain JavaScript on nothing but Node 20, because nothing else is there yet.
//
// It writes to standard error only: `npm run -s asl` promises that its standard output is JSON and nothing else.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const LOOK_AGAIN_MS = 200;
const root = fileURLToPath(new URL('..', import.meta.url));

const ended = install();
if (ended) {
  process.stderr.write(`${ended}\n`);
  process.exitCode = 1;
}

/** Installs if need be. Answers why the project cannot run, or undefined when everything is there. */
function install() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE)
    return `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or later, then run this again.`;

  if (!reasonToInstall()) return undefined;
  return alone(installWhatIsMissing);
}

function installWhatIsMissing() {
  // Asked again: whoever had the lock before us has probably installed it.
  const reason = reasonToInstall();
  if (!reason) return undefined;

  process.stderr.write(`Installing packages (${reason}): about a minute, once.\n`);
  const { status, error, stderr } = runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false']);
  if (error) return `npm could not be started (${error.message}): install npm, then run this again.`;
  if (status !== 0) return whyNpmFailed(stderr);

  const stillMissing = reasonToInstall();
  return (
    stillMissing &&
    `npm ci ended well, and yet ${stillMissing}. Does an npm setting (ignore-scripts, omit) leave it out?`
  );
}

/** Two first runs at once would each delete what the other installs: the second waits, as long as the first is alive. */
function alone(work) {
  const lock = join(root, '.installing');
  while (!tookLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tookLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(Number(readIfThere(lock)))) rmSync(lock, { force: true });
    return false;
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '0';
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Why node_modules is not what package-lock.json says, or undefined when it is. npm writes down what it installed in
 * node_modules/.package-lock.json last of all, so an install that was interrupted counts as none.
 */
function reasonToInstall() {
  const installed = packagesIn('node_modules/.package-lock.json');
  if (!installed) return 'nothing is installed yet';
  const wanted = packagesIn('package-lock.json') ?? {};
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    const found = installed[path]?.version;
    // An optional package is left out where it does not run: the builds for other processors and systems.
    if (path === '' || found === version || (optional && !found)) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return found ? `${name} is ${found}, not ${version}` : `${name} ${version} is missing`;
  }
  // The package whose install script fetches the runtime that every other script runs on.
  if (!existsSync(join(root, 'node_modules/.bin/node'))) return 'the Node to run on is missing';
  return undefined;
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Runs npm on the machine's own Node, not on the one in node_modules: `npm ci` begins by deleting that.
 */
function runNpm(args) {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(`node_modules${sep}.bin`))
    .join(delimiter);
  const options = {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  };
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  if (npm?.endsWith('.js')) return spawnSync(node ?? process.execPath, [npm, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

function whyNpmFailed(words) {
  const unreachable =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;
  const advice = unreachable.test(words)
    ? 'The npm registry cannot be reached, and packages are missing. Connect this machine to it (or set npm’s registry or proxy), then run this again.'
    : 'npm ci failed: its own words are above. Put that right, then run this again.';
  return `${words.trimEnd()}\n\n${advice}`;
}
