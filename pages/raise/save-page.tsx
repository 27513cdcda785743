import { Button, Input } from '../components/index.ts';
import type { FormState, Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';

/** Saves what was written for a work address, which a code proves. */
export const SavePage = (props: {
  frame: Frame;
  partnership: { id: string; name: string };
  form: FormState;
  back: string;
}) => (
  <Layout
    title="Save and come back later"
    {...props.frame}
    partnershipName={props.partnership.name}
    errors={props.form.errors}
    backLink={{ href: props.back }}
  >
    <h1 class="govuk-heading-l">Save and come back later</h1>
    <p class="govuk-body">
      We keep your answers for 7 days and then delete them. To carry on, in this browser or another, sign in with the
      same work email address.
    </p>
    <p class="govuk-body">Nobody else is told, and no time of the policy is running: you have not raised it yet.</p>
    <form method="post" action={`/raise/${props.partnership.id}/save`} novalidate>
      <Input
        name="raiserEmail"
        label="Your work email address"
        labelSize="m"
        hint="We send a code to it, to make sure that only you can open them."
        type="email"
        autocomplete="email"
        spellcheck={false}
        value={props.form.typed['raiserEmail'] ?? ''}
        errors={props.form.errors}
      />
      <Button preventDoubleClick>Save my answers</Button>
    </form>
  </Layout>
);
