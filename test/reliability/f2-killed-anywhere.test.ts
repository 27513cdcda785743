import { expect, it } from 'vitest';
import { tell } from './crashing.ts';

it('F2: comes to the same end whichever call the process is killed after, when it is started again', async () => {
  const whole = await tell('never');

  for (let call = 1; call <= whole.calls; call += 1) {
    const { end, lives } = await tell({ killedAfter: call });

    expect({ call, lives, ...end }).toEqual({ call, lives: 2, ...whole.end });
  }
}, 60_000);
