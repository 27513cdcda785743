import { Temporal } from 'temporal-polyfill';
import type { Amendment, Setting } from './amendment.ts';
import { clockPassed, entryStage } from './deadline.ts';
import { openStage } from './opening.ts';
import { covers, isBefore, type Policy, type PolicyStage, policyVersionId, type Role } from './policy.ts';
import { type Disagreement, openHarm, openVisit, type StageVisit } from './record.ts';
import { openProposal } from './taking-part.ts';
import { deadlineFacts, setDeadline } from './visit-deadline.ts';
import { londonDate } from './working-days.ts';

/*
 * Which policy governs a disagreement can be put right (SCP-6, A14; ADR 016): it spans two partnerships, or a regional facility has a protocol
 * of its own. It goes on under the other policy at the tier it has reached: none is skipped, none is asked again below it, no time gets longer.
 */

/** How far up each role stands, whatever a policy calls it. A stage that asks the board's own people stands above them all. */
const RANKS: Partial<Record<Role, number>> = {
  practitioner: 1,
  'line-manager': 2,
  'safeguarding-supervisor': 2,
  'senior-manager': 3,
  'safeguarding-lead': 3,
  'named-doctor-or-nurse': 3,
  'designated-doctor-or-nurse': 3,
  'head-of-service': 4,
  'board-representative': 4,
};
const BOARDS = 5;

/** The tier of a stage: the highest of whom it asks. A step that only prepares comes before all of them. */
export function tierOf({ asks }: Pick<PolicyStage, 'asks'>): number {
  return Math.max(
    ...asks.map(({ of, role, does }) => {
      if (does === 'prepare') return 0;
      return of === 'board' || typeof role !== 'string' ? BOARDS : (RANKS[role] ?? BOARDS);
    }),
  );
}

/** The released policies a lead may choose from: about whom this disagreement is, and the newest version of each first. */
export function policiesToChooseFrom(d: Disagreement, setting: Pick<Setting, 'released'>): Policy[] {
  return (setting.released ?? []).filter(
    (policy) => policyVersionId(policy) !== d.policyVersionId && covers(policy, d.subject),
  );
}

/** Why the policy cannot be corrected to that one, in words for the lead; undefined when it can. */
function reasonNotUnder(d: Disagreement, policy: Policy | undefined): string | undefined {
  if (!policy) return 'Choose the policy from the list.';
  if (policyVersionId(policy) === d.policyVersionId) return 'That is the policy it runs under already.';
  if (!covers(policy, d.subject)) return `That policy is about ${policy.subjects.join(' or ')} safeguarding only.`;
  const isOnBothSides = d.raisedWith.some(({ agency }) => agency === d.raiser.agency);
  if (isOnBothSides && !policy.withinOneAgency)
    return 'That policy is about disagreements between two agencies, and here one agency is on both sides.';
  if (d.merging) return `It is being merged into ${d.merging.reference}.`;
  if (openHarm(d))
    return 'Somebody is flagged as at risk of immediate harm, and each policy has a clock of its own for that. First what was done to protect them must be recorded.';
  if (d.stages.some(({ cause }) => cause === 'not done'))
    return 'It was settled and opened again because an action was not done: it stays under the policy it was settled by.';
  if (openProposal(d)) return 'An outcome is proposed. It is confirmed or disputed first.';
  return openVisit(d)?.meetings ? 'A meeting is arranged at this stage. How it ends is recorded first.' : undefined;
}

/**
 * Lets another policy govern from now on. The stages it has been through stand in the record under the policy they were of; another execution,
 * of the other policy's machine, goes on where this leaves it. Answers why not, in words for the lead.
 */
export function correctPolicy(
  a: Amendment,
  chosen: string | undefined,
  by: { id: string; textId: string },
): string | undefined {
  const { d, setting } = a;
  const policy = setting.released?.find((one) => policyVersionId(one) === chosen);
  const why = reasonNotUnder(d, policy);
  if (why || !policy) return why;

  const left = openVisit(d)!;
  const now = setting.now.toString();
  const entry = a.enter({
    by: by.id,
    what: 'policy corrected',
    stageId: left.stageId,
    textId: by.textId,
    facts: { was: d.policyVersionId, is: policyVersionId(policy), run: d.run + 1 },
  });
  const dayZero = deadlineFacts(d, setting, left).openedOn.toString();
  left.closedAt = now;
  left.closedBy = 'a person';
  for (const proposal of d.proposals) proposal.supersededAt ??= now;
  const at = entryUnder(d, policy, left, setting);
  d.earlierPolicies = [
    ...(d.earlierPolicies ?? []),
    { policyVersionId: d.policyVersionId, stages: d.stages, notUsed: d.notUsed, until: entry, at: now },
  ];
  d.stages = [];
  d.notUsed = at.notUsed;
  d.protectiveTimescale = null;
  d.policyVersionId = policyVersionId(policy);

  const under: Amendment = { ...a, setting: { ...setting, policy } };
  const visit = openStage(under, at.stage.id, 'policy corrected', at.clause, by.id);
  // What was not asked yet may take its whole time; a tier that has been asked goes on with the time it had.
  if (at.isSameTier) keepItsTime(under, visit, left, dayZero);
  for (const one of [...d.discussions, ...d.proposals])
    if (!policy.stages.some(({ id }) => id === one.stageId)) one.stageId = visit.stageId;

  // The old execution is woken once more, finds that another run owns the record, and ends.
  d.owed.push({ kind: 'wake', run: d.run }, { kind: 'start' });
  d.run += 1;
  d.runStartedAt = now;
  return undefined;
}

interface EntryUnder {
  stage: PolicyStage;
  clause: string;
  isSameTier: boolean;
  notUsed: Disagreement['notUsed'];
}

/**
 * Where it goes on: the first stage of a tier not below the one that was reached, or further where the other policy's time from the outset
 * is over by its own rules. A tier that has been asked to answer is not asked to prepare or to review first.
 */
function entryUnder(
  d: Disagreement,
  policy: Policy,
  left: StageVisit,
  { policy: was, now, calendar }: Setting,
): EntryUnder {
  const reached = tierOf(was.stages.find(({ id }) => id === left.stageId)!);
  const isStep = ({ asks }: PolicyStage) => asks.every(({ does }) => does === 'prepare' || does === 'review');
  const byTier =
    policy.stages.find((stage) => tierOf(stage) >= reached && (reached === 0 || !isStep(stage))) ??
    policy.stages.at(-1)!;
  const aroseOn = Temporal.PlainDate.from(d.aroseOn);
  const byTime = entryStage({ policy, calendar, aroseOn, raisedAt: now, hasTalked: false });
  const isByTime = isBefore(policy, byTier.id, byTime.stageId);
  const stage = isByTime ? policy.stages.find(({ id }) => id === byTime.stageId)! : byTier;
  const why = `it had gone this far under “${was.title}” when the policy was corrected`;
  return {
    stage,
    clause: isByTime ? byTime.clause : stage.clause,
    isSameTier: tierOf(stage) === reached,
    notUsed: policy.stages
      .filter(({ id }) => isBefore(policy, id, stage.id))
      .map(
        ({ id, clause }) =>
          (isBefore(policy, id, byTier.id) ? undefined : byTime.notUsed.find((one) => one.stageId === id)) ?? {
            stageId: id,
            why,
            clause,
          },
      ),
  };
}

/**
 * The tier that was asked goes on: its number counts from the day on which it was first asked, unless by that it would be over at once; and
 * what time it had left before is not made longer.
 */
function keepItsTime(a: Amendment, visit: StageVisit, left: StageVisit, dayZero: string): void {
  const { d, setting } = a;
  if (dayZero < londonDate(setting.now).toString()) {
    visit.countsFrom = dayZero;
    if (clockPassed(deadlineFacts(d, setting, visit), setting.now)) delete visit.countsFrom;
  }
  const { deadline } = left;
  if (deadline && Temporal.Instant.compare(deadline.at, setting.now) > 0)
    visit.noLaterThan = { at: deadline.at, on: deadline.on };
  setDeadline(a, visit);
}
