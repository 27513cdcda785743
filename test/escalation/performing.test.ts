import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { ACT_KINDS, type Act, readAct } from '../../escalation/acts.ts';
import { checkBack, confirmInWriting, escalateIfOverdue } from '../../escalation/clockwork.ts';
import { perform } from '../../escalation/performing.ts';
import { type Disagreement, disagreementSchema, openHarm, openVisit } from '../../escalation/record.ts';
import {
  arrange,
  askedAt,
  asWritten,
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  did,
  didChange,
  directoryWith,
  ESCALATE,
  HEALTH,
  inLondon,
  isTheirs,
  L,
  owedTo,
  propose,
  R,
  RAISER,
  RAISERS_MANAGER,
  raised,
  refusalOf,
  S,
  SCHOOL,
  settingAt,
  THEIR_MANAGER,
  takenTo,
  W,
  without,
} from './building.ts';

const AT = 'Mon 2 Mar 2026 09:30';
const now = settingAt(AT);
const talked = { talkedAlready: 'yes', talkedOn: '2026-03-02' } as const;
const action = (changes: object = {}) => ({ text: 'Assess.', ownerAgency: CARE, dueOn: '2026-03-09', ...changes });
const latest = (d: Disagreement) => d.proposals.at(-1)!.id;
const confirm = (d: Disagreement): Act => ({ kind: 'confirm', proposalId: latest(d) });
const dispute = (d: Disagreement): Act => ({ kind: 'dispute', proposalId: latest(d), text: 'Not enough.' });
const decide = (
  outcome: 'resolved' | 'decided' | 'ended without agreement',
  actions: ReturnType<typeof action>[] = [],
): Act => ({
  kind: 'decide',
  outcome,
  text: 'The chair’s record.',
  actions,
  noActions: actions.length === 0,
  recordHeld: 'With the board.',
});

/** A policy's, raised and taken to a stage. */
function atStage(stageId: string, policy = B, setting = settingAt(AT, { policy })): Disagreement {
  return takenTo(stageId, raised(setting), setting);
}

/** What the machine does when it wakes at this moment. */
function wakes(d: Disagreement, when: string, policy = B): Disagreement {
  const setting = settingAt(when, { policy });
  for (const decision of [confirmInWriting(d, setting), checkBack(d, setting), escalateIfOverdue(d, setting)]) {
    if ('change' in decision) return asWritten(decision.change);
  }
  throw new Error('nothing was due');
}

describe('OUT-1, BEY-3: resolved is what both sides say; silence and one’s own side are not agreement', () => {
  const proposed = (changes = {}) => did(atStage('2'), THEIR_MANAGER, propose(changes), now);

  it('a proposal ends nothing and the clock runs on to the next stage', () => {
    const d = proposed();

    expect(openVisit(d)?.stageId).toBe('2');
    const moved = wakes(d, 'Thu 5 Mar 2026 17:00');
    expect(openVisit(moved)?.stageId).toBe('3');
    expect(moved.proposals[0]!.supersededAt, 'it waits for nobody any more').toBeDefined();
  });

  it('the other side’s confirmation resolves it, in one write', () => {
    const d = did(proposed(), RAISERS_MANAGER, confirm(proposed()), now);

    expect(d.outcome).toMatchObject({ outcome: 'resolved', stageId: '2', how: 'agreed', by: { email: THEIR_MANAGER } });
    expect(d.alarm.place).toBe('confirm-in-writing');
  });

  it('the other side is asked to confirm, and nobody else', () => {
    expect(owedTo(didChange(atStage('2'), THEIR_MANAGER, propose(), now).disagreement, 'proposal')).toEqual([
      RAISERS_MANAGER,
    ]);
  });

  it('an own colleague cannot confirm, nor the raiser their own side’s proposal', () => {
    const d = proposed();

    expect(refusalOf(d, THEIR_MANAGER, confirm(d), now)).toBe(
      'The other side confirms or disputes what your side proposed.',
    );
    expect(refusalOf(d, COUNTERPART, confirm(d), now)).toBe('Only the people asked at the open stage can do this.');
    const own = did(atStage('2'), RAISERS_MANAGER, propose(), now);
    expect(refusalOf(own, RAISER, confirm(own), now)).toBe('Only the people asked at the open stage can do this.');
  });

  it('A16: each other agency confirms for itself', () => {
    const three = raised(now);
    three.raisedWith.push({
      agency: SCHOOL,
      practitioner: { name: 'Sol', email: at('school', 'sol'), agency: SCHOOL },
    });
    let d = did(did(three, RAISER, ESCALATE, now), THEIR_MANAGER, propose(), now);

    d = did(d, RAISERS_MANAGER, confirm(d), now);
    expect(d.outcome).toBeNull();
    expect(refusalOf(d, RAISERS_MANAGER, confirm(d), now)).toBe('Your agency has confirmed it already.');
    d = did(d, at('school', 'line-manager'), confirm(d), now);

    expect(d.outcome?.outcome).toBe('resolved');
  });

  it('somebody who stands in from another body answers for the agency they stand in for', () => {
    const directory = directoryWith(
      without(['Tarnshire Care', 'line-manager'], ['Tarnshire Care', 'safeguarding-lead']),
    );
    const setting = settingAt(AT, { directory });
    let d = raised(setting, talked);
    expect(askedAt(d)[1]).toBe('responding line-manager unit@board.tarn.example');

    d = did(d, atBoard('unit'), propose(), setting);
    d = did(d, RAISERS_MANAGER, confirm(d), setting);

    expect(d.outcome?.outcome).toBe('resolved');
  });

  it('SCP-5: within one agency the other side is told of the proposal and confirms', () => {
    const form = { theirAgency: HEALTH, theirEmail: at('health', 'counterpart') };
    const change = didChange(raised(now, form), at('health', 'counterpart'), propose(), now);

    expect(owedTo(change.disagreement, 'proposal')).toEqual([RAISER]);
    const d = did(asWritten(change), RAISER, confirm(change.disagreement), now);
    expect(d.outcome?.outcome).toBe('resolved');
  });

  it('a dispute keeps the clock running, tells the proposer and the raiser, and a new proposal may follow', () => {
    const d = proposed();
    const disputed = didChange(d, RAISERS_MANAGER, dispute(d), now);

    expect(owedTo(disputed.disagreement, 'disputed')).toEqual([THEIR_MANAGER, RAISER]);
    expect(openVisit(disputed.disagreement)?.stageId).toBe('2');
    expect(refusalOf(asWritten(disputed), RAISERS_MANAGER, propose(), now)).toBe('done');
  });

  it('a proposal that changed since the page was opened is not confirmed unread', () => {
    const d = proposed();

    expect(refusalOf(d, RAISERS_MANAGER, { kind: 'confirm', proposalId: 'o1' }, now)).toContain('changed since');
  });
});

describe('OUT-2: a proposal says how what is outstanding will be pursued, or that nothing is', () => {
  test.each<[string, Partial<Extract<Act, { kind: 'propose' }>>, string]>([
    [
      'no action and no "none"',
      { actions: [], noActions: false },
      'List what was agreed to be done, or say that nothing is outstanding.',
    ],
    ['an explicit none', { actions: [], noActions: true }, 'done'],
    ['an action with an owner and a day', { actions: [action()], noActions: false }, 'done'],
    [
      'an unknown owner',
      { actions: [action({ ownerAgency: 'nobody' })] },
      'Choose the agency that will do action 1 from the list.',
    ],
    ['a day already past', { actions: [action({ dueOn: '2026-03-01' })] }, 'Action 1: enter today or a day ahead.'],
    [
      'a day beyond the calendar',
      { actions: [action({ dueOn: '2031-03-01' })] },
      'Action 1: enter a day before Sunday 31 December 2028: bank holidays are known no further.',
    ],
    ['a review day already past', { reviewOn: '2026-03-01' }, 'enter today or a day ahead.'],
  ])('%s', (_name, changes, answer) => {
    expect(refusalOf(atStage('2'), THEIR_MANAGER, propose(changes), now)).toBe(answer);
  });
});

describe('OUT-3, OUT-5, OUT-7: confirmed in writing, checked back, and reopened if it was not done', () => {
  const resolvedWith = (actions: ReturnType<typeof action>[], stageId = '2', policy = B) => {
    const setting = settingAt(AT, { policy });
    let d = atStage(stageId, policy);
    const [own, other] = stageId === '1' ? [RAISER, COUNTERPART] : [RAISERS_MANAGER, THEIR_MANAGER];
    d = did(d, other, propose({ actions, noActions: actions.length === 0 }), setting);
    return did(d, own, confirm(d), setting);
  };
  const answer = (d: Disagreement, done: 'yes' | 'late' | 'no'): Act => ({
    kind: 'answer-check-back',
    actionId: d.outcome!.actions[0]!.id,
    done,
  });
  const asked = () => wakes(wakes(resolvedWith([action()]), AT), 'Mon 9 Mar 2026 10:00');
  const onTheDay = settingAt('Mon 9 Mar 2026 11:00');

  it('OUT-7, NOT-2: both sides, the raiser and the Business Manager have it in writing', () => {
    const confirmed = confirmInWriting(resolvedWith([]), now);

    expect('change' in confirmed && owedTo(confirmed.change.disagreement, 'resolved')).toEqual([
      RAISER,
      COUNTERPART,
      RAISERS_MANAGER,
      THEIR_MANAGER,
      atBoard('unit'),
    ]);
  });

  it('with nothing outstanding it closes there', () => {
    expect(wakes(resolvedWith([]), AT).closedAt).toBe(now.now.toString());
  });

  it('on the day the raiser and the side that owes it are asked, at 10:00', () => {
    const waiting = wakes(resolvedWith([action()]), AT);
    expect([waiting.alarm.place, inLondon(waiting.alarm.dueAt)]).toEqual(['check-back', 'Mon 9 Mar 2026 10:00']);

    const due = checkBack(waiting, settingAt('Mon 9 Mar 2026 10:00'));

    expect('change' in due && owedTo(due.change.disagreement, 'check-back')).toEqual([RAISER, THEIR_MANAGER]);
  });

  it('"done" from the side that asked for it closes it', () => {
    expect(did(asked(), RAISER, answer(asked(), 'yes'), onTheDay).closedAt).toBe(onTheDay.now.toString());
  });

  it('"done, but later than agreed" closes it as "done" does, and the record says that it was late', () => {
    const d = did(asked(), RAISER, answer(asked(), 'late'), onTheDay);

    expect(d.closedAt).toBe(onTheDay.now.toString());
    expect(d.outcome!.actions[0]!.answers).toMatchObject([{ by: RAISER, done: true, late: true }]);
    expect(d.history.map(({ what }) => what)).toContain('action done late');
  });

  it('"done" from the side that owes it leaves the raiser a working week to say otherwise', () => {
    const d = did(asked(), THEIR_MANAGER, answer(asked(), 'yes'), onTheDay);

    expect([d.closedAt, inLondon(d.alarm.dueAt)]).toEqual([null, 'Mon 16 Mar 2026 17:00']);
    expect(refusalOf(d, RAISER, answer(d, 'no'), onTheDay)).toBe('done');
    expect(wakes(d, 'Mon 16 Mar 2026 17:00').closedAt).not.toBeNull();
  });

  it('silence for a working week closes it, counted as unanswered', () => {
    const d = wakes(asked(), 'Mon 16 Mar 2026 17:00');

    expect(d.history.at(-1)).toMatchObject({ what: 'closed', facts: { outcome: 'resolved', unanswered: 1 } });
  });

  it('"not done" offers the raising side to reopen at the stage it left, with the full number and no cap', () => {
    const setting = settingAt('Wed 11 Mar 2026 12:00');
    let d = did(asked(), RAISER, answer(asked(), 'no'), onTheDay);
    expect(refusalOf(d, THEIR_MANAGER, { kind: 'reopen', text: 'x' }, setting)).toBe(
      'Only the side that raised it can reopen it.',
    );

    d = did(d, RAISERS_MANAGER, { kind: 'reopen', text: 'The visit did not happen.' }, setting);

    expect(openVisit(d)).toMatchObject({ stageId: '2', cause: 'not done' });
    expect(inLondon(openVisit(d)!.deadline!.at)).toBe('Mon 16 Mar 2026 17:00');
    const third = wakes(d, 'Mon 16 Mar 2026 17:00');
    expect([third.alarm.place, inLondon(third.alarm.dueAt)], 'ten days from the outset are long over').toEqual([
      'stage-3',
      'Fri 20 Mar 2026 17:00',
    ]);
  });

  it('the other side’s "done" does not take the raising side’s offer away', () => {
    let d = did(asked(), RAISER, answer(asked(), 'no'), onTheDay);
    d = did(d, THEIR_MANAGER, answer(d, 'yes'), onTheDay);

    expect(refusalOf(d, RAISER, { kind: 'reopen', text: 'It was not done.' }, onTheDay)).toBe('done');
  });

  it('stage 1, reopened, has its two days from then and not from the outset', () => {
    let d = wakes(wakes(resolvedWith([action()], '1'), AT), 'Mon 9 Mar 2026 10:00');
    d = did(d, RAISER, answer(d, 'no'), onTheDay);

    d = did(d, RAISER, { kind: 'reopen', text: 'x' }, onTheDay);

    expect(inLondon(openVisit(d)!.deadline!.at)).toBe('Wed 11 Mar 2026 17:00');
  });

  it('I6: the outcome that was not kept stays in the record when it is reopened', () => {
    let d = did(asked(), RAISER, answer(asked(), 'no'), onTheDay);
    const before = d.outcome;

    d = did(d, RAISER, { kind: 'reopen', text: 'x' }, onTheDay);

    expect(d.earlierOutcomes).toEqual([before]);
    expect(disagreementSchema.parse(d)).toEqual(d);
  });

  it('after a final and binding decision nothing reopens: the officer and the Business Manager are told', () => {
    let d = did(atStage('4a'), atBoard('officer-children'), decide('decided', [action()]), now);
    d = wakes(wakes(d, AT), 'Mon 9 Mar 2026 10:00');

    const change = didChange(d, RAISER, answer(d, 'no'), onTheDay);

    expect(owedTo(change.disagreement, 'not-done')).toEqual([atBoard('officer-children'), atBoard('unit')]);
    expect(refusalOf(asWritten(change), RAISER, { kind: 'reopen', text: 'x' }, onTheDay)).toContain(
      'final and binding decision is not reopened',
    );
  });

  it('after a binding decision of mediation whoever mediated hears it too, of whatever agency they are', () => {
    const mediation = arrange({ what: 'mediation', attendees: [RAISER, COUNTERPART].map((email) => ({ email })) });
    let d = did(atStage('4b'), atBoard('independent-chair'), mediation, now);
    d = did(d, 'ida@chambers.example', { ...decide('decided', [action()]), recordHeld: 'Here.' } as Act, now);
    d = wakes(wakes(d, AT), 'Mon 9 Mar 2026 10:00');

    const change = didChange(d, RAISER, answer(d, 'no'), onTheDay);

    expect(d.outcome!.binding).toBe('L71');
    expect(new Set(owedTo(change.disagreement, 'not-done'))).toEqual(
      new Set([atBoard('officer-children'), atBoard('independent-chair'), 'ida@chambers.example', atBoard('unit')]),
    );
  });
});

describe('ESC-2, ESC-5, ESC-6, ESC-8: how a person ends or moves it', () => {
  it('either side may take it further at any time, with a reason', () => {
    for (const who of [RAISER, COUNTERPART, RAISERS_MANAGER, THEIR_MANAGER]) {
      expect(openVisit(did(atStage('2'), who, ESCALATE, now))?.stageId).toBe('3');
    }
  });

  it('but nobody of the board: that is for the two sides, and whoever chairs there records what came of it', () => {
    expect(refusalOf(atStage('4a'), atBoard('officer-children'), ESCALATE, now)).toBe(
      'Only the people asked at the open stage can do this.',
    );
  });

  it('a form posted twice takes it one stage further, not two', () => {
    const d = did(atStage('2'), RAISER, { ...ESCALATE, visit: 1 }, now);

    expect(refusalOf(d, RAISER, { ...ESCALATE, visit: 1 }, now)).toContain('moved to another stage');
    expect(refusalOf(d, COUNTERPART, { ...ESCALATE, visit: 1 }, now), 'F12: another’s words are kept').toMatch(
      /^kept: /,
    );
    expect(openVisit(d)?.stageId).toBe('3');
  });

  test.each([
    ['B, stage 4', B, '4a', atBoard('officer-children'), 'decided', 'L125'],
    ['B, the Independent Chair', B, '4b', atBoard('independent-chair'), 'decided', 'L71'],
    ['B, stage 4, agreed there', B, '4a', atBoard('officer-children'), 'resolved', undefined],
    ['B, no agreement at the end', B, '4b', atBoard('independent-chair'), 'ended without agreement', undefined],
    ['W says "binding" nowhere', W, '4', atBoard('unit'), 'decided', undefined],
  ] as const)('%s: binding only where the policy says so', (_name, policy, stageId, who, outcome, binding) => {
    const setting = settingAt(AT, { policy });

    const d = did(atStage(stageId, policy), who, decide(outcome), setting);

    expect([d.outcome?.outcome, d.outcome?.binding]).toEqual([outcome, binding]);
  });

  it('"not agreed" below the last stage is no outcome: it goes further, with the reason kept', () => {
    const change = didChange(atStage('4a'), atBoard('officer-children'), decide('ended without agreement'), now);

    expect(change.disagreement.outcome).toBeNull();
    expect(openVisit(change.disagreement)).toMatchObject({ stageId: '4b', cause: 'a person' });
    expect(change.texts.map(({ content }) => content)).toContain('The chair’s record.');
  });

  it('OUT-11: withdrawal is the raiser’s, with a reason; both sides and the raiser’s safeguarding lead hear of it', () => {
    const d = did(atStage('2'), RAISER, { kind: 'withdraw', text: 'They have agreed.' }, now);
    const confirmed = confirmInWriting(d, now);

    expect(d.outcome?.outcome).toBe('withdrawn');
    expect('change' in confirmed && owedTo(confirmed.change.disagreement, 'withdrawn')).toEqual(
      expect.arrayContaining([RAISER, COUNTERPART, RAISERS_MANAGER, THEIR_MANAGER, at('health', 'safeguarding-lead')]),
    );
    expect(refusalOf(atStage('2'), RAISERS_MANAGER, { kind: 'withdraw', text: 'x' }, now)).toBe(
      'Only the person who raised it can withdraw it.',
    );
  });
});

describe('F12: what comes second is kept and shown, and overwrites nothing', () => {
  it('a second proposal at the same time', () => {
    const d = did(atStage('2'), THEIR_MANAGER, propose(), now);

    const second = didChange(d, RAISERS_MANAGER, propose({ text: 'Something else.' }), now);

    expect(second.disagreement.proposals).toEqual(d.proposals);
    expect(second.disagreement.dissents).toMatchObject([
      { by: { email: RAISERS_MANAGER }, saying: 'an outcome was proposed' },
    ]);
    expect(second.texts.map(({ content }) => content)).toEqual(['Something else.']);
  });

  it('the same person’s form posted twice is one proposal', () => {
    const d = did(atStage('2'), THEIR_MANAGER, propose(), now);

    expect(refusalOf(d, THEIR_MANAGER, propose(), now)).toBe(
      'An outcome is already proposed: confirm or dispute it first.',
    );
  });

  it('a decision after a decision, a confirmation after a decision, an escalation after the move', () => {
    const decided = did(atStage('4a'), atBoard('officer-children'), decide('decided'), now);
    const both = didChange(decided, at('care', 'board-representative'), propose({ text: 'Ours.' }), now);
    expect(both.disagreement.outcome).toEqual(decided.outcome);
    expect(both.disagreement.dissents).toHaveLength(1);
    expect(owedTo(both.disagreement, 'disputed')).toEqual([RAISER, atBoard('officer-children')]);

    const moved = did(atStage('2'), RAISER, ESCALATE, now);
    expect(refusalOf(moved, THEIR_MANAGER, ESCALATE, now)).toBe(
      'kept: It had already moved to another stage. What you recorded is kept and shown.',
    );
  });

  it('a dispute and a confirmation of two people of one side', () => {
    const d = did(atStage('2'), THEIR_MANAGER, propose(), now);
    const deputy = {
      ...openVisit(d)!.asked[0]!,
      id: 's1a9',
      person: { name: 'Dee', email: at('health', 'dee'), agency: HEALTH },
    };
    openVisit(d)!.asked.push(deputy);
    d.people[at('health', 'dee')] = { id: 'p99', person: deputy.person, places: ['deputy'], mine: 'mine' };
    const disputed = did(d, at('health', 'dee'), dispute(d), now);

    expect(refusalOf(disputed, RAISERS_MANAGER, confirm(d), now)).toMatch(/^kept: /);
  });

  it('an act at the moment the deadline moved it: the move stands, the words are kept', () => {
    const proposed = did(atStage('2'), THEIR_MANAGER, propose(), now);
    const moved = wakes(proposed, 'Thu 5 Mar 2026 17:00');

    const late = perform(
      isTheirs(moved, RAISERS_MANAGER),
      RAISERS_MANAGER,
      confirm(proposed),
      settingAt('Thu 5 Mar 2026 17:00'),
    );

    expect(
      'change' in late && [openVisit(late.change.disagreement)?.stageId, late.change.disagreement.dissents.length],
    ).toEqual(['3', 1]);
  });
});

describe('PRV-2: the wrong person', () => {
  it('who was only told does nothing', () => {
    expect(refusalOf(atStage('2'), atBoard('designated-nurse'), ESCALATE, now)).toBe(
      'You were told of this disagreement; nothing is asked of you.',
    );
  });

  it('saying "mine" twice writes one line', () => {
    const d = did(atStage('2'), THEIR_MANAGER, { kind: 'mine' } as Act, now);
    const again = perform(d, THEIR_MANAGER, { kind: 'mine' } as Act, now);

    expect('change' in again && again.change.entries).toEqual([]);
  });

  it('an address outside the agency’s domains does nothing until it is vouched for, but may say "not mine"', () => {
    const d = raised(now, { theirEmail: 'cas@elsewhere.example' });

    expect(refusalOf(d, 'cas@elsewhere.example', propose(), now)).toContain('vouch');
    expect(refusalOf(d, 'cas@elsewhere.example', { kind: 'not-mine' }, now)).toBe('done');
  });

  it('"not mine" ends their access, tells the raiser and the lead, and finds the right person at once; the clock goes on', () => {
    const d = atStage('2');
    const change = didChange(d, THEIR_MANAGER, { kind: 'not-mine' }, now);

    const after = change.disagreement;
    expect(owedTo(after, 'not-mine'), 'the raiser’s side and the lead').toEqual([
      RAISER,
      RAISERS_MANAGER,
      atBoard('unit'),
    ]);
    expect(owedTo(after, 'asked')).toEqual([at('care', 'safeguarding-lead')]);
    expect(after.alarm).toEqual(d.alarm);
    expect(refusalOf(asWritten(change), THEIR_MANAGER, propose(), now)).toBe(
      'You do not take part in this disagreement.',
    );
  });

  it('whom they name instead is asked; who cannot be is put right first, because afterwards they can put right nothing', () => {
    const named = didChange(
      atStage('2'),
      THEIR_MANAGER,
      { kind: 'not-mine', name: 'Nia', email: at('care', 'nia') },
      now,
    );
    const refused = (who: { name?: string; email?: string }) =>
      refusalOf(atStage('2'), THEIR_MANAGER, { kind: 'not-mine', ...who }, now);

    expect(owedTo(named.disagreement, 'asked')).toEqual([at('care', 'nia')]);
    expect(refused({ name: 'X', email: 'x@elsewhere.example' })).toMatch(
      /^Check their address: it is none of your own agency's\. Or leave both empty/,
    );
    expect(refused({ name: 'X' })).toMatch(/^Enter both their full name and their work email address/);
    expect(refused({ name: 'Me', email: THEIR_MANAGER })).toMatch(/^You cannot name yourself/);
    expect(refused({ name: 'Rae', email: RAISER })).toMatch(/^You cannot name the person who raised it/);
    expect(refused({ name: 'Mona', email: RAISERS_MANAGER }), 'ROU-11').toMatch(/the raiser's own line manager/);
  });

  it('the raiser’s own manager says "not mine": nobody of the stage before is asked instead', () => {
    const change = didChange(atStage('3'), at('health', 'senior-manager'), { kind: 'not-mine' }, now);

    expect(owedTo(change.disagreement, 'asked')).toEqual([at('health', 'safeguarding-lead')]);
  });

  it('the counterpart says "not mine": their safeguarding lead is asked who it is, and says', () => {
    const change = didChange(raised(now), COUNTERPART, { kind: 'not-mine' }, now);
    expect(owedTo(change.disagreement, 'name-next')).toEqual([at('care', 'safeguarding-lead')]);

    const named = didChange(
      asWritten(change),
      at('care', 'safeguarding-lead'),
      { kind: 'name-next', role: 'practitioner', name: 'Right Person', email: at('care', 'right') },
      now,
    );

    expect(owedTo(named.disagreement, 'asked')).toEqual([at('care', 'right')]);
    expect(named.disagreement.raisedWith[0]!.practitioner?.email).toBe(at('care', 'right'));
  });

  it('ADM-4: the lead who was asked who it is says "not mine" too: their deputy is asked, or the leads hear that nobody is', () => {
    const d = did(raised(now), COUNTERPART, { kind: 'not-mine' }, now);
    const lead = at('care', 'safeguarding-lead');
    const stoodInFor = directoryWith((rows) =>
      rows.map((row) => (row['email'] === lead ? { ...row, deputy_email: at('care', 'stand-in') } : row)),
    );

    const { disagreement } = didChange(d, lead, { kind: 'not-mine' }, now);
    expect(owedTo(disagreement, 'name-next')).toEqual([]);
    expect(owedTo(disagreement, 'nobody-to-ask')).toEqual([atBoard('unit')]);

    const withDeputy = didChange(d, lead, { kind: 'not-mine' }, settingAt(AT, { directory: stoodInFor }));
    expect(owedTo(withDeputy.disagreement, 'name-next')).toEqual([at('care', 'stand-in')]);
    expect(owedTo(withDeputy.disagreement, 'nobody-to-ask')).toEqual([]);
  });
});

describe('BEY-4, ROU-11: naming who is next', () => {
  const name = (email: string, role: 'line-manager' | 'practitioner' = 'line-manager'): Act => ({
    kind: 'name-next',
    role,
    name: 'N',
    email,
  });

  test.each<[string, string, Act, string | RegExp]>([
    ['a colleague', COUNTERPART, name(at('care', 'nia')), 'done'],
    ['themselves', COUNTERPART, name(COUNTERPART), /cannot name yourself/],
    ['the raiser', COUNTERPART, name(RAISER), /cannot name the person who raised it/],
    ['the raiser’s manager, for the other side', COUNTERPART, name(RAISERS_MANAGER), /raiser's own line manager/],
    ['somebody elsewhere', COUNTERPART, name('x@elsewhere.example'), /an address of your own agency/],
    ['by the raiser, for their own side', RAISER, name(at('health', 'nia')), 'done'],
    [
      'the other side’s practitioner, by the raiser',
      RAISER,
      name(at('health', 'nia'), 'practitioner'),
      'Only the other agency can say who its practitioner is.',
    ],
    [
      'another practitioner, by the known one',
      COUNTERPART,
      name(at('care', 'nia'), 'practitioner'),
      'The other practitioner is already known.',
    ],
  ])('%s', (_name, by, act, answer) => {
    expect(refusalOf(raised(now), by, act, now)).toMatch(answer);
  });
});

describe('CLK-3, BEY-8: a time can only be made shorter', () => {
  const shorten = (on: string, time: string, more: object = {}): Act => ({
    kind: 'shorten',
    on,
    time,
    text: 'To keep her safe.',
    ...more,
  });
  const set = (d: Disagreement, who: string, on: string, time: string) => did(d, who, shorten(on, time), now);

  test.each<[string, Act, string | RegExp]>([
    ['sooner than the deadline', shorten('2026-03-04', '12:00'), 'done'],
    [
      'at the deadline',
      shorten('2026-03-05', '17:00'),
      'The time can only be made shorter than 5pm on Thursday 5 March 2026.',
    ],
    ['later', shorten('2026-03-06', '12:00'), /only be made shorter/],
    ['already past', shorten('2026-03-02', '09:30'), 'That time has passed. Enter a time from now on.'],
  ])('%s', (_name, act, answer) => {
    expect(refusalOf(atStage('2'), THEIR_MANAGER, act, now)).toMatch(answer);
  });

  it('everybody it concerns is told, and the execution is woken', () => {
    const change = didChange(atStage('2'), THEIR_MANAGER, shorten('2026-03-04', '12:00'), now);

    expect(owedTo(change.disagreement, 'deadline-changed')).toEqual([RAISER, COUNTERPART, RAISERS_MANAGER]);
    expect(change.disagreement.owed.some(({ kind }) => kind === 'wake')).toBe(true);
    expect(change.disagreement.alarm.dueAt).toBe('2026-03-04T12:00:00Z');
  });

  it('each is told what the time was before, and whether it is a correction', () => {
    const saysWhy = (d: Disagreement, on: string) =>
      didChange(d, THEIR_MANAGER, shorten(on, '12:00'), now).disagreement.owed.flatMap((owed) =>
        owed.kind === 'message' && owed.message === 'deadline-changed' ? [owed.facts] : [],
      );
    const because = (why: string, wasAt: string) => Array.from({ length: 3 }, () => ({ because: why, wasAt }));
    const d = set(atStage('2'), THEIR_MANAGER, '2026-03-03', '12:00');

    expect(saysWhy(atStage('2'), '2026-03-04')).toEqual(because('protective timescale', '2026-03-05T17:00:00Z'));
    expect(saysWhy(d, '2026-03-04')).toEqual(because('corrected', '2026-03-03T12:00:00Z'));
  });

  it('whoever set it may correct it, never past the policy’s own end, and nobody else may lengthen it', () => {
    const d = set(atStage('2'), THEIR_MANAGER, '2026-03-03', '12:00');

    expect(refusalOf(d, RAISERS_MANAGER, shorten('2026-03-04', '12:00'), now)).toContain('only be made shorter');
    expect(set(d, THEIR_MANAGER, '2026-03-04', '12:00').alarm.dueAt).toBe('2026-03-04T12:00:00Z');
    expect(set(d, THEIR_MANAGER, '2026-03-30', '12:00').alarm.dueAt).toBe('2026-03-05T17:00:00Z');
  });

  it('a correction undoes one’s own time only: what another had set before stays the limit', () => {
    let d = set(atStage('2'), THEIR_MANAGER, '2026-03-04', '12:00');
    d = set(d, RAISERS_MANAGER, '2026-03-03', '12:00');

    expect(refusalOf(d, RAISERS_MANAGER, shorten('2026-03-05', '12:00'), now)).toBe(
      'The time can only be made shorter than noon on Wednesday 4 March 2026.',
    );
    const corrected = set(d, RAISERS_MANAGER, '2026-03-03', '17:00');
    expect(corrected.alarm.dueAt).toBe('2026-03-03T17:00:00Z');
    expect(refusalOf(corrected, RAISERS_MANAGER, shorten('2026-03-05', '12:00'), now), 'corrected a second time').toBe(
      'The time can only be made shorter than noon on Wednesday 4 March 2026.',
    );
  });

  it('the same where the sooner time was named in completing what an email left out', () => {
    const d = set({ ...atStage('2'), missing: ['Must be settled by'] }, THEIR_MANAGER, '2026-03-04', '12:00');
    const completed = did(d, RAISER, { kind: 'complete', mustBeSettledOn: '2026-03-03' } as never, now);

    expect(completed.alarm.dueAt).toBe('2026-03-03T17:00:00Z');
    expect(refusalOf(completed, RAISER, shorten('2026-03-05', '12:00'), now)).toBe(
      'The time can only be made shorter than noon on Wednesday 4 March 2026.',
    );
  });

  it('a time that has passed is corrected by nobody, even before the clock has moved it', () => {
    const d = set(atStage('2'), THEIR_MANAGER, '2026-03-03', '12:00');

    expect(refusalOf(d, THEIR_MANAGER, shorten('2026-03-04', '12:00'), settingAt('Tue 3 Mar 2026 12:00'))).toContain(
      'has passed',
    );
  });

  it('a day beyond the calendar is refused in words', () => {
    expect(
      refusalOf(
        atStage('3', W, settingAt(AT, { policy: W })),
        at('care', 'senior-manager'),
        shorten('2031-03-03', '12:00'),
        settingAt(AT, { policy: W }),
      ),
    ).toBe('Enter a day before Sunday 31 December 2028: bank holidays are known no further.');
  });

  it('at the last stage there is nothing to shorten', () => {
    expect(refusalOf(atStage('4b'), atBoard('independent-chair'), shorten('2026-03-03', '12:00'), now)).toContain(
      'last stage',
    );
  });

  it('a form of a stage that has since been left shortens nothing', () => {
    expect(refusalOf(atStage('2'), THEIR_MANAGER, shorten('2026-03-03', '12:00', { visit: 0 }), now)).toContain(
      'moved to another stage',
    );
  });
});

describe('BEY-17: completing what an email left out', () => {
  const complete = (fields: Record<string, string>): Act => ({ kind: 'complete', ...fields }) as never;
  const bare = (missing: string[] = ['Day it arose', 'Their agency', 'Their practitioner', 'Type']) =>
    raised(now, { theirAgency: '', theirName: '', theirEmail: '' }, { missing, raisedBy: 'email' });

  it('asks those who could not be asked before, once', () => {
    const change = didChange(
      bare(),
      RAISER,
      complete({ theirAgency: CARE, theirName: 'Cas', theirEmail: COUNTERPART }),
      now,
    );

    expect(owedTo(change.disagreement, 'asked')).toEqual([COUNTERPART]);
    expect(change.disagreement.missing).toEqual(['Day it arose', 'Type']);
  });

  it('is the raiser’s alone; half an answer leaves its label missing, and a manager who was given is not given anew', () => {
    const noManager = raised(
      now,
      { managerName: '', managerEmail: '' },
      { missing: ['My manager'], raisedBy: 'email' },
    );
    const half = did(noManager, RAISER, complete({ managerName: 'Mona' }), now);
    const whole = did(half, RAISER, complete({ managerName: 'Mona', managerEmail: at('health', 'mona') }), now);
    const given = raised(now, {}, { missing: ['Type'], raisedBy: 'email' });

    expect(refusalOf(given, COUNTERPART, complete({ category: 'plan' }), now)).toMatch(/Only the person who raised it/);
    expect([half.missing, half.raisersManager]).toEqual([['My manager'], undefined]);
    expect([whole.missing, whole.raisersManager?.email]).toEqual([[], at('health', 'mona')]);
    const another = did(given, RAISER, complete({ managerName: 'Mona', managerEmail: at('health', 'mona') }), now);
    expect(another.raisersManager?.email).toBe(RAISERS_MANAGER);
  });

  it('a field that no form of ours has is passed over, also one whose name every object has', () => {
    expect(refusalOf(bare(), RAISER, complete({ constructor: 'x', toString: 'x' }), now)).toBe(
      'Enter at least one of the things that are missing.',
    );
  });

  it('a day after the one on which it was raised moves nothing: it had arisen by then', () => {
    const d = did(bare(), RAISER, complete({ aroseOn: '2026-03-03' }), settingAt('Tue 3 Mar 2026 09:30'));

    expect([d.aroseOn, inLondon(d.alarm.dueAt)]).toEqual(['2026-03-02', 'Wed 4 Mar 2026 17:00']);
  });

  it('a protective time later than the deadline is none: nothing is spent by it, nor limits a shorter one', () => {
    expect(did(bare(), RAISER, complete({ mustBeSettledOn: '2026-03-06' }), now).protectiveTimescale).toBeNull();
  });

  it('where nothing is missing there is nothing to complete', () => {
    expect(refusalOf(raised(now), RAISER, complete({ problem: 'Another.' }), now)).toBe('Nothing is missing.');
  });

  it('with only the agency its safeguarding lead is asked who it is, and not again with the next field', () => {
    const first = didChange(bare(), RAISER, complete({ theirAgency: CARE }), now);
    expect(owedTo(first.disagreement, 'name-next')).toEqual([at('care', 'safeguarding-lead')]);

    const second = didChange(asWritten(first), RAISER, complete({ category: 'plan' }), now);

    expect(owedTo(second.disagreement, 'name-next')).toEqual([]);
  });

  test.each<[string, Record<string, string>, string]>([
    ['an earlier day brings the deadline nearer', { aroseOn: '2026-02-27' }, 'Tue 3 Mar 2026 17:00'],
    ['a later day changes nothing: it was raised by then', { aroseOn: '2026-03-02' }, 'Wed 4 Mar 2026 17:00'],
    ['the day they talked counts too', { talkedOn: '2026-02-27' }, 'Tue 3 Mar 2026 17:00'],
    ['and the talk with the raiser’s own manager', { discussedWithManagerOn: '2026-02-27' }, 'Tue 3 Mar 2026 17:00'],
    [
      'a protective time binds from now',
      { mustBeSettledOn: '2026-03-03', mustBeSettledTime: '12:00' },
      'Tue 3 Mar 2026 12:00',
    ],
    ['a protective time later than the deadline does not', { mustBeSettledOn: '2026-03-06' }, 'Wed 4 Mar 2026 17:00'],
  ])('%s', (_name, fields, dueAt) => {
    expect(inLondon(did(bare(), RAISER, complete(fields), now).alarm.dueAt)).toBe(dueAt);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a day ahead', { aroseOn: '2026-03-03' }, 'The day it arose must be today or in the past.'],
    ['a talk ahead', { talkedOn: '2026-03-03' }, 'The day you talked must be today or in the past.'],
    [
      'a day before the calendar',
      { aroseOn: '1999-03-03' },
      'Enter a day from 2012 on: working days before then cannot be counted.',
    ],
    [
      'a protective time that has passed',
      { mustBeSettledOn: '2026-03-01' },
      'The time it must be settled by has passed. Enter a time from now on.',
    ],
    ['an unknown agency', { theirAgency: 'nowhere' }, 'Choose the agency you disagree with from the list.'],
    ['the board', { theirAgency: 'board' }, 'Choose the agency you disagree with from the list.'],
    [
      'their own address',
      { theirAgency: CARE, theirName: 'Rae', theirEmail: RAISER },
      "Enter the other practitioner's address, not your own.",
    ],
    [
      'their own address for their manager’s',
      { managerName: 'Rae', managerEmail: RAISER },
      "Enter your line manager's address, not your own.",
    ],
    [
      'their own manager, for the other side',
      { theirAgency: CARE, theirName: 'Mona', theirEmail: RAISERS_MANAGER },
      "Enter the other practitioner's address, not your line manager's.",
    ],
    ['nothing', { aroseOn: ' ' }, 'Enter at least one of the things that are missing.'],
  ])('refuses %s', (_name, fields, answer) => {
    expect(refusalOf(bare(), RAISER, complete(fields), now)).toBe(answer);
  });

  it('ROU-11: refuses the same address for their manager and the other practitioner, filled in together', () => {
    const d = raised(
      now,
      { theirAgency: '', theirName: '', theirEmail: '', managerEmail: '' },
      { missing: ['My manager'], raisedBy: 'email' },
    );
    const mona = { managerName: 'Mona', managerEmail: RAISERS_MANAGER, theirAgency: CARE, theirName: 'Mona' };

    expect(refusalOf(d, RAISER, complete({ ...mona, theirEmail: RAISERS_MANAGER }), now)).toMatch(
      /not your line manager/,
    );
    expect(refusalOf(d, RAISER, complete({ ...mona, theirEmail: COUNTERPART }), now)).toBe('done');
  });

  test.each([
    ['yes', true],
    ['no', false],
  ])(
    'CLK-7, CLK-14: whether somebody is at risk of immediate harm, answered %j: its clock runs from then: %s',
    (answer, runs) => {
      const later = settingAt('Mon 2 Mar 2026 20:00');
      const d = did(bare(['Immediate harm']), RAISER, complete({ immediateHarm: answer }), later);

      expect(d.missing).toEqual([]);
      expect(openHarm(d) !== undefined).toBe(runs);
      expect(inLondon(d.alarm.dueAt)).toBe(runs ? 'Tue 3 Mar 2026 20:00' : 'Wed 4 Mar 2026 17:00');
    },
  );

  test.each([
    ['B, which is for both: both officers are asked rather than the wrong one (ROU-7)', B, 'both'],
    ['W', W, 'child'],
    ['L', L, 'child'],
    ['S', S, 'adult'],
    ['R', R, 'child'],
  ] as const)('INT-8: whom it is about, where the email does not say: %s', (_name, policy, subject) => {
    const unsaid = { subject: undefined } as never;

    expect(raised(settingAt(AT, { policy }), unsaid, { raisedBy: 'email' }).subject).toBe(subject);
  });

  it('INT-8: refuses a subject that the policy is not about', () => {
    const setting = settingAt(AT, { policy: S });
    const d = raised(setting, { subject: 'adult' }, { missing: ['Child or adult'] });

    expect(refusalOf(d, RAISER, complete({ subject: 'child' }), setting)).toBe(
      "This partnership's policy is about adult safeguarding only.",
    );
  });

  it('CLK-3: tells both practitioners too that the time came nearer, as whoever shortens it does', () => {
    const atManagers = { ...atStage('2'), missing: ['Must be settled by'] };

    const { disagreement } = didChange(atManagers, RAISER, complete({ mustBeSettledOn: '2026-03-03' }), now);
    expect(owedTo(disagreement, 'deadline-changed')).toContain(COUNTERPART);
  });

  it('refuses their own agency where the policy is between agencies', () => {
    const setting = settingAt(AT, { policy: W });
    const d = raised(setting, { theirAgency: '' }, { missing: ['Their agency'] });

    expect(refusalOf(d, RAISER, complete({ theirAgency: HEALTH }), setting)).toBe(
      "This partnership's policy is about disagreements between two agencies. Choose another agency.",
    );
  });

  it('a day so early that the cap is over sends it to stage 4 at once', () => {
    const d = did(bare(), RAISER, complete({ aroseOn: '2026-02-10' }), now);

    expect(d.owed).toEqual([]);
    expect(Temporal.Instant.compare(d.alarm.dueAt!, now.now)).toBe(-1);
    expect(openVisit(wakes(d, AT))).toMatchObject({ stageId: '4a', cause: 'cap' });
  });
});

it.each(ACT_KINDS.filter((kind) => kind !== 'complete'))(
  'a form of “%s” in which nothing is filled in is answered in our words, which say what to do',
  (kind) => {
    // What the door itself sends of a form that was left empty.
    const read = readAct(kind, { actions: [], attendees: [], panel: [], noActions: false, time: '' });

    const problems = 'problems' in read ? read.problems : [];
    expect(problems.filter(({ message }) => /^Invalid|expected|received/.test(message))).toEqual([]);
  },
);
