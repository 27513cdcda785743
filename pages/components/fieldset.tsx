import type { PropsWithChildren } from 'hono/jsx';
import { classNames } from './class-names.ts';
import type { Content, Size } from './field.tsx';

type FieldsetProps = PropsWithChildren<{
  legend: Content;
  legendSize?: Size;
  isPageHeading?: boolean;
  describedBy?: string;
  /** `group` for text fields, because JAWS is silent about the hint without it; never for radios, which it would read twice. */
  role?: 'group';
  class?: string;
}>;

/** Fields that answer one question between them. */
export const Fieldset = (props: FieldsetProps) => (
  <fieldset class={classNames('govuk-fieldset', props.class)} role={props.role} aria-describedby={props.describedBy}>
    <legend
      class={classNames('govuk-fieldset__legend', props.legendSize && `govuk-fieldset__legend--${props.legendSize}`)}
    >
      {props.isPageHeading ? <h1 class="govuk-fieldset__heading">{props.legend}</h1> : props.legend}
    </legend>
    {props.children}
  </fieldset>
);
