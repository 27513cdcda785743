import { askToReconfirm } from '../conduct/reconfirming.ts';
import type { Services } from '../services/services.ts';
import { lambdaOf } from './state-task.ts';

/**
 * Trigger: every day at 08:15 London time. Asks people in posts that nobody has confirmed for a year whether they are still right.
 * In: the schedule's event, which is not read. Out: how many were asked, and how many are left for another day. The emails are
 * written down, to leave through the day by the sweep. Running it twice, late or not at all asks nobody twice in a year.
 */
export const reconfirmDirectory = (services: Services) => () => askToReconfirm(services);

export const handler = lambdaOf(reconfirmDirectory);
