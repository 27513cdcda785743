import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { browser, closePages } from '../browser.ts';
import { COUNTERPART, RAISER } from '../functions/web-world.ts';
import { type Door, examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';

/*
 * The disagreement's own page as a person under pressure meets it: on a telephone, by keyboard alone, on paper and in forced colours.
 * `SCREENSHOTS=<folder>` keeps a picture of each.
 */

let door: Door;
let at: string;
const contexts: BrowserContext[] = [];

// A service of its own for each: nobody asks for more codes than one address may have.
beforeEach(async () => {
  door = await openDoor('2026-04-02T09:00:00Z');
  ({ at } = door);
});

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  await door.close();
});

afterAll(closePages);

/** A browser of somebody signed in already: with our script, as most people have it, unless said. */
async function signedIn(email?: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 }, ...options });
  contexts.push(context);
  context.setDefaultTimeout(15_000);
  if (email) await context.addCookies(await door.cookiesOf(email));
  return context.newPage();
}

async function raised() {
  const raiser = door.world.browser();
  const path = `/d/${await raiser.raise()}`;
  return { raiser, path };
}

async function raisedAndAnswered() {
  const { raiser, path } = await raised();
  const counterpart = door.world.browser();
  await counterpart.signIn(COUNTERPART);
  await counterpart.post(`${path}/mine`);
  return { raiser, counterpart, path };
}

const PROPOSAL = { text: 'An assessment starts on Monday.', how: 'agreed', noActions: 'yes' };

it.each([true, false])(
  'a telephone’s first screen says where it stands, whose move it is, by when and why; JavaScript: %s',
  async (javaScriptEnabled) => {
    const { path } = await raisedAndAnswered();
    const page = await signedIn(COUNTERPART, { javaScriptEnabled, viewport: { width: 320, height: 640 } });
    await page.goto(`${at}${path}`);

    // Of the reasons, the first: it says which clock it is.
    const bottoms = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.app-standing dd')].map((one) => (one.querySelector('p') ?? one).getBoundingClientRect().bottom)`,
    );

    expect(bottoms).toHaveLength(4);
    expect(Math.max(...bottoms)).toBeLessThan(640);
    if (javaScriptEnabled) await expectFit(page, 'record-open');
  },
  60_000,
);

it('without JavaScript the parts of the service are one press away on a telephone, and unfolded on a wide screen', async () => {
  const page = await signedIn(COUNTERPART, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  await page.goto(`${at}/mine`);
  const part = page.getByRole('link', { name: 'Calculator' });
  expect(await part.isVisible()).toBe(false);

  await page.getByRole('link', { name: 'Menu' }).click();
  expect(await part.isVisible()).toBe(true);
  // Axe cannot run where no script may: the links are those of every other page.
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);

  await page.goto(`${at}/mine`);
  await page.setViewportSize({ width: 1280, height: 900 });
  expect(await part.isVisible()).toBe(true);
  expect(await page.getByRole('link', { name: 'Menu' }).isVisible()).toBe(false);
});

it('on paper it is a record: no buttons, no menus, no addresses, nothing cut', async () => {
  const { raiser, path } = await raisedAndAnswered();
  await raiser.post(`${path}/escalate-now`, { text: 'It cannot wait.' });
  const page = await signedIn(RAISER);
  await page.goto(`${at}${path}`);
  await page.emulateMedia({ media: 'print' });
  // A4 at 96 dots an inch, less the margins that browsers leave.
  await page.setViewportSize({ width: 718, height: 1047 });

  const seen = await page.evaluate<{ shown: string[]; addresses: string[]; cut: number }>(`({
    shown: [...document.querySelectorAll('button, .govuk-button, nav, .govuk-service-navigation, .app-footer, .app-acts')]
      .filter((one) => one.getClientRects().length > 0).map((one) => one.className || one.tagName),
    addresses: [...document.querySelectorAll('a')]
      .map((one) => getComputedStyle(one, '::after').content).filter((content) => content.includes('http') || content.includes('attr')),
    cut: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  })`);

  expect(seen).toEqual({ shown: [], addresses: [], cut: 0 });
  const text = await page.innerText('main');
  for (const words of ['Where it stands', 'What was raised', 'PROBLEMWORDS', 'It cannot wait.', 'People on both sides'])
    expect(text).toContain(words);
  const paper = await page.pdf({ format: 'A4' });
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  if (process.env['SCREENSHOTS'])
    await page.screenshot({ path: `${process.env['SCREENSHOTS']}/record-printed.png`, fullPage: true });
}, 60_000);

it('in forced colours the open stage, a state in a word and the focus can still be told', async () => {
  const { path } = await raisedAndAnswered();
  const page = await signedIn(RAISER);
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${at}${path}`);

  const now = page.locator('[aria-current="step"]');
  const widthOf = (selector: string) =>
    page.evaluate<number>(`parseFloat(getComputedStyle(document.querySelector('${selector}')).borderLeftWidth)`);
  expect(await now.innerText()).toContain('Now');
  expect(await widthOf('.app-ladder__rung--now')).toBeGreaterThan(
    await widthOf('.app-ladder__rung:not(.app-ladder__rung--now)'),
  );
  expect(
    await page.evaluate(
      `getComputedStyle(document.querySelector('.govuk-tag')).outlineStyle + getComputedStyle(document.querySelector('.govuk-tag')).borderTopStyle`,
    ),
  ).toContain('solid');
  await page.locator('.app-acts a').first().focus();
  expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
  if (process.env['SCREENSHOTS'])
    await page.screenshot({ path: `${process.env['SCREENSHOTS']}/record-forced-colours.png`, fullPage: true });
}, 60_000);

it('by keyboard alone: the other side signs in, says that it is theirs, and confirms what is proposed', async () => {
  const { raiser, path } = await raised();
  await raiser.post(`${path}/propose`, PROPOSAL);
  const page = await signedIn();
  const { keyboard } = page;
  /** Tab until what has the focus is called that, as somebody who cannot see the whole page would; each stop can be seen to have it. */
  const tabTo = async (name: string | RegExp) => {
    for (let stops = 0; stops < 60; stops++) {
      await keyboard.press('Tab');
      const focus = await page.evaluate<{ name: string; seen: boolean }>(`(() => {
        const one = document.activeElement;
        const label = one.labels?.[0]?.innerText ?? one.innerText ?? '';
        const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(one);
        return { name: label.trim(), seen: outlineStyle !== 'none' || boxShadow !== 'none' || backgroundColor === 'rgb(255, 221, 0)' };
      })()`);
      if (focus.name === name || (name instanceof RegExp && name.test(focus.name))) {
        expect(focus.seen, `the focus on "${focus.name}" can be seen`).toBe(true);
        return;
      }
    }
    throw new Error(`Nothing called ${name} takes the focus`);
  };
  const press = async (key: 'Enter' | 'Space') => {
    await Promise.all([page.waitForNavigation(), keyboard.press(key)]);
  };

  await page.goto(`${at}${path}`);
  await tabTo('Your work email address');
  await keyboard.type(COUNTERPART);
  await press('Enter');
  await tabTo('Six-digit code');
  await keyboard.type(await door.world.codeFor(COUNTERPART));
  await press('Enter');
  await tabTo(/^I am Jorah Vexley/);
  await press('Space');
  // What was done has the focus, so that it is read out, and Tab goes on from there.
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
  await tabTo('Dispute the proposed outcome');
  await press('Enter');
  await tabTo('Dispute it');
  await press('Enter');
  // Nothing was entered: the summary of what to put right has the focus.
  expect(await page.evaluate('document.activeElement.className')).toContain('govuk-error-summary');
  await tabTo('Cancel');
  await press('Enter');
  await tabTo('Confirm the proposed outcome');
  await press('Space');
  await tabTo('Confirm: this is settled');
  await press('Space');

  expect(await page.innerText('main')).toContain('You have confirmed the proposed outcome.');
  expect(await page.innerText('main')).toContain('Resolved: both sides agreed');
  await expectFit(page, 'record-resolved');
}, 90_000);

examinesWhatTheTableSays();
