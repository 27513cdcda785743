import { dayInWords, momentInWords } from '../escalation/spoken-time.ts';
import { Button, InsetText, NotificationBanner, SummaryList, WarningText } from './components/index.ts';
import type { Frame } from './frame.ts';
import { Layout } from './layout.tsx';

/** Somebody's own calendar address, as their page shows it. */
export interface ShownAddress {
  /** The whole address; absent where it can be shown no more. */
  address?: string | undefined;
  madeAt: string;
  usedOn?: string | undefined;
}

/** Deadlines in the reader's own calendar program: their address, how to use it, and how to end it. */
export const CalendarPage = (props: { frame: Frame; shown?: ShownAddress | undefined; done?: string | undefined }) => (
  <Layout title="Deadlines in your calendar" {...props.frame} backLink={{ href: '/mine' }}>
    {props.done ? <NotificationBanner isSuccess heading={props.done} /> : null}
    <h1 class="govuk-heading-l">Deadlines in your calendar</h1>
    <p class="govuk-body">
      Your calendar program can fetch the deadlines of the disagreements you take part in, and keep them right when they
      move. It sees the reference, the stage, the deadline and a link. It never sees a name, an agency or what a
      disagreement is about.
    </p>
    {props.shown ? <Yours shown={props.shown} /> : <None />}
  </Layout>
);

const None = () => (
  <>
    <p class="govuk-body">You have no calendar address.</p>
    <form method="post" action="/calendar/make">
      <Button preventDoubleClick>Make my calendar address</Button>
    </form>
  </>
);

const Yours = ({ shown }: { shown: ShownAddress }) => (
  <>
    {shown.address ? (
      <>
        <h2 class="govuk-heading-m">Your calendar address</h2>
        <InsetText>
          <span class="app-address">{shown.address}</span>
        </InsetText>
        <WarningText>
          Whoever has this address can see your deadlines. Give it to your own calendar and to nobody else.
        </WarningText>
      </>
    ) : (
      <p class="govuk-body">
        Your calendar address works, and can be shown no more, because this service has changed its own keys since. Make
        a new one to see it.
      </p>
    )}
    <SummaryList
      rows={[
        { key: 'Made', value: momentInWords(shown.madeAt) },
        { key: 'Last used', value: shown.usedOn ? dayInWords(shown.usedOn) : 'Not yet' },
        { key: 'Ends', value: 'When you make a new one or stop it, or after a year without use' },
      ]}
    />
    <h2 class="govuk-heading-m">How to use it</h2>
    <ul class="govuk-list govuk-list--bullet">
      <li>Outlook: choose “Add calendar”, then “Subscribe from web”</li>
      <li>Google Calendar: beside “Other calendars” choose “From URL”</li>
      <li>Apple Calendar: choose “File”, then “New Calendar Subscription”</li>
    </ul>
    <p class="govuk-body">
      Paste the address there. How often it is fetched is for your calendar program to say, often once a day: this page
      and our emails are always sooner.
    </p>
    <h2 class="govuk-heading-m">If somebody else may have it</h2>
    <p class="govuk-body">Make a new address, and give it to your calendar. The one you have stops at once.</p>
    <form method="post" action="/calendar/make">
      <Button look="secondary" preventDoubleClick>
        Make a new address
      </Button>
    </form>
    <form method="post" action="/calendar/revoke">
      <Button look="warning" preventDoubleClick>
        Stop my calendar address
      </Button>
    </form>
  </>
);
