import { classNames } from './class-names.ts';
import { type FieldProps, LabelledControl } from './field.tsx';

type TextareaProps = FieldProps & {
  value?: string;
  /** The height in lines of text: a hint at the length of the answer, not a limit. */
  rows?: number;
  autocomplete?: string;
  spellcheck?: boolean;
  class?: string;
};

/** Several lines of text. */
export const Textarea = (props: TextareaProps) => (
  <LabelledControl
    {...props}
    draw={({ id, describedBy, error }) => (
      <textarea
        class={classNames('govuk-textarea', error && 'govuk-textarea--error', props.class)}
        id={id}
        name={props.name}
        rows={props.rows ?? 5}
        spellcheck={props.spellcheck}
        aria-describedby={describedBy}
        autocomplete={props.autocomplete}
      >
        {keepingFirstLine(props.value)}
      </textarea>
    )}
  />
);

/** HTML drops one newline straight after `<textarea>`, so an answer that begins with a blank line needs one more to keep it. */
const keepingFirstLine = (value: string | undefined) => (value && /^[\r\n]/.test(value) ? `\n${value}` : value);
