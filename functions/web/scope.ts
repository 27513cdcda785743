import { agencyNamer } from '../../escalation/directory.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import { type Policy, policyVersionId, subjectElsewhere } from '../../escalation/policy.ts';
import { mattersUnder } from '../../escalation/scope.ts';
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
  const policy = services.rules.requirePolicy(policyVersionId(partnership.policy));
  const elsewhere = await elsewhereOf(services, partnership, policy);
  const facilities = partnership.regionalFacilities.map(({ agency, protocol }) => ({ name: nameOf(agency), protocol }));
  return { frame: visit.frame, partnership, policy, elsewhere, facilities };
}

/** The partnership that has those whom the policy is not about, where this one names it and it is here (INT-8). */
export async function elsewhereOf(
  services: Services,
  { elsewhere }: Pick<Partnership, 'elsewhere'>,
  policy: Pick<Policy, 'subjects'>,
): Promise<{ id: string; name: string } | undefined> {
  const subject = subjectElsewhere(policy);
  const id = subject && elsewhere[subject];
  return id === undefined ? undefined : (await services.rules.partnership(id))?.partnership;
}

async function answer(services: Services, visit: Visit): Promise<Answer> {
  const asked = await askedOf(services, visit);
  const { typed } = visit.posted;
  const matter = typed['matter'] ?? '';
  const known = mattersUnder(asked.policy).find(({ name }) => name === matter);
  if (!known) {
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
  return pageAnswer(OnwardPage({ ...asked, matter: known }));
}
