import { describe, expect, it } from 'vitest';
import { policyVersionId } from '../../escalation/policy.ts';
import { RELEASED } from '../escalation/building.ts';
import { errorsOn, unescaped, webWorld } from './web-world.ts';

const words = (html: string) =>
  unescaped(
    html
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(' .', '.')
      .replaceAll(' ,', ','),
  );

describe('a policy, as anybody may read it', () => {
  it('is chosen by partnership and read without signing in', async () => {
    const { browser } = webWorld();

    const chooser = await browser().get('/policy');
    expect([...chooser.body.matchAll(/href="(\/policy\/[^"]+)"/g)].map(([, href]) => href)).toEqual([
      '/policy/bcssp-v5',
      '/policy/london-pa4-v2021',
      '/policy/windsor-and-maidenhead-v1',
      '/policy/safeguarding-adults-board-v1',
      '/policy/worcestershire-v1',
    ]);
    const page = await browser().get('/policy/bcssp-v5');
    expect(page.status).toBe(200);
    expect(words(page.body)).toContain('2 working days after the day it arose. (L66)');
  });

  it.each(RELEASED)(
    'ADM-1: %s says each stage with its clause, each choice of ours with its reason, and who uses it',
    async (id, policy) => {
      const { browser, services } = webWorld();
      const { body } = await browser().get(`/policy/${id}`);
      const said = words(body);

      for (const { label, name, clause } of policy.stages) expect(said).toContain(`${label}: ${name} (${clause})`);
      expect(policy.ourChoices?.length).toBeGreaterThan(0);
      for (const { choice, because } of policy.ourChoices ?? [])
        expect(said).toContain(`${choice}. Because ${because}.`);
      const all = await services.rules.partnerships();
      const users = all.filter((one) => policyVersionId(one.policy) === id);
      expect([...body.matchAll(/href="\/calculator\?partnership=([\w-]+)"/g)].map(([, one]) => one)).toEqual(
        users.map((one) => one.id),
      );
      const drawing = await browser().get(/<img src="([^"]+)"/.exec(body)![1]!);
      for (const { name } of policy.stages)
        expect(words(drawing.body).replaceAll(' ', '')).toContain(name.replaceAll(' ', ''));
    },
  );

  it.each([
    ['2024-09-30', 'Monday 30 September 2024. Whoever leads a partnership that uses it is told 60 and 14 days before.'],
    ['2024-10-01', 'Monday 30 September 2024, which has passed. It stays in force until a newer version is.'],
  ])('ADM-1: on %s it says of its review: %s', async (today, says) => {
    const { browser } = webWorld(`${today}T09:00:00Z`);

    expect(words((await browser().get('/policy/bcssp-v5')).body)).toContain(says);
  });

  it('has its drawing at an address of our own that may be kept, and no style within it that the policy of our pages refuses', async () => {
    const { browser } = webWorld();
    const { body } = await browser().get('/policy/worcestershire-v1');

    const path = /<img src="([^"]+)"/.exec(body)![1]!;
    const drawing = await browser().get(path);
    expect(drawing.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(drawing.body).toMatch(/^<svg /);
    expect(drawing.body).not.toMatch(/ style=|<style|<script/);
  });

  it('S4: an address of no policy is answered as any other that does not exist, and stays out of the log', async () => {
    const { browser, log } = webWorld();

    expect((await browser().get('/policy/nothing-v1')).status).toBe(404);
    await browser().get('/policy/Jorah%20Vexley');
    expect(JSON.stringify(log)).not.toContain('Jorah');
  });
});

describe('BEY-15: the deadline calculator', () => {
  const EASTER = '/calculator?partnership=brackenshire&aroseOn=2026-04-02';
  const form = (fields: Record<string, string>) =>
    `/calculator?${new URLSearchParams({
      partnership: 'brackenshire',
      'aroseOn-day': '2',
      'aroseOn-month': '4',
      'aroseOn-year': '2026',
      'raisedOn-day': '',
      'raisedOn-month': '',
      'raisedOn-year': '',
      talked: 'no',
      ...fields,
    })}`;

  it('answers day by day, with the days that do not count by name, the cap and what moves it', async () => {
    const { browser } = webWorld();

    const { status, body } = await browser().get(EASTER);
    const said = words(body);
    expect(status).toBe(200);
    expect(said).toContain('Deadline 5pm on Wednesday 8 April 2026');
    expect(said).toContain('Thursday 2 April 2026 Day 0 Friday 3 April 2026 Not counted (Good Friday)');
    expect(said).toContain('Sunday 5 April 2026 Not counted (weekend) Monday 6 April 2026 Not counted (Easter Monday)');
    expect(said).toContain('Tuesday 7 April 2026 Day 1 Wednesday 8 April 2026 Day 2');
    expect(said).toContain('The cap, 10 working days from Thursday 2 April 2026, to 5pm on Monday 20 April 2026 (L54)');
    expect(body).toContain('value="2026"');
    expect(unescaped(body), 'it can be passed on as it is').toContain(`href="${EASTER}"`);
  });

  it('becomes an address with days and chosen words alone, that gives the same answer to whoever it is sent to', async () => {
    const { browser } = webWorld();

    const sent = await browser().get(
      form({ 'raisedOn-day': '8', 'raisedOn-month': 'april', 'raisedOn-year': '2026', talked: 'yes', other: 'Jo' }),
    );
    expect([sent.status, sent.headers['location']]).toEqual([
      303,
      '/calculator?partnership=brackenshire&aroseOn=2026-04-02&raisedOn=2026-04-08&talked=yes',
    ]);
    const said = words((await browser().get(sent.headers['location']!)).body);
    expect(said).toContain('Used already: the two sides have talked (L67)');
    expect(said).toContain('Opens 9am on Wednesday 8 April 2026, because the two sides have already talked (L67)');
  });

  it('asks nothing of whoever comes from a policy: their partnership is chosen already', async () => {
    const { body } = await webWorld().browser().get('/calculator?partnership=wyrefold');

    expect(body).toMatch(/<option value="wyrefold" selected/);
    expect(errorsOn({ status: 200, headers: {}, body })).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no partnership', form({ partnership: '' }), 'partnership: Choose a safeguarding partnership'],
    [
      'one that is not here',
      `${EASTER.replace('brackenshire', 'x')}`,
      'partnership: Choose a safeguarding partnership',
    ],
    [
      'no day',
      form({ 'aroseOn-day': '', 'aroseOn-month': '', 'aroseOn-year': '' }),
      'aroseOn: Enter the day it arose, like 27 3 2026',
    ],
    [
      '31 February',
      form({ 'aroseOn-day': '31', 'aroseOn-month': '2' }),
      'aroseOn-day: That month has 28 days. Enter a day from 1 to 28',
    ],
    [
      'a word in a shared address',
      '/calculator?partnership=brackenshire&aroseOn=<script>',
      'aroseOn: Enter the day it arose, like 27 3 2026',
    ],
    [
      'raised before it arose',
      form({ 'raisedOn-day': '1', 'raisedOn-month': '4', 'raisedOn-year': '2026' }),
      'raisedOn: The day it is raised must be the day it arose or later: correct one of them',
    ],
    ['neither yes nor no', form({ talked: 'perhaps' }), 'talked: Say whether the two sides have already talked'],
  ])('says what to put right, with what was typed still there: %s', async (_, path, error) => {
    const reply = await webWorld().browser().get(path);

    expect([reply.status, errorsOn(reply)]).toEqual([400, [error]]);
    expect(reply.body).not.toContain('<script>');
  });

  it.each([
    ['a day before it', 'brackenshire', '1066-10-14', 'aroseOn'],
    ['a day after it', 'brackenshire', '2199-01-01', 'aroseOn'],
    ['a policy that counts no days', 'sallowdene', '1066-10-14', 'aroseOn'],
  ])('BEY-13: refuses in words what the calendar does not reach: %s', async (_, partnership, on, field) => {
    const reply = await webWorld().browser().get(`/calculator?partnership=${partnership}&aroseOn=${on}`);

    expect(reply.status).toBe(400);
    expect(errorsOn(reply)[0]).toMatch(
      new RegExp(
        `^${field}: Enter a day whose deadlines are between \\w+day \\d+ January \\d{4} and .*: bank holidays`,
      ),
    );
  });

  it('BEY-13: so it does for the last days of the calendar, whose deadlines are beyond it', async () => {
    const reply = await webWorld().browser().get('/calculator?partnership=brackenshire&aroseOn=2028-12-29');

    expect([reply.status, errorsOn(reply)[0]]).toEqual([400, expect.stringContaining('aroseOn: Enter a day whose')]);
  });

  it('S1: changes nothing, whatever is asked', async () => {
    const world = webWorld();
    const before = world.everythingStored();

    await world.browser().get(EASTER);
    await world.browser().send('HEAD', EASTER);
    expect(world.everythingStored()).toEqual(before);
  });
});
