import { describe, expect, it } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import { remindIfDue } from '../../escalation/clockwork.ts';
import { digestFor, hasNothingToReport } from '../../escalation/digest.ts';
import { mustTelephone, notYetSeen } from '../../escalation/harm.ts';
import { harmClock } from '../../escalation/harm-clock.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import { readRaiseForm } from '../../escalation/intake.ts';
import { boardMaySee, type Policy } from '../../escalation/policy.ts';
import { type Disagreement, openHarm, openVisit, stagesReached } from '../../escalation/record.ts';
import { summaryOf } from '../../escalation/summary.ts';
import {
  asWritten,
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  did,
  didChange,
  directoryWith,
  HEALTH,
  inLondon,
  L,
  LEAD,
  london,
  owedTo,
  R,
  RAISER,
  RAISERS_MANAGER,
  raised,
  refusalOf,
  S,
  SCHOOL,
  settingAt,
  takenTo,
  W,
  without,
} from './building.ts';
import { day, englandAndWales } from './calendars.ts';

const atRisk: Partial<RaiseForm> = { immediateHarm: 'yes', harmWhy: 'He is at home with them tonight.' };
const flag = (over: Partial<Extract<Act, { kind: 'flag-harm' }>> = {}): Act => ({
  kind: 'flag-harm',
  text: 'He is at home with them tonight.',
  ...over,
});
const ended: Act = { kind: 'end-harm', took: 'action taken', text: 'Seen at home; moved to her aunt.' };
const seen = { kind: 'acknowledge-harm' } as Act;
const CARE_SENIOR = at('care', 'senior-manager');
const HEALTH_SENIOR = at('health', 'senior-manager');
const CARE_LEAD = at('care', 'safeguarding-lead');
const HEALTH_LEAD = at('health', 'safeguarding-lead');

const raisedAtRisk = (policy: Policy, when: string, form: Partial<RaiseForm> = {}) =>
  raised(settingAt(when, { policy }), { aroseOn: london(when).toString().slice(0, 10), ...atRisk, ...form });
const standsAt = (d: Disagreement) => {
  const visit = openVisit(d)!;
  return [visit.stageId, visit.deadline?.which ?? 'none', inLondon(visit.deadline?.at)];
};

describe('CLK-7, CLK-8, A6, A7: when the time at immediate harm ends', () => {
  it.each([
    // B counts elapsed hours: night, weekend, bank holiday and a change of the clocks alike.
    [B, 'Fri 1 May 2026 20:00', 'Sat 2 May 2026 20:00', 'before a bank-holiday Monday'],
    [B, 'Sun 3 May 2026 12:00', 'Mon 4 May 2026 12:00', 'into the bank holiday'],
    [B, 'Sat 28 Mar 2026 12:00', 'Sun 29 Mar 2026 13:00', 'the clocks go forward: 24 hours, not a day'],
    [B, 'Sat 24 Oct 2026 12:00', 'Sun 25 Oct 2026 11:00', 'the clocks go back'],
    // S: the same working day; out of hours, the end of the next.
    [S, 'Mon 2 Mar 2026 00:30', 'Mon 2 Mar 2026 17:00', 'the small hours belong to the working day that begins'],
    [S, 'Mon 2 Mar 2026 09:30', 'Mon 2 Mar 2026 17:00', 'in working hours'],
    [S, 'Mon 2 Mar 2026 16:59', 'Mon 2 Mar 2026 17:00', 'the last minute'],
    [S, 'Mon 2 Mar 2026 17:00', 'Tue 3 Mar 2026 17:00', 'at close of business nobody is at work'],
    [S, 'Mon 2 Mar 2026 18:00', 'Tue 3 Mar 2026 17:00', 'in the evening'],
    [S, 'Sun 8 Mar 2026 11:00', 'Mon 9 Mar 2026 17:00', 'on a Sunday'],
    [S, 'Fri 1 May 2026 18:00', 'Tue 5 May 2026 17:00', 'before a bank-holiday Monday'],
    [R, 'Mon 2 Mar 2026 09:30', 'never', 'no clock beyond "immediately"'],
    [L, 'Mon 2 Mar 2026 09:30', 'never', 'the policy gives none'],
    [W, 'Mon 2 Mar 2026 09:30', 'never', 'the policy gives none'],
  ])('%# %s, from %s: %s (%s)', (policy, from, until) => {
    expect(inLondon(harmClock(policy, london(from), englandAndWales)?.at)).toBe(until);
  });
});

describe('ESC-4, CLK-14: where it starts when somebody is at risk as it is raised', () => {
  it.each([
    ['B, no level chosen: the senior managers', B, {}, ['3', 'harm clock', 'Tue 3 Mar 2026 09:30']],
    ['B, managers chosen', B, { harmLevel: '2' }, ['2', 'harm clock', 'Tue 3 Mar 2026 09:30']],
    [
      'B, stage 4 chosen: it is there already, so its own number counts',
      B,
      { harmLevel: '4a' },
      ['4a', 'stage', 'Mon 9 Mar 2026 17:00'],
    ],
    ['B, a level that may not be chosen is not', B, { harmLevel: '4b' }, ['3', 'harm clock', 'Tue 3 Mar 2026 09:30']],
    ['S, Step 2 at once', S, { subject: 'adult' }, ['2', 'harm clock', 'Mon 2 Mar 2026 17:00']],
    ['R, unchanged', R, {}, ['1', 'stage', 'Mon 9 Mar 2026 17:00']],
    ['L, unchanged', L, {}, ['1', 'stage', 'Mon 9 Mar 2026 17:00']],
    ['W, unchanged', W, {}, ['1', 'stage', 'Tue 3 Mar 2026 17:00']],
  ] as [string, Policy, Partial<RaiseForm>, string[]][])('%s', (_name, policy, form, expected) => {
    const d = raisedAtRisk(policy, 'Mon 2 Mar 2026 09:30', form);

    const [stage, which] = standsAt(d);
    expect([stage, which]).toEqual(expected.slice(0, 2));
    if (which === 'harm clock') expect(standsAt(d)[2]).toBe(expected[2]);
    expect(openHarm(d)).toBeDefined();
  });

  it('counts from when the risk was first thought to exist, and names each stage not used', () => {
    const d = raisedAtRisk(B, 'Mon 2 Mar 2026 09:30', { harmSinceOn: '2026-03-01', harmSinceTime: '21:00' });

    expect(standsAt(d)).toEqual(['3', 'harm clock', 'Mon 2 Mar 2026 21:00']);
    expect(d.notUsed.map(({ stageId, clause }) => [stageId, clause])).toEqual([
      ['1', 'L56'],
      ['2', 'L56'],
    ]);
    expect(owedTo(d, 'told-raised')).toEqual(expect.arrayContaining([COUNTERPART, at('care', 'line-manager')]));
    expect(d.aroseOn, 'the earliest day anywhere on the form (CLK-6)').toBe('2026-03-01');
  });

  it.each(['09:00', '09:30'])(
    'B: a risk known for 24 hours or more, since %s the day before, is at stage 4 at once: entry may be that high',
    (harmSinceTime) => {
      const d = raisedAtRisk(B, 'Mon 2 Mar 2026 09:30', { harmSinceOn: '2026-03-01', harmSinceTime });

      expect(d.stages.map(({ stageId, cause }) => [stageId, cause])).toEqual([['4a', 'harm clock']]);
      expect(standsAt(d)[1], 'the clock is spent').toBe('stage');
    },
  );

  it('a moment still to come is a slip of the pen: the clock runs from receipt', () => {
    const d = raisedAtRisk(B, 'Mon 2 Mar 2026 09:30', { harmSinceOn: '2026-03-02', harmSinceTime: '20:00' });

    expect(standsAt(d)).toEqual(['3', 'harm clock', 'Tue 3 Mar 2026 09:30']);
  });

  it('S: a risk known since last week skips no step; the working day it is raised on counts', () => {
    const d = raisedAtRisk(S, 'Mon 2 Mar 2026 09:30', {
      subject: 'adult',
      harmSinceOn: '2026-02-25',
      harmSinceTime: '10:00',
    });

    expect(standsAt(d)).toEqual(['2', 'harm clock', 'Mon 2 Mar 2026 17:00']);
  });

  it.each([
    ['Mon 2 Mar 2026 18:00', true],
    ['Sun 8 Mar 2026 11:00', true],
    ['Mon 2 Mar 2026 10:00', false],
  ])('A7: S raised on %s: out of hours is %s', (when, isOutOfHours) => {
    expect(openHarm(raisedAtRisk(S, when, { subject: 'adult' }))!.outOfHours).toBe(isOutOfHours);
  });

  it('A7: the other policies have no working day to be out of: their clock, or none, runs at any hour', () => {
    for (const policy of [B, W, L, R])
      expect(openHarm(raisedAtRisk(policy, 'Sun 8 Mar 2026 11:00'))!.outOfHours).toBe(false);
  });

  it('every email of it leaves at any hour', () => {
    const d = raisedAtRisk(B, 'Fri 1 May 2026 20:00');

    expect(d.owed.filter((owed) => owed.kind === 'message' && !owed.atAnyHour)).toEqual([]);
  });

  it('a form with the tick must say why, and a day needs its time', () => {
    const read = readRaiseForm(
      { immediateHarm: 'yes', harmSinceOn: '2026-03-01', harmLevel: '1' },
      B,
      day('Mon 2 Mar 2026'),
    );

    expect('problems' in read && read.problems.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['harmWhy', 'harmSinceTime', 'harmLevel']),
    );
  });
});

describe('LADDERS, second table: who is told at once', () => {
  it.each([
    ['B: the leads', B, {}, [CARE_LEAD, HEALTH_LEAD]],
    ['S: the leads; the managers are asked at Step 2', S, { subject: 'adult' as const }, [CARE_LEAD, HEALTH_LEAD]],
    ['R: own lead, and the two whom the lead would inform', R, {}, [LEAD, atBoard('head-of-early-help'), HEALTH_LEAD]],
    ['L: the leads, and the other practitioner', L, {}, [COUNTERPART, CARE_LEAD, HEALTH_LEAD]],
    ['W: the leads, and the other practitioner', W, {}, [COUNTERPART, CARE_LEAD, HEALTH_LEAD]],
  ])('%s', (_name, policy, form, expected) => {
    const d = raisedAtRisk(policy, 'Mon 2 Mar 2026 09:30', form);

    const askedFirst = openVisit(d)!.asked.map(({ person }) => person.email);
    const told = [...owedTo(d, 'harm-flagged'), ...(askedFirst.includes(COUNTERPART) ? [COUNTERPART] : [])];
    expect(told.sort()).toEqual([...expected].sort());
  });

  describe.each<[string, Policy, Partial<RaiseForm>]>([
    ['B', B, {}],
    ['W', W, {}],
    ['L', L, {}],
    ['S', S, { subject: 'adult' }],
  ])(
    '%s: an agency that becomes a side only now has its own lead told at once, and no other hears it twice',
    (_, policy, form) => {
      const when = 'Mon 2 Mar 2026 09:30';
      const setting = settingAt(when, { policy });
      const lead = at('school', 'safeguarding-lead');

      it('A16: because it is added', () => {
        const d = { ...raisedAtRisk(policy, when, form), owed: [] };
        const { disagreement } = didChange(d, RAISER, { kind: 'add-agency', agency: SCHOOL }, setting);

        expect(owedTo(disagreement, 'harm-flagged')).toEqual([lead]);
        expect(openHarm(disagreement)!.alsoAsked.at(-1)).toMatchObject({ agency: SCHOOL, person: { email: lead } });
      });

      it('BEY-17: because an email that said nothing of it is completed', () => {
        const unsaid = { ...atRisk, ...form, theirAgency: '', theirName: '', theirEmail: '' };
        const d = { ...raised(setting, unsaid, { missing: ['Their agency'], raisedBy: 'email' }), owed: [] };
        const act = { kind: 'complete', theirAgency: SCHOOL } as never;

        expect(owedTo(didChange(d, RAISER, act, setting).disagreement, 'harm-flagged')).toEqual([lead]);
      });
    },
  );

  it('where it has no safeguarding lead, the partnership’s leads hear that, and of no other agency', () => {
    const directory = directoryWith(without(['Tarn School', 'safeguarding-lead']));
    const setting = settingAt('Mon 2 Mar 2026 09:30', { directory });
    const d = { ...raisedAtRisk(B, 'Mon 2 Mar 2026 09:30'), owed: [] };
    const { owed } = didChange(d, RAISER, { kind: 'add-agency', agency: SCHOOL }, setting).disagreement;
    const missing = owed.filter((one) => one.kind === 'message' && one.message === 'nobody-to-ask');

    expect(missing).toMatchObject([{ to: { email: LEAD }, facts: { role: 'safeguarding-lead', agency: SCHOOL } }]);
  });

  it('BEY-17: said in the same answer as the risk, the agency has its lead told once', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:30');
    const unsaid = { theirAgency: '', theirName: '', theirEmail: '' };
    const d = raised(setting, unsaid, { missing: ['Their agency', 'Immediate harm'], raisedBy: 'email' });
    const act = { kind: 'complete', theirAgency: SCHOOL, immediateHarm: 'yes', harmWhy: 'At home.' } as never;
    const told = owedTo(didChange({ ...d, owed: [] }, RAISER, act, setting).disagreement, 'harm-flagged');

    expect(told.filter((who) => who === at('school', 'safeguarding-lead'))).toHaveLength(1);
  });

  it('because it is corrected; nobody of the wrong one is chased any more', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:30');
    const d = { ...raisedAtRisk(B, 'Mon 2 Mar 2026 09:30'), owed: [] };
    const act: Act = { kind: 'correct', what: 'agency', agency: CARE, rightAgency: SCHOOL, text: 'The school’s.' };
    const corrected = didChange(d, LEAD, act, setting).disagreement;

    expect(owedTo(corrected, 'harm-flagged')).toEqual([at('school', 'safeguarding-lead')]);
    expect(notYetSeen(corrected).map(({ agency }) => agency)).toEqual([HEALTH, SCHOOL]);
  });

  it('CLK-9: in R the raiser’s agency is corrected, so its own lead is told and chased, and the wrong one’s no more', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: R });
    const d = { ...raisedAtRisk(R, 'Mon 2 Mar 2026 09:30'), owed: [] };
    const act: Act = { kind: 'correct', what: 'agency', agency: HEALTH, rightAgency: SCHOOL, text: 'The school’s.' };
    const corrected = didChange(d, LEAD, act, setting).disagreement;

    expect(owedTo(corrected, 'harm-flagged')).toEqual([at('school', 'safeguarding-lead')]);
    const chased = notYetSeen(corrected).flatMap(({ people }) => people.map(({ email }) => email));
    expect(chased).toContain(at('school', 'safeguarding-lead'));
    expect(chased).not.toContain(HEALTH_LEAD);
  });

  it.each([
    ['W', W],
    ['L', L],
  ])(
    'CLK-3: under %s, which has no clock, each lead who is told can set the shorter time that is asked for',
    (_letter, policy) => {
      const setting = settingAt('Mon 2 Mar 2026 09:30', { policy });
      const calm = raised(setting, { aroseOn: '2026-03-02' });
      const noon: Act = { kind: 'shorten', on: '2026-03-02', time: '12:00', text: 'He comes home then.' };

      for (const lead of [HEALTH_LEAD, CARE_LEAD]) {
        const d = did(raisedAtRisk(policy, 'Mon 2 Mar 2026 09:30'), lead, noon, setting);
        expect(standsAt(d)).toEqual(['1', 'protective timescale', 'Mon 2 Mar 2026 12:00']);
        expect(refusalOf(calm, lead, noon, setting), 'and nobody is a lead of it who was told of nothing').not.toBe(
          'done',
        );
      }
    },
  );

  it.each([
    ['W', W, 'L56'],
    ['L', L, '§3.3'],
    ['R', R, 'L24'],
  ])(
    'CLK-14: flagged under %s where it stays, those asked and both practitioners hear of it too, and the line has its clause',
    (_letter, policy, clause) => {
      const setting = settingAt('Mon 2 Mar 2026 09:30', { policy });
      const d = takenTo('3', raised(setting, { aroseOn: '2026-03-02' }), setting);
      const flagger = openVisit(d)!.asked.find(({ side }) => side === 'raising')!.person.email;

      const { disagreement, entries } = didChange(d, flagger, flag(), setting);

      const asked = openVisit(d)!.asked.map(({ person }) => person.email);
      const others = [RAISER, COUNTERPART, ...asked].filter((email) => email !== flagger);
      expect(owedTo(disagreement, 'harm-flagged')).toEqual(expect.arrayContaining([...others, HEALTH_LEAD]));
      expect(entries.find(({ what }) => what === 'harm flagged')).toMatchObject({ stageId: '3', clause });
      expect(openVisit(disagreement)!.stageId).toBe('3');
    },
  );

  it('CLK-9: in R whoever flags it has their own lead told and chased, on either side', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: R });
    let d = raised(setting, { aroseOn: '2026-03-02' });
    d = did(d, RAISER, { kind: 'talked-over', heldOn: '2026-03-02', text: 'We talked.' } as Act, setting);
    d = did(d, RAISER, { kind: 'add-agency', agency: SCHOOL }, setting);

    const flagged = didChange(d, COUNTERPART, flag(), setting).disagreement;

    expect(owedTo(flagged, 'harm-flagged')).toEqual(expect.arrayContaining([HEALTH_LEAD, CARE_LEAD]));
    expect(
      openHarm(flagged)!
        .alsoAsked.filter(({ mustAnswer }) => mustAnswer)
        .map(({ person }) => person.email),
    ).toEqual([HEALTH_LEAD, CARE_LEAD]);
  });

  it('ROU-1: flagged while R is still prepared, the other practitioner, who was told of nothing, hears nothing', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: R });
    const flagged = didChange(raised(setting, { aroseOn: '2026-03-02' }), RAISER, flag(), setting).disagreement;

    expect(owedTo(flagged, 'harm-flagged')).toContain(RAISERS_MANAGER);
    expect(owedTo(flagged, 'harm-flagged')).not.toContain(COUNTERPART);
  });

  it('CLK-9: the leads hear at once where nobody is Head of Early Help, so that somebody telephones', () => {
    const directory = directoryWith(without(['Tarnshire Safeguarding Partnership', 'head-of-early-help']));
    const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: R, directory });
    const d = raised(setting, { aroseOn: '2026-03-02', ...atRisk });

    const missing = d.owed.filter((owed) => owed.kind === 'message' && owed.message === 'nobody-to-ask');
    expect(missing).toMatchObject([{ to: { email: LEAD }, facts: { role: 'head-of-early-help', agency: 'board' } }]);
  });

  it('NOT-5: R shows the board the fact at once; the others keep their line', () => {
    const sees = (policy: Policy, form = {}) =>
      boardMaySee(policy, stagesReached(raisedAtRisk(policy, 'Mon 2 Mar 2026 09:30', form)));

    expect([sees(R), sees(W), sees(L), sees(B), sees(S, { subject: 'adult' })]).toEqual([
      'fact',
      'count',
      'count',
      'record',
      'count',
    ]);
  });
});

describe('CLK-14: flagged while it is open', () => {
  const opened = () => raised(settingAt('Mon 2 Mar 2026 09:30'), { aroseOn: '2026-03-02' });

  it('by the other side: B goes to the level they choose, with 24 hours from when they first thought of it', () => {
    const setting = settingAt('Tue 3 Mar 2026 20:00');
    const d = did(opened(), COUNTERPART, flag({ level: '2', sinceOn: '2026-03-03', sinceTime: '15:00' }), setting);

    expect(d.stages.map(({ stageId, cause, closedBy }) => [stageId, cause, closedBy])).toEqual([
      ['1', 'raised', 'immediate harm'],
      ['2', 'immediate harm', undefined],
    ]);
    expect(standsAt(d)).toEqual(['2', 'harm clock', 'Wed 4 Mar 2026 15:00']);
  });

  it('never goes down: flagged at stage 3 with "managers" it stays, and its clock is 24 hours', () => {
    const setting = settingAt('Tue 3 Mar 2026 10:00');
    let d = did(opened(), RAISER, { kind: 'escalate-now', text: 'x' }, setting);
    d = did(d, RAISER, { kind: 'escalate-now', text: 'x' }, setting);

    d = did(d, CARE_SENIOR, flag({ level: '2' }), setting);

    expect(standsAt(d)).toEqual(['3', 'harm clock', 'Wed 4 Mar 2026 10:00']);
    expect(d.stages).toHaveLength(3);
  });

  it.each([
    ['a day without its time', flag({ sinceOn: '2026-03-03' }), /time as well/],
    ['a moment to come', flag({ sinceOn: '2026-03-04', sinceTime: '10:00' }), /after now/],
    ['a level the policy does not give', flag({ level: '4b' }), /Choose a level/],
  ])('refuses %s', (_name, act, words) => {
    expect(refusalOf(opened(), RAISER, act, settingAt('Tue 3 Mar 2026 10:00'))).toMatch(words);
  });

  it.each<[string, string, RegExp]>([
    ['the raiser', RAISER, /^done$/],
    ['the other practitioner', COUNTERPART, /^done$/],
    ['whoever was asked at the stage before', at('care', 'line-manager'), /^done$/],
    ['not whoever was only told', LEAD, /nothing is asked of you|Only the people asked/],
  ])('either side flags it, asked now or earlier: %s', (_name, who, says) => {
    const setting = settingAt('Tue 3 Mar 2026 10:00');

    expect(refusalOf(takenTo('3', opened(), setting), who, flag(), setting)).toMatch(says);
  });

  it('and the other practitioner at once, where they had talked before and it began with the managers', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:30');
    const d = raised(setting, { talkedAlready: 'yes', talkedOn: '2026-03-02', talkedWhatCame: 'Nothing.' });

    expect(openVisit(d)!.stageId).toBe('2');
    expect(refusalOf(d, COUNTERPART, flag(), setting)).toBe('done');
  });

  it('is flagged once: the second flag is refused', () => {
    const setting = settingAt('Tue 3 Mar 2026 10:00');
    const d = did(opened(), RAISER, flag(), setting);

    expect(refusalOf(d, COUNTERPART, flag(), setting)).toMatch(/already/);
  });

  it('CLK-13: the clock binds the stage it was set at, and is spent when somebody takes it further', () => {
    const setting = settingAt('Tue 3 Mar 2026 10:00');
    let d = did(opened(), RAISER, flag({ level: '2' }), setting);

    d = did(d, at('care', 'line-manager'), { kind: 'escalate-now', text: 'x' }, setting);

    expect(standsAt(d)[1]).toBe('stage');
    expect(openHarm(d), 'nobody has recorded what was done').toBeDefined();
    const moved = did(did(d, HEALTH_SENIOR, seen, setting), CARE_SENIOR, seen, setting);
    const further = did(moved, CARE_SENIOR, { kind: 'escalate-now', text: 'x' }, setting);
    expect(
      notYetSeen(further).map(({ agency }) => agency),
      'the people of the next stage have not seen it because others had (CLK-14)',
    ).toEqual([HEALTH, CARE, 'board']);
  });
});

describe('CLK-14: seen, chased and ended', () => {
  const flaggedAt = 'Mon 2 Mar 2026 09:30';
  const chasedUntil = (d: Disagreement, when: string, policy = B) => {
    const times: string[] = [];
    let current = d;
    for (;;) {
      const next = current.alarm.remindAt;
      if (!next || Date.parse(next) > Date.parse(london(when).toString())) return { d: current, times };
      const decided = remindIfDue(current, settingAt(london(inLondon(next)), { policy }));
      if (!('change' in decided)) throw new Error(decided.nothing);
      const chased = owedTo(decided.change.disagreement, 'harm-chase');
      if (chased.length > 0) times.push(`${inLondon(next).slice(-5)} ${chased.length}`);
      current = asWritten(decided.change);
    }
  };

  it('CLK-15: half of the 24 hours on, those who have seen it and not answered are reminded; whoever is chased that minute is not', () => {
    const setting = settingAt('Mon 2 Mar 2026 10:00');
    const d = did(raisedAtRisk(B, flaggedAt), CARE_SENIOR, seen, setting);
    const { d: waiting } = chasedUntil(d, 'Mon 2 Mar 2026 21:29');

    const half = remindIfDue(waiting, settingAt('Mon 2 Mar 2026 21:30'));
    if ('nothing' in half) throw new Error(half.nothing);
    const { disagreement } = half.change;
    expect(inLondon(waiting.alarm.remindAt)).toBe('Mon 2 Mar 2026 21:30');
    expect([owedTo(disagreement, 'harm-chase'), owedTo(disagreement, 'reminder')]).toEqual([
      [HEALTH_SENIOR, HEALTH_LEAD],
      [CARE_SENIOR],
    ]);
  });

  it('chases at 15, 30 and 60 minutes, then hourly; after three the lead of each agency is asked too and the page says to telephone', () => {
    const d = raisedAtRisk(B, flaggedAt);

    const { d: later, times } = chasedUntil(d, 'Mon 2 Mar 2026 12:30');

    expect(times).toEqual(['09:45 2', '10:00 2', '10:30 2', '11:30 4', '12:30 4']);
    expect(mustTelephone(later)).toBe(true);
    expect(
      openHarm(later)!
        .alsoAsked.filter(({ why }) => why === 'nobody answered')
        .map(({ person }) => person.email),
    ).toEqual([HEALTH_LEAD, CARE_LEAD]);
    // ADR 002: one line when it starts, none for each chase.
    expect(later.history.filter(({ what }) => what.startsWith('chasing')).map(({ what }) => what)).toEqual([
      'chasing started',
    ]);
  });

  it('stops for an agency when anybody there has seen it, and goes on for the other; ends with one line', () => {
    let { d } = chasedUntil(raisedAtRisk(B, flaggedAt), 'Mon 2 Mar 2026 09:45');
    d = did(d, CARE_SENIOR, seen, settingAt('Mon 2 Mar 2026 09:50'));
    expect(notYetSeen(d).map(({ agency }) => agency)).toEqual([HEALTH]);

    const chased = chasedUntil(d, 'Mon 2 Mar 2026 10:00');
    d = did(chased.d, HEALTH_SENIOR, seen, settingAt('Mon 2 Mar 2026 10:05'));

    expect(chased.times).toEqual(['10:00 1']);
    expect(notYetSeen(d)).toEqual([]);
    expect(d.history.at(-1)).toMatchObject({ what: 'chasing ended', facts: { rounds: 2 } });
    expect(standsAt(d), 'having seen it ends no clock').toEqual(['3', 'harm clock', 'Tue 3 Mar 2026 09:30']);
  });

  it('whoever was only told when it was raised cannot say for those asked that they have seen it; a safeguarding lead there can', () => {
    const d = raisedAtRisk(B, flaggedAt);
    const setting = settingAt('Mon 2 Mar 2026 09:40');

    expect(refusalOf(d, RAISERS_MANAGER, seen, setting)).toMatch(/told|asked/);
    expect(notYetSeen(did(d, CARE_LEAD, seen, setting)).map(({ agency }) => agency)).toEqual([HEALTH]);
  });

  it('is ended by one person asked, without anybody’s agreement, and the stage has its own number again', () => {
    const { d } = chasedUntil(raisedAtRisk(B, flaggedAt), 'Mon 2 Mar 2026 10:00');

    const change = didChange(d, CARE_SENIOR, ended, settingAt('Mon 2 Mar 2026 10:20'));
    const calm = asWritten(change);

    expect(owedTo(change.disagreement, 'harm-ended')).toEqual(
      expect.arrayContaining([HEALTH_SENIOR, RAISER, CARE_LEAD, HEALTH_LEAD]),
    );
    expect(openHarm(calm)).toBeUndefined();
    expect(standsAt(calm)).toEqual(['3', 'stage', 'Fri 6 Mar 2026 17:00']);
    expect(calm.harms![0]!.ended).toMatchObject({ took: 'action taken', by: { email: CARE_SENIOR } });
    expect(chasedUntil(calm, 'Mon 2 Mar 2026 20:00').times).toEqual([]);
    const again = settingAt('Mon 2 Mar 2026 11:00');
    expect(openHarm(did(calm, RAISER, flag(), again)), 'it can be flagged again').toMatchObject({
      id: expect.any(String),
    });
  });

  it.each([
    ['Mon 2 Mar 2026 15:00', 'Wed 4 Mar 2026 10:00'],
    ['Wed 4 Mar 2026 15:00', 'Fri 6 Mar 2026 10:00'],
  ])('at a stage without a number, calm on %s, the rounds of reminders begin again from there: %s', (when, next) => {
    const d = raisedAtRisk(S, 'Mon 2 Mar 2026 09:30', { subject: 'adult' });

    const calm = did(d, at('care', 'line-manager'), ended, settingAt(when, { policy: S }));

    expect(standsAt(calm)).toEqual(['2', 'none', 'never']);
    expect(inLondon(calm.alarm.remindAt)).toBe(next);
  });

  const proposal: Act = { kind: 'propose', text: 'x', how: 'agreed', actions: [], noActions: true };
  const decision: Act = {
    kind: 'decide',
    outcome: 'decided',
    text: 'x',
    actions: [],
    noActions: true,
    recordHeld: 'With the board.',
  };
  const notConvened: Act = { kind: 'decide-not-to-convene', text: 'x' };
  it.each<[string, Policy, string, string, (d: Disagreement) => Act, string[]]>([
    ['B’s managers propose', B, '2', at('care', 'line-manager'), () => proposal, []],
    [
      'B’s manager confirms what was proposed before',
      B,
      '2',
      RAISERS_MANAGER,
      (d) => ({ kind: 'confirm', proposalId: d.proposals[0]!.id }),
      [at('care', 'line-manager')],
    ],
    ['B’s officer decides', B, '4a', atBoard('officer-children'), () => decision, []],
    ['S’s Board Manager decides', S, '4', LEAD, () => decision, []],
    [
      'S’s Chief Officer decides not to convene, which is an outcome at the last step',
      S,
      '4',
      atBoard('officer-adults'),
      () => notConvened,
      [],
    ],
  ])(
    'no outcome buries it, what was done to protect is recorded first: %s',
    (_name, policy, stageId, who, act, proposed) => {
      const setting = settingAt('Tue 3 Mar 2026 10:00', { policy });
      const subject = policy === S ? 'adult' : 'child';
      let d = takenTo(stageId, raised(setting, { aroseOn: '2026-03-03', subject }), setting);
      for (const one of proposed) d = did(d, one, proposal, setting);
      const atRiskNow = did(d, who, flag(policy === B ? { level: '2' } : {}), setting);

      expect(refusalOf(atRiskNow, who, act(atRiskNow), setting)).toMatch(/First record what was done to protect/);
      expect(openVisit(atRiskNow)!.stageId).toBe(stageId);
      const calm = did(atRiskNow, who, ended, setting);
      expect(refusalOf(calm, who, act(calm), setting)).toBe('done');
    },
  );

  it('OUT-11: withdrawing while it is open needs the raiser’s own safeguarding lead', () => {
    const setting = settingAt('Mon 2 Mar 2026 10:00');
    const change = didChange(
      raisedAtRisk(B, flaggedAt),
      RAISER,
      { kind: 'withdraw', text: 'It was a mistake.' },
      setting,
    );
    const d = asWritten(change);

    expect(d.outcome).toBeNull();
    expect(owedTo(change.disagreement, 'harm-withdrawal')).toEqual([HEALTH_LEAD]);
    for (const who of [RAISER, CARE_LEAD, CARE_SENIOR])
      expect(refusalOf(d, who, { kind: 'agree-to-withdraw' } as Act, setting)).toMatch(/safeguarding lead/);
    expect(did(d, HEALTH_LEAD, { kind: 'agree-to-withdraw' } as Act, setting).outcome).toMatchObject({
      outcome: 'withdrawn',
      by: { email: RAISER },
    });
  });

  it('OUT-11, S29: a raiser who is that lead agrees to nothing of their own: somebody else must', () => {
    const setting = settingAt('Mon 2 Mar 2026 10:00');
    const d = raisedAtRisk(B, flaggedAt, { raiserEmail: HEALTH_LEAD });

    expect(refusalOf(d, HEALTH_LEAD, { kind: 'withdraw', text: 'x' }, setting)).toMatch(
      /no safeguarding lead who could/,
    );
  });

  it('PRV-2: whoever says that it is not theirs is chased no more', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:40', { policy: R });
    const d = did(raisedAtRisk(R, flaggedAt), HEALTH_LEAD, { kind: 'not-mine' }, setting);

    expect(notYetSeen(d).flatMap(({ people }) => people.map(({ email }) => email))).not.toContain(HEALTH_LEAD);
  });

  it('CLK-9: in R the lead says that both are informed; nobody else’s answer stands for theirs', () => {
    const setting = settingAt('Mon 2 Mar 2026 09:40', { policy: R });
    let d = raisedAtRisk(R, flaggedAt);
    expect(notYetSeen(d)[0]!.people.map(({ email }) => email)).toEqual(
      expect.arrayContaining([RAISERS_MANAGER, HEALTH_LEAD]),
    );

    d = did(d, RAISERS_MANAGER, seen, setting);
    expect(notYetSeen(d).flatMap(({ people }) => people.map(({ email }) => email))).toEqual([HEALTH_LEAD]);
    d = did(d, HEALTH_LEAD, seen, setting);
    expect(notYetSeen(d)).toEqual([]);
  });

  it('asks the deputy of whoever does not answer, beside the lead', () => {
    const directory = directoryWith((rows) =>
      rows.map((row) => (row['email'] === CARE_SENIOR ? { ...row, deputy_email: at('care', 'line-manager') } : row)),
    );
    const setting = (when: string) => settingAt(when, { directory });
    let d = raised(setting(flaggedAt), { aroseOn: '2026-03-02', ...atRisk });
    for (const when of ['09:45', '10:00', '10:30', '11:30']) {
      const decided = remindIfDue(d, setting(`Mon 2 Mar 2026 ${when}`));
      if ('change' in decided) d = asWritten(decided.change);
    }

    const others = openHarm(d)!.alsoAsked.filter(({ why, agency }) => why === 'nobody answered' && agency === CARE);
    expect(others.map(({ person }) => person.email)).toEqual([at('care', 'line-manager'), CARE_LEAD]);
  });

  it('CLK-9: in R the deputy of the lead who must say so, and does not', () => {
    const deputy = at('health', 'second-lead');
    const directory = directoryWith((rows) =>
      rows.map((row) => (row['email'] === HEALTH_LEAD ? { ...row, deputy_email: deputy } : row)),
    );
    const setting = (when: string) => settingAt(when, { directory, policy: R });
    let d = raised(setting(flaggedAt), { aroseOn: '2026-03-02', ...atRisk });
    for (const when of ['09:45', '10:00', '10:30', '11:30']) {
      const decided = remindIfDue(d, setting(`Mon 2 Mar 2026 ${when}`));
      if ('change' in decided) d = asWritten(decided.change);
    }

    const others = openHarm(d)!.alsoAsked.filter(({ why }) => why === 'nobody answered');
    expect(others.map(({ person }) => person.email)).toContain(deputy);
  });
});

describe('SCP-4: in S the review runs beside Step 2', () => {
  const manager = RAISERS_MANAGER;
  const atStepTwo = () => raisedAtRisk(S, 'Mon 2 Mar 2026 18:00', { subject: 'adult' });
  const now = (when: string) => settingAt(when, { policy: S });

  it('the raiser’s own manager answers and reviews; the other side’s manager only answers', () => {
    const act: Act = { kind: 'review-beside', verdict: 'taken forward' };

    const d = did(atStepTwo(), manager, act, now('Mon 2 Mar 2026 19:00'));

    expect(openVisit(d)).toMatchObject({ stageId: '2', review: { verdict: 'taken forward' } });
    expect(refusalOf(d, manager, act, now('Mon 2 Mar 2026 19:05'))).toMatch(/Only whoever/);
    expect(refusalOf(atStepTwo(), at('care', 'line-manager'), act, now('Mon 2 Mar 2026 19:00'))).toMatch(
      /Only whoever/,
    );
  });

  it('may refuse once the risk is dealt with, and not before', () => {
    const refuse: Act = { kind: 'review-beside', verdict: 'not taken forward', text: 'Not for this policy.' };
    const setting = now('Mon 2 Mar 2026 19:00');

    expect(refusalOf(atStepTwo(), manager, refuse, setting)).toMatch(/First record what was done to protect/);
    const d = did(did(atStepTwo(), manager, ended, setting), manager, refuse, setting);

    expect(d.outcome).toMatchObject({ outcome: 'not taken forward', stageId: '2-review' });
  });

  it.each([
    [
      'once the risk is dealt with',
      () => did(atStepTwo(), at('care', 'line-manager'), ended, now('Mon 2 Mar 2026 19:00')),
    ],
    ['and while it is not', atStepTwo],
  ])(
    'A12: nobody reviews it by the end of the next working day: it is marked so, and is at Step 2 already, %s',
    (_name, atTwo) => {
      let d = atTwo();
      const decided = remindIfDue(d, now('Wed 4 Mar 2026 10:00'));
      if ('change' in decided) d = asWritten(decided.change);

      expect(openVisit(d)).toMatchObject({ stageId: '2', review: { verdict: 'not reviewed in time' } });
      expect(d.history.some(({ what, clause }) => what === 'not reviewed in time' && !clause)).toBe(true);
    },
  );
});

describe('DIG-1: harm in the digest', () => {
  const digestOf = (d: Disagreement, policy: Policy) =>
    digestFor({
      partnership: settingAt('Tue 3 Mar 2026 08:00').partnership,
      lead: { name: 'Bea Unit', email: 'bea.unit@board.tarn.example' },
      policies: () => policy,
      disagreements: [summaryOf(d)],
      calendar: englandAndWales,
      since: london('Mon 2 Mar 2026 08:00'),
      now: london('Tue 3 Mar 2026 08:00'),
      held: 0,
      undelivered: [],
    });

  it('says since when, who has not seen it and by when it is to be acted on', () => {
    const digest = digestOf(raisedAtRisk(B, 'Mon 2 Mar 2026 09:30'), B);

    expect(digest.harm).toMatchObject([
      { reference: 'AB-7Q4K', notSeenBy: [HEALTH, CARE], chases: 0, dueAt: '2026-03-03T09:30:00Z' },
    ]);
    expect(hasNothingToReport(digest)).toBe(false);
  });

  it('has none once it is ended, and none below the board’s line', () => {
    const d = raisedAtRisk(B, 'Mon 2 Mar 2026 09:30');
    const calm = did(d, CARE_SENIOR, ended, settingAt('Mon 2 Mar 2026 10:00'));

    expect(digestOf(calm, B).harm).toEqual([]);
    expect(digestOf(raisedAtRisk(W, 'Mon 2 Mar 2026 09:30'), W).harm).toEqual([]);
    expect(digestOf(raisedAtRisk(R, 'Mon 2 Mar 2026 09:30'), R).harm).toHaveLength(1);
  });
});
