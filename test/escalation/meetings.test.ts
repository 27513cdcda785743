import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import type { Act } from '../../escalation/acts.ts';
import { confirmInWriting } from '../../escalation/clockwork.ts';
import {
  chairsAmongThoseAsked,
  isForTheAgencies,
  type MeetingRule,
  reasonNoPanel,
  reasonNotThisPanel,
  reasonNotToChair,
} from '../../escalation/meetings.ts';
import { type Policy, requirePolicy, requireStage } from '../../escalation/policy.ts';
import { type Disagreement, openVisit, type Person } from '../../escalation/record.ts';
import { policyVersions } from '../../policies/all.ts';
import {
  arrange,
  asWritten,
  at,
  atBoard,
  B,
  CARE,
  did,
  didChange,
  directoryWith,
  HEALTH,
  isTheirs,
  L,
  owedTo,
  RAISER,
  raised,
  refusalOf,
  SCHOOL,
  settingAt,
  takenTo,
  tarnshireRows,
  W,
} from './building.ts';
import { agencyRow, directoryOf, postRow, row } from './directories.ts';

const released = (id: keyof typeof policyVersions): Policy => requirePolicy(policyVersions[id], id);
const S = released('safeguarding-adults-board-v1');
const R = released('windsor-and-maidenhead-v1');

/** Two more members, and a charity that is none. */
const directory = directoryOf([
  ...tarnshireRows,
  agencyRow('Tarn Police', 'police', 'police.tarn.example'),
  postRow('Tarn Police', 'board-representative', 'Pol Member', 'pol@police.tarn.example'),
  agencyRow('Tarn Probation', 'probation', 'probation.tarn.example'),
  agencyRow('Tarn Helpers', 'charity', 'helpers.tarn.example', { member: 'no' }),
]);
const POLICE = 'tarn-police';
const CHARITY = 'tarn-helpers';
const AT = 'Mon 2 Mar 2026 09:30';
const setting = (policy: Policy) => settingAt(AT, { policy, directory });

const between = (...agencies: string[]): Pick<Disagreement, 'raiser' | 'raisedWith'> => ({
  raiser: { name: 'Ray', email: RAISER, agency: agencies[0]! },
  raisedWith: agencies.slice(1).map((agency) => ({ agency })),
});
const rule = (policy: Policy, stageId: string): MeetingRule => requireStage(policy, stageId).meeting!;
const person = (name: string, email: string, agency: string): Person => ({ name, email, agency });

function atStage(stageId: string, policy: Policy): Disagreement {
  return takenTo(stageId, raised(setting(policy)), setting(policy));
}

describe('MTG-4, BEY-7: B’s panel is three member agencies, including those in dispute', () => {
  const panel = rule(B, '4b');

  test.each<[string, string[], string | undefined]>([
    ['two members in dispute', [HEALTH, CARE], undefined],
    ['three members in dispute', [HEALTH, CARE, SCHOOL], undefined],
    ['one agency on both sides', [HEALTH, HEALTH], undefined],
    ['four in dispute', [HEALTH, CARE, SCHOOL, POLICE], '4 agencies are in dispute, so no panel can be made up.'],
    [
      'a charity that is no member',
      [HEALTH, CHARITY],
      'Tarn Helpers is not a member agency, so no panel can be made up.',
    ],
  ])('%s', (_name, agencies, why) => {
    const reason = reasonNoPanel(panel, between(...agencies), directory);

    if (why === undefined) expect(reason).toBeUndefined();
    else
      expect(reason).toBe(
        `A panel is made up of 3 member agencies, with every agency in dispute among them (L71). ${why}`,
      );
  });

  test.each<[string, string[], string[], string | undefined]>([
    ['two in dispute and exactly one other', [HEALTH, CARE], [HEALTH, CARE, POLICE], undefined],
    ['three in dispute and no other', [HEALTH, CARE, SCHOOL], [HEALTH, CARE, SCHOOL], undefined],
    ['no other', [HEALTH, CARE], [HEALTH, CARE], 'exactly one other'],
    ['two others', [HEALTH, CARE], [HEALTH, CARE, POLICE, SCHOOL], 'exactly one other'],
    ['three in dispute and one other', [HEALTH, CARE, SCHOOL], [HEALTH, CARE, SCHOOL, POLICE], 'and no other.'],
    ['within one agency: two others', [HEALTH, HEALTH], [HEALTH, POLICE, SCHOOL], undefined],
    ['within one agency: one other is too few', [HEALTH, HEALTH], [HEALTH, POLICE], 'exactly 2 others'],
    ['one in dispute left out', [HEALTH, CARE], [HEALTH, POLICE, SCHOOL], 'add Tarnshire Care.'],
    ['an other that is no member', [HEALTH, CARE], [HEALTH, CARE, CHARITY], 'Tarn Helpers is not a member agency'],
    ['the same agency twice', [HEALTH, CARE], [HEALTH, CARE, CARE], 'An agency sits on the panel once.'],
  ])('%s', (_name, inDispute, chosen, why) => {
    const reason = reasonNotThisPanel(panel, chosen, between(...inDispute), directory);

    if (why === undefined) expect(reason).toBeUndefined();
    else expect(reason).toContain(why);
  });

  it('four in dispute: noticed when the stage opens, the leads are told, and nothing is faked', () => {
    const d = atStage('4a', B);
    d.raisedWith.push({ agency: SCHOOL }, { agency: POLICE });

    const change = didChange(d, atBoard('officer-children'), { kind: 'decide-not-to-convene', text: 'x' }, setting(B));

    expect(openVisit(change.disagreement)!.noPanel).toContain('4 agencies are in dispute');
    expect(owedTo(change.disagreement, 'no-panel')).toEqual([atBoard('unit')]);
    const panelOfThree = {
      kind: 'convene' as const,
      what: 'panel' as const,
      on: '2026-03-05',
      time: '14:00',
      where: 'x',
      attendees: [],
      panel: [HEALTH, CARE, SCHOOL].map((agency) => ({ agency })),
    };
    expect(refusalOf(asWritten(change), atBoard('independent-chair'), panelOfThree, setting(B))).toContain(
      '4 agencies are in dispute, so no panel can be made up.',
    );
  });
});

describe('what is arranged at a stage, by whom, and who hears of it', () => {
  const OFFICER = atBoard('officer-children');
  const INDEPENDENT_CHAIR = atBoard('independent-chair');
  const panelOf = (...agencies: string[]) =>
    arrange({ what: 'panel', panel: agencies.map((agency) => ({ agency })), attendees: [] });
  const byOfficer = { chairName: '', chairEmail: '', chairAgency: '' };

  test.each([
    ['2026-03-09', '16:59', 'done'],
    ['2026-03-09', '17:00', 'At 5pm on Monday 9 March 2026 it goes to Stage 4, Independent Chair'],
    ['2026-03-10', '10:00', 'Arrange it before then.'],
  ])('MTG-5: B’s officer meets before the stage goes further by itself: on %s at %s: %s', (on, time, says) => {
    const meeting = arrange({ on, time, ...byOfficer });

    expect(refusalOf(atStage('4a', B), OFFICER, meeting, setting(B))).toContain(says);
  });

  test.each<[string, Policy, string, string, string]>([
    ['B’s officer “may chair”', B, '4a', OFFICER, 'done'],
    ['S’s Chief Officer “considers” it', S, '4', atBoard('officer-adults'), 'done'],
    ['S’s own lead convenes it', S, '3', at('health', 'safeguarding-lead'), 'has this meeting convened'],
    ['W’s Board Manager convenes it', W, '4', atBoard('unit'), 'has this meeting convened'],
    ['R’s board chair identifies who chairs', R, '5', atBoard('board-chair'), 'has this meeting convened'],
    ['B’s Independent Chair has mediation or a panel', B, '4b', INDEPENDENT_CHAIR, 'has this meeting convened'],
  ])(
    'MTG-5: nobody decides not to convene but where the policy leaves it open: %s',
    (_name, policy, stageId, who, says) => {
      const d = takenTo(
        stageId,
        raised(setting(policy), { subject: policy === S ? 'adult' : 'child' }),
        setting(policy),
      );

      expect(refusalOf(d, who, { kind: 'decide-not-to-convene', text: 'x' }, setting(policy))).toContain(says);
    },
  );

  it('MTG-4: nobody sits on the panel for two agencies', () => {
    const shared = directoryOf([
      ...tarnshireRows,
      agencyRow('Tarn Police', 'police', 'police.tarn.example'),
      row({ agency: 'Tarn Police', role: 'board-representative', delegated_to: 'Tarn School: board-representative' }),
    ]);
    const now = settingAt(AT, { policy: B, directory: shared });
    const two = takenTo('4b', raised(now), now);
    expect(refusalOf(two, INDEPENDENT_CHAIR, panelOf(HEALTH, CARE, POLICE), now)).toBe('done');
    const within = takenTo(
      '4b',
      raised(now, { theirAgency: HEALTH, theirName: 'Cas', theirEmail: at('health', 'cas') }),
      now,
    );
    expect(refusalOf(within, INDEPENDENT_CHAIR, panelOf(HEALTH, SCHOOL, POLICE), now)).toContain(
      'Nobody is recorded who could sit for Tarn Police',
    );
  });

  it('MTG-4: a practitioner of it does not sit on its panel', () => {
    const now = setting(B);
    const theirs = raised(now, { theirName: 'Rep', theirEmail: at('care', 'board-representative') });
    const d = did(takenTo('4b', theirs, now), INDEPENDENT_CHAIR, panelOf(HEALTH, CARE, POLICE), now);

    expect(openVisit(d)!.meetings![0]!.panel!.map(({ person: { email } }) => email)).toEqual([
      at('health', 'board-representative'),
      at('care', 'safeguarding-lead'),
      'pol@police.tarn.example',
    ]);
  });

  it('MTG-4, OUT-7: whoever sits for an agency is told when, as what, and afterwards how it ended; the practitioners hear of it while they can still say what they want heard', () => {
    const now = setting(B);
    const change = didChange(atStage('4b', B), INDEPENDENT_CHAIR, panelOf(HEALTH, CARE, POLICE), now);
    const toldAs = change.disagreement.owed.flatMap((owed) =>
      owed.kind === 'message' ? [`${owed.to.email} ${owed.facts?.as}`] : [],
    );
    const decision: Act = {
      kind: 'decide',
      outcome: 'decided',
      text: 'x',
      actions: [],
      noActions: true,
      recordHeld: 'x',
    };
    const decided = confirmInWriting(did(asWritten(change), INDEPENDENT_CHAIR, decision, now), now);

    expect(toldAs).toEqual([
      'ida@chambers.example chair',
      `${at('health', 'board-representative')} panel member`,
      `${at('care', 'board-representative')} panel member`,
      'pol@police.tarn.example panel member',
      `${at('health', 'raiser')} practitioner`,
      `${at('care', 'counterpart')} practitioner`,
    ]);
    expect('change' in decided && owedTo(decided.change.disagreement, 'decided')).toEqual(
      expect.arrayContaining(['ida@chambers.example', 'pol@police.tarn.example']),
    );
  });

  it('whoever mediates has that place, and no chair’s', () => {
    const d = did(atStage('4b', B), INDEPENDENT_CHAIR, arrange({ what: 'mediation' }), setting(B));

    expect(d.people['ida@chambers.example']!.places).toEqual(['mediator']);
  });

  it('representations are the two sides’: the board’s own people give none', () => {
    const heard: Act = { kind: 'give-representations', text: 'x' };

    expect(refusalOf(atStage('4a', B), OFFICER, heard, setting(B))).toContain('Only the two sides');
    const both = did(did(atStage('4a', B), RAISER, heard, setting(B)), at('care', 'counterpart'), heard, setting(B));
    expect(openVisit(both)!.representations!.map(({ side, by }) => [side, by.email])).toEqual([
      ['raising', RAISER],
      ['responding', at('care', 'counterpart')],
    ]);
  });

  it('MTG-6: it is fed back to the senior manager of a raising agency that has no safeguarding lead', () => {
    const now = settingAt(AT, {
      policy: S,
      directory: directoryWith((rows) =>
        rows.filter(({ agency, role }) => agency !== 'Tarnshire Health' || role !== 'safeguarding-lead'),
      ),
    });
    const d = raised(now, { subject: 'adult', policyIssue: 'yes' });
    const decision: Act = {
      kind: 'decide',
      outcome: 'decided',
      text: 'x',
      actions: [],
      noActions: true,
      recordHeld: 'With the board.',
    };
    const decided = confirmInWriting(did(d, atBoard('unit'), decision, now), now);

    expect('change' in decided && owedTo(decided.change.disagreement, 'decided')).toContain(
      at('health', 'senior-manager'),
    );
    // Of the steps that it passed over, too (CLK-6): S's Step 3 would have asked the senior manager there.
    expect(d.people[at('health', 'senior-manager')]?.places).toContain('told');
  });

  it.each<[string, string, Act]>([
    [
      'decided by the Board Manager',
      atBoard('unit'),
      { kind: 'decide', outcome: 'decided', text: 'x', actions: [], noActions: true, recordHeld: 'With the board.' },
    ],
    ['the Chief Officer convenes no meeting', atBoard('officer-adults'), { kind: 'decide-not-to-convene', text: 'x' }],
    ['withdrawn meanwhile', RAISER, { kind: 'withdraw', text: 'x' }],
  ])(
    'MTG-5, MTG-6: a policy issue at S’s Step 4, %s, is fed back to the raising agency’s lead, who was never asked',
    (_how, by, act) => {
      const now = setting(S);
      const d = raised(now, { subject: 'adult', policyIssue: 'yes' });
      const written = confirmInWriting(did(d, by, act, now), now);

      expect(openVisit(d)!.stageId).toBe('4');
      expect('change' in written && owedTo(written.change.disagreement, 'decided', 'withdrawn')).toContain(
        at('health', 'safeguarding-lead'),
      );
    },
  );
});

describe('MTG-1, MTG-2, MTG-3: who may chair, and why not', () => {
  test.each<[string, Policy, string, Person, string | undefined]>([
    ['W: somebody independent', W, '4', person('Ida', 'ida@chambers.example', 'independent'), undefined],
    ['W: the board’s own Independent Chair', W, '4', person('Indra', atBoard('independent-chair'), 'board'), undefined],
    ['W: a third agency', W, '4', person('Pol', 'pol@police.tarn.example', POLICE), undefined],
    [
      'W: one side',
      W,
      '4',
      person('Sam', at('care', 'senior-manager'), CARE),
      'is from Tarnshire Care, which is in dispute',
    ],
    [
      'W: one side, said to be independent',
      W,
      '4',
      person('Sam', at('care', 'new'), 'independent'),
      'is from Tarnshire Care',
    ],
    [
      'B: one side, for mediation or a panel',
      B,
      '4b',
      person('Cy', at('care', 'new'), CARE),
      'from neither agency (L71)',
    ],
    ['B: its own Independent Chair', B, '4b', person('Indra', atBoard('independent-chair'), 'board'), undefined],
    ['R: a Board member of an uninvolved agency', R, '5', person('Pol', 'pol@police.tarn.example', POLICE), undefined],
    [
      'R: an involved Board member',
      R,
      '5',
      person('Cy', at('care', 'board-representative'), CARE),
      'is from Tarnshire Care',
    ],
    [
      'R: uninvolved, but no Board member',
      R,
      '5',
      person('Nia', at('school', 'senior-manager'), SCHOOL),
      'is not recorded as a Board member',
    ],
    [
      'R: the board itself is no agency',
      R,
      '5',
      person('Bo', atBoard('board-chair'), 'board'),
      'is not recorded as a Board member',
    ],
  ])('%s', (_name, policy, stageId, chair, why) => {
    const reason = reasonNotToChair(rule(policy, stageId), chair, between(HEALTH, CARE), { asked: [] }, directory);

    if (why === undefined) expect(reason).toBeUndefined();
    else expect(reason).toContain(why);
  });

  it('S: the raising agency’s lead, and B: the officer, are those whom the policy asks', () => {
    const s3 = openVisit(atStage('3', S))!;
    const b4a = openVisit(atStage('4a', B))!;

    expect(chairsAmongThoseAsked(rule(S, '3'), s3.asked)!.map(({ email }) => email)).toEqual([
      at('health', 'safeguarding-lead'),
    ]);
    expect(chairsAmongThoseAsked(rule(B, '4a'), b4a.asked)!.map(({ email }) => email)).toEqual([
      atBoard('officer-children'),
    ]);
  });
});

describe('ESC-6, ESC-7: whose decision it is', () => {
  test.each<[string, Policy, string, boolean]>([
    ['W’s meeting', W, '4', true],
    ['S’s resolutions meeting', S, '3', true],
    ['L’s partnership, which records', L, '5', false],
    ['S’s Board Manager, who decides the course', S, '4', false],
    ['R’s meeting: the chair reports', R, '5', true],
    ['B’s officer, whose decision binds', B, '4a', false],
    ['B’s panel', B, '4b', false],
  ])('%s: what is the agencies’ own stays theirs (%#)', (_name, policy, stageId, expected) => {
    expect(isForTheAgencies(requireStage(policy, stageId))).toBe(expected);
  });
});

describe('what whoever is appointed sees and does (LADDERS, third table)', () => {
  const now = setting(W);
  const arranged = did(atStage('4', W), atBoard('unit'), arrange(), now);
  const standing = (who: string) => standingOf(isTheirs(arranged, who), who, now);

  it('the chair sees the record and may decide, though no agency of the partnership has their address', () => {
    expect(standing('ida@chambers.example')).toMatchObject({ sees: 'record', places: ['chair'] });
    expect(standing('ida@chambers.example').may).toEqual(expect.arrayContaining(['decide', 'convene']));
    expect(standing('ida@chambers.example').may).not.toContain('withdraw');
  });

  it('those who attend may give representations, and decide nothing', () => {
    const { may } = standing(at('care', 'board-representative'));

    expect(may).toContain('give-representations');
    expect(may).not.toContain('decide');
  });

  it('a chair who says it is not theirs is out of it, and whoever arranged the meeting is told', () => {
    const { disagreement: d } = didChange(arranged, 'ida@chambers.example', { kind: 'not-mine' }, now);

    expect(owedTo(d, 'not-mine')).toContain(atBoard('unit'));
    expect(standingOf(d, 'ida@chambers.example', now).sees).toBe('nothing');
  });

  it('R’s chair who says so: the board’s chair, who arranged it and leads nothing, is told as well', () => {
    const setR = setting(R);
    const heads = ['care', 'health'].map((agency) => ({ email: at(agency as 'care', 'head-of-service') }));
    const meeting: Act = {
      kind: 'convene',
      what: 'meeting',
      chairName: 'Pol Member',
      chairEmail: 'pol@police.tarn.example',
      chairAgency: POLICE,
      on: '2026-03-05',
      time: '14:00',
      where: 'Room 4',
      attendees: heads,
      panel: [],
    };
    const d = did(atStage('5', R), atBoard('board-chair'), meeting, setR);

    const { disagreement } = didChange(d, 'pol@police.tarn.example', { kind: 'not-mine' }, setR);
    expect(owedTo(disagreement, 'not-mine')).toContain(atBoard('board-chair'));
  });

  it('before the chair says that it is theirs nothing is shown', () => {
    expect(standingOf(arranged, 'ida@chambers.example', now)).toMatchObject({ sees: 'nothing', mustSay: true });
  });
});
