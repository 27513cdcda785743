import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import { mayAttend } from '../../escalation/acts/convening.ts';
import type { Act } from '../../escalation/acts.ts';
import { alarmOf } from '../../escalation/alarm.ts';
import type { Change, Setting } from '../../escalation/amendment.ts';
import { checkBack, confirmInWriting, escalateIfOverdue, remindIfDue } from '../../escalation/clockwork.ts';
import { perform } from '../../escalation/performing.ts';
import { type Policy, requirePolicy } from '../../escalation/policy.ts';
import { type Disagreement, disagreementSchema, openVisit } from '../../escalation/record.ts';
import { renewRun } from '../../escalation/renewing.ts';
import { policyVersions } from '../../policies/all.ts';
import { asWritten, at, B, CARE, HEALTH, isTheirs, raisedChange, SCHOOL, settingAt } from './building.ts';

/** Every released policy: none of them needs a law of its own. */
const released = Object.entries(policyVersions).map(([id, source]): [string, Policy] => [
  id,
  requirePolicy(source, id),
]);

/** Words nobody may find outside a text: whoever reads the record or an email's facts reads none of them (S13, I10). */
const CANARY = 'canary-7f3a';
const words = `${CANARY} said in confidence`;

/** One thing that happens: somebody acts, or time passes and the machine does all that is due. */
type Step =
  | { kind: 'act'; who: number; act: number; actions: number; days: number; pick: number }
  | { kind: 'sensible act'; who: number; actions: number; days: number; pick: number }
  | { kind: 'time'; hours: number }
  | { kind: 'next alarm' }
  | { kind: 'renew' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      who: fc.nat(40),
      act: fc.nat(200),
      actions: fc.nat(2),
      days: fc.nat(20),
      pick: fc.nat(5),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('sensible act' as const),
      who: fc.nat(200),
      actions: fc.nat(2),
      days: fc.nat(6),
      pick: fc.nat(5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('time' as const), hours: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'next alarm' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'renew' as const }) },
);

/** The acts that carry a disagreement towards its end; a walk of chance alone would rarely get there. */
const SENSIBLE: readonly Act['kind'][] = [
  ...([
    'propose',
    'confirm',
    'decide',
    'answer-check-back',
    'reopen',
    'dispute',
    'acknowledge-harm',
    'end-harm',
    'agree-to-withdraw',
  ] as const),
  ...(['review', 'look-again', 'send-forward'] as const),
  ...(['convene', 'give-representations', 'decide-not-to-convene'] as const),
];

/** Something that somebody may do now: the pages would offer it to them. */
function sensible(d: Disagreement, given: Extract<Step, { kind: 'sensible act' }>, setting: Setting) {
  const all = Object.keys(d.people).flatMap((who) =>
    standingOf(isTheirs(d, who), who, setting)
      .may.filter((kind) => SENSIBLE.includes(kind))
      .map((kind) => ({ who, kind })),
  );
  const chosen = all[given.who % Math.max(1, all.length)];
  if (!chosen) return undefined;
  const act = actsFrom(d, given, setting.now).find(({ kind }) => kind === chosen.kind)!;
  const action = d.outcome?.actions.find((one) => one.askedAt && !one.answers.some(({ by }) => by === chosen.who));
  return { who: chosen.who, act: act.kind === 'answer-check-back' && action ? { ...act, actionId: action.id } : act };
}

/** Every act as its form would post it, with canary words wherever somebody types. */
function actsFrom(
  d: Disagreement,
  given: { actions: number; days: number; pick: number },
  now: Temporal.Instant,
): Act[] {
  const on = (days: number) => now.toZonedDateTimeISO('Europe/London').toPlainDate().add({ days }).toString();
  const actions = Array.from({ length: given.actions }, (_, i) => ({
    text: words,
    ownerAgency: i % 2 ? HEALTH : CARE,
    dueOn: on(given.days),
  }));
  const proposalId = d.proposals.at(-1 - (given.pick % 2))?.id ?? 'o0';
  return [
    { kind: 'mine' } as Act,
    { kind: 'not-mine', ...(given.pick % 2 ? { name: CANARY, email: at('care', `nia${given.pick}`) } : {}) },
    { kind: 'record-discussion', heldOn: on(0), with: words, text: words },
    {
      kind: 'propose',
      text: words,
      how: 'agreed',
      actions,
      noActions: actions.length === 0,
      ...(given.pick === 3 ? { reviewOn: on(given.days) } : {}),
    },
    { kind: 'confirm', proposalId },
    { kind: 'confirm', proposalId },
    { kind: 'dispute', proposalId, text: words },
    { kind: 'escalate-now', text: words },
    { kind: 'shorten', on: on(given.days % 5), time: '12:00', text: words },
    { kind: 'withdraw', text: words },
    {
      kind: 'decide',
      outcome: (['resolved', 'decided', 'ended without agreement'] as const)[given.pick % 3]!,
      text: words,
      actions,
      noActions: actions.length === 0,
      recordHeld: words,
    },
    {
      kind: 'name-next',
      role: (['line-manager', 'senior-manager', 'practitioner'] as const)[given.pick % 3]!,
      name: CANARY,
      email: at(given.pick % 2 ? 'care' : 'health', `named${given.pick}`),
    },
    {
      kind: 'answer-check-back',
      actionId: d.outcome?.actions[given.pick % 2]?.id ?? 'x',
      done: given.days % 2 ? 'yes' : 'no',
    },
    { kind: 'reopen', text: words },
    {
      kind: 'review',
      verdict: (['taken forward', 'not taken forward', 're-routed'] as const)[given.pick % 3]!,
      route: 'complaint',
      text: words,
    },
    { kind: 'talked-over', heldOn: on(0), text: words },
    { kind: 'look-again', text: words },
    { kind: 'send-forward', text: words },
    { kind: 'raise-policy-issue', text: words },
    { kind: 'give-representations', text: words },
    { kind: 'decide-not-to-convene', text: words },
    {
      kind: 'convene',
      what: openVisit(d)?.stageId !== '4b' ? 'meeting' : given.pick % 2 ? 'mediation' : 'panel',
      ...(openVisit(d)?.asked.some(({ does, role }) => does === 'chair' || role.startsWith('officer-'))
        ? {}
        : { chairName: CANARY, chairEmail: 'ida@chambers.example', chairAgency: 'independent' }),
      on: on(1 + (given.days % 4)),
      time: '14:00',
      where: words,
      attendees: mayAttend(d).map(({ email }) => ({ email })),
      panel: [CARE, HEALTH, SCHOOL].map((agency) => ({ agency })),
    },
    { kind: 'say-we-agreed', agreedOn: on(-given.days), text: words, how: 'agreed', actions: [], noActions: true },
    { kind: 'approve-discussion', discussionId: d.discussions.at(-1)?.id ?? 'x' },
    { kind: 'correct-discussion', discussionId: d.discussions[0]?.id ?? 'x', text: words },
    { kind: 'ask-for-advice', text: words },
    { kind: 'advice-given', adviceId: d.advice?.at(-1)?.id ?? 'x', text: words },
    { kind: 'appoint-supporter', name: CANARY, email: at('health', `beside${given.pick}`) },
    { kind: 'confirm-understanding', same: given.pick % 2 ? 'yes' : 'no', text: words },
    { kind: 'tick-checklist', item: given.pick % 2 ? 'file' : 'i1', answer: 'yes' },
    { kind: 'record-learning', about: given.pick % 2 ? 'gap' : 'learning', text: words },
    { kind: 'record-debrief', what: 'held' },
    { kind: 'add-dissent', text: words },
    {
      kind: 'flag-harm',
      text: words,
      ...(given.pick % 2 ? { sinceOn: on(-(given.days % 3)), sinceTime: '00:01' } : {}),
      ...(given.pick === 4 ? { level: '2' } : {}),
    },
    { kind: 'acknowledge-harm' } as Act,
    { kind: 'end-harm', took: given.pick % 2 ? 'action taken' : 'none needed', text: words },
    { kind: 'agree-to-withdraw' } as Act,
    { kind: 'complete', problem: words, aroseOn: on(-given.days) } as never,
  ];
}

/** What a handler of the machine would decide now; undefined when nothing is due. */
function nextDue(d: Disagreement, setting: Setting): Change | undefined {
  for (const decide of [escalateIfOverdue, remindIfDue, confirmInWriting, checkBack]) {
    const decision = decide(d, setting);
    if ('change' in decision) return decision.change;
  }
  return undefined;
}

/** Every law of a written change, held against the record before it. */
function requireLawful(before: Disagreement | undefined, change: Change, setting: Setting): Disagreement {
  const d = change.disagreement;
  expect(disagreementSchema.parse(JSON.parse(JSON.stringify(d)))).toEqual(d);
  expect(alarmOf(d, setting.calendar), 'the alarm is what the record says').toEqual(d.alarm);
  expect(setting.policy.stages.map(({ id }) => id)).toEqual(
    expect.arrayContaining(d.stages.map(({ stageId }) => stageId)),
  );

  // I4: one open stage, the last; none once there is an outcome.
  const open = d.stages.filter(({ closedAt }) => !closedAt);
  expect(open).toEqual(d.outcome ? [] : [d.stages.at(-1)]);

  for (const [index, entry] of change.entries.entries()) {
    expect(entry.n).toBe(d.history.length + index + 1);
    const bytes = Buffer.byteLength(
      canonicalize({ ...entry, mac: 'm'.repeat(43), ...(entry.textId ? { textHash: 'h'.repeat(32) } : {}) })!,
    );
    expect(bytes, entry.what).toBeLessThanOrEqual(400);
  }
  const facts = d.owed.map((owed) => (owed.kind === 'message' ? owed.facts : undefined));
  expect(JSON.stringify([change.entries, facts, d.alarm])).not.toContain(CANARY);
  expect(
    JSON.stringify({
      ...d,
      people: {},
      named: {},
      owed: [],
      stages: [],
      discussions: [],
      raisedWith: [],
      proposals: d.proposals.map((one) => ({ ...one, by: 0, confirmedBy: 0, disputedBy: 0 })),
      outcome: 0,
      earlierOutcomes: 0,
      dissents: 0,
    }),
  ).not.toContain('in confidence');

  if (!before) return asWritten(change);
  // Nothing that was recorded is overwritten or lost.
  expect(d.history).toEqual(before.history);
  expect(d.stages.length).toBeGreaterThanOrEqual(before.stages.length);
  // A move by the clock may be retracted afterwards, beside everything that it was (A11).
  for (const [index, visit] of before.stages.entries())
    if (visit.closedAt) expect({ ...d.stages[index], retracted: 0 }).toEqual({ ...visit, retracted: 0 });
  expect(d.dissents.slice(0, before.dissents.length)).toEqual(before.dissents);
  expect(d.proposals.map(({ id }) => id).slice(0, before.proposals.length)).toEqual(
    before.proposals.map(({ id }) => id),
  );
  if (before.outcome) {
    const kept = d.outcome ?? d.earlierOutcomes?.at(-1);
    expect(kept && { ...kept, actions: [], reviewAskedAt: 0, understanding: 0, referredTo: 0 }).toEqual({
      ...before.outcome,
      actions: [],
      reviewAskedAt: 0,
      understanding: 0,
      referredTo: 0,
    });
  }
  if (before.closedAt)
    expect([d.closedAt, d.outcome, d.alarm]).toEqual([before.closedAt, before.outcome, before.alarm]);
  return asWritten(change);
}

/** What the walks came through, so that a law held only because nothing happened is found out. */
const seen = new Set<string>();

function live(policy: Policy, startsAt: string, steps: Step[]): Disagreement {
  const base = settingAt(startsAt, { policy });
  let now = base.now;
  let d = requireLawful(
    undefined,
    raisedChange(base, { problem: words, disagreement: words }, { missing: ['The problem'] }),
    base,
  );
  const doAllDue = () => {
    // Two at most for each moment: what a reminder or a confirmation leaves is later, or the end.
    for (let turns = 0; ; turns += 1) {
      expect(turns, 'no hot loop').toBeLessThan(6);
      const setting = { ...base, now };
      const due = nextDue(d, setting);
      if (!due) break;
      // I2: nothing happens before its instant.
      const { remindAt, dueAt, place } = d.alarm;
      const first = [remindAt, dueAt].flatMap((when) => when ?? []).sort()[0];
      if (place !== 'confirm-in-writing') expect(first && Temporal.Instant.compare(first, now) <= 0).toBe(true);
      d = requireLawful(d, due, setting);
    }
    // Whatever is waited for now lies ahead: an alarm in the past would be waited for in vain, or for ever.
    for (const when of [d.alarm.remindAt, d.alarm.dueAt]) if (when) expect(Temporal.Instant.compare(when, now)).toBe(1);
    expect(d.alarm.place).not.toBe('confirm-in-writing');
  };
  doAllDue();
  for (const given of steps) {
    if (given.kind === 'time') now = now.add({ hours: given.hours });
    if (given.kind === 'next alarm') {
      const next = [d.alarm.remindAt, d.alarm.dueAt].flatMap((when) => when ?? []).sort()[0];
      if (next) now = Temporal.Instant.from(next);
    }
    if (given.kind === 'renew') {
      const renewed = renewRun(d, { ...base, now }, 'old');
      expect(renewed.disagreement.run).toBe(d.run + 1);
      d = requireLawful(d, renewed, { ...base, now });
    }
    if (given.kind === 'act' || given.kind === 'sensible act') {
      const setting = { ...base, now };
      const people = Object.keys(d.people);
      const acts = actsFrom(d, given, now);
      const chosen =
        given.kind === 'act'
          ? { who: people[given.who % people.length]!, act: acts[given.act % acts.length]! }
          : sensible(d, given, setting);
      if (!chosen) continue;
      const { who, act } = chosen;
      const theirs = given.who % 5 === 0 && given.kind === 'act' ? d : isTheirs(d, who);
      const result = perform(theirs, who, act, setting);
      if ('change' in result) {
        d = requireLawful(theirs, result.change, setting);
        // F12: whatever came second moved nothing.
        if (result.kept) expect(d.alarm).toEqual(theirs.alarm);
      }
      seen.add(act.kind + ('change' in result ? (result.kept ? ' kept' : ' done') : ' refused'));
    }
    doAllDue();
    expect(openVisit(d) === undefined).toBe(d.outcome !== null);
    seen.add(d.closedAt ? `closed ${d.outcome?.outcome}` : d.alarm.place);
  }
  return d;
}

describe('whatever people do and however time passes', () => {
  it.each(released)(
    '%s keeps its laws: one open stage, nothing early, nothing overwritten, an alarm that lies ahead, no words outside a text',
    (_name, policy) => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), (steps) => {
          live(policy, 'Thu 2 Apr 2026 09:30', steps);
        }),
        { numRuns: 100, seed: 7 },
      );
    },
  );

  it('and the walks came through everything that can happen', () => {
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'confirm done',
        'dispute done',
        'propose kept',
        'decide done',
        'escalate-now done',
        'shorten done',
        'flag-harm done',
        'acknowledge-harm done',
        'end-harm done',
        'answer-check-back done',
        'reopen done',
        'review done',
        'look-again done',
        'send-forward done',
        'talked-over done',
        'raise-policy-issue done',
        'convene done',
        'give-representations done',
        'decide-not-to-convene done',
        'withdraw done',
        'name-next done',
        'complete done',
        'check-back',
        'stage-4b',
        'stage-2-review',
        'closed resolved',
        'closed decided',
        'closed withdrawn',
        'closed ended without agreement',
      ]),
    );
  });

  it('deciding twice on one record and moment decides the same, so a second try does nothing new', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const d = live(B, 'Thu 2 Apr 2026 09:30', steps);
        const first = [d.alarm.remindAt, d.alarm.dueAt].flatMap((when) => when ?? []).sort()[0];
        if (!first) return;
        let drawn = 0;
        const setting = () => {
          drawn = 0;
          return { ...settingAt(Temporal.Instant.from(first)), newId: () => `id-${drawn++}` };
        };

        expect(nextDue(d, setting())).toEqual(nextDue(d, setting()));
      }),
      { numRuns: 40 },
    );
  });
});
