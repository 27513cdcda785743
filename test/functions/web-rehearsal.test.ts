import { describe, expect, it } from 'vitest';
import { confirmOutcomeInWriting } from '../../functions/confirm-in-writing.ts';
import { idOfReference, readDisagreement } from '../../services/disagreements.ts';
import { bankHolidays, keepBankHolidays } from '../../services/rules.ts';
import { keepSummary } from '../../services/summaries.ts';
import { errorsOn, LEAD, RAISER, type TestBrowser, unescaped, webWorld } from './web-world.ts';

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

const PATH = '/lead/rehearsal';
const IN_FORCE = { policy: 'bcssp-v5' };

/** Leads Brackenshire too. */
const OTHER_LEAD = 'jorah.larkmoor@icb.brackenshire.example';

/** Works a change out and opens the page that the answer leads to. */
async function rehearsed(lead: TestBrowser, fields: Record<string, string>) {
  const { status, headers } = await lead.post(PATH, fields);
  expect(status).toBe(303);
  return lead.get(headers['location']!);
}

describe('BEY-15: a policy change, rehearsed by a lead', () => {
  it('says what would have been otherwise, for what the policy shows the partnership and nothing below that line (NOT-5)', async () => {
    const { world, lead, seen, unseen } = await afterTwo();

    expect(words((await rehearsed(lead, IN_FORCE)).body)).toContain('0 of 1 would have gone otherwise');
    const { status, body } = await rehearsed(lead, { ...IN_FORCE, 'days-2': '6' });
    expect(status).toBe(200);
    expect(words(body)).toContain('1 of 1 would have gone otherwise');
    expect(words(body)).toContain('Stage 2: it would have had 6 working days from Thursday 2 April 2026 (L67)');
    expect(body).toContain(seen);
    expect(body).not.toContain(unseen);
    expect(body, 'nobody’s name or words').not.toMatch(/Garrowby|Vexley|Settled by telephone|WORDS/);
    expect(JSON.stringify(world.everythingStored().filter(({ pk }) => String(pk).startsWith('rehearsal')))).not.toMatch(
      new RegExp(`${unseen}|Garrowby|Vexley|WORDS|@`),
    );
  });

  it('tries another policy as it is', async () => {
    const { lead } = await afterTwo();

    expect(words((await rehearsed(lead, { policy: 'london-pa4-v2021' })).body)).toContain(
      'Stage 2: it would have had 5 working days from Thursday 2 April 2026 (§1.7)',
    );
  });

  it('shows a change at its own address as it was last worked out, says when that was, and for 30 days', async () => {
    const { world, lead } = await afterTwo();
    const change = `${PATH}?policy=bcssp-v5&days-2=6`;
    expect(words((await lead.get(change)).body)).toContain('has not been rehearsed in the last 30 days');

    await lead.post(PATH, { ...IN_FORCE, 'days-2': '6' });
    world.later({ minutes: 20 });
    expect(words((await lead.get(change)).body)).toContain('As it stood at 10:25am on Thursday 2 April 2026');
    await lead.post(PATH, { ...IN_FORCE, 'days-2': '6' });
    expect(words((await lead.get(change)).body)).toContain('As it stood at 10:45am on Thursday 2 April 2026');
    expect(words((await lead.get(`${PATH}?policy=bcssp-v5&days-2=7`)).body)).toContain('has not been rehearsed');

    world.later({ hours: 24 * 30 });
    await lead.signIn(LEAD);
    expect(words((await lead.get(change)).body)).toContain('has not been rehearsed in the last 30 days');
  });

  it('S29: what a lead has left to another since is not shown to them, and to the others it is', async () => {
    const { world, lead, seen } = await afterTwo();
    const change = { ...IN_FORCE, 'days-2': '6' };
    await rehearsed(lead, change);

    const id = (await idOfReference(world.services.table, seen))!;
    const { d, version } = (await readDisagreement(world.services.table, id))!;
    const left = {
      id: 'l1',
      person: { name: '', email: LEAD, agency: 'board' },
      stoodAside: { at: d.closedAt!, textId: 't1' },
    };
    await keepSummary(world.services.table, { d: { ...d, leads: [left] }, version: version + 1 });

    const { body } = await lead.get(`${PATH}?policy=bcssp-v5&days-2=6`);
    expect(body).not.toContain(seen);
    expect(words(body)).toContain('1 on this page is not shown');
    const other = world.browser();
    await other.signIn(OTHER_LEAD);
    expect((await other.get(`${PATH}?policy=bcssp-v5&days-2=6`)).body).toContain(seen);
  });

  it.each([
    ['no number', { ...IN_FORCE, 'days-2': 'soon' }, 'days-2: Enter a whole number of working days from 1 to 99'],
    ['none at all', { ...IN_FORCE, 'days-cap': '0' }, 'days-cap: Enter a whole number of working days from 1 to 99'],
    ['a policy that is not here', { policy: 'x' }, 'policy: Choose a policy'],
    [
      'another policy and numbers of this one',
      { policy: 'worcestershire-v1', 'days-2': '9' },
      'policy: Choose the policy in force to change its numbers, or leave them as they are',
    ],
  ])('says what to put right, sent or opened: %s', async (_, fields: Record<string, string>, error) => {
    const { world, lead } = await afterTwo();
    const before = world.everythingStored();

    const reply = await lead.post(PATH, fields);
    expect([reply.status, errorsOn(reply)]).toEqual([400, [error]]);
    expect(world.everythingStored(), 'nothing is kept').toEqual(before);
    expect(errorsOn(await lead.get(`${PATH}?${new URLSearchParams(fields)}`))).toEqual([error]);
  });

  it('says so where the bank holidays are not known so far, and keeps nothing', async () => {
    const { world, lead } = await afterTwo();
    const known = await bankHolidays(world.services.table);
    const untilLastYear = known['england-and-wales'].events.filter(({ date }) => date < '2026');
    const division = { ...known['england-and-wales'], events: untilLastYear };
    await keepBankHolidays(world.services.table, { ...known, 'england-and-wales': division });
    const before = world.everythingStored();

    expect(errorsOn(await lead.post(PATH, IN_FORCE))).toEqual([
      'policy: Choose fewer working days: some would end after the last day whose bank holidays are known',
    ]);
    expect(world.everythingStored()).toEqual(before);
  });

  it('S5, S1: is for the leads of that partnership, and opening it keeps nothing', async () => {
    const { world, lead } = await afterTwo();
    await lead.post(PATH, { ...IN_FORCE, 'days-2': '6' });
    const before = world.everythingStored();

    await lead.get(`${PATH}?policy=bcssp-v5&days-2=6`);
    await lead.get(`${PATH}?policy=bcssp-v5&days-2=7`);
    const other = world.browser();
    await other.signIn(RAISER);
    const afterSignIn = world.everythingStored();
    for (const visitor of [other, lead]) {
      const partnership = visitor === lead ? 'larkhithe' : 'brackenshire';
      expect((await visitor.get(`${PATH}?policy=bcssp-v5&days-2=6&partnership=${partnership}`)).status).toBe(403);
      expect((await visitor.post(PATH, { ...IN_FORCE, partnership })).status).toBe(403);
    }
    expect(world.everythingStored()).toEqual(afterSignIn);
    expect(before.filter(({ pk }) => String(pk).startsWith('rehearsals#')).length).toBe(1);
  });
});
