import { readTypedDay } from '../../escalation/typed-day.ts';
import { dateTyped } from '../../pages/frame.ts';

/** A form as it was posted: every answer as typed, to be shown again, and as the rules read it. */
export interface Posted {
  /** By the field's name on the page: dates are three of these. */
  typed: Record<string, string | undefined>;
  /** Dates joined into ISO days, and `actions.0.text` a text within an object within a list. */
  fields: Record<string, unknown>;
}

/** Names of fields our own forms have, `days-4a` for a stage's days among them. Anything else is not ours, and not read. */
const OURS = /^(?:[a-zA-Z]+(\.\d{1,2}\.[a-zA-Z]+)?(-(day|month|year))?|days-[\w-]{1,20})$/;
const DATE_PART = /-(day|month|year)$/;

/** Reads `application/x-www-form-urlencoded`. A name that comes twice counts as it came last. */
export function readPosted(body: string): Posted {
  const typed: Posted['typed'] = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    // Browsers send line breaks as CRLF; a text is kept with plain ones.
    if (OURS.test(name)) typed[name] = value.replaceAll('\r\n', '\n');
  }
  return { typed, fields: fieldsOf(typed) };
}

/** The same, from answers typed: after a row was added or left out. */
export function fieldsOf(typed: Posted['typed']): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  const put = (name: string, value: string) => {
    const [list, at, member] = name.split('.');
    if (at === undefined || member === undefined) fields[name] = value;
    else {
      const rows = (fields[list!] ?? []) as Record<string, string>[];
      const row = rows[Number(at)] ?? (Object.create(null) as Record<string, string>);
      row[member] = value;
      rows[Number(at)] = row;
      fields[list!] = rows;
    }
  };
  for (const [name, value = ''] of Object.entries(typed)) {
    if (!DATE_PART.test(name)) put(name, value);
    else {
      const date = name.replace(DATE_PART, '');
      put(date, readTypedDay(dateTyped(typed, date)));
    }
  }
  for (const value of Object.values(fields)) {
    // Holes would stop the rules from naming the row that is wrong.
    if (Array.isArray(value)) for (let at = 0; at < value.length; at++) value[at] ??= {};
  }
  return fields;
}
