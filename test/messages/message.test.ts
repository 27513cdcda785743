import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { policyVersionId } from '../../escalation/policy.ts';
import { type Disagreement, MESSAGE_KINDS } from '../../escalation/record.ts';
import { type MessageFacts, messageFor } from '../../messages/message.ts';
import { asName, onOneLine } from '../../messages/plain-words.ts';
import { signInCodeMessage } from '../../messages/sign-in-code.ts';
import { L, RELEASED } from '../escalation/building.ts';
import { notPlainIn } from '../plain-english.ts';
import { CANARY, withCanaries } from './canary.ts';
import { elementsOf, wordsOf } from './elements.ts';
import {
  atStageTwo,
  bcssp,
  businessManager,
  counterpart,
  disagreement,
  EXAMPLES,
  factsFor,
  raiser,
  raisersManager,
  stageOne,
  stageTwo,
  theirManager,
  windsor,
  worcestershire,
} from './facts.ts';

/** Each email's words as they are sent: the tests here, of the digest and of the yearly reminder hold them to what is there. */
const KEPT = new URL('./emails/', import.meta.url);
const examples = Object.entries(EXAMPLES);

describe('every email', () => {
  it.each(readdirSync(KEPT))(
    'is in plain English, the digest, the codes and what it asks for the calendar too: %s',
    (file) => {
      expect(notPlainIn(readFileSync(new URL(file, KEPT), 'utf8'))).toEqual([]);
    },
  );

  it('has an example of every kind here', () => {
    expect([...new Set(examples.map(([, facts]) => facts.kind))].sort()).toEqual([...MESSAGE_KINDS].sort());
  });

  it.each(examples)('reads as a person would want to read it: %s', async (name, facts) => {
    const { subject, text, calendar } = messageFor(facts);

    const calendarLines = calendar ? `\n---\nCalendar: ${calendar.title}\n${calendar.description}\n` : '';
    await expect(`Subject: ${subject}\n\n${text}${calendarLines}`).toMatchFileSnapshot(
      `emails/${name.replace(/[^a-z-]+/g, '-')}.txt`,
    );
  });

  it.each(examples)('says the same words in its HTML as in its text: %s', (_, facts) => {
    const { text, html } = messageFor(facts);

    const plain = (words: string) => words.replace(/[:*\s]+/g, ' ').trim();
    expect(plain(wordsOf(html))).toBe(plain(text));
  });

  it.each(examples)('carries the reference in its subject, and nobody’s name: %s', (_, facts) => {
    const { subject } = messageFor(facts);

    expect(subject).toMatch(/^\[AB-7Q4K\] /);
    for (const { name } of [raiser, counterpart, theirManager, raisersManager, businessManager]) {
      for (const part of name.split(' ')) expect(subject).not.toContain(part);
    }
  });

  it.each(examples)('says where to read it, that it may not be theirs, and whom to telephone: %s', (_, facts) => {
    const { text } = messageFor(facts);

    expect(text).toContain('https://common-ground.example/d/AB-7Q4K');
    expect(text).toContain('sent a code');
    // Whoever raised it knows whose it is.
    expect(text.includes('If this is not yours')).toBe(facts.to.email !== raiser.email);
    expect(text).toContain('01632 960001');
  });

  it.each(examples)('does not say whom the disagreement is about, nor what: %s', (_, facts) => {
    for (const subject of ['child', 'adult', 'both'] as const) {
      const { text } = messageFor({
        ...facts,
        disagreement: { ...facts.disagreement, subject, category: 'self-neglect' },
      });

      expect(text).not.toMatch(/\b(child|children|adults?|pupil|patient|young|baby|neglect)\b/i);
    }
  });

  it('is the same for the same facts, so that writing it again changes nothing', () => {
    for (const [, facts] of examples) expect(messageFor(facts)).toEqual(messageFor(facts));
  });

  it('says that it is a trial, in the subject and before anything else, when it is one', () => {
    for (const [, facts] of examples) {
      const { subject, text } = messageFor({ ...facts, trial: true });

      expect(subject).toContain('This is a trial');
      expect(text).toMatch(/^This is a trial\. /);
      expect(messageFor({ ...facts, trial: false }).text).not.toContain('trial');
    }
  });

  it('greets with no name where only an address is known', () => {
    expect(messageFor(factsFor('asked', { to: { ...counterpart, name: '' } })).text).toMatch(/^Hello,\n/);
  });

  it('refuses a link that is not a web address', () => {
    expect(() => messageFor(factsFor('asked', { link: 'javascript:alert(1)' }))).toThrow(RangeError);
  });
});

describe('BEY-17: raised by email with an agency that is left out or not in the directory', () => {
  const unknown = { ...factsFor('asked').disagreement, raisedWith: [] };

  it.each([
    [
      'to the raiser’s manager',
      'asked',
      raisersManager,
      'of Hollin Bank School, has raised a professional disagreement under',
    ],
    ['to the raiser', 'acknowledgement', raiser, 'You have raised a professional disagreement under'],
    ['to the board’s unit', 'asked', businessManager, 'professional disagreement'],
  ] as const)('reads right without an agency: %s', (_, kind, to, words) => {
    const { text } = messageFor(factsFor(kind, { disagreement: unknown, to }));

    expect(text.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(text).not.toMatch(/with\s+under|and\s+is open/);
  });

  it('tells the leads that the agency is still to be said', () => {
    const facts = { role: 'line-manager' };
    const { text } = messageFor(factsFor('nobody-to-ask', { disagreement: unknown, to: businessManager, facts }));

    expect(text.replaceAll(/\s+/g, ' ')).toContain('Nobody has said yet with which agency');
    expect(text).not.toContain('Hollin Bank');
  });

  it('tells the raiser when the agency or site they named is not in the directory, and only then', () => {
    const told = (facts: Record<string, unknown>) =>
      messageFor(
        factsFor('more-needed', { to: raiser, facts: { missing: ['Their agency'], ...facts } }),
      ).text.replaceAll(/\s+/g, ' ');

    expect(told({ unknownAgency: true })).toContain('The agency that you named is not in this partnership’s directory');
    expect(told({ unknownSite: true })).toContain('The site that you named is not in this partnership’s directory');
    expect(told({})).not.toContain('directory');
  });
});

describe('PRV-3: the first email to the counterpart', () => {
  const { text } = messageFor(factsFor('asked'));

  it.each([
    [
      'who has raised it, with whom',
      'Priya Nair, Head of year, of Hollin Bank School, has raised a professional disagreement with you',
    ],
    ['under which policy', 'under “Escalation Procedure”, the policy of Brackenshire Safeguarding Partnership'],
    ['which stage of how many', 'Stage 1: Worker to worker (1 of 5)'],
    ['what is asked', 'You are asked to talk with the other side'],
    ['by when', '5pm on Wednesday 8 April 2026 at the latest'],
    ['why then', 'The policy gives this stage 2 working days (L66), counted from Thursday 2 April 2026'],
    ['that it is not a complaint about them', 'not a complaint about you'],
    ['that the duty to act does not wait', 'The duty to act to protect does not wait for this'],
    ['where to read and answer, by a code', 'Read it and answer here:\nhttps://common-ground.example/d/AB-7Q4K'],
    [
      'that it can be said there that it is not theirs',
      'If this is not yours, you can say so there before anything is shown',
    ],
    [
      'whom to telephone in doubt',
      'If you doubt this email, telephone the business unit of Brackenshire Safeguarding Partnership on 01632 960001',
    ],
  ])('says %s', (_, words) => {
    expect(text).toContain(words);
  });
});

describe('BEY-1, CLK-12: a deadline in an email', () => {
  const binding = (deadline: Partial<NonNullable<(typeof stageOne)['deadline']>>) =>
    messageFor(
      factsFor('asked', {
        disagreement: disagreement({ stages: [{ ...stageOne, deadline: { ...stageOne.deadline!, ...deadline } }] }),
      }),
    ).text;

  it('is a limit and not a target, with the days that do not count', () => {
    expect(binding({})).toContain('at the latest; sooner is better');
    expect(binding({})).toContain(
      'Not counted: weekends, Friday 3 April 2026 (Good Friday) and Monday 6 April 2026 (Easter Monday).',
    );
    expect(binding({})).toContain('under the policy it moves by itself to Stage 2: Manager to manager.');
  });

  it('says when the cap binds, and its clause', () => {
    expect(binding({ which: 'cap', workingDays: 10, clause: 'L54', movesTo: '4a' })).toContain(
      'The policy gives 10 working days in all before it must be settled or moved up (L54)',
    );
  });

  it('says when a protective timescale binds, without saying what was feared', () => {
    const { workingDays: _, countedFrom: __, ...deadline } = stageOne.deadline!;
    const text = messageFor(
      factsFor('asked', {
        disagreement: disagreement({
          stages: [{ ...stageOne, deadline: { ...deadline, which: 'protective timescale', skipped: [] } }],
        }),
      }),
    ).text;

    expect(text).toContain('A shorter time has been set to keep somebody safe, and whichever is less counts (L66)');
    expect(text).not.toContain('Not counted');
  });

  it.each([
    ['their manager', theirManager],
    ['the raiser’s manager', raisersManager],
  ])('CLK-13: once a time set to protect is spent, a fresh one is asked for on both sides: of %s', (_who, to) => {
    const asked = (freshTimescale: boolean) =>
      messageFor(factsFor('asked', { disagreement: atStageTwo(), to, facts: { freshTimescale } })).text;

    expect(asked(true)).toContain('set a fresh time on the page');
    expect(asked(false)).not.toContain('fresh time');
  });

  it.each([
    ['the other side', theirManager, true],
    ['the raising side', raisersManager, true],
    ['the board, of whom nothing is asked', businessManager, false],
  ])(
    'CLK-3: where the policy gives no hours at immediate harm, says that a shorter time can be set: %s',
    (_who, to, isSaid) => {
      const { text } = messageFor({ ...EXAMPLES['harm-flagged']!, policy: worcestershire, to });

      expect(text.includes('no number of hours for this')).toBe(isSaid);
    },
  );

  it('CLK-5: says that the cap comes first, and whence it counts', () => {
    expect(binding({ which: 'cap', workingDays: 10, clause: 'L54' })).toContain(
      'The policy gives 10 working days in all before it must be settled or moved up (L54), counted from Thursday 2 April 2026, which is day zero. That comes before this stage’s own time ends.',
    );
  });

  it('CLK-8: says of a time at harm that is not counted in hours that it is the working day', () => {
    const { workingDays: _, countedFrom: __, ...time } = { ...stageOne.deadline! };
    const stages = [{ ...stageOne, deadline: { ...time, which: 'harm clock' as const, clause: 'L27' } }];

    expect(messageFor(factsFor('asked', { disagreement: disagreement({ stages }) })).text).toContain(
      'and the policy asks for this within the working day (L27).',
    );
  });

  it('CLK-10: calls a local target the partnership’s own, in the facts, in the reason and in the calendar', () => {
    const text = binding({ which: 'local target', workingDays: 5 });

    expect(text).toContain('By when (your partnership’s own target)');
    expect(text).toContain('This is your partnership’s own target, not the policy’s: 5 working days');
    expect(text).not.toContain('he policy gives this stage 5');
  });

  it('BEY-6: calls a time that the policy does not give ours, when it binds and when it has moved', () => {
    const ours = { isOurNumber: true, workingDays: 1 };
    expect(binding(ours)).toContain(
      'So that silence does not stop it, 1 working day, counted from Thursday 2 April 2026, which is day zero: our choice, not the policy’s. If nobody has answered by then, it moves by itself to Stage 2: Manager to manager.',
    );
    expect(binding(ours)).not.toContain('under the policy it moves');

    const moved = messageFor(
      factsFor('told-moved', {
        disagreement: atStageTwo({
          stages: [{ ...stageOne, deadline: { ...stageOne.deadline!, ...ours } }, stageTwo],
        }),
      }),
    ).text;
    expect(moved).toContain('our choice, because the policy gives none');
    expect(moved).not.toContain('the time the policy gives the stage before');

    const noon = { ...stageOne.deadline!, which: 'protective timescale' as const, isOurNumber: true };
    const protectedThen = messageFor(
      factsFor('asked', {
        disagreement: disagreement({
          stages: [
            { ...stageOne, deadline: noon },
            { ...stageTwo, cause: 'protective timescale' },
          ],
        }),
      }),
    ).text;
    expect(protectedThen).toContain('from harm has passed: our choice, because the policy names no such time. This');
  });

  it.each(['harm-ended', 'harm-clock-passed', 'disputed', 'more-needed'] as const)(
    'CLK-10, BEY-8: %s promises no time at a stage to which the policy gives none, nor calls a time the policy’s that is not',
    (kind) => {
      const under = (over: Partial<NonNullable<typeof stageOne.deadline>> | null) => {
        const deadline = over && { ...stageOne.deadline!, ...over };
        const stages = [{ ...stageOne, stageId: '3', deadline }];
        return messageFor(factsFor(kind, { policy: worcestershire, disagreement: disagreement({ stages }) })).text;
      };

      expect(under(null)).not.toMatch(/policy’s own time|its time/i);
      expect(under({})).toMatch(/policy’s own time|its time/i);
      for (const other of [
        { which: 'local target' },
        { which: 'protective timescale' },
        { isOurNumber: true },
      ] as const)
        expect(under(other)).not.toContain('policy’s own time');
    },
  );

  it('ESC-2: without a number says who can take it further, but not at the last stage', () => {
    const at = (stageId: string) =>
      messageFor(
        factsFor('asked', {
          policy: worcestershire,
          disagreement: disagreement({ stages: [{ ...stageOne, stageId, deadline: null }] }),
        }),
      ).text;

    expect(at('3')).toContain('can take it to the next stage at any time, saying why');
    expect(at('3')).toContain('it stays open until somebody answers');
    expect(at('4')).not.toContain('to the next stage');
  });

  it.each(RELEASED)(
    'INT-11: %s has the managers hear that advice is expected of them only where its text expects it',
    (id, policy) => {
      const text = messageFor(
        factsFor('asked', {
          policy,
          disagreement: atStageTwo({ policyVersionId: id }),
          to: theirManager,
        }),
      ).text;

      expect(text.includes('The policy expects you to seek advice')).toBe(policy === L);
    },
  );

  it('at the last stage promises no later one', () => {
    const { movesTo: _, ...deadline } = stageOne.deadline!;
    const text = messageFor(
      factsFor('asked', { disagreement: disagreement({ stages: [{ ...stageOne, deadline }] }) }),
    ).text;

    expect(text).toContain('There is no later stage');
  });

  it('goes along as a calendar entry that a changed deadline replaces', () => {
    const first = messageFor(factsFor('asked')).calendar!;
    const entry = { n: 1, at: '2026-04-02T10:00:00Z', by: 'p1', what: 'shortened', mac: '' };
    const changed = messageFor(factsFor('deadline-changed', { disagreement: disagreement({ history: [entry] }) }))
      .calendar!;

    expect(changed.uid).toBe(first.uid);
    expect(changed.sequence).toBeGreaterThan(first.sequence);
    expect(first.title).toBe('AB-7Q4K: latest time for Stage 1');
    expect(messageFor(factsFor('asked', { disagreement: atStageTwo(), to: theirManager })).calendar!.uid).not.toBe(
      first.uid,
    );
  });

  it('has no calendar entry where the policy has no number', () => {
    expect(messageFor(EXAMPLES['asked, with no number in the policy']!).calendar).toBeUndefined();
    expect(messageFor(EXAMPLES['asked, with no number in the policy']!).text).toContain('it says “without delay”');
  });
});

describe('BEY-6: an automatic move', () => {
  it.each([
    ['deadline', 'the time the policy gives the stage before has passed (L66)'],
    ['cap', 'all the stages before it together has passed (L66)'],
    ['protective timescale', 'the shorter time that was set to protect somebody from harm has passed (L66)'],
    ['local target', 'your partnership’s own target, not the policy’s, has passed'],
    ['harm clock', 'the time the policy gives when somebody is at risk of harm has passed (L66)'],
    ['time already over', 'was over when it was raised (L66)'],
  ] as const)('by the %s is put down to the time, and to nobody', (cause, why) => {
    for (const kind of ['asked', 'told-moved'] as const) {
      const text = messageFor(
        factsFor(kind, {
          disagreement: disagreement({ stages: [stageOne, { ...stageTwo, cause }] }),
          to: theirManager,
        }),
      ).text;

      expect(text).toContain(why);
      expect(text).toContain('nobody is blamed');
      expect(text).not.toMatch(/fail|late\b|overdue|did not answer/i);
    }
  });

  it.each([
    ['already talked', 'because the two sides have already talked (L66).'],
    ['a person', 'because somebody involved asked for that, as the policy allows at any time (L66).'],
    ['policy issue', 'because a significant policy issue goes straight there (L66).'],
    ['taken forward', 'because it was reviewed and taken forward (L66).'],
    ['sent forward', 'because the safeguarding lead of the agency that raised it has sent it forward (L66).'],
    ['talked over', 'after it was talked over inside the agency that raised it (L66).'],
    ['not convened', 'decided not to (L66). Their reason is on the page.'],
    ['immediate harm', 'and the policy takes it to an appropriate level at once (L66).'],
    ['policy corrected', 'has corrected which policy governs it, and it goes on where it stood (L66).'],
    ['not done', 'Stage 2 is open again because something agreed was not done (L66).'],
  ] as const)('and what a person did is said with its clause: %s', (cause, why) => {
    const moved = disagreement({ stages: [stageOne, { ...stageTwo, cause }] });
    for (const kind of ['asked', 'told-moved', 'told-stage-opened'] as const)
      expect(messageFor(factsFor(kind, { disagreement: moved, to: theirManager })).text).toContain(why);
  });
});

it.each([
  ['deadline', true],
  ['cap', true],
  ['protective timescale', true],
  ['harm clock', true],
  ['a person', false],
] as const)('REC-3: moved by the %s, whoever was asked before is asked for their own entry: %s', (cause, isAsked) => {
  const textTo = (to: typeof theirManager, cause_ = cause) =>
    messageFor(
      factsFor('told-moved', {
        disagreement: disagreement({ stages: [stageOne, { ...stageTwo, cause: cause_ }] }),
        to,
      }),
    ).text.replaceAll(/\s+/g, ' ');
  const [asked] = stageOne.asked;

  expect(textTo(asked!.person).includes('Please add on the page what was discussed and decided')).toBe(isAsked);
  expect(textTo({ ...theirManager, email: 'somebody.else@care.example' })).not.toContain('Please add on the page');
});

describe('ESC-6: “final and binding”', () => {
  const d = (over: Partial<NonNullable<Disagreement['outcome']>>) => ({
    ...EXAMPLES['decided']!.disagreement,
    outcome: { ...EXAMPLES['decided']!.disagreement.outcome!, ...over },
  });

  it('is said with its clause when the outcome is binding', () => {
    expect(messageFor(EXAMPLES['decided']!).text).toContain('final and binding on all the agencies (L71)');
  });

  it('is said in no email of an outcome that is not', () => {
    for (const [, facts] of examples) {
      const { text } = messageFor({
        ...facts,
        disagreement: facts.disagreement.outcome ? d({ binding: undefined }) : facts.disagreement,
      });

      expect(text).not.toMatch(/binding/i);
    }
  });
});

describe('NOT-3: whoever is sent the form', () => {
  it.each(['resolved', 'decided'] as const)(
    'is told in the email that it was %s where to read it, and nobody else is',
    (kind) => {
      const text = (form: boolean) => messageFor({ ...EXAMPLES[kind]!, facts: { form } }).text;

      expect(text(true)).toContain('The policy has its form sent to you');
      expect(text(false)).not.toContain('its form');
    },
  );
});

describe('CLK-11, SCP-1: the acknowledgement', () => {
  const { text } = messageFor(EXAMPLES['acknowledgement']!);

  it.each([
    'not the way to make a referral',
    'not for emergencies',
    'call 999',
    'The duty to act to protect does not wait',
    'a strategy meeting',
    'What happens next: the people asked at Stage 1 are asked to settle it with each other, by the time above',
    'By when: 5pm on Wednesday 8 April 2026',
  ])('says: %s', (words) => {
    expect(text).toContain(words);
  });

  it('names each stage that was not used, with its clause (CLK-6)', () => {
    const facts = factsFor('acknowledgement', {
      to: raiser,
      disagreement: atStageTwo({ notUsed: [{ stageId: '1', why: 'they had talked', clause: 'L66' }] }),
    });

    expect(messageFor(facts).text).toContain('Not used: Stage 1 (L66).');
    expect(messageFor(facts).text).not.toContain('they had talked');
  });
});

describe('CLK-11: at each tier of L whoever is written to reads what may still be called for', () => {
  test.each(L.stages.map(({ id, label }) => [label, id] as const))('%s', (_label, stageId) => {
    const atStage = disagreement({
      policyVersionId: policyVersionId(L),
      stages: [{ ...stageOne, stageId, clause: '§1.4', deadline: null }],
    });
    for (const kind of ['acknowledgement', 'asked', 'told-moved', 'told-raised', 'reminder'] as const) {
      const to = kind === 'acknowledgement' ? raiser : counterpart;
      const { text } = messageFor(factsFor(kind, { disagreement: atStage, policy: L, to }));

      expect(text, kind).toMatch(
        /The duty to act to protect does not wait for this.*:\n\* allocation\n\* a strategy meeting\n\* a core group\n\* a conference/s,
      );
    }
  });
});

describe('BEY-17: asking for what an email left out', () => {
  it('lists only what is missing, and only by our own labels', () => {
    const { text } = messageFor(
      factsFor('more-needed', { to: raiser, facts: { missing: ['Their practitioner', 'Call me on 0777'] } }),
    );

    expect(text).toContain('* Their practitioner\n');
    expect(text).not.toContain('0777');
    expect(text).not.toContain('* The problem');
  });
});

describe('NOT-5: what an email tells the board', () => {
  const toTheBoard = (stages: Disagreement['stages'], policy = worcestershire) =>
    messageFor(factsFor('told-stage-opened', { policy, disagreement: disagreement({ stages }), to: businessManager }))
      .text;

  it('names nobody and no agency below the board’s line', () => {
    const text = toTheBoard([{ ...stageTwo, asked: [] }]);

    expect(text).not.toContain('Priya');
    expect(text).not.toContain('Hollin Bank');
    expect(text).not.toContain('Brackenshire Social Care');
  });

  it('says who raised it from the stage at which the board sees the record', () => {
    expect(toTheBoard([stageTwo], bcssp)).toContain('Priya Nair, Head of year, of Hollin Bank School, has raised');
  });

  it('shows agencies and no person where the board sees the fact', () => {
    const fact = { ...bcssp, boardSees: [{ from: '2', what: 'fact' as const, clause: 'L67' }] };
    const text = toTheBoard([stageTwo], fact);

    expect(text).toContain(
      'A professional disagreement between Hollin Bank School and Brackenshire Social Care is open',
    );
    expect(text).not.toContain('Priya');
  });

  it.each(['nobody-to-ask', 'not-mine'] as const)(
    'a fault (%s) shows the reference, the stage and the one agency, to a lead of an agency too',
    (kind) => {
      const lead = { ...raisersManager, name: 'Lead' };
      for (const to of [businessManager, lead]) {
        const { text } = messageFor(factsFor(kind, { to, facts: { agency: 'care', role: 'line-manager' } }));

        expect(text).toContain('Brackenshire Social Care');
        expect(text).toContain('AB-7Q4K');
        expect(text).toContain('Stage 1');
        expect(text).not.toContain('Hollin Bank');
        expect(text).not.toContain('Priya');
      }
    },
  );
});

/** Long, rude and well-meant: whatever a form or an email may bring. */
const anyWords = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</title></head><body><h1>',
    '&lt;b&gt; &amp; <!-- ',
    "' onmouseover='x",
    'Bob\r\nBcc: everybody@evil.example',
    '\u202Egnp.exe\u202C',
    'O\u200Bb\uFEFFrien',
    'https://evil.example/pay @evil.example www.evil.example',
  ),
);

describe('S8: whatever anybody typed', () => {
  const kinds = fc.constantFrom(...examples.map(([name]) => name));
  const typed = fc.record({
    to: anyWords,
    raiser: anyWords,
    job: anyWords,
    agency: anyWords,
    partnership: anyWords,
    title: anyWords,
    holiday: anyWords,
  });
  const withWords = (name: string, words: Record<string, string>): MessageFacts => {
    const facts = EXAMPLES[name]!;
    const { policy, disagreement: d } = facts;
    const visits = d.stages.map((visit) => ({
      ...visit,
      deadline: visit.deadline && { ...visit.deadline, skipped: [{ on: '2026-04-03', why: `a${words['holiday']}` }] },
    }));
    const isOnRaiser = facts.to.email === raiser.email;
    return {
      ...facts,
      policy: { ...policy, title: words['title']! },
      partnership: { ...facts.partnership, name: words['partnership']! },
      agencyNames: () => words['agency']!,
      to: { ...facts.to, name: isOnRaiser ? words['raiser']! : words['to']! },
      disagreement: { ...d, stages: visits, raiser: { ...d.raiser, name: words['raiser']!, job: words['job']! } },
      ...(facts.visit ? { visit: visits.at(-1)! } : {}),
    };
  };
  const plain = {
    to: 'Al',
    raiser: 'Bo',
    job: 'Nurse',
    agency: 'School',
    partnership: 'Board',
    title: 'Policy',
    holiday: ' day',
  };

  it('leaves the HTML’s elements exactly the template’s', () => {
    fc.assert(
      fc.property(kinds, typed, (name, words) => {
        expect(elementsOf(messageFor(withWords(name, words)).html)).toEqual(
          elementsOf(messageFor(withWords(name, plain)).html),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('adds no line to the text, and leaves nothing unseen in text or subject', () => {
    fc.assert(
      fc.property(kinds, typed, (name, words) => {
        const { subject, text } = messageFor(withWords(name, words));

        expect(text.split('\n').length).toBe(messageFor(withWords(name, plain)).text.split('\n').length);
        expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 400 },
    );
  });

  it('gives a mail program nothing to turn into a link', () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        expect(asName(words)).not.toMatch(/:\/\/|@|[\p{L}\p{N}]\.[\p{L}\p{N}]/u);
        expect([...asName(words)].length).toBeLessThanOrEqual(100);
      }),
    );
    expect(asName('see https://evil.example/pay')).toBe('see https evil. example/pay');
    expect(asName('Siân O’Connor-Ó Briain, née Müller')).toBe('Siân O’Connor-Ó Briain, née Müller');
  });

  it('strips the marks that turn a line round or take no room', () => {
    expect(onOneLine(' a\u202Eb\u200Bc\r\nd\u2066e\uFEFF ')).toBe('abc de');
  });
});

describe('S13, BEY-12: whatever PRV-3 does not allow', () => {
  it.each(examples)('is in no part of the email: %s', (_, facts) => {
    expect(JSON.stringify(messageFor(withCanaries(facts)))).not.toContain(CANARY);
  });
});

describe('the sign-in code', () => {
  it('says the code, how long it lasts, and nothing of any disagreement', async () => {
    const { subject, text } = signInCodeMessage({ code: '204816', minutes: 10, trial: false });

    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot('emails/sign-in-code.txt');
    expect(subject).not.toContain('204816');
    expect(text).not.toMatch(/disagree|reference|partnership/i);
  });

  it('says that it is a trial when it is one', () => {
    expect(signInCodeMessage({ code: '204816', minutes: 10, trial: true }).text).toMatch(/^This is a trial\./);
  });

  it('is refused when it is no code', () => {
    expect(() => signInCodeMessage({ code: '<b>', minutes: 10, trial: false })).toThrow(RangeError);
  });
});

describe('what happens next, to whoever raised it', () => {
  const acknowledged = (policy: typeof bcssp, stageId: string) =>
    messageFor(
      factsFor('acknowledgement', { policy, disagreement: disagreement({ stages: [{ ...stageOne, stageId }] }) }),
    ).text;

  it('is a talk in their own agency first, where the policy begins with one (R §2.2)', () => {
    expect(acknowledged(windsor, '1')).toContain('you talk it over with your own manager');
    expect(acknowledged(windsor, '1')).not.toContain('settle it with each other');
  });

  it('CLK-14: is that somebody acts to protect, while somebody is at risk', () => {
    const { subject, text } = messageFor(EXAMPLES['asked, while somebody is at risk']!);
    expect(subject).toContain('Somebody may be at risk now: please act');

    const { disagreement: d } = EXAMPLES['asked, while somebody is at risk']!;
    const acknowledgement = messageFor(factsFor('acknowledgement', { disagreement: d })).text;
    expect(acknowledgement).toContain('to record what is done to protect');
    expect(text).toContain('not the emergency route');
  });
});
