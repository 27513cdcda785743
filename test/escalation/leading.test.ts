import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import { ACT_KINDS, type Act, type ActKind, LEAD_ACTS } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { confirmInWriting } from '../../escalation/clockwork.ts';
import { contactFaults } from '../../escalation/leading.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { openProposal } from '../../escalation/taking-part.ts';
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
  HEALTH,
  inLondon,
  isTheirs,
  LEAD,
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
  tarnshireRows,
  W,
  without,
} from './building.ts';
import { agencyRow, directoryOf, postRow } from './directories.ts';

const AT = 'Mon 2 Mar 2026 09:30';
const now = settingAt(AT);
const DEPUTY = at('care', 'second-lead');
const ofBothLeads = (setting: Setting): Setting => ({
  ...setting,
  partnership: {
    ...setting.partnership,
    leads: [{ name: 'Sol Second', email: DEPUTY, agency: CARE }, ...setting.partnership.leads],
  },
});
const toStage = (stageId: string, setting = now): Disagreement => takenTo(stageId, raised(setting), setting);
const below: Disagreement = { ...raised(now), owed: [] };
const atTwo = toStage('2');

const MOVE_UP: Act = { kind: 'escalate-now', text: 'Two weeks are lost.' };
const SHORTEN: Act = { kind: 'shorten', on: '2026-03-04', time: '12:00', text: 'A court date.' };
const REPLACE: Act = {
  kind: 'replace-contact',
  agency: CARE,
  role: 'line-manager',
  name: 'New Manager',
  email: at('care', 'new'),
};
const CLOSE: Act = { kind: 'close-out-of-scope', route: 'referral', text: 'It is a first referral.' };
const CORRECT: Act = { kind: 'correct', what: 'subject', subject: 'adult', text: 'She is 18.' };
const RECORD: Act = { kind: 'record-for', for: COUNTERPART, heldOn: '2026-03-02', with: 'the lead', text: 'We rang.' };
const VOUCH: Act = { kind: 'vouch', email: 'cas@elsewhere.example' };
const ACTING: Act = { kind: 'name-acting-raiser', text: 'Has left.' };
const ASIDE: Act = { kind: 'stand-aside', text: 'My sister works there.' };
const ADD: Act = { kind: 'add-agency', agency: SCHOOL };

describe('REQUIREMENTS §3: what the partnership lead can do, and from where on', () => {
  test.each<[string, Act, below: 'done' | RegExp]>([
    ['replaces a contact', REPLACE, 'done'],
    ['vouches for an address', VOUCH, 'done'],
    ['corrects whom it is about', CORRECT, /does not show/],
    ['records for somebody', RECORD, /does not show/],
    ['shortens', SHORTEN, /does not show/],
    ['moves it up with a reason', MOVE_UP, /does not show/],
    ['closes it as out of scope', CLOSE, /does not show/],
    ['adds an agency', ADD, /does not show/],
    ['names an acting raiser', ACTING, /does not show/],
  ])('%s: from the board’s line on, and below it as the table says', (_name, act, belowTheLine) => {
    expect(refusalOf(atTwo, LEAD, act, now)).toBe('done');
    if (belowTheLine === 'done') expect(refusalOf(below, LEAD, act, now)).toBe('done');
    else expect(refusalOf(below, LEAD, act, now)).toMatch(belowTheLine);
  });

  it('where the policy shows the board the fact alone, merges nothing: that needs the record of both', () => {
    const setting = settingAt(AT, { policy: R });
    const atFact = toStage('4', setting);

    expect(standingOf(atFact, LEAD, setting).sees).toBe('fact');
    expect(refusalOf(atFact, LEAD, { kind: 'merge', into: 'CD-8R5M', text: 'The same.' }, setting)).toMatch(
      /does not show you the record/,
    );
    expect(standingOf(atFact, LEAD, setting).may).not.toContain('merge');
  });

  it('is offered exactly that on the page', () => {
    const offered = (d: Disagreement) => [...standingOf(d, LEAD, now).may].sort();

    expect(offered(below)).toEqual(['replace-contact', 'vouch']);
    // Nothing to learn is recorded yet.
    expect(offered(atTwo)).toEqual(LEAD_ACTS.filter((act) => act !== 'say-what-became').sort());
  });

  const OF_ANYBODY_TOLD: readonly ActKind[] = ['mine', 'not-mine'];
  it.each(ACT_KINDS.filter((kind) => !LEAD_ACTS.includes(kind) && !OF_ANYBODY_TOLD.includes(kind)))(
    'does not "%s", whoever asks for it',
    (kind: ActKind) => {
      const proposed = did(atTwo, THEIR_MANAGER, propose(), now);
      const act = { kind, proposalId: openProposal(proposed)!.id, text: 'x' } as never;

      expect(refusalOf(proposed, LEAD, act, now)).not.toMatch(/^done|^kept/);
      expect(standingOf(proposed, LEAD, now).may).not.toContain(kind);
    },
  );

  it('adds an agency, and the raiser hears of it', () => {
    expect(owedTo(didChange({ ...atTwo, owed: [] }, LEAD, ADD, now).disagreement, 'agency-added')).toContain(RAISER);
  });

  it('cannot lengthen: a later time is refused', () => {
    const act: Act = { ...SHORTEN, on: '2026-03-20' } as Act;

    expect(refusalOf(atTwo, LEAD, act, now)).toMatch(/only be made shorter/);
  });

  it('reads nothing below the line, and the record from the line on', () => {
    expect(standingOf(below, LEAD, now).sees).toBe('count');
    expect(standingOf(atTwo, LEAD, now).sees).toBe('record');
    expect(standingOf(toStage('3', settingAt(AT, { policy: W })), LEAD, settingAt(AT, { policy: W })).sees).toBe(
      'count',
    );
  });

  it('is for leads alone', () => {
    for (const act of [REPLACE, CLOSE, CORRECT, RECORD, ACTING, ASIDE])
      for (const who of [RAISER, THEIR_MANAGER])
        expect(refusalOf(atTwo, who, act, now)).toMatch(/Only the partnership's lead/);
  });

  it('stands in the history as the lead’s, with no place among those who take part', () => {
    const d = did(atTwo, LEAD, MOVE_UP, now);

    expect(d.leads).toEqual([{ id: 'l1', person: { name: 'Bea Unit', email: LEAD, agency: 'board' } }]);
    expect(d.history.findLast(({ what }) => what === 'escalated')?.by).toBe('l1');
    expect(openVisit(d)!.stageId).toBe('3');
  });
});

describe('a contact is replaced', () => {
  it('asks the new one at once, ends the part of the old one, and keeps the deadline', () => {
    const change = didChange(atTwo, LEAD, REPLACE, now);

    expect(owedTo(change.disagreement, 'asked')).toEqual([at('care', 'new')]);
    expect(standingOf(isTheirs(change.disagreement, THEIR_MANAGER), THEIR_MANAGER, now).sees).toBe('nothing');
    expect(openVisit(change.disagreement)!.deadline).toEqual(openVisit(atTwo)!.deadline);
  });

  it('before that stage opens, is who is asked there', () => {
    const d = did(below, LEAD, REPLACE, now);

    expect(askedAt(did(d, RAISER, MOVE_UP, now))).toContain(`responding line-manager ${at('care', 'new')}`);
  });

  it('a practitioner who was never asked, because both had talked already: the new one reads it, the old one no more', () => {
    const atManagers = isTheirs(raised(now, { talkedAlready: 'yes', talkedOn: '2026-03-02' }), COUNTERPART);
    const d = did(atManagers, LEAD, { ...REPLACE, role: 'practitioner' } as Act, now);

    expect(standingOf(atManagers, COUNTERPART, now).sees).toBe('record');
    expect(standingOf(d, COUNTERPART, now).sees).toBe('nothing');
    expect(standingOf(isTheirs(d, at('care', 'new')), at('care', 'new'), now).sees).toBe('record');
  });

  it('a practitioner who was asked at a stage before keeps what they read there', () => {
    const d = did(atTwo, LEAD, { ...REPLACE, role: 'practitioner' } as Act, now);

    expect(standingOf(isTheirs(d, COUNTERPART), COUNTERPART, now).sees).toBe('record');
  });

  it('ROU-1: at R’s Stage One the new practitioner hears of it no sooner than the old one would have', () => {
    const setting = settingAt(AT, { policy: R });
    const atOne = { ...raised(setting), owed: [] };
    const change = didChange(atOne, LEAD, { ...REPLACE, role: 'practitioner' } as Act, setting);

    expect(change.disagreement.people[at('care', 'new')]).toBeUndefined();
    expect(change.disagreement.owed.filter(({ kind }) => kind === 'message')).toEqual([]);
    expect(askedAt(takenTo('2', asWritten(change), setting))).toContain(`responding practitioner ${at('care', 'new')}`);
  });

  it('is never the raiser, who cannot answer their own', () => {
    expect(refusalOf(atTwo, LEAD, { ...REPLACE, agency: HEALTH, email: RAISER } as Act, now)).toMatch(
      /cannot answer here/,
    );
  });

  describe('within one agency, where each side has one of that post', () => {
    const within = raised(now, {
      theirAgency: HEALTH,
      theirEmail: at('health', 'counterpart'),
      managerEmail: at('health', 'own-manager'),
    });
    const askedOf = (d: Disagreement) =>
      openVisit(d)!
        .asked.filter(({ notMineAt }) => !notMineAt)
        .map(({ side, person }) => `${side} ${person.email}`);

    it('replaces the practitioner it is raised with, and not the raiser', () => {
      const act = { ...REPLACE, agency: HEALTH, role: 'practitioner', email: at('health', 'new') } as Act;

      expect(askedOf(did(within, LEAD, act, now))).toEqual([`raising ${RAISER}`, `responding ${at('health', 'new')}`]);
    });

    it('replaces whom the lead says, and otherwise the first', () => {
      const atManagers = takenTo('2', within, now);
      const [own, theirs] = [at('health', 'own-manager'), RAISERS_MANAGER];
      const to = at('health', 'new');
      const act = (instead?: string) =>
        ({ ...REPLACE, agency: HEALTH, email: to, ...(instead ? { instead } : {}) }) as Act;

      expect(askedOf(atManagers)).toEqual([`raising ${own}`, `responding ${theirs}`]);
      expect(askedOf(did(atManagers, LEAD, act(theirs), now))).toEqual([`raising ${own}`, `responding ${to}`]);
      expect(askedOf(did(atManagers, LEAD, act(), now))).toEqual([`responding ${theirs}`, `raising ${to}`]);
    });
  });

  it('says the same below the line whether or not that agency is a side: what it answers tells nothing', () => {
    const elsewhere = { ...REPLACE, agency: SCHOOL, email: at('school', 'new') } as Act;

    expect(refusalOf(below, LEAD, elsewhere, now)).toBe('done');
    expect(owedTo(didChange(below, LEAD, elsewhere, now).disagreement, 'asked')).toEqual([]);
  });

  describe('NOT-5: what a lead below the line reads of a contact that is wrong', () => {
    const d = raised(now, { theirName: '', theirEmail: '' });
    const lacking = (changes: Partial<Disagreement>, facts = { agency: CARE, role: 'practitioner' }): Disagreement => ({
      ...d,
      history: [
        ...d.history,
        { n: 99, at: d.raisedAt, by: 'clock', what: 'nobody to ask', stageId: '1', facts, mac: 'm' },
      ],
      ...changes,
    });
    const ONE = [{ agency: CARE, role: 'practitioner' }];
    const reopened = d.stages.map((visit) => ({ ...visit, openedAt: '2026-03-03T09:00:00Z' }));

    test.each<[string, Disagreement, { agency: string; role: string }[]]>([
      ['nothing where nothing is wrong', d, []],
      ['the one agency and which post, while nobody is found', lacking({}), ONE],
      ['nothing once somebody there is asked in that post', lacking({ stages: raised(now).stages }), []],
      [
        'still, where whoever was asked in that post said that it is not theirs',
        lacking({
          stages: raised(now).stages.map((visit) => ({
            ...visit,
            asked: visit.asked.map((one) => ({ ...one, notMineAt: d.raisedAt })),
          })),
        }),
        ONE,
      ],
      ['nothing of an earlier time at the same stage', lacking({ stages: reopened }), []],
      [
        'nothing once it has ended',
        lacking({ outcome: did(raised(now), RAISER, { kind: 'withdraw', text: 'x' }, now).outcome }),
        [],
      ],
    ])('%s', (_, record, faults) => {
      expect(contactFaults(record)).toEqual(faults);
    });
  });
});

describe('PRV-2: somebody vouches for an address', () => {
  const outside = raised(now, { theirEmail: 'cas@elsewhere.example' });

  it('opens the record to that address, and tells them', () => {
    const change = didChange(outside, LEAD, VOUCH, now);
    const d = isTheirs(change.disagreement, 'cas@elsewhere.example');

    expect(standingOf(isTheirs(outside, 'cas@elsewhere.example'), 'cas@elsewhere.example', now).sees).toBe('bare');
    expect(standingOf(d, 'cas@elsewhere.example', now).sees).toBe('record');
    expect(owedTo(d, 'vouched')).toEqual(['cas@elsewhere.example']);
  });

  it('lets a contact of that address be named', () => {
    const elsewhere = { ...REPLACE, email: 'new@elsewhere.example' } as Act;

    expect(refusalOf(atTwo, LEAD, elsewhere, now)).toMatch(/First vouch/);
    const vouched = did(atTwo, LEAD, { kind: 'vouch', email: 'new@elsewhere.example' }, now);
    expect(refusalOf(vouched, LEAD, elsewhere, now)).toBe('done');
  });

  it('is not for the raiser, nor for the other side', () => {
    for (const who of [RAISER, COUNTERPART])
      expect(refusalOf(raised(now), who, VOUCH, now)).toMatch(/safeguarding lead/);
  });

  it('is not for a safeguarding lead of another agency, and never of one’s own address', () => {
    const setting = settingAt(AT, { policy: S });
    const d = takenTo('3', raised(setting, { subject: 'adult', theirEmail: 'cas@elsewhere.example' }), setting);
    const lead = at('health', 'safeguarding-lead');

    expect(askedAt(d)).toContain(`raising safeguarding-lead ${lead}`);
    expect(refusalOf(d, lead, VOUCH, setting)).toMatch(/people of your own agency/);
    expect(refusalOf(d, lead, { kind: 'vouch', email: lead }, setting)).toMatch(/Somebody else must/);
    expect(refusalOf(d, at('care', 'safeguarding-lead'), VOUCH, setting)).toBe('done');
  });
});

describe('a correction', () => {
  it('of the agency asks the right one’s people at once and the wrong one’s no more', () => {
    const change = didChange(
      atTwo,
      LEAD,
      { kind: 'correct', what: 'agency', agency: CARE, rightAgency: SCHOOL, text: 'It was the school.' },
      now,
    );
    const d = change.disagreement;

    expect(d.raisedWith).toEqual([{ agency: SCHOOL }]);
    expect(owedTo(d, 'asked')).toEqual([at('school', 'line-manager')]);
    expect(owedTo(d, 'corrected')).toEqual([RAISER, RAISERS_MANAGER, at('school', 'line-manager')]);
    expect(openVisit(d)!.deadline).toEqual(openVisit(atTwo)!.deadline);
  });

  const TO_SCHOOL: Act = { kind: 'correct', what: 'agency', agency: CARE, rightAgency: SCHOOL, text: 'The school’s.' };

  it('of the agency ends the part of everybody of the wrong one, those asked at earlier stages too: they read and hear nothing more', () => {
    const theirs = isTheirs(toStage('3'), COUNTERPART, THEIR_MANAGER, at('care', 'senior-manager'));
    const d = did(theirs, LEAD, TO_SCHOOL, now);
    const next = didChange(d, RAISER, MOVE_UP, now).disagreement;

    const all = [COUNTERPART, THEIR_MANAGER, at('care', 'senior-manager')];
    expect(all.map((who) => standingOf(theirs, who, now).sees)).toEqual(['record', 'record', 'record']);
    expect(all.map((who) => standingOf(d, who, now).sees)).toEqual(['nothing', 'nothing', 'nothing']);
    expect(next.owed.filter((owed) => owed.kind === 'message' && owed.to.agency === CARE)).toEqual([]);
    expect(owedTo(next, 'told-moved')).toContain(RAISERS_MANAGER);
  });

  it('of the agency takes what the wrong one proposed off the table', () => {
    expect(openProposal(did(did(atTwo, THEIR_MANAGER, propose(), now), LEAD, TO_SCHOOL, now))).toBeUndefined();
    const own = did(did(atTwo, RAISERS_MANAGER, propose(), now), LEAD, TO_SCHOOL, now);
    expect(openProposal(own)?.by.email).toBe(RAISERS_MANAGER);
  });

  it('within one agency, of the raiser’s agency, leaves the people of the other side as they were', () => {
    const [theirs, own] = [at('health', 'counterpart'), at('health', 'own-manager')];
    const within = raised(now, { theirAgency: HEALTH, theirEmail: theirs, managerEmail: own });
    const atManagers = takenTo('2', within, now);
    const d = did(atManagers, LEAD, { ...TO_SCHOOL, agency: HEALTH } as Act, now);

    const seen = [RAISER, theirs, RAISERS_MANAGER, own].map((who) => standingOf(isTheirs(d, who), who, now).sees);
    expect(seen).toEqual(['record', 'record', 'record', 'nothing']);
    expect([d.raiser.agency, d.raisedWith[0]!.agency]).toEqual([SCHOOL, HEALTH]);
  });

  it('of the agency keeps a practitioner who is of the right one, and was only filed under the wrong', () => {
    const setting = settingAt(AT, { policy: R });
    const form = { theirEmail: at('school', 'counterpart'), immediateHarm: 'yes', harmWhy: 'At home.' } as const;
    const filed = did(takenTo('2', raised(setting, form), setting), LEAD, VOUCH, setting);
    const d = did(filed, LEAD, TO_SCHOOL, setting);

    expect(openVisit(d)!.asked.map(({ agency, person, notMineAt }) => [agency, person.email, notMineAt])).toEqual([
      [HEALTH, RAISER, undefined],
      [SCHOOL, at('school', 'counterpart'), undefined],
    ]);
    expect(standingOf(isTheirs(d, at('school', 'counterpart')), at('school', 'counterpart'), setting).sees).toBe(
      'record',
    );
  });

  it('of whom it is about changes which officer is asked', () => {
    const d = did(toStage('4a'), LEAD, CORRECT, now);

    const officers = openVisit(d)!.asked.filter(({ role, notMineAt }) => role.startsWith('officer') && !notMineAt);
    expect(officers.map(({ role }) => role)).toEqual(['officer-adults']);
  });

  it('INT-8, ROU-7: about both, the second officer is asked beside the first', () => {
    const change = didChange(toStage('4a'), LEAD, { ...CORRECT, subject: 'both' } as Act, now);

    const officers = openVisit(change.disagreement)!.asked.filter((one) => one.side === 'board' && !one.notMineAt);
    expect(officers.map(({ role }) => role)).toEqual(['officer-children', 'officer-adults']);
    expect(owedTo(change.disagreement, 'asked')).toEqual([atBoard('officer-adults')]);
  });

  test.each<[string, Act, RegExp]>([
    [
      'an agency that is no side',
      { kind: 'correct', what: 'agency', agency: SCHOOL, rightAgency: CARE, text: 'x' },
      /which of its agencies/,
    ],
    [
      'nobody’s agency',
      { kind: 'correct', what: 'agency', agency: CARE, rightAgency: 'nowhere', text: 'x' },
      /from the list/,
    ],
    ['the same subject', { ...CORRECT, subject: 'child' } as Act, /already/],
    [
      'the same agency',
      { kind: 'correct', what: 'agency', agency: CARE, rightAgency: CARE, text: 'x' },
      /names already/,
    ],
  ])('is refused for %s', (_name, act, words) => {
    expect(refusalOf(atTwo, LEAD, act, now)).toMatch(words);
  });

  it('is refused for an agency that it is raised with as well', () => {
    expect(refusalOf(did(atTwo, RAISER, ADD, now), LEAD, TO_SCHOOL, now)).toMatch(/with that agency already/);
  });

  it('does not put one agency on both sides where the policy is between agencies', () => {
    const setting = settingAt(AT, { policy: W });
    const act: Act = { kind: 'correct', what: 'agency', agency: CARE, rightAgency: HEALTH, text: 'x' };

    expect(refusalOf(toStage('4', setting), LEAD, act, setting)).toMatch(/between two agencies|first say/);
  });
});

it('what is recorded for somebody is marked as the lead’s, they are told, and it answers nothing for them', () => {
  const change = didChange(atTwo, LEAD, { ...RECORD, for: THEIR_MANAGER } as Act, now);
  const d = change.disagreement;

  expect(d.discussions).toMatchObject([{ by: { email: THEIR_MANAGER }, recordedBy: { email: LEAD } }]);
  expect(owedTo(d, 'recorded-for')).toEqual([THEIR_MANAGER]);
  expect(openVisit(d)!.asked.find(({ person }) => person.email === THEIR_MANAGER)!.answeredAt).toBeUndefined();
});

test.each([
  ['of a day to come', { heldOn: '2026-03-03' }, /today or in the past/],
  ['for somebody who has no part in it', { for: at('care', 'nobody') }, /takes part/],
  ['for somebody who is only told', { for: atBoard('designated-nurse') }, /takes part/],
])('nothing is recorded %s', (_, changes, words) => {
  expect(refusalOf(atTwo, LEAD, { ...RECORD, ...changes } as Act, now)).toMatch(words);
});

describe('SCP-1, SCP-2: out of scope', () => {
  const closed = did(atTwo, LEAD, CLOSE, now);

  it('ends it with the route, and keeps the record', () => {
    expect(closed.outcome).toMatchObject({ outcome: 'out of scope', route: 'referral', by: { email: LEAD } });
    expect(standingOf(closed, RAISER, now).sees).toBe('record');
  });

  it('tells both sides and the raiser, with the route', () => {
    const decision = confirmInWriting(closed, now);
    if (!('change' in decision)) throw new Error(decision.nothing);

    expect(owedTo(decision.change.disagreement, 'out-of-scope')).toEqual(
      expect.arrayContaining([RAISER, COUNTERPART, RAISERS_MANAGER, THEIR_MANAGER]),
    );
  });

  it('does not bury harm: what protects is recorded first', () => {
    const flagged = did(atTwo, THEIR_MANAGER, { kind: 'flag-harm', text: 'x', level: '' } as never, now);

    expect(refusalOf(flagged, LEAD, CLOSE, now)).toMatch(/at risk of immediate harm/);
  });
});

describe('S29: a lead whose own agency is a side', () => {
  const both = ofBothLeads(now);

  it('is asked to stand aside once the board may know whose disagreement it is, and not before', () => {
    const first = raised(both);
    expect(owedTo(first, 'stand-aside')).toEqual([]);

    const second = didChange(first, RAISER, MOVE_UP, both).disagreement;
    expect(owedTo(second, 'stand-aside')).toEqual([DEPUTY]);
    expect(
      owedTo(
        didChange(asWritten({ disagreement: second, entries: [], texts: [] }), RAISER, MOVE_UP, both).disagreement,
        'stand-aside',
      ),
    ).toEqual([]);
  });

  it('may do nothing but stand aside', () => {
    const d = did(raised(both), RAISER, MOVE_UP, both);

    expect(standingOf(d, DEPUTY, both).may).toEqual(['stand-aside']);
    expect(refusalOf(d, DEPUTY, CLOSE, both)).toMatch(/stand aside/);
  });

  const ledBy = (...leads: { email: string; agency?: string }[]): Setting => ({
    ...now,
    partnership: { ...now.partnership, leads: leads.map((lead) => ({ name: 'Sol Second', ...lead })) },
  });

  test.each([
    ['their agency is one that it is raised with', DEPUTY, CARE],
    ['their agency raised it', at('health', 'second-lead'), HEALTH],
    ['they are asked for a side, of whatever agency they lead', THEIR_MANAGER, SCHOOL],
    ['they raised it, of whatever agency they lead', RAISER, SCHOOL],
  ])('is too near to it where %s: they act no more as lead', (_, email, agency) => {
    expect(refusalOf(atTwo, email, CLOSE, ledBy({ email, agency }))).toMatch(/stand aside/);
  });

  it('leaves it to a lead who is free, past one whose own agency is a side too', () => {
    const setting = ledBy({ email: DEPUTY, agency: CARE }, { email: at('health', 'third-lead'), agency: HEALTH });
    const { disagreement } = didChange(did(raised(setting), RAISER, MOVE_UP, setting), DEPUTY, ASIDE, setting);

    expect(owedTo(disagreement, 'stood-aside')).toEqual([LEAD]);
  });

  it('leaves it to a lead before the business manager, who leads last', () => {
    const setting = ledBy({ email: DEPUTY, agency: CARE }, { email: at('school', 'third-lead'), agency: SCHOOL });
    const { disagreement } = didChange(did(raised(setting), RAISER, MOVE_UP, setting), DEPUTY, ASIDE, setting);

    expect(owedTo(disagreement, 'stood-aside')).toEqual([at('school', 'third-lead')]);
  });

  it('is not told below the line why another must do it', () => {
    const refusal = refusalOf(raised(both), DEPUTY, REPLACE, both);

    expect(refusal).toBe("Another of the partnership's leads must do this.");
  });

  it('has stood aside: sees nothing more as lead, and the deputy lead is told', () => {
    const d = did(raised(both), RAISER, MOVE_UP, both);
    const change = didChange(d, DEPUTY, ASIDE, both);

    expect(owedTo(change.disagreement, 'stood-aside')).toEqual([LEAD]);
    expect(standingOf(change.disagreement, DEPUTY, both)).toMatchObject({ sees: 'nothing', may: [] });
    expect(standingOf(change.disagreement, LEAD, both).may).toContain('close-out-of-scope');
  });

  it('has nothing to stand aside from once it is closed', () => {
    expect(refusalOf({ ...atTwo, closedAt: '2026-03-03T09:00:00Z' }, LEAD, ASIDE, both)).toBe('It is closed.');
  });

  it('cannot when nobody else is free to take it', () => {
    expect(refusalOf(atTwo, LEAD, ASIDE, now)).toMatch(/No other lead/);
  });
});

describe('A15: the raiser leaves', () => {
  const acting = at('health', 'safeguarding-lead');
  const change = didChange(atTwo, LEAD, ACTING, now);

  it('makes their agency’s safeguarding lead the acting raiser, and ends the raiser’s part', () => {
    expect(change.disagreement.raiser.email).toBe(acting);
    expect(change.disagreement.earlierRaisers?.map(({ person }) => person.email)).toEqual([RAISER]);
    expect(owedTo(change.disagreement, 'acting-raiser')).toEqual([acting, COUNTERPART]);
    expect(standingOf(change.disagreement, RAISER, now).sees).toBe('nothing');
    expect(standingOf(isTheirs(asWritten(change), acting), acting, now).may).toContain('withdraw');
  });

  it('is written in the history with the reason', () => {
    const { textId } = change.entries.find(({ what }) => what === 'acting raiser named')!;

    expect(change.texts.find(({ id }) => id === textId)?.content).toBe('Has left.');
  });

  it('is the lead of the site that the raiser works at, where an agency has one at each', () => {
    const lead = (site: string, who: string) =>
      postRow('Fell Trust', 'safeguarding-lead', who, `${who}@fell.example`, { site });
    const directory = directoryOf([
      ...tarnshireRows,
      agencyRow('Fell Trust', 'hospital-trust', 'fell.example', { site: 'North Hospital' }),
      ...[lead('North Hospital', 'nell'), lead('South Hospital', 'sid')],
    ]);
    const setting = settingAt(AT, { directory });
    const ofSouth = { raiserAgency: 'fell-trust', raiserSite: 'South Hospital', raiserEmail: 'rae@fell.example' };
    const d = raised(setting, { ...ofSouth, managerEmail: '', talkedAlready: 'yes', talkedOn: '2026-03-02' });

    expect(did(d, LEAD, ACTING, setting).raiser.email).toBe('sid@fell.example');
  });

  it('keeps the time: the deadline stays what it was', () => {
    expect(inLondon(openVisit(change.disagreement)!.deadline?.at)).toBe(inLondon(openVisit(atTwo)!.deadline?.at));
  });

  it('within one agency it is nobody of the other side', () => {
    const second = postRow('Tarnshire Health', 'senior-manager', 'Second Senior', at('health', 'second'));
    const setting = settingAt(AT, { directory: directoryWith((rows) => [...rows, second]) });
    const d = raised(setting, { theirAgency: HEALTH, theirName: 'Lea', theirEmail: acting });

    expect(refusalOf(takenTo('3', d, setting), LEAD, ACTING, setting)).toMatch(/no safeguarding lead/);
  });

  it('is nobody who has said that this is not theirs', () => {
    const place = {
      id: 'p9',
      person: { name: 'L', email: acting, agency: HEALTH },
      places: [],
      mine: 'not mine',
    } as const;
    const d: Disagreement = { ...atTwo, people: { ...atTwo.people, [acting]: { ...place, places: ['told of harm'] } } };

    expect(refusalOf(d, LEAD, ACTING, now)).toMatch(/no safeguarding lead/);
  });

  it('needs a safeguarding lead who is known', () => {
    const setting = settingAt(AT, {
      directory: directoryWith(without(['Tarnshire Health', 'safeguarding-lead'])),
      policy: B,
    });

    expect(refusalOf(toStage('2', setting), LEAD, ACTING, setting)).toMatch(/no safeguarding lead/);
  });
});
