import { Agent, request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import PostalMime from 'postal-mime';
import { Temporal } from 'temporal-polyfill';
import type { WebHandler } from '../../functions/front-doors.ts';
import { webDoor } from '../../functions/web.ts';
import { listenHttp } from '../../local/http.ts';
import { movableClock } from '../../local/movable-clock.ts';
import { openOneMachine } from '../../local/one-machine.ts';
import * as assets from '../../pages/assets/built.ts';
import { keysFrom } from '../../services/keys.ts';
import { browser, closeBrowser } from '../../test/browser.ts';
import { layoutShift } from '../../test/pages/every-page.ts';
import { type Figure, percentile } from './figures.ts';
import { type Stored, storeDisagreements } from './stored.ts';

const STORED = 10_000;
/** Of so many the slowest in twenty are ten: one pause of the machine does not make the figure. */
const ASKED_TIMES = 200;
/** Not counted: what is compiled and read for the first time. */
const WARM_UP = 5;

const MOST_MS = 25;
const MOST_HTML_KB = 60;
const MOST_CSS_KB = 40;
const MOST_FIRST_LOAD_KB = 120;

interface MeasuredPage {
  name: string;
  path: string;
  /** Who is signed in; nobody unless said. */
  as?: string;
  /** What it shows is worked out by a post, once: that is timed too, and has no target, because a person waits for it and knows. */
  workedOutBy?: { path: string; fields: Record<string, string> };
}

const LEAD = 'keziah.stanthorne@partnership.brackenshire.example';

const pagesOf = ({ young, old, busiest }: Stored): MeasuredPage[] => [
  { name: 'start', path: '/' },
  { name: 'raise', path: '/raise/brackenshire' },
  { name: 'sign in', path: '/sign-in' },
  { name: 'mine, of a practitioner', path: '/mine', as: young.raiser },
  { name: 'mine, of whoever is asked most', path: '/mine', as: busiest },
  { name: 'a disagreement, first stage', path: `/d/${young.reference}`, as: young.raiser },
  { name: 'a disagreement, third stage', path: `/d/${old.reference}`, as: old.raiser },
  { name: 'what happens next', path: `/d/${young.reference}/raised`, as: young.raiser },
  { name: 'the form of an act', path: `/d/${young.reference}/record-discussion`, as: young.raiser },
  { name: 'the form of immediate harm', path: `/d/${young.reference}/flag-harm`, as: young.raiser },
  { name: 'messages of a disagreement', path: `/d/${old.reference}/messages`, as: old.raiser },
  { name: 'discussions of a disagreement', path: `/d/${old.reference}/discussions`, as: old.raiser },
  { name: 'your calendar', path: '/calendar', as: old.raiser },
  { name: "the lead's desk", path: '/lead', as: LEAD },
  { name: 'the open list', path: '/lead/open', as: LEAD },
  { name: 'the closed list', path: '/lead/closed', as: LEAD },
  { name: 'the digest as it would be', path: '/lead/digest', as: LEAD },
  { name: 'learning', path: '/lead/learning', as: LEAD },
  { name: 'held email', path: '/lead/held', as: LEAD },
  {
    name: 'the annual return, as worked out',
    path: '/lead/return',
    as: LEAD,
    workedOutBy: {
      path: '/lead/return',
      fields: { from: '2025-04-01', until: '2026-03-31', audience: 'partnership' },
    },
  },
  {
    name: 'a policy change, as rehearsed',
    path: '/lead/rehearsal?policy=bcssp-v5&days-2=6',
    as: LEAD,
    workedOutBy: { path: '/lead/rehearsal', fields: { policy: 'bcssp-v5', 'days-2': '6' } },
  },
  { name: 'settings', path: '/settings', as: LEAD },
  { name: 'what was changed in the settings', path: '/settings/changes', as: LEAD },
  { name: 'the directory', path: '/directory/brackenshire', as: LEAD },
  { name: "the directory's gaps", path: '/directory/brackenshire/gaps', as: LEAD },
  { name: 'an agency', path: '/directory/brackenshire/agencies/brackenshire-childrens-social-care', as: LEAD },
  { name: 'a policy', path: '/policy/bcssp-v5' },
  { name: 'the calculator', path: '/calculator' },
];

/**
 * The pages of the one-machine edition with ten thousand disagreements on its disk: how long each takes over HTTP on the loopback,
 * how many bytes it is, and whether anything in it moves while it loads. `say` hears what is being done.
 */
export async function pageFigures(folder: string, say: (what: string) => void): Promise<Figure[]> {
  const clock = movableClock({ startAt: Temporal.Instant.from('2026-09-07T09:00:00Z'), flows: false });
  const sent = new Map<string, Uint8Array>();
  const silent = { info() {}, warn() {}, error() {}, count() {} };
  const keys = keysFrom(async () => ({ newest: 'a secret of the benchmark, long enough', older: [] }));
  let at = '';
  let door: WebHandler | undefined;
  let close = () => {};
  const http = await listenHttp({
    port: 0,
    host: '127.0.0.1',
    handlerFor: (port) => {
      at = `http://127.0.0.1:${port}`;
      return (event, context) => door!(event, context);
    },
  });
  try {
    const machine = await openOneMachine({
      folder,
      alarms: clock,
      keys,
      log: silent,
      mailer: {
        async send({ to, raw }) {
          sent.set(to, raw);
          return { messageId: `${sent.size}@bench.example` };
        },
      },
      settings: { origin: at, mailDomain: 'inbound.commonground.example', trial: false },
    });
    close = machine.close;
    door = webDoor(machine.services);
    const began = performance.now();
    const stored = await storeDisagreements(machine.services, STORED);
    say(`${stored.count} disagreements stored in ${Math.round((performance.now() - began) / 1000)} s`);

    const figures: Figure[] = [];
    const sizes: Figure[] = [];
    const anybody = await visitorOf(at, undefined, sent);
    const asset = (await anybody.bytesOf(assets.css.path)) + (await anybody.bytesOf(assets.js.path));
    anybody.leave();
    // Each signs in once: more codes within the hour than somebody would ask for are refused.
    const visitors = new Map<string | undefined, Awaited<ReturnType<typeof visitorOf>>>();
    for (const page of pagesOf(stored)) {
      const visitor = visitors.get(page.as) ?? (await visitorOf(at, page.as, sent));
      visitors.set(page.as, visitor);
      if (page.workedOutBy)
        figures.push({
          what: `${page.name}: worked out in`,
          measured: await visitor.timeToWorkOut(page.workedOutBy),
          unit: 'ms',
        });
      const { milliseconds, bytes } = await visitor.measure(page.path);
      figures.push(
        { what: `${page.name}: half are answered within`, measured: percentile(milliseconds, 50), unit: 'ms' },
        {
          what: `${page.name}: 95 in 100 within`,
          measured: percentile(milliseconds, 95),
          unit: 'ms',
          target: { most: MOST_MS },
        },
        { what: `${page.name}: 99 in 100 within`, measured: percentile(milliseconds, 99), unit: 'ms' },
      );
      sizes.push({ what: `${page.name}: HTML`, measured: bytes / 1024, unit: 'KB', target: { most: MOST_HTML_KB } });
      sizes.push({
        what: `${page.name}: first load`,
        measured: (bytes + asset) / 1024,
        unit: 'KB',
        target: { most: MOST_FIRST_LOAD_KB },
      });
      sizes.push({
        what: `${page.name}: layout shift`,
        measured: await visitor.layoutShift(page.path),
        unit: '',
        target: { most: 0 },
      });
    }
    for (const visitor of visitors.values()) visitor.leave();
    const css = gzipSync(assets.css.body).length;
    sizes.push({ what: 'stylesheet, compressed', measured: css / 1024, unit: 'KB', target: { most: MOST_CSS_KB } });
    return [...figures, ...sizes];
  } finally {
    await closeBrowser();
    await http.close();
    close();
  }
}

/** One browser's worth: its session, over one connection that is kept open. */
async function visitorOf(at: string, email: string | undefined, sent: ReadonlyMap<string, Uint8Array>) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cookies = new Map<string, string>();
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  const ask = (method: 'GET' | 'POST', path: string, body?: string) =>
    new Promise<{ status: number; bytes: number }>((resolve, reject) => {
      const headers = {
        'accept-encoding': 'gzip',
        ...(cookies.size > 0 ? { cookie: cookie() } : {}),
        ...(body === undefined ? {} : { origin: at, 'content-type': 'application/x-www-form-urlencoded' }),
      };
      const asked = httpRequest(`${at}${path}`, { method, agent, headers }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => {
          for (const line of response.headers['set-cookie'] ?? []) {
            const [pair = ''] = line.split(';');
            cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
          }
          resolve({ status: response.statusCode ?? 0, bytes });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });

  if (email) {
    await ask('POST', '/sign-in', new URLSearchParams({ email }).toString());
    const mail = await PostalMime.parse(sent.get(email)!);
    const code = /\b(\d{6})\b/.exec(mail.text ?? '')?.[1] ?? '';
    const { status } = await ask('POST', '/sign-in/code', new URLSearchParams({ code }).toString());
    if (status !== 303) throw new Error(`Signing in ended in ${status}`);
  }

  return {
    /** As many bytes as travel. */
    bytesOf: async (path: string) => (await ask('GET', path)).bytes,
    /** How long the machine is busy with a post that works something out, the second time it is asked. */
    async timeToWorkOut({ path, fields }: NonNullable<MeasuredPage['workedOutBy']>): Promise<number> {
      let took = 0;
      for (let time = 0; time < 2; time++) {
        const began = performance.now();
        const { status } = await ask('POST', path, new URLSearchParams(fields).toString());
        if (status !== 303) throw new Error(`POST ${path} ended in ${status}`);
        took = performance.now() - began;
      }
      return took;
    },
    async measure(path: string): Promise<{ milliseconds: number[]; bytes: number }> {
      const milliseconds: number[] = [];
      let size = 0;
      for (let time = 0; time < WARM_UP + ASKED_TIMES; time++) {
        const began = performance.now();
        const { status, bytes } = await ask('GET', path);
        if (status !== 200) throw new Error(`GET ${path} ended in ${status}`);
        if (time >= WARM_UP) milliseconds.push(performance.now() - began);
        size = bytes;
      }
      return { milliseconds, bytes: size };
    },
    /** All that moved while the page loaded, by Chromium's own count. */
    async layoutShift(path: string): Promise<number> {
      const context = await (await browser()).newContext({ viewport: { width: 1280, height: 900 } });
      try {
        await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: at })));
        const page = await context.newPage();
        await page.goto(`${at}${path}`, { waitUntil: 'load' });
        return await layoutShift(page);
      } finally {
        await context.close();
      }
    },
    leave: () => agent.destroy(),
  };
}
