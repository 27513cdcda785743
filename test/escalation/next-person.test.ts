import { describe, expect, it } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import { remindIfDue } from '../../escalation/clockwork.ts';
import type { Policy } from '../../escalation/policy.ts';
import type { Disagreement } from '../../escalation/record.ts';
import {
  at,
  atBoard,
  B,
  CARE,
  did,
  HEALTH,
  L,
  owedTo,
  RAISER,
  raised,
  refusalOf,
  settingAt,
  takenTo,
} from './building.ts';

const CARE_MANAGER = at('care', 'line-manager');
const HEALTH_MANAGER = at('health', 'line-manager');
const ask = (agency: string): Act => ({ kind: 'ask-who-is-next', agency });

/** At the managers' stage on Monday morning, where the raiser's manager asks who is next at the other agency. */
function askedOnMonday(policy: Policy) {
  const setting = settingAt('Mon 2 Mar 2026 10:00', { policy });
  const d = takenTo('2', raised(setting, { aroseOn: '2026-03-02' }), setting);
  return did(d, HEALTH_MANAGER, ask(CARE), setting);
}

/** What the clock does at a moment; the record as it was where nothing is due. */
function remindedAt(d: Disagreement, when: string, policy: Policy) {
  const decided = remindIfDue(d, settingAt(when, { policy }));
  return 'change' in decided ? decided.change.disagreement : d;
}

describe('ROU-6, BEY-4: "I don’t know who"', () => {
  it.each<[string, Policy, string[]]>([
    ['B, whose board sees it from stage 2', B, [HEALTH_MANAGER, atBoard('unit')]],
    ['L, whose board sees a count until stage 5: it stays between the two agencies (NOT-5)', L, [HEALTH_MANAGER]],
  ])(
    'not named by the second working day, it is reported to whoever asked, and to the leads only from the board’s line on: %s',
    (_name, policy, reportedTo) => {
      const chased = remindedAt(askedOnMonday(policy), 'Tue 3 Mar 2026 10:00', policy);
      const reported = remindedAt({ ...chased, owed: [] }, 'Wed 4 Mar 2026 10:00', policy);

      expect(owedTo(chased, 'name-next')).toEqual([CARE_MANAGER]);
      expect(owedTo(chased, 'next-not-named')).toEqual([]);
      expect(owedTo(reported, 'name-next'), 'their own safeguarding lead is asked instead').toEqual([
        at('care', 'safeguarding-lead'),
      ]);
      expect(owedTo(reported, 'next-not-named')).toEqual(reportedTo);
    },
  );

  it('nobody is chased any more once they have said who it is', () => {
    const setting = settingAt('Mon 2 Mar 2026 15:00');
    const named = { kind: 'name-next', role: 'senior-manager', name: 'Nia', email: at('care', 'nia') } as const;
    const d = did(askedOnMonday(B), CARE_MANAGER, named, setting);

    const after = remindedAt({ ...d, owed: [] }, 'Tue 3 Mar 2026 10:00', B);

    expect(owedTo(after, 'name-next', 'next-not-named')).toEqual([]);
  });

  it('of an agency of which nobody is known nobody can be asked, and the next stage does not wait', () => {
    const setting = settingAt('Mon 2 Mar 2026 15:00');
    const unknown = raised(setting, { theirName: '', theirEmail: '' });

    expect(refusalOf(unknown, RAISER, ask(CARE), setting)).toBe(
      'Nobody of that agency is known yet. They are being looked for; the next stage does not wait for it.',
    );
  });

  it('at the last stage nobody is next', () => {
    const setting = settingAt('Mon 2 Mar 2026 15:00');

    expect(refusalOf(takenTo('4b', raised(setting), setting), RAISER, ask(CARE), setting)).toBe(
      'This is the last stage of the policy: nobody is next.',
    );
  });

  it('nobody is chased any more once the stage it was about is open', () => {
    const setting = settingAt('Mon 2 Mar 2026 15:00');
    const moved = takenTo('3', askedOnMonday(B), setting);

    const after = remindedAt({ ...moved, owed: [] }, 'Tue 3 Mar 2026 10:00', B);

    expect(owedTo(after, 'name-next', 'next-not-named')).toEqual([]);
  });

  it('each side asks the other, and nobody their own', () => {
    const setting = settingAt('Mon 2 Mar 2026 11:00');
    const d = askedOnMonday(B);

    expect(refusalOf(d, HEALTH_MANAGER, ask(HEALTH), setting)).toMatch(/other side/);
    expect(refusalOf(d, HEALTH_MANAGER, ask(CARE), setting)).toMatch(/asked already/);
    expect(
      refusalOf(d, CARE_MANAGER, ask(CARE), setting),
      'nobody is asked who is next at an agency not theirs',
    ).toMatch(/other side/);
    expect(refusalOf(d, CARE_MANAGER, ask(HEALTH), setting)).toBe('done');
  });
});
