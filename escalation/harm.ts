import { Temporal } from 'temporal-polyfill';
import { isReview, type Policy, type PolicyStage, rolesFor, stageAfter } from './policy.ts';
import { type Asked, type Disagreement, type Harm, openHarm, openVisit, type Person } from './record.ts';

/**
 * Reads from the record who has seen that somebody is at risk, who has not, and when they are chased next.
 *
 * > "Chases stop for a side when anyone there acknowledges; after three unanswered its deputy and safeguarding lead are asked" — CLK-14
 *
 * Our choice: where several agencies respond each is a side of its own, because what one of them has seen protects nobody at another.
 */

/** Minutes after it was flagged, or after a stage opened with other people; then every hour, day and night. */
const CHASES_AFTER_MINUTES = [15, 30, 60] as const;
const THEN_EVERY_MINUTES = 60;
/** After so many chases without an answer others are asked as well, and the page says to telephone. */
export const CHASES_BEFORE_OTHERS = 3;

/** The people of one agency who are waited for to say that they have seen it. */
interface Unseen {
  agency: string;
  side: Asked['side'];
  people: Person[];
  /** Asked at the open stage, as opposed to told at once by the policy. */
  asked: Asked[];
}

/** The agencies at which nobody has said yet that they have seen it. */
export function notYetSeen(d: Disagreement): Unseen[] {
  const harm = openHarm(d);
  const visit = openVisit(d);
  if (!harm || !visit) return [];
  const index = d.stages.length - 1;
  const isHeard = ({ email }: Person) => d.people[email]?.mine !== 'not mine';
  const hasSeen = (agency: string) => harm.seenBy.some((seen) => seen.agency === agency && seen.visit === index);
  const agencies = new Map<string, Unseen>();
  const add = (agency: string, side: Asked['side'], people: Person[], asked: Asked[]) => {
    const one = agencies.get(agency) ?? { agency, side, people: [], asked: [] };
    for (const person of people) if (!one.people.some(({ email }) => email === person.email)) one.people.push(person);
    one.asked.push(...asked);
    agencies.set(agency, one);
  };
  for (const asked of visit.asked) {
    if (asked.notMineAt || hasSeen(asked.agency)) continue;
    add(asked.agency, asked.side, [asked.person], [asked]);
  }
  for (const also of harm.alsoAsked) {
    const isHere = also.why === 'nobody answered' && also.visit === index && agencies.has(also.agency);
    // Told whom the policy names? Only they can say so, once for all: nobody else's answer stands for theirs (CLK-9).
    const mustStill = also.mustAnswer && !harm.seenBy.some(({ by }) => by.email === also.person.email);
    if ((isHere || mustStill) && isHeard(also.person)) add(also.agency, agencySide(d, also.agency), [also.person], []);
  }
  return [...agencies.values()];
}

/** The side an agency is on; the board's people are on neither. */
export function agencySide(d: Pick<Disagreement, 'raiser' | 'raisedWith'>, agency: string): Asked['side'] {
  if (agency === d.raiser.agency) return 'raising';
  return d.raisedWith.some((other) => other.agency === agency) ? 'responding' : 'board';
}

/** When the next chase goes, or null when everybody has seen it or no harm is open. */
export function nextChaseAt(d: Disagreement): Temporal.Instant | null {
  const harm = openHarm(d);
  const visit = openVisit(d);
  if (!harm || !visit || notYetSeen(d).length === 0) return null;
  const from = laterOf(harm.flaggedAt, visit.openedAt);
  const through = harm.chase?.throughAt;
  for (let n = 0; ; n += 1) {
    const at = from.add({ minutes: minutesOfChase(n) });
    if (through === undefined || Temporal.Instant.compare(at, through) > 0) return at;
  }
}

/** Minutes after which the n-th chase goes, counted from 0: 15, 30, 60, 120, 180… */
function minutesOfChase(n: number): number {
  const last = CHASES_AFTER_MINUTES.length - 1;
  return CHASES_AFTER_MINUTES[n] ?? CHASES_AFTER_MINUTES[last]! + (n - last) * THEN_EVERY_MINUTES;
}

/** Whether three chases went unanswered at the open stage: the page then says to telephone. */
export function mustTelephone(d: Disagreement): boolean {
  const harm = openHarm(d);
  return (
    harm?.chase !== undefined &&
    harm.chase.visit === d.stages.length - 1 &&
    harm.chase.roundsHere >= CHASES_BEFORE_OTHERS &&
    notYetSeen(d).length > 0
  );
}

/** The agency for which somebody may say that they have seen it, or that it has ended: asked at the open stage, or asked because of harm. */
export function answersHarmFor(d: Disagreement, email: string): string | undefined {
  const harm = openHarm(d);
  const visit = openVisit(d);
  if (!harm || !visit) return undefined;
  const asked = visit.asked.find((one) => one.person.email === email && !one.notMineAt);
  return asked?.agency ?? harm.alsoAsked.find(({ person }) => person.email === email)?.agency;
}

/** Whether somebody has said at the open stage that they have seen it. */
export function hasSaidSeen(harm: Harm, d: Disagreement, email: string): boolean {
  return harm.seenBy.some(({ by, visit }) => by.email === email && visit === d.stages.length - 1);
}

/**
 * The review that harm has passed over and that runs beside the stage it opened, until somebody says what they find (SCP-4: "at harm it
 * runs beside Step 2, not before it"). Undefined where the policy has none, or it is answered.
 */
export function reviewBeside(d: Disagreement, policy: Policy): PolicyStage | undefined {
  const visit = openVisit(d);
  if (visit?.cause !== 'immediate harm' || visit.review) return undefined;
  const review = policy.stages.find((stage) => stageAfter(policy, stage.id)?.id === visit.stageId && isReview(stage));
  const isAnswered = d.stages.some(({ stageId, review: answer }) => stageId === review?.id && answer);
  return isAnswered ? undefined : review;
}

/** Whether somebody asked at the open stage is the one who would have reviewed it. */
export function reviewsBeside(d: Disagreement, policy: Policy, email: string): boolean {
  const rule = reviewBeside(d, policy)?.asks.find(({ does }) => does === 'review');
  const asked = openVisit(d)?.asked.find((one) => one.person.email === email && !one.notMineAt);
  if (!rule || asked?.side !== 'raising') return false;
  return [...rolesFor(rule, d.subject), ...rule.orRoles].includes(asked.role);
}

function laterOf(a: string, b: string): Temporal.Instant {
  return Temporal.Instant.from(Temporal.Instant.compare(a, b) >= 0 ? a : b);
}
