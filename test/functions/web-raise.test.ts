import { describe, expect, it, test } from 'vitest';
import { compiledPartnershipsSchema } from '../../escalation/partnership.ts';
import { ROUTE_TITLES, type RouteName } from '../../escalation/route-titles.ts';
import index from '../../partnerships/index.json' with { type: 'json' };
import {
  COUNTERPART,
  errorsOn,
  LEAD,
  RAISER,
  type Reply,
  type TestBrowser,
  unescaped,
  WHOLE_FORM,
  webWorld,
  wordsOf,
} from './web-world.ts';

const FORM = '/raise/brackenshire';

/** What stands in the fields of a page: typed, chosen and checked. */
function typedOn({ body }: Reply): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [tag] of body.matchAll(/<input [^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    const value = unescaped(/ value="([^"]*)"/.exec(tag)?.[1] ?? '');
    if (name && (!/type="(radio|checkbox)"/.test(tag) || tag.includes(' checked'))) typed[name] = value;
  }
  for (const [, name, text] of body.matchAll(/<textarea [^>]*name="([^"]*)"[^>]*>(.*?)<\/textarea>/gs))
    typed[name!] = unescaped(text!);
  for (const [, name, options] of body.matchAll(/<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs))
    typed[name!] = unescaped(/<option value="([^"]*)" selected/.exec(options!)?.[1] ?? '');
  return typed;
}

const pick = (typed: Record<string, string>, name: string) =>
  typed[name] === undefined ? {} : { [name]: typed[name] };

/** A page of a form that is otherwise whole, posted with these changes. */
async function posted(page: string, changed: Record<string, string>, world = webWorld()): Promise<Reply> {
  const browser = world.browser();
  await browser.fill();
  return browser.post(`${FORM}/${page}`, { ...WHOLE_FORM, ...changed });
}

/** The pages a whole form leads over, by the last part of their addresses. */
async function pagesOf(partnership: string, form: Record<string, string>): Promise<string[]> {
  const browser = webWorld().browser();
  let { headers } = await browser.post(`/raise/${partnership}/scope`, { matter: 'disagreement' });
  const pages: string[] = [];
  while (!headers['location']!.endsWith('/check')) {
    pages.push(headers['location']!.replace(/.*\//, ''));
    ({ headers } = await browser.post(headers['location']!, form));
  }
  return pages;
}

describe('the form of a disagreement, page by page', () => {
  it.each(compiledPartnershipsSchema.parse(index).map(({ partnership }) => [partnership.id, partnership] as const))(
    'INT-13: %s says first that it is not anonymous, who hears of support, and where to go with what does not belong here',
    async (id, { routes }) => {
      const start = await webWorld().browser().get(`/raise/${id}`);

      const ways = Object.entries(routes).flatMap(([name, { say, telephone, email }]) => [
        ROUTE_TITLES[name as RouteName],
        [say, telephone && `Telephone ${telephone}.`, email && `Email ${email}.`].filter(Boolean).join(' '),
      ]);
      for (const said of [
        'This is not anonymous. The other side sees your name, your job and everything you write here.',
        "talk first with your own agency's safeguarding lead. You can also say either at the end of the form: only that lead is told, and never the other side.",
        `This is not the emergency route. ${routes.emergency.say} Telephone 999.`,
        'It is not a referral and not a complaint',
        "A pattern of concerns about how an agency works goes to your own agency's Designated Safeguarding Lead.",
        'Nobody is told until you have entered the code',
        ...ways,
      ])
        expect(wordsOf(start), said).toContain(said);
      expect(ways).toHaveLength(14);
      expect(start.body).not.toMatch(/<(input|textarea|select) /);
    },
  );

  it('INT-13, INT-10: says beside the two ticks for support who is told of them', async () => {
    const browser = webWorld().browser();
    await browser.fill();

    expect(wordsOf(await browser.get(`${FORM}/support`))).toContain(
      "Only your own agency's safeguarding lead is told what you tick here. The other side never is, and it stands in no email to them, no page of theirs and no document.",
    );
  });

  it('INT-9: somebody whose agency is not in the list reads whom to telephone', async () => {
    const browser = webWorld().browser();
    await browser.post(`${FORM}/scope`, { matter: 'disagreement' });

    expect((await browser.get(`${FORM}/your-agency`)).body).toContain('telephone the business unit on 01632 960100');
  });

  it('INT-13: leads whoever comes to a page by its address to that start, and knows no page but its own', async () => {
    const browser = webWorld().browser();

    for (const page of ['problem', 'check', 'save'])
      expect((await browser.get(`${FORM}/${page}`)).headers['location'], page).toBe(`${FORM}?done=gone`);
    expect((await browser.get(`${FORM}/weather`)).status).toBe(404);
    expect((await browser.get('/raise/nowhere')).status).toBe(404);
    expect((await browser.get('/raise/nowhere/problem')).status).toBe(404);
    expect((await browser.post('/raise/nowhere/problem', WHOLE_FORM)).status).toBe(404);
  });

  it('asks what the policy asks, and only where the policy asks it', async () => {
    const b = await pagesOf('brackenshire', WHOLE_FORM);
    const w = await pagesOf('wyrefold', {
      ...WHOLE_FORM,
      raiserEmail: 'umar.elverstone@saltmarchhealth.example',
      raiserAgency: 'saltmarch-community-health',
      managerEmail: 'petra.wolvesley@saltmarchhealth.example',
      theirAgency: 'wyrefold-childrens-services',
      theirEmail: 'callum.abernook@wyrefold.example',
    });

    expect(b.filter((page) => !w.includes(page))).toEqual([
      'subject',
      'who-it-is-about',
      'basis',
      'your-managers-view',
    ]);
    expect(w.filter((page) => !b.includes(page))).toEqual([]);
  });

  it('ROU-3: S, whose other practitioner may be the chair of a meeting, says which agency a chair is of; no other policy does', async () => {
    const browser = webWorld().browser();
    const words = 'If you disagree with a chair of a multi-agency meeting, choose the agency that commissions them.';

    for (const [partnership, says] of [
      ['sallowdene', true],
      ['wyrefold', false],
    ] as const) {
      await browser.post(`/raise/${partnership}/scope`, { matter: 'disagreement' });
      await browser.post(`/raise/${partnership}/your-agency`, { instead: 'save' });
      const { body } = await browser.get(`/raise/${partnership}/their-agency`);
      expect(body.includes(words), partnership).toBe(says);
      expect(body).toContain('name="theirAgency"');
    }
  });

  it('says on every page that nobody is told before the code, and shows on going back what was answered', async () => {
    const browser = webWorld().browser();
    await browser.fill();

    for (const page of await pagesOf('brackenshire', WHOLE_FORM)) {
      const reply = await browser.get(`${FORM}/${page}`);
      expect(wordsOf(reply), page).toContain('Nobody is told until you have entered the code at the end');
      for (const [name, typed] of Object.entries(typedOn(reply))) expect(typed, name).toBe(WHOLE_FORM[name] ?? '');
    }
    expect((await browser.get(`${FORM}/problem`)).body).toContain(`href="${FORM}/when-it-arose"`);
    expect((await browser.get(`${FORM}/your-agency`)).body).toContain(`href="${FORM}/scope"`);
  });

  it('comes back with a summary in the order of its fields, each line leading to one, and everything typed still there', async () => {
    const world = webWorld();
    const typed = { raiserName: '', raiserEmail: 'not an address', raiserJob: 'Nurse of "A" & <B>' };

    const reply = await posted('you', typed, world);

    expect(reply.status).toBe(400);
    expect(reply.body).toContain('<title>Error: ');
    expect(errorsOn(reply)).toEqual([
      'raiserName: Enter your full name',
      'raiserEmail: Enter your work email address, like name@agency.example',
    ]);
    for (const [, field] of reply.body.matchAll(/<a href="#([a-zA-Z-]+)" *>/g))
      expect(reply.body).toContain(`id="${field}"`);
    expect(typedOn(reply)).toMatchObject(typed);
    expect(world.mailer.accepted).toEqual([]);
  });

  const arose = (day: string, month: string, year: string) => ({
    'aroseOn-day': day,
    'aroseOn-month': month,
    'aroseOn-year': year,
  });
  const problems: [what: string, page: string, changed: Record<string, string>, problem: string][] = [
    [
      'an agency that is not in the directory',
      'their-agency',
      { theirAgency: 'made-up' },
      'theirAgency: Choose the agency you disagree with from the list',
    ],
    [
      'the board as an agency',
      'your-agency',
      { raiserAgency: 'board' },
      'raiserAgency: Choose the agency you work for from the list',
    ],
    [
      'oneself as one’s own manager (ROU-11)',
      'your-manager',
      { managerEmail: RAISER.toUpperCase() },
      "managerEmail: Enter your line manager's address, not your own. If you have none, enter whoever you answer to",
    ],
    [
      'one’s own manager as the other side (ROU-11)',
      'their-practitioner',
      { theirEmail: WHOLE_FORM['managerEmail']! },
      "theirEmail: Enter the other practitioner's address, not your line manager's",
    ],
    [
      'oneself as the other side',
      'their-practitioner',
      { theirEmail: RAISER },
      "theirEmail: Enter the other practitioner's address, not your own",
    ],
    [
      '31 February, at the box that is wrong',
      'when-it-arose',
      arose('31', '2', '2026'),
      'aroseOn-day: That month has 28 days. Enter a day from 1 to 28',
    ],
    ['a day without its month', 'when-it-arose', arose('2', '', '2026'), 'aroseOn-month: Enter the month as well'],
    ['no day at all', 'when-it-arose', arose('', '', ''), 'aroseOn: Enter the day the disagreement arose'],
    ['a day in the future', 'when-it-arose', arose('3', '4', '2026'), 'aroseOn: This day must be today or in the past'],
    [
      'a day before the calendar begins',
      'when-it-arose',
      arose('2', '4', '1999'),
      'aroseOn: Enter a day no earlier than 2012: working days before then cannot be counted',
    ],
    [
      'a protective time already past',
      'settled-by',
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
      'basis',
      { basis: 'x'.repeat(10_001) },
      'basis: Shorten this to 10,000 characters or fewer',
    ],
    ['only spaces', 'problem', { problem: '   ' }, 'problem: Enter what the problem is'],
    [
      'no word on whether somebody is at risk',
      'immediate-harm',
      { immediateHarm: '' },
      'immediateHarm: Choose whether somebody is at risk now',
    ],
  ];
  test.each(problems)('refuses %s, saying what to do', async (_, page, changed, problem) => {
    const reply = await posted(page, changed);

    expect(reply.status).toBe(400);
    expect(errorsOn(reply)).toContain(problem);
  });

  it.each([
    ['the month by its name', arose('2', 'April', '2026')],
    ['a year of two digits', arose('2', '4', '26')],
    ['the whole date in one box', arose('2/4/2026', '', '')],
  ])('takes %s, as people type it, and shows the day it understood', async (_, changed) => {
    const browser = webWorld().browser();
    await browser.fill({ ...WHOLE_FORM, ...changed });

    expect(wordsOf(await browser.get(`${FORM}/check`))).toContain('Thursday 2 April 2026');
  });

  test.each([
    ['INT-9: a slip of the finger', 'you', 'raiserEmail', 'winston@gmial.com', 'Did you mean winston@gmail.com?'],
    [
      'INT-9: an address that is at no agency of the directory',
      'your-manager',
      'managerEmail',
      'sunil@home.example',
      'ends in a domain that the directory does not have for Brackenshire Adult Social Care. Until the safeguarding lead of Brackenshire Adult Social Care says that it is theirs, somebody else there is asked in their place.',
    ],
    [
      'INT-9: an address of another agency',
      'their-practitioner',
      'theirEmail',
      'jorah@police.brackenshire.example',
      "belongs to another agency, not to Brackenshire Children's Social Care",
    ],
  ])('%s is asked about once, never refused: continuing again passes it', async (_, page, field, address, words) => {
    const world = webWorld();
    const browser = world.browser();
    await browser.fill();

    const doubted = await browser.post(`${FORM}/${page}`, { ...WHOLE_FORM, [field]: address });
    expect(errorsOn(doubted).join()).toContain(words);
    const { passed } = typedOn(doubted);
    const again = await browser.post(`${FORM}/${page}`, { ...WHOLE_FORM, [field]: address, passed: passed! });

    expect(again.status).toBe(303);
    // Another address on the same page is another question.
    const other = await browser.post(`${FORM}/${page}`, { ...WHOLE_FORM, [field]: `x${address}`, passed: passed! });
    expect(other.status).toBe(400);
  });

  it('INT-9: asks about an address once the rest of the page is right, and does not forget to', async () => {
    const browser = webWorld().browser();
    await browser.fill();
    const slip = { ...WHOLE_FORM, raiserEmail: 'winston@gmial.com' };

    const wrong = await browser.post(`${FORM}/you`, { ...slip, raiserName: '' });
    const doubted = await browser.post(`${FORM}/you`, { ...slip, ...pick(typedOn(wrong), 'passed') });

    expect(errorsOn(wrong)).toEqual(['raiserName: Enter your full name']);
    expect(errorsOn(doubted)).toEqual([
      'raiserEmail: Did you mean winston@gmail.com? If it is right, select Continue again',
    ]);
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
      'problem',
      'disagreement',
      'basis',
      'reasonGiven',
      'desiredOutcome',
      'actionsNeeded',
      'subjectsView',
    ];
    const browser = webWorld().browser();
    await browser.fill({ ...WHOLE_FORM, ...Object.fromEntries(texts.map((name) => [name, long])) });

    const replies = [];
    for (const [page, field] of [
      ['who-it-is-about', 'subjectDetails'],
      ['your-managers-view', 'discussedWithManager'],
      ['settled-by', 'mustBeSettledWhy'],
      ['you', 'raiserJob'],
    ] as const)
      replies.push(await browser.post(`${FORM}/${page}`, { ...WHOLE_FORM, [field]: long }));

    const refused = replies.at(-1)!;
    expect(errorsOn(refused)).toEqual([
      'raiserJob: Your answers together are too long to keep. Shorten this one, or another long one',
    ]);
    expect(typedOn(refused)['raiserJob']).toBe(long);
    expect((await browser.get(`${FORM}/problem`)).body).toContain(long);
  });
});

describe('the list of answers', () => {
  it('shows every answer with the way to change it, which comes back to the list', async () => {
    const browser = webWorld().browser();
    await browser.fill();

    const list = await browser.get(`${FORM}/check`);
    const words = wordsOf(list);
    for (const answer of ['Winston Garrowby', 'Brackenshire Adult Social Care', 'A child', 'PROBLEMWORDS', 'Not given'])
      expect(words).toContain(answer);
    const ways = [...list.body.matchAll(/href="([^"]*\?from=check)"/g)].map(([, way]) => way!);
    expect(new Set(ways).size).toBe((await pagesOf('brackenshire', WHOLE_FORM)).length);

    const page = await browser.get(`${FORM}/problem?from=check`);
    expect(page.body).toContain(`href="${FORM}/check"`);
    const changed = await browser.post(`${FORM}/problem`, { ...typedOn(page), problem: 'OTHERWORDS' });
    expect(changed.headers['location']).toBe(`${FORM}/check`);
    expect(wordsOf(await browser.get(`${FORM}/check`))).toContain('OTHERWORDS');
  });

  it('asks first what a change makes necessary, and is not there before every page is right', async () => {
    const browser = webWorld().browser();
    await browser.post(`${FORM}/scope`, { matter: 'disagreement' });
    expect((await browser.get(`${FORM}/check`)).headers['location']).toBe(`${FORM}/your-agency`);
    await browser.fill();

    const changed = await browser.post(`${FORM}/talked-already`, { talkedAlready: 'yes', from: 'check' });

    expect(changed.headers['location']).toBe(`${FORM}/what-came-of-it?from=check`);
    // Back from there is the answer that made it necessary, and not the list, which would lead here again.
    const revealed = await browser.get(changed.headers['location']!);
    expect(revealed.body).toContain(`href="${FORM}/talked-already?from=check"`);
    expect((await browser.get(`${FORM}/check`)).headers['location']).toBe(`${FORM}/what-came-of-it?from=check`);
  });

  it('CLK-6: an answer left over from before somebody said "no" moves no clock', async () => {
    const browser = webWorld().browser();
    await browser.fill({
      ...WHOLE_FORM,
      talkedAlready: 'yes',
      'talkedOn-day': '2',
      'talkedOn-month': '2',
      'talkedOn-year': '2026',
      talkedWhatCame: 'No.',
    });
    await browser.post(`${FORM}/talked-already`, { talkedAlready: 'no', from: 'check' });

    expect(wordsOf(await browser.get(`${FORM}/check`))).not.toContain('2 February 2026');
    const world = webWorld();
    const raiser = world.browser();
    const reference = await raiser.raise({
      ...WHOLE_FORM,
      'talkedOn-day': '2',
      'talkedOn-month': '2',
      'talkedOn-year': '2026',
    });
    expect((await raiser.get(`/d/${reference}/raised`)).body).toContain('5pm on Wednesday 8 April 2026');
  });

  it('sends nothing that time has overtaken meanwhile: the page comes first, with what to put right', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.fill({
      ...WHOLE_FORM,
      'mustBeSettledOn-day': '2',
      'mustBeSettledOn-month': '4',
      'mustBeSettledOn-year': '2026',
      mustBeSettledTime: '12:00',
      mustBeSettledWhy: 'They come home.',
    });
    world.later({ hours: 3 });

    const reply = await browser.post(`${FORM}/check`);

    expect(errorsOn(reply)).toEqual([
      'mustBeSettledOn: That time has passed. Enter a time from now on, or leave it empty',
    ]);
    expect(world.mailer.accepted).toEqual([]);
  });

  it('shown in a form that is gone on with after four hours: what was typed on the page is not lost', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.fill();
    world.later({ hours: 4 });

    const reply = await browser.post(`${FORM}/problem`, WHOLE_FORM);

    expect(reply.headers['location']).toBe(`${FORM}?done=gone`);
    const start = unescaped((await browser.get(`${FORM}?done=gone`)).body);
    expect(start).toContain('no answers of yours from before: they are kept for 4 hours');
    expect(start).toContain(`href="${FORM}/your-agency"`);
    expect((await browser.get(`${FORM}/problem`)).body).toContain('PROBLEMWORDS');
    expect((await browser.get(`${FORM}/basis`)).body).not.toContain('BASISWORDS');
  });
});

/** Fills in a whole form and sends it; answers where the browser is led. */
async function sends(browser: TestBrowser, form = WHOLE_FORM): Promise<Reply> {
  await browser.fill(form);
  return browser.post(`${FORM}/check`);
}

describe('S3, BEY-20, INT-9: a code to a work address opens the disagreement, and nobody needs an account', () => {
  it('whose clock counts from submission, and until then nobody else is emailed', async () => {
    const world = webWorld();
    const browser = world.browser();

    const sent = await sends(browser);
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
    const reference = opened.headers['location']!.split('/')[2]!;
    const [panel] = /<div class="govuk-panel .*?<\/div>\s*<\/div>/s.exec(confirmation.body)!;
    expect(wordsOf({ body: panel })).toContain(`Its reference is ${reference}`);
    for (const said of [
      'If it is not settled by then, under the policy it moves by itself to Stage 2: Manager to manager.',
      "Asked by email, which leaves from 8am to 5pm on working days: Jorah Vexley (Brackenshire Children's Social Care).",
    ])
      expect(wordsOf(confirmation)).toContain(said);
    expect(world.mailer.accepted.map(({ to }) => to)).toContain(COUNTERPART);
    expect(world.started).toHaveLength(1);
  });

  it('is refused when wrong, with the tries left; the sixth try is refused although it is right, and a new code works', async () => {
    const world = webWorld();
    const browser = world.browser();
    await sends(browser);
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
    await sends(browser);

    for (let n = 0; n < 9; n++)
      expect(errorsOn(await browser.post('/sign-in/code', { code: '12' }))).toEqual([
        'code: Enter the six digits of the code',
      ]);

    expect((await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) })).status).toBe(303);
  });

  it('no longer works after ten minutes, but the form is kept and another code opens it with the first clock', async () => {
    const world = webWorld();
    const browser = world.browser();
    await sends(browser);
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
    await sends(world.browser());

    const reply = await world.browser().post('/sign-in/code', { code: await world.codeFor(RAISER) });

    expect(reply.status).toBe(400);
    expect(reply.body).toContain('Ask for a new code');
    expect(world.started).toEqual([]);
  });
});

describe('the same form sent twice', () => {
  /** Two browsers with the one form, as when somebody carries on elsewhere with what they have saved. */
  async function twoBrowsers() {
    const world = webWorld();
    const [first, second] = [world.browser(), world.browser()];
    await first.fill();
    for (const [name, value] of first.cookies) second.cookies.set(name, value);
    return { world, first, second };
  }

  it('opens one disagreement, by whichever code and in whichever browser', async () => {
    const { world, first, second } = await twoBrowsers();
    await first.post(`${FORM}/check`);
    const firstCode = await world.codeFor(RAISER);
    await second.post(`${FORM}/check`);
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

  it('keeps the first time when nothing was changed, and counts from the second when something was', async () => {
    const { world, first } = await twoBrowsers();
    await first.post(`${FORM}/check`);
    world.later({ minutes: 20 });
    await first.post(`${FORM}/problem`, WHOLE_FORM);
    await first.post(`${FORM}/check`);
    const opened = await first.post('/sign-in/code', { code: await world.codeFor(RAISER) });
    expect((await first.get(opened.headers['location']!)).body).toContain('You raised it at 10am on Thursday');

    const second = world.browser();
    await sends(second);
    world.later({ minutes: 5 });
    await second.post(`${FORM}/problem`, { ...WHOLE_FORM, problem: 'Corrected.' });
    const early = await second.post('/sign-in/code', { code: await world.codeFor(RAISER) });
    expect(early.headers['location'], 'what was changed is sent again first').toBe(`${FORM}/check`);
    await second.post(`${FORM}/check`);
    const corrected = await second.post('/sign-in/code', { code: await world.codeFor(RAISER) });
    expect((await second.get(corrected.headers['location']!)).body).toContain('You raised it at 10:25am on Thursday');
  });

  it('answers the one it opened when it is sent once more afterwards', async () => {
    const { world, first, second } = await twoBrowsers();
    await first.post(`${FORM}/check`);
    const opened = await first.post('/sign-in/code', { code: await world.codeFor(RAISER) });

    const again = await second.post(`${FORM}/check`);

    expect(again.headers['location']).toBe(opened.headers['location']);
    expect((await second.get(again.headers['location']!)).body).toContain('Your work email address');
    expect([...second.cookies.keys()]).toEqual([]);
  });

  it('and its code entered twice opens one, and the second press says that it is used', async () => {
    const world = webWorld();
    const browser = world.browser();
    await sends(browser);
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
