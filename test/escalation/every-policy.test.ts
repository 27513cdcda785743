import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import { escalateIfOverdue, remindIfDue } from '../../escalation/clockwork.ts';
import { ENDING_IT } from '../../escalation/meetings.ts';
import { isReview, type Policy, type PolicyStage, stageAfter } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import {
  asWritten,
  at,
  B,
  COUNTERPART,
  did,
  didChange,
  ESCALATE,
  inLondon,
  L,
  owedTo,
  propose,
  R,
  RAISER,
  RAISERS_MANAGER,
  raised,
  refusalOf,
  S,
  settingAt,
  takenFurther,
  W,
} from './building.ts';

// What holds at every stage of every policy, by the policies' own data. Which people, numbers and clauses there are is in the tests of each.

const FIVE = { W, L, S, R, B };
const AT = 'Mon 2 Mar 2026 09:30';
const settingOf = (policy: Policy, now: string | Temporal.Instant = AT) => settingAt(now, { policy });

/** Each stage of a policy with a record that stands there, taken up stage by stage on the day it was raised. */
function standing(policy: Policy): { stage: PolicyStage; d: Disagreement }[] {
  const setting = settingOf(policy);
  let d = raised(setting, { subject: policy.subjects[0]! });
  return policy.stages.map((stage, index) => {
    if (index > 0) d = takenFurther(d, setting);
    return { stage, d };
  });
}
const everywhere = Object.entries(FIVE).flatMap(([letter, policy]) =>
  standing(policy).map(({ stage, d }): [string, Policy, PolicyStage, Disagreement] => [
    `${letter}, ${stage.label}`,
    policy,
    stage,
    d,
  ]),
);
const answering = (d: Disagreement, side: string) =>
  openVisit(d)!
    .asked.filter((one) => one.does === 'answer' && one.side === side)
    .map(({ person }) => person.email);
const isLast = (policy: Policy, stage: PolicyStage) => stageAfter(policy, stage.id) === undefined;
/** The raising side's own stage, of which the other side has not heard. */
const isOneSided = (stage: PolicyStage) => stage.asks.every(({ of }) => of === 'raising');
/** The record after a reminder at the moment it waits for, with what it owes. */
function reminded(d: Disagreement, policy: Policy): { d: Disagreement; at: string; owed: Disagreement } {
  const now = Temporal.Instant.from(d.alarm.remindAt!);
  const answer = remindIfDue(d, settingOf(policy, now));
  if ('nothing' in answer) throw new Error(answer.nothing);
  return { d: asWritten(answer.change), at: inLondon(now), owed: answer.change.disagreement };
}
const leads = [at('health', 'safeguarding-lead'), at('care', 'safeguarding-lead')];

describe('ESC-2: anybody of either side takes it to the next stage before its time, with a reason', () => {
  const further = everywhere.filter(([, policy, stage]) => !isLast(policy, stage) && !isReview(stage));
  test.each(further)('%s', (_name, policy, stage, d) => {
    const sides = openVisit(d)!.asked.filter(({ side }) => side !== 'board');
    const those = [RAISER, ...(isOneSided(stage) ? [] : [COUNTERPART]), ...sides.map(({ person }) => person.email)];

    for (const who of those) {
      const { disagreement, texts, entries } = didChange(d, who, ESCALATE, settingOf(policy));
      expect(openVisit(disagreement)).toMatchObject({ stageId: stageAfter(policy, stage.id)!.id, cause: 'a person' });
      expect(texts.map(({ content }) => content)).toContain('It cannot wait.');
      expect(entries.find(({ what }) => what === 'escalated')).toMatchObject({ stageId: stage.id });
    }
    expect(refusalOf(d, at('school', 'line-manager'), ESCALATE, settingOf(policy))).toMatch(/do not take part/);
  });

  it('SCP-4: but nobody goes round the review of S: it goes forward when its manager says so, or by itself', () => {
    const [[, policy, , d] = []] = everywhere.filter(([, , stage]) => isReview(stage));

    for (const who of [RAISER, COUNTERPART, RAISERS_MANAGER])
      expect(refusalOf(d!, who, ESCALATE, settingOf(policy!))).toBe('It goes forward as soon as its review is done.');
  });

  test.each(everywhere.filter(([, policy, stage]) => isLast(policy, stage)))(
    '%s is the last, and nothing comes after it',
    (_name, policy, _stage, d) => {
      expect(refusalOf(d, RAISER, ESCALATE, settingOf(policy))).not.toBe('done');
    },
  );
});

describe('ESC-3: a policy issue alone takes it to the board from any stage below, in L and S and nowhere else', () => {
  const ISSUE: Act = { kind: 'raise-policy-issue', text: 'The thresholds contradict each other.' };
  const GOES_TO = new Map([
    [L, { stageId: '5', clause: '§3.2' }],
    [S, { stageId: '4', clause: 'L17' }],
  ]);

  test.each(everywhere)('%s', (_name, policy, stage, d) => {
    const goesTo = GOES_TO.get(policy);
    const sides = openVisit(d)!.asked.filter(({ side }) => side !== 'board');
    for (const who of new Set([RAISER, ...sides.map(({ person }) => person.email)])) {
      if (!goesTo || isLast(policy, stage)) {
        expect(refusalOf(d, who, ISSUE, settingOf(policy))).not.toBe('done');
        continue;
      }
      const { disagreement, entries } = didChange(d, who, ISSUE, settingOf(policy));
      expect(openVisit(disagreement)).toMatchObject({ ...goesTo, cause: 'policy issue' });
      expect(entries.find(({ what }) => what === 'policy issue raised')).toMatchObject({
        stageId: stage.id,
        clause: goesTo.clause,
      });
      const between = policy.stages.slice(policy.stages.indexOf(stage) + 1, -1).map(({ id }) => id);
      expect(disagreement.notUsed).toEqual(
        between.map((stageId) => ({
          stageId,
          why: 'a significant policy issue goes further at once',
          clause: goesTo.clause,
        })),
      );
    }
  });
});

describe('ESC-1, A2: unresolved in time it moves by itself, at that instant; without a number never', () => {
  const timed = everywhere.filter(([, , , d]) => openVisit(d)!.deadline !== null);

  it('is every stage to which the five policies give a number', () => {
    expect(timed.map(([name]) => name)).toEqual([
      'W, Stage 1',
      'W, Stage 2',
      'L, Stage 1',
      'L, Stage 2',
      'S, Step 2, review',
      'R, Stage One',
      'R, Stage Two',
      'B, Stage 1',
      'B, Stage 2',
      'B, Stage 3',
      'B, Stage 4',
    ]);
  });

  test.each(timed)('%s', (_name, policy, _stage, d) => {
    const { deadline } = openVisit(d)!;
    const due = Temporal.Instant.from(deadline!.at);

    expect(escalateIfOverdue(d, settingOf(policy, due.subtract({ seconds: 1 })))).toEqual({
      nothing: 'the deadline has not passed',
    });
    const moved = escalateIfOverdue(d, settingOf(policy, due));
    expect('change' in moved && openVisit(moved.change.disagreement)!.stageId).toBe(deadline!.movesTo);
  });

  test.each(everywhere.filter(([, , , d]) => openVisit(d)!.deadline === null))(
    'CLK-10, A13: %s has no number: a year on it stands there still',
    (_name, policy, _stage, d) => {
      expect(escalateIfOverdue(d, settingOf(policy, 'Tue 2 Mar 2027 09:30'))).toEqual({
        nothing: 'this stage has no deadline',
      });
    },
  );
});

describe('CLK-3, CLK-13: whichever is less, at every stage; a protective time moves it once, and is spent', () => {
  const noon = (on: string): Act => ({ kind: 'shorten', on, time: '12:00', text: 'The child goes home then.' });

  test.each(everywhere.filter(([, policy, stage]) => !isLast(policy, stage)))('%s', (_name, policy, stage, d) => {
    const before = openVisit(d)!.deadline;
    const asked = openVisit(d)!.asked.find(({ side }) => side !== 'board')!.person.email;
    const shortened = did(d, asked, noon('2026-03-03'), settingOf(policy));
    const visit = openVisit(shortened)!;
    expect([visit.deadline!.which, inLondon(visit.deadline!.at)]).toEqual([
      'protective timescale',
      'Tue 3 Mar 2026 12:00',
    ]);
    expect(shortened.history.at(-1)).toMatchObject({ what: 'timescale shortened' });
    if (before) expect(refusalOf(d, asked, noon('2026-03-20'), settingOf(policy))).toMatch(/only be made shorter/);

    const setting = settingOf(policy, 'Tue 3 Mar 2026 12:00');
    const moved = escalateIfOverdue(shortened, setting);
    const { disagreement: after } = 'change' in moved ? moved.change : { disagreement: shortened };
    expect(openVisit(after)).toMatchObject({
      stageId: stageAfter(policy, stage.id)!.id,
      cause: 'protective timescale',
    });
    expect(after.protectiveTimescale).toBeNull();
    expect(openVisit(after)!.deadline?.which).not.toBe('protective timescale');
    expect(owedTo(after, 'protective-timescale-passed')).toEqual(leads);
    const fresh = after.owed.filter((owed) => owed.kind === 'message' && owed.facts?.['freshTimescale'] === true);
    expect(fresh).toHaveLength(openVisit(after)!.asked.length);
    expect(escalateIfOverdue(after, setting)).toHaveProperty('nothing');
  });
});

describe('CLK-10: without a number each person who has not answered is reminded; the third reminder also tells both safeguarding leads', () => {
  test.each(everywhere.filter(([, , , d]) => openVisit(d)!.deadline === null))('%s', (_name, policy, _stage, first) => {
    const asked = openVisit(first)!.asked.map(({ person }) => person.email);
    const notAsked = leads.filter((lead) => !asked.includes(lead));
    let d = first;
    const rounds = ['Wed 4 Mar', 'Fri 6 Mar', 'Tue 10 Mar', 'Thu 12 Mar'].map((on) => {
      const round = reminded(d, policy);
      d = round.d;
      return [`${on} 2026 10:00` === round.at, owedTo(round.owed, 'reminder')];
    });

    expect(rounds).toEqual([
      [true, asked],
      [true, asked],
      [true, [...asked, ...notAsked]],
      [true, asked],
    ]);
  });
});

describe('CLK-12: it can be settled at any stage before its time is over', () => {
  test.each(
    everywhere.filter(([, , stage]) =>
      stage.asks.filter(({ does }) => does === 'answer').some(({ of }) => of === 'both'),
    ),
  )('%s', (_name, policy, stage, d) => {
    const setting = settingOf(policy);
    const [theirs] = answering(d, 'responding');
    const [ours] = answering(d, 'raising');
    const proposed = did(d, theirs!, propose(), setting);
    const confirmed = did(proposed, ours!, { kind: 'confirm', proposalId: proposed.proposals[0]!.id }, setting);

    expect(confirmed.outcome).toMatchObject({ outcome: 'resolved', stageId: stage.id });
    expect(confirmed.alarm.place).toBe('confirm-in-writing');
  });
});

describe('INT-11: advice of one’s own safeguarding lead can be asked for at any stage, is logged, and stops no clock', () => {
  test.each(everywhere)('%s', (_name, policy, stage, d) => {
    const { disagreement, entries } = didChange(d, RAISER, { kind: 'ask-for-advice' }, settingOf(policy));

    expect(owedTo(disagreement, 'advice-asked')).toEqual([at('health', 'safeguarding-lead')]);
    expect(entries).toMatchObject([{ what: 'advice asked for', stageId: stage.id }]);
    expect(entries[0]!.clause, 'the clause is cited only where the text has one').toBe(stage.advice?.clause);
    expect([disagreement.alarm, openVisit(disagreement)]).toEqual([d.alarm, openVisit(d)]);
  });

  it('is expected at L’s stage 2 and nowhere else; S offers it at every step, W at stage 2', () => {
    const offered = Object.entries(FIVE).flatMap(([letter, { stages }]) =>
      stages.flatMap(({ id, advice }) => (advice ? [`${letter} ${id} ${advice.prompted} ${advice.clause}`] : [])),
    );
    expect(offered).toEqual([
      'W 2 false L56',
      'L 2 true §1.6',
      'S 1 false L7',
      'S 2-review false L7',
      'S 2 false L7',
      'S 3 false L7',
      'S 4 false L7',
    ]);
  });
});

describe('ESC-8: the last stage ends as whoever the policy asks to end it records, and reminds them until they have', () => {
  const last = everywhere.filter(([, policy, stage]) => isLast(policy, stage));
  const ends = (outcome: 'resolved' | 'decided' | 'ended without agreement'): Act => ({
    kind: 'decide',
    outcome,
    text: 'As recorded.',
    actions: [{ text: 'See the child.', ownerAgency: 'tarnshire-care', dueOn: '2026-03-06' }],
    noActions: false,
    recordHeld: 'With the board.',
  });
  const enders = (d: Disagreement) =>
    openVisit(d)!
      .asked.filter(({ does }) => ENDING_IT.includes(does))
      .map(({ person }) => person.email);

  test.each(last)(
    '%s: resolved, decided or without agreement, with reason, actions and where the record is held; binding in B alone',
    (_name, policy, stage, d) => {
      for (const who of enders(d)) {
        for (const outcome of ['resolved', 'decided', 'ended without agreement'] as const) {
          const { disagreement, texts } = didChange(d, who, ends(outcome), settingOf(policy));
          expect(disagreement.outcome).toMatchObject({ outcome, stageId: stage.id, by: { email: who } });
          expect(disagreement.outcome!.actions).toHaveLength(1);
          const { recordHeldTextId } = disagreement.outcome!;
          expect(texts).toHaveLength(3);
          expect(texts.find(({ id }) => id === recordHeldTextId)?.content).toBe('With the board.');
          expect(disagreement.outcome!.binding).toBe(outcome === 'decided' && policy === B ? 'L71' : undefined);
        }
      }
      expect(enders(d).length).toBeGreaterThan(0);
      for (const who of [RAISER, COUNTERPART])
        expect(refusalOf(d, who, ends('decided'), settingOf(policy))).toMatch(/Only|kept|asked/);
    },
  );

  test.each(last)(
    '%s: a talk that is recorded answers, and still it reminds whoever is to end it, and the third time both leads',
    (_name, policy, _stage, first) => {
      let d = first;
      const asked = openVisit(d)!.asked.map(({ person }) => person.email);
      for (const who of asked)
        d = did(
          d,
          who,
          { kind: 'record-discussion', heldOn: '2026-03-02', with: 'Both', text: 'We shall meet.' },
          settingOf(policy),
        );
      const rounds = [1, 2, 3].map(() => {
        const round = reminded(d, policy);
        d = round.d;
        return owedTo(round.owed, 'reminder');
      });

      expect(rounds).toEqual([enders(d), enders(d), [...enders(d), ...leads]]);
    },
  );
});
