import { describe, expect, it } from 'vitest';
import { directoryCsv } from '../../documents/directory-csv.ts';
import type { TierToday } from '../../escalation/directory-gaps.ts';
import { linesOf } from '../../escalation/directory-rows.ts';
import { GapsPage } from '../../pages/directory/reading-pages.tsx';
import { render } from '../../pages/render.ts';
import { COUNTERPART, errorsOn, LEAD, type Reply, type TestBrowser, unescaped, webWorld } from './web-world.ts';

/** A practitioner of the constabulary, who may read Brackenshire's directory and change nothing in it. */
const READER = 'carys.wetherlam@police.brackenshire.example';
/** The business manager of another partnership. */
const ELSEWHERE = 'dilys.thackeringham@board.wyrefold.example';
const OTHER_LEAD = 'jorah.larkmoor@icb.brackenshire.example';
const CHARITY = '/directory/brackenshire/agencies/open-gate-brackenshire';
const PROBATION = '/directory/brackenshire/agencies/brackenshire-probation';

async function worldWith(...emails: string[]) {
  const world = webWorld();
  const browsers: TestBrowser[] = [];
  for (const [index, email] of emails.entries()) {
    const browser = world.browser(`192.0.2.${20 + index}`);
    await browser.signIn(email);
    browsers.push(browser);
  }
  const directory = async (id = 'brackenshire') => (await world.services.rules.partnership(id))!.directory;
  const personAt = async (agency: string, role: string) =>
    (await directory()).posts.find((post) => post.agency === agency && post.role === role);
  return { world, browsers, directory, personAt };
}

/** The address of the page on which the post of somebody is changed. */
async function postPage(browser: TestBrowser, agencyPage: string, name: string): Promise<string> {
  const { body } = await browser.get(agencyPage);
  const card = body
    .split('govuk-summary-card__title-wrapper')
    .find((part) => part.includes(`summary-card__title">${name}`));
  const path = /href="([^"]+\/posts\/[\w-]{16})(?:\/propose)?"/.exec(card ?? '')?.[1];
  if (!path) throw new Error(`No page for ${name}`);
  return path;
}

/** What a form's fields hold as the page was shown, to be posted back with some of them changed. */
function fieldsOf({ body }: Reply): Record<string, string> {
  const form = /<main[\s\S]*<\/main>/.exec(body)![0];
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(input)?.[1];
    if (name && !/type="(radio|checkbox)"/.test(input))
      fields[name] = unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  for (const [, name, inner] of form.matchAll(/<select [^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name!] = unescaped(/<option value="([^"]*)" selected/.exec(inner!)?.[1] ?? '');
  for (const [, name, inner] of form.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/textarea>/g))
    fields[name!] = unescaped(inner!);
  for (const [, name, value] of form.matchAll(/<input [^>]*name="([^"]+)" type="radio" value="([^"]*)" checked/g))
    fields[name!] = value!;
  return fields;
}

/** As long as a browser's: Node reads none that is shorter. */
const BOUNDARY = '----WebKitFormBoundary7MA4YWxkTrZu0gW';

/** Posts a file as a browser would. */
function upload(browser: TestBrowser, path: string, file: string, headers: Record<string, string> = {}) {
  const body = [
    `--${BOUNDARY}`,
    'Content-Disposition: form-data; name="file"; filename="directory.csv"',
    'Content-Type: text/csv',
    '',
    file,
    `--${BOUNDARY}--`,
    '',
  ].join('\r\n');
  return browser.send('POST', path, {
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      origin: 'https://escalate.example',
      'sec-fetch-site': 'same-origin',
      ...headers,
    },
    body,
  });
}
const IMPORT = '/directory/brackenshire/import';

describe('who may see a directory', () => {
  it('anybody whose address it knows by a post or a domain, and nobody else, in words that do not tell which there are (S5)', async () => {
    const { world, browsers } = await worldWith(
      READER,
      ELSEWHERE,
      'newcomer@opengate.example',
      'nobody@nowhere.example',
    );
    const [reader, elsewhere, newcomer, nobody] = browsers as [TestBrowser, TestBrowser, TestBrowser, TestBrowser];

    expect((await reader.get('/directory')).headers['location']).toBe('/directory/brackenshire');
    expect((await newcomer.get(CHARITY)).status).toBe(200);
    expect((await elsewhere.get('/directory')).headers['location']).toBe('/directory/wyrefold');
    const refusals = await Promise.all([
      elsewhere.get('/directory/brackenshire'),
      elsewhere.get('/directory/atlantis'),
      elsewhere.get(`${CHARITY}`),
      nobody.get('/directory/brackenshire/gaps'),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(refusals[0]!.body).toBe(refusals[1]!.body);
    expect((await nobody.get('/directory')).body).toContain('in no partnership&#39;s directory');
    expect((await world.browser().get('/directory/brackenshire/mine')).body).toContain('Your work email address');
  });

  it('only its administrators change it: every page and every post of theirs refuses a reader, and another partnership’s business manager', async () => {
    const { world, browsers, directory } = await worldWith(READER, ELSEWHERE, LEAD);
    const [reader, elsewhere, lead] = browsers as [TestBrowser, TestBrowser, TestBrowser];
    const before = JSON.stringify(await directory());
    const post = await postPage(lead, CHARITY, 'Hester Hollinrake');

    for (const path of [
      `${CHARITY}/posts/new`,
      post,
      `${post}/remove`,
      `${CHARITY}/change`,
      `${CHARITY}/remove`,
      IMPORT,
      '/directory/brackenshire/agencies/new',
      '/directory/brackenshire/changes',
      '/directory/brackenshire/export.csv',
    ]) {
      expect((await lead.get(path)).status, path).toBe(200);
      for (const other of [reader, elsewhere]) {
        expect((await other.get(path)).status, path).toBe(403);
        if (!/changes|export/.test(path)) {
          const posted =
            path === IMPORT ? await upload(other, path, 'agency\n') : await other.post(path, { how: 'post' });
          expect(posted.status, path).toBe(403);
        }
      }
    }
    expect(JSON.stringify(await directory())).toBe(before);
    expect(world.everythingStored().filter((row) => String(row['pk']).startsWith('directory'))).toEqual([]);
  });

  it('the board’s business manager is an administrator without being listed as a lead, from the moment they hold the post', async () => {
    const { browsers } = await worldWith(LEAD, 'una.rushenden@partnership.brackenshire.example');
    const [lead, other] = browsers as [TestBrowser, TestBrowser];
    expect((await other.get(IMPORT)).status).toBe(403);

    const board = '/directory/brackenshire/agencies/board';
    await lead.post(`${board}/posts/new`, {
      role: 'business-manager',
      name: 'Una Rushenden',
      email: 'una.rushenden@partnership.brackenshire.example',
    });

    expect((await other.get(IMPORT)).status).toBe(200);
  });
});

describe('changing a directory', () => {
  it('a trustee’s address changed: it changes in each of their posts and wherever they are a deputy, and is in force at once', async () => {
    const { browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    await lead.post(`${CHARITY}/posts/new`, {
      role: 'senior-manager',
      name: 'Wanda Nethercote',
      email: 'wanda.nethercote@opengate.example',
    });
    const deputyOf = await postPage(lead, CHARITY, 'Hester Hollinrake');
    await lead.post(deputyOf, {
      ...fieldsOf(await lead.get(deputyOf)),
      deputyEmail: 'wanda.nethercote@opengate.example',
    });

    const page = await postPage(lead, CHARITY, 'Wanda Nethercote');
    const saved = await lead.post(page, { ...fieldsOf(await lead.get(page)), email: 'wanda@opengate.example' });

    expect(saved.headers['location']).toBe(`${CHARITY}?done=saved`);
    const { posts } = await directory();
    expect(posts.filter(({ name }) => name === 'Wanda Nethercote').map(({ email }) => email)).toEqual([
      'wanda@opengate.example',
      'wanda@opengate.example',
    ]);
    expect(posts.find(({ name }) => name === 'Hester Hollinrake')?.deputyEmail).toBe('wanda@opengate.example');
  });

  it('an agency’s page shows its kind, its domains, and when each post was last confirmed: never, for one just added', async () => {
    const [lead] = (await worldWith(LEAD)).browsers as [TestBrowser];
    await lead.post(`${CHARITY}/posts/new`, {
      role: 'senior-manager',
      name: 'Merrin Oakhollow',
      email: 'merrin.oakhollow@opengate.example',
    });

    const [agency, ...posts] = (await lead.get(CHARITY)).body.split('summary-card__title">');
    const said = (part: string, key: string) =>
      new RegExp(`__key">${key}</dt><dd class="govuk-summary-list__value">([^<]*)`).exec(part)?.[1];
    const confirmed = (name: string) => said(posts.find((post) => post.startsWith(name))!, 'Last confirmed');

    expect(said(agency!, 'Kind of agency')).toBe('Charity');
    expect(said(agency!, 'Email domains')).toBe('opengate.example');
    expect(confirmed('Hester Hollinrake')).toBe('Monday 5 October 2026');
    expect(confirmed('Merrin Oakhollow')).toBe('Never');
  });

  it('a manager went on leave: the deputy is whom we would ask today, and the page says how we came to them', async () => {
    const { browsers, world } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const page = await postPage(lead, CHARITY, 'Hester Hollinrake');

    await lead.post(page, {
      ...fieldsOf(await lead.get(page)),
      deputyEmail: 'wanda.nethercote@opengate.example',
      'absentFrom-day': '1',
      'absentFrom-month': 'April',
      'absentFrom-year': '2026',
      'absentTo-day': '17',
      'absentTo-month': '4',
      'absentTo-year': '2026',
    });

    const { body } = await lead.get(CHARITY);
    expect(body).toContain('Hester Hollinrake: absent until Friday 17 April 2026');
    expect(body).toContain('From Wednesday 1 April 2026 to Friday 17 April 2026');
    const gaps = (await lead.get('/directory/brackenshire/gaps')).body;
    expect(gaps).toContain('We would ask Wanda Nethercote');

    world.later({ hours: 24 * 16 });
    const later = world.browser('192.0.2.77');
    await later.signIn(LEAD);
    const back = (await later.get('/directory/brackenshire/gaps')).body;
    expect(back, 'on Saturday 18 April she is back').not.toContain('We would ask Wanda Nethercote');
  });

  it('lists a large directory’s gaps 25 to a page in the order of the stages, and each stage leads to where its own begin', async () => {
    const { partnership, directory } = (await webWorld().services.rules.partnership('brackenshire'))!;
    const tier =
      (stageId: string) =>
      (_: unknown, at: number): TierToday => ({
        stageId,
        agency: `agency-${stageId}-${at}`,
        role: 'line-manager',
        answer: { nobody: 'Nobody.', trail: [] },
        gaps: ['nobody'],
      });
    const policy = webWorld().services.rules.requirePolicy('bcssp-v5');
    const tiers = [...Array.from({ length: 10 }, tier('3')), ...Array.from({ length: 20 }, tier('2'))];
    const page = (at: number) =>
      render(
        GapsPage({
          frame: { isTrial: false },
          partnership,
          directory,
          policy,
          standing: 'reader',
          tiers,
          on: '2026-04-02',
          page: at,
        }),
      );
    const listed = (html: string) => [...html.matchAll(/agencies\/agency-([\w-]+)/g)].map(([, id]) => id);

    expect(listed(page(1))).toEqual([...tiers.slice(10), ...tiers.slice(0, 5)].map(({ agency }) => agency.slice(7)));
    expect(listed(page(2))).toEqual(tiers.slice(5, 10).map(({ agency }) => agency.slice(7)));
    expect(page(2)).toContain('Page 2 of 2');
    // An address that asks for more than there is shows the last.
    expect(listed(page(9))).toEqual(listed(page(2)));
    expect(page(2)).toMatch(/gaps#stage-2">Stage 2: Manager to manager<\/a>: 20 gaps/);
    expect(page(1)).toContain('Stage 1: Worker to worker: none');
  });

  it('says what the table’s rules refuse beside the field, and keeps what was typed', async () => {
    const { browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const refused = async (fields: Record<string, string>) =>
      errorsOn(await lead.post(`${CHARITY}/posts/new`, { role: 'line-manager', ...fields }));

    expect(await refused({ role: '' })).toEqual(['role: Choose which post it is']);
    expect(await refused({ name: 'Zed', email: 'zed@elsewhere.example' })).toEqual([
      expect.stringMatching(/^email: elsewhere\.example is not a domain of Open Gate Brackenshire/),
    ]);
    expect(await refused({ name: 'Zed' })).toEqual(['email: Somebody is named here: give their address']);
    expect(await refused({ name: 'Zed', email: 'osian.abernook@opengate.example' })).toEqual([
      expect.stringMatching(/^name: On another line this address is Osian Abernook's/),
    ]);
    expect(
      await refused({
        name: 'Zed',
        email: 'zed@opengate.example',
        'absentFrom-day': '31',
        'absentFrom-month': '2',
        'absentFrom-year': '2026',
      }),
    ).toEqual(['absentFrom-day: That month has 28 days. Enter a day from 1 to 28']);
    expect(
      await refused({
        name: 'Zed',
        email: 'zed@opengate.example',
        delegatedAgency: 'brackenshire-integrated-care-board',
      }),
    ).toEqual(['delegatedRole: Choose which post of that agency answers']);
    expect((await directory()).posts.some(({ name }) => name === 'Zed')).toBe(false);
    const shown = await lead.post(`${CHARITY}/posts/new`, {
      role: 'line-manager',
      name: 'Zed',
      email: 'zed@elsewhere.example',
    });
    expect(fieldsOf(shown)).toMatchObject({ role: 'line-manager', name: 'Zed', email: 'zed@elsewhere.example' });
  });

  it('nobody counts as confirmed because whoever held the post before them was; a name put right stays confirmed', async () => {
    const { browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const confirmedOn = async (person: string) =>
      (await directory()).posts.find(({ name }) => name === person)?.verifiedOn;
    const change = async (from: string, to: Record<string, string>) => {
      const page = await postPage(lead, CHARITY, from);
      await lead.post(page, { ...fieldsOf(await lead.get(page)), ...to });
    };

    await change('Hester Hollinrake', { name: 'Hester Hollinrake-Dunn' });
    expect(await confirmedOn('Hester Hollinrake-Dunn')).toBe('2026-10-05');
    await change('Hester Hollinrake-Dunn', { name: 'Orla Venn', email: 'orla.venn@opengate.example' });
    expect((await directory()).posts.map(({ name }) => name)).toContain('Orla Venn');
    expect(await confirmedOn('Orla Venn')).toBeUndefined();
  });

  it('somebody left: the post stays and is shown empty, and they are nobody’s deputy any more', async () => {
    const { browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const page = await postPage(lead, PROBATION, 'Umar Coverdale');

    expect(errorsOn(await lead.post(`${page}/remove`, {}))).toEqual(['how: Choose what should become of the post']);
    await lead.post(`${page}/remove`, { how: 'empty' });

    const { posts, vacancies } = await directory();
    expect(posts.some(({ name }) => name === 'Umar Coverdale')).toBe(false);
    expect(posts.find(({ name }) => name === 'Nadia Kilnhurst-Rao')?.deputyEmail).toBeUndefined();
    expect(vacancies).toContainEqual(
      expect.objectContaining({ agency: 'brackenshire-probation', role: 'senior-manager' }),
    );
  });

  it('two administrators change one line at once: the second is told to look again, and nothing of theirs is saved', async () => {
    const { browsers, personAt } = await worldWith(LEAD, OTHER_LEAD);
    const [one, other] = browsers as [TestBrowser, TestBrowser];
    const page = await postPage(one, CHARITY, 'Hester Hollinrake');
    const [first, second] = [fieldsOf(await one.get(page)), fieldsOf(await other.get(page))];

    await one.post(page, { ...first, name: 'Hester Hollinrake-Vale' });
    const late = await other.post(page, { ...second, name: 'Esther Hollinrake' });

    expect(late.headers['location']).toBe(`${CHARITY}?done=otherwise`);
    expect((await other.get(`${CHARITY}?done=otherwise`)).body).toContain('nothing of yours was saved');
    expect((await personAt('open-gate-brackenshire', 'senior-manager'))?.name).toBe('Hester Hollinrake-Vale');
  });

  it('two administrators change two lines at once: both changes stand', async () => {
    const { browsers, personAt } = await worldWith(LEAD, OTHER_LEAD);
    const [one, other] = browsers as [TestBrowser, TestBrowser];
    const [mine, theirs] = [
      await postPage(one, CHARITY, 'Hester Hollinrake'),
      await postPage(one, CHARITY, 'Osian Abernook'),
    ];
    const [first, second] = [fieldsOf(await one.get(mine)), fieldsOf(await other.get(theirs))];

    await Promise.all([
      one.post(mine, { ...first, name: 'Hester Hollinrake-Vale' }),
      other.post(theirs, { ...second, name: 'Osian Abernook-Rhys' }),
    ]);

    expect((await personAt('open-gate-brackenshire', 'senior-manager'))?.name).toBe('Hester Hollinrake-Vale');
    expect((await personAt('open-gate-brackenshire', 'safeguarding-lead'))?.name).toBe('Osian Abernook-Rhys');
  });

  it('an agency is added, renamed without becoming another, and removed; a domain that somebody’s address needs stays', async () => {
    const { browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const added = await lead.post('/directory/brackenshire/agencies/new', {
      name: 'Beacon House',
      type: 'charity',
      domains: 'beacon.example\nbeacon-house.example',
      sites: 'North\nSouth',
      member: 'no',
      health: 'no',
    });
    expect(added.headers['location']).toBe('/directory/brackenshire/agencies/beacon-house?done=saved');

    const page = `${CHARITY}/change`;
    const shown = fieldsOf(await lead.get(page));
    await lead.post(page, { ...shown, name: 'Open Gate Trust' });
    expect((await directory()).agencies.find(({ id }) => id === 'open-gate-brackenshire')?.name).toBe(
      'Open Gate Trust',
    );
    expect(errorsOn(await lead.post(page, { ...fieldsOf(await lead.get(page)), domains: 'new.example' }))[0]).toContain(
      'opengate.example is not a domain of Open Gate Trust',
    );
    expect(errorsOn(await lead.post(page, { ...fieldsOf(await lead.get(page)), name: '', member: '' }))).toEqual([
      'name: Enter the agency’s name',
      'member: Choose whether it has a seat on the board',
    ]);

    const removal = '/directory/brackenshire/agencies/beacon-house/remove';
    const gone = await lead.post(removal, fieldsOf(await lead.get(removal)));
    expect(gone.headers['location']).toBe('/directory/brackenshire?done=removed');
    const icb = '/directory/brackenshire/agencies/brackenshire-integrated-care-board/remove';
    const kept = errorsOn(await lead.post(icb, fieldsOf(await lead.get(icb))));
    expect(kept.join('\n')).toMatch(/whole: .*Willow Lane Surgery.*agency of this directory/);
    expect(kept.join('\n')).toContain('a lead of the partnership is of it');
  });

  it('every change is told afterwards: who, when, what, how many lines and each cell', async () => {
    const { browsers } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const page = await postPage(lead, CHARITY, 'Hester Hollinrake');
    await lead.post(page, { ...fieldsOf(await lead.get(page)), email: 'hester@opengate.example' });

    const listed = await lead.get('/directory/brackenshire/changes');
    expect(listed.body).toContain('Keziah Stanthorne');
    expect(listed.body).toContain('Changed a post');
    expect(listed.body).toContain('0 added, 1 changed, 0 removed');
    const [, one] = /href="(\/directory\/brackenshire\/changes\/[\w-]{16})"/.exec(listed.body)!;
    expect((await lead.get(one!)).body).toContain('<strong>to hester@opengate.example</strong>');
  });
});

describe('importing a file', () => {
  it('shows exactly what would change before anything does, then applies exactly that', async () => {
    const { browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const csv = directoryCsv(await directory())
      .replace('"Hester Hollinrake","hester.hollinrake@opengate.example"', '"Nel New","nel.new@opengate.example"')
      .replace(/"Open Gate Brackenshire",,,,,,"practitioner"[^\n]*\n/, '');

    const previewed = await upload(lead, IMPORT, csv);
    const page = previewed.headers['location']!;
    const shown = (await lead.get(page)).body;
    expect(shown).toContain('From Hester Hollinrake<br/><strong>to Nel New</strong>');
    expect(shown).toContain('Practitioner of Open Gate Brackenshire: Tilda Fennimore');
    expect((await directory()).posts.some(({ name }) => name === 'Nel New')).toBe(false);

    expect((await lead.post(page)).headers['location']).toBe('/directory/brackenshire?done=imported');
    const { posts } = await directory();
    expect(posts.some(({ name }) => name === 'Nel New')).toBe(true);
    expect(posts.some(({ name }) => name === 'Tilda Fennimore')).toBe(false);
    expect(posts).toHaveLength((await directory()).posts.length);
  });

  it('an import of an export changes nothing, and says so', async () => {
    const { browsers } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const exported = await lead.get('/directory/brackenshire/export.csv');
    expect(exported.headers['content-type']).toBe('text/csv; charset=utf-8');

    const page = (await upload(lead, IMPORT, exported.body)).headers['location']!;

    expect((await lead.get(page)).body).toContain('There is nothing to apply');
  });

  it('names every mistake by its row and changes nothing', async () => {
    const { browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const lines = linesOf(await directory());
    const wrong = lines.findIndex(({ name }) => name === 'Hester Hollinrake') + 2;
    const csv = directoryCsv(await directory()).replace('hester.hollinrake@opengate.example', 'hester.hollinrake');

    const reply = await upload(lead, IMPORT, csv);

    expect(reply.status).toBe(400);
    expect(errorsOn(reply)).toEqual(['file: Put one thing right in the file and choose it again. Nothing was changed']);
    expect(reply.body).toMatch(new RegExp(`>${wrong}</th>[^]*email: write one email address`));
    expect(errorsOn(await upload(lead, IMPORT, ''))).toEqual([expect.stringContaining('file: ')]);
  });

  it('says that the directory changed meanwhile instead of undoing what somebody else did', async () => {
    const { browsers, directory } = await worldWith(LEAD, OTHER_LEAD);
    const [lead, other] = browsers as [TestBrowser, TestBrowser];
    const csv = directoryCsv(await directory()).replace('"Hester Hollinrake"', '"Hester Hollinrake-Vale"');
    const page = (await upload(lead, IMPORT, csv)).headers['location']!;
    const post = await postPage(other, CHARITY, 'Osian Abernook');
    await other.post(post, { ...fieldsOf(await other.get(post)), name: 'Osian Abernook-Rhys' });

    expect((await lead.post(page)).headers['location']).toBe(page);

    expect((await lead.get(page)).body).toContain('The directory has changed since this file was read');
    const names = (await directory()).posts.map(({ name }) => name);
    expect(names).toContain('Osian Abernook-Rhys');
    expect(names).not.toContain('Hester Hollinrake-Vale');
    expect((await other.get(page)).headers['location']).toBe(IMPORT);
  });

  it('a preview is gone after a day', async () => {
    const { world, browsers, directory } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const csv = directoryCsv(await directory()).replace('"Hester Hollinrake"', '"Hester Hollinrake-Vale"');
    const page = (await upload(lead, IMPORT, csv)).headers['location']!;
    world.later({ hours: 25 });
    await lead.signIn(LEAD);

    expect((await lead.get(page)).headers['location']).toBe(IMPORT);
    expect((await lead.post(page)).headers['location']).toBe(IMPORT);
  });

  it('S20: a form with a file is taken on this page and no other, from our own pages, and no larger than a form', async () => {
    const { browsers } = await worldWith(LEAD);
    const [lead] = browsers as [TestBrowser];
    const sent = async (path: string, file: string, headers = {}) => (await upload(lead, path, file, headers)).status;

    expect(await sent('/sign-in', 'x')).toBe(415);
    expect(await sent(`${CHARITY}/posts/new`, 'x')).toBe(415);
    expect(await sent(IMPORT, 'x', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect(await sent(IMPORT, 'x', { 'content-type': 'multipart/form-data; charset=utf-8' })).toBe(415);
    expect(await sent(IMPORT, 'x', { origin: 'https://elsewhere.example' })).toBe(403);
    expect(await sent(IMPORT, 'x'.repeat(1024 * 1024))).toBe(413);
  });
});

describe('proposing a correction', () => {
  const CORRECTIONS = '/directory/brackenshire/corrections';
  const idOn = ({ body }: Reply) => /corrections\/([\w-]{16})\/accept/.exec(body)?.[1] ?? '';

  it('anybody who may read it says that somebody has left; an administrator accepts, and the proposer sees it', async () => {
    const { browsers, directory } = await worldWith(READER, LEAD);
    const [reader, lead] = browsers as [TestBrowser, TestBrowser];
    const page = await postPage(reader, CHARITY, 'Hester Hollinrake');
    expect(errorsOn(await reader.post(`${page}/propose`, {}))).toEqual(['kind: Choose what is wrong']);
    await reader.post(`${page}/propose`, { kind: 'left', text: 'Since <b>March</b>.' });

    const listed = await lead.get(CORRECTIONS);
    expect(listed.body).toContain('Hester Hollinrake: has left');
    expect(listed.body).toContain('Since &lt;b&gt;March&lt;/b&gt;.');
    expect((await lead.get('/directory/brackenshire')).body).toContain('Proposed corrections: 1 waiting');
    // Their desk and their digest say that one waits, and nothing of it.
    expect((await lead.get('/lead')).body).toContain('Decide on the proposed correction');
    const digest = (await lead.get('/lead/digest')).body;
    expect(digest).toContain('1 correction to the directory is proposed');
    expect(digest).not.toContain('Hollinrake');
    expect((await reader.post(`${CORRECTIONS}/${idOn(listed)}/accept`)).status).toBe(403);
    await lead.post(`${CORRECTIONS}/${idOn(listed)}/accept`);

    expect((await directory()).posts.some(({ name }) => name === 'Hester Hollinrake')).toBe(false);
    expect((await lead.get('/lead')).body).not.toContain('proposed correction');
    expect((await reader.get(CORRECTIONS)).body).toContain('Accepted at 10am on Thursday 2 April 2026');
    expect((await lead.get('/directory/brackenshire/changes')).body).toContain('Accepted a correction');
  });

  it('“my deputy is …” names somebody of an agency of the directory, and is declined with a reason that the proposer reads', async () => {
    const { browsers, directory } = await worldWith('hester.hollinrake@opengate.example', LEAD);
    const [hester, lead] = browsers as [TestBrowser, TestBrowser];
    const page = await postPage(hester, CHARITY, 'Hester Hollinrake');
    const proposed = (deputyEmail: string) => hester.post(`${page}/propose`, { kind: 'deputy', deputyEmail });
    expect((await hester.get(`${page}/propose`)).body).toContain('My deputy is somebody else');
    expect(errorsOn(await proposed('wanda'))[0]).toContain('deputyEmail: Enter the deputy');
    expect(errorsOn(await proposed('hester.hollinrake@opengate.example'))[0]).toContain('nobody is their own deputy');
    expect(errorsOn(await proposed('wanda@nowhere.example'))[0]).toContain('an address of an agency');
    await proposed('wanda.nethercote@opengate.example');

    const id = idOn(await lead.get(CORRECTIONS));
    expect(errorsOn(await lead.post(`${CORRECTIONS}/${id}/decline`, {}))).toEqual(['reason: Enter why it is declined']);
    await lead.post(`${CORRECTIONS}/${id}/decline`, { reason: 'Wanda is a trustee.' });

    expect((await hester.get(CORRECTIONS)).body).toContain(': Wanda is a trustee.');
    expect((await directory()).posts.find(({ name }) => name === 'Hester Hollinrake')?.deputyEmail).toBeUndefined();
    expect((await lead.post(`${CORRECTIONS}/${id}/accept`)).headers['location']).toBe(`${CORRECTIONS}?done=settled`);
  });

  it('one that was overtaken is not applied to whatever stands there now', async () => {
    const { browsers, personAt } = await worldWith(READER, LEAD);
    const [reader, lead] = browsers as [TestBrowser, TestBrowser];
    const page = await postPage(reader, CHARITY, 'Hester Hollinrake');
    await reader.post(`${page}/propose`, { kind: 'left' });
    await lead.post(page, { ...fieldsOf(await lead.get(page)), name: 'Nel New', email: 'nel.new@opengate.example' });

    const reply = await lead.post(`${CORRECTIONS}/${idOn(await lead.get(CORRECTIONS))}/accept`);

    expect(errorsOn(reply)).toEqual([expect.stringMatching(/^whole: What it is about reads otherwise now/)]);
    expect((await personAt('open-gate-brackenshire', 'senior-manager'))?.name).toBe('Nel New');
  });

  it('one in words waits until an administrator has made the change by hand; a reader sees only their own', async () => {
    const { browsers } = await worldWith(READER, LEAD, 'newcomer@opengate.example');
    const [reader, lead, newcomer] = browsers as [TestBrowser, TestBrowser, TestBrowser];
    expect(errorsOn(await newcomer.post(`${CHARITY}/propose`, {}))[0]).toContain('text: Say what is wrong');
    await newcomer.post(`${CHARITY}/propose`, { text: 'SITEWORDS we have a second site' });

    expect((await reader.get(CORRECTIONS)).body).not.toContain('SITEWORDS');
    const listed = await lead.get(CORRECTIONS);
    expect(listed.body).toContain('SITEWORDS');
    expect(listed.body).toContain('I have made this change');
    await lead.post(`${CORRECTIONS}/${idOn(listed)}/accept`);
    expect((await newcomer.get(CORRECTIONS)).body).toContain('Accepted');
  });

  it('ROU-6: whoever names who is next may propose them for the directory too, and nothing of the disagreement goes with it', async () => {
    const { world, browsers, personAt } = await worldWith(COUNTERPART, LEAD);
    const [counterpart, lead] = browsers as [TestBrowser, TestBrowser];
    const reference = await world.browser().raise();
    await counterpart.post(`/d/${reference}/mine`, {});
    const name = (fields: Record<string, string>) =>
      counterpart.post(`/d/${reference}/name-next`, { role: 'head-of-service', job: '', ...fields });
    const nel = { name: 'Nel New', email: 'nel.new@brackenshire.example', directory: 'yes' };

    await name({ name: 'Ivo Known', email: 'ivo.known@brackenshire.example' });
    expect((await lead.get(CORRECTIONS)).body).not.toContain('Ivo Known');
    expect((await name(nel)).headers['location']).toBe(`/d/${reference}?done=named-and-proposed`);
    await name({ ...nel, name: 'Imogen Applegarth', email: 'imogen.applegarth@brackenshire.example' });

    const listed = await lead.get(CORRECTIONS);
    expect(listed.body).toContain('Nel New is not in the directory');
    expect(listed.body).not.toContain(reference);
    expect(listed.body).not.toContain('Imogen Applegarth');
    await lead.post(`${CORRECTIONS}/${idOn(listed)}/accept`);
    const posts = (await world.services.rules.partnership('brackenshire'))!.directory.posts;
    expect(
      posts
        .filter((post) => post.agency === 'brackenshire-childrens-social-care' && post.role === 'head-of-service')
        .map((post) => post.name),
    ).toEqual(['Imogen Applegarth', 'Nel New']);
    expect((await personAt('brackenshire-childrens-social-care', 'head-of-service'))?.name).toBe('Imogen Applegarth');
  });

  it('S16: nobody fills the list', async () => {
    const { browsers } = await worldWith(READER);
    const [reader] = browsers as [TestBrowser];
    const propose = () => reader.post(`${CHARITY}/propose`, { text: 'Again.' });
    for (let n = 0; n < 20; n++) expect((await propose()).status).toBe(303);

    expect(errorsOn(await propose())).toEqual([expect.stringContaining('20 corrections of yours wait already')]);
  });
});

describe('one’s own posts', () => {
  it('are confirmed with one press, which sets the day on each of them', async () => {
    const { browsers, directory } = await worldWith('duncan.jessamy@dunmerecollege.example');
    const [duncan] = browsers as [TestBrowser];
    expect((await duncan.get('/directory/brackenshire/mine')).body).toContain('Line manager of Dunmere College');

    const pressed = await duncan.post('/directory/brackenshire/mine');

    expect(pressed.headers['location']).toBe('/directory/brackenshire/mine?done=confirmed');
    const { posts } = await directory();
    const days = posts.filter(({ name }) => name === 'Duncan Jessamy').map(({ verifiedOn }) => verifiedOn);
    expect(days).toEqual(['2026-04-02', '2026-04-02']);
    expect(posts.filter(({ verifiedOn }) => verifiedOn === '2026-04-02')).toHaveLength(2);
  });
});
