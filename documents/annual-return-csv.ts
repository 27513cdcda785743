import type { AnnualReturn } from '../escalation/statistics.ts';
import { asCsv } from './csv.ts';

/** The annual return as a CSV (STA-1): a line for each measure, with the year before beside it where there is one. */
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
  return asCsv([header, ...lines]);
}
