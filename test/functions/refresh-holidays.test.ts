import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BANK_HOLIDAYS_URL } from '../../conduct/holidays.ts';
import type { BankHolidays } from '../../escalation/working-days.ts';
import { refreshHolidaysDaily } from '../../functions/refresh-holidays.ts';
import { bankHolidays, keepBankHolidays } from '../../services/rules.ts';
import { WHOLE_FORM, webWorld } from './web-world.ts';

/** GOV.UK's answer as it was recorded: the file that this release holds is that answer, byte for byte. */
const RECORDED = readFileSync(new URL('../../escalation/bank-holidays.json', import.meta.url), 'utf8');

function changed(change: (list: BankHolidays) => void): string {
  const list = JSON.parse(RECORDED) as BankHolidays;
  change(list);
  return JSON.stringify(list);
}

/** The day after the first day of B's stage 1, announced as a bank holiday. */
const ONE_MORE = changed((list) => {
  list['england-and-wales'].events.push({ title: 'A day announced late', date: '2026-04-08', notes: '' });
});

const answer = (text: string, init: ResponseInit = {}) => (async () => new Response(text, init)) as typeof fetch;

describe('the daily look at GOV.UK’s bank holidays', () => {
  it('asks GOV.UK, follows no redirect elsewhere, and does not wait for ever', async () => {
    const asked: [unknown, RequestInit | undefined][] = [];
    const get = (async (url: unknown, init?: RequestInit) => {
      asked.push([url, init]);
      return new Response(RECORDED);
    }) as typeof fetch;

    await refreshHolidaysDaily(webWorld().services, get)();

    expect(asked).toHaveLength(1);
    expect(asked[0]![0]).toBe('https://www.gov.uk/bank-holidays.json');
    expect(BANK_HOLIDAYS_URL).toBe('https://www.gov.uk/bank-holidays.json');
    expect(asked[0]![1]).toMatchObject({ redirect: 'error', signal: expect.any(AbortSignal) });
  });

  it('changes nothing when the list is the one we have', async () => {
    const { services, log } = webWorld();

    expect(await refreshHolidaysDaily(services, answer(RECORDED))()).toBe('no change');
    expect(log.counts).toEqual({});
  });

  it('keeps a list with a new day, once', async () => {
    const { services, log } = webWorld();

    expect(await refreshHolidaysDaily(services, answer(ONE_MORE))()).toBe('kept');
    expect(await refreshHolidaysDaily(services, answer(ONE_MORE))()).toBe('no change');
    const kept = await bankHolidays(services.table);
    expect(kept['england-and-wales'].events.map(({ date }) => date)).toContain('2026-04-08');
    expect(log.counts).toEqual({});
  });

  it('keeps what we have from before the first day of a list that starts later: GOV.UK drops years that are over', async () => {
    const { services } = webWorld();
    const later = changed((list) => {
      for (const division of Object.values(list))
        division.events = division.events.filter(({ date }) => date >= '2026-04-01');
      list['england-and-wales'].events.push({ title: 'A day announced late', date: '2026-04-08', notes: '' });
    });
    const before = await bankHolidays(services.table);

    expect(await refreshHolidaysDaily(services, answer(later))()).toBe('kept');

    const kept = await bankHolidays(services.table);
    const days = (list: BankHolidays) => list['england-and-wales'].events.map(({ date }) => date);
    expect(days(kept)).toEqual([...days(before), '2026-04-08'].sort());
    expect(kept.scotland).toEqual(before.scotland);
  });

  it('a day that a list takes back is taken back, where the list reaches', async () => {
    const { services } = webWorld();
    await refreshHolidaysDaily(services, answer(ONE_MORE))();

    expect(await refreshHolidaysDaily(services, answer(RECORDED))()).toBe('kept');
    expect(JSON.stringify(await bankHolidays(services.table))).not.toContain('2026-04-08');
  });

  it('has the next deadline counted by it: Wed 8 April is a holiday now, so two working days end on Thu 9', async () => {
    const before = webWorld();
    const after = webWorld();

    await refreshHolidaysDaily(after.services, answer(ONE_MORE))();

    const deadlineIn = async ({ browser }: ReturnType<typeof webWorld>) => {
      const raiser = browser();
      const reference = await raiser.raise(WHOLE_FORM);
      return /5pm on [A-Z][a-z]+ \d+ April 2026/.exec((await raiser.get(`/d/${reference}`)).body)?.[0];
    };
    expect(await deadlineIn(before)).toBe('5pm on Wednesday 8 April 2026');
    expect(await deadlineIn(after)).toBe('5pm on Thursday 9 April 2026');
  });

  it.each([
    ['the same list again', answer(ONE_MORE)],
    ['an error page', answer('<h1>Sorry</h1>', { status: 503 })],
  ])(
    'F8: a run that kept the list and died before it had counted every record is finished by the next, which gets %s',
    async (_what, get) => {
      const { services, browser } = webWorld();
      const raiser = browser();
      const reference = await raiser.raise(WHOLE_FORM);
      await keepBankHolidays(services.table, JSON.parse(ONE_MORE));

      await refreshHolidaysDaily(services, get)();

      expect((await raiser.get(`/d/${reference}`)).body).toContain('5pm on Thursday 9 April 2026');
    },
  );

  it.each<[what: string, get: typeof fetch, why: string]>([
    ['an error page', answer('<h1>Sorry</h1>', { status: 503 }), 'the site answered with an error'],
    ['an error page that says all is well', answer('<!doctype html><h1>Sorry</h1>'), 'not JSON, or was cut short'],
    ['a list cut short', answer(RECORDED.slice(0, RECORDED.length / 2)), 'not JSON, or was cut short'],
    ['an empty answer', answer(''), 'not JSON, or was cut short'],
    ['something else in JSON', answer('{"england-and-wales":[]}'), 'not a list of bank holidays'],
    [
      'a day that is none',
      answer(changed((list) => list.scotland.events.push({ title: 'x', date: '2026-02-30', notes: '' }))),
      'not a list of bank holidays',
    ],
    [
      'a list without Scotland',
      answer(changed((list) => Reflect.deleteProperty(list, 'scotland'))),
      'not a list of bank holidays',
    ],
    [
      'a list that ends a year before ours',
      answer(
        changed((list) => {
          for (const division of Object.values(list))
            division.events = division.events.filter(({ date }) => date < '2028');
        }),
      ),
      'the list ends before the one we have',
    ],
    [
      'a list that ends earlier for one nation only',
      answer(
        changed((list) => {
          list['northern-ireland'].events = list['northern-ireland'].events.filter(({ date }) => date < '2028');
        }),
      ),
      'the list ends before the one we have',
    ],
    [
      'a list with no days in it',
      answer(
        changed((list) => {
          for (const division of Object.values(list)) division.events = [];
        }),
      ),
      'the list holds no whole year',
    ],
    ['no answer', () => Promise.reject(new TypeError('fetch failed')), 'the site could not be reached'],
    [
      'an answer that breaks off',
      (async () => ({ ok: true, text: () => Promise.reject(new Error('aborted')) })) as unknown as typeof fetch,
      'the site could not be reached',
    ],
  ])('leaves the list in force on %s, and is counted', async (_what, get, why) => {
    const { services, log } = webWorld();
    const before = await bankHolidays(services.table);

    const refreshed = await refreshHolidaysDaily(services, get)();

    expect(refreshed).toEqual({ refused: expect.stringContaining(why) });
    expect(await bankHolidays(services.table)).toEqual(before);
    expect(log.counts).toEqual({ HolidaysRefused: 1 });
  });

  // The list reaches to 31 December 2028: six months before is Friday 30 June.
  it.each([
    ['Fri 30 Jun 2028', '2028-06-30T12:00:00Z', undefined],
    ['Sat 1 Jul 2028', '2028-07-01T12:00:00Z', 3],
  ])('on %s counts that the calendar ends soon: %s → %s', async (_day, now, times) => {
    const { services, log } = webWorld(now);

    await refreshHolidaysDaily(services, answer(RECORDED))();

    expect(log.counts['CalendarEndsSoon']).toBe(times);
  });

  it('counts that the calendar ends soon although GOV.UK cannot be reached: that is when it matters', async () => {
    const { services, log } = webWorld('2028-07-01T12:00:00Z');

    await refreshHolidaysDaily(services, () => Promise.reject(new TypeError('fetch failed')))();

    expect(log.counts).toEqual({ HolidaysRefused: 1, CalendarEndsSoon: 3 });
  });

  it('counts by the list it has just kept, so that the alarm stops when the new year is published', async () => {
    const { services, log } = webWorld('2028-07-01T12:00:00Z');
    const longer = changed((list) => {
      for (const division of Object.values(list))
        division.events.push(
          { title: 'New Year’s Day', date: '2029-01-01', notes: '' },
          { title: 'Christmas Day', date: '2029-12-25', notes: '' },
        );
    });

    expect(await refreshHolidaysDaily(services, answer(longer))()).toBe('kept');
    expect(log.counts).toEqual({});
  });
});
