import { currentMeeting } from '../../escalation/meetings.ts';
import { openVisit } from '../../escalation/record.ts';
import { ButtonGroup, ButtonLink } from '../components/index.ts';
import { ACT_FORMS, ACTS_IN_ORDER, type PageAct, titleOf } from './act-forms.ts';
import type { DisagreementFacts } from './facts.ts';

/** What somebody wants when they look for something to do, in the order in which the page says it. */
const WANTS = {
  settle: 'Settle it',
  move: 'Move it on',
  safety: 'Keep somebody safe',
  people: 'The people in it',
  afterwards: 'Afterwards',
} as const;
type Want = keyof typeof WANTS;

/** Under which of them each act stands. A new act must be given one. */
const WANTED_FOR: Record<PageAct, Want> = {
  'acknowledge-harm': 'safety',
  'end-harm': 'safety',
  'flag-harm': 'safety',
  shorten: 'safety',
  'agree-to-withdraw': 'move',
  'review-beside': 'settle',
  review: 'settle',
  'talked-over': 'settle',
  'record-discussion': 'settle',
  'approve-discussion': 'settle',
  'correct-discussion': 'settle',
  propose: 'settle',
  'say-we-agreed': 'settle',
  confirm: 'settle',
  dispute: 'settle',
  complete: 'settle',
  convene: 'settle',
  'give-representations': 'settle',
  decide: 'settle',
  'decide-not-to-convene': 'move',
  'raise-policy-issue': 'move',
  'escalate-now': 'move',
  'look-again': 'move',
  'send-forward': 'move',
  'close-out-of-scope': 'move',
  withdraw: 'move',
  'name-next': 'people',
  'choose-alternative': 'people',
  'ask-who-is-next': 'people',
  'mark-not-concerned': 'people',
  'add-agency': 'people',
  'ask-for-advice': 'people',
  'advice-given': 'people',
  'appoint-supporter': 'people',
  vouch: 'people',
  'not-ours': 'people',
  'replace-contact': 'people',
  'record-for': 'people',
  'send-copy': 'people',
  correct: 'people',
  merge: 'people',
  'name-acting-raiser': 'people',
  'stand-aside': 'people',
  'not-mine': 'people',
  'confirm-understanding': 'afterwards',
  'answer-check-back': 'afterwards',
  reopen: 'afterwards',
  'record-on-file': 'afterwards',
  'tick-checklist': 'afterwards',
  'record-learning': 'afterwards',
  'report-meeting': 'afterwards',
  'say-what-became': 'afterwards',
  'record-debrief': 'afterwards',
  'add-dissent': 'afterwards',
};

/** What matters most where it may be done at all, first things first. `acknowledge-harm` has its button beside the warning. */
const MATTER_MOST: readonly PageAct[] = [
  'end-harm',
  'agree-to-withdraw',
  'confirm',
  'dispute',
  'review',
  'review-beside',
  'talked-over',
  'convene',
  'decide',
  'complete',
  'confirm-understanding',
  'answer-check-back',
  'reopen',
  'send-forward',
  'look-again',
  'propose',
  'record-discussion',
  'give-representations',
  'record-on-file',
  'report-meeting',
  'tick-checklist',
];

/** The one or two acts to show as buttons: what the open stage, or its end, waits for from this reader. */
function actsThatMatter({ d, may }: Pick<DisagreementFacts, 'd' | 'may'>): PageAct[] {
  const isArranged = currentMeeting(openVisit(d)) !== undefined;
  return MATTER_MOST.filter((act) => may.includes(act) && !(act === 'convene' && isArranged)).slice(0, 2);
}

/** What the reader can do: what matters now as buttons, everything else under what they may want. */
export const ActsOffered = ({ facts }: { facts: DisagreementFacts }) => {
  const acts = ACTS_IN_ORDER.filter((act) => facts.may.includes(act));
  const first = actsThatMatter(facts);
  const path = `/d/${facts.d.reference}`;
  const groups = (Object.keys(WANTS) as Want[])
    .map((want) => ({ want, acts: acts.filter((act) => WANTED_FOR[act] === want && !first.includes(act)) }))
    .filter((group) => group.acts.length > 0);
  return (
    <section aria-labelledby="what-you-can-do" class="app-acts">
      <h2 class="govuk-heading-m" id="what-you-can-do">
        What you can do
      </h2>
      {first.length > 0 ? (
        <ButtonGroup>
          {first.map((act, at) => (
            <ButtonLink href={`${path}/${act}`} {...(at > 0 ? { look: 'secondary' } : {})}>
              {titleOf(act, facts)}
            </ButtonLink>
          ))}
        </ButtonGroup>
      ) : acts.length === 0 ? (
        <p class="govuk-body">Nothing is asked of you. You can read everything here.</p>
      ) : null}
      <div class="app-acts__groups">
        {groups.map((group) => (
          <div class="app-acts__group">
            <h3 class="govuk-heading-s">{WANTS[group.want]}</h3>
            <ul class="govuk-list">
              {group.acts.map((act) => (
                <li>
                  <a class="govuk-link" href={`${path}/${act}`}>
                    {titleOf(act, facts)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {facts.d.closedAt ? null : (
        <p class="govuk-body">
          The duty to protect does not wait for this: go on with anything that keeps the child or adult safe.
        </p>
      )}
    </section>
  );
};

/** What a lead may do who is shown no more than this of it (NOT-5). */
export const LeadActs = ({ reference, acts }: { reference: string; acts: readonly PageAct[] }) => (
  <ul class="govuk-list govuk-list--spaced">
    {acts.map((act) => (
      <li>
        <a class="govuk-link" href={`/d/${reference}/${act}`}>
          {ACT_FORMS[act].title}
        </a>
      </li>
    ))}
  </ul>
);
