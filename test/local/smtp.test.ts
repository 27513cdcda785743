import { connect } from 'node:net';
import nodemailer from 'nodemailer';
import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, it } from 'vitest';
import type { InboundEnvelope } from '../../escalation/inbound.ts';
import { listenSmtp, type SmtpDoor, type SmtpDoorOptions } from '../../local/smtp.ts';
import { MOST_BYTES_READ, parseInbound } from '../../services/inbound-email.ts';
import { mail } from '../fixtures/mail/fixture.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
const clock = { now: () => Temporal.Instant.from('2026-12-21T09:15:02.417Z') };
const open: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A door that keeps what it is given, and a real client to it. */
async function door(options: Partial<SmtpDoorOptions> = {}) {
  const received: Array<{ raw: Uint8Array; envelope: InboundEnvelope }> = [];
  const smtp = await listenSmtp({
    port: 0,
    mailDomain: 'common-ground.example',
    partnershipIds: async () => ['bathnes', 'northside'],
    vouching: { kind: 'trial' },
    clock,
    log: quiet,
    receive: async (raw, envelope) => {
      received.push({ raw, envelope });
    },
    ...options,
  });
  const client = nodemailer.createTransport({ host: smtp.host, port: smtp.port, ignoreTLS: true });
  open.push(
    () => smtp.close(),
    () => client.close(),
  );
  const send = (
    raw: Uint8Array | string,
    to: string | string[] = 'raise+bathnes@common-ground.example',
    from = 'priya.shah@brookfield-school.example',
  ) => client.sendMail({ envelope: { from, to }, raw: typeof raw === 'string' ? raw : Buffer.from(raw) });
  return { smtp, received, send };
}

/** Says each line in turn once the one before is answered; gives back the answers. */
function converse({ host, port }: SmtpDoor, lines: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const answers: string[] = [];
    let heard = '';
    const socket = connect(port, host);
    socket.on('error', reject);
    socket.on('close', () => resolve(answers));
    socket.on('data', (chunk) => {
      heard += chunk;
      // The last line of an answer has a space after its code.
      if (!/^\d{3} .*\r\n$/m.test(heard)) return;
      answers.push(heard.trim());
      heard = '';
      const line = lines.shift();
      if (line === undefined) socket.end();
      else socket.write(`${line}\r\n`);
    });
  });
}

describe('the door for email on one machine', () => {
  it('takes a message over byte for byte, with who sent it, to whom and when', async () => {
    const { received, send } = await door();
    const answer = await send(mail('labelled'));

    expect(answer.response).toMatch(/^250 Received/);
    expect(received).toHaveLength(1);
    const [{ raw, envelope } = received[0]!] = received;
    expect(envelope).toEqual({
      from: 'priya.shah@brookfield-school.example',
      to: ['raise+bathnes@common-ground.example'],
      receivedAt: '2026-12-21T09:15:02Z',
      messageId: expect.stringMatching(/^[A-Za-z0-9_-]+-1$/),
      verdicts: { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'DISABLED', virus: 'DISABLED' },
      truncated: false,
    });
    const result = await parseInbound(raw, envelope);
    expect('parsed' in result && result.parsed.text).toContain('Nobody had spoken with the child.');
  });

  it('answers 250 only after the message is kept', async () => {
    const kept = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const { send } = await door({
      receive: () => {
        asked.resolve();
        return kept.promise;
      },
    });
    let isAnswered = false;
    const answer = send(mail('labelled')).then(() => {
      isAnswered = true;
    });

    await asked.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    kept.resolve();
    await answer;
    expect(isAnswered).toBe(true);
  });

  it('answers 451 when it could not be kept, so that the sender’s server tries again, and says nothing of why', async () => {
    const { send } = await door({ receive: () => Promise.reject(new Error('disk full: priya.shah')) });

    await expect(send(mail('labelled'))).rejects.toMatchObject({
      responseCode: 451,
      response: expect.not.stringContaining('priya'),
    });
  });

  it('takes the next message after one that failed', async () => {
    let times = 0;
    const { send } = await door({
      receive: () => (++times === 1 ? Promise.reject(new Error('once')) : Promise.resolve()),
    });

    await expect(send(mail('labelled'))).rejects.toMatchObject({ responseCode: 451 });
    await expect(send(mail('labelled'))).resolves.toMatchObject({ response: expect.stringMatching(/^250/) });
  });

  it.each([
    'sam@avonvale.example',
    'raise+bathnes@common-ground.example.evil.example',
    'raise+bathnes@sub.common-ground.example',
  ])('refuses mail to %s in words: it never passes mail on', async (to) => {
    const { send, received } = await door();

    await expect(send(mail('labelled'), to)).rejects.toMatchObject({
      responseCode: 550,
      response: expect.stringContaining('takes mail for common-ground.example only'),
    });
    expect(received).toEqual([]);
  });

  it.each([
    'raise+bathness@common-ground.example',
    'RAISE+none@common-ground.example',
    'raise+@common-ground.example',
    'raise@common-ground.example',
  ])('refuses %s, which is nobody’s to read, and names the addresses there are', async (to) => {
    const { send, received } = await door();

    await expect(send(mail('labelled'), to)).rejects.toMatchObject({
      responseCode: 550,
      response: expect.stringContaining('raise+bathnes@common-ground.example or raise+northside@common-ground.example'),
    });
    expect(received).toEqual([]);
  });

  it('answers 451 when it cannot look the partnerships up: a concern is not sent back for a fault of ours', async () => {
    const { send } = await door({ partnershipIds: () => Promise.reject(new Error('disk')) });

    await expect(send(mail('labelled'))).rejects.toMatchObject({ responseCode: 451 });
  });

  it('takes mail for our domain in any case, and keeps only our recipients', async () => {
    const { send, received } = await door();
    await send(mail('labelled'), ['RAISE+bathnes@Common-Ground.EXAMPLE', 'sam@avonvale.example']);

    expect(received[0]?.envelope.to).toHaveLength(1);
    expect(received[0]?.envelope.to[0]?.toLowerCase()).toBe('raise+bathnes@common-ground.example');
  });

  it('takes a bounce, whose sender is empty', async () => {
    const { smtp, received } = await door();
    const answers = await converse(smtp, [
      'EHLO mx.avonvale.example',
      'MAIL FROM:<>',
      'RCPT TO:<bounces@common-ground.example>',
      'DATA',
      `${new TextDecoder().decode(mail('bounce')).replaceAll('\n', '\r\n')}.`,
      'QUIT',
    ]);

    expect(answers.at(-2)).toMatch(/^250 Received/);
    expect(received[0]?.envelope.from).toBe('');
  });

  it('takes over nothing when the sender breaks off in the middle: the message comes again, whole', async () => {
    const { smtp, received, send } = await door();
    const broken = Promise.withResolvers<void>();
    const lines = [
      'EHLO b.example',
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<raise+bathnes@common-ground.example>',
      'DATA',
    ];
    const socket = connect(smtp.port, smtp.host);
    socket.on('data', (chunk) => {
      const line = lines.shift();
      if (line) socket.write(`${line}\r\n`);
      else if (String(chunk).startsWith('354'))
        socket.end('From: a@b.example\r\n\r\nThe problem: half of', () => broken.resolve());
    });
    await broken.promise;
    await new Promise((resolve) => socket.on('close', resolve));
    await send(mail('labelled'));

    expect(received.map(({ envelope }) => envelope.from)).toEqual(['priya.shah@brookfield-school.example']);
  });

  it('gives each message of one connection an id of its own', async () => {
    const { smtp, received } = await door();
    const once = [
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<raise+bathnes@common-ground.example>',
      'DATA',
      'From: a@b.example\r\n\r\nhello\r\n.',
    ];
    await converse(smtp, ['EHLO b.example', ...once, ...once, 'QUIT']);

    expect(new Set(received.map(({ envelope }) => envelope.messageId)).size).toBe(2);
  });

  it('takes at most 20 recipients at a time', async () => {
    const { smtp } = await door();
    const recipients = Array.from({ length: 21 }, (_, n) => `RCPT TO:<colleague${n}@common-ground.example>`);
    const answers = await converse(smtp, ['EHLO b.example', 'MAIL FROM:<a@b.example>', ...recipients, 'QUIT']);

    expect(answers.filter((answer) => answer.startsWith('250'))).toHaveLength(22);
    expect(answers.at(-2)).toMatch(/^452 .*at most 20/);
  });

  it('refuses to start on a port in use', async () => {
    const { smtp } = await door();

    await expect(door({ port: smtp.port })).rejects.toThrow(`Port ${smtp.port} on 127.0.0.1 is in use`);
  });
});

describe('F13 and F14: bad mail ends in an answer, and the next message is taken', () => {
  const from = 'From: priya.shah@brookfield-school.example\r\n';
  it.each<[string, string | Uint8Array, RegExp]>([
    ['5,000 headers', `${from}${'X-A: b\r\n'.repeat(5000)}\r\nhello`, /thousands of header lines/],
    ['encrypted', mail('encrypted'), /was encrypted/],
    ['empty', '\r\n', /was empty/],
    ['malformed', mail('malformed'), /^The /],
    ['a header and no text', `${from}\r\n`, /had no text/],
  ])('%s', async (_, raw, reason) => {
    const { send, received } = await door();
    await send(raw);
    await send(mail('labelled'));

    const results = await Promise.all(received.map(({ raw, envelope }) => parseInbound(raw, envelope)));
    expect(results.map((result) => Object.keys(result)[0])).toEqual(['unreadable', 'parsed']);
    expect('unreadable' in results[0]! && results[0].unreadable).toMatch(reason);
  });

  it('keeps the first 512 KB of a large message, whose text is still read', async () => {
    const { send, received } = await door();
    await send(
      `${from}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe problem: nobody came\r\n--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(18)}\r\n`.repeat(40_000)}--b--\r\n`,
    );

    const [{ raw, envelope } = received[0]!] = received;
    expect(raw.length).toBe(MOST_BYTES_READ);
    expect(envelope.truncated).toBe(true);
    const result = await parseInbound(raw, envelope);
    expect('parsed' in result && result.parsed.text).toBe('The problem: nobody came');
  });

  it.each([
    ['that says its size first', true],
    ['that does not', false],
  ])('refuses a message over the limit politely, from a client %s', async (_, saysSize) => {
    const { smtp, received } = await door({ maxBytes: 3 * 1024 * 1024 });
    const body = `${'x'.repeat(70)}\r\n`.repeat(50_000);
    const mailFrom = saysSize
      ? [`MAIL FROM:<a@b.example> SIZE=${body.length}`]
      : ['MAIL FROM:<a@b.example>', 'RCPT TO:<raise+bathnes@common-ground.example>', 'DATA', `${from}\r\n${body}.`];
    const answers = await converse(smtp, ['EHLO b.example', ...mailFrom, 'QUIT']);

    expect(answers.at(-2)).toMatch(/^552 The message is larger than 3 MB. Send it again without attachments/);
    expect(received).toEqual([]);
  });
});

describe('S11: who vouches for a sender', () => {
  const withResults = `Authentication-Results: mx.ours.example; spf=pass; dkim=pass header.d=brookfield-school.example; dmarc=pass\r\nFrom: priya.shah@brookfield-school.example\r\n\r\nhello`;
  const relay = (relays: string[]) => ({ vouching: { kind: 'relay', authservId: 'mx.ours.example', relays } as const });

  it('is the organisation’s own mail server, when it is the one that connects', async () => {
    const { send, received } = await door(relay(['127.0.0.1']));
    await send(withResults);

    expect(received[0]?.envelope.verdicts).toMatchObject({ spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' });
  });

  it.each([
    ['somebody else who connects and writes the same header', withResults, ['192.0.2.25']],
    ['a message without the header', 'From: priya.shah@brookfield-school.example\r\n\r\nhello', ['127.0.0.1']],
  ])('is not %s', async (_, raw, relays) => {
    const { send, received } = await door(relay(relays));
    await send(raw);

    expect(received[0]?.envelope.verdicts).toMatchObject({
      spf: 'PROCESSING_FAILED',
      dkim: 'PROCESSING_FAILED',
      dmarc: 'PROCESSING_FAILED',
    });
  });
});
