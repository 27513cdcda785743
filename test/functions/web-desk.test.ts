import { describe, expect, it } from 'vitest';
import { sendDigests } from '../../conduct/digests.ts';
import { confirmOutcomeInWriting } from '../../functions/confirm-in-writing.ts';
import { DigestPage } from '../../pages/desk/digest-page.tsx';
import { BLANK_FORM } from '../../pages/frame.ts';
import { render } from '../../pages/render.ts';
import { idOfReference, readDisagreement } from '../../services/disagreements.ts';
import { holdingPen } from '../../services/holding-pen.ts';
import { giveUp, readRow } from '../../services/outbox.ts';
import {
  COUNTERPART,
  errorsOn,
  LEAD,
  ORIGIN,
  OUTSIDER,
  RAISER,
  unescaped,
  WHOLE_FORM,
  webWorld,
  wordsOf,
} from './web-world.ts';

/** One disagreement below the board's line and one above it, and their lead. Policy B shows the board the record from Stage 2. */
async function deskWorld() {
  const world = webWorld();
  const below = await world.browser().raise();
  const raiser = world.browser();
  const shown = await raiser.raise({ ...WHOLE_FORM, subject: 'adult' });
  await raiser.post(`/d/${shown}/escalate-now`, { text: 'It cannot wait.' });
  const lead = world.browser('192.0.2.9');
  await lead.signIn(LEAD);
  const record = async (reference: string) =>
    (await readDisagreement(world.services.table, (await idOfReference(world.services.table, reference))!))!;
  return { world, lead, raiser, below, shown, record };
}

const main = (body: string) => unescaped(/<main.*<\/main>/s.exec(body)![0]);

describe('the first page of the desk', () => {
  it('says that nothing needs a lead, where nothing does', async () => {
    const world = webWorld();
    const lead = world.browser();
    await lead.signIn(LEAD);

    const body = main((await lead.get('/lead')).body);
    expect(body).toContain('Nothing needs you today.');
    // A review date that has passed stands there every day, and is no day's work.
    expect(body).toContain('was to be reviewed by Monday 30 September 2024');
  });

  it('NOT-5: below the board’s line one number, and neither reference, agency nor age', async () => {
    const { lead, below, shown } = await deskWorld();

    for (const path of ['/lead', '/lead/open']) {
      const body = main((await lead.get(path)).body);
      expect(body).toContain(
        'Open, and not shown to the board: <strong>1</strong>. The policy shows the board the record from Stage 2',
      );
      expect(body).not.toContain(below);
    }
    expect(main((await lead.get('/lead/open')).body)).toContain(`href="/d/${shown}"`);
    expect((await lead.get('/lead/open.csv')).body).not.toContain(below);
  });

  it.each([
    ['brackenshire', LEAD, 'the record from Stage 2 on (L67)'],
    ['wyrefold', 'dilys.thackeringham@board.wyrefold.example', 'the record from Stage 4 on (L89)'],
    ['larkhithe', 'alder.ashgrove@partnership.larkhithe.example', 'the record from Stage 5 on (§3.2)'],
    ['sallowdene', 'winifred.thistleby@board.sallowdene.example', 'the record from Step 4 on (L17)'],
    ['ravenshythe', 'vaughan.oxenholt@board.ravenshythe.example', 'the fact of it from Stage Four on (§2.5)'],
  ])('NOT-5: says to the lead of %s where the policy’s line is', async (_partnership, email, says) => {
    const lead = webWorld().browser();
    await lead.signIn(email);

    for (const path of ['/lead', '/lead/open'])
      expect(wordsOf(await lead.get(path))).toContain(`The policy shows the board ${says}.`);
  });

  it('NOT-5: of email that does not arrive below the line it says the reference, the stage and the one agency', async () => {
    const { world, lead, below, record } = await deskWorld();
    const { d } = await record(below);
    const { table, clock } = world.services;
    const rows = world.db.prepare('SELECT pk, sk FROM items WHERE pk LIKE ? ORDER BY sk').all(`outbox#${d.id}#%`) as {
      pk: string;
      sk: string;
    }[];
    const kept = (await Promise.all(rows.map((key) => readRow(table, key)))).filter(
      (row) => row?.row.to === COUNTERPART,
    );
    await giveUp(table, kept.at(-1)!, clock.now());

    const body = main((await lead.get('/lead')).body);
    expect(body).toContain(`href="/d/${below}/replace-contact"`);
    expect(body).toMatch(/Stage 1: an email to somebody at Brackenshire Children.s Social Care could not be sent/);
    expect(body).not.toContain('Adult Social Care could not');
  });

  it('shows what is due, on the day and the working day before, with the way to it', async () => {
    const { world, lead, shown, record } = await deskWorld();
    const { d } = await record(shown);
    expect(d.stages.at(-1)!.deadline!.on).toBe('2026-04-09');
    expect(main((await lead.get('/lead')).body)).not.toContain(shown);

    world.later({ hours: 24 * 6 });
    await lead.signIn(LEAD);
    const body = main((await lead.get('/lead')).body);
    expect(body).toContain('Due on the next working day');
    expect(body).toContain(`href="/d/${shown}"`);
    expect(body).toContain('its time ends at 5pm on Thursday 9 April 2026.');
  });

  it('BEY-5, BEY-17: where nobody can be asked, leads to where the contact is replaced, or to where the agency is named', async () => {
    const world = webWorld();
    const { services } = world;
    const lead = world.browser('192.0.2.9');
    await lead.signIn(LEAD);
    const { rules } = services;
    // A school whose line in the directory names nobody.
    services.rules = {
      ...rules,
      partnership: async (id) => {
        const known = await rules.partnership(id);
        if (!known) return undefined;
        const posts = known.directory.posts.filter(({ agency }) => agency !== 'hollowbrook-school');
        return { ...known, directory: { ...known.directory, posts } };
      },
    };
    const withSchool = await world
      .browser()
      .raise({ ...WHOLE_FORM, theirAgency: 'hollowbrook-school', theirName: '', theirEmail: '' });
    await holdingPen(services.table).hold({
      id: 'held-1',
      kind: 'held',
      why: 'Its sender is at no agency of the directory',
      partnershipId: 'brackenshire',
      receivedAt: '2026-04-02T08:00:00Z',
      from: 'bashir@home.example',
      envelopeFrom: 'bashir@home.example',
      text: 'Child or adult: child\nThe problem: he was not seen.',
      rawMailId: 'raw-1',
    });
    await lead.post('/lead/held/held-1/open', { reason: 'To place it.' });
    await lead.post('/lead/held/held-1/let-in', {
      name: 'Winston Garrowby',
      email: RAISER,
      agency: 'brackenshire-adult-social-care',
    });

    const reply = await lead.get('/lead');

    const lines = main(reply.body).split('<h2 class="govuk-heading-m">Nobody to ask')[1]!.split('</section>')[0]!;
    const links = [...lines.matchAll(/href="\/d\/([^/"]+)(?:\/([a-z-]+))?"/g)].map(([, reference, act]) => ({
      reference,
      act,
    }));
    const ofNoAgency = links.find(({ reference }) => reference !== withSchool)!;
    expect(links).toHaveLength(2);
    expect(links).toEqual(
      expect.arrayContaining([
        { reference: withSchool, act: 'replace-contact' },
        // Below the board's line a lead adds no agency: the page offers what they may do.
        { reference: ofNoAgency.reference, act: undefined },
      ]),
    );
    for (const said of [
      `Replace a contact of ${withSchool} Stage 1: nobody at Hollowbrook School can be asked. The clock runs meanwhile.`,
      `${ofNoAgency.reference} Stage 1: nobody has said with which agency it is, so nobody there can be asked. The clock runs meanwhile.`,
    ])
      expect(wordsOf(reply)).toContain(said);
    expect((await lead.get(`/d/${withSchool}/replace-contact`)).status).toBe(200);
  });

  it('CLK-7: says first where somebody may be at risk and who has not said that they have seen it, until each has', async () => {
    const world = webWorld();
    const lead = world.browser('192.0.2.9');
    await lead.signIn(LEAD);
    const reference = await world
      .browser()
      .raise({ ...WHOLE_FORM, immediateHarm: 'yes', harmWhy: 'HARMWORDS he is at home with them tonight' });
    const heading = 'Somebody may be at risk, and nobody has said that they have seen it';

    const flagged = wordsOf(await lead.get('/lead'));

    expect(flagged).toContain(heading);
    expect(flagged).toMatch(
      /flagged at 10am on Thursday 2 April 2026\. Nobody at Brackenshire .* has said yet that they have seen it\. Telephone them\./,
    );
    expect(flagged).toContain(reference);
    expect(flagged).not.toContain('HARMWORDS');

    for (const email of ['hamza.dovershaw@brackenshire.example', 'bettina.larkmoor@brackenshire.example']) {
      expect(wordsOf(await lead.get('/lead')), email).toContain(heading);
      const told = world.browser();
      await told.signIn(email);
      await told.post(`/d/${reference}/mine`);
      expect((await told.post(`/d/${reference}/acknowledge-harm`)).status, email).toBe(303);
    }
    expect(wordsOf(await lead.get('/lead'))).not.toContain(heading);
  });

  it('counts held email and leads to it', async () => {
    const { world, lead } = await deskWorld();
    await holdingPen(world.services.table).hold({
      id: 'held-1',
      kind: 'held',
      why: 'Its sender is at no agency of the directory',
      partnershipId: 'brackenshire',
      receivedAt: '2026-04-02T08:00:00Z',
      envelopeFrom: 'bashir@home.example',
      text: 'SECRETWORDS',
      rawMailId: 'raw-1',
    });

    const body = main((await lead.get('/lead')).body);
    expect(body).toContain('Look at the held email');
    expect(body).not.toMatch(/SECRETWORDS|bashir/);

    const opening = await lead.post('/lead/held/held-1/open', { reason: ' ' });
    expect(errorsOn(opening)).toEqual(['reason: Enter why you need to read it.']);
    expect((await lead.get('/lead/held/held-1')).body, 'NOT-5: no words before a reason').not.toContain('SECRETWORDS');
    await lead.post('/lead/held/held-1/open', { reason: 'It may be about somebody at risk.' });
    expect((await lead.get('/lead/held/held-1')).body).toContain('SECRETWORDS');
  });

  it('S29: a lead who stood aside sees nothing of that one, not even in the number', async () => {
    const { lead, shown } = await deskWorld();
    expect((await lead.post(`/d/${shown}/stand-aside`, { text: 'I know them.' })).status).toBe(303);

    for (const path of ['/lead', '/lead/open', '/lead/open.csv']) {
      const { body } = await lead.get(path);
      expect(body).not.toContain(shown);
    }
    expect(main((await lead.get('/lead')).body)).toContain('Open, and not shown to the board: <strong>1</strong>');
  });
});

it.each([
  ['2028-06-30T09:00:00Z', false],
  ['2028-07-01T09:00:00Z', true],
])('BEY-19: at %s the desk says that the bank holidays end in less than six months: %s', async (now, isSaid) => {
  const lead = webWorld(now).browser();
  await lead.signIn(LEAD);

  const says = 'The list of them that is known here ends on Sunday 31 December 2028';
  expect(wordsOf(await lead.get('/lead')).includes(says)).toBe(isSaid);
});

describe('who may open the desk', () => {
  const PATHS = [
    '/lead',
    '/lead/open',
    '/lead/open.csv',
    '/lead/closed',
    '/lead/learning',
    '/lead/digest',
    '/lead/return',
  ];

  it('S5: whoever leads no partnership, or another, is refused with the same words', async () => {
    const { world } = await deskWorld();
    const replies = [];
    for (const email of [RAISER, COUNTERPART, OUTSIDER]) {
      const other = world.browser();
      await other.signIn(email);
      for (const path of PATHS) replies.push(await other.get(path));
    }
    const lead = world.browser();
    await lead.signIn(LEAD);
    for (const path of PATHS)
      for (const id of ['larkhithe', 'nowhere', '../x']) replies.push(await lead.get(`${path}?partnership=${id}`));

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([403]));
    expect(new Set(replies.map(({ body }) => main(body))).size).toBe(1);
  });

  it('asks whoever is not signed in for their address', async () => {
    const world = webWorld();
    for (const path of PATHS) expect((await world.browser().get(path)).body).toContain('Your work email address');
  });
});

describe('the list of what is open', () => {
  it('is filtered and ordered by the address alone, and a word that is none of ours counts as not said', async () => {
    const { lead, shown } = await deskWorld();
    const found = async (query: string) => main((await lead.get(`/lead/open?${query}`)).body).includes(`/d/${shown}`);

    expect(await found('')).toBe(true);
    expect(await found('subject=adult&stage=2&harm=&time=&sort=stage')).toBe(true);
    expect(await found('agency=brackenshire-adult-social-care')).toBe(true);
    for (const query of [
      'subject=child',
      'stage=3',
      'agency=brackenshire-constabulary',
      'harm=yes',
      'time=overdue',
      'mine=yes',
    ])
      expect(await found(query), query).toBe(false);
    for (const query of ['subject=dog', 'stage=%3Cscript%3E', 'sort=name', 'page=999', 'page=-1', 'time=%00'])
      expect(await found(query), query).toBe(true);
  });

  it('draws the ladder of each, with its words for whoever cannot see it, and without a style of its own', async () => {
    const { lead } = await deskWorld();
    const body = main((await lead.get('/lead/open')).body);

    expect(body).toContain('aria-label="At step 2 of ');
    expect(body).not.toContain('style=');
  });

  it('S10: is a spreadsheet that runs nothing, and says no more than the page', async () => {
    const { lead, shown } = await deskWorld();
    const reply = await lead.get('/lead/open.csv?subject=adult');

    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(reply.headers['content-disposition']).toBe('attachment; filename="open-disagreements.csv"');
    const lines = reply.body.trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`"${shown}"`);
    expect(lines[1]).toContain('"2026-04-09 17:00"');
    expect(reply.body).not.toMatch(/Winston|Garrowby|WORDS|@/);
  });

  it('what is closed stands in the list of its month and no longer in this one', async () => {
    const { world, lead, raiser, shown, record } = await deskWorld();
    await raiser.post(`/d/${shown}/withdraw`, { text: 'It is settled.' });
    expect(main((await lead.get('/lead/open')).body)).toContain('Withdrawn at Stage 2');
    const { d } = await record(shown);
    await confirmOutcomeInWriting(world.services)({ disagreementId: d.id, run: d.run, enteredAt: d.outcome!.at });

    expect((await lead.get('/lead/open')).body).not.toContain(shown);
    expect(main((await lead.get('/lead/closed')).body)).toContain(`href="/d/${shown}"`);
    expect(main((await lead.get('/lead/closed?month=2026-03')).body)).toContain('None that the policy shows you.');
    expect(main((await lead.get('/lead/closed?month=2026-13')).body)).toContain('Closed in April 2026');
  });

  it('leads to the month before and, of a month that is over, to the one after', async () => {
    const { lead } = await deskWorld();
    const months = async (path: string) =>
      [...main((await lead.get(path)).body).matchAll(/href="\/lead\/closed\?month=([\d-]+)"/g)].map(
        ([, month]) => month,
      );

    expect(await months('/lead/closed')).toEqual(['2026-03']);
    expect(await months('/lead/closed?month=2026-03')).toEqual(['2026-02', '2026-04']);
  });

  it('a month begins and ends at London’s midnight, also in summer', async () => {
    const { world, raiser, shown, record } = await deskWorld();
    await raiser.post(`/d/${shown}/withdraw`, { text: 'It is settled.' });
    // Half past midnight of 1 May in London, and still 30 April by UTC.
    world.later({ hours: 28 * 24 + 14, minutes: 30 });
    const { d } = await record(shown);
    await confirmOutcomeInWriting(world.services)({ disagreementId: d.id, run: d.run, enteredAt: d.outcome!.at });
    const lead = world.browser('192.0.2.10');
    await lead.signIn(LEAD);

    expect(main((await lead.get('/lead/closed')).body)).toContain(`href="/d/${shown}"`);
    expect(main((await lead.get('/lead/closed?month=2026-04')).body)).toContain('None that the policy shows you.');
  });
});

it('S4: nothing of a desk’s address is anybody’s name', async () => {
  const { lead } = await deskWorld();
  const links = [...(await lead.get('/lead/open')).body.matchAll(/href="([^"]+)"/g)].map(
    ([, href]) => new URL(href!, ORIGIN),
  );
  for (const { search } of links) expect(search).toMatch(/^$|^\?[a-z]+=[\w-]+(&(amp;)?[a-z]+=[\w-]+)*$/);
});

describe('LRN-1, LRN-2, LRN-4: what there is to learn, and what became of it', () => {
  async function learnt() {
    const { world, lead, raiser, below, shown } = await deskWorld();
    for (const reference of [below, shown]) {
      await raiser.post(`/d/${reference}/withdraw`, { text: 'It is settled.' });
      await raiser.post(`/d/${reference}/record-learning`, { about: 'gap', text: `LEARNT at ${reference}` });
    }
    return { world, lead, raiser, below, shown };
  }
  const list = async (lead: { get(path: string): Promise<{ body: string }> }, path = '/lead/learning') =>
    main((await lead.get(path)).body).split('What became of those recorded in');

  it('lists it with its words, of what the policy shows the lead and nothing else', async () => {
    const { lead, below, shown } = await learnt();

    const [waiting, followedUp] = await list(lead);
    expect(waiting).toContain(`LEARNT at ${shown}`);
    expect(waiting).toContain(`href="/d/${shown}/say-what-became"`);
    expect(waiting).not.toContain(below);
    expect(followedUp).not.toContain(shown);
  });

  it('LRN-4, NOT-5: what the policy has brought to the board from below its line is there in its words alone, in its year', async () => {
    const { lead, raiser, below, shown } = await learnt();
    const { body } = await raiser.get(`/d/${below}/record-learning`);
    expect(unescaped(body)).toContain("What you write is on the partnership's list, without saying which disagreement");
    const shownForm = unescaped((await raiser.get(`/d/${shown}/record-learning`)).body);
    expect(shownForm).not.toContain('without saying which');
    // No clause of B sends a gap anywhere: below the line nobody but those who take part reads it.
    expect([unescaped(body).includes('It stays with this record.'), shownForm.includes('It stays')]).toEqual([
      true,
      false,
    ]);
    expect(shownForm).toContain("It is on the partnership's own list.");
    await raiser.post(`/d/${below}/record-learning`, { about: 'learning', text: 'PRINCIPLE of thresholds' });

    const page = main((await lead.get('/lead/learning')).body);
    const [, alone] = page.split('From disagreements that the board is not shown, recorded in 2026');
    expect(alone).toContain('PRINCIPLE of thresholds');
    expect(alone, 'neither reference, agency nor day').not.toMatch(/href|Social Care|April/);
    expect(page).not.toContain(below);
    expect(main((await lead.get('/lead/learning?year=2025')).body)).not.toContain('PRINCIPLE');
  });

  it('a lead says what became of it, and it is kept with who said so and when', async () => {
    const { world, lead, shown } = await learnt();
    const path = `/d/${shown}/say-what-became`;
    expect(errorsOn(await lead.post(path, { which: '1', text: '' }))).toEqual(['became: Choose what became of it']);
    expect(errorsOn(await lead.post(path, { which: '1', became: 'no action' }))).toEqual([
      'act: Enter why there is no action.',
    ]);
    const day = { 'on-day': '2', 'on-month': '4', 'on-year': '2026' };
    expect(errorsOn(await lead.post(path, { which: '1', became: 'policy changed' }))).toEqual([
      'act: Enter the day it was done.',
    ]);
    expect(errorsOn(await lead.post(path, { which: '1', became: 'policy changed', ...day, 'on-day': '3' }))).toEqual([
      'act: Enter a day that is not in the future.',
    ]);
    expect(errorsOn(await lead.post(path, { which: '2', became: 'policy changed', ...day }))).toEqual([
      'act: Choose which one it is from the list.',
    ]);

    expect((await lead.post(path, { which: '1', became: 'taken to the board', ...day })).status).toBe(303);

    const [waiting, followedUp] = await list(lead);
    expect(waiting).not.toContain(shown);
    expect(followedUp).toContain("Taken to the board's learning list on Thursday 2 April 2026");
    expect(followedUp).toContain('Said by Keziah Stanthorne at 10am on Thursday 2 April 2026');
    expect((await list(lead, '/lead/learning?year=2025'))[1]).not.toContain(shown);
    world.later({ hours: 24 * 300 });
    const nextYear = world.browser('192.0.2.10');
    await nextYear.signIn(LEAD);
    expect((await list(nextYear))[1]).not.toContain(shown);
    expect((await list(nextYear, '/lead/learning?year=2026'))[1]).toContain(shown);
    world.later({ hours: -24 * 300 });

    // Said again: the later stands on the list, and the record keeps both.
    await lead.post(path, { which: '1', became: 'no action', text: 'The board saw no gap.' });
    expect((await list(lead))[1]).toContain('The board saw no gap.');
    const page = main((await lead.get(`/d/${shown}`)).body);
    expect(page).toContain("Taken to the board's learning list on Thursday 2 April 2026");
    expect(page).toContain('The board saw no gap.');
  });

  it('is for leads alone, and below the line for nobody', async () => {
    const { lead, raiser, below, shown } = await learnt();
    const fields = { which: '1', became: 'no action', text: 'x' };

    expect(errorsOn(await raiser.post(`/d/${shown}/say-what-became`, fields))).toEqual([
      "act: Only the partnership's lead can do this.",
    ]);
    expect((await lead.post(`/d/${below}/say-what-became`, fields)).status).toBe(403);
  });
});

describe('DIG-1: how often the digest comes, and what it would say now', () => {
  it('a lead chooses, and the page and the email say so from then on', async () => {
    const { world, lead } = await deskWorld();
    expect(main((await lead.get('/lead/digest')).body)).toMatch(/value="every working day" checked/);
    expect(errorsOn(await lead.post('/lead/digest', { rhythm: 'never' }))).toEqual([
      'rhythm: Choose how often you want it',
    ]);

    const reply = await lead.post('/lead/digest', { rhythm: 'once a week' });

    expect(reply.headers['location']).toBe('/lead/digest?done=kept');
    const body = main((await lead.get('/lead/digest')).body);
    expect(body).toMatch(/value="once a week" checked/);
    expect(body).toContain('you chose to get one digest a week');
    // Thursday: a week's digest comes on Tuesday, because Easter Monday is no working day.
    await sendDigests(world.services);
    world.later({ hours: 24 * 5 });
    await sendDigests(world.services);
    const digests = (await world.mailTo(LEAD)).filter(({ subject }) => subject?.startsWith('Digest for'));
    expect(digests.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Digest for Tuesday 7 April 2026/)]);
    expect(digests[0]!.text).toContain('https://escalate.example/lead/digest');
  });

  it('shows the beginning of a long one and says how much more the email has, so that a telephone opens the page', () => {
    const brackenshire = { id: 'brackenshire', name: 'Brackenshire Safeguarding Partnership' };
    const page = DigestPage({
      place: { frame: { isTrial: false }, path: '/lead/digest', partnership: brackenshire, led: [brackenshire] },
      form: BLANK_FORM,
      setting: { rhythm: 'every working day' },
      preview: Array.from({ length: 200 }, (_, n) => ({ paragraph: `Paragraph ${n + 1}.` })),
      subject: 'Digest',
      isDone: false,
    });

    const body = render(page);

    expect(body.match(/Paragraph \d+\./g)).toHaveLength(60);
    expect(body).toContain('The email goes on with 140 paragraphs more.');
  });

  it('NOT-5: the preview says no more than the email would', async () => {
    const { lead, below, shown } = await deskWorld();
    const body = main((await lead.get('/lead/digest')).body);

    expect(body).toContain(`href="/d/${shown}"`);
    expect(body).toContain('1 more is open or has ended since');
    expect(body, 'what happened since the last one is in it').toContain('because somebody involved asked for that');
    expect(body).not.toContain(below);
    expect(body).not.toMatch(/Winston|Garrowby|WORDS/);
  });
});

describe('STA-1: the annual return', () => {
  const YEAR = 'from-day=1&from-month=4&from-year=2026&until-day=31&until-month=3&until-year=2027';
  const fields = { partnership: 'brackenshire', from: '2026-04-01', until: '2027-03-31', audience: 'partnership' };

  it('is worked out when a lead asks for it, kept with when, and shown with its bars and as a CSV', async () => {
    const { lead } = await deskWorld();
    // In April the year that has just ended is offered.
    expect(main((await lead.get('/lead/return')).body)).toMatch(/name="from-year"[^>]*value="2025"/);
    const before = main((await lead.get(`/lead/return?${YEAR}`)).body);
    expect(before).toContain('has not been worked out yet');
    expect((await lead.get(`/lead/return.csv?${YEAR}`)).status).toBe(404);

    const { status, headers } = await lead.post('/lead/return', fields);

    expect(status).toBe(303);
    const body = main((await lead.get(headers['location']!)).body);
    expect(body).toContain('As it stood at 10am on Thursday 2 April 2026');
    expect(body).toContain('Disagreements raised');
    expect(body).toContain('<svg class="app-bars" aria-hidden="true"');
    // The first section is open and the others are folded, until the reader unfolds them; what counts nothing is only named.
    expect(body.match(/<details[^>]* open/g)).toHaveLength(1);
    expect(body.slice(body.indexOf('Nothing to count:'))).toContain('Meetings and panels');
    const unfolded = main((await lead.get(unescaped(/href="([^"]*unfolded=yes)"/.exec(body)![1]!))).body);
    expect(unfolded.match(/<details[^>]* open/g)?.length).toBe(body.match(/<details/g)?.length);
    const csv = (await lead.get(/href="(\/lead\/return\.csv[^"]*)"/.exec(body)![1]!)).body;
    expect(csv).toContain('"Raised","Disagreements raised","2","0"');
    // Their words are read to tell a reason from none, and stand nowhere.
    expect(csv).toMatch(/"Reason the other side gave","No reason was given","2","0"/);

    // The year before stands beside the next one, and beside the one after that no more.
    const csvOf = async (from: string, until: string) => {
      const { headers } = await lead.post('/lead/return', { ...fields, from, until });
      return (await lead.get(headers['location']!.replace('/lead/return?', '/lead/return.csv?'))).body;
    };
    expect(await csvOf('2027-04-01', '2028-03-31')).toContain('"Raised","Disagreements raised","0","2"');
    expect(await csvOf('2028-04-01', '2029-03-31')).toContain('"Raised","Disagreements raised","0","0"');
  });

  it('offers the last whole year from April to March, for the partnership itself', async () => {
    const { world, lead } = await deskWorld();
    // From Thursday 2 April 2026 to a day of January: the year that began in April is not over.
    world.later({ hours: 24 * 300 });
    await lead.signIn(LEAD);

    const body = main((await lead.get('/lead/return')).body);
    expect(body).toMatch(/name="from-year"[^>]*value="2025"/);
    expect(body).toMatch(/<input type="hidden" name="audience" value="partnership"/);
  });

  it('for outside the partnership shows no small number', async () => {
    const { lead } = await deskWorld();
    const { headers } = await lead.post('/lead/return', { ...fields, audience: 'outside' });
    const body = main((await lead.get(headers['location']!)).body);

    expect(body).toContain('fewer than 5');
    // What was worked out for the partnership, if anything, is another return.
    expect(main((await lead.get(`/lead/return?${YEAR}`)).body)).toContain('has not been worked out yet');
  });

  it.each([
    [{ from: '2026-04-31' }, 'from: Enter a real day, like 1 4 2026'],
    [{ until: '2026-03-31' }, 'until: Enter a last day that is not before the first'],
    [{ until: '2030-03-31' }, 'until: Enter a period of no more than 3 years'],
  ])('says what to put right: %o', async (wrong, message) => {
    const { lead } = await deskWorld();
    expect(errorsOn(await lead.post('/lead/return', { ...fields, ...wrong }))).toContain(message);
  });
});

describe('S22: who looked', () => {
  it('is shown to a lead who may read it: each person and day once, and whoever was refused by no address', async () => {
    const { world, lead, raiser, shown } = await deskWorld();
    const outsider = world.browser();
    await outsider.signIn(OUTSIDER);
    await outsider.get(`/d/${shown}`);
    world.later({ minutes: 5 });
    await raiser.get(`/d/${shown}`);
    world.later({ minutes: 5 });
    await raiser.get(`/d/${shown}`);

    const body = main((await lead.get(`/d/${shown}/looked`)).body);
    expect(wordsOf({ body })).toMatch(
      /3 times, first at 10am on Thursday 2 April 2026 and last at 10:10am on Thursday 2 April 2026/,
    );

    expect(body.match(/Winston Garrowby/g)).toHaveLength(1);
    expect(body).toContain('Keziah Stanthorne');
    expect(body).toMatch(/Refused: the person whom the log calls [0-9a-f]{16}/);
    expect(body).not.toContain(OUTSIDER);
    expect((await raiser.get(`/d/${shown}/looked`)).headers['location']).toBe(`/d/${shown}`);
  });

  it('the page opens all the same where it cannot be kept, and the log counts it', async () => {
    const { world, raiser, shown } = await deskWorld();
    const { table } = world.services;
    world.services.table = {
      ...table,
      put: (item, condition) =>
        item.pk.startsWith('looked#') ? Promise.reject(new Error('x')) : table.put(item, condition),
    };

    expect((await raiser.get(`/d/${shown}`)).status).toBe(200);
    expect(world.log.counts['LookNotKept']).toBe(1);
  });
});
