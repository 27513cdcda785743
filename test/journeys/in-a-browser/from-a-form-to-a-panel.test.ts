import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COUNTERPART, RAISER, WHOLE_FORM } from '../../functions/web-world.ts';
import { fillPage, leads, walkForm } from '../../pages/examined.ts';
import { brackenshire } from '../people.ts';
import { openTrial, type Trial } from './trial.ts';

/*
 * One disagreement under policy B in a real browser: raised by form without JavaScript and with it, answered by the other side, taken further by
 * the clock alone, and decided by a panel. The page says where it stands; the mail says who was asked.
 */

let trial: Trial;
beforeAll(async () => {
  trial = await openTrial('Thu 2 Apr 2026 10:00');
});
afterAll(() => trial.close());

const panelMember = 'umar.merriden@police.brackenshire.example';

it('is raised with JavaScript off, answered, taken further by the clock, and decided by a panel', async () => {
  const raiser = await trial.person({ javaScriptEnabled: false });
  await raiser.goto(trial.at);
  await raiser.getByRole('link', { name: 'Brackenshire Safeguarding Partnership' }).click();
  await walkForm(raiser, WHOLE_FORM);
  await raiser.getByRole('button', { name: 'Send me the code' }).click();
  await raiser.getByLabel('Six-digit code').fill(await trial.codeFor(RAISER));
  await leads(raiser, () => raiser.getByRole('button', { name: 'Open the disagreement' }).click());
  expect(await raiser.locator('main').innerText()).toContain('5pm on Wednesday 8 April 2026');
  const reference = /\/d\/([^/]+)\/raised/.exec(raiser.url())![1]!;
  /** What the raiser's page says. A session ends with the day: they sign in again. */
  const where = async () => {
    await raiser.goto(`${trial.at}/d/${reference}`);
    if (await raiser.getByRole('button', { name: 'Send me a code' }).isVisible()) await trial.signsIn(raiser, RAISER);
    return raiser.locator('main').innerText();
  };

  // The other side comes by the link in their mail, says that it is theirs and proposes; the raiser does not agree.
  const other = await trial.person();
  await trial.opensMail(other, COUNTERPART, `[${reference}]`);
  await other
    .getByRole('link', { name: `${trial.at}/d/${reference}` })
    .first()
    .click();
  await trial.signsIn(other, COUNTERPART);
  await other.getByRole('button', { name: /^I am Jorah Vexley/ }).click();
  await other.getByText('Propose how it is settled', { exact: true }).click();
  await fillPage(other, { text: 'We look at it again in a month.', how: 'compromise', noActions: 'yes' });
  await other.getByRole('button', { name: 'Propose this outcome' }).click();
  await trial.opensMail(raiser, RAISER, 'Please confirm whether this is settled');
  await raiser.goto(`${trial.at}/d/${reference}/dispute`);
  await raiser.getByLabel('What do you not agree with?').fill('A month is too long.');
  await raiser.getByRole('button', { name: 'Dispute it' }).click();

  // Nobody does anything more: at the deadline it goes to the managers by itself.
  const onlooker = await trial.person();
  await movesTo(onlooker, { 'on-day': '8', 'on-month': '4', 'on-year': '2026', time: '17:00' });
  const atManagers = await where();
  expect(atManagers).toContain('Stage 2: Manager to manager');
  expect(atManagers).toContain('5pm on Monday 13 April 2026');
  const asked = await trial.opensMail(onlooker, 'sunil.birchall-oke@brackenshire.example', `[${reference}]`);
  expect(asked).toContain('5pm on Monday 13 April 2026');
  expect(asked).not.toMatch(/WORDS|A month is too long/);
  expect(await trial.opensMail(onlooker, COUNTERPART, 'This is now at Stage 2')).toContain(reference);

  // Nor do any of those asked after them: each time is spent once, and the Independent Chair is asked.
  await movesTo(onlooker, { 'on-day': '24', 'on-month': '4', 'on-year': '2026', time: '17:00' });
  expect(await where()).toContain('Stage 4, Independent Chair: Mediation or resolution panel');
  const chair = await trial.person();
  await chair.goto(`${trial.at}/d/${reference}`);
  await trial.signsIn(chair, brackenshire.independentChair);
  await chair.getByRole('button', { name: /this is mine/ }).click();
  await chair.getByText('Arrange the meeting', { exact: true }).click();
  await fillPage(chair, {
    what: 'panel',
    chairName: 'Yusuf Abernook',
    chairEmail: brackenshire.independentChair,
    chairAgency: 'board',
    'panel.2.agency': 'brackenshire-constabulary',
    'on-day': '28',
    'on-month': '4',
    'on-year': '2026',
    time: '14:00',
    where: 'Room 4, County Hall',
  });
  await chair.getByRole('button', { name: 'Arrange it and tell them' }).click();
  expect(await chair.locator('main').innerText()).toContain('Room 4, County Hall');
  const invited = await trial.opensMail(onlooker, panelMember, `[${reference}]`);
  expect(invited).toContain('2pm on Tuesday 28 April 2026');
  expect(invited, 'where it is stands on the page alone').not.toContain('Room 4');

  await movesTo(onlooker, { 'on-day': '28', 'on-month': '4', 'on-year': '2026', time: '16:00' });
  await chair.goto(`${trial.at}/d/${reference}`);
  await trial.signsIn(chair, brackenshire.independentChair);
  await chair.getByText('Record how it ended', { exact: true }).click();
  await fillPage(chair, {
    outcome: 'decided',
    text: 'The threshold is met.',
    recordHeld: 'With the board.',
    noActions: 'yes',
  });
  await chair.getByRole('button', { name: 'Record it' }).click();
  expect(await where()).toMatch(/final and binding/i);
  expect(await trial.opensMail(onlooker, RAISER, 'decision')).toContain(reference);
}, 120_000);

/** Moves the trial's clock on its page, and waits until all that fell due on the way is done. */
async function movesTo(page: Page, moment: Record<string, string>): Promise<void> {
  await page.goto(`${trial.at}/clock`);
  await fillPage(page, moment);
  await leads(page, () => page.getByRole('button', { name: 'Move the clock' }).click());
  await trial.world.clock.settled();
}
