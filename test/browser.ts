import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import type { AxeResults } from 'axe-core';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';

const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));

/**
 * Where Chromium is, unpacked when it is not there yet.
 *
 * The package unpacks into the temporary folder and takes whatever it finds there for finished, of whichever version. Two test
 * files starting together would then run half a program. So it unpacks into a folder of its own, which takes its final name,
 * with the version in it, only when it is whole: whoever is second finds the name taken and uses that one.
 */
const chromiumPath = async (): Promise<string> => {
  const { version } = JSON.parse(readFileSync(join(packages, '@sparticuz/chromium/package.json'), 'utf8'));
  const whole = join(packages, `.cache/chromium-${version}`);
  if (!existsSync(whole)) {
    mkdirSync(dirname(whole), { recursive: true });
    const unpacking = mkdtempSync(`${whole}-unpacking-`);
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = unpacking;
    try {
      await chromium.executablePath();
    } finally {
      if (usual === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = usual;
    }
    try {
      renameSync(unpacking, whole);
    } catch (error) {
      rmSync(unpacking, { recursive: true });
      if (!existsSync(whole)) throw error;
    }
  }
  return join(whole, 'chromium');
};

let launched: Promise<Browser> | undefined;

/**
 * The Chromium of this process, started by whoever asks first: the files that one worker tests share it, and it ends with the worker. A
 * test file closes what it opened with `closePages` in `afterAll`; a script ends it with `closeBrowser`.
 *
 * Only the program is `@sparticuz/chromium`'s: of its own arguments, `--single-process` crashes on a second page and
 * `--disable-web-security` would hide what a real browser refuses.
 */
export const browser = (): Promise<Browser> => {
  launched ??= chromiumPath().then((executablePath) =>
    playwright.launch({
      executablePath,
      args: [
        '--headless=shell',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
      ],
    }),
  );
  return launched;
};

/** Closes every page that is open, so that nothing of one test file is left for the next. */
export const closePages = async (): Promise<void> => {
  const running = await launched;
  bench = undefined;
  await Promise.all(running?.contexts().map((context) => context.close()) ?? []);
};

/** Ends this process's Chromium, if it was started. */
export const closeBrowser = async (): Promise<void> => {
  const running = launched;
  launched = undefined;
  await (await running)?.close();
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The standards a public body's pages must meet, by axe's names: WCAG 2.2 at A and AA, with axe's own good practice. */
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What makes a page unfit at one of these widths, in CSS pixels: what axe finds, each as `rule: what it means (where)`, and whether it runs off
 * the side of the screen (WCAG 1.4.10). An empty list is a pass. It is left at the last width.
 *
 * Begin with the narrowest, where everything is tightest. Axe judges the page again only at a width that shows or hides something of its
 * own, or of the frame around it as no page before had it: what it would find else, it has found.
 *
 * Run through the browser's debugger, so the page's Content-Security-Policy stays on while it is examined.
 */
export const faultsOf = async (page: Page, widths: readonly number[]): Promise<string[]> => {
  const faults: string[] = [];
  let judged: LaidOut | undefined;
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    // A page judged before its stylesheet has come is judged wrongly: a busy machine shows that.
    await page.waitForLoadState('load');
    const laidOut = await page.evaluate<LaidOut>(LAID_OUT);
    const { own, frame, reaches } = laidOut;
    if (reaches !== width) faults.push(`it reaches to ${reaches} of ${width} pixels`);
    if (own === judged?.own && (frame === judged.frame || framesJudged.has(frame))) continue;
    judged = laidOut;
    const found = await axeFaults(page);
    faults.push(...found.map((fault) => `${fault} at ${width} pixels`));
    if (found.length === 0) framesJudged.add(frame);
  }
  return faults;
};

/** Of the pages that this process has examined. */
const framesJudged = new Set<string>();

/** What is there to be seen or read out, of `main` and of what is around it, and how wide it is in CSS pixels. */
interface LaidOut {
  own: string;
  frame: string;
  reaches: number;
}

/** In the page. */
const LAID_OUT = `(() => {
  const visible = (elements) => elements.map((one) => one.tagName + (one.checkVisibility() ? '' : ' hidden')).join();
  const all = [...document.querySelectorAll('*')];
  return {
    own: visible(all.filter((one) => one.closest('main'))),
    frame: visible(all.filter((one) => !one.closest('main'))),
    reaches: document.documentElement.scrollWidth,
  };
})()`;

/** The tab in which this process's axe stands, compiled and warm. */
let bench: Promise<Page> | undefined;

/**
 * What axe finds in a copy of the page as it stands. To hand axe to a page, have its 600 KB compiled and run them cold costs three times as much as
 * to examine it, so each page is laid on one bench: its elements as they are, with its own style sheet, in a window of the same size.
 */
async function axeFaults(page: Page): Promise<string[]> {
  bench ??= browser().then(async (running) => {
    const tab = await (await running.newContext()).newPage();
    await tab.evaluate(axeSource);
    return tab;
  });
  const tab = await bench;
  const [copy] = await Promise.all([page.evaluate<Copy>(COPY), tab.setViewportSize(page.viewportSize()!)]);
  const found = await tab.evaluate<AxeResults['violations']>(`(${JUDGE})(${JSON.stringify(copy)})`);
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join('; ')})`,
  );
}

interface Copy {
  attributes: Record<string, string>;
  html: string;
  css: string;
}

/** In the page: what of it axe judges. */
const COPY = `({
  attributes: Object.fromEntries([...document.documentElement.attributes].map(({ name, value }) => [name, value])),
  html: document.documentElement.innerHTML,
  css: [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map(({ cssText }) => cssText).join('\\n'),
})`;

/** On the bench. Scripts do not run in what is laid there: what they did to the page, they have done. */
const JUDGE = `async ({ attributes, html, css }) => {
  const root = document.documentElement;
  for (const { name } of [...root.attributes]) root.removeAttribute(name);
  for (const [name, value] of Object.entries(attributes)) root.setAttribute(name, value);
  root.innerHTML = html;
  for (const link of document.querySelectorAll('link[rel=stylesheet]')) link.remove();
  document.head.append(Object.assign(document.createElement('style'), { textContent: css }));
  return (await axe.run(document, ${JSON.stringify({ runOnly: { type: 'tag', values: STANDARDS }, resultTypes: ['violations'] })})).violations;
}`;
