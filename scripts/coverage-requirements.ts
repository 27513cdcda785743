import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Requirement, requirementsIn } from './requirements/rows.ts';
import { proofsIn } from './requirements/titles.ts';

// Prints which requirement binds which policy and which tests prove it, by the ids that their titles begin with.
//
//   npm run coverage:requirements
//
// Ends with 1 when a requirement has no test and docs/requirements.csv does not say which issue will bring it. A row that says so
// although it has a test by now is named as well.

const root = fileURLToPath(new URL('..', import.meta.url));
const requirements = requirementsIn(readFileSync(`${root}docs/requirements.csv`, 'utf8'));
const proofs = globSync('test/**/*.test.{ts,tsx}', { cwd: root })
  .sort()
  .flatMap((file) => proofsIn(readFileSync(`${root}${file}`, 'utf8')).map((proof) => ({ ...proof, file })));

const unproved: string[] = [];
for (const requirement of requirements) {
  const { id, not_built } = requirement;
  const proving = proofs.filter(({ ids }) => ids.includes(id));
  if (proving.length === 0 && not_built === '') unproved.push(id);
  if (proving.length > 0 && not_built !== '')
    console.error(`${id} has a test by now: take "${not_built}" off its row in docs/requirements.csv.`);
  console.log(lineOf(requirement, proving));
}
console.log(
  `\n${requirements.length} requirements, ${unproved.length} with neither a test nor an issue that will bring it.`,
);
for (const id of unproved)
  console.error(`${id} has no test: name one after it, or say in docs/requirements.csv which issue brings it.`);
process.exitCode = unproved.length > 0 ? 1 : 0;

function lineOf({ id, policies, meaning, not_built }: Requirement, proving: { file: string }[]): string {
  const files = [...new Set(proving.map(({ file }) => file.replace(/^test\//, '')))];
  const count = proving.length === 1 ? '1 test' : `${proving.length} tests`;
  const proof = files.length > 0 ? `${count}: ${files.join(', ')}` : not_built === '' ? 'NO TEST' : not_built;
  return `${id.padEnd(7)} ${policies.join(' ').padEnd(9)}  ${meaning}\n${' '.repeat(19)}→ ${proof}`;
}
