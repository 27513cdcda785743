import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { agesOn, millisecondsOf } from './ages.ts';
import type { Directory } from './directory.ts';
import { boardMaySee, isBefore, type Policy, type PolicyStage, requireStage, SUBJECTS } from './policy.ts';
import { reachedBy, type Summary } from './summary.ts';
import type { Calendar } from './working-days.ts';

/** Where a step of the policy stands for one disagreement. */
export type StepState = 'ended' | 'open' | 'ahead' | 'passed over';

/** One disagreement on a lead's list: never more than the policy shows the board of it (NOT-5). */
export interface ListRow {
  reference: string;
  /** `sites`: those that are concerned, where the board may see the record. */
  agencies: { id: string; name: string; sites: string[] }[];
  stage: Pick<PolicyStage, 'id' | 'label' | 'name'>;
  /** Where the stage stands in its policy: to sort by. */
  stagePlace: number;
  /** Every stage of its policy in order. */
  steps: { label: string; name: string; state: StepState }[];
  /** Absent where the board may see the fact only. */
  subject?: Summary['subject'];
  /** Since when it is at this stage, or when it ended. */
  sinceAt: string;
  /** Working days at the open stage; undefined when it has ended, or bank holidays are not known so far. */
  age: number | undefined;
  deadline: NonNullable<Summary['open']>['deadline'];
  isOverdue: boolean;
  /** Open at a stage that nothing moves on by itself. */
  hasNoNumber: boolean;
  harm?: 'not seen' | 'seen';
  /** How it ended, once it has. */
  outcome?: NonNullable<Summary['outcome']>['outcome'];
  closedAt: string | null;
  needsYou: boolean;
}

/** What the rows of a list are made from. */
export interface ListFacts {
  summaries: readonly Summary[];
  policies: (policyVersionId: string) => Policy;
  directory: Pick<Directory, 'agencies'>;
  calendar: Calendar;
  today: Temporal.PlainDate;
  now: Temporal.Instant;
  /** The lead who reads it: what they left to another lead is not on their list (S29). */
  lead: string;
  /** References that need them today. */
  needed: ReadonlySet<string>;
}

/** The rows a lead may see, and how many more there are below the board's line (NOT-5). */
export function rowsFor(facts: ListFacts): { rows: ListRow[]; belowTheLine: number } {
  const theirs = facts.summaries.filter(({ stoodAside }) => !stoodAside.includes(facts.lead));
  const ageOf = agesOn(facts.today, facts.calendar);
  const nowMs = facts.now.epochMilliseconds;
  const rows = theirs.flatMap((summary) => rowOf(summary, facts, { ageOf, nowMs }) ?? []);
  return { rows, belowTheLine: theirs.length - rows.length };
}

function rowOf(
  summary: Summary,
  facts: ListFacts,
  { ageOf, nowMs }: { ageOf: ReturnType<typeof agesOn>; nowMs: number },
): ListRow | undefined {
  const policy = facts.policies(summary.policyVersionId);
  const sees = boardMaySee(policy, reachedBy(summary));
  if (sees === 'count') return undefined;
  const { open, outcome, harm } = summary;
  const stage = requireStage(policy, open?.stageId ?? outcome?.stageId ?? summary.visits.at(-1)!.stageId);
  const sinceAt = open?.openedAt ?? outcome?.at ?? summary.raisedAt;
  const nameOf = (id: string) => facts.directory.agencies.find((agency) => agency.id === id)?.name ?? id;
  return {
    reference: summary.reference,
    agencies: summary.agencies.map((id) => ({
      id,
      name: nameOf(id),
      sites: sees === 'record' ? sitesAt(id, summary) : [],
    })),
    stage: { id: stage.id, label: stage.label, name: stage.name },
    stagePlace: policy.stages.indexOf(stage),
    steps: policy.stages.map(({ id, label, name }) => ({ label, name, state: stateOf(id, stage.id, summary, policy) })),
    ...(sees === 'record' ? { subject: summary.subject } : {}),
    sinceAt,
    age: open && ageOf(open.openedOn),
    deadline: open?.deadline ?? null,
    isOverdue: open?.deadline ? millisecondsOf(open.deadline.at) <= nowMs : false,
    hasNoNumber: open !== undefined && open.deadline === null,
    ...(harm ? { harm: harm.notSeenBy.length > 0 ? ('not seen' as const) : ('seen' as const) } : {}),
    ...(outcome ? { outcome: outcome.outcome } : {}),
    closedAt: summary.closedAt,
    needsYou: facts.needed.has(summary.reference),
  };
}

function sitesAt(agencyId: string, { sites = [] }: Summary): string[] {
  return [...new Set(sites.filter(({ agency }) => agency === agencyId).map(({ site }) => site))];
}

/** "Hospitals Trust, Abbot Park Hospital": an agency of a row, with the site that is concerned. */
export function rowAgencyInWords({ name, sites }: ListRow['agencies'][number]): string {
  return [name, ...sites].join(', ');
}

function stateOf(stageId: string, current: string, { open, visits }: Summary, policy: Policy): StepState {
  if (stageId === current) return open ? 'open' : 'ended';
  if (visits.some((visit) => visit.stageId === stageId)) return 'ended';
  return isBefore(policy, stageId, current) ? 'passed over' : 'ahead';
}

/** By what a lead may have the list ordered. */
const SORTS = ['deadline', 'age', 'stage'] as const;
/** Which deadlines a lead may have it show alone: those that have passed, or the stages without one. */
const TIMES = ['overdue', 'no-number'] as const;

/** What a lead asks of the list, in the address: words we know and ids from the list itself, never a name (S4). */
const querySchema = z.object({
  stage: z
    .string()
    .max(60)
    .regex(/^[\w-]*$/)
    .catch(''),
  agency: z
    .string()
    .max(80)
    .regex(/^[\w-]*$/)
    .catch(''),
  subject: z.enum(['', ...SUBJECTS]).catch(''),
  harm: z.enum(['', 'yes']).catch(''),
  time: z.enum(['', ...TIMES]).catch(''),
  mine: z.enum(['', 'yes']).catch(''),
  sort: z.enum(SORTS).catch('deadline'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});
/** What a lead asks of the list. */
export type ListQuery = z.infer<typeof querySchema>;

/** Reads the address. A word that is none of ours counts as not said: an old or mistyped address still opens a list. */
export function readListQuery(query: Readonly<Record<string, string | undefined>>): ListQuery {
  return querySchema.parse({ ...query });
}

/** The rows that are asked for, in the order that is asked for. */
export function pick(rows: readonly ListRow[], query: ListQuery): ListRow[] {
  return rows
    .filter((row) => isAskedFor(row, query))
    .map((row) => ({ row, key: KEYS[query.sort](row), sinceMs: millisecondsOf(row.sinceAt) }))
    .sort((a, b) => a.key - b.key || a.sinceMs - b.sinceMs || (a.row.reference < b.row.reference ? -1 : 1))
    .map(({ row }) => row);
}

function isAskedFor(row: ListRow, { stage, agency, subject, harm, time, mine }: ListQuery): boolean {
  return (
    (stage === '' || row.stage.id === stage) &&
    (agency === '' || row.agencies.some(({ id }) => id === agency)) &&
    // Of what the policy shows the fact only, nobody can find out by filtering whom it is about.
    (subject === '' || row.subject === subject) &&
    (harm === '' || row.harm !== undefined) &&
    (time === '' || (time === 'overdue' ? row.isOverdue : row.hasNoNumber)) &&
    (mine === '' || row.needsYou)
  );
}

/** What comes first has the smallest. Alike, the longest at its stage comes first. */
const KEYS: Record<ListQuery['sort'], (row: ListRow) => number> = {
  // What has no deadline comes after all that have one.
  deadline: ({ deadline }) => (deadline ? millisecondsOf(deadline.at) : Number.MAX_SAFE_INTEGER),
  age: () => 0,
  // The furthest first: that is where the board comes in.
  stage: ({ stagePlace }) => -stagePlace,
};

/** So many fit a page that is read in a minute. */
export const ROWS_A_PAGE = 25;

/** One page of rows, and how many pages there are. A page beyond the last is the last. */
export function pageOf<T>(rows: readonly T[], page: number): { rows: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const at = Math.min(page, pages);
  return { rows: rows.slice((at - 1) * ROWS_A_PAGE, at * ROWS_A_PAGE), page: at, pages };
}
