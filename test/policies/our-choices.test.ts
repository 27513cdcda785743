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

  it.each(['CLK-6', 'CLK-10', 'CLK-13', 'CLK-15', 'ESC-8', 'INT-13', 'NOT-5', 'OUT-11', 'PRV-2', 'PRV-3', 'ROU-11'])(
    '%s: is written down, because no text has it',
    (name) => {
      expect(chosen.map((one) => one.id)).toContain(name);
    },
  );

  it('SCP-5: what becomes of a stage of one person is written down where both sides may be one agency', () => {
    expect(chosen.some((one) => one.id === 'SCP-5')).toBe(policy.withinOneAgency);
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

/** Where a rule that cites its clause is ours in part: the place in the file, and words of what was chosen there. */
const OURS_IN_PART: Record<string, [place: string, words: string][]> = {
  W: [
    ['harm', 'both leads hear at once and the stage stays'],
    ['stages.1.deadline', 'from the day it arose'],
    ['stages.2.deadline', 'from the end of stage 1'],
    ['stages.4.asks.1', 'at the same moment as the members'],
    ['stages.4.meeting', 'belongs to neither agency'],
  ],
  L: [
    ['harm', 'both leads hear at once and the stage stays'],
    ['stages.1.deadline', 'five working days'],
    ['stages.2.asks.0', 'where neither side is children'],
    ['stages.2.deadline', 'from the day stage 1 ended'],
    ['stages.3.asks.0', 'whoever was asked at stage 2 is not asked again'],
    ['stages.4.asks.0', 'have no head of service'],
    ['stages.5.asks.0', "the partnership's business manager"],
  ],
  S: [
    ['harm', 'the review runs beside it'],
    ['stages.1.asks.0', 'the service that commissions the chair'],
    ['stages.2-review.deadline', 'at the end of the next working day it goes forward, marked as not reviewed in time'],
    ['stages.3.asks.0', 'an agency without a safeguarding lead'],
    ['stages.4.asks.1', 'the officer is asked at the same moment'],
    ['stages.4.meeting', 'does not say who chairs it'],
  ],
  R: [
    ['harm.tellAtOnce.1', 'nothing waits for the lead'],
    ['harm.tellAtOnce.2', 'nothing waits for the lead'],
    ['stages.1.deadline', 'at the end of the next working day it goes on'],
    ['stages.2.deadline', 'covers Stages One and Two together, and not Stage Three'],
    ['stages.4.asks.0', 'their deputies act for them'],
    ['stages.5.asks.1', 'the head of each service is asked'],
  ],
  B: [
    ['harm', 'the senior managers if nobody does'],
    ['stages.1.deadline', 'from the outset, as the cap does'],
    ['stages.2.deadline', 'of its actual end'],
    ['stages.3.deadline', 'of its actual end'],
    ['stages.4a.asks.0', "the responding agency's representative"],
    ['stages.4a.deadline', 'the five days stand outside the cap'],
    ['stages.4b.meeting', 'belongs to neither agency'],
  ],
};

it.each(policies)(
  '%s marks as ours what is ours of a rule that its text has, and nothing else',
  (_id, letter, policy) => {
    const marked = placesIn(policy).filter(({ rule }) => rule.clause && rule.ourChoice);

    expect(new Set(marked.map(({ place }) => place))).toEqual(new Set(OURS_IN_PART[letter]!.map(([place]) => place)));
    for (const [place, words] of OURS_IN_PART[letter]!)
      expect(marked.find((one) => one.place === place)!.rule.ourChoice).toContain(words);
  },
);

it.each(policies)('BEY-9: %s says that its record form is ours where its text has none', (_id, letter, { form }) => {
  expect([form?.clause, form?.ourChoice?.slice(0, 22)]).toEqual(
    letter === 'B' ? ['L127-181', undefined] : [undefined, 'the policy has no form'],
  );
});

type Rule = { id?: string; clause?: string; ourChoice?: string };
/** Every rule of a policy with its place in the file; a stage goes by its id. */
function placesIn(value: unknown, place: string[] = []): { place: string; rule: Rule }[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.entries(value).flatMap(([name, one]) =>
    placesIn(one, [...place, place.at(-1) === 'stages' ? (one as Rule).id! : name]),
  );
  return [{ place: place.join('.'), rule: value as Rule }, ...within];
}

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
