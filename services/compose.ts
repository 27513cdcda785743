import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { calendarFile } from './calendar-file.ts';
import { mailBytes } from './mail-bytes.ts';
import type { OutboxRow, Outgoing } from './outbox.ts';
import { replyAddressFor } from './reply-address.ts';
import type { Services } from './services.ts';
import type { Key } from './table.ts';

/** The header that marks our own mail coming back to us (F6): its value is our mail domain. */
export const LOOP_HEADER = 'X-Common-Ground';
/** Who our mail is from, before the @. A reply goes to the signed address instead. */
const SENDER = 'common-ground';
/** A long correspondence names its last few messages: enough to keep them together, and few enough for any mail program. */
const MOST_REFERENCES = 10;

/** An address or subject that could carry a header of its own, or a second recipient (S9). Trying again cannot help. */
export class HeaderRefused extends Error {
  override name = 'HeaderRefused';
}

/** A whole raw message to one recipient. */
export interface Composed {
  raw: Uint8Array;
  /**
   * The envelope's sender, where bounces and out-of-office notices come back to: the signed address, so that they say by themselves
   * which disagreement and which person they are about (F5).
   */
  from: string;
  to: string;
  messageId: string;
}

/**
 * The row as the bytes that are sent. The same row always gives the same bytes, Message-ID included, so that a second
 * copy is visibly the same (F2); of one with a copy of the record, all but that file. `references` are the ids of earlier messages about the
 * same to the same person; `copy` is the file, a PDF.
 *
 * Throws `HeaderRefused`, and `RangeError` for a row whose words were already dropped.
 */
export async function compose(
  { keys, settings }: Pick<Services, 'keys' | 'settings'>,
  key: Key,
  row: OutboxRow,
  references: readonly string[],
  copy?: Uint8Array,
): Promise<Composed> {
  const { message } = row;
  if (!message) throw new RangeError('This email has ended and its words are gone: it cannot be composed again.');
  const to = requireAddress(row.to);
  const from = requireAddress(`${SENDER}@${settings.mailDomain}`);
  const fromName = requireOneLine(row.fromName ?? 'Common Ground', 'sender’s name');
  const subject = requireOneLine(message.subject, 'subject');
  const name = createHash('sha256').update(`${key.pk}\n${key.sk}`).digest('hex').slice(0, 32);
  const messageId = `<${name}@${settings.mailDomain}>`;
  const last = references.slice(-MOST_REFERENCES).map((id) => requireOneLine(id, 'reference'));
  const replyTo = row.disagreementId
    ? requireAddress(
        await replyAddressFor(keys, { disagreementId: row.disagreementId, email: to, mailDomain: settings.mailDomain }),
      )
    : undefined;

  const mail = new MailComposer({
    from: { name: fromName, address: from },
    to: { name: '', address: to },
    ...(replyTo ? { replyTo: { name: '', address: replyTo } } : {}),
    subject,
    messageId,
    date: mailDate(row.writtenAt),
    ...(last.length > 0 ? { references: last, inReplyTo: last.at(-1)! } : {}),
    text: message.text,
    html: message.html,
    textEncoding: 'quoted-printable',
    // Automatic answers to automatic mail never start (RFC 3834; the second is Exchange's).
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      [LOOP_HEADER]: settings.mailDomain,
    },
    attachments: [
      ...(message.calendar ? [calendarAttachment(message.calendar, row.writtenAt, settings.mailDomain)] : []),
      // The file's name tells nothing: it stands readable in every list of downloads (PRV-3).
      ...(copy ? [{ filename: 'record.pdf', content: Buffer.from(copy), contentType: 'application/pdf' }] : []),
    ],
    baseBoundary: name,
    // Nothing in a message names a file or an address to be fetched: everything is in hand.
    disableFileAccess: true,
    disableUrlAccess: true,
  } as ConstructorParameters<typeof MailComposer>[0]);
  return { raw: mailBytes(mail.compile()), from: replyTo ?? from, to, messageId };
}

/** One plain address and nothing else. ASCII only: a provider would refuse other letters, and look-alikes with them. Throws `HeaderRefused`. */
export function requireAddress(address: string): string {
  if (!PLAIN_ADDRESS.test(address) || address.length > 254) {
    throw new HeaderRefused('An address was refused: it is not one plain email address. Put the directory right.');
  }
  return address;
}

/** RFC 5322's dot-atom at a domain of letters, digits and hyphens: nothing that needs quoting, so nothing that quoting could hide. */
const PLAIN_ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

function requireOneLine(words: string, what: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (/[\u0000-\u001f\u007f]/.test(words))
    throw new HeaderRefused(`A ${what} was refused: it has a line break or another control character in it.`);
  return words;
}

/** RFC 5322's way of writing a date, in UTC. */
function mailDate(at: string): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

/** The deadline, or the meeting, as an attachment. One that cannot be written will not be written later either. */
function calendarAttachment(entry: NonNullable<Outgoing['calendar']>, writtenAt: string, mailDomain: string) {
  try {
    return {
      filename: entry.begins ? 'meeting.ics' : 'deadline.ics',
      content: calendarFile([{ ...entry, changedAt: writtenAt }], { mailDomain }),
      contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    };
  } catch (reason) {
    if (!(reason instanceof RangeError)) throw reason;
    throw new HeaderRefused(reason.message);
  }
}
