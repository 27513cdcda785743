import type { Temporal } from 'temporal-polyfill';
import { type Digest, digestFor, type Undelivered } from '../escalation/digest.ts';
import { sinceWithoutDigest } from '../escalation/digest-rhythm.ts';
import { BOARD, type Directory } from '../escalation/directory.ts';
import { leadsOf } from '../escalation/leading.ts';
import type { Partnership } from '../escalation/partnership.ts';
import type { Person } from '../escalation/record.ts';
import type { Summary } from '../escalation/summary.ts';
import { type Calendar, londonDate } from '../escalation/working-days.ts';
import { isNotReached, notDeliveredSince } from '../services/outbox.ts';
import type { Services } from '../services/services.ts';
import { closedSummaries, openSummaries } from '../services/summaries.ts';
import { countCorrections } from './corrections.ts';
import { countHeld } from './holding.ts';

/**
 * What a lead's desk is made from: summaries and never records, so that its pages are quick with thousands of disagreements. They may be
 * a moment old: whoever acts reads the record again.
 */

/** A partnership that somebody leads, and who they are there. */
export interface Led {
  partnership: Partnership;
  directory: Directory;
  lead: Person;
}

/** The partnerships somebody leads, in the order of their names. */
export async function partnershipsLedBy(services: Services, email: string): Promise<Led[]> {
  const ids = (await services.rules.partnerships()).map(({ id }) => id);
  const all = await Promise.all(ids.map((id) => services.rules.partnership(id)));
  return all
    .flatMap((known) => {
      const lead = known && leadsOf(known).find((one) => one.email === email);
      return known && lead ? [{ ...known, lead }] : [];
    })
    .sort((a, b) => a.partnership.name.localeCompare(b.partnership.name));
}

/** What a lead finds in one partnership at one moment. */
export interface Desk {
  now: Temporal.Instant;
  today: Temporal.PlainDate;
  calendar: Calendar;
  /** Every disagreement that is not closed, those below the board's line too: what may be shown is for the rules to say. */
  summaries: Summary[];
  /** What the digest would say of this moment. */
  digest: Digest;
}

/** The desk as it is now. `since`: what happened after it is news; absent, since the last time a digest was due. */
export async function deskNow(services: Services, led: Led, since?: Temporal.Instant): Promise<Desk> {
  const { clock, rules, table } = services;
  const { partnership, directory, lead } = led;
  const now = clock.now();
  const today = londonDate(now);
  const calendar = await rules.calendarFor(partnership);
  const from = since ?? sinceWithoutDigest(today, calendar);
  const [summaries, closed, held, corrections] = await Promise.all([
    openSummaries(table, partnership.id),
    closedSummaries(table, partnership.id, { from: from.toString(), before: now.add({ seconds: 1 }).toString() }),
    countHeld(services, partnership.id),
    countCorrections(services, partnership.id),
  ]);
  const digest = digestFor({
    partnership,
    lead,
    policies: (policyVersionId) => rules.requirePolicy(policyVersionId),
    directory,
    disagreements: [...summaries, ...closed].filter(({ stoodAside }) => !stoodAside.includes(lead.email)),
    calendar,
    since: from,
    now,
    held,
    corrections,
    undelivered: await undeliveredIn(services, led, summaries),
  });
  return { now, today, calendar, summaries, digest };
}

/** Who was not reached by email about an open disagreement, and has not been since. Few: only those are looked up one by one. */
async function undeliveredIn(
  { table }: Services,
  { partnership }: Led,
  open: readonly Summary[],
): Promise<Undelivered[]> {
  const oldest = open.map(({ raisedAt }) => raisedAt).sort()[0];
  if (oldest === undefined) return [];
  const byId = new Map(open.map((summary) => [summary.id, summary]));
  const undelivered = new Map<string, Undelivered>();
  for (const { about, to } of await notDeliveredSince(table, partnership.id, oldest)) {
    const people = byId.get(about)?.people;
    if (!people || undelivered.has(`${about} ${to}`) || !(await isNotReached(table, about, to))) continue;
    const agency =
      people.find(({ email }) => email === to)?.agency ?? partnership.leads.find(({ email }) => email === to)?.agency;
    undelivered.set(`${about} ${to}`, { disagreementId: about, agency: agency ?? BOARD });
  }
  return [...undelivered.values()];
}
