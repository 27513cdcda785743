import * as z from 'zod';
import { answerCheckBack, reopen } from './acts/checking-back.ts';
import { complete } from './acts/completing.ts';
import { escalateNow, shorten } from './acts/moving.ts';
import { mine, nameNext, notMine } from './acts/saying-whose.ts';
import { confirm, decide, dispute, propose, withdraw } from './acts/settling.ts';
import { recordDiscussion } from './acts/talking.ts';
import { type FieldProblem, problemsIn } from './field-problems.ts';

/**
 * Everything a person can do to a disagreement, in the order pages offer it. Each is a rule of its own in `acts/`: its form, who may
 * do it now, and what it does. The pages draw a form for each, the door parses the post with it, and `perform` judges it.
 */
export const ACT_RULES = {
  mine,
  'record-discussion': recordDiscussion,
  propose,
  confirm,
  dispute,
  decide,
  'escalate-now': escalateNow,
  shorten,
  'name-next': nameNext,
  'answer-check-back': answerCheckBack,
  reopen,
  complete,
  withdraw,
  'not-mine': notMine,
} as const;

export type ActKind = keyof typeof ACT_RULES;
export const ACT_KINDS = Object.keys(ACT_RULES) as ActKind[];
type Fields<K extends ActKind> = z.infer<(typeof ACT_RULES)[K]['fields']>;

/**
 * One act with its parsed fields: `{ kind: 'confirm', proposalId }`. `visit` says for which stage visit its form was drawn, as an index
 * into the record's stages: a form posted twice, or after the stage was left, then does not act on the next stage.
 */
export type Act = { [K in ActKind]: { kind: K } & Fields<K> & { visit?: number } }[ActKind];

/** The hidden field of a form that says for which visit it was drawn. A form without one acts on whatever stage is open. */
const visitField = z.object({ visit: z.coerce.number().int().min(0) });

/** Reads an act from its form, or says what to put right. */
export function readAct<K extends ActKind>(
  kind: K,
  fields: unknown,
): { act: Act & { kind: K } } | { problems: FieldProblem[] } {
  const parsed = ACT_RULES[kind].fields.safeParse(fields);
  if (!parsed.success) return { problems: problemsIn(parsed.error) };
  const visit = kind === 'complete' ? undefined : visitField.safeParse(fields).data;
  return { act: { kind, ...(parsed.data as object), ...visit } as Act & { kind: K } };
}
