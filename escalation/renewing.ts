import { Temporal } from 'temporal-polyfill';
import { amend, type Change, type Setting } from './amendment.ts';
import type { Disagreement } from './record.ts';

/** An execution ends after a year whatever it does; another takes its place well before (F15). Days. */
export const RENEW_AFTER_DAYS = 300;

/** Whether the execution that owns the record is old enough to be replaced. */
export function isRunOld(d: Disagreement, now: Temporal.Instant): boolean {
  return (
    Temporal.Instant.compare(Temporal.Instant.from(d.runStartedAt).add({ hours: 24 * RENEW_AFTER_DAYS }), now) <= 0
  );
}

/**
 * Lets another execution own the record: run rises by one in the conditional write, so whatever the old one still does is
 * refused as superseded, and the new one's start is owed. It goes on exactly where the record is.
 */
export function renewRun(d: Disagreement, setting: Setting, why: 'old' | 'not answering'): Change {
  const a = amend(d, setting);
  a.d.run += 1;
  a.d.runStartedAt = setting.now.toString();
  a.enter({ by: 'clock', what: 'run renewed', facts: { run: a.d.run, why } });
  a.d.owed = a.d.owed.filter(({ kind }) => kind !== 'wake' && kind !== 'start');
  a.d.owed.push({ kind: 'start' });
  return a.done({ wake: false });
}
