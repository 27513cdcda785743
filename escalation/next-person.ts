import { Temporal } from 'temporal-polyfill';
import type { Amendment } from './amendment.ts';
import { contactFor } from './contact-for.ts';
import { BOARD } from './directory.ts';
import { leadsOf } from './leading.ts';
import { boardMaySee, type Role } from './policy.ts';
import { type Asked, type Disagreement, openVisit, type Person, stagesReached } from './record.ts';
import { isOfSide, siteOf } from './taking-part.ts';
import { addWorkingDays, type Calendar, londonDate, londonTime } from './working-days.ts';

/**
 * "All agencies MUST share" who takes the next stage (B L63): the other side can ask, the agency is chased once, and then it is
 * reported. Nothing waits for it: the stage opens in its time with whom the directory has (ROU-6, BEY-4).
 */
type NextAsked = NonNullable<Disagreement['nextAsked']>[number];

/** Our choice: chased on the next working day, reported on the one after. 10:00, like reminders. */
const CHASED_AT = '10:00';

/** Asks somebody of an agency who takes a stage for it. */
export function askForNext(
  a: Amendment,
  question: { agency: string; role: Role; stageId: string; of: Person; by: Person },
  entry: number,
): void {
  const { calendar, now } = a.setting;
  const day = (n: number) => londonTime(addWorkingDays(calendar, londonDate(now), n), CHASED_AT).toString();
  a.d.nextAsked = [...(a.d.nextAsked ?? []), { ...question, at: now.toString(), chaseAt: day(1), reportAt: day(2) }];
  tell(a, question, question.of, entry);
}

function tell(a: Amendment, { role, stageId }: Pick<NextAsked, 'role' | 'stageId'>, to: Person, entry: number): void {
  a.tell(to, 'name-next', entry, { visit: a.d.stages.length - 1, facts: { role, stageId } });
}

/** Those that still wait to be answered: the stage they are about has not opened yet. */
function waiting(d: Disagreement): NextAsked[] {
  if (d.outcome || !openVisit(d)) return [];
  return (d.nextAsked ?? []).filter(
    (one) => !one.namedAt && !one.reportedAt && !d.stages.some(({ stageId }) => stageId === one.stageId),
  );
}

/** When somebody is next to be chased, or reported; null when nothing waits. */
export function nextPersonChaseAt(d: Disagreement): Temporal.Instant | null {
  const due = waiting(d).map((one) => Temporal.Instant.from(one.chasedAt ? one.reportAt : one.chaseAt));
  return due.length === 0 ? null : due.reduce((a, b) => (Temporal.Instant.compare(a, b) <= 0 ? a : b));
}

/** Chases once, then reports. Answers whether anything was due. */
export function chaseNextPerson(a: Amendment): boolean {
  const { now } = a.setting;
  const isPast = (at: string) => Temporal.Instant.compare(at, now) <= 0;
  const due = waiting(a.d).filter((one) => isPast(one.chasedAt ? one.reportAt : one.chaseAt));
  for (const one of due) {
    const { stageId, agency, role } = one;
    const what = one.chasedAt ? 'next person not named, reported' : 'next person asked for again';
    const entry = a.enter({ by: 'clock', what, stageId: openVisit(a.d)!.stageId, facts: { role, agency } });
    if (!one.chasedAt) {
      one.chasedAt = now.toString();
      tell(a, one, one.of, entry);
      continue;
    }
    one.reportedAt = now.toString();
    const lead = safeguardingLeadOf(a, agency, one.of.email);
    if (lead) {
      a.place(lead, 'safeguarding lead');
      tell(a, { role, stageId }, lead, entry);
    }
    const facts = { role, agency, stageId };
    const visit = a.d.stages.length - 1;
    a.tell(one.by, 'next-not-named', entry, { visit, facts });
    // The board hears of it only from its line on; until then it is between the two agencies (NOT-5).
    if (boardMaySee(a.setting.policy, stagesReached(a.d)) === 'count') continue;
    for (const one of leadsOf(a.setting)) a.tell(one, 'next-not-named', entry, { visit, facts });
  }
  return due.length > 0;
}

function safeguardingLeadOf(a: Amendment, agency: string, notThis: string): Person | undefined {
  const { contact } = contactFor(a.setting.directory, {
    agency,
    ...siteOf(a.d, a.setting.directory, { agency }),
    role: 'safeguarding-lead',
    on: londonDate(a.setting.now),
    notThese: [{ email: notThis, why: 'was asked and has not said' }],
    boardMayBeAsked: false,
  });
  return contact && contact.agency !== BOARD ? { name: contact.name, email: contact.email, agency } : undefined;
}

/** An agency has said who takes a stage: nobody is chased for that any more. */
export function nextPersonNamed(a: Amendment, agency: string, role: string, side: Asked['side'] | undefined): void {
  for (const one of a.d.nextAsked ?? [])
    if (one.agency === agency && one.role === role && isOfSide(a.d, agency, one.of.email, side))
      one.namedAt ??= a.setting.now.toString();
}

/** Whether the calendar reaches as far as it is chased. */
export function canBeChased(calendar: Calendar, now: Temporal.Instant): boolean {
  return londonDate(now).add({ days: 14 }).toString() < calendar.lastOn;
}

/**
 * Why a person may not be named for a tier, or undefined if they may. Nobody names themselves, and the raiser's side does not supply
 * who answers for the other (ROU-11). Addresses may be in any case.
 */
export function reasonNotToName(choice: {
  readonly named: string;
  readonly namedBy: string;
  readonly forSide: 'raising' | 'responding';
  readonly raiser: string;
  readonly raisersManager?: string;
}): string | undefined {
  const named = choice.named.toLowerCase();
  if (named === choice.namedBy.toLowerCase())
    return 'You cannot name yourself. Name the person who would take the next stage.';
  if (named === choice.raiser.toLowerCase())
    return 'You cannot name the person who raised it. Name somebody who would take the next stage.';
  if (choice.forSide === 'responding' && named === choice.raisersManager?.toLowerCase()) {
    return "You cannot name the raiser's own line manager for the other side. Name somebody who answers for that side.";
  }
  return undefined;
}
