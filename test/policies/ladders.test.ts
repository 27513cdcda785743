import { describe, expect, it } from 'vitest';
import type { Policy, PolicyStage } from '../../escalation/policy.ts';
import { B, L, R, S, W } from '../escalation/building.ts';

/*
 * LADDERS, cell by cell, written here by hand from the policies' own texts: a second pair of eyes on the five files. A number, a post or a
 * line that is lost from a file fails here, whatever the rules make of it.
 */

type Ask = PolicyStage['asks'][number];
const POLICIES = { B, L, R, S, W };
type Letter = keyof typeof POLICIES;

const roleOf = (role: Ask['role']) => (typeof role === 'string' ? role : role.both.join(' and '));
const inWords = ({ role, orRoles = [], does }: Ask) => `${[roleOf(role), ...orRoles].join(' or ')} ${does}s`;
const asked = (stage: PolicyStage, ...of: Ask['of'][]) =>
  stage.asks
    .filter((ask) => of.includes(ask.of))
    .map(inWords)
    .join(', ');
const deadlineOf = ({ deadline }: PolicyStage) =>
  deadline ? `${deadline.workingDays} from ${deadline.from}${deadline.isOurNumber ? ', ours' : ''}` : 'none';
const toldWhen = (told: PolicyStage['tellOnOpening'] | PolicyStage['tellOnResolution']) =>
  (told ?? []).map(({ role, of, orRoles }) => `${[roleOf(role), ...(orRoles ?? [])].join(' or ')} of ${of}`).join(', ');

describe('who is asked on each side and at the board, who else is told when it opens, and its working days', () => {
  const ladders: [
    Letter,
    stage: string,
    raising: string,
    responding: string,
    board: string,
    told: string,
    days: string,
  ][] = [
    ['W', '1', 'practitioner answers', 'practitioner answers', '', '', '1 from outset'],
    ['W', '2', 'line-manager answers', 'line-manager answers', '', '', '2 from opened'],
    ['W', '3', 'senior-manager answers', 'senior-manager answers', '', '', 'none'],
    ['W', '4', 'board-representative answers', 'board-representative answers', 'business-manager convenes', '', 'none'],
    ['L', '1', 'practitioner answers', 'practitioner answers', '', '', '5 from outset'],
    [
      'L',
      '2',
      'line-manager or named-doctor-or-nurse or designated-doctor-or-nurse or safeguarding-lead answers',
      'line-manager or named-doctor-or-nurse or designated-doctor-or-nurse or safeguarding-lead answers',
      '',
      '',
      '5 from opened',
    ],
    [
      'L',
      '3',
      'senior-manager or designated-doctor-or-nurse or named-doctor-or-nurse answers',
      'senior-manager or designated-doctor-or-nurse or named-doctor-or-nurse answers',
      '',
      '',
      'none',
    ],
    ['L', '4', 'head-of-service answers', 'head-of-service answers', '', '', 'none'],
    ['L', '5', '', '', 'business-manager decides', 'head-of-service of both', 'none'],
    ['S', '1', 'practitioner answers', 'practitioner answers', '', '', 'none'],
    ['S', '2-review', 'line-manager or safeguarding-supervisor reviews', '', '', '', '1 from opened, ours'],
    ['S', '2', 'line-manager answers', 'line-manager answers', '', '', 'none'],
    [
      'S',
      '3',
      'safeguarding-lead or named-doctor-or-nurse or senior-manager chairs',
      'safeguarding-lead or named-doctor-or-nurse or senior-manager answers',
      '',
      '',
      'none',
    ],
    ['S', '4', '', '', 'business-manager decides, officer-adults convenes', '', 'none'],
    ['R', '1', 'line-manager or safeguarding-supervisor prepares', '', '', '', '1 from opened, ours'],
    ['R', '2', 'practitioner answers', 'practitioner answers', '', '', '5 from outset'],
    [
      'R',
      '3',
      'line-manager or safeguarding-supervisor answers',
      'line-manager or safeguarding-supervisor answers',
      '',
      '',
      'none',
    ],
    [
      'R',
      '4',
      'senior-manager or named-doctor-or-nurse or designated-doctor-or-nurse or safeguarding-lead answers',
      'senior-manager or named-doctor-or-nurse or designated-doctor-or-nurse or safeguarding-lead answers',
      '',
      'business-manager of board',
      'none',
    ],
    ['R', '5', 'head-of-service answers', 'head-of-service answers', 'board-chair convenes', '', 'none'],
    ['B', '1', 'practitioner answers', 'practitioner answers', '', '', '2 from outset'],
    [
      'B',
      '2',
      'line-manager answers',
      'line-manager answers',
      '',
      'business-manager of board, designated-nurse of board',
      '3 from opened',
    ],
    ['B', '3', 'senior-manager answers', 'senior-manager answers', '', '', '4 from opened'],
    [
      'B',
      '4a',
      'board-representative answers',
      'board-representative answers',
      'officer-children and officer-adults chairs',
      '',
      '5 from opened',
    ],
    ['B', '4b', '', '', 'independent-chair decides', '', 'none'],
  ];

  it.each(ladders)('%s%s', (letter, id, raising, responding, board, told, days) => {
    const stage = POLICIES[letter].stages.find((one) => one.id === id)!;

    expect([
      asked(stage, 'both', 'raising'),
      asked(stage, 'both', 'responding'),
      asked(stage, 'board'),
      toldWhen(stage.tellOnOpening),
      deadlineOf(stage),
    ]).toEqual([raising, responding, board, told, days]);
  });

  it('are all the stages there are', () => {
    const all = Object.entries(POLICIES).flatMap(([letter, { stages }]) => stages.map(({ id }) => `${letter}${id}`));

    expect(new Set(all)).toEqual(new Set(ladders.map(([letter, id]) => `${letter}${id}`)));
  });
});

it.each<[Letter, string]>([
  ['W', 'L41 L56 L73 L89'],
  ['L', '§1.4 §1.6 §1.7 §3.1 §3.2'],
  ['S', 'L11 L15 L15 L21 L17'],
  ['R', '§2.2 §2.3 §2.4 §2.5 §2.6'],
  ['B', 'L66 L67 L68 L71 L71'],
])('BEY-6: each stage of %s cites the clause that makes it one: %s', (letter, clauses) => {
  expect(POLICIES[letter].stages.map(({ clause }) => clause).join(' ')).toBe(clauses);
});

it.each<[Letter, stage: string, says: string]>([
  ['W', '3', 'without delay'],
  ['L', '3', 'without delay'],
  ['L', '5', 'urgently'],
  ['B', '4b', 'as speedily as possible'],
])('CLK-11: %s%s has no number and says “%s”', (letter, id, says) => {
  expect(POLICIES[letter].stages.find((one) => one.id === id)?.urgency).toBe(says);
});

describe('ROU-1, ROU-3: the post that counts as it, by the kind of agency', () => {
  it.each<[Letter, stage: string, side: 0 | 1, posts: Record<string, string>]>([
    [
      'L',
      '2',
      0,
      {
        'childrens-social-care': "children's social care manager",
        police: 'detective sergeant',
        'community-health': 'designated or named safeguarding child health professional',
        'mental-health-trust': 'designated or named safeguarding child health professional',
        'hospital-trust': 'designated or named safeguarding child health professional',
        school: 'designated safeguarding lead',
      },
    ],
    [
      'L',
      '3',
      0,
      { 'childrens-social-care': 'service manager', police: 'detective inspector', school: 'head teacher' },
    ],
    [
      'L',
      '4',
      0,
      {
        school: 'chair of governors or chief executive of the trust',
        college: 'chair of governors',
        'gp-practice': 'integrated care board, or whoever commissions the practice',
        charity: 'chair of trustees',
      },
    ],
    [
      'S',
      '3',
      0,
      {
        'community-health': 'named nurse',
        'mental-health-trust': 'named nurse',
        'hospital-trust': 'named nurse',
        police: 'detective chief inspector',
        probation: 'senior probation officer',
        'housing-association': 'housing manager',
      },
    ],
    [
      'R',
      '4',
      0,
      {
        'childrens-social-care': 'managing director of the council',
        'adults-social-care': 'managing director of the council',
        'community-health': 'locality director',
        icb: 'designated nurse for safeguarding children',
        'hospital-trust': "the hospital's own named nurse or midwife",
        cafcass: 'head of service',
        college: 'principal of the college concerned',
        school: 'head teacher of the school concerned',
        police: 'local commander',
        probation: 'assistant chief officer',
        'fire-and-rescue': 'safer community co-ordinator',
        ambulance: 'assistant director of patient care',
        charity: 'chief executive of the organisation concerned',
      },
    ],
  ])('%s%s', (letter, id, at, posts) => {
    const { equivalents = {} } = POLICIES[letter].stages.find((one) => one.id === id)!.asks[at]!;

    expect(
      Object.fromEntries(
        Object.entries(equivalents).map(([type, post]) => [type, typeof post === 'string' ? post : post.called]),
      ),
    ).toEqual(posts);
  });
});

it.each<
  [Letter, startsAfterTalking: string, policyIssue: string | undefined, askedAboutTheirManager: boolean | undefined]
>([
  ['W', '2', undefined, undefined],
  ['L', '2', '5', undefined],
  ['S', '2-review', '4', undefined],
  ['R', '3', undefined, true],
  ['B', '2', undefined, true],
])(
  'INT-3, INT-12, ESC-3: %s starts at %s when they have talked, a policy issue goes to %s, the talk with one’s manager is asked for: %s',
  (letter, talked, issue, manager) => {
    const policy: Policy = POLICIES[letter];

    expect([
      policy.startsAfterTalking,
      policy.policyIssueGoesTo?.stage,
      policy.fields.discussedWithManager?.required,
    ]).toEqual([talked, issue, manager]);
  },
);

it.each<[Letter, clock: string, enters: string | undefined, ends: string | undefined, told: string]>([
  ['B', 'elapsed hours', '3', '4a', 'safeguarding-lead of both'],
  ['S', 'same working day', '2', '3', 'line-manager of both, safeguarding-lead of both'],
  [
    'R',
    'at once',
    undefined,
    undefined,
    'safeguarding-lead of raising, head-of-early-help of board, business-manager of board',
  ],
  ['L', 'none', undefined, undefined, 'safeguarding-lead of both'],
  ['W', 'none', undefined, undefined, 'safeguarding-lead of both'],
])(
  'CLK-7 to CLK-9, CLK-14: at immediate harm %s has the clock “%s”, opens %s, goes to %s when it ends, and tells %s',
  (letter, clock, enters, ends, told) => {
    const harm = POLICIES[letter].harm!;

    expect([
      harm.clock.kind,
      harm.entersAt,
      harm.endsAt,
      harm.tellAtOnce.map(({ role, of }) => `${role} of ${of}`).join(', '),
    ]).toEqual([clock, enters, ends, told]);
  },
);

it.each<[Letter, sees: string]>([
  ['W', 'record from 4'],
  ['L', 'record from 5'],
  ['S', 'record from 4'],
  ['R', 'fact from harm, fact from 4, record from 5'],
  ['B', 'record from 2'],
])('NOT-1, NOT-5: the board of %s sees a count, then: %s', (letter, sees) => {
  expect(POLICIES[letter].boardSees.map(({ from, what }) => `${what} from ${from}`).join(', ')).toBe(sees);
});

it.each<[Letter, stage: string, chair: string, mayDecline: boolean, binds: boolean]>([
  ['W', '4', 'from neither agency', false, false],
  ['S', '3', "raising agency's lead", false, false],
  ['S', '4', 'officer', true, false],
  ['R', '5', 'board member of an uninvolved agency', false, false],
  ['B', '4a', 'officer', true, true],
  ['B', '4b', 'from neither agency', false, true],
])(
  'MTG-1 to MTG-5, ESC-5 to ESC-7: %s%s is chaired by: %s; may decline to convene: %s; binds: %s',
  (letter, id, chair, mayDecline, binds) => {
    const { meeting, decisionIsBinding } = POLICIES[letter].stages.find((one) => one.id === id)!;

    expect([meeting!.chair, meeting!.mayDeclineToConvene === true, decisionIsBinding !== undefined]).toEqual([
      chair,
      mayDecline,
      binds,
    ]);
  },
);

it('a meeting and a binding decision stand nowhere else', () => {
  const has = (what: 'meeting' | 'decisionIsBinding') =>
    Object.entries(POLICIES).flatMap(([letter, { stages }]) =>
      stages.flatMap((stage) => (stage[what] ? [`${letter}${stage.id}`] : [])),
    );

  expect([has('meeting'), has('decisionIsBinding')]).toEqual([
    ['B4a', 'B4b', 'R5', 'S3', 'S4', 'W4'],
    ['B4a', 'B4b'],
  ]);
});

const ON_FILE = "Record the agreed actions on the child's file";
const IN_WRITING = 'Record the actions and decisions in writing and share them with those involved';
const EACH_TALK = "Approve and date the record of each discussion, and place a copy on the child's file";
it.each<[Letter, Record<string, string[]>]>([
  [
    'W',
    {
      1: [ON_FILE, "Follow your agency's procedure for logging low-level concerns"],
      2: [
        'Feed the agreed actions back to operational staff',
        "If necessary invoke the process for reviewing the child's Plan",
        ON_FILE,
      ],
      3: [
        'Decide where the record of the meeting is held',
        'Feed the agreed actions back to operational staff',
        ON_FILE,
        'Consider whether a policy or procedure needs review',
        'Consider whether policies and procedures were complied with',
        'Consider whether there is a question of professional competence',
      ],
    },
  ],
  ['L', { 1: [EACH_TALK], 2: [EACH_TALK], 3: [EACH_TALK], 4: [EACH_TALK] }],
  [
    'S',
    {
      1: ['Say whether what was agreed is in line with the plan, or whether a plan is needed', IN_WRITING],
      2: [IN_WRITING],
      3: [IN_WRITING],
    },
  ],
  ['R', { 1: [IN_WRITING], 2: [IN_WRITING], 3: [IN_WRITING], 4: [IN_WRITING] }],
  [
    'B',
    {
      1: ['Complete Appendix 2 for your own records'],
      3: ['Each organisation keeps its own record as well as Appendix 2'],
    },
  ],
])('OUT-6 to OUT-9, REC-1, REC-5, REC-6: what each agency of %s ticks afterwards, stage by stage', (letter, lists) => {
  expect(
    Object.fromEntries(
      POLICIES[letter].stages.flatMap(({ id, closingChecklist = [] }) =>
        closingChecklist.length > 0 ? [[id, closingChecklist.map(({ ask }) => ask)]] : [],
      ),
    ),
  ).toEqual(lists);
});

it.each<
  [
    Letter,
    stages: string[] | undefined,
    gaps: string | undefined,
    reports: string | undefined,
    learning: string | undefined,
  ]
>([
  ['W', ['1', '2'], undefined, undefined, undefined],
  ['L', undefined, undefined, undefined, undefined],
  ['S', undefined, undefined, undefined, 'learning-list'],
  ['R', undefined, 'board-chair', 'review-subgroup', undefined],
  ['B', undefined, undefined, undefined, 'learning-list'],
])(
  'OUT-4, LRN-1 to LRN-3: %s asks what was understood after %j; a gap goes to %s, a meeting is reported to %s, learning goes to %s',
  (letter, stages, gaps, reports, learning) => {
    const { understandingCheck, gapsTo, meetingReportsTo, learningTo } = POLICIES[letter].closing;

    expect([understandingCheck?.stages, gapsTo?.role, meetingReportsTo?.role, learningTo?.role]).toEqual([
      stages,
      gaps,
      reports,
      learning,
    ]);
  },
);

it.each<[Letter, stage: string, told: string]>([
  ['B', '2', 'business-manager of board'],
  ['B', '3', 'board-representative of both, business-manager of board, officer-children and officer-adults of board'],
  ['S', '4', 'safeguarding-lead or senior-manager of raising'],
])('NOT-3, MTG-6: %s%s tells how it ended to: %s', (letter, id, told) => {
  expect(toldWhen(POLICIES[letter].stages.find((one) => one.id === id)!.tellOnResolution)).toBe(told);
});

it('S L15: while it is reviewed, the other side is asked to talk with their own manager', () => {
  expect(S.stages.filter(({ meanwhile }) => meanwhile).map(({ id, meanwhile }) => [id, meanwhile!.ask])).toEqual([
    ['2-review', 'Please discuss it meanwhile with your own line manager or safeguarding supervisor'],
  ]);
});
