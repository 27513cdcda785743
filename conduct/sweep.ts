import { Temporal } from 'temporal-polyfill';
import { hear } from '../escalation/automatic-mail.ts';
import { renewRun } from '../escalation/renewing.ts';
import {
  alarmsPassed,
  isStillUnmoved,
  nextAlarmOf,
  noteUnmoved,
  owingSince,
  readDisagreement,
} from '../services/disagreements.ts';
import { givenUp, isNotReached, type KeptRow, markHeard } from '../services/outbox.ts';
import type { Services } from '../services/services.ts';
import { change } from './disagreements.ts';
import { sendDue } from './send.ts';
import { settle, wake } from './settle.ts';

/** A handler settles what it wrote within seconds; what is owed for longer was left by a crash. Minutes. */
const OWED_TOO_LONG_MINUTES = 1;
/** An execution answers its alarm within seconds, retries included in most cases. Minutes. */
const ALARM_PASSED_MINUTES = 2;

/** After an outage of days much is given up in one sweep; what is left is heard by the next. */
const MOST_HEARD_AT_ONCE = 100;

/** What one sweep repaired. Each is counted, and an alarm stands on the counts: a repair is a fault somewhere else. */
export interface Swept {
  settled: number;
  woken: number;
  startedAgain: number;
  sent: number;
}

/**
 * Repairs what a crash or a lost execution left behind, from sparse indexes only, independent of any execution. Running it twice,
 * or twice at once, is safe: each repair re-reads the record and writes on a condition. One record's trouble never hides another's.
 */
export async function sweep(services: Services): Promise<Swept> {
  const { table, clock } = services;
  const now = clock.now();
  const swept: Swept = { settled: 0, woken: 0, startedAgain: 0, sent: 0 };

  for (const id of await owingSince(table, before(now, OWED_TOO_LONG_MINUTES))) {
    await attempt(services, id, async () => {
      const record = await readDisagreement(table, id);
      if (!record || record.d.owed.length === 0) return;
      await settle(services, record);
      services.log.count('SweepSettled');
      swept.settled += 1;
    });
  }
  for (const id of await alarmsPassed(table, before(now, ALARM_PASSED_MINUTES))) {
    await attempt(services, id, async () => {
      const repaired = await answerAlarm(services, id, now);
      if (repaired === 'woken') swept.woken += 1;
      if (repaired === 'started again') swept.startedAgain += 1;
    });
  }
  const sent = await sendDue(services, {});
  swept.sent = sent.sent;
  for (const row of await givenUp(table, MOST_HEARD_AT_ONCE))
    await attempt(services, row.row.disagreementId!, () => hearGivenUp(services, row));
  services.log.count('SweepRan');
  return swept;
}

/**
 * What was given up says that its addressee cannot be reached: somebody else is asked, as when it had come back (F5, F11). Not where a later
 * email about it has reached them.
 */
async function hearGivenUp(services: Services, given: KeptRow): Promise<void> {
  const { table, clock } = services;
  const { disagreementId, to, entry, kind } = given.row;
  if (await isNotReached(table, disagreementId!, to))
    await change(services, disagreementId!, (d, setting) =>
      hear(d, { email: to, says: 'could not be sent', source: `outbox ${entry} ${kind}` }, setting),
    );
  await markHeard(table, given, clock.now());
}

/** Wakes an execution that did not answer its alarm; one that refuses, or has not moved by the next sweep, is replaced. */
async function answerAlarm(
  services: Services,
  id: string,
  now: Temporal.Instant,
): Promise<'woken' | 'started again' | undefined> {
  const record = await readDisagreement(services.table, id);
  const alarm = record && nextAlarmOf(record.d);
  if (!record || alarm === undefined || record.d.closedAt) return undefined;
  if (Temporal.Instant.compare(alarm, now.subtract({ minutes: ALARM_PASSED_MINUTES })) > 0) return undefined;

  const { d } = record;
  if (!(await isStillUnmoved(services.table, d))) {
    await noteUnmoved(services.table, d);
    if ((await wake(services, d)) === 'woken') {
      services.log.count('SweepWoke');
      return 'woken';
    }
  }
  const outcome = await change(services, id, (current, setting) =>
    current.run === d.run
      ? { change: renewRun(current, setting, 'not answering') }
      : { nothing: 'it was renewed meanwhile' },
  );
  if (!outcome?.changed) return undefined;
  services.log.count('SweepStartedAgain');
  return 'started again';
}

async function attempt(services: Services, id: string, repair: () => Promise<void>): Promise<void> {
  try {
    await repair();
  } catch (reason) {
    services.log.error('sweep could not repair', {
      disagreementId: id,
      kind: reason instanceof Error ? reason.name : 'unknown',
    });
    services.log.count('SweepFailed');
  }
}

function before(now: Temporal.Instant, minutes: number): string {
  // Twice a sweep, whatever there is to repair: Temporal's own way costs more than all the rest of an idle one.
  return new Date(now.epochMilliseconds - minutes * 60_000).toISOString();
}
