import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { requirePolicy } from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';
import { compilePolicies } from '../../scripts/compile-policies.ts';
import { describeFields, type JsonSchema, meaningsIn, policyFileSchema } from '../../scripts/write-policy-schema.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manual = readFileSync(path.join(root, 'docs/policy.md'), 'utf8');
const B = readFileSync(path.join(root, 'policies/bcssp-v5.yaml'), 'utf8');

const project = mkdtempSync(path.join(tmpdir(), 'policies-'));
mkdirSync(path.join(project, 'policies'));
afterAll(() => rmSync(project, { recursive: true }));

/** What the script says of policy B with one thing changed in its text. */
function saidOf(text: string, file = 'bcssp-v5.yaml'): string[] {
  rmSync(path.join(project, 'policies'), { recursive: true });
  mkdirSync(path.join(project, 'policies'));
  writeFileSync(path.join(project, 'policies', file), text);
  return compilePolicies(pathToFileURL(`${project}/`)).problems;
}
const changed = (from: string, to: string) => {
  if (!B.includes(from)) throw new Error(`Policy B does not say ${from}`);
  return B.replace(from, to);
};

describe('a mistake in a policy file names the file, the place, what is wrong and what is allowed', () => {
  test.each<[what: string, text: string, said: RegExp]>([
    ['brackets that never close', 'id: bcssp\nstages: [', /^policies\/bcssp-v5\.yaml: line \d+: .+/],
    ['a tab', changed('    label: Stage 1', '\tlabel: Stage 1'), /^policies\/bcssp-v5\.yaml: line \d+: .*[Tt]ab/],
    ['a field twice', `${B}\nid: bcssp\n`, /^policies\/bcssp-v5\.yaml: line \d+: .*unique/],
    ['nothing in it', '', /^policies\/bcssp-v5\.yaml: the file: /],
    [
      'a role nobody has',
      changed('role: line-manager, of: both', 'role: manager, of: both'),
      /: stages\[1\]\.asks\[0\]\.role: there is no role "manager"; the roles are .*"line-manager"/,
    ],
    [
      'a side there is not',
      changed('role: line-manager, of: both', 'role: line-manager, of: ours'),
      /: stages\[1\]\.asks\[0\]\.of: "ours" cannot stand here: write one of raising, .*board/,
    ],
    [
      'an act there is not',
      changed('of: both, does: answer, clause: L67', 'of: both, does: agree, clause: L67'),
      /: stages\[1\]\.asks\[0\]\.does: "agree" cannot stand here: write one of answer, .*decide/,
    ],
    [
      'a number below 1',
      changed('workingDays: 3', 'workingDays: 0'),
      /: stages\[1\]\.deadline\.workingDays: a deadline is at least 1 working day/,
    ],
    [
      'days in words',
      changed('workingDays: 3', 'workingDays: three'),
      /: stages\[1\]\.deadline\.workingDays: .*number/,
    ],
    [
      'no clause',
      changed(
        'label: Stage 2\n    name: Manager to manager\n    clause: L67',
        'label: Stage 2\n    name: Manager to manager',
      ),
      /: stages\[1\]\.clause: /,
    ],
    [
      'a misspelt field',
      changed('protectiveTimescale:', 'protectiveTimescales:'),
      /: stages\[0\]: .*protectiveTimescales/,
    ],
    [
      'a number where a stage is named',
      changed("startsAfterTalking: '2'", 'startsAfterTalking: 2'),
      /: startsAfterTalking: this is a name: put it in quotation marks, '2'/,
    ],
    [
      'a stage there is not',
      changed('to: 4a', 'to: 4c'),
      /: cap\.to: there is no stage "4c"; the stages are 1, 2, 3, 4a, 4b/,
    ],
    ['a missing stage', changed("- id: '3'", "- id: '5'"), /: stages\[2\]\.id: stage 3 is missing before "5"/],
    [
      'a day that is none',
      changed('issuedOn: 2021-09-01', 'issuedOn: September 2021'),
      /: issuedOn: "September 2021" is not a day: write year-month-day/,
    ],
    ['a clock there is not', changed('{ kind: elapsed hours, hours: 24 }', '{ kind: soon }'), /: harm\.clock\.kind: /],
    [
      'two stages of one label',
      changed('label: Stage 2', 'label: Stage 1'),
      /: stages: The state "Stage 1: .*" stands twice: give the stages different labels/,
    ],
    [
      'a name too long for a machine',
      changed('name: Manager to manager', `name: ${'Manager to manager '.repeat(5)}`),
      /: stages: The state "Stage 2: .*" is longer than 80 characters: shorten/,
    ],
  ])('%s', (_what, text, said) => {
    const problems = saidOf(text);

    expect(problems.join('\n')).toMatch(said);
    for (const problem of problems) expect(problem).toMatch(/^policies\/bcssp-v5\.yaml: .+: .+/);
  });

  it('names the file that should be, when it is named for another version', () => {
    expect(saidOf(B, 'bcssp-v6.yaml')).toEqual([
      'policies/bcssp-v6.yaml: id and version: this file must be named bcssp-v5.yaml',
    ]);
  });

  it('tells of every mistake at once, and as the command ends with 1 and writes nothing', () => {
    for (const folder of ['scripts', 'escalation', 'statemachines']) {
      cpSync(path.join(root, folder), path.join(project, folder), { recursive: true });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
    writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
    saidOf(changed('workingDays: 3', 'workingDays: 0').replace('to: 4a', 'to: 4c'));

    const { status, stdout, stderr } = spawnSync('node_modules/.bin/tsx', ['scripts/compile-policies.ts'], {
      cwd: project,
      encoding: 'utf8',
    });

    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('policies/bcssp-v5.yaml: stages[1].deadline.workingDays: a deadline is at least 1');
    expect(stderr).not.toContain('    at ');
    expect(globSync('policies/*', { cwd: project })).toEqual(['policies/bcssp-v5.yaml']);
  });
});

describe('the schema for editors', () => {
  const { schema, problems } = policyFileSchema(manual);

  it('explains every field in the words of the manual, and the manual explains no other', () => {
    expect(problems).toEqual([]);
    expect(JSON.parse(readFileSync(path.join(root, 'policies/policy.schema.json'), 'utf8'))).toEqual(schema);
    expect(schema.properties!['stages']!.items!.properties!['deadline']!.description).toBe(
      'By when. Leave it out when the policy gives no number: the stage then reminds and never moves by itself.',
    );
  });

  it('says which field the manual leaves out, and which row of it is stale', () => {
    const other: JsonSchema = { properties: { id: {}, stages: { items: { properties: { clock: {} } } } } };

    expect(
      describeFields(other, meaningsIn('| `id` | A name. |\n| `stages` | Steps. |\n| `cap` | A clock. |')),
    ).toEqual([
      'stages[].clock is not explained in docs/policy.md: add a row for it',
      'docs/policy.md explains cap, which no policy file has: take the row out',
    ]);
  });

  test.each(globSync('policies/*.yaml', { cwd: root }))('%s points at it and is what it allows', (file) => {
    const text = readFileSync(path.join(root, file), 'utf8');

    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=policy.schema.json');
    expect(
      z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(parse(text)).error,
    ).toBeUndefined();
  });

  it('refuses what start-up refuses: a role nobody has, a misspelt field, a number below 1', () => {
    const editors = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    const pathsIn = (text: string) => editors.safeParse(parse(text)).error?.issues.map((issue) => issue.path.join('.'));

    expect(pathsIn(changed('role: line-manager, of: both', 'role: manager, of: both'))).toEqual([
      'stages.1.asks.0.role',
    ]);
    expect(pathsIn(changed('workingDays: 3', 'workingDays: 0'))).toEqual(['stages.1.deadline.workingDays']);
    expect(pathsIn(changed('protectiveTimescale:', 'protectiveTimescales:'))).toContain('stages.0');
  });
});

it('the stage that docs/policy.md reads aloud is one that a policy may have', () => {
  const [, example] = /```yaml\n(- id:[\s\S]*?)```/.exec(manual)!;
  const policy = parse(B);
  policy.stages[1] = parse(example!)[0];

  const { stages } = requirePolicy(policy, 'docs/policy.md');

  expect(stages[1]).toMatchObject({
    id: '2',
    name: 'Manager to manager',
    deadline: { workingDays: 3, from: 'opened' },
  });
});

it('every released version is compiled from a file', () => {
  const { generated, problems } = compilePolicies(new URL('../..', import.meta.url));

  expect(problems).toEqual([]);
  for (const id of Object.keys(policyVersions)) expect([...generated.keys()]).toContain(`policies/${id}.json`);
});
