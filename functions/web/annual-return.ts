import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { workOutReturn } from '../../conduct/annual-return.ts';
import { annualReturnCsv } from '../../documents/annual-return-csv.ts';
import { ReturnPage, type ReturnShown } from '../../pages/desk/return-page.tsx';
import type { FormState } from '../../pages/frame.ts';
import { type KeptReturn, type ReturnOf, readReturn } from '../../services/annual-returns.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { atDesk, fileAnswer } from './desk.ts';
import { fieldsOf } from './posted.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** The annual return (STA-1): shown as it was last worked out, worked out by a post, and copied as a CSV. */
export function returnRoutes(services: Services) {
  return [
    route(services, 'GET', '/lead/return', (visit) => show(services, visit)),
    route(services, 'GET', '/lead/return.csv', (visit) => file(services, visit)),
    route(services, 'POST', '/lead/return', (visit) => workOut(services, visit)),
  ];
}

type Asked = Pick<ReturnOf, 'from' | 'until' | 'audience'>;

const day = z.iso.date({ error: 'Enter a real day, like 1 4 2026' });
const askedSchema = z.object({ from: day, until: day, audience: z.enum(['partnership', 'outside']) });
/** Longer than any return, and short enough to be read in one go. */
const LONGEST_YEARS = 3;

function read(fields: Record<string, unknown>): { asked: Asked } | { errors: FormState['errors'] } {
  const parsed = askedSchema.safeParse(fields);
  if (!parsed.success)
    return { errors: parsed.error.issues.map(({ path, message }) => ({ field: String(path[0]), message })) };
  const [from, until] = [parsed.data.from, parsed.data.until].map((on) => Temporal.PlainDate.from(on)) as [
    Temporal.PlainDate,
    Temporal.PlainDate,
  ];
  if (Temporal.PlainDate.compare(from, until) > 0)
    return { errors: [{ field: 'until', message: 'Enter a last day that is not before the first' }] };
  if (Temporal.PlainDate.compare(from.add({ years: LONGEST_YEARS }), until) <= 0)
    return { errors: [{ field: 'until', message: `Enter a period of no more than ${LONGEST_YEARS} years` }] };
  return { asked: parsed.data };
}

/** The last whole year from April to March, which is what partnerships report on. */
function usual(today: Temporal.PlainDate): Asked {
  const ended = today.month >= 4 ? today.year : today.year - 1;
  return { from: `${ended - 1}-04-01`, until: `${ended}-03-31`, audience: 'partnership' };
}

/** What the address asks for: the three boxes of each day, as the form on the page sends them. */
function askedIn(services: Services, { query }: Visit): { typed: FormState['typed']; fields: Record<string, unknown> } {
  if (query['from-year'] === undefined) {
    const asked = usual(services.clock.now().toZonedDateTimeISO('Europe/London').toPlainDate());
    return { typed: typedOf(asked), fields: asked };
  }
  const typed = { ...query };
  return { typed, fields: { audience: 'partnership', ...fieldsOf(typed) } };
}

function typedOf({ from, until, audience }: Asked): Record<string, string> {
  const boxes = (name: string, on: string) => {
    const { day: d, month, year } = Temporal.PlainDate.from(on);
    return { [`${name}-day`]: String(d), [`${name}-month`]: String(month), [`${name}-year`]: String(year) };
  };
  return { ...boxes('from', from), ...boxes('until', until), audience };
}

const addressOf = (path: string, asked: Asked, partnership: string) =>
  `${path}?${new URLSearchParams({ ...typedOf(asked), partnership })}`;

async function show(services: Services, visit: Visit, errors: FormState['errors'] = []): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const { typed, fields } = askedIn(services, visit);
  const it = read(fields);
  const place = at.place('/lead/return');
  if ('errors' in it) return pageAnswer(ReturnPage({ place, form: { typed, errors: it.errors } }), 400);
  const made = await readReturn(services.table, { partnershipId: place.partnership.id, ...it.asked });
  return pageAnswer(
    ReturnPage({
      place,
      form: { typed, errors },
      asked: it.asked,
      ...(made ? { made: shown(made, it.asked, visit.query['unfolded'] === 'yes', place.partnership.id) } : {}),
    }),
    errors.length > 0 ? 400 : 200,
  );
}

function shown(made: KeptReturn, asked: Asked, isAll: boolean, partnershipId: string): ReturnShown {
  const here = addressOf('/lead/return', asked, partnershipId);
  return {
    ...made,
    csv: addressOf('/lead/return.csv', asked, partnershipId),
    unfold: { isAll, other: isAll ? here : `${here}&unfolded=yes` },
  };
}

async function file(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit, '/lead/return');
  const it = read(askedIn(services, visit).fields);
  const made =
    'asked' in it ? await readReturn(services.table, { partnershipId: at.led.partnership.id, ...it.asked }) : undefined;
  if (!made) throw new Refused(404, 'no such return');
  services.log.info('return copied', { partnership: at.led.partnership.id });
  return fileAnswer(annualReturnCsv(made.return), 'annual-return.csv');
}

async function workOut(services: Services, visit: Visit): Promise<Answer> {
  const { partnership, ...fields } = visit.posted.typed;
  const of = { ...visit, query: { ...visit.query, ...(partnership ? { partnership } : {}) } };
  const at = await atDesk(services, of);
  if (!at) return signInAnswer(of);
  const it = read(fields);
  if ('errors' in it) return show(services, of, it.errors);
  const worked = await workOutReturn(services, at.led, it.asked);
  if ('refused' in worked)
    return show(services, { ...of, query: { ...of.query, ...typedOf(it.asked) } }, [
      { field: 'from', message: worked.refused },
    ]);
  services.log.info('return worked out', { partnership: at.led.partnership.id });
  return goTo(addressOf('/lead/return', it.asked, at.led.partnership.id));
}
