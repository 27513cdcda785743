import { afterEach, describe, expect, it } from 'vitest';
import { brackenshire, healthVisitorsForm } from './people.ts';
import { openWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

describe('B: a health visitor disagrees with a decision of children’s social care', () => {
  it('goes through every tier on deadlines alone until the Independent Chair has it, because nobody ever answers', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    expect(world.mailTo(brackenshire.socialWorker)).toHaveLength(1);

    await world.until('Wed 4 Mar 2026 16:59');
    expect(await world.stageOf(reference)).toBe('1');
    await world.until('Wed 4 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('2');
    expect(world.mailTo(brackenshire.healthVisitorsManager)).toHaveLength(1);
    expect(world.mailTo(brackenshire.socialCareManager)).toHaveLength(1);

    await world.until('Mon 9 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
    await world.until('Fri 13 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('4a');
    await world.until('Fri 20 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('4b');
    expect(world.mailTo(brackenshire.independentChair)).not.toHaveLength(0);
    const d = await world.read(reference);
    expect(d.stages.map(({ stageId, cause, clause }) => [stageId, cause, clause])).toEqual([
      ['1', 'raised', 'L66'],
      ['2', 'deadline', 'L66'],
      ['3', 'deadline', 'L67'],
      ['4a', 'deadline', 'L68'],
      ['4b', 'deadline', 'L71'],
    ]);
  });
});
