import { describe, expect, it } from 'vitest';
import { findByReference, raise } from '../../conduct/disagreements.ts';
import { takeTurn } from '../../conduct/turn.ts';
import { checkBack, confirmInWriting } from '../../escalation/clockwork.ts';
import { COUNTERPART, errorsOn, RAISER, type TestBrowser, unescaped, webWorld } from './web-world.ts';

const INDEPENDENT_CHAIR = 'yusuf.abernook@partnership.brackenshire.example';

async function readWords(browser: TestBrowser, path: string) {
  return unescaped((await browser.get(path)).body)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('how it ends', () => {
  it('the independent chair records a decision at the last stage, final and binding, and nobody can change it any more', async () => {
    const world = webWorld();
    const raiser = world.browser();
    const reference = await raiser.raise();
    for (let stage = 1; stage <= 4; stage++) await raiser.post(`/d/${reference}/escalate-now`, { text: 'Not settled' });
    const chair = world.browser();
    await chair.signIn(INDEPENDENT_CHAIR);
    await chair.post(`/d/${reference}/mine`);

    const form = await readWords(chair, `/d/${reference}/decide`);
    expect(form).toContain('Final and binding on all organisations under this policy (L71)');
    expect(errorsOn(await chair.post(`/d/${reference}/decide`, { outcome: 'decided' }))).toEqual([
      'text: Enter what was decided and why',
      'recordHeld: Enter where the record is held',
    ]);
    await chair.post(`/d/${reference}/decide`, {
      outcome: 'decided',
      text: 'The assessment is done by the first agency',
      noActions: 'yes',
      recordHeld: 'With the Independent Chair',
    });

    const words = await readWords(raiser, `/d/${reference}`);
    expect(words).toContain('The policy makes this decision final and binding on all organisations (L71).');
    expect(words).toContain('Where the record is held With the Independent Chair');
    // What is left changes nothing of how it ended.
    const { body } = await raiser.get(`/d/${reference}`);
    const offered = [...body.matchAll(new RegExp(`href="/d/${reference}/([a-z-]+)"`, 'g'))].map(([, act]) => act);
    expect(offered.filter((act) => act !== 'history' && act !== 'messages')).toEqual([
      'record-on-file',
      'tick-checklist',
      'appoint-supporter',
      'record-learning',
      'record-debrief',
      'add-dissent',
    ]);
    expect((await raiser.get(`/d/${reference}/escalate-now`)).headers['location']).toBe(`/d/${reference}`);
  });

  it('an agreed action is checked back on its day; "not done" lets the raising side open it again', async () => {
    const world = webWorld();
    const { services } = world;
    const raiser = world.browser();
    const reference = await raiser.raise();
    const counterpart = world.browser();
    await counterpart.signIn(COUNTERPART);
    await counterpart.post(`/d/${reference}/mine`);
    await counterpart.post(`/d/${reference}/propose`, {
      text: 'We assess',
      how: 'agreed',
      'actions.0.text': 'Start the assessment',
      'actions.0.ownerAgency': 'brackenshire-childrens-social-care',
      'actions.0.dueOn-day': '10',
      'actions.0.dueOn-month': '4',
      'actions.0.dueOn-year': '2026',
    });
    const proposalId = /name="proposalId" value="([^"]+)"/.exec(
      (await raiser.get(`/d/${reference}/confirm`)).body,
    )![1]!;
    await raiser.post(`/d/${reference}/confirm`, { proposalId });
    const { id, run } = (await findByReference(services, reference))!;
    const turn = (decide: Parameters<typeof takeTurn>[2]) =>
      takeTurn(services, { disagreementId: id, run, enteredAt: services.clock.now().toString() }, decide);
    await turn(confirmInWriting);
    world.later({ hours: 24 * 8 + 8 });
    await turn(checkBack);
    await counterpart.signIn(COUNTERPART);
    const theirs = await counterpart.get(`/d/${reference}/answer-check-back`);
    expect([...theirs.body.matchAll(/name="done" type="radio" value="([^"]+)"/g)].map(([, value]) => value)).toEqual([
      'yes',
      'late',
      'no',
    ]);
    const theirActionId = /name="actionId" type="radio" value="([^"]+)"/.exec(theirs.body)![1]!;
    await counterpart.post(`/d/${reference}/answer-check-back`, { actionId: theirActionId, done: 'late' });
    expect(await readWords(counterpart, `/d/${reference}`)).toContain('Done, later than agreed, it was said at');
    await raiser.signIn(RAISER);

    const form = await raiser.get(`/d/${reference}/answer-check-back`);
    expect(form.body).toContain('Start the assessment');
    const actionId = /name="actionId" type="radio" value="([^"]+)"/.exec(form.body)![1]!;
    expect(errorsOn(await raiser.post(`/d/${reference}/answer-check-back`, { actionId }))).toEqual([
      'done: Choose whether it was done',
    ]);
    await raiser.post(`/d/${reference}/answer-check-back`, { actionId, done: 'no' });
    expect(await readWords(raiser, `/d/${reference}`)).toContain('Not done, it was said at');

    expect(errorsOn(await raiser.post(`/d/${reference}/reopen`, {}))).toEqual(['text: Enter what was not done']);
    const reopened = await raiser.post(`/d/${reference}/reopen`, { text: 'No assessment has started' });
    expect(reopened.headers['location']).toBe(`/d/${reference}?done=reopen`);
    expect(await readWords(raiser, `/d/${reference}`)).toContain('Where it stands Stage 1: Worker to worker');
  });
});

describe('BEY-17: what an email left out', () => {
  it('is asked for on a page of its own, field by field, and only that', async () => {
    const world = webWorld();
    const { services } = world;
    const known = await services.rules.partnership('brackenshire');
    const d = await raise(services, {
      partnership: known!.partnership,
      source: 'an email',
      raisedBy: 'email',
      raisedAt: services.clock.now(),
      raiser: { name: 'Winston Garrowby', email: RAISER, agency: 'brackenshire-adult-social-care' },
      form: {
        theirAgency: 'brackenshire-childrens-social-care',
        aroseOn: '2026-04-02',
        problem: 'The referral was closed',
      },
      missing: ['Child or adult', 'My manager', 'Their practitioner', 'Type', 'What I want', 'Talked already'],
    });
    const raiser = world.browser();
    await raiser.signIn(RAISER);
    expect(await readWords(raiser, `/d/${d.reference}`)).toContain(
      'Still missing Child or adult, My manager, Their practitioner',
    );

    const { body } = await raiser.get(`/d/${d.reference}/complete`);
    const drawn = new Set(
      [...body.matchAll(/<(?:input|select|textarea)[^>]* name="([a-zA-Z]+)"/g)].map(([, name]) => name),
    );
    // Hidden, and in every form: for which visit of the ladder it was drawn.
    drawn.delete('visit');
    expect(drawn).toEqual(
      new Set([
        'subject',
        'managerName',
        'managerEmail',
        'theirName',
        'theirEmail',
        'category',
        'desiredOutcome',
        'talkedAlready',
        'talkedWhatCame',
      ]),
    );
    const wrong = await raiser.post(`/d/${d.reference}/complete`, {
      subject: 'child',
      theirName: 'Jorah Vexley',
      theirEmail: 'not an address',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain('value="not an address"');
    await raiser.post(`/d/${d.reference}/complete`, {
      subject: 'child',
      theirName: 'Jorah Vexley',
      theirEmail: COUNTERPART,
      desiredOutcome: '',
    });

    const words = await readWords(raiser, `/d/${d.reference}`);
    expect(words).toContain('Jorah Vexley');
    expect(words).toContain(
      'Still missing My manager, Type, What I want and Talked already. The clock runs meanwhile.',
    );
    expect((await world.mailTo(COUNTERPART)).length).toBeGreaterThan(0);
  });
});

describe('a trial', () => {
  it('answers to its own name alone, so that no other site reads its mailbox by pointing a name at this machine', async () => {
    const world = webWorld('2026-04-02T09:00:00Z', { trial: true, origin: 'http://127.0.0.1:3000' });
    const browser = world.browser();

    expect(await browser.get('/mine', { host: 'rebound.example:3000' })).toMatchObject({
      status: 303,
      headers: { location: 'http://127.0.0.1:3000/mine', 'cache-control': 'no-store' },
      body: '',
    });
    expect((await browser.get('/mine', { host: 'localhost:3000' })).headers['location']).toBe(
      'http://127.0.0.1:3000/mine',
    );
    expect((await browser.get('/mine', { host: '127.0.0.1:3000' })).status).toBe(200);
  });

  it('has a mailbox and a clock only where they were added, which live mode never does', async () => {
    const browser = webWorld().browser();

    for (const path of ['/mailbox', '/clock']) expect((await browser.get(path)).status).toBe(404);
    expect((await browser.post('/clock', { to: 'next' })).status).toBe(404);
  });
});
