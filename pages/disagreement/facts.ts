import type { ActKind } from '../../escalation/acts.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import type { Policy } from '../../escalation/policy.ts';
import type { Disagreement, Person } from '../../escalation/record.ts';
import { siteSaid } from '../../escalation/sites.ts';
import type { HelpAtOnce } from './harm.tsx';

/** What the pages of one disagreement are made from. Everything in it may be shown to whoever it is made for. */
export interface DisagreementFacts {
  d: Disagreement;
  policy: Policy;
  /** Those that governed before a correction, in the order of the record's `earlierPolicies`. */
  policiesBefore?: readonly Policy[];
  /** Which others could govern it (SCP-6). */
  policiesToChoose?: readonly Policy[];
  partnershipName: string;
  /** By text id. A text that was erased is absent. */
  texts: Readonly<Record<string, string>>;
  agencyName(agencyId: string): string;
  /** Where else somebody can go: said where it is re-routed. */
  routes?: Partnership['routes'];
  /** Agencies that need a protocol of their own (SCP-6). */
  regionalFacilities?: Partnership['regionalFacilities'];
  /** To choose one from, and one of its sites where it has several. */
  agencies: readonly { id: string; name: string; sites: readonly string[] }[];
  /** Whom to telephone while somebody is at risk of immediate harm. */
  help: HelpAtOnce;
  /** What the person reading may do now. */
  may: readonly ActKind[];
  /** One of the partnership's leads, who may see who looked (S22). */
  isLead?: boolean;
  /** Their own address, to say "you" where it is them. */
  readBy: string;
}

/** "Priya Nair, Designated safeguarding lead, Oakmere School", or "you" to themselves. */
export function personInWords(facts: Pick<DisagreementFacts, 'agencyName' | 'readBy'>, person: Person): string {
  const rest = [person.job, facts.agencyName(person.agency)].filter(Boolean).join(', ');
  return `${person.name}${person.email === facts.readBy ? ' (you)' : ''}, ${rest}`;
}

/** An agency on its side of it, with the site that is concerned where somebody has said which: "Hospitals Trust, Abbot Park Hospital" (ROU-2). */
export function sideInWords(
  { d, agencyName }: Pick<DisagreementFacts, 'd' | 'agencyName'>,
  side: Parameters<typeof siteSaid>[1],
): string {
  return [agencyName(side.agency), siteSaid(d, side)].filter(Boolean).join(', ');
}

/** The name alone, or "you". */
export function nameOrYou(facts: Pick<DisagreementFacts, 'readBy'>, person: Person): string {
  return person.email === facts.readBy ? 'you' : person.name;
}
