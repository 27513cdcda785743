import * as z from 'zod';
import { moveTo } from '../opening.ts';
import { isBefore } from '../policy.ts';
import { openVisit } from '../record.ts';
import { anAct, answered, NOT_ASKED, NOT_OPEN, required } from './act.ts';

/**
 * A significant policy issue goes to the board without the stages in between (ESC-3); only where the policy has it.
 *
 * > "and/or" a policy issue — L §3.2, S L17: the second trigger beside a disagreement that nobody below could settle.
 */
export const raisePolicyIssue = anAct({
  fields: z.object({ text: required('Enter what the policy issue is and why it is significant') }),
  reasonNot: ({ open, isRaiser, asked }, { policy }) => {
    if (!open) return NOT_OPEN;
    const goesTo = policy.policyIssueGoesTo;
    if (!goesTo) return 'This policy has no way of its own for a policy issue.';
    if (!isBefore(policy, open.stageId, goesTo.stage)) return 'It is already where a policy issue goes.';
    return isRaiser || (asked && asked.side !== 'board') ? undefined : NOT_ASKED;
  },
  saying: 'it raises a significant policy issue',
  perform(a, by, act) {
    const { stageId } = openVisit(a.d)!;
    const { stage, clause } = a.setting.policy.policyIssueGoesTo!;
    const textId = a.keep(act.text);
    a.enter({ by: by.id, what: 'policy issue raised', stageId, clause, textId });
    answered(a, by);
    moveTo(a, stage, { cause: 'policy issue', closedBy: 'policy issue', clause, by: by.id });
    return undefined;
  },
});
