import { Button, Input } from './components/index.ts';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** Asks for a work address. `goingTo` is the page they came for; the same is shown whether or not it exists. */
export const SignInPage = (props: { frame: Frame; form: FormState; goingTo?: string }) => (
  <Layout title="Sign in" {...props.frame} errors={props.form.errors}>
    <h1 class="govuk-heading-l">Sign in</h1>
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
