import { parse } from 'csv-parse/sync';
import * as z from 'zod';

/** The five policies by the letters of `policies/README.md`, in the order they are said. */
const POLICIES = ['W', 'L', 'S', 'R', 'B'] as const;

const rowSchema = z.strictObject({
  id: z.string().regex(/^([A-Z]{3}-|A)\d{1,2}$/, 'three letters, a hyphen and a number, or A and a number'),
  policies: z
    .string()
    .transform((said) => said.split(' '))
    .pipe(z.array(z.enum(POLICIES)).min(1)),
  meaning: z.string().min(1),
});
/** One requirement: which policies bind us to it, and what it means in one line. */
export type Requirement = z.infer<typeof rowSchema>;

/** Reads `docs/requirements.csv`. Throws where a row is wrong or an id comes twice. */
export function requirementsIn(csv: string): Requirement[] {
  const rows = z.array(rowSchema).parse(parse(csv, { columns: true, skip_empty_lines: true }));
  const twice = rows.find(({ id }, index) => rows.findIndex((row) => row.id === id) !== index);
  if (twice) throw new Error(`${twice.id} stands in docs/requirements.csv twice`);
  return rows;
}
