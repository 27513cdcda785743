import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { deliveriesSeenBy } from '../../conduct/deliveries.ts';
import { findByReference } from '../../conduct/disagreements.ts';
import type { MessageKind } from '../../escalation/record.ts';
import { cameBack, giveUp, markSending, putBack, readRow, writeDown } from '../../services/outbox.ts';
import { toSend } from '../services/outgoing.ts';
import { COUNTERPART, LEAD, RAISER, type TestBrowser, unescaped, WHOLE_FORM, webWorld } from './web-world.ts';

const words = async (browser: TestBrowser, path: string) =>
  unescaped((await browser.get(path)).body)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

/** Raised with a wish for support, both sides there, a supporter of the raiser's side and advice asked by the other. */
async function withAllKindsOfMail() {
  const world = webWorld();
  const raiser = world.browser();
  const reference = await raiser.raise({ ...WHOLE_FORM, wantsSupport: 'yes' });
  const path = `/d/${reference}`;
  const counterpart = world.browser();
  await counterpart.signIn(COUNTERPART);
  await counterpart.post(`${path}/mine`);
  const supporter = 'wren.standby@brackenshire.example';
  await raiser.post(`${path}/appoint-supporter`, { name: 'Wren Standby', email: supporter, job: '' });
  await counterpart.post(`${path}/ask-for-advice`, { text: '' });
  const read = async () => (await findByReference(world.services, reference))!;
  /** Kinds of mail to others that a reader hears of, as `kind to`. */
  const heardBy = async (email: string) =>
    (await deliveriesSeenBy(world.services, await read(), email)).map(({ kind, to }) => `${kind} ${to}`);
  return { world, raiser, counterpart, path, reference, supporter, read, heardBy };
}

describe('who hears of whose mail', () => {
  it('INT-10: that support was asked for, the raiser and their own lead alone', async () => {
    const { heardBy, read } = await withAllKindsOfMail();
    const own = (await read()).support!.seenBy[0]!;

    expect(await heardBy(RAISER)).toContain(`support-asked ${own}`);
    expect(await heardBy(own)).toContain(`support-asked ${own}`);
    for (const other of [COUNTERPART, LEAD, 'wren.standby@brackenshire.example'])
      expect((await heardBy(other)).filter((one) => one.includes(own) || one.startsWith('support-asked'))).toEqual([]);
  });

  it('INT-10: that one side has a supporter, that side alone', async () => {
    const { heardBy, supporter } = await withAllKindsOfMail();

    expect(await heardBy(RAISER)).toContain(`supporter ${supporter}`);
    expect(await heardBy(supporter)).toContain(`supporter ${supporter}`);
    for (const other of [COUNTERPART, LEAD])
      expect((await heardBy(other)).filter((one) => one.includes(supporter))).toEqual([]);
  });

  it('INT-11: that advice is asked for, the agency in which it is', async () => {
    const { heardBy, read } = await withAllKindsOfMail();
    const adviser = (await read()).advice![0]!.of.email;

    expect(await heardBy(COUNTERPART)).toContain(`advice-asked ${adviser}`);
    expect(await heardBy(RAISER)).not.toContain(`advice-asked ${adviser}`);
  });

  it('each side hears that the other was written to, and what became of it', async () => {
    const { heardBy, raiser, path } = await withAllKindsOfMail();

    expect(await heardBy(RAISER)).toContain(`asked ${COUNTERPART}`);
    expect(await heardBy(COUNTERPART)).toContain(`acknowledgement ${RAISER}`);
    expect(await words(raiser, path)).toContain(
      'Jorah Vexley To ask them to answer Sent at 10am on Thursday 2 April 2026',
    );
  });

  it.each([
    ['somebody who has not said yet that it is theirs', 'sunil.birchall-oke@brackenshire.example'],
    ['a lead below the line', LEAD],
    ['somebody who has nothing to do with it', 'carys.wetherlam@police.brackenshire.example'],
  ])('%s is shown no mail at all', async (_, email) => {
    const { world, path } = await withAllKindsOfMail();
    const browser = world.browser();
    await browser.signIn(email);

    for (const part of ['', '/messages', '/history', '/discussions']) {
      const { body, status } = await browser.get(`${path}${part}`);
      expect(status === 200 && part !== '', part).toBe(false);
      expect(body).not.toMatch(/Emails about it|To ask them to answer|Jorah Vexley/);
    }
  });
});

it('a message says where it is: waiting, refused for now, leaving, sent, given up, come back', async () => {
  const { world, raiser, path, read } = await withAllKindsOfMail();
  const { services } = world;
  const d = await read();
  const now = services.clock.now();
  const write = async (kind: MessageKind, notBefore: Temporal.Instant) => {
    const key = await writeDown(
      services,
      toSend({ about: d.id, disagreementId: d.id, to: RAISER, kind, notBefore, entry: 90 }),
    );
    return (await readRow(services.table, key))!;
  };
  await write('reminder', now.add({ hours: 20 }));
  await putBack(services.table, await markSending(services.table, await write('proposal', now), now), now, 255);
  await markSending(services.table, await write('disputed', now), now);
  await giveUp(services.table, await write('told-moved', now), now);
  await cameBack(services.table, d.id, COUNTERPART, now);

  const states = (await deliveriesSeenBy(services, d, RAISER)).map(({ kind, to, state, at }) =>
    [kind, to === RAISER ? 'raiser' : to, state, Temporal.Instant.from(at).since(now).total('seconds')].join(' '),
  );

  expect(states).toEqual(
    expect.arrayContaining([
      'reminder raiser waiting 72000',
      'proposal raiser trying again 15',
      'disputed raiser leaving 0',
      'told-moved raiser not sent 0',
      'acknowledgement raiser sent 0',
      `asked ${COUNTERPART} came back 0`,
    ]),
  );
  const page = await words(raiser, `${path}/messages`);
  for (const said of [
    'Waiting Leaves at 6am on Friday 3 April 2026, in working hours',
    'Trying again It was refused. It is tried again at 10am on Thursday 2 April 2026',
    'Leaving now',
    'Could not be sent We stopped trying at 10am on Thursday 2 April 2026. Please telephone instead',
    'Came back It did not reach them: it was returned at 10am on Thursday 2 April 2026. Please telephone instead',
    'Sent at 10am on Thursday 2 April 2026',
  ])
    expect(page).toContain(said);
});

describe('a long life', () => {
  it('a hundred lines of history leave the page under 60 KB, and every line is a page away, newest first', async () => {
    const { raiser, counterpart, path, read } = await withAllKindsOfMail();
    const held = { 'heldOn-day': '1', 'heldOn-month': '4', 'heldOn-year': '2026', with: 'Jorah Vexley' };
    for (let n = 1; n <= 48; n++) {
      await raiser.post(`${path}/record-discussion`, {
        ...held,
        text: `We talked for the ${n}th time. ${'Words. '.repeat(40)}`,
      });
      const { id } = (await read()).discussions.at(-1)!;
      await counterpart.post(`${path}/approve-discussion`, { discussionId: id });
    }
    expect((await read()).history.length).toBeGreaterThanOrEqual(100);

    const { body } = await raiser.get(path);
    expect(Buffer.byteLength(body)).toBeLessThan(60_000);
    expect(await words(raiser, path)).toContain('All 48 discussions');

    const first = await words(raiser, `${path}/history`);
    expect(first.indexOf('for the 48th time')).toBeLessThan(first.indexOf('for the 47th time'));
    expect(first).toContain('Page 1 of 5');
    expect(await words(raiser, `${path}/history?page=5`)).toContain('It was raised');
    expect(await words(raiser, `${path}/history?page=99`)).toContain('Page 5 of 5');
    expect(await words(raiser, `${path}/discussions?page=3`)).toContain('for the 1th time');
    expect(await words(raiser, `${path}/discussions?page=%3Cscript%3E`)).toContain('Page 1 of 3');
  });
});

describe('after it has ended', () => {
  async function settled() {
    const one = await withAllKindsOfMail();
    const { raiser, counterpart, path, read } = one;
    await counterpart.post(`${path}/propose`, {
      text: 'An assessment starts on Monday.',
      how: 'agreed',
      noActions: 'yes',
    });
    await raiser.post(`${path}/confirm`, { proposalId: (await read()).proposals[0]!.id });
    return one;
  }

  it('REC-1, REC-6: each agency says by one press that it is on its file, and only for itself', async () => {
    const { raiser, counterpart, path, read } = await settled();

    expect(await words(raiser, `${path}/record-on-file`)).toContain("recorded on your own agency's file");
    await raiser.post(`${path}/record-on-file`);

    expect((await read()).checklist).toMatchObject([
      { agency: 'brackenshire-adult-social-care', item: 'file', answer: 'yes', by: { email: RAISER } },
    ]);
    expect((await raiser.get(`${path}/record-on-file`)).status).toBe(303);
    expect((await counterpart.get(`${path}/record-on-file`)).status).toBe(200);
  });
});

it('every act page says what it does, who is told and what happens next before its button', async () => {
  const { raiser, counterpart, path } = await withAllKindsOfMail();
  for (const browser of [raiser, counterpart]) {
    const offered = [...(await browser.get(path)).body.matchAll(new RegExp(`href="${path}/([a-z-]+)"`, 'g'))]
      .map(([, act]) => act)
      .filter((act) => act !== 'history' && act !== 'messages');
    expect(offered.length).toBeGreaterThan(8);
    for (const act of offered) {
      const page = await words(browser, `${path}/${act}`);
      const at = ['What it does', 'Who is told', 'What happens next', 'Cancel'].map((one) => page.indexOf(one));
      expect(at, act).toEqual([...at].sort((a, b) => a - b));
      expect(at[0], act).toBeGreaterThan(0);
    }
  }
});
