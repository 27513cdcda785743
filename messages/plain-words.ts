/** Letters that take no room or turn the line round: they make one name look like another (S8). Category C has the bidi marks. */
const UNSEEN = /\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u3164\uffa0]/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** Nearly all words there are: single spaces between letters of plain English, none of which is unseen. What is otherwise is put right below. */
const IS_PLAIN = /^[!-~£–—‘’“”…]+(?: [!-~£–—‘’“”…]+)*$/;

/** The words on one line with nothing unseen in them: no control letters, no zero-width or bidirectional marks (S8, S9). */
export function onOneLine(words: string): string {
  if (IS_PLAIN.test(words)) return words;
  return words.replace(BREAKS, ' ').replace(UNSEEN, '').replace(/ {2,}/g, ' ').trim();
}

/** Our choice: longer than any name or job title we know of, and too short to carry a message of its own. */
const LONGEST_NAME = 100;

/**
 * A name or job as somebody typed it, made safe to say: on one line, short, and nothing in it that a mail program would turn
 * into a link or an address, because a name is the one place where a stranger could put one into our email.
 */
export function asName(words: string): string {
  const calm = onOneLine(onOneLine(words).normalize('NFKC'))
    .replace(/:\/\//g, ' ')
    .replace(/@/g, ' at ')
    .replace(/(?<=[\p{L}\p{N}])\.(?=[\p{L}\p{N}])/gu, '. ');
  const letters = [...onOneLine(calm)];
  return letters.length > LONGEST_NAME
    ? `${letters
        .slice(0, LONGEST_NAME - 1)
        .join('')
        .trim()}…`
    : letters.join('');
}
