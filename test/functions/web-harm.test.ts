import { describe, expect, it } from 'vitest';
import { findByReference } from '../../conduct/disagreements.ts';
import { remind } from '../../functions/remind.ts';
import { COUNTERPART, errorsOn, LEAD, RAISER, type TestBrowser, WHOLE_FORM, webWorld, wordsOf } from './web-world.ts';

const SENIOR = 'theo.uppershaw@brackenshire.example';
const THEIR_LEAD = 'bettina.larkmoor@brackenshire.example';
const AT_RISK = { ...WHOLE_FORM, immediateHarm: 'yes', harmWhy: 'HARMWORDS he is at home with them tonight' };
const NOT_THE_ROUTE = /is flagged as at risk of immediate harm\. This page is not the emergency route\..*999/;

async function raisedAtRisk() {
  const world = webWorld();
  const raiser = world.browser();
  const reference = await raiser.raise(AT_RISK);
  const signedIn = async (email: string) => {
    const browser = world.browser();
    await browser.signIn(email);
    return browser;
  };
  const page = async (browser: TestBrowser, path = '') => wordsOf(await browser.get(`/d/${reference}${path}`));
  return { world, raiser, reference, signedIn, page };
}

describe('INT-13, CLK-7: harm on the form', () => {
  it('says before anything is typed that the form is not the emergency route, and what is', async () => {
    const browser = webWorld().browser();
    expect(wordsOf(await browser.get('/raise/brackenshire'))).toMatch(/This is not the emergency route\..*999/);
    await browser.fill(AT_RISK);
    const asked = await browser.get('/raise/brackenshire/immediate-harm');
    expect(wordsOf(asked)).toMatch(/This form is not the emergency route\..*999/);
    const { body } = await browser.get('/raise/brackenshire/about-the-harm');
    for (const level of ['2', '3', '4a']) expect(body).toContain(`name="harmLevel" type="radio" value="${level}"`);
  });

  it('CLK-14: says on the confirmation that the emails leave at once, at any hour', async () => {
    const { raiser, page } = await raisedAtRisk();

    expect(await page(raiser, '/raised')).toContain('Asked by email, which leaves at once, at any hour');
  });

  it('shows what to put right beside its field', async () => {
    const raiser = webWorld().browser();

    const reply = await raiser.fill({
      ...WHOLE_FORM,
      immediateHarm: 'yes',
      'harmSinceOn-day': '1',
      'harmSinceOn-month': '4',
      'harmSinceOn-year': '2026',
    });

    expect(errorsOn(reply)).toEqual([
      'harmWhy: Enter who is at risk of what, and why now',
      'harmSinceTime: Enter the time, as nearly as you know it',
    ]);
  });
});

describe('every page of a disagreement while harm is open says that it is not the emergency route, and what is', () => {
  it('for the raiser, for whoever must say first that it is theirs, in each form, and no more once it has ended', async () => {
    const { raiser, reference, signedIn, page } = await raisedAtRisk();
    const senior = await signedIn(SENIOR);

    for (const path of ['', '/raised', '/withdraw', '/shorten'])
      expect(await page(raiser, path)).toMatch(NOT_THE_ROUTE);
    expect(await page(senior)).toMatch(NOT_THE_ROUTE);
    expect(await page(senior), 'before they say it is theirs').not.toContain('HARMWORDS');
    await senior.post(`/d/${reference}/mine`);
    expect(await page(senior, '/end-harm')).toMatch(NOT_THE_ROUTE);

    await senior.post(`/d/${reference}/end-harm`, { took: 'action taken', text: 'Seen at home.' });

    expect(await page(senior)).not.toMatch(NOT_THE_ROUTE);
    expect(await page(senior)).toContain('action was taken. Seen at home.');
  });

  it('for those who were told and see no record', async () => {
    const { signedIn, page } = await raisedAtRisk();

    const counterpart = await signedIn('sunil.birchall-oke@brackenshire.example');

    const words = await page(counterpart);
    expect(words).toMatch(NOT_THE_ROUTE);
    expect(words).not.toContain('HARMWORDS');
  });
});

describe('CLK-14: seen by one press, and who is still awaited', () => {
  it('names the agencies that have not seen it; one press by somebody asked takes theirs off', async () => {
    const { reference, signedIn, page } = await raisedAtRisk();
    const senior = await signedIn(SENIOR);
    await senior.post(`/d/${reference}/mine`);
    expect(await page(senior)).toMatch(
      /Not yet seen by Brackenshire Adult Social Care and Brackenshire Children's Social Care/,
    );
    expect(await page(senior)).toMatch(/Told at once: .*Bettina Larkmoor \(Brackenshire Children's Social Care\)/);
    expect(await page(senior)).toContain('I have seen this');

    const pressed = await senior.post(`/d/${reference}/acknowledge-harm`);

    expect(pressed.headers['location']).toBe(`/d/${reference}?done=acknowledge-harm`);
    expect(await page(senior)).toMatch(/Not yet seen by Brackenshire Adult Social Care:/);
    expect(await page(senior)).not.toContain('I have seen this');
  });

  it('says whom to telephone after three chases that nobody answered', async () => {
    const { world, raiser, reference, page } = await raisedAtRisk();
    const d = (await findByReference(world.services, reference))!;
    for (const minutes of [15, 15, 30]) {
      expect(await page(raiser)).not.toContain('We have asked three times and nobody has said so');
      world.later({ minutes });
      const enteredAt = world.services.clock.now().toString();
      await remind(world.services)({ disagreementId: d.id, run: d.run, enteredAt });
    }

    // The session has ended meanwhile: an hour is long.
    await raiser.signIn(RAISER);
    expect(await page(raiser)).toMatch(/We have asked three times and nobody has said so\. Telephone .*01632 960100/);
  });

  it('OUT-11: a withdrawal is only asked for, and the lead of the other side cannot agree to it', async () => {
    const { reference, raiser, signedIn, page } = await raisedAtRisk();

    const asked = await raiser.post(`/d/${reference}/withdraw`, { text: 'A mistake.' });

    expect(asked.headers['location']).toBe(`/d/${reference}?done=withdrawal-asked`);
    expect(await page(raiser)).toContain('needs the safeguarding lead of Brackenshire Adult Social Care');
    const theirLead = await signedIn(THEIR_LEAD);
    await theirLead.post(`/d/${reference}/mine`);
    expect((await theirLead.post(`/d/${reference}/agree-to-withdraw`)).status).toBe(400);
    const own = await signedIn('hamza.dovershaw@brackenshire.example');
    await own.post(`/d/${reference}/mine`);
    expect(await page(own)).toContain('Agree that it is withdrawn');
    await own.post(`/d/${reference}/agree-to-withdraw`);
    expect(await page(raiser)).toContain('Withdrawn by the person who raised it');
  });
});

it('ESC-4: the counterpart flags it on the page, at the level they choose', async () => {
  const world = webWorld();
  const reference = await world.browser().raise();
  const counterpart = world.browser();
  await counterpart.signIn(COUNTERPART);
  await counterpart.post(`/d/${reference}/mine`);

  const refused = await counterpart.post(`/d/${reference}/flag-harm`, { level: '2' });
  await counterpart.post(`/d/${reference}/flag-harm`, { level: '2', text: 'HARMWORDS she has gone home' });

  expect(errorsOn(refused)).toEqual(['text: Enter who is at risk of what, and why now']);
  const words = wordsOf(await counterpart.get(`/d/${reference}`));
  expect(words).toContain('Where it stands Stage 2: Manager to manager');
  expect(words).toContain('Nights, weekends and holidays count.');
  const subjects = (await world.mailTo(RAISER)).map(({ subject }) => subject);
  expect(subjects.at(-1)).toContain('This is now at Stage 2');
  expect(JSON.stringify(await world.mailTo(LEAD))).not.toContain('HARMWORDS');
});
