import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ContactQuestion, contactFor } from '../../escalation/contact-for.ts';
import { agenciesOfAddress, BOARD } from '../../escalation/directory.ts';
import { compiledPartnershipsSchema } from '../../escalation/partnership.ts';
import { ROLES, requirePolicy, requireStage } from '../../escalation/policy.ts';
import index from '../../partnerships/index.json' with { type: 'json' };
import { policyVersions } from '../../policies/all.ts';
import { day } from '../escalation/calendars.ts';

const samples = compiledPartnershipsSchema.parse(index);

it('has one partnership for each policy that this edition runs', () => {
  expect(samples.map(({ partnership }) => [partnership.id, partnership.policy.id])).toEqual([
    ['brackenshire', 'bcssp'],
    ['larkhithe', 'london-pa4'],
    ['ravenshythe', 'windsor-and-maidenhead'],
    ['sallowdene', 'safeguarding-adults-board'],
    ['wyrefold', 'worcestershire'],
  ]);
});

describe.each(samples.map((sample) => [sample.partnership.id, sample] as const))(
  'ADM-3: %s',
  (id, { partnership, directory }) => {
    const agencyOfType = (type: string) => directory.agencies.find((agency) => agency.type === type)!;
    const postsOf = (type: string, role: string) =>
      directory.posts.filter((post) => post.agency === agencyOfType(type).id && post.role === role);
    const ask = (question: Omit<ContactQuestion, 'on' | 'boardMayBeAsked'>) =>
      contactFor(directory, { ...question, on: day('Mon 23 Nov 2026'), boardMayBeAsked: true });

    it('is fictional: every address ends in .example and every number is one kept for drama, or 999', () => {
      const text = ['partnership.yaml', 'directory.csv']
        .map((file) => readFileSync(new URL(`../../partnerships/${id}/${file}`, import.meta.url), 'utf8'))
        .join('\n');
      const addresses = text.match(/[^\s,;]+@[^\s,;}]+/g)!;
      const numbers = text.match(/\b0\d[\d ]{6,}\b/g)!;

      expect(addresses.length).toBeGreaterThan(100);
      expect(addresses.filter((address) => !address.endsWith('.example'))).toEqual([]);
      expect(numbers.filter((number) => !/^01632 960\d{3}$/.test(number))).toEqual([]);
      expect(partnership.routes.emergency.telephone).toBe('999');
    });

    it('has every kind of agency, a trust with two sites, and two services of one council that share a domain', () => {
      const types = directory.agencies.map((agency) => agency.type);
      expect(types).toEqual(
        expect.arrayContaining([
          'adults-social-care',
          'board',
          'charity',
          'childrens-social-care',
          'college',
          'community-health',
          'gp-practice',
          'hospital-trust',
          'housing-association',
          'icb',
          'police',
          'probation',
          'school',
        ]),
      );
      expect(agencyOfType('hospital-trust').sites).toHaveLength(2);
      expect(agencyOfType('charity').member).toBe(false);
      expect(agenciesOfAddress(directory, `anybody@${agencyOfType('childrens-social-care').domains[0]}`)).toHaveLength(
        2,
      );
      expect(directory.agencies.filter((agency) => agency.healthCommissioned).map((agency) => agency.type)).toEqual([
        'community-health',
        'hospital-trust',
        'gp-practice',
      ]);
    });

    it('fills every role somewhere, and every seat on the board', () => {
      const filled = new Set(directory.posts.map((post) => post.role));
      expect(ROLES.filter((role) => !filled.has(role))).toEqual([]);

      const unseated = directory.agencies.filter(
        (agency) =>
          agency.member &&
          !directory.posts.some((post) => post.agency === agency.id && post.role === 'board-representative'),
      );
      expect(unseated).toEqual([]);
    });

    it('counts as secure only domains that its agencies have', () => {
      const known = new Set(directory.agencies.flatMap((agency) => agency.domains));
      expect(partnership.secureDomains.filter((domain) => !known.has(domain))).toEqual([]);
    });

    it('has an empty senior tier: the safeguarding lead is asked', () => {
      const answer = ask({ agency: agencyOfType('school').id, role: 'senior-manager' });
      expect(answer).toMatchObject({
        contact: { because: "agency's safeguarding lead" },
        trail: ['no senior-manager recorded'],
      });
    });

    it('has a manager who is also the senior manager: asked once, then the safeguarding lead', () => {
      const [manager] = postsOf('college', 'line-manager');
      expect(postsOf('college', 'senior-manager')[0]?.email).toBe(manager!.email);

      const answer = ask({ agency: manager!.agency, role: 'senior-manager', notThese: [manager!.email] });
      expect(answer.contact?.because).toBe("agency's safeguarding lead");
    });

    it('has an absent manager with a deputy: the deputy is asked', () => {
      const [manager] = postsOf('community-health', 'line-manager');
      const answer = ask({ agency: manager!.agency, role: 'line-manager' });
      expect(answer).toMatchObject({ contact: { email: manager!.deputyEmail, because: 'deputy' } });
      expect(answer.trail).toEqual([`${manager!.name}: absent until Friday 31 December 2027`]);
    });

    it('has two deputies who name each other, both away: the loop ends at the safeguarding lead', () => {
      const [manager] = postsOf('probation', 'line-manager');
      const [senior] = postsOf('probation', 'senior-manager');
      expect([manager!.deputyEmail, senior!.deputyEmail]).toEqual([senior!.email, manager!.email]);

      expect(ask({ agency: manager!.agency, role: 'line-manager' }).contact?.because).toBe(
        "agency's safeguarding lead",
      );
    });

    it('has a delegated tier: the integrated care board is asked', () => {
      const answer = ask({ agency: agencyOfType('gp-practice').id, role: 'senior-manager' });
      expect(answer.contact).toMatchObject({
        agency: agencyOfType('icb').id,
        role: 'safeguarding-lead',
        because: 'delegated',
      });
    });

    it('has an address that bounces: once the mail came back, the safeguarding lead is asked', () => {
      const [manager] = postsOf('charity', 'line-manager');
      expect(manager!.email).toMatch(/^bounce\./);

      const notThese = [{ email: manager!.email, why: 'mail to them came back' }];
      expect(ask({ agency: manager!.agency, role: 'line-manager', notThese }).contact?.because).toBe(
        "agency's safeguarding lead",
      );
    });

    it('asks somebody at every agency for every stage of the ladder', () => {
      const nobody = directory.agencies
        .filter((agency) => agency.id !== BOARD)
        .flatMap(({ id: agency }) =>
          (['line-manager', 'senior-manager', 'head-of-service', 'board-representative'] as const)
            .filter(
              (role) =>
                contactFor(directory, { agency, role, on: day('Mon 23 Nov 2026'), boardMayBeAsked: false }).nobody,
            )
            .map((role) => `${agency} ${role}`),
        );
      expect(nobody).toEqual([]);
    });
  },
);

describe('ADM-3: posts that one policy alone has', () => {
  const directoryOf = (id: string) => samples.find(({ partnership }) => partnership.id === id)!.directory;
  const ask = (id: string, question: Omit<ContactQuestion, 'on' | 'boardMayBeAsked'>) =>
    contactFor(directoryOf(id), { ...question, on: day('Mon 23 Nov 2026'), boardMayBeAsked: true }).contact;
  const policyOf = (id: string) => requirePolicy(policyVersions[id], id);
  const stage = (policyId: string, stageId: string) => requireStage(policyOf(policyId), stageId).asks[0]!;
  const stageFour = stage('windsor-and-maidenhead-v1', '4');

  it.each([
    ['the head teacher of the school concerned', 'marle-cross-academy', undefined, 'senior-manager'],
    ['the chief executive of the organisation concerned', 'the-lamplight-project', undefined, 'senior-manager'],
    ['one hospital’s own named nurse', 'ravenshythe-hospitals-trust', 'Abbot Park Hospital', 'named-doctor-or-nurse'],
    ['and the other’s', 'ravenshythe-hospitals-trust', 'Marle Cross Hospital', 'named-doctor-or-nurse'],
    ['the designated nurse', 'ravenshythe-integrated-care-board', undefined, 'designated-doctor-or-nurse'],
    ['the court advisers’ head', 'ravenshythe-family-court-advisers', undefined, 'senior-manager'],
    ['the fire service’s co-ordinator', 'ravenshythe-fire-and-rescue', undefined, 'senior-manager'],
    ['the ambulance service’s director', 'medlock-ambulance-service', undefined, 'senior-manager'],
  ] as const)('ROU-2: R’s Stage Four asks %s, as its Appendix 1 has it', (_, agency, site, role) => {
    const posts = directoryOf('ravenshythe').posts.filter((post) => post.agency === agency && post.role === role);
    const [post] = posts.filter((one) => one.site === site);

    const contact = ask('ravenshythe', {
      agency,
      ...(site ? { site } : {}),
      role: 'senior-manager',
      roleEquivalents: stageFour.orRoles,
    });

    expect(contact).toMatchObject({ email: post!.email, role, because: 'directory' });
    expect(new Set(posts.map(({ email }) => email)).size).toBe(posts.length);
  });

  it('ROU-2: names the post of every agency of R’s Appendix 1 by its type', () => {
    const types = new Set(directoryOf('ravenshythe').agencies.map(({ type }) => type as string));
    expect(Object.keys(stageFour.equivalents).filter((type) => !types.has(type))).toEqual([]);
    expect(Object.keys(stageFour.equivalents)).toHaveLength(13);
  });

  it('NOT-1: R’s board is a mailbox, which nobody takes home at night', () => {
    expect(ask('ravenshythe', { agency: BOARD, role: 'business-manager' })?.email).toBe(
      'business-unit@board.ravenshythe.example',
    );
  });

  it('ROU-4: L’s third stage is as well answered by a named doctor or nurse where a hospital has no senior manager', () => {
    const contact = ask('larkhithe', {
      agency: 'larkhithe-and-gullsmouth-hospitals-trust',
      site: 'Gullsmouth Infirmary',
      role: 'senior-manager',
      roleEquivalents: stage('london-pa4-v2021', '3').orRoles,
    });
    expect(contact).toMatchObject({ role: 'named-doctor-or-nurse', because: 'directory' });
  });

  it('L4: the head of a practice is the integrated care board’s, because a practice has no head of service', () => {
    const contact = ask('larkhithe', { agency: 'ropewalk-surgery', role: 'head-of-service' });
    expect(contact).toMatchObject({ agency: 'larkhithe-integrated-care-board', because: 'delegated' });
  });

  it('S3: a practice without a safeguarding lead of its own is chaired for by the integrated care board’s', () => {
    const chair = stage('safeguarding-adults-board-v1', '3');
    const contact = ask('sallowdene', {
      agency: 'mill-leat-surgery',
      role: 'safeguarding-lead',
      roleEquivalents: chair.orRoles,
    });
    expect(contact).toMatchObject({
      agency: 'sallowdene-integrated-care-board',
      role: 'safeguarding-lead',
      because: 'delegated',
    });
  });

  it.each(['police', 'probation', 'housing-association', 'community-health', 'hospital-trust'])(
    'ROU-3: S’s third step has a senior officer or lead at the %s, and says what they are called',
    (type) => {
      const agency = directoryOf('sallowdene').agencies.find((one) => one.type === type)!;
      expect(ask('sallowdene', { agency: agency.id, role: 'safeguarding-lead' })?.agency).toBe(agency.id);
      expect(stage('safeguarding-adults-board-v1', '3').equivalents).toHaveProperty(type);
    },
  );
});
