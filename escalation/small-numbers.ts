/** Below this a number could be somebody: one to four read "fewer than 5" outside the partnership (STA-1). */
export const FEWEST_SHOWN = 5;
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
 * until no small line can be worked out from it, by somebody who knows these rules.
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
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const held = new Set<number>();
  // A total of fewer than 5 is not shown either, so there is nothing to subtract from.
  if (few.size === 0 || total < FEWEST_SHOWN) return held;

  const isSafe = (hidden: ReadonlySet<number>) => {
    const sum = [...few, ...hidden].reduce((known, line) => known + sizes[line]!, 0);
    return canBeTwoNumbers(sum, few.size, hidden.size);
  };
  const candidates = [...sizes.keys()]
    .filter((line) => sizes[line]! >= FEWEST_SHOWN)
    .sort((a, b) => sizes[a]! - sizes[b]!);
  while (!isSafe(held)) {
    const enough = candidates.find((line) => !held.has(line) && isSafe(new Set([...held, line])));
    const next = enough ?? candidates.findLast((line) => !held.has(line));
    // Nothing is left to hide behind: then even that a line is small is not said.
    if (next === undefined) return new Set([...held, ...few]);
    held.add(next);
  }
  return held;
}

/**
 * Whether each of `few` lines (1 to 4) could be more than one number, when it is known that with `held` lines (5 or more) they
 * add up to `sum`.
 */
function canBeTwoNumbers(sum: number, few: number, held: number): boolean {
  const most = Math.min(FEWEST_SHOWN - 1, sum - (few - 1) - FEWEST_SHOWN * held);
  const least = held > 0 ? 1 : Math.max(1, sum - (FEWEST_SHOWN - 1) * (few - 1));
  return most > least;
}
