import type { Temporal } from 'temporal-polyfill';
import { type ContactAnswer, type ContactQuestion, contactFor } from './contact-for.ts';
import { type Agency, BOARD, type Directory, type Post, postsOf } from './directory.ts';
import {
  type AskedRule,
  boardMaySee,
  type Policy,
  type PolicyStage,
  type Role,
  roleInstead,
  rolesFor,
  SUBJECTS,
} from './policy.ts';
import { isToConfirm } from './reconfirming.ts';

/** What is wrong with a tier of an agency. All may be true at once but the first two. */
export const GAPS = [
  'nobody',
  'somebody in their place',
  'deputy only',
  'deputies name each other',
  'same person as the stage before',
  'away',
  'never confirmed',
  'confirmed over a year ago',
] as const;
/** One of them. */
export type Gap = (typeof GAPS)[number];

/** Who would be asked at one stage in one agency if something were raised today, how we came to them, and what is wrong. */
export interface TierToday {
  readonly stageId: string;
  /** Id of the agency; `board` for the board's own posts. */
  readonly agency: string;
  /** Only where the agency's sites have people of their own for it. */
  readonly site?: string;
  readonly role: Role;
  readonly answer: ContactAnswer;
  readonly gaps: readonly Gap[];
}

interface Asking {
  readonly directory: Directory;
  readonly policy: Policy;
  /** The day on which absences and confirmations are judged. */
  readonly on: Temporal.PlainDate;
}

/**
 * Every tier that the policy asks of an agency, stage by stage, as it stands on that day: what opening the stage would find, had every
 * stage before it been reached. Practitioners are named by whoever raises it, so they are no tier here. Whom an agency's own
 * side names, and whoever is asked for the other side, only a real disagreement knows.
 */
export function tiersOf(asking: Asking, agencyId: string): TierToday[] {
  const agency = asking.directory.agencies.find(({ id }) => id === agencyId);
  if (!agency) return [];
  const posts = asking.directory.posts.filter((post) => post.agency === agencyId);
  return sitesThatMatter(asking.directory, agency).flatMap((site) => {
    let heldBefore: string[] = [];
    return asking.policy.stages.flatMap((stage) => {
      const tiers = rulesOf(stage, agency).map(({ rule, role }) => ({
        rule,
        tier: tierOf(asking, { stage, rule, role, agency, posts, site, heldBefore }),
      }));
      // As opening a stage has it: who reviews or prepares inside the raising agency may be asked again, and so may the board's people.
      heldBefore =
        agency.id === BOARD
          ? []
          : tiers.flatMap(({ rule, tier }) =>
              rule.does === 'review' || rule.does === 'prepare' || !tier.answer.contact
                ? []
                : [tier.answer.contact.email],
            );
      return tiers.map(({ tier }) => tier);
    });
  });
}

/** Every tier of every agency in which something is wrong, in the order of the policy's stages and then of the directory. */
export function gapsIn(asking: Asking): TierToday[] {
  const tiers = asking.directory.agencies
    .flatMap(({ id }) => tiersOf(asking, id))
    .filter(({ gaps }) => gaps.length > 0);
  const order = asking.policy.stages.map(({ id }) => id);
  return tiers.sort((one, other) => order.indexOf(one.stageId) - order.indexOf(other.stageId));
}

/** What a stage asks of this agency: each role once, whoever of both sides it would be. */
function rulesOf(stage: PolicyStage, agency: Agency): { rule: AskedRule; role: Role }[] {
  const found = new Map<Role, AskedRule>();
  for (const rule of stage.asks) {
    if ((rule.of === 'board') !== (agency.id === BOARD)) continue;
    for (const role of SUBJECTS.flatMap((subject) => rolesFor(rule, subject))) {
      if (role !== 'practitioner' && !found.has(role)) found.set(role, rule);
    }
  }
  return [...found].map(([role, rule]) => ({ rule, role }));
}

/** Undefined is the agency as a whole: the only answer where no post names a site, or it has but one. */
function sitesThatMatter({ posts, vacancies }: Directory, { id, sites }: Agency): (string | undefined)[] {
  const named = new Set([...posts, ...vacancies].flatMap(({ agency, site }) => (agency === id && site ? [site] : [])));
  return sites.length > 1 && named.size > 0 ? sites.filter((site) => named.has(site)) : [undefined];
}

function tierOf(
  { directory, policy, on }: Asking,
  asked: {
    stage: PolicyStage;
    rule: AskedRule;
    role: Role;
    agency: Agency;
    /** The agency's. */
    posts: readonly Post[];
    site: string | undefined;
    heldBefore: readonly string[];
  },
): TierToday {
  const { stage, rule, role, agency, posts, site, heldBefore } = asked;
  const instead = roleInstead(rule, agency.type);
  const reached = policy.stages.slice(0, policy.stages.indexOf(stage) + 1).map(({ id }) => id);
  const question: ContactQuestion = {
    agency: agency.id,
    ...(site ? { site } : {}),
    role,
    ...(instead ? { roleInstead: instead } : {}),
    roleEquivalents: rule.orRoles,
    on,
    notThese: heldBefore,
    boardMayBeAsked: agency.id === BOARD || boardMaySee(policy, reached) !== 'count',
  };
  const answer = contactFor(directory, question);
  const roles: Role[] = [instead ?? role, ...rule.orRoles];
  const holders = posts.filter(
    (post) => roles.includes(post.role) && (post.site === undefined || !site || post.site === site),
  );
  return {
    stageId: stage.id,
    agency: agency.id,
    ...(site ? { site } : {}),
    role: instead ?? role,
    answer,
    gaps: gapsOf(directory, { answer, holders, heldBefore, on }),
  };
}

function gapsOf(
  directory: Directory,
  tier: { answer: ContactAnswer; holders: readonly Post[]; heldBefore: readonly string[]; on: Temporal.PlainDate },
): Gap[] {
  const { answer, holders, heldBefore, on } = tier;
  const because = answer.contact?.because;
  const is: Record<Gap, boolean> = {
    nobody: answer.contact === undefined,
    'somebody in their place': because === "agency's safeguarding lead" || because === "board's business unit",
    'deputy only': because === 'deputy',
    'deputies name each other': holders.some((post) => isNamedBack(directory, post)),
    'same person as the stage before': holders.some(({ email }) => heldBefore.includes(email)),
    away: holders.length > 0 && holders.every((post) => isAway(directory, post, on)),
    'never confirmed': holders.some(({ verifiedOn }) => verifiedOn === undefined),
    'confirmed over a year ago': holders.some((post) => post.verifiedOn !== undefined && isToConfirm(post, on)),
  };
  return GAPS.filter((gap) => is[gap]);
}

function isNamedBack(directory: Directory, { email, deputyEmail }: Post): boolean {
  return postsOf(directory, deputyEmail ?? '').some((post) => post.deputyEmail === email);
}

/** Away in any of their posts is away in all: nobody is on leave from half of their work. `contactFor` judges the same. */
function isAway(directory: Directory, { email }: Post, on: Temporal.PlainDate): boolean {
  const today = on.toString();
  return postsOf(directory, email).some(
    ({ absentFrom, absentTo }) => absentFrom !== undefined && absentFrom <= today && today <= (absentTo ?? today),
  );
}
