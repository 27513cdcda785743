import { Temporal } from 'temporal-polyfill';
import { policyVersionId } from '../escalation/policy.ts';
import { type AnnualReturn, annualReturn, type Period } from '../escalation/statistics.ts';
import { BeyondCalendar } from '../escalation/working-days.ts';
import { keepReturn, type ReturnOf } from '../services/annual-returns.ts';
import { readText, recordsRaisedBetween } from '../services/disagreements.ts';
import type { Services } from '../services/services.ts';
import type { Led } from './desk.ts';

/**
 * Works out a partnership's annual return, with the year before beside it, and keeps it with when that was (STA-1). It reads every record
 * raised in either period, which takes seconds: so it is made when a lead asks for it, and its page and CSV read what was kept.
 */
export async function workOutReturn(
  services: Services,
  { partnership, directory }: Led,
  asked: Pick<ReturnOf, 'from' | 'until' | 'audience'>,
): Promise<{ made: AnnualReturn } | { refused: string }> {
  const { rules, table, clock } = services;
  const period = { from: Temporal.PlainDate.from(asked.from), until: Temporal.PlainDate.from(asked.until) };
  const previous = { from: period.from.subtract({ years: 1 }), until: period.until.subtract({ years: 1 }) };
  const disagreements = [
    ...(await raisedIn(services, partnership.id, previous)),
    ...(await raisedIn(services, partnership.id, period)),
  ];
  // Two periods of more than a year overlap: each disagreement once.
  const each = [...new Map(disagreements.map((d) => [d.id, d])).values()];
  const versions = new Set([policyVersionId(partnership.policy), ...each.map((d) => d.policyVersionId)]);
  const texts: Record<string, string> = {};
  for (const d of each) {
    const id = d.texts.reasonGiven;
    const text = id === undefined ? undefined : await readText(table, d.id, id);
    if (id !== undefined && text !== undefined) texts[id] = text;
  }
  try {
    const made = annualReturn({
      ...period,
      previous,
      partnership,
      policies: Object.fromEntries([...versions].map((id) => [id, rules.requirePolicy(id)])),
      agencies: directory.agencies,
      disagreements: each,
      calendar: await rules.calendarFor(partnership),
      audience: asked.audience,
      texts,
    });
    await keepReturn(
      table,
      { partnershipId: partnership.id, ...asked },
      { madeAt: clock.now().toString(), return: made },
    );
    return { made };
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    return {
      refused:
        'Choose another period: the bank holidays of this one are not known here, so its working days cannot be counted.',
    };
  }
}

async function raisedIn({ table }: Services, partnershipId: string, { from, until }: Period) {
  const startOf = (on: Temporal.PlainDate) => on.toZonedDateTime('Europe/London').toInstant().toString();
  return recordsRaisedBetween(table, partnershipId, { from: startOf(from), before: startOf(until.add({ days: 1 })) });
}
