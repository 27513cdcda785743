import { addressSchema } from '../../escalation/address.ts';
import { SavePage } from '../../pages/raise/save-page.tsx';
import { deleteDraft, keepAnswers, saveDraft, savedDraft } from '../../services/drafts.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer } from './answer.ts';
import { askedOf, draftHere, goOn, goToStart, pathOf, requireAsked } from './asked.ts';
import { clearCookie, setCookie } from './cookies.ts';
import { askForCodeAndGo, signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** Saving what is not sent, going on with it in this browser or another, and deleting it. */
export function draftRoutes(services: Services) {
  return [
    route(services, 'GET', '/raise/{partnership}/save', (visit) => askForAddress(services, visit)),
    route(services, 'POST', '/raise/{partnership}/save', (visit) => save(services, visit)),
    route(services, 'POST', '/raise/{partnership}/discard', (visit) => discard(services, visit)),
    route(services, 'POST', '/mine/carry-on', (visit) => carryOn(services, visit)),
    route(services, 'POST', '/mine/delete-draft', (visit) => deleteMine(services, visit)),
  ];
}

async function askForAddress(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const begun = await draftHere(services, visit);
  if (!begun) return goToStart(asked);
  const raiserEmail = begun.draft.answers['raiserEmail'] || visit.who?.email;
  return pageAnswer(
    SavePage({
      frame: visit.frame,
      partnership: asked.partnership,
      form: { typed: { raiserEmail }, errors: [] },
      back: pathOf(asked, goOn(asked, begun.draft)),
    }),
  );
}

/** Saved at once for whoever is signed in with that address; else the code saves it. */
async function save(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const begun = await draftHere(services, visit);
  if (!begun) return goToStart(asked);
  const { typed } = visit.posted;
  const address = addressSchema.safeParse(typed['raiserEmail']);
  if (!address.success) {
    const errors = [{ field: 'raiserEmail', message: 'Enter your work email address, like name@agency.example' }];
    return pageAnswer(
      SavePage({
        frame: visit.frame,
        partnership: asked.partnership,
        form: { typed, errors },
        back: pathOf(asked, goOn(asked, begun.draft)),
      }),
      400,
    );
  }
  const email = address.data;
  if (!begun.draft.answers['raiserEmail'])
    await keepAnswers(services, begun.id, { raiserEmail: email }, ({ upTo }) => upTo);
  if (visit.who?.email !== email) return askForCodeAndGo(services, visit, { email, draftId: begun.id, saves: true });
  await saveDraft(services, begun.id, email);
  return goTo('/mine?done=saved', [clearCookie(services.settings, 'draft')]);
}

/** Deletes what this browser has begun. */
async function discard(services: Services, visit: Visit): Promise<Answer> {
  const asked = await requireAsked(services, visit);
  const begun = await draftHere(services, visit);
  if (begun) await deleteDraft(services, begun.id);
  return goTo(pathOf(asked), [clearCookie(services.settings, 'draft')]);
}

/** From here on this browser writes it. Somebody else's, one that is gone and one that never was are answered the same (S5). */
async function carryOn(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit, '/mine');
  const draft = await savedDraft(services, visit.posted.typed['draft'] ?? '', visit.who.email);
  const asked = draft && (await askedOf(services, draft.partnershipId));
  if (!asked) return goTo('/mine?done=gone');
  return goTo(pathOf(asked, goOn(asked, draft)), [setCookie(services.settings, 'draft', draft.id)]);
}

async function deleteMine(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit, '/mine');
  const draft = await savedDraft(services, visit.posted.typed['draft'] ?? '', visit.who.email);
  if (!draft) return goTo('/mine?done=gone');
  await deleteDraft(services, draft.id);
  return goTo('/mine?done=deleted', visit.draftId === draft.id ? [clearCookie(services.settings, 'draft')] : []);
}
