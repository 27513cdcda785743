import { describe, expect, test } from 'vitest';
import { policyRecord, type RecordField } from '../../documents/policy-record.ts';
import { subjectDetailsIn, WRITTEN_ABOVE } from '../../documents/subject-details.ts';
import type { Act } from '../../escalation/acts.ts';
import { checkBack, confirmInWriting, escalateIfOverdue } from '../../escalation/clockwork.ts';
import { type Policy, requirePolicy } from '../../escalation/policy.ts';
import {
  arrange,
  asWritten,
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  HEALTH,
  L,
  propose,
  R,
  RAISER,
  RAISERS_MANAGER,
  raised,
  S,
  SCHOOL,
  settingAt,
  THEIR_MANAGER,
  takenTo,
  W,
} from '../escalation/building.ts';
import { acted, factsOf, type Lived, movedOn, raisedOn, wokenOn } from './filled.ts';

const recordOf = (lived: Lived) => policyRecord(factsOf(lived));
/** "Section: field" in order; a table by its columns. */
const fieldsOf = (lived: Lived) =>
  recordOf(lived).sections.flatMap(({ heading, entries }) =>
    entries.map((entry) => `${heading}: ${entry.kind === 'table' ? entry.columns.join(' | ') : entry.label}`),
  );
const answerIn = (lived: Lived, heading: string, label: string) => {
  const entries = recordOf(lived).sections.find((section) => section.heading === heading)?.entries ?? [];
  return entries.find((entry): entry is RecordField => entry.kind === 'field' && entry.label === label)?.value;
};
const workersOf = (lived: Lived) =>
  recordOf(lived).sections.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.kind === 'table' ? entry.rows : [])),
  );

const whole = () => raisedOn('Mon 2 Mar 2026 09:30', { aroseOn: '2026-03-02', problem: 'Nobody has visited.' });
const attempts = (stage: string) => `Attempts to Resolve the Disagreement at ${stage}`;
const referral = (stage: string) => `Unresolved Dispute and Referral to ${stage}`;

describe('INT-5, BEY-9: the record under policy B is Appendix 2', () => {
  test('has every field of the form, in its order', () => {
    expect(fieldsOf(whole())).toEqual([
      'Case Details: Date of Original Disagreement',
      'Case Details: Child/Adult Name',
      'Case Details: Date of Birth',
      'Case Details: Address',
      'Agencies/Workers involved: Names | Designation | Agency | Contact Details',
      'Nature of Professional Disagreement: Nature of Professional Disagreement',
      `${attempts('Stage 1')}: Dates`,
      `${attempts('Stage 1')}: Outcome`,
      `${referral('Stage 2')}: Date of Referral`,
      `${attempts('Stage 2')}: Dates`,
      `${attempts('Stage 2')}: Outcome`,
      `${referral('Stage 3')}: Date of Referral`,
      `${attempts('Stage 3')}: Dates`,
      `${attempts('Stage 3')}: Outcome`,
      `${referral('Stage 4')}: Date of Referral`,
      'Final Outcomes: Date',
      'Final Outcomes: Mediation or Dispute Resolution Panel convened?',
      'Final Outcomes: Outcome',
    ]);
  });

  test('dates the disagreement from the day it arose, and not from the day it was raised', () => {
    const lived = raisedOn('Mon 2 Mar 2026 09:30', { aroseOn: '2026-02-27' });

    expect(answerIn(lived, 'Case Details', 'Date of Original Disagreement')).toBe('Friday 27 February 2026');
  });

  test('names everybody who is involved with their job, agency and address, and nobody who said it is not theirs', () => {
    const lived = acted(whole(), 'Mon 2 Mar 2026 11:00', COUNTERPART, { kind: 'not-mine' });

    const names = workersOf(lived).map(([name]) => name);
    expect(workersOf(whole())).toContainEqual(['Cas Counterpart', 'Social worker', 'Tarnshire Care', COUNTERPART]);
    expect(names).toContain('Rae Raiser');
    expect(names).not.toContain('Cas Counterpart');
  });

  test('PRV-2: leaves out whoever says at a later stage that it is not theirs, though their name stands at an earlier one or was given as the manager’s', () => {
    const asManager = acted(movedOn(whole(), 'Wed 4 Mar 2026 17:00'), 'Thu 5 Mar 2026 10:00', RAISERS_MANAGER, {
      kind: 'not-mine',
    });
    const lived = acted(asManager, 'Thu 5 Mar 2026 11:00', COUNTERPART, { kind: 'not-mine' });

    const addresses = workersOf(lived).map(([, , , email]) => email);
    // Its safeguarding lead is asked in the manager's place.
    expect(addresses).toEqual([RAISER, THEIR_MANAGER, at('health', 'safeguarding-lead')]);
  });

  test('A16: names the practitioner of every agency it is raised with, not of the first alone', () => {
    const second = at('school', 'teacher');
    const moment = 'Thu 5 Mar 2026 10:00';
    // Nobody asks a practitioner at stage 2: the form knows them from the agency alone.
    const lived = acted(movedOn(whole(), 'Wed 4 Mar 2026 17:00'), moment, RAISER, {
      kind: 'add-agency',
      agency: SCHOOL,
      name: 'Tam Teacher',
      email: second,
      job: 'Teacher',
    });

    expect(workersOf(lived)).toContainEqual(['Tam Teacher', 'Teacher', 'Tarn School', second]);
  });

  test('REC-3: keeps all that was written when it was raised, each under what it says, in the order of the form', () => {
    const lived = raisedOn('Mon 2 Mar 2026 09:30', {
      problem: 'Nobody has visited.',
      disagreement: 'Whether a visit is needed.',
      desiredOutcome: 'A visit this week.',
      actionsNeeded: 'Visit at home.',
      basis: 'Two missed appointments.',
      reasonGiven: 'The threshold is not met.',
      subjectsView: 'She asks for somebody to come.',
      discussedWithManager: 'Yes, on Friday.',
      mustBeSettledOn: '2026-03-20',
      mustBeSettledWhy: 'The placement ends that day.',
    });

    const nature = 'Nature of Professional Disagreement';
    expect(answerIn(lived, nature, nature)).toBe(
      [
        'A decision about a referral.',
        'The problem: Nobody has visited.',
        'What is disagreed about: Whether a visit is needed.',
        'The outcome wanted: A visit this week.',
        'Actions needed: Visit at home.',
        'Basis: Two missed appointments.',
        'The reason given for the decision: The threshold is not met.',
        'What the child or adult says or wants: She asks for somebody to come.',
        'Discussed with a manager: Yes, on Friday.',
        'Why it had to be settled by a date: The placement ends that day.',
      ].join('\n\n'),
    );
  });

  test('BEY-17: gives an email that says neither the problem nor the disagreement by a label in its own words', () => {
    const { d, ...lived } = whole();
    const texts = { words: 'Nobody comes, and they say it is not for them.' };
    const unlabelled = { ...lived, d: { ...d, texts: { wholeMessage: 'words' } }, texts };

    const nature = 'Nature of Professional Disagreement';
    expect(answerIn(unlabelled, nature, nature)).toContain(`As the email put it: ${texts.words}`);
    const labelled = { ...unlabelled, d: { ...d, texts: { ...d.texts, wholeMessage: 'words' } } };
    expect(answerIn(labelled, nature, nature), 'which is not told twice').not.toContain('As the email put it');
  });

  test.each([
    ['given', 'Name: Robin\nDOB: 3 May 2019\nAddress: 1 Tarn Lane', false, ['Robin', '3 May 2019', '1 Tarn Lane']],
    ['given and erased since', 'Name: Robin', true, ['No longer held', 'No longer held', 'No longer held']],
    ['never given', '', false, ['', '', '']],
  ])(
    'details that were %s: an empty field says that nobody wrote them, and is not what an erased one says',
    (_, subjectDetails, isErased, says) => {
      const { texts, ...lived } = raisedOn('Mon 2 Mar 2026 09:30', { subjectDetails });
      const facts = { ...lived, texts: isErased ? {} : texts };

      const asked = ['Child/Adult Name', 'Date of Birth', 'Address'];
      expect(asked.map((label) => answerIn(facts, 'Case Details', label))).toEqual(says);
    },
  );

  test('ROU-3: gives whoever was asked without a job of their own the post they were asked as, in the policy’s words', () => {
    const lived = movedOn(whole(), 'Wed 4 Mar 2026 17:00');
    const [raising, responding] = lived.d.stages.at(-1)!.asked;
    responding!.as = 'detective sergeant (line manager)';

    const designations = workersOf(lived).map(([name, designation]) => [name, designation]);

    expect(designations).toContainEqual([responding!.person.name, 'Detective sergeant (line manager)']);
    expect(designations).toContainEqual([raising!.person.name, 'Line manager']);
  });

  test('names an agency in which nobody is known yet', () => {
    const lived = raisedOn('Mon 2 Mar 2026 09:30', { theirName: '', theirEmail: '' });
    const d = { ...lived.d, stages: lived.d.stages.map((visit) => ({ ...visit, asked: [] })) };

    expect(workersOf({ ...lived, d })).toContainEqual(['', '', 'Tarnshire Care', '']);
  });

  test('ROU-2: says which site is concerned beside the agency: where the two practitioners work, and where nobody is named yet', () => {
    const { d, ...lived } = whole();
    const [other] = d.raisedWith;
    const atSites = { ...d, raisersSite: 'Tarn Clinic', raisedWith: [{ ...other!, site: 'Fell Office' }] };
    const nobodyNamed = { ...atSites, raisedWith: [{ agency: CARE, site: 'Fell Office' }] };

    const [raiser, manager, practitioner] = workersOf({ ...lived, d: atSites }).map(([, , agency]) => agency);
    expect([raiser, manager, practitioner]).toEqual([
      'Tarnshire Health, Tarn Clinic',
      'Tarnshire Health',
      'Tarnshire Care, Fell Office',
    ]);
    expect(workersOf({ ...lived, d: atSites })).toHaveLength(3);
    expect(workersOf({ ...lived, d: nobodyNamed })).toContainEqual(['', '', 'Tarnshire Care, Fell Office', '']);
  });

  test('tells a stage that the clock ended by what was tried, when the time ran out, and when it was referred', () => {
    const talked = acted(whole(), 'Tue 3 Mar 2026 11:00', COUNTERPART, {
      kind: 'record-discussion',
      heldOn: '2026-03-03',
      with: 'Rae Raiser',
      text: 'We talked by telephone.',
    });
    const lived = movedOn(talked, 'Wed 4 Mar 2026 17:00');

    expect(answerIn(lived, attempts('Stage 1'), 'Dates')).toBe('Tuesday 3 March 2026');
    expect(answerIn(lived, attempts('Stage 1'), 'Outcome')).toBe(
      'Tuesday 3 March 2026, Cas Counterpart with Rae Raiser: We talked by telephone.\n\n' +
        'Not resolved: the time for the stage ran out on Wednesday 4 March 2026 (L66) and it went to Stage 2.',
    );
    expect(answerIn(lived, referral('Stage 2'), 'Date of Referral')).toBe('Wednesday 4 March 2026');
    expect(answerIn(lived, attempts('Stage 3'), 'Outcome')).toBe('This stage was not reached.');
  });

  test('REC-2, A11: tells a discussion with who approved it and each correction on its day, and that a move by the clock is taken back when it had been agreed before', () => {
    const talked = acted(whole(), 'Tue 3 Mar 2026 11:00', COUNTERPART, {
      kind: 'record-discussion',
      heldOn: '2026-03-03',
      with: 'Rae Raiser',
      text: 'We agreed on a visit.',
    });
    const discussionId = talked.d.discussions[0]!.id;
    const correct = (text: string) => ({ kind: 'correct-discussion', discussionId, text }) as const;
    const approved = acted(talked, 'Wed 4 Mar 2026 09:30', RAISER, { kind: 'approve-discussion', discussionId });
    const once = acted(approved, 'Wed 4 Mar 2026 10:00', RAISER, correct('A joint visit.'));
    const twice = acted(once, 'Thu 5 Mar 2026 10:00', COUNTERPART, correct('Joint, on Monday.'));
    const said = acted(movedOn(twice, 'Thu 5 Mar 2026 10:00'), 'Thu 5 Mar 2026 11:00', RAISER, {
      kind: 'say-we-agreed',
      agreedOn: '2026-03-03',
      text: 'A joint visit on Monday.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });
    const proposalId = said.d.proposals[0]!.id;
    const lived = [RAISERS_MANAGER, THEIR_MANAGER].reduce(
      (before, who) => acted(before, 'Fri 6 Mar 2026 10:00', who, { kind: 'confirm', proposalId }),
      said,
    );

    expect(answerIn(lived, attempts('Stage 1'), 'Outcome')?.split('\n\n').slice(0, 3)).toEqual([
      'Tuesday 3 March 2026, Cas Counterpart with Rae Raiser: We agreed on a visit. (approved by Rae Raiser, Wednesday 4 March 2026)',
      'Wednesday 4 March 2026, corrected by Rae Raiser: A joint visit.',
      'Thursday 5 March 2026, corrected by Cas Counterpart: Joint, on Monday.',
    ]);
    expect(answerIn(lived, attempts('Stage 1'), 'Outcome')).not.toContain('retracted');
    expect(answerIn(lived, attempts('Stage 2'), 'Outcome')).toContain(
      'It came to this stage by itself. That is retracted: both sides confirmed that it had been agreed on Tuesday 3 March 2026.',
    );
  });

  test('REC-3: tells what was proposed and why it was disputed, each on its day, as attempts of that stage', () => {
    const proposed = acted(whole(), 'Tue 3 Mar 2026 10:00', COUNTERPART, propose({ text: 'A call next week.' }));
    const lived = acted(proposed, 'Wed 4 Mar 2026 10:00', RAISER, {
      kind: 'dispute',
      proposalId: proposed.d.proposals[0]!.id,
      text: 'Next week is too late.',
    });

    expect(answerIn(lived, attempts('Stage 1'), 'Dates')).toBe('Tuesday 3 March 2026\nWednesday 4 March 2026');
    expect(answerIn(lived, attempts('Stage 1'), 'Outcome')?.split('\n\n').slice(0, 2)).toEqual([
      'Tuesday 3 March 2026, proposed by Cas Counterpart: A call next week.',
      'Wednesday 4 March 2026, disputed by Rae Raiser: Next week is too late.',
    ]);
  });

  test('gives the reason of a person who took it further before its time', () => {
    const lived = acted(whole(), 'Tue 3 Mar 2026 11:00', RAISER, { kind: 'escalate-now', text: 'At home alone.' });

    expect(answerIn(lived, attempts('Stage 1'), 'Outcome')).toMatch(
      /a person decided .* Their reason: At home alone\.$/,
    );
  });

  test('says of a talk before raising that it was the attempt at stage 1', () => {
    const lived = raisedOn('Mon 2 Mar 2026 09:30', {
      aroseOn: '2026-02-27',
      talkedAlready: 'yes',
      talkedOn: '2026-02-27',
      talkedWhatCame: 'They would not look again.',
    });

    expect(answerIn(lived, attempts('Stage 1'), 'Dates')).toBe('Friday 27 February 2026');
    expect(answerIn(lived, attempts('Stage 1'), 'Outcome')).toBe('Before it was raised: They would not look again.');
    expect(answerIn(lived, referral('Stage 2'), 'Date of Referral')).toBe('Monday 2 March 2026');
  });

  test('says why a stage that the cap passed over was never used', () => {
    const lived = raisedOn('Mon 2 Mar 2026 09:30', { aroseOn: '2026-02-02' });

    expect(answerIn(lived, attempts('Stage 2'), 'Outcome')).toMatch(/^Not used: the 10 working days from the outset/);
    expect(answerIn(lived, referral('Stage 3'), 'Date of Referral')).toMatch(
      /^Not referred there: it went to Stage 4 on Monday 2 March 2026/,
    );
    expect(answerIn(lived, referral('Stage 4'), 'Date of Referral')).toBe('Monday 2 March 2026');
  });

  test('ends with the outcome, who confirmed it and what each agency will do by when', () => {
    const manager = at('care', 'line-manager');
    const proposed = acted(
      movedOn(whole(), 'Wed 4 Mar 2026 17:00'),
      'Thu 5 Mar 2026 10:00',
      manager,
      propose({ actions: [{ text: 'Visit at home', ownerAgency: CARE, dueOn: '2026-03-09' }], noActions: false }),
    );
    const proposalId = proposed.d.proposals[0]!.id;
    const lived = acted(proposed, 'Fri 6 Mar 2026 12:00', at('health', 'line-manager'), {
      kind: 'confirm',
      proposalId,
    });

    const outcome = answerIn(lived, 'Final Outcomes', 'Outcome');
    expect(answerIn(lived, 'Final Outcomes', 'Date')).toBe('Friday 6 March 2026');
    expect(answerIn(lived, 'Final Outcomes', 'Mediation or Dispute Resolution Panel convened?')).toBe('No');
    expect(outcome).toContain('An assessment this week.');
    expect(outcome).toContain('Confirmed by Tarnshire Health line-manager on Friday 6 March 2026.');
    expect(outcome).toContain('Action for Tarnshire Care, by Monday 9 March 2026 (no answer yet): Visit at home');
  });

  test('OUT-5: says of an action what was answered last, and keeps the outcome that was not kept before the one that followed it', () => {
    const agreed = (lived: Lived, moment: string, text: string, [dueOn, askedAt]: [string, string]) => {
      const actions = [{ text: 'Visit at home', ownerAgency: CARE, dueOn }];
      const proposed = acted(lived, moment, COUNTERPART, propose({ text, actions, noActions: false }));
      const confirmed = acted(proposed, moment, RAISER, {
        kind: 'confirm',
        proposalId: proposed.d.proposals.at(-1)!.id,
      });
      const inWriting = wokenOn(confirmed, moment, confirmInWriting);
      return wokenOn(inWriting, askedAt, checkBack);
    };
    const answered = (lived: Lived, moment: string, by: string, done: 'yes' | 'late' | 'no') =>
      acted(lived, moment, by, { kind: 'answer-check-back', actionId: lived.d.outcome!.actions[0]!.id, done });
    const first = agreed(whole(), 'Tue 3 Mar 2026 10:00', 'A visit this week.', ['2026-03-09', 'Mon 9 Mar 2026 10:00']);
    const notDone = answered(
      answered(first, 'Mon 9 Mar 2026 11:00', COUNTERPART, 'yes'),
      'Mon 9 Mar 2026 12:00',
      RAISER,
      'no',
    );
    const reopened = acted(notDone, 'Tue 10 Mar 2026 10:00', RAISER, { kind: 'reopen', text: 'Nobody came.' });
    const again = agreed(reopened, 'Wed 11 Mar 2026 10:00', 'A visit on Friday.', [
      '2026-03-13',
      'Fri 13 Mar 2026 10:00',
    ]);
    const lived = answered(
      answered(again, 'Fri 13 Mar 2026 11:00', COUNTERPART, 'no'),
      'Fri 13 Mar 2026 12:00',
      RAISER,
      'late',
    );

    expect(answerIn(lived, 'Final Outcomes', 'Outcome')?.split('\n\n')).toEqual([
      'Earlier, on Tuesday 3 March 2026, and opened again afterwards:',
      'Resolved, agreed, recorded by Cas Counterpart: A visit this week.',
      'Confirmed by Rae Raiser on Tuesday 3 March 2026.',
      'Action for Tarnshire Care, by Monday 9 March 2026 (not done): Visit at home',
      'Resolved, agreed, recorded by Cas Counterpart: A visit on Friday.',
      'Confirmed by Rae Raiser on Wednesday 11 March 2026.',
      'Action for Tarnshire Care, by Friday 13 March 2026 (done, later than agreed): Visit at home',
    ]);
    expect(answerIn(reopened, 'Final Outcomes', 'Outcome'), 'and while nothing has followed it').toContain(
      'A visit this week.',
    );
  });

  test('ESC-5, OUT-11: says that a decision binds, when it went to mediation or the panel, and what the raiser sees otherwise', () => {
    const moment = 'Mon 2 Mar 2026 09:30';
    const further = (lived: Lived) => acted(lived, moment, RAISER, { kind: 'escalate-now', text: 'It cannot wait.' });
    const atChair = further(further(further(further(whole()))));
    const decided = acted(atChair, moment, atBoard('independent-chair'), {
      kind: 'decide',
      outcome: 'decided',
      text: 'A joint visit.',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });
    const lived = acted(decided, moment, RAISER, { kind: 'add-dissent', text: 'I see it otherwise.' });

    expect(answerIn(lived, 'Final Outcomes', 'Mediation or Dispute Resolution Panel convened?')).toMatch(
      /^Referred to Stage 4, Independent Chair/,
    );
    expect(answerIn(lived, 'Final Outcomes', 'Outcome')).toContain('Final and binding (L71).');
    expect(answerIn(lived, 'Final Outcomes', 'Outcome')).toContain('Where the record is held: With the board.');
    expect(answerIn(lived, 'Final Outcomes', 'Outcome')).toContain('I see it otherwise.');
  });

  test('OUT-3: says when what was agreed is to be reviewed', () => {
    const moment = 'Mon 2 Mar 2026 09:30';
    const proposed = acted(whole(), moment, COUNTERPART, propose({ reviewOn: '2026-03-20' }));
    const lived = acted(proposed, moment, RAISER, { kind: 'confirm', proposalId: proposed.d.proposals[0]!.id });

    expect(answerIn(lived, 'Final Outcomes', 'Outcome')).toContain('To be reviewed on Friday 20 March 2026.');
  });

  test('says that an erased text is no longer held, since an empty field says that nobody wrote it', () => {
    const lived = whole();

    expect(
      answerIn({ ...lived, texts: {} }, 'Nature of Professional Disagreement', 'Nature of Professional Disagreement'),
    ).toContain('The problem: No longer held');
  });
});

describe('BEY-9: a policy without a form of its own has the same record under its own stages', () => {
  test.each([
    [
      'W',
      W,
      'Record of the resolution of a professional disagreement',
      ['1', '2', '3'],
      'Independently chaired resolution meeting convened?',
    ],
    [
      'L',
      L,
      'Record of the resolution of a professional difference',
      ['1', '2', '3', '4'],
      'Referred to the safeguarding partnership for resolution?',
    ],
    [
      'S',
      S,
      'Record of a practitioner disagreement and its escalation',
      ['1', '2-review', '2', '3'],
      'Chief Officer Resolutions Meeting considered?',
    ],
    [
      'R',
      R,
      'Record of a professional disagreement about safeguarding a child',
      ['1', '2', '3', '4'],
      'Meeting chaired by a Board member from an uninvolved agency?',
    ],
  ])(
    '%s: its title, its own stages, its own meeting, and nobody’s personal details',
    (_, policy, title, listed, met) => {
      const details = { subject: policy.subjects[0], subjectDetails: 'Robin Example, 3 May 2019, 1 Tarn Lane' };
      const lived = raisedOn('Mon 2 Mar 2026 09:30', details, policy);
      const labels = policy.stages.map(({ label }) => label);
      const ofStages = listed.flatMap((id) => {
        const stage = policy.stages.findIndex((one) => one.id === id);
        return [
          `${attempts(labels[stage]!)}: Dates`,
          `${attempts(labels[stage]!)}: Outcome`,
          `${referral(labels[stage + 1]!)}: Date of Referral`,
        ];
      });

      expect(recordOf(lived).title).toBe(title);
      expect(fieldsOf(lived)).toEqual([
        'Case Details: Date of Original Disagreement',
        'Agencies/Workers involved: Names | Designation | Agency | Contact Details',
        'Nature of Professional Disagreement: Nature of Professional Disagreement',
        ...ofStages,
        'Final Outcomes: Date',
        `Final Outcomes: ${met}`,
        'Final Outcomes: Outcome',
      ]);
      expect(JSON.stringify(recordOf(lived))).not.toMatch(/Robin|2019|Tarn Lane/);
    },
  );

  const AT = 'Mon 2 Mar 2026 09:30';
  const meetingOfS = (): Lived => {
    const under = settingAt(AT, { policy: S });
    return { policy: S, texts: {}, d: takenTo('3', raised(under, { subject: 'adult' }), under) };
  };
  test.each<[string, () => Lived, string, string, Parameters<typeof acted>[3], RegExp]>([
    [
      'R: talked over with their own manager, which nobody called too slow',
      () => raisedOn(AT, {}, R),
      'Stage One',
      RAISER,
      { kind: 'talked-over', heldOn: '2026-03-02', text: 'We shall ask them.' },
      /^It was talked over by Monday 2 March 2026 and it went to Stage Two\.$/m,
    ],
    [
      'S: reviewed',
      () => raisedOn(AT, { subject: 'adult', talkedAlready: 'yes', talkedOn: '2026-03-02' }, S),
      'Step 2, review',
      RAISERS_MANAGER,
      { kind: 'review', verdict: 'taken forward', text: 'It is justified.' },
      /^It was reviewed and taken forward on Monday 2 March 2026 and it went to Step 2\. Their reason: It is justified\.$/m,
    ],
    [
      'S: a resolutions meeting without agreement, and where its record is held',
      meetingOfS,
      'Step 3',
      at('health', 'safeguarding-lead'),
      {
        kind: 'decide',
        outcome: 'ended without agreement',
        text: 'We differ.',
        actions: [],
        noActions: true,
        recordHeld: 'Here.',
      },
      /it is recorded that there was no agreement and it went to Step 4\. Their reason: We differ\. Where the record is held: Here\.$/m,
    ],
  ])('REC-3: says how a stage ended that a person took further: %s', (_name, before, stage, by, act, says) => {
    expect(answerIn(acted(before(), AT, by, act), attempts(stage), 'Outcome')).toMatch(says);
  });

  /** Everything that can be said and arranged at a stage, and by whom. */
  const doneAt = (policy: Policy, stageId: string, arranging: string, meeting: Act): Lived => {
    const under = settingAt(AT, { policy });
    const subject = policy.subjects[0]!;
    let lived: Lived = { policy, texts: {}, d: takenTo(stageId, raised(under, { subject }), under) };
    lived = acted(lived, AT, RAISER, { kind: 'give-representations', text: 'Hear her first.' });
    lived = acted(lived, AT, arranging, meeting);
    return acted(lived, AT, RAISER, { kind: 'record-discussion', heldOn: '2026-03-02', with: 'all', text: 'We met.' });
  };
  const own = { chairName: '', chairEmail: '', chairAgency: '' };
  const [lead, ...leads] = (['care', 'care', 'health'] as const).map((side) => ({
    email: at(side, 'safeguarding-lead'),
  }));
  const heads = (['care', 'health'] as const).map((side) => ({ email: at(side, 'head-of-service') }));
  const ida =
    'a meeting for 2pm on Thursday 5 March 2026, chaired by Ida Farrow, with Tarnshire Care board-representative';
  test.each<[string, Policy, string, string, Act, string]>([
    ['W at stage 4', W, '4', atBoard('unit'), arrange(), ida],
    [
      'S at stage 3',
      S,
      '3',
      at('health', 'safeguarding-lead'),
      arrange({ ...own, attendees: [lead!] }),
      'a meeting for 2pm on Thursday 5 March 2026, chaired by Tarnshire Health safeguarding-lead, with Tarnshire Care safeguarding-lead.',
    ],
    [
      'S at stage 4',
      S,
      '4',
      atBoard('officer-adults'),
      arrange({ ...own, attendees: leads }),
      'chaired by Board officer-adults, with',
    ],
    [
      'R at stage 5',
      R,
      '5',
      atBoard('board-chair'),
      arrange({ chairEmail: at('school', 'board-representative'), chairAgency: SCHOOL, attendees: heads }),
      'chaired by Ida Farrow, with Tarnshire Care head-of-service and Tarnshire Health head-of-service.',
    ],
    ['B at stage 4a', B, '4a', atBoard('officer-children'), arrange(own), 'chaired by Board officer-children, with'],
    [
      'B at stage 4b',
      B,
      '4b',
      atBoard('independent-chair'),
      arrange({ what: 'mediation' }),
      'mediation for 2pm on Thursday 5 March 2026, mediated by Ida Farrow',
    ],
    [
      'B at stage 4b',
      B,
      '4b',
      atBoard('independent-chair'),
      arrange({ what: 'panel', attendees: [], panel: [HEALTH, CARE, SCHOOL].map((agency) => ({ agency })) }),
      'a panel for 2pm on Thursday 5 March 2026, chaired by Ida Farrow, with Tarnshire Health board-representative',
    ],
  ])(
    'REC-3, BEY-9: the copy of %s leaves out nothing of what was said and arranged at the last stages, of which no form asks',
    (_letter, policy, stageId, arranging, meeting, says) => {
      const { label, name } = policy.stages.find(({ id }) => id === stageId)!;
      const lived = doneAt(policy, stageId, arranging, meeting);
      const isListed = policy.form!.stagesListed.includes(stageId);
      const said = answerIn(lived, isListed ? attempts(label) : 'Final Outcomes', 'Outcome');

      expect(said).toContain(says);
      expect(said).toContain('Monday 2 March 2026, Rae Raiser wanted heard: Hear her first.');
      expect(said).toContain('Rae Raiser with all: We met.');
      expect(said!.includes(`At ${label} (${name}):`)).toBe(!isListed);
    },
  );

  test('REC-3, MTG-5: the copy says why B’s officer convened no meeting', () => {
    const declined: Act = { kind: 'decide-not-to-convene', text: 'It is for the panel.' };
    const under = settingAt(AT, { policy: B });
    const lived = { policy: B, texts: {}, d: takenTo('4a', raised(under), under) };

    expect(answerIn(acted(lived, AT, atBoard('officer-children'), declined), 'Final Outcomes', 'Outcome')).toContain(
      'it was decided not to convene a meeting and it went to Stage 4, Independent Chair. Their reason: It is for the panel.',
    );
  });

  test('CLK-10: says of a stage that a partnership’s own target ended that it is not the policy’s', () => {
    const moment = 'Mon 2 Mar 2026 09:30';
    const under = settingAt(moment, { policy: W, localTargets: { '3': 5 } });
    const d = takenTo('3', raised(under), under);
    const ended = escalateIfOverdue(d, settingAt('Mon 9 Mar 2026 17:00', { policy: W, localTargets: { '3': 5 } }));
    const lived = { d: 'change' in ended ? asWritten(ended.change) : d, texts: {}, policy: W };

    expect(answerIn(lived, attempts('Stage 3'), 'Outcome')).toContain(
      "the partnership's own target, not the policy's, passed",
    );
  });

  test('a policy file that says nothing of a form lists every stage but the last', () => {
    const { form: _, ...formless } = B;
    const headings = recordOf({ ...whole(), policy: formless }).sections.map(({ heading }) => heading);

    expect(headings.filter((heading) => heading.startsWith('Attempts')).length).toBe(B.stages.length - 1);
  });
});

describe('name, date of birth and address are asked for in one box', () => {
  test.each([
    [
      'each under its label',
      'Name: Robin\nDOB: 3 May 2019\nHome address: 1 Tarn Lane\nTarnton',
      ['Robin', '3 May 2019', '1 Tarn Lane\nTarnton'],
    ],
    ['one label missing', 'Child’s name: Robin\nD.O.B. - 3 May 2019', ['Robin', '3 May 2019', '']],
    ['no labels', 'Robin, 3 May 2019, 1 Tarn Lane', ['Robin, 3 May 2019, 1 Tarn Lane', WRITTEN_ABOVE, WRITTEN_ABOVE]],
    ['nothing', '', ['', '', '']],
  ])('%s', (_, text, [name, dateOfBirth, address]) => {
    expect(subjectDetailsIn(text as string)).toEqual({ name, dateOfBirth, address });
  });
});

describe('ADM-1: a mistake in what a policy file says of its form is named', () => {
  test.each([
    ['a stage that is not there', { ...B.form!, stagesListed: ['9'] }, 'form.stagesListed[0]: there is no stage "9"'],
    [
      'a convening stage that is not there',
      { ...B.form!, convened: { question: 'Met?', stages: ['9'] } },
      'form.convened.stages[0]: there is no stage "9"',
    ],
    ['details that nobody is asked for', { ...B.form!, subjectDetails: true }, 'form.subjectDetails: nobody is asked'],
  ])('%s', (_, form, message) => {
    const { subjectDetails: __, ...fields } = B.fields;

    expect(() => requirePolicy({ ...B, fields, form }, 'made-up.yaml')).toThrow(message);
  });
});

test('what it went through before the policy was corrected is not left out, nor what was raised again and merged (ADR 016)', () => {
  const lived = whole();
  const { d } = lived;
  const closed = { ...d.stages[0]!, closedAt: '2026-03-03T10:00:00Z', closedBy: 'a person' as const };
  d.earlierPolicies = [
    { policyVersionId: 'worcestershire-v1', stages: [closed], notUsed: [], until: 3, at: '2026-03-03T10:00:00Z' },
  ];
  d.mergedFrom = [
    {
      id: 'd-2',
      reference: 'CD-8R5M',
      at: '2026-03-03T10:00:00Z',
      through: 4,
      people: [
        { person: { name: 'Sid Second', email: at('health', 'second'), agency: d.raiser.agency }, side: 'raising' },
      ],
      texts: { problem: d.texts.problem! },
    },
  ];

  expect(answerIn(lived, 'Case Details', 'Before the policy was corrected on Tuesday 3 March 2026')).toBe(
    'Monday 2 March 2026 to Tuesday 3 March 2026: Rae Raiser and Cas Counterpart asked.',
  );
  expect(workersOf(lived).map(([name]) => name)).toContain('Sid Second');
  const nature = 'Nature of Professional Disagreement';
  expect(answerIn(lived, nature, nature)).toContain('The problem, as raised again under CD-8R5M: Nobody has visited.');
});

test('REC-3: that somebody was at risk, and what was done to protect them, is on the copy for their file', () => {
  const nature = 'Nature of Professional Disagreement';
  const flagged = acted(whole(), 'Mon 2 Mar 2026 11:00', RAISER, { kind: 'flag-harm', text: 'He is at home tonight.' });
  expect(answerIn(flagged, nature, nature)).toContain(
    'Flagged as at risk of immediate harm by Rae Raiser at 11am on Monday 2 March 2026: He is at home tonight.\n\nWhat was done to protect is not recorded yet.',
  );

  const ended = acted(flagged, 'Mon 2 Mar 2026 13:00', at('care', 'senior-manager'), {
    kind: 'end-harm',
    took: 'action taken',
    text: 'They are with their aunt.',
  });
  expect(answerIn(ended, nature, nature)).toMatch(
    /Action was taken to protect, recorded by .* at 1pm on Monday 2 March 2026: They are with their aunt\./,
  );
});
