import type { PropsWithChildren } from 'hono/jsx';
import { classNames } from './class-names.ts';
import type { Content } from './field.tsx';
import { Tag, type TagColour } from './notices.tsx';

/** The way to the page before. */
export const BackLink = (props: PropsWithChildren<{ href: string; class?: string }>) => (
  <a href={props.href} class={classNames('govuk-back-link', props.class)}>
    {props.children ?? 'Back'}
  </a>
);

/** The first thing on a page: past the header, straight to what the page is for. */
export const SkipLink = (props: PropsWithChildren<{ href: string; class?: string }>) => (
  <a href={props.href} class={classNames('govuk-skip-link', props.class)} data-module="govuk-skip-link">
    {props.children}
  </a>
);

/** A line under the header that says what kind of service this is for now. */
export const PhaseBanner = (props: PropsWithChildren<{ tag: Content; tagColour?: TagColour; class?: string }>) => (
  <div class={classNames('govuk-phase-banner govuk-width-container', props.class)}>
    <p class="govuk-phase-banner__content">
      <Tag class="govuk-phase-banner__content__tag" colour={props.tagColour}>
        {props.tag}
      </Tag>{' '}
      <span class="govuk-phase-banner__text">{props.children}</span>
    </p>
  </div>
);

/** The service's name across the top. GOV.UK's header for services that are not on GOV.UK: no crown, no GDS Transport. */
export const Header = (props: { name: string; href: string; class?: string }) => (
  <div class={classNames('govuk-generic-header', props.class)}>
    <div class="govuk-generic-header__container govuk-width-container">
      <div class="govuk-generic-header__logo">
        <a href={props.href} class="govuk-generic-header__homepage-link">
          {props.name}
        </a>
      </div>
    </div>
  </div>
);

/**
 * The links at the bottom of every page.
 *
 * Our own markup and styles: GOV.UK Frontend's footer always shows the crown, the Royal Arms and Crown copyright, which are
 * not ours to use.
 */
export const Footer = (props: { links: readonly { href: string; text: string }[] }) => (
  <div class="app-footer">
    <div class="govuk-width-container">
      <h2 class="govuk-visually-hidden">Support links</h2>
      <ul class="app-footer__list">
        {props.links.map((link) => (
          <li>
            <a class="govuk-link" href={link.href}>
              {link.text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  </div>
);
