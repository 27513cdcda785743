import { attach, type Held, heldFor, letIn, openHeld, readHeld, refuse } from '../../conduct/holding.ts';
import { addressSchema } from '../../escalation/address.ts';
import { agenciesOf } from '../../escalation/directory.ts';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { type HeldLine, HeldListPage, HeldPage, WhyReadPage } from '../../pages/held-pages.tsx';
import type { HeldMessage } from '../../services/holding-pen.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** The holding pen: listed, opened with a reason, read, and decided on by a lead of the partnership. Opening a page changes nothing. */
export function heldRoutes(services: Services) {
  return [
    route(services, 'GET', '/lead/held', (visit) => list(services, visit)),
    route(services, 'GET', '/lead/held/{id}', (visit) => show(services, visit)),
    route(services, 'POST', '/lead/held/{id}/{decision}', (visit) => decide(services, visit)),
  ];
}

async function list(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit);
  const led = await heldFor(services, visit.who.email);
  if (led.length === 0) throw new Refused(403, 'not theirs');
  const done =
    visit.after !== undefined && Object.hasOwn(DONE, visit.after) ? DONE[visit.after as keyof typeof DONE] : undefined;
  return pageAnswer(
    HeldListPage({
      frame: visit.frame,
      sections: led.map(({ partnership, waiting }) => ({
        partnershipName: partnership.name,
        lines: waiting.map(lineOf),
      })),
      ...(done ? { done } : {}),
    }),
  );
}

const DONE = {
  disagreement: 'It is let in. The clock counts from the time it was received.',
  note: 'It is attached as a note.',
  discarded: 'It is refused. Your reason is kept.',
} as const;

async function show(services: Services, visit: Visit): Promise<Answer> {
  if (!visit.who) return signInAnswer(visit);
  return pageAnswer(pageOf(visit, await requireHeld(services, visit), BLANK_FORM));
}

/** Refused with the same words whether it is there or not (S5). */
async function requireHeld(services: Services, visit: Visit): Promise<Held> {
  const held = visit.who && (await readHeld(services, visit.params['id'] ?? '', visit.who.email));
  if (!held) throw new Refused(403, 'not theirs');
  return held;
}

function pageOf(visit: Visit, { message, directory, isOpened }: Held, form: FormState) {
  const line = lineOf(message);
  if (!isOpened) return WhyReadPage({ frame: visit.frame, line, form });
  return HeldPage({
    frame: visit.frame,
    line,
    from: message.from ?? '',
    subject: message.subject ?? '',
    text: message.text,
    agencies: agenciesOf(directory),
    form,
  });
}

const lineOf = ({ id, receivedAt, why, kind }: HeldMessage): HeldLine => ({
  id,
  receivedAt,
  why,
  isQuarantined: kind === 'quarantined',
});

async function decide(services: Services, visit: Visit): Promise<Answer> {
  const id = visit.params['id'] ?? '';
  if (!visit.who) return signInAnswer(visit, `/lead/held/${id}`);
  const held = await requireHeld(services, visit);
  const by = visit.who.email;
  const { typed } = visit.posted;
  const said = (name: string) => (typed[name] ?? '').trim();
  const again = (field: string, message: string) =>
    pageAnswer(pageOf(visit, held, { typed, errors: [{ field, message }] }), 400);

  switch (visit.params['decision']) {
    case 'open': {
      const refused = await openHeld(services, { id, by, reason: said('reason') });
      return refused ? again('reason', refused.refused) : goTo(`/lead/held/${id}`);
    }
    case 'let-in': {
      if (!said('name')) return again('name', 'Enter the full name of whoever raises it');
      const email = addressSchema.safeParse(said('email'));
      if (!email.success) return again('email', 'Enter their work email address, like name@agency.example');
      const raiser = { name: said('name'), email: email.data, agency: said('agency') };
      return answerOf(await letIn(services, { id, by, raiser }), (why) => again('agency', why));
    }
    case 'attach':
      return answerOf(await attach(services, { id, by, reference: said('reference') }), (why) =>
        again('reference', why),
      );
    case 'refuse':
      return answerOf(await refuse(services, { id, by, reason: said('reason') }), (why) => again('reason', why));
    default:
      throw new Refused(404, 'no such decision');
  }
}

function answerOf(decided: Awaited<ReturnType<typeof letIn>>, again: (why: string) => Answer): Answer {
  return 'refused' in decided ? again(decided.refused) : goTo(`/lead/held?done=${decided.done.became}`);
}
