import { describe, expect, it } from 'vitest';
import { brackenshire } from '../journeys/people.ts';
import { COUNTERPART, LEAD, OUTSIDER, RAISER, WHOLE_FORM, webWorld } from './web-world.ts';

async function raised() {
  const world = webWorld();
  const raiser = world.browser();
  const reference = await raiser.raise(WHOLE_FORM);
  const signedIn = async (email: string) => {
    const browser = world.browser();
    await browser.signIn(email);
    return browser;
  };
  return { world, raiser, reference, signedIn, file: `/d/${reference}/record.pdf` };
}

describe('BEY-9, REC-1: the policy’s own record, as a file for the agency’s own', () => {
  it('is downloaded by whoever reads the record, from a link on its page, under a name that tells nothing', async () => {
    const { raiser, reference, file } = await raised();

    expect((await raiser.get(`/d/${reference}`)).body).toContain(`href="${file}"`);
    const answer = await raiser.get(file);

    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="record.pdf"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const bytes = Buffer.from(answer.body, 'base64').toString('latin1');
    expect(bytes.slice(0, 8)).toBe('%PDF-1.7');
    expect(bytes).toContain('/FontFile2');
    expect(bytes.trimEnd().endsWith('%%EOF')).toBe(true);
    // The title is in UTF-16: it names the reference, and nobody.
    expect(bytes.replaceAll('\0', '')).toContain(reference);
  });

  it('changes nothing, however often it is fetched', async () => {
    const { raiser, reference, file, world } = await raised();
    const before = (await raiser.get(`/d/${reference}`)).body;
    const sent = world.mailer.accepted.length;

    await raiser.get(file);
    await raiser.get(file);

    expect((await raiser.get(`/d/${reference}`)).body).toBe(before);
    expect(world.mailer.accepted).toHaveLength(sent);
  });

  it('PRV-2: shows whoever is asked nothing before they have said that it is theirs', async () => {
    const { signedIn, reference, file } = await raised();
    const counterpart = await signedIn(COUNTERPART);

    expect(await counterpart.get(file)).toMatchObject({ status: 303, headers: { location: `/d/${reference}` } });
    await counterpart.post(`/d/${reference}/mine`);
    expect(await counterpart.get(file)).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
  });

  it.each([
    ['somebody of another agency', OUTSIDER],
    ['the partnership’s lead, below the board’s line', LEAD],
  ])('S5: is refused to %s, with the same words as one that is not there', async (_who, email) => {
    const { signedIn, file } = await raised();
    const browser = await signedIn(email);

    const refused = await browser.get(file);
    expect(refused.status).toBe(403);
    expect(refused.body).toBe((await browser.get('/d/ZZ-9999/record.pdf')).body);
  });

  it('ROU-9, NOT-2: is read by the Designated Nurse once its use is registered, from the page that shows her nothing else', async () => {
    const world = webWorld();
    const raiser = world.browser();
    const reference = await raiser.raise({
      ...WHOLE_FORM,
      theirAgency: 'dunmere-valley-community-health',
      theirName: 'Bashir Brambleby',
      theirEmail: brackenshire.healthVisitor,
    });
    const nurse = world.browser();
    await nurse.signIn(brackenshire.designatedNurse);
    expect((await nurse.get(`/d/${reference}/record.pdf`)).status, 'not before').toBe(403);

    await raiser.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });

    const page = (await nurse.get(`/d/${reference}`)).body;
    expect(page).toContain(`href="/d/${reference}/record.pdf"`);
    expect(page).toContain('Registration of use of Escalation Procedure');
    expect(page).not.toContain('PROBLEMWORDS');
    expect(await nurse.get(`/d/${reference}/record.pdf`)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/pdf' },
    });
  });

  it('asks whoever is signed out to sign in first', async () => {
    const { world, file } = await raised();

    const answer = await world.browser().get(file);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).not.toContain('PROBLEMWORDS');
  });

  it('S22: the log says that a copy was made, by ids alone', async () => {
    const { raiser, file, world } = await raised();

    await raiser.get(file);

    const logged = JSON.stringify(world.log);
    expect(logged).toContain('record copied');
    expect(logged).toContain('/record.pdf');
    expect(logged).not.toContain(RAISER);
  });
});
