import { type Policy, requirePolicy } from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';

/** A policy version as it is released, by its id: `bcssp-v5`. */
export function released(id: string): Policy {
  return requirePolicy(policyVersions[id], id);
}
