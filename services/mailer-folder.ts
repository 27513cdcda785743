import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import type { Clock } from './clock.ts';
import type { Mailer } from './services.ts';

/*
 * Mail on one machine: each message is a file in a folder, which the trial's mailbox page shows, and goes on by SMTP where a
 * server is named.
 */

/**
 * Keeps each message as an `.eml` file, readable by its owner only and on the disk before it counts as sent. With `smtpUrl`
 * (`smtp://user:password@host:587` or `smtps://…`) it is handed to that server first, over TLS unless the server is this machine,
 * and throws when the server does not take it.
 */
export function folderMailer({
  folder,
  clock,
  smtpUrl,
}: {
  folder: string;
  clock: Clock;
  smtpUrl?: string | undefined;
}): Mailer {
  const relay = smtpUrl === undefined ? undefined : smtpRelay(smtpUrl);
  return {
    async send(message) {
      const messageId = messageIdOf(message.raw);
      await relay?.(message);
      await keep(
        folder,
        `${clock.now().toString({ smallestUnit: 'millisecond' }).replaceAll(':', '-')}_${fileSafe(messageId)}.eml`,
        message.raw,
      );
      return { messageId };
    },
  };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Throws `RangeError` for a URL that is not SMTP's: better at the start than at the first email. Never quotes it: it holds a password. */
export function smtpRelay(smtpUrl: string): (message: { raw: Uint8Array; from: string; to: string }) => Promise<void> {
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new RangeError('SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host.');
  }
  const isThisMachine = LOOPBACK.has(url.hostname);
  const secure = url.protocol === 'smtps:';
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isThisMachine,
    ignoreTLS: !secure && isThisMachine,
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  });
  return async ({ raw, from, to }) => {
    await transport.sendMail({ envelope: { from, to: [to] }, raw: Buffer.from(raw) });
  };
}

/** Written beside and renamed, so that the file is whole or not there; then the folder, so that its name lasts too. */
async function keep(folder: string, name: string, raw: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const written = join(folder, `.${name}.part`);
  const file = await open(written, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  try {
    await file.writeFile(raw);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(written, join(folder, name));
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function messageIdOf(raw: Uint8Array): string {
  const head =
    Buffer.from(raw)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  const found = /^message-id:\s*(<[^<>\s]+>)/im.exec(head)?.[1];
  if (!found) throw new Error('A message without a Message-ID was to be sent: nothing could tell its copies apart.');
  return found;
}

function fileSafe(messageId: string): string {
  return messageId.replace(/[^A-Za-z0-9.@-]/g, '').slice(0, 120);
}

const FILE_NAME = /^\d{4}-\d{2}-\d{2}T[0-9.-]+Z_[A-Za-z0-9.@-]+\.eml$/;

/** One message in the trial's mailbox. */
export interface MailboxEntry {
  /** What the page's link names it by: the file's name. */
  id: string;
  /** When it was sent, ISO. */
  sentAt: string;
  to: string;
  from: string;
  subject: string;
}

/** One message, read: its headers as they stand, and what a mail program would show. */
export interface MailboxMessage extends MailboxEntry {
  headers: { name: string; value: string }[];
  text: string;
  html: string;
  attachments: { name: string; type: string; content: Uint8Array }[];
}

/** What was sent, the latest first. Empty before the first. */
export async function listMailbox(folder: string, limit = 200): Promise<MailboxEntry[]> {
  const names = await readdir(folder).catch((reason: NodeJS.ErrnoException) => {
    if (reason.code === 'ENOENT') return [];
    throw reason;
  });
  const latest = names
    .filter((name) => FILE_NAME.test(name))
    .sort()
    .reverse()
    .slice(0, limit);
  return Promise.all(
    latest.map(async (name) => entryOf(name, await PostalMime.parse(await readFile(join(folder, name))))),
  );
}

/** One message by its id, or undefined when there is none. An id that is no file name of ours, such as a path, is none. */
export async function readMailbox(folder: string, id: string): Promise<MailboxMessage | undefined> {
  if (!FILE_NAME.test(id)) return undefined;
  const raw = await readFile(join(folder, id)).catch((reason: NodeJS.ErrnoException) => {
    if (reason.code === 'ENOENT') return undefined;
    throw reason;
  });
  if (!raw) return undefined;
  const email = await PostalMime.parse(raw);
  return {
    ...entryOf(id, email),
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
    text: email.text ?? '',
    html: email.html ?? '',
    attachments: email.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '',
      type: mimeType,
      content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content as ArrayBuffer),
    })),
  };
}

function entryOf(id: string, email: Email): MailboxEntry {
  const [day = '', time = ''] = (id.split('_')[0] ?? '').split('T');
  return {
    id,
    sentAt: `${day}T${time.replaceAll('-', ':')}`,
    to: email.to?.[0]?.address ?? '',
    from: email.from?.address ?? '',
    subject: email.subject ?? '',
  };
}
