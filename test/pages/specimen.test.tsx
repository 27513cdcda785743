import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { css, js } from '../../pages/assets/built.ts';
import type { Content } from '../../pages/components/index.ts';
import { render } from '../../pages/render.ts';
import { browser, closePages, faultsOf } from '../browser.ts';
import { ERRORS, FormPage, RecordPage } from './specimen.tsx';

/** The strictest policy our pages must live under (S6). */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ORIGIN = 'https://common-ground.example';

/** A page open in the browser, and everything the browser complained of while it loaded. */
const opened = async (
  content: NonNullable<Content>,
  { width = 1280, javaScriptEnabled = true } = {},
): Promise<{ page: Page; complaints: string[] }> => {
  const context = await (await browser()).newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(request.url()));
  await context.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') {
      const headers = { 'Content-Security-Policy': CONTENT_SECURITY_POLICY };
      return route.fulfill({ body: render(content), contentType: 'text/html; charset=utf-8', headers });
    }
    if (path === css.path) return route.fulfill({ body: css.body, contentType: 'text/css' });
    if (path === js.path) return route.fulfill({ body: js.body, contentType: 'text/javascript' });
    return route.fulfill({ status: 404 });
  });
  await page.goto(ORIGIN);
  return { page, complaints };
};

afterAll(closePages);

const PAGES: [string, () => NonNullable<Content>][] = [
  ['a form', () => <FormPage />],
  ['a form with every error', () => <FormPage errors={ERRORS} />],
  ['a record', () => <RecordPage />],
];

describe.each(PAGES)('%s', (name, specimen) => {
  it.each([1280, 320])('is accessible at %i pixels and scrolls one way only (WCAG 1.4.10)', async (width) => {
    const { page, complaints } = await opened(specimen(), { width });

    expect(await faultsOf(page, [width])).toEqual([]);
    expect(complaints, 'the Content-Security-Policy allows all that the page does').toEqual([]);

    // SCREENSHOTS=<folder> keeps what it looked like, for a person to judge what axe cannot.
    if (process.env['SCREENSHOTS']) {
      const path = `${process.env['SCREENSHOTS']}/${name.replaceAll(' ', '-')}-${width}`;
      await page.screenshot({ path: `${path}.png`, fullPage: true });
      await page.emulateMedia({ media: 'print' });
      await page.screenshot({ path: `${path}-printed.png`, fullPage: true });
    }
    await page.context().close();
  });
});

describe('what a page is judged by', () => {
  it.each([
    ['a word in too pale a grey', '<p style="color: #bbb">Pale</p>', [/^color-contrast: .* at 320 pixels$/]],
    ['a box without a label', '<input type="text">', [/^label: .* at 320 pixels$/]],
    ['a box without a label that a wide screen alone shows', '<input class="wide">', [/^label: .* at 1280 pixels$/]],
    ['what runs off a narrow screen', '<p style="width: 400px">Wide</p>', [/^it reaches to \d+ of 320 pixels$/]],
  ])('notices %s', async (_, fault, expected) => {
    const page = await (await (await browser()).newContext()).newPage();
    await page.setContent(
      `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width">
       <style>body { margin: 0 } @media (max-width: 600px) { .wide { display: none } }</style></head>
       <body><main><h1>A page</h1>${fault}</main></body></html>`,
    );

    const faults = await faultsOf(page, [320, 1280]);

    expect(faults).toEqual(expected.map((one) => expect.stringMatching(one)));
    await page.context().close();
  });
});

describe('the summary of errors', () => {
  it('takes the focus and sends it to each field, so that a keyboard reaches what is wrong', async () => {
    const { page } = await opened(<FormPage errors={ERRORS} />);
    const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.dataset.module');

    const landings: [string, string][] = [];
    expect(await focused()).toBe('govuk-error-summary');
    for (const { field, message } of ERRORS) {
      await page.getByRole('alert').getByRole('link', { name: message }).click();
      landings.push([field, await focused()]);
    }

    expect(landings).toEqual(ERRORS.map(({ field }) => [field, field]));
    await page.context().close();
  });
});

describe('without its script', () => {
  it('a form is still filled in and sent, because the script only adds', async () => {
    const { page } = await opened(<FormPage />, { javaScriptEnabled: false });

    await page.getByLabel('What is the disagreement about?').fill('Step down from a plan');
    await page.getByLabel('Nobody is free to act').check();
    await page.getByRole('group', { name: 'When did you speak?' }).getByLabel('Month').fill('4');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Raise the disagreement' }).click();

    const answers = new URLSearchParams((await sent).postData() ?? '');
    expect(new URL((await sent).url()).pathname).toBe('/raise');
    expect(Object.fromEntries(answers)).toMatchObject({
      subject: 'Step down from a plan',
      theirReason: 'capacity',
      'heldOn-month': '4',
    });
    await page.context().close();
  });
});
