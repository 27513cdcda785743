import type { Partnership } from '../escalation/partnership.ts';
import type { Policy } from '../escalation/policy.ts';
import type { Disagreement } from '../escalation/record.ts';

/** What the form is filled in from. Everything is a fact of the record; the texts are those it names, by their id. */
export interface RecordFacts {
  disagreement: Disagreement;
  policy: Policy;
  partnership: Pick<Partnership, 'name'>;
  /** Agencies' names by their id. */
  agencyNames: Readonly<Record<string, string>>;
  /** Texts by their id. One that the record names and this does not hold was erased, and the form says so. */
  texts: Readonly<Record<string, string>>;
}

/** What the form says in the place of a text that was erased: an empty field would say that nobody ever wrote it. */
export const ERASED = 'No longer held';
