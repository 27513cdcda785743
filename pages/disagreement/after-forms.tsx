import { learningRoute } from '../../escalation/acts/after.ts';
import { roleInWords } from '../../escalation/asked-as.ts';
import { checklistFor, restsOn } from '../../escalation/checklist.ts';
import { boardMaySee, requireStage } from '../../escalation/policy.ts';
import { stagesReached } from '../../escalation/record.ts';
import { dayInWords, momentInWords } from '../../escalation/spoken-time.ts';
import { DateInput, Input, InsetText, Radios, Textarea, WarningText } from '../components/index.ts';
import { type ActForm, date, field } from './act-form.ts';
import type { DisagreementFacts } from './facts.ts';
import { LEARNING_WORDS } from './learning-words.ts';
import { OwnCopy } from './own-copy.tsx';
import { Actions, Words } from './record.tsx';

/** Offered where somebody says that their agency has filed it: what is to be filed (REC-1). */
const CopyForTheFile = ({ facts }: { facts: DisagreementFacts }) => (
  <p class="govuk-body">
    <OwnCopy facts={facts} />
  </p>
);

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
            items={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
            ]}
          />
          <Textarea
            {...field(form, 'text')}
            label="If no, what did you understand?"
            hint="Those who settled it are told that you answered no, and can read this. It stays settled meanwhile."
            rows={4}
          />
        </>
      );
    },
  },
  'answer-check-back': {
    title: 'Say whether an agreed action was done',
    button: 'Send the answer',
    Fields: ({ facts, form }) => {
      const asked = facts.d.outcome?.actions.filter(({ askedAt }) => askedAt) ?? [];
      return (
        <>
          <Radios
            {...field(form, 'actionId')}
            value={form.typed['actionId'] ?? (asked.length === 1 ? asked[0]!.id : '')}
            label="Which action?"
            items={asked.map((action) => ({
              value: action.id,
              label: facts.texts[action.textId] ?? 'An action whose words have been erased',
              hint: `${facts.agencyName(action.ownerAgency)}, by ${dayInWords(action.dueOn)}`,
            }))}
          />
          <Radios
            {...field(form, 'done')}
            label="Was it done?"
            items={[
              { value: 'yes', label: 'Yes, by the day agreed' },
              { value: 'late', label: 'Yes, but later than agreed' },
              { value: 'no', label: 'No, it was not done' },
            ]}
          />
        </>
      );
    },
  },
  reopen: {
    title: 'Reopen it, because something agreed was not done',
    button: 'Reopen it',
    isGrave: true,
    Fields: ({ facts, form }) => {
      const { outcome } = facts.d;
      return (
        <>
          {outcome ? (
            <p class="govuk-body">
              {requireStage(facts.policy, outcome.stageId).label} opens again, with its full time from today.
            </p>
          ) : null}
          <Textarea {...field(form, 'text')} label="What was not done?" />
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
          <Radios
            {...field(form, 'item')}
            label="What are you answering about?"
            items={items.map((item) => ({ value: item.id, label: item.ask, hint: restsOn(item) }))}
          />
          <Radios
            {...field(form, 'answer')}
            label="What is the answer?"
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
          <CopyForTheFile facts={facts} />
          {items.some(({ about }) => about === 'record held') ? (
            <Input {...field(form, 'text')} label="If it is about a meeting's record: where is it held?" />
          ) : null}
        </>
      );
    },
  },
  'record-on-file': {
    title: "Say that it is recorded on your agency's file",
    button: 'It is on our file',
    Fields: ({ facts }) => <CopyForTheFile facts={facts} />,
  },
  'report-meeting': {
    title: 'Report on the meeting',
    titleNow: ({ policy }) => {
      const route = learningRoute(policy, 'meeting');
      return route && `Report on the meeting to the board's ${roleInWords(route.role)}`;
    },
    button: 'Send the report',
    Fields: ({ form }) => (
      <>
        <WarningText>Do not name any person, nor the child or adult: people outside it read this.</WarningText>
        <Textarea {...field(form, 'text')} label="What came up in the meeting?" rows={8} />
      </>
    ),
  },
  'record-learning': {
    title: 'Record something others can learn, or a gap it showed',
    button: 'Record it',
    Fields: ({ facts, form }) => {
      const kinds = [
        { value: 'learning', label: 'Something others can learn', hint: sentTo(facts, 'learning') },
        { value: 'gap', label: 'A gap in a policy or procedure', hint: sentTo(facts, 'gap') },
      ];
      return (
        <>
          <WarningText>Do not name any person, nor the child or adult: people outside it read this.</WarningText>
          <Radios {...field(form, 'about')} label="What is it?" items={kinds} />
          <Textarea {...field(form, 'text')} label="In your own words" rows={5} />
        </>
      );
    },
  },
  'say-what-became': {
    title: 'Say what became of something to learn',
    button: 'Record it',
    Fields: ({ facts, form }) => (
      <>
        <Radios
          {...field(form, 'which')}
          label="Which one?"
          items={(facts.d.learning ?? []).map(({ kind, at, textId }, index) => ({
            value: String(index + 1),
            label: `${LEARNING_WORDS[kind]}, recorded at ${momentInWords(at)}`,
            hint: facts.texts[textId] ?? '',
          }))}
        />
        <Radios
          {...field(form, 'became')}
          label="What became of it?"
          items={[
            { value: 'taken to the board', label: "Taken to the board's learning list" },
            { value: 'policy changed', label: 'A policy or procedure was changed' },
            { value: 'no action', label: 'No action' },
          ]}
        />
        <DateInput {...date(form, 'on')} label="On which day? Leave it empty for no action" />
        <Textarea {...field(form, 'text')} label="Why, or what was done (needed for no action)" rows={3} />
      </>
    ),
  },
  'record-debrief': {
    title: 'Say that a debrief was offered or held',
    button: 'Record it',
    Fields: ({ form }) => (
      <Radios
        {...field(form, 'what')}
        label="What was it?"
        items={[
          { value: 'offered', label: 'A debrief was offered' },
          { value: 'held', label: 'A debrief was held' },
        ]}
      />
    ),
  },
  'add-dissent': {
    title: 'Say that you see the outcome otherwise',
    button: 'Keep it with the outcome',
    Fields: ({ form }) => <Textarea {...field(form, 'text')} label="How do you see it?" rows={5} />,
  },
} satisfies Record<string, ActForm>;

/** Where word of each kind of learning goes, and who reads what is written: below the board's line nobody is shown of which disagreement it is (NOT-5). */
function sentTo({ d, policy }: DisagreementFacts, kind: 'learning' | 'gap'): string {
  const route = learningRoute(policy, kind);
  const isShown = boardMaySee(policy, stagesReached(d)) === 'record';
  if (!route) return isShown ? "It is on the partnership's own list." : 'It stays with this record.';
  const sent = `The policy sends word of it to the board's ${roleInWords(route.role)} (${route.clause}).`;
  return isShown
    ? sent
    : `${sent} What you write is on the partnership's list, without saying which disagreement this is.`;
}

function itemsOf(facts: DisagreementFacts) {
  const { outcome } = facts.d;
  return outcome ? checklistFor(facts.policy, outcome.stageId) : [];
}
