import { createHash } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import { standingOf } from '../escalation/access.ts';
import type { Act } from '../escalation/acts.ts';
import type { Change, Setting } from '../escalation/amendment.ts';
import type { RaiseForm } from '../escalation/intake.ts';
import type { Partnership } from '../escalation/partnership.ts';
import { perform as judge } from '../escalation/performing.ts';
import { policyVersionId } from '../escalation/policy.ts';
import { raise as decideToRaise } from '../escalation/raising.ts';
import type { Disagreement, Person } from '../escalation/record.ts';
import {
  idOfReference,
  idsWithPlaceFor,
  type Kept,
  listedIn,
  readDisagreement,
  someIdsWithPlaceFor,
  takeReference,
  writeChange,
} from '../services/disagreements.ts';
import type { Services } from '../services/services.ts';
import { ConditionFailed } from '../services/table.ts';
import { settingFor } from './reading.ts';
import { settle } from './settle.ts';

/** Doors read a record's rules and words where they read the record. */
export { readTexts, settingFor, textsOf } from './reading.ts';

/** What a decision came to: it changed the record, or there was nothing to do and why. */
export type Outcome = { kept: Kept; changed: true } | { kept: Kept; changed: false; why: string };

/** A new disagreement, from the form or from an email. */
export interface NewDisagreement {
  partnership: Partnership;
  /**
   * What it was made from, such as the draft's or the message's id: the same source opens one disagreement however often it is
   * raised. Never shown.
   */
  source: string;
  raisedBy: 'form' | 'email';
  /** When it was submitted or received: the clock counts from here. */
  raisedAt: Temporal.Instant;
  raiser: Person;
  form: Partial<RaiseForm>;
  missing?: string[];
  wholeMessage?: string;
  /** The email named the other agency in words that the directory does not know. */
  namesUnknownAgency?: boolean;
  /** The same of a site. */
  namesUnknownSite?: boolean;
}

/** Opens a disagreement. Running it twice for one source answers the same one. */
export async function raise(services: Services, raising: NewDisagreement): Promise<Disagreement> {
  const { table } = services;
  const id = idFrom(raising.source);
  const existing = await readDisagreement(table, id);
  if (existing) return (await settle(services, existing)).d;

  const { partnership, form } = raising;
  const policy = services.rules.requirePolicy(policyVersionId(partnership.policy));
  const setting = await settingFor(services, {
    partnershipId: partnership.id,
    policyVersionId: policyVersionId(policy),
  });
  const change = decideToRaise(
    {
      id,
      reference: await newReference(services, id),
      raisedAt: raising.raisedAt,
      raisedBy: raising.raisedBy,
      raiser: raising.raiser,
      form,
      missing: raising.missing ?? [],
      ...(raising.wholeMessage ? { wholeMessage: raising.wholeMessage } : {}),
      ...(raising.namesUnknownAgency ? { namesUnknownAgency: true } : {}),
      ...(raising.namesUnknownSite ? { namesUnknownSite: true } : {}),
    },
    setting,
  );
  try {
    const kept = await writeChange(services, change, 0);
    services.log.info('raised', { disagreementId: id, run: kept.d.run });
    return (await settle(services, kept)).d;
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
    return (await settle(services, (await readDisagreement(table, id))!)).d;
  }
}

/**
 * One act of one person, judged on the record as it stands at the write. `kept`: it came second and is kept as a dissent (F12).
 * `source`: the id of what it was made from, such as an email that may be delivered again. The same source acts once; it
 * stands in the history line that it caused, so the write that acts is the write that remembers (F1).
 */
export async function perform(
  services: Services,
  { id, by, act, source }: { id: string; by: string; act: Act; source?: string },
): Promise<{ done: Disagreement; kept?: string } | { refused: string }> {
  let keptAsDissent: string | undefined;
  let wasDone = false;
  const other = act.kind === 'merge' ? await named(services, act.into) : undefined;
  const outcome = await change(services, id, (d, setting) => {
    wasDone = source !== undefined && d.history.some(({ facts }) => facts?.['source'] === source);
    if (wasDone) return { nothing: 'it was done before' };
    const performed = judge(d, by, act, other ? { ...setting, other } : setting);
    if ('refused' in performed) return { nothing: performed.refused };
    keptAsDissent = performed.kept;
    return source === undefined ? performed : { change: naming(source, performed.change) };
  });
  if (!outcome) return { refused: 'There is no such disagreement.' };
  if (wasDone) return { done: outcome.kept.d };
  if (!outcome.changed) return { refused: outcome.why };
  services.log.info('act', { disagreementId: id, act: act.kind });
  if (act.kind === 'merge' && !outcome.kept.d.mergedInto)
    return { refused: 'It was not merged: one of the two has ended or changed meanwhile. Read both again first.' };
  return { done: outcome.kept.d, ...(keptAsDissent ? { kept: keptAsDissent } : {}) };
}

/** The disagreement that an act names beside its own, with the policy it runs under. */
async function named(services: Services, reference: string): Promise<Setting['other']> {
  const d = await findByReference(services, reference);
  return d && { d, policy: services.rules.requirePolicy(d.policyVersionId) };
}

/** The change, its first history line saying what it was made from. */
function naming(source: string, change: Change): Change {
  const [first, ...others] = change.entries;
  if (!first) return change;
  return { ...change, entries: [{ ...first, facts: { ...first.facts, source } }, ...others] };
}

/**
 * Reads, decides, writes and settles, again from the start when somebody else wrote first. What was owed before is settled first.
 * Undefined when there is no such disagreement.
 */
export async function change(
  services: Services,
  id: string,
  decide: (d: Disagreement, setting: Setting) => { change: Change } | { nothing: string },
  options: { notBefore?: Temporal.Instant } = {},
): Promise<Outcome | undefined> {
  for (;;) {
    const found = await readDisagreement(services.table, id);
    if (!found) return undefined;
    const before = await settle(services, found);
    const setting = await settingFor(services, before.d, options.notBefore);
    const decision = decide(before.d, setting);
    if ('nothing' in decision) return { kept: before, changed: false, why: decision.nothing };
    try {
      const written = await writeChange(services, decision.change, before.version);
      return { kept: await settle(services, written), changed: true };
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

/** The disagreement behind a reference, as people say or type it. */
export async function findByReference(services: Services, reference: string): Promise<Disagreement | undefined> {
  const id = await idOfReference(services.table, reference);
  return id === undefined ? undefined : (await readDisagreement(services.table, id))?.d;
}

/** What somebody takes part in, the latest raised first. Those they said are not theirs are left out. */
export async function takingPart(services: Services, email: string): Promise<Disagreement[]> {
  return whereTheyHaveAPlace(services, email, await idsWithPlaceFor(services.table, email));
}

/** The same, a page at a time: whoever is asked for a whole agency takes part in hundreds. `from` is the page before's `next`. */
export async function someTakingPart(
  services: Services,
  email: string,
  page: { from?: string; limit: number },
): Promise<{ disagreements: Disagreement[]; next?: string }> {
  const { ids, ...more } = await someIdsWithPlaceFor(services.table, email, page);
  return { disagreements: await whereTheyHaveAPlace(services, email, ids), ...more };
}

async function whereTheyHaveAPlace(services: Services, email: string, ids: string[]): Promise<Disagreement[]> {
  const found = await Promise.all(ids.map(async (id) => (await readDisagreement(services.table, id))?.d));
  const theirs: Disagreement[] = [];
  for (const d of found) {
    if (d && standingOf(d, email, await settingFor(services, d)).places.length > 0) theirs.push(d);
  }
  return theirs;
}

/** A partnership's disagreements. From an index, so a moment old: to be shown, never acted on. */
export function listed(
  services: Services,
  partnershipId: string,
  which: 'open' | 'all' = 'all',
): Promise<Disagreement[]> {
  return listedIn(services.table, partnershipId, which);
}

/** The id that a source always gives, in the form of a UUID: short enough to stand in a reply address. */
function idFrom(source: string): string {
  const hex = createHash('sha256').update(source).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** No I, O, 0 or 1, and no vowel but an A among its letters: it is said over the telephone and must spell nothing. */
const LETTERS = 'ABCDFGHJKLMNPQRSTVWXYZ';
const SYMBOLS = '23456789BCDFGHJKLMNPQRSTVWXZ';

async function newReference(services: Services, id: string): Promise<string> {
  for (;;) {
    const [a, b, ...rest] = services.keys.random(6);
    const pick = (alphabet: string, byte: number | undefined) => alphabet[(byte ?? 0) % alphabet.length]!;
    const reference = `${pick(LETTERS, a)}${pick(LETTERS, b)}-${rest.map((byte) => pick(SYMBOLS, byte)).join('')}`;
    if (await takeReference(services.table, reference, id)) return reference;
  }
}
