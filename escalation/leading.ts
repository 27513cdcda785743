import { Temporal } from 'temporal-polyfill';
import type { Amendment, Setting } from './amendment.ts';
import { BOARD, findPerson } from './directory.ts';
import { boardMaySee } from './policy.ts';
import { type Disagreement, type HistoryEntry, openVisit, type Person, stagesReached } from './record.ts';
import { sideOf } from './taking-part.ts';

/** What somebody is to a disagreement as one of the partnership's leads (REQUIREMENTS §3). */
export interface LeadStanding {
  person: Person;
  /** Follows from the policy's line and nothing else (NOT-5). */
  sees: 'count' | 'fact' | 'record';
  /** They take part for a side, or their own agency is one: another lead must act (S29). */
  isInConflict: boolean;
}

type Rules = Pick<Setting, 'policy' | 'partnership' | 'directory'>;

/**
 * How somebody stands as a lead; undefined when they are none, or stood aside. The board's business manager leads too: they get
 * what the board gets.
 */
export function leadStandingOf(d: Disagreement, email: string, setting: Rules): LeadStanding | undefined {
  const person = leadsOf(setting).find((lead) => lead.email === email);
  if (!person || hasStoodAside(d, email)) return undefined;
  return { person, sees: boardMaySee(setting.policy, stagesReached(d)), isInConflict: isInConflict(d, person) };
}

/** Whether a lead has left this one to another: they see and do nothing more on it as lead. */
function hasStoodAside(d: Pick<Disagreement, 'leads'>, email: string): boolean {
  return d.leads?.some((lead) => lead.person.email === email && lead.stoodAside !== undefined) ?? false;
}

/** The partnership's leads in the order in which they act, the board's business manager last. */
export function leadsOf({ partnership, directory }: Pick<Rules, 'partnership' | 'directory'>): Person[] {
  const listed = partnership.leads.map(({ name, email, agency }) => ({ name, email, agency: agency ?? BOARD }));
  const units = directory.posts
    .filter((post) => post.agency === BOARD && post.role === 'business-manager')
    .map(({ name, email }) => ({ name: findPerson(directory, email)?.name ?? name, email, agency: BOARD }));
  return [...new Map([...units, ...listed].map((lead) => [lead.email, lead])).values()].sort(
    (a, b) => order(listed, a) - order(listed, b),
  );
}

const order = (listed: Person[], { email }: Person) => {
  const at = listed.findIndex((lead) => lead.email === email);
  return at === -1 ? listed.length : at;
};

/** Whether a lead is too near to it: their agency is a side, or they were asked for one. Asked for the board is no conflict. */
function isInConflict(d: Disagreement, { agency, email }: Person): boolean {
  const isOfASide =
    agency !== BOARD && (d.raiser.agency === agency || d.raisedWith.some((other) => other.agency === agency));
  const side = sideOf(d, email);
  return isOfASide || (side !== undefined && side !== 'board');
}

/** The first lead who is free to act: neither in conflict nor stood aside. */
export function actingLead(d: Disagreement, setting: Rules): Person | undefined {
  return leadsOf(setting).find(({ email }) => {
    const standing = leadStandingOf(d, email, setting);
    return standing !== undefined && !standing.isInConflict;
  });
}

/** A lead's entry in the record, made when they first do something: its `id` stands for them in the history. */
export function enterLead(a: Amendment, person: Person): NonNullable<Disagreement['leads']>[number] {
  a.d.leads ??= [];
  const { leads } = a.d;
  const known = leads.find((lead) => lead.person.email === person.email);
  if (known) return known;
  const lead = { id: `l${leads.length + 1}`, person };
  leads.push(lead);
  return lead;
}

/**
 * "Asked when the lead's own agency is a side" — REQUIREMENTS §3. Only once the board may know which agencies they are: below its
 * line the question itself would say so (NOT-5). Nobody is asked twice.
 */
export function askLeadsToStandAside(a: Amendment, entry: number): void {
  const { d, setting } = a;
  if (boardMaySee(setting.policy, stagesReached(d)) === 'count') return;
  for (const person of leadsOf(setting)) {
    const standing = leadStandingOf(d, person.email, setting);
    const wasAsked = d.leads?.some((lead) => lead.person.email === person.email && lead.askedToStandAsideAt);
    if (!standing?.isInConflict || wasAsked) continue;
    enterLead(a, person).askedToStandAsideAt = setting.now.toString();
    a.tell(person, 'stand-aside', entry, { visit: d.stages.length - 1 });
  }
}

/** What is wrong with a disagreement's contacts: all that a lead may know of it below the board's line (NOT-5). Over once somebody there is asked in that post. */
export function contactFaults(d: Disagreement): { agency: string; role: string }[] {
  const visit = openVisit(d);
  const faults = nobodyLines(d).flatMap(({ facts }) =>
    // Which agency it is, if nobody has said, is the raiser's to add and no fault of a contact.
    facts?.['agency'] === undefined ? [] : [{ agency: String(facts['agency']), role: String(facts['role']) }],
  );
  return faults.filter(
    ({ agency, role }, at) =>
      !visit?.asked.some((asked) => asked.agency === agency && asked.role === role && !asked.notMineAt) &&
      faults.findIndex((one) => one.agency === agency && one.role === role) === at,
  );
}

/** Whether nobody can be asked on the other side because nobody has said yet with which agency it is (BEY-17). */
export function isAgencyUnknown(d: Disagreement): boolean {
  return d.raisedWith.length === 0 && nobodyLines(d).some(({ facts }) => facts?.['agency'] === undefined);
}

/** The history says whom the open stage lacked. Lines of an earlier time at the same stage are over. */
function nobodyLines(d: Disagreement): HistoryEntry[] {
  const visit = openVisit(d);
  if (!visit || d.outcome) return [];
  return d.history.filter(
    ({ what, at, stageId }) =>
      what === 'nobody to ask' && stageId === visit.stageId && Temporal.Instant.compare(at, visit.openedAt) >= 0,
  );
}
