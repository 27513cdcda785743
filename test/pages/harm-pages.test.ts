import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, closePages } from '../browser.ts';
import { WHOLE_FORM } from '../functions/web-world.ts';
import { type Door, examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';

/* The pages of immediate harm as a real browser shows them. `SCREENSHOTS=<folder>` keeps a picture of each. */

const SENIOR = 'theo.uppershaw@brackenshire.example';

let door: Door;
let world: Door['world'];
let at: string;
let context: BrowserContext;

beforeAll(async () => {
  door = await openDoor('2026-04-02T09:00:00Z');
  ({ at, world } = door);
  context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(5_000);
});

afterAll(async () => {
  await context.close();
  await closePages();
  await door.close();
});

it('CLK-14: somebody asked reads that a child is at risk, says that they have seen it and records what was done', async () => {
  const raiser = world.browser();
  const reference = await raiser.raise({
    ...WHOLE_FORM,
    immediateHarm: 'yes',
    harmWhy: 'He is at home with them tonight.',
  });
  const page = await context.newPage();

  await context.addCookies(await door.cookiesOf(SENIOR));
  await page.goto(`${at}/d/${reference}`);
  await expectFit(page, 'is-this-yours-at-harm');
  await page.getByRole('button', { name: /this is mine/ }).click();
  await expectFit(page, 'disagreement-at-harm');
  await page.getByRole('button', { name: 'I have seen this' }).click();
  await page.getByText('Record what was done to protect', { exact: true }).click();
  await expectFit(page, 'act-end-harm');
  await page.getByLabel('Yes, action was taken').check();
  await page.getByLabel('What was done, or why is nothing needed?').fill('Seen at home; moved to her aunt.');
  await page.getByRole('button', { name: 'Record it' }).click();
  await expectFit(page, 'disagreement-calm-again');
  expect(await page.textContent('main')).toContain('action was taken');
  await page.goto(`${at}/d/${reference}/flag-harm`);
  await expectFit(page, 'act-flag-harm');
});

examinesWhatTheTableSays();
