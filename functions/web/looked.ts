import { agencyNamer } from '../../escalation/directory.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import { LooksPage } from '../../pages/desk/looks-page.tsx';
import { type Look, looksAt } from '../../services/looks.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer } from './answer.ts';
import { type Opened, open } from './disagreement.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** Who looked at a disagreement (S22), for the partnership's leads. */
export function lookedRoutes(services: Services) {
  return [route(services, 'GET', '/d/{reference}/looked', (visit) => show(services, visit))];
}

async function show(services: Services, visit: Visit): Promise<Answer> {
  const page = `/d/${visit.params['reference'] ?? ''}`;
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit);
  const { d, standing, setting } = opened;
  if (standing.mustSay || standing.sees !== 'record' || !standing.places.includes('lead')) return goTo(page);
  const looks = await looksAt(services.table, d.id);
  return pageAnswer(
    LooksPage({
      frame: visit.frame,
      partnershipName: setting.partnership.name,
      reference: d.reference,
      looks: looks.flatMap((look) => {
        const who = whoLooked(look, opened);
        return who === undefined ? [] : [{ ...look, who }];
      }),
    }),
  );
}

/** A side's supporter and whoever was asked for support alone are not shown to a lead: that they looked would say that they are there (INT-10). */
function whoLooked({ email, places, refused }: Look, { d, email: reader, setting }: Opened): string | undefined {
  if (email === undefined) return `Refused: the person whom the log calls ${refused}`;
  const { people } = asSeenBy(d, reader);
  const known = people[email]?.person;
  if (known) return `${known.name}, ${agencyNamer(setting.directory)(known.agency)}`;
  return places.includes('lead') ? `${email}, the partnership's lead` : undefined;
}
