import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Requirement, requirementsIn } from './requirements/rows.ts';
import { proofsIn } from './requirements/titles.ts';

// Prints which requirement binds which policy and which tests prove it, by the ids that their titles begin with.
//
//   npm run coverage:requirements
//
// Ends with 1 when a requirement has no test and docs/requirements.csv does not say which issue will bring it, or says so although it
// has one by now.

const root = fileURLToPath(new URL('..', import.meta.url));
const requirements = requirementsIn(readFileSync(`${root}docs/requirements.csv`, 'utf8'));
const proofs = globSync('test/**/*.test.{ts,tsx}', { cwd: root })
  .sort()
  .flatMap((file) => proofsIn(readFileSync(`${root}${file}`, 'utf8')).map((proof) => ({ ...proof, file })));

const wrong: string[] = [];
for (const requirement of requirements) {
  const proving = proofs.filter(({ ids }) => ids.includes(requirement.id));
  const problem = problemWith(requirement, proving.length);
  if (problem) wrong.push(problem);
  console.log(lineOf(requirement, proving));
}
const waiting = requirements.filter(({ not_built }) => not_built !== '').length;
console.log(
  `\n${requirements.length} requirements, ${requirements.length - waiting - wrong.length} proved, ${waiting} not built yet.`,
);
for (const problem of wrong) console.error(problem);
process.exitCode = wrong.length > 0 ? 1 : 0;

function problemWith({ id, not_built }: Requirement, tests: number): string | undefined {
  if (tests === 0 && not_built === '')
    return `${id} has no test: name one after it, or say in docs/requirements.csv which issue brings it.`;
  if (tests > 0 && not_built !== '')
    return `${id} has a test: take "${not_built}" off its row in docs/requirements.csv.`;
  return undefined;
}

function lineOf({ id, policies, meaning, not_built }: Requirement, proving: { file: string }[]): string {
  const files = [...new Set(proving.map(({ file }) => file.replace(/^test\//, '')))];
  const count = proving.length === 1 ? '1 test' : `${proving.length} tests`;
  const proof = files.length > 0 ? `${count}: ${files.join(', ')}` : not_built === '' ? 'NO TEST' : not_built;
  return `${id.padEnd(7)} ${policies.join(' ').padEnd(9)}  ${meaning}\n${' '.repeat(19)}→ ${proof}`;
}
