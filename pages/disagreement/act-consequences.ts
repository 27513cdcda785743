import { learningRoute } from '../../escalation/acts/after.ts';
import { roleInWords } from '../../escalation/asked-as.ts';
import { capital } from '../../escalation/capital.ts';
import { currentMeeting } from '../../escalation/meetings.ts';
import { isForTheOtherSide } from '../../escalation/opening.ts';
import { requireStage } from '../../escalation/policy.ts';
import { openHarm, openVisit } from '../../escalation/record.ts';
import { latestMoment } from '../../escalation/why-this-deadline.ts';
import type { PageAct } from './act-forms.ts';
import type { DisagreementFacts } from './facts.ts';
import { nextStageName } from './next-stage.ts';
import {
  AT_ONCE,
  hasHeard,
  inWriting,
  practitioners,
  toldOfHarm,
  toldOfNotMine,
  whoCanApprove,
  whoHearsOfAMove,
  whoHearsOfLearning,
  whoHearsTheEnd,
} from './who-hears.ts';
import type { Told } from './who-is-told.ts';

/** What an act comes to, said before its button: what it does, who is told of it, and what happens next. */
export interface Consequences {
  does: string;
  /** Who is sent an email. */
  told: readonly Told[];
  /** What is said beside that: what the email does not say, or who else can read it. */
  besides?: string;
  next: string;
}

const NOBODY: readonly Told[] = [];
const CLOCK_RUNS = 'Nothing waits for it: the time goes on.';
const PAGE_ALONE = 'The email says that it has ended; only this page says what you write.';
const THEN_CHECKED = 'On the day of each agreed action we ask whether it was done. When nothing is left, it is closed.';

type Says = Consequences | ((facts: DisagreementFacts) => Consequences);

/** Each act's; `escalation/acts/` does what is said here, so change one and look at the other: whom it tells is compared by a test. */
const CONSEQUENCES: Record<PageAct, Says> = {
  'acknowledge-harm': {
    does: 'It says that you have seen it. It agrees to nothing.',
    told: NOBODY,
    next: 'Your agency is not asked again whether it has seen this. Action to protect still has to be taken and recorded.',
  },
  'end-harm': (facts) => ({
    does: 'It records what was done to protect, and ends the time for immediate harm. Nobody else has to agree.',
    told: [{ whom: ['the people asked now', ...practitioners(facts), 'whoever was told of the risk'], how: AT_ONCE }],
    next: 'We stop asking whether it was seen. The disagreement stays open, with the time of its stage.',
  }),
  'flag-harm': (facts) => ({
    does: 'It says that somebody is at risk of immediate harm, and starts the time that the policy gives for that.',
    told: toldOfHarm(facts),
    next: 'Each agency is asked, day and night, until somebody there says that they have seen it.',
  }),
  'agree-to-withdraw': (facts) => ({
    does: 'It ends the disagreement, although somebody is flagged as at risk.',
    told: inWriting(facts),
    next: 'Nothing more is asked of anybody here. Anybody can raise it anew.',
  }),
  'review-beside': (facts) => ({
    does: 'It says what you find. Because somebody was at risk it has gone forward already.',
    told: [
      { when: 'Taken forward', whom: [] },
      { when: 'Not taken forward', whom: whoHearsTheEnd(facts) },
    ],
    besides: 'The email says that it has ended; only this page says why.',
    next: 'Taken forward, it goes on as it is. If you say nothing in time, it goes on, marked “not reviewed in time”.',
  }),
  review: (facts) => ({
    does: 'It says whether the concern is justified and meets the purpose of the policy.',
    told: [
      { when: 'Taken forward', whom: whoHearsOfAMove(facts) },
      { when: 'Otherwise', whom: whoHearsTheEnd(facts) },
    ],
    besides: 'The email says that it has ended; only this page says why.',
    next: `Taken forward, ${opensNext(facts)}. If you say nothing in time, it goes forward by itself, marked “not reviewed in time”.`,
  }),
  'talked-over': (facts) => ({
    does: 'It records that you talked it over inside your own agency, as the policy wants first.',
    told: [{ whom: whoHearsOfAMove(facts) }],
    besides: 'Nobody in the other agency has been told of it yet.',
    next: `When you record the talk, ${opensNext(facts)}.`,
  }),
  'record-discussion': (facts) => ({
    does: 'It keeps what was said, when, and with whom. It settles nothing.',
    told: whoCanApprove(facts),
    besides: 'They are asked to approve the record.',
    next: CLOCK_RUNS,
  }),
  'approve-discussion': {
    does: 'It says that the discussion was recorded as it was said.',
    told: NOBODY,
    next: 'Nothing of it changes afterwards. If something is wrong, add a correction instead.',
  },
  'correct-discussion': {
    does: 'It adds a correction beside what was recorded, with your name and the date. Nothing is written over.',
    told: NOBODY,
    next: CLOCK_RUNS,
  },
  propose: (facts) => ({
    does: 'It says how your side would settle it. It ends nothing until the other side confirms.',
    told: [{ whom: ['the people asked on the other side'] }],
    next: `They confirm or dispute it. Silence is not agreement: ${untilWhen(facts)}.`,
  }),
  'say-we-agreed': {
    does: 'It says that it was agreed on an earlier day and nobody wrote it down.',
    told: [{ whom: ['the people asked now'] }],
    besides: 'They are asked to confirm it.',
    next: 'If they do, it is resolved, and any move that the clock made since that day is taken back. The record keeps both. Until then the time goes on.',
  },
  confirm: (facts) => ({
    does: 'It agrees to the proposed outcome for your agency.',
    told: [
      { when: 'If yours is the last agency awaited', whom: whoHearsTheEnd(facts), how: 'in writing' },
      { when: 'If not', whom: [] },
    ],
    next: `When each agency awaited has confirmed, it is resolved. ${THEN_CHECKED}`,
  }),
  dispute: (facts) => ({
    does: 'It says that your agency does not agree to the proposed outcome, and why.',
    told: [{ whom: ['whoever proposed it', 'the person who raised it'] }],
    next: `Either side can propose something else. ${capital(untilWhen(facts))}.`,
  }),
  complete: (facts) => ({
    does: 'It adds what was missing. What you leave empty stays missing.',
    told: [
      { whom: ['whoever is asked because of it'] },
      {
        when: 'If the time changes',
        whom: ['the people asked now', ...(hasHeard(facts) ? (['the practitioners it was raised with'] as const) : [])],
      },
      ...(facts.d.missing.includes('Immediate harm') && facts.policy.harm
        ? toldOfHarm(facts, 'If you say that somebody is at risk')
        : []),
    ],
    next: CLOCK_RUNS,
  }),
  convene: (facts) => ({
    does: 'It arranges the meeting: who chairs, when, where, and who attends. Arranged again, the last one holds.',
    told: [{ whom: ['whoever chairs, sits on the panel or attends', ...practitioners(facts)] }],
    besides: 'The email says when it is. Where it is stands on this page only.',
    next: 'Whoever chairs it records how it ended.',
  }),
  'give-representations': {
    does: 'It says what you want heard before it is decided. It settles nothing.',
    told: NOBODY,
    besides: 'Whoever chairs, mediates or decides reads it there, and so does the other side.',
    next: CLOCK_RUNS,
  },
  decide: (facts) => ({
    does: 'It records how it ended, for both sides.',
    told: nextStageName(facts)
      ? [
          { when: 'If it is settled or decided', whom: whoHearsTheEnd(facts), how: 'in writing' },
          { when: 'If there is no agreement', whom: whoHearsOfAMove(facts) },
        ]
      : inWriting(facts),
    besides: PAGE_ALONE,
    next: THEN_CHECKED,
  }),
  'decide-not-to-convene': (facts) => {
    const next = nextStageName(facts);
    return {
      does: 'It records that no meeting is convened, and why.',
      told: next ? [{ whom: whoHearsOfAMove(facts) }] : inWriting(facts),
      next: next ? `${next} opens at once.` : 'This is the last stage: it ends here, without agreement.',
    };
  },
  'raise-policy-issue': (facts) => {
    const goesTo = facts.policy.policyIssueGoesTo;
    const stage = goesTo && requireStage(facts.policy, goesTo.stage);
    return {
      does: 'It takes it to the partnership as a significant policy issue. The stages in between are not used.',
      told: [{ whom: [...whoHearsOfAMove(facts, stage), 'the people of the stages passed over'] }],
      next: stage ? `${stage.label}: ${stage.name} opens at once (${goesTo.clause}).` : '',
    };
  },
  'escalate-now': (facts) => ({
    does: `It takes it to the next stage${openVisit(facts.d)?.deadline ? ' before its time' : ''}, with your reason.`,
    told: [{ whom: whoHearsOfAMove(facts) }],
    next: `${capital(opensNext(facts))}.`,
  }),
  shorten: (facts) => {
    const deadline = openVisit(facts.d)?.deadline;
    return {
      does: `It sets an earlier time, only to keep a child or adult safe.${deadline ? ` The time now ends at ${latestMoment(deadline)}: it can be made shorter, never longer.` : ''}`,
      told: [{ whom: ['the people asked now', ...practitioners(facts)] }],
      next: `If it is not settled by then, ${opensNext(facts)}.`,
    };
  },
  'look-again': {
    does: "It takes the refusal to your agency's safeguarding lead.",
    told: [{ whom: ['your agency’s safeguarding lead'] }],
    besides: 'They can then read it.',
    next: 'They may send it forward. If they do not within five working days, it closes.',
  },
  'send-forward': (facts) => ({
    does: 'It opens again what was not taken forward.',
    told: [{ whom: whoHearsOfAMove(facts) }],
    next: `${capital(opensNext(facts))}, and its people are asked at once.`,
  }),
  'close-out-of-scope': (facts) => ({
    does: 'It ends it for both sides, because this policy is not the way for it.',
    told: inWriting(facts),
    besides: 'The email says where it goes instead; only this page says what you write.',
    next: 'The record is kept. Nothing more is asked of anybody here.',
  }),
  withdraw: (facts) =>
    openHarm(facts.d)
      ? {
          does: "It asks your own agency's safeguarding lead whether it may be withdrawn, because somebody is flagged as at risk.",
          told: [{ whom: ['your agency’s safeguarding lead'] }],
          next: 'It stays open until they agree.',
        }
      : {
          does: 'It ends the disagreement.',
          told: inWriting(facts, 'your agency’s safeguarding lead'),
          next: 'Nothing more is asked of anybody here. You can raise it anew.',
        },
  'name-next': {
    does: 'It says who answers for your agency, now or at a later stage. Name somebody of your own agency, not yourself.',
    told: [
      { when: 'If their stage is open and nobody could be found for it', whom: ['whoever you name'] },
      { when: 'Otherwise', whom: [] },
    ],
    next: CLOCK_RUNS,
  },
  'choose-alternative': {
    does: 'It says who is asked for your agency at the next stage, instead of line management. You can choose back until then.',
    told: NOBODY,
    besides: 'Whoever is chosen is asked when that stage opens.',
    next: CLOCK_RUNS,
  },
  'ask-who-is-next': {
    does: 'It asks the other side to name the person who takes the next stage.',
    told: [{ whom: ['whoever answers there now'] }],
    next: 'If they do not say, we ask once more and then tell their safeguarding lead. Nothing waits for the answer.',
  },
  'mark-not-concerned': (facts) => ({
    does: 'It says that your agency is not concerned. It is asked nothing more.',
    told: [
      { whom: ['the person who raised it', 'the people asked for the other agencies'] },
      { when: 'If every other agency has confirmed what is proposed', whom: whoHearsTheEnd(facts), how: 'in writing' },
    ],
    next: 'The other agencies go on, and it can be settled without yours.',
  }),
  'add-agency': (facts) => ({
    does: 'It adds an agency that it is raised with.',
    told: [
      {
        whom: [
          'whoever is asked because of it',
          'the person who raised it',
          ...(isWithTheOtherSide(facts)
            ? (['the people asked for the other agencies', 'whoever you name'] as const)
            : []),
        ],
      },
    ],
    next: 'There is still one deadline. It is settled when every agency has confirmed.',
  }),
  'ask-for-advice': {
    does: 'It asks for advice inside your own agency. What you write is for your agency alone.',
    told: [{ whom: ['your agency’s safeguarding lead, or whoever the policy names for advice'] }],
    besides: 'They can then read this disagreement. Everybody can see that advice was asked for.',
    next: CLOCK_RUNS,
  },
  'advice-given': {
    does: 'It records that advice was given. Its words are for your own agency alone.',
    told: [{ whom: ['whoever asked for it'] }],
    besides: 'Everybody can see that it was given.',
    next: CLOCK_RUNS,
  },
  'appoint-supporter': {
    does: 'It names somebody to stand by your side. They can read what your side reads, and cannot act.',
    told: [{ whom: ['whoever you name'] }],
    besides: 'The other side is not shown that you named anybody.',
    next: 'They can read it once they have said that it is theirs.',
  },
  vouch: {
    does: "It says that an address outside their agency's domains is theirs. Ask them by telephone first, on a number you know.",
    told: [{ whom: ['whoever has that address'] }],
    next: 'They see and do what their place allows, from then on.',
  },
  'not-ours': {
    does: 'It says that nobody of your agency has that address.',
    told: [
      { whom: ['the person who raised it', 'the people asked for the side that raised it', 'the partnership’s leads'] },
    ],
    next: 'Whoever has it can open nothing more of this, and somebody else of your agency is asked at once.',
  },
  'replace-contact': {
    does: 'It puts somebody in the place of a contact who has left or cannot be reached.',
    told: [
      { when: 'If they are asked at the open stage, or are the practitioner', whom: ['whoever you name'] },
      { when: 'If their stage is still to come', whom: [] },
    ],
    next: 'Whoever is replaced can no longer open it. The time goes on.',
  },
  'record-for': (facts) => ({
    does: 'It writes down what somebody told you who cannot reach the page. It is marked as written by you, and answers nothing for them.',
    told: [{ whom: ['whoever said it'] }, ...whoCanApprove(facts, 'raising')],
    next: CLOCK_RUNS,
  }),
  correct: (facts) => ({
    does: 'It puts right an agency or its site, whom it is about, or which policy governs.',
    told: [
      { when: 'An agency, or whom it is about', whom: ['the person who raised it', 'the people asked now'] },
      {
        when: 'Which policy governs',
        whom: [
          'the people of the stage that opens',
          ...practitioners(facts),
          'everybody asked before',
          'whoever the policy wants told when it opens',
        ],
      },
    ],
    besides: 'The email says only that a correction was made.',
    next: 'Whoever was wrongly asked is asked no more, and the right people are asked at once. Under another policy it goes on at the tier it has reached, and no time becomes longer.',
  }),
  merge: (facts) => ({
    does: 'It joins two records of one disagreement. The one that was raised first goes on.',
    told: [{ whom: ['everybody who takes part in either or was told of it'] }],
    next: `${facts.d.reference} closes, with no outcome of its own. The other takes over its discussions and whatever is earlier or shorter.`,
  }),
  'send-copy': {
    does: 'It records that they cannot use links, and sends them a copy of the record as it is now: what they could read on the page, and no more.',
    told: [{ whom: ['whoever has that address'], how: 'with the copy as a file' }],
    next: 'If their address is not on the partnership’s list of secure addresses, the file is locked: you are shown the password next, to tell them by telephone. When it has ended they are sent a copy again.',
  },
  'name-acting-raiser': {
    does: "It puts the safeguarding lead of the raiser's agency in the raiser's place.",
    told: [{ whom: ['the acting raiser', 'the practitioners it was raised with'] }],
    next: 'The person who raised it can no longer open it. The time goes on.',
  },
  'stand-aside': {
    does: 'It leaves this disagreement to another of the partnership’s leads.',
    told: [{ whom: ['the lead who takes it'] }],
    next: 'You can do nothing more on it as lead.',
  },
  'not-mine': (facts) => ({
    does: 'It says that this is not yours. You can leave both fields empty.',
    told: toldOfNotMine(facts),
    next: 'You can no longer open it. Somebody else is asked at once, and the time goes on.',
  }),
  'confirm-understanding': {
    does: 'It says whether what was agreed is what you understood. It stays settled meanwhile.',
    told: [
      { when: 'If you say no', whom: ['those who settled it'] },
      { when: 'If you say yes', whom: [] },
    ],
    besides: 'They can read what you write.',
    next: 'When both sides have answered, nothing more is asked about it.',
  },
  'answer-check-back': (facts) => ({
    does: 'It says whether an agreed action was done.',
    told: [
      {
        when: 'If it was not done',
        whom: facts.d.outcome?.binding
          ? [
              'the people asked for the board',
              ...(currentMeeting(facts.d.stages.at(-1)) ? (['whoever chaired or mediated'] as const) : []),
              'the partnership’s business manager',
            ]
          : ['the person who raised it', 'those who settled it for the side that raised it'],
      },
      { when: 'If it was done', whom: [] },
    ],
    next: 'If it was not done, the side that raised it may open it again, unless the decision was final and binding.',
  }),
  reopen: (facts) => ({
    does: 'It opens it again, because something agreed was not done.',
    told: [
      {
        whom: whoHearsOfAMove(facts, facts.d.outcome ? requireStage(facts.policy, facts.d.outcome.stageId) : undefined),
      },
    ],
    next: facts.d.outcome
      ? `${requireStage(facts.policy, facts.d.outcome.stageId).label} opens again, with its full time from today.`
      : '',
  }),
  'record-on-file': {
    does: "It says that the outcome is recorded on your own agency's file. This service is not the child's or adult's file.",
    told: NOBODY,
    next: 'Nothing more: each agency says it for itself.',
  },
  'tick-checklist': {
    does: "It says what your agency has done of the closing checklist. This service is not the child's or adult's file.",
    told: NOBODY,
    next: 'You can answer again: the last answer counts, and the earlier ones are kept.',
  },
  'record-learning': (facts) => ({
    does: 'It records what others can learn, or a gap it showed. Do not name anybody.',
    told: [
      { when: 'Something to learn', whom: whoHearsOfLearning(facts, 'learning') },
      { when: 'A gap in the policy', whom: whoHearsOfLearning(facts, 'gap') },
    ],
    besides: 'The email does not say what you write.',
    next: 'It reopens nothing.',
  }),
  'report-meeting': (facts) => {
    const route = learningRoute(facts.policy, 'meeting');
    return {
      does: 'It reports what came up in the meeting. Do not name anybody.',
      told: [{ whom: whoHearsOfLearning(facts, 'meeting') }],
      ...(route
        ? {
            besides: `That is the board's ${roleInWords(route.role)} (${route.clause}). The email does not say what you write.`,
          }
        : {}),
      next: "It is on the partnership's list of what there is to learn. It reopens nothing.",
    };
  },
  'say-what-became': {
    does: 'It records what the partnership did with something to learn from this.',
    told: NOBODY,
    next: "It moves to those of which it is known what became of them, on the partnership's list. It reopens nothing.",
  },
  'record-debrief': {
    does: 'It records that a debrief was offered or held. What is said in a debrief stays with those who were there.',
    told: NOBODY,
    next: 'Nothing more.',
  },
  'add-dissent': {
    does: 'It keeps how you see it beside the outcome.',
    told: NOBODY,
    next: 'It reopens nothing.',
  },
};

/** What the act comes to where it stands now. */
export function consequencesOf(act: PageAct, facts: DisagreementFacts): Consequences {
  const says = CONSEQUENCES[act];
  return typeof says === 'function' ? says(facts) : says;
}

const isWithTheOtherSide = ({ d, policy }: DisagreementFacts) =>
  isForTheOtherSide(requireStage(policy, openVisit(d)!.stageId));

function opensNext(facts: DisagreementFacts): string {
  const next = nextStageName(facts);
  return next ? `${next} opens` : 'it goes on at this stage, which is the last';
}

function untilWhen(facts: DisagreementFacts): string {
  const deadline = openVisit(facts.d)?.deadline;
  return deadline ? `the time goes on until ${latestMoment(deadline)}` : 'it stays open until both sides agree';
}
