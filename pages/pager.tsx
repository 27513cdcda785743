/** The way from one page of a list to its neighbours; nothing where there is only one page. */
export const Pager = (props: {
  /** From 1. */
  page: number;
  pages: number;
  /** What the links to the neighbours say. */
  before: string;
  after: string;
  addressOf(page: number): string;
}) =>
  props.pages > 1 ? (
    <nav class="app-pages" aria-label="Pages of this list">
      <p class="govuk-body">
        Page {props.page} of {props.pages}
      </p>
      <ul class="govuk-list">
        {props.page > 1 ? (
          <li>
            <a class="govuk-link" rel="prev" href={props.addressOf(props.page - 1)}>
              {props.before}
            </a>
          </li>
        ) : null}
        {props.page < props.pages ? (
          <li>
            <a class="govuk-link" rel="next" href={props.addressOf(props.page + 1)}>
              {props.after}
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  ) : null;
