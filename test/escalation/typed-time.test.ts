import { describe, expect, it } from 'vitest';
import { NOT_A_TIME, readTypedTime, timeOrEmptyField } from '../../escalation/typed-time.ts';

describe('a time of day as people type it', () => {
  it.each([
    ['5pm', '17:00'],
    [' 2:30 pm ', '14:30'],
    ['2.30pm', '14:30'],
    ['9am', '09:00'],
    ['9 a.m.', '09:00'],
    ['noon', '12:00'],
    ['12:15am', '00:15'],
    ['14:30', '14:30'],
    ['09:05', '09:05'],
    ['1430 hours', '14:30'],
  ])('reads %s', (typed, time) => {
    expect(readTypedTime(typed)).toBe(time);
  });

  it.each([
    ['nothing', ''],
    ['no time', 'soon'],
    ['a figure alone', '5'],
    ['a time that may be of the night or of the afternoon', '2:30'],
    ['an hour that is none', '25:00'],
    ['a minute that is none', '5:75pm'],
    ['two times', '5pm or 6pm'],
    ['a time among other words', 'about 5pm'],
    ['midnight, which begins one day and ends another', 'midnight'],
  ])('does not guess: %s', (_, typed) => {
    expect(readTypedTime(typed)).toBeUndefined();
  });
});

describe('a time that may be left empty', () => {
  it('takes nothing for an answer', () => {
    expect(timeOrEmptyField.parse('')).toBe('');
  });

  it('says how to type one where something else was typed, because whoever typed it wants it to count', () => {
    expect(timeOrEmptyField.safeParse('after lunch').error?.issues.map(({ message }) => message)).toEqual([NOT_A_TIME]);
  });
});
