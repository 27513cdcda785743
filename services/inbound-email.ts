import PostalMime, { type Address, addressParser, decodeWords, type Email } from 'postal-mime';
import type { DeliveryReport, InboundEmail, InboundEnvelope, InboundHead } from '../escalation/inbound.ts';
import { htmlToText } from './html-to-text.ts';

/** How much of a message is ever read, in bytes (F14). Words come before attachments, so this is far more than anybody types. */
export const MOST_BYTES_READ = 512 * 1024;
/** The text must fit in one item of the table (300 KB) with room for the rest. Bytes of UTF-8. */
export const MOST_TEXT_BYTES = 200 * 1024;
/** A message that went through ten mail servers has about a hundred. Thousands are an attack, or a broken program. */
const MOST_HEADERS = 1000;
/** A reply forwarded ten times is about thirty deep. */
const DEEPEST_NESTING = 100;

/** A message we read, or why we could not, in words for its sender; its head is known either way. */
export type InboundResult = { parsed: InboundEmail } | { unreadable: string; head: InboundHead };

/**
 * Reads the beginning of a raw message. Never throws: whatever cannot be read (F13) ends as a reason to send back, if its sender is
 * one that may be answered. A message cut anywhere still yields the text that is there. Attachments are counted and left alone.
 *
 * Do not call it on a message whose virus verdict is FAIL: that one is never parsed (S11). Use `envelopeOnly`.
 */
export async function parseInbound(raw: Uint8Array, envelope: InboundEnvelope): Promise<InboundResult> {
  const bytes = raw.subarray(0, MOST_BYTES_READ);
  const isCut = envelope.truncated || raw.length > bytes.length;
  const head = await readHead(bytes, { ...envelope, truncated: isCut });
  const refused = (unreadable: string): InboundResult => ({ unreadable, head });

  if (bytes.every(isBlank)) return refused('The message was empty.');
  if (countHeaderLines(bytes) > MOST_HEADERS) {
    return refused('The message had thousands of header lines, which no ordinary mail program writes.');
  }
  if (isEncryptedType(head.headers)) return refused(ENCRYPTED);
  let email: Email;
  try {
    email = await PostalMime.parse(new Uint8Array(bytes), { maxNestingDepth: DEEPEST_NESTING });
  } catch (reason) {
    return refused(
      reason instanceof Error && /nesting/i.test(reason.message)
        ? 'The message was nested in itself too many times to be read.'
        : 'The message was not put together the way email is, and could not be read.',
    );
  }
  if (email.attachments.some(({ mimeType, filename }) => isRightsProtected(mimeType, filename)))
    return refused(ENCRYPTED);

  const { text, isHtml } = wordsOf(email);
  if (isOnlyCipherText(text)) return refused(ENCRYPTED);
  if (text === '' && email.attachments.some(({ mimeType }) => isEncryptedPart(mimeType))) return refused(ENCRYPTED);
  if (text === '')
    return refused(isCut ? NO_TEXT_IN_BEGINNING : email.attachments.length > 0 ? ONLY_ATTACHMENTS : NO_TEXT);
  if (isGibberish(text))
    return refused('The words of the message were in an alphabet or encoding that could not be read.');

  const kept = firstBytes(text, MOST_TEXT_BYTES);
  return {
    parsed: {
      ...head,
      text: kept,
      textWasHtml: isHtml,
      textIsCut: kept.length < text.length || isCut,
      attachmentsIgnored: email.attachments.filter(({ related }) => !related).length,
      delivery: deliveryReportIn(email),
    },
  };
}

const ENCRYPTED = 'The message was encrypted, so nobody here can read it.';
const NO_TEXT = 'The message had no text.';
const ONLY_ATTACHMENTS = 'The message had no text of its own, and attachments are not opened.';
const NO_TEXT_IN_BEGINNING = 'The message was very large and its text did not come before its attachments.';

/** The head of a message that must not be opened: nothing in it has been read, its sender's words and address included. */
export function envelopeOnly(envelope: InboundEnvelope): InboundHead {
  return { envelope, from: undefined, subject: '', rfcMessageId: undefined, references: [], headers: [] };
}

/** What the header says, up to as many lines as anybody needs. Never throws. */
export async function readHead(raw: Uint8Array, envelope: InboundEnvelope): Promise<InboundHead> {
  const head = envelopeOnly({ ...envelope, from: bareAddress(envelope.from), to: envelope.to.map(bareAddress) });
  const block = headerBlock(raw);
  if (block.length === 0) return head;
  try {
    const { headers } = await PostalMime.parse(new Uint8Array(block));
    const said = (name: string) => headers.find(({ key }) => key === name)?.value ?? '';
    const ids = headers
      .filter(({ key }) => key === 'in-reply-to' || key === 'references')
      .flatMap(({ value }) => messageIdsIn(value));
    return {
      ...head,
      from: onlySender(headers.filter(({ key }) => key === 'from').map(({ value }) => value)),
      subject: decodeWords(said('subject')).replaceAll(/\s+/g, ' ').trim().slice(0, 500),
      rfcMessageId: messageIdsIn(said('message-id'))[0],
      references: [...new Set(ids)],
      headers: headers.map(({ key, value }) => ({ name: key, value })),
    };
  } catch {
    return head;
  }
}

/** Two From headers, or two people in one, is how a forger shows one name and proves another: then it is from nobody. */
function onlySender(values: readonly string[]): InboundHead['from'] {
  const people = values
    .flatMap((value) => addressParser(value))
    .flatMap((address: Address) => address.group ?? [address]);
  const [person] = people;
  if (people.length !== 1 || !person || !/^[^\s@<>]+@[^\s@<>]+$/.test(person.address ?? '')) return undefined;
  return { name: person.name.replaceAll(/\s+/g, ' ').trim().slice(0, 200), email: person.address!.toLowerCase() };
}

function messageIdsIn(value: string): string[] {
  const most = 100;
  return [...value.slice(0, 20_000).matchAll(/<([^<>\s]{1,400})>/g)].slice(0, most).map((match) => match[1]!);
}

function bareAddress(address: string): string {
  return address
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .toLowerCase();
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const isBlank = (byte: number) =>
  byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === 0x20 || byte === 0x09 || byte === 0;

/** Everything before the first empty line, at most `MOST_HEADERS` lines of it. */
function headerBlock(raw: Uint8Array): Uint8Array {
  let lines = 0;
  let start = 0;
  while (start < raw.length && lines < MOST_HEADERS) {
    const end = raw.indexOf(LINE_FEED, start);
    if (end === -1) return raw;
    if (isEmptyLine(raw, start, end)) break;
    lines += 1;
    start = end + 1;
  }
  return raw.subarray(0, start);
}

function countHeaderLines(raw: Uint8Array): number {
  let lines = 0;
  for (let start = 0; start < raw.length; lines += 1) {
    const end = raw.indexOf(LINE_FEED, start);
    if (end === -1 || isEmptyLine(raw, start, end)) break;
    start = end + 1;
  }
  return lines;
}

function isEmptyLine(raw: Uint8Array, start: number, end: number): boolean {
  return end === start || (end === start + 1 && raw[start] === CARRIAGE_RETURN);
}

function isEncryptedType(headers: InboundHead['headers']): boolean {
  const type =
    headers
      .find(({ name }) => name === 'content-type')
      ?.value.trim()
      .toLowerCase() ?? '';
  // A signature that wraps the text (signed-data) cannot be read here either.
  return type.startsWith('multipart/encrypted') || /^application\/(?:x-)?pkcs7-mime/.test(type);
}

function isEncryptedPart(mimeType: string): boolean {
  return /^application\/(?:(?:x-)?pkcs7-mime|pgp-encrypted)$/.test(mimeType.toLowerCase());
}

/** Microsoft's protected messages: the text only says how to open the attachment. */
function isRightsProtected(mimeType: string, filename: string | null): boolean {
  return /rpmsg/i.test(mimeType) || /^message(?:_v\d)?\.rpmsg$/i.test(filename ?? '');
}

function isOnlyCipherText(text: string): boolean {
  const begin = text.indexOf('-----BEGIN PGP MESSAGE-----');
  if (begin === -1) return false;
  const end = text.indexOf('-----END PGP MESSAGE-----', begin);
  const around = text.slice(0, begin) + (end === -1 ? '' : text.slice(end + '-----END PGP MESSAGE-----'.length));
  return around.trim() === '';
}

function wordsOf(email: Email): { text: string; isHtml: boolean } {
  const plain = tidy(email.text ?? '');
  if (plain !== '') return { text: plain, isHtml: false };
  return { text: tidy(htmlToText(email.html ?? '')), isHtml: true };
}

/** One kind of line end; no invisible or control characters, which could hide words or break a store; no half characters. */
function tidy(text: string): string {
  return withoutHalfCharacter(text.trimEnd())
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/** More than a tenth undecodable: shown to a person it would mean nothing. */
function isGibberish(text: string): boolean {
  const undecodable = text.split('\ufffd').length - 1;
  return undecodable > text.length / 10;
}

function firstBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  return withoutHalfCharacter(bytes.subarray(0, most).toString('utf8'));
}

/** What is left of a character that was cut in the middle is at most three marks. */
function withoutHalfCharacter(text: string): string {
  return text.replace(/\ufffd{1,3}$/, '');
}

function deliveryReportIn(email: Email): DeliveryReport | undefined {
  const part = email.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  if (!part || typeof part.content === 'string') return undefined;
  const text = new TextDecoder().decode(part.content).slice(0, 20_000);
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.+)$`, 'im').exec(text)?.[1]?.trim();
  return {
    recipient: (field('Final-Recipient') ?? field('Original-Recipient'))?.replace(/^[^;]*;\s*/, '').toLowerCase(),
    action: field('Action')?.toLowerCase(),
    status: field('Status'),
  };
}
