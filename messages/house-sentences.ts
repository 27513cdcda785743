import { clauseThatGives } from '../escalation/why-this-deadline.ts';
import type { Block } from './blocks.tsx';
import { byWhen } from './deadline-in-words.ts';
import type { Sayable } from './sayable.ts';

/** Sentences that more than one email says, in one place so that they say it the same way. */

/** What runs from now on: where the policy gives no time, none does. */
export function itIsOpen(s: Sayable): string {
  return s.deadline ? 'It is open and its time is running.' : 'It is open.';
}

/** Who raised it, with whom, under which policy: in the addressee's own terms, and no more than their place may know. */
export function whoRaisedIt(s: Sayable): string {
  const under = `under “${s.policy}”, the policy of ${s.partnership}`;
  if (!s.agencies) return `A professional disagreement is open ${under}.`;
  // Raised by email, the agency may still be to come.
  const { raising, responding } = s.agencies;
  const withThem = responding ? `with ${responding} ` : '';
  if (s.isRaiser) return `You have raised a professional disagreement ${withThem}${under}.`;
  if (!s.raiser) {
    return responding
      ? `A professional disagreement between ${raising} and ${responding} is open ${under}.`
      : `A professional disagreement raised by ${raising} is open ${under}.`;
  }
  const who = `${[s.raiser.name, s.raiser.job].filter(Boolean).join(', ')}, of ${s.raiser.agency},`;
  if (!responding) return `${who} has raised a professional disagreement ${under}.`;
  const withWhom = s.isCounterpart
    ? 'you'
    : s.side === 'responding'
      ? `your agency, ${s.agencies.addressees},`
      : responding;
  return `${who} has raised a professional disagreement with ${withWhom} ${under}.`;
}

/** The facts every email shows: nothing else is typed by anybody (PRV-3, BEY-12). */
export function theFacts(s: Sayable, { withDeadline = true, asked = false } = {}): Block {
  const rows: [string, string][] = [['Reference', s.reference]];
  rows.push(['Partnership', s.partnership]);
  if (s.stage) rows.push(['Stage', `${s.stage.name} (${s.stage.number} of ${s.stage.of})`]);
  if (s.stage && withDeadline)
    rows.push([
      s.deadline?.which === 'local target' ? 'By when (your partnership’s own target)' : 'By when',
      byWhen(s),
    ]);
  if (asked && s.asked?.as) rows.push(['You are asked as', s.asked.as]);
  return { rows };
}

/** Said to whoever hears of it first. */
export const NOT_A_COMPLAINT =
  'This is not a complaint about you. It is how professionals who see things differently settle it in good time.';

/** Said before what anybody may still call for (CLK-11). */
const DUTY_TO_ACT =
  'The duty to act to protect does not wait for this. While it is open, anybody can and should still do what is needed to keep people safe, and call for:';

/**
 * What anybody may still call for while it is open (CLK-11), said without naming whom it is about:
 *
 * > "Professionals in all agencies have a responsibility to act without delay to safeguard the child (e.g. by calling for a case to be
 * > allocated or for a strategy meeting / discussion, for a core group meeting or for a child protection conference or review
 * > conference)." — L §3.3
 */
const STILL_CALL_FOR = ['allocation', 'a strategy meeting', 'a core group', 'a conference'] as const;

/** The duty to act meanwhile, with what can still be called for (CLK-11). */
export const dutyToAct: Block = { lead: DUTY_TO_ACT, bullets: STILL_CALL_FOR };

/** A form goes nowhere by email: whoever the policy sends it to reads it behind a sign-in (REQUIREMENTS §3, NOT-3, ROU-9). */
export function formSent(s: Sayable): string {
  return s.isSentForm ? 'The policy has its form sent to you: it is on the page, to read and to keep a copy of.' : '';
}

/** Whose time a stage has from here on, said only where it has one: one that was set to protect somebody, or is our choice, is not the policy's own. */
export function whoseTime({ deadline }: Sayable): string {
  if (!deadline) return 'for which the policy gives no number of days';
  if (deadline.which === 'local target') return 'with your partnership’s own target for it';
  return deadline.which !== 'protective timescale' && clauseThatGives(deadline)
    ? 'with the policy’s own time for it'
    : 'with the time that is set there';
}

/** What nobody's answer means: where the policy gives no time, none runs. */
export function silenceIsNotAgreement(s: Sayable): string {
  return s.deadline
    ? 'Silence is never taken as agreement, and the time goes on running until somebody answers.'
    : 'Silence is never taken as agreement, and it stays open until somebody answers.';
}
