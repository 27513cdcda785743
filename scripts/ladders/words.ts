import type { AskedRule, Policy, PolicyStage, Role, Told } from '../../escalation/policy.ts';
import { POST_NAMES } from '../../escalation/post-names.ts';

/** A policy's rules as a drawing says them: short, in the policy's own order, each with its clause. `pages/policy/sentences.ts` says them in full. */

const WHOSE: Record<AskedRule['of'], string> = {
  both: 'of each side',
  raising: 'of the raising side',
  responding: 'of the responding side',
  board: 'for the board',
};

const IS_ASKED_TO: Record<AskedRule['does'], string> = {
  answer: 'to settle it with the other side',
  review: 'to review it first',
  convene: 'to convene the meeting',
  chair: 'to chair it',
  decide: 'to end it for both sides',
  prepare: 'to talk it over',
};

const CHAIR_WORDS: Record<NonNullable<PolicyStage['meeting']>['chair'], string> = {
  'from neither agency': 'chaired by somebody from neither agency',
  'board member of an uninvolved agency': 'chaired by a board member of an uninvolved agency',
  "raising agency's lead": "chaired by the raising agency's lead",
  officer: 'chaired by the officer',
};

/** "one", "one, or two", "one, two, or three": the roles have an "or" of their own, so the comma stays. */
const or = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`;

function roleInWords(role: AskedRule['role']): string {
  if (typeof role === 'string') return POST_NAMES[role];
  const asked = (roles: Role[]) => roles.map((one) => POST_NAMES[one]).join(' and ');
  return `${asked(role.child)} (a child) or ${asked(role.adult)} (an adult)`;
}

/** "Asked: the line manager of each side, to settle it with the other side (L67)". */
export function asksInWords(stage: PolicyStage): string[] {
  return stage.asks.map((rule) => {
    const who = or([roleInWords(rule.role), ...rule.orRoles.map((role) => POST_NAMES[role])]);
    return `Asked: ${who} ${WHOSE[rule.of]}, ${IS_ASKED_TO[rule.does]}${cited(rule)}`;
  });
}

type Cited = { clause?: string | undefined; ourChoice?: string | undefined };

/**
 * The clause in brackets, starred where we chose something because the text is silent or leaves room: nobody takes what is ours for
 * the policy's own (BEY-8). The drawing's subtitle says what the star means.
 */
export const cited = ({ clause, ourChoice }: Cited) =>
  clause ? ` (${clause}${ourChoice === undefined ? '' : '*'})` : ' (our choice*)';

/** By when, with the clause: "By: 3 working days after it opens (L67)"; or what the policy says instead of a number. */
export function deadlineInWords(policy: Policy, stage: PolicyStage): string {
  const isLast = policy.stages.at(-1) === stage;
  if (!stage.deadline) {
    const says = stage.urgency ? `the policy gives no number: “${stage.urgency}”` : 'the policy gives no number';
    return `By: ${says} (${stage.clause}); we ${isLast ? 'go on reminding' : 'remind, nothing moves by itself'}`;
  }
  const { workingDays, from } = stage.deadline;
  const orLess = stage.protectiveTimescale.clause
    ? `, or less if that protects (${stage.protectiveTimescale.clause})`
    : '';
  return `By: ${days(workingDays)} after ${from === 'outset' ? 'the day it arose' : 'this stage opens'}${cited(stage.deadline)}${orLess}`;
}

/** The meeting of a stage, and whether what it decides is final; nothing for a stage without either. */
export function meetingInWords({ meeting, decisionIsBinding }: PolicyStage): string[] {
  const panel = meeting?.panelSize ? `, or a panel of ${meeting.panelSize} agencies` : '';
  const declined = meeting?.mayDeclineToConvene ? '; it may be decided not to convene' : '';
  return [
    ...(meeting ? [`Meeting${panel}: ${CHAIR_WORDS[meeting.chair]}${cited(meeting)}${declined}`] : []),
    ...(decisionIsBinding ? [`A decision here is final and binding (${decisionIsBinding.clause})`] : []),
  ];
}

/** Who hears that a stage has opened: "Told: business manager for the board (L131)"; nothing where nobody does. */
export function toldInWords(told: readonly Told[]): string[] {
  if (told.length === 0) return [];
  const each = told.map(
    (one) => `${roleInWords(one.role)} ${WHOSE[one.of]}${one.ifHealthCommissioned ? ', for health' : ''}${cited(one)}`,
  );
  return [`Told: ${each.join('; ')}`];
}

/** What immediate harm changes, in the sentences of one paragraph. */
export function harmInWords(policy: Policy): string | undefined {
  const { harm } = policy;
  if (!harm) return undefined;
  const label = (id: string) => policy.stages.find((stage) => stage.id === id)!.label;
  const clock = {
    'elapsed hours': `${harm.clock.kind === 'elapsed hours' ? harm.clock.hours : ''} hours by the clock, day and night`,
    'same working day': 'the same working day',
    'at once': 'at once, with no number',
    none: 'the policy gives no clock of its own',
  }[harm.clock.kind];
  const told = harm.tellAtOnce.map((one) => `${roleInWords(one.role)} ${WHOSE[one.of]}`).join('; ');
  const enters =
    harm.mayEnterAt.length > 0
      ? ` It may start at ${or(harm.mayEnterAt.map(label))}.`
      : harm.entersAt
        ? ` It starts at ${label(harm.entersAt)}.`
        : '';
  return `If somebody is “${harm.words}” (${harm.clause}): ${clock}. Told at once: ${told}.${enters}`;
}

/** "1 working day", "10 working days". */
export const days = (count: number) => `${count} working day${count === 1 ? '' : 's'}`;
