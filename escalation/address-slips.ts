import { domainOf } from './address.ts';

/**
 * Slips of the finger in an email address: `gmial.com`, `nhs.ukk`. Only ever a question to whoever typed it, never a refusal: any address may be
 * right, and anybody may raise a disagreement (INT-9).
 */

/** Where people who work with children and adults in England and Wales have their mail, beside the domains of the directory. */
const WELL_KNOWN = [
  'nhs.net',
  'gmail.com',
  'googlemail.com',
  'hotmail.com',
  'hotmail.co.uk',
  'outlook.com',
  'live.co.uk',
  'yahoo.com',
  'yahoo.co.uk',
  'icloud.com',
  'btinternet.com',
  'aol.com',
];
const ENDINGS = ['uk', 'com', 'net', 'org'];
/** Real endings that are one letter from one of those. Every ending of two letters may be a country's. */
const REAL_ENDINGS = ['cam', 'ong', 'pet', 'bet', 'vet', 'new', 'ltd', ...ENDINGS];

/** The address that was probably meant, or undefined when nothing speaks for another. `known`: the domains of the directory. */
export function likelyMeant(address: string, known: readonly string[]): string | undefined {
  const typed = domainOf(address);
  const candidates = [...known, ...WELL_KNOWN];
  if (candidates.includes(typed)) return undefined;
  const before = address.slice(0, address.lastIndexOf('@') + 1);
  // A sub-domain of somebody we know is spelt as it should be, and "a.example" is not "b.example": short names differ by a letter.
  const near = candidates.find((domain) => domain.length >= 7 && isOneSlipFrom(typed, domain));
  if (near) return before + near;
  const ending = typed.slice(typed.lastIndexOf('.') + 1);
  if (ending.length <= 2 || REAL_ENDINGS.includes(ending)) return undefined;
  const meant = ENDINGS.find((one) => isOneSlipFrom(ending, one));
  return meant && before + typed.slice(0, -ending.length) + meant;
}

/** One letter too many, too few or wrong, or two that changed places. */
function isOneSlipFrom(typed: string, meant: string): boolean {
  if (typed === meant || Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start++;
  const [typedRest, meantRest] = [typed.slice(start), meant.slice(start)];
  if (typed.length > meant.length) return typedRest.slice(1) === meantRest;
  if (typed.length < meant.length) return typedRest === meantRest.slice(1);
  const isSwapped = typedRest[0] === meantRest[1] && typedRest[1] === meantRest[0];
  return typedRest.slice(1) === meantRest.slice(1) || (isSwapped && typedRest.slice(2) === meantRest.slice(2));
}
