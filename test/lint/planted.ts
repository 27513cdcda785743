import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the project is, ending in a slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What Biome said about one file: the rule (a plugin's is `plugin`), the line (from 1), and its words. */
interface Finding {
  rule: string;
  line: number;
  message: string;
}

interface BiomeReport {
  diagnostics: { category: string; message: string; location?: { path: string; start: { line: number } } }[];
}

/**
 * Lints the given files (path from the project's root → source) as Biome would if they stood in the project: by the project's own
 * biome.json and plugins, in a folder of their own, all in one run. Answers what was found in each; a file with nothing found has [].
 */
export function lint(files: ReadonlyMap<string, string>): Map<string, Finding[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'planted-'));
  try {
    for (const part of ['biome.json', '.gitignore', 'lint'])
      cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
    // Only for the $schema that biome.json names, and the types of packages.
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    for (const [file, source] of files) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), source);
    }

    const findings = new Map<string, Finding[]>([...files.keys()].map((file) => [file, []]));
    for (const { category, message, location } of biomeIn(folder).diagnostics) {
      if (location) findings.get(location.path)?.push({ rule: category, line: location.start.line, message });
    }
    return findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function biomeIn(folder: string): BiomeReport {
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', '.'];
  // Its standard error only says that the report's format may change one day; its version is pinned.
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  };
  try {
    return JSON.parse(execFileSync(path.join(root, 'node_modules/.bin/biome'), args, options));
  } catch (error) {
    // Biome ends with 1 when it found something, which here is what it is for. Anything but a report is thrown on.
    const { stdout } = error as { stdout?: string };
    if (!stdout?.startsWith('{')) throw error;
    return JSON.parse(stdout);
  }
}
