import * as built from '../../pages/assets/built.ts';
import { ladders } from '../../pages/assets/ladders.ts';
import { AccessibilityPage, CookiesPage, PrivacyPage } from '../../pages/notice-pages.tsx';
import type { Services } from '../../services/services.ts';
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

/** The one kind of answer that a browser may keep: its name changes when its content does. */
function asset({ path, body }: { path: string; body: string }, type: string) {
  const answer: Answer = {
    statusCode: 200,
    headers: { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' },
    body,
  };
  return { method: 'GET' as const, path, handler: async () => ({ ...answer, headers: { ...answer.headers } }) };
}
