import { sweep } from '../conduct/sweep.ts';
import type { Services } from '../services/services.ts';
import { lambdaOf } from './state-task.ts';

/**
 * Trigger: every five minutes. Repairs what a crash, a lost wake or a dead execution left behind, and sends what is due.
 * In: the schedule's event, which is not read. Out: what was repaired, by count. Running it twice, or twice at once, is safe.
 */
export const sweepUp = (services: Services) => () => sweep(services);

export const handler = lambdaOf(sweepUp);
