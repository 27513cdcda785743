import * as z from 'zod';
import { debriefClause } from '../escalation/acts/after.ts';
import { waitingToBeApproved } from '../escalation/acts/talking.ts';
import { isSecureDomain } from '../escalation/address.ts';
import { roleInWords } from '../escalation/asked-as.ts';
import { BOARD } from '../escalation/directory.ts';
import { inAList } from '../escalation/in-a-list.ts';
import { EMAIL_LABELS } from '../escalation/intake.ts';
import type { Route, RouteName } from '../escalation/partnership.ts';
import { boardMaySee, type Policy, type PolicyStage, ROLES, requireStage } from '../escalation/policy.ts';
import {
  type Asked,
  type Deadline,
  type Disagreement,
  LEARNING_KINDS,
  type LearningKind,
  MEETING_KINDS,
  openHarm,
  openVisit,
  type Person,
  type StageVisit,
  stagesReached,
} from '../escalation/record.ts';
import { dayInWords, momentInWords } from '../escalation/spoken-time.ts';
import { visitIdOf } from './calendar-entry.ts';
import { asName, onOneLine } from './plain-words.ts';

/** What the wording of one email is made from, as the decider and the caller know it. */
export interface KnownFacts {
  disagreement: Disagreement;
  policy: Policy;
  partnership: {
    name: string;
    businessUnitTelephone: string;
    /** What to do when somebody is in danger now: said in every email while harm is open. */
    routes: { emergency: Route } & Partial<Record<RouteName, Route>>;
    /** To which email is known to be secure (PRV-1). */
    secureDomains?: readonly string[];
  };
  /** An agency's name by the directory's id. */
  agencyNames: (agencyId: string) => string;
  to: Person;
  /** The stage visit it speaks of; without one, the open stage. */
  visit?: StageVisit | undefined;
  /** Short facts the wording needs: `emailFactsSchema` lists them. Anything else in it is not read. */
  facts?: Record<string, unknown> | undefined;
  /** Where it is read and answered: an inert pointer (S2). */
  link: string;
  /** True where nothing is real: every email says so. */
  trial: boolean;
}

/**
 * The facts an `Owed` message may carry. All are ids, choices or instants, never words anybody typed; one that does not
 * fit is left unsaid, so that a mistake elsewhere cannot put somebody's words into an email.
 */
const emailFactsSchema = z.object({
  /** 'more-needed': labels of `EMAIL_LABELS`. */
  missing: z.array(z.string()).optional().catch(undefined),
  /** 'more-needed': the agency they named is not in the directory. */
  unknownAgency: z.boolean().optional().catch(undefined),
  /** 'more-needed': the site they named is not in the directory. */
  unknownSite: z.boolean().optional().catch(undefined),
  /** 'deadline-changed': why. */
  because: z.enum(['calendar', 'protective timescale', 'corrected']).optional().catch(undefined),
  /** 'deadline-changed': what it was before. 'protective-timescale-passed': when it passed. */
  wasAt: z.iso.datetime().optional().catch(undefined),
  /** 'not-mine', 'name-next', 'nobody-to-ask': the agency it is about, by id. */
  agency: z.string().optional().catch(undefined),
  /** 'not-mine': the safeguarding lead of the agency says so, and not whoever was asked. */
  notOurs: z.boolean().optional().catch(undefined),
  /** 'name-next', 'nobody-to-ask': the position it is about. */
  role: z.enum(ROLES).optional().catch(undefined),
  /** 'name-next', 'told-moved', 'nobody-to-ask': the stage it is about when that is not the visit's. */
  stageId: z.string().optional().catch(undefined),
  /** The clause that caused it; said only when the policy has it. */
  clause: z.string().optional().catch(undefined),
  /** 'asked', 'reminder': which asking of the visit's it is about. */
  askedId: z.string().optional().catch(undefined),
  /** 'asked': the time set to protect was spent, so both sides are asked for a fresh one (CLK-13). */
  freshTimescale: z.boolean().optional().catch(undefined),
  /** About harm: which flag of the record. It keeps its words after it has ended. */
  harmId: z.string().optional().catch(undefined),
  /** 'harm-chase': which chase at this stage. */
  chases: z.int().optional().catch(undefined),
  /** 'harm-chase': to a deputy or a lead, because nobody answered. */
  standIn: z.boolean().optional().catch(undefined),
  /** 'reminder': to a safeguarding lead about somebody else's third reminder (CLK-10). 'vouch-wanted': to one of the partnership's leads. */
  lead: z.boolean().optional().catch(undefined),
  /** 'check-back': on a review date, not on an action's. */
  review: z.boolean().optional().catch(undefined),
  /** 'disputed': what somebody recorded after it had moved on or ended, which is kept beside it (F12). */
  late: z.boolean().optional().catch(undefined),
  /** 'meeting-arranged': when it begins, what it is, and as what the addressee is there. 'meeting-ended': only the last; 'reminder': only what it was. */
  meetingAt: z.iso.datetime().optional().catch(undefined),
  meeting: z.enum(MEETING_KINDS).optional().catch(undefined),
  as: z.enum(['chair', 'mediator', 'panel member', 'attendee', 'practitioner']).optional().catch(undefined),
  /** 'reminder': how it ended is not recorded; with `meeting`, though the time of that is over. */
  unrecorded: z.boolean().optional().catch(undefined),
  /** 'proposal': the day somebody says it was agreed on (A11). */
  agreedOn: z.iso.date().optional().catch(undefined),
  /** 'registered', 'resolved', 'decided': the policy has its form sent to them, which is behind the sign-in. */
  form: z.boolean().optional().catch(undefined),
  /** 'learning': what kind was recorded. */
  learning: z.enum(LEARNING_KINDS).optional().catch(undefined),
  /** 'record-copy': the file is locked, and its password is told by telephone. */
  locked: z.boolean().optional().catch(undefined),
  /** 'merged': the reference under which it was raised again. */
  reference: z.string().optional().catch(undefined),
});

/** A stage as an email says it. */
export interface SaidStage {
  /** "Stage 2: Manager to manager". */
  name: string;
  label: string;
  /** Which of how many, in the policy's order. */
  number: number;
  of: number;
  clause: string;
  /** How the policy says its time when it gives no number. */
  urgency: string | undefined;
  rule: PolicyStage;
}

/**
 * Everything an email may say (PRV-3), already safe to print. The wording functions are given this and not the record, so
 * that nothing else can reach an email: no text, no category, nothing about whom the disagreement is about.
 */
export interface Sayable {
  reference: string;
  partnership: string;
  policy: string;
  telephone: string;
  /** Undefined where only an address is known. */
  addressee: string | undefined;
  /** On whose side the addressee is; the board's people are on neither. */
  side: 'raising' | 'responding' | 'board';
  /** The addressee is the person who raised it. */
  isRaiser: boolean;
  /** It came by email, from an address to which email is not known to be secure (PRV-1). */
  cameFromUnlistedAddress: boolean;
  /** The addressee is a practitioner it was raised with. */
  isCounterpart: boolean;
  /** Undefined where the board may not yet know who raised it (NOT-5). */
  raiser: { name: string; job: string; agency: string } | undefined;
  /** Undefined where the board may only know that there is one (NOT-5). */
  agencies: { raising: string; responding: string; addressees: string } | undefined;
  stage: SaidStage | undefined;
  visit: StageVisit | undefined;
  deadline: (Deadline & { said: string; nextStage: SaidStage | undefined }) | undefined;
  /** What is asked of the addressee at that visit, if anything. */
  asked: Pick<Asked, 'does' | 'role' | 'as'> | undefined;
  /** The clause that makes its outcome final and binding; only where the outcome says so (ESC-5, ESC-6). */
  binding: string | undefined;
  outcome: NonNullable<Disagreement['outcome']>['outcome'] | undefined;
  /** Stages it passed over on the way to this one. */
  notUsed: readonly { stage: SaidStage; clause: string }[];
  missing: readonly string[];
  /** The agency that the raiser named is not in the directory. */
  isAgencyUnknown: boolean;
  /** The same of a site. */
  isSiteUnknown: boolean;
  because: 'calendar' | 'protective timescale' | 'corrected' | undefined;
  was: string | undefined;
  /** The agency a fault is about. */
  faultyAgency: string | undefined;
  /** Their safeguarding lead says that an address is nobody's of theirs, and not whoever was asked (PRV-2). */
  isNotTheirs: boolean;
  role: string | undefined;
  factStage: SaidStage | undefined;
  clause: string | undefined;
  /** Set while harm is open, and in what is said about one that has ended. */
  harm:
    | {
        isOpen: boolean;
        /** In the policy's words: "at risk of immediate harm". */
        words: string;
        clause: string;
        flaggedAt: string;
        clock: NonNullable<Policy['harm']>['clock']['kind'];
        isOutOfHours: boolean;
        /** The addressee is chased until they say that they have told whom the policy names (CLK-9). */
        mustAnswer: boolean;
        emergency: string;
      }
    | undefined;
  chases: number;
  isStandIn: boolean;
  /** How many records of discussions wait for the addressee to approve them (REC-2). */
  toApprove: number;
  isFreshTimescaleAsked: boolean;
  isToldAsLead: boolean;
  isReview: boolean;
  isLate: boolean;
  meetingAt: { at: string; said: string } | undefined;
  meeting: (typeof MEETING_KINDS)[number] | undefined;
  meetingAs: 'chair' | 'mediator' | 'panel member' | 'attendee' | 'practitioner' | undefined;
  isUnrecorded: boolean;
  /** The stage before was to review it and did not in time: it goes forward marked so (SCP-4). */
  isUnreviewed: boolean;
  /** The time of the stage before was ours, because the policy gives that step none: no clause may be said to give it. */
  wasOurNumber: boolean;
  /** It ended because whoever may convene a meeting decided not to (MTG-5). */
  isNotConvened: boolean;
  /** The day somebody says, or both sides have confirmed, that it was agreed, where it was not written down then (A11). */
  agreedOn: string | undefined;
  /** The stages to which the clock moved it after that day: those moves are retracted (A11). */
  retracted: readonly SaidStage[];
  learning: LearningKind | undefined;
  /** The policy has its form sent to the addressee. */
  isSentForm: boolean;
  /** They were asked at the stage from which it came to this one. */
  wasAskedBefore: boolean;
  /** The copy of the record that goes along is locked (PRV-1). */
  isCopyLocked: boolean;
  /** The reference of the other record of it, which goes on in this one. */
  mergedReference: string | undefined;
  /** Where it goes instead, where it was out of scope and the route itself says nothing about anybody. */
  onwardRoute: string | undefined;
  /** The clause that offers a debrief after this outcome (OUT-10). */
  debriefClause: string | undefined;
  link: string;
  trial: boolean;
  /** For the calendar: stable per stage visit, and rising with every change. */
  visitId: string;
  sequence: number;
}

/** Takes from the record what an email may say, and nothing else. */
export function sayable(known: KnownFacts): Sayable {
  const { disagreement: d, policy, to } = known;
  const facts = emailFactsSchema.parse(known.facts ?? {});
  const visit = known.visit ?? openVisit(d);
  const agencyName = (id: string) => asName(known.agencyNames(id));
  const responding = d.raisedWith.map((side) => side.agency);
  const asked =
    visit?.asked.find((one) => one.id === facts.askedId && isSame(one.person, to)) ??
    visit?.asked.find((one) => isSame(one.person, to));
  const isRaiser = isSame(d.raiser, to);
  const isCounterpart = d.raisedWith.some((side) => side.practitioner && isSame(side.practitioner, to));
  const side = asked?.side ?? sideOf(d, to, { isRaiser, isCounterpart });
  const boardSees = to.agency === BOARD ? boardMaySee(policy, stagesReached(d)) : 'record';
  const involved = [
    d.raiser.agency,
    ...responding,
    ...d.stages.flatMap((one) => one.asked.map((person) => person.agency)),
    BOARD,
  ];
  const visitIndex = visit
    ? d.stages.findIndex((one) => one.stageId === visit.stageId && one.openedAt === visit.openedAt)
    : -1;
  const deadline = visit?.deadline ?? undefined;

  return {
    reference: onOneLine(d.reference),
    partnership: asName(known.partnership.name),
    policy: onOneLine(policy.title),
    telephone: onOneLine(known.partnership.businessUnitTelephone),
    addressee: asName(to.name) || undefined,
    side,
    isRaiser,
    cameFromUnlistedAddress:
      d.raisedBy === 'email' && !isSecureDomain(known.partnership.secureDomains ?? [], d.raiser.email),
    isCounterpart,
    raiser:
      boardSees === 'record'
        ? { name: asName(d.raiser.name), job: asName(d.raiser.job ?? ''), agency: agencyName(d.raiser.agency) }
        : undefined,
    agencies:
      boardSees === 'count'
        ? undefined
        : {
            raising: agencyName(d.raiser.agency),
            responding: inAList(responding.map(agencyName)),
            addressees: agencyName(to.agency),
          },
    stage: visit && saidStage(policy, visit.stageId),
    visit,
    deadline: deadline && {
      ...deadline,
      said: momentInWords(deadline.at),
      nextStage: saidStage(policy, deadline.movesTo),
    },
    asked: asked && { does: asked.does, role: asked.role, ...(asked.as ? { as: onOneLine(asked.as) } : {}) },
    binding: d.outcome?.binding,
    outcome: d.outcome?.outcome,
    notUsed: d.notUsed.flatMap(({ stageId, clause }) => {
      const stage = saidStage(policy, stageId);
      return stage ? [{ stage, clause: onOneLine(clause) }] : [];
    }),
    missing: EMAIL_LABELS.filter(({ label }) => facts.missing?.includes(label)).map(({ label }) => label),
    isAgencyUnknown: facts.unknownAgency ?? false,
    isSiteUnknown: facts.unknownSite ?? false,
    because: facts.because,
    was: facts.wasAt && momentInWords(facts.wasAt),
    faultyAgency: facts.agency && involved.includes(facts.agency) ? agencyName(facts.agency) : undefined,
    isNotTheirs: facts.notOurs ?? false,
    role: facts.role && roleInWords(facts.role),
    factStage: saidStage(policy, facts.stageId),
    clause: facts.clause && hasClause(policy, facts.clause) ? onOneLine(facts.clause) : undefined,
    harm: saidHarm(known, facts.harmId),
    chases: facts.chases ?? 0,
    isStandIn: facts.standIn ?? false,
    toApprove: waitingToBeApproved(d, to.email),
    isFreshTimescaleAsked: facts.freshTimescale ?? false,
    isToldAsLead: facts.lead ?? false,
    isReview: facts.review ?? false,
    isLate: facts.late ?? false,
    meetingAt: facts.meetingAt ? { at: facts.meetingAt, said: momentInWords(facts.meetingAt) } : undefined,
    meeting: facts.meeting,
    meetingAs: facts.as,
    isUnrecorded: facts.unrecorded ?? false,
    isUnreviewed: d.stages[visitIndex - 1]?.review?.verdict === 'not reviewed in time',
    wasOurNumber: d.stages[visitIndex - 1]?.deadline?.isOurNumber ?? false,
    isNotConvened: d.outcome?.notConvened ?? false,
    agreedOn: saidDay(facts.agreedOn ?? d.outcome?.agreedOn),
    retracted: d.outcome?.agreedOn
      ? d.stages.flatMap(({ retracted, stageId }) => (retracted ? (saidStage(policy, stageId) ?? []) : []))
      : [],
    learning: facts.learning,
    isSentForm: facts.form ?? false,
    wasAskedBefore: d.stages[visitIndex - 1]?.asked.some((one) => isSame(one.person, to) && !one.notMineAt) ?? false,
    isCopyLocked: facts.locked ?? true,
    mergedReference: d.mergedFrom?.find(({ reference }) => reference === facts.reference)?.reference,
    onwardRoute: saidRoute(known),
    debriefClause: d.outcome ? debriefClause(policy, d.outcome) : undefined,
    link: known.link,
    trial: known.trial,
    visitId: visitIdOf(d, visitIndex),
    sequence: d.history.length,
  };
}

/** That there is an allegation, a fear for somebody's position or a death is substance: those routes are named on the page alone (PRV-3). */
const ROUTES_SAID: readonly RouteName[] = ['referral', 'complaint', 'outOfHours'];

function saidRoute({ disagreement: { outcome }, partnership }: KnownFacts): string | undefined {
  const name = ROUTES_SAID.find((one) => one === outcome?.route);
  const route = name && partnership.routes[name];
  if (!route) return undefined;
  return [onOneLine(route.say), route.telephone ? `Telephone ${onOneLine(route.telephone)}.` : '']
    .filter(Boolean)
    .join(' ');
}

function saidDay(on: string | undefined): string | undefined {
  return on && dayInWords(on);
}

function saidHarm({ disagreement: d, policy, partnership, to }: KnownFacts, harmId?: string): Sayable['harm'] {
  const open = openHarm(d);
  const harm = open ?? (harmId ? d.harms?.find(({ id }) => id === harmId) : undefined);
  if (!harm || !policy.harm) return undefined;
  const { emergency } = partnership.routes;
  return {
    isOpen: harm === open,
    words: onOneLine(policy.harm.words),
    clause: onOneLine(policy.harm.clause),
    flaggedAt: momentInWords(harm.flaggedAt),
    clock: policy.harm.clock.kind,
    isOutOfHours: harm.outOfHours,
    mustAnswer: harm.alsoAsked.some((one) => one.mustAnswer && isSame(one.person, to)),
    emergency: [onOneLine(emergency.say), emergency.telephone ? `Telephone ${onOneLine(emergency.telephone)}.` : '']
      .filter(Boolean)
      .join(' '),
  };
}

function isSame(one: Person, other: Person): boolean {
  return one.email.toLowerCase() === other.email.toLowerCase();
}

function sideOf(d: Disagreement, to: Person, known: { isRaiser: boolean; isCounterpart: boolean }): Sayable['side'] {
  if (known.isRaiser || (d.raisersManager && isSame(d.raisersManager, to))) return 'raising';
  if (known.isCounterpart) return 'responding';
  const askedBefore = d.stages.flatMap((visit) => visit.asked).findLast((one) => isSame(one.person, to));
  if (askedBefore) return askedBefore.side;
  if (to.agency === d.raiser.agency) return 'raising';
  return d.raisedWith.some((side) => side.agency === to.agency) ? 'responding' : 'board';
}

function saidStage(policy: Policy, stageId: string | undefined): SaidStage | undefined {
  if (stageId === undefined || !policy.stages.some((stage) => stage.id === stageId)) return undefined;
  const stage = requireStage(policy, stageId);
  return {
    name: `${onOneLine(stage.label)}: ${onOneLine(stage.name)}`,
    label: onOneLine(stage.label),
    number: policy.stages.indexOf(stage) + 1,
    of: policy.stages.length,
    clause: onOneLine(stage.clause),
    urgency: stage.urgency && onOneLine(stage.urgency),
    rule: stage,
  };
}

/** Whether the policy's own data has these words as a clause: a fact that only claims to be one is not said. */
function hasClause(policy: Policy, clause: string): boolean {
  const isClause = (part: unknown, name: string): boolean =>
    (part === clause && /clause$/i.test(name)) ||
    (typeof part === 'object' && part !== null && Object.entries(part).some(([key, value]) => isClause(value, key)));
  return isClause(policy, '');
}
