import * as z from 'zod';
import { keptSettingsSchema, SETTINGS, type Setting } from '../escalation/partnership-settings.ts';
import { CHANGES_KEPT_DAYS } from './directories.ts';
import type { Services } from './services.ts';
import { ConditionFailed, everyItem, type Json, type Key, type Table } from './table.ts';

/**
 * What a partnership has changed of its settings since the release, as one small item, and beside it each change: who, when, what stood
 * before and what after. The items of all partnerships stand in one partition: every page asks who leads what.
 */

const keptSchema = z.object({
  settings: keptSettingsSchema,
  /** How often they were changed. */
  revision: z.int().min(1),
  /** The name of the latest change. */
  change: z.string(),
});
/** What a partnership has changed, and which change was the latest. */
export type Kept = z.infer<typeof keptSchema>;

const changeSchema = z.object({
  name: z.string(),
  /** The name of the change before it; absent on the first. */
  previous: z.string().optional(),
  at: z.iso.datetime(),
  /** Address of whoever made it. */
  by: z.string(),
  setting: z.enum(SETTINGS as [Setting, ...Setting[]]),
  before: z.json(),
  after: z.json(),
});
/** One change of one setting. */
export type SettingChange = z.infer<typeof changeSchema>;

/** What was changed in one partnership, and which version that is; nothing was where it is undefined. */
export async function readSettings(table: Table, partnershipId: string): Promise<Kept | undefined> {
  const item = await table.get(keyOf(partnershipId));
  return item && keptSchema.parse(item.body);
}

/** What was changed in any partnership, by its id. */
export async function everySetting(table: Table): Promise<Map<string, Kept>> {
  const items = await everyItem((next) => table.query({ pk: KEPT, ...next }));
  return new Map(items.map(({ sk, body }) => [sk, keptSchema.parse(body)]));
}

/** Keeps one setting, and who made it so, and answers the change. Undefined when another came first (`read` is no longer the latest): read again. */
export async function keepSetting(
  { table, clock, keys }: Pick<Services, 'table' | 'clock' | 'keys'>,
  partnershipId: string,
  read: string | undefined,
  { by, setting, before, after }: Pick<SettingChange, 'by' | 'setting' | 'before' | 'after'>,
): Promise<SettingChange | undefined> {
  const item = await table.get(keyOf(partnershipId));
  const kept = item && keptSchema.parse(item.body);
  if (kept?.change !== read) return undefined;
  const now = clock.now();
  const name = Buffer.from(keys.random(12)).toString('base64url');
  const revision = (kept?.revision ?? 0) + 1;
  const change: SettingChange = {
    name,
    ...(kept ? { previous: kept.change } : {}),
    at: now.toString(),
    by,
    setting,
    before,
    after,
  };
  const changeKey: Key = { pk: changesOf(partnershipId), sk: `${String(revision).padStart(9, '0')}#${name}` };
  const expiresAt = Math.ceil(now.add({ hours: CHANGES_KEPT_DAYS * 24 }).epochMilliseconds / 1000);
  await table.put({ ...changeKey, body: change as Json, expiresAt }, { ifAbsent: true });
  try {
    await table.put(
      { ...keyOf(partnershipId), body: { settings: { ...kept?.settings, [setting]: after }, revision, change: name } },
      item ? { ifVersion: item.version } : { ifAbsent: true },
    );
    return change;
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
    await table.delete(changeKey);
    return undefined;
  }
}

/** The latest changes, newest first. One that lost to another is not among them: each names the one before it. */
export async function settingChanges(table: Table, partnershipId: string, limit: number): Promise<SettingChange[]> {
  const { items } = await table.query({ pk: changesOf(partnershipId), descending: true, limit });
  let next = (await readSettings(table, partnershipId))?.change;
  return items
    .map(({ body }) => changeSchema.parse(body))
    .filter(({ name, previous }) => {
      if (name !== next) return false;
      next = previous;
      return true;
    });
}

const KEPT = 'partnership-settings';
const keyOf = (partnershipId: string): Key => ({ pk: KEPT, sk: partnershipId });
const changesOf = (partnershipId: string) => `partnership-settings-changes#${partnershipId}`;
