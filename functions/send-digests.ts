import { sendDigests as send } from '../conduct/digests.ts';
import type { Services } from '../services/services.ts';
import { lambdaOf } from './state-task.ts';

/**
 * Trigger: every day at 08:00 London time. Sends each lead the digest of the morning, on the working days of their partnership.
 * In: the schedule's event, which is not read. Out: how many were written. A failure of one partnership's is thrown once the
 * others' are sent, so that the schedule tries again. Running it twice, late, at any hour or not at all leaves one a day (F16).
 */
export const sendDigests = (services: Services) => () => send(services);

export const handler = lambdaOf(sendDigests);
