import type { Child } from 'hono/jsx';
import type { ActKind } from '../escalation/acts.ts';
import { copiesSeenToBy } from '../escalation/copies.ts';
import type { Delivery } from '../escalation/messages-seen.ts';
import { type Deadline, everyVisit } from '../escalation/record.ts';
import { openProposal } from '../escalation/taking-part.ts';
import { latestMoment } from '../escalation/why-this-deadline.ts';
import { Button, ButtonGroup, Details, Input, InsetText, NotificationBanner, SummaryList } from './components/index.ts';
import { consequencesOf } from './disagreement/act-consequences.ts';
import type { ActForm } from './disagreement/act-form.ts';
import { ACT_FORMS, ACTS_IN_ORDER, titleOf } from './disagreement/act-forms.ts';
import { ActsOffered, LeadActs } from './disagreement/acts-offered.tsx';
import { AdviceAndSupport, Afterwards } from './disagreement/afterwards.tsx';
import type { DisagreementFacts } from './disagreement/facts.ts';
import { EndedHarms, HarmFirst, harmInBrief, OpenHarm } from './disagreement/harm.tsx';
import { LatestHistory, LINES_A_PAGE, linesOf, WholeHistory } from './disagreement/history.tsx';
import { hasMeetings, Meetings } from './disagreement/meetings.tsx';
import { Messages } from './disagreement/messages.tsx';
import { OwnCopy } from './disagreement/own-copy.tsx';
import { People } from './disagreement/people.tsx';
import {
  AlsoRaisedAs,
  Discussions,
  Dissents,
  LatestDiscussions,
  OutcomeRecord,
  Proposals,
  Stages,
  StagesBefore,
  WhatWasRaised,
} from './disagreement/record.tsx';
import { WhereItStands } from './disagreement/where-it-stands.tsx';
import { toldInWords } from './disagreement/who-is-told.ts';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';
import { Pager } from './pager.tsx';

/**
 * One disagreement: where it stands, whose move it is, by when and why on the first screen; then what the reader can do; then the whole
 * record, the parts in the order in which people look for them.
 */
export const DisagreementPage = ({
  frame,
  facts,
  messages,
  done,
}: {
  frame: Frame;
  facts: DisagreementFacts;
  /** What the reader may hear of the mail about it, the latest first. */
  messages: readonly Delivery[];
  done?: string;
}) => {
  const { d } = facts;
  const parts = partsOf(facts, messages);
  return (
    <Layout
      title={`Disagreement ${d.reference}`}
      {...frame}
      partnershipName={facts.partnershipName}
      backLink={{ href: '/mine', text: 'All your disagreements' }}
    >
      {done ? <NotificationBanner isSuccess heading={done} /> : null}
      <h1 class="govuk-heading-l app-reference">
        Disagreement <span class="app-reference__code">{d.reference}</span>
      </h1>
      <HarmFirst facts={facts} />
      <WhereItStands facts={facts} />
      <OpenHarm facts={facts} help={facts.help} />
      <ActsOffered facts={facts} />
      <nav class="app-contents" aria-labelledby="on-this-page">
        <h2 class="govuk-heading-s" id="on-this-page">
          On this page
        </h2>
        <ul class="govuk-list">
          {parts.map(({ id, title }) => (
            <li>
              <a class="govuk-link" href={`#${id}`}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {parts.map(({ id, title, body }) => (
        <section aria-labelledby={id} class="app-part">
          <h2 class="govuk-heading-m" id={id}>
            {title}
          </h2>
          {body}
        </section>
      ))}
    </Layout>
  );
};

interface Part {
  id: string;
  title: string;
  body: Child;
}

/** How many of the latest emails the disagreement's own page shows. */
const LATEST_MESSAGES = 8;

/** The parts of the record that there are, in their order. */
function partsOf(facts: DisagreementFacts, messages: readonly Delivery[]): Part[] {
  const { d } = facts;
  const isProposed = openProposal(d) !== undefined;
  const hasEnded = (d.harms ?? []).some((harm) => harm.ended);
  const parts: (Part | false)[] = [
    d.outcome !== null && {
      id: 'outcome',
      title: 'The outcome and agreed actions',
      body: (
        <>
          <OutcomeRecord facts={facts} />
          <Afterwards facts={facts} />
        </>
      ),
    },
    isProposed && { id: 'proposed', title: 'Proposed outcomes', body: <Proposals facts={facts} /> },
    {
      id: 'stages',
      title: "The policy's stages",
      body: (
        <>
          <p class="govuk-body">{facts.policy.title}</p>
          <Stages facts={facts} />
          <StagesBefore facts={facts} />
        </>
      ),
    },
    {
      id: 'raised',
      title: 'What was raised',
      body: (
        <>
          <WhatWasRaised facts={facts} />
          <AlsoRaisedAs facts={facts} />
        </>
      ),
    },
    { id: 'happened', title: 'What happened, latest first', body: <LatestHistory facts={facts} /> },
    { id: 'discussions', title: 'Discussions', body: <LatestDiscussions facts={facts} /> },
    !isProposed &&
      d.proposals.length > 0 && {
        id: 'proposed',
        title: 'Proposed outcomes',
        body: <Proposals facts={facts} />,
      },
    hasMeetings(facts) && { id: 'meetings', title: 'Meetings', body: <Meetings facts={facts} /> },
    d.dissents.length > 0 && { id: 'beside', title: 'Recorded beside it', body: <Dissents facts={facts} /> },
    hasEnded && { id: 'harm', title: 'Immediate harm', body: <EndedHarms facts={facts} /> },
    { id: 'people', title: 'People on both sides', body: <People facts={facts} /> },
    (d.support !== undefined || (d.supporters ?? []).length > 0 || (d.advice ?? []).length > 0) && {
      id: 'advice',
      title: 'Advice and support',
      body: <AdviceAndSupport facts={facts} />,
    },
    {
      id: 'messages',
      title: 'Emails about it',
      body: (
        <>
          <Messages facts={facts} messages={messages.slice(0, LATEST_MESSAGES)} />
          {messages.length > LATEST_MESSAGES ? (
            <p class="govuk-body">
              <a class="govuk-link" href={`/d/${d.reference}/messages`}>
                All {messages.length} emails
              </a>
            </p>
          ) : null}
        </>
      ),
    },
    { id: 'documents', title: 'Documents', body: <Documents facts={facts} /> },
  ];
  return parts.filter((part) => part !== false);
}

const Documents = ({ facts }: { facts: DisagreementFacts }) => (
  <>
    <p class="govuk-body">
      <OwnCopy facts={facts} />
    </p>
    <p class="govuk-body">
      It is a copy for your agency's file and holds confidential information. Keep it only where your agency keeps such
      records: this service is not the child's or adult's file.
    </p>
    {copiesSeenToBy(facts.d, facts.readBy).length > 0 ? <CopiesSent reference={facts.d.reference} /> : null}
  </>
);

/** The way back to what became of the copies that a lead has sent, and to the passwords. */
const CopiesSent = ({ reference }: { reference: string }) => (
  <p class="govuk-body">
    <a class="govuk-link" href={`/d/${reference}/copies`}>
      Copies you sent to people who cannot use links, and their passwords
    </a>
  </p>
);

/** What a long life has made too much for the disagreement's own page, each a list that goes on from page to page. */
export const RECORD_PARTS = {
  history: 'What happened, latest first',
  discussions: 'Discussions',
  messages: 'Emails about it',
} as const;
export type RecordPart = keyof typeof RECORD_PARTS;

/** Discussions and emails on each page of theirs. */
const ONES_A_PAGE = 20;

/** All of one part of the record, a page at a time. `page` counts from 1; one that there is not shows the nearest. */
export const RecordPartPage = (props: {
  frame: Frame;
  facts: DisagreementFacts;
  messages: readonly Delivery[];
  part: RecordPart;
  page: number;
}) => {
  const { facts, messages, part } = props;
  const { reference, discussions } = facts.d;
  const counts = {
    history: linesOf(facts).length / LINES_A_PAGE,
    discussions: discussions.length / ONES_A_PAGE,
    messages: messages.length / ONES_A_PAGE,
  };
  const pages = Math.max(1, Math.ceil(counts[part]));
  const page = Math.min(pages, Math.max(1, props.page));
  const here = (ones: readonly unknown[]) => ones.slice((page - 1) * ONES_A_PAGE, page * ONES_A_PAGE);
  const bodies = {
    history: () => <WholeHistory facts={facts} page={page} />,
    discussions: () => (
      <Discussions facts={facts} discussions={here(discussions.toReversed()) as typeof discussions} headingLevel={2} />
    ),
    messages: () => <Messages facts={facts} messages={here(messages) as typeof messages} />,
  };
  const title = RECORD_PARTS[part];
  return (
    <Layout
      title={`${title}: ${reference}`}
      {...props.frame}
      partnershipName={facts.partnershipName}
      backLink={{ href: `/d/${reference}`, text: `Disagreement ${reference}` }}
    >
      <span class="govuk-caption-l">Disagreement {reference}</span>
      <h1 class="govuk-heading-l">{title}</h1>
      {bodies[part]()}
      <Pager
        page={page}
        pages={pages}
        before="Newer"
        after="Older"
        addressOf={(at) => `/d/${reference}/${part}?page=${at}`}
      />
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
  const { button, isGrave, Fields }: ActForm = ACT_FORMS[props.act];
  const title = titleOf(props.act, props.facts);
  const { does, told, besides, next } = consequencesOf(props.act, props.facts);
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
      <SummaryList
        class="app-consequences"
        rows={[
          { key: 'What it does', value: does },
          { key: 'Who is told', value: [toldInWords(told), besides].filter(Boolean).join(' ') },
          next !== '' && { key: 'What happens next', value: next },
        ]}
      />
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
  return typed['visit'] === undefined || isToldItMoved || !Number.isInteger(before) ? everyVisit(d).length - 1 : before;
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
    <h1 class="govuk-heading-l" id="act">
      Is this yours?
    </h1>
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
  /** Whether anything is asked of the reader; never of whom it is asked. */
  move: string;
  deadline: Deadline | null;
  why: string;
  mayDisown: boolean;
  /** What a lead, or whoever is asked whose an address is, may do although they see no more than this. */
  acts?: readonly ActKind[];
  asLead?: boolean;
  /** They have sent copies by email, of which a page of its own tells. */
  hasSentCopies?: boolean;
  /** Each agency whose contact is wrong, and which post it is (NOT-5). */
  faults?: readonly string[];
  /** The title of the policy's form, for whoever it is sent to (NOT-3, ROU-9). */
  form?: string;
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
        { key: 'Whose move', value: props.move },
        props.deadline !== null && { key: 'By when', value: latestMoment(props.deadline) },
        { key: 'Why you see no more', value: props.why },
      ]}
    />
    {props.faults && props.faults.length > 0 ? (
      <InsetText>Nobody could be found for: {props.faults.join('; ')}.</InsetText>
    ) : null}
    {props.form === undefined ? null : (
      <p class="govuk-body">
        The policy has its form sent to you:{' '}
        <a class="govuk-link" href={`/d/${props.reference}/record.pdf`}>
          {props.form} (PDF)
        </a>
      </p>
    )}
    {props.acts && props.acts.length > 0 ? (
      <>
        <h2 class="govuk-heading-m">What you can do{props.asLead ? " as the partnership's lead" : ''}</h2>
        <LeadActs reference={props.reference} acts={ACTS_IN_ORDER.filter((act) => props.acts?.includes(act))} />
        {props.hasSentCopies ? <CopiesSent reference={props.reference} /> : null}
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
