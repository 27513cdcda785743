import { inWholeSeconds, isSameAlarm } from '../conduct/turn.ts';
import { keepToken, readDisagreement } from '../services/disagreements.ts';
import { lambdaOf, stateTask } from './state-task.ts';

/**
 * States "…: await an answer": stores the token by which a change of the record wakes this race.
 *
 * In: `{ disagreementId, run, alarm, token }`. It then re-reads, and wakes itself when the record already waits for something else
 * or is another run's: a change between the last look and the token would otherwise be heard by nobody. What it answers ends
 * nothing; the state ends by the token. Running it twice keeps the token twice.
 */
export const awaitAnAnswer = stateTask(async (services, input) => {
  const { disagreementId, run, alarm, token } = input;
  if (!alarm || !token)
    throw new Error(`Awaiting an answer to ${disagreementId} takes an alarm and a token: compile the machine again`);
  await keepToken(services.table, disagreementId, run, token);
  const record = await readDisagreement(services.table, disagreementId);
  const isTheSame = record?.d.run === run && isSameAlarm(inWholeSeconds(record.d.alarm), alarm);
  if (!isTheSame) await services.workflow.wake(token);
  return { waiting: isTheSame };
});

export const handler = lambdaOf(awaitAnAnswer);
