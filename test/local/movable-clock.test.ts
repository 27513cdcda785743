import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { movableClock } from '../../local/movable-clock.ts';

const wednesday = Temporal.Instant.from('2026-04-08T08:00:00Z');
const hours = (count: number) => wednesday.add({ hours: count });

function frozen() {
  return movableClock({ startAt: wednesday, flows: false });
}

it('stands still until it is moved', async () => {
  const clock = frozen();

  await clock.moveTo(hours(2));

  expect(clock.now().toString()).toBe('2026-04-08T10:00:00Z');
});

it('wakes in order of instant, ties as registered, with the clock at each instant', async () => {
  const clock = frozen();
  const woken: string[] = [];
  const note = (name: string) => () => {
    woken.push(`${name} ${clock.now().toString().slice(11, 16)}`);
  };
  clock.wakeAt(hours(3), note('late'));
  clock.wakeAt(hours(1), note('first'));
  clock.wakeAt(hours(1), note('second'));
  clock.wakeAt(hours(9), note('never'));

  await clock.moveTo(hours(4));

  expect(woken).toEqual(['first 09:00', 'second 09:00', 'late 11:00']);
  expect(clock.now()).toEqual(hours(4));
});

it('finishes the work a wake started, tracked work included, before the next wake starts', async () => {
  const clock = frozen();
  const told: string[] = [];
  clock.wakeAt(hours(1), async () => {
    told.push('one begins');
    void clock.track(
      new Promise<void>((done) => setImmediate(() => setImmediate(done))).then(() => {
        told.push(`one ends at ${clock.now()}`);
      }),
    );
  });
  clock.wakeAt(hours(2), () => {
    told.push('two begins');
  });

  await clock.moveTo(hours(3));

  expect(told).toEqual(['one begins', 'one ends at 2026-04-08T09:00:00Z', 'two begins']);
});

it('runs on the way what a wake schedules before the target', async () => {
  const clock = frozen();
  const woken: string[] = [];
  clock.wakeAt(hours(1), () => {
    clock.wakeAt(hours(2), () => {
      woken.push(clock.now().toString());
    });
  });

  await clock.moveTo(hours(2));

  expect(woken).toEqual(['2026-04-08T10:00:00Z']);
});

it('queues a second move behind the first', async () => {
  const clock = frozen();
  const told: string[] = [];
  clock.wakeAt(hours(1), async () => {
    await new Promise<void>((done) => setImmediate(done));
    told.push('woken');
  });

  await Promise.all([
    clock.moveTo(hours(2)).then(() => told.push('two')),
    clock.moveTo(hours(3)).then(() => told.push('three')),
  ]);

  expect(told).toEqual(['woken', 'two', 'three']);
  expect(clock.now()).toEqual(hours(3));
});

it('refuses to go back', async () => {
  const clock = frozen();

  await expect(clock.moveTo(hours(-1))).rejects.toThrow(RangeError);
});

it('moves to the next thing somebody waits for, running housekeeping on the way but never stopping at it', async () => {
  const clock = frozen();
  const woken: string[] = [];
  clock.wakeAt(hours(1), () => void woken.push('sweep'), { background: true });
  clock.wakeAt(hours(5), () => void woken.push('deadline'));
  clock.wakeAt(hours(6), () => void woken.push('later sweep'), { background: true });

  expect(clock.nextDueAt()).toEqual(hours(5));
  expect(await clock.moveToNextDue()).toEqual(hours(5));
  expect(woken).toEqual(['sweep', 'deadline']);
  expect(await clock.moveToNextDue()).toBeUndefined();
  expect(clock.now()).toEqual(hours(5));
});

it('does not wake who cancelled', async () => {
  const clock = frozen();
  const woken: string[] = [];
  clock.wakeAt(hours(1), () => void woken.push('kept'));
  const cancel = clock.wakeAt(hours(1), () => void woken.push('cancelled'));

  cancel();
  await clock.moveTo(hours(2));

  expect(woken).toEqual(['kept']);
});

it('wakes for an instant already past without being moved', async () => {
  const clock = frozen();
  const woken: string[] = [];
  clock.wakeAt(hours(-5), () => void woken.push(clock.now().toString()));

  await clock.settled();

  expect(woken).toEqual(['2026-04-08T08:00:00Z']);
});

it('rejects the move whose wake failed, and goes on at the next move', async () => {
  const clock = frozen();
  const woken: string[] = [];
  clock.wakeAt(hours(1), () => {
    throw new Error('disk full');
  });
  clock.wakeAt(hours(2), () => void woken.push('next'));

  await expect(clock.moveTo(hours(3))).rejects.toThrow('disk full');
  await clock.moveTo(hours(3));

  expect(woken).toEqual(['next']);
});

it('holds a thousand wakes in order, whatever order they came in', async () => {
  const clock = frozen();
  const woken: number[] = [];
  for (let index = 0; index < 1000; index++) {
    const minute = (index * 617) % 1000;
    clock.wakeAt(wednesday.add({ minutes: minute }), () => void woken.push(minute));
  }

  await clock.moveTo(wednesday.add({ minutes: 1000 }));

  expect(woken).toEqual([...woken].sort((one, other) => one - other));
  expect(woken).toHaveLength(1000);
});

it('flows with the system, ahead of it by an offset that a restart can take up again', async () => {
  let systemAt = wednesday;
  const system = { now: () => systemAt };
  const clock = movableClock({ flows: true, system });

  await clock.moveTo(hours(48));
  systemAt = hours(1);

  expect(clock.offsetMs).toBe(48 * 3600_000);
  expect(clock.now()).toEqual(hours(49));
  const restarted = movableClock({ flows: true, system, offsetMs: clock.offsetMs });
  expect(restarted.now()).toEqual(hours(49));
});

it('never goes back when the system clock does', () => {
  let systemAt = wednesday;
  const clock = movableClock({ flows: true, system: { now: () => systemAt } });
  clock.now();

  systemAt = hours(-24);

  expect(clock.now()).toEqual(wednesday);
});

it('wakes by itself when it flows', async () => {
  const clock = movableClock({ startAt: wednesday, flows: true });

  const wokenAt = await new Promise<Temporal.Instant>((woken) => {
    clock.wakeAt(clock.now().add({ milliseconds: 5 }), () => woken(clock.now()));
  });

  expect(Temporal.Instant.compare(wokenAt, wednesday.add({ milliseconds: 5 }))).toBeGreaterThanOrEqual(0);
  clock.stop();
});
