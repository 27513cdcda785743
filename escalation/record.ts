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
/** The kinds of disagreement the five policies name, in one list (INT-6). */
export type Category = keyof typeof CATEGORIES;

export const ABOUT = ['decision', 'action', 'inaction'] as const;

/** The texts a form carries, each kept as an item of its own. */
export const FORM_TEXTS = [
  'problem',
  'disagreement',
  'desiredOutcome',
  'reasonGiven',
  'talkedAlready',
  'mustBeSettledWhy',
  ...POLICY_FIELDS,
  'wholeMessage',
] as const;
export type FormText = (typeof FORM_TEXTS)[number];

const personSchema = z.object({ name: z.string(), email, job: z.string().optional(), agency: z.string() });
/** Somebody at work, as the record knows them. `agency` is the directory's id of the agency; `board` for the board's own people. */
export type Person = z.infer<typeof personSchema>;

const deadlineSchema = z.object({
  at: instant,
  /** What people read. */
  on: date,
  /** Which clock binds. */
  which: z.enum(['stage', 'cap', 'protective timescale', 'local target']),
  /** Working days counted; absent for a protective timescale, which is a moment somebody named. */
  workingDays: z.int().optional(),
  /** Day zero of the count. */
  countedFrom: date.optional(),
  clause: z.string(),
  skipped: z.array(z.object({ on: date, why: z.string() })),
  /** The stage that opens when it passes; absent at the last stage, where it only reminds. */
  movesTo: z.string().optional(),
});
/** When the open stage's time runs out, and the basis of it: which clock binds, from what day, and which days did not count (BEY-1). */
export type Deadline = z.infer<typeof deadlineSchema>;

const askedSchema = z.object({
  id: z.string(),
  side: z.enum(['raising', 'responding', 'board']),
  agency: z.string(),
  role: z.enum(ROLES),
  does: z.enum(['answer', 'review', 'convene', 'chair', 'decide', 'prepare']),
  person: personSchema,
  /** Why this person: "directory", "deputy", "agency's safeguarding lead"… and each hole passed on the way. */
  because: z.string(),
  trail: z.array(z.string()),
  askedAt: instant,
  answeredAt: instant.optional(),
  /** They said this is not theirs; somebody else is asked in their place (PRV-2). */
  notMineAt: instant.optional(),
  remindersSent: z.int(),
});
/** One person asked at a stage, and what became of it. */
export type Asked = z.infer<typeof askedSchema>;

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
] as const;

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
  asked: z.array(askedSchema),
  closedAt: instant.optional(),
  closedBy: z
    .enum(['deadline', 'cap', 'protective timescale', 'local target', 'a person', 'policy issue', 'outcome'])
    .optional(),
});
/** One time a stage was open. A stage reopened after "not done" has two. The last one without `closedAt` is the open stage. */
export type StageVisit = z.infer<typeof stageVisitSchema>;

const agreedActionSchema = z.object({
  id: z.string(),
  textId: z.string(),
  ownerAgency: z.string(),
  dueOn: date,
  askedAt: instant.optional(),
  answers: z.array(z.object({ by: email, at: instant, done: z.boolean() })),
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
});
/** How one side says the disagreement is settled. It ends nothing until the other side confirms it (OUT-1). */
export type Proposal = z.infer<typeof proposalSchema>;

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
] as const;
/** What an email is for. Each has its function in `messages/`. */
export type MessageKind = (typeof MESSAGE_KINDS)[number];

const owedSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    /** The history entry that caused it: part of the message's deterministic key. */
    entry: z.int(),
    message: z.enum(MESSAGE_KINDS),
    to: personSchema,
    /** Leaves at once, at any hour: an answer to somebody's own act, or harm. Other mail keeps working hours. */
    atAnyHour: z.boolean(),
    /** Which visit of which stage it speaks of (index into `stages`), and short facts the wording needs. */
    visit: z.int().optional(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
  }),
  z.object({ kind: z.literal('start') }),
  z.object({ kind: z.literal('wake') }),
  z.object({ kind: z.literal('people') }),
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

/** What somebody is to a disagreement. Who is asked now, and who was asked earlier, follows from the stages. */
export const PLACES = ['raiser', 'counterpart', 'asked', 'deputy', 'safeguarding lead', 'told'] as const;
export type Place = (typeof PLACES)[number] | 'lead';

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
  raisedWith: z.array(
    z.object({
      agency: z.string(),
      /** Absent until somebody says who it is; meanwhile that agency's safeguarding lead is asked (ADM-4). */
      practitioner: personSchema.optional(),
    }),
  ),
  /** Who their own side says takes a stage: `<agency> <role>` → person (ROU-11). */
  named: z.record(z.string(), personSchema),
  texts: z.partialRecord(z.enum(FORM_TEXTS), z.string()),
  startedAfterTalkingOn: date.optional(),
  stages: z.array(stageVisitSchema).min(1),
  /** Each stage that was not used, and why; its people are told, not asked (CLK-6). */
  notUsed: z.array(z.object({ stageId: z.string(), why: z.string(), clause: z.string() })),
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
    }),
  ),
  outcome: outcomeSchema.nullable(),
  /** Outcomes that were not kept, so that it was opened again; the first comes first. Nothing recorded is ever overwritten (I6). */
  earlierOutcomes: z.array(outcomeSchema).optional(),
  confirmedInWritingAt: instant.nullable(),
  closedAt: instant.nullable(),
  /** Who may open it, beside the lead: everybody who ever had a place, by lower-case address. Their answer to "is this yours?" stands here. */
  people: z.record(
    z.string(),
    z.object({
      id: z.string(),
      person: personSchema,
      places: z.array(z.enum(PLACES)),
      mine: z.enum(['not said', 'mine', 'not mine']),
    }),
  ),
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

/** Every stage it has been at, used or not: what the board may see goes by this. */
export function stagesReached(d: Pick<Disagreement, 'stages'>): string[] {
  return d.stages.map((visit) => visit.stageId);
}
