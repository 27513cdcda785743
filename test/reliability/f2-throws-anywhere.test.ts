import { expect, it } from 'vitest';
import { tell } from './crashing.ts';

const whole = await tell('never');

it('is compared with a story in which nothing fails: nothing is owed or unsent in the end and the history verifies (I7, I9)', () => {
  expect(whole.end.left).toEqual([]);
  expect(whole.end.outcome).toBe('["resolved","agreed","2",[],true]');
  expect(whole.end.emails.length).toBeGreaterThan(10);
  expect(whole.calls).toBeGreaterThan(150);
});

it('F2: comes to the same end whichever call a function throws after', async () => {
  for (let call = 1; call <= whole.calls; call += 1) {
    const { end } = await tell({ throwsAfter: call });

    expect({ call, ...end }).toEqual({ call, ...whole.end });
  }
}, 180_000);
