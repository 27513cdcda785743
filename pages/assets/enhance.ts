import {
  Button,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
} from 'govuk-frontend';

// The script runs in a browser, whose types the rest of the house must not see: this is all it needs of them.
declare const document: {
  body: { classList: { add(...names: string[]): void } };
  querySelector(selector: string): unknown;
};
declare const history: { replaceState(state: null, unused: string): void };
declare const location: { pathname: string };

// GOV.UK Frontend's template adds these by an inline script, which our Content-Security-Policy forbids. A browser that runs
// `type="module"` is one it supports.
document.body.classList.add('js-enabled', 'govuk-frontend-supported');

// A form that comes back with something to put right answers a post, and no page of ours may be stored: whoever goes back to it later would
// read the browser's own error. Named again it is asked for anew, as any page. The decisions on a held email have no page of their own.
if (document.querySelector('.govuk-error-summary') && !location.pathname.startsWith('/lead/held/'))
  history.replaceState(null, '');

// Extras only: moving the focus to the summary of errors and to a success banner, refusing a second press of a button, the
// space bar on a link that looks like a button, boxes that exclude each other, the navigation folded into a menu on a telephone. Every
// page works without them.
for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink])
  createAll(component);
