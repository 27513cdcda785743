import { Temporal } from 'temporal-polyfill';

/** What time it is. The only source of "now": every rule takes the instant it is judged at as an argument. */
export interface Clock {
  now(): Temporal.Instant;
}

/** The machine's own clock: what both editions run on outside trial mode and tests. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** A clock that also wakes whoever asked, so that waiting and time passing are one thing. */
export interface Alarms extends Clock {
  /**
   * Calls `wake` once, at `instant` or as soon after as the machine allows, never before.
   * An instant already past wakes on the next turn. Returns a function that cancels.
   */
  wakeAt(instant: Temporal.Instant, wake: () => void | Promise<void>): () => void;
  /**
   * Counts work in flight: the clock does not move on to the next thing due until every tracked promise has settled.
   * Returns the same promise. Counted, never slept.
   */
  track<T>(work: Promise<T>): Promise<T>;
}
