import { afterEach, describe, expect, it } from 'vitest';
import { openVisit } from '../../escalation/record.ts';
import { ravenshythe, teachersForm } from './people-ravenshythe.ts';
import { housingOfficersForm, sallowdene } from './people-sallowdene.ts';
import { openWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const talked = { talkedAlready: 'yes', talkedOn: '2026-03-02', talkedWhatCame: 'We did not agree.' } as const;
const askedNow = async (reference: string) =>
  openVisit(await world.read(reference))!.asked.map(({ does, person }) => `${does} ${person.email}`);
const toTheOtherAgency = (domain: string) => world.mails.filter(({ to }) => to.endsWith(`@${domain}`));

describe('SCP-4: S’s review before Step 2', () => {
  it('is refused by the raiser’s manager, taken by the raiser to their own safeguarding lead, and sent forward by the lead', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm(talked));
    await world.until('Mon 2 Mar 2026 12:00');
    expect(await askedNow(reference)).toEqual([`review ${sallowdene.housingManager}`]);

    const refusal = { verdict: 'not taken forward', text: 'The plan is being reviewed next week anyway.' };
    const withoutReason = await world.does(reference, sallowdene.housingManager, 'review', { ...refusal, text: '' });
    expect(withoutReason.refused).toContain('Enter the reason');
    await world.does(reference, sallowdene.housingManager, 'review', refusal);

    expect((await world.read(reference)).outcome).toMatchObject({ outcome: 'not taken forward', stageId: '2-review' });
    await world.until('Mon 2 Mar 2026 13:00');
    const [told] = world.mailTo(sallowdene.housingOfficer, 'An outcome has been recorded');
    expect(told!.text).toContain('your own agency’s safeguarding lead, who may send it forward');
    expect(toTheOtherAgency('sallowdene.example')).toEqual([]);

    await world.until('Tue 3 Mar 2026 09:00');
    const early = await world.does(reference, sallowdene.housingLead, 'send-forward', { text: 'x' });
    expect(early.refused).toBe('You do not take part in this disagreement.');
    await world.does(reference, sallowdene.housingOfficer, 'look-again', { text: 'Next week is too late.' });
    expect(world.whoGot('Please look again')).toEqual([sallowdene.housingLead]);
    await world.until('Wed 4 Mar 2026 10:00');
    await world.does(reference, sallowdene.housingLead, 'send-forward', { text: 'The risk is this week.' });

    const d = await world.read(reference);
    expect(await askedNow(reference)).toEqual([
      `answer ${sallowdene.housingManager}`,
      `answer ${sallowdene.socialCareManager}`,
    ]);
    expect([d.outcome, d.earlierOutcomes![0]!.outcome, openVisit(d)!.cause]).toEqual([
      null,
      'not taken forward',
      'sent forward',
    ]);
    expect(world.mailTo(sallowdene.socialWorker)).toHaveLength(1);
    expect(world.mailTo(sallowdene.socialCareManager)[0]!.text).toContain('has sent it forward (L15)');
    await world.until('Fri 6 Mar 2026 17:00');
    expect(world.whoGot('Reminder')).toEqual(
      expect.arrayContaining([sallowdene.housingManager, sallowdene.socialCareManager]),
    );
  });

  it('is refused, and closes after a working week when nobody takes it further', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm(talked));
    await world.does(reference, sallowdene.housingManager, 'review', { verdict: 'not taken forward', text: 'No.' });

    await world.until('Mon 9 Mar 2026 16:59');
    expect(await world.stageOf(reference)).toBe('not taken forward');
    await world.until('Mon 9 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('closed');
    const late = await world.does(reference, sallowdene.housingOfficer, 'look-again', { text: 'x' });
    expect(late.refused).toBe('There is no refusal to take further.');
  });

  it('A12: nobody answers: it goes forward by itself, marked “not reviewed in time”, and a refusal that comes late stops nothing', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm(talked));

    await world.until('Tue 3 Mar 2026 17:00');

    const d = await world.read(reference);
    expect(d.stages[0]!.review).toMatchObject({ verdict: 'not reviewed in time' });
    expect(await world.steps(reference)).toContain('not reviewed in time 2-review');
    await world.until('Wed 4 Mar 2026 09:00');
    const [asked] = world.mailTo(sallowdene.socialCareManager);
    expect(asked!.text).toContain('marked “not reviewed in time”');
    const late = await world.does(reference, sallowdene.housingManager, 'review', {
      verdict: 'not taken forward',
      text: 'I was away.',
    });
    expect(late.refused).toBe('Only whoever is asked to review it can say whether it goes forward.');
    expect(await world.stageOf(reference)).toBe('2');
  });

  it('is taken forward before the time is over, with no reason wanted', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm(talked));

    await world.does(reference, sallowdene.housingManager, 'review', { verdict: 'taken forward' });

    expect(await world.stageOf(reference)).toBe('2');
    expect(world.mailTo(sallowdene.socialWorker)[0]!.subject).toContain('A professional disagreement');
    expect(world.mailTo(sallowdene.socialCareManager)[0]!.text).toContain('reviewed and taken forward (L15)');
  });

  it('is re-routed: it ends as out of scope and says where it goes instead', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm(talked));
    const reRouted = { verdict: 're-routed', text: 'It is about conduct.' };

    const nowhere = await world.does(reference, sallowdene.housingManager, 'review', reRouted);
    expect(nowhere.refused).toBe('Choose where it goes instead.');
    await world.does(reference, sallowdene.housingManager, 'review', { ...reRouted, route: 'allegation' });

    expect((await world.read(reference)).outcome).toMatchObject({ outcome: 'out of scope', route: 'allegation' });
    await world.until('Tue 3 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('closed');
    expect(toTheOtherAgency('sallowdene.example')).toEqual([]);
  });
});

describe('R’s Stage One: talked over with one’s own manager', () => {
  it('the manager is silent: it goes on at the end of the next working day, and only then hears the other agency of it', async () => {
    world = await openWorld('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm());

    await world.until('Tue 3 Mar 2026 16:59');
    expect(await askedNow(reference)).toEqual([`prepare ${ravenshythe.teachersManager}`]);
    expect(toTheOtherAgency('ravenshythe.example')).toEqual([]);

    await world.until('Tue 3 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('2');
    await world.until('Wed 4 Mar 2026 08:00');
    expect(toTheOtherAgency('ravenshythe.example').map(({ to }) => to)).toEqual([ravenshythe.socialWorker]);
  });

  it('the raiser records the talk, or the manager does: it goes on at once, with the talk in the record', async () => {
    for (const by of [ravenshythe.teacher, ravenshythe.teachersManager]) {
      world = await openWorld('Mon 2 Mar 2026 09:30');
      const { reference } = await world.raiseForm('ravenshythe', teachersForm());
      const other = await world.does(reference, ravenshythe.socialWorker, 'talked-over', {});
      expect(other.refused).toBeDefined();

      await world.does(reference, by, 'talked-over', { heldOn: '2026-03-02', text: 'We went through the threshold.' });

      const d = await world.read(reference);
      expect([openVisit(d)!.stageId, openVisit(d)!.cause, d.discussions[0]!.stageId]).toEqual([
        '2',
        'talked over',
        '1',
      ]);
      // The one week of §2.1 covers Stages One and Two together: going on early lengthens nothing.
      expect(openVisit(d)!.deadline!.on).toBe('2026-03-09');
      world.close();
    }
  });
});
