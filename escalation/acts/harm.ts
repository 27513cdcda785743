import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { dayField } from '../field-problems.ts';
import { acknowledgeHarm, endChase, endHarm, flagHarm, ownLeadOf } from '../flagging-harm.ts';
import { answersHarmFor, hasSaidSeen, reviewBeside, reviewsBeside } from '../harm.ts';
import { harmLevels } from '../harm-clock.ts';
import { openHarm, openVisit, type Person } from '../record.ts';
import { wasAsked } from '../taking-part.ts';
import { londonTime } from '../working-days.ts';
import { anAct, NOT_ASKED, NOT_OPEN, optionalText, required, timeOrEmptyField } from './act.ts';
import { end, HARM_FIRST } from './settling.ts';

const NO_HARM = 'Nobody is flagged as at risk of immediate harm.';
const blank = z.literal('');

/** Says that somebody is at risk of immediate harm: told at once, its own clock, entry at the level that fits (CLK-7, CLK-8, CLK-9, ESC-4). */
export const flagHarmNow = anAct({
  fields: z.object({
    sinceOn: z
      .union([blank, dayField('Enter the day the risk was first thought to exist, or leave it empty')])
      .optional(),
    sinceTime: timeOrEmptyField.optional(),
    /** A stage's id, where the policy lets whoever flags it choose. */
    level: z.string().optional(),
    text: required('Enter who is at risk of what, and why now'),
  }),
  reasonNot: ({ open, isRaiser, isCounterpart, d, email }, { policy }) => {
    if (!open) return NOT_OPEN;
    if (!policy.harm) return 'The policy says nothing about immediate harm.';
    if (openHarm(d)) return 'It is flagged already.';
    return isRaiser || isCounterpart || wasAsked(d, email) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    const { setting } = a;
    if (act.level && !harmLevels(setting.policy).some(({ id }) => id === act.level))
      return 'Choose a level that the policy allows.';
    const since = sinceFrom(a, act.sinceOn, act.sinceTime);
    if (typeof since === 'string') return since;
    const textId = a.keep(act.text);
    flagHarm(a, {
      by: by.person,
      byId: by.id,
      sinceAt: since,
      receivedAt: setting.now,
      level: act.level || undefined,
      textId,
    });
    return undefined;
  },
});

/** When the risk was first thought to exist, undefined where nothing is said, or in words what is wrong with it. */
function sinceFrom(a: Pick<Amendment, 'setting'>, on?: string, time?: string): Temporal.Instant | string | undefined {
  if (!on) return time ? 'Enter the day the risk was first thought to exist, with the time.' : undefined;
  if (!time) return 'Enter the time as well, as nearly as you know it.';
  const { now, calendar } = a.setting;
  const at = londonTime(Temporal.PlainDate.from(on), time);
  if (Temporal.Instant.compare(at, now) > 0) return 'The risk cannot first have been thought of after now.';
  return on < calendar.firstOn ? `Enter a day from ${calendar.firstOn.slice(0, 4)} on.` : at;
}

/** "I have seen this": one press by somebody asked; chases to their agency stop. It settles nothing (CLK-14). */
export const acknowledge = anAct({
  fields: z.object({}),
  reasonNot: ({ open, d, email }) => {
    const harm = openHarm(d);
    if (!open || !harm) return NO_HARM;
    if (answersHarmFor(d, email) === undefined) return NOT_ASKED;
    return hasSaidSeen(harm, d, email) ? 'You have said that you have seen it.' : undefined;
  },
  perform(a, by) {
    acknowledgeHarm(a, by.person, by.id);
    return undefined;
  },
});

/** Records the protective action that was taken, or that none was needed and why. Nobody has to agree (CLK-14). */
export const endOfHarm = anAct({
  fields: z.object({
    took: z.enum(['action taken', 'none needed'], 'Choose whether action was taken or none is needed'),
    text: required('Enter what was done to protect, or why nothing is needed'),
  }),
  reasonNot: ({ open, d, email }) => {
    if (!open || !openHarm(d)) return NO_HARM;
    return answersHarmFor(d, email) === undefined ? NOT_ASKED : undefined;
  },
  perform(a, by, act) {
    endHarm(a, { by: by.person, byId: by.id, took: act.took, textId: a.keep(act.text) });
    return undefined;
  },
});

/**
 * What the raiser's manager finds of a concern that harm took past their review (SCP-4). "Not taken forward" ends it as it would have
 * before, so that the raiser may take it to their own safeguarding lead, who sends it to the same stage; but not while harm is open.
 */
export const reviewBesideStage = anAct({
  fields: z.object({
    verdict: z.enum(['taken forward', 'not taken forward'], 'Choose what you find'),
    text: optionalText,
  }),
  reasonNot: ({ open, d, email }, { policy }) => {
    if (!open) return NOT_OPEN;
    return reviewsBeside(d, policy, email) ? undefined : 'Only whoever is asked to review it can say what they find.';
  },
  perform(a, by, act) {
    const visit = openVisit(a.d)!;
    const stage = reviewBeside(a.d, a.setting.policy)!;
    const isRefused = act.verdict === 'not taken forward';
    if (isRefused && openHarm(a.d)) return HARM_FIRST;
    if (isRefused && !act.text) return 'Enter the reason: the person who raised it is told it.';
    const textId = act.text ? a.keep(act.text) : undefined;
    const at = a.setting.now.toString();
    visit.review = { verdict: act.verdict, at, by: by.person, ...(textId ? { textId } : {}) };
    a.enter({
      by: by.id,
      what: act.verdict,
      stageId: stage.id,
      clause: stage.clause,
      ...(textId ? { textId } : {}),
    });
    if (!isRefused) return undefined;
    end(a, { outcome: 'not taken forward', by: by.person, textId: textId!, confirmedBy: [], actions: [] });
    // It is the review that refused it: whoever sends it forward opens the stage after that one.
    a.d.outcome!.stageId = stage.id;
    return undefined;
  },
});

/** The raiser's own safeguarding lead agrees that it is withdrawn while harm is open (OUT-11). */
export const agreeToWithdraw = anAct({
  fields: z.object({}),
  reasonNot: ({ open, d, email, isRaiser }) => {
    const harm = openHarm(d);
    if (!open || !harm?.withdrawalAsked) return 'Nobody has asked to withdraw it.';
    const isOwn = harm.alsoAsked.some(({ person, agency }) => person.email === email && agency === d.raiser.agency);
    return isOwn && !isRaiser ? undefined : "Only the safeguarding lead of the raiser's own agency can agree to that.";
  },
  perform(a, by) {
    const harm = openHarm(a.d)!;
    if (!isOwnLead(a, by.person)) return "Only the safeguarding lead of the raiser's own agency can agree to that.";
    const { textId } = harm.withdrawalAsked!;
    const { stageId } = openVisit(a.d)!;
    endChase(a, harm);
    end(a, { outcome: 'withdrawn', by: a.d.raiser, textId, confirmedBy: [], actions: [] });
    a.enter({ by: by.id, what: 'withdrawal agreed', stageId });
    a.enter({ by: a.d.people[a.d.raiser.email]!.id, what: 'withdrawn', stageId, textId });
    return undefined;
  },
});

const isOwnLead = (a: Amendment, person: Person) => ownLeadOf(a)?.email === person.email;
