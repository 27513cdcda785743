import { classNames } from './class-names.ts';
import {
  type Content,
  describedByIds,
  errorOf,
  type FieldProps,
  FormGroup,
  Hint,
  HintAndError,
  Label,
} from './field.tsx';
import { Fieldset } from './fieldset.tsx';

/** One thing that can be chosen. Its id is the field's for the first, then the field's with its position (`outcome-2`). */
export type Choice = { value: string; label: Content; hint?: Content; id?: string; disabled?: boolean };

/** A word between choices, usually "or". */
export type Divider = { divider: string };

type ChoicesProps = FieldProps & {
  /** Smaller boxes, for a page where the choice is not the main thing. */
  isSmall?: boolean;
};

/** A question with one answer out of a few. Its label becomes the legend. */
export const Radios = (
  props: ChoicesProps & { items: readonly (Choice | Divider)[]; value?: string; isInline?: boolean },
) => {
  const id = props.id ?? props.name;
  const error = errorOf(id, props.errors);
  return (
    <FormGroup error={error}>
      <Fieldset
        legend={props.label}
        legendSize={props.labelSize}
        isPageHeading={props.isPageHeading}
        describedBy={describedByIds(id, { describedBy: props.describedBy, hint: props.hint, error })}
      >
        <HintAndError id={id} hint={props.hint} error={error} />
        <div
          class={classNames(
            'govuk-radios',
            props.isInline && 'govuk-radios--inline',
            props.isSmall && 'govuk-radios--small',
          )}
          data-module="govuk-radios"
        >
          {props.items.map((item, index) =>
            'divider' in item ? (
              <div class="govuk-radios__divider">{item.divider}</div>
            ) : (
              <ChoiceItem
                kind="radio"
                id={choiceId(id, item, index)}
                name={props.name}
                item={item}
                isChecked={item.value === props.value}
              />
            ),
          )}
        </div>
      </Fieldset>
    </FormGroup>
  );
};

/** A question with any number of answers. Leave the label out for a single box whose own words are the question. */
export const Checkboxes = (
  props: Omit<ChoicesProps, 'label'> & {
    label?: Content;
    items: readonly ((Choice & { isExclusive?: boolean }) | Divider)[];
    value?: readonly string[];
  },
) => {
  const id = props.id ?? props.name;
  const error = errorOf(id, props.errors);
  const describedBy = describedByIds(id, { describedBy: props.describedBy, hint: props.hint, error });
  const boxes = (
    <>
      <HintAndError id={id} hint={props.hint} error={error} />
      <div
        class={classNames('govuk-checkboxes', props.isSmall && 'govuk-checkboxes--small')}
        data-module="govuk-checkboxes"
      >
        {props.items.map((item, index) =>
          'divider' in item ? (
            <div class="govuk-checkboxes__divider">{item.divider}</div>
          ) : (
            <ChoiceItem
              kind="checkbox"
              id={choiceId(id, item, index)}
              name={props.name}
              item={item}
              isChecked={props.value?.includes(item.value) ?? false}
              behaviour={item.isExclusive ? 'exclusive' : undefined}
              // Without a legend nothing else would read the hint and the error out.
              describedBy={props.label ? undefined : describedBy}
            />
          ),
        )}
      </div>
    </>
  );
  return (
    <FormGroup error={error}>
      {props.label ? (
        <Fieldset
          legend={props.label}
          legendSize={props.labelSize}
          isPageHeading={props.isPageHeading}
          describedBy={describedBy}
        >
          {boxes}
        </Fieldset>
      ) : (
        boxes
      )}
    </FormGroup>
  );
};

/** The first has the field's own id, so that the summary's link lands on it. */
const choiceId = (fieldId: string, item: Choice, index: number) =>
  item.id ?? (index === 0 ? fieldId : `${fieldId}-${index + 1}`);

const ChoiceItem = (props: {
  kind: 'radio' | 'checkbox';
  id: string;
  name: string;
  item: Choice;
  isChecked: boolean;
  behaviour?: 'exclusive';
  describedBy?: string;
}) => {
  const block = props.kind === 'radio' ? 'govuk-radios' : 'govuk-checkboxes';
  const hintId = props.item.hint ? `${props.id}-item-hint` : undefined;
  return (
    <div class={`${block}__item`}>
      <input
        class={`${block}__input`}
        id={props.id}
        name={props.name}
        type={props.kind}
        value={props.item.value}
        checked={props.isChecked}
        disabled={props.item.disabled}
        data-behaviour={props.behaviour}
        aria-describedby={classNames(props.describedBy, hintId) || undefined}
      />
      <Label class={`${block}__label`} for={props.id}>
        {props.item.label}
      </Label>
      {props.item.hint ? (
        <Hint id={hintId} class={`${block}__hint`}>
          {props.item.hint}
        </Hint>
      ) : null}
    </div>
  );
};
