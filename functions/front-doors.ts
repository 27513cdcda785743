import { randomUUID } from 'node:crypto';
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { NotFoundPage, NotYoursPage, PostRefusedPage, TooLargePage, WentWrongPage } from '../pages/refusal-pages.tsx';
import type { Services } from '../services/services.ts';
import { type Answer, AtOurOrigin, goTo, pageAnswer, Refused } from './web/answer.ts';

/** A page or a post, as API Gateway's REST proxy integration hands it over. Both editions call this. */
export type WebHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<Answer>;
type WebMiddleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** The front door of pages: whatever happens behind it, the browser gets a page with every header that keeps it safe. */
export function webPage(handler: WebHandler, services: Services): WebHandler {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(safeHeaders())
    .use(accessLog(services))
    .use(problemPages(services))
    .use(ownFormsOnly(services))
    .handler(handler) as unknown as WebHandler;
}

/**
 * All answers of the longest form together are under 150,000 characters. Bytes as they travel: a character outside
 * ASCII takes up to nine.
 */
export const MAX_POST_BYTES = 1024 * 1024;

/** S6, S4. Only our own stylesheet and script, no frame, no other origin, nothing kept by the browser or a proxy. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  // Not `no-referrer`: under it Chromium sends `Origin: null` with our own forms (S4).
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex',
};

/** The headers on every answer there is. An answer's own come first: hashed assets may be kept. */
function safeHeaders(): WebMiddleware {
  const add: WebMiddleware['after'] = (request) => {
    if (request.response) request.response.headers = { ...HEADERS, ...request.response.headers };
  };
  return { after: add, onError: add };
}

/** Addresses that hold nothing but our own words and ids: what else somebody typed after the slash stays out of the log. */
const OUR_PAGES = new RegExp(
  `^/(?:${[
    '',
    'mine(?:/(?:carry-on|delete-draft))?',
    'raise/[a-z-]{1,30}(?:/[a-z-]{1,30})?',
    String.raw`calendar(?:\.ics|/make|/revoke)?`,
    String.raw`lead(?:/(?:open(?:\.csv)?|closed|held|rehearsal|learning|digest|return(?:\.csv)?))?`,
    'settings(?:/[a-z-]{1,30})?',
    'policy(?:/[a-z0-9.-]{1,60})?',
    'calculator',
    String.raw`directory(?:/[a-z][a-z0-9-]{1,39}(?:/(?:gaps|mine|corrections|changes|import|export\.csv))?)?`,
    'accessibility',
    'privacy',
    'cookies',
    'sign-out',
    'sign-in(?:/code|/another-code)?',
    String.raw`d/[A-Z]{2}-[A-Z2-9]{4}(?:/(?:[a-z-]{1,30}|record\.pdf|deadline\.ics))?`,
    'clock',
    'mailbox',
  ].join('|')})$`,
);

/** S22: every access and every refused one: when, which page, how it ended. The door behind adds who, by id. */
function accessLog(services: Services): WebMiddleware {
  const note: WebMiddleware['after'] = ({ event, response }) => {
    services.log.info('page', {
      request: event.requestContext.requestId,
      method: /^(GET|HEAD|POST)$/.test(event.httpMethod) ? event.httpMethod : 'other',
      page: OUR_PAGES.test(event.path) ? event.path : 'other',
      status: response?.statusCode ?? 0,
    });
  };
  return { after: note, onError: note };
}

/** Every error as a page. What was refused says why in words that help; our own faults say only an id (S25). */
function problemPages(services: Services): WebMiddleware {
  return {
    onError: (request) => {
      const frame = { isTrial: services.settings.trial };
      const { error } = request;
      if (error instanceof AtOurOrigin) {
        request.response = goTo(`${services.settings.origin}${error.path}`);
        return;
      }
      if (error instanceof Refused) {
        if (error.status === 404) request.response = pageAnswer(NotFoundPage({ frame }), 404);
        else if (error.status === 413) request.response = pageAnswer(TooLargePage({ frame }), 413);
        else if (error.message === 'not theirs') request.response = pageAnswer(NotYoursPage({ frame }), 403);
        else request.response = pageAnswer(PostRefusedPage({ frame, origin: services.settings.origin }), error.status);
        return;
      }
      const errorId = randomUUID();
      // The kind of error and where it was thrown; never its message, which may quote what somebody typed.
      services.log.error('page failed', {
        error: errorId,
        kind: error instanceof Error ? error.name : typeof error,
        at: whereThrown(error),
      });
      services.log.count('PageFailed');
      request.response = pageAnswer(WentWrongPage({ frame, errorId }), 500);
    },
  };
}

/**
 * S7: a post counts only when it comes from our own pages. `null` and a missing `Origin` are refused, and so is what the
 * browser itself says came from elsewhere. Then: no more than a form can hold, and a form and nothing else (S20).
 */
function ownFormsOnly(services: Services): WebMiddleware {
  return {
    before: ({ event }) => {
      const host = headerOf(event, 'host');
      // A trial shows everybody's mail to whoever sits at the machine: another site whose name was made to point here must not
      // read it (DNS rebinding). It also brings those who typed "localhost" to the origin that posts are accepted from.
      if (services.settings.trial && host !== undefined && host !== new URL(services.settings.origin).host) {
        throw new AtOurOrigin(event.path.startsWith('//') ? '/' : event.path);
      }
      if (event.httpMethod === 'GET' || event.httpMethod === 'HEAD') return;
      if (event.httpMethod !== 'POST') throw new Refused(404, 'no such method');
      const header = (name: string) => headerOf(event, name);
      if (header('origin') !== services.settings.origin) throw new Refused(403, 'another origin');
      const site = header('sec-fetch-site');
      if (site !== undefined && site !== 'same-origin') throw new Refused(403, 'another site');
      const length = Math.max(Number(header('content-length')) || 0, bytesOfBody(event));
      if (length > MAX_POST_BYTES) throw new Refused(413, 'too large');
      const form = TAKES_A_FILE.test(event.path) ? FORM_WITH_A_FILE : FORM;
      if (!form.test(header('content-type') ?? '')) throw new Refused(415, 'not a form');
    },
  };
}

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const FORM_WITH_A_FILE = /^multipart\/form-data\s*;/i;
/** The one page with a file in its form: the directory's import. */
const TAKES_A_FILE = /^\/directory\/[^/]+\/import$/;

/** How much was sent, as near as can be told before it is read: four letters of base64 are three bytes. */
function bytesOfBody({ body, isBase64Encoded }: APIGatewayProxyEvent): number {
  const length = body?.length ?? 0;
  return isBase64Encoded ? Math.floor((length * 3) / 4) : length;
}

/** A header by its name in lower case, however API Gateway or HTTP/2 wrote it. */
export function headerOf(event: Pick<APIGatewayProxyEvent, 'headers'>, name: string): string | undefined {
  const found = Object.keys(event.headers).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : event.headers[found];
}

const whereThrown = (error: unknown) =>
  (error instanceof Error ? (error.stack ?? '') : '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) => line.trim().replace(/\(?(?:file:\/\/)?\/.*\/([^/]+\/[^/]+)\)?$/, '$1'))
    .join(' < ');
