import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import type { Directory } from '../escalation/directory.ts';
import { directoryFrom } from '../escalation/directory-rows.ts';
import { type CompiledPartnership, type Partnership, partnershipSchema } from '../escalation/partnership.ts';
import { problemsWithSettings } from '../escalation/partnership-settings.ts';
import { policyVersionId } from '../escalation/policy.ts';
import { mistakeInWords } from './file-mistakes.ts';

// Compiles the folders of partnerships/ into partnerships/index.json, because functions import JSON and neither YAML nor CSV.
// The result is committed: `npm start` needs no build, and --check fails when it is stale.
//
//   tsx scripts/compile-partnerships.ts           writes partnerships/index.json
//   tsx scripts/compile-partnerships.ts --check   writes nothing; exits 1 when the committed file is not what the folders make

/**
 * Reads and checks every folder of `partnershipsFolder`, in order of their names, against the policies of `policiesFolder`.
 * Each problem is one line that names the file, the row or path, what is wrong and what is allowed.
 */
export function compilePartnerships(
  partnershipsFolder: string,
  policiesFolder: string,
): { compiled: CompiledPartnership[]; problems: string[] } {
  const problems: string[] = [];
  const policies = referredPolicies(policiesFolder);
  const compiled = readdirSync(partnershipsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .flatMap((id) => {
      const partnership = readPartnership(partnershipsFolder, id, policies, problems);
      const directory = readDirectory(partnershipsFolder, id, problems);
      if (!partnership || !directory) return [];
      const versionId = policyVersionId(partnership.policy);
      const found = problemsWithSettings(partnership, directory, {
        versionId,
        numberless: policies.get(versionId)?.numberless,
      });
      problems.push(...found.map(({ path: at, why }) => `${id}/partnership.yaml: ${at.join('.')}: ${why}`));
      return [{ partnership, directory }];
    });
  problems.push(...problemsOfElsewhere(compiled, policies));
  return { compiled, problems };
}

/** As much of a policy as a partnership refers to. Whether the policy itself is right is for its own compiler to say. */
const referredPolicySchema = z.object({
  id: z.string(),
  version: z.string(),
  subjects: z.array(z.string()),
  stages: z.array(z.object({ id: z.string(), deadline: z.unknown().optional() })),
});

/** What a partnership refers to of a policy: its stages without a number, and whom it is about. */
interface Referred {
  numberless: readonly string[];
  subjects: readonly string[];
}

/** Each policy version by its name. */
function referredPolicies(policiesFolder: string): Map<string, Referred> {
  const files = readdirSync(policiesFolder).filter((name) => name.endsWith('.yaml'));
  return new Map(
    files.flatMap((file) => {
      const document = parseDocument(readFileSync(path.join(policiesFolder, file), 'utf8'));
      const policy = document.errors.length === 0 ? referredPolicySchema.safeParse(document.toJS()).data : undefined;
      if (!policy) return [];
      const numberless = policy.stages.filter((stage) => stage.deadline === undefined).map((stage) => stage.id);
      return [[policyVersionId(policy), { numberless, subjects: policy.subjects }]];
    }),
  );
}

function readPartnership(
  folder: string,
  id: string,
  policies: ReadonlyMap<string, Referred>,
  problems: string[],
): Partnership | undefined {
  const file = `${id}/partnership.yaml`;
  const refuse = (where: string, why: string) => problems.push(`${file}: ${where}: ${why}`);
  const text = readText(folder, file, problems);
  if (text === undefined) return undefined;

  const document = parseDocument(text);
  for (const error of document.errors) refuse(`line ${error.linePos?.[0].line ?? '?'}`, error.message.split('\n')[0]!);
  if (document.errors.length > 0) return undefined;
  const parsed = partnershipSchema.safeParse(document.toJS(), { error: mistakeInWords });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) refuse(issue.path.join('.') || 'the file', issue.message);
    return undefined;
  }
  const partnership = parsed.data;
  if (partnership.id !== id) refuse('id', `is "${partnership.id}": it must be the folder's name, "${id}"`);
  const wanted = policyVersionId(partnership.policy);
  if (!policies.has(wanted))
    refuse('policy', `there is no ${wanted}; the policies are ${[...policies.keys()].sort().join(', ')}`);
  return partnership;
}

function readDirectory(folder: string, id: string, problems: string[]): Directory | undefined {
  const file = `${id}/directory.csv`;
  const text = readText(folder, file, problems);
  if (text === undefined) return undefined;

  let rows: Record<string, string>[];
  try {
    rows = parseCsv<Record<string, string>>(text, { bom: true, columns: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.push(`${file}: row ${error['lines'] ?? '?'}: ${error.message}`);
    return undefined;
  }
  const { directory, problems: found } = directoryFrom(rows);
  for (const { row, column, why } of found) problems.push(`${file}: row ${row}, ${column}: ${why}`);
  return directory;
}

/** A partnership that another sends people to is there, and its policy is about them (INT-8). */
function problemsOfElsewhere(
  compiled: readonly CompiledPartnership[],
  policies: ReadonlyMap<string, Referred>,
): string[] {
  const partnerships = compiled.map(({ partnership }) => partnership);
  const isAbout = ({ policy }: Partnership, subject: string) =>
    policies.get(policyVersionId(policy))?.subjects.includes(subject) === true;
  return partnerships.flatMap((partnership) =>
    Object.entries(partnership.elsewhere).flatMap(([subject, other]) => {
      const where = `${partnership.id}/partnership.yaml: elsewhere.${subject}`;
      if (isAbout(partnership, subject)) return [`${where}: its own policy is about them`];
      const there = partnerships.find((one) => one.id === other);
      if (!there) return [`${where}: there is no partnership "${other}"`];
      return isAbout(there, subject) ? [] : [`${where}: the policy of "${other}" is not about them`];
    }),
  );
}

function readText(folder: string, file: string, problems: string[]): string | undefined {
  const at = path.join(folder, file);
  if (!existsSync(at)) {
    problems.push(`${file}: the file is missing`);
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(at));
  } catch {
    problems.push(`${file}: the file is not UTF-8 text: save it again as "CSV UTF-8" or as UTF-8`);
    return undefined;
  }
}

/** The text of index.json: an array of strings on one line where it fits, as the formatter of this project writes it. */
export function compiledText(compiled: readonly CompiledPartnership[]): string {
  const json = JSON.stringify(compiled, null, 2);
  return `${json.replaceAll(
    /^( *(?:"\w+": )?)\[\n((?: *"[^"\n]*",?\n)+) *\](,?)$/gm,
    (whole, before: string, items: string, comma: string) => {
      const line = `${before}[${items.trim().split(/\n */).join(' ')}]${comma}`;
      return line.length <= 120 ? line : whole;
    },
  )}\n`;
}

/**
 * The command: compiles the project at `root` and writes index.json, or with `--check` only compares. Says what is wrong through
 * `complain`, a line at a time, and answers the exit code.
 */
export function compileCommand(root: string, args: readonly string[], complain: (line: string) => void): 0 | 1 {
  const index = path.join(root, 'partnerships/index.json');
  const { compiled, problems } = compilePartnerships(path.join(root, 'partnerships'), path.join(root, 'policies'));
  for (const problem of problems) complain(`partnerships/${problem}`);
  if (problems.length > 0) return 1;

  const fresh = compiledText(compiled);
  if (!args.includes('--check')) {
    writeFileSync(index, fresh);
  } else if (!existsSync(index) || readFileSync(index, 'utf8') !== fresh) {
    const remedy = 'run `tsx scripts/compile-partnerships.ts` and commit the result';
    complain(`partnerships/index.json is not what its folders make: ${remedy}`);
    return 1;
  }
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = compileCommand(fileURLToPath(new URL('..', import.meta.url)), process.argv, console.error);
}
