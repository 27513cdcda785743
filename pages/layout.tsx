import type { PropsWithChildren } from 'hono/jsx';
import * as built from './assets/built.ts';
import {
  BackLink,
  ErrorSummary,
  type FieldError,
  Footer,
  Header,
  PhaseBanner,
  ServiceNavigation,
  SkipLink,
} from './components/index.ts';

/** Where the stylesheet and the script are served from: same-origin paths with their content's hash in them. */
export type Assets = { css: { path: string }; js: { path: string } };

type LayoutProps = PropsWithChildren<{
  /** What the page is for, as its heading says it. Never a name, never the substance: it ends in browser histories. */
  title: string;
  /** Everything wrong with the form: the summary comes first and the title begins "Error: ", as GOV.UK asks. */
  errors?: readonly FieldError[];
  backLink?: { href: string; text?: string };
  /** Who the page is shown to: on a shared computer it matters. Adds "Sign out". */
  signedInAs?: string;
  partnershipName?: string;
  /** The page's own path, by which its part of the navigation is marked. */
  at?: string;
  /** Shows a lead the way to their desk. */
  leads?: boolean;
  /** True where nothing is real: a trial, a demonstration. Said on every page. */
  isTrial?: boolean;
  /** Full width, for a page that is mostly a table; text pages keep to a readable two thirds. */
  isWide?: boolean;
  assets?: Assets;
}>;

const SERVICE_NAME = 'Common Ground';

/** Pages that must be reachable from every page. The accessibility statement and the privacy notice are duties in law. */
export const FOOTER_LINKS = [
  { href: '/accessibility', text: 'Accessibility statement' },
  { href: '/privacy', text: 'Privacy notice' },
  { href: '/cookies', text: 'Cookies' },
] as const;

type Reader = Pick<LayoutProps, 'signedInAs' | 'leads'>;

/** The parts of the service in the order of the navigation, what else belongs to each, and who is shown it: everybody unless said. */
const PARTS: readonly { href: string; text: string; holds?: RegExp; isShownTo?: (reader: Reader) => boolean }[] = [
  { href: '/', text: 'Raise a disagreement', holds: /^\/raise\// },
  { href: '/mine', text: 'Your disagreements', holds: /^\/(?:d|calendar)(?:\/|$)/ },
  { href: '/policy', text: 'Policies', holds: /^\/policy\// },
  { href: '/calculator', text: 'Calculator' },
  {
    href: '/directory',
    text: 'Directory',
    holds: /^\/directory\//,
    isShownTo: ({ signedInAs }) => signedInAs !== undefined,
  },
  { href: '/lead', text: 'Lead’s desk', holds: /^\/(?:lead\/|settings)/, isShownTo: ({ leads }) => leads ?? false },
];

/** Where "Sign out" posts to. A button and not a link, because it changes something. */
const SIGN_OUT_PATH = '/sign-out';

/**
 * The frame around every page, after GOV.UK Frontend's page template, without the crown and the GDS Transport font.
 *
 * Nothing inline, no image, no other origin: it works under `default-src 'none'; style-src 'self'; script-src 'self'`. All of
 * it works without the script. The class `js-enabled` that the template adds inline is added by the script instead.
 */
export const Layout = ({ assets = built, errors = [], ...props }: LayoutProps) => (
  <html lang="en" class="govuk-template">
    <head>
      <meta charset="utf-8" />
      <title>{pageTitle(props.title, errors.length > 0, props.partnershipName)}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="theme-color" content="#0b0c0c" />
      <meta name="robots" content="noindex" />
      <link rel="stylesheet" href={assets.css.path} />
      <script type="module" src={assets.js.path} />
    </head>
    <body class="govuk-template__body">
      <SkipLink href="#main-content">Skip to main content</SkipLink>
      <header class="govuk-template__header">
        <Header name={SERVICE_NAME} href="/" />
        <ServiceNavigation
          menuLink="Menu"
          items={PARTS.filter(({ isShownTo }) => isShownTo?.(props) ?? true).map(({ href, text, holds }) => ({
            href,
            text,
            current: props.at === href,
            active: props.at !== undefined && holds?.test(props.at),
          }))}
        />
        {props.partnershipName || props.signedInAs ? (
          <div class="app-who">
            <div class="govuk-width-container app-who__inner">
              {props.partnershipName ? <p class="app-who__partnership">{props.partnershipName}</p> : null}
              {props.signedInAs ? (
                <form class="app-who__person" method="post" action={SIGN_OUT_PATH}>
                  <span>
                    <span class="app-who__as">Signed in as</span> {props.signedInAs}
                  </span>{' '}
                  <button type="submit" class="app-link-button">
                    Sign out
                  </button>
                </form>
              ) : null}
            </div>
          </div>
        ) : null}
        {props.isTrial ? (
          <PhaseBanner tag="Trial">
            This is a trial. Do not enter anything about a real child, adult or colleague.
          </PhaseBanner>
        ) : null}
      </header>
      <div class="govuk-width-container">
        {props.backLink ? (
          <nav aria-label="Page before this">
            <BackLink href={props.backLink.href}>{props.backLink.text ?? 'Back'}</BackLink>
          </nav>
        ) : null}
        <main class="govuk-main-wrapper" id="main-content">
          <div class="govuk-grid-row">
            <div class={props.isWide ? 'govuk-grid-column-full' : 'govuk-grid-column-two-thirds'}>
              <ErrorSummary errors={errors} />
              {props.children}
            </div>
          </div>
        </main>
      </div>
      <footer class="govuk-template__footer">
        <Footer links={FOOTER_LINKS} />
      </footer>
    </body>
  </html>
);

const pageTitle = (title: string, hasErrors: boolean, partnershipName: string | undefined) =>
  `${hasErrors ? 'Error: ' : ''}${title} - ${partnershipName ? `${partnershipName} - ` : ''}${SERVICE_NAME}`;
