import type { FieldError } from './field.tsx';

/** Everything wrong with the form, first on the page, each linked to its field. Nothing at all when nothing is wrong. */
export const ErrorSummary = (props: { errors?: readonly FieldError[]; title?: string }) =>
  props.errors?.length ? (
    <div class="govuk-error-summary" data-module="govuk-error-summary">
      {/* The alert is inside, not on the block that takes the focus, or some screen readers read only one of the two. */}
      <div role="alert">
        <h2 class="govuk-error-summary__title">{props.title ?? 'There is a problem'}</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {props.errors.map((error) => (
              <li>
                <a href={`#${error.field}`}>{error.message}</a>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  ) : null;
