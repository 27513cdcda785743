import { InsetText, Table } from './components/index.ts';
import type { Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** What the accessibility regulations ask every public body to say. Only what is true of this software is said. */
export const AccessibilityPage = ({ frame }: { frame: Frame }) => (
  <Layout title="Accessibility statement" {...frame}>
    <h1 class="govuk-heading-l">Accessibility statement</h1>
    <p class="govuk-body">
      We want as many people as possible to be able to use this service. That means you should be able to:
    </p>
    <ul class="govuk-list govuk-list--bullet">
      <li>use every page without JavaScript</li>
      <li>use every page with a keyboard alone, or with a screen reader</li>
      <li>zoom in to 400% without text running off the screen</li>
      <li>go back and find what you typed still there when a form needs correcting</li>
    </ul>
    <h2 class="govuk-heading-m">How it is tested</h2>
    <p class="govuk-body">
      Every page is examined by a program (axe) against the Web Content Accessibility Guidelines 2.2, levels A and AA,
      each time the software changes, as wide as a desk and as narrow as a telephone, which is how it looks at 400%. The
      main pages are also walked through with a keyboard alone. A program finds only some problems. It has not yet been
      tested by people who use assistive technology, and it has had no independent audit.
    </p>
    <h2 class="govuk-heading-m">What we know is not as good as it should be</h2>
    <ul class="govuk-list govuk-list--bullet">
      <li>
        The drawing of a policy scrolls sideways on a narrow screen, because a flowchart folded to that width cannot be
        read. All that it shows is said in words below it.
      </li>
      <li>
        The record as a PDF is tagged for screen readers, and has not been tried with one. The page of the disagreement
        has all that is in it.
      </li>
      <li>Calendar programs and email programs show what we send them in their own way.</li>
    </ul>
    <h2 class="govuk-heading-m">If something does not work for you</h2>
    <p class="govuk-body">
      Tell the business unit of your safeguarding partnership; its telephone number is in every email this service
      sends. They can record things for you and give you what you need in another form.
    </p>
    <p class="govuk-body">
      If you are not happy with the answer, contact the Equality Advisory and Support Service. The Equality and Human
      Rights Commission enforces the accessibility regulations.
    </p>
  </Layout>
);

/** Who sees what, where it is kept and why. Whoever runs the service adds who they are. */
export const PrivacyPage = ({ frame }: { frame: Frame }) => (
  <Layout title="Privacy notice" {...frame}>
    <h1 class="govuk-heading-l">Privacy notice</h1>
    <p class="govuk-body">
      This service keeps the record of a professional disagreement between agencies about safeguarding a child or adult.
      The safeguarding partnership you choose decides why and how it is used; ask its business unit, or your own
      agency's data protection officer, about your rights.
    </p>
    <h2 class="govuk-heading-m">What is kept</h2>
    <ul class="govuk-list govuk-list--bullet">
      <li>the names, jobs, agencies and work email addresses of the people who take part</li>
      <li>what they write here, including what they write about a child or adult</li>
      <li>what happened and when, and which emails were sent</li>
      <li>
        the directory of each partnership: who holds which post in which agency, their work email addresses, deputies
        and days away. What was changed in it, and by whom, is kept for three years; a correction that somebody
        proposed, for a year after it is settled
      </li>
      <li>
        what you have written and not sent: for 4 hours, or for 7 days if you save it. Only you can read it, and you can
        delete it at any time
      </li>
      <li>
        what a partnership has set for itself, its leads' names and work email addresses among it. What was changed, and
        by whom, is kept for three years
      </li>
      <li>
        what a change of policy would have done with disagreements that are over, where a lead tried one: their
        references and times and nobody's name, for 30 days
      </li>
      <li>
        your calendar address, if you make one, and the day it was last used: until you stop it, or for a year without
        use
      </li>
      <li>
        which pages were opened and when, in a log that names nobody: a number stands for each person, which those who
        read the log cannot turn back into an address
      </li>
    </ul>
    <h2 class="govuk-heading-m">How long it is kept</h2>
    <p class="govuk-body">
      Emails that arrive are kept as they came for 30 days. An email that was held for a person to look at is kept until
      they have decided on it, and for 90 days more. The record of a disagreement is kept for the agencies' own files
      and is not deleted by this service on its own: the partnership decides how long. Who opened a disagreement on
      which day, and that somebody was refused, is kept for two years and shown to the partnership's leads.
    </p>
    <h2 class="govuk-heading-m">Who sees it</h2>
    <p class="govuk-body">
      The people who take part in that disagreement, on both sides. The partnership's board sees only what its policy
      says, from the stage its policy says (
      <a class="govuk-link" href="/policy">
        read your policy
      </a>
      ); before that, one number. Your calendar address shows whoever has it your references, stages and deadlines, and
      nothing else.
    </p>
    <p class="govuk-body">
      The directory is read by people of its agencies. Its administrators, who may change it and the partnership's
      settings, are the partnership's leads and the board's business manager.
    </p>
    <h2 class="govuk-heading-m">What our emails say</h2>
    <p class="govuk-body">
      Who raised a disagreement, the agencies, its reference, stage and deadline. Never anything about a child or adult,
      and nothing else that anybody wrote: that is read here, after signing in. Somebody who cannot use links is sent
      their copy of the record as a file, once the partnership's lead has spoken with them. Only a password that the
      lead tells them by telephone opens it, unless the partnership has listed their address as one to which email is
      secure.
    </p>
    <h2 class="govuk-heading-m">What is not done</h2>
    <p class="govuk-body">
      Nothing is used for advertising or statistics about you. A partnership's annual return counts disagreements and
      names nobody. No page loads anything from anybody else.
    </p>
  </Layout>
);

/** The three cookies there are. `functions/web/cookies.ts` sets them: change one and you have to change the other. */
export const CookiesPage = ({ frame }: { frame: Frame }) => (
  <Layout title="Cookies" {...frame}>
    <h1 class="govuk-heading-l">Cookies</h1>
    <p class="govuk-body">
      This service sets three cookies. It cannot work without them, so it does not ask for consent.
    </p>
    <Table
      caption="The cookies this service sets"
      captionSize="m"
      firstCellIsHeader
      head={[{ content: 'Name' }, { content: 'What it is for' }, { content: 'Ends' }]}
      rows={[
        [
          { content: 'session' },
          { content: 'Remembers that you are signed in' },
          { content: 'After 30 minutes without use, after 12 hours, or when you sign out' },
        ],
        [
          { content: 'request' },
          { content: 'Remembers that this browser asked for a code, so that the code works in no other' },
          { content: 'After 24 hours' },
        ],
        [
          { content: 'draft' },
          { content: 'Remembers which disagreement you are writing in this browser, until you send or save it' },
          { content: 'When you close the browser or sign out' },
        ],
      ]}
    />
    <InsetText>Where the service is reached by https, each name begins with “__Host-”.</InsetText>
  </Layout>
);
