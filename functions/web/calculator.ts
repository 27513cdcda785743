import {
  beyondCalendar,
  type CalculationAsked,
  deadlinesBeyond,
  queryOf,
  readCalculation,
} from '../../escalation/calculation-asked.ts';
import { calculate } from '../../escalation/calculator.ts';
import type { FieldProblem } from '../../escalation/field-problems.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import { BeyondCalendar } from '../../escalation/working-days.ts';
import { type Calculated, CalculatorPage } from '../../pages/calculator-page.tsx';
import type { FormState } from '../../pages/frame.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer } from './answer.ts';
import { fieldsOf } from './posted.ts';
import { route, type Visit } from './visit.ts';

/** The deadline calculator: a question in the address, an answer on the page, and nothing kept (BEY-15). */
export function calculatorRoutes(services: Services) {
  return [route(services, 'GET', '/calculator', (visit) => calculator(services, visit))];
}

async function calculator(services: Services, { frame, query }: Visit): Promise<Answer> {
  const partnerships = (await services.rules.partnerships()).map(({ id, name }) => ({ id, name }));
  const { typed, fields, isForm } = asked(query);
  const page = (errors: FormState['errors'], calculated?: Calculated) =>
    pageAnswer(
      CalculatorPage({ frame, partnerships, form: { typed, errors }, ...(calculated ? { calculated } : {}) }),
      errors.length > 0 ? 400 : 200,
    );
  // Nothing is asked yet, or only which partnership: a link from its policy does that.
  if (!isForm && fields['aroseOn'] === undefined) return page([]);

  const read = readCalculation(fields);
  if ('problems' in read) return page(read.problems);
  if (!partnerships.some(({ id }) => id === read.asked.partnership))
    return page([{ field: 'partnership', message: 'Choose a safeguarding partnership' }]);
  const result = await calculated(services, read.asked);
  if ('problem' in result) return page([result.problem]);
  // The form's three boxes become one day, so that the address that people share is short and holds nothing they typed.
  return isForm ? goTo(`/calculator?${queryOf(read.asked)}`) : page([], result);
}

async function calculated(
  { rules }: Services,
  asked: CalculationAsked,
): Promise<Calculated | { problem: FieldProblem }> {
  const { partnership } = (await rules.partnership(asked.partnership))!;
  const policy = rules.requirePolicy(policyVersionId(partnership.policy));
  const calendar = await rules.calendarFor(partnership);
  const problem = beyondCalendar(asked, calendar);
  if (problem) return { problem };
  try {
    const { aroseOn, raisedOn, hasTalked } = asked;
    const { localTargets } = partnership;
    const result = calculate({ policy, calendar, aroseOn, raisedAt: raisedOn, hasTalked, localTargets });
    return { asked, partnershipName: partnership.name, policy, calendar, result };
  } catch (reason) {
    if (!(reason instanceof BeyondCalendar)) throw reason;
    return { problem: deadlinesBeyond('aroseOn', calendar) };
  }
}

const DAYS = ['aroseOn', 'raisedOn'] as const;

/** The question as the form or a shared address asks it, and as the form shows it again. Anything else in the address is not ours, and not read. */
function asked(query: Visit['query']) {
  const typed: Record<string, string | undefined> = {};
  const take = (name: string) => {
    if (query[name] !== undefined) typed[name] = query[name];
  };
  for (const name of ['partnership', 'talked', ...DAYS.flatMap((day) => partsOf(day))]) take(name);
  const isForm = DAYS.some((day) => partsOf(day).some((part) => query[part] !== undefined));
  const fields = fieldsOf(typed);
  for (const name of DAYS) {
    const day = query[name];
    if (isForm || day === undefined) continue;
    fields[name] = day;
    const [, year, month, dayOfMonth] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
    if (year) Object.assign(typed, { [`${name}-day`]: dayOfMonth, [`${name}-month`]: month, [`${name}-year`]: year });
  }
  return { typed, fields, isForm };
}

const partsOf = (day: string) => ['day', 'month', 'year'].map((part) => `${day}-${part}`);
