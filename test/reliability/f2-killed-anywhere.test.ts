import { expect, it } from 'vitest';
import { SETTLED_BY_NOON, tell, tellWhole } from './crashing.ts';

const whole = await tellWhole(SETTLED_BY_NOON);
const writes = whole.written.length;

it('F2: comes to the same end whichever write the process is killed after, when it is started again', async () => {
  expect(writes).toBeGreaterThan(180);
  for (let write = 1; write <= writes; write += 1) {
    const { end, lives } = await tell(whole, { killedAfter: [write] });

    expect({ write, lives, ...end }).toEqual({ write, lives: 2, ...whole.end });
  }
}, 180_000);

it('F2: comes to the same end when it is killed again on the way back', async () => {
  for (let write = 1; write < writes - 12; write += 5) {
    const killedAfter = [write, write + 1 + (write % 4), write + 12] as const;
    const { end, lives } = await tell(whole, { killedAfter });

    expect({ killedAfter, lives, ...end }).toEqual({ killedAfter, lives: 4, ...whole.end });
  }
}, 180_000);
