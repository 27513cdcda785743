import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { movableClock } from '../../local/movable-clock.ts';
import { trialRoutes } from '../../local/trial-pages.ts';
import { compose } from '../../services/compose.ts';
import { folderMailer } from '../../services/mailer-folder.ts';
import { outboxKey, readRow, writeDown } from '../../services/outbox.ts';
import { webWorld } from '../functions/web-world.ts';
import { london } from '../journeys/world.ts';
import { calendarEntry, toSend } from '../services/outgoing.ts';

let mailbox: string | undefined;
afterEach(async () => {
  if (mailbox) await rm(mailbox, { recursive: true });
});

it('a file in the trial’s mailbox is saved as its reader would, and never shown in the browser; text is shown', async () => {
  mailbox = await mkdtemp(join(tmpdir(), 'common-ground-mailbox-'));
  const clock = movableClock({ startAt: london('Thu 2 Apr 2026 09:00'), flows: false });
  const world = webWorld('2026-04-02T09:00:00Z', { trial: true }, trialRoutes({ clock, mailbox }));
  const { services } = world;
  const email = toSend({ message: { ...toSend().message, calendar: calendarEntry } });
  await writeDown(services, email);
  const { key, row } = (await readRow(services.table, outboxKey(email)))!;
  const file = new TextEncoder().encode('%PDF-1.7 <script>');
  await folderMailer({ folder: mailbox, clock }).send(await compose(services, key, row, [], file));

  const browser = world.browser();
  const path = /href="(\/mailbox\/[^"]+)"/.exec((await browser.get('/mailbox')).body)![1]!;
  const { body } = await browser.get(path);
  expect(body).toContain('BEGIN:VCALENDAR');
  expect(body).not.toContain('%PDF');
  const saved = await browser.get(/href="(\/mailbox\/[^"]+\/file-\d+)"/.exec(body)![1]!);
  expect(saved.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': 'attachment; filename="record.pdf"',
    'x-content-type-options': 'nosniff',
  });
  expect(Buffer.from(saved.body, 'base64').toString()).toBe('%PDF-1.7 <script>');
  for (const none of ['file-7', 'file-', 'record.pdf', '1'])
    expect((await browser.get(`${path}/${none}`)).status, none).toBe(404);
});
