import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { TriedDays } from '../escalation/rehearsal.ts';
import type { Services } from './services.ts';
import type { Key } from './table.ts';

/**
 * What a rehearsal of a policy change came to, kept as an annual return is: it is worked out when a lead asks for it, and its page reads
 * what was kept. It holds references, stages and times, and nobody's name.
 */

/** Our choice: for as long as a proposed change is talked over between two meetings of a board. */
const REHEARSAL_LASTS_DAYS = 30;

/** Which change was tried, in which partnership: a policy, and the numbers in it that are not its own. */
export interface RehearsalOf {
  partnershipId: string;
  policyVersionId: string;
  days: TriedDays;
}

const changedSchema = z.object({
  /** The disagreement's, so that it can be judged again who may see it. */
  id: z.string(),
  reference: z.string(),
  differences: z.array(
    z.object({
      /** The stage as its policy labels it. */
      stage: z.string(),
      what: z.enum(['not reached', 'reached', 'opened', 'deadline']),
      why: z.string(),
    }),
  ),
});
/** A disagreement that would have gone otherwise, and what would have been otherwise about it. */
export type ChangedByIt = z.infer<typeof changedSchema>;

const madeSchema = z.object({
  madeAt: z.iso.datetime(),
  /** How many could be rehearsed, and how many of those would have gone otherwise. */
  rehearsed: z.int(),
  changed: z.int(),
  /** Names the pages of it. */
  run: z.string(),
  pages: z.int(),
});
/** A rehearsal as it was worked out at a moment. Its pages are read one by one. */
export type KeptRehearsal = z.infer<typeof madeSchema>;

type Needs = Pick<Services, 'table' | 'clock' | 'keys'>;

/** The latest of this change; undefined when it was not rehearsed within the last `REHEARSAL_LASTS_DAYS`. */
export async function readRehearsal({ table }: Pick<Needs, 'table'>, of: RehearsalOf) {
  const { items } = await table.query({ pk: partitionOf(of), descending: true, limit: 1 });
  return items[0] && madeSchema.parse(items[0].body);
}

/** One page of it, from 1, in the order in which it was worked out. */
export async function readRehearsalPage(
  { table }: Pick<Needs, 'table'>,
  { run }: KeptRehearsal,
  page: number,
): Promise<ChangedByIt[]> {
  const item = await table.get(pageKey(run, page));
  return item ? z.array(changedSchema).parse(item.body) : [];
}

/** Keeps one beside those before it, which end by themselves: its pages first, so that whoever finds it finds all of it. */
export async function keepRehearsal(
  { table, clock, keys }: Needs,
  of: RehearsalOf,
  { pages, rehearsed }: { rehearsed: number; pages: readonly (readonly ChangedByIt[])[] },
): Promise<void> {
  const now = clock.now();
  const expiresAt = Math.floor(now.add({ hours: 24 * REHEARSAL_LASTS_DAYS }).epochMilliseconds / 1000);
  const run = Buffer.from(keys.random(12)).toString('base64url');
  await Promise.all(
    pages.map((rows, index) =>
      table.put(
        { ...pageKey(run, index + 1), body: z.array(changedSchema).parse(rows), expiresAt },
        { ifAbsent: true },
      ),
    ),
  );
  const changed = pages.flat().length;
  const body: KeptRehearsal = { madeAt: now.toString(), rehearsed, changed, run, pages: pages.length };
  // One length for every moment, so that the latest sorts last.
  const at = Temporal.Instant.from(body.madeAt).toString({ fractionalSecondDigits: 3 });
  await table.put({ pk: partitionOf(of), sk: `${at}#${run}`, body, expiresAt }, { ifAbsent: true });
}

const pageKey = (run: string, page: number): Key => ({ pk: `rehearsal-pages#${run}`, sk: `page#${page}` });

function partitionOf({ partnershipId, policyVersionId, days }: RehearsalOf): string {
  const tried = Object.entries(days)
    .map(([name, count]) => `${name}=${count}`)
    .sort();
  return `rehearsals#${partnershipId}#${[policyVersionId, ...tried].join('#')}`;
}
