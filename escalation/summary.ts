import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { notYetSeen } from './harm.ts';
import { contactFaults, isAgencyUnknown } from './leading.ts';
import { ROLES, SUBJECTS } from './policy.ts';
import { CLOCKS, type Disagreement, OPENING_CAUSES, OUTCOMES, openHarm, openVisit } from './record.ts';
import { isAskedWhoseItIs, isVouchedFor } from './vouching.ts';
import { londonDate } from './working-days.ts';

/**
 * What lists and digests say of a disagreement, and nothing more: a thousandth of the record, without a name or anybody's words. Kept
 * beside the record (`services/summaries.ts`), so that a list of hundreds reads no record; made from the record again at every change.
 *
 * Nothing here depends on the time, the policy or the directory: what does is decided by whoever reads it.
 */

const instant = z.iso.datetime();
const date = z.iso.date();

/** What a stored summary is parsed with each time it is read. */
export const summarySchema = z.object({
  id: z.string(),
  reference: z.string(),
  partnershipId: z.string(),
  policyVersionId: z.string(),
  subject: z.enum(SUBJECTS),
  raisedAt: instant,
  /** Ids, the raising agency's first; each once. */
  agencies: z.array(z.string()).min(1),
  /** Which of their sites is concerned, on either side, where somebody has said (ROU-2); absent where nobody has. */
  sites: z.array(z.object({ agency: z.string(), site: z.string() })).optional(),
  /** Every time a stage was opened, in order. */
  visits: z.array(z.object({ stageId: z.string(), openedAt: instant, cause: z.enum(OPENING_CAUSES) })).min(1),
  /** Somebody was flagged as at risk at some time: what the board may see goes by this too (NOT-5). */
  wasHarm: z.boolean(),
  /** The open stage, until there is an outcome. */
  open: z
    .object({
      stageId: z.string(),
      openedAt: instant,
      /** The London day of that. */
      openedOn: date,
      deadline: z.object({ at: instant, on: date, which: z.enum(CLOCKS) }).nullable(),
      /** Asked there and no answer yet. `to` is their address in lower case. */
      waitingFor: z.array(
        z.object({
          agency: z.string(),
          role: z.enum(ROLES),
          to: z.string(),
          askedAt: instant,
          remindersSent: z.int(),
        }),
      ),
      /** The agencies at which nobody can be asked. */
      nobodyAt: z.array(z.string()),
      /** Nobody has said yet with which agency it is. */
      isAgencyUnknown: z.boolean(),
    })
    .optional(),
  /** Flagged as at risk of immediate harm and not ended. */
  harm: z
    .object({
      flaggedAt: instant,
      clockFromAt: instant,
      chases: z.int(),
      /** The agencies at which nobody has said that they have seen it. */
      notSeenBy: z.array(z.string()),
    })
    .optional(),
  outcome: z
    .object({
      outcome: z.enum(OUTCOMES),
      at: instant,
      stageId: z.string(),
      reviewOn: date.optional(),
      /** `done` is what was said last; absent while nobody has said. */
      actions: z.array(
        z.object({ agency: z.string(), dueOn: date, wasAsked: z.boolean(), done: z.boolean().optional() }),
      ),
    })
    .nullable(),
  closedAt: instant.nullable(),
  /** Everybody written to, until it is closed: to tell where email does not arrive and which address waits to be vouched for. */
  people: z.array(
    z.object({
      email: z.string(),
      agency: z.string(),
      /** Reads it whatever their address is, or somebody has vouched for it (PRV-2). */
      isKnown: z.boolean(),
    }),
  ),
  /** Addresses of the leads who left it to another (S29). */
  stoodAside: z.array(z.string()),
});
/** A disagreement in short, for lists and digests. */
export type Summary = z.infer<typeof summarySchema>;

/** A disagreement in short, from its record. */
export function summaryOf(d: Disagreement): Summary {
  const harm = openHarm(d);
  const { outcome } = d;
  return {
    id: d.id,
    reference: d.reference,
    partnershipId: d.partnershipId,
    policyVersionId: d.policyVersionId,
    subject: d.subject,
    raisedAt: d.raisedAt,
    agencies: [...new Set([d.raiser.agency, ...d.raisedWith.map(({ agency }) => agency)])],
    ...sitesOf(d),
    visits: d.stages.map(({ stageId, openedAt, cause }) => ({ stageId, openedAt, cause })),
    wasHarm: (d.harms?.length ?? 0) > 0,
    ...openOf(d),
    ...(harm && openVisit(d)
      ? {
          harm: {
            flaggedAt: harm.flaggedAt,
            clockFromAt: harm.clockFromAt,
            chases: harm.chase?.rounds ?? 0,
            notSeenBy: notYetSeen(d).map(({ agency }) => agency),
          },
        }
      : {}),
    outcome: outcome && {
      outcome: outcome.outcome,
      at: outcome.at,
      stageId: outcome.stageId,
      ...(outcome.reviewOn ? { reviewOn: outcome.reviewOn } : {}),
      actions: outcome.actions.map(({ ownerAgency, dueOn, askedAt, answers }) => {
        const last = answers.at(-1);
        return { agency: ownerAgency, dueOn, wasAsked: askedAt !== undefined, ...(last ? { done: last.done } : {}) };
      }),
    },
    closedAt: d.closedAt,
    people: d.closedAt ? [] : peopleOf(d),
    stoodAside: (d.leads ?? []).flatMap(({ person, stoodAside }) => (stoodAside ? [person.email] : [])),
  };
}

/** Every stage it has been at, and `harm` once somebody was flagged. `stagesReached` in `record.ts` says the same of the record. */
export function reachedBy({ visits, wasHarm }: Pick<Summary, 'visits' | 'wasHarm'>): string[] {
  return [...visits.map(({ stageId }) => stageId), ...(wasHarm ? ['harm'] : [])];
}

function sitesOf({ raiser, raisersSite, raisedWith }: Disagreement): Pick<Summary, 'sites'> {
  const said = [{ agency: raiser.agency, site: raisersSite }, ...raisedWith];
  const sites = said.flatMap(({ agency, site }) => (site === undefined ? [] : [{ agency, site }]));
  return sites.length > 0 ? { sites } : {};
}

function openOf(d: Disagreement): Pick<Summary, 'open'> {
  const visit = d.outcome ? undefined : openVisit(d);
  if (!visit) return {};
  const { stageId, openedAt, deadline } = visit;
  return {
    open: {
      stageId,
      openedAt,
      openedOn: londonDate(Temporal.Instant.from(openedAt)).toString(),
      deadline: deadline && { at: deadline.at, on: deadline.on, which: deadline.which },
      waitingFor: visit.asked
        .filter(({ answeredAt, notMineAt }) => !answeredAt && !notMineAt)
        .map(({ agency, role, person, askedAt, remindersSent }) => ({
          agency,
          role,
          to: person.email.toLowerCase(),
          askedAt,
          remindersSent,
        })),
      nobodyAt: [...new Set(contactFaults(d).map(({ agency }) => agency))],
      isAgencyUnknown: isAgencyUnknown(d),
    },
  };
}

function peopleOf(d: Disagreement): Summary['people'] {
  const placed = Object.entries(d.people)
    .filter(([, { mine }]) => mine !== 'not mine')
    .map(([email, { person, places }]) => ({
      email,
      agency: person.agency,
      isKnown: !isAskedWhoseItIs(places) || isVouchedFor(d, email),
    }));
  const { raisersManager } = d;
  if (!raisersManager || d.people[raisersManager.email]) return placed;
  // Held until their stage, so that it is known by then whose the address is.
  const { email, agency } = raisersManager;
  return [...placed, { email, agency, isKnown: isVouchedFor(d, email) }];
}
