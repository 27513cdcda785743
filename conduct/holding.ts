import { Temporal } from 'temporal-polyfill';
import type { Directory } from '../escalation/directory.ts';
import { draftFrom } from '../escalation/draft-from-labels.ts';
import { readLabels } from '../escalation/labels.ts';
import { leadsOf } from '../escalation/leading.ts';
import { ATTACHED, attachNote } from '../escalation/notes.ts';
import type { Partnership } from '../escalation/partnership.ts';
import { policyVersionId } from '../escalation/policy.ts';
import { BeyondCalendar, londonDate } from '../escalation/working-days.ts';
import { AlreadySettled, allWaiting, type HeldMessage, holdingPen } from '../services/holding-pen.ts';
import type { Services } from '../services/services.ts';
import { change, findByReference } from './disagreements.ts';
import { NO_BANK_HOLIDAYS, raiseFromDraft } from './receive.ts';

/**
 * The holding pen as a person works it: a lead reads a held email only after giving a reason, which is kept with it (NOT-5), and says
 * what becomes of it. What is let in keeps the time at which it was received. Nothing is ever dropped without somebody's reason.
 */

/** A held email of a partnership that somebody leads. Its words only once they have given a reason. */
export interface Held {
  message: HeldMessage;
  partnership: Partnership;
  directory: Directory;
  isOpened: boolean;
}

/** What waits in the partnerships that somebody leads, longest waiting first, then what came for no partnership. Without anybody's words. */
export async function heldFor(
  services: Services,
  email: string,
): Promise<{ partnership: Partnership; waiting: HeldMessage[] }[]> {
  const pen = holdingPen(services.table);
  // Its address named no partnership, so nobody is the one to read it: every lead may, and the first to decide has decided.
  const nobodys = await allWaiting(pen, undefined);
  const led = [];
  for (const { id } of await services.rules.partnerships()) {
    const known = await services.rules.partnership(id);
    if (!known || !leads(known, email)) continue;
    const waiting = [...(await allWaiting(pen, id)), ...nobodys];
    led.push({
      partnership: known.partnership,
      waiting: waiting.map(({ text: _, subject: __, ...message }): HeldMessage => message),
    });
  }
  return led;
}

/** How many held messages wait for a person in a partnership: its own, and those that came for no partnership we know. */
export async function countHeld({ table }: Pick<Services, 'table'>, partnershipId: string): Promise<number> {
  const [own, nobodys] = await Promise.all([
    allWaiting(holdingPen(table), partnershipId),
    allWaiting(holdingPen(table), undefined),
  ]);
  return own.length + nobodys.length;
}

/**
 * One held email, for a lead of its partnership; undefined for everybody else, whether it is there or not. One for no partnership we
 * know is any lead's, and is let in, if at all, in the partnership that they lead.
 */
export async function readHeld(services: Services, id: string, email: string): Promise<Held | undefined> {
  const message = await holdingPen(services.table).get(id);
  const known = message && (await ledBy(services, email, message.partnershipId));
  if (!message || !known) return undefined;
  const isOpened = message.opened?.some(({ by }) => by === email) ?? false;
  if (isOpened) return { message, ...known, isOpened };
  const { text: _, subject: __, ...unread } = message;
  return { message: unread, ...known, isOpened };
}

async function ledBy(services: Services, email: string, partnershipId: string | undefined) {
  const ids = partnershipId === undefined ? (await services.rules.partnerships()).map(({ id }) => id) : [partnershipId];
  const all = await Promise.all(ids.map((id) => services.rules.partnership(id)));
  return all.find((known) => known !== undefined && leads(known, email));
}

const leads = (known: { partnership: Partnership; directory: Directory }, email: string) =>
  leadsOf(known).some((lead) => lead.email === email);

type Decided = { done: HeldMessage['settled'] & object } | { refused: string };

/** Opens it for this lead. The reason is kept with the message, and the log says that it was opened, not why. */
export async function openHeld(
  services: Services,
  { id, by, reason }: { id: string; by: string; reason: string },
): Promise<{ refused: string } | undefined> {
  if (!(await readHeld(services, id, by))) return { refused: NOT_YOURS };
  if (reason.trim() === '') return { refused: 'Enter why you need to read it.' };
  await holdingPen(services.table).open(id, { at: services.clock.now().toString(), by, reason: reason.trim() });
  services.log.info('held mail opened', { heldId: id });
  return undefined;
}

const NOT_YOURS = 'There is no such email that you can decide on.';

/** Lets it in as a disagreement of whoever sent it. The lead says who that is, because nothing proves it. */
export async function letIn(
  services: Services,
  { id, by, raiser }: { id: string; by: string; raiser: { name: string; email: string; agency: string } },
): Promise<Decided> {
  return decide(services, id, by, async ({ message, partnership, directory }) => {
    if (!directory.agencies.some((agency) => agency.id === raiser.agency && agency.id !== 'board'))
      return { refused: 'Choose the agency of whoever sent it from the list.' };
    const draft = draftFrom(readLabels(message.text!), {
      directory,
      policy: services.rules.requirePolicy(policyVersionId(partnership.policy)),
      sender: raiser,
      calendar: await services.rules.calendarFor(partnership),
      receivedOn: londonDate(Temporal.Instant.from(message.receivedAt)),
    });
    try {
      const d = await raiseFromDraft(services, partnership, { ...message, raiser }, draft);
      return { became: 'disagreement', disagreementId: d.id };
    } catch (reason) {
      if (!(reason instanceof BeyondCalendar)) throw reason;
      return { refused: `${NO_BANK_HOLIDAYS}.` };
    }
  });
}

/** Attaches it to a disagreement as a note. */
export async function attach(
  services: Services,
  { id, by, reference }: { id: string; by: string; reference: string },
): Promise<Decided> {
  return decide(services, id, by, async ({ message, partnership }) => {
    const d = await findByReference(services, reference);
    if (!d || d.partnershipId !== partnership.id)
      return { refused: 'There is no disagreement with that reference here.' };
    const note = { text: message.text!, receivedAt: message.receivedAt, source: message.id };
    const outcome = await change(services, d.id, (current, setting) => attachNote(current, by, note, setting));
    if (outcome && !outcome.changed && outcome.why !== ATTACHED) return { refused: outcome.why };
    return { became: 'note', disagreementId: d.id };
  });
}

/** Refuses it, with the reason. */
export async function refuse(
  services: Services,
  { id, by, reason }: { id: string; by: string; reason: string },
): Promise<Decided> {
  return decide(
    services,
    id,
    by,
    async () =>
      reason.trim() === '' ? { refused: 'Enter why it is refused.' } : { became: 'discarded', reason: reason.trim() },
    { withoutWords: true },
  );
}

type Becomes = Pick<HeldMessage['settled'] & object, 'became' | 'disagreementId' | 'reason'>;

/** Only whoever has read it decides, and only once: what somebody else made of it first is said and kept. */
async function decide(
  services: Services,
  id: string,
  by: string,
  how: (held: Held) => Promise<Becomes | { refused: string }>,
  { withoutWords = false } = {},
): Promise<Decided> {
  const held = await readHeld(services, id, by);
  if (!held) return { refused: NOT_YOURS };
  const { message, isOpened } = held;
  if (message.settled) return { refused: settledInWords(message.settled.became) };
  if (!isOpened) return { refused: 'First say why you need to read it.' };
  if (!withoutWords && message.text === undefined)
    return { refused: 'It could not be read, so there is nothing to let in. Ask whoever sent it to use the form.' };
  const becomes = await how(held);
  if ('refused' in becomes) return becomes;
  const settled = { ...becomes, at: services.clock.now().toString(), by };
  try {
    await holdingPen(services.table).settle(id, settled);
  } catch (reason) {
    if (!(reason instanceof AlreadySettled)) throw reason;
    const now = (await holdingPen(services.table).get(id))?.settled;
    return { refused: settledInWords(now?.became) };
  }
  services.log.info('held mail settled', { heldId: id, became: becomes.became });
  return { done: settled };
}

function settledInWords(became: Becomes['became'] | undefined): string {
  const what = { disagreement: 'a disagreement', note: 'a note on a disagreement', discarded: 'refused' } as const;
  return `Somebody has decided on it already: it is ${became ? what[became] : 'settled'}.`;
}
