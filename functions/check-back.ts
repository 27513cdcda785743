import { takeTurn } from '../conduct/turn.ts';
import { checkBack } from '../escalation/clockwork.ts';
import { lambdaOf, stateTask } from './state-task.ts';

/**
 * State "Check back": an agreed action's date, a review date, or the end of the wait for an answer has come.
 *
 * In: `{ disagreementId, run, enteredAt, waitedOn }`. Out: the next date, `closed`, or the stage that was reopened meanwhile.
 * Running it twice asks once: the record says what was asked.
 */
export const checkBackOnActions = stateTask((services, input) => takeTurn(services, input, checkBack));

export const handler = lambdaOf(checkBackOnActions);
