import * as z from 'zod';

/**
 * A partnership's escalation policy as data: the stages, who is asked at each, by when, and what ends it.
 * A safeguarding lead should be able to check a policy file against the policy's own text, clause by clause.
 * Five policies are written in this shape with no branch in the code for any of them; if a sixth needs one, the shape is wrong.
 */

const words = z.string().trim().min(1);

/** Where in the policy's own text a rule stands, e.g. `L67` or `§2.4`. */
const clause = words;

const BOARD_ROLES = [
  'business-manager',
  'board-chair',
  'independent-chair',
  'officer-children',
  'officer-adults',
  'head-of-early-help',
  'designated-nurse',
  'review-subgroup',
  'learning-list',
  'out-of-hours',
] as const;

/** Every post that a policy may ask or tell: those of an agency, and those of the board. */
export const ROLES = [
  'practitioner',
  'safeguarding-supervisor',
  'line-manager',
  'senior-manager',
  'safeguarding-lead',
  'named-doctor-or-nurse',
  'designated-doctor-or-nurse',
  'head-of-service',
  'board-representative',
  ...BOARD_ROLES,
] as const;
const role = z.enum(ROLES, {
  error: ({ input }) =>
    typeof input === 'string'
      ? `there is no role "${input}"; the roles are ${ROLES.map((name) => `"${name}"`).join(', ')}`
      : undefined,
});
/** One of them. */
export type Role = z.infer<typeof role>;

/** Whether a post is the board's own. All others are posts of an agency. */
export const isBoardRole = (of: Role): boolean => BOARD_ROLES.some((one) => one === of);

/** Whom a policy covers, and whom a disagreement is about. */
export const SUBJECTS = ['child', 'adult', 'both'] as const;
/** Whom the disagreement is about. */
export type Subject = (typeof SUBJECTS)[number];

/** Our own default where the policy's text is silent, with the reason. */
const ourChoice = words.describe('Why we chose this where the policy is silent');

/** What a rule of the whole policy rests on: the policy's own text, or our choice where that is silent. */
const grounds = { clause: clause.optional(), ourChoice: ourChoice.optional() };
const hasGrounds = (rule: { clause?: string | undefined; ourChoice?: string | undefined }) =>
  rule.clause !== undefined || rule.ourChoice !== undefined;
const NO_GROUNDS = 'give the clause that asks for it, or ourChoice and its reason';
/** A rule of which the file says nothing at all is told what to give, as one that gives neither. */
const groundsSchema = z
  .strictObject(grounds, { error: ({ code }) => (code === 'invalid_type' ? NO_GROUNDS : undefined) })
  .refine(hasGrounds, NO_GROUNDS);

/** The clause of a rule, to be cited with what follows from it: nothing is cited where the rule is our choice. */
export function cited({ clause }: { clause?: string | undefined }): { clause?: string } {
  return clause === undefined ? {} : { clause };
}

/** One role, or a role that depends on whom the disagreement is about (ROU-7). */
const roleOrBySubject = z.union([
  role,
  z.strictObject({ child: z.array(role).min(1), adult: z.array(role).min(1), both: z.array(role).min(1) }),
]);

const toldSchema = z.strictObject({
  role: roleOrBySubject,
  of: z.enum(['raising', 'responding', 'both', 'board']),
  /** Who is told in an agency that has nobody in that post (MTG-6). */
  orRoles: z.array(role).min(1).optional(),
  clause: clause.optional(),
  ourChoice: ourChoice.optional(),
  /** Only when a side is a health commissioned service (ROU-9). */
  ifHealthCommissioned: z.boolean().default(false),
  /** This notice registers the use of the procedure (NOT-2). */
  registers: z.boolean().default(false),
  /** They are sent the policy's own form: they read it behind a sign-in, and nothing else of the record (NOT-2, NOT-3, ROU-9). */
  sentForm: z.boolean().optional(),
});
/** Someone who is told that something happened, and asked nothing. */
export type Told = z.infer<typeof toldSchema>;

const askedSchema = z.strictObject({
  role: roleOrBySubject,
  of: z.enum(['raising', 'responding', 'both', 'board']),
  /** `answer`: settle it with the other side. `review`: say whether it is justified. `convene`, `chair`, `decide`: end it for both sides. `prepare`: talk it over first. */
  does: z.enum(['answer', 'review', 'convene', 'chair', 'decide', 'prepare']),
  /** Other roles that satisfy the stage just as well (ROU-4, ROU-5). */
  orRoles: z.array(role).default([]),
  /** Whom each side may choose for itself in preference to that post, while the stage before is open (ROU-4). */
  alternative: z.strictObject({ called: words, roles: z.array(role).min(1), clause }).optional(),
  /** What the role is called in an agency of a type, where its name differs; with the directory's role where another holds it (ROU-3). */
  equivalents: z.record(z.string(), z.union([words, z.strictObject({ called: words, role })])).default({}),
  clause: clause.optional(),
  ourChoice: ourChoice.optional(),
});
/** Who is asked at a stage and what is asked of them. */
export type AskedRule = z.infer<typeof askedSchema>;

const deadlineSchema = z.strictObject({
  workingDays: z.int().min(1, 'a deadline is at least 1 working day'),
  /** `outset`: the earliest day on the form. `opened`: the day this stage opened, which is the day the stage before it ended. */
  from: z.enum(['outset', 'opened']),
  clause,
  ourChoice: ourChoice.optional(),
  /** The text gives no number here: this one is ours, `ourChoice` says why, and nobody is told that it is the policy's (BEY-8). */
  isOurNumber: z.boolean().default(false),
});

const stageSchema = z.strictObject({
  /** Short and stable: `1`, `4a`. Names the place in the state machine. */
  id: z
    .string()
    .regex(
      /^[0-9]+[a-z]?(-[a-z]+)?$/,
      'a stage id is a number, an optional letter and an optional word, such as 4a or 2-gate',
    ),
  /** As people say it: "Stage 4a", "Stage Three", "Step 2". */
  label: words,
  name: words,
  clause,
  asks: z.array(askedSchema).min(1, 'every stage asks somebody: who is asked here?'),
  /** Absent: the policy gives no number. Such a stage reminds and ages, and never moves by itself (CLK-10). */
  deadline: deadlineSchema.optional(),
  /** How the policy says it when there is no number: "without delay". */
  urgency: words.optional(),
  /** "… or a timescale that protects the child, whichever is less" (CLK-3). */
  protectiveTimescale: groundsSchema,
  tellOnOpening: z.array(toldSchema).default([]),
  tellOnResolution: z.array(toldSchema).default([]),
  /** Ask for advice from this role: offered, or prompted where the policy says they should (INT-11). */
  advice: z.strictObject({ role, prompted: z.boolean(), clause }).optional(),
  /** What the text wants of whoever was asked before on the other side, while this stage is the raising side's own. */
  meanwhile: z.strictObject({ ask: words, clause }).optional(),
  /** What people are reminded to do when it ends here (OUT-8, OUT-9, REC-1, REC-4…). */
  closingChecklist: z
    .array(
      z.strictObject({
        ask: words,
        clause,
        /**
         * `file`: whether it is recorded on file, which every agency is asked at every stage anyway. `record held`: also where the record
         * is held (REC-5). `competence`: yes, no or handled outside, and never a word about a person (OUT-9).
         */
        about: z.enum(['file', 'record held', 'competence']).optional(),
      }),
    )
    .default([]),
  /** A decision recorded here binds every agency (ESC-5): the word is used for no other policy. */
  decisionIsBinding: z.strictObject({ clause }).optional(),
  /** Who may chair or sit at a meeting of this stage (MTG-1 to MTG-4). */
  meeting: z
    .strictObject({
      chair: z.enum([
        'from neither agency',
        'board member of an uninvolved agency',
        "raising agency's lead",
        'officer',
      ]),
      panelSize: z.int().min(1).optional(),
      mayDeclineToConvene: z.boolean().default(false),
      clause,
      /** What we chose about who chairs, where the text leaves it open. */
      ourChoice: ourChoice.optional(),
    })
    .optional(),
});
/** One step of the procedure, in order. */
export type PolicyStage = z.infer<typeof stageSchema>;

/** Everything a form may ask beyond the core fields of INT-12, which every policy asks. */
export const POLICY_FIELDS = [
  'subjectDetails',
  'actionsNeeded',
  'basis',
  'discussedWithManager',
  'subjectsView',
] as const;
/** One of them. */
export type PolicyField = (typeof POLICY_FIELDS)[number];

const formSchema = z.strictObject({
  /** As the policy heads its form. */
  title: words,
  clause: clause.optional(),
  ourChoice: ourChoice.optional(),
  /** The form asks for the name, date of birth and address of whom it is about: without it they never stand in the record's document. */
  subjectDetails: z.boolean(),
  /** The stages at which the form asks for dates of attempts, their outcome and the date of referral to the next. */
  stagesListed: z.array(z.string()).min(1, 'a form lists at least one stage'),
  /** Whether something was convened at the end, in the form's own words, and the stages that convene it. */
  convened: z.strictObject({ question: words, stages: z.array(z.string()).min(1) }).optional(),
});
/** The policy's own record form (BEY-9), or what stands for it where the policy has none. */
export type PolicyForm = z.infer<typeof formSchema>;

const shape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  version: z.string().regex(/^[a-z0-9][a-z0-9.]*$/, 'lower-case letters, digits and dots'),
  title: words,
  board: words,
  owner: words,
  issuedOn: z.iso.date().optional(),
  reviewOn: z.iso.date().optional(),
  supersedes: words.optional(),
  subjects: z.array(z.enum(['child', 'adult'])).min(1),
  /** May both sides be the same agency (SCP-5)? */
  withinOneAgency: z.boolean(),
  /** Each field the policy adds to the form, and whether it must be filled in. */
  fields: z.partialRecord(
    z.enum(POLICY_FIELDS),
    z.strictObject({ required: z.boolean(), ...grounds }).refine(hasGrounds, NO_GROUNDS),
  ),
  /** Defaults that hold for the whole policy rather than for one rule of it, where the text is silent or contradicts itself. */
  ourChoices: z
    .array(
      z.strictObject({
        /** What the requirements call it: `A2`, `CLK-13`. */
        id: z.string().regex(/^[A-Z]+(-?[0-9]+)$/, 'letters and a number, such as A2 or CLK-13'),
        choice: words.describe('What we do where the policy is silent'),
        because: ourChoice,
      }),
    )
    .optional(),
  /** The second clock: from the outset until it is settled or at the named stage (CLK-5). */
  cap: z.strictObject({ workingDays: z.int().min(1), to: z.string(), clause }).optional(),
  /** The stage at which somebody who has already talked with the other side may start (INT-12). */
  startsAfterTalking: z.string(),
  /** A significant policy issue goes straight to this stage (ESC-3). */
  policyIssueGoesTo: z.strictObject({ stage: z.string(), clause }).optional(),
  harm: z
    .strictObject({
      words: words.describe('How the policy names the risk'),
      clause,
      /** What we chose about its clock or its stage where the text is silent. */
      ourChoice: ourChoice.optional(),
      clock: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('elapsed hours'), hours: z.int().min(1) }),
        z.strictObject({ kind: z.literal('same working day') }),
        z.strictObject({ kind: z.literal('at once') }),
        z.strictObject({ kind: z.literal('none') }),
      ]),
      tellAtOnce: z.array(toldSchema),
      mayEnterAt: z.array(z.string()).default([]),
      entersAt: z.string().optional(),
      endsAt: z.string().optional(),
    })
    .optional(),
  /** What the board's side sees, from which stage on (NOT-5). Before the first row: a count only. */
  boardSees: z.array(z.strictObject({ from: z.string(), what: z.enum(['fact', 'record']), clause })),
  /** Absent: the record is written under every stage but the last. */
  form: formSchema.optional(),
  stages: z.array(stageSchema).min(2, 'a policy has at least two stages'),
  closing: z.strictObject({
    writtenConfirmation: groundsSchema,
    checkBack: groundsSchema,
    /** Shortly after one of these stages is resolved both sides are asked whether it is as they understood it (OUT-4). */
    understandingCheck: z.strictObject({ stages: z.array(z.string()).min(1), clause }).optional(),
    learningTo: z.strictObject({ role, clause }).optional(),
    gapsTo: z.strictObject({ role, clause }).optional(),
    meetingReportsTo: z.strictObject({ role, clause }).optional(),
    debriefFrom: z.strictObject({ stage: z.string(), clause }).optional(),
  }),
});

/** A policy file, read and checked: every stage it names exists, and each says who is asked. */
export const policySchema = shape.superRefine((policy, context) => {
  const ids = policy.stages.map((stage) => stage.id);
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const requireStage = (path: (string | number)[], id: string | undefined) => {
    if (id !== undefined && !ids.includes(id))
      refuse(path, `there is no stage "${id}"; the stages are ${ids.join(', ')}`);
  };
  for (const [index, { deadline }] of policy.stages.entries()) {
    if (deadline?.isOurNumber && !deadline.ourChoice)
      refuse(['stages', index, 'deadline', 'ourChoice'], 'the number is ours: say why');
  }
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) !== index) refuse(['stages', index, 'id'], `stage "${id}" stands twice`);
    const number = Number.parseInt(id, 10);
    const before = index === 0 ? 0 : Number.parseInt(ids[index - 1]!, 10);
    if (number - before > 1) refuse(['stages', index, 'id'], `stage ${before + 1} is missing before "${id}"`);
    if (number < before)
      refuse(['stages', index, 'id'], `stage "${id}" stands after stage ${before}: write them in order`);
  }
  const last = policy.stages.length - 1;
  if (policy.stages[last]?.deadline)
    refuse(['stages', last, 'deadline'], 'the last stage has no stage to move to, so it reminds and has no deadline');
  if (policy.cap) requireStage(['cap', 'to'], policy.cap.to);
  requireStage(['startsAfterTalking'], policy.startsAfterTalking);
  requireStage(['policyIssueGoesTo', 'stage'], policy.policyIssueGoesTo?.stage);
  requireStage(['harm', 'entersAt'], policy.harm?.entersAt);
  requireStage(['harm', 'endsAt'], policy.harm?.endsAt);
  for (const [index, id] of (policy.harm?.mayEnterAt ?? []).entries()) requireStage(['harm', 'mayEnterAt', index], id);
  for (const [index, row] of policy.boardSees.entries()) {
    if (row.from !== 'harm') requireStage(['boardSees', index, 'from'], row.from);
  }
  requireStage(['closing', 'debriefFrom', 'stage'], policy.closing.debriefFrom?.stage);
  for (const [index, id] of (policy.closing.understandingCheck?.stages ?? []).entries())
    requireStage(['closing', 'understandingCheck', 'stages', index], id);
  for (const [index, id] of (policy.form?.stagesListed ?? []).entries())
    requireStage(['form', 'stagesListed', index], id);
  for (const [index, id] of (policy.form?.convened?.stages ?? []).entries())
    requireStage(['form', 'convened', 'stages', index], id);
  if (policy.form?.subjectDetails && !policy.fields.subjectDetails)
    refuse(
      ['form', 'subjectDetails'],
      'nobody is asked for these details: add subjectDetails to fields, or write false',
    );
});

/** A policy version. A disagreement is pinned to the version it was raised under (ADM-1). */
export type Policy = z.infer<typeof policySchema>;

/** Whether a disagreement about them is this policy's (INT-8). */
export function covers({ subjects }: Pick<Policy, 'subjects'>, subject: Subject): boolean {
  return subject === 'both' ? subjects.length === 2 : subjects.includes(subject);
}

/** Whom a policy about children alone, or about adults alone, is not about; undefined where it is about both (INT-8). */
export function subjectElsewhere(policy: Pick<Policy, 'subjects'>): 'child' | 'adult' | undefined {
  return (['child', 'adult'] as const).find((subject) => !covers(policy, subject));
}

/** Why a disagreement about them is not this policy's, without its full stop; undefined where it is. */
export function reasonNotAbout(policy: Pick<Policy, 'subjects'>, subject: Subject): string | undefined {
  return covers(policy, subject)
    ? undefined
    : `This partnership's policy is about ${policy.subjects.join(' or ')} safeguarding only`;
}

/** The version's name everywhere: in the record, in file names, of the state machine. `bcssp-v5`. */
export function policyVersionId(policy: Pick<Policy, 'id' | 'version'>): string {
  return `${policy.id}-${policy.version}`;
}

/** The version as people say it: "version 5". */
export const versionInWords = ({ version }: Pick<Policy, 'version'>) => `version ${version.replace(/^v(?=\d)/, '')}`;

/**
 * Reads a policy from data. Throws a `PolicyRefused` that names the file, each path, what is wrong and what is allowed. `mistakes` says it in the
 * terms of whoever writes the file: only the scripts read what a person has just written, and no function carries those words.
 */
export function requirePolicy(source: unknown, file: string, mistakes?: z.core.$ZodErrorMap): Policy {
  const parsed = policySchema.safeParse(source, mistakes && { error: mistakes });
  if (parsed.success) return parsed.data;
  throw new PolicyRefused(
    parsed.error.issues
      .flatMap(meant)
      .map((issue) => `${file}: ${pathOf(issue.path) || 'the file'}: ${issue.message}`)
      .join('\n'),
  );
}

type Wrong = z.core.$ZodIssue;

/** Where either of two shapes would do, what is wrong with the one that was meant: "Invalid input" helps nobody. */
function meant(issue: Wrong): Wrong[] {
  if (issue.code !== 'invalid_union') return [issue];
  const tries = issue.errors as Wrong[][];
  const best =
    tries.find((wrong) => wrong.some(({ path }) => path.length > 0)) ??
    tries.find((wrong) => wrong.some(({ code }) => code !== 'invalid_type'));
  return best ? best.flatMap((wrong) => meant({ ...wrong, path: [...issue.path, ...wrong.path] })) : [issue];
}

/** A policy file cannot be used. The message is for whoever edits the file. */
export class PolicyRefused extends Error {
  override name = 'PolicyRefused';
}

function pathOf(path: PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** The stage by its id. Throws when the policy has none: the record and its policy version disagree, which no input can cause. */
export function requireStage(policy: Policy, stageId: string): PolicyStage {
  const stage = policy.stages.find((candidate) => candidate.id === stageId);
  if (!stage) throw new Error(`Policy ${policyVersionId(policy)} has no stage ${stageId}`);
  return stage;
}

/** The stage after this one, or undefined at the last: there the board's own people end it, or nobody does (ESC-8). */
export function stageAfter(policy: Policy, stageId: string): PolicyStage | undefined {
  return policy.stages[policy.stages.findIndex((stage) => stage.id === stageId) + 1];
}

/** Whether it is said at this stage that the disagreement is justified, before the other side is asked anything (SCP-4). */
export function isReview({ asks }: Pick<PolicyStage, 'asks'>): boolean {
  return asks.some(({ does }) => does === 'review');
}

/** Whether a stage comes before another in the policy's order. */
export function isBefore(policy: Policy, stageId: string, otherId: string): boolean {
  const order = policy.stages.map((stage) => stage.id);
  return order.indexOf(stageId) < order.indexOf(otherId);
}

/** The roles a rule names for this subject. */
export function rolesFor(rule: Pick<AskedRule, 'role'>, subject: Subject): Role[] {
  return typeof rule.role === 'string' ? [rule.role] : rule.role[subject];
}

/** The role that takes a rule's place in agencies of this type (ROU-3), if the policy names one: a school's first-line manager is its safeguarding lead. */
export function roleInstead(rule: Pick<AskedRule, 'equivalents'>, agencyType: string | undefined): Role | undefined {
  const equivalent = agencyType === undefined ? undefined : rule.equivalents[agencyType];
  return typeof equivalent === 'object' ? equivalent.role : undefined;
}

/** The choice that a stage gives the two sides, if it gives one: who is asked there instead of line management (ROU-4). */
export function alternativeAt(stage: PolicyStage | undefined): NonNullable<AskedRule['alternative']> | undefined {
  return stage?.asks.find(({ alternative }) => alternative)?.alternative;
}

/** What the board's side may see while the disagreement has reached these stages (NOT-5). */
export function boardMaySee(policy: Policy, reached: readonly string[]): 'count' | 'fact' | 'record' {
  const what = policy.boardSees
    .filter((row) =>
      row.from === 'harm' ? reached.includes('harm') : reached.some((id) => !isBefore(policy, id, row.from)),
    )
    .map((row) => row.what);
  return what.includes('record') ? 'record' : what.includes('fact') ? 'fact' : 'count';
}
