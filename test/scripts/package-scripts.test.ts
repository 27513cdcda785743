import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts, devDependencies }: { scripts: Record<string, string>; devDependencies: Record<string, string> } =
  JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

describe('the scripts of package.json', () => {
  test('the tests run on the Node that the functions run on, whatever the machine has', () => {
    expect(process.versions.node).toBe(devDependencies['node']);
  });

  test('tsx, which npm start and npm run asl run on, takes that Node too', () => {
    // As npm sets the path for a script; the machine's own Node comes later in it.
    const PATH = [path.join(root, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);
    const said = execFileSync('tsx', ['--eval', 'console.log(process.versions.node)'], {
      env: { ...process.env, PATH },
      encoding: 'utf8',
    });

    expect(said.trim()).toBe(devDependencies['node']);
  });

  test.each(Object.entries(scripts))(
    'npm run %s installs what is missing first, so that any of them works on a fresh clone',
    (_name, script) => {
      expect(script).toMatch(/^node scripts\/install\.mjs && /);
    },
  );

  test('every script that makes a committed file is run by compile, and so checked by check', () => {
    const generators = globSync('scripts/*.ts', { cwd: root }).filter((file) =>
      readFileSync(path.join(root, file), 'utf8').includes("process.argv.includes('--check')"),
    );
    const compile = readFileSync(path.join(root, 'scripts/compile.ts'), 'utf8');

    expect(generators.length).toBeGreaterThan(0);
    for (const file of generators) expect(compile).toContain(`'${path.basename(file)}'`);
  });
});
