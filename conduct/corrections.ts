import { postsOf } from '../escalation/directory.ts';
import {
  type Correction,
  corrections,
  keepCorrection,
  readCorrection,
  settleCorrection,
} from '../services/corrections.ts';
import type { Services } from '../services/services.ts';
import { type Administrator, type Amended, addPost, changePost, lineIdOf, removePost } from './directories.ts';

/** Our choice: more than anybody finds wrong in an honest afternoon, and few enough for an administrator to read (S16). */
const MOST_WAITING = 20;

/** What somebody proposes, before it is kept. */
export type Proposed = Omit<Correction, 'id' | 'at' | 'settled'>;

/** Keeps a proposed correction on the administrators' list. Answers why not, in words, when too many of theirs wait already. */
export async function proposeCorrection(
  services: Services,
  partnershipId: string,
  proposed: Proposed,
): Promise<{ refused?: string }> {
  const theirs = (await corrections(services.table, partnershipId)).filter(
    ({ by, settled }) => by === proposed.by && !settled,
  );
  if (theirs.length >= MOST_WAITING)
    return { refused: `${MOST_WAITING} corrections of yours wait already. Telephone the business unit instead` };
  const id = Buffer.from(services.keys.random(12)).toString('base64url');
  await keepCorrection(services.table, partnershipId, { ...proposed, id, at: services.clock.now().toString() });
  services.log.info('correction proposed', { partnership: partnershipId });
  return {};
}

/** How many wait for an administrator: what the desk and the digest of the leads, who are administrators, say of them. */
export async function countCorrections({ table }: Pick<Services, 'table'>, partnershipId: string): Promise<number> {
  return (await corrections(table, partnershipId)).filter(({ settled }) => !settled).length;
}

/**
 * Offers the directory whom somebody has named for a tier of their own agency (ROU-6), because they asked for that. Nothing of the
 * disagreement goes with it: below the board's line its administrators know of none (NOT-5). Whoever holds the post there already is no news.
 */
export async function proposeNamedPerson(
  services: Services,
  partnershipId: string,
  named: { by: string; agency: string; role: string; name: string; email: string },
): Promise<void> {
  const { by, agency, role, name, email } = named;
  const known = await services.rules.partnership(partnershipId);
  const isThere = postsOf(known!.directory, email).some((post) => post.agency === agency && post.role === role);
  if (isThere) return;
  await proposeCorrection(services, partnershipId, {
    by,
    agency,
    kind: 'new person',
    cells: { role, name, email },
    text: '',
  });
}

/** What became of settling a correction. `settled already`: another administrator was first. */
export type Settled = Amended | { readonly settledAlready: true };

/**
 * Makes the change that was proposed and says that it was accepted. One that was proposed in words alone was made by hand, and only
 * that is said. `gone`: the line no longer reads as it did when it was proposed, so nothing was changed.
 */
export async function acceptCorrection(services: Services, who: Administrator, id: string): Promise<Settled> {
  const correction = await readCorrection(services.table, who.partnershipId, id);
  if (!correction) return { gone: true };
  if (correction.settled) return { settledAlready: true };
  const amended = await carryOut(services, who, correction);
  if (!('done' in amended)) return amended;
  const isFirst = await settleCorrection(services.table, who.partnershipId, id, {
    at: services.clock.now().toString(),
    by: who.by,
    became: 'accepted',
  });
  return isFirst ? amended : { settledAlready: true };
}

function carryOut(services: Services, who: Administrator, correction: Correction): Promise<Amended> | Amended {
  const { kind, line, cells = {}, agency } = correction;
  const what = 'accepted a correction';
  if (kind === 'left' && line) return removePost(services, who, { lineId: lineIdOf(line), leaveEmpty: true }, what);
  if (kind === 'deputy' && line) return changePost(services, who, { lineId: lineIdOf(line), cells }, what);
  if (kind === 'new person') return addPost(services, who, { agencyId: agency, cells }, what);
  return { done: { added: [], changed: [], removed: [], reordered: [], unchanged: 0 } };
}

/** Says that a correction is not made, and why: whoever proposed it reads the reason. False when it was settled already. */
export async function declineCorrection(
  services: Services,
  who: Administrator,
  id: string,
  reason: string,
): Promise<boolean> {
  return settleCorrection(services.table, who.partnershipId, id, {
    at: services.clock.now().toString(),
    by: who.by,
    became: 'declined',
    reason,
  });
}
