import { momentInWords } from '../escalation/spoken-time.ts';
import { Button, ButtonGroup, DateInput, Input, InsetText, SummaryList, Table } from './components/index.ts';
import { dateOf, type FormState, type Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** Pages of the one-machine edition's trial mode alone: where email would be sent, and a clock that can be moved. */

export interface MailboxLine {
  id: string;
  sentAt: string;
  to: string;
  subject: string;
}

/** Everything the trial has "sent", the latest first. Nothing has left the machine unless a mail server was named. */
export const MailboxPage = ({ frame, lines }: { frame: Frame; lines: readonly MailboxLine[] }) => (
  <Layout title="Trial mailbox" {...frame} isWide>
    <h1 class="govuk-heading-l">Trial mailbox</h1>
    <p class="govuk-body">
      Every email this trial has sent, to whomever it was sent. Nobody has an account in a trial: you read everybody's
      mail here.{' '}
      <a class="govuk-link" href="/clock">
        Move the clock
      </a>
    </p>
    {lines.length === 0 ? (
      <p class="govuk-body">No email has been sent yet.</p>
    ) : (
      <Table
        caption="Emails, latest first"
        captionSize="m"
        head={[{ content: 'Sent' }, { content: 'To' }, { content: 'Subject' }]}
        rows={lines.map((line) => [
          { content: momentInWords(line.sentAt) },
          { content: line.to },
          {
            content: (
              <a class="govuk-link" href={`/mailbox/${line.id}`}>
                {line.subject || 'No subject'}
              </a>
            ),
          },
        ])}
      />
    )}
  </Layout>
);

/** One email: headers, text with its links, and the HTML part in a frame that can run nothing. */
export const MailboxMessagePage = (props: {
  frame: Frame;
  message: MailboxLine & {
    headers: readonly { name: string; value: string }[];
    text: string;
    html: string;
    /** Those that are text with what they say; any other is saved and opened. */
    attachments: readonly { name: string; type: string; text?: string }[];
  };
  /** Only links to ourselves are made links. */
  origin: string;
}) => (
  <Layout title="Trial mailbox: one email" {...props.frame} isWide backLink={{ href: '/mailbox', text: 'Mailbox' }}>
    <h1 class="govuk-heading-l">{props.message.subject || 'No subject'}</h1>
    <h2 class="govuk-heading-m">Text</h2>
    <InsetText class="govuk-!-text-break-word">
      {props.message.text.split('\n').map((line, index) => (
        <>
          {index > 0 ? <br /> : null}
          <WithLinks line={line} origin={props.origin} />
        </>
      ))}
    </InsetText>
    {props.message.html ? (
      <>
        <h2 class="govuk-heading-m">HTML</h2>
        <iframe
          class="govuk-!-margin-bottom-6"
          title="The email's HTML part"
          src={`/mailbox/${props.message.id}/html`}
          sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
          width="100%"
          height="600"
        />
      </>
    ) : null}
    {props.message.attachments.map((attachment, index) => (
      <>
        <h2 class="govuk-heading-m">
          Attachment: {attachment.name || 'no name'} ({attachment.type})
        </h2>
        {attachment.text === undefined ? (
          <p class="govuk-body">
            <a class="govuk-link" href={`/mailbox/${props.message.id}/file-${index}`}>
              Save this file
            </a>
          </p>
        ) : (
          <InsetText class="govuk-!-text-break-word">
            {attachment.text.split('\n').map((line) => (
              <>
                {line}
                <br />
              </>
            ))}
          </InsetText>
        )}
      </>
    ))}
    <h2 class="govuk-heading-m">Headers</h2>
    <SummaryList rows={props.message.headers.map(({ name, value }) => ({ key: name, value }))} />
  </Layout>
);

const WithLinks = ({ line, origin }: { line: string; origin: string }) => (
  <>
    {line.split(/(https?:\/\/[^\s<>"]+)/).map((part) =>
      part === origin || part.startsWith(`${origin}/`) ? (
        <a class="govuk-link" href={part}>
          {part}
        </a>
      ) : (
        part
      ),
    )}
  </>
);

/** The movable clock: now, what is due next, and the two ways to move. */
export const ClockPage = (props: {
  frame: Frame;
  now: string;
  nextDueAt?: string;
  form: FormState;
  moved?: boolean;
}) => (
  <Layout title="Trial clock" {...props.frame} errors={props.form.errors}>
    <h1 class="govuk-heading-l">Trial clock</h1>
    <SummaryList
      rows={[
        { key: 'Now', value: <strong>{momentInWords(props.now)}</strong> },
        { key: 'Next thing due', value: props.nextDueAt ? momentInWords(props.nextDueAt) : 'Nothing is due' },
      ]}
    />
    <form method="post" action="/clock">
      <input type="hidden" name="to" value="next" />
      <ButtonGroup>
        <Button preventDoubleClick>Move to the next thing due</Button>
        <a class="govuk-link" href="/mailbox">
          Read the mailbox
        </a>
      </ButtonGroup>
    </form>
    <h2 class="govuk-heading-m">Move to a moment</h2>
    <p class="govuk-body">Everything due on the way happens, in order. The clock never goes back.</p>
    <form method="post" action="/clock" novalidate>
      <input type="hidden" name="to" value="moment" />
      <DateInput {...dateOf(props.form, 'on')} label="Day" labelSize="s" />
      <Input
        name="time"
        label="Time in the UK"
        labelSize="s"
        hint="For example, 5pm"
        width={5}
        value={props.form.typed['time'] ?? ''}
        errors={props.form.errors}
      />
      <Button look="secondary">Move the clock</Button>
    </form>
  </Layout>
);
