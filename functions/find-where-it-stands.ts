import { takeTurn } from '../conduct/turn.ts';
import { reaim } from '../escalation/reaiming.ts';
import { isRunOld, renewRun } from '../escalation/renewing.ts';
import { lambdaOf, stateTask } from './state-task.ts';

/**
 * State "Find where it stands": the way into every execution and back from everything unexpected.
 *
 * In: `{ disagreementId, run, enteredAt }`. Out: the place and what to wait for. It settles what the record owes and decides
 * nothing, except that an execution near the end of its year lets another take its place, and that a deadline counted by an older list
 * of bank holidays is counted again (F8). Fails only when the table cannot be
 * reached: the machine pauses and asks again. Running it twice reads twice.
 */
export const findWhereItStands = stateTask((services, input) =>
  takeTurn(services, input, (d, setting) =>
    isRunOld(d, setting.now) ? { change: renewRun(d, setting, 'old') } : reaim(d, setting, { wake: false }),
  ),
);

export const handler = lambdaOf(findWhereItStands);
