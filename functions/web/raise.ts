import { Temporal } from 'temporal-polyfill';
import { entryStage } from '../../escalation/deadline.ts';
import { BOARD, type Directory } from '../../escalation/directory.ts';
import type { FieldProblem } from '../../escalation/field-problems.ts';
import { outsetOf, type RaiseForm, readRaiseForm } from '../../escalation/intake.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import { type Policy, policyVersionId } from '../../escalation/policy.ts';
import { BeyondCalendar, londonDate, londonTime } from '../../escalation/working-days.ts';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { RaisePage } from '../../pages/raise-page.tsx';
import { StartPage } from '../../pages/start-page.tsx';
import type { Services } from '../../services/services.ts';
import { keepDraft, randomId } from '../../services/sign-ins.ts';
import { ItemTooLarge } from '../../services/table.ts';
import { type Answer, pageAnswer, Refused } from './answer.ts';
import { askForCodeAndGo } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** From choosing the partnership to the code. Nothing is kept until the form is whole, and nobody is told until the code. */
export function raiseRoutes(services: Services) {
  return [
    route(services, 'GET', '/', (visit) => start(services, visit)),
    route(services, 'GET', '/raise/{partnership}', async (visit) => {
      const asked = await requireAsked(services, visit);
      return pageAnswer(raisePage(visit, asked, BLANK_FORM, randomId(services)));
    }),
    route(services, 'POST', '/raise/{partnership}', (visit) => submit(services, visit)),
  ];
}

async function start(services: Services, visit: Visit): Promise<Answer> {
  const partnerships = await services.rules.partnerships();
  return pageAnswer(
    StartPage({
      frame: visit.frame,
      partnerships: partnerships.map(({ id, name, policy }) => ({
        id,
        name,
        policyTitle: services.rules.requirePolicy(policyVersionId(policy)).title,
      })),
    }),
  );
}

interface AskedOf {
  partnership: Partnership;
  directory: Directory;
  policy: Policy;
}

async function requireAsked(services: Services, visit: Visit): Promise<AskedOf> {
  const known = await services.rules.partnership(visit.params['partnership'] ?? '');
  if (!known) throw new Refused(404, 'no such partnership');
  return { ...known, policy: services.rules.requirePolicy(policyVersionId(known.partnership.policy)) };
}

function raisePage(visit: Visit, { partnership, directory, policy }: AskedOf, form: FormState, formId: string) {
  return RaisePage({ frame: visit.frame, partnership, policy, agencies: agenciesOf(directory), formId, form });
}

async function submit(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const { typed } = visit.posted;
  // A browser posts every field; what something else leaves out counts as left empty.
  const fields = { ...NOTHING_TYPED, ...visit.posted.fields };
  const formId = /^[\w-]{22}$/.test(typed['formId'] ?? '') ? typed['formId']! : randomId(services);
  const again = (errors: FieldProblem[]) => pageAnswer(raisePage(visit, asked, { typed, errors }, formId), 400);

  const now = services.clock.now();
  const read = readRaiseForm(fields, asked.policy, londonDate(now));
  const more = await otherProblems(services, asked, 'form' in read ? read.form : (fields as Partial<RaiseForm>), now);
  const problems = 'problems' in read ? read.problems : [];
  const all = [...problems, ...more.filter(({ field }) => !problems.some((problem) => problem.field === field))];
  if (!('form' in read) || all.length > 0) return again(inPageOrder(all));

  try {
    const draftId = await keepDraft(services, { formId, partnershipId: asked.partnership.id, form: read.form });
    return await askForCodeAndGo(services, visit, { email: read.form.raiserEmail, draftId });
  } catch (reason) {
    if (!(reason instanceof ItemTooLarge)) throw reason;
    return again([{ field: 'problem', message: 'Your answers together are too long. Shorten the longest of them' }]);
  }
}

/** What the form's own rules cannot know: the agencies there are, the calendar's reach, and what time it is. */
async function otherProblems(
  services: Services,
  { partnership, directory, policy }: AskedOf,
  form: Partial<RaiseForm>,
  now: Temporal.Instant,
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  const isKnown = (id: string) => agenciesOf(directory).some((agency) => agency.id === id);
  if (form.raiserAgency && !isKnown(form.raiserAgency))
    problems.push({ field: 'raiserAgency', message: 'Choose the agency you work for from the list' });
  if (form.theirAgency && !isKnown(form.theirAgency))
    problems.push({ field: 'theirAgency', message: 'Choose the agency you disagree with from the list' });
  if (form.theirAgency && form.theirAgency === form.raiserAgency && !policy.withinOneAgency) {
    problems.push({
      field: 'theirAgency',
      message: "This partnership's policy is about disagreements between two agencies. Choose another agency",
    });
  }
  if (form.theirEmail && form.theirEmail === form.raiserEmail) {
    problems.push({ field: 'theirEmail', message: "Enter the other practitioner's address, not your own" });
  }
  const calendar = await services.rules.calendarFor(partnership);
  const isDay = (on: string | undefined) => on !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(on);
  if (isDay(form.mustBeSettledOn)) {
    const time = /^([01]\d|2[0-3]):[0-5]\d$/.test(form.mustBeSettledTime ?? '')
      ? form.mustBeSettledTime!
      : calendar.closeOfDay;
    if (Temporal.Instant.compare(londonTime(Temporal.PlainDate.from(form.mustBeSettledOn!), time), now) <= 0) {
      problems.push({
        field: 'mustBeSettledOn',
        message: 'That time has passed. Enter a time from now on, or leave it empty',
      });
    }
  }
  if (isDay(form.aroseOn)) {
    const days = {
      aroseOn: form.aroseOn!,
      talkedOn: onlyDay(form.talkedOn),
      discussedWithManagerOn: onlyDay(form.discussedWithManagerOn),
    };
    try {
      entryStage({ policy, calendar, aroseOn: outsetOf(days), raisedAt: now, hasTalked: form.talkedAlready === 'yes' });
    } catch (reason) {
      if (!(reason instanceof BeyondCalendar)) throw reason;
      problems.push({
        field: 'aroseOn',
        message: `Enter a day no earlier than ${calendar.firstOn.slice(0, 4)}: working days before then cannot be counted`,
      });
    }
  }
  return problems;

  function onlyDay(on: string | undefined): string {
    return isDay(on) ? on! : '';
  }
}

/** The agencies somebody may choose from: the board itself raises nothing and is not disagreed with here. */
export function agenciesOf(directory: Directory): { id: string; name: string }[] {
  return directory.agencies
    .filter(({ id }) => id !== BOARD)
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** Problems in the order of the fields on the page, so that the summary leads downwards. */
function inPageOrder(problems: FieldProblem[]): FieldProblem[] {
  const place = (field: string) => {
    const at = PAGE_ORDER.indexOf(field);
    return at === -1 ? PAGE_ORDER.length : at;
  };
  return problems.toSorted((a, b) => place(a.field) - place(b.field));
}

/** As `pages/raise-page.tsx` draws them; a test compares the two. */
export const PAGE_ORDER: readonly string[] = [
  'raiserName',
  'raiserEmail',
  'raiserJob',
  'raiserAgency',
  'managerName',
  'managerEmail',
  'theirAgency',
  'theirName',
  'theirEmail',
  'theirJob',
  'subject',
  'category',
  'about',
  'aroseOn',
  'subjectDetails',
  'problem',
  'disagreement',
  'reasonGiven',
  'desiredOutcome',
  'actionsNeeded',
  'basis',
  'subjectsView',
  'discussedWithManager',
  'discussedWithManagerOn',
  'talkedAlready',
  'talkedOn',
  'talkedWhatCame',
  'immediateHarm',
  'harmSinceOn',
  'harmSinceTime',
  'harmLevel',
  'harmWhy',
  'mustBeSettledOn',
  'mustBeSettledTime',
  'mustBeSettledWhy',
  'wantsSupport',
  'fearsForPosition',
];

const NOTHING_TYPED = Object.fromEntries(PAGE_ORDER.map((name) => [name, '']));
