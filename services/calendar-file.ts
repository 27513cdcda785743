import { createEvents, type EventAttributes } from 'ics';
import { Temporal } from 'temporal-polyfill';
import type { Outgoing } from './outbox.ts';

/** One entry of a calendar file, as `messages/` says it, and the moment from which it stands so. */
export type FileEntry = NonNullable<Outgoing['calendar']> & {
  changedAt: string;
  /** It is no deadline any more: a calendar that has it takes it out. */
  isCancelled?: boolean | undefined;
};

/** How long a deadline is in a calendar: long enough to be seen, and over when the time is up. A meeting, whose length nobody said, likewise. Minutes. */
const SHOWN_MINUTES = 30;

/**
 * Entries as a file that a calendar can read: announcements, not invitations, so nobody is asked to accept one. The same entries
 * always give the same bytes. `name` is what a calendar that subscribes to it is called. Throws `RangeError` when an entry cannot be
 * written.
 */
export function calendarFile(
  entries: readonly FileEntry[],
  { mailDomain, name }: { mailDomain: string; name?: string },
): string {
  const events = entries.map((entry): EventAttributes & { timestamp: number } => {
    const changedAt = Temporal.Instant.from(entry.changedAt).epochMilliseconds;
    return {
      // The library stamps the moment it was loaded unless told otherwise, which its types leave out.
      timestamp: changedAt,
      lastModified: changedAt,
      uid: `${entry.uid}@${mailDomain}`,
      sequence: entry.sequence,
      status: entry.isCancelled ? 'CANCELLED' : 'CONFIRMED',
      // It ends at the deadline, and begins when a meeting does: an entry without any length is not valid everywhere (RFC 5545 §3.3.6 allows no empty duration).
      start: Temporal.Instant.from(entry.at).subtract({ minutes: entry.begins ? 0 : SHOWN_MINUTES }).epochMilliseconds,
      duration: { minutes: SHOWN_MINUTES },
      startInputType: 'utc',
      startOutputType: 'utc',
      title: entry.title,
      description: entry.description,
      url: entry.link,
      // Whoever comes to a meeting is not free then; a deadline keeps nobody from anything.
      busyStatus: entry.begins ? 'BUSY' : 'FREE',
      transp: entry.begins ? 'OPAQUE' : 'TRANSPARENT',
    };
  });
  const { error, value } = createEvents(events, {
    method: 'PUBLISH',
    productId: '-//Common Ground//Deadlines//EN',
    ...(name ? { calName: name } : {}),
  });
  if (error || value === null) throw new RangeError('A deadline could not be written as a calendar entry.');
  const whole = entries.length > 0 ? value : value.replace('END:VCALENDAR', `${NO_ENTRIES}\r\nEND:VCALENDAR`);
  return folded(whole);
}

/** RFC 5545 §3.1: "Lines of text SHOULD NOT be longer than 75 octets, excluding the line break". */
const LINE_OCTETS = 75;

/** The library folds after 75 characters, which a curly quotation mark makes more octets: every line is folded again, between characters. */
function folded(file: string): string {
  return file
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .map((line) => {
      const parts = [''];
      let octets = 0;
      for (const character of line) {
        const more = Buffer.byteLength(character);
        if (octets + more > LINE_OCTETS) {
          parts.push('');
          // The space that begins a continued line counts.
          octets = 1;
        }
        octets += more;
        parts[parts.length - 1] += character;
      }
      return parts.join('\r\n ');
    })
    .join('\r\n');
}

/** A calendar without any component is not valid (RFC 5545 §3.6), and some programs refuse to subscribe to it: a time zone is one. */
const NO_ENTRIES = [
  'BEGIN:VTIMEZONE',
  'TZID:Etc/UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n');
