import { stringify } from 'csv-stringify/sync';
import type { AnnualReturn } from '../escalation/statistics.ts';

/** Makes a spreadsheet read the file as UTF-8, and an agency's name as it is written. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The annual return as a CSV that a spreadsheet opens (STA-1): a line for each measure, with the year before beside it where there is one.
 * Every cell is quoted, and one that a spreadsheet would run as a formula begins with an apostrophe: agencies name themselves (S10).
 */
export function annualReturnCsv(made: AnnualReturn): string {
  const header = [
    'Section',
    'Measure',
    made.period,
    ...(made.previousPeriod === undefined ? [] : [made.previousPeriod]),
  ];
  const lines = made.rows.map(({ section, measure, value, before }) => [
    section,
    measure,
    String(value),
    ...(made.previousPeriod === undefined ? [] : [String(before ?? 'none')]),
  ]);
  const table = stringify([header, ...lines], { quoted: true, escape_formulas: true, record_delimiter: 'windows' });
  return `${BYTE_ORDER_MARK}${table}`;
}
