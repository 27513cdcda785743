import { describe, expect, it } from 'vitest';
import { findByReference } from '../../conduct/disagreements.ts';
import { policyRecord } from '../../documents/policy-record.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import { COUNTERPART, LEAD, RAISER, unescaped, WHOLE_FORM, webWorld } from './web-world.ts';

/** The raiser's own safeguarding lead, in Brackenshire's directory. */
const SUPPORT = { wantsSupport: 'yes', fearsForPosition: 'yes' };
const SAYS_SO =
  /would like support|fear for (my|their) position|fearsForPosition|wantsSupport|support-asked|support is asked for|named to stand by|stands by one side/i;

async function raisedWithSupport() {
  const world = webWorld();
  const raiser = world.browser();
  const reference = await raiser.raise({ ...WHOLE_FORM, ...SUPPORT });
  const d = (await findByReference(world.services, reference))!;
  const lead = d.support!.seenBy[0]!;
  const leadsName = d.people[lead]!.person.name;
  const own = world.browser();
  await own.signIn(lead);
  await own.post(`/d/${reference}/mine`);
  const counterpart = world.browser();
  await counterpart.signIn(COUNTERPART);
  await counterpart.post(`/d/${reference}/mine`);
  return { world, raiser, own, counterpart, reference, lead, leadsName };
}

describe('INT-10: what the raiser ticked is seen by their own safeguarding lead and by nobody else', () => {
  it('their own lead is sent an email, and reads on the page what was ticked', async () => {
    const { world, own, raiser, reference, lead } = await raisedWithSupport();

    const mails = await world.mailTo(lead);
    expect(mails.map(({ subject }) => subject)).toContain(`[${reference}] A colleague would like your support`);
    for (const browser of [own, raiser]) {
      const page = unescaped((await browser.get(`/d/${reference}`)).body).replace(/\s+/g, ' ');
      expect(page).toContain('They would like support. They fear for their position.');
    }
  });

  it('nothing of it, nor that their lead is there, is on any page, in any email or in any record made for the other side', async () => {
    const { world, own, counterpart, reference, lead, leadsName } = await raisedWithSupport();
    const named = { name: 'Wren Standby', email: 'wren.standby@brackenshire.example', job: '' };
    expect((await own.post(`/d/${reference}/appoint-supporter`, named)).status).toBe(303);

    const paths = [
      '',
      '/history',
      '/messages',
      '/propose',
      '/record-discussion',
      '/ask-for-advice',
      '/appoint-supporter',
      '/escalate-now',
    ];
    const pages = await Promise.all(paths.map(async (path) => (await counterpart.get(`/d/${reference}${path}`)).body));
    expect(pages.every((page) => page.includes(reference))).toBe(true);
    const mails = await world.mailTo(COUNTERPART);
    expect(mails.length).toBeGreaterThan(0);
    const d = (await findByReference(world.services, reference))!;
    const everything = [
      ...pages,
      ...mails.flatMap(({ subject, text, html }) => [subject, text, html]),
      JSON.stringify(asSeenBy(d, COUNTERPART)),
      JSON.stringify(asSeenBy(d, undefined)),
      JSON.stringify(
        policyRecord({
          disagreement: asSeenBy(d, COUNTERPART),
          policy: world.services.rules.requirePolicy(d.policyVersionId),
          partnership: (await world.services.rules.partnership(d.partnershipId))!.partnership,
          agencyNames: {},
          texts: {},
        }),
      ),
      JSON.stringify(world.log),
    ].join('\n');

    expect(everything).not.toMatch(SAYS_SO);
    for (const words of [lead, leadsName, 'Wren Standby', 'wren.standby']) expect(everything).not.toContain(words);
    // Every email to anybody but the lead and the raiser is as silent.
    const others = await Promise.all(
      world.mailer.accepted
        .filter(({ to }) => to !== lead && to !== RAISER && !to.startsWith('wren'))
        .map(({ raw }) => Buffer.from(raw).toString('utf8')),
    );
    expect(others.join('\n')).not.toMatch(/your support|stand by/i);
  });

  it('S22: a lead who reads who looked learns of neither', async () => {
    const { world, raiser, own, reference, leadsName } = await raisedWithSupport();
    const named = { name: 'Wren Standby', email: 'wren.standby@brackenshire.example', job: '' };
    await own.post(`/d/${reference}/appoint-supporter`, named);
    const supporter = world.browser();
    await supporter.signIn(named.email);
    await supporter.post(`/d/${reference}/mine`);
    await raiser.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });
    for (const browser of [own, supporter, raiser])
      expect((await browser.get(`/d/${reference}`)).body).toContain('The policy&#39;s stages');
    const lead = world.browser('192.0.2.9');
    await lead.signIn(LEAD);

    const { body } = await lead.get(`/d/${reference}/looked`);

    expect(body).toContain('Winston Garrowby');
    for (const words of [leadsName, 'Wren Standby', named.email]) expect(body).not.toContain(words);
  });

  it('the raiser’s page offers the ticks, and says who is told', async () => {
    const world = webWorld();

    const browser = world.browser();
    await browser.fill();
    const { body } = await browser.get('/raise/brackenshire/support');

    expect(body).toContain('I would like support');
    expect(body).toContain('I fear for my position');
    expect(unescaped(body).replace(/\s+/g, ' ')).toContain("Only your own agency's safeguarding lead is told");
  });
});
