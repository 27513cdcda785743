import { Temporal } from 'temporal-polyfill';
import {
  type BankHolidays,
  bankHolidaysSchema,
  calendarEndsSoon,
  calendarFrom,
  divisions,
} from '../escalation/working-days.ts';
import { bankHolidays, keepBankHolidays } from '../services/rules.ts';
import type { Services } from '../services/services.ts';

/** GOV.UK publishes it; the shape is checked before anything is kept. */
export const BANK_HOLIDAYS_URL = 'https://www.gov.uk/bank-holidays.json';

/** What came of a refresh. A list that is refused leaves the one we have in force. */
export type Refreshed = 'kept' | 'no change' | { refused: string };

/**
 * Takes GOV.UK's list of bank holidays as it is today, so that deadlines set from now on count by it. Refuses what is no list: an error
 * page, a list cut short, or one that ends before ours does. Running it twice keeps the same list.
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
  if ('refused' in refreshed) return refreshed;
  if (JSON.stringify(list) === JSON.stringify(known)) return 'no change';
  await keepBankHolidays(services.table, list);
  services.log.info('bank holidays kept', {});
  return 'kept';
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
  return { list: parsed.data };
}
