import { learningRoute } from '../../escalation/acts/after.ts';
import { roleInWords } from '../../escalation/asked-as.ts';
import { requireStage, stageAfter } from '../../escalation/policy.ts';
import { openHarm, openVisit } from '../../escalation/record.ts';
import type { PageAct } from './act-forms.tsx';
import { deadlineInWords } from './deadline-words.ts';
import type { DisagreementFacts } from './facts.ts';

/** What an act comes to, said before its button: what it does, who is told of it, and what happens next. */
export interface Consequences {
  does: string;
  told: string;
  next: string;
}

const ON_THE_PAGE = 'Nobody is sent an email. Everybody who can read this disagreement sees it there.';
const CLOCK_RUNS = 'Nothing waits for it: the time goes on.';
const IN_WRITING =
  'Everybody who took part, in writing. The email says that it has ended, and only this page says what you write.';
const THEN_CHECKED = 'On the day of each agreed action we ask whether it was done. When nothing is left, it is closed.';

type Says = Consequences | ((facts: DisagreementFacts) => Consequences);

/** Each act's; `escalation/acts/` does what is said here, so change one and look at the other. */
const CONSEQUENCES: Record<PageAct, Says> = {
  'acknowledge-harm': {
    does: 'It says that you have seen it. It agrees to nothing.',
    told: ON_THE_PAGE,
    next: 'Your agency is not asked again whether it has seen this. What protects is still to be done and recorded.',
  },
  'end-harm': {
    does: 'It records what was done to protect, and ends the time for immediate harm. Nobody else has to agree.',
    told: 'The people asked on both sides, and those who were told of the risk, at once and at any hour.',
    next: 'We stop asking whether it was seen. The disagreement stays open, with the time of its stage.',
  },
  'flag-harm': {
    does: 'It says that somebody is at risk of immediate harm, and starts the time that the policy gives for that.',
    told: 'The people asked on both sides and those whom the policy names, at once and at any hour.',
    next: 'Each agency is asked, day and night, until somebody there says that they have seen it.',
  },
  'agree-to-withdraw': {
    does: 'It ends the disagreement, although somebody is flagged as at risk.',
    told: 'Both sides and the safeguarding lead of the agency that raised it, in writing.',
    next: 'Nothing more is asked of anybody here. Anybody can raise it anew.',
  },
  'review-beside': {
    does: 'It says what you find. Because somebody was at risk it has gone forward already.',
    told: 'If you do not take it forward, the person who raised it and everybody who took part.',
    next: 'Taken forward, it goes on as it is. If you say nothing in time, it goes on, marked “not reviewed in time”.',
  },
  review: (facts) => ({
    does: 'It says whether the concern is justified and meets the purpose of the policy.',
    told: 'Taken forward: the people of the next stage, on both sides. Otherwise: the person who raised it, with your reason.',
    next: `Taken forward, ${opensNext(facts)}. If you say nothing in time, it goes forward by itself, marked “not reviewed in time”.`,
  }),
  'talked-over': (facts) => ({
    does: 'It records that you talked it over inside your own agency, as the policy wants first.',
    told: 'The people of the next stage. Nobody in the other agency has been told of it yet.',
    next: `When you record the talk, ${opensNext(facts)}.`,
  }),
  'record-discussion': {
    does: 'It keeps what was said, when, and with whom. It settles nothing.',
    told: ON_THE_PAGE,
    next: `The other side, or whoever you talked with, can approve the record. ${CLOCK_RUNS}`,
  },
  'approve-discussion': {
    does: 'It says that the discussion was recorded as it was said.',
    told: ON_THE_PAGE,
    next: 'Nothing of it changes afterwards. If something is wrong, add a correction instead.',
  },
  'correct-discussion': {
    does: 'It adds a correction beside what was recorded, with your name and the date. Nothing is written over.',
    told: ON_THE_PAGE,
    next: CLOCK_RUNS,
  },
  propose: (facts) => ({
    does: 'It says how your side would settle it. It ends nothing until the other side confirms.',
    told: 'The people asked on the other side.',
    next: `They confirm or dispute it. Silence is not agreement: ${untilWhen(facts)}.`,
  }),
  'say-we-agreed': {
    does: 'It says that it was agreed on an earlier day and nobody wrote it down.',
    told: 'The people asked now, on both sides, who are asked to confirm it.',
    next: 'If they do, it is resolved, and any move that the clock made since that day is taken back. The record keeps both. Until then the time goes on.',
  },
  confirm: {
    does: 'It agrees to the proposed outcome for your agency.',
    told: IN_WRITING,
    next: `When each agency awaited has confirmed, it is resolved. ${THEN_CHECKED}`,
  },
  dispute: (facts) => ({
    does: 'It says that your agency does not agree to the proposed outcome, and why.',
    told: 'Whoever proposed it, and the person who raised it.',
    next: `Either side can propose something else. ${sentence(untilWhen(facts))}.`,
  }),
  complete: {
    does: 'It adds what was missing. What you leave empty stays missing.',
    told: 'Whoever is asked because of what you add. If the time changes, everybody asked.',
    next: CLOCK_RUNS,
  },
  convene: {
    does: 'It arranges the meeting: who chairs, when, where, and who attends. Arranged again, the last one holds.',
    told: 'Those named here, by an email that says when it is. Where it is stands on this page only.',
    next: 'Whoever chairs it records how it ended.',
  },
  'give-representations': {
    does: 'It says what you want heard before it is decided. It settles nothing.',
    told: 'Nobody is sent an email. Whoever chairs, mediates or decides reads it on the page, and so does the other side.',
    next: CLOCK_RUNS,
  },
  decide: {
    does: 'It records how it ended, for both sides.',
    told: IN_WRITING,
    next: THEN_CHECKED,
  },
  'decide-not-to-convene': (facts) => {
    const next = nextStage(facts);
    return {
      does: 'It records that no meeting is convened, and why.',
      told: next ? `The people of ${next}, and those asked before.` : IN_WRITING,
      next: next ? `${next} opens at once.` : 'This is the last stage: it ends here, without agreement.',
    };
  },
  'raise-policy-issue': (facts) => {
    const goesTo = facts.policy.policyIssueGoesTo;
    const stage = goesTo && requireStage(facts.policy, goesTo.stage);
    return {
      does: 'It takes it to the partnership as a significant policy issue. The stages in between are not used.',
      told: 'The people of that stage, and those asked before or passed over.',
      next: stage ? `${stage.label}: ${stage.name} opens at once (${goesTo.clause}).` : '',
    };
  },
  'escalate-now': (facts) => ({
    does: 'It takes it to the next stage before its time, with your reason.',
    told: 'The people of the next stage, and those asked before.',
    next: `${sentence(opensNext(facts))}. You cannot take it back.`,
  }),
  shorten: (facts) => {
    const deadline = openVisit(facts.d)?.deadline;
    return {
      does: `It sets an earlier time, only to keep a child or adult safe.${deadline ? ` The time now ends at ${deadlineInWords(deadline)}: it can be made shorter, never longer.` : ''}`,
      told: 'Everybody asked at this stage, on both sides.',
      next: `If it is not settled by then, ${opensNext(facts)}.`,
    };
  },
  'look-again': {
    does: "It takes the refusal to your agency's safeguarding lead.",
    told: "Your agency's safeguarding lead, who can then read it.",
    next: 'They may send it forward. If they do not within five working days, it closes.',
  },
  'send-forward': (facts) => ({
    does: 'It opens again what was not taken forward.',
    told: 'The people of the next stage, on both sides, and those asked before.',
    next: `${sentence(opensNext(facts))}, and its people are asked at once.`,
  }),
  'close-out-of-scope': {
    does: 'It ends it for both sides, because this policy is not the way for it.',
    told: 'Everybody who took part, with where it goes instead.',
    next: 'The record is kept. Nothing more is asked of anybody here.',
  },
  withdraw: (facts) =>
    openHarm(facts.d)
      ? {
          does: "It asks your own agency's safeguarding lead whether it may be withdrawn, because somebody is flagged as at risk.",
          told: "Your agency's safeguarding lead.",
          next: 'It stays open until they agree.',
        }
      : {
          does: 'It ends the disagreement.',
          told: "Both sides and your agency's safeguarding lead, in writing.",
          next: 'Nothing more is asked of anybody here. You can raise it anew.',
        },
  'name-next': {
    does: 'It says who takes a later stage for your agency. Name somebody of your own agency, not yourself.',
    told: 'They are asked if it comes to their stage; at once, if that stage is open and nobody could be found for it.',
    next: CLOCK_RUNS,
  },
  'choose-alternative': {
    does: 'It says who is asked for your agency at the next stage, instead of line management. You can choose back until then.',
    told: 'They are asked when that stage opens. Nobody is sent an email now.',
    next: CLOCK_RUNS,
  },
  'ask-who-is-next': {
    does: 'It asks the other side to name the person who takes the next stage.',
    told: 'Whoever answers there now.',
    next: 'If they do not say, we ask once more and then tell their safeguarding lead. Nothing waits for the answer.',
  },
  'mark-not-concerned': {
    does: 'It says that your agency is not concerned. It is asked nothing more.',
    told: 'The person who raised it, and the people asked for the other agencies.',
    next: 'The other agencies go on, and it can be settled without yours.',
  },
  'add-agency': {
    does: 'It adds an agency that it is raised with.',
    told: 'Its people of the open stage, who are asked at once, and the people asked so far.',
    next: 'There is still one deadline. It is settled when every agency has confirmed.',
  },
  'ask-for-advice': {
    does: 'It asks for advice inside your own agency. What you write is for your agency alone.',
    told: "Your agency's safeguarding lead, or whoever the policy names for it, who can then read this disagreement. Everybody can see that advice was asked for.",
    next: CLOCK_RUNS,
  },
  'advice-given': {
    does: 'It records that advice was given. Its words are for your own agency alone.',
    told: 'Whoever asked for it. Everybody can see that it was given.',
    next: CLOCK_RUNS,
  },
  'appoint-supporter': {
    does: 'It names somebody to stand by your side. They can read what your side reads, and do nothing.',
    told: 'Whoever you name. The other side is not shown that you named anybody.',
    next: 'They can read it once they have said that it is theirs.',
  },
  vouch: {
    does: "It says that an address outside their agency's domains is theirs. Ask them by telephone first, on a number you know.",
    told: 'Whoever has that address.',
    next: 'They see and do what their place allows, from then on.',
  },
  'not-ours': {
    does: 'It says that nobody of your agency has that address.',
    told: "The raiser and the partnership's leads, that it was not your agency's.",
    next: 'Whoever has it can open nothing more of this, and somebody else of your agency is asked at once.',
  },
  'replace-contact': {
    does: 'It puts somebody in the place of a contact who has left or cannot be reached.',
    told: 'The new contact, who is asked at once if their stage is open.',
    next: 'Whoever is replaced can no longer open it. The time goes on.',
  },
  'record-for': {
    does: 'It writes down what somebody told you who cannot reach the page. It is marked as written by you, and answers nothing for them.',
    told: 'Whoever said it.',
    next: CLOCK_RUNS,
  },
  correct: {
    does: 'It puts right an agency, whom it is about, or which policy governs.',
    told: 'Everybody asked at the open stage and the person who raised it. The email says only that a correction was made.',
    next: 'Whoever was wrongly asked is asked no more, and the right people are asked at once. Under another policy it goes on at the tier it has reached, and no time becomes longer.',
  },
  merge: (facts) => ({
    does: 'It joins two records of one disagreement. The one that was raised first goes on.',
    told: 'Everybody who takes part in either.',
    next: `${facts.d.reference} closes, with no outcome of its own. The other takes over its discussions and whatever is earlier or shorter.`,
  }),
  'name-acting-raiser': {
    does: "It puts the safeguarding lead of the raiser's agency in the raiser's place.",
    told: 'The acting raiser, and the practitioners it was raised with.',
    next: 'The person who raised it can no longer open it. The time goes on.',
  },
  'stand-aside': {
    does: 'It leaves this disagreement to another of the partnership’s leads.',
    told: 'The lead who takes it.',
    next: 'You can do nothing more on it as lead.',
  },
  'not-mine': {
    does: 'It says that this is not yours. You can leave both fields empty.',
    told: "The person who raised it, the partnership's leads, and whoever is asked in your place.",
    next: 'You can no longer open it. Somebody else is asked at once, and the time goes on.',
  },
  'confirm-understanding': {
    does: 'It says whether what was agreed is what you understood. It stays settled meanwhile.',
    told: 'If you say no, those who settled it. They can read what you write.',
    next: 'When both sides have answered, nothing more is asked about it.',
  },
  'answer-check-back': {
    does: 'It says whether an agreed action was done.',
    told: 'If it was not done, the side that raised it; after a final and binding decision, the people of the board instead.',
    next: 'If it was not done, the side that raised it may open it again, unless the decision was final and binding.',
  },
  reopen: (facts) => ({
    does: 'It opens it again, because something agreed was not done.',
    told: 'The people asked at that stage, and those asked before.',
    next: facts.d.outcome
      ? `${requireStage(facts.policy, facts.d.outcome.stageId).label} opens again, with its full time from today.`
      : '',
  }),
  'record-on-file': {
    does: "It says that the outcome is recorded on your own agency's file. This service is not the child's or adult's file.",
    told: ON_THE_PAGE,
    next: 'Nothing more: each agency says it for itself.',
  },
  'tick-checklist': {
    does: "It says what your agency has done of the closing checklist. This service is not the child's or adult's file.",
    told: ON_THE_PAGE,
    next: 'You can answer again: the last answer counts, and the earlier ones are kept.',
  },
  'record-learning': {
    does: 'It records what others can learn, or a gap it showed. Do not name anybody.',
    told: 'Whoever the policy names for it, by an email that does not say what you write.',
    next: "It is on the partnership's list of what there is to learn. It reopens nothing.",
  },
  'report-meeting': ({ policy }) => {
    const route = learningRoute(policy, 'meeting');
    return {
      does: 'It reports what came up in the meeting. Do not name anybody.',
      told: route
        ? `The board's ${roleInWords(route.role)} (${route.clause}), by an email that does not say what you write.`
        : ON_THE_PAGE,
      next: "It is on the partnership's list of what there is to learn. It reopens nothing.",
    };
  },
  'say-what-became': {
    does: 'It records what the partnership did with something to learn from this.',
    told: ON_THE_PAGE,
    next: "It moves to those of which it is known what became of them, on the partnership's list. It reopens nothing.",
  },
  'record-debrief': {
    does: 'It records that a debrief was offered or held. What is said in a debrief stays with those who were there.',
    told: ON_THE_PAGE,
    next: 'Nothing more.',
  },
  'add-dissent': {
    does: 'It keeps how you see it beside the outcome.',
    told: ON_THE_PAGE,
    next: 'It reopens nothing.',
  },
};

/** What the act comes to where it stands now. */
export function consequencesOf(act: PageAct, facts: DisagreementFacts): Consequences {
  const says = CONSEQUENCES[act];
  return typeof says === 'function' ? says(facts) : says;
}

/** "Stage 2: Manager to manager", the stage after the open one or the one it ended at; undefined at the last. */
function nextStage({ d, policy }: DisagreementFacts): string | undefined {
  const stageId = d.outcome?.stageId ?? openVisit(d)?.stageId;
  const next = stageId === undefined ? undefined : stageAfter(policy, stageId);
  return next && `${next.label}: ${next.name}`;
}

function opensNext(facts: DisagreementFacts): string {
  const next = nextStage(facts);
  return next ? `${next} opens` : 'it goes on at this stage, which is the last';
}

function untilWhen(facts: DisagreementFacts): string {
  const deadline = openVisit(facts.d)?.deadline;
  return deadline ? `the time goes on until ${deadlineInWords(deadline)}` : 'it stays open until both sides agree';
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
