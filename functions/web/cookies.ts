import type { Settings } from '../../services/services.ts';

/**
 * The three cookies, all necessary for what the person asked for. `pages/notice-pages.tsx` tells people: change one and you have to change the other.
 *
 * - `session`: who is signed in. SameSite=Lax and not Strict, because people come by a link in their webmail and would seem
 *   signed out under Strict. A post from elsewhere does not carry it, and is refused for its origin besides (S7).
 * - `request`: the code this browser asked for (S3). SameSite=Strict: nobody comes to the code page by a link.
 * - `draft`: the disagreement this browser is writing. Lax like the session: the form is what people are sent links to.
 */
const SAME_SITE = { session: 'Lax', request: 'Strict', draft: 'Lax' } as const;
/** One of the three. */
export type CookieName = keyof typeof SAME_SITE;
/** All three. */
export const COOKIE_NAMES = Object.keys(SAME_SITE) as CookieName[];

/** Sets a cookie. `lastsSeconds` absent: until the browser closes. `__Host-` needs https, which trial mode has not. */
export function setCookie(settings: Settings, name: CookieName, value: string, lastsSeconds?: number): string {
  const isHttps = settings.origin.startsWith('https://');
  return [
    `${nameOf(settings, name)}=${value}`,
    'Path=/',
    'HttpOnly',
    `SameSite=${SAME_SITE[name]}`,
    ...(isHttps ? ['Secure'] : []),
    ...(lastsSeconds === undefined ? [] : [`Max-Age=${lastsSeconds}`]),
  ].join('; ');
}

/** Takes a cookie away. */
export const clearCookie = (settings: Settings, name: CookieName) => setCookie(settings, name, '', 0);

/** The cookie's value as the browser sent it, or undefined. Only what our own ids are made of. */
export function readCookie(settings: Settings, header: string | undefined, name: CookieName): string | undefined {
  const wanted = nameOf(settings, name);
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === wanted && value && /^[\w-]{1,64}$/.test(value)) return value;
  }
  return undefined;
}

const nameOf = (settings: Settings, name: CookieName) =>
  settings.origin.startsWith('https://') ? `__Host-${name}` : name;
