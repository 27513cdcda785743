import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { sendDue } from '../../conduct/send.ts';
import { compiledPartnershipsSchema } from '../../escalation/partnership.ts';
import { reconfirmDirectory } from '../../functions/reconfirm-directory.ts';
import partnershipData from '../../partnerships/index.json' with { type: 'json' };
import { policyVersions } from '../../policies/all.ts';
import { rulesOf } from '../../services/rules.ts';
import { type TestBrowser, webWorld } from './web-world.ts';

const [sample] = compiledPartnershipsSchema.parse(partnershipData);

/** A world with Brackenshire alone, in which these many posts were never confirmed and all others are fresh. */
function worldOf(neverConfirmed: number, startsAt = '2026-04-08T07:15:00Z') {
  const world = webWorld(startsAt);
  const { partnership, directory } = structuredClone(sample!);
  const college = directory.agencies.find(({ id }) => id === 'dunmere-college')!;
  for (const post of directory.posts) post.verifiedOn = '2027-01-01';
  for (let n = 0; n < neverConfirmed; n++) {
    directory.posts.push({
      agency: college.id,
      role: 'practitioner',
      name: `Person ${n}`,
      email: `person${n}@${college.domains[0]}`,
    });
  }
  world.services.rules = rulesOf(world.services.table, policyVersions, [{ partnership, directory }]);
  return { world, ask: reconfirmDirectory(world.services) };
}

/** Everything that has been sent so far, the sweep having run as it does. */
async function sentBy(world: ReturnType<typeof webWorld>): Promise<number> {
  await sendDue(world.services);
  return world.mailer.accepted.length;
}

describe('the yearly question whether a post is still right', () => {
  it('goes within working hours, some minutes apart, to whoever holds a post that nobody has confirmed', async () => {
    const { world, ask } = worldOf(3);

    expect(await ask()).toEqual({ asked: 3, left: 0 });

    expect(await sentBy(world)).toBe(0);
    world.later({ hours: 1, minutes: 15 }); // 09:30 in London
    expect(await sentBy(world)).toBe(1);
    world.later({ minutes: 4 });
    expect(await sentBy(world)).toBe(2);
    world.later({ hours: 1 });
    expect(await sentBy(world)).toBe(3);
    const [mail] = await world.mailTo('person0@dunmerecollege.example');
    expect(mail?.text).toContain('practitioner of Dunmere College (never confirmed)');
    expect(mail?.text).toContain('/directory/brackenshire/mine');
  });

  it('is asked once however often it runs, and at once twice', async () => {
    const { world, ask } = worldOf(3);

    await Promise.all([ask(), ask()]);
    expect(await ask()).toEqual({ asked: 0, left: 0 });

    world.later({ hours: 5 });
    expect(await sentBy(world)).toBe(3);
  });

  it('is asked again when a year has gone by in silence, and not before', async () => {
    const { world, ask } = worldOf(1);
    await ask();
    world.later({ hours: 5 });
    await sentBy(world);

    world.later({ hours: 24 * 364 - 5 }); // Wed 7 Apr 2027
    expect((await ask()).asked).toBe(0);
    world.later({ hours: 24 });
    expect((await ask()).asked).toBe(1);
    world.later({ hours: 5 });
    await sentBy(world);
    expect(await world.mailTo('person0@dunmerecollege.example')).toHaveLength(2);
  });

  it('is answered with one press after signing in, and then asks nothing for a year', async () => {
    const { world, ask } = worldOf(2);
    await ask();
    const person: TestBrowser = world.browser();
    await person.signIn('person0@dunmerecollege.example');
    await person.post('/directory/brackenshire/mine');

    const { posts } = (await world.services.rules.partnership('brackenshire'))!.directory;

    expect(posts.find(({ name }) => name === 'Person 0')?.verifiedOn).toBe('2026-04-08');
    expect(posts.find(({ name }) => name === 'Person 1')?.verifiedOn).toBeUndefined();
  });

  it('2,000 people are not asked in one minute: a hundred a day, the others on the next working days', async () => {
    const { world, ask } = worldOf(250);

    expect(await ask()).toEqual({ asked: 100, left: 150 });
    world.later({ hours: 3 }); // 11:15: from 09:30 on, every fourth minute
    const byThen = (await sentBy(world)) + (await sentBy(world));
    expect(byThen).toBeLessThanOrEqual(2 * 27);
    world.later({ hours: 21 });
    expect(await ask()).toEqual({ asked: 100, left: 50 });
    world.later({ hours: 24 });
    expect(await ask()).toEqual({ asked: 50, left: 0 });
  });

  it('a second call on one day, after the list has grown, keeps to the day’s hundred', async () => {
    const { ask } = worldOf(120);

    await ask();

    expect(await ask()).toEqual({ asked: 0, left: 20 });
  });

  it.each([
    ['on a Saturday', '2026-04-11T07:15:00Z'],
    ['on Good Friday', '2026-04-03T07:15:00Z'],
  ])('nobody is asked %s', async (_, at) => {
    expect(await worldOf(3, at).ask()).toEqual({ asked: 0, left: 0 });
  });

  it('in the evening nobody is asked any more that day', async () => {
    expect(await worldOf(3, '2026-04-08T19:00:00Z').ask()).toEqual({ asked: 0, left: 3 });
  });

  it('one partnership’s trouble does not keep the others’ back, and is thrown so that the schedule tries again', async () => {
    const world = webWorld('2027-12-01T08:15:00Z');
    const { rules } = world.services;
    world.services.rules = {
      ...rules,
      partnership: async (id) => {
        if (id === 'brackenshire') throw new Error('broken');
        return rules.partnership(id);
      },
    };

    await expect(reconfirmDirectory(world.services)()).rejects.toThrow('broken');
    world.later(Temporal.Duration.from({ hours: 8 }));
    expect(await sentBy(world)).toBeGreaterThan(0);
  });
});
