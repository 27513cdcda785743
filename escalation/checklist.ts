import { cited, type Policy, requireStage } from './policy.ts';
import type { CHECKLIST_ANSWERS, Disagreement } from './record.ts';

/** One thing each agency is reminded to do when a disagreement has ended, and asked about. */
export interface ChecklistItem {
  /** `file`, or where it stands in the policy's list: `i1`. */
  id: string;
  ask: string;
  /** Absent where the policy does not ask it: it is our choice. */
  clause?: string;
  about: 'file' | 'record held' | 'competence' | undefined;
}

/**
 * What each agency is asked after an outcome at this stage: the policy's own list, and whether it is recorded on file. The
 * service is not the child's or adult's file, so that is asked at every stage of every policy (REC-1, REC-6).
 */
export function checklistFor(policy: Policy, stageId: string): ChecklistItem[] {
  const items = requireStage(policy, stageId).closingChecklist.map((item, index): ChecklistItem => {
    const { ask, clause, about } = item;
    return { id: about === 'file' ? 'file' : `i${index + 1}`, ask, clause, about };
  });
  if (items.some(({ id }) => id === 'file')) return items;
  const rests = cited(policy.closing.writtenConfirmation);
  return [...items, { id: 'file', ask: 'Record the outcome on your own agency’s file', ...rests, about: 'file' }];
}

/** Where an item stands in the policy, or that it does not. */
export function restsOn({ clause }: Pick<ChecklistItem, 'clause'>): string {
  return clause ?? 'our choice, not the policy’s';
}

type Answer = (typeof CHECKLIST_ANSWERS)[number];

/** What may be answered to an item: a question of competence is never enlarged on, only sent to where it belongs (OUT-9). */
export function answersTo(item: Pick<ChecklistItem, 'about'>): Answer[] {
  return item.about === 'competence' ? ['yes', 'no', 'handled outside'] : ['yes', 'no', 'not needed'];
}

/** What an agency has last said about each item, by the item's id. */
export function checklistOf(
  d: Pick<Disagreement, 'checklist'>,
  agency: string,
): Map<string, NonNullable<Disagreement['checklist']>[number]> {
  return new Map((d.checklist ?? []).filter((one) => one.agency === agency).map((one) => [one.item, one]));
}
