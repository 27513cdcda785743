import { takeTurn } from '../conduct/turn.ts';
import { confirmInWriting } from '../escalation/clockwork.ts';
import { lambdaOf, stateTask } from './state-task.ts';

/**
 * State "Confirm in writing": the outcome goes to both sides, to the raiser and to whom the policy tells.
 *
 * In: `{ disagreementId, run, enteredAt }`. Out: check-back dates to wait for, or `closed`. Running it twice writes once: the
 * record says that it was confirmed.
 */
export const confirmOutcomeInWriting = stateTask((services, input) => takeTurn(services, input, confirmInWriting));

export const handler = lambdaOf(confirmOutcomeInWriting);
