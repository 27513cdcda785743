import { takeTurn } from '../conduct/turn.ts';
import { remindIfDue } from '../escalation/clockwork.ts';
import { lambdaOf, stateTask } from './state-task.ts';

/**
 * States "…: remind": each person asked who has not answered is reminded.
 *
 * In: `{ disagreementId, run, enteredAt }`. Out: where the record stands, with the next reminder's time at a stage without a number.
 * The machine goes on to the deadline even if this fails. Running it twice reminds once: the record says how far reminders went.
 */
export const remind = stateTask((services, input) => takeTurn(services, input, remindIfDue));

export const handler = lambdaOf(remind);
