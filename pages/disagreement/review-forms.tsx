import { ROUTE_TITLES, type RouteName } from '../../escalation/route-titles.ts';
import { DateInput, InsetText, Radios, Textarea, WarningText } from '../components/index.ts';
import { type ActForm, date, field } from './act-form.ts';
import { nextStageOpens } from './next-stage.ts';
import { Words } from './record.tsx';

/** The forms of a stage that comes before the two sides meet: a review, a talk with one's own manager, and what follows a refusal. */
export const REVIEW_FORMS = {
  review: {
    title: 'Say whether it goes forward',
    button: 'Record this',
    Fields: ({ facts, form }) => (
      <>
        <Radios
          {...field(form, 'verdict')}
          label="What becomes of it?"
          items={[
            { value: 'taken forward', label: 'Taken forward', hint: nextStageOpens(facts) },
            {
              value: 'not taken forward',
              label: 'Not taken forward',
              hint: "The person who raised it is told your reason, and may take it to your agency's safeguarding lead.",
            },
            { value: 're-routed', label: 'Re-routed: this policy is not the way for it' },
          ]}
        />
        <Radios
          {...field(form, 'route')}
          label="If it is re-routed, where does it go?"
          items={(Object.keys(ROUTE_TITLES) as RouteName[]).map((value) => ({
            value,
            label: ROUTE_TITLES[value],
            ...(facts.routes ? { hint: facts.routes[value].say } : {}),
          }))}
        />
        <Textarea {...field(form, 'text')} label="Your reason" hint="You must give one unless it is taken forward." />
      </>
    ),
  },
  'talked-over': {
    title: 'Record the talk with your own manager',
    button: 'Record the talk and go on',
    Fields: ({ form }) => (
      <>
        <DateInput {...date(form, 'heldOn')} label="When did you talk?" />
        <Textarea {...field(form, 'text')} label="What came of it?" />
      </>
    ),
  },
  'look-again': {
    title: 'Take it to your safeguarding lead',
    button: 'Ask your safeguarding lead to look again',
    Fields: ({ facts, form }) => (
      <>
        <Refusal facts={facts} />
        <Textarea {...field(form, 'text')} label="Why should it go forward?" />
      </>
    ),
  },
  'send-forward': {
    title: 'Send it forward',
    button: 'Send it forward',
    isGrave: true,
    Fields: ({ facts, form }) => (
      <>
        <Refusal facts={facts} />
        <WarningText>{nextStageOpens(facts)} Its people are asked at once.</WarningText>
        <Textarea {...field(form, 'text')} label="Why does it go forward?" />
      </>
    ),
  },
  'raise-policy-issue': {
    title: 'Raise it as a significant policy issue',
    button: 'Take it there now',
    isGrave: true,
    Fields: ({ facts, form }) => {
      const goesTo = facts.policy.policyIssueGoesTo;
      const stage = facts.policy.stages.find(({ id }) => id === goesTo?.stage);
      return (
        <>
          <WarningText>
            {stage ? `It goes straight to ${stage.label}: ${stage.name} (${goesTo?.clause}). ` : ''}The stages in
            between are not used, and their people are told so. This cannot be undone.
          </WarningText>
          <Textarea {...field(form, 'text')} label="What is the policy issue, and why is it significant?" />
        </>
      );
    },
  },
} satisfies Record<string, ActForm>;

const Refusal = ({ facts }: Pick<Parameters<ActForm['Fields']>[0], 'facts'>) => {
  const { outcome } = facts.d;
  if (!outcome) return <InsetText>It has not been refused.</InsetText>;
  return (
    <InsetText>
      <p class="govuk-body">
        <strong>{outcome.by.name} did not take it forward:</strong>
      </p>
      <Words text={facts.texts[outcome.textId]} />
      {outcome.referredTo ? (
        <>
          <p class="govuk-body">
            <strong>{facts.d.raiser.name} asks for it to be looked at again:</strong>
          </p>
          <Words text={facts.texts[outcome.referredTo.textId]} />
        </>
      ) : null}
    </InsetText>
  );
};
