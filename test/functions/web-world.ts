import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import PostalMime from 'postal-mime';
import { Temporal } from 'temporal-polyfill';
import { withCopies } from '../../conduct/copies.ts';
import { type MoreRoutes, webDoor } from '../../functions/web.ts';
import { releasedRules } from '../../services/rules.ts';
import type { Services } from '../../services/services.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { fakeLog } from '../fakes/log.ts';
import { fakeMailer } from '../fakes/mailer.ts';
import { testKeys } from './test-keys.ts';

export const ORIGIN = 'https://escalate.example';

/** The people of these tests, all of Brackenshire's directory, policy B. */
export const RAISER = 'winston.garrowby@brackenshire.example';
export const COUNTERPART = 'jorah.vexley@brackenshire.example';
export const LEAD = 'keziah.stanthorne@partnership.brackenshire.example';
export const OUTSIDER = 'carys.wetherlam@police.brackenshire.example';

/** Every answer of a whole form as a browser posts it, page by page. Thu 2 Apr 2026 is the day before Easter: its first deadline is Wed 8 Apr, 5pm. */
export const WHOLE_FORM: Record<string, string> = {
  raiserName: 'Winston Garrowby',
  raiserEmail: RAISER,
  raiserJob: 'Social worker',
  raiserAgency: 'brackenshire-adult-social-care',
  managerName: 'Sunil Birchall-Oke',
  managerEmail: 'sunil.birchall-oke@brackenshire.example',
  theirAgency: 'brackenshire-childrens-social-care',
  theirName: 'Jorah Vexley',
  theirEmail: COUNTERPART,
  theirJob: 'Social worker',
  subject: 'child',
  category: 'referral',
  about: 'decision',
  'aroseOn-day': '2',
  'aroseOn-month': '4',
  'aroseOn-year': '2026',
  problem: 'PROBLEMWORDS the referral was closed',
  disagreement: 'DISAGREEMENTWORDS whether the threshold is met',
  desiredOutcome: 'OUTCOMEWORDS an assessment',
  reasonGiven: 'none given',
  actionsNeeded: 'ACTIONWORDS a strategy meeting',
  basis: 'BASISWORDS three bruises in a month',
  discussedWithManager: 'MANAGERWORDS they agree',
  talkedAlready: 'no',
  immediateHarm: 'no',
};

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One browser: its cookies, and nothing else kept. */
export interface TestBrowser {
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  /** Posts as our own page would. `headers` changes that. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string | undefined>): Promise<Reply>;
  send(method: string, path: string, options?: { headers?: Record<string, string>; body?: string }): Promise<Reply>;
  /** Asks for a code and enters it. */
  signIn(email: string): Promise<void>;
  /**
   * Begins a form and answers it page by page. Ends with the answer that leads to the list of answers, or with the page that came back. What is only
   * doubted is said again.
   */
  fill(form?: Record<string, string>, partnership?: string): Promise<Reply>;
  /** The same, sends it and enters the code; answers the reference. */
  raise(form?: Record<string, string>): Promise<string>;
  cookies: Map<string, string>;
}

export function webWorld(
  startsAt = '2026-04-02T09:00:00Z',
  settings: Partial<Services['settings']> = {},
  more?: MoreRoutes,
) {
  let now = Temporal.Instant.from(startsAt);
  const clock = { now: () => now };
  const db = openSqlite(':memory:');
  const table = sqliteTable(db, clock);
  const mailer = fakeMailer();
  const log = fakeLog();
  const started: string[] = [];
  const services: Services = withCopies({
    clock,
    table,
    mailer,
    log,
    keys: testKeys(),
    rules: releasedRules(table),
    workflow: {
      start: async ({ disagreementId, run }) => {
        started.push(`${disagreementId}-${run}`);
      },
      wake: async () => 'gone',
    },
    settings: { origin: ORIGIN, mailDomain: 'inbound.commonground.example', trial: false, ...settings },
  });
  const door = webDoor(services, more);

  const mailTo = async (email: string) => {
    const found = mailer.accepted.filter(({ to }) => to === email);
    return Promise.all(found.map(({ raw }) => PostalMime.parse(raw)));
  };
  /** The latest code sent to an address. */
  const codeFor = async (email: string) => {
    const codes = (await mailTo(email)).filter(({ subject }) => subject?.includes('sign-in code'));
    const code = /\b(\d{6})\b/.exec(codes.at(-1)?.text ?? '')?.[1];
    if (!code) throw new Error('No code was sent');
    return code;
  };

  function browser(source = '192.0.2.7'): TestBrowser {
    const cookies = new Map<string, string>();
    const send: TestBrowser['send'] = async (method, path, { headers = {}, body } = {}) => {
      const url = new URL(path, services.settings.origin);
      const answer = await door(
        {
          httpMethod: method,
          path: url.pathname,
          headers: {
            ...(cookies.size ? { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
            ...headers,
          },
          body: body ?? null,
          isBase64Encoded: false,
          queryStringParameters: Object.fromEntries(url.searchParams),
          pathParameters: null,
          requestContext: { requestId: 'test-request', identity: { sourceIp: source } },
        } as unknown as APIGatewayProxyEvent,
        {} as Context,
      );
      for (const cookie of answer.multiValueHeaders?.['set-cookie'] ?? []) {
        const [pair = '', ...attributes] = String(cookie).split('; ');
        const [name = '', value = ''] = pair.split('=');
        if (attributes.includes('Max-Age=0')) cookies.delete(name);
        else cookies.set(name, value);
      }
      return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.body };
    };
    const get: TestBrowser['get'] = (path, headers = {}) => send('GET', path, { headers });
    const post: TestBrowser['post'] = (path, fields = {}, headers = {}) => {
      const all: Record<string, string | undefined> = {
        'content-type': 'application/x-www-form-urlencoded',
        origin: services.settings.origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      };
      const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >;
      return send('POST', path, { headers: sent, body: new URLSearchParams(fields).toString() });
    };
    const fill: TestBrowser['fill'] = async (form = WHOLE_FORM, partnership = 'brackenshire') => {
      const scope = `/raise/${partnership}/scope`;
      // One that is begun is given up, so that this one begins at its beginning.
      cookies.delete('__Host-draft');
      cookies.delete('draft');
      let reply = await post(scope, { matter: 'disagreement' });
      for (let path = scope; reply.status === 303; ) {
        path = reply.headers['location']!;
        if (path === `/raise/${partnership}/check`) break;
        reply = await post(path, form);
        const passed = / name="passed" value="([^"]*)"/.exec(reply.body)?.[1];
        if (reply.body.includes('select Continue again') && passed) reply = await post(path, { ...form, passed });
      }
      return reply;
    };
    return {
      get,
      post,
      send,
      cookies,
      async signIn(email) {
        await post('/sign-in', { email });
        const reply = await post('/sign-in/code', { code: await codeFor(email) });
        if (reply.status !== 303) throw new Error(`Signing in ended in ${reply.status}`);
      },
      fill,
      async raise(form = WHOLE_FORM) {
        const filled = await fill(form);
        if (filled.status !== 303) throw new Error(`A page came back: ${errorsOn(filled).join('; ')}`);
        await post('/raise/brackenshire/check');
        const opened = await post('/sign-in/code', { code: await codeFor(form['raiserEmail']!) });
        const reference = /^\/d\/([^/]+)\/raised$/.exec(opened.headers['location'] ?? '')?.[1];
        if (!reference) throw new Error(`The code ended in ${opened.status}`);
        return reference;
      },
    };
  }

  return {
    services,
    db,
    mailer,
    log,
    started,
    browser,
    mailTo,
    codeFor,
    later: (duration: Temporal.DurationLike) => {
      now = now.add(duration);
    },
    /** Everything but sessions, whose "last seen" is no fact about a disagreement, and who looked at what (S22). */
    everythingStored: () =>
      db.prepare("SELECT * FROM items WHERE pk NOT LIKE 'session#%' AND pk NOT LIKE 'looked#%' ORDER BY pk, sk").all(),
  };
}

/** The messages of the page's error summary. */
export function errorsOn(reply: Reply): string[] {
  const summary = /govuk-error-summary__list">(.*?)<\/ul>/s.exec(reply.body)?.[1] ?? '';
  return [...summary.matchAll(/<a href="#([^"]+)">(.*?)<\/a>/gs)].map(
    ([, field, message]) => `${field}: ${unescaped(message!)}`,
  );
}

export const unescaped = (html: string) =>
  html
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What a page says, without its markup. */
export const wordsOf = ({ body }: Pick<Reply, 'body'>) =>
  unescaped(body)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
