import { describe, expect, it } from 'vitest';
import { type Digest, digestFor } from '../../escalation/digest.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { digestMessage } from '../../messages/digest.ts';
import { day } from '../escalation/calendars.ts';
import {
  asked,
  at,
  counterpart,
  deadlineOn,
  disagreement,
  factsFor,
  london,
  outcome,
  partnership,
  raiser,
  visit,
} from '../escalation/digest-facts.ts';
import { elementsOf, wordsOf } from './elements.ts';

const live = { origin: 'https://common-ground.example', trial: false };
const manager = { name: 'Ruth Bell', email: 'ruth@care.example', agency: 'care' };
const lead = partnership.leads[0]!;
const leadAsked = { name: lead.name, email: lead.email, agency: 'board' };

/** One of everything. */
const everything: Disagreement[] = [
  disagreement({
    reference: 'AA-1111',
    stages: [
      visit('1', {
        openedAt: at('Mon 30 Mar 2026', '09:00'),
        closedAt: at('Wed 1 Apr 2026', '17:00'),
        closedBy: 'deadline',
      }),
      visit('2', {
        openedAt: at('Wed 1 Apr 2026', '17:00'),
        cause: 'deadline',
        deadline: deadlineOn('Thu 2 Apr 2026'),
        asked: [asked(raiser), asked(manager, { remindersSent: 1 })],
      }),
    ],
    harms: [
      {
        id: 'h1',
        flaggedBy: raiser,
        flaggedAt: at('Wed 1 Apr 2026', '17:30'),
        sinceAt: at('Wed 1 Apr 2026', '17:30'),
        clockFromAt: at('Wed 1 Apr 2026', '17:30'),
        visit: 1,
        outOfHours: true,
        textId: 't5',
        alsoAsked: [],
        seenBy: [{ by: raiser, agency: 'school', visit: 1, at: at('Wed 1 Apr 2026', '17:40') }],
      },
    ],
  }),
  disagreement({
    reference: 'BB-2222',
    policyVersionId: 'worcestershire-v1',
    stages: [
      visit('4', {
        openedAt: at('Mon 16 Mar 2026', '09:00'),
        asked: [asked(leadAsked, { role: 'officer-children', agency: 'board', side: 'board', remindersSent: 4 })],
      }),
    ],
  }),
  disagreement({
    reference: 'CC-3333',
    outcome: outcome({
      actions: [
        {
          id: 'x1',
          textId: 't2',
          ownerAgency: 'care',
          dueOn: '2026-04-01',
          askedAt: at('Wed 1 Apr 2026', '10:00'),
          answers: [],
        },
        {
          id: 'x2',
          textId: 't3',
          ownerAgency: 'school',
          dueOn: '2026-03-31',
          askedAt: at('Tue 31 Mar 2026', '10:00'),
          answers: [{ by: counterpart.email, at: at('Wed 1 Apr 2026', '11:00'), done: false }],
        },
        { id: 'x3', textId: 't4', ownerAgency: 'school', dueOn: '2026-04-07', answers: [] },
      ],
      reviewOn: '2026-04-02',
    }),
  }),
  disagreement({
    reference: 'DD-4444',
    stages: [visit('1')],
    history: [
      {
        n: 3,
        at: at('Wed 1 Apr 2026', '09:00'),
        by: 'clock',
        what: 'nobody to ask',
        stageId: '1',
        facts: { role: 'practitioner', agency: 'care', holes: 1 },
        mac: '',
      },
    ],
  }),
];

const digests: Record<string, Digest> = {
  'digest with everything': digestFor(
    factsFor(everything, {
      held: 2,
      corrections: 3,
      undelivered: [{ disagreementId: 'id-AA-1111', agency: 'care' }],
      missedOn: [day('Tue 31 Mar 2026'), day('Wed 1 Apr 2026')],
      since: london('Mon 30 Mar 2026', '08:00'),
    }),
  ),
  'digest with nothing to report': digestFor(factsFor([])),
  'digest below the line, one not taken forward': {
    ...digestFor(factsFor([disagreement({ stages: [visit('1', { asked: [asked(manager)] })] })])),
    notTakenForward: 1,
  },
  'digest below the line': digestFor(factsFor([disagreement({ stages: [visit('1', { asked: [asked(manager)] })] })])),
};
const examples = Object.entries(digests);

describe('the digest as an email', () => {
  it.each(examples)('reads as a lead would want to read it: %s', async (name, digest) => {
    const { subject, text } = digestMessage(digest, live);

    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`emails/${name.replaceAll(' ', '-')}.txt`);
  });

  it.each(examples)('says the same words in its HTML as in its text: %s', (_, digest) => {
    const { text, html } = digestMessage(digest, live);

    const plain = (words: string) => words.replace(/[:*\s]+/g, ' ').trim();
    expect(plain(wordsOf(html))).toBe(plain(text));
  });

  it.each<[string, Digest, string]>([
    [
      'what is open, due and waits',
      digests['digest with everything']!,
      'Digest for Thursday 2 April 2026: 2 open, 2 due today, 6 need you',
    ],
    ['nothing', digests['digest with nothing to report']!, 'Digest for Thursday 2 April 2026: nothing to report'],
    [
      'only what is below the board’s line',
      digests['digest below the line']!,
      'Digest for Thursday 2 April 2026: 1 that the board does not see',
    ],
    [
      'only what has ended',
      digestFor(factsFor([disagreement({ outcome: outcome() })])),
      'Digest for Thursday 2 April 2026: for you to know',
    ],
    [
      'one correction to the directory',
      digestFor(factsFor([], { corrections: 1 })),
      'Digest for Thursday 2 April 2026: 1 needs you',
    ],
    ['one held email', digestFor(factsFor([], { held: 1 })), 'Digest for Thursday 2 April 2026: 1 needs you'],
  ])('its subject counts %s, and names nothing', (_, digest, subject) => {
    expect(digestMessage(digest, live).subject).toBe(subject);
  });

  it.each([
    [1, '1 email is held: a person must say where it belongs. It may be about somebody at risk.'],
    [2, '2 emails are held: a person must say where they belong. They may be about somebody at risk.'],
  ])('says of held email, %i of it, why it cannot wait: it may be about somebody at risk', (held, words) => {
    expect(digestMessage(digestFor(factsFor([], { held })), live).text.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  it('links to each disagreement it lists and to the pages where a lead puts the rest right, and to nothing else', () => {
    const { html } = digestMessage(digests['digest with everything']!, live);

    expect([...new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href))].sort()).toEqual([
      'https://common-ground.example/d/AA-1111',
      'https://common-ground.example/d/BB-2222',
      'https://common-ground.example/d/CC-3333',
      'https://common-ground.example/directory/brackenshire/corrections',
      'https://common-ground.example/lead',
      'https://common-ground.example/lead/digest',
      'https://common-ground.example/settings',
    ]);
  });

  it('has a section for each thing in the order of DIG-1, and none that is empty', () => {
    const headings = (digest: Digest) =>
      [...digestMessage(digest, live).html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(([, heading]) => heading);

    expect(headings(digests['digest with everything']!)).toEqual([
      'Needs you today',
      'At risk of immediate harm',
      'Escalated',
      'Due today and on the next working day',
      'Open, by stage',
      'No number of days in the policy, and older than 5 working days',
      'Silent',
      'Not delivered, or nobody to ask',
      'Ended',
      'Agreed actions not done',
      'What the board does not see',
      'Why you get this',
    ]);
    expect(headings(digests['digest with nothing to report']!)).toEqual(['Why you get this']);
  });

  it('CLK-10: calls the time by which a lead is asked to answer the partnership’s own, where it is', () => {
    const deadline = { ...deadlineOn('Thu 9 Apr 2026'), which: 'local target' as const };
    const asks = [asked(leadAsked, { role: 'business-manager', agency: 'board', side: 'board' })];
    const own = disagreement({
      policyVersionId: 'worcestershire-v1',
      stages: [visit('4', { openedAt: at('Mon 16 Mar 2026', '09:00'), deadline, asked: asks })],
    });

    expect(digestMessage(digestFor(factsFor([own])), live).text.replaceAll(/\s+/g, ' ')).toContain(
      'By 5pm on Thursday 9 April 2026 (your partnership’s own target, not the policy’s).',
    );
  });

  it('says of an officer’s role no more than that, because its whole name says whom it is about', () => {
    const { text } = digestMessage(digests['digest with everything']!, live);

    expect(text).toContain(', officer, asked at');
    expect(text).not.toMatch(/children|adult/i);
  });

  it('says on which days none came, however many', () => {
    const days = [
      'Mon 23 Mar 2026',
      'Tue 24 Mar 2026',
      'Wed 25 Mar 2026',
      'Thu 26 Mar 2026',
      'Fri 27 Mar 2026',
      'Mon 30 Mar 2026',
      'Tue 31 Mar 2026',
    ];
    const { text } = digestMessage(digestFor(factsFor([], { missedOn: days.map(day) })), live);

    expect(text).toContain('Monday 30 March 2026 and Tuesday 31 March 2026 and 2 working days before:');
    expect(text).toContain('There is nothing to report.');
  });

  it('says first that it is a trial when it is one', () => {
    const { subject, text } = digestMessage(digests['digest with nothing to report']!, { ...live, trial: true });

    expect(subject).toMatch(/^This is a trial: /);
    expect(text).toMatch(/^This is a trial\. Nothing in it is real/);
  });
});

describe('S13: a canary in every field that an email must not carry', () => {
  const CANARY = 'canary-7f3a';

  /** Every text of a record replaced, except what a digest is allowed or needs in order to find its way. */
  const poisoned = (d: Disagreement): Disagreement => {
    const person = { name: CANARY, email: `${CANARY}@school.example`, job: CANARY, agency: 'school' };
    return {
      ...d,
      category: CANARY as NonNullable<Disagreement['category']>,
      subject: CANARY as Disagreement['subject'],
      missing: [CANARY],
      raiser: { ...person },
      raisersManager: person,
      raisedWith: d.raisedWith.map(({ agency }) => ({ agency, practitioner: { ...person, agency } })),
      named: { [CANARY]: person },
      texts: { problem: CANARY, wholeMessage: CANARY },
      stages: d.stages.map((one) => ({
        ...one,
        clause: CANARY,
        ...(one.deadline
          ? { deadline: { ...one.deadline, clause: CANARY, skipped: [{ on: '2026-04-03', why: CANARY }] } }
          : {}),
        asked: one.asked.map((who) => ({
          ...who,
          id: CANARY,
          because: CANARY,
          trail: [CANARY],
          person: { ...person, email: who.person.email === lead.email ? lead.email : person.email },
        })),
      })),
      notUsed: [{ stageId: '1', why: CANARY, clause: CANARY }],
      ...(d.harms
        ? {
            harms: d.harms.map((harm) => ({
              ...harm,
              id: CANARY,
              flaggedBy: person,
              textId: CANARY,
              seenBy: harm.seenBy.map((seen) => ({ ...seen, by: { ...person, email: seen.by.email } })),
            })),
          }
        : {}),
      protectiveTimescale: {
        at: at('Thu 2 Apr 2026', '12:00'),
        visit: 0,
        by: person.email,
        setAt: d.raisedAt,
        textId: CANARY,
      },
      proposals: [
        {
          id: CANARY,
          by: person,
          side: 'raising',
          at: d.raisedAt,
          stageId: '2',
          textId: CANARY,
          how: 'agreed',
          actions: [],
          confirmedBy: [],
        },
      ],
      dissents: [{ by: person, at: d.raisedAt, textId: CANARY, saying: CANARY }],
      discussions: [
        { id: CANARY, by: person, at: d.raisedAt, heldOn: '2026-04-01', with: CANARY, textId: CANARY, stageId: '2' },
      ],
      ...(d.outcome
        ? {
            outcome: {
              ...d.outcome,
              by: person,
              textId: CANARY,
              binding: CANARY,
              actions: d.outcome.actions.map((action) => ({
                ...action,
                id: CANARY,
                textId: CANARY,
                answers: action.answers.map((answer) => ({ ...answer, by: person.email })),
              })),
            },
          }
        : {}),
      people: { [person.email]: { id: CANARY, person, places: ['raiser'], mine: 'mine' } },
      owed: [{ kind: 'message', entry: 1, message: 'asked', to: person, atAnyHour: true, facts: { said: CANARY } }],
      history: [
        ...d.history.map((entry) => ({ ...entry, by: CANARY, clause: CANARY, textId: CANARY, mac: CANARY })),
        {
          n: 9,
          at: d.raisedAt,
          by: CANARY,
          what: CANARY,
          clause: CANARY,
          facts: { said: CANARY },
          textId: CANARY,
          mac: CANARY,
        },
      ],
    };
  };

  it('is in no part of the digest or of its email, and the same words are', () => {
    const facts = { held: 1, undelivered: [{ disagreementId: 'id-AA-1111', agency: 'care' }] };
    const digest = digestFor(factsFor(everything.map(poisoned), facts));
    const message = digestMessage(digest, live);

    expect(JSON.stringify([digest, message])).not.toContain(CANARY);
    expect(message).toEqual(digestMessage(digestFor(factsFor(everything, facts)), live));
  });

  it('S8: builds no element from a name, and shows no link that a name carries', () => {
    const named = (name: string) =>
      digestMessage(
        { ...digests['digest with everything']!, lead: { name }, partnership: { ...partnership, name } },
        live,
      );
    const plain = named('Keziah');
    const nasty = named('<a href="https://evil.example">https://evil.example/‮press</a>\r\nBcc: x@evil.example');

    expect(elementsOf(nasty.html)).toEqual(elementsOf(plain.html));
    expect(nasty.subject).toBe(plain.subject);
    expect(nasty.text).not.toMatch(/evil\.example|x@|‮/);
  });
});
