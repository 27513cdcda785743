import type { PropsWithChildren } from 'hono/jsx';
import {
  Button,
  ButtonGroup,
  ButtonLink,
  Checkboxes,
  DateInput,
  Details,
  type FieldError,
  Input,
  InsetText,
  Ladder,
  NotificationBanner,
  Panel,
  Radios,
  Select,
  SummaryList,
  Table,
  Tag,
  Textarea,
  Timeline,
  WarningText,
} from '../../pages/components/index.ts';
import { Layout } from '../../pages/layout.tsx';

// Two pages with every component between them, to be looked at and examined in a browser. Fictional throughout.

const Frame = (props: PropsWithChildren<{ title: string; errors?: readonly FieldError[] }>) => (
  <Layout
    title={props.title}
    errors={props.errors}
    backLink={{ href: '/' }}
    signedInAs="priya.shah@hillside-school.example"
    partnershipName="Northshire Safeguarding Children Partnership"
    isTrial
  >
    {props.children}
  </Layout>
);

/** What is wrong with the form: one error of every kind of field. */
export const ERRORS: FieldError[] = [
  { field: 'subject', message: 'Enter what the disagreement is about' },
  { field: 'reason', message: 'Enter why you disagree' },
  { field: 'theirReason', message: 'Select the reason the other agency gave' },
  { field: 'support', message: 'Select what support you need' },
  { field: 'agency', message: 'Select the other agency' },
  { field: 'heldOn', message: 'Enter the date you spoke' },
  { field: 'agreedOn-month', message: 'The date agreed must include a month' },
];

/** Every field, with or without its error. */
export const FormPage = ({ errors }: { errors?: readonly FieldError[] }) => (
  <Frame title="Raise a disagreement" errors={errors}>
    <h1 class="govuk-heading-l">Raise a disagreement</h1>
    <form method="post" action="/raise" novalidate>
      <Input
        name="subject"
        label="What is the disagreement about?"
        labelSize="m"
        hint="Do not give anyone's name. For example, 'step down from child protection plan'."
        errors={errors}
      />
      <Input name="email" label="Your work email" type="email" autocomplete="email" value="priya@hillside.example" />
      <Input name="within" label="Time allowed, in working days" suffix="working days" width={2} inputmode="numeric" />
      <Textarea
        name="reason"
        label="Why do you disagree?"
        hint="What you think should happen instead."
        errors={errors}
      />
      <Radios
        name="theirReason"
        label="What reason did the other agency give?"
        labelSize="m"
        items={[
          { value: 'threshold', label: 'The threshold is not met', hint: 'They say another service should act' },
          { value: 'capacity', label: 'Nobody is free to act' },
          { divider: 'or' },
          { value: 'none', label: 'They gave no reason' },
        ]}
        errors={errors}
      />
      <Checkboxes
        name="support"
        label="What support do you need?"
        hint="Select all that apply."
        items={[
          { value: 'lead', label: 'Advice from my safeguarding lead' },
          { value: 'supervision', label: 'Supervision' },
          { divider: 'or' },
          { value: 'nothing', label: 'None of these', isExclusive: true },
        ]}
        value={['lead']}
        errors={errors}
      />
      <Select
        name="agency"
        label="Other agency"
        items={[
          { value: '', text: 'Choose an agency' },
          { value: 'council', text: 'Northshire Council' },
          { value: 'trust', text: 'Northshire Hospitals Trust' },
        ]}
        errors={errors}
      />
      <DateInput name="heldOn" label="When did you speak?" hint="For example, 8 4 2026." errors={errors} />
      <DateInput name="agreedOn" label="When was it agreed?" value={{ day: '8', year: '2026' }} errors={errors} />
      <Checkboxes name="confirmed" items={[{ value: 'yes', label: 'I have spoken to my manager' }]} />
      <WarningText>The clock starts when you press "Raise the disagreement".</WarningText>
      <ButtonGroup>
        <Button preventDoubleClick>Raise the disagreement</Button>
        <Button look="secondary" name="save" value="later">
          Save for later
        </Button>
        <a class="govuk-link" href="/">
          Cancel
        </a>
      </ButtonGroup>
    </form>
  </Frame>
);

/** Everything that is read and not filled in. */
export const RecordPage = () => (
  <Frame title="Disagreement AB-7Q4K">
    <NotificationBanner isSuccess heading="Your answer has been recorded" />
    <NotificationBanner heading="The other agency has 2 working days left" titleId="time-left" />
    <Panel title="Disagreement raised">
      Your reference
      <br />
      <strong>AB-7Q4K</strong>
    </Panel>
    <h2 class="govuk-heading-m">Where it stands</h2>
    <Ladder
      stages={[
        {
          name: 'Stage 1: worker to worker',
          state: 'done',
          detail: 'Not agreed. Ended at 5pm on Wednesday 8 April 2026.',
        },
        {
          name: 'Stage 2: manager to manager',
          state: 'now',
          detail: 'Asked: Sam Okafor and Lena Brandt. Deadline: 5pm on Monday 13 April 2026.',
        },
        { name: 'Stage 3: senior manager to senior manager', state: 'next' },
        { name: 'Stage 4: the partnership', state: 'later' },
      ]}
    />
    <SummaryList
      rows={[
        { key: 'Reference', value: 'AB-7Q4K' },
        {
          key: 'About',
          value: 'Step down from child protection plan',
          actions: [{ href: '/d/AB-7Q4K/about', text: 'Change', hiddenText: 'what it is about' }],
        },
        { key: 'State', value: <Tag colour="green">Open</Tag> },
      ]}
    />
    <SummaryList
      card={{ title: 'Northshire Council', actions: [{ href: '/d/AB-7Q4K/people', text: 'Change' }] }}
      rows={[{ key: 'Manager', value: 'Lena Brandt, lena.brandt@northshire.example' }]}
    />
    <Table
      caption="Time taken at each stage"
      captionSize="m"
      head={[{ content: 'Stage' }, { content: 'Asked on' }, { content: 'Working days', isNumeric: true }]}
      rows={[
        [{ content: '1' }, { content: 'Thursday 2 April 2026' }, { content: '2', isNumeric: true }],
        [{ content: '2' }, { content: 'Thursday 9 April 2026' }, { content: '1', isNumeric: true }],
      ]}
      firstCellIsHeader
    />
    <InsetText>"Managers should agree within 3 working days of stage 1." Policy, section 4.2.</InsetText>
    <Details summary="How the deadline was worked out">
      Friday 3 and Monday 6 April 2026 were bank holidays and are not counted.
    </Details>
    <h2 class="govuk-heading-m">What has happened</h2>
    <Timeline
      entries={[
        {
          title: 'Moved to stage 2',
          when: '5pm on Wednesday 8 April 2026',
          at: '2026-04-08T16:00:00Z',
          detail: 'The policy’s time for stage 1 had passed. Policy, section 4.1.',
        },
        {
          title: 'Disagreement raised',
          when: '10:15am on Thursday 2 April 2026',
          at: '2026-04-02T09:15:00Z',
          by: 'Priya Shah, Hillside School',
        },
      ]}
    />
    <ButtonLink href="/start" isStart>
      Start now
    </ButtonLink>
  </Frame>
);
