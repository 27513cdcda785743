import * as words from '../escalation/why-this-deadline.ts';
import { onOneLine } from './plain-words.ts';
import type { Sayable } from './sayable.ts';

/** The latest moment, said as a limit and not as a target (CLK-12), or how the policy says it when it gives no number. */
export function byWhen(s: Sayable): string {
  if (s.deadline) return `${s.deadline.said} at the latest; sooner is better`;
  return s.stage?.urgency
    ? `The policy gives no number of days; it says “${s.stage.urgency}”`
    : 'The policy gives no number of days; as soon as you can';
}

/** Why then, in the words of the page. How the policy says it when it gives no number stands under "By when" already. */
export function whyThisDeadline(s: Sayable): string {
  if (!s.stage) return '';
  const sentences = words.whyThisDeadline({
    deadline: s.deadline,
    stage: s.deadline ? s.stage : { clause: s.stage.clause },
    next: s.deadline?.nextStage?.name,
    canBeTakenOn: s.stage.number < s.stage.of,
    harmWords: s.harm?.words,
  });
  return sentences.map(onOneLine).join(' ');
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
        return `It has gone forward to ${here} by itself, marked “not reviewed in time”, because the time for reviewing it has passed: our choice, because the policy gives none (${clause}). ${neutral}`;
      if (s.wasOurNumber)
        return `It has moved to ${here} by itself, because the time for the step before has passed: our choice, because the policy gives none (${clause}). ${neutral}`;
      return `It has moved to ${here} by itself, because the time the policy gives the stage before has passed (${clause}). ${neutral}`;
    case 'cap':
      return `It has moved to ${here} by itself, because the time the policy gives all the stages before it together has passed (${clause}). ${neutral}`;
    case 'protective timescale':
      return `It has moved to ${here} by itself, because the shorter time that was set to protect somebody from harm has passed${s.wasOurNumber ? ': our choice, because the policy names no such time' : ` (${clause})`}. ${neutral}`;
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
    case 'policy corrected':
      return `It is at ${here} because the partnership’s lead has corrected which policy governs it, and it goes on where it stood (${clause}).`;
    case 'not done':
      return `${here} is open again because something agreed was not done (${clause}).`;
  }
}
