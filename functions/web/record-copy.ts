import { makeCopy } from '../../conduct/copies.ts';
import { sentCopies } from '../../conduct/sent-copies.ts';
import { leadStandingOf } from '../../escalation/leading.ts';
import { CopiesPage } from '../../pages/disagreement/copies-page.tsx';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { open } from './disagreement.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** The policy's own record of a disagreement, filled in, for the file that the reader's agency keeps (BEY-9, REC-1); and the copies a lead has sent. */
export function recordCopyRoutes(services: Services) {
  return [
    route(services, 'GET', '/d/{reference}/record.pdf', (visit) => download(services, visit)),
    route(services, 'GET', '/d/{reference}/copies', (visit) => showSent(services, visit)),
  ];
}

/**
 * Only for whoever may read the whole record, or is sent the policy's form; each copy says whose it is. Fetching it changes nothing. The file's name is always the
 * same: a reference in a list of downloads would tell whoever uses the machine next.
 */
async function download(services: Services, visit: Visit): Promise<Answer> {
  const page = `/d/${visit.params['reference'] ?? ''}`;
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit, page);
  const { d, standing, email } = opened;
  if (standing.mustSay) return goTo(page);
  const file = await makeCopy(services, d, { email });
  if (!file) throw new Refused(403, 'not theirs');
  services.log.info('record copied', { disagreementId: d.id });
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="record.pdf"' },
    isBase64Encoded: true,
    body: Buffer.from(file).toString('base64'),
  };
}

/** What became of each copy that this lead has sent, with the password of each that is locked: for the lead who sees to it, and nobody else. */
async function showSent(services: Services, visit: Visit): Promise<Answer> {
  const page = `/d/${visit.params['reference'] ?? ''}`;
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit);
  const { d, setting, standing, email } = opened;
  const lead = leadStandingOf(d, email, setting);
  const copies = lead && !lead.isInConflict ? await sentCopies(services, d, email) : [];
  if (copies.length === 0) return goTo(page);
  return pageAnswer(
    CopiesPage({
      frame: visit.frame,
      partnershipName: setting.partnership.name,
      reference: d.reference,
      // Where the policy shows them the fact alone, they know whom they typed and no name (NOT-5).
      copies: copies.map(({ person, ...copy }) => ({
        ...copy,
        to: standing.sees === 'record' ? person.name : person.email,
      })),
      isJustSent: visit.after === 'send-copy',
    }),
  );
}
