/** Below this a number could be somebody: one to four read "fewer than 5" outside the partnership (STA-1). */
const FEWEST_SHOWN = 5;
/** What a number below it reads. */
export const FEW = 'fewer than 5';
/** Held back so that a small number beside it cannot be worked out, or because it is a measure of fewer than 5. */
export const HELD_BACK = 'not shown';

/** A line before anybody asked whether it may be shown. `outOf`: how many its value was made from, where it is not itself a count. */
export interface Counted {
  measure: string;
  value: number | 'none';
  outOf?: number;
}

/** A number as it may be shown, or why it is not. `none`: there was nothing to measure. */
export type Disclosed = number | 'none' | typeof FEW | typeof HELD_BACK;

/**
 * The lines of one section as they may leave the partnership. Where they add up to a number that is known (`isWhole`), more is held back
 * until no small line can be worked out from it, even by somebody who knows these rules: what is held back depends on nothing but what is
 * shown, or else that it is held back would tell. Where nothing is large enough to hide behind, no line of the section is shown.
 *
 * > "Cells of 1-4 read 'fewer than 5' outside the partnership" — REQUIREMENTS, STA-1. Holding back others is our choice: one small line
 * > in a table with a total is otherwise a subtraction away.
 */
export function disclosed(lines: readonly Counted[], { isWhole }: { isWhole: boolean }): Disclosed[] {
  const few = new Set(lines.flatMap((line, index) => (isSmall(line) ? [index] : [])));
  const held = isWhole ? heldBack(lines, few) : new Set<number>();
  return lines.map(({ value, outOf }, index) => {
    if (held.has(index)) return HELD_BACK;
    if (!few.has(index)) return value;
    // "fewer than 5" in the place of a number of days would be read as days.
    return outOf === undefined ? FEW : HELD_BACK;
  });
}

function isSmall({ value, outOf }: Counted): boolean {
  const people = outOf ?? value;
  return typeof people === 'number' && people > 0 && people < FEWEST_SHOWN;
}

function heldBack(lines: readonly Counted[], few: ReadonlySet<number>): Set<number> {
  const sizes = lines.map(({ value }) => (typeof value === 'number' ? value : 0));
  const total = sum(sizes);
  const everyLine = new Set(lines.keys());
  const most = FEWEST_SHOWN - 1;
  if (few.size === 0) return new Set();
  // A total of fewer than 5 is not shown either, so there is nothing to subtract from; but four lines could only be four ones.
  if (total < FEWEST_SHOWN) return few.size >= most - 1 ? everyLine : new Set();
  // Only one table has all its lines at 1, or all at 4, and such a total: every table with that total is held back alike.
  if (total === lines.length || total === most * lines.length) return everyLine;

  const hidden = sum([...few].map((line) => sizes[line]!));
  const [largest, second] = [...lines.keys()]
    .filter((line) => sizes[line]! >= FEWEST_SHOWN)
    .sort((a, b) => sizes[b]! - sizes[a]!);
  if (largest === undefined) {
    // So many lines that add up to that are all at 1 or all at 4.
    return hidden === few.size || hidden === most * few.size ? everyLine : new Set();
  }
  // The largest is held back, so everybody knows that it is larger than the largest that is shown (of two alike the first is held back,
  // which may tell as much). To hold back a second as well would tell that the two are nearly the same.
  const atLeast = second === undefined ? FEWEST_SHOWN : sizes[second]! + 1;
  const largestFew = hidden + sizes[largest]! - atLeast - (few.size - 1);
  return largestFew > 1 ? new Set([largest]) : everyLine;
}

const sum = (sizes: readonly number[]) => sizes.reduce((soFar, size) => soFar + size, 0);
