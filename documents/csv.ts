import { stringify } from 'csv-stringify/sync';

/** Makes a spreadsheet read the file as UTF-8, and an agency's name as it is written. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Lines as a CSV that a spreadsheet opens. Every cell is quoted, and one that a spreadsheet would run as a formula begins with an
 * apostrophe: agencies name themselves (S10).
 */
export function asCsv(lines: readonly (readonly string[])[]): string {
  const table = stringify(
    lines.map((line) => [...line]),
    { quoted: true, escape_formulas: true, record_delimiter: 'windows' },
  );
  return `${BYTE_ORDER_MARK}${table}`;
}
