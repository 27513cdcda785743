import { ACT_KINDS, ACT_RULES, type ActKind } from './acts.ts';
import { BOARD, type Directory, findPerson, reasonToVouch } from './directory.ts';
import type { Partnership } from './partnership.ts';
import { boardMaySee, type Policy } from './policy.ts';
import { type Disagreement, type Person, type Place, stagesReached } from './record.ts';
import { whoIs } from './taking-part.ts';

/** What somebody is to a disagreement, what they may see of it and what they may do. Follows from their places and nothing else. */
export interface Standing {
  person?: Person;
  places: Place[];
  /** `bare`: only reference, stage and deadline, until the address is vouched for (PRV-2). */
  sees: 'nothing' | 'count' | 'bare' | 'fact' | 'record';
  may: ActKind[];
  /** Before anything is shown they say whether this is theirs (PRV-2). */
  mustSay: boolean;
}

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
  const isLead =
    setting.partnership.leads.some((lead) => lead.email === email) || holdsBoardUnit(setting.directory, email);
  const places: Place[] = [...(known?.places ?? []), ...(isLead ? (['lead'] as const) : [])];
  if (places.length === 0) return NOTHING;

  const takesPart = known?.places.some((place) => place !== 'told') ?? false;
  if (known && takesPart && known.mine === 'not said') {
    return { person: known.person, places, sees: 'nothing', may: ['mine', 'not-mine'], mustSay: true };
  }
  if (!takesPart || !known) {
    const sees = isLead ? boardMaySee(setting.policy, stagesReached(d)) : 'fact';
    return { ...(known ? { person: known.person } : {}), places, sees, may: [], mustSay: false };
  }
  const mustBeVouchedFor =
    !places.includes('raiser') && reasonToVouch(setting.directory, known.person.agency, email) !== undefined;
  if (mustBeVouchedFor) return { person: known.person, places, sees: 'bare', may: ['not-mine'], mustSay: false };
  const may = ACT_KINDS.filter((act) => act !== 'mine' && reasonNotTo(act, d, email, setting) === undefined);
  return { person: known.person, places, sees: 'record', may, mustSay: false };
}

/** Why somebody who takes part may not do this now, in words for them; undefined when they may. */
export function reasonNotTo(
  act: ActKind,
  d: Disagreement,
  email: string,
  setting: Pick<AccessSetting, 'policy'>,
): string | undefined {
  return ACT_RULES[act].reasonNot(whoIs(d, email), setting);
}

function holdsBoardUnit(directory: Directory, email: string): boolean {
  return (
    findPerson(directory, email)?.posts.some((post) => post.agency === BOARD && post.role === 'business-manager') ??
    false
  );
}
