import { agencyNamer } from '../../escalation/directory.ts';
import { MATTERS, type Matter } from '../../escalation/scope.ts';
import { BLANK_FORM } from '../../pages/frame.ts';
import { OnwardPage, ScopePage } from '../../pages/scope-pages.tsx';
import { beginDraft } from '../../services/drafts.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { draftHere, goOn, pathOf, requireAsked } from './asked.ts';
import { setCookie } from './cookies.ts';
import { route, type Visit } from './visit.ts';

/** The first step: is this what the policy is for, and where does it go if not? Nothing that is answered here is kept; with a disagreement the form begins. */
export function scopeRoutes(services: Services) {
  return [
    route(services, 'GET', '/raise/{partnership}/scope', async (visit) =>
      pageAnswer(ScopePage({ ...(await askedOf(services, visit)), form: BLANK_FORM })),
    ),
    route(services, 'POST', '/raise/{partnership}/scope', (visit) => answer(services, visit)),
  ];
}

async function askedOf(services: Services, visit: Visit) {
  const known = await services.rules.partnership(visit.params['partnership'] ?? '');
  if (!known) throw new Refused(404, 'no such partnership');
  const { partnership, directory } = known;
  const nameOf = agencyNamer(directory);
  const facilities = partnership.regionalFacilities.map(({ agency, protocol }) => ({ name: nameOf(agency), protocol }));
  return { frame: visit.frame, partnership, facilities };
}

async function answer(services: Services, visit: Visit): Promise<Answer> {
  const asked = await askedOf(services, visit);
  const { typed } = visit.posted;
  const matter = typed['matter'] ?? '';
  if (!Object.hasOwn(MATTERS, matter)) {
    const errors = [{ field: 'matter', message: 'Choose what you want to say' }];
    return pageAnswer(ScopePage({ ...asked, form: { typed, errors } }), 400);
  }
  if (matter === 'disagreement') {
    // What this browser has begun is gone on with.
    const begun = await draftHere(services, visit);
    const asking = await requireAsked(services, visit);
    if (begun) return goTo(pathOf(asking, goOn(asking, begun.draft)));
    const first = 'your-agency';
    const draftId = await beginDraft(services, { partnershipId: asking.partnership.id, upTo: first });
    return goTo(pathOf(asking, first), [setCookie(services.settings, 'draft', draftId)]);
  }
  return pageAnswer(OnwardPage({ ...asked, matter: matter as Matter }));
}
