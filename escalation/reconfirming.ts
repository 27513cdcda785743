import { Temporal } from 'temporal-polyfill';
import { type Directory, findPerson, type Post } from './directory.ts';
import type { Role } from './policy.ts';
import { londonDate, londonTime } from './working-days.ts';

/** How long somebody's word that a post is right is believed. Our choice: people change posts about as often, and a yearly email is little enough to be read. Days. */
export const CONFIRMED_FOR_DAYS = 365;

/** Roles whose address is a mailing list: nobody signs in as one, and everybody on it would get the email. */
const LISTS: readonly Role[] = ['learning-list'];

/** Whether nobody has said in the last year that this post is right. */
export function isToConfirm({ verifiedOn }: Pick<Post, 'verifiedOn'>, today: Temporal.PlainDate): boolean {
  return verifiedOn === undefined || verifiedOn < believedFrom(today);
}

/** The first day, as ISO text, whose word is still believed. */
function believedFrom(today: Temporal.PlainDate): string {
  return today.subtract({ days: CONFIRMED_FOR_DAYS }).toString();
}

/** Somebody to be asked whether their posts are still right, with every post they hold. */
export interface ToConfirm {
  readonly name: string;
  readonly email: string;
  readonly posts: readonly Post[];
}

/** Whoever holds a post that is to be confirmed, once each: first those never confirmed, then the longest ago, then by address. */
export function peopleToConfirm(directory: Directory, today: Temporal.PlainDate): ToConfirm[] {
  const oldest = new Map<string, string>();
  const believed = believedFrom(today);
  for (const post of directory.posts) {
    const on = post.verifiedOn ?? '';
    if (LISTS.includes(post.role) || on >= believed) continue;
    const known = oldest.get(post.email);
    if (known === undefined || on < known) oldest.set(post.email, on);
  }
  return [...oldest]
    .sort(([one, oneOn], [other, otherOn]) => oneOn.localeCompare(otherOn) || one.localeCompare(other))
    .map(([email]) => {
      const { name, posts } = findPerson(directory, email)!;
      return { name, email, posts };
    });
}

/** Our choice: what one partnership sends in a day at most, and how far apart. 2,000 people are asked within 20 working days. Minutes. */
const MOST_IN_A_DAY = 100;
const MINUTES_APART = 4;
/** London times between which these leave: within working hours (REQUIREMENTS §3), after the morning's digests. */
const FIRST_AT = '09:30';
const LAST_AT = '16:30';

/**
 * The moments at which today's emails may leave, in London: `MINUTES_APART` from one another, from 09:30 or from now, to 16:30. None is
 * left late in the day: those not asked today are asked tomorrow.
 */
export function momentsToAsk(now: Temporal.Instant): Temporal.Instant[] {
  const [opens, closes] = [FIRST_AT, LAST_AT].map((time) => londonTime(londonDate(now), time)) as [
    Temporal.Instant,
    Temporal.Instant,
  ];
  const first = Temporal.Instant.compare(now, opens) > 0 ? now : opens;
  const moments = Array.from({ length: MOST_IN_A_DAY }, (_, n) => first.add({ minutes: n * MINUTES_APART }));
  return moments.filter((moment) => Temporal.Instant.compare(moment, closes) <= 0);
}
