import * as base64 from 'nodemailer/lib/base64';
import type MimeNode from 'nodemailer/lib/mime-node';
import * as quotedPrintable from 'nodemailer/lib/qp';

/**
 * The bytes that the composed message's own `build()` answers, without the streams that it pushes every part through: those cost
 * several times what writing the message does, and everything in one of ours is in hand. Throws `TypeError` for a part that is not.
 */
export function mailBytes(message: MimeNode): Uint8Array {
  const text = written(message);
  return new TextEncoder().encode(text.endsWith('\n') ? text : `${text}\r\n`);
}

function written(part: MimeNode): string {
  const head = `${part.buildHeaders()}\r\n\r\n`;
  if (!part.multipart) return head + encoded(part);
  const inner = part.childNodes.map((child) => `--${part.boundary}\r\n${written(child)}\r\n`);
  return `${head}${inner.join('')}--${part.boundary}--\r\n`;
}

function encoded(part: MimeNode): string {
  const { content = '' } = part;
  if (Buffer.isBuffer(content) && part.getTransferEncoding() === 'base64') return base64.wrap(base64.encode(content));
  if (typeof content !== 'string') throw new TypeError('A part of an email is not in hand as text, nor as a file');
  switch (part.getTransferEncoding()) {
    case 'quoted-printable':
      return quotedPrintable.wrap(quotedPrintable.encode(content));
    case 'base64':
      return base64.wrap(base64.encode(content));
    default:
      return content;
  }
}
