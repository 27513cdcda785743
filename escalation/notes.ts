import { amend, type Change, type Setting } from './amendment.ts';
import { enterLead, leadStandingOf } from './leading.ts';
import { type Disagreement, openVisit } from './record.ts';

/**
 * An email that a lead lets in as a note: its words stand in the history as they came, with the time of receipt. It moves nothing and
 * answers nothing. Answers why not, in words for the lead, where they may not.
 */
export function attachNote(
  d: Disagreement,
  email: string,
  note: { text: string; receivedAt: string; source: string },
  setting: Setting,
): { change: Change } | { nothing: string } {
  const lead = leadStandingOf(d, email, setting);
  if (!lead || d.partnershipId !== setting.partnership.id) return { nothing: 'You do not lead that disagreement.' };
  if (d.history.some(({ facts }) => facts?.['source'] === note.source)) return { nothing: ATTACHED };
  const a = amend(d, setting);
  const stageId = openVisit(d)?.stageId;
  a.enter({
    by: enterLead(a, lead.person).id,
    what: 'email attached as a note',
    ...(stageId ? { stageId } : {}),
    textId: a.keep(note.text),
    facts: { received: note.receivedAt, source: note.source },
  });
  return { change: a.done({ wake: false }) };
}

/** The same email attached twice is one note. */
export const ATTACHED = 'It is attached already.';
