import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findByReference, perform, raise } from '../../conduct/disagreements.ts';
import { browser, closePages } from '../browser.ts';
import { WHOLE_FORM } from '../functions/web-world.ts';
import { larkhithe, policeOfficersForm } from '../journeys/people-larkhithe.ts';
import { type Door, examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';

/* Whom a side chooses to be asked, and whose an address is, in a real browser. `SCREENSHOTS=<folder>` keeps a picture of each. */

let door: Door;
let context: BrowserContext;

beforeAll(async () => {
  door = await openDoor('2026-04-02T09:00:00Z');
  context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(5_000);
});

afterAll(async () => {
  await context.close();
  await closePages();
  await door.close();
});

/** A page as somebody else sees it. */
async function openAs(email: string, path: string): Promise<Page> {
  await context.clearCookies();
  await context.addCookies(await door.cookiesOf(email));
  const page = context.pages().at(0) ?? (await context.newPage());
  await page.goto(`${door.at}${path}`);
  return page;
}

it('ROU-4: a health visitor chooses the designated nurse instead of line management, and the page says who chose and by which clause', async () => {
  const { services } = door.world;
  const known = (await services.rules.partnership('larkhithe'))!;
  const form = policeOfficersForm({
    theirAgency: 'gullsmouth-community-health',
    theirName: 'Gwen Millhazel',
    theirEmail: larkhithe.healthVisitor,
    aroseOn: '2026-04-02',
  });
  const { id, reference } = await raise(services, {
    partnership: known.partnership,
    source: 'test',
    raisedBy: 'form',
    raisedAt: services.clock.now(),
    raiser: { name: form.raiserName!, email: form.raiserEmail!, job: form.raiserJob!, agency: form.raiserAgency! },
    form,
  });
  await perform(services, { id, by: larkhithe.policeOfficer, act: { kind: 'escalate-now', text: 'x' } });

  const page = await openAs(larkhithe.healthVisitor, `/d/${reference}`);
  await page.getByRole('button', { name: /and this is mine/ }).click();
  await page.getByRole('link', { name: 'Choose who is asked for your agency at the next stage' }).click();
  await page.getByRole('button', { name: 'Choose' }).click();
  await expectFit(page, 'choose-alternative-again');
  await page.getByLabel('Our designated or named safeguarding children doctor or nurse').check();
  await page.getByRole('button', { name: 'Choose' }).click();

  const words = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  expect(words).toContain(
    'Chosen for Stage 3 Gullsmouth Community Health: designated or named safeguarding children doctor or nurse, instead of line management (§1.8). Chosen by you.',
  );
  expect(words).toContain('Stage 2, as detective sergeant (line manager)');
  await expectFit(page, 'chosen-alternative');
});

it('PRV-2: a safeguarding lead is shown whose an address is said to be and nothing of the disagreement, and vouches for it', async () => {
  const elsewhere = 'jorah.vexley@freemail.example';
  const reference = await door.world.browser().raise({ ...WHOLE_FORM, theirEmail: elsewhere });
  const d = (await findByReference(door.world.services, reference))!;
  const lead = d.vouching![0]!.of!.email;

  const page = await openAs(lead, `/d/${reference}`);
  const words = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  expect(words).toContain(
    "Where it stands Stage 1: Worker to worker Whose move Yours, to say whether the address is your agency's By when 5pm on Wednesday 8 April 2026",
  );
  expect(words).not.toMatch(/WORDS|Winston|Adult Social Care/);
  await expectFit(page, 'asked-to-vouch');
  await page.getByRole('link', { name: 'Say that an address is nobody’s of your agency' }).click();
  await expectFit(page, 'not-ours');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Vouch for an address' }).click();
  await page.getByLabel(elsewhere).check();
  await page.getByRole('button', { name: 'Vouch for this address' }).click();

  expect((await findByReference(door.world.services, reference))!.vouchedFor).toMatchObject([{ email: elsewhere }]);
});

examinesWhatTheTableSays();
