import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { refreshHolidays } from '../../conduct/holidays.ts';
import { openVisit } from '../../escalation/record.ts';
import { type BankHolidays, bankHolidaysSchema, type Division } from '../../escalation/working-days.ts';
import { keepBankHolidays } from '../../services/rules.ts';
import type { Key } from '../../services/table.ts';
import { brackenshire, healthVisitorsForm, nursesForm, wyrefold } from './people.ts';
import { inLondon, openStory, type World } from './world.ts';

/** Monday 19 September 2022 became a bank holiday in the whole United Kingdom on Saturday 10 September: five working days' notice. */
const ANNOUNCED = '2022-09-19';
const TODAYS_LIST = readFileSync(new URL('../../escalation/bank-holidays.json', import.meta.url), 'utf8');

/** GOV.UK's list as it stood before anybody had announced the day; with `but`, some nations have it already. */
function listBefore({ but = [] }: { but?: Division[] } = {}): BankHolidays {
  const list = bankHolidaysSchema.parse(JSON.parse(TODAYS_LIST));
  for (const division of ['england-and-wales', 'scotland', 'northern-ireland'] as const)
    if (!but.includes(division)) list[division].events = list[division].events.filter(({ date }) => date !== ANNOUNCED);
  return list;
}

let world: World;
afterEach(() => world.close());

/** The daily look at GOV.UK, which answers with this list. */
async function lookAt(list: BankHolidays | string) {
  const text = typeof list === 'string' ? list : JSON.stringify(list);
  const refreshed = await refreshHolidays(world.services, async () => ({ ok: true, text: async () => text }));
  await world.clock.settled();
  return refreshed;
}

const until = async (reference: string) => {
  const deadline = openVisit(await world.read(reference))?.deadline;
  return deadline ? `${deadline.which} ${inLondon(deadline.at)}` : 'no number';
};
const told = (reference: string) => world.story(reference).filter((line) => line.includes('The deadline is now'));
const correction = async (reference: string) => {
  const { history } = await world.read(reference);
  return history
    .filter(({ what }) => what === 'bank holidays corrected')
    .map(({ stageId, facts }) => ({ stageId, ...facts }));
};

/** Four that wait over the 19th: at stage 4 already, at stage 3 under the cap, at W's first stage, and at W's third, which has no number. */
async function waiting() {
  world = await openStory('Thu 8 Sep 2022 09:30');
  await keepBankHolidays(world.services.table, listBefore());
  const capped = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2022-09-05' }));
  await world.until('Mon 12 Sep 2022 09:30');
  const atOnce = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2022-08-23' }));
  const aging = await world.raiseForm('wyrefold', nursesForm({ aroseOn: '2022-09-12' }));
  await world.until('Fri 16 Sep 2022 09:30');
  const first = await world.raiseForm('wyrefold', nursesForm({ aroseOn: '2022-09-16' }));
  await world.until('Fri 16 Sep 2022 12:00');
  return {
    atOnce: atOnce.reference,
    capped: capped.reference,
    first: first.reference,
    aging: aging.reference,
  };
}

describe('BEY-19, F8: 19 September 2022 is announced while four disagreements wait', () => {
  it('gives each its working day back, says which day it was, and tells everybody it binds', async () => {
    const { atOnce, capped, first } = await waiting();
    expect([await until(atOnce), await until(capped), await until(first)]).toEqual([
      'stage Mon 19 Sep 17:00',
      'cap Mon 19 Sep 17:00',
      'stage Mon 19 Sep 17:00',
    ]);

    expect(await lookAt(TODAYS_LIST)).toBe('kept');

    expect([await until(atOnce), await until(capped), await until(first)]).toEqual([
      'stage Tue 20 Sep 17:00',
      'cap Tue 20 Sep 17:00',
      'stage Tue 20 Sep 17:00',
    ]);
    expect(await correction(capped)).toEqual([
      { stageId: '3', was: '2022-09-19T16:00:00Z', until: '2022-09-20T16:00:00Z', added: ANNOUNCED },
    ]);
    expect(told(capped)).toEqual([
      'Fri 16 Sep 12:00 The deadline is now 5pm on Tuesday 20 September 2022: bashir.brambleby, jorah.vexley, mairi.coverdale, theo.uppershaw',
    ]);
    expect(told(first)).toEqual([
      'Fri 16 Sep 12:00 The deadline is now 5pm on Tuesday 20 September 2022: callum.abernook, umar.elverstone',
    ]);
    const [letter] = world.mailTo(brackenshire.healthSeniorManager, 'The deadline is now');
    expect(letter!.text.replaceAll(/\s+/g, ' ')).toContain(
      'It was 5pm on Monday 19 September 2022. The bank holidays have been corrected, so the working days were counted again.',
    );
  });

  it('wakes each machine: nothing moves on the holiday, and everything on the day after it', async () => {
    const { atOnce, capped, first } = await waiting();
    await lookAt(TODAYS_LIST);

    await world.until('Tue 20 Sep 2022 16:59');
    expect([await world.stageOf(atOnce), await world.stageOf(capped), await world.stageOf(first)]).toEqual([
      '4a',
      '3',
      '1',
    ]);
    await world.until('Tue 20 Sep 2022 17:00');
    expect([await world.stageOf(atOnce), await world.stageOf(capped), await world.stageOf(first)]).toEqual([
      '4b',
      '4a',
      '2',
    ]);
  });

  it('reminds nobody on the holiday at a stage without a number, and troubles nobody with an email about that', async () => {
    const { aging } = await waiting();
    expect(inLondon((await world.read(aging)).alarm.remindAt!)).toBe('Mon 19 Sep 10:00');

    await lookAt(TODAYS_LIST);
    await world.until('Tue 20 Sep 2022 12:00');

    expect(told(aging)).toEqual([]);
    expect(world.mailTo(wyrefold.healthSeniorManager, 'Reminder').map(({ at }) => inLondon(at))).toEqual([
      'Tue 20 Sep 10:00',
    ]);
  });

  it('tells it once, however often GOV.UK is asked again', async () => {
    const { capped } = await waiting();

    await lookAt(TODAYS_LIST);
    const version = await world.read(capped);
    expect(await lookAt(TODAYS_LIST)).toBe('no change');
    expect(await lookAt('<h1>Sorry</h1>')).toEqual({ refused: expect.any(String) });

    expect(await world.read(capped)).toEqual(version);
    expect(told(capped)).toHaveLength(1);
  });

  it('is finished by the next daily look when the first one died after keeping the list', async () => {
    const { capped } = await waiting();
    await keepBankHolidays(world.services.table, bankHolidaysSchema.parse(JSON.parse(TODAYS_LIST)));
    expect(await until(capped)).toBe('cap Mon 19 Sep 17:00');

    expect(await lookAt(TODAYS_LIST)).toBe('no change');

    expect(await until(capped)).toBe('cap Tue 20 Sep 17:00');
    expect(told(capped)).toHaveLength(1);
  });

  it('never fires early: a deadline nobody counted again is counted again before it moves anything', async () => {
    const { capped } = await waiting();
    await keepBankHolidays(world.services.table, bankHolidaysSchema.parse(JSON.parse(TODAYS_LIST)));

    await world.until('Mon 19 Sep 2022 17:30');
    expect([await world.stageOf(capped), await until(capped)]).toEqual(['3', 'cap Tue 20 Sep 17:00']);
    expect(await correction(capped)).toHaveLength(1);
    await world.until('Tue 20 Sep 2022 17:00');
    expect(await world.stageOf(capped)).toBe('4a');
  });

  it('one record that cannot be counted again does not hide the others, and is counted itself', async () => {
    const { capped, atOnce } = await waiting();
    const { table } = world.services;
    const damaged = (await world.read(capped)).id;
    const failing = {
      ...world.services,
      table: {
        put: table.put.bind(table),
        delete: table.delete.bind(table),
        query: table.query.bind(table),
        queryIndex: table.queryIndex.bind(table),
        get: async (key: Key) => {
          if (key.pk === `disagreement#${damaged}`) throw new Error('out of order');
          return table.get(key);
        },
      },
    };

    await refreshHolidays(failing, async () => ({ ok: true, text: async () => TODAYS_LIST }));
    await world.clock.settled();

    expect(await until(atOnce)).toBe('stage Tue 20 Sep 17:00');
    expect(await until(capped)).toBe('cap Mon 19 Sep 17:00');
    expect(world.logged).toContain('ReaimFailed');
  });
});

describe('BEY-19: only the partnership’s own nation counts, and a day taken back', () => {
  it('a day announced in Scotland alone moves no deadline in England', async () => {
    const { capped } = await waiting();

    expect(await lookAt(listBefore({ but: ['scotland'] }))).toBe('kept');

    expect(await until(capped)).toBe('cap Mon 19 Sep 17:00');
    expect(await correction(capped)).toEqual([]);
  });

  it('a holiday that is none after all brings the deadline nearer, and says so', async () => {
    world = await openStory('Thu 15 Sep 2022 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2022-09-15' }));
    expect(await until(reference)).toBe('stage Tue 20 Sep 17:00');

    await lookAt(listBefore());

    expect(await until(reference)).toBe('stage Mon 19 Sep 17:00');
    expect(await correction(reference)).toEqual([
      { stageId: '1', was: '2022-09-20T16:00:00Z', until: '2022-09-19T16:00:00Z', removed: ANNOUNCED },
    ]);
    expect(told(reference)).toEqual([
      'Thu 15 Sep 09:30 The deadline is now 5pm on Monday 19 September 2022: bashir.brambleby, jorah.vexley',
    ]);
    await world.until('Mon 19 Sep 2022 17:00');
    expect(await world.stageOf(reference)).toBe('2');
  });

  it('never to a past moment: taken back when the time would be over already, the time that people were told stands', async () => {
    world = await openStory('Thu 15 Sep 2022 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2022-09-15' }));
    await world.until('Tue 20 Sep 2022 09:30');

    await lookAt(listBefore());

    expect(await until(reference)).toBe('stage Tue 20 Sep 17:00');
    await world.until('Tue 20 Sep 2022 16:59');
    expect(await world.stageOf(reference)).toBe('1');
    await world.until('Tue 20 Sep 2022 17:00');
    expect(await world.stageOf(reference)).toBe('2');
  });
});
