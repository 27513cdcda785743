import { Temporal } from 'temporal-polyfill';
import type { Amendment, Setting } from './amendment.ts';
import { clockPassed, type DeadlineFacts, deadlineOf } from './deadline.ts';
import { type Disagreement, openHarm, type StageVisit } from './record.ts';
import { londonDate } from './working-days.ts';

/** Works out the open stage's deadline afresh from the record. Answers whether it changed. */
export function setDeadline(a: Amendment, visit: StageVisit): boolean {
  const { d, setting } = a;
  const deadline = deadlineOf(deadlineFacts(d, setting, visit));
  const isOther = deadline?.at !== visit.deadline?.at || deadline?.which !== visit.deadline?.which;
  visit.deadline = deadline;
  if (isOther) visit.deadlineSetAt = setting.now.toString();
  return isOther;
}

/**
 * Binds the open stage to a time that protects the child or adult. "Never lengthened": whoever set it may correct it, and no further than what
 * somebody else had set before them (REQUIREMENTS §3). The deadline is worked out afresh by `setDeadline`.
 */
export function setProtectiveTime(a: Amendment, at: Temporal.Instant, by: string, textId?: string): void {
  const { d, setting } = a;
  const before = protectiveTimeAt(d, d.stages.length - 1);
  const notAfter = before?.by === by ? before.notAfter : before?.at;
  d.protectiveTimescale = {
    at: at.toString(),
    visit: d.stages.length - 1,
    by,
    setAt: setting.now.toString(),
    ...(textId ? { textId } : {}),
    ...(notAfter ? { notAfter } : {}),
  };
}

/** The protective time that binds a visit, which is the one it was set in (CLK-13). */
export function protectiveTimeAt(d: Disagreement, visit: number): Disagreement['protectiveTimescale'] {
  return d.protectiveTimescale?.visit === visit ? d.protectiveTimescale : null;
}

/** What a visit's clocks are worked out from. */
export function deadlineFacts(d: Disagreement, setting: Setting, visit: StageVisit): DeadlineFacts {
  const index = d.stages.indexOf(visit);
  const protective = protectiveTimeAt(d, index);
  const countedFrom = (openedAt: string): DeadlineFacts => ({
    policy: setting.policy,
    calendar: setting.calendar,
    stageId: visit.stageId,
    openedOn: earlierDay(londonDate(Temporal.Instant.from(openedAt)), visit.countsFrom),
    aroseOn: Temporal.PlainDate.from(d.aroseOn),
    protectiveAt: protective ? Temporal.Instant.from(protective.at) : undefined,
    harmFrom: harmFromOf(d, index),
    noLaterThan: visit.noLaterThan,
    localTarget: visit.localTarget ?? localTargetNow(setting, visit.stageId),
    outsetCounts: !d.stages.slice(0, index + 1).some(({ cause }) => cause === 'not done'),
  });
  // The clock counts from submission, however late the code or the release from the holding pen (ADR 011); but a stage has
  // its own number from today where the time was over before it could open (CLK-6).
  const isFromSubmission = index === 0 && (visit.cause === 'raised' || visit.cause === 'already talked');
  if (!isFromSubmission) return countedFrom(visit.openedAt);
  const fromSubmission = countedFrom(d.raisedAt);
  const isOver = clockPassed(fromSubmission, Temporal.Instant.from(visit.openedAt)) !== null;
  return countedFrom(isOver ? visit.openedAt : d.raisedAt);
}

/** The partnership's target for a stage as it is today, in working days. Its targets are for its own policy's stages. */
export const localTargetNow = ({ policy, partnership }: Setting, stageId: string) =>
  policy.id === partnership.policy.id ? partnership.localTargets?.[stageId] : undefined;

function earlierDay(day: Temporal.PlainDate, other: string | undefined): Temporal.PlainDate {
  return other !== undefined && Temporal.PlainDate.compare(other, day) < 0 ? Temporal.PlainDate.from(other) : day;
}

/** Whence the harm clock of this visit runs: while harm is open, at the one visit that it binds (CLK-13). */
function harmFromOf(d: Disagreement, index: number): Temporal.Instant | undefined {
  const harm = openHarm(d);
  return harm?.visit === index ? Temporal.Instant.from(harm.clockFromAt) : undefined;
}
