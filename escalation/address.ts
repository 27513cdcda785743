import * as z from 'zod';

/** What is said of an address that cannot be used. */
export const ONE_ADDRESS = 'write one email address, like name@agency.example';

/**
 * RFC 5322's dot-atom at a domain with a dot, in ASCII: whatever else may be an address by the letter, a provider refuses, and nobody could be
 * written to there. `services/compose.ts` writes to no other.
 */
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/**
 * A field with one bare email address, lower-cased: addresses are compared without regard to case everywhere. `whatToDo` is said of anything
 * else. An apostrophe that a word processor has curled is made straight: Mrs O’Brien pastes hers from a letter.
 */
export const addressField = (whatToDo: string) =>
  z
    .string({ error: whatToDo })
    .trim()
    .toLowerCase()
    .overwrite((typed) => typed.replaceAll('’', "'"))
    .max(254, whatToDo)
    .regex(ADDRESS, whatToDo);

/** One bare email address, for files and whatever has no question of its own. */
export const addressSchema = addressField(ONE_ADDRESS);

/** What an address ends in after its @, lower-cased. A sub-domain is another domain. */
export const domainSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'write a domain like agency.example, without @');

/** What follows the last @ of an address, lower-case; the whole of it if there is none. */
export function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

/** Whether mail to the address is secure without a password (PRV-1): its exact domain is on the partnership's list. */
export function isSecureDomain(secureDomains: readonly string[], address: string): boolean {
  return secureDomains.some((secure) => secure.toLowerCase() === domainOf(address));
}
