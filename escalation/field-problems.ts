import * as z from 'zod';

/** What is wrong with one field, in words for whoever filled it in. `field` is the form's own name, e.g. `actions.0.dueOn`. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** A day of a form. Three boxes that are filled in and are no day, as 31 February, are said to be none; else the words say what to do. */
export const dayField = (whatToDo: string) =>
  z.iso.date({
    error: ({ input }) => (NO_REAL_DAY.test(String(input)) ? 'Enter a real day, like 27 3 2026' : whatToDo),
  });

/** What `functions/web/posted.ts` reads out of three boxes that are filled in and are no day. */
const NO_REAL_DAY = /^.+-.+-.+: not a day$/s;

/** One problem for each field, the first that was found. */
export function problemsIn(error: z.ZodError): FieldProblem[] {
  const first = new Map<string, string>();
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    if (!first.has(field)) first.set(field, issue.message);
  }
  return [...first].map(([field, message]) => ({ field, message }));
}
