import { copiesSeenToBy } from '../escalation/copies.ts';
import type { Delivery } from '../escalation/messages-seen.ts';
import type { Disagreement, Person } from '../escalation/record.ts';
import { type CannotBeSent, rowsTo } from '../services/outbox.ts';
import type { Services } from '../services/services.ts';
import { passwordFor } from './copy-password.ts';
import { deliveryOf } from './deliveries.ts';

/** The last copy that was sent to somebody who cannot use links, for the lead who tells them its password. */
export interface SentCopy {
  person: Person;
  delivery: Delivery;
  locked: boolean;
  /** Made again each time it is asked for; absent where the copy is not locked, or its secret is no longer held. */
  password?: string;
  /** Why it could never be sent. */
  because?: CannotBeSent;
}

/** The last copy to each person whom this lead sees to. A newer one has a password of its own, so an earlier one is not told any more. */
export async function sentCopies(
  { table, keys }: Pick<Services, 'table' | 'keys'>,
  d: Disagreement,
  lead: string,
): Promise<SentCopy[]> {
  const found = await Promise.all(
    copiesSeenToBy(d, lead).map(async (person): Promise<SentCopy[]> => {
      const last = (await rowsTo(table, d.id, person.email)).findLast(({ row }) => row.copy !== undefined);
      if (!last) return [];
      const { copy, because } = last.row;
      const password = copy?.lock === undefined ? undefined : await passwordFor(keys, last.key, copy.lock);
      return [
        {
          person,
          delivery: deliveryOf(last.row, 'record-copy'),
          locked: copy?.lock !== undefined,
          ...(password === undefined ? {} : { password }),
          ...(because === undefined ? {} : { because }),
        },
      ];
    }),
  );
  return found.flat();
}
