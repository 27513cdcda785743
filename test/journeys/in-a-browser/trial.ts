import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { webDoor } from '../../../functions/web.ts';
import { listenHttp } from '../../../local/http.ts';
import { type MovableClock, movableClock } from '../../../local/movable-clock.ts';
import { trialRoutes } from '../../../local/trial-pages.ts';
import { folderMailer, listMailbox, readMailbox } from '../../../services/mailer-folder.ts';
import { browser, closePages } from '../../browser.ts';
import { leads } from '../../pages/examined.ts';
import { london, openWorld, type World } from '../world.ts';

/** The one-machine edition as `npm start` gives it to somebody who tries it: the pages, everybody's mail and the clock, in a real browser. */
export interface Trial {
  at: string;
  world: World;
  /** A browser of somebody's own. */
  person(options?: BrowserContextOptions): Promise<Page>;
  /** Gives the address and the code that was sent to it, on a page that asks who is there. */
  signsIn(page: Page, email: string): Promise<void>;
  /** The code that was sent last to an address. */
  codeFor(email: string): Promise<string>;
  /** Opens the latest email to somebody of which the subject holds these words, in the trial's mailbox. */
  opensMail(page: Page, to: string, words: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens it at a London time, such as `Mon 2 Mar 2026 09:30`. */
export async function openTrial(startsAt: string): Promise<Trial> {
  const mailbox = await mkdtemp(join(tmpdir(), 'common-ground-journey-'));
  let opening: Promise<World> | undefined;
  let at = '';
  const http = await listenHttp({
    port: 0,
    host: '127.0.0.1',
    handlerFor: (port) => {
      at = `http://127.0.0.1:${port}`;
      // The clock that keeps the dates of the mail is the one that the pages move.
      const clock: MovableClock = movableClock({ startAt: london(startsAt), flows: false });
      opening = openWorld(startsAt, {
        clock,
        mailer: folderMailer({ folder: mailbox, clock }),
        settings: { origin: at, mailDomain: 'inbound.commonground.example', trial: true },
      });
      const door = opening.then(({ services }) => webDoor(services, trialRoutes({ clock, mailbox })));
      return async (event, context) => (await door)(event, context);
    },
  });
  const world = await opening!;

  const codeFor = async (email: string) => {
    const line = (await listMailbox(mailbox)).find(({ to, subject }) => to === email && /sign-in code/.test(subject));
    const code = line && /\b(\d{6})\b/.exec((await readMailbox(mailbox, line.id))?.text ?? '')?.[1];
    if (!code) throw new Error(`No code was sent to ${email}`);
    return code;
  };
  return {
    at,
    world,
    codeFor,
    async person(options = {}) {
      const context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(10_000);
      return context.newPage();
    },
    async signsIn(page, email) {
      await page.getByLabel('Your work email address').fill(email);
      await leads(page, () => page.getByRole('button', { name: 'Send me a code' }).click());
      await page.getByLabel('Six-digit code').fill(await codeFor(email));
      await leads(page, () => page.getByRole('button', { name: 'Continue' }).click());
    },
    async opensMail(page, to, words) {
      await page.goto(`${at}/mailbox`);
      const line = page.getByRole('row').filter({ hasText: to }).filter({ hasText: words });
      await line.first().getByRole('link').click();
      return page.locator('main').innerText();
    },
    async close() {
      await closePages();
      await http.close();
      world.close();
      await rm(mailbox, { recursive: true });
    },
  };
}
