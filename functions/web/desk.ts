import { Temporal } from 'temporal-polyfill';
import { type Desk, deskNow, type Led, partnershipsLedBy } from '../../conduct/desk.ts';
import { readTexts } from '../../conduct/disagreements.ts';
import { openListCsv } from '../../documents/open-list-csv.ts';
import { type LearningPoint, learningFor, wordsAloneFor } from '../../escalation/learning.ts';
import { needsIn, referencesIn } from '../../escalation/needs-you.ts';
import { type ListRow, pageOf, pick, readListQuery, rowsFor } from '../../escalation/open-list.ts';
import { boardMaySee, type Policy, policyVersionId, requireStage } from '../../escalation/policy.ts';
import { policyReviewNear } from '../../escalation/policy-review.ts';
import { monthInWords } from '../../escalation/spoken-time.ts';
import { calendarEndsSoon } from '../../escalation/working-days.ts';
import type { DeskPath, DeskPlace } from '../../pages/desk/desk-frame.tsx';
import { LearningPage, type LearningShown } from '../../pages/desk/learning-page.tsx';
import { ClosedListPage, type ListChoices, OpenListPage, type RowsPage } from '../../pages/desk/list-pages.tsx';
import { NeedsPage } from '../../pages/desk/needs-page.tsx';
import type { Services } from '../../services/services.ts';
import { closedSummaries, learningListed } from '../../services/summaries.ts';
import { type Answer, pageAnswer, Refused } from './answer.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** The lead's desk: what needs them today, what is open, what is closed. Every page is a GET and changes nothing. */
export function deskRoutes(services: Services) {
  return [
    route(services, 'GET', '/lead', (visit) => needs(services, visit)),
    route(services, 'GET', '/lead/open', (visit) => openList(services, visit)),
    route(services, 'GET', '/lead/open.csv', (visit) => openListFile(services, visit)),
    route(services, 'GET', '/lead/closed', (visit) => closedList(services, visit)),
    route(services, 'GET', '/lead/learning', (visit) => learningList(services, visit)),
  ];
}

/** The desk of the partnership that the address names, or of the first one that they lead. */
export interface AtDesk {
  led: Led;
  place(path: DeskPath): DeskPlace;
}

/**
 * For somebody who leads a partnership; everybody else is refused with the same words, whether the partnership is there or not (S5).
 * Undefined when nobody is signed in: the caller shows the sign-in page.
 */
export async function atDesk(services: Services, visit: Visit): Promise<AtDesk | undefined> {
  if (!visit.who) return undefined;
  const all = await partnershipsLedBy(services, visit.who.email);
  const asked = visit.query['partnership'];
  const led = asked === undefined ? all[0] : all.find(({ partnership }) => partnership.id === asked);
  if (!led) throw new Refused(403, 'not theirs');
  const inShort = ({ partnership: { id, name } }: Led) => ({ id, name });
  return {
    led,
    place: (path) => ({ frame: visit.frame, path, partnership: inShort(led), led: all.map(inShort) }),
  };
}

async function needs(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const desk = await deskNow(services, at.led);
  const { rows, belowTheLine } = rowsOf(services, at.led, desk);
  services.log.info('lead page', { partnership: at.led.partnership.id });
  return pageAnswer(
    NeedsPage({
      place: at.place('/lead'),
      today: desk.today.toString(),
      needs: needsAt(services, at.led, desk),
      open: rows.length,
      belowTheLine,
      line: lineInWords(policyOf(services, at.led)),
    }),
  );
}

async function openList(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const query = readListQuery(visit.query);
  const { rows, belowTheLine } = rowsOf(services, at.led, await deskNow(services, at.led));
  return pageAnswer(
    OpenListPage({
      place: at.place('/lead/open'),
      query,
      choices: choicesOf(rows, policyOf(services, at.led)),
      list: paged(pick(rows, query), query.page),
      belowTheLine,
      line: lineInWords(policyOf(services, at.led)),
    }),
  );
}

async function openListFile(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit, '/lead/open');
  const { rows } = rowsOf(services, at.led, await deskNow(services, at.led));
  services.log.info('list copied', { partnership: at.led.partnership.id });
  return fileAnswer(openListCsv(pick(rows, readListQuery(visit.query))), 'open-disagreements.csv');
}

/** A spreadsheet to keep, under a name that says nothing. */
export function fileAnswer(body: string, name: string): Answer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
    body,
  };
}

async function closedList(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const place = at.place('/lead/closed');
  const today = services.clock.now().toZonedDateTimeISO('Europe/London').toPlainDate();
  const thisMonth = today.toPlainYearMonth();
  const month = monthAsked(visit.query['month']) ?? thisMonth;
  const [from, before] = [month, month.add({ months: 1 })].map((one) =>
    one.toPlainDate({ day: 1 }).toZonedDateTime('Europe/London').toInstant().toString(),
  ) as [string, string];
  const summaries = await closedSummaries(services.table, at.led.partnership.id, { from, before });
  const calendar = await services.rules.calendarFor(at.led.partnership);
  const { rows } = rowsFor({
    ...rulesOf(services, at.led),
    summaries,
    calendar,
    today,
    now: services.clock.now(),
    needed: new Set(),
  });
  const to = (one: Temporal.PlainYearMonth, page = 1) => {
    const search = new URLSearchParams({ month: one.toString(), ...(page > 1 ? { page: String(page) } : {}) });
    if (place.led.length > 1) search.set('partnership', place.partnership.id);
    return `/lead/closed?${search}`;
  };
  const link = (one: Temporal.PlainYearMonth) => ({ month: monthInWords(one), href: to(one) });
  return pageAnswer(
    ClosedListPage({
      place,
      month: monthInWords(month),
      earlier: link(month.subtract({ months: 1 })),
      ...(Temporal.PlainYearMonth.compare(month, thisMonth) < 0 ? { later: link(month.add({ months: 1 })) } : {}),
      list: paged(rows, readListQuery(visit.query).page),
      addressOf: (page) => to(month, page),
    }),
  );
}

async function learningList(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const { table } = services;
  const { id } = at.led.partnership;
  const thisYear = services.clock.now().toZonedDateTimeISO('Europe/London').year;
  const asked = visit.query['year'] ?? '';
  const year = /^20\d\d$/.test(asked) ? Math.min(Number(asked), thisYear) : thisYear;
  const reading = rulesOf(services, at.led);
  const withTheirWords = (points: readonly LearningPoint[]) =>
    Promise.all(points.map((point) => withWords(services, at.led, point)));
  const waiting = await learningListed(table, id, 'waiting');
  const followedUp = await learningListed(table, id, { from: `${year}`, before: `${year + 1}` });
  const unattributed = wordsAloneFor(waiting, reading).filter((point) => point.at.startsWith(`${year}-`));
  return pageAnswer(
    LearningPage({
      place: at.place('/lead/learning'),
      waiting: await withTheirWords(learningFor(waiting, reading)),
      followedUp: await withTheirWords(learningFor(followedUp, reading)),
      wordsAlone: (await withTheirWords(unattributed)).map(({ kind, text }) => ({ kind, text })),
      year,
      years: [thisYear, thisYear - 1, thisYear - 2, thisYear - 3],
    }),
  );
}

async function withWords(services: Services, { directory }: Led, point: LearningPoint): Promise<LearningShown> {
  const ids = [point.textId, ...(point.became?.textId ? [point.became.textId] : [])];
  const texts = await readTexts(services, { id: point.disagreementId }, ids);
  const nameOf = (id: string) => directory.agencies.find((agency) => agency.id === id)?.name ?? id;
  return {
    ...point,
    agencyNames: point.agencies.map(nameOf),
    text: texts[point.textId],
    becameText: texts[point.became?.textId ?? ''],
  };
}

/** "2026-04", of this century: anything else counts as not said. */
function monthAsked(asked = ''): Temporal.PlainYearMonth | undefined {
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? Temporal.PlainYearMonth.from(asked) : undefined;
}

function rulesOf({ rules }: Services, { directory, lead }: Led) {
  return { policies: (versionId: string) => rules.requirePolicy(versionId), directory, lead: lead.email };
}

const policyOf = ({ rules }: Services, { partnership }: Led) =>
  rules.requirePolicy(policyVersionId(partnership.policy));

function needsAt(services: Services, led: Led, { digest, today, now, calendar }: Desk) {
  return needsIn(digest, {
    review: policyReviewNear(policyOf(services, led), today),
    calendarEndsOn: calendarEndsSoon(calendar, now) ? calendar.lastOn : undefined,
  });
}

function rowsOf(services: Services, led: Led, desk: Desk) {
  const needed = referencesIn(needsAt(services, led, desk));
  return rowsFor({ ...rulesOf(services, led), ...desk, needed });
}

function paged(rows: readonly ListRow[], page: number): RowsPage {
  return { ...pageOf(rows, page), total: rows.length };
}

/** The stages of the policy in force and every other that something is at, and the agencies that take part in something. */
function choicesOf(rows: readonly ListRow[], policy: Policy): ListChoices {
  const stages = [
    ...policy.stages.filter((stage) => boardMaySee(policy, [stage.id]) !== 'count'),
    ...rows.map(({ stage }) => stage),
  ].map(({ id, label, name }) => ({ id, name: `${label}: ${name}` }));
  const agencies = rows.flatMap((row) => row.agencies).sort((a, b) => a.name.localeCompare(b.name));
  return { stages: eachOnce(stages), agencies: eachOnce(agencies) };
}

const eachOnce = <T extends { id: string }>(all: readonly T[]): T[] =>
  all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);

/** Where the policy puts the line below which the board has one number. */
function lineInWords(policy: Policy): string {
  const from = policy.boardSees.find((row) => row.from !== 'harm');
  if (!from) return 'The policy shows the board no more than this number.';
  const stage = requireStage(policy, from.from);
  return `The policy shows the board ${from.what === 'record' ? 'the record' : 'the fact of it'} from ${stage.label} on (${from.clause}).`;
}
