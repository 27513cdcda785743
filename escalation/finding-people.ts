import type { Amendment } from './amendment.ts';
import {
  type Because,
  type Contact,
  type ContactAnswer,
  type ContactQuestion,
  contactFor,
  type NotThisPerson,
} from './contact-for.ts';
import { BOARD } from './directory.ts';
import {
  type AskedRule,
  boardMaySee,
  type PolicyStage,
  type Role,
  roleInstead,
  rolesFor,
  type Told,
} from './policy.ts';
import { type Asked, type Disagreement, type Person, stagesReached } from './record.ts';
import { concerned, namedBySide, siteOf } from './taking-part.ts';
import { isVouchedFor } from './vouching.ts';
import { londonDate } from './working-days.ts';

/** The agencies a rule speaks of. The board is an agency of the directory like the others. */
export function sidesOf(d: Disagreement, of: AskedRule['of']): { side: Asked['side']; agency: string }[] {
  const raising = [{ side: 'raising' as const, agency: d.raiser.agency }];
  const responding = concerned(d).map(({ agency }) => ({ side: 'responding' as const, agency }));
  if (of === 'raising') return raising;
  if (of === 'responding') return responding;
  if (of === 'both') return [...raising, ...responding];
  return [{ side: 'board', agency: BOARD }];
}

/** A rule that tells; `equivalents` where it is made of one that asks, to tell whom that would have asked (ROU-3). */
type Telling = Told & Partial<Pick<AskedRule, 'equivalents'>>;

/** The people a "tell" rule names. Only who holds a post that it names, or stands in for them: nobody is told in the place of somebody else. */
export function toldPeople(a: Amendment, told: Telling): Person[] {
  const people = holdersOf(a, told).map(({ person }) => person);
  return [...new Map(people.map((person) => [person.email, person])).values()];
}

/** The same, each with the agency for which they hold or stand in for the post; `notThese`: who must not be it. */
export function holdersOf(
  a: Amendment,
  told: Telling,
  notThese: NotThisPerson[] = [],
): { person: Person; agency: string; side: Asked['side'] }[] {
  const { d } = a;
  if (told.ifHealthCommissioned && !sidesOf(d, 'both').some(({ agency }) => isHealthCommissioned(a, agency))) return [];
  return sidesOf(d, told.of).flatMap(({ side, agency }) =>
    rolesFor(told, d.subject).flatMap((role) => {
      const answer = look(a, {
        role,
        side,
        agency,
        orRoles: told.orRoles ?? [],
        ...(told.equivalents ? { equivalents: told.equivalents } : {}),
        notThese: [...notTheirs(d), ...notThese],
      });
      const holder = holderIn(answer);
      return holder ? [{ person: personOf(holder), agency, side }] : [];
    }),
  );
}

const HOLDS_THE_POST: readonly Because[] = ['named by their own side', 'directory', 'deputy', 'delegated'];

/** Whoever was found, if they hold the post itself or stand in for its holder. */
export function holderIn({ contact }: ContactAnswer): Contact | undefined {
  return contact && HOLDS_THE_POST.includes(contact.because) ? contact : undefined;
}

/** Each agency's safeguarding lead, as far as the directory has one. */
export function safeguardingLeads(a: Amendment, of: 'both' | 'raising' = 'both'): Person[] {
  return toldPeople(a, { role: 'safeguarding-lead', of, ifHealthCommissioned: false, registers: false });
}

/** Who a stage would ask, to be told that it is not used. The raiser's and counterpart's own stage tells those two anyway. */
export function peopleOf(a: Amendment, stage: PolicyStage): Person[] {
  return stage.asks
    .filter(({ role }) => role !== 'practitioner')
    .flatMap(({ role, of, orRoles, equivalents }) =>
      toldPeople(a, { role, of, orRoles, equivalents, ifHealthCommissioned: false, registers: false }),
    );
}

/** The deputy of somebody in a post, and their agency's safeguarding lead, as far as there are any: asked when nobody answers (CLK-14). */
export function standInsFor(
  a: Amendment,
  post: { role: Role; side: Asked['side']; agency: string; email: string },
): Person[] {
  const { role, side, agency, email } = post;
  const notThese = [...notTheirs(a.d), { email, why: 'has not answered' }];
  const deputy = look(a, { role, side, agency, orRoles: [], notThese });
  const lead = look(a, { role: 'safeguarding-lead', side, agency, orRoles: [], notThese });
  return [
    ...(deputy.contact?.because === 'deputy' ? [personOf(deputy.contact)] : []),
    ...(lead.contact && agency !== BOARD && lead.contact.because !== "board's business unit"
      ? [personOf(lead.contact)]
      : []),
  ];
}

/** Those who said that it is not theirs: asked nothing more, and told nothing. */
export function notTheirs(d: Disagreement): NotThisPerson[] {
  return Object.values(d.people)
    .filter(({ mine }) => mine === 'not mine')
    .map(({ person }) => ({ email: person.email, why: 'said that it is not theirs' }));
}

/** A post to look for at an agency of one side, and who must not be asked. */
export interface Looking {
  role: Role;
  side: Asked['side'];
  agency: string;
  orRoles: readonly Role[];
  equivalents?: AskedRule['equivalents'];
  notThese: NotThisPerson[];
}

/** Looks in the directory for a post, as the record and the policy have it now: whom their own side named, their site, and whether the board may be asked. */
export function look(a: Amendment, question: Looking): ContactAnswer {
  return contactFor(a.setting.directory, questionFor(a, question));
}

/** The same as a question to the directory, for whoever asks it something else. */
export function questionFor(a: Amendment, question: Looking): ContactQuestion {
  const { d, setting } = a;
  const named = namedBySide(d, question) ?? theirOwnManager(d, question);
  const instead = roleInstead({ equivalents: question.equivalents ?? {} }, agencyType(a, question.agency));
  return {
    agency: question.agency,
    ...siteOf(d, setting.directory, question),
    role: question.role,
    ...(instead ? { roleInstead: instead } : {}),
    roleEquivalents: question.orRoles,
    ...(named ? { named: { name: named.name, email: named.email, vouched: isVouchedFor(d, named.email) } } : {}),
    on: londonDate(setting.now),
    notThese: question.notThese,
    boardMayBeAsked: question.agency === BOARD || boardMaySee(setting.policy, stagesReached(d)) !== 'count',
  };
}

/** What kind of agency it is, which decides what its posts are called (ROU-3). */
export function agencyType({ setting }: Amendment, agencyId: string): string | undefined {
  return setting.directory.agencies.find(({ id }) => id === agencyId)?.type;
}

/** The line manager whom the raiser named on the form; for their own side only. */
function theirOwnManager(d: Disagreement, question: { role: Role; side: Asked['side'] }): Person | undefined {
  return question.role === 'line-manager' && question.side === 'raising' ? d.raisersManager : undefined;
}

/** Somebody who was found, as the record keeps people. */
export function personOf({ name, email, agency }: Contact): Person {
  return { name, email, agency };
}

function isHealthCommissioned(a: Amendment, agencyId: string): boolean {
  return a.setting.directory.agencies.some((agency) => agency.id === agencyId && agency.healthCommissioned);
}
