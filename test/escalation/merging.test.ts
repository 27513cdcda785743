import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import type { Act } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { closeMerged, giveUpMerging, hasAllOf, takeOver, textsToTakeOver } from '../../escalation/merging.ts';
import { type Policy, policyVersionId, requirePolicy } from '../../escalation/policy.ts';
import { type Disagreement, disagreementSchema, openHarm, openVisit } from '../../escalation/record.ts';
import { policyVersions } from '../../policies/all.ts';
import {
  askedAt,
  asWritten,
  at,
  B,
  CARE,
  COUNTERPART,
  did,
  HEALTH,
  inLondon,
  isTheirs,
  LEAD,
  owedTo,
  RAISER,
  RAISERS_MANAGER,
  raised,
  refusalOf,
  SCHOOL,
  settingAt,
  THEIR_LEAD,
  THEIR_MANAGER,
  W,
} from './building.ts';

/* The same disagreement raised twice (ADR 016). The one raised first goes on as AB-7Q4K; CD-8R5M closes. */

const SECOND = at('health', 'second');
const MONDAY = settingAt('Mon 2 Mar 2026 09:30');
const TUESDAY = settingAt('Tue 3 Mar 2026 10:00');
const UP: Act = { kind: 'escalate-now', text: 'It cannot wait.' };
const MERGE: Act = { kind: 'merge', into: 'AB-7Q4K', text: 'Two people of one clinic about one child.' };

/** Raised on Monday by the health visitor, and standing at that stage on Tuesday. */
function first(stageId = '2', form: Parameters<typeof raised>[1] = {}): Disagreement {
  return moved({ ...raised(MONDAY, form), owed: [] }, stageId);
}
/** Raised on Tuesday by a colleague about the same. */
function second(stageId = '2', form: Parameters<typeof raised>[1] = {}): Disagreement {
  const again = raised(TUESDAY, { raiserName: 'Sid Second', raiserEmail: SECOND, ...form });
  return moved({ ...again, id: 'd-2', reference: 'CD-8R5M', owed: [] }, stageId);
}
function moved(d: Disagreement, stageId: string): Disagreement {
  const raiser = d.raiser.email;
  return openVisit(d)!.stageId === stageId ? d : moved(did(d, raiser, UP, TUESDAY), stageId);
}
const naming = (d: Disagreement, setting = TUESDAY): Setting => ({ ...setting, other: { d, policy: B } });

/** Both, after the lead's press was carried out. */
function merged(goesOn: Disagreement, closing: Disagreement, setting = TUESDAY) {
  const found = did(closing, LEAD, MERGE, naming(goesOn, setting));
  const texts = Object.fromEntries(textsToTakeOver(found).map((id) => [id, `words of ${id}`]));
  const taken = takeOver(goesOn, found, texts, setting);
  if ('nothing' in taken) throw new Error(taken.nothing);
  const closed = closeMerged(found, setting);
  return { found, taken: taken.change, one: asWritten(taken.change), other: asWritten(closed) };
}

describe('REQUIREMENTS §3: the lead merges duplicates', () => {
  it('the later one closes with no outcome, says where it goes on, and its execution is woken to end', () => {
    const { found, one, other } = merged(first(), second());

    expect(found.owed).toEqual([]);
    expect(other).toMatchObject({ outcome: null, mergedInto: { reference: 'AB-7Q4K', by: { email: LEAD } } });
    expect(other.merging).toBeUndefined();
    expect(other.alarm).toEqual({ place: 'closed', remindAt: null, dueAt: null });
    expect(openVisit(other)).toBeUndefined();
    expect(one.mergedFrom).toMatchObject([{ id: 'd-2', reference: 'CD-8R5M' }]);
    expect(one.history.at(-1)?.what).not.toBe('merged into');
  });

  it('runs on until the other has taken over: the press alone closes nothing and owes the rest', () => {
    const goesOn = first();
    const result = did(second(), LEAD, MERGE, naming(goesOn));

    expect(openVisit(result)!.stageId).toBe('2');
    expect(hasAllOf(goesOn, result)).toBe(false);
  });

  test.each<[string, () => [Disagreement, Disagreement, Setting?], RegExp]>([
    ['there is none', () => [second(), second(), { ...TUESDAY }], /no open disagreement with that reference/],
    [
      'it is another partnership’s',
      () => [second(), { ...first(), partnershipId: 'elsewhere' }],
      /no open disagreement with that reference/,
    ],
    ['the policy does not show it to the board yet', () => [second(), first('1')], /no open disagreement with that/],
    [
      'the policy shows the board only the fact of it, since to merge is to read it (NOT-5)',
      () => [
        second(),
        first(),
        { ...TUESDAY, other: { d: first(), policy: { ...B, boardSees: [{ from: '2', what: 'fact', clause: 'x' }] } } },
      ],
      /no open disagreement with that reference/,
    ],
    [
      'the lead’s own agency is a side of the other one only (S29)',
      () => {
        const partnership = { ...TUESDAY.partnership, leads: [{ name: 'Lia Lead', email: LEAD, agency: CARE }] };
        const withSchool = second('2', { theirAgency: SCHOOL, theirEmail: at('school', 'teacher') });
        return [withSchool, first(), { ...naming(first()), partnership }];
      },
      /Your own agency is a side of AB-7Q4K.*another of the partnership's leads/,
    ],
    ['it has ended', () => [second(), did(first(), RAISER, { kind: 'withdraw', text: 'x' }, TUESDAY)], /no open/],
    ['it names itself', () => [first(), first()], /That is this disagreement/],
    ['it was raised after this one', () => [first(), second()], /raised after this one.*merge it into AB-7Q4K/],
    [
      'it runs under another policy',
      () => [second(), { ...first(), policyVersionId: policyVersionId(W) }],
      /different policies.*First correct the policy/,
    ],
    [
      'another agency raised this one, with no part in the other',
      () => [second('2', { raiserAgency: SCHOOL, raiserEmail: at('school', 'head') }), first()],
      /does not take part in AB-7Q4K/,
    ],
    [
      'one of them was opened again, because an action was not done',
      () => {
        const here = first();
        return [second(), { ...here, stages: here.stages.map((visit) => ({ ...visit, cause: 'not done' as const })) }];
      },
      /settled and opened again/,
    ],
    [
      'together they would be with a sixth agency',
      () => {
        const with5 = [CARE, 'b', 'c', 'd', 'e'].map((agency) => ({ agency }));
        return [
          { ...second(), raisedWith: [{ agency: 'f' }] },
          { ...first(), raisedWith: with5 },
        ];
      },
      /more than 5 agencies/,
    ],
    ['somebody is at risk in both', () => [flagged(second()), flagged(first())], /at risk of immediate harm in both/],
  ])('is refused where %s', (_why, pair, said) => {
    const [closing, other, setting] = pair();

    expect(refusalOf(closing, LEAD, MERGE, setting ?? naming(other))).toMatch(said);
  });

  it('two leads who merge at once, each the other way round, never close both: one order holds for all pairs', () => {
    const here = { ...second(), raisedAt: first().raisedAt };

    const said = [refusalOf(here, LEAD, MERGE, naming(first())), refusalOf(first(), LEAD, MERGE, naming(here))];
    expect(said.filter((one) => one === 'done')).toHaveLength(1);
  });

  it('is for a lead who reads both, and not for the people of either', () => {
    for (const who of [SECOND, COUNTERPART, RAISERS_MANAGER])
      expect(refusalOf(second(), who, MERGE, naming(first()))).toMatch(/Only the partnership's lead/);
    expect(standingOf(second('1'), LEAD, TUESDAY).may).not.toContain('merge');
  });

  it('goes on as two where one of them ended before it was carried out', () => {
    const { found } = merged(first(), second());
    const ended = did(first(), RAISER, { kind: 'withdraw', text: 'x' }, TUESDAY);

    expect(takeOver(ended, found, {}, TUESDAY)).toHaveProperty('nothing');
    const on = asWritten(giveUpMerging(found, TUESDAY));
    expect(openVisit(on)!.stageId).toBe('2');
    expect(on.merging).toBeUndefined();
    expect(on.history.at(-1)?.what).toBe('not merged after all');
  });
});

describe('what goes on takes over: whatever is earlier or shorter, and nothing longer (BEY-8)', () => {
  test.each<[string, one: () => Disagreement, other: () => Disagreement, stage: string, until: string]>([
    [
      'both at one stage: the day either was there first',
      () => first('2'),
      () => second('2'),
      '2',
      'Fri 6 Mar 2026 17:00',
    ],
    [
      'the earlier outset, by which the cap ends',
      () => first('3'),
      () => second('3', { aroseOn: '2026-02-19' }),
      '3',
      'Thu 5 Mar 2026 17:00',
    ],
    ['the stage further on', () => first('2'), () => second('3'), '3', 'Mon 9 Mar 2026 17:00'],
    ['its own stage where it stands further on', () => first('3'), () => second('2'), '3', 'Mon 9 Mar 2026 17:00'],
    ['a time that protects', () => first('2'), () => shortened(second('2')), '2', 'Wed 4 Mar 2026 12:00'],
    [
      'a time that protects, although the other stood further on',
      () => shortened(first('2')),
      () => second('3'),
      '3',
      'Wed 4 Mar 2026 12:00',
    ],
  ])('%s', (_what, one, other, stage, until) => {
    const goesOn = one();
    const closing = other();
    const visit = openVisit(merged(goesOn, closing).one)!;

    expect(visit.stageId).toBe(stage);
    expect(inLondon(visit.deadline?.at)).toBe(until);
    for (const before of [goesOn, closing])
      if (openVisit(before)!.stageId === stage)
        expect(visit.deadline!.at <= openVisit(before)!.deadline!.at).toBe(true);
  });

  it('counts a stage from the day on which the other record reached it', () => {
    const early = did(did(first('1'), RAISER, UP, MONDAY), RAISER, UP, TUESDAY);
    const late = settingAt('Thu 5 Mar 2026 10:00');
    const again = { ...raised(late, { raiserEmail: SECOND }), id: 'd-2', reference: 'CD-8R5M', owed: [] };
    const there = did(did(again, SECOND, UP, late), SECOND, UP, late);
    const deadlineBefore = openVisit(early)!.deadline!.at;

    expect(openVisit(merged(early, there, late).one)!.deadline!.at).toBe(deadlineBefore);
    // And the other way: the one that goes on came to the stage later than the one that closes.
    const slow = { ...first('2') };
    const now = did(slow, RAISER, UP, late);
    const { one } = merged(now, { ...second('3') }, late);
    expect(openVisit(one)!.countsFrom).toBe('2026-03-03');
    expect(inLondon(openVisit(one)!.deadline!.at)).toBe('Mon 9 Mar 2026 17:00');
  });

  it('names each stage that the move passes over, and why', () => {
    const { one } = merged(first('2'), second('4a'));

    expect(one.notUsed).toContainEqual(
      expect.objectContaining({ stageId: '3', why: 'another record of the same disagreement stood further on' }),
    );
  });

  it('an agency that only the other was with is asked from now on; a practitioner or site nobody had named is named', () => {
    const unnamed = first('2', { theirName: '', theirEmail: '' });
    const { one } = merged(unnamed, second('2'));
    const withSchool = merged(
      first('2'),
      second('2', { theirAgency: SCHOOL, theirEmail: at('school', 'teacher') }),
    ).one;

    expect(one.raisedWith).toMatchObject([{ agency: CARE, practitioner: { email: COUNTERPART } }]);
    expect(withSchool.raisedWith.map(({ agency }) => agency)).toEqual([CARE, SCHOOL]);
    expect(askedAt(withSchool)).toContain(`responding line-manager ${at('school', 'line-manager')}`);
    const atSites = { ...second('2'), raisersSite: 'North', raisedWith: [{ agency: CARE, site: 'South' }] };
    const sited = merged(first('2'), atSites).one;
    expect([sited.raisersSite, sited.raisedWith[0]?.site]).toEqual(['North', 'South']);
  });

  it('fills in what an email left unsaid, and keeps the other’s own words beside it', () => {
    const byEmail = moved(
      {
        ...raised(
          MONDAY,
          { category: '' as never, problem: '' },
          { raisedBy: 'email', missing: ['Type', 'The problem'] },
        ),
        owed: [],
      },
      '2',
    );
    const { one } = merged(byEmail, second('2', { problem: 'He was not seen.', disagreement: 'The threshold.' }));

    expect(one.missing).toEqual([]);
    expect(one.category).toBe('referral');
    expect(one.texts.problem).toBeDefined();
    expect(Object.keys(one.mergedFrom![0]!.texts)).not.toContain('problem');
  });

  it('a discussion written down under the other stands here, with its words', () => {
    const talked = did(
      second(),
      SECOND,
      { kind: 'record-discussion', heldOn: '2026-03-03', with: 'the team', text: 'We rang.' },
      TUESDAY,
    );
    const { taken, one } = merged(first(), talked);

    expect(one.discussions).toMatchObject([{ by: { email: SECOND }, heldOn: '2026-03-03' }]);
    expect(taken.texts.map(({ id }) => id)).toContain(one.discussions[0]!.textId);
  });
});

function flagged(d: Disagreement): Disagreement {
  return did(d, d.raiser.email, { kind: 'flag-harm', text: 'He is at home with them.' } as Act, TUESDAY);
}
function shortened(d: Disagreement): Disagreement {
  return did(
    d,
    d.raiser.email,
    { kind: 'shorten', on: '2026-03-04', time: '12:00', text: 'He goes home on Wednesday.' },
    TUESDAY,
  );
}

describe('harm that is open in either is not lost (CLK-14)', () => {
  it('goes on with its clock and what was seen; whoever is asked here and had not heard is told at once', () => {
    const there = flagged(second('2'));
    const { one, other, taken } = merged(first('2'), there);
    const harm = openHarm(one)!;

    expect(harm.clockFromAt).toBe(openHarm(there)!.clockFromAt);
    expect(openVisit(one)!.deadline).toMatchObject({ which: 'harm clock', at: openVisit(there)!.deadline!.at });
    expect(openHarm(other)).toBeUndefined();
    expect(one.alarm.remindAt).not.toBeNull();
    expect(owedTo(taken.disagreement, 'harm-flagged')).toEqual([RAISER]);
    expect(taken.disagreement.owed.every((owed) => owed.kind !== 'message' || owed.atAnyHour)).toBe(true);
  });

  it('an agency that only the one that goes on was with has its safeguarding lead told at once', () => {
    const here = did(first('2'), RAISER, { kind: 'add-agency', agency: SCHOOL }, TUESDAY);
    const { taken } = merged(here, flagged(second('2')));

    expect(owedTo(taken.disagreement, 'harm-flagged')).toContain(at('school', 'safeguarding-lead'));
    expect(owedTo(taken.disagreement, 'harm-flagged')).not.toContain(at('care', 'safeguarding-lead'));
  });

  it('of the one that goes on binds on, although the other stood further on', () => {
    const here = flagged(first('2'));
    const deadline = openVisit(here)!.deadline!.at;
    const { one } = merged(here, second('3'));

    expect(openHarm(one)!.visit).toBe(one.stages.length - 1);
    expect(openVisit(one)!.deadline!.at).toBe(deadline);
  });
});

describe('who takes part from now on', () => {
  const { one, other, taken } = merged(first(), second());

  it('everybody of either is told once, in one email', () => {
    const told = owedTo(taken.disagreement, 'merged');

    expect(new Set(told).size).toBe(told.length);
    for (const who of [RAISER, SECOND, COUNTERPART, RAISERS_MANAGER]) expect(told).toContain(who);
  });

  it('the other raiser has a practitioner’s part on the raising side, once they say that it is theirs', () => {
    expect(standingOf(one, SECOND, TUESDAY).mustSay).toBe(true);
    const may = standingOf(isTheirs(one, SECOND), SECOND, TUESDAY).may;
    expect(may).toEqual(expect.arrayContaining(['record-discussion', 'shorten', 'escalate-now', 'flag-harm']));
    expect(may).not.toContain('withdraw');
    expect(one.mergedFrom![0]!.people).toEqual([
      { person: expect.objectContaining({ email: SECOND, agency: HEALTH }), side: 'raising' },
    ]);
  });

  it('the closed one is still read by its people, who can do nothing more there to settle it', () => {
    const { sees, may } = standingOf(isTheirs(other, SECOND), SECOND, TUESDAY);

    expect(sees).toBe('record');
    expect(may.filter((act) => !['not-mine', 'approve-discussion', 'correct-discussion'].includes(act))).toEqual([]);
  });

  it('INT-10: whoever is asked for advice under the other is not brought here: that they are asked is not for everybody to see', () => {
    const advised = did(second(), THEIR_MANAGER, { kind: 'ask-for-advice' }, TUESDAY);
    const { one, taken } = merged(first(), advised);

    expect(advised.people[THEIR_LEAD]?.places).toEqual(['adviser']);
    expect(one.people[THEIR_LEAD]).toBeUndefined();
    expect(owedTo(taken.disagreement, 'merged')).not.toContain(THEIR_LEAD);
  });

  it('whoever said "not mine" in either is not brought back', () => {
    const left = did(second(), COUNTERPART, { kind: 'not-mine' } as Act, TUESDAY);
    const { one } = merged(first('2', { theirName: 'Else', theirEmail: at('care', 'else') }), left);

    expect(one.people[COUNTERPART]).toBeUndefined();
  });
});

it('taken over once more after something was added there, it takes over only that, and tells nobody twice', () => {
  const goesOn = first();
  const { found, one } = merged(goesOn, second());
  expect(hasAllOf(one, found)).toBe(true);
  const added = did(
    found,
    SECOND,
    { kind: 'record-discussion', heldOn: '2026-03-03', with: 'the team', text: 'We rang.' },
    TUESDAY,
  );
  expect(hasAllOf(one, added)).toBe(false);

  const again = takeOver(one, flagged(added), {}, TUESDAY);
  if (!('change' in again)) throw new Error('It took over nothing');
  expect(again.change.disagreement.discussions).toHaveLength(1);
  expect(openHarm(again.change.disagreement)).toBeDefined();
  expect(owedTo(again.change.disagreement, 'merged')).toEqual([]);
  const third = takeOver(asWritten(again.change), flagged(added), {}, TUESDAY);
  if (!('change' in third)) throw new Error('It took over nothing');
  expect(third.change.disagreement.harms).toHaveLength(1);
});

describe('whatever the two have been through, under every policy', () => {
  const policies = Object.entries(policyVersions).map(([id, source]) => requirePolicy(source, id));
  const life = fc.record({
    moves: fc.nat(4),
    daysLater: fc.nat(3),
    aroseDaysBefore: fc.nat(8),
    isShortened: fc.boolean(),
    isFlagged: fc.boolean(),
  });
  type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

  /** Lived by acts alone: moved up, shortened and flagged on days of its own. Acts that the moment does not allow are left out. */
  function lived(policy: Policy, from: string, form: Parameters<typeof raised>[1], how: Life): Disagreement {
    const day = (later: number) => settingOf(policy, settingAt(from).now.add({ hours: 24 * later }));
    const aroseOn = day(0)
      .now.toZonedDateTimeISO('Europe/London')
      .toPlainDate()
      .subtract({ days: how.aroseDaysBefore });
    let d: Disagreement = { ...raised(day(0), { ...form, aroseOn: aroseOn.toString() }), owed: [] };
    const raiser = d.raiser.email;
    const may = (act: Act, when: Setting) => {
      if (refusalOf(d, raiser, act, when) === 'done') d = did(d, raiser, act, when);
    };
    for (let move = 0; move < how.moves; move += 1) may(UP, day(move % (how.daysLater + 1)));
    const end = day(how.daysLater);
    const on = end.now.toZonedDateTimeISO('Europe/London').toPlainDate().add({ days: 1 }).toString();
    if (how.isShortened) may({ kind: 'shorten', on, time: '12:00', text: 'He goes home then.' }, end);
    if (how.isFlagged) may({ kind: 'flag-harm', text: 'At home with them.' } as Act, end);
    return d;
  }
  const settingOf = (policy: Policy, now: Setting['now']): Setting =>
    settingAt(now, {
      policy: { ...policy, boardSees: [{ from: policy.stages[0]!.id, what: 'record', clause: 'x' }] },
    });

  it('no time gets longer, nobody is moved down, harm goes on, and everybody is told once', () => {
    let mergedPairs = 0;
    fc.assert(
      fc.property(fc.nat(policies.length - 1), life, life, (which, one, other) => {
        const policy = policies[which]!;
        const subject = policy.subjects[0]!;
        const here = lived(policy, 'Mon 2 Mar 2026 09:30', { subject }, one);
        const again = lived(policy, 'Mon 2 Mar 2026 11:00', { subject, raiserEmail: SECOND }, other);
        const there = { ...again, id: 'd-2', reference: 'CD-8R5M' };
        const now = settingOf(policy, settingAt('Fri 6 Mar 2026 12:00').now);
        const asked = { ...now, other: { d: here, policy: now.policy } };
        if (refusalOf(there, LEAD, MERGE, asked) !== 'done') return openHarm(here) !== undefined;
        mergedPairs += 1;
        const found = did(there, LEAD, MERGE, asked);
        const taken = takeOver(here, found, {}, now);
        if ('nothing' in taken) throw new Error(taken.nothing);
        const goesOn = asWritten(taken.change);
        const visit = openVisit(goesOn)!;
        const order = policy.stages.map(({ id }) => id);

        disagreementSchema.parse(goesOn);
        disagreementSchema.parse(asWritten(closeMerged(found, now)));
        for (const before of [here, there]) {
          const was = openVisit(before)!;
          expect(order.indexOf(visit.stageId)).toBeGreaterThanOrEqual(order.indexOf(was.stageId));
          if (visit.stageId === was.stageId && was.deadline)
            expect(visit.deadline && visit.deadline.at <= was.deadline.at).toBe(true);
          expect(goesOn.aroseOn <= before.aroseOn).toBe(true);
          if (openHarm(before)) expect(openHarm(goesOn)!.clockFromAt).toBe(openHarm(before)!.clockFromAt);
        }
        const told = owedTo(taken.change.disagreement, 'merged');
        expect(new Set(told).size).toBe(told.length);
        expect(told).toEqual(expect.arrayContaining([here.raiser.email, SECOND]));
        return true;
      }),
      { numRuns: 100 },
    );
    expect(mergedPairs).toBeGreaterThan(30);
  });
});
