import { withCopies } from '../conduct/copies.ts';
import { sweep } from '../conduct/sweep.ts';
import { awsServices } from '../services/aws.ts';
import type { Services } from '../services/services.ts';
import { lambdaFrom } from './state-task.ts';

/**
 * Trigger: every five minutes. Repairs what a crash, a lost wake or a dead execution left behind, and sends what is due, copies of
 * records among it, which other doors leave to it (ADR 017).
 * In: the schedule's event, which is not read. Out: what was repaired, by count. Running it twice, or twice at once, is safe.
 */
export const sweepUp = (services: Services) => () => sweep(services);

export const handler = lambdaFrom(() => sweepUp(withCopies(awsServices())));
