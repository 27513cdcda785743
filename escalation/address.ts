import * as z from 'zod';

/** What is said of an address that cannot be used. */
export const ONE_ADDRESS = 'write one email address, like name@agency.example';

/** One bare email address, lower-cased: addresses are compared without regard to case everywhere. */
export const addressSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@<>,;:"()[\]\\]+@[a-z0-9.-]+\.[a-z]{2,}$/, ONE_ADDRESS);

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
