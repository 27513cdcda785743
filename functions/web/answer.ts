import type { APIGatewayProxyResult } from 'aws-lambda';
import { render } from '../../pages/render.ts';

/** What goes back to the browser. Headers that every answer has are added by the front door, not here. */
export type Answer = APIGatewayProxyResult;

/** A page. `status` is 200 unless the page says that something is wrong. */
export function pageAnswer(page: Parameters<typeof render>[0], status = 200, cookies: readonly string[] = []): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    ...(cookies.length ? { multiValueHeaders: { 'set-cookie': [...cookies] } } : {}),
    body: render(page),
  };
}

/** After a post that was carried out: the browser fetches `path`, so that going back or reloading posts nothing again. */
export function goTo(path: string, cookies: readonly string[] = []): Answer {
  return {
    statusCode: 303,
    headers: { location: path },
    ...(cookies.length ? { multiValueHeaders: { 'set-cookie': [...cookies] } } : {}),
    body: '',
  };
}

/** A page asked for under another name of ours, thrown by the front door: it is at `path` of our own origin. */
export class AtOurOrigin extends Error {
  override name = 'AtOurOrigin';
  readonly path: string;
  constructor(path: string) {
    super('asked for under another name');
    this.path = path;
  }
}

/** A request that is refused, thrown from anywhere behind the front door, which makes the page of it. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: 403 | 404 | 413 | 415;
  constructor(status: Refused['status'], why: string) {
    super(why);
    this.status = status;
  }
}
