import { Button, Details, Input } from './components/index.ts';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/**
 * Where the code is entered. It says the same whether or not anything was sent (S15). `email` is what this browser itself
 * typed a moment ago.
 */
export const CodePage = (props: {
  frame: Frame;
  email: string;
  form: FormState;
  /** Where the code is posted, and where another is asked for. */
  action: string;
  againAction: string;
  /** The form to go back to, where there is one. */
  startAgain: string;
  /** What the code does beside signing in. */
  does?: 'opens' | 'saves';
  isMailboxHere: boolean;
}) => (
  <Layout title="Enter your code" {...props.frame} errors={props.form.errors}>
    <h1 class="govuk-heading-l">Enter your code</h1>
    <p class="govuk-body">
      We have sent a six-digit code to <strong class="govuk-!-text-break-word">{props.email}</strong>. It works for 10
      minutes, once, in this browser.
    </p>
    {props.does === 'saves' ? (
      <p class="govuk-body">Your answers are saved for 7 days when you enter the code.</p>
    ) : null}
    {props.does === 'opens' ? (
      <p class="govuk-body">
        Your disagreement is kept for 24 hours and is opened when you enter the code. Until then nobody else is told. It
        counts as raised when you sent the form, however long the code takes.
      </p>
    ) : null}
    {props.isMailboxHere ? (
      <p class="govuk-body">
        This is a trial, so the email is in{' '}
        <a class="govuk-link" href="/mailbox">
          the trial mailbox
        </a>
        .
      </p>
    ) : null}
    <form method="post" action={props.action} novalidate>
      <Input
        name="code"
        label="Six-digit code"
        labelSize="m"
        width={10}
        inputmode="numeric"
        autocomplete="one-time-code"
        spellcheck={false}
        errors={props.form.errors}
      />
      <Button preventDoubleClick>
        {props.does === 'opens' ? 'Open the disagreement' : props.does === 'saves' ? 'Save my answers' : 'Continue'}
      </Button>
    </form>
    <Details summary="The email has not come">
      <p class="govuk-body">
        It can take a few minutes. Look in your junk folder too. We send at most 5 codes to one address in an hour: if
        you have asked for more, wait an hour and ask again.
      </p>
      <form method="post" action={props.againAction}>
        <Button look="secondary">Send another code</Button>
      </form>
      <p class="govuk-body">
        If the address is wrong,{' '}
        <a class="govuk-link" href={props.startAgain}>
          {props.does ? 'change it' : 'start again with the right one'}
        </a>
        .
      </p>
    </Details>
  </Layout>
);

/** No code was asked for in this browser, or a day ago. */
export const NoCodeAskedPage = ({ frame, startAgain }: { frame: Frame; startAgain: string }) => (
  <Layout title="Ask for a new code" {...frame}>
    <h1 class="govuk-heading-l">Ask for a new code</h1>
    <p class="govuk-body">
      A code works only in the browser that asked for it, and this one has not asked for one in the last day.
    </p>
    <p class="govuk-body">
      <a class="govuk-link" href={startAgain}>
        Start again
      </a>
    </p>
  </Layout>
);
