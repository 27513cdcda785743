import { takeTurn } from '../conduct/turn.ts';
import { isRunOld, renewRun } from '../escalation/renewing.ts';
import { lambdaOf, stateTask } from './state-task.ts';

/**
 * State "Find where it stands": the way into every execution and back from everything unexpected.
 *
 * In: `{ disagreementId, run, enteredAt }`. Out: the place and what to wait for. It settles what the record owes and decides
 * nothing, except that an execution near the end of its year lets another take its place. Fails only when the table cannot be
 * reached: the machine pauses and asks again. Running it twice reads twice.
 */
export const findWhereItStands = stateTask((services, input) =>
  takeTurn(services, input, (d, setting) =>
    isRunOld(d, setting.now) ? { change: renewRun(d, setting, 'old') } : { nothing: 'only looked' },
  ),
);

export const handler = lambdaOf(findWhereItStands);
