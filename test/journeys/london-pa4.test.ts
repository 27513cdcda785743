import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { textsOf } from '../../conduct/disagreements.ts';
import { boardMaySee } from '../../escalation/policy.ts';
import { openVisit, stagesReached } from '../../escalation/record.ts';
import { larkhithe, policeOfficersForm } from './people-larkhithe.ts';
import { inLondon, openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const boardSees = async (reference: string) =>
  boardMaySee(world.services.rules.requirePolicy('london-pa4-v2021'), stagesReached(await world.read(reference)));

describe('L: a police officer disagrees about an enquiry, and nobody ever answers', () => {
  it('goes on by itself through its two working weeks, then at stage 3 reminds and ages and never moves (A13)', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm());

    await world.until('Wed 27 May 2026 17:00');

    expect(world.story(reference).slice(0, 13)).toEqual([
      'Mon 2 Mar 09:30 A professional disagreement: please answer by 5pm on Monday 9 March 2026: honor.lintwell',
      'Mon 2 Mar 09:30 Your professional disagreement is open: zuleika.oxenholt',
      'Fri 6 Mar 10:00 Reminder: please answer by 5pm on Monday 9 March 2026: honor.lintwell, zuleika.oxenholt',
      'Mon 9 Mar 17:00 A professional disagreement: please answer by 5pm on Monday 16 March 2026: bilal.zellaby, kerensa.norrisdene',
      'Mon 9 Mar 17:00 This is now at Stage 2: honor.lintwell, zuleika.oxenholt',
      'Fri 13 Mar 10:00 Reminder: please answer by 5pm on Monday 16 March 2026: bilal.zellaby, kerensa.norrisdene',
      'Mon 16 Mar 17:00 A professional disagreement: please answer: chidi.eskmoor, marisol.yaxcombe',
      'Mon 16 Mar 17:00 This is now at Stage 3: bilal.zellaby, honor.lintwell, kerensa.norrisdene, zuleika.oxenholt',
      'Wed 18 Mar 10:00 Reminder: please answer: chidi.eskmoor, marisol.yaxcombe',
      'Fri 20 Mar 10:00 Reminder: please answer: chidi.eskmoor, marisol.yaxcombe',
      'Tue 24 Mar 10:00 Reminded three times, and no answer yet: darsh.kestrelman, ned.dapplewood',
      'Tue 24 Mar 10:00 Reminder: please answer: chidi.eskmoor, marisol.yaxcombe',
      'Thu 26 Mar 10:00 Reminder: please answer: chidi.eskmoor, marisol.yaxcombe',
    ]);
    expect(await world.stageOf(reference)).toBe('3');
    expect((await world.read(reference)).stages.map(({ stageId, cause, clause }) => [stageId, cause, clause])).toEqual([
      ['1', 'raised', '§1.4'],
      ['2', 'deadline', '§1.4'],
      ['3', 'deadline', '§1.7'],
    ]);
    expect(world.mailTo(larkhithe.policeSeniorManager)[0]!.text).toContain('without delay');
  });

  it('ESC-8: people take it to the heads of service and then to the partnership, which alone ends it, and is told of it there first (NOT-5)', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm());
    await world.until('Tue 17 Mar 2026 11:00');

    await world.does(reference, larkhithe.policeSeniorManager, 'escalate-now', { text: 'We cannot settle it.' });
    await world.until('Thu 19 Mar 2026 11:00');
    expect(await boardSees(reference)).toBe('count');
    expect(world.story(reference).filter((line) => line.includes('alder.ashgrove'))).toEqual([]);
    await world.does(reference, larkhithe.socialCareHead, 'escalate-now', { text: 'It needs the partnership.' });

    expect(world.story(reference, 'Tue 17 Mar 2026 11:00')).toEqual([
      'Tue 17 Mar 11:00 A professional disagreement: please answer: eilidh.cobbledale, ottilie.inkpenny',
      'Tue 17 Mar 11:00 This is now at Stage 4: bilal.zellaby, chidi.eskmoor, honor.lintwell, kerensa.norrisdene, marisol.yaxcombe, zuleika.oxenholt',
      'Thu 19 Mar 10:00 Reminder: please answer: eilidh.cobbledale, ottilie.inkpenny',
      'Thu 19 Mar 11:00 A professional disagreement: please answer: alder.ashgrove',
      'Thu 19 Mar 11:00 Stage 5 has opened: eilidh.cobbledale, ottilie.inkpenny',
      'Thu 19 Mar 11:00 This is now at Stage 5: bilal.zellaby, chidi.eskmoor, honor.lintwell, kerensa.norrisdene, marisol.yaxcombe, zuleika.oxenholt',
    ]);
    expect(await boardSees(reference)).toBe('record');
    await world.until('Mon 4 May 2026 17:00');
    expect(await world.stageOf(reference)).toBe('5');

    await world.does(reference, larkhithe.businessManager, 'decide', {
      outcome: 'decided',
      text: 'An assessment is made.',
      actions: [{ text: 'Make it.', ownerAgency: 'larkhithe-childrens-services', dueOn: '2026-05-08' }],
      recordHeld: 'With the board.',
    });

    const d = await world.read(reference);
    expect([d.outcome?.outcome, d.outcome?.binding]).toEqual(['decided', undefined]);
    expect(world.mails.filter(({ text }) => /binding/i.test(text))).toEqual([]);

    await world.until('Fri 8 May 2026 17:00');
    const [action] = d.outcome!.actions;
    await world.does(reference, larkhithe.policeOfficer, 'answer-check-back', { actionId: action!.id, done: 'no' });
    await world.does(reference, larkhithe.policeOfficer, 'reopen', { text: 'Nobody came.' });
    const reopened = await world.read(reference);
    expect([openVisit(reopened)!.stageId, openVisit(reopened)!.cause]).toEqual(['5', 'not done']);
    const words = Object.values(await textsOf(world.services, reopened));
    expect(words, 'the record goes on saying what had been decided').toEqual(
      expect.arrayContaining(['An assessment is made.', 'Make it.', 'With the board.']),
    );
  });
});

describe('L: "within a working week or a timescale that protects the child from harm (whichever is less)" (§1.4)', () => {
  const protective = (mustBeSettledOn: string, mustBeSettledTime: string, aroseOn: string) =>
    policeOfficersForm({
      aroseOn,
      mustBeSettledOn,
      mustBeSettledTime,
      mustBeSettledWhy: 'The father comes home then.',
    });
  const ladder = async (reference: string) =>
    (await world.read(reference)).stages.map(
      ({ stageId, openedAt, cause, deadline }) =>
        `${stageId}, ${inLondon(openedAt)}, ${cause}, ${deadline ? `${deadline.which} ${inLondon(deadline.at)}` : 'no number'}`,
    );

  it('CLK-13: raised Mon 22 Mar 2027, protective Thu 25 Mar noon: stage 2 opens then with its own week over Easter, and the date is spent', async () => {
    world = await openStory('Mon 22 Mar 2027 09:30');
    const { reference } = await world.raiseForm('larkhithe', protective('2027-03-25', '12:00', '2027-03-22'));

    await world.until('Mon 5 Apr 2027 17:00');

    expect(await ladder(reference)).toEqual([
      '1, Mon 22 Mar 09:30, raised, protective timescale Thu 25 Mar 12:00',
      '2, Thu 25 Mar 12:00, protective timescale, stage Mon 5 Apr 17:00',
      '3, Mon 5 Apr 17:00, deadline, no number',
    ]);
    const atNoon = world
      .story(reference, 'Thu 25 Mar 2027 12:00')
      .filter((line) => line.startsWith('Thu 25 Mar 12:00'));
    expect(new Set(atNoon)).toEqual(
      new Set([
        'Thu 25 Mar 12:00 A professional disagreement: please answer by 5pm on Monday 5 April 2027: bilal.zellaby, kerensa.norrisdene',
        'Thu 25 Mar 12:00 A time set to protect somebody has passed: darsh.kestrelman, ned.dapplewood',
        'Thu 25 Mar 12:00 This is now at Stage 2: honor.lintwell, zuleika.oxenholt',
      ]),
    );
    expect((await world.read(reference)).protectiveTimescale).toBeNull();
  });

  it('CLK-3: a protective time later than the working week changes nothing, because the lesser binds', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', protective('2026-03-12', '17:00', '2026-03-02'));

    await world.until('Mon 9 Mar 2026 17:00');

    expect(await ladder(reference)).toEqual([
      '1, Mon 2 Mar 09:30, raised, stage Mon 9 Mar 17:00',
      '2, Mon 9 Mar 17:00, deadline, stage Mon 16 Mar 17:00',
    ]);
  });

  it('CLK-3: either side shortens the further week of stage 2 as well, and nobody lengthens it', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm());
    await world.until('Tue 10 Mar 2026 09:00');
    const shorten = (on: string) =>
      world.does(reference, larkhithe.socialCareManager, 'shorten', {
        on,
        time: '12:00',
        text: 'He is home on Friday.',
      });

    expect((await shorten('2026-03-20')).refused).toMatch(/only be made shorter than 5pm on Monday 16 March 2026/);
    await shorten('2026-03-12');
    await world.until('Thu 12 Mar 2026 12:00');

    expect((await ladder(reference)).slice(1)).toEqual([
      '2, Mon 9 Mar 17:00, deadline, protective timescale Thu 12 Mar 12:00',
      '3, Thu 12 Mar 12:00, protective timescale, no number',
    ]);
  });
});

describe('L: the route by a doctor or nurse', () => {
  const practiceNursesForm = () =>
    policeOfficersForm({
      raiserName: 'Leith Puddifield',
      raiserEmail: larkhithe.practiceNurse,
      raiserJob: 'Practice nurse',
      raiserAgency: 'ropewalk-surgery',
      managerName: 'Mirela Underleaf',
      managerEmail: larkhithe.practiceManager,
    });

  it('ROU-3: stage 3 asks the practice’s named doctor where it has no senior manager, and stage 4 the board that commissions it', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', practiceNursesForm());

    await world.until('Mon 16 Mar 2026 17:00');

    const third = openVisit(await world.read(reference))!;
    expect(third.asked.map(({ side, role, person }) => [side, role, person.email])).toEqual([
      ['raising', 'senior-manager', larkhithe.practiceNamedDoctor],
      ['responding', 'senior-manager', larkhithe.socialCareSeniorManager],
    ]);
    await world.does(reference, larkhithe.practiceNamedDoctor, 'escalate-now', { text: 'We cannot settle it.' });
    const fourth = openVisit(await world.read(reference))!;
    expect(fourth.asked.map(({ person, because }) => [person.email, because])).toEqual([
      [larkhithe.icbHead, 'delegated'],
      [larkhithe.socialCareHead, 'directory'],
    ]);
  });

  it('ROU-4: the doctor settles it with the service manager: both satisfy the tier', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', practiceNursesForm());
    await world.until('Tue 17 Mar 2026 09:30');

    const proposed = await world.does(reference, larkhithe.practiceNamedDoctor, 'propose', {
      text: 'The enquiry is opened again.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });
    await world.does(reference, larkhithe.socialCareSeniorManager, 'confirm', {
      proposalId: proposed.done!.proposals[0]!.id,
    });

    const { outcome } = await world.read(reference);
    expect([outcome?.outcome, outcome?.stageId]).toEqual(['resolved', '3']);
    expect(world.mailTo(larkhithe.practiceNurse, 'settled')).toHaveLength(1);
  });
});

describe('L: a health visitor’s side prefers its designated nurse to line management (§1.8)', () => {
  const settled = { text: 'The enquiry is opened again.', how: 'agreed', actions: [], noActions: true };
  const atStageTwo = async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'larkhithe',
      policeOfficersForm({
        theirAgency: 'gullsmouth-community-health',
        theirName: 'Gwen Millhazel',
        theirEmail: larkhithe.healthVisitor,
      }),
    );
    await world.until('Tue 10 Mar 2026 09:30');
    return reference;
  };
  const choose = (reference: string, by: string, who: string) =>
    world.does(reference, by, 'choose-alternative', { who });
  const askedAtThree = async (reference: string) => {
    await world.until('Mon 16 Mar 2026 17:00');
    const visit = openVisit(await world.read(reference))!;
    expect(visit.stageId).toBe('3');
    return visit.asked.map(({ person, as }) => `${person.email.replace(/@.*/, '')}: ${as}`);
  };

  it('ROU-4: who chooses is recorded with the clause, whoever is chosen is asked as that, and both satisfy the tier', async () => {
    const reference = await atStageTwo();

    await choose(reference, larkhithe.healthVisitor, 'alternative');

    const { history } = await world.read(reference);
    const line = history.at(-1)!;
    expect([line.what, line.stageId, line.clause]).toEqual(['alternative chosen', '3', '§1.8']);
    expect(await askedAtThree(reference)).toEqual([
      'chidi.eskmoor: detective inspector (senior manager)',
      'ludo.harrowell: designated or named safeguarding children doctor or nurse, chosen instead of line management (§1.8)',
    ]);
    expect(world.mailTo(larkhithe.designatedNurse)[0]!.text).toContain(
      'You are asked as: designated or named safeguarding children doctor or nurse, chosen instead of line management (§1.8)',
    );
    expect(world.mailTo(larkhithe.healthSeniorManager)).toEqual([]);
    const proposed = await world.does(reference, larkhithe.designatedNurse, 'propose', settled);
    await world.does(reference, larkhithe.policeSeniorManager, 'confirm', {
      proposalId: proposed.done!.proposals[0]!.id,
    });
    expect((await world.read(reference)).outcome).toMatchObject({ outcome: 'resolved', stageId: '3' });
  });

  it('ROU-4: each side chooses for itself, and an agency that has no such doctor or nurse is offered no choice', async () => {
    const reference = await atStageTwo();

    const refused = await choose(reference, larkhithe.policeManager, 'alternative');

    expect(refused.refused).toMatch(/^Your agency has no designated or named safeguarding children doctor or nurse/);
    expect((await world.read(reference)).chosen).toBeUndefined();
  });

  it('ROU-4: a choice can be taken back until the stage opens, and not after', async () => {
    const reference = await atStageTwo();
    await choose(reference, larkhithe.healthVisitor, 'alternative');

    await choose(reference, larkhithe.healthNamedNurse, 'line management');

    expect((await askedAtThree(reference))[1]).toBe('leith.birkenthwaite: senior manager');
    const late = await choose(reference, larkhithe.healthVisitor, 'alternative');
    expect(late.refused).toBe('The policy gives no choice of who is asked at the next stage.');
  });
});

describe('L: the first-line manager’s equivalent (§1.6)', () => {
  it.each([
    [
      'a school: its designated safeguarding lead',
      'saltpan-primary-school',
      'Ottilie Kettlethorpe',
      'ottilie.kettlethorpe@saltpan.example',
      'rufus.applebarn@saltpan.example',
    ],
    [
      'a health service: its named nurse',
      'gullsmouth-community-health',
      'Gwen Millhazel',
      'gwen.millhazel@gullsmouthhealth.example',
      'mirela.gorsefield@gullsmouthhealth.example',
    ],
    [
      'the council: the team’s manager',
      'larkhithe-childrens-services',
      'Honor Lintwell',
      larkhithe.socialWorker,
      larkhithe.socialCareManager,
    ],
  ])(
    'ROU-3: stage 2 asks, at %s, and the raiser’s own manager',
    async (_, theirAgency, theirName, theirEmail, asked) => {
      world = await openStory('Mon 2 Mar 2026 09:30');
      const { reference } = await world.raiseForm(
        'larkhithe',
        policeOfficersForm({ theirAgency, theirName, theirEmail }),
      );

      await world.does(reference, larkhithe.policeOfficer, 'escalate-now', { text: 'They will not speak with me.' });

      const second = openVisit(await world.read(reference))!;
      expect(second.asked.map(({ role, person }) => [role, person.email])).toEqual([
        ['line-manager', larkhithe.policeManager],
        ['line-manager', asked],
      ]);
    },
  );
});

it('L2, ROU-3: a school’s safeguarding lead who raised it is not asked at stage 2 too: whoever holds the next post is', async () => {
  world = await openStory('Mon 2 Mar 2026 09:30');
  const lead = 'rufus.applebarn@saltpan.example';
  const raiser = { raiserName: 'Rufus Applebarn', raiserEmail: lead, raiserAgency: 'saltpan-primary-school' };
  const { reference } = await world.raiseForm(
    'larkhithe',
    policeOfficersForm({ ...raiser, raiserJob: 'Safeguarding lead', managerName: '', managerEmail: '' }),
  );

  await world.does(reference, lead, 'escalate-now', { text: 'They will not speak with me.' });

  expect(openVisit(await world.read(reference))!.asked.map(({ person }) => person.email)).toEqual([
    'quilla.underleaf@saltpan.example',
    larkhithe.socialCareManager,
  ]);
});

describe('L: the deadline vectors, through the whole service', () => {
  const rows = readFileSync(new URL('../escalation/deadline-vectors.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((row) => row.split(','))
    .filter(([policy]) => policy === 'L');
  const arose = [...new Set(rows.map((row) => row[1]!))];
  const mornings: Record<string, string> = {
    '2026-04-02': 'Thu 2 Apr 2026 09:30',
    '2026-05-01': 'Fri 1 May 2026 09:30',
    '2026-03-27': 'Fri 27 Mar 2026 09:30',
    '2026-10-23': 'Fri 23 Oct 2026 09:30',
  };

  it.each(arose)('arose and raised on %s: both weeks end when the table says', async (aroseOn) => {
    world = await openStory(mornings[aroseOn]!);
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm({ aroseOn }));

    await world.clock.moveTo(world.clock.now().add({ hours: 24 * 21 }));
    await world.clock.settled();

    const ended = (await world.read(reference)).stages.flatMap(({ stageId, closedAt }) =>
      closedAt ? [[stageId, closedAt]] : [],
    );
    expect(ended).toEqual(rows.filter((row) => row[1] === aroseOn).map((row) => [row[2], row[4]]));
  });
});
