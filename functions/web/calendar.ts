import { settingFor, takingPart } from '../../conduct/disagreements.ts';
import { type Standing, standingOf } from '../../escalation/access.ts';
import { deadlineEntries } from '../../messages/calendar-entry.ts';
import { CalendarPage } from '../../pages/calendar-page.tsx';
import {
  calendarAddressOf,
  calendarOwner,
  makeCalendarAddress,
  revokeCalendarAddress,
} from '../../services/calendar-addresses.ts';
import { calendarFile, type FileEntry } from '../../services/calendar-file.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { open } from './disagreement.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** Deadlines in people's own calendars: one at a time, and by an address that their calendar program fetches (ADR 014). */
export function calendarRoutes(services: Services) {
  return [
    route(services, 'GET', '/calendar', (visit) => show(services, visit)),
    route(services, 'POST', '/calendar/make', (visit) => change(services, visit, 'made')),
    route(services, 'POST', '/calendar/revoke', (visit) => change(services, visit, 'stopped')),
    route(services, 'GET', '/calendar.ics', (visit) => subscription(services, visit)),
    route(services, 'GET', '/d/{reference}/deadline.ics', (visit) => one(services, visit)),
  ];
}

const DONE = {
  made: 'Your calendar address is made.',
  stopped: 'Your calendar address is stopped.',
};

async function show(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit);
  const { frame, after = '' } = visit;
  const found = await calendarAddressOf(services, visit.who.email);
  const shown = found && {
    ...found,
    address: found.key && `${services.settings.origin}/calendar.ics?key=${found.key}`,
  };
  const done = Object.hasOwn(DONE, after) ? DONE[after as keyof typeof DONE] : undefined;
  return pageAnswer(CalendarPage({ frame, shown, done }));
}

async function change(services: Services, visit: Visit, what: keyof typeof DONE): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit, '/calendar');
  if (what === 'made') await makeCalendarAddress(services, visit.who.email);
  else await revokeCalendarAddress(services, visit.who.email);
  services.log.info('calendar address', { outcome: what });
  return goTo(`/calendar?done=${what}`);
}

/**
 * What a calendar program fetches, again and again, with no session. What its owner may see is judged each time: an access that ended
 * shows nothing. A key of nobody's is answered as any page that does not exist.
 */
async function subscription(services: Services, visit: Visit): Promise<Answer> {
  const key = visit.query['key'] ?? '';
  const email = KEY.test(key) ? await calendarOwner(services, key) : undefined;
  if (email === undefined) throw new Refused(404, 'no such calendar');
  const entries: FileEntry[] = [];
  for (const d of await takingPart(services, email)) {
    const setting = await settingFor(services, d);
    if (maySeeDeadline(standingOf(d, email, setting))) {
      const { now, policy } = setting;
      entries.push(...deadlineEntries(d, policy, { now, ...linked(services, d.reference) }));
    }
  }
  return fileAnswer(
    calendarFile(entries, { mailDomain: services.settings.mailDomain, name: 'Common Ground deadlines' }),
  );
}

/** The open stage's deadline, once, for whoever may see when it is. */
async function one(services: Services, visit: Visit): Promise<Answer> {
  const page = `/d/${visit.params['reference'] ?? ''}`;
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit, page);
  const { d, setting, standing } = opened;
  const { now, policy } = setting;
  const entry = maySeeDeadline(standing)
    ? deadlineEntries(d, policy, { now, ...linked(services, d.reference) }).find(({ isCancelled }) => !isCancelled)
    : undefined;
  // Nothing to add, or not for them to see: the page says what there is.
  if (!entry) return goTo(page);
  const file = fileAnswer(calendarFile([entry], { mailDomain: services.settings.mailDomain }));
  return {
    ...file,
    headers: { ...file.headers, 'content-disposition': 'attachment; filename="deadline.ics"' },
  };
}

/** 256 bits in base64url, and nothing else. */
const KEY = /^[\w-]{43}$/;

/** Even a reader whose address nobody has vouched for sees the reference, the stage and the deadline (PRV-2). */
const maySeeDeadline = ({ sees, mustSay }: Standing) =>
  !mustSay && (sees === 'record' || sees === 'fact' || sees === 'bare');

const linked = ({ settings }: Services, reference: string) => ({
  link: `${settings.origin}/d/${reference}`,
  trial: settings.trial,
});

const fileAnswer = (body: string): Answer => ({
  statusCode: 200,
  headers: { 'content-type': 'text/calendar; charset=utf-8' },
  body,
});
