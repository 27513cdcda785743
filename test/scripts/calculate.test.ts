import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, test } from 'vitest';
import { calculateCommand } from '../../scripts/calculate.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'calculate-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The command as npm runs it: a process of its own. */
const asProcess = (...args: string[]) => {
  const options = { cwd: root, encoding: 'utf8' } as const;
  const { stdout, stderr, status } = spawnSync('node_modules/.bin/tsx', ['scripts/calculate.ts', ...args], options);
  return { stdout, stderr, status };
};

/** The same without a process, which takes a second to start. */
const calculate = (...args: string[]) => {
  let [stdout, stderr] = ['', ''];
  const status = calculateCommand(
    args,
    (text) => {
      stdout += text;
    },
    (text) => {
      stderr += text;
    },
  );
  return { stdout, stderr, status };
};
const lines = (text: string, start: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(start));

describe('BEY-15: npm run calculate', () => {
  it("prints each stage's deadline and why, in plain words", () => {
    const { stdout, stderr, status } = asProcess('--policy', 'bcssp', '--arose', '2026-12-23');

    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout, 'Deadline:')).toEqual([
      'Deadline: 5pm on Tuesday 29 December 2026',
      'Deadline: 5pm on Monday 4 January 2027',
      'Deadline: 5pm on Friday 8 January 2027',
      'Deadline: 5pm on Friday 15 January 2027',
      'Deadline: none',
    ]);
    expect(stdout).toContain(
      'The policy gives this stage 2 working days (L66), counted from Wednesday 23 December 2026',
    );
    expect(stdout).toContain('Friday 25 December 2026, not counted (Christmas Day)');
    expect(stdout).toContain(
      'the cap, 10 working days from Wednesday 23 December 2026, to 5pm on Monday 11 January 2027',
    );
    expect(stdout).toContain('it says “as speedily as possible” (L71)');
  });

  it('says what was not used and that the cap binds, when it is raised late', () => {
    const { stdout } = calculate('--policy', 'bcssp-v5', '--arose', '2026-12-14', '--raised', '2026-12-21T10:00');

    expect(lines(stdout, 'Not used:')).toEqual([
      'Not used: its 2 working days from the day it arose were over when it was raised (L66). Its people are told, not asked.',
    ]);
    expect(stdout).toContain('The policy gives 10 working days in all before it must be settled or moved up (L54)');
    expect(lines(stdout, 'Opens: 5pm on Wednesday 30 December')).toEqual([
      'Opens: 5pm on Wednesday 30 December 2026, because the time from the outset has passed (L54).',
    ]);
  });

  it('says which number rests on our choice, and why: nobody takes it for the policy’s', () => {
    const { stdout } = calculate('--policy', 'safeguarding-adults-board', '--arose', '2026-03-02', '--talked');

    expect(lines(stdout, 'Used already:')).toEqual(['Used already: the two sides have talked (L15).']);
    expect(lines(stdout, 'Our choice')).toEqual([
      expect.stringMatching(/^Our choice, where the policy leaves it open: the text gives no number/),
    ]);
  });

  it('counts a partnership’s own target for a stage without a number, and calls it that', () => {
    const { stdout } = calculate('--policy', 'worcestershire', '--arose', '2026-12-23', '--target', '3=5');

    expect(lines(stdout, 'Deadline:')[2]).toBe('Deadline: 5pm on Thursday 7 January 2027');
    expect(lines(stdout, 'This is your partnership’s own target, not the policy’s: 5 working days')).toHaveLength(1);
  });

  it('CLK-10: says of what comes after a stage without a number that only people open it, and what it has then', () => {
    const { stdout } = calculate('--policy', 'safeguarding-adults-board', '--arose', '2026-03-02');
    const afterStep1 = 'No date: Step 1 has no number, so what comes after it opens only when people move it on.';

    expect(lines(stdout, 'No date:')).toEqual([afterStep1, afterStep1, afterStep1, afterStep1]);
    expect(stdout).toContain(
      'From then it has 1 working day: our choice, not the policy’s, counted from the day it opens.',
    );
    expect(stdout).toContain('The policy gives it no number either: it reminds and never moves by itself.');
  });

  it('reads a policy file that is being written, and says what is wrong with it', () => {
    const draft = path.join(folder, 'draft.yaml');
    writeFileSync(draft, 'id: draft\nstages: [');

    const broken = calculate('--policy', draft, '--arose', '2026-12-23');

    expect(broken.status).toBe(2);
    expect(broken.stderr).toMatch(/draft\.yaml: line \d+: /);
    writeFileSync(draft, 'id: draft\n');
    expect(calculate('--policy', draft, '--arose', '2026-12-23').stderr).toContain(`${draft}: stages: `);
  });

  it('ends a process with 2, the reason on standard error and nothing on standard output', () => {
    const { stdout, stderr, status } = asProcess('--policy', 'bcssp', '--arose', '2028-12-29');

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^2029-\d\d-\d\d is outside the bank holidays/);
  });

  const ok = ['--policy', 'bcssp', '--arose', '2026-12-23'];
  test.each<[string, string[], string]>([
    ['no policy', ['--arose', '2026-12-23'], '--policy is missing: add it, like --policy bcssp'],
    ['no day', ['--policy', 'bcssp'], '--arose is missing: add it, like --arose 2026-12-23'],
    [
      'an unknown policy',
      ['--policy', 'x', '--arose', '2026-12-23'],
      'there is no policy "x". Those there are: bcssp-v5',
    ],
    ['a file that is not there', ['--policy', 'no.yaml', '--arose', '2026-12-23'], 'there is no file no.yaml'],
    ['a day in no month', ['--policy', 'bcssp', '--arose', '2026-02-30'], '"2026-02-30" is not a day: write the year'],
    ['a day written otherwise', ['--policy', 'bcssp', '--arose', '23/12/2026'], 'like 2026-12-23'],
    ['raised before it arose', [...ok, '--raised', '2026-12-22'], '--raised is before --arose'],
    ['an hour that is none', [...ok, '--raised', '2026-12-23T25:00'], '2026-12-23T14:30 (London time)'],
    ['safe before it is raised', [...ok, '--safe-by', '2026-12-22T10:00'], '--safe-by is not after it is raised'],
    ['an unknown division', [...ok, '--division', 'wales'], 'england-and-wales, scotland, northern-ireland'],
    ['no time of day', [...ok, '--closes', '5pm'], '--closes: "5pm" is not a time of day: write it like 17:00'],
    ['a target for a stage with a number', [...ok, '--target', '2=5'], 'there is none in this policy'],
    ['a target without a number', [...ok, '--target', '2'], 'write it like 3=5'],
    ['an unknown argument', [...ok, '--when', 'now'], "Unknown option '--when'"],
    [
      'a day beyond the calendar',
      ['--policy', 'bcssp', '--arose', '2028-12-29'],
      'Choose a date between them, or load a newer list from https://www.gov.uk/bank-holidays.json',
    ],
  ])('ends with 2 and says what to do: %s', (_what, args, said) => {
    const { stdout, stderr, status } = calculate(...args);

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('    at ');
  });
});
