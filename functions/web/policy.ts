import { policyVersionId } from '../../escalation/policy.ts';
import { londonDate } from '../../escalation/working-days.ts';
import { ladders } from '../../pages/assets/ladders.ts';
import { PolicyChooserPage, PolicyPage } from '../../pages/policy-pages.tsx';
import type { Services } from '../../services/services.ts';
import { type Answer, pageAnswer, Refused } from './answer.ts';
import { route, type Visit } from './visit.ts';

/** The policies as anybody may read them. */
export function policyRoutes(services: Services) {
  return [
    route(services, 'GET', '/policy', (visit) => choose(services, visit)),
    route(services, 'GET', '/policy/{policy}', (visit) => read(services, visit)),
  ];
}

async function choose({ rules }: Services, { frame }: Visit): Promise<Answer> {
  const partnerships = (await rules.partnerships()).map(({ name, policy }) => ({
    name,
    policy: rules.requirePolicy(policyVersionId(policy)),
  }));
  const inUse = partnerships.map(({ policy }) => policyVersionId(policy));
  const others = rules.policies().filter((policy) => !inUse.includes(policyVersionId(policy)));
  return pageAnswer(PolicyChooserPage({ frame, partnerships, others }));
}

async function read({ rules, clock }: Services, { frame, params }: Visit): Promise<Answer> {
  const versionId = params['policy'] ?? '';
  const policy = rules.policies().find((known) => policyVersionId(known) === versionId);
  if (!policy) throw new Refused(404, 'no such policy');
  const usedBy = (await rules.partnerships()).filter((one) => policyVersionId(one.policy) === versionId);
  return pageAnswer(
    PolicyPage({ frame, policy, usedBy, drawing: ladders[versionId]?.path, today: londonDate(clock.now()) }),
  );
}
