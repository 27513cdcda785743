import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import MimeNode from 'nodemailer/lib/mime-node';
import { expect, it } from 'vitest';
import { mailBytes } from '../../services/mail-bytes.ts';

interface Shape {
  text: string;
  html: string;
  subject: string;
  file?: string;
  copy?: Uint8Array;
}

/** A message as ours are made: text, the same as HTML, and sometimes a calendar file or a copy of the record. */
function message({ text, html, subject, file, copy }: Shape) {
  return new MailComposer({
    from: { name: 'Brackenshire', address: 'common-ground@mail.example' },
    to: { name: '', address: 'tom.okafor@care.example' },
    subject,
    messageId: '<one@mail.example>',
    date: 'Thu, 02 Apr 2026 09:00:00 +0000',
    text,
    html,
    textEncoding: 'quoted-printable',
    attachments: [
      ...(file === undefined
        ? []
        : [{ filename: 'deadline.ics', content: file, contentType: 'text/calendar; charset=utf-8' }]),
      ...(copy === undefined
        ? []
        : [{ filename: 'record.pdf', content: Buffer.from(copy), contentType: 'application/pdf' }]),
    ],
    baseBoundary: 'a-boundary',
  } as ConstructorParameters<typeof MailComposer>[0]).compile();
}

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...'ab c=.\t\r\n’£🙂'), maxLength: 2_000 }),
);

it('is the same, byte for byte, as what the composer would stream, whatever the words', async () => {
  const shapes = fc.record(
    { text: words, html: words, subject: fc.string(), file: words, copy: fc.uint8Array({ maxLength: 2_000 }) },
    { requiredKeys: ['text', 'html', 'subject'] },
  );
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      const streamed = await message(shape).build();

      expect(Buffer.from(mailBytes(message(shape))).toString('latin1')).toBe(streamed.toString('latin1'));
    }),
  );
});

it('refuses a part that is not in hand, which none of ours has', () => {
  const fromAFile = { path: 'anything' } as unknown as string;
  for (const content of [Buffer.from('x'), fromAFile])
    expect(() => mailBytes(new MimeNode('text/plain').setContent(content))).toThrow(TypeError);
});
