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
  const stale = staleAmong(root, files);
  if (options.check) {
    for (const path of stale) console.error(`${path} is stale: run ${options.remake} and commit the result`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const path of stale) writeFileSync(new URL(path, root), files.get(path)!);
  return 0;
}

/** Which generated files are missing, or are not what they would be if they were made now. */
export function staleAmong(root: URL, files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].filter((path) => {
    const at = new URL(path, root);
    return !existsSync(at) || readFileSync(at, 'utf8') !== files.get(path);
  });
}
