import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { dayField, problemsIn } from '../../escalation/field-problems.ts';
import { problemWithDay, readTypedDay } from '../../escalation/typed-day.ts';

const read = (day: string, month = '', year = '') => readTypedDay({ day, month, year });

describe('a day as people type it', () => {
  test.each<[what: string, typed: [string, string?, string?], day: string]>([
    ['three numbers', ['27', '3', '2026'], '2026-03-27'],
    ['noughts and spaces', [' 07 ', '03', '2026 '], '2026-03-07'],
    ['a month by its name', ['7', 'March', '2026'], '2026-03-07'],
    ['a month by its first letters', ['7', 'sept', '2026'], '2026-09-07'],
    ['"2nd"', ['2nd', '4', '2026'], '2026-04-02'],
    ['a year of two digits', ['2', '4', '26'], '2026-04-02'],
    ["'26", ['2', '4', "'26"], '2026-04-02'],
    ['29 February of a leap year', ['29', '2', '2028'], '2028-02-29'],
    ['the whole date in the first box', ['2/4/2026'], '2026-04-02'],
    ['with full stops', ['2.4.26'], '2026-04-02'],
    ['in words', ['2nd April 2026'], '2026-04-02'],
    ['as computers write it', ['2026-04-02'], '2026-04-02'],
    ['the whole date in the last box', ['', '', '02-04-2026'], '2026-04-02'],
    ['nothing', ['', ' ', ''], ''],
  ])('%s', (_, [day, month, year], expected) => {
    expect(read(day, month, year)).toBe(expected);
  });

  test.each<[what: string, typed: [string, string?, string?], part: string, message: string]>([
    ['no year', ['2', '4', ''], 'year', 'Enter the year as well'],
    ['only the day', ['2', '', ''], 'month', 'Enter the month and the year as well'],
    ['day and month changed about', ['4', '27', '2026'], 'month', 'Enter a month from 1 to 12, or its name'],
    ['a month that is none', ['4', 'Ju', '2026'], 'month', 'Enter a month from 1 to 12, or its name'],
    ['a year of three digits', ['4', '2', '202'], 'year', 'Enter the year in full, like 2026'],
    ['31 April', ['31', '4', '2026'], 'day', 'That month has 30 days. Enter a day from 1 to 30'],
    ['29 February of another year', ['29', '2', '26'], 'day', 'That month has 28 days. Enter a day from 1 to 28'],
    ['day nought', ['0', '2', '2026'], 'day', 'That month has 28 days. Enter a day from 1 to 28'],
    ['a word for a day', ['yesterday', '4', '2026'], 'day', 'That month has 30 days. Enter a day from 1 to 30'],
    ['a word for it all', ['yesterday'], 'day', 'Enter the date in figures, like 27 3 2026'],
  ])('%s: the box that is wrong, and what to do', (_, [day, month, year], part, message) => {
    expect(problemWithDay(read(day, month, year), 'Enter the day')).toEqual({ part, message });
  });

  it('an empty one is said in the question’s own words', () => {
    expect(problemWithDay('', 'Enter the day it arose')).toEqual({ message: 'Enter the day it arose' });
    expect(problemWithDay('2026-04-02', 'Enter the day it arose')).toBeUndefined();
  });

  it('in a list of rows the box is named with its row', () => {
    const rows = z.object({ actions: z.array(z.object({ dueOn: dayField('Enter the day') })) });
    const parsed = rows.safeParse({ actions: [{ dueOn: '2026-04-02' }, { dueOn: read('31', '4', '2026') }] });

    expect(problemsIn(parsed.error!).map(({ field }) => field)).toEqual(['actions.1.dueOn-day']);
  });
});
