import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coverageOf } from './requirements/coverage.ts';
import { requirementsIn } from './requirements/rows.ts';

// Prints which requirement binds which policy and which tests prove it, by the ids that their titles begin with.
//
//   npm run coverage:requirements
//
// Ends with 1 when a requirement has no test.

const root = fileURLToPath(new URL('..', import.meta.url));
const requirements = requirementsIn(readFileSync(`${root}docs/requirements.csv`, 'utf8'));
const files = globSync('test/**/*.test.{ts,tsx}', { cwd: root }).sort();
const sources = Object.fromEntries(files.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]));

const { lines, unproved, exitCode } = coverageOf(requirements, sources);
for (const line of lines) console.log(line);
console.log(`\n${requirements.length} requirements, ${unproved.length} without a test.`);
for (const id of unproved) console.error(`${id} has no test: name one after it.`);
process.exitCode = exitCode;
