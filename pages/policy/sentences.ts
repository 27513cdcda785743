import { capital } from '../../escalation/capital.ts';
import { inAList } from '../../escalation/in-a-list.ts';
import {
  type AskedRule,
  isBefore,
  type Policy,
  type PolicyField,
  type PolicyStage,
  type Role,
  requireStage,
  stageAfter,
  type Told,
} from '../../escalation/policy.ts';
import { agencyKind, POST_NAMES } from '../../escalation/post-names.ts';
import { whyThisDeadline, workingDays } from '../../escalation/why-this-deadline.ts';

/**
 * A policy in plain words, each sentence with the clause it comes from, or marked as our own choice with its reason (BEY-8). Made from
 * the policy's data alone: no sentence is for one policy, so a sixth needs none of its own. `scripts/ladders/words.ts` says the same
 * shortly, for a drawing.
 */

/** One sentence. With neither a clause nor a choice it only says how the rest is to be read. */
export interface Said {
  says: string;
  clause?: string | undefined;
  /** We chose it where the policy is silent, and why. */
  ourChoice?: string | undefined;
  /** It rests on a choice for the whole policy: under which name the policy's file has it with its reason, or null where it has none. */
  choice?: string | null | undefined;
}

/** Sentences under a heading. */
export interface SaidOf {
  heading: string;
  said: Said[];
}

/** A stage: who is asked, by when, who is told, what ends it and what happens when nobody answers. A heading with nothing under it is left out. */
export function stageInWords(policy: Policy, stage: PolicyStage): SaidOf[] {
  return [
    { heading: 'Who is asked', said: stage.asks.flatMap(askedInWords) },
    { heading: 'By when', said: deadlineInWords(policy, stage) },
    { heading: 'If nobody answers', said: silenceInWords(policy, stage) },
    { heading: 'A shorter time', said: [protectiveInWords(policy, stage)] },
    { heading: 'What ends it', said: endsInWords(policy, stage) },
    { heading: 'Meeting', said: meetingInWords(stage) },
    { heading: 'Is it final?', said: finalityInWords(policy, stage) },
    {
      heading: 'Who is told',
      said: [
        ...toldWhen('When it opens', stage.tellOnOpening),
        ...toldWhen('When it is settled here', stage.tellOnResolution),
      ],
    },
    { heading: 'Advice', said: adviceInWords(stage) },
    {
      heading: 'When it ends here',
      said: stage.closingChecklist.map(({ ask, clause }) => ({ says: `${ask}.`, clause })),
    },
  ].filter(({ said }) => said.length > 0);
}

/** Whom it is for, where it starts, and what holds across its stages. */
export function startInWords(policy: Policy): SaidOf[] {
  const first = policy.stages[0]!;
  const talked = requireStage(policy, policy.startsAfterTalking);
  const about = { child: 'a child', adult: 'an adult' };
  return [
    {
      heading: 'What it is for',
      said: [
        { says: `Disagreements about ${policy.subjects.map((subject) => about[subject]).join(' or ')}.` },
        {
          says: policy.withinOneAgency
            ? 'Between agencies, and within one agency.'
            : 'Between agencies, not within one agency.',
        },
      ],
    },
    {
      heading: 'Where it starts',
      said: [
        { says: `At ${stageName(first)}.`, clause: first.clause },
        ...(talked.id === first.id
          ? []
          : [{ says: `Where both sides have already talked: at ${stageName(talked)}.`, clause: talked.clause }]),
        ...(policy.policyIssueGoesTo
          ? [
              {
                says: `A significant policy issue goes straight to ${stageName(requireStage(policy, policy.policyIssueGoesTo.stage))}.`,
                clause: policy.policyIssueGoesTo.clause,
              },
            ]
          : []),
      ],
    },
    {
      heading: 'How days are counted',
      said: [
        ours(
          policy,
          'A1',
          'Working days only, without weekends and bank holidays. The day it is counted from is day zero.',
        ),
        ours(policy, 'A2', "The time ends at the partnership's close of business on the last day."),
        ...(policy.cap
          ? [
              {
                says: `From the day it arose until it is settled or at ${stageName(requireStage(policy, policy.cap.to))}: no more than ${workingDays(policy.cap.workingDays)} in all.`,
                clause: policy.cap.clause,
              },
            ]
          : []),
      ],
    },
    {
      heading: 'What the form asks',
      said: [
        { says: 'What every disagreement needs: who, with which agency, about what, since when and what is wanted.' },
        ...Object.entries(policy.fields).map(([field, rule]) => ({
          says: `Also ${FIELD_NAMES[field as PolicyField]}${rule.required ? '' : ', if it is known'}.`,
          ...cited(rule),
        })),
      ],
    },
  ];
}

/** What changes when somebody is at risk of harm; nothing for a policy that says nothing of it. */
export function harmInWords(policy: Policy): Said[] {
  const { harm } = policy;
  if (!harm) return [];
  const { clock } = harm;
  const clockSays = {
    'elapsed hours': `Action to protect is taken within ${clock.kind === 'elapsed hours' ? clock.hours : 0} hours. Nights, weekends and bank holidays count.`,
    'same working day': 'Action to protect is taken on the same working day.',
    'at once': 'At once: the policy gives no number of hours.',
    none: 'The policy gives this no time of its own.',
  }[clock.kind];
  const levels = harm.mayEnterAt.map((id) => requireStage(policy, id).label);
  const entersAt = harm.entersAt && stageName(requireStage(policy, harm.entersAt));
  return [
    {
      says: `When somebody is thought to be “${harm.words}”, anybody who takes part can flag it, at the start or later. This service never replaces calling 999.`,
      clause: harm.clause,
    },
    { says: clockSays, clause: harm.clause },
    ...harm.tellAtOnce.map((one) => ({ says: `Told at once: ${toldPost(one)}.`, ...cited(one) })),
    ...(levels.length > 1 ? [{ says: `Whoever flags it chooses the stage: ${orList(levels)}.`, ...cited(harm) }] : []),
    ...(entersAt
      ? [{ says: `${levels.length > 1 ? 'Where nobody chooses, it' : 'It'} opens at ${entersAt}.`, ...cited(harm) }]
      : []),
    ...(levels.length < 2 && !entersAt ? [{ says: 'The stage stays the same.', ourChoice: harm.ourChoice }] : []),
    ...(harm.endsAt
      ? [
          {
            says: `If that time passes and nobody has recorded what was done, it moves to ${stageName(requireStage(policy, harm.endsAt))}, once.`,
            ...cited(harm),
          },
        ]
      : []),
  ];
}

/** What the partnership's board sees, and from when (NOT-5). */
export function boardInWords(policy: Policy): Said[] {
  const what = {
    fact: 'which agencies, which stage and the dates, and nobody’s words',
    record: 'the record',
  };
  return [
    { says: 'Before that: one number, with nothing about any disagreement.' },
    ...policy.boardSees.map(({ from, what: sees, clause }) => ({
      says: `${from === 'harm' ? 'When harm is flagged' : `From ${requireStage(policy, from).label} on`}: ${what[sees]}.`,
      clause,
    })),
  ];
}

/** What follows when it is settled. */
export function afterwardsInWords(policy: Policy): Said[] {
  const { writtenConfirmation, checkBack, understandingCheck, debriefFrom, ...sent } = policy.closing;
  const labels = (ids: readonly string[]) => inAList(ids.map((id) => requireStage(policy, id).label));
  const word = (what: string, to: { role: Role; clause: string } | undefined): Said[] =>
    to ? [{ says: `${what}: the ${POST_NAMES[to.role]} is told.`, clause: to.clause }] : [];
  return [
    {
      says: 'What was agreed or decided is confirmed in writing to both sides and to whoever raised it.',
      ...cited(writtenConfirmation),
    },
    {
      says: 'On each agreed date both sides are asked whether it was done. If it was not, the disagreement can be opened again.',
      ...cited(checkBack),
    },
    ...(understandingCheck
      ? [
          {
            says: `Soon after it is settled at ${labels(understandingCheck.stages)}, both sides are asked whether they understood the same.`,
            clause: understandingCheck.clause,
          },
        ]
      : []),
    ...(debriefFrom
      ? [
          {
            says: `A debrief is offered to those who took part, from ${requireStage(policy, debriefFrom.stage).label} on.`,
            clause: debriefFrom.clause,
          },
        ]
      : []),
    ...(policy.form
      ? [
          {
            says: `Each agency can keep a copy of the record in the form “${policy.form.title}”.`,
            ...cited(policy.form),
          },
        ]
      : []),
    ...word('Something to learn from', sent.learningTo),
    ...word('A gap in a policy or procedure', sent.gapsTo),
    ...word('How a meeting ended', sent.meetingReportsTo),
  ];
}

/** "Stage 2: Manager to manager". */
export const stageName = ({ label, name }: Pick<PolicyStage, 'label' | 'name'>) => `${label}: ${name}`;

const FIELD_NAMES: Record<PolicyField, string> = {
  subjectDetails: 'the name, date of birth and address of the child or adult',
  actionsNeeded: 'the actions that are needed',
  basis: 'what the concern rests on',
  discussedWithManager: 'what your own manager says',
  subjectsView: 'the view of the child or adult',
};

const WHOSE: Record<AskedRule['of'], string> = {
  both: 'on each side',
  raising: 'in the agency that raised it',
  responding: 'in the agency it was raised with',
  board: "for the partnership's board",
};

const IS_ASKED_TO: Record<AskedRule['does'], string> = {
  answer: 'to settle it with the other side',
  review: 'to review it: is it justified, and does it go forward?',
  convene: 'to convene the meeting and record how it ends',
  chair: 'to chair it and record how it ends',
  decide: 'to end it for both sides',
  prepare: 'to talk it over with whoever raised it',
};

const CHAIRS: Record<NonNullable<PolicyStage['meeting']>['chair'], string> = {
  'from neither agency': 'somebody who belongs to neither agency',
  'board member of an uninvolved agency': "a member of the partnership's board from an agency that is not involved",
  "raising agency's lead": 'the safeguarding lead of the agency that raised it, or whoever is asked in their place',
  officer: 'the officer',
};

type Cited = { clause?: string | undefined; ourChoice?: string | undefined };
const cited = ({ clause, ourChoice }: Cited): Cited => ({ clause, ourChoice });

const ours = (policy: Policy, id: string, says: string): Said => ({
  says,
  choice: policy.ourChoices?.some((choice) => choice.id === id) ? id : null,
});

const orList = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function postName(role: AskedRule['role']): string {
  if (typeof role === 'string') return `the ${POST_NAMES[role]}`;
  const posts = (roles: readonly Role[]) => inAList(roles.map((one) => `the ${POST_NAMES[one]}`));
  return `${posts(role.child)} (about a child) or ${posts(role.adult)} (about an adult)`;
}

function askedInWords(rule: AskedRule): Said[] {
  const others = rule.orRoles.map((role) => `the ${POST_NAMES[role]}`);
  return [
    {
      says: `${capital(postName(rule.role))} ${WHOSE[rule.of]}, ${IS_ASKED_TO[rule.does]}${/\?$/.test(IS_ASKED_TO[rule.does]) ? '' : '.'}`,
      ...cited(rule),
    },
    ...(others.length > 0 ? [{ says: `${capital(orList(others))} will do just as well.`, clause: rule.clause }] : []),
    ...(rule.alternative
      ? [
          {
            says: `While the stage before is open, each side can choose its ${rule.alternative.called} instead of line management.`,
            clause: rule.alternative.clause,
          },
        ]
      : []),
    ...equivalentsInWords(rule),
  ];
}

/** "Police: detective sergeant", kinds of agency that have the same name for it together (ROU-3). */
function equivalentsInWords({ equivalents, clause }: AskedRule): Said[] {
  const kinds = new Map<string, string[]>();
  for (const [kind, equivalent] of Object.entries(equivalents)) {
    const called = typeof equivalent === 'string' ? equivalent : equivalent.called;
    kinds.set(called, [...(kinds.get(called) ?? []), agencyKind(kind)]);
  }
  return [...kinds].map(([called, agencies]) => ({
    says: `${capital(inAList(agencies.map((kind, index) => (index === 0 ? kind : uncapital(kind)))))}: ${called}.`,
    clause,
  }));
}

function deadlineInWords(policy: Policy, stage: PolicyStage): Said[] {
  const { cap } = policy;
  const capped: Said[] =
    cap && isBefore(policy, stage.id, cap.to)
      ? [
          {
            says: `At the latest ${workingDays(cap.workingDays)} from the day it arose. Then it goes straight to ${requireStage(policy, cap.to).label}.`,
            clause: cap.clause,
          },
        ]
      : [];
  const covering: Said[] = policy.stages
    .filter((later) => later.deadline?.from === 'outset' && isBefore(policy, stage.id, later.id))
    .map((later) => ({
      says: `The ${workingDays(later.deadline!.workingDays)} of ${later.label} count from the day it arose, and cover this stage too.`,
      ...cited(later.deadline!),
    }));
  if (!stage.deadline) {
    const [none = '', ...rest] = whyThisDeadline({ stage });
    return [
      { says: none.replace(` (${stage.clause})`, ''), clause: stage.clause },
      ...rest.map((says) => ours(policy, 'CLK-10', says)),
      ...capped,
    ];
  }
  const { workingDays: days, from, isOurNumber } = stage.deadline;
  const counted = from === 'outset' ? 'the day it arose' : 'the day this stage opens';
  return [
    {
      says: isOurNumber
        ? `${capital(workingDays(days))} after ${counted}. The number is ours: the policy gives none.`
        : `${capital(workingDays(days))} after ${counted}.`,
      ...cited(stage.deadline),
    },
    ...covering,
    ...capped,
  ];
}

const asksTo = (stage: PolicyStage, ...does: AskedRule['does'][]) =>
  stage.asks.some((rule) => does.includes(rule.does));

/** A stage of the raising side alone: nothing can be agreed there, because nobody of the other side is asked yet. */
const isBeforeTheOtherSide = (stage: PolicyStage) => stage.asks.every(({ of }) => of === 'raising');

function silenceInWords(policy: Policy, stage: PolicyStage): Said[] {
  const next = stageAfter(policy, stage.id);
  if (!next)
    return [ours(policy, 'CLK-10', 'There is no later stage. We go on reminding until somebody records how it ended.')];
  if (!stage.deadline) {
    return [
      ours(
        policy,
        'CLK-10',
        'It stays here until people move it. After the third reminder the safeguarding leads of both sides are told.',
      ),
    ];
  }
  const unreviewed = asksTo(stage, 'review') ? ', marked as not reviewed in time' : '';
  return [
    {
      says: `When the time has passed it moves by itself to ${stageName(next)}${unreviewed}. Nobody is blamed for that.`,
      ...(stage.deadline.isOurNumber ? { ourChoice: stage.deadline.ourChoice } : { clause: stage.deadline.clause }),
    },
  ];
}

function protectiveInWords(policy: Policy, stage: PolicyStage): Said {
  const isLast = stageAfter(policy, stage.id) === undefined;
  return {
    says: isLast
      ? 'A time that protects the child or adult can be set. It reminds, and moves nothing.'
      : 'A shorter time that protects the child or adult can be set. Whichever is less counts.',
    ...cited(stage.protectiveTimescale),
  };
}

function endsInWords(policy: Policy, stage: PolicyStage): Said[] {
  const next = stageAfter(policy, stage.id);
  const withdrawn = ours(policy, 'OUT-11', 'Whoever raised it may withdraw it at any time.');
  if (isBeforeTheOtherSide(stage)) {
    const onward = next ? ` to ${stageName(next)}` : '';
    return asksTo(stage, 'review')
      ? [
          { says: `It is taken forward${onward}, or not taken forward, with a reason.`, clause: stage.clause },
          withdrawn,
        ]
      : [{ says: `When it has been talked over it goes on${onward}.`, clause: stage.clause }, withdrawn];
  }
  const ends = asksTo(stage, 'decide', 'chair', 'convene');
  return [
    ours(
      policy,
      'A10',
      'One side proposes how it is settled and the other side confirms it. Silence is never agreement.',
    ),
    ...(ends
      ? [ours(policy, 'ESC-8', 'Whoever is asked to end it records it as resolved, decided or without agreement.')]
      : []),
    ...(next
      ? [ours(policy, 'OUT-11', `Anybody asked can move it up to ${next.label} at any time, with a reason.`)]
      : []),
    withdrawn,
  ];
}

function meetingInWords({ meeting }: PolicyStage): Said[] {
  if (!meeting) return [];
  const { clause } = meeting;
  return [
    { says: `The chair is ${CHAIRS[meeting.chair]}.`, ...cited(meeting) },
    ...(meeting.panelSize ? [{ says: `A panel has members of ${meeting.panelSize} agencies.`, clause }] : []),
    ...(meeting.mayDeclineToConvene ? [{ says: 'They may decide not to convene one, with a reason.', clause }] : []),
  ];
}

function finalityInWords(policy: Policy, stage: PolicyStage): Said[] {
  if (stage.decisionIsBinding)
    return [{ says: 'A decision here is final and binds every agency.', clause: stage.decisionIsBinding.clause }];
  const isLast = stageAfter(policy, stage.id) === undefined;
  return isLast ? [{ says: 'The policy does not say that a decision here is final or binding.' }] : [];
}

/** "the business manager for the partnership's board, where a side is commissioned by the NHS". */
function toldPost({ role, of, orRoles, ifHealthCommissioned }: Told): string {
  const others = orRoles?.map((other) => `the ${POST_NAMES[other]}`);
  const instead = others ? ` (where there is none, ${orList(others)})` : '';
  const only = ifHealthCommissioned ? ', where a side is a health commissioned service' : '';
  return `${postName(role)} ${WHOSE[of]}${instead}${only}`;
}

const toldWhen = (when: string, told: readonly Told[]): Said[] =>
  told.map((one) => ({
    says: `${when}: ${toldPost(one)}${one.registers ? ', which registers that the procedure is used' : ''}${one.sentForm ? ", with the policy's form" : ''}.`,
    ...cited(one),
  }));

function adviceInWords({ advice }: PolicyStage): Said[] {
  if (!advice) return [];
  const from = `your own agency's ${POST_NAMES[advice.role]}`;
  return [
    {
      says: advice.prompted
        ? `The policy expects those asked to seek advice from ${from.replace('your', 'their')}. It stops no clock.`
        : `Those asked can ask ${from.replace('your', 'their')} for advice. It stops no clock.`,
      clause: advice.clause,
    },
  ];
}

const uncapital = (words: string) =>
  /^(?:GP|Cafcass)/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
