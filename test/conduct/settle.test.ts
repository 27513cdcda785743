import { expect, it } from 'vitest';
import { settingFor } from '../../conduct/disagreements.ts';
import { settle } from '../../conduct/settle.ts';
import { amend } from '../../escalation/amendment.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import { raise } from '../../escalation/raising.ts';
import { idsWithPlaceFor, readDisagreement, writeChange, writeRecord } from '../../services/disagreements.ts';
import { webWorld } from '../functions/web-world.ts';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';

it('F2: whoever joins while an earlier change is being settled is still found afterwards, although the process that added them died', async () => {
  const { services } = webWorld();
  const { partnership } = (await services.rules.partnership('brackenshire'))!;
  const pinned = { partnershipId: partnership.id, policyVersionId: policyVersionId(partnership.policy) };
  const setting = await settingFor(services, pinned);
  const form = healthVisitorsForm({ aroseOn: '2026-04-02' });
  const raiser = { name: form.raiserName, email: form.raiserEmail, agency: form.raiserAgency };
  const raising = { id: 'd-1', reference: 'AB-7Q4K', raisedAt: setting.now, raisedBy: 'form' as const, raiser, form };
  const first = await writeChange(services, raise({ ...raising, missing: [] }, setting), 0);
  // Another process carries the first change out, adds somebody, and dies before it settles that.
  const settled = await writeRecord(services.table, { ...first.d, owed: [] }, first.version);
  const joining = amend(settled.d, setting);
  const lead = { name: 'Anwen Eastermoor', email: brackenshire.healthLead, agency: form.raiserAgency };
  joining.place(lead, 'safeguarding lead');
  await writeChange(services, joining.done({ wake: false }), settled.version);

  await settle(services, first);
  const left = (await readDisagreement(services.table, 'd-1'))!;
  expect(left.d.owed.map(({ kind }) => kind)).toContain('people');
  await settle(services, left);

  expect(await idsWithPlaceFor(services.table, brackenshire.healthLead)).toEqual(['d-1']);
});
