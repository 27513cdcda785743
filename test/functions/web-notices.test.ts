import { describe, expect, it } from 'vitest';
import { COOKIE_NAMES } from '../../functions/web/cookies.ts';
import { UNUSED_LASTS_DAYS } from '../../services/calendar-addresses.ts';
import { CHANGES_KEPT_DAYS } from '../../services/directories.ts';
import { SAVED_LASTS_DAYS, UNSAVED_LASTS_HOURS } from '../../services/drafts.ts';
import { SETTLED_KEPT_DAYS } from '../../services/holding-pen.ts';
import { LOOKS_KEPT_DAYS } from '../../services/looks.ts';
import { RAW_MAIL_KEPT_DAYS } from '../../services/raw-mail.ts';
import { REQUEST_LASTS_HOURS, SESSION_IDLE_MINUTES, SESSION_LASTS_HOURS } from '../../services/sign-ins.ts';
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

  it('says a year of a calendar address, which is what it lasts', async () => {
    expect(UNUSED_LASTS_DAYS).toBe(365);
    expect(await read('/privacy')).toContain('until you stop it, or for a year without use');
  });
});
