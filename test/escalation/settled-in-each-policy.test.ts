import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import type { Act } from '../../escalation/acts.ts';
import { checkBack, confirmInWriting } from '../../escalation/clockwork.ts';
import type { Policy } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import {
  askedAt,
  asWritten,
  at,
  atBoard,
  CARE,
  COUNTERPART,
  did,
  didChange,
  inLondon,
  owedTo,
  propose,
  RAISER,
  RAISERS_MANAGER,
  raised,
  refusalOf,
  released,
  settingAt,
  takenTo,
} from './building.ts';

const AT = 'Mon 2 Mar 2026 09:30';
const now = (policy: Policy, when = AT) => settingAt(when, { policy });

/** At a stage of a policy, about somebody whom the policy is about. */
function atStage(policy: Policy, stageId: string): Disagreement {
  return takenTo(stageId, raised(now(policy), { subject: policy.subjects[0]! }), now(policy));
}

/** Who speaks for each side at the open stage. */
function speakers(d: Disagreement): { own: string; other: string } {
  const of = (side: string) => openVisit(d)!.asked.find((asked) => asked.side === side)!.person.email;
  return { own: of('raising'), other: of('responding') };
}

const confirm = (d: Disagreement): Act => ({ kind: 'confirm', proposalId: d.proposals.at(-1)!.id });
const settle = (d: Disagreement, policy: Policy, by: string, with_: string, changes = {}) => {
  const proposed = did(d, by, propose(changes), now(policy));
  return did(proposed, with_, confirm(proposed), now(policy));
};

/** An action for the other agency, and the day on which it is asked about. */
const TO_ASSESS = { text: 'Assess.', ownerAgency: CARE, dueOn: '2026-03-11' };
const ON_THE_DAY = 'Wed 11 Mar 2026 10:00';
const REOPEN: Act = { kind: 'reopen', text: 'No visit.' };

/** Confirmed in writing, asked about on its day, and said by the raiser not to be done. */
function saidNotDone(ended: Disagreement, policy: Policy): { asks: Disagreement; said: Disagreement } {
  const written = confirmInWriting(ended, now(policy));
  if (!('change' in written)) throw new Error(written.nothing);
  const asks = checkBack(asWritten(written.change), now(policy, ON_THE_DAY));
  if (!('change' in asks)) throw new Error(asks.nothing);
  const actionId = ended.outcome!.actions[0]!.id;
  const answer: Act = { kind: 'answer-check-back', actionId, done: 'no' };
  const { disagreement, entries } = didChange(asWritten(asks.change), RAISER, answer, now(policy, ON_THE_DAY));
  expect(entries.map(({ what }) => what)).toContain('action not done');
  return { asks: asks.change.disagreement, said: disagreement };
}

/** Whoever the policy asks to convene, chair or decide at the open stage. */
const endsIt = (d: Disagreement): string =>
  openVisit(d)!.asked.find(({ does }) => ['convene', 'chair', 'decide'].includes(does))!.person.email;
const decideThat = (outcome: 'resolved' | 'decided'): Act => ({
  kind: 'decide',
  outcome,
  text: 'It is assessed.',
  actions: [TO_ASSESS],
  noActions: false,
  recordHeld: 'With the board.',
});

/** Every stage of the five policies at which there are two sides, and whom the policy tells there beside the two sides (NOT-2, NOT-3, MTG-6). */
const WITH_TWO_SIDES: [policy: string, stageId: string, alsoTold: string[]][] = [
  ['bcssp-v5', '1', []],
  ['bcssp-v5', '2', [atBoard('unit')]],
  [
    'bcssp-v5',
    '3',
    [
      at('health', 'board-representative'),
      at('care', 'board-representative'),
      atBoard('unit'),
      atBoard('officer-children'),
    ],
  ],
  ['bcssp-v5', '4a', [atBoard('officer-children')]],
  ['worcestershire-v1', '1', []],
  ['worcestershire-v1', '2', []],
  ['worcestershire-v1', '3', []],
  ['worcestershire-v1', '4', [atBoard('unit')]],
  ['london-pa4-v2021', '1', []],
  ['london-pa4-v2021', '2', []],
  ['london-pa4-v2021', '3', []],
  ['london-pa4-v2021', '4', []],
  ['safeguarding-adults-board-v1', '1', []],
  ['safeguarding-adults-board-v1', '2', []],
  ['safeguarding-adults-board-v1', '3', []],
  ['windsor-and-maidenhead-v1', '2', []],
  ['windsor-and-maidenhead-v1', '3', []],
  ['windsor-and-maidenhead-v1', '4', []],
  ['windsor-and-maidenhead-v1', '5', [atBoard('board-chair')]],
];

describe('A10: settled by the two sides, at every stage that has two, from each policy’s own data', () => {
  test.each(WITH_TWO_SIDES)(
    'OUT-1, OUT-11: %s at stage %s: either side proposes, only the other confirms',
    (id, stageId) => {
      const policy = released(id);
      const d = atStage(policy, stageId);
      const { own, other } = speakers(d);

      for (const [by, with_] of [
        [own, other],
        [other, own],
      ] as const) {
        const proposed = didChange(d, by, propose(), now(policy));
        expect(owedTo(proposed.disagreement, 'proposal')).toContain(with_);
        const ofTheBoard = openVisit(d)!.asked.filter(({ side }) => side === 'board');
        for (const email of [by, ...ofTheBoard.map(({ person }) => person.email)])
          expect(refusalOf(asWritten(proposed), email, confirm(proposed.disagreement), now(policy))).not.toBe('done');
        expect(openVisit(proposed.disagreement)?.deadline, 'and the clock runs on').toEqual(openVisit(d)!.deadline);
        expect(settle(d, policy, by, with_).outcome).toMatchObject({ outcome: 'resolved', stageId });
      }
    },
  );

  test.each(WITH_TWO_SIDES)(
    'OUT-2, OUT-6, OUT-7, NOT-2, NOT-3, REC-3: %s at stage %s: both sides, both practitioners and whom the policy names have it in writing',
    (id, stageId, alsoTold) => {
      const policy = released(id);
      const d = atStage(policy, stageId);
      const { own, other } = speakers(d);
      const confirmed = confirmInWriting(settle(d, policy, other, own), now(policy));
      if (!('change' in confirmed)) throw new Error(confirmed.nothing);

      const told = owedTo(confirmed.change.disagreement, 'resolved');
      expect(told).toEqual(expect.arrayContaining([RAISER, COUNTERPART, own, other, ...alsoTold]));
      const ofTheBoard = (emails: readonly string[]) =>
        emails.filter((email) => email.endsWith('@board.tarn.example')).toSorted((a, b) => a.localeCompare(b));
      expect(ofTheBoard(told)).toEqual(ofTheBoard(alsoTold));
      const { clause } = policy.closing.writtenConfirmation;
      expect(confirmed.change.entries.find(({ what }) => what === 'confirmed in writing')?.clause).toBe(clause);
    },
  );

  test.each([
    ['bcssp-v5', 'L61'],
    ['worcestershire-v1', 'L66'],
    ['windsor-and-maidenhead-v1', 'L52'],
  ])('OUT-2: %s: nothing is settled or decided without what is outstanding, or that nothing is (%s)', (id, clause) => {
    const policy = released(id);
    const last = policy.stages.at(-1)!;
    const d = atStage(policy, last.id);
    const decider = openVisit(d)!.asked.find(({ side, does }) => side === 'board' && does !== 'answer')!.person.email;
    const decide = (changes: object): Act => ({
      kind: 'decide',
      outcome: 'decided',
      text: 'It is assessed.',
      actions: [],
      noActions: false,
      ...changes,
      recordHeld: 'With the board.',
    });
    const early = atStage(policy, '2');

    expect(policy.closing.writtenConfirmation.clause).toBe(clause);
    expect(refusalOf(early, speakers(early).own, propose({ noActions: false }), now(policy))).toMatch(/^List what/);
    expect(refusalOf(d, decider, decide({}), now(policy))).toMatch(/^List what/);
    expect(refusalOf(d, decider, decide({ noActions: true }), now(policy))).toBe('done');
    expect(refusalOf(d, decider, decide({ outcome: 'ended without agreement' }), now(policy))).toBe('done');
  });

  test.each([
    ['child', ['officer-children']],
    ['adult', ['officer-adults']],
    ['both', ['officer-children', 'officer-adults']],
  ] as const)(
    'NOT-2, NOT-3, ROU-9: B, about %s, settled at stage 3: the form is sent to both representatives, the Business Manager and %j',
    (subject, officers) => {
      const policy = released('bcssp-v5');
      let d = raised(now(policy), { subject });
      for (const _ of ['2', '3']) d = did(d, RAISER, { kind: 'escalate-now', text: 'x' }, now(policy));
      const sentTo = (record: Disagreement) =>
        Object.keys(record.people).filter((email) => standingOf(record, email, now(policy)).readsForm);
      expect(sentTo(d), 'from its registration').toEqual([atBoard('unit'), atBoard('designated-nurse')]);

      const { own, other } = speakers(d);
      const written = confirmInWriting(settle(d, policy, other, own), now(policy));
      if (!('change' in written)) throw new Error(written.nothing);

      const representatives = [at('health', 'board-representative'), at('care', 'board-representative')];
      const sent = [atBoard('unit'), atBoard('designated-nurse'), ...representatives, ...officers.map(atBoard)];
      expect(sentTo(written.change.disagreement)).toEqual(sent);
      const said = written.change.disagreement.owed.flatMap((owed) =>
        owed.kind === 'message' && owed.facts?.['form'] ? [owed.to.email] : [],
      );
      expect(new Set(said)).toEqual(new Set(sent.filter((email) => email !== atBoard('designated-nurse'))));
      // Whoever is only told of it otherwise reads the bare fact.
      for (const email of representatives)
        expect(standingOf(written.change.disagreement, email, now(policy)).sees).toBe('fact');
    },
  );

  test.each([
    ['worcestershire-v1', ['1', '2'], 'L49, L64'],
    ['bcssp-v5', [], undefined],
    ['london-pa4-v2021', [], undefined],
    ['safeguarding-adults-board-v1', [], undefined],
    ['windsor-and-maidenhead-v1', [], undefined],
  ] as [string, string[], string | undefined][])(
    'OUT-4: %s asks both sides what they understood after stages %j, and after no other',
    (id, asksAfter, clause) => {
      const policy = released(id);
      const stages = WITH_TWO_SIDES.filter(([of]) => of === id).map(([, stageId]) => stageId);

      for (const stageId of stages) {
        const d = atStage(policy, stageId);
        const { own, other } = speakers(d);
        const settled = settle(d, policy, other, own);
        expect(settled.outcome!.understanding !== undefined, stageId).toBe(asksAfter.includes(stageId));
        if (!settled.outcome!.understanding) continue;
        const written = confirmInWriting(settled, now(policy));
        if (!('change' in written)) throw new Error(written.nothing);
        const asks = checkBack(asWritten(written.change), now(policy, 'Tue 3 Mar 2026 10:00'));
        if (!('change' in asks)) throw new Error(asks.nothing);
        const asked = owedTo(asks.change.disagreement, 'understanding');
        expect(new Set(asked), stageId).toEqual(new Set([RAISER, COUNTERPART, own, other]));
        expect(asks.change.entries.find(({ what }) => what === 'asked of understanding')?.clause).toBe(clause);
      }
    },
  );

  // Opened again on Wed 11 Mar. B's cap was Mon 16 Mar, and would end stage 3 there if it ran again.
  it.each([
    ['worcestershire-v1', '1', 'Thu 12 Mar 2026 17:00'],
    ['worcestershire-v1', '2', 'Fri 13 Mar 2026 17:00'],
    ['worcestershire-v1', '3', 'never'],
    ['worcestershire-v1', '4', 'never'],
    ['bcssp-v5', '1', 'Fri 13 Mar 2026 17:00'],
    ['bcssp-v5', '2', 'Mon 16 Mar 2026 17:00'],
    ['bcssp-v5', '3', 'Tue 17 Mar 2026 17:00'],
    ['bcssp-v5', '4a', 'Wed 18 Mar 2026 17:00'],
    ['london-pa4-v2021', '1', 'Wed 18 Mar 2026 17:00'],
    ['london-pa4-v2021', '2', 'Wed 18 Mar 2026 17:00'],
    ['london-pa4-v2021', '3', 'never'],
    ['london-pa4-v2021', '4', 'never'],
    ['windsor-and-maidenhead-v1', '2', 'Wed 18 Mar 2026 17:00'],
    ['windsor-and-maidenhead-v1', '3', 'never'],
    ['windsor-and-maidenhead-v1', '4', 'never'],
    ['windsor-and-maidenhead-v1', '5', 'never'],
    ['safeguarding-adults-board-v1', '1', 'never'],
    ['safeguarding-adults-board-v1', '2', 'never'],
    ['safeguarding-adults-board-v1', '3', 'never'],
  ])(
    'OUT-5: %s at stage %s: asked on the action’s day; "not done" is in the record and offers the raising side alone to open that stage again, until %s',
    (id, stageId, until) => {
      const policy = released(id);
      const d = atStage(policy, stageId);
      const { own, other } = speakers(d);
      const settled = settle(d, policy, other, own, { actions: [TO_ASSESS], noActions: false });
      const { asks, said } = saidNotDone(settled, policy);

      expect(owedTo(asks, 'check-back')).toEqual(expect.arrayContaining([RAISER, other]));
      expect(new Set(owedTo(said, 'not-done'))).toEqual(new Set([RAISER, own]));
      expect(refusalOf(said, other, REOPEN, now(policy, ON_THE_DAY))).toBe(
        'Only the side that raised it can reopen it.',
      );
      const again = did(said, own, REOPEN, now(policy, ON_THE_DAY));
      expect(openVisit(again)).toMatchObject({ stageId, cause: 'not done' });
      expect(inLondon(openVisit(again)!.deadline?.at)).toBe(until);
      expect(askedAt(again), 'the same people').toEqual(askedAt(d));
    },
  );

  it.each([
    ['worcestershire-v1', '4', 'decided'],
    ['london-pa4-v2021', '5', 'decided'],
    ['safeguarding-adults-board-v1', '3', 'decided'],
    ['safeguarding-adults-board-v1', '4', 'decided'],
    ['windsor-and-maidenhead-v1', '5', 'decided'],
    ['bcssp-v5', '4a', 'resolved'],
    ['bcssp-v5', '4b', 'resolved'],
  ] as const)(
    'OUT-5: %s at stage %s, recorded as %s by whoever ends it: it binds nobody, so "not done" opens that stage again',
    (id, stageId, outcome) => {
      const policy = released(id);
      const d = atStage(policy, stageId);
      const ended = did(d, endsIt(d), decideThat(outcome), now(policy));
      const { said } = saidNotDone(ended, policy);

      expect(owedTo(said, 'not-done')).toContain(RAISER);
      const again = did(said, RAISER, REOPEN, now(policy, ON_THE_DAY));
      expect(openVisit(again)).toMatchObject({ stageId, cause: 'not done' });
      expect(askedAt(again)).toEqual(askedAt(d));
      expect(owedTo(didChange(said, RAISER, REOPEN, now(policy, ON_THE_DAY)).disagreement, 'asked')).toContain(
        endsIt(d),
      );
    },
  );

  it.each([
    ['4a', [atBoard('officer-children'), atBoard('unit')]],
    ['4b', [atBoard('independent-chair'), atBoard('officer-children'), atBoard('unit')]],
  ])(
    'OUT-5, ESC-5: B, decided at stage %s, is final and binding: "not done" goes to whoever decided and the Business Manager, and nothing opens again',
    (stageId, told) => {
      const policy = released('bcssp-v5');
      const d = atStage(policy, stageId);
      const ended = did(d, endsIt(d), decideThat('decided'), now(policy));
      const { said } = saidNotDone(ended, policy);

      expect(new Set(owedTo(said, 'not-done'))).toEqual(new Set(told));
      for (const by of [RAISER, RAISERS_MANAGER])
        expect(refusalOf(said, by, REOPEN, now(policy, ON_THE_DAY))).toMatch(
          /^A final and binding decision is not reopened/,
        );
    },
  );
});

/** Where the practitioners are not asked themselves, so that they can tell what they had agreed. */
const AFTER_THE_PRACTITIONERS = WITH_TWO_SIDES.filter(
  ([id, stageId]) => stageId !== (id === 'windsor-and-maidenhead-v1' ? '2' : '1'),
);

describe('A11: "we agreed on …", from each policy’s own data', () => {
  test.each(AFTER_THE_PRACTITIONERS)(
    'A11: %s at stage %s: a practitioner tells of it, both sides confirm, and then it is resolved as of that day',
    (id, stageId) => {
      const policy = released(id);
      const d = atStage(policy, stageId);
      const { own, other } = speakers(d);
      let said = did(
        d,
        RAISER,
        {
          kind: 'say-we-agreed',
          agreedOn: '2026-03-02',
          text: 'By telephone.',
          how: 'agreed',
          actions: [],
          noActions: true,
        },
        now(policy),
      );

      said = did(said, other, confirm(said), now(policy));
      expect(said.outcome, 'one side is not enough').toBeNull();
      said = did(said, own, confirm(said), now(policy));

      expect(said.outcome).toMatchObject({ outcome: 'resolved', agreedOn: '2026-03-02', stageId });
    },
  );
});
