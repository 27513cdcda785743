import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import { debriefClause, learningRoute } from '../../escalation/acts/after.ts';
import { ACT_KINDS, type Act, type ActKind, readAct } from '../../escalation/acts.ts';
import { checkBackTime } from '../../escalation/alarm.ts';
import { hear } from '../../escalation/automatic-mail.ts';
import { answersTo, checklistFor } from '../../escalation/checklist.ts';
import { checkBack, confirmInWriting, escalateIfOverdue } from '../../escalation/clockwork.ts';
import { learningFor, learningOf, wordsAloneFor } from '../../escalation/learning.ts';
import { messagesSeenBy } from '../../escalation/messages-seen.ts';
import { type Disagreement, disagreementSchema, openVisit } from '../../escalation/record.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import {
  asWritten,
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  did,
  didChange,
  directoryWith,
  HEALTH,
  isTheirs,
  owedTo,
  propose,
  R,
  RAISER,
  RAISERS_MANAGER,
  RELEASED,
  raised,
  raisedChange,
  refusalOf,
  released,
  S,
  settingAt,
  THEIR_LEAD,
  THEIR_MANAGER,
  takenTo,
  W,
  without,
} from './building.ts';
import { postRow, type Row } from './directories.ts';

const AT = 'Mon 2 Mar 2026 09:30';
const now = settingAt(AT);
const AT_ONCE = now.now.toString();
const OWN_LEAD = at('health', 'safeguarding-lead');
const toldOnly = {
  id: 'p99',
  person: { name: 'Lou', email: THEIR_LEAD, agency: CARE },
  places: ['told' as const],
  mine: 'not said' as const,
};
const UNIT = { name: 'Bea Unit', email: atBoard('unit'), agency: 'board' };

function atStage(stageId: string, policy = B, d = raised(settingAt(AT, { policy }))): Disagreement {
  return takenTo(stageId, d, settingAt(AT, { policy }));
}

function settledAt(stageId: string, policy = B): Disagreement {
  const setting = settingAt(AT, { policy });
  const d = atStage(stageId, policy);
  const [own, other] = ['raising', 'responding'].map(
    (side) => openVisit(d)!.asked.find((asked) => asked.side === side && asked.does === 'answer')!.person.email,
  );
  const proposed = did(d, other!, propose(), setting);
  return did(proposed, own!, { kind: 'confirm', proposalId: proposed.proposals[0]!.id }, setting);
}

/** In the order of the alphabet, as the rows list them. */
const BESIDE: readonly ActKind[] = [
  ...(['add-dissent', 'advice-given', 'appoint-supporter', 'approve-discussion', 'ask-for-advice'] as const),
  ...(['correct-discussion', 'record-debrief', 'record-learning', 'record-on-file', 'report-meeting'] as const),
  ...(['say-we-agreed', 'tick-checklist'] as const),
];
const may = (d: Disagreement, who: string, setting = now) => {
  const { may: offered } = standingOf(isTheirs(d, who), who, setting);
  return BESIDE.filter((act) => offered.includes(act)).join(' ');
};

describe('who does what beside the ladder (LADDERS, third table)', () => {
  const atTwo = atStage('2');
  const advised = did(atTwo, THEIR_MANAGER, { kind: 'ask-for-advice' }, now);
  const supported = did(atTwo, RAISER, { kind: 'appoint-supporter', name: 'Su', email: at('health', 'su') }, now);
  const talked = did(
    atTwo,
    RAISER,
    { kind: 'record-discussion', heldOn: '2026-03-02', with: 'Cas Counterpart', text: 'x' },
    now,
  );
  const ended = settledAt('2');
  const chaired = atStage('4b');
  const endedAtFour = settledAt('4a');
  const told = { ...ended, people: { ...ended.people, [THEIR_LEAD]: toldOnly } };

  test.each<[string, Disagreement, string, string]>([
    ['the raiser, who was asked earlier', atTwo, RAISER, 'appoint-supporter ask-for-advice say-we-agreed'],
    ['the counterpart, who was asked earlier', atTwo, COUNTERPART, 'appoint-supporter ask-for-advice say-we-agreed'],
    ['somebody asked now', atTwo, THEIR_MANAGER, 'appoint-supporter ask-for-advice'],
    ['whoever asked for advice, and waits for it', advised, THEIR_MANAGER, 'advice-given appoint-supporter'],
    ['their safeguarding lead, for advice only', advised, THEIR_LEAD, 'advice-given'],
    ['a supporter, nothing', supported, at('health', 'su'), ''],
    [
      'the writer of a discussion, who does not approve it',
      talked,
      RAISER,
      'appoint-supporter ask-for-advice correct-discussion say-we-agreed',
    ],
    [
      'the other side, which approves it',
      talked,
      COUNTERPART,
      'appoint-supporter approve-discussion ask-for-advice correct-discussion say-we-agreed',
    ],
    ['the Independent Chair', chaired, atBoard('independent-chair'), ''],
    [
      'the raiser when it has ended',
      ended,
      RAISER,
      'add-dissent appoint-supporter record-debrief record-learning record-on-file tick-checklist',
    ],
    [
      'the counterpart when it has ended',
      ended,
      COUNTERPART,
      'appoint-supporter record-debrief record-learning record-on-file tick-checklist',
    ],
    [
      'the officer at B’s stage 4, who is of neither side: no agency’s file is theirs',
      endedAtFour,
      atBoard('officer-children'),
      'record-debrief record-learning',
    ],
    ['a safeguarding lead who was only told', told, THEIR_LEAD, ''],
    ['the Business Manager, who was told', ended, atBoard('unit'), ''],
    ['the Designated Nurse, who was told', ended, atBoard('designated-nurse'), ''],
  ])('%s', (_name, d, who, expected) => {
    expect(may(d, who)).toBe(expected);
  });

  it('a supporter sees the record and can only say that it is not theirs', () => {
    const standing = standingOf(isTheirs(supported, at('health', 'su')), at('health', 'su'), now);

    expect([standing.sees, standing.may]).toEqual(['record', ['not-mine']]);
    for (const kind of ACT_KINDS.filter((act) => act !== 'mine' && act !== 'not-mine'))
      expect(refusalOf(supported, at('health', 'su'), { kind, text: 'x' } as never, now), kind).toMatch(
        /stand by one side/,
      );
  });

  it('a supporter from outside the agency is shown reference, stage and deadline until somebody vouches (PRV-2)', () => {
    const d = did(atTwo, RAISER, { kind: 'appoint-supporter', name: 'Un', email: 'un@union.example' }, now);

    expect(standingOf(isTheirs(d, 'un@union.example'), 'un@union.example', now).sees).toBe('bare');
  });

  it('INT-11: advice is refused in words where the agency has nobody to give it', () => {
    const directory = directoryWith(without(['Tarnshire Care', 'safeguarding-lead']));

    expect(refusalOf(atTwo, THEIR_MANAGER, { kind: 'ask-for-advice' }, settingAt(AT, { directory }))).toMatch(
      /Ask its safeguarding lead yourself/,
    );
  });

  const within = {
    theirAgency: HEALTH,
    theirEmail: at('health', 'counterpart'),
    managerEmail: at('health', 'own-manager'),
  };
  test.each<[string, Parameters<typeof raised>[1], Row]>([
    ['is the other practitioner', { ...within, theirEmail: OWN_LEAD }, {}],
    [
      'is asked for the other side, as their line manager',
      within,
      { email: OWN_LEAD, name: 'Tarnshire Health safeguarding-lead' },
    ],
  ])('INT-11: within one agency no advice is asked of a safeguarding lead who %s', (_name, form, managersPost) => {
    const directory = directoryWith((rows) =>
      rows.map((row) =>
        row['agency'] === 'Tarnshire Health' && row['role'] === 'line-manager' ? { ...row, ...managersPost } : row,
      ),
    );
    const setting = settingAt(AT, { directory });
    const d = takenTo('2', raised(setting, form), setting);

    expect(refusalOf(d, RAISER, { kind: 'ask-for-advice' }, setting)).toMatch(/Ask its safeguarding lead yourself/);
  });

  it('INT-11: an adviser who is asked later who the practitioner is hears of that too', () => {
    const d = did(atTwo, THEIR_MANAGER, { kind: 'ask-for-advice' }, now);

    expect(d.people[THEIR_LEAD]!.places).toEqual(['adviser']);
  });
});

type SaidAgreed = Extract<Act, { kind: 'say-we-agreed' }>;
const NOTHING_LEFT = { actions: [], noActions: true };

describe('A11: what is said to have been agreed', () => {
  const atTwo = atStage('2');
  const agreed = (agreedOn: string, follows: Pick<SaidAgreed, 'actions' | 'noActions'> = NOTHING_LEFT): SaidAgreed => ({
    kind: 'say-we-agreed',
    agreedOn,
    text: 'x',
    how: 'agreed',
    ...follows,
  });
  const visit = { text: 'Visit on Friday.', ownerAgency: CARE, dueOn: '2026-03-06' };

  test.each([
    ['tomorrow', '2026-03-03', /today or an earlier day/],
    ['before it arose', '2026-03-01', /on or after the day/],
    ['today', '2026-03-02', /^done$/],
  ])('%s: %s', (_name, on, says) => {
    expect(refusalOf(atTwo, RAISER, agreed(on), now)).toMatch(says);
  });

  test.each<[string, Pick<SaidAgreed, 'actions' | 'noActions'>, RegExp]>([
    ['neither listed nor said to be none', { actions: [], noActions: false }, /^List what was agreed to be done/],
    [
      'by an agency that is not there',
      { actions: [{ ...visit, ownerAgency: 'x' }], noActions: false },
      /^Choose the agency/,
    ],
    ['by a day that has passed', { actions: [{ ...visit, dueOn: '2026-03-01' }], noActions: false }, /^Action 1: /],
    ['listed', { actions: [visit], noActions: false }, /^done$/],
  ])('OUT-2: what follows is %s', (_name, follows, says) => {
    expect(refusalOf(atTwo, RAISER, agreed('2026-03-02', follows), now)).toMatch(says);
  });

  it('OUT-2: who does what by when is confirmed with it, and asked about on its day', () => {
    let d = did(atTwo, RAISER, agreed('2026-03-02', { actions: [visit], noActions: false }), now);
    const proposalId = d.proposals[0]!.id;
    for (const who of [RAISERS_MANAGER, THEIR_MANAGER]) d = did(d, who, { kind: 'confirm', proposalId }, now);

    expect(d.outcome?.actions).toMatchObject([{ ownerAgency: CARE, dueOn: '2026-03-06', answers: [] }]);
  });

  it('does not take back what a person took further', () => {
    let d = did(atTwo, RAISER, agreed('2026-03-02'), now);
    const proposalId = d.proposals[0]!.id;
    for (const who of [RAISERS_MANAGER, THEIR_MANAGER]) d = did(d, who, { kind: 'confirm', proposalId }, now);

    expect(d.outcome).toMatchObject({ outcome: 'resolved', agreedOn: '2026-03-02' });
    expect(d.stages.some(({ retracted }) => retracted)).toBe(false);
  });

  /** Moved by its clock at a moment. */
  const movedAt = (d: Disagreement, when: string, changes: Parameters<typeof settingAt>[1] = {}) => {
    const decided = escalateIfOverdue(d, settingAt(when, changes));
    if (!('change' in decided)) throw new Error(decided.nothing);
    return asWritten(decided.change);
  };
  const ownTarget = { policy: W, localTargets: { '3': 1 } };
  const shortened = did(
    raised(now),
    COUNTERPART,
    { kind: 'shorten', on: '2026-03-03', time: '12:00', text: 'He goes home that day.' },
    now,
  );
  const atRisk = did(atTwo, RAISER, { kind: 'flag-harm', text: 'He is at home with them.', level: '2' }, now);
  const protectedSince = did(
    movedAt(atRisk, 'Tue 3 Mar 2026 09:30'),
    atBoard('officer-children'),
    { kind: 'end-harm', took: 'action taken', text: 'Seen at home.' },
    settingAt('Tue 3 Mar 2026 10:00'),
  );

  test.each<[string, Disagreement, string, Parameters<typeof settingAt>[1], string[]]>([
    ['the stage’s own number', movedAt(raised(now), 'Wed 4 Mar 2026 17:00'), '2026-03-03', {}, ['2']],
    [
      'on the very day of the move, which came at the end of it',
      movedAt(raised(now), 'Wed 4 Mar 2026 17:00'),
      '2026-03-04',
      {},
      ['2'],
    ],
    ['agreed only on the day after', movedAt(raised(now), 'Wed 4 Mar 2026 17:00'), '2026-03-05', {}, []],
    ['B’s cap', movedAt(raised(now, { aroseOn: '2026-02-17' }), 'Tue 3 Mar 2026 17:00'), '2026-03-03', {}, ['4a']],
    ['a time that protects', movedAt(shortened, 'Tue 3 Mar 2026 12:00'), '2026-03-03', {}, ['2']],
    [
      'the partnership’s own target',
      movedAt(
        takenTo('3', raised(settingAt(AT, ownTarget)), settingAt(AT, ownTarget)),
        'Tue 3 Mar 2026 17:00',
        ownTarget,
      ),
      '2026-03-03',
      ownTarget,
      ['4'],
    ],
    ['the harm clock, which waited for protection and not for agreement', protectedSince, '2026-03-02', {}, []],
  ])('takes back what the clock moved since that day, and nothing else: %s', (_name, moved, on, changes, takenBack) => {
    const later = settingAt('Fri 6 Mar 2026 10:00', changes);
    let d = did(moved, COUNTERPART, agreed(on), later);
    const proposalId = d.proposals.at(-1)!.id;
    for (const { person, does } of openVisit(d)!.asked)
      if (does === 'answer') d = did(d, person.email, { kind: 'confirm', proposalId }, later);

    expect(d.outcome).toMatchObject({ outcome: 'resolved', agreedOn: on });
    expect(d.stages.flatMap(({ stageId, retracted }) => (retracted ? [stageId] : []))).toEqual(takenBack);
    const lines = d.history.filter(({ what }) => what === 'automatic move retracted');
    expect(lines.map(({ stageId, facts, clause }) => [stageId, facts, clause])).toEqual(
      takenBack.map((stageId) => [stageId, { agreed: on }, undefined]),
    );
  });

  it('is for somebody asked earlier: whoever is asked now proposes', () => {
    expect(refusalOf(atTwo, THEIR_MANAGER, agreed('2026-03-02'), now)).toMatch(/propose how it is settled/);
  });

  it('where only the board decides, whoever decides there confirms it', () => {
    let d = did(atStage('4b'), RAISER, agreed('2026-03-02'), now);
    const proposalId = d.proposals.at(-1)!.id;
    expect(owedTo(didChange(atStage('4b'), RAISER, agreed('2026-03-02'), now).disagreement, 'proposal')).toEqual([
      atBoard('independent-chair'),
    ]);

    d = did(d, atBoard('independent-chair'), { kind: 'confirm', proposalId }, now);

    expect(d.outcome?.outcome).toBe('resolved');
  });
});

describe('after an outcome, from the policy’s data alone', () => {
  it.each(RELEASED)(
    'REC-1, REC-6: %s asks each agency at every stage whether it is recorded on file',
    (_id, policy) => {
      for (const { id } of policy.stages)
        expect(checklistFor(policy, id).filter((item) => item.id === 'file')).toHaveLength(1);
    },
  );

  test.each([
    [W, '1', "Follow your agency's procedure for logging low-level concerns", 'L51'],
    [W, '2', "If necessary invoke the process for reviewing the child's Plan", 'L67'],
    [W, '3', 'Consider whether a policy or procedure needs review', 'L84'],
    [W, '3', 'Consider whether there is a question of professional competence', 'L84'],
    [W, '3', 'Decide where the record of the meeting is held', 'L81'],
    [B, '3', 'Each organisation keeps its own record as well as Appendix 2', 'L68'],
    [S, '1', 'Say whether what was agreed is in line with the plan, or whether a plan is needed', 'L11'],
    [S, '1', 'Record the actions and decisions in writing and share them with those involved', 'L29'],
    [S, '2', 'Record the actions and decisions in writing and share them with those involved', 'L29'],
    [S, '3', 'Record the actions and decisions in writing and share them with those involved', 'L29'],
  ] as const)(
    'REC-4, REC-5, REC-6, OUT-8, OUT-9: the checklist of %#, with its clause',
    (policy, stageId, ask, clause) => {
      expect(checklistFor(policy, stageId)).toContainEqual(expect.objectContaining({ ask, clause }));
    },
  );

  it('OUT-8: whether the Plan needs its own review is answered yes, no or not needed, by each agency', () => {
    const setting = settingAt(AT, { policy: W });
    const item = checklistFor(W, '2').find(({ clause }) => clause === 'L67')!;
    let d = settledAt('2', W);
    d = did(d, RAISER, { kind: 'tick-checklist', item: item.id, answer: 'not needed' }, setting);
    d = did(d, COUNTERPART, { kind: 'tick-checklist', item: item.id, answer: 'yes' }, setting);

    expect(d.checklist!.map(({ agency, answer }) => `${agency}: ${answer}`)).toEqual([
      'tarnshire-health: not needed',
      'tarnshire-care: yes',
    ]);
    expect(d.history.at(-1)).toMatchObject({ what: 'checklist answered', clause: 'L67' });
  });

  it.each(RELEASED)(
    'REC-1, REC-6: under %s each agency says for itself that it is on its file, once',
    (_id, policy) => {
      const setting = settingAt(AT, { policy });
      const onFile = { kind: 'record-on-file' } as Act;
      const theirs = did(settledAt(policy === R ? '3' : '2', policy), COUNTERPART, onFile, setting);

      expect(refusalOf(theirs, at('care', 'line-manager'), onFile, setting)).toBe(
        'Your agency has said that it is on its file.',
      );
      const both = did(theirs, RAISER, onFile, setting);
      expect(both.checklist!.map(({ agency, item, answer }) => `${agency} ${item} ${answer}`)).toEqual([
        `${CARE} file yes`,
        `${HEALTH} file yes`,
      ]);
    },
  );

  it('OUT-4: whoever has said whether it is as they understood it is not asked twice', () => {
    const setting = settingAt(AT, { policy: W });
    const written = confirmInWriting(settledAt('2', W), setting);
    if (!('change' in written)) throw new Error(written.nothing);
    const nextDay = settingAt('Tue 3 Mar 2026 10:00', { policy: W });
    const asks = checkBack(asWritten(written.change), nextDay);
    if (!('change' in asks)) throw new Error(asks.nothing);
    const said = did(asWritten(asks.change), RAISER, { kind: 'confirm-understanding', same: 'yes' }, nextDay);

    expect(refusalOf(said, RAISER, { kind: 'confirm-understanding', same: 'no', text: 'x' }, nextDay)).toBe(
      'You have answered already.',
    );
  });

  it('REC-4: at the end of stage 1 each agency is reminded of its own log of low-level concerns', () => {
    const item = checklistFor(W, '1').find(({ clause }) => clause === 'L51')!;
    const d = did(
      settledAt('1', W),
      COUNTERPART,
      { kind: 'tick-checklist', item: item.id, answer: 'yes' },
      settingAt(AT, { policy: W }),
    );

    expect(d.checklist).toMatchObject([{ agency: 'tarnshire-care', answer: 'yes' }]);
  });

  it('REC-3, ESC-8: nobody ends or leaves a stage without words of their own, nor decides without saying where the record is held', () => {
    for (const kind of ['propose', 'escalate-now', 'decide', 'withdraw', 'dispute'] as const) {
      const read = readAct(kind, { proposalId: 'o1', actions: [], noActions: true, how: 'agreed', outcome: 'decided' });
      expect('problems' in read && read.problems.map(({ field }) => field), kind).toEqual(
        kind === 'decide' ? ['text', 'recordHeld'] : ['text'],
      );
    }
  });

  it.each(RELEASED)(
    'REC-3: a move by the clock in %s writes its own entry with its clause, and tells those asked before',
    (id, policy) => {
      const first = policy.stages.find(({ deadline }) => deadline)!.id;
      const d = atStage(first, policy);
      const later = settingAt(Temporal.Instant.from(openVisit(d)!.deadline!.at), { policy });
      const decided = escalateIfOverdue(d, later);
      if (!('change' in decided)) throw new Error(`${id} did not move: ${decided.nothing}`);

      const left = decided.change.entries.find(({ what }) => what === 'stage left')!;
      expect([left.by, left.stageId, typeof left.clause]).toEqual(['clock', first, 'string']);
      const heard = owedTo(decided.change.disagreement, 'asked', 'told-moved');
      for (const { person } of openVisit(d)!.asked) expect(heard).toContain(person.email);
    },
  );

  it('OUT-9: a question of competence has yes, no or handled outside, and never a word about a person', () => {
    const setting = settingAt(AT, { policy: W });
    const d = settledAt('3', W);
    const item = checklistFor(W, '3').find(({ about }) => about === 'competence')!;
    const tick = (fields: object) => ({ kind: 'tick-checklist', item: item.id, ...fields }) as never;

    expect(answersTo(item)).toEqual(['yes', 'no', 'handled outside']);
    const senior = at('health', 'senior-manager');
    expect(refusalOf(d, senior, tick({ answer: 'yes', text: 'Jo is not up to it.' }), setting)).toMatch(
      /Leave the words/,
    );
    expect(refusalOf(d, senior, tick({ answer: 'not needed' }), setting)).toMatch(/handled outside/);
    const answered = did(d, senior, tick({ answer: 'handled outside' }), setting);
    expect(answered.checklist).toMatchObject([
      { agency: 'tarnshire-health', item: item.id, answer: 'handled outside' },
    ]);
    // "Senior managers consider": not the practitioner, whose own it may be, nor a manager of the stage before.
    for (const who of [RAISER, COUNTERPART, RAISERS_MANAGER])
      expect(refusalOf(d, who, tick({ answer: 'no' }), setting)).toMatch(/Those who were asked at that stage/);
  });

  it('OUT-9: how it was answered is seen by that agency alone; that it was answered is for everybody', () => {
    const setting = settingAt(AT, { policy: W });
    const item = checklistFor(W, '3').find(({ about }) => about === 'competence')!.id;
    const d = did(
      settledAt('3', W),
      at('health', 'senior-manager'),
      { kind: 'tick-checklist', item, answer: 'yes' },
      setting,
    );

    expect(asSeenBy(d, RAISER).checklist).toHaveLength(1);
    for (const who of [COUNTERPART, at('care', 'senior-manager'), atBoard('unit'), undefined])
      expect(asSeenBy(d, who).checklist).toEqual([]);
    expect(d.history.at(-1)).toMatchObject({ what: 'checklist answered', clause: 'L84' });
    expect(d.history.at(-1)!.facts).not.toHaveProperty('answer');
  });

  it('OUT-9: policy and compliance are considered beside it, each answered for itself', () => {
    const setting = settingAt(AT, { policy: W });
    const items = checklistFor(W, '3').filter(({ clause, about }) => clause === 'L84' && about === undefined);
    let d = settledAt('3', W);
    for (const { id } of items)
      d = did(d, at('care', 'senior-manager'), { kind: 'tick-checklist', item: id, answer: 'not needed' }, setting);

    expect(items.map(({ ask }) => ask)).toEqual([
      'Consider whether a policy or procedure needs review',
      'Consider whether policies and procedures were complied with',
    ]);
    expect(d.checklist!.map(({ answer, isForOwnAgency }) => [answer, isForOwnAgency])).toEqual([
      ['not needed', undefined],
      ['not needed', undefined],
    ]);
  });

  it('REC-5: where the record of a meeting is held is asked for', () => {
    const setting = settingAt(AT, { policy: W });
    const d = settledAt('3', W);
    const item = checklistFor(W, '3').find(({ about }) => about === 'record held')!.id;
    const tick = (fields: object) => ({ kind: 'tick-checklist', item, answer: 'yes', ...fields }) as never;

    expect(refusalOf(d, RAISER, tick({}), setting)).toBe('Enter where the record is held.');
    expect(did(d, RAISER, tick({ text: 'With the health team.' }), setting).checklist![0]!.textId).toBeDefined();
  });

  it('each agency answers for itself, and its last answer counts', () => {
    const tick = (answer: 'yes' | 'no') => ({ kind: 'tick-checklist', item: 'file', answer }) as const;
    let d = did(settledAt('2'), RAISER, tick('no'), now);
    d = did(d, COUNTERPART, tick('yes'), now);
    d = did(d, RAISERS_MANAGER, tick('yes'), now);

    expect(d.checklist!.map(({ agency, answer }) => `${agency} ${answer}`)).toEqual([
      'tarnshire-health no',
      'tarnshire-care yes',
      'tarnshire-health yes',
    ]);
  });

  it.each(RELEASED)('LRN-1 to LRN-4, BEY-14: %s routes learning as its own file says', (id, policy) => {
    const to = (['learning', 'gap', 'meeting'] as const).map((kind) => learningRoute(policy, kind)?.role);

    expect(to).toEqual(
      {
        'bcssp-v5': ['learning-list', undefined, undefined],
        'safeguarding-adults-board-v1': ['learning-list', undefined, undefined],
        'windsor-and-maidenhead-v1': [undefined, 'board-chair', 'review-subgroup'],
      }[id] ?? [undefined, undefined, undefined],
    );
  });

  it('LRN-3: whoever convened or chaired the meeting reports from it, to the review subgroup, and nobody else does', () => {
    const setting = settingAt(AT, { policy: R });
    const d = atStage('5', R);
    const convener = openVisit(d)!.asked.find(({ does }) => does === 'convene' || does === 'chair')!.person;
    const ended = structuredClone(d);
    ended.stages.at(-1)!.closedAt = setting.now.toString();
    ended.outcome = {
      outcome: 'decided',
      at: setting.now.toString(),
      stageId: '5',
      by: convener,
      textId: 't',
      confirmedBy: [],
      actions: [],
    };
    const report = { kind: 'report-meeting', text: 'Two teams, two thresholds.' } as const;
    const change = didChange(ended, convener.email, report, setting);

    expect(learningRoute(R, 'meeting')).toEqual({ role: 'review-subgroup', clause: '§2.6' });
    expect(change.disagreement.learning).toMatchObject([{ kind: 'meeting', by: { email: convener.email } }]);
    expect(refusalOf(ended, RAISER, report, setting)).toMatch(/Only whoever convened or chaired/);
  });

  const learningPosts = directoryWith((rows) => [
    ...rows,
    ...['learning-list', 'review-subgroup'].map((role) =>
      postRow('Tarnshire Safeguarding Partnership', role, `Board ${role}`, atBoard(role)),
    ),
  ]);

  it.each([
    ['safeguarding-adults-board-v1', 'learning', 'L25', 'learning-list'],
    ['bcssp-v5', 'learning', 'L46-49', 'learning-list'],
    ['windsor-and-maidenhead-v1', 'gap', 'L53', 'board-chair'],
  ] as const)('LRN-1, LRN-2, LRN-4: in %s a %s goes by %s to the %s, and to nobody else', (id, about, clause, role) => {
    const policy = released(id);
    const setting = { ...settingAt(AT, { policy }), directory: learningPosts };
    const change = didChange(settledAt('2', policy), RAISER, { kind: 'record-learning', about, text: 'x' }, setting);

    expect(owedTo(change.disagreement, 'learning')).toEqual([atBoard(role)]);
    expect(change.entries.at(-1)).toMatchObject({ what: 'learning recorded', clause });
    expect(
      change.disagreement.people[atBoard(role)],
      'it gives no place: they see no more than before (NOT-5)',
    ).toBeUndefined();
    const other = about === 'gap' ? 'learning' : 'gap';
    const kept = didChange(
      settledAt('2', policy),
      RAISER,
      { kind: 'record-learning', about: other, text: 'x' },
      setting,
    );
    expect(owedTo(kept.disagreement, 'learning'), 'for which the policy names nobody').toEqual([]);
  });

  it('OUT-11: whoever withdrew it adds no dissent to that', () => {
    const withdrawn = did(atStage('2'), RAISER, { kind: 'withdraw', text: 'It is settled.' }, now);

    expect(refusalOf(withdrawn, RAISER, { kind: 'add-dissent', text: 'x' }, now)).toMatch(/withdrew it yourself/);
    expect(refusalOf(settledAt('2'), RAISER, { kind: 'add-dissent', text: 'x' }, now)).toBe('done');
  });

  test.each([
    ['2026-03-06', 'a Friday', '2026-03-06T10:00:00Z'],
    ['2026-03-07', 'a Saturday', '2026-03-09T10:00:00Z'],
    ['2026-04-03', 'Good Friday', '2026-04-07T09:00:00Z'],
  ])('OUT-5: an action due on %s, %s, is asked about when somebody is at work', (on, _name, at) => {
    expect(checkBackTime(on, now.calendar).toString()).toBe(at);
  });

  it('INT-10: that a supporter says it is not theirs is for whoever named them, and not for the other side', () => {
    const named = { kind: 'appoint-supporter', name: 'Su', email: at('care', 'su') } as const;
    const d = did(atStage('2'), COUNTERPART, named, now);

    expect(owedTo(didChange(d, at('care', 'su'), { kind: 'not-mine' }, now).disagreement, 'not-mine')).toEqual([
      COUNTERPART,
    ]);
  });

  it('NOT-5, S29: a lead reads it from the board’s line on, and not once they left it to another', () => {
    const record: Act = { kind: 'record-learning', about: 'learning', text: 'x' };
    const read = (d: Disagreement) => learningFor(learningOf(d), { lead: atBoard('unit'), policies: () => B }).length;
    const learnt = did(settledAt('2'), RAISER, record, now);
    const left = { ...learnt, leads: [{ id: 'l1', person: UNIT, stoodAside: { at: AT, textId: 't' } }] };

    expect([read(did(settledAt('1'), RAISER, record, now)), read(learnt), read(left)]).toEqual([0, 1, 0]);
  });

  // What the policy has brought to the board is settled at any stage; of which disagreement it came is below the board's line (NOT-5).
  it.each([
    ['safeguarding-adults-board-v1', '1', 'learning', 'its words alone'],
    ['safeguarding-adults-board-v1', '2', 'learning', 'its words alone'],
    ['safeguarding-adults-board-v1', '3', 'learning', 'its words alone'],
    ['safeguarding-adults-board-v1', '4', 'learning', 'all of it'],
    ['safeguarding-adults-board-v1', '2', 'gap', 'nothing'],
    ['windsor-and-maidenhead-v1', '2', 'gap', 'its words alone'],
    ['windsor-and-maidenhead-v1', '3', 'gap', 'its words alone'],
    ['windsor-and-maidenhead-v1', '4', 'gap', 'its words alone'],
    ['windsor-and-maidenhead-v1', '5', 'gap', 'all of it'],
    ['windsor-and-maidenhead-v1', '3', 'learning', 'nothing'],
    ['bcssp-v5', '1', 'learning', 'its words alone'],
    ['bcssp-v5', '1', 'gap', 'nothing'],
    ['bcssp-v5', '2', 'learning', 'all of it'],
    ['bcssp-v5', '2', 'gap', 'all of it'],
    ['worcestershire-v1', '3', 'learning', 'nothing'],
    ['worcestershire-v1', '4', 'learning', 'all of it'],
    ['london-pa4-v2021', '4', 'gap', 'nothing'],
  ] as const)(
    'LRN-1, LRN-2, LRN-4, BEY-14: %s, settled at stage %s: of a %s a lead reads %s',
    (id, stageId, about, reads) => {
      const policy = released(id);
      const setting = settingAt(AT, { policy });
      const ended = did(atStage(stageId, policy), RAISER, { kind: 'withdraw', text: 'It is settled.' }, setting);
      const points = learningOf(did(ended, RAISER, { kind: 'record-learning', about, text: 'x' }, setting));
      const reading = { lead: atBoard('unit'), policies: () => policy };

      expect(learningFor(points, reading)).toHaveLength(reads === 'all of it' ? 1 : 0);
      expect(wordsAloneFor(points, reading)).toHaveLength(reads === 'its words alone' ? 1 : 0);
      const leftIt = points.map((point) => ({ ...point, stoodAside: [reading.lead] }));
      expect([...learningFor(leftIt, reading), ...wordsAloneFor(leftIt, reading)]).toEqual([]);
    },
  );

  it('NOT-5: a lead of another agency who passes learning on is told as the board is, and not between whom it was', () => {
    const setting = settingAt(AT, { policy: S });
    const partnership = {
      ...setting.partnership,
      leads: [{ name: 'Si', email: at('school', 'lead'), agency: 'tarn-school' }],
    };
    const act: Act = { kind: 'record-learning', about: 'learning', text: 'x' };
    const { disagreement: d } = didChange(settledAt('2', S), RAISER, act, { ...setting, partnership });

    expect(d.owed).toMatchObject([
      { kind: 'message', message: 'learning', to: { email: at('school', 'lead'), agency: 'board' } },
    ]);
  });

  it('BEY-14: where nobody holds the post that the policy sends learning to, the partnership’s leads hear of it', () => {
    const change = didChange(settledAt('2'), RAISER, { kind: 'record-learning', about: 'learning', text: 'x' }, now);

    expect(owedTo(change.disagreement, 'learning')).toEqual([atBoard('unit')]);
    expect(change.disagreement.owed.at(-1)).toMatchObject({ facts: { lead: true, role: 'learning-list' } });
  });

  it('LRN-3: when R’s meeting has ended its chair is asked to report, and the report goes to the review subgroup', () => {
    const setting = { ...settingAt(AT, { policy: R }), directory: learningPosts };
    const chair = at('school', 'board-representative');
    const heads = [{ email: at('health', 'head-of-service') }, { email: at('care', 'head-of-service') }];
    let d = did(
      atStage('5', R),
      atBoard('board-chair'),
      {
        kind: 'convene',
        what: 'meeting',
        chairName: 'Sol',
        chairEmail: chair,
        chairAgency: 'tarn-school',
        on: '2026-03-05',
        time: '14:00',
        where: 'Room 4',
        attendees: heads,
        panel: [],
      },
      setting,
    );
    d = did(
      d,
      chair,
      { kind: 'decide', outcome: 'decided', text: 'x', actions: [], noActions: true, recordHeld: 'Here.' },
      setting,
    );
    const written = confirmInWriting(d, setting);
    if (!('change' in written)) throw new Error(written.nothing);
    expect(owedTo(written.change.disagreement, 'meeting-ended')).toEqual([chair, atBoard('review-subgroup')]);

    const reported = didChange(asWritten(written.change), chair, { kind: 'report-meeting', text: 'x' }, setting);

    expect(owedTo(reported.disagreement, 'learning')).toEqual([atBoard('review-subgroup')]);
    expect(reported.entries.at(-1)).toMatchObject({ what: 'learning recorded', clause: '§2.6' });
  });

  test.each([
    ['1', undefined],
    ['2', 'L62'],
    ['3', 'L62'],
  ])('OUT-10: B offers a debrief after stage %s: %s', (stageId, clause) => {
    expect(debriefClause(B, { stageId })).toBe(clause);
  });

  it('OUT-10: a policy that says nothing of a debrief offers none', () => {
    expect(
      refusalOf(settledAt('2', W), RAISER, { kind: 'record-debrief', what: 'held' }, settingAt(AT, { policy: W })),
    ).toMatch(/offers no debrief/);
  });

  it.each([
    ['2', ['unit']],
    ['3', ['unit', 'officer-children']],
  ])('NOT-2, NOT-3: who of B’s board hears that it was resolved at stage %s', (stageId, told) => {
    const decided = confirmInWriting(settledAt(stageId), now);
    const d = 'change' in decided ? decided.change.disagreement : undefined;

    expect(owedTo(d!, 'resolved')).toEqual(expect.arrayContaining(told.map(atBoard)));
    expect(owedTo(d!, 'resolved').filter((email) => email.includes('board.tarn'))).toHaveLength(told.length);
    // OUT-7: the raiser is on every outcome notice.
    expect(owedTo(d!, 'resolved')).toContain(RAISER);
  });
});

describe('INT-10: support is for the raiser and their own safeguarding lead alone', () => {
  const d = asWritten(raisedChange(now, { wantsSupport: 'yes', fearsForPosition: 'yes' }));

  it('their own lead is told at once and gets a place; nothing in the history says so', () => {
    const change = raisedChange(now, { wantsSupport: 'yes' });

    expect(owedTo(change.disagreement, 'support-asked')).toEqual([OWN_LEAD]);
    expect(d.people[OWN_LEAD]!.places).toEqual(['adviser']);
    expect(JSON.stringify(d.history)).not.toMatch(/support|fear/i);
    expect(disagreementSchema.parse(JSON.parse(JSON.stringify(d)))).toEqual(d);
  });

  it('who only says that they fear for their position has their own lead told as well: it is fear that keeps people from asking', () => {
    const { disagreement } = raisedChange(now, { fearsForPosition: 'yes' });

    expect(owedTo(disagreement, 'support-asked')).toEqual([OWN_LEAD]);
    expect(disagreement.support).toEqual({ isWanted: false, fearsForPosition: true, seenBy: [OWN_LEAD] });
  });

  it('nobody is told who was not asked for', () => {
    expect(raised(now).support).toBeUndefined();
    expect(owedTo(raisedChange(now).disagreement, 'support-asked')).toEqual([]);
  });

  const come = did(d, OWN_LEAD, { kind: 'mine' } as never, now);
  const withSupporter = did(
    come,
    OWN_LEAD,
    { kind: 'appoint-supporter', name: 'Su Porter', email: at('health', 'su') },
    now,
  );
  const su = did(withSupporter, at('health', 'su'), { kind: 'mine' } as never, now);

  test.each<[string, string | undefined, boolean, boolean]>([
    ['the raiser', RAISER, true, true],
    ['their safeguarding lead', OWN_LEAD, true, true],
    ['the supporter, who is not shown why', at('health', 'su'), false, true],
    ['their line manager', RAISERS_MANAGER, false, false],
    ['the counterpart', COUNTERPART, false, false],
    ['the partnership’s lead', atBoard('unit'), false, false],
    ['a document for both sides', undefined, false, false],
  ])('%s', (_name, who, seesSupport, seesSupporter) => {
    const seen = asSeenBy(su, who);
    const words = JSON.stringify(seen);

    expect(seen.support !== undefined).toBe(seesSupport);
    expect(words.includes('Su Porter')).toBe(seesSupporter);
    if (!seesSupport) expect(words).not.toMatch(/support-asked|fearsForPosition|isWanted/);
    if (!seesSupport && !seesSupporter) {
      expect(words).not.toContain(OWN_LEAD);
      expect(words).not.toContain('supporter appointed');
      const ids = [OWN_LEAD, at('health', 'su')].map((email) => su.people[email]!.id);
      expect(seen.history.filter(({ by }) => ids.includes(by))).toEqual([]);
    }
  });

  it('a supporter whom the raiser appointed is no line of the other side’s history, though the raiser is there', () => {
    const act = { kind: 'appoint-supporter', name: 'Su Porter', email: at('health', 'su') } as const;
    const d = did(raised(now), RAISER, act, now);
    const linesOf = (who: string) => asSeenBy(d, who).history.map(({ what }) => what);

    expect(linesOf(RAISER)).toContain('supporter appointed');
    expect(linesOf(COUNTERPART)).not.toContain('supporter appointed');
  });

  it('their safeguarding lead, once they advise as well, is seen as whoever advises is', () => {
    expect(asSeenBy(su, COUNTERPART).people[OWN_LEAD]).toBeUndefined();
    const advised = did(su, RAISER, { kind: 'ask-for-advice', text: 'What would you do?' }, now);

    expect(advised.advice!.map(({ of }) => of.email)).toEqual([OWN_LEAD]);
    expect(asSeenBy(advised, COUNTERPART).people[OWN_LEAD]).toBeDefined();
  });

  it('what is still owed, and to whom, is for no reader', () => {
    const change = raisedChange(now, { wantsSupport: 'yes' }).disagreement;

    expect(change.owed).not.toEqual([]);
    for (const who of [RAISER, COUNTERPART, undefined]) expect(asSeenBy(change, who).owed).toEqual([]);
  });

  /** The mailbox of somebody answers by itself. */
  const answersByItself = (of: Disagreement, email: string, source: string, setting = now) => {
    const told = hear(of, { email, says: 'is away', source, text: 'Away until Monday.' }, setting);
    if ('nothing' in told) throw new Error(told.nothing);
    return asWritten(told.change);
  };
  const repliesSeen = (of: Disagreement, reader: string | undefined) =>
    asSeenBy(of, reader).history.flatMap(({ what, facts }) =>
      what.startsWith('an automatic reply') ? [String(facts!['source'])] : [],
    );
  const away = answersByItself(answersByItself(su, OWN_LEAD, "the lead's"), at('health', 'su'), "the supporter's");

  test.each<[string, string | undefined, string[]]>([
    ['the raiser', RAISER, ["the lead's", "the supporter's"]],
    ['their safeguarding lead', OWN_LEAD, ["the lead's", "the supporter's"]],
    ['the supporter', at('health', 'su'), ["the supporter's"]],
    ['their line manager', RAISERS_MANAGER, []],
    ['the counterpart', COUNTERPART, []],
    ['the partnership’s lead', atBoard('unit'), []],
    ['a document for both sides', undefined, []],
  ])('an automatic reply of whoever is not shown is not shown either: of two, %s sees %j', (_name, who, seen) => {
    expect(repliesSeen(away, who)).toEqual(seen);
    const words = away.history.flatMap(({ textId, facts }) => (facts?.['whose'] ? [textId!] : []));
    const shown = JSON.stringify(asSeenBy(away, who));
    expect(words.filter((id) => shown.includes(id))).toHaveLength(seen.length);
  });

  it('whoever is asked later, for want of a senior manager, shows only what their mailbox answered from then on', () => {
    const directory = directoryWith(without(['Tarnshire Health', 'senior-manager']));
    const later = settingAt('Thu 5 Mar 2026 09:30', { directory });
    const stillLater = settingAt('Fri 6 Mar 2026 09:30', { directory });
    let asked = away;
    for (const _ of ['2', '3']) asked = did(asked, RAISER, { kind: 'escalate-now', text: 'x' }, later);
    expect(openVisit(asked)!.asked.map(({ person }) => person.email)).toContain(OWN_LEAD);
    const again = answersByItself(asked, OWN_LEAD, "the lead's again", stillLater);

    expect(repliesSeen(again, COUNTERPART)).toEqual(["the lead's again"]);
    expect(repliesSeen(again, RAISER)).toEqual(["the lead's", "the supporter's", "the lead's again"]);
  });

  it('a supporter who is told of harm later shows nothing that their mailbox answered before', () => {
    const d = structuredClone(away);
    d.people[at('health', 'su')]!.places.push('told of harm');

    expect(repliesSeen(d, COUNTERPART)).toEqual([]);
    expect(asSeenBy(d, COUNTERPART).people[at('health', 'su')]).toBeDefined();
    expect(asSeenBy(d, COUNTERPART).history.filter(({ by }) => by === d.people[at('health', 'su')]!.id)).toEqual([]);
  });

  it('a supporter whom the other side sees for another reason: that they were appointed is no mail of its to hear of', () => {
    const d = structuredClone(away);
    const su = at('health', 'su');
    d.people[su]!.places.push('told of harm');
    const appointed = { kind: 'supporter', to: su, writtenAt: AT_ONCE, state: 'sent', at: AT_ONCE } as const;

    expect(messagesSeenBy(d, COUNTERPART, [appointed])).toEqual([]);
    expect(messagesSeenBy(d, RAISER, [appointed])).toEqual([appointed]);
  });

  it('within one agency a lead who is on the other side is not told', () => {
    const own = raisedChange(settingAt(AT, { policy: W }), { wantsSupport: 'yes', theirEmail: OWN_LEAD });

    expect(owedTo(own.disagreement, 'support-asked')).toEqual([]);
    expect(own.disagreement.support).toMatchObject({ seenBy: [] });
  });
});

describe('INT-11: the words of advice are for the agency in which it was asked', () => {
  const asked = did(atStage('2'), THEIR_MANAGER, { kind: 'ask-for-advice', text: 'What would you do?' }, now);
  const advice = asked.advice![0]!;
  const given = did(asked, THEIR_LEAD, { kind: 'advice-given', adviceId: advice.id, text: 'Talk again.' }, now);
  const [askedText, givenText] = [given.advice![0]!.textId!, given.advice![0]!.given!.textId!];

  test.each([
    ['a colleague of the same agency', COUNTERPART, true],
    ['the raiser', RAISER, false],
    ['the raiser’s manager', RAISERS_MANAGER, false],
    ['the partnership’s lead', atBoard('unit'), false],
  ])('%s', (_name, who, seesWords) => {
    const seen = asSeenBy(given, who);
    const words = JSON.stringify(seen);

    expect([words.includes(askedText), words.includes(givenText)]).toEqual([seesWords, seesWords]);
    const answer = { kind: 'advice-given', to: THEIR_MANAGER, writtenAt: AT_ONCE, state: 'sent', at: AT_ONCE } as const;
    expect(messagesSeenBy(given, who, [answer])).toEqual(seesWords ? [answer] : []);
    // That it was asked and given is for everybody.
    expect(seen.history.map(({ what }) => what)).toEqual(expect.arrayContaining(['advice asked for', 'advice given']));
  });
});
