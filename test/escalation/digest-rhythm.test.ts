import { describe, expect, it } from 'vitest';
import { type DigestSetting, digestsMissed, mayBeDueOn } from '../../escalation/digest-rhythm.ts';
import { day, englandAndWales, written } from './calendars.ts';

const setting = (rhythm: DigestSetting['rhythm'], chosenOn?: string): DigestSetting => ({
  rhythm,
  ...(chosenOn ? { chosenOn: day(chosenOn).toString() } : {}),
});

describe('DIG-1: on which days a digest may be due', () => {
  it.each<[DigestSetting['rhythm'], string, boolean]>([
    ['every working day', 'Mon 30 Mar 2026', true],
    ['every working day', 'Sat 4 Apr 2026', false],
    ['every working day', 'Mon 6 Apr 2026', false],
    ['when needed', 'Wed 1 Apr 2026', true],
    ['when needed', 'Sun 5 Apr 2026', false],
    ['once a week', 'Mon 30 Mar 2026', true],
    ['once a week', 'Tue 31 Mar 2026', false],
    ['once a week', 'Fri 27 Mar 2026', false],
    // Easter Monday is no working day: that week's is on Tuesday.
    ['once a week', 'Mon 6 Apr 2026', false],
    ['once a week', 'Tue 7 Apr 2026', true],
    ['once a week', 'Wed 8 Apr 2026', false],
  ])('%s, on %s: %s', (rhythm, on, isDue) => {
    expect(mayBeDueOn(setting(rhythm), day(on), englandAndWales)).toBe(isDue);
  });
});

describe('F16: which days were missed', () => {
  it.each<[string, DigestSetting, string, string, string[]]>([
    [
      'every working day',
      setting('every working day'),
      'Tue 31 Mar 2026',
      'Tue 7 Apr 2026',
      ['Wed 1 Apr 2026', 'Thu 2 Apr 2026'],
    ],
    ['one a week, the week before', setting('once a week'), 'Mon 23 Mar 2026', 'Tue 7 Apr 2026', ['Mon 30 Mar 2026']],
    ['one a week, none', setting('once a week'), 'Mon 30 Mar 2026', 'Tue 7 Apr 2026', []],
    [
      'one a week, chosen in the middle of one',
      setting('once a week', 'Wed 1 Apr 2026'),
      'Wed 1 Apr 2026',
      'Tue 7 Apr 2026',
      [],
    ],
    [
      'every working day again, chosen on Wednesday after a week’s digest on Monday: Tuesday’s was never due',
      setting('every working day', 'Wed 1 Apr 2026'),
      'Mon 30 Mar 2026',
      'Thu 2 Apr 2026',
      [],
    ],
    ['only when needed: nobody can say', setting('when needed'), 'Mon 23 Mar 2026', 'Tue 7 Apr 2026', []],
  ])('%s', (_, chosen, last, today, missed) => {
    expect(digestsMissed(day(last), day(today), englandAndWales, chosen).map(written)).toEqual(missed);
  });
});
