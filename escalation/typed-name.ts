/** Shorter than this, "contains" would guess: half the alphabet is in only one name of a small directory. */
const FEWEST_LETTERS_TO_GUESS_FROM = 3;

/**
 * The one of several that somebody meant by what they typed: its name but for case, spaces and punctuation, else the only name that
 * begins with it, else the only one that contains it. Undefined if none or several do.
 */
export function findNamed<Named>(
  all: readonly Named[],
  nameOf: (one: Named) => string,
  typedName: string,
): Named | undefined {
  const typed = slug(typedName).replaceAll('-', '');
  if (typed === '') return undefined;
  const only = (matches: (name: string) => boolean): Named[] =>
    all.filter((one) => matches(slug(nameOf(one)).replaceAll('-', '')));
  const exact = only((name) => name === typed);
  const beginning = only((name) => name.startsWith(typed));
  const guessed = beginning.length > 0 ? beginning : only((name) => name.includes(typed));
  const matching = exact.length > 0 || typed.length < FEWEST_LETTERS_TO_GUESS_FROM ? exact : guessed;
  return matching.length === 1 ? matching[0] : undefined;
}

/** Lower-case letters and digits with hyphens between: `St Bride's & All Saints` is `st-brides-and-all-saints`. */
export function slug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/[\u0300-\u036f'’.]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
