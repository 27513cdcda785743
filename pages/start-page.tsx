import { ButtonLink, InsetText, WarningText } from './components/index.ts';
import type { Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** The first page: what this is and is not, and whose policy it is to be. */
export const StartPage = (props: {
  frame: Frame;
  partnerships: readonly { id: string; name: string; policyTitle: string }[];
}) => (
  <Layout title="Raise a professional disagreement" {...props.frame}>
    <h1 class="govuk-heading-l">Raise a professional disagreement</h1>
    <p class="govuk-body-l">
      Use this service when you disagree with another agency about a decision, an action or a lack of action in
      safeguarding a child or adult.
    </p>
    <p class="govuk-body">
      It follows your safeguarding partnership's own escalation policy. It asks both sides, keeps the policy's
      deadlines, and takes the disagreement to more senior people by itself when a deadline passes without agreement.
    </p>
    <WarningText>If a child or adult is in immediate danger, call 999 first.</WarningText>
    <h2 class="govuk-heading-m">What this service is not for</h2>
    <ul class="govuk-list govuk-list--bullet">
      <li>making a referral to children's or adults' social care</li>
      <li>a complaint about a service or a person</li>
      <li>an allegation against somebody who works with children or adults</li>
      <li>whistleblowing</li>
    </ul>
    <InsetText>
      Raising a disagreement never suspends the duty to protect. Anything that must be done to keep the child or adult
      safe goes on meanwhile.
    </InsetText>
    <h2 class="govuk-heading-m">Choose your safeguarding partnership</h2>
    <p class="govuk-body">Choose the one for the area where the child or adult lives.</p>
    {props.partnerships.length === 0 ? (
      <p class="govuk-body">No partnership has been set up yet.</p>
    ) : (
      <ul class="govuk-list govuk-list--spaced">
        {props.partnerships.map(({ id, name, policyTitle }) => (
          <li>
            <a class="govuk-link govuk-!-font-weight-bold" href={`/raise/${id}`}>
              {name}
            </a>
            <br />
            {policyTitle}
          </li>
        ))}
      </ul>
    )}
    <h2 class="govuk-heading-m">If you have been asked to answer one</h2>
    <p class="govuk-body">You need no account. We send a code to your work email address.</p>
    <ButtonLink href="/mine" look="secondary">
      See the disagreements you take part in
    </ButtonLink>
  </Layout>
);
