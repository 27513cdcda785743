import { Temporal } from 'temporal-polyfill';
import { agesOn, millisecondsOf, unlessBeyond } from './ages.ts';
import { isKnown, nextDigestDay } from './digest-rhythm.ts';
import { BOARD, type Directory, reasonToVouch } from './directory.ts';
import { harmClock } from './harm-clock.ts';
import type { Partnership } from './partnership.ts';
import { boardMaySee, type Policy, policyVersionId, requireStage } from './policy.ts';
import { type PolicyReview, policyReviewBetween } from './policy-review.ts';
import type { Asked, Deadline, Outcome, StageVisit } from './record.ts';
import { reachedBy, type Summary } from './summary.ts';
import { type Calendar, londonDate, londonTime } from './working-days.ts';

/** A stage without a number shows as old once it has been open for longer. Working days (DIG-1). */
const OLD_AFTER_WORKING_DAYS = 5;

/** What a digest says of a disagreement, and all it says: no person, nothing about whom or what it is (PRV-3, BEY-12). */
export interface DigestLine {
  reference: string;
  /** The agencies' names, the raising one first. */
  agencies: string[];
  stage: DigestStage;
}

/** A stage as the digest names it. */
export interface DigestStage {
  /** "Stage 2". */
  label: string;
  /** "Manager to manager". */
  name: string;
}

/** Since when a stage is open, and its age in working days: undefined where bank holidays are not known, and nobody can count them. */
interface OpenAge {
  openedAt: string;
  age: number | undefined;
}

/** Something a partnership's lead cannot leave to the clock: somebody cannot be asked, or is not reached. */
export interface DigestFault {
  reference: string;
  stage: DigestStage;
  /** The one agency whose contact is wrong; undefined while nobody has said with which agency it is. Below the board's line no other is named (NOT-5). */
  agency: string | undefined;
  what: 'nobody to ask' | 'not delivered';
}

/**
 * What a lead of a partnership is told one morning, in the order of DIG-1. A section without content is an empty list or 0.
 */
export interface Digest {
  partnership: Pick<Partnership, 'id' | 'name' | 'businessUnitTelephone'>;
  lead: { name: string };
  /** The London day it is of. */
  on: string;
  /** What happened after this is in it, and was in none before. */
  since: string;
  /** Working days on which no digest reached this lead, that this one makes up for. */
  missedOn: string[];
  /** Set when bank holidays are not known as far as the next working day: up to which day they are. */
  holidaysKnownTo?: string;
  needsYou: {
    /** The lead is asked at the open stage, in their own post, and has not answered. */
    asked: (DigestLine & { deadline: Pick<Deadline, 'at' | 'which'> | null })[];
    /** Email that waits for a person to say where it belongs. */
    held: number;
    /** Corrections to the directory that somebody proposed and no administrator has settled. Counted, and nothing of them said. */
    corrections: number;
    /**
     * Somebody of this agency reads next to nothing until their agency's safeguarding lead, or this lead, says that the address is theirs
     * (PRV-2). Below the board's line too, because a lead may vouch there: `agencies` is then that agency and no other (NOT-5).
     */
    addresses: (DigestLine & { agency: string })[];
    /** The policy that the partnership runs is soon to be reviewed, or should have been (BEY-18). */
    policyReview?: PolicyReview;
  };
  /** Flagged as at risk of immediate harm and not ended: who has not seen it, how often they were chased, and by when it is to be acted on. */
  harm: (DigestLine & { flaggedAt: string; notSeenBy: string[]; chases: number; dueAt: string | null })[];
  escalated: (DigestLine & { from: DigestStage; at: string; cause: StageVisit['cause'] })[];
  /** Today, on the next working day or between them; what has passed and not been acted on comes first. */
  due: (DigestLine & { isToday: boolean } & (
      | { what: 'stage ends'; at: string; which: Deadline['which']; hasPassed: boolean }
      | { what: 'action' | 'review'; on: string }
    ))[];
  open: { stage: DigestStage; lines: (DigestLine & OpenAge)[] }[];
  /** Open for more than `OLD_AFTER_WORKING_DAYS` at a stage that nothing moves on. */
  old: (DigestLine & { age: number })[];
  /** Asked at the open stage and no answer yet. Without `role` where the board may see the fact only. */
  silent: (DigestLine & {
    agency: string;
    role?: Asked['role'];
    askedAt: string;
    remindersSent: number;
  })[];
  /** Once a month: the names of the agencies that have raised nothing within a year (BEY-13). */
  neverRaised: string[];
  faults: DigestFault[];
  ended: (DigestLine & { outcome: Outcome['outcome']; at: string })[];
  /** Agreed actions that their day is over for: said not to be done, or nobody says. */
  notDone: (DigestLine & { agency: string; dueOn: string; answer: 'not done' | 'no answer' })[];
  /** One number: open, or ended since, where the policy does not yet show the board more (NOT-5). */
  belowTheLine: number;
  /** Of that number, those not taken forward since: a refusal inside one agency never goes unseen (SCP-4). */
  notTakenForward: number;
}

/** An email about a disagreement that was never accepted for somebody of this agency. */
export interface Undelivered {
  disagreementId: string;
  agency: string;
}

/** What a digest is made from. */
export interface DigestFacts {
  partnership: Partnership;
  lead: { name: string; email: string };
  policies: (policyVersionId: string) => Policy;
  /** For the agencies' names. */
  directory?: Directory;
  /** The partnership's: every open one, and at least those that ended or closed after `since`. */
  disagreements: readonly Summary[];
  calendar: Calendar;
  since: Temporal.Instant;
  now: Temporal.Instant;
  missedOn?: readonly Temporal.PlainDate[];
  /** How many held messages wait in the partnership. */
  held: number;
  /** How many corrections to the directory wait in the partnership; none unless said. */
  corrections?: number;
  undelivered: readonly Undelivered[];
  /** Ids of the agencies that have raised something within a year; absent where this digest does not tell which have not. */
  raisedWithinAYear?: ReadonlySet<string>;
}

/**
 * Whether a digest tells which agencies never raise anything: the first of each month does, because it changes slowly (BEY-13).
 *
 * Our choice: it counts what is below the board's line too. How much each agency raises is in the annual return, which a lead may make of any
 * period (STA-1); nothing of any one disagreement is said (NOT-5).
 */
export function tellsWhoNeverRaises(since: Temporal.Instant, today: Temporal.PlainDate): boolean {
  return !londonDate(since).toPlainYearMonth().equals(today.toPlainYearMonth());
}

/**
 * The digest of one lead at one moment. Nothing about a disagreement below the board's line but that it is one more, and its
 * faults, without which nobody would put them right (NOT-5). Near and after the end of the calendar it leaves out what cannot be counted.
 */
export function digestFor(facts: DigestFacts): Digest {
  const { partnership, lead, now, since } = facts;
  const today = londonDate(now);
  const morning: Morning = {
    today: today.toString(),
    nextDay: nextDigestDay(facts.calendar, today).toString(),
    sinceMs: since.epochMilliseconds,
    nowMs: now.epochMilliseconds,
    ageOf: agesOn(today, facts.calendar),
  };
  const all = inOrder(facts.disagreements).map((d) => new Told(d, facts, morning));
  const shown = all.filter((told) => told.sees !== 'count');
  const policy = facts.policies(policyVersionId(partnership.policy));
  const policyReview = policyReviewBetween(policy, londonDate(since), today);
  const byOpenStage = [...shown].sort((a, b) => a.stagePlace - b.stagePlace);
  return {
    partnership: {
      id: partnership.id,
      name: partnership.name,
      businessUnitTelephone: partnership.businessUnitTelephone,
    },
    lead: { name: lead.name },
    on: today.toString(),
    since: since.toString(),
    missedOn: (facts.missedOn ?? []).map(String),
    ...(isKnown(facts.calendar, nextDigestDay(facts.calendar, today))
      ? {}
      : { holidaysKnownTo: facts.calendar.lastOn }),
    // Whoever is asked takes part, and sees it from any stage: the board's line is not theirs.
    needsYou: {
      asked: all.flatMap((told) => told.askedOf(lead.email)),
      held: facts.held,
      corrections: facts.corrections ?? 0,
      addresses: all.flatMap((told) => told.addresses()),
      ...(policyReview ? { policyReview } : {}),
    },
    harm: shown.flatMap((told) => told.harm()).sort((a, b) => byTime(a.flaggedAt, b.flaggedAt)),
    escalated: shown.flatMap((told) => told.escalated()).sort((a, b) => byTime(a.at, b.at)),
    due: shown.flatMap((told) => told.due()).sort((a, b) => byTime(momentOf(a), momentOf(b))),
    open: groupedByStage(byOpenStage),
    old: shown.flatMap((told) => told.old()).sort((a, b) => b.age - a.age),
    silent: shown.flatMap((told) => told.silent()),
    neverRaised: neverRaised(facts),
    faults: all.flatMap((told) => told.faults()),
    ended: shown.flatMap((told) => told.ended()).sort((a, b) => byTime(a.at, b.at)),
    notDone: shown.flatMap((told) => told.notDone()),
    belowTheLine: all.filter((told) => told.sees === 'count' && told.isCounted).length,
    notTakenForward: all.filter((told) => told.sees === 'count' && told.isRefused).length,
  };
}

function neverRaised({ directory, raisedWithinAYear }: DigestFacts): string[] {
  if (!raisedWithinAYear) return [];
  const agencies = directory?.agencies ?? [];
  return agencies.filter(({ id }) => id !== BOARD && !raisedWithinAYear.has(id)).map(({ name }) => name);
}

/** Whether the lead reads "nothing to report": said, so that silence never means that the digest broke (BEY-13). */
export function hasNothingToReport(digest: Digest): boolean {
  const { needsYou, harm, escalated, due, open, old, silent, neverRaised, faults, ended, notDone, belowTheLine } =
    digest;
  const lists = [
    needsYou.asked,
    needsYou.addresses,
    harm,
    escalated,
    due,
    open,
    old,
    silent,
    neverRaised,
    faults,
    ended,
    notDone,
  ];
  const isAnyCounted = needsYou.held > 0 || needsYou.corrections > 0 || belowTheLine > 0;
  return !isAnyCounted && !needsYou.policyReview && lists.every((list) => list.length === 0);
}

/** What every line of one digest is judged by, worked out once: there are hundreds of them. */
interface Morning {
  /** The London day it is of, and the next on which a digest is due. ISO days. */
  today: string;
  nextDay: string;
  sinceMs: number;
  nowMs: number;
  ageOf: ReturnType<typeof agesOn>;
}

/** One disagreement, as a digest tells of it. */
class Told {
  readonly sees: 'count' | 'fact' | 'record';
  readonly #d: Summary;
  readonly #facts: DigestFacts;
  readonly #policy: Policy;
  readonly #morning: Morning;

  constructor(d: Summary, facts: DigestFacts, morning: Morning) {
    this.#d = d;
    this.#facts = facts;
    this.#policy = facts.policies(d.policyVersionId);
    this.#morning = morning;
    this.sees = boardMaySee(this.#policy, reachedBy(d));
  }

  /** One of the single number: not yet closed, or ended since the digest before. */
  get isCounted(): boolean {
    return !this.#d.closedAt || this.#isNew(this.#d.outcome?.at ?? this.#d.closedAt);
  }

  /** Not taken forward since the digest before. */
  get isRefused(): boolean {
    const { outcome } = this.#d;
    return outcome?.outcome === 'not taken forward' && this.#isNew(outcome.at);
  }

  /** Where its stage stands in its policy, for the order in which they are listed. */
  get stagePlace(): number {
    return this.#policy.stages.findIndex(({ id }) => id === this.#stageId);
  }

  get openAge(): (DigestLine & OpenAge) | undefined {
    const { open } = this.#d;
    return open && { ...this.#line(), openedAt: open.openedAt, age: this.#morning.ageOf(open.openedOn) };
  }

  askedOf(email: string): Digest['needsYou']['asked'] {
    const { open } = this.#d;
    if (!open?.waitingFor.some(({ to }) => to === email.toLowerCase())) return [];
    return [{ ...this.#line(), deadline: open.deadline && { at: open.deadline.at, which: open.deadline.which } }];
  }

  /** Once for each agency: whose address it is, is for its page. */
  addresses(): Digest['needsYou']['addresses'] {
    const { directory } = this.#facts;
    if (!directory || this.#d.closedAt) return [];
    const waiting = this.#d.people.filter(
      ({ email, agency, isKnown }) => !isKnown && reasonToVouch(directory, agency, email) !== undefined,
    );
    return [...new Set(waiting.map(({ agency }) => this.#agency(agency)))].map((agency) => ({
      ...this.#line(),
      ...(this.sees === 'count' ? { agencies: [agency] } : {}),
      agency,
    }));
  }

  harm(): Digest['harm'] {
    const { harm } = this.#d;
    if (!harm) return [];
    const from = Temporal.Instant.from(harm.clockFromAt);
    const clock = unlessBeyond(() => harmClock(this.#policy, from, this.#facts.calendar));
    return [
      {
        ...this.#line(),
        flaggedAt: harm.flaggedAt,
        notSeenBy: harm.notSeenBy.map((agency) => this.#agency(agency)),
        chases: harm.chases,
        dueAt: clock?.at ?? null,
      },
    ];
  }

  /** Each stage it moved to since; the one it was raised at is no move. */
  escalated(): Digest['escalated'] {
    return this.#d.visits.flatMap((visit, index) => {
      const before = this.#d.visits[index - 1];
      if (!before || !this.#isNew(visit.openedAt)) return [];
      const from = this.#stage(before.stageId);
      return [{ ...this.#line(visit.stageId), from, at: visit.openedAt, cause: visit.cause }];
    });
  }

  due(): Digest['due'] {
    const { outcome, closedAt, open } = this.#d;
    const deadline = open?.deadline;
    const line = this.#line();
    const { today, nextDay: until, nowMs } = this.#morning;
    const isToday = (on: string) => on <= today;
    const due: Digest['due'] = [];
    if (deadline && deadline.on <= until) {
      due.push({
        ...line,
        what: 'stage ends',
        at: deadline.at,
        which: deadline.which,
        hasPassed: millisecondsOf(deadline.at) <= nowMs,
        isToday: isToday(deadline.on),
      });
    }
    if (outcome && !closedAt) {
      const from = today;
      for (const { dueOn, done } of outcome.actions) {
        if (dueOn >= from && dueOn <= until && !done)
          due.push({ ...line, what: 'action', on: dueOn, isToday: isToday(dueOn) });
      }
      const { reviewOn } = outcome;
      if (reviewOn && reviewOn >= from && reviewOn <= until)
        due.push({ ...line, what: 'review', on: reviewOn, isToday: isToday(reviewOn) });
    }
    return due;
  }

  old(): Digest['old'] {
    const { open } = this.#d;
    if (!open || open.deadline) return [];
    const age = this.#morning.ageOf(open.openedOn);
    return age !== undefined && age > OLD_AFTER_WORKING_DAYS ? [{ ...this.#line(), age }] : [];
  }

  silent(): Digest['silent'] {
    return (this.#d.open?.waitingFor ?? []).map(({ agency, role, askedAt, remindersSent }) => ({
      ...this.#line(),
      agency: this.#agency(agency),
      ...(this.sees === 'record' ? { role } : {}),
      askedAt,
      remindersSent,
    }));
  }

  /** Once for each agency and fault: who is missing or not reached there is for its page, not for an email. */
  faults(): DigestFault[] {
    const { open } = this.#d;
    const nobodyAt = [...(open?.isAgencyUnknown ? [undefined] : []), ...(open?.nobodyAt ?? [])];
    const agencies = { 'nobody to ask': nobodyAt, 'not delivered': this.#agenciesNotReached() };
    return (['nobody to ask', 'not delivered'] as const).flatMap((what) =>
      [...new Set(agencies[what])].map((agency) => ({
        reference: this.#d.reference,
        stage: this.#stage(this.#stageId),
        agency: agency && this.#agency(agency),
        what,
      })),
    );
  }

  ended(): Digest['ended'] {
    const { outcome } = this.#d;
    if (!outcome || !this.#isNew(outcome.at)) return [];
    return [{ ...this.#line(outcome.stageId), outcome: outcome.outcome, at: outcome.at }];
  }

  notDone(): Digest['notDone'] {
    const { outcome, closedAt } = this.#d;
    if (!outcome || (closedAt && !this.#isNew(closedAt))) return [];
    return outcome.actions.flatMap(({ agency, dueOn, wasAsked, done }) => {
      if (done || (done === undefined && !wasAsked)) return [];
      const answer = done === undefined ? ('no answer' as const) : ('not done' as const);
      return [{ ...this.#line(outcome.stageId), agency: this.#agency(agency), dueOn, answer }];
    });
  }

  get #stageId(): string {
    return this.#d.outcome?.stageId ?? this.#d.visits.at(-1)!.stageId;
  }

  #agenciesNotReached(): string[] {
    if (this.#d.closedAt) return [];
    return this.#facts.undelivered
      .filter(({ disagreementId }) => disagreementId === this.#d.id)
      .map(({ agency }) => agency);
  }

  #line(stageId = this.#stageId): DigestLine {
    return {
      reference: this.#d.reference,
      agencies: this.#d.agencies.map((agency) => this.#agency(agency)),
      stage: this.#stage(stageId),
    };
  }

  #stage(stageId: string): DigestStage {
    const { label, name } = requireStage(this.#policy, stageId);
    return { label, name };
  }

  #agency(id: string): string {
    return this.#facts.directory?.agencies.find((agency) => agency.id === id)?.name ?? id;
  }

  #isNew(at: string): boolean {
    const ms = millisecondsOf(at);
    return this.#morning.sinceMs < ms && ms <= this.#morning.nowMs;
  }
}

function groupedByStage(told: readonly Told[]): Digest['open'] {
  const groups = new Map<string, Digest['open'][number]>();
  for (const { openAge } of told) {
    if (!openAge) continue;
    const name = `${openAge.stage.label}: ${openAge.stage.name}`;
    const group = groups.get(name) ?? { stage: openAge.stage, lines: [] };
    group.lines.push(openAge);
    groups.set(name, group);
  }
  for (const { lines } of groups.values()) lines.sort((a, b) => (b.age ?? 0) - (a.age ?? 0));
  return [...groups.values()];
}

/** Longest first, so that the same facts give the same digest whatever order they were read in. */
function inOrder(disagreements: readonly Summary[]): Summary[] {
  return disagreements
    .map((d) => ({ d, ms: millisecondsOf(d.raisedAt) }))
    .sort((a, b) => a.ms - b.ms || (a.d.reference < b.d.reference ? -1 : 1))
    .map(({ d }) => d);
}

function momentOf(due: Digest['due'][number]): string {
  // Something due on a day is due by its end: after a deadline at an hour of it.
  return due.what === 'stage ends' ? due.at : londonTime(Temporal.PlainDate.from(due.on), '23:59').toString();
}

function byTime(a: string, b: string): number {
  return millisecondsOf(a) - millisecondsOf(b);
}
