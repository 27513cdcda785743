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
