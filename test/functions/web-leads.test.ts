import { describe, expect, it } from 'vitest';
import { holdingPen } from '../../services/holding-pen.ts';
import { errorsOn, WHOLE_FORM, webWorld } from './web-world.ts';

const LEAD = 'keziah.stanthorne@partnership.brackenshire.example';
const HELD = {
  id: 'held-1',
  kind: 'held' as const,
  why: 'Its sender is at no agency of the directory',
  partnershipId: 'brackenshire',
  receivedAt: '2026-04-02T08:00:00Z',
  from: 'bashir@home.example',
  envelopeFrom: 'bashir@home.example',
  subject: 'About a child called Robin',
  text: 'Child or adult: child\nThe problem: <b>Robin</b> was not seen.',
  rawMailId: 'raw-1',
};

async function withLead() {
  const world = webWorld();
  await holdingPen(world.services.table).hold(HELD);
  const lead = world.browser('192.0.2.9');
  await lead.signIn(LEAD);
  return { world, lead };
}

describe('held emails on the page', () => {
  it('NOT-5: the list and the first page show nobody’s words and not who sent it', async () => {
    const { lead } = await withLead();

    expect((await lead.get('/lead')).body).toContain('href="/lead/held"');
    for (const path of ['/lead/held', '/lead/held/held-1']) {
      const { status, body } = await lead.get(path);
      expect(status).toBe(200);
      expect(body).toContain('Its sender is at no agency');
      expect(body).not.toMatch(/Robin|bashir/);
    }
  });

  it('is read after a reason, its words as text and not as a page', async () => {
    const { lead } = await withLead();

    expect(errorsOn(await lead.post('/lead/held/held-1/open', {}))).toEqual(['reason: Enter why you need to read it.']);
    expect((await lead.post('/lead/held/held-1/open', { reason: 'To place it.' })).status).toBe(303);
    const { body } = await lead.get('/lead/held/held-1');
    expect(body).toContain('&lt;b&gt;Robin&lt;/b&gt; was not seen.');
  });

  it('is let in, attached or refused on the page; each says what to put right', async () => {
    const { world, lead } = await withLead();
    await lead.post('/lead/held/held-1/open', { reason: 'To place it.' });

    const letIn = {
      name: 'Bashir Brambleby',
      email: WHOLE_FORM['raiserEmail']!,
      agency: 'dunmere-valley-community-health',
    };
    expect(errorsOn(await lead.post('/lead/held/held-1/let-in', {}))).toEqual([
      'name: Enter the full name of whoever raises it',
    ]);
    expect(errorsOn(await lead.post('/lead/held/held-1/let-in', { ...letIn, agency: '' }))[0]).toContain(
      'agency: Choose the agency',
    );
    expect(errorsOn(await lead.post('/lead/held/held-1/attach', { reference: 'x' }))[0]).toContain(
      'reference: There is no',
    );
    expect(errorsOn(await lead.post('/lead/held/held-1/refuse', {}))[0]).toContain('reason: Enter why');
    const done = await lead.post('/lead/held/held-1/let-in', letIn);
    expect(done.headers['location']).toBe('/lead/held?done=disagreement');
    expect((await lead.get('/lead/held?done=disagreement')).body).toContain(
      'The clock counts from the time it was received',
    );
    expect(world.started).toHaveLength(1);
  });

  it('is refused on its page with a reason, and then waits no more and starts nothing', async () => {
    const { world, lead } = await withLead();
    await lead.post('/lead/held/held-1/open', { reason: 'To place it.' });

    const done = await lead.post('/lead/held/held-1/refuse', { reason: 'It is an advertisement.' });

    expect(done.headers['location']).toBe('/lead/held?done=discarded');
    const { body } = await lead.get('/lead/held?done=discarded');
    expect(body).toContain('It is refused. Your reason is kept.');
    expect(body).not.toContain('/lead/held/held-1');
    expect(JSON.stringify(world.everythingStored())).toContain('It is an advertisement.');
    expect(world.started).toEqual([]);
  });

  it('S5: whoever does not lead is refused alike, whether it is there or not', async () => {
    const { world } = await withLead();
    const other = world.browser();
    await other.signIn(WHOLE_FORM['raiserEmail']!);

    const replies = [
      await other.get('/lead/held/held-1'),
      await other.get('/lead/held/nothing'),
      await other.get('/lead/held'),
    ];
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(replies[0]!.body).toBe(replies[1]!.body);
  });
});

describe('a disagreement below the board’s line, on a lead’s page', () => {
  it('NOT-5: by its reference a lead may put a contact right, and reads neither agencies nor deadline', async () => {
    const { world, lead } = await withLead();
    const reference = await world.browser().raise();

    const { body } = await lead.get(`/d/${reference}`);
    expect(body).toContain('Replace a contact');
    expect(body).toContain('Vouch for an address');
    expect(body).not.toMatch(/Where it stands|Social Care|8 April|Close it as out of scope/);
    expect((await lead.get(`/d/${reference}/replace-contact`)).status).toBe(200);
    expect((await lead.get(`/d/${reference}/close-out-of-scope`)).headers['location']).toBe(`/d/${reference}`);
    expect((await lead.post(`/d/${reference}/close-out-of-scope`, { route: 'referral', text: 'x' })).status).toBe(403);
  });

  it('replaces the contact on the page', async () => {
    const { world, lead } = await withLead();
    const reference = await world.browser().raise();

    const reply = await lead.post(`/d/${reference}/replace-contact`, {
      agency: 'brackenshire-childrens-social-care',
      role: 'practitioner',
      name: 'Nel New',
      email: 'nel.new@brackenshire.example',
      instead: '',
    });
    expect(reply.headers['location']).toBe(`/d/${reference}?done=replace-contact`);
    expect(await world.mailTo('nel.new@brackenshire.example')).toHaveLength(1);
  });
});
