/** One measured figure, and what it should be: a target of `undefined` is told for comparison only. */
export interface Figure {
  what: string;
  measured: number;
  unit: string;
  target?: { most: number } | { least: number };
}

/** Whether a figure is as good as its target; true where it has none. */
export function isMet({ measured, target }: Figure): boolean {
  if (!target) return true;
  return 'most' in target ? measured <= target.most : measured >= target.least;
}

/** The value that so many in a hundred do not exceed, of at least one. */
export function percentile(values: readonly number[], inAHundred: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((inAHundred / 100) * sorted.length) - 1)]!;
}

/** Lines for a person: what, how much, the target, and whether it is met. */
export function asLines(figures: readonly Figure[]): string[] {
  const width = Math.max(...figures.map(({ what }) => what.length));
  return figures.map((figure) => {
    const { what, measured, unit, target } = figure;
    const value = `${measured >= 100 ? Math.round(measured) : Number(measured.toPrecision(3))} ${unit}`;
    const wanted = !target ? '' : 'most' in target ? `at most ${target.most}` : `at least ${target.least}`;
    const verdict = !target ? '' : isMet(figure) ? 'met' : 'MISSED';
    return `  ${what.padEnd(width)}  ${value.padStart(12)}  ${wanted.padEnd(15)} ${verdict}`.trimEnd();
  });
}
