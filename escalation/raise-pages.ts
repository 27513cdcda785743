import { Temporal } from 'temporal-polyfill';
import { likelyMeant } from './address-slips.ts';
import { entryStage } from './deadline.ts';
import { agenciesOf, agenciesOfAddress, type Directory, reasonToVouch } from './directory.ts';
import type { FieldProblem } from './field-problems.ts';
import { isRequired, outsetOf, type RaiseFieldName, type RaiseForm, raiseFields, readRaiseForm } from './intake.ts';
import { POLICY_FIELDS, type Policy, type PolicyField } from './policy.ts';
import { isStillAChoice, sitesToChoose } from './sites.ts';
import { readTypedTime } from './typed-time.ts';
import { BeyondCalendar, type Calendar, londonDate, londonTime } from './working-days.ts';

/**
 * The pages on which somebody raises a disagreement: one question, or a few that belong together, on each. Which pages there are follows from the
 * policy's data and from what was answered before; there is no list for each policy.
 */

/** What the answers are judged by. */
export interface AskedOf {
  policy: Policy;
  directory: Directory;
  calendar: Calendar;
  now: Temporal.Instant;
}

/** Answers by field, as a form posts them: days as `readTypedDay` reads them, everything else as it was typed. */
export type Answers = Readonly<Record<string, unknown>>;

interface RaisePage {
  /** The last part of its address. */
  id: string;
  fields: readonly RaiseFieldName[];
  /** Whether it is asked at all; always, where this is absent. */
  isAsked?: (answers: Answers, asked: Pick<AskedOf, 'policy' | 'directory'>) => boolean;
}

/**
 * Every page there can be, in order. An agency comes before the people who work there, so that their addresses can be held against its domains; the
 * earliest questions are those that everybody can answer at once.
 */
const PAGES = [
  { id: 'your-agency', fields: ['raiserAgency'] },
  { id: 'your-site', fields: ['raiserSite'], isAsked: hasSites('raiserAgency') },
  { id: 'you', fields: ['raiserName', 'raiserEmail', 'raiserJob'] },
  { id: 'your-manager', fields: ['managerName', 'managerEmail'] },
  { id: 'their-agency', fields: ['theirAgency'] },
  { id: 'their-site', fields: ['theirSite'], isAsked: hasSites('theirAgency') },
  { id: 'their-practitioner', fields: ['theirName', 'theirEmail', 'theirJob'] },
  { id: 'subject', fields: ['subject'], isAsked: (_, { policy }) => policy.subjects.length > 1 },
  { id: 'who-it-is-about', fields: ['subjectDetails'] },
  { id: 'kind', fields: ['category', 'about'] },
  { id: 'when-it-arose', fields: ['aroseOn'] },
  { id: 'problem', fields: ['problem', 'disagreement'] },
  { id: 'basis', fields: ['basis'] },
  { id: 'reason-given', fields: ['reasonGiven'] },
  { id: 'outcome-wanted', fields: ['desiredOutcome', 'actionsNeeded'] },
  { id: 'their-view', fields: ['subjectsView'] },
  { id: 'policy-issue', fields: ['policyIssue'] },
  { id: 'immediate-harm', fields: ['immediateHarm'] },
  {
    id: 'about-the-harm',
    fields: ['harmWhy', 'harmSinceOn', 'harmSinceTime', 'harmLevel'],
    isAsked: isYes('immediateHarm'),
  },
  { id: 'settled-by', fields: ['mustBeSettledOn', 'mustBeSettledTime', 'mustBeSettledWhy'] },
  // After whether somebody is at risk now, because then it may be left empty (INT-3).
  { id: 'your-managers-view', fields: ['discussedWithManager', 'discussedWithManagerOn'] },
  { id: 'talked-already', fields: ['talkedAlready'] },
  { id: 'what-came-of-it', fields: ['talkedOn', 'talkedWhatCame'], isAsked: isYes('talkedAlready') },
  { id: 'support', fields: ['wantsSupport', 'fearsForPosition'] },
] as const satisfies RaisePage[];
/** A page by its word in the address. */
export type RaisePageId = (typeof PAGES)[number]['id'];
/** Every page there can be, in order. */
export const RAISE_PAGES: readonly RaisePageId[] = PAGES.map(({ id }) => id);
/** Whether an address names a page of the form, asked or not. */
export function isRaisePage(id: string): id is RaisePageId {
  return PAGES.some((page) => page.id === id);
}

/** A page as it is asked: only with the fields that this policy has. */
export interface AskedPage {
  id: RaisePageId;
  fields: readonly RaiseFieldName[];
}

/** The pages that these answers lead over, in order. */
export function pagesFor(answers: Answers, asked: Pick<AskedOf, 'policy' | 'directory'>): AskedPage[] {
  return (PAGES as readonly (RaisePage & AskedPage)[]).flatMap(({ id, fields, isAsked }) => {
    const inPolicy = fields.filter((field) => policyAsks(asked.policy, field));
    return inPolicy.length > 0 && (isAsked?.(answers, asked) ?? true) ? [{ id, fields: inPolicy }] : [];
  });
}

/** Whether an empty answer is an answer, under this policy and with what was answered before. The page says so beside the question. */
export function isOptional(field: RaiseFieldName, policy: Pick<Policy, 'fields'>, answers: Answers): boolean {
  if (isPolicyField(field)) return !isRequired(field, policy, answers);
  return OPTIONAL.includes(field);
}
const OPTIONAL: readonly RaiseFieldName[] = [
  'theirName',
  'theirEmail',
  'theirJob',
  'discussedWithManagerOn',
  'policyIssue',
  'harmSinceOn',
  'harmSinceTime',
  'harmLevel',
  'mustBeSettledOn',
  'mustBeSettledTime',
  'mustBeSettledWhy',
];

/**
 * Everything that must be put right, in the order of the pages, or the form. Only what is asked counts: an answer that is left over from before
 * somebody said "no" is no part of it, and moves no clock.
 */
export function judgeAnswers(
  answers: Answers,
  asked: AskedOf,
): { form: RaiseForm; problems?: undefined } | { problems: FieldProblem[] } {
  const pages = pagesFor(answers, asked);
  const fields = asAsked(answers, pages, asked.policy);
  const read = readRaiseForm(fields, asked.policy, londonDate(asked.now));
  const found = 'problems' in read ? read.problems : [];
  const more = problemsWithTheWorld(fields, asked).filter(
    ({ field }) => !found.some((problem) => baseOf(problem.field) === field),
  );
  const order = pages.flatMap((page) => page.fields as readonly string[]);
  const problems = [...found, ...more].toSorted(
    (a, b) => order.indexOf(baseOf(a.field)) - order.indexOf(baseOf(b.field)),
  );
  return 'form' in read && problems.length === 0 ? read : { problems };
}

/** The form that was sent, as it was judged then: what time it is by now changes nothing. Undefined where it is none under this policy. */
export function formSent(answers: Answers, asked: Pick<AskedOf, 'policy' | 'directory'>): RaiseForm | undefined {
  return raiseFields.safeParse(asAsked(answers, pagesFor(answers, asked), asked.policy)).data;
}

/** What must be put right on one page, by the same rules. */
export function problemsOn(page: AskedPage, answers: Answers, asked: AskedOf): FieldProblem[] {
  const { problems = [] } = judgeAnswers(answers, asked);
  return problems.filter(({ field }) => (page.fields as readonly string[]).includes(baseOf(field)));
}

/**
 * Where somebody goes on who was last led to `upTo`: there, or to an earlier page that is not yet right. `check` when every page is. `upTo` counts because
 * a page that may be left empty is right before it was ever seen.
 */
export function whereToGoOn(answers: Answers, asked: AskedOf, upTo: RaisePageId | 'check'): RaisePageId | 'check' {
  const pages = pagesFor(answers, asked);
  const { problems = [] } = judgeAnswers(answers, asked);
  const wrong = pages.findIndex((page) =>
    problems.some(({ field }) => (page.fields as readonly string[]).includes(baseOf(field))),
  );
  const places = [...pages.map(({ id }) => id), 'check' as const];
  const reached = upTo === 'check' ? pages.length : placeOf(pages, upTo);
  return places[wrong === -1 ? reached : Math.min(wrong, reached)]!;
}

/** The page after this one, or `check` after the last. */
export function pageAfter(id: RaisePageId, pages: readonly AskedPage[]): RaisePageId | 'check' {
  return pages[pages.findIndex((page) => page.id === id) + 1]?.id ?? 'check';
}

/** The page before this one; undefined before the first. */
export function pageBefore(id: RaisePageId | 'check', pages: readonly AskedPage[]): RaisePageId | undefined {
  return id === 'check' ? pages.at(-1)?.id : pages[pages.findIndex((page) => page.id === id) - 1]?.id;
}

/** The later of two places on the way. */
export function furtherOf(one: RaisePageId | 'check', other: RaisePageId | 'check'): RaisePageId | 'check' {
  const at = (id: RaisePageId | 'check') => (id === 'check' ? PAGES.length : PAGES.findIndex((page) => page.id === id));
  return at(one) >= at(other) ? one : other;
}

/** Where a page stands among those that are asked; the next one, where it is asked no longer. */
function placeOf(pages: readonly AskedPage[], id: RaisePageId): number {
  const at = (one: RaisePageId) => PAGES.findIndex((page) => page.id === one);
  const found = pages.findIndex((page) => at(page.id) >= at(id));
  return found === -1 ? pages.length : found;
}

/**
 * What looks like a slip, or like an address that is not the agency's: a question and no refusal, because anybody may raise a disagreement and any
 * address may be right (INT-9). `passed`: the addresses that were asked about already.
 */
export function doubtsAbout(
  page: AskedPage,
  answers: Answers,
  { directory }: Pick<AskedOf, 'directory'>,
  passed: readonly string[],
): FieldProblem[] {
  const known = directory.agencies.flatMap(({ domains }) => domains);
  return ADDRESSES.filter(({ field }) => page.fields.includes(field)).flatMap(({ field, agency, follows }) => {
    const address = said(answers, field).toLowerCase();
    const agencyId = said(answers, agency);
    if (address === '' || passed.includes(address)) return [];
    const again = 'If it is right, select Continue again';
    const meant = likelyMeant(address, known);
    if (meant) return [{ field, message: `Did you mean ${meant}? ${again}` }];
    if (reasonToVouch(directory, agencyId, address) === undefined) return [];
    const whose = directory.agencies.find(({ id }) => id === agencyId)?.name ?? 'that agency';
    const isElsewhere = agenciesOfAddress(directory, address).length > 0;
    const what = isElsewhere
      ? `belongs to another agency, not to ${whose}`
      : `ends in a domain that the directory does not have for ${whose}`;
    return [{ field, message: `Check the address: it ${what}. ${follows(whose)} ${again}` }];
  });
}

const ADDRESSES: readonly {
  field: RaiseFieldName;
  agency: RaiseFieldName;
  /** What follows from an address that is not the agency's, for whoever typed it (PRV-2, ROU-11). */
  follows: (agency: string) => string;
}[] = [
  {
    field: 'raiserEmail',
    agency: 'raiserAgency',
    follows: () => 'Use your work address if you have one: the code is sent to it, and so is every email about this.',
  },
  {
    field: 'managerEmail',
    agency: 'raiserAgency',
    follows: (agency) =>
      `Until the safeguarding lead of ${agency} says that it is theirs, somebody else there is asked in their place.`,
  },
  {
    field: 'theirEmail',
    agency: 'theirAgency',
    follows: (agency) =>
      `Until the safeguarding lead of ${agency} says that it is theirs, they see only the reference, the stage and the deadline.`,
  },
];

/** What the form's own rules cannot know: the agencies and sites there are, the calendar's reach, and what time it is. */
function problemsWithTheWorld(fields: Answers, { policy, directory, calendar, now }: AskedOf): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const add = (field: RaiseFieldName, message: string) => problems.push({ field, message });
  const isKnown = (id: string) => agenciesOf(directory).some((agency) => agency.id === id);
  const [own, theirs] = [said(fields, 'raiserAgency'), said(fields, 'theirAgency')];
  if (own && !isKnown(own)) add('raiserAgency', 'Choose the agency you work for from the list');
  if (theirs && !isKnown(theirs)) add('theirAgency', 'Choose the agency you disagree with from the list');
  else if (theirs && theirs === own && !policy.withinOneAgency)
    add('theirAgency', "This partnership's policy is about disagreements between two agencies. Choose another agency");
  for (const [field, agency, whatToDo] of SITES) {
    if (isStillAChoice(directory, said(fields, agency), said(fields, field))) add(field, whatToDo);
  }
  // Nobody names themselves, and the raiser's own manager does not answer for the other side (ROU-11).
  const address = (field: RaiseFieldName) => said(fields, field).toLowerCase();
  if (address('managerEmail') && address('managerEmail') === address('raiserEmail'))
    add(
      'managerEmail',
      "Enter your line manager's address, not your own. If you have none, enter whoever you answer to",
    );
  if (address('theirEmail') && address('theirEmail') === address('raiserEmail'))
    add('theirEmail', "Enter the other practitioner's address, not your own");
  else if (address('theirEmail') && address('theirEmail') === address('managerEmail'))
    add('theirEmail', "Enter the other practitioner's address, not your line manager's");

  const settledOn = dayIn(fields, 'mustBeSettledOn');
  if (settledOn) {
    const time = readTypedTime(said(fields, 'mustBeSettledTime')) ?? calendar.closeOfDay;
    if (Temporal.Instant.compare(londonTime(settledOn, time), now) <= 0)
      add('mustBeSettledOn', 'That time has passed. Enter a time from now on, or leave it empty');
  }
  if (dayIn(fields, 'aroseOn')) {
    const days = {
      aroseOn: dayIn(fields, 'aroseOn')!.toString(),
      talkedOn: dayIn(fields, 'talkedOn')?.toString() ?? '',
      discussedWithManagerOn: dayIn(fields, 'discussedWithManagerOn')?.toString() ?? '',
    };
    const hasTalked = fields['talkedAlready'] === 'yes';
    try {
      entryStage({ policy, calendar, aroseOn: outsetOf(days), raisedAt: now, hasTalked });
    } catch (reason) {
      if (!(reason instanceof BeyondCalendar)) throw reason;
      const firstYear = calendar.firstOn.slice(0, 4);
      add('aroseOn', `Enter a day no earlier than ${firstYear}: working days before then cannot be counted`);
    }
  }
  return problems;
}

const SITES: readonly [site: RaiseFieldName, agency: RaiseFieldName, whatToDo: string][] = [
  ['raiserSite', 'raiserAgency', 'Choose the site you work at'],
  ['theirSite', 'theirAgency', 'Choose the site they work at, or that you do not know'],
];

/** Only what is asked, an answer that was not given being empty. A policy about one kind of subject says itself whom it is about. */
function asAsked(answers: Answers, pages: readonly AskedPage[], policy: Policy): Answers {
  const asked = pages.flatMap(({ fields }) => fields);
  return {
    ...Object.fromEntries(asked.map((field) => [field, answers[field] ?? ''])),
    ...(policy.subjects.length === 1 ? { subject: policy.subjects[0] } : {}),
  };
}

function policyAsks(policy: Policy, field: RaiseFieldName): boolean {
  if (isPolicyField(field)) return policy.fields[field] !== undefined;
  if (field === 'discussedWithManagerOn') return policy.fields.discussedWithManager !== undefined;
  if (field === 'policyIssue') return policy.policyIssueGoesTo !== undefined;
  if (field === 'harmLevel') return (policy.harm?.mayEnterAt ?? []).length > 0;
  if (field === 'immediateHarm' || field.startsWith('harm')) return policy.harm !== undefined;
  return true;
}

function isPolicyField(field: string): field is PolicyField {
  return (POLICY_FIELDS as readonly string[]).includes(field);
}

function hasSites(agency: RaiseFieldName): NonNullable<RaisePage['isAsked']> {
  return (answers, { directory }) => sitesToChoose(directory, said(answers, agency)).length > 0;
}

function isYes(field: RaiseFieldName): NonNullable<RaisePage['isAsked']> {
  return (answers) => answers[field] === 'yes';
}

function said(answers: Answers, field: RaiseFieldName): string {
  const answer = answers[field];
  return typeof answer === 'string' ? answer.trim() : '';
}

function dayIn(answers: Answers, field: RaiseFieldName): Temporal.PlainDate | undefined {
  const typed = said(answers, field);
  return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Temporal.PlainDate.from(typed) : undefined;
}

/** The field of a problem with one box of its date. */
function baseOf(field: string): string {
  return field.replace(/-(day|month|year)$/, '');
}
