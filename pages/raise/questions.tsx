import type { Child } from 'hono/jsx';
import type { RaiseFieldName } from '../../escalation/intake.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import type { Policy } from '../../escalation/policy.ts';
import { isOptional, type RaisePageId } from '../../escalation/raise-pages.ts';
import { ABOUT, CATEGORIES } from '../../escalation/record.ts';
import { SITE_NOT_KNOWN } from '../../escalation/sites.ts';
import { Checkboxes, DateInput, Input, Radios, Select, Textarea, WarningText } from '../components/index.ts';
import { dateTyped, type FormState } from '../frame.ts';

/*
 * What each page asks, in words. Which pages there are, in which order and with which fields is in `escalation/raise-pages.ts`.
 */

/** What the questions are asked with: the partnership, its policy, and what there is to choose from. */
export interface AskedWith {
  partnership: Pick<Partnership, 'id' | 'name' | 'routes' | 'businessUnitTelephone'>;
  policy: Pick<Policy, 'title' | 'subjects' | 'fields' | 'harm' | 'stages' | 'policyIssueGoesTo'>;
  agencies: readonly { id: string; name: string }[];
  /** The sites of the two agencies that were chosen. */
  sites: { raiserSite: readonly string[]; theirSite: readonly string[] };
  /** What is answered so far, by field: some questions may then be left empty. */
  answers: Readonly<Record<string, unknown>>;
}

/** The parts that the answers are checked in, in the order of the pages. */
export const PARTS = [
  'You',
  'The other side',
  'What it is about',
  'The disagreement',
  'How urgent it is',
  'What has been tried',
  'Support for you',
] as const;

interface PageWords {
  part: (typeof PARTS)[number];
  /** The page's heading, and its title. Never a name: it ends in browser histories. */
  title: string;
  /** What must be read before the questions. */
  lead?: (asked: AskedWith) => Child;
}

const paragraph = (words: string) => <p class="govuk-body">{words}</p>;

/** The heading of each page and what is said before its questions. */
export const PAGE_WORDS: Record<RaisePageId, PageWords> = {
  'your-agency': { part: 'You', title: 'Which agency do you work for?' },
  'your-site': { part: 'You', title: 'Which site do you work at?' },
  you: { part: 'You', title: 'About you' },
  'your-manager': {
    part: 'You',
    title: 'Your line manager',
    lead: () => paragraph('They are asked at a later stage, if it comes to that.'),
  },
  'their-agency': { part: 'The other side', title: 'Which agency do you disagree with?' },
  'their-site': { part: 'The other side', title: 'Which site does the other practitioner work at?' },
  'their-practitioner': {
    part: 'The other side',
    title: 'The other practitioner',
    lead: () =>
      paragraph(
        "If you do not know who it is, leave this page empty. We ask that agency's safeguarding lead who it is, and the clock runs meanwhile.",
      ),
  },
  subject: { part: 'What it is about', title: 'Is it about a child or an adult?' },
  'who-it-is-about': { part: 'What it is about', title: 'Who is it about?' },
  kind: { part: 'What it is about', title: 'What kind of disagreement it is' },
  'when-it-arose': { part: 'What it is about', title: 'When did the disagreement arise?' },
  problem: { part: 'The disagreement', title: 'The problem and the disagreement' },
  basis: { part: 'The disagreement', title: 'What is the basis of your concern?' },
  'reason-given': { part: 'The disagreement', title: 'What reason did they give for their decision?' },
  'outcome-wanted': { part: 'The disagreement', title: 'What you want' },
  'their-view': { part: 'The disagreement', title: 'What does the child or adult say or want?' },
  'policy-issue': {
    part: 'How urgent it is',
    title: 'A significant policy issue',
    lead: ({ policy }) =>
      paragraph(
        `Fill this in only if it shows that the policy itself must be looked at. It then goes straight to the board (${policy.policyIssueGoesTo?.clause}), without the stages before.`,
      ),
  },
  'immediate-harm': {
    part: 'How urgent it is',
    title: 'If somebody is at risk now',
    lead: ({ partnership: { routes } }) => (
      <WarningText>
        This form is not the emergency route. {routes.emergency.say}{' '}
        {routes.emergency.telephone ? `Telephone ${routes.emergency.telephone}.` : ''}
      </WarningText>
    ),
  },
  'about-the-harm': { part: 'How urgent it is', title: 'The risk of immediate harm' },
  'settled-by': {
    part: 'How urgent it is',
    title: "If it cannot wait for the policy's deadline",
    lead: () =>
      paragraph(
        'Fill this in only if it must be settled sooner to keep the child or adult safe. It can make the time shorter, never longer.',
      ),
  },
  'your-managers-view': { part: 'What has been tried', title: 'Talking with your manager or safeguarding lead' },
  'talked-already': {
    part: 'What has been tried',
    title: 'Have you already talked with the other practitioner about it?',
  },
  'what-came-of-it': { part: 'What has been tried', title: 'Your talk with the other practitioner' },
  support: {
    part: 'Support for you',
    title: 'Support for you',
    lead: () =>
      paragraph(
        "Only your own agency's safeguarding lead is told what you tick here. The other side never is, and it stands in no email to them, no page of theirs and no document.",
      ),
  },
};

type Choices = readonly ({ value: string; label: string; hint?: string } | { divider: string })[];

/** One question. `name` is how the list of answers calls it, and what a screen reader says after "Change". */
interface Question {
  kind: 'line' | 'email' | 'time' | 'lines' | 'date' | 'list' | 'radios' | 'tick';
  name: string;
  label: string | ((asked: AskedWith) => string);
  hint?: string | ((asked: AskedWith) => string | undefined);
  choices?: (asked: AskedWith) => Choices;
  autocomplete?: string;
  rows?: number;
}

const YES_OR_NO: Choices = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
const fromList = (items: readonly string[]): Choices => items.map((item) => ({ value: item, label: item }));
/**
 * "Including with Chairs of Multi-Agency meetings" — S L11. A chair has no line manager: from the managers' step on the service that commissions
 * the chair is asked, so it is that agency which must be chosen.
 */
function whoseChairHint({ policy }: AskedWith): string | undefined {
  const called = policy.stages
    .flatMap(({ asks }) => asks)
    .flatMap(({ role, equivalents }) => (role === 'practitioner' ? (equivalents['*'] ?? []) : []))
    .map((one) => (typeof one === 'object' ? one.called : one))[0];
  return called && `If you disagree with a ${called}, choose the agency that commissions them.`;
}

/** Anybody may raise it, also from an agency that nobody has thought of yet (INT-9). */
const notInTheList = ({ partnership }: AskedWith) =>
  `If it is not in the list, telephone the business unit on ${partnership.businessUnitTelephone}.`;

const agencies = ({ agencies }: AskedWith): Choices => agencies.map(({ id, name }) => ({ value: id, label: name }));

/** Every question there can be, by its field. */
export const QUESTIONS: Partial<Record<RaiseFieldName, Question>> = {
  raiserAgency: {
    kind: 'list',
    name: 'Your agency',
    label: 'Which agency do you work for?',
    hint: notInTheList,
    choices: agencies,
  },
  raiserSite: {
    kind: 'radios',
    name: 'Your site',
    label: 'Which site do you work at?',
    choices: ({ sites }) => fromList(sites.raiserSite),
  },
  raiserName: { kind: 'line', name: 'Your name', label: 'Your full name', autocomplete: 'name' },
  raiserEmail: {
    kind: 'email',
    name: 'Your work email address',
    label: 'Your work email address',
    hint: 'We send a code to it at the end. The disagreement is opened when you enter the code.',
    autocomplete: 'email',
  },
  raiserJob: { kind: 'line', name: 'Your job title', label: 'Your job title', autocomplete: 'organization-title' },
  managerName: { kind: 'line', name: "Your line manager's name", label: "Your line manager's full name" },
  managerEmail: {
    kind: 'email',
    name: "Your line manager's work email address",
    label: "Your line manager's work email address",
  },
  theirAgency: {
    kind: 'list',
    name: 'Their agency',
    label: 'Which agency do you disagree with?',
    hint: (asked) => [whoseChairHint(asked), notInTheList(asked)].filter(Boolean).join(' '),
    choices: agencies,
  },
  theirSite: {
    kind: 'radios',
    name: 'Their site',
    label: 'Which site does the other practitioner work at?',
    hint: 'The people who are asked at each stage are those of that site.',
    choices: ({ sites }) => [
      ...fromList(sites.theirSite),
      { divider: 'or' },
      { value: SITE_NOT_KNOWN, label: 'I do not know' },
    ],
  },
  theirName: { kind: 'line', name: "The other practitioner's name", label: 'Their full name' },
  theirEmail: {
    kind: 'email',
    name: "The other practitioner's work email address",
    label: 'Their work email address',
  },
  theirJob: { kind: 'line', name: "The other practitioner's job title", label: 'Their job title' },
  subject: {
    kind: 'radios',
    name: 'Child or adult',
    label: 'Is it about a child or an adult?',
    choices: () => [
      { value: 'child', label: 'A child' },
      { value: 'adult', label: 'An adult' },
      { value: 'both', label: 'Both' },
    ],
  },
  subjectDetails: {
    kind: 'lines',
    name: 'Who it is about',
    label: 'Name, date of birth and address of the child or adult',
    hint: "No email of ours says it. Those who take part can read it, and the partnership's leads where its policy lets them.",
    autocomplete: 'off',
    rows: 3,
  },
  category: {
    kind: 'list',
    name: 'Kind of disagreement',
    label: 'What kind of disagreement is it?',
    hint: 'Choose the closest.',
    choices: () => Object.entries(CATEGORIES).map(([value, label]) => ({ value, label })),
  },
  about: {
    kind: 'radios',
    name: 'A decision or an action',
    label: 'Do you disagree with a decision, an action or a lack of action?',
    choices: () => ABOUT.map((value) => ({ value, label: ABOUT_LABELS[value] })),
  },
  aroseOn: {
    kind: 'date',
    name: 'The day it arose',
    label: 'When did the disagreement arise?',
    hint: "The first day anybody considered the concern, even if that was before you knew of this form. The policy's time is counted from then. For example, 27 3 2026.",
  },
  problem: { kind: 'lines', name: 'The problem', label: 'What is the problem?' },
  disagreement: { kind: 'lines', name: 'What you disagree about', label: 'What do you disagree about?' },
  basis: {
    kind: 'lines',
    name: 'The basis of your concern',
    label: 'What is the basis of your concern?',
    hint: 'What you have seen or know, and the evidence for it.',
  },
  reasonGiven: {
    kind: 'lines',
    name: 'The reason they gave',
    label: 'What reason did they give for their decision?',
    hint: 'If they gave none, write "none given".',
    rows: 3,
  },
  desiredOutcome: { kind: 'lines', name: 'The outcome you want', label: 'What outcome do you want?', rows: 3 },
  actionsNeeded: { kind: 'lines', name: 'What needs to be done', label: 'What needs to be done?', rows: 3 },
  subjectsView: {
    kind: 'lines',
    name: 'What the child or adult says or wants',
    label: 'What does the child or adult say or want?',
    rows: 3,
  },
  discussedWithManager: {
    kind: 'lines',
    name: 'What came of talking with your manager or safeguarding lead',
    label: 'What came of talking with your manager or safeguarding lead?',
    hint: 'Say whom you talked with. If you could not talk with anybody, write why.',
    rows: 3,
  },
  discussedWithManagerOn: {
    kind: 'date',
    name: 'The day you talked with your manager or safeguarding lead',
    label: 'When did you talk with them?',
    hint: 'For example, 27 3 2026.',
  },
  talkedAlready: {
    kind: 'radios',
    name: 'Talked with the other practitioner',
    label: 'Have you already talked with the other practitioner about it?',
    hint: 'If you have, and you still disagree, it starts at the next stage.',
    choices: () => [
      { value: 'yes', label: 'Yes, and we still disagree' },
      { value: 'no', label: 'No' },
    ],
  },
  talkedOn: {
    kind: 'date',
    name: 'The day you talked with them',
    label: 'When did you talk with them?',
    hint: 'For example, 27 3 2026.',
  },
  talkedWhatCame: { kind: 'lines', name: 'What came of it', label: 'What came of it?', rows: 3 },
  policyIssue: {
    kind: 'lines',
    name: 'The policy issue',
    label: 'What is the policy issue, and why is it significant?',
    rows: 3,
  },
  immediateHarm: {
    kind: 'radios',
    name: 'Risk of immediate harm',
    label: ({ policy }) => `Is somebody ${policy.harm?.words}?`,
    hint: 'If yes, people on both sides are told as soon as you have entered the code, at any hour.',
    choices: () => YES_OR_NO,
  },
  harmWhy: { kind: 'lines', name: 'Who is at risk of what', label: 'Who is at risk of what, and why now?', rows: 3 },
  harmSinceOn: {
    kind: 'date',
    name: 'The day the risk was first thought to exist',
    label: 'Which day was the risk first thought to exist?',
    hint: "The policy's time runs from then. If you leave it empty, it runs from when you send this.",
  },
  harmSinceTime: {
    kind: 'time',
    name: 'The time the risk was first thought to exist',
    label: 'At what time?',
    hint: 'As nearly as you know it. For example, 2:30pm.',
  },
  harmLevel: {
    kind: 'radios',
    name: 'Where it starts',
    label: 'Which stage should it start at?',
    hint: 'The policy lets you choose.',
    choices: ({ policy }) =>
      (policy.harm?.mayEnterAt ?? [])
        .flatMap((id) => policy.stages.filter((stage) => stage.id === id))
        .map(({ id, label, name }) => ({
          value: id,
          label: `${label}: ${name}`,
          ...(id === policy.harm?.entersAt ? { hint: 'If you choose none, this one' } : {}),
        })),
  },
  mustBeSettledOn: {
    kind: 'date',
    name: 'The day it must be settled by',
    label: 'Which day must it be settled by?',
    hint: 'For example, 27 3 2026.',
  },
  mustBeSettledTime: {
    kind: 'time',
    name: 'The time it must be settled by',
    label: 'By what time?',
    hint: 'For example, 2:30pm. If you leave it empty, the end of the working day.',
  },
  mustBeSettledWhy: {
    kind: 'lines',
    name: 'Why it must be settled by then',
    label: 'Why must it be settled by then?',
    rows: 3,
  },
  wantsSupport: { kind: 'tick', name: 'You would like support', label: 'I would like support' },
  fearsForPosition: { kind: 'tick', name: 'You fear for your position', label: 'I fear for my position' },
};

const ABOUT_LABELS = { decision: 'A decision', action: 'An action', inaction: 'A lack of action' } as const;

/** A question as a field of the page. `isHeading`: the page asks nothing else and says nothing before it. */
export const QuestionField = (props: {
  field: RaiseFieldName;
  asked: AskedWith;
  form: FormState;
  isHeading: boolean;
}) => {
  const { field, asked, form } = props;
  const question = QUESTIONS[field]!;
  const label = typeof question.label === 'string' ? question.label : question.label(asked);
  const hint = typeof question.hint === 'function' ? question.hint(asked) : question.hint;
  const shared = {
    name: field,
    label: `${label}${isOptional(field, asked.policy, asked.answers) ? ' (optional)' : ''}`,
    errors: form.errors,
    ...(hint ? { hint } : {}),
    ...(props.isHeading ? { isPageHeading: true, labelSize: 'l' as const } : {}),
  };
  const value = form.typed[field] ?? '';
  const autocomplete = question.autocomplete ? { autocomplete: question.autocomplete } : {};
  switch (question.kind) {
    case 'line':
      return <Input {...shared} {...autocomplete} value={value} spellcheck={false} />;
    case 'email':
      return <Input {...shared} {...autocomplete} value={value} type="email" spellcheck={false} />;
    case 'time':
      return <Input {...shared} value={value} width={5} />;
    case 'lines':
      return <Textarea {...shared} {...autocomplete} value={value} rows={question.rows ?? 5} />;
    case 'date':
      return <DateInput {...shared} value={dateTyped(form.typed, field)} />;
    case 'radios':
      return <Radios {...shared} value={value} items={question.choices!(asked)} />;
    case 'list':
      return (
        <Select
          {...shared}
          value={value}
          items={[
            { value: '', text: 'Choose one' },
            ...question.choices!(asked).flatMap((item) =>
              'value' in item ? [{ value: item.value, text: item.label }] : [],
            ),
          ]}
        />
      );
    case 'tick':
      return <Checkboxes name={field} items={[{ value: 'yes', label }]} value={[value]} errors={form.errors} />;
  }
};
