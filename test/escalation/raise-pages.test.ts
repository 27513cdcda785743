import { describe, expect, it, test } from 'vitest';
import type { RaiseForm } from '../../escalation/intake.ts';
import type { Policy } from '../../escalation/policy.ts';
import {
  formSent,
  furtherOf,
  isOptional,
  judgeAnswers,
  pagesFor,
  problemsOn,
  whereToGoOn,
} from '../../escalation/raise-pages.ts';
import { healthVisitorsForm } from '../journeys/people.ts';
import { B, L, R, S, settingAt, W } from './building.ts';

const FIVE = { W, L, S, R, B };

const { calendar, now } = settingAt('Mon 2 Mar 2026 09:30');
const directory = {
  agencies: ['health', 'care', 'trust'].map((id) => ({
    id,
    name: id,
    type: 'community-health' as const,
    sites: id === 'trust' ? ['North', 'South'] : [],
    member: true,
    healthCommissioned: false,
    domains: [`${id}.example`],
  })),
  posts: [],
  vacancies: [],
};
const asked = (by: Policy = B) => ({ policy: by, directory, calendar, now });
const form = (changes: Partial<RaiseForm> = {}) =>
  healthVisitorsForm({ raiserAgency: 'health', theirAgency: 'care', immediateHarm: 'no', ...changes });
const ids = (answers: object, by: Policy = B) => pagesFor({ ...answers }, asked(by)).map(({ id }) => id);

describe('which pages there are follows from the policy and from what was answered', () => {
  test.each<[keyof typeof FIVE, string[]]>([
    ['B', ['subject', 'who-it-is-about', 'basis', 'your-managers-view']],
    ['R', ['your-managers-view']],
    ['L', ['policy-issue']],
    ['S', ['policy-issue']],
    ['W', []],
  ])('%s asks beside the core: %j', (letter, more) => {
    const core = ids({}, FIVE.W);

    expect(ids({}, FIVE[letter]).filter((id) => !core.includes(id))).toEqual(more);
    expect(core.filter((id) => !ids({}, FIVE[letter]).includes(id))).toEqual([]);
  });

  it('INT-2: the actions needed stand beside the outcome wanted, where the policy asks for them', () => {
    const fieldsOf = (by: Policy) => pagesFor({}, asked(by)).find(({ id }) => id === 'outcome-wanted')!.fields;

    expect(fieldsOf(B)).toEqual(['desiredOutcome', 'actionsNeeded']);
    expect(fieldsOf(FIVE.W)).toEqual(['desiredOutcome']);
  });

  test.each(['R', 'B'] as const)(
    'INT-3: %s wants the talk with one’s own manager, but bars nobody who says that somebody is at risk now, which is asked before it',
    (letter) => {
      const order = ids(form({ immediateHarm: 'yes' }), FIVE[letter]);
      const page = pagesFor({}, asked(FIVE[letter])).find(({ id }) => id === 'your-managers-view')!;
      const [calm, atRisk] = (['no', 'yes'] as const).map((immediateHarm) =>
        form({
          subject: 'child',
          discussedWithManager: '',
          immediateHarm,
          harmWhy: 'He is at home with them tonight.',
        }),
      );

      expect(order.indexOf('immediate-harm')).toBeLessThan(order.indexOf('your-managers-view'));
      expect(problemsOn(page, calm!, asked(FIVE[letter])).map(({ field }) => field)).toEqual(['discussedWithManager']);
      expect(judgeAnswers(atRisk!, asked(FIVE[letter])).problems).toBeUndefined();
      // What else the policy wants is wanted then too.
      const without = judgeAnswers({ ...atRisk, basis: '', actionsNeeded: '' }, asked(FIVE[letter])).problems ?? [];
      expect(without.map(({ field }) => field)).toEqual(letter === 'B' ? ['basis', 'actionsNeeded'] : []);
      expect([calm, atRisk].map((answers) => isOptional('discussedWithManager', FIVE[letter], answers!))).toEqual([
        false,
        true,
      ]);
    },
  );

  it('ROU-2: the site is asked for where the agency that was chosen has several, on either side', () => {
    expect(ids(form())).not.toContain('your-site');
    expect(ids(form({ raiserAgency: 'trust' }))).toContain('your-site');
    expect(ids(form({ raiserAgency: 'trust' }))).not.toContain('their-site');
    expect(ids(form({ theirAgency: 'trust' }))).toContain('their-site');
  });

  it('INT-12, CLK-14: what came of a talk, and what the harm is, only after a yes', () => {
    expect(ids(form())).not.toEqual(expect.arrayContaining(['what-came-of-it']));
    expect(ids(form({ talkedAlready: 'yes', immediateHarm: 'yes' }))).toEqual(
      expect.arrayContaining(['what-came-of-it', 'about-the-harm']),
    );
  });
});

describe('the rules, page by page and as a whole', () => {
  it('a whole form has no problem on any page, under each of the five', () => {
    for (const by of Object.values(FIVE)) {
      const answers = form({ subject: by.subjects[0]! });
      expect(judgeAnswers(answers, asked(by)).problems, by.id).toBeUndefined();
    }
  });

  it('a page is told of its own problems alone, also while others are not answered at all', () => {
    const page = pagesFor({}, asked()).find(({ id }) => id === 'problem')!;

    expect(problemsOn(page, { problem: ' ' }, asked())).toEqual([
      { field: 'problem', message: 'Enter what the problem is' },
      { field: 'disagreement', message: 'Enter what you disagree about' },
    ]);
  });

  it('the problems of all pages come in the order of the pages', () => {
    const { problems } = judgeAnswers(form({ desiredOutcome: '', raiserName: '', aroseOn: '' }), asked());

    expect(problems!.map(({ field }) => field)).toEqual(['raiserName', 'aroseOn', 'desiredOutcome']);
  });

  test.each([
    ['their own', { raiserAgency: 'trust' }, 'raiserSite: Choose the site you work at'],
    ['a made-up one', { raiserAgency: 'trust', raiserSite: 'East' }, 'raiserSite: Choose the site you work at'],
    ['theirs', { theirAgency: 'trust' }, 'theirSite: Choose the site they work at, or that you do not know'],
  ])('ROU-2: the site must be one of the agency’s: %s', (_, changes, problem) => {
    const { problems } = judgeAnswers(form(changes), asked());

    expect(problems!.map(({ field, message }) => `${field}: ${message}`)).toEqual([problem]);
  });

  test.each(Object.entries(FIVE))(
    'SCP-5 (%s): the form takes one’s own agency for the other only where both sides may be one',
    (letter, by) => {
      const { problems = [] } = judgeAnswers(form({ theirAgency: 'health', subject: by.subjects[0]! }), asked(by));

      expect(problems).toEqual(
        ['L', 'B'].includes(letter)
          ? []
          : [
              {
                field: 'theirAgency',
                message: "This partnership's policy is about disagreements between two agencies. Choose another agency",
              },
            ],
      );
    },
  );

  it('ROU-2: that the raiser does not know the other’s site is an answer', () => {
    expect(judgeAnswers(form({ theirAgency: 'trust', theirSite: 'not known' }), asked()).problems).toBeUndefined();
  });

  it('an answer to a question that is asked no longer is no part of what is sent', () => {
    const answers = form({ talkedAlready: 'no', talkedOn: '2026-01-05', talkedWhatCame: 'No', harmWhy: 'Old' });

    expect(formSent(answers, asked())).toMatchObject({ talkedOn: '', talkedWhatCame: '' });
    expect(formSent(answers, asked())?.harmWhy).toBeUndefined();
  });

  it('INT-8: a policy about one kind says itself whom it is about', () => {
    expect(formSent(form({ subject: 'adult' }), asked(FIVE.W))?.subject).toBe('child');
    expect(formSent(form(), asked(FIVE.S))?.subject).toBe('adult');
  });
});

describe('where somebody goes on', () => {
  it('at the page they had come to, although the ones after it may be left empty', () => {
    expect(whereToGoOn(form(), asked(), 'immediate-harm')).toBe('immediate-harm');
    expect(whereToGoOn(form(), asked(), 'check')).toBe('check');
  });

  it('at an earlier one that is no longer right', () => {
    expect(whereToGoOn(form({ raiserAgency: 'trust' }), asked(), 'check')).toBe('your-site');
  });

  it('at the next one, where the page is asked no longer', () => {
    expect(whereToGoOn(form({ talkedAlready: 'no' }), asked(), 'what-came-of-it')).toBe('support');
  });

  it('and going back leads nobody back from where they had come to', () => {
    expect(furtherOf('your-agency', 'problem')).toBe('problem');
    expect(furtherOf('check', 'problem')).toBe('check');
  });
});
