import { Button, Input, InsetText, Textarea } from './components/index.ts';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/**
 * Asks for a work address. `goingTo` is the page they came for; the same is shown whether or not it exists. `typed`: what they had written in a
 * form that could not be accepted, because they were signed out meanwhile. After how long is `SESSION_IDLE_MINUTES` in `services/sign-ins.ts`:
 * change one and you have to change the other.
 */
export const SignInPage = (props: { frame: Frame; form: FormState; goingTo?: string; typed?: string }) => (
  <Layout title="Sign in" {...props.frame} errors={props.form.errors}>
    <h1 class="govuk-heading-l">Sign in</h1>
    {props.typed ? (
      <InsetText>
        <p class="govuk-body">
          <strong>You were signed out before you pressed the button, so nothing was recorded or sent.</strong> That
          happens after 30 minutes without use.
        </p>
        <Textarea
          name="typed"
          label="What you wrote"
          hint="We have not kept it. Copy it now, sign in, and paste it into the page again."
          value={props.typed}
          rows={6}
          errors={[]}
        />
      </InsetText>
    ) : null}
    <p class="govuk-body">You need no account and no password. We send a code to your work email address each time.</p>
    <form method="post" action="/sign-in" novalidate>
      {props.goingTo ? <input type="hidden" name="goingTo" value={props.goingTo} /> : null}
      <Input
        name="email"
        label="Your work email address"
        labelSize="m"
        hint="If somebody asked you to answer a disagreement, use the address their email came to."
        type="email"
        autocomplete="email"
        spellcheck={false}
        value={props.form.typed['email'] ?? ''}
        errors={props.form.errors}
      />
      <Button preventDoubleClick>Send me a code</Button>
    </form>
  </Layout>
);
