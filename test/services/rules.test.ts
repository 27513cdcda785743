import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, it } from 'vitest';
import { PolicyRefused } from '../../escalation/policy.ts';
import { addWorkingDays, type BankHolidays } from '../../escalation/working-days.ts';
import { policyVersions } from '../../policies/all.ts';
import { bankHolidays, keepBankHolidays, releasedRules, rulesOf } from '../../services/rules.ts';
import type { Table } from '../../services/table.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';

const clock = { now: () => Temporal.Instant.from('2026-04-02T09:00:00Z') };
let table: Table;
beforeEach(() => {
  table = sqliteTable(openSqlite(':memory:'), clock);
});

/** The list with one day more, as when a bank holiday is announced. */
function withDay(list: BankHolidays, date: string): BankHolidays {
  const changed = structuredClone(list);
  changed['england-and-wales'].events.push({ title: 'A day announced late', date, notes: '' });
  return changed;
}

describe('the released rules', () => {
  it('know every sample partnership by its id, with its directory and a policy of this release', async () => {
    const rules = releasedRules(table);

    const partnerships = await rules.partnerships();
    expect(partnerships.map(({ id }) => id)).toEqual(expect.arrayContaining(['brackenshire', 'wyrefold']));
    for (const { id, policy } of partnerships) {
      const known = await rules.partnership(id);
      expect(known?.directory.agencies.length).toBeGreaterThan(10);
      expect(rules.requirePolicy(`${policy.id}-${policy.version}`).id).toBe(policy.id);
    }
    expect(await rules.partnership('nowhere')).toBeUndefined();
  });

  it('ADM-1: say which policy version is not in this release, because a record pinned to it cannot go on', () => {
    expect(() => releasedRules(table).requirePolicy('bcssp-v4')).toThrow(
      'Policy version bcssp-v4 is not in this release: restore its file',
    );
  });

  it('refuse a bad policy at the start, naming the file, the place and what is wrong', () => {
    const bad = structuredClone(policyVersions['bcssp-v5']) as { stages: { deadline?: { workingDays: number } }[] };
    bad.stages[1]!.deadline!.workingDays = 0;

    expect(() => rulesOf(table, { ...policyVersions, 'bcssp-v5': bad }, [])).toThrow(PolicyRefused);
    expect(() => rulesOf(table, { 'bcssp-v5': bad }, [])).toThrow(/policies\/bcssp-v5\.json.*stages.*deadline/s);
  });
});

describe('the bank holidays in force', () => {
  it('are the release’s own until a fresher list is kept', async () => {
    const released = await bankHolidays(table);
    expect(released['england-and-wales'].events.map(({ date }) => date)).toContain('2026-04-03');

    const newer = withDay(released, '2026-04-08');
    await keepBankHolidays(table, newer);

    expect(await bankHolidays(table)).toEqual(newer);
    await keepBankHolidays(table, released);
    expect(await bankHolidays(table)).toEqual(released);
  });

  it('count in the next deadline', async () => {
    const rules = releasedRules(table);
    const [partnership] = await rules.partnerships();
    const onTheThursday = Temporal.PlainDate.from('2026-04-02');
    const before = addWorkingDays(await rules.calendarFor(partnership!), onTheThursday, 2);

    await keepBankHolidays(table, withDay(await bankHolidays(table), '2026-04-08'));

    expect(before.toString()).toBe('2026-04-08');
    expect(addWorkingDays(await rules.calendarFor(partnership!), onTheThursday, 2).toString()).toBe('2026-04-09');
  });

  it('are one of the two lists when two are kept at once, whole', async () => {
    const released = await bankHolidays(table);
    const lists = [withDay(released, '2026-04-08'), withDay(released, '2026-04-09')];

    await Promise.all(lists.map((list) => keepBankHolidays(table, list)));

    expect(lists).toContainEqual(await bankHolidays(table));
  });

  it('use each partnership’s own close of business and nation', async () => {
    const rules = releasedRules(table);
    const [partnership] = await rules.partnerships();

    const calendar = await rules.calendarFor({
      ...partnership!,
      calendar: { division: 'scotland', closeOfDay: '16:30' },
    });

    expect(calendar).toMatchObject({ division: 'scotland', closeOfDay: '16:30' });
    expect(calendar.holidays['2026-01-02']).toBeDefined();
    expect(calendar.holidays['2026-04-06']).toBeUndefined();
  });
});
