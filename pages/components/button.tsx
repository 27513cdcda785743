import type { PropsWithChildren } from 'hono/jsx';
import { classNames } from './class-names.ts';

type Look = 'secondary' | 'warning' | 'inverse';

type ButtonProps = PropsWithChildren<{
  /** A quieter, a dangerous or a light-on-dark button; the page's main action has none. */
  look?: Look;
  name?: string;
  value?: string;
  id?: string;
  class?: string;
  /** Where this button posts its form to, if not where the form does. */
  formaction?: string;
  /** `button` for one that only a script answers. */
  type?: 'submit' | 'button';
  /** True where pressing twice would do the thing twice; needs the page's script, so the server must refuse a second one too. */
  preventDoubleClick?: boolean;
  disabled?: boolean;
}>;

const buttonClass = (look: Look | undefined, extra: string | undefined, isStart = false) =>
  classNames('govuk-button', look && `govuk-button--${look}`, extra, isStart && 'govuk-button--start');

/** A button that submits the form it is in. Changing anything is always a button, never a link (S1: opening a link is inert). */
export const Button = (props: ButtonProps) => (
  <button
    type={props.type ?? 'submit'}
    value={props.value}
    name={props.name}
    formaction={props.formaction}
    disabled={props.disabled}
    aria-disabled={props.disabled ? 'true' : undefined}
    data-prevent-double-click={props.preventDoubleClick === undefined ? undefined : String(props.preventDoubleClick)}
    class={buttonClass(props.look, props.class)}
    data-module="govuk-button"
    id={props.id}
  >
    {props.children}
  </button>
);

/** A link that looks like a button. It only goes somewhere: it changes nothing. `isStart` adds the arrow of a start page. */
export const ButtonLink = (
  props: PropsWithChildren<{ href: string; look?: Look; isStart?: boolean; id?: string; class?: string }>,
) => (
  // GOV.UK Frontend gives it the role of a button because people are told to "press the button"; its script makes
  // the space bar press it too.
  // biome-ignore lint/a11y/useSemanticElements: the official markup is a link with the role of a button
  <a
    href={props.href}
    role="button"
    draggable={false}
    class={buttonClass(props.look, props.class, props.isStart)}
    data-module="govuk-button"
    id={props.id}
  >
    {props.children}
    {props.isStart ? (
      <svg
        class="govuk-button__start-icon"
        xmlns="http://www.w3.org/2000/svg"
        width="17.5"
        height="19"
        viewBox="0 0 33 40"
        aria-hidden="true"
        focusable="false"
      >
        <path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" />
      </svg>
    ) : null}
  </a>
);

/** Buttons and links side by side, one under another on a narrow screen. */
export const ButtonGroup = (props: PropsWithChildren) => <div class="govuk-button-group">{props.children}</div>;
