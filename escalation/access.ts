import { ACT_KINDS, ACT_RULES, type ActKind, LEAD_ACTS, VOUCHING_ACTS } from './acts.ts';
import type { Directory } from './directory.ts';
import { leadStandingOf } from './leading.ts';
import type { Partnership } from './partnership.ts';
import type { Policy } from './policy.ts';
import type { Disagreement, Person, Place } from './record.ts';
import { hasPart, whoIs } from './taking-part.ts';
import { mustBeVouchedFor } from './vouching.ts';

/** What somebody is to a disagreement, what they may see of it and what they may do. Follows from their places and nothing else. */
export interface Standing {
  person?: Person;
  places: Place[];
  /** `bare`: only reference, stage and deadline: until their address is vouched for, or for whoever is asked to vouch (PRV-2). */
  sees: 'nothing' | 'count' | 'bare' | 'fact' | 'record';
  may: ActKind[];
  /** Before anything is shown they say whether this is theirs (PRV-2). */
  mustSay: boolean;
  /** They see no record, and read the policy's form all the same, because the policy has it sent to them (NOT-3, ROU-9). */
  readsForm?: boolean;
}

/** What the record does not hold and access goes by: who leads, what the board may see, and whose address is whose. */
export interface AccessSetting {
  partnership: Partnership;
  policy: Policy;
  directory: Directory;
}

const NOTHING: Standing = { places: [], sees: 'nothing', may: [], mustSay: false };

/** Where somebody stands, by the address their code was sent to. */
export function standingOf(d: Disagreement, email: string, setting: AccessSetting): Standing {
  const known = d.people[email];
  if (known?.mine === 'not mine') return NOTHING;
  const lead = leadStandingOf(d, email, setting);
  const places: Place[] = [...(known?.places ?? []), ...(lead ? (['lead'] as const) : [])];
  if (places.length === 0) return NOTHING;

  // Once for all the acts: every rule is asked about the same person.
  const who = whoIs(d, email, lead);
  const mayDo = (act: ActKind) => ACT_RULES[act].reasonNot(who, setting) === undefined;
  const takesPart = known ? hasPart(known.places) : false;
  if (known && takesPart && known.mine === 'not said') {
    return { person: known.person, places, sees: 'nothing', may: ['mine', 'not-mine'], mustSay: true };
  }
  if (!takesPart || !known) {
    const acts = [...(lead ? LEAD_ACTS : []), ...(places.includes('asked to vouch') ? VOUCHING_ACTS : [])];
    const may = [...new Set(acts)].filter(mayDo);
    const sees = lead?.sees ?? (places.includes('told') ? 'fact' : 'bare');
    return {
      ...(known ? { person: known.person } : {}),
      places,
      sees,
      may,
      mustSay: false,
      ...(known?.readsForm ? { readsForm: true } : {}),
    };
  }
  if (mustBeVouchedFor(d, email, setting.directory))
    return { person: known.person, places, sees: 'bare', may: ['not-mine'], mustSay: false };
  const standsBy = known.places.every((place) => place === 'supporter' || place === 'told');
  const may = ACT_KINDS.filter((act) => act !== 'mine' && (!standsBy || act === 'not-mine') && mayDo(act));
  return { person: known.person, places, sees: 'record', may, mustSay: false };
}

/** Why somebody who takes part may not do this now, in words for them; undefined when they may. */
export function reasonNotTo(act: ActKind, d: Disagreement, email: string, setting: AccessSetting): string | undefined {
  return ACT_RULES[act].reasonNot(whoIs(d, email, leadStandingOf(d, email, setting)), setting);
}
