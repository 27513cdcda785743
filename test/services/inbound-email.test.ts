import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboundEmail } from '../../escalation/inbound.ts';
import { type InboundResult, MOST_BYTES_READ, MOST_TEXT_BYTES, parseInbound } from '../../services/inbound-email.ts';
import { envelope, mail } from '../fixtures/mail/fixture.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const plain = (text: string, headers = '') =>
  bytes(`From: Priya <priya@brookfield-school.example>\r\n${headers}Content-Type: text/plain\r\n\r\n${text}`);

function requireParsed(result: InboundResult): InboundEmail {
  if ('parsed' in result) return result.parsed;
  throw new Error(`Unreadable: ${result.unreadable}`);
}
const read = async (raw: Uint8Array, changes = {}) => requireParsed(await parseInbound(raw, envelope(changes)));
const refusal = async (raw: Uint8Array, changes = {}) => {
  const result = await parseInbound(raw, envelope(changes));
  return 'unreadable' in result ? result.unreadable : `read: ${result.parsed.text}`;
};

describe('reading an ordinary message', () => {
  it('gives who wrote, what about and the words, with our own id beside the sender’s', async () => {
    const email = await read(mail('labelled'));

    expect(email).toMatchObject({
      from: { name: 'Priya Shah', email: 'priya.shah@brookfield-school.example' },
      subject: 'Professional disagreement about a referral',
      rfcMessageId: '20261221.0915.1@brookfield-school.example',
      references: [],
      textWasHtml: false,
      textIsCut: false,
      attachmentsIgnored: 0,
      envelope: { messageId: 'session-1' },
    });
    expect(email.text).toContain('Nobody had spoken with the child.');
  });

  it('turns HTML into lines: table rows stay together, scripts and styles are not read, quotes are marked', async () => {
    const email = await read(mail('html-only'));

    expect(email.textWasHtml).toBe(true);
    expect(email.text).toContain('Child or adult:\tadult');
    expect(email.text).toContain('The problem:\tThe enquiry was closed & we were not told.');
    expect(email.text).toContain('What I want: a strategy meeting\nwith everybody there');
    expect(email.text).toContain('> Child or adult: child');
    expect(email.text).not.toMatch(/alert|color|<|^x$/m);
  });

  it('reads Windows-1252 in quoted-printable, accents and pound signs whole', async () => {
    const email = await read(mail('windows-1252'));

    expect(email.from?.name).toBe('Zoë Shah');
    expect(email.text).toContain('Zoë’s “plan” costs £40 – it’s not carried out.');
  });

  it('counts attachments and leaves them alone, because none is opened by policy', async () => {
    const email = await read(mail('with-attachment'));

    expect(email.attachmentsIgnored).toBe(1);
    expect(email.text).toBe('The problem: nobody answers the telephone.');
  });

  it('tells what a delivery report says, and for whom', async () => {
    const email = await read(mail('bounce'));

    expect(email.delivery).toEqual({ recipient: 'left.already@avonvale.example', action: 'failed', status: '5.1.1' });
  });

  it('takes out characters that cannot be seen, which could hide words', async () => {
    const email = await read(plain('Child\u200b or adult:\u202e child\u0000'));

    expect(email.text).toBe('Child or adult: child');
  });

  it.each([
    ['two people in one From header', 'From: A <a@agency.example>, B <b@agency.example>\r\n'],
    ['two From headers', 'From: A <a@agency.example>\r\nFrom: B <b@agency.example>\r\n'],
    ['a group', 'From: Team: A <a@agency.example>, B <b@agency.example>;\r\n'],
    ['no address', 'From: The Chief Executive\r\n'],
    ['no From header', ''],
  ])('is from nobody with %s, because one name could be shown and another proved', async (_, headers) => {
    const email = await read(bytes(`${headers}Subject: x\r\n\r\nhello`));

    expect(email.from).toBeUndefined();
  });
});

describe('F13: a message that cannot be read ends as a reason in words', () => {
  const nested = (levels: number) =>
    Array.from({ length: levels }, (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`).join(
      '',
    );

  it.each<[string, Uint8Array, RegExp]>([
    ['zero bytes', mail('empty'), /was empty/],
    ['nothing but blank lines', bytes('\r\n\r\n  \r\n'), /was empty/],
    ['a header and no text', plain(''), /had no text/],
    ['white space and invisible characters', plain(' \u200b \r\n'), /had no text/],
    ['S/MIME', mail('encrypted'), /was encrypted/],
    ['PGP within the text', mail('pgp'), /was encrypted/],
    [
      'PGP/MIME',
      bytes(
        'From: a@b.example\r\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--',
      ),
      /was encrypted/,
    ],
    [
      'a rights-protected message',
      bytes(
        'From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nOpen the attachment\r\n--b\r\nContent-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg\r\nContent-Disposition: attachment\r\n\r\nxx\r\n--b--',
      ),
      /was encrypted/,
    ],
    ['300 levels of nesting', bytes(`From: a@b.example\r\n${nested(300)}hello`), /nested in itself/],
    ['5,000 header lines', plain('hello', 'X-A: b\r\n'.repeat(5000)), /thousands of header lines/],
    ['200,000 header lines', plain('hello', 'X-A: b\r\n'.repeat(200_000)), /thousands of header lines/],
    [
      'only an attachment',
      bytes('From: a@b.example\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\nabc'),
      /attachments are not opened/,
    ],
    [
      'bytes that are no text in any encoding',
      new Uint8Array([
        ...bytes('From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'),
        ...new Array(200).fill(0xff),
      ]),
      /could not be read/,
    ],
  ])('%s', async (_, raw, reason) => {
    expect(await refusal(raw)).toMatch(reason);
  });

  it('still says who wrote an encrypted message, so that they can be told how to use the form', async () => {
    const result = await parseInbound(mail('encrypted'), envelope());

    expect('unreadable' in result && result.head.from?.email).toBe('priya.shah@brookfield-school.example');
  });

  it('reads a message with an unknown charset, because its letters are mostly the same everywhere', async () => {
    const email = await read(
      bytes('From: a@b.example\r\nContent-Type: text/plain; charset=x-klingon\r\n\r\nThe problem: nobody came'),
    );

    expect(email.text).toBe('The problem: nobody came');
  });
});

describe('F14: only the beginning of a large message is read', () => {
  const large = (encoding: string, content: string) =>
    bytes(
      `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${content}\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.zip\r\n\r\n${'QUJD'.repeat(300_000)}\r\n--b--\r\n`,
    );

  it('yields the text although the attachment after it was cut off', async () => {
    const email = await read(large('8bit', 'The problem: it is all in the attachment').subarray(0, MOST_BYTES_READ), {
      truncated: true,
    });

    expect(email.text).toBe('The problem: it is all in the attachment');
    expect(email.envelope.truncated).toBe(true);
  });

  it('yields base64 text cut in the middle of a character', async () => {
    const whole = large('base64', Buffer.from('Zoë said so. '.repeat(100)).toString('base64'));
    const email = await read(whole.subarray(0, whole.indexOf(10, 160) + 41), { truncated: true });

    expect(email.text).toMatch(/^Zoë said so\./);
    expect(email.text).not.toContain('\ufffd');
  });

  it('says that the text came too late when the attachment stood before it', async () => {
    const raw = bytes(
      `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/zip\r\n\r\n${'x'.repeat(600_000)}\r\n--b\r\n\r\nhello`,
    );

    expect(await refusal(raw)).toMatch(/did not come before its attachments/);
  });

  it('keeps no more text than an item of the table holds, and says that it was cut', async () => {
    const email = await read(plain('é'.repeat(150_000)));

    expect(Buffer.byteLength(email.text)).toBeLessThanOrEqual(MOST_TEXT_BYTES);
    expect(email.textIsCut).toBe(true);
    expect(email.text).not.toContain('\ufffd');
  });
});

describe('F13: half a megabyte made to be slow to read is read, or refused, in a moment', () => {
  const html = (unit: string) =>
    bytes(`From: a@b.example\r\nContent-Type: text/html\r\n\r\n${unit.repeat(MOST_BYTES_READ / unit.length)}`);
  const asMuch = (unit: string) => unit.repeat(MOST_BYTES_READ / unit.length);
  it.each<[string, Uint8Array]>([
    ['tags never closed', html('<')],
    ['comments never closed', html('<!--')],
    ['heads never closed', html('<head>')],
    ['scripts in scripts', html('<script><style>')],
    ['cells of one row', html('<td>a</td>')],
    ['quotes in quotes', html('<blockquote>a ')],
    ['entities never ended', html('&amp')],
    ['words that are names of every object', html('&toString;&valueOf;')],
    ['one long line of spaces', plain(`${asMuch(' ')}x`)],
    [
      'undecodable bytes and then a word',
      new Uint8Array([...plain(''), ...new Array(MOST_BYTES_READ - 200).fill(0xff), 0x78]),
    ],
    ['one long From', bytes(`From: ${asMuch('a <b@c.example>, ')}\r\n\r\nhello`)],
    ['brackets in From', bytes(`From: ${asMuch('(')}\r\n\r\nhello`)],
    ['one long References', plain('hello', `References: ${asMuch('<a@b> ')}\r\n`)],
    ['one long encoded subject', plain('hello', `Subject: ${asMuch('=?utf-8?Q?a?= ')}\r\n`)],
    [
      'ten thousand parts',
      bytes(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${asMuch('--b\r\n\r\na\r\n')}`),
    ],
  ])('%s', async (_, raw) => {
    const [answer] = Object.keys(await parseInbound(raw, envelope()));

    expect(['parsed', 'unreadable']).toContain(answer);
  });
});

it('F13: 500 mutated messages each end parsed or unreadable, and none throws', async () => {
  const folder = new URL('../fixtures/mail/', import.meta.url);
  const corpus = readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => mail(name.replace('.eml', '')));
  const poison = [
    '\r\n\r\n',
    'Content-Type: multipart/mixed; boundary="dsn"\r\n',
    '--dsn\r\n',
    '=?utf-8?B?////?=',
    '\0',
    '\xff\xfe',
    '<<<!--',
    '&#x110000;',
    'charset=utf-7;',
    ' '.repeat(5000),
    '(((((("',
  ];
  const mutation = fc.record({
    seed: fc.nat(corpus.length - 1),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(200),
        put: fc.oneof(
          fc.constantFrom(...poison).map((text) => Buffer.from(text, 'latin1')),
          fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
        ),
      }),
      { maxLength: 8 },
    ),
    end: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  await fc.assert(
    fc.asyncProperty(mutation, async ({ seed, edits, end }) => {
      let raw = Buffer.from(corpus[seed]!);
      for (const { at, cut, put } of edits) {
        const from = Math.floor(at * raw.length);
        raw = Buffer.concat([raw.subarray(0, from), put, raw.subarray(from + cut)]);
      }
      const result = await parseInbound(raw.subarray(0, Math.ceil(raw.length * Math.max(end, 0.2))), envelope());

      if ('parsed' in result) expect(result.parsed.text.trim()).not.toBe('');
      else expect(result.unreadable).toMatch(/^The (message|words) .+\.$/);
    }),
    { numRuns: 500, seed: 20261221 },
  );
});
