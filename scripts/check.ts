import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run check`: everything that can be known without running the tests. Every step runs, whatever the others find, so that
 * one run shows all there is to put right. Ends with 1 when any failed.
 */
const STEPS: { finds: string; command: [string, ...string[]] }[] = [
  { finds: 'types', command: ['tsc', '--noEmit'] },
  // A warning fails as an error does: one that may stay is switched off by name in biome.json, which has no room for a reason.
  // noUnnecessaryConditions: what it takes a type for changes from run to run, and "undefined" with it; tsc knows better.
  {
    finds: 'lint and format',
    command: ['biome', 'ci', '--error-on-warnings', '--max-diagnostics=100', '--colors=off', '.'],
  },
  { finds: 'unused code', command: ['knip', '--no-progress', '--no-config-hints'] },
  { finds: 'stale generated files', command: ['tsx', 'scripts/compile.ts', '--check'] },
];

const root = fileURLToPath(new URL('..', import.meta.url));

async function reasonToFail([program, ...args]: [string, ...string[]]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 2 ** 20 };
    execFile(`${root}node_modules/.bin/${program}`, args, options, (error, stdout, stderr) => {
      // A step that fails without a word still has its exit code to tell.
      resolve(error ? `${stdout}${stderr}`.trim() || error.message : undefined);
    });
  });
}

const outcomes = await Promise.all(STEPS.map(async (step) => ({ step, reason: await reasonToFail(step.command) })));
for (const { step, reason } of outcomes) {
  console.log(reason ? `\n✗ ${step.finds} (${step.command.join(' ')})\n${reason}\n` : `✓ ${step.finds}`);
}
const failed = outcomes.filter(({ reason }) => reason !== undefined);
if (failed.length > 0) {
  console.error(`\nTo put right: ${failed.map(({ step }) => step.finds).join(', ')}.`);
  process.exitCode = 1;
}
