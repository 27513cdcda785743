import { afterEach, describe, expect, it } from 'vitest';
import { openVisit } from '../../escalation/record.ts';
import { brackenshire, healthVisitorsForm, nursesForm, wyrefold } from './people.ts';
import { larkhithe, policeOfficersForm } from './people-larkhithe.ts';
import { ravenshythe, teachersForm } from './people-ravenshythe.ts';
import { housingOfficersForm, sallowdene } from './people-sallowdene.ts';
import { openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const why = { text: 'We cannot settle it.' };
const attendees = (...emails: string[]) => emails.map((email) => ({ email }));
const meeting = (changes: Record<string, unknown>) => ({
  what: 'meeting',
  on: '2026-03-05',
  time: '14:00',
  where: 'Room 4, or https://meet.example/secret-room',
  attendees: [],
  panel: [],
  ...changes,
});

describe('W: the independently chaired resolution meeting (MTG-1)', () => {
  it('is convened by the Board Manager with a chair from neither agency, who records how it ended (ESC-8) and where the record is held (REC-5)', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.goesTo('4', reference, wyrefold.nurse);
    const sides = attendees(wyrefold.healthBoardMember, wyrefold.socialCareBoardMember);
    const chair = { chairName: 'Ida Farrow', chairEmail: 'ida.farrow@chambers.example', chairAgency: 'independent' };

    const own = { chairName: 'Tilda Hathersedge', chairEmail: wyrefold.healthLead, chairAgency: 'independent' };
    const involved = await world.does(
      reference,
      wyrefold.boardManager,
      'convene',
      meeting({ ...own, attendees: sides }),
    );
    expect(involved.refused).toBe(
      'Tilda Hathersedge is from Saltmarch Community Health, which is in dispute. The policy wants a chair from neither agency (L89).',
    );
    const oneSided = await world.does(
      reference,
      wyrefold.boardManager,
      'convene',
      meeting({ ...chair, attendees: attendees(wyrefold.healthBoardMember) }),
    );
    expect(oneSided.refused).toMatch(/^Both sides attend \(L89\): choose somebody for Wyrefold Children/);
    await world.does(reference, wyrefold.boardManager, 'convene', meeting({ ...chair, attendees: sides }));

    await world.until('Mon 2 Mar 2026 10:00');
    const invited = [chair.chairEmail, wyrefold.healthBoardMember, wyrefold.socialCareBoardMember];
    const practitioners = [wyrefold.nurse, wyrefold.socialWorker];
    expect(new Set(world.whoGot('A meeting has been arranged for 2pm on Thursday 5 March 2026'))).toEqual(
      new Set([...invited, ...practitioners]),
    );
    const [mail] = world.mailTo(chair.chairEmail);
    expect(mail!.text).toContain('Where it is, or how to join it, is on the page.');
    expect(mail!.raw).not.toContain('secret-room');
    expect(mail!.raw).toContain('text/calendar');
    expect((await world.read(reference)).people[chair.chairEmail]!.places).toEqual(['chair']);

    await world.does(reference, wyrefold.nurse, 'give-representations', { text: 'The plan has not been seen.' });
    const earlier = await world.does(reference, wyrefold.socialCareManager, 'decide', {
      outcome: 'decided',
      ...why,
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });
    expect([earlier.done?.outcome ?? null, (await world.read(reference)).outcome]).toEqual([null, null]);
    await world.until('Fri 6 Mar 2026 10:00');
    expect(new Set(world.whoGot('Reminder: please record how it ended'))).toEqual(
      new Set([wyrefold.boardManager, chair.chairEmail]),
    );

    const outcome = { outcome: 'decided', text: 'The plan is reviewed by Friday.', actions: [], noActions: true };
    const noRecord = await world.does(reference, chair.chairEmail, 'decide', outcome);
    expect(noRecord.refused).toBe('recordHeld: Enter where the record is held');
    await world.does(reference, chair.chairEmail, 'decide', { ...outcome, recordHeld: 'With the Board Manager.' });

    const d = await world.read(reference);
    expect(d.outcome).toMatchObject({ outcome: 'decided', by: { email: chair.chairEmail } });
    expect(d.outcome!.binding).toBeUndefined();
    await world.until('Mon 9 Mar 2026 09:00');
    expect(world.whoGot('A decision has been recorded')).toEqual(
      expect.arrayContaining([wyrefold.nurse, wyrefold.socialWorker, chair.chairEmail, wyrefold.healthBoardMember]),
    );
  });

  it('is arranged anew: the chair before no longer decides', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.goesTo('4', reference, wyrefold.nurse);
    const sides = attendees(wyrefold.healthBoardMember, wyrefold.socialCareBoardMember);
    for (const name of ['first', 'second'])
      await world.does(
        reference,
        wyrefold.boardManager,
        'convene',
        meeting({
          chairName: name,
          chairEmail: `${name}@chambers.example`,
          chairAgency: 'independent',
          attendees: sides,
        }),
      );

    const ending = { outcome: 'ended without agreement', ...why, actions: [], noActions: true, recordHeld: 'Here.' };
    expect((await world.does(reference, 'first@chambers.example', 'decide', ending)).refused).toBeDefined();
    await world.does(reference, 'second@chambers.example', 'decide', ending);

    expect((await world.read(reference)).outcome!.outcome).toBe('ended without agreement');
  });
});

describe('R: the meeting chaired by a Board member of an uninvolved agency (MTG-3, LRN-3)', () => {
  it('a chair of an involved agency is refused with the reason, then a right one; the agencies decide and the chair reports', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm());
    await world.goesTo('5', reference, ravenshythe.teacher);
    const heads = attendees(ravenshythe.chairOfGovernors, ravenshythe.socialCareHead);
    const convenes = (chairName: string, chairEmail: string, chairAgency: string, who = heads) =>
      world.does(
        reference,
        ravenshythe.boardChair,
        'convene',
        meeting({ chairName, chairEmail, chairAgency, attendees: who }),
      );

    const involved = await convenes('Ned Thistleby', 'ned.thistleby@ravenshythe.example', 'ravenshythe-constabulary');
    expect(involved.refused).toBe(
      "Ned Thistleby is from Ravenshythe Children's Services, which is in dispute. The policy wants a chair from an agency that is not involved (§2.6).",
    );
    const noMember = await convenes(
      'Chidi Vinterson',
      'chidi.vinterson@police.ravenshythe.example',
      'ravenshythe-constabulary',
    );
    expect(noMember.refused).toContain('is not recorded as a Board member of any agency');
    const right = ['Darsh Brindlow', 'darsh.brindlow@police.ravenshythe.example', 'ravenshythe-constabulary'] as const;
    const tooJunior = await convenes(...right, attendees(ravenshythe.teacher, ravenshythe.socialCareHead));
    expect(tooJunior.refused).toContain('most senior managers with operational responsibility attend (§2.6)');
    expect((await convenes(...right)).refused).toBeUndefined();

    await world.does(reference, right[1], 'decide', {
      outcome: 'decided',
      text: 'The agencies agreed a joint visit.',
      actions: [],
      noActions: true,
      recordHeld: 'With the Board.',
    });
    const d = await world.read(reference);
    expect(d.outcome!.binding).toBeUndefined();
    await world.until('Mon 2 Mar 2026 12:00');
    expect(world.whoGot('A meeting under the policy has ended')).toEqual(
      expect.arrayContaining([right[1], 'review-subgroup@board.ravenshythe.example']),
    );
    expect(world.mails.filter(({ text }) => /final and binding/i.test(text))).toEqual([]);
  });
});

describe('S: the resolutions meeting and the Chief Officer (MTG-2, MTG-5, MTG-6)', () => {
  it('MTG-2, MTG-5, MTG-6: is chaired by the raising agency’s own lead; at Step 4 the officer decides not to convene, and that is fed back to the lead', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('sallowdene', housingOfficersForm());
    await world.goesTo('3', reference, sallowdene.housingOfficer);
    const both = attendees(sallowdene.housingManager, sallowdene.socialCareLead);

    const theirs = await world.does(
      reference,
      sallowdene.housingLead,
      'convene',
      meeting({
        chairEmail: sallowdene.socialCareLead,
        chairName: 'T',
        chairAgency: 'sallowdene-adult-services',
        attendees: both,
      }),
    );
    expect(theirs.refused).toMatch(
      /^The policy has this chaired by the raising agency's own lead whom it asks \(L21\)/,
    );
    // Whoever chairs is there for the raising agency; the other side is not left out.
    const oneSided = meeting({ attendees: attendees(sallowdene.housingManager) });
    expect((await world.does(reference, sallowdene.housingLead, 'convene', oneSided)).refused).toMatch(
      /^Both sides attend \(L21\): choose somebody for Sallowdene Adult/,
    );
    expect(
      (await world.does(reference, sallowdene.housingLead, 'convene', meeting({ attendees: both }))).refused,
    ).toBeUndefined();
    expect((await world.does(reference, sallowdene.housingLead, 'decide-not-to-convene', why)).refused).toBe(
      'The policy has this meeting convened.',
    );

    await world.does(reference, sallowdene.housingLead, 'decide', {
      outcome: 'ended without agreement',
      text: 'It was not settled.',
      actions: [],
      noActions: true,
      recordHeld: 'With housing.',
    });
    expect(await world.stageOf(reference)).toBe('4');
    await world.does(reference, sallowdene.chiefOfficer, 'decide-not-to-convene', { text: 'A review is under way.' });

    const d = await world.read(reference);
    expect(d.outcome).toMatchObject({ outcome: 'ended without agreement', notConvened: true });
    await world.until('Mon 2 Mar 2026 12:00');
    expect(world.mailTo(sallowdene.housingLead, 'An outcome has been recorded')[0]!.text).toContain(
      'decided not to convene a meeting',
    );
  });
});

describe('B: the officer, mediation and the panel (MTG-4, MTG-5, ESC-5)', () => {
  it('MTG-5: the officer decides not to convene: it goes on to the Independent Chair, who arranges a panel of three whose decision binds', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.goesTo('4a', reference, brackenshire.healthVisitor);

    const late = await world.does(
      reference,
      brackenshire.officerForChildren,
      'convene',
      meeting({
        on: '2026-03-20',
        attendees: attendees(brackenshire.healthBoardMember, brackenshire.socialCareBoardMember),
      }),
    );
    expect(late.refused).toContain('it goes to Stage 4, Independent Chair');
    await world.does(reference, brackenshire.officerForChildren, 'decide-not-to-convene', why);

    const opened = openVisit(await world.read(reference))!;
    expect([opened.stageId, opened.cause, opened.noPanel]).toEqual(['4b', 'not convened', undefined]);
    const panel = (...agencies: string[]) =>
      meeting({
        what: 'panel',
        panel: agencies.map((agency) => ({ agency })),
        chairName: 'Yusuf Abernook',
        chairEmail: brackenshire.independentChair,
        chairAgency: 'board',
      });
    const inDispute = ['dunmere-valley-community-health', 'brackenshire-childrens-social-care'] as const;
    const convenes = (...agencies: string[]) =>
      world.does(reference, brackenshire.independentChair, 'convene', panel(...agencies));
    expect((await convenes(...inDispute)).refused).toBe(
      'The panel has exactly 3 agencies (L71): those in dispute and exactly one other.',
    );
    expect((await convenes(...inDispute, 'open-gate-brackenshire')).refused).toBe(
      'Open Gate Brackenshire is not a member agency and cannot sit on the panel (L71).',
    );
    expect((await convenes(inDispute[0], 'brackenshire-constabulary', 'brackenshire-probation')).refused).toBe(
      "Every agency in dispute sits on the panel (L71): add Brackenshire Children's Social Care.",
    );
    expect((await convenes(...inDispute, 'brackenshire-constabulary')).refused).toBeUndefined();
    await world.until('Mon 2 Mar 2026 12:00');
    expect(new Set(world.whoGot('A panel has been arranged'))).toEqual(
      new Set([
        brackenshire.independentChair,
        brackenshire.healthBoardMember,
        brackenshire.socialCareBoardMember,
        brackenshire.healthVisitor,
        brackenshire.socialWorker,
        'umar.merriden@police.brackenshire.example',
      ]),
    );

    await world.does(reference, brackenshire.socialWorker, 'give-representations', {
      text: 'The threshold was not met.',
    });
    await world.does(reference, brackenshire.independentChair, 'decide', {
      outcome: 'decided',
      text: 'An assessment is made.',
      actions: [],
      noActions: true,
      recordHeld: 'With the Business Manager.',
    });
    expect((await world.read(reference)).outcome).toMatchObject({ outcome: 'decided', binding: 'L71' });
  });

  it('a charity that is no member agency: no panel can be made up, said plainly, the leads are told, and mediation remains', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'brackenshire',
      healthVisitorsForm({
        theirAgency: 'open-gate-brackenshire',
        theirName: 'Tilda Fennimore',
        theirEmail: 'tilda.fennimore@opengate.example',
      }),
    );
    await world.goesTo('4b', reference, brackenshire.healthVisitor);

    const visit = openVisit(await world.read(reference))!;
    expect(visit.noPanel).toBe(
      'A panel is made up of 3 member agencies, with every agency in dispute among them (L71). Open Gate Brackenshire is not a member agency, so no panel can be made up.',
    );
    await world.until('Mon 2 Mar 2026 12:00');
    expect(world.whoGot('No panel can be made up')).toEqual(expect.arrayContaining([brackenshire.businessManager]));
    const chair = { chairName: 'Yusuf Abernook', chairEmail: brackenshire.independentChair, chairAgency: 'board' };
    const panel = ['dunmere-valley-community-health', 'open-gate-brackenshire', 'brackenshire-constabulary'];
    const faked = await world.does(
      reference,
      brackenshire.independentChair,
      'convene',
      meeting({ what: 'panel', panel: panel.map((agency) => ({ agency })), ...chair }),
    );
    expect(faked.refused).toBe(visit.noPanel);
    const mediation = await world.does(
      reference,
      brackenshire.independentChair,
      'convene',
      meeting({
        what: 'mediation',
        ...chair,
        attendees: attendees(brackenshire.healthVisitor, 'tilda.fennimore@opengate.example'),
      }),
    );
    expect(mediation.refused).toBeUndefined();
    await world.until('Mon 2 Mar 2026 13:00');
    expect(world.whoGot('Mediation has been arranged')).toHaveLength(3);
  });

  it('MTG-4: a panel that cannot be composed: four agencies are in dispute, so the leads are told and no three of them are taken', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const more = ['brackenshire-constabulary', 'brackenshire-probation'];
    for (const agency of more) await world.does(reference, brackenshire.healthVisitor, 'add-agency', { agency });
    await world.goesTo('4b', reference, brackenshire.healthVisitor);
    await world.until('Mon 2 Mar 2026 12:00');

    const visit = openVisit(await world.read(reference))!;
    expect(visit.noPanel).toBe(
      'A panel is made up of 3 member agencies, with every agency in dispute among them (L71). 4 agencies are in dispute, so no panel can be made up.',
    );
    expect(world.whoGot('No panel can be made up')).toContain(brackenshire.businessManager);
    const chair = { chairName: 'Yusuf Abernook', chairEmail: brackenshire.independentChair, chairAgency: 'board' };
    const inDispute = ['dunmere-valley-community-health', 'brackenshire-childrens-social-care', ...more];
    for (const agencies of [inDispute, inDispute.slice(0, 3)]) {
      const panel = agencies.map((agency) => ({ agency }));
      const faked = await world.does(
        reference,
        brackenshire.independentChair,
        'convene',
        meeting({ what: 'panel', panel, ...chair }),
      );
      expect(faked.refused).toBe(visit.noPanel);
    }
  });
});

describe('ESC-3: a significant policy issue goes straight to the top', () => {
  it('in L: a manager asked at stage 2 raises it; the stages passed over are named and their people told', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm());
    await world.goesTo('2', reference, larkhithe.policeOfficer);

    await world.does(reference, larkhithe.socialCareManager, 'raise-policy-issue', { text: 'The threshold document.' });

    const d = await world.read(reference);
    expect([openVisit(d)!.stageId, openVisit(d)!.cause, openVisit(d)!.clause]).toEqual(['5', 'policy issue', '§3.2']);
    expect(d.notUsed.map(({ stageId, why: reason, clause }) => [stageId, reason, clause])).toEqual([
      ['3', 'a significant policy issue goes further at once', '§3.2'],
      ['4', 'a significant policy issue goes further at once', '§3.2'],
    ]);
    expect(world.whoGot('This is now at Stage 5')).toEqual(
      expect.arrayContaining([larkhithe.policeSeniorManager, larkhithe.socialCareSeniorManager]),
    );
    const again = await world.does(reference, larkhithe.policeOfficer, 'raise-policy-issue', why);
    expect(again.kept).toBe('It had already moved to another stage. What you recorded is kept and shown.');
  });

  it('in S: raised as one, it begins at Step 4, with both sides told and no review', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'sallowdene',
      housingOfficersForm({ policyIssue: 'The policy has no way for tenants.' }),
    );

    const d = await world.read(reference);
    expect(openVisit(d)!.asked.map(({ person }) => person.email)).toEqual([
      sallowdene.boardManager,
      sallowdene.chiefOfficer,
    ]);
    expect(d.notUsed.map(({ stageId }) => stageId)).toEqual(['1', '2-review', '2', '3']);
    expect(world.mailTo(sallowdene.socialWorker)).toHaveLength(1);
    expect(d.texts.policyIssue).toBeDefined();
  });

  it('B has no such way: it says so, and a form that says one begins where it would have', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm({ policyIssue: 'Thresholds.' }));

    expect(await world.stageOf(reference)).toBe('1');
    const { refused } = await world.does(reference, brackenshire.healthVisitor, 'raise-policy-issue', why);
    expect(refused).toBe('This policy has no way of its own for a policy issue.');
  });
});
