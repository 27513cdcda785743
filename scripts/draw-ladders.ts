import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { policyVersionId, requirePolicy } from '../escalation/policy.ts';
import { policyVersions } from '../policies/all.ts';
import { compile } from '../statemachines/escalation.ts';
import { keepGenerated } from './generated.ts';
import { ladderOf } from './ladders/ladder.ts';
import { layOut } from './ladders/layout.ts';
import { drawing } from './ladders/svg.ts';

/**
 * Draws the flowchart of every policy version from its compiled machine: `docs/ladders/<policy>-<version>.svg`, one A4 page each, and all
 * of them as a module of the pages, so that the web function carries them in its bundle and reads nothing from disk.
 * `--check` writes nothing and exits 1 when a committed drawing is stale.
 */
const root = new URL('..', import.meta.url);
const generated = new Map<string, string>();
const drawings: [policyVersionId: string, svg: string][] = [];

for (const [id, source] of Object.entries(policyVersions)) {
  const policy = requirePolicy(source, `policies/${id}.json`);
  const ladder = ladderOf(policy, compile(policy));
  const file = `docs/ladders/${policyVersionId(policy)}.svg`;
  const svg = drawing(ladder, await layOut(ladder), `${id}.asl.json`);
  generated.set(file, svg);
  drawings.push([policyVersionId(policy), svg]);
}
generated.set('pages/assets/ladders.ts', ladderModule(drawings));
mkdirSync(new URL('docs/ladders/', root), { recursive: true });
process.exitCode = keepGenerated(root, generated, {
  check: process.argv.includes('--check'),
  remake: 'npm run compile',
});

/** Each under an address that has its content's hash in it, as `build-assets.ts` does with the stylesheet: it may be cached for ever. */
function ladderModule(all: typeof drawings): string {
  const rows = all.map(([id, svg]) => {
    const hash = createHash('sha256').update(svg).digest('hex').slice(0, 16);
    return `  ${JSON.stringify(id)}: { path: '/assets/ladder-${id}-${hash}.svg', body: ${JSON.stringify(svg)} },`;
  });
  return [
    '// biome-ignore-all format: generated',
    '// Written by scripts/draw-ladders.ts from the policies and their machines: change those, not this.',
    '',
    '/** The drawing of each policy version: the address it is served at, and the SVG. */',
    'export const ladders: Readonly<Record<string, { path: string; body: string }>> = {',
    ...rows,
    '};',
    '',
  ].join('\n');
}
