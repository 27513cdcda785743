import { afterEach, describe, expect, it } from 'vitest';
import { raise } from '../../conduct/disagreements.ts';
import { sweep } from '../../conduct/sweep.ts';
import { escalate } from '../../functions/escalate.ts';
import { findWhereItStands } from '../../functions/find-where-it-stands.ts';
import { givenUp, giveUp, rowsTo } from '../../services/outbox.ts';
import type { Services, Workflow } from '../../services/services.ts';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';
import { inLondon, london, openWorld, type World } from '../journeys/world.ts';

let world: World;
afterEach(() => world.close());

/** Changes how the service starts and wakes executions; the executions themselves are as they are. */
const withWorkflow = (change: (workflow: Workflow) => Partial<Workflow>) => (services: Services) => ({
  ...services,
  workflow: { ...services.workflow, ...change(services.workflow) },
});

const NOTHING = { settled: 0, woken: 0, startedAgain: 0, sent: 0 };
const counted = (metric: string) => world.logged.filter((line) => line === metric).length;

async function raised(): Promise<{ id: string; reference: string }> {
  return world.raiseForm('brackenshire', healthVisitorsForm());
}

describe('the sweep repairs what a crash left, within one period, and then has nothing to do', () => {
  it('F3: starts the execution whose start was lost after the record was written', async () => {
    let lost = 0;
    world = await openWorld('Mon 2 Mar 2026 09:31', {
      wrap: withWorkflow(({ start }) => ({
        async start(execution) {
          lost += 1;
          if (lost === 1) throw new Error('StartExecution was lost');
          await start(execution);
        },
      })),
    });
    const { partnership } = (await world.services.rules.partnership('brackenshire'))!;
    const form = healthVisitorsForm();
    const raising = {
      partnership,
      source: 'a form',
      raisedBy: 'form' as const,
      raisedAt: world.clock.now(),
      raiser: { name: form.raiserName, email: form.raiserEmail, agency: form.raiserAgency },
      form,
    };
    await expect(raise(world.services, raising)).rejects.toThrow('StartExecution was lost');
    expect(await world.runner.list({})).toEqual([]);

    await world.until('Mon 2 Mar 2026 09:35');

    expect((await world.runner.list({ status: 'RUNNING' })).map(({ name }) => name)).toHaveLength(1);
    expect(counted('SweepSettled')).toBe(1);
    expect(await sweep(world.services)).toEqual(NOTHING);
    const { reference } = await raise(world.services, raising);
    await world.until('Wed 4 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('2');
    expect(world.mailTo(brackenshire.socialWorker, 'please answer by 5pm on Wednesday')).toHaveLength(2);
  });

  it('wakes the execution whose wake was lost: a shorter deadline is kept within one period', async () => {
    const network: { loses: boolean } = { loses: true };
    world = await openWorld('Mon 2 Mar 2026 09:30', {
      wrap: withWorkflow(({ wake }) => ({ wake: async (token) => (network.loses ? 'woken' : wake(token)) })),
    });
    const { reference } = await raised();
    await world.does(reference, brackenshire.healthVisitor, 'shorten', {
      on: '2026-03-03',
      time: '12:00',
      text: 'He goes home then.',
    });
    network.loses = false;

    await world.until('Mon 2 Mar 2026 10:04');
    expect(world.whoGot('Reminder')).toEqual([]);
    await world.until('Mon 2 Mar 2026 10:05');
    expect(world.whoGot('Reminder')).toHaveLength(2);
    expect(counted('SweepWoke')).toBe(1);
    await world.until('Tue 3 Mar 2026 11:59');
    expect(await world.stageOf(reference)).toBe('1');
    await world.until('Tue 3 Mar 2026 12:00');

    expect(await world.stageOf(reference)).toBe('2');
    expect((await world.read(reference)).run).toBe(1);
    expect(await sweep(world.services)).toEqual(NOTHING);
  });

  it('F9: starts another run where the execution is gone, and the run before is answered "superseded"', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { id, reference } = await raised();
    await world.runner.stop(`${id}-1`);

    await world.until('Wed 4 Mar 2026 09:59');
    expect((await world.read(reference)).run).toBe(1);
    await world.until('Wed 4 Mar 2026 10:05');

    expect((await world.read(reference)).run).toBe(2);
    expect(world.mailTo(brackenshire.socialWorker, 'Reminder')).toHaveLength(1);
    expect(counted('SweepStartedAgain')).toBe(1);
    expect(await sweep(world.services)).toEqual(NOTHING);
    const old = { disagreementId: id, run: 1, enteredAt: '2026-03-04T17:00:00Z' };
    for (const door of [findWhereItStands, escalate])
      expect(await door(world.services)(old)).toEqual({ place: 'superseded', remindAt: null, dueAt: null });
    expect(await world.stageOf(reference)).toBe('1');
    await world.until('Wed 4 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('2');
  });

  it('replaces an execution that takes a wake and does not move by the next sweep', async () => {
    const execution: { isDeaf: boolean } = { isDeaf: true };
    world = await openWorld('Mon 2 Mar 2026 09:30', {
      wrap: withWorkflow(({ wake }) => ({ wake: async (token) => (execution.isDeaf ? 'woken' : wake(token)) })),
    });
    const { reference } = await raised();
    await world.does(reference, brackenshire.healthVisitor, 'shorten', {
      on: '2026-03-02',
      time: '12:00',
      text: 'He goes home then.',
    });
    // The reminder is at half of the time left.
    await world.until('Mon 2 Mar 2026 10:50');
    expect((await world.read(reference)).run).toBe(1);

    await world.until('Mon 2 Mar 2026 10:55');

    expect((await world.read(reference)).run).toBe(2);
    execution.isDeaf = false;
    await world.until('Mon 2 Mar 2026 12:00');
    expect(await world.stageOf(reference)).toBe('2');
    expect(await sweep(world.services)).toEqual(NOTHING);
  });

  it('F4: sends what the provider refused for half an hour, each once and in order', async () => {
    const provider: { refuses: boolean } = { refuses: true };
    world = await openWorld('Mon 2 Mar 2026 09:30', {
      wrap: (services) => ({
        ...services,
        mailer: {
          async send(message) {
            if (provider.refuses) throw new Error('Throttling');
            return services.mailer.send(message);
          },
        },
      }),
    });
    const { reference } = await raised();
    await world.until('Mon 2 Mar 2026 10:00');
    expect(world.story(reference)).toEqual([]);
    provider.refuses = false;

    await world.until('Mon 2 Mar 2026 10:30');

    expect(world.story(reference).map((line) => line.replace(/^.{16}/, ''))).toHaveLength(2);
    expect(world.mails.filter(({ subject }) => subject.startsWith(`[${reference}]`))).toHaveLength(2);
    expect(await sweep(world.services)).toEqual(NOTHING);
  });
});

describe('F9: an execution that is stopped at any state', () => {
  it.each([
    ['before the reminder of stage 1', 'Mon 2 Mar 2026 12:00'],
    ['between the reminder and the deadline of stage 1', 'Wed 4 Mar 2026 12:00'],
    ['at stage 2 before the reminder', 'Thu 5 Mar 2026 12:00'],
    ['at stage 2 after the reminder', 'Fri 6 Mar 2026 12:00'],
    ['at stage 3', 'Tue 10 Mar 2026 12:00'],
    ['at stage 4', 'Mon 16 Mar 2026 12:00'],
    ['at the last stage, which has no deadline', 'Mon 23 Mar 2026 12:00'],
  ])('%s: everything after happens on the same days', async (_, stoppedAt) => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { id, reference } = await raised();
    await world.until(stoppedAt);
    await world.runner.stop(`${id}-1`);

    await world.until('Tue 24 Mar 2026 10:10');

    const d = await world.read(reference);
    expect(d.stages.map(({ stageId, deadline }) => [stageId, deadline?.on])).toEqual([
      ['1', '2026-03-04'],
      ['2', '2026-03-09'],
      ['3', '2026-03-13'],
      ['4a', '2026-03-20'],
      ['4b', undefined],
    ]);
    for (const { closedAt, deadline } of d.stages.slice(0, -1)) {
      const late = (Date.parse(closedAt!) - Date.parse(deadline!.at)) / 60_000;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(5);
    }
    expect(d.run).toBe(2);
    expect(world.mailTo(brackenshire.independentChair, 'Reminder')).toHaveLength(1);
    expect((await world.runner.list({ status: 'RUNNING' })).map(({ name }) => name)).toEqual([`${id}-2`]);
  });

  it('while an agreed action waits for its day: it is checked back on all the same', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { id, reference } = await raised();
    const proposed = await world.does(reference, brackenshire.healthVisitor, 'propose', {
      text: 'A visit.',
      how: 'agreed',
      actions: [{ text: 'A visit', ownerAgency: 'brackenshire-childrens-social-care', dueOn: '2026-03-09' }],
      noActions: false,
    });
    await world.does(reference, brackenshire.socialWorker, 'confirm', { proposalId: proposed.done!.proposals[0]!.id });
    await world.until('Fri 6 Mar 2026 12:00');
    await world.runner.stop(`${id}-1`);

    await world.until('Mon 16 Mar 2026 17:10');

    expect(world.whoGot('Was what was agreed done?')).toHaveLength(2);
    expect(inLondon(world.mailTo(brackenshire.socialWorker, 'Was what').at(-1)!.at)).toBe('Mon 9 Mar 10:05');
    expect(await world.stageOf(reference)).toBe('closed');
  });
});

describe('the table cannot be reached', () => {
  it.each([
    ['over the deadline', 'Wed 4 Mar 2026 16:50', 'Wed 4 Mar 2026 17:20', 'Wed 4 Mar 17:2', 1],
    ['over the reminder', 'Wed 4 Mar 2026 09:50', 'Wed 4 Mar 2026 10:40', 'Wed 4 Mar 17:00', 1],
    ['over the reminder and the deadline', 'Wed 4 Mar 2026 09:50', 'Wed 4 Mar 2026 17:20', 'Wed 4 Mar 17:2', 0],
    ['until an hour before the deadline', 'Wed 4 Mar 2026 09:50', 'Wed 4 Mar 2026 16:00', 'Wed 4 Mar 17:00', 0],
  ])(
    '%s: what was due happens once as soon as it can, by the same execution or the next; no reminder asks for a time that is over',
    async (_, from, to, movedAt, reminders) => {
      const disk: { isGone: boolean } = { isGone: false };
      const unlessGone =
        <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
        async (...given: A): Promise<T> => {
          if (disk.isGone) throw new Error('The table cannot be reached');
          return call(...given);
        };
      world = await openWorld('Mon 2 Mar 2026 09:30', {
        wrap: (services) => ({
          ...services,
          table: {
            get: unlessGone(services.table.get),
            put: unlessGone(services.table.put),
            delete: unlessGone(services.table.delete),
            query: unlessGone(services.table.query),
            queryIndex: unlessGone(services.table.queryIndex),
          },
        }),
      });
      const { reference } = await raised();
      await world.until(from);
      disk.isGone = true;
      await world.until(to);
      disk.isGone = false;

      // What is written after 17:00 leaves at eight the next morning.
      await world.until('Thu 5 Mar 2026 08:10');

      const d = await world.read(reference);
      expect(d.stages.map(({ stageId, deadline }) => [stageId, deadline?.on])).toEqual([
        ['1', '2026-03-04'],
        ['2', '2026-03-09'],
      ]);
      expect(inLondon(d.stages[1]!.openedAt)).toContain(movedAt);
      expect(world.mailTo(brackenshire.socialWorker, 'Reminder')).toHaveLength(reminders);
      expect(world.mailTo(brackenshire.socialWorker, 'This is now at Stage 2')).toHaveLength(1);
      expect(await sweep(world.services)).toEqual(NOTHING);
    },
  );
});

it('F2, F5: what was given up is heard once, however the write that says so fails, and a row that is not heard is not forgotten', async () => {
  let failures = 0;
  world = await openWorld('Mon 2 Mar 2026 09:30', {
    wrap: (services) => ({
      ...services,
      table: {
        ...services.table,
        async put(item, condition) {
          if (!Object.hasOwn(Object(item.body), 'heardAt') || failures > 0) return services.table.put(item, condition);
          failures += 1;
          throw new Error('The write was lost');
        },
      },
    }),
  });
  const { table, clock } = world.services;
  const { id, reference } = await raised();
  const [asked] = await rowsTo(table, id, brackenshire.socialWorker);
  await giveUp(table, asked!, clock.now());

  await sweep(world.services);
  expect([failures, (await givenUp(table, 10)).length]).toEqual([1, 1]);
  await sweep(world.services);
  await world.clock.settled();

  expect(await givenUp(table, 10)).toEqual([]);
  expect((await world.steps(reference)).filter((step) => step.includes('could not be sent'))).toHaveLength(1);
  expect(world.mailTo(brackenshire.socialCareLead)).toHaveLength(1);
});

describe('an event that comes late, early or twice', () => {
  it('I2: a deadline’s event a second early moves nothing, and twice moves once', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { id, reference } = await raised();
    const door = escalate(world.services);
    const event = (enteredAt: string) => ({ disagreementId: id, run: 1, enteredAt });

    expect(await door(event('2026-03-04T16:59:59Z'))).toMatchObject({ place: 'stage-1' });
    expect(await world.stageOf(reference)).toBe('1');

    // A handler whose own clock is behind goes by the state's.
    const answers = await Promise.all([door(event('2026-03-04T17:00:00Z')), door(event('2026-03-04T17:00:00Z'))]);
    answers.push(await door(event('2026-03-04T17:00:00Z')));

    expect(answers.map(({ place }) => place)).toEqual(['stage-2', 'stage-2', 'stage-2']);
    expect((await world.steps(reference)).filter((step) => step === 'stage opened 2')).toHaveLength(1);
  });

  it('an answer that came first wins over the timer that fires for the deadline it changed', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { id, reference } = await raised();
    await world.does(reference, brackenshire.socialWorker, 'escalate-now', { text: 'It cannot wait.' });

    const late = await escalate(world.services)({
      disagreementId: id,
      run: 1,
      enteredAt: '2026-03-04T17:00:00Z',
      waitedOn: { place: 'stage-1', remindAt: '2026-03-04T10:00:00Z', dueAt: '2026-03-04T17:00:00Z' },
    });

    expect(late.place).toBe('stage-2');
    expect(await world.stageOf(reference)).toBe('2');
  });

  it('F1: an event about a disagreement that is not there is superseded, not an endless retry', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');

    expect(
      await findWhereItStands(world.services)({
        disagreementId: 'restored-without-it',
        run: 1,
        enteredAt: london('Mon 2 Mar 2026 09:30').toString(),
      }),
    ).toMatchObject({ place: 'superseded' });
  });
});
