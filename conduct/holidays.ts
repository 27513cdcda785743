import { Temporal } from 'temporal-polyfill';
import { reaim } from '../escalation/reaiming.ts';
import type { Disagreement } from '../escalation/record.ts';
import {
  type BankHolidays,
  bankHolidaysSchema,
  calendarEndsSoon,
  calendarFrom,
  divisions,
} from '../escalation/working-days.ts';
import { listedIn } from '../services/disagreements.ts';
import { bankHolidays, keepBankHolidays } from '../services/rules.ts';
import type { Services } from '../services/services.ts';
import { change, settingFor } from './disagreements.ts';

/** GOV.UK publishes it; the shape is checked before anything is kept. */
export const BANK_HOLIDAYS_URL = 'https://www.gov.uk/bank-holidays.json';

/** What came of a refresh. A list that is refused leaves the one we have in force. */
export type Refreshed = 'kept' | 'no change' | { refused: string };

/**
 * Takes GOV.UK's list of bank holidays as it is today, and counts every open disagreement again by it (BEY-19). Refuses what is no list:
 * an error page, a list cut short, or one that ends before ours does. GOV.UK drops years that are over: what lies before the first day of
 * its list stays as we had it, because records still count from there.
 *
 * Running it twice keeps the same list. Whatever became of the list, records are counted again by the one in force, so a run that died
 * half way is finished by the next; a deadline that comes meanwhile is counted again before it moves anything (F8).
 */
export async function refreshHolidays(
  services: Services,
  get: (url: string) => Promise<{ ok: boolean; text(): Promise<string> }>,
): Promise<Refreshed> {
  const known = await bankHolidays(services.table);
  const refreshed = await fetchList(get, known);
  if ('refused' in refreshed) {
    services.log.warn('bank holidays refused', { why: refreshed.refused });
    services.log.count('HolidaysRefused');
  }
  const list = 'list' in refreshed ? refreshed.list : known;
  const now = services.clock.now();
  for (const division of divisions) {
    if (calendarEndsSoon(calendarFrom(list, { division, closeOfDay: '17:00' }), now))
      services.log.count('CalendarEndsSoon');
  }
  const isOther = JSON.stringify(list) !== JSON.stringify(known);
  if (isOther) {
    await keepBankHolidays(services.table, list);
    services.log.info('bank holidays kept', {});
  }
  await reaimEveryOpen(services);
  if ('refused' in refreshed) return refreshed;
  return isOther ? 'kept' : 'no change';
}

/** Counts every open disagreement again, partnership by partnership. One record's trouble never hides another's. */
async function reaimEveryOpen(services: Services): Promise<void> {
  for (const { id: partnershipId } of await services.rules.partnerships()) {
    for (const listed of await listedIn(services.table, partnershipId, 'open')) {
      try {
        await reaimOne(services, listed);
      } catch (reason) {
        services.log.error('deadline not counted again', {
          disagreementId: listed.id,
          kind: reason instanceof Error ? reason.name : 'unknown',
        });
        services.log.count('ReaimFailed');
      }
    }
  }
}

/** The index is a moment old: it says only whether to look, and the record itself is judged again before anything is written. */
async function reaimOne(services: Services, listed: Disagreement): Promise<void> {
  const mayDiffer = 'change' in reaim(listed, await settingFor(services, listed), { wake: true });
  if (!mayDiffer) return;
  const outcome = await change(services, listed.id, (d, setting) => reaim(d, setting, { wake: true }));
  if (outcome?.changed) services.log.info('counted again', { disagreementId: listed.id });
}

async function fetchList(
  get: (url: string) => Promise<{ ok: boolean; text(): Promise<string> }>,
  known: BankHolidays,
): Promise<{ list: BankHolidays } | { refused: string }> {
  let text: string;
  try {
    const answer = await get(BANK_HOLIDAYS_URL);
    if (!answer.ok) return { refused: 'the site answered with an error' };
    text = await answer.text();
  } catch {
    return { refused: 'the site could not be reached' };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { refused: 'the answer is not JSON, or was cut short' };
  }
  const parsed = bankHolidaysSchema.safeParse(json);
  if (!parsed.success) return { refused: 'the answer is not a list of bank holidays' };
  for (const division of divisions) {
    const ends = (list: BankHolidays) => calendarFrom(list, { division, closeOfDay: '17:00' }).lastOn;
    try {
      if (Temporal.PlainDate.compare(ends(parsed.data), ends(known)) < 0)
        return { refused: 'the list ends before the one we have' };
    } catch {
      return { refused: 'the list holds no whole year' };
    }
  }
  return { list: withEarlierDays(parsed.data, known) };
}

/** Theirs, with what we have from before its first day. */
function withEarlierDays(theirs: BankHolidays, known: BankHolidays): BankHolidays {
  const list = structuredClone(theirs);
  for (const division of divisions) {
    const events = list[division].events.toSorted((a, b) => a.date.localeCompare(b.date));
    const first = events[0]!.date;
    list[division].events = [...known[division].events.filter(({ date }) => date < first), ...events];
  }
  return list;
}
