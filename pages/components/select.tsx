import { classNames } from './class-names.ts';
import { type FieldProps, LabelledControl } from './field.tsx';

type SelectProps = FieldProps & {
  items: readonly { value: string; text: string; disabled?: boolean }[];
  value?: string;
  class?: string;
};

/** One answer out of a long list. Radios are easier: use this only where they would fill the page. */
export const Select = (props: SelectProps) => (
  <LabelledControl
    {...props}
    draw={({ id, describedBy, error }) => (
      <select
        class={classNames('govuk-select', props.class, error && 'govuk-select--error')}
        id={id}
        name={props.name}
        aria-describedby={describedBy}
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
    )}
  />
);
