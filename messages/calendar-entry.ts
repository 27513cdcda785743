import { Temporal } from 'temporal-polyfill';
import type { PolicyStage } from '../escalation/policy.ts';
import { type Policy, requireStage } from '../escalation/policy.ts';
import { type Deadline, type Disagreement, openVisit } from '../escalation/record.ts';
import { latestMoment } from '../escalation/why-this-deadline.ts';

/** A deadline for the addressee's calendar. Holds no personal data: the reference, the stage and the time. */
export interface CalendarEntry {
  /** Stable per stage visit, so that a changed deadline replaces the entry instead of adding one. */
  uid: string;
  /** Rises with every change of the record. */
  sequence: number;
  at: string;
  /** A meeting begins then; a deadline ends then. */
  begins?: true;
  title: string;
  description: string;
  link: string;
}

/** What an entry may be made from (PRV-3). */
export interface EntryFacts {
  reference: string;
  /** `visitIdOf` the stage. */
  visitId: string;
  sequence: number;
  stage: Pick<PolicyStage, 'label' | 'name'>;
  link: string;
  trial: boolean;
}

/** Names one time that a stage was open, for good: by this a calendar knows an entry again, wherever it came from. */
export const visitIdOf = (d: Pick<Disagreement, 'id'>, visitIndex: number) => `${d.id}-${visitIndex}`;

/** The latest time for a stage. */
export function deadlineEntry(facts: EntryFacts, deadline: Pick<Deadline, 'at' | 'which'>): CalendarEntry {
  const { reference, stage } = facts;
  return {
    uid: facts.visitId,
    sequence: facts.sequence,
    at: deadline.at,
    title: trialSaid(
      facts,
      `${reference}: latest time for ${stage.label}${deadline.which === 'local target' ? ' (own target)' : ''}`,
    ),
    description: `${reference}, ${stage.name}. The latest time is ${latestMoment(deadline)}.`,
    link: facts.link,
  };
}

/** A meeting: when, and where to read the rest. Arranged anew, it replaces the entry. */
export function meetingEntry(facts: EntryFacts, meeting: { at: string; said: string; called: string }): CalendarEntry {
  const { reference, stage } = facts;
  return {
    uid: `${facts.visitId}-meeting`,
    sequence: facts.sequence,
    at: meeting.at,
    begins: true,
    title: trialSaid(facts, `${reference}: ${meeting.called} at ${stage.label}`),
    description: `${reference}, ${stage.name}. It begins at ${meeting.said}. Where it is stands on the page.`,
    link: facts.link,
  };
}

/** An entry as a subscription shows it: since when it stands so, and whether it is to be taken out. */
export interface StandingEntry extends CalendarEntry {
  changedAt: string;
  isCancelled: boolean;
}

/**
 * The deadlines of a disagreement as a calendar should show them now: the open stage's, and those of stages that ended before
 * their time, cancelled until that time would have come. Moved deadlines keep their name and have a higher sequence.
 */
export function deadlineEntries(
  d: Disagreement,
  policy: Policy,
  { now, link, trial }: { now: Temporal.Instant; link: string; trial: boolean },
): StandingEntry[] {
  const open = d.outcome ? undefined : openVisit(d);
  return d.stages.flatMap((visit, index): StandingEntry[] => {
    const { deadline } = visit;
    const isOpen = visit === open;
    if (!deadline || (!isOpen && Temporal.Instant.compare(deadline.at, now) <= 0)) return [];
    const facts: EntryFacts = {
      reference: d.reference,
      visitId: visitIdOf(d, index),
      sequence: d.history.length,
      stage: requireStage(policy, visit.stageId),
      link,
      trial,
    };
    return [
      {
        ...deadlineEntry(facts, deadline),
        changedAt: isOpen ? visit.deadlineSetAt : (visit.closedAt ?? d.outcome?.at ?? visit.deadlineSetAt),
        isCancelled: !isOpen,
      },
    ];
  });
}

const trialSaid = ({ trial }: Pick<EntryFacts, 'trial'>, title: string) =>
  trial ? `This is a trial. ${title}` : title;
