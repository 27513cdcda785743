import { expect, test } from 'vitest';
import type { Act } from '../../escalation/acts.ts';
import { openVisit } from '../../escalation/record.ts';
import {
  at,
  did,
  didChange,
  directoryWith,
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
  const talked = { talkedAlready: 'yes', talkedOn: '2026-03-02' } as const;
  const refused = did(raised(setting, { subject: 'adult', ...talked }), RAISERS_MANAGER, refusal, setting);

  const change = didChange(refused, RAISER, lookAgain, setting);

  expect(owedTo(change.disagreement, 'look-again')).toEqual([asked]);
  const d = did(refused, RAISER, lookAgain, setting);
  const forward: Act = { kind: 'send-forward', text: 'It cannot wait.' };
  expect(refusalOf(d, RAISERS_MANAGER, forward, setting)).not.toBe('done');
  expect(openVisit(did(d, asked, forward, setting))).toMatchObject({ stageId: '2', cause: 'sent forward' });
});
