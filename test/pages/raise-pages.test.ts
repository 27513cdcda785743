import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { browser, closePages } from '../browser.ts';
import { RAISER, WHOLE_FORM } from '../functions/web-world.ts';
import { type Door, examinesWhatTheTableSays, expectFit, fillPage, leads, openDoor, walkForm } from './examined.ts';

/* Raising a disagreement on a telephone between two visits, in a real browser. `SCREENSHOTS=<folder>` keeps a picture of each page. */

/** An agency of two sites, and somebody there. */
const HOSPITALS = 'dunmere-and-thornwick-hospitals-trust';
const NURSE = 'wanda.yarrowfield@dunmerehospitals.example';

/** A nurse of a trust of two hospitals: every page that policy B can ask is on her way. */
const EVERYTHING: Record<string, string> = {
  ...WHOLE_FORM,
  raiserName: 'Wanda Yarrowfield',
  raiserEmail: NURSE,
  raiserAgency: HOSPITALS,
  raiserSite: 'Dunmere General Hospital',
  managerName: 'Lorcan Fennimore',
  managerEmail: 'lorcan.fennimore@dunmerehospitals.example',
  talkedAlready: 'yes',
  'talkedOn-day': '1',
  'talkedOn-month': 'April',
  'talkedOn-year': '26',
  talkedWhatCame: 'We still disagree.',
  immediateHarm: 'yes',
  harmWhy: 'He is at home with them tonight.',
  'mustBeSettledOn-day': '',
  'mustBeSettledOn-month': '',
  'mustBeSettledOn-year': '',
  'discussedWithManagerOn-day': '1',
  'discussedWithManagerOn-month': '4',
  'discussedWithManagerOn-year': '2026',
};

let door: Door;
let at: string;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  door = await openDoor('2026-04-02T09:00:00Z');
  at = door.at;
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});
afterAll(async () => {
  await closePages();
  await door.close();
});

/** A telephone; its script comes only where that is asked for, because nothing may need it. */
async function telephone({ script = false } = {}): Promise<Page> {
  const context = await (await browser()).newContext({ viewport: { width: 320, height: 640 } });
  contexts.push(context);
  context.setDefaultTimeout(5_000);
  if (!script) await context.route('**/assets/*.js', (route) => route.abort());
  return context.newPage();
}

it('every page and every error state is fit for everybody on a narrow screen, up to the confirmation', async () => {
  const page = await telephone();
  await page.goto(`${at}/raise/brackenshire`);
  await expectFit(page, 'raise-start');
  const cameBack: string[] = [];
  const seen: string[] = [];

  await walkForm(page, EVERYTHING, async (id) => {
    await expectFit(page, `raise-${id}`);
    seen.push(id);
    if (id === 'check' || WRONG[id] === undefined) return;
    await fillPage(page, WRONG[id]);
    await leads(page, () => page.getByRole('button', { name: 'Continue' }).click());
    if (!(await page.title()).startsWith('Error: ')) return;
    cameBack.push(id);
    await expectFit(page, `raise-${id}-errors`);
  });

  expect(cameBack).toEqual(Object.keys(WRONG));
  expect(seen).toHaveLength(23);
  await expectFit(page, 'raise-check-answers');
  await page.getByRole('link', { name: 'Change the problem' }).click();
  await page.getByLabel('What is the problem?').fill('The referral was closed without a visit.');
  await leads(page, () => page.getByRole('button', { name: 'Continue' }).click());
  expect(await page.textContent('main')).toContain('The referral was closed without a visit.');
  await page.getByRole('button', { name: 'Send me the code' }).click();
  await page.getByLabel('Six-digit code').fill(await door.world.codeFor(EVERYTHING['raiserEmail']!));
  await leads(page, () => page.getByRole('button', { name: 'Open the disagreement' }).click());
  await expectFit(page, 'raised-at-harm');
  expect(await page.textContent('main')).toContain('Its reference is');
}, 120_000);

/** What makes each page come back that can. */
const WRONG: Record<string, Record<string, string>> = {
  'your-agency': {},
  'your-site': {},
  you: { raiserEmail: 'wanda@dunmerehospitals.exmaple' },
  'your-manager': { managerName: 'Lorcan Fennimore', managerEmail: 'lorcan@gmial.com' },
  'their-agency': {},
  'their-practitioner': { theirName: 'Jorah Vexley' },
  subject: {},
  kind: {},
  'when-it-arose': { 'aroseOn-day': '31', 'aroseOn-month': '4', 'aroseOn-year': '2026' },
  problem: {},
  basis: {},
  'reason-given': {},
  'outcome-wanted': {},
  'immediate-harm': {},
  'about-the-harm': {},
  'settled-by': { 'mustBeSettledOn-day': '1', 'mustBeSettledOn-month': '4', 'mustBeSettledOn-year': '2026' },
  // Somebody is at risk here, so that the talk with their manager may be left out (INT-3).
  'your-managers-view': { 'discussedWithManagerOn-day': '1' },
  'talked-already': {},
  'what-came-of-it': { 'talkedOn-day': '1' },
};

it('whoever comes back to answers that this browser no longer has is told so', async () => {
  const page = await telephone();
  await page.goto(`${at}/raise/brackenshire/problem`);
  expect(await page.textContent('main')).toContain('This browser has no answers of yours from before');
  await expectFit(page, 'raise-start-gone');
}, 60_000);

it('INT-8: about an adult, a policy for children leads to the partnership that has them', async () => {
  const page = await telephone();
  await page.goto(`${at}/raise/wyrefold/scope`);
  await page.getByLabel('It is about an adult').check();
  await leads(page, () => page.getByRole('button', { name: 'Continue' }).click());
  await expectFit(page, 'raise-elsewhere');
  await leads(page, () => page.getByRole('link', { name: 'Sallowdene Safeguarding Adults Board' }).click());
  expect(await page.textContent('main')).toContain('in safeguarding an adult');
  await expectFit(page, 'raise-start-for-adults');
}, 60_000);

it('whoever goes back with the browser, past a page that had something to put right, finds that page and no error of the browser', async () => {
  const page = await telephone({ script: true });
  await page.goto(`${at}/raise/brackenshire/scope`);
  await page.locator('input[value="disagreement"]').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/your-agency');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await page.locator('select').selectOption(HOSPITALS);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/your-site');

  await page.goBack();

  expect(page.url()).toContain('/your-agency');
  expect(await page.locator('select').inputValue()).toBe(HOSPITALS);
});

it('with JavaScript on, somebody who uses the keyboard alone raises one, saves it on the way and carries on', async () => {
  const page = await telephone({ script: true });
  await page.goto(`${at}/raise/brackenshire`);
  await press(page, 'Start now');
  await answerByKeys(page, { matter: 'disagreement' });
  await press(page, 'Continue');
  await press(page, 'Continue');
  // With our script the summary of errors has the focus, and its first line leads to the field.
  expect(await page.evaluate('document.activeElement.className')).toBe('govuk-error-summary');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('raiserAgency');
  await page.keyboard.type('Brackenshire Adult');
  await press(page, 'Continue');
  await answerByKeys(page, { raiserName: 'Winston Garrowby' });
  await press(page, 'Save and come back later');
  await expectFit(page, 'raise-save');
  await press(page, 'Save my answers');
  await expectFit(page, 'raise-save-errors');
  await answerByKeys(page, { raiserEmail: RAISER });
  await enter(page);
  await expectFit(page, 'code-to-save');
  await answerByKeys(page, { code: await door.world.codeFor(RAISER) });
  await enter(page);
  await expectFit(page, 'mine-with-a-draft');
  await press(page, 'Carry on');

  const withASite = { ...WHOLE_FORM, theirAgency: HOSPITALS, theirSite: 'Thornwick Infirmary', theirEmail: NURSE };
  while (!page.url().endsWith('/check')) {
    if (page.url().endsWith('/their-site')) {
      await expectFit(page, 'raise-their-site');
      await press(page, 'Continue');
      await expectFit(page, 'raise-their-site-errors');
    }
    await answerByKeys(page, withASite);
    await press(page, 'Continue');
  }
  await press(page, 'Send me the code');
  await answerByKeys(page, { code: await door.world.codeFor(RAISER) });
  await enter(page);
  expect(await page.textContent('main')).toContain('5pm on Wednesday 8 April 2026');
}, 120_000);

/** Moves with the Tab key to the button of these words and presses it. */
async function press(page: Page, words: string): Promise<void> {
  await tabTo(page, `document.activeElement.textContent.trim() === ${JSON.stringify(words)}`);
  await enter(page);
}

const enter = (page: Page) => leads(page, () => page.keyboard.press('Enter'));

/** Answers every box of the page that these answers name, in the order in which the Tab key comes to them. */
async function answerByKeys(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(answers)) {
    const box = page.locator(`main [name="${name}"]`).first();
    if ((await box.count()) === 0) continue;
    const kind = await box.evaluate((element) => `${element.tagName} ${element.getAttribute('type')}`);
    await tabTo(page, `document.activeElement.name === ${JSON.stringify(name)}`);
    if (kind.endsWith('radio')) {
      await page.keyboard.press('Space');
      while ((await page.evaluate('document.activeElement.value')) !== value) await page.keyboard.press('ArrowDown');
    } else if (kind.startsWith('SELECT')) {
      await page.keyboard.type((await box.locator(`option[value="${value}"]`).textContent()) ?? '');
    } else {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(value);
    }
  }
}

async function tabTo(page: Page, isThere: string): Promise<void> {
  for (let steps = 0; steps < 60; steps++) {
    if (await page.evaluate(isThere)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key never came to where ${isThere}, on ${page.url()}`);
}

examinesWhatTheTableSays();
