import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annualReturnCsv } from '../../documents/annual-return-csv.ts';
import type { AnnualReturn } from '../../escalation/statistics.ts';

const returnWith = (rows: AnnualReturn['rows']): AnnualReturn => ({
  partnership: 'Tarnshire Safeguarding Partnership',
  period: 'Tuesday 1 April 2025 to Tuesday 31 March 2026',
  rows,
});
const read = (csv: string): string[][] => parse(csv, { bom: true });

describe('STA-1: the annual return as a CSV', () => {
  test('has a line for each measure under its section', () => {
    const rows = [
      { section: 'Raised', measure: 'Disagreements raised', value: 12 },
      { section: 'About', measure: 'A child', value: 'fewer than 5' as const },
    ];

    expect(read(annualReturnCsv(returnWith(rows)))).toEqual([
      ['Section', 'Measure', 'Tuesday 1 April 2025 to Tuesday 31 March 2026'],
      ['Raised', 'Disagreements raised', '12'],
      ['About', 'A child', 'fewer than 5'],
    ]);
  });

  test('has the year before in a column of its own', () => {
    const made = {
      ...returnWith([{ section: 'Raised', measure: 'All', value: 12, before: 9 }]),
      previousPeriod: 'Before',
    };

    expect(read(annualReturnCsv(made))[0]?.[3]).toBe('Before');
    expect(read(annualReturnCsv(made))[1]).toEqual(['Raised', 'All', '12', '9']);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'S10: an agency called %j is text and no formula',
    (name) => {
      const csv = annualReturnCsv(returnWith([{ section: 'Raising agency', measure: name, value: 7 }]));

      expect(csv).toContain(`"'${name}"`);
    },
  );

  test('S10: whatever an agency is called, no cell begins as a formula does, and its name is kept', () => {
    const anyName = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ',', '\n'), fc.string())
        .map((parts) => parts.join('')),
    );
    void fc.assert(
      fc.property(anyName, (name) => {
        const csv = annualReturnCsv(returnWith([{ section: 'Raising agency', measure: name, value: 7 }]));
        const cells = read(csv)[1]!;

        expect(cells).toHaveLength(3);
        for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect([name, `'${name}`]).toContain(cells[1]);
      }),
    );
  });
});
