import { classNames } from './class-names.ts';
import type { Content } from './field.tsx';

/** A part of the service. `current`: this very page; `active`: a page within that part. */
type ServiceNavigationItem = { href: string; text: Content; current?: boolean; active?: boolean };

/**
 * The parts of the service, under the header of every page.
 *
 * On a narrow screen the script folds the list into a menu behind a button. Without the script a link does the same (`menuLink`): it
 * leads to the list, which is shown while the page's address names it. Where the reader is now is said by weight and by
 * `aria-current`, not by colour alone.
 */
export const ServiceNavigation = (props: {
  items: readonly (ServiceNavigationItem | null | false | undefined)[];
  /** How a screen reader names this navigation among others of the page. */
  label?: string;
  id?: string;
  class?: string;
  listClass?: string;
  menuButtonText?: string;
  menuButtonLabel?: string;
  /** The folded list's link on a narrow screen without the script, in the place of the button. None: the list is always unfolded there. */
  menuLink?: string;
}) => {
  const items = props.items.filter((item): item is ServiceNavigationItem => Boolean(item));
  const buttonText = props.menuButtonText ?? 'Menu';
  const id = props.id ?? 'navigation';
  return (
    <div class={classNames('govuk-service-navigation', props.class)} data-module="govuk-service-navigation">
      <div class="govuk-width-container">
        <div class="govuk-service-navigation__container">
          {items.length > 0 ? (
            <nav
              aria-label={props.label ?? buttonText}
              class={classNames('govuk-service-navigation__wrapper', props.listClass)}
            >
              {items.length > 1 ? (
                // biome-ignore lint/a11y/noAriaHiddenOnFocusable: hidden, so it takes no focus until the script shows it
                <button
                  type="button"
                  class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
                  aria-controls={id}
                  aria-label={props.menuButtonLabel === buttonText ? undefined : props.menuButtonLabel}
                  hidden
                  aria-hidden="true"
                >
                  {buttonText}
                </button>
              ) : null}
              {props.menuLink ? (
                <a class="app-menu-link" href={`#${id}`}>
                  {props.menuLink}
                </a>
              ) : null}
              <ul class="govuk-service-navigation__list" id={id}>
                {items.map((item) => (
                  <NavigationItem {...item} />
                ))}
              </ul>
            </nav>
          ) : null}
        </div>
      </div>
    </div>
  );
};

const NavigationItem = ({ href, text, current, active }: ServiceNavigationItem) => {
  const isHere = current || active;
  return (
    <li class={classNames('govuk-service-navigation__item', isHere && 'govuk-service-navigation__item--active')}>
      <a
        class="govuk-service-navigation__link"
        href={href}
        aria-current={current ? 'page' : active ? 'true' : undefined}
      >
        {/* Strong, so that it still shows to somebody who overrides colours and styles. */}
        {isHere ? <strong class="govuk-service-navigation__active-fallback">{text}</strong> : text}
      </a>
    </li>
  );
};
