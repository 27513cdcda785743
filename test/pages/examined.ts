import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ACT_KINDS } from '../../escalation/acts.ts';
import { isRaisePage } from '../../escalation/raise-pages.ts';
import { webDoor, webRoutes } from '../../functions/web.ts';
import { listenHttp } from '../../local/http.ts';
import { faultsOf } from '../browser.ts';
import { webWorld } from '../functions/web-world.ts';
import { notPlainIn } from '../plain-english.ts';
import { EXAMINED, LISTS } from './pages-and-states.ts';

/** The people's door on a port of its own, with everything behind it in memory, at an instant that stands still. */
export async function openDoor(now: string) {
  let world: ReturnType<typeof webWorld> | undefined;
  let at = '';
  const http = await listenHttp({
    port: 0,
    host: '127.0.0.1',
    handlerFor: (port) => {
      at = `http://127.0.0.1:${port}`;
      world = webWorld(now, { origin: at });
      return webDoor(world.services);
    },
  });
  let signedIn = 0;
  return {
    at,
    world: world!,
    close: http.close,
    /**
     * The cookies of somebody who signed in without a page: to fill in that form once more is four pages that prove nothing new. Each from
     * an address of their own, as nobody asks for more codes than one address may have.
     */
    async cookiesOf(email: string) {
      signedIn += 1;
      const own = world!.browser(`192.0.2.${signedIn}`);
      await own.signIn(email);
      return [...own.cookies].map(([name, value]) => ({ name, value, url: at }));
    },
  };
}
export type Door = Awaited<ReturnType<typeof openDoor>>;

/**
 * What is done to a page that a person must be able to use: axe finds nothing and nothing runs off the screen, wide and narrow, and it is in plain
 * English. It counts as examined, as the page and the state in which it is (`EXAMINED`). `SCREENSHOTS=<folder>` keeps a picture of each, for a person to judge.
 */
export async function expectFit(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? WIDE;
  expect(await faultsOf(page, WIDTHS), name).toEqual([]);
  const folder = process.env['SCREENSHOTS'];
  for (const width of folder ? WIDTHS : []) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(folder!, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize(before);
  const shown = await whatIsShown(page);
  if (shown !== RAW_MAIL) expect(notPlainIn(await wordsIn(page)), `${name} is in plain English`).toEqual([]);
  const file = fileOfThisTest();
  seen.set(file, (seen.get(file) ?? new Set()).add(shown));
}

/** What the page says of itself: its title, and in `main` everything but what somebody has typed, the folded parts and the unseen ones too. */
const wordsIn = (page: Page) =>
  page.evaluate<string>(`(() => {
    const all = [document.title];
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      if (!texts.currentNode.parentElement.closest('script, style, textarea')) all.push(texts.currentNode.data);
    return all.join(' ');
  })()`);

/** An email with its headers and attachments, as it leaves: what it says to a person is asked about in `test/messages`. */
const RAW_MAIL = 'GET /mailbox/{message}';

const WIDTHS = [320, 1280];
const WIDE = { width: 1280, height: 900 };
const seen = new Map<string, Set<string>>();
const fileOfThisTest = () => basename(expect.getState().testPath!);

/** The last test of a file that examines pages: that it came to every page and state that the table gives it, and to no other. */
export function examinesWhatTheTableSays(): void {
  it('has examined each page and state that the table gives it', () => {
    const file = fileOfThisTest();
    expect([...(seen.get(file) ?? [])].toSorted(byName)).toEqual([...(EXAMINED[file] ?? [])].toSorted(byName));
  });
}

const byName = (one: string, other: string) => one.localeCompare(other);

/**
 * Which page this is, as the router has it (with the act for the pages of acts), and in which state: told from the page itself, so that
 * a test cannot claim what it did not come to.
 */
async function whatIsShown(page: Page): Promise<string> {
  const { pathname, searchParams } = new URL(page.url());
  const { title, main, saysDone, links } = await page.evaluate<Shown>(SHOWN);
  if (title.startsWith('Error: ')) {
    expect(links.length, `${pathname} says what to put right`).toBeGreaterThan(0);
    for (const { href, boxes } of links) expect(boxes, `${pathname}: ${href} leads to a box`).toBe(1);
    const posted = routeOf('POST', pathname);
    return `${posted === NO_PAGE ? routeOf('GET', pathname) : posted}, errors`;
  }
  if (main.includes('You were signed out before you pressed the button')) return SIGNED_OUT_MEANWHILE;
  const route = routeOf('GET', pathname);
  if (searchParams.has('done') || saysDone) return `${route}, done`;
  const { empty, long } = LISTS[route] ?? {};
  if (empty && main.includes(empty)) return `${route}, empty`;
  if (long && main.includes(long)) return `${route}, long`;
  return route;
}

interface Shown {
  title: string;
  main: string;
  /** Whether it has the panel that says that something was done. */
  saysDone: boolean;
  /** The lines of its error summary: where each leads, and how many boxes have that name. */
  links: { href: string; boxes: number }[];
}

/** In the page: all of it at once, because each question to a browser costs as much as the answer. */
const SHOWN = `({
  title: document.title,
  main: document.querySelector('main').innerText,
  saysDone: document.querySelector('.govuk-panel--confirmation') !== null,
  links: [...document.querySelectorAll('.govuk-error-summary__list a')].map((link) => {
    const href = link.getAttribute('href');
    return { href, boxes: document.querySelectorAll('[id="' + href.slice(1) + '"]').length };
  }),
})`;

/** The first route of the door that an address is of. */
function routeOf(method: 'GET' | 'POST', pathname: string): string {
  // A page of its own for each act and each question, and one route for all.
  const question = /^\/raise\/[^/]+\/([a-z-]+)$/.exec(pathname)?.[1];
  if (question && isRaisePage(question)) return `${method} /raise/{partnership}/${question}`;
  const act = /^\/d\/[^/]+\/([a-z-]+)$/.exec(pathname)?.[1];
  if (act && ACT_KINDS.some((kind) => kind === act)) return `${method} /d/{reference}/${act}`;
  const found = [...ROUTES, ...TRIAL_ROUTES].find(
    (route) => route.method === method && new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  return found ? `${found.method} ${found.path}` : NO_PAGE;
}

const NO_PAGE = 'no such page';
/** In the place of whichever page was posted from: what was written there, to copy. */
const SIGNED_OUT_MEANWHILE = 'signed out meanwhile';
const ROUTES = webRoutes(webWorld().services);
const TRIAL_ROUTES = ['/mailbox', '/mailbox/{message}', '/clock'].flatMap((path) => [
  { method: 'GET', path },
  { method: 'POST', path },
]);

/** Fills in what a page asks of these answers, by the names of its boxes. */
export async function fillPage(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(answers)) {
    const box = page.locator(`[name="${name}"]`).first();
    if ((await box.count()) === 0) continue;
    const kind = await box.evaluate((element) => `${element.tagName} ${element.getAttribute('type')}`);
    if (/ (radio|checkbox)$/.test(kind)) await page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (kind.startsWith('SELECT')) await box.selectOption(value);
    else await box.fill(value);
  }
}

/** Does something that leads to another page, and waits until it is there. */
export async function leads(page: Page, act: () => Promise<void>): Promise<void> {
  const arrives = page.waitForEvent('framenavigated');
  await act();
  await arrives;
  await page.waitForLoadState('load');
}

/** From the start page of a partnership's form to the list of answers. `onPage` sees each page before it is answered. */
export async function walkForm(
  page: Page,
  answers: Record<string, string>,
  onPage: (id: string) => Promise<void> = async () => {},
): Promise<void> {
  const goesOn = () => leads(page, () => page.getByRole('button', { name: 'Continue' }).click());
  await page.getByRole('button', { name: 'Start now' }).click();
  await page.getByLabel('I disagree with a decision').check();
  await goesOn();
  for (;;) {
    const id = new URL(page.url()).pathname.replace(/.*\//, '');
    await onPage(id);
    if (id === 'check') return;
    await fillPage(page, answers);
    await goesOn();
  }
}
