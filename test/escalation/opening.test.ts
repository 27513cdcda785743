import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { escalateIfOverdue } from '../../escalation/clockwork.ts';
import type { Directory } from '../../escalation/directory.ts';
import type { Policy } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { mustBeVouchedFor } from '../../escalation/vouching.ts';
import {
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
  L,
  owedTo,
  R,
  RAISER,
  RAISERS_MANAGER,
  raised,
  raisedChange,
  refusalOf,
  S,
  SCHOOL,
  settingAt,
  takenFurther,
  takenFurtherChange,
  takenTo,
  tarnshire,
  W,
  without,
} from './building.ts';
import { postRow, type Row } from './directories.ts';

const AT = 'Mon 2 Mar 2026 09:30';
const talked = { talkedAlready: 'yes', talkedOn: '2026-03-02' } as const;
const changing =
  (agency: string, role: string, cells: Row) =>
  (rows: Row[]): Row[] =>
    rows.map((row) => (row['agency'] === agency && row['role'] === role ? { ...row, ...cells } : row));

/** A policy's, raised and taken to a stage over the stages between. */
function atStage(stageId: string, directory: Directory = tarnshire, policy = B): Disagreement {
  const setting = settingAt(AT, { directory, policy });
  return takenTo(stageId, raised(setting), setting);
}

/** Who is asked at the open stage and for what, then in brackets who is told that it opened and asked nothing. */
const askedAndTold = (d: Disagreement): string[] => [
  ...openVisit(d)!.asked.map(({ side, role, does, person }) => `${side} ${role} ${does} ${shortened(person.email)}`),
  ...owedTo(d, 'told-stage-opened', 'registered').map((email) => `(${shortened(email)})`),
];
const shortened = (email: string) => email.replace('.tarn.example', '');
const both = (role: string): string[] => [
  `raising ${role} answer ${role}@health`,
  `responding ${role} answer ${role}@care`,
];
const PRACTITIONERS = ['raising practitioner answer raiser@health', 'responding practitioner answer counterpart@care'];

describe('who is asked at each stage of each ladder, for what, and who is told (LADDERS.md)', () => {
  test.each<[string, Policy, Record<string, string[]>]>([
    [
      'B: the officer is the board’s; the use is registered at stage 2; stage 4b is the Independent Chair’s alone',
      B,
      {
        '1': PRACTITIONERS,
        '2': [...both('line-manager'), '(unit@board)', '(designated-nurse@board)'],
        '3': both('senior-manager'),
        '4a': [...both('board-representative'), 'board officer-children chair officer-children@board'],
        '4b': ['board independent-chair decide independent-chair@board'],
      },
    ],
    [
      'W: nobody at the board before stage 4, where its manager convenes',
      W,
      {
        '1': PRACTITIONERS,
        '2': both('line-manager'),
        '3': both('senior-manager'),
        '4': [...both('board-representative'), 'board business-manager convene unit@board'],
      },
    ],
    [
      'L: both heads of service hear that the partnership has it',
      L,
      {
        '1': PRACTITIONERS,
        '2': both('line-manager'),
        '3': both('senior-manager'),
        '4': both('head-of-service'),
        '5': ['board business-manager decide unit@board', '(head-of-service@health)', '(head-of-service@care)'],
      },
    ],
    [
      'S: the review asks the raising side only, and its own lead chairs step 3',
      S,
      {
        '1': PRACTITIONERS,
        '2-review': ['raising line-manager review line-manager@health'],
        '2': both('line-manager'),
        '3': [
          'raising safeguarding-lead chair safeguarding-lead@health',
          'responding safeguarding-lead answer safeguarding-lead@care',
        ],
        '4': ['board business-manager decide unit@board', 'board officer-adults convene officer-adults@board'],
      },
    ],
    [
      'R: stage one asks nobody in the other agency; the mailbox hears at stage four; the chair of the board convenes the last',
      R,
      {
        '1': ['raising line-manager prepare line-manager@health'],
        '2': PRACTITIONERS,
        '3': both('line-manager'),
        '4': [...both('senior-manager'), '(unit@board)'],
        '5': ['board board-chair convene board-chair@board', ...both('head-of-service')],
      },
    ],
  ])('ROU-1: %s', (_name, policy, stages) => {
    const setting = settingAt(AT, { policy });
    let d = raised(setting, { subject: policy.subjects[0]! });
    const seen: Record<string, string[]> = { [openVisit(d)!.stageId]: askedAndTold(d) };
    for (const _ of policy.stages.slice(1)) {
      const { disagreement } = takenFurtherChange(d, setting);
      seen[openVisit(disagreement)!.stageId] = askedAndTold(disagreement);
      d = takenFurther(d, setting);
    }

    expect(Object.keys(seen)).toHaveLength(policy.stages.length);
    expect(seen).toEqual(stages);
  });

  it('ROU-1: R’s first stage emails nobody in the other agency', () => {
    const { disagreement } = raisedChange(settingAt(AT, { policy: R }));

    const addresses = disagreement.owed.flatMap((owed) => (owed.kind === 'message' ? [owed.to.email] : []));
    expect(addresses.filter((address) => address.endsWith('@care.tarn.example'))).toEqual([]);
  });

  test.each<[string, Policy, Parameters<typeof raised>[1]]>([
    ['R prepares it', R, {}],
    ['S reviews it', S, { subject: 'adult', ...talked }],
  ])(
    'ROU-1, SCP-4: while %s the other practitioner has no place in it, and hears that it was raised when it comes to them',
    (_name, policy, form) => {
      const setting = settingAt(AT, { policy });
      const d = raised(setting, form);
      expect(d.people[COUNTERPART]).toBeUndefined();

      const { disagreement } = takenFurtherChange({ ...d, owed: [] }, setting);
      expect(disagreement.people[COUNTERPART]?.places).toContain('counterpart');
      expect(owedTo(disagreement, 'asked', 'told-raised').filter((email) => email === COUNTERPART)).toHaveLength(1);
    },
  );

  it('ROU-7, A9: whom it is about decides which officer has stage 4 of B', () => {
    const officers = (['child', 'adult', 'both'] as const).map((subject) =>
      askedAt(raised(settingAt('Mon 21 Dec 2026 10:00'), { aroseOn: '2026-12-04', subject })).filter((one) =>
        one.startsWith('board'),
      ),
    );

    expect(officers.map((asked) => asked.map((one) => one.split(' ')[1]))).toEqual([
      ['officer-children'],
      ['officer-adults'],
      ['officer-children', 'officer-adults'],
    ]);
  });
});

describe('ROU-11, BEY-5, F11: nobody home is noticed at the opening', () => {
  const responding = (d: Disagreement) =>
    openVisit(d)!
      .asked.filter(({ side }) => side === 'responding')
      .map(({ person, because }) => `${person.email} (${because})`);
  const raising = (d: Disagreement) =>
    openVisit(d)!
      .asked.filter(({ side }) => side === 'raising')
      .map(({ person, because }) => `${person.email} (${because})`);

  it('the person their own side named comes before the directory', () => {
    const setting = settingAt(AT);
    let d = raised(setting);
    d = did(
      d,
      COUNTERPART,
      { kind: 'name-next', role: 'line-manager', name: 'Nia Named', email: at('care', 'nia') },
      setting,
    );

    d = did(d, RAISER, ESCALATE, setting);

    expect(responding(d)).toEqual(['nia@care.tarn.example (named by their own side)']);
  });

  test.each<[string, Directory, string]>([
    ['the directory', tarnshire, 'line-manager@care.tarn.example (directory)'],
    [
      'the deputy of somebody away',
      directoryWith(
        changing('Tarnshire Care', 'line-manager', {
          absent_from: '2026-03-01',
          absent_to: '2026-03-31',
          deputy_email: 'head-of-service@care.tarn.example',
        }),
      ),
      'head-of-service@care.tarn.example (deputy)',
    ],
    [
      'the agency’s safeguarding lead where the tier is empty',
      directoryWith(without(['Tarnshire Care', 'line-manager'])),
      "safeguarding-lead@care.tarn.example (agency's safeguarding lead)",
    ],
    [
      'the board’s unit where the agency has nobody, at a stage that the board may see',
      directoryWith(without(['Tarnshire Care', 'line-manager'], ['Tarnshire Care', 'safeguarding-lead'])),
      "unit@board.tarn.example (board's business unit)",
    ],
  ])('B, stage 2: %s', (_name, directory, expected) => {
    expect(responding(atStage('2', directory))).toEqual([expected]);
  });

  it('NOT-5: below W’s line the board’s unit is asked nothing; there is an entry and the leads are told at once', () => {
    const directory = directoryWith(
      without(['Tarnshire Care', 'line-manager'], ['Tarnshire Care', 'safeguarding-lead']),
    );

    const setting = settingAt(AT, { directory, policy: W });
    const { disagreement: d, entries } = raisedChange(setting, talked);

    expect(responding(d)).toEqual([]);
    expect(entries.find(({ what }) => what === 'nobody to ask')).toMatchObject({
      stageId: '2',
      facts: { role: 'line-manager', agency: CARE },
    });
    expect(owedTo(d, 'nobody-to-ask')).toEqual([atBoard('unit')]);
  });

  const withoutAgency = { theirAgency: '', theirName: '', theirEmail: '' };

  it('BEY-17: below the board’s line a stage whose other agency nobody has named is noticed by the leads, and asks no unit', () => {
    const { disagreement: d, entries } = raisedChange(settingAt(AT, { policy: W }), withoutAgency);

    expect(responding(d)).toEqual([]);
    const lines = entries.filter(({ what }) => what === 'nobody to ask');
    expect(lines).toHaveLength(1);
    expect(lines[0]!.facts).not.toHaveProperty('agency');
    expect(owedTo(d, 'nobody-to-ask')).toEqual([atBoard('unit')]);
  });

  it('BEY-17: from the board’s line on its business unit is asked, and each stage is noticed anew until the agency is named', () => {
    const setting = settingAt(AT);
    const moved = didChange(raised(setting, withoutAgency), RAISER, ESCALATE, setting);
    const { disagreement: d } = moved;

    expect(openVisit(d)!.stageId).toBe('2');
    expect(responding(d)).toEqual(["unit@board.tarn.example (board's business unit)"]);
    expect(moved.entries.filter(({ what }) => what === 'nobody to ask')).toHaveLength(1);
  });

  it('the raiser’s own manager, if away, is stood in for like anybody', () => {
    const directory = directoryWith(
      changing('Tarnshire Health', 'line-manager', {
        absent_from: '2026-03-01',
        deputy_email: 'head-of-service@health.tarn.example',
      }),
    );

    const d = raised(settingAt(AT, { directory }), talked);

    expect(raising(d)).toEqual(['head-of-service@health.tarn.example (deputy)']);
    expect(openVisit(d)!.asked[0]!.trail).toEqual(['Tarnshire Health line-manager: absent until further notice']);
  });

  it('a manager the raiser named outside the agency’s domains is not written to until vouched for', () => {
    const d = raised(settingAt(AT), { ...talked, managerName: 'Somebody', managerEmail: 'somebody@elsewhere.example' });

    expect(raising(d)).toEqual(['line-manager@health.tarn.example (directory)']);
    expect(owedTo(d, 'asked')).not.toContain('somebody@elsewhere.example');
  });

  it('a raiser who is their own manager is not asked twice: it would be no escalation', () => {
    const d = did(
      raised(settingAt(AT), { managerEmail: RAISER, managerName: 'Rae Raiser' }),
      RAISER,
      ESCALATE,
      settingAt(AT),
    );

    expect(raising(d)).toEqual(['line-manager@health.tarn.example (directory)']);
  });

  it('nobody is asked at two stages running: a manager who is also the senior manager gives way', () => {
    const directory = directoryWith(
      changing('Tarnshire Care', 'senior-manager', {
        name: 'Tarnshire Care line-manager',
        email: at('care', 'line-manager'),
      }),
    );

    const d = atStage('3', directory);

    expect(responding(d)).toEqual(["safeguarding-lead@care.tarn.example (agency's safeguarding lead)"]);
    expect(openVisit(d)!.asked.find(({ side }) => side === 'responding')!.trail).toContain(
      'Tarnshire Care line-manager: same person as the stage before',
    );
  });

  it('nobody answers for both sides: one who stands in for two agencies is asked for the first only', () => {
    const away = { absent_from: '2026-03-01', deputy_email: at('health', 'senior-manager') };
    const directory = directoryWith(changing('Tarnshire Care', 'senior-manager', away));

    expect(responding(atStage('3', directory))).toEqual([
      "safeguarding-lead@care.tarn.example (agency's safeguarding lead)",
    ]);
  });

  it('a practitioner is never asked again as their own agency’s manager', () => {
    const d = did(raised(settingAt(AT), { theirEmail: at('care', 'line-manager') }), RAISER, ESCALATE, settingAt(AT));

    expect(responding(d)).toEqual(["safeguarding-lead@care.tarn.example (agency's safeguarding lead)"]);
  });

  test.each([
    ['W', W, '1', 'Tue 3 Mar 2026 17:00'],
    ['L', L, '1', 'Mon 9 Mar 2026 17:00'],
    ['S', S, '1', 'never'],
    // Nobody of the other agency hears of R's Stage One (ROU-1).
    ['R', R, '2', 'Mon 9 Mar 2026 17:00'],
    ['B', B, '1', 'Wed 4 Mar 2026 17:00'],
  ])(
    'ADM-4 (%s): with no practitioner named, the clock runs and their safeguarding lead is asked who it is',
    (_, policy, stageId, dueAt) => {
      const setting = settingAt(AT, { policy });
      let d = raised(setting, { theirName: '', theirEmail: '', subject: policy.subjects[0]! });
      for (; openVisit(d)!.stageId !== stageId; d = takenFurtherChange(d, setting).disagreement)
        expect(owedTo(d, 'name-next')).toEqual([]);

      expect(responding(d)).toEqual([]);
      expect(owedTo(d, 'name-next')).toEqual([at('care', 'safeguarding-lead')]);
      expect(inLondon(d.alarm.dueAt)).toBe(dueAt);
    },
  );

  it('nobody who raised it or answered as the practitioner is asked as a manager too, also where no stage asked them', () => {
    const d = raised(settingAt(AT, { policy: W }), {
      ...talked,
      ...{ raiserEmail: RAISERS_MANAGER, managerEmail: '', managerName: '' },
      ...{ theirEmail: at('care', 'line-manager'), theirName: 'Mo Manager' },
    });

    expect(askedAt(d)).toEqual([
      `raising line-manager ${at('health', 'safeguarding-lead')}`,
      `responding line-manager ${at('care', 'safeguarding-lead')}`,
    ]);
  });

  it('B: one person of the board who holds the posts of two stages is asked at both, because nobody else ends it', () => {
    const chair = changing('Tarnshire Safeguarding Partnership', 'independent-chair', {
      email: atBoard('officer-children'),
      name: 'Board officer-children',
    });

    expect(askedAt(atStage('4b', directoryWith(chair)))).toEqual([
      `board independent-chair ${atBoard('officer-children')}`,
    ]);
  });

  it('a stage in a vacant tier is filled the moment that side names somebody', () => {
    const directory = directoryWith(
      without(['Tarnshire Care', 'line-manager'], ['Tarnshire Care', 'safeguarding-lead']),
    );
    const setting = settingAt(AT, { directory, policy: W });
    const d = raised(setting, talked);

    const after = did(
      d,
      COUNTERPART,
      { kind: 'name-next', role: 'line-manager', name: 'Nia Named', email: at('care', 'nia') },
      setting,
    );

    expect(responding(after)).toEqual(['nia@care.tarn.example (named by their own side)']);
  });

  it('every open stage of B has somebody asked on each side, or the leads are told: whatever hole the directory has', () => {
    const posts = ['line-manager', 'senior-manager', 'safeguarding-lead', 'board-representative'];
    for (let holes = 0; holes < 2 ** posts.length; holes += 1) {
      const gone = posts
        .filter((_, index) => (holes >> index) % 2 === 1)
        .map((role): [string, string] => ['Tarnshire Care', role]);
      const setting = settingAt(AT, { directory: directoryWith(without(...gone)) });
      let change = raisedChange(setting);
      for (const stageId of ['1', '2', '3', '4a']) {
        const d = change.disagreement;
        expect(openVisit(d)!.stageId).toBe(stageId);
        const isAsked = responding(d).length > 0;
        expect(isAsked || owedTo(d, 'nobody-to-ask').length > 0, `${gone.join()} at ${stageId}`).toBe(true);
        const moved = escalateIfOverdue(asWritten(change), {
          ...setting,
          now: settingAt(Temporal.Instant.from(d.alarm.dueAt!)).now,
        });
        if ('nothing' in moved) throw new Error(moved.nothing);
        change = moved.change;
      }
    }
  });
});

describe('who was asked at one stage is not asked at the next, where both stages may ask the same post', () => {
  it('L3: a named nurse who was stage 2’s contact is not stage 3’s too, though the policy allows both', () => {
    const named = at('health', 'named-nurse');
    const directory = directoryWith((rows) => [
      ...without(['Tarnshire Health', 'senior-manager'])(rows),
      postRow('Tarnshire Health', 'named-doctor-or-nurse', 'Ned Named', named),
    ]);
    const setting = settingAt(AT, { policy: L, directory });
    const d = raised(setting, {
      ...{ raiserAgency: CARE, raiserEmail: at('care', 'raiser'), managerEmail: at('care', 'line-manager') },
      ...{ theirAgency: HEALTH, theirEmail: at('health', 'nurse'), theirName: 'Nell Nurse' },
    });

    const atTwo = did(d, at('care', 'raiser'), ESCALATE, setting);
    const atThree = did(atTwo, at('care', 'raiser'), ESCALATE, setting);
    expect(openVisit(atTwo)!.asked.map(({ person }) => person.email)).toContain(named);
    expect(openVisit(atThree)!.asked.map(({ side }) => side)).toEqual(['raising', 'responding']);
    expect(openVisit(atThree)!.asked.map(({ person }) => person.email)).not.toContain(named);
  });

  it('S1: the chair of a meeting is asked at Step 1 and vouched for; from Step 2 it is a manager of the service that commissions the chair', () => {
    const chair = 'ida.chair@chambers.example';
    const setting = settingAt(AT, { policy: S });
    const d = raised(setting, { subject: 'adult', theirEmail: chair, theirName: 'Ida Chair', theirJob: 'Chair' });

    expect(askedAt(d)).toContain(`responding practitioner ${chair}`);
    expect(mustBeVouchedFor(d, chair, setting.directory)).toBe(true);
    expect(askedAt(takenTo('2', d, setting))).toContain(`responding line-manager ${at('care', 'line-manager')}`);
  });
});

describe('ROU-4 (L): a side that chose its designated or named doctor or nurse', () => {
  const dee = at('health', 'dee');
  const withDee = directoryWith((rows) => [
    ...rows,
    postRow('Tarnshire Health', 'designated-doctor-or-nurse', 'Dee Designated', dee),
  ]);
  const choose = { kind: 'choose-alternative', who: 'alternative' } as const;
  /** Stage 3, as the directory is by then, of what was chosen at stage 2. */
  const atThree = (form: Parameters<typeof raised>[1], directory: Directory) => {
    const setting = settingAt(AT, { policy: L, directory: withDee });
    const d = did(takenTo('2', raised(setting, form), setting), RAISER, choose, setting);
    return did(d, RAISER, ESCALATE, settingAt(AT, { policy: L, directory }));
  };

  it('is asked through line management, and not through its safeguarding lead, where the post is empty by then; the trail says why', () => {
    expect(askedAt(atThree({}, withDee))[0]).toBe(`raising senior-manager ${dee}`);

    const gone = atThree({}, tarnshire);
    expect(askedAt(gone)[0]).toBe(`raising senior-manager ${at('health', 'senior-manager')}`);
    expect(openVisit(gone)!.asked[0]!.trail).toEqual([
      'no designated-doctor-or-nurse recorded',
      'no named-doctor-or-nurse recorded',
    ]);
  });

  it('has the choice only where its agency has such a post', () => {
    const setting = settingAt(AT, { policy: L });

    expect(refusalOf(takenTo('2', raised(setting), setting), RAISER, choose, setting)).toBe(
      'Your agency has no designated or named safeguarding children doctor or nurse in the directory.',
    );
  });

  it('chose for itself alone: within one agency the other side is asked through line management', () => {
    const within = {
      ...{ theirAgency: HEALTH, theirEmail: at('health', 'counterpart'), theirName: 'Cas' },
      ...{ managerName: 'Own Manager', managerEmail: at('health', 'own-manager') },
    };

    expect(askedAt(atThree(within, withDee))).toEqual([
      `raising senior-manager ${dee}`,
      `responding senior-manager ${at('health', 'senior-manager')}`,
    ]);
  });
});

it('ROU-3 (L): whoever is named in another’s place is asked as what the policy calls the post there', () => {
  const setting = settingAt(AT, { policy: L });
  const nia = { kind: 'not-mine', name: 'Nia Named', email: at('care', 'nia') } as const;
  const d = did(takenTo('2', raised(setting), setting), at('care', 'line-manager'), nia, setting);

  expect(openVisit(d)!.asked.at(-1)).toMatchObject({
    person: { email: nia.email },
    as: "children's social care manager (line manager)",
  });
});

describe('SCP-5: within one agency', () => {
  const within = { theirAgency: HEALTH, theirEmail: at('health', 'counterpart'), theirName: 'Cas Counterpart' };

  const withSecondSenior = directoryWith((rows) => [
    ...rows,
    {
      ...rows.find((row) => row['role'] === 'senior-manager' && row['agency'] === 'Tarnshire Health')!,
      email: at('health', 'second'),
      name: 'Second Senior',
    },
  ]);
  const twoSeniors = [
    'raising senior-manager senior-manager@health.tarn.example',
    'responding senior-manager second@health.tarn.example',
  ];
  /** Nobody there but one line manager holds a post that L's stage 2 would take for one. */
  const onlyOneManager = (directory: Directory): Directory => ({
    ...directory,
    posts: directory.posts.filter(({ agency, role }) => agency !== HEALTH || role !== 'safeguarding-lead'),
  });
  const onePerson = 'both sides would be the same person';

  it('B, L47: a stage at which both sides are one person is passed over, saying so', () => {
    const setting = settingAt(AT);
    const d = did(raised(setting, within), RAISER, ESCALATE, setting);
    const two = settingAt(AT, { directory: withSecondSenior });

    const withTwo = didChange(raised(two, within), RAISER, ESCALATE, two).disagreement;

    expect(askedAt(withTwo), 'the same line manager on both sides').toEqual(twoSeniors);
    expect(withTwo.notUsed).toContainEqual({ stageId: '2', why: onePerson, clause: 'L67' });
    expect(d.stages.map(({ stageId }) => stageId)).toEqual(['1', '4a']);
    expect(owedTo(withTwo, 'registered'), 'and yet it is registered').toContain(atBoard('unit'));
  });

  it('L, §1.2: the same; its first-line manager may be answered by another post, and then nothing is passed over', () => {
    const [all, two] = [tarnshire, withSecondSenior].map((directory) => settingAt(AT, { policy: L, directory }));
    const one = settingAt(AT, { policy: L, directory: onlyOneManager(withSecondSenior) });

    const atTwo = did(raised(all!, within), RAISER, ESCALATE, all!);
    expect(askedAt(atTwo)).toEqual([
      `raising line-manager ${RAISERS_MANAGER}`,
      `responding line-manager ${at('health', 'safeguarding-lead')}`,
    ]);
    expect(askedAt(did(atTwo, RAISER, ESCALATE, two!))).toEqual(twoSeniors);
    const last = did(atTwo, RAISER, ESCALATE, all!);
    expect([openVisit(last)!.stageId, last.notUsed]).toEqual([
      '5',
      [
        { stageId: '3', why: onePerson, clause: '§1.7' },
        { stageId: '4', why: onePerson, clause: '§3.1' },
      ],
    ]);
    const passedTwo = did(raised(one, within), RAISER, ESCALATE, one);
    expect([askedAt(passedTwo), passedTwo.notUsed]).toEqual([
      twoSeniors,
      [{ stageId: '2', why: onePerson, clause: '§1.6' }],
    ]);
  });

  it.each([
    ['B', B],
    ['L', L],
  ])(
    'ROU-11 (%s): each side names its own people, and nobody is asked for the other side in their place',
    (_, policy) => {
      const setting = settingAt(AT, { policy });
      const counterpart = at('health', 'counterpart');
      const theirs = at('health', 'theirs');
      const askNext = { kind: 'ask-who-is-next', agency: HEALTH } as const;
      const named = (role: 'line-manager' | 'senior-manager', email: string) =>
        ({ kind: 'name-next', role, name: 'Nia Named', email }) as const;
      let d = raised(setting, { ...within, managerEmail: at('health', 'own-manager'), managerName: 'Own Manager' });

      d = did(d, RAISER, askNext, setting);
      d = did(d, RAISER, named('senior-manager', at('health', 'own-senior')), setting);
      expect(d.nextAsked![0]!.namedAt, 'the other side has not answered yet').toBeUndefined();
      d = did(d, counterpart, named('line-manager', theirs), setting);
      expect(d.nextAsked![0]!.namedAt).toBe(d.raisedAt);
      expect(refusalOf(d, RAISER, askNext, setting)).toMatch(/have said already/);
      expect(refusalOf(d, counterpart, askNext, setting), 'whom the raiser’s side has not named').toBe('done');
      d = did(d, RAISER, ESCALATE, setting);

      expect(askedAt(d)).toEqual([
        'raising line-manager own-manager@health.tarn.example',
        `responding line-manager ${theirs}`,
      ]);
      expect(askedAt(did(d, RAISER, ESCALATE, setting))).toEqual([
        'raising senior-manager own-senior@health.tarn.example',
        'responding senior-manager senior-manager@health.tarn.example',
      ]);
    },
  );

  it('so it is where it would be the first to open, because they have talked already', () => {
    const d = raised(settingAt(AT, { directory: withSecondSenior }), { ...within, ...talked });

    expect([askedAt(d), d.notUsed]).toEqual([twoSeniors, [{ stageId: '2', why: onePerson, clause: 'L67' }]]);
  });

  it('ROU-11: whom the raiser’s side had named stays theirs when their own agency is added to the other side', () => {
    const setting = settingAt(AT);
    const own = at('health', 'own-manager');
    let d = did(raised(setting), RAISER, { kind: 'name-next', role: 'line-manager', name: 'Own', email: own }, setting);
    const colleague = { name: 'Cas', email: at('health', 'counterpart') };
    d = did(d, RAISER, { kind: 'add-agency', agency: HEALTH, ...colleague }, setting);

    expect(refusalOf(d, RAISER, { kind: 'ask-who-is-next', agency: HEALTH }, setting)).toBe('done');
    expect(askedAt(did(d, RAISER, ESCALATE, setting))).toEqual([
      `raising line-manager ${own}`,
      `responding line-manager ${at('care', 'line-manager')}`,
      `responding line-manager ${RAISERS_MANAGER}`,
    ]);
  });

  it('ROU-11: whom the lead puts in a manager’s place is that side’s, and not the other’s', () => {
    const setting = settingAt(AT);
    const own = { managerEmail: at('health', 'own-manager'), managerName: 'Own Manager' };
    const d = did(raised(setting, { ...within, ...own }), RAISER, ESCALATE, setting);
    const nia = { name: 'Nia', email: at('health', 'nia'), instead: own.managerEmail } as const;
    const replaced = did(
      d,
      atBoard('unit'),
      { kind: 'replace-contact', agency: HEALTH, role: 'line-manager', ...nia },
      setting,
    );

    expect(askedAt(replaced).at(-1)).toBe(`raising line-manager ${nia.email}`);
    expect(Object.keys(replaced.named)).toEqual([`${HEALTH} line-manager raising`]);
  });

  it('and is not passed over where another agency answers there as well (A16)', () => {
    const setting = settingAt(AT);
    const d = did(raised(setting, within), RAISER, { kind: 'add-agency', agency: CARE }, setting);

    expect(openVisit(did(d, RAISER, ESCALATE, setting))!.stageId).toBe('2');
  });

  it('two managers who differ are asked, one for each side', () => {
    const setting = settingAt(AT);
    let d = raised(setting, { ...within, managerEmail: at('health', 'own-manager'), managerName: 'Own Manager' });

    d = did(d, RAISER, ESCALATE, setting);

    expect(askedAt(d)).toEqual([
      'raising line-manager own-manager@health.tarn.example',
      'responding line-manager line-manager@health.tarn.example',
    ]);
  });
});

it.each([
  ['an hour from now', '10:30', 'protective timescale'],
  ['an hour ago, which can bind nothing: the stage keeps its own', '08:30', 'stage'],
])('CLK-3: a time to protect that is named as %s', (_what, mustBeSettledTime, which) => {
  const d = raised(settingAt('Mon 2 Mar 2026 09:30'), { mustBeSettledOn: '2026-03-02', mustBeSettledTime });

  expect(openVisit(d)!.deadline?.which).toBe(which);
  expect(d.protectiveTimescale !== null).toBe(which === 'protective timescale');
});

describe('several responding agencies', () => {
  const three = (): Disagreement => {
    const d = raised(settingAt(AT));
    d.raisedWith.push({
      agency: SCHOOL,
      practitioner: { name: 'Sol School', email: at('school', 'sol'), agency: SCHOOL },
    });
    return d;
  };

  it('A16: each has its own person at each stage, under one deadline', () => {
    const d = did(three(), RAISER, ESCALATE, settingAt(AT));

    expect(askedAt(d)).toEqual([
      'raising line-manager line-manager@health.tarn.example',
      'responding line-manager line-manager@care.tarn.example',
      'responding line-manager line-manager@school.tarn.example',
    ]);
  });
});

test.each([
  ['S, where nobody has talked yet', S, 'no', '', { stageId: '4', clause: 'L17' }, ['1', '2-review', '2', '3']],
  [
    'S, where they have talked already',
    S,
    'yes',
    '2026-03-02',
    { stageId: '4', clause: 'L17' },
    ['1', '2-review', '2', '3'],
  ],
  ['L, where nobody has talked yet', L, 'no', '', { stageId: '5', clause: '§3.2' }, ['1', '2', '3', '4']],
  ['L, where they have talked already', L, 'yes', '2026-03-02', { stageId: '5', clause: '§3.2' }, ['1', '2', '3', '4']],
] as const)(
  'ESC-3: a policy issue goes straight to the top: %s',
  (_when, policy, talkedAlready, talkedOn, goesTo, notUsed) => {
    const form = { policyIssue: 'The policy has no way for tenants.', talkedAlready, talkedOn } as const;
    const d = raised(settingAt(AT, { policy }), { ...form, subject: policy.subjects[0]! });

    expect(openVisit(d)).toMatchObject({ ...goesTo, cause: 'policy issue' });
    expect(d.notUsed.map(({ stageId, clause }) => `${stageId} ${clause}`)).toEqual(
      notUsed.map((stageId) => `${stageId} ${goesTo.clause}`),
    );
  },
);

describe('who is told', () => {
  it('NOT-2, ROU-9: entering stage 2 registers the use with the Business Manager, and with the Designated Nurse where a side is health', () => {
    const setting = settingAt(AT);
    const others = {
      raiserAgency: SCHOOL,
      raiserEmail: at('school', 'raiser'),
      managerEmail: at('school', 'line-manager'),
    };
    const noHealth = did(raised(setting, others), at('school', 'raiser'), ESCALATE, setting);

    expect(owedTo(raised(setting), 'registered'), 'not at stage 1').toEqual([]);
    expect(owedTo(escalated(raised(setting), RAISER), 'registered')).toEqual([
      atBoard('unit'),
      atBoard('designated-nurse'),
    ]);
    expect(owedTo(escalated(raised(setting, others), at('school', 'raiser')), 'registered')).toEqual([atBoard('unit')]);
    expect(noHealth.people[atBoard('designated-nurse')]).toBeUndefined();
  });

  test.each([
    ['one that is health', HEALTH, [atBoard('designated-nurse')]],
    ['one that is not', CARE, []],
  ])(
    'ROU-9: an agency added once the use is registered, %s: the Designated Nurse hears then, and once',
    (_name, agency, told) => {
      const setting = settingAt(AT);
      const school = at('school', 'raiser');
      const form = {
        raiserAgency: SCHOOL,
        raiserEmail: school,
        managerEmail: at('school', 'line-manager'),
        theirAgency: agency === CARE ? HEALTH : CARE,
        theirEmail: agency === CARE ? RAISER : COUNTERPART,
      };
      const add = { kind: 'add-agency', agency } as const;
      const withHealth = agency === CARE;

      expect(owedTo(didChange(raised(setting, form), school, add, setting).disagreement, 'registered')).toEqual([]);
      const two = did(raised(setting, form), school, ESCALATE, setting);
      expect(two.people[atBoard('designated-nurse')] !== undefined).toBe(withHealth);
      const change = didChange(two, school, add, setting);
      expect(owedTo(change.disagreement, 'registered')).toEqual(told);
      const three = didChange(asWritten(change), school, ESCALATE, setting).disagreement;
      expect(owedTo(three, 'registered')).toEqual([]);
    },
  );

  it('NOT-2: when the cap goes past stage 2 the use is registered all the same', () => {
    const d = raised(settingAt('Mon 21 Dec 2026 10:00'), { aroseOn: '2026-12-04' });

    expect(openVisit(d)!.stageId).toBe('4a');
    expect(owedTo(d, 'registered')).toEqual([atBoard('unit'), atBoard('designated-nurse')]);
  });

  it('NOT-4: W’s Board Manager hears at stage 4, with the members, and not before', () => {
    const d = atStage('4', tarnshire, W);

    expect(askedAt(d)).toContain('board business-manager unit@board.tarn.example');
    expect(atStage('3', tarnshire, W).people[atBoard('unit')]).toBeUndefined();
  });

  it('a move is told to both practitioners and to everybody asked earlier, and to nobody twice', () => {
    const d = escalated(atStage('2'), RAISER);

    expect(openVisit(d)!.stageId).toBe('3');
    expect(owedTo(d, 'told-moved')).toEqual([RAISER, COUNTERPART, RAISERS_MANAGER, at('care', 'line-manager')]);
  });

  it('CLK-6: the people of a stage that is not used are told, not asked', () => {
    const d = raised(settingAt('Mon 21 Dec 2026 10:00'), { aroseOn: '2026-12-04' });

    expect(owedTo(d, 'told-raised')).toEqual([
      COUNTERPART,
      RAISERS_MANAGER,
      at('care', 'line-manager'),
      at('health', 'senior-manager'),
      at('care', 'senior-manager'),
    ]);
    expect(owedTo(d, 'asked')).toEqual([
      at('health', 'board-representative'),
      at('care', 'board-representative'),
      atBoard('officer-children'),
    ]);
  });

  it('CLK-6, ROU-3 (L): so are those who hold another post that counts as it for their kind of agency, and each is told once', () => {
    const nurse = at('health', 'named-nurse');
    const directory = directoryWith((rows) => [
      ...rows,
      postRow('Tarnshire Health', 'named-doctor-or-nurse', 'Ned Named', nurse),
    ]);
    const d = raised(settingAt(AT, { policy: L, directory }), {
      policyIssue: 'The procedure has no way for academies.',
      managerEmail: '',
      theirAgency: SCHOOL,
      theirEmail: at('school', 'counterpart'),
    });

    expect(openVisit(d)!.stageId).toBe('5');
    const told = owedTo(d, 'told-raised', 'told-stage-opened');
    expect(told).toHaveLength(7);
    expect(new Set(told)).toEqual(
      new Set([
        at('school', 'counterpart'),
        ...[nurse, at('school', 'safeguarding-lead')],
        ...[at('health', 'senior-manager'), at('school', 'senior-manager')],
        ...[at('health', 'head-of-service'), at('school', 'head-of-service')],
      ]),
    );
  });

  it('when the cap passes over stage 3 its people are told of the move, and the record says why', () => {
    const setting = settingAt('Wed 23 Dec 2026 11:00');
    const d = raised(setting, { aroseOn: '2026-12-14' });

    const moved = escalateIfOverdue(d, { ...setting, now: settingAt('Wed 30 Dec 2026 17:00').now });

    if ('nothing' in moved) throw new Error(moved.nothing);
    expect(openVisit(moved.change.disagreement)!.stageId).toBe('4a');
    expect(moved.change.disagreement.notUsed.at(-1)).toEqual({
      stageId: '3',
      why: 'the time allowed from the outset was over',
      clause: 'L54',
    });
    expect(owedTo(moved.change.disagreement, 'told-moved')).toEqual(
      expect.arrayContaining([at('health', 'senior-manager'), at('care', 'senior-manager'), RAISER, COUNTERPART]),
    );
  });

  it('PRV-2: who said that it is not theirs hears no more of it', () => {
    const setting = settingAt(AT);
    let d = raised(setting, talked);
    d = did(d, RAISERS_MANAGER, { kind: 'not-mine' }, setting);

    d = escalated(d, RAISER);

    expect(d.owed.some((owed) => owed.kind === 'message' && owed.to.email === RAISERS_MANAGER)).toBe(false);
  });

  /** The record with all that the move owes. */
  function escalated(d: Disagreement, by: string): Disagreement {
    return didChange({ ...d, owed: [] }, by, ESCALATE, settingAt(AT)).disagreement;
  }
});

it('a stage ends in the history before the next one opens, which is how people read it', () => {
  const { history } = takenTo('2', raised(settingAt(AT)), settingAt(AT));

  expect(history.slice(-2).map(({ what, stageId }) => `${what} ${stageId}`)).toEqual([
    'stage left 1',
    'stage opened 2',
  ]);
});
