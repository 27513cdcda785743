import { afterEach, expect, it } from 'vitest';
import { sweep } from '../../conduct/sweep.ts';
import { openVisit } from '../../escalation/record.ts';
import { firstAltered } from '../../services/history.ts';
import { brackenshire, healthVisitorsForm } from './people.ts';
import { openWorld, type World } from './world.ts';

let world: World | undefined;
afterEach(() => world?.close());

const LEAD = 'keziah.stanthorne@partnership.brackenshire.example';

it('SCP-6, A14: the child lives over the border, so the lead chooses that area’s policy; its own machine goes on where it stood', async () => {
  world = await openWorld('Mon 2 Mar 2026 09:30');
  const { reference, id } = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2026-03-02' }));
  await world.does(reference, brackenshire.healthVisitor, 'escalate-now', { text: 'It cannot wait.' });
  await world.until('Tue 3 Mar 2026 11:00');

  const { refused } = await world.does(reference, LEAD, 'correct', {
    what: 'policy',
    policy: 'london-pa4-v2021',
    text: 'She lives in the neighbouring area, whose policy governs.',
  });
  expect(refused).toBeUndefined();

  const d = await world.read(reference);
  expect(d).toMatchObject({ policyVersionId: 'london-pa4-v2021', run: 2, aroseOn: '2026-03-02', owed: [] });
  expect(openVisit(d)).toMatchObject({ stageId: '2', cause: 'policy corrected' });
  // B gave three working days from Monday, L gives five: it keeps what it had.
  expect(openVisit(d)!.deadline?.at).toBe('2026-03-05T17:00:00Z');
  const executions = async () =>
    (await world!.runner.list({}))
      .filter(({ name }) => name.startsWith(id))
      .map(({ name, status }) => `${name.slice(id.length + 1)} ${status}`)
      .sort();
  expect(await executions()).toEqual(['1 SUCCEEDED', '2 RUNNING']);
  expect(world.mailTo(brackenshire.healthVisitorsManager).at(-1)!.text).toContain(
    'the partnership’s lead has corrected which policy governs it',
  );

  await world.until('Thu 5 Mar 2026 17:00');
  expect(await world.stageOf(reference)).toBe('3');
  // L gives its third stage no number: it reminds and ages.
  expect(openVisit(await world.read(reference))!.deadline).toBeNull();
  await world.until('Mon 9 Mar 2026 12:00');
  expect(await world.stageOf(reference)).toBe('3');
  const swept = await sweep(world.services);
  expect(swept).toEqual({ settled: 0, woken: 0, startedAgain: 0, sent: 0 });
  expect(await firstAltered(world.services.keys, (await world.read(reference)).history)).toBeUndefined();
});
