import * as z from 'zod';
import { learningRoute } from './acts/after.ts';
import { boardMaySee, type Policy } from './policy.ts';
import { type Disagreement, LEARNING_BECAME, LEARNING_KINDS, stagesReached } from './record.ts';

const instant = z.iso.datetime();

/** Something to learn, as a lead's list needs it: nobody's words, which are kept with the disagreement (LRN-1 to LRN-4). */
export const learningPointSchema = z.object({
  disagreementId: z.string(),
  reference: z.string(),
  partnershipId: z.string(),
  policyVersionId: z.string(),
  /** Ids, the raising agency's first. */
  agencies: z.array(z.string()),
  /** What the board may see goes by these (NOT-5). */
  reached: z.array(z.string()),
  /** Addresses of the leads who left it to another (S29). */
  stoodAside: z.array(z.string()),
  /** Which of the disagreement's, counted from 1. */
  which: z.int().min(1),
  kind: z.enum(LEARNING_KINDS),
  at: instant,
  textId: z.string(),
  /** What a lead said last that became of it, by their name. */
  became: z
    .object({
      what: z.enum(LEARNING_BECAME),
      on: z.iso.date().optional(),
      by: z.string(),
      at: instant,
      textId: z.string().optional(),
    })
    .optional(),
});
/** One thing to learn, as the partnership's list keeps it. */
export type LearningPoint = z.infer<typeof learningPointSchema>;

/** Everything there is to learn from a disagreement, from its record. */
export function learningOf(d: Disagreement): LearningPoint[] {
  return (d.learning ?? []).map(({ kind, at, textId, became }, index) => {
    const last = became?.at(-1);
    return {
      disagreementId: d.id,
      reference: d.reference,
      partnershipId: d.partnershipId,
      policyVersionId: d.policyVersionId,
      agencies: [...new Set([d.raiser.agency, ...d.raisedWith.map(({ agency }) => agency)])],
      reached: stagesReached(d),
      stoodAside: (d.leads ?? []).flatMap(({ person, stoodAside }) => (stoodAside ? [person.email] : [])),
      which: index + 1,
      kind,
      at,
      textId,
      ...(last ? { became: { ...last, by: last.by.name } } : {}),
    };
  });
}

/** Who reads the list, and the policies by which it is judged what they may see. */
interface Reading {
  lead: string;
  policies: (policyVersionId: string) => Policy;
}

/** Those that a lead may read: of disagreements whose record the policy shows the board, and which they did not leave to another lead (NOT-5, S29). */
export function learningFor(points: readonly LearningPoint[], { lead, policies }: Reading): LearningPoint[] {
  return points.filter((point) => !point.stoodAside.includes(lead) && isOfARecordShown(point, policies));
}

/**
 * Those of which a lead reads the words alone, and never from which disagreement they are: the policy shows the board less than its record, and
 * has this brought to the board all the same.
 *
 * > "Any general principles should be identified and referred to the SAB for discussion and further learning." — S L25
 * > "If the process highlights gaps in policies and procedures this must be brought to the attention of the Chair of the LSCB." — R L53
 *
 * Both speak of what is settled at any stage, and most is settled below the board's line (NOT-5). Where no clause sends it, it stays with the record.
 */
export function wordsAloneFor(points: readonly LearningPoint[], { lead, policies }: Reading): LearningPoint[] {
  return points.filter(
    (point) =>
      !point.stoodAside.includes(lead) &&
      !isOfARecordShown(point, policies) &&
      learningRoute(policies(point.policyVersionId), point.kind) !== undefined,
  );
}

const isOfARecordShown = ({ policyVersionId, reached }: LearningPoint, policies: Reading['policies']) =>
  boardMaySee(policies(policyVersionId), reached) === 'record';
