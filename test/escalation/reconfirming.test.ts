import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { momentsToAsk, peopleToConfirm } from '../../escalation/reconfirming.ts';
import { agencyRow, boardRows, directoryOf, postRow } from './directories.ts';

const TODAY = Temporal.PlainDate.from('2026-04-08');

describe('who is to confirm their posts', () => {
  const school = agencyRow('Hollin School', 'school', 'school.example');
  const post = (name: string, role: string, verified_on: string) =>
    postRow('Hollin School', role, name, `${name.toLowerCase()}@school.example`, { verified_on });
  const names = (...posts: ReturnType<typeof post>[]) =>
    peopleToConfirm(
      directoryOf([...boardRows.map((line) => ({ ...line, verified_on: '2026-04-01' })), school, ...posts]),
      TODAY,
    ).map(({ name }) => name);

  it.each<[string, string, boolean]>([
    ['never', '', true],
    ['yesterday', '2026-04-07', false],
    ['365 days ago', '2025-04-08', false],
    ['366 days ago', '2025-04-07', true],
    ['a day that has not come', '2027-01-01', false],
  ])('somebody whose post was confirmed %s', (_, verifiedOn, isDue) => {
    expect(names(post('Lena', 'line-manager', verifiedOn))).toEqual(isDue ? ['Lena'] : []);
  });

  it('each person once with all their posts, if one of them is due; never confirmed first, then the longest ago', () => {
    expect(
      names(
        post('Abe', 'line-manager', '2024-01-10'),
        post('Bo', 'line-manager', '2024-01-09'),
        post('Cy', 'line-manager', '2026-04-01'),
        post('Cy', 'senior-manager', ''),
      ),
    ).toEqual(['Cy', 'Bo', 'Abe']);
  });

  it('not a mailing list: nobody signs in as one', () => {
    const directory = directoryOf([
      ...boardRows.map((line) => ({ ...line, verified_on: '2026-04-01' })),
      postRow('Tarnshire Safeguarding Partnership', 'learning-list', 'Learning list', 'list@board.tarn.example'),
    ]);

    expect(peopleToConfirm(directory, TODAY)).toEqual([]);
  });
});

describe('when they are asked', () => {
  const times = (now: string) =>
    momentsToAsk(Temporal.Instant.from(now)).map((at) =>
      at.toZonedDateTimeISO('Europe/London').toPlainTime().toString().slice(0, 5),
    );

  it('four minutes apart from 09:30 in London on, summer and winter, and a hundred of them', () => {
    for (const morning of ['2026-04-08T07:15:00Z', '2026-01-08T08:15:00Z']) {
      const all = times(morning);
      expect(all.slice(0, 3)).toEqual(['09:30', '09:34', '09:38']);
      expect(all).toHaveLength(100);
      expect(all.at(-1)).toBe('16:06');
    }
  });

  it('late in the day only as many as still fit before 16:30, and in the evening none', () => {
    expect(times('2026-04-08T15:20:00Z')).toEqual(['16:20', '16:24', '16:28']);
    expect(times('2026-04-08T19:00:00Z')).toEqual([]);
  });
});
