import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agency, Directory } from '../../escalation/directory.ts';
import { type DraftSetting, draftFrom, namesUnknownSite } from '../../escalation/draft-from-labels.ts';
import { EMAIL_LABELS } from '../../escalation/intake.ts';
import { readLabels } from '../../escalation/labels.ts';
import type { Policy } from '../../escalation/policy.ts';
import { parseInbound } from '../../services/inbound-email.ts';
import { envelope, mail } from '../fixtures/mail/fixture.ts';
import { day } from './calendars.ts';

const agency = (id: string, name: string): Agency => ({
  id,
  name,
  type: 'school',
  sites: [],
  member: true,
  healthCommissioned: false,
  domains: [`${id}.example`],
});
const directory: Directory = {
  agencies: [
    agency('brookfield-school', 'Brookfield School'),
    agency('avon-vale-csc', "Avon Vale Children's Social Care"),
    agency('avon-vale-asc', 'Avon Vale Adult Social Care'),
    { ...agency('river-trust', 'River Trust'), sites: ['Abbey Hospital', 'Bridge Hospital'] },
  ],
  posts: [],
  vacancies: [],
};
const policy = (changes: Partial<Pick<Policy, 'subjects' | 'withinOneAgency' | 'fields'>> = {}) =>
  ({
    subjects: ['child', 'adult'],
    withinOneAgency: true,
    fields: { actionsNeeded: { required: true, clause: 'L66' }, basis: { required: true, clause: 'L66' } },
    ...changes,
  }) as Policy;
const setting = (changes: Partial<DraftSetting> = {}): DraftSetting => ({
  directory,
  policy: policy(),
  sender: { name: 'Priya Shah', email: 'priya.shah@brookfield-school.example', agency: 'brookfield-school' },
  calendar: { firstOn: '2012-01-01' },
  receivedOn: day('Mon 21 Dec 2026'),
  ...changes,
});
const draft = (text: string, changes: Partial<DraftSetting> = {}) => draftFrom(readLabels(text), setting(changes));
async function textOf(name: string) {
  const result = await parseInbound(mail(name), envelope());
  if ('unreadable' in result) throw new Error(result.unreadable);
  return result.parsed.text;
}

describe('ADM-4: reading labels', () => {
  it.each([
    ['as it stands', 'Their agency: Avon Vale'],
    ['in capitals', 'THEIR AGENCY: Avon Vale'],
    ['with a bullet', '* Their agency: Avon Vale'],
    ['with a number', '5. Their agency: Avon Vale'],
    ['in bold as text', '*Their agency:* Avon Vale'],
    ['indented', '   Their agency : Avon Vale'],
    ['with a dash', 'Their agency - Avon Vale'],
    ['in a table’s cells', 'Their agency\tAvon Vale'],
    ['as a heading above its value', 'Their agency\nAvon Vale'],
    ['as a heading with an empty line between', 'Their agency:\n\nAvon Vale'],
    ['with a question mark', 'Their agency?: Avon Vale'],
  ])('finds a label %s', (_, text) => {
    expect([...readLabels(text).values]).toEqual([['Their agency', 'Avon Vale']]);
  });

  it('finds every label of the list, in any order, and "the" may be left out', () => {
    const text = [...EMAIL_LABELS]
      .reverse()
      .map(({ label }) => `${label.replace('The problem', 'Problem').toUpperCase()}: about ${label}`)
      .join('\n');

    expect([...readLabels(text).values].map(([label, value]) => value === `about ${label}`)).toEqual(
      EMAIL_LABELS.map(() => true),
    );
  });

  it.each([
    'Decision, action or inaction',
    'decision/action/inaction',
    'Decision, action, or inaction',
    'Decision action inaction',
  ])('finds "%s"', (label) => {
    expect(readLabels(`${label}: inaction`).values.get('Decision, action or inaction')).toBe('inaction');
  });

  it('lets a value run on over lines, and what people describe run on over paragraphs', () => {
    const { values } = readLabels(
      'The problem: It was closed.\nNobody saw him.\n\nThis is the third time.\nWhat I want: an assessment',
    );

    expect(values.get('The problem')).toBe('It was closed.\nNobody saw him.\n\nThis is the third time.');
    expect(values.get('What I want')).toBe('an assessment');
  });

  const DESCRIBED = [
    'Talked with my manager',
    'The problem',
    'What we disagree about',
    'What I want',
    'Actions needed',
    'Basis',
    'Reason they gave',
    'Talked already',
  ];
  it.each(EMAIL_LABELS.map(({ label }) => [label, DESCRIBED.includes(label)] as const))(
    '"%s" runs on over lines, and over an empty line: %s',
    (label, isDescribed) => {
      const { values, rest } = readLabels(`${label}: one\ntwo\n\nthree`);

      expect(values.get(label)).toBe(isDescribed ? 'one\ntwo\n\nthree' : 'one\ntwo');
      expect(rest).toBe(isDescribed ? '' : 'three');
    },
  );

  it('ends a short value at an empty line or at a label that is not ours, which stays in the text', () => {
    const { values, rest } = readLabels(
      'Child or adult: child\nDate of birth: 3 May 2019\nType: plan\n\nI hope this is right.',
    );

    expect([...values]).toEqual([
      ['Child or adult', 'child'],
      ['Type', 'plan'],
    ]);
    expect(rest).toContain('Date of birth: 3 May 2019');
    expect(rest).toContain('I hope this is right.');
  });

  it.each([
    ['a sign-off', 'Kind regards,\nPriya'],
    ['a signature mark', '-- \nPriya'],
    ['a telephone’s signature', 'Sent from my iPhone'],
    ['a disclaimer', 'This email and any attachments are confidential.'],
    ['quoted lines', '> The problem: theirs'],
    ['an earlier message', '-----Original Message-----\nType: plan'],
    ['an earlier message as Outlook shows it', 'From: Sam Okoro <sam@avonvale.example>\nSent: Monday\nType: plan'],
    ['an earlier message as Gmail shows it', 'On Mon, 14 Dec 2026 at 10:00, Sam Okoro wrote:\nType: plan'],
    ['a forwarded message', 'Begin forwarded message:\nType: plan'],
  ])('ends a value at %s, and reads no label of somebody else’s', (_, after) => {
    const { values, rest, wholeMessage } = readLabels(`What I want: an assessment\n${after}`);

    expect([...values]).toEqual([['What I want', 'an assessment']]);
    expect(rest).toBe(after.trim());
    expect(wholeMessage).toContain(after);
  });

  it('reads on below a line "From:" that is not the header of an earlier message', () => {
    expect(readLabels('From: Priya Shah, priya.shah@brookfield-school.example\n\nType: plan').values.get('Type')).toBe(
      'plan',
    );
  });

  it('reads on below a warning that a mail system put on top', () => {
    expect(readLabels('CAUTION: This email came from outside.\nType: plan').values.get('Type')).toBe('plan');
  });

  it('joins a label said twice, because neither may be lost', () => {
    expect(readLabels('Basis: two disclosures\nType: plan\nBasis: a bruise').values.get('Basis')).toBe(
      'two disclosures\na bruise',
    );
  });

  it('does not take a sentence for a label', () => {
    expect(readLabels('The problem is that nobody came.\nMy manager says so.\nType of thing').values.size).toBe(0);
  });

  it('loses no line whatever is written: each is under a label or in the rest', () => {
    const line = fc.oneof(
      fc.string().map((words) => `said ${words.replaceAll('\n', ' ')}`),
      fc.constantFrom(
        ...EMAIL_LABELS.map(({ label }) => `${label}: words of ${label}`),
        'Kind regards',
        '> quoted',
        '',
        '-- ',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { values, rest, wholeMessage } = readLabels(lines.join('\n'));
        const kept = [...values.values(), rest].join('\n');

        expect(wholeMessage).toBe(lines.join('\n'));
        for (const said of lines) expect(kept).toContain(said.trim().replace(/^.*: (?=words of)/, ''));
      }),
    );
  });

  it('reads 200 KB of spaces and half labels in a moment', () => {
    const text = `Type${' '.repeat(100_000)}x\n${'*'.repeat(50_000)}\n${'Child or '.repeat(10_000)}\n${'on '.repeat(20_000)}`;

    expect(readLabels(text).wholeMessage).toBe(text);
  });
});

describe('ADM-4: from labels to the form', () => {
  it('reads a whole labelled email, and asks for nothing', async () => {
    const email = draft(await textOf('labelled'));

    expect(email.draft).toEqual({
      raiserName: 'Priya Shah',
      raiserEmail: 'priya.shah@brookfield-school.example',
      raiserAgency: 'brookfield-school',
      raiserJob: 'Designated Safeguarding Lead',
      managerName: 'Tom Ellis',
      managerEmail: 'tom.ellis@brookfield-school.example',
      theirAgency: 'avon-vale-csc',
      theirName: 'Sam Okoro',
      theirEmail: 'sam.okoro@avonvale.example',
      subject: 'child',
      category: 'referral',
      about: 'decision',
      aroseOn: '2026-12-14',
      problem: expect.stringMatching(/^The referral we made .*\n.*\n.*passed\.\n\nNobody had spoken with the child\.$/),
      disagreement: 'Whether the threshold for an assessment is met.',
      desiredOutcome: 'A child and family assessment, started this week.',
      actionsNeeded: 'Reopen the referral and see the child at school.',
      basis: 'Two disclosures to staff, recorded on the day.',
      reasonGiven: 'Below threshold.',
      talkedAlready: 'yes',
      talkedOn: '2026-12-14',
      talkedWhatCame: 'we spoke on the telephone and could not agree.',
      mustBeSettledOn: '2026-12-24',
      mustBeSettledTime: '12:00',
      mustBeSettledWhy: 'school closes and nobody will see the child for two weeks',
    });
    expect(email).toMatchObject({
      immediateHarm: 'no',
      missing: [],
      problems: [],
    });
  });

  it('BEY-17: keeps free text whole and asks for every label that is needed, and no other', async () => {
    const text = await textOf('free-text');
    const email = draft(text);

    expect(email.wholeMessage).toBe(text);
    expect(email.draft).toEqual({
      raiserName: 'Priya Shah',
      raiserEmail: 'priya.shah@brookfield-school.example',
      raiserAgency: 'brookfield-school',
    });
    expect(email.missing).toEqual(
      EMAIL_LABELS.map(({ label }) => label).filter(
        (label) =>
          !/^(My site|Their site|Talked with my manager|Their practitioner|Their manager|Must be settled by|Immediate harm)$/.test(
            label,
          ),
      ),
    );
    expect(draft(text, { policy: policy({ fields: {} }) }).missing).not.toContain('Basis');
  });

  it.each([
    ['nothing of it, where the policy wants it', 'Type: plan', true],
    ['what came of it', 'Talked with my manager: yes, she thinks as I do', false],
    ['that somebody is at risk now, which bars nobody who has not talked', 'Immediate harm: yes, tonight', false],
  ])('INT-3: an email says %s', (_, text, isAskedFor) => {
    const wants = policy({ fields: { discussedWithManager: { required: true, clause: 'L66' } } });

    expect(draft(text, { policy: wants }).missing.includes('Talked with my manager')).toBe(isAskedFor);
    expect(draft(text, { policy: policy({ fields: {} }) }).missing).not.toContain('Talked with my manager');
  });

  it.each([
    ['yes, on 14 December, with Tom', '2026-12-14'],
    ['14 December: he agrees', '2026-12-14'],
    ['yes: he has known of it since 3 December', undefined],
    ['no, he is away until 14 December', undefined],
    ['22 December 2026', undefined],
    ['1 March 1990', undefined],
  ])('INT-3, CLK-6: "Talked with my manager: %s" was on the day %s', (said, on) => {
    expect(draft(`Talked with my manager: ${said}`).draft).toMatchObject({ discussedWithManager: said });
    expect(draft(`Talked with my manager: ${said}`).draft.discussedWithManagerOn).toBe(on);
  });

  it('reads a table in an HTML email, on the day it was received', async () => {
    expect(draft(await textOf('html-only')).draft).toMatchObject({
      subject: 'adult',
      aroseOn: '2026-12-20',
      theirAgency: 'avon-vale-asc',
      problem: 'The enquiry was closed & we were not told.',
      desiredOutcome: 'a strategy meeting\nwith everybody there',
    });
  });

  it.each([
    ['child', 'child'],
    ['A child aged 7', 'child'],
    ['young person', 'child'],
    ['Adult', 'adult'],
    ['both', 'both'],
    ['an adult and a child', 'both'],
  ])('takes "Child or adult: %s" for %s', (said, subject) => {
    expect(draft(`Child or adult: ${said}`).draft.subject).toBe(subject);
  });

  it.each([
    ['referral', 'referral'],
    ['Referrals', 'referral'],
    ['a decision about a referral', 'referral'],
    ['information sharing', 'information-sharing'],
    ['Sharing information', 'information-sharing'],
    ['threshold', 'threshold'],
    ['level of need', 'threshold'],
    ['roles and responsibilities', 'roles'],
    ['the outcome of an assessment', 'assessment'],
    ['plan', 'plan'],
    ['progress of the plan', 'progress'],
    ['core group', 'core-group'],
    ['self-neglect', 'self-neglect'],
    ['lack of action', 'action'],
    ['Professional practice', 'practice'],
  ])('takes "Type: %s" for %s', (said, category) => {
    expect(draft(`Type: ${said}`).draft.category).toBe(category);
  });

  it.each([
    ['decision', 'decision'],
    ['their decision to close it', 'decision'],
    ['Action', 'action'],
    ['inaction', 'inaction'],
    ['lack of action', 'inaction'],
  ])('takes "Decision, action or inaction: %s" for %s', (said, about) => {
    expect(draft(`Decision, action or inaction: ${said}`).draft.about).toBe(about);
  });

  it.each([
    ['Name, email', 'Tom Ellis, tom.ellis@brookfield-school.example'],
    ['Name <email>', 'Tom Ellis <tom.ellis@brookfield-school.example>'],
    ['name, job, email', 'Tom Ellis, headteacher, tom.ellis@brookfield-school.example'],
    ['on lines of their own', 'Tom Ellis\ntom.ellis@brookfield-school.example\n01225 000000'],
    [
      'as Outlook links it',
      'Tom Ellis tom.ellis@brookfield-school.example<mailto:tom.ellis@brookfield-school.example>',
    ],
    ['the address first', 'tom.ellis@brookfield-school.example (Tom Ellis)'],
  ])('reads a manager as %s', (_, said) => {
    expect(draft(`My manager: ${said}`).draft).toMatchObject({
      managerName: 'Tom Ellis',
      managerEmail: 'tom.ellis@brookfield-school.example',
    });
  });

  it.each([
    ['no, they would not speak with us', { talkedAlready: 'no', talkedWhatCame: 'they would not speak with us' }],
    ['No', { talkedAlready: 'no' }],
    [
      'yes, on 14 December, they said no',
      { talkedAlready: 'yes', talkedOn: '2026-12-14', talkedWhatCame: 'they said no' },
    ],
    [
      'Yes - we met yesterday and could not agree',
      {
        talkedAlready: 'yes',
        talkedOn: '2026-12-20',
        talkedWhatCame: expect.stringMatching(/^we met\s+and could not agree$/),
      },
    ],
  ])('reads "Talked already: %s"', (said, fields) => {
    const email = draft(`Talked already: ${said}`);

    expect(email.draft).toMatchObject(fields);
    expect(email.problems).toEqual([]);
  });

  it.each([
    [
      '25 March noon, because the order ends',
      { mustBeSettledOn: '2027-03-25', mustBeSettledTime: '12:00', mustBeSettledWhy: 'the order ends' },
    ],
    [
      '5pm on Wed 23 Dec. He goes home then',
      { mustBeSettledOn: '2026-12-23', mustBeSettledTime: '17:00', mustBeSettledWhy: 'He goes home then' },
    ],
    [
      'Friday because on 28 December she is 18 at noon',
      { mustBeSettledOn: '2026-12-25', mustBeSettledWhy: 'on 28 December she is 18 at noon' },
    ],
  ])('reads "Must be settled by: %s"', (said, fields) => {
    const email = draft(`Must be settled by: ${said}`);

    expect(email.draft).toMatchObject(fields);
    expect(email.problems).toEqual([]);
  });

  it.each([
    ['Child or adult', 'child or adult', /child, adult or both/],
    ['Day it arose', 'some time ago', /14 December 2026/],
    ['Day it arose', '25 December 2026', /today or in the past/],
    ['Day it arose', '3 and 7 December', /one day/],
    ['Day it arose', '14 December, or perhaps 15 December', /one day only/],
    ['My manager', 'Tom', /name and work email/],
    ['My manager', 'Priya Shah, PRIYA.SHAH@brookfield-school.example', /cannot name yourself/],
    ['Their agency', 'Avon Vale', /No one agency/],
    ['Their agency', 'Wessex Water', /No one agency/],
    ['Their practitioner', 'Sam', /full name and work email/],
    ['Their practitioner', 'Priya Shah, PRIYA.SHAH@brookfield-school.example', /cannot name yourself/],
    ['Type', 'everything', /Write one of: referral/],
    ['Type', 'plan or assessment', /Write one of: referral/],
    ['Decision, action or inaction', 'decision, action or inaction', /Write one of/],
    ['Talked already', 'we did what we could', /yes or no/],
    ['Talked already', 'yes, at length', /day you talked/],
    ['Talked already', 'yes, tomorrow', /today or in the past/],
    ['Must be settled by', 'soon', /day it must be settled/],
    ['Must be settled by', '25 March', /why it must/],
    ['Must be settled by', '1 December 2026 because of court', /today or later/],
    ['Must be settled by', '24 December at 9am or 5pm because of court', /one time/],
    ['Immediate harm', 'he is at home with them', /yes or no/],
  ])('asks again for "%s: %s", says why without quoting it, and loses nothing', (label, said, message) => {
    const email = draft(`${label}: ${said}`);

    expect(email.problems).toEqual([{ label, message: expect.stringMatching(message) }]);
    expect(email.missing).toContain(label);
    expect(email.wholeMessage).toContain(said);
  });

  it('keeps what it did understand of a value it must ask about again', () => {
    expect(draft('Talked already: yes, at length').draft).toMatchObject({
      talkedAlready: 'yes',
      talkedWhatCame: 'at length',
    });
    expect(draft('Must be settled by: 25 March').draft.mustBeSettledOn).toBe('2027-03-25');
    expect(draft('My manager: tom.ellis@brookfield-school.example').draft.managerEmail).toBe(
      'tom.ellis@brookfield-school.example',
    );
  });

  it('refuses a subject or an own agency that the policy is not about', () => {
    expect(draft('Child or adult: adult', { policy: policy({ subjects: ['child'] }) }).problems[0]?.message).toMatch(
      /child safeguarding only/,
    );
    expect(draft('Child or adult: both', { policy: policy({ subjects: ['child'] }) }).draft.subject).toBeUndefined();
    expect(
      draft('Their agency: Brookfield School', { policy: policy({ withinOneAgency: false }) }).problems,
    ).toHaveLength(1);
    expect(draft('Their agency: Brookfield School').draft.theirAgency).toBe('brookfield-school');
  });

  it.each([
    ['the trust and the site, each under its label', 'Their agency: River Trust\nTheir site: Abbey', 'Abbey Hospital'],
    ['both under one', 'Their agency: River Trust, Bridge Hospital', 'Bridge Hospital'],
    ['the hospital alone, which says of which trust', 'Their agency: Abbey Hospital', 'Abbey Hospital'],
    ['that it is not known', 'Their agency: River Trust\nTheir site: not sure', 'not known'],
    ['the trust alone', 'Their agency: River Trust', undefined],
  ])('ROU-2: understands %s', (_, text, theirSite) => {
    const email = draft(text);

    expect([email.draft.theirAgency, email.draft.theirSite, email.problems]).toEqual(['river-trust', theirSite, []]);
  });

  it('ROU-2: asks again for a site that the agency has not, and for none where the agency has none', () => {
    const unknown = draft('Their agency: River Trust\nTheir site: Castle Hospital');

    expect([unknown.draft.theirAgency, unknown.draft.theirSite]).toEqual(['river-trust', undefined]);
    expect(unknown.missing).toContain('Their site');
    expect(namesUnknownSite(unknown)).toBe(true);
    expect(unknown.wholeMessage).toContain('Castle Hospital');
    expect(draft('Their agency: Brookfield School\nTheir site: the annexe').problems).toEqual([]);
    expect(draft('My site: Bridge', { sender: { name: 'P', email: 'p@x.example' } }).draft.raiserSite).toBe(
      'Bridge Hospital',
    );
  });

  it('ROU-11: the raiser’s own manager is not taken for the other practitioner', () => {
    const email = draft(
      'Their practitioner: Tom Ellis, tom.ellis@brookfield-school.example\nMy manager: Tom Ellis, tom.ellis@brookfield-school.example',
    );

    expect(email.problems).toEqual([
      { label: 'Their practitioner', message: 'You cannot name your own line manager for the other side' },
    ]);
    expect([email.draft.managerEmail, email.draft.theirEmail]).toEqual([
      'tom.ellis@brookfield-school.example',
      undefined,
    ]);
  });

  it.each(['Jo', 'Jo Lund, jo.lund@avonvale.example', 'Priya Shah, priya.shah@brookfield-school.example'])(
    'ROU-11: never asks who their manager is, whatever was written (%s): their own side says so, and the words stay in the whole message',
    (said) => {
      const email = draft(`Their manager: ${said}`);

      expect([email.problems, email.missing.includes('Their manager')]).toEqual([[], false]);
      expect(email.wholeMessage).toContain(said);
    },
  );

  it('asks nothing about the other practitioner when the sender does not know them, because their agency’s lead is asked', () => {
    const email = draft('Their practitioner: not known\nTheir manager: unknown');

    expect(email.problems).toEqual([]);
    expect(email.missing).not.toContain('Their practitioner');
  });

  it.each([
    ['yes, tonight', 'yes'],
    ['No', 'no'],
    ['none known', 'no'],
    ['perhaps', 'unclear'],
  ])('takes "Immediate harm: %s" for %s', (said, harm) => {
    expect(draft(`Immediate harm: ${said}`).immediateHarm).toBe(harm);
  });

  it('cuts a field at what the form takes, and has it whole in the message', () => {
    const email = draft(`The problem: ${'x'.repeat(12_000)}`);

    expect(email.draft.problem).toHaveLength(10_000);
    expect(email.wholeMessage).toHaveLength(12_013);
  });

  it('reads anything under any label without failing, and every field it gives is one the form takes', () => {
    const value = fc.oneof(
      fc.array(fc.nat(0x10ffff), { maxLength: 60 }).map((points) => String.fromCodePoint(...points)),
      fc.constantFrom('yes, 31/31', 'no', '29 Feb', 'a@b', 'Mon 14 Dec, noon because x'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...EMAIL_LABELS.map(({ label }) => label)), value)), (rows) => {
        const email = draft(rows.map(([label, said]) => `${label}: ${said}`).join('\n'));
        for (const problem of email.problems) expect(email.missing).toContain(problem.label);
        expect(Object.values(email.draft).every((field) => typeof field === 'string')).toBe(true);
      }),
    );
  });
});
