import type { Partnership } from '../escalation/partnership.ts';
import type { Policy, PolicyField } from '../escalation/policy.ts';
import { ABOUT, CATEGORIES } from '../escalation/record.ts';
import {
  Button,
  Checkboxes,
  DateInput,
  Fieldset,
  Input,
  InsetText,
  Radios,
  Select,
  SummaryList,
  Textarea,
  WarningText,
} from './components/index.ts';
import { dateTyped, type FormState, type Frame } from './frame.ts';
import { Layout } from './layout.tsx';
import { ROUTE_TITLES } from './route-titles.ts';

interface RaiseProps {
  frame: Frame;
  partnership: Pick<Partnership, 'id' | 'name' | 'routes'>;
  policy: Pick<Policy, 'title' | 'subjects' | 'fields' | 'harm' | 'stages' | 'policyIssueGoesTo'>;
  agencies: readonly { id: string; name: string }[];
  /** Random: the same form posted twice is one disagreement. */
  formId: string;
  form: FormState;
}

/** The form of a disagreement: one page, so that nothing is lost between pages, and what must be known first said first (INT-13). */
export const RaisePage = ({ frame, partnership, policy, agencies, formId, form }: RaiseProps) => {
  const { typed, errors } = form;
  const field = (name: string) => ({ name, value: typed[name] ?? '', errors });
  const date = (name: string) => ({ name, value: dateTyped(typed, name), errors });
  const agencyChoices = [
    { value: '', text: 'Choose an agency' },
    ...agencies.map(({ id, name }) => ({ value: id, text: name })),
  ];
  const asked = (name: PolicyField) =>
    policy.fields[name as keyof typeof policy.fields] as { required: boolean } | undefined;
  const optional = (name: PolicyField) => (asked(name)?.required ? '' : ' (optional)');
  return (
    <Layout
      title="Raise a professional disagreement"
      {...frame}
      partnershipName={partnership.name}
      errors={errors}
      backLink={{ href: '/' }}
    >
      <h1 class="govuk-heading-l">Raise a professional disagreement</h1>
      <p class="govuk-body">
        Not sure that it is one?{' '}
        <a class="govuk-link" href={`/raise/${partnership.id}/scope`}>
          Check whether this is the right place
        </a>
        .
      </p>
      <BeforeYouStart policyTitle={policy.title} routes={partnership.routes} />
      <form method="post" action={`/raise/${partnership.id}`} novalidate>
        <input type="hidden" name="formId" value={formId} />

        <Fieldset legend="You" legendSize="m">
          <Input {...field('raiserName')} label="Your full name" autocomplete="name" spellcheck={false} />
          <Input
            {...field('raiserEmail')}
            label="Your work email address"
            hint="We send a code to it. The disagreement is opened when you enter the code."
            type="email"
            autocomplete="email"
            spellcheck={false}
          />
          <Input {...field('raiserJob')} label="Your job title" autocomplete="organization-title" />
          <Select {...field('raiserAgency')} label="The agency you work for" items={agencyChoices} />
        </Fieldset>

        <Fieldset legend="Your line manager" legendSize="m">
          <p class="govuk-body">They are asked at a later stage, if it comes to that.</p>
          <Input {...field('managerName')} label="Your line manager's full name" spellcheck={false} />
          <Input
            {...field('managerEmail')}
            label="Your line manager's work email address"
            type="email"
            spellcheck={false}
          />
        </Fieldset>

        <Fieldset legend="The agency you disagree with" legendSize="m">
          <Select {...field('theirAgency')} label="Their agency" items={agencyChoices} />
          <p class="govuk-body">
            If you do not know the practitioner, leave their name and address empty. We ask that agency's safeguarding
            lead who it is, and the clock runs meanwhile.
          </p>
          <Input {...field('theirName')} label="The other practitioner's full name (optional)" spellcheck={false} />
          <Input
            {...field('theirEmail')}
            label="The other practitioner's work email address (optional)"
            type="email"
            spellcheck={false}
          />
          <Input {...field('theirJob')} label="The other practitioner's job title (optional)" />
        </Fieldset>

        <Fieldset legend="What it is about" legendSize="m">
          <Radios
            {...field('subject')}
            label="Is it about a child or an adult?"
            items={[
              { value: 'child', label: 'A child' },
              { value: 'adult', label: 'An adult' },
              { value: 'both', label: 'Both' },
            ].filter(({ value }) =>
              value === 'both' ? policy.subjects.length === 2 : policy.subjects.includes(value as 'child'),
            )}
          />
          <Select
            {...field('category')}
            label="What kind of disagreement is it?"
            items={[
              { value: '', text: 'Choose the closest' },
              ...Object.entries(CATEGORIES).map(([value, text]) => ({ value, text })),
            ]}
          />
          <Radios
            {...field('about')}
            label="Do you disagree with a decision, an action or a lack of action?"
            items={ABOUT.map((value) => ({ value, label: ABOUT_LABELS[value] }))}
          />
          <DateInput
            {...date('aroseOn')}
            label="When did the disagreement arise?"
            hint="The first day anybody considered the concern, even if that was before you knew of this form. The policy's time is counted from then. For example, 27 3 2026."
          />
          {asked('subjectDetails') ? (
            <Textarea
              {...field('subjectDetails')}
              label={`Name, date of birth and address of the child or adult${optional('subjectDetails')}`}
              hint="Never sent by email. Only the people who take part can read it here."
              rows={3}
              autocomplete="off"
            />
          ) : null}
        </Fieldset>

        <Fieldset legend="The disagreement" legendSize="m">
          <Textarea {...field('problem')} label="What is the problem?" />
          <Textarea {...field('disagreement')} label="What do you disagree about?" />
          <Textarea
            {...field('reasonGiven')}
            label="What reason did they give for their decision?"
            hint='If they gave none, write "none given".'
            rows={3}
          />
          <Textarea {...field('desiredOutcome')} label="What outcome do you want?" rows={3} />
          {asked('actionsNeeded') ? (
            <Textarea
              {...field('actionsNeeded')}
              label={`What needs to be done?${optional('actionsNeeded')}`}
              rows={3}
            />
          ) : null}
          {asked('basis') ? (
            <Textarea
              {...field('basis')}
              label={`What is the basis of your concern?${optional('basis')}`}
              hint="What you have seen or know, and the evidence for it."
            />
          ) : null}
          {asked('subjectsView') ? (
            <Textarea
              {...field('subjectsView')}
              label={`What does the child or adult say or want?${optional('subjectsView')}`}
              rows={3}
            />
          ) : null}
        </Fieldset>

        <Fieldset legend="What has been tried" legendSize="m">
          {asked('discussedWithManager') ? (
            <>
              <Textarea
                {...field('discussedWithManager')}
                label={`What came of talking with your manager or safeguarding lead?${optional('discussedWithManager')}`}
                hint="If you could not talk with them, write why."
                rows={3}
              />
              <DateInput
                {...date('discussedWithManagerOn')}
                label="When did you talk with your manager or safeguarding lead? (optional)"
              />
            </>
          ) : null}
          <Radios
            {...field('talkedAlready')}
            label="Have you already talked with the other practitioner about it?"
            hint="If you have, and you still disagree, it starts at the next stage."
            items={[
              { value: 'yes', label: 'Yes, and we still disagree' },
              { value: 'no', label: 'No' },
            ]}
          />
          <DateInput {...date('talkedOn')} label="If yes, when did you talk with them?" />
          <Textarea {...field('talkedWhatCame')} label="If yes, what came of it?" rows={3} />
        </Fieldset>

        {policy.policyIssueGoesTo ? (
          <Fieldset legend="If it is a significant policy issue" legendSize="m">
            <p class="govuk-body">
              Fill this in only if it shows that the policy itself must be looked at. It then goes straight to the board
              ({policy.policyIssueGoesTo.clause}), without the stages before.
            </p>
            <Textarea
              {...field('policyIssue')}
              label="What is the policy issue, and why is it significant? (optional)"
              rows={3}
            />
          </Fieldset>
        ) : null}

        {policy.harm ? <ImmediateHarm policy={policy} form={form} emergency={partnership.routes.emergency} /> : null}

        <Fieldset legend="If it cannot wait for the policy's deadline" legendSize="m">
          <p class="govuk-body">
            Fill this in only if it must be settled sooner to keep the child or adult safe. It can make the time
            shorter, never longer.
          </p>
          <DateInput {...date('mustBeSettledOn')} label="The day it must be settled by (optional)" />
          <Input
            {...field('mustBeSettledTime')}
            label="The time, on a 24-hour clock (optional)"
            hint="For example, 12:00. If you leave it empty, the end of the working day."
            width={5}
          />
          <Textarea {...field('mustBeSettledWhy')} label="Why it must be settled by then (optional)" rows={3} />
        </Fieldset>

        <Fieldset legend="Support for you" legendSize="m">
          <p class="govuk-body">
            Only your own agency's safeguarding lead is told what you tick here. The other side never is, and it stands
            in no email to them, no page of theirs and no document.
          </p>
          <Checkboxes
            name="wantsSupport"
            items={[{ value: 'yes', label: 'I would like support' }]}
            value={[form.typed['wantsSupport'] ?? '']}
            errors={form.errors}
          />
          <Checkboxes
            name="fearsForPosition"
            items={[{ value: 'yes', label: 'I fear for my position' }]}
            value={[form.typed['fearsForPosition'] ?? '']}
            errors={form.errors}
          />
        </Fieldset>

        <h2 class="govuk-heading-m">Send it</h2>
        <p class="govuk-body">
          Next, we send a six-digit code to your work address. Nobody else is told until you enter it. It counts as
          raised at the moment you press the button.
        </p>
        <Button preventDoubleClick>Send me the code</Button>
      </form>
    </Layout>
  );
};

/** At risk now: the policy's own time, told at once at any hour, and at the level that fits (CLK-7, CLK-8, CLK-9, ESC-4). */
const ImmediateHarm = ({
  policy,
  form: { typed, errors },
  emergency,
}: {
  policy: RaiseProps['policy'];
  form: FormState;
  emergency: Partnership['routes']['emergency'];
}) => {
  const field = (name: string) => ({ name, value: typed[name] ?? '', errors });
  const levels = (policy.harm?.mayEnterAt ?? []).flatMap((id) => policy.stages.filter((stage) => stage.id === id));
  return (
    <Fieldset legend="Is somebody at risk of immediate harm?" legendSize="m">
      <WarningText>
        This form is not the emergency route. {emergency.say}{' '}
        {emergency.telephone ? `Telephone ${emergency.telephone}.` : ''}
      </WarningText>
      <Radios
        {...field('immediateHarm')}
        label={`Is somebody ${policy.harm?.words}? (optional)`}
        hint="If yes, people on both sides are told at once, at any hour."
        items={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]}
      />
      <DateInput
        name="harmSinceOn"
        value={dateTyped(typed, 'harmSinceOn')}
        errors={errors}
        label="If yes, the day the risk was first thought to exist (optional)"
        hint="The policy's time runs from then. If you leave it empty, it runs from when you send this."
      />
      <Input
        {...field('harmSinceTime')}
        label="The time, on a 24-hour clock (optional)"
        hint="As nearly as you know it. For example, 14:30."
        width={5}
      />
      {levels.length > 0 ? (
        <Radios
          {...field('harmLevel')}
          label="Which level fits? (optional)"
          hint="The policy lets you choose. It starts there."
          items={levels.map(({ id, label, name }) => ({
            value: id,
            label: `${label}: ${name}`,
            ...(id === policy.harm?.entersAt ? { hint: 'If you choose none, this one' } : {}),
          }))}
        />
      ) : null}
      <Textarea {...field('harmWhy')} label="If yes, who is at risk of what, and why now?" rows={3} />
    </Fieldset>
  );
};

const ABOUT_LABELS = { decision: 'A decision', action: 'An action', inaction: 'A lack of action' } as const;

const BeforeYouStart = ({ policyTitle, routes }: { policyTitle: string; routes: Partnership['routes'] }) => (
  <>
    <InsetText>
      <p class="govuk-body">
        <strong>This is not anonymous.</strong> The other side sees your name, your job and everything you write here.
      </p>
      <p class="govuk-body">It follows the {policyTitle}. It is not a referral and not a complaint.</p>
      <p class="govuk-body">
        If you fear for your position, or want support before you raise it, talk first with your own agency's
        safeguarding lead.
      </p>
    </InsetText>
    <h2 class="govuk-heading-m">Not the right place?</h2>
    <SummaryList
      rows={(Object.keys(ROUTE_TITLES) as (keyof Partnership['routes'])[]).map((name) => ({
        key: ROUTE_TITLES[name],
        value: [
          routes[name].say,
          routes[name].telephone ? `Telephone ${routes[name].telephone}.` : '',
          routes[name].email ? `Email ${routes[name].email}.` : '',
        ]
          .filter(Boolean)
          .join(' '),
      }))}
    />
  </>
);
