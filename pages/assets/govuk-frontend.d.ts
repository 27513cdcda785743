/** The part of GOV.UK Frontend's script that `enhance.ts` uses; the package has no types of its own. */
declare module 'govuk-frontend' {
  type Component = { new (root: never): unknown; moduleName: string };
  export const Button: Component;
  export const Checkboxes: Component;
  export const ErrorSummary: Component;
  export const NotificationBanner: Component;
  export const Radios: Component;
  export const ServiceNavigation: Component;
  export const SkipLink: Component;
  /** Starts the component on every element of the page whose `data-module` names it. */
  export function createAll(component: Component): void;
}
