import { afterEach, describe, expect, it } from 'vitest';
import { openHarm } from '../../escalation/record.ts';
import { LABELS, letter } from './letters.ts';
import { brackenshire, healthVisitorsForm, nursesForm, wyrefold } from './people.ts';
import { larkhithe, policeOfficersForm } from './people-larkhithe.ts';
import { ravenshythe, teachersForm } from './people-ravenshythe.ts';
import { housingOfficersForm, sallowdene } from './people-sallowdene.ts';
import { inLondon, openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const atRisk = { immediateHarm: 'yes', harmWhy: 'He is at home with them tonight.' } as const;
const flag = { text: 'He has come back to live with them.' };
const ended = { took: 'action taken', text: 'Seen at home with the police; she is with her aunt.' };
/** The emails about the one disagreement of the story; digests and codes are others. */
const mails = () => world.mails.filter(({ subject }) => subject.startsWith('['));
/** When somebody was chased, in London time. */
const chasesTo = (email: string) =>
  world.mailTo(email, 'Please say that you have seen this').map(({ at }) => inLondon(at));
const deadlineOf = async (reference: string) => {
  const { stages } = await world.read(reference);
  return inLondon(stages.at(-1)!.deadline!.at);
};

describe('B: harm flagged on a Friday evening before a bank-holiday Monday', () => {
  it('CLK-7: is 24 elapsed hours, tells at once, goes to stage 4 once when they end, and the chasing goes on', async () => {
    world = await openStory('Fri 1 May 2026 20:00');
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({ aroseOn: '2026-05-01', ...atRisk }),
    );

    expect(world.story(reference)).toEqual([
      'Fri 1 May 20:00 A professional disagreement has been raised: esme.quillfeather, farah.kilnhurst-rao, jorah.vexley',
      'Fri 1 May 20:00 Flagged: somebody may be at risk now, please act: anwen.eastermoor, bettina.larkmoor',
      'Fri 1 May 20:00 Somebody may be at risk now: please act: mairi.coverdale, theo.uppershaw',
      'Fri 1 May 20:00 Use of the policy is registered: callum.inchmarlow, keziah.stanthorne',
      'Fri 1 May 20:00 Your professional disagreement is open: bashir.brambleby',
    ]);
    await world.until('Sat 2 May 2026 19:59');
    expect(world.whoGot('Reminder'), 'chased every hour, they are not reminded as well').toEqual([]);
    expect(await world.stageOf(reference)).toBe('3');
    await world.until('Sat 2 May 2026 21:00');

    expect(world.story(reference, 'Sat 2 May 2026 20:00')).toEqual([
      'Sat 2 May 20:00 Somebody may be at risk now: please act: fergus.nethercote, osian.kettlewright, priya.orrinsmith',
      'Sat 2 May 20:00 The time the policy gives at immediate harm has passed: anwen.eastermoor, bettina.larkmoor',
      'Sat 2 May 20:00 This is now at Stage 4: bashir.brambleby, jorah.vexley, mairi.coverdale, theo.uppershaw',
      'Sat 2 May 20:15 Please say that you have seen this: somebody may be at risk now: fergus.nethercote, osian.kettlewright, priya.orrinsmith',
      'Sat 2 May 20:30 Please say that you have seen this: somebody may be at risk now: fergus.nethercote, osian.kettlewright, priya.orrinsmith',
      'Sat 2 May 21:00 Please say that you have seen this: somebody may be at risk now: fergus.nethercote, osian.kettlewright, priya.orrinsmith',
    ]);
    expect((await world.read(reference)).stages.map(({ stageId, cause, clause }) => [stageId, cause, clause])).toEqual([
      ['3', 'immediate harm', 'L56'],
      ['4a', 'harm clock', 'L56'],
    ]);
    await world.until('Mon 4 May 2026 09:00');
    expect(await world.stageOf(reference), 'the clock is spent: nothing moves it twice').toBe('4a');
  });

  it.each([
    ['brackenshire', healthVisitorsForm],
    ['wyrefold', nursesForm],
    ['larkhithe', policeOfficersForm],
    ['sallowdene', housingOfficersForm],
    ['ravenshythe', teachersForm],
  ] as const)('every email of it says that it is not the emergency route, and what is: %s', async (where, formWith) => {
    world = await openStory('Fri 1 May 2026 20:00');
    await world.raiseForm(where, formWith({ aroseOn: '2026-05-01', ...atRisk }));
    await world.until('Fri 1 May 2026 20:40');

    expect(mails().length).toBeGreaterThan(3);
    const silent = mails().filter(({ text }) => !/This email is not the emergency route\..*Telephone 999/.test(text));
    expect(silent.map(({ subject }) => subject)).toEqual([]);
    expect(
      mails().filter(({ text }) => text.includes('at home with them')),
      'and nothing of what was typed',
    ).toEqual([]);
  });
});

describe('B: nobody acknowledges for five hours', () => {
  it('CLK-14: chases at 15, 30 and 60 minutes, then hourly through the night; a person who has seen it is left in peace', async () => {
    world = await openStory('Mon 2 Mar 2026 21:00');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm(atRisk));
    await world.until('Mon 2 Mar 2026 21:40');
    await world.does(reference, brackenshire.healthSeniorManager, 'acknowledge-harm');

    await world.until('Tue 3 Mar 2026 02:10');

    expect(chasesTo(brackenshire.healthSeniorManager)).toEqual(['Mon 2 Mar 21:15', 'Mon 2 Mar 21:30']);
    expect(chasesTo(brackenshire.socialCareSeniorManager)).toEqual([
      'Mon 2 Mar 21:15',
      'Mon 2 Mar 21:30',
      'Mon 2 Mar 22:00',
      'Mon 2 Mar 23:00',
      'Tue 3 Mar 00:00',
      'Tue 3 Mar 01:00',
      'Tue 3 Mar 02:00',
    ]);
    // Their safeguarding lead is asked too after three that nobody answered.
    expect(chasesTo(brackenshire.socialCareLead)).toEqual([
      'Mon 2 Mar 23:00',
      'Tue 3 Mar 00:00',
      'Tue 3 Mar 01:00',
      'Tue 3 Mar 02:00',
    ]);
    expect(world.mailTo(brackenshire.healthLead, 'Please say')).toEqual([]);
    expect((await world.steps(reference)).filter((step) => step.startsWith('chasing'))).toEqual(['chasing started 3']);
    expect(world.logged.filter((line) => /"level":"error"/.test(line))).toEqual([]);
  });

  it('their lead answers, records what was done, and it is calm again: no chase, no clock of hours', async () => {
    world = await openStory('Mon 2 Mar 2026 21:00');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm(atRisk));
    await world.does(reference, brackenshire.healthSeniorManager, 'acknowledge-harm');
    await world.until('Mon 2 Mar 2026 23:10');

    await world.does(reference, brackenshire.socialCareLead, 'acknowledge-harm');
    const done = await world.does(reference, brackenshire.socialCareLead, 'end-harm', ended);

    expect(done.done && openHarm(done.done)).toBeUndefined();
    expect(await deadlineOf(reference)).toBe('Fri 6 Mar 17:00');
    expect(new Set(world.whoGot('risk of harm is recorded'))).toEqual(
      new Set([
        brackenshire.healthVisitor,
        brackenshire.socialWorker,
        brackenshire.healthSeniorManager,
        brackenshire.socialCareSeniorManager,
        brackenshire.healthLead,
      ]),
    );
    const before = mails().length;
    await world.until('Wed 4 Mar 2026 09:00');
    expect(mails().length).toBe(before);
    expect((await world.steps(reference)).slice(-3)).toEqual(['harm seen 3', 'chasing ended 3', 'harm ended 3']);
    await world.until('Fri 6 Mar 2026 17:00');
    expect(await world.stageOf(reference), 'the policy’s own time for the stage goes on').toBe('4a');
  });
});

describe('S: at risk of significant harm', () => {
  it('CLK-8, A7: raised at 18:00 both managers hear at once, the day is the next, and Step 3 opens once when it ends', async () => {
    world = await openStory('Mon 2 Mar 2026 18:00');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm(atRisk));

    expect(await world.stageOf(reference)).toBe('2');
    expect(await deadlineOf(reference)).toBe('Tue 3 Mar 17:00');
    for (const who of [
      sallowdene.housingManager,
      sallowdene.socialCareManager,
      sallowdene.housingLead,
      sallowdene.socialCareLead,
    ])
      expect(world.mailTo(who)[0]).toMatchObject({
        at: '2026-03-02T18:00:00Z',
        text: expect.stringContaining('raised out of hours'),
      });
    await world.until('Tue 3 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
    await world.until('Wed 4 Mar 2026 18:00');
    expect(await world.stageOf(reference), 'spent: nothing moves it twice').toBe('3');
  });

  it('raised on a Sunday: the end of Monday; ended by a manager that night, Step 2 goes on without a clock', async () => {
    world = await openStory('Sun 8 Mar 2026 11:00');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm(atRisk));
    expect(await deadlineOf(reference)).toBe('Mon 9 Mar 17:00');
    await world.until('Sun 8 Mar 2026 21:05');

    await world.does(reference, sallowdene.socialCareManager, 'end-harm', ended);
    await world.until('Tue 10 Mar 2026 17:30');

    expect(await world.stageOf(reference)).toBe('2');
    expect(world.story(reference, 'Sun 8 Mar 2026 21:06')).toEqual([
      'Tue 10 Mar 10:00 Reminder: please answer: cosmo.vinterson, pavla.eddlestone',
    ]);
  });
});

describe('R: a child at risk, on a Saturday', () => {
  it('CLK-9: own lead, Head of Early Help and Business Manager hear at once; the lead is chased until they say that both are informed', async () => {
    world = await openStory('Sat 7 Mar 2026 11:00');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm({ aroseOn: '2026-03-07', ...atRisk }));

    expect(world.story(reference)).toContain(
      'Sat 7 Mar 11:00 Flagged: somebody may be at risk now, please act: business-unit, delphine.gorsefield, tobias.crowmarsh',
    );
    await world.until('Sat 7 Mar 2026 11:40');
    await world.does(reference, ravenshythe.teachersManager, 'acknowledge-harm');
    await world.until('Sat 7 Mar 2026 13:10');
    expect(chasesTo(ravenshythe.schoolLead)).toEqual([
      'Sat 7 Mar 11:15',
      'Sat 7 Mar 11:30',
      'Sat 7 Mar 12:00',
      'Sat 7 Mar 13:00',
    ]);
    expect(world.mailTo(ravenshythe.teachersManager, 'Please say')).toHaveLength(2);

    await world.does(reference, ravenshythe.schoolLead, 'acknowledge-harm');
    const before = mails().length;
    await world.until('Sun 8 Mar 2026 23:00');

    expect(mails().length).toBe(before);
    expect(await world.stageOf(reference), 'no clock, stage unchanged').toBe('1');
    expect(
      mails().filter(({ to }) => to === ravenshythe.socialWorker),
      'nobody in the other agency yet',
    ).toEqual([]);
  });
});

describe('W: flagged mid-stage by the other side', () => {
  it('tells both leads and everybody asked, at any hour; it stays at its stage and moves at its own time', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Mon 2 Mar 2026 22:00');

    await world.does(reference, wyrefold.socialWorker, 'flag-harm', flag);

    expect(world.story(reference, 'Mon 2 Mar 2026 22:00')).toEqual([
      'Mon 2 Mar 22:00 Flagged: somebody may be at risk now, please act: theo.lanyonbury, tilda.hathersedge, umar.elverstone',
    ]);
    expect(world.mailTo(wyrefold.healthLead)[0]!.text).toContain('set a shorter time on the page');
    await world.does(reference, wyrefold.nurse, 'acknowledge-harm');
    await world.until('Tue 3 Mar 2026 17:20');
    expect(await world.stageOf(reference)).toBe('2');
    // The managers who are asked now have not seen it yet.
    expect(chasesTo(wyrefold.socialCareManager)).toEqual(['Tue 3 Mar 17:15']);
  });

  it('OUT-11: the raiser withdraws while it is open, and their own safeguarding lead has the word', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm(atRisk));

    await world.does(reference, wyrefold.nurse, 'withdraw', { text: 'Raised by mistake.' });

    expect(await world.stageOf(reference)).toBe('1');
    expect(world.whoGot('may be withdrawn')).toEqual([wyrefold.healthLead]);
    await world.does(reference, wyrefold.healthLead, 'agree-to-withdraw');
    expect(await world.stageOf(reference)).toBe('closed');
    expect(new Set(world.whoGot('This has been withdrawn'))).toEqual(
      new Set([wyrefold.nurse, wyrefold.socialWorker, wyrefold.healthLead]),
    );
  });
});

describe('L: a child at risk, on a Friday evening, under a policy that gives no hours', () => {
  it('tells both safeguarding leads and both practitioners at once and asks for a shorter time; it stays at its stage, and the time set moves it', async () => {
    world = await openStory('Fri 6 Mar 2026 20:00');
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm({ aroseOn: '2026-03-06', ...atRisk }));

    expect(world.story(reference)).toEqual([
      'Fri 6 Mar 20:00 Flagged: somebody may be at risk now, please act: darsh.kestrelman, ned.dapplewood',
      'Fri 6 Mar 20:00 Somebody may be at risk now: please act: honor.lintwell',
      'Fri 6 Mar 20:00 Your professional disagreement is open: zuleika.oxenholt',
    ]);
    expect(world.mailTo(larkhithe.policeLead)[0]!.text).toContain('set a shorter time on the page');
    await world.does(reference, larkhithe.socialWorker, 'acknowledge-harm');
    await world.does(reference, larkhithe.policeOfficer, 'shorten', {
      on: '2026-03-07',
      time: '09:00',
      text: 'He comes home at ten.',
    });
    await world.until('Sat 7 Mar 2026 09:00');

    const { stages } = await world.read(reference);
    expect(stages.map(({ stageId, cause }) => [stageId, cause])).toEqual([
      ['1', 'raised'],
      ['2', 'protective timescale'],
    ]);
    expect(await deadlineOf(reference), 'the further week is its own again').toBe('Fri 13 Mar 17:00');
  });
});

describe('raised by email', () => {
  it.each([
    ['Immediate harm: yes, tonight', true],
    ['Immediate harm: he is at home with them', true],
    ['Immediate harm: none known', false],
  ])('ADM-4, INT-13: "%s" flags it: %s, from receipt', async (label, isFlagged) => {
    world = await openStory('Mon 2 Mar 2026 19:00');

    await world.receives({ raw: letter({ body: [...LABELS, label] }) });

    const d = await world.read(/\[(.*?)\]/.exec(mails()[0]!.subject)![1]!);
    expect(d.stages[0]!.stageId).toBe(isFlagged ? '3' : '1');
    expect(openHarm(d)?.clockFromAt).toBe(isFlagged ? '2026-03-02T19:00:00Z' : undefined);
  });
});
