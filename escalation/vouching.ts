import type { Amendment } from './amendment.ts';
import { contactFor } from './contact-for.ts';
import { asOfTheBoard, BOARD, type Directory, reasonToVouch } from './directory.ts';
import { type Disagreement, openVisit, type Person, type Place } from './record.ts';
import { londonDate } from './working-days.ts';

/**
 * "An address outside the agency's recorded domains is shown only reference, stage and deadline until that agency's safeguarding lead or
 * the lead vouches" — PRV-2
 *
 * Whoever may vouch is told at once that an address waits, once and never chased: nothing waits for it, and until it is answered the digest
 * has it among what needs the partnership's lead.
 */
type Vouching = NonNullable<Disagreement['vouching']>[number];

/** Whether somebody entitled to has said that the address is theirs, although it is outside their agency's domains. */
export function isVouchedFor(d: Pick<Disagreement, 'vouchedFor'>, email: string): boolean {
  return d.vouchedFor?.some((one) => one.email === email) ?? false;
}

/** Who chairs or mediates was named by those whom the policy asks to find them: that vouches for them. Who was only told sees no record. */
const NEVER_VOUCHED_FOR: readonly Place[] = ['raiser', 'chair', 'mediator'];
const SEES_NO_RECORD: readonly Place[] = ['told', 'asked to vouch'];

/** Whether with these places it matters whose an address is. */
export function isAskedWhoseItIs(places: readonly Place[]): boolean {
  return (
    places.some((place) => !SEES_NO_RECORD.includes(place)) &&
    !places.some((place) => NEVER_VOUCHED_FOR.includes(place))
  );
}

/** Whether somebody with a place sees the bare facts alone until their address is vouched for. */
export function mustBeVouchedFor(d: Disagreement, email: string, directory: Directory): boolean {
  const known = d.people[email];
  return known !== undefined && isAskedWhoseItIs(known.places) && isOutside(d, known.person, directory);
}

function isOutside(d: Disagreement, { email, agency }: Person, directory: Directory): boolean {
  return reasonToVouch(directory, agency, email) !== undefined && !isVouchedFor(d, email);
}

/** Those who wait: with a place already, or named by the raiser as their manager and held until their stage. */
function waiting(d: Disagreement, directory: Directory): Person[] {
  const placed = Object.values(d.people).filter(
    ({ person, mine }) => mine !== 'not mine' && mustBeVouchedFor(d, person.email, directory),
  );
  const { raisersManager } = d;
  const isHeld = raisersManager && !d.people[raisersManager.email] && isOutside(d, raisersManager, directory);
  return [...placed.map(({ person }) => person), ...(isHeld ? [raisersManager] : [])];
}

/** The addresses somebody was asked to vouch for that still wait, as the record has them: all, or those of one person asked. */
export function stillToVouchFor(d: Disagreement, askedOf?: string): Vouching[] {
  if (d.outcome || !openVisit(d)) return [];
  return (d.vouching ?? []).filter(
    ({ person, of }) =>
      !isVouchedFor(d, person.email) &&
      (askedOf === undefined || of?.email === askedOf) &&
      (d.people[person.email] ? d.people[person.email]!.mine !== 'not mine' : isRaisersManager(d, person.email)),
  );
}

/** Whether the raiser named them as their own manager, who may have no place yet. */
export function isRaisersManager({ raisersManager }: Disagreement, email: string): boolean {
  return raisersManager?.email === email;
}

/**
 * Tells the agency's safeguarding lead, or the partnership's leads where it has none, that an address waits. Every change of the record
 * comes through here, so that no way of getting a place can leave it out; nobody is asked twice about one address.
 *
 * Our choice: the email names neither the person nor the address, because somebody else typed them (PRV-3). The agency's lead reads both on
 * the page; a partnership's lead below the board's line reads the agency alone (NOT-5), and asks it.
 */
export function askForVouching(a: Amendment): void {
  const { d, setting } = a;
  const visit = openVisit(d);
  if (!visit || d.outcome) return;
  for (const person of waiting(d, setting.directory)) {
    if (d.vouching?.some((one) => one.person.email === person.email)) continue;
    const of = safeguardingLeadFor(a, person);
    const { agency } = person;
    const entry = a.enter({
      by: 'clock',
      what: 'address waits to be vouched for',
      stageId: visit.stageId,
      facts: { agency },
    });
    d.vouching = [...(d.vouching ?? []), { person, at: setting.now.toString(), ...(of ? { of } : {}) }];
    if (of) a.place(of, 'asked to vouch');
    for (const to of of ? [of] : setting.partnership.leads.map(asOfTheBoard))
      a.tell(to, 'vouch-wanted', entry, {
        visit: d.stages.length - 1,
        facts: { agency, ...(of ? {} : { lead: true }) },
      });
  }
}

/** Nobody vouches for their own address, nor the raiser for one that they typed themselves. */
function safeguardingLeadFor({ d, setting }: Amendment, { email, agency }: Person): Person | undefined {
  const gone = Object.values(d.people).filter(({ mine }) => mine === 'not mine');
  const { contact } = contactFor(setting.directory, {
    agency,
    role: 'safeguarding-lead',
    on: londonDate(setting.now),
    notThese: [email, d.raiser.email, ...gone.map(({ person }) => person.email)],
    boardMayBeAsked: false,
  });
  return contact && contact.agency !== BOARD
    ? { name: contact.name, email: contact.email, agency: contact.agency }
    : undefined;
}
