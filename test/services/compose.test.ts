import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { compose, HeaderRefused, LOOP_HEADER, requireAddress } from '../../services/compose.ts';
import { type OutboxRow, outboxKey, type ToSend } from '../../services/outbox.ts';
import { readReplyAddress } from '../../services/reply-address.ts';
import { testKeys } from '../functions/test-keys.ts';
import { calendarEntry, settings, toSend } from './outgoing.ts';

const services = { keys: testKeys(), settings };

function rowOf(over: Partial<ToSend> = {}): OutboxRow {
  const { notBefore, giveUpAt: _, forgetWords = false, ...rest } = toSend(over);
  const at = notBefore.toString();
  return {
    ...rest,
    forgetWords,
    writtenAt: at,
    notBefore: at,
    giveUpAt: '2026-04-05T09:00:00Z',
    status: 'sending',
    attempts: 1,
    nextAttemptAt: at,
  };
}

async function composed(over: Partial<ToSend> = {}, references: string[] = []) {
  const row = rowOf(over);
  const message = await compose(services, outboxKey(row), row, references);
  const email = await PostalMime.parse(message.raw);
  const header = (name: string) =>
    email.headers.filter(({ key }) => key === name.toLowerCase()).map(({ value }) => value);
  return { ...message, email, header, source: Buffer.from(message.raw).toString('utf8') };
}

describe('a composed email', () => {
  it('goes to one person, from one address, with nobody copied', async () => {
    const { email, header, from, to } = await composed();

    expect(email.to).toEqual([{ name: '', address: 'tom.okafor@care.example' }]);
    expect(email.from).toEqual({
      name: 'Brackenshire Safeguarding Partnership',
      address: 'common-ground@mail.common-ground.example',
    });
    expect(to).toBe('tom.okafor@care.example');
    // What comes back says by its address alone what it is about (F5).
    expect(from).toBe(email.replyTo?.[0]?.address);
    expect([...header('cc'), ...header('bcc'), ...header('list-unsubscribe'), ...header('list-id')]).toEqual([]);
  });

  it('F6: says that it is automatic, asks for no automatic answer, and marks itself as ours', async () => {
    const { header } = await composed();

    expect(header('Auto-Submitted')).toEqual(['auto-generated']);
    expect(header('X-Auto-Response-Suppress')).toEqual(['OOF, AutoReply']);
    expect(header(LOOP_HEADER)).toEqual(['mail.common-ground.example']);
  });

  it('is answered to an address that says which disagreement and person', async () => {
    const { email } = await composed();

    expect(await readReplyAddress(services.keys, email.replyTo![0]!.address!)).toMatchObject({
      disagreementId: '0b8f6f6e-6f0e-4a56-9a57-5a3b1f6f2d10',
    });
  });

  it('has no such address when it is about no disagreement', async () => {
    const { disagreementId: _, ...code } = toSend({ about: 'sign-in-1', kind: 'sign-in code' });
    const row = rowOf(code);
    delete (row as Partial<OutboxRow>).disagreementId;
    const { raw } = await compose(services, outboxKey(row), row, []);

    expect((await PostalMime.parse(raw)).replyTo).toBeUndefined();
  });

  it('carries the same words as text and as HTML, whatever their letters', async () => {
    const { email, source } = await composed();

    expect(email.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(toSend().message.text.trimEnd());
    expect(email.html?.trim()).toBe(toSend().message.html);
    expect(source.indexOf('text/plain')).toBeLessThan(source.indexOf('text/html'));
  });

  it('names the latest of the earlier messages, so that a mail program shows them together', async () => {
    const earlier = Array.from({ length: 14 }, (_, n) => `<${n}@provider.example>`);
    const { email } = await composed({}, earlier);

    expect(email.inReplyTo).toBe('<13@provider.example>');
    expect(email.references).toBe(earlier.slice(4).join(' '));
    expect((await composed()).email.references).toBeUndefined();
  });

  it('F2: is the same bytes every time, so that a second copy is visibly the same', async () => {
    const [once, again] = [
      await composed({ message: { ...toSend().message, calendar: calendarEntry } }),
      await composed({ message: { ...toSend().message, calendar: calendarEntry } }),
    ];

    expect(again.source).toBe(once.source);
    expect(once.email.messageId).toBe(once.messageId);
    expect((await composed({ entry: 2 })).messageId).not.toBe(once.messageId);
    expect((await composed({ to: 'ruth.bell@care.example' })).messageId).not.toBe(once.messageId);
  });

  it('is dated when it was written down', async () => {
    expect((await composed()).header('date')).toEqual(['Thu, 02 Apr 2026 09:00:00 +0000']);
  });

  it('brings the deadline as an announcement that names nobody', async () => {
    const { email } = await composed({ message: { ...toSend().message, calendar: calendarEntry } });
    const file = email.attachments[0]!;
    const ics = new TextDecoder().decode(file.content as Uint8Array);

    expect(file).toMatchObject({ filename: 'deadline.ics', mimeType: 'text/calendar' });
    expect(ics).toContain('METHOD:PUBLISH');
    expect(ics).toContain('DTSTART:20260408T153000Z');
    expect(ics).toContain('DURATION:PT30M');
    expect(ics).toContain('UID:0b8f6f6e-6f0e-4a56-9a57-5a3b1f6f2d10-0@mail.common-ground.example'.slice(0, 60));
    expect(ics).toContain('SEQUENCE:3');
    expect(ics).toContain('DTSTAMP:20260402T090000Z');
    expect(ics).not.toMatch(/ATTENDEE|ORGANIZER|Okafor/);
  });

  it('brings a meeting so that it begins when it begins', async () => {
    const meeting = { ...calendarEntry, begins: true };
    const { email } = await composed({ message: { ...toSend().message, calendar: meeting } });
    const file = email.attachments[0]!;

    expect(file.filename).toBe('meeting.ics');
    expect(new TextDecoder().decode(file.content as Uint8Array)).toContain('DTSTART:20260408T160000Z');
  });

  it('cannot be made again once its words are gone', async () => {
    const { message: _, ...row } = rowOf();

    await expect(compose(services, outboxKey(row), row, [])).rejects.toThrow(RangeError);
  });
});

describe('S9: header injection', () => {
  it.each([
    'tom@care.example\r\nBcc: everybody@evil.example',
    'tom@care.example\nBcc: everybody@evil.example',
    'tom@care.example, everybody@evil.example',
    'Tom <tom@care.example>',
    'tom@care.example\0',
    '"tom\r\n"@care.example',
    'tom@care.example;everybody@evil.example',
    'tom@@care.example',
    'tömas@care.example',
    '',
  ])('refuses an address that is not one plain address: %j', (address) => {
    expect(() => requireAddress(address)).toThrow(HeaderRefused);
  });

  it.each(['[AB-7Q4K] Hello\r\nBcc: everybody@evil.example', 'a\nb', 'a\0b'])(
    'refuses a subject or a sender’s name with a control character: %j',
    async (words) => {
      await expect(composed({ message: { ...toSend().message, subject: words } })).rejects.toThrow(HeaderRefused);
      await expect(composed({ fromName: words })).rejects.toThrow(HeaderRefused);
    },
  );

  it('sends to exactly the intended person, or not at all, whatever stands in any field', async () => {
    const words = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.string(),
          fc.constantFrom('\r\n', '\n', '\r', '\0', ',', ';', '<', '"'),
          fc.constantFrom('Bcc: x@evil.example', 'x@evil.example', 'To: x@evil.example'),
        )
        .map((parts) => parts.join('')),
    );
    const isOurs = new Set([
      'from',
      'to',
      'reply-to',
      'subject',
      'message-id',
      'date',
      'mime-version',
      'content-type',
      'content-transfer-encoding',
      'auto-submitted',
      'x-auto-response-suppress',
      'x-common-ground',
      'references',
      'in-reply-to',
    ]);

    await fc.assert(
      fc.asyncProperty(words, words, words, words, async (subject, fromName, text, mail) => {
        const to = `a${mail}@care.example`;
        let result: Awaited<ReturnType<typeof composed>>;
        try {
          result = await composed({ to, fromName, message: { subject, text, html: '<p>x</p>' } });
        } catch (reason) {
          expect(reason).toBeInstanceOf(HeaderRefused);
          return;
        }
        expect(result.email.to?.map(({ address }) => address)).toEqual([to]);
        expect(result.to).toBe(to);
        expect(result.email.cc ?? result.email.bcc).toBeUndefined();
        expect(result.email.headers.map(({ key }) => key).filter((key) => !isOurs.has(key))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
