import type { Directory } from '../../escalation/directory.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import { type AskedOf, isRaisePage, type RaisePageId, whereToGoOn } from '../../escalation/raise-pages.ts';
import { type Draft, readDraft } from '../../services/drafts.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, Refused } from './answer.ts';
import { fieldsOf } from './posted.ts';
import type { Visit } from './visit.ts';

/* What a partnership's form asks and what this browser has answered: for every door of the form. */

/** A partnership with everything its questions are judged by. */
export interface AskedHere extends AskedOf {
  partnership: Partnership;
  directory: Directory;
}

/** The partnership of the address. */
export async function requireAsked(services: Services, visit: Visit): Promise<AskedHere> {
  const asked = await askedOf(services, visit.params['partnership'] ?? '');
  if (!asked) throw new Refused(404, 'no such partnership');
  return asked;
}

/** The partnership of that id; undefined where there is none. */
export async function askedOf(services: Services, partnershipId: string): Promise<AskedHere | undefined> {
  const known = await services.rules.partnership(partnershipId);
  return (
    known && {
      ...known,
      policy: services.rules.requirePolicy(policyVersionId(known.partnership.policy)),
      calendar: await services.rules.calendarFor(known.partnership),
      now: services.clock.now(),
    }
  );
}

/** What this browser is writing for this partnership; undefined when there is nothing, it has expired, or it is a disagreement by now. */
export async function draftHere(
  services: Services,
  visit: Visit,
): Promise<{ id: string; draft: Draft & { answers: Record<string, string> } } | undefined> {
  const draft = visit.draftId ? await readDraft(services, visit.draftId) : undefined;
  if (!draft?.answers || draft.partnershipId !== visit.params['partnership']) return undefined;
  return { id: visit.draftId!, draft: { ...draft, answers: draft.answers } };
}

/** Where somebody goes on with a draft. */
export function goOn(asked: AskedOf, { answers, upTo }: Pick<Draft, 'answers' | 'upTo'>): RaisePageId | 'check' {
  return whereToGoOn(fieldsOf(answers ?? {}), asked, placeIn(upTo));
}

/** Where somebody begins whose answers this browser does not have, or no longer: the page says so, because else they would look for them. */
export const goToStart = (asked: Pick<AskedHere, 'partnership'>, cookies: readonly string[] = []): Answer =>
  goTo(`${pathOf(asked)}?done=gone`, [...cookies]);

/** The address of a page of the form, or of its start. */
export function pathOf(
  { partnership }: Pick<AskedHere, 'partnership'>,
  place?: RaisePageId | 'check',
  isFromCheck = false,
): string {
  const path = `/raise/${partnership.id}${place ? `/${place}` : ''}`;
  return isFromCheck && place !== 'check' ? `${path}?from=check` : path;
}

/** What a draft was led to; the first page, where a later version of the policy has not the page that it names. */
export const placeIn = (upTo: string): RaisePageId | 'check' =>
  upTo === 'check' || isRaisePage(upTo) ? upTo : 'your-agency';
