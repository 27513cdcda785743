import { describe, expect, it } from 'vitest';
import { type ListRow, pageOf, pick, readListQuery, rowsFor } from '../../escalation/open-list.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { summaryOf, summarySchema } from '../../escalation/summary.ts';
import { day, englandAndWales } from './calendars.ts';
import {
  at,
  counterpart,
  deadlineOn,
  directory,
  disagreement,
  london,
  outcome,
  partnership,
  policies,
  raiser,
  visit,
} from './digest-facts.ts';

const LEAD = partnership.leads[0]!.email;

/** Thursday 2 April 2026 at 8am. */
const rowsOf = (...disagreements: Disagreement[]) =>
  rowsFor({
    summaries: disagreements.map(summaryOf),
    policies,
    directory,
    calendar: englandAndWales,
    today: day('Thu 2 Apr 2026'),
    now: london('Thu 2 Apr 2026', '08:00'),
    lead: LEAD,
    needed: new Set(['CC-3333']),
  });
const references = (rows: readonly ListRow[]) => rows.map(({ reference }) => reference);

const lead = { id: 'l1', person: { name: 'K', email: LEAD, agency: 'board' } };

describe('the rows a lead may see', () => {
  it.each<[string, Partial<Disagreement>, object | undefined]>([
    ['below the board’s line there is none', { stages: [visit('1')] }, undefined],
    [
      'which site of an agency is concerned, where the policy shows the record (ROU-2)',
      { raisedWith: [{ agency: 'care', site: 'Tarn Road' }] },
      { agencies: [{ sites: [] }, { sites: ['Tarn Road'] }] },
    ],
    ['where the policy shows the record, whom it is about', { subject: 'adult' }, { subject: 'adult' }],
    [
      'left to another lead there is none (S29)',
      { leads: [{ ...lead, stoodAside: { at: at('Wed 1 Apr 2026', '12:00'), textId: 't' } }] },
      undefined,
    ],
    [
      'asked to stand aside and did not',
      { leads: [{ ...lead, askedToStandAsideAt: at('Wed 1 Apr 2026', '12:00') }] },
      {},
    ],
    [
      'overdue',
      { stages: [visit('2', { deadline: deadlineOn('Wed 1 Apr 2026') })] },
      { isOverdue: true, hasNoNumber: false, age: 1 },
    ],
    ['with time left', { stages: [visit('2', { deadline: deadlineOn('Tue 7 Apr 2026') })] }, { isOverdue: false }],
    ['at a stage without a number', {}, { hasNoNumber: true, deadline: null }],
    ['ended and not closed', { outcome: outcome() }, { outcome: 'resolved', hasNoNumber: false, age: undefined }],
  ])('NOT-5: %s', (_, over, expected) => {
    const { rows } = rowsOf(disagreement(over));
    if (expected) expect(rows[0]).toMatchObject(expected);
    else expect(rows).toEqual([]);
  });

  it('NOT-5: where the policy shows the fact only, not whom it is about, and nobody finds that out by filtering', () => {
    const { rows } = rowsOf(
      disagreement({ policyVersionId: 'windsor-and-maidenhead-v1', raisersSite: 'North', stages: [visit('4')] }),
    );

    expect(rows[0]).not.toHaveProperty('subject');
    expect(rows[0]!.agencies.flatMap(({ sites }) => sites)).toEqual([]);
    expect(pick(rows, readListQuery({ subject: 'child' }))).toEqual([]);
  });

  it('counts what is below the line, and not what was left to another lead', () => {
    const left = disagreement({ leads: [{ ...lead, stoodAside: { at: at('Wed 1 Apr 2026', '12:00'), textId: 't' } }] });
    expect(rowsOf(disagreement({ stages: [visit('1')] }), disagreement(), left).belowTheLine).toBe(1);
  });

  it('draws each stage of its policy: ended, open, ahead, or passed over', () => {
    const { rows } = rowsOf(
      disagreement({ stages: [visit('1', { closedAt: at('Wed 1 Apr 2026', '10:00') }), visit('3')] }),
    );
    expect(rows[0]!.steps.map(({ state }) => state)).toEqual(['ended', 'passed over', 'open', 'ahead', 'ahead']);
  });
});

describe('what the address asks for', () => {
  const { rows } = rowsOf(
    disagreement({ reference: 'AA-1111', stages: [visit('3', { openedAt: at('Tue 31 Mar 2026', '09:00') })] }),
    disagreement({
      reference: 'BB-2222',
      subject: 'adult',
      stages: [visit('2', { deadline: deadlineOn('Tue 7 Apr 2026') })],
    }),
    disagreement({
      reference: 'CC-3333',
      stages: [visit('2', { openedAt: at('Mon 30 Mar 2026', '09:00'), deadline: deadlineOn('Wed 1 Apr 2026') })],
    }),
    disagreement({ reference: 'DD-4444', raisedWith: [{ agency: 'health' }], stages: [visit('2')] }),
  );

  it.each([
    ['', ['CC-3333', 'BB-2222', 'AA-1111', 'DD-4444']],
    ['sort=age', ['CC-3333', 'AA-1111', 'BB-2222', 'DD-4444']],
    ['sort=stage', ['AA-1111', 'CC-3333', 'BB-2222', 'DD-4444']],
    ['stage=3', ['AA-1111']],
    ['agency=health', ['DD-4444']],
    ['subject=adult', ['BB-2222']],
    ['time=overdue', ['CC-3333']],
    ['time=no-number', ['AA-1111', 'DD-4444']],
    ['mine=yes', ['CC-3333']],
    ['harm=yes', []],
    ['stage=2&time=no-number&agency=school', ['DD-4444']],
    ['sort=name&subject=dog&time=soon&harm=no&mine=2', ['CC-3333', 'BB-2222', 'AA-1111', 'DD-4444']],
    ['stage=<b>', ['CC-3333', 'BB-2222', 'AA-1111', 'DD-4444']],
  ])('“%s”', (search, expected) => {
    const query = readListQuery(Object.fromEntries(new URLSearchParams(search)));
    expect(references(pick(rows, query))).toEqual(expected);
  });

  it('is cut into pages; a page beyond the last is the last', () => {
    const many = Array.from({ length: 51 }, (_, n) => n);
    expect(pageOf(many, 1)).toMatchObject({ page: 1, pages: 3, rows: many.slice(0, 25) });
    expect(pageOf(many, 3).rows).toEqual([50]);
    expect(pageOf(many, 99)).toMatchObject({ page: 3, rows: [50] });
    expect(pageOf([], 1)).toEqual({ rows: [], page: 1, pages: 1 });
  });
});

it('a summary holds nobody’s name and no words, and reads back as it was written', () => {
  const d = disagreement({
    people: { [raiser.email]: { id: 'p1', person: raiser, places: ['raiser'], mine: 'mine' } },
    outcome: outcome(),
  });
  const summary = summaryOf(d);

  expect(summarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  expect(JSON.stringify(summary)).not.toMatch(new RegExp(`${raiser.name}|${counterpart.name}|t1`));
});
