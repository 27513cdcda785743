import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveUp, rowsTo } from '../../../services/outbox.ts';
import { letter } from '../letters.ts';
import { brackenshire, healthVisitorsForm } from '../people.ts';
import { openTrial, type Trial } from './trial.ts';

/*
 * A partnership's lead, from the digest in their mail to a desk on which nothing is left: told in a real browser, as they would.
 */

let trial: Trial;
beforeAll(async () => {
  trial = await openTrial('Mon 2 Mar 2026 09:30');
});
afterAll(() => trial.close());

const ELSEWHERE = 'jorah.vexley@freemail.example';

it('reads the digest, signs in by code, and deals with what needs a lead today', async () => {
  const { world } = trial;
  // On Monday: one that has gone further, to a manager who has left; and one with an address that is not their agency's.
  const first = await world.raiseForm('brackenshire', healthVisitorsForm());
  await world.does(first.reference, brackenshire.healthVisitor, 'escalate-now', { text: 'It cannot wait.' });
  const second = await world.raiseForm(
    'brackenshire',
    healthVisitorsForm({ theirEmail: ELSEWHERE, theirName: 'Jay Vexley' }),
  );
  await world.does(second.reference, brackenshire.healthVisitor, 'escalate-now', { text: 'It cannot wait either.' });
  await couldNotBeSent(first.id, brackenshire.socialCareManager);
  const held = await world.receives({
    raw: letter({ from: 'Bashir <bashir@home.example>', body: 'I add what I saw on Friday: he was not at nursery.' }),
  });
  expect(held).toMatchObject({ became: 'held' });

  // On Tuesday at eight the digest comes; its link is where the morning begins.
  await world.until('Tue 3 Mar 2026 08:05');
  const page = await trial.person();
  const digest = await trial.opensMail(page, brackenshire.businessManager, 'Digest for Tuesday 3 March 2026');
  expect(digest).toContain(first.reference);
  await page.getByRole('link', { name: `${trial.at}/lead`, exact: true }).click();
  await trial.signsIn(page, brackenshire.businessManager);
  expect(new URL(page.url()).pathname).toBe('/lead');
  const desk = await page.locator('main').innerText();
  expect(desk).toMatch(/an email to somebody at Brackenshire Children.s Social Care could not be sent/);

  // Whoever could not be reached: somebody else holds the post now, and is asked at once.
  await page.getByRole('link', { name: `Replace a contact of ${first.reference}` }).click();
  await page.getByLabel('Which agency?').selectOption('brackenshire-childrens-social-care');
  await page.getByLabel('Line manager').check();
  await page.getByLabel('Their full name').fill('Nadia Fennimore');
  await page.getByLabel('Their work email address').fill('nadia.fennimore@brackenshire.example');
  await page.getByRole('button', { name: 'Replace the contact' }).click();
  expect(await page.locator('[role=alert]').innerText()).toContain('replaced');

  // An address outside the agency's domains: asked about by telephone, then vouched for.
  await page.goto(`${trial.at}/d/${second.reference}`);
  await page.getByRole('link', { name: 'Vouch for an address' }).click();
  await page.getByLabel('The work email address').fill(ELSEWHERE);
  await page.getByRole('button', { name: 'Vouch for this address' }).click();
  expect((await world.read(second.reference)).vouchedFor).toMatchObject([{ email: ELSEWHERE }]);

  // A held email is read after a reason, and put with the disagreement it belongs to.
  await page.goto(`${trial.at}/lead`);
  await page.getByRole('link', { name: 'Look at the held email' }).click();
  await page.getByRole('link', { name: /Received at/ }).click();
  await page.getByLabel('Your reason').fill('To find out where it belongs.');
  await page.getByRole('button', { name: 'Open it' }).click();
  expect(await page.locator('main').innerText()).toContain('he was not at nursery');
  await page.getByLabel('The reference').fill(first.reference);
  await page.getByRole('button', { name: 'Attach it' }).click();
  expect(new URL(page.url()).pathname).toBe('/lead/held');
  expect(await world.steps(first.reference)).toContain('email attached as a note 2');

  // The open list, one of the two by where it stands and about whom, and as a spreadsheet.
  await page.goto(`${trial.at}/lead/open`);
  await page.getByLabel('About', { exact: true }).selectOption('child');
  await page.getByLabel('In order of').selectOption('stage');
  await page.getByRole('button', { name: 'Show these' }).click();
  const list = await page.locator('main').innerText();
  expect(list).toContain(first.reference);
  expect(list).toContain(second.reference);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download these as a spreadsheet (CSV)' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  expect(csv).toContain(first.reference);
  expect(csv).not.toContain('not at nursery');
}, 90_000);

/** The latest email about it to somebody is given up, as it is when no server takes it. */
async function couldNotBeSent(id: string, to: string): Promise<void> {
  const { table, clock } = trial.world.services;
  const row = (await rowsTo(table, id, to)).at(-1)!;
  await giveUp(table, row, clock.now());
}
