import { describe, expect, it } from 'vitest';
import { confirmOutcomeInWriting } from '../../functions/confirm-in-writing.ts';
import { errorsOn, LEAD, RAISER, unescaped, webWorld } from './web-world.ts';

const words = (html: string) => unescaped(html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '));

/** Brackenshire's lead, after one disagreement went to stage 2 and was withdrawn there, and one was withdrawn at stage 1. */
async function afterTwo() {
  const world = webWorld();
  const raiser = world.browser();
  const seen = await raiser.raise();
  await raiser.post(`/d/${seen}/escalate-now`, { text: 'It cannot wait.' });
  world.later({ minutes: 20 });
  await raiser.post(`/d/${seen}/withdraw`, { text: 'Settled by telephone.' });
  const unseen = await raiser.raise();
  await raiser.post(`/d/${unseen}/withdraw`, { text: 'Settled by telephone.' });
  world.later({ minutes: 5 });
  // The machine's last step: what was withdrawn is confirmed in writing, and with nothing to check back on it closes.
  for (const execution of world.started) {
    const [, disagreementId, run] = /^(.*)-(\d+)$/.exec(execution)!;
    const enteredAt = world.services.clock.now().toString();
    await confirmOutcomeInWriting(world.services)({ disagreementId, run: Number(run), enteredAt });
  }
  const lead = world.browser('192.0.2.9');
  await lead.signIn(LEAD);
  return { world, lead, seen, unseen };
}

const TRIED = '/lead/rehearsal?policy=bcssp-v5';

describe('BEY-15: a policy change, rehearsed by a lead', () => {
  it('says what would have been otherwise, for what the policy shows the partnership and nothing below that line (NOT-5)', async () => {
    const { lead, seen, unseen } = await afterTwo();

    expect(words((await lead.get(TRIED)).body)).toContain('0 of 1 would have gone otherwise');
    const { status, body } = await lead.get(`${TRIED}&days-2=6`);
    expect(status).toBe(200);
    expect(words(body)).toContain('1 of 1 would have gone otherwise');
    expect(words(body)).toContain('Stage 2: it would have had 6 working days from Thursday 2 April 2026 (L67)');
    expect(body).toContain(seen);
    expect(body).not.toContain(unseen);
    expect(body, 'nobody’s name or words').not.toMatch(/Garrowby|Vexley|Settled by telephone|WORDS/);
  });

  it('tries another policy as it is', async () => {
    const { lead } = await afterTwo();

    expect(words((await lead.get('/lead/rehearsal?policy=london-pa4-v2021')).body)).toContain(
      'Stage 2: it would have had 5 working days from Thursday 2 April 2026 (§1.7)',
    );
  });

  it.each([
    ['no number', `${TRIED}&days-2=soon`, 'days-2: Enter a whole number of working days from 1 to 99'],
    ['none at all', `${TRIED}&days-cap=0`, 'days-cap: Enter a whole number of working days from 1 to 99'],
    ['a policy that is not here', '/lead/rehearsal?policy=x', 'policy: Choose a policy'],
    [
      'another policy and numbers of this one',
      '/lead/rehearsal?policy=worcestershire-v1&days-2=9',
      'policy: Choose the policy in force to change its numbers, or leave them as they are',
    ],
  ])('says what to put right: %s', async (_, path, error) => {
    const { lead } = await afterTwo();

    const reply = await lead.get(path);
    expect([reply.status, errorsOn(reply)]).toEqual([400, [error]]);
  });

  it('S5, S1: is for the leads of that partnership, and keeps nothing', async () => {
    const { world, lead } = await afterTwo();
    const before = world.everythingStored();

    await lead.get(`${TRIED}&days-2=6`);
    expect(world.everythingStored()).toEqual(before);
    const other = world.browser();
    await other.signIn(RAISER);
    expect((await other.get(`${TRIED}&partnership=brackenshire`)).status).toBe(403);
    expect((await lead.get(`${TRIED}&partnership=larkhithe`)).status).toBe(403);
  });
});
