import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdingPen } from '../../services/holding-pen.ts';
import { browser, closePages } from '../browser.ts';
import { WHOLE_FORM } from '../functions/web-world.ts';
import { type Door, examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';

/* What a partnership's lead does, and whether this is the right place, in a real browser. `SCREENSHOTS=<folder>` keeps a picture of each. */

const LEAD = 'keziah.stanthorne@partnership.brackenshire.example';

let door: Door;
let world: Door['world'];
let at: string;
let context: BrowserContext;

beforeAll(async () => {
  door = await openDoor('2026-04-02T09:00:00Z');
  ({ at, world } = door);
  context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(5_000);
});

afterAll(async () => {
  await context.close();
  await closePages();
  await door.close();
});

it('SCP-2: somebody who came about an action not delivered is asked, shown the way onward, and may go on', async () => {
  const page = await context.newPage();
  await page.goto(`${at}/raise/brackenshire`);
  await page.getByRole('button', { name: 'Start now' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectFit(page, 'scope-again');
  await page.getByLabel('An agency has not done something that it agreed to do').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectFit(page, 'scope-onward');
  await page.getByRole('button', { name: 'Raise a disagreement' }).click();
  expect(new URL(page.url()).pathname).toBe('/raise/brackenshire/your-agency');
});

it('NOT-5: a lead reads a held email after a reason and lets it in, and acts on a disagreement by its reference alone', async () => {
  await holdingPen(world.services.table).hold({
    id: 'held-1',
    kind: 'quarantined',
    why: 'Its sender is at no agency of the directory',
    partnershipId: 'brackenshire',
    receivedAt: '2026-04-02T08:00:00Z',
    from: 'bashir@home.example',
    envelopeFrom: 'bashir@home.example',
    subject: 'A disagreement',
    text: 'Child or adult: child\nThe problem: He was not seen.',
    rawMailId: 'raw-1',
  });
  const reference = await world.browser().raise();
  const page = await context.newPage();
  await page.goto(`${at}/lead/held`);
  await page.getByLabel('Your work email address').fill(LEAD);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByLabel('Six-digit code').fill(await world.codeFor(LEAD));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.goto(`${at}/lead`);
  await expectFit(page, 'desk');
  await page.getByRole('link', { name: 'Look at the held email' }).click();
  await expectFit(page, 'held-list');
  await page.getByRole('link', { name: /Received at/ }).click();
  await expectFit(page, 'held-why');
  await page.getByRole('button', { name: 'Open it' }).click();
  await expectFit(page, 'held-why-errors');
  await page.getByLabel('Your reason').fill('To find out where it belongs.');
  await page.getByRole('button', { name: 'Open it' }).click();
  await expectFit(page, 'held-email');
  await page.getByLabel('Their full name').fill('Bashir Brambleby');
  await page.getByLabel('Their work email address').fill(WHOLE_FORM['raiserEmail']!);
  await page.getByLabel('The agency they work for').selectOption('dunmere-valley-community-health');
  await page.getByRole('button', { name: 'Let it in' }).click();
  await expectFit(page, 'held-done');
  expect(await page.textContent('main')).toContain('It is let in');

  await page.goto(`${at}/d/${reference}`);
  await expectFit(page, 'lead-below-the-line');
  await page.getByRole('link', { name: 'Replace a contact' }).click();
  await expectFit(page, 'act-replace-contact');

  // From stage 2 on the policy shows the board the record, and the lead has all of a lead's acts.
  const raiser = world.browser();
  await raiser.signIn(WHOLE_FORM['raiserEmail']!);
  await raiser.post(`/d/${reference}/add-agency`, {
    agency: 'brackenshire-constabulary',
    name: '',
    email: '',
    job: '',
  });
  await raiser.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });
  await page.goto(`${at}/lead/open`);
  await page.getByLabel('In order of').selectOption('stage');
  await page.getByRole('button', { name: 'Show these' }).click();
  expect(new URL(page.url()).search).toContain('sort=stage');
  await expectFit(page, 'desk-open');
  // On a telephone the list comes first, and what was chosen stays in sight.
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.getByLabel('In order of').isVisible()).toBe(true);
  await page.goto(`${at}/lead/open`);
  expect(await page.getByLabel('In order of').isVisible()).toBe(false);
  await page.getByText('Choose and sort').click();
  expect(await page.getByLabel('In order of').isVisible()).toBe(true);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('link', { name: 'Closed', exact: true }).click();
  await expectFit(page, 'desk-closed');
  await page.getByRole('link', { name: 'Annual return' }).click();
  await page.getByLabel('Year').first().fill('2026');
  await page.getByLabel('Year').last().fill('2027');
  await page.getByRole('button', { name: 'Show this period' }).click();
  await page.getByRole('button', { name: 'Work it out' }).click();
  await page.getByRole('link', { name: /Download it/ }).waitFor();
  await expectFit(page, 'desk-return');
  await page.getByRole('link', { name: 'Your digest' }).click();
  await page.getByLabel('On Mondays only').check();
  await page.getByRole('button', { name: 'Keep my choice' }).click();
  await expectFit(page, 'desk-digest');
  await page.getByRole('link', { name: 'Learning' }).click();
  await expectFit(page, 'desk-learning');
  await page.goto(`${at}/d/${reference}`);
  await expectFit(page, 'lead-disagreement');
  await page.goto(`${at}/d/${reference}/looked`);
  await expectFit(page, 'lead-looked');
  for (const act of ['correct', 'record-for', 'close-out-of-scope']) {
    await page.goto(`${at}/d/${reference}/${act}`);
    expect(new URL(page.url()).pathname).toBe(`/d/${reference}/${act}`);
    await expectFit(page, `act-${act}`);
  }
}, 60_000);

it('an administrator changes a setting of the partnership, is told what is wrong with it, and sees who changed what', async () => {
  const page = await context.newPage();
  await page.goto(`${at}/lead`);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('link', { name: /^Change.*telephone of the business unit/ }).click();
  await page.getByLabel('Telephone number').fill('a number');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectFit(page, 'setting-refused');
  await page.getByLabel('Telephone number').fill('01632 960199');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await page.textContent('main')).toContain('Saved. It holds from now on.');
  await page.getByRole('link', { name: 'What was changed, and by whom' }).click();
  await expectFit(page, 'settings-changes');
}, 60_000);

it('SCP-6: the lead chooses which policy governs, and the page shows what went before under the other', async () => {
  const page = await context.newPage();
  const raiser = world.browser();
  const reference = await raiser.raise();
  for (let moves = 0; moves < 3; moves += 1)
    await raiser.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });
  await page.goto(`${at}/d/${reference}/correct`);
  await page.getByLabel('Which policy governs it').check();
  await page.getByLabel('The policy that governs it (for that)').selectOption({ value: 'worcestershire-v1' });
  await page.getByLabel('Why is it corrected?').fill('The child lives there.');
  await page.getByRole('button', { name: 'Make the correction' }).click();
  // Under that policy the business manager convenes at the stage it stands at, and so is asked.
  await page.getByRole('button', { name: /and this is mine/ }).click();
  const words = (await page.textContent('main')) ?? '';
  expect(words).toContain('Before the policy was corrected');
  expect(words).toContain('Stage 4');
  await expectFit(page, 'policy-corrected');
}, 60_000);

it('BEY-9, PRV-1: sends a copy to somebody who cannot use links, and is shown the password to say on the telephone', async () => {
  const page = await context.newPage();
  const raiser = world.browser();
  const reference = await raiser.raise({
    ...WHOLE_FORM,
    // Somebody of their own: each person is sent so many codes an hour.
    raiserName: 'Duncan Tillingbourne',
    raiserEmail: 'duncan.tillingbourne@brackenshire.example',
    theirAgency: 'hollowbrook-school',
    theirName: 'Leonie Tillingbourne',
    theirEmail: 'leonie.tillingbourne@hollowbrook.example',
  });
  await raiser.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });
  await page.goto(`${at}/d/${reference}`);
  await page.getByRole('link', { name: 'Send a copy to somebody who cannot use links' }).click();
  await page.getByRole('button', { name: 'Send the copy' }).click();
  await expectFit(page, 'act-send-copy-errors');
  await page.getByLabel('Their work email address').fill('bettina.birchall-oke@hollowbrook.example');
  await page.getByLabel('Why can they not use links?').fill('Their email system takes links out.');
  await page.getByLabel('I have spoken with them').check();
  await page.getByRole('button', { name: 'Send the copy' }).click();
  expect(new URL(page.url()).pathname).toBe(`/d/${reference}/copies`);
  expect(await page.textContent('.app-password')).toMatch(/^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/);
  await expectFit(page, 'copies-sent');
}, 60_000);

it('merges one raised twice into the one raised first, and says on both pages where it goes on', async () => {
  const page = await context.newPage();
  const raiser = world.browser();
  const first = await raiser.raise();
  world.later({ minutes: 5 });
  const again = await raiser.raise({ ...WHOLE_FORM, problem: 'The same child, as my colleague saw it.' });
  for (const reference of [first, again])
    await raiser.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });
  await page.goto(`${at}/d/${again}`);
  await page.getByRole('link', { name: 'Merge it into an earlier one' }).click();
  await page.getByLabel('The reference of the one that goes on').fill('ZZ-9999');
  await page.getByLabel('How do you know that they are the same?').fill('One child, one clinic, one afternoon.');
  await page.getByRole('button', { name: 'Merge the two' }).click();
  expect(await page.textContent('.govuk-error-summary')).toContain('There is no open disagreement with that reference');
  await expectFit(page, 'act-merge');
  await page.getByLabel('The reference of the one that goes on').fill(first.toLowerCase());
  await page.getByRole('button', { name: 'Merge the two' }).click();
  await expectFit(page, 'merged-into');
  await page.getByRole('link', { name: first }).first().click();
  expect(new URL(page.url()).pathname).toBe(`/d/${first}`);
  expect(await page.textContent('main')).toContain(`Raised again as ${again}`);
  expect(await page.textContent('main')).toContain('The same child, as my colleague saw it.');
  await expectFit(page, 'merged-from');
}, 60_000);

examinesWhatTheTableSays();
