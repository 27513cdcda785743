import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes generated files, or with `check` only compares them with what is committed. Answers the exit code: 1 when one is stale.
 * Keys are paths from the project's root.
 */
export function keepGenerated(
  root: URL,
  files: ReadonlyMap<string, string>,
  options: { check: boolean; remake: string },
): 0 | 1 {
  const stale = [...files].filter(([path, content]) => {
    const at = new URL(path, root);
    return !existsSync(at) || readFileSync(at, 'utf8') !== content;
  });
  if (options.check) {
    for (const [path] of stale) console.error(`${path} is stale: run ${options.remake} and commit the result`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const [path, content] of stale) writeFileSync(new URL(path, root), content);
  return 0;
}
