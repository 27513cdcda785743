import { ROWS_A_PAGE } from '../escalation/open-list.ts';
import { boardMaySee, type Policy, policyVersionId, requireStage } from '../escalation/policy.ts';
import { type PastDisagreement, type Rehearsal, rehearse, type TriedDays, withDays } from '../escalation/rehearsal.ts';
import { reachedBy, type Summary } from '../escalation/summary.ts';
import { readDisagreement } from '../services/disagreements.ts';
import {
  type ChangedByIt,
  type KeptRehearsal,
  keepRehearsal,
  type RehearsalOf,
  readRehearsal,
  readRehearsalPage,
} from '../services/rehearsals.ts';
import type { Services } from '../services/services.ts';
import { closedSummaries, readSummary } from '../services/summaries.ts';
import type { Led } from './desk.ts';

/** How far back a rehearsal looks. Our choice: a year of work says what a policy does. */
const REHEARSED_DAYS = 365;
/** The latest ones of that year. Each is read whole, so that it is judged as it is. */
const MOST_REHEARSED = 200;

/** A policy change as a lead tries it: a policy, and other numbers in it. */
export interface TriedChange {
  policy: Policy;
  days: TriedDays;
}

/**
 * Runs what is over through another policy and keeps what it came to (BEY-15). Only what the board may see, so none below its line
 * (NOT-5). Two hundred records are read whole, which takes longer than a page may: so it is made when a lead asks for it, and its page
 * reads what was kept. Throws `BeyondCalendar`, and then keeps nothing.
 */
export async function workOutRehearsal(services: Services, led: Led, tried: TriedChange): Promise<void> {
  const { table, clock, rules } = services;
  const now = clock.now();
  const closed = await closedSummaries(table, led.partnership.id, {
    from: now.subtract({ hours: REHEARSED_DAYS * 24 }).toString(),
    before: now.add({ seconds: 1 }).toString(),
  });
  const shown = closed.filter((summary) => boardSees(services, summary)).slice(0, MOST_REHEARSED);
  const records = await Promise.all(shown.map(async ({ id }) => (await readDisagreement(table, id))?.d));
  const past = records.filter((d) => d !== undefined);
  const policy = withDays(tried.policy, tried.days);
  const rehearsals = rehearse(policy, past, await rules.calendarFor(led.partnership));

  const of = new Map(past.map((d) => [d.reference, d]));
  const changed = rehearsals
    .filter(({ differences }) => differences.length > 0)
    .map((one) => {
      const d = of.get(one.reference)!;
      return changedBy(one, d, [policy, rules.requirePolicy(d.policyVersionId)]);
    });
  const pages = Array.from({ length: Math.ceil(changed.length / ROWS_A_PAGE) }, (_, at) =>
    changed.slice(at * ROWS_A_PAGE, (at + 1) * ROWS_A_PAGE),
  );
  await keepRehearsal(services, keptAs(led, tried), { rehearsed: rehearsals.length, pages });
}

/** One page of a rehearsal, as a lead may read it now. */
export interface RehearsedPage extends KeptRehearsal {
  page: number;
  rows: ChangedByIt[];
  /** How many of this page they may not see: they left it to another lead since, or always had. */
  notShown: number;
}

/** What a change came to when it was last worked out; undefined when it never was, or too long ago. Who may see what is judged again. */
export async function rehearsedLast(
  services: Services,
  led: Led,
  tried: TriedChange,
  page: number,
): Promise<RehearsedPage | undefined> {
  const kept = await readRehearsal(services, keptAs(led, tried));
  if (!kept) return undefined;
  const at = Math.max(1, Math.min(page, kept.pages));
  const all = await readRehearsalPage(services, kept, at);
  const summaries = await Promise.all(all.map(({ id }) => readSummary(services.table, id)));
  const rows = all.filter((_, index) => {
    const summary = summaries[index];
    return summary && boardSees(services, summary) && !summary.stoodAside.includes(led.lead.email);
  });
  return { ...kept, page: at, rows, notShown: all.length - rows.length };
}

const keptAs = ({ partnership }: Led, { policy, days }: TriedChange): RehearsalOf => ({
  partnershipId: partnership.id,
  policyVersionId: policyVersionId(policy),
  days,
});

const boardSees = ({ rules }: Services, summary: Summary): boolean =>
  boardMaySee(rules.requirePolicy(summary.policyVersionId), reachedBy(summary)) !== 'count';

/** With each stage by the name it has under the policy that is tried, else under the one that it was run by. */
function changedBy(
  { reference, differences }: Rehearsal,
  { id }: PastDisagreement & { id: string },
  policies: readonly [tried: Policy, ranUnder: Policy],
): ChangedByIt {
  return {
    id,
    reference,
    differences: differences.map(({ stageId, what, why }) => {
      const named = policies.find(({ stages }) => stages.some((stage) => stage.id === stageId))!;
      return { stage: requireStage(named, stageId).label, what, why };
    }),
  };
}
