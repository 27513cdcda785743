import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { realAlarms } from '../../services/clock.ts';

const wednesday = Temporal.Instant.from('2026-04-08T08:00:00Z');
const DAY_MS = 86_400_000;

/** A machine whose wall clock and monotonic timer the test sets. Timers fire when the monotonic timer passes them. */
function aMachine() {
  let wall = wednesday;
  let elapsedMs = 0;
  let timers: { dueMs: number; callback: () => void }[] = [];
  const delays: number[] = [];
  return {
    delays,
    clock: { now: () => wall },
    machinery: {
      monotonicMs: () => elapsedMs,
      after(milliseconds: number, callback: () => void) {
        delays.push(milliseconds);
        const timer = { dueMs: elapsedMs + milliseconds, callback };
        timers.push(timer);
        return () => {
          timers = timers.filter((kept) => kept !== timer);
        };
      },
    },
    /** Sets the wall clock, as a person or the network would. */
    setWall(instant: Temporal.Instant) {
      wall = instant;
    },
    /** Time passes: both clocks run, timers fire in order. */
    pass(milliseconds: number) {
      const endMs = elapsedMs + milliseconds;
      for (;;) {
        const next = timers.filter(({ dueMs }) => dueMs <= endMs).sort((one, other) => one.dueMs - other.dueMs)[0];
        const toMs = next?.dueMs ?? endMs;
        wall = wall.add({ milliseconds: toMs - elapsedMs });
        elapsedMs = toMs;
        if (!next) return;
        timers = timers.filter((kept) => kept !== next);
        next.callback();
      }
    },
  };
}

function waitingUntil(instant: Temporal.Instant) {
  const machine = aMachine();
  const alarms = realAlarms(machine.clock, { machinery: machine.machinery });
  const woken: string[] = [];
  const cancel = alarms.wakeAt(instant, () => void woken.push(machine.clock.now().toString()));
  return { machine, woken, cancel };
}

it('waits 26 days in steps a timer can take, and wakes once, at the instant', () => {
  const { machine, woken } = waitingUntil(wednesday.add({ hours: 26 * 24 }));

  machine.pass(26 * DAY_MS - 1);
  expect(woken).toEqual([]);
  machine.pass(1);
  machine.pass(10 * DAY_MS);

  expect(woken).toEqual(['2026-05-04T08:00:00Z']);
  expect(Math.max(...machine.delays)).toBeLessThan(2 ** 31);
});

it('wakes nobody early when the wall clock is set forward a day (F20)', () => {
  const { machine, woken } = waitingUntil(wednesday.add({ hours: 1 }));

  machine.setWall(wednesday.add({ hours: 24 }));
  machine.pass(3_600_000 - 1);
  expect(woken).toEqual([]);
  machine.pass(1);

  expect(woken).toHaveLength(1);
});

it('wakes nobody before the wall clock says so when it is set back a day (F20)', () => {
  const { machine, woken } = waitingUntil(wednesday.add({ hours: 1 }));

  machine.setWall(wednesday.subtract({ hours: 24 }));
  machine.pass(DAY_MS + 3_600_000 - 1);
  expect(woken).toEqual([]);
  machine.pass(1);

  expect(woken).toEqual(['2026-04-08T09:00:00Z']);
});

it('wakes for an instant already past on the next turn, not within the call', () => {
  const { machine, woken } = waitingUntil(wednesday.subtract({ hours: 1 }));

  expect(woken).toEqual([]);
  machine.pass(0);

  expect(woken).toHaveLength(1);
});

it('does not wake who cancelled, in whichever step', () => {
  const { machine, woken, cancel } = waitingUntil(wednesday.add({ hours: 26 * 24 }));

  machine.pass(25 * DAY_MS);
  cancel();
  machine.pass(10 * DAY_MS);

  expect(woken).toEqual([]);
});

it('tells whoever asked of a wake that failed', async () => {
  const machine = aMachine();
  const failure = new Promise<unknown>((failed) => {
    const alarms = realAlarms(machine.clock, { machinery: machine.machinery, failed });
    alarms.wakeAt(wednesday, () => {
      throw new Error('disk full');
    });
  });

  machine.pass(0);

  expect(await failure).toMatchObject({ message: 'disk full' });
});

it('runs on the real machine', async () => {
  const alarms = realAlarms();
  const due = alarms.now().add({ milliseconds: 5 });

  const wokenAt = await new Promise<Temporal.Instant>((woken) => {
    alarms.wakeAt(due, () => woken(alarms.now()));
  });

  expect(Temporal.Instant.compare(wokenAt, due)).toBeGreaterThanOrEqual(0);
});
