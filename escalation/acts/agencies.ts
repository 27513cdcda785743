import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { BOARD } from '../directory.ts';
import { tellNewSideOfHarm } from '../flagging-harm.ts';
import { askThoseNotYetAsked, introduceLate, isForTheOtherSide } from '../opening.ts';
import { requireStage } from '../policy.ts';
import { openHarm, openVisit, type Person } from '../record.ts';
import { isSiteOf, isStillAChoice } from '../sites.ts';
import { concerned, openProposal, stillToConfirm } from '../taking-part.ts';
import {
  addressField,
  anAct,
  answered,
  NOT_ASKED,
  NOT_OPEN,
  now,
  optionalText,
  reasonNotAsLead,
  required,
  tellNow,
} from './act.ts';
import { HARM_FIRST, resolveWith } from './settling.ts';

/** "One record, one raising agency, one to five responding" — REQUIREMENTS A16. */
export const MOST_RESPONDING_AGENCIES = 5;

/**
 * One more agency that it is with, from now on: its people of the open stage are asked at once, and there is still one deadline (A16).
 * An agency that had said it is not concerned can be brought back in this way.
 */
export const addAgency = anAct({
  fields: z.object({
    agency: required('Choose the agency to add'),
    /** Where it has several: one of its sites, or that it is not known (ROU-2). */
    site: optionalText,
    name: optionalText,
    email: z
      .union([z.literal(''), addressField("Enter the practitioner's work email address, or leave it empty")])
      .optional(),
    job: optionalText,
  }),
  reasonNot: ({ open, isRaiser, lead, d }) => {
    if (!open) return NOT_OPEN;
    if (!isRaiser && !lead) return "Only the person who raised it, or the partnership's lead, can add an agency.";
    if (!isRaiser && lead) {
      const why = reasonNotAsLead(lead);
      if (why) return why;
    }
    return concerned(d).length >= MOST_RESPONDING_AGENCIES
      ? `It is raised with ${MOST_RESPONDING_AGENCIES} agencies already, which is the most.`
      : undefined;
  },
  perform(a, by, act) {
    const { d, setting } = a;
    const known = d.raisedWith.find(({ agency }) => agency === act.agency);
    const why = reasonNotToAdd(a, act.agency, act.site);
    if (why) return why;
    if (Boolean(act.name) !== Boolean(act.email))
      return "Enter both the practitioner's name and work email address, or neither.";
    if (act.email && (act.email === d.raiser.email || act.email === by.email))
      return "Enter the other practitioner's address, not your own or the raiser's.";
    if (act.email && act.email === d.raisersManager?.email)
      return "Enter the other practitioner's address, not that of the raiser's line manager.";
    const practitioner: Person | undefined = act.email
      ? { name: act.name!, email: act.email, agency: act.agency, ...(act.job ? { job: act.job } : {}) }
      : undefined;
    const site: { site?: string } = isSiteOf(setting.directory, act.agency, act.site) ? { site: act.site } : {};
    if (known) {
      delete known.notConcerned;
      Object.assign(known, site);
      if (practitioner) known.practitioner = practitioner;
    } else d.raisedWith.push({ agency: act.agency, ...site, ...(practitioner ? { practitioner } : {}) });

    const visit = openVisit(d)!;
    const before = visit.asked.filter(({ notMineAt, agency }) => !notMineAt && agency !== act.agency);
    const entry = a.enter({
      by: by.id,
      what: 'agency added',
      stageId: visit.stageId,
      facts: { agency: act.agency, ...(site.site ? { site: site.site } : {}) },
    });
    if (known) for (const asked of visit.asked) if (asked.agency === act.agency) delete asked.answeredAt;
    askThoseNotYetAsked(a, visit, entry, { agency: act.agency });
    tellNewSideOfHarm(a, act.agency, entry);
    const stage = requireStage(setting.policy, visit.stageId);
    if (practitioner) introduceLate(a, visit, practitioner, entry);
    const others = isForTheOtherSide(stage) ? before.map(({ person }) => person) : [];
    for (const person of [d.raiser, ...others])
      if (person.email !== by.email) tellNow(a, person, 'agency-added', entry, { agency: act.agency });
    return undefined;
  },
});

function reasonNotToAdd({ d, setting }: Amendment, agencyId: string, site: string | undefined): string | undefined {
  const { directory, policy } = setting;
  const agency = directory.agencies.find(({ id }) => id === agencyId);
  if (!agency || agencyId === BOARD) return 'Choose the agency from the list.';
  if (isStillAChoice(directory, agencyId, site))
    return `Choose which site of ${agency.name} it is raised with, or that you do not know.`;
  const known = d.raisedWith.find(({ agency }) => agency === agencyId);
  if (known && !known.notConcerned) return 'It is raised with that agency already.';
  return agencyId === d.raiser.agency && !policy.withinOneAgency
    ? "This partnership's policy is about disagreements between two agencies. Choose another agency."
    : undefined;
}

/** "Marked not concerned by a person asked at the open stage, with a reason" — REQUIREMENTS A16. The others go on. */
export const markNotConcerned = anAct({
  fields: z.object({ text: required('Enter why your agency is not concerned') }),
  reasonNot: ({ open, asked, d }) => {
    if (!open) return NOT_OPEN;
    if (asked?.does !== 'answer' || asked.side !== 'responding') return NOT_ASKED;
    return concerned(d).length > 1
      ? undefined
      : 'Yours is the only agency it is raised with. If it is not yours to answer, say so to the other side, or propose how it is settled.';
  },
  perform(a, by, act) {
    const { d } = a;
    const visit = openVisit(d)!;
    const { agency } = by.person;
    const textId = a.keep(act.text);
    d.raisedWith.find((one) => one.agency === agency)!.notConcerned = { by: by.person, at: now(a), textId };
    answered(a, by);
    // Nobody of that agency is reminded any more.
    for (const asked of visit.asked)
      if (asked.agency === agency && asked.side === 'responding') asked.answeredAt ??= now(a);
    const entry = a.enter({
      by: by.id,
      what: 'agency not concerned',
      stageId: visit.stageId,
      textId,
      facts: { agency },
    });
    const others = visit.asked.filter((one) => !one.notMineAt && one.agency !== agency).map(({ person }) => person);
    for (const person of [d.raiser, ...others]) tellNow(a, person, 'not-concerned', entry, { agency });

    const proposal = openProposal(d);
    if (!proposal) return undefined;
    if (proposal.by.agency === agency && proposal.side === 'responding') proposal.supersededAt = now(a);
    // "Resolved when all have confirmed or are marked": theirs may have been the last word it waited for.
    else if (proposal.confirmedBy.length > 0 && !stillToConfirm(d, proposal)) {
      if (openHarm(d)) return HARM_FIRST;
      resolveWith(a, proposal, by.id, entry);
    }
    return undefined;
  },
});
