import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { answersTo, type ChecklistItem, checklistFor, checklistOf } from '../checklist.ts';
import { closeIfNothingOutstanding } from '../clockwork.ts';
import { asOfTheBoard } from '../directory.ts';
import { toldPeople } from '../finding-people.ts';
import { isInTheChair } from '../meetings.ts';
import { isBefore, type Policy } from '../policy.ts';
import { CHECKLIST_ANSWERS, DEBRIEFS, type Disagreement, type LearningKind } from '../record.ts';
import { sideOf, type Who, wasAsked } from '../taking-part.ts';
import { type Actor, anAct, NOT_ASKED, now, optionalText, required, tellNow } from './act.ts';

type ChecklistAnswer = (typeof CHECKLIST_ANSWERS)[number];

// What people do once it has ended. None of it reopens anything, and all of it but the first can still be done after it is closed.

const NOT_ENDED = 'It has not ended yet.';

/** Whether somebody is a practitioner of it or was asked at one of its stages: a deputy and a chair are, an adviser is not. */
function tookPart({ isRaiser, isCounterpart, d, email }: Who): boolean {
  return isRaiser || isCounterpart || wasAsked(d, email);
}

/** "Is this your understanding?" A "no" goes to the people who settled it (OUT-4). */
export const confirmUnderstanding = anAct({
  fields: z.object({
    same: z.enum(['yes', 'no'], 'Choose whether it is as you understood it'),
    text: optionalText,
  }),
  reasonNot: (who) => {
    const { d, email } = who;
    const check = d.outcome?.understanding;
    if (d.closedAt || !check?.askedAt) return 'Nobody is asked now whether it is as they understood it.';
    if (check.answers.some(({ by }) => by === email)) return 'You have answered already.';
    return tookPart(who) && sideOf(d, email) !== 'board' ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    const outcome = a.d.outcome!;
    const isSame = act.same === 'yes';
    if (!isSame && !act.text) return 'Enter what you understood to have been agreed.';
    const textId = act.text ? a.keep(act.text) : undefined;
    outcome.understanding!.answers.push({ by: by.email, at: now(a), isSame, ...(textId ? { textId } : {}) });
    const clause = a.setting.policy.closing.understandingCheck?.clause;
    const entry = a.enter({
      by: by.id,
      what: isSame ? 'understood the same' : 'understood otherwise',
      stageId: outcome.stageId,
      ...(clause ? { clause } : {}),
      ...(textId ? { textId } : {}),
    });
    if (!isSame) {
      for (const person of peopleWhoSettled(a.d))
        if (person.email !== by.email) tellNow(a, person, 'understood-otherwise', entry, clause ? { clause } : {});
    }
    closeIfNothingOutstanding(a);
    return undefined;
  },
});

/** Whoever said how it is settled, and whoever confirmed that. */
function peopleWhoSettled(d: Disagreement) {
  const { by, confirmedBy } = d.outcome!;
  return [by, ...confirmedBy.map((one) => one.by)];
}

/** "The raiser is told every outcome and may add a dissent, which is kept and reopens nothing." — OUT-11 */
export const addDissent = anAct({
  fields: z.object({ text: required('Enter how you see it') }),
  reasonNot: ({ isRaiser, d }) => {
    if (!d.outcome) return NOT_ENDED;
    if (!isRaiser) return 'Only the person who raised it can add that they see it otherwise.';
    return d.outcome.outcome === 'withdrawn' ? 'You withdrew it yourself.' : undefined;
  },
  perform(a, by, act) {
    const textId = a.keep(act.text);
    a.d.dissents.push({ by: by.person, at: now(a), textId, saying: 'another view of the outcome' });
    a.enter({ by: by.id, what: 'dissent kept', stageId: a.d.outcome!.stageId, textId });
    return undefined;
  },
});

/** Where the policy offers a debrief after this outcome, the clause that does; undefined where it does not (OUT-10). */
export function debriefClause(policy: Policy, outcome: Pick<NonNullable<Disagreement['outcome']>, 'stageId'>) {
  const { debriefFrom } = policy.closing;
  return debriefFrom && !isBefore(policy, outcome.stageId, debriefFrom.stage) ? debriefFrom.clause : undefined;
}

/** That a reflective debrief was offered or held. What was said in it is nobody's record (OUT-10). */
export const recordDebrief = anAct({
  fields: z.object({ what: z.enum(DEBRIEFS, 'Choose whether it was offered or held') }),
  reasonNot: (who, { policy }) => {
    if (!who.d.outcome) return NOT_ENDED;
    if (!debriefClause(policy, who.d.outcome)) return 'The policy offers no debrief after this stage.';
    return tookPart(who) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    const { stageId } = a.d.outcome!;
    const clause = debriefClause(a.setting.policy, a.d.outcome!)!;
    a.d.debriefs = [...(a.d.debriefs ?? []), { what: act.what, by: by.person, at: now(a) }];
    a.enter({ by: by.id, what: `debrief ${act.what}`, stageId, clause });
    return undefined;
  },
});

/** What an agency did of what it is reminded to do at the end, item by item (REC-1, REC-4 to REC-6, OUT-8, OUT-9). */
export const tickChecklist = anAct({
  fields: z.object({
    item: required('Choose what you are answering about'),
    answer: z.enum(CHECKLIST_ANSWERS, 'Choose an answer'),
    /** Only where the policy asks where a record is held (REC-5). */
    text: optionalText,
  }),
  reasonNot: (who) => {
    if (!who.d.outcome) return NOT_ENDED;
    const side = sideOf(who.d, who.email);
    return tookPart(who) && side !== 'board' ? undefined : 'Each agency that took part answers for itself.';
  },
  perform(a, by, act) {
    const item = checklistFor(a.setting.policy, a.d.outcome!.stageId).find(({ id }) => id === act.item);
    if (!item) return 'Choose what you are answering about from the list.';
    if (item.about === 'competence' && !wasAskedAt(a.d, a.d.outcome!.stageId, by.email))
      return 'Those who were asked at that stage consider this for their agency. Leave it to them.';
    if (!answersTo(item).includes(act.answer)) return `Choose one of these: ${answersTo(item).join(', ')}.`;
    const isWhere = item.about === 'record held' && act.answer === 'yes';
    if (isWhere && !act.text) return 'Enter where the record is held.';
    if (act.text && !isWhere) return 'Leave the words empty: they are only for where a record is held.';
    answerItem(a, by, item, act.answer, act.text);
    return undefined;
  },
});

/**
 * > "Senior managers consider … professional competence" — W L84
 *
 * Our choice: whoever was asked at that stage answers it, because it may be about a practitioner who could answer the rest (OUT-9).
 */
function wasAskedAt(d: Disagreement, stageId: string, email: string): boolean {
  return d.stages.some(
    (visit) =>
      visit.stageId === stageId && visit.asked.some(({ person, notMineAt }) => person.email === email && !notMineAt),
  );
}

/** "Recorded on file", said by one press: the item of the checklist that every agency is asked at every stage (REC-1, REC-6). */
export const recordOnFile = anAct({
  fields: z.object({}),
  reasonNot: (who, setting) => {
    const reason = tickChecklist.reasonNot(who, setting);
    if (reason) return reason;
    const agency = who.d.people[who.email]?.person.agency;
    const isOnFile = agency !== undefined && checklistOf(who.d, agency).get('file')?.answer === 'yes';
    return isOnFile ? 'Your agency has said that it is on its file.' : undefined;
  },
  perform(a, by) {
    const item = checklistFor(a.setting.policy, a.d.outcome!.stageId).find(({ id }) => id === 'file')!;
    answerItem(a, by, item, 'yes');
    return undefined;
  },
});

function answerItem(a: Amendment, by: Actor, item: ChecklistItem, answer: ChecklistAnswer, text?: string): void {
  const { agency } = by.person;
  const textId = text ? a.keep(text) : undefined;
  // The history is for everybody: it has that a question of competence was answered, and not how.
  const isSensitive = item.about === 'competence';
  a.d.checklist = [
    ...(a.d.checklist ?? []),
    {
      agency,
      item: item.id,
      answer,
      by: by.person,
      at: now(a),
      ...(textId ? { textId } : {}),
      ...(isSensitive ? { isForOwnAgency: true } : {}),
    },
  ];
  a.enter({
    by: by.id,
    what: 'checklist answered',
    stageId: a.d.outcome!.stageId,
    ...(item.clause === undefined ? {} : { clause: item.clause }),
    facts: { agency, item: item.id, ...(isSensitive ? {} : { answer }) },
    ...(textId ? { textId } : {}),
  });
}

/** Where the policy sends each kind of learning, and by which clause; undefined where it sends it nowhere (LRN-1 to LRN-4). */
export function learningRoute(policy: Policy, kind: LearningKind) {
  const { learningTo, gapsTo, meetingReportsTo } = policy.closing;
  return { learning: learningTo, gap: gapsTo, meeting: meetingReportsTo }[kind];
}

/** Whether somebody held the meeting of the stage at which it ended, so that its report is theirs (LRN-3). */
function heldTheMeeting(d: Disagreement, email: string): boolean {
  return d.stages.some(
    (visit) =>
      visit.stageId === d.outcome?.stageId &&
      (isInTheChair(visit, email) ||
        visit.asked.some(
          (asked) =>
            asked.person.email === email && !asked.notMineAt && (asked.does === 'chair' || asked.does === 'convene'),
        )),
  );
}

/** What others can learn from it, or a gap it found: kept for the partnership's lead and sent where the policy says (LRN-1, LRN-2, LRN-4). */
export const recordLearning = anAct({
  fields: z.object({
    about: z.enum(['learning', 'gap'], 'Choose what kind of learning this is'),
    text: required('Enter it without the name of any person'),
  }),
  reasonNot: (who) => {
    if (!who.d.outcome) return NOT_ENDED;
    return tookPart(who) || heldTheMeeting(who.d, who.email) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    keepLearning(a, by, act.about, act.text);
    return undefined;
  },
});

/** Whoever convened or chaired the meeting reports on it, where the policy says to whom (LRN-3). */
export const reportMeeting = anAct({
  fields: z.object({ text: required('Enter the report without the name of any person') }),
  reasonNot: (who, { policy }) => {
    if (!who.d.outcome) return NOT_ENDED;
    if (!learningRoute(policy, 'meeting')) return 'The policy asks for no report of the meeting.';
    return heldTheMeeting(who.d, who.email) ? undefined : 'Only whoever convened or chaired the meeting reports on it.';
  },
  perform(a, by, act) {
    keepLearning(a, by, 'meeting', act.text);
    return undefined;
  },
});

function keepLearning(a: Amendment, by: Actor, kind: LearningKind, text: string): void {
  const route = learningRoute(a.setting.policy, kind);
  const textId = a.keep(text);
  a.d.learning = [...(a.d.learning ?? []), { kind, by: by.person, at: now(a), textId }];
  const entry = a.enter({
    by: by.id,
    what: 'learning recorded',
    stageId: a.d.outcome!.stageId,
    textId,
    ...(route ? { clause: route.clause } : {}),
    facts: { kind },
  });
  if (route) sendLearning(a, route, kind, entry);
}

/**
 * They get an email without substance and no place: what the board may see of it stays as the policy says (NOT-5). Where nobody holds the
 * post the partnership's leads hear that, because otherwise nobody would.
 */
function sendLearning(
  a: Amendment,
  route: NonNullable<ReturnType<typeof learningRoute>>,
  kind: LearningKind,
  entry: number,
): void {
  const told = toldPeople(a, { role: route.role, of: 'board', ifHealthCommissioned: false, registers: false });
  for (const person of told)
    tellNow(a, asOfTheBoard(person), 'learning', entry, { learning: kind, clause: route.clause });
  if (told.length > 0) return;
  for (const lead of a.setting.partnership.leads)
    tellNow(a, asOfTheBoard(lead), 'learning', entry, {
      learning: kind,
      clause: route.clause,
      role: route.role,
      lead: true,
    });
}
