import type { RaiseFieldName } from '../../escalation/intake.ts';
import type { AskedPage } from '../../escalation/raise-pages.ts';
import { dayInWords, spokenTimeOfDay } from '../../escalation/spoken-time.ts';
import { readTypedTime } from '../../escalation/typed-time.ts';
import { Button, ButtonGroup, ButtonLink, SummaryList, type SummaryRow } from '../components/index.ts';
import { Words } from '../disagreement/record.tsx';
import type { Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { type AskedWith, PAGE_WORDS, PARTS, QUESTIONS } from './questions.tsx';

/** Every answer once more, each with the way to change it, and what happens when it is sent. */
export const CheckPage = ({
  frame,
  asked,
  pages,
  answers,
  back,
}: {
  frame: Frame;
  asked: AskedWith;
  pages: readonly AskedPage[];
  /** By field; days are ISO days. */
  answers: Readonly<Record<string, unknown>>;
  back: string;
}) => {
  const at = `/raise/${asked.partnership.id}`;
  return (
    <Layout title="Check your answers" {...frame} partnershipName={asked.partnership.name} backLink={{ href: back }}>
      <h1 class="govuk-heading-l">Check your answers</h1>
      {PARTS.map((part) => {
        const rows = pages
          .filter(({ id }) => PAGE_WORDS[id].part === part)
          .flatMap((page) => page.fields.map((field) => rowOf(asked, page, field, String(answers[field] ?? ''), at)));
        return rows.length === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">{part}</h2>
            <SummaryList rows={rows} class="govuk-!-margin-bottom-7" />
          </>
        );
      })}
      <h2 class="govuk-heading-m">Send it</h2>
      <p class="govuk-body">
        Next, we send a six-digit code to your work address. Nobody else is told until you enter it. It counts as raised
        at the moment you press the button.
      </p>
      <p class="govuk-body">
        It is not anonymous: the other side sees your name, your job and what you have written, but not whether you want
        support.
      </p>
      <form method="post" action={`${at}/check`}>
        <ButtonGroup>
          <Button preventDoubleClick>Send me the code</Button>
          <ButtonLink href={`${at}/save`} look="secondary">
            Save and come back later
          </ButtonLink>
        </ButtonGroup>
      </form>
    </Layout>
  );
};

function rowOf(asked: AskedWith, page: AskedPage, field: RaiseFieldName, answer: string, at: string): SummaryRow {
  const { name } = QUESTIONS[field]!;
  return {
    key: name,
    value: answerInWords(asked, field, answer),
    actions: [
      {
        href: `${at}/${page.id}?from=check`,
        text: 'Change',
        hiddenText: name.charAt(0).toLowerCase() + name.slice(1),
      },
    ],
  };
}

function answerInWords(asked: AskedWith, field: RaiseFieldName, answer: string) {
  const { kind, choices } = QUESTIONS[field]!;
  if (kind === 'tick') return answer === 'yes' ? 'Yes' : 'No';
  if (answer === '') return 'Not given';
  if (kind === 'date') return dayInWords(answer);
  const time = kind === 'time' ? readTypedTime(answer) : undefined;
  if (time) return spokenTimeOfDay(time);
  const chosen = choices?.(asked).find((item) => 'value' in item && item.value === answer);
  if (chosen && 'label' in chosen) return chosen.label;
  return <Words text={answer} />;
}
