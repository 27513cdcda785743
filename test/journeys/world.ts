import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { Temporal } from 'temporal-polyfill';
import { findByReference, perform, raise } from '../../conduct/disagreements.ts';
import { type Received, receive } from '../../conduct/receive.ts';
import { standingOf } from '../../escalation/access.ts';
import { type Act, readAct } from '../../escalation/acts.ts';
import type { InboundEnvelope } from '../../escalation/inbound.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { openVisit } from '../../escalation/record.ts';
import { type MovableClock, movableClock } from '../../local/movable-clock.ts';
import { type OneMachine, type OneMachineParts, openOneMachine } from '../../local/one-machine.ts';
import { keysFrom } from '../../services/keys.ts';

/** One email as its reader gets it. */
export interface Mail {
  at: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  raw: string;
}

/** The one-machine edition on a frozen clock, with its mail in hand: where every journey happens. */
export interface World extends OneMachine {
  clock: MovableClock;
  mails: Mail[];
  logged: string[];
  /** Whether `close` was called: by the test, or by a failure that ends the process in the middle of something. */
  isClosed(): boolean;
  /** Everybody who got mail of which the subject holds these words, in order. */
  whoGot(words: string): string[];
  mailTo(email: string, words?: string): Mail[];
  /** Moves to a London time, such as `Wed 4 Mar 2026 17:00`. */
  until(london: string): Promise<void>;
  read(reference: string): Promise<Disagreement>;
  /** The open stage's id, or how it ended. */
  stageOf(reference: string): Promise<string>;
  /** Does one thing on the page, having said first that it is theirs. */
  does<K extends Act['kind']>(
    reference: string,
    by: string,
    kind: K,
    fields?: Record<string, unknown>,
  ): Promise<{ done?: Disagreement; kept?: string; refused?: string }>;
  /** Taken to a stage by this person; by whoever reviews it, where only they take it forward (SCP-4). */
  goesTo(stageId: string, reference: string, by: string): Promise<void>;
  raiseForm(partnershipId: string, form: Partial<RaiseForm>): Promise<Disagreement>;
  /** Takes in one email as the receiving server hands it over, and answers what became of it. */
  receives(email: { raw: string | Uint8Array; envelope?: Partial<InboundEnvelope> }): Promise<Received>;
  /**
   * Every email about a disagreement as one line for each moment and subject, `Wed 4 Mar 10:00 Reminder: …: anna.a, bert.b`, in
   * order, those of one moment in the alphabet's; an email that was sent to nobody else at that moment is a line of its own. The story as the people lived it.
   */
  story(reference: string, from?: string): string[];
  /** What the history says, in order: `stage opened 2`. */
  steps(reference: string): Promise<string[]>;
}

/** `Mon 2 Mar 2026 09:30` in London, weekday checked: a table of dates that lies fails at once. */
export function london(text: string): Temporal.Instant {
  const [, weekday, day, month, year, time = '09:00'] =
    /^(\w{3}) (\d{1,2}) (\w{3}) (\d{4})(?: (\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (!weekday) throw new Error(`"${text}" is not like "Mon 2 Mar 2026 09:30"`);
  const on = new Temporal.PlainDate(Number(year), MONTHS.indexOf(month!) + 1, Number(day));
  if (WEEKDAYS[on.dayOfWeek - 1] !== weekday) throw new Error(`${text}: that day is a ${WEEKDAYS[on.dayOfWeek - 1]}`);
  return on.toZonedDateTime({ timeZone: 'Europe/London', plainTime: Temporal.PlainTime.from(time) }).toInstant();
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon 2 Mar 10:00`: an instant as people in London would say it, for comparing with the tables of a story. */
export function inLondon(at: string | Temporal.Instant): string {
  const zoned = Temporal.Instant.from(at).toZonedDateTimeISO('Europe/London');
  const time = zoned.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${WEEKDAYS[zoned.dayOfWeek - 1]} ${zoned.day} ${MONTHS[zoned.month - 1]} ${time}`;
}

/** How many worlds have had each folder's data, by the folder's name, which is made up anew for each. */
const worldsOf = new Map<string, number>();

/**
 * What the ids of a world are drawn from. One that goes on with another's data draws others, as a process started again would: told from the
 * folder alone, so that it makes no difference how many worlds were opened before, in this test or in the files before it.
 */
function seedOf(folder: string | undefined): string {
  if (folder === undefined) return 'test world';
  const before = worldsOf.get(folder) ?? Number(existsSync(join(folder, 'common-ground.sqlite')));
  worldsOf.set(folder, before + 1);
  return `test world ${before + 1}`;
}

const parsedMails = new Map<string, Promise<Email>>();
/** More emails than a story has, and few enough to keep. */
const MOST_PARSED = 500;

/** An email as its reader's program takes it apart. A story that is told hundreds of times sends the same bytes each time: they are read once. */
function parsedMail(text: string, raw: Uint8Array): Promise<Email> {
  const known = parsedMails.get(text);
  if (known) return known;
  if (parsedMails.size >= MOST_PARSED) parsedMails.clear();
  const parsed = PostalMime.parse(raw);
  parsedMails.set(text, parsed);
  return parsed;
}

/** Opens the service at a London time, or at an instant where one goes on from another, with the `mails` that had been sent. */
export async function openWorld(
  startsAt: string | Temporal.Instant,
  {
    mails = [],
    clock = movableClock({ startAt: typeof startsAt === 'string' ? london(startsAt) : startsAt, flows: false }),
    ...parts
  }: Partial<OneMachineParts> & { mails?: Mail[]; clock?: MovableClock } = {},
): Promise<World> {
  const logged: string[] = [];
  let drawn = 0;
  const seed = seedOf(parts.folder);
  const keys = keysFrom(async () => ({ newest: 'a secret of the test world, long enough', older: [] }));
  const log = (level: string) => (event: string, ids?: object) => {
    logged.push(JSON.stringify({ level, event, ...ids }));
  };
  const machine = await openOneMachine({
    folder: ':memory:',
    alarms: clock,
    keys: {
      ...keys,
      random: (bytes) =>
        Uint8Array.from(createHmac('sha512', seed).update(String(drawn++)).digest().subarray(0, bytes)),
    },
    mailer: {
      async send({ raw, to }) {
        const mail = {
          at: clock.now().toString(),
          to,
          subject: '',
          text: '',
          html: '',
          raw: Buffer.from(raw).toString('utf8'),
        };
        // In the order in which they come, however long it takes to read each.
        const messageId = `sent-${mails.push(mail)}@mail.example`;
        const { subject = '', text = '', html = '' } = await parsedMail(mail.raw, raw);
        Object.assign(mail, { subject, text, html });
        return { messageId };
      },
    },
    settings: { origin: 'http://127.0.0.1:3000', mailDomain: 'inbound.commonground.example', trial: true },
    log: { info: log('info'), warn: log('warn'), error: log('error'), count: (metric) => logged.push(metric) },
    random: 1,
    ...parts,
  });
  const { services } = machine;
  let sources = 0;
  let received = 0;
  let isClosed = false;
  const world: World = {
    ...machine,
    isClosed: () => isClosed,
    close() {
      if (!isClosed) machine.close();
      isClosed = true;
    },
    clock,
    mails,
    logged,
    whoGot: (words) => mails.filter(({ subject }) => subject.includes(words)).map(({ to }) => to),
    mailTo: (email, words = '') => mails.filter((mail) => mail.to === email && mail.subject.includes(words)),
    async until(text) {
      await clock.moveTo(london(text));
      await clock.settled();
    },
    async read(reference) {
      const d = await findByReference(services, reference);
      if (!d) throw new Error(`There is no ${reference}`);
      return d;
    },
    async stageOf(reference) {
      const d = await world.read(reference);
      return openVisit(d)?.stageId ?? (d.closedAt ? 'closed' : (d.outcome?.outcome ?? 'not open'));
    },
    async does(reference, by, kind, fields = {}) {
      const read = readAct(kind, fields);
      if ('problems' in read)
        return { refused: read.problems.map(({ field, message }) => `${field}: ${message}`).join('; ') };
      const d = await world.read(reference);
      const { id } = d;
      const known = (await services.rules.partnership(d.partnershipId))!;
      const policy = services.rules.requirePolicy(d.policyVersionId);
      const mustSay = kind !== 'mine' && kind !== 'not-mine' && standingOf(d, by, { ...known, policy }).mustSay;
      const mine = readAct('mine', {});
      if (mustSay && 'act' in mine) await perform(services, { id, by, act: mine.act });
      const result = await perform(services, { id, by, act: read.act });
      await clock.settled();
      return result;
    },
    async goesTo(stageId, reference, by) {
      for (;;) {
        const visit = openVisit(await world.read(reference));
        if (visit?.stageId === stageId) return;
        const reviewer = visit?.asked.find(({ does }) => does === 'review');
        const { refused } = reviewer
          ? await world.does(reference, reviewer.person.email, 'review', { verdict: 'taken forward' })
          : await world.does(reference, by, 'escalate-now', { text: 'It cannot wait.' });
        if (refused) throw new Error(refused);
      }
    },
    async raiseForm(partnershipId, form) {
      const known = await services.rules.partnership(partnershipId);
      if (!known) throw new Error(`There is no partnership ${partnershipId}`);
      sources += 1;
      const d = await raise(services, {
        partnership: known.partnership,
        source: `test-${sources}`,
        raisedBy: 'form',
        raisedAt: clock.now(),
        raiser: { name: form.raiserName!, email: form.raiserEmail!, job: form.raiserJob!, agency: form.raiserAgency! },
        form,
      });
      await clock.settled();
      return d;
    },
    async receives({ raw, envelope = {} }) {
      received += 1;
      const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw;
      const result = await receive(services, bytes, {
        from: /^From:.*?([^\s<]+@[^\s>]+)/m.exec(new TextDecoder().decode(bytes))?.[1] ?? '',
        to: ['raise+brackenshire@inbound.commonground.example'],
        receivedAt: clock.now().toString(),
        messageId: `session-${received}`,
        verdicts: { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'DISABLED', virus: 'DISABLED' },
        truncated: false,
        ...envelope,
      });
      await clock.settled();
      return result;
    },
    story(reference, from) {
      const lines = new Map<string, string[]>();
      for (const { at, to, subject } of mails) {
        if (!subject.startsWith(`[${reference}]`)) continue;
        if (from && Temporal.Instant.compare(at, london(from)) < 0) continue;
        const said = subject.replace(`[${reference}] `, '').replace('This is a trial: ', '');
        const line = `${inLondon(at)} ${said}`;
        lines.set(line, [...(lines.get(line) ?? []), to.replace(/@.*/, '')]);
      }
      const told = [...lines].map(([line, to]) => `${line}: ${to.sort().join(', ')}`);
      // Emails of one moment leave beside each other, in no order that anybody promises.
      const momentOf = (line: string) => line.slice(0, line.indexOf(':') + 3);
      return [...Map.groupBy(told, momentOf).values()].flatMap((lines) => lines.sort());
    },
    async steps(reference) {
      const { history } = await world.read(reference);
      return history.map(({ what, stageId }) => (stageId ? `${what} ${stageId}` : what));
    },
  };
  return world;
}

/** The same for a story in which nothing breaks, so that there is nothing to sweep up: what a sweep repairs, and how soon, is for `test/reliability`. */
export const openStory: typeof openWorld = (startsAt, parts) =>
  openWorld(startsAt, { sweepEveryMinutes: 60, ...parts });
