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
    (name, script) => {
      const installs = name.startsWith('pre') ? /^node scripts\/install\.mjs$/ : /^node scripts\/install\.mjs && /;
      expect(scripts[`pre${name}`] ?? script).toMatch(
        scripts[`pre${name}`] ? /^node scripts\/install\.mjs$/ : installs,
      );
    },
  );

  // A shell remembers where it found `node` first: on a fresh clone that is the machine's own, and stays so for the rest of the line.
  test.each(Object.entries(scripts))(
    'npm run %s calls node once in a line, so that what follows an install runs on the Node installed',
    (_name, script) => {
      expect(script.match(/(?:^|\s)node\s/g)?.length ?? 0).toBeLessThanOrEqual(1);
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
