import { expect, it } from 'vitest';
import { goOn, SETTLED_BY_NOON, tell, tellWhole } from './crashing.ts';

const whole = await tellWhole(SETTLED_BY_NOON);

it('is compared with a story in which nothing fails: nothing is owed or unsent in the end and the history verifies (I7, I9)', () => {
  expect(whole.end.left).toEqual([]);
  expect(whole.end.outcome).toBe('["resolved","agreed","2",[],true]');
  expect(whole.end.emails.length).toBeGreaterThan(10);
  expect(whole.calls).toBeGreaterThan(300);
});

it('makes the same calls wherever it goes on from, so that each of them is failed at once', async () => {
  expect(whole.parts).toHaveLength(5);
  for (const from of [undefined, ...whole.parts]) {
    const { calls, end } = await goOn(whole, 'never', from);

    expect({ part: from?.part, calls, ...end }).toEqual({ part: from?.part, calls: whole.calls, ...whole.end });
  }
});

it('F2: comes to the same end whichever call a function throws after', async () => {
  for (let call = 1; call <= whole.calls; call += 1) {
    const { end, failures } = await tell(whole, { throwsAfter: call });

    expect({ call, failures, ...end }).toEqual({ call, failures: 1, ...whole.end });
  }
}, 180_000);
