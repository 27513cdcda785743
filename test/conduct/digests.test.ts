import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { sendDigests } from '../../conduct/digests.ts';
import { sendDue } from '../../conduct/send.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { spokenDate } from '../../escalation/spoken-time.ts';
import { type Division, londonDate } from '../../escalation/working-days.ts';
import { sendDigests as door } from '../../functions/send-digests.ts';
import { keepDigestSetting } from '../../services/digest-settings.ts';
import { writeRecord } from '../../services/disagreements.ts';
import { holdingPen } from '../../services/holding-pen.ts';
import { giveUp, readRow, writeDown } from '../../services/outbox.ts';
import type { Services } from '../../services/services.ts';
import { keepSummary } from '../../services/summaries.ts';
import type { Table } from '../../services/table.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { calendarOf, day, written } from '../escalation/calendars.ts';
import {
  asked,
  at,
  counterpart,
  deadlineOn,
  directory,
  disagreement,
  london,
  outcome,
  partnership,
  policies,
  visit,
} from '../escalation/digest-facts.ts';
import { fakeLog } from '../fakes/log.ts';
import { fakeMailer } from '../fakes/mailer.ts';
import { testKeys } from '../functions/test-keys.ts';
import { settings, toSend } from '../services/outgoing.ts';

const [KEZIAH, JORAH] = partnership.leads.map(({ email }) => email) as [string, string];
const FIONA = 'fiona@board.north.example';
const north: Partnership = {
  ...partnership,
  id: 'northside',
  name: 'Northside Partnership',
  leads: [{ name: 'Fiona Strathmuir', email: FIONA }],
};

function world(options: { partnerships?: Partnership[]; wrap?: (table: Table) => Table } = {}) {
  const partnerships = options.partnerships ?? [partnership];
  const divisions: Record<string, Division> = { northside: 'scotland' };
  let now = london('Wed 1 Apr 2026', '12:00');
  const clock = { now: () => now };
  const mailer = fakeMailer();
  const log = fakeLog();
  const stored = sqliteTable(openSqlite(':memory:'), clock, {});
  const services: Services = {
    clock,
    table: options.wrap?.(stored) ?? stored,
    mailer,
    log,
    keys: testKeys(),
    settings,
    workflow: { start: async () => {}, wake: async () => 'gone' },
    rules: {
      requirePolicy: policies,
      policies: () => [],
      partnerships: async () => partnerships,
      partnership: async (id) => {
        const found = partnerships.find((one) => one.id === id);
        return found && { partnership: found, directory };
      },
      calendarFor: async ({ id }) => calendarOf(divisions[id] ?? 'england-and-wales'),
    },
  };
  return {
    services,
    mailer,
    log,
    moveTo(instant: Temporal.Instant) {
      now = instant;
    },
    fire(on: string, time: string) {
      now = london(on, time);
      return sendDigests(services);
    },
    async keep(...disagreements: Disagreement[]) {
      for (const d of disagreements) await writeRecord(stored, d, 0);
    },
    /** 'Keziah: Thursday 2 April 2026', in the order they were sent. */
    async sent() {
      return (await mailer.read()).map(({ to, subject }) => {
        const [, on] = /^Digest for ([^:]*): /.exec(subject ?? '') ?? [];
        return `${to![0]!.address}: ${on}`;
      });
    },
    async textsTo(email: string) {
      return (await mailer.read()).filter(({ to }) => to![0]!.address === email).map(({ text }) => text ?? '');
    },
  };
}

const said = (on: string) => spokenDate(day(on));
const movedAt = (reference: string, moment: string) =>
  disagreement({
    reference,
    stages: [
      visit('1', { openedAt: at('Mon 2 Mar 2026', '09:00'), closedAt: moment, closedBy: 'deadline' }),
      visit('2', { openedAt: moment, cause: 'deadline' }),
    ],
  });
const timesTold = (texts: readonly string[], reference: string) =>
  texts.filter((text) => new RegExp(`^${reference},.*: from Stage 1 to Stage 2 `, 'm').test(text)).length;

describe('F16: exactly one digest for each lead and London day, whatever the schedule does', () => {
  const days = ['Wed 1 Apr 2026', 'Thu 2 Apr 2026', 'Tue 7 Apr 2026'];
  const times = ['08:00', '08:00:30', '14:10'];
  const firings = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].flatMap((b) => [0, 1, 2, 3].map((c) => [a, b, c])));

  it.each(firings)('fired %i times on Wednesday, %i on Thursday and %i after Easter', async (...counts) => {
    const { fire, keep, sent, textsTo } = world();
    await keep(
      movedAt('AA-1111', at('Tue 31 Mar 2026', '17:00')),
      movedAt('BB-2222', at('Wed 1 Apr 2026', '17:00')),
      movedAt('CC-3333', at('Thu 2 Apr 2026', '17:00')),
    );
    await fire('Tue 31 Mar 2026', '08:00');
    for (const [index, on] of days.entries()) {
      for (const time of times.slice(0, counts[index])) await fire(on, time);
    }

    const fired = ['Tue 31 Mar 2026', ...days.filter((_, index) => counts[index]! > 0)];
    expect(await sent()).toEqual(fired.flatMap((on) => [`${KEZIAH}: ${said(on)}`, `${JORAH}: ${said(on)}`]));
    for (const lead of [KEZIAH, JORAH]) {
      const texts = await textsTo(lead);
      const isTold = (index: number) => (counts.slice(index).some((count) => count > 0) ? 1 : 0);
      expect(['AA-1111', 'BB-2222', 'CC-3333'].map((reference) => timesTold(texts, reference))).toEqual(
        [0, 1, 2].map(isTold),
      );
    }
  });

  it('sends one each when three fire at once', async () => {
    const { services, moveTo, sent } = world();
    moveTo(london('Thu 2 Apr 2026', '08:00'));
    await Promise.all([sendDigests(services), sendDigests(services), sendDigests(services)]);

    expect((await sent()).sort((a, b) => a.localeCompare(b))).toEqual([
      `${JORAH}: ${said('Thu 2 Apr 2026')}`,
      `${KEZIAH}: ${said('Thu 2 Apr 2026')}`,
    ]);
  });

  it.each<[string, string, string, number]>([
    ['a second before 08:00', 'Thu 2 Apr 2026', '07:59:59', 0],
    ['at 08:00', 'Thu 2 Apr 2026', '08:00', 2],
    ['late in the evening, and still that day', 'Thu 2 Apr 2026', '23:30', 2],
    ['on Good Friday', 'Fri 3 Apr 2026', '08:00', 0],
    ['on Easter Monday', 'Mon 6 Apr 2026', '08:00', 0],
    ['at 00:30 before the clocks go forward', 'Sun 29 Mar 2026', '00:30', 0],
    ['at 02:30 that night', 'Sun 29 Mar 2026', '02:30', 0],
    ['at 08:00 the Monday after', 'Mon 30 Mar 2026', '08:00', 2],
    ['at 07:59 the Monday after', 'Mon 30 Mar 2026', '07:59', 0],
    ['at 01:30 in the night the clocks go back', 'Sun 25 Oct 2026', '01:30', 0],
    ['at 08:00 the Monday after that', 'Mon 26 Oct 2026', '08:00', 2],
    ['at 07:59 that Monday', 'Mon 26 Oct 2026', '07:59', 0],
    ['at 01:30 on a working day', 'Thu 2 Apr 2026', '01:30', 0],
  ])('fired %s', async (_, on, time, emails) => {
    const { fire, sent } = world();
    await fire(on, time);

    expect((await sent()).length).toBe(emails);
  });

  it.each([
    ['the last working day that bank holidays are known for', 'Fri 29 Dec 2028', 2],
    ['the first Monday that they are not known for', 'Mon 1 Jan 2029', 2],
    ['a Wednesday a year on', 'Wed 2 Jan 2030', 2],
    ['a Saturday after them', 'Sat 6 Jan 2029', 0],
  ])('still fires on %s, and says so: a digest too many is better than none', async (_, on, emails) => {
    const { fire, keep, sent, textsTo } = world();
    await keep(
      disagreement({ reference: 'AA-1111', stages: [visit('4a', { openedAt: at('Wed 27 Dec 2028', '09:00') })] }),
    );
    await fire(on, '08:00');

    expect(await sent()).toHaveLength(emails);
    for (const text of await textsTo(KEZIAH)) {
      const words = text.replaceAll(/\s+/g, ' ');
      expect(words).toContain('Bank holidays are known only up to Sunday 31 December 2028');
      expect(words).toContain(
        on === 'Fri 29 Dec 2028'
          ? ': open here for 2 working days.'
          : ': open here since 9am on Wednesday 27 December 2028; its working days cannot be counted.',
      );
    }
  });

  it('goes on day after day when the calendar has ended, and names those that nothing fired on', async () => {
    const { fire, textsTo } = world();
    for (const on of ['Fri 29 Dec 2028', 'Mon 1 Jan 2029', 'Thu 4 Jan 2029']) await fire(on, '08:00');

    const texts = (await textsTo(KEZIAH)).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts).toHaveLength(3);
    expect(texts[1]).not.toContain('No digest reached you');
    expect(texts[2]).toContain('No digest reached you on Tuesday 2 January 2029 and Wednesday 3 January 2029');
  });

  it('does not mention the calendar while it reaches far enough', async () => {
    const { fire, textsTo } = world();
    await fire('Thu 28 Dec 2028', '08:00');

    expect(await textsTo(KEZIAH)).toHaveLength(1);
    expect((await textsTo(KEZIAH))[0]).not.toContain('Bank holidays');
  });

  it('fires twice in the hour that comes twice, and sends nothing until Monday, then once', async () => {
    const { services, moveTo, sent } = world();
    for (const moment of [
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-26T07:00:00Z',
      '2026-10-26T08:00:00Z',
      '2026-10-26T08:00:01Z',
    ]) {
      moveTo(Temporal.Instant.from(moment));
      await sendDigests(services);
    }

    expect(await sent()).toEqual([`${KEZIAH}: Monday 26 October 2026`, `${JORAH}: Monday 26 October 2026`]);
  });

  it('goes by the calendar of each partnership: Easter Monday is worked in Scotland', async () => {
    const { fire, sent } = world({ partnerships: [partnership, north] });
    await fire('Mon 6 Apr 2026', '08:00');

    expect(await sent()).toEqual([`${FIONA}: Monday 6 April 2026`]);
  });

  /** Instants of a month around a change of the clocks, and the working days in it by hand: no code of ours says which. */
  const MONTHS = [
    {
      name: 'March and April 2026',
      from: '2026-03-16T00:00:00Z',
      changesAt: '2026-03-29T01:00:00Z',
      hours: [8, 7],
      holidays: ['2026-04-03', '2026-04-06'],
    },
    {
      name: 'October and November 2026',
      from: '2026-10-12T00:00:00Z',
      changesAt: '2026-10-25T01:00:00Z',
      hours: [7, 8],
      holidays: [] as string[],
    },
  ] as const;

  it.each(MONTHS)('over $name, on any schedule at all', async ({ from, changesAt, hours, holidays }) => {
    const minute = fc.integer({ min: 0, max: 31 * 24 * 60 - 1 });
    const instantOf = (minutes: number) => Temporal.Instant.from(from).add({ minutes });
    const isDue = (instant: Temporal.Instant) => {
      const hour = Temporal.Instant.compare(instant, changesAt) < 0 ? hours[0] : hours[1];
      const on = londonDate(instant);
      const opens = on.toZonedDateTime({ timeZone: 'UTC', plainTime: { hour } }).toInstant();
      const isWorked = on.dayOfWeek <= 5 && !(holidays as readonly string[]).includes(on.toString());
      return isWorked && Temporal.Instant.compare(opens, instant) <= 0;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(minute, { maxLength: 60 }),
        fc.array(minute, { maxLength: 5 }),
        async (fires, moves) => {
          const { services, keep, moveTo, sent, textsTo } = world();
          const references = moves.map((_, index) => `AA-${1111 * (index + 1)}`);
          await keep(...moves.map((minutes, index) => movedAt(references[index]!, instantOf(minutes).toString())));
          const firsts = new Map<string, Temporal.Instant>();
          for (const minutes of [...fires].sort((a, b) => a - b)) {
            const instant = instantOf(minutes);
            moveTo(instant);
            await sendDigests(services);
            const on = spokenDate(londonDate(instant));
            if (isDue(instant) && !firsts.has(on)) firsts.set(on, instant);
          }

          const expected = [...firsts.keys()].flatMap((on) => [`${KEZIAH}: ${on}`, `${JORAH}: ${on}`]);
          expect(await sent()).toEqual(expected);
          // What happened after the first digest is in exactly one, as soon as there is a later one.
          const made = [...firsts.values()].map((instant) => instant.subtract({ minutes: 1 }));
          const texts = await textsTo(JORAH);
          for (const [index, minutes] of moves.entries()) {
            const moved = instantOf(minutes);
            if (!made[0] || Temporal.Instant.compare(moved, made[0]) <= 0) continue;
            const isPast = made.some((until) => Temporal.Instant.compare(moved, until) <= 0);
            expect(timesTold(texts, references[index]!)).toBe(isPast ? 1 : 0);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('F16: what was missed is in the next, and somebody is told', () => {
  it('says on which days none came, and tells what happened on them', async () => {
    const { fire, keep, textsTo, log } = world();
    await fire('Tue 31 Mar 2026', '08:00');
    await keep(movedAt('AA-1111', at('Tue 31 Mar 2026', '17:00')));
    await fire('Thu 2 Apr 2026', '08:00');

    const [, text] = await textsTo(KEZIAH);
    expect(text).toContain('No digest reached you on Wednesday 1 April 2026');
    expect(text).toContain('since about 8am on Tuesday 31 March 2026');
    expect(timesTold([text!], 'AA-1111')).toBe(1);
    expect(log.counts['DigestMissing']).toBe(2);
  });

  it.each<[string, string, number]>([
    ['at 08:00', '08:00', 0],
    ['at 08:29', '08:29', 0],
    ['at 08:30: half an hour late', '08:30', 2],
    ['at 17:00', '17:00', 2],
  ])('counts each lead without a digest when it is fired first %s', async (_, time, missing) => {
    const { fire, log } = world();
    await fire('Thu 2 Apr 2026', time);

    expect(log.counts).toEqual(missing > 0 ? { DigestMissing: missing } : {});
  });

  it('counts nothing when it is fired again later, because each has theirs', async () => {
    const { fire, log } = world();
    await fire('Thu 2 Apr 2026', '08:00');
    await fire('Thu 2 Apr 2026', '16:00');

    expect(log.counts).toEqual({});
  });

  it('does not send yesterday’s email today when the provider took nothing all day: today’s tells it', async () => {
    const { services, fire, keep, mailer, moveTo, sent, textsTo } = world();
    await fire('Tue 31 Mar 2026', '08:00');
    await keep(movedAt('AA-1111', at('Tue 31 Mar 2026', '17:00')));
    mailer.refuse = () => new Error('down');
    await fire('Wed 1 Apr 2026', '08:00');
    mailer.refuse = () => undefined;
    await fire('Thu 2 Apr 2026', '08:00');
    await sendDue(services);
    moveTo(london('Thu 2 Apr 2026', '15:00'));
    await sendDue(services);

    expect(await sent()).toEqual(
      ['Tue 31 Mar 2026', 'Thu 2 Apr 2026'].flatMap((on) => [`${KEZIAH}: ${said(on)}`, `${JORAH}: ${said(on)}`]),
    );
    const [, text] = await textsTo(JORAH);
    expect(text).toContain('No digest reached you on Wednesday 1 April 2026');
    expect(timesTold([text!], 'AA-1111')).toBe(1);
  });

  it('is sent later the same day when the provider takes mail again', async () => {
    const { services, fire, mailer, moveTo, sent } = world();
    mailer.refuse = () => new Error('down');
    await fire('Thu 2 Apr 2026', '08:00');
    mailer.refuse = () => undefined;
    moveTo(london('Thu 2 Apr 2026', '09:00'));
    await sendDue(services);

    expect((await sent()).length).toBe(2);
  });

  it('F2: a crash at any write leaves one digest for each lead once it is fired again', async () => {
    let failed = true;
    for (let crashAt = 1; failed; crashAt += 1) {
      failed = false;
      let writes = 0;
      const { fire, keep, sent, textsTo } = world({
        wrap: (table) => ({
          ...table,
          put: async (item, condition) => {
            writes += 1;
            if (writes === crashAt) {
              failed = true;
              throw new Error('crashed');
            }
            return table.put(item, condition);
          },
        }),
      });
      await keep(movedAt('AA-1111', at('Wed 1 Apr 2026', '17:00')));
      await fire('Thu 2 Apr 2026', '08:00').catch((reason: unknown) => expect(String(reason)).toContain('crashed'));
      await fire('Thu 2 Apr 2026', '08:10');
      await fire('Thu 2 Apr 2026', '08:20');

      // After "sent" was accepted and not noted a second copy may leave, under the same Message-ID.
      expect([...new Set(await sent())].sort(), `crash at write ${crashAt}`).toEqual([
        `${JORAH}: ${said('Thu 2 Apr 2026')}`,
        `${KEZIAH}: ${said('Thu 2 Apr 2026')}`,
      ]);
      for (const lead of [KEZIAH, JORAH])
        for (const text of await textsTo(lead)) expect(timesTold([text], 'AA-1111')).toBe(1);
      expect(crashAt).toBeLessThan(30);
    }
  });

  it('keeps the others’ digests when one partnership’s cannot be made, and throws so that it is tried again', async () => {
    const broken = { ...partnership, id: 'broken', leads: [{ name: 'Nobody', email: 'nobody@board.example' }] };
    const { services, keep, moveTo, sent } = world({ partnerships: [broken, north] });
    await keep(disagreement({ partnershipId: 'broken', policyVersionId: 'never-released' }));
    moveTo(london('Thu 2 Apr 2026', '08:00'));

    await expect(sendDigests(services)).rejects.toThrow();
    expect(await sent()).toEqual([`${FIONA}: Thursday 2 April 2026`]);
  });
});

describe('each lead’s own digest', () => {
  it('goes to a lead once who is named twice, and to one who is new from the day they are named', async () => {
    const leads = [...partnership.leads];
    const { fire, sent } = world({ partnerships: [{ ...partnership, leads }] });
    leads.splice(0, 2, { name: 'Keziah', email: KEZIAH }, { name: 'Keziah Stanthorne', email: KEZIAH.toUpperCase() });
    await fire('Wed 1 Apr 2026', '08:00');
    leads.push({ name: 'Jorah Larkmoor', email: JORAH });
    await fire('Thu 2 Apr 2026', '08:00');

    const found = await sent();
    expect(found).toEqual([
      `${KEZIAH}: ${said('Wed 1 Apr 2026')}`,
      `${KEZIAH}: ${said('Thu 2 Apr 2026')}`,
      `${JORAH}: ${said('Thu 2 Apr 2026')}`,
    ]);
  });

  it('BEY-13: tells on the first morning of a month which agencies have raised nothing within a year, whatever became of the rest', async () => {
    const closedAt = at('Wed 11 Mar 2026', '17:00');
    const closed = (reference: string, agency: string, raisedAt: string) =>
      disagreement({ reference, raiser: { ...counterpart, agency }, raisedAt, closedAt, outcome: outcome() });
    const morning = async (...kept: Disagreement[]) => {
      const { fire, keep, textsTo, services } = world();
      await keep(disagreement({ stages: [visit('2')] }));
      for (const d of kept) await keepSummary(services.table, { d, version: 1 });
      await fire('Wed 1 Apr 2026', '08:00');
      await fire('Thu 2 Apr 2026', '08:00');
      return textsTo(KEZIAH);
    };
    const SAID = /Nothing has been raised within a year by these agencies[\s\S]*Brackenshire Social Care/;

    const [first, second] = await morning(closed('AA-1111', 'care', at('Mon 3 Mar 2025', '09:00')));
    expect(first).toMatch(SAID);
    expect(second).not.toContain('within a year');
    const [raised] = await morning(closed('AA-1111', 'care', at('Mon 2 Mar 2026', '09:00')));
    expect(raised).not.toContain('within a year');
  });

  it('tells how many emails are held in their partnership, until somebody settles them', async () => {
    const { services, fire, textsTo } = world();
    const pen = holdingPen(services.table);
    const held = {
      kind: 'held' as const,
      why: 'Its sender is at no agency',
      envelopeFrom: 'x@y.example',
      rawMailId: 'r',
      receivedAt: at('Wed 1 Apr 2026', '10:00'),
    };
    for (const id of ['h1', 'h2', 'h3']) await pen.hold({ ...held, id, partnershipId: 'brackenshire' });
    await pen.hold({ ...held, id: 'h4', partnershipId: 'northside' });
    await pen.settle('h3', { at: at('Wed 1 Apr 2026', '11:00'), by: KEZIAH, became: 'discarded' });
    await fire('Thu 2 Apr 2026', '08:00');

    expect((await textsTo(KEZIAH))[0]).toContain('2 emails are held');
  });

  it('counts an email for no partnership we know among every lead’s, because nobody else would ever look', async () => {
    const { services, fire, textsTo } = world();
    await holdingPen(services.table).hold({
      id: 'h1',
      kind: 'held',
      why: 'No partnership has the address it was sent to',
      envelopeFrom: 'x@y.example',
      rawMailId: 'r',
      receivedAt: at('Wed 1 Apr 2026', '10:00'),
    });
    await fire('Thu 2 Apr 2026', '08:00');

    for (const lead of [KEZIAH, JORAH]) expect((await textsTo(lead))[0]).toContain('1 email is held');
  });

  it('tells whose agency an email never reached, from the row that was given up, until a later one is accepted', async () => {
    const { services, fire, keep, textsTo, moveTo } = world();
    const ruth = { name: 'Ruth Bell', email: 'ruth@care.example', agency: 'care' };
    const d = disagreement({
      stages: [visit('2', { asked: [asked(ruth)] })],
      people: { [ruth.email]: { id: 'p1', person: ruth, places: ['asked'], mine: 'not said' } },
    });
    await keep(d);
    moveTo(london('Wed 1 Apr 2026', '12:00'));
    const row = (entry: number) =>
      toSend({ about: d.id, disagreementId: d.id, entry, to: ruth.email, notBefore: services.clock.now() });
    const key = await writeDown(services, row(1));
    await giveUp(services.table, (await readRow(services.table, key))!, services.clock.now());
    await fire('Thu 2 Apr 2026', '08:00');
    await writeDown(services, row(2));
    await sendDue(services);
    await fire('Tue 7 Apr 2026', '08:00');

    const fault =
      'AB-7Q4K, Stage 2 (Manager to manager): an email to somebody at Brackenshire Social Care could not be sent';
    expect((await textsTo(KEZIAH)).map((text) => text.replaceAll('\n', ' ').includes(fault))).toEqual([true, false]);
  });

  it('S13: writes nothing of anybody in the log', async () => {
    const { fire, keep, log } = world();
    await keep(movedAt('AA-1111', at('Wed 1 Apr 2026', '17:00')));
    await fire('Thu 2 Apr 2026', '08:00');

    expect(log.lines.join('\n')).not.toMatch(/@|Keziah|Jorah|Priya|Tom/);
  });

  it('is behind a door that reads nothing of the schedule’s event', async () => {
    const { services, moveTo, sent } = world();
    moveTo(london('Thu 2 Apr 2026', '08:00'));

    expect(await door(services)()).toEqual({ written: 2, before: 0 });
    expect(await door(services)()).toEqual({ written: 0, before: 2 });
    expect((await sent()).length).toBe(2);
    expect(written(londonDate(services.clock.now()))).toBe('Thu 2 Apr 2026');
  });
});

describe('DIG-1: a lead who chose to get it less often', () => {
  const of = { partnershipId: partnership.id, lead: KEZIAH };
  const week = [
    'Mon 30 Mar 2026',
    'Tue 31 Mar 2026',
    'Wed 1 Apr 2026',
    'Thu 2 Apr 2026',
    'Tue 7 Apr 2026',
    'Wed 8 Apr 2026',
  ];

  it('F16: once a week gets exactly one a week, which tells the whole week once and counts nothing as missed', async () => {
    const { services, fire, keep, sent, textsTo, log } = world();
    await keepDigestSetting(services.table, of, { rhythm: 'once a week', chosenOn: '2026-03-27' });
    await keep(movedAt('AA-1111', at('Tue 31 Mar 2026', '17:00')), movedAt('BB-2222', at('Thu 2 Apr 2026', '17:00')));
    for (const on of week) for (const time of ['08:00', '08:01']) await fire(on, time);

    const theirs = (await sent()).filter((line) => line.startsWith(KEZIAH));
    expect(theirs).toEqual([`${KEZIAH}: ${said('Mon 30 Mar 2026')}`, `${KEZIAH}: ${said('Tue 7 Apr 2026')}`]);
    const texts = await textsTo(KEZIAH);
    expect(['AA-1111', 'BB-2222'].map((reference) => timesTold(texts, reference))).toEqual([1, 1]);
    expect(texts.join()).not.toContain('No digest reached you');
    expect(log.counts).not.toHaveProperty('DigestMissing');
    // The other lead's go on.
    expect((await sent()).filter((line) => line.startsWith(JORAH))).toHaveLength(week.length);
  });

  it('F16: when needed gets none on other days, and the next tells of those too', async () => {
    const { services, fire, keep, sent, textsTo } = world();
    await keepDigestSetting(services.table, of, { rhythm: 'when needed', chosenOn: '2026-03-30' });
    await keep(movedAt('AA-1111', at('Mon 30 Mar 2026', '17:00')));
    await fire('Tue 31 Mar 2026', '08:00');
    expect((await sent()).filter((line) => line.startsWith(KEZIAH))).toEqual([]);

    await keep(
      disagreement({ reference: 'BB-2222', stages: [visit('2', { deadline: deadlineOn('Wed 1 Apr 2026') })] }),
    );
    for (const time of ['08:00', '08:01']) await fire('Wed 1 Apr 2026', time);

    expect((await sent()).filter((line) => line.startsWith(KEZIAH))).toEqual([`${KEZIAH}: ${said('Wed 1 Apr 2026')}`]);
    expect(timesTold(await textsTo(KEZIAH), 'AA-1111')).toBe(1);
  });
});
