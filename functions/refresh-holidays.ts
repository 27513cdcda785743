import { type Refreshed, refreshHolidays } from '../conduct/holidays.ts';
import { awsServices } from '../services/aws.ts';
import type { Services } from '../services/services.ts';
import { lambdaFrom } from './state-task.ts';

/** Longer than the site takes on a bad day, shorter than the function may run. Milliseconds. */
const FETCH_TIMEOUT_MS = 10_000;

/**
 * Trigger: once a day. Takes GOV.UK's list of bank holidays, and counts open deadlines again by it.
 * In: the schedule's event, which is not read. Out: whether it was kept. A list that cannot be had leaves the one we have; the
 * calendar's end within six months is counted, and an alarm stands on that. Running it twice keeps the same list and changes
 * no deadline twice.
 */
export const refreshHolidaysDaily =
  (services: Services, get: typeof fetch = fetch) =>
  (): Promise<Refreshed> =>
    refreshHolidays(services, (url) => get(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS), redirect: 'error' }));

export const handler = lambdaFrom(() => refreshHolidaysDaily(awsServices()));
