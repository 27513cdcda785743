import { describe, expect, it } from 'vitest';
import { openPdf } from '../documents/open-pdf.ts';
import { RAISERS_MANAGER, SCHOOLS_MANAGER, withSchool } from './copies-world.ts';
import { COUNTERPART, errorsOn, RAISER, wordsOf } from './web-world.ts';

/** The password as the page shows it. */
const passwordOn = ({ body }: { body: string }) => /app-password">([^<]+)</.exec(body)?.[1];

describe('BEY-9, PRV-1: a copy by email, and its password for the lead to say', () => {
  it('is sent with the lead’s press; the page it leads to has the password, with how to tell it', async () => {
    const { lead, reference, sendCopy, fileSent } = await withSchool();

    const sent = await sendCopy();
    expect(sent.headers['location']).toBe(`/d/${reference}/copies?done=send-copy`);
    const page = await lead.get(sent.headers['location']!);

    expect(page.headers['cache-control']).toBe('no-store');
    const words = wordsOf(page);
    expect(words).toContain('Now tell them the password by telephone');
    expect(words).toContain('Bettina Birchall-Oke');
    expect(words).toContain('Locked: only the password opens it');
    expect(words).toMatch(/Telephone them on a number that you know from elsewhere/);
    const file = (await fileSent())!;
    expect(openPdf(file)).toBeUndefined();
    expect(openPdf(file, passwordOn(page))).toBeDefined();
    // Seen again later, by the way that the page of the disagreement has.
    expect((await lead.get(`/d/${reference}`)).body).toContain(`href="/d/${reference}/copies"`);
    expect(passwordOn(await lead.get(`/d/${reference}/copies`))).toBe(passwordOn(page));
  });

  it('says what to put right, keeps what was typed, and sends nothing meanwhile', async () => {
    const { world, sendCopy } = await withSchool();
    const before = world.mailer.accepted.length;

    expect(errorsOn(await sendCopy({ to: '', text: '', spoken: '' }))).toEqual([
      'to: Enter the work email address of whoever cannot use links',
      'text: Enter why they cannot use links',
      'spoken: Speak with them first. Then tick the box to say that you did',
    ]);
    const refused = await sendCopy({ to: COUNTERPART });
    expect(errorsOn(refused)).toEqual(['act: Enter the address of somebody who takes part in it.']);
    expect(refused.body).toContain('Their filter takes links out.');
    expect(world.mailer.accepted).toHaveLength(before);
  });

  it('a newer copy takes the earlier one’s place: only its password is told', async () => {
    const { lead, reference, sendCopy } = await withSchool();
    await sendCopy();
    const first = await lead.get(`/d/${reference}/copies`);
    await sendCopy({ text: 'They want the latest.' });
    const second = await lead.get(`/d/${reference}/copies`);

    expect(passwordOn(second)).not.toBe(passwordOn(first));
    expect(second.body.split('app-password').length).toBe(2);
  });

  it('to an address on the secure list it goes without a lock, and no page has a password', async () => {
    const { lead, reference, sendCopy, fileSent } = await withSchool();

    await sendCopy({ to: RAISERS_MANAGER });
    const page = await lead.get(`/d/${reference}/copies?done=send-copy`);

    expect(passwordOn(page)).toBeUndefined();
    expect(wordsOf(page)).toContain('Not locked: their address is on the partnership');
    expect(wordsOf(page)).not.toContain('How to tell them');
    expect(openPdf((await fileSent(RAISERS_MANAGER))!)).toBeDefined();
  });

  it('where it could not be sent the page says so, and a file that is too large what to do instead', async () => {
    const { world, lead, reference, sendCopy } = await withSchool();
    world.services.copies!.make = async () => new Uint8Array(7_500_000);

    await sendCopy();

    const words = wordsOf(await lead.get(`/d/${reference}/copies`));
    expect(words).toContain('It is too large for an email. Ask somebody at their agency who can use links');
    // There is nothing to open, so there is no password to tell.
    expect(words).not.toContain('The password');
    expect(wordsOf(await lead.get('/lead'))).toContain('an email to somebody at Hollowbrook School could not be sent');
  });

  it.each([
    ['whoever raised it', RAISER],
    ['whoever it was sent to', SCHOOLS_MANAGER],
  ])('the password is shown to the lead who sent it alone: not to %s', async (_who, email) => {
    const { reference, sendCopy, signedIn } = await withSchool();
    await sendCopy();
    const browser = await signedIn(email);

    expect(await browser.get(`/d/${reference}/copies`)).toMatchObject({
      status: 303,
      headers: { location: `/d/${reference}` },
    });
    const page = wordsOf(await browser.get(`/d/${reference}`));
    expect(page).not.toContain('their passwords');
    expect(page).toContain('A copy of the record was sent by email to somebody who cannot use links');
    expect(page).toContain('Their filter takes links out.');
  });

  it('and not to the lead either, once they have stood aside', async () => {
    const { lead, reference, sendCopy } = await withSchool();
    await sendCopy();
    await lead.post(`/d/${reference}/stand-aside`, { text: 'I know them.' });

    expect((await lead.get(`/d/${reference}/copies`)).headers['location']).toBe(`/d/${reference}`);
  });

  it('S29: nor once their own agency is a side of it', async () => {
    const { world, lead, reference, sendCopy } = await withSchool();
    await sendCopy();
    const { rules } = world.services;
    world.services.rules = {
      ...rules,
      partnership: async (id) => {
        const known = (await rules.partnership(id))!;
        const leads = known.partnership.leads.map((one) => ({ ...one, agency: 'hollowbrook-school' }));
        return { ...known, partnership: { ...known.partnership, leads } };
      },
    };

    expect((await lead.get(`/d/${reference}/copies`)).headers['location']).toBe(`/d/${reference}`);
  });

  it('NOT-5: where the policy shows the board the fact alone, by the address that the lead typed and no name', async () => {
    const { world, lead, reference, sendCopy } = await withSchool();
    await sendCopy();
    const { rules } = world.services;
    world.services.rules = {
      ...rules,
      requirePolicy: (id) => ({ ...rules.requirePolicy(id), boardSees: [{ from: '2', what: 'fact', clause: 'L1' }] }),
    };

    const { body } = await lead.get(`/d/${reference}/copies`);
    expect(body).toContain(SCHOOLS_MANAGER);
    expect(body).not.toContain('Bettina Birchall-Oke');
  });
});

it('REC-1: each agency is offered its own copy, by its name, on the page and where it says that it is on file', async () => {
  const { raiser, reference } = await withSchool();
  const copy = 'filled in: the copy for Brackenshire Adult Social Care (PDF)';
  expect(wordsOf(await raiser.get(`/d/${reference}`))).toContain(copy);

  await raiser.post(`/d/${reference}/withdraw`, { text: 'They have made the visit.' });

  for (const act of ['record-on-file', 'tick-checklist'])
    expect(wordsOf(await raiser.get(`/d/${reference}/${act}`)), act).toContain(copy);
});
