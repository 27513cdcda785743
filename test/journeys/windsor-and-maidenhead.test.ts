import { afterEach, describe, expect, it } from 'vitest';
import { readTexts } from '../../conduct/disagreements.ts';
import { boardMaySee } from '../../escalation/policy.ts';
import { stagesReached } from '../../escalation/record.ts';
import { listedIn } from '../../services/disagreements.ts';
import { letter } from './letters.ts';
import { ravenshythe, teachersForm } from './people-ravenshythe.ts';
import { inLondon, openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const ladder = async (reference: string) =>
  (await world.read(reference)).stages.map(
    ({ stageId, openedAt, cause, deadline }) =>
      `${stageId}, ${inLondon(openedAt)}, ${cause}, ${deadline ? inLondon(deadline.at) : 'no number'}`,
  );
const boardSees = async (reference: string) =>
  boardMaySee(
    world.services.rules.requirePolicy('windsor-and-maidenhead-v1'),
    stagesReached(await world.read(reference)),
  );
const written = (domain: string, reference: string) =>
  world.mails.filter(({ to, subject }) => to.endsWith(`@${domain}`) && subject.includes(reference));

describe('R: a teacher disagrees about a threshold, and nobody ever answers', () => {
  it('has one working week for Stages One and Two together, then at Stage Three reminds and ages and never moves (A5, A13)', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm());

    await world.until('Wed 18 Mar 2026 17:00');

    expect(world.story(reference)).toEqual([
      'Mon 2 Mar 09:30 A professional disagreement: please answer by 5pm on Tuesday 3 March 2026: rufus.ruddock-lee',
      'Mon 2 Mar 09:30 Your professional disagreement is open: perrin.hexworth',
      'Tue 3 Mar 10:00 Reminder: please answer by 5pm on Tuesday 3 March 2026: rufus.ruddock-lee',
      'Tue 3 Mar 17:00 A professional disagreement: please answer by 5pm on Monday 9 March 2026: fenella.quarlton, perrin.hexworth',
      'Tue 3 Mar 17:00 This is now at Stage Two: rufus.ruddock-lee',
      'Fri 6 Mar 10:00 Reminder: please answer by 5pm on Monday 9 March 2026: fenella.quarlton, perrin.hexworth',
      'Mon 9 Mar 17:00 A professional disagreement: please answer: idris.grimscote, rufus.ruddock-lee',
      'Mon 9 Mar 17:00 This is now at Stage Three: fenella.quarlton, perrin.hexworth',
      'Wed 11 Mar 10:00 Reminder: please answer: idris.grimscote, rufus.ruddock-lee',
      'Fri 13 Mar 10:00 Reminder: please answer: idris.grimscote, rufus.ruddock-lee',
      'Tue 17 Mar 10:00 Reminded three times, and no answer yet: ludo.jarrowmere, tobias.crowmarsh',
      'Tue 17 Mar 10:00 Reminder: please answer: idris.grimscote, rufus.ruddock-lee',
    ]);
    await world.until('Mon 4 May 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
    expect(written('board.ravenshythe.example', reference)).toEqual([]);
  });

  it('ROU-1: Stage One asks the raiser’s own manager and writes to nobody in the other agency', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm());

    await world.until('Tue 3 Mar 2026 16:59');

    expect(await world.stageOf(reference)).toBe('1');
    expect(written('ravenshythe.example', reference)).toEqual([]);
    const [asked, ...others] = (await world.read(reference)).stages[0]!.asked;
    expect([asked!.person.email, asked!.does, others]).toEqual([ravenshythe.teachersManager, 'prepare', []]);
    await world.until('Tue 3 Mar 2026 17:00');
    expect(written('ravenshythe.example', reference).map(({ to }) => to)).toEqual([ravenshythe.socialWorker]);
  });

  it.each([
    [
      'Thu 26 Feb: what is left of the week is for Stage Two',
      '2026-02-26',
      [
        '1, Mon 2 Mar 09:30, raised, Tue 3 Mar 17:00',
        '2, Tue 3 Mar 17:00, deadline, Thu 5 Mar 17:00',
        '3, Thu 5 Mar 17:00, deadline, no number',
      ],
    ],
    [
      'Tue 24 Feb: the week ends with Stage One, so the managers have it, and two stages never open in one instant (CLK-13)',
      '2026-02-24',
      ['1, Mon 2 Mar 09:30, raised, Tue 3 Mar 17:00', '3, Tue 3 Mar 17:00, deadline, no number'],
    ],
    [
      'Fri 20 Feb: the week was over when it was raised, so Stage Three opens now (CLK-6)',
      '2026-02-20',
      ['3, Mon 2 Mar 09:30, time already over, no number'],
    ],
  ])('CLK-6: arose %s', async (_, aroseOn, stages) => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm({ aroseOn }));

    await world.until('Thu 12 Mar 2026 17:00');

    expect(await ladder(reference)).toEqual(stages);
  });
});

describe('R: talked already', () => {
  it('INT-12: starts at Stage Three, because the worker has been spoken with and the manager too', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm(
      'ravenshythe',
      teachersForm({ talkedAlready: 'yes', talkedOn: '2026-02-27', talkedWhatCame: 'We did not agree.' }),
    );

    const d = await world.read(reference);
    expect(
      d.stages.map(({ stageId, cause, asked }) => [stageId, cause, asked.map(({ person }) => person.email)]),
    ).toEqual([['3', 'already talked', [ravenshythe.teachersManager, ravenshythe.socialCareManager]]]);
    expect(d.startedAfterTalkingOn).toBe('2026-02-27');
  });
});

describe('R: Stage Four and Stage Five', () => {
  async function atStageFour(): Promise<string> {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm());
    await world.until('Tue 10 Mar 2026 09:30');
    await world.does(reference, ravenshythe.socialCareManager, 'escalate-now', { text: 'We cannot settle it.' });
    return reference;
  }

  it('NOT-1, ROU-2: at Stage Four the posts of Appendix 1 are asked and the board’s mailbox is told, and sees a fact', async () => {
    const reference = await atStageFour();

    expect(world.story(reference, 'Tue 10 Mar 2026 09:30')).toEqual([
      'Tue 10 Mar 09:30 A professional disagreement: please answer: kerensa.eddlestone, saskia.wickstead',
      'Tue 10 Mar 09:30 Stage Four has opened: business-unit',
      'Tue 10 Mar 09:30 This is now at Stage Four: fenella.quarlton, idris.grimscote, perrin.hexworth, rufus.ruddock-lee',
    ]);
    expect(await boardSees(reference)).toBe('fact');
    const [told] = written('board.ravenshythe.example', reference);
    expect(told!.text).not.toMatch(/threshold|referral was closed/i);
  });

  it('MTG-3, ESC-6: Stage Five is the board chair’s to convene; the board sees the record; the outcome is never called binding', async () => {
    const reference = await atStageFour();
    await world.until('Thu 12 Mar 2026 11:00');
    await world.does(reference, ravenshythe.headTeacher, 'escalate-now', {
      text: 'It needs the most senior managers.',
    });

    expect(await boardSees(reference)).toBe('record');
    const d = await world.read(reference);
    expect(d.stages.at(-1)!.asked.map(({ does, person }) => [does, person.email])).toEqual([
      ['convene', ravenshythe.boardChair],
      ['answer', ravenshythe.chairOfGovernors],
      ['answer', ravenshythe.socialCareHead],
    ]);
    await world.does(reference, ravenshythe.boardChair, 'decide', {
      outcome: 'decided',
      text: 'The agencies will assess together.',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    });

    const { outcome } = await world.read(reference);
    expect([outcome?.outcome, outcome?.binding]).toEqual(['decided', undefined]);
    expect(world.mailTo(ravenshythe.teacher).at(-1)!.subject).toContain('A decision has been recorded');
    expect(world.mails.filter(({ subject, text, html }) => /binding/i.test(subject + text + html))).toEqual([]);
  });
});

describe('R: a teacher writes an email about a hospital of a trust that has two', () => {
  /** Everything that R asks for, with what the teacher says of the hospital. */
  const labelsWith = (theirs: string[]) => [
    'Child or adult: child',
    'Day it arose: 2 March 2026',
    'My job: Teacher',
    `My manager: Rufus Ruddock-Lee, ${ravenshythe.teachersManager}`,
    'Talked with my manager: yes, he thinks as I do.',
    ...theirs,
    'Type: threshold',
    'Decision, action or inaction: decision',
    'The problem: The referral was closed.',
    'What we disagree about: Whether the threshold is met.',
    'What I want: An assessment.',
    'Reason they gave: none given',
    'Talked already: no',
  ];
  async function writes(theirs: string[]): Promise<string> {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const from = `Perrin Hexworth <${ravenshythe.teacher}>`;
    const to = 'raise+ravenshythe@inbound.commonground.example';
    const envelope = { to: [to] };
    const received = await world.receives({ raw: letter({ from, to, body: labelsWith(theirs) }), envelope });
    if (received.became !== 'disagreement') throw new Error(JSON.stringify(received));
    const [opened] = await listedIn(world.services.table, 'ravenshythe', 'all');
    return opened!.reference;
  }
  /** Who was asked for the trust, stage by stage. */
  const askedOfTheTrust = async (reference: string) =>
    (await world.read(reference)).stages.map(({ stageId, asked }) => [
      stageId,
      asked.filter(({ agency }) => agency === 'ravenshythe-hospitals-trust').map(({ person }) => person.email),
    ]);
  const aboutHere = () => world.mails.filter(({ subject }) => !subject.includes('Digest'));

  it('ROU-2: named in the email, that hospital’s manager and named nurse are asked, and no email says which it is', async () => {
    const reference = await writes([`Their agency: Ravenshythe Hospitals Trust, ${ravenshythe.abbotPark}`]);

    await world.until('Mon 9 Mar 2026 17:00');
    await world.does(reference, ravenshythe.abbotParkManager, 'escalate-now', { text: 'We cannot settle it.' });

    expect((await world.read(reference)).missing).toEqual([]);
    expect(await askedOfTheTrust(reference)).toEqual([
      ['1', []],
      ['2', []],
      ['3', [ravenshythe.abbotParkManager]],
      ['4', [ravenshythe.abbotParkNurse]],
    ]);
    expect(aboutHere().filter(({ subject, text, html }) => (subject + text + html).includes('Abbot Park'))).toEqual([]);
  });

  it('ROU-2, BEY-17: a hospital that the trust has not is asked for again in plain words, and the next post is that of the one then chosen', async () => {
    const reference = await writes(['Their agency: Ravenshythe Hospitals Trust', 'Their site: Castle Hospital']);

    const [more] = world.mailTo(ravenshythe.teacher, 'add what was left out');
    expect(more!.text.replaceAll(/\s+/g, ' ')).toContain(
      'The site that you named is not in this partnership’s directory',
    );
    expect(aboutHere().filter(({ text }) => text.includes('Castle'))).toEqual([]);
    const d = await world.read(reference);
    expect(d.missing).toEqual(['Their site']);
    expect(await readTexts(world.services, d, [d.texts.wholeMessage!])).toMatchObject({
      [d.texts.wholeMessage!]: expect.stringContaining('Castle Hospital'),
    });

    await world.does(reference, ravenshythe.teacher, 'complete', { theirSite: ravenshythe.marleCross });
    await world.until('Mon 9 Mar 2026 17:00');

    expect((await askedOfTheTrust(reference)).at(-1)).toEqual(['3', [ravenshythe.marleCrossManager]]);
  });

  it('ROU-2: never said, the trust’s lead is asked at Stage Three, and the hospital’s manager as soon as it is', async () => {
    const reference = await writes(['Their agency: Ravenshythe Hospitals Trust']);
    await world.until('Mon 9 Mar 2026 17:00');
    expect((await askedOfTheTrust(reference)).at(-1)).toEqual(['3', [ravenshythe.hospitalsLead]]);

    await world.does(reference, ravenshythe.teacher, 'complete', { theirSite: ravenshythe.abbotPark });

    const both = [ravenshythe.hospitalsLead, ravenshythe.abbotParkManager];
    expect((await askedOfTheTrust(reference)).at(-1)).toEqual(['3', both]);
  });
});
