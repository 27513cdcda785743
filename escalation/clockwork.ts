import { Temporal } from 'temporal-polyfill';
import { checkBackTime, nothingOutstanding } from './alarm.ts';
import { type Amendment, amend, type Change, type Setting } from './amendment.ts';
import { oweCopiesOfTheEnd } from './copies.ts';
import { clockPassed, LEAST_NOTICE_HOURS, nextReminderAt } from './deadline.ts';
import { safeguardingLeads, toldPeople } from './finding-people.ts';
import { chaseHarm, markLateReview } from './flagging-harm.ts';
import { notYetSeen } from './harm.ts';
import { currentMeeting, ENDING_IT } from './meetings.ts';
import { chaseNextPerson, nextPersonChaseAt } from './next-person.ts';
import { moveTo } from './opening.ts';
import { cited, requireStage } from './policy.ts';
import { reaim } from './reaiming.ts';
import { type Asked, type Disagreement, openHarm, openVisit, type Person, type StageVisit } from './record.ts';
import { everybodyAsked, practitionersOf, practitionersWithAPlace } from './taking-part.ts';
import { deadlineFacts } from './visit-deadline.ts';

/**
 * What happens because time has passed. Each answers a change, or a reason why nothing is to be done: a late timer, a duplicate
 * event and an answer that raced the deadline all end in a reason.
 */
type Decision = { change: Change } | { nothing: string };

/** Moves the open stage on when its deadline has passed (ESC-1). The move cites its clause and blames nobody (BEY-6). */
export function escalateIfOverdue(d: Disagreement, setting: Setting): Decision {
  const reason = reasonNotToEscalate(d, setting.now);
  if (reason) return { nothing: reason };
  const visit = openVisit(d)!;
  const passed = clockPassed(deadlineFacts(d, setting, visit), setting.now);
  // A holiday was announced since it was counted: firing early is not safe, so it waits for the new time (F8).
  const corrected = passed ? undefined : reaim(d, setting, { wake: false });
  if (corrected && 'change' in corrected) return corrected;
  const deadline = passed ?? visit.deadline!;
  const a = amend(d, setting);
  markNotReviewed(a);
  markLateReview(a);
  moveTo(a, deadline.movesTo!, {
    cause: CAUSE[deadline.which],
    closedBy: CAUSE[deadline.which],
    clause: deadline.clause,
    by: 'clock',
  });
  return { change: a.done({ wake: false }) };
}

/** No decision in time goes forward by itself, marked as such: a silent manager stops nothing (SCP-4, A12). The time is ours: no clause gives it. */
function markNotReviewed(a: Amendment): void {
  const visit = openVisit(a.d)!;
  if (visit.review || !visit.asked.some(({ does }) => does === 'review')) return;
  visit.review = { verdict: 'not reviewed in time', at: a.setting.now.toString() };
  a.enter({ by: 'clock', what: 'not reviewed in time', stageId: visit.stageId });
}

/** Why the clock moves nothing now, or undefined when it must. */
function reasonNotToEscalate(d: Disagreement, now: Temporal.Instant): string | undefined {
  const visit = openVisit(d);
  if (!visit) return 'no stage is open';
  if (!visit.deadline) return 'this stage has no deadline';
  if (!visit.deadline.movesTo) return 'this is the last stage';
  if (Temporal.Instant.compare(now, visit.deadline.at) < 0) return 'the deadline has not passed';
  return undefined;
}

const CAUSE = {
  stage: 'deadline',
  cap: 'cap',
  'protective timescale': 'protective timescale',
  'local target': 'local target',
  'harm clock': 'harm clock',
} as const;

/** At a stage with no deadline the third reminder also tells both agencies' safeguarding leads (CLK-10). */
const REMINDER_THAT_TELLS_THE_LEADS = 3;

/** Reminds each person asked at the open stage who has not answered (CLK-10, CLK-15). */
export function remindIfDue(d: Disagreement, setting: Setting): Decision {
  const visit = openVisit(d);
  if (!visit) return { nothing: 'no stage is open' };
  const remindAt = d.alarm.remindAt;
  if (!remindAt || Temporal.Instant.compare(setting.now, remindAt) < 0) return { nothing: 'no reminder is due' };
  const a = amend(d, setting);
  const open = openVisit(a.d)!;
  const index = a.d.stages.length - 1;
  const isChased = chaseNextPerson(a);
  // A stage with a number reminds once in its race: while somebody is still to be chased it is built anew on the next chase.
  const wake = (openHarm(a.d) !== undefined || isChased || nextPersonChaseAt(a.d) !== null) && open.deadline !== null;
  const reminderAt = nextReminderAt(open, setting.calendar);
  const isReminderDue = reminderAt !== null && Temporal.Instant.compare(reminderAt, setting.now) <= 0;
  markLateReview(a);
  const isHarmChased = chaseHarm(a);
  if ((isHarmChased || isChased) && !isReminderDue) return { change: a.done({ wake }) };
  open.remindedThroughAt = setting.now.toString();
  if (isTooLateToRemind(open, reminderAt, setting.now)) return { change: a.done({ wake }) };
  // Whoever is chased about harm that hour is not reminded of its clock as well.
  const chased = open.deadline?.which === 'harm clock' ? notYetSeen(a.d).flatMap(({ people }) => people) : [];
  const silent = open.asked.filter(
    (asked) => !asked.answeredAt && !asked.notMineAt && !chased.some(({ email }) => email === asked.person.email),
  );
  const toRecord = peopleToRecordIt(open, setting.now);
  if (silent.length === 0 && toRecord.length === 0) return { change: a.done({ wake }) };
  // One history line for each round: its number keys the messages, so a second try sends nothing twice.
  const entry = a.enter({
    by: 'clock',
    what: 'reminded',
    stageId: open.stageId,
    facts: { people: silent.length + toRecord.length },
  });
  for (const asked of silent) {
    asked.remindersSent += 1;
    a.tell(asked.person, 'reminder', entry, { visit: index, facts: { askedId: asked.id, count: asked.remindersSent } });
  }
  const meeting = currentMeeting(open);
  const unrecorded = { unrecorded: true, ...(meeting ? { meeting: meeting.kind } : {}) };
  for (const person of toRecord) a.tell(person, 'reminder', entry, { visit: index, facts: unrecorded });
  const isAskedToRecord = (asked: Asked) => toRecord.some(({ email }) => email === asked.person.email);
  const recording = open.asked.filter((asked) => asked.answeredAt && !asked.notMineAt && isAskedToRecord(asked));
  for (const asked of recording) asked.remindersSent += 1;
  const isThird = (asked: Asked) => !open.deadline && asked.remindersSent === REMINDER_THAT_TELLS_THE_LEADS;
  if ([...silent, ...recording].some(isThird)) {
    const about = silent.some(isThird) ? {} : unrecorded;
    for (const lead of safeguardingLeads(a)) {
      if ([...silent, ...recording].some((asked) => asked.person.email === lead.email)) continue;
      a.place(lead, 'told');
      a.tell(lead, 'reminder', entry, {
        visit: index,
        facts: { count: REMINDER_THAT_TELLS_THE_LEADS, lead: true, ...about },
      });
    }
  }
  return { change: a.done({ wake }) };
}

/** A timer fires a little after its moment, and a short time's own reminder may leave less than two hours. Minutes. */
const REMINDER_IS_LATE_AFTER_MINUTES = 15;

/**
 * Whether a reminder that waited out an outage would ask for what is over, or leave too little of it: the deadline has passed, or
 * "less than two hours remain" (CLK-15). What comes next is the move, which tells everybody.
 */
function isTooLateToRemind(
  { deadline }: StageVisit,
  reminderAt: Temporal.Instant | null,
  now: Temporal.Instant,
): boolean {
  if (!deadline) return false;
  const left = now.until(Temporal.Instant.from(deadline.at));
  if (left.sign <= 0) return true;
  const isLate =
    reminderAt !== null &&
    Temporal.Instant.compare(reminderAt.add({ minutes: REMINDER_IS_LATE_AFTER_MINUTES }), now) < 0;
  return isLate && Temporal.Duration.compare(left, { hours: LEAST_NOTICE_HOURS }) < 0;
}

/**
 * Who is reminded that how it ended is not recorded, though they have answered something: once a meeting's time is over, whoever chaired it,
 * and whoever the policy asks to end it; those also where no meeting was arranged and no deadline ends it for them (ESC-8, CLK-10). Nobody
 * while a meeting lies ahead.
 */
function peopleToRecordIt(visit: StageVisit, now: Temporal.Instant): Person[] {
  const meeting = currentMeeting(visit);
  if (meeting ? Temporal.Instant.compare(meeting.at, now) > 0 : visit.deadline) return [];
  const answered = visit.asked.filter((one) => one.answeredAt && !one.notMineAt && ENDING_IT.includes(one.does));
  return once([...(meeting ? [meeting.chair] : []), ...answered.map(({ person }) => person)]);
}

/**
 * Sends the outcome, in writing, to both sides and to the raiser, and to whom the policy tells at this stage (OUT-2, OUT-7, NOT-2).
 * An outcome with nothing to check back on closes here.
 */
export function confirmInWriting(d: Disagreement, setting: Setting): Decision {
  if (!d.outcome) return { nothing: 'no outcome is recorded' };
  if (d.confirmedInWritingAt) return { nothing: 'it was confirmed in writing before' };
  const a = amend(d, setting);
  const outcome = a.d.outcome!;
  const stage = requireStage(setting.policy, outcome.stageId);
  a.d.confirmedInWritingAt = setting.now.toString();
  const rests = cited(setting.policy.closing.writtenConfirmation);
  const entry = a.enter({ by: 'clock', what: 'confirmed in writing', stageId: outcome.stageId, ...rests });
  const message =
    outcome.outcome === 'resolved'
      ? 'resolved'
      : outcome.outcome === 'withdrawn'
        ? 'withdrawn'
        : outcome.outcome === 'out of scope' && outcome.route
          ? 'out-of-scope'
          : 'decided';
  const told = stage.tellOnResolution.flatMap((rule) => toldPeople(a, rule));
  const sentForm = stage.tellOnResolution
    .filter((rule) => rule.sentForm)
    .flatMap((rule) => toldPeople(a, rule).map(({ email }) => email));
  const visit = a.d.stages.length - 1;
  // OUT-11: "both sides and the raiser's safeguarding lead are told" of a withdrawal.
  const leads = outcome.outcome === 'withdrawn' ? safeguardingLeads(a, 'raising') : [];
  // A practitioner who never came to have a place in it was never told of it: it ended while it was being prepared (R's stage one).
  const practitioners = practitionersWithAPlace(a.d);
  for (const person of once([...practitioners, ...everybodyAsked(a.d), ...chairsOf(a.d), ...leads, ...told])) {
    a.place(person, 'told');
    const isSentForm = sentForm.includes(person.email);
    if (isSentForm) a.sendForm(person);
    a.tell(person, message, entry, { visit, facts: { ...rests, ...(isSentForm ? { form: true } : {}) } });
  }
  oweCopiesOfTheEnd(a);
  reportMeeting(a, visit);
  closeIfNothingOutstanding(a);
  return { change: a.done({ wake: false }) };
}

/** Where the policy has a meeting's chair report: the chair is asked to, and whom they report to is told (LRN-3). */
function reportMeeting(a: Amendment, visit: number): void {
  const { d, setting } = a;
  const { meetingReportsTo } = setting.policy.closing;
  const meeting = currentMeeting(d.stages[visit]);
  if (!meetingReportsTo || !meeting) return;
  const { role, clause } = meetingReportsTo;
  const entry = a.enter({ by: 'clock', what: 'meeting reported', stageId: d.outcome!.stageId, clause });
  a.tell(meeting.chair, 'meeting-ended', entry, { visit, facts: { as: 'chair', clause } });
  for (const person of toldPeople(a, { role, of: 'board', ifHealthCommissioned: false, registers: false })) {
    a.place(person, 'told');
    a.tell(person, 'meeting-ended', entry, { visit, facts: { clause } });
  }
}

/** On each agreed action's date asks whether it was done, and on a review date reminds of it (OUT-3, OUT-5). */
export function checkBack(d: Disagreement, setting: Setting): Decision {
  if (!d.outcome || !d.confirmedInWritingAt) return { nothing: 'there is no outcome to check back on' };
  if (d.closedAt) return { nothing: 'it is closed' };
  const a = amend(d, setting);
  const outcome = a.d.outcome!;
  const isDue = (on: string) => Temporal.Instant.compare(checkBackTime(on, setting.calendar), setting.now) <= 0;
  const due = outcome.actions.filter((action) => !action.askedAt && isDue(action.dueOn));
  const isReviewDue = outcome.reviewOn !== undefined && !outcome.reviewAskedAt && isDue(outcome.reviewOn);
  const rests = cited(setting.policy.closing.checkBack);
  const visit = a.d.stages.length - 1;
  for (const action of due) {
    action.askedAt = setting.now.toString();
    const entry = a.enter({
      by: 'clock',
      what: 'checked back',
      stageId: outcome.stageId,
      ...rests,
      facts: { action: action.id, due: action.dueOn },
    });
    for (const person of peopleToCheckBackWith(a.d, action.ownerAgency)) {
      a.tell(person, 'check-back', entry, { visit, facts: { actionId: action.id, dueOn: action.dueOn, ...rests } });
    }
  }
  if (isReviewDue) {
    outcome.reviewAskedAt = setting.now.toString();
    const entry = a.enter({
      by: 'clock',
      what: 'review date',
      stageId: outcome.stageId,
      ...rests,
      facts: { on: outcome.reviewOn! },
    });
    for (const person of peopleToCheckBackWith(a.d))
      a.tell(person, 'check-back', entry, { visit, facts: { review: true, dueOn: outcome.reviewOn!, ...rests } });
  }
  const isAskedOfUnderstanding = askOfUnderstanding(a, visit);
  closeIfNothingOutstanding(a);
  return due.length > 0 || isReviewDue || isAskedOfUnderstanding || a.d.closedAt
    ? { change: a.done({ wake: false }) }
    : { nothing: 'nothing is due' };
}

/** Asks both sides whether what was agreed is as they understood it: both practitioners, and whoever settled it (OUT-4). */
function askOfUnderstanding(a: Amendment, visit: number): boolean {
  const { d, setting } = a;
  const check = d.outcome!.understanding;
  if (!check || check.askedAt || Temporal.Instant.compare(check.dueAt, setting.now) > 0) return false;
  check.askedAt = setting.now.toString();
  const rests = cited(setting.policy.closing.understandingCheck ?? {});
  const entry = a.enter({ by: 'clock', what: 'asked of understanding', stageId: d.outcome!.stageId, ...rests });
  const settled = d.stages.at(-1)!.asked.filter(({ side, notMineAt }) => side !== 'board' && !notMineAt);
  // A practitioner who was never told of it is not asked how they understood it.
  const practitioners = practitionersWithAPlace(d);
  for (const person of once([...practitioners, ...settled.map((asked) => asked.person)]))
    a.tell(person, 'understanding', entry, { visit, facts: rests });
  return true;
}

/** Whoever chaired, mediated or sat, and was not asked otherwise: they hear how it ended. */
function chairsOf(d: Disagreement): Person[] {
  const meeting = currentMeeting(d.stages.at(-1));
  return meeting ? [meeting.chair, ...(meeting.panel ?? []).map(({ person }) => person)] : [];
}

/** Closes a disagreement that has its outcome, its confirmation and an answer, or silence long enough, to every check-back. */
export function closeIfNothingOutstanding(a: Amendment): void {
  const { d, setting } = a;
  if (!d.outcome || !d.confirmedInWritingAt || d.closedAt) return;
  if (!nothingOutstanding(d, setting.calendar, setting.now)) return;
  const silent = d.outcome.actions.filter((action) => action.answers.length === 0).length;
  d.closedAt = setting.now.toString();
  a.enter({
    by: 'clock',
    what: 'closed',
    stageId: d.outcome.stageId,
    facts: { outcome: d.outcome.outcome, unanswered: silent },
  });
}

/** Who is asked whether an action was done: the raiser, and those who settled it on the side that owes it (both, where no side is named). */
export function peopleToCheckBackWith(d: Disagreement, ownerAgency?: string): Person[] {
  const settled = d.stages
    .at(-1)!
    .asked.filter((asked) => !asked.notMineAt && (ownerAgency === undefined || asked.agency === ownerAgency));
  const owners =
    settled.length > 0
      ? settled.map(({ person }) => person)
      : practitionersOf(d).filter(({ agency }) => agency === ownerAgency);
  return once([d.raiser, ...owners]);
}

/** Each person once, by address. */
export function once(people: Person[]): Person[] {
  return [...new Map(people.map((person) => [person.email, person])).values()];
}
