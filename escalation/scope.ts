import type { RouteName } from './partnership.ts';
import { type Policy, subjectElsewhere } from './policy.ts';

/**
 * "Is this …?": what somebody may have come with, before the form asks anything (SCP-1 to SCP-3). Nothing here is kept, and nothing starts a
 * clock. It shows a way and bars none: whoever sees it otherwise goes on to the form.
 */
export const MATTERS = {
  disagreement: {
    label: 'I disagree with a decision, an action or a lack of action of another agency',
    hint: 'Also a plan, or how it is carried out.',
  },
  referral: { label: 'I want to refer a child or adult, or give new information about them', route: 'referral' },
  'not-delivered': {
    label: 'An agency has not done something that it agreed to do',
    route: 'complaint',
    /** "Plan or its implementation" is in scope (W L19), so it is asked about and not turned away (SCP-2). */
    ask: 'Do you disagree about the plan itself, or about how it is carried out? That is in scope: raise it here. If there is no disagreement, and the agency has simply not done what it agreed, use its complaints procedure.',
  },
  elsewhere: {
    /** Said of whom the policy is not about, and asked only where there is somebody: their partnership has its own policy and people (INT-8). */
    label: 'It is about somebody whom this policy is not for',
  },
  pattern: {
    label: 'A pattern: several concerns about how an agency works',
    /** "Cumulative concerns … own Designated Safeguarding Lead, may sit outside" — W L93. */
    ask: "Take it to your own agency's Designated Safeguarding Lead, who can raise it with the other agency. It starts no clock here. If one decision about one child or adult is part of it, you can raise a disagreement about that one.",
  },
  emergency: { label: 'Somebody is in danger now', route: 'emergency' },
  allegation: { label: 'An allegation against somebody who works with children or adults', route: 'allegation' },
  whistleblowing: { label: 'I fear for my position, or nobody at my agency listens', route: 'whistleblowing' },
  complaint: { label: 'A complaint about a service or a person', route: 'complaint' },
  review: { label: 'Somebody has died or was seriously harmed', route: 'review' },
} as const satisfies Record<string, { label: string; hint?: string; route?: RouteName; ask?: string }>;
/** One of them. */
export type Matter = keyof typeof MATTERS;
/** All of them, in the order in which people choose. */
const MATTER_NAMES = Object.keys(MATTERS) as Matter[];

const OF_SUBJECT = { child: 'It is about a child', adult: 'It is about an adult' };

interface MatterSaid {
  name: Matter;
  label: string;
  hint?: string;
}

/** What may be chosen under a policy, in order, each with its words. */
export function mattersUnder(policy: Pick<Policy, 'subjects'>): MatterSaid[] {
  const other = subjectElsewhere(policy);
  return MATTER_NAMES.flatMap((name): MatterSaid[] => {
    if (name === 'elsewhere') return other ? [{ name, label: OF_SUBJECT[other] }] : [];
    const { label, hint }: { label: string; hint?: string } = MATTERS[name];
    return [{ name, label, ...(hint ? { hint } : {}) }];
  });
}
