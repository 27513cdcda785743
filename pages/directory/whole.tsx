import { ErrorMessage } from '../components/index.ts';
import type { FormState } from '../frame.ts';

/** What would be wrong with the directory as a whole, under the heading that the summary links to. */
export const Whole = ({ form }: { form: FormState }) => (
  <>
    {form.errors
      .filter(({ field }) => field === 'whole')
      .map(({ message }) => (
        <ErrorMessage>{message}</ErrorMessage>
      ))}
  </>
);
