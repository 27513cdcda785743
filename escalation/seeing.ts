import { Temporal } from 'temporal-polyfill';
import { type Disagreement, everyVisit, type HistoryEntry, type Person } from './record.ts';
import { isAskedForSupport, sideOf } from './taking-part.ts';

/**
 * The record as one reader may see it. Pages, exports and documents for a person are made from this and not from the record, so that
 * what is for one side alone cannot be forgotten there:
 *
 * - that the raiser asked for support, and who answers it, is for the raiser and their safeguarding lead (INT-10);
 * - a side's supporter is for that side (INT-10);
 * - that an address waits to be vouched for, and whose it is, is for its own agency (PRV-2);
 * - what an agency answers about somebody's competence is for that agency (OUT-9);
 * - the words of advice are for the agency in which it was asked (INT-11); that it was asked and given is for everybody.
 *
 * A reader without an address, such as a document for both sides, sees what everybody may.
 */
export function asSeenBy(record: Disagreement, email: string | undefined): Disagreement {
  const d = structuredClone(record);
  const seesSupport = email !== undefined && (email === d.raiser.email || isAskedForSupport(d, email));
  const side = email === undefined ? undefined : sideToSee(d, email);
  const agency = email === undefined ? undefined : d.people[email]?.person.agency;

  const unseen = new Set<string>();
  if (!seesSupport) {
    for (const lead of d.support?.seenBy ?? []) if (isHereForSupportAlone(d, lead)) unseen.add(lead);
  }
  for (const { person, side: theirs } of d.supporters ?? []) {
    if (theirs !== side && d.people[person.email]?.places.every((place) => place === 'supporter'))
      unseen.add(person.email);
  }
  for (const [address, { person, places }] of Object.entries(d.people)) {
    const isHereToVouch = places.every((place) => place === 'asked to vouch');
    if (isHereToVouch && address !== email && person.agency !== agency) unseen.add(address);
  }
  const hereForMore = [
    ...(seesSupport ? [] : (d.support?.seenBy ?? [])),
    ...(d.supporters ?? []).filter((one) => one.side !== side).map(({ person }) => person.email),
  ].flatMap((one) => (d.people[one] ? [{ id: d.people[one].id, askedAt: firstAskedAt(d, one) }] : []));
  const unseenIds = [...unseen].flatMap((one) => d.people[one]?.id ?? []);
  const kept = wordsOfAdvice(d, (person) => person.agency !== agency);

  d.history = d.history.flatMap((entry) => {
    // What an automatic reply of theirs said names them as well.
    if (unseenIds.includes(entry.by) || unseenIds.includes(String(entry.facts?.['whose']))) return [];
    // They have a place of another kind by now, but they, or their mailbox, had answered before they did.
    if (hereForMore.some((one) => isOfEarlierPlace(entry, one))) return [];
    if (OF_VOUCHING.includes(entry.what) && entry.facts?.['agency'] !== agency) return [];
    if (entry.what === 'supporter appointed' && entry.facts?.['side'] !== side) return [];
    if (entry.textId === undefined || !kept.has(entry.textId)) return [entry];
    const { textId: _, textHash: __, ...shown } = entry;
    return [shown];
  });
  if (!seesSupport) delete d.support;
  if (d.supporters) d.supporters = d.supporters.filter((one) => one.side === side);
  if (d.vouching)
    d.vouching = d.vouching.filter(({ person, of }) => person.agency === agency || (of && of.email === email));
  d.people = Object.fromEntries(Object.entries(d.people).filter(([address]) => !unseen.has(address)));
  if (d.checklist) d.checklist = d.checklist.filter((one) => !one.isForOwnAgency || one.agency === agency);
  d.owed = [];
  if (d.advice) d.advice = d.advice.map((one) => withoutWords(one, kept));
  return d;
}

const OF_VOUCHING = ['address waits to be vouched for', 'address vouched for'];

/** When somebody was first asked something that both sides may know of; undefined where they never were. */
function firstAskedAt(d: Disagreement, email: string): string | undefined {
  return [
    ...everyVisit(d).flatMap(({ asked }) => asked.flatMap((one) => (one.person.email === email ? [one.askedAt] : []))),
    ...(d.advice ?? []).flatMap(({ of, at }) => (of.email === email ? [at] : [])),
  ].sort(Temporal.Instant.compare)[0];
}

/** Whether a line shows only that somebody had a place that is not for this reader. */
function isOfEarlierPlace(entry: HistoryEntry, { id, askedAt }: { id: string; askedAt: string | undefined }): boolean {
  if (entry.by === id) return entry.what === 'said it is theirs';
  if (entry.facts?.['whose'] !== id) return false;
  return askedAt === undefined || Temporal.Instant.compare(entry.at, askedAt) < 0;
}

function sideToSee(d: Disagreement, email: string): 'raising' | 'responding' | 'board' | undefined {
  const supported = d.supporters?.find(({ person }) => person.email === email);
  if (supported && d.people[email]?.places.every((place) => place === 'supporter' || place === 'told'))
    return supported.side;
  return isAskedForSupport(d, email) ? 'raising' : sideOf(d, email);
}

/** A lead who has no other place: that they are here at all says that support was asked for. */
function isHereForSupportAlone(d: Disagreement, lead: string): boolean {
  const isAdviser = d.advice?.some(({ of }) => of.email === lead) ?? false;
  return !isAdviser && (d.people[lead]?.places.every((place) => place === 'adviser') ?? true);
}

function wordsOfAdvice(d: Disagreement, isKeptFrom: (asker: Person) => boolean): Set<string> {
  const advice = (d.advice ?? []).filter(({ by }) => isKeptFrom(by));
  return new Set(advice.flatMap(({ textId, given }) => [textId, given?.textId]).filter((id) => id !== undefined));
}

type Advice = NonNullable<Disagreement['advice']>[number];

function withoutWords(advice: Advice, kept: ReadonlySet<string>): Advice {
  const shown = structuredClone(advice);
  if (shown.textId && kept.has(shown.textId)) delete shown.textId;
  if (shown.given?.textId && kept.has(shown.given.textId)) delete shown.given.textId;
  return shown;
}
