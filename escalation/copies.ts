import { isSecureDomain } from './address.ts';
import type { Amendment } from './amendment.ts';
import { actingLead, leadStandingOf } from './leading.ts';
import type { Disagreement, Person } from './record.ts';
import { hasPart } from './taking-part.ts';
import { mustBeVouchedFor } from './vouching.ts';

/*
 * The copy of the record that goes by email to somebody who cannot use links (BEY-9, ADR 017).
 *
 * > "forms travel as sign-in links; an encrypted attachment only where an administrator marks the recipient 'cannot use links'"
 * > — REQUIREMENTS §3
 */

/** Why a copy cannot be sent to an address, in words for the lead; undefined when it can. */
export function reasonNotToSendCopy({ d, setting }: Amendment, email: string): string | undefined {
  const known = d.people[email];
  if (!known || known.mine === 'not mine' || !mayHaveCopy(known))
    return 'Enter the address of somebody who takes part in it.';
  return mustBeVouchedFor(d, email, setting.directory)
    ? "First vouch for the address: it is outside its agency's domains."
    : undefined;
}

/**
 * Owes somebody their copy under a history line of its own. It is locked unless their address is on the partnership's secure list.
 *
 * > "Please password protect if not being sent from a secure email address." — B, L136 (PRV-1)
 *
 * Answers the line's number, and whether it is locked.
 */
export function oweCopy(
  a: Amendment,
  to: Person,
  { by, textId }: { by: string; textId?: string },
): { entry: number; locked: boolean } {
  const { d, setting } = a;
  const locked = !isSecureDomain(setting.partnership.secureDomains, to.email);
  const entry = a.enter({
    by,
    what: 'copy sent',
    ...(textId ? { textId } : {}),
    facts: { whose: d.people[to.email]!.id, locked },
  });
  a.tell(to, 'record-copy', entry, { visit: d.stages.length - 1, facts: { locked } });
  return { entry, locked };
}

/**
 * When it has ended, those marked before get their copy of how it ended as everybody else gets a link. Where it is locked, the lead who
 * marked them is asked to tell them the password: or the acting lead, where that one no longer leads it.
 */
export function oweCopiesOfTheEnd(a: Amendment): void {
  const { d, setting } = a;
  for (const known of Object.values(d.people)) {
    const { person, cannotUseLinks } = known;
    if (!cannotUseLinks || known.mine !== 'mine' || !mayHaveCopy(known)) continue;
    if (mustBeVouchedFor(d, person.email, setting.directory)) continue;
    const standing = leadStandingOf(d, cannotUseLinks.by.email, setting);
    const lead = standing && !standing.isInConflict ? cannotUseLinks.by : actingLead(d, setting);
    if (lead) cannotUseLinks.by = lead;
    const { entry, locked } = oweCopy(a, person, { by: 'clock' });
    if (lead && locked) a.tell(lead, 'copy-password', entry, { visit: d.stages.length - 1 });
  }
}

/** Whoever takes part, and whoever the policy sends its form. */
const mayHaveCopy = ({ places, readsForm }: Disagreement['people'][string]) => hasPart(places) || readsForm === true;

/** Those whose copies a lead has sent, or now sees to: whose passwords that lead may be told, and no other. */
export function copiesSeenToBy(d: Disagreement, lead: string): Person[] {
  return Object.values(d.people)
    .filter(({ cannotUseLinks }) => cannotUseLinks?.by.email === lead)
    .map(({ person }) => person);
}
