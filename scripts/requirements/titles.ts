/** A test's title that names what it proves. */
export interface Proof {
  /** As `docs/requirements.csv` writes them; faults and other lists' ids are among them. */
  ids: string[];
  title: string;
}

const ID = '[A-Z]{1,3}-?\\d{1,2}';
const JOINED = '(?:, | and | to )';
/** Where a title stands: the first argument of `test(`, `it.each([…])(` and the like, or the first cell of a table's row. */
const CALL = '(?:(?:\\b(?:test|it|describe)(?:\\.\\w+)*|\\))\\(|\\[)\\s*';
const TITLE = new RegExp(`${CALL}(['"\`])((?:${ID})(?:${JOINED}${ID})*): ((?:(?!\\1)[^\\\\\\n]|\\\\.)*)`, 'g');

/**
 * The titles of a test file that begin with ids: `CLK-5: …`, a list `BEY-9, REC-1: …`, or a range `CLK-1 to CLK-6: …`, which names each
 * from the first to the last.
 */
export function proofsIn(source: string): Proof[] {
  return [...source.matchAll(TITLE)].map(([, , ids, title]) => ({ ids: idsIn(ids!), title: title! }));
}

function idsIn(said: string): string[] {
  return said.split(/, | and /).flatMap((part) => {
    const [first, last] = part.split(' to ');
    return last === undefined ? [first!] : range(first!, last);
  });
}

/** @throws Error for a range from one list to another, or backwards: a title that proves nothing must not pass as proof. */
function range(first: string, last: string): string[] {
  const [list, from] = parts(first);
  const [otherList, to] = parts(last);
  if (list !== otherList || to < from) throw new Error(`"${first} to ${last}" is no range of ids`);
  return Array.from({ length: to - from + 1 }, (_, index) => `${list}${from + index}`);
}

function parts(id: string): [list: string, number: number] {
  const [, list, number] = /^(\D+)(\d+)$/.exec(id)!;
  return [list!, Number(number)];
}
