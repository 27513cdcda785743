import { expect, test } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import { confirmInWriting } from '../../escalation/clockwork.ts';
import { openVisit } from '../../escalation/record.ts';
import {
  asWritten,
  at,
  did,
  didChange,
  directoryWith,
  inLondon,
  owedTo,
  RAISER,
  RAISERS_MANAGER,
  raised,
  refusalOf,
  S,
  settingAt,
} from './building.ts';
import type { Row } from './directories.ts';

const LEAD = at('health', 'safeguarding-lead');
const DEPUTY = at('health', 'senior-manager');
const refusal: Act = { kind: 'review', verdict: 'not taken forward', text: 'It is in hand.' };
/** Begins at the review: Step 1 has been used. */
const reviewedFirst = { subject: 'adult', talkedAlready: 'yes', talkedOn: '2026-03-02' } as const;
const lookAgain: Act = { kind: 'look-again', text: 'It is not.' };

/** Tarnshire Health, where the post of safeguarding lead has other cells. */
const withLead = (cells: Row) => (rows: Row[]) =>
  rows.map((row) =>
    row['agency'] === 'Tarnshire Health' && row['role'] === 'safeguarding-lead' ? { ...row, ...cells } : row,
  );

test.each<[string, Row, string]>([
  ['their safeguarding lead', {}, LEAD],
  [
    'whoever deputises, where it was the lead who refused it',
    { email: RAISERS_MANAGER, name: 'Tarnshire Health line-manager', deputy_email: DEPUTY },
    DEPUTY,
  ],
  [
    'whoever deputises, where the lead has raised it',
    { email: RAISER, name: 'Rae Raiser', deputy_email: DEPUTY },
    DEPUTY,
  ],
])('SCP-4: a refusal is taken to %s, who alone may send it forward', (_name, cells, asked) => {
  const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: S, directory: directoryWith(withLead(cells)) });
  const refused = did(raised(setting, reviewedFirst), RAISERS_MANAGER, refusal, setting);

  const change = didChange(refused, RAISER, lookAgain, setting);

  expect(owedTo(change.disagreement, 'look-again')).toEqual([asked]);
  const d = did(refused, RAISER, lookAgain, setting);
  expect(refusalOf(d, RAISER, lookAgain, setting)).toBe('Your safeguarding lead has been asked already.');
  const forward: Act = { kind: 'send-forward', text: 'It cannot wait.' };
  expect(refusalOf(d, RAISERS_MANAGER, forward, setting)).not.toBe('done');
  expect(openVisit(did(d, asked, forward, setting))).toMatchObject({ stageId: '2', cause: 'sent forward' });
  const { disagreement } = didChange({ ...d, owed: [] }, asked, forward, setting);
  expect(owedTo(disagreement, 'told-moved'), 'the raiser hears that it goes forward after all').toEqual([RAISER]);
});

test.each<[string, string | undefined, string]>([
  ['the raiser has a working week to take it to their lead', undefined, 'Mon 9 Mar 2026 17:00'],
  ['and their lead a working week from being asked', 'Fri 6 Mar 2026 16:00', 'Fri 13 Mar 2026 17:00'],
])('SCP-4: a refusal stays open: %s', (_name, takenAt, closesAt) => {
  const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: S });
  const refused = did(raised(setting, reviewedFirst), RAISERS_MANAGER, refusal, setting);
  const confirmed = confirmInWriting(refused, setting);
  if ('nothing' in confirmed) throw new Error(confirmed.nothing);
  const d = asWritten(confirmed.change);

  const waits = takenAt ? did(d, RAISER, lookAgain, settingAt(takenAt, { policy: S })) : d;
  expect(inLondon(waits.alarm.dueAt)).toBe(closesAt);
});

test.each<[string, Act]>([
  ['taken forward', { kind: 'review', verdict: 'taken forward', text: '' }],
  ['not taken forward', refusal],
  ['re-routed', { kind: 'review', verdict: 're-routed', route: 'complaint', text: 'Nobody disagrees.' }],
])('SCP-4: the history cites S’s own line for what the review says: %s', (what, act) => {
  const setting = settingAt('Mon 2 Mar 2026 09:30', { policy: S });
  const { entries } = didChange(raised(setting, reviewedFirst), RAISERS_MANAGER, act, setting);

  expect(entries.find((entry) => entry.what === what)).toMatchObject({ stageId: '2-review', clause: 'L15' });
});
