import { describe, expect, it } from 'vitest';
import { raise } from '../../conduct/disagreements.ts';
import { sendDue } from '../../conduct/send.ts';
import { escalate } from '../../functions/escalate.ts';
import { releasedRules } from '../../services/rules.ts';
import { nursesForm, wyrefold } from '../journeys/people.ts';
import { COUNTERPART, errorsOn, LEAD, type Reply, type TestBrowser, unescaped, webWorld } from './web-world.ts';

const OTHER_LEAD = 'jorah.larkmoor@icb.brackenshire.example';
/** The business manager of the partnership that runs policy W, whose stage 3 has no number of days. */
const LEAD_OF_W = 'dilys.thackeringham@board.wyrefold.example';

async function worldWith(...emails: string[]) {
  const world = webWorld();
  const browsers: TestBrowser[] = [];
  for (const [index, email] of emails.entries()) {
    const browser = world.browser(`192.0.2.${30 + index}`);
    await browser.signIn(email);
    browsers.push(browser);
  }
  const partnership = async (id = 'brackenshire') => (await world.services.rules.partnership(id))!.partnership;
  return { world, browsers, partnership };
}

const main = (reply: Reply) => unescaped(/<main[\s\S]*<\/main>/.exec(reply.body)![0]);
/** What a form's fields hold as it was shown, `shown` among them, to be posted back with some of them changed. */
function fieldsOf(reply: Reply): Record<string, string> {
  const form = /<main[\s\S]*<\/main>/.exec(reply.body)![0];
  return Object.fromEntries([
    ...[...form.matchAll(/<input [^>]*>/g)].map(([input]) => [
      /name="([^"]+)"/.exec(input)![1]!,
      unescaped(/ value="([^"]*)"/.exec(input)?.[1] ?? ''),
    ]),
    ...[...form.matchAll(/<select [^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)].map(([, name, inner]) => [
      name!,
      unescaped(/<option value="([^"]*)" selected/.exec(inner!)?.[1] ?? ''),
    ]),
    ...[...form.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/textarea>/g)].map(([, name, inner]) => [
      name!,
      unescaped(inner!),
    ]),
  ]);
}

async function change(browser: TestBrowser, path: string, changes: Record<string, string>): Promise<Reply> {
  return browser.post(path, { ...fieldsOf(await browser.get(path)), ...changes });
}

describe('the settings of a partnership', () => {
  it('are shown whole, with who to ask for what is not changed here', async () => {
    const { browsers } = await worldWith(LEAD);
    const page = main(await browsers[0]!.get('/settings'));

    expect(page).toContain(`Keziah Stanthorne (${LEAD}), Brackenshire Safeguarding Partnership`);
    expect(page).toContain('01632 960100');
    expect(page).toContain('police.brackenshire.example');
    expect(page).toContain('Every working day');
    expect(page).toContain('Escalation Procedure, version 5');
    expect(page).toMatch(/A working day ends at<\/dt><dd[^>]*>5pm</);
    expect(page).toContain('Ask whoever runs this service for you');
  });

  it('a telephone number is changed: the next page and the next email have it, another process too, and the history says who', async () => {
    const { world, browsers, partnership } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];

    const { status, headers } = await change(lead, '/settings/telephone', { telephone: '01632 960199' });

    expect([status, headers['location']]).toEqual([303, '/settings?done=saved']);
    expect((await partnership()).businessUnitTelephone).toBe('01632 960199');
    const elsewhere = await releasedRules(world.services.table).partnership('brackenshire');
    expect(elsewhere!.partnership.businessUnitTelephone).toBe('01632 960199');
    const history = main(await lead.get('/settings/changes'));
    expect(history).toContain('At 10am on Thursday 2 April 2026, by Keziah Stanthorne');
    expect(history).toMatch(/01632 960100[\s\S]*01632 960199/);
  });

  it('whoever is named a lead has the desk from then on, and whoever is taken off has it no more', async () => {
    const { browsers, partnership } = await worldWith(LEAD, OTHER_LEAD, COUNTERPART);
    const [lead, other, newcomer] = browsers as [TestBrowser, TestBrowser, TestBrowser];
    expect((await newcomer.get('/lead')).status).toBe(403);

    await change(lead, '/settings/leads', {
      'leads.1.name': 'Jorah Vexley',
      'leads.1.email': COUNTERPART.toUpperCase(),
      'leads.1.agency': 'brackenshire-childrens-social-care',
    });

    expect((await partnership()).leads.map(({ email }) => email)).toEqual([LEAD, COUNTERPART]);
    expect((await newcomer.get('/lead')).status).toBe(200);
    expect((await other.get('/lead')).status).toBe(403);
    expect((await other.get('/settings')).status).toBe(403);
  });

  it('PRV-3: each other lead is told once that it was changed, which and where to see it, and nothing that anybody typed', async () => {
    const { world, browsers } = await worldWith(LEAD);
    await change(browsers[0]!, '/settings/telephone', { telephone: '01632 960199' });
    await change(browsers[0]!, '/settings/complaint', { say: 'Ask the <agency>.' });

    const told = await world.mailTo(OTHER_LEAD);
    expect(told.map(({ subject }) => subject)).toEqual(Array(2).fill('A setting of your partnership was changed'));
    expect(told[0]!.text).toContain('“Telephone of the business unit”');
    expect(told[0]!.text).toContain('/settings/changes?partnership=brackenshire');
    for (const { text, html } of told) expect(`${text}${html}`).not.toMatch(/960100|Ask the|Keziah|Stanthorne/);
    const toOneself = (await world.mailTo(LEAD)).filter(({ subject }) => !subject?.includes('sign-in code'));
    expect(toOneself, 'whoever made the change knows').toEqual([]);
  });

  it('whoever leads from now on is told so, and so is whoever leads no more', async () => {
    const { world, browsers } = await worldWith(LEAD);
    await change(browsers[0]!, '/settings/leads', {
      'leads.1.name': 'Jorah Vexley',
      'leads.1.email': COUNTERPART,
      'leads.1.agency': 'brackenshire-childrens-social-care',
    });

    expect((await world.mailTo(OTHER_LEAD)).map(({ subject }) => subject)).toEqual([
      'You are no longer named as a lead of your partnership',
    ]);
    expect((await world.mailTo(COUNTERPART)).map(({ subject }) => subject)).toEqual([
      'You are named as a lead of your partnership',
    ]);
  });

  it('a mail server that refuses the email keeps nobody from changing a setting: it is sent later', async () => {
    const { world, browsers, partnership } = await worldWith(LEAD);
    world.mailer.refuse = () => new Error('it is full');
    const { headers } = await change(browsers[0]!, '/settings/telephone', { telephone: '01632 960199' });

    expect(headers['location']).toBe('/settings?done=saved');
    expect((await partnership()).businessUnitTelephone).toBe('01632 960199');
    world.mailer.refuse = () => undefined;
    world.later({ minutes: 10 });
    await sendDue(world.services);
    expect(await world.mailTo(OTHER_LEAD)).toHaveLength(1);
  });

  it.each([
    [
      'nobody',
      { 'leads.0.name': '', 'leads.0.email': '', 'leads.1.name': '', 'leads.1.email': '' },
      'leads.0.name: A partnership has at least one lead',
    ],
    [
      'a stranger, whom a slip would tell of every disagreement',
      { 'leads.2.name': 'Nel Outside', 'leads.2.email': 'nel@elsewhere.example', 'leads.2.agency': 'board' },
      'leads.2.email: Enter an address that ends in a domain of an agency',
    ],
    [
      'somebody twice',
      { 'leads.2.name': 'Keziah Stanthorne', 'leads.2.email': LEAD, 'leads.2.agency': 'board' },
      'leads.2.email: This address stands above already',
    ],
    [
      'somebody of no agency, who might act where their own is a side',
      { 'leads.2.name': 'Jorah Vexley', 'leads.2.email': COUNTERPART },
      'leads.2.agency: Choose the agency they work for',
    ],
    ['a name without an address', { 'leads.2.name': 'Nel Outside' }, 'leads.2.email:'],
  ])('names no leads that would be %s, and keeps what was typed', async (_, changes, message) => {
    const { browsers, partnership } = await worldWith(LEAD);
    const refused = await change(browsers[0]!, '/settings/leads', changes as unknown as Record<string, string>);

    expect(refused.status).toBe(400);
    expect(errorsOn(refused)[0]).toContain(message);
    for (const typed of Object.values(changes).filter((one) => one.includes(' ') || one.includes('@')))
      expect(main(refused)).toContain(`value="${typed}"`);
    expect((await partnership()).leads).toHaveLength(2);
  });

  it('says of secure domains which line is wrong', async () => {
    const { browsers, partnership } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const refused = await change(lead, '/settings/secure-domains', { domains: 'police.brackenshire.example\n@nhs' });
    expect(errorsOn(refused)).toEqual(['domains: “@nhs”: write a domain like agency.example, without @']);

    await change(lead, '/settings/secure-domains', { domains: ' POLICE.brackenshire.example \n\n' });
    expect((await partnership()).secureDomains).toEqual(['police.brackenshire.example']);
    await change(lead, '/settings/secure-domains', { domains: '' });
    expect(main(await lead.get('/settings'))).toMatch(/Secure email domains<\/dt><dd[^>]*><span>None/);
  });

  it('CLK-10: a target is set only for a stage without a number, in whole working days, and the policy’s page says whose it is', async () => {
    const { browsers, partnership } = await worldWith(LEAD_OF_W);
    const [lead] = browsers as [TestBrowser];
    const form = main(await lead.get('/settings/local-targets'));
    expect(form).toContain('Stage 3');
    expect(form).not.toContain('Stage 2:');
    const message = 'targets.0.days: Enter a number of working days from 1 up, like 5, or leave it empty';
    for (const typed of ['0', 'five', '1.5', '-2'])
      expect(errorsOn(await change(lead, '/settings/local-targets', { 'targets.0.days': typed }))).toEqual([message]);

    await change(lead, '/settings/local-targets', { 'targets.0.days': '5' });

    expect((await partnership('wyrefold')).localTargets).toEqual({ '3': 5 });
    const policy = main(await lead.get('/policy/worcestershire-v1'));
    expect(policy).toMatch(/Its own target for Stage 3, not the policy's: 5 working days/);
    const calculated = main(await lead.get('/calculator?partnership=wyrefold&aroseOn=2026-04-02'));
    expect(calculated, 'the calculator counts by it too').toMatch(/own target, not the policy’s: 5 working days/);
  });

  it('CLK-10: a disagreement that opens under a target says on its page and in the list of its people, and afterwards in its history, that it is not the policy’s', async () => {
    const { world, browsers, partnership } = await worldWith(LEAD_OF_W, wyrefold.nurse);
    const [lead, nurse] = browsers as [TestBrowser, TestBrowser];
    await change(lead, '/settings/local-targets', { 'targets.0.days': '5' });
    const { services } = world;
    const form = nursesForm({ aroseOn: '2026-04-02' });
    const { id, reference, run } = await raise(services, {
      partnership: await partnership('wyrefold'),
      source: 'a test',
      raisedBy: 'form',
      raisedAt: services.clock.now(),
      raiser: { name: form.raiserName, email: form.raiserEmail, job: form.raiserJob, agency: form.raiserAgency },
      form,
    });
    for (const text of ['It cannot wait.', 'Nor can this.']) await nurse.post(`/d/${reference}/escalate-now`, { text });

    expect(main(await nurse.get(`/d/${reference}`))).toContain(
      'This is your partnership’s own target, not the policy’s: 5 working days',
    );
    expect(main(await nurse.get('/mine'))).toContain(OWN);
    await escalate(services)({ disagreementId: id, run, enteredAt: '2026-04-13T16:00:00Z' });
    expect(main(await nurse.get(`/d/${reference}`))).toContain(
      "because the partnership's own target, not the policy's, had passed",
    );
  });
  const OWN = '5pm on Monday 13 April 2026 (your partnership’s own target, not the policy’s)';

  it('SCP-6: a facility with a protocol of its own is an agency of the directory, which then cannot be removed', async () => {
    const { browsers } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const changes = { 'facilities.0.agency': 'willow-lane-surgery', 'facilities.0.protocol': 'The regional protocol' };
    await change(lead, '/settings/regional-facilities', changes);

    expect(main(await lead.get('/settings'))).toContain('Willow Lane Surgery: The regional protocol');
    const removal = '/directory/brackenshire/agencies/willow-lane-surgery/remove';
    expect(errorsOn(await lead.post(removal, fieldsOf(await lead.get(removal)))).join()).toContain(
      'it is a regional facility',
    );
  });

  it('INT-13: an onward route reads otherwise to whoever raises something next', async () => {
    const { browsers } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    expect(errorsOn(await change(lead, '/settings/out-of-hours', { say: ' ', telephone: 'ring us' }))).toEqual([
      'say: Write something here',
      expect.stringContaining('telephone: Write a telephone number'),
    ]);

    await change(lead, '/settings/out-of-hours', { say: 'After 5pm, telephone the <night> team.', telephone: '' });

    const start = (await lead.get('/raise/brackenshire')).body;
    expect(start).toContain('After 5pm, telephone the &lt;night&gt; team.');
    expect(start).not.toContain('01632 960102');
  });

  it('of two who change one setting, the second is told to look again; two who change different ones both stand', async () => {
    const { browsers, partnership } = await worldWith(LEAD, OTHER_LEAD);
    const [lead, other] = browsers as [TestBrowser, TestBrowser];
    const before = fieldsOf(await other.get('/settings/telephone'));
    const route = fieldsOf(await other.get('/settings/complaint'));
    await change(lead, '/settings/telephone', { telephone: '01632 960111' });

    const second = await other.post('/settings/telephone', { ...before, telephone: '01632 960122' });
    await other.post('/settings/complaint', { ...route, say: 'Ask the agency.' });

    expect(second.headers['location']).toBe('/settings?done=otherwise');
    expect(main(await other.get('/settings?done=otherwise'))).toContain('nothing of yours was saved');
    const { businessUnitTelephone, routes } = await partnership();
    expect([businessUnitTelephone, routes.complaint.say]).toEqual(['01632 960111', 'Ask the agency.']);
    const history = main(await lead.get('/settings/changes'));
    expect(history.match(/summary-card__title"/g)).toHaveLength(2);
  });

  it('saved as it stands, nothing is changed and nothing is said to have been', async () => {
    const { browsers } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    for (const path of ['leads', 'telephone', 'secure-domains', 'local-targets', 'review', 'regional-facilities'])
      expect((await change(lead, `/settings/${path}`, {})).headers['location']).toBe('/settings?done=saved');
    expect(main(await lead.get('/settings/changes'))).toContain('Nothing yet');
    expect((await lead.get('/settings/no-such-setting')).status).toBe(404);
  });
});
