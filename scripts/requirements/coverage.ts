import type { Requirement } from './rows.ts';
import { proofsIn } from './titles.ts';

/** What `npm run coverage:requirements` prints, and how it ends. */
export interface Coverage {
  /** Two lines for each requirement: which policies bind us to it, and the test files that prove it. */
  lines: string[];
  /** The ids of the requirements that no test's title begins with. */
  unproved: string[];
  /** 1 when a requirement has no test, else 0. */
  exitCode: 0 | 1;
}

/** Which tests prove which requirement. `sources`: each test file's text under its path, `test/…`. */
export function coverageOf(requirements: readonly Requirement[], sources: Readonly<Record<string, string>>): Coverage {
  const proofs = Object.entries(sources).flatMap(([file, source]) =>
    proofsIn(source).map(({ ids }) => ({ ids, file: file.replace(/^test\//, '') })),
  );
  const proven = requirements.map((requirement) => ({
    requirement,
    files: proofs.filter(({ ids }) => ids.includes(requirement.id)).map(({ file }) => file),
  }));
  const unproved = proven.filter(({ files }) => files.length === 0).map(({ requirement }) => requirement.id);
  return {
    lines: proven.map(({ requirement, files }) => lineOf(requirement, files)),
    unproved,
    exitCode: unproved.length > 0 ? 1 : 0,
  };
}

/** `files` has a file once for each of its tests. */
function lineOf({ id, policies, meaning }: Requirement, files: string[]): string {
  const count = files.length === 1 ? '1 test' : `${files.length} tests`;
  const proof = files.length > 0 ? `${count}: ${[...new Set(files)].join(', ')}` : 'NO TEST';
  return `${id.padEnd(7)} ${policies.join(' ').padEnd(9)}  ${meaning}\n${' '.repeat(19)}→ ${proof}`;
}
