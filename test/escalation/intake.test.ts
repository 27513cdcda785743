import { describe, expect, it, test } from 'vitest';
import { type RaiseForm, readRaiseForm } from '../../escalation/intake.ts';
import type { Policy } from '../../escalation/policy.ts';
import { ABOUT, CATEGORIES } from '../../escalation/record.ts';
import { healthVisitorsForm } from '../journeys/people.ts';
import { B, L, R, S, W } from './building.ts';
import { day } from './calendars.ts';

const POLICIES = { W, L, S, R, B };
const letters = Object.keys(POLICIES) as (keyof typeof POLICIES)[];

/** A whole form for that policy, with changes; answers the fields that are refused. */
function refusedIn(asked: Policy, changes: Partial<Record<keyof RaiseForm, string>>): string[] {
  const form = healthVisitorsForm({ subject: asked.subjects[0] as RaiseForm['subject'] });
  const read = readRaiseForm({ immediateHarm: 'no', ...form, ...changes }, asked, day('Mon 2 Mar 2026'));
  return 'problems' in read ? read.problems.map(({ field }) => field) : [];
}
/** The policies that refuse a form without this field. */
const requiring = (field: keyof RaiseForm) =>
  letters.filter((letter) => refusedIn(POLICIES[letter], { [field]: '' }).includes(field));

describe('what the form asks, policy by policy', () => {
  it.each(letters)('a whole form is accepted under %s', (letter) => {
    expect(refusedIn(POLICIES[letter], {})).toEqual([]);
  });

  test.each(['problem', 'disagreement', 'desiredOutcome'] as const)(
    'INT-1: one text is no whole form: %s is asked for by itself, by every policy',
    (field) => {
      expect(requiring(field)).toEqual(letters);
      const others = { problem: '', disagreement: '', desiredOutcome: '', [field]: 'All of it in one text.' };
      expect(refusedIn(POLICIES.R, others)).toHaveLength(2);
    },
  );

  it('INT-2: B asks for the actions needed and the basis of the concern, and no other policy does', () => {
    expect(requiring('actionsNeeded')).toEqual(['B']);
    expect(requiring('basis')).toEqual(['B']);
  });

  it('INT-3: the talk with one’s own manager is required by R and B; R has a stage of its own for it', () => {
    expect(requiring('discussedWithManager')).toEqual(['R', 'B']);
    const [first] = POLICIES.R.stages;
    expect(first!.asks.map(({ does, of }) => [does, of])).toEqual([['prepare', 'raising']]);
    expect(POLICIES.B.stages[0]!.asks.some(({ does }) => does === 'prepare')).toBe(false);
  });

  it('INT-4: the reason the other agency gave is asked for, and that none was given is an answer', () => {
    expect(requiring('reasonGiven')).toEqual(letters);
    expect(refusedIn(POLICIES.R, { reasonGiven: 'None given' })).toEqual([]);
  });

  const talked = { talkedAlready: 'yes', talkedOn: '2026-02-27', talkedWhatCame: 'We did not agree.' };
  const settledBy = { mustBeSettledOn: '2026-03-06', mustBeSettledWhy: 'She goes home that day.' };
  const since = { immediateHarm: 'yes', harmWhy: 'He is at home.', harmSinceOn: '2026-03-02', harmSinceTime: '08:00' };
  test.each([
    ['INT-12: the day of a talk, because the clocks count from it', talked, { talkedOn: '' }],
    [
      'INT-12: what came of a talk, also where its day is given: a stage is skipped for it',
      talked,
      { talkedWhatCame: '' },
    ],
    [
      'CLK-3: why it must be settled by a day, because that shortens the time the others have',
      settledBy,
      { mustBeSettledWhy: '' },
    ],
    ['CLK-14: a day the risk was known since that is not still to come', since, { harmSinceOn: '2026-03-03' }],
  ])('every policy asks for %s', (_, answers, wrong) => {
    for (const letter of letters) {
      expect(refusedIn(POLICIES[letter], answers), letter).toEqual([]);
      expect(refusedIn(POLICIES[letter], { ...answers, ...wrong }), letter).toEqual(Object.keys(wrong));
    }
  });

  it('INT-6: the kind is one of one list, whatever the policy', () => {
    expect(requiring('category')).toEqual(letters);
    for (const category of Object.keys(CATEGORIES)) expect(refusedIn(POLICIES.W, { category })).toEqual([]);
    expect(refusedIn(POLICIES.W, { category: 'weather' })).toEqual(['category']);
    expect(Object.keys(CATEGORIES)).toEqual([
      'referral',
      'assessment',
      'plan',
      'intervention',
      'information-sharing',
      'enquiry',
      'threshold',
      'roles',
      'action',
      'communication',
      'core-group',
      'practice',
      'self-neglect',
      'progress',
    ]);
  });

  it('INT-7: it may be with a decision, an action or the lack of one', () => {
    expect(requiring('about')).toEqual(letters);
    for (const about of ABOUT) expect(refusedIn(POLICIES.L, { about })).toEqual([]);
    expect(ABOUT).toEqual(['decision', 'action', 'inaction']);
    expect(refusedIn(POLICIES.L, { about: 'mood' })).toEqual(['about']);
  });

  test.each<[keyof typeof POLICIES, string[]]>([
    ['B', ['child', 'adult', 'both']],
    ['S', ['adult']],
    ['W', ['child']],
    ['R', ['child']],
    ['L', ['child']],
  ])('INT-8: %s is about %s, and a form about anybody else is refused', (letter, taken) => {
    const accepted = ['child', 'adult', 'both'].filter(
      (subject) => refusedIn(POLICIES[letter], { subject }).length === 0,
    );
    expect(accepted).toEqual(taken);
  });

  it('SCP-7: that a plan is not carried out is a kind like any other, and starts on the same ladder', () => {
    expect(refusedIn(POLICIES.L, { category: 'plan', about: 'inaction' })).toEqual([]);
  });

  it('ADM-2: every policy asks what the child or adult says or wants, and takes a form that leaves it out', () => {
    for (const letter of letters) expect(POLICIES[letter].fields.subjectsView).toMatchObject({ required: false });
    expect(requiring('subjectsView')).toEqual([]);
  });
});
