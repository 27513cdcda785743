import PostalMime from 'postal-mime';
import { afterEach, expect, it } from 'vitest';
import { sentCopies } from '../../conduct/sent-copies.ts';
import { openPdf } from '../documents/open-pdf.ts';
import { readPdf } from '../documents/read-pdf.ts';
import { brackenshire, healthVisitorsForm } from './people.ts';
import { type Mail, openWorld, type World } from './world.ts';

let world: World | undefined;
afterEach(() => world?.close());

/** The school's email takes links out, and its domain is not on the partnership's list of secure ones. */
const TEACHER = 'leonie.tillingbourne@hollowbrook.example';
const HEAD_OF_YEAR = 'bettina.birchall-oke@hollowbrook.example';
const LEAD = brackenshire.businessManager;

/** The one file of an email, as its reader saves it. */
async function fileOf({ raw }: Mail): Promise<{ name: string | null; type: string; bytes: Uint8Array }> {
  const { attachments } = await PostalMime.parse(raw);
  const [file] = attachments.filter(({ mimeType }) => mimeType !== 'text/calendar');
  return { name: file!.filename, type: file!.mimeType, bytes: new Uint8Array(file!.content as ArrayBuffer) };
}
const readOut = (opened: Uint8Array) =>
  readPdf(opened)
    .pages.flat()
    .map(({ text }) => text)
    .join(' ');

it('PRV-1, BEY-9: a school whose email takes links out is sent its copy, locked; the lead tells the password by telephone', async () => {
  world = await openWorld('Mon 2 Mar 2026 09:30');
  const { reference, id } = await world.raiseForm(
    'brackenshire',
    healthVisitorsForm({ theirAgency: 'hollowbrook-school', theirName: 'Leonie Tillingbourne', theirEmail: TEACHER }),
  );
  await world.does(reference, brackenshire.healthVisitor, 'escalate-now', { text: 'It cannot wait.' });
  await world.until('Mon 2 Mar 2026 10:00');

  const send = (to: string) =>
    world!.does(reference, LEAD, 'send-copy', { to, text: 'Their filter takes links out.', spoken: 'yes' });
  expect((await send(HEAD_OF_YEAR)).refused).toBeUndefined();

  // The email has the file and says nothing of substance, and the password is in none.
  const [mail, ...others] = world.mailTo(HEAD_OF_YEAR, 'Your copy of the record');
  expect(others).toEqual([]);
  const copies = async () => sentCopies(world!.services, await world!.read(reference), LEAD);
  const [sent] = await copies();
  const { password } = sent!;
  expect(password).toMatch(/^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/);
  expect(`${mail!.subject} ${mail!.text} ${mail!.html}`).not.toMatch(/referral|Bashir|threshold/i);
  for (const { raw } of world.mails) expect(raw).not.toContain(password);
  expect(world.logged.join('\n')).not.toContain(password);

  // The teacher opens it with what the lead said on the telephone, and with nothing else.
  const file = await fileOf(mail!);
  expect([file.name, file.type]).toEqual(['record.pdf', 'application/pdf']);
  expect(openPdf(file.bytes)).toBeUndefined();
  expect(openPdf(file.bytes, 'BCDF-GHJK-LMNP-QRST')).toBeUndefined();
  const text = readOut(openPdf(file.bytes, password)!);
  expect(text).toContain('The referral was closed without a visit.');
  expect(text).toContain('copy for Hollowbrook School');

  // Everybody who reads the record reads that it was sent, to whom and why.
  expect((await world.read(reference)).history.at(-1)).toMatchObject({ what: 'copy sent', facts: { locked: true } });

  // The health visitor's manager has an address on the secure list: their own agency's copy, with no password.
  await send(brackenshire.healthVisitorsManager);
  const unlocked = await fileOf(world.mailTo(brackenshire.healthVisitorsManager, 'Your copy of the record')[0]!);
  expect(readOut(openPdf(unlocked.bytes)!)).toContain('copy for Dunmere Valley Community Health');

  // It ends. Everybody gets their link; those two get the copy that says how it ended, and the lead is asked to telephone again.
  await world.does(reference, brackenshire.healthVisitor, 'withdraw', { text: 'They have made the visit.' });
  await world.until('Mon 2 Mar 2026 10:10');
  const last = world.mailTo(HEAD_OF_YEAR, 'Your copy of the record');
  expect(last).toHaveLength(2);
  expect(world.mailTo(brackenshire.healthVisitorsManager, 'Your copy of the record')).toHaveLength(2);
  expect(world.mailTo(LEAD, 'tell somebody a password')).toHaveLength(1);
  const newer = (await copies()).find(({ person }) => person.email === HEAD_OF_YEAR)!;
  expect(newer.password).not.toBe(password);
  const ended = await fileOf(last[1]!);
  expect(openPdf(ended.bytes, password)).toBeUndefined();
  expect(readOut(openPdf(ended.bytes, newer.password)!)).toContain('They have made the visit.');
  expect((await world.runner.list({ status: 'RUNNING' })).filter(({ name }) => name.startsWith(id))).toEqual([]);
});
