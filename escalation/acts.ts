import * as z from 'zod';
import {
  addDissent,
  confirmUnderstanding,
  recordDebrief,
  recordLearning,
  recordOnFile,
  reportMeeting,
  tickChecklist,
} from './acts/after.ts';
import { addAgency, markNotConcerned } from './acts/agencies.ts';
import { sayWeAgreed } from './acts/agreeing.ts';
import { askWhoIsNext } from './acts/asking-next.ts';
import { answerCheckBack, reopen } from './acts/checking-back.ts';
import { chooseAlternative } from './acts/choosing-whom.ts';
import { complete } from './acts/completing.ts';
import { convene, decideNotToConvene, giveRepresentations } from './acts/convening.ts';
import { acknowledge, agreeToWithdraw, endOfHarm, flagHarmNow, reviewBesideStage } from './acts/harm.ts';
import {
  closeOutOfScope,
  correct,
  merge,
  nameActingRaiser,
  notOurs,
  recordFor,
  replaceContact,
  standAside,
  vouch,
} from './acts/leading.ts';
import { escalateNow, shorten } from './acts/moving.ts';
import { raisePolicyIssue } from './acts/raising-further.ts';
import { lookAgain, review, sendForward, talkedOver } from './acts/reviewing.ts';
import { mine, nameNext, notMine } from './acts/saying-whose.ts';
import { sendCopy } from './acts/sending-copy.ts';
import { confirm, decide, dispute, propose, withdraw } from './acts/settling.ts';
import { adviceGiven, appointSupporter, askForAdvice } from './acts/supporting.ts';
import { approveDiscussion, correctDiscussion, recordDiscussion } from './acts/talking.ts';
import { sayWhatBecame } from './acts/what-became.ts';
import { type FieldProblem, problemsIn } from './field-problems.ts';

/**
 * Everything a person can do to a disagreement, in the order pages offer it. Each is a rule of its own in `acts/`: its form, who may
 * do it now, and what it does. The pages draw a form for each, the door parses the post with it, and `perform` judges it.
 */
export const ACT_RULES = {
  mine,
  'acknowledge-harm': acknowledge,
  'end-harm': endOfHarm,
  'flag-harm': flagHarmNow,
  'agree-to-withdraw': agreeToWithdraw,
  'review-beside': reviewBesideStage,
  review,
  'talked-over': talkedOver,
  'record-discussion': recordDiscussion,
  'approve-discussion': approveDiscussion,
  'correct-discussion': correctDiscussion,
  propose,
  'say-we-agreed': sayWeAgreed,
  confirm,
  dispute,
  convene,
  'give-representations': giveRepresentations,
  decide,
  'decide-not-to-convene': decideNotToConvene,
  'raise-policy-issue': raisePolicyIssue,
  'escalate-now': escalateNow,
  shorten,
  'name-next': nameNext,
  'choose-alternative': chooseAlternative,
  'ask-who-is-next': askWhoIsNext,
  'mark-not-concerned': markNotConcerned,
  'add-agency': addAgency,
  'ask-for-advice': askForAdvice,
  'advice-given': adviceGiven,
  'appoint-supporter': appointSupporter,
  'confirm-understanding': confirmUnderstanding,
  'answer-check-back': answerCheckBack,
  reopen,
  'look-again': lookAgain,
  'send-forward': sendForward,
  'record-on-file': recordOnFile,
  'tick-checklist': tickChecklist,
  'record-learning': recordLearning,
  'report-meeting': reportMeeting,
  'record-debrief': recordDebrief,
  'add-dissent': addDissent,
  complete,
  vouch,
  'not-ours': notOurs,
  'replace-contact': replaceContact,
  'record-for': recordFor,
  'send-copy': sendCopy,
  correct,
  merge,
  'name-acting-raiser': nameActingRaiser,
  'close-out-of-scope': closeOutOfScope,
  'stand-aside': standAside,
  'say-what-became': sayWhatBecame,
  withdraw,
  'not-mine': notMine,
} as const;

/** An act by its name in addresses and forms. */
export type ActKind = keyof typeof ACT_RULES;
/** All of them, in the order of `ACT_RULES`. */
export const ACT_KINDS = Object.keys(ACT_RULES) as ActKind[];

/** What only a lead does, whatever other place they have. */
export const LEADS_ONLY: readonly ActKind[] = [
  'replace-contact',
  'record-for',
  'send-copy',
  'correct',
  'merge',
  'name-acting-raiser',
  'close-out-of-scope',
  'stand-aside',
  'say-what-became',
];
/** All that a lead may do as lead (REQUIREMENTS §3). Nothing here lengthens, pauses, moves down, or confirms for a side. */
export const LEAD_ACTS: readonly ActKind[] = [...LEADS_ONLY, 'vouch', 'add-agency', 'shorten', 'escalate-now'];

/** What whoever is asked whose an address is may say, with no other part in it (PRV-2). */
export const VOUCHING_ACTS: readonly ActKind[] = ['vouch', 'not-ours'];

type Fields<K extends ActKind> = z.infer<(typeof ACT_RULES)[K]['fields']>;

/**
 * One act with its parsed fields: `{ kind: 'confirm', proposalId }`. `visit` says for which stage visit its form was drawn, as an index
 * into the record's stages: a form posted twice, or after the stage was left, then does not act on the next stage.
 */
export type Act = { [K in ActKind]: { kind: K } & Fields<K> & { visit?: number } }[ActKind];

/** The hidden field of a form that says for which visit it was drawn. A form without one acts on whatever stage is open. */
const visitField = z.object({ visit: z.coerce.number().int().min(0) });

/** Reads an act from its form, or says what to put right. */
export function readAct<K extends ActKind>(
  kind: K,
  fields: unknown,
): { act: Act & { kind: K } } | { problems: FieldProblem[] } {
  const parsed = ACT_RULES[kind].fields.safeParse(fields);
  if (!parsed.success) return { problems: problemsIn(parsed.error) };
  const visit = kind === 'complete' ? undefined : visitField.safeParse(fields).data;
  return { act: { kind, ...(parsed.data as object), ...visit } as Act & { kind: K } };
}
