import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { closeBrowser } from '../test/browser.ts';
import { EVERY_PAGE, openEveryPage } from '../test/pages/every-page.ts';

/**
 * `npm run screenshots`: the main pages into `docs/screens/`, as a browser without JavaScript shows them to invented people at an instant
 * that stands still. What is no longer in the table is removed.
 */
const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url));
/** The top of a long page says what it is; the rest is for the page itself. CSS pixels. */
const TALLEST = 1_150;

mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) if (old.endsWith('.png')) rmSync(folder + old);
const pages = await openEveryPage();
try {
  for (const one of EVERY_PAGE) {
    if (!one.picture) continue;
    const page = await pages.open(one, { javaScriptEnabled: false });
    const height = Math.min(TALLEST, (await page.locator('html').boundingBox())?.height ?? TALLEST);
    await page.screenshot({
      path: `${folder}${one.name}.png`,
      fullPage: true,
      clip: { x: 0, y: 0, width: 1280, height },
    });
    await page.close();
    console.log(`docs/screens/${one.name}.png: ${one.picture}`);
  }
} finally {
  await pages.close();
  await closeBrowser();
}
