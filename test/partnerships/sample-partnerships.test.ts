import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agenciesOfAddress, BOARD, type ContactQuestion, contactFor } from '../../escalation/directory.ts';
import { compiledPartnershipsSchema } from '../../escalation/partnership.ts';
import { ROLES } from '../../escalation/policy.ts';
import index from '../../partnerships/index.json' with { type: 'json' };
import { day } from '../escalation/calendars.ts';

const samples = compiledPartnershipsSchema.parse(index);

it('has one partnership for each policy that this edition runs', () => {
  expect(samples.map(({ partnership }) => [partnership.id, partnership.policy.id])).toEqual([
    ['brackenshire', 'bcssp'],
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
      expect(directory.agencies.map((agency) => agency.type).sort()).toEqual(
        [
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
        ].sort(),
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
