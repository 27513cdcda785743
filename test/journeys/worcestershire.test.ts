import { afterEach, describe, expect, it } from 'vitest';
import { openVisit } from '../../escalation/record.ts';
import { nursesForm, wyrefold } from './people.ts';
import { inLondon, openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const visit = { text: 'The plan is reviewed', ownerAgency: 'wyrefold-childrens-services', dueOn: '2026-03-10' };
const training = { text: 'The clinic is offered', ownerAgency: 'saltmarch-community-health', dueOn: '2026-03-14' };

describe('W: a children’s nurse disagrees about a plan that is not carried out', () => {
  it('is settled by the line managers, confirmed by the other side, checked back on each action’s date, and closed', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Wed 4 Mar 2026 10:00');
    const proposed = await world.does(reference, wyrefold.socialCareManager, 'propose', {
      text: 'The plan is reviewed with the nurse.',
      how: 'compromise',
      actions: [visit, training],
      noActions: false,
    });
    const proposalId = proposed.done!.proposals[0]!.id;
    await world.until('Thu 5 Mar 2026 09:00');
    expect(await world.stageOf(reference)).toBe('2');

    await world.does(reference, wyrefold.nursesManager, 'confirm', { proposalId });
    await world.until('Tue 17 Mar 2026 17:30');

    expect(world.story(reference)).toEqual([
      'Mon 2 Mar 09:30 A professional disagreement: please answer by 5pm on Tuesday 3 March 2026: callum.abernook',
      'Mon 2 Mar 09:30 Your professional disagreement is open: umar.elverstone',
      'Tue 3 Mar 10:00 Reminder: please answer by 5pm on Tuesday 3 March 2026: callum.abernook, umar.elverstone',
      'Tue 3 Mar 17:00 A professional disagreement: please answer by 5pm on Thursday 5 March 2026: petra.wolvesley, xenia.rushenden',
      'Tue 3 Mar 17:00 This is now at Stage 2: callum.abernook, umar.elverstone',
      'Wed 4 Mar 10:00 Please confirm whether this is settled: petra.wolvesley',
      'Thu 5 Mar 09:00 This is settled: callum.abernook, petra.wolvesley, umar.elverstone, xenia.rushenden',
      // OUT-4: W asks both sides, before it asks what was done, whether they understood the same.
      'Fri 6 Mar 10:00 Is what was agreed as you understood it?: callum.abernook, petra.wolvesley, umar.elverstone, xenia.rushenden',
      'Tue 10 Mar 10:00 Was what was agreed done?: umar.elverstone, xenia.rushenden',
      // Saturday 14 March: nobody would be at work to read it.
      'Mon 16 Mar 10:00 Was what was agreed done?: petra.wolvesley, umar.elverstone',
    ]);
    const { actions } = (await world.read(reference)).outcome!;
    const says = (by: string, index: number) =>
      world.does(reference, by, 'answer-check-back', { actionId: actions[index]!.id, done: 'yes' });
    await says(wyrefold.socialCareManager, 0);
    await says(wyrefold.nurse, 0);
    expect(await world.stageOf(reference)).toBe('resolved');
    await says(wyrefold.nurse, 1);
    expect(await world.stageOf(reference)).toBe('closed');
  });

  it('OUT-1: goes further at the deadline when the other side has not confirmed, because silence is not agreement', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Wed 4 Mar 2026 10:00');
    const proposed = await world.does(reference, wyrefold.socialCareManager, 'propose', {
      text: 'All is well.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });
    const proposalId = proposed.done!.proposals[0]!.id;

    await world.until('Thu 5 Mar 2026 17:00');

    expect(await world.stageOf(reference)).toBe('3');
    const late = await world.does(reference, wyrefold.nursesManager, 'confirm', { proposalId });
    expect(late.kept).toMatch(/already moved/);
    expect(await world.stageOf(reference)).toBe('3');
  });

  it('OUT-1: a dispute ends the proposal and not the clock', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Wed 4 Mar 2026 10:00');
    const proposed = await world.does(reference, wyrefold.socialCareManager, 'propose', {
      text: 'All is well.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });
    const proposalId = proposed.done!.proposals[0]!.id;

    await world.does(reference, wyrefold.nursesManager, 'dispute', { proposalId, text: 'It is not.' });

    expect(new Set(world.whoGot('does not agree that this is settled'))).toEqual(
      new Set([wyrefold.nurse, wyrefold.socialCareManager]),
    );
    expect((await world.read(reference)).alarm.dueAt).toBe('2026-03-05T17:00:00Z');
  });

  it('OUT-1: an outcome disputed at the last minute: a minute later the senior managers have it, and both words are kept', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Thu 5 Mar 2026 16:58');
    const proposed = await world.does(reference, wyrefold.socialCareManager, 'propose', {
      text: 'All is well.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });
    await world.until('Thu 5 Mar 2026 16:59');

    const proposalId = proposed.done!.proposals[0]!.id;
    await world.does(reference, wyrefold.nursesManager, 'dispute', { proposalId, text: 'It is not.' });
    await world.until('Thu 5 Mar 2026 17:00');

    const d = await world.read(reference);
    expect([await world.stageOf(reference), d.stages.at(-1)!.cause]).toEqual(['3', 'deadline']);
    expect(d.proposals[0]!.disputedBy).toMatchObject({ by: { email: wyrefold.nursesManager } });
    expect(await world.steps(reference)).toEqual(
      expect.arrayContaining(['outcome proposed 2', 'outcome disputed 2', 'stage left 2']),
    );
    const late = await world.does(reference, wyrefold.nursesManager, 'confirm', { proposalId });
    expect(late.done?.outcome ?? null, 'nobody settles it at a stage that it has left').toBeNull();
  });

  it('CLK-10: stage 3 has no number: it reminds every second working day, tells both safeguarding leads the third time, and never moves by itself', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());

    await world.until('Thu 9 Apr 2026 17:30');

    expect(world.story(reference, 'Thu 5 Mar 2026 17:00')).toEqual([
      'Thu 5 Mar 17:00 A professional disagreement: please answer: farah.brambleby, leonie.vexley',
      'Thu 5 Mar 17:00 This is now at Stage 3: callum.abernook, petra.wolvesley, umar.elverstone, xenia.rushenden',
      'Mon 9 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Wed 11 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Fri 13 Mar 10:00 Reminded three times, and no answer yet: theo.lanyonbury, tilda.hathersedge',
      'Fri 13 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Tue 17 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Thu 19 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Mon 23 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Wed 25 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Fri 27 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      // The clocks have gone forward, and Easter has no working day from Fri 3 to Mon 6 April.
      'Tue 31 Mar 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Thu 2 Apr 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
      'Wed 8 Apr 10:00 Reminder: please answer: farah.brambleby, leonie.vexley',
    ]);
    expect(await world.stageOf(reference)).toBe('3');
  });

  it('CLK-10: reminds only whoever has not answered', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Fri 6 Mar 2026 11:00');
    await world.does(reference, wyrefold.healthSeniorManager, 'record-discussion', {
      heldOn: '2026-03-06',
      with: 'Leonie Vexley',
      text: 'We shall meet.',
    });

    await world.until('Mon 9 Mar 2026 17:00');

    expect(world.whoGot('Reminder').filter((to) => to === wyrefold.healthSeniorManager)).toEqual([]);
    expect(world.mailTo(wyrefold.socialCareSeniorManager, 'Reminder')).toHaveLength(1);
  });

  it('NOT-4, ROU-8: a person takes it to stage 4; both Board members and the Board Manager hear at the same moment, and the outcome is recorded there', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Tue 10 Mar 2026 14:00');
    expect(world.story(reference).filter((line) => line.includes('dilys'))).toEqual([]);

    await world.does(reference, wyrefold.socialCareSeniorManager, 'escalate-now', { text: 'We cannot settle it.' });

    expect(world.story(reference, 'Tue 10 Mar 2026 14:00')).toEqual([
      'Tue 10 Mar 14:00 A professional disagreement: please answer: dilys.thackeringham, hester.kilnhurst-rao, imogen.quillfeather',
      'Tue 10 Mar 14:00 This is now at Stage 4: callum.abernook, farah.brambleby, leonie.vexley, petra.wolvesley, umar.elverstone, xenia.rushenden',
    ]);
    await world.until('Thu 12 Mar 2026 12:00');
    expect(world.story(reference, 'Tue 10 Mar 2026 14:01')).toEqual([
      'Thu 12 Mar 10:00 Reminder: please answer: dilys.thackeringham, hester.kilnhurst-rao, imogen.quillfeather',
    ]);

    await world.does(reference, wyrefold.boardManager, 'decide', {
      outcome: 'ended without agreement',
      text: 'The meeting under an independent chair came to no agreement.',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });

    const d = await world.read(reference);
    expect([d.outcome?.outcome, d.outcome?.binding, d.closedAt !== null]).toEqual([
      'ended without agreement',
      undefined,
      true,
    ]);
    expect(world.mailTo(wyrefold.nurse).at(-1)!.text).not.toMatch(/binding/);
    expect(world.mailTo(wyrefold.nurse).at(-1)!.at).toBe('2026-03-12T12:00:00Z');
  });
});

describe('W: raised when nobody is at work', () => {
  it('on a Friday evening before a bank holiday Monday: the raiser hears at once, the other side at eight on Tuesday', async () => {
    world = await openStory('Fri 1 May 2026 18:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm({ aroseOn: '2026-05-01' }));

    await world.until('Thu 7 May 2026 17:00');

    expect(world.story(reference)).toEqual([
      'Fri 1 May 18:30 Your professional disagreement is open: umar.elverstone',
      'Tue 5 May 08:00 A professional disagreement: please answer by 5pm on Tuesday 5 May 2026: callum.abernook',
      'Tue 5 May 10:00 Reminder: please answer by 5pm on Tuesday 5 May 2026: callum.abernook, umar.elverstone',
      'Tue 5 May 17:00 A professional disagreement: please answer by 5pm on Thursday 7 May 2026: petra.wolvesley, xenia.rushenden',
      'Tue 5 May 17:00 This is now at Stage 2: callum.abernook, umar.elverstone',
      'Thu 7 May 10:00 Reminder: please answer by 5pm on Thursday 7 May 2026: petra.wolvesley, xenia.rushenden',
      'Thu 7 May 17:00 A professional disagreement: please answer: farah.brambleby, leonie.vexley',
      'Thu 7 May 17:00 This is now at Stage 3: callum.abernook, petra.wolvesley, umar.elverstone, xenia.rushenden',
    ]);
  });

  it.each([
    ['Saturday', 'Sat 7 Mar 2026 11:00', '2026-03-07', 'Mon 9 Mar 08:00', 'Mon 9 Mar 17:00', 'Wed 11 Mar 17:00'],
    [
      'the Friday before the clocks go forward on Sun 29 Mar 2026',
      'Fri 27 Mar 2026 16:00',
      '2026-03-27',
      'Fri 27 Mar 16:00',
      'Mon 30 Mar 17:00',
      'Wed 1 Apr 17:00',
    ],
    [
      'the Sunday on which the clocks go forward',
      'Sun 29 Mar 2026 03:00',
      '2026-03-29',
      'Mon 30 Mar 08:00',
      'Mon 30 Mar 17:00',
      'Wed 1 Apr 17:00',
    ],
    [
      'the Friday before the clocks go back on Sun 25 Oct 2026',
      'Fri 23 Oct 2026 16:00',
      '2026-10-23',
      'Fri 23 Oct 16:00',
      'Mon 26 Oct 17:00',
      'Wed 28 Oct 17:00',
    ],
    [
      'the hour that comes twice when the clocks go back',
      'Sun 25 Oct 2026 01:30',
      '2026-10-25',
      'Mon 26 Oct 08:00',
      'Mon 26 Oct 17:00',
      'Wed 28 Oct 17:00',
    ],
  ])(
    'on %s: the other side hears in working hours and 17:00 stays 17:00 (F7)',
    async (_, raised, aroseOn, heard, first, second) => {
      world = await openStory(raised);
      const { reference } = await world.raiseForm('wyrefold', nursesForm({ aroseOn }));

      await world.clock.moveTo(world.clock.now().add({ hours: 24 * 5 + 2 }));

      const d = await world.read(reference);
      expect(inLondon(world.mailTo(wyrefold.socialWorker)[0]!.at)).toBe(heard);
      expect(d.stages.flatMap(({ closedAt }) => (closedAt ? [inLondon(closedAt)] : []))).toEqual([first, second]);
      expect(openVisit(d)!.stageId).toBe('3');
    },
  );

  it('CLK-6: arose Fri 9 Apr 2027, raised Fri 30 Apr: the managers have their whole two days, because nobody is skipped for being late', async () => {
    world = await openStory('Fri 30 Apr 2027 10:00');
    const { reference } = await world.raiseForm('wyrefold', nursesForm({ aroseOn: '2027-04-09' }));

    expect((await world.read(reference)).stages.map(({ stageId, deadline }) => [stageId, deadline?.on])).toEqual([
      ['2', '2027-05-05'],
    ]);
    expect(world.mailTo(wyrefold.socialWorker).map(({ subject }) => subject)).toEqual([
      `[${reference}] This is a trial: A professional disagreement has been raised`,
    ]);
  });
});
