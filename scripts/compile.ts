import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run compile`: makes every generated file that is committed. With `--check` it writes nothing, and ends with 1 when one
 * is stale. In this order, because each may read what the one before it makes. A test holds that no such script is left out.
 */
const SCRIPTS = [
  'compile-policies.ts',
  'compile-partnerships.ts',
  'write-policy-schema.ts',
  'draw-ladders.ts',
  'build-assets.ts',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const failed = SCRIPTS.filter((script) => {
  const args = [`${root}scripts/${script}`, ...process.argv.slice(2)];
  return spawnSync(`${root}node_modules/.bin/tsx`, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});
process.exitCode = failed.length > 0 ? 1 : 0;
