import { SendTaskSuccessCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Workflow } from './services.ts';

/** Step Functions as the owner of time. `arnPrefix` is a machine's ARN without its name. */
export function stepFunctions(client: Pick<SFNClient, 'send'>, { arnPrefix }: { arnPrefix: string }): Workflow {
  return {
    async start({ machine, disagreementId, run }) {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: `${arnPrefix}${machine}`,
            name: `${disagreementId}-${run}`,
            input: JSON.stringify({ disagreementId, run }),
          }),
        );
      } catch (reason) {
        // While it is open the service itself answers the same execution; once it has ended, by this error (F3).
        if (nameOf(reason) !== 'ExecutionAlreadyExists') throw reason;
      }
    },
    async wake(token) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
        return 'woken';
      } catch (reason) {
        if (RACE_MOVED_ON.has(nameOf(reason))) return 'gone';
        throw reason;
      }
    },
  };
}

/** Normal answers to a wake: that race has ended, and the next one re-reads the record anyway. */
export const RACE_MOVED_ON: ReadonlySet<string> = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

function nameOf(reason: unknown): string {
  return reason instanceof Error ? reason.name : '';
}
