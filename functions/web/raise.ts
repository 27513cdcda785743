import { agenciesOf } from '../../escalation/directory.ts';
import type { FieldProblem } from '../../escalation/field-problems.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import {
  type AskedPage,
  doubtsAbout,
  furtherOf,
  isRaisePage,
  judgeAnswers,
  pageAfter,
  pageBefore,
  pagesFor,
  problemsOn,
  type RaisePageId,
  whereToGoOn,
} from '../../escalation/raise-pages.ts';
import { sitesToChoose } from '../../escalation/sites.ts';
import type { FormState } from '../../pages/frame.ts';
import { CheckPage } from '../../pages/raise/check-page.tsx';
import { QuestionPage } from '../../pages/raise/question-page.tsx';
import { type AskedWith, QUESTIONS } from '../../pages/raise/questions.tsx';
import { RaiseStartPage } from '../../pages/raise/raise-start-page.tsx';
import { StartPage } from '../../pages/start-page.tsx';
import { beginDraft, keepAnswers, readDraft, sendDraft } from '../../services/drafts.ts';
import type { Services } from '../../services/services.ts';
import { ItemTooLarge } from '../../services/table.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { type AskedHere, draftHere, goOn, goToStart, pathOf, placeIn, requireAsked } from './asked.ts';
import { clearCookie, setCookie } from './cookies.ts';
import { fieldsOf } from './posted.ts';
import { elsewhereOf } from './scope.ts';
import { askForCodeAndGo } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** From choosing the partnership to the code, page by page. Nobody is told until the code; a GET changes nothing. */
export function raiseRoutes(services: Services) {
  return [
    route(services, 'GET', '/', (visit) => start(services, visit)),
    route(services, 'GET', '/raise/{partnership}', (visit) => raiseStart(services, visit)),
    route(services, 'GET', '/raise/{partnership}/check', (visit) => check(services, visit)),
    route(services, 'POST', '/raise/{partnership}/check', (visit) => send(services, visit)),
    route(services, 'GET', '/raise/{partnership}/{page}', (visit) => ask(services, visit)),
    route(services, 'POST', '/raise/{partnership}/{page}', (visit) => answer(services, visit)),
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

async function raiseStart(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const begun = await draftHere(services, visit);
  const hasAnswers = begun && Object.values(begun.draft.answers).some((typed) => typed !== '');
  return pageAnswer(
    RaiseStartPage({
      frame: visit.frame,
      partnership: asked.partnership,
      policy: asked.policy,
      elsewhere: await elsewhereOf(services, asked.partnership, asked.policy),
      isGone: visit.after === 'gone',
      ...(hasAnswers ? { begunAt: pathOf(asked, goOn(asked, begun.draft)) } : {}),
    }),
  );
}

/** A page of the form, with what was answered before. Without a draft they have not seen what must be known first: they begin there. */
async function ask(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const id = requirePageId(visit);
  const begun = await draftHere(services, visit);
  if (!begun) return goToStart(asked);
  const { answers } = begun.draft;
  const page = pagesFor(fieldsOf(answers), asked).find((one) => one.id === id);
  if (!page) return goTo(pathOf(asked, goOn(asked, begun.draft)));
  const typed = { ...answers, raiserEmail: answers['raiserEmail'] || visit.who?.email };
  const form = { typed, errors: [] };
  return questionAnswer(visit, asked, { page, answers, form, isFromCheck: fromCheck(visit.query) });
}

/** Judges a page and keeps it. Where the draft is gone, what was typed here is the beginning of another and not lost. */
async function answer(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const id = requirePageId(visit);
  const { typed } = visit.posted;
  const begun = await draftHere(services, visit);
  const before = begun?.draft.answers ?? {};
  const page = pagesFor(fieldsOf({ ...before, ...typed }), asked).find((one) => one.id === id);
  if (!page) return begun ? goTo(pathOf(asked, goOn(asked, begun.draft))) : goToStart(asked);
  // A browser posts no box that is not ticked; what something else leaves out counts as left empty.
  const typedHere = Object.fromEntries(boxesOf(page).map((box) => [box, typed[box] ?? '']));
  const answers = { ...before, ...typedHere };
  const fields = fieldsOf(answers);
  const isFromCheck = fromCheck(typed);
  const passed = (typed['passed'] ?? '').split(' ').filter(Boolean);
  const isSaving = typed['instead'] === 'save';
  const again = (errors: readonly FieldProblem[], alsoPassed: readonly string[] = []) =>
    questionAnswer(visit, asked, {
      page,
      answers: before,
      form: { typed: answers, errors },
      isFromCheck,
      passed: [...passed, ...alsoPassed],
    });

  if (!isSaving) {
    const problems = problemsOn(page, fields, asked);
    if (problems.length > 0) return again(problems);
    const doubts = doubtsAbout(page, fields, asked, passed);
    if (doubts.length > 0)
      return again(
        doubts,
        doubts.map(({ field }) => answers[field]!.trim().toLowerCase()),
      );
  }
  const next = isSaving ? id : pageAfter(id, pagesFor(fields, asked));
  try {
    const draftId = begun?.id ?? (await beginDraft(services, { partnershipId: asked.partnership.id, upTo: id }));
    const kept = await keepAnswers(services, draftId, typedHere, ({ upTo }) => furtherOf(placeIn(upTo), next));
    const cookies = begun ? [] : [setCookie(services.settings, 'draft', draftId)];
    if (isSaving) return goTo(`${pathOf(asked)}/save`, cookies);
    if (!begun) return goToStart(asked, cookies);
    // With an answer that no longer fits this page, it is asked for first.
    const place = kept && isFromCheck ? goOn(asked, { ...kept, answers }) : next;
    return goTo(pathOf(asked, place, isFromCheck), cookies);
  } catch (reason) {
    if (!(reason instanceof ItemTooLarge)) throw reason;
    return again([{ field: longestOn(page, typedHere), message: TOO_LONG }]);
  }
}

/** Every answer at a glance; a page that is not yet right comes first. */
async function check(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const begun = await draftHere(services, visit);
  if (!begun) return goToStart(asked);
  const place = goOn(asked, begun.draft);
  if (place !== 'check') return goTo(pathOf(asked, place, begun.draft.upTo === 'check'));
  const answers = fieldsOf(begun.draft.answers);
  const pages = pagesFor(answers, asked);
  return pageAnswer(
    CheckPage({
      frame: visit.frame,
      asked: askedWith(asked, answers),
      pages,
      answers,
      back: pathOf(asked, pageBefore('check', pages)),
    }),
  );
}

/** Sends it: the clock counts from now, the code opens it. The same form sent twice, here or in another browser, is one disagreement. */
async function send(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const begun = await draftHere(services, visit);
  if (!begun) {
    const became = visit.draftId ? await readDraft(services, visit.draftId) : undefined;
    if (!became?.reference) return goToStart(asked);
    return goTo(`/d/${became.reference}/raised`, [clearCookie(services.settings, 'draft')]);
  }
  const { answers } = begun.draft;
  const fields = fieldsOf(answers);
  const judged = judgeAnswers(fields, asked);
  if (judged.problems) {
    const page = pagesFor(fields, asked).find((one) => problemsOn(one, fields, asked).length > 0)!;
    const errors = problemsOn(page, fields, asked);
    return questionAnswer(visit, asked, { page, answers, form: { typed: answers, errors }, isFromCheck: true });
  }
  await sendDraft(services, begun.id);
  return askForCodeAndGo(services, visit, { email: judged.form.raiserEmail, draftId: begun.id });
}

function questionAnswer(
  visit: Visit,
  asked: AskedHere,
  shown: {
    page: AskedPage;
    /** What is kept, this page's typed answers not among it. */
    answers: Record<string, string>;
    form: FormState;
    isFromCheck: boolean;
    passed?: readonly string[];
  },
): Answer {
  const fields = fieldsOf(shown.answers);
  const before = pageBefore(shown.page.id, pagesFor(fields, asked));
  // The list of answers would only lead back here while a page is not right.
  const isToCheck = shown.isFromCheck && whereToGoOn(fields, asked, 'check') === 'check';
  const back = isToCheck
    ? pathOf(asked, 'check')
    : before
      ? pathOf(asked, before, shown.isFromCheck)
      : `${pathOf(asked)}/scope`;
  const page = QuestionPage({
    frame: visit.frame,
    asked: askedWith(asked, fields),
    page: shown.page,
    form: shown.form,
    back,
    isFromCheck: shown.isFromCheck,
    passed: shown.passed ?? [],
  });
  return pageAnswer(page, shown.form.errors.length > 0 ? 400 : 200);
}

function askedWith({ partnership, policy, directory }: AskedHere, fields: Record<string, unknown>): AskedWith {
  return {
    partnership,
    policy,
    agencies: agenciesOf(directory),
    sites: {
      raiserSite: sitesToChoose(directory, String(fields['raiserAgency'] ?? '')),
      theirSite: sitesToChoose(directory, String(fields['theirAgency'] ?? '')),
    },
    answers: fields,
  };
}

function requirePageId(visit: Visit): RaisePageId {
  const id = visit.params['page'] ?? '';
  if (!isRaisePage(id)) throw new Refused(404, 'no such page');
  return id;
}

/** The names of a page's boxes as a browser posts them. */
function boxesOf(page: AskedPage): string[] {
  return page.fields.flatMap((field) =>
    QUESTIONS[field]!.kind === 'date' ? ['day', 'month', 'year'].map((part) => `${field}-${part}`) : [field],
  );
}

function longestOn(page: AskedPage, typed: Record<string, string>): string {
  return page.fields.toSorted((a, b) => (typed[b]?.length ?? 0) - (typed[a]?.length ?? 0))[0]!;
}

const TOO_LONG = 'Your answers together are too long to keep. Shorten this one, or another long one';

const fromCheck = (said: Readonly<Record<string, string | undefined>>) => said['from'] === 'check';
