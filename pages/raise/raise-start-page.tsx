import type { Partnership } from '../../escalation/partnership.ts';
import type { Policy } from '../../escalation/policy.ts';
import { ROUTE_TITLES } from '../../escalation/route-titles.ts';
import { Button, ButtonGroup, ButtonLink, InsetText, SummaryList, WarningText } from '../components/index.ts';
import type { Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';

/** The first page of raising one: what it is, what it is not and where that goes, and what must be known before anything is typed (INT-13, SCP-1). */
export const RaiseStartPage = ({
  frame,
  partnership,
  policy,
  elsewhere,
  begunAt,
  isGone,
}: {
  frame: Frame;
  partnership: Pick<Partnership, 'id' | 'name' | 'routes'>;
  policy: Pick<Policy, 'title' | 'subjects'>;
  /** The partnership that has those whom the policy is not about (INT-8). */
  elsewhere: { id: string; name: string } | undefined;
  /** Where this browser goes on with one that it has begun and not sent. */
  begunAt?: string;
  /** They came to a page of the form, and this browser has no answers of theirs. */
  isGone?: boolean;
}) => (
  <Layout
    title="Raise a professional disagreement"
    {...frame}
    partnershipName={partnership.name}
    backLink={{ href: '/' }}
  >
    <h1 class="govuk-heading-l">Raise a professional disagreement</h1>
    {begunAt ? (
      <InsetText>
        <p class="govuk-body">You have begun one in this browser and have not sent it.</p>
        <form method="post" action={`/raise/${partnership.id}/discard`}>
          <ButtonGroup>
            <ButtonLink href={begunAt}>Carry on with it</ButtonLink>
            <Button look="secondary">Delete it</Button>
          </ButtonGroup>
        </form>
      </InsetText>
    ) : null}
    {isGone ? (
      <InsetText>
        <p class="govuk-body">
          This browser has no answers of yours from before: they are kept for 4 hours after the last one. If you saved
          them,{' '}
          <a class="govuk-link" href="/mine">
            sign in to carry on with them
          </a>
          .
        </p>
      </InsetText>
    ) : null}
    <p class="govuk-body">
      Use this when you disagree with another agency about a decision, an action or a lack of action in safeguarding{' '}
      {policy.subjects.length > 1 ? 'a child or an adult' : policy.subjects[0] === 'child' ? 'a child' : 'an adult'}. It
      follows the {policy.title} of {partnership.name}.
    </p>
    {elsewhere ? (
      <p class="govuk-body">
        About {policy.subjects[0] === 'child' ? 'an adult' : 'a child'}, raise it with{' '}
        <a class="govuk-link" href={`/raise/${elsewhere.id}`}>
          {elsewhere.name}
        </a>
        .
      </p>
    ) : null}
    <WarningText>
      This is not the emergency route. {partnership.routes.emergency.say}{' '}
      {partnership.routes.emergency.telephone ? `Telephone ${partnership.routes.emergency.telephone}.` : ''}
    </WarningText>
    <h2 class="govuk-heading-m">Before you start</h2>
    <ul class="govuk-list govuk-list--bullet govuk-list--spaced">
      <li>
        <strong>This is not anonymous.</strong> The other side sees your name, your job and everything you write here.
      </li>
      <li>
        Nobody is told until you have entered the code that we send to your work email address at the end. The policy's
        time counts from the day it arose, not from when you fill this in.
      </li>
      <li>
        You need the names and work email addresses of your line manager and, if you know who it is, of the other
        practitioner.
      </li>
      <li>
        If you fear for your position, or want support before you raise it, talk first with your own agency's
        safeguarding lead. You can also say either at the end of the form: only that lead is told, and never the other
        side.
      </li>
      <li>
        This browser keeps your answers for 4 hours after the last one. You can save them at any page and come back
        within 7 days.
      </li>
    </ul>
    <ButtonLink href={`/raise/${partnership.id}/scope`} isStart>
      Start now
    </ButtonLink>
    <h2 class="govuk-heading-m">What this is not for</h2>
    <p class="govuk-body">It is not a referral and not a complaint.</p>
    <SummaryList
      rows={(Object.keys(ROUTE_TITLES) as (keyof Partnership['routes'])[]).map((name) => ({
        key: ROUTE_TITLES[name],
        value: [
          partnership.routes[name].say,
          partnership.routes[name].telephone ? `Telephone ${partnership.routes[name].telephone}.` : '',
          partnership.routes[name].email ? `Email ${partnership.routes[name].email}.` : '',
        ]
          .filter(Boolean)
          .join(' '),
      }))}
    />
    <p class="govuk-body">
      A pattern of concerns about how an agency works goes to your own agency's Designated Safeguarding Lead.
    </p>
  </Layout>
);
