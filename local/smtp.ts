import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { readAuthenticationResults } from '../escalation/authentication-results.ts';
import { type InboundEnvelope, route, type Verdicts } from '../escalation/inbound.ts';
import type { Clock } from '../services/clock.ts';
import { MOST_BYTES_READ, readHead } from '../services/inbound-email.ts';
import type { Log } from '../services/services.ts';
import { portRefusal } from './port-refused.ts';

/** What the largest mail servers let through (SES too): more is refused with a word about what to do. Bytes. */
const MOST_BYTES_ACCEPTED = 40 * 1024 * 1024;

/** A message is to one address of ours; a few more are colleagues in copy. More in one go is not correspondence. */
const MOST_RECIPIENTS = 20;
const MOST_CLIENTS = 50;
const IDLE_MILLISECONDS = 60_000;
/** How long a stop waits for a message in the middle of being accepted: well within what supervisors allow. */
const STOP_MILLISECONDS = 5_000;

/**
 * Who says whether a sender is who it claims to be.
 *
 * - `trial`: nobody can check on one machine, so everything from the machine itself passes, and from elsewhere nothing does
 * - `relay`: the organisation's own mail server, by its `Authentication-Results` under the name `authservId`, and only when it
 *   is one of `relays` that connects to us (network addresses): otherwise anybody who reaches the port could write that header
 */
export type Vouching = { kind: 'trial' } | { kind: 'relay'; authservId: string; relays: readonly string[] };

/** The door for email as it listens. */
export interface SmtpDoor {
  /** Where it listens: the port asked for, or the one that the machine chose for 0. */
  port: number;
  host: string;
  /** Stops accepting, and waits for messages in hand to be answered. */
  close(): Promise<void>;
}

/** What the door is opened with. */
export interface SmtpDoorOptions {
  port: number;
  /** Loopback unless somebody asks for more (S28). */
  host?: string;
  mailDomain: string;
  /** Ids of the partnerships that an email can be raised in, asked afresh for each recipient. */
  partnershipIds: () => Promise<readonly string[]>;
  vouching: Vouching;
  clock: Clock;
  log: Log;
  /**
   * Takes a message over: when it resolves the message is kept durably, and only then its sender is told 250. When it throws,
   * they are told 451 and their server keeps the message and tries again. `raw` is at most the first 512 KB.
   */
  receive: (raw: Uint8Array, envelope: InboundEnvelope) => Promise<void>;
  maxBytes?: number;
}

/**
 * The one-machine edition's door for email. Takes mail for our own domain only and never passes any on. Throws `PortRefused`.
 *
 * Running `receive` twice is safe because the sender may not hear our 250 and send again: that is another id and the same content
 * (`services/inbound-keys.ts`).
 */
export async function listenSmtp(options: SmtpDoorOptions): Promise<SmtpDoor> {
  const { host = '127.0.0.1', mailDomain, log, maxBytes = MOST_BYTES_ACCEPTED } = options;
  const tooLarge = refusal(
    552,
    `The message is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB. Send it again without attachments: they are not opened here`,
  );

  const server = new SMTPServer({
    name: mailDomain,
    banner: 'Common Ground',
    // The library's own refusal gives only a number of bytes; ours says what to do, so it must not come first.
    size: maxBytes,
    hideSize: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: MOST_CLIENTS,
    socketTimeout: IDLE_MILLISECONDS,
    closeTimeout: STOP_MILLISECONDS,

    onMailFrom(address, _session, callback) {
      // A sender that says the size first (RFC 1870) need not send it all to hear no.
      const announced = address.args ? Number(address.args.SIZE ?? 0) : 0;
      return announced > maxBytes ? callback(tooLarge) : callback();
    },

    onRcptTo(address, session, callback) {
      if (domainOf(address.address) !== mailDomain.toLowerCase()) {
        return callback(refusal(550, `This server takes mail for ${mailDomain} only. Check the address you sent to`));
      }
      if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) {
        return callback(refusal(452, `Too many recipients: at most ${MOST_RECIPIENTS} at a time`));
      }
      options
        .partnershipIds()
        .then((ids) => {
          const unknown = reasonNoSuchPartnership(address.address, mailDomain, ids);
          callback(unknown === undefined ? undefined : refusal(550, unknown));
        })
        .catch(() =>
          callback(refusal(451, 'The address could not be looked up just now. Your server should try again')),
        );
      return undefined;
    },

    onData(stream, session, callback) {
      keepBeginning(stream)
        .then(async ({ raw, truncated }) => {
          if (stream.sizeExceeded) return callback(tooLarge);
          const envelope = envelopeOf(session, options.clock.now().toString({ smallestUnit: 'second' }), truncated);
          await options.receive(raw, {
            ...envelope,
            verdicts: await verdictsOn(raw, envelope, session, options.vouching),
          });
          return callback(null, 'Received. A person or the service will answer');
        })
        .catch(() => {
          // What went wrong may quote the message: its id is all that is said.
          log.error('An email could not be taken over and was left with its sender to send again', {
            session: session.id,
          });
          callback(refusal(451, 'The message could not be kept just now. Your server should try again'));
        });
    },
  });

  await new Promise<void>((resolve, reject) => {
    const refused = (reason: NodeJS.ErrnoException) => reject(portRefusal(reason, options.port, host));
    server.once('error', refused);
    server.listen(options.port, host, () => {
      server.removeListener('error', refused);
      // Connections that break off are everyday; without a listener each would end the process.
      server.on('error', () => log.warn('An email connection broke off'));
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, host, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** The first 512 KB of a message; the rest flows past, so that the sender can be answered, and is kept nowhere. */
async function keepBeginning(stream: SMTPServerDataStream): Promise<{ raw: Uint8Array; truncated: boolean }> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (size < MOST_BYTES_READ) kept.push(chunk.subarray(0, MOST_BYTES_READ - size));
    size += chunk.length;
  }
  return { raw: new Uint8Array(Buffer.concat(kept)), truncated: size > MOST_BYTES_READ };
}

function envelopeOf(
  session: SMTPServerSession,
  receivedAt: string,
  truncated: boolean,
): Omit<InboundEnvelope, 'verdicts'> {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map((recipient: SMTPServerAddress) => recipient.address),
    receivedAt,
    // One connection may bring several messages.
    messageId: `${session.id}-${session.transaction}`,
    truncated,
  };
}

const UNCHECKED: Verdicts = {
  spf: 'PROCESSING_FAILED',
  dkim: 'PROCESSING_FAILED',
  dmarc: 'PROCESSING_FAILED',
  // No scanner stands here: attachments are never opened, and text is shown as text.
  spam: 'DISABLED',
  virus: 'DISABLED',
};

async function verdictsOn(
  raw: Uint8Array,
  envelope: Omit<InboundEnvelope, 'verdicts'>,
  session: SMTPServerSession,
  vouching: Vouching,
): Promise<Verdicts> {
  if (vouching.kind === 'trial') {
    return isLoopback(session.remoteAddress) ? { ...UNCHECKED, spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' } : UNCHECKED;
  }
  if (!vouching.relays.includes(session.remoteAddress.replace(/^::ffff:/, ''))) return UNCHECKED;
  const head = await readHead(raw, { ...envelope, verdicts: UNCHECKED });
  const { spf, dkim, dmarc } = readAuthenticationResults(head, vouching.authservId);
  return { ...UNCHECKED, spf, dkim, dmarc };
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\./.test(address) || address === '::1';
}

/**
 * Why nobody would read what is sent to `raise+…`: a slip of the pen there is the sender's to put right, who hears it at once from
 * their own server. Other addresses of ours are let through: bounces and answers to them are sorted once they are read.
 */
function reasonNoSuchPartnership(address: string, mailDomain: string, ids: readonly string[]): string | undefined {
  if (!/^raise(?:\+|@)/i.test(address)) return undefined;
  const destination = route([address], mailDomain);
  if ('raise' in destination && ids.includes(destination.raise)) return undefined;
  const valid = ids.map((id) => `raise+${id}@${mailDomain}`).join(' or ');
  return `No partnership here has that address, so nobody has your email. Send it to ${valid}`;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
