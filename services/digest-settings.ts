import { type DigestSetting, digestSettingSchema, USUAL_DIGEST } from '../escalation/digest-rhythm.ts';
import type { DigestOf } from './digest-receipts.ts';
import { personHash } from './reply-address.ts';
import { ConditionFailed, type Key, type Table } from './table.ts';

/** How often a lead chose to get a partnership's digest; the usual for whoever never chose. Read with strong consistency. */
export async function readDigestSetting(table: Table, of: DigestOf): Promise<DigestSetting> {
  const item = await table.get(keyOf(of));
  return item ? digestSettingSchema.parse(item.body) : USUAL_DIGEST;
}

/** Keeps what a lead chose, in place of what they chose before. */
export async function keepDigestSetting(table: Table, of: DigestOf, setting: DigestSetting): Promise<void> {
  const key = keyOf(of);
  for (;;) {
    const before = await table.get(key);
    try {
      await table.put(
        { ...key, body: digestSettingSchema.parse(setting) },
        before ? { ifVersion: before.version } : { ifAbsent: true },
      );
      return;
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}

function keyOf({ partnershipId, lead }: DigestOf): Key {
  return { pk: `digest-setting#${partnershipId}#${personHash(lead)}`, sk: 'setting' };
}
