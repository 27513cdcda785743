import { describe, expect, it } from 'vitest';
import { calendarFile, type FileEntry } from '../../services/calendar-file.ts';

const entry = (changes: Partial<FileEntry> = {}): FileEntry => ({
  uid: 'd-0',
  sequence: 3,
  at: '2026-07-08T16:00:00Z',
  title: 'AB-7Q4K: latest time for Stage 1',
  description: 'AB-7Q4K, Worker to worker.',
  link: 'https://escalate.example/d/AB-7Q4K',
  changedAt: '2026-07-01T09:00:00Z',
  ...changes,
});
const fileOf = (...entries: FileEntry[]) => calendarFile(entries, { mailDomain: 'inbound.example' });
const unfolded = (file: string) => file.replaceAll('\r\n ', '');

/* What RFC 5545 asks of a file, section by section, since no calendar program runs here to be asked. */
describe('a calendar file by RFC 5545', () => {
  it.each([
    ['Latin', 'a word and '.repeat(30)],
    ['two octets', 'é'.repeat(200)],
    ['three octets', '“Manager’s” – '.repeat(30)],
    ['four octets, which are two units of JavaScript', '𝒜🗓'.repeat(60)],
  ])('§3.1: no line is longer than 75 octets or cut within a character, and each ends in CRLF: %s', (_, title) => {
    const file = fileOf(entry({ title, description: title }));

    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(file).not.toMatch(/[^\r]\n/);
    expect(file).not.toContain('\uFFFD');
    expect(unfolded(file)).toContain(`SUMMARY:${title}`);
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
  });

  it('§3.3.11: a comma, a semicolon, a backslash and a line break are text and end nothing', () => {
    const file = unfolded(fileOf(entry({ title: 'One, two; three\\four\nEND:VEVENT' })));
    expect(file).toContain('SUMMARY:One\\, two\\; three\\\\four\\nEND:VEVENT\r\n');
    expect(file.match(/^END:VEVENT/gm)).toHaveLength(1);
  });

  it('§3.6: a file has its version, its maker and a component, where there is no entry too', () => {
    for (const file of [fileOf(entry()), fileOf()]) {
      for (const line of ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:PUBLISH', 'PRODID:-//Common Ground//Deadlines//EN'])
        expect(file.split('\r\n').filter((one) => one === line)).toHaveLength(1);
      expect(file).toMatch(/BEGIN:(VEVENT|VTIMEZONE)/);
    }
  });

  it('§3.3.5: every time is in UTC, in summer as in winter, so that no time zone need be sent', () => {
    const file = fileOf(entry(), entry({ uid: 'd-1', at: '2026-12-08T17:00:00Z' }));
    expect(
      [...file.matchAll(/^(?:DTSTART|DTSTAMP|LAST-MODIFIED)(.*)$/gm)].every(([, time]) =>
        /^:\d{8}T\d{6}Z\r?$/.test(time!),
      ),
    ).toBe(true);
    // Both end at 5pm in London.
    expect(file).toContain('DTSTART:20260708T153000Z');
    expect(file).toContain('DTSTART:20261208T163000Z');
  });

  it('§3.8.2.7: whoever comes to a meeting is not free then; a deadline keeps nobody from anything', () => {
    expect(fileOf(entry({ begins: true }))).toMatch(/TRANSP:OPAQUE/);
    expect(fileOf(entry())).toMatch(/TRANSP:TRANSPARENT/);
  });

  it('§3.8.4.7, §3.8.7.4: moved or cancelled, an entry keeps its name and has a higher sequence, which never falls', () => {
    const told = (file: string) =>
      ['UID', 'SEQUENCE', 'STATUS'].map((name) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(file)?.[1]);

    expect(told(fileOf(entry()))).toEqual(['d-0@inbound.example', '3', 'CONFIRMED']);
    expect(told(fileOf(entry({ sequence: 5, at: '2026-07-07T16:00:00Z' })))).toEqual([
      'd-0@inbound.example',
      '5',
      'CONFIRMED',
    ]);
    expect(told(fileOf(entry({ sequence: 6, isCancelled: true })))).toEqual(['d-0@inbound.example', '6', 'CANCELLED']);
  });
});
