import type { Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** No such page. */
export const NotFoundPage = ({ frame }: { frame: Frame }) => (
  <Layout title="Page not found" {...frame}>
    <h1 class="govuk-heading-l">Page not found</h1>
    <p class="govuk-body">If you typed the web address, check it is correct.</p>
    <p class="govuk-body">If you pasted the web address, check you copied all of it.</p>
    <p class="govuk-body">
      <a class="govuk-link" href="/mine">
        See the disagreements you take part in
      </a>
    </p>
  </Layout>
);

/**
 * Not theirs, or not there: one answer for both, in the same words, so that nobody learns which references exist by
 * trying them (S5, S15).
 */
export const NotYoursPage = ({ frame }: { frame: Frame }) => (
  <Layout title="You cannot see this page" {...frame}>
    <h1 class="govuk-heading-l">You cannot see this page</h1>
    <p class="govuk-body">
      Either there is no such disagreement, or you do not take part in it with the address you signed in with.
    </p>
    <p class="govuk-body">
      Check the reference in the email you received. If the email came to another of your addresses, sign out and sign
      in with that one.
    </p>
    <p class="govuk-body">
      <a class="govuk-link" href="/mine">
        See the disagreements you take part in
      </a>
    </p>
  </Layout>
);

/** A post that did not come from one of our own pages (S7). */
export const PostRefusedPage = ({ frame, origin }: { frame: Frame; origin: string }) => (
  <Layout title="We could not accept that" {...frame}>
    <h1 class="govuk-heading-l">We could not accept that</h1>
    <p class="govuk-body">Nothing was changed, because the form did not come from one of our own pages.</p>
    <p class="govuk-body">
      Open the service at{' '}
      <a class="govuk-link" href={origin}>
        {origin}
      </a>{' '}
      and try again there. If you go back in your browser, what you typed may still be there to copy.
    </p>
  </Layout>
);

/** More than a form can hold. */
export const TooLargePage = ({ frame }: { frame: Frame }) => (
  <Layout title="That is too long to send" {...frame}>
    <h1 class="govuk-heading-l">That is too long to send</h1>
    <p class="govuk-body">Nothing was changed. All the answers of a form together can be about 100 pages of text.</p>
    <p class="govuk-body">
      Go back in your browser: what you typed should still be there. Shorten it and send it again.
    </p>
  </Layout>
);

/** Our own fault. The id finds the cause in our log; the page tells nothing else (S25). */
export const WentWrongPage = ({ frame, errorId }: { frame: Frame; errorId: string }) => (
  <Layout title="Sorry, there is a problem with the service" {...frame}>
    <h1 class="govuk-heading-l">Sorry, there is a problem with the service</h1>
    <p class="govuk-body">
      Try again in a few minutes. If you were sending a form, go back first: what you typed should still be there.
    </p>
    <p class="govuk-body">
      No deadline is lost by this. If a child or adult is in danger now, do not wait for this service: use your usual
      emergency and safeguarding routes.
    </p>
    <p class="govuk-body">
      If you report it, quote <strong>{errorId}</strong>.
    </p>
  </Layout>
);
