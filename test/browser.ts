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
 * What makes a page unfit at the width that it has: what axe finds, each as `rule: what it means (where)`, and whether it runs off the
 * side of the screen (WCAG 1.4.10). An empty list is a pass.
 *
 * Run through the browser's debugger, so the page's Content-Security-Policy stays on while it is examined.
 */
export const faultsOf = async (page: Page): Promise<string[]> => {
  // A page judged before its stylesheet has come is judged wrongly: a busy machine shows that.
  await page.waitForLoadState('load');
  let found = await page.evaluate<Found | null>(FAULTS);
  if (!found) {
    await page.evaluate(axeSource);
    // Whatever this tab opens next brings it along: to hand over its 600 KB and compile them again costs as much as to examine a page.
    await page.addInitScript(axeSource);
    found = (await page.evaluate<Found | null>(FAULTS))!;
  }
  const width = page.viewportSize()?.width;
  return [
    ...found.violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join('; ')})`,
    ),
    ...(found.reaches === width ? [] : [`it reaches to ${found.reaches} of ${width} pixels`]),
  ];
};

interface Found {
  violations: AxeResults['violations'];
  /** How wide it is, in CSS pixels. */
  reaches: number;
}

/** In the page: what is found, or null where axe is not yet. */
const FAULTS = `typeof axe === 'object'
  ? axe
      .run(document, ${JSON.stringify({ runOnly: { type: 'tag', values: STANDARDS }, resultTypes: ['violations'] })})
      .then(({ violations }) => ({ violations, reaches: document.documentElement.scrollWidth }))
  : null`;
