import { policyRecord } from '../../documents/policy-record.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import type { Services } from '../../services/services.ts';
import { typeface } from '../../services/typeface.ts';
import { type Answer, goTo, Refused } from './answer.ts';
import { agencyNamer, open, textsOf } from './disagreement.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** The policy's own record of a disagreement, filled in, for the file that the reader's agency keeps (BEY-9, REC-1). */
export function recordCopyRoutes(services: Services) {
  return [route(services, 'GET', '/d/{reference}/record.pdf', (visit) => download(services, visit))];
}

/**
 * Only for whoever may read the whole record, or is sent the policy's form; each copy says whose it is. Fetching it changes nothing. The file's name is always the
 * same: a reference in a list of downloads would tell whoever uses the machine next.
 */
async function download(services: Services, visit: Visit): Promise<Answer> {
  const page = `/d/${visit.params['reference'] ?? ''}`;
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit, page);
  const { setting, standing } = opened;
  if (standing.mustSay) return goTo(page);
  if (standing.sees !== 'record' && !standing.readsForm) throw new Refused(403, 'not theirs');

  const d = asSeenBy(opened.d, opened.email);
  const nameOf = agencyNamer(setting.directory);
  const record = policyRecord({
    disagreement: d,
    policy: setting.policy,
    partnership: setting.partnership,
    agencyNames: Object.fromEntries(setting.directory.agencies.map(({ id, name }) => [id, name])),
    texts: await textsOf(services, d),
  });
  // Loaded when the first record is asked for: setting type takes a third of this function's code, and no page waits for it.
  const { recordPdf } = await import('../../documents/pdf.ts');
  const file = await recordPdf(record, {
    copyFor: standing.person ? nameOf(standing.person.agency) : setting.partnership.name,
    madeAt: setting.now,
    typeface: await typeface(),
  });
  services.log.info('record copied', { disagreementId: d.id });
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="record.pdf"' },
    isBase64Encoded: true,
    body: Buffer.from(file).toString('base64'),
  };
}
