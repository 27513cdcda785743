import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineFigures } from './bench/engine.ts';
import { asLines, isMet } from './bench/figures.ts';
import { pageFigures } from './bench/pages.ts';

/**
 * `npm run bench`: what the service is fast enough for, measured on this machine and printed beside its targets. Only the loopback is
 * used, and a folder that is removed at the end. It is no test, because a busy machine is slow; `-- --strict` ends with 1 when a target is missed.
 */
const folder = mkdtempSync(join(tmpdir(), 'common-ground-bench-'));
try {
  console.log(
    `${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}, SQLite in ${folder}`,
  );
  const engine = await engineFigures(folder);
  console.log(['', 'The runner, on the disk', ...asLines(engine)].join('\n'));
  const pages = await pageFigures(join(folder, 'pages'), (what) => console.log(`\n${what}`));
  console.log(['', 'Pages', ...asLines(pages)].join('\n'));
  const missed = [...engine, ...pages].filter((figure) => !isMet(figure));
  console.log(missed.length === 0 ? '\nEvery target is met.' : `\n${missed.length} targets are missed.`);
  if (missed.length > 0 && process.argv.includes('--strict')) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
