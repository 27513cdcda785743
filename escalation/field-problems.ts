import type * as z from 'zod';

/** What is wrong with one field, in words for whoever filled it in. `field` is the form's own name, e.g. `actions.0.dueOn`. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** One problem for each field, the first that was found. */
export function problemsIn(error: z.ZodError): FieldProblem[] {
  const first = new Map<string, string>();
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    if (!first.has(field)) first.set(field, issue.message);
  }
  return [...first].map(([field, message]) => ({ field, message }));
}
