/** Everything that ends a line in somebody's text, of whatever system it comes from. */
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/**
 * What no printed letter stands for: control characters, and the marks that turn the direction of text, hide it or join it. Left in, they
 * can make a line of a record read as something that nobody wrote.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** No word of any language is longer. To lay out one unbroken run of 10,000 letters takes seconds, in pieces none. */
const LONGEST_WORD = /\S{80}(?=\S)/gu;
const MAY_BREAK_HERE = '\u200b';

/**
 * Somebody's text as it can be set in type: every letter kept, whatever else the text holds. A character that the font lacks is written by
 * its number, `[U+1F9E9]`, since an empty box would lose it.
 */
export function printable(text: string, hasGlyph: (codePoint: number) => boolean): string {
  const lines = text
    .toWellFormed()
    .replace(LINE_ENDS, '\n')
    .replaceAll('\t', '    ')
    .split('\n')
    .map((line) => line.replace(UNSEEN, '').normalize('NFC').trimEnd());
  const shown = [...lines.join('\n').replace(/\n{3,}/g, '\n\n')].map((character) => {
    const codePoint = character.codePointAt(0)!;
    return character === '\n' || hasGlyph(codePoint) ? character : `[U+${codePoint.toString(16).toUpperCase()}]`;
  });
  return shown
    .join('')
    .trim()
    .replace(LONGEST_WORD, (run) => run + MAY_BREAK_HERE);
}
