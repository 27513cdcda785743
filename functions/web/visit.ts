import type { Method } from '@middy/http-router';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Frame } from '../../pages/frame.ts';
import type { Services } from '../../services/services.ts';
import { signedIn } from '../../services/sign-ins.ts';
import { headerOf } from '../front-doors.ts';
import { type Answer, Refused } from './answer.ts';
import { readCookie } from './cookies.ts';
import { type Posted, readPosted } from './posted.ts';

/** One request, read: everything a page may know of it. */
export interface Visit {
  /** Parts of the path, such as `reference`. As they came: judge before use. */
  params: Readonly<Record<string, string | undefined>>;
  /** What a form posted; empty on a GET. */
  posted: Posted;
  /** A file that was sent, where the page takes one (`uploadRoute`); absent when none was chosen. */
  upload?: Uint8Array;
  /** Who is signed in, by the address their code was sent to. */
  who?: { email: string };
  /** The id of the code this browser asked for. */
  requestId?: string;
  sessionId?: string;
  /** The id of the disagreement this browser is writing and has not sent. */
  draftId?: string;
  /** The network address it came from, for the limits on codes. */
  source: string;
  /** One word of the query, `done`: what was just done, so that the page can say so. Judge before use. */
  after?: string;
  /** What the address asks for, such as a filter or a day: never a name, never a secret (S4). Judge before use. */
  query: Readonly<Record<string, string | undefined>>;
  frame: Frame;
}

/** What a page answers to a visit. Throws `Refused` where it shows nothing. */
export type PageDoor = (visit: Visit) => Promise<Answer>;

/** A route of the router: reads the request, then the page answers. */
export function route(services: Services, method: Method, path: string, door: PageDoor) {
  return {
    method,
    path,
    handler: async (event: APIGatewayProxyEvent): Promise<Answer> => door(await visitOf(services, event)),
  };
}

/**
 * A post of a form with a file in it: the field `file`, and nothing else of the form is read. The front door lets a post of
 * this kind through to these addresses alone (`TAKES_A_FILE`).
 */
export function uploadRoute(services: Services, path: string, door: PageDoor) {
  return {
    method: 'POST' as const,
    path,
    handler: async (event: APIGatewayProxyEvent): Promise<Answer> => {
      const upload = await fileIn(event);
      return door({ ...(await visitOf(services, { ...event, body: null })), ...(upload ? { upload } : {}) });
    },
  };
}

async function fileIn(event: APIGatewayProxyEvent): Promise<Uint8Array | undefined> {
  const type = headerOf(event, 'content-type') ?? '';
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  try {
    const file = (await new Response(body, { headers: { 'content-type': type } }).formData()).get('file');
    // A browser sends an empty file without a name where none was chosen.
    return file instanceof File && (file.name !== '' || file.size > 0)
      ? new Uint8Array(await file.arrayBuffer())
      : undefined;
  } catch (reason) {
    if (reason instanceof TypeError) throw new Refused(415, 'not a form');
    throw reason;
  }
}

/** Somebody as the log calls them: always the same, and no address can be made from it (S22). */
export async function visitorId({ keys }: Pick<Services, 'keys'>, email: string): Promise<string> {
  return Buffer.from(await keys.sign('session', `visitor\n${email}`))
    .toString('hex')
    .slice(0, 16);
}

async function visitOf(services: Services, event: APIGatewayProxyEvent): Promise<Visit> {
  const { settings } = services;
  const cookies = headerOf(event, 'cookie');
  const sessionId = readCookie(settings, cookies, 'session');
  const requestId = readCookie(settings, cookies, 'request');
  const draftId = readCookie(settings, cookies, 'draft');
  const who = sessionId ? await signedIn(services, sessionId) : undefined;
  if (who) {
    // S22: who opened which page, by an id that the log's readers cannot turn into an address.
    services.log.info('visit', {
      request: event.requestContext.requestId,
      visitor: await visitorId(services, who.email),
    });
  }
  const body = event.body ?? '';
  const query = event.queryStringParameters ?? {};
  const after = query['done'];
  return {
    params: event.pathParameters ?? {},
    posted: readPosted(event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body),
    ...(who ? { who } : {}),
    ...(requestId ? { requestId } : {}),
    ...(sessionId ? { sessionId } : {}),
    ...(draftId ? { draftId } : {}),
    ...(after ? { after } : {}),
    query,
    source: event.requestContext.identity.sourceIp,
    frame: {
      isTrial: settings.trial,
      at: event.path,
      ...(who ? { signedInAs: who.email, leads: await isNamedLead(services, who.email) } : {}),
    },
  };
}

/**
 * Whether a partnership's own file names them as its lead: known without reading a directory, on every page. Whoever leads by their
 * post in the directory alone finds the desk from their own list.
 */
const isNamedLead = async ({ rules }: Pick<Services, 'rules'>, email: string): Promise<boolean> =>
  (await rules.partnerships()).some(({ leads }) => leads.some((one) => one.email === email));
