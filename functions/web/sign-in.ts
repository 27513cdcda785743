import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { raise } from '../../conduct/disagreements.ts';
import { addressSchema } from '../../escalation/address.ts';
import { formSent } from '../../escalation/raise-pages.ts';
import { CodePage, NoCodeAskedPage } from '../../pages/code-page.tsx';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { SignInPage } from '../../pages/sign-in-page.tsx';
import { draftBecame, readDraft, saveDraft } from '../../services/drafts.ts';
import type { Services } from '../../services/services.ts';
import {
  type Accepted,
  askForAnotherCode,
  askForCode,
  type CodeRefusal,
  endSession,
  enterCode,
  openRequest,
  REQUEST_LASTS_HOURS,
  startSession,
} from '../../services/sign-ins.ts';
import { type Answer, goTo, pageAnswer } from './answer.ts';
import { askedOf, pathOf } from './asked.ts';
import { clearCookie, setCookie } from './cookies.ts';
import { fieldsOf } from './posted.ts';
import { sendCode } from './send-code.ts';
import { route, type Visit } from './visit.ts';

const CODE_PATH = '/sign-in/code';

/** Signing in and out, and the code that opens a disagreement. Every GET is inert: only a post asks for or spends a code (S1). */
export function signInRoutes(services: Services) {
  return [
    route(services, 'GET', '/sign-in', async (visit) => signInAnswer(visit, '/mine')),
    route(services, 'POST', '/sign-in', (visit) => askAndSend(services, visit)),
    route(services, 'GET', CODE_PATH, (visit) => codeAnswer(services, visit, BLANK_FORM)),
    route(services, 'POST', CODE_PATH, (visit) => judgeCode(services, visit)),
    route(services, 'POST', '/sign-in/another-code', (visit) => sendAnother(services, visit)),
    route(services, 'POST', '/sign-out', (visit) => signOut(services, visit)),
  ];
}

/**
 * The sign-in page in the place of one that needs it. The same whether or not that page exists (S15). Whoever was signed out while they wrote
 * gets their words back, to copy: no browser keeps them, because no page of ours may be stored, and nothing of theirs is kept here.
 *
 * Signing in leads back to the page itself; a file, or a post that has no page under its own address, names another.
 */
export function signInAnswer(visit: Visit, goingTo = visit.frame.at ?? '/mine'): Answer {
  const typed = wordsIn(visit.posted.typed);
  const path = ourPath(`${goingTo}${ofPartnership(visit)}`);
  return pageAnswer(
    SignInPage({
      frame: visit.frame,
      form: BLANK_FORM,
      ...(path ? { goingTo: path } : {}),
      ...(typed ? { typed } : {}),
    }),
  );
}

/** What somebody wrote in their own words: choices, days and ids have no space in them, and are chosen again in a moment. */
function wordsIn(typed: Visit['posted']['typed']): string {
  return Object.values(typed)
    .map((value) => value?.trim() ?? '')
    .filter((value) => /\s/.test(value))
    .join('\n\n');
}

/** Asks for a code and sends the browser to the page where it is entered. */
export async function askForCodeAndGo(services: Services, visit: Visit, asked: Accepted): Promise<Answer> {
  const request = await askForCode(services, { ...asked, source: visit.source });
  await sendCode(services, request);
  return goTo(CODE_PATH, [setCookie(services.settings, 'request', request.requestId, REQUEST_LASTS_HOURS * 3600)]);
}

async function askAndSend(services: Services, visit: Visit): Promise<Answer> {
  const { typed } = visit.posted;
  const parsed = z.object({ email: addressSchema, goingTo: z.string().optional() }).safeParse(typed);
  const goingTo = ourPath(typed['goingTo']);
  if (!parsed.success) {
    const errors = [{ field: 'email', message: 'Enter your work email address, like name@agency.example' }];
    return pageAnswer(
      SignInPage({ frame: visit.frame, form: { typed, errors }, ...(goingTo ? { goingTo } : {}) }),
      400,
    );
  }
  return askForCodeAndGo(services, visit, { email: parsed.data.email, ...(goingTo ? { goingTo } : {}) });
}

async function sendAnother(services: Services, visit: Visit): Promise<Answer> {
  const again = visit.requestId ? await askForAnotherCode(services, visit.requestId, visit.source) : undefined;
  if (again) await sendCode(services, again);
  return goTo(CODE_PATH);
}

async function codeAnswer(services: Services, visit: Visit, form: FormState): Promise<Answer> {
  const request = visit.requestId ? await openRequest(services, visit.requestId) : undefined;
  if (!request)
    return pageAnswer(NoCodeAskedPage({ frame: visit.frame, startAgain: '/sign-in' }), form.errors.length ? 400 : 200);
  const draft = request.draftId ? await readDraft(services, request.draftId) : undefined;
  return pageAnswer(
    CodePage({
      frame: visit.frame,
      email: request.email,
      form,
      action: CODE_PATH,
      againAction: '/sign-in/another-code',
      startAgain: draft ? `/raise/${draft.partnershipId}/${request.saves ? 'save' : 'you?from=check'}` : '/sign-in',
      ...(draft?.answers ? { does: request.saves ? ('saves' as const) : ('opens' as const) } : {}),
      isMailboxHere: services.settings.trial,
    }),
    form.errors.length ? 400 : 200,
  );
}

async function judgeCode(services: Services, visit: Visit): Promise<Answer> {
  const typed = visit.posted.typed['code']?.trim() ?? '';
  const wrongly = (message: string) => codeAnswer(services, visit, { typed: {}, errors: [{ field: 'code', message }] });
  // What cannot be a code costs no try: people press the button too early.
  if (!/^[\d\s-]{6,12}$/.test(typed)) return wrongly('Enter the six digits of the code');
  if (!visit.requestId) return wrongly('Ask for a new code');
  const judged = await enterCode(services, visit.requestId, typed);
  if ('refused' in judged) return wrongly(refusalInWords(judged));

  const { path, isDone } = judged.draftId
    ? await openOrSave(services, judged.draftId, judged)
    : { path: judged.goingTo ?? '/mine', isDone: false };
  const sessionId = await startSession(services, judged.email);
  if (visit.sessionId) await endSession(services, visit.sessionId);
  const { settings } = services;
  return goTo(path, [
    setCookie(settings, 'session', sessionId),
    // From here on it is found by the address, not by the browser.
    ...(isDone && visit.draftId === judged.draftId ? [clearCookie(settings, 'draft')] : []),
  ]);
}

/**
 * The disagreement opens on the code and its clock counts from when it was sent. The draft's id is its source, so a second
 * code, a second browser or a crash in between opens the same one. What was changed since it was sent is checked and sent again first.
 */
async function openOrSave(
  services: Services,
  draftId: string,
  by: Accepted,
): Promise<{ path: string; isDone: boolean }> {
  if (by.saves) {
    const saved = await saveDraft(services, draftId, by.email);
    return { path: `/mine?done=${saved ? 'saved' : 'gone'}`, isDone: true };
  }
  const draft = await readDraft(services, draftId);
  if (!draft) return { path: '/mine?done=gone', isDone: true };
  if (draft.reference || !draft.answers) return { path: `/d/${draft.reference}/raised`, isDone: true };
  const asked = await askedOf(services, draft.partnershipId);
  if (!asked) throw new Error(`Partnership ${draft.partnershipId} is not known here: restore its file`);
  const form = formSent(fieldsOf(draft.answers), asked);
  if (!draft.sentAt || form?.raiserEmail !== by.email) return { path: pathOf(asked, 'check'), isDone: false };
  const d = await raise(services, {
    partnership: asked.partnership,
    source: `draft ${draftId}`,
    raisedBy: 'form',
    raisedAt: Temporal.Instant.from(draft.sentAt),
    raiser: { name: form.raiserName, email: by.email, job: form.raiserJob, agency: form.raiserAgency },
    form,
  });
  await draftBecame(services, draftId, d.reference);
  return { path: `/d/${d.reference}/raised`, isDone: true };
}

async function signOut(services: Services, visit: Visit): Promise<Answer> {
  if (visit.sessionId) await endSession(services, visit.sessionId);
  const cookies = ['session', 'request', 'draft'] as const;
  return goTo(
    '/',
    cookies.map((name) => clearCookie(services.settings, name)),
  );
}

function refusalInWords(refusal: CodeRefusal): string {
  switch (refusal.refused) {
    case 'wrong':
      return `That is not the code we sent. You can try ${refusal.triesLeft} more ${refusal.triesLeft === 1 ? 'time' : 'times'}`;
    case 'tried too often':
      return 'That code has been tried too often and no longer works. Send another code below';
    case 'used':
      return 'That code has been used already. Send another code below';
    case 'too old':
      return 'That code is more than 10 minutes old. Send another code below';
    case 'not this browser':
      return 'This browser has asked for no code. Ask for a new one';
  }
}

/** Whoever leads several partnerships comes back to the one that the address names. */
const ofPartnership = ({ query: { partnership } }: Visit) => (partnership ? `?partnership=${partnership}` : '');

/**
 * Where to go after signing in: a path of our own, whichever page asked for the sign-in. Every part of it begins with a letter, a digit or a
 * dash, so it can be neither another site's address nor climb out of ours; where there is no such page, that is said there.
 */
function ourPath(path: string | undefined): string | undefined {
  return path && /^(\/[\w-][\w.-]{0,99}){1,8}(\?partnership=[a-z][a-z0-9-]{1,39})?$/.test(path) ? path : undefined;
}
