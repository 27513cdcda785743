/** No vowels, so that it spells nothing; no 0 or 1, which are read as letters. It is said over the telephone, in either case. */
const SAYABLE = 'BCDFGHJKLMNPQRSTVWXYZ23456789';
/** Four groups of four: 16 characters of 29 are 77 bits, beyond any guessing of a file that somebody has copied. */
const GROUPS = 4;
const GROUP_LENGTH = 4;
/** Two draws are nearly always enough: a source that needs this many is broken, and must not be waited for. */
const MOST_DRAWS = 20;

/**
 * A password for one document, sent or said separately from it, such as `KX7B-TR2M-9WQD-4HVC`. At least 60 bits.
 *
 * > "Please password protect if not being sent from a secure email address." — B, L136 (PRV-1)
 *
 * Throws when the bytes are no random ones.
 * @param randomBytes answers that many unguessable bytes; an argument, so that a test can know the password.
 */
export function documentPassword(randomBytes: (count: number) => Uint8Array): string {
  // A byte from the last, incomplete round of the alphabet is thrown away: it would make the first letters likelier.
  const fair = 256 - (256 % SAYABLE.length);
  let drawn = '';
  for (let draws = 0; drawn.length < GROUPS * GROUP_LENGTH; draws += 1) {
    if (draws === MOST_DRAWS) throw new Error('Random bytes that are hardly random: no password can be made of them.');
    for (const byte of randomBytes(GROUPS * GROUP_LENGTH)) if (byte < fair) drawn += SAYABLE[byte % SAYABLE.length];
  }
  return Array.from({ length: GROUPS }, (_, group) =>
    drawn.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH),
  ).join('-');
}
