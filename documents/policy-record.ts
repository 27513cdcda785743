import { Temporal } from 'temporal-polyfill';
import { roleInWords } from '../escalation/asked-as.ts';
import { capital } from '../escalation/capital.ts';
import { inAList } from '../escalation/in-a-list.ts';
import { type Policy, type PolicyForm, type PolicyStage, requireStage } from '../escalation/policy.ts';
import {
  type AgreedAction,
  type Asked,
  CATEGORIES,
  everyVisit,
  type FormText,
  type Harm,
  type Outcome,
  type Person,
  type StageVisit,
} from '../escalation/record.ts';
import { dayInWords, momentInWords } from '../escalation/spoken-time.ts';
import { londonDate } from '../escalation/working-days.ts';
import { ERASED, type RecordFacts } from './record-facts.ts';
import { accountBeside, type StageAccount, stageAccount } from './stage-account.ts';
import { subjectDetailsIn } from './subject-details.ts';

/** A field of a form: an empty value was not given. */
export interface RecordField {
  kind: 'field';
  label: string;
  value: string;
}

/** A table of a form: each row has a cell for each column; an empty cell was not given. */
export interface RecordTable {
  kind: 'table';
  label: string;
  columns: string[];
  rows: string[][];
}

/** A part of the form under its own heading. */
export interface RecordSection {
  heading: string;
  entries: (RecordField | RecordTable)[];
}

/** A policy's own record form, filled in: its sections and fields in the form's order, and nothing about how it looks. */
export interface PolicyRecord {
  title: string;
  reference: string;
  partnership: string;
  /** "Escalation Procedure V5, L127-181": the policy, and where its form stands in it. */
  policy: string;
  sections: RecordSection[];
}

/**
 * Fills in the policy's own record form from the record (BEY-9, REC-1), so that nobody writes it twice.
 *
 * > "Case Details … Agencies/ Workers involved … Nature of Professional Disagreement … Attempts to Resolve the Disagreement at
 * > Stage 1 … Unresolved Dispute and Referral to Stage 2 … Final Outcomes" — B, Appendix 2, L140-181
 *
 * A policy without a form of its own gets the same sections under its own stages' labels. What a form asks is the policy's data:
 * name, date of birth and address stand in it only where the policy's form asks for them.
 */
export function policyRecord(facts: RecordFacts): PolicyRecord {
  const { disagreement: d, policy, partnership } = facts;
  const form = policy.form ?? formWithoutOne(policy);
  return {
    title: form.title,
    reference: d.reference,
    partnership: partnership.name,
    policy: [`${policy.title} ${policy.version.toUpperCase()}`, ...(form.clause ? [form.clause] : [])].join(', '),
    sections: [
      caseDetails(facts, form),
      agenciesAndWorkers(facts),
      natureOfDisagreement(facts),
      ...form.stagesListed.flatMap((stageId) =>
        stageSections(requireStage(policy, stageId), stageAccount(facts, stageId)),
      ),
      finalOutcomes(facts, form),
    ],
  };
}

/** Our choice for a policy file that says nothing of a form: every stage but the last, and nobody's personal details. */
function formWithoutOne(policy: Policy): PolicyForm {
  return {
    title: `Record under the ${policy.title}`,
    subjectDetails: false,
    stagesListed: policy.stages.slice(0, -1).map(({ id }) => id),
  };
}

const field = (label: string, value: string): RecordField => ({ kind: 'field', label, value });

function caseDetails({ disagreement: d, texts }: RecordFacts, form: PolicyForm): RecordSection {
  const entries = [field('Date of Original Disagreement', dayInWords(d.aroseOn))];
  if (form.subjectDetails) {
    const textId = d.texts.subjectDetails;
    const isErased = textId !== undefined && texts[textId] === undefined;
    const details = isErased
      ? { name: ERASED, dateOfBirth: ERASED, address: ERASED }
      : subjectDetailsIn(textId ? texts[textId]! : '');
    entries.push(
      field('Child/Adult Name', details.name),
      field('Date of Birth', details.dateOfBirth),
      field('Address', details.address),
    );
  }
  // What it went through under another policy is listed under no stage of this one.
  for (const { at, stages } of d.earlierPolicies ?? [])
    entries.push(field(`Before the policy was corrected on ${onDay(at)}`, stages.map(visitInWords).join('\n')));
  return { heading: 'Case Details', entries };
}

const onDay = (at: string) => dayInWords(londonDate(Temporal.Instant.from(at)).toString());

function visitInWords({ openedAt, closedAt, asked }: StageVisit): string {
  const people = inAList(asked.filter(({ notMineAt }) => !notMineAt).map(({ person }) => person.name));
  return `${onDay(openedAt)} to ${closedAt ? onDay(closedAt) : 'now'}: ${people || 'nobody'} asked.`;
}

function agenciesAndWorkers({ disagreement: d, agencyNames, partnership }: RecordFacts): RecordSection {
  const workers = new Map<string, { person: Person; designation: string }>();
  const add = (person: Person | undefined, designation: string) => {
    if (!person || d.people[person.email]?.mine === 'not mine') return;
    const known = workers.get(person.email);
    if (!known?.designation) workers.set(person.email, { person, designation: person.job ?? designation });
  };
  add(d.raiser, '');
  add(d.raisersManager, 'line manager');
  for (const { practitioner } of d.raisedWith) add(practitioner, '');
  for (const { person } of (d.mergedFrom ?? []).flatMap(({ people }) => people)) add(person, '');
  for (const asked of everyVisit(d).flatMap((visit) => visit.asked))
    if (!asked.notMineAt) add(asked.person, designationOf(asked));

  const nameOf = (agency: string) => agencyNames[agency] ?? (agency === 'board' ? partnership.name : agency);
  const atSite = (agency: string, site: string | undefined) => [nameOf(agency), site].filter(Boolean).join(', ');
  // The site is where the two practitioners work; whoever else was asked may be there for all of the agency (ROU-2).
  const practitionersAt = new Map([
    [d.raiser.email, d.raisersSite],
    ...d.raisedWith.flatMap(({ practitioner, site }) => (practitioner ? [[practitioner.email, site] as const] : [])),
  ]);
  const all = [...workers.values()];
  const rows = all.map(({ person, designation }) => [
    person.name,
    capital(designation),
    atSite(person.agency, practitionersAt.get(person.email)),
    person.email,
  ]);
  // An agency that nobody has a name in yet is involved all the same (ADM-4), and so is a site.
  for (const { agency, site } of d.raisedWith) {
    const isNamed = all.some(
      ({ person }) => person.agency === agency && (!site || practitionersAt.get(person.email) === site),
    );
    if (!isNamed) rows.push(['', '', atSite(agency, site), '']);
  }
  return {
    heading: 'Agencies/Workers involved',
    entries: [
      {
        kind: 'table',
        label: 'Agencies/Workers involved',
        columns: ['Names', 'Designation', 'Agency', 'Contact Details'],
        rows,
      },
    ],
  };
}

/** What somebody wrote when raising it, in the order of the form they wrote it on. */
const NATURE: readonly { text: FormText; says: string }[] = [
  { text: 'problem', says: 'The problem' },
  { text: 'disagreement', says: 'What is disagreed about' },
  { text: 'desiredOutcome', says: 'The outcome wanted' },
  { text: 'actionsNeeded', says: 'Actions needed' },
  { text: 'basis', says: 'Basis' },
  { text: 'reasonGiven', says: 'The reason given for the decision' },
  { text: 'subjectsView', says: 'What the child or adult says or wants' },
  { text: 'discussedWithManager', says: 'Discussed with a manager' },
  { text: 'mustBeSettledWhy', says: 'Why it had to be settled by a date' },
];

function natureOfDisagreement({ disagreement: d, policy, texts }: RecordFacts): RecordSection {
  const said = NATURE.flatMap(({ text, says }) => {
    const textId = d.texts[text];
    return textId ? [`${says}: ${texts[textId] ?? ERASED}`] : [];
  });
  // An email that says none of it by a label says it in its own words (BEY-17).
  const { problem, disagreement, wholeMessage } = d.texts;
  if (!problem && !disagreement && wholeMessage) said.push(`As the email put it: ${texts[wholeMessage] ?? ERASED}`);
  // Raised twice: what was said the second time stands beside the first.
  for (const merged of d.mergedFrom ?? [])
    said.push(
      ...NATURE.flatMap(({ text, says }) => {
        const textId = merged.texts[text];
        return textId ? [`${says}, as raised again under ${merged.reference}: ${texts[textId] ?? ERASED}`] : [];
      }),
    );
  const parts = [
    ...(d.category ? [`${CATEGORIES[d.category]}.`] : []),
    ...said,
    ...harmInWords(d.harms ?? [], { policy, texts }),
  ];
  return {
    heading: 'Nature of Professional Disagreement',
    entries: [field('Nature of Professional Disagreement', parts.join('\n\n'))],
  };
}

/** No form asks for it: but the copy is for the child's or adult's own file, where what was done to protect them may not be missing (REC-3). */
function harmInWords(harms: readonly Harm[], { policy, texts }: Pick<RecordFacts, 'policy' | 'texts'>): string[] {
  const wordsOf = (textId: string | undefined) => (textId ? `: ${texts[textId] ?? ERASED}` : '.');
  return harms.flatMap(({ flaggedBy, flaggedAt, textId, ended }) => [
    `Flagged as ${policy.harm?.words ?? 'at risk of harm'} by ${flaggedBy.name} at ${momentInWords(flaggedAt)}${wordsOf(textId)}`,
    ended
      ? `${ended.took === 'none needed' ? 'Nothing was needed to protect' : 'Action was taken to protect'}, recorded by ${ended.by.name} at ${momentInWords(ended.at)}${wordsOf(ended.textId)}`
      : 'What was done to protect is not recorded yet.',
  ]);
}

function stageSections(stage: PolicyStage, account: StageAccount): RecordSection[] {
  const attempts: RecordSection = {
    heading: `Attempts to Resolve the Disagreement at ${stage.label}`,
    entries: [
      field('Dates', account.attemptedOn.map(dayInWords).join('\n')),
      field('Outcome', account.outcome.join('\n\n')),
    ],
  };
  if (!account.next) return [attempts];
  const referred = account.referredOn.map(dayInWords).join('\n') || account.notReferred;
  return [
    attempts,
    {
      heading: `Unresolved Dispute and Referral to ${account.next}`,
      entries: [field('Date of Referral', referred)],
    },
  ];
}

function finalOutcomes(facts: RecordFacts, form: PolicyForm): RecordSection {
  const { outcome } = facts.disagreement;
  const on = outcome ? onDay(outcome.at) : '';
  return {
    heading: 'Final Outcomes',
    entries: [
      field('Date', on),
      ...(form.convened ? [field(form.convened.question, convened(facts, form.convened))] : []),
      field(
        'Outcome',
        [
          ...besideTheForm(facts, form),
          ...earlierInWords(facts),
          ...(outcome ? outcomeInWords(facts, outcome) : []),
        ].join('\n\n'),
      ),
    ],
  };
}

/** The stages that a form does not list, the last above all: what was said and arranged there stands before how it ended (REC-3). */
function besideTheForm(facts: RecordFacts, form: PolicyForm): string[] {
  return facts.policy.stages
    .filter(({ id }) => !form.stagesListed.includes(id))
    .flatMap((stage) => {
      const account = accountBeside(facts, stage.id);
      return account.length > 0 ? [`At ${stage.label} (${stage.name}):`, ...account] : [];
    });
}

/** The record knows that it was referred to those who convene; whether they met is in the words of what they recorded. */
function convened({ disagreement: d, policy }: RecordFacts, { stages }: NonNullable<PolicyForm['convened']>): string {
  const visits = d.stages.filter(({ stageId }) => stages.includes(stageId));
  if (visits.length === 0) return d.outcome ? 'No' : '';
  const { label, name } = requireStage(policy, visits[0]!.stageId);
  const on = onDay(visits[0]!.openedAt);
  return `Referred to ${label} (${name}) on ${on}. ${d.outcome ? 'What came of it stands under Outcome.' : 'No outcome is recorded yet.'}`;
}

/** An outcome that was not kept stands before the one that followed it: nothing recorded is left out (OUT-5). */
function earlierInWords(facts: RecordFacts): string[] {
  return (facts.disagreement.earlierOutcomes ?? []).flatMap((earlier) => [
    `Earlier, on ${onDay(earlier.at)}, and opened again afterwards:`,
    ...outcomeInWords({ ...facts, disagreement: { ...facts.disagreement, dissents: [] } }, earlier),
  ]);
}

function outcomeInWords({ disagreement: d, texts, agencyNames }: RecordFacts, outcome: Outcome): string[] {
  const how = outcome.how === 'compromise' ? ', by a compromise' : outcome.how === 'agreed' ? ', agreed' : '';
  const by = `${capital(outcome.outcome)}${how}, recorded by ${outcome.by.name}`;
  const confirmed = outcome.confirmedBy.map((one) => `${one.by.name} on ${onDay(one.at)}`);
  return [
    `${by}: ${texts[outcome.textId] ?? ERASED}`,
    ...(confirmed.length > 0 ? [`Confirmed by ${confirmed.join(', ')}.`] : []),
    ...(outcome.binding ? [`Final and binding (${outcome.binding}).`] : []),
    ...(outcome.recordHeldTextId ? [`Where the record is held: ${texts[outcome.recordHeldTextId] ?? ERASED}`] : []),
    ...outcome.actions.map((action) => {
      const done = whatWasSaid(action);
      const owner = agencyNames[action.ownerAgency] ?? action.ownerAgency;
      return `Action for ${owner}, by ${dayInWords(action.dueOn)} (${done}): ${texts[action.textId] ?? ERASED}`;
    }),
    ...(outcome.reviewOn ? [`To be reviewed on ${dayInWords(outcome.reviewOn)}.`] : []),
    ...d.dissents.map(
      (dissent) => `Came second and is kept, from ${dissent.by.name}: ${texts[dissent.textId] ?? ERASED}`,
    ),
  ];
}

function whatWasSaid({ answers }: AgreedAction): string {
  const last = answers.at(-1);
  if (!last) return 'no answer yet';
  if (!last.done) return 'not done';
  return last.late ? 'done, later than agreed' : 'done';
}

/**
 * As what they were asked, in the policy's words for their agency (ROU-3). A form that a child's or adult's own agency files may say which
 * officer it was; an email may not.
 */
function designationOf({ role, as }: Asked): string {
  if (role === 'practitioner') return '';
  if (role === 'officer-children') return "officer for children's services";
  if (role === 'officer-adults') return "officer for adults' services";
  return as ?? roleInWords(role);
}
