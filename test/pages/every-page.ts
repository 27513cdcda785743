import type { Page } from 'playwright-core';
import { lineIdOf } from '../../conduct/directories.ts';
import { positionLine } from '../../escalation/directory-rows.ts';
import { browser } from '../browser.ts';
import { disagreementsOfEveryPlace, outsider, STARTS_AT } from '../functions/access-world.ts';
import { brackenshire } from '../journeys/people.ts';
import { openDoor } from './examined.ts';

/** What an address is made from: the disagreements by what is the matter with each, an agency, and one of its posts. */
type References = Awaited<ReturnType<typeof disagreementsOfEveryPlace>> & { agency: string; line: string };

/** One page, and how to get there. */
export interface PageToSee {
  /** As the router has it. */
  route: string;
  /** What its picture is called, and the page in a failure. */
  name: string;
  path: (of: References) => string;
  /** Who is signed in; nobody unless said. */
  as?: string;
  /** The test that examines it on its way through a story, where it has more states than here. */
  examinedBy?: string;
  /** What its picture in `docs/screens` shows, in a sentence: it is one of the main pages. */
  picture?: string;
}

const SERVICE = 'service-pages.test.ts';
const RAISE = 'raise-pages.test.ts';
const DIRECTORY = 'directory-pages.test.ts';
const LEAD = 'lead-pages.test.ts';
const POLICY = 'policy-pages.test.ts';
const MEETINGS = 'meeting-pages.test.ts';
const HARM = 'harm-pages.test.ts';

/** Every page there is: examined by axe, watched for what moves while it loads, and the main ones pictured. A GET route in no row fails a test. */
export const EVERY_PAGE: readonly PageToSee[] = [
  {
    route: 'GET /',
    name: 'start',
    path: () => '/',
    examinedBy: SERVICE,
    picture: 'The start page: what this is, what it is not, and whose policies it runs.',
  },
  { route: 'GET /raise/{partnership}/scope', name: 'scope', path: () => '/raise/brackenshire/scope' },
  {
    route: 'GET /raise/{partnership}',
    name: 'raise',
    path: () => '/raise/brackenshire',
    examinedBy: RAISE,
    picture: 'Raising a disagreement: what it is for, and what is asked, before the first question.',
  },
  { route: 'GET /calendar', name: 'calendar', path: () => '/calendar', as: brackenshire.healthVisitor },
  { route: 'GET /sign-in', name: 'sign-in', path: () => '/sign-in' },
  { route: 'GET /sign-in/code', name: 'no-code-asked', path: () => '/sign-in/code' },
  { route: 'GET /accessibility', name: 'accessibility', path: () => '/accessibility', examinedBy: SERVICE },
  { route: 'GET /privacy', name: 'privacy', path: () => '/privacy', examinedBy: SERVICE },
  { route: 'GET /cookies', name: 'cookies', path: () => '/cookies', examinedBy: SERVICE },
  { route: 'GET /policy', name: 'policies', path: () => '/policy', examinedBy: POLICY },
  {
    route: 'GET /policy/{policy}',
    name: 'policy',
    path: () => '/policy/bcssp-v5',
    examinedBy: POLICY,
    picture: 'A policy in plain words, each stage with its clause.',
  },
  {
    route: 'GET /calculator',
    name: 'calculator',
    path: () => '/calculator',
    examinedBy: POLICY,
    picture: 'The deadline calculator: its address is the question.',
  },
  {
    route: 'GET /mine',
    name: 'mine',
    path: () => '/mine',
    as: brackenshire.healthVisitor,
    examinedBy: SERVICE,
    picture: 'What somebody takes part in, with what waits for them.',
  },
  {
    route: 'GET /lead',
    name: 'lead',
    path: () => '/lead',
    as: brackenshire.businessManager,
    examinedBy: SERVICE,
    picture: "The lead's desk: what needs the partnership's lead today.",
  },
  { route: 'GET /settings', name: 'settings', path: () => '/settings', as: brackenshire.businessManager },
  ...(['leads', 'local-targets', 'out-of-hours', 'regional-facilities'] as const).map(
    (setting): PageToSee => ({
      route: 'GET /settings/{setting}',
      name: `setting-${setting}`,
      path: () => `/settings/${setting}`,
      as: brackenshire.businessManager,
    }),
  ),
  ...(['open', 'closed', 'learning'] as const).map(
    (which): PageToSee => ({
      route: `GET /lead/${which}`,
      name: `lead-${which}`,
      path: () => `/lead/${which}`,
      as: brackenshire.businessManager,
      ...(which === 'open' ? { examinedBy: LEAD } : {}),
    }),
  ),
  { route: 'GET /directory', name: 'no-directory', path: () => '/directory', as: outsider },
  {
    route: 'GET /directory/{partnership}',
    name: 'directory',
    path: () => '/directory/brackenshire',
    as: brackenshire.businessManager,
    examinedBy: DIRECTORY,
    picture: 'The directory: who holds which post, who stands in, and when it was last checked.',
  },
  {
    route: 'GET /lead/held',
    name: 'held-list',
    path: () => '/lead/held',
    as: brackenshire.businessManager,
    examinedBy: LEAD,
  },
  {
    route: 'GET /lead/held/{id}',
    name: 'held-why',
    path: () => '/lead/held/held-brackenshire',
    as: brackenshire.businessManager,
    examinedBy: LEAD,
  },
  {
    route: 'GET /d/{reference}',
    name: 'disagreement',
    path: ({ atManagers }) => `/d/${atManagers}`,
    as: brackenshire.socialWorker,
    picture: 'A disagreement: where it stands, whose move it is, by when, and why.',
  },
  {
    route: 'GET /d/{reference}',
    name: 'disagreement-at-a-panel',
    path: ({ atPanel }) => `/d/${atPanel}`,
    as: brackenshire.independentChair,
  },
  {
    route: 'GET /d/{reference}',
    name: 'disagreement-at-immediate-harm',
    path: ({ ofHarm }) => `/d/${ofHarm}`,
    as: brackenshire.healthLead,
    picture: 'Immediate harm is flagged: what to do now comes first.',
  },
  {
    route: 'GET /d/{reference}',
    name: 'told-at-registration',
    path: ({ atManagers }) => `/d/${atManagers}`,
    as: brackenshire.designatedNurse,
  },
  {
    route: 'GET /d/{reference}',
    name: 'below-the-line',
    path: ({ unrelated }) => `/d/${unrelated}`,
    as: brackenshire.businessManager,
  },
  ...(['history', 'discussions', 'messages'] as const).map(
    (part): PageToSee => ({
      route: `GET /d/{reference}/${part}`,
      name: part,
      path: ({ atManagers }) => `/d/${atManagers}/${part}`,
      as: brackenshire.socialWorker,
    }),
  ),
  {
    route: 'GET /d/{reference}/raised',
    name: 'raised',
    path: ({ atManagers }) => `/d/${atManagers}/raised`,
    as: brackenshire.socialWorker,
    examinedBy: RAISE,
  },
  {
    route: 'GET /d/{reference}/{act}',
    name: 'act-propose',
    path: ({ atManagers }) => `/d/${atManagers}/propose`,
    as: brackenshire.socialCareManager,
    examinedBy: SERVICE,
    picture: 'Proposing an outcome, with who does what by when.',
  },
  {
    route: 'GET /d/{reference}/{act}',
    name: 'act-convene',
    path: ({ atPanel }) => `/d/${atPanel}/convene`,
    as: brackenshire.independentChair,
    examinedBy: MEETINGS,
  },
  {
    route: 'GET /d/{reference}/{act}',
    name: 'act-end-harm',
    path: ({ ofHarm }) => `/d/${ofHarm}/end-harm`,
    as: brackenshire.healthLead,
    examinedBy: HARM,
  },
  ...(
    [
      ['say-we-agreed', 'atManagers', brackenshire.socialWorker],
      ['ask-who-is-next', 'atManagers', brackenshire.socialWorker],
      ['add-agency', 'atManagers', brackenshire.socialWorker],
      ['decide', 'atPanel', brackenshire.independentChair],
      ['acknowledge-harm', 'ofHarm', brackenshire.healthLead],
      ['record-for', 'atManagers', brackenshire.businessManager],
      ['send-copy', 'atManagers', brackenshire.businessManager],
      ['correct', 'atManagers', brackenshire.businessManager],
      ['name-acting-raiser', 'atManagers', brackenshire.businessManager],
      ['close-out-of-scope', 'atManagers', brackenshire.businessManager],
      ['stand-aside', 'atManagers', brackenshire.businessManager],
      ['vouch', 'atManagers', brackenshire.businessManager],
    ] as const
  ).map(
    ([act, where, as]): PageToSee => ({
      route: 'GET /d/{reference}/{act}',
      name: `act-${act}`,
      path: (of) => `/d/${of[where]}/${act}`,
      as,
    }),
  ),
  ...(
    [
      ['/import', 'directory-import', brackenshire.businessManager],
      ['/agencies/new', 'directory-agency-new', brackenshire.businessManager],
      ['/agencies/{agency}/posts/new', 'directory-post-new', brackenshire.businessManager],
      ['/agencies/{agency}/posts/{line}', 'directory-post', brackenshire.businessManager],
      ['/agencies/{agency}/propose', 'directory-agency-propose', brackenshire.socialWorker],
      ['/agencies/{agency}/posts/{line}/propose', 'directory-post-propose', brackenshire.socialWorker],
    ] as const
  ).map(
    ([under, name, as]): PageToSee => ({
      route: `GET /directory/{partnership}${under}`,
      name,
      path: ({ agency, line }) => `/directory/brackenshire${under.replace('{agency}', agency).replace('{line}', line)}`,
      as,
    }),
  ),
];

/** Forms sent with nothing on them, by the page they are on: what comes back says what to put right. */
export const SENT_EMPTY: readonly (PageToSee & { button: string; empties?: string })[] = [
  { route: 'GET /sign-in', name: 'sign-in-errors', path: () => '/sign-in', button: 'Send me a code' },
  ...(
    [
      ['agencies/new', 'agency-new', 'Save'],
      ['agencies/{agency}/change', 'agency-change', 'Save'],
      ['agencies/{agency}/posts/new', 'post-new', 'Save'],
      ['agencies/{agency}/propose', 'agency-propose', 'Propose it'],
    ] as const
  ).map(([under, name, button]) => ({
    route: `GET /directory/{partnership}/${under}`,
    name: `directory-${name}-errors`,
    path: ({ agency }: References) => `/directory/brackenshire/${under.replace('{agency}', agency)}`,
    as: brackenshire.businessManager,
    button,
  })),
];

/** GET routes that answer no page. */
export const FILES: readonly string[] = [
  'GET /d/{reference}/record.pdf',
  'GET /assets/{file}',
  'GET /lead/open.csv',
  'GET /lead/return.csv',
  'GET /calendar.ics',
  'GET /d/{reference}/deadline.ics',
  'GET /directory/{partnership}/export.csv',
];

/** The door with a disagreement of every kind behind it, and a browser for each person. */
export async function openEveryPage() {
  const door = await openDoor(STARTS_AT);
  const { directory } = (await door.world.services.rules.partnership('brackenshire'))!;
  const charity = directory.agencies.find(({ type }) => type === 'charity')!;
  const post = directory.posts.find(({ agency }) => agency === charity.id)!;
  const references: References = {
    ...(await disagreementsOfEveryPlace(door.world.services)),
    agency: charity.id,
    line: lineIdOf(positionLine(directory, post)),
  };
  const tabs = new Map<string, Page>();
  const signedIn = async (email: string | undefined, options: object): Promise<Page> => {
    const context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 }, ...options });
    if (email) await context.addCookies(await door.cookiesOf(email));
    return context.newPage();
  };
  return {
    /**
     * The page, opened by whoever it is for in the tab that they have, until that is closed: a program that has examined one page examines
     * the next in two thirds of the time. `options` as Playwright's contexts take them; each has a browser of its own.
     */
    async open({ path, as }: PageToSee, options: object = {}): Promise<Page> {
      const key = `${as} ${JSON.stringify(options)}`;
      const before = tabs.get(key);
      const page = before?.isClosed() ? await before.context().newPage() : (before ?? (await signedIn(as, options)));
      tabs.set(key, page);
      const answer = await page.goto(`${door.at}${path(references)}`, { waitUntil: 'load' });
      if (answer?.status() !== 200 || new URL(page.url()).pathname !== path(references))
        throw new Error(`${path(references)} ended in ${answer?.status()} at ${page.url()}`);
      return page;
    },
    async close() {
      for (const tab of tabs.values()) await tab.context().close();
      await door.close();
    },
  };
}

/** All that moved while a page loaded, by Chromium's own count, once two frames have been drawn. */
export const layoutShift = (page: Page): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; });
    observer.observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum), 50)));
  })`);
