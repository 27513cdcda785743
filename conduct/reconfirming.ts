import { Temporal } from 'temporal-polyfill';
import { CONFIRMED_FOR_DAYS, momentsToAsk, peopleToConfirm, type ToConfirm } from '../escalation/reconfirming.ts';
import { isWorkingDay, londonDate } from '../escalation/working-days.ts';
import { reconfirmMessage } from '../messages/reconfirming.ts';
import { rowsTo, writeDown } from '../services/outbox.ts';
import type { Services } from '../services/services.ts';

/** How many people were asked now, and how many are left for another day. */
export interface Reconfirming {
  asked: number;
  left: number;
}

/**
 * Asks people in posts that nobody has confirmed for a year whether they are still right, on a working day of their partnership.
 *
 * Each is asked once a year at most: their earlier question stands in the outbox under the day it was written, and two calls on
 * one day write one row. The rows of a partnership leave minutes apart within working hours, and no more than `MOST_IN_A_DAY` of
 * them in a day: those left over are asked on the next. One partnership's trouble does not keep the others' back; it is thrown at the end.
 */
export async function askToReconfirm(services: Services): Promise<Reconfirming> {
  const done: Reconfirming = { asked: 0, left: 0 };
  const failures: unknown[] = [];
  for (const { id } of await services.rules.partnerships()) {
    try {
      await askPartnership(services, id, done);
    } catch (reason) {
      services.log.error('reconfirming failed', {
        partnership: id,
        kind: reason instanceof Error ? reason.name : 'unknown',
      });
      failures.push(reason);
    }
  }
  services.log.info('reconfirming', { ...done });
  if (failures.length > 0) throw failures[0];
  return done;
}

async function askPartnership(services: Services, partnershipId: string, done: Reconfirming): Promise<void> {
  const { rules, clock, table, settings } = services;
  const known = await rules.partnership(partnershipId);
  if (!known) throw new Error(`Partnership ${partnershipId} is listed and not known: restore its file`);
  const { partnership, directory } = known;
  const now = clock.now();
  const today = londonDate(now);
  if (!isWorkingDay(await rules.calendarFor(partnership), today)) return;

  const toConfirm = peopleToConfirm(directory, today);
  if (toConfirm.length === 0) return;
  const moments = momentsToAsk(now);
  const nameOf = (agencyId: string) => directory.agencies.find(({ id }) => id === agencyId)?.name ?? agencyId;
  let asked = 0;
  for (const person of toConfirm) {
    const lastAsked = await lastAskedOn(services, partnershipId, person);
    if (lastAsked && wasWithinTheYear(lastAsked, today)) {
      // Today's own: it has taken one of today's moments already, and the others keep theirs.
      if (lastAsked.equals(today)) asked += 1;
      continue;
    }
    const notBefore = moments[asked];
    if (!notBefore) {
      done.left += 1;
      continue;
    }
    await writeDown(
      { table, clock },
      {
        ...rowOf(partnershipId, person, today),
        fromName: partnership.name,
        message: reconfirmMessage({
          partnership,
          person,
          posts: person.posts.map((post) => ({ post, agencyName: nameOf(post.agency) })),
          origin: settings.origin,
          trial: settings.trial,
        }),
        notBefore,
      },
    );
    asked += 1;
    done.asked += 1;
  }
}

/** The question's key in the outbox follows from whom it is to and on which day: how many days after this one. */
const FIRST_DAY = Temporal.PlainDate.from('2020-01-01');

const aboutOf = (partnershipId: string) => `reconfirm#${partnershipId}`;

function rowOf(partnershipId: string, { email }: ToConfirm, on: Temporal.PlainDate) {
  const round = FIRST_DAY.until(on, { largestUnit: 'days' }).days;
  return { about: aboutOf(partnershipId), entry: 0, kind: 'reconfirm', round, to: email };
}

async function lastAskedOn(
  { table }: Services,
  partnershipId: string,
  { email }: ToConfirm,
): Promise<Temporal.PlainDate | undefined> {
  const rows = await rowsTo(table, aboutOf(partnershipId), email);
  const last = rows.at(-1)?.row.writtenAt;
  return last === undefined ? undefined : londonDate(Temporal.Instant.from(last));
}

function wasWithinTheYear(on: Temporal.PlainDate, today: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(on.add({ days: CONFIRMED_FOR_DAYS }), today) > 0;
}
