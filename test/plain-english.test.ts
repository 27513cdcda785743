import { describe, expect, it } from 'vitest';
import { notPlainIn } from './plain-english.ts';

/** What a check of every page and email must find, and what it must let pass: a check that cannot fail proves nothing. */
describe('the check on plain English', () => {
  it.each([
    ['a leaving of the program', 'Signed in as undefined'],
    ['a leaving of the program', 'NaN working days'],
    ['a leaving of the program', 'Asked: [object Object]'],
    ['a leaving of the program', 'Invalid Date'],
    ['a leaving of the program', 'Children&#39;s social care'],
    ['a day as a machine writes it', 'By 2026-04-08'],
    ['a day as a machine writes it', 'At 2026-04-08T16:00:00Z'],
    ['a day as a machine writes it', 'On 08/04/2026'],
    ['a time that is not said aloud', 'By 17:00 on Wednesday 8 April 2026'],
    ['a day without its weekday and its year', 'By 5pm on 8 April 2026'],
    ['a day without its weekday and its year', 'By 5pm on Wednesday 8 April'],
    ['a month or weekday cut short', 'By Wednesday 8 Apr 2026'],
    ['a month or weekday cut short', 'By Wed 8'],
    ['a name of the code', 'Enter your raiserEmail'],
    ['a name of the code', 'It ended: ended_without_agreement'],
    ['an id', 'Ask the designated-doctor-or-nurse'],
    ['an id', 'Raised under bcssp-v5'],
    ['an id', 'With brackenshire-adult-social-care'],
    ['jargon', 'Your ticket was opened'],
    ['jargon', 'The case is closed'],
    ['jargon', 'The workflow is over'],
    ['jargon', 'Choose a valid date: this one is invalid'],
    ['jargon', 'The due date is Wednesday 8 April 2026'],
    ['jargon', 'Log in to read it'],
    ['blame', 'Your manager failed to answer'],
    ['blame', 'You forgot to answer'],
    ['blame', 'You are too late'],
  ])('finds %s: %s', (what, text) => {
    expect(notPlainIn(text).map((found) => found.split(':')[0])).toContain(what);
  });

  it('says what it found, and where', () => {
    expect(notPlainIn('Please open the ticket before Thursday.')).toEqual([
      'jargon: ticket (… Please open the ticket before Thursday. …)',
    ]);
  });

  it.each([
    'By 5pm on Wednesday 8 April 2026, at 10:30am, at noon and before midnight at the end of Thursday 9 April 2026',
    'The review date of this policy was September 2026',
    'The latest time: 3 working days from Thursday 2 April 2026 (L67)',
    'Write to priya.nair_2@some-school.example or open https://common-ground.example/d/AB-7Q4K?done=escalate-now',
    'Two deputies name each other; this is a check-back, out of hours, on a child-protection plan of Open Gate',
    'Nobody is blamed',
  ])('lets pass: %s', (text) => {
    expect(notPlainIn(text)).toEqual([]);
  });
});
