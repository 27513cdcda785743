import { describe, expect, it } from 'vitest';
import { openListCsv } from '../../documents/open-list-csv.ts';
import { standingOf } from '../../escalation/access.ts';
import type { Act } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { digestFor } from '../../escalation/digest.ts';
import type { Directory } from '../../escalation/directory.ts';
import { rowsFor } from '../../escalation/open-list.ts';
import type { Policy } from '../../escalation/policy.ts';
import {
  type Disagreement,
  type Harm,
  MESSAGE_KINDS,
  type MessageKind,
  type StageVisit,
} from '../../escalation/record.ts';
import { summaryOf } from '../../escalation/summary.ts';
import { digestMessage } from '../../messages/digest.ts';
import { messageFor } from '../../messages/message.ts';
import {
  atBoard,
  B,
  COUNTERPART,
  did,
  didChange,
  directoryWith,
  at as inTarnshire,
  R,
  RAISER,
  raised,
  S,
  SCHOOL,
  settingAt,
  takenFurtherChange,
  takenTo,
  W,
  without,
} from './building.ts';
import {
  asked,
  at,
  counterpart,
  deadlineOn,
  directory,
  disagreement,
  factsFor,
  outcome,
  partnership,
  policies,
  raiser,
  visit,
} from './digest-facts.ts';
import { postRow, type Row } from './directories.ts';

type Sees = 'count' | 'fact' | 'record';

/** What the board may see at each stage of each policy, by hand; and where somebody is, or was, flagged as at risk, if that is more. */
const LINES: [policy: string, stages: string, atRisk?: 'fact'][] = [
  ['bcssp-v5', '1 count, 2 record, 3 record, 4a record, 4b record'],
  ['worcestershire-v1', '1 count, 2 count, 3 count, 4 record'],
  ['london-pa4-v2021', '1 count, 2 count, 3 count, 4 count, 5 record'],
  ['safeguarding-adults-board-v1', '1 count, 2-review count, 2 count, 3 count, 4 record'],
  ['windsor-and-maidenhead-v1', '1 count, 2 count, 3 count, 4 fact, 5 record', 'fact'],
];
const stagesOf = (stages: string) => stages.split(', ').map((stage) => stage.split(' ') as [stageId: string, Sees]);
const CELLS = LINES.flatMap(([id, stages, atRisk]) =>
  stagesOf(stages).flatMap(([stageId, sees]): [string, string, string, Sees][] => [
    [id, stageId, 'nobody at risk', sees],
    [id, stageId, 'somebody at risk', sees === 'count' ? (atRisk ?? sees) : sees],
    [id, stageId, 'somebody was at risk', sees === 'count' ? (atRisk ?? sees) : sees],
  ]),
);

const LEAD = { ...partnership.leads[0]!, agency: 'board' };
const manager = { name: 'Ruth Bell', email: 'ruth@care.example', agency: 'care' };

/** With something for every list to tell: silent and due today, open for long without a number, ended with actions that are due and not done. */
function records(id: string, stageId: string, risk: string): Disagreement[] {
  const { stages, subjects } = policies(id);
  const before = stages.slice(
    0,
    stages.findIndex((stage) => stage.id === stageId),
  );
  const visits = before.map((stage) =>
    visit(stage.id, { closedAt: at('Wed 1 Apr 2026', '08:30'), closedBy: 'deadline' }),
  );
  const flaggedAt = at('Wed 1 Apr 2026', '08:00');
  const harm: Harm = {
    id: 'h1',
    flaggedBy: counterpart,
    flaggedAt,
    sinceAt: flaggedAt,
    clockFromAt: flaggedAt,
    visit: 0,
    outOfHours: false,
    alsoAsked: [],
    seenBy: [],
    ...(risk === 'somebody was at risk'
      ? { ended: { by: counterpart, at: flaggedAt, took: 'none needed', textId: 't' } }
      : {}),
  };
  const now = (over: Partial<StageVisit>, more: Partial<Disagreement> = {}) =>
    disagreement({
      policyVersionId: id,
      subject: subjects[0]!,
      raisersSite: 'North Site',
      stages: [...visits, visit(stageId, { asked: [asked(manager)], ...over })],
      ...(risk === 'nobody at risk' ? {} : { harms: [harm] }),
      ...more,
    });
  const action = { textId: 't', ownerAgency: 'care', answers: [] };
  const actions = [
    { ...action, id: 'a1', dueOn: '2026-04-01', askedAt: at('Wed 1 Apr 2026', '10:00') },
    { ...action, id: 'a2', dueOn: '2026-04-02' },
  ];
  return [
    now({ deadline: deadlineOn('Thu 2 Apr 2026') }),
    now({ openedAt: at('Mon 2 Mar 2026', '09:00') }),
    now({ closedAt: at('Wed 1 Apr 2026', '15:00'), closedBy: 'outcome' }, { outcome: outcome({ stageId, actions }) }),
  ];
}

/** What the board sees of one record on the desk, in its file and in the digest. */
function listed(d: Disagreement) {
  const facts = factsFor([d], { lead: LEAD });
  const digest = digestFor(facts);
  const today = facts.now.toZonedDateTimeISO('Europe/London').toPlainDate();
  const { rows, belowTheLine } = rowsFor({
    ...facts,
    directory,
    summaries: [summaryOf(d)],
    today,
    lead: LEAD.email,
    needed: new Set(),
  });
  const policy = policies(d.policyVersionId);
  return {
    sees: standingOf(d, LEAD.email, { partnership, policy, directory }).sees,
    digest: digestMessage(digest, { origin: 'https://common-ground.example', trial: false }).text,
    counted: [digest.belowTheLine, belowTheLine],
    rows: JSON.stringify(rows),
    file: openListCsv(rows),
  };
}

/** Every email there is, or only some, as the board would be sent it. */
function emailsAbout(d: Disagreement, kinds: readonly MessageKind[] = MESSAGE_KINDS): string {
  const agencyNames = (agency: string) => directory.agencies.find(({ id }) => id === agency)?.name ?? agency;
  const known = { disagreement: d, policy: policies(d.policyVersionId), partnership, agencyNames, to: LEAD };
  return kinds
    .map(
      (kind) =>
        messageFor({ ...known, kind, visit: d.stages.at(-1)!, link: 'https://common-ground.example/d/x', trial: false })
          .text,
    )
    .join('\n');
}

describe('NOT-5, BEY-11: one line for the desk, its file, the digest and every email', () => {
  it('is written out for every stage of every policy', () => {
    for (const [id, stages] of LINES)
      expect(stagesOf(stages).map(([stageId]) => stageId)).toEqual(policies(id).stages.map((stage) => stage.id));
  });

  it.each(CELLS)('%s at stage %s, %s: the board sees the %s', (id, stageId, risk, sees) => {
    for (const d of records(id, stageId, risk)) {
      const lists = listed(d);
      const all = JSON.stringify(lists);
      expect(lists.sees).toBe(sees);
      // Nobody's name is on a list: who they are is on the page, for whoever may open it.
      expect(all).not.toMatch(/Priya|Okafor|Ruth Bell/);
      if (sees === 'count') {
        expect(lists.counted).toEqual([1, 1]);
        expect(lists.rows).toBe('[]');
        expect(all).not.toMatch(/AB-7Q4K|Hollin Bank|Social Care|North Site|St(age|ep) |\d working day/);
        expect(lists.digest).toContain('1 more is open or has ended since');
        continue;
      }
      expect(lists.counted).toEqual([0, 0]);
      expect(lists.rows).toContain('AB-7Q4K');
      for (const list of [lists.digest, lists.file])
        expect(list).toMatch(/AB-7Q4K.*Hollin Bank School.*Brackenshire Social Care/s);
      const isRecord = sees === 'record';
      expect(lists.rows.includes('"subject"'), 'whom it is about').toBe(isRecord);
      expect(lists.rows.includes('North Site'), 'which site').toBe(isRecord);
      expect(lists.digest.includes(', line manager, asked')).toBe(isRecord && !d.outcome);
    }

    if (risk === 'somebody was at risk') return;
    const [dueToday] = records(id, stageId, risk);
    const faults = emailsAbout(dueToday!, ['nobody-to-ask', 'not-mine', 'vouch-wanted']);
    expect(faults.includes('By when'), 'of a fault below the line no more than reference, stage and agency').toBe(
      sees !== 'count',
    );
    const emails = emailsAbout(dueToday!);
    expect(/Hollin Bank School|Brackenshire Social Care/.test(emails), 'between whom').toBe(sees !== 'count');
    expect(emails.includes(raiser.name), 'who raised it').toBe(sees === 'record');
    expect(emails).not.toMatch(/Okafor|Ruth Bell|North Site/);
  });
});

/** A post of the board whose holder is away, and whose deputy works for an agency that is no side. */
const awayWithDeputy = (role: string) => (rows: Row[]) => [
  ...without(['Tarnshire Safeguarding Partnership', role])(rows),
  postRow('Tarnshire Safeguarding Partnership', role, 'Away', atBoard('away'), {
    absent_from: '2026-01-01',
    deputy_email: ELSEWHERE,
  }),
];
const ELSEWHERE = inTarnshire('school', 'senior-manager');

describe('NOT-5: whoever is told for the board is told as the board is, whatever agency they are of', () => {
  const AT = 'Mon 2 Mar 2026 09:30';
  const led = (policy: Policy, directory?: Directory): Setting => {
    const setting = settingAt(AT, { policy, ...(directory ? { directory } : {}) });
    return {
      ...setting,
      partnership: { ...setting.partnership, leads: [{ name: 'Si', email: ELSEWHERE, agency: SCHOOL }] },
    };
  };
  const noLeadInCare = directoryWith(without(['Tarnshire Care', 'safeguarding-lead']));
  const learning: Act = { kind: 'record-learning', about: 'learning', text: 'x' };
  const ended = (setting: Setting) => did(raised(setting), RAISER, { kind: 'withdraw', text: 'x' }, setting);

  it.each<[string, MessageKind, () => Disagreement]>([
    [
      'a lead: nobody can be asked',
      'nobody-to-ask',
      () => raised(led(W, noLeadInCare), { theirName: '', theirEmail: '' }),
    ],
    [
      'a lead: it is not somebody’s',
      'not-mine',
      () => didChange(raised(led(W)), COUNTERPART, { kind: 'not-mine' }, led(W)).disagreement,
    ],
    [
      'a lead: an address waits to be vouched for',
      'vouch-wanted',
      () => raised(led(W, noLeadInCare), { theirEmail: 'cas@home.example' }),
    ],
    [
      'a lead, where S’s learning list is nobody',
      'learning',
      () => didChange(ended(led(S)), RAISER, learning, led(S)).disagreement,
    ],
    [
      'the deputy of S’s learning list',
      'learning',
      () => {
        const setting = led(S, directoryWith(awayWithDeputy('learning-list')));
        return didChange(ended(setting), RAISER, learning, setting).disagreement;
      },
    ],
    [
      'the deputy of R’s business manager, at Stage Four',
      'told-stage-opened',
      () => {
        const setting = settingAt(AT, { policy: R, directory: directoryWith(awayWithDeputy('business-manager')) });
        return takenFurtherChange(takenTo('3', raised(setting), setting), setting).disagreement;
      },
    ],
    [
      'the deputy of R’s head of early help, at immediate harm',
      'harm-flagged',
      () =>
        raised(settingAt(AT, { policy: R, directory: directoryWith(awayWithDeputy('head-of-early-help')) }), {
          immediateHarm: 'yes',
          harmWhy: 'He is at home with them tonight.',
        }),
    ],
  ])('%s', (_who, kind, told) => {
    const emails = told().owed.flatMap((owed) =>
      owed.kind === 'message' && owed.message === kind && owed.to.email === ELSEWHERE ? [owed.to.agency] : [],
    );

    expect(emails).toEqual(['board']);
  });
});

it.each<[string, Policy, string, MessageKind, [string, string][]]>([
  ['NOT-1', R, '4', 'told-stage-opened', [['unit', '§2.5']]],
  [
    'NOT-2, ROU-9',
    B,
    '2',
    'registered',
    [
      ['unit', 'L131'],
      ['designated-nurse', 'L138'],
    ],
  ],
])(
  '%s: whoever is told that a stage has opened reads the clause that has them told, whatever moved it there',
  (_ids, policy, stageId, kind, told) => {
    const setting = settingAt('Mon 2 Mar 2026 09:30', { policy });
    const before = policy.stages[policy.stages.findIndex(({ id }) => id === stageId) - 1]!;
    const moved = takenFurtherChange(takenTo(before.id, raised(setting), setting), setting).disagreement;

    expect(
      moved.owed.flatMap((owed) =>
        owed.kind === 'message' && owed.message === kind ? [[owed.to.email, owed.facts?.['clause']]] : [],
      ),
    ).toEqual(told.map(([post, clause]) => [atBoard(post), clause]));
  },
);
