import { harmLevels } from '../../escalation/harm-clock.ts';
import { openHarm } from '../../escalation/record.ts';
import { DateInput, Input, Radios, Textarea, WarningText } from '../components/index.ts';
import { type ActForm, date, field } from './act-form.ts';
import { Words } from './record.tsx';

/** The forms of what can be done while somebody is, or may be, at risk of immediate harm. */
export const HARM_FORMS = {
  'acknowledge-harm': {
    title: 'Say that you have seen that somebody is at risk',
    button: 'I have seen this',
    Fields: () => null,
  },
  'end-harm': {
    title: 'Record what was done to protect',
    button: 'Record it',
    Fields: ({ form }) => (
      <>
        <Radios
          {...field(form, 'took')}
          label="Was something done to protect?"
          items={[
            { value: 'action taken', label: 'Yes, action was taken' },
            { value: 'none needed', label: 'No, nothing is needed' },
          ]}
        />
        <Textarea {...field(form, 'text')} label="What was done, or why is nothing needed?" />
      </>
    ),
  },
  'flag-harm': {
    title: 'Flag that somebody is at risk of immediate harm',
    button: 'Flag it now',
    isGrave: true,
    Fields: ({ facts, form }) => {
      const levels = harmLevels(facts.policy);
      return (
        <>
          <WarningText>
            If somebody is in danger now, call the emergency services first. People on both sides are told at once, at
            any hour.
          </WarningText>
          <DateInput
            {...date(form, 'sinceOn')}
            label="The day the risk was first thought to exist (optional)"
            hint="The policy's time runs from then. If you leave it empty, it runs from now."
          />
          <Input
            {...field(form, 'sinceTime')}
            label="The time (optional)"
            hint="As nearly as you know it. For example, 2:30pm"
            width={5}
          />
          {levels.length > 0 ? (
            <Radios
              {...field(form, 'level')}
              label="Which stage should it go to? (optional)"
              hint="It goes there at once, unless it is further already."
              items={levels.map(({ id, label, name, isDefault }) => ({
                value: id,
                label: `${label}: ${name}`,
                ...(isDefault ? { hint: 'If you choose none, this one' } : {}),
              }))}
            />
          ) : null}
          <Textarea {...field(form, 'text')} label="Who is at risk of what, and why now?" />
        </>
      );
    },
  },
  'agree-to-withdraw': {
    title: 'Agree that it is withdrawn',
    button: 'Agree: it is withdrawn',
    isGrave: true,
    Fields: ({ facts }) => {
      const asked = openHarm(facts.d)?.withdrawalAsked;
      return (
        <>
          <WarningText>Somebody is flagged as at risk.</WarningText>
          {asked ? <Words text={facts.texts[asked.textId]} /> : null}
        </>
      );
    },
  },
  'review-beside': {
    title: 'Say whether it is justified and meets the purpose of the policy',
    button: 'Record this',
    Fields: ({ form }) => (
      <>
        <Radios
          {...field(form, 'verdict')}
          label="What do you find?"
          items={[
            { value: 'taken forward', label: 'Taken forward: it goes on as it is' },
            {
              value: 'not taken forward',
              label: 'Not taken forward',
              hint: "It ends. The person who raised it is told your reason, and may take it to your agency's safeguarding lead. Not while somebody is at risk.",
            },
          ]}
        />
        <Textarea {...field(form, 'text')} label="Your reason (optional if it is taken forward)" />
      </>
    ),
  },
} satisfies Record<string, ActForm>;
