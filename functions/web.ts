import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { withCopies } from '../conduct/copies.ts';
import { awsServices } from '../services/aws.ts';
import type { Services } from '../services/services.ts';
import { type WebHandler, webPage } from './front-doors.ts';
import { returnRoutes } from './web/annual-return.ts';
import { Refused } from './web/answer.ts';
import { calculatorRoutes } from './web/calculator.ts';
import { calendarRoutes } from './web/calendar.ts';
import { deskRoutes } from './web/desk.ts';
import { directoryRoutes } from './web/directory.ts';
import { directoryAgencyRoutes } from './web/directory-agencies.ts';
import { directoryChangeRoutes } from './web/directory-changes.ts';
import { directoryCorrectionRoutes } from './web/directory-corrections.ts';
import { directoryFileRoutes } from './web/directory-file.ts';
import { directoryPostRoutes } from './web/directory-posts.ts';
import { disagreementRoutes } from './web/disagreement.ts';
import { draftRoutes } from './web/drafts.ts';
import { heldRoutes } from './web/held.ts';
import { listRoutes } from './web/lists.ts';
import { lookedRoutes } from './web/looked.ts';
import { policyRoutes } from './web/policy.ts';
import { raiseRoutes } from './web/raise.ts';
import { recordCopyRoutes } from './web/record-copy.ts';
import { rehearsalRoutes } from './web/rehearsal.ts';
import { scopeRoutes } from './web/scope.ts';
import { settingsRoutes } from './web/settings.ts';
import { signInRoutes } from './web/sign-in.ts';
import { standingRoutes } from './web/standing-pages.ts';
import { yourDigestRoutes } from './web/your-digest.ts';

/** Routes that only one edition has: the trial's mailbox and clock. */
export type MoreRoutes = (services: Services) => ReturnType<typeof listRoutes>;

/** Every route there is, in the order in which they are tried. The access matrix asks each of them for everybody (S5). */
export const webRoutes = (services: Services, more: MoreRoutes = () => []): ReturnType<MoreRoutes> => [
  ...scopeRoutes(services),
  ...draftRoutes(services),
  // After the two, whose addresses look like a page of the form.
  ...raiseRoutes(services),
  ...signInRoutes(services),
  ...listRoutes(services),
  ...deskRoutes(services),
  ...rehearsalRoutes(services),
  ...returnRoutes(services),
  ...yourDigestRoutes(services),
  ...settingsRoutes(services),
  ...heldRoutes(services),
  // What is fixed before what any word may stand for: `agencies/new` is no agency.
  ...directoryAgencyRoutes(services),
  ...directoryPostRoutes(services),
  ...directoryChangeRoutes(services),
  ...directoryFileRoutes(services),
  ...directoryCorrectionRoutes(services),
  ...directoryRoutes(services),
  // Before the acts, which take any one word after the reference.
  ...lookedRoutes(services),
  ...recordCopyRoutes(services),
  ...calendarRoutes(services),
  ...disagreementRoutes(services),
  ...policyRoutes(services),
  ...calculatorRoutes(services),
  ...standingRoutes(services),
  ...more(services),
];

/**
 * The people's door: every page, every post and the two assets, for API Gateway's REST proxy integration and for the
 * one-machine edition's HTTP. Opening a page changes nothing, however often (S1). A post that comes twice meets the
 * record as the first one left it: a draft opens one disagreement, a code works once, an act is judged again.
 */
export function webDoor(services: Services, more: MoreRoutes = () => []): WebHandler {
  const router = httpRouter({
    routes: webRoutes(services, more),
    notFoundResponse: () => {
      throw new Refused(404, 'no such page');
    },
  }) as unknown as WebHandler;
  const door = webPage(router, services);
  return async (event, context) => {
    if (event.httpMethod !== 'HEAD') return door(event, context);
    // A HEAD is a GET without its words: link scanners send them, and they must find the same status and headers.
    return { ...(await door({ ...event, httpMethod: 'GET' }, context)), body: '' };
  };
}

let door: WebHandler | undefined;

/** The Lambda handler. The services are built once, on the first call: tests import this without an environment. */
export const handler = (event: APIGatewayProxyEvent, context: Context) => {
  door ??= webDoor(withCopies(awsServices()));
  return door(event, context);
};
