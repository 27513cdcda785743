import { describe, expect, it } from 'vitest';
import { ACT_RULES } from '../../escalation/acts.ts';
import { SESSION_IDLE_MINUTES } from '../../services/sign-ins.ts';
import { COUNTERPART, errorsOn, RAISER, type TestBrowser, unescaped, webWorld } from './web-world.ts';

const day = (name: string, on: string) => {
  const [year, month, dayOfMonth] = on.split('-') as [string, string, string];
  return {
    [`${name}-day`]: String(Number(dayOfMonth)),
    [`${name}-month`]: String(Number(month)),
    [`${name}-year`]: year,
  };
};

/** Both practitioners, signed in, at stage 1. */
async function bothSides() {
  const world = webWorld();
  const raiser = world.browser();
  const reference = await raiser.raise();
  const counterpart = world.browser();
  await counterpart.signIn(COUNTERPART);
  await counterpart.post(`/d/${reference}/mine`);
  const does = (browser: TestBrowser, act: string, fields: Record<string, string> = {}) =>
    browser.post(`/d/${reference}/${act}`, fields);
  const page = async (browser: TestBrowser) =>
    unescaped((await browser.get(`/d/${reference}`)).body)
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');
  return { world, raiser, counterpart, reference, does, page };
}

describe('the page of a disagreement', () => {
  it('says first where it stands, whose move it is, by when and why', async () => {
    const { raiser, reference, page } = await bothSides();

    const words = await page(raiser);

    expect(words).toMatch(
      /Where it stands Stage 1: Worker to worker \(1 of 5\) Whose move Yours , to say how it can be settled\. Also asked: Jorah Vexley \(Brackenshire Children's Social Care\)/,
    );
    expect(words).toContain('By when 5pm on Wednesday 8 April 2026');
    expect(words).toContain(
      'The policy gives this stage 2 working days (L66), counted from Thursday 2 April 2026, which is day zero.',
    );
    expect(words).toContain('Monday 6 April 2026 (Easter Monday)');
    expect(words).toContain(
      'If it is not settled by then, under the policy it moves by itself to Stage 2: Manager to manager.',
    );
    expect(words.indexOf('Whose move')).toBeLessThan(words.indexOf('What you can do'));
    const body = unescaped((await raiser.get(`/d/${reference}`)).body);
    const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'));
    const headings = [...main.matchAll(/<h2[^>]*>(.*?)<\/h2>/gs)].map(([, words]) => words!.trim());
    expect(headings).toEqual([
      'What you can do',
      'On this page',
      "The policy's stages",
      'What was raised',
      'What happened, latest first',
      'Discussions',
      'People on both sides',
      'Emails about it',
      'Documents',
    ]);
    const people = main.slice(main.indexOf('id="people"'), main.indexOf('id="messages"'));
    for (const practitioner of ['Winston Garrowby', 'Jorah Vexley']) expect(people).toContain(practitioner);
  });

  it('shows the whole ladder with the open stage marked, and every event with its clause', async () => {
    const { raiser, reference } = await bothSides();

    const { body } = await raiser.get(`/d/${reference}`);

    expect(body.match(/aria-current="step"/g)).toHaveLength(1);
    expect(body).toMatch(/aria-current="step".*?Stage 1: Worker to worker.*?Now/s);
    for (const stage of ['Stage 2: Manager to manager', 'Stage 4, Independent Chair: Mediation or resolution panel'])
      expect(body).toContain(stage);
    expect(body).toContain('Stage 1 opened: Worker to worker');
    expect(body).toContain('Until 5pm on Wednesday 8 April 2026 (L66).');
    expect(body, 'no clause says that somebody raised it').not.toContain('The policy says so');
  });

  it('offers each person exactly what the rules let them do', async () => {
    const { raiser, counterpart, reference } = await bothSides();
    const offered = async (browser: TestBrowser) =>
      [
        ...(await browser.get(`/d/${reference}`)).body.matchAll(new RegExp(`href="/d/${reference}/([a-z-]+)"`, 'g')),
      ].map(([, act]) => act);

    expect(await offered(raiser)).toEqual([
      'propose',
      'record-discussion',
      'escalate-now',
      'withdraw',
      'flag-harm',
      'shorten',
      'ask-for-advice',
      'appoint-supporter',
      'name-next',
      'ask-who-is-next',
      'add-agency',
    ]);
    expect(await offered(counterpart)).toEqual([
      'propose',
      'record-discussion',
      'escalate-now',
      'flag-harm',
      'shorten',
      'ask-for-advice',
      'appoint-supporter',
      'name-next',
      'ask-who-is-next',
      'not-mine',
    ]);
  });
});

describe('settling it', () => {
  const proposal = {
    text: 'An assessment starts on Monday',
    how: 'compromise',
    'actions.0.text': 'Start the assessment',
    'actions.0.ownerAgency': 'brackenshire-childrens-social-care',
    ...day('actions.0.dueOn', '2026-04-10'),
  };

  it('one side proposes, and it ends only when the other side confirms', async () => {
    const { raiser, counterpart, reference, does, page } = await bothSides();

    expect((await does(counterpart, 'propose', proposal)).headers['location']).toBe(`/d/${reference}?done=propose`);
    expect(await page(raiser)).toContain('to confirm or dispute the proposed outcome');
    const form = await raiser.get(`/d/${reference}/confirm`);
    expect(form.body).toContain('An assessment starts on Monday');
    expect(form.body).toContain('Start the assessment');
    const proposalId = /name="proposalId" value="([^"]+)"/.exec(form.body)![1]!;
    // Nothing that our own page posts: the words are the page's all the same.
    expect(errorsOn(await does(raiser, 'confirm', {}))).toEqual([
      'proposalId: The proposal has changed since you opened the page. Read it again before you confirm it.',
    ]);
    expect((await does(raiser, 'confirm', { proposalId })).status).toBe(303);

    const words = await page(counterpart);
    expect(words).toContain('Resolved: both sides agreed');
    expect(words).toContain('Start the assessment');
    expect(words).toContain("Brackenshire Children's Social Care, by Friday 10 April 2026");
  });

  it('is not ended by whoever proposed it, and a dispute says why', async () => {
    const { raiser, counterpart, does, reference, page } = await bothSides();
    await does(counterpart, 'propose', proposal);
    const proposalId = /name="proposalId" value="([^"]+)"/.exec(
      (await raiser.get(`/d/${reference}/confirm`)).body,
    )![1]!;

    const own = await does(counterpart, 'confirm', { proposalId });
    expect(own.status).toBe(400);
    expect(errorsOn(own)).toEqual(['act: The other side confirms or disputes what your side proposed.']);
    expect(errorsOn(await does(raiser, 'dispute', { proposalId }))).toEqual(['text: Enter what you do not agree with']);
    await does(raiser, 'dispute', { proposalId, text: 'Monday is too late' });

    expect(await page(counterpart)).toContain('Monday is too late');
    expect(await page(counterpart)).toContain('Where it stands Stage 1');
    const anew = unescaped((await counterpart.get(`/d/${reference}/propose`)).body);
    for (const said of [proposal.text, 'did not agree', 'Monday is too late']) expect(anew).toContain(said);
  });

  it('comes back with every row that was typed when one of them is wrong, and names the row', async () => {
    const { counterpart, does } = await bothSides();

    const reply = await does(counterpart, 'propose', {
      ...proposal,
      'actions.2.text': 'Hold a meeting',
      'actions.2.ownerAgency': '',
      ...day('actions.2.dueOn', '2026-04-31'),
    });

    expect(errorsOn(reply)).toEqual([
      'actions.1.ownerAgency: Choose the agency that will do it',
      'actions.1.dueOn-day: That month has 30 days. Enter a day from 1 to 30',
    ]);
    for (const typed of [
      'value="Start the assessment"',
      'value="Hold a meeting"',
      'value="31"',
      'An assessment starts on Monday',
      'value="compromise" checked',
    ]) {
      expect(reply.body).toContain(typed);
    }
  });

  it('has another row for an action when asked, without a script, and keeps what was typed', async () => {
    const { counterpart, does } = await bothSides();

    const reply = await does(counterpart, 'propose', { ...proposal, more: 'rows' });

    expect(reply.status).toBe(200);
    expect(errorsOn(reply)).toEqual([]);
    expect(reply.body).toContain('name="actions.1.text"');
    expect(reply.body).toContain('value="Start the assessment"');
  });

  it('wants the actions listed, or nothing outstanding said out loud', async () => {
    const { counterpart, does } = await bothSides();

    expect(errorsOn(await does(counterpart, 'propose', { text: 'Agreed', how: 'agreed' }))).toEqual([
      'act: List what was agreed to be done, or say that nothing is outstanding.',
    ]);
    expect((await does(counterpart, 'propose', { text: 'Agreed', how: 'agreed', noActions: 'yes' })).status).toBe(303);
  });
});

describe('moving it', () => {
  it('posted twice moves it once, because the form says for which stage it was drawn', async () => {
    const { raiser, reference, does, page } = await bothSides();
    const form = (await raiser.get(`/d/${reference}/escalate-now`)).body;
    const visit = /name="visit" value="(\d+)"/.exec(form)?.[1] ?? 'none';

    await does(raiser, 'escalate-now', { text: 'She goes home on Friday', visit });
    const second = await does(raiser, 'escalate-now', { text: 'She goes home on Friday', visit });

    expect(errorsOn(second)).toEqual([
      'act: It has moved to another stage since you opened the page. Read it again first.',
    ]);
    expect(await page(raiser)).toContain('Where it stands Stage 2: Manager to manager');
  });

  it('to the next stage with a reason, and the page says who is asked there', async () => {
    const { raiser, does, page } = await bothSides();

    expect(errorsOn(await does(raiser, 'escalate-now'))).toEqual([
      'text: Enter why it should go to the next stage now',
    ]);
    await does(raiser, 'escalate-now', { text: 'She goes home on Friday' });

    const words = await page(raiser);
    expect(words).toContain('Where it stands Stage 2: Manager to manager');
    expect(words).toContain('Sunil Birchall-Oke (Brackenshire Adult Social Care)');
    expect(words).toContain('She goes home on Friday');
  });

  it('to an earlier deadline, which the page then explains; never to a later one', async () => {
    const { raiser, does, page } = await bothSides();
    const later = await does(raiser, 'shorten', { ...day('on', '2026-04-09'), time: '12:00', text: 'x' });
    expect(errorsOn(later)[0]).toContain('act: The time can only be made shorter than 5pm on Wednesday 8 April 2026');
    expect(later.body).toContain('value="12:00"');

    await does(raiser, 'shorten', { ...day('on', '2026-04-03'), time: '12:00', text: 'She goes home' });

    expect(await page(raiser)).toContain('By when noon on Friday 3 April 2026');
    expect(await page(raiser)).toContain(
      'A shorter time has been set to keep somebody safe, and whichever is less counts',
    );
  });

  it('out of the ladder by the raiser alone', async () => {
    const { raiser, counterpart, does, page } = await bothSides();

    expect((await does(counterpart, 'withdraw', { text: 'x' })).status).toBe(400);
    expect((await does(raiser, 'withdraw', { text: 'They have agreed to assess' })).status).toBe(303);

    expect(await page(counterpart)).toContain('Withdrawn by the person who raised it');
  });
});

describe('the record', () => {
  it('keeps a discussion with its words, and says that it is recorded', async () => {
    const { raiser, counterpart, reference, does, page } = await bothSides();

    const reply = await does(raiser, 'record-discussion', {
      ...day('heldOn', '2026-04-02'),
      with: 'Jorah Vexley',
      text: 'First line\r\nSecond line',
    });

    expect((await raiser.get(reply.headers['location']!)).body).toContain('The discussion is recorded.');
    expect(await page(counterpart)).toContain('Held on Thursday 2 April 2026');
    expect((await counterpart.get(`/d/${reference}`)).body).toContain('First line<br/>Second line');
  });

  it('says nothing of an act that somebody only wrote into the address', async () => {
    const { raiser, reference } = await bothSides();

    for (const after of ['<script>', 'toString', 'nothing']) {
      expect((await raiser.get(`/d/${reference}?done=${encodeURIComponent(after)}`)).body).not.toContain(
        'govuk-notification-banner',
      );
    }
  });

  it('has a form for every act there is, which asks for every field that the act needs', async () => {
    const { raiser, counterpart, reference, does } = await bothSides();
    await does(counterpart, 'propose', { text: 'Agreed', how: 'agreed', noActions: 'yes' });
    const { ACT_FORMS } = await import('../../pages/disagreement/act-forms.ts');

    expect(new Set([...Object.keys(ACT_FORMS), 'mine'])).toEqual(new Set(Object.keys(ACT_RULES)));
    for (const act of [
      'confirm',
      'dispute',
      'record-discussion',
      'shorten',
      'name-next',
      'escalate-now',
      'withdraw',
    ] as const) {
      const { body, status } = await raiser.get(`/d/${reference}/${act}`);
      expect(status, act).toBe(200);
      const drawn = [...body.matchAll(/ name="([a-zA-Z]+)(?:-day)?"/g)].map(([, name]) => name);
      expect(drawn, act).toEqual(expect.arrayContaining(Object.keys(ACT_RULES[act].fields.shape)));
    }
  });

  it('names who takes a later stage, of one’s own agency and never oneself', async () => {
    const { raiser, counterpart, does, page } = await bothSides();

    expect(
      errorsOn(await does(counterpart, 'name-next', { role: 'line-manager', name: 'Me', email: COUNTERPART })),
    ).toHaveLength(1);
    expect(errorsOn(await does(counterpart, 'name-next', { role: '', name: '', email: 'x' }))).toHaveLength(3);
    await does(counterpart, 'name-next', {
      role: 'line-manager',
      name: 'Leonie Farthingoe',
      email: 'leonie.farthingoe@brackenshire.example',
    });

    expect(await page(raiser)).toContain('Leonie Farthingoe Named by their own side as line manager. Not asked yet');
  });

  it('gives somebody whose session ended while they typed their words back to copy, and does nothing meanwhile', async () => {
    const { world, raiser, reference, does, page } = await bothSides();
    world.later({ minutes: SESSION_IDLE_MINUTES + 1 });

    const { body } = await does(raiser, 'withdraw', { text: 'We <met> on Monday.\nIt is settled.' });
    expect(body).toContain('Your work email address');
    expect(unescaped(body)).toContain(`${SESSION_IDLE_MINUTES} minutes without use`);
    expect(body).toContain('We &lt;met&gt; on Monday.\nIt is settled.</textarea>');
    expect(body, 'the form they come back to').toContain(`value="/d/${reference}/withdraw"`);
    expect((await raiser.get('/mine')).body).not.toContain('nothing was recorded');
    await raiser.signIn(RAISER);

    expect(await page(raiser)).toContain('Where it stands Stage 1');
  });
});
