import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Typeface } from '../../documents/pdf.ts';
import type { RecordFacts } from '../../documents/record-facts.ts';
import type { Act } from '../../escalation/acts.ts';
import type { Change, Setting } from '../../escalation/amendment.ts';
import { escalateIfOverdue } from '../../escalation/clockwork.ts';
import type { RaiseForm } from '../../escalation/intake.ts';
import type { Policy } from '../../escalation/policy.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { asWritten, B, didChange, raisedChange, settingAt } from '../escalation/building.ts';

/** A disagreement lived through, with every text it names: what a document is filled in from. */
export interface Lived {
  d: Disagreement;
  texts: Record<string, string>;
  policy: Policy;
}

const after = (lived: Lived, change: Change): Lived => ({
  policy: lived.policy,
  d: asWritten(change),
  texts: { ...lived.texts, ...Object.fromEntries(change.texts.map(({ id, content }) => [id, content])) },
});

export function raisedOn(now: string, form: Partial<RaiseForm> = {}, policy: Policy = B): Lived {
  return after({ d: undefined as never, texts: {}, policy }, raisedChange(settingAt(now, { policy }), form));
}

/** Somebody acts, at a moment of London time. */
export function acted(lived: Lived, now: string, by: string, act: Act): Lived {
  return after(lived, didChange(lived.d, by, act, settingAt(now, { policy: lived.policy })));
}

/** The clock finds the deadline passed at that moment, and the disagreement moves. */
export function movedOn(lived: Lived, now: string): Lived {
  return wokenOn(lived, now, escalateIfOverdue);
}

/** The clock does one of its other duties at that moment. */
export function wokenOn(lived: Lived, now: string, duty: typeof escalateIfOverdue): Lived {
  return after(lived, changeOf(duty(lived.d, settingAt(now, { policy: lived.policy }))));
}

function changeOf(decision: { change: Change } | { nothing: string }): Change {
  if ('nothing' in decision) throw new Error(`Nothing happened: ${decision.nothing}`);
  return decision.change;
}

const setting: Setting = settingAt('Mon 2 Mar 2026');

export function factsOf({ d, texts, policy }: Lived): RecordFacts {
  const agencyNames = Object.fromEntries(setting.directory.agencies.map(({ id, name }) => [id, name]));
  return { disagreement: d, policy, partnership: setting.partnership, agencyNames, texts };
}

const { resolve } = createRequire(import.meta.url);
/** DejaVu Sans, as the installed package has it. */
export const typeface: Typeface = {
  regular: readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  bold: readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
};
