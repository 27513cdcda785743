import { leavesAt } from '../escalation/quiet-hours.ts';
import type { Disagreement, Owed } from '../escalation/record.ts';
import { messageFor } from '../messages/message.ts';
import { indexPeople, type Kept, readDisagreement, readToken, writeRecord } from '../services/disagreements.ts';
import { outboxKey, writeDown } from '../services/outbox.ts';
import type { Services } from '../services/services.ts';
import { keepSummary } from '../services/summaries.ts';
import { ConditionFailed, type Key } from '../services/table.ts';
import { newLock } from './copy-password.ts';
import { mergeOn } from './merge.ts';
import { sendDue } from './send.ts';

/**
 * Carries out what a written change still owes, under deterministic keys, then strikes it off. Running it twice, or twice at
 * once, does each thing once in effect: a message's row is found, an execution has its name, a wake finds its race gone.
 * Answers the record as it then stands.
 */
export async function settle(services: Services, record: Kept): Promise<Kept> {
  const { d } = record;
  if (d.owed.length === 0) return record;
  const rows: Key[] = [];
  for (const owed of inOrder(d.owed)) rows.push(...(await carryOut(services, record, owed)));
  const struck = await strikeOff(services, record);
  // The rows are safe: what cannot be sent now is sent by the sweep, so a provider's trouble never fails the change.
  if (rows.length > 0) await sendDue(services, { rowKeys: rows });
  // Merging writes to this very record, which owes more by then.
  return d.owed.some(({ kind }) => kind === 'merge') ? settle(services, struck) : struck;
}

/** Somebody must be findable before they are written to, and an execution is started or woken when nothing else can fail. */
function inOrder(owed: Owed[]): Owed[] {
  const order: Owed['kind'][] = ['people', 'message', 'summary', 'merge', 'start', 'wake'];
  return [...owed].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

async function carryOut(services: Services, record: Kept, owed: Owed): Promise<Key[]> {
  const { d } = record;
  switch (owed.kind) {
    case 'people':
      await indexPeople(services.table, d);
      return [];
    case 'message':
      return [await writeMessage(services, d, owed)];
    case 'summary':
      await keepSummary(services.table, record);
      return [];
    case 'merge':
      await mergeOn(services, d.id, settle);
      return [];
    case 'start':
      await services.workflow.start({ machine: d.policyVersionId, disagreementId: d.id, run: d.run });
      return [];
    case 'wake':
      await wake(services, d, owed.run);
      return [];
  }
}

/** Wakes the race that waits on an older alarm. No token yet: the race compares alarms when it stores one, and wakes itself. */
export async function wake(services: Services, d: Disagreement, run = d.run): Promise<'woken' | 'gone'> {
  const token = await readToken(services.table, d.id, run);
  return token === undefined ? 'gone' : services.workflow.wake(token);
}

async function writeMessage(
  services: Services,
  d: Disagreement,
  owed: Extract<Owed, { kind: 'message' }>,
): Promise<Key> {
  const { rules, settings, clock } = services;
  const known = await rules.partnership(d.partnershipId);
  if (!known)
    throw new Error(
      `${d.reference} belongs to partnership ${d.partnershipId}, which is not known here: restore its file`,
    );
  const { partnership, directory } = known;
  const message = messageFor({
    kind: owed.message,
    disagreement: d,
    policy: rules.requirePolicy(d.policyVersionId),
    partnership,
    agencyNames: (agencyId) => directory.agencies.find(({ id }) => id === agencyId)?.name ?? agencyId,
    to: owed.to,
    visit: owed.visit === undefined ? undefined : d.stages[owed.visit],
    facts: owed.facts,
    link: `${settings.origin}/d/${d.reference}`,
    trial: settings.trial,
  });
  const calendar = await rules.calendarFor(partnership);
  const named = {
    about: d.id,
    entry: owed.entry,
    ...(owed.round === undefined ? {} : { round: owed.round }),
    kind: owed.message,
    to: owed.to.email,
  };
  return writeDown(services, {
    ...named,
    ...(owed.message === 'record-copy' ? { copy: await copyOwed(services, owed, outboxKey(named)) } : {}),
    disagreementId: d.id,
    partnershipId: d.partnershipId,
    fromName: partnership.name,
    message,
    notBefore: leavesAt(clock.now(), owed.atAnyHour, calendar),
  });
}

/** What the row says of the copy it carries: under which lock, where the address is not on the secure list (PRV-1). */
async function copyOwed(
  { keys }: Services,
  { facts }: Extract<Owed, { kind: 'message' }>,
  row: Key,
): Promise<{ lock?: string }> {
  return facts?.['locked'] === false ? {} : { lock: await newLock(keys, row) };
}

/** Strikes off exactly what was carried out; what another change has come to owe meanwhile stays. */
async function strikeOff({ table }: Services, record: Kept): Promise<Kept> {
  const done = new Set(record.d.owed.map((owed) => JSON.stringify(owed)));
  let current = record;
  for (;;) {
    const owed = current.d.owed.filter((one) => !done.has(JSON.stringify(one)));
    if (owed.length === current.d.owed.length) return current;
    try {
      return await writeRecord(table, { ...current.d, owed }, current.version);
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
      current = (await readDisagreement(table, record.d.id))!;
    }
  }
}
