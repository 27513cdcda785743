import { policyRecord } from '../documents/policy-record.ts';
import { standingOf } from '../escalation/access.ts';
import { agencyNamer } from '../escalation/directory.ts';
import type { Disagreement } from '../escalation/record.ts';
import { asSeenBy } from '../escalation/seeing.ts';
import type { Services } from '../services/services.ts';
import { typeface } from '../services/typeface.ts';
import { settingFor, textsOf } from './reading.ts';

/*
 * Only doors that set type import this file: with it come pdfkit and the fonts. Everything else knows copies as the port of `services.ts`.
 */

/** The same services with the port that makes copies: for a door whose bundle has the fonts (`makesDocuments` in `infra/doors.ts`). */
export function withCopies(services: Services): Services {
  return { ...services, copies: { make: (d, copy) => makeCopy(services, d, copy) } };
}

/**
 * The policy's own record, filled in, for the file that one reader's agency keeps (BEY-9, REC-1): what they may read of it and no more,
 * whether they fetch it or are sent it. Locked under `password` where one is given. Undefined when the record is not theirs to read.
 */
export async function makeCopy(
  services: Services,
  record: Disagreement,
  { email, password }: { email: string; password?: string },
): Promise<Uint8Array | undefined> {
  const setting = await settingFor(services, record);
  const { sees, mustSay, person, readsForm } = standingOf(record, email, setting);
  if (mustSay || (sees !== 'record' && !readsForm)) return undefined;

  const d = asSeenBy(record, email);
  const filledIn = policyRecord({
    disagreement: d,
    policy: setting.policy,
    partnership: setting.partnership,
    agencyNames: Object.fromEntries(setting.directory.agencies.map(({ id, name }) => [id, name])),
    texts: await textsOf(services, d),
  });
  // Loaded when the first record is asked for: setting type takes a third of a door's code, and nothing else waits for it.
  const { recordPdf } = await import('../documents/pdf.ts');
  return recordPdf(filledIn, {
    copyFor: person ? agencyNamer(setting.directory)(person.agency) : setting.partnership.name,
    madeAt: setting.now,
    typeface: await typeface(),
    ...(password === undefined ? {} : { encryptedWith: password }),
  });
}
