import { createHash } from 'node:crypto';
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
import { keepSetting, readSettings, type SettingChange } from '../services/partnership-settings.ts';
import type { Services } from '../services/services.ts';
import type { Administrator } from './directories.ts';

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
    if (!(await keepSetting(services, partnershipId, read?.change, change))) continue;
    services.log.info('setting changed', { partnership: partnershipId, setting });
    return { done: true };
  }
}
