import type { ActKind } from '../../escalation/acts.ts';
import type { ActForm } from './act-form.ts';
import { AFTER_FORMS } from './after-forms.tsx';
import { COMPLETING_FORM } from './completing-form.tsx';
import type { DisagreementFacts } from './facts.ts';
import { HARM_FORMS } from './harm-forms.tsx';
import { LEAD_FORMS } from './lead-forms.tsx';
import { MEETING_FORMS } from './meeting-forms.tsx';
import { MOVING_FORMS } from './moving-forms.tsx';
import { REVIEW_FORMS } from './review-forms.tsx';
import { SAYING_WHOSE_FORMS } from './saying-whose-forms.tsx';
import { SETTLING_FORMS } from './settling-forms.tsx';
import { TALKING_FORMS } from './talking-forms.tsx';

/** An act that has a page of its own: `mine` is a button of the page that asks whose it is. */
export type PageAct = Exclude<ActKind, 'mine'>;

/** One form for each act a person can do, divided as the rules in `escalation/acts/` are. */
export const ACT_FORMS: Record<PageAct, ActForm> = {
  ...REVIEW_FORMS,
  ...HARM_FORMS,
  ...COMPLETING_FORM,
  ...TALKING_FORMS,
  ...SETTLING_FORMS,
  ...MEETING_FORMS,
  ...MOVING_FORMS,
  ...SAYING_WHOSE_FORMS,
  ...AFTER_FORMS,
  ...LEAD_FORMS,
};

/** What an act is called where it stands now: some are called by what they come to at the open stage. */
export function titleOf(act: PageAct, facts: DisagreementFacts): string {
  const { title, titleNow }: ActForm = ACT_FORMS[act];
  return titleNow?.(facts) ?? title;
}

/** The acts whose page somebody can open, in the order they are offered: what settles it first, what ends it without that last. */
export const ACTS_IN_ORDER = [
  'acknowledge-harm',
  'end-harm',
  'agree-to-withdraw',
  'review-beside',
  'confirm',
  'dispute',
  'complete',
  'review',
  'talked-over',
  'propose',
  'convene',
  'give-representations',
  'decide',
  'say-we-agreed',
  'record-discussion',
  'approve-discussion',
  'correct-discussion',
  'ask-for-advice',
  'advice-given',
  'confirm-understanding',
  'answer-check-back',
  'record-on-file',
  'tick-checklist',
  'record-learning',
  'report-meeting',
  'say-what-became',
  'record-debrief',
  'add-dissent',
  'appoint-supporter',
  'name-next',
  'choose-alternative',
  'ask-who-is-next',
  'add-agency',
  'mark-not-concerned',
  'replace-contact',
  'vouch',
  'not-ours',
  'record-for',
  'send-copy',
  'correct',
  'merge',
  'name-acting-raiser',
  'stand-aside',
  'flag-harm',
  'shorten',
  'escalate-now',
  'raise-policy-issue',
  'decide-not-to-convene',
  'look-again',
  'send-forward',
  'reopen',
  'close-out-of-scope',
  'withdraw',
  'not-mine',
] as const satisfies readonly PageAct[];
