import { Temporal } from 'temporal-polyfill';
import type { Change, Setting } from '../escalation/amendment.ts';
import type { Alarm, Disagreement } from '../escalation/record.ts';
import type { Services } from '../services/services.ts';
import { change } from './disagreements.ts';

/** What every Task of a machine sends. */
export interface TurnInput {
  disagreementId: string;
  run: number;
  /** When the state was entered: our "now" is never earlier, so a handler with a slow clock is not early. */
  enteredAt: string;
  /** The alarm the race was built on, where the Task follows a deadline. */
  waitedOn?: Alarm | undefined;
}

/**
 * What every Task answers: where the record stands and what to wait for. Two places are no stage of the policy:
 * `superseded`, another run owns the record; `stuck`, nothing moved and the same moment, already past, would be waited for again.
 */
export type TurnAnswer = Alarm;

const SUPERSEDED: TurnAnswer = { place: 'superseded', remindAt: null, dueAt: null };
const STUCK: TurnAnswer = { place: 'stuck', remindAt: null, dueAt: null };

/** One turn of a machine: re-reads the record, lets only the run that owns it decide, and answers what to wait for. */
export async function takeTurn(
  services: Services,
  input: TurnInput,
  decide: (d: Disagreement, setting: Setting) => { change: Change } | { nothing: string },
): Promise<TurnAnswer> {
  const enteredAt = Temporal.Instant.from(input.enteredAt);
  const outcome = await change(
    services,
    input.disagreementId,
    (d, setting) => (d.run === input.run ? decide(d, setting) : { nothing: 'another run owns it' }),
    { notBefore: enteredAt },
  );
  if (!outcome || outcome.kept.d.run !== input.run) return SUPERSEDED;
  const alarm = inWholeSeconds(outcome.kept.d.alarm);
  const { waitedOn } = input;
  const isSame = waitedOn !== undefined && waitedOn.place === alarm.place && waitedOn.dueAt === alarm.dueAt;
  const isPast = alarm.dueAt !== null && Temporal.Instant.compare(alarm.dueAt, enteredAt) <= 0;
  if (!outcome.changed && isSame && isPast) {
    services.log.error('stuck', { disagreementId: input.disagreementId, run: input.run });
    return STUCK;
  }
  return alarm;
}

/** Wait states know whole seconds: rounded up, so that nothing wakes early. */
export function inWholeSeconds({ place, remindAt, dueAt }: Alarm): Alarm {
  const up = (at: string | null) =>
    at === null ? null : Temporal.Instant.from(at).round({ smallestUnit: 'second', roundingMode: 'ceil' }).toString();
  return { place, remindAt: up(remindAt), dueAt: up(dueAt) };
}

/** Whether a race built on one alarm still waits for the right thing. */
export function isSameAlarm(a: Alarm, b: Alarm): boolean {
  return a.place === b.place && a.remindAt === b.remindAt && a.dueAt === b.dueAt;
}
