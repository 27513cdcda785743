import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileCommand, compilePartnerships } from '../../scripts/compile-partnerships.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of the folders with one partnership and the policies, so that a test may spoil it. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'partnerships-'));
  cpSync(path.join(project, 'partnerships/brackenshire'), path.join(root, 'partnerships/brackenshire'), {
    recursive: true,
  });
  cpSync(path.join(project, 'policies'), path.join(root, 'policies'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function edit(file: string, change: (text: string) => string | Buffer): void {
  const at = path.join(root, 'partnerships/brackenshire', file);
  const before = readFileSync(at, 'utf8');
  const after = change(before);
  if (after === before) throw new Error('the test changed nothing');
  writeFileSync(at, after);
}
const compiled = () => compilePartnerships(path.join(root, 'partnerships'), path.join(root, 'policies'));
const replacing = (part: string | RegExp, by: string) => (text: string) => text.replace(part, by);

describe('compile-partnerships', () => {
  it('finds the committed index.json to be what the folders make', () => {
    const complaints: string[] = [];

    expect(compileCommand(project, ['--check'], (line) => complaints.push(line))).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('--check fails when a folder has changed since, and writing makes it pass again', () => {
    const complaints: string[] = [];
    const command = (...args: string[]) => compileCommand(root, args, (line) => complaints.push(line));

    expect(command('--check')).toBe(1);
    expect(command()).toBe(0);
    expect(command('--check')).toBe(0);
    edit('directory.csv', replacing('2026-09-21', '2026-09-22'));
    expect(command('--check')).toBe(1);
    expect(complaints).toHaveLength(2);
    expect(complaints[1]).toContain('run `tsx scripts/compile-partnerships.ts` and commit the result');
  });

  it('INT-8: refuses to send anybody elsewhere who is its own, or to where there is nobody for them', () => {
    const elsewhere = (line: string) =>
      edit('partnership.yaml', replacing('localTargets: {}', `localTargets: {}\n${line}`));
    for (const id of ['wyrefold', 'larkhithe'])
      cpSync(path.join(project, 'partnerships', id), path.join(root, 'partnerships', id), { recursive: true });
    elsewhere('elsewhere: { adult: wyrefold }');

    expect(compiled().problems).toEqual([
      'brackenshire/partnership.yaml: elsewhere.adult: its own policy is about them',
      'wyrefold/partnership.yaml: elsewhere.adult: there is no partnership "sallowdene"',
    ]);
    const at = path.join(root, 'partnerships/wyrefold/partnership.yaml');
    writeFileSync(at, readFileSync(at, 'utf8').replace('sallowdene', 'larkhithe'));
    expect(compiled().problems[1]).toBe(
      'wyrefold/partnership.yaml: elsewhere.adult: the policy of "larkhithe" is not about them',
    );
  });

  it('writes nothing while anything is wrong', () => {
    edit('partnership.yaml', replacing('version: v5', 'version: v99'));

    expect(compileCommand(root, [], () => {})).toBe(1);
    expect(compileCommand(root, ['--check'], () => {})).toBe(1);
    expect(() => readFileSync(path.join(root, 'partnerships/index.json'))).toThrow('ENOENT');
  });

  it.each<[string, string, (text: string) => string | Buffer, RegExp]>([
    [
      'another id than the folder’s',
      'partnership.yaml',
      replacing('id: brackenshire', 'id: other'),
      /^brackenshire\/partnership.yaml: id: is "other": it must be the folder's name/,
    ],
    [
      'a policy that does not exist',
      'partnership.yaml',
      replacing('version: v5', 'version: v99'),
      /: policy: there is no bcssp-v99; the policies are bcssp-v5/,
    ],
    [
      'a nation that does not exist',
      'partnership.yaml',
      replacing('england-and-wales', 'mercia'),
      /: calendar.division: must be one of: england-and-wales, scotland, northern-ireland/,
    ],
    [
      'a time that is none',
      'partnership.yaml',
      replacing("'17:00'", '5pm'),
      /: calendar.closeOfDay: write a time of day as HH:MM/,
    ],
    [
      'no leads',
      'partnership.yaml',
      replacing(/leads:\n( .*\n)+/, 'leads: []\n'),
      /: leads: a partnership has at least one lead/,
    ],
    [
      'a lead of no agency',
      'partnership.yaml',
      replacing('agency: board', 'agency: council'),
      /: leads.0.agency: "council" is not in the directory; its agencies are board, brackenshire-/,
    ],
    [
      'a lead without an address',
      'partnership.yaml',
      replacing('email: keziah.stanthorne@partnership.brackenshire.example', 'email: keziah'),
      /: leads.0.email: write one email address/,
    ],
    [
      'a number that lost its first 0',
      'partnership.yaml',
      replacing('Telephone: 01632 960100', 'Telephone: 1632960100'),
      /: businessUnitTelephone: write the number in quotation marks/,
    ],
    [
      'a local target below 1',
      'partnership.yaml',
      replacing('localTargets: {}', "localTargets: { '4b': 0 }"),
      /: localTargets.4b: a local target is at least 1 working day/,
    ],
    [
      'a local target where the policy has a number',
      'partnership.yaml',
      replacing('localTargets: {}', "localTargets: { '2': 5 }"),
      /: localTargets.2: only a stage that bcssp-v5 gives no number may have a local target: 4b/,
    ],
    [
      'a local target for no stage',
      'partnership.yaml',
      replacing('localTargets: {}', "localTargets: { '9': 5 }"),
      /: localTargets.9: only a stage/,
    ],
    ['a route left out', 'partnership.yaml', replacing(/ {2}emergency:\n( {4}.*\n)+/, ''), /: routes.emergency: /],
    [
      'a key that does not exist',
      'partnership.yaml',
      replacing('localTargets: {}', 'targets: {}'),
      /: the file: there is no field "targets" here/,
    ],
    [
      'YAML that is none',
      'partnership.yaml',
      replacing('routes:', 'routes: ]'),
      /^brackenshire\/partnership.yaml: line \d+: /,
    ],
    [
      'a role that does not exist',
      'directory.csv',
      replacing('business-manager', 'boss'),
      /^brackenshire\/directory.csv: row 2, role: must be one of: practitioner, /,
    ],
    [
      'a line with a cell too many',
      'directory.csv',
      replacing(/(\n.*\n.*)\n/, '$1,more\n'),
      /^brackenshire\/directory.csv: row 3: /,
    ],
    [
      'a column misspelt',
      'directory.csv',
      replacing('domains', 'domain'),
      /row 2, domain: there is no such column; the columns are agency, /,
    ],
    [
      'a file saved in another encoding',
      'directory.csv',
      (text) => Buffer.from(`${text}\u00e9`, 'latin1'),
      /the file is not UTF-8 text: save it again/,
    ],
  ])('names the file, the place and the remedy: %s', (_what, file, change, said) => {
    edit(file, change);

    expect(compiled().problems).toContainEqual(expect.stringMatching(said));
  });

  it('keeps a local target where the policy has no number', () => {
    edit('partnership.yaml', replacing('localTargets: {}', "localTargets: { '4b': 10 }"));

    expect(compiled()).toMatchObject({ problems: [], compiled: [{ partnership: { localTargets: { '4b': 10 } } }] });
  });

  it('says which file is missing', () => {
    rmSync(path.join(root, 'partnerships/brackenshire/directory.csv'));

    expect(compiled().problems).toEqual(['brackenshire/directory.csv: the file is missing']);
  });

  it('reads a file as a spreadsheet saves it, with a byte-order mark and Windows line ends', () => {
    const before = compiled().compiled;
    edit('directory.csv', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`);

    expect(compiled()).toEqual({ compiled: before, problems: [] });
  });
});
