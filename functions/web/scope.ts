import { MATTERS, type Matter } from '../../escalation/scope.ts';
import { BLANK_FORM } from '../../pages/frame.ts';
import { OnwardPage, ScopePage } from '../../pages/scope-pages.tsx';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { agencyNamer } from './disagreement.ts';
import { route, type Visit } from './visit.ts';

/** Before the form: is this what the policy is for, and where does it go if not? Nothing that is answered here is kept. */
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
  if (matter === 'disagreement') return goTo(`/raise/${asked.partnership.id}`);
  return pageAnswer(OnwardPage({ ...asked, matter: matter as Matter }));
}
