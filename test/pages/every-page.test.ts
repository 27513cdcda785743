import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webRoutes } from '../../functions/web.ts';
import { closePages } from '../browser.ts';
import { webWorld } from '../functions/web-world.ts';
import { EVERY_PAGE, FILES, IN_THE_MIDDLE, layoutShift, openEveryPage } from './every-page.ts';
import { expectFit } from './examined.ts';

const at = (file: string) => new URL(file, import.meta.url);

describe('the table of every page', () => {
  it('has a row for each GET route that the door has', () => {
    const routes = webRoutes(webWorld().services)
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => `GET ${path.replace(/^\/assets\/.*/, '/assets/{file}')}`);
    const known = [...EVERY_PAGE.map(({ route }) => route), ...Object.keys(IN_THE_MIDDLE), ...FILES];

    expect(routes.filter((route) => !known.includes(route))).toEqual([]);
    expect(known.filter((route) => !routes.includes(route))).toEqual([]);
  });

  it('names for each the test that examines it in a browser', () => {
    const named = [...EVERY_PAGE.flatMap(({ examinedBy }) => examinedBy ?? []), ...Object.values(IN_THE_MIDDLE)];

    for (const file of new Set(named)) expect(readFileSync(at(file), 'utf8'), file).toContain('expectFit');
  });

  it('is what docs/screens shows: its main pages, each once, and nothing else', () => {
    const pictured = EVERY_PAGE.filter(({ picture }) => picture).map(({ name }) => `${name}.png`);
    const folder = at('../../docs/screens/');

    expect(existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.png')) : []).toEqual(
      pictured.toSorted((a, b) => a.localeCompare(b)),
    );
  });
});

describe('in a real browser', () => {
  let pages: Awaited<ReturnType<typeof openEveryPage>>;
  beforeAll(async () => {
    pages = await openEveryPage();
  });
  afterAll(async () => {
    await pages.close();
    await closePages();
  });

  it.each(EVERY_PAGE.filter(({ examinedBy }) => !examinedBy))(
    '$name passes axe, fits, and stands still',
    async (one) => {
      const page = await pages.open(one);
      expect(await layoutShift(page)).toBe(0);
      await expectFit(page, one.name);
      await page.close();
    },
  );

  const MAIN = EVERY_PAGE.filter(({ picture }) => picture);

  it.each(MAIN)('$name is read at 400 % without scrolling sideways (WCAG 1.4.10)', async (one) => {
    // A window of 1280 pixels at 400 % is one of 320 with every pixel four wide.
    const page = await pages.open(one, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.close();
  });

  it.each(MAIN)(
    '$name keeps an edge around every button in forced colours, and prints within the paper',
    async (one) => {
      const page = await pages.open(one, { forcedColors: 'active' });
      // A background is lost in forced colours: what is said by it alone is not said.
      const edgeless = await page.evaluate<string[]>(`[...document.querySelectorAll('.govuk-button')]
      .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) === 0)
      .map((one) => one.textContent.trim())`);
      expect(edgeless).toEqual([]);

      await page.emulateMedia({ media: 'print', forcedColors: 'none' });
      await page.setViewportSize({ width: A4_WIDTH, height: 1123 });
      expect(await page.locator('main h1').first().isVisible()).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(A4_WIDTH);
      await page.close();
    },
  );

  it.each(MAIN)('$name is walked through with the keyboard alone, and what has the focus is seen', async (one) => {
    const page = await pages.open(one);
    const stops: { name: string; at: number; isMarked: boolean }[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate<(typeof stops)[number] | null>(STOP);
      if (!stop) break;
      stops.push(stop);
    }

    expect(stops[0]?.name).toBe('Skip to main content');
    expect(stops.filter(({ isMarked }) => !isMarked).map(({ name }) => name)).toEqual([]);
    // In the order of the page, and none left out. Radios of one group are one stop.
    const reached = stops.map(({ at }) => at).filter((at) => at >= 0);
    expect(reached).toEqual(await page.evaluate<number[]>(REACHABLE));
    await page.close();
  });
});

/** A4 between its edges, in CSS pixels. */
const A4_WIDTH = 794;
const CONTROLS = "document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=radio])')";
/** In the page: where each control that can be seen stands among all of them. */
const REACHABLE = `[...${CONTROLS}].flatMap((one, at) => one.checkVisibility() && one.type !== 'hidden' ? [at] : [])`;
/** In the page: what has the focus, and whether that can be seen; null when it has left the page. */
const STOP = `(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const label = one.parentElement.querySelector(':scope > .govuk-radios__label, :scope > .govuk-checkboxes__label');
  const styles = [getComputedStyle(one), ...(label ? [getComputedStyle(label, '::before')] : [])];
  return {
    name: (one.textContent || one.name || one.getAttribute('aria-label') || one.tagName).trim().slice(0, 40),
    at: [...${CONTROLS}].indexOf(one),
    isMarked: styles.some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none'),
  };
})()`;
