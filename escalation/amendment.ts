import type { Temporal } from 'temporal-polyfill';
import { alarmOf } from './alarm.ts';
import type { Directory } from './directory.ts';
import type { Partnership } from './partnership.ts';
import type { Policy } from './policy.ts';
import {
  type Disagreement,
  type HistoryEntry,
  type MessageKind,
  type Owed,
  openHarm,
  type Person,
  type Place,
} from './record.ts';
import { askForVouching } from './vouching.ts';
import type { Calendar } from './working-days.ts';

/** What every decision is judged in: the rules in force and the moment. */
export interface Setting {
  now: Temporal.Instant;
  policy: Policy;
  partnership: Partnership;
  directory: Directory;
  calendar: Calendar;
  /** An unguessable id for a text. An argument, so that the same decision can be made twice in a test. */
  newId(): string;
  /** The disagreement that an act names by its reference, where it names one and there is such, with the policy it runs under. */
  other?: { d: Disagreement; policy: Policy };
  /** Every policy version of this release: a lead may choose among them which one governs. */
  released?: readonly Policy[];
}

/** A history line before the store chains it. */
export type EntryDraft = Omit<HistoryEntry, 'mac' | 'textHash'>;

/**
 * A decision, ready to be written: the record as it will be, the history lines it adds, and the texts they speak of.
 * What must follow stands in the record's `owed`.
 */
export interface Change {
  disagreement: Disagreement;
  entries: EntryDraft[];
  texts: { id: string; content: string }[];
}

/** Builds a change on a copy of the record. Every write to a record goes through one. */
export interface Amendment {
  readonly d: Disagreement;
  readonly setting: Setting;
  /** Appends a history line; answers its number, which is part of the key of every message it causes. */
  enter(line: {
    by: string;
    what: string;
    stageId?: string;
    clause?: string;
    facts?: HistoryEntry['facts'];
    textId?: string;
  }): number;
  /** Keeps somebody's words as an item of their own; answers its id. */
  keep(content: string): string;
  /** Owes one email, caused by history line `entry`. Nobody is sent the same kind twice for one line. */
  tell(
    to: Person,
    message: MessageKind,
    entry: number,
    about?: {
      atAnyHour?: boolean;
      visit?: number;
      round?: number;
      facts?: Extract<Owed, { kind: 'message' }>['facts'];
    },
  ): void;
  /** Gives somebody a place; answers their id in this record. */
  place(person: Person, place: Exclude<Place, 'lead'>): string;
  /** Lets somebody who has a place read the policy's form. */
  sendForm(person: Person): void;
  /** Derives the alarm and owes what follows. `wake`: an execution may be waiting on the old alarm. */
  done(options: { wake: boolean }): Change;
}

/** Begins a change: a copy of the record to alter, and what is entered, kept and owed meanwhile. `done` closes it; the record given stays as it was. */
export function amend(record: Disagreement, setting: Setting): Amendment {
  const d = structuredClone(record);
  const entries: EntryDraft[] = [];
  const texts: Change['texts'] = [];
  let newPeople = false;
  const owe = (owed: Owed) => {
    if (owed.kind === 'message' || !d.owed.some(({ kind }) => kind === owed.kind)) d.owed.push(owed);
  };

  const amendment: Amendment = {
    d,
    setting,
    enter(line) {
      const n = d.history.length + entries.length + 1;
      entries.push({ n, at: setting.now.toString(), ...line });
      return n;
    },
    keep(content) {
      const id = setting.newId();
      texts.push({ id, content });
      return id;
    },
    tell(to, message, entry, about = {}) {
      // "Not mine" ends their part in it: they hear no more of it (PRV-2).
      if (d.people[to.email]?.mine === 'not mine') return;
      const isOwed = d.owed.some(
        (o) =>
          o.kind === 'message' &&
          o.entry === entry &&
          o.message === message &&
          o.round === about.round &&
          o.to.email === to.email,
      );
      if (isOwed) return;
      // Every email about somebody at risk of immediate harm leaves at once, at any hour (CLK-8).
      const { atAnyHour = openHarm(d) !== undefined, ...rest } = about;
      owe({ kind: 'message', entry, message, to, atAnyHour, ...rest });
    },
    place(person, place) {
      const known = d.people[person.email];
      if (known) {
        if (!known.places.includes(place)) known.places.push(place);
        return known.id;
      }
      const id = `p${Object.keys(d.people).length + 1}`;
      d.people[person.email] = { id, person, places: [place], mine: 'not said' };
      newPeople = true;
      return id;
    },
    sendForm(person) {
      const known = d.people[person.email];
      if (known) known.readsForm = true;
    },
    done({ wake }) {
      askForVouching(amendment);
      const alarm = alarmOf(d, setting.calendar);
      const isOther =
        alarm.place !== d.alarm.place || alarm.remindAt !== d.alarm.remindAt || alarm.dueAt !== d.alarm.dueAt;
      d.alarm = alarm;
      if (wake && isOther) owe({ kind: 'wake' });
      if (newPeople) d.owed.push({ kind: 'people', known: Object.keys(d.people).length });
      return { disagreement: d, entries, texts };
    },
  };
  return amendment;
}
