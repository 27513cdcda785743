import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { askNoMoreBySubject } from '../asking.ts';
import { BOARD } from '../directory.ts';
import { flagHarm, tellNewSideOfHarm } from '../flagging-harm.ts';
import { EMAIL_LABELS, type RaiseFieldName, raiseFields } from '../intake.ts';
import { askThoseNotYetAsked, introduceLate } from '../opening.ts';
import { reasonNotAbout } from '../policy.ts';
import { boundBy } from '../reaiming.ts';
import { type Disagreement, FORM_TEXTS, openHarm, openVisit, type StageVisit } from '../record.ts';
import { isSiteOf, isStillAChoice } from '../sites.ts';
import { setDeadline, setProtectiveTime } from '../visit-deadline.ts';
import { londonTime } from '../working-days.ts';
import { anAct, isAfter, NOT_OPEN, reasonBeyondCalendar, tellNow } from './act.ts';

/** Fills in what an email left out. A day earlier than the one we counted from can only bring deadlines nearer (CLK-6, BEY-17). */
export const complete = anAct({
  fields: z.record(z.string(), z.string()),
  reasonNot: ({ isRaiser, open, d }) => {
    if (!open) return NOT_OPEN;
    if (!isRaiser) return 'Only the person who raised it can complete it.';
    return d.missing.length > 0 ? undefined : 'Nothing is missing.';
  },
  perform(a, by, act) {
    const { d } = a;
    const given = givenIn(act);
    if (typeof given === 'string') return given;
    const wrong = reasonNotToComplete(a, given);
    if (wrong) return wrong;

    fillIn(a, given);
    const entry = a.enter({ by: by.id, what: 'completed', facts: { fields: Object.keys(given).length } });
    const isAgencyNew = given.theirAgency !== undefined && d.raisedWith.length === 0;
    if (given.theirAgency && isAgencyNew) d.raisedWith.push({ agency: given.theirAgency });
    const other = d.raisedWith[0];
    const { directory } = a.setting;
    const knowsOwnSite = isSiteOf(directory, d.raiser.agency, given.raiserSite);
    const knowsTheirSite = other !== undefined && isSiteOf(directory, other.agency, given.theirSite);
    if (knowsOwnSite) d.raisersSite = given.raiserSite;
    if (knowsTheirSite) other.site = given.theirSite;
    const isNew = other && !other.practitioner && given.theirName && given.theirEmail;
    if (isNew) other.practitioner = { name: given.theirName!, email: given.theirEmail!, agency: other.agency };
    const answeredLabels = EMAIL_LABELS.filter(
      ({ field }) => FIELDS_OF[field]?.every((name) => given[name]) ?? given[field as RaiseFieldName],
    );
    // Said when asked for it, or in a later email: it counts from now (CLK-14).
    if (given.immediateHarm === 'yes' && a.setting.policy.harm && !openHarm(d))
      flagHarm(a, { by: by.person, byId: by.id, receivedAt: a.setting.now });
    d.missing = d.missing.filter((label) => !answeredLabels.some((one) => one.label === label));
    // Which site can be asked only once it is known of which agency, and only where that has several.
    if (other && isAgencyNew) {
      d.missing = d.missing.filter((label) => label !== 'Their site');
      if (isStillAChoice(directory, other.agency, given.theirSite)) d.missing.push('Their site');
    }

    const visit = openVisit(d)!;
    bringNearer(a, visit, given, by.email, entry);
    if (given.subject) askNoMoreBySubject(a, visit);
    askThoseNotYetAsked(a, visit, entry);
    if (other && isAgencyNew) tellNewSideOfHarm(a, other.agency, entry);
    if (knowsOwnSite) askThoseNotYetAsked(a, visit, entry, { agency: d.raiser.agency, atItsSite: 'raising' });
    if (knowsTheirSite) askThoseNotYetAsked(a, visit, entry, { agency: other.agency, atItsSite: 'responding' });
    // Where harm moved it on, the stage that opened has told them.
    if (isNew && !d.people[other.practitioner!.email]) introduceLate(a, visit, other.practitioner!, entry);
    return undefined;
  },
});

type Given = Partial<Record<RaiseFieldName, string>>;

/** What was filled in, each field judged for itself; or what to put right. */
function givenIn(act: Readonly<Record<string, unknown>>): Given | string {
  const given: Given = {};
  for (const [field, value] of Object.entries(act)) {
    if (!isRaiseField(field) || typeof value !== 'string' || value.trim() === '') continue;
    const parsed = raiseFields.shape[field].safeParse(value);
    if (!parsed.success) return `${parsed.error.issues[0]?.message}.`;
    given[field] = parsed.data;
  }
  return Object.keys(given).length > 0 ? given : 'Enter at least one of the things that are missing.';
}

/** Writes into the record what concerns it and the raiser's own side. */
function fillIn(a: Amendment, given: Given): void {
  const { d } = a;
  if (given.subject) d.subject = given.subject as Disagreement['subject'];
  if (given.category) d.category = given.category as NonNullable<Disagreement['category']>;
  if (given.about) d.about = given.about as NonNullable<Disagreement['about']>;
  // The earliest day anywhere on the form (CLK-6); a later one changes nothing.
  for (const field of DAYS_IN_THE_PAST) if (given[field] && given[field] < d.aroseOn) d.aroseOn = given[field];
  if (given.raiserJob) d.raiser.job = given.raiserJob;
  if (given.managerName && given.managerEmail) {
    d.raisersManager ??= { name: given.managerName, email: given.managerEmail, agency: d.raiser.agency };
  }
  for (const field of FORM_TEXTS) {
    const words =
      field === 'talkedAlready' ? given.talkedWhatCame : field === 'wholeMessage' ? undefined : given[field];
    if (words) d.texts[field] = a.keep(words);
  }
}

/** A protective time that is sooner than the deadline binds; all whom it binds hear of a deadline that came nearer, for that or another reason. */
function bringNearer(a: Amendment, visit: StageVisit, given: Given, byEmail: string, entry: number): void {
  const wasAt = visit.deadline?.at;
  const protectiveAt = given.mustBeSettledOn && protectiveFrom(a, given);
  if (protectiveAt && (!visit.deadline || Temporal.Instant.compare(protectiveAt, visit.deadline.at) < 0))
    setProtectiveTime(a, protectiveAt, byEmail, a.d.texts.mustBeSettledWhy);
  if (setDeadline(a, visit)) {
    const isProtective = visit.deadline?.which === 'protective timescale';
    const facts = { ...(isProtective ? { because: 'protective timescale' } : {}), ...(wasAt ? { wasAt } : {}) };
    for (const person of boundBy(a.d, visit))
      if (person.email !== byEmail) tellNow(a, person, 'deadline-changed', entry, facts);
  }
}

const DAYS_IN_THE_PAST = ['aroseOn', 'talkedOn', 'discussedWithManagerOn'] as const;
const DAY_IN_WORDS = {
  aroseOn: 'The day it arose',
  talkedOn: 'The day you talked',
  discussedWithManagerOn: 'The day you talked with your manager',
} as const;

function reasonNotToComplete(a: Amendment, given: Given): string | undefined {
  const { d, setting } = a;
  const { calendar, directory, policy } = setting;
  const notAbout = given.subject && reasonNotAbout(policy, given.subject as Disagreement['subject']);
  if (notAbout) return `${notAbout}.`;
  for (const field of DAYS_IN_THE_PAST) {
    const on = given[field];
    if (on && isAfter(on, a)) return `${DAY_IN_WORDS[field]} must be today or in the past.`;
    if (on && on < calendar.firstOn)
      return `Enter a day from ${calendar.firstOn.slice(0, 4)} on: working days before then cannot be counted.`;
  }
  if (given.mustBeSettledOn) {
    if (Temporal.Instant.compare(protectiveFrom(a, given), setting.now) <= 0)
      return 'The time it must be settled by has passed. Enter a time from now on.';
    const beyond = reasonBeyondCalendar(a, given.mustBeSettledOn);
    if (beyond) return `Enter ${beyond}`;
  }
  if (given.theirAgency) {
    const isListed = given.theirAgency !== BOARD && directory.agencies.some(({ id }) => id === given.theirAgency);
    if (!isListed) return 'Choose the agency you disagree with from the list.';
    if (given.theirAgency === d.raiser.agency && !policy.withinOneAgency)
      return "This partnership's policy is about disagreements between two agencies. Choose another agency.";
  }
  if (given.raiserSite && isStillAChoice(directory, d.raiser.agency, given.raiserSite))
    return 'Choose the site you work at from the list.';
  const theirAgency = d.raisedWith[0]?.agency ?? given.theirAgency;
  if (given.theirSite && !theirAgency) return 'Choose the agency you disagree with as well as its site.';
  if (given.theirSite && isStillAChoice(directory, theirAgency, given.theirSite))
    return 'Choose a site of the agency you disagree with, or that you do not know.';
  // Nobody names themselves, and the raiser's own manager does not answer for the other side (ROU-11).
  if (given.theirEmail === d.raiser.email) return "Enter the other practitioner's address, not your own.";
  if (given.managerEmail === d.raiser.email) return "Enter your line manager's address, not your own.";
  const managerEmail = d.raisersManager?.email ?? given.managerEmail;
  if (given.theirEmail && given.theirEmail === managerEmail)
    return "Enter the other practitioner's address, not your line manager's.";
  return undefined;
}

function protectiveFrom(a: Amendment, given: Given): Temporal.Instant {
  const time = given.mustBeSettledTime || a.setting.calendar.closeOfDay;
  return londonTime(Temporal.PlainDate.from(given.mustBeSettledOn!), time);
}

/** Labels whose answer takes several fields of the form. */
const FIELDS_OF: Partial<Record<string, RaiseFieldName[]>> = {
  myManager: ['managerName', 'managerEmail'],
  theirPractitioner: ['theirName', 'theirEmail'],
};

function isRaiseField(field: string): field is RaiseFieldName {
  return Object.hasOwn(raiseFields.shape, field);
}
