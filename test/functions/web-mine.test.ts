import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { raise } from '../../conduct/disagreements.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';
import { outsider, schoolsLead } from './access-world.ts';
import { type TestBrowser, unescaped, webWorld } from './web-world.ts';

/* The page that a signed-in person starts from. */

/** Raises so many, a minute apart, all of them with the same social worker; answers their references, the first raised first. */
async function raised(
  services: ReturnType<typeof webWorld>['services'],
  count: number,
  more: Partial<RaiseForm> = {},
): Promise<string[]> {
  const { partnership } = (await services.rules.partnership('brackenshire'))!;
  const form = healthVisitorsForm({ aroseOn: '2026-04-02', ...more });
  const references: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { reference } = await raise(services, {
      partnership,
      source: `test-${n}`,
      raisedBy: 'form',
      raisedAt: Temporal.Instant.from('2026-04-02T08:00:00Z').add({ minutes: n }),
      raiser: { name: form.raiserName, email: form.raiserEmail, agency: form.raiserAgency },
      form,
    });
    references.push(reference);
  }
  return references;
}

/** Every page of the list, one after another, as lists of references. */
async function pagesOf(browser: TestBrowser): Promise<string[][]> {
  const pages: string[][] = [];
  let path: string | undefined = '/mine';
  while (path) {
    const body = unescaped((await browser.get(path)).body);
    pages.push([...new Set([...body.matchAll(/href="\/d\/([A-Z]{2}-[A-Z0-9]{4})"/g)].map((found) => found[1]!))]);
    path = /href="(\/mine\?from=[^"]+)"/.exec(body)?.[1];
  }
  return pages;
}

it('shows 25 at a time, the latest raised first and each once, because whoever answers for an agency takes part in hundreds', async () => {
  const { services, ...world } = webWorld();
  const references = await raised(services, 27);
  const browser = world.browser();
  await browser.signIn(brackenshire.socialWorker);

  const pages = await pagesOf(browser);

  expect(pages.map(({ length }) => length)).toEqual([25, 2]);
  expect(pages.flat()).toEqual(references.toReversed());
});

it.each(['', 'x', '2026-04-02', '../d', '2026-04-02T08:00:00Z#\'"><b>'])(
  'begins at the latest when its address was put together by hand (%j)',
  async (from) => {
    const { services, ...world } = webWorld();
    const [reference] = await raised(services, 1);
    const browser = world.browser();
    await browser.signIn(brackenshire.socialWorker);

    const { status, body } = await browser.get(`/mine?from=${encodeURIComponent(from)}`);

    expect(status).toBe(200);
    expect(body).toContain(reference);
  },
);

it('says "your move" where the page of it does: to whoever is to say who the practitioner is, and not to an address that waits to be vouched for', async () => {
  const { services, ...world } = webWorld();
  const school = { theirAgency: 'hollowbrook-school', theirName: '', theirEmail: '' };
  const [unnamed] = await raised(services, 1, school);
  const lead = world.browser();
  await lead.signIn(schoolsLead);
  await lead.post(`/d/${unnamed}/mine`);

  expect((await lead.get('/mine')).body).toContain('Your move');
  expect((await lead.get(`/d/${unnamed}`)).body).toContain('<strong>Yours</strong>, to say who answers for');

  const { services: others, ...elsewhere } = webWorld();
  const [unvouched] = await raised(others, 1, { theirName: 'Nel Outside', theirEmail: outsider });
  const outside = elsewhere.browser();
  await outside.signIn(outsider);
  await outside.post(`/d/${unvouched}/mine`);
  const { body } = await outside.get('/mine');
  expect(body).toContain('Where it stands');
  expect(body).not.toContain('Your move');
  // Reference, stage and deadline, and no agency (PRV-2).
  expect(unescaped(body)).not.toMatch(/Agencies|Brackenshire Children/);
});
