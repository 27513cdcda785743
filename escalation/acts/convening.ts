import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { contactFor } from '../contact-for.ts';
import { dayField } from '../field-problems.ts';
import {
  agenciesInDispute,
  chairsAmongThoseAsked,
  currentMeeting,
  ENDING_IT,
  isInTheChair,
  type MeetingRule,
  reasonNotThisPanel,
  reasonNotToAttend,
  reasonNotToChair,
} from '../meetings.ts';
import { moveTo } from '../opening.ts';
import { requireStage, stageAfter } from '../policy.ts';
import { MEETING_KINDS, type Meeting, openHarm, openVisit, type Person, type StageVisit } from '../record.ts';
import {
  everybodyAsked,
  practitionersOf,
  practitionersWithAPlace,
  sideOf,
  type Who,
  wasAsked,
} from '../taking-part.ts';
import { clauseThatGives, latestMoment } from '../why-this-deadline.ts';
import { londonDate, londonTime } from '../working-days.ts';
import {
  type Actor,
  addressField,
  anAct,
  answered,
  NOT_OPEN,
  now,
  optionalText,
  required,
  tellNow,
  timeField,
} from './act.ts';
import { end, HARM_FIRST } from './settling.ts';

const NO_MEETING = 'The policy has no meeting at this stage.';

/** Why somebody may not arrange what the policy has at the open stage. */
function reasonNotToArrange({ open, asked, email }: Who, rule: MeetingRule | undefined): string | undefined {
  if (!open) return NOT_OPEN;
  if (!rule) return NO_MEETING;
  const isEndingIt = asked !== undefined && ENDING_IT.includes(asked.does);
  return isEndingIt || isInTheChair(open, email)
    ? undefined
    : 'Only those whom the policy asks to convene, chair or decide can arrange a meeting.';
}

const meetingOf = (policy: Amendment['setting']['policy'], visit: StageVisit | undefined) =>
  visit && requireStage(policy, visit.stageId).meeting;

/**
 * Arranges the meeting, mediation or panel of a stage: chair, day, time, place or link, and who attends for both sides (MTG-1 to MTG-4).
 * Arranged again, the last one holds. A composition that the policy does not allow is refused with the reason (BEY-7).
 */
export const convene = anAct({
  fields: z.object({
    what: z.enum(MEETING_KINDS, 'Choose what is arranged'),
    chairName: optionalText,
    chairEmail: z.union([z.literal(''), addressField("Enter the chair's work email address")]).optional(),
    /** An agency's id, `board`, or `independent`. */
    chairAgency: optionalText,
    on: dayField('Enter the day of the meeting'),
    time: timeField,
    where: required('Enter the place, or the link to join it'),
    attendees: z.array(z.object({ email: z.string().optional() })).max(60),
    panel: z.array(z.object({ agency: z.string().optional() })).max(10),
  }),
  reasonNot: (who, { policy }) => reasonNotToArrange(who, meetingOf(policy, who.open)),
  perform(a, by, act) {
    const visit = openVisit(a.d)!;
    const rule = meetingOf(a.setting.policy, visit)!;
    const at = londonTime(Temporal.PlainDate.from(act.on), act.time);
    const wrongTime = reasonNotAt(a, visit, at);
    if (wrongTime) return wrongTime;
    if (act.what !== 'meeting' && rule.panelSize === undefined)
      return 'The policy has a meeting here, and no other way.';
    if (act.what === 'meeting' && rule.panelSize !== undefined)
      return `The policy has mediation or a panel here (${rule.clause}). Choose one of them.`;

    const panel = act.what === 'panel' ? panelOf(a, rule, act.panel) : [];
    if (typeof panel === 'string') return panel;
    const chair = chairOf(rule, visit, act);
    if (typeof chair === 'string') return chair;
    const wrongChair = reasonNotToChair(rule, chair, a.d, visit, a.setting.directory);
    if (wrongChair) return wrongChair;
    const attendees = attendeesOf(a, rule, visit, act.attendees, [chair, ...panel.map(({ person }) => person)]);
    if (typeof attendees === 'string') return attendees;

    const meeting: Meeting = {
      kind: act.what,
      chair,
      at: at.toString(),
      whereTextId: a.keep(act.where),
      attendees,
      ...(panel.length > 0 ? { panel } : {}),
      convenedBy: by.person,
      convenedAt: now(a),
    };
    const before = currentMeeting(visit);
    visit.meetings = [...(visit.meetings ?? []), meeting];
    announce(a, by, visit, meeting, before, rule.clause);
    answered(a, by);
    return undefined;
  },
});

/** The time lies ahead, and before the stage goes further by itself: a meeting after that would be a meeting of nothing. */
function reasonNotAt(a: Amendment, visit: StageVisit, at: Temporal.Instant): string | undefined {
  if (Temporal.Instant.compare(at, a.setting.now) <= 0) return 'That time has passed. Enter a time from now on.';
  const years = londonDate(a.setting.now).until(londonDate(at), { largestUnit: 'year' }).years;
  if (years >= 1) return 'That is more than a year away. Enter an earlier day.';
  const { deadline } = visit;
  if (!deadline?.movesTo || Temporal.Instant.compare(at, deadline.at) < 0) return undefined;
  const next = requireStage(a.setting.policy, deadline.movesTo);
  const clause = clauseThatGives(deadline);
  return `At ${latestMoment(deadline)} it goes to ${next.label}: ${next.name} by itself${clause ? ` (${clause})` : ''}. Arrange it before then.`;
}

/** The chair as typed, or the one whom the policy itself names and asks. */
function chairOf(
  rule: MeetingRule,
  visit: StageVisit,
  act: { chairName?: string | undefined; chairEmail?: string | undefined; chairAgency?: string | undefined },
): Person | string {
  const named = chairsAmongThoseAsked(rule, visit.asked);
  if (named) {
    const chosen = named.find(({ email }) => email === act.chairEmail);
    if (chosen) return chosen;
    if (!act.chairEmail && named.length === 1) return named[0]!;
    if (!act.chairEmail) return 'Choose who chairs it.';
  }
  if (!act.chairName || !act.chairEmail || !act.chairAgency)
    return "Enter the chair's full name, work email address and agency.";
  return { name: act.chairName, email: act.chairEmail, agency: act.chairAgency };
}

/** Who sits for each agency of the panel: its Board representative (MTG-4). */
function panelOf(
  a: Amendment,
  rule: MeetingRule,
  rows: readonly { agency?: string | undefined }[],
): { agency: string; person: Person }[] | string {
  const { directory, now: at } = a.setting;
  const agencies = rows.flatMap(({ agency }) => (agency ? [agency] : []));
  const wrong = reasonNotThisPanel(rule, agencies, a.d, directory);
  if (wrong) return wrong;
  const panel: { agency: string; person: Person }[] = [];
  for (const agency of agencies) {
    const { contact } = contactFor(directory, {
      agency,
      role: 'board-representative',
      roleEquivalents: [],
      on: londonDate(at),
      notThese: [
        ...practitionersOf(a.d).map(({ email }) => ({ email, why: 'is one of the practitioners' })),
        // An agency may delegate the post to another's person, who cannot be two of the three.
        ...panel.map(({ person }) => ({ email: person.email, why: 'sits for another agency' })),
      ],
      boardMayBeAsked: false,
    });
    const name = directory.agencies.find(({ id }) => id === agency)?.name ?? agency;
    if (!contact)
      return `Nobody is recorded who could sit for ${name}. Put the directory right, or choose another agency.`;
    panel.push({ agency, person: { name: contact.name, email: contact.email, agency: contact.agency } });
  }
  return panel;
}

/** Who attends, from among those who take part: each agency in dispute has somebody there. */
function attendeesOf(
  a: Amendment,
  rule: MeetingRule,
  visit: StageVisit,
  rows: readonly { email?: string | undefined }[],
  others: readonly Person[],
): Person[] | string {
  const { directory } = a.setting;
  const known = mayAttend(a.d);
  const attendees: Person[] = [];
  for (const { email } of rows) {
    if (!email || attendees.some((one) => one.email === email)) continue;
    const person = known.find((one) => one.email === email);
    if (!person) return 'Choose those who attend from the list.';
    const wrong = reasonNotToAttend(rule, person, visit);
    if (wrong) return wrong;
    attendees.push(person);
  }
  const present = [...attendees, ...others];
  const missing = agenciesInDispute(a.d).filter(
    (agency) => !present.some((person) => person.agency === agency || answersFor(a.d, person.email, agency)),
  );
  if (missing.length > 0) {
    const names = missing.map((id) => directory.agencies.find((agency) => agency.id === id)?.name ?? id);
    return `Both sides attend (${rule.clause}): choose somebody for ${names.join(' and ')}.`;
  }
  return attendees;
}

/** Everybody who may be chosen to attend: the two sides' people who take part. */
export function mayAttend(d: Who['d']): Person[] {
  const people = [...everybodyAsked(d), ...practitionersOf(d)].filter(
    ({ email, agency }) => d.people[email]?.mine !== 'not mine' && (agency !== 'board' || answersForASide(d, email)),
  );
  return [...new Map(people.map((person) => [person.email, person])).values()];
}

const answersFor = (d: Who['d'], email: string, agency: string) =>
  d.stages.some(({ asked }) => asked.some((one) => one.person.email === email && one.agency === agency));
const answersForASide = (d: Who['d'], email: string) =>
  d.stages.some(({ asked }) => asked.some((one) => one.person.email === email && one.side !== 'board'));

/** As what somebody hears of a meeting. A practitioner who is not among those who attend need not come. */
type ComesAs = 'chair' | 'mediator' | 'panel member' | 'attendee' | 'practitioner';

/** Gives each their place and tells them when; where it is stands on the page alone (PRV-3). */
function announce(
  a: Amendment,
  by: Actor,
  visit: StageVisit,
  meeting: Meeting,
  before: Meeting | undefined,
  clause: string,
): void {
  const entry = a.enter({
    by: by.id,
    what: before ? `${meeting.kind} arranged again` : `${meeting.kind} arranged`,
    stageId: visit.stageId,
    clause,
    facts: {
      at: meeting.at,
      attend: meeting.attendees.length,
      ...(meeting.panel ? { panel: meeting.panel.length } : {}),
    },
  });
  const isMediation = meeting.kind === 'mediation';
  a.place(meeting.chair, isMediation ? 'mediator' : 'chair');
  for (const { person } of meeting.panel ?? []) a.place(person, 'panel member');
  const told = new Map<string, { person: Person; as: ComesAs }>();
  const add = (person: Person, as: ComesAs) => {
    if (!told.has(person.email)) told.set(person.email, { person, as });
  };
  add(meeting.chair, isMediation ? 'mediator' : 'chair');
  for (const { person } of meeting.panel ?? []) add(person, 'panel member');
  for (const person of meeting.attendees) add(person, 'attendee');
  // Whoever brought it hears of it while they can still say what they want heard.
  for (const person of practitionersWithAPlace(a.d)) add(person, 'practitioner');
  for (const { person, as } of told.values())
    tellNow(a, person, 'meeting-arranged', entry, { meetingAt: meeting.at, meeting: meeting.kind, as, clause });
}

/** "Decided not to convene" is an outcome with its reason at the last stage; before it, it goes on to the next (MTG-5). */
export const decideNotToConvene = anAct({
  fields: z.object({ text: required('Enter why no meeting is convened') }),
  reasonNot: (who, { policy }) => {
    const rule = meetingOf(policy, who.open);
    const reason = reasonNotToArrange(who, rule);
    if (reason) return reason;
    if (!rule?.mayDeclineToConvene) return 'The policy has this meeting convened.';
    if (!who.asked) return 'Only those whom the policy asks can decide not to convene.';
    // At the last stage it ends by this, as by any other outcome; before it, it only goes further.
    const isOutcome = stageAfter(policy, who.open!.stageId) === undefined;
    return isOutcome && openHarm(who.d) ? HARM_FIRST : undefined;
  },
  saying: 'no meeting is to be convened',
  perform(a, by, act) {
    const visit = openVisit(a.d)!;
    const { clause } = meetingOf(a.setting.policy, visit)!;
    const textId = a.keep(act.text);
    a.enter({ by: by.id, what: 'decided not to convene', stageId: visit.stageId, clause, textId });
    answered(a, by);
    const next = stageAfter(a.setting.policy, visit.stageId);
    if (next) {
      moveTo(a, next.id, { cause: 'not convened', closedBy: 'a person', clause, by: by.id });
      return undefined;
    }
    end(a, {
      outcome: 'ended without agreement',
      notConvened: true,
      by: by.person,
      textId,
      confirmedBy: [],
      actions: [],
    });
    return undefined;
  },
});

/** What one side wants heard before anybody decides (B L71: the panel "hears representations"). It settles nothing. */
export const giveRepresentations = anAct({
  fields: z.object({ text: required('Enter what you want heard before it is decided') }),
  reasonNot: ({ d, email, open, isRaiser, isCounterpart, side }, { policy }) => {
    if (!open) return NOT_OPEN;
    if (!meetingOf(policy, open)) return NO_MEETING;
    const isOfASide = side === 'raising' || side === 'responding';
    return isOfASide && (isRaiser || isCounterpart || wasAsked(d, email))
      ? undefined
      : 'Only the two sides give representations.';
  },
  perform(a, by, act) {
    const visit = openVisit(a.d)!;
    const side = sideOf(a.d, by.email) === 'raising' ? 'raising' : 'responding';
    const textId = a.keep(act.text);
    visit.representations = [...(visit.representations ?? []), { by: by.person, side, at: now(a), textId }];
    a.enter({ by: by.id, what: 'representations given', stageId: visit.stageId, textId, facts: { side } });
    answered(a, by);
    return undefined;
  },
});
