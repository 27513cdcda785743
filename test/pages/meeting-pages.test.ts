import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { perform, raise } from '../../conduct/disagreements.ts';
import { type Act, readAct } from '../../escalation/acts.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import { openVisit } from '../../escalation/record.ts';
import { browser, closePages } from '../browser.ts';
import { brackenshire, healthVisitorsForm, nursesForm, wyrefold } from '../journeys/people.ts';
import { larkhithe, policeOfficersForm } from '../journeys/people-larkhithe.ts';
import { ravenshythe, teachersForm } from '../journeys/people-ravenshythe.ts';
import { housingOfficersForm, sallowdene } from '../journeys/people-sallowdene.ts';
import { type Door, examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';

/* The pages of a review, a meeting and a policy issue as a real browser shows them. `SCREENSHOTS=<folder>` keeps a picture of each. */

let door: Door;
let world: Door['world'];
let at: string;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  door = await openDoor('2026-03-02T09:30:00Z');
  ({ at, world } = door);
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});
afterAll(async () => {
  await closePages();
  await door.close();
});

async function raised(partnershipId: string, form: RaiseForm): Promise<{ id: string; reference: string }> {
  const { partnership } = (await world.services.rules.partnership(partnershipId))!;
  return raise(world.services, {
    partnership,
    source: `test-${partnershipId}-${form.theirAgency}`,
    raisedBy: 'form',
    raisedAt: world.services.clock.now(),
    raiser: { name: form.raiserName, email: form.raiserEmail, job: form.raiserJob, agency: form.raiserAgency },
    form,
  });
}

/** Does one thing without a page, to come to the page that matters. */
async function does(id: string, by: string, kind: Act['kind'], fields: object) {
  const read = readAct(kind, fields);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const result = await perform(world.services, { id, by, act: read.act });
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

async function upTo(stageId: string, id: string, by: string): Promise<void> {
  for (;;) {
    const result = await does(id, by, 'escalate-now', { text: 'It cannot wait.' });
    if ('done' in result && result.done && openVisit(result.done)?.stageId === stageId) return;
  }
}

/** Somebody who has signed in and, where asked, said that it is theirs. */
async function person(email: string, reference: string): Promise<Page> {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
  contexts.push(context);
  context.setDefaultTimeout(5_000);
  await context.addCookies(await door.cookiesOf(email));
  const page = await context.newPage();
  await page.goto(`${at}/d/${reference}`);
  const mine = page.getByRole('button', { name: /this is mine/ });
  if (await mine.isVisible()) await mine.click();
  return page;
}

it('SCP-4: a manager does not take it forward, the raiser takes that to their lead, and the lead sends it forward', async () => {
  const { reference } = await raised(
    'sallowdene',
    housingOfficersForm({ talkedAlready: 'yes', talkedOn: '2026-03-02', talkedWhatCame: 'We did not agree.' }),
  );
  const manager = await person(sallowdene.housingManager, reference);
  await manager.getByText('Say whether it goes forward', { exact: true }).click();
  await expectFit(manager, 'act-review');
  await manager.getByLabel('Not taken forward').check();
  await manager.getByRole('button', { name: 'Record this' }).click();
  expect(await manager.textContent('main')).toContain('Enter the reason');
  await manager.getByLabel('Your reason').fill('It is being reviewed.');
  await manager.getByRole('button', { name: 'Record this' }).click();

  const raiser = await person(sallowdene.housingOfficer, reference);
  await expectFit(raiser, 'disagreement-not-taken-forward');
  await raiser.getByText('Take it to your safeguarding lead', { exact: true }).click();
  expect(await raiser.textContent('main')).toContain('It is being reviewed.');
  await expectFit(raiser, 'act-look-again');
  await raiser.getByLabel('Why should it go forward?').fill('Next week is too long to wait.');
  await raiser.getByRole('button', { name: 'Ask your safeguarding lead to look again' }).click();

  const lead = await person(sallowdene.housingLead, reference);
  await lead.getByText('Send it forward', { exact: true }).click();
  expect(await lead.textContent('main')).toContain('Next week is too long to wait.');
  await expectFit(lead, 'act-send-forward');
  await lead.getByLabel('Why does it go forward?').fill('The risk is this week.');
  await lead.getByRole('button', { name: 'Send it forward' }).click();
  expect(await lead.textContent('main')).toContain('Step 2: Manager to manager');
});

it('R: the raiser records the talk with their own manager, and it goes on', async () => {
  const { reference } = await raised('ravenshythe', teachersForm());
  const raiser = await person(ravenshythe.teacher, reference);
  await raiser.getByText('Record the talk with your own manager', { exact: true }).click();
  await expectFit(raiser, 'act-talked-over');
  for (const [part, value] of [
    ['day', '2'],
    ['month', '3'],
    ['year', '2026'],
  ])
    await raiser.locator(`[name="heldOn-${part}"]`).fill(value!);
  await raiser.getByLabel('What came of it?').fill('We went through the threshold.');
  await raiser.getByRole('button', { name: 'Record the talk and go on' }).click();
  expect(await raiser.textContent('main')).toContain('Stage Two: Worker to worker');
});

it('MTG-1: the Board Manager arranges the meeting, whoever chairs reads where it is and records how it ended', async () => {
  const { id, reference } = await raised('wyrefold', nursesForm());
  await upTo('4', id, wyrefold.nurse);
  const convener = await person(wyrefold.boardManager, reference);
  await convener.getByText('Arrange the meeting', { exact: true }).click();
  await expectFit(convener, 'act-convene');
  await convener.getByLabel('Their full name').fill('Tilda Hathersedge');
  await convener.getByLabel('Their work email address').fill(wyrefold.healthLead);
  await convener.getByLabel('Their agency').selectOption('independent');
  await convener.locator('[name="on-day"]').fill('5');
  await convener.locator('[name="on-month"]').fill('3');
  await convener.locator('[name="on-year"]').fill('2026');
  await convener.getByLabel('The time').fill('2pm');
  await convener.getByLabel('The place, or the link to join it').fill('Room 4, County Hall');
  await convener.getByRole('button', { name: 'Arrange it and tell them' }).click();
  expect(await convener.textContent('main')).toContain('which is in dispute');
  await expectFit(convener, 'act-convene-refused');
  await convener.getByLabel('Their full name').fill('Ida Farrow');
  await convener.getByLabel('Their work email address').fill('ida.farrow@chambers.example');
  await convener.getByRole('button', { name: 'Arrange it and tell them' }).click();
  expect(await convener.textContent('main')).toContain('Room 4, County Hall');

  const nurse = await person(wyrefold.nurse, reference);
  await nurse.getByText('Say what should be heard before it is decided', { exact: true }).click();
  await expectFit(nurse, 'act-give-representations');
  await nurse.getByLabel('What do you want heard?').fill('The plan has not been seen.');
  await nurse.getByRole('button', { name: 'Give these representations' }).click();

  const chair = await person('ida.farrow@chambers.example', reference);
  expect(await chair.textContent('main')).toContain('The plan has not been seen.');
  expect(await chair.textContent('main')).toContain('Nothing put forward yet by Wyrefold Children');
  await does(id, wyrefold.socialCareBoardMember, 'give-representations', { text: 'It was sent on Friday.' });
  await chair.reload();
  const heard = (await chair.textContent('main'))!;
  expect(heard).toContain('The plan has not been seen.');
  expect(heard).toContain('It was sent on Friday.');
  await expectFit(chair, 'disagreement-with-a-meeting');
  await chair.getByText('Record how it ended', { exact: true }).click();
  await expectFit(chair, 'act-decide-after-a-meeting');
  await chair.getByLabel('Decided by the agencies involved').check();
  await chair.getByLabel('What was decided, and why?').fill('The plan is reviewed.');
  await chair.getByLabel('Where is the record of the meeting held?').fill('With the Board Manager.');
  await chair.getByLabel('Nothing is left to be done').check();
  await chair.getByRole('button', { name: 'Record it' }).click();
  expect(await chair.textContent('main')).toContain('It is the decision of the agencies involved');
});

it('MTG-4: the Independent Chair reads plainly that no panel can be made up, and cannot choose one', async () => {
  const { id, reference } = await raised(
    'brackenshire',
    healthVisitorsForm({
      theirAgency: 'open-gate-brackenshire',
      theirName: 'Tilda Fennimore',
      theirEmail: 'tilda.fennimore@opengate.example',
    }),
  );
  await upTo('4b', id, brackenshire.healthVisitor);
  const chair = await person(brackenshire.independentChair, reference);
  expect(await chair.textContent('main')).toContain('so no panel can be made up');
  await chair.getByText('Arrange the meeting', { exact: true }).click();
  expect(await chair.getByLabel('A panel', { exact: true }).isDisabled()).toBe(true);
  await expectFit(chair, 'act-convene-no-panel');
});

it('MTG-5: the officer reads what follows before deciding not to convene', async () => {
  const { id, reference } = await raised('brackenshire', healthVisitorsForm());
  await upTo('4a', id, brackenshire.healthVisitor);
  const officer = await person(brackenshire.officerForChildren, reference);
  await officer.getByText('Refer it on to Stage 4, Independent Chair without a meeting', { exact: true }).click();
  expect(await officer.textContent('main')).toContain(
    'What happens nextStage 4, Independent Chair: Mediation or resolution panel opens at once.',
  );
  await expectFit(officer, 'act-decide-not-to-convene');
});

it('ESC-3: L asks for a policy issue at raising, and offers it afterwards; B does neither', async () => {
  const { reference } = await raised('larkhithe', policeOfficersForm());
  const raiser = await person(larkhithe.policeOfficer, reference);
  await raiser.getByRole('link', { name: 'Raise it as a significant policy issue' }).click();
  expect(await raiser.textContent('main')).toContain(
    'It goes straight to Stage 5: The safeguarding partnership (§3.2).',
  );
  await expectFit(raiser, 'act-raise-policy-issue');
  await raiser.goto(`${at}/raise/larkhithe/scope`);
  await raiser.getByLabel('I disagree with a decision').check();
  await raiser.getByRole('button', { name: 'Continue' }).click();
  await raiser.goto(`${at}/raise/larkhithe/policy-issue`);
  await expectFit(raiser, 'raise-policy-issue');
  expect(await raiser.textContent('main')).toContain('It then goes straight to the board (§3.2)');
});

examinesWhatTheTableSays();
