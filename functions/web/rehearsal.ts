import { rehearseFor } from '../../conduct/rehearsing.ts';
import { type Policy, policyVersionId } from '../../escalation/policy.ts';
import { readTriedDays, withDays } from '../../escalation/rehearsal.ts';
import { BeyondCalendar } from '../../escalation/working-days.ts';
import { RehearsalPage, type RehearsalShown } from '../../pages/desk/rehearsal-page.tsx';
import type { FormState } from '../../pages/frame.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, pageAnswer } from './answer.ts';
import { type AtDesk, atDesk } from './desk.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** A policy change rehearsed on what is over, for the leads of that partnership (BEY-15). A GET: it changes nothing and keeps nothing. */
export function rehearsalRoutes(services: Services) {
  return [route(services, 'GET', '/lead/rehearsal', (visit) => rehearsal(services, visit))];
}

async function rehearsal(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit, '/lead');
  const { rules } = services;
  const policy = rules.requirePolicy(policyVersionId(at.led.partnership.policy));
  const others = rules.policies().filter((one) => policyVersionId(one) !== policyVersionId(policy));
  const typed = Object.fromEntries(
    Object.entries(visit.query).filter(([name]) => /^(policy|days-[\w-]{1,20})$/.test(name)),
  );
  const page = (errors: FormState['errors'], result?: RehearsalShown) =>
    pageAnswer(
      RehearsalPage({
        place: at.place('/lead/rehearsal'),
        policy,
        others,
        form: { typed, errors },
        ...(result ? { result } : {}),
      }),
      errors.length > 0 ? 400 : 200,
    );
  if (typed['policy'] === undefined) return page([]);

  const tried = policyTried(policy, others, typed);
  if ('problems' in tried) return page(tried.problems);
  return rehearsed(services, at, tried.policy, page);
}

async function rehearsed(
  services: Services,
  { led }: AtDesk,
  policy: Policy,
  page: (errors: FormState['errors'], result?: RehearsalShown) => Answer,
): Promise<Answer> {
  services.log.info('rehearsal', { partnership: led.partnership.id });
  try {
    return page([], await rehearseFor(services, led, policy));
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    const message = 'Choose fewer working days: some would end after the last day whose bank holidays are known';
    return page([{ field: 'policy', message }]);
  }
}

/** Another policy as it is, or the one in force with other numbers. */
function policyTried(
  inForce: Policy,
  others: readonly Policy[],
  typed: FormState['typed'],
): { policy: Policy } | { problems: FormState['errors'] } {
  const read = readTriedDays(inForce, typed);
  if ('problems' in read) return read;
  if (typed['policy'] === policyVersionId(inForce)) return { policy: withDays(inForce, read.days) };
  const other = others.find((one) => policyVersionId(one) === typed['policy']);
  if (!other) return { problems: [{ field: 'policy', message: 'Choose a policy' }] };
  if (Object.keys(read.days).length > 0)
    return {
      problems: [
        { field: 'policy', message: 'Choose the policy in force to change its numbers, or leave them as they are' },
      ],
    };
  return { policy: other };
}
