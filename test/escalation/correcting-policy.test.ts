import { describe, expect, it, test } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { escalateIfOverdue } from '../../escalation/clockwork.ts';
import { policiesToChooseFrom, tierOf } from '../../escalation/correcting-policy.ts';
import { type Policy, policyVersionId } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import {
  asWritten,
  at,
  B,
  COUNTERPART,
  did,
  didChange,
  inLondon,
  L,
  LEAD,
  owedTo,
  propose,
  R,
  RAISER,
  RAISERS_MANAGER,
  RELEASED,
  raised,
  refusalOf,
  S,
  settingAt,
  takenTo,
  W,
} from './building.ts';

/* SCP-6, A14: which policy governs can be put right (ADR 016). */

const policies = RELEASED.map(([, policy]) => policy);
const under = (when: string, policy: Policy = B): Setting => ({
  ...settingAt(when, {
    policy: { ...policy, boardSees: [{ from: policy.stages[0]!.id, what: 'record', clause: 'x' }] },
  }),
  released: policies,
});
const to = (policy: Policy): Act => ({
  kind: 'correct',
  what: 'policy',
  policy: policyVersionId(policy),
  text: 'She lives over the border.',
});

/** Raised under a policy and taken up by people to a stage of it, all at one moment. */
function standing(stageId: string, setting: Setting, form = {}): Disagreement {
  return takenTo(stageId, { ...raised(setting, form), owed: [] }, setting);
}

describe('the tier of a stage is that of the highest people it asks', () => {
  test.each<[string, Policy, number[]]>([
    ['B', B, [1, 2, 3, 5, 5]],
    ['W', W, [1, 2, 3, 5]],
    ['L', L, [1, 2, 3, 4, 5]],
    ['S', S, [1, 2, 2, 3, 5]],
    ['R', R, [0, 1, 2, 3, 5]],
  ])('%s', (_name, policy, tiers) => {
    expect(policy.stages.map(tierOf)).toEqual(tiers);
  });
});

describe('SCP-6: it goes on under the other policy at the tier it has reached', () => {
  const MON = 'Mon 2 Mar 2026 09:30';
  test.each<[string, from: Policy, at: string, to: Policy, goesOn: string, when?: string]>([
    ['practitioners are practitioners', B, '1', L, '1'],
    ['managers are managers', B, '2', L, '2'],
    ['a tier that the other policy has not gives way to the next above, never to one below', L, '4', B, '4a'],
    ['the board stays the board', W, '4', B, '4a'],
    ['whoever has been asked to answer is not asked to prepare first', B, '1', R, '2'],
    ['what was still being prepared is prepared', R, '1', B, '1'],
    [
      'the cap of the other policy is over, counted from the outset that is kept',
      L,
      '1',
      B,
      '4a',
      'Tue 17 Mar 2026 09:30',
    ],
    ['its first stage is over by the outset: the next opens', L, '1', W, '2', 'Fri 6 Mar 2026 09:30'],
  ])('%s', (_why, from, stage, policy, goesOn, when) => {
    const d = standing(stage, under(MON, from));
    const now = under(when ?? MON, from);
    const changed = did(d, LEAD, to(policy), now);

    expect(openVisit(changed)!.stageId).toBe(goesOn);
    expect(openVisit(changed)).toMatchObject({ cause: 'policy corrected' });
    expect(changed.aroseOn).toBe(d.aroseOn);
    expect(changed.notUsed.map(({ stageId }) => stageId)).toEqual(
      policy.stages
        .slice(
          0,
          policy.stages.findIndex(({ id }) => id === goesOn),
        )
        .map(({ id }) => id),
    );
    expect(changed.earlierPolicies).toMatchObject([{ policyVersionId: policyVersionId(from) }]);
  });

  it('from every stage of every policy to every other it never goes to a tier below, and its deadline is never later at the same tier', () => {
    for (const from of policies)
      for (const stage of from.stages)
        for (const policy of policies) {
          const subject = from.subjects.includes('child') ? 'child' : 'adult';
          if (policy === from || !policy.subjects.includes(subject)) continue;
          const d = standing(stage.id, under(MON, from), { subject });
          const changed = did(d, LEAD, to(policy), under(MON, from));
          const [was, is] = [openVisit(d)!, openVisit(changed)!];
          const goesOn = policy.stages.find(({ id }) => id === is.stageId)!;
          const name = `${from.id} ${stage.id} to ${policy.id} ${is.stageId}`;

          expect(tierOf(goesOn), name).toBeGreaterThanOrEqual(tierOf(stage));
          const isLast = goesOn === policy.stages.at(-1);
          if (was.deadline && tierOf(goesOn) === tierOf(stage) && !isLast)
            expect(is.deadline!.at <= was.deadline.at, name).toBe(true);
          for (const skipped of policy.stages.filter(
            (one) => policy.stages.indexOf(one) < policy.stages.indexOf(goesOn),
          ))
            expect(tierOf(skipped), `${name} passes over ${skipped.id}`).toBeLessThanOrEqual(tierOf(stage));
        }
  });
});

describe('no time gets longer, and none starts anew', () => {
  it('the tier that was asked counts from the day it was first asked', () => {
    const d = standing('2', under('Mon 2 Mar 2026 09:30', L));
    const changed = did(d, LEAD, to(B), under('Wed 4 Mar 2026 09:30', L));

    expect(inLondon(openVisit(changed)!.deadline?.at)).toBe('Thu 5 Mar 2026 17:00');
  });

  it('a tier whose time would be over by that has its own number from today, and never more than it had left', () => {
    const d = standing('2', under('Mon 2 Mar 2026 09:30', L));
    const friday = under('Fri 6 Mar 2026 09:30', L);

    // Five days under L, to Monday; B's three from Monday were over on Thursday, and from today would end on Wednesday.
    expect(inLondon(openVisit(d)!.deadline?.at)).toBe('Mon 9 Mar 2026 17:00');
    const visit = openVisit(did(d, LEAD, to(B), friday))!;
    expect(inLondon(visit.deadline?.at)).toBe('Mon 9 Mar 2026 17:00');
    expect(visit.deadline).toMatchObject({ isKept: true, which: 'stage', movesTo: '3' });
  });

  it('moves on by the other policy when that time is over', () => {
    const d = standing('2', under('Mon 2 Mar 2026 09:30', L));
    const changed = did(d, LEAD, to(B), under('Fri 6 Mar 2026 09:30', L));
    const moved = escalateIfOverdue(changed, under('Mon 9 Mar 2026 17:00', B));

    if (!('change' in moved)) throw new Error(moved.nothing);
    expect(openVisit(moved.change.disagreement)).toMatchObject({ stageId: '3', cause: 'deadline' });
  });

  it('a partnership’s own targets are not another policy’s', () => {
    const setting = {
      ...under('Mon 2 Mar 2026 09:30'),
      partnership: { ...under('Mon 2 Mar 2026 09:30').partnership, localTargets: { '3': 1 } },
    };
    const changed = did(standing('3', setting), LEAD, to(L), setting);

    expect(openVisit(changed)!.deadline?.which).toBe('stage');
  });
});

describe('who hears, and what runs on', () => {
  const now = under('Mon 2 Mar 2026 09:30');
  const d = standing('2', now);
  const change = didChange(d, LEAD, to(L), now);

  it('another execution of the other policy’s machine is owed, and the old one is woken to end', () => {
    const { disagreement } = change;

    expect(disagreement.policyVersionId).toBe(policyVersionId(L));
    expect(disagreement.run).toBe(d.run + 1);
    expect(disagreement.owed.filter(({ kind }) => kind !== 'message' && kind !== 'people')).toEqual([
      { kind: 'wake', run: d.run },
      { kind: 'start' },
    ]);
  });

  it('the same tier is asked under it, everybody else is told, and nobody twice', () => {
    const asked = owedTo(change.disagreement, 'asked');
    const told = owedTo(change.disagreement, 'corrected');

    expect(asked).toContain(RAISERS_MANAGER);
    expect(told).toEqual(expect.arrayContaining([RAISER, COUNTERPART]));
    expect(asked.filter((email) => told.includes(email))).toEqual([]);
  });

  it('stands in the history with both policies and the reason, and whoever was asked before can still add a discussion', () => {
    const after = asWritten(change);
    expect(after.history.find(({ what }) => what === 'policy corrected')).toMatchObject({
      by: 'l1',
      facts: { was: policyVersionId(B), is: policyVersionId(L) },
      textId: expect.any(String),
    });
    const act: Act = { kind: 'record-discussion', heldOn: '2026-03-02', with: 'them', text: 'We rang.' };
    expect(refusalOf(after, RAISERS_MANAGER, act, { ...now, policy: L })).toBe('done');
  });

  it('a form drawn before the correction does not act on the stage after it', () => {
    const act = { kind: 'escalate-now', text: 'Now.', visit: 0 } as Act;

    expect(refusalOf(asWritten(change), COUNTERPART, act, { ...now, policy: L })).toMatch(/moved to another stage/);
  });
});

describe('is refused', () => {
  const now = under('Mon 2 Mar 2026 09:30');
  test.each<[string, () => Disagreement, Act, RegExp, Setting?]>([
    [
      'for a policy that is not released',
      () => standing('1', now),
      { ...to(B), policy: 'other-v1' } as Act,
      /from the list/,
    ],
    ['for the policy it has', () => standing('1', now), to(B), /runs under already/],
    ['for a policy about others', () => standing('1', now), to(S), /about adult safeguarding only/],
    [
      'within one agency, for a policy between two',
      () => standing('1', now, { theirAgency: 'tarnshire-health', theirEmail: at('health', 'colleague') }),
      to(W),
      /between two agencies/,
    ],
    [
      'SCP-5: the same where another agency answers beside one’s own',
      () => did(standing('1', now), RAISER, { kind: 'add-agency', agency: 'tarnshire-health' }, now),
      to(W),
      /one agency is on both sides/,
    ],
    [
      'while somebody is at risk',
      () => did(standing('1', now), RAISER, { kind: 'flag-harm', text: 'At home.' } as Act, now),
      to(L),
      /immediate harm/,
    ],
    ['while an outcome is proposed', () => did(standing('2', now), RAISERS_MANAGER, propose(), now), to(L), /proposed/],
  ])('%s', (_why, record, act, said) => {
    expect(refusalOf(record(), LEAD, act, now)).toMatch(said);
  });

  it('offers those about the same people, and not the one it has', () => {
    const offered = policiesToChooseFrom(standing('1', now), now).map(({ id }) => id);

    expect(new Set(offered)).toEqual(new Set([L.id, R.id, W.id]));
  });
});
