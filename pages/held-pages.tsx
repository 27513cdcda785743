import { momentInWords } from '../escalation/spoken-time.ts';
import { Button, Fieldset, Input, InsetText, Select, SummaryList, Textarea, WarningText } from './components/index.ts';
import { Words } from './disagreement/record.tsx';
import type { FormState, Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** One held email as a list may show it: nobody's words, and not who sent it. */
export interface HeldLine {
  id: string;
  receivedAt: string;
  /** Why it waits for a person. */
  why: string;
  isQuarantined: boolean;
}

/** What waits for a lead to decide, by partnership. */
export const HeldListPage = (props: {
  frame: Frame;
  sections: readonly { partnershipName: string; lines: readonly HeldLine[] }[];
  done?: string;
}) => (
  <Layout title="Held emails" {...props.frame} backLink={{ href: '/lead' }}>
    <h1 class="govuk-heading-l">Held emails</h1>
    {props.done ? <InsetText>{props.done}</InsetText> : null}
    <p class="govuk-body">
      Nothing proves who sent these, nobody knows where they belong, or they could not be read. A clock that one of them
      starts counts from the time it was received, so decide soon.
    </p>
    {props.sections.map(({ partnershipName, lines }) => (
      <>
        <h2 class="govuk-heading-m">{partnershipName}</h2>
        {lines.length === 0 ? <p class="govuk-body">None.</p> : null}
        {lines.map((line) => (
          <SummaryList
            card={{
              title: (
                <a class="govuk-link" href={`/lead/held/${line.id}`}>
                  Received at {momentInWords(line.receivedAt)}
                </a>
              ),
              headingLevel: 3,
            }}
            rows={[
              { key: 'Why it is held', value: line.why },
              line.isQuarantined && { key: 'Take care', value: 'It is probably forged or harmful.' },
            ]}
          />
        ))}
      </>
    ))}
  </Layout>
);

/** Before it is read: why? The reason is kept (NOT-5). */
export const WhyReadPage = (props: { frame: Frame; line: HeldLine; form: FormState }) => (
  <Layout
    title="Why do you need to read it?"
    {...props.frame}
    errors={props.form.errors}
    backLink={{ href: '/lead/held' }}
  >
    <h1 class="govuk-heading-l">Why do you need to read it?</h1>
    <p class="govuk-body">
      It may hold confidential information that the policy does not show the partnership yet. Your reason and your name
      are kept with it.
    </p>
    <SummaryList
      rows={[
        { key: 'Received', value: momentInWords(props.line.receivedAt) },
        { key: 'Why it is held', value: props.line.why },
      ]}
    />
    <form method="post" action={`/lead/held/${props.line.id}/open`} novalidate>
      <Textarea
        name="reason"
        label="Your reason"
        value={props.form.typed['reason'] ?? ''}
        errors={props.form.errors}
        rows={3}
      />
      <Button>Open it</Button>
    </form>
  </Layout>
);

/** The email as it came, and what can become of it. */
export const HeldPage = (props: {
  frame: Frame;
  line: HeldLine;
  from: string;
  subject: string;
  text: string | undefined;
  agencies: readonly { id: string; name: string }[];
  form: FormState;
}) => {
  const { line, form } = props;
  const field = (name: string) => ({ name, value: form.typed[name] ?? '', errors: form.errors });
  return (
    <Layout title="A held email" {...props.frame} errors={form.errors} backLink={{ href: '/lead/held' }}>
      <h1 class="govuk-heading-l" id="held">
        A held email
      </h1>
      {line.isQuarantined ? (
        <WarningText>It is probably forged or harmful. Telephone whoever it names.</WarningText>
      ) : props.text === undefined ? (
        <WarningText>It may be about somebody at risk. Telephone whoever sent it, on a number you know.</WarningText>
      ) : null}
      <SummaryList
        rows={[
          { key: 'Received', value: momentInWords(line.receivedAt) },
          { key: 'From, as it claims', value: props.from || 'It does not say' },
          { key: 'Subject', value: props.subject || 'None' },
          { key: 'Why it is held', value: line.why },
          {
            key: 'What it says',
            value: props.text === undefined ? 'It could not be read.' : <Words text={props.text} />,
          },
        ]}
      />
      {props.text === undefined ? null : (
        <>
          <h2 class="govuk-heading-m">Let it in as a disagreement</h2>
          <p class="govuk-body">
            Telephone whoever sent it first, on a number you know. Its clock counts from the time it was received.
          </p>
          <form method="post" action={`/lead/held/${line.id}/let-in`} novalidate>
            <Fieldset legend="Who raises it" legendSize="s">
              <Input {...field('name')} label="Their full name" spellcheck={false} />
              <Input
                {...field('email')}
                value={form.typed['email'] ?? props.from}
                label="Their work email address"
                type="email"
                spellcheck={false}
              />
              <Select
                {...field('agency')}
                label="The agency they work for"
                items={[
                  { value: '', text: 'Choose an agency' },
                  ...props.agencies.map(({ id, name }) => ({ value: id, text: name })),
                ]}
              />
            </Fieldset>
            <Button>Let it in</Button>
          </form>
          <h2 class="govuk-heading-m">Attach it to a disagreement as a note</h2>
          <form method="post" action={`/lead/held/${line.id}/attach`} novalidate>
            <Input {...field('reference')} label="The reference" hint="For example, AB-7Q4K" width={10} />
            <Button look="secondary">Attach it</Button>
          </form>
        </>
      )}
      <h2 class="govuk-heading-m">Refuse it</h2>
      <p class="govuk-body">Nobody is written to. The reason is kept.</p>
      <form method="post" action={`/lead/held/${line.id}/refuse`} novalidate>
        <Textarea {...field('reason')} label="Why it is refused" rows={3} />
        <Button look="warning">Refuse it</Button>
      </form>
    </Layout>
  );
};
