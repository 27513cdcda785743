import { Radios, Textarea } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { field } from './act-form.ts';

/** What was settled, and whether by agreement or compromise: of a proposal, and of what was agreed and not written down (OUT-1, A11). */
export const HowSettled = ({ form, label }: { form: FormState; label: string }) => (
  <>
    <Textarea
      {...field(form, 'text')}
      label={label}
      hint="Say too how anything outstanding will be pursued."
      rows={6}
    />
    <Radios
      {...field(form, 'how')}
      label="How was it settled?"
      items={[
        { value: 'agreed', label: 'We agreed' },
        { value: 'compromise', label: 'A compromise' },
      ]}
    />
  </>
);
