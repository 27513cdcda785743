import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { askInstead, isUnreached } from '../asking.ts';
import { once } from '../clockwork.ts';
import { asOfTheBoard, reasonToVouch } from '../directory.ts';
import { currentMeeting } from '../meetings.ts';
import { nextPersonNamed, reasonNotToName } from '../next-person.ts';
import { askThoseNotYetAsked } from '../opening.ts';
import { requireStage } from '../policy.ts';
import { type Disagreement, openVisit, type Person } from '../record.ts';
import { isAskedWhoItIs, keepNamed, sideOf } from '../taking-part.ts';
import { type Actor, addressField, anAct, NOT_ASKED, NOT_OPEN, now, optionalText, required, tellNow } from './act.ts';

/** "I am NAME, AGENCY, and this is mine": said before anything is shown (PRV-2). */
export const mine = anAct({
  fields: z.object({}),
  reasonNot: ({ isRaiser }) => {
    return isRaiser ? 'You raised this disagreement.' : undefined;
  },
  perform(a, by) {
    const known = a.d.people[by.email]!;
    if (known.mine === 'mine') return undefined;
    known.mine = 'mine';
    a.enter({ by: by.id, what: 'said it is theirs' });
    return undefined;
  },
});

/** "Not mine": their access ends, the raiser's side and the lead are told, the right person is found at once and the clock goes on (PRV-2). */
export const notMine = anAct({
  fields: z.object({
    name: optionalText,
    email: z.union([z.literal(''), addressField('Enter their work email address, or leave it empty')]).optional(),
  }),
  reasonNot: ({ isRaiser, d, email }) => {
    if (isRaiser) return 'You raised this disagreement.';
    // A lead who said so of what they were only told of would be shut out of it as lead too.
    const isOnlyTold = d.people[email]?.places.every((place) => place === 'told') ?? false;
    return isOnlyTold ? 'You were told of it, and are asked nothing.' : undefined;
  },
  perform(a, by, act) {
    const why = reasonNotNamed(a, by, act);
    if (why) return why;
    const visit = openVisit(a.d);
    const entry = a.enter({ by: by.id, what: 'said it is not theirs', ...(visit ? { stageId: visit.stageId } : {}) });
    const named = act.name && act.email ? { name: act.name, email: act.email, agency: by.person.agency } : undefined;
    endPlaceOf(a, by.person, entry, { named });
    return undefined;
  },
});

/**
 * Ends somebody's part: whoever they named instead, or whoever is found, is asked at once; the raiser's side and the leads are told (PRV-2).
 * `notOurs`: their agency's safeguarding lead says so, and not they.
 */
export function endPlaceOf(
  a: Amendment,
  { email, agency }: Person,
  entry: number,
  { named, notOurs }: { named?: Person | undefined; notOurs?: boolean } = {},
): void {
  const { d } = a;
  d.people[email]!.mine = 'not mine';
  const visit = openVisit(d);
  // Who was to say who their practitioner is: somebody else of the agency is asked that now, or the leads hear that nobody can be (ADM-4).
  if (visit && isAskedWhoItIs(d, email)) askThoseNotYetAsked(a, visit, entry, { role: 'practitioner', agency });
  const asCounterpart = d.raisedWith.find(({ practitioner }) => practitioner?.email === email);
  if (asCounterpart) {
    if (named) {
      asCounterpart.practitioner = named;
      a.place(named, 'counterpart');
      if (!visit?.asked.some((one) => one.person.email === email)) tellNow(a, named, 'told-raised', entry);
    } else delete asCounterpart.practitioner;
  }
  const asked = visit?.asked.find((one) => one.person.email === email && !one.notMineAt);
  if (visit && asked) {
    asked.notMineAt = now(a);
    askInstead(a, visit, asked, named, entry);
  }
  // Whoever arranged a meeting hears that its chair is none, and can arrange it anew with another.
  const meeting = currentMeeting(visit);
  if (meeting?.chair.email === email) tellNow(a, meeting.convenedBy, 'not-mine', entry, { agency });
  tellOfNotMine(a, email, entry, { agency, ...(notOurs ? { notOurs } : {}) });
}

/**
 * The raiser's side, which is the raiser and whoever is asked for it now, and the leads (PRV-2); of a supporter, of whom the other side does
 * not know, whoever named them (INT-10).
 */
export function tellOfNotMine(
  a: Amendment,
  email: string,
  entry: number,
  facts: { agency: string; notOurs?: boolean },
): void {
  const { d, setting } = a;
  const supporter = d.supporters?.find(({ person }) => person.email === email);
  const standsBy = d.people[email]?.places.every((place) => place === 'supporter' || place === 'told');
  const namedBy = supporter && standsBy ? d.people[supporter.by]?.person : undefined;
  const own = (openVisit(d)?.asked ?? []).filter(({ side, notMineAt }) => side === 'raising' && !notMineAt);
  const raisersSide = [d.raiser, ...own.map(({ person }) => person)].filter((person) => person.email !== email);
  const leads = setting.partnership.leads
    .filter(({ email: of }) => !raisersSide.some((person) => person.email === of))
    .map(asOfTheBoard);
  for (const person of namedBy ? [namedBy] : once([...raisersSide, ...leads]))
    tellNow(a, person, 'not-mine', entry, facts);
}

/** Why whoever they name cannot be asked: they read it while they can still put it right, because after this act they see nothing more. */
function reasonNotNamed(
  a: Amendment,
  by: Actor,
  act: { name?: string | undefined; email?: string | undefined },
): string | undefined {
  const orNobody = 'Or leave both empty: then we look for whoever it is.';
  if (!act.email && !act.name) return undefined;
  if (!act.email || !act.name) return `Enter both their full name and their work email address. ${orNobody}`;
  const side = sideOf(a.d, by.email) === 'raising' ? 'raising' : 'responding';
  const why = reasonNotToName({
    named: act.email,
    namedBy: by.email,
    forSide: side,
    raiser: a.d.raiser.email,
    ...raisersManagerOf(a.d),
  });
  if (why) return `${why} ${orNobody}`;
  return reasonToVouch(a.setting.directory, by.person.agency, act.email)
    ? `Check their address: it is none of your own agency's. ${orNobody}`
    : undefined;
}

const raisersManagerOf = ({ raisersManager }: Disagreement) =>
  raisersManager ? { raisersManager: raisersManager.email } : {};

const named = {
  name: required('Enter their full name'),
  email: addressField('Enter their work email address, like name@agency.example'),
  job: optionalText,
};

/** Who takes a later stage on one's own side (ROU-11). */
export const nameNext = anAct({
  fields: z.object({
    role: z.enum(
      ['line-manager', 'senior-manager', 'head-of-service', 'board-representative', 'practitioner'],
      'Choose in which post they are',
    ),
    ...named,
  }),
  reasonNot: ({ isRaiser, isCounterpart, asked, open, d, email }) => {
    if (!open) return NOT_OPEN;
    if (asked) return asked.side === 'board' ? NOT_ASKED : undefined;
    return isRaiser || isCounterpart || isAskedWhoItIs(d, email) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    const side = sideOf(a.d, by.email);
    const agency = by.person.agency;
    const why = reasonNotToName({
      named: act.email,
      namedBy: by.email,
      forSide: side === 'raising' ? 'raising' : 'responding',
      raiser: a.d.raiser.email,
      ...raisersManagerOf(a.d),
    });
    if (why) return why;
    const vouch = reasonToVouch(a.setting.directory, agency, act.email);
    if (vouch) return `Name somebody with an address of your own agency: ${vouch}.`;
    const person: Person = { name: act.name, email: act.email, agency, ...(act.job ? { job: act.job } : {}) };
    const entry = a.enter({ by: by.id, what: 'next person named', facts: { role: act.role, agency } });
    const visit = openVisit(a.d)!;
    const index = a.d.stages.length - 1;
    if (act.role !== 'practitioner') {
      keepNamed(a.d, { agency, role: act.role, side: side ?? 'responding' }, person);
      nextPersonNamed(a, agency, act.role, side);
      // Named for a tier that is open and that nobody could be found for: they are asked at once (BEY-5).
      askThoseNotYetAsked(a, visit, entry, { role: act.role, agency });
      return undefined;
    }
    const other = a.d.raisedWith.find((one) => one.agency === agency);
    if (!other) return 'Only the other agency can say who its practitioner is.';
    const isThere = other.practitioner && a.d.people[other.practitioner.email]?.mine !== 'not mine';
    if (isThere && !isUnreached(visit, other.practitioner!.email)) return 'The other practitioner is already known.';
    other.practitioner = person;
    a.place(person, 'counterpart');
    const rule = requireStage(a.setting.policy, visit.stageId).asks.find(
      (one) => one.role === 'practitioner' && one.of !== 'raising',
    );
    if (rule) {
      askInstead(
        a,
        visit,
        {
          id: '',
          side: 'responding',
          agency,
          role: 'practitioner',
          does: rule.does,
          person,
          because: '',
          trail: [],
          askedAt: now(a),
          remindersSent: 0,
        },
        person,
        entry,
      );
    } else {
      a.tell(person, 'told-raised', entry, { visit: index });
    }
    return undefined;
  },
});
