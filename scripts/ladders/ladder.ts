import {
  isBefore,
  isReview,
  type Policy,
  type PolicyStage,
  requireStage,
  stageAfter,
} from '../../escalation/policy.ts';
import { type StateMachine, stageState } from '../../statemachines/escalation.ts';
import { flowchartOf } from '../../statemachines/flowchart.ts';
import { asksInWords, cited, days, deadlineInWords, harmInWords, meetingInWords, toldInWords } from './words.ts';

/** What is drawn: boxes and moves, each standing for states of the machine. No positions: the layout gives those. */
export interface Ladder {
  title: string;
  subtitle: string;
  stages: Box[];
  closing: Box[];
  moves: Move[];
  /** What holds at every stage, said once instead of in every box. */
  rules: string[];
}

/** A box: a place of the machine. `states` are the machine's states that it stands for. */
export interface Box {
  id: string;
  states: string[];
  heading: string;
  lines: string[];
}

/** An arrow from box to box, and what makes it happen. Clocks are drawn solid and people's doing dashed; both say which in words. */
export interface Move {
  from: string;
  to: string;
  by: 'the clock' | 'people';
  /** `on` goes to the next box, `settled` out to the closing, `further` past the next box. */
  way: 'on' | 'settled' | 'further';
  label: string;
}

const START = 'start';
const CONFIRM = 'confirm-in-writing';
const CHECK_BACK = 'check-back';
const CLOSED = 'closed';

/**
 * The ladder of a policy version, read from its machine: every place of the machine is a box, every move that its clocks make by
 * themselves is an arrow. Of the moves that people make, the policy's own are drawn; the machine takes each through the record.
 */
export function ladderOf(policy: Policy, machine: StateMachine): Ladder {
  const { places, byTime } = flowchartOf(machine);
  const stateAt = (place: string) => {
    const found = places.find((known) => known.place === place);
    if (!found) throw new Error(`The machine of ${policy.id} has no place "${place}"`);
    return found.state;
  };
  const stages = places
    .filter(({ place }) => place.startsWith('stage-'))
    .map(({ place, state }): Box => {
      const stage = requireStage(policy, place.replace('stage-', ''));
      if (stageState(stage) !== state) throw new Error(`The machine's "${state}" is not ${stage.label} of the policy`);
      return { id: place, states: [state], heading: `${stage.label}: ${stage.name}`, lines: linesOf(policy, stage) };
    });
  const start: Box = {
    id: START,
    states: [machine.StartAt],
    heading: 'Raised, by form or by email',
    lines: [startsAt(policy)],
  };
  const boxOf = (state: string) =>
    [...stages, { id: CHECK_BACK, states: [stateAt(CHECK_BACK)] }].find(({ states }) => states.includes(state))?.id;
  const onwards = byTime
    .filter(({ from }) => from !== stateAt(CHECK_BACK))
    .map(({ from, to }) => onward(policy, boxOf(from)!, boxOf(to)!));

  return {
    title: `${policy.board}: ${policy.title}`,
    subtitle: `Policy ${policy.id}, version ${policy.version}. In brackets its own clauses; * with a choice of ours where they are silent or leave room.`,
    stages: [start, ...stages],
    closing: closing(policy, stateAt, byTime.find(({ from }) => from === stateAt(CHECK_BACK))?.to),
    moves: [
      {
        from: START,
        to: stages[0]!.id,
        by: 'people',
        way: 'on',
        label: 'its people are asked at once',
      },
      ...onwards,
      ...furtherMoves(policy),
      ...stages.map((box) => settled(policy, box.id)),
      { from: CONFIRM, to: CHECK_BACK, by: 'people', way: 'on', label: 'something was agreed' },
      { from: CHECK_BACK, to: CLOSED, by: 'people', way: 'on', label: 'all is done' },
      { from: CONFIRM, to: CLOSED, by: 'people', way: 'further', label: 'nothing to check back on' },
    ],
    rules: rules(policy),
  };
}

function linesOf(policy: Policy, stage: PolicyStage): string[] {
  return [
    ...asksInWords(stage),
    deadlineInWords(policy, stage),
    ...toldInWords(stage.tellOnOpening),
    ...meetingInWords(stage),
  ];
}

function startsAt(policy: Policy): string {
  const talked = requireStage(policy, policy.startsAfterTalking);
  return `It starts at ${policy.stages[0]!.label}. If both sides have already talked: ${talked.label}`;
}

/** The machine's own move to the next stage. Without a number in the policy only people make it, or a partnership's own target. */
function onward(policy: Policy, from: string, to: string): Move {
  const stage = requireStage(policy, from.replace('stage-', ''));
  const { deadline } = stage;
  if (!deadline) {
    return { from, to, by: 'people', way: 'on', label: 'a person moves it up, or the partnership’s own target passes' };
  }
  return {
    from,
    to,
    by: 'the clock',
    way: 'on',
    label: `${answered(stage)}no answer in ${days(deadline.workingDays)}${cited(deadline)}`,
  };
}

/** Moves that pass the next stage by: the cap, a time from the outset that covers several stages, a significant policy issue. */
function furtherMoves(policy: Policy): Move[] {
  const { cap, policyIssueGoesTo } = policy;
  const before = (stageId: string) => policy.stages.filter((stage) => isBefore(policy, stage.id, stageId));
  const capped = (cap ? before(cap.to) : []).map((stage): Move => {
    const label = `the cap: ${days(cap!.workingDays)} (${cap!.clause})`;
    return { from: `stage-${stage.id}`, to: `stage-${cap!.to}`, by: 'the clock', way: 'further', label };
  });
  const covered = policy.stages
    .filter((stage) => stage.deadline?.from === 'outset')
    .flatMap((stage) => before(stage.id).map((earlier) => ({ earlier, stage, next: stageAfter(policy, stage.id)! })))
    .map(({ earlier, stage, next }): Move => {
      const label = `${days(stage.deadline!.workingDays)} since it arose${cited(stage.deadline!)}`;
      return { from: `stage-${earlier.id}`, to: `stage-${next.id}`, by: 'the clock', way: 'further', label };
    });
  const issue = (policyIssueGoesTo ? before(policyIssueGoesTo.stage) : []).map((stage): Move => {
    const label = `a policy issue (${policyIssueGoesTo!.clause})`;
    return { from: `stage-${stage.id}`, to: `stage-${policyIssueGoesTo!.stage}`, by: 'people', way: 'further', label };
  });
  return [...capped, ...covered, ...issue];
}

const asksTo = (stage: PolicyStage, does: PolicyStage['asks'][number]['does']) =>
  stage.asks.some((rule) => rule.does === does);

/** A stage of the raising side alone: nothing can be agreed there, because nobody of the other side is asked yet. */
const isBeforeTheOtherSide = (stage: PolicyStage) => stage.asks.every(({ of }) => of === 'raising');

/** What else moves such a stage on, besides silence. */
function answered(stage: PolicyStage): string {
  if (!isBeforeTheOtherSide(stage)) return '';
  return asksTo(stage, 'review') ? 'taken forward, or ' : 'talked over, or ';
}

function settled(policy: Policy, from: string): Move {
  const stage = requireStage(policy, from.replace('stage-', ''));
  if (isBeforeTheOtherSide(stage)) {
    const label = asksTo(stage, 'review') ? 'not taken forward, with a reason' : 'withdrawn by the raiser';
    return { from, to: CONFIRM, by: 'people', way: 'settled', label };
  }
  const isDecided = (['decide', 'chair', 'convene'] as const).some((does) => asksTo(stage, does));
  const label = isDecided ? 'agreed on both sides, or decided' : 'agreed on both sides';
  return { from, to: CONFIRM, by: 'people', way: 'settled', label };
}

function closing(policy: Policy, stateAt: (place: string) => string, checkBack: string | undefined): Box[] {
  const { writtenConfirmation, checkBack: checkingBack } = policy.closing;
  return [
    {
      id: CONFIRM,
      states: [stateAt(CONFIRM)],
      heading: 'Confirm in writing',
      lines: [`to both sides and the raiser (${writtenConfirmation.clause ?? 'our choice'})`],
    },
    {
      id: CHECK_BACK,
      states: [stateAt(CHECK_BACK), ...(checkBack ? [checkBack] : [])],
      heading: 'Check back',
      lines: [`on each date: was it done? If not, it may reopen (${checkingBack.clause ?? 'our choice'})`],
    },
    { id: CLOSED, states: [stateAt(CLOSED)], heading: 'Closed', lines: ['the record is kept'] },
  ];
}

function rules(policy: Policy): string[] {
  const harm = harmInWords(policy);
  const butReviews = policy.stages.some(isReview) ? ', but nobody goes round a review' : '';
  return [
    'At every stage: silence is never agreement. One side proposes, the other confirms or disputes; only what is confirmed ends it. ' +
      `Anybody asked may move it up at once, with a reason${butReviews}; the raiser may withdraw. Those who have not answered are reminded.`,
    'When the time passes it moves by itself, at the close of the working day: that is the policy’s doing, and nobody is blamed. ' +
      'A deadline may be shortened to protect somebody, never lengthened. Day zero is the day it is counted from.',
    ...(harm ? [harm] : []),
  ];
}
