import { takeTurn } from '../conduct/turn.ts';
import { escalateIfOverdue } from '../escalation/clockwork.ts';
import { lambdaOf, stateTask } from './state-task.ts';

/**
 * States "Escalate from …": the deadline that the machine waited for has come.
 *
 * In: `{ disagreementId, run, enteredAt, waitedOn }`. Out: where the record then stands. One write closes the stage, opens the
 * next and owes its emails. An answer that came first, or a deadline that has changed, is found on re-reading and nothing moves.
 * Running it twice moves once: the second finds the next stage open.
 */
export const escalate = stateTask((services, input) => takeTurn(services, input, escalateIfOverdue));

export const handler = lambdaOf(escalate);
