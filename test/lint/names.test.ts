import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './planted.ts';

/** Names that say nothing of what is inside (STYLE §3). */
const EMPTY_NAMES = [
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'manager',
  'service',
  'data',
  'info',
  'process',
  'misc',
];

/**
 * The "never say" column of STYLE §3, as far as a word alone can be judged: what to say instead. Words with an honest second meaning
 * here are left out: `status` and `result` (HTTP, Step Functions), `level` (logs), `role` (IAM), `issue` and `report` (a problem found).
 */
const NEVER_SAY: Record<string, string> = {
  'address book': 'directory',
  'business day': 'working day',
  'business days': 'working days',
  bump: 'escalate',
  case: 'disagreement',
  cases: 'disagreements',
  'due date': 'deadline',
  'follow up': 'check-back',
  jwt: 'link',
  lscp: 'partnership',
  'magic link': 'link',
  newsletter: 'digest',
  sla: 'deadline',
  tenant: 'agency or partnership',
  ticket: 'disagreement',
  tickets: 'disagreements',
  todo: 'owed',
};

const files = globSync('{*/**/*.{ts,tsx,mjs,grit,yaml,json,csv,scss},*.{ts,json}}', {
  cwd: root,
  exclude: ['node_modules', 'cdk.out', 'data', 'reports', 'dist', 'coverage'],
});
const sources = files.filter((file) => /\.(tsx?|mjs)$/.test(file));

/** `caseNumber`, `CASE_NUMBER` and `case-number` are all "case number". */
const words = (name: string) =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_.-]+/g, ' ')
    .toLowerCase();

const neverSaid = (name: string) => Object.keys(NEVER_SAY).filter((never) => ` ${words(name)} `.includes(` ${never} `));

/** What a file exports by name. */
const exportedBy = (source: string) =>
  [...source.matchAll(/^export (?:default )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm)].map(
    ([, name]) => name!,
  );

describe('names (STYLE §3)', () => {
  test('no file or folder has a name that says nothing of what is inside', () => {
    const empty = files.filter((file) => file.split('/').some((part) => EMPTY_NAMES.includes(part.split('.')[0]!)));

    expect(empty).toEqual([]);
  });

  test('files and folders are in kebab-case', () => {
    const others = files.filter((file) => !/^[a-z0-9.-]+$/.test(file.replaceAll('/', '')));

    expect(others).toEqual([]);
  });

  test('no file is named with a word we never say', () => {
    const said = files.filter((file) => neverSaid(path.basename(file)).length > 0);

    expect(said).toEqual([]);
  });

  test('no export is named with a word we never say', () => {
    const said = sources.flatMap((file) =>
      exportedBy(readFileSync(path.join(root, file), 'utf8')).flatMap((name) =>
        neverSaid(name).map((never) => `${file}: ${name}: say ${NEVER_SAY[never]}, not ${never}`),
      ),
    );

    expect(said).toEqual([]);
  });

  test('a planted name is caught in each way of writing it, or the tests above would prove nothing', () => {
    expect(
      exportedBy('export async function openCase() {}\nexport const DUE_DATE = 1;\nexport interface Ticket {}'),
    ).toEqual(['openCase', 'DUE_DATE', 'Ticket']);
    expect(['openCase', 'DUE_DATE', 'Ticket', 'magic-link.ts'].map(neverSaid)).toEqual([
      ['case'],
      ['due date'],
      ['ticket'],
      ['magic link'],
    ]);
    expect(neverSaid('lowerCased')).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });
});
