import type { PropsWithChildren } from 'hono/jsx';
import { classNames } from './class-names.ts';
import type { Content } from './field.tsx';

/** Help that is opened by those who need it. */
export const Details = (
  props: PropsWithChildren<{ summary: Content; isOpen?: boolean; id?: string; class?: string }>,
) => (
  <details id={props.id} class={classNames('govuk-details', props.class)} open={props.isOpen}>
    <summary class="govuk-details__summary">
      <span class="govuk-details__summary-text">{props.summary}</span>
    </summary>
    <div class="govuk-details__text">{props.children}</div>
  </details>
);

/** Words set apart: a quotation from the policy, an example. */
export const InsetText = (props: PropsWithChildren<{ id?: string; class?: string }>) => (
  <div id={props.id} class={classNames('govuk-inset-text', props.class)}>
    {props.children}
  </div>
);

/** A consequence somebody must know before they act. */
export const WarningText = (props: PropsWithChildren<{ class?: string; iconFallbackText?: string }>) => (
  <div class={classNames('govuk-warning-text', props.class)}>
    <span class="govuk-warning-text__icon" aria-hidden="true">
      !
    </span>{' '}
    <strong class="govuk-warning-text__text">
      <span class="govuk-visually-hidden">{props.iconFallbackText ?? 'Warning'}</span> {props.children}
    </strong>
  </div>
);

type NotificationBannerProps = PropsWithChildren<{
  /** True just after somebody did something and it worked: it is read out at once. */
  isSuccess?: boolean;
  title?: Content;
  /** The message in one sentence. Give children instead, or as well, for more than a sentence. */
  heading?: Content;
  /** The id of its title, for a page with two. */
  titleId?: string;
  headingLevel?: 2 | 3;
  class?: string;
}>;

/** Something about the whole page that the person should see first. */
export const NotificationBanner = (props: NotificationBannerProps) => {
  const titleId = props.titleId ?? 'govuk-notification-banner-title';
  const Heading = props.headingLevel === 3 ? 'h3' : 'h2';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: alert and region both take a label; the rule cannot see which it is
    <div
      class={classNames(
        'govuk-notification-banner',
        props.isSuccess && 'govuk-notification-banner--success',
        props.class,
      )}
      role={props.isSuccess ? 'alert' : 'region'}
      aria-labelledby={titleId}
      data-module="govuk-notification-banner"
    >
      <div class="govuk-notification-banner__header">
        <Heading class="govuk-notification-banner__title" id={titleId}>
          {props.title ?? (props.isSuccess ? 'Success' : 'Important')}
        </Heading>
      </div>
      <div class="govuk-notification-banner__content">
        {props.heading ? <p class="govuk-notification-banner__heading">{props.heading}</p> : null}
        {props.children}
      </div>
    </div>
  );
};

/** The end of a transaction: it worked, and what to keep (a reference). */
export const Panel = (props: PropsWithChildren<{ title: Content; headingLevel?: 1 | 2; class?: string }>) => {
  const Heading = props.headingLevel === 2 ? 'h2' : 'h1';
  return (
    <div class={classNames('govuk-panel govuk-panel--confirmation', props.class)}>
      <Heading class="govuk-panel__title">{props.title}</Heading>
      {props.children ? <div class="govuk-panel__body">{props.children}</div> : null}
    </div>
  );
};

/** A state in a word or two, such as "Open now". The words carry the meaning; the colour only repeats it (WCAG 1.4.1). */
export const Tag = (props: PropsWithChildren<{ colour?: TagColour; class?: string }>) => (
  <strong class={classNames('govuk-tag', props.colour && `govuk-tag--${props.colour}`, props.class)}>
    {props.children}
  </strong>
);

/** The colours GOV.UK Frontend has for a tag; blue is the one it has without a name. */
export type TagColour = 'grey' | 'green' | 'teal' | 'purple' | 'magenta' | 'red' | 'orange' | 'yellow';
