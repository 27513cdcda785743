import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { SMTPServer } from 'smtp-server';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderMailer, listMailbox, readMailbox, smtpRelay } from '../../services/mailer-folder.ts';
import { sesMailer } from '../../services/mailer-ses.ts';

const raw = (subject: string, id = '1') =>
  new TextEncoder().encode(
    `From: common-ground@mail.example\r\nTo: tom.okafor@care.example\r\nSubject: ${subject}\r\nMessage-ID: <${id}@mail.example>\r\n\r\nPlease answer.\r\n`,
  );
const message = (subject = 'Hello', id = '1') => ({
  raw: raw(subject, id),
  from: 'common-ground@mail.example',
  to: 'tom.okafor@care.example',
});

describe('mail through SES', () => {
  const client = new SESClient({ region: 'eu-west-2' });
  const mock = mockClient(client);
  beforeEach(() => mock.reset());
  const mailer = (region = 'eu-west-2') => sesMailer(client, { configurationSet: 'tls-required', region });

  it('S14: goes raw to one destination through the configuration set', async () => {
    mock.on(SendRawEmailCommand).resolves({ MessageId: '0102-abc' });

    await mailer().send(message());

    expect(mock.commandCalls(SendRawEmailCommand).map((call) => call.args[0].input)).toEqual([
      {
        Source: 'common-ground@mail.example',
        Destinations: ['tom.okafor@care.example'],
        RawMessage: { Data: raw('Hello') },
        ConfigurationSetName: 'tls-required',
      },
    ]);
  });

  it.each([
    ['eu-west-2', '<0102-abc@eu-west-2.amazonses.com>'],
    ['us-east-1', '<0102-abc@email.amazonses.com>'],
  ])('answers the id that SES puts into the message, which a reply will name (%s)', async (region, messageId) => {
    mock.on(SendRawEmailCommand).resolves({ MessageId: '0102-abc' });

    expect(await mailer(region).send(message())).toEqual({ messageId });
  });

  it('F4: throws when SES refuses, so that the outbox tries again', async () => {
    mock.on(SendRawEmailCommand).rejects(new Error('Throttling'));

    await expect(mailer().send(message())).rejects.toThrow('Throttling');
  });

  it('does not count an answer without an id as sent', async () => {
    mock.on(SendRawEmailCommand).resolves({});

    await expect(mailer().send(message())).rejects.toThrow('without giving its id');
  });
});

describe('mail on one machine', () => {
  let folder: string;
  let now: Temporal.Instant;
  const clock = { now: () => now };
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'mailbox-')), 'mail');
    now = Temporal.Instant.from('2026-04-02T09:00:00Z');
  });

  it('keeps each message whole, readable by its owner only', async () => {
    expect(await folderMailer({ folder, clock }).send(message())).toEqual({ messageId: '<1@mail.example>' });

    const names = await readdir(folder);
    expect(names).toEqual(['2026-04-02T09-00-00.000Z_1@mail.example.eml']);
    expect(await readFile(join(folder, names[0]!))).toEqual(Buffer.from(raw('Hello')));
    expect((await stat(join(folder, names[0]!))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('lists the latest first, and nothing that is not a message', async () => {
    const mailer = folderMailer({ folder, clock });
    await mailer.send(message('First', '1'));
    now = now.add({ minutes: 5 });
    await mailer.send(message('Second', '2'));
    await writeFile(join(folder, '.half.eml.part'), 'x');
    await writeFile(join(folder, 'notes.txt'), 'x');

    expect((await listMailbox(folder)).map(({ subject, to, sentAt }) => [subject, to, sentAt])).toEqual([
      ['Second', 'tom.okafor@care.example', '2026-04-02T09:05:00.000Z'],
      ['First', 'tom.okafor@care.example', '2026-04-02T09:00:00.000Z'],
    ]);
  });

  it('reads one with its headers and its words', async () => {
    await folderMailer({ folder, clock }).send(message());
    const id = (await listMailbox(folder))[0]!.id;

    expect(await readMailbox(folder, id)).toMatchObject({
      subject: 'Hello',
      from: 'common-ground@mail.example',
      text: expect.stringContaining('Please answer.'),
      headers: expect.arrayContaining([{ name: 'message-id', value: '<1@mail.example>' }]),
      attachments: [],
    });
  });

  it('is empty before the first message', async () => {
    expect(await listMailbox(folder)).toEqual([]);
    expect(await readMailbox(folder, '2026-04-02T09-00-00.000Z_1@mail.example.eml')).toBeUndefined();
  });

  it.each(['../../etc/passwd', '..%2fx.eml', 'notes.txt', '2026-04-02T09-00-00Z_/../../x.eml', ''])(
    'reads nothing outside the mailbox: %j',
    async (id) => {
      await folderMailer({ folder, clock }).send(message());

      expect(await readMailbox(folder, id)).toBeUndefined();
    },
  );

  it('refuses a message that nothing could tell from its copy', async () => {
    const nameless = {
      ...message(),
      raw: new TextEncoder().encode('To: a@b.example\r\n\r\nMessage-ID: <in@the.body>\r\n'),
    };

    await expect(folderMailer({ folder, clock }).send(nameless)).rejects.toThrow('without a Message-ID');
  });

  describe('handed on by SMTP', () => {
    let server: SMTPServer | undefined;
    const taken: { from: string; to: string[]; raw: string }[] = [];
    afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())));

    const listening = (refuses = false, host = '127.0.0.1') =>
      new Promise<number>((resolve) => {
        taken.length = 0;
        server = new SMTPServer({
          authOptional: true,
          disabledCommands: ['STARTTLS'],
          disableReverseLookup: true,
          onRcptTo: (_, __, done) => done(refuses ? new Error('not here') : undefined),
          onData(stream, session, done) {
            const parts: Buffer[] = [];
            stream.on('data', (part: Buffer) => parts.push(part));
            stream.on('end', () => {
              const { mailFrom, rcptTo } = session.envelope;
              taken.push({
                from: mailFrom ? mailFrom.address : '',
                to: rcptTo.map(({ address }) => address),
                raw: Buffer.concat(parts).toString(),
              });
              done();
            });
          },
        });
        server.listen(0, host, () => resolve((server!.server.address() as AddressInfo).port));
      });

    it('reaches the server as it is, for one recipient, and is kept as well', async () => {
      const port = await listening();

      await folderMailer({ folder, clock, smtpUrl: `smtp://127.0.0.1:${port}` }).send(message());

      expect(taken).toEqual([
        {
          from: 'common-ground@mail.example',
          to: ['tom.okafor@care.example'],
          raw: new TextDecoder().decode(raw('Hello')),
        },
      ]);
      expect(await listMailbox(folder)).toHaveLength(1);
    });

    it('is not sent, nor kept as if it had been, when the server refuses it', async () => {
      const port = await listening(true);

      await expect(
        folderMailer({ folder, clock, smtpUrl: `smtp://127.0.0.1:${port}` }).send(message()),
      ).rejects.toThrow();
      expect(await listMailbox(folder)).toEqual([]);
    });

    it('S14: hands nothing in the clear to a server that is not this machine', async () => {
      // The whole of 127/8 is this machine, but only its usual names are taken on trust.
      const port = await listening(false, '127.0.0.2');

      await expect(smtpRelay(`smtp://127.0.0.2:${port}`)(message())).rejects.toThrow();
      expect(taken).toEqual([]);
    });

    it.each(['http://mail.example', 'mail.example:587', 'smtp://', ''])(
      'refuses %j at the start, and does not quote it',
      (url) => {
        expect(() => smtpRelay(url)).toThrow('SMTP_URL must look like');
      },
    );
  });
});
