import { afterEach, describe, expect, it } from 'vitest';
import { boardMaySee } from '../../escalation/policy.ts';
import { openVisit, stagesReached } from '../../escalation/record.ts';
import { housingOfficersForm, sallowdene } from './people-sallowdene.ts';
import { inLondon, openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const boardSees = async (reference: string) =>
  boardMaySee(
    world.services.rules.requirePolicy('safeguarding-adults-board-v1'),
    stagesReached(await world.read(reference)),
  );
const why = { text: 'We cannot settle it.' };
const askedNow = async (reference: string) =>
  openVisit(await world.read(reference))!.asked.map(({ side, does, person }) => [side, does, person.email]);

describe('S: a housing officer disagrees about a tenant’s plan', () => {
  it('nobody ever answers: Step 1 has no number, so it reminds and ages and never moves (A13)', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm());

    await world.until('Fri 13 Mar 2026 17:00');

    expect(world.story(reference)).toEqual([
      'Mon 2 Mar 09:30 A professional disagreement: please answer: mirela.brindlow',
      'Mon 2 Mar 09:30 Your professional disagreement is open: alder.larchmont-iqbal',
      'Wed 4 Mar 10:00 Reminder: please answer: alder.larchmont-iqbal, mirela.brindlow',
      'Fri 6 Mar 10:00 Reminder: please answer: alder.larchmont-iqbal, mirela.brindlow',
      'Tue 10 Mar 10:00 Reminded three times, and no answer yet: emrys.grimscote, tariq.thistleby',
      'Tue 10 Mar 10:00 Reminder: please answer: alder.larchmont-iqbal, mirela.brindlow',
      'Thu 12 Mar 10:00 Reminder: please answer: alder.larchmont-iqbal, mirela.brindlow',
    ]);
    await world.until('Wed 1 Jul 2026 17:00');
    expect(await world.stageOf(reference)).toBe('1');
    expect(await boardSees(reference)).toBe('count');
  });

  it('SCP-4: a review that nobody makes goes forward by itself at the end of the next working day, to the same manager and theirs', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm());
    await world.until('Wed 4 Mar 2026 11:00');

    await world.does(reference, sallowdene.housingOfficer, 'escalate-now', why);

    expect(await askedNow(reference)).toEqual([['raising', 'review', sallowdene.housingManager]]);
    const { refused } = await world.does(reference, sallowdene.housingOfficer, 'escalate-now', why);
    expect(refused).toBe('It goes forward as soon as its review is done.');
    expect(world.mailTo(sallowdene.socialWorker).at(-1)!.text).toContain(
      'Please discuss it meanwhile with your own line manager or safeguarding supervisor (L15).',
    );
    expect(world.mailTo(sallowdene.housingOfficer).at(-1)!.text).not.toContain('discuss it meanwhile');
    // BEY-8: the policy gives this step no number, and nobody is told that it does.
    const [asked] = world.mailTo(sallowdene.housingManager);
    expect(asked?.text).toContain(
      'The policy gives this step no number of days (L15). So that silence does not stop it',
    );
    expect(asked?.text).not.toMatch(/the policy gives this stage/i);
    await world.until('Thu 5 Mar 2026 16:59');
    expect(await world.stageOf(reference)).toBe('2-review');
    await world.until('Thu 5 Mar 2026 17:00');
    expect(await askedNow(reference)).toEqual([
      ['raising', 'answer', sallowdene.housingManager],
      ['responding', 'answer', sallowdene.socialCareManager],
    ]);
    expect((await world.read(reference)).stages.map(({ stageId, cause, clause }) => [stageId, cause, clause])).toEqual([
      ['1', 'raised', 'L11'],
      ['2-review', 'a person', 'L11'],
      ['2', 'deadline', 'L15'],
    ]);
    await world.until('Mon 4 May 2026 17:00');
    expect(await world.stageOf(reference)).toBe('2');
  });

  it('SCP-4: over a bank holiday weekend the next working day is Tuesday', async () => {
    world = await openStory('Fri 1 May 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm({ aroseOn: '2026-05-01' }));

    await world.does(reference, sallowdene.socialWorker, 'escalate-now', why);

    expect(inLondon(openVisit(await world.read(reference))!.deadline!.at)).toBe('Tue 5 May 17:00');
  });

  it('INT-12: talked already: it begins with the review, and Step 1 has been used', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'sallowdene',
      housingOfficersForm({ talkedAlready: 'yes', talkedOn: '2026-03-02', talkedWhatCame: 'We did not agree.' }),
    );

    expect(await world.stageOf(reference)).toBe('2-review');
    expect((await world.read(reference)).stages[0]!.cause).toBe('already talked');
  });

  it('MTG-2, MTG-6: the raising agency’s lead chairs Step 3; Step 4 is the Board Manager’s, with the Chief Officer; the lead hears the outcome', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm());
    await world.does(reference, sallowdene.housingOfficer, 'escalate-now', why);
    await world.until('Wed 4 Mar 2026 09:30');
    await world.does(reference, sallowdene.housingManager, 'review', { verdict: 'taken forward' });
    await world.does(reference, sallowdene.housingManager, 'escalate-now', why);

    expect(await askedNow(reference)).toEqual([
      ['raising', 'chair', sallowdene.housingLead],
      ['responding', 'answer', sallowdene.socialCareLead],
    ]);
    await world.until('Wed 25 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
    expect(await boardSees(reference)).toBe('count');
    await world.does(reference, sallowdene.housingLead, 'decide', {
      outcome: 'ended without agreement',
      text: 'The resolutions meeting came to no agreement.',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });
    expect(await askedNow(reference)).toEqual([
      ['board', 'decide', sallowdene.boardManager],
      ['board', 'convene', sallowdene.chiefOfficer],
    ]);
    expect(await boardSees(reference)).toBe('record');
    await world.until('Fri 27 Mar 2026 14:00');
    await world.does(reference, sallowdene.chiefOfficer, 'decide', {
      outcome: 'decided',
      text: 'No meeting is convened: the plan is reviewed by both agencies.',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });

    const d = await world.read(reference);
    expect([d.outcome?.outcome, d.outcome?.stageId, d.outcome?.binding]).toEqual(['decided', '4', undefined]);
    expect(world.mailTo(sallowdene.housingLead).at(-1)!.at).toBe('2026-03-27T14:00:00Z');
    expect(world.mails.filter(({ text }) => /binding/i.test(text))).toEqual([]);
  });

  it('OUT-1: Step 3 is settled between the two leads: the other side proposes, and whoever chairs confirms for the raising agency', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm());
    await world.goesTo('3', reference, sallowdene.housingOfficer);

    const proposed = await world.does(reference, sallowdene.socialCareLead, 'propose', {
      text: 'A review this week.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });
    expect(world.whoGot('Please confirm whether this is settled')).toEqual([sallowdene.housingLead]);
    const proposalId = proposed.done!.proposals.at(-1)!.id;
    const own = await world.does(reference, sallowdene.socialCareLead, 'confirm', { proposalId });
    expect(own.refused).toBe('The other side confirms or disputes what your side proposed.');
    await world.does(reference, sallowdene.housingLead, 'confirm', { proposalId });

    expect((await world.read(reference)).outcome).toMatchObject({ outcome: 'resolved', stageId: '3' });
    expect(world.whoGot('This is settled')).toEqual(
      expect.arrayContaining([sallowdene.housingOfficer, sallowdene.socialCareLead, sallowdene.housingLead]),
    );
  });

  it('ESC-8: Step 4 that nobody ends reminds and stays', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm());
    await world.goesTo('4', reference, sallowdene.housingOfficer);

    await world.until('Wed 11 Mar 2026 17:00');

    expect(world.story(reference, 'Mon 2 Mar 2026 10:00')).toEqual([
      'Wed 4 Mar 10:00 Reminder: please answer: adaeze.cobbledale, winifred.thistleby',
      'Fri 6 Mar 10:00 Reminder: please answer: adaeze.cobbledale, winifred.thistleby',
      'Tue 10 Mar 10:00 Reminded three times, and no answer yet: emrys.grimscote, tariq.thistleby',
      'Tue 10 Mar 10:00 Reminder: please answer: adaeze.cobbledale, winifred.thistleby',
    ]);
  });
});
