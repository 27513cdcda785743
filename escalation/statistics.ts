import { Temporal } from 'temporal-polyfill';
import { learningRoute } from './acts/after.ts';
import { capital } from './capital.ts';
import type { Agency } from './directory.ts';
import { BOARD } from './directory.ts';
import { currentMeeting } from './meetings.ts';
import type { Partnership } from './partnership.ts';
import type { Policy } from './policy.ts';
import {
  type AgreedAction,
  CATEGORIES,
  type Disagreement,
  everyVisit,
  OUTCOMES,
  openHarm,
  type StageVisit,
} from './record.ts';
import { type Counted, type Disclosed, disclosed } from './small-numbers.ts';
import { spokenDate } from './spoken-time.ts';
import { type Calendar, londonDate, workingDaysBetween } from './working-days.ts';

/** From the first day to the last, both included, London dates. */
export interface Period {
  from: Temporal.PlainDate;
  until: Temporal.PlainDate;
}

/** What a return is worked out from. */
export interface AnnualReturnFacts extends Period {
  partnership: Pick<Partnership, 'id' | 'name'>;
  /** Every policy version that a disagreement is pinned to, by its id: `bcssp-v5`. */
  policies: Readonly<Record<string, Policy>>;
  agencies: readonly Pick<Agency, 'id' | 'name'>[];
  /** Those of other partnerships and of other periods are passed over. */
  disagreements: readonly Disagreement[];
  calendar: Calendar;
  /** The period to stand beside it, usually the year before. */
  previous?: Period;
  /** Outside the partnership small numbers are not shown: somebody could be known by them. */
  audience: 'partnership' | 'outside';
  /** Texts by their id, to tell a reason from "none given". Absent: the return does not say which there was. */
  texts?: Readonly<Record<string, string>>;
}

/** One line of the return. `before` stands beside `value` when a period to compare with was asked for. */
export interface ReturnRow {
  section: string;
  measure: string;
  value: Disclosed;
  before?: Disclosed;
}

/** A partnership's annual return: counts and durations, and nothing by which a person or a disagreement could be known. */
export interface AnnualReturn {
  partnership: string;
  period: string;
  previousPeriod?: string;
  rows: ReturnRow[];
}

/** Lines that belong together. Of a `whole` each disagreement (or action) is in one line, so that the lines add up to a number. */
interface Section {
  section: string;
  isWhole: boolean;
  lines: Counted[];
}

/**
 * The annual return of a period (STA-1): what became of the disagreements that were raised in it, as far as is known by now.
 *
 * Our choice: a disagreement belongs to the period it was raised in, whole, so that every section counts the same ones. One that was
 * raised twice counts once, where it goes on; the stages of one whose policy was corrected are those of the policy that governs.
 * Throws `BeyondCalendar` for a stage outside the bank holidays that are held.
 */
export function annualReturn(facts: AnnualReturnFacts): AnnualReturn {
  const now = sectionsOf(facts, facts);
  const before = facts.previous ? sectionsOf(facts, facts.previous) : undefined;
  const rows = now.flatMap((section, index) => rowsOf(section, before?.[index], facts.audience));
  return {
    partnership: facts.partnership.name,
    period: inWords(facts),
    ...(facts.previous ? { previousPeriod: inWords(facts.previous) } : {}),
    rows,
  };
}

function rowsOf(section: Section, before: Section | undefined, audience: AnnualReturnFacts['audience']): ReturnRow[] {
  const values = audience === 'outside' ? disclosed(section.lines, section) : section.lines.map(({ value }) => value);
  const beforeValues =
    before && (audience === 'outside' ? disclosed(before.lines, before) : before.lines.map(({ value }) => value));
  return section.lines.map(({ measure }, line) => ({
    section: section.section,
    measure,
    value: values[line]!,
    ...(beforeValues ? { before: beforeValues[line]! } : {}),
  }));
}

function sectionsOf(facts: AnnualReturnFacts, period: Period): Section[] {
  const records = facts.disagreements.filter(
    (d) => d.partnershipId === facts.partnership.id && isIn(period, londonDate(Temporal.Instant.from(d.raisedAt))),
  );
  // One disagreement raised twice is one: it is counted where it goes on.
  const raised = records.filter(({ mergedInto }) => !mergedInto);
  return [
    { section: 'Raised', isWhole: true, lines: [{ measure: 'Disagreements raised', value: raised.length }] },
    ...(facts.audience === 'partnership' ? [reached(facts, raised)] : []),
    whole('Where it started', Object.values(STARTED), raised, (d) => [startedHow(d)]),
    whole('Furthest stage reached', stageLines(facts), raised, (d) => [stageMeasure(facts, d, furthest(facts, d))]),
    byAgency(facts, 'Raising agency', raised, (d) => [d.raiser.agency]),
    byAgency(facts, 'Responding agency', raised, (d) => d.raisedWith.map(({ agency }) => agency)),
    whole('Kind of disagreement', [...Object.values(CATEGORIES), NOT_SAID], raised, (d) => [
      d.category ? CATEGORIES[d.category] : NOT_SAID,
    ]),
    whole('About', Object.values(ABOUT_WHOM), raised, (d) => [ABOUT_WHOM[d.subject]]),
    durations(facts, raised),
    whole('How stages ended', [...new Set(Object.values(HOW_STAGES_ENDED))], raised, (d) => d.stages.map(howEnded)),
    whole('Reviewed before it went forward', Object.values(REVIEWS), raised, reviewsOf),
    whole('Immediate harm', [HARM.flagged, HARM.not], raised, (d) => [d.harms?.length ? HARM.flagged : HARM.not]),
    whole('What came of each flag of immediate harm', Object.values(FLAGS), raised, flagsOf),
    whole('Meetings and panels', Object.values(MEETINGS), raised, meetingsOf),
    whole('How disagreements ended', [...OUTCOMES.map(capital), NOT_ENDED], raised, (d) => [
      d.outcome ? capital(d.outcome.outcome) : NOT_ENDED,
    ]),
    ...reasons(facts, raised),
    whole('Agreed actions', Object.values(ACTION_STATES), raised, (d) =>
      [...(d.earlierOutcomes ?? []), ...(d.outcome ? [d.outcome] : [])].flatMap(({ actions }) =>
        actions.map(actionState),
      ),
    ),
    whole('Learning, gaps and reports', Object.values(LEARNT).flatMap(Object.values), raised, (d) =>
      learntFrom(facts, d),
    ),
    whole('What became of learning, gaps and reports', Object.values(BECAME).flatMap(Object.values), raised, becameOf),
    {
      section: 'Put right',
      isWhole: false,
      lines: [
        { measure: 'Raised twice and merged, counted once', value: records.length - raised.length },
        { measure: 'The policy that governs was corrected', value: raised.filter((d) => d.earlierPolicies).length },
      ],
    },
  ];
}

const STARTED = {
  first: 'At the first stage',
  'already talked': 'Further on: both sides had talked already',
  'time already over': 'Further on: the time before was over',
  cap: 'Further on: the time from the outset was over (the cap)',
  'policy issue': 'Further on: a significant policy issue',
  'immediate harm': 'Further on: immediate harm',
} as const;

function startedHow(d: Disagreement): string {
  const cause = everyVisit(d)[0]?.cause;
  if (cause === 'harm clock') return STARTED['immediate harm'];
  return (STARTED as Partial<Record<string, string>>)[cause ?? 'first'] ?? STARTED.first;
}

const REVIEWS = {
  'taken forward': 'Taken forward',
  'not taken forward': 'Not taken forward',
  're-routed': 'Sent elsewhere',
  'not reviewed in time': 'Not reviewed in time, so it went forward',
  'sent forward': 'Sent forward after a refusal, by the safeguarding lead',
} as const;

function reviewsOf(d: Disagreement): string[] {
  const verdicts = everyVisit(d).flatMap(({ review }) => (review ? [REVIEWS[review.verdict]] : []));
  const sent = d.stages.filter(({ cause }) => cause === 'sent forward').map(() => REVIEWS['sent forward']);
  return [...verdicts, ...sent];
}

const HARM = { flagged: 'Flagged at some time', not: 'Never flagged' } as const;
const FLAGS = {
  'action taken': 'Protective action recorded',
  'none needed': 'Recorded that nothing was needed',
  open: 'Still open',
  over: 'Not recorded before the disagreement ended',
} as const;

const flagsOf = (d: Disagreement) =>
  (d.harms ?? []).map((harm) => (harm.ended ? FLAGS[harm.ended.took] : openHarm(d) === harm ? FLAGS.open : FLAGS.over));

const MEETINGS = {
  meeting: 'A meeting was arranged',
  mediation: 'Mediation was arranged',
  panel: 'A panel was arranged',
  declined: 'It was decided not to convene',
  noPanel: 'No panel could be made up of these agencies',
} as const;

/** Each stage with a meeting counts once, however often it was arranged anew. */
function meetingsOf(d: Disagreement): string[] {
  const arranged = everyVisit(d).flatMap((visit) => {
    const meeting = currentMeeting(visit);
    return meeting ? [MEETINGS[meeting.kind]] : visit.noPanel ? [MEETINGS.noPanel] : [];
  });
  const outcomes = [...(d.earlierOutcomes ?? []), ...(d.outcome ? [d.outcome] : [])];
  const declined = [
    ...outcomes.filter(({ notConvened }) => notConvened),
    ...everyVisit(d).filter(({ cause }) => cause === 'not convened'),
  ];
  return [...arranged, ...declined.map(() => MEETINGS.declined)];
}

const LEARNT = {
  learning: { sent: 'Learning points sent on as the policy asks', kept: 'Learning points kept with the record' },
  gap: { sent: 'Gaps in policy or procedure sent on as the policy asks', kept: 'Gaps kept with the record' },
  meeting: {
    sent: 'Reports of a meeting sent on as the policy asks',
    kept: 'Reports of a meeting kept with the record',
  },
} as const;

/** To whom it went follows from the policy: it names who receives such a thing, or nobody (LRN-1 to LRN-3). */
function learntFrom({ policies }: AnnualReturnFacts, d: Disagreement): string[] {
  const policy = policies[d.policyVersionId];
  return (d.learning ?? []).map(({ kind }) => LEARNT[kind][policy && learningRoute(policy, kind) ? 'sent' : 'kept']);
}

const becameLines = (what: string) => ({
  'taken to the board': `${what}: taken to the board`,
  'policy changed': `${what}: a policy or procedure was changed`,
  'no action': `${what}: no action, with a reason`,
  unsaid: `${what}: nothing said yet of what came of it`,
});
const BECAME = {
  learning: becameLines('Learning points'),
  gap: becameLines('Gaps in policy or procedure'),
  meeting: becameLines('Reports of a meeting'),
} as const;

/** What the partnership did with it, as its lead said last (STA-1: "learning and gaps with what became of them"). */
const becameOf = (d: Disagreement) =>
  (d.learning ?? []).map(({ kind, became }) => BECAME[kind][became?.at(-1)?.what ?? 'unsaid']);

const NOT_SAID = 'Not said';
const NOT_ENDED = 'Not ended yet';
const ABOUT_WHOM = { child: 'A child', adult: 'An adult', both: 'A child and an adult' } as const;

function whole(
  section: string,
  measures: readonly string[],
  raised: readonly Disagreement[],
  measuresOf: (d: Disagreement) => string[],
): Section {
  const counts = new Map(measures.map((measure) => [measure, 0]));
  for (const measure of raised.flatMap(measuresOf)) counts.set(measure, (counts.get(measure) ?? 0) + 1);
  return { section, isWhole: true, lines: [...counts].map(([measure, value]) => ({ measure, value })) };
}

/** Several lines count the same disagreement, one for each stage it reached; it is not shown outside, where the differences would tell. */
function reached(facts: AnnualReturnFacts, raised: readonly Disagreement[]): Section {
  const measuresOf = (d: Disagreement) => [...new Set(d.stages.map(({ stageId }) => stageMeasure(facts, d, stageId)))];
  return { ...whole('Reached', stageLines(facts), raised, measuresOf), isWhole: false };
}

/** Every stage of the policies in use, by the label people know it by. The versions of one policy share a line. */
function stageLines({ policies }: AnnualReturnFacts): string[] {
  return [
    ...new Set(Object.values(policies).flatMap((policy) => policy.stages.map(({ id }) => stageName(policy, id)))),
  ];
}

function stageMeasure({ policies }: AnnualReturnFacts, d: Disagreement, stageId: string): string {
  const policy = policies[d.policyVersionId];
  if (!policy)
    throw new Error(`Disagreement ${d.reference} is pinned to ${d.policyVersionId}, which the return was not given`);
  return stageName(policy, stageId);
}

function stageName(policy: Policy, stageId: string): string {
  const stage = policy.stages.find(({ id }) => id === stageId);
  return stage ? `${policy.title}, ${stage.label}: ${stage.name}` : `${policy.title}, stage ${stageId}`;
}

/** The latest stage in the policy's order, however it came there. */
function furthest({ policies }: AnnualReturnFacts, d: Disagreement): string {
  const order = policies[d.policyVersionId]?.stages.map(({ id }) => id) ?? [];
  return d.stages
    .map(({ stageId }) => stageId)
    .reduce((far, id) => (order.indexOf(id) > order.indexOf(far) ? id : far));
}

function byAgency(
  { agencies }: AnnualReturnFacts,
  section: string,
  raised: readonly Disagreement[],
  agenciesOf: (d: Disagreement) => string[],
): Section {
  const names = new Map(agencies.filter(({ id }) => id !== BOARD).map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? 'An agency that is no longer in the directory';
  return whole(section, [...names.values()], raised, (d) => [...new Set(agenciesOf(d))].map(nameOf));
}

/** Median and longest working days of the stages that have ended. A single stage's own time is somebody's, so few are as good as named. */
function durations(facts: AnnualReturnFacts, raised: readonly Disagreement[]): Section {
  const days = new Map<string, number[]>(stageLines(facts).map((measure) => [measure, []]));
  for (const d of raised) {
    for (const { stageId, openedAt, closedAt } of d.stages) {
      if (!closedAt) continue;
      const [from, to] = [openedAt, closedAt].map((at) => londonDate(Temporal.Instant.from(at))) as [
        Temporal.PlainDate,
        Temporal.PlainDate,
      ];
      days.get(stageMeasure(facts, d, stageId))?.push(workingDaysBetween(facts.calendar, from, to));
    }
  }
  const lines = [...days].flatMap(([measure, counted]) => [
    {
      measure: `${measure}, median`,
      value: counted.length > 0 ? median(counted) : ('none' as const),
      outOf: counted.length,
    },
    {
      measure: `${measure}, longest`,
      value: counted.length > 0 ? Math.max(...counted) : ('none' as const),
      outOf: counted.length,
    },
  ]);
  return { section: 'Working days at a stage', isWhole: false, lines };
}

function median(counted: readonly number[]): number {
  const sorted = [...counted].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const HOW_STAGES_ENDED = {
  inTime: 'Ended before its deadline',
  late: 'Ended after its deadline',
  withoutDeadline: 'Ended, with no deadline',
  deadline: 'Moved by the clock',
  'protective timescale': 'Moved by the clock',
  'local target': 'Moved by the clock',
  'harm clock': 'Moved by the clock',
  cap: 'Moved by the cap',
  'a person': 'Moved by a person',
  open: 'Still open',
  other: 'Moved for another reason',
} as const;

function howEnded({ closedAt, closedBy, deadline }: StageVisit): string {
  if (!closedAt) return HOW_STAGES_ENDED.open;
  if (closedBy === 'outcome') {
    if (!deadline) return HOW_STAGES_ENDED.withoutDeadline;
    const isLate = Temporal.Instant.compare(closedAt, deadline.at) > 0;
    return isLate ? HOW_STAGES_ENDED.late : HOW_STAGES_ENDED.inTime;
  }
  return (HOW_STAGES_ENDED as Partial<Record<string, string>>)[closedBy ?? 'other'] ?? HOW_STAGES_ENDED.other;
}

const REASONS = { given: 'A reason was given', none: 'No reason was given' } as const;
/** How people say in the box for the reason that there was none: the form asks for `"none given"`. */
const SAYS_NONE = /^["'\s]*(none|no reason|nothing|n\/?a|not given)\b.{0,12}$/i;

function reasons({ texts }: AnnualReturnFacts, raised: readonly Disagreement[]): Section[] {
  if (!texts) return [];
  const reasonOf = (d: Disagreement) => {
    const words = d.texts.reasonGiven === undefined ? undefined : texts[d.texts.reasonGiven];
    if (words === undefined) return NOT_SAID;
    return SAYS_NONE.test(words) ? REASONS.none : REASONS.given;
  };
  return [whole('Reason the other side gave', [...Object.values(REASONS), NOT_SAID], raised, (d) => [reasonOf(d)])];
}

const ACTION_STATES = {
  done: 'Done',
  late: 'Done late, after the day agreed or after somebody said that it was not done',
  notDone: 'Not done',
  unanswered: 'No answer yet',
} as const;

/**
 * What came of an agreed action, as it was said last. Late is one of which anybody said so. Our choice: not one whose answer came after its day.
 * It is asked about on that day or, where nobody is at work then, on the next, so that would count how fast people answer.
 */
function actionState({ answers }: AgreedAction): string {
  const last = answers.at(-1);
  if (!last) return ACTION_STATES.unanswered;
  if (!last.done) return ACTION_STATES.notDone;
  return answers.some(({ done, late }) => late || !done) ? ACTION_STATES.late : ACTION_STATES.done;
}

function isIn({ from, until }: Period, on: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(on, from) >= 0 && Temporal.PlainDate.compare(on, until) <= 0;
}

function inWords({ from, until }: Period): string {
  return `${spokenDate(from)} to ${spokenDate(until)}`;
}
