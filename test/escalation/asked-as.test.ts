import { describe, expect, it, test } from 'vitest';
import { askedAs, holdsAlternative, roleInWords } from '../../escalation/asked-as.ts';
import { type Role, requirePolicy, requireStage, roleInstead } from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';
import { at, directoryWith, HEALTH } from './building.ts';
import { postRow } from './directories.ts';

const ruleOf = (policy: string, stageId: string) =>
  requireStage(requirePolicy(policyVersions[policy], policy), stageId).asks[0]!;
const L = (stageId: string) => ruleOf('london-pa4-v2021', stageId);
const R = (stageId: string) => ruleOf('windsor-and-maidenhead-v1', stageId);
const S = (stageId: string) => ruleOf('safeguarding-adults-board-v1', stageId);

describe('ROU-3: everybody is asked in the words the policy has for their kind of agency', () => {
  test.each<[ReturnType<typeof L>, Role, string, Role, string]>([
    [L('2'), 'line-manager', 'police', 'line-manager', 'detective sergeant (line manager)'],
    [L('2'), 'line-manager', 'school', 'safeguarding-lead', 'designated safeguarding lead (line manager)'],
    [L('2'), 'line-manager', 'school', 'line-manager', 'line manager'],
    [L('2'), 'line-manager', 'gp-practice', 'named-doctor-or-nurse', 'named doctor or nurse (line manager)'],
    [L('3'), 'senior-manager', 'police', 'senior-manager', 'detective inspector (senior manager)'],
    [L('3'), 'senior-manager', 'school', 'senior-manager', 'head teacher (senior manager)'],
    [L('3'), 'senior-manager', 'probation', 'senior-manager', 'senior manager'],
    [L('4'), 'head-of-service', 'charity', 'head-of-service', 'chair of trustees (head of service)'],
    [S('3'), 'safeguarding-lead', 'police', 'safeguarding-lead', 'detective chief inspector (safeguarding lead)'],
    [
      R('4'),
      'senior-manager',
      'icb',
      'designated-doctor-or-nurse',
      'designated nurse for safeguarding children (senior manager)',
    ],
  ])('%#: a %s of a %s, held as %s, is asked as that', (rule, role, type, held, words) => {
    expect(askedAs(rule, role, type, { because: 'directory', role: held, byChoice: false })).toBe(words);
  });

  test.each([
    ['community-health', 'named-doctor-or-nurse'],
    ['mental-health-trust', 'named-doctor-or-nurse'],
    ['hospital-trust', 'named-doctor-or-nurse'],
    ['school', 'safeguarding-lead'],
    ['police', undefined],
    ['childrens-social-care', undefined],
  ])('L §1.6: of a %s the equivalent of a first-line manager is the post %s', (type, role) => {
    expect(roleInstead(L('2'), type)).toBe(role);
  });

  test.each<[Role, boolean]>([
    ['designated-doctor-or-nurse', true],
    ['named-doctor-or-nurse', true],
    ['safeguarding-lead', false],
  ])('ROU-4: an agency that has a %s may choose them instead of line management: %s (L §1.8)', (role, may) => {
    const directory = directoryWith((rows) => [...rows, postRow('Tarnshire Health', role, 'Dee', at('health', 'dee'))]);

    expect(holdsAlternative(directory, HEALTH, L('3').alternative!)).toBe(may);
  });

  it('says for whom a deputy, and in whose place a safeguarding lead or the business unit, is asked', () => {
    const found = { byChoice: false };
    const ask = (because: Parameters<typeof askedAs>[3]['because'], role: Role) =>
      askedAs(L('3'), 'senior-manager', 'police', { ...found, because, role });

    expect(ask('deputy', 'senior-manager')).toBe('deputy for the detective inspector (senior manager)');
    expect(ask("agency's safeguarding lead", 'safeguarding-lead')).toBe(
      'safeguarding lead, as nobody else could be: detective inspector',
    );
    expect(ask("board's business unit", 'business-manager')).toBe(
      'business unit of the board, as nobody else could be: detective inspector',
    );
  });

  it('gives a practitioner no post: they are asked as themselves', () => {
    const found = { because: 'directory', role: 'practitioner', byChoice: false } as const;
    expect(askedAs(L('1'), 'practitioner', 'police', found)).toBeUndefined();
  });

  it('PRV-3: never says by an officer’s post whom it is about', () => {
    expect([roleInWords('officer-children'), roleInWords('officer-adults')]).toEqual(['officer', 'officer']);
  });
});
