import { createDecipheriv, createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/**
 * Opens a PDF of pdfkit's as a reader of its own would: with the password, where it is locked, and its streams unpacked, for `readPdf`.
 * Undefined when the password is wrong or none is given for a locked file. AES-256 as PDF 1.7's extension level 3 has it; strings outside
 * streams stay as they are.
 */
export function openPdf(file: Uint8Array, password?: string): Uint8Array | undefined {
  const source = Buffer.from(file).toString('latin1');
  const isLocked = /\/Filter \/Standard/.test(source);
  const key = isLocked ? fileKey(source, password ?? '') : undefined;
  if (isLocked && !key) return undefined;
  let opened = '';
  let from = 0;
  for (const found of source.matchAll(/^stream\n/gm)) {
    const begins = found.index + found[0].length;
    if (begins < from) continue;
    const head = source.slice(source.lastIndexOf(' 0 obj\n', begins), begins);
    const length = Number(/\/Length (\d+)/.exec(head)![1]);
    const stored = Buffer.from(source.slice(begins, begins + length), 'latin1');
    const plain = key ? decrypted(stored, key) : stored;
    const unpacked = head.includes('/FlateDecode') ? inflateSync(plain) : plain;
    opened += source.slice(from, begins) + unpacked.toString('latin1');
    from = begins + length;
  }
  return Buffer.from(opened + source.slice(from), 'latin1');
}

/** The key of the file's streams, given by the right password alone: the salted hash of a wrong one differs (7.6.3.3 of the extension). */
function fileKey(source: string, password: string): Buffer | undefined {
  const user = entry(source, 'U');
  const [hash, validationSalt, keySalt] = [user.subarray(0, 32), user.subarray(32, 40), user.subarray(40, 48)];
  const sha256 = (salt: Uint8Array) => createHash('sha256').update(password).update(salt).digest();
  if (!sha256(validationSalt).equals(hash)) return undefined;
  const unwrap = createDecipheriv('aes-256-cbc', sha256(keySalt), Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([unwrap.update(entry(source, 'UE')), unwrap.final()]);
}

const entry = (source: string, name: string) =>
  Buffer.from(new RegExp(`/${name} <([0-9a-f]+)>`).exec(source)![1]!, 'hex');

function decrypted(stored: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, stored.subarray(0, 16));
  return Buffer.concat([decipher.update(stored.subarray(16)), decipher.final()]);
}
