import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform, raise } from '../../conduct/disagreements.ts';
import { ACT_KINDS, type Act, readAct } from '../../escalation/acts.ts';
import { ROWS_A_PAGE } from '../../escalation/open-list.ts';
import { RAISE_PAGES } from '../../escalation/raise-pages.ts';
import { confirmOutcomeInWriting } from '../../functions/confirm-in-writing.ts';
import type { WebHandler } from '../../functions/front-doors.ts';
import { pageAnswer } from '../../functions/web/answer.ts';
import { webDoor, webRoutes } from '../../functions/web.ts';
import { listenHttp } from '../../local/http.ts';
import type { PageAct } from '../../pages/disagreement/act-forms.ts';
import { ActPage } from '../../pages/disagreement-page.tsx';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { render } from '../../pages/render.ts';
import { browser, closePages } from '../browser.ts';
import { B, isTheirs } from '../escalation/building.ts';
import { STARTS_AT } from '../functions/access-world.ts';
import { webWorld } from '../functions/web-world.ts';
import { brackenshire, healthVisitorsForm, wyrefold } from '../journeys/people.ts';
import { notPlainIn } from '../plain-english.ts';
import { type Deed, DONE, factsOf } from './deeds.ts';
import { EVERY_PAGE, FILES, layoutShift, openEveryPage, SENT_EMPTY } from './every-page.ts';
import { examinesWhatTheTableSays, expectFit, openDoor } from './examined.ts';
import { EXAMINED, LISTS } from './pages-and-states.ts';

const at = (file: string) => new URL(file, import.meta.url);

describe('the table of every page', () => {
  const routes = webRoutes(webWorld().services)
    .map(({ method, path }) => `${method} ${path.replace(/^\/assets\/.*/, '/assets/{file}')}`)
    // A page of its own for each question and for each act; "this is mine" is a button on another page.
    .flatMap((route) =>
      route.endsWith('/raise/{partnership}/{page}')
        ? RAISE_PAGES.map((page) => route.replace('{page}', page))
        : route === 'GET /d/{reference}/{act}'
          ? ACT_KINDS.filter((kind) => kind !== 'mine').map((kind) => route.replace('{act}', kind))
          : route === 'POST /d/{reference}/{act}'
            ? ASK_FOR_SOMETHING.map((kind) => route.replace('{act}', kind))
            : [route],
    );
  const examined = Object.values(EXAMINED).flat();
  const isExamined = (route: string) => examined.some((one) => one === route || one.startsWith(`${route}, `));

  it('examines each page that the door has', () => {
    const pages = routes.filter((route) => route.startsWith('GET ') && !FILES.includes(route));

    expect(pages.filter((route) => !isExamined(route))).toEqual([]);
    expect(FILES.filter((route) => !routes.includes(route))).toEqual([]);
  });

  it('examines what comes back of each form with something to put right, but for those of which nothing can', () => {
    const forms = routes.filter((route) => route.startsWith('POST '));
    const withErrors = examined.flatMap((one) => (one.endsWith(', errors') ? one.replace(', errors', '') : []));
    const known = [...withErrors, ...Object.keys(NOTHING_TO_PUT_RIGHT)];

    expect(forms.filter((route) => !known.includes(route))).toEqual([]);
    expect(Object.keys(NOTHING_TO_PUT_RIGHT).filter((one) => !forms.includes(one) || withErrors.includes(one))).toEqual(
      [],
    );
  });

  it('examines each list with nothing in it and with more than a page, and what says that something was done', () => {
    const states = Object.entries(LISTS).flatMap(([route, says]) =>
      Object.keys(says).map((state) => `${route}, ${state}`),
    );
    const wanted = [...states, ...SAYS_WHAT_WAS_DONE.map((route) => `${route}, done`)];

    expect(wanted.filter((one) => !examined.includes(one))).toEqual([]);
  });

  it('gives every file that examines pages a part of it, which the file holds itself to', () => {
    const files = readdirSync(at('.')).filter((file) => file.endsWith('.test.ts') || file.endsWith('.test.tsx'));
    const examining = files.filter((file) => /\bexpectFit\(/.test(readFileSync(at(file), 'utf8')));

    expect(new Set(examining)).toEqual(new Set(Object.keys(EXAMINED)));
    for (const file of examining)
      expect(readFileSync(at(file), 'utf8'), file).toContain('\nexaminesWhatTheTableSays();\n');
    const elsewhere = EVERY_PAGE.filter(({ examinedBy, route, path }) => {
      const page = route.replace('{act}', path(ANY).split('/').at(-1)!);
      return examinedBy && !EXAMINED[examinedBy]?.some((one) => one === page || one.startsWith(`${page}, `));
    });
    expect(elsewhere.map(({ name }) => name)).toEqual([]);
  });

  it('every act: what comes back of its form left empty says what to put right, each line leading to a box', () => {
    const astray = PAGE_ACTS.flatMap((kind) => {
      const errors = errorsLeftEmpty(kind);
      expect(
        errors.flatMap(({ message }) => notPlainIn(message)),
        kind,
      ).toEqual([]);
      const html = render(actPage(kind, { typed: {}, errors }));
      const links = [...html.matchAll(/<li><a href="#([^"]+)">/g)].map(([, id]) => id!);
      return links.length < errors.length
        ? [`${kind} says too little`]
        : links.filter((id) => !html.includes(`id="${id}"`)).map((id) => `${kind}: #${id}`);
    });
    expect(astray).toEqual([]);
  });

  it('is what docs/screens shows: its main pages, each once, and nothing else', () => {
    const pictured = EVERY_PAGE.filter(({ picture }) => picture).map(({ name }) => `${name}.png`);
    const folder = at('../../docs/screens/');

    expect(existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.png')) : []).toEqual(
      pictured.toSorted((a, b) => a.localeCompare(b)),
    );
  });
});

describe('in a real browser', () => {
  let pages: Awaited<ReturnType<typeof openEveryPage>>;
  beforeAll(async () => {
    pages = await openEveryPage();
  });
  afterAll(async () => {
    await pages.close();
    await closePages();
  });

  it.each(EVERY_PAGE.filter(({ examinedBy }) => !examinedBy))(
    '$name passes axe, fits, and stands still',
    async (one) => {
      const page = await pages.open(one);
      expect(await layoutShift(page)).toBe(0);
      await expectFit(page, one.name);
    },
  );

  it.each(EVERY_PAGE.filter(({ examinedBy }) => examinedBy))(
    '$name stands still while it loads, as those do that are examined here',
    async (one) => {
      const page = await pages.open(one);
      expect(await layoutShift(page)).toBe(0);
    },
  );

  it.each(SENT_EMPTY)(
    '$name: what comes back of an empty form passes axe, and its summary leads to the boxes',
    async (one) => {
      const page = await pages.open(one);
      // What a choice was made of before stays chosen; what was typed is emptied.
      for (const box of await page
        .locator('main form[method=post] input[type=text], main form[method=post] textarea')
        .all())
        await box.fill('');
      await page.getByRole('button', { name: one.button, exact: true }).click();
      await expectFit(page, one.name);
    },
  );

  it('lists with nothing in them and with more than a page pass axe', async () => {
    const { door, long } = await openLists();
    for (const { email, paths, afterDays } of [
      { email: wyrefold.boardManager, paths: EMPTY_LISTS },
      {
        email: brackenshire.businessManager,
        paths: ['open', 'closed', 'rehearsal', 'rehearsal?policy=bcssp-v5&days-2=6'].map((list) => `/lead/${list}`),
      },
      {
        email: brackenshire.healthVisitor,
        paths: ['/mine', ...['history', 'discussions', 'messages'].map((part) => `/d/${long}/${part}`)],
      },
      // Nobody has confirmed a post for longer than a year by then.
      { afterDays: 400, email: brackenshire.businessManager, paths: ['/directory/brackenshire/gaps'] },
    ]) {
      door.world.later({ hours: 24 * (afterDays ?? 0) });
      const context = await door.signedIn(email);
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(`${door.at}${path}`);
        await expectFit(page, `list${path.replaceAll(/\W+/g, '-')}`);
      }
      await context.close();
    }
    await door.close();
  }, 120_000);

  it('the pages of the acts that no story comes to pass axe, and so does what comes back of each form left empty', async () => {
    const elsewhere = Object.entries(EXAMINED).flatMap(([file, those]) => (file === 'every-page.test.ts' ? [] : those));
    const isOwn = (shown: string) => !elsewhere.includes(shown);
    const own = PAGE_ACTS.filter(
      (kind) => isOwn(`GET /d/{reference}/${kind}`) && !EVERY_PAGE.some(({ name }) => name === `act-${kind}`),
    );
    const sentEmpty = ASK_FOR_SOMETHING.filter((kind) => isOwn(`POST /d/{reference}/${kind}, errors`));
    const door = await listenHttp({ port: 0, host: '127.0.0.1', handlerFor: () => actsDoor() });
    const context = await (await browser()).newContext();
    const page = await context.newPage();
    for (const kind of own) {
      await page.goto(`http://127.0.0.1:${door.port}/d/AB-7Q4K/${kind}`);
      await expectFit(page, `act-${kind}`);
    }
    for (const kind of sentEmpty) {
      await page.goto(`http://127.0.0.1:${door.port}/d/AB-7Q4K/${kind}?left=empty`);
      await expectFit(page, `act-${kind}-errors`);
    }
    await context.close();
    await door.close();
  }, 120_000);

  const MAIN = EVERY_PAGE.filter(({ picture }) => picture);

  it.each(MAIN)('$name is read at 400 % without scrolling sideways (WCAG 1.4.10)', async (one) => {
    // A window of 1280 pixels at 400 % is one of 320 with every pixel four wide.
    const page = await pages.open(one, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  it.each(MAIN)(
    '$name keeps an edge around every button in forced colours, and prints within the paper',
    async (one) => {
      const page = await pages.open(one, { forcedColors: 'active' });
      // A background is lost in forced colours: what is said by it alone is not said.
      const edgeless = await page.evaluate<string[]>(`[...document.querySelectorAll('.govuk-button')]
      .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) === 0)
      .map((one) => one.textContent.trim())`);
      expect(edgeless).toEqual([]);

      await page.emulateMedia({ media: 'print', forcedColors: 'none' });
      await page.setViewportSize({ width: A4_WIDTH, height: 1123 });
      expect(await page.locator('main h1').first().isVisible()).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(A4_WIDTH);
      // What it was given for printing goes with it.
      await page.close();
    },
  );

  it.each(MAIN)('$name is walked through with the keyboard alone, and what has the focus is seen', async (one) => {
    const page = await pages.open(one);
    const stops: { name: string; at: number; isMarked: boolean }[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate<(typeof stops)[number] | null>(STOP);
      if (!stop) break;
      stops.push(stop);
    }

    expect(stops[0]?.name).toBe('Skip to main content');
    expect(stops.filter(({ isMarked }) => !isMarked).map(({ name }) => name)).toEqual([]);
    // In the order of the page, and none left out. Radios of one group are one stop.
    const reached = stops.map(({ at }) => at).filter((at) => at >= 0);
    expect(reached).toEqual(await page.evaluate<number[]>(REACHABLE));
  });
});

/** Forms of which nothing can come back, and why. */
const NOTHING_TO_PUT_RIGHT: Readonly<Record<string, string>> = {
  'POST /raise/{partnership}/check': 'it sends the code; every answer was judged on its own page',
  'POST /raise/{partnership}/discard': 'one button',
  'POST /raise/{partnership}/who-it-is-about': 'every box may stay empty',
  'POST /raise/{partnership}/their-view': 'every box may stay empty',
  'POST /raise/{partnership}/support': 'every box may stay empty',
  'POST /sign-in/another-code': 'one button',
  'POST /sign-out': 'one button',
  'POST /mine/carry-on': 'one button',
  'POST /mine/delete-draft': 'one button',
  'POST /raise/{partnership}/policy-issue': 'every box may stay empty',
  'POST /lead/return': 'the period that stands on the page',
  'POST /calendar/make': 'one button',
  'POST /calendar/revoke': 'one button',
  'POST /lead/digest': 'one of them is always chosen',
  'POST /directory/{partnership}/agencies/{agency}/remove': 'one button',
  'POST /directory/{partnership}/agencies/{agency}/posts/{line}/remove': 'one button',
  'POST /directory/{partnership}/import/{name}': 'one button',
  'POST /directory/{partnership}/mine': 'one button',
  'POST /directory/{partnership}/corrections/{id}/accept': 'one button',
};

/** Pages that say first what was just done on them. */
const SAYS_WHAT_WAS_DONE = [
  'GET /d/{reference}',
  'GET /d/{reference}/raised',
  'GET /mine',
  'GET /calendar',
  'GET /lead/held',
  'GET /lead/digest',
  'GET /directory/{partnership}',
  'GET /directory/{partnership}/agencies/{agency}',
  'GET /directory/{partnership}/mine',
];

const NO_ROWS = { actions: [], attendees: [], panel: [] };
const PAGE_ACTS = Object.keys(DONE) as PageAct[];

/** What the rules say of an act's form posted without anybody filling anything in: rows that are empty, and what is hidden. */
function errorsLeftEmpty(kind: PageAct): FormState['errors'] {
  const untouched = {
    proposalId: 'o1',
    ...(['propose', 'decide', 'say-we-agreed', 'convene'].includes(kind) ? NO_ROWS : {}),
  };
  const read = readAct(kind, kind === 'convene' ? { ...untouched, what: 'meeting' } : untouched);
  return 'problems' in read ? read.problems : [];
}

/** Acts that cannot be done by their button alone: the table demands what comes back of each of them. */
const ASK_FOR_SOMETHING = PAGE_ACTS.filter((kind) => errorsLeftEmpty(kind).length > 0);

/** Any address will do to tell which act a row is of. */
const ANY = new Proxy({} as never, { get: (_, name) => String(name) });

const EMPTY_LISTS = [
  ...['', '/open', '/closed', '/learning', '/held'].map((list) => `/lead${list}`),
  ...['corrections', 'changes'].map((list) => `/directory/wyrefold/${list}`),
  '/mine',
];

/** A partnership in which nothing has happened, and one in which more has than a page can show. */
async function openLists() {
  const door = await openDoor(STARTS_AT);
  const { services } = door.world;
  const { partnership } = (await services.rules.partnership('brackenshire'))!;
  const form = healthVisitorsForm({ aroseOn: STARTS_AT.slice(0, 10) });
  const raiser = { name: form.raiserName, email: form.raiserEmail, job: form.raiserJob, agency: form.raiserAgency };
  const raisedAt = services.clock.now();
  const does = (id: string, act: Act) => perform(services, { id, by: brackenshire.healthVisitor, act });
  let long = '';
  for (let n = 1; n <= 2 * (ROWS_A_PAGE + 1); n += 1) {
    const d = await raise(services, { partnership, source: `lists-${n}`, raisedBy: 'form', raisedAt, raiser, form });
    await does(d.id, { kind: 'escalate-now', text: 'It cannot wait.' });
    if (n > ROWS_A_PAGE + 1) {
      await does(d.id, { kind: 'withdraw', text: 'It was settled between us.' });
      await confirmOutcomeInWriting(services)({ disagreementId: d.id, run: d.run, enteredAt: STARTS_AT });
    }
    if (n > 1) continue;
    long = d.reference;
    for (let talk = 1; talk <= 21; talk += 1)
      await does(d.id, {
        kind: 'record-discussion',
        heldOn: STARTS_AT.slice(0, 10),
        with: 'Jorah Vexley',
        text: `Talk ${talk}.`,
      });
  }
  const lead = door.world.browser();
  await lead.signIn(brackenshire.businessManager);
  await lead.post('/lead/rehearsal', { policy: 'bcssp-v5', 'days-2': '6' });
  const signedIn = async (email: string) => {
    const context = await (await browser()).newContext();
    await context.addCookies(await door.cookiesOf(email));
    return context;
  };
  return { door: { ...door, signedIn }, long };
}

/** The page of each act drawn for a record in which it can be done, by the door that draws it: as it is met, or with its errors. */
function actsDoor(): WebHandler {
  const assets = webDoor(webWorld().services);
  return async (event, context) => {
    const kind = event.path.split('/').at(-1) as PageAct;
    if (!Object.hasOwn(DONE, kind)) return assets(event, context);
    const errors = event.queryStringParameters?.['left'] === 'empty' ? errorsLeftEmpty(kind) : [];
    return pageAnswer(actPage(kind, { typed: {}, errors }));
  };
}

function actPage(kind: PageAct, form: FormState = BLANK_FORM) {
  const [deed] = DONE[kind] as [Deed];
  const facts = factsOf(isTheirs(deed.d(), deed.by), deed.under ?? B, deed.by);
  return ActPage({ frame: { isTrial: false, signedInAs: deed.by }, facts, act: kind, form, rows: 3 });
}

/** A4 between its edges, in CSS pixels. */
const A4_WIDTH = 794;
const CONTROLS = "document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=radio])')";
/** In the page: where each control that can be seen stands among all of them. */
const REACHABLE = `[...${CONTROLS}].flatMap((one, at) => one.checkVisibility() && one.type !== 'hidden' ? [at] : [])`;
/** In the page: what has the focus, and whether that can be seen; null when it has left the page. */
const STOP = `(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const label = one.parentElement.querySelector(':scope > .govuk-radios__label, :scope > .govuk-checkboxes__label');
  const styles = [getComputedStyle(one), ...(label ? [getComputedStyle(label, '::before')] : [])];
  return {
    name: (one.textContent || one.name || one.getAttribute('aria-label') || one.tagName).trim().slice(0, 40),
    at: [...${CONTROLS}].indexOf(one),
    isMarked: styles.some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none'),
  };
})()`;

examinesWhatTheTableSays();
