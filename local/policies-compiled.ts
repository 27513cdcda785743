import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PolicyRefused } from '../escalation/policy.ts';
import { compilePolicies } from '../scripts/compile-policies.ts';
import { staleAmong } from '../scripts/generated.ts';

/**
 * Refuses to go on while what the service runs is not what the policy files of that project say: an edit that nobody compiled would
 * be ignored in silence. Asked before anything imports a compiled file, so that a damaged one ends in words too.
 * @throws PolicyRefused with a line for each mistake, naming file, path and reason, or else for each file that is not compiled.
 */
export function requirePoliciesCompiled(root: URL): void {
  const { generated, problems } = compilePolicies(root);
  if (problems.length > 0) throw new PolicyRefused(problems.join('\n'));
  const amiss = [
    ...staleAmong(root, generated).map((path) => `${path} is not what the policy files (policies/*.yaml) say`),
    ...damagedIn(root).filter((line) => !generated.has(line.split(' ')[0]!)),
  ];
  if (amiss.length > 0) throw new PolicyRefused([...amiss, 'Run npm run compile, then start again.'].join('\n'));
}

/** The compiled files that are no JSON, with why. */
function damagedIn(root: URL): string[] {
  return globSync(['policies/*.json', 'partnerships/index.json', 'statemachines/*.asl.json'], {
    cwd: fileURLToPath(root),
  }).flatMap((path) => {
    try {
      JSON.parse(readFileSync(new URL(path, root), 'utf8'));
      return [];
    } catch {
      return [`${path} is not whole: it cannot be read as JSON`];
    }
  });
}
