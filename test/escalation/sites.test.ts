import { describe, expect, it, test } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import { findAgencyAndSite, siteInDirectory, sitesToChoose } from '../../escalation/sites.ts';
import {
  askedAt,
  asWritten,
  CARE,
  did,
  didChange,
  owedTo,
  RAISER,
  raised,
  raisedChange,
  refusalOf,
  SCHOOL,
  settingAt,
  tarnshireRows,
} from './building.ts';
import { agencyRow, boardRows, directoryOf, postRow } from './directories.ts';

/*
 * ROU-2: which site of an agency is concerned, wherever an agency is chosen and not on the form alone. Fell Trust has two hospitals, each with
 * managers of its own, and one safeguarding lead for both.
 */

const TRUST = 'fell-trust';
const atTrust = (who: string) => `${who}@fell.example`;
const manager = (site: string, who: string) => postRow('Fell Trust', 'line-manager', who, atTrust(who), { site });
const directory = directoryOf([
  ...tarnshireRows,
  agencyRow('Fell Trust', 'hospital-trust', 'fell.example', { site: 'North Hospital' }),
  manager('North Hospital', 'nora'),
  manager('South Hospital', 'saul'),
  postRow('Fell Trust', 'safeguarding-lead', 'Sara', atTrust('sara')),
  postRow('Fell Trust', 'practitioner', 'Pia', atTrust('pia'), { site: 'South Hospital' }),
]);
const now = settingAt('Mon 2 Mar 2026 09:30', { directory });
const WITH_THE_TRUST = { theirAgency: TRUST, theirName: '', theirEmail: '' };
const toManagers = (d: ReturnType<typeof raised>) => did(d, RAISER, { kind: 'escalate-now', text: 'x' }, now);
const complete = (fields: Record<string, string>): Act => ({ kind: 'complete', ...fields }) as never;
const ofTheTrust = (d: ReturnType<typeof raised>) =>
  askedAt(d).flatMap((asked) => (asked.endsWith('@fell.example') ? [asked.replace(/^.* (\w+)@.*$/, '$1')] : []));

describe('the sites to choose from', () => {
  it('are those of an agency that has several; the board has none, and an agency nobody knows has none', () => {
    expect([TRUST, CARE, 'board', 'nowhere', undefined].map((id) => sitesToChoose(directory, id))).toEqual([
      ['North Hospital', 'South Hospital'],
      [],
      [],
      [],
      [],
    ]);
  });

  test.each<[typed: string, agency: string | undefined, site: string | undefined]>([
    ['Fell Trust', TRUST, undefined],
    ['North Hospital', TRUST, 'North Hospital'],
    ['south', TRUST, 'South Hospital'],
    ['Fell Trust, North Hospital', TRUST, 'North Hospital'],
    ['North Hospital (Fell Trust)', TRUST, 'North Hospital'],
    ['Fell Trust - South', TRUST, 'South Hospital'],
    ['Fell Trust, East Hospital', TRUST, undefined],
    ['Hospital', undefined, undefined],
    ['Tarnshire Care, Tarnshire Health', undefined, undefined],
    ['', undefined, undefined],
  ])('are found by what somebody typed: "%s"', (typed, agency, site) => {
    const found = findAgencyAndSite(directory, typed);

    expect([found?.agency.id, found?.site]).toEqual([agency, site]);
  });

  it('of somebody is the one the directory has them at, in every post of theirs', () => {
    const both = directoryOf([
      ...boardRows,
      agencyRow('Fell Trust', 'hospital-trust', 'fell.example', { site: 'North Hospital' }),
      manager('North Hospital', 'nora'),
      manager('South Hospital', 'nora'),
      postRow('Fell Trust', 'safeguarding-lead', 'Saul', atTrust('saul')),
      manager('South Hospital', 'sue'),
    ]);

    expect(['nora', 'saul', 'sue'].map((who) => siteInDirectory(both, { agency: TRUST, email: atTrust(who) }))).toEqual(
      [undefined, undefined, 'South Hospital'],
    );
  });
});

describe('raised by email', () => {
  const byEmail = (form: Parameters<typeof raised>[1], missing: string[] = []) =>
    raisedChange(now, { ...WITH_THE_TRUST, ...form }, { raisedBy: 'email', missing });

  test.each<[string, Parameters<typeof raised>[1], missing: string[], site: string | undefined]>([
    ['named', { theirSite: 'North Hospital' }, [], 'North Hospital'],
    ['said not to be known', { theirSite: 'not known' }, [], undefined],
    ['not said', {}, ['Their site'], undefined],
    ['of another agency', { theirSite: 'East Hospital' }, ['Their site'], undefined],
    ['of an agency that has none to choose from', { theirAgency: CARE, theirSite: 'North Hospital' }, [], undefined],
    ['of nobody knows which agency', { theirAgency: '', theirSite: 'North Hospital' }, [], undefined],
  ])('their site is %s', (_, form, missing, site) => {
    const { disagreement: d } = byEmail(form);

    expect([d.missing, d.raisedWith[0]?.site]).toEqual([missing, site]);
    expect(owedTo(d, 'more-needed')).toEqual(missing.length > 0 ? [RAISER] : []);
  });

  test.each<[string, string, string | undefined, missing: string[]]>([
    ['whom the directory has at one', atTrust('pia'), 'South Hospital', []],
    ['whom it has not', atTrust('new'), undefined, ['My job', 'My site']],
  ])('the raiser’s own is that of a sender %s, and else is asked for in the order of the labels', (...row) => {
    const [, raiserEmail, site, missing] = row;
    const { disagreement: d } = byEmail(
      { raiserEmail, raiserAgency: TRUST, theirAgency: CARE },
      missing.length > 0 ? ['My job'] : [],
    );

    expect([d.raisersSite, d.missing]).toEqual([site, missing]);
  });

  it('the form has asked already: nothing is missing', () => {
    expect(raised(now, WITH_THE_TRUST).missing).toEqual([]);
  });
});

describe('completed afterwards', () => {
  const withoutSite = () => toManagers(raised(now, WITH_THE_TRUST, { raisedBy: 'email' }));

  it('the manager of the site is asked at once, beside the lead who was asked for want of one', () => {
    const before = withoutSite();
    const change = didChange(before, RAISER, complete({ theirSite: 'South Hospital' }), now);

    expect(ofTheTrust(before)).toEqual(['sara']);
    expect(ofTheTrust(change.disagreement)).toEqual(['sara', 'saul']);
    expect(owedTo(change.disagreement, 'asked')).toEqual([atTrust('saul')]);
    expect(change.disagreement.missing).toEqual([]);
  });

  it('that nobody knows is an answer, and asks nobody again', () => {
    const { disagreement: d } = didChange(withoutSite(), RAISER, complete({ theirSite: 'not known' }), now);

    expect([d.missing, ofTheTrust(d), owedTo(d, 'asked')]).toEqual([[], ['sara'], []]);
  });

  it('the agency first: its site is then asked for, and only where it has several', () => {
    const bare = () =>
      raised(now, { ...WITH_THE_TRUST, theirAgency: '' }, { raisedBy: 'email', missing: ['Their agency', 'Type'] });
    const completed = (fields: Record<string, string>) => did(bare(), RAISER, complete(fields), now);

    expect(completed({ theirAgency: TRUST }).missing).toEqual(['Type', 'Their site']);
    expect(completed({ theirAgency: CARE }).missing).toEqual(['Type']);
    const both = completed({ theirAgency: TRUST, theirSite: 'South Hospital' });
    expect([both.missing, both.raisedWith[0]?.site]).toEqual([['Type'], 'South Hospital']);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a site of no agency', { theirSite: 'East Hospital' }, /Choose a site of the agency/],
    ['no site at all', { theirSite: '' }, /at least one/],
  ])('%s is refused and nothing is lost', (_, fields, words) => {
    expect(refusalOf(withoutSite(), RAISER, complete(fields), now)).toMatch(words);
  });
});

describe('an agency that is added', () => {
  const add = (site?: string): Act => ({ kind: 'add-agency', agency: TRUST, ...(site ? { site } : {}) });

  it('is added with its site: that site’s people are asked, and the history says which', () => {
    const change = didChange(toManagers(raised(now)), RAISER, add('North Hospital'), now);

    expect(ofTheTrust(change.disagreement)).toEqual(['nora']);
    expect(change.disagreement.raisedWith.at(-1)).toEqual({ agency: TRUST, site: 'North Hospital' });
    expect(change.entries.find(({ what }) => what === 'agency added')?.facts).toEqual({
      agency: TRUST,
      site: 'North Hospital',
    });
  });

  test.each<[string, Act, string]>([
    ['without a site', add(), 'Choose which site of Fell Trust it is raised with, or that you do not know.'],
    ['with a site it does not have', add('East Hospital'), 'Choose which site of Fell Trust'],
    ['with "I do not know"', add('not known'), 'done'],
    ['that has none, with a site chosen by mistake', { kind: 'add-agency', agency: SCHOOL, site: 'x' }, 'done'],
  ])('%s', (_, act, words) => {
    expect(refusalOf(toManagers(raised(now)), RAISER, act, now)).toContain(words);
  });
});

describe('a correction by the lead', () => {
  const LEAD = 'unit@board.tarn.example';
  const correct = (agency: string, rightAgency: string, rightSite?: string): Act => ({
    kind: 'correct',
    what: 'agency',
    agency,
    rightAgency,
    ...(rightSite ? { rightSite } : {}),
    text: 'It is the other hospital.',
  });
  const atSouth = () => toManagers(raised(now, { ...WITH_THE_TRUST, theirSite: 'South Hospital' }));

  it('to an agency with several sites names one of them', () => {
    const wrong = toManagers(raised(now));
    expect(refusalOf(wrong, LEAD, correct(CARE, TRUST), now)).toMatch(/Choose which site/);

    const d = did(wrong, LEAD, correct(CARE, TRUST, 'North Hospital'), now);
    expect([d.raisedWith[0]?.site, ofTheTrust(d)]).toEqual(['North Hospital', ['nora']]);
  });

  it('of the site alone: its people are asked, and those of the other site are asked no more', () => {
    const d = did(atSouth(), LEAD, correct(TRUST, TRUST, 'North Hospital'), now);

    const asked = d.stages.at(-1)!.asked.map(({ person, notMineAt }) => [person.email, notMineAt !== undefined]);
    expect(asked).toContainEqual([atTrust('saul'), true]);
    expect(asked).toContainEqual([atTrust('nora'), false]);
    expect(d.people[atTrust('saul')]?.mine).toBe('not mine');
  });

  it('to what it says already is none, and the site goes with an agency that was wrong', () => {
    expect(refusalOf(atSouth(), LEAD, correct(TRUST, TRUST, 'South Hospital'), now)).toContain('already');
    expect(did(atSouth(), LEAD, correct(TRUST, CARE), now).raisedWith).toEqual([{ agency: CARE }]);
  });
});

it('keeps what was chosen while the directory has it, and asks at none that has gone', () => {
  const d = asWritten(raisedChange(now, { ...WITH_THE_TRUST, theirSite: 'South Hospital' }));
  const renamed = settingAt('Mon 2 Mar 2026 09:30', {
    directory: { ...directory, agencies: directory.agencies.map((one) => ({ ...one, sites: [] })) },
  });

  const moved = did(d, RAISER, { kind: 'escalate-now', text: 'x' }, renamed);
  expect(moved.raisedWith[0]?.site).toBe('South Hospital');
  expect(ofTheTrust(moved)).toEqual(['sara']);
});
