import { stageAfter } from '../../escalation/policy.ts';
import { openVisit } from '../../escalation/record.ts';
import type { DisagreementFacts } from './facts.ts';

/** "Step 2 (Manager to manager) opens." for the stage after the open one, or after the one it ended at. */
export function policyStageWords(facts: Pick<DisagreementFacts, 'd' | 'policy'>): string {
  const stageId = facts.d.outcome?.stageId ?? openVisit(facts.d)?.stageId;
  const next = stageId === undefined ? undefined : stageAfter(facts.policy, stageId);
  return next ? `${next.label} (${next.name}) opens.` : '';
}
