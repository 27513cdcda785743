import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openVisit } from '../../escalation/record.ts';
import { healthVisitorsForm, nursesForm, wyrefold } from '../journeys/people.ts';
import { openStory, type World } from '../journeys/world.ts';

let world: World;
afterEach(() => world.close());

describe('F15: a disagreement older than any execution may be', () => {
  it('stands at a stage without a number for 400 days: another run takes over at 300, and no reminder is lost or doubled on the way', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { id, reference } = await world.raiseForm('wyrefold', nursesForm());

    await world.clock.moveTo(world.clock.now().add({ hours: 24 * 400 }));

    const d = await world.read(reference);
    expect([openVisit(d)!.stageId, d.run]).toEqual(['3', 2]);
    const renewed = d.history.filter(({ what }) => what === 'run renewed');
    expect(renewed.map(({ facts }) => facts)).toEqual([{ run: 2, why: 'old' }]);
    expect((await world.runner.list({ status: 'RUNNING' })).map(({ name }) => name)).toEqual([`${id}-2`]);
    expect((await world.runner.describe(`${id}-1`)).status).toBe('SUCCEEDED');

    // Every second working day, 10:00 in London, summer and winter.
    const reminders = world.mailTo(wyrefold.healthSeniorManager, 'Reminder').map(({ at }) => at);
    expect(new Set(reminders).size).toBe(reminders.length);
    const gaps = reminders.slice(1).map((at, index) => (Date.parse(at) - Date.parse(reminders[index]!)) / 86_400_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(7);
    expect(Math.min(...gaps)).toBeGreaterThan(1.9);
    expect(reminders.length).toBeGreaterThan(130);
  }, 180_000);
});

describe('F10: every released machine runs on today’s handlers', () => {
  const released = readdirSync(new URL('../../statemachines/', import.meta.url)).filter((file) =>
    file.endsWith('.asl.json'),
  );
  const stories: Record<string, { partnership: string; form: () => object; days: number; last: string }> = {
    'bcssp-v5': { partnership: 'brackenshire', form: healthVisitorsForm, days: 24, last: '4b' },
    'worcestershire-v1': { partnership: 'wyrefold', form: nursesForm, days: 10, last: '3' },
  };

  it.each(Object.entries(stories))('%s, as it is committed', async (name, { partnership, form, days, last }) => {
    const committed = JSON.parse(
      readFileSync(new URL(`../../statemachines/${name}.asl.json`, import.meta.url), 'utf8'),
    );
    world = await openStory('Mon 2 Mar 2026 09:30', { machines: (asked) => (asked === name ? committed : undefined) });
    const { id, reference } = await world.raiseForm(partnership, form());

    await world.clock.moveTo(world.clock.now().add({ hours: 24 * days }));

    expect(await world.stageOf(reference)).toBe(last);
    const events = await world.runner.history(`${id}-1`);
    expect(events.filter(({ type }) => type === 'TaskFailed' || type === 'ExecutionFailed')).toEqual([]);
    await world.does(reference, form === nursesForm ? wyrefold.nurse : healthVisitorsForm().raiserEmail, 'withdraw', {
      text: 'No longer needed.',
    });
    expect((await world.runner.describe(`${id}-1`)).status).toBe('SUCCEEDED');
  });

  it('names no function that this release does not have', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const functions = new Set(readdirSync(new URL('../../functions/', import.meta.url)));

    for (const file of released) {
      const text = readFileSync(new URL(`../../statemachines/${file}`, import.meta.url), 'utf8');
      const named = new Set([...text.matchAll(/"FunctionName":\s*"\$\{([^}]+)\}"/g)].map(([, name]) => `${name}.ts`));
      expect(named.size).toBeGreaterThan(4);
      expect([...named].filter((name) => !functions.has(name))).toEqual([]);
    }
  });
});
