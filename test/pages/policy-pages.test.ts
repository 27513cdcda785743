import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, closePages } from '../browser.ts';
import { LEAD, RAISER } from '../functions/web-world.ts';
import { type Door, examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';

/* The policies as anybody reads them, in a real browser. `SCREENSHOTS=<folder>` keeps a picture of each. */

let door: Door;
let context: BrowserContext;

beforeAll(async () => {
  door = await openDoor('2026-04-02T09:00:00Z');
  context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(5_000);
});

afterAll(async () => {
  await context.close();
  await closePages();
  await door.close();
});

/** A4 in CSS pixels, less a printer's usual margins. */
const SHEET = { width: 718, height: 1047 };

it('reads a policy from the choice of partnerships to its last stage, with its drawing, on a screen, a telephone and paper', async () => {
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  await page.goto(`${door.at}/policy`);
  await expectFit(page, 'policies');
  await page.getByRole('link', { name: 'Brackenshire' }).click();
  await expectFit(page, 'policy');
  expect(await page.evaluate("document.querySelector('.app-drawing img').naturalWidth")).toBeGreaterThan(700);
  expect(refused, 'the Content-Security-Policy lets the drawing in').toEqual([]);

  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(SHEET);
  if (process.env['SCREENSHOTS'])
    await page.screenshot({ path: join(process.env['SCREENSHOTS'], 'policy-print.png'), fullPage: true });
  const drawing = (await page.locator('.app-drawing img').boundingBox())!;
  expect(drawing.height, 'the drawing fits on one sheet').toBeLessThan(SHEET.height);
  expect(drawing.width).toBeLessThanOrEqual(SHEET.width);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(SHEET.width);
  expect(await page.locator('.govuk-service-navigation').isVisible(), 'paper has no navigation').toBe(false);
});

it('BEY-15: works out deadlines from a blank form to an answer, with errors said first', async () => {
  const page = await context.newPage();
  await page.goto(`${door.at}/calculator`);
  await expectFit(page, 'calculator');
  await page.getByRole('button', { name: 'Work out the deadlines' }).click();
  await expectFit(page, 'calculator-errors');
  await page.getByRole('link', { name: 'Enter the day it arose' }).click();
  await page.keyboard.type('2');
  await page.getByLabel('Month').first().fill('4');
  await page.getByLabel('Year').first().fill('2026');
  await page.getByLabel('Safeguarding partnership').selectOption({ label: 'Brackenshire Safeguarding Partnership' });
  await page.getByRole('button', { name: 'Work out the deadlines' }).click();
  expect(new URL(page.url()).search).toBe('?partnership=brackenshire&aroseOn=2026-04-02');
  await expectFit(page, 'calculator-answer');
});

it('shows somebody their calendar address, which a screen of any width shows whole', async () => {
  const page = await context.newPage();
  await context.addCookies(await door.cookiesOf(RAISER));
  await page.goto(`${door.at}/calendar`);
  await expectFit(page, 'calendar-none');
  await page.getByRole('button', { name: 'Make my calendar address' }).click();
  await expectFit(page, 'calendar');
  const address = (await page.locator('.app-address').textContent())!;
  expect(address).toContain(`${door.at}/calendar.ics?key=`);
});

it('BEY-15: lets a lead rehearse a change of their policy', async () => {
  const other = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  const page = await other.newPage();
  await other.addCookies(await door.cookiesOf(LEAD));
  await page.goto(`${door.at}/lead`);
  await page.getByRole('link', { name: 'Rehearse a policy change' }).click();
  await page.getByLabel('Stage 2').fill('soon');
  await page.getByRole('button', { name: 'Rehearse it' }).click();
  await expectFit(page, 'rehearsal-errors');
  await page.getByLabel('Stage 2').fill('6');
  await page.getByRole('button', { name: 'Rehearse it' }).click();
  await expectFit(page, 'rehearsal-of-nothing');
  await page.goto(`${door.at}/lead/rehearsal?policy=bcssp-v5&days-2=7`);
  expect(await page.textContent('main')).toContain('has not been rehearsed in the last 30 days');
  await other.close();
});

examinesWhatTheTableSays();
