import { afterEach, describe, expect, it } from 'vitest';
import { boardMaySee } from '../../escalation/policy.ts';
import { type Disagreement, openVisit, stagesReached } from '../../escalation/record.ts';
import { brackenshire, healthVisitorsForm } from './people.ts';
import { inLondon, openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const ladderOf = (d: Disagreement) =>
  d.stages.map(({ stageId, openedAt, cause, deadline }) =>
    [stageId, inLondon(openedAt), cause, deadline ? `${deadline.which} ${inLondon(deadline.at)}` : 'no number'].join(
      ', ',
    ),
  );

describe('B: nobody ever answers', () => {
  it('ESC-1: goes through every tier on deadlines alone until the Independent Chair has it, and each person hears at their own tier and not before', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());

    await world.until('Wed 4 Mar 2026 16:59');
    expect(await world.stageOf(reference)).toBe('1');
    await world.until('Thu 26 Mar 2026 17:30');

    expect(world.story(reference)).toEqual([
      'Mon 2 Mar 09:30 A professional disagreement: please answer by 5pm on Wednesday 4 March 2026: jorah.vexley',
      'Mon 2 Mar 09:30 Your professional disagreement is open: bashir.brambleby',
      'Wed 4 Mar 10:00 Reminder: please answer by 5pm on Wednesday 4 March 2026: bashir.brambleby, jorah.vexley',
      'Wed 4 Mar 17:00 A professional disagreement: please answer by 5pm on Monday 9 March 2026: esme.quillfeather, farah.kilnhurst-rao',
      'Wed 4 Mar 17:00 This is now at Stage 2: bashir.brambleby, jorah.vexley',
      'Wed 4 Mar 17:00 Use of the policy is registered: callum.inchmarlow, keziah.stanthorne',
      'Fri 6 Mar 10:00 Reminder: please answer by 5pm on Monday 9 March 2026: esme.quillfeather, farah.kilnhurst-rao',
      'Mon 9 Mar 17:00 A professional disagreement: please answer by 5pm on Friday 13 March 2026: mairi.coverdale, theo.uppershaw',
      'Mon 9 Mar 17:00 This is now at Stage 3: bashir.brambleby, esme.quillfeather, farah.kilnhurst-rao, jorah.vexley',
      'Thu 12 Mar 10:00 Reminder: please answer by 5pm on Friday 13 March 2026: mairi.coverdale, theo.uppershaw',
      'Fri 13 Mar 17:00 A professional disagreement: please answer by 5pm on Friday 20 March 2026: fergus.nethercote, osian.kettlewright, priya.orrinsmith',
      'Fri 13 Mar 17:00 This is now at Stage 4: bashir.brambleby, esme.quillfeather, farah.kilnhurst-rao, jorah.vexley, mairi.coverdale, theo.uppershaw',
      'Thu 19 Mar 10:00 Reminder: please answer by 5pm on Friday 20 March 2026: fergus.nethercote, osian.kettlewright, priya.orrinsmith',
      'Fri 20 Mar 17:00 A professional disagreement: please answer: yusuf.abernook',
      'Fri 20 Mar 17:00 This is now at Stage 4, Independent Chair: bashir.brambleby, esme.quillfeather, farah.kilnhurst-rao, fergus.nethercote, jorah.vexley, mairi.coverdale, osian.kettlewright, priya.orrinsmith, theo.uppershaw',
      'Tue 24 Mar 10:00 Reminder: please answer: yusuf.abernook',
      'Thu 26 Mar 10:00 Reminder: please answer: yusuf.abernook',
    ]);
    const d = await world.read(reference);
    expect(d.stages.map(({ stageId, cause, clause }) => [stageId, cause, clause])).toEqual([
      ['1', 'raised', 'L66'],
      ['2', 'deadline', 'L66'],
      ['3', 'deadline', 'L67'],
      ['4a', 'deadline', 'L68'],
      ['4b', 'deadline', 'L71'],
    ]);
  });

  it('NOT-5: shows the board a count until stage 2, because two workers who talk are nobody else’s business', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const policy = world.services.rules.requirePolicy('bcssp-v5');
    const sees = async () => boardMaySee(policy, stagesReached(await world.read(reference)));
    const lastDigest = () => world.mailTo(brackenshire.businessManager, 'Digest').at(-1)!;

    await world.until('Wed 4 Mar 2026 08:30');
    expect(await sees()).toBe('count');
    expect(inLondon(lastDigest().at)).toBe('Wed 4 Mar 08:00');
    expect(lastDigest().text).not.toContain(reference);
    expect(lastDigest().text).not.toMatch(/Dunmere|Social Care/);

    await world.until('Thu 5 Mar 2026 08:30');
    expect(await sees()).toBe('record');
    expect(lastDigest().text).toContain(reference);
  });

  it('NOT-2: registers nothing with the Designated Nurse when no health service is a side (ROU-9)', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', policeForm());

    await world.until('Wed 4 Mar 2026 17:00');

    expect(world.story(reference).filter((line) => line.includes('registered'))).toEqual([
      'Wed 4 Mar 17:00 Use of the policy is registered: keziah.stanthorne',
    ]);
  });
});

describe('BEY-2, CLK-6: B, where the day it arose is not the day it was raised', () => {
  it('arose Mon 14 Dec, raised Mon 21 Dec: two tiers have their own time until the cap takes it to stage 4', async () => {
    world = await openStory('Mon 21 Dec 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2026-12-14' }));

    await world.until('Thu 7 Jan 2027 17:00');

    const d = await world.read(reference);
    expect(ladderOf(d)).toEqual([
      '2, Mon 21 Dec 09:30, time already over, stage Thu 24 Dec 17:00',
      '3, Thu 24 Dec 17:00, deadline, cap Wed 30 Dec 17:00',
      '4a, Wed 30 Dec 17:00, cap, stage Thu 7 Jan 17:00',
      '4b, Thu 7 Jan 17:00, deadline, no number',
    ]);
    expect(d.notUsed.map(({ stageId }) => stageId)).toEqual(['1']);
    expect(world.story(reference)).toContain(
      'Mon 21 Dec 09:30 A professional disagreement has been raised: jorah.vexley',
    );
    expect(world.mailTo(brackenshire.businessManager, 'registered')).toHaveLength(1);
  });

  it('arose Fri 4 Dec, raised Mon 21 Dec: stage 4 at once, and those of the tiers not used are told, not asked', async () => {
    world = await openStory('Mon 21 Dec 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2026-12-04' }));

    await world.until('Wed 30 Dec 2026 17:00');

    const d = await world.read(reference);
    expect(ladderOf(d)).toEqual([
      '4a, Mon 21 Dec 09:30, cap, stage Wed 30 Dec 17:00',
      '4b, Wed 30 Dec 17:00, deadline, no number',
    ]);
    expect(d.notUsed.map(({ stageId, clause }) => [stageId, clause])).toEqual([
      ['1', 'L54'],
      ['2', 'L54'],
      ['3', 'L54'],
    ]);
    expect(world.story(reference)).toContain(
      'Mon 21 Dec 09:30 A professional disagreement has been raised: esme.quillfeather, farah.kilnhurst-rao, jorah.vexley, mairi.coverdale, theo.uppershaw',
    );
    expect(d.stages[0]!.asked.map(({ person }) => person.email).sort()).toEqual(
      [brackenshire.officerForChildren, brackenshire.healthBoardMember, brackenshire.socialCareBoardMember].sort(),
    );
    // NOT-2: it went beyond stage 1, whichever tiers it leapt over.
    expect(world.mailTo(brackenshire.businessManager, 'registered')).toHaveLength(1);
    expect(world.mailTo(brackenshire.designatedNurse, 'registered')).toHaveLength(1);
  });

  it('CLK-5: a cap that jumps from stage 2: the managers’ own three days would have ended a day later', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2026-02-18' }));

    await world.until('Wed 4 Mar 2026 17:00');

    const d = await world.read(reference);
    expect(ladderOf(d)).toEqual([
      '2, Mon 2 Mar 09:30, time already over, cap Wed 4 Mar 17:00',
      '4a, Wed 4 Mar 17:00, cap, stage Wed 11 Mar 17:00',
    ]);
    expect(d.notUsed.map(({ stageId, clause }) => [stageId, clause])).toEqual([
      ['1', 'L66'],
      ['3', 'L54'],
    ]);
    // The senior managers of the stage that it jumped over are told, and asked nothing.
    const jumped = [brackenshire.healthSeniorManager, brackenshire.socialCareSeniorManager];
    expect(world.whoGot('This is now at Stage 4')).toEqual(expect.arrayContaining(jumped));
    for (const who of jumped) expect(world.mailTo(who, 'please answer')).toEqual([]);
  });

  it.each([
    [
      'raised Fri 18 Dec 2026, before two bank holidays and New Year',
      'Fri 18 Dec 2026 09:30',
      ['Tue 22 Dec 17:00', 'Tue 29 Dec 17:00', 'Tue 5 Jan 17:00', 'Tue 12 Jan 17:00'],
    ],
    [
      'raised Wed 23 Dec 2026',
      'Wed 23 Dec 2026 09:30',
      ['Tue 29 Dec 17:00', 'Mon 4 Jan 17:00', 'Fri 8 Jan 17:00', 'Fri 15 Jan 17:00'],
    ],
    [
      'raised Thu 2 Apr 2026, before Easter',
      'Thu 2 Apr 2026 09:30',
      ['Wed 8 Apr 17:00', 'Mon 13 Apr 17:00', 'Fri 17 Apr 17:00', 'Fri 24 Apr 17:00'],
    ],
    [
      'raised Fri 22 May 2026, before a bank holiday Monday',
      'Fri 22 May 2026 09:30',
      ['Wed 27 May 17:00', 'Mon 1 Jun 17:00', 'Fri 5 Jun 17:00', 'Fri 12 Jun 17:00'],
    ],
  ])('%s: each tier has its working days, and bank holidays are none', async (_, raised, ends) => {
    world = await openStory(raised);
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({ aroseOn: world.clock.now().toString().slice(0, 10) }),
    );

    await world.clock.moveTo(world.clock.now().add({ hours: 24 * 27 }));

    const d = await world.read(reference);
    expect(d.stages.map(({ stageId }) => stageId)).toEqual(['1', '2', '3', '4a', '4b']);
    expect(d.stages.flatMap(({ closedAt }) => (closedAt ? [inLondon(closedAt)] : []))).toEqual(ends);
  });

  it('counts from the talk with one’s own manager, because the cap runs from the first worker who considered it (L54)', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({ aroseOn: '2026-03-02', discussedWithManagerOn: '2026-02-23' }),
    );

    await world.until('Mon 9 Mar 2026 17:00');

    expect(ladderOf(await world.read(reference))).toEqual([
      '2, Mon 2 Mar 09:30, time already over, stage Thu 5 Mar 17:00',
      '3, Thu 5 Mar 17:00, deadline, cap Mon 9 Mar 17:00',
      '4a, Mon 9 Mar 17:00, cap, stage Mon 16 Mar 17:00',
    ]);
  });

  it('INT-12: starts at the managers when the two practitioners have talked already', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({
        talkedAlready: 'yes',
        talkedOn: '2026-02-27',
        talkedWhatCame: 'No agreement.',
        aroseOn: '2026-02-27',
      }),
    );

    const d = await world.read(reference);
    expect([await world.stageOf(reference), d.startedAfterTalkingOn]).toEqual(['2', '2026-02-27']);
    expect(world.mailTo(brackenshire.businessManager, 'registered')).toHaveLength(1);
  });
});

describe('B: a time that protects the child (CLK-3, CLK-13)', () => {
  it('moves it on at that time, is spent once, and the next stage has its own number again', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({
        mustBeSettledOn: '2026-03-03',
        mustBeSettledTime: '12:00',
        mustBeSettledWhy: 'Contact is planned for the afternoon.',
      }),
    );
    await world.until('Tue 3 Mar 2026 11:59');
    expect(await world.stageOf(reference)).toBe('1');

    await world.until('Fri 6 Mar 2026 16:59');

    const d = await world.read(reference);
    expect(ladderOf(d)).toEqual([
      '1, Mon 2 Mar 09:30, raised, protective timescale Tue 3 Mar 12:00',
      '2, Tue 3 Mar 12:00, protective timescale, stage Fri 6 Mar 17:00',
    ]);
    expect(d.protectiveTimescale).toBeNull();
    expect(world.story(reference, 'Tue 3 Mar 2026 12:00').slice(0, 5)).toEqual(
      expect.arrayContaining([
        'Tue 3 Mar 12:00 A time set to protect somebody has passed: anwen.eastermoor, bettina.larkmoor',
      ]),
    );
  });

  it('is shortened at a later stage by a manager, and never lengthened', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Thu 5 Mar 2026 09:00');
    const shorten = (on: string, time: string) =>
      world.does(reference, brackenshire.healthVisitorsManager, 'shorten', {
        on,
        time,
        text: 'He goes home that day.',
      });

    expect((await shorten('2026-03-10', '12:00')).refused).toMatch(/only be made shorter than 5pm on Monday 9 March/);
    expect((await shorten('2026-03-06', '15:00')).done).toBeDefined();
    expect(world.story(reference, 'Thu 5 Mar 2026 09:00')).toEqual([
      'Thu 5 Mar 09:00 The deadline is now 3pm on Friday 6 March 2026: bashir.brambleby, esme.quillfeather, jorah.vexley',
    ]);

    await world.until('Thu 12 Mar 2026 17:00');
    expect(ladderOf(await world.read(reference)).slice(1)).toEqual([
      '2, Wed 4 Mar 17:00, deadline, protective timescale Fri 6 Mar 15:00',
      '3, Fri 6 Mar 15:00, protective timescale, stage Thu 12 Mar 17:00',
      '4a, Thu 12 Mar 17:00, deadline, stage Thu 19 Mar 17:00',
    ]);
  });
});

describe('B: somebody does not wait for the deadline (ESC-2)', () => {
  it.each([
    ['the raiser', brackenshire.healthVisitor],
    ['the other side’s practitioner', brackenshire.socialWorker],
  ])('moves to the managers at once when %s escalates with a reason', async (_, by) => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Tue 3 Mar 2026 11:00');

    expect((await world.does(reference, by, 'escalate-now', { text: '' })).refused).toMatch(/Enter why/);
    expect((await world.does(reference, by, 'escalate-now', { text: 'We shall not agree.' })).done).toBeDefined();

    expect(ladderOf(await world.read(reference))[1]).toBe('2, Tue 3 Mar 11:00, a person, stage Fri 6 Mar 17:00');
    await world.until('Fri 6 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
    expect((await world.steps(reference)).filter((step) => step.startsWith('stage opened'))).toHaveLength(3);
  });
});

const action = { text: 'A home visit', ownerAgency: 'brackenshire-childrens-social-care', dueOn: '2026-03-17' };

/** To stage 3 by deadlines, settled there by the two senior managers on Wed 11 March. */
async function settledAtStage3(actions: object[]): Promise<string> {
  world = await openStory('Mon 2 Mar 2026 09:30');
  const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
  await world.until('Wed 11 Mar 2026 11:00');
  const proposed = await world.does(reference, brackenshire.healthSeniorManager, 'propose', {
    text: 'The assessment is done after all.',
    how: 'agreed',
    actions,
    noActions: actions.length === 0,
  });
  const proposalId = proposed.done!.proposals.at(-1)!.id;
  expect((await world.does(reference, brackenshire.healthSeniorManager, 'confirm', { proposalId })).refused).toMatch(
    /other side/,
  );
  expect(await world.stageOf(reference)).toBe('3');
  expect(
    (await world.does(reference, brackenshire.socialCareSeniorManager, 'confirm', { proposalId })).done,
  ).toBeDefined();
  return reference;
}

describe('B: settled by the senior managers', () => {
  it('NOT-3: confirms in writing to both sides, the raiser, both board representatives, the business manager and the officer, and closes', async () => {
    const reference = await settledAtStage3([]);

    expect(world.story(reference, 'Wed 11 Mar 2026 11:00')).toEqual([
      'Wed 11 Mar 11:00 Please confirm whether this is settled: theo.uppershaw',
      'Wed 11 Mar 11:00 This is settled: bashir.brambleby, esme.quillfeather, farah.kilnhurst-rao, fergus.nethercote, jorah.vexley, keziah.stanthorne, mairi.coverdale, osian.kettlewright, priya.orrinsmith, theo.uppershaw',
    ]);
    const d = await world.read(reference);
    expect([d.outcome?.outcome, d.outcome?.binding, d.closedAt && inLondon(d.closedAt)]).toEqual([
      'resolved',
      undefined,
      'Wed 11 Mar 11:00',
    ]);
    await world.until('Wed 25 Mar 2026 17:30');
    expect(world.story(reference, 'Wed 11 Mar 2026 11:01')).toEqual([]);
  });

  it('OUT-5: an agreed action that was not done opens the same stage again with its whole number and without the cap', async () => {
    const reference = await settledAtStage3([action]);
    await world.until('Tue 17 Mar 2026 09:59');
    expect(world.story(reference, 'Wed 11 Mar 2026 11:01')).toEqual([]);
    await world.until('Wed 18 Mar 2026 10:30');
    expect(world.story(reference, 'Wed 11 Mar 2026 11:01')).toEqual([
      'Tue 17 Mar 10:00 Was what was agreed done?: bashir.brambleby, theo.uppershaw',
    ]);
    const actionId = (await world.read(reference)).outcome!.actions[0]!.id;

    const reopen = () => world.does(reference, brackenshire.healthVisitor, 'reopen', { text: 'Nobody came.' });
    expect((await reopen()).refused).toMatch(/when an agreed action was not done/);
    await world.does(reference, brackenshire.healthVisitor, 'answer-check-back', { actionId, done: 'no' });
    expect((await reopen()).done).toBeDefined();

    const d = await world.read(reference);
    expect(ladderOf(d).slice(2)).toEqual([
      '3, Mon 9 Mar 17:00, deadline, stage Fri 13 Mar 17:00',
      '3, Wed 18 Mar 10:30, not done, stage Tue 24 Mar 17:00',
    ]);
    expect(
      openVisit(d)!
        .asked.map(({ person }) => person.email)
        .sort(),
    ).toEqual([brackenshire.healthSeniorManager, brackenshire.socialCareSeniorManager].sort());
    await world.until('Tue 24 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('4a');
  });

  it('OUT-5: closes when the raising side, too, says that every action was done, and not before', async () => {
    const reference = await settledAtStage3([action]);
    await world.until('Tue 17 Mar 2026 14:00');
    expect((await world.read(reference)).closedAt).toBeNull();
    const actionId = (await world.read(reference)).outcome!.actions[0]!.id;

    await world.does(reference, brackenshire.socialCareSeniorManager, 'answer-check-back', { actionId, done: 'yes' });
    await world.does(reference, brackenshire.healthVisitor, 'answer-check-back', { actionId, done: 'yes' });

    expect(inLondon((await world.read(reference)).closedAt!)).toBe('Tue 17 Mar 14:00');
  });
});

describe('B: how it ends otherwise', () => {
  it('OUT-11: is withdrawn by the raiser alone, with a reason, and both sides and the raiser’s safeguarding lead are told', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Tue 3 Mar 2026 10:00');

    expect(
      (await world.does(reference, brackenshire.socialWorker, 'withdraw', { text: 'Not needed.' })).refused,
    ).toMatch(/Only the person who raised it/);
    await world.does(reference, brackenshire.healthVisitor, 'withdraw', { text: 'The visit took place.' });

    const d = await world.read(reference);
    expect([d.outcome?.outcome, d.closedAt !== null]).toEqual(['withdrawn', true]);
    const told = world.whoGot('This has been withdrawn');
    expect(told).toEqual(
      expect.arrayContaining([brackenshire.healthVisitor, brackenshire.socialWorker, brackenshire.healthLead]),
    );
    await world.until('Mon 9 Mar 2026 17:30');
    expect(world.mailTo(brackenshire.healthVisitorsManager)).toEqual([]);
  });

  it('ESC-5: the Independent Chair’s decision is final and binding, says so, and reopens nothing', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Mon 23 Mar 2026 11:00');

    await world.does(reference, brackenshire.independentChair, 'decide', {
      outcome: 'decided',
      text: 'The panel decided for an assessment.',
      actions: [{ ...action, dueOn: '2026-03-25' }],
      recordHeld: 'With the board.',
    });
    expect((await world.read(reference)).outcome?.binding).toBe('L71');
    expect(world.mailTo(brackenshire.healthVisitor).at(-1)!.text).toMatch(/final and binding/);

    await world.until('Wed 25 Mar 2026 12:00');
    const actionId = (await world.read(reference)).outcome!.actions[0]!.id;
    await world.does(reference, brackenshire.healthVisitor, 'answer-check-back', { actionId, done: 'no' });
    expect((await world.does(reference, brackenshire.healthVisitor, 'reopen', { text: 'Not done.' })).refused).toMatch(
      /final and binding decision is not reopened/,
    );
    expect(world.mailTo(brackenshire.independentChair, 'not done')).toHaveLength(1);
  });

  it('A8: a decision of the officer at stage 4 is binding as well, an agreement there is not', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Mon 16 Mar 2026 11:00');

    expect(
      (
        await world.does(reference, brackenshire.healthBoardMember, 'decide', {
          outcome: 'decided',
          text: 'We decide.',
          actions: [],
          noActions: true,
          recordHeld: 'With the board.',
        })
      ).refused,
    ).toMatch(/Only those whom the policy asks/);
    await world.does(reference, brackenshire.officerForChildren, 'decide', {
      outcome: 'decided',
      text: 'An assessment is to be made.',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });

    const d = await world.read(reference);
    expect([d.outcome?.outcome, d.outcome?.stageId, d.outcome?.binding, d.closedAt !== null]).toEqual([
      'decided',
      '4a',
      'L125',
      true,
    ]);
    expect(world.mailTo(brackenshire.socialWorker).at(-1)!.text).toMatch(/final and binding/);
  });

  it('F12: keeps what a manager recorded a moment too late, shows it, and moves nothing by it', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Mon 23 Mar 2026 11:00');
    const decide = (outcome: string) =>
      world.does(reference, brackenshire.independentChair, 'decide', {
        outcome,
        text: `We record: ${outcome}.`,
        actions: [],
        noActions: true,
        recordHeld: 'With the board.',
      });

    const both = await Promise.all([decide('decided'), decide('ended without agreement')]);

    const d = await world.read(reference);
    expect(both.filter(({ kept }) => kept)).toHaveLength(1);
    expect(d.dissents).toHaveLength(1);
    expect((await world.steps(reference)).filter((step) => step === 'decision recorded 4b')).toHaveLength(1);
    expect(world.mailTo(brackenshire.healthVisitor, 'Something else was recorded afterwards')).toHaveLength(1);
  });

  it('F12: a form posted twice is one confirmation, or one decision: nobody comes second to themselves', async () => {
    const reference = await settledAtStage3([]);
    const proposalId = (await world.read(reference)).proposals[0]!.id;
    await world.does(reference, brackenshire.socialCareSeniorManager, 'confirm', { proposalId });

    const other = await world.raiseForm('brackenshire', healthVisitorsForm({ aroseOn: '2026-02-18' }));
    const decide = () =>
      world.does(other.reference, brackenshire.officerForChildren, 'decide', {
        outcome: 'decided',
        text: 'An assessment is to be made.',
        actions: [],
        noActions: true,
        recordHeld: 'With the board.',
      });
    await Promise.all([decide(), decide()]);

    expect((await world.read(reference)).dissents).toEqual([]);
    expect((await world.read(other.reference)).dissents).toEqual([]);
    expect(world.whoGot('Something else was recorded')).toEqual([]);
  });
});

describe('B: the wrong person, or nobody', () => {
  it('PRV-2: a manager who says "not mine" loses access, the right one is asked at once, and the clock goes on', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Thu 5 Mar 2026 09:30');

    await world.does(reference, brackenshire.socialCareManager, 'not-mine');

    const d = await world.read(reference);
    expect(d.people[brackenshire.socialCareManager]!.mine).toBe('not mine');
    expect(world.story(reference, 'Thu 5 Mar 2026 09:00')).toEqual(
      expect.arrayContaining([
        'Thu 5 Mar 09:30 A professional disagreement: please answer by 5pm on Monday 9 March 2026: leonie.farthingoe',
      ]),
    );
    expect(world.whoGot('says this is not theirs')).toContain(brackenshire.healthVisitor);
    await world.until('Mon 9 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
    expect(world.mailTo(brackenshire.socialCareManager).filter(({ at }) => at > '2026-03-05T10')).toEqual([]);
  });

  it('ROU-11: asks the school’s safeguarding lead where nobody is its senior manager', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      formAgainst('hollowbrook-school', 'Leonie Tillingbourne', 'leonie.tillingbourne@hollowbrook.example'),
    );
    await world.until('Mon 9 Mar 2026 17:00');

    expect(await askedOf(reference, 'hollowbrook-school')).toEqual([
      ['imogen.oakenfell@hollowbrook.example', "agency's safeguarding lead"],
    ]);
  });

  it('BEY-5: does not ask the manager again who is also the senior manager, because it would be no escalation', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      formAgainst('dunmere-college', 'Winston Silverdyke', 'winston.silverdyke@dunmerecollege.example'),
    );
    await world.until('Wed 4 Mar 2026 17:00');
    expect(await askedOf(reference, 'dunmere-college')).toEqual([
      ['duncan.jessamy@dunmerecollege.example', 'directory'],
    ]);
    await world.until('Mon 9 Mar 2026 17:00');
    expect(await askedOf(reference, 'dunmere-college')).toEqual([
      ['kofi.wetherlam@dunmerecollege.example', "agency's safeguarding lead"],
    ]);
  });

  it('ROU-11: asks the deputy of an absent manager', async () => {
    world = await openStory('Mon 2 Nov 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', {
      ...formAgainst(
        'dunmere-valley-community-health',
        'Ishaan Pikestone',
        'ishaan.pikestone@dunmerevalleyhealth.example',
      ),
      raiserName: 'Jorah Vexley',
      raiserEmail: brackenshire.socialWorker,
      raiserAgency: 'brackenshire-childrens-social-care',
      managerName: 'Esme Quillfeather',
      managerEmail: brackenshire.socialCareManager,
      aroseOn: '2026-11-02',
    });
    await world.until('Wed 4 Nov 2026 17:00');

    expect(await askedOf(reference, 'dunmere-valley-community-health')).toEqual([
      [brackenshire.healthVisitorsManager, 'deputy'],
    ]);
  });

  it('ROU-11: asks the deputy, too, where the raiser named an absent manager', async () => {
    world = await openStory('Mon 2 Nov 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({
        aroseOn: '2026-11-02',
        managerName: 'Yasmin Underbarrow',
        managerEmail: 'yasmin.underbarrow@dunmerevalleyhealth.example',
      }),
    );
    await world.until('Wed 4 Nov 2026 17:00');

    expect(await askedOf(reference, 'dunmere-valley-community-health')).toEqual([
      [brackenshire.healthVisitorsManager, 'deputy'],
    ]);
  });

  it('BEY-5: two deputies who name each other end with the safeguarding lead, not in a circle', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      formAgainst(
        'brackenshire-probation',
        'Zachary Hathersedge',
        'zachary.hathersedge@probation.brackenshire.example',
      ),
    );
    await world.until('Wed 4 Mar 2026 17:00');

    expect(await askedOf(reference, 'brackenshire-probation')).toEqual([
      ['bashir.pendlebrook@probation.brackenshire.example', "agency's safeguarding lead"],
    ]);
  });

  it('ADM-4: asks their safeguarding lead who the other practitioner is, and the clock runs meanwhile', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({ theirName: '', theirEmail: '', theirJob: '' }),
    );
    expect(world.story(reference)).toEqual([
      'Mon 2 Mar 09:30 Please say who should be asked in your agency: bettina.larkmoor',
      'Mon 2 Mar 09:30 Your professional disagreement is open: bashir.brambleby',
    ]);

    await world.until('Mon 2 Mar 2026 14:00');
    await world.does(reference, brackenshire.socialCareLead, 'name-next', {
      role: 'practitioner',
      name: 'Jorah Vexley',
      email: brackenshire.socialWorker,
      job: 'Social worker',
    });

    expect(world.story(reference, 'Mon 2 Mar 2026 14:00')).toEqual([
      'Mon 2 Mar 14:00 A professional disagreement: please answer by 5pm on Wednesday 4 March 2026: jorah.vexley',
    ]);
    await world.until('Wed 4 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('2');
  });
});

async function askedOf(reference: string, agency: string): Promise<string[][]> {
  const visit = openVisit(await world.read(reference))!;
  return visit.asked.filter((asked) => asked.agency === agency).map(({ person, because }) => [person.email, because]);
}

function formAgainst(theirAgency: string, theirName: string, theirEmail: string) {
  return healthVisitorsForm({ theirAgency, theirName, theirEmail, theirJob: 'Practitioner' });
}

/** A police officer about the social worker: no health service is a side. */
function policeForm() {
  return healthVisitorsForm({
    raiserName: 'Carys Wetherlam',
    raiserEmail: 'carys.wetherlam@police.brackenshire.example',
    raiserJob: 'Police officer',
    raiserAgency: 'brackenshire-constabulary',
    managerName: 'Rhoda Elverstone',
    managerEmail: 'rhoda.elverstone@police.brackenshire.example',
  });
}
