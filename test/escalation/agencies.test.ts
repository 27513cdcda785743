import { describe, expect, it, test } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import { hear } from '../../escalation/automatic-mail.ts';
import type { Policy } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { agenciesAwaited, openProposal } from '../../escalation/taking-part.ts';
import {
  askedAt,
  asWritten,
  at,
  B,
  CARE,
  COUNTERPART,
  did,
  didChange,
  HEALTH,
  L,
  owedTo,
  propose,
  R,
  RAISER,
  RAISERS_MANAGER,
  raised,
  refusalOf,
  S,
  SCHOOL,
  settingAt,
  THEIR_MANAGER,
  tarnshireRows,
  W,
} from './building.ts';
import { agencyRow, directoryOf, postRow } from './directories.ts';

const now = settingAt('Mon 2 Mar 2026 09:30');
const addSchool = { kind: 'add-agency', agency: SCHOOL } as const;
const toStageTwo = (d: Disagreement) => did(d, RAISER, { kind: 'escalate-now', text: 'x' }, now);

/** At stage 2 with care and a school, each with its own manager. */
const withTwo = () => did(toStageTwo(raised(now)), RAISER, addSchool, now);
const SCHOOLS = at('school', 'line-manager');
const confirmed = (d: Disagreement, by: string) =>
  did(d, by, { kind: 'confirm', proposalId: openProposal(d)!.id }, now);

describe('A16: one record, one raising agency, one to five responding', () => {
  it('asks the people of the open stage at once, each agency its own, and leaves the one deadline as it was', () => {
    const before = toStageTwo(raised(now));
    const change = didChange(before, RAISER, addSchool, now);

    expect(askedAt(change.disagreement)).toEqual([
      `raising line-manager ${RAISERS_MANAGER}`,
      `responding line-manager ${THEIR_MANAGER}`,
      `responding line-manager ${SCHOOLS}`,
    ]);
    expect(openVisit(change.disagreement)!.deadline).toEqual(openVisit(before)!.deadline);
    expect(owedTo(change.disagreement, 'asked')).toEqual([SCHOOLS]);
    expect(owedTo(change.disagreement, 'agency-added')).toEqual([RAISERS_MANAGER, THEIR_MANAGER]);
  });

  it('asks its practitioner where they are known, and else its safeguarding lead who it is', () => {
    const first = { ...raised(now), owed: [] };

    const known = didChange(first, RAISER, { ...addSchool, name: 'Tess Teacher', email: at('school', 'tess') }, now);
    expect(owedTo(known.disagreement, 'asked')).toEqual([at('school', 'tess')]);
    const unknown = didChange(first, RAISER, addSchool, now);
    expect(owedTo(unknown.disagreement, 'name-next')).toEqual([at('school', 'safeguarding-lead')]);
  });

  it('goes up for all of them together', () => {
    expect(askedAt(did(withTwo(), RAISER, { kind: 'escalate-now', text: 'x' }, now))).toEqual([
      `raising senior-manager ${at('health', 'senior-manager')}`,
      `responding senior-manager ${at('care', 'senior-manager')}`,
      `responding senior-manager ${at('school', 'senior-manager')}`,
    ]);
  });

  it('is resolved when every one of them has confirmed, and names who is awaited until then', () => {
    const proposed = did(withTwo(), RAISERS_MANAGER, propose(), now);
    const one = confirmed(proposed, SCHOOLS);

    expect(agenciesAwaited(proposed, openProposal(proposed)!)).toEqual([CARE, SCHOOL]);
    expect(agenciesAwaited(one, openProposal(one)!)).toEqual([CARE]);
    expect(one.outcome).toBeNull();
    expect(confirmed(one, THEIR_MANAGER).outcome?.outcome).toBe('resolved');
  });

  it('is resolved without an agency that says it is not concerned, even as the last word', () => {
    const one = confirmed(did(withTwo(), RAISERS_MANAGER, propose(), now), THEIR_MANAGER);
    const change = didChange(one, SCHOOLS, { kind: 'mark-not-concerned', text: 'Another pupil.' }, now);

    expect(change.disagreement.outcome?.outcome).toBe('resolved');
    expect(owedTo(change.disagreement, 'not-concerned')).toEqual([RAISER, RAISERS_MANAGER, THEIR_MANAGER]);
  });

  it('A11: of what was agreed before and not written down, each of them confirms for itself', () => {
    const said = did(
      withTwo(),
      RAISER,
      { kind: 'say-we-agreed', agreedOn: '2026-03-02', text: 'x', how: 'agreed', actions: [], noActions: true },
      now,
    );
    const two = confirmed(confirmed(said, RAISERS_MANAGER), THEIR_MANAGER);

    expect(two.outcome).toBeNull();
    expect(agenciesAwaited(two, openProposal(two)!)).toEqual([SCHOOL]);
    expect(confirmed(two, SCHOOLS).outcome?.outcome).toBe('resolved');
  });

  it('CLK-14: as the last word it buries no harm: what was done to protect is recorded first', () => {
    const one = confirmed(did(withTwo(), RAISERS_MANAGER, propose(), now), THEIR_MANAGER);
    const atRisk = did(one, THEIR_MANAGER, { kind: 'flag-harm', text: 'He is at home with them.', level: '2' }, now);

    expect(refusalOf(atRisk, SCHOOLS, { kind: 'mark-not-concerned', text: 'Another pupil.' }, now)).toMatch(
      /First record what was done to protect/,
    );
  });

  it('takes back what an agency had proposed, once it is not concerned: the others can propose', () => {
    const proposed = did(withTwo(), SCHOOLS, propose(), now);
    const d = did(proposed, SCHOOLS, { kind: 'mark-not-concerned', text: 'Another pupil.' }, now);

    expect(openProposal(d)).toBeUndefined();
    expect(refusalOf(d, THEIR_MANAGER, propose(), now)).toBe('done');
  });

  it('reads on for an agency that is not concerned, asks it nothing and leaves it out of later stages', () => {
    const d = did(withTwo(), SCHOOLS, { kind: 'mark-not-concerned', text: 'Another pupil.' }, now);

    const { sees, may } = standingOf(d, SCHOOLS, now);
    expect(sees).toBe('record');
    const why = didChange(withTwo(), SCHOOLS, { kind: 'mark-not-concerned', text: 'Another pupil.' }, now);
    const kept = why.texts.find(({ content }) => content === 'Another pupil.')!.id;
    expect(why.disagreement.raisedWith[1]!.notConcerned, 'with the reason').toMatchObject({
      by: { email: SCHOOLS },
      textId: kept,
    });
    for (const act of ['propose', 'confirm', 'escalate-now', 'mark-not-concerned']) expect(may).not.toContain(act);
    expect(askedAt(did(d, RAISER, { kind: 'escalate-now', text: 'x' }, now)).join()).not.toContain('school');
  });

  it('can be brought back by the raiser, and is asked again', () => {
    const d = did(withTwo(), SCHOOLS, { kind: 'mark-not-concerned', text: 'Another pupil.' }, now);
    const back = did(d, RAISER, addSchool, now);

    expect(standingOf(back, SCHOOLS, now).may).toContain('propose');
    expect(openVisit(back)!.asked.find(({ person }) => person.email === SCHOOLS)?.answeredAt).toBeUndefined();
  });

  test.each<[string, () => string, RegExp]>([
    [
      'the only agency is not "not concerned"',
      () => refusalOf(toStageTwo(raised(now)), THEIR_MANAGER, { kind: 'mark-not-concerned', text: 'x' }, now),
      /only agency/,
    ],
    [
      'the raising side is always concerned',
      () => refusalOf(withTwo(), RAISERS_MANAGER, { kind: 'mark-not-concerned', text: 'x' }, now),
      /Only the people asked/,
    ],
    [
      'a practitioner of an earlier stage does not speak for it',
      () => refusalOf(withTwo(), COUNTERPART, { kind: 'mark-not-concerned', text: 'x' }, now),
      /Only the people asked/,
    ],
    [
      'the other side adds no agency',
      () => refusalOf(withTwo(), THEIR_MANAGER, { kind: 'add-agency', agency: SCHOOL }, now),
      /person who raised it/,
    ],
    ['an agency is added once', () => refusalOf(withTwo(), RAISER, addSchool, now), /already/],
    [
      'an agency that nobody knows',
      () => refusalOf(withTwo(), RAISER, { kind: 'add-agency', agency: 'nowhere' }, now),
      /from the list/,
    ],
    [
      'ROU-11: the raiser’s own manager does not answer for the other side',
      () => refusalOf(raised(now), RAISER, { ...addSchool, name: 'Mona', email: RAISERS_MANAGER }, now),
      /not that of the raiser's line manager/,
    ],
    [
      'ROU-11: nobody is their own other side',
      () => refusalOf(raised(now), RAISER, { ...addSchool, name: 'Rae', email: RAISER }, now),
      /not your own or the raiser's/,
    ],
    [
      'the board is no agency to disagree with',
      () => refusalOf(withTwo(), RAISER, { kind: 'add-agency', agency: 'board' }, now),
      /from the list/,
    ],
  ])('%s', (_name, refusal, words) => {
    expect(refusal()).toMatch(words);
  });

  it('has five responding agencies at most', () => {
    const names = ['One', 'Two', 'Three', 'Four', 'Five'];
    const directory = directoryOf([
      ...tarnshireRows,
      ...names.flatMap((name) => [
        agencyRow(`School ${name}`, 'school', `${name.toLowerCase()}.tarn.example`),
        postRow(`School ${name}`, 'safeguarding-lead', `Lead ${name}`, `lead@${name.toLowerCase()}.tarn.example`),
      ]),
    ]);
    const setting = settingAt('Mon 2 Mar 2026 09:30', { directory });
    let d = raised(setting);
    for (const name of names.slice(0, 4))
      d = did(d, RAISER, { kind: 'add-agency', agency: `school-${name.toLowerCase()}` }, setting);

    expect(d.raisedWith).toHaveLength(5);
    expect(refusalOf(d, RAISER, { kind: 'add-agency', agency: 'school-five' }, setting)).toMatch(/5 agencies already/);
  });
});

describe('SCP-5: the same agency on both sides', () => {
  test.each<[string, Policy, boolean]>([
    ['B', B, true],
    ['L', L, true],
    ['W', W, false],
    ['S', S, false],
    ['R', R, false],
  ])('%s: %#', (_name, policy, isAllowed) => {
    const setting = settingAt('Mon 2 Mar 2026 09:30', { policy });
    const refusal = refusalOf(raised(setting), RAISER, { kind: 'add-agency', agency: HEALTH }, setting);

    expect(policy.withinOneAgency).toBe(isAllowed);
    if (isAllowed) expect(refusal).toBe('done');
    else expect(refusal).toContain('between two agencies');
  });
});

it('SCP-5, OUT-1: within one agency a second person of the same side confirms nothing of its own', () => {
  const lead = at('health', 'safeguarding-lead');
  const within = { theirAgency: HEALTH, theirName: 'Cas', theirEmail: at('health', 'cas') };
  const own = { managerName: 'Own Manager', managerEmail: at('health', 'own') };
  const atTwo = toStageTwo(raised(now, { ...within, ...own }));
  const away = hear(atTwo, { email: at('health', 'own'), says: 'is away', source: 'm1', text: 'Away.' }, now);
  if (!('change' in away)) throw new Error(away.nothing);
  const beside = asWritten(away.change);
  const proposed = did(beside, at('health', 'own'), propose(), now);
  const confirm = { kind: 'confirm', proposalId: openProposal(proposed)!.id } as const;

  expect(askedAt(beside)).toEqual([
    `raising line-manager ${at('health', 'own')}`,
    `responding line-manager ${RAISERS_MANAGER}`,
    `raising line-manager ${lead}`,
  ]);
  expect(refusalOf(proposed, lead, confirm, now)).toMatch(/The other side confirms/);
  expect(did(proposed, RAISERS_MANAGER, confirm, now).outcome?.outcome).toBe('resolved');
});

it('SCP-7: implementing a plan is a kind of disagreement on the same ladder', () => {
  const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: L });
  const plan = asWritten({ disagreement: raised(setting, { category: 'plan' }), entries: [], texts: [] });
  const other = raised(setting);

  expect(plan.category).toBe('plan');
  expect(plan.stages).toEqual(other.stages);
});
