import { addresseesSeenBy, type Delivery, messagesSeenBy } from '../escalation/messages-seen.ts';
import { type Disagreement, MESSAGE_KINDS, type MessageKind } from '../escalation/record.ts';
import { type OutboxRow, rowsTo } from '../services/outbox.ts';
import type { Services } from '../services/services.ts';

/**
 * Every email about a disagreement that a reader of its record may hear of, the latest first. Only the mail of people whom they may see is
 * looked up at all: each has a partition of their own.
 */
export async function deliveriesSeenBy(
  { table }: Pick<Services, 'table'>,
  d: Disagreement,
  reader: string,
): Promise<Delivery[]> {
  const found = await Promise.all(addresseesSeenBy(d, reader).map((email) => rowsTo(table, d.id, email)));
  // What a newer email took the place of is told by that one.
  const rows = found.flat().filter(({ row }) => row.status !== 'superseded');
  const deliveries = rows.flatMap(({ row }) => (isKind(row.kind) ? [deliveryOf(row, row.kind)] : []));
  return messagesSeenBy(d, reader, deliveries).sort((a, b) => b.writtenAt.localeCompare(a.writtenAt));
}

const isKind = (kind: string): kind is MessageKind => (MESSAGE_KINDS as readonly string[]).includes(kind);

/** What became of one email. */
export function deliveryOf(row: OutboxRow, kind: MessageKind): Delivery {
  const { to, writtenAt, endedAt, cameBackAt, nextAttemptAt, notBefore, attempts, status } = row;
  if (cameBackAt) return { kind, to, writtenAt, state: 'came back', at: cameBackAt };
  switch (status) {
    case 'sent':
      return { kind, to, writtenAt, state: 'sent', at: endedAt ?? writtenAt };
    case 'gave up':
    case 'superseded':
      return { kind, to, writtenAt, state: 'not sent', at: endedAt ?? writtenAt };
    case 'sending':
      return { kind, to, writtenAt, state: 'leaving', at: writtenAt };
    case 'unsent':
      return attempts > 0
        ? { kind, to, writtenAt, state: 'trying again', at: nextAttemptAt }
        : { kind, to, writtenAt, state: 'waiting', at: notBefore };
  }
}
