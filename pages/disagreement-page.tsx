import type { Child } from 'hono/jsx';
import type { ActKind } from '../escalation/acts.ts';
import type { Deadline } from '../escalation/record.ts';
import { Button, ButtonGroup, Details, Input, InsetText, NotificationBanner, SummaryList } from './components/index.ts';
import { ACT_FORMS, ACTS_IN_ORDER } from './disagreement/act-forms.tsx';
import { AdviceAndSupport, Afterwards } from './disagreement/afterwards.tsx';
import { deadlineInWords } from './disagreement/deadline-words.ts';
import type { DisagreementFacts } from './disagreement/facts.ts';
import { EndedHarms, harmInBrief, OpenHarm } from './disagreement/harm.tsx';
import { History } from './disagreement/history.tsx';
import { hasMeetings, Meetings } from './disagreement/meetings.tsx';
import {
  AlsoRaisedAs,
  Discussions,
  Dissents,
  OutcomeRecord,
  People,
  Proposals,
  Stages,
  WhatWasRaised,
} from './disagreement/record.tsx';
import { WhereItStands } from './disagreement/where-it-stands.tsx';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** One disagreement: where it stands first, then what the reader may do, then the whole record. */
export const DisagreementPage = ({ frame, facts, done }: { frame: Frame; facts: DisagreementFacts; done?: string }) => {
  const { d } = facts;
  const acts = ACTS_IN_ORDER.filter((act) => facts.may.includes(act));
  return (
    <Layout
      title={`Disagreement ${d.reference}`}
      {...frame}
      partnershipName={facts.partnershipName}
      backLink={{ href: '/mine', text: 'All your disagreements' }}
    >
      {done ? <NotificationBanner isSuccess heading={done} /> : null}
      <span class="govuk-caption-l">
        {facts.agencyName(d.raiser.agency)} and {d.raisedWith.map(({ agency }) => facts.agencyName(agency)).join(', ')}
      </span>
      <h1 class="govuk-heading-l">Disagreement {d.reference}</h1>
      <OpenHarm facts={facts} help={facts.help} />
      <WhereItStands facts={facts} />

      {acts.length > 0 ? (
        <>
          <h2 class="govuk-heading-m">What you can do</h2>
          <ul class="govuk-list govuk-list--spaced">
            {acts.map((act) => (
              <li>
                <a class="govuk-link" href={`/d/${d.reference}/${act}`}>
                  {ACT_FORMS[act].title}
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p class="govuk-body">
        The duty to protect does not wait for this: go on with anything that keeps the child or adult safe.
      </p>

      {d.outcome ? (
        <>
          <h2 class="govuk-heading-m">The outcome</h2>
          <OutcomeRecord facts={facts} />
          <Afterwards facts={facts} />
        </>
      ) : null}
      {d.proposals.length > 0 ? (
        <>
          <h2 class="govuk-heading-m">Proposed outcomes</h2>
          <Proposals facts={facts} />
        </>
      ) : null}
      {hasMeetings(facts) ? (
        <>
          <h2 class="govuk-heading-m">Meetings</h2>
          <Meetings facts={facts} />
        </>
      ) : null}
      {d.dissents.length > 0 ? (
        <>
          <h2 class="govuk-heading-m">Recorded beside it</h2>
          <Dissents facts={facts} />
        </>
      ) : null}
      <EndedHarms facts={facts} />
      <h2 class="govuk-heading-m">What was raised</h2>
      <WhatWasRaised facts={facts} />
      <AlsoRaisedAs facts={facts} />
      <h2 class="govuk-heading-m">The policy's stages</h2>
      <p class="govuk-body">{facts.policy.title}</p>
      <Stages facts={facts} />
      <h2 class="govuk-heading-m">Who takes part</h2>
      <People facts={facts} />
      {d.support || (d.supporters ?? []).length > 0 || (d.advice ?? []).length > 0 ? (
        <>
          <h2 class="govuk-heading-m">Advice and support</h2>
          <AdviceAndSupport facts={facts} />
        </>
      ) : null}
      <h2 class="govuk-heading-m">Discussions</h2>
      <Discussions facts={facts} />
      <h2 class="govuk-heading-m">A copy for your agency's file</h2>
      <p class="govuk-body">
        <a class="govuk-link" href={`/d/${d.reference}/record.pdf`}>
          Download the policy's record form, filled in (PDF)
        </a>
      </p>
      <p class="govuk-body">
        It holds confidential information. Keep it only where your agency keeps such records: this service is not the
        child's or adult's file.
      </p>
      <h2 class="govuk-heading-m">Everything that happened, latest first</h2>
      <History facts={facts} />
    </Layout>
  );
};

/** The form of one act, on a page of its own, so that what was typed can be shown again when it is refused. */
export const ActPage = (props: {
  frame: Frame;
  facts: DisagreementFacts;
  act: Exclude<ActKind, 'mine'>;
  form: FormState;
  rows: number;
}) => {
  const { title, button, isGrave, Fields } = ACT_FORMS[props.act];
  const { reference } = props.facts.d;
  return (
    <Layout
      title={title}
      {...props.frame}
      partnershipName={props.facts.partnershipName}
      errors={props.form.errors}
      backLink={{ href: `/d/${reference}` }}
    >
      <span class="govuk-caption-l">Disagreement {reference}</span>
      <h1 class="govuk-heading-l" id="act">
        {title}
      </h1>
      {harmInBrief(props.facts.d, props.facts.policy, props.facts.help) ?? null}
      <form method="post" action={`/d/${reference}/${props.act}`} novalidate>
        <input type="hidden" name="visit" value={visitDrawnFor(props.facts, props.form)} />
        {Fields({ facts: props.facts, form: props.form, rows: props.rows })}
        <ButtonGroup>
          <Button preventDoubleClick look={isGrave ? 'warning' : undefined}>
            {button}
          </Button>
          <a class="govuk-link" href={`/d/${reference}`}>
            Cancel
          </a>
        </ButtonGroup>
      </form>
    </Layout>
  );
};

/**
 * Which visit of the ladder the form speaks of: posted twice, or after the stage was left, it does not act on the next. It stays what it was
 * while somebody puts fields right; once told that it has moved, they decide afresh.
 */
function visitDrawnFor({ d }: DisagreementFacts, { typed, errors }: FormState): number {
  const before = Number(typed['visit']);
  const isToldItMoved = errors.some(({ field }) => field === 'act');
  return typed['visit'] === undefined || isToldItMoved || !Number.isInteger(before) ? d.stages.length - 1 : before;
}

/** Before anything is shown: is this theirs? Opening the page answers nothing; each answer is a button (PRV-2). */
export const IsThisYoursPage = (props: {
  frame: Frame;
  reference: string;
  name: string;
  agency: string;
  /** That it is not the emergency route, while harm is open. */
  harm?: Child;
  form: FormState;
}) => (
  <Layout title="Is this yours?" {...props.frame} errors={props.form.errors}>
    <span class="govuk-caption-l">Disagreement {props.reference}</span>
    <h1 class="govuk-heading-l">Is this yours?</h1>
    {props.harm ?? null}
    <p class="govuk-body">
      You have been asked about a professional disagreement. Say first who you are: it may hold confidential information
      about a child or adult, and nothing of it is shown until you do.
    </p>
    <form method="post" action={`/d/${props.reference}/mine`}>
      <Button preventDoubleClick>
        I am {props.name}, {props.agency}, and this is mine
      </Button>
    </form>
    <Details summary="Not mine" isOpen={props.form.errors.length > 0}>
      <p class="govuk-body">
        If this came to the wrong person, or you have left that post, say so. You will not be able to open it any more,
        and somebody else is asked at once. You do no harm by saying so: the clock goes on.
      </p>
      <form method="post" action={`/d/${props.reference}/not-mine`} novalidate>
        <Input
          name="name"
          label="If you know whose it is: their full name (optional)"
          value={props.form.typed['name'] ?? ''}
          errors={props.form.errors}
          spellcheck={false}
        />
        <Input
          name="email"
          label="Their work email address (optional)"
          type="email"
          value={props.form.typed['email'] ?? ''}
          errors={props.form.errors}
          spellcheck={false}
        />
        <Button look="secondary">Not mine</Button>
      </form>
    </Details>
  </Layout>
);

/** For whoever may know that it exists and where it stands, and no more: told people, the board below its line, an address not yet vouched for. */
export const LimitedPage = (props: {
  frame: Frame;
  reference: string;
  /** Absent for an address that nobody has vouched for yet (PRV-2). */
  agencies?: string;
  /** Absent below the board's line, where nothing is wrong with a contact (NOT-5). */
  stage?: string;
  /** That it is not the emergency route, while harm is open. */
  harm?: Child;
  deadline: Deadline | null;
  why: string;
  mayDisown: boolean;
  /** What a lead may do although they see no more than this. */
  acts?: readonly ActKind[];
  /** Each agency whose contact is wrong, and which post it is (NOT-5). */
  faults?: readonly string[];
}) => (
  <Layout
    title={`Disagreement ${props.reference}`}
    {...props.frame}
    backLink={{ href: '/mine', text: 'All your disagreements' }}
  >
    <h1 class="govuk-heading-l">Disagreement {props.reference}</h1>
    {props.harm ?? null}
    <SummaryList
      rows={[
        props.agencies !== undefined && { key: 'Agencies', value: props.agencies },
        props.stage !== undefined && { key: 'Where it stands', value: props.stage },
        props.deadline !== null && { key: 'By when', value: deadlineInWords(props.deadline) },
      ]}
    />
    <p class="govuk-body">{props.why}</p>
    {props.faults && props.faults.length > 0 ? (
      <InsetText>Nobody could be found for: {props.faults.join('; ')}.</InsetText>
    ) : null}
    {props.acts && props.acts.length > 0 ? (
      <>
        <h2 class="govuk-heading-m">What you can do as the partnership's lead</h2>
        <ul class="govuk-list govuk-list--spaced">
          {ACTS_IN_ORDER.filter((act) => props.acts?.includes(act)).map((act) => (
            <li>
              <a class="govuk-link" href={`/d/${props.reference}/${act}`}>
                {ACT_FORMS[act].title}
              </a>
            </li>
          ))}
        </ul>
      </>
    ) : null}
    {props.mayDisown ? (
      <p class="govuk-body">
        <a class="govuk-link" href={`/d/${props.reference}/not-mine`}>
          This is not mine
        </a>
      </p>
    ) : null}
  </Layout>
);

/** After "not mine": they are out of it, and are told what becomes of it. */
export const NotMineDonePage = ({ frame }: { frame: Frame }) => (
  <Layout title="Thank you for saying so" {...frame}>
    <h1 class="govuk-heading-l">Thank you for saying so</h1>
    <p class="govuk-body">
      You can no longer open this disagreement, and we send you nothing more about it. Whoever it belongs to is asked
      now. Delete the email you received.
    </p>
  </Layout>
);
