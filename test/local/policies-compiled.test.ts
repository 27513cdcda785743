import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What the service is made of: a copy of these is a project that a test may damage. */
const PARTS = [
  'conduct',
  'documents',
  'escalation',
  'functions',
  'local',
  'messages',
  'package.json',
  'pages',
  'partnerships',
  'policies',
  'scripts',
  'services',
  'statemachines',
  'tsconfig.json',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policies-compiled-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start compares what it runs with the policy files, so that an edit is never ignored in silence', () => {
  it.each([
    [
      'an edited policy with a number below 1: file, path and reason',
      'policies/bcssp-v5.yaml',
      (text: string) => text.replace('workingDays: 3', 'workingDays: 0'),
      /^policies\/bcssp-v5\.yaml: stages\[1\]\.deadline\.workingDays: a deadline is at least 1 working day/m,
    ],
    [
      'an edited policy that was never compiled: what to run, since it would be ignored',
      'policies/bcssp-v5.yaml',
      (text: string) => text.replace('workingDays: 3', 'workingDays: 4'),
      /^policies\/bcssp-v5\.json is not what the policy files \(policies\/\*\.yaml\) say\nRun npm run compile, then start again\.$/m,
    ],
    [
      'a compiled policy cut short',
      'policies/bcssp-v5.json',
      (text: string) => text.slice(0, 200),
      /^policies\/bcssp-v5\.json is not what the policy files .* say\nRun npm run compile, then start again\.$/m,
    ],
    [
      'compiled partnerships cut short',
      'partnerships/index.json',
      (text: string) => text.slice(0, 200),
      /^partnerships\/index\.json is not whole: it cannot be read as JSON\nRun npm run compile, then start again\.$/m,
    ],
  ])('refuses %s', (_what, file, damage, words) => {
    const project = join(folder, 'project');
    for (const part of PARTS) cpSync(part, join(project, part), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(project, 'node_modules'));
    const damaged = damage(readFileSync(join(project, file), 'utf8'));
    expect(damaged).not.toBe(readFileSync(file, 'utf8'));
    writeFileSync(join(project, file), damaged);
    const data = join(folder, 'data');

    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'local/main.ts'], {
      cwd: project,
      env: { PATH: process.env['PATH'], DATA_FOLDER: data, PORT: '0', SMTP_PORT: '0' },
      encoding: 'utf8',
      timeout: 15_000,
    });

    expect(status).toBe(1);
    expect(stderr).toMatch(/^Common Ground did not start\.\n/);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder)).toEqual(['project']);
  });
});
