import middy from '@middy/core';
import * as z from 'zod';
import type { TurnInput } from '../conduct/turn.ts';
import { awsServices } from '../services/aws.ts';
import type { Services } from '../services/services.ts';

const alarm = z.object({ place: z.string(), remindAt: z.string().nullable(), dueAt: z.string().nullable() });

/** Every input shape still in flight is accepted: it is an id, and what a race waits on (F10). Anything more is not read. */
const taskInput = z.object({
  disagreementId: z.string().min(1),
  run: z.int(),
  enteredAt: z.iso.datetime({ offset: true }),
  waitedOn: alarm.optional(),
  alarm: alarm.optional(),
  token: z.string().optional(),
});
/** What every Task of a machine is given. */
export type TaskInput = z.infer<typeof taskInput> & TurnInput;

/** The front door of a machine's Task: checks the input, logs ids only, lets every error out so that the machine pauses. */
export function stateTask<T>(
  handle: (services: Services, input: TaskInput) => Promise<T>,
): (services: Services) => (input: unknown) => Promise<T> {
  return (services) => async (input) => {
    const known = taskInput.parse(input);
    const answer = await handle(services, known);
    services.log.info('turn', { disagreementId: known.disagreementId, run: known.run });
    return answer;
  };
}

/** The Lambda handler of a door. The services are built once, on the first call: tests import a door without an environment. */
export function lambdaOf<In, Out>(door: (services: Services) => (input: In) => Promise<Out>) {
  return lambdaFrom(() => door(awsServices()));
}

/** The Lambda handler of a door that needs more than the services. */
export function lambdaFrom<In, Out>(build: () => (input: In) => Promise<Out>) {
  let open: ((input: In) => Promise<Out>) | undefined;
  return middy<In, Out>().handler((input: In) => {
    open ??= build();
    return open(input);
  });
}
