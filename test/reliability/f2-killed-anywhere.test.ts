import { expect, it } from 'vitest';
import { tell } from './crashing.ts';

const whole = await tell('never');

it('F2: comes to the same end whichever call the process is killed after, when it is started again', async () => {
  for (let call = 1; call <= whole.calls; call += 1) {
    const { end, lives } = await tell({ killedAfter: [call] });

    expect({ call, lives, ...end }).toEqual({ call, lives: 2, ...whole.end });
  }
}, 180_000);

it('F2: comes to the same end when it is killed again on the way back', async () => {
  for (let call = 3; call < whole.calls - 20; call += 7) {
    const killedAfter = [call, call + 1 + (call % 9), call + 20];
    const { end, lives } = await tell({ killedAfter });

    expect({ killedAfter, lives, ...end }).toEqual({ killedAfter, lives: 4, ...whole.end });
  }
}, 180_000);
