import { standingOf } from '../escalation/access.ts';
import { type Policy, requireStage } from '../escalation/policy.ts';
import { type Rehearsal, rehearse } from '../escalation/rehearsal.ts';
import { readDisagreement } from '../services/disagreements.ts';
import type { Services } from '../services/services.ts';
import { closedSummaries } from '../services/summaries.ts';
import type { Led } from './desk.ts';
import { settingFor } from './disagreements.ts';

/** How far back a rehearsal looks. Our choice: a year of work says what a policy does, and is read in a moment. */
export const REHEARSED_DAYS = 365;
/** The latest ones of that year. Each is read whole, so that it is judged as it is. */
export const MOST_REHEARSED = 200;

/** What a policy would have done with a partnership's closed disagreements. */
export interface Rehearsed {
  /** One for each that could be rehearsed, the latest first. */
  rehearsals: Rehearsal[];
  /** The stage's name under the policy that is tried, else under the one it was run by. */
  stageName(reference: string, stageId: string): string;
}

/**
 * Runs what is over through another policy. Only what the reader may see as a lead, so none below the board's line (NOT-5). Nothing is
 * kept. Throws `BeyondCalendar`.
 */
export async function rehearseFor(services: Services, { partnership, lead }: Led, policy: Policy): Promise<Rehearsed> {
  const now = services.clock.now();
  const closed = await closedSummaries(services.table, partnership.id, {
    from: now.subtract({ hours: REHEARSED_DAYS * 24 }).toString(),
    before: now.add({ seconds: 1 }).toString(),
  });
  const read = await Promise.all(closed.slice(0, MOST_REHEARSED).map(({ id }) => readDisagreement(services.table, id)));
  const calendar = await services.rules.calendarFor(partnership);
  const shown = [];
  for (const kept of read) {
    if (!kept) continue;
    const setting = await settingFor(services, kept.d);
    const { sees } = standingOf(kept.d, lead.email, setting);
    if (sees === 'fact' || sees === 'record') shown.push({ d: kept.d, policy: setting.policy });
  }
  const ranUnder = new Map(shown.map(({ d, policy: own }) => [d.reference, own]));
  return {
    rehearsals: rehearse(
      policy,
      shown.map(({ d }) => d),
      calendar,
    ),
    stageName: (reference, stageId) => {
      const of = policy.stages.some(({ id }) => id === stageId) ? policy : ranUnder.get(reference)!;
      return requireStage(of, stageId).label;
    },
  };
}
