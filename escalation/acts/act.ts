import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Amendment, Setting } from '../amendment.ts';
import type { LeadStanding } from '../leading.ts';
import type { Person } from '../record.ts';
import { dayInWords } from '../spoken-time.ts';
import { askedNow, type Who } from '../taking-part.ts';
import { addWorkingDays, BeyondCalendar, londonDate } from '../working-days.ts';

/** Whoever performs an act, by the address their code was sent to. `id` stands for them in the history. */
export interface Actor {
  person: Person;
  id: string;
  email: string;
}

/** One thing a person can do to a disagreement: its form, who may do it now, and what it does. */
export interface ActRule<Fields extends z.ZodType = z.ZodType> {
  /** The form, as it is posted. */
  fields: Fields;
  /** Why somebody who takes part may not do this now, in words for them; undefined when they may. */
  reasonNot(who: Who, setting: Pick<Setting, 'policy' | 'directory'>): string | undefined;
  /** Carries it into the record, or answers in words why it cannot be done as it was filled in. */
  perform(a: Amendment, by: Actor, act: z.infer<Fields>): string | undefined;
  /** What is kept beside the record when somebody asked there came second with it (F12). */
  saying?: string;
}

/** Lets the form's type reach `perform`. */
export const anAct = <Fields extends z.ZodType>(rule: ActRule<Fields>): ActRule<Fields> => rule;

/** Why an act of the open stage is refused once there is none. */
export const NOT_OPEN = 'This disagreement is no longer open at a stage.';
/** Why it is refused to whoever is not asked there now. */
export const NOT_ASKED = 'Only the people asked at the open stage can do this.';

/** A field that must be filled in; the words say what to do. */
export const required = (whatToDo: string) =>
  z.string({ error: whatToDo }).trim().min(1, whatToDo).max(10_000, 'Shorten this to 10,000 characters or fewer');
/** Free text that may be left out, of at most 10,000 characters. */
export const optionalText = z.string().trim().max(10_000, 'Shorten this to 10,000 characters or fewer').optional();
export { addressField } from '../address.ts';
export { timeField, timeOrEmptyField } from '../typed-time.ts';

/** Marks that somebody asked at the open stage has answered: they are reminded no more. */
export function answered(a: Amendment, by: Actor): void {
  const asked = askedNow(a.d, by.email);
  if (asked) asked.answeredAt ??= now(a);
}

/** Whether a day is still to come in London. */
export function isAfter(on: string, a: Amendment): boolean {
  return Temporal.PlainDate.compare(on, londonDate(a.setting.now)) > 0;
}

/** The moment of the act, as it is kept. */
export function now(a: Amendment): string {
  return a.setting.now.toString();
}

/** Owes an email that speaks of the present visit. */
export function tellNow(
  a: Amendment,
  person: Person,
  message: Parameters<Amendment['tell']>[1],
  entry: number,
  facts?: NonNullable<Parameters<Amendment['tell']>[3]>['facts'],
): void {
  a.tell(person, message, entry, { visit: a.d.stages.length - 1, ...(facts ? { facts } : {}) });
}

/** A date to check back on lies ahead and inside the calendar, with room for the answer. */
export function reasonNotOn(a: Amendment, on: string): string | undefined {
  const { now } = a.setting;
  if (Temporal.PlainDate.compare(on, londonDate(now)) < 0) return 'enter today or a day ahead.';
  const beyond = reasonBeyondCalendar(a, on);
  return beyond && `enter ${beyond}`;
}

/** Working days can be counted only as far as bank holidays are known, with a week's room for what follows the day. */
export function reasonBeyondCalendar(a: Amendment, on: string): string | undefined {
  const { calendar } = a.setting;
  try {
    addWorkingDays(calendar, Temporal.PlainDate.from(on), 6);
    return undefined;
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    return `a day before ${dayInWords(calendar.lastOn)}: bank holidays are known no further.`;
  }
}

/**
 * Why a lead may not act, in words for them. `below the line too`: on a reference alone, where they have been told it (NOT-5). A lead in
 * conflict is not told why below the line, because that would say whose disagreement it is.
 */
export function reasonNotAsLead(
  lead: LeadStanding,
  from: 'the line' | 'below the line too' = 'the line',
): string | undefined {
  if (lead.sees === 'count' && from === 'the line')
    return 'The policy does not show this disagreement to the partnership yet: a lead can replace a contact or vouch for an address, and nothing else.';
  if (!lead.isInConflict) return undefined;
  return lead.sees === 'count'
    ? "Another of the partnership's leads must do this."
    : "Your own agency is a side, or you take part for one: stand aside, and another of the partnership's leads takes it.";
}

/** For what only leads do. */
export const ONLY_LEADS = "Only the partnership's lead can do this.";
