/**
 * One disagreement's story in the form in which it is compared: as the policy says it must go, and as it went. Every time is in
 * words ("5pm on Wednesday 8 April 2026") and every person by their work address.
 */
export interface Story {
  /** Each stage that opened, in order. */
  moves: Move[];
  /** Each round of email about it, in order: nobody left out, nobody too many. */
  letters: Letter[];
  /** How it stands at the end, one statement each. */
  ending: string[];
}

/** One stage that opened, in the words of the story. Moments are spoken: "5pm on …". */
export interface Move {
  stage: string;
  at: string;
  /** What opened it: `raised`, or `deadline` where the clock alone did. */
  because: string;
  /** The policy's clause that says so. */
  clause: string;
  /** When its own time runs out; `no number in the policy` where it never moves by itself. */
  until: string;
  asked: string[];
}

/** One round of email: the same words to each of those people at one moment. */
export interface Letter {
  at: string;
  /** The subject without the reference. */
  subject: string;
  to: string[];
}

/** Where what happened differs from what had to, each in a sentence that names both. Empty: it went as the policy says. */
export function checkStory(expected: Story, happened: Story): string[] {
  return [
    ...differences(
      expected.moves.map((move) => [`${move.stage} opened`, inWords(move)]),
      happened.moves.map((move) => [`${move.stage} opened`, inWords(move)]),
    ),
    ...differences(expected.letters.map(namedLetter), happened.letters.map(namedLetter)),
    ...differences(
      expected.ending.map((statement) => [statement, 'so it is']),
      happened.ending.map((statement) => [statement, 'so it is']),
    ),
  ];
}

function namedLetter({ at, subject, to }: Letter): [string, string] {
  return [`email "${subject}" at ${at}`, `to ${inOrder(to)}`];
}

function inWords({ at, because, clause, until, asked }: Move): string {
  return `at ${at}, because: ${because} (${clause}); its time ends: ${until}; asked: ${inOrder(asked)}`;
}

/** People side by side: who comes first means nothing. */
const inOrder = (emails: readonly string[]) => emails.toSorted((a, b) => a.localeCompare(b)).join(', ');

/** Pairs of a name and what is said of it, compared by name; the same name twice (a stage reopened, an email sent again) in order. */
export function differences(expected: readonly [string, string][], happened: readonly [string, string][]): string[] {
  const left = new Map<string, string[]>();
  for (const [name, words] of happened) left.set(name, [...(left.get(name) ?? []), words]);
  const found: string[] = [];
  for (const [name, words] of expected) {
    const came = left.get(name)?.shift();
    if (came === undefined) found.push(`${name}: expected ${words}; it did not happen`);
    else if (came !== words) found.push(`${name}: expected ${words}; it was ${came}`);
  }
  for (const [name, words] of left)
    for (const came of words) found.push(`${name}: ${came}; nothing of the kind was expected`);
  return found;
}
