import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkBack, confirmInWriting } from '../../escalation/clockwork.ts';
import { type Policy, PolicyRefused, requirePolicy } from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';
import { asWritten, CARE, raised, settingAt } from '../escalation/building.ts';

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

  it.each(['CLK-10', 'CLK-13', 'CLK-15', 'ESC-8', 'OUT-11'])('%s: is written down, because no text has it', (name) => {
    expect(chosen.map((one) => one.id)).toContain(name);
  });

  it.each([
    ['BEY-8', 'a holiday announced later is the one exception'],
    ['BEY-8', 'whoever set a protective time may correct it'],
    ['REC-3', 'a move by the clock writes its own entry'],
    ['PRV-1', 'a link to a page behind a sign-in'],
    ['A2', 'email leaves from 8am to 5pm, and about immediate harm at any time'],
    ['INT-9', 'any address that a code verifies'],
    ['BEY-16', 'The time runs on when an email comes back'],
  ])('%s: a settled tension is written down: %s', (name, words) => {
    expect(chosen.find((one) => one.id === name)?.choice).toContain(words);
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

/** What each text itself says of writing to both sides, and of looking whether what was agreed was done. */
const CLOSING: Record<string, [written: string | undefined, lookedAt: string | undefined]> = {
  B: ['L61', undefined],
  W: ['L66', 'L52, L69, L85'],
  L: [undefined, undefined],
  S: ['L29', undefined],
  R: ['L52', undefined],
};

it.each(policies)(
  'OUT-2, OUT-5: %s cites for its confirmation and its check-backs only what its text says; the rest is ours, in the history and the email',
  (_id, letter, policy) => {
    const [written, lookedAt] = CLOSING[letter]!;
    const { writtenConfirmation, checkBack: checkingBack } = policy.closing;
    expect([writtenConfirmation.clause, checkingBack.clause]).toEqual([written, lookedAt]);

    const setting = settingAt('Mon 2 Mar 2026 09:30', { policy });
    const action = { id: 'a1', textId: 't', ownerAgency: CARE, dueOn: '2026-03-09', answers: [] };
    const d = raised(setting);
    const by = d.raiser;
    const outcome = { outcome: 'resolved', at: d.raisedAt, stageId: '1', by, textId: 't', confirmedBy: [] } as const;
    const ended = { ...d, owed: [], outcome: { ...outcome, confirmedBy: [], actions: [action] } };
    const confirmed = confirmInWriting(ended, setting);
    const change = 'change' in confirmed ? confirmed.change : undefined;
    const looked = checkBack(asWritten(change!), settingAt('Mon 9 Mar 2026 17:00', { policy }));
    const changes = [change!, 'change' in looked ? looked.change : change!];

    const lines = changes.flatMap(({ entries }) => entries).filter(({ what }) => /^(confirmed|checked)/.test(what));
    expect(lines.map(({ clause }) => clause)).toEqual([written, lookedAt]);
    const said = changes.flatMap(({ disagreement }) =>
      disagreement.owed.flatMap((owed) =>
        owed.kind === 'message' && ['resolved', 'check-back'].includes(owed.message) ? [owed] : [],
      ),
    );
    expect(new Set(said.map(({ message, facts }) => `${message} ${facts?.['clause']}`))).toEqual(
      new Set([`resolved ${written}`, `check-back ${lookedAt}`]),
    );
  },
);

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
