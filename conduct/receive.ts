import { Temporal } from 'temporal-polyfill';
import { hear, whatItSays } from '../escalation/automatic-mail.ts';
import {
  type Agency,
  agenciesOfAddress,
  agencyOfAddress,
  type Directory,
  findPerson,
} from '../escalation/directory.ts';
import { draftFrom, type EmailDraft, namesUnknownAgency, namesUnknownSite } from '../escalation/draft-from-labels.ts';
import {
  classify,
  type InboundEmail,
  type InboundEnvelope,
  type InboundHead,
  route,
  trust,
} from '../escalation/inbound.ts';
import { readLabels } from '../escalation/labels.ts';
import type { Partnership } from '../escalation/partnership.ts';
import { policyVersionId } from '../escalation/policy.ts';
import type { Disagreement, Person } from '../escalation/record.ts';
import { BeyondCalendar, londonDate } from '../escalation/working-days.ts';
import { couldNotReadMessage } from '../messages/could-not-read.ts';
import { readDisagreement } from '../services/disagreements.ts';
import { type HeldMessage, holdingPen } from '../services/holding-pen.ts';
import { envelopeOnly, parseInbound } from '../services/inbound-email.ts';
import { inboundKeys } from '../services/inbound-keys.ts';
import { cameBack, writeDown } from '../services/outbox.ts';
import { personHash, readReplyAddress } from '../services/reply-address.ts';
import type { Services } from '../services/services.ts';
import { change, perform, raise } from './disagreements.ts';
import { sendDue } from './send.ts';

/** How a received message ended. Nothing is dropped silently. */
export type Received =
  | { became: 'disagreement' | 'addition' | 'fact'; disagreementId: string }
  | { became: 'held' | 'quarantined'; why: string };

/**
 * Takes one received message to its end: a disagreement, an addition to one, held or quarantined for a person. Running it again for
 * the same message, at once or days later, ends in the same place: what it becomes is written down before it becomes it (F1).
 */
export async function receive(services: Services, raw: Uint8Array, envelope: InboundEnvelope): Promise<Received> {
  const isVirus = envelope.verdicts.virus === 'FAIL';
  const result = isVirus ? undefined : await parseInbound(raw, envelope);
  const email = result && 'parsed' in result ? result.parsed : undefined;
  const head: InboundHead = email ?? (result && 'head' in result ? result.head : envelopeOnly(envelope));
  const claim = await inboundKeys(services.table).claim(head, email?.text ?? raw, () =>
    Buffer.from(services.keys.random(16)).toString('hex'),
  );
  const message: Message = { head, email, id: claim.becomesId, receivedAt: claim.receivedAt };

  const found = classify(head);
  const isFromPerson = found.class === 'new' || found.class === 'reply';
  const destination = route(envelope.to, services.settings.mailDomain);
  const reply = 'reply' in destination ? await readReplyAddress(services.keys, destination.reply) : undefined;
  const owner = reply && (await readDisagreement(services.table, reply.disagreementId))?.d;
  const partnershipId = owner?.partnershipId ?? ('raise' in destination ? destination.raise : undefined);
  const known = partnershipId === undefined ? undefined : await services.rules.partnership(partnershipId);
  const keep = (kind: HeldMessage['kind'], why: string) =>
    hold(services, message, { kind, why, class: found.class, partnershipId: known?.partnership.id });

  if (!isFromPerson) {
    const says = whatItSays(found.class, email?.delivery);
    const about =
      says && owner && reply && Object.keys(owner.people).find((one) => personHash(one) === reply.personHash);
    if (!about || owner.closedAt || isVirus) return keep('held', found.why);
    await change(services, owner.id, (d, setting) =>
      hear(
        d,
        { email: about, says, source: message.id, ...(says === 'email came back' ? {} : wordsOf(email)) },
        setting,
      ),
    );
    if (says === 'email came back') await cameBack(services.table, owner.id, about, services.clock.now());
    return { became: 'fact', disagreementId: owner.id };
  }
  if (!known)
    return keep(
      'held',
      'unknown' in destination ? destination.unknown : 'No partnership has the address it was sent to',
    );
  const sender = head.from?.email ?? '';
  const judged = trust(envelope.verdicts, agenciesOfAddress(known.directory, sender).length > 0);
  if (judged.trust !== 'accept') return keep(judged.trust === 'hold' ? 'held' : 'quarantined', judged.why);

  if (!email) {
    const why = result && 'unreadable' in result ? result.unreadable : 'It could not be read.';
    const kept = await keep('held', why);
    await sayItCouldNotBeRead(services, message, known.partnership, why);
    return kept;
  }
  if (owner && reply) {
    const isTheirs = personHash(sender) === reply.personHash;
    if (!isTheirs) return keep('held', 'It came to a reply address that was given to somebody else');
    return (
      (await addToDisagreement(services, message, email, owner.id, known)) ??
      keep('held', 'It is a reply, for a person to read')
    );
  }
  if (found.class === 'reply' && reply === undefined && !('raise' in destination))
    return keep('held', 'It answers an email, at an address that is not ours');
  return raiseFrom(services, message, email, known, keep);
}

const wordsOf = (email: InboundEmail | undefined) => (email?.text ? { text: email.text } : {});

interface Message {
  head: InboundHead;
  email: InboundEmail | undefined;
  /** What it becomes, whichever copy of it we are handling. */
  id: string;
  receivedAt: string;
}

interface Known {
  partnership: Partnership;
  directory: Directory;
}

/** Opens a disagreement with what the email has; the reply asks only for what is missing, and the clock runs from receipt (BEY-17). */
async function raiseFrom(
  services: Services,
  message: Message,
  email: InboundEmail,
  known: Known,
  keep: (kind: HeldMessage['kind'], why: string) => Promise<Received>,
): Promise<Received> {
  const draft = await draftOf(services, message, email, known);
  const sender = email.from!;
  const agency = senderAgency(known.directory, sender.email, draft.draft.subject);
  if (!agency)
    return keep('held', 'Several agencies share its sender’s domain, and nothing says which one they work for');
  const raiser = { name: draft.draft.raiserName ?? sender.email, email: sender.email, agency: agency.id };
  try {
    const d = await raiseFromDraft(services, known.partnership, { ...message, raiser }, draft);
    return { became: 'disagreement', disagreementId: d.id };
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    // Sending it again would help nobody: whoever reads it can load the newer list, and let it in with the time it came.
    return keep('held', NO_BANK_HOLIDAYS);
  }
}

/** For a lead: why an email cannot be let in yet. */
export const NO_BANK_HOLIDAYS =
  'No deadline can be counted: the bank holidays that we hold end too soon. Load the newer list from gov.uk, then let it in';

/** Opens the disagreement of an email that is let in, now or by a lead later: its clock counts from the receipt either way. Throws `BeyondCalendar`. */
export async function raiseFromDraft(
  services: Services,
  partnership: Partnership,
  message: Pick<Message, 'id' | 'receivedAt'> & { raiser: Person },
  draft: EmailDraft,
): Promise<Disagreement> {
  const { raiserJob } = draft.draft;
  const raising = {
    partnership,
    source: `email ${message.id}`,
    raisedBy: 'email' as const,
    raisedAt: Temporal.Instant.from(message.receivedAt),
    raiser: { ...message.raiser, ...(raiserJob ? { job: raiserJob } : {}) },
    wholeMessage: draft.wholeMessage,
    namesUnknownAgency: namesUnknownAgency(draft),
    namesUnknownSite: namesUnknownSite(draft),
  };
  const said = { ...draft.draft, ...harmSaid(draft) };
  return raise(services, { ...raising, form: said, missing: draft.missing }).catch((reason: unknown) => {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    // A day that no calendar reaches is asked for again; what they wrote stays in the whole message.
    const { aroseOn: _, ...form } = said;
    return raise(services, { ...raising, form, missing: [...new Set([...draft.missing, 'Day it arose'])] });
  });
}

/**
 * Under "Immediate harm" anything but a no counts as a yes: somebody who writes "he is at home with them" means it, and is asked to say yes or
 * no as well. Our choice: a flag too many is ended in one step, one too few is not noticed.
 */
function harmSaid({ immediateHarm }: EmailDraft): { immediateHarm?: 'yes' } {
  return immediateHarm === 'yes' || immediateHarm === 'unclear' ? { immediateHarm: 'yes' } : {};
}

/** The raiser's answer to what was missing, by the same labels. Undefined when there is nothing in it that we asked for. */
async function addToDisagreement(
  services: Services,
  message: Message,
  email: InboundEmail,
  id: string,
  known: Known,
): Promise<Received | undefined> {
  const read = await draftOf(services, message, email, known);
  const draft = { ...read.draft, ...(read.immediateHarm === 'yes' ? { immediateHarm: 'yes' as const } : {}) };
  const { raiserName: _name, raiserEmail: _email, raiserAgency: _agency, ...fields } = draft;
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'string' && value !== ''),
  );
  if (Object.keys(given).length === 0) return undefined;
  const performed = await perform(services, {
    id,
    by: email.from!.email,
    act: { kind: 'complete', ...given } as never,
    source: message.id,
  });
  return 'done' in performed ? { became: 'addition', disagreementId: id } : undefined;
}

async function draftOf(
  services: Services,
  message: Message,
  email: InboundEmail,
  { partnership, directory }: Known,
): Promise<EmailDraft> {
  const sender = email.from!;
  const agency = agencyOfAddress(directory, sender.email);
  return draftFrom(readLabels(email.text), {
    directory,
    policy: services.rules.requirePolicy(policyVersionId(partnership.policy)),
    sender: { ...sender, name: senderName(directory, sender), ...(agency ? { agency: agency.id } : {}) },
    calendar: await services.rules.calendarFor(partnership),
    receivedOn: londonDate(Temporal.Instant.from(message.receivedAt)),
  });
}

/**
 * What to call a sender whose mail program sends no name, or the address in its place: as the directory does, else by the part
 * before the @, since an address is neither a name to greet nor one to show the other side.
 */
function senderName(directory: Directory, { name, email }: { name: string; email: string }): string {
  if (name.trim() !== '' && !name.includes('@')) return name;
  return findPerson(directory, email)?.name ?? (readableName(email) || email);
}

/** `bashir.brambleby2@…` is Bashir Brambleby: numbers only tell apart those who share a name. */
function readableName(email: string): string {
  return email
    .slice(0, email.lastIndexOf('@'))
    .split(/[^\p{L}'’-]+/u)
    .filter((part) => part !== '')
    .map((part) => part.replaceAll(/(?<=^|-)\p{L}/gu, (letter) => letter.toUpperCase()))
    .join(' ');
}

/** A council's two services share a domain: whom it is about says which of them somebody works for, where the directory does not. */
function senderAgency(
  directory: Directory,
  address: string,
  subject: EmailDraft['draft']['subject'],
): Agency | undefined {
  const one = agencyOfAddress(directory, address);
  if (one || !subject || subject === 'both') return one;
  const type = subject === 'child' ? 'childrens-social-care' : 'adults-social-care';
  const [first, ...others] = agenciesOfAddress(directory, address).filter((agency) => agency.type === type);
  return others.length === 0 ? first : undefined;
}

async function hold(
  services: Services,
  { head, email, id, receivedAt }: Message,
  { kind, why, class: found, partnershipId }: Pick<HeldMessage, 'kind' | 'why' | 'class' | 'partnershipId'>,
): Promise<Received> {
  const held = await holdingPen(services.table).hold({
    id,
    kind,
    why,
    receivedAt,
    envelopeFrom: head.envelope.from,
    rawMailId: head.envelope.messageId,
    ...(found ? { class: found } : {}),
    ...(partnershipId ? { partnershipId } : {}),
    ...(head.from ? { from: head.from.email } : {}),
    ...(head.subject ? { subject: head.subject } : {}),
    ...(email ? { text: email.text } : {}),
  });
  if (held === 'held') {
    services.log.count('HeldMail');
    services.log.info('mail held', { messageId: head.envelope.messageId, kind });
  }
  return { became: kind, why };
}

/** Only to a sender whose domain proved it and who is at an agency of the directory: nobody else is ever answered (S15). */
async function sayItCouldNotBeRead(
  services: Services,
  { head, id }: Message,
  partnership: Partnership,
  why: string,
): Promise<void> {
  if (!head.from) return;
  const { origin, trial } = services.settings;
  const key = await writeDown(services, {
    about: `mail-${id}`,
    entry: 1,
    kind: 'could-not-read',
    to: head.from.email,
    fromName: partnership.name,
    message: couldNotReadMessage({ why, form: `${origin}/raise/${partnership.id}`, trial }),
    notBefore: services.clock.now(),
  });
  await sendDue(services, { rowKeys: [key] });
}
