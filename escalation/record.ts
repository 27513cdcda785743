import * as z from 'zod';
import { POLICY_FIELDS, ROLES, SUBJECTS } from './policy.ts';

/**
 * The record of one disagreement: one item, written with one conditional write. Everything else (the execution, the
 * messages, the indexes) follows from it and can be made again from it.
 *
 * Fields ending `At` are instants (ISO, UTC); fields ending `On` are London dates. Free text never stands here: a field
 * ending `TextId` names an item of its own, so that a text can be erased and the history stay whole.
 */

const instant = z.iso.datetime();
const date = z.iso.date();
const email = z.string().min(3);

/** The kinds of disagreement the five policies name, in one list, in the words in which people choose (INT-6). */
export const CATEGORIES = {
  referral: 'A decision about a referral',
  assessment: 'The outcome of an assessment',
  plan: 'A plan, or how it is carried out',
  intervention: 'An intervention to bring about change',
  'information-sharing': 'Sharing information',
  enquiry: 'An enquiry',
  threshold: 'Level of need, or threshold for a service',
  roles: 'Roles and responsibilities',
  action: 'An action, or the lack of one',
  communication: 'How much or how well people communicate',
  'core-group': 'Timing, quoracy or decisions of a core group',
  practice: 'Professional practice',
  'self-neglect': 'A decision about self-neglect',
  progress: 'The progress of the plan',
} as const;
const categoryKeys = Object.keys(CATEGORIES) as [keyof typeof CATEGORIES, ...(keyof typeof CATEGORIES)[]];
/** One of them. */
export type Category = keyof typeof CATEGORIES;

/** What it may be with: something decided, something done, or the lack of it (INT-7). */
export const ABOUT = ['decision', 'action', 'inaction'] as const;

/** The texts a form carries, each kept as an item of its own. */
export const FORM_TEXTS = [
  'problem',
  'disagreement',
  'desiredOutcome',
  'reasonGiven',
  'talkedAlready',
  'mustBeSettledWhy',
  'policyIssue',
  ...POLICY_FIELDS,
  'wholeMessage',
] as const;
/** One of them. */
export type FormText = (typeof FORM_TEXTS)[number];

const personSchema = z.object({ name: z.string(), email, job: z.string().optional(), agency: z.string() });
/** Somebody at work, as the record knows them. `agency` is the directory's id of the agency; `board` for the board's own people. */
export type Person = z.infer<typeof personSchema>;

/** Every clock that can bind an open stage; the earliest does (BEY-1). */
export const CLOCKS = ['stage', 'cap', 'protective timescale', 'local target', 'harm clock'] as const;

const deadlineSchema = z.object({
  at: instant,
  /** What people read. */
  on: date,
  /** Which clock binds. */
  which: z.enum(CLOCKS),
  /** Working days counted; absent for a protective timescale, which is a moment somebody named. */
  workingDays: z.int().optional(),
  /** Elapsed hours of a harm clock that counts nights, weekends and holidays too (CLK-7). */
  elapsedHours: z.int().optional(),
  /** Whence those hours run. */
  countedFromAt: instant.optional(),
  /** Day zero of the count. */
  countedFrom: date.optional(),
  /** The policy does not give this time: its number is ours, or that a time which protects binds here is. */
  isOurNumber: z.boolean().optional(),
  /** What was left of this tier's time under a policy that was corrected since. */
  isKept: z.boolean().optional(),
  clause: z.string(),
  skipped: z.array(z.object({ on: date, why: z.string() })),
  /** The stage that opens when it passes; absent at the last stage, where it only reminds. */
  movesTo: z.string().optional(),
});
/** When the open stage's time runs out, and the basis of it: which clock binds, from what day, and which days did not count (BEY-1). */
export type Deadline = z.infer<typeof deadlineSchema>;

/** Why somebody who was asked cannot answer for now: an automatic reply, a returned email or one that could never be sent says so. */
const UNREACHED = ['is away', 'email came back', 'could not be sent'] as const;
/** One of them. */
export type Unreached = (typeof UNREACHED)[number];

const askedSchema = z.object({
  id: z.string(),
  side: z.enum(['raising', 'responding', 'board']),
  agency: z.string(),
  role: z.enum(ROLES),
  does: z.enum(['answer', 'review', 'convene', 'chair', 'decide', 'prepare']),
  person: personSchema,
  /** As what they are asked, in the policy's words for their kind of agency: "detective inspector (senior manager)" (ROU-3). */
  as: z.string().optional(),
  /** Why this person: "directory", "deputy", "agency's safeguarding lead"… and each hole passed on the way. */
  because: z.string(),
  trail: z.array(z.string()),
  askedAt: instant,
  answeredAt: instant.optional(),
  /** They said this is not theirs; somebody else is asked in their place (PRV-2). */
  notMineAt: instant.optional(),
  /** What was heard of them since: somebody else is asked beside them, and either may answer (BEY-5, BEY-16). */
  unreached: z.object({ why: z.enum(UNREACHED), at: instant }).optional(),
  remindersSent: z.int(),
});
/** One person asked at a stage, and what became of it. */
export type Asked = z.infer<typeof askedSchema>;

/** Why a stage opened: the history and the emails say it in these terms (BEY-6). */
export const OPENING_CAUSES = [
  'raised',
  'already talked',
  'time already over',
  'deadline',
  'cap',
  'protective timescale',
  'local target',
  'a person',
  'policy issue',
  'not done',
  'immediate harm',
  'harm clock',
  'taken forward',
  'sent forward',
  'talked over',
  'not convened',
  'policy corrected',
] as const;

const VERDICTS = ['taken forward', 'not taken forward', 're-routed', 'not reviewed in time'] as const;

/** What became of the question whether it is justified and meets the purpose (SCP-4). */
const reviewSchema = z.object({
  verdict: z.enum(VERDICTS),
  at: instant,
  /** Absent when the time ended with no answer. */
  by: personSchema.optional(),
  textId: z.string().optional(),
});

/** What can be convened at a stage whose policy has a meeting (MTG-1 to MTG-4). */
export const MEETING_KINDS = ['meeting', 'mediation', 'panel'] as const;

const meetingSchema = z.object({
  kind: z.enum(MEETING_KINDS),
  /** Whoever chairs or mediates; `agency` is `independent` for somebody of no agency of the partnership. */
  chair: personSchema,
  at: instant,
  /** Place or link, as it was typed: for the page, never for an email (PRV-3). */
  whereTextId: z.string(),
  attendees: z.array(personSchema),
  /** The agencies that sit, and who sits for each (MTG-4). */
  panel: z.array(z.object({ agency: z.string(), person: personSchema })).optional(),
  convenedBy: personSchema,
  convenedAt: instant,
});
/** A meeting, mediation or panel that was arranged at a stage (MTG-1 to MTG-5). */
export type Meeting = z.infer<typeof meetingSchema>;

/** What one side wants whoever decides to know before they decide (B L71). */
const representationSchema = z.object({
  by: personSchema,
  side: z.enum(['raising', 'responding']),
  at: instant,
  textId: z.string(),
});

const stageVisitSchema = z.object({
  stageId: z.string(),
  openedAt: instant,
  cause: z.enum(OPENING_CAUSES),
  /** The clause that caused it. */
  clause: z.string(),
  deadline: deadlineSchema.nullable(),
  /** When that deadline was set or last changed: the reminder is reckoned from then. */
  deadlineSetAt: instant,
  /** Reminders due up to this instant have gone. */
  remindedThroughAt: instant.optional(),
  /** Day zero of its own number where that is earlier than the day it opened: a record merged into this one was at the stage by then. */
  countsFrom: date.optional(),
  /**
   * The partnership's own target for a stage that the policy gives no number, in working days, as it was when the stage opened; 0 where it
   * had none. A target changed since binds the stages that open from then on. Absent on a stage with a number, and on one opened
   * before targets could change.
   */
  localTarget: z.int().min(0).optional(),
  /** What was left of the time that this tier had under the policy that governed before: no correction makes it longer. */
  noLaterThan: z.object({ at: instant, on: date }).optional(),
  asked: z.array(askedSchema),
  closedAt: instant.optional(),
  review: reviewSchema.optional(),
  /** Each arranged meeting; the last one holds, the others were arranged anew. */
  meetings: z.array(meetingSchema).optional(),
  /** Why no panel that the policy allows can be made up of these agencies: said plainly, never faked (MTG-4). */
  noPanel: z.string().optional(),
  representations: z.array(representationSchema).optional(),
  /** Where the record of this stage is held: said by whoever recorded that there was no agreement at it and took it further. */
  recordHeldTextId: z.string().optional(),
  closedBy: z
    .enum([
      'deadline',
      'cap',
      'protective timescale',
      'local target',
      'a person',
      'policy issue',
      'outcome',
      'immediate harm',
      'harm clock',
      /** It goes on in another record. */
      'merged',
    ])
    .optional(),
  /** It opened by itself, and both sides confirmed afterwards that they had agreed by `agreedOn`: the move is taken back, visibly (A11). */
  retracted: z.object({ at: instant, agreedOn: date }).optional(),
});
/** One time a stage was open. A stage reopened after "not done" has two. The last one without `closedAt` is the open stage. */
export type StageVisit = z.infer<typeof stageVisitSchema>;

const agreedActionSchema = z.object({
  id: z.string(),
  textId: z.string(),
  ownerAgency: z.string(),
  dueOn: date,
  askedAt: instant.optional(),
  /** `late`: it was done, and after the day agreed, as they say themselves: when they answered tells nothing of when it was done. */
  answers: z.array(z.object({ by: email, at: instant, done: z.boolean(), late: z.literal(true).optional() })),
});
/** Something an agency agreed to do, by when, and whether it says it did. */
export type AgreedAction = z.infer<typeof agreedActionSchema>;

const proposalSchema = z.object({
  id: z.string(),
  by: personSchema,
  side: z.enum(['raising', 'responding']),
  at: instant,
  stageId: z.string(),
  textId: z.string(),
  how: z.enum(['agreed', 'compromise']),
  actions: z.array(agreedActionSchema),
  reviewOn: date.optional(),
  /** Each agency of the other side confirms for itself. */
  confirmedBy: z.array(z.object({ by: personSchema, at: instant })),
  disputedBy: z.object({ by: personSchema, at: instant, textId: z.string() }).optional(),
  supersededAt: instant.optional(),
  /** Somebody asked earlier says it was agreed on this day and not written down: everybody asked now confirms, on both sides (A11). */
  agreedOn: date.optional(),
});
/** How one side says the disagreement is settled. It ends nothing until the other side confirms it (OUT-1). */
export type Proposal = z.infer<typeof proposalSchema>;

const harmSchema = z.object({
  id: z.string(),
  flaggedBy: personSchema,
  flaggedAt: instant,
  /** When the risk was first thought to exist, else when it was flagged or the email received (CLK-14). */
  sinceAt: instant,
  /** Whence the clock runs. Later than `sinceAt` only where that time was over before anybody flagged it. */
  clockFromAt: instant,
  /** Index of the stage visit that its clock binds: a date is spent once (CLK-13). */
  visit: z.int(),
  /** Flagged when nobody is at work, under a policy that speaks of the working day (A7). */
  outOfHours: z.boolean(),
  textId: z.string().optional(),
  /** Who was asked beside the people of the open stage, each for an agency. */
  alsoAsked: z.array(
    z.object({
      person: personSchema,
      agency: z.string(),
      /** `told at once`: the policy's own roles. `nobody answered`: a deputy or lead, after three unanswered chases. */
      why: z.enum(['told at once', 'nobody answered']),
      /** Chased themselves until they say that they have seen it and told whom the policy names (CLK-9). */
      mustAnswer: z.boolean(),
      visit: z.int(),
    }),
  ),
  /** Who pressed "I have seen this", for which agency, at which visit. */
  seenBy: z.array(z.object({ by: personSchema, agency: z.string(), visit: z.int(), at: instant })),
  /** Going on now: its history line, rounds in all and at this visit, and until when chases have gone. */
  chase: z
    .object({ entry: z.int(), rounds: z.int(), visit: z.int(), roundsHere: z.int(), throughAt: instant })
    .optional(),
  /** The raiser asked to withdraw; their own safeguarding lead says whether it may be (OUT-11). */
  withdrawalAsked: z.object({ at: instant, textId: z.string() }).optional(),
  ended: z
    .object({
      by: personSchema,
      at: instant,
      took: z.enum(['action taken', 'none needed']),
      textId: z.string(),
    })
    .optional(),
});
/** That somebody is thought to be at risk of immediate harm: flagged, seen by each agency, chased, and ended by somebody asked (CLK-14). */
export type Harm = z.infer<typeof harmSchema>;

/** How a disagreement can end. “Not agreed” below the last stage is none: it goes further. */
export const OUTCOMES = [
  'resolved',
  'decided',
  'withdrawn',
  'out of scope',
  'not taken forward',
  'ended without agreement',
] as const;

const outcomeSchema = z.object({
  outcome: z.enum(OUTCOMES),
  at: instant,
  stageId: z.string(),
  by: personSchema,
  textId: z.string(),
  how: z.enum(['agreed', 'compromise']).optional(),
  confirmedBy: z.array(z.object({ by: personSchema, at: instant })),
  /** The clause that makes it final and binding; only where the policy says so (ESC-5, ESC-6). */
  binding: z.string().optional(),
  actions: z.array(agreedActionSchema),
  reviewOn: date.optional(),
  reviewAskedAt: instant.optional(),
  /** Where it goes instead: the name of one of the partnership's onward routes. */
  route: z.string().optional(),
  /** The raiser took "not taken forward" to their own safeguarding lead, who may send it forward (S L7). */
  referredTo: z.object({ person: personSchema, at: instant, textId: z.string() }).optional(),
  /** It ended because whoever may convene a meeting decided not to (MTG-5). */
  notConvened: z.boolean().optional(),
  /** Where the record is held, as whoever ended it said (ESC-8); absent where both sides settled it. */
  recordHeldTextId: z.string().optional(),
  /** The day both sides had agreed it, where nobody wrote it down then (A11). */
  agreedOn: date.optional(),
  /** Shortly afterwards both sides are asked whether it is as they understood it (OUT-4); only where the policy asks for that. */
  understanding: z
    .object({
      dueAt: instant,
      askedAt: instant.optional(),
      answers: z.array(z.object({ by: email, at: instant, isSame: z.boolean(), textId: z.string().optional() })),
    })
    .optional(),
});
/** How a disagreement ended, recorded by a person. */
export type Outcome = z.infer<typeof outcomeSchema>;

const factsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const entrySchema = z.object({
  n: z.int(),
  at: instant,
  /** Who did it: a person's id within the record, or `clock`. Never a name: the people stand in `people`. */
  by: z.string(),
  what: z.string(),
  stageId: z.string().optional(),
  /** The clause that caused an automatic move (BEY-6). */
  clause: z.string().optional(),
  /** Short facts, no free text: a stage, a date, a count, an outcome. */
  facts: factsSchema.optional(),
  textId: z.string().optional(),
  /** Salted hash of that text, so that erasing it leaves the chain whole. */
  textHash: z.string().optional(),
  /** HMAC of this entry and the one before. */
  mac: z.string(),
});
/** One line of the append-only history, at most 400 bytes of canonical JSON, chained to the line before. */
export type HistoryEntry = z.infer<typeof entrySchema>;

/** What an email is for. Each has its function in `messages/`. */
export const MESSAGE_KINDS = [
  'acknowledgement',
  'more-needed',
  'asked',
  'told-raised',
  'told-moved',
  'told-stage-opened',
  'registered',
  'reminder',
  'proposal',
  'disputed',
  'resolved',
  'decided',
  'withdrawn',
  'check-back',
  'not-done',
  'reopened',
  'deadline-changed',
  'protective-timescale-passed',
  'not-mine',
  'name-next',
  'nobody-to-ask',
  'harm-flagged',
  'harm-chase',
  'harm-clock-passed',
  'harm-ended',
  'harm-withdrawal',
  'look-again',
  'meeting-arranged',
  'no-panel',
  'meeting-ended',
  'understanding',
  'understood-otherwise',
  'learning',
  'advice-asked',
  'advice-given',
  'support-asked',
  'supporter',
  'agency-added',
  'not-concerned',
  'out-of-scope',
  'corrected',
  'recorded-for',
  'vouch-wanted',
  'vouched',
  'stand-aside',
  'stood-aside',
  'acting-raiser',
  'next-not-named',
  'merged',
  'discussion-waits',
  'record-copy',
  'copy-password',
] as const;
/** One of them. */
export type MessageKind = (typeof MESSAGE_KINDS)[number];

const owedSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    /** The history entry that caused it: part of the message's deterministic key. */
    entry: z.int(),
    message: z.enum(MESSAGE_KINDS),
    to: personSchema,
    /** Which of the many emails of one history line: a round of chasing has one line for all of them (ADR 002). */
    round: z.int().optional(),
    /** Leaves at once, at any hour: an answer to somebody's own act, or harm. Other mail keeps working hours. */
    atAnyHour: z.boolean(),
    /** Which visit of which stage it speaks of (index into `stages`), and short facts the wording needs. */
    visit: z.int().optional(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
  }),
  z.object({ kind: z.literal('start') }),
  /** `run`: an earlier one, to end it; without it, the one that owns the record. */
  z.object({ kind: z.literal('wake'), run: z.int().optional() }),
  /** `known`: how many people the record then knew, so that striking it off never strikes off a later one who has joined since. */
  z.object({ kind: z.literal('people'), known: z.int().optional() }),
  /** The disagreement it goes on in takes over what this record has, and then this one closes. */
  z.object({ kind: z.literal('merge') }),
  /** What lists say of it (`summary.ts`), as of the version of the record that this change was written as. */
  z.object({ kind: z.literal('summary'), version: z.int() }),
]);
/** What must still follow a change already written. Carried out under deterministic keys, then struck off. */
export type Owed = z.infer<typeof owedSchema>;

const alarmSchema = z.object({
  /** `stage-<id>`, `confirm-in-writing`, `check-back` or `closed`: the machine's Choice goes by it. */
  place: z.string(),
  remindAt: instant.nullable(),
  dueAt: instant.nullable(),
});
/** What the execution should be waiting for, derived from the record and nothing else. */
export type Alarm = z.infer<typeof alarmSchema>;

/** What an agency answers about one thing it is reminded to do. "Handled outside": a question about somebody's competence has its own way. */
export const CHECKLIST_ANSWERS = ['yes', 'no', 'not needed', 'handled outside'] as const;
/** What can be handed on: a general principle, a gap in policy or procedure, what a meeting's chair reports (LRN-1 to LRN-3). */
export const LEARNING_KINDS = ['learning', 'gap', 'meeting'] as const;
/** What a partnership does with something to learn (LRN-1, LRN-2, LRN-4). */
export const LEARNING_BECAME = ['taken to the board', 'policy changed', 'no action'] as const;
/** One of the kinds of learning. */
export type LearningKind = (typeof LEARNING_KINDS)[number];
/** That one was offered, or was held; what was said in it is never recorded (OUT-10). */
export const DEBRIEFS = ['offered', 'held'] as const;

/** Whom a side may choose at a stage whose policy offers the choice: the posts it names, or line management again (ROU-4). */
export const WHO_IS_CHOSEN = ['alternative', 'line management'] as const;

const adviceSchema = z.object({
  id: z.string(),
  by: personSchema,
  of: personSchema,
  at: instant,
  stageId: z.string(),
  textId: z.string().optional(),
  given: z.object({ by: personSchema, at: instant, textId: z.string().optional() }).optional(),
});

/** What somebody is to a disagreement. Who is asked now, and who was asked earlier, follows from the stages. */
export const PLACES = [
  'raiser',
  'counterpart',
  'asked',
  'deputy',
  'safeguarding lead',
  /** Asked for advice, or to support the raiser: reads that record, and does only that (INT-10, INT-11). */
  'adviser',
  /** Stands by one side: sees what that side sees, and does nothing (INT-10). */
  'supporter',
  /** Whoever chairs, mediates or sits at a meeting that was arranged: from their own stage on (LADDERS). */
  'chair',
  'mediator',
  'panel member',
  'told of harm',
  /** Says whether an address outside their agency's domains is somebody's of theirs: sees the bare facts, and does only that (PRV-2). */
  'asked to vouch',
  'told',
] as const;
/** One of them, or the partnership's lead, who has a place without being of the record. */
export type Place = (typeof PLACES)[number] | 'lead';

const notUsedSchema = z.object({ stageId: z.string(), why: z.string(), clause: z.string() });

const mergedSchema = z.object({
  id: z.string(),
  reference: z.string(),
  at: instant,
  /** The partnership's lead who found that it is the same disagreement. */
  by: personSchema,
  textId: z.string(),
});

/** What a stored record is parsed with each time it is read. */
export const disagreementSchema = z.object({
  id: z.string(),
  reference: z.string(),
  partnershipId: z.string(),
  /** The policy version it is pinned to, which is also its state machine's name: `bcssp-v5`. */
  policyVersionId: z.string(),
  subject: z.enum(SUBJECTS),
  category: z.enum(categoryKeys).optional(),
  about: z.enum(ABOUT).optional(),
  raisedAt: instant,
  /** The outset: the earliest day anywhere on the form (CLK-6). */
  aroseOn: date,
  /** By form or by email, and what the email left unsaid (BEY-17). */
  raisedBy: z.enum(['form', 'email']),
  missing: z.array(z.string()),
  raiser: personSchema,
  raisersManager: personSchema.optional(),
  /** Which of their agency's sites the raiser works at, by the name in the directory; absent where nobody has said (ROU-2). */
  raisersSite: z.string().optional(),
  raisedWith: z.array(
    z.object({
      agency: z.string(),
      /** The same for the other practitioner, as far as the raiser knew it. */
      site: z.string().optional(),
      /** Absent until somebody says who it is; meanwhile that agency's safeguarding lead is asked (ADM-4). */
      practitioner: personSchema.optional(),
      /** Somebody asked there said that the agency is not concerned, and why: it is asked nothing more and awaited no more (A16). */
      notConcerned: z.object({ by: personSchema, at: instant, textId: z.string() }).optional(),
    }),
  ),
  /** Who their own side says takes a stage: `<agency> <role>` → person (ROU-11); with ` <side>` where both sides are that agency (SCP-5). */
  named: z.record(z.string(), personSchema),
  /** Where a side chose whom the policy lets it choose instead of line management, latest last (ROU-4). */
  chosen: z
    .array(
      z.object({
        stageId: z.string(),
        agency: z.string(),
        side: z.enum(['raising', 'responding']),
        who: z.enum(WHO_IS_CHOSEN),
        by: personSchema,
        at: instant,
      }),
    )
    .optional(),
  texts: z.partialRecord(z.enum(FORM_TEXTS), z.string()),
  startedAfterTalkingOn: date.optional(),
  stages: z.array(stageVisitSchema).min(1),
  /** Each stage that was not used, and why; its people are told, not asked (CLK-6). */
  notUsed: z.array(notUsedSchema),
  /** What it went through under a policy that was corrected since, the first first (SCP-6). The ids are that policy's stages. */
  earlierPolicies: z
    .array(
      z.object({
        policyVersionId: z.string(),
        stages: z.array(stageVisitSchema),
        notUsed: z.array(notUsedSchema),
        /** The history line of the correction: up to it, lines speak of that policy's stages. */
        until: z.int(),
        at: instant,
      }),
    )
    .optional(),
  /** Binds only the stage visit it was set in, and is spent once it has moved the disagreement (CLK-13). */
  protectiveTimescale: z
    .object({
      at: instant,
      visit: z.int(),
      by: email,
      setAt: instant,
      textId: z.string().optional(),
      /** What somebody else had set before: whoever set this one may correct it no further than that. */
      notAfter: instant.optional(),
    })
    .nullable(),
  /** Each time somebody was flagged as at risk of immediate harm; only the last can be open. */
  harms: z.array(harmSchema).optional(),
  proposals: z.array(proposalSchema),
  dissents: z.array(z.object({ by: personSchema, at: instant, textId: z.string(), saying: z.string() })),
  discussions: z.array(
    z.object({
      id: z.string(),
      by: personSchema,
      at: instant,
      heldOn: date,
      with: z.string(),
      textId: z.string(),
      stageId: z.string(),
      /** By somebody other than whoever wrote it; nothing of it changes afterwards (REC-2). */
      approved: z.object({ by: personSchema, at: instant }).optional(),
      corrections: z.array(z.object({ by: personSchema, at: instant, textId: z.string() })).optional(),
      /** The partnership's lead who wrote it down for them. */
      recordedBy: personSchema.optional(),
    }),
  ),
  outcome: outcomeSchema.nullable(),
  /** Outcomes that were not kept, so that it was opened again; the first comes first. Nothing recorded is ever overwritten (I6). */
  earlierOutcomes: z.array(outcomeSchema).optional(),
  confirmedInWritingAt: instant.nullable(),
  closedAt: instant.nullable(),
  /** Found to be the same as an earlier one: it runs on here until that one has taken over what it has. */
  merging: mergedSchema.optional(),
  /** Where it goes on. It is closed then and has no outcome of its own. */
  mergedInto: mergedSchema.optional(),
  /** The later records of the same disagreement that go on in this one. */
  mergedFrom: z
    .array(
      z.object({
        id: z.string(),
        reference: z.string(),
        at: instant,
        /** How many history lines it had when it was taken over: one that has more since is looked at again. */
        through: z.int(),
        /** Its practitioners, as far as they are not this one's: they keep a practitioner's part. */
        people: z.array(z.object({ person: personSchema, side: z.enum(['raising', 'responding']) })),
        /** What was raised there, in its raiser's words. */
        texts: z.partialRecord(z.enum(FORM_TEXTS), z.string()),
      }),
    )
    .optional(),
  /** What each agency says about what it is reminded to do at the end, latest last (REC-1, REC-4 to REC-6, OUT-8, OUT-9). */
  checklist: z
    .array(
      z.object({
        agency: z.string(),
        item: z.string(),
        answer: z.enum(CHECKLIST_ANSWERS),
        by: personSchema,
        at: instant,
        textId: z.string().optional(),
        /** An answer about somebody's competence: shown to that agency alone (OUT-9). */
        isForOwnAgency: z.boolean().optional(),
      }),
    )
    .optional(),
  /** What others can learn from it, a gap in policy or procedure, or what a meeting's chair reports (LRN-1 to LRN-3). */
  learning: z
    .array(
      z.object({
        kind: z.enum(LEARNING_KINDS),
        by: personSchema,
        at: instant,
        textId: z.string(),
        /** What the partnership did with it, as its leads said it, latest last. */
        became: z
          .array(
            z.object({
              what: z.enum(LEARNING_BECAME),
              on: date.optional(),
              by: personSchema,
              at: instant,
              textId: z.string().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  /** That a debrief was offered or held: never what was said in it (OUT-10). */
  debriefs: z.array(z.object({ what: z.enum(DEBRIEFS), by: personSchema, at: instant })).optional(),
  /** Advice asked of somebody's own agency, and that it was given (INT-11). Its words are for that agency alone. */
  advice: z.array(adviceSchema).optional(),
  /** What the raiser ticked for their own safeguarding lead: shown to nobody else, and in no history line (INT-10). */
  support: z.object({ isWanted: z.boolean(), fearsForPosition: z.boolean(), seenBy: z.array(email) }).optional(),
  /** Whoever stands by one side. The other side is not shown that there is anybody (INT-10). */
  supporters: z
    .array(z.object({ person: personSchema, side: z.enum(['raising', 'responding']), by: email, at: instant }))
    .optional(),
  /** Who may open it, beside the lead: everybody who ever had a place, by lower-case address. Their answer to "is this yours?" stands here. */
  people: z.record(
    z.string(),
    z.object({
      id: z.string(),
      person: personSchema,
      places: z.array(z.enum(PLACES)),
      mine: z.enum(['not said', 'mine', 'not mine']),
      /** The policy sends them its form, without a part in the disagreement (LADDERS, third table). */
      readsForm: z.boolean().optional(),
      /** What was heard of somebody who was to say who their practitioner is: somebody else is asked that beside them (BEY-16). */
      unreached: z.object({ why: z.enum(UNREACHED), at: instant }).optional(),
      /** Their copy of the record is sent to them by email, and this lead sees to it: says the password, where it is locked (ADR 017). */
      cannotUseLinks: z.object({ by: personSchema, at: instant }).optional(),
    }),
  ),
  /** Each address outside its agency's domains, and the safeguarding lead who was told; absent where the partnership's leads were (PRV-2). */
  vouching: z.array(z.object({ person: personSchema, at: instant, of: personSchema.optional() })).optional(),
  /** Those that somebody entitled to has said are theirs. */
  vouchedFor: z.array(z.object({ email, by: z.string(), at: instant })).optional(),
  /** The partnership's leads who did something here, or were asked to stand aside: `id` stands for them in the history. */
  leads: z
    .array(
      z.object({
        id: z.string(),
        person: personSchema,
        /** Their own agency is a side, and they were asked to leave it to another lead. */
        askedToStandAsideAt: instant.optional(),
        stoodAside: z.object({ at: instant, textId: z.string() }).optional(),
      }),
    )
    .optional(),
  /** Who raised it, or acted as raiser, before whoever does now (A15). */
  earlierRaisers: z.array(z.object({ person: personSchema, untilAt: instant })).optional(),
  /** Each time an agency was asked who takes the next stage for it; chased once, then reported, and nothing waits for it (ROU-6). */
  nextAsked: z
    .array(
      z.object({
        agency: z.string(),
        role: z.enum(ROLES),
        stageId: z.string(),
        of: personSchema,
        by: personSchema,
        at: instant,
        chaseAt: instant,
        chasedAt: instant.optional(),
        reportAt: instant,
        reportedAt: instant.optional(),
        namedAt: instant.optional(),
      }),
    )
    .optional(),
  run: z.int(),
  runStartedAt: instant,
  alarm: alarmSchema,
  owed: z.array(owedSchema),
  history: z.array(entrySchema),
});
/** One professional disagreement between agencies about one matter. */
export type Disagreement = z.infer<typeof disagreementSchema>;

/** The open stage visit, or undefined when the disagreement is closing or closed. */
export function openVisit(d: Pick<Disagreement, 'stages'>): StageVisit | undefined {
  const last = d.stages.at(-1);
  return last && !last.closedAt ? last : undefined;
}

/** Every visit there ever was, those under a policy that was corrected first. Only who was asked may be read of those: the ids are another policy's. */
export function everyVisit(d: Pick<Disagreement, 'stages' | 'earlierPolicies'>): StageVisit[] {
  return [...(d.earlierPolicies ?? []).flatMap(({ stages }) => stages), ...d.stages];
}

/** The harm that is flagged and that nobody has recorded as ended; none once the disagreement has its outcome, or goes on in another record. */
export function openHarm(d: Pick<Disagreement, 'harms' | 'outcome' | 'mergedInto'>): Harm | undefined {
  const last = d.harms?.at(-1);
  return last && !last.ended && !d.outcome && !d.mergedInto ? last : undefined;
}

/** Every stage it has been at, used or not, and `harm` once somebody was flagged: what the board may see goes by this (NOT-5). */
export function stagesReached(d: Pick<Disagreement, 'stages' | 'harms'>): string[] {
  return [...d.stages.map((visit) => visit.stageId), ...(d.harms?.length ? ['harm'] : [])];
}
