import { classNames } from './class-names.ts';
import { describedByIds, errorOf, type FieldProps, FormGroup, HintAndError, Label } from './field.tsx';

type SelectProps = FieldProps & {
  items: readonly { value: string; text: string; disabled?: boolean }[];
  value?: string;
  class?: string;
};

/** One answer out of a long list. Radios are easier: use this only where they would fill the page. */
export const Select = (props: SelectProps) => {
  const id = props.id ?? props.name;
  const error = errorOf(id, props.errors);
  return (
    <FormGroup error={error}>
      <Label for={id} size={props.labelSize} isPageHeading={props.isPageHeading}>
        {props.label}
      </Label>
      <HintAndError id={id} hint={props.hint} error={error} />
      <select
        class={classNames('govuk-select', props.class, error && 'govuk-select--error')}
        id={id}
        name={props.name}
        aria-describedby={describedByIds(id, { describedBy: props.describedBy, hint: props.hint, error })}
      >
        {props.items.map((item) => (
          <option
            value={item.value}
            // Nothing answered yet is not an answer of '': the browser shows the first item by itself.
            selected={props.value !== undefined && props.value !== '' && item.value === props.value}
            disabled={item.disabled}
          >
            {item.text}
          </option>
        ))}
      </select>
    </FormGroup>
  );
};
