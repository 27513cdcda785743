import { createHash } from 'node:crypto';
import { leadsOf } from '../escalation/leading.ts';
import type { Partnership } from '../escalation/partnership.ts';
import {
  problemsWithChange,
  type Setting,
  type SettingProblem,
  schemaOf,
  settingOf,
  withSetting,
} from '../escalation/partnership-settings.ts';
import { policyVersionId } from '../escalation/policy.ts';
import type { Person } from '../escalation/record.ts';
import { settingChangedMessage } from '../messages/setting-changed.ts';
import { writeDown } from '../services/outbox.ts';
import { keepSetting, readSettings, type SettingChange } from '../services/partnership-settings.ts';
import type { Services } from '../services/services.ts';
import type { Administrator } from './directories.ts';
import { sendDue } from './send.ts';

/** Names a setting by what it is: once it is another it has another name, and nobody changes what they have not seen. */
export function settingIdentity(partnership: Partnership, setting: Setting): string {
  return createHash('sha256')
    .update(JSON.stringify(settingOf(partnership, setting)))
    .digest('base64url')
    .slice(0, 16);
}

/** What became of a change; `gone`: the setting is no longer as it was shown, so nothing was changed. */
export type SettingChanged = { done: true } | { problems: SettingProblem[] } | { gone: true };

/**
 * Makes one setting what somebody typed, judged as the partnership's file is. `shown` is the identity of the setting as their page had
 * it. That they may change it is for the caller to have asked.
 */
export async function changeSetting(
  services: Services,
  { partnershipId, by }: Administrator,
  { setting, typed, shown }: { setting: Setting; typed: unknown; shown: string },
): Promise<SettingChanged> {
  const { rules, table } = services;
  const parsed = schemaOf(setting).safeParse(typed);
  if (!parsed.success)
    return { problems: parsed.error.issues.map(({ path, message }) => ({ path: path as string[], why: message })) };
  for (;;) {
    const read = await readSettings(table, partnershipId);
    const { partnership, directory } = (await rules.partnership(partnershipId))!;
    if (settingIdentity(partnership, setting) !== shown) return { gone: true };
    const after = withSetting(partnership, setting, parsed.data);
    if (settingIdentity(after, setting) === shown) return { done: true };
    const policy = rules.requirePolicy(policyVersionId(partnership.policy));
    const problems = problemsWithChange(partnership, after, directory, policy)
      // Below the name of the setting in the file, as those of its own schema are.
      .map(({ path, why }) => ({ path: path.slice(1), why }));
    if (problems.length > 0) return { problems };
    const change = {
      by,
      setting,
      before: settingOf(partnership, setting) as SettingChange['before'],
      after: settingOf(after, setting) as SettingChange['after'],
    };
    const kept = await keepSetting(services, partnershipId, read?.change, change);
    if (!kept) continue;
    services.log.info('setting changed', { partnership: partnershipId, setting });
    await tellTheLeads(services, kept, {
      before: { partnership, directory },
      after: { partnership: after, directory },
    });
    return { done: true };
  }
}

type Leading = Parameters<typeof leadsOf>[0];

/**
 * One email to each other lead, and to whoever leads from now on or leads no more: a change that one of them did not mean is seen by another. Its
 * row stands under the change's own name, so that it is written once.
 */
async function tellTheLeads(
  services: Services,
  { name: about, by, at, setting }: SettingChange,
  { before, after }: { before: Leading; after: Leading & { partnership: Partnership } },
): Promise<void> {
  const { clock, settings, log } = services;
  const [ledBefore, leadAfter] = [leadsOf(before), leadsOf(after)];
  const everybody = new Map([...ledBefore, ...leadAfter].map((person) => [person.email, person]));
  everybody.delete(by);
  const rowKeys = await Promise.all(
    [...everybody.values()].map((to) => {
      const isIn = (those: readonly Person[]) => those.some(({ email }) => email === to.email);
      const standing = !isIn(leadAfter) ? 'leads no more' : isIn(ledBefore) ? 'leads still' : 'leads from now on';
      return writeDown(services, {
        about: `setting-changed#${about}`,
        entry: 1,
        kind: 'setting-changed',
        to: to.email,
        fromName: after.partnership.name,
        message: settingChangedMessage({ partnership: after.partnership, to, setting, at, standing, ...settings }),
        notBefore: clock.now(),
      });
    }),
  );
  try {
    await sendDue(services, { rowKeys });
  } catch (reason) {
    // It is changed, and the sweep sends what is written down.
    log.error('setting change not told yet', { kind: reason instanceof Error ? reason.name : typeof reason });
  }
}
