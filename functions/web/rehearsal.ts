import { rehearsedLast, type TriedChange, workOutRehearsal } from '../../conduct/rehearsing.ts';
import { readListQuery } from '../../escalation/open-list.ts';
import { type Policy, policyVersionId } from '../../escalation/policy.ts';
import { readTriedDays } from '../../escalation/rehearsal.ts';
import { BeyondCalendar } from '../../escalation/working-days.ts';
import { RehearsalPage, type RehearsalShown } from '../../pages/desk/rehearsal-page.tsx';
import type { FormState } from '../../pages/frame.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer } from './answer.ts';
import { type AtDesk, atDesk } from './desk.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/**
 * A policy change rehearsed on what is over, for the leads of that partnership (BEY-15): worked out by a post, and shown at the address
 * of the change as it was last worked out.
 */
export function rehearsalRoutes(services: Services) {
  return [
    route(services, 'GET', '/lead/rehearsal', (visit) => show(services, visit)),
    route(services, 'POST', '/lead/rehearsal', (visit) => workOut(services, visit)),
  ];
}

async function show(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const typed = typedIn(visit.query);
  if (typed['policy'] === undefined) return answer(services, at, { typed, errors: [] });
  const tried = changeTried(services, at, typed);
  if ('problems' in tried) return answer(services, at, { typed, errors: tried.problems });
  const last = await rehearsedLast(services, at.led, tried, readListQuery(visit.query).page);
  const addressOf = (page: number) => addressFor(at, tried, page);
  return answer(services, at, { typed, errors: [] }, last ? { ...last, addressOf } : 'not worked out');
}

async function workOut(services: Services, visit: Visit): Promise<Answer> {
  const { partnership } = visit.posted.typed;
  const at = await atDesk(services, { ...visit, query: { ...visit.query, ...(partnership ? { partnership } : {}) } });
  if (!at) return signInAnswer(visit);
  const typed = typedIn(visit.posted.typed);
  const tried = changeTried(services, at, typed);
  if ('problems' in tried) return answer(services, at, { typed, errors: tried.problems });
  try {
    await workOutRehearsal(services, at.led, tried);
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    const message = 'Choose fewer working days: some would end after the last day whose bank holidays are known';
    return answer(services, at, { typed, errors: [{ field: 'policy', message }] });
  }
  services.log.info('rehearsal', { partnership: at.led.partnership.id });
  return goTo(addressFor(at, tried));
}

/** What is typed here, out of everything that was sent. */
function typedIn(sent: Readonly<Record<string, string | undefined>>): FormState['typed'] {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => /^(policy|days-[\w-]{1,20})$/.test(name)));
}

/** Where what a change came to stands: the change is in the address, so that two can be compared. */
function addressFor({ led, place }: AtDesk, { policy, days }: TriedChange, page = 1): string {
  const search = new URLSearchParams({ policy: policyVersionId(policy) });
  for (const [name, count] of Object.entries(days)) search.set(`days-${name}`, String(count));
  if (place('/lead/rehearsal').led.length > 1) search.set('partnership', led.partnership.id);
  if (page > 1) search.set('page', String(page));
  return `/lead/rehearsal?${search}`;
}

function answer(services: Services, at: AtDesk, form: FormState, result?: RehearsalShown | 'not worked out'): Answer {
  const { inForce, others } = policiesFor(services, at);
  return pageAnswer(
    RehearsalPage({
      place: at.place('/lead/rehearsal'),
      policy: inForce,
      others,
      form,
      ...(result ? { result } : {}),
    }),
    form.errors.length > 0 ? 400 : 200,
  );
}

function policiesFor({ rules }: Services, { led }: AtDesk): { inForce: Policy; others: Policy[] } {
  const inForce = rules.requirePolicy(policyVersionId(led.partnership.policy));
  return {
    inForce,
    others: rules.policies().filter((one) => policyVersionId(one) !== policyVersionId(inForce)),
  };
}

/** Another policy as it is, or the one in force with other numbers. */
function changeTried(
  services: Services,
  at: AtDesk,
  typed: FormState['typed'],
): TriedChange | { problems: FormState['errors'] } {
  const { inForce, others } = policiesFor(services, at);
  const read = readTriedDays(inForce, typed);
  if ('problems' in read) return read;
  if (typed['policy'] === policyVersionId(inForce)) return { policy: inForce, days: read.days };
  const other = others.find((one) => policyVersionId(one) === typed['policy']);
  if (!other) return { problems: [{ field: 'policy', message: 'Choose a policy' }] };
  if (Object.keys(read.days).length > 0)
    return {
      problems: [
        { field: 'policy', message: 'Choose the policy in force to change its numbers, or leave them as they are' },
      ],
    };
  return { policy: other, days: {} };
}
