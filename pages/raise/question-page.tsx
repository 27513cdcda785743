import type { AskedPage } from '../../escalation/raise-pages.ts';
import { Button, ButtonGroup, Hint } from '../components/index.ts';
import type { FormState, Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { type AskedWith, PAGE_WORDS, QuestionField } from './questions.tsx';

/** One page of the form: a question, or a few that belong together. */
export const QuestionPage = ({
  frame,
  asked,
  page,
  form,
  back,
  isFromCheck,
  passed,
}: {
  frame: Frame;
  asked: AskedWith;
  page: AskedPage;
  form: FormState;
  back: string;
  /** They came from the list of their answers, and go back to it. */
  isFromCheck: boolean;
  /** Addresses that have been asked about: continuing again passes them. */
  passed: readonly string[];
}) => {
  const { title, part, lead } = PAGE_WORDS[page.id];
  const isHeading = page.fields.length === 1 && lead === undefined;
  return (
    <Layout
      title={title}
      {...frame}
      partnershipName={asked.partnership.name}
      errors={form.errors}
      backLink={{ href: back }}
    >
      {part === title ? null : <span class="govuk-caption-l">{part}</span>}
      {isHeading ? null : <h1 class="govuk-heading-l">{title}</h1>}
      {lead?.(asked)}
      <form method="post" action={`/raise/${asked.partnership.id}/${page.id}`} novalidate>
        {isFromCheck ? <input type="hidden" name="from" value="check" /> : null}
        {passed.length > 0 ? <input type="hidden" name="passed" value={passed.join(' ')} /> : null}
        {page.fields.map((field) => (
          <QuestionField field={field} asked={asked} form={form} isHeading={isHeading} />
        ))}
        <ButtonGroup>
          <Button preventDoubleClick>Continue</Button>
          <Button look="secondary" name="instead" value="save">
            Save and come back later
          </Button>
        </ButtonGroup>
      </form>
      <Hint>Nobody is told until you have entered the code at the end.</Hint>
    </Layout>
  );
};
