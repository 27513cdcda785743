import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { webDoor } from '../../functions/web.ts';
import { listenHttp } from '../../local/http.ts';
import { axeViolations } from '../browser.ts';
import { webWorld } from '../functions/web-world.ts';

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
  return { at, world: world!, close: http.close };
}
export type Door = Awaited<ReturnType<typeof openDoor>>;

/** Axe finds nothing, and nothing runs off a narrow screen. `SCREENSHOTS=<folder>` keeps a picture of each, for a person to judge. */
export async function expectFit(page: Page, name: string): Promise<void> {
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    if (process.env['SCREENSHOTS'])
      await page.screenshot({ path: join(process.env['SCREENSHOTS'], `${name}-${width}.png`), fullPage: true });
    expect(await axeViolations(page), `${name} at ${width} pixels`).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth'), `${name} at ${width} pixels`).toBe(width);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

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
