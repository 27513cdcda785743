import * as z from 'zod';

/**
 * What a person can do to an open disagreement, as the form of each act posts it. One union: the pages draw a form for
 * each, the door parses the post with it, and `perform` (disagreement.ts) judges it.
 */

const required = (whatToDo: string) =>
  z.string({ error: whatToDo }).trim().min(1, whatToDo).max(10_000, 'Shorten this to 10,000 characters or fewer');
const optionalText = z.string().trim().max(10_000, 'Shorten this to 10,000 characters or fewer').optional();
const dateField = (whatToDo: string) => z.iso.date(whatToDo);
const emailField = (whatToDo: string) =>
  z
    .string({ error: whatToDo })
    .trim()
    .toLowerCase()
    .regex(/^[^\s@<>,;:"()[\]\\]+@[a-z0-9.-]+\.[a-z]{2,}$/, whatToDo);

const named = {
  name: required('Enter their full name'),
  email: emailField('Enter their work email address, like name@agency.example'),
  job: optionalText,
};

export const ACTS = {
  /** Keeps what was said, when and with whom. Moves nothing. */
  'record-discussion': z.object({
    heldOn: dateField('Enter the day you talked'),
    with: required('Enter who you talked with'),
    text: required('Enter what was said'),
  }),
  /** Says how it is settled; ends nothing until the other side confirms (OUT-1, OUT-2). */
  propose: z.object({
    text: required('Enter what has been agreed, and how anything outstanding will be pursued'),
    how: z.enum(['agreed', 'compromise'], 'Choose whether this was agreed or a compromise'),
    actions: z
      .array(
        z.object({
          text: required('Enter what will be done'),
          ownerAgency: required('Choose the agency that will do it'),
          dueOn: dateField('Enter the day it will be done by'),
        }),
      )
      .max(20, 'List 20 actions or fewer'),
    /** Said out loud rather than left empty: "explicit none" (OUT-2). */
    noActions: z.boolean(),
    reviewOn: dateField('Enter the day to review it').optional(),
  }),
  confirm: z.object({ proposalId: z.string() }),
  dispute: z.object({ proposalId: z.string(), text: required('Enter what you do not agree with') }),
  /** To the next stage now, with a reason (ESC-2). */
  'escalate-now': z.object({ text: required('Enter why this cannot wait for the deadline') }),
  /** Shorten the time to a moment that protects the child or adult; never lengthens (CLK-3). */
  shorten: z.object({
    on: dateField('Enter the day it must be settled by'),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter the time on a 24-hour clock, like 17:00'),
    text: required('Enter why it must be settled by then to keep them safe'),
  }),
  /** The raiser's alone (OUT-11). */
  withdraw: z.object({ text: required('Enter why you are withdrawing it') }),
  /** For those a policy asks to decide or convene: ends it for both sides (ESC-8). */
  decide: z.object({
    outcome: z.enum(['resolved', 'decided', 'ended without agreement'], 'Choose how it ended'),
    text: required('Enter what was decided and why, and where the record is held'),
    actions: z
      .array(
        z.object({
          text: required('Enter what will be done'),
          ownerAgency: required('Choose the agency that will do it'),
          dueOn: dateField('Enter the day it will be done by'),
        }),
      )
      .max(20),
  }),
  /** Who takes a later stage on one's own side (ROU-11). */
  'name-next': z.object({
    role: z.enum(['line-manager', 'senior-manager', 'head-of-service', 'board-representative', 'practitioner']),
    ...named,
  }),
  mine: z.object({}),
  'not-mine': z.object({
    name: optionalText,
    email: z.union([z.literal(''), emailField('Enter their work email address, or leave it empty')]).optional(),
  }),
  'answer-check-back': z.object({ actionId: z.string(), done: z.enum(['yes', 'no'], 'Choose whether it was done') }),
  /** After "not done": the raising side opens the stage again (OUT-5). */
  reopen: z.object({ text: required('Enter what was not done') }),
  /** Fills in what an email left out (BEY-17). */
  complete: z.record(z.string(), z.string()),
} as const;

export type ActKind = keyof typeof ACTS;
/**
 * One act with its parsed fields: `{ kind: 'confirm', proposalId }`. `visit` says for which stage visit its form was drawn, as an index
 * into the record's stages: a form posted twice, or after the stage was left, then does not act on the next stage.
 */
export type Act = { [K in ActKind]: { kind: K } & z.infer<(typeof ACTS)[K]> & { visit?: number } }[ActKind];

/** The hidden field of a form that says for which visit it was drawn. A form without one acts on whatever stage is open. */
const visitField = z.object({ visit: z.coerce.number().int().min(0) });

/** What is wrong with one field, in words for whoever filled it in. `field` is the form's own name, e.g. `actions.0.dueOn`. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** Reads an act from its form, or says what to put right. */
export function readAct<K extends ActKind>(
  kind: K,
  fields: unknown,
): { act: Act & { kind: K } } | { problems: FieldProblem[] } {
  const parsed = ACTS[kind].safeParse(fields);
  if (!parsed.success) return { problems: problemsIn(parsed.error) };
  const visit = kind === 'complete' ? undefined : visitField.safeParse(fields).data;
  return { act: { kind, ...(parsed.data as object), ...visit } as Act & { kind: K } };
}

/** One problem for each field, the first that was found. */
export function problemsIn(error: z.ZodError): FieldProblem[] {
  const first = new Map<string, string>();
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    if (!first.has(field)) first.set(field, issue.message);
  }
  return [...first].map(([field, message]) => ({ field, message }));
}
