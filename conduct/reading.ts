import { Temporal } from 'temporal-polyfill';
import type { Setting } from '../escalation/amendment.ts';
import type { Disagreement } from '../escalation/record.ts';
import { readText } from '../services/disagreements.ts';
import type { Services } from '../services/services.ts';

/** The rules a record is judged by, and the moment: the later of our clock and `notBefore`, so that a slow clock is never early. */
export async function settingFor(
  services: Services,
  { partnershipId, policyVersionId: versionId }: Pick<Disagreement, 'partnershipId' | 'policyVersionId'>,
  notBefore?: Temporal.Instant,
): Promise<Setting> {
  const { rules, clock, keys } = services;
  const named = (await rules.partnerships()).find(({ id }) => id === partnershipId);
  // Each is one read of the table, and neither waits for the other.
  const [known, calendar] = await Promise.all([rules.partnership(partnershipId), named && rules.calendarFor(named)]);
  if (!known || !calendar) throw new Error(`Partnership ${partnershipId} is not known here: restore its file`);
  const now = clock.now();
  return {
    now: notBefore && Temporal.Instant.compare(notBefore, now) > 0 ? notBefore : now,
    policy: rules.requirePolicy(versionId),
    released: rules.policies(),
    ...known,
    calendar,
    newId: () => Buffer.from(keys.random(12)).toString('base64url'),
  };
}

/** Somebody's words, by the ids the record holds. An erased text is left out. */
export async function readTexts(
  services: Services,
  d: Pick<Disagreement, 'id'>,
  textIds: readonly string[],
): Promise<Record<string, string>> {
  const read = await Promise.all(
    textIds.map(async (textId) => [textId, await readText(services.table, d.id, textId)] as const),
  );
  return Object.fromEntries(read.flatMap(([textId, text]) => (text === undefined ? [] : [[textId, text]])));
}

/** All the words that its pages and documents are made from, by their ids. */
export const textsOf = (services: Services, d: Disagreement) => readTexts(services, d, textIdsOf(d));

/** Every text that a record names, wherever in it: what is left out here would be said to be no longer held. */
function textIdsOf(d: Disagreement): string[] {
  const ids = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, one] of Object.entries(value)) {
      if (typeof one === 'string' && /textId$/i.test(key)) ids.add(one);
      else if (key === 'texts') for (const id of Object.values(one)) ids.add(id as string);
      else look(one);
    }
  };
  look(d);
  return [...ids];
}
