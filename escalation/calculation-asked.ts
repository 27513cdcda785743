import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { dayField, type FieldProblem, problemsIn } from './field-problems.ts';
import { dayInWords } from './spoken-time.ts';
import type { Calendar } from './working-days.ts';

/** What the calculator's page is asked: by which partnership's policy and calendar, and when. Days and chosen words only, so that it can stand in an address. */
export interface CalculationAsked {
  partnership: string;
  aroseOn: Temporal.PlainDate;
  /** Absent: on the day it arose. */
  raisedOn?: Temporal.PlainDate;
  hasTalked: boolean;
}

const asked = z.object({
  partnership: z.string('Choose a safeguarding partnership').min(1, 'Choose a safeguarding partnership'),
  aroseOn: dayField('Enter the day it arose, like 27 3 2026'),
  raisedOn: z
    .union([z.literal(''), dayField('Enter the day it is raised, like 27 3 2026, or leave all three boxes empty')])
    .default(''),
  talked: z.enum(['yes', 'no'], 'Say whether the two sides have already talked').default('no'),
});

/** The question as a form or an address asks it, or what to put right. That the partnership exists is for the caller to say. */
export function readCalculation(
  fields: Record<string, unknown>,
): { asked: CalculationAsked } | { problems: FieldProblem[] } {
  const read = asked.safeParse(fields);
  if (!read.success) return { problems: problemsIn(read.error) };
  const { partnership, aroseOn, raisedOn, talked } = read.data;
  if (raisedOn !== '' && raisedOn < aroseOn)
    return {
      problems: [
        { field: 'raisedOn', message: 'The day it is raised must be the day it arose or later: correct one of them' },
      ],
    };
  return {
    asked: {
      partnership,
      aroseOn: Temporal.PlainDate.from(aroseOn),
      ...(raisedOn === '' ? {} : { raisedOn: Temporal.PlainDate.from(raisedOn) }),
      hasTalked: talked === 'yes',
    },
  };
}

/** The shortest address of a question: only what was answered, and as days. */
export const queryOf = ({ partnership, aroseOn, raisedOn, hasTalked }: CalculationAsked): string =>
  new URLSearchParams({
    partnership,
    aroseOn: aroseOn.toString(),
    ...(raisedOn ? { raisedOn: raisedOn.toString() } : {}),
    ...(hasTalked ? { talked: 'yes' } : {}),
  }).toString();

/** The day that the calendar does not reach, and what to do, in words for whoever asked; undefined where it reaches both. */
export function beyondCalendar(
  { aroseOn, raisedOn = aroseOn }: CalculationAsked,
  calendar: Pick<Calendar, 'firstOn' | 'lastOn'>,
): FieldProblem | undefined {
  const isBeyond = (on: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(on, calendar.firstOn) < 0 || Temporal.PlainDate.compare(on, calendar.lastOn) > 0;
  if (isBeyond(aroseOn)) return deadlinesBeyond('aroseOn', calendar);
  return isBeyond(raisedOn) ? deadlinesBeyond('raisedOn', calendar) : undefined;
}

/** The same of a day whose deadlines, and not itself, are beyond it: `BeyondCalendar` speaks to whoever keeps the list. */
export const deadlinesBeyond = (field: string, calendar: Pick<Calendar, 'firstOn' | 'lastOn'>): FieldProblem => {
  const [first, last] = [calendar.firstOn, calendar.lastOn].map(dayInWords);
  return {
    field,
    message: `Enter a day whose deadlines are between ${first} and ${last}: bank holidays are known only for those years`,
  };
};
