import type { Disagreement, MessageKind } from './record.ts';
import { asSeenBy } from './seeing.ts';
import { isAskedForSupport } from './taking-part.ts';

/** One email about a disagreement, as far as it bears on whether somebody was reached: never its words. */
export interface Delivery {
  kind: MessageKind;
  /** The address, to find the person by in the record. A page says who it is and not where they read their mail. */
  to: string;
  writtenAt: string;
  /** `waiting` to leave at `at`; `trying again` then, after it was refused; `leaving` now; `sent`, `not sent` or `came back` at `at`. */
  state: 'waiting' | 'trying again' | 'leaving' | 'sent' | 'not sent' | 'came back';
  at: string;
}

/** Mail about somebody's own standing: nobody's business but theirs. */
const OWN_BUSINESS: readonly MessageKind[] = ['vouched', 'stand-aside', 'stood-aside', 'copy-password'];

/**
 * Whose mail a reader of the record may hear of at all: that of the people whom they may see in it, and their own. That somebody was
 * written to says that they take part, so whoever is not shown is not named here either (INT-10).
 */
export function addresseesSeenBy(d: Disagreement, reader: string): string[] {
  return [...new Set([...Object.keys(asSeenBy(d, reader).people), reader])];
}

/**
 * Which of these a reader of the record may hear of: everything sent to themselves, and of others' mail what the record shows them anyway.
 * That the raiser asked for support, that one side has a supporter, and advice inside another agency are not theirs (INT-10, INT-11).
 */
export function messagesSeenBy(d: Disagreement, reader: string, deliveries: readonly Delivery[]): Delivery[] {
  const addressees = addresseesSeenBy(d, reader);
  return deliveries.filter(
    ({ kind, to }) => to === reader || (addressees.includes(to) && isTheirsToKnow(d, reader, kind, to)),
  );
}

function isTheirsToKnow(d: Disagreement, reader: string, kind: MessageKind, to: string): boolean {
  if (OWN_BUSINESS.includes(kind)) return false;
  switch (kind) {
    case 'support-asked':
      return reader === d.raiser.email || isAskedForSupport(d, reader);
    case 'supporter':
      return asSeenBy(d, reader).supporters?.some(({ person }) => person.email === to) ?? false;
    case 'advice-asked':
    case 'advice-given':
      return agencyOf(d, reader) !== undefined && agencyOf(d, reader) === agencyOf(d, to);
    default:
      return true;
  }
}

const agencyOf = (d: Disagreement, email: string) => d.people[email]?.person.agency;
