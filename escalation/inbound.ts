/**
 * What an incoming email is, whether its sender is who it says, and where it belongs. Nothing is dropped silently: each
 * question has an answer for every message, with the reason in words for the person who looks after held mail.
 */

/** What the receiving mail server found (SES's names). GRAY: the check had nothing to go by, such as a domain without DMARC. */
export const VERDICTS = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED'] as const;
/** One of them. */
export type Verdict = (typeof VERDICTS)[number];

/** One verdict for each check. `DISABLED` virus and spam: there is no scanner, as on one machine. */
export interface Verdicts {
  spf: Verdict;
  dkim: Verdict;
  dmarc: Verdict;
  spam: Verdict;
  virus: Verdict;
}

/** How a message reached us: facts of the receiving server, none of which its sender wrote. */
export interface InboundEnvelope {
  /** Envelope sender; empty for the null return path of bounces (RFC 5321 §4.5.5). */
  from: string;
  to: string[];
  /** Instant, ISO and UTC: the clock of what it opens counts from here. */
  receivedAt: string;
  /** Ours: the id SES or the SMTP session gave it, never the sender's Message-ID, which anybody can choose. */
  messageId: string;
  verdicts: Verdicts;
  /** Only the beginning was kept. */
  truncated: boolean;
}

/** What is known of a message from its header, however unreadable the rest. */
export interface InboundHead {
  envelope: InboundEnvelope;
  /** Who it says it is from; absent when it names nobody, or several people. The address is lower-case. */
  from: { name: string; email: string } | undefined;
  subject: string;
  /** The sender's own Message-ID, without its angle brackets. */
  rfcMessageId: string | undefined;
  /** Message ids it answers (In-Reply-To, References), without angle brackets, each once. */
  references: string[];
  /** Name in lower case and value, in their order, from the top. */
  headers: readonly { name: string; value: string }[];
}

/** A message we could read. */
export interface InboundEmail extends InboundHead {
  text: string;
  /** True when the words were only there as HTML. */
  textWasHtml: boolean;
  /** Some of the text is missing: the message was longer than what we read. */
  textIsCut: boolean;
  /** How many attachments we saw and left alone: by policy none is opened or kept beyond the raw message (F14). */
  attachmentsIgnored: number;
  /** What a delivery report says of a message of ours (RFC 3464). */
  delivery: DeliveryReport | undefined;
}

/** The first recipient of a delivery status notification. */
export interface DeliveryReport {
  recipient: string | undefined;
  action: string | undefined;
  status: string | undefined;
}

/** The kinds of incoming mail there are. */
export const CLASSES = [
  'bounce',
  'complaint',
  'out of office',
  'auto-reply',
  'list mail',
  'own mail',
  'reply',
  'new',
] as const;
/** Only `reply` and `new` were written by a person to us; the rest never open a disagreement and are never answered (F6). */
export type InboundClass = (typeof CLASSES)[number];

/** The header that marks our own mail, so that two services writing to each other stop at once. `services/compose.ts` writes it. */
const LOOP_HEADER = 'X-Common-Ground';

/**
 * What kind of message it is and the header that says so, judged in this order: ours, bounce, complaint, out of office,
 * automatic, list, reply, new. Headers only: what people write in the text decides nothing here.
 *
 * > "Automatic responses SHOULD NOT be issued in response to any message which contains an Auto-Submitted header" — RFC 3834 §2
 */
export function classify(head: Pick<InboundHead, 'envelope' | 'from' | 'subject' | 'headers' | 'references'>): {
  class: InboundClass;
  why: string;
} {
  for (const { class: found, says } of RULES) {
    const why = says(head);
    if (why) return { class: found, why };
  }
  return { class: 'new', why: 'A person wrote it and it answers no earlier message' };
}

type Head = Parameters<typeof classify>[0];
type Rule = { class: InboundClass; says: (head: Head) => string | undefined };

const RULES: readonly Rule[] = [
  {
    class: 'own mail',
    says: (head) => (has(head, LOOP_HEADER) ? `It carries our own ${LOOP_HEADER} header` : undefined),
  },
  {
    class: 'complaint',
    says: (head) => (isReport(head, 'feedback-report') ? 'It is a feedback report (RFC 5965)' : undefined),
  },
  { class: 'bounce', says: reasonBounce },
  { class: 'out of office', says: reasonOutOfOffice },
  { class: 'auto-reply', says: reasonAutomatic },
  { class: 'list mail', says: reasonList },
  // A null return path with nothing else to tell by is a bounce by RFC 5321; last, so that an out-of-office notice sent so is one.
  { class: 'bounce', says: ({ envelope }) => (isNullPath(envelope.from) ? 'Its return path is empty' : undefined) },
  {
    class: 'reply',
    says: ({ references }) =>
      references.length > 0 ? 'It answers an earlier message (In-Reply-To or References)' : undefined,
  },
];

const BOUNCING_SENDER = /^(?:mailer-daemon|mailerdaemon|mail-daemon|postmaster)@/;
const BOUNCE_SUBJECT =
  /^(?:undeliver|delivery (?:status notification|has failed|failure|incomplete)|mail delivery (?:failed|system|subsystem)|returned mail|failure notice|message (?:not|undeliver)|delayed mail|warning: could not send)/i;

function reasonBounce(head: Head): string | undefined {
  if (isReport(head, 'delivery-status')) return 'It is a delivery status notification (RFC 3464)';
  if (has(head, 'X-Failed-Recipients')) return 'It names recipients that failed (X-Failed-Recipients)';
  if (has(head, 'X-MS-Exchange-Message-Is-Ndr')) return 'Exchange marks it as a non-delivery report';
  const sender = head.from?.email ?? '';
  if (BOUNCING_SENDER.test(sender)) return 'A mail system sent it';
  if (isNullPath(head.envelope.from) && BOUNCE_SUBJECT.test(head.subject)) {
    return 'Its return path is empty and its subject is that of a delivery failure';
  }
  return undefined;
}

const OUT_OF_OFFICE_SUBJECT =
  /^(?:(?:re|aw|sv|automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply)\s*:\s*)*(?:out[- ]of[- ](?:the[- ])?office|ooo\b|away from (?:the|my) (?:office|desk)|on (?:annual |maternity |sick )?leave|i am (?:on leave|away|out of)|annual leave|vacation|holiday notice)/i;

function reasonOutOfOffice(head: Head): string | undefined {
  // Outlook and Exchange call every out-of-office notice this.
  if (/^automatic reply\s*:/i.test(head.subject) && reasonAutomatic(head))
    return 'Its subject is "Automatic reply" and it is automatic';
  if (headerValue(head, 'X-Auto-Response-Suppress') !== undefined && /^automatic reply\s*:/i.test(head.subject)) {
    return 'Exchange marks it as an automatic reply';
  }
  if (has(head, 'X-Autorespond') && OUT_OF_OFFICE_SUBJECT.test(head.subject))
    return 'X-Autorespond, and its subject says so';
  if (/^(?:vacation|oof|out.?of.?office)/i.test(headerValue(head, 'X-Autogenerated') ?? ''))
    return 'X-Autogenerated says so';
  if (/auto-replied\s*\(vacation\)|;\s*vacation/i.test(headerValue(head, 'Auto-Submitted') ?? '')) {
    return 'Auto-Submitted says vacation';
  }
  if (!OUT_OF_OFFICE_SUBJECT.test(head.subject)) return undefined;
  // A person may write "On leave from Monday": only with a mark of automation is it a notice.
  return reasonAutomatic(head) || isNullPath(head.envelope.from)
    ? 'Its subject is that of an out-of-office notice and it is automatic'
    : undefined;
}

/** Headers whose mere presence means that no person sent it. Sources: RFC 3834, and what Exchange, Gmail, osTicket, Zendesk, cPanel and Lotus write. */
const AUTOMATIC_IF_PRESENT = [
  'X-Autoreply',
  'X-Autorespond',
  'X-Auto-Reply',
  'X-Autogenerated',
  'X-Autoreply-From',
  'X-Mail-Autoreply',
  'X-Auto-Reply-From',
  'X-AutoReply-Sender',
  'Auto-Reply',
  'X-MS-Exchange-Inbox-Rules-Loop',
  'X-Loop',
  'X-Autoresponse',
  'X-FC-MachineGenerated',
  'X-POST-MessageClass',
] as const;

function reasonAutomatic(head: Head): string | undefined {
  const submitted = headerValue(head, 'Auto-Submitted');
  // RFC 3834 §5: anything but "no". A comment or parameter may follow.
  if (submitted !== undefined && !/^no\b/i.test(submitted)) return 'Auto-Submitted says that no person sent it';
  const present = AUTOMATIC_IF_PRESENT.find((name) => has(head, name));
  if (present) return `It carries ${present}`;
  if (/^auto[_-]?reply$/i.test(headerValue(head, 'Precedence') ?? '')) return 'Precedence: auto_reply';
  if (/^auto[_-]?reply$/i.test(headerValue(head, 'X-Precedence') ?? '')) return 'X-Precedence: auto_reply';
  if (/\bdisposition-notification\b/i.test(headerValue(head, 'Content-Type') ?? ''))
    return 'It is a read receipt (RFC 8098)';
  if (/\b(?:all|autoreply)\b/i.test(headerValue(head, 'X-Auto-Response-Suppress') ?? '')) {
    // Ticket systems and Exchange set it on what they generate; people's own mail does not ask for silence.
    return 'X-Auto-Response-Suppress asks for no automatic reply';
  }
  if (/^(?:auto(?:matic)?[- ]?(?:reply|response)|autoreply|automated (?:reply|response))\b/i.test(head.subject)) {
    return 'Its subject says that it is an automatic reply';
  }
  return undefined;
}

function reasonList(head: Head): string | undefined {
  const list = head.headers.find(({ name }) =>
    /^list-(?:id|unsubscribe|post|help|archive|owner|subscribe)$/.test(name),
  );
  if (list) return `It carries ${list.name}`;
  const precedence = headerValue(head, 'Precedence') ?? '';
  if (/^(?:bulk|junk|list)\b/i.test(precedence)) return `Precedence: ${precedence.toLowerCase()}`;
  if (has(head, 'X-Mailing-List') || has(head, 'X-BeenThere') || has(head, 'Mailing-List'))
    return 'A mailing list sent it';
  return undefined;
}

function isReport(head: Head, type: string): boolean {
  const contentType = headerValue(head, 'Content-Type') ?? '';
  if (/^\s*multipart\/report/i.test(contentType))
    return new RegExp(`report-type\\s*=\\s*"?${type}`, 'i').test(contentType);
  return new RegExp(`^\\s*message/${type}`, 'i').test(contentType);
}

function has(head: Head, name: string): boolean {
  return headerValue(head, name) !== undefined;
}

/** The first header of that name, trimmed. */
function headerValue({ headers }: Pick<Head, 'headers'>, name: string): string | undefined {
  const lowerCase = name.toLowerCase();
  return headers.find((header) => header.name === lowerCase)?.value.trim();
}

function isNullPath(from: string): boolean {
  return from.trim() === '' || from.trim() === '<>';
}

/** Whether a message may act, waits for a person, or is kept apart as possibly forged or harmful. Both of the last are seen by a person. */
export type Trust = 'accept' | 'hold' | 'quarantine';

/**
 * What a message may do, by what the receiving server found and whether its From address belongs to an agency of the directory.
 *
 * > S11: "need dmarc PASS (or aligned DKIM) and address in directory; spf-only is not identity; fail → quarantine + human,
 * > never silently drop a safeguarding concern; virus FAIL never parsed; GRAY / PROCESSING_FAILED = treat as unverified"
 *
 * `dkimAligned`: the signature that passed is by the From address's own domain; a DKIM verdict alone does not say by whom. A
 * disabled scanner is no objection, because attachments are never opened and text is shown as text; a failed one is.
 */
export function trust(verdicts: Verdicts, knownAddress: boolean, dkimAligned = false): { trust: Trust; why: string } {
  const { spam, virus, dmarc, dkim } = verdicts;
  if (virus === 'FAIL') return { trust: 'quarantine', why: 'A virus was found in it; it has not been opened' };
  if (dmarc === 'FAIL')
    return { trust: 'quarantine', why: 'Its sender is probably forged: it failed the check of its domain (DMARC)' };
  if (spam === 'FAIL') return { trust: 'quarantine', why: 'It looks like spam' };
  if (!wasScanned(virus)) return { trust: 'hold', why: 'It could not be checked for viruses' };
  if (!wasScanned(spam)) return { trust: 'hold', why: 'It could not be checked for spam' };
  if (dmarc !== 'PASS' && !(dkim === 'PASS' && dkimAligned)) {
    return {
      trust: 'hold',
      why: 'Nothing proves that its sender is who it says: its domain has no check that passed (DMARC)',
    };
  }
  if (!knownAddress) return { trust: 'hold', why: 'Its sender is at no agency in the directory' };
  return { trust: 'accept', why: 'Its sender is proved and at an agency in the directory' };
}

function wasScanned(verdict: Verdict): boolean {
  return verdict === 'PASS' || verdict === 'DISABLED';
}

/** Where a message was sent: to raise in a partnership, to a signed address (not yet verified), or to nothing we know. */
export type Destination = { raise: string } | { reply: string } | { unknown: string };

const RAISE = /^raise\+([a-z0-9][a-z0-9-]{0,62})$/;
/** What `services/reply-address.ts` makes, as far as it can be told without the key: whether the signature holds is judged there. */
const SIGNED = /^reply\+[a-z2-7]{16,58}$/;

/**
 * Where the envelope's recipients send it, ignoring case and addresses at other domains. A signed address wins over raising:
 * somebody who answers and keeps the raise address in copy is answering. Two partnerships at once is for a person to sort out.
 */
export function route(recipients: readonly string[], mailDomain: string): Destination {
  const domain = mailDomain.toLowerCase();
  const ours = recipients.flatMap((recipient) => {
    const address = recipient.trim().toLowerCase();
    const at = address.lastIndexOf('@');
    return at > 0 && address.slice(at + 1) === domain ? [address.slice(0, at)] : [];
  });
  const signed = ours.find((local) => SIGNED.test(local));
  if (signed) return { reply: `${signed}@${domain}` };
  const partnerships = new Set(ours.flatMap((local) => RAISE.exec(local)?.[1] ?? []));
  const [partnership] = partnerships;
  if (partnerships.size > 1) return { unknown: 'It was sent to more than one partnership' };
  if (partnership) return { raise: partnership };
  return {
    unknown:
      ours.length > 0
        ? 'No partnership and no disagreement has the address it was sent to'
        : 'It was sent to no address of ours',
  };
}
