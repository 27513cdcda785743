import { describe, expect, it } from 'vitest';
import { COUNTERPART, LEAD, OUTSIDER, RAISER, unescaped, webWorld } from './web-world.ts';

/** Long lines of a calendar file are folded: read it as a calendar does. */
const unfolded = (file: string) => file.replaceAll(/\r\n[ \t]/g, '');
const entriesIn = (file: string) =>
  // An email program gives attachments of text with its own line ends.
  [...unfolded(file.replaceAll(/\r?\n/g, '\r\n')).matchAll(/BEGIN:VEVENT\r\n(.*?)END:VEVENT/gs)].map(([, entry]) =>
    Object.fromEntries(
      entry!
        .trim()
        .split('\r\n')
        .map((line) => line.split(/[:;](.*)/s, 2)),
    ),
  );

const addressOn = (body: string) => /(\/calendar\.ics\?key=[\w-]+)/.exec(unescaped(body))?.[1];

async function withAddress(email = RAISER) {
  const world = webWorld();
  const reference = await world.browser().raise();
  const person = world.browser('192.0.2.20');
  await person.signIn(email);
  expect((await person.post('/calendar/make')).headers['location']).toBe('/calendar?done=made');
  const address = addressOn((await person.get('/calendar')).body)!;
  // A calendar program: no cookie, and none kept.
  const program = world.browser('192.0.2.99');
  return { world, reference, person, address, program };
}

describe('a person’s calendar address', () => {
  it('is of 256 bits, shown to nobody but them, and made only by a press of theirs', async () => {
    const { world, address, person } = await withAddress();

    expect(address).toMatch(/^\/calendar\.ics\?key=[\w-]{43}$/);
    expect(addressOn((await person.get('/calendar')).body), 'shown again').toBe(address);
    const other = world.browser();
    await other.signIn(COUNTERPART);
    expect((await other.get('/calendar')).body).toContain('You have no calendar address');
    expect((await world.browser().get('/calendar')).body).toContain('Your work email address');
    expect((await world.browser().post('/calendar/make')).body).toContain('Your work email address');
  });

  it('S4: stands in no log and is not in the store: only its hash is', async () => {
    const { world, address, program } = await withAddress();
    await program.get(address);

    const key = address.split('key=')[1]!;
    expect(JSON.stringify(world.log)).not.toContain(key);
    expect(JSON.stringify(world.everythingStored())).not.toContain(key);
    expect(JSON.stringify(world.log)).toContain('/calendar.ics');
  });

  it('gives a calendar the reference, the stage, the deadline and a link, and nothing else (PRV-3)', async () => {
    const { address, program, reference } = await withAddress();

    const { status, headers, body } = await program.get(address);
    expect([status, headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(unfolded(body)).toContain('METHOD:PUBLISH\r\n');
    expect(entriesIn(body)).toEqual([
      {
        UID: expect.stringMatching(/^[\da-f-]{36}-0@inbound\.commonground\.example$/),
        SUMMARY: `${reference}: latest time for Stage 1`,
        DESCRIPTION: `${reference}\\, Worker to worker. The latest time is 5pm on Wednesday 8 April 2026.`,
        DTSTAMP: '20260402T090000Z',
        'LAST-MODIFIED': '20260402T090000Z',
        DTSTART: '20260408T153000Z',
        DURATION: 'PT30M',
        SEQUENCE: expect.stringMatching(/^\d+$/),
        STATUS: 'CONFIRMED',
        TRANSP: 'TRANSPARENT',
        'X-MICROSOFT-CDO-BUSYSTATUS': 'FREE',
        URL: `https://escalate.example/d/${reference}`,
      },
    ]);
    expect(body).not.toMatch(/WORDS|Vexley|Garrowby|Social Care/);
  });

  it('takes a deadline out when the stage ends before it, and keeps its name when it moves', async () => {
    const { address, program, person, reference } = await withAddress();
    const [before] = entriesIn((await program.get(address)).body);

    await person.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });
    const [first, second] = entriesIn((await program.get(address)).body);
    expect(first).toMatchObject({ UID: before!['UID'], STATUS: 'CANCELLED', DTSTART: before!['DTSTART'] });
    expect(Number(first!['SEQUENCE'])).toBeGreaterThan(Number(before!['SEQUENCE']));
    expect(second).toMatchObject({
      SUMMARY: `${reference}: latest time for Stage 2`,
      STATUS: 'CONFIRMED',
      DTSTART: '20260409T153000Z',
    });

    await person.post(`/d/${reference}/withdraw`, { text: 'Settled.' });
    const ended = entriesIn((await program.get(address)).body);
    expect(ended.map(({ STATUS }) => STATUS)).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it('shows nothing to whoever has yet to say that it is theirs, or has said that it is not (PRV-2)', async () => {
    const { address, program, person, reference } = await withAddress(COUNTERPART);
    const empty = await program.get(address);
    expect(entriesIn(empty.body)).toEqual([]);
    expect(empty.body, 'a calendar without any component is not valid').toContain('BEGIN:VTIMEZONE');

    await person.post(`/d/${reference}/mine`);
    expect(entriesIn((await program.get(address)).body)).toHaveLength(1);
    await person.post(`/d/${reference}/not-mine`);
    expect(entriesIn((await program.get(address)).body), 'an access that ended').toEqual([]);
  });

  it('stops at once when it is made anew or taken back', async () => {
    const { address, program, person } = await withAddress();

    await person.post('/calendar/make');
    const another = addressOn((await person.get('/calendar')).body)!;
    expect(another).not.toBe(address);
    expect((await program.get(address)).status).toBe(404);
    expect((await program.get(another)).status).toBe(200);

    expect((await person.post('/calendar/revoke')).headers['location']).toBe('/calendar?done=stopped');
    expect((await program.get(another)).status).toBe(404);
    expect((await person.get('/calendar')).body).toContain('You have no calendar address');
  });

  it.each([
    ['a key of nobody’s', `/calendar.ics?key=${'A'.repeat(43)}`],
    ['no key', '/calendar.ics'],
    ['something else in its place', '/calendar.ics?key=%27%20OR%201=1'],
  ])('answers %s as any page that there is not', async (_, path) => {
    const { program, world } = await withAddress();
    const before = world.everythingStored();

    const reply = await program.get(path);
    expect([reply.status, reply.body]).toEqual([404, (await program.get('/nothing-here')).body]);
    expect(world.everythingStored()).toEqual(before);
  });

  it('S1: a fetch notes the day it was used, once, and changes nothing else', async () => {
    const { address, program, person, world } = await withAddress();
    const others = () =>
      world.everythingStored().filter((item) => !String((item as { pk: string }).pk).startsWith('calendar-'));
    const before = others();

    await program.get(address);
    const noted = world.everythingStored();
    await program.send('HEAD', address);
    await program.get(address);
    expect(world.everythingStored()).toEqual(noted);
    expect(others()).toEqual(before);
    expect((await person.get('/calendar')).body).toContain('Thursday 2 April 2026');
  });

  it('is over after a year without use, and not before', async () => {
    const { address, program, world } = await withAddress();
    world.later({ hours: 364 * 24 });
    expect((await program.get(address)).status).toBe(200);
    world.later({ hours: 364 * 24 });
    expect((await program.get(address)).status, 'each use begins another year').toBe(200);
    world.later({ hours: 366 * 24 });
    expect((await program.get(address)).status).toBe(404);
  });
});

describe('one deadline for a calendar', () => {
  it('is a file from the page of the disagreement, under a name that says nothing', async () => {
    const { person, reference } = await withAddress();

    expect((await person.get(`/d/${reference}`)).body).toContain(`href="/d/${reference}/deadline.ics"`);
    const { status, headers, body } = await person.get(`/d/${reference}/deadline.ics`);
    expect([status, headers['content-type'], headers['content-disposition']]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      'attachment; filename="deadline.ics"',
    ]);
    expect(entriesIn(body)).toMatchObject([{ SUMMARY: `${reference}: latest time for Stage 1` }]);
  });

  it('has the same name in every calendar as the entry that came by email, so that neither stands beside the other', async () => {
    const { world, person, reference } = await withAddress();

    const [email] = (await world.mailTo(COUNTERPART)).filter(({ attachments }) => attachments.length > 0);
    const sent = new TextDecoder().decode(email!.attachments[0]!.content as Uint8Array);
    const [fromEmail] = entriesIn(sent);
    const [fromPage] = entriesIn((await person.get(`/d/${reference}/deadline.ics`)).body);
    expect(fromPage!['UID']).toBe(fromEmail!['UID']);
  });

  it('S5: is for whoever may see the deadline', async () => {
    const { world, reference } = await withAddress();
    for (const email of [OUTSIDER, LEAD]) {
      const other = world.browser();
      await other.signIn(email);
      const reply = await other.get(`/d/${reference}/deadline.ics`);
      expect([403, 303], email).toContain(reply.status);
    }
    expect((await world.browser().get(`/d/${reference}/deadline.ics`)).body).toContain('Your work email address');
  });
});
