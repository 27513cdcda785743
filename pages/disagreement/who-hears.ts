import { learningRoute } from '../../escalation/acts/after.ts';
import { harmEntersAt, harmLevels } from '../../escalation/harm-clock.ts';
import { currentMeeting } from '../../escalation/meetings.ts';
import { isForTheOtherSide } from '../../escalation/opening.ts';
import { type PolicyStage, requireStage } from '../../escalation/policy.ts';
import { type LearningKind, openVisit } from '../../escalation/record.ts';
import { askedNow, sideOf } from '../../escalation/taking-part.ts';
import type { DisagreementFacts } from './facts.ts';
import { stageAfterThis } from './next-stage.ts';
import type { Audience, Told } from './who-is-told.ts';

/** How people hear of immediate harm. */
export const AT_ONCE = 'at once and at any hour';

/** The practitioners who hear of an act. While it is prepared or reviewed by the raising side alone, nobody of the other has heard of it (ROU-1). */
export function practitioners(facts: DisagreementFacts): readonly Audience[] {
  return [hasHeard(facts) ? 'the practitioners on both sides' : 'the person who raised it'];
}

/** Whether a practitioner it was raised with has been told of it. */
export function hasHeard({ d }: DisagreementFacts): boolean {
  return d.raisedWith.some(({ practitioner }) => practitioner && d.people[practitioner.email]);
}

/** Who hears that it goes to another stage: the next, unless said. */
export function whoHearsOfAMove(facts: DisagreementFacts, to = stageAfterThis(facts)): readonly Audience[] {
  return [
    'the people of the stage that opens',
    // Once it is the other side's too, their practitioner hears of it.
    ...(to && isForTheOtherSide(to) ? (['the practitioners on both sides'] as const) : practitioners(facts)),
    'everybody asked before',
    ...(to && isToldWhenItOpens(facts, to) ? (['whoever the policy wants told when it opens'] as const) : []),
  ];
}

/** Whether the policy has somebody told who is not asked; whoever registers the use hears of it also where their stage is passed over (NOT-2). */
function isToldWhenItOpens({ d, policy }: DisagreementFacts, to: PolicyStage): boolean {
  const from = policy.stages.findIndex(({ id }) => id === openVisit(d)?.stageId);
  const passedOver = policy.stages.slice(from + 1, policy.stages.indexOf(to));
  return (
    to.tellOnOpening.length > 0 || passedOver.some(({ tellOnOpening }) => tellOnOpening.some((one) => one.registers))
  );
}

/** Who hears how it ended. */
export function whoHearsTheEnd(facts: DisagreementFacts): readonly Audience[] {
  const { d, policy } = facts;
  const visit = openVisit(d);
  const hasMeeting = currentMeeting(visit) !== undefined;
  return [
    ...practitioners(facts),
    'everybody who was asked',
    ...(hasMeeting ? (['whoever chaired or sat on the panel'] as const) : []),
    ...(hasMeeting && policy.closing.meetingReportsTo
      ? (['whoever the policy wants the meeting reported to'] as const)
      : []),
    ...(visit && requireStage(policy, visit.stageId).tellOnResolution.length > 0
      ? (['whoever the policy wants told of how it ended'] as const)
      : []),
  ];
}

/** Everybody who hears that it has ended, and in what way. */
export const inWriting = (facts: DisagreementFacts, ...others: Audience[]): readonly Told[] => [
  { whom: [...whoHearsTheEnd(facts), ...others], how: 'in writing' },
];

/** Who hears that somebody is at risk of immediate harm. Whoever flags it for the board has no safeguarding lead of their own there. */
export function toldOfHarm(facts: DisagreementFacts, when?: string): readonly Told[] {
  const { d, policy, readBy } = facts;
  const at = openVisit(d)!.stageId;
  const levels = [harmEntersAt(policy, at), ...harmLevels(policy).map(({ id }) => harmEntersAt(policy, at, id))];
  const highest = policy.stages.findLast(({ id }) => levels.includes(id));
  const isOfTheBoard = sideOf(d, readBy) === 'board';
  return [
    {
      ...(when ? { when } : {}),
      whom: [
        'the people asked now',
        ...practitioners(facts),
        'whoever the policy names for immediate harm',
        ...(isOfTheBoard ? [] : (['your agency’s safeguarding lead'] as const)),
      ],
      how: AT_ONCE,
    },
    ...(highest
      ? [
          {
            when: 'If it goes to another stage at once',
            whom: [
              ...whoHearsOfAMove(facts, highest).filter((one) => one !== 'the practitioners on both sides'),
              'the people of the stages passed over' as const,
            ],
          },
        ]
      : []),
  ];
}

/** Who is asked to approve what was written down of a discussion: the other side than whose words they are. Whoever is of the board is of neither. */
export function whoCanApprove(facts: DisagreementFacts, whose?: 'raising'): readonly Told[] {
  const { d, readBy } = facts;
  const isKnown = practitioners(facts)[0] === 'the practitioners on both sides';
  const side = sideOf(d, readBy);
  const others: readonly Audience[] =
    side === 'board' && !whose
      ? [...practitioners(facts), 'the people asked now']
      : isKnown || side === 'responding'
        ? ['the practitioner and the people asked on the other side']
        : [];
  return [
    { when: 'If you name somebody who takes part', whom: ['whoever the discussion was with'] },
    { when: 'Otherwise', whom: others },
  ];
}

/** Who hears of something to learn: whoever the policy sends that kind to. */
export function whoHearsOfLearning({ policy }: DisagreementFacts, kind: LearningKind): readonly Audience[] {
  return learningRoute(policy, kind) ? ['whoever the policy wants told of it'] : [];
}

/** Who hears that it is not somebody's. Of a supporter, whom the other side does not know of, only whoever named them hears (INT-10). */
export function toldOfNotMine({ d, readBy }: DisagreementFacts): readonly Told[] {
  const places = d.people[readBy]?.places ?? [];
  if (places.includes('supporter') && places.every((place) => place === 'supporter' || place === 'told'))
    return [{ whom: ['whoever named you'] }];
  const visit = openVisit(d);
  const whom: readonly Audience[] = [
    'the person who raised it',
    'the people asked for the side that raised it',
    'the partnership’s leads',
    ...(askedNow(d, readBy) ? (['whoever is asked in your place'] as const) : []),
    ...(currentMeeting(visit)?.chair.email === readBy ? (['whoever arranged the meeting'] as const) : []),
  ];
  const isPractitioner = d.raisedWith.some(({ practitioner }) => practitioner?.email === readBy);
  return isPractitioner && !askedNow(d, readBy)
    ? [{ whom }, { when: 'If you name somebody', whom: ['whoever you name'] }]
    : [{ whom }];
}
