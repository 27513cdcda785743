import { type CalculationAsked, queryOf } from '../escalation/calculation-asked.ts';
import type { Calculation } from '../escalation/calculator.ts';
import { capital } from '../escalation/capital.ts';
import { type Policy, policyVersionId, versionInWords } from '../escalation/policy.ts';
import { dayInWords, momentInWords } from '../escalation/spoken-time.ts';
import type { Calendar } from '../escalation/working-days.ts';
import { calculatedInWords, DIVISION_NAMES, type SaidStage } from './calculator/sentences.ts';
import { Button, DateInput, InsetText, Radios, Select, SummaryList, Table } from './components/index.ts';
import { dateOf, type FormState, type Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** A question that has an answer. */
export interface Calculated {
  asked: CalculationAsked;
  partnershipName: string;
  policy: Policy;
  calendar: Calendar;
  result: Calculation;
}

/** "If it arose on…": every stage's deadline, day by day, with the reason. The address of the page is the question (BEY-15). */
export const CalculatorPage = (props: {
  frame: Frame;
  form: FormState;
  partnerships: readonly { id: string; name: string }[];
  calculated?: Calculated;
}) => (
  <Layout title={titleOf(props.calculated)} {...props.frame} errors={props.form.errors}>
    <h1 class="govuk-heading-l">Deadline calculator</h1>
    {props.calculated ? <Answer {...props.calculated} /> : <WhatItIs />}
    <form method="get" action="/calculator" novalidate class="app-not-printed">
      {props.calculated ? <h2 class="govuk-heading-m">Work out another</h2> : null}
      <Select
        name="partnership"
        label="Safeguarding partnership"
        hint="The one for the area where the child or adult lives."
        items={[
          { value: '', text: 'Choose a partnership' },
          ...props.partnerships.map(({ id, name }) => ({ value: id, text: name })),
        ]}
        value={props.form.typed['partnership'] ?? ''}
        errors={props.form.errors}
      />
      <DateInput
        {...dateOf(props.form, 'aroseOn')}
        label="When did it arise?"
        labelSize="s"
        hint="The first day on which anybody at work had the concern, like 27 3 2026."
      />
      <DateInput
        {...dateOf(props.form, 'raisedOn')}
        label="When is it raised? (optional)"
        labelSize="s"
        hint="Leave it empty where it is raised on the day it arose."
      />
      <Radios
        name="talked"
        label="Have the two sides already talked without agreeing?"
        labelSize="s"
        items={[
          { value: 'no', label: 'No' },
          { value: 'yes', label: 'Yes' },
        ]}
        value={props.form.typed['talked'] ?? 'no'}
        errors={props.form.errors}
        isInline
      />
      <Button>Work out the deadlines</Button>
    </form>
  </Layout>
);

const titleOf = (calculated: Calculated | undefined) =>
  calculated ? `Deadlines if it arose on ${dayInWords(calculated.result.aroseOn)}` : 'Deadline calculator';

const WhatItIs = () => (
  <p class="govuk-body">
    Choose a partnership and a day to see every deadline of its policy, day by day, and why it is then. Nothing is kept,
    and no disagreement is opened.
  </p>
);

const Answer = ({ asked, partnershipName, policy, calendar, result }: Calculated) => (
  <>
    <h2 class="govuk-heading-m">If it arose on {dayInWords(result.aroseOn)} and nobody answers</h2>
    <p class="govuk-body">
      {partnershipName} follows{' '}
      <a class="govuk-link" href={`/policy/${policyVersionId(policy)}`}>
        {policy.title}, {versionInWords(policy)}
      </a>
      . It is taken to be raised at {momentInWords(result.raisedAt)}
      {asked.hasTalked ? ', after the two sides have talked' : ''}.
    </p>
    <p class="govuk-body">
      Working days are those of {DIVISION_NAMES[calendar.division]}, without weekends and bank holidays. In brackets
      stands the policy's own clause.
    </p>
    {result.stages.map((stage) => (
      <CalculatedStageView said={calculatedInWords(policy, stage)} />
    ))}
    <InsetText>
      These deadlines can be shared by the address of this page: it is{' '}
      <a class="govuk-link" href={`/calculator?${queryOf(asked)}`}>
        this question
      </a>
      . Immediate harm, a shorter time to protect somebody, or a bank holiday announced later changes them.
    </InsetText>
  </>
);

const CalculatedStageView = ({ said }: { said: SaidStage }) => (
  <>
    <h3 class="govuk-heading-s">
      {said.name} <span class="app-clause">({said.clause})</span>
    </h3>
    {said.notOpened.length > 0 ? <p class="govuk-body">{said.notOpened.join(' ')}</p> : null}
    {said.opens ? (
      <SummaryList
        rows={[
          { key: 'Opens', value: `${said.opens}.` },
          { key: 'Deadline', value: said.deadline ? <strong>{said.deadline}</strong> : 'None' },
          { key: 'Why', value: said.why.join(' ') },
          said.ourChoice !== undefined && {
            key: 'Our choice',
            value: `Where the policy leaves it open: ${said.ourChoice}.`,
          },
          said.later.length > 0 && { key: 'Also running, and later', value: `${capital(said.later.join('; '))}.` },
        ]}
      />
    ) : null}
    {said.days.length > 0 ? (
      <Table
        caption={`Day by day at ${said.name}`}
        firstCellIsHeader
        head={[{ content: 'Day' }, { content: 'Counts as' }]}
        rows={said.days.map(({ on, counts }) => [{ content: on }, { content: capital(counts) }])}
      />
    ) : null}
  </>
);
