import { Temporal } from 'temporal-polyfill';
import { type Alarms, type Clock, millisecondsUntil, systemClock } from '../services/clock.ts';

/** A clock that can be moved forward: trial mode's, the tests' and the demonstration's. */
export interface MovableClock extends Alarms {
  /**
   * Moves to `instant`. Everything due on the way happens in order of its instant (ties: as registered), each finished
   * before the next starts; what a wake schedules before `instant` happens on the way too. Moves asked for meanwhile queue up.
   * Rejects with `RangeError` for an instant already past: time never goes backwards. Rejects with a wake's own error, there
   * and then; the next move goes on from it. Never await a move inside tracked work or a wake: it waits for them to finish.
   */
  moveTo(instant: Temporal.Instant): Promise<void>;
  /** Moves to the next thing due that somebody waits for, and answers its instant; `undefined` when nothing is due, ever. */
  moveToNextDue(): Promise<Temporal.Instant | undefined>;
  /** When the next thing somebody waits for (not background) is due. */
  nextDueAt(): Temporal.Instant | undefined;
  /** Resolves when what is due has happened and no tracked work is in flight. */
  settled(): Promise<void>;
  /**
   * How far this clock is ahead of the system's, in milliseconds: what trial mode persists so that a restart continues
   * where the clock had been moved to. Setting it lower holds the time still until the system catches up.
   * Always 0 on a frozen clock.
   */
  offsetMs: number;
  /** Stops the timer of a flowing clock, so that a process can end. */
  stop(): void;
}

interface Wake {
  at: Temporal.Instant;
  order: number;
  background: boolean;
  run: () => void | Promise<void>;
  cancelled: boolean;
}

/** Long enough to cost nothing, short enough that a system clock set forward is noticed. Milliseconds. */
const LONGEST_NAP_MS = 60_000;

/**
 * `flows: false` stands still except when moved (tests, demonstration, the runner's command line), from `startAt` on.
 * `flows: true` runs with the system's clock, ahead of it by `offsetMs` (default 0), or so that it begins at `startAt`.
 * `failed` hears of a wake that threw or rejected while time flowed; a failure during a move rejects the move.
 */
export function movableClock({
  startAt,
  flows,
  offsetMs = 0,
  system = systemClock,
  failed,
}: {
  startAt?: Temporal.Instant;
  flows: boolean;
  offsetMs?: number;
  system?: Clock;
  failed?: (error: unknown) => void;
}): MovableClock {
  const waited = dueOrder();
  const background = dueOrder();
  let registered = 0;
  let aheadMs = flows && startAt ? millisecondsUntil(startAt, system.now()) : offsetMs;
  let latest = startAt ?? system.now();

  let inFlight = 0;
  let idle: (() => void)[] = [];
  let moves: Promise<unknown> = Promise.resolve();
  let isMoving = false;
  let isDueRunPlanned = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function now(): Temporal.Instant {
    if (flows) {
      const flowing = plusMs(system.now(), aheadMs);
      if (Temporal.Instant.compare(flowing, latest) > 0) latest = flowing;
    }
    return latest;
  }

  function setNow(instant: Temporal.Instant) {
    if (Temporal.Instant.compare(instant, now()) <= 0) return;
    latest = instant;
    if (flows) aheadMs = millisecondsUntil(instant, system.now());
  }

  function first(): Wake | undefined {
    const one = waited.peek();
    const other = background.peek();
    if (!one || !other) return one ?? other;
    return comesBefore(one, other) ? one : other;
  }

  function take(wake: Wake) {
    (wake.background ? background : waited).pop();
  }

  function track<T>(work: Promise<T>): Promise<T> {
    inFlight++;
    const done = () => {
      inFlight--;
      if (inFlight > 0) return;
      const resumed = idle;
      idle = [];
      for (const resume of resumed) resume();
    };
    work.then(done, done);
    return work;
  }

  async function nothingInFlight(): Promise<void> {
    for (;;) {
      if (inFlight > 0) await new Promise<void>((resume) => idle.push(resume));
      // One turn of the event loop, so that what continues from the settled work is counted before time moves on.
      await new Promise<void>((resume) => setImmediate(resume));
      if (inFlight === 0) return;
    }
  }

  async function happenUntil(target: Temporal.Instant): Promise<void> {
    isMoving = true;
    try {
      for (;;) {
        await nothingInFlight();
        const next = first();
        if (!next || Temporal.Instant.compare(next.at, target) > 0) break;
        take(next);
        setNow(next.at);
        await track(run(next));
      }
      setNow(target);
    } finally {
      isMoving = false;
      rearm();
    }
  }

  function queue<T>(move: () => Promise<T>): Promise<T> {
    const moved = moves.then(move);
    moves = moved.catch(() => undefined);
    return moved;
  }

  /** Lets what is due by now happen, without moving. */
  function happenDue() {
    if (isDueRunPlanned) return;
    isDueRunPlanned = true;
    const happened = queue(() => {
      isDueRunPlanned = false;
      return happenUntil(now());
    });
    if (failed) happened.catch(failed);
  }

  /** While time flows, wakes start when they are due and do not wait for each other: only a move is in step. */
  function flow() {
    timer = undefined;
    if (isMoving) return;
    for (let next = first(); next && Temporal.Instant.compare(next.at, now()) <= 0; next = first()) {
      take(next);
      const work = track(run(next));
      if (failed) work.catch(failed);
    }
    rearm();
  }

  function rearm() {
    if (!flows) return;
    clearTimeout(timer);
    timer = undefined;
    const next = first();
    if (!next || isMoving) return;
    timer = setTimeout(flow, Math.min(Math.max(0, Math.ceil(millisecondsUntil(next.at, now()))), LONGEST_NAP_MS));
  }

  return {
    now,
    track,
    wakeAt(at, wake, options) {
      const entry: Wake = {
        at,
        order: registered++,
        background: options?.background ?? false,
        run: wake,
        cancelled: false,
      };
      (entry.background ? background : waited).push(entry);
      if (flows) rearm();
      else if (Temporal.Instant.compare(at, latest) <= 0) happenDue();
      return () => {
        entry.cancelled = true;
      };
    },
    moveTo: (instant) =>
      queue(() => {
        if (Temporal.Instant.compare(instant, now()) < 0) {
          throw new RangeError(`The clock is at ${now()} and never goes back: ${instant} is past.`);
        }
        return happenUntil(instant);
      }),
    moveToNextDue: () =>
      queue(async () => {
        await nothingInFlight();
        const next = waited.peek();
        if (!next) return undefined;
        await happenUntil(Temporal.Instant.compare(next.at, now()) < 0 ? now() : next.at);
        return next.at;
      }),
    nextDueAt: () => waited.peek()?.at,
    settled: () => queue(() => happenUntil(now())),
    get offsetMs() {
      return flows ? aheadMs : 0;
    },
    set offsetMs(milliseconds: number) {
      if (!flows) return;
      now();
      aheadMs = milliseconds;
      rearm();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

async function run(wake: Wake): Promise<void> {
  await wake.run();
}

function plusMs(instant: Temporal.Instant, milliseconds: number): Temporal.Instant {
  return new Temporal.Instant(instant.epochNanoseconds + BigInt(Math.round(milliseconds * 1e6)));
}

function comesBefore(one: Wake, other: Wake): boolean {
  const byInstant = Temporal.Instant.compare(one.at, other.at);
  return byInstant < 0 || (byInstant === 0 && one.order < other.order);
}

/** Wakes, earliest first: a binary heap, because a simulated year holds tens of thousands of them. */
function dueOrder() {
  const heap: Wake[] = [];

  function pop(): Wake | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      const right = heap[child + 1];
      if (child >= heap.length) break;
      if (right && comesBefore(right, heap[child]!)) child++;
      if (!comesBefore(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return top;
  }

  return {
    push(wake: Wake) {
      let hole = heap.length;
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        if (!comesBefore(wake, heap[parent]!)) break;
        heap[hole] = heap[parent]!;
        hole = parent;
      }
      heap[hole] = wake;
    },
    pop,
    /** The earliest that has not been cancelled. */
    peek(): Wake | undefined {
      while (heap[0]?.cancelled) pop();
      return heap[0];
    },
  };
}
