import { Temporal } from 'temporal-polyfill';
import type { Amendment } from './amendment.ts';
import { reportNobody } from './asking.ts';
import type { NotThisPerson } from './contact-for.ts';
import { asOfTheBoard } from './directory.ts';
import { holdersOf, sidesOf, standInsFor } from './finding-people.ts';
import { agencySide, CHASES_BEFORE_OTHERS, nextChaseAt, notYetSeen, reviewBeside } from './harm.ts';
import { harmClockFrom, harmEntersAt, isOutOfHours } from './harm-clock.ts';
import { moveTo } from './opening.ts';
import { type Role, rolesFor, type Told } from './policy.ts';
import { type Harm, openHarm, openVisit, type Person, type StageVisit } from './record.ts';
import { practitionersWithAPlace } from './taking-part.ts';
import { setDeadline } from './visit-deadline.ts';
import { addWorkingDays, closeOfBusiness, londonDate } from './working-days.ts';

/** What somebody says when they flag that a child or adult is at risk of immediate harm. */
export interface Flag {
  by: Person;
  /** Their id in the history. */
  byId: string;
  /** When the risk was first thought to exist; absent, when it was received (CLK-14). */
  sinceAt?: Temporal.Instant | undefined;
  receivedAt: Temporal.Instant;
  /** The stage they choose, where the policy lets them (ESC-4). */
  level?: string | undefined;
  textId?: string | undefined;
}

/** Where harm takes a disagreement at once: to the level that fits, or where the clock leads when its time is over already. */
export interface HarmEntry {
  stageId: string;
  cause: 'immediate harm' | 'harm clock';
  clause: string;
}

/**
 * Writes the flag into the record, its clock bound to the visit that is open or about to open. `reached` is the stage it stands at
 * or would start at. Answers where it goes at once; undefined: it stays.
 */
export function beginHarm(a: Amendment, flag: Flag, entry: number, reached: string): HarmEntry | undefined {
  const { d, setting } = a;
  const { policy, calendar, now } = setting;
  const { clause } = policy.harm!;
  const sinceAt = flag.sinceAt ?? flag.receivedAt;
  const clock = harmClockFrom(policy, sinceAt, now, calendar);
  const level = harmEntersAt(policy, reached, clock.isOver ? policy.harm!.endsAt : flag.level);
  const isOpen = openVisit(d) !== undefined;
  d.harms = [
    ...(d.harms ?? []),
    {
      id: `h${entry}`,
      flaggedBy: flag.by,
      flaggedAt: now.toString(),
      sinceAt: sinceAt.toString(),
      clockFromAt: clock.from.toString(),
      visit: isOpen && level === undefined ? d.stages.length - 1 : d.stages.length,
      outOfHours: policy.harm!.clock.kind === 'same working day' && isOutOfHours(flag.receivedAt, calendar),
      ...(flag.textId ? { textId: flag.textId } : {}),
      alsoAsked: [],
      seenBy: [],
    },
  ];
  return level === undefined
    ? undefined
    : { stageId: level, cause: clock.isOver ? 'harm clock' : 'immediate harm', clause };
}

/** The facts of a flag, for its line in the history. */
export function flagFacts(flag: Pick<Flag, 'sinceAt' | 'receivedAt' | 'level'>): Record<string, string> {
  return { since: (flag.sinceAt ?? flag.receivedAt).toString(), ...(flag.level ? { level: flag.level } : {}) };
}

/** Flags harm while a stage is open (CLK-7, CLK-8, CLK-9): moves it to the level that fits, tells at once, starts the clock. */
export function flagHarm(a: Amendment, flag: Flag): void {
  const { d, setting } = a;
  const left = openVisit(d)!;
  const entry = a.enter({
    by: flag.byId,
    what: 'harm flagged',
    stageId: left.stageId,
    clause: setting.policy.harm!.clause,
    facts: flagFacts(flag),
    ...(flag.textId ? { textId: flag.textId } : {}),
  });
  const goes = beginHarm(a, flag, entry, left.stageId);
  if (goes) moveTo(a, goes.stageId, { cause: goes.cause, closedBy: goes.cause, clause: goes.clause, by: flag.byId });
  else setDeadline(a, left);
  const visit = openVisit(d)!;
  tellOfHarm(a, visit, entry, flag);
  if (goes) return;
  // Those whom no move has told. A practitioner who has no place in it yet was never told of it (R's stage one).
  const others = practitionersWithAPlace(d);
  for (const person of [...visit.asked.filter(({ notMineAt }) => !notMineAt).map((one) => one.person), ...others]) {
    if (person.email !== flag.by.email) tell(a, person, 'harm-flagged', entry);
  }
}

/**
 * Tells at once whom the policy names and the flagger's own safeguarding lead, whatever side they are on: "own" in R L24 is whoever
 * noticed (our choice for the other policies). Where the policy gives no clock but "immediately", these leads are chased themselves.
 */
export function tellOfHarm(a: Amendment, visit: StageVisit, entry: number, flag: Pick<Flag, 'by'>): void {
  const { d, setting } = a;
  const own = agencySide(d, flag.by.agency);
  for (const rule of setting.policy.harm!.tellAtOnce)
    tellHolders(a, rule, { visit, entry, isNamed: true, but: flag.by });
  if (own !== 'board') {
    const ownLead = toldRule({ role: 'safeguarding-lead', of: own });
    tellHolders(a, ownLead, { visit, entry, isNamed: false, but: flag.by, only: flag.by.agency });
  }
  // Whoever flags it has seen it, for their own agency.
  sawIt(a, flag.by);
}

/**
 * An agency that becomes a side while somebody is at risk, because it was added or corrected or nobody had said which: whom the policy has told
 * at once there hears of it now. "Both sides": L56, and the others likewise, do not mean those alone who were known at that moment.
 */
export function tellNewSideOfHarm(a: Amendment, agency: string, entry: number): void {
  const visit = openVisit(a.d);
  const harm = openHarm(a.d);
  if (!visit || !harm || harm.alsoAsked.some((one) => one.agency === agency)) return;
  for (const rule of a.setting.policy.harm!.tellAtOnce)
    tellHolders(a, rule, { visit, entry, isNamed: true, only: agency });
}

/** `isNamed`: the policy names them. `but`: who flagged it. `only`: at this agency alone. */
function tellHolders(
  a: Amendment,
  rule: Told,
  {
    visit,
    entry,
    isNamed,
    but,
    only,
  }: { visit: StageVisit; entry: number; isNamed: boolean; but?: Person; only?: string },
): void {
  const { d, setting } = a;
  const harm = openHarm(d)!;
  const index = d.stages.indexOf(visit);
  const isLead = rule.role === 'safeguarding-lead';
  const isMeant = ({ agency }: { agency: string }) => only === undefined || agency === only;
  const found = holdersOf(a, rule).filter(isMeant);
  const without = sidesOf(d, rule.of).filter(
    (one) => isMeant(one) && !found.some(({ agency }) => agency === one.agency),
  );
  // Whom the policy names at immediate harm and nobody is: people can be told by telephone, if somebody knows it now (CLK-9).
  if (isNamed && (rule.of === 'board' || isLead))
    for (const { agency } of without) reportNobody(a, { role: rolesFor(rule, d.subject)[0]!, agency }, index);
  for (const { person, agency, side } of found) {
    if (side === 'board') a.place(person, 'told');
    else if (!harm.alsoAsked.some((one) => one.person.email === person.email)) {
      a.place(person, 'told of harm');
      const mustAnswer = isLead && setting.policy.harm!.clock.kind === 'at once';
      harm.alsoAsked.push({ person, agency, why: 'told at once', mustAnswer, visit: index });
    }
    if (person.email !== but?.email && !visit.asked.some((asked) => asked.person.email === person.email))
      tell(a, side === 'board' ? asOfTheBoard(person) : person, 'harm-flagged', entry);
  }
}

/** "I have seen this", for the agency somebody is asked for; nothing when they are not. */
function sawIt(a: Amendment, by: Person): void {
  const harm = openHarm(a.d)!;
  const asked = openVisit(a.d)!.asked.find((one) => one.person.email === by.email && !one.notMineAt);
  const agency = asked?.agency ?? harm.alsoAsked.find(({ person }) => person.email === by.email)?.agency;
  if (agency === undefined) return;
  harm.seenBy.push({ by, agency, visit: a.d.stages.length - 1, at: a.setting.now.toString() });
}

/** A person asked has seen it: chases to their agency stop (CLK-14). It settles nothing and ends no clock. */
export function acknowledgeHarm(a: Amendment, by: Person, byId: string): void {
  const { stageId } = openVisit(a.d)!;
  sawIt(a, by);
  a.enter({ by: byId, what: 'harm seen', stageId });
  stopChasing(a);
}

/** Somebody asked has recorded what was done to protect, or that nothing is needed: the clock ends and it is calm again (CLK-14). */
export function endHarm(
  a: Amendment,
  end: { by: Person; byId: string; took: NonNullable<Harm['ended']>['took']; textId: string },
): void {
  const { d, setting } = a;
  const harm = openHarm(d)!;
  const visit = openVisit(d)!;
  const { byId, ...ended } = end;
  const entry = a.enter({
    by: byId,
    what: 'harm ended',
    stageId: visit.stageId,
    textId: end.textId,
    facts: { took: end.took },
  });
  // Owed before it ends: this email too leaves at any hour.
  const told = [
    ...visit.asked.filter(({ notMineAt }) => !notMineAt).map(({ person }) => person),
    ...practitionersWithAPlace(d),
    ...harm.alsoAsked.map(({ person }) => person),
  ];
  for (const person of told) if (person.email !== end.by.email) tell(a, person, 'harm-ended', entry);
  harm.ended = { ...ended, at: setting.now.toString() };
  delete harm.withdrawalAsked;
  endChase(a, harm);
  const hadDeadline = visit.deadline !== null;
  setDeadline(a, visit);
  // The rounds of a stage without a number begin again from here, not with one that fell due meanwhile (CLK-10).
  if (hadDeadline && visit.deadline === null) visit.remindedThroughAt = setting.now.toString();
}

/**
 * Chases every agency that has not said that it has seen it. One history line when chasing starts and one when it ends; each email is an
 * outbox row of its own (ADR 002). Answers whether a chase was due.
 */
export function chaseHarm(a: Amendment): boolean {
  const { d, setting } = a;
  const due = nextChaseAt(d);
  if (due === null || Temporal.Instant.compare(setting.now, due) < 0) return false;
  const harm = openHarm(d)!;
  const visit = d.stages.length - 1;
  const { stageId } = d.stages[visit]!;
  const before = harm.chase;
  const entry = before?.entry ?? a.enter({ by: 'clock', what: 'chasing started', stageId });
  const rounds = (before?.rounds ?? 0) + 1;
  const roundsHere = (before?.visit === visit ? before.roundsHere : 0) + 1;
  if (roundsHere > CHASES_BEFORE_OTHERS) askOthers(a, harm, visit);
  harm.chase = { entry, rounds, visit, roundsHere, throughAt: setting.now.toString() };
  for (const { people } of notYetSeen(d)) {
    for (const person of people) {
      const isOther = harm.alsoAsked.some(
        (also) => also.person.email === person.email && also.why === 'nobody answered',
      );
      a.tell(person, 'harm-chase', entry, {
        visit,
        round: rounds,
        facts: { harmId: harm.id, chases: roundsHere, ...(isOther ? { standIn: true } : {}) },
      });
    }
  }
  return true;
}

/** A review that ran beside the stage and that nobody made by the end of its time is marked so: it has gone forward already (SCP-4, A12). */
export function markLateReview(a: Amendment): void {
  const { d, setting } = a;
  const stage = reviewBeside(d, setting.policy);
  const visit = openVisit(d);
  if (!stage?.deadline || !visit) return;
  const openedOn = londonDate(Temporal.Instant.from(visit.openedAt));
  const on = addWorkingDays(setting.calendar, openedOn, stage.deadline.workingDays);
  if (Temporal.Instant.compare(setting.now, closeOfBusiness(setting.calendar, on)) < 0) return;
  visit.review = { verdict: 'not reviewed in time', at: setting.now.toString() };
  a.enter({ by: 'clock', what: 'not reviewed in time', stageId: stage.id });
}

/** After three chases without an answer: the deputy of each person chased, and the agency's safeguarding lead (CLK-14). */
function askOthers(a: Amendment, harm: Harm, visit: number): void {
  for (const { agency, side, asked, people } of notYetSeen(a.d)) {
    const posts = [
      ...asked.map(({ role, person }) => ({ role, email: person.email })),
      ...harm.alsoAsked
        .filter(({ mustAnswer, person }) => mustAnswer && people.some(({ email }) => email === person.email))
        .map(({ person }) => ({ role: 'safeguarding-lead' as const, email: person.email })),
    ];
    for (const post of posts) {
      for (const person of standInsFor(a, { ...post, side, agency })) {
        const isAsked =
          people.some(({ email }) => email === person.email) ||
          harm.alsoAsked.some(
            (also) => also.person.email === person.email && also.why === 'nobody answered' && also.visit === visit,
          );
        if (isAsked) continue;
        a.place(person, 'told of harm');
        harm.alsoAsked.push({ person, agency, why: 'nobody answered', mustAnswer: false, visit });
      }
    }
  }
}

/** Ends the chase, with one line, once everybody has seen it. */
function stopChasing(a: Amendment): void {
  if (notYetSeen(a.d).length === 0) endChase(a, openHarm(a.d)!);
}

/** Ends the chase that is going on, if any. */
export function endChase(a: Amendment, harm: Harm): void {
  if (!harm.chase) return;
  const { rounds } = harm.chase;
  a.enter({ by: 'clock', what: 'chasing ended', stageId: a.d.stages.at(-1)!.stageId, facts: { rounds } });
  delete harm.chase;
}

/**
 * The raiser wants to withdraw while somebody is at risk: their own safeguarding lead is asked, and it goes on until they agree
 * (OUT-11). Answers why it cannot be asked, in words for the raiser.
 */
export function askToWithdraw(a: Amendment, by: Person, byId: string, textId: string): string | undefined {
  const { d, setting } = a;
  const lead = ownLeadOf(a);
  if (!lead) {
    return `Somebody is at risk, and your agency has no safeguarding lead who could agree to this. Telephone the business unit on ${setting.partnership.businessUnitTelephone}.`;
  }
  const harm = openHarm(d)!;
  harm.withdrawalAsked = { at: setting.now.toString(), textId };
  const entry = a.enter({ by: byId, what: 'withdrawal asked for', stageId: openVisit(d)!.stageId, textId });
  a.place(lead, 'told of harm');
  if (!harm.alsoAsked.some(({ person }) => person.email === lead.email)) {
    harm.alsoAsked.push({
      person: lead,
      agency: by.agency,
      why: 'told at once',
      mustAnswer: false,
      visit: d.stages.length - 1,
    });
  }
  tell(a, lead, 'harm-withdrawal', entry);
  return undefined;
}

/** The raiser's own safeguarding lead, or whoever stands in; never the raiser, who would agree with themselves (S29), nor `notThese`. */
export function ownLeadOf(a: Amendment, notThese: NotThisPerson[] = []): Person | undefined {
  const { raiser } = a.d;
  const notRaiser = { email: raiser.email, why: 'raised it' };
  return holdersOf(a, toldRule({ role: 'safeguarding-lead', of: 'raising' }), [notRaiser, ...notThese])[0]?.person;
}

function tell(a: Amendment, person: Person, message: Parameters<Amendment['tell']>[1], entry: number): void {
  const harm = openHarm(a.d)!;
  a.tell(person, message, entry, { visit: a.d.stages.length - 1, atAnyHour: true, facts: { harmId: harm.id } });
}

const toldRule = (rule: { role: Role; of: Told['of'] }): Told => ({
  ...rule,
  ifHealthCommissioned: false,
  registers: false,
});
