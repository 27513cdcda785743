import { mkdirSync } from 'node:fs';
import { policyVersionId, requirePolicy } from '../escalation/policy.ts';
import { policyVersions } from '../policies/all.ts';
import { compile } from '../statemachines/escalation.ts';
import { keepGenerated } from './generated.ts';
import { ladderOf } from './ladders/ladder.ts';
import { layOut } from './ladders/layout.ts';
import { drawing } from './ladders/svg.ts';

/**
 * Draws the flowchart of every policy version from its compiled machine: `docs/ladders/<policy>-<version>.svg`, one A4 page each.
 * `--check` writes nothing and exits 1 when a committed drawing is stale.
 */
const root = new URL('..', import.meta.url);
const generated = new Map<string, string>();

for (const [id, source] of Object.entries(policyVersions)) {
  const policy = requirePolicy(source, `policies/${id}.json`);
  const ladder = ladderOf(policy, compile(policy));
  const file = `docs/ladders/${policyVersionId(policy)}.svg`;
  generated.set(file, drawing(ladder, await layOut(ladder), `${id}.asl.json`));
}
mkdirSync(new URL('docs/ladders/', root), { recursive: true });
process.exitCode = keepGenerated(root, generated, {
  check: process.argv.includes('--check'),
  remake: 'npm run compile',
});
