/** Letters have no widths until somebody's computer shows them, so they are reckoned for a wide system font: what fits in it fits in all. */

/** Of the size of the font: the average of running text in the widest common system font, DejaVu Sans; a heading is bold and wider. */
const WIDTH_OF_A_LETTER = { text: 0.545, heading: 0.62 };
export type TextKind = keyof typeof WIDTH_OF_A_LETTER;

/** How wide one line is shown at most, in the unit of `size`. */
export const widthOf = (line: string, size: number, kind: TextKind = 'text') =>
  line.length * size * WIDTH_OF_A_LETTER[kind];

/** Breaks words into lines that are no wider than `width`; a clause in brackets stays with the word before it. */
export function wrap(words: string, width: number, size: number, kind: TextKind = 'text'): string[] {
  const lines: string[] = [];
  for (const word of words.split(/ (?!\()/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, size, kind) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
