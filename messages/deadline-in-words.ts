import { Temporal } from 'temporal-polyfill';
import { spokenDate, spokenInstant } from '../escalation/spoken-time.ts';
import { inAList, onOneLine } from './plain-words.ts';
import type { Sayable } from './sayable.ts';

/** The latest moment, said as a limit and not as a target (CLK-12), or how the policy says it when it gives no number. */
export function byWhen(s: Sayable): string {
  if (s.deadline) return `${s.deadline.said} at the latest; sooner is better`;
  return s.stage?.urgency
    ? `The policy gives no number of days; it says “${s.stage.urgency}”`
    : 'The policy gives no number of days; as soon as you can';
}

/** Which clock binds, from what it is counted, which days do not count, and what happens then (BEY-1). */
export function whyThisDeadline(s: Sayable): string {
  if (!s.deadline) {
    return s.stage
      ? `${s.stage.label} has no deadline in the policy (${s.stage.clause}), so it never moves on by itself. We remind those who have not answered on every second working day.`
      : '';
  }
  return [whichClock(s, s.deadline), skippedDays(s.deadline), whatHappensThen(s.deadline)].filter(Boolean).join(' ');
}

type SaidDeadline = NonNullable<Sayable['deadline']>;

function whichClock(s: Sayable, deadline: SaidDeadline): string {
  const days = deadline.workingDays === undefined ? '' : workingDays(deadline.workingDays);
  const from = deadline.countedFrom
    ? `, counted from ${spokenDate(Temporal.PlainDate.from(deadline.countedFrom))}, which is day zero`
    : '';
  const clause = onOneLine(deadline.clause);
  switch (deadline.which) {
    case 'stage':
      if (deadline.isOurNumber)
        return `Why then: the policy gives this step no number of days (${clause}). So that silence does not stop it, it goes on by itself after ${days}${from}.`;
      return `Why then: the policy gives this stage ${days} (${clause})${from}.`;
    case 'cap':
      return `Why then: the policy gives ${days} in all before it must be settled or moved up (${clause})${from}. That comes before this stage’s own time ends.`;
    case 'protective timescale':
      return `Why then: a shorter time has been set to protect somebody from harm, and whichever is less counts (${clause}).`;
    case 'harm clock':
      return deadline.elapsedHours === undefined
        ? `Why then: ${s.harm?.words ? `somebody is thought to be ${s.harm.words}, and ` : ''}the policy asks for this within the working day (${clause}).`
        : `Why then: ${s.harm?.words ? `somebody is thought to be ${s.harm.words}, and ` : ''}the policy gives ${deadline.elapsedHours} hours (${clause})${deadline.countedFromAt ? ` from ${spokenInstant(Temporal.Instant.from(deadline.countedFromAt))}` : ''}. Nights, weekends and holidays count.`;
    case 'local target':
      return `Why then: this is your partnership’s own target, not the policy’s: ${days}${from}. The policy gives this stage no number${s.stage?.urgency ? `; it says “${s.stage.urgency}”` : ''}.`;
  }
}

function skippedDays(deadline: SaidDeadline): string {
  if (deadline.skipped.length === 0) return '';
  const weekend = deadline.skipped.some(({ why }) => why === 'weekend') ? ['weekends'] : [];
  const holidays = deadline.skipped
    .filter(({ why }) => why !== 'weekend')
    .map(({ on, why }) => `${spokenDate(Temporal.PlainDate.from(on))} (${onOneLine(why)})`);
  return `Not counted: ${inAList([...weekend, ...holidays])}.`;
}

function whatHappensThen(deadline: SaidDeadline): string {
  if (!deadline.nextStage) return 'There is no later stage: after that time we go on reminding.';
  if (deadline.which === 'harm clock')
    return `If what protects is not recorded by then, it moves by itself to ${deadline.nextStage.name}.`;
  const whose = deadline.which === 'local target' ? 'it' : 'under the policy it';
  return `If it is not settled by then, ${whose} moves by itself to ${deadline.nextStage.name}.`;
}

/** "1 working day", "10 working days". */
export function workingDays(count: number): string {
  return `${count} working day${count === 1 ? '' : 's'}`;
}

/**
 * Why it came to this stage, with the clause and nobody's name: the policy's time has passed, and that is nobody's fault
 * (BEY-6). Empty for a stage it was raised at.
 */
export function whyItMoved(s: Sayable): string {
  if (!s.visit || !s.stage) return '';
  const clause = onOneLine(s.visit.clause);
  const here = s.stage.label;
  const neutral = 'This follows from the time alone; nobody is blamed.';
  switch (s.visit.cause) {
    case 'raised':
      return '';
    case 'already talked':
      return `It starts at ${here} because the two sides have already talked (${clause}).`;
    case 'time already over':
      return `It is at ${here} because the policy’s time for what comes before was over when it was raised (${clause}). ${neutral}`;
    case 'deadline':
      if (s.isUnreviewed)
        return `It has gone forward to ${here} by itself, marked “not reviewed in time”, because the time for reviewing it has passed (${clause}). ${neutral}`;
      return `It has moved to ${here} by itself, because the time the policy gives the stage before has passed (${clause}). ${neutral}`;
    case 'cap':
      return `It has moved to ${here} by itself, because the time the policy gives all the stages before it together has passed (${clause}). ${neutral}`;
    case 'protective timescale':
      return `It has moved to ${here} by itself, because the shorter time that was set to protect somebody from harm has passed (${clause}). ${neutral}`;
    case 'local target':
      return `It has moved to ${here} by itself, because your partnership’s own target, not the policy’s, has passed. ${neutral}`;
    case 'a person':
      return `It has moved to ${here} because somebody involved asked for that, as the policy allows at any time (${clause}).`;
    case 'policy issue':
      return `It is at ${here} because a significant policy issue goes straight there (${clause}).`;
    case 'taken forward':
      return `It has moved to ${here} because it was reviewed and taken forward (${clause}).`;
    case 'sent forward':
      return `It has moved to ${here} because the safeguarding lead of the agency that raised it has sent it forward (${clause}).`;
    case 'talked over':
      return `It has come to ${here} after it was talked over inside the agency that raised it (${clause}).`;
    case 'not convened':
      return `It has moved to ${here} because whoever may convene a meeting at the stage before decided not to (${clause}). Their reason is on the page.`;
    case 'immediate harm':
      return `It is at ${here} because somebody is thought to be at risk of harm now, and the policy takes it to an appropriate level at once (${clause}).`;
    case 'harm clock':
      return `It has moved to ${here} by itself, because the time the policy gives when somebody is at risk of harm has passed (${clause}). ${neutral}`;
    case 'not done':
      return `${here} is open again because something agreed was not done (${clause}).`;
  }
}
