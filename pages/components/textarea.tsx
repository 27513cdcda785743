import { classNames } from './class-names.ts';
import { describedByIds, errorOf, type FieldProps, FormGroup, HintAndError, Label } from './field.tsx';

type TextareaProps = FieldProps & {
  value?: string;
  /** The height in lines of text: a hint at the length of the answer, not a limit. */
  rows?: number;
  autocomplete?: string;
  spellcheck?: boolean;
  class?: string;
};

/** Several lines of text. */
export const Textarea = (props: TextareaProps) => {
  const id = props.id ?? props.name;
  const error = errorOf(id, props.errors);
  return (
    <FormGroup error={error}>
      <Label for={id} size={props.labelSize} isPageHeading={props.isPageHeading}>
        {props.label}
      </Label>
      <HintAndError id={id} hint={props.hint} error={error} />
      <textarea
        class={classNames('govuk-textarea', error && 'govuk-textarea--error', props.class)}
        id={id}
        name={props.name}
        rows={props.rows ?? 5}
        spellcheck={props.spellcheck}
        aria-describedby={describedByIds(id, { describedBy: props.describedBy, hint: props.hint, error })}
        autocomplete={props.autocomplete}
      >
        {keepingFirstLine(props.value)}
      </textarea>
    </FormGroup>
  );
};

/** HTML drops one newline straight after `<textarea>`, so an answer that begins with a blank line needs one more to keep it. */
const keepingFirstLine = (value: string | undefined) => (value && /^[\r\n]/.test(value) ? `\n${value}` : value);
