import { describe, expect, it } from 'vitest';
import { SAVED_LASTS_DAYS, SENT_LASTS_HOURS, UNSAVED_LASTS_HOURS } from '../../services/drafts.ts';
import {
  COUNTERPART,
  errorsOn,
  RAISER,
  type Reply,
  type TestBrowser,
  WHOLE_FORM,
  webWorld,
  wordsOf,
} from './web-world.ts';

const FORM = '/raise/brackenshire';

const draftOn = ({ body }: Reply) => / name="draft" value="([\w-]+)"/.exec(body)?.[1] ?? '';

/** A form begun, its first pages answered, and saved half way through a page for this address. */
async function saved(email = RAISER) {
  const world = webWorld();
  const browser = world.browser();
  await browser.post(`${FORM}/scope`, { matter: 'disagreement' });
  await browser.post(`${FORM}/your-agency`, WHOLE_FORM);
  const half = await browser.post(`${FORM}/you`, { raiserName: 'Winston Garrowby', instead: 'save' });
  expect(half.headers['location']).toBe(`${FORM}/save`);
  await browser.post(`${FORM}/save`, { raiserEmail: email });
  const entered = await browser.post('/sign-in/code', { code: await world.codeFor(email) });
  return { world, browser, entered };
}

async function carriesOn(browser: TestBrowser): Promise<Reply> {
  return browser.post('/mine/carry-on', { draft: draftOn(await browser.get('/mine')) });
}

describe('save and come back later', () => {
  it('asks for the work address, sends a code to it, and from then on the address finds it', async () => {
    const { world, browser, entered } = await saved();

    expect(entered.headers['location']).toBe('/mine?done=saved');
    const mine = await browser.get('/mine?done=saved');
    expect(wordsOf(mine)).toContain('Your answers are saved. Nobody has been told of them.');
    expect(wordsOf(mine)).toContain('Carry on with a disagreement you have not sent');
    expect(wordsOf(mine)).toContain(
      'Brackenshire Safeguarding Partnership. It is deleted at 10am on Thursday 9 April 2026',
    );
    expect(world.started).toEqual([]);
    // The one email is the code, and it says nothing of what was written.
    expect(world.mailer.accepted.map(({ to }) => to)).toEqual([RAISER]);
    expect(Buffer.from(world.mailer.accepted[0]!.raw).toString()).not.toMatch(
      /Garrowby|Brackenshire Adult|disagreement you/,
    );
  });

  it('leads whoever signs in with it elsewhere to the page they had come to, with what they had typed there', async () => {
    const { world, browser } = await saved();
    expect((await browser.get(`${FORM}/you`)).headers['location'], 'this browser no longer holds it').toBe(
      `${FORM}?done=gone`,
    );
    const elsewhere = world.browser();
    await elsewhere.signIn(RAISER);

    expect((await carriesOn(elsewhere)).headers['location']).toBe(`${FORM}/you`);
    expect((await elsewhere.get(`${FORM}/you`)).body).toContain('value="Winston Garrowby"');
    await elsewhere.post(`${FORM}/you`, WHOLE_FORM);
    world.later({ minutes: 30 });

    const third = world.browser();
    await third.signIn(RAISER);
    expect((await carriesOn(third)).headers['location']).toBe(`${FORM}/your-manager`);
  });

  it('is not listed any more once it is a disagreement', async () => {
    const { world, browser } = await saved();
    await carriesOn(browser);
    for (let path = `${FORM}/you`; !path.endsWith('/check'); )
      path = (await browser.post(path, WHOLE_FORM)).headers['location']!;
    await browser.post(`${FORM}/check`);
    const opened = await browser.post('/sign-in/code', { code: await world.codeFor(RAISER) });

    expect(opened.headers['location']).toMatch(/^\/d\/.*\/raised$/);
    expect((await browser.get('/mine')).body).not.toContain('Carry on');
  });

  it('is kept for seven days and no longer', async () => {
    const { world } = await saved();
    world.later({ hours: 24 * 7 });
    const browser = world.browser();
    await browser.signIn(RAISER);

    expect((await browser.get('/mine')).body).not.toContain('Carry on');
  });

  it('S5: is nobody else’s: whoever holds its id is told what is told of one that never was', async () => {
    const { world, browser } = await saved();
    const draft = draftOn(await browser.get('/mine'));
    const other = world.browser();
    expect((await other.post('/mine/carry-on', { draft })).body).toContain('Your work email address');
    await other.signIn(COUNTERPART);

    for (const id of [draft, 'AAAAAAAAAAAAAAAAAAAAAA'])
      for (const path of ['/mine/carry-on', '/mine/delete-draft'])
        expect((await other.post(path, { draft: id })).headers['location']).toBe('/mine?done=gone');
    expect((await other.get('/mine')).body).not.toContain('Carry on');
    expect((await browser.get('/mine')).body).toContain('Carry on');
  });

  it('needs no other code from whoever is signed in with that address, and another one for another address', async () => {
    const { world, browser } = await saved();
    await carriesOn(browser);
    const before = world.mailer.accepted.length;

    expect((await browser.post(`${FORM}/save`, { raiserEmail: RAISER })).headers['location']).toBe('/mine?done=saved');
    expect(world.mailer.accepted).toHaveLength(before);
    await carriesOn(browser);
    const reply = await browser.post(`${FORM}/save`, { raiserEmail: COUNTERPART });
    expect(reply.headers['location']).toBe('/sign-in/code');
    expect((await browser.get('/mine')).body, 'until the code it stays where it was').toContain('Carry on');
  });

  it('asks again for an address that is none', async () => {
    const browser = webWorld().browser();
    await browser.fill();

    const reply = await browser.post(`${FORM}/save`, { raiserEmail: 'winston' });

    expect(errorsOn(reply)).toEqual(['raiserEmail: Enter your work email address, like name@agency.example']);
  });

  it('can be deleted at once, and every word is gone from the table', async () => {
    const { world, browser } = await saved();

    const reply = await browser.post('/mine/delete-draft', { draft: draftOn(await browser.get('/mine')) });

    expect(wordsOf(await browser.get(reply.headers['location']!))).toContain('Your answers are deleted.');
    expect((await browser.get('/mine')).body).not.toContain('Carry on');
    expect(JSON.stringify(world.everythingStored())).not.toContain('Garrowby');
  });
});

describe('in the browser that began it', () => {
  it('says how long it is kept, as long as it is', async () => {
    const browser = webWorld().browser();
    const start = wordsOf(await browser.get(FORM));
    await browser.fill();
    await browser.post(`${FORM}/check`);

    expect(start).toContain(`keeps your answers for ${UNSAVED_LASTS_HOURS} hours`);
    expect(start).toContain(`within ${SAVED_LASTS_DAYS} days`);
    expect(wordsOf(await browser.get('/sign-in/code'))).toContain(`is kept for ${SENT_LASTS_HOURS} hours`);
    expect(wordsOf(await browser.get(`${FORM}/save`))).toContain(`for ${SAVED_LASTS_DAYS} days`);
    const privacy = wordsOf(await browser.get('/privacy'));
    expect(privacy).toContain(`for ${UNSAVED_LASTS_HOURS} hours, or for ${SAVED_LASTS_DAYS} days if you save it`);
  });

  it('the start page leads back to it, or deletes it; another browser knows nothing of it', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.fill();

    expect((await browser.get(FORM)).body).toContain(`href="${FORM}/check"`);
    expect((await world.browser().get(FORM)).body).not.toContain('You have begun one');
    await browser.post(`${FORM}/discard`);
    expect((await browser.get(FORM)).body).not.toContain('You have begun one');
    expect(JSON.stringify(world.everythingStored())).not.toContain('PROBLEMWORDS');
  });

  it('S4: is held in a cookie and stands in no address', async () => {
    const browser = webWorld().browser();
    const led = [];
    led.push((await browser.fill()).headers['location']);
    led.push((await browser.post(`${FORM}/basis`, { basis: 'x', instead: 'save' })).headers['location']);
    led.push((await browser.post(`${FORM}/save`, { raiserEmail: RAISER })).headers['location']);

    expect(led).toEqual([`${FORM}/check`, `${FORM}/save`, '/sign-in/code']);
    const pages = await Promise.all(
      ['check', 'basis', 'save'].map(async (page) => (await browser.get(`${FORM}/${page}`)).body),
    );
    expect(pages.join('')).not.toContain(browser.cookies.get('__Host-draft')!);
  });

  it('is not this browser’s any more once somebody signs out at a shared desk', async () => {
    const world = webWorld();
    const browser = world.browser();
    await browser.signIn(RAISER);
    await browser.fill();
    await browser.post('/sign-out');

    expect((await browser.get(`${FORM}/problem`)).headers['location']).toBe(`${FORM}?done=gone`);
  });

  it('one for another partnership is another one', async () => {
    const browser = webWorld().browser();
    await browser.fill();

    expect((await browser.get('/raise/wyrefold/problem')).headers['location']).toBe('/raise/wyrefold?done=gone');
    expect((await browser.get('/raise/wyrefold')).body).not.toContain('You have begun one');
  });
});
