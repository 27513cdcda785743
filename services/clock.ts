import { Temporal } from 'temporal-polyfill';

/** What time it is. The only source of "now": every rule takes the instant it is judged at as an argument. */
export interface Clock {
  now(): Temporal.Instant;
}

/** The machine's own clock: what both editions run on outside trial mode and tests. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** How a wake is treated by whoever moves the clock. */
export interface WakeOptions {
  /**
   * The wake is housekeeping (the sweep, the hourly look): "move to the next thing due" passes over it as a target, because
   * nobody waits for it. It still runs at its instant when the clock moves past. Default false.
   */
  background?: boolean;
}

/** A clock that also wakes whoever asked, so that waiting and time passing are one thing. */
export interface Alarms extends Clock {
  /**
   * Calls `wake` once, at `instant` or as soon after as the machine allows, never before.
   * An instant already past wakes on the next turn. Returns a function that cancels.
   */
  wakeAt(instant: Temporal.Instant, wake: () => void | Promise<void>, options?: WakeOptions): () => void;
  /**
   * Counts work in flight: the clock does not move on to the next thing due until every tracked promise has settled.
   * Returns the same promise. Counted, never slept.
   */
  track<T>(work: Promise<T>): Promise<T>;
}

/** The longest delay a timer takes, in milliseconds: above it Node fires after 1 ms instead, so longer waits are walked in chunks. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What `realAlarms` needs of the machine; a test passes its own. */
export interface Machinery {
  /** Milliseconds that only ever rise, whatever is done to the wall clock. */
  monotonicMs(): number;
  /** Calls back after at least this many milliseconds; the answer cancels. */
  after(milliseconds: number, callback: () => void): () => void;
}

const nodeMachinery: Machinery = {
  monotonicMs: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Alarms in real time, for live mode. A wake is due only when the wall clock *and* the time elapsed on the monotonic timer
 * both say so (F20): a wall clock set forward a day fires nothing early, and one set back makes nothing due twice.
 * The wall deadline is what callers persist; the monotonic one lives as long as this process.
 *
 * `failed` hears of a wake that threw or rejected; without it the rejection is left unhandled, which ends the process.
 */
export function realAlarms(
  clock: Clock = systemClock,
  { failed, machinery = nodeMachinery }: { failed?: (error: unknown) => void; machinery?: Machinery } = {},
): Alarms {
  return {
    now: () => clock.now(),
    track: (work) => work,
    wakeAt(instant, wake) {
      const wallRemaining = () => millisecondsUntil(instant, clock.now());
      const monotonicDueMs = machinery.monotonicMs() + Math.max(0, wallRemaining());
      const remaining = () => Math.max(wallRemaining(), monotonicDueMs - machinery.monotonicMs(), 0);
      const chunk = () => Math.min(Math.ceil(remaining()), LONGEST_TIMER_MS);
      let cancel = machinery.after(chunk(), look);
      function look() {
        if (remaining() > 0) {
          cancel = machinery.after(chunk(), look);
          return;
        }
        // Wrapped so that a wake which throws at once is heard like one that rejects.
        const work = (async () => wake())();
        if (failed) work.catch(failed);
      }
      return () => cancel();
    },
  };
}

/** Milliseconds from `now` until `instant`, fractions kept: negative when it is past. */
export function millisecondsUntil(instant: Temporal.Instant, now: Temporal.Instant): number {
  return Number(instant.epochNanoseconds - now.epochNanoseconds) / 1e6;
}
