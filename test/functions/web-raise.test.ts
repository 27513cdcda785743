import { describe, expect, it } from 'vitest';
import { PAGE_ORDER } from '../../functions/web/raise.ts';
import { COUNTERPART, errorsOn, LEAD, RAISER, type Reply, unescaped, WHOLE_FORM, webWorld } from './web-world.ts';

const FORM = '/raise/brackenshire';

/** What a browser would send back if somebody pressed the button of this page again. */
function typedOn({ body }: Reply): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [, tag] of body.matchAll(/<input ([^>]*)>/g)) {
    const at = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(tag!)?.[1];
    const name = at('name');
    if (!name || ((at('type') === 'radio' || at('type') === 'checkbox') && !/ checked/.test(tag!))) continue;
    typed[name] = unescaped(at('value') ?? '');
  }
  for (const [, name, text] of body.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g))
    typed[name!] = unescaped(text!);
  for (const [, name, options] of body.matchAll(/<select[^>]* name="([^"]+)"[^>]*>(.*?)<\/select>/gs)) {
    typed[name!] = unescaped(/<option value="([^"]*)" selected/.exec(options!)?.[1] ?? '');
  }
  return typed;
}

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(WHOLE_FORM).filter(([name]) => !names.includes(name)));

describe('the form of a disagreement', () => {
  it('INT-13: says first that it is not anonymous, and where to go with what does not belong here', async () => {
    const { body } = await webWorld().browser().get(FORM);

    const first = body.indexOf('<form method="post" action="/raise/');
    for (const said of [
      'This is not anonymous',
      'call the police or an ambulance',
      'It is not a referral and not a complaint',
      '01632 960102',
    ]) {
      expect(body.indexOf(said), said).toBeGreaterThan(-1);
      expect(body.indexOf(said), said).toBeLessThan(first);
    }
  });

  it('asks for what the policy adds, and only where the policy adds it', async () => {
    const browser = webWorld().browser();
    const [b, w] = [await browser.get(FORM), await browser.get('/raise/wyrefold')];

    expect(b.body).toContain('name="actionsNeeded"');
    expect(w.body).not.toContain('name="actionsNeeded"');
    expect(w.body).toContain('value="child"');
    expect(w.body).not.toContain('value="adult"');
  });

  it('draws its fields in the order in which the summary lists their problems', async () => {
    const { body } = await webWorld().browser().get(FORM);

    const drawn = [...body.matchAll(/ name="([a-zA-Z]+)(?:-day|-month|-year)?"/g)].map(([, name]) => name!);
    expect([...new Set(drawn)].filter((name) => !['formId', 'viewport', 'robots'].includes(name))).toEqual(
      PAGE_ORDER.filter((name) => drawn.includes(name)),
    );
    expect(PAGE_ORDER.filter((name) => !drawn.includes(name))).toEqual([]);
  });

  it('comes back with a summary in page order, each line leading to a field, and everything typed still there', async () => {
    const world = webWorld();
    const typed: Record<string, string> = {
      ...without('raiserJob', 'disagreement', 'aroseOn-month'),
      problem: 'Two lines,\nand "quotes" & <brackets>',
      'aroseOn-month': '13',
      theirEmail: 'not an address',
      talkedAlready: 'yes',
      'talkedOn-day': '3',
    };

    const reply = await world.browser().post(FORM, typed);

    expect(reply.status).toBe(400);
    expect(reply.body).toContain('<title>Error: ');
    expect(errorsOn(reply)).toEqual([
      'raiserJob: Enter your job title',
      "theirEmail: Enter the other practitioner's work email address, or leave it empty if you do not know it",
      'aroseOn: Enter a real day, like 27 3 2026',
      'disagreement: Enter what you disagree about',
      'talkedOn: Enter the day you talked with them',
      'talkedWhatCame: Enter what came of it',
    ]);
    for (const [, field] of reply.body.matchAll(/<a href="#([a-zA-Z]+)"/g))
      expect(reply.body).toContain(`id="${field}"`);
    expect(typedOn(reply)).toMatchObject(typed);
    expect(world.mailer.accepted).toEqual([]);
  });

  const problems: [what: string, changed: Record<string, string>, problem: string][] = [
    [
      'an agency that is not in the directory',
      { theirAgency: 'made-up' },
      'theirAgency: Choose the agency you disagree with from the list',
    ],
    ['the board as an agency', { raiserAgency: 'board' }, 'raiserAgency: Choose the agency you work for from the list'],
    [
      'oneself as the other side',
      { theirEmail: RAISER },
      "theirEmail: Enter the other practitioner's address, not your own",
    ],
    ['31 February', { 'aroseOn-day': '31', 'aroseOn-month': '2' }, 'aroseOn: Enter a real day, like 27 3 2026'],
    ['a day without its month', { 'aroseOn-month': '' }, 'aroseOn: Enter the day the disagreement arose'],
    [
      '31 February as the day they talked, which may be left empty',
      { talkedAlready: 'yes', 'talkedOn-day': '31', 'talkedOn-month': '2', 'talkedOn-year': '2026' },
      'talkedOn: Enter a real day, like 27 3 2026',
    ],
    ['a day in the future', { 'aroseOn-day': '3' }, 'aroseOn: This day must be today or in the past'],
    [
      'a day before the calendar begins',
      { 'aroseOn-year': '1999' },
      'aroseOn: Enter a day no earlier than 2012: working days before then cannot be counted',
    ],
    [
      'a protective time already past',
      {
        'mustBeSettledOn-day': '1',
        'mustBeSettledOn-month': '4',
        'mustBeSettledOn-year': '2026',
        mustBeSettledWhy: 'x',
      },
      'mustBeSettledOn: That time has passed. Enter a time from now on, or leave it empty',
    ],
    [
      'a text of more than 10,000 characters',
      { basis: 'x'.repeat(10_001) },
      'basis: Shorten this to 10,000 characters or fewer',
    ],
    ['only spaces', { problem: '   ' }, 'problem: Enter what the problem is'],
  ];
  for (const [what, changed, problem] of problems) {
    it(`refuses ${what}, saying what to do`, async () => {
      const reply = await webWorld()
        .browser()
        .post(FORM, { ...WHOLE_FORM, ...changed });

      expect(reply.status).toBe(400);
      expect(errorsOn(reply)).toContain(problem);
    });
  }

  it('takes a month by its name, as people type it', async () => {
    const reply = await webWorld()
      .browser()
      .post(FORM, { ...WHOLE_FORM, 'aroseOn-month': 'April' });

    expect(reply.status).toBe(303);
  });

  it('is not there for a partnership that we do not know', async () => {
    const browser = webWorld().browser();

    expect((await browser.get('/raise/nowhere')).status).toBe(404);
    expect((await browser.post('/raise/nowhere', WHOLE_FORM)).status).toBe(404);
  });

  it('takes answers that are as long as they may be', async () => {
    const world = webWorld();
    const long = 'é'.repeat(10_000);
    const texts = [
      'problem',
      'disagreement',
      'desiredOutcome',
      'reasonGiven',
      'actionsNeeded',
      'basis',
      'discussedWithManager',
    ];
    const browser = world.browser();

    const reference = await browser.raise({ ...WHOLE_FORM, ...Object.fromEntries(texts.map((name) => [name, long])) });

    expect((await browser.get(`/d/${reference}`)).body).toContain(long);
  });

  it('says so when all answers together are more than can be kept, and loses none', async () => {
    const long = '漢'.repeat(10_000);
    const texts = [
      ...Object.keys(WHOLE_FORM).filter((name) => WHOLE_FORM[name]!.includes('WORDS')),
      'reasonGiven',
      'subjectDetails',
      'subjectsView',
      'mustBeSettledWhy',
      'theirJob',
      'raiserJob',
    ];

    const reply = await webWorld()
      .browser()
      .post(FORM, { ...WHOLE_FORM, ...Object.fromEntries(texts.map((name) => [name, long])) });

    // Either it is more than a post may be, and the browser still has it, or it comes back whole.
    expect([400, 413]).toContain(reply.status);
    if (reply.status === 400) expect(typedOn(reply)['problem']).toBe(long);
  });
});

describe('S3, BEY-20, INT-9: a code to a work address opens the disagreement, and nobody needs an account', () => {
  it('whose clock counts from submission, and until then nobody else is emailed', async () => {
    const world = webWorld();
    const browser = world.browser();

    const sent = await browser.post(FORM, WHOLE_FORM);
    expect(sent.headers['location']).toBe('/sign-in/code');
    expect((await browser.get('/sign-in/code')).body).toContain('Until then nobody else is told');
    expect(world.mailer.accepted.map(({ to }) => to)).toEqual([RAISER]);
    expect(world.started).toEqual([]);

    world.later({ minutes: 8 });
    const opened = await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) });

    expect(opened.headers['location']).toMatch(/^\/d\/[A-Z]{2}-[A-Z2-9]{4}\/raised$/);
    const confirmation = await browser.get(opened.headers['location']!);
    expect(confirmation.body).toContain('You raised it at 10am on Thursday 2 April 2026, when you sent the form');
    expect(confirmation.body).toContain('<strong>5pm on Wednesday 8 April 2026</strong>');
    expect(unescaped(confirmation.body)).toContain('Not counted: ');
    expect(confirmation.body).toContain('Friday 3 April 2026 (Good Friday)');
    expect(confirmation.body).toContain('L66');
    expect(world.mailer.accepted.map(({ to }) => to)).toContain(COUNTERPART);
    expect(world.started).toHaveLength(1);
  });

  it('is refused when wrong, with the tries left; the sixth try is refused although it is right, and a new code works', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.post(FORM, WHOLE_FORM);
    const code = await world.codeFor(RAISER);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');

    const said = [];
    for (let n = 0; n < 5; n++) said.push(...errorsOn(await browser.post('/sign-in/code', { code: wrong })));
    said.push(...errorsOn(await browser.post('/sign-in/code', { code })));

    expect(said).toEqual([
      'code: That is not the code we sent. You can try 4 more times',
      'code: That is not the code we sent. You can try 3 more times',
      'code: That is not the code we sent. You can try 2 more times',
      'code: That is not the code we sent. You can try 1 more time',
      'code: That code has been tried too often and no longer works. Send another code below',
      'code: That code has been tried too often and no longer works. Send another code below',
    ]);
    expect(world.started).toEqual([]);
    await browser.post('/sign-in/another-code');
    expect((await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) })).status).toBe(303);
    expect(world.started).toHaveLength(1);
  });

  it('costs no try when it cannot be a code at all', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.post(FORM, WHOLE_FORM);

    for (let n = 0; n < 9; n++)
      expect(errorsOn(await browser.post('/sign-in/code', { code: '12' }))).toEqual([
        'code: Enter the six digits of the code',
      ]);

    expect((await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) })).status).toBe(303);
  });

  it('no longer works after ten minutes, but the form is kept and another code opens it with the first clock', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.post(FORM, WHOLE_FORM);
    world.later({ minutes: 10 });

    expect(errorsOn(await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) }))).toEqual([
      'code: That code is more than 10 minutes old. Send another code below',
    ]);
    world.later({ hours: 20 });
    await browser.post('/sign-in/another-code');
    const opened = await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) });

    expect((await browser.get(opened.headers['location']!)).body).toContain(
      'You raised it at 10am on Thursday 2 April 2026, when you sent the form',
    );
  });

  it('opens nothing in another browser', async () => {
    const world = webWorld();
    await world.browser().post(FORM, WHOLE_FORM);

    const reply = await world.browser().post('/sign-in/code', { code: await world.codeFor(RAISER) });

    expect(reply.status).toBe(400);
    expect(reply.body).toContain('Ask for a new code');
    expect(world.started).toEqual([]);
  });
});

describe('a form posted twice', () => {
  const formId = 'AAAAAAAAAAAAAAAAAAAAAA';

  it('opens one disagreement, by whichever code and in whichever browser', async () => {
    const world = webWorld();
    const [first, second] = [world.browser(), world.browser()];
    await first.post(FORM, { ...WHOLE_FORM, formId });
    const firstCode = await world.codeFor(RAISER);
    await second.post(FORM, { ...WHOLE_FORM, formId });
    const secondCode = await world.codeFor(RAISER);

    const opened = await Promise.all([
      first.post('/sign-in/code', { code: firstCode }),
      second.post('/sign-in/code', { code: secondCode }),
    ]);

    expect(opened[0]!.headers['location']).toMatch(/raised$/);
    expect(opened[1]!.headers['location']).toBe(opened[0]!.headers['location']);
    expect(world.started.filter((run, at) => world.started.indexOf(run) === at)).toHaveLength(1);
    expect(world.mailer.accepted.filter(({ to }) => to === COUNTERPART)).toHaveLength(1);
  });

  it('answers the one it opened when it is posted once more afterwards', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.post(FORM, { ...WHOLE_FORM, formId });
    const opened = await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) });

    await browser.post(FORM, { ...WHOLE_FORM, formId });
    const again = await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) });

    expect(again.headers['location']).toBe(opened.headers['location']);
  });

  it('and its code entered twice opens one, and the second press says that it is used', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.post(FORM, { ...WHOLE_FORM, formId });
    const code = await world.codeFor(RAISER);

    const [one, two] = await Promise.all([
      browser.post('/sign-in/code', { code }),
      browser.post('/sign-in/code', { code }),
    ]);

    expect([one!.status, two!.status].sort()).toEqual([303, 400]);
    expect(world.started).toHaveLength(1);
  });

  it('by two people is two disagreements', async () => {
    const world = webWorld();
    const one = await world.browser().raise(WHOLE_FORM);
    const two = await world.browser().raise({
      ...WHOLE_FORM,
      raiserEmail: 'duncan.tillingbourne@brackenshire.example',
      raiserName: 'Duncan Tillingbourne',
    });

    expect(one).not.toBe(two);
  });
});

describe('the pages around it', () => {
  it('lists what somebody takes part in, their move marked, and what they have yet to say is theirs', async () => {
    const world = webWorld();
    const raiser = world.browser();
    const reference = await raiser.raise();
    const counterpart = world.browser();
    await counterpart.signIn(COUNTERPART);

    expect((await counterpart.get('/mine')).body).toContain(`Say whether ${reference} is yours`);
    await counterpart.post(`/d/${reference}/mine`);
    const list = await counterpart.get('/mine');
    expect(list.body).toContain('Your move');
    expect(unescaped(list.body)).toContain("Brackenshire Adult Social Care and Brackenshire Children's Social Care");
    expect(list.body).toContain('5pm on Wednesday 8 April 2026');
  });

  it('shows a signed-in lead the way to their list, and nobody else', async () => {
    const world = webWorld();
    const [lead, other] = [world.browser(), world.browser()];
    await lead.signIn(LEAD);
    await other.signIn(COUNTERPART);

    expect((await lead.get('/mine')).body).toContain('href="/lead"');
    expect((await other.get('/mine')).body).not.toContain('href="/lead"');
  });
});
