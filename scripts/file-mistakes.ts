import type * as z from 'zod';

/** What stands where another kind of thing is wanted, in the terms of a YAML file rather than of the language it is read with. */
const WANTED: Record<string, string> = {
  string: 'text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  array: 'a list, as [one, another] or each on a line of its own after a hyphen',
  object: 'fields, each as name: value',
  record: 'fields, each as name: value; {} for none',
};

/**
 * What is wrong with one place of a file that a person writes, a policy or a partnership, and what to write there: given to a schema's `safeParse`
 * as its `error`. A schema's own words go before these; undefined where there is nothing better than what zod says.
 */
export const mistakeInWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = WANTED[issue.expected] ?? issue.expected;
      if (issue.input === undefined || issue.input === null) return `this is missing: write ${wanted}`;
      if (issue.expected === 'string' && typeof issue.input === 'number')
        return `this is a name: put it in quotation marks, '${issue.input}'`;
      return `${asWritten(issue.input)} cannot stand here: write ${wanted}`;
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String).join(', ');
      return issue.input === undefined
        ? `this is missing: write one of ${allowed}`
        : `${asWritten(issue.input)} cannot stand here: write one of ${allowed}`;
    }
    case 'invalid_format':
      if (issue.format !== 'date') return undefined;
      return `${asWritten(issue.input)} is not a day: write year-month-day, such as 2026-03-31`;
    case 'unrecognized_keys': {
      const names = issue.keys.map((key) => `"${key}"`).join(', ');
      return `there is no field ${names} here: look at its spelling, capital letters too, and at how far it is indented`;
    }
    case 'too_small':
      if (issue.origin === 'string') return 'this is empty: write something, or leave the field out if it may be';
      if (issue.origin === 'array') return `the list is too short: write at least ${issue.minimum}`;
      return `${asWritten(issue.input)} is too small: write ${issue.minimum} or more`;
    default:
      return undefined;
  }
};

/** A short value as it stands in the file; of a longer one, what it is. */
function asWritten(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'a group of fields' : `"${String(input)}"`;
}
