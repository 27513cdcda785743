import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysIn, timeIn } from '../../escalation/days-in-words.ts';
import { day } from './calendars.ts';

const monday = day('Mon 21 Dec 2026');
const days = (words: string, towards: 'past' | 'future' = 'past', receivedOn = monday) =>
  daysIn(words, receivedOn, towards).map((found) => found.on?.toString() ?? found.problem);

describe('days as people write them, in an email received on Monday 21 December 2026', () => {
  it.each([
    ['2026-12-14', '2026-12-14'],
    ['14/12/2026', '2026-12-14'],
    ['14/12/26', '2026-12-14'],
    ['14.12.2026', '2026-12-14'],
    ['14-12-2026', '2026-12-14'],
    ['14/12', '2026-12-14'],
    ['14 December', '2026-12-14'],
    ['14 Dec.', '2026-12-14'],
    ['14th of December 2026', '2026-12-14'],
    ['Mon 14 Dec 2026', '2026-12-14'],
    ['Monday, 14 December', '2026-12-14'],
    ['Monday the 14th December', '2026-12-14'],
    ['Monday 14/12/2026', '2026-12-14'],
    ['December 14, 2026', '2026-12-14'],
    ["14 Dec '26", '2026-12-14'],
    ['on the afternoon of 14 December at 10.30', '2026-12-14'],
    ['14 Dec 10am', '2026-12-14'],
    ['yesterday', '2026-12-20'],
    ['Today', '2026-12-21'],
    ['the day before yesterday', '2026-12-19'],
    // The year stands there: without it, 1 March would be this year's.
    ['1 March 1990', '1990-03-01'],
    ['March 1, 1990', '1990-03-01'],
    ['14 Dec 1930 hrs', '2026-12-14'],
    ['3 days ago', '2026-12-18'],
    ['two weeks ago', '2026-12-07'],
    ['a week ago', '2026-12-14'],
    ['Friday', '2026-12-18'],
    ['last Friday', '2026-12-18'],
    ['last Monday', '2026-12-14'],
  ])('%s is one day, %s', (words, on) => {
    expect(days(words)).toEqual([on]);
  });

  it.each([
    ['25 March', '2027-03-25', 'next year, because this year’s is past'],
    ['24 December noon', '2026-12-24', 'this year'],
    ['Friday', '2026-12-25', 'the one to come'],
    ['next Monday', '2026-12-28', 'a week from a Monday'],
    ['tomorrow', '2026-12-22', ''],
    ['25 March 12 noon', '2027-03-25', '12 is the hour, not the year'],
    ['25 March 2027', '2027-03-25', 'the year is said'],
  ])('%s to come is %s: %s', (words, on) => {
    expect(days(words, 'future')).toEqual([on]);
  });

  it('takes the nearer of two days without a year, as long as it lies the right way', () => {
    expect(days('22 June')).toEqual(['2026-06-22']);
    expect(days('20 December', 'future')).toEqual(['Write the year as well, like 14 December 2026']);
    expect(days('21 December', 'past')).toEqual(['2026-12-21']);
    expect(days('21 December', 'future')).toEqual(['2026-12-21']);
  });

  it('takes a day without its year from last year when this year’s is still to come', () => {
    expect(days('14 December', 'past', day('Mon 4 Jan 2027'))).toEqual(['2026-12-14']);
    expect(days('29 February', 'past', day('Mon 4 Jan 2027'))).toEqual([
      'There is no such date. Write it like 14 December 2026',
    ]);
  });

  it.each([
    ['12/14/2026', /no such date/, 'a month first is not British'],
    ['30 February 2026', /no such date/, 'there is none'],
    ['Tuesday 14 December 2026', /do not agree/, 'it was a Monday: which is meant?'],
    ['Monday', /as well as the weekday/, 'on a Monday it may be today or a week ago'],
    ['between 3 and 7 December', /one day, not several/, 'the earliest may be meant'],
    ['3-7 December', /one day, not several/, 'a range'],
    ['22 December', /the year as well/, 'tomorrow is nearer than a year ago, and B’s cap would count from then'],
    ['20/6', /the year as well/, 'a day short of half a year ahead'],
  ])('asks again for %s', (words, problem) => {
    expect(days(words)).toEqual([expect.stringMatching(problem)]);
  });

  it.each(['soon', 'last week', 'we sat down in the sun', 'room 14', 'page 2026', 'may be', ''])(
    'finds no day in "%s"',
    (words) => {
      expect(days(words)).toEqual([]);
    },
  );

  it('finds each of several days, in order', () => {
    expect(days('14 Dec, then again yesterday')).toEqual(['2026-12-14', '2026-12-20']);
  });

  it.each([
    ['noon', '12:00'],
    ['12 noon', '12:00'],
    ['5pm', '17:00'],
    ['10.30 am', '10:30'],
    ['12am', '00:00'],
    ['17:00', '17:00'],
    ['0930 hours', '09:30'],
    ['between 9am and 5pm', undefined],
    ['midnight', undefined],
    ['13pm', undefined],
  ])('reads the time %s as %s', (words, time) => {
    const read = timeIn(words);
    expect(read === 'several' ? undefined : read?.time).toBe(time);
    expect(read).toBeDefined();
  });

  it('reads anything at all without failing, and in a moment', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(0x10ffff), { maxLength: 60 }).map((points) => String.fromCodePoint(...points)),
        (words) => Array.isArray(daysIn(words, monday, 'past')) && timeIn(words) !== null,
      ),
    );
    const long = `14 December ${'14/12/2026 '.repeat(20_000)}${'on Monday the '.repeat(5_000)}${' '.repeat(50_000)}`;
    expect(days(long)[0]).toBe('2026-12-14');
  });
});
