import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directoryCsv } from '../../documents/directory-csv.ts';
import { browser, closePages } from '../browser.ts';
import { LEAD } from '../functions/web-world.ts';
import { type Door, examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';

/* A directory as whoever reads and keeps it sees it, in a real browser, the second story without script. `SCREENSHOTS=<folder>` keeps a picture of each. */

let door: Door;
let world: Door['world'];
let at: string;
let context: BrowserContext;

beforeAll(async () => {
  door = await openDoor('2026-04-02T09:00:00Z');
  ({ at, world } = door);
  context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(10_000);
});

afterAll(async () => {
  await context.close();
  await closePages();
  await door.close();
});

async function signIn(page: Page, path: string, email: string): Promise<void> {
  await page.context().addCookies(await door.cookiesOf(email));
  await page.goto(`${at}${path}`);
}

/** The file's bytes as Excel saves them in this country: Windows-1252, with semicolons. */
const fromExcel = (csv: string) => Buffer.from(csv.replace('\ufeff', '').replaceAll(',', ';'), 'latin1');

it('the business manager reads the directory, changes a post, imports a file and settles a correction', async () => {
  const page = await context.newPage();
  await signIn(page, '/directory/brackenshire', LEAD);
  expect(new URL(page.url()).pathname).toBe('/directory/brackenshire');
  await expectFit(page, 'directory');
  await page.getByRole('link', { name: /^Gaps in / }).click();
  await expectFit(page, 'directory-gaps');
  await page.getByRole('link', { name: 'Brackenshire Probation' }).first().click();
  await expectFit(page, 'directory-agency');

  await page.getByRole('link', { name: /^Change.*Umar Coverdale/ }).click();
  await page.getByLabel('Work email address', { exact: true }).fill('umar@elsewhere.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectFit(page, 'directory-post-refused');
  await page.getByLabel('Work email address', { exact: true }).fill('umar@probation.brackenshire.example');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await page.textContent('main')).toContain('Saved. Whoever is asked from now on');
  await expectFit(page, 'directory-agency-saved');
  await page.getByRole('link', { name: /^Remove.*Umar Coverdale/ }).click();
  await expectFit(page, 'directory-post-remove');
  await page.goto(`${at}/directory/brackenshire/agencies/brackenshire-probation/change`);
  await expectFit(page, 'directory-agency-change');
  await page.goto(`${at}/directory/brackenshire/agencies/brackenshire-probation/remove`);
  await expectFit(page, 'directory-agency-remove');

  const { directory } = (await world.services.rules.partnership('brackenshire'))!;
  const csv = directoryCsv(directory).replace('Hester Hollinrake', 'Zo\u00eb Hollinrake');
  await page.goto(`${at}/directory/brackenshire/import`);
  const choose = async (text: string) => {
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'directory.csv', mimeType: 'text/csv', buffer: fromExcel(text) });
    await page.getByRole('button', { name: 'Show what would change' }).click();
  };
  await choose(csv.replace('hester.hollinrake@', 'hester.hollinrake'));
  await expectFit(page, 'directory-import-refused');
  await choose(csv);
  expect(await page.textContent('main')).toContain('to Zo\u00eb Hollinrake');
  expect(await page.textContent('main')).toContain('Windows-1252, with semicolons');
  await expectFit(page, 'directory-import-preview');
  await page.getByRole('button', { name: 'Apply exactly this' }).click();
  expect(await page.textContent('main')).toContain('The file is applied');
  await expectFit(page, 'directory-imported');
  await page.getByRole('link', { name: 'What was changed, and by whom' }).click();
  await expectFit(page, 'directory-changes');
  await page.getByRole('link', { name: /^Imported a file/ }).click();
  await expectFit(page, 'directory-change');

  const reader = world.browser();
  await reader.signIn('osian.abernook@opengate.example');
  const own = /href="(\/directory[^"]+\/posts\/[\w-]+\/propose)"/.exec(
    (await reader.get('/directory/brackenshire/mine')).body,
  )![1]!;
  await reader.post(own, { kind: 'deputy', deputyEmail: 'wanda.nethercote@opengate.example', text: 'Since Monday.' });
  await page.goto(`${at}/directory/brackenshire/corrections`);
  await page.getByRole('button', { name: 'Decline it' }).click();
  await expectFit(page, 'directory-corrections');
  await page.getByRole('button', { name: 'Accept: make this change' }).click();
  expect(await page.textContent('main')).toContain('The correction is accepted.');
}, 120_000);

it('somebody in a post sees their own, confirms it, and proposes a correction', async () => {
  const other = await (await browser()).newContext({
    viewport: { width: 1280, height: 900 },
    javaScriptEnabled: false,
  });
  other.setDefaultTimeout(10_000);
  const page = await other.newPage();
  await signIn(page, '/directory/brackenshire/mine', 'duncan.jessamy@dunmerecollege.example');
  await page.getByRole('button', { name: 'This is still right' }).click();
  expect(await page.textContent('main')).toContain('Thursday 2 April 2026');
  await page
    .getByRole('link', { name: /^Propose a correction/ })
    .first()
    .click();
  await page.getByLabel('I have left this post').check();
  await page.getByRole('button', { name: 'Propose it' }).click();
  expect(await page.textContent('main')).toContain('The partnership’s administrators decide on it');
  await other.close();

  const examined = await context.newPage();
  await context.clearCookies();
  await signIn(examined, '/directory/brackenshire/mine', 'duncan.jessamy@dunmerecollege.example');
  await expectFit(examined, 'directory-own-posts');
  await examined.getByRole('button', { name: 'This is still right' }).click();
  await expectFit(examined, 'directory-own-posts-confirmed');
  await examined
    .getByRole('link', { name: /^Propose a correction/ })
    .first()
    .click();
  await examined.getByRole('button', { name: 'Propose it' }).click();
  await expectFit(examined, 'directory-propose');
  await examined.goto(`${at}/directory/brackenshire/corrections`);
  await expectFit(examined, 'directory-own-corrections');
}, 60_000);

examinesWhatTheTableSays();
