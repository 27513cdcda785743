import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as built from '../../pages/assets/built.ts';
import { ladders } from '../../pages/assets/ladders.ts';
import { AccessibilityPage, CookiesPage, PrivacyPage } from '../../pages/notice-pages.tsx';
import type { Services } from '../../services/services.ts';
import { headerOf } from '../front-doors.ts';
import { type Answer, pageAnswer } from './answer.ts';
import { route } from './visit.ts';

/** What is the same for everybody: the duties in law, and the stylesheet, the script and the drawings under their hashed names. */
export function standingRoutes(services: Services) {
  return [
    route(services, 'GET', '/accessibility', async ({ frame }) => pageAnswer(AccessibilityPage({ frame }))),
    route(services, 'GET', '/privacy', async ({ frame }) => pageAnswer(PrivacyPage({ frame }))),
    route(services, 'GET', '/cookies', async ({ frame }) => pageAnswer(CookiesPage({ frame }))),
    asset(built.css, 'text/css; charset=utf-8'),
    asset(built.js, 'text/javascript; charset=utf-8'),
    ...Object.values(ladders).map((ladder) => asset(ladder, 'image/svg+xml; charset=utf-8')),
  ];
}

/**
 * The one kind of answer that a browser may keep: its name changes when its content does. Sent compressed to whoever can read that, since
 * the stylesheet is by far the largest thing a telephone loads. Pages are not: compressed beside what somebody typed, a length can give away words.
 */
function asset({ path, body }: { path: string; body: string }, type: string) {
  const headers = {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  };
  let compressed: string | undefined;
  const handler = async (event: APIGatewayProxyEvent): Promise<Answer> => {
    if (!READS_GZIP.test(headerOf(event, 'accept-encoding') ?? ''))
      return { statusCode: 200, headers: { ...headers }, body };
    compressed ??= gzipSync(body, { level: 9 }).toString('base64');
    return {
      statusCode: 200,
      headers: { ...headers, 'content-encoding': 'gzip' },
      isBase64Encoded: true,
      body: compressed,
    };
  };
  return { method: 'GET' as const, path, handler };
}

/** It names gzip and does not rule it out (`q=0`). */
const READS_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;
