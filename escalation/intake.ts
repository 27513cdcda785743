import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { addressField } from './address.ts';
import { dayField as day, type FieldProblem, problemsIn } from './field-problems.ts';
import { type Policy, type PolicyField, reasonNotAbout } from './policy.ts';
import { ABOUT, CATEGORIES, type Category } from './record.ts';
import { timeOrEmptyField } from './typed-time.ts';

/**
 * What is asked of somebody who raises a disagreement: the core fields of every policy (INT-12) and what the policy adds.
 * The form requires them all (`raise-pages.ts` asks them page by page); an email opens a disagreement with what it has and is asked for the rest (BEY-17).
 */

const text = z.string().trim().max(10_000, 'Shorten this to 10,000 characters or fewer');
const required = (whatToDo: string) => text.min(1, whatToDo);
const blank = z.literal('');

/** Every field of the form, by the name it has in the page and in the post. */
export const raiseFields = z.object({
  raiserName: required('Enter your full name'),
  raiserEmail: addressField('Enter your work email address, like name@agency.example'),
  raiserJob: required('Enter your job title'),
  raiserAgency: required('Choose the agency you work for'),
  /** Where the agency has several sites: the name of one, or for the other side that it is not known (ROU-2). */
  raiserSite: text.optional(),
  managerName: required("Enter your line manager's full name"),
  managerEmail: addressField("Enter your line manager's work email address"),
  theirAgency: required('Choose the agency you disagree with'),
  theirSite: text.optional(),
  theirName: text.default(''),
  theirEmail: z
    .union([
      blank,
      addressField("Enter the other practitioner's work email address, or leave it empty if you do not know it"),
    ])
    .default(''),
  theirJob: text.default(''),
  subject: z.enum(['child', 'adult', 'both'], 'Choose whether this is about a child, an adult or both'),
  category: z.enum(Object.keys(CATEGORIES) as [Category, ...Category[]], 'Choose what kind of disagreement this is'),
  about: z.enum(ABOUT, 'Choose whether you disagree with a decision, an action or a lack of action'),
  aroseOn: day('Enter the day the disagreement arose'),
  problem: required('Enter what the problem is'),
  disagreement: required('Enter what you disagree about'),
  desiredOutcome: required('Enter the outcome you want'),
  reasonGiven: required('Enter the reason they gave for their decision, or "none given"'),
  talkedAlready: z.enum(['yes', 'no'], 'Choose whether you have already talked with them'),
  talkedOn: z.union([blank, day('Enter the day you talked with them')]).default(''),
  talkedWhatCame: text.default(''),
  mustBeSettledOn: z.union([blank, day('Enter the day it must be settled by, or leave it empty')]).default(''),
  mustBeSettledTime: timeOrEmptyField.default(''),
  mustBeSettledWhy: text.default(''),
  /** Why it is a significant policy issue: it then goes straight to the board, where the policy has that (ESC-3). */
  policyIssue: text.optional(),
  actionsNeeded: text.default(''),
  basis: text.default(''),
  discussedWithManager: text.default(''),
  discussedWithManagerOn: z
    .union([blank, day('Enter the day you talked with your manager, or leave it empty')])
    .default(''),
  subjectDetails: text.default(''),
  subjectsView: text.default(''),
  /** Whether somebody is at risk of immediate harm, since when, at which level and why (CLK-7, CLK-14, ESC-4). */
  immediateHarm: z
    .union([blank, z.enum(['yes', 'no'])], 'Choose whether somebody is at risk of immediate harm')
    .optional(),
  harmSinceOn: z.union([blank, day('Enter the day the risk was first thought to exist, or leave it empty')]).optional(),
  harmSinceTime: timeOrEmptyField.optional(),
  harmLevel: z.string().optional(),
  harmWhy: text.optional(),
  /** For the raiser's own safeguarding lead alone (INT-10). */
  wantsSupport: z.union([blank, z.literal('yes')]).optional(),
  fearsForPosition: z.union([blank, z.literal('yes')]).optional(),
});
/** A form as it was read: whether it is whole is judged with the policy beside it. */
export type RaiseForm = z.infer<typeof raiseFields>;
/** One of its fields. */
export type RaiseFieldName = keyof RaiseForm;

/** What is asked for when an email leaves a field out, in the words of the email (ADM-4's labels). */
export const EMAIL_LABELS: readonly {
  label: string;
  field: RaiseFieldName | 'immediateHarm' | 'myManager' | 'theirPractitioner' | 'theirManager';
}[] = [
  { label: 'Child or adult', field: 'subject' },
  { label: 'Day it arose', field: 'aroseOn' },
  { label: 'My job', field: 'raiserJob' },
  { label: 'My site', field: 'raiserSite' },
  { label: 'My manager', field: 'myManager' },
  { label: 'Talked with my manager', field: 'discussedWithManager' },
  { label: 'Their agency', field: 'theirAgency' },
  { label: 'Their site', field: 'theirSite' },
  { label: 'Their practitioner', field: 'theirPractitioner' },
  { label: 'Their manager', field: 'theirManager' },
  { label: 'Type', field: 'category' },
  { label: 'Decision, action or inaction', field: 'about' },
  { label: 'The problem', field: 'problem' },
  { label: 'What we disagree about', field: 'disagreement' },
  { label: 'What I want', field: 'desiredOutcome' },
  { label: 'Actions needed', field: 'actionsNeeded' },
  { label: 'Basis', field: 'basis' },
  { label: 'Reason they gave', field: 'reasonGiven' },
  { label: 'Talked already', field: 'talkedAlready' },
  { label: 'Must be settled by', field: 'mustBeSettledOn' },
  { label: 'Immediate harm', field: 'immediateHarm' },
];

/** Reads a raise form against the policy: everything that must be put right, at once, or the form. `today` is the London date. */
export function readRaiseForm(
  fields: unknown,
  policy: Policy,
  today: Temporal.PlainDate,
): { form: RaiseForm } | { problems: FieldProblem[] } {
  const parsed = raiseFields.safeParse(fields);
  const problems = parsed.success ? [] : problemsIn(parsed.error);
  const values = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>;
  const said = (field: RaiseFieldName) => typeof values[field] === 'string' && (values[field] as string).trim() !== '';
  const add = (field: RaiseFieldName, message: string) => {
    if (!problems.some((problem) => problem.field === field || problem.field.startsWith(`${field}-`)))
      problems.push({ field, message });
  };

  for (const field of Object.keys(policy.fields) as PolicyField[]) {
    if (isRequired(field, policy, values) && !said(field)) add(field, POLICY_FIELD_PROBLEMS[field]);
  }
  for (const field of ['aroseOn', 'talkedOn', 'discussedWithManagerOn', 'harmSinceOn'] as const) {
    if (said(field) && isDay(values[field]) && Temporal.PlainDate.compare(values[field] as string, today) > 0) {
      add(field, 'This day must be today or in the past');
    }
  }
  if (values['talkedAlready'] === 'yes') {
    if (!said('talkedOn')) add('talkedOn', 'Enter the day you talked with them');
    if (!said('talkedWhatCame')) add('talkedWhatCame', 'Enter what came of it');
  }
  if (said('mustBeSettledOn') && !said('mustBeSettledWhy'))
    add('mustBeSettledWhy', 'Enter why it must be settled by then to keep them safe');
  if (policy.harm && !said('immediateHarm')) add('immediateHarm', 'Choose whether somebody is at risk now');
  if (values['immediateHarm'] === 'yes') {
    if (!said('harmWhy')) add('harmWhy', 'Enter who is at risk of what, and why now');
    if (said('harmSinceOn') && !said('harmSinceTime')) add('harmSinceTime', 'Enter the time, as nearly as you know it');
    if (said('harmSinceTime') && !said('harmSinceOn')) add('harmSinceOn', 'Enter the day as well as the time');
    if (said('harmLevel') && !policy.harm?.mayEnterAt.includes(String(values['harmLevel'])))
      add('harmLevel', 'Choose a level from the list');
  }
  if (said('theirName') !== said('theirEmail')) {
    add(
      said('theirName') ? 'theirEmail' : 'theirName',
      "Enter both the other practitioner's name and work email address, or neither",
    );
  }
  const subject = raiseFields.shape.subject.safeParse(values['subject']);
  const notAbout = subject.success ? reasonNotAbout(policy, subject.data) : undefined;
  if (notAbout) add('subject', notAbout);
  if (parsed.success && problems.length === 0) return { form: parsed.data };
  return { problems };
}

/**
 * Whether the policy wants a field filled in. That somebody talked first with their own manager bars nobody whose concern cannot wait: at
 * immediate harm it may be left empty (INT-3).
 */
export function isRequired(
  field: PolicyField,
  { fields }: Pick<Policy, 'fields'>,
  answers: Readonly<Record<string, unknown>>,
): boolean {
  const isAtRisk = answers['immediateHarm'] === 'yes';
  return fields[field]?.required === true && !(field === 'discussedWithManager' && isAtRisk);
}

/** The earliest day anywhere on the form: the outset every clock counts from (CLK-6). */
export function outsetOf(
  form: Pick<RaiseForm, 'aroseOn' | 'talkedOn' | 'discussedWithManagerOn'> & { harmSinceOn?: string | undefined },
): Temporal.PlainDate {
  const days = [form.aroseOn, form.talkedOn, form.discussedWithManagerOn, form.harmSinceOn ?? ''].filter(
    (on) => on !== '',
  );
  return days.map((on) => Temporal.PlainDate.from(on)).sort(Temporal.PlainDate.compare)[0]!;
}

const POLICY_FIELD_PROBLEMS: Record<PolicyField, string> = {
  subjectDetails: 'Enter the name, date of birth and address of the child or adult',
  actionsNeeded: 'Enter what needs to be done',
  basis: 'Enter the basis of your concern',
  discussedWithManager: 'Enter what came of talking with your manager or safeguarding lead, or why you could not',
  subjectsView: 'Enter what the child or adult says or wants',
};

function isDay(value: unknown): boolean {
  return z.iso.date().safeParse(value).success;
}
