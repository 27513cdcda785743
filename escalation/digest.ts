import { Temporal } from 'temporal-polyfill';
import type { Directory } from './directory.ts';
import { notYetSeen } from './harm.ts';
import { harmClock } from './harm-clock.ts';
import type { Partnership } from './partnership.ts';
import { boardMaySee, type Policy, policyVersionId, requireStage } from './policy.ts';
import { type PolicyReview, policyReviewBetween } from './policy-review.ts';
import {
  type Asked,
  type Deadline,
  type Disagreement,
  type Outcome,
  openHarm,
  openVisit,
  type StageVisit,
  stagesReached,
} from './record.ts';
import {
  BeyondCalendar,
  type Calendar,
  isWorkingDay,
  londonDate,
  londonTime,
  workingDaysBetween,
} from './working-days.ts';

/** When the digest leaves, London time: "every working day at 08:00 Europe/London". */
export const DIGEST_TIME = '08:00';
/** A stage without a number shows as old once it has been open for longer. Working days (DIG-1). */
export const OLD_AFTER_WORKING_DAYS = 5;

/** What a digest says of a disagreement, and all it says: no person, nothing about whom or what it is (PRV-3, BEY-12). */
export interface DigestLine {
  reference: string;
  /** The agencies' names, the raising one first. */
  agencies: string[];
  stage: DigestStage;
}

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
    asked: (DigestLine & { deadline: { at: string } | null })[];
    /** Email that waits for a person to say where it belongs. */
    held: number;
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
  disagreements: readonly Disagreement[];
  calendar: Calendar;
  since: Temporal.Instant;
  now: Temporal.Instant;
  missedOn?: readonly Temporal.PlainDate[];
  /** How many held messages wait in the partnership. */
  held: number;
  undelivered: readonly Undelivered[];
}

/**
 * The digest of one lead at one moment. Nothing about a disagreement below the board's line but that it is one more, and its
 * faults, without which nobody would put them right (NOT-5). Near and after the end of the calendar it leaves out what cannot be counted.
 */
export function digestFor(facts: DigestFacts): Digest {
  const { partnership, lead, now, since } = facts;
  const today = londonDate(now);
  const all = inOrder(facts.disagreements).map((d) => new Told(d, facts, today));
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
      ...(policyReview ? { policyReview } : {}),
    },
    harm: shown.flatMap((told) => told.harm()).sort((a, b) => byTime(a.flaggedAt, b.flaggedAt)),
    escalated: shown.flatMap((told) => told.escalated()).sort((a, b) => byTime(a.at, b.at)),
    due: shown.flatMap((told) => told.due()).sort((a, b) => byTime(momentOf(a), momentOf(b))),
    open: groupedByStage(byOpenStage),
    old: shown.flatMap((told) => told.old()).sort((a, b) => b.age - a.age),
    silent: shown.flatMap((told) => told.silent()),
    faults: all.flatMap((told) => told.faults()),
    ended: shown.flatMap((told) => told.ended()).sort((a, b) => byTime(a.at, b.at)),
    notDone: shown.flatMap((told) => told.notDone()),
    belowTheLine: all.filter((told) => told.sees === 'count' && told.isCounted).length,
    notTakenForward: all.filter((told) => told.sees === 'count' && told.isRefused).length,
  };
}

/** Whether the lead reads "nothing to report": said, so that silence never means that the digest broke (BEY-13). */
export function hasNothingToReport(digest: Digest): boolean {
  const { needsYou, harm, escalated, due, open, old, silent, faults, ended, notDone, belowTheLine } = digest;
  const lists = [needsYou.asked, harm, escalated, due, open, old, silent, faults, ended, notDone];
  return (
    needsYou.held === 0 && !needsYou.policyReview && belowTheLine === 0 && lists.every((list) => list.length === 0)
  );
}

/**
 * Whether a digest is owed on that moment's London day: on a working day of the partnership's calendar, from 08:00 on, however
 * late. Before 08:00 and on other days it waits for the next.
 */
export function isDigestTime(now: Temporal.Instant, calendar: Calendar): boolean {
  const today = londonDate(now);
  if (!isDigestDay(calendar, today)) return false;
  return Temporal.Instant.compare(londonTime(today, DIGEST_TIME), now) <= 0;
}

function isKnown(calendar: Calendar, on: Temporal.PlainDate): boolean {
  return on.toString() <= calendar.lastOn;
}

/** A working day; where bank holidays are not known any more, Monday to Friday: a digest too many is better than none (BEY-13). */
function isDigestDay(calendar: Calendar, on: Temporal.PlainDate): boolean {
  return isKnown(calendar, on) ? isWorkingDay(calendar, on) : on.dayOfWeek <= 5;
}

function nextDigestDay(calendar: Calendar, after: Temporal.PlainDate): Temporal.PlainDate {
  let day = after.add({ days: 1 });
  while (!isDigestDay(calendar, day)) day = day.add({ days: 1 });
  return day;
}

/** Working days after the last digest's and before today: on each a digest was due and none went out. */
export function digestsMissed(
  lastOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
  calendar: Calendar,
): Temporal.PlainDate[] {
  const missed: Temporal.PlainDate[] = [];
  let day = nextDigestDay(calendar, lastOn);
  while (Temporal.PlainDate.compare(day, today) < 0) {
    missed.push(day);
    day = nextDigestDay(calendar, day);
  }
  return missed;
}

/** From when the first digest of all tells: the time of the one before, had there been one. */
export function sinceWithoutDigest(today: Temporal.PlainDate, calendar: Calendar): Temporal.Instant {
  let day = today.subtract({ days: 1 });
  while (!isDigestDay(calendar, day)) day = day.subtract({ days: 1 });
  return londonTime(day, DIGEST_TIME);
}

/** One disagreement, as a digest tells of it. */
class Told {
  readonly sees: 'count' | 'fact' | 'record';
  readonly #d: Disagreement;
  readonly #facts: DigestFacts;
  readonly #policy: Policy;
  readonly #today: Temporal.PlainDate;
  readonly #open: StageVisit | undefined;

  constructor(d: Disagreement, facts: DigestFacts, today: Temporal.PlainDate) {
    this.#d = d;
    this.#facts = facts;
    this.#policy = facts.policies(d.policyVersionId);
    this.#today = today;
    this.#open = d.outcome ? undefined : openVisit(d);
    this.sees = boardMaySee(this.#policy, stagesReached(d));
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
    return this.#open && { ...this.#line(), openedAt: this.#open.openedAt, age: this.#ageOf(this.#open) };
  }

  askedOf(email: string): Digest['needsYou']['asked'] {
    const isWaiting = this.#waitedFor().some(({ person }) => person.email.toLowerCase() === email.toLowerCase());
    if (!isWaiting) return [];
    const deadline = this.#open?.deadline;
    return [{ ...this.#line(), deadline: deadline ? { at: deadline.at } : null }];
  }

  harm(): Digest['harm'] {
    const harm = openHarm(this.#d);
    if (!harm || !this.#open) return [];
    const from = Temporal.Instant.from(harm.clockFromAt);
    const clock = unlessBeyond(() => harmClock(this.#policy, from, this.#facts.calendar));
    return [
      {
        ...this.#line(),
        flaggedAt: harm.flaggedAt,
        notSeenBy: notYetSeen(this.#d).map(({ agency }) => this.#agency(agency)),
        chases: harm.chase?.rounds ?? 0,
        dueAt: clock?.at ?? null,
      },
    ];
  }

  /** Each stage it moved to since; the one it was raised at is no move. */
  escalated(): Digest['escalated'] {
    return this.#d.stages.flatMap((visit, index) => {
      const before = this.#d.stages[index - 1];
      if (!before || !this.#isNew(visit.openedAt)) return [];
      const from = this.#stage(before.stageId);
      return [{ ...this.#line(visit.stageId), from, at: visit.openedAt, cause: visit.cause }];
    });
  }

  due(): Digest['due'] {
    const { outcome, closedAt } = this.#d;
    const deadline = this.#open?.deadline;
    const line = this.#line();
    const until = nextDigestDay(this.#facts.calendar, this.#today).toString();
    const isToday = (on: string) => on <= this.#today.toString();
    const due: Digest['due'] = [];
    if (deadline && deadline.on <= until) {
      due.push({
        ...line,
        what: 'stage ends',
        at: deadline.at,
        which: deadline.which,
        hasPassed: Temporal.Instant.compare(deadline.at, this.#facts.now) <= 0,
        isToday: isToday(deadline.on),
      });
    }
    if (outcome && !closedAt) {
      const from = this.#today.toString();
      for (const { dueOn, answers } of outcome.actions) {
        if (dueOn >= from && dueOn <= until && !answers.at(-1)?.done)
          due.push({ ...line, what: 'action', on: dueOn, isToday: isToday(dueOn) });
      }
      const { reviewOn } = outcome;
      if (reviewOn && reviewOn >= from && reviewOn <= until)
        due.push({ ...line, what: 'review', on: reviewOn, isToday: isToday(reviewOn) });
    }
    return due;
  }

  old(): Digest['old'] {
    if (!this.#open || this.#open.deadline) return [];
    const age = this.#ageOf(this.#open);
    return age !== undefined && age > OLD_AFTER_WORKING_DAYS ? [{ ...this.#line(), age }] : [];
  }

  silent(): Digest['silent'] {
    return this.#waitedFor().map(({ agency, role, askedAt, remindersSent }) => ({
      ...this.#line(),
      agency: this.#agency(agency),
      ...(this.sees === 'record' ? { role } : {}),
      askedAt,
      remindersSent,
    }));
  }

  /** Once for each agency and fault: who is missing or not reached there is for its page, not for an email. */
  faults(): DigestFault[] {
    const agencies = { 'nobody to ask': this.#agenciesWithNobodyToAsk(), 'not delivered': this.#agenciesNotReached() };
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
    return outcome.actions.flatMap(({ ownerAgency, dueOn, askedAt, answers }) => {
      const last = answers.at(-1);
      if (last?.done || (!last && !askedAt)) return [];
      const answer = last ? ('not done' as const) : ('no answer' as const);
      return [{ ...this.#line(outcome.stageId), agency: this.#agency(ownerAgency), dueOn, answer }];
    });
  }

  get #stageId(): string {
    return this.#d.outcome?.stageId ?? this.#d.stages.at(-1)!.stageId;
  }

  #waitedFor(): Asked[] {
    return this.#open?.asked.filter(({ answeredAt, notMineAt }) => !answeredAt && !notMineAt) ?? [];
  }

  /** The history says whom a stage lacked; it is over once somebody there is asked in that post. */
  #agenciesWithNobodyToAsk(): (string | undefined)[] {
    const open = this.#open;
    if (!open) return [];
    return this.#d.history.flatMap(({ what, at, stageId, facts }) => {
      const isOfThisVisit = stageId === open.stageId && Temporal.Instant.compare(at, open.openedAt) >= 0;
      const agency = facts?.['agency'];
      if (what !== 'nobody to ask' || !isOfThisVisit) return [];
      if (typeof agency !== 'string') return this.#d.raisedWith.length === 0 ? [undefined] : [];
      const isAsked = open.asked.some(
        (asked) => asked.agency === agency && asked.role === facts?.['role'] && !asked.notMineAt,
      );
      return isAsked ? [] : [agency];
    });
  }

  #agenciesNotReached(): string[] {
    if (this.#d.closedAt) return [];
    return this.#facts.undelivered
      .filter(({ disagreementId }) => disagreementId === this.#d.id)
      .map(({ agency }) => agency);
  }

  #line(stageId = this.#stageId): DigestLine {
    const agencies = [this.#d.raiser.agency, ...this.#d.raisedWith.map(({ agency }) => agency)];
    return {
      reference: this.#d.reference,
      agencies: [...new Set(agencies)].map((agency) => this.#agency(agency)),
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

  /** Working days since it opened; the day it opened is day zero. */
  #ageOf({ openedAt }: StageVisit): number | undefined {
    const openedOn = londonDate(Temporal.Instant.from(openedAt));
    return unlessBeyond(() => workingDaysBetween(this.#facts.calendar, openedOn, this.#today));
  }

  #isNew(at: string): boolean {
    const { since, now } = this.#facts;
    return Temporal.Instant.compare(since, at) < 0 && Temporal.Instant.compare(at, now) <= 0;
  }
}

/** What was counted, or undefined where the bank holidays to count with are not known. */
function unlessBeyond<T>(count: () => T): T | undefined {
  try {
    return count();
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    return undefined;
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
function inOrder(disagreements: readonly Disagreement[]): Disagreement[] {
  return [...disagreements].sort((a, b) => byTime(a.raisedAt, b.raisedAt) || a.reference.localeCompare(b.reference));
}

function momentOf(due: Digest['due'][number]): string {
  // Something due on a day is due by its end: after a deadline at an hour of it.
  return due.what === 'stage ends' ? due.at : londonTime(Temporal.PlainDate.from(due.on), '23:59').toString();
}

function byTime(a: string, b: string): number {
  return Temporal.Instant.compare(a, b);
}
