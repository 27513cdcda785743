import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../scripts/requirements/coverage.ts';
import { requirementsIn } from '../../scripts/requirements/rows.ts';
import { proofsIn } from '../../scripts/requirements/titles.ts';

const idsOf = (source: string) => proofsIn(source).flatMap(({ ids }) => ids);

/** A test with this title, as source. Written so that this file itself names no test by these ids. */
const call = (title: string) => `test("${title}", () => {})`;
/** A table whose row has this title. */
const row = (title: string) => `it.each([\n  ['${title}', 10],\n])('%s', () => {})`;

describe('which tests prove which requirement', () => {
  it.each([
    ['one id', call('CLK-5: the cap'), ['CLK-5']],
    ['a list', call('BEY-9, REC-1: the form'), ['BEY-9', 'REC-1']],
    ['two', call('OUT-1 and OUT-11: who'), ['OUT-1', 'OUT-11']],
    ['a range', call('CLK-1 to CLK-3: clocks'), ['CLK-1', 'CLK-2', 'CLK-3']],
    ['a range in a list', call('CLK-1 to CLK-2, F8: clocks'), ['CLK-1', 'CLK-2', 'F8']],
    ['a table’s title, on a line of its own', `it.each([[1]])(\n  ${"'PRV-1: %s'"},\n () => {})`, ['PRV-1']],
    ['a row of a table', row('CLK-5: the cap'), ['CLK-5']],
    ['an id that a title only mentions', call('moves by itself (ESC-1)'), []],
    ['an id in a comment', '// CLK-5: the cap', []],
    ['an id in what a test compares', "const said = 'CLK-5: the cap';", []],
  ])('reads %s', (_what, source, ids) => {
    expect(idsOf(source)).toEqual(ids);
  });

  it.each([call('CLK-5 to ESC-1: x'), call('CLK-5 to CLK-1: x')])('refuses a range that is none: %s', (source) => {
    expect(() => proofsIn(source)).toThrow('no range');
  });

  it('finds every requirement once in its list, with the policies that bind us to it', () => {
    const rows = requirementsIn(readFileSync(new URL('../../docs/requirements.csv', import.meta.url), 'utf8'));

    expect(new Set(rows.map(({ id }) => id.replace(/-?\d+$/, '')))).toEqual(
      new Set([
        'INT',
        'SCP',
        'CLK',
        'ROU',
        'ESC',
        'MTG',
        'OUT',
        'REC',
        'NOT',
        'PRV',
        'LRN',
        'ADM',
        'BEY',
        'STA',
        'DIG',
        'A',
      ]),
    );
    expect(rows.find(({ id }) => id === 'CLK-5')).toMatchObject({ policies: ['B'] });
  });

  it('refuses a requirement that stands twice, binds a policy that nobody knows, or has a column for an excuse', () => {
    const head = 'id,policies,meaning\n';
    expect(() => requirementsIn(`${head}CLK-1,W,One day\nCLK-1,W,One day\n`)).toThrow('twice');
    expect(() => requirementsIn(`${head}CLK-1,X,One day\n`)).toThrow();
    expect(() => requirementsIn('id,policies,meaning,not_built\nCLK-1,W,One day,later\n')).toThrow('not_built');
  });
});

describe('how the command ends', () => {
  const requirements = requirementsIn('id,policies,meaning\nCLK-1,W,One day\nCLK-2,W B,Two days\n');
  const one = { 'test/a.test.ts': call('CLK-1: one day') };

  it('fails, and names the requirement, when one has no test', () => {
    const { unproved, exitCode, lines } = coverageOf(requirements, one);

    expect([unproved, exitCode]).toEqual([['CLK-2'], 1]);
    expect(lines[1]).toMatch(/^CLK-2 +W B +Two days\n +→ NO TEST$/);
  });

  it('passes when each has one, and says in which files', () => {
    const both = { ...one, 'test/b.test.ts': [call('CLK-1 to CLK-2: days'), call('CLK-2: two days')].join('\n') };
    const { unproved, exitCode, lines } = coverageOf(requirements, both);

    expect([unproved, exitCode]).toEqual([[], 0]);
    expect(lines[0]).toMatch(/→ 2 tests: a\.test\.ts, b\.test\.ts$/);
    expect(lines[1]).toMatch(/→ 2 tests: b\.test\.ts$/);
  });
});
