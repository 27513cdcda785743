import { heldTheMeeting, learningRoute } from '../../escalation/acts/after.ts';
import { checklistFor, restsOn } from '../../escalation/checklist.ts';
import { Input, InsetText, Radios, Textarea, WarningText } from '../components/index.ts';
import { type ActForm, field } from './act-form.ts';
import type { DisagreementFacts } from './facts.ts';
import { Actions, Words } from './record.tsx';

/** The forms of what people do once it has ended. */
export const AFTER_FORMS = {
  'confirm-understanding': {
    title: 'Say whether what was agreed is as you understood it',
    button: 'Send the answer',
    Fields: ({ facts, form }) => {
      const { outcome } = facts.d;
      return (
        <>
          {outcome ? (
            <InsetText>
              <Words text={facts.texts[outcome.textId]} />
              <Actions facts={facts} actions={outcome.actions} />
            </InsetText>
          ) : null}
          <Radios
            {...field(form, 'same')}
            label="Is this what you understood to have been agreed?"
            labelSize="s"
            items={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
            ]}
          />
          <Textarea
            {...field(form, 'text')}
            label="If no, what did you understand?"
            labelSize="s"
            hint="Those who settled it are told that you answered no, and can read this. It stays settled meanwhile."
            rows={4}
          />
        </>
      );
    },
  },
  'tick-checklist': {
    title: 'Say what your agency has done of the closing checklist',
    button: 'Save the answer',
    Fields: ({ facts, form }) => {
      const items = itemsOf(facts);
      return (
        <>
          <p class="govuk-body">
            This service is not the child's or adult's file: each agency says for itself what it has recorded and done.
          </p>
          <Radios
            {...field(form, 'item')}
            label="What are you answering about?"
            labelSize="s"
            items={items.map((item) => ({ value: item.id, label: item.ask, hint: restsOn(item) }))}
          />
          <Radios
            {...field(form, 'answer')}
            label="What is the answer?"
            labelSize="s"
            items={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
              { value: 'not needed', label: 'Not needed' },
              ...(items.some(({ about }) => about === 'competence')
                ? [
                    {
                      value: 'handled outside',
                      label: 'Handled outside',
                      hint: 'Only for a question of competence, which has its own procedure. Write nothing here about any person.',
                    },
                  ]
                : []),
            ]}
          />
          {items.some(({ about }) => about === 'record held') ? (
            <Input
              {...field(form, 'text')}
              label="If it is about a meeting's record: where is it held?"
              labelSize="s"
            />
          ) : null}
        </>
      );
    },
  },
  'record-learning': {
    title: 'Record something others can learn, or a gap it showed',
    button: 'Record it',
    Fields: ({ facts, form }) => {
      const sentTo = (kind: 'learning' | 'gap' | 'meeting') => {
        const route = learningRoute(facts.policy, kind);
        return route
          ? `The policy sends word of it to the board's ${route.role.replaceAll('-', ' ')} (${route.clause}).`
          : "It is on the partnership's own list.";
      };
      const kinds = [
        { value: 'learning', label: 'Something others can learn', hint: sentTo('learning') },
        { value: 'gap', label: 'A gap in a policy or procedure', hint: sentTo('gap') },
        ...(heldTheMeeting(facts.d, facts.readBy)
          ? [{ value: 'meeting', label: 'A report from the meeting', hint: sentTo('meeting') }]
          : []),
      ];
      return (
        <>
          <WarningText>Do not name any person, nor the child or adult: people outside it read this.</WarningText>
          <Radios {...field(form, 'about')} label="What is it?" labelSize="s" items={kinds} />
          <Textarea {...field(form, 'text')} label="In your own words" labelSize="s" rows={5} />
        </>
      );
    },
  },
  'record-debrief': {
    title: 'Say that a debrief was offered or held',
    button: 'Record it',
    Fields: ({ form }) => (
      <>
        <p class="govuk-body">Only that it was. What is said in a debrief stays with those who were there.</p>
        <Radios
          {...field(form, 'what')}
          label="What was it?"
          labelSize="s"
          items={[
            { value: 'offered', label: 'A debrief was offered' },
            { value: 'held', label: 'A debrief was held' },
          ]}
        />
      </>
    ),
  },
  'add-dissent': {
    title: 'Say that you see the outcome otherwise',
    button: 'Keep it with the outcome',
    Fields: ({ form }) => (
      <>
        <p class="govuk-body">
          It is kept beside the outcome, and everybody who takes part can read it. It reopens nothing.
        </p>
        <Textarea {...field(form, 'text')} label="How do you see it?" labelSize="s" rows={5} />
      </>
    ),
  },
} satisfies Record<string, ActForm>;

function itemsOf(facts: DisagreementFacts) {
  const { outcome } = facts.d;
  return outcome ? checklistFor(facts.policy, outcome.stageId) : [];
}
