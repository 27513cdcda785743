import { expect, it } from 'vitest';
import { changeSetting, settingIdentity } from '../../conduct/partnership-settings.ts';
import type { Setting } from '../../escalation/partnership-settings.ts';
import { settingChanges } from '../../services/partnership-settings.ts';
import { LEAD, webWorld } from '../functions/web-world.ts';

/** Changes made at one moment, each by somebody who has just seen the setting as it was. */
async function atOnce(changes: readonly (readonly [Setting, unknown])[]) {
  const { services } = webWorld();
  const { partnership } = (await services.rules.partnership('brackenshire'))!;
  const who = { partnershipId: 'brackenshire', by: LEAD };
  const became = await Promise.all(
    changes.map(([setting, typed]) =>
      changeSetting(services, who, { setting, typed, shown: settingIdentity(partnership, setting) }),
    ),
  );
  const after = (await services.rules.partnership('brackenshire'))!.partnership;
  const kept = await settingChanges(services.table, 'brackenshire', 50);
  return { became: became.map((one) => Object.keys(one)[0]), after, kept: kept.map(({ setting }) => setting) };
}

it('two settings changed at one moment both stand, and each change is kept once', async () => {
  const { became, after, kept } = await atOnce([
    ['telephone', '01632 960111'],
    ['secure-domains', []],
  ]);

  expect(became).toEqual(['done', 'done']);
  expect([after.businessUnitTelephone, after.secureDomains]).toEqual(['01632 960111', []]);
  expect(kept).toHaveLength(2);
  expect(new Set(kept)).toEqual(new Set(['secure-domains', 'telephone']));
});

it('of one setting changed twice at one moment the first stands, and the second was not kept as a change', async () => {
  const { became, after, kept } = await atOnce([
    ['telephone', '01632 960111'],
    ['telephone', '01632 960122'],
  ]);

  expect(new Set(became)).toEqual(new Set(['done', 'gone']));
  expect(after.businessUnitTelephone).toBe(became[0] === 'done' ? '01632 960111' : '01632 960122');
  expect(kept).toEqual(['telephone']);
});
