import { Temporal } from 'temporal-polyfill';
import { alarmOf } from './alarm.ts';
import { type Amendment, amend, type Change, type Setting } from './amendment.ts';
import { deadlineOf } from './deadline.ts';
import { type Deadline, type Disagreement, openVisit, type StageVisit } from './record.ts';
import { practitionersWithAPlace } from './taking-part.ts';
import { deadlineFacts } from './visit-deadline.ts';
import { type Calendar, daysSkipped } from './working-days.ts';

/** What became of bank holidays since a deadline was counted: days that were not holidays then, and days that are none now. */
export interface CorrectedDays {
  added: string[];
  removed: string[];
}

/**
 * Counts an open disagreement again by the bank holidays in force (BEY-19): its deadline, whichever clock binds, and its reminders.
 * When the deadline is another, the history says which day changed and everybody whom it binds is told what it was. A second time finds
 * nothing to do, so it may be tried on every record, as often as anybody likes.
 *
 * > calendar corrections are the sole lengthening; never to a past moment — REQUIREMENTS §3
 *
 * A day that is no holiday any more may bring the time back behind us: then the deadline that people were told stands. `wake`: whether an
 * execution may be waiting on the old alarm; inside its own turn it is answered the new one.
 */
export function reaim(
  d: Disagreement,
  setting: Setting,
  { wake }: { wake: boolean },
): { change: Change } | { nothing: string } {
  if (d.closedAt) return { nothing: 'it is closed' };
  const was = openVisit(d)?.deadline;
  const is = was ? correctedDeadline(d, setting, was) : undefined;
  if (was && is) return { change: withDeadline(amend(d, setting), was, is, wake) };
  if (isAlarmRight(d, setting.calendar)) return { nothing: 'the bank holidays change nothing' };
  // Only a reminder or a check-back falls on another day: nobody was told when it would come.
  return { change: amend(d, setting).done({ wake }) };
}

/** The open stage's deadline by the calendar in force, where it is another and still to come. */
function correctedDeadline(d: Disagreement, setting: Setting, was: Deadline): Deadline | undefined {
  const is = deadlineOf(deadlineFacts(d, setting, openVisit(d)!));
  if (!is || Temporal.Instant.compare(is.at, was.at) === 0) return undefined;
  // A partnership changed its own target: that is none of the calendar's doing, and binds the stages that open from now on.
  const isOwnTarget = was.which === 'local target' || is.which === 'local target';
  if (isOwnTarget && (was.which !== is.which || was.workingDays !== is.workingDays)) return undefined;
  return Temporal.Instant.compare(is.at, setting.now) > 0 ? is : undefined;
}

function withDeadline(a: Amendment, was: Deadline, is: Deadline, wake: boolean): Change {
  const visit = openVisit(a.d)!;
  visit.deadline = is;
  visit.deadlineSetAt = a.setting.now.toString();
  const { added, removed } = correctedDays(was, a.setting.calendar);
  const entry = a.enter({
    by: 'clock',
    what: 'bank holidays corrected',
    stageId: visit.stageId,
    clause: is.clause,
    facts: {
      was: was.at,
      until: is.at,
      ...(added.length > 0 ? { added: inOneFact(added) } : {}),
      ...(removed.length > 0 ? { removed: inOneFact(removed) } : {}),
    },
  });
  for (const person of boundBy(a.d, visit))
    a.tell(person, 'deadline-changed', entry, {
      visit: a.d.stages.length - 1,
      facts: { because: 'calendar', wasAt: was.at },
    });
  return a.done({ wake });
}

/** Whom an open stage's deadline binds: both practitioners, as far as they were told of it, and everybody asked. */
export function boundBy(d: Disagreement, visit: StageVisit) {
  const asked = visit.asked.filter(({ notMineAt }) => !notMineAt).map(({ person }) => person);
  const practitioners = practitionersWithAPlace(d);
  return [...new Map([...practitioners, ...asked].map((person) => [person.email, person])).values()];
}

/** A deadline that counted working days holds which days it passed over, and so tells which of them have changed since. */
function correctedDays(was: Deadline, calendar: Calendar): CorrectedDays {
  const on = Temporal.PlainDate.from(was.on);
  const from = was.countedFrom ? Temporal.PlainDate.from(was.countedFrom) : on.subtract({ days: 1 });
  const now = daysSkipped(calendar, from, on).map((day) => day.on.toString());
  const then = was.skipped.map((day) => day.on);
  return {
    added: now.filter((day) => !then.includes(day) && !isWeekend(day)),
    removed: then.filter((day) => !now.includes(day)),
  };
}

function isWeekend(on: string): boolean {
  return Temporal.PlainDate.from(on).dayOfWeek > 5;
}

/** A history line holds 400 bytes: of many days at once it names the first. */
const DAYS_NAMED = 5;
const inOneFact = (days: readonly string[]) => days.slice(0, DAYS_NAMED).join(' ');

function isAlarmRight(d: Disagreement, calendar: Calendar): boolean {
  const { place, remindAt, dueAt } = alarmOf(d, calendar);
  return place === d.alarm.place && remindAt === d.alarm.remindAt && dueAt === d.alarm.dueAt;
}
