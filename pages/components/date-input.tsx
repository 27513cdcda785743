import { classNames } from './class-names.ts';
import { describedByIds, errorOf, type FieldProps, FormGroup, HintAndError, Label } from './field.tsx';
import { Fieldset } from './fieldset.tsx';

const PARTS = [
  { part: 'day', label: 'Day', width: 2 },
  { part: 'month', label: 'Month', width: 2 },
  { part: 'year', label: 'Year', width: 4 },
] as const;

/** A date as somebody typed it, each part as it came. */
export type TypedDate = { day?: string; month?: string; year?: string };

/**
 * A date in three boxes, submitted as `name-day`, `name-month` and `name-year`.
 *
 * An error on `name` marks all three and its link lands on the day; one on `name-month` marks and lands on the month.
 */
export const DateInput = (props: FieldProps & { value?: TypedDate }) => {
  const id = props.id ?? props.name;
  const wholeError = errorOf(id, props.errors);
  const partErrors = PARTS.map(({ part }) => errorOf(`${id}-${part}`, props.errors));
  const error = wholeError ?? partErrors.find(Boolean);
  return (
    <FormGroup error={error}>
      <Fieldset
        legend={props.label}
        legendSize={props.labelSize}
        isPageHeading={props.isPageHeading}
        describedBy={describedByIds(id, { describedBy: props.describedBy, hint: props.hint, error })}
        role="group"
      >
        <HintAndError id={id} hint={props.hint} error={error} />
        {/* The summary links to the field's id, which must then be a box that can take the focus and not this wrapper. */}
        <div class="govuk-date-input" id={wholeError ? `${id}-date` : id}>
          {PARTS.map(({ part, label, width }, index) => {
            const partId = wholeError && index === 0 ? id : `${id}-${part}`;
            const isMarked = wholeError !== undefined || partErrors[index] !== undefined;
            return (
              <div class="govuk-date-input__item">
                <FormGroup>
                  <Label class="govuk-date-input__label" for={partId}>
                    {label}
                  </Label>
                  <input
                    class={classNames(
                      'govuk-input govuk-date-input__input',
                      isMarked && 'govuk-input--error',
                      `govuk-input--width-${width}`,
                    )}
                    id={partId}
                    name={`${props.name}-${part}`}
                    type="text"
                    value={props.value?.[part]}
                    inputmode="numeric"
                  />
                </FormGroup>
              </div>
            );
          })}
        </div>
      </Fieldset>
    </FormGroup>
  );
};
