import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Policy, PolicyRefused, requirePolicy } from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';

/** The defaults of REQUIREMENTS §1.3 and the policies whose text leaves each of them open. */
const DEFAULTS: Record<string, string> = {
  A1: 'B W L S R',
  A2: 'B W L S R',
  A3: 'B W L',
  A4: 'L R',
  A5: 'R',
  A6: 'B S R',
  A7: 'S',
  A8: 'B',
  A9: 'B',
  A10: 'B W L S R',
  A11: 'B W L S R',
  A12: 'S',
  A13: 'B W L S R',
  A14: 'B W L S R',
  A15: 'B W L S R',
  A16: 'B W L S R',
};
const LETTERS: Record<string, string> = {
  'bcssp-v5': 'B',
  'worcestershire-v1': 'W',
  'london-pa4-v2021': 'L',
  'safeguarding-adults-board-v1': 'S',
  'windsor-and-maidenhead-v1': 'R',
};
const policies = Object.entries(LETTERS).map(([id, letter]): [string, string, Policy] => [
  id,
  letter,
  requirePolicy(policyVersions[id], id),
]);

describe.each(policies)('the choices of %s', (id, letter, policy) => {
  const chosen = policy.ourChoices ?? [];

  it.each(Object.keys(DEFAULTS))(
    '%s: is written down as ours where this text leaves it open, and nowhere else',
    (name) => {
      expect(chosen.filter((one) => one.id === name)).toHaveLength(DEFAULTS[name]!.split(' ').includes(letter) ? 1 : 0);
    },
  );

  it('CLK-10, CLK-13, BEY-8, ESC-8: are written down, because no text has them', () => {
    expect(chosen.map((one) => one.id)).toEqual(expect.arrayContaining(['CLK-10', 'CLK-13', 'BEY-8', 'ESC-8']));
  });

  it('gives a reason for each, and names none twice', () => {
    expect(new Set(chosen.map((one) => one.id)).size).toBe(chosen.length);
    for (const { choice, because } of chosen) expect(because).not.toBe(choice);
  });

  it('cites a clause or says that it is our choice wherever somebody is asked, told or timed', () => {
    const rules = policy.stages.flatMap((stage) => [
      ...stage.asks,
      ...stage.tellOnOpening,
      ...stage.tellOnResolution,
      stage.protectiveTimescale,
      ...(stage.deadline ? [stage.deadline] : []),
    ]);
    const unfounded = [...rules, ...(policy.harm?.tellAtOnce ?? [])].filter((rule) => !rule.clause && !rule.ourChoice);
    expect(unfounded).toEqual([]);
  });

  it('cites only lines and paragraphs that such a text has', () => {
    const cited = readFileSync(new URL(`../../policies/${id}.yaml`, import.meta.url), 'utf8').match(
      /clause: ([^,}\n#]+)/g,
    )!;
    const pattern = letter === 'L' ? /^clause: '?§\d\.\d$/ : /^clause: '?(L\d+(-\d+)?|§\d\.\d)( |$)/;
    expect(cited.map((one) => one.trim()).filter((one) => !pattern.test(one))).toEqual([]);
  });
});

it('refuses a field that neither a clause nor a reason asks for', () => {
  const source = structuredClone(policyVersions['london-pa4-v2021']) as { fields: object };
  source.fields = { basis: { required: true } };
  expect(() => requirePolicy(source, 'made-up.yaml')).toThrow(PolicyRefused);
  expect(() => requirePolicy(source, 'made-up.yaml')).toThrow(/fields\.basis: give the clause that asks for it/);
});

it('ESC-6: R’s file never says that anything binds', () => {
  const policy = requirePolicy(policyVersions['windsor-and-maidenhead-v1'], 'R');
  expect(JSON.stringify(policy)).not.toMatch(/binding|decisionIsBinding/i);
});
