import { describe, expect, it, test } from 'vitest';
import { findByReference, perform } from '../../conduct/disagreements.ts';
import { readAct } from '../../escalation/acts.ts';
import { openVisit } from '../../escalation/record.ts';
import { WHOLE_FORM, webWorld } from './web-world.ts';

/*
 * A trust of two hospitals, as Brackenshire's directory has it: each has managers of its own, and the trust itself has none.
 */

const TRUST = 'dunmere-and-thornwick-hospitals-trust';
const [GENERAL, INFIRMARY] = ['Dunmere General Hospital', 'Thornwick Infirmary'];

/** A nurse of the General raises it with a colleague of another agency, or the other way round. */
const FROM_THE_TRUST = {
  ...WHOLE_FORM,
  raiserName: 'Wanda Yarrowfield',
  raiserEmail: 'wanda.yarrowfield@dunmerehospitals.example',
  raiserAgency: TRUST,
  managerName: 'Somebody Away',
  managerEmail: 'somebody.away@home.example',
};
const WITH_THE_TRUST = {
  ...WHOLE_FORM,
  theirAgency: TRUST,
  theirName: 'Gwilym Abernook',
  theirEmail: 'gwilym.abernook@dunmerehospitals.example',
};

/** Raises it by the form and takes it as far as senior managers; answers who was asked for the trust, stage by stage. */
async function askedOfTheTrust(form: Record<string, string>): Promise<Record<string, string[]>> {
  const world = webWorld();
  const reference = await world.browser().raise(form);
  const raised = (await findByReference(world.services, reference))!;
  for (const _ of ['2', '3']) {
    const read = readAct('escalate-now', { text: 'It cannot wait.' });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    await perform(world.services, { id: raised.id, by: raised.raiser.email, act: read.act });
  }
  const d = (await findByReference(world.services, reference))!;
  expect(openVisit(d)?.stageId).toBe('3');
  return Object.fromEntries(
    d.stages.map(({ stageId, asked }) => [
      stageId,
      asked.filter(({ agency }) => agency === TRUST).map(({ person }) => person.name),
    ]),
  );
}

describe('ROU-2: two hospitals under one trust', () => {
  test.each([
    [INFIRMARY, ['Gwilym Abernook'], ['Viktor Crosskettle'], ['Dilys Rushenden']],
    [GENERAL, ['Gwilym Abernook'], ['Lorcan Fennimore'], ['Samir Stanthorne']],
  ])('the other side’s site %s is asked at every stage', async (theirSite, one, two, three) => {
    expect(await askedOfTheTrust({ ...WITH_THE_TRUST, theirSite: theirSite! })).toEqual({
      '1': one,
      '2': two,
      '3': three,
    });
  });

  test.each([
    [INFIRMARY, ['Viktor Crosskettle'], ['Dilys Rushenden']],
    [GENERAL, ['Lorcan Fennimore'], ['Samir Stanthorne']],
  ])('the raiser’s own site %s is asked, where the manager they named cannot be', async (raiserSite, two, three) => {
    const asked = await askedOfTheTrust({ ...FROM_THE_TRUST, raiserSite: raiserSite! });

    expect([asked['2'], asked['3']]).toEqual([two, three]);
  });

  it('where the raiser does not know, no hospital is guessed: the trust’s safeguarding lead is asked', async () => {
    const asked = await askedOfTheTrust({ ...WITH_THE_TRUST, theirSite: 'not known' });

    expect(asked['2']).not.toContain('Viktor Crosskettle');
    expect(asked['2']).not.toContain('Lorcan Fennimore');
    expect(asked['2']).toHaveLength(1);
  });

  it('the record keeps both, and the form asks for one only where there is a choice', async () => {
    const world = webWorld();
    const reference = await world.browser().raise({ ...FROM_THE_TRUST, raiserSite: GENERAL! });
    const d = (await findByReference(world.services, reference))!;

    expect(d.raisersSite).toBe(GENERAL);
    expect(d.raisedWith.map(({ site }) => site)).toEqual([undefined]);
    const browser = world.browser();
    await browser.fill({ ...WITH_THE_TRUST, theirSite: INFIRMARY! });
    expect((await browser.get('/raise/brackenshire/your-site')).headers['location']).toBe('/raise/brackenshire/check');
    expect((await browser.get('/raise/brackenshire/their-site')).body).toContain(`value="${INFIRMARY}" checked`);
  });
});
