import { afterEach, describe, expect, it } from 'vitest';
import { asSeenBy } from '../../escalation/seeing.ts';
import { brackenshire, healthVisitorsForm, nursesForm, wyrefold } from './people.ts';
import { larkhithe, policeOfficersForm } from './people-larkhithe.ts';
import { ravenshythe, teachersForm } from './people-ravenshythe.ts';
import { openStory, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const settled = { text: 'The plan is reviewed.', how: 'agreed', actions: [], noActions: true };

/** Proposed by one and confirmed by the other, wherever it stands. */
async function settle(reference: string, by: string, confirmedBy: string) {
  const proposed = await world.does(reference, by, 'propose', settled);
  const proposalId = proposed.done!.proposals.at(-1)!.id;
  return world.does(reference, confirmedBy, 'confirm', { proposalId });
}

describe('W: what follows when the line managers have settled it', () => {
  it('OUT-6: both original practitioners hear at once; OUT-4: on the next working day both sides are asked what they understood', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Thu 5 Mar 2026 11:00');

    await settle(reference, wyrefold.socialCareManager, wyrefold.nursesManager);
    await world.until('Fri 6 Mar 2026 12:00');

    expect(world.story(reference, 'Thu 5 Mar 2026 11:00')).toEqual([
      'Thu 5 Mar 11:00 Please confirm whether this is settled: petra.wolvesley',
      'Thu 5 Mar 11:00 This is settled: callum.abernook, petra.wolvesley, umar.elverstone, xenia.rushenden',
      'Fri 6 Mar 10:00 Is what was agreed as you understood it?: callum.abernook, petra.wolvesley, umar.elverstone, xenia.rushenden',
    ]);
    expect(await world.stageOf(reference)).toBe('resolved');
  });

  it('OUT-4: a "no" goes to the people who settled it, and reopens nothing', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Thu 5 Mar 2026 11:00');
    await settle(reference, wyrefold.socialCareManager, wyrefold.nursesManager);
    const tooEarly = await world.does(reference, wyrefold.nurse, 'confirm-understanding', { same: 'yes' });
    await world.until('Fri 6 Mar 2026 12:00');

    const withoutWords = await world.does(reference, wyrefold.nurse, 'confirm-understanding', { same: 'no' });
    await world.does(reference, wyrefold.nurse, 'confirm-understanding', { same: 'no', text: 'A visit every week.' });

    expect(tooEarly.refused).toMatch(/Nobody is asked now/);
    expect(withoutWords.refused).toBe('Enter what you understood to have been agreed.');
    expect(new Set(world.whoGot('understood otherwise'))).toEqual(
      new Set([wyrefold.nursesManager, wyrefold.socialCareManager]),
    );
    expect(world.mailTo(wyrefold.nursesManager, 'understood otherwise')[0]!.text).not.toContain('every week');
    expect(await world.stageOf(reference)).toBe('resolved');
    // A "no" is waited on for a working week, and then it closes.
    await world.until('Fri 13 Mar 2026 17:30');
    expect(await world.stageOf(reference)).toBe('closed');
  });

  it('OUT-4: closes as soon as both sides have said yes', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Thu 5 Mar 2026 11:00');
    await settle(reference, wyrefold.socialCareManager, wyrefold.nursesManager);
    await world.until('Fri 6 Mar 2026 12:00');

    await world.does(reference, wyrefold.nurse, 'confirm-understanding', { same: 'yes' });
    expect(await world.stageOf(reference)).toBe('resolved');
    await world.does(reference, wyrefold.socialWorker, 'confirm-understanding', { same: 'yes' });

    expect(await world.stageOf(reference)).toBe('closed');
  });

  it('OUT-3: a review date is asked about on its day', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('wyrefold', nursesForm());
    await world.until('Thu 5 Mar 2026 11:00');
    const proposed = await world.does(reference, wyrefold.socialCareManager, 'propose', {
      ...settled,
      reviewOn: '2026-03-20',
    });
    await world.does(reference, wyrefold.nursesManager, 'confirm', { proposalId: proposed.done!.proposals[0]!.id });

    await world.until('Fri 20 Mar 2026 12:00');

    expect(world.story(reference, 'Thu 19 Mar 2026 00:00')).toEqual([
      'Fri 20 Mar 10:00 The day to review this has come: petra.wolvesley, umar.elverstone, xenia.rushenden',
    ]);
  });
});

describe('B: a debrief after stage 3, and a dissent', () => {
  it('OUT-10: the debrief is offered after the outcome, and only that it was held is kept; OUT-11: the raiser sees it otherwise and nothing reopens', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Tue 10 Mar 2026 10:00');
    expect(await world.stageOf(reference)).toBe('3');
    await settle(reference, brackenshire.socialCareSeniorManager, brackenshire.healthSeniorManager);
    expect(await world.stageOf(reference)).toBe('closed');

    expect(world.mailTo(brackenshire.healthVisitor, 'This is settled')[0]!.text).toContain(
      'a reflective debrief may be useful (L62)',
    );
    await world.does(reference, brackenshire.socialWorker, 'record-debrief', { what: 'held' });
    await world.does(reference, brackenshire.healthVisitor, 'add-dissent', { text: 'A visit was still needed.' });
    const others = await world.does(reference, brackenshire.socialWorker, 'add-dissent', { text: 'I agree.' });

    const d = await world.read(reference);
    expect(d.debriefs?.map(({ what, by }) => [what, by.email])).toEqual([['held', brackenshire.socialWorker]]);
    expect(d.dissents.map(({ by, saying }) => [by.email, saying])).toEqual([
      [brackenshire.healthVisitor, 'another view of the outcome'],
    ]);
    expect(others.refused).toMatch(/Only the person who raised it/);
    expect(await world.stageOf(reference)).toBe('closed');
    // NOT-2, NOT-3: resolved at stage 3, so both stage-4 representatives, the Business Manager and the officer heard of it.
    expect(world.whoGot('This is settled')).toEqual(
      expect.arrayContaining([
        brackenshire.healthBoardMember,
        brackenshire.socialCareBoardMember,
        brackenshire.businessManager,
        brackenshire.officerForChildren,
      ]),
    );
  });

  it('LRN-4: what there is to learn goes to the learning list, without its words', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm({ category: 'threshold' }));
    await world.until('Mon 2 Mar 2026 12:00');
    await settle(reference, brackenshire.socialWorker, brackenshire.healthVisitor);

    await world.does(reference, brackenshire.socialWorker, 'record-learning', {
      about: 'learning',
      text: 'Thresholds are read in two ways.',
    });

    const [mail] = world.mailTo('learning-list@partnership.brackenshire.example');
    expect(mail!.subject).toContain('Something to learn has been recorded');
    expect(mail!.text).toContain('(L46-49)');
    expect(mail!.text).not.toContain('two ways');
    // NOT-5: below its line the board is not told who, nor between whom.
    expect(mail!.text).not.toMatch(/Brambleby|Dunmere|Children.s Social Care/);
  });
});

describe('R: a gap that it showed', () => {
  it('LRN-2: goes to the Chair of the board by an email that says neither what nor between whom', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('ravenshythe', teachersForm());
    await world.until('Wed 4 Mar 2026 10:00');
    await settle(reference, ravenshythe.socialWorker, ravenshythe.teacher);

    await world.does(reference, ravenshythe.teacher, 'record-learning', { about: 'gap', text: 'GAPWORDS' });
    const report = await world.does(reference, ravenshythe.teacher, 'report-meeting', { text: 'x' });

    const [mail, ...more] = world.mailTo(ravenshythe.boardChair);
    expect(more).toEqual([]);
    expect(mail!.text.replace(/\s+/g, ' ')).toContain('a gap in policies or procedures that it showed');
    expect(mail!.text).toContain('(L53)');
    expect(mail!.raw).not.toMatch(/GAPWORDS|Hexworth|Marlecross/);
    // LRN-3: a meeting is reported by whoever held one.
    expect(report.refused).toMatch(/Only whoever convened or chaired/);
  });
});

describe('A11: "we agreed on …", when nobody wrote it down and the clock moved it on', () => {
  it('is confirmed by both sides at the open stage, and retracts the automatic move with that date, visibly', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Thu 5 Mar 2026 10:00');
    expect(await world.stageOf(reference)).toBe('2');

    const said = await world.does(reference, brackenshire.socialWorker, 'say-we-agreed', {
      agreedOn: '2026-03-03',
      text: 'We agreed on the telephone.',
      how: 'agreed',
      actions: [
        { text: 'The health visitor visits.', ownerAgency: 'dunmere-valley-community-health', dueOn: '2026-03-12' },
      ],
      noActions: false,
    });
    const proposalId = said.done!.proposals[0]!.id;
    expect(new Set(world.whoGot('Was this agreed before?'))).toEqual(
      new Set([brackenshire.healthVisitorsManager, brackenshire.socialCareManager]),
    );
    // One side is not enough, not even the side of whoever said it.
    await world.does(reference, brackenshire.socialCareManager, 'confirm', { proposalId });
    expect(await world.stageOf(reference)).toBe('2');
    await world.does(reference, brackenshire.healthVisitorsManager, 'confirm', { proposalId });

    const d = await world.read(reference);
    expect([d.outcome?.outcome, d.outcome?.agreedOn]).toEqual(['resolved', '2026-03-03']);
    expect(d.outcome?.actions.map(({ dueOn }) => dueOn)).toEqual(['2026-03-12']);
    expect(d.stages.map(({ stageId, retracted }) => [stageId, retracted?.agreedOn])).toEqual([
      ['1', undefined],
      ['2', '2026-03-03'],
    ]);
    // The history keeps the move and the taking back of it.
    expect(await world.steps(reference)).toEqual(
      expect.arrayContaining(['stage opened 2', 'said it was agreed 2', 'automatic move retracted 2', 'resolved 2']),
    );
    expect(world.mailTo(brackenshire.healthVisitor, 'This is settled')[0]!.text.replace(/\s+/g, ' ')).toContain(
      'They have confirmed that it was agreed on Tuesday 3 March 2026, and was not written down then. It went to Stage 2 by itself after that day: that move is retracted as of that day, and the history shows both.',
    );
  });

  it('retracts nothing when it is disputed, and the clock goes on', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Thu 5 Mar 2026 10:00');
    const said = await world.does(reference, brackenshire.socialWorker, 'say-we-agreed', {
      agreedOn: '2026-03-03',
      text: 'We agreed.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });

    await world.does(reference, brackenshire.healthVisitorsManager, 'dispute', {
      proposalId: said.done!.proposals[0]!.id,
      text: 'We did not.',
    });
    await world.until('Tue 10 Mar 2026 10:00');

    expect(await world.stageOf(reference)).toBe('3');
    expect((await world.read(reference)).stages.some(({ retracted }) => retracted)).toBe(false);
  });
});

describe('R: a teacher who asks for support when they raise it', () => {
  it('INT-10: their own safeguarding lead alone is told and names a supporter; the other agency hears of neither, to the end', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const supporter = 'wanda.steadfast@marlecross.example';
    const { reference } = await world.raiseForm(
      'ravenshythe',
      teachersForm({ wantsSupport: 'yes', fearsForPosition: 'yes' }),
    );
    expect(world.whoGot('would like your support')).toEqual([ravenshythe.schoolLead]);

    await world.does(reference, ravenshythe.schoolLead, 'appoint-supporter', {
      name: 'Wanda Steadfast',
      email: supporter,
    });
    expect(world.whoGot('stand by a colleague')).toEqual([supporter]);
    const tried = await world.does(reference, supporter, 'record-discussion', {
      heldOn: '2026-03-02',
      with: 'x',
      text: 'x',
    });
    expect(tried.refused).toMatch(/nothing is asked of you/);
    await world.until('Wed 4 Mar 2026 10:00');
    await settle(reference, ravenshythe.socialWorker, ravenshythe.teacher);

    const d = await world.read(reference);
    const theirs = JSON.stringify(asSeenBy(d, ravenshythe.socialWorker));
    const mails = world.mails.filter(({ to }) => /@(board\.)?ravenshythe\.example$/.test(to)).map(({ raw }) => raw);
    expect(mails.length).toBeGreaterThan(2);
    for (const words of [theirs, ...mails])
      expect(words).not.toMatch(/Steadfast|steadfast|crowmarsh|your support|stand by|fearsForPosition/);
    const supporters = world.mailTo(supporter).map(({ subject }) => subject);
    expect(supporters).toHaveLength(1);
  });
});

describe('L: a discussion approved, then corrected; and advice at stage 2', () => {
  it('REC-2, BEY-10: the other side approves it, nothing of it changes afterwards, and a correction stands beside it', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm());
    await world.until('Wed 4 Mar 2026 11:00');
    const recorded = await world.does(reference, larkhithe.policeOfficer, 'record-discussion', {
      heldOn: '2026-03-04',
      with: 'Honor Lintwell',
      text: 'We spoke for ten minutes.',
    });
    const discussionId = recorded.done!.discussions[0]!.id;
    const own = await world.does(reference, larkhithe.policeOfficer, 'approve-discussion', { discussionId });

    await world.does(reference, larkhithe.socialWorker, 'approve-discussion', { discussionId });
    const again = await world.does(reference, larkhithe.socialWorker, 'approve-discussion', { discussionId });
    await world.until('Thu 5 Mar 2026 11:00');
    await world.does(reference, larkhithe.socialWorker, 'correct-discussion', { discussionId, text: 'It was twenty.' });

    const [discussion] = (await world.read(reference)).discussions;
    expect(own.refused).toMatch(/No discussion waits for you/);
    expect(again.refused).toMatch(/No discussion waits for you/);
    expect(discussion!.approved).toMatchObject({ by: { email: larkhithe.socialWorker }, at: '2026-03-04T11:00:00Z' });
    expect(discussion!.corrections).toMatchObject([
      { by: { email: larkhithe.socialWorker }, at: '2026-03-05T11:00:00Z' },
    ]);
    expect(discussion!.textId).toBe(recorded.done!.discussions[0]!.textId);
  });

  it('INT-11: the policy prompts the first-line managers, their own safeguarding lead is told, and the clock goes on', async () => {
    world = await openStory('Mon 2 Mar 2026 09:30');
    const { reference } = await world.raiseForm('larkhithe', policeOfficersForm());
    await world.until('Tue 10 Mar 2026 10:00');
    expect(world.mailTo(larkhithe.policeManager)[0]!.text.replace(/\s+/g, ' ')).toContain(
      "expects you to seek advice from your own agency's safeguarding lead (§1.6)",
    );
    const { dueAt } = (await world.read(reference)).alarm;

    await world.does(reference, larkhithe.policeManager, 'ask-for-advice', { text: 'ADVICEWORDS' });
    expect(world.whoGot('asks for your advice')).toEqual([larkhithe.policeLead]);
    const { id: adviceId } = (await world.read(reference)).advice![0]!;
    await world.does(reference, larkhithe.policeLead, 'advice-given', {
      adviceId,
      text: 'Speak to the paediatrician.',
    });

    expect(world.whoGot('advice you asked for')).toEqual([larkhithe.policeManager]);
    expect((await world.read(reference)).alarm.dueAt).toBe(dueAt);
    expect(world.mails.filter(({ raw }) => raw.includes('ADVICEWORDS'))).toEqual([]);
    // Whoever advises reads it, and does nothing else there.
    const more = await world.does(reference, larkhithe.policeLead, 'propose', settled);
    expect(more.refused).toMatch(/Only the people asked/);
    await world.until('Mon 16 Mar 2026 17:30');
    expect(await world.stageOf(reference)).toBe('3');
  });
});
