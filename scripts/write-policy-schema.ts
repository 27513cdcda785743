import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { policySchema } from '../escalation/policy.ts';
import { keepGenerated } from './generated.ts';

// Writes policies/policy.schema.json, by which an editor helps whoever writes a policy file. What is allowed comes from the schema that
// start-up checks a policy with; what a field means comes from the tables of docs/policy.md, so that both say it in the same words.
//
//   tsx scripts/write-policy-schema.ts           writes policies/policy.schema.json
//   tsx scripts/write-policy-schema.ts --check   writes nothing; exits 1 when the committed file is stale

/** A JSON Schema, as far as this script looks into one. */
export interface JsonSchema {
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: { enum?: string[] };
  [keyword: string]: unknown;
}

/** The meaning of each field by the end of its path, from the tables of the manual: `deadline.from`, `asks[].role`. */
export function meaningsIn(manual: string): Map<string, string> {
  const rows = [...manual.matchAll(/^\| (`.+?`) \| (.+) \|$/gm)];
  return new Map(
    rows.flatMap(([, fields, meaning]) => [...fields!.matchAll(/`([^`]+)`/g)].map(([, key]) => [key!, meaning!])),
  );
}

/**
 * Gives every field of a schema its meaning: of those whose path ends the field's own, the longest. Answers what is amiss: a field
 * that the manual does not explain, or a row of the manual that explains no field.
 */
export function describeFields(schema: JsonSchema, meanings: ReadonlyMap<string, string>): string[] {
  const used = new Set<string>();
  const unexplained: string[] = [];
  const describe = (path: string, field: JsonSchema) => {
    const key = [...meanings.keys()]
      .filter((end) => path === end || path.endsWith(`.${end}`))
      .sort((a, b) => b.length - a.length)[0];
    if (key === undefined) return unexplained.push(`${path} is not explained in docs/policy.md: add a row for it`);
    used.add(key);
    field.description = meanings.get(key)!;
    return undefined;
  };
  const visit = (path: string, node: JsonSchema) => {
    // A number that stands for "no limit" would only puzzle, and `format` says of a date what its pattern says in 300 letters.
    if (node['maximum'] === Number.MAX_SAFE_INTEGER) delete node['maximum'];
    if (node['format'] === 'date') delete node['pattern'];
    for (const [name, field] of Object.entries(node.properties ?? {})) {
      const at = path ? `${path}.${name}` : name;
      describe(at, field);
      visit(at, field);
    }
    for (const [index, name] of (node.propertyNames?.enum ?? []).entries()) {
      const each = node.additionalProperties as JsonSchema;
      node.properties ??= {};
      const field = structuredClone(each);
      node.properties[name] = field;
      describe(`${path}.${name}`, field);
      visit(`${path}.${name}`, field);
      if (index === node.propertyNames!.enum!.length - 1) node.additionalProperties = false;
    }
    if (node.items) visit(`${path}[]`, node.items);
    for (const one of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) visit(path, one);
  };
  visit('', schema);
  const stale = [...meanings.keys()].filter((key) => !used.has(key));
  return [
    ...unexplained,
    ...stale.map((key) => `docs/policy.md explains ${key}, which no policy file has: take the row out`),
  ];
}

/** The schema of a policy file for editors, every field with its meaning; or what is amiss between it and the manual. */
export function policyFileSchema(manual: string): { schema: JsonSchema; problems: string[] } {
  const { $schema, ...rest } = z.toJSONSchema(policySchema, { io: 'input' }) as JsonSchema;
  const schema: JsonSchema = { $schema, title: 'An escalation policy: see docs/policy.md', ...rest };
  return { schema, problems: describeFields(schema, meaningsIn(manual)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL('..', import.meta.url);
  const { schema, problems } = policyFileSchema(readFileSync(new URL('docs/policy.md', root), 'utf8'));
  for (const problem of problems) console.error(problem);
  const files = new Map([['policies/policy.schema.json', `${JSON.stringify(schema, null, 2)}\n`]]);
  process.exitCode =
    problems.length > 0
      ? 1
      : keepGenerated(root, files, { check: process.argv.includes('--check'), remake: 'npm run compile' });
}
