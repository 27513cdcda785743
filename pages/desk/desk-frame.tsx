import type { PropsWithChildren } from 'hono/jsx';
import type { Frame } from '../frame.ts';
import { Layout } from '../layout.tsx';

/** The pages of a lead's desk, in the order in which a morning goes. */
export const DESK_PAGES = [
  { path: '/lead', text: 'What needs you today' },
  { path: '/lead/open', text: 'Open' },
  { path: '/lead/closed', text: 'Closed' },
  { path: '/lead/held', text: 'Held emails' },
  { path: '/lead/learning', text: 'Learning' },
  { path: '/lead/rehearsal', text: 'Rehearse a policy change' },
  { path: '/lead/return', text: 'Annual return' },
  { path: '/lead/digest', text: 'Your digest' },
  { path: '/settings', text: 'Settings' },
] as const;
export type DeskPath = (typeof DESK_PAGES)[number]['path'];

/** The partnership a desk page is of, where somebody leads several: every link on keeps it. */
export interface DeskPlace {
  frame: Frame;
  /** Where this page is. */
  path: DeskPath;
  partnership: { id: string; name: string };
  /** Every partnership the reader leads, this one too. */
  led: readonly { id: string; name: string }[];
}

/** The address of a desk page, of the same partnership. */
export const deskLink = ({ led, partnership }: DeskPlace, path: string) =>
  led.length > 1 ? `${path}?partnership=${partnership.id}` : path;

/** The frame of every desk page: its links, which partnership, and the way to another that the reader leads. */
export const DeskFrame = ({
  place,
  title,
  heading = title,
  errors,
  children,
}: PropsWithChildren<{
  place: DeskPlace;
  title: string;
  heading?: string;
  errors?: readonly { field: string; message: string }[];
}>) => (
  <Layout
    title={title}
    {...place.frame}
    partnershipName={place.partnership.name}
    isWide
    {...(errors ? { errors } : {})}
  >
    <nav class="app-desk-nav" aria-label="Your desk">
      <ul class="app-desk-nav__list">
        {DESK_PAGES.map(({ path, text }) => (
          <li>
            <a class="govuk-link" href={deskLink(place, path)} aria-current={path === place.path ? 'page' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    {place.led.length > 1 ? (
      <nav class="app-desk-nav" aria-label="Partnerships you lead">
        <ul class="app-desk-nav__list">
          {place.led.map(({ id, name }) => (
            <li>
              <a
                class="govuk-link"
                href={`${place.path}?partnership=${id}`}
                aria-current={id === place.partnership.id ? 'true' : undefined}
              >
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    ) : null}
    <h1 class="govuk-heading-l">{heading}</h1>
    {children}
  </Layout>
);
