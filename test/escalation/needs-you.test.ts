import { describe, expect, it } from 'vitest';
import { digestFor } from '../../escalation/digest.ts';
import { needsIn, referencesIn } from '../../escalation/needs-you.ts';
import { policyReviewNear } from '../../escalation/policy-review.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { day } from './calendars.ts';
import {
  asked,
  at,
  counterpart,
  deadlineOn,
  disagreement,
  factsFor,
  outcome,
  partnership,
  visit,
} from './digest-facts.ts';

/* Thursday 2 April 2026, 8am: Good Friday and Easter Monday follow, so the next working day is Tuesday 7 April. */

const lead = { name: partnership.leads[0]!.name, email: partnership.leads[0]!.email, agency: 'board' };
const action = (dueOn: string, answers: { by: string; at: string; done: boolean }[] = []) => ({
  id: 'a1',
  textId: 't',
  ownerAgency: 'care',
  dueOn: day(dueOn).toString(),
  askedAt: at(dueOn, '17:00'),
  answers,
});
const harm = (over: object = {}): Disagreement['harms'] => [
  {
    id: 'h1',
    flaggedBy: counterpart,
    flaggedAt: at('Wed 1 Apr 2026', '16:00'),
    sinceAt: at('Wed 1 Apr 2026', '16:00'),
    clockFromAt: at('Wed 1 Apr 2026', '16:00'),
    visit: 0,
    outOfHours: false,
    alsoAsked: [],
    seenBy: [],
    ...over,
  },
];
const askedThere = visit('2', { asked: [asked(counterpart)] });

describe('what needs a lead today', () => {
  it.each<[string, Partial<Disagreement>, string[]]>([
    ['time left is nobody’s need', { stages: [visit('2', { deadline: deadlineOn('Wed 8 Apr 2026') })] }, []],
    ['its time ends today', { stages: [visit('2', { deadline: deadlineOn('Thu 2 Apr 2026') })] }, ['due']],
    [
      'its time ends on the next working day',
      { stages: [visit('2', { deadline: deadlineOn('Tue 7 Apr 2026') })] },
      ['due'],
    ],
    [
      'its time has passed and nothing moved it',
      { stages: [visit('2', { deadline: deadlineOn('Tue 31 Mar 2026') })] },
      ['due'],
    ],
    ['harm that nobody has seen', { stages: [askedThere], harms: harm() }, ['harm not seen']],
    [
      'harm that each agency has seen is theirs to act on',
      {
        stages: [askedThere],
        harms: harm({ seenBy: [{ by: counterpart, agency: 'care', visit: 0, at: at('Wed 1 Apr 2026', '16:05') }] }),
      },
      [],
    ],
    ['they are asked themselves', { stages: [visit('2', { asked: [asked(lead)] })] }, ['you are asked']],
    ['somebody else is asked and silent', { stages: [askedThere] }, []],
    [
      'an action said not to be done',
      {
        outcome: outcome({
          actions: [action('Wed 1 Apr 2026', [{ by: 'x@y', at: at('Wed 1 Apr 2026', '18:00'), done: false }])],
        }),
      },
      ['not done'],
    ],
    ['an action of which nobody has said', { outcome: outcome({ actions: [action('Wed 1 Apr 2026')] }) }, ['not done']],
    [
      'an action that is done',
      {
        outcome: outcome({
          actions: [action('Wed 1 Apr 2026', [{ by: 'x@y', at: at('Wed 1 Apr 2026', '18:00'), done: true }])],
        }),
      },
      [],
    ],
    [
      'an address that is not one of its agency’s',
      {
        people: {
          'tom@home.example': {
            id: 'p2',
            person: { ...counterpart, email: 'tom@home.example' },
            places: ['asked'],
            mine: 'not said',
          },
        },
      },
      ['address'],
    ],
    [
      'the same address below the board’s line, where a lead may vouch too and sees the one agency (NOT-5)',
      {
        stages: [visit('1')],
        people: {
          'tom@home.example': {
            id: 'p2',
            person: { ...counterpart, email: 'tom@home.example' },
            places: ['asked'],
            mine: 'not said',
          },
        },
      },
      ['address'],
    ],
    [
      'an address that somebody has vouched for',
      {
        people: {
          'tom@home.example': {
            id: 'p2',
            person: { ...counterpart, email: 'tom@home.example' },
            places: ['asked'],
            mine: 'mine',
          },
        },
        vouchedFor: [{ email: 'tom@home.example', by: 'p9', at: at('Wed 1 Apr 2026', '12:00') }],
      },
      [],
    ],
  ])('%s', (_, over, whys) => {
    expect(needsIn(digestFor(factsFor([disagreement(over)]))).map(({ why }) => why)).toEqual(whys);
  });

  it('puts who may be at risk first, then who cannot be asked, and what can wait a day last', () => {
    const digest = digestFor(
      factsFor(
        [
          disagreement({ reference: 'AA-1111', stages: [visit('2', { deadline: deadlineOn('Tue 7 Apr 2026') })] }),
          disagreement({ reference: 'BB-2222', stages: [visit('2', { deadline: deadlineOn('Thu 2 Apr 2026') })] }),
          disagreement({ reference: 'CC-3333', stages: [askedThere], harms: harm() }),
          disagreement({ reference: 'DD-4444' }),
        ],
        { held: 1, corrections: 1, undelivered: [{ disagreementId: 'id-DD-4444', agency: 'care' }] },
      ),
    );
    const needs = needsIn(digest, {
      review: policyReviewNear({ id: 'p', title: 'P', version: 'v1', reviewOn: '2026-05-01' }, day('Thu 2 Apr 2026')),
      calendarEndsOn: '2026-09-30',
    });

    expect(needs.map((need) => [need.why, 'reference' in need ? need.reference : ''])).toEqual([
      ['harm not seen', 'CC-3333'],
      ['not delivered', 'DD-4444'],
      ['due', 'BB-2222'],
      ['held', ''],
      ['due', 'AA-1111'],
      ['corrections', ''],
      ['policy review', ''],
      ['calendar ends', ''],
    ]);
    expect([...referencesIn(needs)].sort()).toEqual(['AA-1111', 'BB-2222', 'CC-3333', 'DD-4444']);
  });
});

it.each([
  ['61 days before, not yet', '2026-06-02', undefined],
  ['60 days before', '2026-06-01', false],
  ['on its day', '2026-04-02', false],
  ['the day after, and every day from then', '2026-04-01', true],
  ['years after', '2020-04-01', true],
  ['a policy that names no day', undefined, undefined],
])('ADM-1: the page shows a policy’s review %s', (_, reviewOn, hasPassed) => {
  const review = policyReviewNear({ id: 'p', title: 'P', version: 'v1', reviewOn }, day('Thu 2 Apr 2026'));
  expect(review?.hasPassed).toBe(hasPassed);
});
