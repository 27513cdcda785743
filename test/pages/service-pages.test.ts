import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webDoor } from '../../functions/web.ts';
import { type HttpDoor, listenHttp } from '../../local/http.ts';
import { movableClock } from '../../local/movable-clock.ts';
import { trialRoutes } from '../../local/trial-pages.ts';
import { folderMailer } from '../../services/mailer-folder.ts';
import { browser, closePages } from '../browser.ts';
import { COUNTERPART, LEAD, OUTSIDER, RAISER, WHOLE_FORM, webWorld } from '../functions/web-world.ts';
import { examinesWhatTheTableSays, expectFit, fillPage } from './examined.ts';

/*
 * The pages as a real browser shows them: examined by axe, on a wide screen and at 320 pixels (WCAG 1.4.10), and used without
 * JavaScript. `SCREENSHOTS=<folder>` keeps a picture of each.
 */

let http: HttpDoor;
let mailbox: string;
let world: ReturnType<typeof webWorld>;
let at: string;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  mailbox = await mkdtemp(join(tmpdir(), 'common-ground-mailbox-'));
  const clock = movableClock({ startAt: Temporal.Instant.from('2026-04-02T09:00:00Z'), flows: false });
  http = await listenHttp({
    port: 0,
    host: '127.0.0.1',
    handlerFor: (port) => {
      at = `http://127.0.0.1:${port}`;
      world = webWorld('2026-04-02T09:00:00Z', { origin: at, trial: true }, trialRoutes({ clock, mailbox }));
      const keep = folderMailer({ folder: mailbox, clock });
      const { send } = world.mailer;
      world.mailer.send = async (message) => {
        await keep.send(message);
        return send(message);
      };
      return webDoor(world.services, trialRoutes({ clock, mailbox }));
    },
  });
});

afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await closePages();
  await http.close();
  await rm(mailbox, { recursive: true });
});

/**
 * A browser of one person. It never gets our script unless that is asked for: nothing may need it. JavaScript itself stays on,
 * because axe is a script; the policy on every page lets no other one run.
 */
async function person({ script = false } = {}): Promise<Page> {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  contexts.push(context);
  context.setDefaultTimeout(5_000);
  if (!script) await context.route('**/assets/*.js', (route) => route.abort());
  return context.newPage();
}

async function signIn(page: Page, email: string, path: string) {
  await page.goto(`${at}${path}`);
  await page.getByLabel('Your work email address').fill(email);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByLabel('Six-digit code').fill(await world.codeFor(email));
  await page.getByRole('button', { name: 'Continue' }).click();
}

describe('in a real browser, without our script', () => {
  it('a disagreement is raised by form, answered by the other side and resolved, every page fit for everybody', async () => {
    const raiser = await person();
    await raiser.goto(at);
    await expectFit(raiser, 'start');
    await raiser.getByRole('link', { name: 'Brackenshire Safeguarding Partnership' }).click();
    await expectFit(raiser, 'raise');
    // `raise-pages.test.ts`, and a journey without JavaScript, walk the form in a browser; here it is filled in already.
    const filledIn = world.browser();
    await filledIn.fill();
    await raiser.context().addCookies([{ name: 'draft', value: filledIn.cookies.get('draft')!, url: at }]);
    await raiser.goto(`${at}/raise/brackenshire/check`);
    await raiser.getByRole('button', { name: 'Send me the code' }).click();

    await expectFit(raiser, 'code');
    await raiser.getByLabel('Six-digit code').fill('12345');
    await raiser.getByRole('button', { name: 'Open the disagreement' }).click();
    await expectFit(raiser, 'code-errors');
    await raiser.getByLabel('Six-digit code').fill(await world.codeFor(RAISER));
    await raiser.getByRole('button', { name: 'Open the disagreement' }).click();
    await expectFit(raiser, 'raised');
    const reference = /\/d\/([^/]+)\/raised/.exec(raiser.url())![1]!;

    const counterpart = await person();
    await counterpart.goto(`${at}/d/${reference}`);
    await expectFit(counterpart, 'sign-in');
    await signIn(counterpart, COUNTERPART, `/d/${reference}`);
    expect(new URL(counterpart.url()).pathname).toBe(`/d/${reference}`);
    await expectFit(counterpart, 'is-this-yours');
    await counterpart.getByRole('button', { name: 'I am Jorah Vexley' }).click();
    await expectFit(counterpart, 'disagreement-open');

    const acts = ['propose', 'record-discussion', 'name-next', 'shorten', 'escalate-now', 'not-mine'];
    for (const act of [...acts, 'ask-for-advice', 'appoint-supporter']) {
      await counterpart.goto(`${at}/d/${reference}/${act}`);
      await expectFit(counterpart, `act-${act}`);
    }
    await counterpart.goto(`${at}/d/${reference}/record-discussion`);
    await fillPage(counterpart, {
      'heldOn-day': '2',
      'heldOn-month': '4',
      'heldOn-year': '2026',
      with: 'Winston Garrowby',
      text: 'We talked.\nWe agreed.',
    });
    await counterpart.getByRole('button', { name: 'Record the discussion' }).click();
    await raiser.goto(`${at}/d/${reference}/approve-discussion`);
    await expectFit(raiser, 'act-approve-discussion');
    await raiser.getByRole('button', { name: 'Approve it' }).click();
    await raiser.goto(`${at}/d/${reference}/correct-discussion`);
    await expectFit(raiser, 'act-correct-discussion');
    await fillPage(raiser, { text: 'We talked twice.' });
    await raiser.getByRole('button', { name: 'Add the correction' }).click();
    await counterpart.goto(`${at}/d/${reference}/ask-for-advice`);
    await fillPage(counterpart, { text: 'What would you do?' });
    await counterpart.getByRole('button', { name: 'Ask for advice' }).click();
    await counterpart.goto(`${at}/d/${reference}/advice-given`);
    await expectFit(counterpart, 'act-advice-given');
    await counterpart.goto(`${at}/d/${reference}`);

    await counterpart.getByText('Propose how it is settled', { exact: true }).click();
    await fillPage(counterpart, {
      text: 'An assessment starts on Monday.',
      how: 'agreed',
      'actions.0.text': 'Start the assessment',
      'actions.0.ownerAgency': 'brackenshire-childrens-social-care',
      'actions.0.dueOn-day': '31',
      'actions.0.dueOn-month': '4',
      'actions.0.dueOn-year': '2026',
    });
    await counterpart.getByRole('button', { name: 'Propose this outcome' }).click();
    await expectFit(counterpart, 'act-propose-errors');
    await fillPage(counterpart, { 'actions.0.dueOn-day': '10' });
    await counterpart.getByRole('button', { name: 'Propose this outcome' }).click();
    await expectFit(counterpart, 'disagreement-proposed');

    await raiser.goto(`${at}/d/${reference}/dispute`);
    await expectFit(raiser, 'act-dispute');
    await raiser.goto(`${at}/d/${reference}/withdraw`);
    await expectFit(raiser, 'act-withdraw');
    const cookies = await raiser.context().cookies();
    await raiser.context().clearCookies();
    await fillPage(raiser, { text: 'We met on Monday. It is settled between us.' });
    await raiser.locator('main form button').click();
    await expectFit(raiser, 'signed-out-meanwhile');
    await raiser.context().addCookies(cookies);
    await raiser.goto(`${at}/d/${reference}/confirm`);
    await expectFit(raiser, 'act-confirm');
    await raiser.getByRole('button', { name: 'Confirm: this is settled' }).click();
    await expectFit(raiser, 'disagreement-resolved');
    for (const act of ['tick-checklist', 'record-learning', 'add-dissent']) {
      await raiser.goto(`${at}/d/${reference}/${act}`);
      await expectFit(raiser, `act-${act}`);
    }
    await raiser.goto(`${at}/d/${reference}/tick-checklist`);
    await fillPage(raiser, { item: 'file', answer: 'yes' });
    await raiser.getByRole('button', { name: 'Save the answer' }).click();
    await raiser.goto(`${at}/d/${reference}/add-dissent`);
    await fillPage(raiser, { text: 'It took too long.' });
    await raiser.getByRole('button', { name: 'Keep it with the outcome' }).click();
    await expectFit(raiser, 'disagreement-afterwards');
    expect(await raiser.getByText('Resolved: both sides agreed, at Stage 1').isVisible()).toBe(true);
    await raiser.goto(`${at}/mine`);
    await expectFit(raiser, 'mine');
    await raiser.getByRole('button', { name: 'Sign out' }).click();
    expect(new URL(raiser.url()).pathname).toBe('/');
  }, 120_000);

  it('the lead sees the list, and an outsider a refusal', async () => {
    await world.browser().raise({
      ...WHOLE_FORM,
      raiserEmail: 'duncan.tillingbourne@brackenshire.example',
      talkedAlready: 'yes',
      'talkedOn-day': '2',
      'talkedOn-month': '4',
      'talkedOn-year': '2026',
      talkedWhatCame: 'No',
    });
    const lead = await person();
    await signIn(lead, LEAD, '/lead');
    await expectFit(lead, 'lead');

    const manager = await person();
    const told = await world.browser().raise({
      ...WHOLE_FORM,
      'aroseOn-month': '2',
      raiserEmail: 'hamza.dovershaw@brackenshire.example',
    });
    await signIn(manager, 'sunil.birchall-oke@brackenshire.example', `/d/${told}`);
    await expectFit(manager, 'told');

    const outsider = await person();
    await signIn(outsider, OUTSIDER, '/mine');
    await expectFit(outsider, 'mine-empty');
    await outsider.goto(`${at}/lead`);
    await expectFit(outsider, 'refused');
  }, 60_000);

  it('what is there for everybody is fit for everybody', async () => {
    const page = await person();
    for (const path of ['accessibility', 'privacy', 'cookies', 'nothing-here', 'sign-in/code', 'raise/wyrefold']) {
      await page.goto(`${at}/${path}`);
      await expectFit(page, path.replace('/', '-'));
    }
  }, 60_000);

  it('the trial’s mailbox and clock: an email is read, its link followed, and the clock moved', async () => {
    await world.browser().raise({ ...WHOLE_FORM, raiserEmail: 'kofi.ivelchester@brackenshire.example' });
    const page = await person();
    await page.goto(`${at}/mailbox`);
    await expectFit(page, 'mailbox');
    await page
      .getByRole('row', { name: COUNTERPART })
      .filter({ hasText: 'please answer' })
      .getByRole('link')
      .first()
      .click();
    await expectFit(page, 'mailbox-message');
    const html = page.frameLocator('iframe');
    expect(await html.locator('body').innerText()).toContain('Winston Garrowby');
    await page
      .getByRole('link', { name: `${at}/d/` })
      .first()
      .click();
    expect(await page.getByLabel('Your work email address').isVisible()).toBe(true);

    await page.goto(`${at}/clock`);
    await expectFit(page, 'clock');
    await fillPage(page, { 'on-day': '1', 'on-month': '4', 'on-year': '2026', time: '17:00' });
    await page.getByRole('button', { name: 'Move the clock' }).click();
    expect(await page.title()).toContain('Error: ');
    await fillPage(page, { 'on-day': '8' });
    await page.getByRole('button', { name: 'Move the clock' }).click();
    expect(await page.locator('main').innerText()).toContain('5pm on Wednesday 8 April 2026');
  }, 60_000);
});

describe('in a real browser, with our script', () => {
  it('nothing that our own policy forbids is asked for', async () => {
    const page = await person({ script: true });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    for (const path of ['/', '/raise/brackenshire', '/sign-in']) await page.goto(`${at}${path}`);

    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.body.className')).toContain('js-enabled');
  });

  it('S7: a form on another site that posts to us is refused, whoever is signed in', async () => {
    const page = await person({ script: true });
    await signIn(page, RAISER, '/mine');
    const elsewhere = await listenHttp({
      port: 0,
      host: '127.0.0.1',
      handlerFor: () => async () => ({
        statusCode: 200,
        headers: { 'content-type': 'text/html' },
        body: `<form method="post" action="${at}/sign-out"><button>Win a prize</button></form>`,
      }),
    });
    await page.goto(`http://127.0.0.1:${elsewhere.port}`);
    const [reply] = await Promise.all([page.waitForResponse(`${at}/sign-out`), page.getByRole('button').click()]);
    await page.goto(`${at}/mine`);

    expect(reply.status()).toBe(403);
    expect(await page.getByText(`Signed in as ${RAISER}`).isVisible()).toBe(true);
    await elsewhere.close();
  });
});

examinesWhatTheTableSays();
