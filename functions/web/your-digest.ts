import * as z from 'zod';
import { deskNow } from '../../conduct/desk.ts';
import { toldUntil } from '../../conduct/digests.ts';
import { DIGEST_RHYTHMS } from '../../escalation/digest-rhythm.ts';
import { digestParts } from '../../messages/digest.ts';
import { DigestPage } from '../../pages/desk/digest-page.tsx';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { keepDigestSetting, readDigestSetting } from '../../services/digest-settings.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { type AtDesk, atDesk } from './desk.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** How often a lead gets the digest (DIG-1, "why you get this, change it"), and what it would say now. */
export function yourDigestRoutes(services: Services) {
  return [
    route(services, 'GET', '/lead/digest', (visit) => show(services, visit, BLANK_FORM)),
    route(services, 'POST', '/lead/digest', (visit) => choose(services, visit)),
  ];
}

/** The lead as the partnership's settings name them: only they are sent one. */
const namedLead = ({ led: { partnership, lead } }: AtDesk) =>
  partnership.leads.find(({ email }) => email === lead.email);

async function show(services: Services, visit: Visit, form: FormState): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const { partnership, lead } = at.led;
  const named = namedLead(at);
  const of = { partnershipId: partnership.id, lead: lead.email };
  const setting = await readDigestSetting(services.table, of);
  const since = await toldUntil(services, partnership, lead);
  const { digest } = await deskNow(services, at.led, since);
  const { subject, blocks } = digestParts(digest, { ...services.settings, rhythm: setting.rhythm });
  return pageAnswer(
    DigestPage({
      place: at.place('/lead/digest'),
      form,
      ...(named ? { setting } : {}),
      subject,
      preview: blocks,
      isDone: visit.after === 'kept',
    }),
    form.errors.length > 0 ? 400 : 200,
  );
}

const chosen = z.object({ rhythm: z.enum(DIGEST_RHYTHMS) });

async function choose(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  if (!namedLead(at)) throw new Refused(403, 'not theirs');
  const { typed } = visit.posted;
  const read = chosen.safeParse(typed);
  if (!read.success)
    return show(services, visit, { typed, errors: [{ field: 'rhythm', message: 'Choose how often you want it' }] });
  const { partnership, lead } = at.led;
  const chosenOn = services.clock.now().toZonedDateTimeISO('Europe/London').toPlainDate().toString();
  await keepDigestSetting(
    services.table,
    { partnershipId: partnership.id, lead: lead.email },
    { ...read.data, chosenOn },
  );
  services.log.info('digest setting kept', { partnership: partnership.id });
  const { led } = at.place('/lead/digest');
  return goTo(led.length > 1 ? `/lead/digest?partnership=${partnership.id}&done=kept` : '/lead/digest?done=kept');
}
