import type { Partnership } from './partnership.ts';

export type RouteName = keyof Partnership['routes'];

/** Each onward route by what it is for (INT-13). */
export const ROUTE_TITLES: Record<RouteName, string> = {
  emergency: 'Somebody is in danger now',
  referral: 'You want to refer a child or adult',
  outOfHours: 'Outside office hours',
  allegation: 'An allegation against somebody who works with children or adults',
  whistleblowing: 'Whistleblowing',
  complaint: 'A complaint',
  review: 'Somebody has died or was seriously harmed',
};
