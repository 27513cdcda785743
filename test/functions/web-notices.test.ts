import { describe, expect, it } from 'vitest';
import { COOKIE_NAMES, setCookie } from '../../functions/web/cookies.ts';
import { UNUSED_LASTS_DAYS } from '../../services/calendar-addresses.ts';
import { CORRECTION_KEPT_DAYS } from '../../services/corrections.ts';
import { CHANGES_KEPT_DAYS } from '../../services/directories.ts';
import { SAVED_LASTS_DAYS, SENT_LASTS_HOURS, UNSAVED_LASTS_HOURS } from '../../services/drafts.ts';
import { SETTLED_KEPT_DAYS } from '../../services/holding-pen.ts';
import { LOOKS_KEPT_DAYS } from '../../services/looks.ts';
import { RAW_MAIL_KEPT_DAYS } from '../../services/raw-mail.ts';
import {
  CODE_LASTS_MINUTES,
  CODES_FOR_AN_ADDRESS_IN_AN_HOUR,
  REQUEST_LASTS_HOURS,
  SESSION_IDLE_MINUTES,
  SESSION_LASTS_HOURS,
} from '../../services/sign-ins.ts';
import { unescaped, webWorld } from './web-world.ts';

const read = async (path: string) =>
  unescaped((await webWorld().browser().get(path)).body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '));

describe('what the notices say is what the software does', () => {
  it('names the cookies there are, and no other', async () => {
    const { body } = await webWorld().browser().get('/cookies');

    const named = [...body.matchAll(/<th scope="row"[^>]*>(.*?)<\/th>/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(COOKIE_NAMES));
  });

  it.each<[string, string]>([
    ['/cookies', `After ${SESSION_IDLE_MINUTES} minutes without use, after ${SESSION_LASTS_HOURS} hours`],
    ['/cookies', `After ${REQUEST_LASTS_HOURS} hours`],
    ['/privacy', `for ${UNSAVED_LASTS_HOURS} hours, or for ${SAVED_LASTS_DAYS} days if you save it`],
    ['/privacy', `until they have decided on it, and for ${SETTLED_KEPT_DAYS} days more`],
    ['/privacy', `kept as they came for ${RAW_MAIL_KEPT_DAYS} days`],
  ])('%s: %s', async (path, says) => {
    expect(await read(path)).toContain(says);
  });

  it('says in years what is kept for years: changes of a directory and of settings, and who looked', async () => {
    expect([CHANGES_KEPT_DAYS, LOOKS_KEPT_DAYS]).toEqual([3 * 365, 2 * 365]);
    const notice = await read('/privacy');
    expect(notice.match(/by whom, is kept for three years/g)).toHaveLength(2);
    expect(notice).toContain('that somebody was refused, is kept for two years');
  });

  it('says a year of a correction that is settled, and to whom it is shown who looked', async () => {
    expect(CORRECTION_KEPT_DAYS).toBe(365);
    const notice = await read('/privacy');
    expect(notice).toContain('a correction that somebody proposed, for a year after it is settled');
    expect(notice).toContain("kept for two years and shown to the partnership's leads");
  });

  it('says what emails never say, which every message is held to (PRV-3), and what a copy by email is', async () => {
    const notice = await read('/privacy');
    expect(notice).toContain('Never anything about a child or adult, and nothing else that anybody wrote');
    expect(notice).toContain('Only a password that the lead tells them by telephone opens it');
  });

  it('says how each cookie ends and begins, as it is set', async () => {
    const settings = { ...webWorld().services.settings, origin: 'https://escalate.example' };
    const set = COOKIE_NAMES.map((name) => setCookie(settings, name, 'x'));
    expect(set.filter((cookie) => !cookie.startsWith('__Host-'))).toEqual([]);
    // A browser refuses a `__Host-` cookie without the first, and a script of anybody's could read it without the second.
    for (const attribute of ['Secure', 'HttpOnly', 'Path=/'])
      expect(set.filter((cookie) => !cookie.split('; ').includes(attribute))).toEqual([]);
    // Without an age a browser forgets it when it closes.
    expect(set.filter((cookie) => /Max-Age|Expires/i.test(cookie))).toEqual([]);
    const notice = await read('/cookies');
    expect(notice).toContain('each name begins with “__Host-”');
    expect(notice).toContain(
      'Remembers which disagreement you are writing in this browser, until you send or save it When you close the browser or sign out',
    );
  });

  it('claims no test of accessibility that there was not', async () => {
    const statement = await read('/accessibility');
    expect(statement).toContain(
      'It has not yet been tested by people who use assistive technology, and it has had no independent audit.',
    );
    expect(statement).not.toMatch(/fully compliant|fully accessible|certified|WCAG AAA/i);
  });

  it.each<[says: string, path: string]>([
    [`This browser keeps your answers for ${UNSAVED_LASTS_HOURS} hours`, '/raise/brackenshire'],
    [`come back within ${SAVED_LASTS_DAYS} days`, '/raise/brackenshire'],
    [`We keep your answers for ${SAVED_LASTS_DAYS} days and then delete them`, '/raise/brackenshire/save'],
    [`Your disagreement is kept for ${SENT_LASTS_HOURS} hours`, '/sign-in/code'],
    [`It works for ${CODE_LASTS_MINUTES} minutes, once, in this browser`, '/sign-in/code'],
    [`We send at most ${CODES_FOR_AN_ADDRESS_IN_AN_HOUR} codes to one address in an hour`, '/sign-in/code'],
  ])('where it matters too: %s', async (says, path) => {
    const browser = webWorld().browser();
    await browser.fill();
    if (path === '/sign-in/code') await browser.post('/raise/brackenshire/check');

    expect(unescaped((await browser.get(path)).body).replaceAll(/\s+/g, ' ')).toContain(says);
  });

  it('says a year of a calendar address, which is what it lasts', async () => {
    expect(UNUSED_LASTS_DAYS).toBe(365);
    expect(await read('/privacy')).toContain('until you stop it, or for a year without use');
  });
});
