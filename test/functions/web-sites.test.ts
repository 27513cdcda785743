import { describe, expect, it, test } from 'vitest';
import { findByReference, perform, raise } from '../../conduct/disagreements.ts';
import { readAct } from '../../escalation/acts.ts';
import { openVisit } from '../../escalation/record.ts';
import { RAISER, unescaped, WHOLE_FORM, webWorld } from './web-world.ts';

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

describe('ROU-2: the pages where an agency is chosen later', () => {
  it('add-agency asks which site, says so where it is not chosen, and the page then shows it beside the agency and in its history', async () => {
    const world = webWorld();
    const raiser = world.browser();
    const reference = await raiser.raise(WHOLE_FORM);
    const adding = `/d/${reference}/add-agency`;

    const { body } = await raiser.get(adding);
    expect(body).toContain('Which of its sites?');
    expect(body).toContain(`${INFIRMARY} (Dunmere and Thornwick Hospitals Trust)`);
    const refused = await raiser.post(adding, { agency: TRUST });
    expect(refused.status).toBe(400);
    expect(unescaped(refused.body)).toContain('Choose which site of Dunmere and Thornwick Hospitals Trust');
    await raiser.post(adding, { agency: TRUST, site: INFIRMARY! });

    const page = unescaped((await raiser.get(`/d/${reference}`)).body);
    expect(page).toContain(`Raised with Dunmere and Thornwick Hospitals Trust, ${INFIRMARY}`);
    expect(page).toMatch(/An agency was added(?:(?!<\/li>).)*Hospitals Trust, Thornwick Infirmary/s);
  });

  it('what an email left out is asked with the sites of the agency that it named', async () => {
    const world = webWorld();
    const partnership = (await world.services.rules.partnership('brackenshire'))!.partnership;
    const d = await raise(world.services, {
      partnership,
      source: 'an email',
      raisedBy: 'email',
      raisedAt: world.services.clock.now(),
      raiser: { name: 'Winston Garrowby', email: RAISER, job: 'Social worker', agency: WHOLE_FORM['raiserAgency']! },
      form: { theirAgency: TRUST, subject: 'child', aroseOn: '2026-04-02' },
      missing: [],
    });
    const raiser = world.browser();
    await raiser.signIn(RAISER);

    const { body } = await raiser.get(`/d/${d.reference}/complete`);
    for (const answer of [GENERAL, INFIRMARY, 'not known'])
      expect(body).toMatch(new RegExp(`name="theirSite"[^>]*value="${answer}"`));
    await raiser.post(`/d/${d.reference}/complete`, { theirSite: GENERAL! });

    const kept = (await findByReference(world.services, d.reference))!;
    expect([kept.missing, kept.raisedWith[0]?.site]).toEqual([[], GENERAL]);
  });
});
