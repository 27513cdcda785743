import type { Child, PropsWithChildren } from 'hono/jsx';
import { classNames } from './class-names.ts';

/** Anything that can stand as text on a page: words, or other components. Words are escaped. */
export type Content = Child;

/**
 * Something wrong with one answer, told twice: in the summary at the top of the page and beside the field.
 *
 * `field` is the field's id, which is its `name` unless the page says otherwise. A mistake in one part of a date names the part:
 * `agreedOn-day`, `agreedOn-month` or `agreedOn-year`. `message` says how to put it right ("Enter the name of the other agency").
 */
export type FieldError = { field: string; message: string };

/** The sizes GOV.UK Frontend gives to labels, legends and headings, largest first. */
export type Size = 'xl' | 'l' | 'm' | 's';

/** What every form field takes. */
export type FieldProps = {
  /** The name the answer is submitted under. */
  name: string;
  /** The field's id on the page, which its errors name and the summary links to. The name, unless the page has two fields of one name. */
  id?: string;
  label: Content;
  labelSize?: Size;
  /** True when the page asks this one question, so that its label is the page's heading. */
  isPageHeading?: boolean;
  hint?: Content;
  /** Everything wrong with the form: the field finds its own. */
  errors?: readonly FieldError[];
  /** The id of another element that also explains this field. */
  describedBy?: string;
};

/** The first thing wrong with a field, or undefined. One message at a time: the next is shown if the first is put right. */
export const errorOf = (field: string, errors: readonly FieldError[] = []): string | undefined =>
  errors.find((error) => error.field === field)?.message;

/** The ids of what explains a field, for `aria-describedby`, in the order they are read out. */
export const describedByIds = (
  id: string,
  parts: { describedBy?: string; hint?: Content; error?: string },
): string | undefined =>
  classNames(parts.describedBy, parts.hint ? `${id}-hint` : '', parts.error ? `${id}-error` : '') || undefined;

/** The name of a field, above it. */
export const Label = (
  props: PropsWithChildren<{ for?: string; size?: Size; isPageHeading?: boolean; class?: string }>,
) => {
  const label = (
    <label class={classNames('govuk-label', props.size && `govuk-label--${props.size}`, props.class)} for={props.for}>
      {props.children}
    </label>
  );
  return props.isPageHeading ? <h1 class="govuk-label-wrapper">{label}</h1> : label;
};

/** Help with answering, shown all the time. */
export const Hint = (props: PropsWithChildren<{ id?: string; class?: string }>) => (
  <div id={props.id} class={classNames('govuk-hint', props.class)}>
    {props.children}
  </div>
);

/** What is wrong with one field, beside it. "Error:" is for people who cannot see the red. */
export const ErrorMessage = (props: PropsWithChildren<{ id?: string; class?: string }>) => (
  <p id={props.id} class={classNames('govuk-error-message', props.class)}>
    <span class="govuk-visually-hidden">Error:</span> {props.children}
  </p>
);

/** A field with its label, hint and error, spaced as one. */
export const FormGroup = (props: PropsWithChildren<{ error?: string }>) => (
  <div class={classNames('govuk-form-group', props.error && 'govuk-form-group--error')}>{props.children}</div>
);

/** The hint and the error of a field, under the ids that `describedByIds` gives. */
export const HintAndError = (props: { id: string; hint?: Content; error?: string }) => (
  <>
    {props.hint ? <Hint id={`${props.id}-hint`}>{props.hint}</Hint> : null}
    {props.error ? <ErrorMessage id={`${props.id}-error`}>{props.error}</ErrorMessage> : null}
  </>
);

/** What ties a control to its label, its hint and its error. */
export type Tied = { id: string; describedBy: string | undefined; error: string | undefined };

/** A field that is one control, with its label, its hint and its error. `draw` draws the control, tied to them. */
export const LabelledControl = (props: FieldProps & { draw: (tied: Tied) => Content }) => {
  const id = props.id ?? props.name;
  const error = errorOf(id, props.errors);
  const describedBy = describedByIds(id, { describedBy: props.describedBy, hint: props.hint, error });
  return (
    <FormGroup error={error}>
      <Label for={id} size={props.labelSize} isPageHeading={props.isPageHeading}>
        {props.label}
      </Label>
      <HintAndError id={id} hint={props.hint} error={error} />
      {props.draw({ id, describedBy, error })}
    </FormGroup>
  );
};
