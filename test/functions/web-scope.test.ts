import { describe, expect, it, test } from 'vitest';
import { mattersUnder } from '../../escalation/scope.ts';
import { W } from '../escalation/building.ts';
import { WHOLE_FORM, webWorld } from './web-world.ts';

const SCOPE = '/raise/brackenshire/scope';
const ask = (matter: string, scope = SCOPE) => webWorld().browser().post(scope, { matter });
/** The partnership whose policy is W, which SCP-1 to SCP-3 bind. */
const OF_W = '/raise/wyrefold/scope';

describe('is this the right place? (before the form asks anything)', () => {
  test.each([
    ['SCP-1: a referral', 'referral', '01632 960101'],
    ['SCP-2: a complaint', 'complaint', 'complaints procedure'],
    ['an emergency', 'emergency', '999'],
    ['an allegation', 'allegation', '01632 960103'],
    ['whistleblowing', 'whistleblowing', '01632 960104'],
    ['a review', 'review', '01632 960100'],
  ])('%s is shown the partnership’s own way onward', async (_name, matter, words) => {
    const { status, body } = await ask(matter);

    expect(status).toBe(200);
    expect(body).toContain(words);
    expect(body).toContain('name="matter" value="disagreement"');
  });

  it('SCP-1: the very first screen says that it is no referral, no complaint and nothing for an emergency', async () => {
    const front = await webWorld().browser().get('/');

    for (const said of [
      'call 999 first',
      'making a referral to',
      'a complaint about',
      'an allegation',
      'whistleblowing',
    ])
      expect(front.body, said).toContain(said);
  });

  it('A14, BEY-20: the first screen says by which area to choose, and that nobody needs an account', async () => {
    const front = await webWorld().browser().get('/');

    expect(front.body).toContain('Choose the one for the area where the child or adult lives.');
    expect(front.body).toContain('You need no account. We send a code to your work email address.');
  });

  it('SCP-1 (W): a referral is shown the way of W’s own partnership', async () => {
    expect((await ask('referral', OF_W)).body).toContain('01632 960201');
  });

  it('SCP-2: an action that was not delivered is asked about, not turned away: how a plan is carried out is in scope', async () => {
    const { body } = await ask('not-delivered', OF_W);

    expect(body).toContain('That is in scope: raise it here');
    expect(body).toContain('complaints procedure');
  });

  it('INT-8: an adult, where the policy is about children, goes to the partnership whose policy and directory are for adults, and back', async () => {
    const browser = webWorld().browser();
    const wyrefold = '/raise/wyrefold';

    const onward = await browser.post(`${wyrefold}/scope`, { matter: 'elsewhere' });
    expect(onward.body).toContain('href="/raise/sallowdene"');
    expect(onward.body).toContain('Raise one about an adult with');
    expect((await browser.get(wyrefold)).body).toContain('href="/raise/sallowdene"');
    expect((await browser.get(`${wyrefold}/scope`)).body).toContain('It is about an adult');
    expect((await browser.post('/raise/sallowdene/scope', { matter: 'elsewhere' })).body).toContain(
      `href="${wyrefold}"`,
    );
  });

  it('INT-8: a partnership that names none gives the telephone of its business unit; one with a policy for both does not ask', async () => {
    const browser = webWorld().browser();

    const unknown = await browser.post('/raise/larkhithe/scope', { matter: 'elsewhere' });
    expect(unknown.body).toContain('whose policy it is. Telephone 01632 960300');
    expect((await browser.get(SCOPE)).body).not.toMatch(/It is about (a child|an adult)/);
    expect((await browser.post(SCOPE, { matter: 'elsewhere' })).status).toBe(400);
  });

  it('SCP-3: a pattern goes to their own Designated Safeguarding Lead, and starts no clock', async () => {
    const { body } = await ask('pattern', OF_W);

    expect(body).toContain('own agency&#39;s Designated Safeguarding Lead');
    expect(body).toContain('It starts no clock here. If one decision about one child or adult is part of it');
  });

  it('SCP-1, SCP-3: nothing but a disagreement begins a form, and nobody is written to', async () => {
    const world = webWorld();

    for (const { name } of mattersUnder(W).filter((matter) => matter.name !== 'disagreement'))
      expect(
        (await world.browser().post('/raise/wyrefold/scope', { matter: name })).headers['set-cookie'],
      ).toBeUndefined();
    expect(await world.mailTo('dilys.thackeringham@board.wyrefold.example')).toEqual([]);
  });

  it('a disagreement goes on to the first page of the form, and back to where somebody was who has begun one', async () => {
    const browser = webWorld().browser();
    const reply = await browser.post(SCOPE, { matter: 'disagreement' });
    expect([reply.status, reply.headers['location']]).toEqual([303, '/raise/brackenshire/your-agency']);
    await browser.post('/raise/brackenshire/your-agency', WHOLE_FORM);

    const again = await browser.post(SCOPE, { matter: 'disagreement' });

    expect(again.headers['location']).toBe('/raise/brackenshire/you');
  });

  it('asks again when nothing was chosen, and knows no other partnership', async () => {
    const browser = webWorld().browser();

    expect((await browser.post(SCOPE, {})).body).toContain('Choose what you want to say');
    expect((await browser.get('/raise/nowhere/scope')).status).toBe(404);
  });

  it('is the first step from the start page', async () => {
    expect((await webWorld().browser().get('/raise/brackenshire')).body).toContain(`href="${SCOPE}"`);
  });

  it('SCP-6: names an agency that needs a protocol of its own, in the partnership that has one', async () => {
    const browser = webWorld().browser();

    expect((await browser.get('/raise/larkhithe/scope')).body).toContain(
      'Larkhithe and Gullsmouth Hospitals Trust: for its regional',
    );
    expect((await browser.get(SCOPE)).body).not.toContain('Regional facilities');
    expect((await ask('complaint', '/raise/larkhithe/scope')).body, 'and where it goes instead').toContain(
      'Larkhithe and Gullsmouth Hospitals Trust: for its regional',
    );
  });
});
