import { SendTaskSuccessCommand, SFNClient, SFNServiceException, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stepFunctions } from '../../services/workflow-sfn.ts';

const client = new SFNClient({ region: 'eu-west-2' });
const sfn = mockClient(client);
beforeEach(() => sfn.reset());

const workflow = stepFunctions(client, {
  arnPrefix: 'arn:aws:states:eu-west-2:111122223333:stateMachine:',
});
const refusal = (name: string) => new SFNServiceException({ name, $fault: 'client', $metadata: {} });

describe('starting an execution', () => {
  const one = { machine: 'bcssp-v5', disagreementId: 'c0ffee', run: 2 };

  it('names it after the disagreement and the run, and gives it those and nothing else: no personal data', async () => {
    sfn.on(StartExecutionCommand).resolves({});

    await workflow.start(one);

    expect(sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      {
        stateMachineArn: 'arn:aws:states:eu-west-2:111122223333:stateMachine:bcssp-v5',
        name: 'c0ffee-2',
        input: '{"disagreementId":"c0ffee","run":2}',
      },
    ]);
  });

  it('asks twice in the same words, because Step Functions answers the same open execution only to the same input', async () => {
    sfn.on(StartExecutionCommand).resolves({});

    await workflow.start(one);
    await workflow.start({ run: 2, disagreementId: 'c0ffee', machine: 'bcssp-v5' });

    const [first, second] = sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
    expect(second).toEqual(first);
  });

  it('F3: is no error when that execution has already ended', async () => {
    sfn.on(StartExecutionCommand).rejects(refusal('ExecutionAlreadyExists'));

    await expect(workflow.start(one)).resolves.toBeUndefined();
  });

  it.each(['StateMachineDoesNotExist', 'ExecutionLimitExceeded', 'ThrottlingException', 'InvalidName'])(
    'lets %s out, so that the start stays owed and the sweep tries again',
    async (name) => {
      sfn.on(StartExecutionCommand).rejects(refusal(name));

      await expect(workflow.start(one)).rejects.toMatchObject({ name });
    },
  );
});

describe('waking an execution', () => {
  it('carries no facts: the race re-reads the record', async () => {
    sfn.on(SendTaskSuccessCommand).resolves({});

    expect(await workflow.wake('a-token')).toBe('woken');
    expect(sfn.commandCalls(SendTaskSuccessCommand).map(({ args }) => args[0].input)).toEqual([
      { taskToken: 'a-token', output: '{}' },
    ]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
    'takes %s as a normal answer: that race has moved on',
    async (name) => {
      sfn.on(SendTaskSuccessCommand).rejects(refusal(name));

      expect(await workflow.wake('a-token')).toBe('gone');
    },
  );

  it.each(['ThrottlingException', 'AccessDeniedException', 'InvalidOutput'])(
    'lets %s out, so that the wake stays owed',
    async (name) => {
      sfn.on(SendTaskSuccessCommand).rejects(refusal(name));

      await expect(workflow.wake('a-token')).rejects.toMatchObject({ name });
    },
  );
});
