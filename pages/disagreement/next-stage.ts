import { type PolicyStage, stageAfter } from '../../escalation/policy.ts';
import { openVisit } from '../../escalation/record.ts';
import type { DisagreementFacts } from './facts.ts';

type Facts = Pick<DisagreementFacts, 'd' | 'policy'>;

/** The stage after the open one, or after the one it ended at; undefined at the last. */
export function stageAfterThis({ d, policy }: Facts): PolicyStage | undefined {
  const stageId = d.outcome?.stageId ?? openVisit(d)?.stageId;
  return stageId === undefined ? undefined : stageAfter(policy, stageId);
}

/** "Stage 2: Manager to manager". */
export function nextStageName(facts: Facts): string | undefined {
  const next = stageAfterThis(facts);
  return next && `${next.label}: ${next.name}`;
}

/** "Step 2 (Manager to manager) opens."; empty at the last. */
export function nextStageOpens(facts: Facts): string {
  const next = stageAfterThis(facts);
  return next ? `${next.label} (${next.name}) opens.` : '';
}
