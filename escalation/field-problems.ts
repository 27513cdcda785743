import * as z from 'zod';
import { problemWithDay } from './typed-day.ts';

/**
 * What is wrong with one field, in words for whoever filled it in. `field` is the form's own name, e.g. `actions.0.dueOn`; with `-day`, `-month` or
 * `-year` after it, that box of a date.
 */
export interface FieldProblem {
  field: string;
  message: string;
}

/** A day of a form, as `readTypedDay` reads three boxes. What is filled in and is no day is said box by box; of an empty one, what to do. */
export const dayField = (whatToDo: string) =>
  z.string(whatToDo).superRefine((text, context) => {
    const wrong = problemWithDay(text, whatToDo);
    if (!wrong) return;
    context.addIssue({ code: 'custom', message: wrong.message, path: wrong.part ? [`-${wrong.part}`] : [] });
  });

/** One problem for each field, the first that was found. */
export function problemsIn(error: z.ZodError): FieldProblem[] {
  const first = new Map<string, string>();
  for (const issue of error.issues) {
    const field = issue.path.join('.').replace(/\.-(day|month|year)$/, '-$1');
    if (!first.has(field)) first.set(field, issue.message);
  }
  return [...first].map(([field, message]) => ({ field, message }));
}
